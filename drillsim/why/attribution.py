"""Where the time of an incident went: the way from milestone to milestone, second by second.

Backwards from the milestone that stops the clock: a step's own time counts under its stage,
the time before it as waiting, and the predecessor that was resolved last leads further back,
until the moment that started the clock. What lies beside this *critical path* cost nothing.

A waiting second is shared equally among the needs unmet at that second: those of which no
pool allowed has enough free. Where each could be met but not all together, all share it; where
all could be met together, nothing but a player's decision was waited for (of a live drill).
Shares are fractions, so that the parts add up to the whole exactly.
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
from drillsim.compiled.log import OPEN, Log, over_at
from drillsim.compiled.tables import DRAWN, CompiledPlan, Ints
from drillsim.judge.evaluate import Gauge
from drillsim.play.capacity import Request, Tracks, fits, granted, request

Needs = tuple[tuple[int, int, tuple[int, ...]], ...]  # as in `Request`

DECISION = "waiting_decision"  # the stage of waiting for nothing but a decision
CLOSED = "closed"  # the stage in which work stands still outside the hours of those who do it
RECALL = "recall"  # the stage in which those called in from home come
# kind of the pool asked for → the stage under which waiting for it is counted
WAITING_FOR = {
    "squad": "waiting_staff",
    "vehicle": "waiting_vehicle",
    "post": "waiting_head",
    "room": "waiting_room",
    "fund": "waiting_fund",
}


@dataclass(frozen=True)
class Breakdown:
    """Elapsed seconds of one incident, or of several, by where they went.

    `stages` (`Step.counted_as`, and the waiting stages of `WAITING_FOR`) add up to `elapsed`
    exactly; `asked` says whom or what the waiting was for, by the name that the plan asks for;
    `road` is the time of the travel steps alone, whatever stage they are counted as.
    """

    incidents: int = 0
    elapsed: int = 0
    stages: dict[str, Fraction] = field(default_factory=dict)
    asked: dict[str, Fraction] = field(default_factory=dict)
    road: int = 0

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
    for one in breakdowns:
        incidents, elapsed, road = incidents + one.incidents, elapsed + one.elapsed, road + one.road
        for whole, part in ((stages, one.stages), (asked, one.asked)):
            for name, seconds in part.items():
                whole[name] = whole.get(name, Fraction(0)) + seconds
    return Breakdown(incidents, elapsed, stages, asked, road)


def worst(one: Breakdown) -> tuple[str, str]:
    """The stage that took longest, and whom or what was waited for most; '' where there is none."""

    def longest(parts: Mapping[str, Fraction]) -> str:
        return max(parts, key=lambda name: parts[name], default="")

    return longest(one.stages), longest(one.asked)


class Segment(NamedTuple):
    """A piece of the critical path: a step under way, waiting for what it needs, or for those called in to come."""

    step: int
    waiting: bool
    begin: int
    end: int
    recall: bool = False


class Shortage(NamedTuple):
    """Seconds in which the same needs of a waiting step were unmet."""

    begin: int
    end: int
    unmet: tuple[int, ...]  # numbers of needs within the step; none: all could have been met
    together: bool  # each need alone could have been met


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
        self._wants: dict[Needs, Want] = {}

    @cached_property
    def end(self) -> int:
        """The second at which nothing more happened."""
        return over_at(self.log, self.compiled.window_end, self.compiled.horizon)

    @cached_property
    def _columns(self) -> tuple[list[int], ...]:
        """Ready, started, ended as plain lists; a moment that never came is the end of the play."""
        end = self.end
        moments = (self.log.ready, self.log.started, self.log.ended)
        return tuple(np.where(c == OPEN, end, c).tolist() for c in moments)

    @cached_property
    def tracks(self) -> Tracks:
        """Capacity and use of the pools over this play."""
        return Tracks(self.compiled, self.msel, self.log)

    @cached_property
    def _granted(self) -> list[int]:
        moments = granted(self.compiled, self.msel, self.log)
        found: list[int] = np.where(moments == OPEN, self.end, moments).tolist()
        return found

    def granted(self, row: int) -> int:
        """When what a step asks for was there to be sent; the end of the play where it never was."""
        return self._granted[row]

    def critical(self, incident: int, step: int, column: str) -> Iterator[Segment]:
        """The critical path to a milestone, from its last segment to its first; empty segments are left out."""
        ready, started, ended = self._columns
        before = self.ways.before[int(self.msel.kind[incident])]
        first = int(self.msel.row_first[incident])
        while True:
            row = first + step
            # A skipped step was never ready and never started, so it is passed through.
            if column == "ended" and ended[row] > started[row]:
                yield Segment(step, False, started[row], ended[row])
            if column != "ready" and started[row] > self._granted[row]:
                yield Segment(step, False, self._granted[row], started[row], recall=True)
            if column != "ready" and self._granted[row] > ready[row]:
                yield Segment(step, True, ready[row], self._granted[row])
            if not before[step]:
                return
            # The predecessor resolved last; one that is still open counts as later than any other.
            step = max(before[step], key=lambda s: (self.log.ended[first + s] == OPEN, ended[first + s], -s))
            column = "ended"

    def request(self, incident: int, step: int) -> Request:
        """What a step asks for."""
        row = int(self.msel.row_first[incident]) + step
        if row not in self._requests:
            self._requests[row] = request(self.compiled, self.msel, incident, step)
        return self._requests[row]

    def shortages(self, incident: int, step: int) -> list[Shortage]:
        """What a step waited for, from `ready` until its needs were met or play stopped."""
        row = int(self.msel.row_first[incident]) + step
        ready, _started, _ended = self._columns
        return self._want(incident, step).between(ready[row], self._granted[row])

    def _want(self, incident: int, step: int) -> Want:
        """When what a step asks for was not there, over the whole play: the same for all that ask for the same."""
        needs = self.request(incident, step).needs
        if needs not in self._wants:
            self._wants[needs] = Want(needs, self.tracks)
        return self._wants[needs]

    def breakdown(self, gauge: Gauge, incident: int) -> Breakdown:
        """Elapsed time of one incident of a target, until play stopped where its end was never reached.

        Raises ValueError if the target does not read incidents of this kind.
        """
        kind = int(self.msel.kind[incident])
        cut, end, segments = self._timed(gauge, incident)
        stages: dict[str, Fraction] = {}
        asked: dict[str, Fraction] = {}
        road = 0
        for segment in segments:
            if segment.waiting:
                self._share(incident, segment.step, segment.begin, stages, asked)
                continue
            stage = RECALL if segment.recall else self.ways.stage[kind][segment.step]
            seconds = segment.end - segment.begin
            if not segment.recall and (closed := min(seconds, self.stood_still(incident, segment.step))):
                stages[CLOSED] = stages.get(CLOSED, Fraction(0)) + closed
                seconds -= closed
            stages[stage] = stages.get(stage, Fraction(0)) + seconds
            if self.ways.on_the_road[kind][segment.step] and not segment.recall:
                road += segment.end - segment.begin
        return Breakdown(1, max(0, (self.end if end == OPEN else end) - cut), stages, asked, road)

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
        start, start_column, _unanswered = clock.start.chosen(self.msel, self.log, incident)
        stop, stop_column, _unanswered = clock.stop.chosen(self.msel, self.log, incident)
        if start >= 0 and (moment := int(getattr(self.log, start_column)[first + start])) != OPEN:
            cut = moment
        end = cut if stop < 0 else int(getattr(self.log, stop_column)[first + stop])

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
        return int(self.log.ended[row] - self.log.started[row] - self.msel.takes[row])

    @cached_property
    def _first_step(self) -> Ints:
        return self.compiled.tables.variant_step_first[self.msel.variant]

    def _share(self, incident: int, step: int, begin: int, stages: dict[str, Fraction], asked: dict[str, Fraction]) -> None:
        """Share the waiting of a step from `begin` on among its unmet needs."""
        row = int(self.msel.row_first[incident]) + step
        ready, _started, _ended = self._columns
        seconds, undecided = self._want(incident, step).shared(max(begin, ready[row]), self._granted[row])
        if undecided:
            stages[DECISION] = stages.get(DECISION, Fraction(0)) + undecided
        for (ask, _count, _pools), part in zip(self.request(incident, step).needs, seconds, strict=True):
            if part:
                stage, name = self.ways.waiting[ask], self.compiled.asks[ask]
                stages[stage] = stages.get(stage, Fraction(0)) + part
                asked[name] = asked.get(name, Fraction(0)) + part


def attribute(compiled: CompiledPlan, msel: Msel, log: Log, gauge: Gauge, incident: int) -> Breakdown:
    """Where the time of one judged incident of a target went (`Paths.breakdown`)."""
    return Paths(Ways(compiled), msel, log).breakdown(gauge, incident)


class Want:
    """When needs (ask, count, candidate pools) could not be met, over the whole play: in pieces in which the same are unmet.

    Many requests ask for the same, and each of them waits through many changes of the pools; so what was missing when is
    worked out once, and summed from the play's begin, so that a waiting takes no longer to share out than a moment.
    """

    def __init__(self, needs: Needs, tracks: Tracks) -> None:
        pools = {pool: tracks[pool] for _ask, _count, candidates in needs for pool in candidates}
        cuts = np.unique(np.concatenate([np.zeros(1, np.int64), *(track.time for track in pools.values())]))
        free = {pool: track.free[track.at(cuts)] for pool, track in pools.items()}
        unmet = np.ones((len(cuts), len(needs)), np.bool_)
        for need, (_ask, count, candidates) in enumerate(needs):
            for pool in candidates:
                unmet[:, need] &= free[pool] < count
        # Where each need could be met alone, all of them are unmet together, unless they fit together.
        alone = np.flatnonzero(~unmet.any(axis=1))
        together = np.zeros(len(cuts), np.bool_)
        if len(needs) > 1 and len(alone):
            width = max(pools) + 1
            levels, which = np.unique(np.stack([free[pool][alone] for pool in pools], axis=1), axis=0, return_inverse=True)
            held = [fits(Request(0, 0, 0, needs), _laid_out(level, list(pools), width)) for level in levels.tolist()]
            together[alone] = ~np.array(held, np.bool_)[which.ravel()]
            unmet[together] = True
        changes = np.ones(len(cuts), np.bool_)
        changes[1:] = (unmet[1:] != unmet[:-1]).any(axis=1) | (together[1:] != together[:-1])
        self._begin, self._unmet, self._together = cuts[changes], unmet[changes], together[changes]
        # Shares of seconds, in units that every number of needs divides; the last column: waiting for a decision alone.
        self._unit = lcm(*range(1, len(needs) + 1))
        short = self._unmet.sum(axis=1)
        shares = np.where(self._unmet, self._unit // np.maximum(short, 1)[:, None], 0)
        self._shares = np.column_stack((shares, np.where(short == 0, self._unit, 0)))
        lengths = np.diff(self._begin)[:, None]
        none = np.zeros((1, len(needs) + 1), np.int64)
        self._until = np.concatenate((none, np.cumsum(self._shares[:-1] * lengths, axis=0)))

    def between(self, begin: int, end: int) -> list[Shortage]:
        """What was missing from one second to another, piece by piece."""
        if end <= begin:
            return []
        first, last = np.searchsorted(self._begin, (begin, end - 1), side="right") - 1
        edges = [begin, *self._begin[first + 1 : last + 1].tolist(), end]
        pieces = zip(edges, edges[1:], range(first, last + 1), strict=False)
        return [
            Shortage(since, until, tuple(np.flatnonzero(self._unmet[at]).tolist()), bool(self._together[at]))
            for since, until, at in pieces
        ]

    def shared(self, begin: int, end: int) -> tuple[list[Fraction], Fraction]:
        """The seconds from one to another, shared at each among the needs unmet: by need, and those of waiting for none."""
        if end <= begin:
            return [Fraction(0)] * (self._shares.shape[1] - 1), Fraction(0)
        *needs, undecided = (Fraction(int(part), self._unit) for part in self._sum(end) - self._sum(begin))
        return needs, undecided

    def _sum(self, second: int) -> Ints:
        at = int(np.searchsorted(self._begin, second, side="right")) - 1
        found: Ints = self._until[at] + self._shares[at] * (second - int(self._begin[at]))
        return found


def _laid_out(level: list[int], pools: list[int], width: int) -> list[int]:
    """How many are free of each of `width` pools, where only those of `pools` are asked about."""
    found = [0] * width
    for pool, free in zip(pools, level, strict=True):
        found[pool] = free
    return found
