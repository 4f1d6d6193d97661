"""Two plans, or two scenarios, on the same event lists: target by target, incident by incident.

Runs are dealt and played in blocks like those of `drillsim.judge.replicate`, in the order of
their numbers; no result depends on how many workers there were. Their number is fixed before:
unlike the verdicts on one plan, the intervals of differences do not allow for an eye that looks
again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from drillsim.base.documents import Document
from drillsim.base.spread import Workers
from drillsim.comparing.blocks import PairBlock, play_pairs
from drillsim.comparing.changes import Changes
from drillsim.comparing.difference import PairedDifference, Verdict, ratio_difference
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.judge import verdict as verdicts
from drillsim.judge.evaluate import EXCUSES, JUDGED, LATES, NEVERS, ONTIME, SECONDS
from drillsim.judge.gauge import Ints
from drillsim.judge.replicate import rules
from drillsim.judge.settings import Settings
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.targets import Target

RUNS = 400  # pairs of runs played unless asked otherwise
BLOCK = 50  # pairs dealt at a time; no result depends on it


class Side(NamedTuple):
    """One of the two that are compared."""

    plan: Plan
    scenario: Scenario

    @property
    def compiled(self) -> CompiledPlan:
        """The plan compiled for the scenario's window."""
        return compile_plan(self.plan, self.scenario.window, self.scenario.calendar)


class Figure(Document):
    """What a target says of one side; estimate and interval as `drillsim run` gives them after so many runs."""

    estimate: float | None
    low: float | None
    high: float | None
    runs_judged: int
    runs_kept: int
    judged: int
    on_time: int
    late: int
    never: int
    excused: int


@dataclass(frozen=True)
class TargetComparison:
    """One target of both plans. The interval of `difference` holds together with those of all other targets."""

    id: str
    form: str  # every, share or mean
    redefined: bool  # what is promised is not the same in both plans
    a: Figure
    b: Figure
    difference: (
        PairedDifference  # of the share of runs without a miss (every), of incidents on time (share), of the mean in seconds
    )
    verdict: Verdict  # of B against A
    kept: Changes  # missed in A, kept in B
    missed: Changes  # kept in A, missed in B
    judged_only_a: int  # incidents that both have and only A judges
    judged_only_b: int


class Unmatched(Document):
    """What one side alone has; `incidents` are those of common sources that have no partner."""

    targets: list[str]
    targets_of_other_form: list[str]
    sources: list[str]
    incidents: int


@dataclass(frozen=True)
class Comparison:
    """Everything that the runs say of B against A."""

    seed: int
    runs: int
    alpha: float
    targets: tuple[TargetComparison, ...]  # in A's order
    only_a: Unmatched
    only_b: Unmatched
    pairs: int  # incidents that both have
    moved: int  # of these, those that come at another second
    block: PairBlock  # all runs


def common_targets(a: Plan, b: Plan) -> list[str]:
    """Targets that both plans have and judge in the same form, in A's order."""
    return [name for name, target in a.targets.items() if name in b.targets and _alike(target, b.targets[name])]


def _alike(a: Target, b: Target) -> bool:
    """Whether the figures of two targets measure the same thing: both a share of runs, say."""
    return (a.form.kind, a.unit) == (b.form.kind, b.unit)


def compare(a: Side, b: Side, settings: Settings) -> Comparison:
    """Play `settings.runs` (`RUNS` by default) event lists under both. Raises ValueError if their windows differ."""
    windows = [(side.scenario.window.start, side.scenario.window.seconds) for side in (a, b)]
    if windows[0] != windows[1]:
        raise ValueError(f"the windows differ ({windows[0]} and {windows[1]})")
    runs = settings.runs or RUNS
    names = common_targets(a.plan, b.plan)
    block = PairBlock.of(list(_blocks(a, b, names, settings, runs)))
    lines = max(1, len(names))
    asked = _rules(a, settings), _rules(b, settings)
    alpha = settings.alpha / lines
    targets = tuple(compared_target(a.plan, b.plan, name, index, block, asked, alpha) for index, name in enumerate(names))
    return Comparison(
        settings.seed,
        runs,
        settings.alpha,
        targets,
        _unmatched(a.plan, b.plan, block.sources_a, int(block.single_a.sum())),
        _unmatched(b.plan, a.plan, block.sources_b, int(block.single_b.sum())),
        int(block.pairs.sum()),
        int(block.moved.sum()),
        block,
    )


def _blocks(a: Side, b: Side, names: list[str], settings: Settings, runs: int) -> Iterator[PairBlock]:
    spans = [(first, min(BLOCK, runs - first + 1)) for first in range(1, runs + 1, BLOCK)]
    sides = (a.compiled, a.scenario), (b.compiled, b.scenario)
    tasks = [(*sides, names, settings.seed, *span, settings.engine) for span in spans]
    return Workers(settings.jobs, settings.cluster).map(play_pairs, tasks)


def _rules(side: Side, settings: Settings) -> dict[str, verdicts.Rule]:
    """What `drillsim run` would test of each target of a side."""
    compiled = side.compiled
    found = rules(compiled, Deck(compiled, side.scenario, settings.seed), settings)
    return dict(zip(side.plan.targets, found, strict=True))


def compared_target(
    a: Plan, b: Plan, name: str, index: int, block: PairBlock, asked: tuple[dict[str, verdicts.Rule], ...], alpha: float
) -> TargetComparison:
    """One target of both; `alpha` is that of the interval of its difference."""
    target, other = a.targets[name], b.targets[name]
    form = target.form.kind
    tables = block.a[:, index], block.b[:, index]
    difference = ratio_difference(ratio(tables[0], form), ratio(tables[1], form), alpha, is_share=form != "mean")
    return TargetComparison(
        id=name,
        form=form,
        redefined=target.model_copy(update=_told(other)) != other,
        a=_figure(asked[0][name], tables[0]),
        b=_figure(asked[1][name], tables[1]),
        difference=difference,
        verdict=difference.verdict(more_is_better=form != "mean"),
        kept=block.kept[index],
        missed=block.missed[index],
        judged_only_a=int(block.judged_only_a[:, index].sum()),
        judged_only_b=int(block.judged_only_b[:, index].sum()),
    )


def _told(target: Target) -> dict[str, object]:
    """What a target says to its reader only."""
    return {key: getattr(target, key) for key in ("name", "clause", "assumed")}


def ratio(table: Ints, form: str) -> tuple[Ints, Ints]:
    """Of a target's figures (R × FIGURES), the two columns (R,) whose sums make the ratio that a form is about."""
    judged, on_time = table[:, JUDGED], table[:, ONTIME]
    if form == "every":
        counted = (judged > 0).astype(np.int64)
        return counted, counted * (on_time == judged)
    return judged, table[:, SECONDS] if form == "mean" else on_time


def _figure(rule: verdicts.Rule, table: Ints) -> Figure:
    counted, kept = (int(column.sum()) for column in ratio(table, "every"))
    judged, on_time, late, never, excused = table[:, [JUDGED, ONTIME, LATES, NEVERS, EXCUSES]].sum(axis=0).tolist()
    test = verdicts.Test(rule)
    test.feed(table[:, JUDGED], table[:, ONTIME], table[:, SECONDS])
    estimate, low, high = test.interval()
    return Figure(
        estimate=estimate, low=low, high=high, runs_judged=counted, runs_kept=kept, judged=judged, on_time=on_time,
        late=late, never=never, excused=excused,
    )  # fmt: skip


def _unmatched(plan: Plan, other: Plan, sources: tuple[str, ...], incidents: int) -> Unmatched:
    both = [name for name in plan.targets if name in other.targets]
    return Unmatched(
        targets=[name for name in plan.targets if name not in other.targets],
        targets_of_other_form=[name for name in both if not _alike(plan.targets[name], other.targets[name])],
        sources=list(sources),
        incidents=incidents,
    )
