"""The reference engine: plays one MSEL against one plan with SimPy, and draws nothing.

It is the engine to read: what happens at one second happens in two phases. First everything
that is due (arrivals, ends of steps, units back, capacity changes) and all that follows from
it; then one *dispatch pass* over the waiting requests, which a SimPy event of a lower
priority brings about. Steps of no length end in the same second and bring both phases again.
`kernel.py` plays the same rules compiled; the two must return the same log.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import simpy

from drillsim.msel.event_list import ABSENT, PHONE, ROAD, Msel
from drillsim.plan.tables import DRAWN, NOWHERE, PEOPLE, SCENE, TURNOUT, CompiledPlan
from drillsim.play.log import COMING, ENDED, OPEN, RUNNING, SKIPPED, WAITING, Log
from drillsim.quantities import LONGEST

DISPATCH = 2  # priority of the dispatch event: after everything that is due at the same second

Request = tuple[int, int, int, int]  # priority, second at which it became ready, incident, row


def stretched(seconds: int, factor: int) -> int:
    """`seconds` times a factor in thousandths, rounded half up, and no longer than any duration may be."""
    return min(LONGEST, (seconds * factor + 500) // 1000)


class Conduct:
    """One play. Create it and call `play()` once.

    The methods `priority_of`, `preference`, `assignment` and `released_by` hold the dispatch
    rules, each in one place.
    """

    def __init__(self, compiled: CompiledPlan, msel: Msel) -> None:
        self.compiled, self.msel = compiled, msel
        self.t = compiled.tables
        self.env = simpy.Environment()
        rows, slots = int(msel.row_first[-1]), int(msel.slot_first[-1])
        self.status = [COMING] * rows
        self.ready, self.started, self.ended = [OPEN] * rows, [OPEN] * rows, [OPEN] * rows
        self.outcome = [-1] * rows
        self.unresolved = [0] * rows
        self.some_ended = [False] * rows
        self.hold_pool, self.hold_count, self.hold_on_call = [OPEN] * slots, [0] * slots, [0] * slots
        self.hold_taken, self.hold_left, self.hold_released = [OPEN] * slots, [OPEN] * slots, [OPEN] * slots
        self.hold_turnout = [0] * slots
        self.duty: list[int] = self.t.pool_duty.tolist()
        self.total: list[int] = self.t.pool_total.tolist()
        self.absent = [0] * len(self.duty)
        self.in_use = [0] * len(self.duty)
        self.waiting: list[Request] = []
        self.dispatch_due = False

    def play(self) -> Log:
        """Play to the end: nothing open, or the horizon. Returns the log."""
        for index, second in enumerate(self.t.change_time.tolist()):
            self._at(second, partial(self._change, index))
        for row in self.msel.disruption.tolist():
            if row[0] == ABSENT:
                self._at(max(0, row[5]), partial(self._absence, row[1], row[4]))
                self._at(max(0, row[6]), partial(self._absence, row[1], -row[4]))
        for incident, second in enumerate(self.msel.time.tolist()):
            self._at(second, partial(self._arrive, incident))
        self.env.run(until=self.compiled.horizon + 1)
        columns = (
            self.status, self.ready, self.started, self.ended, self.outcome,
            self.hold_pool, self.hold_count, self.hold_on_call, self.hold_taken, self.hold_left, self.hold_released,
        )  # fmt: skip
        return Log(*(np.array(column, np.int64) for column in columns))

    # ---- the clock -----------------------------------------------------------------------

    @property
    def now(self) -> int:
        return int(self.env.now)

    def _at(self, second: int, happen: Callable[[], None]) -> None:
        event = self.env.timeout(second - self.now)
        event.callbacks.append(lambda _event: happen())

    def _want_dispatch(self) -> None:
        if not self.dispatch_due:
            self.dispatch_due = True
            event = simpy.Event(self.env)
            event._ok, event._value = True, None
            event.callbacks.append(self._dispatch)
            self.env.schedule(event, priority=DISPATCH)  # type: ignore[arg-type]

    # ---- phase one: what is due ------------------------------------------------------------

    def _change(self, index: int) -> None:
        pool = self.t.change_pool[index]
        self.duty[pool], self.total[pool] = int(self.t.change_duty[index]), int(self.t.change_total[index])
        self._want_dispatch()

    def _absence(self, pool: int, people: int) -> None:
        self.absent[pool] += people
        self._want_dispatch()

    def _arrive(self, incident: int) -> None:
        first = self.msel.row_first[incident]
        for step in range(self.msel.row_first[incident + 1] - first):
            self.unresolved[first + step] = int(self.t.step_before[self._step(incident, step)])
        for step in range(self.msel.row_first[incident + 1] - first):
            if self.t.step_before[self._step(incident, step)] == 0:
                self._consider(incident, step)

    def _consider(self, incident: int, step: int) -> None:
        """All predecessors of a step are resolved: it is skipped, starts, or waits for its needs."""
        row, s = self._row(incident, step), self._step(incident, step)
        orphan = self.t.step_before[s] > 0 and not self.some_ended[row]
        if orphan or self.t.step_never[s] or not self._conditions_hold(incident, s):
            # An event of this second and not a call: a long chain of skips must not recurse.
            self._at(self.now, partial(self._resolve, incident, step, SKIPPED))
            return
        self.ready[row] = self.now
        if self.t.need_first[s] == self.t.need_first[s + 1]:
            self._start(incident, step)
        else:
            self.status[row] = WAITING
            insort(self.waiting, self.priority_of(incident, step))
            self._want_dispatch()

    def _conditions_hold(self, incident: int, s: int) -> bool:
        t = self.t
        for condition in range(t.condition_first[s], t.condition_first[s + 1]):
            subject = t.condition_step[condition]
            value = (
                self.outcome[self._row(incident, subject)] if subject >= 0 else self.msel.attribute[incident, -1 - subject]
            )
            first, end = t.condition_value_first[condition : condition + 2]
            if value not in t.condition_value[first:end]:
                return False
        return True

    def _start(self, incident: int, step: int) -> None:
        row = self._row(incident, step)
        self.status[row], self.started[row] = RUNNING, self.now
        self._at(self.now + self._duration(incident, step), partial(self._end, incident, step))

    def _duration(self, incident: int, step: int) -> int:
        s, row, t = self._step(incident, step), self._row(incident, step), self.t
        drawn = int(self.msel.takes[row])
        if t.step_takes[s] == DRAWN:
            return drawn
        slots = [self._slot(incident, slot) for slot in t.unit[t.unit_first[s] : t.unit_first[s + 1]]]
        if t.step_takes[s] == TURNOUT:
            slowest = max(self.hold_turnout[slot] for slot in slots)
        else:
            destination = self._destination(incident, s)
            slowest = max(self.usual_travel(self.hold_pool[slot], destination) for slot in slots)
        return stretched(slowest, drawn)

    def _destination(self, incident: int, s: int) -> int:
        destination = int(self.t.step_destination[s])
        return int(self.msel.attribute[incident, 0]) if destination == SCENE else destination

    def usual_travel(self, pool: int, zone: int) -> int:
        """Seconds that a unit of a pool usually takes to a zone if it leaves now."""
        t = self.t
        base = t.pool_base[pool]
        if base == NOWHERE or zone == NOWHERE:
            return 0
        seconds = int(t.travel[base * len(self.compiled.zones) + zone])
        hour = np.searchsorted(t.slow_time, self.now, side="right") - 1
        seconds = stretched(seconds, int(t.slow_factor[hour]))
        for kind, _pool, road_base, road_zone, factor, begin, end in self.msel.disruption.tolist():
            if kind == ROAD and begin <= self.now < end and road_base in (NOWHERE, base) and road_zone in (NOWHERE, zone):
                seconds = stretched(seconds, factor)
        return seconds

    def _end(self, incident: int, step: int) -> None:
        row, s = self._row(incident, step), self._step(incident, step)
        outcome = int(self.msel.outcome[row])
        called = self.t.step_calls[s]
        if called != NOWHERE and self._phone_off(called, self.started[row]):
            outcome = int(self.t.step_unanswered[s])
        self.outcome[row] = outcome
        self._resolve(incident, step, ENDED)

    def _phone_off(self, pool: int, second: int) -> bool:
        return any(
            kind == PHONE and covered == pool and begin <= second < end
            for kind, covered, _base, _zone, _amount, begin, end in self.msel.disruption.tolist()
        )

    def _resolve(self, incident: int, step: int, status: int) -> None:
        """A step ended or was skipped: give back what it held, then consider its successors."""
        row, s, t = self._row(incident, step), self._step(incident, step), self.t
        self.status[row], self.ended[row] = status, self.now
        for slot in self.released_by(incident, s):
            self._leave(incident, slot)
        for follower in t.after[t.after_first[s] : t.after_first[s + 1]].tolist():
            follower_row = self._row(incident, follower)
            self.unresolved[follower_row] -= 1
            self.some_ended[follower_row] |= status == ENDED
            if self.unresolved[follower_row] == 0:
                self._consider(incident, follower)

    def released_by(self, incident: int, s: int) -> list[int]:
        """Slots that are given back when step `s` is resolved."""
        t = self.t
        slots = t.release[t.release_first[s] : t.release_first[s + 1]].tolist()
        return [slot for slot in slots if self.hold_taken[self._slot(incident, slot)] != OPEN]

    def _leave(self, incident: int, slot: int) -> None:
        """A unit is done: it is free at once, or once back at its base if it has travelled."""
        hold = self._slot(incident, slot)
        need = int(self.t.variant_need_first[self.msel.variant[incident]]) + slot
        self.hold_left[hold] = self.now
        travelled = self.last_journey(incident, need)
        if travelled is None:
            self._release(hold)
            return
        zone = self._destination(incident, self._step(incident, travelled))
        factor = int(self.msel.back[self._row(incident, int(self.t.need_back_step[need]))])
        seconds = stretched(self.usual_travel(self.hold_pool[hold], zone), factor)
        if seconds == 0:
            self._release(hold)
        else:
            self._at(self.now + seconds, partial(self._release, hold))

    def last_journey(self, incident: int, need: int) -> int | None:
        """The travel step that brought a unit to where it is now; None if it never left its base or has no way back."""
        t = self.t
        journeys = t.back[t.back_first[need] : t.back_first[need + 1]].tolist()
        made = [(self.ended[row], s) for s in journeys if self.status[row := self._row(incident, s)] == ENDED]
        return max(made)[1] if made else None

    def _release(self, hold: int) -> None:
        self.in_use[self.hold_pool[hold]] -= self.hold_count[hold]
        self.hold_released[hold] = self.now
        self._want_dispatch()

    # ---- phase two: the dispatch pass ------------------------------------------------------

    def _dispatch(self, _event: Any) -> None:
        """Walk the waiting requests in canonical order and grant each that can be met whole."""
        self.dispatch_due = False
        granted = []
        for request in self.waiting:
            _priority, _ready, incident, row = request
            step = row - int(self.msel.row_first[incident])
            pools = self.assignment(incident, step)
            if pools is not None:
                self._grant(incident, step, pools)
                granted.append(request)
        for request in granted:
            self.waiting.remove(request)

    def priority_of(self, incident: int, step: int) -> Request:
        """The canonical order of requests."""
        row = self._row(incident, step)
        return int(self.t.step_priority[self._step(incident, step)]), self.ready[row], incident, row

    def free(self, pool: int) -> int:
        """How many of a pool could be taken now; below zero when more are out than are on."""
        return max(0, self.total[pool] - self.absent[pool]) - self.in_use[pool]

    def free_on_duty(self, pool: int) -> int:
        """How many of the free ones need not be called in."""
        return max(0, max(0, self.duty[pool] - self.absent[pool]) - self.in_use[pool])

    def turnout(self, pool: int, count: int) -> int:
        """Usual turnout of `count` units now: the slower one if anybody must be called in."""
        t = self.t
        return int(t.pool_turnout[pool] if count <= self.free_on_duty(pool) else t.pool_turnout_call[pool])

    def count(self, incident: int, need: int) -> int:
        """How many a need asks for."""
        count = int(self.t.need_count[need])
        return int(self.msel.people[incident]) if count == PEOPLE else count

    def preference(self, incident: int, need: int) -> list[int]:
        """Pools that may meet a need, best first: those who serve the place, then the quickest, then file order."""
        t = self.t
        zone = int(self.msel.attribute[incident, 0])
        zones = len(self.compiled.zones)
        ask = int(t.need_ask[need]) * (zones + 1) + (zones if zone == NOWHERE else zone)
        count = self.count(incident, need)
        first, end = t.candidate_first[ask : ask + 2]
        ranked = sorted(
            (backup, self.turnout(pool, count) + self.usual_travel(pool, zone), pool)
            for pool, backup in zip(t.candidate[first:end].tolist(), t.candidate_backup[first:end].tolist(), strict=True)
        )
        return [pool for _backup, _seconds, pool in ranked]

    def assignment(self, incident: int, step: int) -> list[int] | None:
        """One pool per need, the first whole assignment in order of preference; None if there is none."""
        s = self._step(incident, step)
        needs = range(self.t.need_first[s], self.t.need_first[s + 1])
        choices = [self.preference(incident, need) for need in needs]
        counts = [self.count(incident, need) for need in needs]
        chosen: list[int] = []

        def extend() -> bool:
            k = len(chosen)
            if k == len(choices):
                return True
            for pool in choices[k]:
                taken = sum(n for p, n in zip(chosen, counts, strict=False) if p == pool)
                if counts[k] <= self.free(pool) - taken:
                    chosen.append(pool)
                    if extend():
                        return True
                    chosen.pop()
            return False

        return chosen if extend() else None

    def _grant(self, incident: int, step: int, pools: list[int]) -> None:
        s = self._step(incident, step)
        first_slot = int(self.t.need_first[s] - self.t.variant_need_first[self.msel.variant[incident]])
        for k, pool in enumerate(pools):
            hold = self._slot(incident, first_slot + k)
            count = self.count(incident, int(self.t.need_first[s]) + k)
            self.hold_turnout[hold] = self.turnout(pool, count)
            self.hold_on_call[hold] = max(0, count - self.free_on_duty(pool))
            self.in_use[pool] += count
            self.hold_pool[hold], self.hold_count[hold], self.hold_taken[hold] = pool, count, self.now
        self._start(incident, step)

    # ---- rows of the tables ----------------------------------------------------------------

    def _row(self, incident: int, step: int) -> int:
        return int(self.msel.row_first[incident]) + step

    def _step(self, incident: int, step: int) -> int:
        return int(self.t.variant_step_first[self.msel.variant[incident]]) + step

    def _slot(self, incident: int, slot: int) -> int:
        return int(self.msel.slot_first[incident]) + slot


def conduct(compiled: CompiledPlan, msel: Msel) -> Log:
    """Play one MSEL against one plan: same MSEL and same plan give the same log, second for second."""
    return Conduct(compiled, msel).play()
