"""Calendars: public holidays, the days worked in their place, and working days counted over them."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib.resources import files

import pytest
from pydantic import TypeAdapter, ValidationError

from drillsim.base.language import speaking
from drillsim.plan.calendar import EVERY_WEEK_ALIKE, AnyCalendar, Calendar, known_countries
from drillsim.quantities import measures

CALENDAR = TypeAdapter(AnyCalendar)
FILES = list(files("drillsim.plan").joinpath("calendars").iterdir())
CHINA = Calendar(country="china")


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
    assert (CHINA.is_workday(when), CHINA.is_holiday(when)) == (worked, holiday)


def test_working_days_are_counted_over_holidays_and_days_worked_in_their_place() -> None:
    wednesday = date(2026, 9, 30)
    counted = [CHINA.workdays_after(wednesday, n).isoformat() for n in range(5)]
    assert counted == ["2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10", "2026-10-12"]
    assert EVERY_WEEK_ALIKE.workdays_after(wednesday, 3) == date(2026, 10, 5)


def test_own_days_stand_beside_those_of_the_country_and_before_them() -> None:
    own = CALENDAR.validate_python({"国家": "中国", "节假日": "2026年10月8日至9日", "调休上班": "2026-10-05"})
    assert own.workdays_after(date(2026, 9, 30), 1) == date(2026, 10, 5)
    assert own.workdays_after(date(2026, 10, 5), 1) == date(2026, 10, 10)
    assert own.kind(date(2026, 10, 5)) == 0, "a Monday on which people work is a Monday"


def test_the_years_of_a_calendar_are_those_that_any_day_is_known_of() -> None:
    assert CHINA.years == known_countries()["china"].years >= {2025, 2026}
    assert CALENDAR.validate_python({"holidays": "2031-01-01"}).years == {2031}
    assert not EVERY_WEEK_ALIKE.years


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
