"""What planners may call things: building 3号楼, district 12, needs of several steps alike, several zones an area."""

# ruff: noqa: E501 (lines of the files themselves)

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from plans import Drill, both_engines, conduct, drill, inject

from drillsim.base.errors import InputError
from drillsim.check.findings import findings
from drillsim.compiled.compilation import compile_plan
from drillsim.deck.deck import Deck
from drillsim.files.form.writing import form_bytes
from drillsim.files.reading import plan_as_written, read_plan, read_scenario
from drillsim.judge.evaluate import ON_TIME, gauges
from drillsim.plan.plan import Plan
from drillsim.plan.procedures import Need

# ---- names that begin with a digit ---------------------------------------------------------------

NUMBERED = """\
plan: 2026plan
name: Numbered
zones: {3号楼: {}, 12: {}, 012: {}, 1st_floor: }
travel: {times: {1号站: {3号楼: 4 min, 12: 5 min, 012: 6 min, 1st_floor: 3 min}}}
pools: {1号车: {kind: vehicle, count: 3, base: 1号站, serves: [12, 3号楼, 1st_floor]}, 2班: {staff: 4}}
procedures:
  1级:
    steps: {1出发: {takes: travel, needs: {1车: 1号车 1, 2队: 2班2人, 3队: 2班 1}, who: 1车, when: {zone: [12, 3号楼]}}}
duties: {1日: {procedure: 1级, at: "08:00", zone: 12}}
targets: {1项: {to: 1出发.ended, within: 9 min, where: {zone: [012, 12]}}}
"""


def written(tmp_path: Path, text: str, name: str = "plan.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_names_may_begin_with_digits_and_zones_may_be_numbers(tmp_path: Path) -> None:
    plan = read_plan(written(tmp_path, NUMBERED))
    assert list(plan.zones) == ["3号楼", "12", "012", "1st_floor"]  # as written: 012 is not 12
    assert plan.duties["1日"].zone == "12"
    needs = plan.procedures["1级"].steps["1出发"].needs
    assert {name: (need.of, need.count) for name, need in needs.items()} == {
        "1车": ("1号车", 1), "2队": ("2班", 2), "3队": ("2班", 1),
    }  # fmt: skip
    form = tmp_path / "form.xlsx"
    form.write_bytes(form_bytes(plan))
    assert read_plan(form).model_dump() == plan.model_dump()


@pytest.mark.parametrize(
    ("text", "of", "count"),
    [("3班2人", "3班", 2), ("3班 2", "3班", 2), ("2人 3班", "3班", 2), ("1st_team 3", "1st_team", 3),
     ("3 engines2 ", "engines2", 3), ("两辆1号车", "1号车", 2), ("3班 按人数", "3班", "people"),
     ("5号车 for people", "5号车", "seats"),
     ("reception 3", "reception", 3), ("2辆公务车", "公务车", 2)],
)  # fmt: skip
def test_a_need_of_a_pool_that_begins_with_a_digit(text: str, of: str, count: Any) -> None:
    plan = Plan.model_validate({
        "plan": "p", "name": "P", "zones": {"a": None}, "pools": {}, "targets": {},
        "procedures": {"visit": {"steps": {"do": {"needs": {"by": text}}}}},
    })  # fmt: skip
    need = plan.procedures["visit"].steps["do"].needs["by"]
    assert isinstance(need, Need)
    assert (need.of, need.count) == (of, count)


# ---- one name for the needs of several steps -----------------------------------------------------

POOLS = {"car": {"kind": "vehicle", "count": 4, "base": "hall"}, "clerk": {"kind": "post", "count": 6}}
PLACES: dict[str, Any] = {"zones": {"town": None}, "travel": {"times": {"hall": {"town": "5 min"}}}}
SAME = {
    "go": {"takes": "travel", "who": "ride", "needs": {"ride": "car 1", "by": "clerk 1"}, "keep": {"ride": "work"}},
    "report": {"takes": "10 min", "needs": {"by": "clerk 1"}},
    "follow": {"after": "report", "takes": "travel", "who": "ride", "needs": {"ride": "car 1"}, "keep": {"ride": "work"}},
    "work": {"after": ["go", "follow"], "takes": "20 min", "way_back": ["go.ride", "follow.ride"],
             "cases": [{"people": "2..", "needs": {"by": "clerk 1", "second": {"of": "clerk", "count": 1}}}]},
}  # fmt: skip
OWN = {  # the same with names that differ
    "go": {"takes": "travel", "who": "ride", "needs": {"ride": "car 1", "by": "clerk 1"}, "keep": {"ride": "work"}},
    "report": {"takes": "10 min", "needs": {"writer": "clerk 1"}},
    "follow": {"after": "report", "takes": "travel", "who": "car2", "needs": {"car2": "car 1"}, "keep": {"car2": "work"}},
    "work": {"after": ["go", "follow"], "takes": "20 min", "way_back": ["ride", "car2"],
             "cases": [{"people": "2..", "needs": {"three": "clerk 1", "second": {"of": "clerk", "count": 1}}}]},
}  # fmt: skip


def named_alike(steps: dict[str, Any], **more: Any) -> Drill:
    return drill(POOLS, steps, injects=[inject(0, zone="town", people=3), inject(60, zone="town")], **PLACES, **more)


@both_engines
def test_steps_may_call_their_needs_alike(play: Any) -> None:
    a, b = named_alike(SAME), named_alike(OWN)
    one, other = (d.holds(msel := d.msel(), play(d.compiled, msel)) for d in (a, b))
    assert [line.split()[2:] for line in one] == [line.split()[2:] for line in other]
    assert [line.split()[1] for line in one[:6]] == ["go.ride", "go.by", "report.by", "follow.ride", "work.by", "second"]
    assert one[3] == "0 follow.ride car 1 600 2100 2400"  # there at 900, done at 2100, home five minutes later


@pytest.mark.parametrize(
    ("target", "states"),
    [({"stays": "go.ride", "until": "work.ended"}, [1, 1]), ({"stays": "go.by", "until": "work.ended"}, [0, 0]),
     ({"count": 1, "of": "follow.ride"}, [1, 1]), ({"count": 0, "of": "second"}, [0])],
)  # fmt: skip
def test_a_target_says_which_of_them_it_means(target: dict[str, Any], states: list[int]) -> None:
    d = named_alike(SAME, targets={"t": target})
    msel = d.msel()
    (gauge,) = gauges(d.compiled)
    judged = gauge.read(msel, conduct(d.compiled, msel))
    assert [int(state == ON_TIME) for state in judged.state] == states


def test_a_file_keeps_the_names_that_steps_gave(tmp_path: Path) -> None:
    text = f"plan: p\nname: P\nzones: {{town: }}\ntravel: {{times: {{hall: {{town: 5 min}}}}}}\npools: {POOLS}\n"
    text += f"procedures: {{visit: {{steps: {SAME}}}}}\ntargets: {{t: {{stays: go.ride, until: work.ended}}}}\n"
    plan = read_plan(written(tmp_path, text.replace("'", "")))
    steps = plan.model_dump(mode="json", by_alias=True, exclude_unset=True)["procedures"]["visit"]["steps"]
    assert list(steps["follow"]["needs"]), steps["follow"]["keep"] == (["ride"], {"ride": "work"})
    assert (steps["follow"]["who"], steps["work"]["way_back"]) == (["ride"], ["go.ride", "follow.ride"])
    form = tmp_path / "form.xlsx"
    form.write_bytes(form_bytes(plan))
    assert read_plan(form).model_dump() == plan.model_dump()
    (tmp_path / "bad.yaml").write_text((tmp_path / "plan.yaml").read_text().replace("stays: go.ride", "stays: ride"))
    with pytest.raises(InputError) as caught:
        read_plan(tmp_path / "bad.yaml")
    assert "several steps have a need called 'ride'; write one of go.ride, follow.ride" in str(caught.value.faults[0])


# ---- one name for several zones ------------------------------------------------------------------

AREA = """\
plan: p
name: P
zones: {city: {includes: [old, west]}, old: {includes: [north, south], within: city}, north: {within: old}, south: , west: , hills: }
travel: {times: {hq: {city: 6 min, old: 5 min, south: 4 min, hills: 30 min}, city: {city: 3 min}, south: {north: 1 min}}}
pools: {car: {kind: vehicle, count: 2, base: hq, serves: city}, jeep: {kind: vehicle, count: 1, base: hq, serves: [hills, old]}}
attributes: {road: [open, closed]}
procedures:
  call:
    priority: {zone: {city: 2, west: 1, hills: 3}}
    steps: {go: {takes: travel, who: ride, needs: {ride: car 1}, when: {zone: city}}, walk: {takes: 1 h, when: {zone: [hills, old]}}}
levels: {low: {}, high: {when: [{zone: old}, {road: closed}]}}
triggers: {many: {kind: call, count: 2, within: 1 h, where: {zone: old}, procedure: call}}
targets: {there: {to: go.ended, within: 10 min, where: {zone: [old, hills]}, excused: {zone: old}}}
"""


def test_an_area_stands_for_its_zones_wherever_zones_are_named(tmp_path: Path) -> None:
    plan = read_plan(written(tmp_path, AREA))
    assert list(plan.zones) == ["north", "south", "west", "hills"]
    assert plan.travel is not None
    assert plan.travel.times["hq"] == {
        "hills": 1800,
        "south": 240,
        "north": 300,
        "west": 360,
    }  # its own, else the smallest area's
    assert {name: dict(sorted(times.items())) for name, times in plan.travel.times.items() if name != "hq"} == {
        "south": {"north": 60, "west": 180}, "north": {"west": 180}, "west": {"north": 180, "south": 180},
    }  # fmt: skip
    assert plan.pools["car"].serves == ["north", "south", "west"]
    assert plan.pools["jeep"].serves == ["hills", "north", "south"]
    call = plan.procedures["call"]
    assert call.priority == {"zone": {"north": 2, "south": 2, "west": 1, "hills": 3}}
    assert call.steps["go"].when == {"zone": ["north", "south", "west"]}
    assert plan.triggers["many"].where == {"zone": ["north", "south"]}
    assert plan.levels["high"].when == [{"zone": ["north", "south"]}, {"road": ["closed"]}]
    there = plan.targets["there"]
    assert (there.where, there.excused) == ({"zone": ["north", "south", "hills"]}, {"zone": ["north", "south"]})
    form = tmp_path / "form.xlsx"  # which keeps the area
    form.write_bytes(form_bytes(plan_as_written(tmp_path / "plan.yaml")))
    assert plan_as_written(form).zones["city"].includes == ["old", "west"]
    assert read_plan(form).model_dump() == plan.model_dump()


def test_what_comes_from_an_area_comes_from_each_of_its_zones_alike(tmp_path: Path) -> None:
    written(tmp_path, AREA)
    zones = "zone: {city: 3, west: 1, hills: 2}"
    text = f"plan: plan.yaml\nname: S\nwindow: {{from: 2026-03-02, days: 1}}\nstreams:\n  calls: {{kind: call, rate: 9 per day, {zones}}}\n"
    scenario, plan = read_scenario(written(tmp_path, text, "scenario.yaml"))
    assert scenario.streams["calls"].zone == {"north": 1, "south": 1, "west": 2, "hills": 2}
    scenario, _ = read_scenario(written(tmp_path, text.replace(zones, "zone: old"), "scenario.yaml"))
    assert scenario.streams["calls"].zone == {"north": 0.5, "south": 0.5}
    deck = Deck(compile_plan(plan, scenario.window), scenario, seed=1)
    drawn = np.concatenate([deck.msel(run).attribute[:, 0] for run in range(1, 40)])
    assert set(drawn.tolist()) == {0, 1}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[old, west]", "[old, wset]", "no zone is called 'wset'; did you mean 'west'?"),
        ("[north, south]", "[north, city]", "the area 'city' lies in itself; take 'old' out of it"),
        ("serves: city}", "serves: town}", "no zone is called 'town'"),
        ("count: 2, base: hq", "count: 2, base: city", "'city' is an area, and one place is meant here; name one of its zones: north, south, west"),
        ("{hq: {city: 6 min, ", "{hq: {", "there is no time from 'hq' to the zone 'west'"),
        ("{city: 2, west: 1, hills: 3}", "{old: 2, hills: 3}", "no priority is given for: west"),
        ("triggers:", "duties: {d: {procedure: call, at: '08:00', zone: old}}\ntriggers:", "'old' is an area, and one place is meant here"),
        ("who: ride,", "who: ride, to: city,", "'city' is an area, and one place is meant here"),
        ("who: ride,", "who: ride, to: {nearest: [west, city]},", "'city' is an area, and one place is meant here"),
    ],
)  # fmt: skip
def test_where_an_area_does_not_fit(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_plan(written(tmp_path, AREA.replace(old, new, 1)))
    assert words in str(caught.value.faults[0])


def test_a_larger_zone_without_times_may_be_meant_as_an_area(tmp_path: Path) -> None:
    text = (
        "plan: p\nname: P\nzones: {city: , old: {within: city}, west: {within: city}}\npools: {car: {staff: 1, base: hq}}\n"
    )
    text += "travel: {times: {hq: {old: 5 min, west: 6 min}}}\nprocedures: {call: {steps: {talk: {takes: 5 min}}}}\ntargets: {}\n"
    with pytest.raises(InputError) as caught:
        read_plan(written(tmp_path, text))
    (fault,) = caught.value.faults
    assert str(fault.mend) == "add it; or, if 'city' only stands for old, west, write includes in place of within"


def test_a_place_that_no_limit_covers_is_found(tmp_path: Path) -> None:
    def left(where: str) -> list[str]:
        text = (
            AREA.replace(", when: {zone: city}", "")
            .replace("serves: city", "note: all")
            .replace("where: {zone: [old, hills]}, excused: {zone: old}", where)
        )
        plan = read_plan(written(tmp_path, text))
        return [str(found.what) for found in findings(plan) if found.rule == "place-without-limit"]

    assert left("where: {zone: [city, hills]}") == left("clause: x") == []
    assert left("where: {zone: old}") == ["call: no limit covers west, hills; those written (there) are for other places"]
