"""Limits as targets have them: one for all, one for each of several hours or days, or a number of working days.

And hours that a plan gives a name ('day', 'night'), so that each of its promises may say them in one word.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from pydantic import (
    BeforeValidator,
    Discriminator,
    GetJsonSchemaHandler,
    Tag,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import CoreSchema

from drillsim.base.language import current
from drillsim.plan.schema import reject, written
from drillsim.plan.values import Name, RefersTo, Seconds, Spans, Weekdays, Word, is_name
from drillsim.quantities import measures
from drillsim.quantities.shown import show_duration
from drillsim.quantities.written import Meant, note

EVERY_HOUR: Spans = ((0, measures.DAY),)
EVERY_DAY: Weekdays = measures.EVERY_DAY


@dataclass(frozen=True)
class WorkingDays:
    """So many working days: until the end of the last of them. The day on which the clock starts does not count."""

    number: int

    def __str__(self) -> str:
        if current() == "zh":
            return f"{self.number}个工作日"
        return f"{self.number} working day{'s' if self.number != 1 else ''}"


def _working_days(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        found = WorkingDays(measures.working_days(value))
    except measures.Unreadable as error:
        raise reject(error.what, error.mend) from None
    note(value, None if str(found) == value else found)
    return found


_InWorkingDays = Annotated[
    WorkingDays,
    BeforeValidator(_working_days),
    written(str),
    WithJsonSchema(
        {
            "type": "string",
            "description": "A number of working days",
            "pattern": "[Ww]ork|工作日",
            "examples": ["3 working days", "3个工作日"],
        }
    ),
]
_NEXT = re.compile(r"\s*[、,;]\s*")


def _named_in_a_row(value: Any) -> Any:
    """'白天60分钟、夜间90分钟' as a limit for each of the hours named in it."""
    if not isinstance(value, str):
        return value
    pieces = [piece for piece in _NEXT.split(measures.fold(value)) if piece]
    pairs = [pair for piece in pieces if (pair := measures.named(piece, measures.seconds_of)) is not None]
    if len(pieces) < 2 or len(pairs) < len(pieces):
        return value
    note(value, Meant(measures.in_a_row, [f"{name}: {rest}" for name, rest in pairs]))
    return dict(pairs)


class _AnyOf:
    """Tells the JSON Schema that a value may be written in several ways; which one it is only we can tell."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": handler(schema)["oneOf"]}


def _sort(value: Any) -> str:
    if isinstance(value, dict):
        return "by_hours"
    said = isinstance(value, str) and measures.says_working_days(value)
    return "working_days" if said or isinstance(value, WorkingDays) else "one"


HoursName = Annotated[Name, RefersTo("hours")]
_SomeHours = Annotated[Word, RefersTo("hours")]  # or hours or days themselves
# What a target allows: seconds; seconds by hours or days, of which the first that hold count; or working days.
Limit = Annotated[
    Annotated[Seconds, Tag("one")] | Annotated[dict[_SomeHours, Seconds], Tag("by_hours")]
    | Annotated[_InWorkingDays, Tag("working_days")],
    Discriminator(_sort), _AnyOf(), BeforeValidator(_named_in_a_row),
]  # fmt: skip
# How long something is waited for: seconds or working days.
Wait = Annotated[
    Annotated[Seconds, Tag("one")] | Annotated[_InWorkingDays, Tag("working_days")],
    Discriminator(lambda value: "working_days" if _sort(value) == "working_days" else "one"), _AnyOf(),
]  # fmt: skip
AnyLimit = int | dict[str, int] | WorkingDays


def _hours_or_name(value: Any) -> str:
    if isinstance(value, str) and is_name(measures.fold(value)):
        try:
            measures.spans(value)
        except measures.Unreadable:
            return "name"
    return "hours"


# Hours of the day, or what the plan calls them.
NamedHours = Annotated[
    Annotated[Spans, Tag("hours")] | Annotated[HoursName, Tag("name")], Discriminator(_hours_or_name), _AnyOf()
]


class When(NamedTuple):
    """Hours on days of the week."""

    hours: Spans
    days: Weekdays


_HOURS: TypeAdapter[Spans] = TypeAdapter(Spans)
_DAYS: TypeAdapter[Weekdays] = TypeAdapter(Weekdays)


def hours_called(hours: Spans | str, named: Mapping[str, Spans]) -> Spans | None:
    """Hours as they are, or those that the plan calls so; None if it calls none so."""
    return named.get(hours) if isinstance(hours, str) else hours


def when_called(text: str, named: Mapping[str, Spans]) -> When | None:
    """What a limit by hours means by one of its keys: hours that the plan names, hours or days; None if neither."""
    if text in named:
        return When(named[text], EVERY_DAY)
    with contextlib.suppress(ValidationError):
        return When(_HOURS.validate_python(text), EVERY_DAY)
    with contextlib.suppress(ValidationError):
        return When(EVERY_HOUR, _DAYS.validate_python(text))
    return None


def spans_in(limit: AnyLimit | None) -> list[int]:
    """The durations that a limit names."""
    return (
        [] if limit is None or isinstance(limit, WorkingDays) else [*limit.values()] if isinstance(limit, dict) else [limit]
    )


# Working days are at the most so far apart: seven holidays in a row, with the weekends at both of their ends.
_FREE_IN_A_ROW = 11


def longest(limit: AnyLimit) -> int:
    """Seconds that a limit allows at the most."""
    if isinstance(limit, WorkingDays):
        return (1 + limit.number + 2 * (limit.number // 5 + 1) + _FREE_IN_A_ROW) * measures.DAY
    return max(spans_in(limit), default=0)


def written_limit(limit: AnyLimit) -> str:
    """'20 min', '60 min (day), 90 min (night)', '3 working days', in the language spoken."""
    if isinstance(limit, dict):
        return measures.in_a_row([f"{show_duration(seconds)} ({when})" for when, seconds in limit.items()])
    return str(limit) if isinstance(limit, WorkingDays) else show_duration(limit)
