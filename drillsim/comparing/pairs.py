"""Which incident of one plan's event lists is which of the other's.

Draws are addressed by source and number (`drillsim.deck.deck`), so the n-th incident that a
source brings in a run is the same one under both plans: same luck, whatever they do with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from drillsim.base.language import speaking
from drillsim.compiled.event_list import Msels
from drillsim.compiled.tables import Ints
from drillsim.judge.gauge import Flags, Gauge

MOST = 10**9  # more than one source brings in one run


class Pairs(NamedTuple):
    """Incidents (or occasions) of A with their partners in B, by index into what both judge (P rows)."""

    a: Ints
    b: Ints


class Matching(NamedTuple):
    """The incidents of both that are the same, and those of sources that both have."""

    pairs: Pairs
    common_a: Flags  # I of A: its source is one of B, too
    common_b: Flags  # I of B
    moved: int  # pairs of which B's comes at another second


def matched(a: Msels, b: Msels, labels_a: Sequence[str], labels_b: Sequence[str]) -> Matching:
    """Match incidents of the same runs by source label and number within the source."""
    numbers = {label: number for number, label in enumerate(label for label in labels_a if label in set(labels_b))}
    keys_a, keys_b = (_keys(m, np.array([numbers.get(label, -1) for label in labels] or [-1]))
                      for m, labels in ((a, labels_a), (b, labels_b)))  # fmt: skip
    common_a, common_b = keys_a >= 0, keys_b >= 0
    where_a, where_b = np.flatnonzero(common_a), np.flatnonzero(common_b)
    _same, in_a, in_b = np.intersect1d(keys_a[where_a], keys_b[where_b], assume_unique=True, return_indices=True)
    order = np.argsort(where_a[in_a])
    pairs = Pairs(where_a[in_a][order], where_b[in_b][order])
    moved = int((a.joined.time[pairs.a] != b.joined.time[pairs.b]).sum())
    return Matching(pairs, common_a, common_b, moved)


def _keys(msels: Msels, source_of: Ints) -> Ints:
    """A number for each incident (I) that tells run, source and place within the source; -1 for other sources."""
    source = source_of[msels.joined.origin]
    run = msels.run_of(np.arange(len(source)))
    group = run * (int(source_of.max()) + 2) + source + 1
    order = np.argsort(group, kind="stable")  # incidents of a source stay in the order in which it draws them
    begins = np.concatenate(([True], group[order][1:] != group[order][:-1])) if len(order) else np.empty(0, np.bool_)
    places = np.arange(len(order))
    number = np.empty(len(order), np.int64)
    number[order] = places - np.maximum.accumulate(np.where(begins, places, 0))
    return np.where(source >= 0, group * MOST + number, -1)


def occasions(a: Gauge, b: Gauge, many_a: int, many_b: int) -> Pairs:
    """The occasions of two targets that have the same name: the same day, or the same object in the same period."""
    with speaking("en"):
        named = {str(b.occasion(number)): number for number in range(many_b)}
        found = [(number, named[name]) for number in range(many_a) if (name := str(a.occasion(number))) in named]
    table = np.array(found, np.int64).reshape(-1, 2)
    return Pairs(table[:, 0], table[:, 1])
