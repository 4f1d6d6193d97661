"""What the reference engine asks when something is to happen because something else has not."""

from __future__ import annotations

from drillsim.compiled.event_list import NO_END
from drillsim.compiled.log import ENDED, OPEN, SKIPPED, WAITING
from drillsim.compiled.tables import AT_LEVEL, ATTEMPTED, FIRST, NOWHERE, STARTED, WORKDAYS
from drillsim.play.choosing import Choosing
from drillsim.quantities.measures import DAY


class Clocks(Choosing):
    """Timers, patience, and levels of response, as they stand at the end of a second."""

    def come(self, incident: int, step: int) -> bool | None:
        """Rule 22: whether a step that waits begins now (True), is left out (False), or goes on waiting (None)."""
        row, s, t = self._row(incident, step), self._step(incident, step), self.t
        if t.step_waits[s] == AT_LEVEL:
            if self.level(incident) in self.levels[s]:
                return True
            return None if self.may_come_to(incident, s) else False
        if self.has_come(incident, t.step_unless[s], t.step_unless_moment[s]):
            return False
        return True if self.time_up(s, self.turn_came[row]) <= self.now else None

    def time_up(self, s: int, turn: int) -> int:
        """Rule 22: when the time is up for which a step waits from its turn on."""
        waits: int = self.t.step_waits[s]
        if waits != WORKDAYS:
            return turn + max(0, waits)
        midnight, *ends = self.up_after[s]
        return ends[min(len(ends) - 1, (turn - midnight) // DAY)]

    def has_come(self, incident: int, step: int, moment: int) -> bool:
        """Rule 22: whether a moment of a step has come by now; of a call that nobody answered only that it was tried."""
        if step == NOWHERE:
            return False
        row = self._row(incident, step)
        if moment in (STARTED, FIRST):
            second = (self.started if moment == STARTED else self.first)[row]
            return second != OPEN and second <= self.now
        unanswered = self.t.step_unanswered[self._step(incident, step)]
        told = moment == ATTEMPTED or unanswered < 0 or self.outcome[row] != unanswered
        return self.status[row] == ENDED and told

    def level(self, incident: int) -> int:
        """Rule 25: the level of an incident: the last that a step set, of one second the highest; the lowest until then."""
        first, s = self.row_first[incident], self._step(incident, 0)
        rows = range(first, self.row_first[incident + 1])
        set_at = [(self.ended[row], level) for row in rows
                  if (level := self.t.step_level[s + row - first]) != NOWHERE and self.status[row] == ENDED]  # fmt: skip
        return max(set_at)[1] if set_at else 0

    def may_come_to(self, incident: int, s: int) -> bool:
        """Rule 25: whether a step may yet set one of the levels that another one waits for."""
        first = self.step_first[incident]
        rows = range(self.row_first[incident], self.row_first[incident + 1])
        return any(self.t.step_level[first + step] in self.levels[s] and self.status[row] < ENDED
                   for step, row in enumerate(rows))  # fmt: skip

    def impatient(self, incident: int, step: int) -> bool:
        """Rule 23: whether what a step asks for is not waited for any longer."""
        row = self._row(incident, step)
        patience = self.msel.patience[row]
        waits = self.status[row] == WAITING and self.started[row] == OPEN
        return waits and patience != NO_END and self.ready[row] + patience <= self.now

    def last_part(self, incident: int, step: int) -> int:
        """Rule 24: of a step that was written out, the last of its parts that was not left out; OPEN for none."""
        done = [p for p in self.made_of[self._step(incident, step)] if self.status[self._row(incident, p)] != SKIPPED]
        return done[-1] if done else OPEN
