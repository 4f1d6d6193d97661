"""The reference engine with one rule broken at a time.

Two rules are missing on purpose, because breaking them cannot be seen: that capacity is at least 0
and that free staff may count below 0. A need for one or more is refused at 0 as below it; what the
second rule is for, that those who return first repay the debt, is broken in `DebtForgotten`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drillsim.compiled.event_list import ROAD
from drillsim.compiled.log import ENDED, OPEN, SKIPPED
from drillsim.compiled.tables import TURNOUT
from drillsim.play.conduct import DISPATCH, Conduct, Request, stretched

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
        def priority_of(self, incident: int, step: int) -> Request:
            return ordered(super().priority_of(incident, step))  # type: ignore[no-any-return]


_queue("priority ignored", lambda q: q[1:])
_queue("least urgent first", lambda q: (-q[0], *q[1:]))
_queue("waiting time ignored", lambda q: (q[0], *q[2:]))
_queue("last come, first served", lambda q: (q[0], -q[1], *q[2:]))
_queue("later incident first", lambda q: (*q[:2], -q[2], q[3]))
_queue("later step first", lambda q: (*q[:3], -q[3]))


@broken("larger incident first")
class HeadCountFirst(Conduct):
    def priority_of(self, incident: int, step: int) -> Request:
        class Larger(_Ordered):
            order = staticmethod(lambda q: (q[0], -self.people[q[2]], *q[1:]))  # type: ignore[assignment]

        return Larger(super().priority_of(incident, step))  # type: ignore[return-value]


# ---- the preference ---------------------------------------------------------------------------


def _preference(rule: str, key: Callable[[int, int, int, int], Any]) -> None:
    """Rank pools by a key of (back-up, turnout, travel, pool)."""

    @broken(rule)
    class Preference(Conduct):
        def preference(self, incident: int, need: int) -> list[int]:
            t, zone, count = self.t, self.zone[incident], self.count(incident, need)
            rows = self.candidates(incident, need)
            ranked = sorted(
                (key(backup, self.turnout(pool, count), self.usual_travel(pool, zone, self.now), pool), pool)
                for pool, backup in zip(t.candidate[rows], t.candidate_backup[rows], strict=True)
            )
            return [pool for _, pool in ranked]


_preference("back-up rank ignored", lambda backup, turnout, travel, pool: (turnout + travel, pool))
_preference("back-ups first", lambda backup, turnout, travel, pool: (-backup, turnout + travel, pool))
_preference("travel ignored in preference", lambda backup, turnout, travel, pool: (backup, turnout, pool))
_preference("turnout ignored in preference", lambda backup, turnout, travel, pool: (backup, travel, pool))
_preference("nearness ignored", lambda backup, turnout, travel, pool: (backup, pool))
_preference("file order reversed", lambda backup, turnout, travel, pool: (backup, turnout + travel, -pool))


# ---- the grant --------------------------------------------------------------------------------


@broken("greedy, no backtracking")
class Greedy(Conduct):
    def assignment(self, incident: int, step: int) -> list[int] | None:
        s = self._step(incident, step)
        chosen: list[int] = []
        taken = dict.fromkeys(range(len(self.in_use)), 0)
        for need in range(self.t.need_first[s], self.t.need_first[s + 1]):
            count = self.count(incident, need)
            fits = [p for p in self.preference(incident, need) if count <= self.free(p) - taken[p]]
            if not fits:
                return None
            taken[fits[0]] += count
            chosen.append(fits[0])
        return chosen


@broken("last whole assignment instead of the first")
class Backwards(Conduct):
    def preference(self, incident: int, need: int) -> list[int]:
        return super().preference(incident, need)[::-1]


@broken("one unit counted for two needs")
class CountedTwice(Conduct):
    def assignment(self, incident: int, step: int) -> list[int] | None:
        s = self._step(incident, step)
        needs = range(self.t.need_first[s], self.t.need_first[s + 1])
        fits = [[p for p in self.preference(incident, n) if self.count(incident, n) <= self.free(p)] for n in needs]
        return [pools[0] for pools in fits] if all(fits) else None


@broken("needs taken one by one")
class PiecebyPiece(Conduct):
    def assignment(self, incident: int, step: int) -> list[int] | None:
        s = self._step(incident, step)
        first = self.t.variant_need_first[self.msel.variant[incident]]
        pools = []
        for need in range(self.t.need_first[s], self.t.need_first[s + 1]):
            hold, count = self._slot(incident, need - first), self.count(incident, need)
            if self.hold_pool[hold] == OPEN:
                fits = [p for p in self.preference(incident, need) if count <= self.free(p)]
                if fits:
                    self.hold_pool[hold] = fits[0]
                    self.in_use[fits[0]] += count
            pools.append(self.hold_pool[hold])
        return None if OPEN in pools else pools

    def grant(self, incident: int, step: int, pools: list[int]) -> None:
        s = self._step(incident, step)
        for pool, need in zip(pools, range(self.t.need_first[s], self.t.need_first[s + 1]), strict=True):
            self.in_use[pool] -= self.count(incident, need)
        super().grant(incident, step, pools)


@broken("nobody overtakes")
class NoOvertaking(Conduct):
    def assignment(self, incident: int, step: int) -> list[int] | None:
        row = self._row(incident, step)
        ahead = [request for request in self.waiting if request[3] != row and request < self.priority_of(incident, step)]
        blocked = any(self.started[request[3]] == OPEN for request in ahead)
        return None if blocked else super().assignment(incident, step)


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
    def absence(self, pool: int, people: int) -> None:
        self._want_dispatch()


@broken("on-call turnout ignored")
class OnCallIgnored(Conduct):
    def turnout(self, pool: int, count: int) -> int:
        return self.t.pool_turnout[pool]  # type: ignore[no-any-return]


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
    def duration(self, incident: int, step: int) -> int:
        s, t = self._step(incident, step), self.t
        slots = [self._slot(incident, slot) for slot in self.unit[s]]
        if t.step_takes[s] != TURNOUT:
            return super().duration(incident, step)
        return stretched(min(self.hold_turnout[slot] for slot in slots), self.msel.takes[self._row(incident, step)])


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
    def duration(self, incident: int, step: int) -> int:
        s, t = self._step(incident, step), self.t
        slots = [self._slot(incident, slot) for slot in self.unit[s]]
        if not slots or t.step_takes[s] == TURNOUT:
            return super().duration(incident, step)
        quickest = min(self.usual_travel(self.hold_pool[slot], self.destination(incident, s), self.now) for slot in slots)
        return stretched(quickest, self.msel.takes[self._row(incident, step)])


@broken("rounded down")
class RoundedDown(Conduct):
    def duration(self, incident: int, step: int) -> int:
        drawn = self.msel.takes[self._row(incident, step)]
        if not self.unit[self._step(incident, step)]:
            return drawn
        seconds = super().duration(incident, step)
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
    def destination(self, incident: int, s: int) -> int:
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


@broken("way back without having travelled")
class AlwaysAWayBack(Conduct):
    def last_journey(self, incident: int, need: int) -> int | None:
        return max(self.back[need], default=None)


@broken("way back from the first journey")
class BackFromTheFirst(Conduct):
    def last_journey(self, incident: int, need: int) -> int | None:
        return min((s for s in self.back[need] if self.status[self._row(incident, s)] == ENDED), default=None)


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
