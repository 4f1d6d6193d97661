"""From the facts of a log to what each target says of each incident, and of each run.

An incident in a target's scope is *judged* when the clock's end was reached, or was still
open when play stopped (a miss); it is *not counted* when the step that would start or stop
the clock was skipped; a miss that the plan excuses is a category of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from drillsim import quantities as q
from drillsim.msel.deck import Deck, Msel
from drillsim.plan.model import Target
from drillsim.plan.tables import CompiledPlan
from drillsim.play.log import OPEN, SKIPPED, Log

Ints = NDArray[np.int64]

NOT_COUNTED, ON_TIME, LATE, NEVER, EXCUSED = range(5)


class Judgement(NamedTuple):
    """What one target says of each incident in its scope (n rows), in order of incident number."""

    incident: Ints  # index into the MSEL
    state: Ints  # NOT_COUNTED, ON_TIME, LATE, NEVER or EXCUSED
    seconds: Ints  # from milestone to milestone; until play stopped for NEVER; -1 where not counted


# Columns of a run's figures for one target.
FIGURES = ("judged", "on_time", "late", "never", "excused", "seconds", "first_miss")
JUDGED, ONTIME, LATES, NEVERS, EXCUSES, SECONDS, FIRST_MISS = range(len(FIGURES))


def milestone(text: str) -> tuple[str, str]:
    """A milestone 'hear.ended' as step and column of the log; 'brought' has no step."""
    step, dot, column = text.rpartition(".")
    return (step, column) if dot else ("", "brought")


# What an attribute (column, then allowed values) or the head-count (allowed ranges) must be.
Condition = tuple[str, list[int], list[tuple[int, int]]]


@dataclass(frozen=True)
class _Clock:
    """Where the clock of a target starts and stops in the steps of one kind."""

    kind: int
    start: tuple[int, str]  # step (-1: the moment the matter is brought), column of the log
    stop: tuple[int, str]


class Gauge:
    """One target made ready to read logs."""

    def __init__(self, compiled: CompiledPlan, name: str, target: Target) -> None:
        self.compiled, self.name, self.target = compiled, name, target
        self.clocks = list(self._clocks())
        self._scope = self._conditions(target.where)
        self._excuse = self._conditions(target.excused)

    def _clocks(self) -> list[_Clock]:
        compiled, found = self.compiled, []
        wanted = self.target.where.get("kind", compiled.kinds)
        for kind, name in enumerate(compiled.kinds):
            ends = []
            for text in (self.target.from_, self.target.to):
                step, column = milestone(text)
                if step and step not in compiled.steps[kind]:
                    break
                ends.append((compiled.steps[kind].index(step) if step else -1, column))
            else:
                if name in wanted:
                    found.append(_Clock(kind, ends[0], ends[1]))
        return found

    def _conditions(self, where: dict[str, list[str]]) -> list[Condition]:
        compiled = self.compiled
        found: list[Condition] = []
        for subject, allowed in where.items():
            if subject == "people":
                found.append((subject, [], [q.people(a) for a in allowed]))
            elif subject != "kind":
                column = compiled.attributes.index(subject)
                found.append((subject, [column, *(compiled.attribute_values[column].index(a) for a in allowed)], []))
        return found

    def _matching(self, msel: Msel, conditions: list[Condition]) -> NDArray[np.bool_]:
        matching = np.ones(len(msel.time), np.bool_)
        for subject, values, ranges in conditions:
            if subject == "people":
                inside = np.zeros(len(msel.time), np.bool_)
                for low, high in ranges:
                    inside |= (msel.people >= low) & (msel.people <= high)
                matching &= inside
            else:
                matching &= np.isin(msel.attribute[:, values[0]], values[1:])
        return matching

    def in_scope(self, msel: Msel) -> NDArray[np.bool_]:
        """Which incidents this target is about (I)."""
        return self._matching(msel, self._scope) & np.isin(msel.kind, [clock.kind for clock in self.clocks])

    def cap(self, deck: Deck) -> int:
        """The most incidents of one run that this target can judge."""
        kinds = {clock.kind for clock in self.clocks}
        zones = next((set(values[1:]) for subject, values, _ in self._scope if subject == "zone"), None)
        return sum(s.at_most for s in deck.sources if s.kind in kinds and (zones is None or zones & s.zones))

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge every incident in scope."""
        scope = self._matching(msel, self._scope)
        incidents, states, seconds = [], [], []
        for clock in self.clocks:
            mine = np.flatnonzero(scope & (msel.kind == clock.kind))
            start, start_skipped = _moment(msel, log, mine, clock.start)
            stop, stop_skipped = _moment(msel, log, mine, clock.stop)
            skipped = start_skipped | stop_skipped
            is_open = (start == OPEN) | (stop == OPEN)
            end = np.where(stop == OPEN, self.compiled.horizon, stop)
            took = end - np.where(start == OPEN, msel.time[mine], start)
            state = np.where(is_open, NEVER, np.where(took <= self.target.within, ON_TIME, LATE))
            if self._excuse:
                excused = self._matching(msel, self._excuse)[mine]
                state = np.where(excused & (state != ON_TIME), EXCUSED, state)
            incidents.append(mine)
            states.append(np.where(skipped, NOT_COUNTED, state))
            seconds.append(np.where(skipped, -1, took))
        if len(incidents) == 1:
            return Judgement(incidents[0], states[0], seconds[0])
        order = np.argsort(np.concatenate([*incidents, np.empty(0, np.int64)]), kind="stable")
        return Judgement(
            *(np.concatenate([*c, np.empty(0, np.int64)])[order].astype(np.int64) for c in (incidents, states, seconds))
        )


def _moment(msel: Msel, log: Log, incidents: Ints, clock_end: tuple[int, str]) -> tuple[Ints, NDArray[np.bool_]]:
    step, column = clock_end
    if step < 0:
        return msel.time[incidents], np.zeros(len(incidents), np.bool_)
    rows = msel.row_first[incidents] + step
    moments: Ints = getattr(log, column)[rows]
    return moments, log.status[rows] == SKIPPED


def gauges(compiled: CompiledPlan) -> list[Gauge]:
    """One gauge per target, in file order."""
    return [Gauge(compiled, name, target) for name, target in compiled.plan.targets.items()]


def figures(judgement: Judgement) -> Ints:
    """A run's figures for one target, in the order of `FIGURES`; `first_miss` is an incident index or -1."""
    state = judgement.state
    judged = (state == ON_TIME) | (state == LATE) | (state == NEVER)
    missed = (state == LATE) | (state == NEVER)
    first = int(judgement.incident[missed.argmax()]) if missed.any() else -1
    return np.array(
        [
            judged.sum(),
            (state == ON_TIME).sum(),
            (state == LATE).sum(),
            (state == NEVER).sum(),
            (state == EXCUSED).sum(),
            judgement.seconds[judged].sum(),
            first,
        ],
        np.int64,
    )


def silent_incidents(compiled: CompiledPlan, msel: Msel) -> int:
    """Incidents whose head-count no tier of their procedure covers ('the plan does not say')."""
    return sum(bool(compiled.silent[v]) for v in msel.variant.tolist())
