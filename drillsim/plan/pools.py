"""Who and what there is, where: zones and the ways to them; squads, vehicles, posts, rooms and funds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Discriminator, Tag, WithJsonSchema, model_validator

from drillsim import quantities as q
from drillsim.distributions import Factor
from drillsim.language import say
from drillsim.schema import (
    Count,
    Flag,
    Model,
    Money,
    Most,
    Name,
    Names,
    Number,
    Seconds,
    SplitHours,
    Text,
    Weekdays,
    apart,
    reject,
    spoken,
)
from drillsim.words import KEYS_ZH


M = TypeVar("M", bound=Model)


def one_span_each(entries: list[M]) -> list[M]:
    """Entries whose hours are several spans once for each of them."""
    return [
        entry if len(apart(entry.hours)) == 1 else entry.model_copy(update={"hours": span})  # type: ignore[attr-defined]
        for entry in entries
        for span in apart(entry.hours)  # type: ignore[attr-defined]
    ]


class Zone(Model):
    """Where an incident can happen. `within` names a larger zone around it."""

    name: Text | None = None
    within: Name | None = None


class Slower(Model):
    """Hours of the day in which every journey takes `times` as long."""

    hours: SplitHours
    times: Number


class Travel(Model):
    """Usual times from each base to each zone, and what makes them longer.

    `weather` names kinds of weather with the factor by which they stretch every journey;
    a scenario says when it snows.
    """

    times: dict[Name, dict[Name, Seconds]]
    slower: Annotated[list[Slower], AfterValidator(one_span_each)] = []
    weather: dict[Name, Number] = {}


class Varies(Model):
    """The factor, drawn once per incident and step, by which the usual times vary."""

    travel: Factor = 1.0
    turnout: Factor = 1.0


class Turnout(Model):
    """Order → on the move, for those on duty and for those on call."""

    on_duty: Seconds
    on_call: Seconds | None = None


class Shift(Model):
    """Who is there in these hours of these days: on duty, and on call from home."""

    hours: SplitHours = (0, q.DAY)
    days: Weekdays = tuple(range(7))
    on_duty: Count
    on_call: Count = 0


def _next_days(days: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted((day + 1) % 7 for day in days))


def _one_turnout(value: Any) -> Any:
    return value if isinstance(value, (dict, Turnout)) else {"on_duty": value}


_turnout_schema = WithJsonSchema(
    {"anyOf": [{"type": "string", "examples": ["3 min"]},
               {"type": "object", "properties": {"on_duty": {"type": "string"}, "on_call": {"type": "string"}},
                "required": ["on_duty"], "additionalProperties": False}]}
)  # fmt: skip


class _Pool(Model):
    name: Text | None = None
    counts_as: Names = []
    backs_up: Names = []
    serves: Names = []
    also: Names = []
    outside: Flag = False
    note: Text | None = None

    @property
    def size(self) -> int:
        """How many there are."""
        raise NotImplementedError


class _Present(_Pool):
    """A pool whose members are there at some hours and perhaps on call at others."""

    turnout: Annotated[Turnout, BeforeValidator(_one_turnout), _turnout_schema] = Turnout.model_construct(
        on_duty=0, on_call=None
    )
    hours: SplitHours = (0, q.DAY)
    days: Weekdays = tuple(range(7))
    shifts: Annotated[list[Shift], AfterValidator(one_span_each)] = []

    @model_validator(mode="after")
    def _one_calendar(self) -> Self:
        if self.shifts and ({"hours", "days"} & self.model_fields_set):
            raise reject(say("hours and shifts are both given"), say("keep one of them"))
        return self if len(apart(self.hours)) == 1 else self._in_shifts()

    def _in_shifts(self) -> Self:
        """The same with a shift for each span of its hours; who is on call off duty, is so in shifts between them."""
        spans, everyone = sorted(apart(self.hours)), self.size
        shifts = [Shift.model_construct(hours=span, days=self.days, on_duty=everyone) for span in spans]

        def on_call(hours: tuple[int, int], days: tuple[int, ...]) -> None:
            if days:
                shifts.append(Shift.model_construct(hours=hours, days=days, on_duty=0, on_call=everyone))

        if self.turnout.on_call is not None:
            first = spans[0][0]
            for (begin, end), (following, _end) in zip(spans, [*spans[1:], spans[0]], strict=True):
                if end % q.DAY != following:
                    on_call((end % q.DAY, following), self.days if begin < end else _next_days(self.days))
            off = tuple(day for day in range(7) if day not in self.days)  # from the first span's begin to the next day's
            on_call((first, q.DAY), off)
            on_call((0, first), _next_days(off) if first else ())
        gone = {"hours", "days", "staff", "count"}  # now said by the shifts
        given = {key: value for key, value in self if key in self.model_fields_set - gone}
        return type(self).model_construct(**given, shifts=shifts)


class Squad(_Present):
    """A team (分队) at a base. Outside its hours it is on call if its turnout says so, else away."""

    kind: Annotated[Literal["squad"], BeforeValidator(spoken)] = "squad"
    staff: Count = 0
    base: Name | None = None

    @model_validator(mode="after")
    def _some_staff(self) -> Squad:
        if not self.shifts and "staff" not in self.model_fields_set:
            raise reject(say("a squad says how many people it has"), say("add staff or shifts"))
        return self

    @property
    def size(self) -> int:
        return self.staff


class Vehicle(_Pool):
    """Vehicles at a base."""

    kind: Annotated[Literal["vehicle"], BeforeValidator(spoken)]
    count: Count
    base: Name | None = None

    @property
    def size(self) -> int:
        return self.count


class Post(_Present):
    """A role with as many holders as `count` (a head, a clerk). One person under several
    names (兼任) is one post whose other names stand in `also`."""

    kind: Annotated[Literal["post"], BeforeValidator(spoken)]
    count: Count = 1
    base: Name | None = None

    @property
    def size(self) -> int:
        return self.count


class Room(_Pool):
    """Places for people: a reception room, observation places."""

    kind: Annotated[Literal["room"], BeforeValidator(spoken)]
    places: Most

    @property
    def size(self) -> int:
        return self.places


class Fund(_Pool):
    """Money that steps spend and nothing gives back."""

    kind: Annotated[Literal["fund"], BeforeValidator(spoken)]
    amount: Money

    @property
    def size(self) -> int:
        return self.amount


def _pool_kind(value: Any) -> str:
    if not isinstance(value, dict):
        return getattr(value, "kind", "squad")
    kind = next((value[key] for key in ("kind", *KEYS_ZH["kind"]) if key in value), "squad")
    return str(spoken(kind))


Pool = Annotated[
    Annotated[Squad, Tag("squad")]
    | Annotated[Vehicle, Tag("vehicle")]
    | Annotated[Post, Tag("post")]
    | Annotated[Room, Tag("room")]
    | Annotated[Fund, Tag("fund")],
    Discriminator(_pool_kind),
]
POOL_KINDS = ("squad", "vehicle", "post", "room", "fund")
