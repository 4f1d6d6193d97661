"""The compiled engine: the rules of `conduct.py` as one state machine over flat arrays.

It knows nothing of SimPy and shares no code with the reference, so that equal logs mean
something. When a step starts from which nobody can be turned away, its end is known, and with it
everything behind it up to the next step that needs somebody, or that may be cut: all those
milestones are written at once. The heap holds only what other incidents can feel: the second at
which such a step becomes ready or ends, and the second at which somebody is free again. The waiting requests lie in
one array in canonical order; a pass is left out when nothing was freed and nothing asked since
the last one, because it could grant nothing.

Many plays lie end to end in the same arrays and are played one after the other in one call.

A rule has the name that it has in `conduct.py` and cites the number that it has in docs/design.md; what has an
underscore is machinery.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from drillsim.base.jit import njit
from drillsim.compiled.event_list import ABSENT, NO_END, PHONE, ROAD, UNDER_WAY, Msel, Msels
from drillsim.compiled.log import BROKEN, COMING, ENDED, ON_THE_ROAD, OPEN, RUNNING, SKIPPED, WAITING, WEEK, WITHDRAWN, Log
from drillsim.compiled.tables import (
    AT_LEVEL,
    AT_ONCE,
    ATTEMPTED,
    DRAWN,
    FIRST,
    GRANTED,
    NAMED,
    NEAREST,
    NOWHERE,
    ONE_WAY,
    OVER,
    RESUMED,
    SCENE,
    SEATS,
    STARTED,
    TRAVEL,
    TURNOUT,
    WORKDAYS,
    CompiledPlan,
    Ints,
)
from drillsim.play.records import records
from drillsim.quantities.measures import DAY, LONGEST

PAYLOAD = 32  # bits of the heap key that hold what is due; the time lies above them
LOW = (1 << PAYLOAD) - 1  # `x & LOW` also tells the compiler that a place is not counted from the end
READY, END, RELEASE = 0, 1, 2  # the lowest two bits say what is due for an incident, the others which
KINDS = 3
NEVER = 2**63 - 1  # a key behind all others
COMES, GOES, GIVES_UP = -2, -3, -4  # of a step that waited: it begins, it is left out, its request is withdrawn
BLANKS = 64  # incidents whose rows are made blank at a time

# Nothing is allocated while a play lasts. Without Numba's reference counts a look-up in a tuple is free, and so is a call
# whose body is copied to where it is called; what has large loops of its own is called as it stands.
rule = njit(cache=True, allocates=False, inner=True, inline="always")
loop = njit(cache=True, allocates=False, inner=True)

REQUEST = np.dtype([(name, np.int64) for name in (
    "priority", "ready", "incident", "row", "step", "place", "memo",
    "slot",  # that of a unit that was turned away, if it is to be replaced, else OPEN
)])  # fmt: skip
TURNABLE = np.dtype([(name, np.int64) for name in (
    "hold", "incident", "row", "step", "priority", "slot", "asked_row", "asked_step",
)])  # fmt: skip
OPTION = np.dtype([(name, np.int64) for name in (
    "rank",  # the order of the need, whether it only backs up, how soon it comes, whether it is turned away: in one figure
    "pool", "units",
    "turned",  # the hold that is turned away, else OPEN
)])  # fmt: skip
HOLD = np.dtype([(name, np.int64) for name in (
    "turnout",  # usual turnout of who met the need
    "where",  # where it is: a place, NOWHERE, or -2 - the row of `spots`
)])  # fmt: skip
HOMEWARD = np.dtype([(name, np.int64) for name in (
    "due",  # when it is home
    "next",  # 1 + the next hold of the pool whose units are on their way home, 0 for none
    "bound",  # how many of them were not sent elsewhere
    "cut",  # of who was turned away, the row that waits for a replacement
)])  # fmt: skip
CUT = np.dtype([(name, np.int64) for name in (
    "until",  # when a step that may be cut ends
    "began",  # when it began; of one that was cut, when it can go on
    "rest",  # what is left of one that was cut
    "lacking",  # how many are to be replaced
)])  # fmt: skip
ASK = np.dtype([(name, np.int64) for name in (  # a need of the request that is looked at
    "choices",  # in how many ways it can be met now
    "tried",  # how many of them were tried
    "unmet",  # 1 where it cannot be met now
    "parts",  # how many pools meet it
    "turned",  # who is turned away to meet it, else OPEN
)])  # fmt: skip
PART = np.dtype([(name, np.int64) for name in ("pool", "units")])
STATE = np.dtype([(name, np.int64) for name in (
    "now", "horizon", "zones", "places",
    "alike",  # from this second on, every week is like the other
    "disruption", "disruption_end",  # rows that belong to the run
    "steady",  # 1 where journeys take their usual time at any hour
    "lively",  # the last second at which something happened besides the calendar
    "dirty",  # 1 where something was freed or asked for since the last pass
    "passes",  # so far
    "queued", "granted", "stacked",  # how many lie in `queue`, `granted`, `stack`
    "broken",  # 1 where anybody breaks down under way at this second
    "looked", "turnable", "asked_again", "spots",  # how many lie in `looked`, `turnable`, `asked_again`, `spots`
    # Of the incident that is followed:
    "incident", "zone", "first_row", "first_slot", "first_step", "first_need",
    "ready_told", "release_told",  # the last seconds at which the heap knows of it
)])  # fmt: skip


class Roads(NamedTuple):
    """What tells how long a journey takes."""

    ways: Ints  # see `Records`
    spots: Ints  # points on the road, each as a row of `ways`
    hours: Any  # see `Records`
    disruption: Ints  # see `Msel`


class Work(NamedTuple):
    """What the kernel needs while it plays, and nobody after it."""

    state: Any  # one STATE
    # Empty where a plan is plain: since its length is part of its type, the kernel is compiled once without all that such
    # a plan has not, and it pays nothing for it.
    special: tuple[bool, ...]
    pending: Ints  # H: RELEASE while it is on its way back, else READY
    holds: Any  # H
    homeward: Any  # H, or none where nobody can be sent from the road
    cuts: Any  # D, or none where nobody can be turned away
    roads: Roads
    turnable: Any  # who may be turned away
    asked_again: Any  # requests that this pass brought about
    heap: Ints  # how many keys there are, then the keys: the second, the incident, and what is due
    looks: Ints  # another heap: the seconds at which the clocks of an incident are looked at
    looked: Ints  # the incidents that are looked at now
    turns: Ints  # D, or none: the turn of a step that waits for its time, or what became of it
    stack: Ints  # rows to look at; -1 - row where all before it was skipped
    queue: Any  # waiting requests in canonical order
    granted: Any  # those granted in the last pass
    failed: Ints  # by step and place: the number of the pass in which its request could not be met
    pools: Any  # P, see `Records`
    shifts: Any  # W
    # By need of the request that is looked at:
    asks: Any
    options: Any  # the ways, best first
    parts: Any  # which pools meet it, and with how many units each


# ---- what is due -------------------------------------------------------------------------------


@loop
def _push(heap: Any, second: int, incident: int, what: int) -> None:
    key = (second << PAYLOAD) | (incident << 2) | what
    heap[0] += 1
    i = heap[0] & LOW
    while i > 1 and heap[i >> 1] > key:
        heap[i] = heap[i >> 1]
        i >>= 1
    heap[i] = key


@loop
def _pop(heap: Any) -> None:
    """Remove the smallest key (the caller has read heap[1])."""
    size = heap[0] & LOW
    heap[0] = size - 1
    last = heap[size]
    i, child = 1, 2
    while child < size:
        child = (child + (heap[child + 1] < heap[child])) & LOW
        least = heap[child]
        if least >= last:
            child = size
        else:
            heap[i] = least
            i = child
            child = 2 * i
    heap[i] = last
    heap[size] = NEVER


@rule
def look_at(w: Any, s: Any, incident: int, second: int) -> None:
    """Rule 22: look at the clocks of an incident once all is done that is due at a second."""
    if second <= s.horizon:
        _push(w.looks, second, incident, 0)


@rule
def tell(w: Any, s: Any, step: Any, second: int) -> None:
    """Rule 22: a moment of a step comes at a second: what hangs on it is looked at then."""
    if len(w.special) > 0 and step.told == 1:
        look_at(w, s, s.incident, second)


@rule
def _look_at(w: Any, s: Any, row: int) -> None:
    w.stack[s.stacked & LOW] = row
    s.stacked += 1


# ---- journeys ----------------------------------------------------------------------------------


@loop
def stretched(seconds: int, factor: int) -> int:
    """Rule 2: seconds times a factor in thousandths."""
    return min(LONGEST, (seconds * factor + 500) // 1000)


@loop
def _slowed(
    seconds: int, where: int, place: int, leaving: int, hours: Any, disruption: Any, first: int, end: int
) -> int:  # fmt: skip
    """What the usual seconds of a journey come to, at this hour and with the roads as they are."""
    hour, last = 0, len(hours)
    while last - hour > 1:
        middle = (hour + last) >> 1
        if hours[middle].time <= leaving:
            hour = middle
        else:
            last = middle
    seconds = stretched(seconds, hours[hour].factor)
    for x in range(first, end):
        one, other = disruption[x, 2], disruption[x, 3]
        there = one in (NOWHERE, where) and other in (NOWHERE, place)
        back = one in (NOWHERE, place) and other in (NOWHERE, where)
        if disruption[x, 0] == ROAD and (there or back) and disruption[x, 5] <= leaving and leaving < disruption[x, 6]:
            seconds = stretched(seconds, disruption[x, 4])
    return seconds


@loop
def _way(roads: Any, where: int, place: int) -> int:
    """Usual seconds from where a unit is to a place, NOWHERE where that is not known."""
    return roads.ways[(where + 1) & LOW, (place + 1) & LOW] if where >= NOWHERE else roads.spots[-2 - where, place + 1]


@loop
def _in_time(roads: Any, s: Any, seconds: int, where: int, place: int, leaving: int) -> int:
    """Usual seconds as they come to at an hour."""
    seconds = max(0, seconds)
    if s.steady == 0 and where != NOWHERE and place != NOWHERE:
        seconds = _slowed(seconds, where, place, leaving, roads.hours, roads.disruption, s.disruption, s.disruption_end)
    return seconds


@loop
def usual_travel(roads: Any, s: Any, where: int, place: int, leaving: int) -> int:
    """Rule 7: seconds that it usually takes from where a unit is to a place if it leaves at a second."""
    return _in_time(roads, s, _way(roads, where, place), where, place, leaving)


@loop
def _done(since: int, due: int, now: int) -> int:
    """The part of a way that is done, in thousandths."""
    return (2000 * (now - since) + due - since) // (2 * (due - since)) if now > since else 0


@loop
def _mixed(a: int, b: int, done: int) -> int:
    """Usual seconds from a point of a way, of those from its two ends."""
    return NOWHERE if a == NOWHERE or b == NOWHERE else (a * (1000 - done) + b * done + 500) // 1000


@loop
def on_the_way(roads: Any, s: Any, origin: int, to: int, since: int, due: int) -> int:
    """Rule 15: where a unit is that left and is due: the usual times from both ends, by the part of the way done."""
    where = to if s.now >= due and origin != NOWHERE else origin
    done = _done(since, due, s.now) if s.now < due and origin != NOWHERE else 0
    if done > 0:
        roads.spots[s.spots, 0] = 0
        for place in range(1, s.places + 1):
            from_there = roads.ways[origin + 1, place] if origin >= NOWHERE else roads.spots[-2 - origin, place]
            roads.spots[s.spots, place] = _mixed(from_there, roads.ways[to + 1, place], done)
        where = -2 - s.spots
        s.spots += 1
    return where


# ---- who is there ------------------------------------------------------------------------------


@loop
def free(pool: Any) -> int:
    """Rule 9: how many of a pool could be taken now."""
    return there(pool) - pool.in_use


@loop
def there(pool: Any) -> int:
    """Rule 9: how many of a pool are on duty or on call now, free or not."""
    return max(0, pool.total - pool.absent)


@loop
def free_on_duty(pool: Any) -> int:
    """Rule 8: how many of the free ones need not be called in."""
    return max(0, max(0, pool.duty - pool.absent) - pool.in_use)


@loop
def turnout(pool: Any, count: int) -> int:
    """Rule 8: usual turnout of so many units now."""
    return pool.turnout if count <= free_on_duty(pool) else pool.turnout_call


@loop
def free_for(passes: int, pool: Any, urgency: int) -> int:
    """Rule 18: how many of a pool a request of this priority could have now."""
    return 0 if pool.kept_in == passes and urgency > pool.kept else free(pool)


@loop
def count_rows(pool: Any, shifts: Any) -> None:
    """Rule 9: how many of a pool with shifts of their own stand against its level: those on, and never more than it has."""
    out = on = 0
    for row in range(pool.row, pool.row + pool.rows):
        out += shifts[row].in_use
        if shifts[row].until > 0:
            on += shifts[row].in_use
    pool.in_use = max(on, max(0, pool.total - pool.absent) - max(0, pool.staff - pool.absent - out))


@loop
def take_rows(pool: Any, count: int, taken: Any, shifts: Any) -> None:
    """Rule 9: take units of a pool out of its shifts, those whose shift ends last first; `taken` is a row of `hold_rows`."""
    before = latest = NEVER
    while count > 0 and latest > 0:
        latest = 0  # the latest end of a shift that has not had its turn
        for row in range(pool.row, pool.row + pool.rows):
            if shifts[row].until < before:
                latest = max(latest, shifts[row].until)
        for row in range(pool.rows):
            shift = shifts[pool.row + row]
            if shift.until == latest and latest > 0:
                part = min(count, max(0, shift.number - shift.in_use))
                taken[row] = part
                shift.in_use += part
                count -= part
        before = latest
    count_rows(pool, shifts)


@rule
def change(w: Any, s: Any, it: Any) -> None:
    """Rule 9: a level of the calendar, or a shift, begins or ends."""
    pool = w.pools[it.pool & LOW]
    pool.duty, pool.total = it.duty, it.total
    pool.turnout, pool.turnout_call = it.turnout, it.turnout_call
    if it.row >= 0:
        w.shifts[it.row & LOW].until = it.until
        count_rows(pool, w.shifts)
    s.dirty = 1


@rule
def absence(w: Any, s: Any, pool: Any, people: int, broken: int) -> None:
    """Rule 9: somebody goes, or comes back."""
    pool.absent += people
    pool.broken += broken
    s.broken |= broken > 0
    if pool.rows > 0:
        count_rows(pool, w.shifts)
    s.dirty = 1


@rule
def release(log: Any, w: Any, s: Any, hold: int) -> None:
    """Rule 6: a unit is free again."""
    pool = w.pools[log.hold_pool[hold] & LOW]
    pool.in_use -= log.hold_count[hold]
    if pool.rows > 0:
        for row in range(pool.rows):
            w.shifts[pool.row + row].in_use -= log.hold_rows[hold, row]
        count_rows(pool, w.shifts)
    if len(w.special) > 0 and pool.sent == 1 and w.homeward[hold].due > s.now:
        w.homeward[hold].bound, w.homeward[hold].next = log.hold_count[hold], pool.home
        pool.home = hold + 1
    s.dirty = 1


@loop
def may_be_sent(pool: Any, hold: int, homeward: Any, hold_rows: Any, shifts: Any) -> int:
    """Rule 15: how many of those on their way home may be sent: not those whose shift has ended meanwhile."""
    many = homeward[hold].bound
    on = 0
    for row in range(pool.rows):
        if shifts[pool.row + row].until > 0:
            on += hold_rows[hold, row]
    return min(many, on) if pool.rows > 0 else many


@loop
def _homeward(pool: Any, homeward: Any, hold_rows: Any, shifts: Any, now: int) -> int:
    """How many of a pool are on their way home and may be sent; who is there, or was sent elsewhere, is forgotten."""
    out, before, one = 0, 0, pool.home
    while one > 0:
        following = homeward[one - 1].next
        if homeward[one - 1].due > now and homeward[one - 1].bound > 0:
            out += may_be_sent(pool, one - 1, homeward, hold_rows, shifts)
            before = one
        elif before == 0:
            pool.home = following
        else:
            homeward[before - 1].next = following
        one = following
    return out


@loop
def _quickest(log: Any, w: Any, s: Any, of: int, count: int, place: int, take: bool) -> tuple[int, int, int]:
    """Of a pool of which some are on their way home: usual seconds until so many are there, their turnout, where the one
    with the longest way is. They are sent if `take`."""
    pool = w.pools[of]
    out = _homeward(pool, w.homeward, log.hold_rows, w.shifts, s.now)
    way = usual_travel(w.roads, s, pool.base, place, s.now)
    ready = max(0, free_on_duty(pool) - out)
    slowest, longest, turnout_of, where = 0, -1, 0, pool.base
    last_seconds, last_hold = -1, -2
    while count > 0:
        best, found = NEVER, -1
        one = pool.home
        while one > 0:
            hold = one - 1
            done = _done(log.hold_left[hold], w.homeward[hold].due, s.now)
            usual, origin = _way(w.roads, w.holds[hold].where, place), w.holds[hold].where
            if done > 0:
                usual, origin = _mixed(usual, _way(w.roads, pool.base, place), done), ON_THE_ROAD
            there = pool.on_the_road + _in_time(w.roads, s, usual, origin, place, s.now)
            behind = there > last_seconds or (there == last_seconds and hold > last_hold)
            sent = may_be_sent(pool, hold, w.homeward, log.hold_rows, w.shifts)
            if behind and sent > 0 and (there < best or (there == best and hold < found)):
                best, found = there, hold
            one = w.homeward[hold].next
        if ready > 0 and pool.turnout + way <= best:  # at ties those at the base go first
            seconds, many, ready_in = pool.turnout + way, ready, pool.turnout
            ready, found = 0, -1
        elif found >= 0:
            seconds, ready_in = best, pool.on_the_road
            many = may_be_sent(pool, found, w.homeward, log.hold_rows, w.shifts)
            last_seconds, last_hold = best, found
        else:  # those who must be called in
            seconds, many, ready_in = pool.turnout_call + way, count, pool.turnout_call
        many = min(many, count)
        count -= many
        slowest, turnout_of = max(slowest, seconds), max(turnout_of, ready_in)
        if seconds - ready_in > longest:
            longest, where = seconds - ready_in, pool.base
            if take and found >= 0:
                where = on_the_way(w.roads, s, w.holds[found].where, pool.base, log.hold_left[found], w.homeward[found].due)
        if take and found >= 0:
            w.homeward[found].bound -= many
            if w.homeward[found].bound == 0:
                log.hold_home[found] = s.now
    return slowest, turnout_of, where


@rule
def quickest(t: Any, m: Any, log: Any, w: Any, s: Any, of: int, count: int, place: int) -> int:
    """Rule 15: usual seconds until so many units of a pool are at a place; those who must be called in come last of all."""
    pool = w.pools[of & LOW]
    if len(w.special) == 0 or pool.home == 0:
        seconds = turnout(pool, count) + usual_travel(w.roads, s, pool.base, place, s.now)
    else:
        seconds = _quickest(log, w, s, of, count, place, False)[0]
    return seconds


# ---- the dispatch pass -------------------------------------------------------------------------


@loop
def _insert(
    queue: Any, queued: int, urgency: int, ready: int, incident: int, row: int, step: int, place: int, memo: int, slot: int
) -> None:  # fmt: skip
    at = queued & LOW
    while at > 0:
        other = queue[at - 1]
        if urgency > other.priority or (
            urgency == other.priority
            and (
                ready > other.ready
                or (ready == other.ready and (row > other.row or (row == other.row and slot > other.slot)))
            )
        ):
            break
        queue[at] = other
        at -= 1
    request = queue[at]
    request.priority, request.ready, request.incident, request.row = urgency, ready, incident, row
    request.step, request.place, request.memo, request.slot = step, place, memo, slot


@rule
def priority(t: Any, m: Any, incident: int, step: Any) -> int:
    """Rule 5: how urgent a step is, which an attribute may decide; 1 is the most urgent."""
    urgency = step.priority
    if step.ranked_by != NOWHERE:
        urgency = t.lists[step.rank_first + m.attribute[incident & LOW, step.ranked_by]]
    return urgency


@rule
def _ask(t: Any, m: Any, w: Any, s: Any, incident: int, row: int, step: int, ready: int, slot: int) -> None:
    """Put a request into the queue."""
    zone = m.attribute[incident & LOW, 0]
    place = s.zones if zone == NOWHERE else zone
    _insert(
        w.queue, s.queued, priority(t, m, incident, t.steps[step & LOW]), ready, incident, row, step, place,
        step * (s.zones + 1) + place, slot,
    )  # fmt: skip
    s.queued += 1
    s.dirty = 1


@rule
def wait(t: Any, m: Any, log: Any, w: Any, s: Any, row: int, step: int) -> None:
    """Rule 5: put a request into the queue: by priority, readiness, incident and step, which rows follow."""
    log.status[row] = WAITING
    if len(w.special) > 0 and m.patience[row] != NO_END:
        look_at(w, s, s.incident, s.now + m.patience[row])
    _ask(t, m, w, s, s.incident, row, step, s.now, OPEN)


@rule
def has(log: Any, w: Any, hold: int) -> bool:
    """Rule 17: whether a slot holds anybody who was not turned away, and did not break down."""
    return log.hold_taken[hold] != OPEN and (len(w.special) == 0 or log.hold_turned[hold] == 0)


@rule
def _goes(log: Any, w: Any, hold: int) -> bool:
    """The same of a slot that goes along: where nothing moves, each need has one slot, and somebody always does."""
    return len(w.special) == 0 or has(log, w, hold)


@rule
def count(m: Any, incident: int, need: Any, pool: Any) -> int:
    """Rule 19: how many of a pool a need asks for: so many, one per head, or as many as the heads fill."""
    units = need.count
    if units < 0:
        units = m.people[incident & LOW]
        if need.count == SEATS:
            seats = max(1, pool.seats)
            units = (units + seats - 1) // seats
    return units


@rule
def heads(m: Any, incident: int, need: Any, pool: Any) -> int:
    """Rule 20: what a need that may be split asks for in all: units, or people to be seated."""
    return m.people[incident & LOW] if need.count == SEATS else count(m, incident, need, pool)


@loop
def each(need: Any, pool: Any) -> int:
    """Rule 20: what one unit of a pool counts for in it."""
    return max(1, pool.seats) if need.count == SEATS else 1


@loop
def nearness(t: Any, m: Any, log: Any, w: Any, s: Any, incident: int, step: Any, base: int) -> int:
    """Rule 16: usual seconds to a room from where those are who go there; from the scene if nobody goes."""
    farthest = -1
    if step.takes == TRAVEL:
        for u in range(step.unit_first, step.unit_end):
            hold = (m.slot_first[incident] + t.lists[u]) & LOW
            if has(log, w, hold):
                farthest = max(farthest, usual_travel(w.roads, s, w.holds[hold].where, base, s.now))
    if farthest < 0:
        farthest = usual_travel(w.roads, s, m.attribute[incident, 0], base, s.now)
    return farthest


@rule
def soonness(t: Any, m: Any, log: Any, w: Any, s: Any, request: Any, need: Any, pool: int, units: int) -> int:
    """Rule 4: by what a pool is preferred among those that serve the place: the lowest is the best."""
    if len(w.special) > 0 and need.freest == 1:
        seconds = -free(w.pools[pool & LOW])
    elif len(w.special) > 0 and w.pools[pool & LOW].room == 1:
        step = t.steps[request.step & LOW]
        seconds = nearness(t, m, log, w, s, request.incident, step, w.pools[pool & LOW].base)
    else:
        seconds = quickest(t, m, log, w, s, pool, units, m.attribute[request.incident & LOW, 0])
    return seconds


@loop
def now_at(w: Any, log: Any, s: Any, step: Any, row: int, hold: int) -> int:
    """Rule 15: where a unit is while a step runs."""
    where = w.holds[hold].where
    if step.takes == TRAVEL and log.status[row] == RUNNING:
        where = on_the_way(w.roads, s, where, log.place[row], w.cuts[row].began, w.cuts[row].until)
    return where


@loop
def turned_here(t: Any, m: Any, log: Any, w: Any, s: Any, request: Any, pool: int, units: int) -> tuple[int, int]:
    """Rule 17: of the units of a pool that may be turned away from less urgent incidents, how soon the soonest is here,
    and which it is."""
    soonest, found = NEVER, OPEN
    for x in range(s.turnable if request.priority <= w.pools[pool].turned_to else 0):
        it = w.turnable[x]
        if log.hold_pool[it.hold] != pool or log.hold_count[it.hold] != units or log.status[it.row] != RUNNING:
            continue
        for y in range(w.pools[pool].turned_first, w.pools[pool].turned_end if it.incident != request.incident else 0):
            if t.lists[y] == it.priority:
                spots = s.spots
                where = now_at(w, log, s, t.steps[it.step], it.row, it.hold)
                seconds = w.pools[pool].on_the_road
                seconds += usual_travel(w.roads, s, where, m.attribute[request.incident, 0], s.now)
                s.spots = spots  # it was only asked
                if seconds < soonest or (seconds == soonest and it.hold < found):
                    soonest, found = seconds, it.hold
                break
    return soonest, found


@loop
def _by_rank(options: Any, many: int) -> None:
    for c in range(1, many):
        rank, pool, units, turned = options[c].rank, options[c].pool, options[c].units, options[c].turned
        i = c
        while i > 0 and (options[i - 1].rank > rank or (options[i - 1].rank == rank and options[i - 1].pool > pool)):
            options[i] = options[i - 1]
            i -= 1
        option = options[i]
        option.rank, option.pool, option.units, option.turned = rank, pool, units, turned


@rule
def preference(t: Any, m: Any, log: Any, w: Any, s: Any, request: Any, need: Any, options: Any) -> int:
    """Rule 4: who may meet a need, best first: as the need orders them, then those who serve the place, then the
    quickest (of rooms the nearest, or the freest), then file order. Only those who could come now: returns how many.
    """
    incident = request.incident & LOW
    line = (need.ask * (s.zones + 1) + request.place) & LOW
    first, end = t.candidate_first[line] & LOW, t.candidate_first[line + 1]
    split = len(w.special) > 0 and need.parts > 1
    any_will_do = len(w.special) == 0 or need.next == 1
    many, best, best_rank, soonest = 0, OPEN, NEVER, NEVER
    for c in range(first, end):
        pool = t.candidates[c].pool & LOW
        units = 1 if split else count(m, incident, need, w.pools[pool])
        fits = units <= free_for(s.passes, w.pools[pool], request.priority)
        if not fits and any_will_do:
            continue
        seconds = soonness(t, m, log, w, s, request, need, pool, units)
        rank = (t.candidates[c].order << 40) + seconds * 2
        if not any_will_do:
            if rank > best_rank or (rank == best_rank and pool > best):
                continue
            best, best_rank, many, soonest = pool, rank, 0, NEVER
        if fits:
            option = options[many]
            option.rank, option.pool, option.units, option.turned = rank, pool, units, OPEN
            many += 1
            soonest = min(soonest, seconds)
    for c in range(first if len(w.special) > 0 and s.turnable > 0 and not split else end, end):
        pool = t.candidates[c].pool
        units = count(m, incident, need, w.pools[pool])
        if any_will_do or pool == best:
            seconds, turned = turned_here(t, m, log, w, s, request, pool, units)
            if seconds < soonest:
                option = options[many]
                option.rank = (t.candidates[c].order << 40) + seconds * 2 + 1
                option.pool, option.units, option.turned = pool, units, turned
                many += 1
    if many > 1:
        _by_rank(options, many)
    return many


@loop
def met_by(
    need: Any, k: int, heads_in_all: int, urgency: int, passes: int, pools: Any, options: Any, asks: Any, parts: Any
) -> bool:  # fmt: skip
    """Rule 20: how one need can be met beside those met already: by one pool, or by several if it may be split.

    The next way after those tried, into the parts of need k; False if there is none.
    """
    crew = need.crew if need.crew < k else NOWHERE
    left = heads_in_all
    ask = asks[k]
    ask.parts, ask.turned = 0, OPEN
    met = False
    for c in range(ask.tried, ask.choices):
        option = options[k, c]
        pool = pools[option.pool]
        ask.tried = c + 1
        if crew >= 0 and pools[parts[crew, 0].pool].base != pool.base:
            continue
        unused = free_for(passes, pool, urgency)
        for earlier in range(k):
            for x in range(asks[earlier].parts if asks[earlier].turned == OPEN else 0):
                if parts[earlier, x].pool == option.pool:
                    unused -= parts[earlier, x].units
        units = option.units
        if need.parts > 1:
            units = min(max(0, unused), (left + each(need, pool) - 1) // each(need, pool))
        elif option.turned != OPEN:
            met = True
            for earlier in range(k):
                met &= asks[earlier].turned != option.turned
        else:
            met = units <= unused
        if met or (need.parts > 1 and units > 0):
            parts[k, ask.parts].pool, parts[k, ask.parts].units = option.pool, units
            ask.turned = option.turned
            ask.parts += 1
            left -= units * each(need, pool)
        if need.parts > 1 and left <= 0:
            met = True
            ask.tried = ask.choices  # there is one way only
        if met:
            break
    return met


@rule
def _next_way(t: Any, m: Any, w: Any, s: Any, request: Any, need: Any, k: int) -> bool:
    """The next way to meet need k."""
    in_all = heads(m, request.incident, need, w.pools[0])
    return met_by(need, k, in_all, request.priority, s.passes, w.pools, w.options, w.asks, w.parts)


@rule
def _search(t: Any, m: Any, w: Any, s: Any, request: Any, first: int, asked: int) -> bool:
    """The parts of each need: the first whole assignment in lexicographic order, or False."""
    k = 0
    w.asks[0].tried = 0
    while k >= 0 and k < asked:
        found = _next_way(t, m, w, s, request, t.needs[(first + k) & LOW], k)
        k += 1 if found else -1
        if found and k < asked:
            w.asks[k].tried = 0
    return k == asked


@rule
def _met_whole(w: Any, k: int, pool: int, units: int, turned: int) -> None:
    """Need k is met by one pool alone."""
    ask, part = w.asks[k], w.parts[k, 0]
    ask.parts, ask.turned, part.pool, part.units = 1, turned, pool, units


@rule
def assignment(t: Any, m: Any, log: Any, w: Any, s: Any, request: Any, first: int, asked: int) -> bool:
    """Rule 4: who meets each need, the first whole assignment in order of preference; False if there is none."""
    met = simple = True
    for k in range(asked):
        need = t.needs[(first + k) & LOW]
        line = (need.ask * (s.zones + 1) + request.place) & LOW
        begin, end = t.candidate_first[line] & LOW, t.candidate_first[line + 1]
        if end - begin == 1 and (len(w.special) == 0 or need.parts == 1):
            only = t.candidates[begin].pool & LOW
            units = count(m, request.incident, need, w.pools[only])
            met = units <= free_for(s.passes, w.pools[only], request.priority)
            for earlier in range(k):
                simple &= w.parts[earlier, 0].pool != only
            simple &= len(w.special) == 0 or need.crew == NOWHERE
            _met_whole(w, k, only, units, OPEN)
        else:
            simple = met = False
            for c in range(begin, end):
                pool = w.pools[t.candidates[c].pool & LOW]
                units = 1 if len(w.special) > 0 and need.parts > 1 else count(m, request.incident, need, pool)
                met |= units <= free_for(s.passes, pool, request.priority)
        if not met:
            break
    if len(w.special) > 0 and s.turnable > 0:
        met, simple = True, False
    if met and not simple:
        clear = True  # each need can have the best, and no two want the same
        for k in range(asked):
            need = t.needs[(first + k) & LOW]
            w.asks[k].choices = preference(t, m, log, w, s, request, need, w.options[k])
            met &= w.asks[k].choices > 0
            best = w.options[k, 0]
            _met_whole(w, k, best.pool, best.units, best.turned)
            clear &= len(w.special) == 0 or (need.parts == 1 and need.crew == NOWHERE and best.turned == OPEN)
            for earlier in range(k):
                clear &= w.parts[earlier, 0].pool != best.pool
        if met and not clear:
            met = _search(t, m, w, s, request, first, asked)
    return met


@rule
def could_meet(m: Any, incident: int, need: Any, pool: Any) -> bool:
    """Rule 18: whether of a pool so many are there now, free or not, that it could meet a need, or a part of it."""
    return (1 if need.parts > 1 else count(m, incident, need, pool)) <= there(pool)


@loop
def ranked(t: Any, m: Any, log: Any, w: Any, s: Any, request: Any, need: Any, pool: int) -> bool:
    """Rule 4: whether a pool may meet a need, whoever is free: where the next one will not do, only the best."""
    line = need.ask * (s.zones + 1) + request.place
    best, best_rank = OPEN, NEVER
    for c in range(t.candidate_first[line] if need.next == 0 else t.candidate_first[line + 1], t.candidate_first[line + 1]):
        other = t.candidates[c].pool
        units = count(m, request.incident, need, w.pools[other])
        seconds = soonness(t, m, log, w, s, request, need, other, units)
        rank = (t.candidates[c].order << 40) + seconds * 2
        if rank < best_rank or (rank == best_rank and other < best):
            best, best_rank = other, rank
    return need.next == 1 or pool == best


@loop
def keep_for(t: Any, m: Any, log: Any, w: Any, s: Any, request: Any, first: int, asked: int) -> None:
    """Rule 18: what is free of the pools for which a request waits is kept from less urgent ones, if it can ever do."""
    incident = request.incident
    ever, any_unmet = True, False
    for k in range(asked):
        need = t.needs[first + k]
        line = need.ask * (s.zones + 1) + request.place
        most = now = 0
        able = met = False
        for c in range(t.candidate_first[line], t.candidate_first[line + 1]):
            of = t.candidates[c].pool
            pool = w.pools[of]
            if could_meet(m, incident, need, pool) and ranked(t, m, log, w, s, request, need, of):
                able = True
                most += each(need, pool) * there(pool)
                idle = max(0, free_for(s.passes, pool, request.priority))
                now += each(need, pool) * idle
                units = count(m, incident, need, pool)
                met |= units <= idle
                if s.turnable > 0 and not met:
                    met = turned_here(t, m, log, w, s, request, of, units)[1] != OPEN
        if need.parts > 1:
            in_all = heads(m, incident, need, w.pools[0])
            able &= most >= in_all
            met = now >= in_all
        ever &= able
        w.asks[k].unmet = 0 if met else 1
        any_unmet |= not met
    for k in range(asked if ever else 0):
        need = t.needs[first + k]
        line = need.ask * (s.zones + 1) + request.place
        for c in range(t.candidate_first[line], t.candidate_first[line + 1]):
            pool = w.pools[t.candidates[c].pool]
            kept = (w.asks[k].unmet == 1 or not any_unmet) and pool.fund == 0 and could_meet(m, incident, need, pool)
            if kept and ranked(t, m, log, w, s, request, need, t.candidates[c].pool):
                if pool.kept_in != s.passes:
                    pool.kept_in, pool.kept = s.passes, request.priority
                pool.kept = min(pool.kept, request.priority)


@rule
def grant(t: Any, m: Any, log: Any, w: Any, s: Any, request: Any, first: int, asked: int) -> None:
    """Rule 4: all needs of a step are met together, each out of its pool, or of several if it may be split."""
    first_need = t.variants[m.variant[request.incident & LOW] & LOW].need
    first_slot = m.slot_first[request.incident & LOW]
    for k in range(asked):
        need = t.needs[(first + k) & LOW]
        for x in range(w.asks[k].parts if len(w.special) > 0 else 1):
            slot = need.part + x - 1
            if x == 0:
                slot = need.again if len(w.special) > 0 and request.slot != OPEN else first + k - first_need
            part = w.parts[k, x]
            take(t, m, log, w, s, request, (first_slot + slot) & LOW, part.pool, part.units, w.asks[k].turned)
    granted = w.granted[s.granted & LOW]
    granted.incident, granted.row, granted.slot = request.incident, request.row, request.slot
    s.granted += 1
    s.lively = s.now


@rule
def take(t: Any, m: Any, log: Any, w: Any, s: Any, request: Any, hold: int, of: int, units: int, turned: int) -> None:
    """Rule 15: units are taken for an incident, from where they are."""
    pool = w.pools[of & LOW]
    log.hold_pool[hold], log.hold_count[hold], log.hold_taken[hold] = of, units, s.now
    if len(w.special) > 0 and turned != OPEN:
        turn(t, m, log, w, s, turned, hold)
    else:
        if len(w.special) == 0 or pool.home == 0:
            w.holds[hold].turnout, w.holds[hold].where = turnout(pool, units), pool.base
        else:
            zone = m.attribute[request.incident & LOW, 0]
            _seconds, w.holds[hold].turnout, w.holds[hold].where = _quickest(log, w, s, of, units, zone, True)
        log.hold_on_call[hold] = max(0, units - free_on_duty(pool))
        pool.in_use += units
        if pool.rows > 0:
            take_rows(pool, units, log.hold_rows[hold], w.shifts)
    log.hold_place[hold] = max(ON_THE_ROAD, w.holds[hold].where)


# ---- who is turned away ------------------------------------------------------------------------


@loop
def turn(t: Any, m: Any, log: Any, w: Any, s: Any, old: int, new: int) -> None:
    """Rule 17: a unit is turned from what it was about to another incident."""
    cut_off(t, m, log, w, s, old)
    log.hold_turned[old] = 1
    w.holds[new].where = w.holds[old].where
    w.holds[new].turnout, log.hold_on_call[new] = w.pools[log.hold_pool[old]].on_the_road, log.hold_on_call[old]
    for shift in range(log.hold_rows.shape[1]):
        log.hold_rows[new, shift] = log.hold_rows[old, shift]


@loop
def cut_off(t: Any, m: Any, log: Any, w: Any, s: Any, old: int) -> None:
    """Rule 17: a unit leaves a step, which is cut; the need that it met asks for another one."""
    x = 0
    while w.turnable[x].hold != old:
        x += 1
    it = w.turnable[x]
    incident, row, slot, asked_row, asked_step = it.incident, it.row, it.slot, it.asked_row, it.asked_step
    step = t.steps[it.step]
    s.turnable -= 1
    w.turnable[x] = w.turnable[s.turnable]
    if log.status[row] == RUNNING:
        if step.takes == TRAVEL:
            for u in range(step.unit_first, step.unit_end):
                hold = m.slot_first[incident] + t.lists[u]
                if has(log, w, hold):
                    w.holds[hold].where = now_at(w, log, s, step, row, hold)
            if log.first[row] > s.now:
                log.first[row] = OPEN  # nobody has arrived
        else:
            w.cuts[row].rest = w.cuts[row].until - s.now if step.interrupted == RESUMED else m.takes[row]
        if step.interrupted == OVER:
            w.cuts[row].until = s.now
            _push(w.heap, s.now, incident, END)
        else:
            log.status[row], w.cuts[row].began, w.cuts[row].lacking = WAITING, s.now, 0
    log.hold_left[old] = log.hold_released[old] = log.hold_home[old] = s.now
    if step.interrupted != OVER:
        w.homeward[old].cut = row
        w.cuts[row].lacking += 1
        again = w.asked_again[s.asked_again]
        again.incident, again.row, again.step, again.slot = incident, asked_row, asked_step, slot
        s.asked_again += 1


@loop
def ask_again(t: Any, m: Any, log: Any, w: Any, s: Any) -> None:
    """Rule 17: what somebody left waits for another one."""
    while s.asked_again > 0:
        s.asked_again -= 1
        again = w.asked_again[s.asked_again]
        _ask(t, m, w, s, again.incident, again.row, again.step, log.ready[again.row], again.slot)


@loop
def break_down(t: Any, m: Any, log: Any, w: Any, s: Any) -> None:
    """Rule 21: units under way break down, those who were sent last first, one of a step at a time."""
    s.broken = 0
    for number in range(len(w.pools)):
        pool = w.pools[number]
        hold = breaks(log, w, s, number)
        while hold != OPEN:
            pool.broken -= log.hold_count[hold]
            cut_off(t, m, log, w, s, hold)
            log.hold_turned[hold] = BROKEN
            w.homeward[hold].due = s.now
            release(log, w, s, hold)
            hold = breaks(log, w, s, number)
        pool.broken = 0
    ask_again(t, m, log, w, s)


@loop
def breaks(log: Any, w: Any, s: Any, pool: int) -> int:
    """Rule 21: the hold of a pool whose units, as many as are to, break down next; OPEN if nobody of it is under way."""
    last = OPEN
    for x in range(s.turnable if w.pools[pool].broken > 0 else 0):
        hold = w.turnable[x].hold
        fits = log.hold_pool[hold] == pool and log.hold_count[hold] <= w.pools[pool].broken
        if fits and log.status[w.turnable[x].row] == RUNNING:
            newer = last == OPEN or log.hold_taken[hold] > log.hold_taken[last]
            if newer or (log.hold_taken[hold] == log.hold_taken[last] and hold > last):
                last = hold
    return last


@rule
def unturn(w: Any, s: Any, row: int) -> None:
    """Rule 17: nobody can be turned away from a step any more."""
    x = 0
    while x < s.turnable:
        if w.turnable[x].row == row:
            s.turnable -= 1
            w.turnable[x] = w.turnable[s.turnable]
        else:
            x += 1


@loop
def run(t: Any, m: Any, log: Any, w: Any, s: Any, step: int, row: int, begin: int, end: int) -> None:
    """Rule 17: a step runs until its end, unless somebody is turned away from it before."""
    log.status[row], w.cuts[row].began, w.cuts[row].until = RUNNING, begin, end
    unturn(w, s, row)
    for x in range(t.steps[step].cut_first, t.steps[step].cut_end if begin == s.now else 0):
        slot = t.lists[x]
        if has(log, w, s.first_slot + slot):
            asked = t.needs[s.first_need + slot].step
            it = w.turnable[s.turnable]
            it.hold, it.incident, it.row, it.step, it.slot = s.first_slot + slot, s.incident, row, step, slot
            it.asked_row, it.asked_step = s.first_row + asked, s.first_step + asked
            it.priority = priority(t, m, s.incident, t.steps[it.asked_step])
            s.turnable += 1
            s.dirty = 1
    if end <= s.horizon:
        _push(w.heap, end, s.incident, END)


@loop
def replaced(t: Any, m: Any, log: Any, w: Any, s: Any, slot: int) -> None:
    """Rule 17: somebody was found for a unit that was turned away: the step goes on once all that lack are there."""
    old = s.first_slot + slot
    new = s.first_slot + t.needs[s.first_need + slot].again
    row = w.homeward[old].cut
    there = s.now + w.holds[new].turnout
    if t.steps[row - s.first_row + s.first_step].takes != TRAVEL:
        at = max(NOWHERE, w.holds[old].where)  # on the road there is no place to go to
        there += usual_travel(w.roads, s, w.holds[new].where, at, there)
        w.holds[new].where = w.holds[old].where
    w.cuts[row].began = max(w.cuts[row].began, there)
    w.cuts[row].lacking -= 1
    if w.cuts[row].lacking == 0:
        _look_at(w, s, row)


@rule
def dispatch(t: Any, m: Any, log: Any, w: Any, s: Any) -> None:
    """Rule 1: walk the waiting requests in canonical order and grant each that can be met whole."""
    s.dirty = 0
    s.passes += 1
    kept = 0
    for q in range(s.queued):
        request = w.queue[q & LOW]
        alike = len(w.special) == 0 or (request.slot == OPEN and s.turnable == 0)
        met = False
        # Within a pass pools only empty: what could not be met for one incident cannot for the next.
        if not alike or w.failed[request.memo & LOW] != s.passes:
            step = t.steps[request.step & LOW]
            first, asked = step.need_first, step.asked
            if len(w.special) > 0 and request.slot != OPEN:
                first, asked = t.variants[m.variant[request.incident & LOW] & LOW].need + request.slot, 1
            met = assignment(t, m, log, w, s, request, first, asked)
            if met:
                grant(t, m, log, w, s, request, first, asked)
            else:
                if w.queue[(s.queued - 1) & LOW].priority > request.priority:
                    keep_for(t, m, log, w, s, request, first, asked)
                if alike and step.own == 0:
                    w.failed[request.memo & LOW] = s.passes
        if not met:
            if kept < q:
                w.queue[kept & LOW] = request
            kept += 1
    s.queued = kept
    if len(w.special) > 0 and s.asked_again > 0:  # a pass never sees what it brings about
        ask_again(t, m, log, w, s)


# ---- an incident -------------------------------------------------------------------------------


@rule
def arrive(t: Any, m: Any, log: Any, w: Any, s: Any, incident: int) -> None:
    """Rule 3: the turn of the first steps comes."""
    first_row = m.row_first[incident] & LOW
    first_step = t.variants[m.variant[incident] & LOW].step & LOW
    for row in range(m.row_first[incident + 1] - 1, first_row - 1, -1):
        if t.steps[(row - first_row + first_step) & LOW].before == 0:
            log.ready[row] = s.now
            _look_at(w, s, row)


@rule
def conditions_hold(t: Any, m: Any, log: Any, s: Any, step: Any) -> bool:
    """Rule 3: whether all that a step asks of earlier outcomes and of the incident is so."""
    hold = True
    for c in range(step.condition_first, step.condition_end):
        condition = t.conditions[c & LOW]
        subject = condition.subject
        told = log.outcome[(s.first_row + subject) & LOW] if subject >= 0 else m.attribute[s.incident, (-1 - subject) & LOW]
        allowed = False
        for v in range(condition.value_first, condition.value_end):
            allowed |= t.lists[v & LOW] == told
        hold &= allowed
    return hold


@rule
def recall(t: Any, log: Any, w: Any, s: Any, step: Any) -> int:
    """Rule 8: seconds until those called in for a step have come; a turnout step takes them into its own time."""
    seconds = 0
    if step.recalls == 1:
        for need in range(step.need_first, step.need_end):
            hold = (s.first_slot - s.first_need + need) & LOW
            if log.hold_on_call[hold] > 0 and t.needs[need & LOW].recall == 1:
                seconds = max(seconds, w.holds[hold].turnout)
    return seconds


@loop
def _worked(
    step: Any, begin: int, seconds: int, first_slot: int, work: Any, pools: Any, hold_pool: Any, hold_on_call: Any,
    hold_taken: Any, hold_turned: Any, hold_rows: Any, closed_first: Any, closed: Any,
) -> int:  # fmt: skip
    while True:
        closes = NEVER
        opened = begin
        for x in range(step.work_first, step.work_end):
            hold = first_slot + work[x]
            if hold_taken[hold] == OPEN or hold_turned[hold] > 0 or hold_on_call[hold] > 0:
                continue
            pool = pools[hold_pool[hold]]
            if pool.clock == NOWHERE:
                continue
            for row in range(max(1, pool.rows)):
                if pool.rows > 0 and hold_rows[hold, row] == 0:
                    continue
                clock = pool.clock + row
                low, high = closed_first[clock], closed_first[clock + 1]
                while low < high:  # the first span that ends after now
                    middle = (low + high) >> 1
                    if closed[middle].until <= opened:
                        low = middle + 1
                    else:
                        high = middle
                if low < closed_first[clock + 1]:
                    if closed[low].begin <= opened:
                        opened = closed[low].until
                    else:
                        closes = min(closes, closed[low].begin)
        if opened > begin:
            begin = opened  # look again: another clock may be closed by then
            continue
        if begin + seconds <= closes:
            return begin + seconds
        seconds -= closes - begin
        begin = closes


@rule
def worked(t: Any, log: Any, w: Any, s: Any, step: Any, begin: int, seconds: int) -> int:
    """Rule 9: the second at which work is done: it stands still while those who do it are closed."""
    end = begin + seconds
    if step.work_end > step.work_first and step.takes == DRAWN and seconds > 0:
        end = _worked(
            step, begin, seconds, s.first_slot, t.lists, w.pools, log.hold_pool, log.hold_on_call, log.hold_taken,
            log.hold_turned, log.hold_rows, t.closed_first, t.closed,
        )  # fmt: skip
    return end


@loop
def destination(t: Any, m: Any, log: Any, w: Any, s: Any, step: Any, leaving: int) -> int:
    """Rule 16: where a step goes, as it turns out at its departure."""
    place = step.destination
    if place == SCENE:
        place = s.zone
    elif place == NAMED:
        place = t.lists[step.toward_first + m.attribute[s.incident, step.by]]
    elif place == GRANTED:
        hold = s.first_slot + t.lists[step.toward_first]
        place = w.pools[log.hold_pool[hold]].base if has(log, w, hold) else s.zone
    elif place == NEAREST:
        shortest = NEVER
        for x in range(step.toward_first, step.toward_end):
            slowest = 0
            for u in range(step.unit_first, step.unit_end):
                hold = s.first_slot + t.lists[u]
                if has(log, w, hold):
                    slowest = max(slowest, usual_travel(w.roads, s, w.holds[hold].where, t.lists[x], leaving))
            if slowest < shortest:
                shortest, place = slowest, t.lists[x]
    return place


@loop
def shuttle(t: Any, m: Any, log: Any, w: Any, s: Any, step: Any, row: int, begin: int) -> int:
    """Rule 19: seconds until vehicles have carried everybody, in as many rounds as their seats ask for."""
    factor, to = m.takes[row], log.place[row]
    waiting = s.zone if step.trips == SCENE else step.trips
    seats = slowest = 0
    for u in range(step.unit_first, step.unit_end):
        hold = s.first_slot + t.lists[u]
        if has(log, w, hold):
            seats += log.hold_count[hold] * w.pools[log.hold_pool[hold]].seats
            slowest = max(slowest, usual_travel(w.roads, s, w.holds[hold].where, waiting, begin))
    rounds = (m.people[s.incident] + max(1, seats) - 1) // max(1, seats)
    now = begin + stretched(slowest, factor)
    for number in range(rounds):
        if number > 0:
            now += stretched(usual_travel(w.roads, s, to, waiting, now), factor)
        now += step.loading
        now += stretched(usual_travel(w.roads, s, waiting, to, now), factor)
        if number == 0 and now <= s.horizon:
            log.first[row] = now
            tell(w, s, step, now)
        if now - begin >= LONGEST:
            return LONGEST
    return now - begin


@rule
def _journey(t: Any, m: Any, log: Any, w: Any, s: Any, step: Any, row: int, begin: int) -> int:
    """Seconds of a journey."""
    if log.place[row] == OPEN:
        log.place[row] = s.zone if step.destination == SCENE else step.destination
        if len(w.special) > 0 and step.destination < SCENE:
            log.place[row] = destination(t, m, log, w, s, step, begin)
    if len(w.special) == 0 or step.trips == ONE_WAY:
        slowest, soonest = 0, NEVER
        for u in range(step.unit_first, step.unit_end):
            hold = (s.first_slot + t.lists[u]) & LOW
            if _goes(log, w, hold):
                seconds = usual_travel(w.roads, s, w.holds[hold].where, log.place[row], begin)
                slowest, soonest = max(slowest, seconds), min(soonest, seconds)
        first = begin + stretched(soonest if soonest < NEVER else 0, m.takes[row])
        log.first[row] = first if first <= s.horizon else OPEN
        tell(w, s, step, first)
        slowest = stretched(slowest, m.takes[row])
    else:
        slowest = shuttle(t, m, log, w, s, step, row, begin)
    return slowest


@rule
def duration(t: Any, m: Any, log: Any, w: Any, s: Any, step: Any, row: int, begin: int) -> int:
    """Rule 7: seconds that a step takes, on the move or at work."""
    seconds = m.takes[row]
    if step.takes == TRAVEL:
        seconds = _journey(t, m, log, w, s, step, row, begin)
    elif step.takes == TURNOUT:
        slowest = 0
        for u in range(step.unit_first, step.unit_end):
            hold = (s.first_slot + t.lists[u]) & LOW
            if _goes(log, w, hold):
                slowest = max(slowest, w.holds[hold].turnout)
        seconds = stretched(slowest, seconds)
    return seconds


@rule
def _arrive_there(t: Any, log: Any, w: Any, s: Any, step: Any, row: int) -> None:
    """Who travelled is where the journey went."""
    for u in range(step.unit_first, step.unit_end if step.takes == TRAVEL else 0):
        hold = (s.first_slot + t.lists[u]) & LOW
        if _goes(log, w, hold) and w.holds[hold].where != NOWHERE:
            w.holds[hold].where = log.place[row]


@loop
def last_part(t: Any, log: Any, s: Any, step: Any) -> int:
    """Rule 24: of a step that was written out, the row of the last of its parts that was not left out; OPEN for none."""
    last = OPEN
    for x in range(step.part_first, step.part_end):
        row = s.first_row + t.lists[x]
        if log.status[row] != SKIPPED:
            last = row
    return last


@rule
def told(m: Any, log: Any, s: Any, step: Any, row: int) -> int:
    """Rule 13: the outcome of a step: the one that was drawn, unless it calls a telephone that is off."""
    outcome, begin = m.outcome[row], log.started[row]
    if step.calls != NOWHERE:
        for d in range(s.disruption, s.disruption_end):
            off = m.disruption[d, 0] == PHONE and m.disruption[d, 1] == step.calls
            if off and m.disruption[d, 5] <= begin and begin < m.disruption[d, 6]:
                outcome = step.unanswered
    return outcome


@loop
def asks_of(t: Any, s: Any, follower: Any, row: int) -> bool:
    """Rule 23: whether a step comes though one before it gave up: its conditions speak of that, or it is made of it."""
    asks = False
    for c in range(follower.condition_first, follower.condition_end):
        asks |= s.first_row + t.conditions[c].subject == row
    for x in range(follower.part_first, follower.part_end):
        asks |= s.first_row + t.lists[x] == row
    return asks


@rule
def _brings(t: Any, log: Any, w: Any, s: Any, follower: Any, row: int) -> bool:
    """Whether a step that is resolved lets another one come."""
    brings = log.status[row] == ENDED
    if len(w.special) > 0 and log.status[row] == WITHDRAWN:
        brings = asks_of(t, s, follower, row)
    return brings


@rule
def resolve(t: Any, log: Any, w: Any, s: Any, step: Any, row: int) -> None:
    """Rule 3: a step ended or was skipped; the turn of those comes that have nothing else before them."""
    for a in range(step.after_end - 1, step.after_first - 1, -1):
        follower = (s.first_row + t.lists[a & LOW]) & LOW
        other = t.steps[(follower - s.first_row + s.first_step) & LOW]
        due, some_ended = log.ended[row], _brings(t, log, w, s, other, row)
        if other.before > 1:
            for b in range(other.before_first, other.before_end):
                before = (s.first_row + t.lists[b & LOW]) & LOW
                if log.status[before] < ENDED:
                    due = OPEN
                    break
                due = max(due, log.ended[before])
                some_ended |= _brings(t, log, w, s, other, before)
        if due != OPEN:
            log.ready[follower] = due
            _look_at(w, s, follower if some_ended else -1 - follower)


@rule
def way_home(t: Any, m: Any, log: Any, w: Any, s: Any, hold: int, need: Any, moment: int) -> int:
    """Rule 6: seconds of the way back; 0 where none is written, or where a unit never left its base."""
    seconds = 0
    base = w.pools[log.hold_pool[hold] & LOW].base
    if need.back_step != NOWHERE and w.holds[hold].where != base:
        usual = usual_travel(w.roads, s, w.holds[hold].where, base, moment)
        seconds = stretched(usual, m.back[(s.first_row + need.back_step) & LOW])
    return seconds


@rule
def end_hold(t: Any, m: Any, log: Any, w: Any, s: Any, hold: int, need: Any, moment: int) -> None:
    """Rule 6: a unit is done: it is free at once, or once back at its base; on its way there if it may be sent."""
    log.hold_left[hold] = free_again = moment
    home = moment + way_home(t, m, log, w, s, hold, need, moment)
    if home <= s.horizon:
        log.hold_home[hold] = home
    if len(w.special) == 0 or w.pools[log.hold_pool[hold] & LOW].sent == 0:
        free_again = home
    else:
        w.homeward[hold].due = home
    if free_again <= s.horizon:
        log.hold_released[hold] = free_again
        if free_again == s.now:
            release(log, w, s, hold)
        else:
            w.pending[hold] = RELEASE
            if free_again != s.release_told:
                _push(w.heap, free_again, s.incident, RELEASE)
                s.release_told = free_again


@rule
def consider(t: Any, m: Any, log: Any, s: Any, step: Any, orphan: bool) -> int:
    """Rule 3: what becomes of a step whose turn has come: SKIPPED, WAITING for its needs, or RUNNING."""
    fate = SKIPPED if orphan else RUNNING
    if step.plain == 0 and not orphan:
        if step.never == 1 or not conditions_hold(t, m, log, s, step):
            fate = SKIPPED
        elif step.asked > 0:
            fate = WAITING
    return fate


@rule
def start(t: Any, m: Any, log: Any, w: Any, s: Any, step: Any, row: int, moment: int) -> int:
    """Rule 8: a step begins once those called in for it have come. Returns when it ends, if not behind the horizon."""
    goes_on = len(w.special) > 0 and log.started[row] != OPEN  # it was cut, and nobody lacks any more
    end = begin = w.cuts[row].began if goes_on else moment + recall(t, log, w, s, step)
    if begin <= s.horizon or goes_on:
        if not goes_on:
            log.started[row] = begin
            tell(w, s, step, begin)
        at_work = goes_on and step.takes != TRAVEL
        seconds = w.cuts[row].rest if at_work else duration(t, m, log, w, s, step, row, begin)
        end = worked(t, log, w, s, step, begin, seconds)
        if len(w.special) > 0 and step.cut_end > step.cut_first:
            run(t, m, log, w, s, row - s.first_row + s.first_step, row, begin, end)
    return end


@rule
def _enter(t: Any, m: Any, s: Any, incident: int) -> None:
    """Turn to an incident."""
    variant = m.variant[incident] & LOW
    s.incident, s.zone = incident, m.attribute[incident, 0]
    s.first_row, s.first_slot = m.row_first[incident], m.slot_first[incident]
    s.first_step, s.first_need = t.variants[variant].step, t.variants[variant].need
    s.ready_told = s.release_told = -1


@rule
def _follow(t: Any, m: Any, log: Any, w: Any, s: Any) -> None:
    """Follow one incident until each of its branches waits for somebody, may be cut, or is at its end."""
    while s.stacked > 0:
        s.stacked -= 1
        row = w.stack[s.stacked & LOW]
        orphan = row < 0
        row = (-1 - row if orphan else row) & LOW
        step = t.steps[(row - s.first_row + s.first_step) & LOW]
        moment, fate = s.now, log.status[row]  # RUNNING: it ends now; WAITING: it was granted now
        if len(w.special) > 0 and len(w.turns) > 0 and w.turns[row] <= GOES:  # only now, since others ask for its status
            fate = SKIPPED if w.turns[row] == GOES else WITHDRAWN
        if fate == COMING:
            moment = log.ready[row]
            fate = consider(t, m, log, s, step, orphan)
            if len(w.special) > 0 and step.waits != AT_ONCE and fate != SKIPPED and w.turns[row] == OPEN:
                w.turns[row], log.ready[row] = moment, OPEN
                look_at(w, s, s.incident, moment)
                look_at(w, s, s.incident, time_up(t, step, moment))
                continue
            if fate == WAITING and moment == s.now:
                wait(t, m, log, w, s, row, row - s.first_row + s.first_step)
                continue
            if moment > s.now and (
                fate == WAITING or (len(w.special) > 0 and fate == RUNNING and step.cut_end > step.cut_first)
            ):
                if moment != s.ready_told:  # others can feel it: not before its time
                    _push(w.heap, moment, s.incident, READY)
                    s.ready_told = moment
                continue
            if fate == RUNNING:
                fate = WAITING  # it needs nobody
        if fate == SKIPPED or (len(w.special) > 0 and fate == WITHDRAWN):
            log.status[row] = fate
            if fate == SKIPPED:
                log.ready[row] = OPEN
        else:
            if fate == WAITING:
                moment = start(t, m, log, w, s, step, row, moment)
                if moment > s.horizon or (len(w.special) > 0 and step.cut_end > step.cut_first):
                    log.status[row] = RUNNING
                    continue
            elif len(w.special) > 0 and s.turnable > 0:
                unturn(w, s, row)
            last = last_part(t, log, s, step) if len(w.special) > 0 and step.part_end > step.part_first else OPEN
            log.outcome[row] = told(m, log, s, step, row) if last == OPEN else log.outcome[last & LOW]
            log.status[row] = ENDED if last == OPEN else log.status[last & LOW]
            _arrive_there(t, log, w, s, step, row)
        log.ended[row] = moment
        tell(w, s, step, moment)
        resolve(t, log, w, s, step, row)
        for x in range(step.release_first, step.release_end):
            slot = t.lists[x & LOW]
            hold = (s.first_slot + slot) & LOW
            if has(log, w, hold):
                end_hold(t, m, log, w, s, hold, t.needs[(s.first_need + slot) & LOW], moment)


# ---- the last thing of a second: clocks --------------------------------------------------------


@loop
def time_up(t: Any, step: Any, turn: int) -> int:
    """Rule 22: when the time is up for which a step waits from its turn on."""
    second = turn + max(0, step.waits)
    if step.waits == WORKDAYS:
        days = step.until_end - step.until_first - 1
        second = t.lists[step.until_first + 1 + min(days - 1, (turn - t.lists[step.until_first]) // DAY)]
    return second


@loop
def has_come(t: Any, log: Any, s: Any, row: int, moment: int) -> bool:
    """Rule 22: whether a moment of a step has come by now; of a call that nobody answered only that it was tried."""
    if moment in (STARTED, FIRST):
        second = log.started[row] if moment == STARTED else log.first[row]
        return second != OPEN and second <= s.now
    unanswered = t.steps[row - s.first_row + s.first_step].unanswered
    told = moment == ATTEMPTED or unanswered < 0 or log.outcome[row] != unanswered
    return log.status[row] == ENDED and log.ended[row] <= s.now and told


@loop
def level(t: Any, log: Any, s: Any, end: int) -> int:
    """Rule 25: the level of an incident: the last that a step set, of one second the highest; the lowest until then."""
    latest, found = OPEN, 0
    for row in range(s.first_row, end):
        set_to = t.steps[row - s.first_row + s.first_step].level
        holds = set_to != NOWHERE and log.status[row] == ENDED and log.ended[row] <= s.now
        if holds and (log.ended[row] > latest or (log.ended[row] == latest and set_to > found)):
            latest, found = log.ended[row], set_to
    return found


@loop
def may_come_to(t: Any, log: Any, s: Any, step: Any, end: int) -> bool:
    """Rule 25: whether a step may yet set one of the levels that another one waits for."""
    may = False
    for row in range(s.first_row, end):
        if log.status[row] < ENDED or log.ended[row] > s.now:
            for x in range(step.level_first, step.level_end):
                may |= t.lists[x] == t.steps[row - s.first_row + s.first_step].level
    return may


@loop
def come(t: Any, log: Any, w: Any, s: Any, step: Any, row: int, end: int) -> int:
    """Rule 22: whether a step that waits begins now (COMES), is left out (GOES), or goes on waiting (its turn)."""
    fate = turn = w.turns[row]
    if turn > s.now:
        pass  # the incident was followed ahead of its time
    elif step.waits == AT_LEVEL:
        now, reached = level(t, log, s, end), False
        for x in range(step.level_first, step.level_end):
            reached |= t.lists[x] == now
        if reached:
            fate = COMES
        elif not may_come_to(t, log, s, step, end):
            fate = GOES
    elif step.unless != NOWHERE and has_come(t, log, s, s.first_row + step.unless, step.unless_moment):
        fate = GOES
    elif time_up(t, step, turn) <= s.now:
        fate = COMES
    return fate


@loop
def impatient(m: Any, log: Any, s: Any, row: int) -> bool:
    """Rule 23: whether what a step asks for is not waited for any longer."""
    waits = log.status[row] == WAITING and log.started[row] == OPEN and m.patience[row] != NO_END
    return waits and log.ready[row] + m.patience[row] <= s.now


@loop
def give_up(t: Any, log: Any, w: Any, s: Any, row: int) -> None:
    """Rule 23: a request is withdrawn; its step ends without having begun."""
    kept = 0
    for q in range(s.queued):
        if w.queue[q].row != row:
            if kept < q:
                w.queue[kept] = w.queue[q]
            kept += 1
    s.queued = kept
    w.turns[row], log.outcome[row] = GIVES_UP, t.steps[row - s.first_row + s.first_step].gave_up
    s.dirty = 1


@loop
def look(t: Any, m: Any, log: Any, w: Any, s: Any, end: int) -> None:
    """Rule 22: whose time is up begins, what is not needed any more is left out, who has waited long enough gives up."""
    for row in range(s.first_row, end):
        if w.turns[row] >= 0:
            w.turns[row] = come(t, log, w, s, t.steps[row - s.first_row + s.first_step], row, end)
    for row in range(end - 1, s.first_row - 1, -1):
        if log.status[row] == COMING and w.turns[row] == COMES and log.ready[row] == OPEN:
            log.ready[row] = s.now
            _look_at(w, s, row)
        elif log.status[row] == COMING and w.turns[row] == GOES:
            _look_at(w, s, row)
        elif impatient(m, log, s, row):
            give_up(t, log, w, s, row)
            _look_at(w, s, row)


# ---- the play ----------------------------------------------------------------------------------


@rule
def _fill(column: Any, first: int, end: int, value: int) -> None:
    """One column at a time, so that the compiler writes several places at once."""
    for x in range(first & LOW, end & LOW):
        column[x] = value


@loop
def _blank(
    log: Any, pending: Any, turns: Any, special: int, row_first: Any, slot_first: Any, first_incident: int, end_incident: int
) -> None:  # fmt: skip
    """The rows of incidents in the log before anything has happened."""
    first, end = row_first[first_incident], row_first[end_incident]
    _fill(log.status, first, end, COMING)
    _fill(log.ready, first, end, OPEN)
    _fill(log.started, first, end, OPEN)
    _fill(log.ended, first, end, OPEN)
    _fill(log.outcome, first, end, -1)
    _fill(log.first, first, end, OPEN)
    _fill(log.place, first, end, OPEN)
    first, end = slot_first[first_incident], slot_first[end_incident]
    _fill(log.hold_pool, first, end, OPEN)
    _fill(log.hold_taken, first, end, OPEN)
    _fill(log.hold_left, first, end, OPEN)
    _fill(log.hold_released, first, end, OPEN)
    _fill(log.hold_place, first, end, OPEN)
    _fill(log.hold_count, first, end, 0)
    _fill(log.hold_on_call, first, end, 0)
    _fill(pending, first, end, READY)
    if len(turns) > 0:
        _fill(turns, row_first[first_incident], row_first[end_incident], OPEN)
    if special == 1:  # else they are as `play_all` has them
        _fill(log.hold_home, first, end, OPEN)
        _fill(log.hold_turned, first, end, 0)
    for row in range(log.hold_rows.shape[1]):
        for hold in range(first, end):
            log.hold_rows[hold, row] = 0


@rule
def _begin(t: Any, m: Any, w: Any, s: Any) -> None:
    """Pools and shifts as they are at second 0, and nothing due."""
    s.steady = len(w.roads.hours) == 1 and w.roads.hours[0].factor == 1000
    for x in range(s.disruption, s.disruption_end):
        if m.disruption[x, 0] == ROAD:
            s.steady = 0
    for row in range(len(w.shifts)):
        w.shifts[row] = t.shifts[row]
    for pool in range(len(w.pools)):
        w.pools[pool] = t.pools[pool]
        if t.pools[pool].rows > 0:
            count_rows(w.pools[pool], w.shifts)
    w.heap[0], w.heap[1] = 0, NEVER
    w.looks[0], w.looks[1] = 0, NEVER
    s.queued = s.granted = s.stacked = s.lively = s.turnable = s.asked_again = s.spots = s.broken = 0


@rule
def _look_round(t: Any, m: Any, log: Any, w: Any, s: Any) -> None:
    """Look at the clocks of all incidents for which it is time."""
    s.lively = s.now
    s.looked = 0
    while (w.looks[1] >> PAYLOAD) == s.now:
        incident = (w.looks[1] & LOW) >> 2
        _pop(w.looks)
        if s.looked == 0 or w.looked[s.looked - 1] != incident:
            w.looked[s.looked] = incident
            s.looked += 1
    for x in range(s.looked):
        _enter(t, m, s, w.looked[x] & LOW)
        look(t, m, log, w, s, m.row_first[s.incident + 1])
        _follow(t, m, log, w, s)


@njit(cache=True, allocates=False)
def _play_all(t: Any, m: Any, log: Any, w: Any, run_first: Any, disruption_first: Any, away_first: Any, away: Any) -> None:
    """Play every run of a block, one after the other."""
    s, heap, changes = w.state[0], w.heap, t.changes
    later = s.horizon + 1
    for x in range(len(w.failed)):
        w.failed[x] = 0
    for run in range(len(run_first) - 1):
        s.disruption, s.disruption_end = disruption_first[run], disruption_first[run + 1]
        first_incident, end_incident = run_first[run], run_first[run + 1]
        left, away_end = away_first[run], away_first[run + 1]
        _begin(t, m, w, s)
        arrived = blank = first_incident & LOW
        changed = 0
        next_arrival = m.time[arrived] if arrived < end_incident else later
        next_change = changes[0].time if len(changes) > 0 else later
        next_away = away[left, 0] if left < away_end else later

        while True:
            now = min(min(heap[1] >> PAYLOAD, next_arrival), min(next_change, next_away))
            if len(w.special) > 0:
                now = min(now, w.looks[1] >> PAYLOAD)
            s.now = now
            if now > s.horizon:
                break
            if (heap[1] >> PAYLOAD) == now or next_arrival == now or next_away == now:
                s.lively = now
            # Nothing to come but the calendar: nobody waits for it, or whoever does has seen all of it.
            to_come = heap[0] > 0 or arrived < end_incident or next_away < later or (len(w.special) > 0 and w.looks[0] > 0)
            if not to_come and (s.queued == 0 or now - max(s.lively, s.alike) > WEEK):
                break
            s.dirty = 0
            while next_change == now:
                change(w, s, changes[changed & LOW])
                changed += 1
                next_change = changes[changed & LOW].time if changed < len(changes) else later
            while next_away == now:
                absence(w, s, w.pools[away[left, 1] & LOW], away[left, 2], away[left, 3])
                left += 1
                next_away = away[left, 0] if left < away_end else later

            while True:  # phase one until nothing is due, then one pass; again while the pass made something due
                if s.granted > 0:  # in the last pass
                    s.granted -= 1
                    granted = w.granted[s.granted & LOW]
                    _enter(t, m, s, granted.incident & LOW)
                    if granted.slot != OPEN:
                        replaced(t, m, log, w, s, granted.slot)
                    else:
                        _look_at(w, s, granted.row)
                elif (heap[1] >> PAYLOAD) == now:
                    what = heap[1] & KINDS
                    incident = (heap[1] & LOW) >> 2
                    _pop(heap)
                    if what == RELEASE:
                        for x in range(m.slot_first[incident], m.slot_first[incident + 1]):
                            hold = x & LOW
                            if w.pending[hold] == RELEASE and log.hold_released[hold] == now:
                                w.pending[hold] = READY
                                release(log, w, s, hold)
                        continue
                    _enter(t, m, s, incident)
                    for x in range(m.row_first[incident], m.row_first[incident + 1]):
                        row = x & LOW
                        if len(w.special) == 0 or what == READY:
                            due = log.status[row] == COMING and log.ready[row] == now
                        else:
                            step = t.steps[(row - s.first_row + s.first_step) & LOW]
                            due = log.status[row] == RUNNING and step.cut_end > step.cut_first and w.cuts[row].until == now
                        if due:
                            _look_at(w, s, row)
                elif next_arrival == now:
                    incident = arrived
                    arrived += 1
                    next_arrival = m.time[arrived] if arrived < end_incident else later
                    if incident == blank:
                        blank = min(blank + BLANKS, end_incident)
                        _blank(log, w.pending, w.turns, len(w.special) > 0, m.row_first, m.slot_first, incident, blank)
                    _enter(t, m, s, incident)
                    arrive(t, m, log, w, s, incident)
                elif len(w.special) > 0 and s.broken > 0:
                    break_down(t, m, log, w, s)
                    continue
                elif s.dirty and s.queued > 0:
                    dispatch(t, m, log, w, s)
                    continue
                elif len(w.special) > 0 and (w.looks[1] >> PAYLOAD) == now:
                    _look_round(t, m, log, w, s)
                    continue
                else:
                    break
                _follow(t, m, log, w, s)
        _blank(
            log, w.pending, w.turns, len(w.special) > 0, m.row_first, m.slot_first, blank, end_incident
        )  # those whose moment never came


def play(compiled: CompiledPlan, msel: Msel) -> Log:
    """Play one MSEL against one plan. The log equals that of `drillsim.play.conduct.conduct`."""
    return KernelRunner().play_all(compiled, Msels.of([msel]))


class KernelRunner:
    """Plays many MSELs at a time, again and again, in arrays that it keeps.

    The log of one call is overwritten by the next one.
    """

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def play_all(self, compiled: CompiledPlan, msels: Msels) -> Log:
        """Play MSELs, each for itself; their logs end to end."""
        t, m, r = compiled.tables, msels.joined, records(compiled)
        rows, slots = len(m.takes), int(m.slot_first[-1])
        row_most = int(np.diff(m.row_first[msels.run_first]).max(initial=0))
        slot_most = int(np.diff(m.slot_first[msels.run_first]).max(initial=0))
        rows_each = compiled.most_rows
        turns = compiled.turns_away
        special = not compiled.plain
        columns = {name: self._array(name, slots if name.startswith("hold") else rows) for name in Log._fields[:-1]}
        if not special:  # who is home is free again, and nobody is turned away
            columns |= {"hold_home": columns["hold_released"], "hold_turned": self._array("nobody_turned", slots)}
        log = Log(**columns, hold_rows=self._array("hold_rows", slots * rows_each).reshape(slots, rows_each))
        needs = int(np.diff(t.need_first).max(initial=1))
        widest = int(np.diff(t.candidate_first).max(initial=1))
        state = np.zeros(1, STATE)
        state["horizon"], state["alike"] = compiled.horizon, compiled.alike
        state["zones"], state["places"] = len(compiled.zones), len(compiled.places)
        goers = int(np.diff(t.unit_first).max(initial=0))
        parts = int(t.need_parts.max(initial=1))
        width = len(compiled.places) + 1
        spots = self._array("spots", (1 + slot_most * (1 + goers)) * special * width)
        # Every row becomes ready once, every hold leaves and returns once, every row waits once and is resolved once, every
        # unit is turned away once: no buffer can overflow. Of a row, clocks are looked at when its turn comes, when its time
        # and its patience end, and when it starts, has its first arrival (anew, once somebody was replaced) and ends.
        w = Work(
            state=state,
            special=(True,) if special else (),
            pending=self._array("pending", slots),
            holds=self._array("holds", slots, HOLD),
            homeward=self._array("homeward", slots * special, HOMEWARD),
            cuts=self._array("cuts", rows * turns, CUT),
            roads=Roads(r.ways, spots.reshape(-1, width), r.hours, m.disruption),
            turnable=self._array("turnable", slot_most * turns, TURNABLE),
            asked_again=self._array("asked_again", slot_most * turns, REQUEST),
            heap=self._array("heap", 2 * row_most + 4 * slot_most + 3),
            looks=self._array("looks", (6 * row_most + 2 * slot_most) * compiled.timed + 3),
            looked=self._array("looked", (6 * row_most + 2 * slot_most) * compiled.timed + 1),
            turns=self._array("turns", rows * compiled.timed),
            stack=self._array("stack", row_most + 1),
            queue=self._array("queue", row_most + slot_most + 1, REQUEST),
            granted=self._array("granted", row_most + slot_most + 1, REQUEST),
            failed=self._array("failed", len(t.step_takes) * (len(compiled.zones) + 1)),
            pools=r.pools.copy(),
            shifts=r.shifts.copy(),
            asks=np.empty(needs, ASK),
            options=np.empty((needs, 2 * widest), OPTION),
            parts=np.empty((needs, parts), PART),
        )
        _play_all(r, m, log, w, msels.run_first, msels.disruption_first, *_absences(msels))
        return log

    def _array(self, name: str, size: int, of: Any = np.int64) -> Any:
        kept = self._kept.get(name)
        if kept is None or len(kept) < size:
            kept = self._kept[name] = np.zeros(size, of)
        return kept[:size]


def _absences(msels: Msels) -> tuple[Ints, Ints]:
    """When somebody goes and comes back, run by run (R+1) in order of time: second, pool, how many more are away, how
    many of them break down under way."""
    disruption = msels.joined.disruption
    away = np.flatnonzero(disruption[:, 0] == ABSENT)
    run = np.searchsorted(msels.disruption_first, away, side="right") - 1
    pool, people, begin, end = (disruption[away, c] for c in (1, 4, 5, 6))
    broken = np.where(disruption[away, 2] == UNDER_WAY, people, 0)
    time = np.maximum(0, np.concatenate((begin, end)))
    order = np.lexsort((time, np.concatenate((run, run))))
    first = np.searchsorted(np.concatenate((run, run))[order], np.arange(len(msels) + 1))
    columns = (time, *map(np.concatenate, ((pool, pool), (people, -people), (broken, 0 * broken))))
    both = np.stack(columns, axis=1)
    return first, np.ascontiguousarray(both[order])
