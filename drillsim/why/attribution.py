"""Where the time of an incident went: the way from milestone to milestone, second by second.

Backwards from the milestone that stops the clock: a step's own time counts under its stage,
the time before it as waiting, and the predecessor that was resolved last leads further back,
until the moment that started the clock. What lies beside this *critical path* cost nothing.

A waiting second is shared equally among the needs unmet at that second: those of which no
pool allowed has enough free, or has so only for somebody more urgent who is first in line (a
stage of its own). Where each could be met but not all together, all share it; where all could
be met together, nothing but a player's decision was waited for (of a live drill). While a step
from which a unit was turned away does not go on, its replacement is waited for. Shares are
fractions, so that the parts add up to the whole exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple

import numpy as np

from drillsim.compiled.answering import names_of
from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import ON_THE_ROAD, OPEN, SKIPPED, WITHDRAWN, Log, over_at
from drillsim.compiled.tables import AT_LEVEL, AT_ONCE, DRAWN, NOWHERE, ONE_WAY, SCENE, TRAVEL, CompiledPlan, Ints
from drillsim.judge.evaluate import Gauge
from drillsim.play.capacity import Request, Tracks, granted, priorities, request
from drillsim.play.turned import Lapse, TurnedAway, lapses, turned_away
from drillsim.why.first_in_line import FirstInLine, Needs, Waited

IN_LINE = "waiting_in_line"  # the stage of waiting while what is free is kept for somebody more urgent
REPLACEMENT = "waiting_replacement"  # the stage in which a step that was cut waits for who replaces a unit turned away
DECISION = "waiting_decision"  # the stage of waiting for nothing but a decision
CLOSED = "closed"  # the stage in which work stands still outside the hours of those who do it
TIMER = "timer"
_MOMENTS = ("started", "first", "ended", "ended")  # columns of the log: see `tables`
RECALL = "recall"  # the stage in which those called in from home come
# kind of the pool asked for → the stage under which waiting for it is counted
WAITING_FOR = {
    "squad": "waiting_staff",
    "vehicle": "waiting_vehicle",
    "post": "waiting_head",
    "room": "waiting_room",
    "fund": "waiting_fund",
}
WAITS = frozenset({*WAITING_FOR.values(), IN_LINE, REPLACEMENT, DECISION})  # all stages of waiting

Leg = tuple[str, str]  # from which place to which; between two of them it is ''


@dataclass(frozen=True)
class Breakdown:
    """Elapsed seconds of one incident, or of several, by where they went.

    `stages` (`Step.counted_as`, and the waiting stages of `WAITING_FOR`) add up to `elapsed`
    exactly; `asked` says whom or what the waiting was for, by the name that the plan asks for;
    `road` is the time of the journeys alone, whatever stage they are counted as, and `legs` says
    from where to where they led. Of a shuttle the first round is road, without the loading: how
    many more there are is a matter of seats.
    """

    incidents: int = 0
    elapsed: int = 0
    stages: dict[str, Fraction] = field(default_factory=dict)
    asked: dict[str, Fraction] = field(default_factory=dict)
    road: int = 0
    legs: dict[Leg, int] = field(default_factory=dict)

    @property
    def waiting(self) -> Fraction:
        """All waiting seconds."""
        return sum(self.asked.values(), Fraction(0))

    def share(self, stage: str) -> float:
        """Share of the elapsed time that went to a stage."""
        return float(self.stages.get(stage, Fraction(0)) / self.elapsed) if self.elapsed else 0.0


def total(breakdowns: Iterable[Breakdown]) -> Breakdown:
    """The sum of breakdowns."""
    incidents, elapsed, road = 0, 0, 0
    stages: dict[str, Fraction] = {}
    asked: dict[str, Fraction] = {}
    legs: dict[Leg, int] = {}
    for one in breakdowns:
        for leg, spent in one.legs.items():
            legs[leg] = legs.get(leg, 0) + spent
        incidents, elapsed, road = incidents + one.incidents, elapsed + one.elapsed, road + one.road
        for whole, part in ((stages, one.stages), (asked, one.asked)):
            for name, seconds in part.items():
                whole[name] = whole.get(name, Fraction(0)) + seconds
    return Breakdown(incidents, elapsed, stages, asked, road, legs)


def worst(one: Breakdown) -> tuple[str, str]:
    """The stage that took longest, and whom or what was waited for most; '' where there is none."""

    def longest(parts: Mapping[str, Fraction]) -> str:
        return max(parts, key=lambda name: parts[name], default="")

    return longest(one.stages), longest(one.asked)


class Segment(NamedTuple):
    """A piece of the critical path: a step under way, waiting for what it needs, for those called in to come, or for a
    time to be up."""

    step: int
    waiting: bool
    begin: int
    end: int
    recall: bool = False
    timer: bool = False


class Shortage(NamedTuple):
    """Seconds in which the same needs of a waiting step were unmet."""

    begin: int
    end: int
    unmet: tuple[int, ...]  # numbers of needs within the step; none: all could have been met
    together: bool  # each need alone could have been met
    kept: tuple[int, ...] = ()  # those of the unmet needs of which enough was free, but kept for somebody more urgent


class Ways:
    """The procedures of a plan as the walk back needs them: made once, used for all plays."""

    def __init__(self, compiled: CompiledPlan) -> None:
        self.compiled = compiled
        steps = [compiled.plan.procedures[kind].steps for kind in compiled.kinds]
        self.before = [
            [sorted({names.index(name) for name in step.after}) for step in by_name.values()]
            for names, by_name in zip(compiled.steps, steps, strict=True)
        ]
        self.stage = [[step.counted_as for step in by_name.values()] for by_name in steps]
        self.on_the_road = [[step.takes == "travel" for step in by_name.values()] for by_name in steps]
        pools = [names_of(compiled.plan, ask)[0][0] for ask in compiled.asks]
        self.waiting = [WAITING_FOR[compiled.plan.pools[pool].kind] for pool in pools]  # by row of asks


class Paths:
    """The critical paths of one play. It keeps what it has found, so make one per play."""

    def __init__(self, ways: Ways, msel: Msel, log: Log) -> None:
        self.ways, self.compiled, self.msel, self.log = ways, ways.compiled, msel, log
        self._requests: dict[int, Request] = {}
        self._wants: dict[tuple[Needs, int], Want] = {}

    @cached_property
    def end(self) -> int:
        """The second at which nothing more happened."""
        return over_at(self.log, self.compiled.window_end, self.compiled.horizon)

    @cached_property
    def _columns(self) -> tuple[list[int], ...]:
        """Ready, started, ended and first as plain lists; a moment that never came is the end of the play, and one that a
        step gave up the second at which it did."""
        end = self.end
        started = np.where(self.log.status == WITHDRAWN, self.log.ended, self.log.started)
        moments = (self.log.ready, started, self.log.ended, self.log.first)
        return tuple(np.where(c == OPEN, end, c).tolist() for c in moments)

    @cached_property
    def tracks(self) -> Tracks:
        """Capacity and use of the pools over this play."""
        return Tracks(self.compiled, self.msel, self.log)

    @cached_property
    def _granted(self) -> list[int]:
        moments = granted(self.compiled, self.msel, self.log)
        moments = np.where(self.log.status == WITHDRAWN, self.log.ended, moments)
        found: list[int] = np.where(moments == OPEN, self.end, moments).tolist()
        return found

    def granted(self, row: int) -> int:
        """When what a step asks for was there to be sent; the end of the play where it never was."""
        return self._granted[row]

    def critical(self, incident: int, step: int, column: str) -> Iterator[Segment]:
        """The critical path to a milestone, from its last segment to its first; empty segments are left out."""
        ready, started, ended, first = self._columns
        before = self.ways.before[int(self.msel.kind[incident])]
        rows = int(self.msel.row_first[incident])
        followed: set[tuple[int, str]] = set()  # two steps may be left out in one second, each because of the other
        while True:
            row = rows + step
            # A skipped step was never ready and never started, so it is passed through.
            until = {"ended": ended, "first": first}.get(column, started)[row]
            if until > started[row]:
                yield Segment(step, False, started[row], until)
            if column != "ready" and started[row] > self._granted[row]:
                yield Segment(step, False, self._granted[row], started[row], recall=True)
            if column != "ready" and self._granted[row] > ready[row]:
                yield Segment(step, True, ready[row], self._granted[row])
            # The predecessor resolved last; one that is still open counts as later than any other.
            turn = max(before[step], key=lambda s: (self.log.ended[rows + s] == OPEN, ended[rows + s], -s), default=None)
            if timed := self._for_what_it_waited(incident, step, rows, turn):
                if isinstance(timed, Segment):
                    yield timed
                elif timed not in followed:
                    followed.add(timed)
                    step, column = timed
                    continue
            if turn is None:
                return
            step, column = turn, "ended"

    def _for_what_it_waited(self, incident: int, step: int, rows: int, turn: int | None) -> Segment | tuple[int, str] | None:
        """Of a step whose turn had come: the time that had to be up, or the other step that decided when it began or was
        left out, if that was later than its turn."""
        t, s = self.compiled.tables, int(self._first_step[incident]) + step
        waits, ready, ended = int(t.step_waits[s]), int(self.log.ready[rows + step]), int(self.log.ended[rows + step])
        came = int(self.msel.time[incident]) if turn is None else int(self.log.ended[rows + turn])
        if waits == AT_ONCE or came == OPEN:
            return None
        skipped = self.log.status[rows + step] == SKIPPED
        if waits != AT_LEVEL and ready != OPEN:
            return Segment(step, False, came, ready, timer=True) if ready > came else None
        if waits != AT_LEVEL:
            unless, column = int(t.step_unless[s]), _MOMENTS[int(t.step_unless_moment[s])]
            if skipped and ended > came and getattr(self.log, column)[rows + unless] == ended:
                return unless, column
            return None
        if (second := ended if skipped else ready) > came:  # a level was set, or could not be any more
            first = int(self._first_step[incident])
            set_then = [k for k in range(len(self.ways.before[int(self.msel.kind[incident])]))
                        if t.step_level[first + k] != NOWHERE and self.log.ended[rows + k] == second]  # fmt: skip
            return (set_then[-1], "ended") if set_then else None
        return None

    def request(self, incident: int, step: int) -> Request:
        """What a step asks for."""
        row = int(self.msel.row_first[incident]) + step
        if row not in self._requests:
            self._requests[row] = request(self.compiled, self.msel, self.log, incident, step)
        return self._requests[row]

    def shortages(self, incident: int, step: int) -> list[Shortage]:
        """What a step waited for, from `ready` until its needs were met or play stopped."""
        row = int(self.msel.row_first[incident]) + step
        ready, *_others = self._columns
        return self._want(incident, step).between(ready[row], self._granted[row])

    @cached_property
    def turned(self) -> list[TurnedAway]:
        """Everybody who was turned away to a more urgent incident."""
        return turned_away(self.compiled, self.msel, self.log) if self.compiled.turns_away else []

    @cached_property
    def lapses(self) -> dict[int, list[Lapse]]:
        """By row of a step: when it did not go on because somebody had been turned away from it."""
        return lapses(self.compiled, self.msel, self.log, self.turned, self.end)

    @cached_property
    def priorities(self) -> Ints:
        """By row of a step, how urgent it is."""
        return priorities(self.compiled, self.msel)

    @cached_property
    def line(self) -> FirstInLine:
        """What was kept for whoever is first in line; nothing where all are equally urgent."""
        many = len(np.unique(self.priorities)) > 1
        return FirstInLine(self.compiled, self.tracks, self._waited() if many else ())

    def _waited(self) -> Iterator[Waited]:
        """Every request that waited, with those for units that were turned away."""
        ready, urgent = self._columns[0], self.priorities.tolist()
        for row in np.flatnonzero((self.log.ready != OPEN) & (self._granted != self.log.ready)).tolist():
            if self._granted[row] > ready[row]:
                incident = int(np.searchsorted(self.msel.row_first, row, side="right")) - 1
                needs = self.request(incident, row - int(self.msel.row_first[incident])).needs
                yield Waited(needs, urgent[row], ready[row], self._granted[row])
        for one in self.turned:
            row = int(self.msel.row_first[one.incident]) + one.step
            replaced = next((lapse.replaced for lapse in self.lapses.get(row, ()) if lapse.slot == one.slot), one.at)
            if replaced > one.at:
                asked_at = self.compiled.slots[int(self.msel.variant[one.incident])][one.slot][0]
                asked = int(self.msel.row_first[one.incident]) + asked_at
                needs = request(self.compiled, self.msel, self.log, one.incident, asked_at, one.slot).needs
                yield Waited(needs, urgent[asked], one.at, replaced)

    def _want(self, incident: int, step: int) -> Want:
        """When what a step asks for was not there, over the whole play: the same for all that ask for the same."""
        needs = self.request(incident, step).needs
        priority = int(self.priorities[int(self.msel.row_first[incident]) + step])
        if (needs, priority) not in self._wants:
            self._wants[needs, priority] = Want(needs, priority, self.line)
        return self._wants[needs, priority]

    def breakdown(self, gauge: Gauge, incident: int) -> Breakdown:
        """Elapsed time of one incident of a target, until play stopped where its end was never reached.

        Raises ValueError if the target does not read incidents of this kind.
        """
        kind = int(self.msel.kind[incident])
        cut, end, segments = self._timed(gauge, incident)
        stages: dict[str, Fraction] = {}
        asked: dict[str, Fraction] = {}
        legs: dict[Leg, int] = {}
        road = 0
        for segment in segments:
            if segment.waiting:
                self._share(incident, segment.step, segment.begin, stages, asked)
                continue
            seconds = segment.end - segment.begin
            if segment.timer:
                stages[TIMER] = stages.get(TIMER, Fraction(0)) + seconds
                continue
            if segment.recall:
                stages[RECALL] = stages.get(RECALL, Fraction(0)) + seconds
                continue
            pieces: list[tuple[int, Lapse | None]] = []
            since = segment.begin
            replaced: Lapse | None = None
            for lapse in self.lapsed(incident, segment):
                name = self._asked_again(incident, lapse)
                for whole, key in ((stages, REPLACEMENT), (asked, name)):
                    whole[key] = whole.get(key, Fraction(0)) + lapse.end - lapse.begin
                seconds -= lapse.end - lapse.begin
                pieces.append((lapse.begin - since, replaced))
                since, replaced = lapse.end, lapse
            pieces.append((segment.end - since, replaced))
            if closed := min(seconds, self.stood_still(incident, segment.step)):
                stages[CLOSED] = stages.get(CLOSED, Fraction(0)) + closed
                seconds -= closed
            stage = self.ways.stage[kind][segment.step]
            stages[stage] = stages.get(stage, Fraction(0)) + seconds
            if self.ways.on_the_road[kind][segment.step]:
                road += min(seconds, self._one_way(incident, segment.step))
                for spent, lapse_before in pieces:
                    leg = self.leg(incident, segment.step, lapse_before)
                    legs[leg] = legs.get(leg, 0) + spent
        return Breakdown(1, max(0, (self.end if end == OPEN else end) - cut), stages, asked, road, legs)

    def lapsed(self, incident: int, segment: Segment) -> Iterator[Lapse]:
        """The stretches of a segment in which its step did not go on, none of them twice."""
        reached = segment.begin
        for lapse in self.lapses.get(int(self.msel.row_first[incident]) + segment.step, ()):
            begin, end = max(reached, lapse.begin), min(segment.end, lapse.end)
            if begin < end:
                yield lapse._replace(begin=begin, end=end)
                reached = end

    def _asked_again(self, incident: int, lapse: Lapse) -> str:
        """The name by which the plan asks for a unit that was turned away."""
        t = self.compiled.tables
        need = int(t.variant_need_first[self.msel.variant[incident]]) + lapse.slot
        return self.compiled.asks[int(t.need_ask[need])]

    def _one_way(self, incident: int, step: int) -> int:
        """Seconds of the first round of a shuttle without its loading; more than any journey for one that is none."""
        row, s = int(self.msel.row_first[incident]) + step, int(self._first_step[incident]) + step
        t = self.compiled.tables
        if t.step_trips[s] == ONE_WAY or self.log.first[row] == OPEN:
            return self.compiled.horizon
        return int(self.log.first[row] - self.log.started[row] - t.step_loading[s])

    def leg(self, incident: int, step: int, after: Lapse | None = None) -> Leg:
        """From where to where a journey led: from where the one with the longest way was; of a shuttle, there and back.

        Where it was begun anew: from where whoever replaced a unit that was turned away was sent.
        """
        t, row, s = self.compiled.tables, int(self.msel.row_first[incident]) + step, int(self._first_step[incident]) + step
        to, scene, trips = int(self.log.place[row]), int(self.msel.attribute[incident, 0]), int(t.step_trips[s])
        if trips != ONE_WAY:
            return self._named(scene if trips == SCENE else trips), self._named(to)
        if after is not None:
            again = int(t.need_again[t.variant_need_first[self.msel.variant[incident]] + after.slot])
            return self._named(int(self.log.hold_place[self.msel.slot_first[incident] + again])), self._named(to)
        slots = t.unit[t.unit_first[s] : t.unit_first[s + 1]].tolist()
        wheres = {self.stood(incident, slot, int(self.log.started[row])) for slot in slots}

        def way(where: int) -> int:
            return int(t.travel[where * len(self.compiled.places) + to]) if where >= 0 and to >= 0 else NOWHERE

        return self._named(max(sorted(wheres - {NOWHERE}), key=way, default=NOWHERE)), self._named(to)

    def stood(self, incident: int, slot: int, second: int) -> int:
        """The place at which who meets a need stood when a journey began; NOWHERE if nobody met it, or had a base."""
        t, hold = self.compiled.tables, int(self.msel.slot_first[incident]) + slot
        taken, left, where = (int(column[hold]) for column in (self.log.hold_taken, self.log.hold_left, self.log.hold_place))
        if taken == OPEN or taken > second or (left != OPEN and left < second):
            return NOWHERE
        first, rows = int(self._first_step[incident]), int(self.msel.row_first[incident])
        arrived = taken
        for step in range(int(t.kind_steps[self.msel.kind[incident]])):
            s, ended = first + step, int(self.log.ended[rows + step])
            came = t.step_takes[s] == TRAVEL and slot in t.unit[t.unit_first[s] : t.unit_first[s + 1]]
            if came and self.log.place[rows + step] != OPEN and arrived <= ended <= second and where != NOWHERE:
                arrived, where = ended, int(self.log.place[rows + step])
        return where

    def _named(self, place: int) -> str:
        return "" if place in (NOWHERE, ON_THE_ROAD) else self.compiled.places[place]

    def begun(self, gauge: Gauge, incident: int) -> int:
        """When the clock of a target started; when the matter was brought, if it never did."""
        return self._timed(gauge, incident)[0]

    def timed(self, gauge: Gauge, incident: int) -> Iterator[Segment]:
        """The critical path of what a target's clock counted of an incident, from its last segment to its first."""
        return self._timed(gauge, incident)[2]

    def _timed(self, gauge: Gauge, incident: int) -> tuple[int, int, Iterator[Segment]]:
        """When the clock of a target started and stopped (OPEN: never), and the critical path in between, backwards."""
        kind = int(self.msel.kind[incident])
        clock = next((clock for clock in gauge.clocks if clock.kind == kind), None)
        if clock is None:
            raise ValueError(f"target {gauge.name!r} does not judge incidents of kind {self.compiled.kinds[kind]!r}")
        first, cut = int(self.msel.row_first[incident]), int(self.msel.time[incident])
        start, start_column = clock.start.chosen(self.msel, self.log, incident)[:2]
        stop, stop_column = clock.stop.chosen(self.msel, self.log, incident)[:2]
        if start >= 0 and (moment := int(getattr(self.log, start_column)[first + start])) != OPEN:
            cut = moment
        end = cut if stop < 0 else int(getattr(self.log, stop_column)[first + stop])
        if stop >= 0 and end == OPEN and self.log.status[first + stop] == WITHDRAWN:
            end = int(self.log.ended[first + stop])  # nothing more was to come of it

        def segments() -> Iterator[Segment]:
            for segment in self.critical(incident, stop, stop_column) if stop >= 0 else ():
                if cut >= segment.end:
                    return  # all before it lies before the clock's start, too
                yield segment._replace(begin=max(cut, segment.begin))

        return cut, end, segments()

    def stood_still(self, incident: int, step: int) -> int:
        """Seconds of a step in which nobody worked on it: those between its begin and its end that it did not take."""
        row, s = int(self.msel.row_first[incident]) + step, int(self._first_step[incident]) + step
        if self.compiled.tables.step_takes[s] != DRAWN or self.log.ended[row] == OPEN:
            return 0
        lapsed = sum(lapse.end - lapse.begin for lapse in self.lapsed(
            incident, Segment(step, False, int(self.log.started[row]), int(self.log.ended[row]))))  # fmt: skip
        return max(0, int(self.log.ended[row] - self.log.started[row] - self.msel.takes[row]) - lapsed)

    @cached_property
    def _first_step(self) -> Ints:
        return self.compiled.tables.variant_step_first[self.msel.variant]

    def _share(self, incident: int, step: int, begin: int, stages: dict[str, Fraction], asked: dict[str, Fraction]) -> None:
        """Share the waiting of a step from `begin` on among its unmet needs."""
        row = int(self.msel.row_first[incident]) + step
        ready, *_others = self._columns
        parts, undecided = self._want(incident, step).shared(max(begin, ready[row]), self._granted[row])
        if undecided:
            stages[DECISION] = stages.get(DECISION, Fraction(0)) + undecided
        for need, (short, kept) in zip(self.request(incident, step).needs, parts, strict=True):
            name = self.compiled.asks[need.ask]
            for stage, part in ((self.ways.waiting[need.ask], short), (IN_LINE, kept)):
                if part:
                    stages[stage] = stages.get(stage, Fraction(0)) + part
                    asked[name] = asked.get(name, Fraction(0)) + part


def attribute(compiled: CompiledPlan, msel: Msel, log: Log, gauge: Gauge, incident: int) -> Breakdown:
    """Where the time of one judged incident of a target went (`Paths.breakdown`)."""
    return Paths(Ways(compiled), msel, log).breakdown(gauge, incident)


class Want:
    """When needs could not be met for requests of one priority, over the whole play: in pieces in which the same are unmet.

    Many requests ask for the same, and each of them waits through many changes of the pools; so what was missing when is
    worked out once, and summed from the play's begin, so that a waiting takes no longer to share out than a moment.
    """

    def __init__(self, needs: Needs, priority: int, line: FirstInLine) -> None:
        cuts = line.cuts(needs)
        unmet = line.unmet(needs, priority, cuts)
        # By need, not there or kept for others; in the last columns, not all at the same time, or only a decision lacking.
        state = np.column_stack((unmet.free, unmet.kept, unmet.together, unmet.none))
        changes = np.append(True, (state[1:] != state[:-1]).any(axis=1))
        self._begin, self._many = cuts[changes], len(needs)
        self._state = state = state[changes]
        # Shares of seconds, in units that every number of needs divides.
        self._unit = lcm(*range(1, len(needs) + 1))
        lacking = state[:, : 2 * len(needs)]
        shares = np.where(lacking, self._unit // np.maximum(lacking.sum(axis=1), 1)[:, None], 0)
        self._shares = np.column_stack((shares, np.where(state[:, -1], self._unit, 0)))
        lengths = np.diff(self._begin)[:, None]
        none = np.zeros((1, self._shares.shape[1]), np.int64)
        self._until = np.concatenate((none, np.cumsum(self._shares[:-1] * lengths, axis=0)))

    def between(self, begin: int, end: int) -> list[Shortage]:
        """What was missing from one second to another, piece by piece."""
        if end <= begin:
            return []
        first, last = np.searchsorted(self._begin, (begin, end - 1), side="right") - 1
        edges = [begin, *self._begin[first + 1 : last + 1].tolist(), end]
        found = []
        for since, until, at in zip(edges, edges[1:], range(first, last + 1), strict=False):
            short, kept = self._state[at, : self._many], self._state[at, self._many : 2 * self._many]
            unmet = tuple(np.flatnonzero(short | kept).tolist())
            found.append(Shortage(since, until, unmet, bool(self._state[at, -2]), tuple(np.flatnonzero(kept).tolist())))
        return found

    def shared(self, begin: int, end: int) -> tuple[list[tuple[Fraction, Fraction]], Fraction]:
        """The seconds from one to another, shared at each among the needs unmet: by need, those in which it was not there
        and those in which it was kept for others; and those of waiting for nothing."""
        spent = self._sum(end) - self._sum(begin) if end > begin else np.zeros_like(self._shares[0])
        *needs, undecided = (Fraction(int(part), self._unit) for part in spent)
        return list(zip(needs[: self._many], needs[self._many :], strict=True)), undecided

    def _sum(self, second: int) -> Ints:
        at = int(np.searchsorted(self._begin, second, side="right")) - 1
        found: Ints = self._until[at] + self._shares[at] * (second - int(self._begin[at]))
        return found
