"""What journeys, places and needs that say more than a number must keep, and where a message about them points."""

# ruff: noqa: E501 (one line per fault reads as a table)

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from often import often
from random_plans import random_msel, random_plan
from ruamel.yaml import YAML
from test_bad_input import broken

from drillsim.base.errors import Fault, InputError
from drillsim.check.plan import check_plan
from drillsim.check.whereabouts import Journeys, on_the_road, ways
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.log import same
from drillsim.files.reading import read_plan
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Moving
from drillsim.play.conduct import conduct

PLAN = """\
plan: ambulances
name: Ambulances of a town
zones: {town: , hills: }
travel:
  times:
    station: {town: 5 min, hills: 20 min, north: 8 min}
    north: {town: 6 min, hills: 25 min}
    south: {town: 7 min, hills: 12 min, station: 9 min}
    shelter: {town: 4 min, hills: 15 min, station: 5 min}
pools:
  crew: {staff: 4, base: station, turnout: 2 min}
  ambulance: {kind: vehicle, count: 2, base: station, seats: 2}
  bus: {kind: vehicle, count: 1, seats: 40, base: station}
  van: {kind: vehicle, count: 1, base: south}
  ward_north: {kind: room, places: 4, base: north, counts_as: ward}
  ward_south: {kind: room, places: 4, base: south, counts_as: ward}
  hall: {kind: room, places: 100}
attributes:
  specialty: [north, south]
  danger: [none, some]
procedures:
  rescue:
    priority: {danger: {some: 1, none: 3}}
    steps:
      order:
        takes: turnout
        needs: {team: {of: crew, count: 2, crew_of: ride}, ride: ambulance 1}
        keep: {team: over, ride: over}
      go: {after: order, takes: travel, who: [team, ride]}
      treat: {after: go, takes: 10 min, needs: {bed: {of: ward, count: people, first: [ward_south], else_next: no}}, keep: {bed: over}}
      carry: {after: treat, takes: travel, who: [team, ride], to: bed}
      over: {after: carry, takes: 5 min, may_be_interrupted: resume, way_back: [team, ride]}
  evacuation:
    steps:
      shuttle: {takes: travel, needs: {coach: bus for people}, keep: {coach: home}, who: coach, to: shelter, trips: {loading: 5 min}}
      home: {after: shuttle, way_back: coach}
targets:
  there: {to: go.first, within: 30 min, where: {kind: rescue}}
"""

FAULTS = [
    # places
    ("    shelter: {town: 4 min", "    ¦scene: {town: 9 min}\n    shelter: {town: 4 min", "'scene' has a meaning of its own: where the incident is"),
    ("hills: 25 min}", "hills: 25 min, ¦moon: 2 h}", "nothing is at 'moon': it is no zone and no base, and no step travels there"),
    ("base: north, counts_as", "base: ¦nort, counts_as", "no place in travel.times is called 'nort'; did you mean 'north'?"),
    ("base: south}", "base: ¦moon}", "no place in travel.times is called 'moon'"),
    # destinations
    ("to: bed}", "to: ¦bad}", "no place in travel.times is called 'bad'; did you mean 'bed'?"),
    ("to: bed}", "to: ¦ride}", "'ride' is no room, so nobody can travel to it; name a place, or the need for a room"),
    ("{of: ward, count: people, first: [ward_south], else_next: no}}, keep: {bed: over}}\n      carry: {after: treat, takes: travel, who: [team, ride], to: bed}", "hall people}, keep: {bed: over}}\n      carry: {after: treat, takes: travel, who: [team, ride], to: ¦bed}", "'hall' has no base, so it is not known where it is"),
    (", keep: {bed: over}}\n      carry: {after: treat, takes: travel, who: [team, ride], to: bed}", "}\n      carry: {after: treat, takes: travel, who: [team, ride], to: ¦bed}", "'bed' is free again after 'treat', so nobody can be on the way to it"),
    ("carry: {after: treat, takes: travel, who: [team, ride], to: bed}\n      over: {after: carry", "carry: {after: go, takes: travel, who: [team, ride], to: ¦bed}\n      over: {after: [carry, treat]", "'bed' need not have been granted when this step begins"),
    ("to: bed}", "to: {nearest: [north, ¦sout]}}", "no place in travel.times is called 'sout'; did you mean 'south'?"),
    ("to: bed}", "to: {by: ¦special}}", "no attribute is called 'special'; did you mean 'specialty'?"),
    ("to: bed}", "to: {by: ¦danger}}", "no place in travel.times is called 'none'"),
    ("to: bed}", "¦to: {nearest: north, by: specialty}}", "a journey goes to the nearest of several places, or to the one that an attribute names"),
    # two ways at once
    ("carry: {after: treat, takes: travel, who: [team, ride], to: bed}", "aside: {after: order, takes: travel, who: [¦ride], to: station}\n      carry: {after: [treat, aside], takes: travel, who: [team, ride], to: bed}", "'ride' is on two ways at once: in 'go' and in 'aside'; let one of these steps come after the other"),
    # shuttles
    ("to: shelter, trips: {loading: 5 min}", "¦trips: {loading: 5 min}", "people are carried to where they are already"),
    ("to: shelter, trips: {loading: 5 min}", "to: shelter, trips: {from: ¦moon}", "no place in travel.times is called 'moon'"),
    ("{coach: bus for people}, keep: {coach: home}, who: coach, to: shelter, trips", "{coach: crew 1}, keep: {coach: home}, who: coach, to: shelter, ¦trips", "nobody can be carried: no vehicle goes"),
    ("home: {after: shuttle, way", "home: {after: shuttle, ¦trips: {loading: 1 min}, way", "only a step that takes travel goes there and back"),
    # needs
    ("first: [ward_south]", "first: [ward_south, ¦ward_east]", "no pool that may meet this need is called 'ward_east'; did you mean 'ward_"),
    ("first: [ward_south]", "first: [ward_south, ¦ward_south]", "the pool 'ward_south' is given twice"),
    ("count: 2, crew_of: ride}", "count: 2, crew_of: ¦rides}", "no other need of this step is called 'rides'; did you mean 'ride'?"),
    ("count: 2, crew_of: ride}", "count: 2, crew_of: ¦team}", "no other need of this step is called 'team'; there are: ride"),
    ("count: 2, crew_of: ride}, ride: ambulance 1}", "count: 2, crew_of: ¦other}, ride: ambulance 1, other: van 1}", "nobody who may meet this need stands where 'other' does"),
    ("count: 2, crew_of: ride}", "count: 2, freest: ¦yes}", "only of rooms can the one with the most places free be taken"),
    ("first: [ward_south], else_next: no}}, keep: {bed: over}}\n      carry: {after: treat, takes: travel, who: [team, ride], to: bed}", "first: [ward_south], split: yes}}, keep: {bed: over}}\n      carry: {after: treat, takes: travel, who: [team, ride], to: ¦bed}", "'bed' may be divided between several rooms, so nobody can travel to it"),
    ("count: 2, crew_of: ride}", "count: 2, else_next: no, split: ¦yes}", "a need that waits for the best pool cannot be met by several together"),
    ("ride: ambulance 1}", "ride: ambulance 1, other: ¦van for people}", "'van' has no seats, so it is not known how many of them people fill"),
    # priorities and work
    ("{some: 1, none: 3}", "{some: 1, none: 3, ¦much: 1}", "'danger' has no value 'much'; there are: none, some"),
    ("{danger: {some: 1, none: 3}}", "{¦danger: {some: 1}}", "no priority is given for: none; give one for each value"),
    ("{danger: {some: 1, none: 3}}", "{¦dangr: {some: 1, none: 3}}", "no attribute is called 'dangr'; did you mean 'danger'?"),
    ("home: {after: shuttle, way", "home: {after: shuttle, priority: {¦zone: {town: 1}}, way", "no priority is given for: hills"),
    ("go: {after: order, takes", "go: {after: order, may_be_interrupted: ¦end, takes", "a journey from which somebody was turned away goes on with whoever replaces them; write resume"),
    ("order:\n        takes: turnout\n", "order:\n        takes: turnout\n        may_be_interrupted: ¦resume\n", "who turns out is not at work yet, and cannot be interrupted"),
    ("{danger: {some: 1, none: 3}}", "{danger: {some: 1, none: ¦3000}}", "the number is too large (got 3000); write 1000 or less"),
    ("{danger: {some: 1, none: 3}}", "{danger: ¦3}", "keys with values are expected here (got 3)"),
    ("{of: crew, count: 2, crew_of: ride}", "{of: crew, count: 2, up_to: ¦3}", "only one per head is limited; write count: people, or leave up_to out"),
    # milestones
    ("to: go.first", "to: ¦treat.first", "only of a step that takes travel is there a first one to arrive"),
    ("to: go.first", "from: go.ended, to: ¦go.first", "'go.first' comes before 'go.ended' in 'rescue'"),
]  # fmt: skip


def faults_of(path: Path, plan: str) -> list[Fault]:
    """The faults of a plan file."""
    path.write_text(plan, "utf-8")
    try:
        read_plan(path)
    except InputError as error:
        return error.faults
    return []


def test_the_plan_that_is_broken_here_is_sound(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "plan.yaml", PLAN) == []


@pytest.mark.parametrize(("old", "new", "words"), FAULTS)
def test_a_fault_of_a_journey(tmp_path: Path, old: str, new: str, words: str) -> None:
    text, line, column = broken(PLAN, old, new)
    faults = faults_of(tmp_path / "plan.yaml", text)
    assert [(fault.line, fault.column) for fault in faults] == [(line, column)], "\n".join(map(str, faults))
    assert words in str(faults[0])


def ways_missed(path: Path, *changes: tuple[str, str]) -> list[str]:
    """What is said of ways without a time in the plan with some changes: the line, and the words."""
    plan = PLAN
    for old, new in changes:
        assert plan.count(old) == 1, old
        plan = plan.replace(old, new)
    lines = plan.splitlines()
    return [
        f"{lines[fault.line - 1].strip().partition(':')[0]}: {fault.what}; {fault.mend}" for fault in faults_of(path, plan)
    ]


def test_each_way_without_a_time_is_named_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    assert ways_missed(path, (", station: 9 min}", "}")) == [
        "south: there is no time from 'south' to station; add it, there or back: "
        "they go back that way after 'procedures.rescue.over'"
    ]
    assert ways_missed(path, (", hills: 25 min}", "}")) == [
        "times: there is no time from 'hills' to north; add it, there or back: 'procedures.rescue.treat' takes the nearest one"
    ]
    assert ways_missed(path, (", hills: 15 min, station", ", station")) == [
        "times: there is no time from 'hills' to shelter; add it, there or back: 'procedures.evacuation.shuttle' goes that way"
    ]
    assert ways_missed(path, (", station: 5 min}", "}")) == [
        "shelter: there is no time from 'shelter' to station; add it, there or back: "
        "they go back that way after 'procedures.evacuation.home'"
    ]


def test_a_way_that_nobody_can_take_is_not_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    assert ways_missed(path, ("to: bed}", "to: {nearest: [shelter, south]}}")) == []
    assert ways_missed(path, ("to: bed}", "to: {by: specialty}}")) == []
    # To the scene and straight on: nobody drives from the station to the shelter, or from one zone to the other.
    only = ("treat: {after: go, takes", "treat: {after: go, when: {zone: town}, takes")
    assert ways_missed(path, only, (", hills: 25 min}", "}")) == []  # the hills are never left for the north
    # Two journeys of which either is made: from one to the other there is no way.
    either = "carry: {{after: treat, when: {{danger: {}}}, takes: travel, who: [team, ride], to: {}}}"
    two = either.format("none", "north") + "\n      " + either.format("some", "south").replace("carry", "far")
    whole = "carry: {after: treat, takes: travel, who: [team, ride], to: bed}"
    assert ways_missed(path, (whole, two), ("after: carry, takes", "after: [carry, far], takes")) == []
    # Whoever stands in the depot serves the town only.
    depot = ("    north: {town: 6", "    depot: {town: 3 min}\n    north: {town: 6")
    assert ways_missed(path, depot, ("count: 1, base: south}", "count: 1, base: depot, serves: town}")) == []
    assert ways_missed(path, depot, ("count: 1, base: south}", "count: 1, base: depot}")) == [
        "depot: there is no time from 'depot' to the zone 'hills'; add it"
    ]
    # It backs up whoever serves the hills as well: then it may have to go there.
    backs_up = ("count: 1, base: south}", "count: 1, base: depot, serves: town, backs_up: ambulance}")
    assert ways_missed(path, depot, backs_up)[0] == (
        "depot: there is no time from 'depot' to hills; add it, there or back: 'procedures.rescue.go' goes that way"
    )


def test_who_can_be_sent_on_the_way_home_needs_the_ways_from_there(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    sent = ("seats: 2}", "seats: 2, can_be_sent: yes}")
    assert ways_missed(path, sent) == []  # it is always let go at a ward
    some = ("carry: {after: treat, takes", "carry: {after: treat, when: {danger: some}, takes")
    over = ("over: {after: carry", "over: {after: [treat, carry]")
    assert ways_missed(path, some, over) == []
    assert ways_missed(path, some, over, sent) == [
        "times: there is no time from 'hills' to town; add it, there or back: 'ambulance' can be sent from there"
    ]
    turned = ("seats: 2}", "seats: 2, redirect: {from: 3, to: 1}}")
    assert ways_missed(path, turned) == [
        "times: there is no time from 'hills' to town; add it, there or back: 'ambulance' can be sent from there",
        "north: there is no time from 'north' to south; add it, there or back: 'ambulance' can be sent from there",
    ]  # to the wards, too, to replace one that was turned away on its way there
    assert ways_missed(path, ("seats: 2}", "seats: 2, redirect: {from: 4, to: 1}}")) == []  # no rescue has that priority


def test_of_many_ways_some_are_named_and_all_are_counted(tmp_path: Path) -> None:
    nearest = "to: {nearest: [a, b, c, d, e, f]}}"
    (said,) = ways_missed(tmp_path / "plan.yaml", ("to: bed}", nearest), (
        "hills: 20 min,", "hills: 20 min, a: 1 min, b: 1 min, c: 1 min, d: 1 min, e: 1 min, f: 1 min,"),
        ("    north: {town", "    hills: {a: 1 min, b: 1 min, c: 1 min, d: 1 min, e: 1 min, f: 1 min}\n    north: {town"))  # fmt: skip
    assert said.startswith("times: there is no time from 'town' to a, b, c, d and 2 more; ")


def test_a_way_that_is_not_asked_for_is_never_driven() -> None:
    """Random plans with only those times that the check asks for are played as they are with all of them."""
    fewer = 0
    for seed in range(often(60)):
        r = Random(seed)
        tick = r.choice((1, 10, 60))
        data, window = random_plan(r, tick)
        plan = Plan.model_validate(data)
        if plan.travel is None:
            continue
        asked = {frozenset((way.origin, way.goal)) for way in ways(plan)}
        asked |= {frozenset((p.base, zone)) for p in plan.pools.values() if isinstance(p, Moving) for zone in plan.zones}
        times = {
            origin: {goal: seconds for goal, seconds in goals.items() if frozenset((origin, goal)) in asked}
            for origin, goals in plan.travel.times.items()
        }
        fewer += times != plan.travel.times
        bare = plan.model_copy(update={"travel": plan.travel.model_copy(update={"times": times})})
        whole, without = compile_plan(plan, window), compile_plan(bare, window)
        assert whole.places == without.places
        for _ in range(3):
            msel = random_msel(r, whole, tick)
            assert same(conduct(whole, msel), conduct(without, msel)), seed
    assert fewer > 20


def test_where_somebody_can_be() -> None:
    plan = Plan.model_validate(YAML(typ="safe").load(PLAN))
    rescue = Journeys(plan, "rescue")
    assert rescue.starts("ride", "go", "town") == ["station"]
    assert rescue.starts("ride", "carry", "town") == ["town"]
    assert rescue.goals("carry", "town") == ["north", "south"]
    assert rescue.ends("ride", "hills") == ["north", "south"]
    assert on_the_road(plan) == {}


@pytest.mark.parametrize(
    ("team", "told"), [({"redirect": {"from": 2, "to": 1}}, 1), ({}, 0)], ids=["redirect", "never turned"]
)
def test_nobody_can_be_turned_away_from_two_steps_at_once(team: dict[str, Any], told: int) -> None:
    steps = {
        "ask": {"needs": {"crew": "team 1"}, "keep": {"crew": "over"}},
        "treat": {"after": "ask", "takes": "10 min", "may_be_interrupted": "resume"},
        "watch": {"after": "ask", "takes": "20 min", "may_be_interrupted": "end"},
        "over": {"after": ["treat", "watch"], "takes": "5 min", "may_be_interrupted": "resume"},
    }
    plan = {"plan": "p", "name": "P", "zones": {"town": None}, "targets": {}, "pools": {"team": {"staff": 1, **team}},
            "procedures": {"work": {"priority": 2, "steps": steps}}}  # fmt: skip
    flaws = list(check_plan(Plan.model_validate(plan)))
    assert [flaw.loc[3:] for flaw in flaws] == [("watch", "may_be_interrupted")] * told
