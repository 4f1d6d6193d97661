"""The reference engine: plays one MSEL against one plan with SimPy, and draws nothing.

It is the engine to read: what happens at one second happens in two phases. First everything
that is due (arrivals, ends of steps, units back, capacity changes) and all that follows from
it; then one *dispatch pass* over the waiting requests, which a SimPy event of a lower
priority brings about. Steps of no length end in the same second and bring both phases again.
`kernel.py` plays the same rules compiled; the two must return the same log.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Generator, Sequence
from typing import Any

import numpy as np
import simpy

from drillsim.compiled.event_list import ABSENT, NO_END, PHONE, UNDER_WAY, Msel
from drillsim.compiled.log import BROKEN, ENDED, OPEN, RUNNING, SKIPPED, WAITING, WITHDRAWN, Log
from drillsim.compiled.tables import (
    AT_ONCE,
    DRAWN,
    GRANTED,
    NAMED,
    NEAREST,
    NOWHERE,
    ONE_WAY,
    OVER,
    RESUMED,
    SCENE,
    TRAVEL,
    TURNOUT,
    CompiledPlan,
)
from drillsim.play.choosing import Part
from drillsim.play.clocks import Clocks
from drillsim.play.state import Homeward, Request
from drillsim.play.underway import stretched
from drillsim.quantities.measures import LONGEST, NO_LIMIT

DISPATCH = 2  # priority of the dispatch event: after everything that is due at the same second
LOOK = 3  # and of a look at the clocks: after the pass and all that it brings about


class Conduct(Clocks):
    """One play. Create it and call `play()` once.

    A rule has the name that it has in `kernel.py` and cites the number that it has in docs/design.md.
    """

    def __init__(self, compiled: CompiledPlan, msel: Msel) -> None:
        super().__init__(compiled, msel)
        self.dispatch_due = False
        self.looks: dict[int, set[int]] = {}  # by second, the incidents whose clocks are looked at
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
        for kind, pool, base, _zone, people, begin, end in self.msel.disruption:
            if kind == ABSENT:
                self._later(max(0, begin), self.absence, pool, people, people if base == UNDER_WAY else 0)
                self._later(max(0, end), self.absence, pool, -people)

    def log(self) -> Log:
        """What has happened so far."""
        now = min(self.now, self.compiled.horizon)

        def reached(seconds: list[int]) -> list[int]:
            return [second if second <= now else OPEN for second in seconds]

        place = [place if second <= now else OPEN for place, second in zip(self.place, self.started, strict=True)]
        columns = (
            self.status, self.ready, reached(self.started), self.ended, self.outcome, reached(self.first), place,
            self.hold_pool, self.hold_count, self.hold_on_call, self.hold_taken, self.hold_left, self.hold_released,
            reached(self.hold_home), self.hold_place, self.hold_turned,
        )  # fmt: skip
        rows = np.array(self.hold_rows, np.int64).reshape(len(self.hold_pool), self.compiled.most_rows)
        return Log(*[np.array(column, np.int64) for column in columns] + [rows])

    # ---- the clock -----------------------------------------------------------------------

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
        self.duty_turnout[pool], self.call_turnout[pool] = self.t.change_turnout[index], self.t.change_turnout_call[index]
        row = self.t.change_row[index]
        if row >= 0:
            self.row_until[row] = self.t.change_until[index]
            self.count_rows(pool)
        self._want_dispatch()

    def absence(self, pool: int, people: int, broken: int = 0) -> None:
        """Rule 9: somebody goes, or comes back."""
        self.absent[pool] += people
        self.broken[pool] += broken
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
        elif self.t.step_waits[s] != AT_ONCE:
            self.turn_came[row] = self.now
            self.look_at(incident, self.now)
            self.look_at(incident, self.time_up(s, self.now))
        else:
            self.begin(incident, step)

    def begin(self, incident: int, step: int) -> None:
        """A step starts, or waits for its needs."""
        row, s = self._row(incident, step), self._step(incident, step)
        self.ready[row] = self.now
        if self.t.step_asked[s] == 0:
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
        begin = self.started[row] = self.now + self.recall(incident, step)
        self.tell(incident, step, begin)
        self.run(incident, step, begin, self.worked(incident, step, begin, self.duration(incident, step, begin)))

    def run(self, incident: int, step: int, begin: int, end: int) -> None:
        """Rule 17: a step runs until its end, unless somebody is turned away from it before."""
        row = self._row(incident, step)
        self.status[row], self.began[row], self.until[row] = RUNNING, begin, end
        self.unturn(incident, step)
        for slot in self.cut[self._step(incident, step)] if begin == self.now else ():
            if self.has(hold := self._slot(incident, slot)):
                self.turnable[hold] = incident, step
                self._want_dispatch()
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
            if not self.has(hold) or self.hold_on_call[hold] > 0 or t.pool_clock[pool] == NOWHERE:
                continue
            rows = [row for row in range(t.pool_rows[pool]) if self.hold_rows[hold][row] > 0] or [0]
            found += [t.pool_clock[pool] + row for row in rows]
        return found

    def duration(self, incident: int, step: int, begin: int) -> int:
        """Rule 7: seconds that a step takes, on the move or at work."""
        s, row, t = self._step(incident, step), self._row(incident, step), self.t
        drawn: int = self.msel.takes[row]
        if t.step_takes[s] == DRAWN:
            return drawn
        if t.step_takes[s] == TURNOUT:
            return stretched(max((self.hold_turnout[hold] for hold in self.goers(incident, s)), default=0), drawn)
        if self.place[row] == OPEN:
            self.place[row] = self.destination(incident, s, begin)
        if t.step_trips[s] != ONE_WAY:
            return self.shuttle(incident, step, begin)
        ways = [self.usual_travel(self.hold_where[hold], self.place[row], begin) for hold in self.goers(incident, s)]
        self.first[row] = begin + stretched(min(ways, default=0), drawn)
        self.tell(incident, step, self.first[row])
        return stretched(max(ways, default=0), drawn)

    def destination(self, incident: int, s: int, leaving: int) -> int:
        """Rule 16: where a step goes, as it turns out at its departure."""
        kind: int = self.t.step_destination[s]
        if kind == SCENE:
            return self.zone[incident]
        if kind == NAMED:
            value: int = self.msel.attribute[incident][self.t.step_by[s]]
            return self.toward[s][value]
        if kind == GRANTED:
            hold = self._slot(incident, self.toward[s][0])
            place: int = self.t.pool_base[self.hold_pool[hold]] if self.has(hold) else self.zone[incident]
            return place
        if kind == NEAREST:
            wheres = [self.hold_where[hold] for hold in self.goers(incident, s)]

            def way(place: int) -> int:
                return max((self.usual_travel(where, place, leaving) for where in wheres), default=0)

            return min(self.toward[s], key=way)
        return kind

    def shuttle(self, incident: int, step: int, begin: int) -> int:
        """Rule 19: seconds until vehicles have carried everybody, in as many rounds as their seats ask for."""
        arrivals = [arrives for _there, _leaves, arrives in self.rounds(incident, step, begin)]
        self.first[self._row(incident, step)] = arrivals[0]
        self.tell(incident, step, arrivals[0])
        return min(LONGEST, arrivals[-1] - begin)

    def rounds(self, incident: int, step: int, begin: int) -> Generator[tuple[int, int, int], None, None]:
        """Of each round of a shuttle, when the vehicles are where people wait, leave there, and arrive."""
        s, row, t = self._step(incident, step), self._row(incident, step), self.t
        goers, factor, to = self.goers(incident, s), self.msel.takes[row], self.place[row]
        waiting = self.zone[incident] if t.step_trips[s] == SCENE else t.step_trips[s]
        seats = sum(self.hold_count[hold] * t.pool_seats[self.hold_pool[hold]] for hold in goers)
        ways = [self.usual_travel(self.hold_where[hold], waiting, begin) for hold in goers]
        there = begin + stretched(max(ways, default=0), factor)
        for _round in range(-(-self.people[incident] // max(1, seats))):
            leaves = there + t.step_loading[s]
            arrives = leaves + stretched(self.usual_travel(self.at(waiting), to, leaves), factor)
            yield there, leaves, arrives
            if arrives - begin >= LONGEST:
                return
            there = arrives + stretched(self.usual_travel(self.at(to), waiting, arrives), factor)

    def _end(self, incident: int, step: int) -> None:
        row, s = self._row(incident, step), self._step(incident, step)
        if self.status[row] != RUNNING or self.until[row] != self.now:
            return  # somebody was turned away meanwhile
        last = self.last_part(incident, step)
        part = row if last == OPEN else self._row(incident, last)
        self.outcome[row] = self.told(incident, step) if last == OPEN else self.outcome[part]
        self.unturn(incident, step)
        if self.t.step_takes[s] == TRAVEL:
            for hold in self.goers(incident, s):
                if self.hold_where[hold].place != NOWHERE:
                    self.hold_where[hold] = self.at(self.place[row])
        self.resolve(incident, step, ENDED if last == OPEN else self.status[part])

    def unturn(self, incident: int, step: int) -> None:
        """Rule 17: nobody can be turned away from a step any more."""
        for slot in self.cut[self._step(incident, step)]:
            if self.turnable.get(hold := self._slot(incident, slot)) == (incident, step):
                del self.turnable[hold]

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
        self.tell(incident, step, self.now)
        for slot in self.released_by(incident, s):
            self.end_hold(incident, slot)
        for follower in self.after[s]:
            row = first + follower
            self.unresolved[row] -= 1
            if status == ENDED or (status == WITHDRAWN and self.asks_of(incident, follower, step)):
                self.some_ended[row] = True
            if self.unresolved[row] == 0:
                self.consider(incident, follower)

    def asks_of(self, incident: int, follower: int, step: int) -> bool:
        """Rule 23: whether a step comes though one before it gave up: its conditions speak of that, or it is made of it."""
        s = self._step(incident, follower)
        return step in self.made_of[s] or any(subject == step for subject, _allowed in self.conditions[s])

    # ---- the last thing of a second: clocks ---------------------------------------------------

    def tell(self, incident: int, step: int, second: int) -> None:
        """Rule 22: a moment of a step comes at a second: what hangs on it is looked at then."""
        if self.t.step_told[self._step(incident, step)]:
            self.look_at(incident, second)

    def look_at(self, incident: int, second: int) -> None:
        """Rule 22: look at the clocks of an incident once all is done that is due at a second."""
        if second not in self.looks:
            self.looks[second] = set()
            event = simpy.Event(self.env)
            event._ok, event._value = True, None
            event.callbacks.append(lambda _event: self.look(second))
            self.env.schedule(event, priority=LOOK, delay=second - self.now)  # type: ignore[arg-type]
        self.looks[second].add(incident)

    def look(self, second: int) -> None:
        """Rule 22: whose time is up begins, what is not needed any more is left out, who has waited long enough gives up."""
        for incident in sorted(self.looks.pop(second)):
            rows = range(self.row_first[incident], self.row_first[incident + 1])
            steps = range(len(rows))
            due = [(step, self.come(incident, step)) for step in steps if self.turn_came[rows[step]] != OPEN]
            gone = [step for step in steps if self.impatient(incident, step)]
            for step, come in due:
                if come is not None:
                    self.turn_came[rows[step]] = OPEN
                    self.begin(incident, step) if come else self.resolve(incident, step, SKIPPED)
            for step in gone:
                self.give_up(incident, step)

    def give_up(self, incident: int, step: int) -> None:
        """Rule 23: a request is withdrawn; its step ends without having begun."""
        row = self._row(incident, step)
        self.waiting = [request for request in self.waiting if request[3] != row]
        self.outcome[row] = self.t.step_gave_up[self._step(incident, step)]
        self.resolve(incident, step, WITHDRAWN)
        self._want_dispatch()

    def released_by(self, incident: int, s: int) -> list[int]:
        """Slots that are given back when step `s` is resolved."""
        return [slot for slot in self.releases[s] if self.has(self._slot(incident, slot))]

    def end_hold(self, incident: int, slot: int) -> None:
        """Rule 6: a unit is done: it is free at once, or once back at its base; on its way there if it may be sent."""
        hold = self._slot(incident, slot)
        pool, where = self.hold_pool[hold], self.hold_where[hold]
        self.hold_left[hold] = self.now
        seconds = self.way_home(incident, slot)
        self.hold_home[hold] = self.now + seconds
        if seconds > 0 and self.t.pool_sent[pool]:
            base = self.t.pool_base[pool]
            self.homeward[pool].append(Homeward(hold, self.hold_count[hold], where, base, self.now, self.now + seconds))
            seconds = 0
        if seconds == 0:
            self.release(hold)
        else:
            self._later(seconds, self.release, hold)

    def way_home(self, incident: int, slot: int) -> int:
        """Rule 6: seconds of the way back; 0 where none is written, or where a unit never left its base."""
        hold = self._slot(incident, slot)
        need = self.t.variant_need_first[self.msel.variant[incident]] + slot
        base, where = self.t.pool_base[self.hold_pool[hold]], self.hold_where[hold]
        if self.t.need_back_step[need] == NOWHERE or where.place == base:
            return 0
        factor = self.msel.back[self._row(incident, self.t.need_back_step[need])]
        return stretched(self.usual_travel(where, base, self.now), factor)

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
        if any(self.broken):
            self.break_down()
            return
        self.kept = [NO_LIMIT] * len(self.kept)
        granted: list[Request] = []
        left: list[Request] = []
        for request in self.waiting:
            (granted if self._granted(request) else left).append(request)
        self.waiting = left
        self.ask_again()  # a pass never sees what it brings about
        for _priority, _ready, incident, row, slot in granted:
            self.go_on(incident, row - self.row_first[incident], slot)

    def ask_again(self) -> None:
        """Rule 17: what somebody left waits for another one."""
        for request in self.asked_again:
            insort(self.waiting, request)
            self._want_dispatch()
        self.asked_again.clear()

    def _granted(self, request: Request) -> bool:
        """Grant a request if it can be met whole; else what it waits for is kept for it."""
        _priority, _ready, incident, row, slot = request
        step = row - self.row_first[incident]
        needs = self.asked_for(incident, step, slot)
        met = self.assignment(incident, step, needs)
        if met is None:
            self.keep_for(incident, step, needs)
            return False
        self.grant(incident, needs, met)
        return True

    def go_on(self, incident: int, step: int, slot: int = OPEN) -> None:
        """What a grant was for: the step begins, or the one that was cut goes on."""
        if slot == OPEN:
            self.start(incident, step)
        else:
            self.replaced(incident, slot)

    def asked_for(self, incident: int, step: int, slot: int = OPEN) -> list[int]:
        """The needs of a request, as rows of the tables: all of a step, or that of a unit that was turned away."""
        if slot != OPEN:
            return [self.t.variant_need_first[self.msel.variant[incident]] + slot]
        s = self._step(incident, step)
        return list(range(self.t.need_first[s], self.t.need_first[s] + self.t.step_asked[s]))

    def wait(self, incident: int, step: int) -> None:
        """Rule 5: put a request into the queue: by priority, readiness, incident and step, which rows follow."""
        row = self._row(incident, step)
        self.status[row] = WAITING
        if self.msel.patience[row] != NO_END:
            self.look_at(incident, self.now + self.msel.patience[row])
        insort(self.waiting, self.priority_of(incident, step))
        self._want_dispatch()

    def priority_of(self, incident: int, step: int, slot: int = OPEN) -> Request:
        """The canonical order of requests."""
        row = self._row(incident, step)
        return self.priority(incident, step), self.ready[row], incident, row, slot

    def grant(self, incident: int, needs: Sequence[int], met: Sequence[Sequence[Part]]) -> None:
        """Rule 4: all needs of a step are met together, each out of its pool, or of several if it may be split."""
        first_need, t = self.t.variant_need_first[self.msel.variant[incident]], self.t
        for need, parts in zip(needs, met, strict=True):
            slots = [need - first_need, *range(t.need_part[need], t.need_part[need] + t.need_parts[need] - 1)]
            if self.hold_turned[self._slot(incident, slots[0])]:
                slots = [t.need_again[need]]
            for slot, part in zip(slots, parts, strict=False):
                self.take(incident, self._slot(incident, slot), part)

    def take(self, incident: int, hold: int, part: Part) -> None:
        """Rule 15: units are taken for an incident, from where they are."""
        pool, count = part.pool, part.units
        self.hold_pool[hold], self.hold_count[hold], self.hold_taken[hold] = pool, count, self.now
        if part.hold != OPEN:
            self.turn(part.hold, hold)
        else:
            choice = self.quickest(pool, count, self.zone[incident])
            self.hold_turnout[hold], self.hold_where[hold] = choice.turnout, choice.where
            self.hold_on_call[hold] = max(0, count - self.free_on_duty(pool))
            self.in_use[pool] += count
            self.take_rows(hold, pool, count)
            for one, many in choice.homeward:
                one.count -= many
                if one.count == 0:
                    self.hold_home[one.hold] = self.now
        self.hold_place[hold] = self.hold_where[hold].place

    # ---- who is turned away ----------------------------------------------------------------

    def turn(self, old: int, new: int) -> None:
        """Rule 17: a unit is turned from what it was about to another incident."""
        self.cut_off(old)
        self.hold_turned[old] = 1
        self.hold_where[new], self.hold_turnout[new] = self.hold_where[old], self.t.pool_on_the_road[self.hold_pool[old]]
        self.hold_on_call[new], self.hold_rows[new] = self.hold_on_call[old], list(self.hold_rows[old])

    def cut_off(self, old: int) -> None:
        """Rule 17: a unit leaves a step, which is cut; the need that it met asks for another one."""
        incident, step = self.turnable[old]
        row, s = self._row(incident, step), self._step(incident, step)
        fate: int = self.t.step_interrupted[s]
        if self.status[row] == RUNNING:  # else somebody else was turned away from it in this pass
            if self.t.step_takes[s] == TRAVEL:
                for hold in self.goers(incident, s):
                    self.hold_where[hold] = self.now_at(incident, step, hold)
                if self.first[row] > self.now:
                    self.first[row] = OPEN  # nobody has arrived
            else:
                self.rest[row] = self.until[row] - self.now if fate == RESUMED else self.msel.takes[row]
            if fate == OVER:
                self.until[row] = self.now
                self._later(0, self._end, incident, step)
            else:
                self.status[row], self.began[row] = WAITING, self.now
        del self.turnable[old]
        self.hold_left[old] = self.hold_released[old] = self.hold_home[old] = self.now
        if fate != OVER:
            self.cut_step[old] = step
            self.lacking[row] += 1
            slot = old - self.slot_first[incident]
            self.asked_again.append(self.priority_of(incident, self.asked_at(incident, old), slot))

    def break_down(self) -> None:
        """Rule 21: units under way break down, those who were sent last first, one of a step at a time."""
        for pool, many in enumerate(self.broken):
            while hold := self.breaks(pool, many):
                many -= self.hold_count[hold[0]]
                self.cut_off(hold[0])
                self.hold_turned[hold[0]] = BROKEN
                self.release(hold[0])
            self.broken[pool] = 0
        self.ask_again()
        self._want_dispatch()

    def breaks(self, pool: int, many: int) -> list[int]:
        """Rule 21: the hold of a pool whose units, so many at most, break down next; none if nobody of it is under way."""
        found = [
            hold
            for hold, (incident, step) in self.turnable.items()
            if self.status[self._row(incident, step)] == RUNNING
            and self.hold_pool[hold] == pool
            and self.hold_count[hold] <= many
        ]
        return sorted(found, key=lambda hold: (-self.hold_taken[hold], -hold))[:1]

    def replaced(self, incident: int, slot: int) -> None:
        """Rule 17: somebody was found for a unit that was turned away: the step goes on once all that lack are there."""
        old, t = self._slot(incident, slot), self.t
        step = self.cut_step[old]
        row, s = self._row(incident, step), self._step(incident, step)
        new = self._slot(incident, t.need_again[t.variant_need_first[self.msel.variant[incident]] + slot])
        there = self.now + self.hold_turnout[new]
        if t.step_takes[s] != TRAVEL:
            at = max(NOWHERE, self.hold_where[old].place)  # on the road there is no place to go to
            there += self.usual_travel(self.hold_where[new], at, there)
            self.hold_where[new] = self.hold_where[old]
        begin = self.began[row] = max(self.began[row], there)
        self.lacking[row] -= 1
        if self.lacking[row] == 0:
            work = t.step_takes[s] != TRAVEL
            seconds = self.rest[row] if work else self.duration(incident, step, begin)
            self.run(incident, step, begin, self.worked(incident, step, begin, seconds))


def conduct(compiled: CompiledPlan, msel: Msel) -> Log:
    """Play one MSEL against one plan: same MSEL and same plan give the same log, second for second."""
    return Conduct(compiled, msel).play()
