"""Targets that judge incidents: limits, clock times, none lost, order, outcomes, stay until, counts, so many at once."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import ENDED, OPEN, SKIPPED, WITHDRAWN, Log
from drillsim.compiled.tables import CompiledPlan
from drillsim.compiled.written_out import base
from drillsim.judge.during import Allowed
from drillsim.judge.gauge import LATE, NEVER, NOT_COUNTED, NOT_JUDGED, ON_TIME, Clock, Ends, Flags, Gauge, Ints, Judgement
from drillsim.plan.milestones import BROUGHT
from drillsim.plan.targets import (
    ClockTarget,
    CountTarget,
    LimitTarget,
    NoneLostTarget,
    OpenTarget,
    OrderTarget,
    OutcomeTarget,
    PeopleTarget,
    RhythmTarget,
    StayTarget,
    SumTarget,
    Target,
)
from drillsim.play.itinerary import Itineraries
from drillsim.play.turned import turned_away, turned_while_coming
from drillsim.quantities import measures


class TimedGauge(Gauge):
    """A promise of which a clock runs at each incident, for so many seconds at the most."""

    def allowed(self, start: Ints) -> Ints | int:
        """Seconds allowed to an incident whose clock started at these seconds."""
        raise NotImplementedError


class LimitedGauge(TimedGauge):
    """A limit, which may differ by the hours and days at which the clock starts."""

    def __init__(self, compiled: CompiledPlan, name: str, target: Target) -> None:
        limit = target.limits
        self._allowed = Allowed(compiled, compiled.horizon if limit is None else limit)
        super().__init__(compiled, name, target)

    def allowed(self, start: Ints) -> Ints | int:
        """As in `TimedGauge`; up to the horizon without a limit."""
        return self._allowed.seconds(start)

    def limits(self, msel: Msel, log: Log, judged: Ints) -> Ints:
        """As in `Gauge`."""
        if self.target.limits is None or self.target.limit is not None:
            return super().limits(msel, log, judged)
        found = np.full(len(msel.time), -1)
        for clock, mine in self.each_clock(msel, self.clocks):
            found[mine] = self.allowed(clock.start.read(msel, log, mine)[0])
        return found[judged]

    def at_its_hours(self, seconds: Ints) -> Flags:
        """As in `Gauge`; nor is an incident in scope at hours for which there is no limit."""
        known, mine = self._allowed.known(seconds), super().at_its_hours(seconds)
        return mine if known is None else mine & known


class SpanGauge(TimedGauge):
    """From one milestone to another in so many seconds.

    An incident in scope is judged when its clock has started: late where its end was reached too
    late or can no longer be reached in time. It is not counted when the step that would start or
    stop the clock was skipped, and not judged when the clock never started or when play was cut
    before the limit had passed.
    """

    target: LimitTarget | PeopleTarget | ClockTarget

    def _kinds_in_scope(self) -> list[int]:
        self.clocks = self.clocks_from(self.target.from_, self.target.to)
        return [clock.kind for clock in self.clocks]

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Rule 14: judge every incident in scope."""
        parts = []
        for clock, mine in self.each_clock(msel, self.clocks):
            start, start_skipped = clock.start.read(msel, log, mine)
            stop, stop_skipped = clock.stop.read(msel, log, mine)
            took = np.where(stop == OPEN, self.compiled.horizon, stop) - start
            in_time = took <= self.allowed(start)
            unknown = (start == OPEN) | self.still_on(msel, log, mine, (stop == OPEN) & in_time)
            state = np.where(stop == OPEN, NEVER, np.where(in_time, ON_TIME, LATE))
            state = np.where(unknown, NOT_JUDGED, state)
            state = np.where(start_skipped | stop_skipped | self.outside(msel, log, mine, start), NOT_COUNTED, state)
            parts.append((mine, state, np.where(np.isin(state, (NOT_COUNTED, NOT_JUDGED)), -1, took)))
        return self.judgement(msel, parts)


class LimitGauge(LimitedGauge, SpanGauge):
    """Within a limit."""

    target: LimitTarget


@dataclass(frozen=True)
class ShareOfPeople(Ends):
    """The second at which a milestone is reached for a share of an incident's people: of a shuttle by round."""

    compiled: CompiledPlan | None = None
    share: float = 1.0

    def read(self, msel: Msel, log: Log, incidents: Ints) -> tuple[Ints, Flags]:
        """As in `Ends`."""
        assert self.compiled is not None
        second, skipped = super().read(msel, log, incidents)
        step, ways = self.moments[0].step, Itineraries(self.compiled, msel, log)
        for row, incident in enumerate(incidents.tolist()):
            if arrivals := ways.arrivals(incident, step):
                need = math.ceil(self.share * int(msel.people[incident]) - 1e-9)  # no half people, and no dust of a float
                at = arrivals[max(1, -(-need // max(1, ways.seats(incident, step)))) - 1]
                second[row] = at if at <= self.compiled.horizon else OPEN
        return second, skipped


class PeopleGauge(LimitedGauge, SpanGauge):
    """Within a limit, for a share of the people of each incident.

    Where `to` is the end of a shuttle, each of its rounds counts for those in it; elsewhere all come to it at once.
    """

    target: PeopleTarget
    apart = False  # a run has disruptions of its own

    def _kinds_in_scope(self) -> list[int]:
        kinds, plan = super()._kinds_in_scope(), self.compiled.plan
        for index, clock in enumerate(self.clocks):
            kind, start, stop = clock.kind, clock.start, clock.stop
            (step, *others), steps = stop.moments, list(plan.procedures[self.compiled.kinds[kind]].steps.values())
            if not others and step.step >= 0 and step.column == "ended" and steps[step.step].trips is not None:
                by_round = ShareOfPeople(stop.moments, compiled=self.compiled, share=self.target.people)
                self.clocks[index] = Clock(kind, start, by_round)
        return kinds


class ClockGauge(SpanGauge):
    """By a time of the day: the first one at or after the start of the clock."""

    target: ClockTarget

    def allowed(self, start: Ints) -> Ints:
        """As in `TimedGauge`."""
        begin = self.compiled.start
        return (self.target.by - (begin.hour * 3600 + begin.minute * 60 + begin.second) - start) % measures.DAY


class NoneLostGauge(LimitedGauge):
    """Every incident reaches a milestone: what is skipped on the way is lost, and what can no longer come to it."""

    target: NoneLostTarget

    def _kinds_in_scope(self) -> list[int]:
        self.clocks = self.clocks_from(BROUGHT, self.target.to)
        return [clock.kind for clock in self.clocks]

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge every incident in scope."""
        parts = []
        for clock, mine in self.each_clock(msel, self.clocks):
            stop, skipped = clock.stop.read(msel, log, mine)
            lost = skipped | (stop == OPEN)
            took = np.where(lost, self.compiled.horizon, stop) - msel.time[mine]
            in_time = took <= self.allowed(msel.time[mine])
            unknown = self.still_on(msel, log, mine, (stop == OPEN) & ~skipped & in_time)
            state = np.where(unknown, NOT_JUDGED, np.where(lost, NEVER, np.where(in_time, ON_TIME, LATE)))
            state = np.where(self.outside(msel, log, mine, msel.time[mine]), NOT_COUNTED, state)
            parts.append((mine, state, np.where(np.isin(state, (NOT_COUNTED, NOT_JUDGED)), -1, took)))
        return self.judgement(msel, parts)


class OrderGauge(Gauge):
    """Whenever one milestone is reached, the other was reached before, or at the same second; and not too long before."""

    target: OrderTarget

    def _kinds_in_scope(self) -> list[int]:
        self._orders = self.clocks_from(self.target.from_, self.target.to)
        return [order.kind for order in self._orders]

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge every incident in scope that has reached the later milestone."""
        parts = []
        longest = self.compiled.horizon if self.target.within is None else self.target.within
        for order, mine in self.each_clock(msel, self._orders):
            before, before_skipped = order.start.read(msel, log, mine)
            after, after_skipped = order.stop.read(msel, log, mine)
            reached = ~after_skipped & (after != OPEN) & ~self.outside(msel, log, mine, before)
            kept = ~before_skipped & (before != OPEN) & (before <= after) & (after - before <= longest)
            state = np.where(reached, np.where(kept, ON_TIME, LATE), NOT_COUNTED)
            parts.append((mine, state, np.where(reached, 0, -1)))
        return self.judgement(msel, parts)


class SumGauge(Gauge):
    """The times of some steps add up to no more than a limit.

    Steps that run side by side count each for itself, skipped ones take no time. Too long is too long as soon as it is
    so; while nothing of it has begun, nobody knows.
    """

    target: SumTarget

    def _kinds_in_scope(self) -> list[int]:
        procedures = self.compiled.plan.procedures
        named = {kind: self.target.summed(procedures[self.compiled.kinds[kind]]) for kind, _steps in self.wanted()}
        summed = {  # of a step that was written out, each attempt and each round
            kind: [number for number, name in enumerate(steps) if name in named[kind] or base(name) in named[kind]]
            for kind, steps in self.wanted()
        }
        self._summed = {kind: steps for kind, steps in summed.items() if steps}
        return list(self._summed)

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge every incident in scope in which one of these steps has begun."""
        scope, parts = self.in_scope(msel), []
        since = log.ready if self.target.waiting else log.started
        for kind, steps in self._summed.items():
            mine = np.flatnonzero(scope & (msel.kind == kind))
            rows = msel.row_first[mine][:, None] + steps
            skipped = log.status[rows] == SKIPPED
            is_open = ~skipped & (log.ended[rows] == OPEN)
            took = np.where(skipped | is_open, 0, log.ended[rows] - since[rows]).sum(axis=1)
            begun = (~skipped & (since[rows] != OPEN)).any(axis=1)
            open_, in_time = is_open.any(axis=1), took <= self.target.within
            unknown = ~begun | self.still_on(msel, log, mine, open_ & in_time)
            state = np.where(in_time, np.where(open_, NEVER, ON_TIME), LATE)
            state = np.where(skipped.all(axis=1), NOT_COUNTED, np.where(unknown, NOT_JUDGED, state))
            seconds = np.where(state == NEVER, self.compiled.horizon - msel.time[mine], took)
            parts.append((mine, state, np.where(np.isin(state, (NOT_COUNTED, NOT_JUDGED)), -1, seconds)))
        return self.judgement(msel, parts)


class OutcomeGauge(Gauge):
    """One of some steps ended as promised. Incidents that could not come to them are not judged."""

    target: OutcomeTarget

    def _kinds_in_scope(self) -> list[int]:
        self._wanted: dict[int, list[tuple[int, list[int]]]] = {}
        for kind, steps in self.wanted():
            asked = [
                (steps.index(name), [self.compiled.outcomes[kind][steps.index(name)].index(v) for v in values])
                for name, values in self.target.outcome.items()
                if name in steps
            ]
            if asked:
                self._wanted[kind] = asked
        return list(self._wanted)

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge every incident in scope of which these steps have come to an end."""
        scope = self.in_scope(msel)
        parts = []
        for kind, asked in self._wanted.items():
            mine = np.flatnonzero(scope & (msel.kind == kind))
            good, ended, pending = (np.zeros(len(mine), np.bool_) for _ in range(3))
            for step, allowed in asked:
                rows = msel.row_first[mine] + step
                here = np.isin(log.status[rows], (ENDED, WITHDRAWN))
                ended |= here
                good |= here & np.isin(log.outcome[rows], allowed)
                pending |= ~here & (log.status[rows] != SKIPPED)
            judged = good | (ended & ~pending)
            open_or_skipped = np.where(pending, NOT_JUDGED, NOT_COUNTED)
            state = np.where(judged, np.where(good, ON_TIME, LATE), open_or_skipped)
            parts.append((mine, state, np.where(judged, 0, -1)))
        return self.judgement(msel, parts)


class _NeedGauge(Gauge):
    """A target about those who meet a need, wherever it stands in a procedure."""

    target: StayTarget | CountTarget

    def _kinds_in_scope(self) -> list[int]:
        procedures = list(self.compiled.written.procedures.values())
        meant = [set(procedure.called(self.target.need)) for procedure in procedures]
        named = {
            v: [slot for slot, (_step, name) in enumerate(slots) if base(name) in meant[self.compiled.variant_kind(v)]]
            for v, slots in enumerate(self.compiled.slots)
        }
        self._slots = {variant: slots for variant, slots in named.items() if slots}
        wanted = {kind for kind, _steps in self.wanted()}
        return sorted({kind for v in self._slots if (kind := self.compiled.variant_kind(v)) in wanted})

    def holds(self, msel: Msel, scope: Ints) -> list[tuple[Ints, Ints, list[str]]]:
        """Incidents of `scope` with the hold rows of the need (incidents x slots) and their names, variant by variant.

        Each attempt and each round asks for it by a name of its own.
        """
        found = []
        for variant, slots in self._slots.items():
            mine = scope[msel.variant[scope] == variant]
            if len(mine):
                names = [self.compiled.slots[variant][slot][1] for slot in slots]
                found.append((mine, msel.slot_first[mine][:, None] + np.array(slots), names))
        return found


class StayGauge(_NeedGauge):
    """Those who met a need are not let go before a milestone is reached.

    A unit that was turned away while it was still coming is not judged, since nobody had come; whoever replaces it is.
    One that was turned away later has left those to whom it came, whoever ordered it: that is too early.
    """

    target: StayTarget

    def _kinds_in_scope(self) -> list[int]:
        until = {kind: self.ends(self.target.until, kind) for kind, _steps in self.wanted()}
        self._until = {kind: ends for kind, ends in until.items() if ends is not None}
        return [kind for kind in super()._kinds_in_scope() if kind in self._until]

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge every incident in scope to which somebody came."""
        parts = []
        for mine, holds, _names in self.holds(msel, np.flatnonzero(self.in_scope(msel))):
            moment, skipped = self._until[int(msel.kind[mine[0]])].read(msel, log, mine)
            taken, left = log.hold_taken[holds] != OPEN, log.hold_left[holds]
            taken &= ~np.isin(holds, turned_while_coming(self.compiled, msel, log))
            too_early = (left != OPEN) & ((moment == OPEN)[:, None] | (left < moment[:, None]))
            judged = taken.any(axis=1) & ~skipped
            state = np.where(judged, np.where((taken & too_early).any(axis=1), LATE, ON_TIME), NOT_COUNTED)
            parts.append((mine, state, np.where(judged, 0, -1)))
        return self.judgement(msel, parts)


class RhythmGauge(Gauge):
    """From one milestone on, others are reached at each multiple of a time until a third one is.

    Each time one of them is reached counts for one time that was due, the earliest that it can count for. Missed is a
    time that is known to have passed; one that may still be kept when play is cut is not judged.
    """

    target: RhythmTarget

    def _kinds_in_scope(self) -> list[int]:
        spans = self.clocks_from(self.target.from_, self.target.to)
        until = {span.kind: self.ends(self.target.until, span.kind) for span in spans}
        self._until = {kind: ends for kind, ends in until.items() if ends is not None}
        self._spans = [span for span in spans if span.kind in self._until]
        return list(self._until)

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge every incident in scope in which anything was due."""
        every, within = self.target.every, self.target.within or 0
        parts = []
        for span, mine in self.each_clock(msel, self._spans):
            begin, never = span.start.read(msel, log, mine)
            never = never | self.outside(msel, log, mine, begin)
            end, skipped = self._until[span.kind].read(msel, log, mine)
            seen = _last_seen(msel, log, mine)
            known = np.where(end == OPEN, seen - within, end)  # what was due before then is looked at
            due, late, pending = (np.zeros(len(mine), np.bool_) for _ in range(3))
            came = np.sort(self._moments(msel, log, span, mine), axis=1)
            for number in range(1, int(((known - begin) // every).max(initial=0)) + 1):
                at = begin + number * every
                asked = (begin != OPEN) & (at < known)
                fits = asked[:, None] & (came > (at - every)[:, None]) & (came <= (at + within)[:, None])
                first = fits & (np.cumsum(fits, axis=1) == 1)
                came = np.where(first, OPEN, came)
                missing = asked & ~first.any(axis=1)
                due |= asked
                late |= missing & (at + within < seen)
                pending |= missing & (at + within >= seen)
            open_ = end == OPEN
            unknown = self.still_on(msel, log, mine, open_ | pending)
            state = np.where(open_ | pending, np.where(unknown, NOT_JUDGED, NEVER), np.where(due, ON_TIME, NOT_COUNTED))
            state = np.where(late, LATE, state)
            state = np.where(never | skipped, NOT_COUNTED, np.where(begin == OPEN, NOT_JUDGED, state))
            parts.append((mine, state, np.where(np.isin(state, (NOT_COUNTED, NOT_JUDGED)), -1, 0)))
        return self.judgement(msel, parts)

    def _moments(self, msel: Msel, log: Log, span: Clock, mine: Ints) -> Ints:
        """Every second at which one of the milestones was reached (n × milestones), OPEN where one was not."""
        read = [moment.read(msel, log, mine) for moment in span.stop.each]
        return np.stack([np.where(skipped, OPEN, second) for second, skipped in read], axis=1)


def _last_seen(msel: Msel, log: Log, mine: Ints) -> Ints:
    """The last second at which anything happened in each of these incidents (n)."""
    latest = np.maximum(np.maximum(log.ready, log.started), log.ended)
    seen: Ints = np.maximum.reduceat(latest, msel.row_first[:-1])[mine] if len(mine) else mine
    return seen


class CountGauge(_NeedGauge):
    """So many were granted for a need, or so many people came.

    Of a unit that was turned away whoever replaces it counts in its stead; but if its work was over with that, it was there.
    """

    target: CountTarget

    def _kinds_in_scope(self) -> list[int]:
        return [kind for kind, _steps in self.wanted()] if self.target.of == "people" else super()._kinds_in_scope()

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge every incident in scope (of a need: that was granted it; in each attempt and each round so many)."""
        low, high = self.target.count
        scope = np.flatnonzero(self.in_scope(msel))
        if self.target.of == "people":
            counted = [(scope, msel.people[scope][:, None], np.ones((len(scope), 1), np.bool_))]
        else:
            left = [one.hold for one in turned_away(self.compiled, msel, log) if one.again != OPEN]
            counted = []
            for mine, holds, names in self.holds(msel, scope):
                taken = log.hold_taken[holds] != OPEN
                came = np.where(taken & ~np.isin(holds, left), log.hold_count[holds], 0)
                each = [[k for k, other in enumerate(names) if other == name] for name in dict.fromkeys(names)]
                count = np.stack([came[:, slots].sum(axis=1) for slots in each], axis=1)
                counted.append((mine, count, np.stack([taken[:, slots].any(axis=1) for slots in each], axis=1)))
        parts = []
        for mine, count, granted in counted:
            judged = granted.any(axis=1)
            inside = (~granted | ((count >= low) & (count <= high))).all(axis=1)
            state = np.where(judged, np.where(inside, ON_TIME, LATE), NOT_COUNTED)
            parts.append((mine, state, np.where(judged, 0, -1)))
        return self.judgement(msel, parts)


class OpenGauge(Gauge):
    """Never more than so many incidents between two milestones at once.

    An incident is open from the second at which it reaches the one until that at which it reaches the other, or until
    that is skipped. The one too many is the one that comes while so many are open already, at the same second the later
    in the list; the others keep the promise. Not counted is one that skips the first milestone, not judged one that
    never reached it.
    """

    target: OpenTarget
    apart = False

    def _kinds_in_scope(self) -> list[int]:
        self._spans = self.clocks_from(self.target.from_, self.target.to)
        return [span.kind for span in self._spans]

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge every incident in scope that was open at any time."""
        found = [np.empty((4, 0), np.int64)]
        for span, mine in self.each_clock(msel, self._spans):
            begin, never = span.start.read(msel, log, mine)
            never = never | self.outside(msel, log, mine, begin)
            end, skipped = span.stop.read(msel, log, mine)
            rows = msel.row_first[mine][:, None] + [moment.step for moment in span.stop.moments]
            end = np.where(skipped, log.ended[rows].max(axis=1), end)
            found.append(np.stack((mine, begin, np.where(end == OPEN, np.iinfo(np.int64).max, end), never)))
        mine, begin, end, never = np.concatenate(found, axis=1)
        is_open = (never == 0) & (begin != OPEN) & (begin < end)
        order = np.flatnonzero(is_open)[np.lexsort((mine[is_open], begin[is_open]))]
        ended = np.searchsorted(np.sort(end[is_open]), begin[order], side="right")
        too_many = np.zeros(len(mine), np.bool_)
        too_many[order] = np.arange(len(order)) - ended >= self.target.open_at_most
        state = np.where(too_many, LATE, ON_TIME)
        state = np.where(never == 1, NOT_COUNTED, np.where(begin == OPEN, NOT_JUDGED, state))
        sort = np.argsort(mine)
        seconds = np.where(np.isin(state, (NOT_COUNTED, NOT_JUDGED)), -1, 0)
        return self.judgement(msel, [(mine[sort], state[sort], seconds[sort])])


# The gauge of each promise that judges incidents.
INCIDENT_GAUGES: dict[type[Target], type[Gauge]] = {
    LimitTarget: LimitGauge,
    PeopleTarget: PeopleGauge,
    ClockTarget: ClockGauge,
    NoneLostTarget: NoneLostGauge,
    OrderTarget: OrderGauge,
    SumTarget: SumGauge,
    OutcomeTarget: OutcomeGauge,
    StayTarget: StayGauge,
    RhythmTarget: RhythmGauge,
    CountTarget: CountGauge,
    OpenTarget: OpenGauge,
}
