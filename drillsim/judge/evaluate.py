"""From the facts of a log to a run's figures, target by target."""

from __future__ import annotations

import numpy as np

from drillsim.judge.gauge import EXCUSED, LATE, NEVER, NOT_COUNTED, ON_TIME, Gauge, Ints, Judgement
from drillsim.judge.incident_gauges import (
    ClockGauge,
    CountGauge,
    LimitGauge,
    NoneLostGauge,
    OrderGauge,
    OutcomeGauge,
    StayGauge,
)
from drillsim.judge.occasion_gauges import NoGapGauge, OnceGauge
from drillsim.msel.deck import Msel
from drillsim.plan.tables import CompiledPlan

GAUGES: dict[str, type[Gauge]] = {
    "limit": LimitGauge,
    "clock": ClockGauge,
    "none_lost": NoneLostGauge,
    "order": OrderGauge,
    "outcome": OutcomeGauge,
    "stay": StayGauge,
    "count": CountGauge,
    "once": OnceGauge,
    "no_gap": NoGapGauge,
}

# Columns of a run's figures for one target; `first_miss` is what `Judgement.incident` says of it, or -1.
FIGURES = ("judged", "on_time", "late", "never", "excused", "seconds", "first_miss")
JUDGED, ONTIME, LATES, NEVERS, EXCUSES, SECONDS, FIRST_MISS = range(len(FIGURES))


def gauges(compiled: CompiledPlan) -> list[Gauge]:
    """One gauge per target, in file order."""
    return [GAUGES[target.promise](compiled, name, target) for name, target in compiled.plan.targets.items()]


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
            judgement.seconds[judged].sum(),
            first,
        ],
        np.int64,
    )


def silent_incidents(compiled: CompiledPlan, msel: Msel) -> int:
    """Incidents whose head-count no tier of their procedure covers ('the plan does not say')."""
    return sum(bool(compiled.silent[v]) for v in msel.variant.tolist())


__all__ = [
    "EXCUSED",
    "LATE",
    "NEVER",
    "NOT_COUNTED",
    "ON_TIME",
    "Gauge",
    "Judgement",
    "figures",
    "gauges",
    "silent_incidents",
]
