"""What lies between two moments of a procedure: whose times, and whether anybody is asked for who may be short.

Where nobody is, the time from the one to the other follows from what was typed in, however busy everybody is. What is
found errs to one side: it rather names an input too many, or takes somebody for short who is not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from drillsim.compiled.answering import candidates, held_through, may_leave, names_of
from drillsim.compiled.event_list import PHONE, ROAD
from drillsim.compiled.tables import CompiledPlan
from drillsim.compiled.written_out import Joint, base, timer
from drillsim.judge.gauge import Clock, Ends
from drillsim.judge.result import InputKind
from drillsim.plan.distributions import quantile
from drillsim.plan.graph import Graph
from drillsim.plan.pools import Moving, Pool, Present, Scheduled, Vehicle
from drillsim.plan.procedures import Need, Step

ALMOST_SURE = np.array(1 - 1e-9)  # a time that is longer than this is never drawn


class TypedIn(NamedTuple):
    """Something that was typed in, by the step that it is about."""

    kind: InputKind | Literal["level", "attribute"]  # the last two are never named alone
    name: str

    def place(self, kind: str) -> str:
        """Where it stands in the file of the plan, for one procedure."""
        step = f"procedures.{kind}.steps.{self.name}"
        key = {"share": ".outcome", "time": ".takes", "turnout": ".takes", "way": ".takes"}.get(self.kind, "")
        return step + key


class StepsBetween:
    """The steps of one procedure, asked for what lies between two moments."""

    def __init__(self, compiled: CompiledPlan, kind: int, wrong: frozenset[int] = frozenset()) -> None:
        self.compiled, self.plan, self.kind, self.wrong = compiled, compiled.plan, kind, wrong  # sorts of disruption
        self.procedure = compiled.plan.procedures[compiled.kinds[kind]]
        self.steps, self.names = self.procedure.steps, compiled.steps[kind]

    @cached_property
    def graph(self) -> Graph:
        """Its order."""
        return Graph(self.procedure)

    @property
    def after(self) -> dict[str, set[str]]:
        """By step, every step that is over before its turn comes."""
        return self.graph.ancestors

    @cached_property
    def before(self) -> dict[str, set[str]]:
        """By step, every other step that has a say in when its turn comes, or in whether it is left out."""
        setters = {name for name, step in self.steps.items() if step.level is not None}
        direct = {}
        for name, step in self.steps.items():
            clock = timer(step)
            watched = {clock[1].rpartition(".")[0]} if clock is not None and clock[1] else set()
            met = {subject for subject in step.when if subject in self.steps}
            levels = setters if step.at_level else set()
            direct[name] = ({*step.after, *watched, *met} & self.steps.keys()) | levels
        found = {name: set(others) for name, others in direct.items()}
        for _ in self.steps:  # a step that another one is left out for may come after it
            for others in found.values():
                others |= set().union(*(found[other] for other in others))
        return found

    def inputs(self, clock: Clock) -> set[TypedIn] | None:
        """What decides how long a clock runs; None if it may be that somebody is waited for."""
        starts, stops = self._named(clock.start), self._named(clock.stop)
        known = [self.after[name] | ({name} if column == "ended" else set()) for name, column in starts]
        resolved = set(known[0]) if known else set()
        for some in known[1:]:
            resolved = resolved & some if clock.start.is_first else resolved | some
        leads = {name for name, _ in stops} | set().union(*(self.before[name] for name, _ in stops))
        if not all(name in leads for name, _ in starts):  # the start is no step on the way: both ways count
            for name, _ in stops:
                resolved &= self.after[name]
            leads |= {name for name, _ in starts} | set().union(*(self.before[name] for name, _ in starts))
        begun = {name for name, column in starts if column in ("started", "first")}
        passed = set().union(*(self.before[name] for name, _ in stops)) if stops else set()
        found: set[TypedIn] = set()
        for name in leads - resolved:
            columns = {column for stop, column in stops if stop == name}
            is_end = bool(columns) and name not in passed
            if not (name in begun or (is_end and columns == {"ready"})) and self.asks(name):
                return None
            if not is_end or columns - {"ready", "started"}:
                if self.held_up(name) or (self.by_the_hour(name) and self.may_be_late(name)):
                    return None
                found |= self.own(name)
            if (not is_end and name not in begun) or len(stops) > 1:  # of several, what is left out does not count
                found |= self.conditions(name)
            found |= self._timer(name)
        for moment in clock.stop.moments:
            if moment.unanswered >= 0:
                answered = self.answered(self.names[moment.step])
                if answered is None:
                    return None
                found |= answered
        return found

    def answered(self, name: str) -> set[TypedIn] | None:
        """What decides whether a call is answered; None where that hangs on how late it comes: telephones may be off."""
        share = {TypedIn("share", base(name))}
        if PHONE not in self.wrong:
            return share
        return None if self.may_be_late(name) else share | {TypedIn("attribute", "phone")}

    def _named(self, ends: Ends) -> list[tuple[str, str]]:
        return [(self.names[moment.step], moment.column) for moment in ends.moments if moment.step >= 0]

    def own(self, name: str) -> set[TypedIn]:
        """The time of its own that a step takes, if it takes any."""
        step = self.steps[name]
        if isinstance(step.takes, str):
            rounds = {TypedIn("attribute", "people")} if step.trips is not None else set()
            if step.takes == "travel" and ROAD in self.wrong:
                rounds.add(TypedIn("attribute", "road"))
            return {TypedIn("way" if step.takes == "travel" else "turnout", base(name)), *rounds}
        return {TypedIn("time", base(name))} if any(duration != 0 for duration in step.durations) else set()

    def longest(self, name: str) -> float:
        """Seconds that a step takes at the most, by its own time and its wait; infinity if it travels or turns out."""
        step, clock = self.steps[name], timer(self.steps[name])
        waits = 0 if clock is None else clock[0]
        if isinstance(step.takes, str) or not isinstance(waits, int):
            return math.inf
        return waits + max((float(quantile(duration, ALMOST_SURE)) for duration in step.durations), default=0.0)

    def lasts(self, name: str) -> bool:
        """Whether a step surely takes some time of its own."""
        durations = self.steps[name].durations
        return bool(durations) and all(float(quantile(duration, np.array(0.0))) > 0 for duration in durations)

    def _timer(self, name: str) -> set[TypedIn]:
        clock = timer(self.steps[name])
        return set() if clock is None or clock[0] == 0 else {TypedIn("wait", base(name))}

    def conditions(self, name: str) -> set[TypedIn]:
        """What decides whether a step is done at all."""
        step = self.steps[name]
        found = {TypedIn("share", base(subject)) if subject in self.steps else TypedIn("attribute", subject)
                 for subject in step.when}  # fmt: skip
        return found | ({TypedIn("level", base(name))} if step.at_level else set())

    def asks(self, name: str) -> bool:
        """Whether a step asks for anybody or anything."""
        step = self.steps[name]
        return not isinstance(step, Joint) and bool(step.asked or step.spends or any(case.spends for case in step.cases))

    def held_up(self, name: str) -> bool:
        """Whether how long a step takes hangs on who does it: who may leave it or stop, or is one of several unlike."""
        step = self.steps[name]
        if not self.own(name):
            return False
        held = [need for asked_at, other in self.steps.items() for need_name, needs in other.asked.items()
                if held_through(self.procedure, self.after, asked_at, need_name, name) for need in needs]  # fmt: skip
        pools = list(self._pools(held))
        if any(may_leave(pool) or (isinstance(pool, Scheduled) and pool.stops) for pool in pools):
            return True
        return isinstance(step.takes, str) and self._unlike(name, step)

    def by_the_hour(self, name: str) -> bool:
        """Whether how long a step takes hangs on when it begins: slow hours of the way, a turnout by hours."""
        step, travel = self.steps[name], self.plan.travel
        if step.takes == "travel":
            return travel is not None and (bool(travel.slower) or ROAD in self.wrong)
        pools = self.plan.pools.values()
        return step.takes == "turnout" and any(isinstance(pool, Present) and pool.turnout.by_hours for pool in pools)

    def may_be_late(self, name: str) -> bool:
        """Whether anybody is asked for by a step or by one before it, so that it may begin at another hour."""
        return any(map(self.asks, {name, *self.before[name]}))

    def _unlike(self, name: str, step: Step) -> bool:
        """Whether a journey or a turnout differs by who was free for it."""
        owners = {need: needs for other in self.steps.values() for need, needs in other.asked.items()}
        if isinstance(step.to, str) and step.to in owners:
            return True  # to a room: which one depends on which was free
        for need in step.who or step.asked:
            pools = list(self._pools(owners.get(need, [])))
            bases = {pool.base if isinstance(pool, Moving) else None for pool in pools}
            turnouts = {str(pool.turnout) for pool in pools if isinstance(pool, Present)}
            on_call = any(isinstance(pool, Present) and pool.turnout.on_call is not None for pool in pools)
            on_the_way = any(isinstance(pool, Moving) and pool.can_be_sent for pool in pools)
            seats = {pool.seats for pool in pools if isinstance(pool, Vehicle)}
            if (
                len(bases) > 1
                or on_the_way
                or (step.trips is not None and len(seats) > 1)
                or (step.takes == "turnout" and (len(turnouts) > 1 or on_call))
            ):
                return True
        return False

    def _pools(self, needs: Iterable[Need]) -> Iterable[Pool]:
        """All pools that may meet one of these needs."""
        for need in needs:
            zones = [*self.compiled.zones, None]
            found = {name for zone in zones for name, _ in candidates(self.plan, need.of, zone)}
            for name in found | {name for names in names_of(self.plan, need.of) for name in names}:
                yield self.plan.pools[name]

    def pools_of(self, need: str) -> list[Pool]:
        """All pools that may meet a need of this name, with those that replace them."""
        return list(self._pools(one for step in self.steps.values() for one in step.asked.get(need, [])))
