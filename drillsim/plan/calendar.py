"""Which days are working days: public holidays, and the days on which people work in their place."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.resources import files
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, WithJsonSchema, model_validator

from drillsim.base.language import N_, current, say
from drillsim.plan.keys import key
from drillsim.plan.near import near
from drillsim.plan.schema import Model, reject, written
from drillsim.plan.values import DateSpans, OrText, Text
from drillsim.quantities import measures
from drillsim.quantities.timetable import HOLIDAY, MADE_UP, ORDINARY, WEEK

Span = tuple[date, date]  # both ends included


class CountryDays(NamedTuple):
    """The public holidays of a country in the years of which they are known."""

    spellings: tuple[str, str]
    sources: dict[int, str]  # by year: the notice or law
    holidays: list[Span]
    workdays: list[Span]


@cache
def known_countries() -> dict[str, CountryDays]:
    """The calendars that come with drillsim, a data file each, by the country's English name."""
    found = {}
    for file in sorted(files("drillsim.plan").joinpath("calendars").iterdir(), key=lambda file: file.name):
        told = tomllib.loads(file.read_text("utf-8"))
        english, chinese = told.pop("spellings")
        holidays, workdays = ([measures.dates(span) for year in told.values() for span in year[sort]]
                              for sort in ("holidays", "workdays"))  # fmt: skip
        sources = {int(year): days["source"] for year, days in told.items()}
        found[english] = CountryDays((english, chinese), sources, holidays, workdays)
    return found


def _country(value: Any) -> Any:
    known = {spelling: name for name, country in known_countries().items() for spelling in country.spellings}
    name = known.get(str(value).strip().lower())
    if name is None:
        what = say("no calendar of '{name}' comes with drillsim", name=str(value))
        raise reject(what, near(str(value), known) or say("write its days as holidays and workdays"))
    return name


def _spelled(country: str) -> str:
    return known_countries()[country].spellings[current() == "zh"]


Country = Annotated[
    str,
    BeforeValidator(_country),
    written(_spelled),
    WithJsonSchema({"enum": [spelling for country in known_countries().values() for spelling in country.spellings]}),
]


def _days(spans: Iterable[Span]) -> Iterator[date]:
    for first, last in spans:
        yield from (first + timedelta(days=day) for day in range((last - first).days + 1))


class Calendar(Model, title=N_("The calendar")):
    """Public holidays, and days at weekends on which people work in their place.

    All other days are as their weekday: Monday to Friday people work. Days of one's own stand beside those of the
    `country`, and come before them.
    """

    # fmt: off
    country: Annotated[Country | None, key(
        "国家 地区", N_("a country whose public holidays and make-up working days come with drillsim"),
        "china", "中国")] = None
    holidays: Annotated[DateSpans, key(
        "节假日 放假 休假", N_("days on which people do not work: dates, or the first and the last of several"),
        "[2026-10-01 to 2026-10-07]", "[2026年10月1日至7日]")] = []
    workdays: Annotated[DateSpans, key(
        "调休上班 上班 工作日", N_("days at weekends on which people work"),
        "[2026-09-20, 2026-10-10]", "[2026年9月20日, 2026年10月10日]")] = []
    source: Annotated[Text | None, key(
        "来源 依据", N_("where these days come from"), "notice of the county of 3 June", "县政府6月3日通知")] = None
    # fmt: on

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Calendar:
        if both := sorted({*_days(self.holidays)} & {*_days(self.workdays)}):
            what = say("{day} is a holiday and a working day", day=both[0].isoformat())
            raise reject(what, say("keep one of them"), at="workdays")
        return self

    @cached_property
    def _of_country(self) -> CountryDays | None:
        return known_countries().get(self.country or "")

    @cached_property
    def _special(self) -> dict[date, int]:
        """What the days are that are not as their weekday says."""
        found: dict[date, int] = {}
        for one in (self._of_country, self) if self._of_country else (self,):
            found |= dict.fromkeys(_days(one.holidays), HOLIDAY)
            found |= dict.fromkeys(_days(one.workdays), MADE_UP)
        return found

    @cached_property
    def years(self) -> frozenset[int]:
        """The years of which any day is known. Of others, nobody can say which weekdays are holidays."""
        own = {day.year for day in _days([*self.holidays, *self.workdays])}
        return frozenset(own.union(self._of_country.sources if self._of_country else ()))

    def sources(self, years: Iterable[int]) -> list[Text]:
        """Where the days of these years come from, as far as it is said."""
        known = self._of_country.sources if self._of_country else {}
        return [*(known[year] for year in years if year in known), *([self.source] if self.source is not None else [])]

    def last_special(self, first: date, last: date) -> date | None:
        """The last day between these that is not as its weekday says: after it, every week is like the other."""
        return max((day for day in self._special if first <= day <= last), default=None)

    def kind(self, day: date) -> int:
        """What kind of day a date is: its weekday, and whether it is a holiday or a make-up working day."""
        weekday, sort = day.weekday(), self._special.get(day, ORDINARY)
        return weekday + WEEK * (ORDINARY if sort == MADE_UP and weekday < 5 else sort)  # who works on it anyway

    def is_workday(self, day: date) -> bool:
        """Whether people work on a day."""
        sort = self._special.get(day, ORDINARY)
        return sort == MADE_UP or (sort == ORDINARY and day.weekday() < 5)


def is_on(dates: Iterable[int | Span], day: date) -> bool:
    """Whether a date is one of these days of the month or dates. In a month that is too short, its last day stands in."""
    last = monthrange(day.year, day.month)[1]
    return any(day.day == min(one, last) if isinstance(one, int) else one[0] <= day <= one[1] for one in dates)


def _named(value: Any) -> Any:
    return {"country": value} if isinstance(value, str) else value


# What a plan or a scenario says of its days: the name of a country, or more.
AnyCalendar = Annotated[Calendar, BeforeValidator(_named), OrText("china", "中国")]
EVERY_WEEK_ALIKE = Calendar()  # what is meant where nobody names a calendar
