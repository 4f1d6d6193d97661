"""What may change, as people type it: `work_team.staff=2..12` and `car=8`, read against a plan."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import Message, say
from drillsim.plan.near import near
from drillsim.plan.plan import Plan
from drillsim.quantities.measures import fold
from drillsim.quantities.wording import Series
from drillsim.sizing.grid import Dimension
from drillsim.sizing.resize import size_key
from drillsim.sizing.trial import SizingCase

MOST_PLANS = 200_000  # combinations of sizes
MOST = 1_000_000  # of one pool, as in a plan
_VARY = re.compile(r"([^.=]+)(?:\.([^.=]+))?=(\d{1,9})(?:\s*(?:\.\.|-|~|至)\s*(\d{1,9}))?$")
_COST = re.compile(r"([^.=]+)(?:\.([^.=]+))?=(.+)$")

Range = tuple[str, str | None, int, int]  # pool, key, low, high
Price = tuple[str, str | None, float]


class Asked:
    """The words of `--vary` and `--cost`. What can be wrong with them alone is in `faults` already."""

    def __init__(self, vary: Sequence[str], cost: Sequence[str]) -> None:
        self.faults: list[Fault] = []
        ranges, prices = [(word, self._range(word)) for word in vary], [(word, self._price(word)) for word in cost]
        self.ranges = [(word, *found) for word, found in ranges if found is not None]
        self.prices = [(word, *price) for word, price in prices if price is not None]

    def _refuse(self, option: str, word: str, what: Message, mend: Message | None = None) -> None:
        self.faults.append(Fault(f"{option} {word}", 0, 0, what, mend))

    def _range(self, word: str) -> Range | None:
        match = _VARY.match(fold(word))
        if match is None:
            mend = say("write it as {example}", example=say("car.count=1..4"))
            self._refuse("--vary", word, say("this names no pool and no range of sizes"), mend)
            return None
        low = int(match[3])
        high = int(match[4]) if match[4] else low
        if low > high:
            self._refuse("--vary", word, say("the range ends below its start"), say("write the smaller number first"))
        elif high == 0:
            self._refuse("--vary", word, say("with a size of 0 only there is nothing to find"), say("write a larger end"))
        elif high > MOST:
            self._refuse("--vary", word, say("a count lies between 0 and 1,000,000"), say("write a smaller end"))
        return match[1], match[2], low, high

    def _price(self, word: str) -> Price | None:
        match = _COST.match(fold(word))
        mend = say("write it as {example}", example=say("car=8"))
        if match is None:
            self._refuse("--cost", word, say("this names no pool and no cost"), mend)
            return None
        try:
            price = float(match[3])
        except ValueError:
            price = math.nan
        if not (math.isfinite(price) and 0 < price <= MOST):
            self._refuse("--cost", word, say("a cost is a number above 0"), mend)
            return None
        return match[1], match[2], price

    def dimensions(self, plan: Plan) -> tuple[Dimension, ...]:
        """The pools that may change, in the order of the words. Raises InputError with every fault."""
        ours = {name: pool for name, pool in plan.pools.items() if not pool.outside}
        self.faults += _named("--vary", self.ranges, plan, ours)
        varied = {word[1]: plan.pools[word[1]] for word in self.ranges if word[1] in ours}
        self.faults += _named("--cost", self.prices, plan, varied)
        if not self.ranges and not self.faults:
            example = next(iter(ours), "car")
            mend = say("there are: {names}", names=Series(tuple(ours))) if ours else None
            what = say("say which pools may change, such as --vary {example}", example=f"{example}=1..4")
            self.faults.append(Fault("--vary", 0, 0, what, mend))
        if not plan.targets:
            self.faults.append(Fault("--vary", 0, 0, say("the plan has no targets, so no size is too small for it")))
        plans = math.prod(max(1, high - low + 1) for _word, _pool, _key, low, high in self.ranges)
        if plans > MOST_PLANS:
            what = say("these are {n} combinations of sizes, more than {most}", n=f"{plans:,}", most=f"{MOST_PLANS:,}")
            self.faults.append(Fault("--vary", 0, 0, what, say("narrow the ranges, or vary fewer pools")))
        if self.faults:
            raise InputError(self.faults)
        prices = {pool: price for _word, pool, _key, price in self.prices}
        return tuple(Dimension(pool, low, high, prices.get(pool, 1.0)) for _word, pool, _key, low, high in self.ranges)


def read_asked(
    vary: Sequence[str], cost: Sequence[str], left_out: Sequence[str], read: Callable[[], tuple[Any, Plan]]
) -> tuple[SizingCase, tuple[Dimension, ...]]:
    """The case of the scenario and plan that `read` reads, and the pools that may change.

    Raises InputError with every fault of all.
    """
    asked = Asked(vary, cost)
    try:
        scenario, plan = read()
    except InputError as error:
        raise InputError([*error.faults, *asked.faults]) from None
    strange = [
        Fault(f"--without {name}", 0, 0, say("no target is called '{name}'", name=name), near(name, plan.targets))
        for name in left_out
        if name not in plan.targets
    ]
    if not strange and set(plan.targets) <= set(left_out):
        strange = [Fault("--without", 0, 0, say("no target would be left"), say("leave out fewer"))]
    try:
        dimensions = asked.dimensions(plan)
    except InputError as error:
        raise InputError([*error.faults, *strange]) from None
    if strange:
        raise InputError(strange)
    return SizingCase.without(plan, scenario, dimensions, tuple(dict.fromkeys(left_out))), dimensions


def _named(option: str, words: Iterable[Any], plan: Plan, fitting: dict[str, Any]) -> Iterator[Fault]:
    """Faults of the pools and keys that words name; `fitting` are the pools that they may name."""
    seen: set[str] = set()
    for word, pool, key, *_rest in words:
        file = f"{option} {word}"
        if pool not in plan.pools:
            yield Fault(file, 0, 0, say("no pool is called '{name}'", name=pool), near(pool, fitting))
        elif plan.pools[pool].outside:
            what = say("'{name}' is an outside unit: not ours to size", name=pool)
            yield Fault(file, 0, 0, what, near("", fitting))
        elif pool not in fitting:
            what = say("'{name}' is not varied, so its cost changes nothing", name=pool)
            yield Fault(file, 0, 0, what, say("add it to --vary, or leave it out"))
        elif pool in seen:
            yield Fault(file, 0, 0, say("'{name}' is given twice", name=pool), say("keep one of them"))
        elif key is not None and key not in (counted := size_key(plan.pools[pool])).spellings:
            what = say("'{pool}' has no size called '{key}'", pool=pool, key=key)
            yield Fault(file, 0, 0, what, say("write {key}, or leave it out", key=counted))
        seen.add(pool)
