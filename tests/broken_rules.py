"""The reference engine with one rule broken at a time.

Two rules are missing on purpose, because breaking them cannot be seen: that capacity is at least 0
and that free staff may count below 0. A need for one or more is refused at 0 as below it; what the
second rule is for, that those who return first repay the debt, is broken in `DebtForgotten`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from drillsim.compiled.event_list import ROAD
from drillsim.compiled.log import ENDED, OPEN, SKIPPED
from drillsim.compiled.tables import (
    ATTEMPTED,
    FINISHED,
    FIRST,
    NAMED,
    NEAREST,
    NOWHERE,
    ONE_WAY,
    SCENE,
    STARTED,
    TRAVEL,
    TURNOUT,
)
from drillsim.play.choosing import Part
from drillsim.play.conduct import DISPATCH, Conduct
from drillsim.play.state import Homeward, Position, Request
from drillsim.play.underway import Quickest, stretched

BROKEN: dict[str, type[Conduct]] = {}


def broken(rule: str) -> Callable[[type[Conduct]], type[Conduct]]:
    """Register a mutant under what it does wrong."""

    def register(mutant: type[Conduct]) -> type[Conduct]:
        assert rule not in BROKEN
        BROKEN[rule] = mutant
        return mutant

    return register


# ---- the queue -------------------------------------------------------------------------------


class _Ordered(tuple):  # type: ignore[type-arg]
    """A request that sorts by another order than its own."""

    order: Callable[[Request], Any]

    def __lt__(self, other: Any) -> bool:
        return bool(type(self).order(self) < type(self).order(other))  # type: ignore[arg-type]


def _queue(rule: str, order: Callable[[Request], Any]) -> None:
    ordered = type("_Ordered", (_Ordered,), {"order": staticmethod(order)})

    @broken(rule)
    class Queue(Conduct):
        def priority_of(self, incident: int, step: int, slot: int = OPEN) -> Request:
            return ordered(super().priority_of(incident, step, slot))  # type: ignore[no-any-return]


_queue("priority ignored", lambda q: q[1:])
_queue("least urgent first", lambda q: (-q[0], *q[1:]))
_queue("waiting time ignored", lambda q: (q[0], *q[2:]))
_queue("last come, first served", lambda q: (q[0], -q[1], *q[2:]))
_queue("later incident first", lambda q: (*q[:2], -q[2], *q[3:]))
_queue("later step first", lambda q: (*q[:3], -q[3], q[4]))


@broken("larger incident first")
class HeadCountFirst(Conduct):
    def priority_of(self, incident: int, step: int, slot: int = OPEN) -> Request:
        class Larger(_Ordered):
            order = staticmethod(lambda q: (q[0], -self.people[q[2]], *q[1:]))  # type: ignore[assignment]

        return Larger(super().priority_of(incident, step, slot))  # type: ignore[return-value]


# ---- the preference ---------------------------------------------------------------------------


def _preference(rule: str, key: Callable[[Any, int, int, int, int, int], Any]) -> None:
    """Rank the pools of a need by a key of (order, back-up, what they are preferred by, turnout, pool)."""

    @broken(rule)
    class Preference(Conduct):
        def preference(self, incident: int, step: int, need: int) -> list[Part]:
            rows = self.candidates(incident, need)
            ranks = {
                self.t.candidate[row]: (self.t.candidate_order[row], self.t.candidate_backup[row])
                for row in range(rows.start, rows.stop)
            }

            def ranked(part: Part) -> Any:
                order, backup = ranks[part.pool]
                seconds = self.soonness(incident, step, need, part.pool, part.units)
                return key(order, backup, seconds, self.turnout(part.pool, part.units), part.hold, part.pool)

            return sorted(super().preference(incident, step, need), key=ranked)


_preference("back-up rank ignored", lambda order, backup, seconds, turnout, hold, pool: (order, seconds, hold, pool))
_preference("back-ups first", lambda order, backup, seconds, turnout, hold, pool: (order, -backup, seconds, hold, pool))
_preference(
    "travel ignored in preference", lambda order, backup, seconds, turnout, hold, pool: (order, backup, turnout, pool)
)
_preference("turnout ignored in preference",
            lambda order, backup, seconds, turnout, hold, pool: (order, backup, seconds - turnout, hold, pool))  # fmt: skip
_preference("nearness ignored", lambda order, backup, seconds, turnout, hold, pool: (order, backup, pool))
_preference("file order reversed", lambda order, backup, seconds, turnout, hold, pool: (order, backup, seconds, hold, -pool))
_preference("the order of a need ignored", lambda order, backup, seconds, turnout, hold, pool: (backup, seconds, hold, pool))


# ---- the grant --------------------------------------------------------------------------------


@broken("greedy, no backtracking")
class Greedy(Conduct):
    def assignment(self, incident: int, step: int, needs: Sequence[int]) -> list[list[Part]] | None:
        chosen: list[list[Part]] = []
        for need in needs:
            parts = next(self.met_by(incident, step, need, self.preference(incident, step, need), chosen), None)
            if parts is None:
                return None
            chosen.append(parts)
        return chosen


@broken("last whole assignment instead of the first")
class Backwards(Conduct):
    def preference(self, incident: int, step: int, need: int) -> list[Part]:
        return super().preference(incident, step, need)[::-1]


@broken("one unit counted for two needs")
class CountedTwice(Conduct):
    def assignment(self, incident: int, step: int, needs: Sequence[int]) -> list[list[Part]] | None:
        found = [super(CountedTwice, self).assignment(incident, step, [need]) for need in needs]
        return None if None in found else [parts for one in found if one is not None for parts in one]


@broken("needs taken one by one")
class PiecebyPiece(Conduct):
    def __init__(self, compiled: Any, msel: Any) -> None:
        super().__init__(compiled, msel)
        self.laid_by: dict[tuple[int, int], list[Part]] = {}  # incident and need → who is kept for it

    def assignment(self, incident: int, step: int, needs: Sequence[int]) -> list[list[Part]] | None:
        for need in needs:
            if (incident, need) not in self.laid_by:
                parts = super().assignment(incident, step, [need])
                if parts is not None and parts[0][0].hold == OPEN:
                    self.laid_by[incident, need] = parts[0]
                    for part in parts[0]:
                        self.in_use[part.pool] += part.units
        if any((incident, need) not in self.laid_by for need in needs):
            return None
        met = [self.laid_by.pop((incident, need)) for need in needs]
        for parts in met:
            for part in parts:
                self.in_use[part.pool] -= part.units
        return met


@broken("nobody overtakes")
class NoOvertaking(Conduct):
    def assignment(self, incident: int, step: int, needs: Sequence[int]) -> list[list[Part]] | None:
        mine = self.priority_of(incident, step)
        ahead = [request for request in self.waiting if request[3] != mine[3] and request < mine]
        met = all(
            any(self.hold_taken[self._slot(i, n - self.t.variant_need_first[self.msel.variant[i]])] == self.now
                for n in self.asked_for(i, row - self.row_first[i]))
            for _priority, _ready, i, row, _slot in ahead
        )  # fmt: skip
        return super().assignment(incident, step, needs) if met else None


# ---- the instant ------------------------------------------------------------------------------


@broken("dispatch in the middle of the instant")
class Hasty(Conduct):
    def _want_dispatch(self) -> None:
        if not self.dispatch_due:
            self.dispatch_due = True
            event = self.env.event()
            event._ok, event._value = True, None
            event.callbacks.append(self.dispatch)
            self.env.schedule(event, priority=0)  # type: ignore[arg-type]


@broken("one pass a second")
class OncePerSecond(Conduct):
    passed = -1

    def _want_dispatch(self) -> None:
        if self.passed < self.now:
            super()._want_dispatch()
        elif not self.dispatch_due:
            self.dispatch_due = True
            event = self.env.timeout(1)
            event.callbacks.append(lambda _event: self._again())

    def _again(self) -> None:
        self.dispatch_due = False
        super()._want_dispatch()

    def dispatch(self, event: Any) -> None:
        self.passed = self.now
        super().dispatch(event)


@broken("capacity changes a second late")
class LateChange(Conduct):
    def change(self, index: int) -> None:
        self._later(1, super().change, index)


# ---- capacity and turnout ---------------------------------------------------------------------


@broken("debt forgotten when a shift ends")
class DebtForgotten(Conduct):
    def dispatch(self, event: Any) -> None:
        for pool in range(len(self.in_use)):
            self.in_use[pool] += min(0, self.free(pool))
        super().dispatch(event)


@broken("absences ignored")
class NobodyAbsent(Conduct):
    def absence(self, pool: int, people: int, broken: int = 0) -> None:
        self._want_dispatch()


@broken("on-call turnout ignored")
class OnCallIgnored(Conduct):
    def turnout(self, pool: int, count: int) -> int:
        return self.duty_turnout[pool]


@broken("a mixed grant takes the quicker turnout")
class MixedQuick(Conduct):
    def turnout(self, pool: int, count: int) -> int:
        return super().turnout(pool, min(count, max(1, self.free_on_duty(pool))))


@broken("those called in go first")
class OnCallFirst(Conduct):
    def free_on_duty(self, pool: int) -> int:
        on_call = self.total[pool] - self.duty[pool]
        return max(0, super().free_on_duty(pool) - on_call)


@broken("turnout is not the slowest")
class FastestTurnout(Conduct):
    def duration(self, incident: int, step: int, begin: int) -> int:
        s, t = self._step(incident, step), self.t
        if t.step_takes[s] != TURNOUT:
            return super().duration(incident, step, begin)
        quickest = min(self.hold_turnout[hold] for hold in self.goers(incident, s))
        return stretched(quickest, self.msel.takes[self._row(incident, step)])


@broken("who is called in is there at once")
class NoRecall(Conduct):
    def recall(self, incident: int, step: int) -> int:
        return 0


@broken("who is called in is waited for twice")
class RecallTwice(Conduct):
    def __init__(self, compiled: Any, msel: Any) -> None:
        super().__init__(compiled, msel)
        self.t = self.t._replace(need_recall=[1] * len(self.t.need_recall))


@broken("the next shift waits for those of the last one")
class OneShift(Conduct):
    def count_rows(self, pool: int) -> None:
        pass


@broken("never mind how many there are in all")
class MoreThanStaff(Conduct):
    def __init__(self, compiled: Any, msel: Any) -> None:
        super().__init__(compiled, msel)
        self.t = self.t._replace(pool_staff=[10**6] * len(self.t.pool_staff))


@broken("the shift that ends first goes first")
class MostOvertime(Conduct):
    def take_rows(self, hold: int, pool: int, count: int) -> None:
        first, rows = self.t.pool_row[pool], range(self.t.pool_rows[pool])
        kept = self.row_until
        self.row_until = [10**9 - until if until else 0 for until in kept]
        super().take_rows(hold, pool, count)
        self.row_until = kept
        assert first >= 0 or not rows
        self.count_rows(pool)


@broken("work goes on after closing")
class NeverClosed(Conduct):
    def clocks(self, incident: int, s: int) -> list[int]:
        return []


@broken("only the first of several closings counts")
class OneClock(Conduct):
    def clocks(self, incident: int, s: int) -> list[int]:
        return super().clocks(incident, s)[:1]


@broken("who was called in goes home at closing")
class CalledInCloses(Conduct):
    def clocks(self, incident: int, s: int) -> list[int]:
        kept, self.hold_on_call = self.hold_on_call, [0] * len(self.hold_on_call)
        found = super().clocks(incident, s)
        self.hold_on_call = kept
        return found


@broken("work begins anew after a closing")
class StartsAgain(Conduct):
    def worked(self, incident: int, step: int, begin: int, seconds: int) -> int:
        end = super().worked(incident, step, begin, seconds)
        return end if end == begin + seconds else super().worked(incident, step, end - seconds, seconds)


# ---- travel -----------------------------------------------------------------------------------


@broken("travel is not the slowest")
class FirstToArrive(Conduct):
    def duration(self, incident: int, step: int, begin: int) -> int:
        seconds = super().duration(incident, step, begin)
        s, row = self._step(incident, step), self._row(incident, step)
        journey = self.t.step_takes[s] == TRAVEL and self.t.step_trips[s] == ONE_WAY
        return self.first[row] - begin if journey else seconds


@broken("rounded down")
class RoundedDown(Conduct):
    def duration(self, incident: int, step: int, begin: int) -> int:
        seconds = super().duration(incident, step, begin)
        if self.t.step_takes[self._step(incident, step)] != TRAVEL:
            return seconds
        drawn = self.msel.takes[self._row(incident, step)]
        return seconds - (drawn % 1000 == 500 and seconds % 2 == 1)


@broken("slow roads ignored")
class NoSlowRoads(Conduct):
    def __init__(self, compiled: Any, msel: Any) -> None:
        super().__init__(compiled, msel._replace(disruption=msel.disruption[msel.disruption[:, 0] != ROAD]))


@broken("slow hours ignored")
class NoSlowHours(Conduct):
    def __init__(self, compiled: Any, msel: Any) -> None:
        super().__init__(compiled, msel)
        self.t = self.t._replace(slow_factor=[1000] * len(self.t.slow_factor))


@broken("always to the scene")
class AlwaysToTheScene(Conduct):
    def destination(self, incident: int, s: int, leaving: int) -> int:
        return self.zone[incident]


# ---- holds ------------------------------------------------------------------------------------


@broken("given back at the own step instead of kept")
class NothingKept(Conduct):
    def released_by(self, incident: int, s: int) -> list[int]:
        first = self.t.variant_need_first[self.msel.variant[incident]]
        returned = set(self.t.release)
        own = [need - first for need in range(self.t.need_first[s], self.t.need_first[s + 1])]
        return [k for k in own if k in returned and self.hold_taken[self._slot(incident, k)] != OPEN]


@broken("kept for ever when the last step is skipped")
class SkippedKeeps(Conduct):
    def released_by(self, incident: int, s: int) -> list[int]:
        row = s - self.step_first[incident] + self.row_first[incident]
        return [] if self.status[row] == SKIPPED else super().released_by(incident, s)


@broken("way back ignored")
class NoWayBack(Conduct):
    def end_hold(self, incident: int, slot: int) -> None:
        hold = self._slot(incident, slot)
        self.hold_left[hold] = self.now
        self.release(hold)


@broken("way home from the scene")
class HomeFromTheScene(Conduct):
    def end_hold(self, incident: int, slot: int) -> None:
        hold = self._slot(incident, slot)
        if self.hold_where[hold].place not in (NOWHERE, self.t.pool_base[self.hold_pool[hold]]):
            self.hold_where[hold] = self.at(self.zone[incident])
        super().end_hold(incident, slot)


_before = set(BROKEN)

# ---- where units are --------------------------------------------------------------------------


@broken("every journey from the base")
class FromTheBase(Conduct):
    def duration(self, incident: int, step: int, begin: int) -> int:
        for hold in self.goers(incident, self._step(incident, step)):
            self.hold_where[hold] = self.at(self.t.pool_base[self.hold_pool[hold]])
        return super().duration(incident, step, begin)


@broken("who drives home must come home first")
class NobodyIsSent(Conduct):
    def __init__(self, compiled: Any, msel: Any) -> None:
        super().__init__(compiled, msel)
        self.t = self.t._replace(pool_sent=[0] * len(self.t.pool_sent))


@broken("who drives home is at the base already")
class HomeAtOnce(Conduct):
    def on_their_way_home(self, pool: int, now: int) -> list[Homeward]:
        return []


@broken("on the road is where the way began")
class NoWayDone(Conduct):
    def on_the_way(self, origin: Position, to: int, since: int, due: int, now: int) -> Position:
        return self.at(to) if now >= due and origin.place != NOWHERE else origin


@broken("on the road is the nearer end")
class NearerEnd(Conduct):
    def on_the_way(self, origin: Position, to: int, since: int, due: int, now: int) -> Position:
        there = origin.place != NOWHERE and 2 * (now - since) >= due - since
        return self.at(to) if there else origin


@broken("turnout as at the base for who is sent on the road")
class TurnoutOnTheRoad(Conduct):
    def __init__(self, compiled: Any, msel: Any) -> None:
        super().__init__(compiled, msel)
        self.t = self.t._replace(pool_on_the_road=self.t.pool_turnout)


@broken("those at the base are sent before nearer ones on the road")
class BaseFirst(Conduct):
    def quickest(self, pool: int, count: int, place: int) -> Quickest:
        out = sum(one.count for one in self.on_their_way_home(pool, self.now))
        if count > self.free_on_duty(pool) - out:
            return super().quickest(pool, count, place)
        base = self.at(self.t.pool_base[pool])
        turnout = self.turnout(pool, count)
        return Quickest(turnout + self.usual_travel(base, place, self.now), turnout, base, [])


@broken("the farthest of several places")
class Farthest(Conduct):
    def destination(self, incident: int, s: int, leaving: int) -> int:
        found = super().destination(incident, s, leaving)
        if self.t.step_destination[s] != NEAREST:
            return found
        goers = [self.hold_where[hold] for hold in self.goers(incident, s)]
        return max(self.toward[s], key=lambda place: max((self.usual_travel(at, place, leaving) for at in goers), default=0))


@broken("the attribute that names a place ignored")
class FirstPlace(Conduct):
    def destination(self, incident: int, s: int, leaving: int) -> int:
        named = self.t.step_destination[s] == NAMED
        return self.toward[s][0] if named else super().destination(incident, s, leaving)


@broken("rooms by their nearness to the scene only")
class NearTheScene(Conduct):
    def nearness(self, incident: int, step: int, pool: int) -> int:
        return self.usual_travel(self.at(self.zone[incident]), self.t.pool_base[pool], self.now)


@broken("the fullest room first")
class Fullest(Conduct):
    def soonness(self, incident: int, step: int, need: int, pool: int, count: int) -> int:
        found = super().soonness(incident, step, need, pool, count)
        return -found if self.t.ask_freest[self.t.need_ask[need]] else found


@broken("another will do where the best is waited for")
class ElseNext(Conduct):
    def __init__(self, compiled: Any, msel: Any) -> None:
        super().__init__(compiled, msel)
        self.t = self.t._replace(ask_next=[1] * len(self.t.ask_next))


@broken("turnout the same at all hours")
class SameTurnout(Conduct):
    def change(self, index: int) -> None:
        pool = self.t.change_pool[index]
        kept = self.duty_turnout[pool], self.call_turnout[pool]
        super().change(index)
        self.duty_turnout[pool], self.call_turnout[pool] = kept


# ---- who is turned away -----------------------------------------------------------------------


@broken("nobody is turned away")
class NobodyTurned(Conduct):
    def turned_here(self, *of: Any) -> Any:
        return None


@broken("turned away though somebody free is as soon")
class TurnedAnyhow(Conduct):
    def preference(self, incident: int, step: int, need: int) -> list[Part]:
        kept, self.kept = self.kept, [-1] * len(self.kept)  # as if nobody were free
        turned = [part for part in super().preference(incident, step, need) if part.hold != OPEN]
        self.kept = kept
        return turned or super().preference(incident, step, need)


@broken("turned away from any priority")
class TurnedFromAny(Conduct):
    def __init__(self, compiled: Any, msel: Any) -> None:
        super().__init__(compiled, msel)
        self.turned_from = [list(range(1, 1001)) for _ in self.turned_from]


@broken("turned to any priority")
class TurnedToAny(Conduct):
    def __init__(self, compiled: Any, msel: Any) -> None:
        super().__init__(compiled, msel)
        self.t = self.t._replace(pool_turned_to=[1000 if to else 0 for to in self.t.pool_turned_to])


@broken("who is turned away is where the way began")
class TurnedAtTheStart(Conduct):
    def now_at(self, incident: int, step: int, hold: int) -> Position:
        return self.hold_where[hold]


@broken("what is left asks again as if it were new")
class NewPlace(Conduct):
    def turn(self, old: int, new: int) -> None:
        before = len(self.asked_again)
        super().turn(old, new)
        self.asked_again[before:] = [(q[0], self.now, *q[2:]) for q in self.asked_again[before:]]


@broken("interrupted work is always begun again")
class BegunAgain(Conduct):
    def turn(self, old: int, new: int) -> None:
        incident, step = self.turnable[old]
        super().turn(old, new)
        if self.t.step_takes[self._step(incident, step)] != TRAVEL:
            self.rest[self._row(incident, step)] = self.msel.takes[self._row(incident, step)]


@broken("nobody breaks down under way")
class NobodyBreaksDown(Conduct):
    def breaks(self, pool: int, many: int) -> list[int]:
        return []


@broken("what broke down asks again as if it were new")
class BrokenIsNew(Conduct):
    def break_down(self) -> None:
        before = list(self.waiting)
        super().break_down()
        self.waiting = sorted(q if q in before else (q[0], self.now, *q[2:]) for q in self.waiting)


@broken("a hold breaks down of which only a part does")
class MoreThanSo(Conduct):
    def breaks(self, pool: int, many: int) -> list[int]:
        return super().breaks(pool, 1000 if many > 0 else 0)


@broken("who replaces somebody is there at once")
class ReplacedAtOnce(Conduct):
    def replaced(self, incident: int, slot: int) -> None:
        new = self._slot(incident, self.t.need_again[self.t.variant_need_first[self.msel.variant[incident]] + slot])
        self.hold_turnout[new] = 0
        super().replaced(incident, slot)


# ---- the first in line, crews, parts, seats ------------------------------------------------------


@broken("nothing is kept for the first in line")
class NobodyIsFirst(Conduct):
    def keep_for(self, incident: int, step: int, needs: Sequence[int]) -> None:
        pass


@broken("all is kept for the first in line, for equals, too")
class KeptForEquals(Conduct):
    def free_for(self, pool: int, priority: int) -> int:
        return 0 if priority >= self.kept[pool] else self.free(pool)


@broken("kept for whoever can never be met")
class KeptInVain(Conduct):
    def could_meet(self, incident: int, need: int, pool: int) -> bool:
        return True


@broken("priority by attribute ignored")
class UnrankedPriority(Conduct):
    def priority(self, incident: int, step: int) -> int:
        return self.t.step_priority[self._step(incident, step)]  # type: ignore[no-any-return]


@broken("a crew of any station")
class AnyCrew(Conduct):
    def __init__(self, compiled: Any, msel: Any) -> None:
        super().__init__(compiled, msel)
        self.t = self.t._replace(need_crew=[NOWHERE] * len(self.t.need_crew))


@broken("the last of several parts first")
class LastPartFirst(Conduct):
    def met_by(self, incident: int, step: int, need: int, choices: list[Part], chosen: list[list[Part]]) -> Any:
        split = self.t.need_parts[need] > 1
        return super().met_by(incident, step, need, choices[::-1] if split else choices, chosen)


@broken("one seat for each vehicle")
class OneSeat(Conduct):
    def __init__(self, compiled: Any, msel: Any) -> None:
        super().__init__(compiled, msel)
        self.t = self.t._replace(pool_seats=[1] * len(self.t.pool_seats))


@broken("a shuttle goes once")
class OneRound(Conduct):
    def shuttle(self, incident: int, step: int, begin: int) -> int:
        super().shuttle(incident, step, begin)
        return self.first[self._row(incident, step)] - begin


@broken("a shuttle starts where the vehicles are")
class NoWayToThePeople(Conduct):
    def shuttle(self, incident: int, step: int, begin: int) -> int:
        s = self._step(incident, step)
        waiting = self.zone[incident] if self.t.step_trips[s] == SCENE else self.t.step_trips[s]
        for hold in self.goers(incident, s):
            self.hold_where[hold] = self.at(waiting)
        return super().shuttle(incident, step, begin)


# Rules by which units move otherwise than from their base, to a zone, and home again, and what hangs on it.
MOVING = (set(BROKEN) - _before) | {"the order of a need ignored"}

# ---- clocks: what happens because something else has not --------------------------------------

_before_clocks = set(BROKEN)


@broken("a timer counts from the arrival of the incident")
class FromArrival(Conduct):
    def come(self, incident: int, step: int) -> bool | None:
        row = self._row(incident, step)
        turn, self.turn_came[row] = self.turn_came[row], self.msel.time[incident]
        found = super().come(incident, step)
        self.turn_came[row] = turn
        return found


@broken("in the very second is too late")
class TooLate(Conduct):
    def has_come(self, incident: int, step: int, moment: int) -> bool:
        if step != NOWHERE and moment in (STARTED, FIRST):
            return super().has_come(incident, step, moment) and self.started[self._row(incident, step)] < self.now
        return super().has_come(incident, step, moment) and self.ended[self._row(incident, step)] < self.now


@broken("what came in time is left out only when the time is up")
class LeftOutLate(Conduct):
    def come(self, incident: int, step: int) -> bool | None:
        found = super().come(incident, step)
        row, waits = self._row(incident, step), self.t.step_waits[self._step(incident, step)]
        return None if found is False and waits > 0 and self.turn_came[row] + waits > self.now else found


@broken("a moment of a skipped step has come")
class SkippedHasCome(Conduct):
    def has_come(self, incident: int, step: int, moment: int) -> bool:
        skipped = step != NOWHERE and self.status[self._row(incident, step)] == SKIPPED
        return skipped or super().has_come(incident, step, moment)


@broken("a call that nobody answered has come")
class Answered(Conduct):
    def has_come(self, incident: int, step: int, moment: int) -> bool:
        return super().has_come(incident, step, ATTEMPTED if moment == FINISHED else moment)


@broken("a timer waits whatever comes")
class NeverLeftOut(Conduct):
    def has_come(self, incident: int, step: int, moment: int) -> bool:
        return False


@broken("who gives up goes before the pass of that second")
class GivesUpEarly(Conduct):
    def impatient(self, incident: int, step: int) -> bool:
        row = self._row(incident, step)
        self.ready[row] -= 1
        found = super().impatient(incident, step)
        self.ready[row] += 1
        return found


@broken("nobody gives up")
class Patient(Conduct):
    def impatient(self, incident: int, step: int) -> bool:
        return False


@broken("what follows goes on after giving up")
class GoesOn(Conduct):
    def asks_of(self, incident: int, follower: int, step: int) -> bool:
        return True


@broken("nothing follows giving up")
class NothingFollows(Conduct):
    def asks_of(self, incident: int, follower: int, step: int) -> bool:
        return False


@broken("the first attempt decides")
class FirstAttempt(Conduct):
    def last_part(self, incident: int, step: int) -> int:
        done = [p for p in self.made_of[self._step(incident, step)] if self.status[self._row(incident, p)] != SKIPPED]
        return done[0] if done else OPEN


@broken("the highest level that ever was holds")
class NeverLowered(Conduct):
    def level(self, incident: int) -> int:
        first, s = self.row_first[incident], self._step(incident, 0)
        rows = range(first, self.row_first[incident + 1])
        return max((self.t.step_level[s + row - first] for row in rows if self.status[row] == ENDED), default=0)


@broken("a level is not waited for")
class LevelAtOnce(Conduct):
    def may_come_to(self, incident: int, s: int) -> bool:
        return False


@broken("a level that cannot come any more is waited for")
class LevelForEver(Conduct):
    def may_come_to(self, incident: int, s: int) -> bool:
        first = self.step_first[incident]
        rows = range(self.row_first[incident], self.row_first[incident + 1])
        return any(self.status[row] < ENDED and first + step != s for step, row in enumerate(rows))


CLOCKS = set(BROKEN) - _before_clocks

# ---- steps ------------------------------------------------------------------------------------


@broken("a skipped predecessor skips a join")
class SkipsSpread(Conduct):
    def consider(self, incident: int, step: int) -> None:
        for earlier in range(step):
            if step in self.after[self._step(incident, earlier)]:
                self.some_ended[self._row(incident, step)] &= self.status[self._row(incident, earlier)] == ENDED
        super().consider(incident, step)


@broken("a step runs though all before it were skipped")
class Orphans(Conduct):
    def consider(self, incident: int, step: int) -> None:
        self.some_ended[self._row(incident, step)] = True
        super().consider(incident, step)


@broken("a join waits for one predecessor only")
class HalfJoin(Conduct):
    def resolve(self, incident: int, step: int, status: int) -> None:
        if status == ENDED:
            for follower in self.after[self._step(incident, step)]:
                row = self._row(incident, follower)
                if self.ready[row] == OPEN and self.ended[row] == OPEN:
                    self.unresolved[row] = 1
                else:
                    self.unresolved[row] = -(10**6)
        super().resolve(incident, step, status)


@broken("conditions ignored")
class Unconditional(Conduct):
    def conditions_hold(self, incident: int, s: int) -> bool:
        return True


@broken("a condition on a skipped step holds")
class SkippedIsTrue(Conduct):
    def conditions_hold(self, incident: int, s: int) -> bool:
        subjects = [subject for subject, _allowed in self.conditions[s] if subject >= 0]
        skipped = any(self.status[self._row(incident, subject)] == SKIPPED for subject in subjects)
        return skipped or super().conditions_hold(incident, s)


@broken("one of several conditions is enough")
class AnyCondition(Conduct):
    def conditions_hold(self, incident: int, s: int) -> bool:
        whole = self.conditions[s]
        holds = []
        for condition in whole:
            self.conditions[s] = [condition]
            holds.append(super().conditions_hold(incident, s))
        self.conditions[s] = whole
        return any(holds) or not holds


@broken("phones that are off answer")
class PhonesAlwaysOn(Conduct):
    def phone_off(self, pool: int, second: int) -> bool:
        return False


@broken("the phone is read when the call ends")
class PhoneReadLate(Conduct):
    def phone_off(self, pool: int, second: int) -> bool:
        return super().phone_off(pool, self.now)


assert DISPATCH > 1  # SimPy runs what is due at priority 1: the mutant Hasty goes before it
