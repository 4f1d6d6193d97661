"""The MSEL: one realisation of a scenario, with every random quantity already drawn; and many of them end to end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from drillsim.compiled.tables import CompiledPlan, Flags, Ints

ABSENT, ROAD, PHONE = 0, 1, 2  # kinds of disruption
NO_END = -1  # of patience
UNDER_WAY = 0  # of an absence, in place of a base: those who are under way break down where they are


class Msel(NamedTuple):
    """Injects in order of time (I rows), their draws (D rows, one per inject and step), disruptions (X rows).

    All int64. Times are seconds since the window's start, factors thousandths.
    """

    time: Ints  # I, ascending: when the resident brings the matter
    kind: Ints  # I
    people: Ints  # I: head-count
    variant: Ints  # I: the variant of the procedure that the head-count plays
    attribute: Ints  # I×A: value index per attribute; column 0 is the zone, NOWHERE for none
    origin: Ints  # I: which source of the deck (a stream, duty, scripted inject or trigger); -1 for a trainer's own row
    row_first: Ints  # I+1: first draw row
    slot_first: Ints  # I+1: first hold row
    takes: Ints  # D: seconds of a drawn step, factor of a turnout or travel step
    back: Ints  # D: factor of the way back that begins at this step
    outcome: Ints  # D: index of the outcome, -1 for none
    patience: Ints  # D: seconds after which what the step asks for is not waited for any more, NO_END for ever
    disruption: Ints  # X×7: kind, pool, base, zone, amount, from, until


@dataclass(frozen=True)
class Msels:
    """MSELs of several runs laid end to end, so that the incidents of all of them are judged at once."""

    joined: Msel  # rows of all runs; times ascend within a run
    run_first: Ints  # R+1: first incident of each run
    disruption_first: Ints  # R+1: first disruption of each run
    truncated: Ints  # R: 1 where a stream reached its at_most

    @classmethod
    def of(cls, msels: Sequence[Msel]) -> Msels:
        """These MSELs end to end."""
        columns = {name: np.concatenate([getattr(m, name) for m in msels]) for name in Msel._fields}
        for name, last in (("row_first", "takes"), ("slot_first", None)):
            ends = np.cumsum([0, *(len(m.takes) if last else int(m.slot_first[-1]) for m in msels)])
            firsts = [getattr(m, name)[:-1] + begin for m, begin in zip(msels, ends.tolist(), strict=False)]
            columns[name] = np.concatenate([*firsts, ends[-1:]])
        run_first = np.cumsum([0, *(len(m.time) for m in msels)])
        disruption_first = np.cumsum([0, *(len(m.disruption) for m in msels)])
        return cls(Msel(**columns), run_first, disruption_first, np.zeros(len(msels), np.int64))

    def __len__(self) -> int:
        return len(self.run_first) - 1

    def only(self, kept: Flags) -> Msels:
        """The same runs with those incidents (I) alone that are kept, and all their draws."""
        before = np.concatenate(([0], np.cumsum(kept)))
        joined = picked(self.joined, np.flatnonzero(kept))
        return Msels(joined, before[self.run_first], self.disruption_first, self.truncated)

    def __getitem__(self, index: int) -> Msel:
        """The MSEL of one of the runs (from 0)."""
        if not 0 <= index < len(self):
            raise IndexError(f"there are {len(self)} runs (got {index})")
        m, (first, end) = self.joined, self.run_first[index : index + 2]
        incidents, rows = slice(first, end), slice(m.row_first[first], m.row_first[end])
        return Msel(
            time=m.time[incidents],
            kind=m.kind[incidents],
            people=m.people[incidents],
            variant=m.variant[incidents],
            attribute=m.attribute[incidents],
            origin=m.origin[incidents],
            row_first=m.row_first[first : end + 1] - m.row_first[first],
            slot_first=m.slot_first[first : end + 1] - m.slot_first[first],
            takes=m.takes[rows],
            back=m.back[rows],
            outcome=m.outcome[rows],
            patience=m.patience[rows],
            disruption=m.disruption[slice(*self.disruption_first[index : index + 2])],
        )

    def __iter__(self) -> Iterator[Msel]:
        return (self[index] for index in range(len(self)))

    def run_of(self, incidents: Ints) -> Ints:
        """The run (from 0) to which incidents belong."""
        return np.searchsorted(self.run_first, incidents, side="right") - 1


def assemble(
    compiled: CompiledPlan,
    time: Ints,
    kind: Ints,
    people: Ints,
    attribute: Ints,
    origin: Ints,
    takes: Ints,
    back: Ints,
    outcome: Ints,
    patience: Ints,
    disruption: Ints,
) -> Msel:
    """An MSEL from its columns, with the columns that follow from them filled in.

    Disruptions are put in one order, whatever the order in which they were written down.
    """
    t = compiled.tables
    variant = compiled.variants(kind, people)
    slots = t.variant_need_first[variant + 1] - t.variant_need_first[variant]
    row_first = np.concatenate(([0], np.cumsum(t.kind_steps[kind]))).astype(np.int64)
    slot_first = np.concatenate(([0], np.cumsum(slots))).astype(np.int64)
    disruption = disruption[np.lexsort(disruption.T[::-1])]
    return Msel(
        time, kind, people, variant, attribute, origin, row_first, slot_first, takes, back, outcome, patience, disruption
    )


def heads(msel: Msel, incident: int) -> int | None:
    """How many people come with an incident; None of a kind with which only ever one comes, as where nobody is counted."""
    return int(msel.people[incident]) if (msel.people[msel.kind == msel.kind[incident]] > 1).any() else None


def picked(msel: Msel, incidents: Ints) -> Msel:
    """An MSEL of some of the incidents (ascending), with what was drawn for them."""

    def rows_of(first: Ints) -> tuple[Ints, Ints]:
        sizes = np.diff(first)[incidents]
        ends = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        return np.repeat(first[incidents] - ends[:-1], sizes) + np.arange(ends[-1]), ends

    rows, row_first = rows_of(msel.row_first)
    return msel._replace(
        **{name: getattr(msel, name)[incidents] for name in ("time", "kind", "people", "variant", "attribute", "origin")},
        **{name: getattr(msel, name)[rows] for name in ("takes", "back", "outcome", "patience")},
        row_first=row_first,
        slot_first=rows_of(msel.slot_first)[1],
    )
