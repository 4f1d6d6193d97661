"""Verdicts that the plan file settles by itself, whatever is played: what each promise then restates.

A promise is looked at step by step for anybody who may be short. Where nobody is, its verdict follows from what was
typed in, be it met or missed: from one input alone, or from several together. Where somebody may be, nothing is said
here, and play decides.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from drillsim.compiled.answering import may_leave
from drillsim.compiled.written_out import base
from drillsim.deck.sources import IncidentSource
from drillsim.judge.evaluate import Gauge
from drillsim.judge.gauge import Clock
from drillsim.judge.result import RestsOn
from drillsim.judge.verdict import Verdict
from drillsim.plan.milestones import BROUGHT
from drillsim.plan.targets import (
    ClockTarget,
    CountTarget,
    DutyTarget,
    LimitTarget,
    MeanTarget,
    NoGapTarget,
    NoneLostTarget,
    OnceTarget,
    OpenTarget,
    OrderTarget,
    OutcomeTarget,
    PaceTarget,
    PeopleTarget,
    RhythmTarget,
    StayTarget,
    SumTarget,
    Target,
)
from drillsim.why.between import StepsBetween, TypedIn

SEVERAL = RestsOn(kind="several")
TIMED = ("time", "wait", "way", "turnout")


class _Read:
    """One target of a plan whose verdict is known, as the rules below read it."""

    def __init__(
        self, gauge: Gauge, verdict: Verdict, sources: list[IncidentSource], wrong: frozenset[int] = frozenset()
    ) -> None:
        self.gauge, self.compiled, self.verdict = gauge, gauge.compiled, verdict
        self.target: Any = gauge.target
        self.sources = [source for source in sources if source.kind in gauge.kinds]
        self.clocks = gauge.clocks or self._clocks()
        kinds = dict.fromkeys([*gauge.kinds, *(clock.kind for clock in self.clocks)])
        self.between = {kind: StepsBetween(self.compiled, kind, wrong) for kind in kinds}

    def _clocks(self) -> list[Clock]:
        """From which moment to which it looks, though no clock runs."""
        ends = self.target.ends
        return self.gauge.clocks_from(ends.get("from_", BROUGHT), ends["to"]) if "to" in ends else []

    def on_the_way(self, clocks: list[Clock] | None = None) -> set[TypedIn] | None:
        """What decides how long its clocks run, or where its moments lie; None if somebody may be waited for."""
        found: set[TypedIn] = set()
        for clock in self.clocks if clocks is None else clocks:
            inputs = self.between[clock.kind].inputs(clock)
            if inputs is None:
                return None
            found |= inputs
        return found

    def said(self, inputs: set[TypedIn] | None) -> RestsOn | None:
        """What follows from these inputs, and from nothing else."""
        if inputs is None:
            return None
        if not inputs:
            return RestsOn(kind="steps", inputs=[f"procedures.{self.compiled.kinds[kind]}" for kind in self.between])
        only = next(iter(inputs))
        if len(inputs) > 1 or only.kind in ("level", "attribute"):
            return SEVERAL
        return self.one(only)

    def longest(self) -> float:
        """Seconds that all steps on the way take together at the most."""
        names = {(kind, name.name) for kind, between in self.between.items() for clock in self.clocks if clock.kind == kind
                 for name in between.inputs(clock) or () if name.kind in ("time", "wait")}  # fmt: skip
        return sum(max(self.between[kind].longest(step) for step in self.between[kind].steps if base(step) == name)
                   for kind, name in names)  # fmt: skip

    def one(self, only: TypedIn) -> RestsOn:
        """That it follows from one input alone."""
        kinds = [self.compiled.kinds[kind] for kind in self.between
                 if only.name in map(base, self.compiled.steps[kind])]  # fmt: skip
        return RestsOn(kind=only.kind, names=[only.name], inputs=[only.place(kind) for kind in kinds])


def _elapsed(read: _Read) -> RestsOn | None:
    """How long it takes from one moment to another; times that together never reach the limit do not decide."""
    found = read.on_the_way()
    if read.target.limit is None and any(
        read.between[clock.kind].may_be_late(read.between[clock.kind].names[moment.step])
        for clock in read.clocks for moment in clock.start.moments if moment.step >= 0
    ):  # fmt: skip
        return None  # what is allowed hangs on when the clock starts
    if found and not any(one.kind in TIMED for one in found):  # what takes no time may as well be left out
        found &= {TypedIn("share", base(read.between[clock.kind].names[moment.step]))
                  for clock in read.clocks for moment in clock.stop.moments if moment.unanswered >= 0}  # fmt: skip
    if found and any(one.kind == "share" for one in found) and read.target.limit is not None:
        timed = {one for one in found if one.kind in ("time", "wait")}
        if timed and read.longest() <= read.target.limit:
            found -= timed
    return read.said(found)


def _rhythm(read: _Read) -> RestsOn | None:
    """From one time to the next: a step that always takes the same does not change that."""
    found = read.on_the_way()
    if found and any(one.kind == "wait" for one in found):
        steps = [(one, between.steps[one.name]) for one in found if one.kind == "time"
                 for between in read.between.values() if one.name in between.steps]  # fmt: skip
        found -= {one for one, step in steps if all(isinstance(duration, int) for duration in step.durations)}
    return read.said(found)


def _clock(read: _Read) -> RestsOn | None:
    """By a time of the day: that hangs on when incidents come, too."""
    return None if read.on_the_way() is None else SEVERAL


def _none_lost(read: _Read) -> RestsOn | None:
    """Whether an end is reached at all hangs on what may skip a step, unless it is asked by when, or money may run out."""
    if read.target.within is not None or read.verdict != "PASS":
        return read.said(read.on_the_way())
    found: set[TypedIn] = set()
    for clock in read.clocks:
        between = read.between[clock.kind]
        for moment in clock.stop.moments:
            stop = between.names[moment.step]
            for name in {stop, *between.before[stop]}:
                step = between.steps[name]
                if step.clocked or any(pool.kind == "fund" for need in step.asked for pool in between.pools_of(need)):
                    return None  # time, or money, may keep it from being done
                if step.spends or any(case.spends for case in step.cases):
                    return None
                found |= between.conditions(name)
            answered = between.answered(stop) if moment.unanswered >= 0 else set()
            if answered is None:
                return None
            found |= answered
    return read.said(found)


def _order(read: _Read) -> RestsOn | None:
    """What comes before what is in the steps themselves, where one comes after the other in every case."""
    if read.target.within is not None:
        return read.said(read.on_the_way())
    unanswered: set[TypedIn] = set()
    for clock in read.clocks:
        between = read.between[clock.kind]
        starts = {between.names[moment.step] for moment in clock.start.moments if moment.step >= 0}
        stops = [between.names[moment.step] for moment in clock.stop.moments if moment.step >= 0]
        ended = all(moment.column == "ended" for moment in clock.start.moments)
        behind = all(set(stops) <= between.after[start] and between.lasts(start) for start in starts)
        if read.verdict == "FAIL" and stops and starts and ended and behind:
            continue  # what is to come later comes first, in every case
        if clock.start.is_first or not all(starts <= between.graph.ran_before(stop) for stop in stops):
            found = read.on_the_way()
            left_out = {one for name in starts for one in between.conditions(name)}
            return None if found is None else read.said(found | left_out | unanswered)
        for name in (between.names[moment.step] for moment in clock.start.moments if moment.unanswered >= 0):
            answered = between.answered(name)
            if answered is None:
                return None
            unanswered |= answered
    return read.said(unanswered)


def _sum(read: _Read) -> RestsOn | None:
    """The times of some steps; what they wait for counts only if it is asked for, or if they are waited for in vain."""
    found: set[TypedIn] = set()
    for between in read.between.values():
        for name in read.target.summed(between.procedure):
            parts = [name, *getattr(between.steps[name], "parts", ())]
            for part in parts:
                if between.held_up(part) or (read.target.waiting and between.asks(part)):
                    return None
                if read.verdict != "PASS" and any(map(between.asks, {part, *between.before[part]})):
                    return None
                found |= between.own(part) | between.conditions(part)
    return read.said(found if any(one.kind in TIMED for one in found) else set())


def _outcome(read: _Read) -> RestsOn | None:
    """How a step ends is drawn from its shares, whoever is there; unless it gave up waiting."""
    found: set[TypedIn] = set()
    for between in read.between.values():
        for name in read.target.outcomes:
            step = between.steps.get(name)
            if step is not None:
                others = [between.steps[other] for other in between.before[name]] if len(read.target.outcomes) > 1 else []
                if step.gives_up is not None or any(other.clocked for other in others):
                    return None  # time decides which of the steps is come to
                answered = between.answered(name) if step.calls else {TypedIn("share", name)}
                if answered is None:
                    return None
                found |= answered
    return read.said(found)


def _stay(read: _Read) -> RestsOn | None:
    """Until when a need is kept is in the steps, unless who meets it may leave."""
    until = read.target.until
    for between in read.between.values():
        for need in between.procedure.called(read.target.stays):
            owner = next(name for name, step in between.steps.items() if need in step.asked)
            kept = between.steps[owner].keep.get(need, owner)
            ends = {text.rpartition(".")[0] for text in until.named}
            sure = all(end in between.after[kept] | {kept} for end in ends)
            stops = [between.steps[end] for end in ends if end in between.steps]
            called = any(step.calls or step.clocked for step in stops)  # it may be that the moment never comes
            if any(may_leave(pool) for pool in between.pools_of(need)) or until.first or called or not sure:
                return None
    return read.said(set())


def _count(read: _Read) -> RestsOn | None:
    """How many people come, or are asked for."""
    if read.target.of == "people":
        return RestsOn(kind="people", names=[source.label for source in read.sources])
    places = []
    for between in read.between.values():
        for need in between.procedure.called(read.target.of):
            owner = next(name for name, step in between.steps.items() if need in step.asked)
            asked = between.steps[owner].asked[need]
            if any(may_leave(pool) for pool in between.pools_of(need)) or any(one.count == "seats" for one in asked):
                return None
            places.append(f"procedures.{read.compiled.kinds[between.kind]}.steps.{base(owner)}.needs.{base(need)}")
    return RestsOn(kind="count", names=[read.target.of], inputs=list(dict.fromkeys(places)))


def _in_periods(read: _Read) -> RestsOn | None:
    """What is done in a period: by the calendar alone, where all comes at fixed times and ends in the period it began in."""
    found = read.on_the_way()
    if found is None:
        return None
    longest = read.longest() if all(one.kind in ("time", "wait") for one in found) else math.inf
    if longest == math.inf or any(source.fixed is None for source in read.sources):
        return SEVERAL
    period_of = read.gauge.period_of  # type: ignore[attr-defined]
    moments = [source.fixed for source in read.sources if source.fixed is not None]
    if any((period_of(moment) != period_of(moment + int(longest))).any() for moment in moments):
        return SEVERAL
    return RestsOn(kind="calendar", names=[source.label for source in read.sources])


def _no_gap(read: _Read) -> RestsOn | None:
    """Who is there by the roster; who is busy only where that counts."""
    if read.target.free:
        return None
    pools = [read.compiled.pools[pool] for pool in read.gauge.pools]  # type: ignore[attr-defined]
    return RestsOn(kind="hours", names=pools, inputs=[f"pools.{pool}" for pool in pools])


def _several(read: _Read) -> RestsOn | None:
    """What hangs on how many come at once: never one input alone."""
    return None if read.on_the_way() is None else SEVERAL


def _nothing(_read: _Read) -> RestsOn | None:
    """Nothing that could be read from the file alone."""
    return None


RULES: dict[type[Target], Callable[[_Read], RestsOn | None]] = {
    LimitTarget: _elapsed,
    PeopleTarget: _elapsed,
    ClockTarget: _clock,
    NoneLostTarget: _none_lost,
    OrderTarget: _order,
    SumTarget: _sum,
    OutcomeTarget: _outcome,
    StayTarget: _stay,
    RhythmTarget: _rhythm,
    CountTarget: _count,
    OpenTarget: _several,
    OnceTarget: _in_periods,
    PaceTarget: _in_periods,
    MeanTarget: _elapsed,
    NoGapTarget: _no_gap,
    DutyTarget: _nothing,
}


def by_structure(gauge: Gauge, verdict: Verdict, sources: Iterable[IncidentSource], wrong: frozenset[int]) -> RestsOn | None:
    """What a verdict follows from though nobody may be short; None where somebody may be.

    `wrong` are the sorts of disruption that there are: what goes wrong at some hours makes it matter when a step begins.
    """
    read = _Read(gauge, verdict, list(sources), wrong)
    if not read.between and not isinstance(gauge.target, NoGapTarget):
        return None
    return RULES[type(gauge.target)](read)


def only_input(gauge: Gauge, only: TypedIn, verdict: Verdict) -> RestsOn:
    """That a verdict follows from one input of the plan alone."""
    return _Read(gauge, verdict, []).one(only)
