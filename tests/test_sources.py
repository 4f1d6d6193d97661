"""What brings incidents: duties by the calendar, each value of an attribute, several incidents that bring another."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import Drill, column, compiled_play, conduct, drill, inject, same
from pydantic import ValidationError

from drillsim.base.language import speaking
from drillsim.check.plan import check_plan
from drillsim.check.scenario import check_scenario
from drillsim.compiled.event_list import Msel
from drillsim.judge.evaluate import gauges
from drillsim.msel.file import msel_csv, read_msel
from drillsim.plan.distributions import quantile
from drillsim.plan.plan import Plan
from drillsim.quantities.measures import DAY, NO_LIMIT
from drillsim.sizing.perturbation import moved

POOLS = {"clerk": {"kind": "post", "count": 1}}
SWEEP = {"look": {"takes": {"shortest": "1 min", "usual": "5 min", "longest": "1 h"}}}


def brought(d: Drill, run: int = 1) -> list[tuple[Any, ...]]:
    """Each incident: second, kind, head-count, then its zone and attributes by name."""
    msel, compiled = d.msel(run), d.compiled
    columns = [msel.attribute[:, c].tolist() for c in range(len(compiled.attributes))]
    found = []
    for i, (second, kind) in enumerate(zip(msel.time.tolist(), msel.kind.tolist(), strict=True)):
        values = [
            names[column[i]] if column[i] >= 0 else None
            for names, column in zip(compiled.attribute_values, columns, strict=True)
        ]
        found.append((second, compiled.kinds[kind], int(msel.people[i]), *values))
    return found


# ---- duties --------------------------------------------------------------------------------------


def duty(start: datetime, length: int, **more: Any) -> Drill:
    return drill(POOLS, SWEEP, start=start, days=length, duties={"sweep": {"procedure": "visit", **more}})


def dates(d: Drill) -> list[str]:
    return [(d.scenario.window.start + timedelta(seconds=second)).isoformat() for second, *_ in brought(d)]


def test_a_duty_falls_on_days_of_the_month() -> None:
    d = duty(datetime(2026, 3, 1, 9), 50, at=["08:00", "09:00"], dates=[1, 15])
    assert dates(d) == [  # 8:00 on 1 March lies before the window
        "2026-03-01T09:00:00", "2026-03-15T08:00:00", "2026-03-15T09:00:00",
        "2026-04-01T08:00:00", "2026-04-01T09:00:00", "2026-04-15T08:00:00", "2026-04-15T09:00:00",
    ]  # fmt: skip


def test_the_last_day_of_a_short_month_stands_in_for_its_missing_dates() -> None:
    d = duty(datetime(2027, 1, 30), 62, at="12:00", dates=[30, 31])
    assert [date[:10] for date in dates(d)] == ["2027-01-30", "2027-01-31", "2027-02-28", "2027-03-30", "2027-03-31"]


def test_a_weekly_duty() -> None:
    d = duty(datetime(2026, 3, 3), 14, at="09:00", days="mon")
    assert [date[:10] for date in dates(d)] == ["2026-03-09", "2026-03-16"]


def test_a_duty_has_one_calendar() -> None:
    with pytest.raises(ValidationError, match="days and dates are both given"):
        duty(datetime(2026, 3, 1), 1, at="09:00", days="mon", dates=1)


def test_a_duty_for_each_value_of_an_attribute() -> None:
    d = drill(
        POOLS, SWEEP, days=2, attributes={"place": ["canteen", "library"], "damp": ["no", "yes"]},
        duties={"sweep": {"procedure": "visit", "at": ["08:00", "20:00"], "each": "place", "attributes": {"damp": "yes"}}},
    )  # fmt: skip
    assert brought(d) == [
        (day * DAY + hour * 3600, "visit", 1, None, place, "yes")
        for day in (0, 1) for hour in (8, 20) for place in ("canteen", "library")
    ]  # fmt: skip


def test_a_duty_for_each_zone() -> None:
    sweep = {"procedure": "visit", "at": "08:00", "each": "区域"}
    d = drill(POOLS, SWEEP, zones={"east": None, "west": None}, duties={"sweep": sweep})
    assert brought(d) == [(28800, "visit", 1, "east"), (28800, "visit", 1, "west")]
    assert [(source.label, source.at_most, source.zones) for source in d.deck.sources] == [
        ("duty/sweep/east", 1, {0}), ("duty/sweep/west", 1, {1}),
    ]  # fmt: skip


def test_a_new_value_changes_no_draw_of_another() -> None:
    def drawn(places: list[str]) -> dict[str, int]:
        d = drill(
            POOLS, SWEEP, attributes={"place": places},
            duties={"sweep": {"procedure": "visit", "at": "08:00", "each": "place"}},
        )  # fmt: skip
        takes = d.msel().takes.tolist()
        return {str(row[-1]): seconds for row, seconds in zip(brought(d), takes, strict=True)}

    few, more = drawn(["canteen", "library"]), drawn(["bins", "canteen", "library"])
    assert few == {place: seconds for place, seconds in more.items() if place != "bins"}
    assert len(set(more.values())) == 3


# ---- triggers ------------------------------------------------------------------------------------

PROCEDURES = {
    "ill": {"steps": {"note": {"takes": "5 min"}}},
    "outbreak": {"steps": {"tell": {"takes": {"shortest": "1 min", "usual": "5 min", "longest": "1 h"}}}},
    "alarm": {"steps": {"call": {"takes": "1 min"}}},
}
DISTRICT: dict[str, Any] = {
    "zones": {"east": None, "west": None},
    "attributes": {
        "household": ["none", "first", "second"], "illness": ["cough", "fever"], "source": ["told", "household", "village"],
    },
    "procedures": PROCEDURES,
}  # fmt: skip
HOUSEHOLD = {
    "kind": "ill", "count": 2, "within": "1 day", "same": "household", "where": {"illness": "fever"},
    "procedure": "outbreak", "attributes": {"source": "household"},
}  # fmt: skip


def district(triggers: dict[str, Any], injects: list[dict[str, Any]], **more: Any) -> Drill:
    return drill(POOLS, **{**DISTRICT, "days": 7, **more}, triggers=triggers, injects=injects)


def ill(second: int, household: str = "first", illness: str = "fever", **more: Any) -> dict[str, Any]:
    return inject(second, "ill", attributes={"household": household, "illness": illness}, **{"zone": "east", **more})


def outbreaks(d: Drill, kind: str = "outbreak") -> list[tuple[Any, ...]]:
    return [(second, *facts) for second, of, *facts in brought(d) if of == kind]


def test_two_of_one_household_bring_an_outbreak() -> None:
    d = district(
        {"cluster": HOUSEHOLD},
        [
            ill(100), ill(200, "second"), ill(300, illness="cough"),  # the first of each; a cough does not count
            ill(400, zone="west", people=3),  # the second of the first household
        ],
    )  # fmt: skip
    assert brought(d)[-1] == (400, "outbreak", 4, "west", "first", "cough", "household")  # the first illness: not said
    assert outbreaks(d) == [(400, 4, "west", "first", "cough", "household")]


def test_each_incident_counts_once_and_not_for_longer_than_the_span() -> None:
    def moments(*seconds: int, **more: Any) -> list[int]:
        d = district({"cluster": {**HOUSEHOLD, "within": "100 s", **more}}, [ill(second) for second in seconds])
        return [second for second, *_ in outbreaks(d)]

    assert moments(10, 20, 30) == [20]  # the third waits for a fourth
    assert moments(10, 20, 30, 40) == [20, 40]
    assert moments(10, 110) == [110]  # both ends of the span belong to it
    assert moments(10, 111) == []
    assert moments(10, 120, 130) == [130]  # the first is too long ago by then
    assert moments(10, 90, 115, 185, count=3) == [185]  # 90 to 185: the first has passed
    assert moments(50, 50, 50, 50) == [50, 50]


def test_an_incident_may_count_for_several_triggers() -> None:
    village = {"kind": "ill", "count": 3, "within": "3 days", "same": "zone", "procedure": "outbreak",
               "attributes": {"source": "village"}}  # fmt: skip
    d = district({"village": village, "cluster": HOUSEHOLD}, [ill(0), ill(10), ill(20, "second"), ill(30, zone="west")])
    assert outbreaks(d) == [
        (10, 2, "east", "first", "cough", "household"),
        (20, 3, "east", "none", "cough", "village"),
    ]


def test_a_later_trigger_counts_what_an_earlier_one_brings() -> None:
    alarm = {"kind": "outbreak", "count": 2, "within": "1 h", "procedure": "alarm"}
    injects = [ill(0), ill(10), ill(20), ill(30)]
    assert outbreaks(district({"cluster": HOUSEHOLD, "alarm": alarm}, injects), "alarm") == [
        (30, 4, "east", "none", "cough", "told")
    ]
    assert outbreaks(district({"alarm": alarm, "cluster": HOUSEHOLD}, injects), "alarm") == []


def test_a_trigger_does_not_count_what_it_brings_itself() -> None:
    again = {"kind": "ill", "count": 2, "within": "1 h", "procedure": "ill"}
    assert [second for second, *_ in outbreaks(district({"again": again}, [ill(0), ill(1), ill(2)]), "ill")] == [0, 1, 1, 2]


def test_their_people_are_added_up_within_bounds() -> None:
    d = district({"cluster": HOUSEHOLD}, [ill(0, people=700_000), ill(1, people=NO_LIMIT)])
    assert [people for _, people, *_ in outbreaks(d)] == [NO_LIMIT]


def test_how_many_a_trigger_brings_at_most() -> None:
    targets = {
        zone: {"to": "tell.ended", "within": "1 h", "where": {"kind": "outbreak", "zone": zone}} for zone in ("east", "west")
    }
    streams = {"fevers": {"kind": "ill", "rate": "3 per day", "zone": "east", "at_most": 9}}
    d = district({"cluster": {**HOUSEHOLD, "where": {}}}, [ill(0), ill(1)], streams=streams, targets=targets)
    assert (d.deck.sources[-1].label, d.deck.sources[-1].at_most) == ("trigger/cluster", 5)  # half of eleven
    assert [gauge.cap(d.deck) for gauge in gauges(d.compiled)] == [5, 0]
    west = district({"cluster": {**HOUSEHOLD, "where": {"zone": "west"}}}, [ill(0), ill(1)], streams=streams)
    assert west.deck.sources[-1].at_most == 0


STREAMS = {
    "fevers": {
        "kind": "ill", "rate": "40 per day", "zone": {"east": 0.7, "west": 0.3},
        "people": {"shortest": 1, "usual": 2, "longest": 9},
        "attributes": {
            "household": {"none": 0.2, "first": 0.4, "second": 0.4}, "illness": {"cough": 0.4, "fever": 0.6},
        },
    },
    "known": {"kind": "outbreak", "rate": "1 per day", "zone": "west"},
}  # fmt: skip
DUTIES = {"check": {"procedure": "ill", "at": ["08:00", "08:00"], "each": "household", "zone": "east"}}


@st.composite
def triggers(draw: st.DrawFn) -> dict[str, Any]:
    found = {}
    for name in ("a", "b", "c")[: draw(st.integers(1, 3))]:
        same = draw(st.lists(st.sampled_from(["zone", "household", "illness"]), unique=True, max_size=2))
        where: dict[str, Any] = {}
        for subject, values in (("illness", ["fever"]), ("people", ["2.."]), ("zone", ["east"]), ("household", ["first"])):
            if draw(st.integers(0, 4)) == 0:
                where[subject] = values
        found[name] = {
            "kind": draw(st.sampled_from(["ill", "ill", "outbreak"])),
            "procedure": draw(st.sampled_from(["outbreak", "alarm"])),
            "count": draw(st.integers(2, 5)), "within": f"{draw(st.sampled_from([0, 600, 7200, 86400]))} s",
            "same": same, "where": where, "attributes": {} if draw(st.booleans()) else {"source": "village"},
        }  # fmt: skip
    return found


def epidemic(triggers: dict[str, Any], seed: int) -> Drill:
    return district(triggers, [ill(3600), ill(3600), ill(90000)], streams=STREAMS, duties=DUTIES, days=2, seed=seed)


def expected(d: Drill, known: list[dict[str, Any]], trigger: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a trigger brings, as one would count on paper: the waiting incidents looked through again for each one."""
    counted: set[int] = set()
    for i, incident in enumerate(known):
        fits = [
            j for j in range(i + 1)
            if j not in counted and known[j]["kind"] == trigger["kind"]
            and incident["time"] - known[j]["time"] <= int(trigger["within"].split()[0])
            and all(known[j][name] == incident[name] for name in trigger["same"])
            and known[j]["people"] >= (2 if "people" in trigger["where"] else 0)
            and all(known[j][name] in values for name, values in trigger["where"].items() if name != "people")
        ]  # fmt: skip
        if i in fits and len(fits) >= trigger["count"]:
            assert len(fits) == trigger["count"]
            counted |= set(fits)
            plain = {"household": "none", "illness": "cough", "source": "told"} | trigger["attributes"]
            shared = {name: incident[name] for name in ("zone", *trigger["same"])}
            people = sum(known[j]["people"] for j in fits)
            yield plain | shared | {"time": incident["time"], "kind": trigger["procedure"], "people": people}


def facts(d: Drill, msel: Msel) -> list[dict[str, Any]]:
    names = ("time", "kind", "people", *d.compiled.attributes)
    return [
        dict(zip(names, row, strict=True)) | {"label": d.deck.sources[origin].label}
        for row, origin in zip(brought(d), msel.origin.tolist(), strict=True)
    ]


@settings(max_examples=60)
@given(triggers(), st.integers(0, 2**32))
def test_a_run_has_the_incidents_that_one_would_count_on_paper(triggers: dict[str, Any], seed: int) -> None:
    d = epidemic(triggers, seed)
    found = facts(d, d.msel())
    known = [incident for incident in found if not incident["label"].startswith("trigger/")]
    for name, trigger in triggers.items():
        mine = [{k: v for k, v in i.items() if k != "label"} for i in found if i["label"] == f"trigger/{name}"]
        assert mine == list(expected(d, known, trigger))
        source = next(s for s in d.deck.sources if s.label == f"trigger/{name}")
        assert len(mine) <= source.at_most
        assert {incident["zone"] for incident in mine} <= {d.compiled.zones[zone] for zone in source.zones}
        known = sorted([*known, *(i | {"label": f"trigger/{name}"} for i in mine)], key=lambda i: i["time"])


@settings(max_examples=20)
@given(triggers(), st.integers(0, 2**32), st.integers(1, 10_000))
def test_a_trigger_changes_no_draw_and_a_run_drawn_twice_is_the_same(triggers: dict[str, Any], seed: int, run: int) -> None:
    d, again, without = (epidemic(t, seed) for t in (triggers, triggers, {}))
    msel = d.deck.msel(run)
    assert all((a == b).all() for a, b in zip(msel, again.deck.msel(run), strict=True))
    rows = {}
    for deck in (d.deck, without.deck):
        dealt = deck.msel(run)
        spans = zip(dealt.row_first[:-1].tolist(), dealt.row_first[1:].tolist(), strict=True)
        rows[deck] = [
            (int(dealt.time[i]), deck.sources[dealt.origin[i]].label, int(dealt.people[i]), dealt.takes[a:b].tolist())
            for i, (a, b) in enumerate(spans)
        ]
    assert [row for row in rows[d.deck] if not row[1].startswith("trigger/")] == rows[without.deck]
    assert same(conduct(d.compiled, msel), compiled_play(d.compiled, msel))


@settings(max_examples=10, deadline=None)
@given(triggers(), st.integers(0, 2**32), st.sampled_from(["en", "zh"]))
def test_incidents_that_others_brought_are_read_back_from_the_sheet(
    tmp_path_factory: pytest.TempPathFactory, triggers: dict[str, Any], seed: int, language: str
) -> None:
    d = epidemic(triggers, seed)
    msel = d.msel()
    path: Path = tmp_path_factory.mktemp("sheet") / "msel.csv"
    with speaking(language):
        path.write_bytes(msel_csv(msel, d.compiled, d.scenario, d.deck))
    read, remarks = read_msel(path, d.compiled, d.scenario, d.deck)
    assert remarks == []
    assert all((a == b).all() for a, b in zip(msel, read, strict=True))


# ---- times that hang on the incident -------------------------------------------------------------

MATTERS = {"matter": ["consultation", "complaint", "urgent"]}
BY_MATTER = {
    "consultation": "10 min", "complaint": "30 min", "urgent": {"shortest": "5 min", "usual": "10 min", "longest": "1 h"},
}  # fmt: skip
SHARES = {"consultation": "30 %", "complaint": "60 %", "urgent": "10 %"}


def handled(takes: Any, **more: Any) -> Drill:
    return drill(POOLS, {"note": {"takes": "1 min"}, "handle": {"after": "note", "takes": takes}}, **more)


def taken(d: Drill, step: str = "handle", run: int = 1) -> list[int]:
    msel = d.msel(run)
    return column(d, msel, msel.takes, step).tolist()


def test_a_step_takes_as_long_as_the_attribute_says() -> None:
    injects = [inject(60 * n, attributes={"matter": matter}) for n, matter in enumerate(("complaint", "consultation"))]
    d = handled({"matter": BY_MATTER | {"urgent": "5 min"}}, attributes=MATTERS, injects=[*injects, inject(600)])
    assert taken(d) == [1800, 600, 600], "of whom nothing is said brings a consultation"
    for play in (conduct, compiled_play):
        assert d.steps(d.msel(), play(d.compiled, d.msel()))[1::2] == [
            "0 handle 60 60 1860",
            "1 handle 120 120 720",
            "2 handle 660 660 1260",
        ]


def test_a_step_takes_as_long_as_the_zone_or_the_head_count_says() -> None:
    zones = {"town": None, "village": None}
    come = [("village", 1), ("town", 4), ("town", 5)]
    injects = [inject(60 * n, zone=zone, people=people) for n, (zone, people) in enumerate(come)]
    more: dict[str, Any] = {"zones": zones, "injects": injects}
    assert taken(handled({"区域": {"village": "40 min", "town": "20 min"}}, **more)) == [2400, 1200, 1200]
    assert taken(handled({"people": {"1..4": "10 min", "5..": "1 h"}}, **more)) == [600, 600, 3600]
    assert taken(handled({"人数": {"1至4人": "10分钟", "5人以上": "1小时"}}, **more)) == [600, 600, 3600]


def test_each_value_is_drawn_from_its_own_distribution_at_the_same_address() -> None:
    """The n-th number of the step is that of the n-th incident, whatever the attribute; other steps do not move."""
    streams = {"letters": {"kind": "visit", "rate": "200 per day", "attributes": {"matter": SHARES}}}
    urgent = BY_MATTER["urgent"]
    mixed, plain = (handled(takes, attributes=MATTERS, streams=streams) for takes in ({"matter": BY_MATTER}, urgent))
    matter, drawn = mixed.msel().attribute[:, 1], np.array(taken(mixed))
    assert set(drawn[matter == 0]) == {600}
    assert set(drawn[matter == 1]) == {1800}
    assert (matter == 2).sum() > 5
    assert drawn[matter == 2].tolist() == np.array(taken(plain))[matter == 2].tolist()
    assert taken(mixed, "note") == taken(plain, "note")
    together = mixed.deck.deal(1, 3)
    assert all(same(one, other) for one, other in zip(together, map(mixed.msel, (1, 2, 3)), strict=True))


def test_blanks_of_an_event_list_have_the_usual_time_of_their_incident(tmp_path: Path) -> None:
    injects = [inject(60 * n, attributes={"matter": matter}) for n, matter in enumerate(MATTERS["matter"])]
    d = handled({"matter": BY_MATTER}, attributes=MATTERS, injects=injects)
    content = msel_csv(d.msel(), d.compiled, d.scenario, d.deck)
    titles, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    place = next(i for i, title in enumerate(titles) if title.startswith("handle"))
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([titles, *(["" if i == place else cell for i, cell in enumerate(row)] for row in rows)])
    read, _remarks = read_msel(path, d.compiled, d.scenario, d.deck)
    urgent = d.compiled.plan.procedures["visit"].steps["handle"].durations[2]
    usual = int(quantile(urgent, np.array([0.5]))[0] + 0.5)
    assert column(d, read, read.takes, "handle").tolist() == [600, 1800, usual]


@pytest.mark.parametrize(
    ("takes", "said"),
    [
        ({"matter": {"consultation": "10 min"}}, "no time is given for: complaint, urgent"),
        ({"matter": {**BY_MATTER, "gossip": "1 min"}}, "'matter' has no value 'gossip'"),
        ({"topic": {"a": "10 min"}}, "no attribute is called 'topic'"),
        ({"zone": {"town": "10 min"}}, "how long 'handle' takes hangs on the zone, so incidents of 'visit' need one"),
        ({"people": {"1..4": "10 min", "6..": "1 h"}}, "no time is given for: 5"),
        ({"people": {"1..4": "10 min", "4..": "1 h"}}, "more than one time is given for: 4"),
        ({"people": {"1..4": "10 min"}}, "no time is given for: 5 and more"),
        ({"people": {"many": "10 min", "5..": "1 h"}}, "'many' is not a range of head-counts"),
    ],
)
def test_every_incident_has_one_time(takes: Any, said: str) -> None:
    d = handled("1 min", attributes=MATTERS, injects=[inject(0)])
    changed = d.compiled.plan.model_dump(mode="json", by_alias=True, exclude_unset=True)
    changed["procedures"]["visit"]["steps"]["handle"]["takes"] = takes
    plan = Plan.model_validate(changed)
    assert [str(flaw.what) for flaw in (*check_plan(plan), *check_scenario(plan, d.scenario))] == [said]


def test_times_by_attribute_are_moved_by_their_assumption() -> None:
    d = handled({"matter": BY_MATTER}, attributes=MATTERS)
    for path in ("procedures.visit.handle.takes", "procedures.visit.handle", "procedures"):
        plan, _scenario = moved(d.compiled.plan, d.scenario, [path], 2)
        times = plan.procedures["visit"].steps["handle"].durations
        assert times[:2] == [1200, 3600]
        assert times[2].usual == 1200
    plan, _scenario = moved(d.compiled.plan, d.scenario, ["procedures.visit.handle.takes.matter.complaint"], 2)
    assert plan.procedures["visit"].steps["handle"].durations[:2] == [600, 3600]
