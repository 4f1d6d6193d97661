"""Working days and holidays: no calendar that tells them, one that does not know the year, days that do not come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from drillsim.base.language import say
from drillsim.check.findings.finding import Finding, Later, Loc, listed
from drillsim.check.findings.paper import Paper
from drillsim.plan.calendar import EVERY_WEEK_ALIKE, Calendar
from drillsim.plan.keys import keys_of
from drillsim.plan.limits import WorkingDays, when_called
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Scheduled
from drillsim.plan.procedures import Duty
from drillsim.plan.scenario import Stream
from drillsim.quantities.shown import written_days
from drillsim.quantities.timetable import WORKDAYS, hang_on_calendar

Days = tuple[int, ...]


def _days_named(paper: Paper) -> Iterator[tuple[Loc, Days, bool]]:
    """Where a plan (or a scenario: True) names days."""
    for name, pool in paper.plan.pools.items():
        if isinstance(pool, Scheduled):
            yield ("pools", name, "days"), pool.days, False
            for index, shift in enumerate(pool.shifts):
                yield ("pools", name, "shifts", index, "days"), shift.days, False
    for index, slower in enumerate(paper.plan.travel.slower if paper.plan.travel else []):
        yield ("travel", "slower", index, "days"), slower.days, False
    for name, duty in paper.plan.duties.items():
        yield ("duties", name, "days"), duty.days, False
    for name, target in paper.plan.targets.items():
        yield ("targets", name, "days"), target.days, False
        if isinstance(target.limits, WorkingDays):
            yield ("targets", name, "within"), tuple(sorted(WORKDAYS)), False
        for text in target.limits if isinstance(target.limits, dict) else ():
            if (when := when_called(text, paper.plan.hours)) is not None:
                yield ("targets", name, "within", text), when.days, False
    for name, stream in paper.scenario.streams.items() if paper.scenario else ():
        for days in stream.days:
            yield ("streams", name, "days"), days, True
    for index, special in enumerate(paper.scenario.special_days if paper.scenario else ()):
        yield ("special_days", index, "days"), special.days or (), True


def no_calendar(paper: Paper) -> Iterator[Finding]:
    """Working days or holidays are named, and nobody says which days those are."""
    if paper.calendar != EVERY_WEEK_ALIKE:
        return
    named = [(loc, days, ours) for loc, days, ours in _days_named(paper) if hang_on_calendar(days)]
    if named:
        loc, _days, in_scenario = named[0]
        shown = dict.fromkeys(Later(written_days, (days,)) for _loc, days, _ours in named)
        yield Finding(
            "confirm", "no-calendar", loc, () if in_scenario else paper.clauses(".".join(map(str, loc[:2]))),
            say("there is no calendar, so workdays are Monday to Friday and holidays never come ({days})",
                days=listed(shown)),
            say("write {key}: {country}, or the holidays of your own", key=keys_of(Plan)["calendar"], country=say("china")),
            in_scenario=in_scenario,
        )  # fmt: skip


def year_unknown(paper: Paper) -> Iterator[Finding]:
    """The window lies in a year whose holidays the calendar does not know."""
    if paper.scenario is None or paper.calendar == EVERY_WEEK_ALIKE:
        return
    if unknown := sorted({day.year for day in paper.scenario.window.dates} - paper.calendar.years):
        key = keys_of(Calendar)
        yield Finding(
            "gap", "calendar-without-year", ("window",), (),
            say("the calendar has no days of {years}: its weeks are played as if there were no holidays",
                years=listed(unknown)),
            say("add its days under {holidays} and {workdays}", holidays=key["holidays"], workdays=key["workdays"]),
            in_scenario=True,
        )  # fmt: skip


def days_that_do_not_come(paper: Paper) -> Iterator[Finding]:
    """A duty or fixed times on working days or holidays, none of which lies in the window."""
    if paper.scenario is None:
        return
    named = [(loc, ours) for loc, days, ours in _days_named(paper) if hang_on_calendar(days)]
    sections: list[tuple[str, Mapping[str, Duty | Stream]]] = [
        ("duties", paper.plan.duties), ("streams", paper.scenario.streams),
    ]  # fmt: skip
    for section, sources in sections:
        for name, source in sources.items():
            in_scenario = section == "streams"
            if not source.at or ((section, name, "days"), in_scenario) not in named:
                continue
            if not paper.scenario.window.moments(source.at, source.falls_on, paper.calendar):
                yield Finding(
                    "confirm", "days-never-come", (section, name, "days"),
                    () if in_scenario else paper.clauses(f"duties.{name}"),
                    say("'{name}' never falls into the window: none of its days does", name=source.name or name),
                    say("choose a window with such days, or test it in another scenario"),
                    in_scenario=in_scenario,
                )  # fmt: skip


def special_days_that_do_not_come(paper: Paper) -> Iterator[Finding]:
    """Days on which more come, none of which lies in the window."""
    if paper.scenario is None:
        return
    days = paper.scenario.window.dates
    for index, special in enumerate(paper.scenario.special_days):
        if not any(special.holds(day, paper.calendar) for day in days):
            yield Finding(
                "confirm", "days-never-come", ("special_days", index), (),
                say("'{name}' never falls into the window: none of its days does", name=special.name or str(index + 1)),
                say("choose a window with such days, or test it in another scenario"),
                in_scenario=True,
            )  # fmt: skip


RULES = (no_calendar, year_unknown, days_that_do_not_come, special_days_that_do_not_come)
