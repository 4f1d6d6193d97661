"""The compiled engine: the rules of `conduct.py` as one state machine over flat arrays.

It knows nothing of SimPy and shares no code with the reference, so that equal logs mean
something. A binary heap holds what is due (time in the high bits, the row in the low ones);
the waiting requests lie in one array in canonical order; a pass is left out when nothing was
freed and nothing asked since the last one, because it could grant nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from drillsim.msel.deck import PHONE, ROAD, Msel
from drillsim.plan.tables import DRAWN, NOWHERE, PEOPLE, SCENE, TURNOUT, CompiledPlan
from drillsim.play.capacity import capacity_changes
from drillsim.play.log import COMING, ENDED, OPEN, RUNNING, SKIPPED, WAITING, Log
from drillsim.quantities import LONGEST

PAYLOAD = 32  # bits of the heap key that hold the row
LOW = (1 << PAYLOAD) - 1


@njit(cache=True)
def _push(heap: Any, size: int, key: int) -> int:
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        if heap[parent] <= key:
            break
        heap[i] = heap[parent]
        i = parent
    heap[i] = key
    return size + 1


@njit(cache=True)
def _pop(heap: Any, size: int) -> int:
    """Remove the smallest key (the caller has read heap[0])."""
    size -= 1
    last = heap[size]
    i = 0
    child = 1
    while child < size:
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= last:
            break
        heap[i] = heap[child]
        i = child
        child = 2 * i + 1
    heap[i] = last
    return size


@njit(cache=True)
def _stretched(seconds: int, factor: int) -> int:
    return min(LONGEST, (seconds * factor + 500) // 1000)


@njit(cache=True)
def _usual_travel(t: Any, m: Any, zones: int, pool: int, zone: int, now: int) -> int:
    base = t.pool_base[pool]
    if base == NOWHERE or zone == NOWHERE:
        return 0
    seconds = t.travel[base * zones + zone]
    hour = np.searchsorted(t.slow_time, now, side="right") - 1
    seconds = _stretched(seconds, t.slow_factor[hour])
    for x in range(len(m.disruption)):
        row = m.disruption[x]
        this_way = (row[2] == NOWHERE or row[2] == base) and (row[3] == NOWHERE or row[3] == zone)
        if row[0] == ROAD and this_way and row[5] <= now and now < row[6]:
            seconds = _stretched(seconds, row[4])
    return seconds


@njit(cache=True)
def _insert(queue: Any, length: int, row: int, priority: Any, ready: Any) -> int:
    """Put a row into the queue, ordered by (priority, ready, row): rows follow incident and step."""
    low, high = 0, length
    while low < high:
        middle = (low + high) >> 1
        other = queue[middle]
        before = priority[other] < priority[row] or (
            priority[other] == priority[row] and (ready[other] < ready[row] or (ready[other] == ready[row] and other < row))
        )
        if before:
            low = middle + 1
        else:
            high = middle
    for i in range(length, low, -1):
        queue[i] = queue[i - 1]
    queue[low] = row
    return length + 1


@njit(cache=True)
def _rank(
    t: Any,
    m: Any,
    zones: int,
    incident: int,
    need: int,
    count: int,
    now: int,
    duty: Any,
    in_use: Any,
    ranked: Any,
    keys: Any,
) -> int:
    """Write the pools that may meet a need into `ranked`, best first; returns how many."""
    zone = m.attribute[incident, 0]
    ask = t.need_ask[need] * (zones + 1) + (zones if zone == NOWHERE else zone)
    first, end = t.candidate_first[ask], t.candidate_first[ask + 1]
    n: int = end - first
    if n == 1:
        ranked[0] = t.candidate[first]
        return 1
    for c in range(n):
        pool = t.candidate[first + c]
        on_duty = max(0, duty[pool] - in_use[pool])
        seconds = t.pool_turnout[pool] if count <= on_duty else t.pool_turnout_call[pool]
        seconds += _usual_travel(t, m, zones, pool, zone, now)
        key = (t.candidate_backup[first + c] << 62) | seconds
        i = c
        while i > 0 and (keys[i - 1] > key or (keys[i - 1] == key and ranked[i - 1] > pool)):
            keys[i] = keys[i - 1]
            ranked[i] = ranked[i - 1]
            i -= 1
        keys[i] = key
        ranked[i] = pool
    return n


@njit(cache=True)
def _assign(
    t: Any, m: Any, zones: int, incident: int, s: int, now: int, duty: Any, total: Any, in_use: Any,
    chosen: Any, ranked: Any, keys: Any, choices: Any, at: Any, taken: Any,
) -> bool:  # fmt: skip
    """One pool per need into `chosen`: the first whole assignment in lexicographic order, or False."""
    first = t.need_first[s]
    needs = t.need_first[s + 1] - first
    for k in range(needs):
        need = first + k
        count = m.people[incident] if t.need_count[need] == PEOPLE else t.need_count[need]
        taken[k] = count
        choices[k] = _rank(t, m, zones, incident, need, count, now, duty, in_use, ranked[k], keys)
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
def _play(
    t: Any, m: Any, zones: int, horizon: int, change_time: Any, change_pool: Any, change_duty: Any, change_total: Any
) -> Any:
    rows = m.row_first[-1]
    slots = m.slot_first[-1]
    incidents = len(m.time)
    status = np.full(rows, COMING, np.int64)
    ready = np.full(rows, OPEN, np.int64)
    started = np.full(rows, OPEN, np.int64)
    ended = np.full(rows, OPEN, np.int64)
    outcome = np.full(rows, -1, np.int64)
    hold_pool = np.full(slots, OPEN, np.int64)
    hold_count = np.zeros(slots, np.int64)
    hold_on_call = np.zeros(slots, np.int64)
    hold_taken = np.full(slots, OPEN, np.int64)
    hold_left = np.full(slots, OPEN, np.int64)
    hold_released = np.full(slots, OPEN, np.int64)
    hold_turnout = np.zeros(slots, np.int64)
    unresolved = np.zeros(rows, np.int64)
    some_ended = np.zeros(rows, np.bool_)
    row_incident = np.empty(rows, np.int64)
    row_step = np.empty(rows, np.int64)  # row of the step tables
    priority = np.empty(rows, np.int64)
    for i in range(incidents):
        shift = t.variant_step_first[m.variant[i]] - m.row_first[i]
        for r in range(m.row_first[i], m.row_first[i + 1]):
            row_incident[r] = i
            row_step[r] = r + shift
            unresolved[r] = t.step_before[r + shift]
            priority[r] = t.step_priority[r + shift]

    duty = t.pool_duty.copy()
    total = t.pool_total.copy()
    in_use = np.zeros(len(duty), np.int64)
    widest = 1
    for a in range(len(t.candidate_first) - 1):
        widest = max(widest, t.candidate_first[a + 1] - t.candidate_first[a])
    most_needs = 1
    for s in range(len(t.need_first) - 1):
        most_needs = max(most_needs, t.need_first[s + 1] - t.need_first[s])
    ranked = np.zeros((most_needs, widest), np.int64)
    keys = np.zeros(widest, np.int64)
    chosen = np.zeros(most_needs, np.int64)
    choices = np.zeros(most_needs, np.int64)
    at = np.zeros(most_needs, np.int64)
    taken = np.zeros(most_needs, np.int64)

    # Every row ends once, every hold returns once, every row waits once and is resolved once:
    # the buffers below cannot overflow.
    heap = np.empty(rows + slots + 1, np.int64)
    heap_size = 0
    queue = np.empty(rows + 1, np.int64)
    queued = 0
    stack = np.empty(rows + 1, np.int64)  # rows to consider (row) or just resolved (-1 - row)
    begin = np.empty(rows + 1, np.int64)  # rows that start at this instant
    arrived = 0
    changed = 0

    while True:
        now = horizon + 1
        if heap_size > 0:
            now = heap[0] >> PAYLOAD
        if arrived < incidents and m.time[arrived] < now:
            now = m.time[arrived]
        if changed < len(change_time) and change_time[changed] < now:
            now = change_time[changed]
        if now > horizon:
            break

        dirty = False
        more = True
        while more:  # phase one until nothing is due, then one pass; again while the pass made something due
            depth = 0
            while changed < len(change_time) and change_time[changed] == now:
                duty[change_pool[changed]] = change_duty[changed]
                total[change_pool[changed]] = change_total[changed]
                changed += 1
                dirty = True
            while True:
                if depth == 0:
                    if heap_size > 0 and (heap[0] >> PAYLOAD) == now:
                        item = heap[0] & LOW
                        heap_size = _pop(heap, heap_size)
                        if item >= rows:
                            hold = item - rows
                            in_use[hold_pool[hold]] -= hold_count[hold]
                            hold_released[hold] = now
                            dirty = True
                            continue
                        outcome[item] = m.outcome[item]
                        called = t.step_calls[row_step[item]]
                        if called != NOWHERE:
                            for x in range(len(m.disruption)):
                                d = m.disruption[x]
                                if d[0] == PHONE and d[1] == called and d[5] <= started[item] and started[item] < d[6]:
                                    outcome[item] = t.step_unanswered[row_step[item]]
                        status[item] = ENDED
                        ended[item] = now
                        stack[0] = -1 - item
                        depth = 1
                    elif arrived < incidents and m.time[arrived] == now:
                        for r in range(m.row_first[arrived + 1] - 1, m.row_first[arrived] - 1, -1):
                            if unresolved[r] == 0:
                                stack[depth] = r
                                depth += 1
                        arrived += 1
                        continue
                    else:
                        break
                depth -= 1
                item = stack[depth]
                if item >= 0:  # consider
                    s = row_step[item]
                    incident = row_incident[item]
                    skip = t.step_never[s] == 1 or (t.step_before[s] > 0 and not some_ended[item])
                    for c in range(t.condition_first[s], t.condition_first[s + 1]):
                        subject = t.condition_step[c]
                        value = (
                            outcome[m.row_first[incident] + subject] if subject >= 0 else m.attribute[incident, -1 - subject]
                        )
                        holds = False
                        for v in range(t.condition_value_first[c], t.condition_value_first[c + 1]):
                            holds |= t.condition_value[v] == value
                        skip |= not holds
                    if skip:
                        status[item] = SKIPPED
                        ended[item] = now
                        stack[depth] = -1 - item
                        depth += 1
                        continue
                    ready[item] = now
                    if t.need_first[s + 1] > t.need_first[s]:
                        status[item] = WAITING
                        queued = _insert(queue, queued, item, priority, ready)
                        dirty = True
                        continue
                    begin[0] = item
                    n_begin = 1
                else:  # resolved: give back, then its successors
                    row = -1 - item
                    s = row_step[row]
                    incident = row_incident[row]
                    first_slot = m.slot_first[incident]
                    first_need = t.variant_need_first[m.variant[incident]]
                    for x in range(t.release_first[s], t.release_first[s + 1]):
                        hold = first_slot + t.release[x]
                        if hold_taken[hold] == OPEN:
                            continue
                        hold_left[hold] = now
                        need = first_need + t.release[x]
                        travelled = -1  # the last journey that ended
                        for b in range(t.back_first[need], t.back_first[need + 1]):
                            journey = m.row_first[incident] + t.back[b]
                            if status[journey] == ENDED and (
                                travelled < 0 or ended[journey] >= ended[m.row_first[incident] + travelled]
                            ):
                                travelled = t.back[b]
                        seconds = 0
                        if travelled >= 0:
                            zone = t.step_destination[t.variant_step_first[m.variant[incident]] + travelled]
                            if zone == SCENE:
                                zone = m.attribute[incident, 0]
                            factor = m.back[m.row_first[incident] + t.need_back_step[need]]
                            seconds = _stretched(_usual_travel(t, m, zones, hold_pool[hold], zone, now), factor)
                        if seconds == 0:
                            in_use[hold_pool[hold]] -= hold_count[hold]
                            hold_released[hold] = now
                            dirty = True
                        elif now + seconds <= horizon:
                            heap_size = _push(heap, heap_size, ((now + seconds) << PAYLOAD) | (rows + hold))
                    for x in range(t.after_first[s + 1] - 1, t.after_first[s] - 1, -1):
                        follower = m.row_first[incident] + t.after[x]
                        unresolved[follower] -= 1
                        some_ended[follower] |= status[row] == ENDED
                        if unresolved[follower] == 0:
                            stack[depth] = follower
                            depth += 1
                    continue
                heap_size = _start(t, m, zones, horizon, now, begin, n_begin, row_step, row_incident, status, started,
                                   hold_pool, hold_turnout, heap, heap_size)  # fmt: skip

            more = False
            if dirty and queued > 0:
                n_begin = 0
                kept = 0
                for w in range(queued):
                    row = queue[w]
                    s = row_step[row]
                    incident = row_incident[row]
                    if not _assign(
                        t, m, zones, incident, s, now, duty, total, in_use, chosen, ranked, keys, choices, at, taken
                    ):
                        queue[kept] = row
                        kept += 1
                        continue
                    slot = m.slot_first[incident] + t.need_first[s] - t.variant_need_first[m.variant[incident]]
                    for k in range(t.need_first[s + 1] - t.need_first[s]):
                        pool = chosen[k]
                        on_duty = max(0, max(0, duty[pool]) - in_use[pool])
                        count = taken[k]
                        hold_turnout[slot + k] = t.pool_turnout[pool] if count <= on_duty else t.pool_turnout_call[pool]
                        hold_on_call[slot + k] = max(0, count - on_duty)
                        in_use[pool] += count
                        hold_pool[slot + k] = pool
                        hold_count[slot + k] = count
                        hold_taken[slot + k] = now
                    begin[n_begin] = row
                    n_begin += 1
                queued = kept
                heap_size = _start(t, m, zones, horizon, now, begin, n_begin, row_step, row_incident, status, started,
                                   hold_pool, hold_turnout, heap, heap_size)  # fmt: skip
                more = heap_size > 0 and (heap[0] >> PAYLOAD) == now
            dirty = False
    return status, ready, started, ended, outcome, hold_pool, hold_count, hold_on_call, hold_taken, hold_left, hold_released


@njit(cache=True)
def _start(
    t: Any, m: Any, zones: int, horizon: int, now: int, begin: Any, n: int, row_step: Any, row_incident: Any,
    status: Any, started: Any, hold_pool: Any, hold_turnout: Any, heap: Any, heap_size: int,
) -> int:  # fmt: skip
    """Start the first `n` rows of `begin` now and put their ends into the heap."""
    for b in range(n):
        row = begin[b]
        s = row_step[row]
        incident = row_incident[row]
        status[row] = RUNNING
        started[row] = now
        seconds = m.takes[row]
        if t.step_takes[s] != DRAWN:
            slowest = 0
            zone = t.step_destination[s]
            if zone == SCENE:
                zone = m.attribute[incident, 0]
            for u in range(t.unit_first[s], t.unit_first[s + 1]):
                hold = m.slot_first[incident] + t.unit[u]
                if t.step_takes[s] == TURNOUT:
                    slowest = max(slowest, hold_turnout[hold])
                else:
                    slowest = max(slowest, _usual_travel(t, m, zones, hold_pool[hold], zone, now))
            seconds = _stretched(slowest, seconds)
        if now + seconds <= horizon:
            heap_size = _push(heap, heap_size, ((now + seconds) << PAYLOAD) | row)
    return heap_size


def play(compiled: CompiledPlan, msel: Msel) -> Log:
    """Play one MSEL against one plan. The log equals that of `drillsim.play.conduct.conduct`."""
    return Log(*_play(compiled.tables, msel, len(compiled.zones), compiled.horizon, *capacity_changes(compiled, msel)))
