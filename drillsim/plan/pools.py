"""Who and what there is, where: zones and the ways to them; squads, vehicles, posts, rooms and funds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Tag, WithJsonSchema, model_validator

from drillsim.base.language import say
from drillsim.plan.distributions import Factor
from drillsim.plan.keys import KEYS_ZH
from drillsim.plan.schema import (
    Count,
    Flag,
    Model,
    Money,
    Most,
    Name,
    Names,
    Number,
    Seconds,
    Spans,
    Text,
    Weekdays,
    reject,
    spoken,
)
from drillsim.quantities import measures as q


class Zone(Model):
    """Where an incident can happen. `within` names a larger zone around it."""

    name: Text | None = None
    within: Name | None = None


class Slower(Model):
    """Hours of the day in which every journey takes `times` as long."""

    hours: Spans
    times: Number


class Travel(Model):
    """Usual times from each base to each zone, and what makes them longer.

    `weather` names kinds of weather with the factor by which they stretch every journey;
    a scenario says when it snows.
    """

    times: dict[Name, dict[Name, Seconds]]
    slower: list[Slower] = []
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

    hours: Spans = ((0, q.DAY),)
    days: Weekdays = tuple(range(7))
    on_duty: Count
    on_call: Count = 0


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


Closing = Literal["finish", "stop", "hand_over"]


class Scheduled(_Pool):
    """A pool that is there in some hours or shifts.

    `at_closing` says what becomes of work that runs past the end of a shift or of the hours:
    it is finished all the same (overtime, which is meant when nothing is written), it stops
    and goes on when the same people are back, or those who are there next go on with it.
    """

    hours: Spans = ((0, q.DAY),)
    days: Weekdays = tuple(range(7))
    shifts: list[Shift] = []
    at_closing: Annotated[Closing, BeforeValidator(spoken)] | None = None

    @model_validator(mode="after")
    def _one_calendar(self) -> Scheduled:
        if self.shifts and ({"hours", "days"} & self.model_fields_set):
            raise reject(say("hours and shifts are both given"), say("keep one of them"))
        if not isinstance(self, Present) and any(shift.on_call for shift in self.shifts):
            raise reject(say("only people are on call"), say("count everything that is there as on_duty"), at="shifts")
        return self

    @property
    def closes(self) -> bool:
        """Whether it has hours or shifts at all: whether work can run past their end."""
        return bool({"hours", "days", "shifts"} & self.model_fields_set)

    @property
    def stops(self) -> bool:
        """Whether work with it may stand still when its hours or a shift end."""
        return self.at_closing in ("stop", "hand_over")

    @property
    def size_written(self) -> bool:
        """Whether it says how many there are in all, whatever its shifts bring."""
        return bool({"staff", "count", "places"} & self.model_fields_set)


class Present(Scheduled):
    """A pool of people, some of whom may be on call when they are not there."""

    turnout: Annotated[Turnout, BeforeValidator(_one_turnout), _turnout_schema] = Turnout.model_construct(
        on_duty=0, on_call=None
    )


class Squad(Present):
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


class Vehicle(Scheduled):
    """Vehicles at a base."""

    kind: Annotated[Literal["vehicle"], BeforeValidator(spoken)]
    count: Count
    base: Name | None = None

    @property
    def size(self) -> int:
        return self.count


class Post(Present):
    """A role with as many holders as `count` (a head, a clerk). One person under several
    names (兼任) is one post whose other names stand in `also`."""

    kind: Annotated[Literal["post"], BeforeValidator(spoken)]
    count: Count = 1
    base: Name | None = None

    @property
    def size(self) -> int:
        return self.count


class Room(Scheduled):
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
