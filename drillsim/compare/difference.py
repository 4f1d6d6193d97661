"""How much two plans differ in one figure, and how sure that is.

Both played the same event lists, so runs come in pairs and the pair is the unit. Each figure
is a ratio over all runs (a share of runs, a share of incidents, a mean time), and the
difference of two ratios is, to first order, a mean over pairs: its spread over the pairs is
what counts (delta method, as in `drillsim.judge.intervals`).

When few pairs differ, that spread is seen too small. So two more pairs are counted, one for
each plan, that differ as much as any pair seen (where none does, by a whole run): for shares of runs this is the interval of
Bonett and Price, recommended for pairs by Fagerland, Lydersen and Laake. A difference all
one way is then shown from six pairs on (alpha 5 %), as by the exact sign test.

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

from drillsim.judge.intervals import ROUGH, Floats

Verdict = Literal["better", "worse", "no_difference_shown", "nothing_judged"]


class Difference(NamedTuple):
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
) -> Difference:
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
        return Difference(None, None, None, None, None, differing, rough)
    pull_a, pull_b = _influences(columns[0], columns[1]), _influences(columns[2], columns[3])
    estimate = float(columns[3].sum() / columns[2].sum() - columns[1].sum() / columns[0].sum())
    if runs < 2:
        return Difference(estimate, None, None, None, None, differing, rough)
    apart = pull_b - pull_a
    variance = float(apart.var(ddof=1)) / runs
    alone = float(pull_a.var(ddof=1) + pull_b.var(ddof=1)) / runs
    low, high = None, None
    if differing:  # as much as any pair seen
        low, high = _interval(estimate + apart, float(np.abs(estimate + apart).max()), alpha)
    elif is_share:  # all that a run can; seconds could differ by any number
        low, high = _interval(apart, float(columns[0].max() / columns[0].mean()), alpha)
    return Difference(estimate, low, high, variance, alone / variance if variance else None, differing, rough)


def _influences(judged: Floats, summed: Floats) -> Floats:
    """By how much each run (n,) pulls the ratio, on a scale on which their mean is the error of the ratio."""
    found: Floats = (summed - summed.sum() / judged.sum() * judged) / judged.mean()
    return found


def _interval(apart: Floats, most: float, alpha: float) -> tuple[float, float]:
    """From the differences of the pairs (n,), with one more pair each way that differs by `most`."""
    from scipy.special import stdtrit

    pairs = len(apart) + 2
    centre = float(apart.sum()) / pairs
    spread = math.sqrt(max(0.0, (float((apart**2).sum()) + 2 * most**2) / pairs - centre**2) / pairs)
    half = float(stdtrit(pairs - 3, 1 - alpha / 2)) * spread
    return centre - half, centre + half
