"""How much two plans differ in one figure, and how sure that is.

Both played the same event lists, so runs come in pairs and the pair is the unit. Each figure
is a ratio over all runs (a share of runs, a share of incidents, a mean time), and the
difference of two ratios is, to first order, a mean over pairs: its spread over the pairs is
what counts (delta method).

When few pairs differ, that spread is seen too small. So more pairs are counted, as many for one
plan as for the other, that differ as much as any pair seen (where none does, by a whole run):
one each way, or z^2/4 where that is more (alpha below 5 %), as Agresti and Coull add z^2/2 of
each kind to a single share. For shares of runs and alpha 5 % this is the interval of Bonett and
Price, recommended for pairs by Fagerland, Lydersen and Laake. A difference all one way is then
shown from six pairs on, as by the exact sign test.

- A. Agresti, B. A. Coull, Approximate is better than "exact" for interval estimation of
  binomial proportions, Am. Stat. 52 (1998).
- D. G. Bonett, R. M. Price, Adjusted Wald confidence interval for a difference of binomial
  proportions based on paired data, J. Educ. Behav. Stat. 37 (2012).
- M. W. Fagerland, S. Lydersen, P. Laake, Recommended tests and confidence intervals for
  paired binomial proportions, Stat. Med. 33 (2014).
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from drillsim.judge.betting import Floats

ROUGH = 100  # pairs of runs below which an interval is called rough
Verdict = Literal["better", "worse", "no_difference_shown", "nothing_judged"]


class PairedDifference(NamedTuple):
    """B's figure less A's, with its two-sided 1 - alpha interval for this number of runs.

    None where there is nothing to say. `variance` is that of the estimate; `gain` the factor
    by which as many independent runs of each plan would have had more of it (None where none
    is left). `differing` counts the runs whose figures differ.
    """

    estimate: float | None
    low: float | None
    high: float | None
    variance: float | None
    gain: float | None
    differing: int
    rough: bool

    def verdict(self, more_is_better: bool) -> Verdict:
        """What the interval shows of B against A."""
        if self.estimate is None:
            return "nothing_judged"
        if self.low is None or self.high is None or self.low <= 0 <= self.high:
            return "no_difference_shown"
        return "better" if (self.low > 0) is more_is_better else "worse"


def ratio_difference(
    a: tuple[ArrayLike, ArrayLike], b: tuple[ArrayLike, ArrayLike], alpha: float, *, is_share: bool = True
) -> PairedDifference:
    """sum(part) / sum(judged) of B less that of A, each (judged, part) over the same runs (n,).

    `part` is what adds up in a run over the things judged: those on time, or their seconds (then
    not `is_share`). For a share of runs `judged` is 1 where anything was judged, `part` 1 where
    nothing was missed.
    """
    columns = np.array([*a, *b], np.float64)
    columns = columns[:, (columns[0] > 0) | (columns[2] > 0)]
    runs = columns.shape[1]
    rough = runs < ROUGH
    differing = int((columns[:2] != columns[2:]).any(axis=0).sum())
    if not columns[0].any() or not columns[2].any():
        return PairedDifference(None, None, None, None, None, differing, rough)
    pull_a, pull_b = _influences(columns[0], columns[1]), _influences(columns[2], columns[3])
    estimate = float(columns[3].sum() / columns[2].sum() - columns[1].sum() / columns[0].sum())
    if runs < 2:
        return PairedDifference(estimate, None, None, None, None, differing, rough)
    apart = pull_b - pull_a
    variance = float(apart.var(ddof=1)) / runs
    alone = float(pull_a.var(ddof=1) + pull_b.var(ddof=1)) / runs
    most = float(np.abs(estimate + apart).max())
    if not most and is_share:
        most = float(columns[0].max() / columns[0].mean())
    low, high = _interval(estimate + apart, most, alpha) if most else (None, None)  # seconds could differ by any number
    return PairedDifference(estimate, low, high, variance, alone / variance if variance else None, differing, rough)


def _influences(judged: Floats, summed: Floats) -> Floats:
    """By how much each run (n,) pulls the ratio, on a scale on which their mean is the error of the ratio."""
    found: Floats = (summed - summed.sum() / judged.sum() * judged) / judged.mean()
    return found


def _interval(apart: Floats, most: float, alpha: float) -> tuple[float, float]:
    """From the differences of the pairs (n,), with some more pairs each way that differ by `most`."""
    from scipy.special import stdtrit

    student = float(stdtrit(len(apart) - 1, 1 - alpha / 2))
    more = max(1.0, student**2 / 4)
    pairs = len(apart) + 2 * more
    centre = float(apart.sum()) / pairs
    squares = float((apart**2).sum()) + 2 * more * most**2
    half = student * math.sqrt(max(0.0, squares / pairs - centre**2) / pairs)
    return centre - half, centre + half
