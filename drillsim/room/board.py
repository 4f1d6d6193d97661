"""Where everybody is and what they do, as of now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from drillsim.compiled.log import ENDED, OPEN, RUNNING
from drillsim.compiled.tables import NOWHERE, ONE_WAY, SCENE, TRAVEL, TURNOUT
from drillsim.room.live import Live

SETS_OUT, ON_THE_WAY, BUSY, RETURNS, HELD_UP = "sets_out", "on_the_way", "busy", "returns", "held_up"


class Unit(NamedTuple):
    """Some of a pool that an incident holds, or that drive home from it."""

    pool: int
    many: int
    incident: int  # from 0
    doing: str  # HELD_UP: somebody was turned away from what they do, and they wait for the replacement
    step: int  # of the incident, -1 where none says what they do
    origin: Sequence[tuple[int, int]]  # where they are or left: places and how near they are to each, in thousandths
    to: int  # the place where they are or are bound, or NOWHERE
    since: int
    until: int | None  # None where it depends on something that is not known yet
    free: bool = False  # whether they may be sent elsewhere
    turned_from: int = -1  # the incident from which they were turned away
    rounds: tuple[int, int] = (0, 0)  # of a shuttle: the round that it makes, and of how many


def units(live: Live) -> list[Unit]:
    """Everything that is out or on its way home, incident by incident."""
    found = []
    for incident in range(len(live.msel.time)):
        for hold in range(live.slot_first[incident], live.slot_first[incident + 1]):
            if live.hold_taken[hold] != OPEN and live.hold_released[hold] == OPEN:
                unit = _unit(live, incident, hold)
                turned = live.turned.get(hold)
                found.append(unit if turned is None else unit._replace(turned_from=turned.incident))
    return found + list(_homeward(live))


def _homeward(live: Live) -> Iterator[Unit]:
    """Those who drive home and may be sent from where they are."""
    for pool in range(len(live.duty)):
        for one in live.on_their_way_home(pool, live.now):
            incident = live.incident_of(one.hold)
            yield Unit(pool, one.count, incident, RETURNS, -1, one.origin.between, one.to, one.left, one.due, free=True)


def _unit(live: Live, incident: int, hold: int) -> Unit:
    pool, slot = live.hold_pool[hold], hold - live.slot_first[incident]
    count, first, here = live.hold_count[hold], live.row_first[incident], live.hold_where[hold]

    def unit(doing: str, step: int, to: int, since: int, until: int | None) -> Unit:
        return Unit(pool, count, incident, doing, step, here.between, to, since, until)

    if live.hold_left[hold] != OPEN:
        return unit(RETURNS, -1, live.t.pool_base[pool], live.hold_left[hold], live.hold_home[hold])
    place = here.place  # of a pool without a base: where its last journey went
    for row in range(first, live.row_first[incident + 1]):
        step = row - first
        s = live._step(incident, step)
        goes = slot in live.unit[s]
        if live.lacking[row] > 0 or (live.status[row] == RUNNING and live.began[row] > live.now):
            if goes or slot in live.cut[s]:
                return _held_up(live, unit(HELD_UP, step, place, live.began[row], None), hold, row)
        elif goes and live.status[row] == RUNNING and live.t.step_takes[s] == TURNOUT:
            return unit(SETS_OUT, step, place, live.began[row], live.until[row])
        elif goes and live.status[row] == RUNNING and live.t.step_takes[s] == TRAVEL:
            moving = unit(ON_THE_WAY, step, live.place[row], live.began[row], live.until[row])
            return moving if live.t.step_trips[s] == ONE_WAY else _round(live, moving)
        elif goes and live.status[row] == ENDED and live.t.step_takes[s] == TRAVEL and place == NOWHERE:
            place = live.place[row]
    step = _work(live, incident, slot)
    row = first + step
    since = live.began[row] if step >= 0 else live.hold_taken[hold]
    return unit(BUSY, step, place, since, live.until[row] if step >= 0 else None)


def _held_up(live: Live, unit: Unit, hold: int, row: int) -> Unit:
    """Of a step that stands still: who waits for the replacement, who that is, and who comes in from home for it."""
    coming, begins = live.coming.get(hold), live.began[row] if live.status[row] == RUNNING else None
    if coming is not None and live.now < coming.leaves:
        return unit._replace(doing=SETS_OUT, origin=coming.origin.between, since=live.hold_taken[hold], until=coming.leaves)
    if coming is not None and live.now < coming.due:
        return unit._replace(doing=ON_THE_WAY, origin=coming.origin.between, since=coming.leaves, until=coming.due)
    if live.started[row] > live.now:
        return unit._replace(doing=SETS_OUT, since=live.hold_taken[hold], until=begins)
    return unit._replace(until=begins)


def _round(live: Live, unit: Unit) -> Unit:
    """Of a shuttle, the way that it is on now: to where people wait, loading there, or taking them along."""
    row, s = live._row(unit.incident, unit.step), live._step(unit.incident, unit.step)
    trips = live.t.step_trips[s]
    waiting = live.zone[unit.incident] if trips == SCENE else trips
    rounds = list(live.rounds(unit.incident, unit.step, live.began[row]))
    origin, since = unit.origin, unit.since
    for number, (there, leaves, arrives) in enumerate(rounds, 1):
        now = unit._replace(origin=origin, since=since, rounds=(number, len(rounds)))
        if live.now < there:
            return now._replace(to=waiting, until=there)
        if live.now < leaves:
            return now._replace(doing=BUSY, origin=live.at(waiting).between, to=waiting, since=there, until=leaves)
        if live.now < arrives:
            return now._replace(origin=live.at(waiting).between, since=leaves, until=arrives)
        origin, since = live.at(unit.to).between, arrives
    return unit._replace(rounds=(len(rounds), len(rounds)))


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
