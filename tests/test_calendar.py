"""Calendars: public holidays, the days worked in their place, and working days counted over them."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from plans import Drill, Play, both_engines, drill, inject, steps, table
from pydantic import TypeAdapter, ValidationError

from drillsim.base.language import speaking
from drillsim.check.findings import findings
from drillsim.check.scenario import check_scenario
from drillsim.compiled.calendar import ends_of_workdays
from drillsim.compiled.compilation import compile_plan
from drillsim.deck.deck import Deck
from drillsim.judge.evaluate import gauges
from drillsim.plan.calendar import EVERY_WEEK_ALIKE, AnyCalendar, Calendar, known_countries
from drillsim.plan.scenario import Scenario, Stream, Window
from drillsim.quantities import measures
from drillsim.quantities.timetable import HOLIDAY, WEEK

CALENDAR = TypeAdapter(AnyCalendar)
FILES = list(files("drillsim.plan").joinpath("calendars").iterdir())
CHINA = Calendar(country="china")


def workdays_after(calendar: Calendar, day: date, number: int) -> date:
    """The last of the first `number` working days after a day, counted one by one."""
    for _ in range(number):
        day += timedelta(days=1)
        while not calendar.is_workday(day):
            day += timedelta(days=1)
    return day


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_shipped_year_has_its_source_and_days_that_change_something(file) -> None:
    told = tomllib.loads(file.read_text("utf-8"))
    assert len(told.pop("spellings")) == 2
    assert told
    for year, days in told.items():
        assert set(days) == {"source", "holidays", "workdays"}
        assert days["source"]
        free, worked = ([day for span in days[sort] for day in dates(span)] for sort in ("holidays", "workdays"))
        assert len(free + worked) == len({*free, *worked}), "no day twice"
        assert {day.year for day in (*free, *worked)} == {int(year)}
        assert all(day.weekday() >= 5 for day in worked), "Monday to Friday people work anyway"


def dates(span: str) -> list[date]:
    first, last = measures.dates(span)
    return [first + timedelta(days=day) for day in range((last - first).days + 1)]


@pytest.mark.parametrize(
    ("day", "worked", "holiday"),
    [
        ("2025-01-26", True, False),  # a Sunday for the Spring Festival
        ("2025-10-08", False, True),
        ("2026-02-23", False, True),  # the ninth day of the Spring Festival
        ("2026-09-20", True, False),  # a Sunday for National Day
        ("2026-10-03", False, True),  # a Saturday within it
        ("2026-10-08", True, False),
        ("2026-10-10", True, False),  # the Saturday worked in its place
        ("2026-10-11", False, False),  # a Sunday like any other
    ],
)
def test_days_of_china(day: str, worked: bool, holiday: bool) -> None:
    when = date.fromisoformat(day)
    assert (CHINA.is_workday(when), CHINA.kind(when) // WEEK == HOLIDAY) == (worked, holiday)


def test_working_days_are_counted_over_holidays_and_days_worked_in_their_place() -> None:
    wednesday = date(2026, 9, 30)
    counted = [workdays_after(CHINA, wednesday, n).isoformat() for n in range(5)]
    assert counted == ["2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10", "2026-10-12"]
    assert workdays_after(EVERY_WEEK_ALIKE, wednesday, 3) == date(2026, 10, 5)


def test_own_days_stand_beside_those_of_the_country_and_before_them() -> None:
    own = CALENDAR.validate_python({"国家": "中国", "节假日": "2026年10月8日至9日", "调休上班": "2026-10-05"})
    assert workdays_after(own, date(2026, 9, 30), 1) == date(2026, 10, 5)
    assert workdays_after(own, date(2026, 10, 5), 1) == date(2026, 10, 10)
    assert own.kind(date(2026, 10, 5)) == 0, "a Monday on which people work is a Monday"


def test_the_years_of_a_calendar_are_those_that_any_day_is_known_of() -> None:
    assert CHINA.years == set(known_countries()["china"].sources) >= {2025, 2026}
    assert CALENDAR.validate_python({"holidays": "2031-01-01"}).years == {2031}
    assert not EVERY_WEEK_ALIKE.years


def test_the_days_of_a_calendar_have_their_sources() -> None:
    own = CALENDAR.validate_python({"country": "china", "holidays": "2027-01-01", "source": "the county"})
    notices = own.sources([2025, 2026, 2027])
    assert ["12号" in str(notices[0]), "7号" in str(notices[1]), notices[2:]] == [True, True, ["the county"]]


def test_a_calendar_is_written_as_it_may_be_read() -> None:
    for told in ("china", {"country": "china", "holidays": "2027-02-05 to 2027-02-11", "source": "the county"}):
        found = CALENDAR.validate_python(told)
        for language in ("en", "zh"):
            with speaking(language):
                assert CALENDAR.validate_python(CALENDAR.dump_python(found, mode="json", exclude_unset=True)) == found
    with speaking("zh"):
        assert CALENDAR.dump_python(CHINA, mode="json", exclude_unset=True) == {"country": "中国"}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("chine", "no calendar of '{name}' comes with drillsim"),
        ({"holidays": "2026-10-01", "workdays": "2026-09-30 to 2026-10-02"}, "{day} is a holiday and a working day"),
    ],
)
def test_what_is_no_calendar_is_refused(told: object, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CALENDAR.validate_python(told)
    assert [error["msg"] for error in refused.value.errors()] == [said]


def test_the_ends_of_working_days_are_those_that_one_counts() -> None:
    window = Window.model_validate({"from": "2026-09-29 08:00", "days": 14})
    for calendar in (CHINA, EVERY_WEEK_ALIKE):
        for number in (1, 3, 7):
            found = ends_of_workdays(window, calendar, number, window.seconds)
            days = [date(2026, 9, 29) + timedelta(days=day) for day in range(15)]
            ends = [workdays_after(calendar, day, number) + timedelta(days=1) for day in days]
            assert found.tolist() == [window.second(datetime.combine(end, datetime.min.time())) for end in ends]


def test_play_goes_on_until_working_days_behind_a_long_vacation_have_passed() -> None:
    vacation = {"holidays": "2026-10-01 to 2026-11-30"}
    targets = {"answered": {"to": "write.ended", "within": "2 working days"}}
    d = october(calendar=vacation, targets=targets, injects=[inject(11 * DAY + 9 * HOUR, start=SEPTEMBER)])
    assert d.compiled.horizon >= 64 * DAY, "the end of 2 December"


# ---- working days and holidays as days -----------------------------------------------------------

HOUR, DAY = 3600, measures.DAY
SEPTEMBER = datetime(2026, 9, 30)  # the Wednesday before National Day; Saturday 10 October is worked
CLERK = {"clerk": {"kind": "post", "count": 1}}
WRITE = {"write": {"takes": "10 min", "needs": {"by": "clerk 1"}}}


def october(**more: Any) -> Drill:
    """Twelve days from 30 September 2026 on, with the calendar of China unless another one is given."""
    return drill(
        more.pop("pools", CLERK), more.pop("steps", WRITE), start=SEPTEMBER, days=12, **{"calendar": "china", **more}
    )


def days_of(d: Drill) -> list[str]:
    """On which days of the month incidents come."""
    return [f"{SEPTEMBER + timedelta(seconds=second):%d}" for second in d.msel().time.tolist()]


@pytest.mark.parametrize(
    ("days", "calendar", "found"),
    [
        ("workdays", "china", "30 08 09 10"),
        ("工作日", None, "30 01 02 05 06 07 08 09"),
        ("holidays", "china", "01 02 03 04 05 06 07"),
        ("holidays", None, ""),
        ("days off", "中国", "01 02 03 04 05 06 07 11"),
        ("周一至周五（节假日除外）", "china", "30 08 09"),
        ("mon-fri", "china", "30 01 02 05 06 07 08 09"),
        ("节假日、周六", "china", "01 02 03 04 05 06 07 10"),
        ("workdays", {"holidays": "2026-10-08"}, "30 01 02 05 06 07 09"),
        ("workdays", {"country": "china", "holidays": "2026-10-08"}, "30 09 10"),
    ],
)
@pytest.mark.parametrize("by", ["duties", "streams"])
def test_duties_and_fixed_times_fall_on_working_days_and_holidays(days: str, calendar: Any, found: str, by: str) -> None:
    if by == "duties":
        d = october(calendar=calendar, duties={"report": {"procedure": "visit", "at": "17:00", "days": days}})
    else:
        d = october(calendar=calendar, streams={"reports": {"kind": "visit", "at": "17:00", "days": {days: 1}}})
    assert days_of(d) == found.split()


@both_engines
def test_shifts_on_working_days_and_on_days_off(play: Play) -> None:
    shifts = [
        {"hours": "08:00-18:00", "days": "workdays", "on_duty": 1},
        {"hours": "10:00-12:00", "days": "休息日", "on_duty": 1},
    ]
    at = [8 * HOUR, DAY + 9 * HOUR, 10 * DAY + 9 * HOUR, 11 * DAY + 9 * HOUR]  # 30 September, 1, 10 and 11 October
    d = october(pools={"clerk": {"kind": "post", "shifts": shifts}}, injects=[inject(s, start=SEPTEMBER) for s in at])
    assert steps(d, play) == table(f"""
        0 write {at[0]} {at[0]} {at[0] + 600}
        1 write {at[1]} {at[1] + HOUR} {at[1] + HOUR + 600}      # a holiday: from ten
        2 write {at[2]} {at[2]} {at[2] + 600}                    # a Saturday that is worked
        3 write {at[3]} {at[3] + HOUR} {at[3] + HOUR + 600}      # a Sunday
    """)


@both_engines
def test_the_morning_rush_is_one_of_working_days(play: Play) -> None:
    travel = {"times": {"hq": {"town": "10 min"}}, "slower": [{"hours": "07:30-08:30", "days": "workdays", "times": 2}]}
    go = {"go": {"takes": "travel", "needs": {"car": "car 1"}, "who": "car"}}
    at = [day * DAY + 8 * HOUR for day in (0, 1, 10)]
    d = october(pools={"car": {"kind": "vehicle", "count": 1, "base": "hq"}}, steps=go, travel=travel,
                injects=[inject(s, start=SEPTEMBER, zone="town") for s in at])  # fmt: skip
    took = [int(line.split()[-1]) - int(line.split()[-2]) for line in steps(d, play)]
    assert took == [1200, 600, 1200]


def test_random_moments_are_weighted_by_working_days() -> None:
    """Two on a working day and one on a day off, 12/7 on average in an ordinary week."""
    d = october(streams={"visits": {"kind": "visit", "rate": "12 per week", "days": {"workdays": 2, "days off": 1}}})
    clock = d.deck.sources[0].clock
    assert clock is not None
    by_day = np.diff(np.interp(np.arange(13) * DAY, *clock))
    assert by_day == pytest.approx([2, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 1])


def test_a_stream_of_holidays_has_its_rate_in_a_week_of_holidays() -> None:
    d = october(streams={"visits": {"kind": "visit", "rate": "7 per day", "days": {"holidays": 1}}})
    clock = d.deck.sources[0].clock
    assert clock is not None
    assert np.diff(np.interp(np.arange(13) * DAY, *clock)) == pytest.approx([0, *[7] * 7, 0, 0, 0, 0])


def test_somebody_is_there_on_every_working_day() -> None:
    d = october(targets={"there": {"no_gap": "clerk", "hours": "08:00-18:00", "days": "workdays"}})
    (gauge,) = gauges(d.compiled)
    assert [gauge.cap(d.deck), str(gauge.occasion(3))] == [4, "2026-10-10"]


def test_the_calendar_of_the_scenario_comes_before_that_of_the_plan() -> None:
    d = october(duties={"report": {"procedure": "visit", "at": "17:00", "days": "workdays"}})
    own = d.scenario.model_copy(update={"calendar": CALENDAR.validate_python({"holidays": "2026-10-09"})})
    compiled = compile_plan(d.compiled.plan, own.window, own.calendar)
    assert compiled.calendar == own.calendar_for(d.compiled.plan) != d.compiled.calendar
    assert not compiled.calendar.is_workday(date(2026, 10, 9))


# ---- days on which more come ---------------------------------------------------------------------

FAIRS = {"name": "fair", "every": 5, "from": "2026-10-02", "times": 2}
VISITS = {"visits": {"kind": "visit", "rate": "12 per day"}, "others": {"kind": "visit", "rate": "3 per day"}}


def with_special_days(d: Drill, *special: dict[str, Any]) -> Drill:
    told = Scenario.model_validate({"plan": "plan.yaml", "name": "A test", "window": {"from": "2026-09-30", "days": 12},
                                    "streams": VISITS, "special_days": list(special)})  # fmt: skip
    return Drill(d.compiled, told, Deck(d.compiled, told, 1))


@pytest.mark.parametrize(
    ("special", "by_day"),
    [
        ([FAIRS], "1 1 2 1 1 1 1 2 1 1 1 1"),  # on 2 and 7 October, and on 12 October, which is outside
        ([{"dates": "2026-10-03 to 2026-10-05", "times": 0.5}], "1 1 1 .5 .5 .5 1 1 1 1 1 1"),
        ([{"dates": [1, 10], "times": 3}], "1 3 1 1 1 1 1 1 1 1 3 1"),
        ([{"dates": "1日、2026年10月8日至9日", "times": 3}], "1 3 1 1 1 1 1 1 3 3 1 1"),
        ([{"days": "节假日", "times": 0}], "1 0 0 0 0 0 0 0 1 1 1 1"),
        ([{"days": "days off", "times": 2}, FAIRS], "1 2 4 2 2 2 2 4 1 1 1 2"),
    ],
)
def test_on_special_days_so_many_times_as_many_come(special: list[dict[str, Any]], by_day: str) -> None:
    d = with_special_days(october(), *special)
    clock = d.deck.sources[0].clock
    assert clock is not None
    assert np.diff(np.interp(np.arange(13) * DAY, *clock)) == pytest.approx([12 * float(times) for times in by_day.split()])


def test_only_the_streams_that_are_named_are_others_on_special_days() -> None:
    usual, fair = with_special_days(october()), with_special_days(october(), FAIRS | {"streams": ["others"]})
    one, other = ([source.clock for source in d.deck.sources] for d in (usual, fair))
    assert np.array_equal(one[0], other[0])
    assert not np.array_equal(one[1], other[1])


def test_a_fair_moves_no_other_draw() -> None:
    """What comes before it comes as before; another stream does not notice it at all."""
    usual, fair = (with_special_days(october(), *special).msel() for special in ([], [FAIRS | {"streams": ["visits"]}]))
    first = 2 * DAY  # 2 October
    for stream, until in ((0, first), (1, 12 * DAY)):
        mine, theirs = ((m.origin == stream) & (m.time < until) for m in (usual, fair))
        assert usual.time[mine].tolist() == fair.time[theirs].tolist()
        assert usual.takes[mine].tolist() == fair.takes[theirs].tolist()
    assert (usual.origin == 0).sum() < (fair.origin == 0).sum()


def test_twice_as_many_come_on_the_day_of_the_fair() -> None:
    d = with_special_days(october(), FAIRS | {"streams": ["visits"]})
    runs = 300
    times = np.concatenate([msel.time[msel.origin == 0] for msel in map(d.msel, range(1, runs + 1))])
    counts = np.bincount(times // DAY, minlength=12) / runs
    expected = np.array([12, 12, 24, 12, 12, 12, 12, 24, 12, 12, 12, 12])
    assert np.abs(counts - expected).max() < 4.5 * np.sqrt(24 / runs)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"times": 2}, "which days are special is said once"),
        ({"dates": 1, "days": "holidays", "times": 2}, "which days are special is said once"),
        ({"every": 5, "times": 2}, "every so many days has a first one"),
        ({"dates": 1, "from": "2026-10-01", "times": 2}, "every so many days has a first one"),
        ({"every": 5, "from": "2026-10-01 to 2026-10-02", "times": 2}, "'{got}' is more than one day"),
    ],
)
def test_what_are_no_special_days_is_refused(told: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        with_special_days(october(), told)
    assert [error["msg"] for error in refused.value.errors()] == [said]


def test_a_duty_may_fall_on_dates() -> None:
    duties = {"report": {"procedure": "visit", "at": "17:00", "dates": ["2026-10-03至5日", 9]}}
    assert days_of(october(duties=duties)) == ["03", "04", "05", "09"]


# ---- what the check says -------------------------------------------------------------------------


def rules_of(d: Drill, **scenario: Any) -> dict[str, str]:
    """What the check finds about calendars, by rule."""
    found = findings(d.compiled.plan, d.scenario.model_copy(update=scenario))
    return {one.rule: str(one.what) for one in found if "calendar" in one.rule or one.rule == "days-never-come"}


def test_a_fair_outside_the_window_is_found() -> None:
    for first, said in (("2026-10-11", False), ("2026-10-12", True)):
        d = with_special_days(october(), FAIRS | {"from": first})
        assert ("days-never-come" in rules_of(d)) is said


def test_special_days_are_those_of_streams_that_there_are() -> None:
    d = with_special_days(october(), FAIRS | {"streams": ["visits", "other", "fixed"]})
    streams = d.scenario.streams | {"fixed": Stream.model_validate({"kind": "visit", "at": "09:00"})}
    faults = list(check_scenario(d.compiled.plan, d.scenario.model_copy(update={"streams": streams})))
    assert [str(fault.what) for fault in faults] == [
        "no stream is called 'other'", "'fixed' comes at fixed times, as many on every day",
    ]  # fmt: skip


WORKDAYS = {"report": {"procedure": "visit", "at": "17:00", "days": "workdays"}}


def test_working_days_without_a_calendar_are_said_once() -> None:
    shifts = {"clerk": {"kind": "post", "days": "workdays"}}
    found = rules_of(october(calendar=None, pools=shifts, duties=WORKDAYS))
    assert found == {
        "no-calendar": "there is no calendar, so workdays are Monday to Friday and holidays never come (workdays)"
    }
    assert rules_of(october(duties=WORKDAYS)) == {}
    targets = {"answered": {"to": "write.ended", "within": "3 working days"}}
    assert set(rules_of(october(calendar=None, targets=targets))) == {"no-calendar"}
    assert rules_of(october(calendar=None)) == {}


def test_a_calendar_that_does_not_know_the_year_of_the_window_is_found() -> None:
    window = Window.model_validate({"from": "2026-12-30", "days": 5})
    found = rules_of(october(duties=WORKDAYS), window=window)
    assert found["calendar-without-year"].startswith("the calendar has no days of 2027")
    own = {"country": "china", "holidays": "2027-01-01"}
    assert rules_of(october(calendar=own, duties=WORKDAYS), window=window) == {}


@pytest.mark.parametrize(("days", "said"), [("workdays", True), ("holidays", False), ("mon", False)])
def test_a_duty_whose_days_never_come_is_found(days: str, said: bool) -> None:
    golden_week = Window.model_validate({"from": "2026-10-01", "days": 7})
    duties = {"report": {"procedure": "visit", "at": "17:00", "days": days}}
    assert ("days-never-come" in rules_of(october(duties=duties), window=golden_week)) is said


def test_shifts_of_working_days_and_of_days_off_do_not_overlap() -> None:
    shifts: list[dict[str, Any]] = [
        {"hours": "08:00-20:00", "days": "workdays", "on_duty": 2},
        {"hours": "08:00-20:00", "days": "days off", "on_duty": 3},
        {"hours": "20:00-08:00", "on_duty": 1},
    ]
    plan = october(pools={"clerk": {"kind": "post", "count": 4, "shifts": shifts}}).compiled.plan
    assert not {"overlapping-shifts", "more-than-staff"} & {one.rule for one in findings(plan)}
    shifts[2]["hours"] = "19:00-08:00"
    plan = october(pools={"clerk": {"kind": "post", "count": 3, "shifts": shifts}}).compiled.plan
    assert {"overlapping-shifts", "more-than-staff"} <= {one.rule for one in findings(plan)}
