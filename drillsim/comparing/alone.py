"""Several plans played together, and each of them alone: the same incidents with the same luck, promise by promise.

A plan is alone where no incident of another one comes: whom several plans share is then there for it only. So both are
played from one deck; the pairs of incidents are those of a comparison (`blocks`), A is alone and B is together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from drillsim.base.spread import Workers
from drillsim.comparing.blocks import PairBlock, PlayedSide, paired
from drillsim.comparing.changes import Holder
from drillsim.comparing.comparison import BLOCK, Figure, TargetComparison, compared_target
from drillsim.compiled.event_list import Msels
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.judge.evaluate import Gauge
from drillsim.judge.replicate import rules
from drillsim.judge.settings import Engine, Settings
from drillsim.plan.scenario import Scenario, plan_named
from drillsim.plan.targets import Target
from drillsim.why.holding import held_by

Standing = Literal["kept", "missed", "not_settled", "nothing_judged"]
RUNS = 200  # at the most: how many a run looks at unless fewer are asked for


@dataclass(frozen=True)
class AloneTogether:
    """What becomes of each promise when the plans are carried out together; A is its plan alone, B is together."""

    runs: int
    alpha: float
    targets: tuple[TargetComparison, ...]  # in the order of the plans
    shared: Mapping[str, tuple[str, ...]]  # who is the same: the plans that have them


def standing(target: Target, figure: Figure) -> Standing:
    """Whether a promise is kept, as far as the runs can tell."""
    if figure.estimate is None or figure.low is None or figure.high is None:
        return "nothing_judged"
    if target.form.kind == "mean":
        return "kept" if figure.high <= target.goal else "missed" if figure.low > target.goal else "not_settled"
    return "kept" if figure.low >= target.form.goal else "missed" if figure.high < target.form.goal else "not_settled"


class _Together(PlayedSide):
    """All plans together, with who held whom for whom an incident waited."""

    def __init__(self, compiled: CompiledPlan, labels: list[str], msels: Msels, names: list[str], engine: Engine,
                 shared: frozenset[str]) -> None:  # fmt: skip
        super().__init__(compiled, labels, msels, names, engine)
        self._shared = [compiled.pools.index(pool) for pool in sorted(shared)]
        self._plans = [str(plan_named(kind)) for kind in compiled.kinds]

    def holders(self, gauge: Gauge, incident: int) -> Mapping[Holder, int]:
        """As in `PlayedSide`."""
        paths, own = self.paths(incident)
        found = held_by(paths, gauge, own, self._shared, self._plans)
        return {Holder(self.compiled.pools[pool], plan): seconds for (pool, plan), seconds in found.items()}


def alone_and_together(compiled: CompiledPlan, scenario: Scenario, settings: Settings, runs: int) -> AloneTogether:
    """Play each plan of a scenario alone and all together, on the first `runs` event lists (`RUNS` at the most)."""
    assert scenario.together is not None
    together, plan = scenario.together, compiled.plan
    runs = min(runs, RUNS)
    names = {short: [target for target in plan.targets if plan_named(target) == short] for short in together.parts}
    spans = [(first, min(BLOCK, runs - first + 1)) for first in range(1, runs + 1, BLOCK)]
    tasks = [(compiled, scenario, names, settings.seed, *span, settings.engine) for span in spans]
    blocks = list(Workers(settings.jobs, settings.cluster).map(_play, tasks))
    asked = dict(zip(plan.targets, rules(compiled, Deck(compiled, scenario, settings.seed), settings), strict=True))
    alpha = settings.alpha / max(1, len(plan.targets))
    return AloneTogether(
        runs,
        settings.alpha,
        tuple(
            compared_target(plan, plan, name, index, block, (asked, asked), alpha)
            for short, own in names.items() for block in [PairBlock.of([block[short] for block in blocks])]
            for index, name in enumerate(own)
        ),
        {pool: tuple(plans) for pool, plans in together.shared.items()},
    )  # fmt: skip


def _play(
    compiled: CompiledPlan, scenario: Scenario, names: Mapping[str, list[str]], seed: int, first: int, count: int,
    engine: Engine,
) -> dict[str, PairBlock]:  # fmt: skip
    """Runs `first` … `first + count - 1`: by plan, its targets alone and together."""
    assert scenario.together is not None
    deck = Deck(compiled, scenario, seed)
    labels, msels = [source.label for source in deck.sources], deck.deal(first, count)
    of_plan = np.array([plan_named(kind) or "" for kind in compiled.kinds])[msels.joined.kind]
    every = [name for own in names.values() for name in own]
    together = _Together(compiled, labels, msels, every, engine, frozenset(scenario.together.shared))
    return dict(_pairs(together, names, of_plan, first, engine))


def _pairs(
    together: _Together, names: Mapping[str, list[str]], of_plan: np.ndarray, first: int, engine: Engine
) -> Iterator[tuple[str, PairBlock]]:  # fmt: skip
    for short, own in names.items():
        alone = PlayedSide(together.compiled, together.labels, together.msels.only(of_plan == short), own, engine)
        yield short, paired(alone, together.read(own), first)
