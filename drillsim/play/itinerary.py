"""Where the units were that were taken, over one play, leg by leg, as its log tells it."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import BROKEN, ON_THE_ROAD, OPEN, Log, over_at
from drillsim.compiled.tables import NOWHERE, ONE_WAY, SCENE, TRAVEL, TURNOUT, CompiledPlan
from drillsim.play.turned import Lapse, TurnedAway, lapses, turned_away
from drillsim.play.underway import Underway, stretched

SETS_OUT, GOES, STAYS, GOES_HOME, HELD_UP = range(5)


class Leg(NamedTuple):
    """A piece of what a unit did for an incident."""

    begin: int
    end: int
    doing: int  # HELD_UP: its step stands still, since somebody was turned away from it
    step: int  # of the incident, NOWHERE where none says what it did
    place: int  # where it went, or NOWHERE


class Itineraries:
    """The ways of all units over one play."""

    def __init__(self, compiled: CompiledPlan, msel: Msel, log: Log) -> None:
        self.compiled, self.t, self.msel, self.log = compiled, compiled.tables, msel, log

    @cached_property
    def over(self) -> int:
        """The second at which nothing more happened."""
        return over_at(self.log, self.compiled.window_end, self.compiled.horizon)

    def incident(self, hold: int) -> int:
        """The incident for which units are held."""
        return int(np.searchsorted(self.msel.slot_first, hold, side="right")) - 1

    @cached_property
    def turned_to(self) -> dict[int, int]:
        """By hold of a unit that was turned away, the hold that it has from then on."""
        log, found = self.log, dict[int, int]()
        for old in (one.hold for one in self._turned if log.hold_turned[one.hold] != BROKEN):
            alike = (log.hold_taken == log.hold_left[old]) & (log.hold_pool == log.hold_pool[old])
            new = np.flatnonzero(alike & (log.hold_count == log.hold_count[old])).tolist()
            new = [one for one in new if one not in found.values() and self.incident(one) != self.incident(old)]
            # Of several that were taken at that second, whoever was on the road had left its base before.
            found[old] = min(new, key=lambda one: (log.hold_place[one] != ON_THE_ROAD, one), default=NOWHERE)
        return found

    @cached_property
    def turned_from(self) -> dict[int, int]:
        """By hold of a unit that was turned to its incident, the hold that it had before."""
        return {new: old for old, new in self.turned_to.items() if new != NOWHERE}

    @cached_property
    def _turned(self) -> list[TurnedAway]:
        return turned_away(self.compiled, self.msel, self.log)

    @cached_property
    def _lapses(self) -> dict[int, list[Lapse]]:
        return lapses(self.compiled, self.msel, self.log, self._turned, self.over)

    def turned(self, incident: int, step: int) -> list[TurnedAway]:
        """Who was turned away from a step."""
        return self._turned_from_step.get((incident, step), [])

    @cached_property
    def _turned_from_step(self) -> dict[tuple[int, int], list[TurnedAway]]:
        found: dict[tuple[int, int], list[TurnedAway]] = {}
        for one in self._turned:
            found.setdefault((one.incident, one.step), []).append(one)
        return found

    def lapses(self, incident: int, step: int) -> list[Lapse]:
        """When a step stood still because somebody was turned away from it."""
        return self._lapses.get(int(self.msel.row_first[incident]) + step, [])

    def pieces(self, incident: int, step: int) -> list[tuple[int, int, bool]]:
        """A step from its start to its end (or to that of the play), in pieces: from, until, and whether it stood still."""
        row = int(self.msel.row_first[incident]) + step
        if self.log.started[row] == OPEN:
            return []
        at, end = int(self.log.started[row]), int(self.log.ended[row])
        end = self.over if end == OPEN else end
        found = []
        for lapse in self.lapses(incident, step):
            found.append((at, lapse.begin, False))
            found.append((max(at, lapse.begin), lapse.end, True))
            at = max(at, lapse.end)
        return [one for one in [*found, (at, end, False)] if one[0] < one[1]]

    def rounds(self, incident: int, step: int) -> int:
        """In how many rounds a shuttle carried everybody; 0 for a step that is none."""
        if self.t.step_trips[self._step(incident, step)] == ONE_WAY:
            return 0
        return -(-int(self.msel.people[incident]) // max(1, self.seats(incident, step)))

    def seats(self, incident: int, step: int) -> int:
        """How many people a shuttle carries in each round."""
        s = self._step(incident, step)
        units = self.t.unit[self.t.unit_first[s] : self.t.unit_first[s + 1]]
        holds = self.msel.slot_first[incident] + units[self.log.hold_taken[self.msel.slot_first[incident] + units] != OPEN]
        return int((self.log.hold_count[holds] * self.t.pool_seats[self.log.hold_pool[holds]]).sum())

    def arrivals(self, incident: int, step: int) -> list[int]:
        """Rule 19: when each round of a shuttle arrives, once the first has; of one that goes on, when they will.

        Nobody is turned away from a shuttle, so that is known as soon as it sets out. None of a step that is no shuttle.
        """
        s, row, t = self._step(incident, step), int(self.msel.row_first[incident]) + step, self.t
        if t.step_trips[s] == ONE_WAY or self.log.first[row] == OPEN:
            return []
        waiting, to = int(t.step_trips[s]), int(self.log.place[row])
        waiting = int(self.msel.attribute[incident, 0]) if waiting == SCENE else waiting
        ways, factor = self._ways, int(self.msel.takes[row])
        found = [int(self.log.first[row])]
        for _round in range(1, self.rounds(incident, step)):
            there = found[-1] + stretched(ways.usual_travel(ways.at(to), waiting, found[-1]), factor)
            leaves = there + int(t.step_loading[s])
            found.append(leaves + stretched(ways.usual_travel(ways.at(waiting), to, leaves), factor))
        return found

    @cached_property
    def _ways(self) -> Underway:
        return Underway(self.compiled, self.msel)

    def legs(self, hold: int) -> list[Leg]:
        """What a unit did from the second at which it was taken until it was home, without gaps."""
        log, incident = self.log, self.incident(hold)
        slot, first = hold - int(self.msel.slot_first[incident]), int(self.msel.row_first[incident])
        left, home = int(log.hold_left[hold]), int(log.hold_home[hold])
        gone = self.over if left == OPEN else left
        moves = []
        for row in range(first, int(self.msel.row_first[incident + 1])):
            s = self._step(incident, row - first)
            units = self.t.unit[self.t.unit_first[s] : self.t.unit_first[s + 1]]
            if self.t.step_takes[s] in (TURNOUT, TRAVEL) and slot in units:
                doing = SETS_OUT if self.t.step_takes[s] == TURNOUT else GOES
                replaces = any(one.again == hold for one in self.turned(incident, row - first))
                still = SETS_OUT if replaces else HELD_UP
                for begin, end, stands in self.pieces(incident, row - first):
                    moves.append(Leg(begin, end, still if stands else doing, row - first, int(log.place[row])))
        at, found = int(log.hold_taken[hold]), []
        for leg in sorted(moves):
            leg = leg._replace(begin=max(at, leg.begin), end=min(gone, leg.end))
            if leg.begin < leg.end:
                found += [Leg(at, leg.begin, STAYS, NOWHERE, NOWHERE), leg]
                at = leg.end
        found.append(Leg(at, gone, STAYS, NOWHERE, NOWHERE))
        if left != OPEN:
            base = int(self.t.pool_base[log.hold_pool[hold]])
            found.append(Leg(left, self.over if home == OPEN else home, GOES_HOME, NOWHERE, base))
        return [leg for leg in found if leg.begin < leg.end]

    def _step(self, incident: int, step: int) -> int:
        return int(self.t.variant_step_first[self.msel.variant[incident]]) + step
