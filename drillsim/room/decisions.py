"""Everything that people do in a room, as data: what a browser sends, what is recorded, what a replay reads.

Who may do what stands here too: `BY_PLAYERS` are open to the player whom they concern, the rest
is the facilitator's, who may do everything.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from drillsim.plan.values import people_are_counted

WORDS = 2000  # letters that a text may have

Key = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=WORDS), AfterValidator(people_are_counted)
]
Number = Annotated[int, Field(ge=0, le=10**9)]
Some = Annotated[int, Field(ge=1, le=10**6)]


class _Decision(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Sit(_Decision):
    """A player takes a place at the table."""

    do: Literal["sit"]
    player: Key


class Rise(_Decision):
    """A player leaves; the plan's rule goes on."""

    do: Literal["rise"]
    player: Key


class Release(_Decision):
    """An inject is given now, whatever its time."""

    do: Literal["release"]
    inject: Number


class Approve(_Decision):
    """An inject comes at its time; at once if that has passed."""

    do: Literal["approve"]
    inject: Number


class Hold(_Decision):
    """An inject is deferred until it is approved or released."""

    do: Literal["hold"]
    inject: Number


class Complete(_Decision):
    """The facilitator is done with an inject that was released."""

    do: Literal["complete"]
    inject: Number


class Edit(_Decision):
    """An inject that has not come yet is changed; its draws stay."""

    do: Literal["edit"]
    inject: Number
    time: Number | None = None
    people: Some | None = None
    zone: Key | None = None
    message: Words | None = None


class Add(_Decision):
    """A new inject, a draft until it is approved or released. What would be drawn takes its usual value (rule 27)."""

    do: Literal["add"]
    kind: Key
    zone: Key | None = None
    people: Some = 1
    time: Number
    attributes: dict[Key, Key] = {}
    message: Words | None = None


class Tell(_Decision):
    """A message to a player ('' for all): a contingency inject, or a word of the facilitator."""

    do: Literal["tell"]
    to: Annotated[str, StringConstraints(max_length=200)] = ""
    message: Words
    incident: Number | None = None  # of which an expected action has not come
    step: Key | None = None


class Send(_Decision):
    """A waiting request is granted out of these pools, one per need."""

    do: Literal["send"]
    incident: Number
    step: Key
    pools: Annotated[list[Key], Field(max_length=50)]


class Leave(_Decision):
    """The plan's own rule decides; with `always`, whenever this player is asked for the same step."""

    do: Literal["leave"]
    incident: Number
    step: Key
    always: bool = False


class AnswerCall(_Decision):
    """A call is picked up, or left to ring."""

    do: Literal["answer"]
    incident: Number
    step: Key
    picked_up: bool


class Note(_Decision):
    """A remark for the report: what somebody saw."""

    do: Literal["note"]
    text: Words
    target: Key | None = None


class Away(_Decision):
    """So many of a pool are away from now on: ill, broken down."""

    do: Literal["away"]
    pool: Key
    count: Some
    until: Number


class End(_Decision):
    """The drill is over."""

    do: Literal["end"]


Decision = Annotated[
    Sit | Rise | Release | Approve | Hold | Complete | Edit | Add | Tell | Send | Leave | AnswerCall | Note | Away | End,
    Field(discriminator="do"),
]
BY_PLAYERS = (Send, Leave, AnswerCall)

_DECISION: TypeAdapter[Any] = TypeAdapter(Decision)


def decision(content: Any) -> Any:
    """A decision from JSON. Raises pydantic.ValidationError."""
    return _DECISION.validate_python(content)


def as_content(made: _Decision) -> dict[str, Any]:
    """A decision as JSON, without what was left at its usual value."""
    return {"do": made.do, **made.model_dump(exclude_defaults=True, exclude={"do"})}  # type: ignore[attr-defined]
