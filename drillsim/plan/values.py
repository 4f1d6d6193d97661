"""What a value of a file may be: quantities, names, texts and words as types, and lists of them.

Each quantity type reads the string that people write (`drillsim.quantities.measures`) and holds what its parser returns.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, TypeGuard

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema

from drillsim.base.language import N_, say
from drillsim.plan.keys import key
from drillsim.plan.schema import Named, as_meant, reader, reject, written
from drillsim.plan.words import SUBJECTS_ZH, VALUES_ZH, Spelled, subject
from drillsim.quantities import measures
from drillsim.quantities.numerals import A_NUMBER
from drillsim.quantities.shown import (
    show_clock,
    show_duration,
    written_dates,
    written_days,
    written_duration,
    written_hours,
    written_moment,
    written_money,
    written_month_day,
    written_people,
    written_rate,
    written_scenario_time,
    written_share,
    written_spans,
)
from drillsim.quantities.written import Meant, note


def _json(description: str, *examples: Any, kind: Any = "string", **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, **more, "description": description, "examples": list(examples)})


Seconds = Annotated[
    int,
    reader(measures.duration, N_("10 min"), show_duration),
    written(written_duration),
    _json("A duration with its unit", "10 min", "2 小时", pattern=rf"^(?=.*(?:{A_NUMBER})).*[^\s0-9０-９]"),
]
Clock = Annotated[
    int,
    reader(measures.clock, "07:00", show_clock),
    written(show_clock),
    _json("A time of day", "07:00", "22:00"),
]
Deadline = Annotated[
    int,
    reader(measures.deadline, "17:00", show_clock),
    written(show_clock),
    _json("A time of day by which something is done", "17:00"),
]
Hours = Annotated[
    tuple[int, int],
    reader(measures.hours, "08:00-18:00", written_hours),
    written(written_hours),
    _json("A span of hours; it may pass midnight", "08:00-18:00", "20:00-06:00"),
]
# Hours of the day, perhaps with breaks between them: '8:30-12:00、14:00-17:30', in their order over the day.
Spans = Annotated[
    tuple[tuple[int, int], ...],
    reader(measures.spans, "08:00-18:00", written_spans),
    written(written_spans),
    _json("Hours of the day, perhaps with breaks; a span may pass midnight",
          "08:00-18:00", "20:00-06:00", "8:30-12:00、14:00-17:30"),
]  # fmt: skip
Weekdays = Annotated[
    tuple[int, ...],
    reader(measures.days, N_("mon-fri"), written_days),
    written(written_days),
    _json(
        "Weekdays, workdays, holidays or days off, or some except others",
        "mon-fri",
        "workdays",
        "mon-fri except holidays",
        "周六、周日",
        "工作日",
        "周一至周五（节假日除外）",
    ),
]
MonthDay = Annotated[
    int | tuple[date, date],
    reader(measures.month_day_or_dates, "15", written_month_day),
    written(written_month_day),
    _json("A day of the month, a date, or the first and the last of several",
          1, "15日", "2026-10-01", "2026-10-01 to 2026-10-07", kind=["integer", "string"]),
]  # fmt: skip
DateSpan = Annotated[
    tuple[date, date],
    reader(measures.dates, "2026-10-01", written_dates),
    written(written_dates),
    _json("A date, or the first and the last of several", "2026-10-01", "2026-10-01 to 2026-10-07", "2026年10月1日至7日"),
]
Day = Annotated[
    date, reader(measures.one_date, "2026-10-01", str), written(str), _json("A date", "2026-10-01", "2026年10月1日")
]
Moment = Annotated[
    datetime,
    reader(measures.moment, "2026-03-02 08:00", written_moment),
    written(written_moment),
    _json("A date and time", "2026-03-02", "2026-03-02 08:00"),
]
ScenarioTime = Annotated[
    int | datetime,
    reader(measures.scenario_time, N_("day 2 09:30"), written_scenario_time),
    written(written_scenario_time),
    _json("A moment of the scenario", "day 2 09:30", "第2天 09:30", "2026-03-03 09:30"),
]
Rate = Annotated[
    float,
    reader(measures.rate, N_("3 per day"), written_rate),
    written(written_rate),
    _json("Incidents per hour, day or week", "3 per day", "每天3起"),
]
PeopleRange = Annotated[
    tuple[int, int],
    reader(measures.people, N_("1..15"), written_people),
    written(written_people),
    _json("Head-counts, both ends included", "1..15", "30..", 5, kind=["string", "integer"]),
]
Money = Annotated[
    int,
    reader(measures.money, N_("500 yuan"), written_money),
    Named(measures.yuan_of),
    written(written_money),
    _json("An amount of money in yuan", "500 yuan", "1万元", kind=["string", "number"]),
]
Share = Annotated[
    float,
    reader(measures.proportion, N_("40%"), written_share),
    Named(measures.share_of),
    written(written_share),
    _json("A share of one", "40%", 0.4, kind=["string", "number"]),
]


def _plain_number(value: Any) -> float:
    if isinstance(value, str):
        value = as_meant(measures.factor, value, _short)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise reject(say("a plain number is expected here"), say("write it as {example}", example="1.5"))
    if not math.isfinite(value):
        raise reject(say("a number must be finite"), None)
    if value < 0:
        raise reject(say("a number below zero makes no sense here"), say("write zero or more"))
    if value > 1e6:
        raise reject(say("the number is too large"), say("write at most 1,000,000"))
    return float(value)


def _whole(read: Callable[[str], int]) -> BeforeValidator:
    def validate(value: Any) -> int:
        if isinstance(value, str):
            value = as_meant(read, value, str)
        if isinstance(value, bool) or not isinstance(value, int):
            raise reject(say("a whole number is expected here"), say("write it as {example}", example="3"))
        if not 0 <= value <= measures.NO_LIMIT:
            raise reject(say("a count lies between 0 and 1,000,000"), say("write zero or more"))
        return value

    return BeforeValidator(validate)


def _short(value: float) -> Any:
    return int(value) if value == int(value) else value


_whole_schema = WithJsonSchema(
    {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": A_NUMBER, "examples": ["8人"]}]}
)

Number = Annotated[
    float,
    BeforeValidator(_plain_number),
    written(_short),
    WithJsonSchema(
        {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": A_NUMBER, "examples": ["1.3倍"]}]}
    ),
]
Count = Annotated[
    int, _whole(measures.count), _whole_schema
]  # how many there are; of 'at least 3', the three that there surely are
Most = Annotated[int, _whole(measures.at_most), _whole_schema]  # an upper end: of 'at most 500', 500
Days = Annotated[int, _whole(measures.whole_days), _whole_schema]
Rank = Annotated[int, _whole(measures.rank), Field(ge=1, le=1000), _whole_schema]  # a priority: 1 goes first

_NAME = re.compile(r"\w[\w-]*\Z")  # building 3号楼, district 12, the 1st_floor


def is_name(value: Any) -> TypeGuard[str]:
    """Whether something can be the name of a plan or of a part of it."""
    return isinstance(value, str) and _NAME.match(value) is not None and len(value) <= 60


def as_name(words: str) -> str:
    """Words as near as they come to a name; they may still be none."""
    return re.sub(r"[^\w-]+", "_", words).strip("_-")


def _name(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)  # as it is written: 012 is not 12
    if not is_name(value):
        mended = as_name(value) if isinstance(value, str) else ""
        raise reject(
            say("a name starts with a letter or a digit and holds only letters, digits, _ and -"),
            say("write it as {example}", example=mended if is_name(mended) else say("town_car")),
        )
    return value


Name = Annotated[str, BeforeValidator(_name)]


def own_name(need: str) -> str:
    """What the step that asks for a need calls it: 'clerk' of 'report.clerk'."""
    return need.rpartition(".")[2]


def _need_name(value: Any) -> str:
    step, dot, need = value.rpartition(".") if isinstance(value, str) else ("", "", value)
    return f"{_name(step)}.{_name(need)}" if dot else _name(value)


# A need as another step or a target names it: 'report.clerk' where several steps call one so.
NeedName = Annotated[str, BeforeValidator(_need_name)]


@dataclass(frozen=True)
class RefersTo:
    """Tells that a value names parts of its plan: one of a `section`, or `conditions` and `parts` with names in them.

    Where several plans are played together, each has its own (`drillsim.plan.together`). A name without it means
    something only under what bears it: a step, a need, an outcome, a shift.
    """

    section: str


PoolName = Annotated[Name, RefersTo("pools")]  # a pool, or a type or role to which pools answer
AskName = Annotated[Name, RefersTo("asks")]  # the same, where somebody is asked for by it: of its own plan, always
PlaceName = Annotated[Name, RefersTo("places")]  # a zone, a base, or whatever else journeys go to
KindName = Annotated[Name, RefersTo("procedures")]
AttributeName = Annotated[Name, RefersTo("attributes")]
TargetName = Annotated[Name, RefersTo("targets")]
# As a scenario names them: of several plans with the plan before the name, as 'veterans.visit'.
PoolOfPlan = Annotated[NeedName, RefersTo("pools")]
KindOfPlan = Annotated[NeedName, RefersTo("procedures")]
AttributeOfPlan = Annotated[NeedName, RefersTo("attributes")]

# Numbers that could identify a person: 18-digit identity numbers and mainland mobile numbers.
_PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9}|1[3-9]\d[- ]\d{4}[- ]\d{4})(?!\d)")


def people_are_counted(value: str) -> str:
    """Refuse a free text that holds an identity or mobile number; return it otherwise."""
    if _PERSONAL.search(measures.fold(value)):
        raise reject(
            say("this looks like an identity number or a telephone number of a person"),
            say("numbers of people only, no names and no numbers of persons"),
        )
    return value


def as_texts(value: Any) -> Any:
    """A sentence, a number, or sentences by en and zh, as the model keeps it. Raises what is wrong with another thing."""
    if isinstance(value, dict):
        if not value or not set(value) <= {"en", "zh"} or not all(isinstance(t, str) for t in value.values()):
            raise reject(say("a text is a sentence, or one for each of en and zh"), None)
        for sentence in value.values():
            people_are_counted(sentence)
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise reject(say("a text is a sentence, or one for each of en and zh"), None)
    return people_are_counted(value)


Text = Annotated[
    str | dict[str, str],
    BeforeValidator(as_texts),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": ["string", "number"]},
                {
                    "type": "object",
                    "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ]
        }
    ),
]

Label = Annotated[Text | None, key("名称", N_("what reports call it; without it, its key"), "in town", "镇内")]


def listed(value: Any) -> Any:
    """A list, or the one thing that stands for it."""
    return value if isinstance(value, list) else [value]


_NEXT = re.compile(r"\s*(?:[、,;]|和|及|与|\band\b)\s*")


def several(read: Callable[[str], Any], show: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A list as it is, and one text that holds several ('7时、18时', '7:00 and 18:00') as a list of its parts."""

    def split(value: Any) -> Any:
        if not isinstance(value, str):
            return listed(value)
        pieces = [piece for piece in _NEXT.split(measures.fold(value)) if piece]
        if read is measures.clock and (hours := measures.round_the_clock(value)):
            pieces = [show_clock(hour) for hour in hours]
        if len(pieces) < 2:
            return [value]
        with contextlib.suppress(measures.Unreadable):  # what cannot be read is said piece by piece
            note(
                value,
                Meant(lambda found: measures.in_a_row([str(show(one)) for one in found]), [read(piece) for piece in pieces]),
            )
        return pieces

    return split


def _hourly(value: Any) -> Any:
    """'Every 4 hours' as the times of the day that it means."""
    found = measures.hourly(value) if isinstance(value, str) else None
    if found is None:
        return value
    clocks = [show_clock(second) for second in found]
    note(value, Meant(measures.in_a_row, clocks))
    return clocks


def _scalar_word(value: Any) -> Any:
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


Word = Annotated[str, BeforeValidator(_scalar_word), WithJsonSchema({"type": ["string", "number"]})]


# What is counted of an incident: a need by its name, or its people.
_meant_subject = BeforeValidator(lambda value: SUBJECTS_ZH.get(value, value) if isinstance(value, str) else value)
Counted = Annotated[NeedName, _meant_subject, written(subject)]
# What incidents differ in: an attribute by its name, or what each of them has (zone, people).
Subject = Annotated[Name, _meant_subject, written(subject), RefersTo("attributes")]


_SIGNS = dict.fromkeys(("√", "✓", "✔", "对", "有", "需要", "y", "true"), True)
_SIGNS |= dict.fromkeys(("×", "✗", "✘", "无", "没有", "不需要", "n", "false"), False)


def _flag(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    word = measures.fold(value).lower()
    if word in _SIGNS:
        note(value, Spelled(("yes" if _SIGNS[word] else "no",)))
        return _SIGNS[word]
    return {"yes": True, "no": False}.get(spoken(word), value)


Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"anyOf": [{"type": "boolean"}, {"enum": ["yes", "no"]}]})]


class _OrOne:
    """Tells the JSON Schema of a list that a single item will do as well."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        whole = handler(schema)
        return {"anyOf": [whole["items"], whole]}


class OrText:
    """Tells the JSON Schema of a model that a text will do as well, or a list of texts.

    `read` makes of a text the keys that it stands for, `told`: in a cell of a form the others may follow it in brackets.
    """

    def __init__(
        self,
        *examples: str,
        listed: bool = False,
        read: Callable[[str], Any] | None = None,
        told: tuple[str, ...] = (),
    ) -> None:
        self.examples, self.listed, self.read, self.told = list(examples), listed, read, told

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        texts: list[dict[str, Any]] = [{"type": "string", "examples": self.examples}]
        if self.listed:
            texts.append({"type": "array", "items": {"type": "string"}})
        return {"anyOf": [*texts, handler(schema)]}


# Lists that may be written without brackets when they hold one thing.
Names = Annotated[list[Name], BeforeValidator(listed), _OrOne()]
NeedNames = Annotated[list[NeedName], BeforeValidator(listed), _OrOne()]
PoolNames = Annotated[list[PoolName], BeforeValidator(listed), _OrOne()]
AskNames = Annotated[list[AskName], BeforeValidator(listed), _OrOne()]
PlaceNames = Annotated[list[PlaceName], BeforeValidator(listed), _OrOne()]
AttributeNames = Annotated[list[AttributeName], BeforeValidator(listed), _OrOne()]
StreamNames = Annotated[list[Annotated[Name, RefersTo("streams")]], BeforeValidator(listed), _OrOne()]
TargetNames = Annotated[list[TargetName], BeforeValidator(listed), _OrOne()]
Words = Annotated[list[Word], BeforeValidator(listed), _OrOne()]
Ranks = Annotated[list[Rank], BeforeValidator(listed), Field(min_length=1), _OrOne()]
ClauseNumber = Annotated[Word, RefersTo("clauses")]
NumbersOfClauses = Annotated[list[ClauseNumber], BeforeValidator(listed), _OrOne()]
ClauseNumbers = Annotated[
    NumbersOfClauses, key("条款号 条款", N_("the clauses of the written plan that it comes from"), '"3.1"')
]
Texts = Annotated[list[Text], BeforeValidator(listed), _OrOne()]
Clocks = Annotated[list[Clock], BeforeValidator(several(measures.clock, show_clock)), BeforeValidator(_hourly), _OrOne()]
Dates = Annotated[list[MonthDay], BeforeValidator(several(measures.month_day_or_dates, written_month_day)), _OrOne()]
DateSpans = Annotated[list[DateSpan], BeforeValidator(several(measures.dates, written_dates)), _OrOne()]
Subjects = Annotated[list[Subject], BeforeValidator(listed), _OrOne()]


def spoken(value: Any) -> Any:
    """The English spelling of a fixed word that may be written in Chinese."""
    return VALUES_ZH.get(value, str(value)) if isinstance(value, str) else value
