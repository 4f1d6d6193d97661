"""Playing one plan on one deck until its verdict is settled."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from drillsim.base.documents import Document
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.event_list import Msels
from drillsim.compiled.resize import sized
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.judge import verdict as verdicts
from drillsim.judge.replicate import block_size, feed, player, read_runs, rules
from drillsim.judge.settings import Settings
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.sizing.grid import Dimension, Sizes

MOST_CACHED = 256 * 2**20  # bytes of event lists that one worker keeps


@dataclass(frozen=True)
class SizingCase:
    """A plan and scenario whose pools are to be sized."""

    plan: Plan
    scenario: Scenario
    parts: tuple[str, ...]  # pools and shifts, as `resize` names them
    left_out: tuple[str, ...] = ()  # targets that are not asked of it, such as those that no team size can keep
    costs: tuple[float, ...] = ()  # of one of each part; 1 where none are given

    @classmethod
    def without(
        cls, plan: Plan, scenario: Scenario, dimensions: tuple[Dimension, ...], left_out: tuple[str, ...]
    ) -> SizingCase:
        """The case in which these targets do not count."""
        kept = {name: target for name, target in plan.targets.items() if name not in left_out}
        parts, costs = tuple(one.part for one in dimensions), tuple(one.cost for one in dimensions)
        return cls(plan.model_copy(update={"targets": kept}), scenario, parts, left_out, costs)

    def cost(self, sizes: Sizes) -> float:
        """What a plan of these sizes costs."""
        return float((np.array([sizes]) @ np.array(self.costs or [1.0] * len(sizes)))[0])

    @cached_property
    def key(self) -> str:
        """What tells this case from others."""
        return hashlib.sha256(repr((self.plan, self.scenario, self.parts, self.costs)).encode()).hexdigest()

    def __getstate__(self) -> dict[str, object]:
        return {
            **{name: getattr(self, name) for name in ("plan", "scenario", "parts", "left_out", "costs")},
            "key": self.key,
        }


class TargetTrial(Document):
    """One target of one plan. `margin` is how far the estimate lies on the good side of the goal, as a share of it."""

    id: str
    form: verdicts.Form
    verdict: verdicts.Verdict
    goal: float
    estimate: float | None  # of what the goal is about: a share of runs or of incidents, or mean seconds
    low: float | None
    high: float | None
    margin: float  # 0 where nothing was judged

    @classmethod
    def of(cls, name: str, test: verdicts.Test) -> TargetTrial:
        """What a test says of the target of that name."""
        form, goal, (estimate, low, high), margin = test.rule.form, test.rule.goal, test.interval(), 0.0
        if estimate is not None:
            better = estimate - goal
            margin = better / goal if form != "mean" else -better / max(goal, 1.0)
        return cls(id=name, form=form, verdict=test.verdict, goal=goal, estimate=estimate, low=low, high=high, margin=margin)


class Trial(Document):
    """One plan played on one deck until its verdict was settled. `missed` are targets shown to be missed."""

    sizes: dict[str, int]
    cost: float
    seed: int
    runs: int
    verdict: verdicts.Verdict
    worst: str | None
    missed: list[str]
    targets: list[TargetTrial]

    @property
    def counts(self) -> Sizes:
        """The sizes in the order of the pools."""
        return tuple(self.sizes.values())

    @property
    def worst_target(self) -> TargetTrial | None:
        """The target that is furthest from its goal, or nearest to it if all are kept."""
        return min(self.targets, key=lambda target: target.margin, default=None)

    @property
    def margin(self) -> float:
        """How far the worst target is from its goal (below 0: on the wrong side); 0 without targets."""
        return min((target.margin for target in self.targets), default=0.0)


def try_plan(case: SizingCase, sizes: Sizes, seed: int, alpha: float, max_runs: int, margin: float) -> Trial:
    """Play a plan on the deck of a seed until it passes, fails or is too close to call, or for `max_runs`.

    A wrong PASS has a chance of at most `alpha`, and so has a wrong FAIL, however often it is looked.
    """
    deck = _decks(case, seed)
    compiled = sized(deck.compiled, dict(zip(case.parts, sizes, strict=True)))
    tests = [verdicts.Test(rule) for rule in rules(compiled, deck.deck, Settings(seed=seed, alpha=alpha, margin=margin))]
    play = player("compiled")
    runs = number = 0
    while runs < max_runs:
        msels = deck.block(number)
        block = read_runs(compiled, deck.deck, runs + 1, msels, play(compiled, msels))
        feed(tests, block)
        runs += len(msels)
        number += 1
        if any(test.verdict == "FAIL" for test in tests) or all(test.settled_at for test in tests):
            break
    return _trial(case, tests, sizes, seed, runs)


def try_runs(case: SizingCase, sizes: Sizes, seed: int, runs: int, alpha: float) -> Trial:
    """Play exactly the first `runs` runs of the deck of a seed; the verdicts are those of that many runs."""
    deck = _KeptDeck(case, seed)
    compiled = sized(deck.compiled, dict(zip(case.parts, sizes, strict=True)))
    tests = [verdicts.Test(rule) for rule in rules(compiled, deck.deck, Settings(seed=seed, alpha=alpha))]
    msels = deck.deck.deal(1, runs)
    block = read_runs(compiled, deck.deck, 1, msels, player("compiled")(compiled, msels))
    feed(tests, block)
    return _trial(case, tests, sizes, seed, runs)


def _trial(case: SizingCase, tests: list[verdicts.Test], sizes: Sizes, seed: int, runs: int) -> Trial:
    targets = [TargetTrial.of(name, test) for name, test in zip(case.plan.targets, tests, strict=True)]
    worst = min(targets, key=lambda target: target.margin, default=None)
    return Trial(
        sizes=dict(zip(case.parts, sizes, strict=True)),
        cost=case.cost(sizes),
        seed=seed,
        runs=runs,
        verdict=verdicts.plan_verdict([target.verdict for target in targets]),
        worst=worst.id if worst is not None else None,
        missed=[target.id for target in targets if target.verdict == "FAIL"],
        targets=targets,
    )


class _KeptDeck:
    """The deck of a case and a seed, dealt block by block and kept as long as there is room.

    What is dealt does not depend on the sizes of pools, so every plan is played on the same event lists.
    """

    def __init__(self, case: SizingCase, seed: int) -> None:
        self.compiled: CompiledPlan = compile_plan(case.plan, case.scenario.window, case.scenario.calendar)
        self.deck = Deck(self.compiled, case.scenario, seed)
        self._kept: list[Msels] = []
        self._bytes = 0

    def block(self, number: int) -> Msels:
        """Block `number` (from 0) of the deck."""
        if number < len(self._kept):
            return self._kept[number]
        msels = self.deck.deal(1 + sum(block_size(n) for n in range(number)), block_size(number))
        if number == len(self._kept) and self._bytes < MOST_CACHED:
            self._kept.append(msels)
            self._bytes += sum(column.nbytes for column in msels.joined)
        return msels


_KEPT: OrderedDict[tuple[str, int], _KeptDeck] = OrderedDict()


def _decks(case: SizingCase, seed: int) -> _KeptDeck:
    """The deck of this worker for a case; the two last ones are kept."""
    key = (case.key, seed)
    if key not in _KEPT:
        _KEPT[key] = _KeptDeck(case, seed)
        while len(_KEPT) > 2:
            _KEPT.popitem(last=False)
    _KEPT.move_to_end(key)
    return _KEPT[key]


def runs_of(case: SizingCase, sizes: Sizes, seed: int, runs: int) -> tuple[CompiledPlan, Msels]:
    """The plan of these sizes and the first runs of a deck, to look at more closely."""
    deck = _decks(case, seed)
    compiled = sized(deck.compiled, dict(zip(case.parts, sizes, strict=True)))
    return compiled, deck.deck.deal(1, runs)
