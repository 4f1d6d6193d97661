"""From the facts of a log to a run's figures, target by target."""

from __future__ import annotations

import numpy as np

from drillsim.compiled.event_list import Msels
from drillsim.compiled.log import COMING, OPEN, SKIPPED, Log, log_of
from drillsim.compiled.tables import CompiledPlan
from drillsim.compiled.written_out import Joint
from drillsim.judge.gauge import (
    EXCUSED,
    LATE,
    MISSED,
    NEVER,
    NOT_COUNTED,
    NOT_JUDGED,
    ON_TIME,
    Gauge,
    Ints,
    Judgement,
    moment_of,
)
from drillsim.judge.incident_gauges import INCIDENT_GAUGES
from drillsim.judge.occasion_gauges import OCCASION_GAUGES

GAUGES = INCIDENT_GAUGES | OCCASION_GAUGES

# Columns of a run's figures for one target; `first_miss` is what `Judgement.incident` says of it, or -1.
FIGURES = ("judged", "on_time", "late", "never", "excused", "not_judged", "seconds", "first_miss")
JUDGED, ONTIME, LATES, NEVERS, EXCUSES, UNJUDGED, SECONDS, FIRST_MISS = range(len(FIGURES))


def gauges(compiled: CompiledPlan) -> list[Gauge]:
    """One gauge per target, in file order."""
    return [GAUGES[type(target)](compiled, name, target) for name, target in compiled.plan.targets.items()]


def figures(judgement: Judgement) -> Ints:
    """A run's figures for one target, in the order of `FIGURES`."""
    state = judgement.state
    judged = (state == ON_TIME) | (state == LATE) | (state == NEVER)
    missed = (state == LATE) | (state == NEVER)
    first = int(judgement.incident[missed.argmax()]) if missed.any() else -1
    return np.array(
        [
            judged.sum(),
            (state == ON_TIME).sum(),
            (state == LATE).sum(),
            (state == NEVER).sum(),
            (state == EXCUSED).sum(),
            (state == NOT_JUDGED).sum(),
            judgement.seconds[judged].sum(),
            first,
        ],
        np.int64,
    )


def run_figures(gauge: Gauge, msels: Msels, log: Log) -> Ints:
    """Each run's figures for one target (R × FIGURES); `first_miss` counts the incidents of its own run."""
    if not gauge.per_incident:
        return np.array([figures(gauge.read(msel, log_of(log, msels, run))) for run, msel in enumerate(msels)])
    return incident_figures(gauge.read_runs(msels, log), msels)


def incident_figures(read: Judgement, msels: Msels) -> Ints:
    """The same (R × FIGURES) from what a target says of incidents of several runs laid end to end."""
    run = msels.run_of(read.incident)
    missed = np.isin(read.state, MISSED)
    judged = missed | (read.state == ON_TIME)
    counts = [
        np.bincount(run[read.state == state], minlength=len(msels)) for state in (ON_TIME, LATE, NEVER, EXCUSED, NOT_JUDGED)
    ]
    seconds = np.zeros(len(msels), np.int64)
    np.add.at(seconds, run[judged], read.seconds[judged])
    first = np.full(len(msels), -1)
    backwards = np.flatnonzero(missed)[::-1]  # so that the first one is written last
    first[run[backwards]] = read.incident[backwards] - msels.run_first[run[backwards]]
    return np.stack([sum(counts[:3]), *counts, seconds, first], axis=1)


def silent_incidents(compiled: CompiledPlan, msels: Msels) -> Ints:
    """Incidents of each run whose head-count no tier of their procedure covers ('the plan does not say')."""
    is_silent = np.array([bool(steps) for steps in compiled.silent], np.bool_)[msels.joined.variant]
    return np.bincount(msels.run_of(np.flatnonzero(is_silent)), minlength=len(msels))


def unfollowed(compiled: CompiledPlan, msels: Msels, log: Log) -> Ints:
    """By run (R): 1 where another round of a step was due after the last that is followed (`at_most`)."""
    found = np.zeros(len(msels), np.bool_)
    for kind, (name, procedure) in enumerate(compiled.written.procedures.items()):
        for step, rounds in ((step, one.rounds) for step, one in procedure.steps.items() if one.rounds is not None):
            joint = compiled.plan.procedures[name].steps[step]
            assert isinstance(joint, Joint)
            mine = np.flatnonzero(msels.joined.kind == kind)
            rows = msels.joined.row_first[mine] + compiled.steps[kind].index(joint.parts[-1])
            due = log.ready[rows] + rounds.every
            come, skipped = moment_of(compiled, kind, rounds.until.named[0]).read(msels.joined, log, mine)
            over = ~skipped & (come != OPEN) & (come <= due)
            played = ~np.isin(log.status[rows], (COMING, SKIPPED))
            found[msels.run_of(mine[played & ~over & (due < compiled.horizon)])] = True
    return found.astype(np.int64)


__all__ = [
    "EXCUSED",
    "LATE",
    "MISSED",
    "NEVER",
    "NOT_COUNTED",
    "NOT_JUDGED",
    "ON_TIME",
    "Gauge",
    "Judgement",
    "figures",
    "gauges",
    "silent_incidents",
    "unfollowed",
]
