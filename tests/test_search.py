"""The search for the smallest plan and its certificate, against exhaustion and against what can go wrong."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from often import often
from plans import START, inject
from random_plans import random_case

from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.resize import resized, size_in, size_of, sized
from drillsim.plan.plan import Plan
from drillsim.plan.pools import shifts_of
from drillsim.plan.scenario import Scenario
from drillsim.sizing.certificate import cover
from drillsim.sizing.grid import Dimension, Grid
from drillsim.sizing.search import WHOLE, Search
from drillsim.sizing.sizing import SizeSettings, size
from drillsim.sizing.trial import SizingCase, Trial, try_plan


def grid(*shape, costs=None):
    costs = costs or [1.0] * len(shape)
    return Grid(tuple(Dimension(f"p{k}", 1, n, cost) for k, (n, cost) in enumerate(zip(shape, costs, strict=True))))


def told(truth):
    """Trials by an oracle: no play."""

    def attempt(plans):
        return [
            Trial(sizes={}, cost=0, seed=0, runs=1, verdict=told, worst=None, missed=[], targets=[])
            for told in map(truth, plans)
        ]

    return attempt


shapes = st.lists(st.integers(1, 7), min_size=1, max_size=4)


@given(shapes, st.randoms(use_true_random=False))
@settings(max_examples=often(100))
def test_the_search_finds_the_cheapest_of_any_monotone_truth(shape, random: Random):
    g = grid(*shape, costs=[random.choice((0.5, 1, 2, 7)) for _ in shape])
    corners = [random.randrange(len(g)) for _ in range(random.randint(0, 4))]
    passes = np.zeros(len(g), np.bool_)
    for corner in corners:
        passes |= g.above(corner)
    search = Search(g)
    search.run(told(lambda plan: "PASS" if passes[plan] else "FAIL"))
    if not passes.any():
        assert search.best is None
        return
    assert g.cost[search.best] == g.cost[passes].min()
    assert passes[search.best]
    cheaper = g.cost < g.cost[search.best]
    covered = np.zeros(len(g), np.bool_)
    for plan in cover(g, cheaper, search):
        covered |= g.below(plan) if len(g) > WHOLE else np.arange(len(g)) == plan
    assert covered[cheaper].all()  # every cheaper plan is spoken of


def test_the_search_tries_few_plans_of_a_large_grid():
    g = grid(10, 10, 10, 10)
    passes = g.above(g.plan_of((4, 7, 2, 5)))
    search = Search(g)
    search.run(told(lambda plan: "PASS" if passes[plan] else "FAIL"))
    assert g.sizes_of(search.best) == (4, 7, 2, 5)
    assert len(search.tried) < 100  # of 10,000


def test_an_undecided_plan_prunes_nothing_and_is_named():
    g = grid(5, 9)
    border = g.plan_of((2, 3))

    def truth(plan):
        return "UNDECIDED" if plan == border else "PASS" if g.above(border)[plan] else "FAIL"

    search = Search(g)
    search.run(told(truth))
    assert search.undecided() == [border]
    assert g.cost[search.best] == g.cost[border] + 1


@given(st.integers(0, 10**6))
@settings(max_examples=often(50))
def test_a_failing_plan_above_a_passing_one_hides_nothing(seed):
    """The largest plan fails though smaller ones pass: more can hurt."""
    random, g = Random(seed), grid(6, 8)
    low = g.plan_of((random.randint(1, 5), random.randint(1, 7)))
    fewer = g.one_fewer(len(g) - 1)
    passes = g.above(low)
    passes[len(g) - 1] = False
    search = Search(g)
    search.run(told(lambda plan: "PASS" if passes[plan] else "FAIL"))
    assert search.best is not None
    assert set(fewer) & set(search.tried)
    assert g.cost[search.best] == g.cost[passes].min()


# ---- resizing --------------------------------------------------------------------------------------------


def small(procedures=None, pools=None, targets=None, plan=None, **scenario):
    """A desk with clerks: visits come at random, and each takes a clerk some time."""
    plan = Plan.model_validate(
        {
            "plan": "desk", "name": "A desk", "zones": {"town": None},
            "pools": pools or {"clerk": {"kind": "post", "count": 1}, "car": {"kind": "vehicle", "count": 1}},
            "procedures": procedures or {
                "visit": {"steps": {"talk": {"takes": {"exponential": "20 min"}, "needs": {"by": "clerk 1"}}}},
                "trip": {"steps": {"drive": {"takes": {"exponential": "1 h"}, "needs": {"ride": "car 1"}}}},
            },
            "targets": targets or {
                "soon": {"to": "talk.started", "within": "10 min", "form": "share 70 %"},
                "ride": {"to": "drive.started", "within": "30 min", "form": "share 90 %"},
            },
            **(plan or {}),
        }
    )  # fmt: skip
    usual = {
        "window": {"from": str(START), "days": 2},
        "streams": {"visits": {"kind": "visit", "rate": "3 per hour"}, "trips": {"kind": "trip", "rate": "1 per hour"}},
    }
    return plan, Scenario.model_validate({"plan": "plan.yaml", "name": "Two days", **(scenario or usual)})


def test_pools_are_resized_by_the_key_that_counts_them():
    plan, scenario = small(pools={
        "clerk": {"kind": "post", "count": 1}, "car": {"kind": "vehicle", "count": 1}, "crew": {"staff": 5},
        "room": {"kind": "room", "places": 4}, "cash": {"kind": "fund", "amount": 100},
        "night": {"shifts": [{"hours": "08:00-20:00", "on_duty": 6, "on_call": 1}, {"hours": "20:00-08:00", "on_duty": 2}]},
    })  # fmt: skip
    assert {name: size_of(pool) for name, pool in plan.pools.items()} == {
        "clerk": 1, "car": 1, "crew": 5, "room": 4, "cash": 100, "night": 7
    }  # fmt: skip
    other = resized(plan, {"clerk": 3, "car": 0, "crew": 9, "room": 5, "cash": 7, "night": 4})
    assert [size_of(pool) for pool in other.pools.values()] == [3, 0, 9, 5, 7, 4]
    assert [(s.on_duty, s.on_call) for s in other.pools["night"].shifts] == [(3, 1), (0, 0)]  # three fewer in each
    compiled = compile_plan(plan, scenario.window)
    whole, quick = (
        compile_plan(other, scenario.window),
        sized(compiled, {name: size_of(p) for name, p in other.pools.items()}),
    )
    assert all(np.array_equal(a, b) for a, b in zip(whole.tables, quick.tables, strict=True))


def test_a_shift_is_resized_alone():
    """The others stay; how many there are in all moves with the best-manned shift."""
    rows = [
        {"name": "day", "hours": "08:00-20:00", "on_duty": 4, "on_call": 1},
        {"name": "night", "on_duty": 3},
        {"on_call": 2},
    ]
    plan, _scenario = small(
        pools={"clerk": {"kind": "post", "count": 9, "shifts": rows}, "car": {"kind": "vehicle", "count": 1}}
    )

    def clerks(sizes):
        pool = resized(plan, sizes).pools["clerk"]
        return [(s.on_duty, s.on_call) for s in pool.shifts], pool.count

    assert (size_in(plan, "clerk.day"), size_in(plan, "clerk.night"), size_in(plan, "clerk")) == (4, 3, 5)
    assert clerks({"clerk.day": 6}) == ([(6, 1), (3, 0), (0, 2)], 11)
    assert clerks({"clerk.night": 4}) == ([(4, 1), (4, 0), (0, 2)], 9)
    assert clerks({"clerk.night": 0, "clerk.day": 1, "car": 3}) == ([(1, 1), (0, 0), (0, 2)], 6)
    assert clerks({"clerk": 6}) == ([(5, 1), (4, 0), (1, 2)], 10)


def test_only_the_calendar_is_made_anew_whatever_the_plan():
    """Random plans with pools and shifts of other sizes: the tables are those of the resized plan."""
    seen = {"alone": 0, "whole": 0}
    for seed in range(150):
        drawn, sizes, draw = random_case(seed)[0], {}, Random(seed)
        plan = drawn.plan
        for name, pool in plan.pools.items():
            for number, shift in enumerate(getattr(pool, "shifts", [])):
                pool.shifts[number] = shift.model_copy(update={"name": f"row{number}"})
            parts = [f"{name}.{shift}" for shift in shifts_of(pool)] if draw.random() < 0.7 else []
            seen["alone" if parts else "whole"] += 1
            sizes |= {part: draw.randrange(4) for part in parts or [name]}
        other, quick = compile_plan(resized(plan, sizes), drawn.window), sized(compile_plan(plan, drawn.window), sizes)
        assert all(np.array_equal(a, b) for a, b in zip(other.tables, quick.tables, strict=True)), seed
        assert quick.plan == other.plan
    assert min(seen.values()) > 20


# ---- the whole, on small cases ---------------------------------------------------------------------------

DIMENSIONS = (Dimension("clerk", 1, 6), Dimension("car", 1, 6))


def case(**more):
    plan, scenario = small(**more)
    return SizingCase(plan, scenario, ("clerk", "car"))


def by_exhaustion(c, dimensions, runs=1500):
    """The cheapest plan whose estimates all reach their goals, with every plan played."""
    g = Grid(dimensions)
    good = []
    for plan in range(len(g)):
        trial = try_plan(c, g.sizes_of(plan), 99, 1e-9, runs, 1e-9)  # so small an error rate that nothing stops early
        if all(target.margin >= 0 for target in trial.targets):
            good.append(plan)
    return min(good, key=lambda plan: (g.cost[plan], g.sizes_of(plan)))


def test_the_winner_is_the_one_that_exhaustion_finds():
    c = case()
    found = size(c, DIMENSIONS, SizeSettings(max_runs=4000))
    assert found.winner == by_exhaustion(c, DIMENSIONS, 300)
    assert found.certified
    assert found.certificate.winner.verdict == "PASS"
    assert len(found.tried) < len(found.grid)
    for trial in found.neighbours:  # one fewer of anything breaks something
        assert trial.verdict == "FAIL"
        assert trial.missed == (["soon"] if trial.counts[0] < found.grid.sizes_of(found.winner)[0] else ["ride"])


def test_each_station_is_a_size_of_its_own():
    """Nearly all fires are in the north, and the other station is too far away to help in time."""
    times = {f"{one}_station": {one: "5 min", other: "40 min"} for one, other in (("north", "south"), ("south", "north"))}
    plan, scenario = small(
        plan={"zones": {"north": None, "south": None}, "travel": {"times": times}},
        pools={
            f"engine_{place}": {"kind": "vehicle", "count": 1, "base": f"{place}_station", "counts_as": "engine"}
            for place in ("north", "south")
        },
        procedures={"fire": {"steps": {
            "order": {"takes": "turnout", "needs": {"engine": "engine 1"}, "keep": {"engine": "work"}},
            "way": {"after": "order", "takes": "travel", "who": "engine", "to": "scene"},
            "work": {"after": "way", "takes": {"exponential": "20 min"}},
        }}},
        targets={"there": {"from": "order.ready", "to": "way.ended", "within": "10 min", "form": "share 75 %"}},
        window={"from": str(START), "days": 2},
        streams={"fires": {"kind": "fire", "rate": "2 per hour", "zone": {"north": 95, "south": 5}}},
    )  # fmt: skip
    c = SizingCase(plan, scenario, ("engine_north", "engine_south"))
    dimensions = (Dimension("engine_north", 1, 4), Dimension("engine_south", 1, 4))
    found = size(c, dimensions, SizeSettings(max_runs=3000))
    assert found.certified
    assert found.grid.sizes_of(found.winner) == (2, 1)


def test_the_search_and_the_certificate_know_nothing_of_each_other():
    found = size(case(), DIMENSIONS, SizeSettings(max_runs=4000))
    assert found.certificate.seed != found.settings.seed
    assert {trial.seed for trial in found.certificate.covers} == {found.certificate.seed}
    assert found.certificate.alpha == found.settings.alpha / 2
    assert found.certificate.claims == 1 + len(found.certificate.covers)


def test_without_a_plan_that_keeps_all_there_is_no_winner():
    found = size(case(), (Dimension("clerk", 1, 1), Dimension("car", 1, 3)), SizeSettings(max_runs=2000))
    assert found.winner is None
    assert not found.certified
    assert found.tried[len(found.grid) - 1].missed == ["soon"]


def test_costs_decide():
    cheap_clerks = (Dimension("clerk", 1, 6, 1.0), Dimension("car", 1, 6, 10.0))
    found = size(case(), cheap_clerks, SizeSettings(max_runs=4000))
    assert found.grid.cost[found.winner] == found.grid.cost[by_exhaustion(case(), cheap_clerks, 300)]


def test_more_staff_can_hurt_and_is_not_hidden():
    """One vehicle; A comes at 0 (call 5 min, job 4), B at 1 (call 1, job 30): two clerks let B go first."""
    steps = {
        "call": {"takes": "5 min", "needs": {"by": "clerk 1"}},
        "job": {"after": "call", "takes": "4 min", "needs": {"ride": "car 1"}},
    }
    late = {
        "call": {"takes": "1 min", "needs": {"by": "clerk 1"}},
        "job": {"after": "call", "takes": "30 min", "needs": {"ride": "car 1"}},
    }
    plan, scenario = small(
        procedures={"a": {"steps": steps}, "b": {"steps": late}},
        targets={"soon": {"to": "job.started", "within": "10 min"}},
        window={"from": str(START), "days": 1},
        injects=[inject(0, "a"), inject(60, "b")],
    )
    c = SizingCase(plan, scenario, ("clerk", "car"))
    found = size(c, (Dimension("clerk", 1, 2), Dimension("car", 1, 1)), SizeSettings())
    assert found.grid.sizes_of(found.winner) == (1, 1)
    assert found.certified
    assert [trial.counts for trial in found.certificate.anomalies] == [(2, 1)]


def test_any_number_of_workers_gives_the_same_sizing():
    alone = size(case(), DIMENSIONS, SizeSettings(max_runs=1000))
    together = size(case(), DIMENSIONS, SizeSettings(max_runs=1000, jobs=2))
    assert alone.tried == together.tried
    assert alone.certificate == together.certificate
    assert (alone.winner, alone.neighbours, alone.runs) == (together.winner, together.neighbours, together.runs)


def test_a_sweep_that_was_cut_off_goes_on_where_it_was(tmp_path):
    class Cut(Exception):
        pass

    def cut(progress):
        if progress.plans >= 5:
            raise Cut

    journal = tmp_path / "trials.jsonl"
    with pytest.raises(Cut):
        size(case(), DIMENSIONS, SizeSettings(max_runs=1000), journal, told=cut)
    with journal.open("a") as file:
        file.write('["half a li')  # as a power cut leaves it
    lines = len(journal.read_text().splitlines()) - 1
    assert lines >= 5
    resumed = size(case(), DIMENSIONS, SizeSettings(max_runs=1000), journal, resume=True)
    whole = size(case(), DIMENSIONS, SizeSettings(max_runs=1000))
    assert resumed.tried == whole.tried
    assert resumed.certificate == whole.certificate
    assert resumed.runs == whole.runs


@pytest.mark.slow
def test_the_error_rate_of_certificates_holds():
    """100 sizings, each with decks of its own: hardly any certified winner may be wrong."""
    dimensions = (Dimension("clerk", 1, 5), Dimension("car", 1, 8))
    c = case()
    truth = by_exhaustion(c, dimensions, 20_000)
    wrong = certified = 0
    for seed in range(100):
        found = size(c, dimensions, SizeSettings(seed=seed, max_runs=5000))
        certified += found.certified
        wrong += found.certified and found.winner != truth
    assert certified >= 80
    assert wrong <= 10  # 5 % are allowed; more than 10 of 100 has a chance of 1 %
