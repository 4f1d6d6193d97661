"""The verdict on one target: kept, missed or not settled, however often one looks.

Incidents of one run share their staff and their weather, so the run (the replication) is
the unit of everything here and never the incident. A share is R = E[on time] / E[judged],
a ratio of two means over runs; the mean of the runs' own percentages is another number.

Each question ("is R above the goal?") is a bet on fair terms against its own denial: when
the denial is true, the wealth of the bettor reaches 1/alpha with a chance of at most alpha
over the whole sequence of runs (Ville 1939). Looking after every run and stopping at will
therefore cost nothing.

- Waudby-Smith & Ramdas (2024), Estimating means of bounded random variables by betting,
  JRSS B 86: the wealth for shares.
- Robbins (1970), Statistical methods related to the law of the iterated logarithm, Ann.
  Math. Stat. 41, and Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), Time-uniform
  central limit theory and asymptotic confidence sequences, Ann. Stat. 52: means.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from drillsim.judge.intervals import Judged, judged_runs

Form = Literal["every", "share", "mean"]
Verdict = Literal["PASS", "FAIL", "UNDECIDED"]
Reason = Literal["", "too_close", "too_few_runs", "nothing_judged"]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BETS = 12  # fixed stakes that share the wealth of one question
FIRST_LOOK = 300  # runs with something judged before a mean may be settled


@dataclass(frozen=True)
class Rule:
    """What is tested of one target. Raises ValueError for values that cannot be tested.

    `form`    'share': at least `goal` of the incidents on time ('90 % within 30 min').
              'every': at least `goal` = 1 - epsilon of the runs without a single miss.
              'mean': the mean delay is at most `goal` seconds.
    `goal`    a share strictly between 0 and 1, or seconds.
    `cap`     most incidents of this target in one run, a hard bound (not used by 'every').
    `alpha`   chance of a wrong PASS of this target that is accepted.
    `lines`   number of targets of the plan: a FAIL of one of them fails the plan, so each
              is given alpha / lines; the plan passes only when all pass, which needs no
              such split.
    `margin`  how near the goal is too close to be worth settling: share points, or
              seconds. Shrunk to half the distance from the goal to 0 or 1.
    """

    form: Form
    goal: float
    cap: int
    alpha: float = 0.05
    lines: int = 1
    margin: float = 0.01

    def __post_init__(self) -> None:
        if self.form not in ("every", "share", "mean"):
            raise ValueError(f"form must be 'every', 'share' or 'mean' (got {self.form!r})")
        if self.form == "mean":
            if not math.isfinite(self.goal):
                raise ValueError(f"goal of a mean must be a number of seconds (got {self.goal!r})")
        elif not 0 < self.goal < 1:
            raise ValueError(f"goal must lie strictly between 0 and 1 (got {self.goal!r})")
        if not 0 < self.alpha < 1:
            raise ValueError(f"alpha must lie strictly between 0 and 1 (got {self.alpha!r})")
        if not 0 < self.margin < math.inf:
            raise ValueError(f"margin must be a number above 0 (got {self.margin!r})")
        if self.cap < 1 or self.lines < 1:
            raise ValueError(f"cap and lines must be at least 1 (got {self.cap!r} and {self.lines!r})")

    @property
    def width(self) -> float:
        """The margin that is used, in the unit of the goal."""
        if self.form == "mean":
            return self.margin
        return min(self.margin, self.goal / 2, (1 - self.goal) / 2)


class _Bets:
    """Log wealth of a mixture of fixed bets that gains, at least -`reach`, have a mean above 0.

    A bet stakes the share f of its wealth on every run, of which the worst possible run
    takes all; f is geometric from `smallest` to 0.95. With `all_in`, half the wealth goes to
    f = 1, which is ruined by one worst run and is the fastest of all until then.
    """

    def __init__(self, reach: float, smallest: float, all_in: bool = False) -> None:
        self.reach = reach
        self.stakes: Floats = np.geomspace(smallest, 0.95, BETS)
        self.weights: Floats = np.full(BETS, 1 / BETS)
        if all_in:
            self.stakes = np.append(self.stakes, 1.0)
            self.weights = np.append(self.weights / 2, 0.5)
        self.log_wealth: Floats = np.zeros(len(self.stakes))
        self.count = 0

    def feed(self, gains: Floats) -> Floats:
        """Log wealth (n,) after each of the `gains` (n,) of runs in which something was judged."""
        with np.errstate(divide="ignore"):  # log of 0: the stake of 1 is lost for good
            steps = np.log1p((gains / self.reach)[:, None] * self.stakes)
        # Summed strictly in order from the state, so blocks cut anywhere agree to the last bit.
        paths = np.cumsum(np.vstack((self.log_wealth, steps)), axis=0)[1:]
        self.log_wealth = paths[-1]
        self.count += len(gains)
        top = paths.max(axis=1)
        return np.asarray(top + np.log((np.exp(paths - top[:, None]) * self.weights).sum(axis=1)))

    def runs_needed(self, target: float) -> float:
        """Runs in all until log wealth `target` at the pace seen so far; inf for never."""
        growing = self.log_wealth > 0
        needed = self.count * (target - np.log(self.weights[growing])) / self.log_wealth[growing]
        return float(needed.min(initial=math.inf))


class _Normal:
    """Log wealth that gains have a mean above 0, from running mean and variance.

    Robbins' half-normal mixture of the standardised sum; it passes log(1/alpha) when the
    one-sided asymptotic confidence sequence leaves 0 behind. Asymptotic: the error rate is
    approached as FIRST_LOOK grows and is not guaranteed for heavy tails. -inf before it.
    """

    def __init__(self, alpha: float) -> None:
        budget = -2 * math.log(alpha)
        self.rho2 = (budget + math.log(1 + budget)) / FIRST_LOOK  # tightest near the first look
        self.count = 0
        self.total = self.squares = 0.0  # sum of gains, of squared distances from their mean

    def feed(self, gains: Floats) -> Floats:
        """As in `_Bets`."""
        from scipy.special import erfcx

        count = self.count + np.arange(len(gains) + 1)
        total = np.cumsum(np.concatenate(([self.total], gains)))
        mean = total / np.maximum(count, 1)
        # Welford's update: every term is at least 0, so nothing cancels.
        terms = np.maximum((gains - mean[:-1]) * (gains - mean[1:]), 0.0)
        squares = np.cumsum(np.concatenate(([self.squares], terms)))
        self.count, self.total, self.squares = int(count[-1]), float(total[-1]), float(squares[-1])
        count, total, squares = count[1:], total[1:], squares[1:]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            x = np.nan_to_num(total / np.sqrt(squares / count), nan=0.0, posinf=np.inf, neginf=-np.inf)
            x = x * math.sqrt(self.rho2) / np.sqrt(count * self.rho2 + 1)
            # erfcx(-x/sqrt 2) = 2 exp(x^2/2) Phi(x)
            evidence = np.log(erfcx(-x / math.sqrt(2))) - np.log1p(count * self.rho2) / 2
        return np.where(count >= FIRST_LOOK, evidence, -np.inf)

    def runs_needed(self, target: float) -> float:
        """As in `_Bets`."""
        if self.total <= 0:
            return math.inf
        pace = self.total**2 / max(self.squares * self.count, math.ulp(0.0))  # (mean / SD)^2
        return max(FIRST_LOOK, (2 * target + 1) / pace) if pace > 0 else math.inf


class _Question:
    """Is R on the good (`side` 1) or the bad side (-1) of `goal`?"""

    def __init__(self, rule: Rule, side: int, goal: float, errors: float, all_in: bool = False) -> None:
        self.side, self.goal = side, goal
        self.target = -math.log(errors)  # log wealth that settles it
        self.settled_at: int | None = None
        if rule.form == "mean":
            self.evidence: _Bets | _Normal = _Normal(errors)
            return
        cap = 1 if rule.form == "every" else rule.cap
        share = goal if side > 0 else 1 - goal  # the worst run costs `share` of its cap
        # For a truth half a width away the best bet stakes at least this much, even when the
        # incidents of a run stand or fall together. Without a stake so small a target near
        # its goal could stay open for ever.
        smallest = min(0.1, rule.width / 2 / (1 - share))
        self.evidence = _Bets(share * cap, smallest, all_in)

    def feed(self, gains: Floats, numbers: Ints) -> None:
        """`gains` (n,) against `goal` of the runs with the 1-based `numbers` (n,)."""
        reached = self.evidence.feed(self.side * gains) >= self.target
        if self.settled_at is None and reached.any():
            self.settled_at = int(numbers[reached.argmax()])


class Test:
    """The state of one target while runs come in.

    Feed the runs in the order of their numbers, never in the order in which they finish:
    short runs finish first. Runs in which nothing was judged count as runs and change
    nothing: a promise was neither kept nor broken there.

    PASS and FAIL are settled when the wealth of 'R on the good (bad) side of the goal'
    passes 1/alpha (lines/alpha). UNDECIDED, 'too_close' is settled when R is shown to lie
    within `width` of the goal on both sides before either. What is settled stays settled.

    A target 'every' without any miss passes, at alpha 5 %, after 69, 174, 350 or 3511 runs
    for epsilon 5, 2, 1 or 0.1 %; `runs_for_missless` are the 59, 149, 299 and 2995 that a
    single look would take, announced in advance.
    """

    __test__ = False  # not a test case of pytest

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.runs = 0  # fed so far
        self.judged_runs = 0  # of these, runs in which something was judged
        self.settled_at: int | None = None
        self.verdict: Verdict = "UNDECIDED"
        better = -1 if rule.form == "mean" else 1  # where the better goals lie
        stricter, laxer = rule.goal + better * rule.width, rule.goal - better * rule.width
        self._good = _Question(rule, 1, rule.goal, rule.alpha, all_in=rule.form == "every")
        self._bad = _Question(rule, -1, rule.goal, rule.alpha / rule.lines)
        self._not_far_above = _Question(rule, -1, stricter, rule.alpha)
        self._not_far_below = _Question(rule, 1, laxer, rule.alpha)

    @property
    def reason(self) -> Reason:
        """Why UNDECIDED; empty for PASS and FAIL."""
        if self.verdict != "UNDECIDED":
            return ""
        if self.settled_at is not None:
            return "too_close"
        return "too_few_runs" if self.judged_runs else "nothing_judged"

    def feed(self, judged: ArrayLike, good: ArrayLike, total: ArrayLike | None = None) -> int | None:
        """Take the next runs in; the number of the run that settled the verdict, or None.

        `judged`, `good` (n,): incidents judged and those on time, whole numbers; `total`
        (n,): summed delay of the judged incidents in seconds, for 'mean' only. Runs are
        numbered from 1 over everything fed. Raises ValueError, and takes nothing in, for
        a run with more incidents than the cap or with figures that contradict each other.
        """
        if self.rule.form == "mean" and total is None:
            raise ValueError("a mean needs `total`, the summed delays")
        block = judged_runs(judged, good, total if self.rule.form == "mean" else None)
        self._check(block)
        counted = block.judged > 0
        numbers = np.flatnonzero(counted) + self.runs + 1
        self.runs += len(counted)
        self.judged_runs += len(numbers)
        if self.settled_at is None and len(numbers):
            self._learn(block.where(counted), numbers)
        return self.settled_at

    def more_runs(self) -> int | None:
        """A rough guess of the runs still needed; None while there is nothing to go by.

        The pace of each question's wealth so far, carried on: for truths near the goal this
        comes to the familiar 7 SD^2 / distance^2 (alpha 5 %), and it holds for plans
        without any miss too, whose SD is 0. 0 once settled.
        """
        if self.settled_at is not None:
            return 0
        if not self.judged_runs:
            return None
        good, bad, above, below = (
            question.evidence.runs_needed(question.target) if question.settled_at is None else 0.0
            for question in (self._good, self._bad, self._not_far_above, self._not_far_below)
        )
        needed = min(good, bad, max(above, below))
        if not math.isfinite(needed):
            return None
        return max(1, math.ceil(needed * self.runs / self.judged_runs) - self.runs)

    def _check(self, block: Judged) -> None:
        """Raise ValueError for the first run that breaks what the test rests on."""
        judged, good, total = block
        over = (judged > self.rule.cap) & (self.rule.form != "every")
        for broken, what in (
            (over, f"judged more incidents than the cap of {self.rule.cap}: the bound is broken"),
            ((good < 0) | (good > judged), "cannot have this many incidents on time"),
            (~np.isfinite(total), "has no finite sum of delays"),
        ):
            if broken.any():
                at = int(broken.argmax())
                figures = f"{judged[at]} judged, {good[at]} on time"
                raise ValueError(f"replication {self.runs + at + 1} {what} ({figures})")

    def _learn(self, block: Judged, numbers: Ints) -> None:
        judged, good, total = block
        questions = (self._good, self._bad, self._not_far_above, self._not_far_below)
        for question in questions:
            if self.rule.form == "mean":
                gains = question.goal * judged - total
            elif self.rule.form == "every":
                gains = (good == judged) - question.goal
            else:
                gains = good - question.goal * judged
            question.feed(gains, numbers)
        never = self.runs + 1
        passed, failed, above, below = (question.settled_at or never for question in questions)
        close = max(above, below)
        # Wealth for and against the same goal cannot both be large, so the two never tie.
        first = min(passed, failed, close)
        if first < never:
            self.settled_at = first
            self.verdict = "PASS" if first == passed else "FAIL" if first == failed else "UNDECIDED"


def plan_verdict(verdicts: Iterable[Verdict]) -> Verdict:
    """FAIL when any target fails, PASS when all pass, else (or without targets) UNDECIDED.

    All passing needs no split of alpha (intersection-union test, Berger 1982).
    """
    seen = set(verdicts)
    if "FAIL" in seen:
        return "FAIL"
    return "PASS" if seen == {"PASS"} else "UNDECIDED"


def missless_bound(runs: int, alpha: float) -> float:
    """The share of runs with a miss that `runs` runs without one rule out at level alpha."""
    return float(1 - alpha ** (1 / runs)) if runs > 0 else 1.0


def runs_for_missless(eps: float, alpha: float) -> int:
    """Least runs without a miss that show 'fewer than `eps` of runs have one' at one look."""
    return math.ceil(math.log(alpha) / math.log1p(-eps) - 1e-9)
