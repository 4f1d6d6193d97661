"""Figures of runs in columns, and what is known of a ratio of them.

The run is the unit here, too: incidents of one run are late together.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from drillsim.judge.betting import Bets, Floats, Ints


class Judged(NamedTuple):
    """Figures of consecutive runs, (n,) each: incidents judged, those on time, summed seconds."""

    judged: Ints
    good: Ints
    total: Floats

    def where(self, rows: NDArray[np.bool_]) -> Judged:
        """The runs that `rows` (n,) selects."""
        return Judged(self.judged[rows], self.good[rows], self.total[rows])


def judged_runs(judged: ArrayLike, good: ArrayLike, total: ArrayLike | None = None) -> Judged:
    """Columns of equal length (n,); ValueError for other shapes, TypeError for counts not whole."""
    counts = [np.atleast_1d(column) for column in (judged, good)]
    whole = [c.astype(np.int64, casting="same_kind" if c.size else "unsafe") for c in counts]
    sums = np.zeros(len(whole[0])) if total is None else np.atleast_1d(np.asarray(total, dtype=np.float64))
    if not whole[0].shape == whole[1].shape == sums.shape == (len(sums),):
        raise ValueError(f"columns differ in length ({[c.shape for c in (*whole, sums)]})")
    return Judged(whole[0], whole[1], sums)


class Interval(NamedTuple):
    """A figure with the interval that holds the truth, however often one looks; None where there is nothing to say.

    Of a target each end has its own level (`Rule.levels`).
    """

    estimate: float | None
    low: float | None
    high: float | None


def share_interval(judged: ArrayLike, good: ArrayLike, cap: int, alpha: float) -> Interval:
    """A share that no goal is set for, sum(good) / sum(judged) over runs (n,) of at most `cap` things each.

    The interval as a whole holds the truth with 1 - alpha: alpha / 2 at either end.
    """
    block = judged_runs(judged, good)
    judged, good, _ = block.where(block.judged > 0)
    if not len(judged):
        return Interval(None, None, None)
    target = -math.log(alpha / 2)
    low = Bets(0.5, cap, 0.01).bound(judged, good, target)
    high = 1 - Bets(0.5, cap, 0.01).bound(judged, judged - good, target)
    return Interval(float(good.sum() / judged.sum()), low, high)
