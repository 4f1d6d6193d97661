"""Verdicts: known figures, error rates under constant looking, and what may not matter."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binom

from drillsim.judge import intervals
from drillsim.judge import verdict as v

ALPHA = 0.05


def share(goal: float = 0.95, cap: int = 40, **kwargs: Any) -> v.Rule:
    return v.Rule("share", goal, cap, **kwargs)


def every(goal: float = 0.95, **kwargs: Any) -> v.Rule:
    return v.Rule("every", goal, 1, **kwargs)


def mean(limit: float = 600.0, margin: float = 20.0, **kwargs: Any) -> v.Rule:
    return v.Rule("mean", limit, 10_000, margin=margin, **kwargs)


def correlated(rng: np.random.Generator, truth: float, runs: int, cap: int = 40, rho: float = 0.15) -> Any:
    """Runs of up to `cap` incidents that share their run's luck; the share R is `truth` exactly."""
    judged = np.minimum(rng.poisson(cap / 2, runs), cap)
    strength = 1 / rho - 1
    luck = rng.beta(truth * strength, (1 - truth) * strength, runs)
    return judged, rng.binomial(judged, luck)


def at_most(wrong: int, repeats: int, rate: float) -> bool:
    """Whether `wrong` of `repeats` is no evidence against a rate of at most `rate` (1 in 1000)."""
    return wrong <= binom.ppf(0.999, repeats, rate)


# --- figures -------------------------------------------------------------------------------


@pytest.mark.parametrize(("eps", "runs"), [(0.05, 59), (0.02, 149), (0.01, 299), (0.001, 2995)])
def test_runs_for_missless(eps: float, runs: int) -> None:
    assert v.runs_for_missless(eps, ALPHA) == runs
    assert v.missless_bound(runs, ALPHA) <= eps < v.missless_bound(runs - 1, ALPHA)


def test_missless_edges() -> None:
    assert v.missless_bound(0, ALPHA) == 1
    assert v.runs_for_missless(0.05, 0.95) == 1  # an exact power is not rounded up


@pytest.mark.parametrize(("eps", "runs"), [(0.05, 69), (0.02, 174), (0.01, 350), (0.001, 3511)])
@pytest.mark.parametrize("lines", [1, 18])
def test_missless_plan_passes_every(eps: float, runs: int, lines: int) -> None:
    test = v.Test(every(1 - eps, lines=lines))
    ones = np.ones(4000, int)
    assert test.feed(ones, ones) == runs
    assert test.verdict == "PASS"


@pytest.mark.parametrize(("cap", "runs"), [(40, 99), (80, 195)])
def test_perfect_busy_plan(cap: int, runs: int) -> None:
    busy = np.full(300, 40)
    assert v.Test(share(cap=cap)).feed(busy, busy) == runs


@pytest.mark.parametrize(("rate", "cap", "runs"), [(3, 10, 324), (0.5, 6, 1165)])
def test_perfect_quiet_plan(rate: float, cap: int, runs: int) -> None:
    rng = np.random.default_rng(0)
    settled = []
    for _ in range(60):
        judged = np.minimum(rng.poisson(rate, 2000), cap)
        settled.append(v.Test(share(cap=cap)).feed(judged, judged))
    assert np.median([s for s in settled if s is not None]) == pytest.approx(runs, rel=0.03)


def test_fail_pays_for_the_number_of_lines_and_pass_does_not() -> None:
    judged, bad = np.full(200, 40), np.full(200, 36)
    alone, among = v.Test(share()), v.Test(share(lines=18))
    first, later = alone.feed(judged, bad), among.feed(judged, bad)
    assert first is not None
    assert later is not None
    assert (alone.verdict, among.verdict) == ("FAIL", "FAIL")
    assert first < later
    assert v.Test(share(lines=18)).feed(judged, judged) == v.Test(share()).feed(judged, judged)


# --- errors --------------------------------------------------------------------------------


def wrong_verdicts(rule: v.Rule, truth: float, wrong: set[str], repeats: int, seed: int) -> int:
    rng = np.random.default_rng(seed)
    count = 0
    for _ in range(repeats):
        test = v.Test(rule)
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
        test = v.Test(mean(margin=0.1))
        test.feed(judged, judged, judged * luck)
        wrong += test.verdict == "FAIL"
    assert at_most(wrong, 600, ALPHA)


@pytest.mark.parametrize("truth", [0.945, 0.95, 0.955])
def test_even_a_target_on_the_edge_ends(truth: float) -> None:
    """Incidents of a run nearly stand or fall together; half a margin away or none."""
    rng = np.random.default_rng(4)
    for _ in range(4):
        test = v.Test(share())
        assert test.feed(*correlated(rng, truth, 30_000, rho=0.9)) is not None


def test_exactly_at_the_goal_is_too_close() -> None:
    rng = np.random.default_rng(5)
    tests = [v.Test(share()) for _ in range(20)]
    for test in tests:
        test.feed(*correlated(rng, 0.95, 5000))
    reasons = [test.reason for test in tests]
    assert reasons.count("too_close") >= 18
    assert all(test.settled_at for test in tests)


@settings(max_examples=60, deadline=None)
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
    rule = v.Rule("every" if form == "every" else "share", goal, cap)
    expected = 0.0
    for pair in itertools.product(range(len(kinds)), repeat=2):
        evidence = v._Question(rule, side, goal, ALPHA, all_in=form == "every" and side > 0).evidence
        path = evidence.feed(side * (good - goal * judged)[list(pair)])
        expected += float(chance[list(pair)].prod() * math.exp(path[-1]))
    assert expected == pytest.approx(1, rel=1e-9)


@settings(max_examples=100, deadline=None)
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
        bets = v._Question(share(goal, cap), side, goal, ALPHA).evidence
        path = bets.feed(side * (good - goal * judged))
        assert np.isfinite(path).all()  # the log of a wealth above 0
        assert bool((np.diff(path, prepend=0.0) >= math.log(0.049)).all())  # 5 % are always held back


# --- what may not matter -------------------------------------------------------------------


def state(test: v.Test) -> Any:
    questions = (test._good, test._bad, test._not_far_above, test._not_far_below)
    inner = [
        e.log_wealth.tolist() if isinstance(e, v._Bets) else [e.total, e.squares]
        for e in (question.evidence for question in questions)
    ]
    return (test.settled_at, test.verdict, test.reason, test.runs, test.judged_runs, test.more_runs()), inner


@settings(max_examples=60, deadline=None)
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
    whole, parts = v.Test(rule), v.Test(rule)
    whole.feed(judged, good, total)
    for start, end in itertools.pairwise([0, *sorted(cuts), 900]):
        parts.feed(judged[start:end], good[start:end], total[start:end])
    assert state(parts)[0] == state(whole)[0]
    if whole.settled_at is None:
        assert state(parts)[1] == state(whole)[1]


@pytest.mark.parametrize("rule", [share(), every(0.6), mean(500)], ids=["share", "every", "mean"])
def test_run_by_run_is_the_same_as_at_once(rule: v.Rule) -> None:
    judged, good = correlated(np.random.default_rng(6), 0.97, 800)
    total = 400.0 * judged + 3000 * (judged - good)
    whole, single = v.Test(rule), v.Test(rule)
    settled = whole.feed(judged, good, total)
    answers = [single.feed([j], [g], [t]) for j, g, t in zip(judged, good, total, strict=True)]
    assert settled is not None
    assert answers == [None] * (settled - 1) + [settled] * (801 - settled)
    assert single.verdict == whole.verdict


def test_settled_stays_settled() -> None:
    test = v.Test(share())
    busy = np.full(300, 40)
    settled = test.feed(busy, busy)
    for _ in range(20):
        assert test.feed(busy, 0 * busy) == settled
    assert (test.verdict, test.reason, test.more_runs()) == ("PASS", "", 0)
    failed = v.Test(share())
    failed.feed(busy, 0 * busy)
    failed.feed(np.tile(busy, 100), np.tile(busy, 100))
    assert (failed.verdict, failed.settled_at) == ("FAIL", 2)


def test_a_question_keeps_its_first_answer() -> None:
    question = v._Question(share(cap=1), -1, 0.95, ALPHA)
    numbers = np.arange(1, 201)
    question.feed(np.full(200, -0.95), numbers)
    first = question.settled_at
    question.feed(np.full(200, 0.05), numbers + 200)
    question.feed(np.full(200, -0.95), numbers + 400)
    assert first is not None
    assert question.settled_at == first < 10


def test_runs_in_which_nothing_happened_only_count_as_runs() -> None:
    judged = np.tile([0, 3, 0], 400)
    for rule, settled in ((every(), 69), (share(cap=3), None)):
        dense, sparse = v.Test(rule), v.Test(rule)
        dense.feed(np.full(400, 3), np.full(400, 3))
        sparse.feed(judged, judged)
        assert dense.settled_at == (settled or dense.settled_at)
        assert dense.settled_at is not None
        assert sparse.settled_at == 3 * dense.settled_at - 1
        assert (sparse.runs, sparse.judged_runs) == (1200, 400)


def test_nothing_judged() -> None:
    for rule in (share(), every(), mean()):
        test = v.Test(rule)
        assert test.feed(np.zeros(5000, int), np.zeros(5000, int), np.zeros(5000)) is None
        assert (test.verdict, test.reason, test.more_runs()) == ("UNDECIDED", "nothing_judged", None)
        test.feed([1], [1], [1.0])
        assert test.reason == "too_few_runs"


def test_every_looks_at_runs_and_not_at_incidents() -> None:
    test = v.Test(every())
    test.feed(np.full(60, 100), np.full(60, 99))  # 99 % on time, and no run without a miss
    assert test.verdict == "FAIL"


def test_a_miss_delays_every_and_does_not_forbid_it() -> None:
    clean, one = np.ones(400, int), np.ones(400, int)
    one[0] = 0
    test = v.Test(every())
    settled = test.feed(clean, one)
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
    test = v.Test(share(cap=5))
    test.feed([5, 5], [5, 5])
    before = state(test)
    with pytest.raises(ValueError, match=r"replication 4 judged more incidents than the cap of 5.*6 judged"):
        test.feed([5, 6], [5, 5])
    assert state(test) == before
    v.Test(every()).feed([6], [6])  # there the unit is the run, whatever it holds


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
        v.Test(share()).feed(judged, good)


def test_a_mean_wants_finite_seconds() -> None:
    for total in (None, [math.nan, 1.0], [1.0]):
        with pytest.raises(ValueError, match=r"replication 1 has no finite|mean needs|length"):
            v.Test(mean()).feed([1, 1], [1, 1], total)


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
        v.Rule(**{"form": "share", "goal": 0.9, "cap": 5, **wrong})


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
    test = v.Test(mean(margin=60))
    test.feed(*drawn(rng, truth, 6000))
    assert (test.verdict, test.reason) == (verdict, reason)


def test_a_mean_waits_for_300_runs_with_incidents() -> None:
    judged = np.tile([0, 2], 400)
    total = judged * np.tile([1.0, 1.0, 1.0, 2.0], 200)
    assert v.Test(mean()).feed(judged, judged, total) == 600


def test_a_mean_that_never_varies() -> None:
    ones = np.ones(300, int)
    for seconds, verdict in ((599.0, "PASS"), (601.0, "FAIL"), (600.0, "UNDECIDED")):
        test = v.Test(mean())
        assert test.feed(ones, ones, seconds * ones) == 300
        assert test.verdict == verdict


def test_mean_error_rate_in_short() -> None:
    rng = np.random.default_rng(8)
    wrong = 0
    for _ in range(100):
        test = v.Test(mean(margin=0.1, alpha=0.2))
        test.feed(*drawn(rng, 600))
        wrong += test.verdict == "FAIL"
    assert at_most(wrong, 100, 0.2)


def test_running_variance_survives_a_large_offset() -> None:
    gains = 1e9 + np.random.default_rng(9).normal(0, 1, 2000)
    normal = v._Normal(ALPHA)
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
        q = t * v._Normal(ALPHA).rho2
        radius = sd * np.sqrt(2 * (q + 1) / (t * q) * np.log(1 + np.sqrt(q + 1) / (2 * ALPHA)))
        out = np.flatnonzero((centre > radius) & (t >= 300))
        assert len(out)
        expected = np.flatnonzero(judged > 0)[out[0]] + 1
        settled = v.Test(mean(margin=1)).feed(judged, good, total)
        assert settled is not None
        assert 0.85 * expected <= settled <= expected


def test_mean_agrees_with_ville() -> None:
    ville = pytest.importorskip("ville")
    judged, good, total = drawn(np.random.default_rng(11), 530)
    z = (600 * judged - total)[judged > 0]
    sequence = ville.AsymptoticCS(alpha=2 * ALPHA, min_samples=300)
    sequence.rho_ = 1 / v._Normal(ALPHA).rho2
    _, low, _ = sequence._process(z)
    expected = np.flatnonzero(judged > 0)[np.argmax(low > 0)] + 1
    assert v.Test(mean(margin=1)).feed(judged, good, total) == pytest.approx(expected, rel=0.02)


# --- how many more -----------------------------------------------------------------------------


def test_more_runs_of_a_perfect_plan() -> None:
    test = v.Test(share())
    test.feed(np.full(20, 40), np.full(20, 40))
    assert test.more_runs() == pytest.approx(99 - 20, rel=0.2)
    rare = v.Test(every())
    rare.feed(np.tile([0, 1], 15), np.tile([0, 1], 15))
    assert rare.more_runs() == pytest.approx(2 * 69 - 30, rel=0.2)


@pytest.mark.parametrize("rule", [share(0.95), share(0.93), mean(500, 10)], ids=["miss", "near", "mean"])
def test_more_runs_is_of_the_right_size(rule: v.Rule) -> None:
    rng = np.random.default_rng(12)
    ratios = []
    for _ in range(15):
        judged, good = correlated(rng, 0.93, 12_000)
        total = 470 * judged + 400.0 * rng.normal(0, 5, 12_000)
        test = v.Test(rule)
        test.feed(judged[:60], good[:60], total[:60])
        guess = test.more_runs()
        settled = test.feed(judged[60:], good[60:], total[60:])
        if guess is not None and settled is not None and settled > 60:
            ratios.append(guess / (settled - 60))
    assert len(ratios) >= 8
    assert 1 / 3 < np.median(ratios) < 3


@pytest.mark.parametrize("rule", [share(0.93), mean(470, 5)], ids=["share", "mean"])
def test_more_runs_of_one_on_the_edge_counts_until_it_is_too_close(rule: v.Rule) -> None:
    rng = np.random.default_rng(16)
    judged, good = correlated(rng, 0.93, 30_000)
    total = 470 * judged + 400.0 * rng.normal(0, 5, 30_000)
    test = v.Test(rule)
    test.feed(judged[:1000], good[:1000], total[:1000])
    guess = test.more_runs()
    settled = test.feed(judged[1000:], good[1000:], total[1000:])
    assert guess is not None
    assert settled is not None
    assert 1 / 4 < guess / (settled - 1000) < 4


# --- intervals -----------------------------------------------------------------------------------


def test_share_interval_covers_and_the_pooled_binomial_does_not() -> None:
    rng = np.random.default_rng(13)
    ours = pooled = 0
    for _ in range(400):
        judged, good = correlated(rng, 0.9, 200)
        interval = intervals.share_interval(judged, good, ALPHA)
        assert interval.low is not None
        assert interval.high is not None
        ours += interval.low <= 0.9 <= interval.high
        n, k = judged.sum(), good.sum()
        pooled += bool(beta.ppf(0.025, k, n - k + 1) <= 0.9 <= beta.ppf(0.975, k + 1, n - k))
    assert 0.925 <= ours / 400 <= 0.985
    assert pooled / 400 < 0.8


def test_share_interval_narrows_like_a_t_interval_over_runs() -> None:
    judged, good = correlated(np.random.default_rng(14), 0.8, 1000)
    share_, low, high, rough = intervals.share_interval(judged, good, ALPHA)
    residual = good - good.sum() / judged.sum() * judged
    half = 1.96 * residual.std(ddof=1) / judged.mean() / math.sqrt(1000)
    assert share_ == good.sum() / judged.sum()
    assert low is not None
    assert high is not None
    assert high - low == pytest.approx(2 * half, rel=0.03)
    assert not rough


def test_share_interval_is_careful_with_few_runs() -> None:
    rng = np.random.default_rng(17)
    covered = 0
    for _ in range(600):
        judged, good = correlated(rng, 0.8, 6, rho=0.1)
        _, low, high, rough = intervals.share_interval(judged, good, ALPHA)
        assert low is not None
        assert high is not None
        covered += low <= 0.8 <= high
        assert rough
    assert covered / 600 >= 0.95  # 0.925 without Student's t


def test_share_interval_never_claims_more_than_its_incidents() -> None:
    good = np.full(200, 9)
    good[0] = 10  # nearly the same miss in every run: hardly any spread
    _, low, high, _ = intervals.share_interval(np.full(200, 10), good, ALPHA)
    assert low is not None
    assert high is not None
    assert high - low == pytest.approx(2 * 1.96 * math.sqrt(0.09 / 2000), rel=0.05)


def test_share_is_a_ratio_over_incidents() -> None:
    judged, good = np.tile([1, 99], 100), np.tile([1, 0], 100)  # storm days lose everything
    assert intervals.share_interval(judged, good, ALPHA).estimate == 0.01


def test_share_interval_at_the_ends() -> None:
    nothing = intervals.share_interval(np.zeros(5, int), np.zeros(5, int), ALPHA)
    assert nothing == (None, None, None, True)
    equal = np.full(10, 40)
    low = 0.025 ** (1 / 10)  # ten runs, not four hundred incidents
    assert intervals.share_interval(equal, equal, ALPHA) == pytest.approx((1, low, 1, True))
    assert intervals.share_interval(equal, 0 * equal, ALPHA) == pytest.approx((0, 0, 1 - low, True))
    uneven = np.array([10] * 9 + [100])
    wider = intervals.share_interval(uneven, uneven, ALPHA).low
    assert wider is not None
    assert wider == pytest.approx(max(0, 1 - (1 - low) * 100 / 19))
    assert intervals.share_interval([5], [3], ALPHA) == (0.6, 0, 1, True)
    same = intervals.share_interval(np.full(200, 10), np.full(200, 9), ALPHA)  # the same miss in every run
    assert same.low is not None
    assert same.high is not None
    assert 0.88 < same.low < 0.9 < same.high < 0.92


@pytest.mark.parametrize(("runs", "rough"), [(99, True), (100, False)])
def test_rough_counts_runs_with_incidents(runs: int, rough: bool) -> None:
    judged = np.r_[np.full(runs, 4), np.zeros(500, int)]
    assert intervals.share_interval(judged, judged, ALPHA).rough is rough
    assert intervals.mean_interval(judged, 60.0 * judged, ALPHA).rough is rough


@settings(max_examples=100, deadline=None)
@given(runs=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20))
def test_share_interval_is_ordered_and_within_0_and_1(runs: list[tuple[int, int]]) -> None:
    judged = np.array([j for j, _ in runs])
    good = np.minimum(judged, [g for _, g in runs])
    estimate, low, high, _ = intervals.share_interval(judged, good, ALPHA)
    if judged.any():
        assert low is not None
        assert high is not None
        assert estimate is not None
        assert 0 <= low <= estimate <= high <= 1
    else:
        assert (estimate, low, high) == (None, None, None)


def test_runs_interval() -> None:
    assert intervals.runs_interval(10, 10, ALPHA) == pytest.approx((1, 0.691503, 1, False), abs=1e-6)
    assert intervals.runs_interval(7, 10, ALPHA) == pytest.approx((0.7, 0.347547, 0.933260, False), abs=1e-6)
    assert intervals.runs_interval(0, 0, ALPHA) == (None, None, None, False)
    with pytest.raises(ValueError, match="kept"):
        intervals.runs_interval(3, 2, ALPHA)


def test_mean_interval() -> None:
    rng = np.random.default_rng(15)
    covered = 0
    for _ in range(300):
        judged, _, total = drawn(rng, 600, 150)
        _, low, high, _ = intervals.mean_interval(judged, total, ALPHA)
        assert low is not None
        assert high is not None
        covered += low <= 600 <= high
    assert 0.91 <= covered / 300 <= 0.985
    # By hand: mean 4, residuals -1, 1, 0; error sqrt(3/2 * 2)/3; t(2) = 4.30265
    half = 4.302653 * math.sqrt(3) / 3
    expected = (4, 4 - half, 4 + half, True)
    assert intervals.mean_interval([1, 1, 1], [3.0, 5.0, 4.0], ALPHA) == pytest.approx(expected)
    assert intervals.mean_interval([0], [0.0], ALPHA) == (None, None, None, True)
    assert intervals.mean_interval([2], [9.0], ALPHA) == (4.5, None, None, True)


# --- the plan, the program ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdicts", "plan"),
    [
        (["PASS", "PASS"], "PASS"),
        (["PASS", "UNDECIDED"], "UNDECIDED"),
        (["UNDECIDED", "FAIL", "PASS"], "FAIL"),
        ([], "UNDECIDED"),
    ],
)
def test_plan_verdict(verdicts: list[v.Verdict], plan: str) -> None:
    assert v.plan_verdict(verdicts) == plan


def test_import_is_light() -> None:
    code = "import sys, drillsim.judge.verdict; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
