"""The compiled engine: the rules of `conduct.py` as one state machine over flat arrays.

It knows nothing of SimPy and shares no code with the reference, so that equal logs mean
something. Nothing can interrupt what has started, so when a step starts its end is known, and
with it everything behind it up to the next step that needs somebody: all those milestones are
written at once. The heap holds only what other incidents can feel: the second at which such a
step becomes ready, and the second at which somebody is free again. The waiting requests lie in
one array in canonical order; a pass is left out when nothing was freed and nothing asked since
the last one, because it could grant nothing.

Many plays lie end to end in the same arrays and are played one after the other in one call.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from drillsim.base.jit import njit
from drillsim.compiled.event_list import ABSENT, PHONE, ROAD, Msel, Msels
from drillsim.compiled.log import COMING, ENDED, OPEN, RUNNING, SKIPPED, WAITING, WEEK, Log
from drillsim.compiled.tables import (
    DRAWN,
    NOWHERE,
    PEOPLE,
    SCENE,
    TURNOUT,
    CompiledPlan,
    Ints,
)
from drillsim.play.records import records
from drillsim.quantities.measures import LONGEST

PAYLOAD = 32  # bits of the heap key that hold what is due; the time lies above them
LOW = (1 << PAYLOAD) - 1  # `x & LOW` also tells the compiler that a place is not counted from the end
READY, RELEASE, LEAVE = 0, 1, 2  # the lowest two bits say what is due for an incident, the others which
KINDS = 3
NEVER = 2**63 - 1  # a key behind all others
BLANKS = 64  # incidents whose rows are made blank at a time


class Work(NamedTuple):
    """What the kernel needs while it plays, and nobody after it."""

    hold_turnout: Ints  # H: usual turnout of who met the need
    hold_pending: Ints  # H: 1 from when the second of the release is known until it comes
    heap: Ints  # what is due: the time and the incident, see READY, RELEASE, LEAVE
    queue: Ints  # waiting rows in canonical order, with their incidents and priorities
    queue_incident: Ints
    queue_priority: Ints
    stack: Ints  # rows to consider: all before them is resolved; -1 - row where all of it was skipped
    granted: Ints  # rows granted in this pass, and their incidents
    granted_incident: Ints
    failed: Ints  # by step and zone: the number of the pass in which its request could not be met


@njit(cache=True)
def _push(heap: Any, size: int, key: int) -> int:
    i = size
    while i > 0 and heap[((i - 1) >> 1) & LOW] > key:
        heap[i & LOW] = heap[((i - 1) >> 1) & LOW]
        i = (i - 1) >> 1
    heap[i & LOW] = key
    return size + 1


@njit(cache=True)
def _pop(heap: Any, size: int) -> int:
    """Remove the smallest key (the caller has read heap[0])."""
    size -= 1
    last = heap[size & LOW]
    i = 0
    child = 1
    while child < size:
        child = (child + (heap[child + 1] < heap[child])) & LOW
        least = heap[child]
        if least >= last:
            child = size
        else:
            heap[i] = least
            i = child
            child = (2 * i + 1) & LOW
    heap[i] = last
    heap[size & LOW] = NEVER
    return size


@njit(cache=True)
def _stretched(seconds: int, factor: int) -> int:
    return min(LONGEST, (seconds * factor + 500) // 1000)


@njit(cache=True)
def _slowed(
    seconds: int, slow_time: Any, slow_factor: Any, disruption: Any, base: int, zone: int, now: int
) -> int:  # fmt: skip
    """What the usual seconds of a journey come to, at this hour and with the roads as they are."""
    hour, end = 0, len(slow_time)
    while end - hour > 1:
        middle = (hour + end) >> 1
        if slow_time[middle] <= now:
            hour = middle
        else:
            end = middle
    seconds = _stretched(seconds, slow_factor[hour])
    for x in range(len(disruption)):
        on_this_way = (disruption[x, 2] == NOWHERE or disruption[x, 2] == base) and (
            disruption[x, 3] == NOWHERE or disruption[x, 3] == zone
        )
        if disruption[x, 0] == ROAD and on_this_way and disruption[x, 5] <= now and now < disruption[x, 6]:
            seconds = _stretched(seconds, disruption[x, 4])
    return seconds


@njit(cache=True)
def _behind(priority: int, ready: int, row: int, other_priority: int, other_ready: int, other: int) -> bool:
    """Whether a request stands behind another one: rows follow incident and step."""
    return priority > other_priority or (
        priority == other_priority and (ready > other_ready or (ready == other_ready and row > other))
    )


@njit(cache=True)
def _insert(
    queue: Any, incidents: Any, priorities: Any, length: int, row: int, incident: int, priority: int, ready: Any
) -> int:  # fmt: skip
    """Put a row into the queue."""
    place, since = length & LOW, ready[row]
    while place > 0 and _behind(
        priorities[place - 1], ready[queue[place - 1] & LOW], queue[place - 1], priority, since, row
    ):  # fmt: skip
        queue[place], incidents[place], priorities[place] = queue[place - 1], incidents[place - 1], priorities[place - 1]
        place -= 1
    queue[place], incidents[place], priorities[place] = row, incident, priority
    return length + 1


@njit(cache=True)
def _rank(
    t: Any, usual: Any, disruption: Any, zones: int, zone: int, first: int, end: int, count: int, now: int, duty: Any,
    in_use: Any, ranked: Any, keys: Any,
) -> None:  # fmt: skip
    """Write the candidates `first` to `end` into `ranked`, best first."""
    for c in range(end - first):
        pool = t.candidate[first + c]
        on_duty = max(0, max(0, duty[pool]) - in_use[pool])
        seconds = t.pool_turnout[pool] if count <= on_duty else t.pool_turnout_call[pool]
        travel = usual[pool * (zones + 1) + zone + 1]
        seconds += _slowed(travel, t.slow_time, t.slow_factor, disruption, t.pool_base[pool], zone, now)
        key = (t.candidate_backup[first + c] << 62) | seconds
        i = c
        while i > 0 and (keys[i - 1] > key or (keys[i - 1] == key and ranked[i - 1] > pool)):
            keys[i] = keys[i - 1]
            ranked[i] = ranked[i - 1]
            i -= 1
        keys[i] = key
        ranked[i] = pool


@njit(cache=True)
def _search(needs: int, total: Any, in_use: Any, chosen: Any, ranked: Any, choices: Any, at: Any, taken: Any) -> bool:
    """One pool per need into `chosen`: the first whole assignment in lexicographic order, or False."""
    k = 0
    at[0] = 0
    while k >= 0:
        if k == needs:
            return True
        found = False
        while at[k] < choices[k]:
            pool = ranked[k, at[k]]
            at[k] += 1
            free = max(0, total[pool]) - in_use[pool]
            for earlier in range(k):
                if chosen[earlier] == pool:
                    free -= taken[earlier]
            if taken[k] <= free:
                chosen[k] = pool
                found = True
                break
        if found:
            k += 1
            if k < needs:
                at[k] = 0
        else:
            k -= 1
    return False


@njit(cache=True)
def _count_rows(
    t: Any, pool: int, total: Any, absent: Any, in_use: Any, row_in_use: Any, row_until: Any
) -> None:  # fmt: skip
    """How many of a pool with shifts of their own stand against its level: those on duty, and never more than it has."""
    out = on = 0
    for row in range(t.pool_row[pool], t.pool_row[pool] + t.pool_rows[pool]):
        out += row_in_use[row]
        if row_until[row] > 0:
            on += row_in_use[row]
    in_use[pool] = max(on, max(0, total[pool]) - max(0, t.pool_staff[pool] - absent[pool] - out))


@njit(cache=True)
def _take_rows(t: Any, pool: int, count: int, taken: Any, row_in_use: Any, row_until: Any) -> None:
    """Take units of a pool out of its shifts, those whose shift ends last first; `taken` is the hold's row of the log."""
    first, rows = t.pool_row[pool], t.pool_rows[pool]
    before = NEVER
    while count > 0:
        latest = 0  # the latest end of a shift that has not had its turn
        for row in range(first, first + rows):
            if row_until[row] < before:
                latest = max(latest, row_until[row])
        if latest == 0:
            return
        for row in range(rows):
            if row_until[first + row] == latest:
                part = min(count, max(0, t.row_number[first + row] - row_in_use[first + row]))
                taken[row] = part
                row_in_use[first + row] += part
                count -= part
        before = latest


@njit(cache=True)
def _worked(
    t: Any, moment: int, seconds: int, work_first: int, work_end: int, first_slot: int, hold_pool: Any, hold_on_call: Any,
    hold_taken: Any, hold_rows: Any,
) -> int:  # fmt: skip
    """The second at which work is done that stands still while those who do it are closed."""
    while True:
        closes = NEVER
        opened = moment
        for x in range(work_first, work_end):
            hold = first_slot + t.work[x]
            if hold_taken[hold] == OPEN or hold_on_call[hold] > 0 or t.pool_clock[hold_pool[hold]] == NOWHERE:
                continue
            pool = hold_pool[hold]
            for row in range(max(1, t.pool_rows[pool])):
                if t.pool_rows[pool] > 0 and hold_rows[hold, row] == 0:
                    continue
                clock = t.pool_clock[pool] + row
                low, high = t.closed_first[clock], t.closed_first[clock + 1]
                while low < high:  # the first span that ends after now
                    middle = (low + high) >> 1
                    if t.closed_until[middle] <= opened:
                        low = middle + 1
                    else:
                        high = middle
                if low < t.closed_first[clock + 1]:
                    if t.closed_from[low] <= opened:
                        opened = t.closed_until[low]
                    else:
                        closes = min(closes, t.closed_from[low])
        if opened > moment:
            moment = opened  # look again: another clock may be closed by then
            continue
        if moment + seconds <= closes:
            return moment + seconds
        seconds -= closes - moment
        moment = closes


@njit(cache=True)
def _blank(log: Any, hold_pending: Any, row_first: Any, slot_first: Any, first_incident: int, end_incident: int) -> None:
    """The rows of incidents in the log before anything has happened."""
    first_row, end_row = row_first[first_incident], row_first[end_incident]
    log.status[first_row:end_row] = COMING
    log.ready[first_row:end_row] = OPEN
    log.started[first_row:end_row] = OPEN
    log.ended[first_row:end_row] = OPEN
    log.outcome[first_row:end_row] = -1
    first_hold, end_hold = slot_first[first_incident], slot_first[end_incident]
    log.hold_pool[first_hold:end_hold] = OPEN
    log.hold_count[first_hold:end_hold] = 0
    log.hold_on_call[first_hold:end_hold] = 0
    log.hold_taken[first_hold:end_hold] = OPEN
    log.hold_left[first_hold:end_hold] = OPEN
    log.hold_released[first_hold:end_hold] = OPEN
    log.hold_rows[first_hold:end_hold] = 0
    hold_pending[first_hold:end_hold] = 0


@njit(cache=True)
def _play_one(
    t: Any, records: Any, m: Any, log: Any, w: Any, first_incident: int, end_incident: int, disruption: Any, zones: int,
    horizon: int, away: Any, duty: Any, total: Any, in_use: Any, scratch: Any, passes: int,
) -> int:  # fmt: skip
    """Play one run, its dispatch passes numbered from `passes` on; the number of the last one."""
    # Taken out of their tuples once: inside the loops each look-up would count references. So would an array that is
    # handed to a function with a second way out of a loop: those called most have one.
    (status, ready, started, ended, outcome, hold_pool, hold_count, hold_on_call, hold_taken, hold_left, hold_released,
     hold_rows) = log  # fmt: skip
    change_time, change_pool, change_row = t.change_time, t.change_pool, t.change_row
    away_time, away_pool, away_people = away
    ranked, keys, chosen, choices, at, taken, absent, row_in_use, row_until = scratch
    steps, usual = records
    heap, stack = w.heap, w.stack
    t_after, t_back, t_back_first, t_before = t.after, t.back, t.back_first, t.before
    t_candidate, t_candidate_first, t_condition_step = t.candidate, t.candidate_first, t.condition_step
    t_condition_value, t_condition_value_first = t.condition_value, t.condition_value_first
    t_need_ask, t_need_back_step, t_need_count, t_need_recall = t.need_ask, t.need_back_step, t.need_count, t.need_recall
    t_pool_base, t_pool_turnout, t_pool_turnout_call = t.pool_base, t.pool_turnout, t.pool_turnout_call
    t_pool_row, t_pool_rows = t.pool_row, t.pool_rows
    has_rows = len(row_in_use) > 0
    t_release, t_slow_factor, t_slow_time, t_unit = t.release, t.slow_factor, t.slow_time, t.unit
    t_variant_need_first, t_variant_step_first = t.variant_need_first, t.variant_step_first
    m_attribute, m_back, m_outcome = m.attribute, m.back, m.outcome
    m_people, m_row_first, m_slot_first = m.people, m.row_first, m.slot_first
    m_takes, m_time, m_variant = m.takes, m.time, m.variant
    w_failed, w_granted, w_granted_incident = w.failed, w.granted, w.granted_incident
    w_hold_pending, w_hold_turnout, w_queue = w.hold_pending, w.hold_turnout, w.queue
    w_queue_incident, w_queue_priority = w.queue_incident, w.queue_priority
    steady = len(t_slow_time) == 1 and t_slow_factor[0] == 1000  # journeys take their usual time at any hour
    for x in range(len(disruption)):
        steady &= disruption[x, 0] != ROAD
    heap_size = queued = granted = changed = left = 0
    lively = 0  # the last second at which something happened besides the calendar
    heap[0] = NEVER
    arrived = blank = first_incident & LOW
    later = horizon + 1
    next_arrival = m_time[arrived] if arrived < end_incident else later
    next_change = change_time[0] if len(change_time) > 0 else later
    next_away = away_time[0] if len(away_time) > 0 else later
    if has_rows:
        for pool in range(len(t_pool_rows)):
            if t_pool_rows[pool] > 0:
                _count_rows(t, pool, total, absent, in_use, row_in_use, row_until)

    while True:
        now = min(min(heap[0] >> PAYLOAD, next_arrival), min(next_change, next_away))
        if now > horizon:
            break
        if (heap[0] >> PAYLOAD) == now or next_arrival == now or next_away == now:
            lively = now
        # Nothing to come but the calendar: nobody waits for it, or whoever does has seen all of it.
        if heap_size == 0 and arrived == end_incident and next_away == later and (queued == 0 or now - lively > WEEK):
            break
        dirty = False
        while next_change == now:
            pool = change_pool[changed] & LOW
            duty[pool] = t.change_duty[changed] - absent[pool]
            total[pool] = t.change_total[changed] - absent[pool]
            if change_row[changed] >= 0:
                row_until[change_row[changed]] = t.change_until[changed]
                _count_rows(t, pool, total, absent, in_use, row_in_use, row_until)
            changed += 1
            next_change = change_time[changed] if changed < len(change_time) else later
            dirty = True
        while next_away == now:
            pool, people = away_pool[left] & LOW, away_people[left]
            absent[pool] += people
            duty[pool] -= people
            total[pool] -= people
            if has_rows and t_pool_rows[pool] > 0:
                _count_rows(t, pool, total, absent, in_use, row_in_use, row_until)
            left += 1
            next_away = away_time[left] if left < len(away_time) else later
            dirty = True

        while True:  # phase one until nothing is due, then one pass; again while the pass made something due
            depth = 0
            leaving = False
            if granted > 0:  # in the last pass
                granted = (granted - 1) & LOW
                incident = w_granted_incident[granted] & LOW
                stack[0] = w_granted[granted]
                depth = 1
            elif (heap[0] >> PAYLOAD) == now:
                what = heap[0] & KINDS
                incident = (heap[0] & LOW) >> 2
                heap_size = _pop(heap, heap_size)
                first_row = m_row_first[incident] & LOW
                if what == READY:
                    shift = t_variant_step_first[m_variant[incident]] - first_row
                    for row in range(first_row, m_row_first[incident + 1]):
                        if status[row] == COMING and ready[row] == now:
                            status[row] = WAITING
                            queued = _insert(
                                w_queue, w_queue_incident, w_queue_priority, queued, row, incident,
                                steps[(row + shift) & LOW].priority, ready,
                            )  # fmt: skip
                            dirty = True
                    continue
                if what == RELEASE:
                    for hold in range(m_slot_first[incident] & LOW, m_slot_first[incident + 1]):
                        if w_hold_pending[hold] == 1 and hold_released[hold] == now:
                            w_hold_pending[hold] = 0
                            pool = hold_pool[hold] & LOW
                            in_use[pool] -= hold_count[hold]
                            if has_rows and t_pool_rows[pool] > 0:
                                for r in range(t_pool_rows[pool]):
                                    row_in_use[t_pool_row[pool] + r] -= hold_rows[hold, r]
                                _count_rows(t, pool, total, absent, in_use, row_in_use, row_until)
                            dirty = True
                    continue
                leaving = True
            elif next_arrival == now:
                incident = arrived
                arrived += 1
                next_arrival = m_time[arrived] if arrived < end_incident else later
                if incident == blank:
                    blank = min(blank + BLANKS, end_incident)
                    _blank(log, w_hold_pending, m_row_first, m_slot_first, incident, blank)
                first_row = m_row_first[incident] & LOW
                shift = t_variant_step_first[m_variant[incident]] - first_row
                for row in range(m_row_first[incident + 1] - 1, first_row - 1, -1):
                    if steps[(row + shift) & LOW].before == 0:
                        stack[depth] = row
                        ready[row] = now
                        depth += 1
            elif dirty and queued > 0:
                dirty = False
                passes += 1
                kept = 0
                for q in range(queued):
                    row, incident = w_queue[q] & LOW, w_queue_incident[q] & LOW
                    variant, zone = m_variant[incident] & LOW, m_attribute[incident, 0]
                    s = (row - m_row_first[incident] + t_variant_step_first[variant]) & LOW
                    line = zones if zone == NOWHERE else zone
                    first_need = steps[s].need_first & LOW
                    needs = steps[s].need_end - first_need
                    # Within a pass pools only empty: what could not be met for one incident cannot for the next.
                    met = w_failed[s * (zones + 1) + line] != passes
                    heads = False
                    simple = True
                    for k in range(needs):
                        if not met:
                            break
                        count = t_need_count[first_need + k]
                        if count == PEOPLE:
                            count = m_people[incident]
                            heads = True
                        taken[k] = count
                        ask = (t_need_ask[first_need + k] * (zones + 1) + line) & LOW
                        first, end = t_candidate_first[ask] & LOW, t_candidate_first[ask + 1]
                        choices[k] = end - first
                        if end - first == 1:
                            pool = t_candidate[first] & LOW
                            met = count <= max(0, total[pool]) - in_use[pool]
                            chosen[k] = ranked[k, 0] = pool
                            for earlier in range(k):
                                if chosen[earlier] == pool:
                                    simple = False
                                    break
                        else:
                            simple = False
                            met = False
                            for c in range(first, end):
                                pool = t_candidate[c]
                                if count <= max(0, total[pool]) - in_use[pool]:
                                    met = True
                                    break
                    if met and not simple:
                        for k in range(needs):
                            if choices[k] > 1:
                                ask = t_need_ask[first_need + k] * (zones + 1) + line
                                first = t_candidate_first[ask]
                                _rank(t, usual, disruption, zones, zone, first, first + choices[k], taken[k], now, duty,
                                      in_use, ranked[k], keys)  # fmt: skip
                        met = _search(needs, total, in_use, chosen, ranked, choices, at, taken)
                    if not met:
                        if not heads:
                            w_failed[s * (zones + 1) + line] = passes
                        w_queue[kept], w_queue_incident[kept] = row, incident
                        w_queue_priority[kept] = w_queue_priority[q]
                        kept += 1
                        continue
                    hold = (m_slot_first[incident] + first_need - t_variant_need_first[variant]) & LOW
                    for k in range(needs):
                        pool, count = chosen[k] & LOW, taken[k]
                        on_duty = max(0, max(0, duty[pool]) - in_use[pool])
                        w_hold_turnout[hold] = t_pool_turnout[pool] if count <= on_duty else t_pool_turnout_call[pool]
                        hold_on_call[hold] = max(0, count - on_duty)
                        in_use[pool] += count
                        if has_rows and t_pool_rows[pool] > 0:
                            _take_rows(t, pool, count, hold_rows[hold], row_in_use, row_until)
                            _count_rows(t, pool, total, absent, in_use, row_in_use, row_until)
                        hold_pool[hold] = pool
                        hold_count[hold] = count
                        hold_taken[hold] = now
                        hold += 1
                    w_granted[granted], w_granted_incident[granted] = row, incident
                    granted += 1
                    lively = now
                queued = kept
                continue
            else:
                break

            # Follow one incident until each of its branches waits for somebody or is at its end.
            first_row, first_slot = m_row_first[incident] & LOW, m_slot_first[incident] & LOW
            variant = m_variant[incident] & LOW
            shift = t_variant_step_first[variant] - first_row
            first_need = t_variant_need_first[variant] & LOW
            ready_told = release_told = -1  # the last seconds at which the heap knows of this incident
            while depth > 0 or leaving:
                if leaving:  # it is only now that the journeys of some who leave can be told
                    moment = now
                    x, release_end = first_slot, m_slot_first[incident + 1]
                else:
                    depth = (depth - 1) & LOW
                    row = stack[depth]
                    orphan = row < 0
                    row = (-1 - row if orphan else row) & LOW
                    step = steps[(row + shift) & LOW]
                    moment = now
                    skip = orphan
                    if status[row] != WAITING:
                        moment = ready[row]
                        if step.plain == 0:
                            skip |= step.never == 1
                            for c in range(step.condition_first, step.condition_end):
                                if skip:
                                    break
                                subject = t_condition_step[c]
                                value = outcome[first_row + subject] if subject >= 0 else m_attribute[incident, -1 - subject]
                                skip = True
                                for v in range(t_condition_value_first[c], t_condition_value_first[c + 1]):
                                    if t_condition_value[v] == value:
                                        skip = False
                                        break
                            if not skip and step.need_end > step.need_first:
                                if moment == now:
                                    status[row] = WAITING
                                    queued = _insert(
                                        w_queue, w_queue_incident, w_queue_priority, queued, row, incident, step.priority,
                                        ready,
                                    )  # fmt: skip
                                    dirty = True
                                elif moment != ready_told:
                                    heap_size = _push(heap, heap_size, (moment << PAYLOAD) | (incident << 2) | READY)
                                    ready_told = moment
                                continue
                    if skip:
                        status[row] = SKIPPED
                        ready[row] = OPEN
                    else:
                        if step.takes != TURNOUT:  # those called in for it must come first
                            recall = 0
                            for need in range(step.need_first, step.need_end):
                                hold = (first_slot + need - first_need) & LOW
                                if hold_on_call[hold] > 0 and t_need_recall[need] == 1:
                                    recall = max(recall, w_hold_turnout[hold])
                            moment += recall
                            if moment > horizon:
                                status[row] = RUNNING
                                continue
                        started[row] = moment
                        seconds = m_takes[row]
                        if step.takes != DRAWN:
                            slowest = 0
                            zone = step.destination
                            if zone == SCENE:
                                zone = m_attribute[incident, 0]
                            for u in range(step.unit_first, step.unit_end):
                                hold = (first_slot + t_unit[u]) & LOW
                                if step.takes == TURNOUT:
                                    slowest = max(slowest, w_hold_turnout[hold])
                                else:
                                    pool = hold_pool[hold] & LOW
                                    usually = usual[(pool * (zones + 1) + zone + 1) & LOW]
                                    if not steady:
                                        usually = _slowed(
                                            usually, t_slow_time, t_slow_factor, disruption, t_pool_base[pool], zone, moment
                                        )
                                    slowest = max(slowest, usually)
                            seconds = _stretched(slowest, seconds)
                        elif seconds > 0 and step.work_end > step.work_first:
                            done = _worked(
                                t, moment, seconds, step.work_first, step.work_end, first_slot, hold_pool, hold_on_call,
                                hold_taken, hold_rows,
                            )  # fmt: skip
                            seconds = done - moment
                        if moment + seconds > horizon:
                            status[row] = RUNNING
                            continue
                        told = m_outcome[row]
                        if step.calls != NOWHERE:
                            for d in range(len(disruption)):
                                off = disruption[d, 0] == PHONE and disruption[d, 1] == step.calls
                                if off and disruption[d, 5] <= moment and moment < disruption[d, 6]:
                                    told = step.unanswered
                        outcome[row] = told
                        status[row] = ENDED
                        moment += seconds
                    ended[row] = moment
                    # Resolved: its successors, if nothing else is before them, then those whom it lets go.
                    for a in range(step.after_end - 1, step.after_first - 1, -1):
                        follower = (first_row + t_after[a & LOW]) & LOW
                        due, some_ended = moment, not skip
                        other = steps[(follower + shift) & LOW]
                        if other.before > 1:
                            for b in range(other.before_first, other.before_first + other.before):
                                before = (first_row + t_before[b & LOW]) & LOW
                                if status[before] < ENDED:
                                    due = OPEN
                                    break
                                due = max(due, ended[before])
                                some_ended |= status[before] == ENDED
                        if due != OPEN:
                            ready[follower] = due
                            stack[depth & LOW] = follower if some_ended else -1 - follower
                            depth += 1
                    x, release_end = step.release_first, step.release_end
                while x < release_end:
                    slot = (x - first_slot if leaving else t_release[x & LOW]) & LOW
                    hold = (first_slot + slot) & LOW
                    x += 1
                    if hold_taken[hold] == OPEN or (leaving and (hold_left[hold] != now or w_hold_pending[hold] != 2)):
                        continue
                    hold_left[hold] = moment
                    need = (first_need + slot) & LOW
                    travelled = -1  # the last journey that has ended
                    unknown = False
                    for b in range(t_back_first[need], t_back_first[need + 1]):
                        journey = (first_row + t_back[b]) & LOW
                        if status[journey] == COMING or status[journey] == WAITING:
                            unknown = True
                        elif (
                            status[journey] == ENDED
                            and ended[journey] <= moment
                            and (travelled < 0 or ended[journey] >= ended[first_row + travelled])
                        ):
                            travelled = t_back[b]
                    if unknown and moment > now:
                        w_hold_pending[hold] = 2
                        heap_size = _push(heap, heap_size, (moment << PAYLOAD) | (incident << 2) | LEAVE)
                        continue
                    w_hold_pending[hold] = 0
                    home = moment
                    if travelled >= 0:
                        zone = steps[(t_variant_step_first[variant] + travelled) & LOW].destination
                        if zone == SCENE:
                            zone = m_attribute[incident, 0]
                        factor = m_back[first_row + t_need_back_step[need]]
                        pool = hold_pool[hold] & LOW
                        usually = usual[(pool * (zones + 1) + zone + 1) & LOW]
                        if not steady:
                            usually = _slowed(
                                usually, t_slow_time, t_slow_factor, disruption, t_pool_base[pool], zone, moment
                            )
                        home += _stretched(usually, factor)
                    if home > horizon:
                        continue
                    hold_released[hold] = home
                    if home == now:
                        pool = hold_pool[hold] & LOW
                        in_use[pool] -= hold_count[hold]
                        if has_rows and t_pool_rows[pool] > 0:
                            for r in range(t_pool_rows[pool]):
                                row_in_use[t_pool_row[pool] + r] -= hold_rows[hold, r]
                            _count_rows(t, pool, total, absent, in_use, row_in_use, row_until)
                        dirty = True
                        continue
                    w_hold_pending[hold] = 1
                    if home != release_told:
                        heap_size = _push(heap, heap_size, (home << PAYLOAD) | (incident << 2) | RELEASE)
                        release_told = home
                leaving = False
    _blank(log, w_hold_pending, m_row_first, m_slot_first, blank, end_incident)  # those whose moment never came
    return passes


@njit(cache=True)
def _play_all(
    t: Any, records: Any, m: Any, log: Any, w: Any, run_first: Any, disruption_first: Any, zones: int, horizon: int,
    away_first: Any, away_time: Any, away_pool: Any, away_people: Any,
) -> None:  # fmt: skip
    """Play every run of a block, one after the other."""
    widest = most_needs = 1
    for a in range(len(t.candidate_first) - 1):
        widest = max(widest, t.candidate_first[a + 1] - t.candidate_first[a])
    for s in range(len(t.need_first) - 1):
        most_needs = max(most_needs, t.need_first[s + 1] - t.need_first[s])
    absent, row_in_use, row_until = np.empty_like(t.pool_duty), np.empty_like(t.row_until), np.empty_like(t.row_until)
    scratch = (
        np.zeros((most_needs, widest), np.int64), np.zeros(widest, np.int64), np.zeros(most_needs, np.int64),
        np.zeros(most_needs, np.int64), np.zeros(most_needs, np.int64), np.zeros(most_needs, np.int64),
        absent, row_in_use, row_until,
    )  # fmt: skip
    duty, total, in_use = np.empty_like(t.pool_duty), np.empty_like(t.pool_duty), np.empty_like(t.pool_duty)
    w.failed[:] = 0
    passes = 0
    for run in range(len(run_first) - 1):
        duty[:], total[:], in_use[:], absent[:] = t.pool_duty, t.pool_total, 0, 0
        row_in_use[:], row_until[:] = 0, t.row_until
        a, b = away_first[run], away_first[run + 1]
        passes = _play_one(
            t, records, m, log, w, run_first[run], run_first[run + 1],
            m.disruption[disruption_first[run] : disruption_first[run + 1]], zones, horizon,
            (away_time[a:b], away_pool[a:b], away_people[a:b]),
            duty, total, in_use, scratch, passes,
        )  # fmt: skip


def play(compiled: CompiledPlan, msel: Msel) -> Log:
    """Play one MSEL against one plan. The log equals that of `drillsim.play.conduct.conduct`."""
    return Player().play_all(compiled, Msels.of([msel]))


class Player:
    """Plays many MSELs at a time, again and again, in arrays that it keeps.

    The log of one call is overwritten by the next one.
    """

    def __init__(self) -> None:
        self._kept: dict[str, Ints] = {}

    def play_all(self, compiled: CompiledPlan, msels: Msels) -> Log:
        """Play MSELs, each for itself; their logs end to end."""
        t, m = compiled.tables, msels.joined
        rows, slots = len(m.takes), int(m.slot_first[-1])
        row_most = int(np.diff(m.row_first[msels.run_first]).max(initial=0))
        slot_most = int(np.diff(m.slot_first[msels.run_first]).max(initial=0))
        rows_each = compiled.most_rows
        columns = [self._array(name, slots if name.startswith("hold") else rows) for name in Log._fields[:-1]]
        log = Log(*[*columns, self._array("hold_rows", slots * rows_each).reshape(slots, rows_each)])
        # Every row becomes ready once, every hold leaves and returns once, every row waits once and is resolved
        # once: no buffer can overflow.
        most = {"heap": row_most + 2 * slot_most + 2, "failed": len(t.step_takes) * (len(compiled.zones) + 1)}
        w = Work(*(
            self._array(f"work {name}", slots if name.startswith("hold") else most.get(name, row_most + 1))
            for name in Work._fields
        ))  # fmt: skip
        _play_all(t, records(compiled), m, log, w, msels.run_first, msels.disruption_first, len(compiled.zones),
                  compiled.horizon, *_absences(msels))  # fmt: skip
        return log

    def _array(self, name: str, size: int) -> Ints:
        kept = self._kept.get(name)
        if kept is None or len(kept) < size:
            kept = self._kept[name] = np.empty(size, np.int64)
        return kept[:size]


def _absences(msels: Msels) -> tuple[Ints, ...]:
    """When somebody goes and comes back, run by run (R+1) in order of time: second, pool, how many more are away."""
    disruption = msels.joined.disruption
    away = np.flatnonzero(disruption[:, 0] == ABSENT)
    run = np.searchsorted(msels.disruption_first, away, side="right") - 1
    pool, people, begin, end = (disruption[away, c] for c in (1, 4, 5, 6))
    time = np.maximum(0, np.concatenate((begin, end)))
    order = np.lexsort((time, np.concatenate((run, run))))
    first = np.searchsorted(np.concatenate((run, run))[order], np.arange(len(msels) + 1))
    return first, time[order], np.concatenate((pool, pool))[order], np.concatenate((people, -people))[order]
