"""Verdicts: known figures, error rates under constant looking, and what may not matter."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from often import often
from scipy.stats import beta, binom

from drillsim.judge import intervals
from drillsim.judge import verdict as verdicts
from drillsim.judge.betting import Bets, Normal
from drillsim.judge.intervals import judged_runs

ALPHA = 0.05


def share(goal: float = 0.95, cap: int = 40, **kwargs: Any) -> verdicts.Rule:
    return verdicts.Rule("share", goal, cap, **kwargs)


def every(goal: float = 0.95, **kwargs: Any) -> verdicts.Rule:
    return verdicts.Rule("every", goal, 1, **kwargs)


def mean(limit: float = 600.0, margin: float = 20.0, **kwargs: Any) -> verdicts.Rule:
    return verdicts.Rule("mean", limit, 10_000, margin=margin, **kwargs)


def correlated(rng: np.random.Generator, truth: float, runs: int, cap: int = 40, rho: float = 0.15) -> Any:
    """Runs of up to `cap` incidents that share their run's luck; the share R is `truth` exactly."""
    judged = np.minimum(rng.poisson(cap / 2, runs), cap)
    strength = 1 / rho - 1
    luck = rng.beta(truth * strength, (1 - truth) * strength, runs)
    return judged, rng.binomial(judged, luck)


def fed(test: verdicts.Test, *columns: Any) -> int | None:
    """The run at which a test is settled after taking these runs in."""
    test.feed(*columns)
    return test.settled_at


def at_most(wrong: int, repeats: int, rate: float) -> bool:
    """Whether `wrong` of `repeats` is no evidence against a rate of at most `rate` (1 in 1000)."""
    return wrong <= binom.ppf(0.999, repeats, rate)


# --- figures -------------------------------------------------------------------------------


@pytest.mark.parametrize(("eps", "runs"), [(0.05, 69), (0.02, 174), (0.01, 350), (0.001, 3511)])
@pytest.mark.parametrize("lines", [1, 18])
def test_missless_plan_passes_every(eps: float, runs: int, lines: int) -> None:
    test = verdicts.Test(every(1 - eps, lines=lines))
    ones = np.ones(4000, int)
    assert fed(test, ones, ones) == runs
    assert test.verdict == "PASS"


@pytest.mark.parametrize(("cap", "runs"), [(40, 99), (80, 195)])
def test_perfect_busy_plan(cap: int, runs: int) -> None:
    busy = np.full(300, 40)
    assert fed(verdicts.Test(share(cap=cap)), busy, busy) == runs


@pytest.mark.parametrize(("rate", "cap", "runs"), [(3, 10, 324), (0.5, 6, 1165)])
def test_perfect_quiet_plan(rate: float, cap: int, runs: int) -> None:
    rng = np.random.default_rng(0)
    settled = []
    for _ in range(60):
        judged = np.minimum(rng.poisson(rate, 2000), cap)
        settled.append(fed(verdicts.Test(share(cap=cap)), judged, judged))
    assert np.median([s for s in settled if s is not None]) == pytest.approx(runs, rel=0.03)


def test_fail_pays_for_the_number_of_lines_and_pass_does_not() -> None:
    judged, bad = np.full(200, 40), np.full(200, 36)
    alone, among = verdicts.Test(share()), verdicts.Test(share(lines=18))
    first, later = fed(alone, judged, bad), fed(among, judged, bad)
    assert first is not None
    assert later is not None
    assert (alone.verdict, among.verdict) == ("FAIL", "FAIL")
    assert first < later
    assert fed(verdicts.Test(share(lines=18)), judged, judged) == fed(verdicts.Test(share()), judged, judged)


# --- errors --------------------------------------------------------------------------------


def wrong_verdicts(rule: verdicts.Rule, truth: float, wrong: set[str], repeats: int, seed: int) -> int:
    rng = np.random.default_rng(seed)
    count = 0
    for _ in range(repeats):
        test = verdicts.Test(rule)
        test.feed(*correlated(rng, truth, 3000))
        count += test.verdict in wrong
    return count


def peeking_t(truth: float, goal: float, repeats: int, seed: int) -> int:
    """How often the usual t interval, looked at after every run from the 30th, leaves the goal."""
    rng = np.random.default_rng(seed)
    count = 0
    for _ in range(repeats):
        judged, good = correlated(rng, truth, 3000)
        n = np.arange(1, 3001)
        z = good - goal * judged
        m = np.cumsum(z) / n
        se = np.sqrt((np.cumsum(z * z) / n - m * m) / (n - 1 + (n == 1)))
        count += bool((np.abs(m[29:]) > 1.96 * se[29:]).any())
    return count


CASES = [(0.947, {"PASS"}), (0.953, {"FAIL"}), (0.95, {"FAIL"}), (0.95, {"PASS"})]


@pytest.mark.parametrize(("truth", "wrong"), CASES)
@pytest.mark.parametrize("alpha", [0.05, 0.3])
def test_looking_after_every_run_keeps_the_error_rate(truth: float, wrong: set[str], alpha: float) -> None:
    rule = share(alpha=alpha, margin=1e-3)
    assert at_most(wrong_verdicts(rule, truth, wrong, 120, seed=1), 120, alpha)


def test_the_usual_interval_does_not() -> None:
    assert not at_most(peeking_t(0.95, 0.95, 120, seed=1), 120, 2 * ALPHA)


@pytest.mark.slow
@pytest.mark.parametrize(("truth", "wrong"), CASES)
@pytest.mark.parametrize("alpha", [0.05, 0.3])
@pytest.mark.parametrize("margin", [1e-3, 1e-2])
def test_error_rate_at_length(truth: float, wrong: set[str], alpha: float, margin: float) -> None:
    count = wrong_verdicts(share(alpha=alpha, margin=margin), truth, wrong, 800, seed=2)
    assert at_most(count, 800, alpha)


@pytest.mark.slow
@pytest.mark.parametrize("tail", ["gamma", "lognormal"])
def test_error_rate_of_a_mean_at_length(tail: str) -> None:
    rng = np.random.default_rng(3)
    wrong = 0
    for _ in range(600):
        judged = rng.poisson(4, 4000)
        luck = rng.gamma(2, 300, 4000) if tail == "gamma" else 600 * rng.lognormal(-0.32, 0.8, 4000)
        test = verdicts.Test(mean(margin=0.1))
        test.feed(judged, judged, judged * luck)
        wrong += test.verdict == "FAIL"
    assert at_most(wrong, 600, ALPHA)


@pytest.mark.parametrize("truth", [0.945, 0.95, 0.955])
def test_even_a_target_on_the_edge_ends(truth: float) -> None:
    """Incidents of a run nearly stand or fall together; half a margin away or none."""
    rng = np.random.default_rng(4)
    for _ in range(4):
        test = verdicts.Test(share())
        assert test.feed(*correlated(rng, truth, 30_000, rho=0.9)).any()


def test_exactly_at_the_goal_is_too_close() -> None:
    rng = np.random.default_rng(5)
    tests = [verdicts.Test(share()) for _ in range(20)]
    for test in tests:
        test.feed(*correlated(rng, 0.95, 5000))
    reasons = [test.reason for test in tests]
    assert reasons.count("too_close") >= 18
    assert all(test.settled_at for test in tests)


@settings(max_examples=often(30), deadline=None)
@given(data=st.data(), form=st.sampled_from(["share", "every"]), side=st.sampled_from([1, -1]))
def test_a_bet_on_fair_terms_neither_gains_nor_loses(data: st.DataObject, form: str, side: int) -> None:
    """Expected wealth is 1 when R equals the goal: the fact on which every error rate rests."""
    cap = 1 if form == "every" else data.draw(st.integers(1, 6))
    runs = data.draw(st.lists(st.tuples(st.integers(1, cap), st.integers(0, cap)), min_size=1, max_size=4))
    kinds = [(judged, min(good, judged)) for judged, good in runs] + [(cap, cap), (1, 0)]
    chance = np.array(data.draw(st.lists(st.floats(0.05, 1), min_size=len(kinds), max_size=len(kinds))))
    chance /= chance.sum()
    judged, good = np.array(kinds).T
    goal = float(chance @ good / (chance @ judged))
    rule = verdicts.Rule("every" if form == "every" else "share", goal, cap)
    expected = 0.0
    for pair in itertools.product(range(len(kinds)), repeat=2):
        evidence = verdicts.Question(rule, side, goal, ALPHA, all_in=form == "every" and side > 0).evidence
        path = evidence.feed(judged[list(pair)], (good if side > 0 else judged - good)[list(pair)])
        expected += float(chance[list(pair)].prod() * math.exp(path[-1]))
    assert expected == pytest.approx(1, rel=1e-9)


@settings(max_examples=often(50), deadline=None)
@given(
    cap=st.integers(1, 50),
    goal=st.floats(0.001, 0.999),
    runs=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=60),
)
@example(cap=50, goal=0.999, runs=[(50, 0)] * 60)
@example(cap=50, goal=0.001, runs=[(50, 50)] * 60)
def test_wealth_is_never_negative_nor_lost_whole(cap: int, goal: float, runs: list[tuple[int, int]]) -> None:
    judged = np.minimum([j for j, _ in runs], cap)
    good = np.minimum([g for _, g in runs], judged)
    for side in (1, -1):
        bets = verdicts.Question(share(goal, cap), side, goal, ALPHA).evidence
        path = bets.feed(judged, good if side > 0 else judged - good)
        assert np.isfinite(path).all()  # the log of a wealth above 0
        assert bool((np.diff(path, prepend=0.0) >= math.log(0.049)).all())  # 5 % are always held back


# --- what may not matter -------------------------------------------------------------------


def state(test: verdicts.Test) -> Any:
    questions = (test._good, test._bad, test._not_far_above, test._not_far_below)
    inner = [
        e.log_wealth.tolist() if isinstance(e, Bets) else [e.total, e.squares]
        for e in (question.evidence for question in questions)
    ]
    return (test.settled_at, test.verdict, test.reason, test.runs, test.judged_runs, test.more_runs()), inner


@settings(max_examples=often(30), deadline=None)
@given(
    form=st.sampled_from(["share", "every", "mean"]),
    seed=st.integers(0, 2**32 - 1),
    truth=st.sampled_from([0.7, 0.9, 0.95, 0.99, 1 - 1e-9]),
    cuts=st.lists(st.integers(0, 900), max_size=12),
)
def test_blocks_may_be_cut_anywhere(form: str, seed: int, truth: float, cuts: list[int]) -> None:
    rng = np.random.default_rng(seed)
    rule = {"share": share(cap=6), "every": every(0.9), "mean": mean()}[form]
    judged, good = correlated(rng, truth, 900, cap=6)
    total = judged * rng.gamma(2, 300 * truth, 900)
    whole, parts = verdicts.Test(rule), verdicts.Test(rule)
    whole.feed(judged, good, total)
    for start, end in itertools.pairwise([0, *sorted(cuts), 900]):
        parts.feed(judged[start:end], good[start:end], total[start:end])
    assert state(parts)[0] == state(whole)[0]
    if whole.settled_at is None:
        assert state(parts)[1] == state(whole)[1]


@pytest.mark.parametrize("rule", [share(), every(0.6), mean(500)], ids=["share", "every", "mean"])
def test_run_by_run_is_the_same_as_at_once(rule: verdicts.Rule) -> None:
    judged, good = correlated(np.random.default_rng(6), 0.97, 800)
    total = 400.0 * judged + 3000 * (judged - good)
    whole, single = verdicts.Test(rule), verdicts.Test(rule)
    settled = whole.feed(judged, good, total)
    answers = [single.feed([j], [g], [t]) for j, g, t in zip(judged, good, total, strict=True)]
    assert settled.any()
    assert np.concatenate(answers).tolist() == settled.tolist()
    assert single.settled_at == int(settled.argmax()) + 1
    assert (single.verdict, single.interval()) == (whole.verdict, whole.interval())


def test_settled_stays_settled_while_the_figure_does_not_deny_it() -> None:
    test = verdicts.Test(share())
    busy = np.full(300, 40)
    settled = fed(test, busy, busy)
    for _ in range(20):
        assert fed(test, busy, np.full(300, 39)) == settled
    assert (test.verdict, test.reason, test.more_runs()) == ("PASS", "", 0)
    failed = verdicts.Test(share())
    failed.feed(busy, 0 * busy)
    failed.feed(np.tile(busy, 10), np.tile(busy, 10))
    assert (failed.verdict, failed.settled_at) == ("FAIL", 2)


def test_a_question_keeps_its_first_answer() -> None:
    question = verdicts.Question(share(cap=1), -1, 0.95, ALPHA)
    numbers, ones = np.arange(1, 201), np.ones(200, int)
    question.feed(judged_runs(ones, 0 * ones), numbers)
    first = question.settled_at
    question.feed(judged_runs(ones, ones), numbers + 200)
    question.feed(judged_runs(ones, 0 * ones), numbers + 400)
    assert first is not None
    assert question.settled_at == first < 10


def test_runs_in_which_nothing_happened_only_count_as_runs() -> None:
    judged = np.tile([0, 3, 0], 400)
    for rule, settled in ((every(), 69), (share(cap=3), None)):
        dense, sparse = verdicts.Test(rule), verdicts.Test(rule)
        dense.feed(np.full(400, 3), np.full(400, 3))
        sparse.feed(judged, judged)
        assert dense.settled_at == (settled or dense.settled_at)
        assert dense.settled_at is not None
        assert sparse.settled_at == 3 * dense.settled_at - 1
        assert (sparse.runs, sparse.judged_runs) == (1200, 400)


def test_nothing_judged() -> None:
    for rule in (share(), every(), mean()):
        test = verdicts.Test(rule)
        assert not test.feed(np.zeros(5000, int), np.zeros(5000, int), np.zeros(5000)).any()
        assert (test.verdict, test.reason, test.more_runs()) == ("UNDECIDED", "nothing_judged", None)
        test.feed([1], [1], [1.0])
        assert test.reason == "too_few_runs"


def test_every_looks_at_runs_and_not_at_incidents() -> None:
    test = verdicts.Test(every())
    test.feed(np.full(60, 100), np.full(60, 99))  # 99 % on time, and no run without a miss
    assert test.verdict == "FAIL"


def test_a_miss_delays_every_and_does_not_forbid_it() -> None:
    clean, one = np.ones(400, int), np.ones(400, int)
    one[0] = 0
    test = verdicts.Test(every())
    settled = fed(test, clean, one)
    assert settled is not None
    assert 99 < settled < 200
    assert test.verdict == "PASS"


def test_a_narrow_goal_narrows_the_margin() -> None:
    assert every(0.999).width == pytest.approx(0.0005)
    assert share(0.01, margin=0.2).width == pytest.approx(0.005)
    assert share(0.9).width == 0.01
    assert mean(600, 20).width == 20


# --- what breaks the test is refused ---------------------------------------------------------


def test_more_than_the_cap_names_the_run_and_takes_nothing_in() -> None:
    test = verdicts.Test(share(cap=5))
    test.feed([5, 5], [5, 5])
    before = state(test)
    with pytest.raises(ValueError, match=r"replication 4 judged more incidents than the cap of 5.*6 judged"):
        test.feed([5, 6], [5, 5])
    assert state(test) == before
    verdicts.Test(every()).feed([6], [6])  # there the unit is the run, whatever it holds


@pytest.mark.parametrize(
    ("judged", "good", "error"),
    [
        ([3], [4], ValueError),
        ([3], [-1], ValueError),
        ([-1], [-1], ValueError),
        ([3, 3], [3], ValueError),
        ([[3]], [[3]], ValueError),
        ([2.5], [2], TypeError),
    ],
)
def test_contradicting_figures(judged: Any, good: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        verdicts.Test(share()).feed(judged, good)


def test_a_mean_wants_finite_seconds() -> None:
    for total in (None, [math.nan, 1.0], [1.0]):
        with pytest.raises(ValueError, match=r"replication 1 has no finite|mean needs|length"):
            verdicts.Test(mean()).feed([1, 1], [1, 1], total)


@pytest.mark.parametrize(
    "wrong",
    [
        {"form": "median"},
        {"form": "mean", "goal": math.inf},
        {"goal": 1.0},
        {"goal": 0.0},
        {"alpha": 0.0},
        {"alpha": 1.0},
        {"margin": 0.0},
        {"margin": math.nan},
        {"cap": 0},
        {"lines": 0},
    ],
)
def test_rules_that_cannot_be_tested(wrong: Any) -> None:
    with pytest.raises(ValueError, match="must"):
        verdicts.Rule(**{"form": "share", "goal": 0.9, "cap": 5, **wrong})


# --- means -----------------------------------------------------------------------------------


def drawn(rng: np.random.Generator, truth: float, runs: int = 3000) -> Any:
    judged = rng.poisson(4, runs)
    return judged, judged, judged * rng.gamma(2, truth / 2, runs)


@pytest.mark.parametrize(
    ("truth", "verdict", "reason"),
    [(520, "PASS", ""), (680, "FAIL", ""), (600, "UNDECIDED", "too_close")],
)
def test_means(truth: float, verdict: str, reason: str) -> None:
    rng = np.random.default_rng(7)
    test = verdicts.Test(mean(margin=60))
    test.feed(*drawn(rng, truth, 6000))
    assert (test.verdict, test.reason) == (verdict, reason)


def test_a_mean_waits_for_300_runs_with_incidents() -> None:
    judged = np.tile([0, 2], 400)
    total = judged * np.tile([1.0, 1.0, 1.0, 2.0], 200)
    assert fed(verdicts.Test(mean()), judged, judged, total) == 600


def test_a_mean_that_never_varies() -> None:
    ones = np.ones(300, int)
    for seconds, verdict in ((599.0, "PASS"), (601.0, "FAIL"), (600.0, "UNDECIDED")):
        test = verdicts.Test(mean())
        assert fed(test, ones, ones, seconds * ones) == 300
        assert test.verdict == verdict


def test_mean_error_rate_in_short() -> None:
    rng = np.random.default_rng(8)
    wrong = 0
    for _ in range(100):
        test = verdicts.Test(mean(margin=0.1, alpha=0.2))
        test.feed(*drawn(rng, 600))
        wrong += test.verdict == "FAIL"
    assert at_most(wrong, 100, 0.2)


def test_running_variance_survives_a_large_offset() -> None:
    gains = 1e9 + np.random.default_rng(9).normal(0, 1, 2000)
    normal = Normal(ALPHA)
    for part in np.array_split(gains, 7):
        normal.feed(part)
    assert normal.squares / 2000 == pytest.approx(gains.var(), rel=1e-5)


def test_mean_agrees_with_the_published_boundary() -> None:
    """Settled about when the one-sided asymptotic confidence sequence excludes the limit."""
    rng = np.random.default_rng(10)
    for _ in range(10):
        judged, good, total = drawn(rng, 530)
        z = (600 * judged - total)[judged > 0]
        t = np.arange(1, len(z) + 1)
        centre = np.cumsum(z) / t
        sd = np.sqrt(np.maximum(np.cumsum(z * z) / t - centre**2, 0))
        q = t * Normal(ALPHA).rho2
        radius = sd * np.sqrt(2 * (q + 1) / (t * q) * np.log(1 + np.sqrt(q + 1) / (2 * ALPHA)))
        out = np.flatnonzero((centre > radius) & (t >= 300))
        assert len(out)
        expected = np.flatnonzero(judged > 0)[out[0]] + 1
        settled = fed(verdicts.Test(mean(margin=1)), judged, good, total)
        assert settled is not None
        assert 0.85 * expected <= settled <= expected


def test_mean_agrees_with_ville() -> None:
    ville = pytest.importorskip("ville")
    judged, good, total = drawn(np.random.default_rng(11), 530)
    z = (600 * judged - total)[judged > 0]
    sequence = ville.AsymptoticCS(alpha=2 * ALPHA, min_samples=300)
    sequence.rho_ = 1 / Normal(ALPHA).rho2
    _, low, _ = sequence._process(z)
    expected = np.flatnonzero(judged > 0)[np.argmax(low > 0)] + 1
    assert fed(verdicts.Test(mean(margin=1)), judged, good, total) == pytest.approx(expected, rel=0.02)


# --- how many more -----------------------------------------------------------------------------


def test_more_runs_of_a_perfect_plan() -> None:
    test = verdicts.Test(share())
    test.feed(np.full(20, 40), np.full(20, 40))
    assert test.more_runs() == pytest.approx(99 - 20, rel=0.2)
    rare = verdicts.Test(every())
    rare.feed(np.tile([0, 1], 15), np.tile([0, 1], 15))
    assert rare.more_runs() == pytest.approx(2 * 69 - 30, rel=0.2)


@pytest.mark.parametrize("rule", [share(0.95), share(0.93), mean(500, 10)], ids=["miss", "near", "mean"])
def test_more_runs_is_of_the_right_size(rule: verdicts.Rule) -> None:
    rng = np.random.default_rng(12)
    ratios = []
    for _ in range(15):
        judged, good = correlated(rng, 0.93, 12_000)
        total = 470 * judged + 400.0 * rng.normal(0, 5, 12_000)
        test = verdicts.Test(rule)
        test.feed(judged[:60], good[:60], total[:60])
        guess = test.more_runs()
        settled = fed(test, judged[60:], good[60:], total[60:])
        if guess is not None and settled is not None and settled > 60:
            ratios.append(guess / (settled - 60))
    assert len(ratios) >= 8
    assert 1 / 3 < np.median(ratios) < 3


@pytest.mark.parametrize("rule", [share(0.93), mean(470, 5)], ids=["share", "mean"])
def test_more_runs_of_one_on_the_edge_counts_until_it_is_too_close(rule: verdicts.Rule) -> None:
    rng = np.random.default_rng(16)
    judged, good = correlated(rng, 0.93, 30_000)
    total = 470 * judged + 400.0 * rng.normal(0, 5, 30_000)
    test = verdicts.Test(rule)
    test.feed(judged[:1000], good[:1000], total[:1000])
    guess = test.more_runs()
    settled = fed(test, judged[1000:], good[1000:], total[1000:])
    assert guess is not None
    assert settled is not None
    assert 1 / 4 < guess / (settled - 1000) < 4


# --- intervals -----------------------------------------------------------------------------------


def agree(test: verdicts.Test) -> None:
    """The interval holds the estimate, and lies to the goal as the verdict says."""
    seen, low, high = test.interval()
    goal, rule = test.rule.goal, test.rule
    if seen is None:
        assert (low, high, test.reason) == (None, None, "nothing_judged")
        return
    low, high = -math.inf if low is None else low, math.inf if high is None else high
    assert low <= seen <= high
    if rule.form != "mean":
        assert 0 <= low <= high <= 1
    worst, best = (low, high) if rule.better > 0 else (-high, -low)
    if test.verdict == "PASS":
        assert worst >= rule.better * goal
    elif test.verdict == "FAIL":
        assert best < rule.better * goal
    else:
        assert low <= goal <= high
        assert test.reason != "too_close" or abs(seen - goal) <= rule.width


@settings(max_examples=often(40), deadline=None)
@given(
    form=st.sampled_from(["share", "every", "mean"]),
    goal=st.sampled_from([0.01, 0.5, 0.8, 0.95, 0.999]),
    lines=st.integers(1, 30),
    alpha=st.sampled_from([0.01, 0.05, 0.3]),
    seed=st.integers(0, 2**32 - 1),
    phases=st.lists(st.tuples(st.sampled_from([0.0, 0.3, 0.75, 0.9, 0.95, 0.97, 1.0]), st.integers(1, 400)), max_size=4),
    cut=st.integers(1, 60),
)
def test_the_interval_agrees_with_the_verdict_whenever_one_looks(
    form: Any, goal: float, lines: int, alpha: float, seed: int, phases: list[tuple[float, int]], cut: int
) -> None:
    """Also where the luck turns after the verdict was settled."""
    rng = np.random.default_rng(seed)
    rule = verdicts.Rule(form, 600 * goal if form == "mean" else goal, 9, alpha, lines, 6 if form == "mean" else 0.01)
    test = verdicts.Test(rule)
    for truth, runs in phases:
        judged = np.minimum(rng.poisson(3, runs), 9)
        good = rng.binomial(judged, truth)
        seconds = judged * 600.0 * goal * (1.5 - truth) * rng.gamma(4, 0.5, runs)
        for first in range(0, runs, cut):
            here = slice(first, first + cut)
            test.feed(judged[here], good[here], seconds[here])
            agree(test)


def test_the_interval_of_a_settled_target_keeps_to_its_side_though_the_evidence_wanes() -> None:
    ones = np.ones(75, int)
    test = verdicts.Test(every())
    test.feed(ones, ones)
    test.feed([1], [0])  # half the wealth was on there being none
    assert (test.verdict, test.settled_at) == ("PASS", 69)
    assert test._good.bound(test._until(76)) < 0.95 <= test.interval().low  # type: ignore[operator]
    agree(test)


def test_what_is_settled_is_withdrawn_when_the_figure_comes_to_deny_it() -> None:
    ones = np.ones(75, int)
    test = verdicts.Test(every())
    test.feed(ones, ones)
    test.feed(ones[:5], 0 * ones[:5])
    assert test.estimate is not None
    assert test.estimate < 0.95
    assert (test.verdict, test.reason, test.settled_at) == ("UNDECIDED", "too_few_runs", None)
    agree(test)


def outside(
    rng: np.random.Generator, rule: verdicts.Rule, truth: float, repeats: int, looks: tuple[int, ...]
) -> tuple[int, int]:
    """How often the truth lies below, or above, the interval at one of these numbers of runs or more."""
    below = above = 0
    for _ in range(repeats):
        test, under, over = verdicts.Test(rule), False, False
        for first, last in itertools.pairwise((0, *looks)):
            if rule.form == "mean":
                test.feed(*drawn(rng, truth, last - first))
            else:
                test.feed(*correlated(rng, truth, last - first))
            _, low, high = test.interval()
            under, over = under or (low is not None and truth < low), over or (high is not None and truth > high)
        below, above = below + under, above + over
    return below, above


LOOKS = (5, 20, 60, 100, 180, 300, 420, 600, 900)
COVERED = [
    (share(0.95, lines=4, alpha=0.2), 0.95), (share(0.95, lines=4, alpha=0.2), 0.97), (share(0.95, lines=4, alpha=0.2), 0.6),
    (mean(600, lines=4, alpha=0.2), 600.0),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "truth"), COVERED)
def test_the_interval_holds_the_truth_at_all_looks_at_once(rule: verdicts.Rule, truth: float) -> None:
    missed = outside(np.random.default_rng(13), rule, truth, 60, LOOKS)
    for count, level in zip(missed, rule.levels, strict=True):
        assert at_most(count, 60, 1 - level)


@pytest.mark.slow
@pytest.mark.parametrize(("rule", "truth"), COVERED)
def test_the_interval_holds_the_truth_at_length(rule: verdicts.Rule, truth: float) -> None:
    missed = outside(np.random.default_rng(18), rule, truth, 800, tuple(range(10, 1500, 30)))
    for count, level in zip(missed, rule.levels, strict=True):
        assert at_most(count, 800, 1 - level)


def test_each_end_is_as_sure_as_the_verdict_that_rests_on_it() -> None:
    assert share(lines=5).levels == pytest.approx((0.95, 0.99))
    assert every(lines=5, alpha=0.1).levels == pytest.approx((0.9, 0.98))
    assert mean(lines=5).levels == pytest.approx((0.99, 0.95))  # a mean passes when it is low


def test_the_interval_by_hand() -> None:
    """Without a miss half the wealth doubles with 1/p in each run: what is refuted follows."""
    ones = np.ones(200, int)
    test = verdicts.Test(every())
    test.feed(ones, ones)
    low = test.interval().low
    assert low is not None
    stakes = np.append(np.geomspace(0.1, 0.95, 12), 1)
    wealth = (1 + stakes * (1 - low) / low) ** 200 @ np.append(np.full(12, 1 / 24), 0.5)
    assert wealth == pytest.approx(20, rel=1e-6)
    assert test.interval() == (1.0, low, 1.0)


def test_the_interval_of_a_mean_by_hand() -> None:
    judged, _, total = drawn(np.random.default_rng(19), 600, 1000)
    test = verdicts.Test(mean(500, lines=3))
    test.feed(judged, judged, total)
    _, low, high = test.interval()
    counted = judged > 0
    for end, side, errors in ((high, 1, ALPHA), (low, -1, ALPHA / 3)):
        assert end is not None
        wealth = Normal(errors).feed(side * (end * judged - total)[counted])[-1]
        assert wealth == pytest.approx(-math.log(errors), rel=1e-6)


def test_a_mean_has_no_interval_before_the_first_look() -> None:
    judged, _, total = drawn(np.random.default_rng(20), 600, 250)
    test = verdicts.Test(mean())
    test.feed(judged, judged, total)
    assert test.interval() == (pytest.approx(total.sum() / judged.sum()), None, None)


def test_the_interval_takes_no_time_to_speak_of() -> None:
    rng = np.random.default_rng(21)
    judged = np.minimum(rng.poisson(1200, 20_000), 1300)
    test = verdicts.Test(share(cap=1300, lines=9))
    test.feed(judged, rng.binomial(judged, 0.96))
    start = time.perf_counter()
    test.interval()
    assert time.perf_counter() - start < 20  # only a hang fails this


def test_the_pooled_binomial_is_far_too_short() -> None:
    rng = np.random.default_rng(13)
    pooled = 0
    for _ in range(200):
        judged, good = correlated(rng, 0.9, 200)
        n, k = judged.sum(), good.sum()
        pooled += bool(beta.ppf(0.025, k, n - k + 1) <= 0.9 <= beta.ppf(0.975, k + 1, n - k))
    assert pooled / 200 < 0.8


def test_share_is_a_ratio_over_incidents() -> None:
    judged, good = np.tile([1, 99], 100), np.tile([1, 0], 100)  # storm days lose everything
    assert intervals.share_interval(judged, good, 99, ALPHA).estimate == 0.01


@settings(max_examples=often(50), deadline=None)
@given(runs=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20))
def test_share_interval_is_ordered_and_within_0_and_1(runs: list[tuple[int, int]]) -> None:
    judged = np.array([j for j, _ in runs])
    good = np.minimum(judged, [g for _, g in runs])
    estimate, low, high = intervals.share_interval(judged, good, 9, ALPHA)
    if judged.any():
        assert low is not None
        assert high is not None
        assert estimate is not None
        assert 0 <= low <= estimate <= high <= 1
    else:
        assert (estimate, low, high) == (None, None, None)


# --- the plan, the program ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("each", "plan"),
    [
        (["PASS", "PASS"], "PASS"),
        (["PASS", "UNDECIDED"], "UNDECIDED"),
        (["UNDECIDED", "FAIL", "PASS"], "FAIL"),
        ([], "UNDECIDED"),
    ],
)
def test_plan_verdict(each: list[verdicts.Verdict], plan: str) -> None:
    assert verdicts.plan_verdict(each) == plan


def test_import_is_light() -> None:
    code = "import sys, drillsim.judge.verdict; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
