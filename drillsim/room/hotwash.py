"""The hot wash (现场点评): what the room achieved, where it differed from the plan's rule, and what the rule would have.

The rule plays the same event list: the incidents that came, when they came.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import OPEN, Log
from drillsim.judge.evaluate import LATE, NEVER, ON_TIME, gauges
from drillsim.judge.gauge import Judgement
from drillsim.judge.incident_gauges import TimedGauge
from drillsim.play.conduct import conduct
from drillsim.room import decisions
from drillsim.room.drill import FACILITATOR, Choice, Drill


class Score(NamedTuple):
    """One target in one play of the event list."""

    kept: int
    missed: list[int]  # incidents (from 0), or the numbers of the occasions
    seconds: float | None  # the mean from milestone to milestone, of those on time and late


class Contrast(NamedTuple):
    """One target as the room kept it and as the plan's rule would have."""

    target: str
    of_incidents: bool  # whether incidents are judged, not days or periods
    room: Score
    rule: Score


Sort = Literal[
    "inject", "sent", "answered", "let_ring", "rang_out", "left", "told", "note", "away", "missed", "sat", "rose", "turned"
]  # fmt: skip


class Happened(NamedTuple):
    """One line of the timeline."""

    second: int
    sort: Sort
    by: str = ""
    incident: int = -1
    step: int = -1
    name: str = ""  # a target, a pool or a player
    text: str = ""
    pools: tuple[int, ...] = ()


@dataclass(frozen=True)
class HotWash:
    """A drill looked at: one that has ended, or one that goes on, as far as it has come."""

    drill: Drill

    @cached_property
    def msel(self) -> Msel:
        """The incidents that came."""
        return self.drill.live.arrived()

    @cached_property
    def room(self) -> Log:
        """What happened, played on to the end of what was open."""
        return self.drill.live.log()

    @cached_property
    def rule(self) -> Log:
        """What would have happened by the plan's rule alone."""
        return conduct(self.drill.compiled, self.msel)

    @cached_property
    def targets(self) -> list[Contrast]:
        """Every target, in file order."""
        found = []
        for gauge in gauges(self.drill.compiled):
            scores = [_score(gauge.read(self.msel, log)) for log in (self.room, self.rule)]
            found.append(Contrast(gauge.name, gauge.per_incident, *scores))
        return found

    @property
    def different(self) -> list[Choice]:
        """Choices that were not the rule's: other units, or something sent where the rule had waited or not yet sent."""
        return [choice for choice in self.drill.choices if choice.pools != choice.rule or choice.waited > 0]

    @property
    def unanswered(self) -> list[Happened]:
        """Calls to players that were not picked up."""
        return [one for one in self.timeline if one.sort in ("let_ring", "rang_out")]

    @property
    def played_on(self) -> int:
        """Incidents that were open when the drill ended."""
        ended, drill = self.drill.ended_at, self.drill
        assert ended is not None
        rows = self.msel.row_first
        last = [int(max(drill.live.ended[rows[i] : rows[i + 1]], default=0)) for i in range(len(self.msel.time))]
        return sum(second > ended for second in last)

    @cached_property
    def timeline(self) -> list[Happened]:
        """What happened in the room, in order of time."""
        drill = self.drill
        found = [Happened(one.time, "inject", FACILITATOR, one.incident, name=str(one.number))
                 for one in drill.injects if one.incident is not None]  # fmt: skip
        found += [Happened(c.second, "sent", c.by, c.incident, c.step, pools=tuple(c.pools)) for c in drill.choices]
        for entry in drill.record:
            made, at = entry.decision, max(0, entry.at)
            match made:
                case decisions.AnswerCall():
                    sort: Sort = "answered" if made.picked_up else "let_ring"
                    found.append(Happened(at, sort, entry.by, made.incident - 1, self._step(made)))
                case decisions.Leave():
                    found.append(Happened(at, "left", entry.by, made.incident - 1, self._step(made)))
                case decisions.Tell():
                    found.append(Happened(at, "told", entry.by, name=made.to, text=made.message))
                case decisions.Note():
                    found.append(Happened(at, "note", entry.by, name=made.target or "", text=made.text))
                case decisions.Away():
                    found.append(Happened(at, "away", entry.by, name=made.pool, text=str(made.count)))
                case decisions.Sit() | decisions.Rise():
                    found.append(
                        Happened(at, "sat" if isinstance(made, decisions.Sit) else "rose", entry.by, name=made.player)
                    )
        found += [Happened(at, "rang_out", by, incident, step) for at, by, incident, step in drill.live.rang_out]
        found += [Happened(one.second, "turned", "", one.incident, one.step, text=str(one.to + 1), pools=(one.pool,))
                  for one in drill.live.turned.values()]  # fmt: skip
        return sorted([*found, *self._misses()], key=lambda one: one.second)

    def _step(self, made: decisions.AnswerCall | decisions.Leave) -> int:
        kind = int(self.msel.kind[made.incident - 1])
        return self.drill.compiled.steps[kind].index(made.step)

    def _misses(self) -> list[Happened]:
        """The moments at which a limit ran out; of a drill that goes on, until now."""
        found = []
        now = self.drill.now
        for gauge in gauges(self.drill.compiled):
            if not isinstance(gauge, TimedGauge):
                continue
            read = gauge.read(self.msel, self.room)
            late = set(read.incident[np.isin(read.state, (LATE, NEVER))].tolist())
            for clock, mine in gauge.each_clock(self.msel, gauge.clocks):
                start = clock.start.read(self.msel, self.room, mine)[0]
                allowed = np.broadcast_to(np.asarray(gauge.allowed(start)), start.shape)
                for incident, begin, limit in zip(mine.tolist(), start.tolist(), allowed.tolist(), strict=True):
                    if incident in late and begin != OPEN and begin + limit < now:
                        found.append(Happened(begin + limit, "missed", incident=incident, name=gauge.name))
        return found


def _score(read: Judgement) -> Score:
    missed = np.isin(read.state, (LATE, NEVER))
    timed = np.isin(read.state, (ON_TIME, LATE)) & (read.seconds > 0)
    mean = float(read.seconds[timed].mean()) if timed.any() else None
    return Score(int((read.state == ON_TIME).sum()), read.incident[missed].tolist(), mean)
