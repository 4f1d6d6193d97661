"""Who is there when, by hand: shifts that relieve each other, closing, coming in from home, clocks that start late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from plans import START, Drill, both_engines, compiled_play, conduct, drill, inject, table
from pydantic import ValidationError

from drillsim.compiled.event_list import Msels
from drillsim.compiled.log import WEEK, cut_off
from drillsim.judge.evaluate import LATE, NEVER, NOT_COUNTED, NOT_JUDGED, ON_TIME, gauges
from drillsim.judge.replicate import Settings, replicate
from drillsim.plan.pools import Squad, Vehicle
from drillsim.play.capacity import Tracks
from drillsim.why.attribution import CLOSED, RECALL, attribute

Play = Any
HOUR, DAY = 3600, 86_400
LAB = {"kind": "post", "shifts": [{"hours": "08:00-20:00", "on_duty": 2}]}
ANALYSIS = {"analyse": {"takes": "6 h", "needs": {"by": "lab 1"}}}


def times(d: Drill, play: Play, **edits: Any) -> list[str]:
    msel = d.msel(**edits)
    return d.steps(msel, play(d.compiled, msel))


def states(d: Drill, **edits: Any) -> list[int]:
    """What the first target says of each incident, as both engines play it."""
    msel = d.msel(**edits)
    gauge = gauges(d.compiled)[0]
    one, other = (gauge.read(msel, play(d.compiled, msel)).state.tolist() for play in (conduct, compiled_play))
    assert one == other
    return one


# ---- closing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closing", "done"),
    [
        (None, 26 * HOUR - 60),  # overtime: 19:59 and six hours
        ("finish", 26 * HOUR - 60),
        ("stop", 38 * HOUR - 60),  # a minute in the evening, the rest from eight in the morning on
        ("hand_over", 38 * HOUR - 60),  # nobody is there to hand it to before eight
    ],
)
@both_engines
def test_a_sample_comes_a_minute_before_the_laboratory_closes(closing: str | None, done: int, play: Play) -> None:
    lab = LAB | ({"at_closing": closing} if closing else {})
    d = drill({"lab": lab}, ANALYSIS, injects=[inject(20 * HOUR - 60)])
    assert times(d, play) == [f"0 analyse {20 * HOUR - 60} {20 * HOUR - 60} {done}"]


@both_engines
def test_samples_wait_for_the_morning_and_urgent_ones_are_done_at_night_by_the_one_on_call(play: Play) -> None:
    lab = LAB | {"at_closing": "stop", "counts_as": "analyst"}
    chemist = {"kind": "post", "counts_as": "analyst", "turnout": {"on_duty": "0 min", "on_call": "30 min"},
               "shifts": [{"hours": "20:00-08:00", "on_call": 1}]}  # fmt: skip
    sample = {
        "analyse": {"when": {"sample": "ordinary"}, "takes": "6 h", "needs": {"by": "lab 1"}},
        "analyse_at_once": {"when": {"sample": "urgent"}, "takes": "2 h", "needs": {"by": "analyst 1"}},
    }
    at = [22 * HOUR, 22 * HOUR, 34 * HOUR, 43 * HOUR]  # at ten in the evening both; at ten and at seven on the next day
    come = ["ordinary", "urgent", "urgent", "ordinary"]
    injects = [inject(second, attributes={"sample": sort}) for second, sort in zip(at, come, strict=True)]
    d = drill({"lab": lab, "chemist": chemist}, sample, attributes={"sample": ["ordinary", "urgent"]},
              injects=injects, days=3)  # fmt: skip
    assert [line for line in times(d, play) if "skipped" not in line] == table(f"""
        0 analyse         {22 * HOUR} {32 * HOUR} {38 * HOUR}                 # from eight in the morning
        1 analyse_at_once {22 * HOUR} {22 * HOUR + 1800} {24 * HOUR + 1800}   # whoever is on call comes in first
        2 analyse_at_once {34 * HOUR} {34 * HOUR} {36 * HOUR}                 # by day the laboratory does it
        3 analyse         {43 * HOUR} {43 * HOUR} {61 * HOUR}                 # an hour, and five from the morning on
    """)


@both_engines
def test_over_a_weekend_and_with_hours_instead_of_shifts(play: Play) -> None:
    room = {"kind": "room", "places": 3, "hours": "09:00-17:00", "days": "mon-fri", "at_closing": "stop"}
    friday = 4 * DAY
    d = drill({"lab": room}, ANALYSIS, injects=[inject(friday + 16 * HOUR)], days=7)
    assert times(d, play) == [f"0 analyse {friday + 16 * HOUR} {friday + 16 * HOUR} {7 * DAY + 14 * HOUR}"]


@both_engines
def test_what_ends_at_closing_is_done_and_what_takes_no_time_is_no_work(play: Play) -> None:
    d = drill(
        {"lab": LAB | {"at_closing": "stop"}},
        {
            "analyse": {"takes": "6 h", "needs": {"by": "lab 1"}, "keep": {"by": "sign"}},
            "note": {"after": "analyse", "takes": "0 s"},
            "sign": {"after": "note", "takes": "10 min"},
        },
        injects=[inject(14 * HOUR)],
    )
    assert times(d, play) == table(f"""
        0 analyse {14 * HOUR} {14 * HOUR} {20 * HOUR}
        0 note {20 * HOUR} {20 * HOUR} {20 * HOUR}
        0 sign {20 * HOUR} {20 * HOUR} {32 * HOUR + 600}   # who is kept for it is at home until eight
    """)


@both_engines
def test_a_step_beside_those_who_went_home_goes_on(play: Play) -> None:
    """Only what is done with them stands still, not what runs beside it."""
    d = drill(
        {"lab": LAB | {"at_closing": "stop"}},
        {"analyse": {"takes": "6 h", "needs": {"by": "lab 1"}}, "count": {"takes": "6 h"}},
        injects=[inject(19 * HOUR)],
    )
    assert times(d, play) == table(f"""
        0 analyse {19 * HOUR} {19 * HOUR} {37 * HOUR}
        0 count   {19 * HOUR} {19 * HOUR} {25 * HOUR}
    """)


@both_engines
def test_two_who_close_at_different_hours(play: Play) -> None:
    """Work goes on only while both are there: 08:00-12:00 and 10:00-18:00 leave two hours a day."""
    pools = {
        "early": {"kind": "post", "hours": "08:00-12:00", "at_closing": "stop"},
        "late": {"kind": "post", "hours": "10:00-18:00", "at_closing": "hand_over"},
    }
    d = drill(pools, {"meet": {"takes": "5 h", "needs": {"a": "early 1", "b": "late 1"}}}, injects=[inject(11 * HOUR)])
    assert times(d, play) == [f"0 meet {11 * HOUR} {11 * HOUR} {2 * DAY + 12 * HOUR}"]  # 1 h, 2 h and 2 h


@both_engines
def test_who_was_called_in_stays_until_it_is_done(play: Play) -> None:
    turnout = {"on_duty": "0 s", "on_call": "30 min"}
    chief = {"kind": "post", "hours": "08:00-18:00", "turnout": turnout, "at_closing": "stop"}
    d = drill({"lab": chief}, ANALYSIS, injects=[inject(2 * HOUR)])
    assert times(d, play) == [f"0 analyse {2 * HOUR} {2 * HOUR + 1800} {8 * HOUR + 1800}"]


def test_where_the_time_of_a_night_went() -> None:
    targets = {"t": {"to": "analyse.ended", "within": "6 h"}}
    d = drill({"lab": LAB | {"at_closing": "stop"}}, ANALYSIS, injects=[inject(20 * HOUR - 60)], targets=targets)
    msel = d.msel()
    log = compiled_play(d.compiled, msel)
    found = attribute(d.compiled, msel, log, gauges(d.compiled)[0], 0)
    assert found.stages == {"handling": 6 * HOUR, CLOSED: 12 * HOUR}
    assert Tracks(d.compiled, msel, log)[0].overtime.max() == 0  # nobody works at night


# ---- shifts are people of their own ------------------------------------------------------------


@both_engines
def test_a_fresh_crew_goes_at_once_while_the_old_one_is_still_out(play: Play) -> None:
    d = drill(
        {"crew": {"base": "st", "turnout": "1 min", "shifts": [{"hours": "07:00-19:00", "on_duty": 1},
                                                                {"hours": "19:00-07:00", "on_duty": 1}]}},
        {
            "out": {"takes": "turnout", "needs": {"u": "crew 1"}, "keep": {"u": "work"}},
            "way": {"after": "out", "takes": "travel", "who": "u"},
            "work": {"after": "way", "takes": "1 h", "way_back": "u"},
        },
        injects=[inject(18 * HOUR + 3000, zone="town"), inject(19 * HOUR + 300, zone="town")],
        travel={"times": {"st": {"town": "10 min"}}},
    )  # fmt: skip
    shown = times(d, play)
    assert shown[3:5] == [f"1 out {19 * HOUR + 300} {19 * HOUR + 300} {19 * HOUR + 360}",
                          f"1 way {19 * HOUR + 360} {19 * HOUR + 360} {19 * HOUR + 960}"]  # fmt: skip
    msel = d.msel()
    log = play(d.compiled, msel)
    track = Tracks(d.compiled, msel, log)[0]
    assert track.overtime.max() == 1
    assert (track.in_use.max(), track.free.min()) == (2, 0)
    assert log.hold_rows.tolist() == [[1, 0], [0, 1]]


@both_engines
def test_never_more_are_out_than_there_are_staff(play: Play) -> None:
    shifts = [{"hours": "00:00-01:00", "on_duty": 2}, {"hours": "01:00-02:00", "on_duty": 2}]
    d = drill(
        {"crew": {"staff": 3, "shifts": shifts}},
        {"job": {"takes": "3000 s", "needs": {"who": "crew 1"}}},
        injects=[inject(2000), inject(2000), inject(3600), inject(3600)],
    )
    assert times(d, play) == table("""
        0 job 2000 2000 5000
        1 job 2000 2000 5000
        2 job 3600 3600 6600   # the second shift has two, but there are only three people
        3 job 3600 5000 8000
    """)


@both_engines
def test_grants_take_who_stays_longest(play: Play) -> None:
    shifts = [{"hours": "00:00-01:00", "on_duty": 2}, {"hours": "00:00-03:00", "on_duty": 1}]
    d = drill({"crew": {"shifts": shifts}}, {"job": {"takes": "2 h", "needs": {"who": "crew 2"}}}, injects=[inject(0)])
    msel = d.msel()
    assert play(d.compiled, msel).hold_rows.tolist() == [[1, 1]]


@both_engines
def test_vehicles_and_rooms_have_hours_and_shifts(play: Play) -> None:
    ambulance = {"kind": "vehicle", "count": 3, "shifts": [{"hours": "07:00-19:00", "on_duty": 3},
                                                           {"hours": "19:00-07:00", "on_duty": 1}]}  # fmt: skip
    room = {"kind": "room", "places": 5, "hours": "08:00-12:00"}
    d = drill(
        {"car": ambulance, "hall": room},
        {"go": {"takes": "1 h", "needs": {"u": "car 1"}}, "sit": {"takes": "1 h", "needs": {"r": "hall people"}}},
        injects=[inject(3 * HOUR), inject(3 * HOUR), inject(13 * HOUR)],
    )
    assert times(d, play) == table(f"""
        0 go  {3 * HOUR} {3 * HOUR} {4 * HOUR}
        0 sit {3 * HOUR} {8 * HOUR} {9 * HOUR}
        1 go  {3 * HOUR} {4 * HOUR} {5 * HOUR}   # one car at night
        1 sit {3 * HOUR} {8 * HOUR} {9 * HOUR}
        2 go  {13 * HOUR} {13 * HOUR} {14 * HOUR}
        2 sit {13 * HOUR} {32 * HOUR} {33 * HOUR}
    """)


def test_only_people_are_on_call() -> None:
    shift = {"hours": "07:00-19:00", "on_duty": 1, "on_call": 1}
    assert Squad.model_validate({"shifts": [shift]}).closes
    with pytest.raises(ValidationError):
        Vehicle.model_validate({"kind": "vehicle", "count": 2, "shifts": [shift]})


# ---- coming in from home -----------------------------------------------------------------------

CHIEF = {"kind": "post", "hours": "08:00-18:00", "turnout": {"on_duty": "5 min", "on_call": "2 h"}}


@both_engines
def test_who_is_called_from_home_signs_when_they_have_come(play: Play) -> None:
    d = drill({"chief": CHIEF}, {"sign": {"takes": "10 min", "needs": {"by": "chief 1"}}},
              injects=[inject(2 * HOUR), inject(9 * HOUR)])  # fmt: skip
    assert times(d, play) == table(f"""
        0 sign {2 * HOUR} {4 * HOUR} {4 * HOUR + 600}
        1 sign {9 * HOUR} {9 * HOUR} {9 * HOUR + 600}   # on duty nobody has to come
    """)
    msel = d.msel()
    assert play(d.compiled, msel).hold_taken.tolist() == [2 * HOUR, 9 * HOUR]


@both_engines
def test_what_is_done_by_telephone_needs_nobody_to_come(play: Play) -> None:
    d = drill({"chief": CHIEF}, {"sign": {"takes": "10 min", "needs": {"by": "chief 1"}, "by_phone": True}},
              injects=[inject(2 * HOUR)])  # fmt: skip
    assert times(d, play) == [f"0 sign {2 * HOUR} {2 * HOUR} {2 * HOUR + 600}"]
    with pytest.raises(ValidationError):
        drill({"chief": CHIEF}, {"go": {"takes": "turnout", "needs": {"by": "chief 1"}, "by_phone": True}})


@both_engines
def test_a_turnout_is_not_waited_for_twice(play: Play) -> None:
    d = drill(
        {"chief": CHIEF},
        {
            "order": {"takes": "1 min", "needs": {"by": "chief 1"}, "keep": {"by": "lead"}},
            "muster": {"after": "order", "takes": "turnout", "who": "by"},
            "lead": {"after": "muster", "takes": "10 min"},
        },
        injects=[inject(2 * HOUR)],
    )
    assert times(d, play) == table(f"""
        0 order  {2 * HOUR} {2 * HOUR} {2 * HOUR + 60}
        0 muster {2 * HOUR + 60} {2 * HOUR + 60} {4 * HOUR + 60}
        0 lead   {4 * HOUR + 60} {4 * HOUR + 60} {4 * HOUR + 660}
    """)


@both_engines
def test_a_way_begins_when_they_have_come(play: Play) -> None:
    """And takes what it takes at that hour."""
    d = drill(
        {"chief": CHIEF | {"base": "st"}},
        {"way": {"takes": "travel", "who": "by", "needs": {"by": "chief 1"}}},
        injects=[inject(2 * HOUR, zone="town")],
        travel={"times": {"st": {"town": "10 min"}}, "slower": [{"hours": "03:30-05:00", "times": 2}]},
    )
    assert times(d, play) == [f"0 way {2 * HOUR} {4 * HOUR} {4 * HOUR + 1200}"]


def test_coming_in_is_a_stage_of_its_own() -> None:
    d = drill({"chief": CHIEF}, {"sign": {"takes": "10 min", "needs": {"by": "chief 1"}}}, injects=[inject(2 * HOUR)],
              targets={"t": {"to": "sign.ended", "within": "15 min"}})  # fmt: skip
    msel = d.msel()
    assert states(d) == [LATE]
    found = attribute(d.compiled, msel, compiled_play(d.compiled, msel), gauges(d.compiled)[0], 0)
    assert found.stages == {RECALL: 2 * HOUR, "handling": 600}


# ---- clocks that start late, and calls that nobody answers ---------------------------------------


def test_play_goes_on_until_a_limit_that_starts_late_is_judged() -> None:
    steps = {"work": {"takes": "10 days"}, "call_back": {"after": "work", "takes": "5 min"}}
    d = drill({}, steps, injects=[inject(9 * HOUR)],
              targets={"t": {"from": "work.ended", "to": "call_back.ended", "within": "3 days"}})  # fmt: skip
    assert states(d) == [ON_TIME]
    result = replicate(d.compiled, d.scenario, Settings(runs=5))
    assert (result.targets[0].on_time, result.targets[0].not_judged, int(result.block.cut.sum())) == (5, 0, 0)


def test_a_clock_that_could_not_start_is_no_miss() -> None:
    """The work asks for two where there is one: its clock never starts; whoever promised the work is late."""
    steps = {"work": {"takes": "1 h", "needs": {"by": "clerk 2"}}, "tell": {"after": "work", "takes": "5 min"}}
    pools = {"clerk": {"kind": "post"}}
    after = {"t": {"from": "work.ended", "to": "tell.ended", "within": "1 h"}}
    d = drill(pools, steps, injects=[inject(0)], targets=after)
    assert states(d) == [NOT_JUDGED]
    target = replicate(d.compiled, d.scenario, Settings(runs=5)).targets[0]
    assert (target.judged, target.not_judged, target.reason) == (0, 5, "nothing_judged")
    assert states(drill(pools, steps, injects=[inject(0)], targets={"t": {"to": "tell.ended", "within": "1 h"}})) == [NEVER]


def test_a_limit_that_had_not_passed_when_play_was_cut_is_not_judged() -> None:
    steps = {"work": {"takes": "2 h"}}
    for limit, state in (("3 h", NOT_JUDGED), ("30 min", NEVER)):
        d = drill({}, steps, injects=[inject(0)], targets={"t": {"to": "work.ended", "within": limit}}, seconds=60, cut=3600)
        assert states(d) == [state]
        msel = d.msel()
        assert cut_off(conduct(d.compiled, msel), Msels.of([msel]), d.compiled.horizon, d.compiled.alike).tolist() == [1]


def test_what_waits_for_ever_is_not_called_cut() -> None:
    d = drill({"clerk": {"kind": "post"}}, {"work": {"takes": "2 h", "needs": {"by": "clerk 2"}}}, injects=[inject(0)])
    msel = d.msel()
    assert d.compiled.horizon > d.compiled.window_end + WEEK
    assert cut_off(compiled_play(d.compiled, msel), Msels.of([msel]), d.compiled.horizon, d.compiled.alike).tolist() == [0]


def test_whoever_waits_through_a_holiday_of_more_than_a_week_is_served_after_it() -> None:
    """Brought at the eve of the Spring Festival of 2026, nine days on which nobody works: on the first working day."""
    clerk = {"kind": "post", "hours": "08:00-18:00", "days": "workdays"}
    eve = datetime(2026, 2, 14, 19)  # a Saturday that was worked
    d = drill({"clerk": clerk}, {"work": {"takes": "2 h", "needs": {"by": "clerk 1"}}}, calendar="china", start=eve,
              injects=[inject(0, start=eve)], cut=20 * DAY)  # fmt: skip
    begins = 9 * DAY + 13 * HOUR
    for play in (conduct, compiled_play):
        assert times(d, play) == [f"0 work 0 {begins} {begins + 2 * HOUR}"]


CALL = {"report": {"takes": "5 min", "calls": "county", "outcome": {"answered": 0.5, "unanswered": 0.5}}}
COUNTY = {"county": {"kind": "post", "outside": True}}


@pytest.mark.parametrize(
    ("target", "answered", "unanswered"),
    [
        ({"to": "report.ended", "within": "1 h"}, ON_TIME, NEVER),
        ({"to": "report.ended", "none_lost": True}, ON_TIME, NEVER),
        ({"to": "report.attempted", "within": "1 h"}, ON_TIME, ON_TIME),
        ({"from": "report.ended", "to": "log.ended", "within": "1 h"}, ON_TIME, NOT_JUDGED),
        ({"from": "report.attempted", "to": "log.ended", "within": "1 h"}, ON_TIME, ON_TIME),
        ({"to": {"first": ["report.ended", "log.ended"]}, "within": "1 h"}, ON_TIME, ON_TIME),
        ({"to": ["report.ended", "log.ended"], "within": "1 h"}, ON_TIME, NEVER),
        ({"from": "report.ended", "to": "log.ended", "in_order": True}, ON_TIME, LATE),
        ({"to": "again.ended", "within": "1 h"}, NOT_COUNTED, ON_TIME),
    ],
)
def test_a_call_that_nobody_answered_is_no_report(target: dict[str, Any], answered: int, unanswered: int) -> None:
    steps = CALL | {
        "again": {"after": "report", "when": {"report": "unanswered"}, "takes": "1 min"},
        "log": {"after": "again", "takes": "1 min"} | {"after": "report"},
    }
    d = drill(COUNTY, steps, injects=[inject(0), inject(60)], targets={"t": target})
    assert states(d, outcome={(0, "report"): "answered", (1, "report"): "unanswered"}) == [answered, unanswered]


def test_a_telephone_that_is_off_takes_no_report() -> None:
    off = [{"phone_off": "county", "from": str(START), "until": "day 2 00:00"}]
    d = drill(COUNTY, CALL, injects=[inject(0), inject(DAY + 60)], days=2, disruptions=off,
              targets={"t": {"to": "report.ended", "within": "1 h"}})  # fmt: skip
    assert states(d, outcome={(0, "report"): "answered", (1, "report"): "answered"}) == [NEVER, ON_TIME]
