"""What a recorded drill says for an evaluation guide: when each task was done, how long each target took, and for its annex
how it came out, incident by incident."""

from __future__ import annotations

from typing import Any

from drillsim.base.language import Message, say
from drillsim.compiled.log import ENDED, OPEN, RUNNING
from drillsim.judge.evaluate import EXCUSED, LATE, NEVER, ON_TIME
from drillsim.papers.dossier import Dossier
from drillsim.quantities.measures import DAY
from drillsim.quantities.shown import show_moment
from drillsim.quantities.wording import About
from drillsim.say.verdicts import judged_words

MOST = 12  # incidents told in a cell; the rest is counted
_STARTED = (RUNNING, ENDED)


def outcomes(case: Dossier, target: str) -> list[Message]:
    """How a target came out in the recorded drill, by incident or occasion."""
    _number, msel, log = case.shown
    gauge, definition = case.evidence.reader(target), case.plan.targets[target]
    told = []
    for at, state, seconds in zip(*(column.tolist() for column in gauge.read(msel, log)), strict=True):
        if state in (ON_TIME, LATE, NEVER, EXCUSED):
            judged = judged_words(case.plan, definition, state, seconds)
            if gauge.per_incident:
                told.append(say("incident {n}: {judged}", n=at + 1, judged=judged))
            else:
                told.append(say("{occasion}: {judged}", occasion=gauge.occasion(at), judged=judged))
    return _few(told) or [say("did not come up in the drill")]


def measured(case: Dossier, target: str) -> list[Message]:
    """How long a target took in the recorded drill, by incident; nothing of one that is not a matter of time."""
    _number, msel, log = case.shown
    gauge = case.evidence.reader(target)
    if not (gauge.per_incident and gauge.target.measured):
        return []
    columns = (column.tolist() for column in gauge.read(msel, log))
    return _few([
        say("incident {n}: {time}", n=at + 1, time=say("not reached") if state == NEVER else About(seconds))
        for at, state, seconds in zip(*columns, strict=True) if state in (ON_TIME, LATE, NEVER, EXCUSED)
    ])  # fmt: skip


def times(case: Dossier, kind: int, step: int) -> list[Message]:
    """When a step of a procedure was done in the recorded drill, by incident."""
    _number, msel, log = case.shown
    told = []
    for incident in (msel.kind == kind).nonzero()[0].tolist():
        row = int(msel.row_first[incident]) + step
        if log.status[row] not in _STARTED or log.started[row] == OPEN:
            continue
        begin, end = int(log.started[row]), int(log.ended[row])
        values: dict[str, Any] = {"n": incident + 1, "begin": _clock(case, begin)}
        if end == OPEN:
            told.append(say("incident {n}: from {begin}, not ended", **values))
        elif end == begin:
            told.append(say("incident {n}: {begin}", **values))
        else:
            told.append(
                say("incident {n}: {begin} – {end} ({took})", end=_clock(case, end), took=About(end - begin), **values)
            )
    return _few(told)


def _clock(case: Dossier, second: int) -> str:
    """The time of day; with the date where the drill lasts longer than a day."""
    shown = show_moment(case.compiled.start, second)
    return shown[11:] if case.scenario.window.seconds <= DAY else shown[5:]


def _few(told: list[Message]) -> list[Message]:
    more = len(told) - MOST
    return [*told[:MOST], say("and {n} more", n=more)] if more > 0 else told
