"""What may change, as people type it: `work_team.staff=2..12`, `crew.night=1..4` and `car=8`, read against a plan."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import Message, say
from drillsim.compiled.resize import COUNTED, mixed, part, pool_of, size_key, split
from drillsim.plan.keys import all_spellings, keys_of
from drillsim.plan.near import near
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Pool, Shift, shifts_of
from drillsim.quantities.measures import fold
from drillsim.quantities.wording import Series
from drillsim.sizing.grid import Dimension
from drillsim.sizing.trial import SizingCase

MOST_PLANS = 200_000  # combinations of sizes
MOST = 1_000_000  # of one pool, as in a plan
_PART = r"([^.=]+(?:\.[^.=]+){0,2})"  # a pool, perhaps of one of several plans, perhaps with a key
_VARY = re.compile(rf"{_PART}=(\d{{1,9}})(?:\s*(?:\.\.|-|~|至)\s*(\d{{1,9}}))?$")
_COST = re.compile(rf"{_PART}=(.+)$")

Range = tuple[str, int, int]  # pool and key, low, high
Price = tuple[str, float]


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
        low = int(match[2])
        high = int(match[3]) if match[3] else low
        if low > high:
            self._refuse("--vary", word, say("the range ends below its start"), say("write the smaller number first"))
        elif high == 0:
            self._refuse("--vary", word, say("with a size of 0 only there is nothing to find"), say("write a larger end"))
        elif high > MOST:
            self._refuse("--vary", word, say("a count lies between 0 and 1,000,000"), say("write a smaller end"))
        return match[1], low, high

    def _price(self, word: str) -> Price | None:
        match = _COST.match(fold(word))
        mend = say("write it as {example}", example=say("car=8"))
        if match is None:
            self._refuse("--cost", word, say("this names no pool and no cost"), mend)
            return None
        try:
            price = float(match[2])
        except ValueError:
            price = math.nan
        if not (math.isfinite(price) and 0 < price <= MOST):
            self._refuse("--cost", word, say("a cost is a number above 0"), mend)
            return None
        return match[1], price

    def dimensions(self, plan: Plan) -> tuple[Dimension, ...]:
        """The pools and shifts that may change, in the order of the words. Raises InputError with every fault.

        What one of a pool costs holds for each of its shifts that has no cost of its own.
        """
        ours = {name: pool for name, pool in plan.pools.items() if not pool.outside}
        varied = _parts(plan, self.ranges)
        prices = _parts(plan, self.prices)
        self.faults += _named("--vary", self.ranges, plan, ours)
        self.faults += [Fault(f"--vary {name}", 0, 0, *twofold(name)) for name in mixed(plan, varied)]
        sized = {pool_of(plan, one) for one in varied}
        self.faults += _named("--cost", self.prices, plan, {name: pool for name, pool in ours.items() if name in sized})
        self.faults += [
            _idle(f"--cost {word[0]}", one)
            for one, word in prices.items()
            if one not in plan.pools
            and one not in varied
            and any(pool_of(plan, other) == pool_of(plan, one) for other in varied)
        ]
        if not self.ranges and not self.faults:
            example = next(iter(ours), "car")
            mend = say("there are: {names}", names=Series(tuple(ours))) if ours else None
            what = say("say which pools may change, such as --vary {example}", example=f"{example}=1..4")
            self.faults.append(Fault("--vary", 0, 0, what, mend))
        if not plan.targets:
            self.faults.append(Fault("--vary", 0, 0, say("the plan has no targets, so no size is too small for it")))
        plans = math.prod(max(1, high - low + 1) for _word, _part, low, high in self.ranges)
        if plans > MOST_PLANS:
            what = say("these are {n} combinations of sizes, more than {most}", n=f"{plans:,}", most=f"{MOST_PLANS:,}")
            self.faults.append(Fault("--vary", 0, 0, what, say("narrow the ranges, or vary fewer pools")))
        if self.faults:
            raise InputError(self.faults)
        costs = {one: word[2] for one, word in prices.items()}
        return tuple(
            Dimension(one, low, high, costs.get(one, costs.get(pool_of(plan, one), 1.0)))
            for one, (_word, _part, low, high) in varied.items()
        )


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


def _parts(plan: Plan, words: Iterable[Any]) -> dict[str, Any]:
    """Words by the part of the plan that each names, where it names one."""
    named = ((word, *split(plan, word[1])) for word in words)
    return {
        one: word
        for word, pool, key in named
        if pool in plan.pools and (one := part(pool, plan.pools[pool], key or None)) is not None
    }


def _idle(file: str, name: str) -> Fault:
    what = say("'{name}' is not varied, so its cost changes nothing", name=name)
    return Fault(file, 0, 0, what, say("add it to --vary, or leave it out"))


def strange_part(name: str, pool: Pool, key: str) -> tuple[Message, Message | None]:
    """What is wrong with a key of a pool that is neither its size nor one of its shifts, and what would do."""
    counted, named = size_key(pool), shifts_of(pool)
    if not getattr(pool, "shifts", []) or any(key in all_spellings(other) for other in COUNTED.values()):
        what = say("'{pool}' has no size called '{key}'", pool=name, key=key)
        return what, say("write {key}, or leave it out", key=counted)
    what = say("no shift of '{pool}' is called '{key}'", pool=name, key=key)
    if named:
        return what, near(key, named)
    return what, say("give the shift a name in the plan: {key}: {name}", key=keys_of(Shift)["name"], name=key)


def twofold(name: str) -> tuple[Message, Message]:
    """That a pool is named as a whole and by a shift, and what would do."""
    return say("'{name}' changes as a whole and by shift", name=name), say("keep one of them")


def _named(option: str, words: Iterable[Any], plan: Plan, fitting: dict[str, Any]) -> Iterator[Fault]:
    """Faults of the pools and keys that words name; `fitting` are the pools that they may name."""
    seen: set[str] = set()
    for word, named, *_rest in words:
        file, (pool, key) = f"{option} {word}", split(plan, named)
        if pool not in plan.pools:
            yield Fault(file, 0, 0, say("no pool is called '{name}'", name=pool), near(pool, fitting))
        elif plan.pools[pool].outside:
            what = say("'{name}' is an outside unit: not ours to size", name=pool)
            yield Fault(file, 0, 0, what, near("", fitting))
        elif pool not in fitting:
            yield _idle(file, pool)
        elif (one := part(pool, plan.pools[pool], key or None)) is None:
            yield Fault(file, 0, 0, *strange_part(pool, plan.pools[pool], key))
        elif one in seen:
            yield Fault(file, 0, 0, say("'{name}' is given twice", name=one), say("keep one of them"))
        else:
            seen.add(one)
