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
from numba import njit

from drillsim.msel.event_list import ABSENT, PHONE, ROAD, Msel, Msels
from drillsim.msel.where import Ints
from drillsim.plan.tables import DRAWN, NOWHERE, PEOPLE, SCENE, TURNOUT, CompiledPlan
from drillsim.play.capacity import capacity_changes
from drillsim.play.log import COMING, ENDED, OPEN, RUNNING, SKIPPED, WAITING, Log
from drillsim.quantities import LONGEST

PAYLOAD = 32  # bits of the heap key that hold what is due; the time lies above them
LOW = (1 << PAYLOAD) - 1  # `x & LOW` also tells the compiler that a place is not counted from the end
READY, RELEASE, LEAVE = 0, 1, 2  # the lowest two bits say what is due for an incident, the others which
KINDS = 3


class Work(NamedTuple):
    """What the kernel needs while it plays, and nobody after it."""

    hold_turnout: Ints  # H: usual turnout of who met the need
    hold_pending: Ints  # H: 1 from when the second of the release is known until it comes
    heap: Ints  # what is due: the time and the incident, see READY, RELEASE, LEAVE
    queue: Ints  # waiting rows in canonical order, with their incidents and priorities
    queue_incident: Ints
    queue_priority: Ints
    stack: Ints  # rows to consider (row), or just resolved (-1 - row)
    granted: Ints  # rows granted in this pass, and their incidents
    granted_incident: Ints
    failed: Ints  # by step and zone: the number of the pass in which its request could not be met


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
def _usual_travel(
    pool_base: Any, travel: Any, slow_time: Any, slow_factor: Any, disruption: Any, zones: int, pool: int, zone: int,
    now: int,
) -> int:  # fmt: skip
    base = pool_base[pool]
    if base == NOWHERE or zone == NOWHERE:
        return 0
    hour = len(slow_time) - 1
    while slow_time[hour] > now:
        hour -= 1
    seconds = _stretched(travel[base * zones + zone], slow_factor[hour])
    for x in range(len(disruption)):
        row = disruption[x]
        this_way = (row[2] == NOWHERE or row[2] == base) and (row[3] == NOWHERE or row[3] == zone)
        if row[0] == ROAD and this_way and row[5] <= now and now < row[6]:
            seconds = _stretched(seconds, row[4])
    return seconds


@njit(cache=True)
def _insert(
    queue: Any, incidents: Any, priorities: Any, length: int, row: int, incident: int, priority: int, ready: Any
) -> int:  # fmt: skip
    """Put a row into the queue, ordered by (priority, ready, row): rows follow incident and step."""
    place = length
    while place > 0:
        other, first = queue[place - 1], priorities[place - 1]
        if first < priority or (
            first == priority and (ready[other] < ready[row] or (ready[other] == ready[row] and other < row))
        ):
            break
        queue[place], incidents[place], priorities[place] = other, incidents[place - 1], first
        place -= 1
    queue[place], incidents[place], priorities[place] = row, incident, priority
    return length + 1


@njit(cache=True)
def _rank(
    t: Any, disruption: Any, zones: int, zone: int, first: int, end: int, count: int, now: int, duty: Any, in_use: Any,
    ranked: Any, keys: Any,
) -> None:  # fmt: skip
    """Write the candidates `first` to `end` into `ranked`, best first."""
    for c in range(end - first):
        pool = t.candidate[first + c]
        on_duty = max(0, max(0, duty[pool]) - in_use[pool])
        seconds = t.pool_turnout[pool] if count <= on_duty else t.pool_turnout_call[pool]
        seconds += _usual_travel(t.pool_base, t.travel, t.slow_time, t.slow_factor, disruption, zones, pool, zone, now)
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
def _blank(log: Any, hold_pending: Any, row_first: Any, slot_first: Any, incident: int) -> None:
    """An incident's rows of the log before anything has happened."""
    for row in range(row_first[incident], row_first[incident + 1]):
        log.status[row] = COMING
        log.ready[row] = log.started[row] = log.ended[row] = OPEN
        log.outcome[row] = -1
    for hold in range(slot_first[incident], slot_first[incident + 1]):
        log.hold_pool[hold] = log.hold_taken[hold] = log.hold_left[hold] = log.hold_released[hold] = OPEN
        log.hold_count[hold] = log.hold_on_call[hold] = hold_pending[hold] = 0


@njit(cache=True)
def _play_one(
    t: Any, m: Any, log: Any, w: Any, first_incident: int, end_incident: int, disruption: Any, zones: int, horizon: int,
    change_time: Any, change_pool: Any, change_duty: Any, change_total: Any,
    duty: Any, total: Any, in_use: Any, ranked: Any, keys: Any, chosen: Any, choices: Any, at: Any, taken: Any,
) -> None:  # fmt: skip
    # Taken out of their tuples once: inside the loops each look-up would count references.
    status, ready, started, ended, outcome, hold_pool, hold_count, hold_on_call, hold_taken, hold_left, hold_released = log
    heap, stack = w.heap, w.stack
    t_after, t_after_first, t_back = t.after, t.after_first, t.back
    t_back_first, t_before, t_before_first = t.back_first, t.before, t.before_first
    t_candidate, t_candidate_first, t_condition_first = t.candidate, t.candidate_first, t.condition_first
    t_condition_step, t_condition_value, t_condition_value_first = (
        t.condition_step,
        t.condition_value,
        t.condition_value_first,
    )
    t_need_ask, t_need_back_step, t_need_count = t.need_ask, t.need_back_step, t.need_count
    t_need_first, t_pool_base, t_pool_turnout = t.need_first, t.pool_base, t.pool_turnout
    t_pool_turnout_call, t_release, t_release_first = t.pool_turnout_call, t.release, t.release_first
    t_slow_factor, t_slow_time, t_step_calls = t.slow_factor, t.slow_time, t.step_calls
    t_step_destination, t_step_never, t_step_priority = t.step_destination, t.step_never, t.step_priority
    t_step_takes, t_step_unanswered, t_travel = t.step_takes, t.step_unanswered, t.travel
    t_unit, t_unit_first, t_variant_need_first = t.unit, t.unit_first, t.variant_need_first
    t_variant_step_first = t.variant_step_first
    m_attribute, m_back, m_outcome = m.attribute, m.back, m.outcome
    m_people, m_row_first, m_slot_first = m.people, m.row_first, m.slot_first
    m_takes, m_time, m_variant = m.takes, m.time, m.variant
    w_failed, w_granted, w_granted_incident = w.failed, w.granted, w.granted_incident
    w_hold_pending, w_hold_turnout, w_queue = w.hold_pending, w.hold_turnout, w.queue
    w_queue_incident, w_queue_priority = w.queue_incident, w.queue_priority
    heap_size = queued = granted = passes = 0
    arrived, changed = first_incident, 0
    w_failed[:] = 0

    while True:
        now = horizon + 1
        if heap_size > 0:
            now = heap[0] >> PAYLOAD
        if arrived < end_incident and m_time[arrived] < now:
            now = m_time[arrived]
        if changed < len(change_time) and change_time[changed] < now:
            now = change_time[changed]
        if now > horizon:
            break
        dirty = False
        while changed < len(change_time) and change_time[changed] == now:
            duty[change_pool[changed]] = change_duty[changed]
            total[change_pool[changed]] = change_total[changed]
            changed += 1
            dirty = True

        while True:  # phase one until nothing is due, then one pass; again while the pass made something due
            depth = 0
            leaving = False
            if granted > 0:  # in the last pass
                granted -= 1
                incident = w_granted_incident[granted]
                stack[0] = w_granted[granted]
                depth = 1
            elif heap_size > 0 and (heap[0] >> PAYLOAD) == now:
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
                                w_queue,
                                w_queue_incident,
                                w_queue_priority,
                                queued,
                                row,
                                incident,
                                t_step_priority[row + shift],
                                ready,
                            )
                            dirty = True
                    continue
                if what == RELEASE:
                    for hold in range(m_slot_first[incident] & LOW, m_slot_first[incident + 1]):
                        if w_hold_pending[hold] == 1 and hold_released[hold] == now:
                            w_hold_pending[hold] = 0
                            in_use[hold_pool[hold]] -= hold_count[hold]
                            dirty = True
                    continue
                leaving = True
            elif arrived < end_incident and m_time[arrived] == now:
                incident = arrived
                arrived += 1
                _blank(log, w_hold_pending, m_row_first, m_slot_first, incident)
                first_row = m_row_first[incident] & LOW
                shift = t_variant_step_first[m_variant[incident]] - first_row
                for row in range(m_row_first[incident + 1] - 1, first_row - 1, -1):
                    if t_before_first[row + shift] == t_before_first[row + shift + 1]:
                        stack[depth] = row
                        depth += 1
            elif dirty and queued > 0:
                dirty = False
                passes += 1
                kept = 0
                for q in range(queued):
                    row, incident = w_queue[q], w_queue_incident[q]
                    variant, zone = m_variant[incident], m_attribute[incident, 0]
                    row, incident, variant = row & LOW, incident & LOW, variant & LOW
                    s = (row - m_row_first[incident] + t_variant_step_first[variant]) & LOW
                    line = zones if zone == NOWHERE else zone
                    first_need = t_need_first[s]
                    needs = t_need_first[s + 1] - first_need
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
                        ask = t_need_ask[first_need + k] * (zones + 1) + line
                        first, end = t_candidate_first[ask], t_candidate_first[ask + 1]
                        choices[k] = end - first
                        met = False
                        for c in range(first, end):
                            pool = t_candidate[c]
                            met |= count <= max(0, total[pool]) - in_use[pool]
                        if end - first == 1:
                            chosen[k] = ranked[k, 0] = t_candidate[first]
                            for earlier in range(k):
                                simple &= chosen[earlier] != chosen[k]
                        else:
                            simple = False
                    if met and not simple:
                        for k in range(needs):
                            if choices[k] > 1:
                                ask = t_need_ask[first_need + k] * (zones + 1) + line
                                first = t_candidate_first[ask]
                                _rank(t, disruption, zones, zone, first, first + choices[k], taken[k], now, duty, in_use,
                                      ranked[k], keys)  # fmt: skip
                        met = _search(needs, total, in_use, chosen, ranked, choices, at, taken)
                    if not met:
                        if not heads:
                            w_failed[s * (zones + 1) + line] = passes
                        w_queue[kept], w_queue_incident[kept] = row, incident
                        w_queue_priority[kept] = w_queue_priority[q]
                        kept += 1
                        continue
                    hold = m_slot_first[incident] + first_need - t_variant_need_first[variant]
                    for k in range(needs):
                        pool, count = chosen[k], taken[k]
                        on_duty = max(0, max(0, duty[pool]) - in_use[pool])
                        w_hold_turnout[hold + k] = t_pool_turnout[pool] if count <= on_duty else t_pool_turnout_call[pool]
                        hold_on_call[hold + k] = max(0, count - on_duty)
                        in_use[pool] += count
                        hold_pool[hold + k] = pool
                        hold_count[hold + k] = count
                        hold_taken[hold + k] = now
                    w_granted[granted], w_granted_incident[granted] = row, incident
                    granted += 1
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
                moment = now
                x, release_end = 0, 0
                if leaving:  # it is only now that the journeys of some who leave can be told
                    x, release_end = first_slot, m_slot_first[incident + 1]
                else:
                    depth -= 1
                    item = stack[depth]
                    if item >= 0:  # consider: all before it is resolved
                        s = (item + shift) & LOW
                        if status[item] != WAITING:
                            some_ended = t_before_first[s] == t_before_first[s + 1]
                            if not some_ended:
                                moment = 0
                                for b in range(t_before_first[s], t_before_first[s + 1]):
                                    before = (first_row + t_before[b]) & LOW
                                    moment = max(moment, ended[before])
                                    some_ended |= status[before] == ENDED
                            skip = t_step_never[s] == 1 or not some_ended
                            for c in range(t_condition_first[s], t_condition_first[s + 1]):
                                subject = t_condition_step[c]
                                value = outcome[first_row + subject] if subject >= 0 else m_attribute[incident, -1 - subject]
                                holds = False
                                for v in range(t_condition_value_first[c], t_condition_value_first[c + 1]):
                                    holds |= t_condition_value[v] == value
                                skip |= not holds
                            if skip:
                                status[item] = SKIPPED
                                ended[item] = moment
                                stack[depth] = -1 - item
                                depth += 1
                                continue
                            ready[item] = moment
                            if t_need_first[s + 1] > t_need_first[s]:
                                if moment == now:
                                    status[item] = WAITING
                                    queued = _insert(
                                        w_queue,
                                        w_queue_incident,
                                        w_queue_priority,
                                        queued,
                                        item,
                                        incident,
                                        t_step_priority[s],
                                        ready,
                                    )
                                    dirty = True
                                elif moment != ready_told:
                                    heap_size = _push(heap, heap_size, (moment << PAYLOAD) | (incident << 2) | READY)
                                    ready_told = moment
                                continue
                        status[item] = RUNNING
                        started[item] = moment
                        seconds = m_takes[item]
                        if t_step_takes[s] != DRAWN:
                            slowest = 0
                            zone = t_step_destination[s]
                            if zone == SCENE:
                                zone = m_attribute[incident, 0]
                            for u in range(t_unit_first[s], t_unit_first[s + 1]):
                                hold = (first_slot + t_unit[u]) & LOW
                                if t_step_takes[s] == TURNOUT:
                                    slowest = max(slowest, w_hold_turnout[hold])
                                else:
                                    slowest = max(slowest, _usual_travel(
                                        t_pool_base, t_travel, t_slow_time, t_slow_factor, disruption, zones,
                                        hold_pool[hold], zone, moment))  # fmt: skip
                            seconds = _stretched(slowest, seconds)
                        if moment + seconds > horizon:
                            continue
                        outcome[item] = m_outcome[item]
                        called = t_step_calls[s]
                        if called != NOWHERE:
                            for d in range(len(disruption)):
                                off = disruption[d, 0] == PHONE and disruption[d, 1] == called
                                if off and disruption[d, 5] <= moment and moment < disruption[d, 6]:
                                    outcome[item] = t_step_unanswered[s]
                        status[item] = ENDED
                        ended[item] = moment + seconds
                        stack[depth] = -1 - item
                        depth += 1
                        continue
                    row = -1 - item  # resolved: its successors, if nothing else is before them, then those whom it lets go
                    row &= LOW
                    s, moment = (row + shift) & LOW, ended[row]
                    for a in range(t_after_first[s + 1] - 1, t_after_first[s] - 1, -1):
                        follower = (t_after[a] + shift + first_row) & LOW
                        is_due = True
                        for b in range(t_before_first[follower], t_before_first[follower + 1]):
                            before = status[(first_row + t_before[b]) & LOW]
                            is_due &= before in (ENDED, SKIPPED)
                        if is_due:
                            stack[depth] = first_row + t_after[a]
                            depth += 1
                    x, release_end = t_release_first[s], t_release_first[s + 1]
                while x < release_end:
                    slot = (x - first_slot if leaving else t_release[x]) & LOW
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
                    if travelled >= 0:
                        zone = t_step_destination[t_variant_step_first[variant] + travelled]
                        if zone == SCENE:
                            zone = m_attribute[incident, 0]
                        factor = m_back[first_row + t_need_back_step[need]]
                        home = moment + _stretched(_usual_travel(
                            t_pool_base, t_travel, t_slow_time, t_slow_factor, disruption, zones, hold_pool[hold], zone,
                            moment), factor)  # fmt: skip
                    else:
                        home = moment
                    if home > horizon:
                        continue
                    hold_released[hold] = home
                    if home == now:
                        in_use[hold_pool[hold]] -= hold_count[hold]
                        dirty = True
                        continue
                    w_hold_pending[hold] = 1
                    if home != release_told:
                        heap_size = _push(heap, heap_size, (home << PAYLOAD) | (incident << 2) | RELEASE)
                        release_told = home
                leaving = False
    for incident in range(arrived, end_incident):  # those whose moment never came
        _blank(log, w_hold_pending, m_row_first, m_slot_first, incident)


@njit(cache=True)
def _play_all(
    t: Any, m: Any, log: Any, w: Any, run_first: Any, disruption_first: Any, zones: int, horizon: int,
    change_first: Any, change_end: Any, change_time: Any, change_pool: Any, change_duty: Any, change_total: Any,
) -> None:  # fmt: skip
    """Play every run of a block, one after the other."""
    widest = most_needs = 1
    for a in range(len(t.candidate_first) - 1):
        widest = max(widest, t.candidate_first[a + 1] - t.candidate_first[a])
    for s in range(len(t.need_first) - 1):
        most_needs = max(most_needs, t.need_first[s + 1] - t.need_first[s])
    ranked = np.zeros((most_needs, widest), np.int64)
    keys = np.zeros(widest, np.int64)
    chosen, choices, at, taken = (
        np.zeros(most_needs, np.int64), np.zeros(most_needs, np.int64), np.zeros(most_needs, np.int64),
        np.zeros(most_needs, np.int64),
    )  # fmt: skip
    in_use = np.zeros(len(t.pool_duty), np.int64)
    for run in range(len(run_first) - 1):
        in_use[:] = 0
        a, b = change_first[run], change_end[run]
        disruption = m.disruption[disruption_first[run] : disruption_first[run + 1]]
        _play_one(
            t, m, log, w, run_first[run], run_first[run + 1], disruption, zones, horizon,
            change_time[a:b], change_pool[a:b], change_duty[a:b], change_total[a:b],
            t.pool_duty.copy(), t.pool_total.copy(), in_use, ranked, keys, chosen, choices, at, taken,
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
        log = Log(*(self._array(name, slots if name.startswith("hold") else rows) for name in Log._fields))
        # Every row becomes ready once, every hold leaves and returns once, every row waits once and is resolved
        # once: no buffer can overflow.
        most = {"heap": row_most + 2 * slot_most + 1, "failed": len(t.step_takes) * (len(compiled.zones) + 1)}
        w = Work(*(
            self._array(f"work {name}", slots if name.startswith("hold") else most.get(name, row_most + 1))
            for name in Work._fields
        ))  # fmt: skip
        first, end, *changes = _calendars(compiled, msels)
        _play_all(t, m, log, w, msels.run_first, msels.disruption_first, len(compiled.zones), compiled.horizon,
                  first, end, *changes)  # fmt: skip
        return log

    def _array(self, name: str, size: int) -> Ints:
        kept = self._kept.get(name)
        if kept is None or len(kept) < size:
            kept = self._kept[name] = np.empty(size, np.int64)
        return kept[:size]


def _calendars(compiled: CompiledPlan, msels: Msels) -> tuple[Ints, ...]:
    """Where the capacity changes of each run begin and end, and the changes of all: time, pool, on duty, in all."""
    t, m = compiled.tables, msels.joined
    if not (m.disruption[:, 0] == ABSENT).any():  # every run has the plan's own calendar
        first = np.zeros(len(msels), np.int64)
        return first, first + len(t.change_time), t.change_time, t.change_pool, t.change_duty, t.change_total
    own = [capacity_changes(compiled, msel) for msel in msels]
    ends = np.cumsum([len(one[0]) for one in own])
    return np.concatenate(([0], ends[:-1])), ends, *(np.concatenate(column) for column in zip(*own, strict=True))
