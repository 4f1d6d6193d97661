"""An event list played once, beside other runs of its scenario: what to expect of the players, and when.

For each inject the steps that came, and for each kind of incident and step the *envelope*: when it is
usually reached after the inject (the middle, and from where to where nine cases in ten lie).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container
from typing import NamedTuple

import numpy as np

from drillsim.base.language import Message, _, say, text
from drillsim.compiled.answering import needs_at
from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import ENDED, OPEN, Log
from drillsim.compiled.names import asked_name, level_name, pool_name
from drillsim.compiled.tables import CompiledPlan, Ints
from drillsim.compiled.written_out import Joint, LevelEntered
from drillsim.deck.deck import Deck
from drillsim.judge.evaluate import EXCUSED, LATE, NEVER, ON_TIME, gauges
from drillsim.judge.gauge import level_at
from drillsim.plan.procedures import Step
from drillsim.quantities import measures
from drillsim.quantities.shown import show_about, show_duration, show_people
from drillsim.quantities.wording import Series

RUNS = 100  # of the scenario, for the envelopes, and to see which promises are weak
MOST_STEPS = 20  # told of an incident, if some of them take no time
LEADS = {"lead", "leader", "head", "commander", "chief", "supervisor"} | {"带队领导", "领导", "组长", "负责人", "指挥"}

Play = Callable[[CompiledPlan, Msel], Log]
Plays = list[tuple[Msel, Log]]


class Envelope(NamedTuple):
    """Seconds from an inject to the end of a step: the middle, and what one case in twenty is below and above."""

    middle: float
    early: float
    late: float


def first_plays(compiled: CompiledPlan, deck: Deck, play: Play, runs: int = RUNS) -> Plays:
    """The first runs of a scenario, played."""
    return [(msel, play(compiled, msel)) for msel in deck.first(runs)]


class Rehearsal:
    """One event list, played as `log`, with the envelopes of plays of its scenario."""

    def __init__(self, compiled: CompiledPlan, msel: Msel, log: Log, plays: Plays) -> None:
        self.compiled, self.msel, self.log = compiled, msel, log
        self.envelopes = envelopes(plays)
        self.judged = self._judged()

    def _judged(self) -> dict[int, list[tuple[str, int, int, int]]]:
        """By incident the limits that count for it: target, state, seconds, and the seconds that it may take."""
        found: dict[int, list[tuple[str, int, int, int]]] = defaultdict(list)
        for gauge in gauges(self.compiled):
            if gauge.target.measured:
                read = gauge.read(self.msel, self.log)
                limits = gauge.limits(self.msel, self.log, read.incident)
                columns = (read.incident, read.state, read.seconds, limits)
                for incident, state, seconds, limit in zip(*(column.tolist() for column in columns), strict=True):
                    if state in (ON_TIME, LATE, NEVER, EXCUSED):
                        found[incident].append((gauge.name, state, seconds, limit))
        return found

    def usual(self, incident: int, only: Container[int] | None = None) -> list[str]:
        """What usually happens: the steps that came, each with its moment and its envelope, in their order.

        `only` names some of the steps, by their numbers, where the others are not asked about.
        """
        kind, begin = int(self.msel.kind[incident]), int(self.msel.time[incident])
        rows = range(int(self.msel.row_first[incident]), int(self.msel.row_first[incident + 1]))
        steps = list(self.compiled.plan.procedures[self.compiled.kinds[kind]].steps.items())
        ended = [(int(self.log.ended[row]), step) for step, row in enumerate(rows)
                 if self.log.status[row] == ENDED and not isinstance(steps[step][1], (Joint, LevelEntered))]  # fmt: skip
        if only is not None:
            ended = [one for one in ended if one[1] in only]
        if len(ended) > MOST_STEPS:  # those that only mark a moment say least
            ended = [one for one in ended if steps[one[1]][1].takes != 0 or steps[one[1]][1].needs or one == max(ended)]
        return [
            str(_usual(text(steps[step][1].name) or steps[step][0], second - begin, self.envelopes[kind, step]))
            if (kind, step) in self.envelopes
            else str(say("{step}: {here}", step=text(steps[step][1].name) or steps[step][0], here=roughly(second - begin)))
            for second, step in sorted(ended)
        ]

    def used(self, incident: int, kinds: tuple[str, ...]) -> str:
        """Pools of some kinds that the incident held, with the most of each at once."""
        slots = slice(int(self.msel.slot_first[incident]), int(self.msel.slot_first[incident + 1]))
        log = self.log
        holds = [
            hold
            for hold in zip(
                log.hold_pool[slots].tolist(), log.hold_count[slots].tolist(), log.hold_taken[slots].tolist(),
                log.hold_released[slots].tolist(), strict=True,
            )
            if hold[0] != OPEN and hold[2] != OPEN
        ]  # fmt: skip
        most: dict[int, int] = {}
        for pool, _count, at, _until in holds:
            mine = [(count, begin, end) for which, count, begin, end in holds if which == pool]
            together = sum(count for count, begin, end in mine if begin == at or (begin < at and (end == OPEN or at < end)))
            most[pool] = max(most.get(pool, 0), together)
        names = self.compiled.pools
        shown = [
            str(say("{pool} {n}", pool=pool_name(self.compiled, names[pool]), n=n))
            for pool, n in sorted(most.items())
            if self.compiled.plan.pools[names[pool]].kind in kinds and n
        ]
        return str(Series(tuple(shown)))

    def resources(self, incident: int) -> str:
        """Vehicles, rooms and money that the incident held."""
        return self.used(incident, ("vehicle", "room", "fund"))

    def commander(self, incident: int) -> str:
        """Who leads: what the steps that came ask for under the name of a lead."""
        kind, people = int(self.msel.kind[incident]), int(self.msel.people[incident])
        steps = self.compiled.plan.procedures[self.compiled.kinds[kind]].steps
        first = int(self.msel.row_first[incident])
        found: dict[str, None] = {}
        for place, step in enumerate(steps.values()):
            if self.log.status[first + place] == ENDED:
                needs = needs_at(step, people)[0]
                found |= dict.fromkeys(
                    text(asked_name(self.compiled, need.of)) for label, need in needs.items() if label.casefold() in LEADS
                )
        return str(Series(tuple(found)))

    def level(self, incident: int) -> str:
        """The levels of response that the incident came to, one after the other.

        Where its procedure has none, the tier of the head-count: its name, or the head-counts that it covers.
        """
        kind, people = int(self.msel.kind[incident]), int(self.msel.people[incident])
        steps = self.compiled.plan.procedures[self.compiled.kinds[kind]].steps
        if self.compiled.plan.procedures[self.compiled.kinds[kind]].leveled:
            return self._levels(incident, list(steps.values()))
        cases = [case for step in steps.values() for case in step.cases if case.people[0] <= people <= case.people[1]]
        named = dict.fromkeys(text(case.name) for case in cases if case.name)
        unnamed = dict.fromkeys(str(say("people: {range}", range=show_people(*case.people))) for case in cases)
        return str(Series(tuple(named or unnamed)))

    def _levels(self, incident: int, steps: list[Step]) -> str:
        levels = self.compiled.plan.levels_of(self.compiled.kinds[int(self.msel.kind[incident])])
        first = int(self.msel.row_first[incident])
        set_at = {int(self.log.ended[first + place]) for place, step in enumerate(steps)
                  if step.level is not None and self.log.status[first + place] == ENDED}  # fmt: skip
        seconds = np.array(sorted({int(self.msel.time[incident]), *set_at}))
        held = level_at(self.compiled, self.msel, self.log, np.full(len(seconds), incident), seconds)
        passed = [levels[level] for level in held.tolist()]
        came = [one for place, one in enumerate(passed) if place == 0 or one != passed[place - 1]]
        return " → ".join(text(level_name(self.compiled, one)) for one in came)

    def duration(self, incident: int) -> str:
        """From the inject to the end of its last step."""
        rows = slice(int(self.msel.row_first[incident]), int(self.msel.row_first[incident + 1]))
        ended = self.log.ended[rows][self.log.status[rows] == ENDED]
        return roughly(int(ended.max()) - int(self.msel.time[incident])) if len(ended) else ""

    def milestones(self, incident: int) -> list[str]:
        """The limits that count for the incident and how they went here."""
        plan = self.compiled.plan
        return [
            str(
                say(
                    "{target}: within {limit}; here {here}",
                    target=plan.targets[name].name or name, limit=show_duration(limit),
                    here=say("never done") if state == NEVER else roughly(seconds),
                )
            )
            for name, state, seconds, limit in self.judged.get(incident, [])
        ]  # fmt: skip


def envelopes(plays: Plays) -> dict[tuple[int, int], Envelope]:
    """By kind and step, when the step ends after the inject, of all incidents in which it does."""
    took: dict[tuple[int, int], list[Ints]] = defaultdict(list)
    for msel, log in plays:
        steps = np.diff(msel.row_first)
        kind, time = np.repeat(msel.kind, steps), np.repeat(msel.time, steps)
        step = np.arange(len(log.ended)) - np.repeat(msel.row_first[:-1], steps)
        ended = np.flatnonzero(log.status == ENDED)
        which, group = np.unique(np.stack((kind[ended], step[ended])), axis=1, return_inverse=True)
        seconds = (log.ended - time)[ended]
        for number, (k, s) in enumerate(which.T.tolist()):
            took[k, s].append(seconds[group.ravel() == number])
    return {
        key: Envelope(*(float(value) for value in np.quantile(np.concatenate(seconds), (0.5, 0.05, 0.95))))
        for key, seconds in took.items()
    }


def _usual(step: str, here: int, envelope: Envelope) -> Message:
    middle, early, late = (roughly(seconds) for seconds in envelope)
    if early == late == roughly(here):
        return say("{step}: {here}", step=step, here=early)
    return say("{step}: {here} (usually {middle}; {early} – {late})", step=step, here=roughly(here), middle=middle,
               early=early, late=late)  # fmt: skip


def roughly(seconds: float) -> str:
    """A duration as one says it over the radio: whole minutes from two minutes on."""
    if seconds < 120:
        return show_about(seconds) if seconds >= 1 else _("at once")
    return show_about(measures.half_up(seconds / 60) * 60)


def day_of(second: int, midnight: int) -> str:
    """The phase of a script to which a scenario second belongs: its day."""
    number = (second - midnight) // measures.DAY + 1
    return _("day {n}").format(n=number)
