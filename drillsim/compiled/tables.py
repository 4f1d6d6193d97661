"""A plan compiled to flat tables: the one form from which both engines play.

Words of the plan that an engine need not know are compiled away here. Tiers and conditions
on the head-count become *variants* of a procedure, one per range of head-counts; types,
areas of responsibility, back-ups and posts held by one person become candidate lists; hours,
shifts and calls become capacity steps; funds become needs that nothing releases.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from drillsim.plan.calendar import Calendar
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Window
from drillsim.quantities.measures import DAY

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

DRAWN, TURNOUT, TRAVEL = 0, 1, 2  # where a step's duration comes from
PEOPLE, SEATS = -1, -2  # a need's count: one per head of the incident; as many as the heads fill
SCENE = -1  # a destination: the zone of the incident
NEAREST, NAMED, GRANTED = -2, -3, -4  # others: of several places, by an attribute, where the room that was granted is
ONE_WAY = -2  # of a journey that is no shuttle
NOWHERE = -1  # a place, zone or pool that is not given
RESUMED, STARTED_AGAIN, OVER = 1, 2, 3  # what becomes of a step that may be interrupted
# How long a step waits once its turn has come: not at all; until a level is reached; for so many working days.
AT_ONCE, AT_LEVEL, WORKDAYS = -1, -2, -3
STARTED, FIRST, FINISHED, ATTEMPTED = range(4)  # moments for which a step may be left out


class Rows:
    """Ragged rows under construction, one row per owner."""

    def __init__(self) -> None:
        self.values: list[int] = []
        self.first: list[int] = [0]

    def row(self, values: Iterable[int]) -> None:
        self.values.extend(values)
        self.first.append(len(self.values))


def as_ints(values: Iterable[int]) -> Ints:
    """A column of a table."""
    return np.array(list(values), np.int64)


class Tables(NamedTuple):
    """The compiled plan: int64 arrays only. `x_first[i]:x_first[i + 1]` are the rows of x that belong to i.

    Kinds (K, procedures in file order), variants (V), steps (S, grouped by variant; steps of one
    kind have the same number and order in each of its variants), needs (N, grouped by step; a
    *slot* is a need counted within its variant), pools (P, file order), their shifts (W), zones (Z), places (G: the zones,
    then whatever else can be a base or a destination). Behind the needs that a step asks for stand slots that nobody
    asks for: further parts of a need that may be split, and replacements of units that may be turned away.
    Times are seconds since the window's start; factors are thousandths.
    """

    kind_variant_first: Ints  # K+1
    kind_steps: Ints  # K: number of steps
    variant_low: Ints  # V: smallest head-count
    variant_step_first: Ints  # V+1
    variant_need_first: Ints  # V+1
    step_takes: Ints  # S: DRAWN, TURNOUT or TRAVEL
    step_never: Ints  # S: 1 where the step is skipped whatever happens
    step_priority: Ints  # S: 1 is the most urgent
    step_ranked_by: Ints  # S: the attribute by whose value the priority is read, or NOWHERE
    rank_first: Ints  # S+1
    rank: Ints  # priorities by value of that attribute
    step_before: Ints  # S: number of predecessors
    before_first: Ints  # S+1
    before: Ints  # predecessors, as steps of the variant
    step_destination: Ints  # S: place, or SCENE, NEAREST, NAMED, GRANTED
    toward_first: Ints  # S+1
    toward: Ints  # NEAREST: the places; NAMED: the place of each value of the attribute; GRANTED: the slot
    step_by: Ints  # S: NAMED: the attribute
    step_trips: Ints  # S: where the people of a shuttle wait: place, or SCENE; ONE_WAY for no shuttle
    step_loading: Ints  # S: seconds beside the way in each round of a shuttle
    step_interrupted: Ints  # S: what becomes of it when it is interrupted, 0 where it may not be
    cut_first: Ints  # S+1
    cut: Ints  # slots whose unit may be turned away while the step runs
    step_calls: Ints  # S: the pool called, or NOWHERE
    step_unanswered: Ints  # S: the outcome of a call to a phone that is off, or -1
    step_waits: Ints  # S: seconds from its turn until it begins, AT_ONCE, AT_LEVEL or WORKDAYS
    step_unless: Ints  # S: the step of the variant whose moment is waited for meanwhile, NOWHERE for none
    step_unless_moment: Ints  # S: STARTED, FIRST, FINISHED or ATTEMPTED
    step_told: Ints  # S: 1 where another step hangs on its moments
    step_level: Ints  # S: the level that holds from its end on, NOWHERE for none
    step_gave_up: Ints  # S: the outcome of a step whose request was withdrawn, -1 where it never is
    until_first: Ints  # S+1
    until: Ints  # WORKDAYS: the first midnight of the window, then by day the second at which it is up
    level_first: Ints  # S+1
    level: Ints  # AT_LEVEL: the levels at which it begins
    part_first: Ints  # S+1
    part: Ints  # steps of the variant whose outcome it takes over
    after_first: Ints  # S+1
    after: Ints  # successors, as steps of the variant
    condition_first: Ints  # S+1
    condition_step: Ints  # step of the variant whose outcome is asked; -1 - a asks attribute a
    condition_value_first: Ints  # conditions+1
    condition_value: Ints  # allowed outcomes or attribute values
    need_first: Ints  # S+1
    step_asked: Ints  # S: how many of them the step asks for; the others are further parts and replacements
    need_count: Ints  # N: number, or PEOPLE, or SEATS
    need_ask: Ints  # N: row of the candidate lists
    need_leader: Ints  # N: the slot of which it is a part or a replacement; of what is asked for, its own
    need_parts: Ints  # N: how many pools may meet it together: 1, or the number of its slots
    need_part: Ints  # N: slot of its second part, -1 for none; the others follow
    need_again: Ints  # N: slot of whoever replaces the unit if it is turned away, -1 where it cannot be
    need_crew: Ints  # N: which need of the step (from 0) is met from the same base, -1 for none
    need_back_step: Ints  # N: step of the variant whose drawn way-back factor is used, or -1 for no way back
    need_recall: Ints  # N: 1 where those called in must come before the step begins: no turnout step takes them along
    unit_first: Ints  # S+1
    unit: Ints  # slots that a turnout or travel step takes along
    work_first: Ints  # S+1
    work: Ints  # slots whose closing holds up the step: what it asks for, or what was kept for it, where that may close
    release_first: Ints  # S+1
    release: Ints  # slots given back when the step is resolved
    candidate_first: Ints  # A*(Z+1)+1; row ask*(Z+1)+zone, the last row of an ask is for no zone
    candidate: Ints  # pools
    candidate_backup: Ints  # 1 where the pool only backs up
    candidate_order: Ints  # place in the order that the need names; whoever is not named has the same, higher one
    ask_next: Ints  # A: 1 where the next pool will do, 0 where the best is waited for
    ask_freest: Ints  # A: 1 where the pool with the most free is the best
    pool_base: Ints  # P: place, or NOWHERE
    pool_room: Ints  # P: 1 where it is a room: what is near to it counts, not how soon it comes
    pool_fund: Ints  # P: 1 where what is taken is never given back
    pool_seats: Ints  # P: how many people each takes along, 0 where that is not said
    pool_sent: Ints  # P: 1 where a unit on its way home may be sent
    pool_on_the_road: Ints  # P: turnout of such a unit, seconds
    pool_turned_to: Ints  # P: the priority to which its units are turned, 0 where they are not
    turned_first: Ints  # P+1
    turned: Ints  # the priorities from which they are turned
    pool_most: Ints  # P: the most that there ever are
    pool_turnout: Ints  # P: on duty at the start, seconds
    pool_turnout_call: Ints  # P: on call at the start, seconds
    pool_duty: Ints  # P: on duty at the start
    pool_total: Ints  # P: on duty and on call at the start
    pool_row: Ints  # P: first of its rows
    pool_rows: Ints  # P: number of its shifts where each is people of its own, else 0
    pool_staff: Ints  # P: how many it has in all, of pools with rows; NO_LIMIT where that is not said
    row_number: Ints  # W: how many a shift brings
    row_until: Ints  # W: the second at which a shift that is on at the start ends, 0 for one that is not on
    pool_clock: Ints  # P: first of its clocks (of a pool with rows one for each row), -1 where work does not stop
    change_time: Ints  # C: capacity changes, ascending
    change_pool: Ints  # C
    change_duty: Ints  # C: on duty from then on
    change_total: Ints  # C
    change_row: Ints  # C: the row that begins or ends, -1 for a pool without rows
    change_until: Ints  # C: the second at which that row will end, 0 where it ends now
    change_turnout: Ints  # C: on duty, from then on
    change_turnout_call: Ints  # C: on call
    closed_first: Ints  # clocks+1
    closed_from: Ints  # spans in which work stands still, ascending within a clock
    closed_until: Ints
    travel: Ints  # G*G: usual seconds from place to place, NOWHERE where that is not known
    slow_time: Ints  # W: ascending, the first 0
    slow_factor: Ints  # W: thousandths from then on


@dataclass(frozen=True)
class CompiledPlan:
    """A plan for one window: its tables and the names behind their numbers."""

    plan: Plan  # each of its steps a row of the log: see `written_out`
    written: Plan  # as its file has it
    calendar: Calendar
    start: datetime
    window_end: int
    horizon: int  # play is cut here, should it not have come to its end: a guard against plans that never end, seconds
    tables: Tables
    kinds: list[str]
    zones: list[str]
    places: list[str]  # the zones first
    pools: list[str]
    attributes: list[str]  # zone first, then the plan's own
    attribute_values: list[list[str]]
    steps: list[list[str]]  # by kind
    outcomes: list[list[list[str]]]  # by kind and step
    slots: list[list[tuple[int, str]]]  # by variant: (step, name of the need)
    asks: list[str]  # the pool, type or role behind each row of the candidate lists
    variant_people: list[tuple[int, int]]  # by variant, both ends included
    silent: list[list[int]]  # by variant: steps whose tiers do not cover this head-count

    def __hash__(self) -> int:
        return id(self)

    @cached_property
    def window(self) -> Window:
        """The window of calendar time for which it was compiled."""
        return Window(from_=self.start, until=self.start + timedelta(seconds=self.window_end))

    @cached_property
    def alike(self) -> int:
        """From this second on, until play is cut, every week is like the other; before it lie all holidays."""
        last = self.calendar.last_special(self.start.date(), (self.start + timedelta(seconds=self.horizon)).date())
        return 0 if last is None else self.window.midnight() + ((last - self.start.date()).days + 1) * DAY

    def variants(self, kind: Ints, people: Ints) -> Ints:
        """The variants of kinds that head-counts play (n each)."""
        t = self.tables
        found = t.kind_variant_first[kind]
        for k in np.flatnonzero(np.diff(t.kind_variant_first) > 1):  # kinds that tell head-counts apart
            mine = np.flatnonzero(kind == k)
            lows = t.variant_low[slice(*t.kind_variant_first[k : k + 2])]
            found[mine] += np.searchsorted(lows, people[mine], side="right") - 1
        return found

    def candidates(self, ask: int, zone: int) -> list[int]:
        """Pools that may answer one of `asks` in a zone, or in none, those first that are not only back-up."""
        t, zones = self.tables, len(self.zones)
        line = ask * (zones + 1) + (zones if zone == NOWHERE else zone)
        found: list[int] = t.candidate[t.candidate_first[line] : t.candidate_first[line + 1]].tolist()
        return found

    @cached_property
    def turns_away(self) -> bool:
        """Whether any unit can ever be turned away."""
        return len(self.tables.cut) > 0

    @cached_property
    def timed(self) -> bool:
        """Whether any step can begin, or wait no longer, because something has not happened."""
        t = self.tables
        return bool((t.step_waits != AT_ONCE).any() or (t.step_gave_up >= 0).any())

    @cached_property
    def plain(self) -> bool:
        """Whether all that anything does is turn out, travel and drive home: nothing is sent on the road, turned away, met
        in parts or from one base, ordered, seated, carried in rounds; or goes elsewhere than to a place or the scene; and
        nothing happens because something else has not, or once more."""
        t = self.tables
        return not bool(
            self.turns_away
            or self.timed
            or len(t.part) > 0
            or t.pool_sent.any()
            or (t.need_parts > 1).any()
            or (t.need_crew != NOWHERE).any()
            or (t.ask_next == 0).any()
            or t.ask_freest.any()
            or (t.step_destination < SCENE).any()
            or (t.step_trips != ONE_WAY).any()
            or ((t.pool_room == 1) & (t.pool_base != NOWHERE)).any()
        )

    def variant_kind(self, variant: int) -> int:
        """The kind to which a variant belongs."""
        return int(np.searchsorted(self.tables.kind_variant_first, variant, side="right") - 1)

    @cached_property
    def most_rows(self) -> int:
        """The most shifts of one pool that are people of their own."""
        return int(self.tables.pool_rows.max(initial=0))

    @cached_property
    def backed(self) -> list[list[bool]]:
        """By kind and step: whether any variant has a way back from it."""
        t = self.tables
        found = [[False] * len(names) for names in self.steps]
        for v in range(len(t.variant_low)):
            for n in range(t.variant_need_first[v], t.variant_need_first[v + 1]):
                if t.need_back_step[n] >= 0:
                    found[self.variant_kind(v)][t.need_back_step[n]] = True
        return found
