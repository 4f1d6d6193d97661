"""How many of a pool there are, and how many are out, over the time of one play."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from drillsim.compiled.event_list import ABSENT, Msel
from drillsim.compiled.log import OPEN, Log
from drillsim.compiled.tables import NOWHERE, PEOPLE, SEATS, CompiledPlan, Ints

Flags = NDArray[np.bool_]


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


class Wanted(NamedTuple):
    """One need of a request: which pools may meet it, and with how many."""

    ask: int  # row of asks
    many: int  # how many are asked for: of the first pool that may meet it; in all, where several may together
    pools: tuple[int, ...]  # that may meet it, as they are preferred while all stand at their bases
    units: tuple[int, ...]  # how many of each of them meet it alone
    each: tuple[int, ...] = ()  # where several may meet it together: what one of each counts for
    heads: int = 0  # and how much it takes in all
    best: int = NOWHERE  # the pool that is waited for, though another one may have enough
    bases: tuple[int, ...] = ()  # where the pools stand, if the request asks for a crew of one base
    crew: int = NOWHERE  # the earlier need of the request from whose base it must come

    def offers(self) -> Iterator[tuple[int, int]]:
        """The pools that would be taken, with how many of each."""
        return ((p, n) for p, n in zip(self.pools, self.units, strict=True) if self.best in (NOWHERE, p))

    def unmet(self, free: Mapping[int, Ints]) -> Flags:
        """Where it could not be met alone, by how many of each pool are free (n each)."""
        if self.each:
            there = [np.maximum(0, free[pool]) * each for pool, each in zip(self.pools, self.each, strict=True)]
            return np.asarray(np.sum(there, axis=0) < self.heads)
        lacking = [free[pool] < units for pool, units in self.offers()]
        return np.asarray(np.logical_and.reduce(lacking) if lacking else np.ones(1, np.bool_))

    def able(self, there: Mapping[int, Ints]) -> dict[int, Flags]:
        """Rule 18: by pool, where it could meet the need, or a part of it, if all that are there were free (n each)."""
        if self.each:
            whole = [there[pool] * each for pool, each in zip(self.pools, self.each, strict=True)]
            enough = np.sum(whole, axis=0) >= self.heads
            return {pool: enough & (there[pool] > 0) for pool in self.pools}
        return {pool: np.asarray(units <= there[pool]) for pool, units in self.offers()}


class Request(NamedTuple):
    """What one step of one incident asks for: a row of the log, and whom it needs."""

    row: int
    incident: int
    step: int  # step of the procedure
    needs: tuple[Wanted, ...]


def request(compiled: CompiledPlan, msel: Msel, log: Log, incident: int, step: int, slot: int = NOWHERE) -> Request:
    """The request of a step, which asks for nothing if it has no needs; of a slot: the one for who replaces its unit."""
    t, variant = compiled.tables, msel.variant[incident]
    s = int(t.variant_step_first[variant]) + step
    first, asked = int(t.need_first[s]), int(t.step_asked[s])
    if slot != NOWHERE:
        first, asked = int(t.variant_need_first[variant]) + slot, 1
    rides = (t.need_crew[first : first + asked] != NOWHERE).any()
    needs = (_wanted(compiled, msel, log, incident, first + place, place, bool(rides)) for place in range(asked))
    return Request(int(msel.row_first[incident]) + step, incident, step, tuple(needs))


def _wanted(
    compiled: CompiledPlan, msel: Msel, log: Log, incident: int, need: int, place: int, rides: bool
) -> Wanted:  # fmt: skip
    """One need, the one at this place of a request. Whoever waits for the best waits for whom it got in the end."""
    t, people = compiled.tables, int(msel.people[incident])
    ask, count, crew = int(t.need_ask[need]), int(t.need_count[need]), int(t.need_crew[need])
    pools = _at_rest(compiled, ask, int(msel.attribute[incident, 0]))
    heads = people if count in (PEOPLE, SEATS) else count
    each = tuple(max(1, int(t.pool_seats[pool])) if count == SEATS else 1 for pool in pools)
    units = tuple(-(-heads // seats) for seats in each)
    is_split, best = t.need_parts[need] > 1, NOWHERE
    if pools and not t.ask_next[ask] and not t.ask_freest[ask]:  # the freest will do if any does
        met = int(log.hold_pool[msel.slot_first[incident] + need - t.variant_need_first[msel.variant[incident]]])
        best = met if met in pools else pools[0]
    return Wanted(
        ask, heads if is_split or not units else units[0], pools, units, each if is_split else (), heads, best,
        tuple(int(t.pool_base[pool]) for pool in pools) if rides else (), crew if crew < place else NOWHERE,
    )  # fmt: skip


def _at_rest(compiled: CompiledPlan, ask: int, zone: int) -> tuple[int, ...]:
    """The pools that may answer an ask in a zone, as they are preferred while all stand at their bases (rule 4)."""
    t, zones, places = compiled.tables, len(compiled.zones), len(compiled.places)
    line = ask * (zones + 1) + (zones if zone == NOWHERE else zone)
    rows = range(int(t.candidate_first[line]), int(t.candidate_first[line + 1]))

    def rank(row: int) -> tuple[int, ...]:
        pool, base = int(t.candidate[row]), int(t.pool_base[t.candidate[row]])
        way = max(0, int(t.travel[base * places + zone])) if NOWHERE not in (base, zone) else 0
        return int(t.candidate_order[row]), int(t.candidate_backup[row]), way + int(t.pool_turnout[pool]), pool

    return tuple(pool for *_rank, pool in sorted(map(rank, rows)))


def priorities(compiled: CompiledPlan, msel: Msel) -> Ints:
    """By step row (D): rule 5, how urgent it is; 1 is the most urgent."""
    t = compiled.tables
    incident = np.repeat(np.arange(len(msel.time)), np.diff(msel.row_first))
    s = t.variant_step_first[msel.variant[incident]] + np.arange(len(incident)) - msel.row_first[incident]
    found: Ints = t.step_priority[s]
    ranked = np.flatnonzero(t.step_ranked_by[s] != NOWHERE)
    value = msel.attribute[incident[ranked], t.step_ranked_by[s[ranked]]]
    found[ranked] = t.rank[t.rank_first[s[ranked]] + value]
    return found


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


def fits(wanted: Request, free: Sequence[int]) -> bool:
    """Whether all needs of a request can be met together out of `free` (by pool)."""
    left = list(free)
    chosen: list[int] = []  # by need: the base of who meets it

    def meet(k: int) -> bool:
        if k == len(wanted.needs):
            return True
        for parts, base in list(_ways(wanted.needs[k], left, chosen)):
            for pool, units in parts:
                left[pool] -= units
            chosen.append(base)
            if meet(k + 1):
                return True
            chosen.pop()
            for pool, units in parts:
                left[pool] += units
        return False

    return meet(0)


def _ways(need: Wanted, left: list[int], chosen: list[int]) -> Iterator[tuple[list[tuple[int, int]], int]]:
    """How a need can be met out of what is left: so many of which pools, and the base of the first of them."""
    base = chosen[need.crew] if need.crew != NOWHERE else None
    bases = dict(zip(need.pools, need.bases, strict=True)) if need.bases else dict.fromkeys(need.pools, NOWHERE)
    here = [pool for pool in need.pools if base is None or bases[pool] == base]
    if not need.each:
        yield from (([(pool, units)], bases[pool]) for pool, units in need.offers() if pool in here and units <= left[pool])
        return
    open_, parts = need.heads, []
    each = dict(zip(need.pools, need.each, strict=True))
    for pool in here:
        units = min(max(0, left[pool]), -(-open_ // each[pool]))
        if units > 0:
            parts.append((pool, units))
            open_ -= units * each[pool]
        if open_ <= 0:
            yield parts, bases[parts[0][0]] if parts else NOWHERE
            return
