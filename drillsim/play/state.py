"""What the reference engine knows at one second of a play: steps, holds, pools, and where units are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import simpy

from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import COMING, OPEN
from drillsim.compiled.tables import NOWHERE, CompiledPlan
from drillsim.play.lists import Lists
from drillsim.quantities.measures import NO_LIMIT

# Priority, second at which it became ready, incident, row, and the slot if it is for one unit that was turned away
Request = tuple[int, int, int, int, int]


class Position(NamedTuple):
    """Where a unit is: at a place, on the road between two, or nowhere in particular."""

    place: int  # or ON_THE_ROAD, or NOWHERE
    ways: Sequence[int]  # usual seconds from there to each place, NOWHERE where that is not known
    between: Sequence[tuple[int, int]] = ()  # the places that it is between, with how near it is to each in thousandths


ANYWHERE = Position(NOWHERE, ())


@dataclass
class Homeward:
    """Units of a pool that were let go and may be sent from where they are."""

    hold: int  # whose they were
    count: int  # those who have not been sent
    origin: Position
    to: int  # the place where they are bound
    left: int
    due: int


class State(Lists):
    """By row of the log what became of each step, by slot of each hold; by pool who is there; who waits."""

    def __init__(self, compiled: CompiledPlan, msel: Msel) -> None:
        super().__init__(compiled, msel)
        self.env = simpy.Environment()
        rows, slots = self.row_first[-1], self.slot_first[-1]
        self.status = [COMING] * rows
        self.ready, self.started, self.ended = [OPEN] * rows, [OPEN] * rows, [OPEN] * rows
        self.outcome = [-1] * rows
        self.turn_came = [OPEN] * rows  # when the turn came of a step that waits for a time to be up, or for a level
        self.first, self.place = [OPEN] * rows, [OPEN] * rows
        self.began, self.until, self.rest, self.lacking = [OPEN] * rows, [OPEN] * rows, [0] * rows, [0] * rows
        self.unresolved = [0] * rows
        self.some_ended = [False] * rows
        self.hold_pool, self.hold_count, self.hold_on_call = [OPEN] * slots, [0] * slots, [0] * slots
        self.hold_taken, self.hold_left, self.hold_released = [OPEN] * slots, [OPEN] * slots, [OPEN] * slots
        self.hold_home, self.hold_place, self.hold_turned = [OPEN] * slots, [OPEN] * slots, [0] * slots
        self.hold_turnout = [0] * slots
        self.hold_where: list[Position] = [ANYWHERE] * slots
        self.hold_rows = [[0] * compiled.most_rows for _ in range(slots)]
        self.duty: list[int] = list(self.t.pool_duty)
        self.total: list[int] = list(self.t.pool_total)
        self.absent = [0] * len(self.duty)
        self.broken = [0] * len(self.duty)  # how many break down under way at this second
        self.in_use = [0] * len(self.duty)
        self.row_in_use = [0] * len(self.t.row_number)
        self.row_until: list[int] = list(self.t.row_until)  # when each shift ends, 0 for one that is not on
        self.duty_turnout: list[int] = list(self.t.pool_turnout)
        self.call_turnout: list[int] = list(self.t.pool_turnout_call)
        self.kept = [NO_LIMIT] * len(self.duty)  # what is free is kept from requests less urgent than this priority
        self.turnable: dict[int, tuple[int, int]] = {}  # hold → incident and step that it may be turned away from
        self.cut_step: dict[int, int] = {}  # hold that was turned away → the step that waits for a replacement
        self.asked_again: list[Request] = []  # in this pass
        self.waiting: list[Request] = []
        self.homeward: list[list[Homeward]] = [[] for _ in self.duty]  # who may be sent on the way home

    @property
    def now(self) -> int:
        return self.env.now  # type: ignore[return-value]  # only whole seconds are ever put in

    def has(self, hold: int) -> bool:
        """Rule 17: whether a slot holds anybody who was not turned away, and did not break down."""
        return self.hold_taken[hold] != OPEN and not self.hold_turned[hold]

    def goers(self, incident: int, s: int) -> list[int]:
        """The holds that a turnout or travel step takes along."""
        return [hold for slot in self.unit[s] if self.has(hold := self._slot(incident, slot))]
