"""What the models of all input files share: strictness, Chinese keys, quantities as types.

Each quantity type reads the string that people write (`drillsim.quantities`) and holds a
whole number. A Chinese key or word is another spelling of the English one, nothing more:
`WORDS_ZH` is the one table, used for reading, for the JSON Schema and for messages.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeGuard

from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasGenerator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from drillsim import quantities as q
from drillsim.language import N_, Message, say
from drillsim.words import SUBJECTS_ZH, VALUES_ZH, key_spellings

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)


class _Spelled(ModelMetaclass):
    """Gives each model its keys in the spellings of `drillsim.words`, and refuses one that would be two keys."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **kwargs: Any) -> Any:
        model = name.partition("[")[0]

        def choices(field: str) -> AliasChoices:
            return AliasChoices(*key_spellings(field.removesuffix("_"), model))

        names = AliasGenerator(validation_alias=choices, serialization_alias=lambda field: field.removesuffix("_"))
        cls: Any = super().__new__(mcs, name, bases, namespace, alias_generator=names, **kwargs)
        read: dict[str, str] = {}
        for field in cls.model_fields:  # Python keywords (from) carry a trailing underscore as fields
            for spelling in key_spellings(field.removesuffix("_"), model):
                if read.setdefault(spelling, field) != field:
                    raise TypeError(f"in {model} '{spelling}' would be both '{read[spelling]}' and '{field}'")
        return cls


class Model(BaseModel, metaclass=_Spelled):
    """A part of a file: immutable, strict about types, no unknown keys."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        validate_by_name=True,
        allow_inf_nan=False,
    )

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


def _reader(read: Callable[[str], Any], example: str) -> BeforeValidator:
    def validate(value: Any) -> Any:
        if isinstance(value, str):
            try:
                return read(value)
            except q.Unreadable as error:
                raise reject(error.what, error.mend) from None
        if isinstance(value, (bool, dict, list)) or value is None:
            raise reject(say("a quantity is expected here"), say("write it as {example}", example=Message(example)))
        try:
            return read(str(value))
        except q.Unreadable as error:
            raise reject(error.what, error.mend) from None

    return BeforeValidator(validate)


def written(write: Callable[[Any], Any]) -> PlainSerializer:
    """How a value is written back to a file: `model_dump(mode="json")` gives what the file would hold."""
    return PlainSerializer(write, when_used="json")


# The annotated types below hold what their parser in `quantities` returns.
Seconds = Annotated[
    int,
    _reader(q.duration, N_("10 min")),
    written(q.show_duration),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\s*[0-9０-９].*\D\s*$",
            "description": "A duration with its unit",
            "examples": ["10 min", "2 小时"],
        }
    ),
]
Clock = Annotated[
    int,
    _reader(q.clock, "07:00"),
    written(q.show_clock),
    WithJsonSchema({"type": "string", "description": "A time of day", "examples": ["07:00", "22:00"]}),
]
Hours = Annotated[
    tuple[int, int],
    _reader(q.hours, "08:00-18:00"),
    written(q.written_hours),
    WithJsonSchema(
        {
            "type": "string",
            "description": "A span of hours; it may pass midnight",
            "examples": ["08:00-18:00", "20:00-06:00"],
        }
    ),
]
Weekdays = Annotated[
    tuple[int, ...],
    _reader(q.days, N_("mon-fri")),
    written(q.written_days),
    WithJsonSchema({"type": "string", "description": "Weekdays", "examples": ["mon-fri", "周六、周日"]}),
]
MonthDay = Annotated[
    int,
    _reader(q.month_day, "15"),
    WithJsonSchema({"type": ["integer", "string"], "description": "A day of the month", "examples": [1, "15日"]}),
]
Moment = Annotated[
    datetime,
    _reader(q.moment, "2026-03-02 08:00"),
    WithJsonSchema({"type": "string", "description": "A date and time", "examples": ["2026-03-02", "2026-03-02 08:00"]}),
]
ScenarioTime = Annotated[
    int | datetime,
    _reader(q.scenario_time, N_("day 2 09:30")),
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
    _reader(q.rate, N_("3 per day")),
    written(q.written_rate),
    WithJsonSchema(
        {"type": "string", "description": "Incidents per hour, day or week", "examples": ["3 per day", "每天3起"]}
    ),
]
PeopleRange = Annotated[
    tuple[int, int],
    _reader(q.people, N_("1..15")),
    written(q.written_people),
    WithJsonSchema(
        {"type": ["string", "integer"], "description": "Head-counts, both ends included", "examples": ["1..15", "30..", 5]}
    ),
]
Money = Annotated[
    int,
    _reader(q.money, N_("500 yuan")),
    written(q.written_money),
    WithJsonSchema(
        {"type": ["string", "number"], "description": "An amount of money in yuan", "examples": ["500 yuan", "1万元"]}
    ),
]
Share = Annotated[
    float,
    _reader(q.proportion, N_("40 %")),
    written(q.written_share),
    WithJsonSchema({"type": ["string", "number"], "description": "A share of one", "examples": ["40 %", 0.4]}),
]


def _plain_number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise reject(say("a plain number is expected here"), say("write it as {example}", example="1.5"))
    if not math.isfinite(value):
        raise reject(say("a number must be finite"), None)
    if value < 0:
        raise reject(say("a number below zero makes no sense here"), say("write zero or more"))
    if value > 1e6:
        raise reject(say("the number is too large"), say("write at most 1,000,000"))
    return float(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise reject(say("a whole number is expected here"), say("write it as {example}", example="3"))
    if not 0 <= value <= q.NO_LIMIT:
        raise reject(say("a count lies between 0 and 1,000,000"), say("write zero or more"))
    return value


def _short(value: float) -> Any:
    return int(value) if value == int(value) else value


Number = Annotated[float, BeforeValidator(_plain_number), written(_short), WithJsonSchema({"type": "number", "minimum": 0})]
Count = Annotated[int, BeforeValidator(_count), WithJsonSchema({"type": "integer", "minimum": 0})]

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


def listed(value: Any) -> Any:
    """A list, or the one thing that stands for it."""
    return value if isinstance(value, list) else [value]


def _scalar_word(value: Any) -> Any:
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


Word = Annotated[str, BeforeValidator(_scalar_word), WithJsonSchema({"type": ["string", "number"]})]


# What incidents differ in: an attribute by its name, or what each of them has (zone, people).
Subject = Annotated[Name, BeforeValidator(lambda value: SUBJECTS_ZH.get(value, value) if isinstance(value, str) else value)]


def _flag(value: Any) -> Any:
    return {"yes": True, "no": False}.get(spoken(value), value) if isinstance(value, str) else value


Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"anyOf": [{"type": "boolean"}, {"enum": ["yes", "no"]}]})]


class _OrOne:
    """Tells the JSON Schema of a list that a single item will do as well."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        whole = handler(schema)
        return {"anyOf": [whole["items"], whole]}


# Lists that may be written without brackets when they hold one thing.
Names = Annotated[list[Name], BeforeValidator(listed), _OrOne()]
Words = Annotated[list[Word], BeforeValidator(listed), _OrOne()]
Texts = Annotated[list[Text], BeforeValidator(listed), _OrOne()]
Clocks = Annotated[list[Clock], BeforeValidator(listed), _OrOne()]
Dates = Annotated[list[MonthDay], BeforeValidator(listed), _OrOne()]
Subjects = Annotated[list[Subject], BeforeValidator(listed), _OrOne()]


def spoken(value: Any) -> Any:
    """The English spelling of a fixed word that may be written in Chinese."""
    return VALUES_ZH.get(value, value) if isinstance(value, str) else value
