"""The two clocks of a room: wall time that passes, and the scenario's clock that follows it at some speed.

A slow machine slows the scenario's clock and never the room: each tick plays no longer than
`BUDGET`, and the clock shows only what has been played.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from drillsim.room.drill import Drill

SPEEDS = (1, 3600)  # slowest and fastest, scenario seconds a second
BUDGET = 0.05  # seconds of wall time that one tick may play
LONGEST_TICK = 0.5  # wall seconds that a tick may count: a machine that slept does not jump ahead


@dataclass
class Wall:
    """The clock of a drill. `tick` moves it on; everything else sets how."""

    speed: int = 60
    running: bool = False
    stops_for_players: bool = True  # stands still when somebody at the table is asked something
    target: int | None = None  # second to which it jumps
    exercise: float = 0.0  # wall seconds for which the room has been open
    slowed: bool = False  # whether the machine does not keep up
    _rest: float = 0.0  # of a second that is not played yet

    def go(self) -> None:
        """Let the clock run."""
        self.running = True

    def pause(self) -> None:
        """Hold the clock."""
        self.running, self.target, self._rest = False, None, 0.0

    def jump(self, second: int) -> None:
        """Play to a second as fast as the machine can, then stand still."""
        self.target, self.running = second, True

    def tick(self, drill: Drill, passed: float) -> None:
        """`passed` wall seconds went by."""
        if drill.ended_at is not None:
            return
        passed = min(passed, LONGEST_TICK)
        self.exercise += passed
        if not self.running:
            return
        if self.target is None:
            self._rest += passed * self.speed
            wanted = drill.now + int(self._rest)
        else:
            wanted = self.target
        asked, until = drill.live.questions, time.perf_counter() + BUDGET

        def enough() -> bool:
            is_asked = self.stops_for_players and drill.live.questions != asked
            return is_asked or drill.live.over or time.perf_counter() > until

        before = drill.now
        drill.reach(wanted, enough)
        is_asked = self.stops_for_players and drill.live.questions != asked
        self.slowed = self.target is None and not is_asked and drill.now < min(wanted, drill.live.horizon)
        self._rest = 0.0 if self.slowed else self._rest - (drill.now - before)
        if is_asked or (self.target is not None and drill.now >= self.target) or drill.live.over:
            self.pause()
