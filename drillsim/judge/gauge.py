"""What every target's reader has: its scope, and the judgement that it gives of a log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from drillsim.base.language import Message
from drillsim.compiled.event_list import Msel, Msels
from drillsim.compiled.log import ENDED, OPEN, RUNNING, SKIPPED, WITHDRAWN, Log, log_of
from drillsim.compiled.tables import CompiledPlan
from drillsim.compiled.written_out import Joint, read_at
from drillsim.deck.deck import Deck
from drillsim.deck.scope import Where
from drillsim.judge.during import During, asked_of
from drillsim.plan.milestones import BROUGHT, Milestones
from drillsim.plan.targets import Target

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOT_COUNTED, ON_TIME, LATE, NEVER, EXCUSED, NOT_JUDGED = range(6)
MISSED = (LATE, NEVER)


class Judgement(NamedTuple):
    """What one target says of each thing that it judges (n rows), in their order.

    ON_TIME is as promised, LATE is not as promised, NEVER can no longer be reached. NOT_JUDGED is what nobody can
    know: a clock that never started, or one that had not run out when play was cut. It is no miss.
    """

    incident: Ints  # index into the MSEL; of targets that judge occasions, the number of the occasion
    state: Ints  # NOT_COUNTED, ON_TIME, LATE, NEVER, EXCUSED or NOT_JUDGED
    seconds: Ints  # from milestone to milestone; to the horizon for NEVER; -1 where not counted or not judged


class StepMoment(NamedTuple):
    """One milestone in the steps of a kind."""

    step: int  # -1: the moment at which the matter is brought
    column: str  # of the log
    unanswered: int = -1  # the outcome with which it was not reached: a call that nobody answered; -1 for none
    later: tuple[int, ...] = ()  # further attempts or rounds: it comes with the first that begins

    def read(self, msel: Msel, log: Log, incidents: Ints) -> tuple[Ints, Flags]:
        """The second at each incident, OPEN where it has not come; and whether its step was skipped."""
        if self.step < 0:
            return msel.time[incidents], np.zeros(len(incidents), np.bool_)
        if self.later:
            return Ends(self.parts, is_first=True).read(msel, log, incidents)
        rows = msel.row_first[incidents] + self.step
        second: Ints = getattr(log, self.column)[rows]
        if self.column == "ended":  # a step that gave up has an end, but has not done what it is for
            second = np.where(log.status[rows] == WITHDRAWN, OPEN, second)
        if self.unanswered >= 0:
            second = np.where(log.outcome[rows] == self.unanswered, OPEN, second)
        return second, log.status[rows] == SKIPPED

    @property
    def parts(self) -> tuple[StepMoment, ...]:
        """Its attempts or rounds, one by one."""
        return tuple(self._replace(step=step, later=()) for step in (self.step, *self.later))


def moment_of(compiled: CompiledPlan, kind: int, text: str) -> StepMoment:
    """Where the logs of a kind hold a milestone of one of its steps."""
    step, _, column = text.rpartition(".")
    steps = compiled.plan.procedures[compiled.kinds[kind]].steps
    number = compiled.steps[kind].index(read_at(steps, step, column))
    if column == "attempted":
        return StepMoment(number, "ended")
    if isinstance(joint := steps[step], Joint) and column != "ended":
        return StepMoment(number, column, later=tuple(map(compiled.steps[kind].index, joint.parts[1:])))
    answered = column == "ended" and steps[step].calls is not None
    return StepMoment(number, column, compiled.outcomes[kind][number].index("unanswered") if answered else -1)


@dataclass(frozen=True)
class Ends:
    """Where a clock starts or stops in the steps of one kind: the last of some milestones, or the first."""

    moments: tuple[StepMoment, ...]
    is_first: bool = False
    each: tuple[StepMoment, ...] = ()  # all of them, those of a step that is done in rounds one by one

    def read(self, msel: Msel, log: Log, incidents: Ints) -> tuple[Ints, Flags]:
        """The second at each incident, OPEN where it has not come; and whether all its steps were skipped."""
        if len(self.moments) == 1:
            return self.moments[0].read(msel, log, incidents)
        read = [moment.read(msel, log, incidents) for moment in self.moments]
        seconds, skipped = (np.array(column) for column in zip(*read, strict=True))
        none: Flags = np.logical_and.reduce(skipped)
        is_open = (seconds == OPEN) & ~skipped
        if self.is_first:
            far = np.iinfo(np.int64).max
            found = np.where(skipped | is_open, far, seconds).min(axis=0)
            return np.where(found == far, OPEN, found), none
        found = np.where(skipped, OPEN, seconds).max(axis=0)
        return np.where(is_open.any(axis=0), OPEN, found), none

    def chosen(self, msel: Msel, log: Log, incident: int) -> StepMoment:
        """The one of the milestones that stops the clock at an incident (or keeps it open)."""
        only = np.array([incident])
        seconds: dict[StepMoment, float] = {}
        for one in self.moments:
            moment = Ends(one.parts, is_first=True).chosen(msel, log, incident) if one.later else one
            (second,), (skipped,) = moment.read(msel, log, only)
            if not skipped:
                seconds[moment] = float("inf") if second == OPEN else float(second)
        if len(seconds) < 2:
            return next(iter(seconds), self.moments[0])
        return min(seconds, key=seconds.__getitem__) if self.is_first else max(seconds, key=seconds.__getitem__)


@dataclass(frozen=True)
class Clock:
    """Where the clock of a target starts and stops in the steps of one kind."""

    kind: int
    start: Ends
    stop: Ends


def level_at(compiled: CompiledPlan, msel: Msel, log: Log, incidents: Ints, seconds: Ints) -> Ints:
    """Rule 25: the level of response of incidents of one kind, each at a second of its own (n)."""
    kind = compiled.kinds[int(msel.kind[incidents[0]])]
    names, steps = compiled.plan.levels_of(kind), list(compiled.plan.procedures[kind].steps.values())
    setters = [number for number, step in enumerate(steps) if step.level is not None]
    set_to = np.array([names.index(str(steps[number].level)) for number in setters], np.int64)
    rows = msel.row_first[incidents][:, None] + np.array(setters, np.int64)
    ended = np.where(log.status[rows] == ENDED, log.ended[rows], OPEN)
    came = (ended != OPEN) & (ended <= seconds[:, None])
    latest = np.where(came, ended * len(names) + set_to, -1).max(axis=1, initial=-1)  # of one second the highest
    return np.where(latest < 0, 0, latest % max(1, len(names)))


class Gauge:
    """One target made ready to read logs. Its classes differ in what they promise, not in how they are used.

    `clocks` says between which milestones time runs, for each kind in scope; none where the
    promise is not about time. Where no incidents are judged but occasions (days, or objects in a
    period), `occasion` names them.
    """

    target: Target  # in a class of gauge, the class of promise that it reads
    apart = True  # whether what it says of an incident hangs on the rows of that incident only
    final: tuple[int, ...] = ()  # of occasions: states that cannot change any more once they are seen, however early

    def __init__(self, compiled: CompiledPlan, name: str, target: Target) -> None:
        self.compiled, self.name, self.target = compiled, name, target
        self._scope = Where(compiled, target.where)
        self._excuse = Where(compiled, target.excused)
        self.during: During | None = asked_of(compiled, target)
        self.clocks: list[Clock] = []
        self.kinds = self._kinds_in_scope()

    # ---- what a class of promise says ----------------------------------------------------------

    def _kinds_in_scope(self) -> list[int]:
        """Kinds of incident that the target judges; sets `clocks` where time runs."""
        raise NotImplementedError

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge everything in scope."""
        raise NotImplementedError

    def occasion(self, number: int) -> Message:
        """What an occasion is called."""
        raise NotImplementedError

    def over_at(self, number: int) -> int:
        """The second from which what is said of an occasion does not change."""
        return self.compiled.window_end

    def still_open(self, msel: Msel, log: Log) -> Ints:
        """Occasions of which more is not known yet, even when they are over, while a drill goes on."""
        return np.empty(0, np.int64)

    def read_runs(self, msels: Msels, log: Log) -> Judgement:
        """Judge the incidents of several runs laid end to end, numbered on."""
        if self.apart:
            return self.read(msels.joined, log)
        read = [self.read(msel, log_of(log, msels, run)) for run, msel in enumerate(msels)]
        numbered = [one._replace(incident=one.incident + msels.run_first[run]) for run, one in enumerate(read)]
        return Judgement(*(np.concatenate(column) for column in zip(*numbered, strict=True)))

    # ---- what all have ---------------------------------------------------------------------------

    @property
    def per_incident(self) -> bool:
        """Whether incidents are judged, not occasions."""
        return self.target.unit == "incident"

    def wanted(self) -> list[tuple[int, list[str]]]:
        """Kinds that `where` allows, each with its steps."""
        kinds = self.target.where.get("kind", self.compiled.kinds)
        return [(k, self.compiled.steps[k]) for k, name in enumerate(self.compiled.kinds) if name in kinds]

    def ends(self, when: Milestones, kind: int) -> Ends | None:
        """The milestones in the steps of a kind; None if it lacks them (of a first, if it lacks all)."""
        names, steps = self.compiled.steps[kind], self.compiled.plan.procedures[self.compiled.kinds[kind]].steps
        moments, each = [], []
        for text in when.named:
            step, dot, column = text.rpartition(".")
            if not dot:
                moments.append(StepMoment(-1, "brought"))
            elif step in names:
                moments.append(moment_of(self.compiled, kind, text))
            elif not when.first:
                return None
            each += [StepMoment(names.index(part), column) for part in getattr(steps.get(step), "parts", ())] or moments[-1:]
        return Ends(tuple(moments), bool(when.first), tuple(each)) if moments else None

    def clocks_from(self, start: Milestones, stop: Milestones) -> list[Clock]:
        """The clocks of every kind in scope that has both milestones."""
        found = []
        for kind, _steps in self.wanted():
            first, last = self.ends(start, kind), self.ends(stop, kind)
            if first is not None and last is not None:
                found.append(Clock(kind, first, last))
        return found

    def still_on(self, msel: Msel, log: Log, incidents: Ints, is_open: Flags) -> Flags:
        """Which of the incidents that are open had a step under way when play was cut."""
        if not is_open.any():
            return is_open
        running = np.flatnonzero(log.status == RUNNING)
        return is_open & np.isin(incidents, np.searchsorted(msel.row_first, running, side="right") - 1)

    def each_clock(self, msel: Msel, clocks: list[Clock]) -> Iterator[tuple[Clock, Ints]]:
        """Each clock with the incidents of its kind that `where` allows: the same ones however they are played."""
        scope = self._scope.holds(msel.people, msel.attribute)
        for clock in clocks:
            yield clock, np.flatnonzero(scope & (msel.kind == clock.kind))

    def at_its_hours(self, seconds: Ints) -> Flags:
        """Which of these seconds lie in the hours and days that the target is about (n)."""
        return np.ones(len(seconds), np.bool_) if self.during is None else self.during.holds(seconds)

    def outside(self, msel: Msel, log: Log, incidents: Ints, start: Ints) -> Flags:
        """Which clocks of incidents of one kind start at hours, on days or at a level that the target is not about (n)."""
        outside: Flags = (start != OPEN) & ~self.at_its_hours(start)
        if self.target.at_level and len(incidents):
            kind = int(msel.kind[incidents[0]])
            names = self.compiled.plan.levels_of(self.compiled.kinds[kind])
            asked = [names.index(level) for level in self.target.at_level if level in names]
            outside |= (start != OPEN) & ~np.isin(level_at(self.compiled, msel, log, incidents, start), asked)
        return outside

    def in_scope(self, msel: Msel) -> Flags:
        """Which incidents this target is about (I); if its clock starts later than they are brought, at whatever hour."""
        mine = self._scope.holds(msel.people, msel.attribute) & np.isin(msel.kind, self.kinds)
        return mine if self.target.ends.get("from_", BROUGHT) != BROUGHT else mine & self.at_its_hours(msel.time)

    def limits(self, msel: Msel, log: Log, judged: Ints) -> Ints:
        """The seconds that the target allows to each of the things judged (n); -1 where it allows any."""
        limit = self.target.limit
        return np.full(len(judged), -1 if limit is None else limit)

    def cap(self, deck: Deck) -> int:
        """The most things of one run that this target can judge."""
        return sum(s.at_most for s in deck.sources if s.kind in self.kinds and s.may_match(self._scope))

    def judgement(self, msel: Msel, parts: list[tuple[Ints, Ints, Ints]]) -> Judgement:
        """Judgements of several kinds as one, in order of incident; misses that the plan excuses are marked so."""
        found = _joined(parts)
        if not self.target.excused:
            return found
        forgiven = self._excuse.holds(msel.people, msel.attribute)[found.incident]
        return found._replace(state=np.where(forgiven & np.isin(found.state, MISSED), EXCUSED, found.state))


def _joined(parts: list[tuple[Ints, Ints, Ints]]) -> Judgement:
    if len(parts) == 1:
        return Judgement(*parts[0])
    columns = [np.concatenate([*column, np.empty(0, np.int64)]) for column in zip(*parts, strict=True)] or [
        np.empty(0, np.int64)
    ] * 3
    order = np.argsort(columns[0], kind="stable")
    return Judgement(*(column[order].astype(np.int64) for column in columns))
