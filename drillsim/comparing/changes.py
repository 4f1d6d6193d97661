"""Incidents that one plan misses and the other keeps: how many, an example, and where their time went in both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from drillsim.why.attribution import WAITS, Breakdown, total


class TimePart(NamedTuple):
    """A part of an incident's time: waiting for somebody or something (by the name that the plan asks for), or a stage.

    Of the time in which too few were there (`NoGapGauge`), the cause stands for the stage.
    """

    waiting: bool
    name: str


def parts(one: Breakdown) -> dict[TimePart, Fraction]:
    """The time of an incident by part; the parts add up to the whole."""
    waits = {TimePart(True, name): seconds for name, seconds in one.asked.items()}
    return waits | {TimePart(False, stage): seconds for stage, seconds in one.stages.items() if stage not in WAITS}


@dataclass(frozen=True)
class TimeShift:
    """How one part of the time differs between A and B, over the changed incidents."""

    fewer: int = 0  # incidents in which it takes less in B
    gone: int = 0  # of these, those in which it takes nothing any more
    more: int = 0  # incidents in which it takes more
    saved: Fraction = Fraction(0)  # seconds less, over the `fewer`
    added: Fraction = Fraction(0)  # seconds more, over the `more`

    def __add__(self, other: TimeShift) -> TimeShift:
        return TimeShift(
            self.fewer + other.fewer,
            self.gone + other.gone,
            self.more + other.more,
            self.saved + other.saved,
            self.added + other.added,
        )


class ChangedIncident(NamedTuple):
    """A changed incident or occasion: its run and its number in A and in B, all from 1."""

    run: int
    a: int
    b: int


class Holder(NamedTuple):
    """Whom an incident waited for, and the plan (of several played together) whose incidents held them meanwhile."""

    pool: str
    plan: str


@dataclass(frozen=True)
class HeldElsewhere:
    """In how many changed incidents somebody was waited for while another plan held them, and for how long in all."""

    incidents: int = 0
    seconds: int = 0

    def __add__(self, other: HeldElsewhere) -> HeldElsewhere:
        return HeldElsewhere(self.incidents + other.incidents, self.seconds + other.seconds)


@dataclass(frozen=True)
class Changes:
    """All incidents (or occasions) that changed one way.

    `timed` of them have a time whose parts can be compared; of gaps, the runs that have them.
    """

    count: int = 0
    witness: ChangedIncident | None = None  # the first one
    timed: int = 0
    a: Breakdown = field(default_factory=Breakdown)  # their time in A, summed
    b: Breakdown = field(default_factory=Breakdown)
    shifts: dict[TimePart, TimeShift] = field(default_factory=dict)
    holders: dict[Holder, HeldElsewhere] = field(default_factory=dict)  # in B

    @staticmethod
    def of(
        found: Iterable[tuple[ChangedIncident, tuple[Breakdown, Breakdown] | None, Mapping[Holder, int]]],
    ) -> Changes:
        """Of single incidents in order of run, each with its time in A and in B where time runs, and who held whom in B."""
        listed = list(found)
        timed = [times for _witness, times, _holders in listed if times is not None]
        return Changes(
            count=len(listed),
            witness=listed[0][0] if listed else None,
            timed=len(timed),
            a=total(a for a, _b in timed),
            b=total(b for _a, b in timed),
            shifts=_summed(shift for times in timed for shift in _shifts(*times)),
            holders=_all_held((one, HeldElsewhere(1, seconds)) for *_, held in listed for one, seconds in held.items()),
        )

    @staticmethod
    def total(blocks: Iterable[Changes]) -> Changes:
        """Those of consecutive runs together."""
        listed = list(blocks)
        return Changes(
            count=sum(one.count for one in listed),
            witness=next((one.witness for one in listed if one.witness), None),
            timed=sum(one.timed for one in listed),
            a=total(one.a for one in listed),
            b=total(one.b for one in listed),
            shifts=_summed(shift for one in listed for shift in one.shifts.items()),
            holders=_all_held(held for one in listed for held in one.holders.items()),
        )


def _summed(shifts: Iterable[tuple[TimePart, TimeShift]]) -> dict[TimePart, TimeShift]:
    found: dict[TimePart, TimeShift] = {}
    for part, shift in shifts:
        found[part] = found.get(part, TimeShift()) + shift
    return found


def _all_held(held: Iterable[tuple[Holder, HeldElsewhere]]) -> dict[Holder, HeldElsewhere]:
    found: dict[Holder, HeldElsewhere] = {}
    for holder, one in held:
        found[holder] = found.get(holder, HeldElsewhere()) + one
    return found


def _shifts(a: Breakdown, b: Breakdown) -> Iterable[tuple[TimePart, TimeShift]]:
    before, after = parts(a), parts(b)
    for part in dict.fromkeys((*before, *after)):
        seconds = after.get(part, Fraction(0)) - before.get(part, Fraction(0))
        if seconds < 0:
            yield part, TimeShift(fewer=1, gone=int(not after.get(part)), saved=-seconds)
        elif seconds > 0:
            yield part, TimeShift(more=1, added=seconds)
