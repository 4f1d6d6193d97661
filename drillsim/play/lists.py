"""A compiled plan and one MSEL as plain Python lists, which Python reads ten times as fast as single numbers of arrays."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, TypeVar

from drillsim.compiled.event_list import ROAD, Msel
from drillsim.compiled.tables import NOWHERE, CompiledPlan, Tables

Row = TypeVar("Row")


def as_lists(arrays: Tables | Msel) -> Any:
    """A named tuple of arrays as one of lists."""
    return type(arrays)(*(array.tolist() for array in arrays))


def by_owner(first: list[int], rows: list[Row]) -> list[list[Row]]:
    """The rows that belong to each owner: see `Tables`."""
    return [rows[a:b] for a, b in pairwise(first)]


class Lists:
    """What the reference engine reads, and where the rows of an incident lie in it."""

    def __init__(self, compiled: CompiledPlan, msel: Msel) -> None:
        self.compiled, self.t, self.msel = compiled, as_lists(compiled.tables), as_lists(msel)
        self.after = by_owner(self.t.after_first, self.t.after)
        self.unit = by_owner(self.t.unit_first, self.t.unit)
        self.work = by_owner(self.t.work_first, self.t.work)
        self.releases = by_owner(self.t.release_first, self.t.release)
        self.cut: list[list[int]] = by_owner(self.t.cut_first, self.t.cut)
        self.toward: list[list[int]] = by_owner(self.t.toward_first, self.t.toward)
        self.levels: list[list[int]] = by_owner(self.t.level_first, self.t.level)
        self.up_after: list[list[int]] = by_owner(self.t.until_first, self.t.until)
        self.made_of: list[list[int]] = by_owner(self.t.part_first, self.t.part)
        self.ranks: list[list[int]] = by_owner(self.t.rank_first, self.t.rank)
        self.turned_from: list[list[int]] = by_owner(self.t.turned_first, self.t.turned)
        places = len(compiled.places)
        self.ways: list[list[int]] = [self.t.travel[p * places : (p + 1) * places] for p in range(places)]
        allowed = by_owner(self.t.condition_value_first, self.t.condition_value)
        self.conditions = by_owner(self.t.condition_first, list(zip(self.t.condition_step, allowed, strict=True)))
        spans = list(zip(self.t.closed_from, self.t.closed_until, strict=True))
        self.closed = by_owner(self.t.closed_first, spans)  # by clock
        self.roads = [row[2:] for row in self.msel.disruption if row[0] == ROAD]
        self.zones = len(compiled.zones)
        self.people: list[int] = self.msel.people
        self.zone: list[int] = [attribute[0] for attribute in self.msel.attribute]
        self.row_first: list[int] = self.msel.row_first
        self.slot_first: list[int] = self.msel.slot_first
        self.step_first: list[int] = [self.t.variant_step_first[variant] for variant in self.msel.variant]

    def candidates(self, incident: int, need: int) -> slice:
        """Rows of the candidate lists that belong to a need where the incident is."""
        zone = self.zone[incident]
        line = self.t.need_ask[need] * (self.zones + 1) + (self.zones if zone == NOWHERE else zone)
        return slice(self.t.candidate_first[line], self.t.candidate_first[line + 1])

    def _row(self, incident: int, step: int) -> int:
        return self.row_first[incident] + step

    def _step(self, incident: int, step: int) -> int:
        return self.step_first[incident] + step

    def _slot(self, incident: int, slot: int) -> int:
        return self.slot_first[incident] + slot
