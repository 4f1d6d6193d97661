"""What is promised: targets, the milestones of their clocks, and how they are judged."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_serializer, model_validator

from drillsim import quantities as q
from drillsim.language import say
from drillsim.plan.procedures import Conditions
from drillsim.schema import (
    Clock,
    Count,
    Flag,
    Hours,
    Model,
    Name,
    Names,
    PeopleRange,
    Seconds,
    Subject,
    Text,
    Weekdays,
    Word,
    Words,
    listed,
    reject,
    spoken,
)
from drillsim.words import MOMENTS_ZH, Keys


class Form(Model):
    """How a target is judged: every incident, a share of them, a percentile, or the mean."""

    kind: Literal["every", "share", "mean"]
    goal: float = 0.95
    percentile: bool = False

    @property
    def shown(self) -> str:
        return f"{self.goal * 100:.15g}"

    @model_serializer(when_used="json")
    def _written(self) -> str:
        goal = self.shown
        if self.kind == "every":
            return "every" if self.goal == 0.95 else f"every {goal} %"
        return "mean" if self.kind == "mean" else f"P{goal}" if self.percentile else f"share {goal} %"


_SHARE = re.compile(r"(?:share|at least|比例|达标率)?\s*(\d+(?:\.\d+)?)\s*%$", re.IGNORECASE)
_PERCENTILE = re.compile(r"p\s*(\d+(?:\.\d+)?)$", re.IGNORECASE)
_EVERY = re.compile(r"(?:every|每起|每次)(?:\s+(\d+(?:\.\d+)?)\s*%)?$", re.IGNORECASE)


def _form(value: Any) -> Any:
    if isinstance(value, (Form, dict)):
        return value
    word = q.fold(value) if isinstance(value, str) else ""
    if match := _EVERY.match(word):
        form = {"kind": "every", "goal": float(match[1]) / 100 if match[1] else 0.95}
    elif match := _SHARE.match(word):
        form = {"kind": "share", "goal": float(match[1]) / 100}
    elif match := _PERCENTILE.match(word):
        form = {"kind": "share", "goal": float(match[1]) / 100, "percentile": True}
    elif spoken(word) == "mean":
        form = {"kind": "mean"}
    else:
        raise reject(say("'{got}' is no form of target", got=value), say("write every, share 90 %, P90 or mean"))
    if not 0 < form.get("goal", 0.5) < 1:  # type: ignore[operator]
        raise reject(
            say("'{got}' is no share that can be tested", got=value),
            say("write a share above 0 % and below 100 %, or every"),
        )
    return form


def _milestone(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    step, dot, moment = q.fold(value).rpartition(".")
    return f"{step}.{MOMENTS_ZH.get(moment, moment)}" if dot else spoken(value)


Milestone = Annotated[Word, BeforeValidator(_milestone)]


class Milestones(Model):
    """The moment at which a clock starts or stops: the `last` of several milestones, or the `first`.

    A milestone is `step.ready`, `step.started` or `step.ended`, or `brought`: the moment at
    which a resident brings the matter. Steps that were skipped do not count among several.
    """

    last: Annotated[list[Milestone], BeforeValidator(listed)] = []
    first: Annotated[list[Milestone], BeforeValidator(listed)] = []

    @model_validator(mode="after")
    def _one_of_them(self) -> Milestones:
        if bool(self.last) == bool(self.first):
            raise reject(say("a clock starts and stops at the last or at the first of several milestones"),
                         say("write one milestone, a list (all of them), or first: with a list"))  # fmt: skip
        return self

    @property
    def named(self) -> list[str]:
        """The milestones as they are written."""
        return self.last or self.first

    @property
    def steps(self) -> list[str]:
        """The steps that they name."""
        return [step for step in (text.rpartition(".")[0] for text in self.named) if step]

    def __str__(self) -> str:
        shown = ", ".join(self.named)
        return f"{{first: {shown}}}" if self.first else shown

    @model_serializer(when_used="json")
    def _written(self) -> Any:
        if self.first:
            return {"first": list(self.first)}
        return self.last[0] if len(self.last) == 1 else list(self.last)


def _milestones(value: Any) -> Any:
    return value if isinstance(value, (dict, Milestones)) else {"last": value}


_milestones_schema = WithJsonSchema(
    {"anyOf": [{"type": "string", "examples": ["hear.ended"]},
               {"type": "array", "items": {"type": "string"}, "description": "All of them: the last one counts"},
               {"type": "object", "properties": {"first": {"type": "array", "items": {"type": "string"}}},
                "required": ["first"], "additionalProperties": False}]}
)  # fmt: skip
When = Annotated[Milestones, BeforeValidator(_milestones), _milestones_schema]
BROUGHT = Milestones(last=["brought"])

Period = Literal["day", "week", "month"]


def _says(value: Any) -> bool:
    """Whether a value says something: midnight and no seconds at all do, a list of nothing does not."""
    return value is not None and value is not False and value != [] and value != {}


# What a target can promise → the keys that it needs, the first of them its mark, and those that it may have.
PROMISES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "limit": (("within", "to"), ("from_",)),
    "clock": (("by", "to"), ("from_",)),
    "none_lost": (("none_lost", "to"), ("within",)),
    "order": (("in_order", "from_", "to"), ()),
    "outcome": (("outcome",), ()),
    "stay": (("stays", "until"), ()),
    "count": (("count", "of"), ()),
    "once": (("once", "to"), ("each",)),
    "no_gap": (("no_gap",), ("within", "at_least", "free", "hours", "days")),
}
Promise = Literal["limit", "clock", "none_lost", "order", "outcome", "stay", "count", "once", "no_gap"]


class Target(Model):
    """A promise that can be tested. Each target promises one thing, told by the key that it bears:

    `within`     from one milestone to another within a limit;
    `by`         by a time of the day, the first one after `from`;
    `none_lost`  every incident reaches `to`: one that is skipped on the way is lost;
    `in_order`   whenever `to` is reached, `from` was reached before;
    `outcome`    one of these steps ended as promised;
    `stays`      those who met this need stay `until` a milestone;
    `count`      so many `of` a need (or of the people) in each incident;
    `once`       `to` is reached once in each whole day, week or month of the window, for `each` value of an attribute;
    `no_gap`     at every moment (of these `hours` and `days`) at least so many of these pools are there.

    `assumed` says that the plan writes no limit and ours is an assumption. `excused` names
    attributes for which the plan forgives a miss.
    """

    name: Text | None = None
    from_: When = BROUGHT
    to: When | None = None
    within: Seconds | None = None
    by: Clock | None = None
    none_lost: Flag = False
    in_order: Flag = False
    outcome: Conditions = {}
    stays: Name | None = None
    until: When | None = None
    count: PeopleRange | None = None
    of: Subject | None = None
    once: Annotated[Period, BeforeValidator(spoken)] | None = None
    each: Subject | None = None
    no_gap: Names = []
    at_least: Annotated[Count, Field(ge=1)] = 1
    free: Flag = False
    hours: Hours = (0, q.DAY)
    days: Weekdays = tuple(range(7))
    where: Conditions = {}
    form: Annotated[
        Form, BeforeValidator(_form), WithJsonSchema({"type": "string", "examples": ["every", "share 90 %", "P90", "mean"]})
    ] = Form(kind="every")
    clause: Words = []
    assumed: Flag = False
    excused: Conditions = {}

    @property
    def promise(self) -> Promise:
        """What it promises: a key of `PROMISES`."""
        marks = [name for name, ((mark, *_), _also) in PROMISES.items() if name != "limit" and _says(getattr(self, mark))]
        return marks[0] if marks else "limit"  # type: ignore[return-value]

    @property
    def limit(self) -> int:
        """The seconds of a promise that is a limit (which has one)."""
        assert self.within is not None
        return self.within

    @property
    def horizon(self) -> int:
        """Seconds for which play must go on after the window so that its last incident can be judged."""
        if self.promise in ("limit", "none_lost") and self.within is not None:
            return self.within
        return q.DAY if self.promise in ("clock", "none_lost") else 0

    @property
    def steps(self) -> list[str]:
        """The steps whose moments or outcomes it reads."""
        ends = [when for when in (self.from_, self.to, self.until) if when is not None]
        return [*(step for when in ends for step in when.steps), *self.outcome]

    @model_validator(mode="after")
    def _one_promise(self) -> Target:
        def spelled(*keys: str) -> Keys:
            return Keys(keys, "Target")

        given = {name for name in self.model_fields_set if _says(getattr(self, name))}
        needed, allowed = PROMISES[self.promise]
        others = {name: mark for name, ((mark, *_), _also) in PROMISES.items() if name != "limit"}
        marks = [mark for mark in others.values() if mark in given]
        missing = [key for key in needed if key not in given]
        own = {key for needs, also in PROMISES.values() for key in (*needs, *also)} | {"where"}
        if self.promise != "no_gap":
            allowed = (*allowed, "where")
        strangers = [key for key in type(self).model_fields if key in given & own and key not in (*needed, *allowed)]
        if len(marks) > 1:
            raise reject(say("a target promises one thing (got {keys})", keys=spelled(*marks)), say("make a target of each"))
        if missing == ["within"]:
            what = say("a target promises something: one of {keys}", keys=spelled("within", *others.values()))
            raise reject(what, say("add it"))
        if missing:
            what = say("'{mark}' needs {keys} as well", mark=spelled(needed[0]), keys=spelled(*missing))
            raise reject(what, say("add it"))
        if strangers:
            what = say("'{key}' does not go with '{mark}'", key=spelled(*strangers), mark=spelled(needed[0]))
            raise reject(what, say("take one of them out"), at=strangers[0].removesuffix("_"))
        if (self.form.kind == "mean" or self.form.percentile) and self.promise != "limit":
            raise reject(say("only a limit can be a mean or a percentile"), say("write every or share 90 %"), at="form")
        if self.excused and self.promise in ("once", "no_gap"):
            raise reject(say("only an incident can be excused"), say("leave it out"), at="excused")
        return self
