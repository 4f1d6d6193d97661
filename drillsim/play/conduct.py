"""The reference engine: plays one MSEL against one plan with SimPy, and draws nothing.

It is the engine to read: what happens at one second happens in two phases. First everything
that is due (arrivals, ends of steps, units back, capacity changes) and all that follows from
it; then one *dispatch pass* over the waiting requests, which a SimPy event of a lower
priority brings about. Steps of no length end in the same second and bring both phases again.
`kernel.py` plays the same rules compiled; the two must return the same log.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import simpy

from drillsim.compiled.event_list import ABSENT, PHONE, Msel
from drillsim.compiled.log import COMING, ENDED, OPEN, RUNNING, SKIPPED, WAITING, Log
from drillsim.compiled.tables import DRAWN, NOWHERE, PEOPLE, SCENE, TURNOUT, CompiledPlan
from drillsim.play.lists import Lists
from drillsim.quantities.measures import LONGEST

DISPATCH = 2  # priority of the dispatch event: after everything that is due at the same second

Request = tuple[int, int, int, int]  # priority, second at which it became ready, incident, row


def stretched(seconds: int, factor: int) -> int:
    """Rule 2: `seconds` times a factor in thousandths, rounded half up, and no longer than any duration may be."""
    return min(LONGEST, (seconds * factor + 500) // 1000)


class Conduct(Lists):
    """One play. Create it and call `play()` once.

    A rule has the name that it has in `kernel.py` and cites the number that it has in docs/design.md.
    """

    def __init__(self, compiled: CompiledPlan, msel: Msel) -> None:
        super().__init__(compiled, msel)
        self.env = simpy.Environment()
        rows, slots = self.row_first[-1], self.slot_first[-1]
        self.status = [COMING] * rows
        self.ready, self.started, self.ended = [OPEN] * rows, [OPEN] * rows, [OPEN] * rows
        self.outcome = [-1] * rows
        self.unresolved = [0] * rows
        self.some_ended = [False] * rows
        self.hold_pool, self.hold_count, self.hold_on_call = [OPEN] * slots, [0] * slots, [0] * slots
        self.hold_taken, self.hold_left, self.hold_released = [OPEN] * slots, [OPEN] * slots, [OPEN] * slots
        self.hold_turnout = [0] * slots
        self.hold_rows = [[0] * compiled.most_rows for _ in range(slots)]
        self.duty: list[int] = list(self.t.pool_duty)
        self.total: list[int] = list(self.t.pool_total)
        self.absent = [0] * len(self.duty)
        self.in_use = [0] * len(self.duty)
        self.row_in_use = [0] * len(self.t.row_number)
        self.row_until: list[int] = list(self.t.row_until)  # when each shift ends, 0 for one that is not on
        self.waiting: list[Request] = []
        self.dispatch_due = False
        for pool in range(len(self.duty)):
            self.count_rows(pool)

    def play(self) -> Log:
        """Play to the end: until nothing is left to happen, or to the horizon. Returns the log."""
        self.schedule()
        self.env.run(until=self.compiled.horizon + 1)
        return self.log()

    def schedule(self) -> None:
        """Put everything on the calendar that is known beforehand: capacity changes, arrivals, absences."""
        self.env.process(self._each(self.t.change_time, self.change, self._at_rest))
        self.env.process(self._each(self.msel.time, self.arrive))
        for kind, pool, _base, _zone, people, begin, end in self.msel.disruption:
            if kind == ABSENT:
                self._later(max(0, begin), self.absence, pool, people)
                self._later(max(0, end), self.absence, pool, -people)

    def log(self) -> Log:
        """What has happened so far."""
        now = min(self.now, self.compiled.horizon)
        started = [second if second <= now else OPEN for second in self.started]  # who was called in may be on the way
        columns = (
            self.status, self.ready, started, self.ended, self.outcome,
            self.hold_pool, self.hold_count, self.hold_on_call, self.hold_taken, self.hold_left, self.hold_released,
        )  # fmt: skip
        rows = np.array(self.hold_rows, np.int64).reshape(len(self.hold_pool), self.compiled.most_rows)
        return Log(*[np.array(column, np.int64) for column in columns] + [rows])

    # ---- the clock -----------------------------------------------------------------------

    @property
    def now(self) -> int:
        return self.env.now  # type: ignore[return-value]  # only whole seconds are ever put in

    def _later(self, seconds: int, happen: Callable[..., None], *of: int) -> None:
        event = self.env.timeout(seconds)
        event.callbacks.append(lambda _event: happen(*of))

    def _each(
        self, seconds: list[int], happen: Callable[[int], None], enough: Callable[[], bool] = lambda: False
    ) -> Generator[simpy.Event, None, None]:
        """A SimPy process: something happens at each of these seconds (ascending), by its number, until it is enough."""
        for number, second in enumerate(seconds):
            yield self.env.timeout(second - self.now)
            if enough():
                return
            happen(number)

    def _at_rest(self) -> bool:
        """Whether every incident has come and is over: nobody waits for the calendar any more."""
        return not self.waiting and min(self.status, default=ENDED) >= ENDED

    def _want_dispatch(self) -> None:
        if not self.dispatch_due:
            self.dispatch_due = True
            event = simpy.Event(self.env)
            event._ok, event._value = True, None
            event.callbacks.append(self.dispatch)
            self.env.schedule(event, priority=DISPATCH)  # type: ignore[arg-type]

    # ---- phase one: what is due ------------------------------------------------------------

    def change(self, index: int) -> None:
        """Rule 9: a level of the calendar, or a shift, begins or ends."""
        pool = self.t.change_pool[index]
        self.duty[pool], self.total[pool] = self.t.change_duty[index], self.t.change_total[index]
        row = self.t.change_row[index]
        if row >= 0:
            self.row_until[row] = self.t.change_until[index]
            self.count_rows(pool)
        self._want_dispatch()

    def absence(self, pool: int, people: int) -> None:
        """Rule 9: somebody goes, or comes back."""
        self.absent[pool] += people
        self.count_rows(pool)
        self._want_dispatch()

    def arrive(self, incident: int) -> None:
        """Rule 3: the turn of the first steps comes."""
        first, end = self.row_first[incident : incident + 2]
        s = self._step(incident, 0)
        before = self.t.step_before[s : s + end - first]
        self.unresolved[first:end] = before
        for step, predecessors in enumerate(before):
            if predecessors == 0:
                self.consider(incident, step)

    def consider(self, incident: int, step: int) -> None:
        """Rule 3: the turn of a step comes: it is skipped, starts, or waits for its needs."""
        row, s = self._row(incident, step), self._step(incident, step)
        orphan = self.t.step_before[s] > 0 and not self.some_ended[row]
        if orphan or self.t.step_never[s] or not self.conditions_hold(incident, s):
            # An event of this second and not a call: a long chain of skips must not recurse.
            self._later(0, self.resolve, incident, step, SKIPPED)
            return
        self.ready[row] = self.now
        if self.t.need_first[s] == self.t.need_first[s + 1]:
            self.start(incident, step)
        else:
            self.wait(incident, step)

    def conditions_hold(self, incident: int, s: int) -> bool:
        """Rule 3: whether all that a step asks of earlier outcomes and of the incident is so."""
        for subject, allowed in self.conditions[s]:
            if subject >= 0:
                told = self.outcome[self._row(incident, subject)]
            else:
                told = self.msel.attribute[incident][-1 - subject]
            if told not in allowed:
                return False
        return True

    def start(self, incident: int, step: int) -> None:
        """Rule 8: a step begins once those called in for it have come."""
        row = self._row(incident, step)
        self.status[row] = RUNNING
        begin = self.started[row] = self.now + self.recall(incident, step)
        end = self.worked(incident, step, begin, self.duration(incident, step))
        self._later(end - self.now, self._end, incident, step)

    def recall(self, incident: int, step: int) -> int:
        """Rule 8: seconds until those called in for a step have come; a turnout step takes them into its own time."""
        s, t = self._step(incident, step), self.t
        if t.step_takes[s] == TURNOUT:
            return 0
        first_need = t.variant_need_first[self.msel.variant[incident]]
        called = [
            self.hold_turnout[hold]
            for need in range(t.need_first[s], t.need_first[s + 1])
            if self.hold_on_call[hold := self._slot(incident, need - first_need)] > 0 and t.need_recall[need]
        ]
        return max(called, default=0)

    def worked(self, incident: int, step: int, begin: int, seconds: int) -> int:
        """Rule 9: the second at which work that begins is done: it stands still while those who do it are closed.

        Who was called in from home stays until it is done; a way is never left half-way.
        """
        s = self._step(incident, step)
        clocks = self.clocks(incident, s) if seconds > 0 and self.t.step_takes[s] == DRAWN else []
        closed = sorted(span for clock in clocks for span in self.closed[clock])
        for since, until in closed:
            if since >= begin + seconds:
                break
            if until > begin:  # what was done before it is done
                seconds -= max(0, since - begin)
                begin = until
        return begin + seconds

    def clocks(self, incident: int, s: int) -> list[int]:
        """The clocks by which a step works: those of what is held for it."""
        found = []
        for slot in self.work[s]:
            hold = self._slot(incident, slot)
            pool, t = self.hold_pool[hold], self.t
            if self.hold_taken[hold] == OPEN or self.hold_on_call[hold] > 0 or t.pool_clock[pool] == NOWHERE:
                continue
            rows = [row for row in range(t.pool_rows[pool]) if self.hold_rows[hold][row] > 0] or [0]
            found += [t.pool_clock[pool] + row for row in rows]
        return found

    def duration(self, incident: int, step: int) -> int:
        """Rule 7: seconds that a step takes, on the move or at work."""
        s, row, t = self._step(incident, step), self._row(incident, step), self.t
        drawn: int = self.msel.takes[row]
        if t.step_takes[s] == DRAWN:
            return drawn
        slots = [self._slot(incident, slot) for slot in self.unit[s]]
        if t.step_takes[s] == TURNOUT:
            slowest = max(self.hold_turnout[slot] for slot in slots)
        else:
            destination = self.destination(incident, s)
            slowest = max(self.usual_travel(self.hold_pool[slot], destination, self.started[row]) for slot in slots)
        return stretched(slowest, drawn)

    def destination(self, incident: int, s: int) -> int:
        """Rule 7: where a step goes."""
        destination: int = self.t.step_destination[s]
        return self.zone[incident] if destination == SCENE else destination

    def usual_travel(self, pool: int, zone: int, leaving: int) -> int:
        """Rule 7: seconds that a unit of a pool usually takes to a zone if it leaves at a second."""
        t = self.t
        base = t.pool_base[pool]
        if base == NOWHERE or zone == NOWHERE:
            return 0
        seconds: int = t.travel[base * self.zones + zone]
        seconds = stretched(seconds, t.slow_factor[bisect_right(t.slow_time, leaving) - 1])
        for road_base, road_zone, factor, begin, end in self.roads:
            if begin <= leaving < end and road_base in (NOWHERE, base) and road_zone in (NOWHERE, zone):
                seconds = stretched(seconds, factor)
        return seconds

    def _end(self, incident: int, step: int) -> None:
        self.outcome[self._row(incident, step)] = self.told(incident, step)
        self.resolve(incident, step, ENDED)

    def told(self, incident: int, step: int) -> int:
        """Rule 13: the outcome of a step: the one that was drawn, unless it calls a telephone that is off."""
        row, s = self._row(incident, step), self._step(incident, step)
        called = self.t.step_calls[s]
        if called != NOWHERE and self.phone_off(called, self.started[row]):
            unanswered: int = self.t.step_unanswered[s]
            return unanswered
        drawn: int = self.msel.outcome[row]
        return drawn

    def phone_off(self, pool: int, second: int) -> bool:
        """Whether a telephone is off at a second."""
        return any(
            kind == PHONE and covered == pool and begin <= second < end
            for kind, covered, _base, _zone, _amount, begin, end in self.msel.disruption
        )

    def resolve(self, incident: int, step: int, status: int) -> None:
        """Rule 3: a step ended or was skipped: give back what it held, then consider its successors."""
        first, s = self.row_first[incident], self._step(incident, step)
        self.status[first + step], self.ended[first + step] = status, self.now
        for slot in self.released_by(incident, s):
            self.end_hold(incident, slot)
        for follower in self.after[s]:
            row = first + follower
            self.unresolved[row] -= 1
            if status == ENDED:
                self.some_ended[row] = True
            if self.unresolved[row] == 0:
                self.consider(incident, follower)

    def released_by(self, incident: int, s: int) -> list[int]:
        """Slots that are given back when step `s` is resolved."""
        return [slot for slot in self.releases[s] if self.hold_taken[self._slot(incident, slot)] != OPEN]

    def end_hold(self, incident: int, slot: int) -> None:
        """Rule 6: a unit is done: it is free at once, or once back at its base if it has travelled."""
        hold = self._slot(incident, slot)
        need = self.t.variant_need_first[self.msel.variant[incident]] + slot
        self.hold_left[hold] = self.now
        travelled = self.last_journey(incident, need)
        if travelled is None:
            self.release(hold)
            return
        zone = self.destination(incident, self._step(incident, travelled))
        factor = self.msel.back[self._row(incident, self.t.need_back_step[need])]
        seconds = stretched(self.usual_travel(self.hold_pool[hold], zone, self.now), factor)
        if seconds == 0:
            self.release(hold)
        else:
            self._later(seconds, self.release, hold)

    def last_journey(self, incident: int, need: int) -> int | None:
        """Rule 6: the travel step that brought a unit to where it is; None if it never left its base or has no way back."""
        made = [(self.ended[row], s) for s in self.back[need] if self.status[row := self._row(incident, s)] == ENDED]
        return max(made)[1] if made else None

    def release(self, hold: int) -> None:
        """Rule 6: a unit is free again."""
        pool = self.hold_pool[hold]
        self.in_use[pool] -= self.hold_count[hold]
        for row in range(self.t.pool_rows[pool]):
            self.row_in_use[self.t.pool_row[pool] + row] -= self.hold_rows[hold][row]
        self.count_rows(pool)
        self.hold_released[hold] = self.now
        self._want_dispatch()

    # ---- phase two: the dispatch pass ------------------------------------------------------

    def dispatch(self, _event: Any) -> None:
        """Rule 1: walk the waiting requests in canonical order and grant each that can be met whole."""
        self.dispatch_due = False
        self.waiting = [request for request in self.waiting if not self._granted(request)]

    def _granted(self, request: Request) -> bool:
        """Grant a request if it can be met whole."""
        _priority, _ready, incident, row = request
        step = row - self.row_first[incident]
        pools = self.assignment(incident, step)
        if pools is None:
            return False
        self.grant(incident, step, pools)
        return True

    def wait(self, incident: int, step: int) -> None:
        """Rule 5: put a request into the queue: by priority, readiness, incident and step, which rows follow."""
        self.status[self._row(incident, step)] = WAITING
        insort(self.waiting, self.priority_of(incident, step))
        self._want_dispatch()

    def priority_of(self, incident: int, step: int) -> Request:
        """The canonical order of requests."""
        row = self._row(incident, step)
        return self.t.step_priority[self._step(incident, step)], self.ready[row], incident, row

    def free(self, pool: int) -> int:
        """Rule 9: how many of a pool could be taken now; below zero when more are out than are on."""
        return max(0, self.total[pool] - self.absent[pool]) - self.in_use[pool]

    def free_on_duty(self, pool: int) -> int:
        """Rule 8: how many of the free ones need not be called in."""
        return max(0, max(0, self.duty[pool] - self.absent[pool]) - self.in_use[pool])

    def count_rows(self, pool: int) -> None:
        """Rule 9: how many of a pool with shifts of their own stand against its level now.

        Those whose shift has ended take nothing from the next one; but there are never more out than it has staff.
        """
        t = self.t
        if t.pool_rows[pool] == 0:
            return
        rows = range(t.pool_row[pool], t.pool_row[pool] + t.pool_rows[pool])
        out = sum(self.row_in_use[row] for row in rows)
        on = sum(self.row_in_use[row] for row in rows if self.row_until[row])
        here = max(0, self.total[pool] - self.absent[pool])
        self.in_use[pool] = max(on, here - max(0, t.pool_staff[pool] - self.absent[pool] - out))

    def take_rows(self, hold: int, pool: int, count: int) -> None:
        """Rule 9: take units of a pool out of its shifts, those whose shift ends last first: so there is least overtime."""
        t = self.t
        first = t.pool_row[pool]
        for row in sorted(range(t.pool_rows[pool]), key=lambda row: -self.row_until[first + row]):
            if self.row_until[first + row]:
                taken = min(count, max(0, t.row_number[first + row] - self.row_in_use[first + row]))
                self.hold_rows[hold][row] = taken
                self.row_in_use[first + row] += taken
                count -= taken
        self.count_rows(pool)

    def turnout(self, pool: int, count: int) -> int:
        """Rule 8: usual turnout of `count` units now: the slower one if anybody must be called in."""
        turnout: list[int] = self.t.pool_turnout if count <= self.free_on_duty(pool) else self.t.pool_turnout_call
        return turnout[pool]

    def count(self, incident: int, need: int) -> int:
        """How many a need asks for."""
        count: int = self.t.need_count[need]
        return self.people[incident] if count == PEOPLE else count

    def preference(self, incident: int, need: int) -> list[int]:
        """Rule 4: pools that may meet a need, best first: those who serve the place, then the quickest, then file order."""
        rows = self.candidates(incident, need)
        candidates: list[int] = self.t.candidate[rows]
        if len(candidates) == 1:
            return candidates
        count, zone = self.count(incident, need), self.zone[incident]
        ranked = sorted(
            (backup, self.turnout(pool, count) + self.usual_travel(pool, zone, self.now), pool)
            for pool, backup in zip(candidates, self.t.candidate_backup[rows], strict=True)
        )
        return [pool for _backup, _seconds, pool in ranked]

    def assignment(self, incident: int, step: int) -> list[int] | None:
        """Rule 4: one pool per need, the first whole assignment in order of preference; None if there is none."""
        s = self._step(incident, step)
        counts, choices = [], []
        for need in range(self.t.need_first[s], self.t.need_first[s + 1]):
            count = self.count(incident, need)
            fit = [pool for pool in self.preference(incident, need) if count <= self.free(pool)]
            if not fit:
                return None
            counts.append(count)
            choices.append(fit)
        best = [fit[0] for fit in choices]
        if len(set(best)) == len(best):  # no pool is asked for twice
            return best
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

    def grant(self, incident: int, step: int, pools: list[int]) -> None:
        """Rule 4: all needs of a step are met together, each out of its pool."""
        s = self._step(incident, step)
        first_slot = self.t.need_first[s] - self.t.variant_need_first[self.msel.variant[incident]]
        for k, pool in enumerate(pools):
            hold = self._slot(incident, first_slot + k)
            count = self.count(incident, self.t.need_first[s] + k)
            self.hold_turnout[hold] = self.turnout(pool, count)
            self.hold_on_call[hold] = max(0, count - self.free_on_duty(pool))
            self.in_use[pool] += count
            self.take_rows(hold, pool, count)
            self.hold_pool[hold], self.hold_count[hold], self.hold_taken[hold] = pool, count, self.now
        self.start(incident, step)


def conduct(compiled: CompiledPlan, msel: Msel) -> Log:
    """Play one MSEL against one plan: same MSEL and same plan give the same log, second for second."""
    return Conduct(compiled, msel).play()
