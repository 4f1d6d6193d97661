"""What is expected of the players at an inject: who does what by when, from the procedure and the limits of the plan."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from drillsim.base.language import Message, say, text
from drillsim.compiled.answering import needs_at, of_people
from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import ENDED, Log
from drillsim.compiled.names import asked_name
from drillsim.compiled.written_out import Joint, LevelEntered, Repetition
from drillsim.judge.evaluate import Gauge, gauges
from drillsim.judge.gauge import Clock
from drillsim.msel.columns import Layout
from drillsim.plan.procedures import Step
from drillsim.quantities import measures
from drillsim.quantities.shown import show_duration
from drillsim.quantities.wording import Series

MOST = 6  # lines of one inject: more is not read while somebody speaks
FEW = 3  # pools that a line names


class ExpectedAction(NamedTuple):
    """One action: the step that it is, and who does it by when."""

    step: int
    words: str


class Actions:
    """The expected actions at the injects of a list; with its `log`, of the steps that came in it."""

    def __init__(self, layout: Layout, msel: Msel, log: Log | None = None) -> None:
        self.layout, self.compiled, self.msel, self.log = layout, layout.compiled, msel, log
        self.gauges = gauges(self.compiled)
        self._scopes = {gauge.name: gauge.in_scope(msel) for gauge in self.gauges}
        self._ends: dict[tuple[int, int], list[tuple[Gauge, Clock]]] = defaultdict(list)
        for gauge in self.gauges:
            for clock in gauge.clocks:
                for moment in clock.stop.moments:
                    self._ends[clock.kind, moment.step].append((gauge, clock))

    def at(self, incident: int, limited_only: bool = False) -> list[ExpectedAction]:
        """The actions at an incident in their order, those with a limit before others if they are too many."""
        kind, people = int(self.msel.kind[incident]), int(self.msel.people[incident])
        steps = list(self.compiled.plan.procedures[self.compiled.kinds[kind]].steps.values())
        told: list[tuple[bool, int, ExpectedAction]] = []  # whether it has no limit, and its place
        for place, number in enumerate(self._came(incident, steps)):
            who = self._who(steps, number, people)
            limit = self._limit(incident, kind, number)
            if limit is not None or (who and not limited_only and not steps[number].who):
                told.append((limit is None, place, ExpectedAction(number, str(self._line(kind, number, who, limit)))))
        if not told and not limited_only:
            number = self._came(incident, steps)[0]
            told = [(True, 0, ExpectedAction(number, self._step(kind, number)))]
        kept = sorted(sorted(told, key=lambda one: one[:2])[:MOST], key=lambda one: one[1])
        return [action for _is_free, _place, action in kept]

    def _came(self, incident: int, steps: list[Step]) -> list[int]:
        """The steps that come, in their order: as the log has them, else those that come whatever happens."""
        kind = int(self.msel.kind[incident])
        plain = [number for number, step in enumerate(steps) if self._is_told(kind, number, step)]
        if self.log is not None:
            first = int(self.msel.row_first[incident])
            ended = [(int(self.log.ended[first + number]), number) for number in plain
                     if self.log.status[first + number] == ENDED]  # fmt: skip
            if ended:
                return [number for _second, number in sorted(ended)]
        sure = sure_steps(self.compiled.plan.procedures[self.compiled.kinds[kind]].steps)
        return [number for number in plain if self.compiled.steps[kind][number] in sure] or plain

    def _is_told(self, kind: int, number: int, step: Step) -> bool:
        """Whether a row is an action: of attempts and rounds the first, and their end where a limit runs to it."""
        if isinstance(step, Joint):
            return (kind, number) in self._ends
        return not (isinstance(step, LevelEntered) or (isinstance(step, Repetition) and step.number > 1))

    def _who(self, steps: list[Step], number: int, people: int) -> Series:
        """Whom a step asks for or takes along: people, vehicles, telephones; no rooms and no money."""
        step, plan = steps[number], self.compiled.plan
        asked = [need.of for need in needs_at(step, people)[0].values()]
        if not asked and step.who:
            held = {label: need.of for one in steps for label, need in needs_at(one, people)[0].items()}
            asked = [held[label] for label in step.who if label in held]
        acting = [of for of in asked if of_people(plan, of)]
        names = [text(asked_name(self.compiled, of)) for of in dict.fromkeys(acting)][:FEW]
        if step.calls and not names:
            names = [text(asked_name(self.compiled, step.calls))]
        return Series(tuple(names))

    def _limit(self, incident: int, kind: int, number: int) -> tuple[int, Clock] | None:
        """The shortest limit by which a step is to come, with the clock by which it runs."""
        found = []
        for gauge, clock in self._ends.get((kind, number), []):
            if self._scopes[gauge.name][incident] and (seconds := self._seconds(gauge, incident)) > 0:
                found.append((seconds, clock))
        return min(found, key=lambda one: one[0], default=None)

    def _seconds(self, gauge: Gauge, incident: int) -> int:
        """What a target allows an incident; 0 where it says nothing that is known before the play."""
        if not gauge.target.timed:
            return 0
        if gauge.target.limit is not None or self.log is None:
            return gauge.target.limit or 0
        return int(gauge.limits(self.msel, self.log, np.array([incident]))[0])

    def _line(self, kind: int, number: int, who: Series, limit: tuple[int, Clock] | None) -> Message | str:
        what = self._step(kind, number)
        action = say("{who}: {what}", who=who, what=what) if who else what
        if limit is None or limit[0] >= measures.LONGEST:
            return action
        within, start = show_duration(limit[0]), limit[1].start.moments[0].step
        if start in (-1, number):  # from when the matter is brought, or while the step goes on
            return say("{action} – within {limit}", action=action, limit=within)
        return say("{action} – within {limit} of “{start}”", action=action, limit=within, start=self._step(kind, start))

    def _step(self, kind: int, number: int) -> str:
        key, name = self.compiled.steps[kind][number], self.compiled.kinds[kind]
        step = self.compiled.plan.procedures[name].steps[key]
        if isinstance(step, Repetition):  # the first attempt or round is called as all of them
            key, step = step.of, self.compiled.written.procedures[name].steps[step.of]
        return text(step.name) or key


def sure_steps(steps: dict[str, Step]) -> dict[str, Step]:
    """The steps of a procedure that come whatever happens before them."""
    found: dict[str, Step] = {}
    for key, step in steps.items():
        if not (step.when or step.unless or step.at_level) and (
            not step.after or any(before in found for before in step.after)
        ):
            found[key] = step
    return found
