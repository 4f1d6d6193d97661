"""What is done: the steps of a procedure, what they need, and the duties and triggers that bring them about."""

from __future__ import annotations

import contextlib
import re
from calendar import monthrange
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema, model_serializer, model_validator

from drillsim.base.language import current, say
from drillsim.plan.distributions import Duration
from drillsim.plan.keys import OUTCOMES_ZH, SUBJECTS_ZH
from drillsim.plan.schema import (
    Clocks,
    Count,
    Dates,
    Flag,
    Model,
    Money,
    Name,
    Named,
    Names,
    PeopleRange,
    Rank,
    Seconds,
    Share,
    Subject,
    Subjects,
    Text,
    Weekdays,
    Word,
    Words,
    reject,
    spoken,
)
from drillsim.quantities import measures as q
from drillsim.quantities.written import Meant, note

_PER_HEAD = re.compile(
    r"([^\W\d][\w-]*)\s+(?:people|按人数)(?:\s*,?(?:up\s+to|at\s+most|至多|最多|不超过)\s*(\d{1,9})\s*人?)?$", re.IGNORECASE
)
_PLAIN_NEED = re.compile(r"[^\W\d][\w-]*\s+\d{1,9}")


class Need(Model):
    """So many of a pool, a type of pool or a role; `people` asks for one per head, but for no more than `up_to`."""

    of: Name
    count: Count | Literal["people"]
    up_to: Count | None = None

    def at(self, people: int) -> Need:
        """The need of an incident with this head-count: a plain number from `up_to` on."""
        return self if self.up_to is None or people < self.up_to else Need(of=self.of, count=self.up_to)

    @model_serializer(when_used="json")
    def _written(self) -> str:
        per_head, up_to = ("按人数", "至多") if current() == "zh" else ("people", " up to ")
        if self.count != "people":
            return f"{self.of} {self.count}"
        return f"{self.of} {per_head}" if self.up_to is None else f"{self.of} {per_head}{up_to}{self.up_to}"


def _need(value: Any) -> Any:
    if isinstance(value, (Need, dict)):
        return value
    folded = q.fold(value) if isinstance(value, str) else ""
    if match := _PER_HEAD.match(folded):
        return {"of": match[1], "count": "people", "up_to": match[2] and int(match[2])}
    parts = q.named(folded, q.number_of)
    if parts is None:
        raise reject(say("a need names a pool and a number"), say("write it as {example}", example=say("'reception 3'")))
    try:
        need = {"of": parts[0], "count": q.count(parts[1])}
    except q.Unreadable as error:
        raise reject(error.what, error.mend) from None
    note(value, None if _PLAIN_NEED.fullmatch(folded) else f"{need['of']} {need['count']}")
    return need


Needs = dict[
    Name,
    Annotated[
        Need,
        BeforeValidator(_need),
        Named(q.number_of, whole=True),
        WithJsonSchema(
            {
                "type": "string",
                "examples": ["reception 3", "room people", "room people up to 5", "接待组 3", "接待室 按人数"],
            }
        ),
    ],
]


class Case(Model):
    """What a step needs besides when the head-count lies in `people` (a tier, 分级)."""

    people: PeopleRange
    needs: Needs = {}
    spends: dict[Name, Money] = {}
    name: Text | None = None


def _takes_form(value: Any) -> str:
    return "word" if isinstance(value, str) and spoken(value) in ("turnout", "travel") else "duration"


Stage = Literal[
    "call", "report", "activation", "turnout", "travel", "on_scene", "handling", "hearing", "answer", "return", "stand_down"
]


def _note_head_counts(conditions: dict[Any, Any]) -> None:
    """Note what ranges of head-counts are taken for; whether they can be read at all is checked with the whole plan."""
    for subject, values in conditions.items():
        if SUBJECTS_ZH.get(subject, subject) == "people":
            for text in values if isinstance(values, list) else [values]:
                if isinstance(text, str) and not q.plain(q.people, text):
                    with contextlib.suppress(q.Unreadable):
                        note(text, Meant(q.written_people, q.people(text)))


def in_english(words: dict[str, str], deep: bool = False) -> BeforeValidator:
    """Keys of a mapping (and the words listed under them, if `deep`) that may be written in Chinese."""

    def translate(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if deep:
            _note_head_counts(value)
        return {words.get(key, key): within(item) if deep else item for key, item in value.items()}

    def within(item: Any) -> Any:
        if isinstance(item, list):
            return [within(word) for word in item]
        return OUTCOMES_ZH.get(item, item) if isinstance(item, str) else item

    return BeforeValidator(translate)


Conditions = Annotated[dict[Name, Words], in_english(SUBJECTS_ZH, deep=True)]  # subject → what it may be


class Step(Model):
    """One step of a procedure. `stage` says under which heading its seconds are counted."""

    name: Text | None = None
    stage: Annotated[Stage, BeforeValidator(spoken)] | None = None
    after: Names = []
    when: Conditions = {}
    takes: Annotated[
        Annotated[Literal["turnout", "travel"], BeforeValidator(spoken), Tag("word")] | Annotated[Duration, Tag("duration")],
        Discriminator(_takes_form),
    ] = 0
    who: Names = []
    to: Annotated[Name, BeforeValidator(lambda value: "scene" if value == "现场" else value)] = "scene"
    needs: Needs = {}
    cases: list[Case] = []
    keep: dict[Name, Name] = {}
    spends: dict[Name, Money] = {}
    way_back: Names = []
    outcome: Annotated[dict[Name, Share], in_english(OUTCOMES_ZH)] = {}
    calls: Name | None = None
    by_phone: Flag = False
    priority: Rank | None = None
    clause: Words = []

    @property
    def counted_as(self) -> str:
        """The stage of the step: as given, else turnout or travel by what it takes, else handling."""
        if self.stage is not None:
            return self.stage
        return self.takes if isinstance(self.takes, str) else "handling"

    @model_validator(mode="after")
    def _outcomes_add_up(self) -> Step:
        if self.outcome and abs(sum(self.outcome.values()) - 1) > 1e-6:
            raise reject(
                say("the outcomes add up to {got}, not to 100 %", got=f"{sum(self.outcome.values()):.4g}"),
                say("give every outcome, the likely and the unlikely"),
                at="outcome",
            )
        if self.calls and set(self.outcome) != {"answered", "unanswered"}:
            raise reject(
                say("a call has the outcomes answered and unanswered"),
                say("write outcome: {{answered: 95 %, unanswered: 5 %}}"),
                at="outcome",
            )
        if self.by_phone and isinstance(self.takes, str):
            raise reject(say("nobody turns out or travels by telephone"), say("leave by_phone out"), at="by_phone")
        return self


class Ladder(Model):
    """Steps tried one after the other until one of them ends in one of the outcomes `settled`."""

    rungs: Annotated[list[Name], Field(min_length=2)]
    settled: Words


class Procedure(Model):
    """The steps for one kind of incident. How many a `ladder` settles at each rung is reported."""

    name: Text | None = None
    priority: Rank = 5
    ladder: Ladder | None = None
    steps: Annotated[dict[Name, Step], Field(min_length=1)]


class Duty(Model):
    """Something done by the calendar: a report at fixed times, a sweep.

    It falls on weekdays (`days`) or on days of the month (`dates`), and with `each` once for
    every value of an attribute.
    """

    name: Text | None = None
    procedure: Name
    at: Annotated[Clocks, Field(min_length=1)]
    days: Weekdays = tuple(range(7))
    dates: Dates = []
    each: Subject | None = None
    zone: Name | None = None
    attributes: dict[Name, Word] = {}
    clause: Words = []

    @model_validator(mode="after")
    def _one_calendar(self) -> Duty:
        if self.dates and "days" in self.model_fields_set:
            raise reject(say("days and dates are both given"), say("keep one of them"))
        return self

    def falls_on(self, day: date) -> bool:
        """Whether it is done on a day. In a month that is too short for a date, its last day stands in."""
        last = monthrange(day.year, day.month)[1]
        return day.day in [min(date, last) for date in self.dates] if self.dates else day.weekday() in self.days


class Trigger(Model):
    """Several incidents of one kind that together bring another one (two cases in one household).

    The `count`-th of them inside the span `within`, equal in every attribute of `same` and as
    `where` asks, brings an incident of `procedure` at that second.
    """

    name: Text | None = None
    kind: Name
    count: Annotated[Count, Field(ge=2)]
    within: Seconds
    same: Subjects = []
    where: Conditions = {}
    procedure: Name
    attributes: dict[Name, Word] = {}
    clause: Words = []
