"""Drills that are held by robots, so that papers have something to tell: everybody sits at the table, decides what the
plan would, now and then late or not at all, and the facilitator writes notes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from drillsim.base.language import text
from drillsim.files.reading import read_scenario
from drillsim.room.drill import FACILITATOR
from drillsim.room.folder import DrillFolder
from drillsim.room.live import Refused
from drillsim.room.room import DrillRoom
from drillsim.store.folder import Inputs

PROMPT = 90  # seconds that somebody thinks about an order
STEPS = 30  # seconds that pass at once


class Table:
    """The people at the table of one drill. `late` says after how many seconds the n-th question is decided (0: at once),
    `deaf` which calls, counted from 1, nobody picks up."""

    def __init__(self, room: DrillRoom, late: Mapping[int, int], deaf: set[int]) -> None:
        self.room, self.late, self.deaf = room, late, deaf
        self.names = map(str, count())
        self.asked: dict[tuple[int, int], tuple[int, int]] = {}  # which question it was, and when
        self.calls: dict[tuple[int, int], int] = {}

    def order(self, by: str, **content: Any) -> None:
        self.room.order(by, next(self.names), content)

    def sit(self) -> None:
        for part in self.room.drill.parts:
            self.order(part.key, do="sit", player=part.key)

    def until(self, second: int) -> None:
        drill = self.room.drill
        while drill.now < second:
            if self._somebody_is_asked():
                self._decide()
                drill.reach(min(second, drill.now + STEPS))
            else:
                drill.reach(min(second, drill.now + 3600), self._somebody_is_asked)

    def _somebody_is_asked(self) -> bool:
        return bool(self.room.drill.live.waits_for_player() or self.room.drill.live.ringing())

    def _decide(self) -> None:
        drill = self.room.drill
        for incident, step, part in list(drill.live.ringing()):
            number = self.calls.setdefault((incident, step), len(self.calls) + 1)
            if number not in self.deaf:
                self.order(part.key, do="answer", incident=incident + 1, step=self._step(incident, step), picked_up=True)
        for incident, step, part in list(drill.live.waits_for_player()):
            number, since = self.asked.setdefault((incident, step), (len(self.asked) + 1, drill.now))
            if drill.now - since < self.late.get(number, PROMPT):
                continue
            pools = drill.live.by_rule(incident, step)
            if pools is None:
                continue  # nobody is free
            names = [drill.compiled.pools[pool] for pool in pools]
            try:
                self.order(part.key, do="send", incident=incident + 1, step=self._step(incident, step), pools=names)
            except Refused:
                self.order(part.key, do="leave", incident=incident + 1, step=self._step(incident, step))

    def _step(self, incident: int, step: int) -> str:
        drill = self.room.drill
        return drill.compiled.steps[drill.live.msel.kind[incident]][step]


def hold(
    scenario: Path, folder: Path, *, language: str = "en", hours: float = 35, late: Mapping[int, int] | None = None,
    deaf: set[int] | None = None, notes: Mapping[float, tuple[str, str | None]] | None = None, at_the_table: bool = True,
) -> Path:  # fmt: skip
    """Hold a drill of a scenario's first hours into a folder, and file it. `notes` are words and a target, by the hour."""
    parsed, _plan = read_scenario(scenario)
    DrillFolder.begin(folder, Inputs.of(scenario, parsed.files(scenario)), 1, 3, language).close()
    room = DrillRoom(folder)
    table = Table(room, late or {}, deaf or set())
    if at_the_table:
        table.sit()
    for hour, (words, target) in sorted((notes or {}).items()):
        table.until(round(hour * 3600))
        more = {} if target is None else {"target": target}
        room.wall.exercise = hour * 180
        table.order(FACILITATOR, do="note", text=text(words), **more)
    table.until(round(hours * 3600))
    room.wall.exercise = hours * 180
    table.order(FACILITATOR, do="end")
    room.finish()
    return folder
