"""What timers bring: the same event lists, had a step never begun because a time was up, or had it not waited for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import OPEN, Log
from drillsim.compiled.tables import NOWHERE, CompiledPlan
from drillsim.compiled.written_out import Repetition, timer
from drillsim.plan.limits import WorkingDays


class Timer(NamedTuple):
    """A step that begins unless a moment comes in time."""

    kind: int
    step: int
    waits: int | WorkingDays  # seconds, or working days
    unless: str  # the moment of a step


@dataclass(frozen=True)
class TimerEffect:
    """What came of one timer in the runs looked at, over all promises together."""

    timer: Timer
    turns: int  # how often it ran
    began: int  # how often the time was up
    saved: int  # what is kept and would be missed, had it never begun
    spoiled: int  # what is missed and would be kept
    gained: int  # what is missed and would be kept, had it begun at once
    lost: int  # what is kept and would be missed


def timers(compiled: CompiledPlan) -> list[Timer]:
    """The timers of a plan, in file order; not its rounds."""
    found = []
    for kind, name in enumerate(compiled.kinds):
        for number, step in enumerate(compiled.plan.procedures[name].steps.values()):
            if (clock := timer(step)) is not None and clock[1] and not isinstance(step, Repetition):
                found.append(Timer(kind, number, *clock))
    return found


def turns(one: Timer, msels: Sequence[Msel], logs: Sequence[Log]) -> tuple[int, int]:
    """How often a timer ran, and how often its time was up."""
    ran = began = 0
    for msel, log in zip(msels, logs, strict=True):
        rows = msel.row_first[:-1][msel.kind == one.kind] + one.step
        began += int((log.ready[rows] != OPEN).sum())
        ran += int(((log.ready[rows] != OPEN) | (log.ended[rows] != OPEN)).sum())
    return ran, began


def never(compiled: CompiledPlan, one: Timer) -> CompiledPlan:
    """The plan in which a step never begins because a time is up."""
    return _changed(compiled, one, "step_never", 1)


def at_once(compiled: CompiledPlan, one: Timer) -> CompiledPlan:
    """The plan in which it begins at its turn, if the moment has not come by then."""
    return _changed(compiled, one, "step_waits", 0)


def _changed(compiled: CompiledPlan, one: Timer, column: str, value: int) -> CompiledPlan:
    t = compiled.tables
    variants = np.arange(t.kind_variant_first[one.kind], t.kind_variant_first[one.kind + 1])
    steps = t.variant_step_first[variants] + one.step
    values = getattr(t, column).copy()
    values[steps[t.step_unless[steps] != NOWHERE]] = value
    return replace(compiled, tables=t._replace(**{column: values}))
