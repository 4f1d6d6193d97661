"""Where everybody is and what they do, as of now."""

from __future__ import annotations

from typing import NamedTuple

from drillsim.compiled.log import ENDED, OPEN, RUNNING
from drillsim.compiled.tables import NOWHERE, SCENE, TRAVEL, TURNOUT
from drillsim.room.live import Live

SETS_OUT, ON_THE_WAY, BUSY, RETURNS = "sets_out", "on_the_way", "busy", "returns"


class Unit(NamedTuple):
    """Some of a pool that an incident holds."""

    pool: int
    many: int
    incident: int  # from 0
    doing: str
    step: int  # of the incident, -1 where none says what they do
    base: int  # where they are from or on the way back to, or NOWHERE
    zone: int  # where they are or on the way to, or NOWHERE
    since: int
    until: int | None  # None where it depends on something that is not known yet


def units(live: Live) -> list[Unit]:
    """Everything that is out, incident by incident."""
    found = []
    for incident in range(len(live.msel.time)):
        for hold in range(live.slot_first[incident], live.slot_first[incident + 1]):
            if live.hold_taken[hold] != OPEN and live.hold_released[hold] == OPEN:
                found.append(_unit(live, incident, hold))
    return found


def _unit(live: Live, incident: int, hold: int) -> Unit:
    pool, slot = live.hold_pool[hold], hold - live.slot_first[incident]
    base, count = live.t.pool_base[pool], live.hold_count[hold]
    first, zone = live.row_first[incident], NOWHERE
    running = []
    for row in range(first, live.row_first[incident + 1]):
        s = live._step(incident, row - first)
        if slot not in live.unit[s]:
            continue
        if live.status[row] == RUNNING:
            running.append(row)
        elif live.status[row] == ENDED and live.t.step_takes[s] == TRAVEL:
            zone = _destination(live, incident, s)
    if live.hold_left[hold] != OPEN:
        return Unit(pool, count, incident, RETURNS, -1, base, zone, live.hold_left[hold], live.home.get(hold))
    for row in running:
        s = live._step(incident, row - first)
        takes = live.t.step_takes[s]
        if takes in (TURNOUT, TRAVEL):
            doing = SETS_OUT if takes == TURNOUT else ON_THE_WAY
            to = _destination(live, incident, s) if takes == TRAVEL else zone
            return Unit(pool, count, incident, doing, row - first, base, to, live.started[row], live.due.get(row))
    step = _work(live, incident, slot)
    row = first + step
    since = live.started[row] if step >= 0 else live.hold_taken[hold]
    return Unit(pool, count, incident, BUSY, step, base, zone, since, live.due.get(row) if step >= 0 else None)


def _destination(live: Live, incident: int, s: int) -> int:
    to = live.t.step_destination[s]
    return live.zone[incident] if to == SCENE else int(to)


def _work(live: Live, incident: int, slot: int) -> int:
    """The running step that a held unit is at: its own, else one that comes after and is nobody else's."""
    first = live.row_first[incident]
    own = int(live.compiled.slots[live.msel.variant[incident]][slot][0])
    seen, ahead = {own}, [own]
    while ahead:
        step = ahead.pop(0)
        s = live._step(incident, step)
        is_elses = bool(live.unit[s] or live.asked_for(incident, step))
        if live.status[first + step] == RUNNING and (step == own or slot in live.unit[s] or not is_elses):
            return step
        ahead += [after for after in live.after[s] if after not in seen]
        seen.update(live.after[s])
    return -1
