"""Assumptions moved by their uncertainty: what moves, what does not, and which verdicts flip."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from files import PLAN, SCENARIO, write

from drillsim.base.errors import InputError
from drillsim.base.spread import Workers
from drillsim.files.reading import read_scenario
from drillsim.plan.distributions import Pert
from drillsim.say.certainty import flips
from drillsim.sizing.perturbation import moved, outermost
from drillsim.sizing.sensitivity import RUNS, sensitivity
from drillsim.sizing.trial import SizingCase


@pytest.fixture
def little(tmp_path):
    scenario, plan = read_scenario(write(tmp_path))
    return plan, scenario


def test_times_rates_and_factors_move(little):
    plan, scenario = moved(*little, ["travel", "varies", "pools.crew", "procedures.visit", "targets", "streams"], 1.5)
    assert plan.travel.times["office"] == {"town": 450, "county": 3600}
    assert plan.travel.slower[0].times == 2.25
    assert plan.travel.weather == {"snow": 3.0}
    assert plan.varies.travel == Pert[float](shortest=0.8 * 1.5, usual=1.5, longest=3.0)
    assert (plan.pools["crew"].turnout.on_duty, plan.pools["crew"].turnout.on_call) == (180, 1350)
    steps = plan.procedures["visit"].steps
    assert (steps["call"].takes, steps["help"].takes) == (180, 2700)
    assert (steps["talk"].takes.shortest, steps["talk"].takes.usual, steps["talk"].takes.longest) == (900, 1800, 5400)
    assert [target.limit for target in plan.targets.values()] == [1800, 2700]
    assert scenario.streams["visits"].rate == pytest.approx(4.5 / 86400)
    assert scenario.streams["visits"].at_most == 30


def test_counts_shares_hours_and_money_do_not(little):
    plan, scenario = moved(*little, ["pools", "procedures", "streams", "injects", "disruptions", "duties"], 1.5)
    was, before = little
    for name, pool in plan.pools.items():
        assert pool.size == was.pools[name].size
    assert plan.pools["crew"].hours == was.pools["crew"].hours
    steps, old = plan.procedures["visit"].steps, was.procedures["visit"].steps
    assert steps["call"].outcome == old["call"].outcome
    assert (steps["order"].takes, steps["travel"].takes) == ("turnout", "travel")
    assert steps["order"].needs == old["order"].needs
    assert steps["help"].spends == old["help"].spends
    assert scenario.streams["visits"].people == before.streams["visits"].people
    assert scenario.streams["market"] == before.streams["market"]
    assert scenario.injects == before.injects
    assert plan.duties == was.duties
    assert scenario.disruptions[3].times == 3.0  # the slow road
    assert [d.from_ for d in scenario.disruptions] == [d.from_ for d in before.disruptions]


def test_a_slow_road_never_becomes_a_short_cut(little):
    plan, scenario = moved(*little, ["travel", "disruptions"], 0.25)
    assert plan.travel.weather["snow"] == 1.0
    assert plan.travel.slower[0].times == 1.0
    assert scenario.disruptions[3].times == 1.0
    assert plan.travel.times["office"]["town"] == 75


def test_a_part_of_a_part_moves_alone_and_only_once(little):
    plan, _scenario = moved(*little, ["procedures.visit.steps.talk", "procedures.visit.talk.takes"], 2.0)
    steps = plan.procedures["visit"].steps
    assert (steps["talk"].takes.usual, steps["help"].takes) == (2400, 1800)
    assert moved(*little, ["travel.times.office.county"], 2.0)[0].travel.times["office"] == {"town": 300, "county": 4800}
    assert moved(*little, ["travel.slower.1.times"], 2.0)[0].travel.slower[0].times == 3.0
    assert outermost(["a.b", "a", "c.d", "a.b.c"]) == [("a",), ("c", "d")]


@pytest.mark.parametrize(
    "part", ["zones", "pools.crew.staff", "procedures.visit.talk.outcome", "attributes.danger", "window"]
)
def test_what_holds_no_time_is_the_same_thing_still(little, part):
    plan, scenario = little
    assert moved(plan, scenario, [part], 1.5)[0] is plan
    assert moved(plan, scenario, [part], 1.5)[1] is scenario


@pytest.mark.parametrize("written", ["uncertainty: 30 %", "不确定度: 30%", "uncertainty: 0.3"])
def test_an_assumption_says_how_far_it_may_be_off(tmp_path, written):
    _, plan = read_scenario(write(tmp_path, PLAN.replace("source: assumed, about", f"{written}, source: assumed, about")))
    assert plan.assumptions["staff"].uncertainty == 0.3
    assert read_scenario(write(tmp_path))[1].assumptions["staff"].uncertainty is None


@pytest.mark.parametrize("page", ["sizing.md", "sizing.zh.md"])
def test_the_example_of_the_page_can_be_read(tmp_path, page):
    text = (Path(__file__).parent.parent / "docs" / page).read_text("utf-8")
    (example,) = re.findall(r"<!-- find -->\n```yaml\n(.*?)```", text, re.DOTALL)
    plan = read_scenario(write(tmp_path, PLAN.replace("assumptions:\n", f"assumptions:\n{example}")))[1]
    road = next(iter(plan.assumptions.values()))
    assert (road.uncertainty, road.about) == (0.15, ["travel.times"])


@pytest.mark.parametrize(
    ("written", "said"), [("100 %", "an uncertainty lies below 100%"), ("many", "'many' is not a share")]
)
def test_an_uncertainty_is_a_share_below_one(tmp_path, written, said):
    path = write(tmp_path, PLAN.replace("source: assumed, about", f"uncertainty: {written}, source: assumed, about"))
    with pytest.raises(InputError, match=said):
        read_scenario(path)


def case(tmp_path, assumptions: str) -> SizingCase:
    """A visit that takes 40 minutes of driving, of 45 allowed."""
    plan = PLAN[: PLAN.index("assumptions:")] + "assumptions:\n" + assumptions
    plan = plan.replace('hours: "08:00-18:00"}', 'hours: "00:00-24:00"}').replace('- {hours: "07:00-09:00", times: 1.5}', "")
    plan = plan.replace("  slower:\n", "").replace("varies: {travel: {shortest: 0.8, usual: 1, longest: 2}}\n", "")
    plan = plan.replace(
        "within: 20 min, where: {kind: visit, zone: town}", "within: 45 min, where: {kind: visit, zone: county}"
    )
    scenario = SCENARIO[: SCENARIO.index("disruptions:")]
    read, found = read_scenario(write(tmp_path, plan, scenario))
    return SizingCase(found, read, ("crew", "car"))


def test_the_assumption_that_flips_a_verdict_comes_first(tmp_path):
    asked = case(
        tmp_path,
        "  office: {text: Ten minutes of writing., about: [procedures.report.write], uncertainty: 10 %}\n"
        "  road: {text: Forty minutes., about: [travel.times], uncertainty: 20 %}\n"
        "  people: {text: Six., about: [pools.crew.staff]}\n",
    )
    found = sensitivity(asked, (6, 4), 1, 0.05, Workers())
    assert [swing.name for swing in found.swings] == ["road", "office"]
    road, office = found.swings
    assert road.flips_high == ("arrival",)
    assert road.flips_low == ()
    assert road.width > office.width == 0
    assert (road.uncertainty, road.usual) == (0.2, False)
    assert not office.flips
    assert found.unmoved == (("people", False),)
    assert found.base.runs == RUNS
    certified: Any = SimpleNamespace(outcome="certified", sensitivity=found, case=asked)
    assert str(flips(certified)) == (
        "But this rests on assumptions: of 2 that were moved, each alone by its own uncertainty, 1 flips a verdict "
        "('arrival')."
    )


def test_the_same_event_lists_are_played(tmp_path):
    """Moving nothing changes nothing."""
    found = sensitivity(
        case(tmp_path, "  road: {text: Sure., about: [travel.times], uncertainty: 0 %}\n"), (6, 2), 1, 0.05, Workers()
    )
    (swing,) = found.swings
    assert swing.low.targets == swing.high.targets == found.base.targets
