"""What is promised: targets, the milestones of their clocks, and how they are judged."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_serializer, model_validator

from drillsim.base.language import current, say
from drillsim.plan.keys import MOMENT_WORDS_ZH, MOMENTS_ZH, WORDS_ZH, Keys
from drillsim.plan.procedures import Conditions
from drillsim.plan.schema import (
    Count,
    Deadline,
    Flag,
    Model,
    Name,
    Names,
    PeopleRange,
    Seconds,
    Spans,
    Subject,
    Text,
    Weekdays,
    Word,
    Words,
    listed,
    reject,
    spoken,
)
from drillsim.quantities import measures as q
from drillsim.quantities.numerals import in_digits
from drillsim.quantities.written import in_a_row, note


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
        """As a file would hold it, in the language spoken."""
        goal, zh = self.shown, current() == "zh"
        if self.kind == "every":
            every = "每起" if zh else "every"
            return every if self.goal == 0.95 else f"{every} {goal} %"
        if self.kind == "mean":
            return "平均" if zh else "mean"
        return f"P{goal}" if self.percentile else f"{'达标率' if zh else 'share '}{goal} %"

    def __str__(self) -> str:
        return self._written()


_PERCENTILE = re.compile(
    r"(?:p\s*(\d+(?:\.\d+)?)|第?\s*(\d+(?:\.\d+)?)\s*(?:百分位|分位)数?|(\d+(?:\.\d+)?)(?:th|st|nd|rd) percentile)$",
    re.IGNORECASE,
)
_EVERY = re.compile(
    r"(?:every|each|all|每一?[起次件例宗个]|全部|所有|逐[起件]|100\s*%|百分之百)\s*"
    r"(?:incidents?|calls?|cases?|one|of them|事件|案件|都)?"
    r"\s*[(,，]?\s*(.*?)\)?$",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?:share|(?:达标|及时|按时|到场|合格|完成|办结)?率?(?:比例)?|比例)\s*(?:为|of)?\s*(.+?)\s*的?(?:of (?:the )?)?"
    r"(?:incidents|calls|cases|them|事件|案件|起数|次数|情况)?(?:达标|按时)?$",
    re.IGNORECASE,
)
_MEAN = ("平均", "均值", "平均值", "mean", "average", "the mean", "on average")
_PLAIN_FORM = re.compile(
    r"every(?: [\d.]+ ?%)?|每[起次](?: [\d.]+ ?%)?|(?:(?:share|达标率|比例) ?)?(?!100 ?%)[\d.]+ ?%|P[\d.]+|mean|平均",
    re.IGNORECASE,
)


def _form(value: Any) -> Any:
    if isinstance(value, (Form, dict)):
        return value
    if isinstance(value, float) and 0 < value < 1:  # 0.95, as a spreadsheet program keeps 95 %
        return {"kind": "share", "goal": float(value)}
    word = q.fold(value) if isinstance(value, str) else ""
    form = _form_said(in_digits(word)) or _form_said(word)
    if form is None:
        raise reject(say("'{got}' is no form of target", got=value), say("write every, share 90 %, P90 or mean"))
    if not 0 < form.get("goal", 0.5) < 1:
        raise reject(
            say("'{got}' is no share that can be tested", got=value),
            say("write a share above 0 % and below 100 %, or every"),
        )
    note(value, None if _PLAIN_FORM.fullmatch(word) else Form.model_construct(**{"goal": 0.95, "percentile": False, **form}))
    return form


def _form_said(word: str) -> dict[str, Any] | None:
    if word.lower() in _MEAN:
        return {"kind": "mean"}
    if match := _PERCENTILE.match(word):
        return {"kind": "share", "goal": float(next(filter(None, match.groups()))) / 100, "percentile": True}
    if match := _EVERY.match(word):
        goal = _goal(match[1]) if match[1] else 0.95
        return {"kind": "every", "goal": goal} if goal is not None else None
    match = _SHARE.match(word)
    goal = _goal(match[1]) if match else None
    return None if goal is None else {"kind": "every" if goal == 1 else "share", "goal": 0.95 if goal == 1 else goal}


def _goal(text: str) -> float | None:
    """The share that is to be reached: given, or as the least that will do."""
    found = q.share_said(text)
    return None if found is None else found.one if found.one is not None else found.low if found.high is None else None


def _milestone(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    step, dot, moment = q.fold(value).rpartition(".")
    return f"{step}.{MOMENTS_ZH.get(moment, moment)}" if dot else spoken(value)


def shown_milestone(milestone: str) -> str:
    """A milestone as a file in the language spoken would have it: 'hear.ended', '接谈.结束'."""
    step, dot, moment = milestone.rpartition(".")
    if current() != "zh":
        return milestone
    return f"{step}.{MOMENT_WORDS_ZH.get(moment, moment)}" if dot else WORDS_ZH.get(milestone, milestone)


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
        shown = in_a_row([shown_milestone(milestone) for milestone in self.named])
        return f"{{{Keys(('first',))}: {shown}}}" if self.first else shown

    @model_serializer(when_used="json")
    def _written(self) -> Any:
        """As a file would hold it, in the language spoken."""
        shown = [shown_milestone(milestone) for milestone in self.named]
        return {"first": shown} if self.first else shown[0] if len(shown) == 1 else shown


def _milestones(value: Any) -> Any:
    return value if isinstance(value, (dict, Milestones)) else {"last": value}


_milestones_schema = WithJsonSchema(
    {"anyOf": [{"type": "string", "examples": ["hear.ended", "接谈.结束"]},
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
    by: Deadline | None = None
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
    hours: Spans = ((0, q.DAY),)
    days: Weekdays = tuple(range(7))
    where: Conditions = {}
    form: Annotated[
        Form,
        BeforeValidator(_form),
        WithJsonSchema({"type": "string", "examples": ["every", "share 90 %", "P90", "mean", "每起", "达标率90 %"]}),
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
