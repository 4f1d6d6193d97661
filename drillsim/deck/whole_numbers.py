"""Whole numbers drawn from a distribution: seconds, thousandths, heads.

Rounding half up makes k of everything between k - 1/2 and k + 1/2. So where an inverse CDF is
dear (a beta or gamma function to be inverted), the CDF at the halves is tabulated once and a
draw is a look-up: the same number, but for draws that fall on an edge to the last bit.
"""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from drillsim.compiled.tables import Ints
from drillsim.plan.distributions import Distribution, Tabulated, quantile

Floats = NDArray[np.float64]

LONGEST_TABLE = 2**17  # whole numbers; wider distributions are inverted
COMPILED = "drillsim.deck.philox"
MANY = 4096  # draws from which on compiled code is worth importing, if nobody did so before
SMALLEST = 2.0**-53  # the smallest number drawn; the largest is 1 - it


class Shares(NamedTuple):
    """Shares of 1 one after the other, made ready to be looked up."""

    ends: Floats  # the upper end of each
    guide: Ints  # for j / len(guide): the first end above it

    @classmethod
    def of(cls, ends: Floats) -> Shares:
        """Shares by their upper ends; the last one is at 1, whatever rounding made of it."""
        ends[-1:] = 1.0
        # About as many marks as shares, a power of two, so that a look-up takes a step or two.
        marks = int(2 ** np.clip(np.ceil(np.log2(max(1, len(ends)))), 4, 16))
        return cls(ends, np.searchsorted(ends, np.arange(marks) / marks, side="right"))

    def at(self, u: Floats) -> Ints:
        """The shares, from 0, in which the probabilities `u` (n) lie."""
        if len(u) < MANY and COMPILED not in sys.modules:
            return np.searchsorted(self.ends, u, side="right")
        from drillsim.deck.philox import look_up

        found: Ints = look_up(u, self.ends, self.guide)
        return found


class WholeShares(NamedTuple):
    """A distribution of whole numbers: each share is that of the next number from `first` on."""

    first: int
    shares: Shares


_TABLES: dict[tuple[Distribution, float], WholeShares | None] = {}


def whole(values: Floats, low: int, high: int) -> Ints:
    """`values` rounded half up to whole numbers inside [low, high]."""
    return np.clip(np.floor(values + 0.5), low, high).astype(np.int64)


def whole_values(distribution: Distribution, u: Floats, low: int, high: int, scale: float = 1) -> Ints:
    """`scale` times the distribution at the probabilities `u` (n), rounded half up, inside [low, high]."""
    table = _table(distribution, scale)
    if table is None:
        return whole(scale * quantile(distribution, u), low, high)
    found = table.shares.at(u)
    found += table.first
    return np.clip(found, low, high, out=found)


def _table(distribution: Distribution, scale: float) -> WholeShares | None:
    if not isinstance(distribution, Tabulated):
        return None
    key = (distribution, scale)
    if key not in _TABLES:
        _TABLES[key] = _tabulated(distribution, scale)
    return _TABLES[key]


def _tabulated(distribution: Tabulated[Any], scale: float) -> WholeShares | None:
    ends = scale * quantile(distribution, np.array([SMALLEST, 1 - SMALLEST]))
    if not np.isfinite(ends).all() or not 0 < ends[1] - ends[0] < LONGEST_TABLE:
        return None
    first, last = whole(ends, 0, 2**62).tolist()
    return WholeShares(first, Shares.of(distribution.cdf((np.arange(first, last + 1) + 0.5) / scale)))
