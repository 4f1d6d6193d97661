"""Two plans on the same luck: small ones worked out by hand, what pairing must keep, how often the interval is right."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from often import often
from plans import Drill, drill, inject

from drillsim.comparing.comparison import Comparison, Side, compare
from drillsim.comparing.difference import ratio_difference
from drillsim.comparing.pairs import matched
from drillsim.compiled.resize import resized
from drillsim.judge.settings import Settings
from drillsim.say.comparison import goals_changed
from drillsim.say.comparison_reasons import why
from drillsim.store.comparison import document

MIN = 60
FEW = Settings(runs=12, engine="simpy")


def side(d: Drill) -> Side:
    return Side(d.compiled.plan, d.scenario)


def sides(d: Drill, **sizes: int) -> tuple[Side, Side]:
    """A drill, and the same with other sizes."""
    return side(d), Side(resized(d.compiled.plan, sizes), d.scenario)


def sentences(a: Side, b: Side, found: Comparison, target: int = 0) -> list[str]:
    """Why incidents changed: those now kept, then those now missed."""
    one = found.targets[target]
    return [
        str(message)
        for changes, less in ((one.kept, True), (one.missed, False))
        for message in why(a.compiled, b.compiled, changes, less)
    ]


# ---- by hand ---------------------------------------------------------------------------------


def visits(cars: int, **target: Any) -> Drill:
    """Two visits, at 0 and at 10 min; each takes a car for 30 min."""
    return drill(
        {"car": {"kind": "vehicle", "count": cars}},
        {"job": {"takes": "30 min", "needs": {"ride": "car 1"}, "stage": "hearing"}},
        injects=[inject(0), inject(10 * MIN)],
        targets={"done": {"to": "job.ended", "within": "40 min", "form": "share 50 %", **target}},
    )


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_a_second_car_spares_the_second_visit_its_wait(engine):
    # One car:  job of the first 0-30 (30 min), of the second 30-60: 20 min of waiting, 50 in all: late.
    # Two cars: job of the second 10-40: 30 in all.
    a, b = sides(visits(1), car=2)
    found = compare(a, b, replace(FEW, engine=engine))
    (target,) = found.targets
    assert (target.a.judged, target.a.on_time, target.b.judged, target.b.on_time) == (24, 12, 24, 24)
    assert target.a.estimate == 0.5
    assert target.b.estimate == 1.0
    assert target.difference.estimate == 0.5
    assert target.difference.differing == 12
    assert target.verdict == "better"
    assert target.missed.count == 0
    assert (target.kept.count, target.kept.witness) == (12, (1, 2, 2))
    assert target.kept.a.elapsed == 12 * 50 * MIN
    assert target.kept.b.elapsed == 12 * 30 * MIN
    assert sentences(a, b, found) == ["12 of them no longer wait for car: 20 min less on average."]
    assert found.pairs == 24
    assert found.moved == 0


def told(a: Side, b: Side) -> list[str]:
    """The goals that one of them reaches and the other does not."""
    return [str(line) for line in goals_changed(a, b, compare(a, b, FEW))]


def test_the_goals_that_are_broken_and_mended_are_named():
    few, more = sides(visits(1, form="share 90 %"), car=2)
    figures = "'done': A 50% → B 100% of incidents on time, goal 90%"
    assert told(few, more) == [
        "Every goal that A reaches B reaches, too.",
        f"Reached by B, not by A: {figures} (too near it to be sure: B).",  # in twelve runs
    ]
    broken, *nothing = told(more, few)
    assert broken.startswith("Reached by A, not by B: 'done': A 100% → B 50% of incidents on time, goal 90%")
    assert not nothing
    assert told(few, few) == ["Every goal that A reaches B reaches, too, and B reaches no other."]


def test_a_mean_is_compared_in_seconds():
    a, b = sides(visits(1, form="mean", within="1 h"), car=2)
    (target,) = compare(a, b, FEW).targets
    assert (target.a.estimate, target.b.estimate) == (40 * MIN, 30 * MIN)  # (30 + 50) / 2 and 30
    assert target.difference.estimate == -10 * MIN
    assert target.verdict == "better"


def anomaly(clerks: int, within: str = "10 min") -> Drill:
    """One vehicle. At 0 comes one with a call of 5 min and a job of 4, at 1 min one with a call of 1 and a job of 30."""

    def steps(call: str, job: str) -> dict[str, Any]:
        return {
            "call": {"takes": call, "stage": "call", "needs": {"by": "clerk 1"}},
            "job": {"after": "call", "takes": job, "stage": "handling", "needs": {"ride": "car 1"}},
        }

    return drill(
        {"clerk": {"kind": "post", "count": clerks}, "car": {"kind": "vehicle", "count": 1}},
        procedures={"slow": {"steps": steps("5 min", "4 min")}, "quick": {"steps": steps("1 min", "30 min")}},
        injects=[inject(0, "slow"), inject(MIN, "quick")],
        targets={
            "begun": {"to": "job.started", "within": within, "form": "share 90 %"},
            "all_begun": {"to": "job.started", "within": within, "form": "every"},
        },
    )


def test_more_staff_can_hurt_and_it_is_said():
    # 1 clerk:  calls 0-5 and 5-6; the car 5-9, then 9-39: waits of 5 and 8 min, 2 of 2 within 10.
    # 2 clerks: calls 0-5 and 1-2; the car 2-32, then 32-36: waits of 32 and 1 min, 1 of 2.
    a, b = sides(anomaly(1), clerk=2)
    found = compare(a, b, FEW)
    share, every = found.targets
    assert (share.a.on_time, share.b.on_time, share.b.judged) == (24, 12, 24)
    assert (share.kept.count, share.missed.count) == (0, 12)
    assert share.missed.witness == (1, 1, 1)
    assert share.verdict == every.verdict == "worse"
    assert (every.a.runs_kept, every.b.runs_kept) == (12, 0)
    assert every.difference.estimate == -1.0
    assert sentences(a, b, found) == ["12 of them wait longer for car: 27 min more on average."]  # 32 - 5


def test_both_ways_at_once_are_both_shown():
    # The same, within 6 min: with 1 clerk 5 is on time and 8 late, with 2 clerks 32 is late and 1 on time.
    a, b = sides(anomaly(1, "6 min"), clerk=2)
    found = compare(a, b, FEW)
    target = found.targets[0]
    assert (target.kept.count, target.missed.count) == (12, 12)
    assert target.difference.estimate == 0
    assert target.difference.differing == 0  # one on time in every run, but not the same one
    assert target.verdict == "no_difference_shown"
    # Kept: 8 min were 4 of waiting for the clerk, 1 of the call, 3 of waiting for the car; now only the call is left.
    assert sentences(a, b, found) == [
        "12 of them no longer wait for clerk: 4 min less on average.",
        "12 of them no longer wait for car: 3 min less on average.",
        "12 of them wait longer for car: 27 min more on average.",
    ]


def test_a_laxer_limit_is_told_from_more_cars():
    a, b = side(visits(1)), side(visits(1, within="1 h"))
    found = compare(a, b, FEW)
    (target,) = found.targets
    assert target.redefined
    assert target.kept.count == 12
    assert sentences(a, b, found) == ["Their time is the same: what is promised is not."]


def test_days_with_a_gap_are_compared_by_day():
    # The clerk has a job of 30 min at 0 and at 1 day; nobody free for longer than 5 min spoils a day. Two are enough.
    d = drill(
        {"clerk": {"kind": "post"}},
        {"job": {"takes": "30 min", "needs": {"by": "clerk 1"}}},
        injects=[inject(0), inject(86400)],
        days=3,
        targets={"desk": {"no_gap": "clerk", "within": "5 min", "free": True}},
    )
    a, b = sides(d, clerk=2)
    found = compare(a, b, FEW)
    (target,) = found.targets
    assert (target.a.judged, target.a.on_time, target.b.on_time) == (36, 12, 36)
    assert (target.kept.count, target.kept.timed, target.kept.witness) == (24, 12, (1, 1, 1))
    assert sentences(a, b, found) == ["all who were on duty were busy: less in 12 of these runs, by 1 h on average."]


# ---- what exists in one only -------------------------------------------------------------------


def test_what_only_one_has_is_left_out_and_said():
    stream = {"kind": "visit", "rate": "5 per day"}
    job = {"job": {"takes": {"exponential": "2 h"}, "needs": {"ride": "car 1"}}}

    def plan(streams: dict[str, Any], targets: dict[str, Any]) -> Side:
        return side(drill({"car": {"kind": "vehicle", "count": 9}}, job, streams=streams, days=3, targets=targets))

    limit = {"to": "job.ended", "within": "2 h"}
    a = plan({"s": stream, "gone": stream}, {"t": limit, "old": limit, "u": {**limit, "form": "every"}})
    b = plan({"s": stream, "new": stream, "more": stream}, {"new_t": limit, "t": limit, "u": {**limit, "form": "mean"}})
    found = compare(a, b, FEW)
    assert found.only_a.sources == ["gone"]
    assert found.only_b.sources == ["new", "more"]
    assert found.only_a.targets == ["old"]
    assert found.only_b.targets == ["new_t"]
    assert found.only_a.targets_of_other_form == found.only_b.targets_of_other_form == ["u"]
    assert [target.id for target in found.targets] == ["t"]
    # With cars enough nobody waits, so those that both have fare alike, whatever else comes.
    assert found.targets[0].difference.differing == 0
    assert found.targets[0].a == found.targets[0].b
    assert found.targets[0].a.judged == found.pairs > 0
    assert found.only_a.incidents == found.only_b.incidents == 0


def test_a_stream_that_brings_more_is_matched_number_by_number():
    def plan(rate: str) -> Drill:
        targets = {"t": {"to": "job.ended", "within": "1 h"}}
        return drill({}, {"job": {}}, streams={"s": {"kind": "visit", "rate": rate}}, days=4, targets=targets)

    one, two = plan("2 per day"), plan("4 per day")
    found = compare(side(one), side(two), FEW)
    many = [[len(d.deck.msel(run).time) for run in range(1, 13)] for d in (one, two)]
    assert found.pairs == sum(map(min, zip(*many, strict=True)))
    assert found.only_b.incidents == sum(many[1]) - found.pairs
    assert found.targets[0].b.judged == sum(many[1])  # its figures are those that `run` gives
    assert found.moved == found.pairs


def test_different_days_are_refused():
    with pytest.raises(ValueError, match="windows differ"):
        compare(side(visits(1)), side(drill({}, {"job": {}}, days=2)), FEW)


# ---- what pairing keeps ------------------------------------------------------------------------

SOURCES = {
    "few": {"kind": "visit", "rate": "2 per day"},
    "many": {"kind": "visit", "rate": "9 per day"},
    "groups": {"kind": "visit", "rate": "1 per day", "batch": {"between": [1, 3]}},
    "fixed": {"kind": "visit", "at": ["08:00", "12:00"]},
}


@st.composite
def drills(draw: st.DrawFn) -> Drill:
    names = draw(st.lists(st.sampled_from(list(SOURCES)), unique=True))
    injects = [inject(second) for second in draw(st.lists(st.integers(0, 86_399), max_size=2))]
    return drill(
        {"crew": {"staff": draw(st.integers(0, 3))}, "car": {"kind": "vehicle", "count": draw(st.integers(1, 3))}},
        {
            "go": {"takes": {"exponential": "1 h"}, "needs": {"who": "crew 1"}},
            "job": {
                "after": "go",
                "takes": {"exponential": "2 h"},
                "needs": {"ride": "car 1"},
                "outcome": {"a": 0.5, "b": 0.5},
            },
            "last": {"after": "job", "when": {"job": "a"}, "takes": "5 min"},
        },
        streams={name: SOURCES[name] for name in names},
        injects=injects,
        days=2,
        targets={
            "every": {"to": "job.ended", "within": "4 h"},
            "share": {"from": "go.ended", "to": "last.ended", "within": "3 h", "form": "share 90 %"},
            "mean": {"to": "job.ended", "within": "4 h", "form": "mean"},
            "daily": {"to": "job.ended", "once": "day"},
        },
    )


@examples(max_examples=often(20))
@given(drills(), drills(), st.integers(1, 3))
def test_partners_have_the_same_luck(one, two, runs):
    a, b = one.deck.deal(1, runs), two.deck.deal(1, runs)
    labels = [[source.label for source in d.deck.sources] for d in (one, two)]
    match = matched(a, b, *labels)
    assert len(set(match.pairs.a.tolist())) == len(set(match.pairs.b.tolist())) == len(match.pairs.a)
    for x, y in zip(match.pairs.a.tolist(), match.pairs.b.tolist(), strict=True):
        assert labels[0][a.joined.origin[x]] == labels[1][b.joined.origin[y]]
        rows = [slice(m.joined.row_first[i], m.joined.row_first[i + 1]) for m, i in ((a, x), (b, y))]
        for column in ("takes", "outcome"):
            assert np.array_equal(getattr(a.joined, column)[rows[0]], getattr(b.joined, column)[rows[1]])
        assert a.joined.time[x] == b.joined.time[y]
    assert match.moved == 0
    assert np.array_equal(a.run_of(match.pairs.a), b.run_of(match.pairs.b))
    # The same sources bring the same incidents, so nothing of a common source is left alone.
    counts = [Counter(label for label in np.array(labels[i])[m.joined.origin] if label in labels[1 - i])
              for i, m in enumerate((a, b))]  # fmt: skip
    assert counts[0] == counts[1]
    assert len(match.pairs.a) == sum(counts[0].values())


@examples(max_examples=often(12))
@given(drills(), drills())
def test_swapping_the_two_swaps_everything(one, two):
    there, back = compare(side(one), side(two), FEW), compare(side(two), side(one), FEW)
    assert (there.only_a, there.pairs) == (back.only_b, back.pairs)
    for x, y in zip(there.targets, back.targets, strict=True):
        assert (x.a, x.b, x.judged_only_a, x.judged_only_b) == (y.b, y.a, y.judged_only_b, y.judged_only_a)
        assert (x.kept.count, x.kept.a, x.kept.b) == (y.missed.count, y.missed.b, y.missed.a)
        assert x.difference.differing == y.difference.differing
        for name in ("estimate", "low", "high"):
            mirrored = {"low": "high", "high": "low"}.get(name, name)
            mine, other = getattr(x.difference, name), getattr(y.difference, mirrored)
            assert (mine is None) == (other is None)
            assert mine is None or mine == pytest.approx(-other, abs=1e-9)
        # Whatever both judge either stays or is counted as changed.
        assert x.b.on_time - x.a.on_time >= x.kept.count - x.missed.count - x.judged_only_a
        if not x.judged_only_a and not x.judged_only_b:
            assert x.b.on_time - x.a.on_time == x.kept.count - x.missed.count


@examples(max_examples=often(10))
@given(drills())
def test_a_plan_does_not_differ_from_itself(d):
    found = compare(side(d), side(d), FEW)
    for target in found.targets:
        assert target.difference.differing == 0
        assert target.difference.estimate in (0.0, None)
        assert target.difference.variance in (0.0, None)
        assert target.verdict in ("no_difference_shown", "nothing_judged")
        assert target.kept.count == target.missed.count == target.judged_only_a == target.judged_only_b == 0


def test_workers_change_nothing():
    d = drill(
        {"crew": {"staff": 1}},
        {"job": {"takes": {"exponential": "2 h"}, "needs": {"who": "crew 1"}}},
        streams={"s": SOURCES["many"]},
        days=2,
        targets={"t": {"to": "job.ended", "within": "4 h"}, "u": {"to": "job.ended", "within": "4 h", "form": "share 90 %"}},
    )
    a, b = sides(d, crew=2)
    settings = Settings(runs=120)
    alone, together = compare(a, b, settings), compare(a, b, replace(settings, jobs=2))
    assert alone.targets == together.targets
    assert np.array_equal(alone.block.a, together.block.a)


# ---- how sure ----------------------------------------------------------------------------------


def test_the_interval_of_pairs_of_runs_is_that_of_bonett_and_price():
    # 100 pairs: 60 kept by both, 25 by B alone, 5 by A alone, 10 by neither.
    a = np.repeat([1, 0, 1, 0], [60, 25, 5, 10])
    b = np.repeat([1, 1, 0, 0], [60, 25, 5, 10])
    ones = np.ones(100)
    found = ratio_difference((ones, a), (ones, b), 0.05)
    p12, p21 = 26 / 102, 6 / 102
    half = 1.984217 * np.sqrt((p12 + p21 - (p12 - p21) ** 2) / 102)  # t with 99 degrees of freedom
    assert found.estimate == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((p12 - p21 - half, p12 - p21 + half), abs=1e-6)
    assert found.differing == 30
    # Variance of a paired difference: p12 + p21 - (p12 - p21)^2, and of independent ones: p(1 - p) of each.
    assert found.variance == pytest.approx((0.25 + 0.05 - 0.2**2) / 99)
    assert found.gain == pytest.approx((0.65 * 0.35 + 0.85 * 0.15) / (0.25 + 0.05 - 0.2**2))


@pytest.mark.parametrize(("pairs", "shown"), [(5, False), (6, True)])
def test_a_difference_all_one_way_needs_six_pairs(pairs, shown):
    # So does the exact sign test: 2 / 2^5 = 0.0625, 2 / 2^6 = 0.03125.
    a, ones = np.ones(400), np.ones(400)
    b = a.copy()
    b[:pairs] = 0
    assert (ratio_difference((ones, a), (ones, b), 0.05).verdict(True) == "worse") is shown


def test_no_difference_seen_still_has_an_interval():
    ones = np.ones(400)
    found = ratio_difference((ones, ones), (ones, ones), 0.05)
    assert found.estimate == 0
    assert found.low == pytest.approx(-found.high)
    assert 0.005 < found.high < 0.01  # the rule of three says 0.0075
    assert ratio_difference((ones, 60 * ones), (ones, 60 * ones), 0.05, is_share=False)[1:3] == (None, None)


def test_nothing_judged_is_no_difference():
    none, ones = np.zeros(5), np.ones(5)
    for a, b in ((none, ones), (ones, none), (none, none)):
        assert ratio_difference((a, a), (b, b), 0.05).verdict(True) == "nothing_judged"


Pair = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def late_together(rng: np.random.Generator, runs: int, bad: float, better: float, mean: float = 8) -> Pair:
    """Runs with a bad day (a share `bad`) miss most incidents; B mends a share `better` of them. Judged, on time."""
    judged = rng.poisson(mean, runs) + 1
    is_bad = rng.random(runs) < bad
    missed = rng.binomial(judged, np.where(is_bad, 0.7, 0.02))
    mended = rng.binomial(missed, better)
    return judged, judged - missed, judged, judged - missed + mended


def true_difference(bad: float, better: float) -> float:
    return better * (bad * 0.7 + (1 - bad) * 0.02)


def coverage(cases: int, runs: int, alpha: float, bad: float, better: float, every: bool = False) -> float:
    """How often the interval holds the truth."""
    rng = np.random.default_rng(1)
    truth = true_difference(bad, better)
    if every:
        big = late_together(np.random.default_rng(2), 4_000_000, bad, better)
        truth = float((big[3] == big[2]).mean() - (big[1] == big[0]).mean())
    held = 0
    for _case in range(cases):
        ja, ga, jb, gb = late_together(rng, runs, bad, better)
        if every:
            ja, ga, jb, gb = ja > 0, ga == ja, jb > 0, gb == jb
        found = ratio_difference((ja, ga), (jb, gb), alpha)
        held += found.low <= truth <= found.high
    return held / cases


CASES = [(0.1, 0.5), (0.1, 0.02), (0.02, 0.1), (0.5, 0.3), (0.01, 0.0)]


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize(("bad", "better"), CASES)
def test_the_interval_holds_the_truth_often_enough(bad, better, every):
    assert coverage(400, 400, 0.05, bad, better, every) > 0.92  # 95 % less three standard errors


@pytest.mark.slow
@pytest.mark.parametrize("runs", [100, 400])
@pytest.mark.parametrize("alpha", [0.05, 0.005])
@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize(("bad", "better"), CASES)
def test_the_interval_holds_the_truth_often_enough_at_length(bad, better, every, alpha, runs):
    floor = {0.05: 0.93, 0.005: 0.985}[alpha]
    assert coverage(6000, runs, alpha, bad, better, every) > floor


def one_or_two(seed: int, runs: int) -> Comparison:
    d = drill(
        {"crew": {"staff": 1}},
        {"job": {"takes": {"exponential": "40 min"}, "needs": {"who": "crew 1"}}},
        streams={"s": {"kind": "visit", "rate": "12 per day", "at_most": 60}},
        targets={
            "every": {"to": "job.started", "within": "2 h"},
            "share": {"to": "job.started", "within": "30 min", "form": "share 90 %"},
            "mean": {"to": "job.started", "within": "30 min", "form": "mean"},
        },
    )
    return compare(*sides(d, crew=2), Settings(seed=seed, runs=runs))


@pytest.mark.slow
def test_played_plans_differ_as_much_as_the_interval_says():
    truth = [target.difference.estimate for target in one_or_two(99, 40_000).targets]
    held = np.zeros(3)
    for seed in range(400):
        for index, target in enumerate(one_or_two(seed, 100).targets):
            held[index] += target.difference.low <= truth[index] <= target.difference.high
    assert (held / 400 > 0.955).all(), held  # 1 - 0.05 / 3, less three standard errors and what the truth is unsure of


def test_pairing_is_worth_runs():
    every, share, mean = one_or_two(1, 100).targets
    assert every.verdict == share.verdict == mean.verdict == "better"
    assert every.difference.gain == pytest.approx(1)  # with two no run has a miss: nothing that could go together
    assert share.difference.gain > 1
    assert mean.difference.gain > 1


def test_the_document_holds_all_of_it():
    from drillsim.store.comparison import SideInputs
    from drillsim.store.folder import Inputs

    a, b = sides(anomaly(1), clerk=2)
    sources = SideInputs(Inputs({}, "a.yaml"), {}), SideInputs(Inputs({}, "a.yaml"), {"clerk": 2})
    told = document(a, b, sources, compare(a, b, FEW))
    share = told.targets[0]
    assert share.missed.count == 12
    assert share.missed.mean_seconds_a == 5 * MIN
    assert share.missed.mean_seconds_b == 32 * MIN
    parts = {(part.part, part.name): (part.mean_a, part.mean_b, part.less_in, part.more_in) for part in share.missed.parts}
    assert parts == {("stage", "call"): (300, 300, 0, 0), ("waiting_for", "car"): (0, 27 * MIN, 0, 12)}
    assert told.b.sizes == {"clerk": 2}


def test_a_difference_of_shares_is_shown_no_further_than_shares_can_differ() -> None:
    from drillsim.say.comparison import _step

    assert (_step(-1.249, is_mean=False), _step(0.326, is_mean=False)) == ("−100.0", "+32.6")
    assert _step(-4000.0, is_mean=True) == "-1 h 7 min"
