"""How many of a pool there are, and how many are out, over the time of one play."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from drillsim.compiled.event_list import ABSENT, Msel
from drillsim.compiled.log import OPEN, Log
from drillsim.compiled.tables import NOWHERE, PEOPLE, SEATS, CompiledPlan, Ints


def capacity_changes(compiled: CompiledPlan, msel: Msel) -> tuple[Ints, Ints, Ints, Ints]:
    """Capacity changes of the plan's calendar with this MSEL's absences taken off: times, pools, on duty, in all."""
    t = compiled.tables
    absences = msel.disruption[msel.disruption[:, 0] == ABSENT]
    if not len(absences):
        return t.change_time, t.change_pool, t.change_duty, t.change_total
    spared = ~np.isin(t.change_pool, absences[:, 1])
    pieces = [np.stack((t.change_time, t.change_pool, t.change_duty, t.change_total))[:, spared]]
    for pool in np.unique(absences[:, 1]):
        begin, end = (absences[absences[:, 1] == pool][:, c] for c in (5, 6))
        own = t.change_pool == pool
        time = np.unique(np.concatenate((np.maximum(0, begin), np.maximum(0, end), t.change_time[own])))
        away = absent(msel, int(pool), time)
        level = np.searchsorted(t.change_time[own], time, side="right")
        duty = np.append(t.pool_duty[pool], t.change_duty[own])[level]
        total = np.append(t.pool_total[pool], t.change_total[own])[level]
        pieces.append(np.stack((time, np.full(len(time), pool), duty - away, total - away)))
    table = np.concatenate(pieces, axis=1)
    times, pools, duties, totals = np.ascontiguousarray(table[:, np.lexsort((table[1], table[0]))])
    return times, pools, duties, totals


class Track(NamedTuple):
    """One pool over one play: each figure holds from its second (ascending, the first 0) until the next one.

    The figures are those at the end of the second, after its last dispatch pass.
    """

    time: Ints
    in_use: Ints  # all that are out
    duty: Ints  # on duty, absences taken off, never below 0
    total: Ints  # on duty and on call, likewise
    free: Ints  # how many could be taken; below 0 where more are out than are on
    overtime: Ints  # how many work though their shift is over; whose work stands still until they are back, does not

    def at(self, seconds: Ints) -> Ints:
        """Rows that hold at these seconds."""
        return np.searchsorted(self.time, seconds, side="right") - 1


class Tracks:
    """The tracks of all pools over one play, each made when it is first asked for."""

    def __init__(self, compiled: CompiledPlan, msel: Msel, log: Log) -> None:
        self._tables, self._msel, self._log = compiled.tables, msel, log
        self._changes = capacity_changes(compiled, msel)
        self._made: dict[int, Track] = {}

    def __getitem__(self, pool: int) -> Track:
        if pool not in self._made:
            self._made[pool] = self._track(pool)
        return self._made[pool]

    def _track(self, pool: int) -> Track:
        log, tables = self._log, self._tables
        taken = np.flatnonzero(log.hold_pool == pool)
        mine = self._changes[1] == pool
        change_time, change_duty, change_total = (self._changes[c][mine] for c in (0, 2, 3))
        back = log.hold_released[taken]
        time = np.unique(np.concatenate(([0], log.hold_taken[taken], back[back != OPEN], change_time)))
        out = self._out(time, taken, log.hold_count[taken])
        level = np.searchsorted(change_time, time, side="right")
        duty = np.maximum(0, np.concatenate((tables.pool_duty[pool : pool + 1], change_duty))[level])
        total = np.maximum(0, np.concatenate((tables.pool_total[pool : pool + 1], change_total))[level])
        on = out
        if tables.pool_rows[pool]:
            on = self._on_duty(pool, time, taken)
            staff = np.maximum(0, tables.pool_staff[pool] - absent(self._msel, pool, time) - out)
            on, over = np.maximum(on, total - staff), out - on
        else:
            over = np.maximum(0, out - total)
        if tables.pool_clock[pool] != NOWHERE:  # whoever is closed stands still
            over = np.zeros_like(over) if tables.pool_rows[pool] else np.where(total > 0, over, 0)
        return Track(time, out, duty, total, total - on, over)

    def _out(self, time: Ints, taken: Ints, count: Ints) -> Ints:
        """How many are out at these seconds, of holds with so many each."""
        out = np.zeros(len(time), np.int64)
        back = self._log.hold_released[taken]
        home = back != OPEN
        np.add.at(out, np.searchsorted(time, self._log.hold_taken[taken]), count)
        np.subtract.at(out, np.searchsorted(time, back[home]), count[home])
        return out.cumsum()

    def _on_duty(self, pool: int, time: Ints, taken: Ints) -> Ints:
        """How many are out of the shifts that are on."""
        t = self._tables
        found = np.zeros(len(time), np.int64)
        for row in range(int(t.pool_rows[pool])):
            own = t.change_row == t.pool_row[pool] + row
            until = np.append(t.row_until[t.pool_row[pool] + row], t.change_until[own])
            is_on = until[np.searchsorted(t.change_time[own], time, side="right")] > 0
            found += np.where(is_on, self._out(time, taken, self._log.hold_rows[taken, row]), 0)
        return found


def absent(msel: Msel, pool: int, time: Ints) -> Ints:
    """How many of a pool are away at these seconds."""
    absences = msel.disruption[(msel.disruption[:, 0] == ABSENT) & (msel.disruption[:, 1] == pool)]
    count, begin, end = (absences[:, c, None] for c in (4, 5, 6))
    away: Ints = (count * ((np.maximum(0, begin) <= time) * 1 - (np.maximum(0, end) <= time))).sum(axis=0)
    return away


class Request(NamedTuple):
    """What one step of one incident asks for: a row of the log, and per need how many of which pools."""

    row: int
    incident: int
    step: int  # step of the procedure
    needs: tuple[tuple[int, int, tuple[int, ...]], ...]  # row of asks, count, candidate pools in file order


def request(compiled: CompiledPlan, msel: Msel, incident: int, step: int) -> Request:
    """The request of a step; one without needs asks for nothing."""
    t = compiled.tables
    s = int(t.variant_step_first[msel.variant[incident]]) + step
    zone = int(msel.attribute[incident, 0])
    needs = []
    for need in range(int(t.need_first[s]), int(t.need_first[s] + t.step_asked[s])):
        ask, count = int(t.need_ask[need]), int(t.need_count[need])
        pools = tuple(sorted(compiled.candidates(ask, zone)))
        if count in (PEOPLE, SEATS):
            seats = max(1, *(int(t.pool_seats[pool]) for pool in pools)) if count == SEATS and pools else 1
            count = -(-int(msel.people[incident]) // seats)
        needs.append((ask, count, pools))
    return Request(int(msel.row_first[incident]) + step, incident, step, tuple(needs))


def granted(compiled: CompiledPlan, msel: Msel, log: Log) -> Ints:
    """By step row (D): when its needs were met; where nothing is asked for, when it started. OPEN where it has not been.

    Between that and its start lies the time in which those called in from home come.
    """
    t = compiled.tables
    incident = np.repeat(np.arange(len(msel.time)), np.diff(msel.slot_first))
    variant = msel.variant[incident]
    need = np.arange(len(incident)) - msel.slot_first[incident] + t.variant_need_first[variant]
    step = np.searchsorted(t.need_first, need, side="right") - 1 - t.variant_step_first[variant]
    asked_for = need - t.variant_need_first[variant] == t.need_leader[need]  # not a further part, not a replacement
    taken = (log.hold_taken != OPEN) & asked_for
    found = log.started.copy()
    found[(msel.row_first[incident] + step)[taken]] = log.hold_taken[taken]
    return found


def queue_order(ready: Ints, priority: Ints) -> Ints:
    """By step row (D): its place among all requests by rule 5, of rows in order of incident and step."""
    order = np.empty_like(ready)
    order[np.lexsort((np.arange(len(ready)), ready, priority))] = np.arange(len(ready))
    return order


def fits(wanted: Request, free: list[int]) -> bool:
    """Whether all needs of a request can be met together, one pool each, out of `free` (by pool)."""
    left = list(free)

    def meet(k: int) -> bool:
        if k == len(wanted.needs):
            return True
        _ask, count, pools = wanted.needs[k]
        for pool in pools:
            if count <= left[pool]:
                left[pool] -= count
                if meet(k + 1):
                    return True
                left[pool] += count
        return False

    return meet(0)
