"""How hard a plan's teams and vehicles work, and which requests the queue treats badly."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from drillsim.compiled.answering import ON_THE_MOVE
from drillsim.compiled.event_list import NO_END, Msel
from drillsim.compiled.log import OPEN, WAITING, WITHDRAWN, Log, over_at
from drillsim.compiled.tables import CompiledPlan, Ints, as_ints
from drillsim.compiled.written_out import base
from drillsim.play.capacity import Request, Tracks, fits, granted, priorities, queue_order, request
from drillsim.play.duty import stretches
from drillsim.play.turned import turned_away
from drillsim.quantities import measures
from drillsim.quantities.measures import NO_LIMIT

Floats = NDArray[np.float64]

OFTEN = 20  # a request overtaken more often than this is reported


@dataclass(frozen=True)
class PoolLoad:
    """How one pool was used over all plays.

    `held` and `capacity` are unit-seconds inside the window (on duty and on call), without the way
    home of units that may be sent on it, since those are free; of a fund, money spent and money
    there. `longest_duty` is a lower bound: the model knows no persons, so units are taken to rotate
    (the one that rested longest goes first) among as many as the pool ever has, and work outside
    the plan is not counted.
    """

    pool: str
    kind: str
    outside: bool
    held: int
    capacity: int
    by_hour: Floats  # 7×24, Monday first: held / capacity, nan where there is no capacity
    overtime: float  # unit-seconds held above capacity, per run, until play stopped
    overtime_runs: int  # runs with any overtime
    longest_duty: int  # seconds without rest, the longest of all runs; 0 for rooms and funds
    longest_duty_run: int  # the run (from 1) in which that was; 0 for none
    called_in_per_week: float  # people on call who were called in
    peak: int  # most in use at once

    @property
    def utilisation(self) -> float | None:
        """Share of the capacity that was in use; None where there is none."""
        return self.held / self.capacity if self.capacity else None


def pool_loads(compiled: CompiledPlan, msels: list[Msel], logs: list[Log]) -> list[PoolLoad]:
    """The load of every pool over these plays, in file order."""
    edges, cells = _hours(compiled)
    plays = [Tracks(compiled, msel, log) for msel, log in zip(msels, logs, strict=True)]
    weeks = compiled.window_end / (7 * measures.DAY) * len(plays)
    found = []
    for index, (name, pool) in enumerate(compiled.plan.pools.items()):
        held, capacity = np.zeros((7, 24)), np.zeros((7, 24))
        overtime: list[int] = []
        duty: list[int] = []
        peak = spent = 0
        for tracks, log in zip(plays, logs, strict=True):
            track = tracks[index]
            np.add.at(held, cells, np.diff(_area(track.time, track.in_use, edges)))
            np.add.at(capacity, cells, np.diff(_area(track.time, track.total, edges)))
            end = over_at(log, compiled.window_end, compiled.horizon)
            overtime.append(int(_area(track.time, track.overtime, np.array([end]))[0]))
            peak = max(peak, int(track.in_use.max()))
            spent += int(track.in_use[-1])
            worked = stretches(log, index, int(track.total.max()), end)
            duty.append(max((until - begin for begin, until in worked), default=0))
        used = pool.kind in ON_THE_MOVE
        with np.errstate(invalid="ignore"):
            by_hour = np.where(capacity > 0, held / np.maximum(capacity, 1), np.nan)
        called = sum(int(log.hold_on_call[log.hold_pool == index].sum()) for log in logs)
        is_fund = pool.kind == "fund"
        longest = max(duty, default=0) if used else 0
        found.append(
            PoolLoad(
                pool=name,
                kind=pool.kind,
                outside=pool.outside,
                held=spent if is_fund else int(held.sum()),
                capacity=pool.size * len(plays) if is_fund else int(capacity.sum()),
                by_hour=by_hour,
                overtime=sum(overtime) / max(1, len(plays)),
                overtime_runs=sum(seconds > 0 for seconds in overtime),
                longest_duty=longest,
                longest_duty_run=duty.index(longest) + 1 if longest else 0,
                called_in_per_week=called / weeks if weeks else 0.0,
                peak=peak,
            )
        )
    return found


def _hours(compiled: CompiledPlan) -> tuple[Ints, tuple[Ints, Ints]]:
    """The edges of the calendar's hours inside the window, and the weekday and hour of each piece."""
    past = compiled.start.minute * 60 + compiled.start.second
    edges = np.arange(-past, compiled.window_end + 3600, 3600)
    hour = compiled.start.hour + np.arange(len(edges) - 1)
    return edges.clip(0, compiled.window_end), ((compiled.start.weekday() + hour // 24) % 7, hour % 24)


def _area(time: Ints, values: Ints, edges: Ints) -> Ints:
    """The area below a step function from its first second to each edge."""
    ends = np.append(time, max(int(edges[-1]), int(time[-1])) + 1)
    areas = np.concatenate(([0], np.cumsum(values * np.diff(ends))))
    return np.rint(np.interp(edges, ends, areas)).astype(np.int64)


# ---- the queue ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Overtaken:
    """Requests of one step that more than `OFTEN` others overtook."""

    kind: str
    step: str
    requests: int
    most: int  # times that the unluckiest was overtaken
    witness: tuple[int, int]  # its run and incident, both from 1


@dataclass(frozen=True)
class Stuck:
    """Requests of one step that nothing could have met any more when play stopped.

    'never': more is asked for than its pools ever have. 'spent': the fund is used up.
    'deadlocked': it would fit an empty house, but what it waits for is held by incidents that
    are stuck themselves.
    """

    why: Literal["never", "spent", "deadlocked"]
    kind: str
    step: str
    requests: int
    witness: tuple[int, int]  # the first one's run and incident, both from 1


@dataclass(frozen=True)
class Queue:
    """What the queue did to requests over all plays."""

    overtaken: tuple[Overtaken, ...]
    stuck: tuple[Stuck, ...]


@dataclass(frozen=True)
class SilentTier:
    """Head-counts for which a step's tiers say nothing, and how many incidents had them."""

    kind: str
    step: str
    low: int
    high: int
    incidents: int


def queue(compiled: CompiledPlan, msels: list[Msel], logs: list[Log]) -> Queue:
    """Requests overtaken often, and requests stuck at the end."""
    overtaken: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    stuck: dict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
    for run, (msel, log) in enumerate(zip(msels, logs, strict=True), start=1):
        kinds = msel.kind.tolist()
        for incident, step, times in _overtakings(compiled, msel, log):
            overtaken[kinds[incident], step].append((times, run, incident + 1))
        for wanted, why in stuck_requests(compiled, msel, log):
            stuck[why, kinds[wanted.incident], wanted.step].append((run, wanted.incident + 1))
    found = []
    for (kind, step), cases in sorted(overtaken.items()):
        times, run, incident = max(cases, key=lambda case: case[0])
        found.append(Overtaken(compiled.kinds[kind], compiled.steps[kind][step], len(cases), times, (run, incident)))
    ends = [
        Stuck(why, compiled.kinds[kind], compiled.steps[kind][step], len(cases), cases[0])  # type: ignore[arg-type]
        for (why, kind, step), cases in sorted(stuck.items())
    ]
    return Queue(tuple(found), tuple(ends))


def silent_tiers(compiled: CompiledPlan, msels: list[Msel]) -> list[SilentTier]:
    """Head-counts that came up and of which the plan does not say what to do, in order of procedure and step."""
    counts = Counter(variant for msel in msels for variant in msel.variant.tolist())
    found: list[SilentTier] = []
    rows = {
        (compiled.variant_kind(variant), names.index(base(names[step])), variant)  # of attempts and rounds the step itself
        for variant in counts
        for names in [compiled.steps[compiled.variant_kind(variant)]]
        for step in compiled.silent[variant]
    }
    for kind, step, variant in sorted(rows):
        low, high = compiled.variant_people[variant]
        tier = SilentTier(compiled.kinds[kind], compiled.steps[kind][step], low, high, counts[variant])
        if found and (found[-1].kind, found[-1].step, found[-1].high + 1) == (tier.kind, tier.step, low):
            last = found.pop()  # told apart for the sake of another step
            tier = SilentTier(tier.kind, tier.step, last.low, high, last.incidents + tier.incidents)
        found.append(tier)
    return found


class _Asked(NamedTuple):
    """Everything that was asked for in one play (n): what the steps need, then replacements of units turned away."""

    row: Ints  # of the step
    since: Ints
    met: Ints  # OPEN where it never was
    until: Ints  # when it was met or given up, OPEN where it waits for ever
    which: Ints  # of the sets of pools
    sets: list[frozenset[int]]


def _asked(compiled: CompiledPlan, msel: Msel, log: Log) -> _Asked:
    t = compiled.tables
    incident = np.repeat(np.arange(len(msel.time)), np.diff(msel.row_first))
    s = t.variant_step_first[msel.variant[incident]] + np.arange(len(log.ready)) - msel.row_first[incident]
    again = [one for one in turned_away(compiled, msel, log) if one.again != OPEN]
    steps = [compiled.slots[int(msel.variant[one.incident])][one.slot][0] for one in again]
    rows = as_ints(int(msel.row_first[one.incident]) + step for one, step in zip(again, steps, strict=True))
    needs = as_ints(int(t.variant_need_first[msel.variant[one.incident]]) + one.slot for one in again)
    # What is asked for: the needs from one row of the tables to another, in a zone.
    first = np.concatenate((t.need_first[s], needs))
    end = np.concatenate((t.need_first[s] + t.step_asked[s], needs + 1))
    row = np.concatenate((np.arange(len(log.ready)), rows))
    kinds, which = np.unique(np.stack((first, end, msel.attribute[incident[row], 0])), axis=1, return_inverse=True)
    sets = [
        frozenset(pool for ask in set(t.need_ask[a:b].tolist()) for pool in compiled.candidates(ask, zone))
        for a, b, zone in kinds.T.tolist()
    ]
    since = np.concatenate((log.ready, as_ints(one.at for one in again)))
    met = np.concatenate((granted(compiled, msel, log), log.hold_taken[as_ints(one.again for one in again)]))
    given_up = np.concatenate((np.where(log.status == WITHDRAWN, log.ended, OPEN), np.full(len(rows), OPEN)))
    return _Asked(row, since, met, np.where(met == OPEN, given_up, met), which.ravel(), sets)


def _overtakings(compiled: CompiledPlan, msel: Msel, log: Log) -> list[tuple[int, int, int]]:
    """Incident and step of requests that waited while more than `OFTEN` later ones for one of their pools were granted,
    and how many those were.

    The log does not order what happens within one second: a grant at the second at which a
    request became ready counts, one at the second at which it was met does not.
    """
    asked = _asked(compiled, msel, log)
    waited = np.flatnonzero((asked.since != OPEN) & (asked.met != asked.since))
    met = np.flatnonzero(asked.met != OPEN)
    if len(waited) == 0 or len(met) <= OFTEN:
        return []
    order = queue_order(log.ready, priorities(compiled, msel))[asked.row]
    met = met[np.argsort(asked.met[met], kind="stable")]
    until = np.where(asked.until[waited] != OPEN, asked.until[waited], np.iinfo(np.int64).max)
    found: dict[int, int] = {}
    for number in np.unique(asked.which[waited]).tolist():
        shares = np.array([bool(asked.sets[number] & other) for other in asked.sets], np.bool_)
        rivals = met[shares[asked.which[met]]]
        mine = asked.which[waited] == number
        low, high = (np.searchsorted(asked.met[rivals], edge[mine]) for edge in (asked.since[waited], until))
        many = np.flatnonzero(high - low > OFTEN)
        own = waited[mine][many]
        times = above(order[rivals], low[many], high[many], order[own])
        for row, often in zip(asked.row[own].tolist(), times.tolist(), strict=True):
            if often > OFTEN:
                found[row] = max(often, found.get(row, 0))
    rows = as_ints(sorted(found))
    incident = np.searchsorted(msel.row_first, rows, side="right") - 1
    return [(i, row - int(msel.row_first[i]), found[row]) for i, row in zip(incident.tolist(), rows.tolist(), strict=True)]


def above(values: Ints, low: Ints, high: Ints, than: Ints) -> Ints:
    """How many of `values[low:high]` lie above `than`, for each of many questions (n); values are not below 0.

    The values are sorted within blocks of 1, 2, 4, … and each question is put to the few blocks that make up its
    stretch: a merge sort tree, walked from its leaves.
    """
    found = np.zeros(len(low), np.int64)
    low, high = low.copy(), high.copy()
    span = int(values.max(initial=0)) + 2
    block = np.arange(len(values))
    keys = block * span + values
    while (open_ := low < high).any():
        for edge, takes in ((low, open_ & (low % 2 == 1)), (high, open_ & (high % 2 == 1))):
            if edge is high:
                high[takes] -= 1
            at = edge[takes]
            ends = np.searchsorted(keys, (at + 1) * span)
            found[takes] += ends - np.searchsorted(keys, at * span + than[takes], side="right")
            if edge is low:
                low[takes] += 1
        low, high, block = low // 2, high // 2, block // 2
        keys = np.sort(block * span + values)
    return found


def stuck_requests(compiled: CompiledPlan, msel: Msel, log: Log) -> list[tuple[Request, str]]:
    """Requests still waiting that would wait for ever, and why.

    Found by reduction: whatever need not wait for a stuck request is taken to end and to give
    back what it holds; a waiting request that then fits its pools at their largest, without
    those that a stuck one keeps for itself, is not stuck; and so on until none is left that fits.
    """
    waiting = _still_waiting(compiled, msel, log)
    if not waiting:
        return []
    funds = np.flatnonzero(compiled.tables.pool_fund).tolist()
    largest = compiled.tables.pool_most
    spent, locked = _held_at_the_end(compiled, msel, log)
    moneyless = [int(have) - gone for have, gone in zip(largest, spent, strict=True)]
    stuck = list(waiting)
    while True:
        points = {(wanted.incident, wanted.step) for wanted, _urgency in stuck}
        left = list(moneyless)
        for incident, gates, pool, count in locked:
            if any((incident, step) in points for step in gates):
                left[pool] -= count
        kept = {
            pool: urgency
            for wanted, urgency in sorted(stuck, key=lambda one: -one[1])
            for pool in _kept_for(wanted, left, largest)
            if pool not in funds
        }
        still = []
        for wanted, urgency in stuck:
            for_it = [0 if kept.get(pool, NO_LIMIT) < urgency else free for pool, free in enumerate(left)]
            if not fits(wanted, for_it):
                still.append((wanted, urgency))
        if len(still) == len(stuck):
            break
        stuck = still
    return [
        (w, "never" if not fits(w, largest.tolist()) else "spent" if not fits(w, moneyless) else "deadlocked")
        for w, _urgency in stuck
    ]


def _still_waiting(compiled: CompiledPlan, msel: Msel, log: Log) -> list[tuple[Request, int]]:
    """Everything that was asked for and never met, with its priority: by a step, or for a unit that was turned away."""
    found, urgent = [], priorities(compiled, msel)
    for_ever = msel.patience == NO_END  # others would give up
    for row in np.flatnonzero((log.status == WAITING) & (log.started == OPEN) & for_ever).tolist():
        incident = int(np.searchsorted(msel.row_first, row, side="right")) - 1
        found.append((request(compiled, msel, log, incident, row - int(msel.row_first[incident])), int(urgent[row])))
    for one in turned_away(compiled, msel, log):
        if one.again != OPEN and log.hold_taken[one.again] == OPEN:
            asked = int(msel.row_first[one.incident]) + compiled.slots[int(msel.variant[one.incident])][one.slot][0]
            found.append((request(compiled, msel, log, one.incident, one.step, one.slot), int(urgent[asked])))
    return found


def _kept_for(wanted: Request, left: list[int], most: Ints) -> list[int]:
    """Rule 18: the pools that a request keeps for ever, since even of all that is left a need of it is unmet."""
    there = {pool: np.array([units]) for pool, units in enumerate(most.tolist())}
    able = [[pool for pool, can in need.able(there).items() if can[0]] for need in wanted.needs]
    if not all(able):
        return []
    free = {pool: np.array([units]) for pool, units in enumerate(left)}
    return [pool for need, pools in zip(wanted.needs, able, strict=True) if need.unmet(free)[0] for pool in pools]


def _held_at_the_end(compiled: CompiledPlan, msel: Msel, log: Log) -> tuple[list[int], list[tuple[int, set[int], int, int]]]:
    """Money spent, by pool; and holds that wait for a step: incident, the steps that it waits for, pool, count."""
    t = compiled.tables
    spent = [0] * len(compiled.pools)
    locked = []
    for hold in np.flatnonzero((log.hold_taken != OPEN) & (log.hold_left == OPEN)).tolist():
        incident = int(np.searchsorted(msel.slot_first, hold, side="right")) - 1
        variant, kind = int(msel.variant[incident]), int(msel.kind[incident])
        pool, count = int(log.hold_pool[hold]), int(log.hold_count[hold])
        first = int(t.variant_step_first[variant])
        slot = hold - int(msel.slot_first[incident])
        ends = [
            s
            for s in range(int(t.kind_steps[kind]))
            if slot in t.release[t.release_first[first + s] : t.release_first[first + s + 1]]
        ]
        if ends:
            locked.append((incident, _with_ancestors(compiled, kind, ends[0]), pool, count))
        else:  # nothing gives back what was spent
            spent[pool] += count
    return spent, locked


def _with_ancestors(compiled: CompiledPlan, kind: int, step: int) -> set[int]:
    names = compiled.steps[kind]
    steps = compiled.plan.procedures[compiled.kinds[kind]].steps
    found, open_ = set(), [step]
    while open_:
        step = open_.pop()
        if step not in found:
            found.add(step)
            open_ += [names.index(name) for name in steps[names[step]].after]
    return found
