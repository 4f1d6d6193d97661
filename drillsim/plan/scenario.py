"""What may happen: a window of calendar time, incident streams, scripted injects, disruptions."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from drillsim.base.language import say
from drillsim.plan.clauses import Assumption
from drillsim.plan.distributions import HeadCount
from drillsim.plan.schema import (
    Clocks,
    Count,
    Days,
    Hours,
    Model,
    Moment,
    Most,
    Name,
    Number,
    Rate,
    ScenarioTime,
    Share,
    Subjects,
    Text,
    Weekdays,
    Word,
    reject,
)
from drillsim.quantities import measures as q


class Window(Model):
    """The calendar time that is played: incidents and duties stop at its end."""

    from_: Moment
    until: Moment | None = None
    days: Annotated[Days, Field(ge=1, le=3660)] | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Window:
        if (self.until is None) == (self.days is None):
            raise reject(say("a window has one end"), say("give either until or days"))
        if self.until is not None and self.until <= self.from_:
            raise reject(say("the window ends before it begins"), say("give a later until"))
        return self

    @property
    def start(self) -> datetime:
        return self.from_

    @property
    def seconds(self) -> int:
        """Length of the window in seconds."""
        if self.days is not None:
            return self.days * q.DAY
        assert self.until is not None
        return int((self.until - self.from_).total_seconds())

    def second(self, time: int | datetime) -> int:
        """A scenario time as the second since the window's start (may lie outside the window)."""
        if isinstance(time, datetime):
            return int((time - self.from_).total_seconds())
        midnight = self.from_.replace(hour=0, minute=0, second=0, microsecond=0)
        return int((midnight + timedelta(seconds=time) - self.from_).total_seconds())

    def midnight(self) -> int:
        """The first day's midnight as a scenario second (zero or below)."""
        return self.second(0)

    def moments(self, clocks: list[int], falls_on: Callable[[date], bool]) -> list[int]:
        """Seconds of the window at which it is one of the times of day, on days that `falls_on` names, ascending."""
        midnight, first = self.midnight(), self.from_.date()
        days = [day for day in range((self.seconds - midnight) // q.DAY + 1) if falls_on(first + timedelta(days=day))]
        seconds = (midnight + day * q.DAY + clock for day in days for clock in sorted(clocks))
        return [second for second in seconds if 0 <= second < self.seconds]


def _one_or_shares(value: Any) -> str:
    return "shares" if isinstance(value, dict) else "word"


def _each_span(weights: Any) -> Any:
    """The same weight for each of several spans that are written as one key."""
    if not isinstance(weights, dict):
        return weights
    found: dict[Any, Any] = {}
    for key, weight in weights.items():
        spans = []
        with contextlib.suppress(q.Unreadable):  # said where the key is read
            spans = [q.written_hours(span) for span in q.spans(key)]
        found |= dict.fromkeys(spans if len(spans) > 1 else [key], weight)
    return found


class Stream(Model):
    """Incidents of one kind, at random moments (`rate`) or at fixed times of the day (`at`).

    `hours` and `days` are relative weights of the hours of the day and the days of the week;
    the rate is the mean over a whole week. Hours and days that are not named have weight 0.
    A rate counts batches; incidents of one batch come at one moment and agree in every attribute of `same`.
    No more than `at_most` incidents come in one run.
    """

    name: Text | None = None
    kind: Name
    rate: Rate | None = None
    at: Clocks = []
    hours: Annotated[dict[Hours, Number], BeforeValidator(_each_span)] = {}
    days: dict[Weekdays, Number] = {}
    batch: HeadCount = 1
    same: Subjects = []
    at_most: Annotated[Most, Field(ge=1, le=100_000)] | None = None
    zone: (
        Annotated[Annotated[Name, Tag("word")] | Annotated[dict[Name, Number], Tag("shares")], Discriminator(_one_or_shares)]
        | None
    ) = None
    people: HeadCount = 1
    attributes: dict[
        Name,
        Annotated[Annotated[Word, Tag("word")] | Annotated[dict[Word, Share], Tag("shares")], Discriminator(_one_or_shares)],
    ] = {}

    def falls_on(self, day: date) -> bool:
        """Whether incidents at fixed times come on a day."""
        return not self.days or any(day.weekday() in group for group in self.days)

    @model_validator(mode="after")
    def _one_clock(self) -> Stream:
        if (self.rate is None) == (not self.at):
            raise reject(say("a stream has a rate or fixed times"), say("give either rate or at"))
        if self.at and self.hours:
            raise reject(say("fixed times have no profile of hours"), say("leave hours out"))
        if self.same and self.batch == 1:
            raise reject(say("one incident at a time has nothing in common with others"), say("leave same out"), at="same")
        for key in ("hours", "days", "zone"):
            weights = getattr(self, key)
            if isinstance(weights, dict) and weights and sum(weights.values()) <= 0:
                mend = say("give at least one of them a weight above 0")
                raise reject(say("the weights add up to nothing"), mend, at=key)
        if self.zone == {}:
            raise reject(say("the weights add up to nothing"), say("name a zone"), at="zone")
        for name, shares in self.attributes.items():
            if isinstance(shares, dict) and abs(sum(shares.values()) - 1) > 1e-6:
                raise reject(
                    say(
                        "the shares of '{name}' add up to {got}, not to 100 %", name=name, got=f"{sum(shares.values()):.4g}"
                    ),
                    say("give every value its share"),
                )
        return self


class Inject(Model):
    """One scripted inject (情景注入)."""

    at: ScenarioTime
    kind: Name
    zone: Name | None = None
    people: Annotated[Count, Field(ge=1)] = 1
    attributes: dict[Name, Word] = {}
    message: Text | None = None
    mode: Text | None = None
    sender: Text | None = None
    receiver: Text | None = None
    expects: Text | None = None


class Road(Model):
    """The way from one base to one zone; either may be left out for all of them."""

    from_: Name | None = None
    to: Name | None = None


DISRUPTIONS = ("staff_away", "out_of_service", "phone_off", "road_slow", "weather")


class Disruption(Model):
    """Something that goes wrong from one moment to another, surely or with a `chance`."""

    name: Text | None = None
    staff_away: Name | None = None
    out_of_service: Name | None = None
    phone_off: Name | None = None
    road_slow: Road | None = None
    weather: Name | None = None
    count: Annotated[Count, Field(ge=1)] = 1
    times: Number | None = None
    from_: ScenarioTime
    until: ScenarioTime
    chance: Share = 1.0

    @model_validator(mode="after")
    def _one_kind(self) -> Disruption:
        if sum(getattr(self, kind) is not None for kind in DISRUPTIONS) != 1:
            raise reject(
                say("a disruption is one thing"),
                say("give one of staff_away, out_of_service, phone_off, road_slow, weather"),
            )
        if (self.road_slow is None) != (self.times is None):
            raise reject(say("a slow road says how many times as long the way takes"), say("give times with road_slow only"))
        return self

    @property
    def kind(self) -> str:
        """Which of the five it is."""
        return next(kind for kind in DISRUPTIONS if getattr(self, kind) is not None)


class Scenario(Model):
    """A scenario file."""

    plan: Annotated[str, Field(min_length=1)]
    name: Text
    about: Text | None = None
    window: Window
    streams: dict[Name, Stream] = {}
    injects: list[Inject] = []
    disruptions: list[Disruption] = []
    assumptions: dict[Name, Assumption] = {}

    def plan_path(self, scenario_path: Path) -> Path:
        """Where the plan lies: beside the scenario file unless it says otherwise."""
        return scenario_path.parent / self.plan
