"""The fewest runs after which a target of a plan that misses nothing would be settled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.event_list import Msel, picked
from drillsim.compiled.log import Log
from drillsim.deck.deck import Deck
from drillsim.deck.whole_numbers import Floats
from drillsim.judge import verdict
from drillsim.judge.evaluate import JUDGED, figures, gauges
from drillsim.judge.gauge import LATE, NEVER, ON_TIME, Gauge
from drillsim.judge.replicate import engine_named, rules
from drillsim.judge.settings import Settings
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario

MOST_RUNS = 20_000  # of which a target can be said to take
RUNS = 40  # that say how many incidents a target judges
# Work is bounded, however busy the scenario: so many incidents are dealt, and of these so many played.
MOST_DEALT = 100_000
MOST_PLAYED = 4_000
FEW = 3  # incidents of each sort (procedure, head-count, attributes) that are played of a run at least


@dataclass(frozen=True)
class Least:
    """By target: incidents judged per run, and the runs after which a missless plan would pass (None: too many).

    `runs` were looked at, and `played` of their `incidents`.
    """

    targets: dict[str, tuple[float, int | None]]
    runs: int
    incidents: int
    played: int


def least_runs(plan: Plan, scenario: Scenario) -> Least:
    """The fewest runs for each target, from a look at the first runs of a scenario."""
    compiled, settings = compile_plan(plan, scenario.window, scenario.calendar), Settings()
    deck, readers, play = Deck(compiled, scenario, settings.seed), gauges(compiled), engine_named("simpy")
    judged: list[list[float]] = []
    first = deck.msel(1)
    runs = int(np.clip(MOST_DEALT // max(1, len(first.time)), 1, RUNS))
    dealt = deck.deal(1, runs) if runs > 1 else [first]
    incidents = played = 0
    for msel in dealt:
        some, weight = _thinned(msel, MOST_PLAYED // runs)
        log = play(compiled, some)
        judged.append([_judged(reader, some, log, weight) for reader in readers])
        incidents, played = incidents + len(msel.time), played + len(some.time)
    table = np.array(judged).reshape(runs, len(readers))
    found: dict[str, tuple[float, int | None]] = {}
    for index, (name, rule) in enumerate(zip(plan.targets, rules(compiled, deck, settings), strict=True)):
        repeated = np.tile(np.minimum(np.rint(table[:, index]), rule.cap).astype(np.int64), MOST_RUNS // runs)
        test = verdict.Test(rule)
        test.feed(repeated, repeated, np.zeros(len(repeated)))
        found[name] = (float(table[:, index].mean()), test.settled_at)
    return Least(found, runs, incidents, played)


def _thinned(msel: Msel, most: int) -> tuple[Msel, Floats]:
    """About `most` of the incidents, of every sort some; and for how many each of them stands."""
    if len(msel.time) <= most:
        return msel, np.ones(len(msel.time))
    sorts = np.column_stack((msel.variant, msel.attribute))
    _rows, sort, counts = np.unique(sorts, axis=0, return_inverse=True, return_counts=True)
    wanted = np.minimum(counts, np.maximum(FEW, counts * most // len(msel.time)))
    nth = np.empty(len(msel.time), np.int64)  # within its sort
    order = np.argsort(sort.ravel(), kind="stable")
    nth[order] = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    mine, of = wanted[sort.ravel()], counts[sort.ravel()]
    kept = np.flatnonzero(nth * mine // of != (nth - 1) * mine // of)  # evenly, the first of each sort among them
    return picked(msel, kept), (of / mine)[kept]


def _judged(reader: Gauge, msel: Msel, log: Log, weight: Floats) -> float:
    """How many things a target judges in a run, of whose incidents each stands for `weight`."""
    read = reader.read(msel, log)
    if not reader.per_incident:
        return float(figures(read)[JUDGED])
    counts = np.isin(read.state, (ON_TIME, LATE, NEVER))
    return float(weight[read.incident[counts]].sum())
