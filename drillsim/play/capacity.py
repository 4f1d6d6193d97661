"""How many of a pool there are, and how many are out, over the time of one play."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from drillsim.msel.event_list import ABSENT, Msel
from drillsim.plan.tables import PEOPLE, CompiledPlan, Ints
from drillsim.play.log import OPEN, Log


def capacity_changes(compiled: CompiledPlan, msel: Msel) -> tuple[Ints, Ints, Ints, Ints]:
    """Capacity changes of the plan's calendar with this MSEL's absences taken off: times, pools, on duty, in all."""
    t = compiled.tables
    absences = msel.disruption[msel.disruption[:, 0] == ABSENT]
    if not len(absences):
        return t.change_time, t.change_pool, t.change_duty, t.change_total
    spared = ~np.isin(t.change_pool, absences[:, 1])
    pieces = [np.stack((t.change_time, t.change_pool, t.change_duty, t.change_total))[:, spared]]
    for pool in np.unique(absences[:, 1]):
        count, begin, end = (absences[absences[:, 1] == pool][:, c, None] for c in (4, 5, 6))
        own = t.change_pool == pool
        time = np.unique(np.concatenate((np.maximum(0, begin).ravel(), np.maximum(0, end).ravel(), t.change_time[own])))
        away = (count * ((begin <= time) * 1 - (end <= time))).sum(axis=0)
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
    in_use: Ints
    duty: Ints  # on duty, absences taken off, never below 0
    total: Ints  # on duty and on call, likewise

    @property
    def free(self) -> Ints:
        """How many could be taken; below 0 where more are out than are on."""
        return self.total - self.in_use

    def at(self, seconds: Ints) -> Ints:
        """Rows that hold at these seconds."""
        return np.searchsorted(self.time, seconds, side="right") - 1


class Tracks:
    """The tracks of all pools over one play, each made when it is first asked for."""

    def __init__(self, compiled: CompiledPlan, msel: Msel, log: Log) -> None:
        self._tables, self._log = compiled.tables, log
        self._changes = capacity_changes(compiled, msel)
        self._made: dict[int, Track] = {}

    def __getitem__(self, pool: int) -> Track:
        if pool not in self._made:
            self._made[pool] = self._track(pool)
        return self._made[pool]

    def _track(self, pool: int) -> Track:
        log, tables = self._log, self._tables
        taken = np.flatnonzero(log.hold_pool == pool)
        back = taken[log.hold_released[taken] != OPEN]
        mine = self._changes[1] == pool
        change_time, change_duty, change_total = (self._changes[c][mine] for c in (0, 2, 3))
        time = np.unique(np.concatenate(([0], log.hold_taken[taken], log.hold_released[back], change_time)))
        out = np.zeros(len(time), np.int64)
        np.add.at(out, np.searchsorted(time, log.hold_taken[taken]), log.hold_count[taken])
        np.subtract.at(out, np.searchsorted(time, log.hold_released[back]), log.hold_count[back])
        level = np.searchsorted(change_time, time, side="right")
        duty = np.concatenate((tables.pool_duty[pool : pool + 1], change_duty))[level]
        total = np.concatenate((tables.pool_total[pool : pool + 1], change_total))[level]
        return Track(time, out.cumsum(), np.maximum(0, duty), np.maximum(0, total))


class Request(NamedTuple):
    """What one step of one incident asks for: a row of the log, and per need how many of which pools."""

    row: int
    incident: int
    step: int  # step of the procedure
    needs: tuple[tuple[int, int, tuple[int, ...]], ...]  # row of asks, count, candidate pools in file order


def request(compiled: CompiledPlan, msel: Msel, incident: int, step: int) -> Request:
    """The request of a step; one without needs asks for nothing."""
    t, zones = compiled.tables, len(compiled.zones)
    s = int(t.variant_step_first[msel.variant[incident]]) + step
    zone = int(msel.attribute[incident, 0])
    needs = []
    for need in range(int(t.need_first[s]), int(t.need_first[s + 1])):
        ask, count = int(t.need_ask[need]), int(t.need_count[need])
        line = ask * (zones + 1) + (zone if zone >= 0 else zones)
        pools = t.candidate[t.candidate_first[line] : t.candidate_first[line + 1]].tolist()
        needs.append((ask, int(msel.people[incident]) if count == PEOPLE else count, tuple(sorted(pools))))
    return Request(int(msel.row_first[incident]) + step, incident, step, tuple(needs))


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
