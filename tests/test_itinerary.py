"""Where units were, as an incident's story, the chart of a run and its records tell it."""

from __future__ import annotations

import csv
import io
from functools import cache
from typing import Any

import pytest
from journey_plan import inject, journeys
from often import often
from plans import Drill
from random_plans import random_case

from drillsim.base.language import speaking
from drillsim.compiled.log import OPEN
from drillsim.draw import gantt
from drillsim.play.conduct import conduct
from drillsim.play.itinerary import GOES_HOME, Itineraries
from drillsim.say.story import story
from drillsim.store.record import holds_csv, steps_csv

HALF_WAY = 19_800  # the ambulance is half-way home


@cache
def played() -> tuple[Drill, Any, Any]:
    d = journeys(
        inject(0, kind="minor", zone="hills"), inject(300, kind="urgent", zone="town"),
        inject(600, kind="move", zone="town", people=25), inject(18_000, kind="minor", zone="town"),
        inject(HALF_WAY, kind="minor", zone="town"), inject(30_000, kind="lift", zone="town", people=14),
    )  # fmt: skip
    msel = d.msel()
    return d, msel, conduct(d.compiled, msel)


def told(incident: int) -> list[str]:
    d, msel, log = played()
    return [f"{one.second} {one.step}: {one.text}" for one in story(d.compiled, msel, log, incident - 1)]


def test_a_unit_that_is_turned_away_is_told_of_in_both_incidents() -> None:
    left, reached = told(1), told(2)
    assert "300 go: ambulance (1) turned away to incident 2" in left
    assert "300 go: spare (1) from post" in left  # replaced in the next pass of the same second
    assert not any("replacement" in line for line in left)
    assert "300 go: ambulance (1), turned away from incident 1" in reached


def test_a_unit_that_may_be_sent_is_told_of_until_it_is_sent_or_home() -> None:
    sent, again = told(4), told(5)
    assert "19560 go: ambulance: sent back to base, may be sent on the way" in sent
    assert sent[-1] == f"{HALF_WAY} go: ambulance: sent elsewhere on the way back"
    assert f"{HALF_WAY} go: ambulance (1), sent from the road" in again
    assert again[-1].endswith("ambulance: at the base again")


def test_ways_name_where_they_go_and_a_shuttle_its_rounds() -> None:
    assert "19260 hand_over: begins: 5 min" in told(4)
    assert "18900 carry: travels to hospital: 6 min" in told(4)
    assert "18300 treat: ward (1) at hospital" in told(4)
    assert "600 shuttle: carries people from town to shelter, rounds 3: 1 h 10 min" in told(3)
    assert "1800 shuttle: the first round has arrived" in told(3)


def test_the_first_of_several_parts_has_arrived() -> None:
    lines = told(6)
    assert lines[1:3] == ["30000 ride: cab (3) from station", "30000 ride: van (2) from post"]
    assert "30240 ride: the first of them has arrived" in lines
    assert lines[-1] == "30840 ride: done"


def test_a_step_that_stands_still_waits_for_whoever_replaces_the_unit() -> None:
    d = journeys(
        inject(0, kind="minor", zone="town"), inject(0, kind="minor", zone="hills"), inject(200, kind="urgent", zone="town")
    )
    msel = d.msel()
    log = conduct(d.compiled, msel)
    turned = next(i for i in (0, 1) if any("turned away to" in str(one.text) for one in story(d.compiled, msel, log, i)))
    lines = [f"{one.second}: {one.text}" for one in story(d.compiled, msel, log, turned)]
    (waits,) = [line for line in lines if "for a replacement" in line]
    assert waits.startswith("200: interrupted, waits ")
    rows = gantt.incident_rows(d.compiled, msel, log, set())
    bars = [bar for bar, _lane in rows[turned].bars if str(bar.name) == "interrupted: go"]
    assert [(bar.begin, bar.group) for bar in bars] == [(200, "wait")]
    again = int(bars[0].end)
    assert any(line.startswith(f"{again}: ") and "(1)" in line for line in lines)


def test_the_chart_shows_each_leg_of_a_unit() -> None:
    d, msel, log = played()
    rows = {str(row.label): row for row in gantt.unit_rows(d.compiled, msel, log, (0, d.compiled.horizon))}
    bars = [(bar.begin, bar.end, bar.group, str(bar.name)) for bar, _lane in rows["ambulance"].bars]
    assert bars[:2] == [
        (0, 300, "travel", "1 for incident 1: to hills; turned away to incident 2"),
        (300, 750, "travel", "1 for incident 2: to town; turned away from incident 1"),
    ]
    assert (19_560, HALF_WAY, "home", "1 for incident 4: way home, may be sent") in bars
    assert (HALF_WAY, 20_130, "travel", "1 for incident 5: to town; sent from the road") in bars
    incidents = gantt.incident_rows(d.compiled, msel, log, set())
    shuttle = [(bar.begin, bar.end, str(bar.name)) for bar, _lane in incidents[2].bars]
    assert shuttle == [(600, 1800, "shuttle: to shelter"), (1800, 4800, "shuttle, further rounds")]
    parts = [(bar.begin, bar.end, str(bar.name)) for bar, _lane in incidents[5].bars]
    assert parts == [(30_000, 30_240, "ride: to shelter"), (30_240, 30_840, "ride, the first are there")]


def test_the_records_say_where_units_came_from_and_went() -> None:
    d, msel, log = played()
    steps = list(csv.DictReader(io.StringIO(steps_csv(d.compiled, msel, log).decode("utf-8-sig"))))
    shuttle = next(row for row in steps if row["step"] == "shuttle")
    assert (shuttle["first"], shuttle["place"]) == ("2026-03-02 00:30:00", "shelter")
    units = list(csv.DictReader(io.StringIO(holds_csv(d.compiled, msel, log).decode("utf-8-sig"))))
    mine = [row for row in units if row["pool"] == "ambulance"]
    assert [(row["place"], row["turned_to"]) for row in mine] == [
        ("station", "2"), ("(road)", ""), ("station", ""), ("(road)", ""),
    ]  # fmt: skip
    assert mine[2]["home"] == "2026-03-02 05:30:00"
    assert mine[2]["released"] == "2026-03-02 05:26:00"  # it may be sent from then on


@pytest.mark.parametrize("seed", range(often(30)))
def test_legs_follow_one_another_without_gaps(seed: int) -> None:
    compiled, msel = random_case(seed)
    log = conduct(compiled, msel)
    ways = Itineraries(compiled, msel, log)
    for hold in (log.hold_taken != OPEN).nonzero()[0].tolist():
        legs = ways.legs(hold)
        assert [leg.begin for leg in legs[1:]] == [leg.end for leg in legs[:-1]]
        if legs:
            assert legs[0].begin == log.hold_taken[hold]
            assert legs[-1].end == (ways.over if log.hold_home[hold] == OPEN else log.hold_home[hold])
        assert [leg.doing for leg in legs[:-1]].count(GOES_HOME) == 0
        if log.hold_turned[hold] == 1:
            new = ways.turned_to[hold]
            assert (log.hold_taken[new], log.hold_pool[new]) == (log.hold_left[hold], log.hold_pool[hold])
            assert ways.incident(new) != ways.incident(hold)
    for incident in range(len(msel.time)):
        for language in ("en", "zh"):
            with speaking(language):
                assert [str(one.text) for one in story(compiled, msel, log, incident)]
