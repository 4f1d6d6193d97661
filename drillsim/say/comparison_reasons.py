"""Why incidents changed, in sentences: what takes less of their time in B, or more."""

from __future__ import annotations

from typing import Any, NamedTuple

from drillsim.base.language import Message, say
from drillsim.comparing.changes import Changes, TimePart, TimeShift
from drillsim.compiled.names import asked_name
from drillsim.compiled.tables import CompiledPlan
from drillsim.quantities.wording import About
from drillsim.say.reasons import GAPS
from drillsim.say.stages import STAGES

WORTH_SAYING = 0.25  # of all the time won (or lost): a second cause below it is left out
MOST = 2


class ChangeCause(NamedTuple):
    """A part of the time that explains changes: in how many incidents, by how much on average (seconds), all in all."""

    part: TimePart
    incidents: int
    mean: float
    seconds: float
    entirely: bool  # nothing is left of it in B


def causes(changes: Changes, less: bool) -> list[ChangeCause]:
    """The parts that took less time in B (or more), what came to most first."""
    found = [_cause(part, shift, less) for part, shift in changes.shifts.items()]
    return sorted((cause for cause in found if cause.seconds > 0), key=lambda cause: -cause.seconds)


def _cause(part: TimePart, shift: TimeShift, less: bool) -> ChangeCause:
    net = float(shift.saved - shift.added)
    if less:
        mean = float(shift.saved) / max(1, shift.fewer)
        return ChangeCause(part, shift.fewer, mean, net, shift.gone == shift.fewer)
    return ChangeCause(part, shift.more, float(shift.added) / max(1, shift.more), -net, False)


def why(a: CompiledPlan, b: CompiledPlan, changes: Changes, less: bool) -> list[Message]:
    """One or two sentences; none where no time runs. `less` for incidents that B keeps."""
    found = causes(changes, less)
    whole = sum(cause.seconds for cause in found)
    if changes.timed and not found:
        return [say("Their time is the same: what is promised is not.")]
    return [_sentence(a, b, cause, less) for cause in found[:MOST] if cause.seconds >= WORTH_SAYING * whole]


def _sentence(a: CompiledPlan, b: CompiledPlan, cause: ChangeCause, less: bool) -> Message:
    values: dict[str, Any] = {"n": f"{cause.incidents:,}", "time": About(cause.mean)}
    if cause.part.name in GAPS and not cause.part.waiting:
        values["cause"] = GAPS[cause.part.name]
        if less:
            return say("{cause}: less in {n} of these runs, by {time} on average.", **values)
        return say("{cause}: more in {n} of these runs, by {time} on average.", **values)
    if not cause.part.waiting:
        values["stage"] = STAGES[cause.part.name]
        if less:
            return say("{stage}: less in {n} of them, by {time} on average.", **values)
        return say("{stage}: more in {n} of them, by {time} on average.", **values)
    values["what"] = asked_name(b if cause.part.name in b.asks else a, cause.part.name)
    if less and cause.entirely:
        return say("{n} of them no longer wait for {what}: {time} less on average.", **values)
    if less:
        return say("{n} of them wait less for {what}: {time} less on average.", **values)
    return say("{n} of them wait longer for {what}: {time} more on average.", **values)
