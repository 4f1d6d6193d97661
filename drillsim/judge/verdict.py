"""The verdict on one target: kept, missed or not settled, however often one looks; and the interval beside it.

Incidents of one run share their staff and their weather, so the run (the replication) is
the unit of everything here and never the incident. A share is R = E[on time] / E[judged],
a ratio of two means over runs; the mean of the runs' own percentages is another number.

Verdict and interval are two readings of the same evidence (`drillsim.judge.betting`): what
the interval leaves out is refuted, and a target passes, or fails, when its goal is left out
with all that is worse, or better. So neither can say what the other denies.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from drillsim.judge.betting import SMALLEST, Bets, Ints, Normal
from drillsim.judge.intervals import Interval, Judged, judged_runs

Form = Literal["every", "share", "mean"]
Verdict = Literal["PASS", "FAIL", "UNDECIDED"]
Reason = Literal["", "too_close", "too_few_runs", "nothing_judged"]
Flags = NDArray[np.bool_]


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
    def better(self) -> int:
        """1 where more is better, -1 where less is."""
        return -1 if self.form == "mean" else 1

    @property
    def levels(self) -> tuple[float, float]:
        """How sure the lower and the upper end of the interval are: the end on the bad side of the figure rests on
        the evidence for PASS, the one on the good side on that for FAIL."""
        return (1 - self.alpha, 1 - self.alpha / self.lines)[:: self.better]  # type: ignore[return-value]

    @property
    def width(self) -> float:
        """The margin that is used, in the unit of the goal."""
        if self.form == "mean":
            return self.margin
        return min(self.margin, self.goal / 2, (1 - self.goal) / 2)


class Question:
    """Is R on the good (`side` 1) or the bad side (-1) of `goal`?"""

    def __init__(self, rule: Rule, side: int, goal: float, errors: float, all_in: bool = False) -> None:
        self.side, self.goal = side, goal
        self.target = -math.log(errors)  # log wealth that settles it
        self.settled_at: int | None = None
        self.rule = rule
        if rule.form == "mean":
            self.evidence: Bets | Normal = Normal(errors)
            return
        share = goal if side > 0 else 1 - goal
        # For a truth half a width away the best bet stakes at least this much, even when the
        # incidents of a run stand or fall together. Without a stake so small a target near
        # its goal could stay open for ever.
        smallest = min(SMALLEST, rule.width / 2 / (1 - share))
        self.evidence = Bets(share, 1 if rule.form == "every" else rule.cap, smallest, all_in)

    def feed(self, block: Judged, numbers: Ints) -> None:
        """Take in runs in which something was judged, with their 1-based `numbers` (n,)."""
        if isinstance(self.evidence, Bets):
            wealth = self.evidence.feed(*self._parts(block))
        else:
            wealth = self.evidence.feed(self.side * (self.goal * block.judged - block.total))
        reached = wealth >= self.target
        if self.settled_at is None and reached.any():
            self.settled_at = int(numbers[reached.argmax()])

    def bound(self, block: Judged) -> float:
        """The first figure that these runs do not refute, coming from the bad (`side` 1) or the good side (-1)."""
        if isinstance(self.evidence, Bets):
            refuted = self.evidence.bound(*self._parts(block), self.target)
            return refuted if self.side > 0 else 1 - refuted
        low, high = self.evidence.bounds(block.judged, block.total, self.target)
        return high if self.side > 0 else low

    def _parts(self, block: Judged) -> tuple[Ints, Ints]:
        """What is bet on, of runs (n,): things judged, and those that count for this side."""
        judged, good, _total = block
        if self.rule.form == "every":
            judged, good = np.ones_like(judged), (good == judged).astype(np.int64)
        return judged, good if self.side > 0 else judged - good


class Test:
    """The state of one target while runs come in.

    Feed the runs in the order of their numbers, never in the order in which they finish:
    short runs finish first. Runs in which nothing was judged count as runs and change
    nothing: a promise was neither kept nor broken there.

    PASS and FAIL are settled when the wealth of 'R on the good (bad) side of the goal' has
    passed 1/alpha (lines/alpha). UNDECIDED, 'too_close' is settled when R is shown to lie
    within `width` of the goal on both sides. What is settled is withdrawn should the figure
    come to lie on another side later on, so that it never stands beside a figure that denies it.

    A target 'every' without any miss passes, at alpha 5 %, after 69, 174, 350 or 3511 runs
    for epsilon 5, 2, 1 or 0.1 %, where a single look, announced in advance, would take 59, 149,
    299 or 2995.
    """

    __test__ = False  # not a test case of pytest

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.runs = 0  # fed so far
        self.judged_runs = 0  # of these, runs in which something was judged
        self.verdict: Verdict = "UNDECIDED"
        self.settled_at: int | None = None  # the run at which the evidence for what stands now was complete
        stricter, laxer = rule.goal + rule.better * rule.width, rule.goal - rule.better * rule.width
        self._good = Question(rule, 1, rule.goal, rule.alpha, all_in=rule.form == "every")
        self._bad = Question(rule, -1, rule.goal, rule.alpha / rule.lines)
        self._not_far_above = Question(rule, -1, stricter, rule.alpha)
        self._not_far_below = Question(rule, 1, laxer, rule.alpha)
        self._blocks: list[Judged] = []  # the runs in which something was judged, and their numbers
        self._numbers: list[Ints] = []
        self._sums = (0, 0.0)  # what the figure is a ratio of: things judged, and what counts of them

    @property
    def reason(self) -> Reason:
        """Why UNDECIDED; empty for PASS and FAIL."""
        if self.verdict != "UNDECIDED":
            return ""
        if self.settled_at is not None:
            return "too_close"
        return "too_few_runs" if self.judged_runs else "nothing_judged"

    @property
    def estimate(self) -> float | None:
        """R as seen so far: a share of incidents or of runs, or mean seconds; None where nothing was judged."""
        return float(self._sums[1] / self._sums[0]) if self._sums[0] else None

    def feed(self, judged: ArrayLike, good: ArrayLike, total: ArrayLike | None = None) -> Flags:
        """Take the next runs in; whether the target is settled after each of them (n,).

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
        first = self.runs + 1
        self.runs += len(counted)
        self.judged_runs += len(numbers)
        if len(numbers):
            self._blocks.append(block.where(counted))
            self._numbers.append(numbers)
            for question in self._questions:
                question.feed(self._blocks[-1], numbers)
        return self._stand(block, np.arange(first, self.runs + 1))

    def interval(self) -> Interval:
        """The estimate with what the evidence leaves beside it: all of it reaches the goal after PASS, none of it does
        after FAIL, and the goal lies within it while neither is settled. Each end is as sure as `rule.levels` say."""
        if not self.judged_runs:
            return Interval(None, None, None)
        rule, block, seen = self.rule, self._until(self.runs), self.estimate
        assert seen is not None
        # Merit is the figure itself where more is better, else the figure below zero.
        better, goal, merit = rule.better, rule.better * rule.goal, rule.better * seen
        worst, best = better * self._good.bound(block), better * self._bad.bound(block)
        if self.verdict == "PASS":
            if worst < goal:  # shown earlier, with fewer runs
                worst = max(goal, min(better * self._good.bound(self._until(self.settled_at)), merit))
        else:
            worst = min(worst, goal)
        if self.verdict == "FAIL":
            if best >= goal:
                earlier = max(better * self._bad.bound(self._until(self.settled_at)), merit)
                best = min(earlier, math.nextafter(goal, -math.inf))
        else:
            best = max(best, goal)
        ends = sorted((better * min(worst, merit), better * max(best, merit)))
        return Interval(seen, *(end if math.isfinite(end) else None for end in ends))

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
            for question in self._questions
        )
        needed = min(good, bad, max(above, below))
        if not math.isfinite(needed):
            return None
        return max(1, math.ceil(needed * self.runs / self.judged_runs) - self.runs)

    @property
    def _questions(self) -> tuple[Question, ...]:
        return self._good, self._bad, self._not_far_above, self._not_far_below

    def _until(self, number: int | None) -> Judged:
        """The runs up to a number in which something was judged."""
        numbers = np.concatenate(self._numbers)
        block = Judged(*(np.concatenate(column) for column in zip(*self._blocks, strict=True)))
        return block if number is None else block.where(numbers <= number)

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

    def _stand(self, block: Judged, numbers: Ints) -> Flags:
        """Set the verdict as of the last of these runs, and say after which of them one is settled (n,)."""
        counted, kept = block.judged > 0, block.good == block.judged
        parts = {
            "every": (counted, counted & kept),
            "share": (block.judged, block.good),
            "mean": (block.judged, block.total),
        }[self.rule.form]
        sums = [before + np.cumsum(part) for before, part in zip(self._sums, parts, strict=True)]
        with np.errstate(invalid="ignore"):
            beyond = self.rule.better * (np.divide(sums[1], sums[0]) - self.rule.goal)  # nan: not known yet
        never = self.runs + 1
        passed, failed, *near = (question.settled_at or never for question in self._questions)
        close = max(near)
        passes = (numbers >= passed) & (beyond >= 0)
        fails = (numbers >= failed) & (beyond < 0)
        is_close = (numbers >= close) & (np.abs(beyond) <= self.rule.width)
        if len(numbers):
            self._sums = int(sums[0][-1]), float(sums[1][-1])
            self.verdict = "PASS" if passes[-1] else "FAIL" if fails[-1] else "UNDECIDED"
            self.settled_at = passed if passes[-1] else failed if fails[-1] else close if is_close[-1] else None
        return np.asarray(passes | fails | is_close)


def plan_verdict(verdicts: Iterable[Verdict]) -> Verdict:
    """FAIL when any target fails, PASS when all pass, else (or without targets) UNDECIDED.

    All passing needs no split of alpha (intersection-union test, Berger 1982).
    """
    seen = set(verdicts)
    if "FAIL" in seen:
        return "FAIL"
    return "PASS" if seen == {"PASS"} else "UNDECIDED"
