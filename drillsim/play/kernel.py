"""The compiled engine: the rules of `conduct.py` as one state machine over flat arrays.

It knows nothing of SimPy and shares no code with the reference, so that equal logs mean
something. Nothing can interrupt what has started, so when a step starts its end is known, and
with it everything behind it up to the next step that needs somebody: all those milestones are
written at once. The heap holds only what other incidents can feel: the second at which such a
step becomes ready, and the second at which somebody is free again. The waiting requests lie in
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
from drillsim.compiled.event_list import ABSENT, PHONE, ROAD, Msel, Msels
from drillsim.compiled.log import COMING, ENDED, OPEN, RUNNING, SKIPPED, WAITING, WEEK, Log
from drillsim.compiled.tables import DRAWN, NOWHERE, PEOPLE, SCENE, TURNOUT, CompiledPlan, Ints
from drillsim.play.records import records
from drillsim.quantities.measures import LONGEST

PAYLOAD = 32  # bits of the heap key that hold what is due; the time lies above them
LOW = (1 << PAYLOAD) - 1  # `x & LOW` also tells the compiler that a place is not counted from the end
READY, LEAVE, RELEASE = 0, 1, 2  # the lowest two bits say what is due for an incident, the others which
KINDS = 3
NEVER = 2**63 - 1  # a key behind all others
BLANKS = 64  # incidents whose rows are made blank at a time

# Nothing is allocated while a play lasts. Without Numba's reference counts a look-up in a tuple is free, and so is a call
# whose body is copied to where it is called; what has large loops of its own is called as it stands.
rule = njit(cache=True, allocates=False, inline="always")
loop = njit(cache=True, allocates=False)

REQUEST = np.dtype([(name, np.int64) for name in ("priority", "ready", "incident", "row", "step", "place", "memo")])
STATE = np.dtype([(name, np.int64) for name in (
    "now", "horizon", "zones",
    "disruption", "disruption_end",  # rows that belong to the run
    "steady",  # 1 where journeys take their usual time at any hour
    "lively",  # the last second at which something happened besides the calendar
    "dirty",  # 1 where something was freed or asked for since the last pass
    "passes",  # so far
    "queued", "granted", "stacked",  # how many lie in `queue`, `granted`, `stack`
    # Of the incident that is followed:
    "incident", "zone", "first_row", "first_slot", "first_step", "first_need",
    "ready_told", "release_told",  # the last seconds at which the heap knows of it
)])  # fmt: skip


class Work(NamedTuple):
    """What the kernel needs while it plays, and nobody after it."""

    state: Any  # one STATE
    hold_turnout: Ints  # H: usual turnout of who met the need
    hold_pending: Ints  # H: LEAVE where it is open how it leaves, RELEASE while it is on its way back, else READY
    heap: Ints  # how many keys there are, then the keys: the second, the incident, and what is due
    stack: Ints  # rows to look at; -1 - row where all before it was skipped
    queue: Any  # waiting requests in canonical order
    granted: Any  # those granted in the last pass
    failed: Ints  # by step and place: the number of the pass in which its request could not be met
    pools: Any  # P, see `Records`
    shifts: Any  # W
    # By need of the request that is looked at:
    wanted: Ints  # how many it asks for
    choices: Ints  # how many pools may meet it
    tried: Ints  # how many of them were tried
    chosen: Ints  # the pool that meets it
    ranked: Ints  # the pools, best first
    rank: Ints  # of one need: what its pools are ranked by


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
def _look_at(w: Any, s: Any, row: int) -> None:
    w.stack[s.stacked & LOW] = row
    s.stacked += 1


# ---- journeys ----------------------------------------------------------------------------------


@rule
def stretched(seconds: int, factor: int) -> int:
    """Rule 2: seconds times a factor in thousandths."""
    return min(LONGEST, (seconds * factor + 500) // 1000)


@loop
def _slowed(
    seconds: int, base: int, zone: int, leaving: int, slow_time: Any, slow_factor: Any, disruption: Any, first: int, end: int
) -> int:  # fmt: skip
    """What the usual seconds of a journey come to, at this hour and with the roads as they are."""
    hour, last = 0, len(slow_time)
    while last - hour > 1:
        middle = (hour + last) >> 1
        if slow_time[middle] <= leaving:
            hour = middle
        else:
            last = middle
    seconds = stretched(seconds, slow_factor[hour])
    for x in range(first, end):
        on_this_way = (disruption[x, 2] == NOWHERE or disruption[x, 2] == base) and (
            disruption[x, 3] == NOWHERE or disruption[x, 3] == zone
        )
        if disruption[x, 0] == ROAD and on_this_way and disruption[x, 5] <= leaving and leaving < disruption[x, 6]:
            seconds = stretched(seconds, disruption[x, 4])
    return seconds


@rule
def usual_travel(t: Any, m: Any, w: Any, s: Any, pool: int, zone: int, leaving: int) -> int:
    """Rule 7: seconds that a unit of a pool usually takes to a zone if it leaves at a second."""
    seconds = t.usual[pool & LOW, (zone + 1) & LOW]
    if s.steady == 0:
        seconds = _slowed(
            seconds, w.pools[pool & LOW].base, zone, leaving, t.slow_time, t.slow_factor, m.disruption,
            s.disruption, s.disruption_end,
        )  # fmt: skip
    return seconds


# ---- who is there ------------------------------------------------------------------------------


@rule
def free(pool: Any) -> int:
    """Rule 9: how many of a pool could be taken now."""
    return max(0, pool.total - pool.absent) - pool.in_use


@rule
def free_on_duty(pool: Any) -> int:
    """Rule 8: how many of the free ones need not be called in."""
    return max(0, max(0, pool.duty - pool.absent) - pool.in_use)


@rule
def turnout(pool: Any, count: int) -> int:
    """Rule 8: usual turnout of so many units now."""
    return pool.turnout if count <= free_on_duty(pool) else pool.turnout_call


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
    if it.row >= 0:
        w.shifts[it.row & LOW].until = it.until
        count_rows(pool, w.shifts)
    s.dirty = 1


@rule
def absence(w: Any, s: Any, pool: Any, people: int) -> None:
    """Rule 9: somebody goes, or comes back."""
    pool.absent += people
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
    s.dirty = 1


# ---- the dispatch pass -------------------------------------------------------------------------


@loop
def _insert(
    queue: Any, queued: int, priority: int, ready: int, incident: int, row: int, step: int, place: int, memo: int
) -> None:  # fmt: skip
    at = queued & LOW
    while at > 0:
        other = queue[at - 1]
        if priority > other.priority or (
            priority == other.priority and (ready > other.ready or (ready == other.ready and row > other.row))
        ):
            break
        queue[at] = other
        at -= 1
    request = queue[at]
    request.priority, request.ready, request.incident, request.row = priority, ready, incident, row
    request.step, request.place, request.memo = step, place, memo


@rule
def wait(t: Any, log: Any, w: Any, s: Any, row: int, step: int) -> None:
    """Rule 5: put a request into the queue: by priority, readiness, incident and step, which rows follow."""
    place = s.zones if s.zone == NOWHERE else s.zone
    log.status[row] = WAITING
    _insert(
        w.queue, s.queued, t.steps[step & LOW].priority, s.now, s.incident, row, step, place, step * (s.zones + 1) + place
    )  # fmt: skip
    s.queued += 1
    s.dirty = 1


@loop
def _by_rank(pools: Any, ranks: Any, many: int) -> None:
    for c in range(1, many):
        pool, rank = pools[c], ranks[c]
        i = c
        while i > 0 and (ranks[i - 1] > rank or (ranks[i - 1] == rank and pools[i - 1] > pool)):
            ranks[i], pools[i] = ranks[i - 1], pools[i - 1]
            i -= 1
        ranks[i], pools[i] = rank, pool


@rule
def preference(t: Any, m: Any, w: Any, s: Any, request: Any, k: int, first: int) -> None:
    """Rule 4: the pools that may meet a need, best first: those who serve the place, then the quickest, then file order."""
    zone = m.attribute[request.incident & LOW, 0]
    for c in range(w.choices[k]):
        pool = t.candidate[first + c]
        seconds = turnout(w.pools[pool & LOW], w.wanted[k]) + usual_travel(t, m, w, s, pool, zone, s.now)
        w.ranked[k, c], w.rank[c] = pool, (t.candidate_backup[first + c] << 62) | seconds
    _by_rank(w.ranked[k], w.rank, w.choices[k])


@loop
def _search(needs: int, pools: Any, chosen: Any, ranked: Any, choices: Any, tried: Any, count: Any) -> bool:
    """One pool per need into `chosen`: the first whole assignment in lexicographic order, or False."""
    k = 0
    tried[0] = 0
    while k >= 0 and k < needs:
        found = False
        while tried[k] < choices[k] and not found:
            pool = ranked[k, tried[k]]
            tried[k] += 1
            left = free(pools[pool])
            for earlier in range(k):
                if chosen[earlier] == pool:
                    left -= count[earlier]
            if count[k] <= left:
                chosen[k] = pool
                found = True
        k += 1 if found else -1
        if found and k < needs:
            tried[k] = 0
    return k == needs


@rule
def assignment(t: Any, m: Any, w: Any, s: Any, request: Any, step: Any) -> bool:
    """Rule 4: one pool per need, the first whole assignment in order of preference; False if there is none."""
    asked = step.need_end - step.need_first
    met = simple = True
    for k in range(asked):
        need = t.needs[(step.need_first + k) & LOW]
        wanted = m.people[request.incident & LOW] if need.count == PEOPLE else need.count
        line = (need.ask * (s.zones + 1) + request.place) & LOW
        first, end = t.candidate_first[line] & LOW, t.candidate_first[line + 1]
        w.wanted[k], w.choices[k] = wanted, end - first
        if end - first == 1:
            only = t.candidate[first]
            met = wanted <= free(w.pools[only & LOW])
            for earlier in range(k):
                simple &= w.chosen[earlier] != only
            w.chosen[k] = only
        else:
            simple = met = False
            for c in range(first, end):
                met |= wanted <= free(w.pools[t.candidate[c] & LOW])
        if not met:
            break
    if met and not simple:
        for k in range(asked):
            if w.choices[k] == 1:
                w.ranked[k, 0] = w.chosen[k]
            else:
                ask = t.needs[(step.need_first + k) & LOW].ask
                preference(t, m, w, s, request, k, t.candidate_first[(ask * (s.zones + 1) + request.place) & LOW])
        met = _search(asked, w.pools, w.chosen, w.ranked, w.choices, w.tried, w.wanted)
    return met


@rule
def grant(t: Any, m: Any, log: Any, w: Any, s: Any, request: Any, step: Any) -> None:
    """Rule 4: all needs of a step are met together, each out of its pool."""
    first_need = t.variant_need_first[m.variant[request.incident & LOW]]
    first = m.slot_first[request.incident & LOW] + step.need_first - first_need
    for k in range(step.need_end - step.need_first):
        hold = (first + k) & LOW
        chosen, count = w.chosen[k], w.wanted[k]
        pool = w.pools[chosen & LOW]
        w.hold_turnout[hold], log.hold_on_call[hold] = turnout(pool, count), max(0, count - free_on_duty(pool))
        pool.in_use += count
        if pool.rows > 0:
            take_rows(pool, count, log.hold_rows[hold], w.shifts)
        log.hold_pool[hold], log.hold_count[hold], log.hold_taken[hold] = chosen, count, s.now
    granted = w.granted[s.granted & LOW]
    granted.incident, granted.row = request.incident, request.row
    s.granted += 1
    s.lively = s.now


@rule
def dispatch(t: Any, m: Any, log: Any, w: Any, s: Any) -> None:
    """Rule 1: walk the waiting requests in canonical order and grant each that can be met whole."""
    s.dirty = 0
    s.passes += 1
    kept = 0
    for q in range(s.queued):
        request = w.queue[q]
        step = t.steps[request.step & LOW]
        # Within a pass pools only empty: what could not be met for one incident cannot for the next.
        if w.failed[request.memo & LOW] != s.passes and assignment(t, m, w, s, request, step):
            grant(t, m, log, w, s, request, step)
        else:
            if step.heads == 0:
                w.failed[request.memo & LOW] = s.passes
            w.queue[kept] = request
            kept += 1
    s.queued = kept


# ---- an incident -------------------------------------------------------------------------------


@rule
def arrive(t: Any, m: Any, log: Any, w: Any, s: Any, incident: int) -> None:
    """Rule 3: the turn of the first steps comes."""
    first_row = m.row_first[incident] & LOW
    first_step = t.variant_step_first[m.variant[incident]] & LOW
    for row in range(m.row_first[incident + 1] - 1, first_row - 1, -1):
        if t.steps[(row - first_row + first_step) & LOW].before == 0:
            log.ready[row] = s.now
            _look_at(w, s, row)


@rule
def conditions_hold(t: Any, m: Any, log: Any, s: Any, step: Any) -> bool:
    """Rule 3: whether all that a step asks of earlier outcomes and of the incident is so."""
    hold = True
    for c in range(step.condition_first, step.condition_end):
        subject = t.condition_step[c]
        told = log.outcome[(s.first_row + subject) & LOW] if subject >= 0 else m.attribute[s.incident, (-1 - subject) & LOW]
        allowed = False
        for v in range(t.condition_value_first[c], t.condition_value_first[c + 1]):
            allowed |= t.condition_value[v] == told
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
                seconds = max(seconds, w.hold_turnout[hold])
    return seconds


@loop
def _worked(
    step: Any, begin: int, seconds: int, first_slot: int, work: Any, pools: Any, hold_pool: Any, hold_on_call: Any,
    hold_taken: Any, hold_rows: Any, closed_first: Any, closed_from: Any, closed_until: Any,
) -> int:  # fmt: skip
    while True:
        closes = NEVER
        opened = begin
        for x in range(step.work_first, step.work_end):
            hold = first_slot + work[x]
            pool = pools[hold_pool[hold]]
            if hold_taken[hold] == OPEN or hold_on_call[hold] > 0 or pool.clock == NOWHERE:
                continue
            for row in range(max(1, pool.rows)):
                if pool.rows > 0 and hold_rows[hold, row] == 0:
                    continue
                clock = pool.clock + row
                low, high = closed_first[clock], closed_first[clock + 1]
                while low < high:  # the first span that ends after now
                    middle = (low + high) >> 1
                    if closed_until[middle] <= opened:
                        low = middle + 1
                    else:
                        high = middle
                if low < closed_first[clock + 1]:
                    if closed_from[low] <= opened:
                        opened = closed_until[low]
                    else:
                        closes = min(closes, closed_from[low])
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
            step, begin, seconds, s.first_slot, t.work, w.pools, log.hold_pool, log.hold_on_call, log.hold_taken,
            log.hold_rows, t.closed_first, t.closed_from, t.closed_until,
        )  # fmt: skip
    return end


@rule
def destination(s: Any, step: Any) -> int:
    """Rule 7: where a step goes."""
    return s.zone if step.destination == SCENE else step.destination


@rule
def duration(t: Any, m: Any, log: Any, w: Any, s: Any, step: Any, begin: int, drawn: int) -> int:
    """Rule 7: seconds that a step takes, on the move or at work."""
    seconds = drawn
    if step.takes != DRAWN:
        slowest = 0
        for u in range(step.unit_first, step.unit_end):
            hold = (s.first_slot + t.unit[u]) & LOW
            if step.takes == TURNOUT:
                slowest = max(slowest, w.hold_turnout[hold])
            else:
                slowest = max(slowest, usual_travel(t, m, w, s, log.hold_pool[hold], destination(s, step), begin))
        seconds = stretched(slowest, drawn)
    return seconds


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


@rule
def resolve(t: Any, log: Any, w: Any, s: Any, step: Any, row: int) -> None:
    """Rule 3: a step ended or was skipped; the turn of those comes that have nothing else before them."""
    for a in range(step.after_end - 1, step.after_first - 1, -1):
        follower = (s.first_row + t.after[a & LOW]) & LOW
        due, some_ended = log.ended[row], log.status[row] == ENDED
        other = t.steps[(follower - s.first_row + s.first_step) & LOW]
        if other.before > 1:
            for b in range(other.before_first, other.before_end):
                before = (s.first_row + t.before[b & LOW]) & LOW
                if log.status[before] < ENDED:
                    due = OPEN
                    break
                due = max(due, log.ended[before])
                some_ended |= log.status[before] == ENDED
        if due != OPEN:
            log.ready[follower] = due
            _look_at(w, s, follower if some_ended else -1 - follower)


@rule
def last_journey(t: Any, log: Any, s: Any, need: Any, moment: int) -> tuple[int, bool]:
    """Rule 6: the travel step that brought a unit to where it is, -1 for none; and whether that cannot be told yet."""
    status, ended = log.status, log.ended
    travelled = -1
    unknown = False
    for b in range(need.back_first, need.back_end):
        step = t.back[b]
        row = (s.first_row + step) & LOW
        if status[row] == COMING or status[row] == WAITING:
            unknown = True
        elif (
            status[row] == ENDED
            and ended[row] <= moment
            and (travelled < 0 or ended[row] >= ended[(s.first_row + travelled) & LOW])
        ):
            travelled = step
    return travelled, unknown and moment > s.now


@rule
def end_hold(t: Any, m: Any, log: Any, w: Any, s: Any, hold: int, need: Any, moment: int) -> None:
    """Rule 6: a unit is done: it is free at once, or once back at its base if it has travelled."""
    log.hold_left[hold] = home = moment
    w.hold_pending[hold] = READY
    travelled, unknown = last_journey(t, log, s, need, moment)
    if travelled >= 0:
        to = destination(s, t.steps[(s.first_step + travelled) & LOW])
        usual = usual_travel(t, m, w, s, log.hold_pool[hold], to, moment)
        home += stretched(usual, m.back[(s.first_row + need.back_step) & LOW])
    if unknown:
        w.hold_pending[hold] = LEAVE
        _push(w.heap, moment, s.incident, LEAVE)
    elif home <= s.horizon:
        log.hold_released[hold] = home
        if home == s.now:
            release(log, w, s, hold)
        else:
            w.hold_pending[hold] = RELEASE
            if home != s.release_told:
                _push(w.heap, home, s.incident, RELEASE)
                s.release_told = home


@rule
def consider(t: Any, m: Any, log: Any, s: Any, step: Any, orphan: bool) -> int:
    """Rule 3: what becomes of a step whose turn has come: SKIPPED, WAITING for its needs, or RUNNING."""
    fate = SKIPPED if orphan else RUNNING
    if step.plain == 0 and not orphan:
        if step.never == 1 or not conditions_hold(t, m, log, s, step):
            fate = SKIPPED
        elif step.need_end > step.need_first:
            fate = WAITING
    return fate


@rule
def start(t: Any, m: Any, log: Any, w: Any, s: Any, step: Any, row: int, moment: int) -> int:
    """Rule 8: a step begins once those called in for it have come. Returns when it ends, if not behind the horizon."""
    end = begin = moment + recall(t, log, w, s, step)
    if begin <= s.horizon:
        log.started[row] = begin
        end = worked(t, log, w, s, step, begin, duration(t, m, log, w, s, step, begin, m.takes[row]))
    return end


@rule
def _follow(t: Any, m: Any, log: Any, w: Any, s: Any, incident: int, what: int) -> None:
    """Follow one incident until each of its branches waits for somebody or is at its end."""
    variant = m.variant[incident] & LOW
    s.incident, s.zone = incident, m.attribute[incident, 0]
    s.first_row, s.first_slot = m.row_first[incident], m.slot_first[incident]
    s.first_step, s.first_need = t.variant_step_first[variant], t.variant_need_first[variant]
    s.ready_told = s.release_told = -1
    while s.stacked > 0:
        s.stacked -= 1
        row = w.stack[s.stacked & LOW]
        orphan = row < 0
        row = (-1 - row if orphan else row) & LOW
        step = t.steps[(row - s.first_row + s.first_step) & LOW]
        if what != LEAVE:
            moment, fate = s.now, RUNNING
            if log.status[row] != WAITING:  # else it was granted now
                moment = log.ready[row]
                fate = consider(t, m, log, s, step, orphan)
            if fate == WAITING:
                if moment == s.now:
                    wait(t, log, w, s, row, row - s.first_row + s.first_step)
                elif moment != s.ready_told:
                    _push(w.heap, moment, s.incident, READY)
                    s.ready_told = moment
                continue
            if fate == RUNNING:
                moment = start(t, m, log, w, s, step, row, moment)
                if moment > s.horizon:
                    log.status[row] = RUNNING
                    continue
                log.outcome[row] = told(m, log, s, step, row)
                log.status[row] = ENDED
            else:
                log.status[row] = SKIPPED
                log.ready[row] = OPEN
            log.ended[row] = moment
            resolve(t, log, w, s, step, row)
        for x in range(step.release_first, step.release_end):
            slot = t.release[x & LOW]
            hold = (s.first_slot + slot) & LOW
            if log.hold_taken[hold] != OPEN and (what != LEAVE or w.hold_pending[hold] == LEAVE):
                end_hold(t, m, log, w, s, hold, t.needs[(s.first_need + slot) & LOW], log.ended[row])


# ---- the play ----------------------------------------------------------------------------------


@rule
def _fill(column: Any, first: int, end: int, value: int) -> None:
    """One column at a time, so that the compiler writes several places at once."""
    for x in range(first & LOW, end & LOW):
        column[x] = value


@loop
def _blank(log: Any, hold_pending: Any, row_first: Any, slot_first: Any, first_incident: int, end_incident: int) -> None:
    """The rows of incidents in the log before anything has happened."""
    first, end = row_first[first_incident], row_first[end_incident]
    _fill(log.status, first, end, COMING)
    _fill(log.ready, first, end, OPEN)
    _fill(log.started, first, end, OPEN)
    _fill(log.ended, first, end, OPEN)
    _fill(log.outcome, first, end, -1)
    first, end = slot_first[first_incident], slot_first[end_incident]
    _fill(log.hold_pool, first, end, OPEN)
    _fill(log.hold_taken, first, end, OPEN)
    _fill(log.hold_left, first, end, OPEN)
    _fill(log.hold_released, first, end, OPEN)
    _fill(log.hold_count, first, end, 0)
    _fill(log.hold_on_call, first, end, 0)
    _fill(hold_pending, first, end, READY)
    for row in range(log.hold_rows.shape[1]):
        for hold in range(first, end):
            log.hold_rows[hold, row] = 0


@rule
def _begin(t: Any, m: Any, w: Any, s: Any) -> None:
    """Pools and shifts as they are at second 0, and nothing due."""
    s.steady = len(t.slow_time) == 1 and t.slow_factor[0] == 1000
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
    s.queued = s.granted = s.stacked = s.lively = 0


@rule
def _play_one(
    t: Any, m: Any, log: Any, w: Any, s: Any, first_incident: int, end_incident: int, away: Any, left: int, away_end: int
) -> None:  # fmt: skip
    """Play one run."""
    heap, changes = w.heap, t.changes
    _begin(t, m, w, s)
    arrived = blank = first_incident & LOW
    changed = 0
    later = s.horizon + 1
    next_arrival = m.time[arrived] if arrived < end_incident else later
    next_change = changes[0].time if len(changes) > 0 else later
    next_away = away[left, 0] if left < away_end else later

    while True:
        now = min(min(heap[1] >> PAYLOAD, next_arrival), min(next_change, next_away))
        s.now = now
        if now > s.horizon:
            break
        if (heap[1] >> PAYLOAD) == now or next_arrival == now or next_away == now:
            s.lively = now
        # Nothing to come but the calendar: nobody waits for it, or whoever does has seen all of it.
        if heap[0] == 0 and arrived == end_incident and next_away == later and (s.queued == 0 or now - s.lively > WEEK):
            break
        s.dirty = 0
        while next_change == now:
            change(w, s, changes[changed & LOW])
            changed += 1
            next_change = changes[changed & LOW].time if changed < len(changes) else later
        while next_away == now:
            absence(w, s, w.pools[away[left, 1] & LOW], away[left, 2])
            left += 1
            next_away = away[left, 0] if left < away_end else later

        while True:  # phase one until nothing is due, then one pass; again while the pass made something due
            what = READY
            if s.granted > 0:  # in the last pass
                s.granted -= 1
                incident = w.granted[s.granted & LOW].incident & LOW
                _look_at(w, s, w.granted[s.granted & LOW].row)
            elif (heap[1] >> PAYLOAD) == now:
                what = heap[1] & KINDS
                incident = (heap[1] & LOW) >> 2
                _pop(heap)
                if what == RELEASE:
                    for x in range(m.slot_first[incident], m.slot_first[incident + 1]):
                        hold = x & LOW
                        if w.hold_pending[hold] == RELEASE and log.hold_released[hold] == now:
                            w.hold_pending[hold] = READY
                            release(log, w, s, hold)
                    continue
                for x in range(m.row_first[incident], m.row_first[incident + 1]):
                    row = x & LOW
                    if what == READY:
                        due = log.status[row] == COMING and log.ready[row] == now
                    else:
                        due = log.status[row] >= ENDED and log.ended[row] == now
                    if due:
                        _look_at(w, s, row)
            elif next_arrival == now:
                incident = arrived
                arrived += 1
                next_arrival = m.time[arrived] if arrived < end_incident else later
                if incident == blank:
                    blank = min(blank + BLANKS, end_incident)
                    _blank(log, w.hold_pending, m.row_first, m.slot_first, incident, blank)
                arrive(t, m, log, w, s, incident)
            elif s.dirty and s.queued > 0:
                dispatch(t, m, log, w, s)
                continue
            else:
                break
            _follow(t, m, log, w, s, incident, what)
    _blank(log, w.hold_pending, m.row_first, m.slot_first, blank, end_incident)  # those whose moment never came


@loop
def _play_all(t: Any, m: Any, log: Any, w: Any, run_first: Any, disruption_first: Any, away_first: Any, away: Any) -> None:
    """Play every run of a block, one after the other."""
    s = w.state[0]
    for x in range(len(w.failed)):
        w.failed[x] = 0
    for run in range(len(run_first) - 1):
        s.disruption, s.disruption_end = disruption_first[run], disruption_first[run + 1]
        _play_one(t, m, log, w, s, run_first[run], run_first[run + 1], away, away_first[run], away_first[run + 1])


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
        columns = [self._array(name, slots if name.startswith("hold") else rows) for name in Log._fields[:-1]]
        log = Log(*[*columns, self._array("hold_rows", slots * rows_each).reshape(slots, rows_each)])
        needs = int(np.diff(t.need_first).max(initial=1))
        widest = int(np.diff(t.candidate_first).max(initial=1))
        state = np.zeros(1, STATE)
        state["horizon"], state["zones"] = compiled.horizon, len(compiled.zones)
        # Every row becomes ready once, every hold leaves and returns once, every row waits once and is resolved
        # once: no buffer can overflow.
        w = Work(
            state=state,
            hold_turnout=self._array("hold_turnout", slots),
            hold_pending=self._array("hold_pending", slots),
            heap=self._array("heap", row_most + 2 * slot_most + 3),
            stack=self._array("stack", row_most + 1),
            queue=self._array("queue", row_most + 1, REQUEST),
            granted=self._array("granted", row_most + 1, REQUEST),
            failed=self._array("failed", len(t.step_takes) * (len(compiled.zones) + 1)),
            pools=r.pools.copy(),
            shifts=r.shifts.copy(),
            **{name: np.empty(needs, np.int64) for name in ("wanted", "choices", "tried", "chosen")},
            ranked=np.empty((needs, widest), np.int64),
            rank=np.empty(widest, np.int64),
        )
        _play_all(r, m, log, w, msels.run_first, msels.disruption_first, *_absences(msels))
        return log

    def _array(self, name: str, size: int, of: Any = np.int64) -> Any:
        kept = self._kept.get(name)
        if kept is None or len(kept) < size:
            kept = self._kept[name] = np.empty(size, of)
        return kept[:size]


def _absences(msels: Msels) -> tuple[Ints, Ints]:
    """When somebody goes and comes back, run by run (R+1) in order of time: second, pool, how many more are away."""
    disruption = msels.joined.disruption
    away = np.flatnonzero(disruption[:, 0] == ABSENT)
    run = np.searchsorted(msels.disruption_first, away, side="right") - 1
    pool, people, begin, end = (disruption[away, c] for c in (1, 4, 5, 6))
    time = np.maximum(0, np.concatenate((begin, end)))
    order = np.lexsort((time, np.concatenate((run, run))))
    first = np.searchsorted(np.concatenate((run, run))[order], np.arange(len(msels) + 1))
    both = np.stack((time, np.concatenate((pool, pool)), np.concatenate((people, -people))), axis=1)
    return first, np.ascontiguousarray(both[order])
