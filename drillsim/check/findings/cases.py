"""The kinds of incident that a target speaks of, and how long each takes when nobody has to be waited for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from drillsim.check.findings.paper import DONE, Paper, capacity, milestone
from drillsim.compiled.answering import on_the_move
from drillsim.plan.distributions import quantile
from drillsim.plan.pools import Turnout, TurnoutHours
from drillsim.plan.procedures import GAVE_UP, Need, Procedure, Step
from drillsim.plan.targets import LimitTarget, Target
from drillsim.quantities import measures

Floats = NDArray[np.float64]

# How chance falls: everything at its smallest; at its middle; so high that no step takes longer, in all but `COARSE` of
# the incidents; or drawn `DRAWS` times.
Luck = Literal["least", "usual", "high", "drawn"]

COARSE = 0.01  # a share among the draws is no finer than that
DRAWS, VALUES = 10_000, 400  # of so many values of each step
SEED = 20260302
NOTHING = np.zeros(1)


class Situation(NamedTuple):
    """One kind of incident in the scope of a target: where, and for which smallest head-count."""

    kind: str
    zone: str | None
    people: int


def kinds_in(paper: Paper, target: Target) -> list[str]:
    """Kinds in scope whose procedure has both milestones."""
    wanted = target.where.get("kind", list(paper.plan.procedures))
    return [kind for kind, procedure in paper.plan.procedures.items() if kind in wanted and _concerns(target, procedure)]


def _concerns(target: Target, procedure: Procedure) -> bool:
    """Whether a procedure has what a target reads: the steps of its clock, one of its outcomes, the need."""
    steps = procedure.steps
    for when in target.ends.values():
        if when.steps and not (any if when.first else all)(name in steps for name in when.steps):
            return False
    if (need := target.need) not in (None, "people"):
        return bool(procedure.called(need))
    if "adds_up" in type(target).model_fields and not target.summed(procedure):
        return False
    return target.scoped and (not target.outcomes or any(name in steps for name in target.outcomes))


def cases_in(paper: Paper, target: Target, anywhere: bool = False) -> Iterator[Situation]:
    """The scope of a target, where incidents come; `anywhere` in the plan if asked so."""
    spans = [measures.people(text) for text in target.where.get("people", [f"1..{measures.NO_LIMIT}"])]
    for kind in kinds_in(paper, target):
        for zone in [*paper.plan.zones, None] if anywhere else paper.zones(kind, target.where):
            if zone in target.where.get("zone", [zone]):
                for low, high in paper.ranges(kind):
                    if any(a <= high and low <= b for a, b in spans):
                        yield Situation(kind, zone, low)


def runs(paper: Paper, target: Target, case: Situation, name: str) -> bool:
    """Whether a step can run at all in this case."""
    key = ("runs", id(target), case, name)
    if key not in paper.worked_out:
        paper.worked_out[key] = _runs(paper, target, case, name)
    return bool(paper.worked_out[key])


def _runs(paper: Paper, target: Target, case: Situation, name: str) -> bool:
    steps = paper.plan.procedures[case.kind].steps
    step, needs = steps[name], paper.needs(case.kind, case.people)
    for subject, allowed in step.when.items():
        if subject == "people":
            possible = any(low <= case.people <= high for low, high in map(measures.people, allowed))
        elif subject == "zone":
            possible = case.zone in allowed
        elif subject in steps:
            possible = any(value == GAVE_UP or steps[subject].outcome.get(value, 0) > 0 for value in allowed)
            possible = possible and runs(paper, target, case, subject)
        else:
            possible = bool(set(allowed) & set(target.where.get(subject, allowed)))
        if not possible:
            return False
    if isinstance(step.takes, str) and not _movers(paper, step, name, needs):
        return False
    return not step.after or any(runs(paper, target, case, before) for before in step.after)


def surely_runs(paper: Paper, target: Target, case: Situation, name: str) -> bool:
    """Whether a step runs in every incident of this case, whatever its outcomes."""
    key = ("surely", id(target), case, name)
    if key not in paper.worked_out:
        paper.worked_out[key] = _surely_runs(paper, target, case, name)
    return bool(paper.worked_out[key])


def _surely_runs(paper: Paper, target: Target, case: Situation, name: str) -> bool:
    steps = paper.plan.procedures[case.kind].steps
    if steps[name].clocked or not runs(paper, target, case, name):
        return False
    for subject, allowed in steps[name].when.items():
        if subject in steps:
            told = {value for value, share in steps[subject].outcome.items() if share > 0 or value == "unanswered"}
            if not told <= set(allowed) or not surely_runs(paper, target, case, subject):
                return False
        elif subject in paper.plan.attributes:
            values = target.where.get(subject, paper.plan.attributes[subject])
            if not set(values) <= set(allowed):
                return False
    after = steps[name].after
    return not after or any(surely_runs(paper, target, case, before) for before in after)


def reached(paper: Paper, target: Target, case: Situation, end: str) -> bool:
    """Whether a milestone can be reached in a case: its step is there and can run, and a call can be answered."""
    name, moment = milestone(end)
    if not name:
        return True
    step = paper.plan.procedures[case.kind].steps.get(name)
    if step is None or (moment == "ended" and step.calls and not step.outcome.get("answered", 0)):
        return False
    return runs(paper, target, case, name)


def _movers(paper: Paper, step: Step, name: str, needs: dict[str, tuple[str, Need]]) -> list[str]:
    """The needs that a turnout or a travel step waits for."""
    named = step.who or [need for need, (asked_by, _) in needs.items() if asked_by == name]
    return [n for n in named if n in needs and on_the_move(paper.plan, needs[n][1])]


class StepTimes:
    """How long the steps of one case take when nobody has to be waited for, by how chance falls (`Luck`).

    With the luck `usual` those come who are usually sent. With any other, the nearest of all who may come
    are counted, however many they are today, and every way at its fastest: less than that it never takes.
    """

    def __init__(self, paper: Paper, case: Situation, luck: Luck) -> None:
        self.paper, self.case, self.luck = paper, case, luck
        self.procedure = paper.plan.procedures[case.kind]
        self.steps = self.procedure.steps
        self.needs = paper.needs(case.kind, case.people)

    def takes(self, name: str) -> Floats:
        """Whole seconds of a step: one value, or one for each draw."""
        takes = self.steps[name].takes
        of_case = None if self._is_drawn(name) and not isinstance(takes, dict) else (self.case.zone, self.case.people)
        key = (self.case.kind, name, of_case, self.luck)
        if key not in self.paper.worked_out:
            varies = self.paper.plan.varies
            if not isinstance(takes, str):
                seconds = np.floor(self._own(name) + 0.5)
            else:
                factor = quantile(varies.turnout if takes == "turnout" else varies.travel, self._chances())
                seconds = np.floor((self._slowest(name) * np.floor(1000 * factor + 0.5) + 500) / 1000)
            if self.luck == "drawn":
                seconds = seconds[mixed(list(self.steps).index(name))]
            self.paper.worked_out[key] = seconds
        return cast(Floats, self.paper.worked_out[key])

    def _own(self, name: str) -> Floats:
        """Seconds of a step that has a time of its own, before they are rounded.

        Where they hang on the incident, it is the time of its zone; of what else may be the case the shortest, the
        longest with the luck `high`, and with the usual luck that of the first value, which is the usual one.
        """
        takes, times = self.steps[name].takes, self.steps[name].durations
        if isinstance(takes, dict) and self.case.zone is not None and self.case.zone in takes.get("zone", ()):
            times = [takes["zone"][self.case.zone]]
        seconds = [quantile(one, self._chances()) for one in times]
        if self.luck == "usual":
            return seconds[0]
        return np.asarray(np.max(seconds, axis=0) if self.luck == "high" else np.min(seconds, axis=0))

    def _chances(self) -> Floats:
        """Probabilities at which whatever varies is read."""
        match self.luck:
            case "least":
                return np.zeros(1)
            case "usual":
                return np.array([0.5])
            case "high":
                return np.array([1 - COARSE / len(self.steps)])
        return np.arange(VALUES) / VALUES  # the lower end of each part, so that nothing is made longer than it is

    def _is_drawn(self, name: str) -> bool:
        return not isinstance(self.steps[name].takes, str)

    def _slowest(self, name: str) -> int:
        """Seconds of a turnout or a travel step before chance stretches them: of the slowest who goes."""
        slowest = 0.0
        for label in _movers(self.paper, self.steps[name], name, self.needs):
            pools = self._able(self.needs[label][1])
            slowest = max(slowest, min((self._of(pool, name, label) for pool in pools), default=0.0))
        if self.luck != "usual" and self.paper.fastest < 1:
            return max(0, int(slowest) - 1)  # the engines round at each factor
        return measures.half_up(slowest)

    def _able(self, need: Need) -> list[str]:
        """Pools that may answer; of those usually sent, the large enough of those who are not only back-up."""
        listed = self.paper.candidates(need.of, self.case.zone)
        if self.luck != "usual":
            return [name for name, _ in listed]
        own = [name for name, backup in listed if not backup] or [name for name, _ in listed]
        enough = need.count if isinstance(need.count, int) and not need.split else 1
        return [name for name in own if capacity(self.paper.plan.pools[name]) >= enough] or own

    def _of(self, pool: str, name: str, label: str) -> float:
        if self.steps[name].takes == "turnout":
            return self._turnout(pool)
        return self._way(pool, name, label) * (1.0 if self.luck == "usual" else self.paper.fastest)

    def _turnout(self, pool: str) -> int:
        """Seconds of a turnout: of those on duty at most hours, or the shortest there is."""
        turnout: Turnout | None = getattr(self.paper.plan.pools[pool], "turnout", None)
        if turnout is None:
            return 0
        if self.luck == "usual":
            return turnout.on_duty
        every: list[Turnout | TurnoutHours] = [turnout, *turnout.by_hours]
        listed = [seconds for one in every for seconds in (one.on_duty, one.on_call)]
        listed += [turnout.on_the_road] if pool in self.paper.on_the_road else []
        return min(seconds for seconds in listed if seconds is not None)

    def _way(self, pool: str, name: str, label: str) -> int:
        """Usual seconds of the shortest way that a pool can have in a travel step."""
        travel, journeys, zone = self.paper.plan.travel, self.paper.journeys[self.case.kind], self.case.zone
        starts = journeys.starts(label, name, zone, [pool])
        if self.luck != "usual" and getattr(self.paper.plan.pools[pool], "base", None) in starts:
            starts += sorted(self.paper.on_the_road.get(pool, ()))
        if travel is None or not starts:  # without a base there is no way
            return 0
        calls, goals = journeys.calls_at(name, zone), journeys.goals(name, zone)
        first = min((travel.between(start, goal) or 0 for start in starts for goal in calls), default=0)
        trips = self.steps[name].trips
        if trips is None:
            return first
        return first + trips.loading + min((travel.between(one, goal) or 0 for one in calls for goal in goals), default=0)

    def elapsed(self, begin: str, end: str) -> Floats | None:
        """Seconds from one milestone to another: one value, or one for each draw.

        None when the clock's start does not come before its end. Steps that may be skipped count
        nothing, so the figure is a lower bound.
        """
        (start, start_at), (stop, stop_at) = milestone(begin), milestone(end)
        certain = self.paper.graph(self.case.kind, self.case.people).ran_before(stop)
        before = self.paper.ancestors[self.case.kind]
        ended: dict[str, Floats | None] = {}
        for name in sorted([*before[stop], stop], key=lambda s: len(before[s])):
            step = self.steps[name]
            earlier = [seconds for s in step.after if (seconds := ended[s]) is not None]
            ready: Floats | None = None
            if name == start or (not start and not step.after):
                ready = NOTHING
            elif earlier:
                ready = np.maximum.reduce(np.broadcast_arrays(*earlier)) if len(earlier) > 1 else earlier[0]
            if name == stop and stop_at not in DONE:
                return ready
            counts = name in certain and (name != start or start_at not in DONE or name == stop)
            ended[name] = ready if ready is None or not counts else ready + self.takes(name)
        return ended[stop]

    def parts(self, begin: str, end: str) -> set[str]:
        """Paths of the plan's numbers on which the seconds between two milestones rest."""
        (start, start_at), (stop, stop_at) = milestone(begin), milestone(end)
        certain = self.paper.graph(self.case.kind, self.case.people).ran_before(stop)
        found: set[str] = set()
        for name in certain & {*self.paper.ancestors[self.case.kind][stop], stop}:
            after_start = not start or start in self.paper.ancestors[self.case.kind][name] or name == start
            if not after_start or (name == start and start_at in DONE) or (name == stop and stop_at not in DONE):
                continue
            takes = self.steps[name].takes
            if takes == "travel":
                found |= {"travel.times", "varies.travel"}
            elif takes == "turnout":
                pools = [p for label in _movers(self.paper, self.steps[name], name, self.needs)
                         for p in self._able(self.needs[label][1])]  # fmt: skip
                found |= {"varies.turnout", *(f"pools.{pool}.turnout" for pool in pools)}
            elif takes != 0:
                found.add(f"procedures.{self.case.kind}.{name}.takes")
        return found


def least_between(paper: Paper, target: LimitTarget, case: Situation, luck: Luck) -> Floats:
    """Seconds that the clock of a target shows in a case with this luck, at least: one value, or one for each draw.

    Of several milestones that stop it the quickest that can be reached: a lower bound for the first and for the last.
    """
    ways = StepTimes(paper, case, luck)
    ends = [end for end in target.to.named if reached(paper, target, case, end)]
    spans = [span for end in ends if (span := ways.elapsed(target.from_.named[0], end)) is not None]
    return np.asarray(np.minimum.reduce(np.broadcast_arrays(*spans)) if spans else NOTHING)


@lru_cache(maxsize=1024)
def mixed(step: int) -> NDArray[np.int64]:
    """Which of `VALUES` values a step takes in each draw: each equally often, in an order of its own."""
    return np.random.default_rng((SEED, step)).permutation(np.arange(DRAWS) % VALUES)
