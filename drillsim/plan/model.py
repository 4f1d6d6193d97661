"""A response plan as data: who responds, with what, to what, and by when.

The classes mirror the plan file key by key. What a single value can say of itself (a
negative count, a duration without unit) is checked here; what needs the rest of the plan
(names, cycles, ancestors) in `drillsim.plan.check`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_serializer,
    model_validator,
)

from drillsim import quantities as q
from drillsim.distributions import Duration, Factor
from drillsim.language import current, say
from drillsim.schema import (
    Clock,
    Clocks,
    Count,
    Dates,
    Flag,
    Hours,
    Model,
    Money,
    Name,
    Names,
    Number,
    PeopleRange,
    Seconds,
    Share,
    Subject,
    Subjects,
    Text,
    Texts,
    Weekdays,
    Word,
    Words,
    listed,
    reject,
    spoken,
)
from drillsim.words import KEYS_ZH, MOMENTS_ZH, OUTCOMES_ZH, SUBJECTS_ZH, WORDS_ZH, Keys


class Zone(Model):
    """Where an incident can happen. `within` names a larger zone around it."""

    name: Text | None = None
    within: Name | None = None


def _zone(zone: Zone | None) -> Zone:
    return Zone() if zone is None else zone  # nothing is said of it, however that is written


class Slower(Model):
    """Hours of the day in which every journey takes `times` as long."""

    hours: Hours
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

    hours: Hours = (0, q.DAY)
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


class _Present(_Pool):
    """A pool whose members are there at some hours and perhaps on call at others."""

    turnout: Annotated[Turnout, BeforeValidator(_one_turnout), _turnout_schema] = Turnout.model_construct(
        on_duty=0, on_call=None
    )
    hours: Hours = (0, q.DAY)
    days: Weekdays = tuple(range(7))
    shifts: list[Shift] = []

    @model_validator(mode="after")
    def _one_calendar(self) -> _Present:
        if self.shifts and ({"hours", "days"} & self.model_fields_set):
            raise reject(say("hours and shifts are both given"), say("keep one of them"))
        return self


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
    places: Count

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

_NEED = re.compile(r"([^\W\d][\w-]*)\s+(?:(\d{1,9})|(?:people|按人数)(?:\s*(?:up\s+to|至多)\s*(\d{1,9}))?)$")


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
    match = _NEED.match(q.fold(value)) if isinstance(value, str) else None
    if match is None:
        raise reject(say("a need names a pool and a number"), say("write it as {example}", example=say("'reception 3'")))
    count = "people" if match[2] is None else int(match[2])
    return {"of": match[1], "count": count, "up_to": match[3] and int(match[3])}


Needs = dict[
    Name,
    Annotated[
        Need,
        BeforeValidator(_need),
        WithJsonSchema(
            {
                "type": "string",
                "examples": ["reception 3", "room people", "room people up to 5"],
                "pattern": r".+\s+(\d+|people(\s+up\s+to\s+\d+)?|按人数(\s*至多\s*\d+)?)\s*$",
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


def _in_english(words: dict[str, str], deep: bool = False) -> BeforeValidator:
    """Keys of a mapping (and the words listed under them, if `deep`) that may be written in Chinese."""

    def translate(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {words.get(key, key): within(item) if deep else item for key, item in value.items()}

    def within(item: Any) -> Any:
        if isinstance(item, list):
            return [within(word) for word in item]
        return OUTCOMES_ZH.get(item, item) if isinstance(item, str) else item

    return BeforeValidator(translate)


Conditions = Annotated[dict[Name, Words], _in_english(SUBJECTS_ZH, deep=True)]  # subject → what it may be


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
    outcome: Annotated[dict[Name, Share], _in_english(OUTCOMES_ZH)] = {}
    calls: Name | None = None
    priority: Annotated[int, Field(ge=1, le=1000)] | None = None
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
        return self


class Ladder(Model):
    """Steps tried one after the other until one of them ends in one of the outcomes `settled`."""

    rungs: Annotated[list[Name], Field(min_length=2)]
    settled: Words


class Procedure(Model):
    """The steps for one kind of incident. How many a `ladder` settles at each rung is reported."""

    name: Text | None = None
    priority: Annotated[int, Field(ge=1, le=1000)] = 5
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


class Form(Model):
    """How a target is judged: every incident, a share of them, a percentile, or the mean."""

    kind: Literal["every", "share", "mean"]
    goal: float = 0.95
    percentile: bool = False

    @property
    def shown(self) -> str:
        return f"{self.goal * 100:g}"

    @model_serializer(when_used="json")
    def _written(self) -> str:
        goal = f"{self.goal * 100:.15g}"
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
        marks = [name for name, ((mark, *_), _also) in PROMISES.items() if name != "limit" and getattr(self, mark)]
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

        empty: tuple[Any, ...] = (None, [], {})
        given = {n for n in self.model_fields_set if (value := getattr(self, n)) not in empty and value is not False}
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
            what = say("a target promises something: within a limit, or one of {keys}", keys=spelled(*others.values()))
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


def _parts(paths: list[str]) -> list[str]:
    from drillsim.plan.parts import in_english  # which knows the models below

    return [in_english(path) for path in paths]


Parts = Annotated[Words, AfterValidator(_parts)]  # dotted paths, keys in either language


class Clause(Model):
    """A sentence of the written plan that promises something, in our words, and how it is covered.

    What no rule can compute from the plan, a reader of the text may add: clauses that it
    `contradicts`; terms it leaves `undefined`; its `readings` where it can be read in several
    ways (the target that tests each reading, with the reading in words); questions `to_confirm`;
    attributes that it `defines`; and why the sentence should be struck (`strike`).
    """

    text: Text
    timed: Names = []
    modelled: Parts = []
    qualitative: Text | None = None
    not_modelled: Text | None = None
    note: Text | None = None
    contradicts: Words = []
    undefined: Texts = []
    readings: dict[Name, Text] = {}
    to_confirm: Texts = []
    defines: Names = []
    strike: Text | None = None

    @model_validator(mode="after")
    def _one_mark(self) -> Clause:
        marks = [bool(self.timed or self.modelled), self.qualitative is not None, self.not_modelled is not None]
        if sum(marks) != 1:
            raise reject(
                say("a clause has one mark"),
                say("give timed and/or modelled, or qualitative, or not_modelled with the reason"),
            )
        return self

    @property
    def mark(self) -> str:
        """'timed', 'modelled', 'qualitative' or 'not_modelled'."""
        if self.timed:
            return "timed"
        if self.modelled:
            return "modelled"
        return "qualitative" if self.qualitative is not None else "not_modelled"


class Assumption(Model):
    """Numbers that the written plan does not give: what was put in, and from where.

    `about` lists the parts of the plan or scenario that rest on it, as dotted paths.
    """

    text: Text
    source: Text | None = None
    about: Parts = []


class Plan(Model):
    """A whole response plan (应急预案).

    `leading_group` names the pools whose holders sit in it; `names` says what to call whatever
    has no name of its own: bases, weather, types and roles, outcomes, attributes and their values.
    """

    plan: Name
    name: Text
    about: Text | None = None
    basis: Texts = []
    zones: Annotated[dict[Name, Annotated[Zone | None, AfterValidator(_zone)]], Field(min_length=1)]
    travel: Travel | None = None
    varies: Varies = Varies()
    pools: dict[Name, Pool]
    leading_group: Names = []
    attributes: dict[Name, Annotated[list[Word], Field(min_length=1)]] = {}
    procedures: Annotated[dict[Name, Procedure], Field(min_length=1)]
    duties: dict[Name, Duty] = {}
    triggers: dict[Name, Trigger] = {}
    targets: dict[Name, Target]
    clauses: dict[Word, Clause] = {}
    assumptions: dict[Name, Assumption] = {}
    names: Annotated[dict[Word, Text], _in_english(OUTCOMES_ZH)] = {}

    def called(self, word: str) -> str | dict[str, str]:
        """What to call a word that has no name of its own."""
        return self.names.get(word, {"en": word, "zh": WORDS_ZH.get(word, word)})
