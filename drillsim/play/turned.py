"""Units that were turned away to a more urgent incident, as a log tells of them: from which step, and who replaced them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import OPEN, Log
from drillsim.compiled.tables import NOWHERE, OVER, RESUMED, TRAVEL, CompiledPlan


class TurnedAway(NamedTuple):
    """A unit that was turned away from an incident, or broke down."""

    hold: int
    incident: int
    slot: int  # of the need that it met
    step: int  # that was cut, of the procedure
    at: int
    again: int  # the hold of whoever replaces it; OPEN where nobody is asked for, since the step was over with that


class Lapse(NamedTuple):
    """A stretch in which a step that was cut did not go on: nobody had replaced a unit yet, or it had not come."""

    begin: int
    replaced: int  # the second at which somebody was found; the end of the play where nobody was
    end: int
    slot: int  # of the need that was asked for again


def turned_away(compiled: CompiledPlan, msel: Msel, log: Log) -> list[TurnedAway]:
    """Everybody who was turned away, or broke down, in the order of the holds."""
    t, found = compiled.tables, []
    for hold in np.flatnonzero(log.hold_turned).tolist():
        incident = int(np.searchsorted(msel.slot_first, hold, side="right")) - 1
        variant, slot, at = msel.variant[incident], hold - int(msel.slot_first[incident]), int(log.hold_left[hold])
        first, rows = int(t.variant_step_first[variant]), int(msel.row_first[incident])
        step, begun = NOWHERE, OPEN
        for s in range(int(t.kind_steps[msel.kind[incident]])):
            since, until = int(log.started[rows + s]), int(log.ended[rows + s])
            lasts = until == OPEN or until > at or (until == at and t.step_interrupted[first + s] == OVER)
            if slot in t.cut[t.cut_first[first + s] : t.cut_first[first + s + 1]] and begun < since <= at and lasts:
                step, begun = s, since  # of several at once it is the one that began last
        over = t.step_takes[first + step] != TRAVEL and t.step_interrupted[first + step] == OVER
        again = int(t.need_again[t.variant_need_first[variant] + slot])
        found.append(TurnedAway(hold, incident, slot, step, at, OPEN if over else int(msel.slot_first[incident]) + again))
    return found


def turned_while_coming(compiled: CompiledPlan, msel: Msel, log: Log) -> list[int]:
    """The holds of those who were turned away on the first journey that they made for an incident."""
    t, found = compiled.tables, []
    for one in turned_away(compiled, msel, log):
        first, rows = int(t.variant_step_first[msel.variant[one.incident]]), int(msel.row_first[one.incident])
        journeys = [
            s for s in range(int(t.kind_steps[msel.kind[one.incident]]))
            if t.step_takes[first + s] == TRAVEL
            and one.slot in t.unit[t.unit_first[first + s] : t.unit_first[first + s + 1]]
            and OPEN < log.started[rows + s] <= one.at
        ]  # fmt: skip
        if journeys == [one.step]:
            found.append(one.hold)
    return found


def lapses(compiled: CompiledPlan, msel: Msel, log: Log, turned: Iterable[TurnedAway], end: int) -> dict[int, list[Lapse]]:
    """By row of a step: when it did not go on because somebody had been turned away from it; `end` is that of the play."""
    t, cuts = compiled.tables, defaultdict(list)
    for one in sorted(turned, key=lambda one: one.at):
        if one.again != OPEN:
            cuts[int(msel.row_first[one.incident]) + one.step].append(one)
    found: dict[int, list[Lapse]] = {}
    for row, ones in cuts.items():
        s = int(t.variant_step_first[msel.variant[ones[0].incident]]) + ones[0].step
        begun, ended, rest = int(log.started[row]), int(log.ended[row]), int(msel.takes[row])
        found[row] = []
        for one in ones:
            taken = int(log.hold_taken[one.again])
            replaced = there = end if taken == OPEN else taken
            if t.step_interrupted[s] == RESUMED:
                rest -= max(0, one.at - begun)
            if taken != OPEN:
                there = min(end, taken + _turnout(compiled, log, one.again))
            if t.step_takes[s] != TRAVEL and ended != OPEN and one is ones[-1]:
                there = max(replaced, ended - rest)  # it was done once what was left of it had been worked off
            found[row].append(Lapse(one.at, replaced, there, one.slot))
            begun = there
    return found


def _turnout(compiled: CompiledPlan, log: Log, hold: int) -> int:
    """Usual turnout of a unit from where it was taken."""
    t, pool, taken = compiled.tables, int(log.hold_pool[hold]), int(log.hold_taken[hold])
    if log.hold_place[hold] != t.pool_base[pool]:
        return int(t.pool_on_the_road[pool])
    own = t.change_pool == pool
    level = np.searchsorted(t.change_time[own], taken, side="right")
    called = log.hold_on_call[hold] > 0
    usual, later = (t.pool_turnout_call, t.change_turnout_call) if called else (t.pool_turnout, t.change_turnout)
    return int(np.append(usual[pool], later[own])[level])
