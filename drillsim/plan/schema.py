"""What the models of all input files share: strictness, Chinese keys, quantities as types.

Each quantity type reads the string that people write (`drillsim.quantities.measures`) and holds a
whole number. A Chinese key or word is another spelling of the English one, nothing more: fields
carry those of their keys (`drillsim.plan.keys`), `drillsim.plan.words` is the table of the words.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeGuard

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from drillsim.base.language import N_, Message, say
from drillsim.plan.keys import key, learn
from drillsim.plan.words import SUBJECTS_ZH, VALUES_ZH, Spelled, subject
from drillsim.quantities import measures as q
from drillsim.quantities.numerals import A_NUMBER
from drillsim.quantities.written import Meant, note


class Model(BaseModel):
    """A part of a file: immutable, strict about types, no unknown keys."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        validate_by_name=True,
        allow_inf_nan=False,
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a model in which one spelling would be two keys."""
        super().__pydantic_init_subclass__(**kwargs)
        learn(cls)

    @model_validator(mode="before")
    @classmethod
    def _note_owner(cls, value: Any, info: ValidationInfo) -> Any:
        """Note in the context which class reads which mapping, so that a message can list its keys."""
        if info.context is not None and isinstance(value, dict):
            info.context[id(value)] = cls
        return value


def reject(what: Message, mend: Message | None = None, at: str = "") -> PydanticCustomError:
    """The error that a validator raises, with its words kept apart from its values.

    `at` is the key that it is about, where a whole mapping is judged.
    """
    return PydanticCustomError("rejected", "{text}", {"text": what.msgid, "what": what, "mend": mend, "at": at})


def as_meant(read: Callable[[str], Any], text: str, show: Callable[[Any], Any]) -> Any:
    """What `read` makes of a text, which notes it unless it is plain. Raises what a validator raises."""
    try:
        found = read(text)
    except q.Unreadable as error:
        raise reject(error.what, error.mend) from None
    note(text, None if q.plain(read, text) else Meant(show, found))
    return found


def _reader(read: Callable[[str], Any], example: str, show: Callable[[Any], Any]) -> BeforeValidator:
    def validate(value: Any) -> Any:
        if isinstance(value, (bool, dict, list)) or value is None:
            raise reject(say("a quantity is expected here"), say("write it as {example}", example=Message(example)))
        return as_meant(read, value if isinstance(value, str) else str(value), show)

    return BeforeValidator(validate)


def range_reader(
    read: Callable[[str], tuple[Any, Any, Any] | None], give: Callable[[Any], Any], show: Any
) -> BeforeValidator:
    """Reads '10-20分钟' where a quantity may vary as the shortest, the middle as the usual, and the longest."""

    def validate(value: Any) -> Any:
        ends = read(value) if isinstance(value, str) else None
        if ends is None:
            return value
        low, usual, high = (Meant(show, end) for end in ends)
        note(value, say("shortest {low}, usual {usual}, longest {high}", low=low, usual=usual, high=high))
        return dict(zip(("shortest", "usual", "longest"), map(give, ends), strict=True))

    return BeforeValidator(validate)


class Named:
    """Tells the form that entries of a mapping to this type may be a name and a figure with no colon: '接访组2人'.

    `whole`: the value is then the whole entry, not only its figure.
    """

    def __init__(self, figure: Callable[[str], float | None], whole: bool = False) -> None:
        self.figure, self.whole = figure, whole


def written(write: Callable[[Any], Any]) -> PlainSerializer:
    """How a value is written back to a file: `model_dump(mode="json")` gives what the file would hold."""
    return PlainSerializer(write, when_used="json")


# The annotated types below hold what their parser in `quantities` returns.
Seconds = Annotated[
    int,
    _reader(q.duration, N_("10 min"), q.show_duration),
    written(q.written_duration),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^(?=.*(?:{A_NUMBER})).*[^\s0-9０-９]",
            "description": "A duration with its unit",
            "examples": ["10 min", "2 小时"],
        }
    ),
]
Clock = Annotated[
    int,
    _reader(q.clock, "07:00", q.show_clock),
    written(q.show_clock),
    WithJsonSchema({"type": "string", "description": "A time of day", "examples": ["07:00", "22:00"]}),
]
Deadline = Annotated[
    int,
    _reader(q.deadline, "17:00", q.show_clock),
    written(q.show_clock),
    WithJsonSchema({"type": "string", "description": "A time of day by which something is done", "examples": ["17:00"]}),
]
Hours = Annotated[
    tuple[int, int],
    _reader(q.hours, "08:00-18:00", q.written_hours),
    written(q.written_hours),
    WithJsonSchema(
        {
            "type": "string",
            "description": "A span of hours; it may pass midnight",
            "examples": ["08:00-18:00", "20:00-06:00"],
        }
    ),
]
# Hours of the day, perhaps with breaks between them: '8:30-12:00、14:00-17:30', in their order over the day.
Spans = Annotated[
    tuple[tuple[int, int], ...],
    _reader(q.spans, "08:00-18:00", q.written_spans),
    written(q.written_spans),
    WithJsonSchema(
        {
            "type": "string",
            "description": "Hours of the day, perhaps with breaks; a span may pass midnight",
            "examples": ["08:00-18:00", "20:00-06:00", "8:30-12:00、14:00-17:30"],
        }
    ),
]
Weekdays = Annotated[
    tuple[int, ...],
    _reader(q.days, N_("mon-fri"), q.written_days),
    written(q.written_days),
    WithJsonSchema({"type": "string", "description": "Weekdays", "examples": ["mon-fri", "周六、周日"]}),
]
MonthDay = Annotated[
    int,
    _reader(q.month_day, "15", str),
    WithJsonSchema({"type": ["integer", "string"], "description": "A day of the month", "examples": [1, "15日"]}),
]
Moment = Annotated[
    datetime,
    _reader(q.moment, "2026-03-02 08:00", str),
    WithJsonSchema({"type": "string", "description": "A date and time", "examples": ["2026-03-02", "2026-03-02 08:00"]}),
]
ScenarioTime = Annotated[
    int | datetime,
    _reader(q.scenario_time, N_("day 2 09:30"), q.written_scenario_time),
    written(q.written_scenario_time),
    WithJsonSchema(
        {
            "type": "string",
            "description": "A moment of the scenario",
            "examples": ["day 2 09:30", "第2天 09:30", "2026-03-03 09:30"],
        }
    ),
]
Rate = Annotated[
    float,
    _reader(q.rate, N_("3 per day"), q.written_rate),
    written(q.written_rate),
    WithJsonSchema(
        {"type": "string", "description": "Incidents per hour, day or week", "examples": ["3 per day", "每天3起"]}
    ),
]
PeopleRange = Annotated[
    tuple[int, int],
    _reader(q.people, N_("1..15"), q.written_people),
    written(q.written_people),
    WithJsonSchema(
        {"type": ["string", "integer"], "description": "Head-counts, both ends included", "examples": ["1..15", "30..", 5]}
    ),
]
Money = Annotated[
    int,
    _reader(q.money, N_("500 yuan"), q.written_money),
    Named(q.yuan_of),
    written(q.written_money),
    WithJsonSchema(
        {"type": ["string", "number"], "description": "An amount of money in yuan", "examples": ["500 yuan", "1万元"]}
    ),
]
Share = Annotated[
    float,
    _reader(q.proportion, N_("40 %"), q.written_share),
    Named(q.share_of),
    written(q.written_share),
    WithJsonSchema({"type": ["string", "number"], "description": "A share of one", "examples": ["40 %", 0.4]}),
]


def _plain_number(value: Any) -> float:
    if isinstance(value, str):
        value = as_meant(q.factor, value, _short)
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
        if not 0 <= value <= q.NO_LIMIT:
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
    int, _whole(q.count), _whole_schema
]  # how many there are; of 'at least 3', the three that there surely are
Most = Annotated[int, _whole(q.at_most), _whole_schema]  # an upper end: of 'at most 500', 500
Days = Annotated[int, _whole(q.whole_days), _whole_schema]
Rank = Annotated[int, _whole(q.rank), Field(ge=1, le=1000), _whole_schema]  # a priority: 1 goes first

_NAME = re.compile(r"[^\W\d][\w-]*\Z")


def is_name(value: Any) -> TypeGuard[str]:
    """Whether something can be the name of a plan or of a part of it."""
    return isinstance(value, str) and _NAME.match(value) is not None and len(value) <= 60


def _name(value: Any) -> str:
    if not is_name(value):
        raise reject(
            say("a name starts with a letter and holds only letters, digits, _ and -"),
            say("write it as {example}", example=say("town_car")),
        )
    return value


Name = Annotated[str, AfterValidator(_name)]

# Numbers that could identify a person: 18-digit identity numbers and mainland mobile numbers.
_PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9}|1[3-9]\d[- ]\d{4}[- ]\d{4})(?!\d)")


def people_are_counted(value: str) -> str:
    """Refuse a free text that holds an identity or mobile number; return it otherwise."""
    if _PERSONAL.search(q.fold(value)):
        raise reject(
            say("this looks like an identity number or a telephone number of a person"),
            say("numbers of people only, no names and no numbers of persons"),
        )
    return value


def _as_texts(value: Any) -> Any:
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
    BeforeValidator(_as_texts),
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
        pieces = [piece for piece in _NEXT.split(q.fold(value)) if piece]
        if len(pieces) < 2:
            return [value]
        with contextlib.suppress(q.Unreadable):  # what cannot be read is said piece by piece
            note(
                value, Meant(lambda found: q.in_a_row([str(show(one)) for one in found]), [read(piece) for piece in pieces])
            )
        return pieces

    return split


def _scalar_word(value: Any) -> Any:
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


Word = Annotated[str, BeforeValidator(_scalar_word), WithJsonSchema({"type": ["string", "number"]})]


# What incidents differ in: an attribute by its name, or what each of them has (zone, people).
Subject = Annotated[
    Name, BeforeValidator(lambda value: SUBJECTS_ZH.get(value, value) if isinstance(value, str) else value), written(subject)
]


_SIGNS = dict.fromkeys(("√", "✓", "✔", "对", "有", "需要", "y", "true"), True)
_SIGNS |= dict.fromkeys(("×", "✗", "✘", "无", "没有", "不需要", "n", "false"), False)


def _flag(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    word = q.fold(value).lower()
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


# Lists that may be written without brackets when they hold one thing.
Names = Annotated[list[Name], BeforeValidator(listed), _OrOne()]
Words = Annotated[list[Word], BeforeValidator(listed), _OrOne()]
ClauseNumbers = Annotated[Words, key("条款号 条款", N_("the clauses of the written plan that it comes from"), '"3.1"')]
Texts = Annotated[list[Text], BeforeValidator(listed), _OrOne()]
Clocks = Annotated[list[Clock], BeforeValidator(several(q.clock, q.show_clock)), _OrOne()]
Dates = Annotated[list[MonthDay], BeforeValidator(several(q.month_day, str)), _OrOne()]
Subjects = Annotated[list[Subject], BeforeValidator(listed), _OrOne()]


def spoken(value: Any) -> Any:
    """The English spelling of a fixed word that may be written in Chinese."""
    return VALUES_ZH.get(value, str(value)) if isinstance(value, str) else value
