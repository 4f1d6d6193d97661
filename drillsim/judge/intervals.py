"""Intervals to show beside a verdict: how sure a figure is after this number of runs.

The run is the unit here, too: incidents of one run are late together.

- Clopper & Pearson (1934), Biometrika 26, and Korn & Graubard (1998), Survey Methodology 24.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUGH = 100  # runs with something judged below which an interval is called rough


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
    """A figure to show with its two-sided 1 - alpha interval for this number of runs.

    None where there is nothing to say. `rough`: too few runs for the approximation to be
    trusted. Unlike the verdict it is not valid for an eye that looks again and again.
    """

    estimate: float | None
    low: float | None
    high: float | None
    rough: bool


def share_interval(judged: ArrayLike, good: ArrayLike, alpha: float) -> Interval:
    """Share of incidents on time, R = sum(good) / sum(judged), over runs `judged`, `good` (n,).

    Delta method over runs, turned into the number of independent incidents that would have
    the same variance and then into a Clopper-Pearson interval of those, with Student's t for
    few runs (Korn & Graubard 1998): at 97 % on time a symmetric interval covers too little.

    When all or none are on time there is no spread to see. Then the runs alone are counted:
    the unseen kind of run is rarer than Clopper-Pearson allows, and spoils at most as many
    incidents as the largest run seen.
    """
    block = judged_runs(judged, good)
    judged, good, _ = block.where(block.judged > 0)
    runs, incidents = len(judged), int(judged.sum())
    rough = runs < ROUGH
    if not runs:
        return Interval(None, None, None, rough)
    share = float(good.sum() / incidents)
    if share in (0.0, 1.0):
        unseen = _clopper_pearson(0.0, runs, alpha)[1] * float(judged.max()) * runs / incidents
        low, high = (max(0.0, 1 - unseen), 1.0) if share else (0.0, min(1.0, unseen))
    elif runs == 1:
        low, high = 0.0, 1.0
    else:
        spread = _ratio_error(good - share * judged, incidents)
        alike = min(share * (1 - share) / spread**2, incidents) if spread else incidents
        alike *= (_student(incidents - 1, alpha) / _student(runs - 1, alpha)) ** 2
        low, high = _clopper_pearson(share * alike, alike, alpha)
    return Interval(share, low, high, rough)


def mean_interval(judged: ArrayLike, total: ArrayLike, alpha: float) -> Interval:
    """Mean delay in seconds, sum(total) / sum(judged): delta method over runs, Student's t.

    `judged` (n,) incidents and `total` (n,) seconds of each run.
    """
    block = judged_runs(judged, judged, total)
    judged, _, total = block.where(block.judged > 0)
    runs, incidents = len(judged), int(judged.sum())
    if not runs:
        return Interval(None, None, None, True)
    mean = float(total.sum() / incidents)
    if runs == 1:
        return Interval(mean, None, None, True)
    half = _student(runs - 1, alpha) * _ratio_error(total - mean * judged, incidents)
    return Interval(mean, mean - half, mean + half, runs < ROUGH)


def runs_interval(kept: int, runs: int, alpha: float) -> Interval:
    """Share of runs without a miss: `kept` of `runs`, Clopper-Pearson (never covers too little).

    `runs` are those in which something was judged.
    """
    if not 0 <= kept <= runs:
        raise ValueError(f"kept must lie between 0 and runs (got {kept} of {runs})")
    if not runs:
        return Interval(None, None, None, False)
    return Interval(kept / runs, *_clopper_pearson(kept, runs, alpha), False)


def _clopper_pearson(hits: float, n: float, alpha: float) -> tuple[float, float]:
    from scipy.special import betaincinv

    low = float(betaincinv(hits, n - hits + 1, alpha / 2)) if hits > 0 else 0.0
    high = float(betaincinv(hits + 1, n - hits, 1 - alpha / 2)) if hits < n else 1.0
    return low, high


def _student(freedom: int, alpha: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 1 - alpha / 2))


def _ratio_error(residuals: Floats, incidents: int) -> float:
    """Standard error of a ratio over `incidents`, from the residuals of its runs (n >= 2,)."""
    n = len(residuals)
    return math.sqrt(n / (n - 1) * float((residuals**2).sum())) / incidents
