"""What is done: the steps of a procedure, what they need, and the duties and triggers that bring them about."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    WrapSerializer,
    model_serializer,
    model_validator,
)

from drillsim.base.language import N_, current, say
from drillsim.plan.calendar import Calendar, is_on
from drillsim.plan.distributions import Distribution, Duration
from drillsim.plan.keys import key
from drillsim.plan.limits import Wait
from drillsim.plan.milestones import When, read_milestone, shown_milestone
from drillsim.plan.schema import Model, Named, reject
from drillsim.plan.values import (
    AskName,
    AttributeName,
    ClauseNumbers,
    Clocks,
    Count,
    Dates,
    Flag,
    KindName,
    Label,
    Money,
    Most,
    Name,
    Names,
    NeedName,
    NeedNames,
    OrText,
    PeopleRange,
    PlaceName,
    PlaceNames,
    PoolName,
    PoolNames,
    Rank,
    RefersTo,
    Seconds,
    Share,
    Subject,
    Subjects,
    Weekdays,
    Word,
    Words,
    listed,
    own_name,
    spoken,
)
from drillsim.plan.words import OUTCOMES_ZH, SUBJECTS_ZH
from drillsim.quantities import measures
from drillsim.quantities.shown import written_people
from drillsim.quantities.written import Meant, note

_BY_SEATS = re.compile(rf"({measures.A_NAME})\s+(?:for\s+people|按座位)$", re.IGNORECASE)
_PER_HEAD = re.compile(
    rf"({measures.A_NAME})\s+(?:people|按人数)(?:\s*,?(?:up\s+to|at\s+most|至多|最多|不超过)\s*(\d{{1,9}})\s*人?)?$",
    re.IGNORECASE,
)
TOLD = ("of", "count", "up_to")  # what a text says of a need
_PLAIN_NEED = re.compile(rf"{measures.A_NAME}\s+\d{{1,9}}")


class Need(Model, title=N_("A need")):
    """So many of a pool, a type of pool or a role; a text ('reception 3') unless more is said of it.

    `people` asks for one per head, but for no more than `up_to`; `seats` for as many vehicles as the heads fill.
    """

    # fmt: off
    of: Annotated[AskName, key("对象", N_("the pool, type or role that is asked for"), "reception", "接待组")]
    count: Annotated[Count | Literal["people", "seats"], BeforeValidator(spoken), key(
        "数量", N_("how many: a number, `people` (one per head) or `seats` (as many vehicles as the heads fill)"), "3")]
    up_to: Annotated[Count | None, key("至多", N_("of one per head, no more than that"), "5")] = None
    first: Annotated[PoolNames, key(
        "优先 首选", N_("the pools in the order in which they are asked; those not named come after them, as usual"),
        "[north, south]", "[城北, 城南]")] = []
    else_next: Annotated[Flag, key(
        "可转下一个", N_("whether the next one will do where the best is taken; with no, the best is waited for"),
        "no", "否")] = True
    freest: Annotated[Flag, key(
        "选最空", N_("of several rooms the one with the most places free, not the nearest"), "yes", "是")] = False
    split: Annotated[Flag, key(
        "可拆分 可分派", N_("several pools may meet it together, as many from the best as it has"), "yes", "是")] = False
    crew_of: Annotated[NeedName | None, key(
        "随车 同驻地", N_("another need of this step: who meets this one has the same base"), "engine", "消防车")] = None
    # fmt: on

    @model_validator(mode="after")
    def _up_to_so_many_heads(self) -> Need:
        if self.up_to is not None and self.count != "people":
            raise reject(say("only one per head is limited"), say("write count: people, or leave up_to out"), at="up_to")
        return self

    @property
    def plain(self) -> bool:
        """Whether a text says all of it."""
        return self.model_fields_set <= set(TOLD)

    def at(self, people: int) -> Need:
        """The need of an incident with this head-count: a plain number from `up_to` on."""
        if self.up_to is None or people < self.up_to:
            return self
        return self.model_copy(update={"count": self.up_to, "up_to": None})

    @model_serializer(mode="wrap", when_used="json")
    def _written(self, write: Any) -> Any:
        if not self.plain:
            return {name: value for name, value in write(self).items() if name in self.model_fields_set}
        per_head, up_to = ("按人数", "至多") if current() == "zh" else ("people", " up to ")
        if self.count == "seats":
            return f"{self.of} {'按座位' if current() == 'zh' else 'for people'}"
        if self.count != "people":
            return f"{self.of} {self.count}"
        return f"{self.of} {per_head}" if self.up_to is None else f"{self.of} {per_head}{up_to}{self.up_to}"


def _need(value: Any) -> Any:
    if isinstance(value, (Need, dict)):
        return value
    folded = measures.fold(value) if isinstance(value, str) else ""
    if match := _BY_SEATS.match(folded):
        return {"of": match[1], "count": "seats"}
    if match := _PER_HEAD.match(folded):
        return {"of": match[1], "count": "people"} | ({"up_to": int(match[2])} if match[2] else {})
    parts = measures.named(folded, measures.number_of)
    if parts is None:
        raise reject(say("a need names a pool and a number"), say("write it as {example}", example=say("'reception 3'")))
    try:
        need = {"of": parts[0], "count": measures.count(parts[1])}
    except measures.Unreadable as error:
        raise reject(error.what, error.mend) from None
    note(value, None if _PLAIN_NEED.fullmatch(folded) else f"{need['of']} {need['count']}")
    return need


# A file holds the needs of a step under the names that the step gives them (see `distinct`).
_AsWritten = WrapSerializer(lambda needs, write: {own_name(name): value for name, value in write(needs).items()})
Needs = Annotated[
    dict[
        Name,
        Annotated[
            Need,
            BeforeValidator(_need),
            Named(measures.number_of, whole=True),
            OrText(
                "reception 3",
                "room people",
                "room people up to 5",
                "bus for people",
                "接待组 3",
                "接待室 按人数",
                read=_need,
                told=TOLD,
            ),
        ],
    ],
    _AsWritten,
]


class Case(Model, title=N_("A tier of a step")):
    """What a step needs besides when the head-count lies in `people` (a tier, 分级)."""

    # fmt: off
    people: Annotated[PeopleRange, key(
        "来访人数 人数 规模", N_("from how many heads to how many, both included"), "1..4", "1至4人")]
    needs: Annotated[Needs, key("需要", N_("what the step needs besides"), "{head: deputy 1}", "{带队: 分管领导 1}")] = {}
    spends: Annotated[dict[PoolName, Money], key(
        "支出", N_("what it spends besides"), "{relief: 500 yuan}", "{救助金: 500元}")] = {}
    priority: Annotated[Rank | None, key(
        "优先级", N_("the priority of the step for so many heads"), "1")] = None
    name: Label = None
    # fmt: on


def _takes_form(value: Any) -> str:
    if isinstance(value, dict) and len(value) == 1 and isinstance(next(iter(value.values())), dict):
        return "several"
    return "word" if isinstance(value, str) and spoken(value) in ("turnout", "travel") else "duration"


# One time for all incidents, or one for each value of an attribute, for each zone, or for so many heads.
_TimesByValue = Annotated[
    dict[Subject, dict[Word, Annotated[Duration, Named(measures.seconds_of)]]], Field(min_length=1, max_length=1)
]
Takes = Annotated[
    Annotated[Literal["turnout", "travel"], BeforeValidator(spoken), Tag("word")] | Annotated[Duration, Tag("duration")]
    | Annotated[_TimesByValue, Tag("several")],
    Discriminator(_takes_form),
]  # fmt: skip
Interrupted = Annotated[Literal["resume", "start_again", "end"], BeforeValidator(spoken)]
Stage = Literal[
    "call", "report", "activation", "turnout", "travel", "on_scene", "handling", "hearing", "answer", "return", "stand_down"
]


def _note_head_counts(conditions: dict[Any, Any]) -> None:
    """Note what ranges of head-counts are taken for; whether they can be read at all is checked with the whole plan."""
    for subject, values in conditions.items():
        if SUBJECTS_ZH.get(subject, subject) == "people":
            for text in values if isinstance(values, list) else [values]:
                if isinstance(text, str) and not measures.plain(measures.people, text):
                    with contextlib.suppress(measures.Unreadable):
                        note(text, Meant(written_people, measures.people(text)))


def in_english(words: dict[str, str], deep: bool = False) -> BeforeValidator:
    """Keys of a mapping (and the words listed under them, if `deep`) that may be written in Chinese."""

    def translate(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if deep:
            _note_head_counts(value)
        return {words.get(subject, subject): _outcomes(item) if deep else item for subject, item in value.items()}

    return BeforeValidator(translate)


def _outcomes(value: Any) -> Any:
    """An outcome, or a list of them, that may be written in Chinese."""
    if isinstance(value, list):
        return [_outcomes(item) for item in value]
    return OUTCOMES_ZH.get(value, value) if isinstance(value, str) else value


Endings = Annotated[dict[Name, Words], in_english(SUBJECTS_ZH, deep=True)]  # step → how it may end
Conditions = Annotated[Endings, RefersTo("conditions")]  # subject → what it may be
Place = Annotated[
    NeedName, RefersTo("places"), BeforeValidator(lambda value: "scene" if value == "现场" else value)
]  # a place, a need, the scene


class Toward(Model, title=N_("One of several places")):
    """Where a journey goes, as it turns out when it begins: the nearest of several places, or the one an attribute names."""

    # fmt: off
    nearest: Annotated[PlaceNames, key(
        "最近", N_("the place among these to which it is the shortest way from where they are"),
        "[north_hospital, south_hospital]", "[城北医院, 城南医院]")] = []
    by: Annotated[AttributeName | None, key(
        "按属性", N_("the attribute whose values are the names of places"), "specialty", "专科")] = None
    # fmt: on

    @model_validator(mode="after")
    def _one_of_them(self) -> Toward:
        if bool(self.nearest) == (self.by is not None):
            raise reject(say("a journey goes to the nearest of several places, or to the one that an attribute names"),
                         say("write one of nearest and by"))  # fmt: skip
        return self


class Trips(Model, title=N_("A shuttle")):
    """Journeys there and back until everybody has been carried: as many rounds as the seats ask for."""

    # fmt: off
    from_: Annotated[Place, key(
        "from 自 接人地点", N_("where the people wait; without it, at the scene"), "village", "村里")] = "scene"
    loading: Annotated[Seconds, key("上下车", N_("how long each round takes beside the way"), "5 min", "5分钟")] = 0
    # fmt: on


def _form(value: Any) -> str:
    return "several" if isinstance(value, (dict, Toward)) else "one"


Destination = Annotated[Annotated[Place, Tag("one")] | Annotated[Toward, Tag("several")], Discriminator(_form)]
_ByAttribute = Annotated[
    dict[Subject, dict[Word, Annotated[Rank, Named(measures.rank_of)]]], Field(min_length=1, max_length=1)
]
# One for all incidents, or one for each value of an attribute.
Priority = Annotated[Annotated[Rank, Tag("one")] | Annotated[_ByAttribute, Tag("several")], Discriminator(_form)]


GAVE_UP = "gave_up"  # the outcome of a step whose request was withdrawn


LevelName = Annotated[Name, RefersTo("levels")]
LevelNames = Annotated[list[LevelName], BeforeValidator(listed)]


class Again(Model, title=N_("Once more")):
    """A step that is tried again when it ends in certain ways: 'after three attempts the chief is called'."""

    # fmt: off
    when: Annotated[Words, Field(min_length=1), BeforeValidator(_outcomes), key(
        "条件 结果为", N_("after these outcomes; `gave_up` is one, too"), "unanswered", "未接通")]
    every: Annotated[Seconds, key("间隔 每隔", N_("how long until the next attempt"), "10 min", "10分钟")] = 0
    at_most: Annotated[Most, Field(ge=2, le=20), key("至多 最多次数", N_("how many attempts in all"), "3")]
    # fmt: on


class Rounds(Model, title=N_("Every so often")):
    """A step that is done time and again while something lasts: 'every 2 hours until the response ends'.

    Each round comes at its time, whether or not the one before is done. One that falls due when the moment in
    `until` has come is left out. No more than `at_most` rounds are followed.
    """

    # fmt: off
    every: Annotated[Seconds, Field(ge=1), key("每隔 间隔", N_("from one round to the next"), "2 h", "2小时")]
    until: Annotated[When, key(
        "直至 至", N_("the moment of a step at which it is over"), "closed.ended", "响应终止.结束")]
    at_once: Annotated[Flag, key(
        "立即开始", N_("the first round is due at once; else when `every` has passed"), "yes", "是")] = False
    at_most: Annotated[Most, Field(ge=1, le=100), key(
        "至多 最多轮数", N_("how many rounds are followed"), "48")] = 24
    # fmt: on


def _timer(value: Any) -> Any:
    return {read_milestone(at): within for at, within in value.items()} if isinstance(value, dict) else value


# A moment of a step and the time within which it is to come.
Unless = Annotated[
    dict[Word, Wait],
    BeforeValidator(_timer),
    Field(min_length=1, max_length=1),
    WrapSerializer(
        lambda timer, write: {shown_milestone(at): within for at, within in write(timer).items()}, when_used="json"
    ),
]


class Step(Model, title=N_("A step")):
    """One step of a procedure. `stage` says under which heading its seconds are counted."""

    # fmt: off
    name: Label = None
    stage: Annotated[Annotated[Stage, BeforeValidator(spoken)] | None, key(
        "阶段", N_("under which heading its time is counted"), "hearing", "听取诉求")] = None
    after: Annotated[Names, key(
        "之后 前置步骤", N_("the steps that come before; without it, at once when the incident comes"),
        "[hear, help]", "[听取, 帮扶]")] = []
    when: Annotated[Conditions, key(
        "条件", N_("only after these outcomes of earlier steps, or only for these zones, head-counts or attributes"),
        "{hear: in_need}", "{听取: 有困难}")] = {}
    unless: Annotated[Unless | None, key(
        "除非 未达到", N_("only if this moment has not come when the time is up, counted from when its turn comes; "
                      "as soon as it has, the step is left out"),
        "{way.ended: 20 min}", "{赶赴现场.结束: 20分钟}")] = None
    at_level: Annotated[LevelNames, key(
        "响应级别为 适用级别", N_("only at these levels of response: it waits until one of them is reached, and is left out "
                          "once none of them can be"),
        "[II, I]", "[Ⅱ, Ⅰ]")] = []
    takes: Annotated[Takes, key(
        "用时 耗时",
        N_("how long it lasts: a duration, or one for each value of an attribute, zone or head-count; `turnout`; `travel`"),
        "{shortest: 15 min, usual: 30 min, longest: 90 min}", "{最短: 15分钟, 通常: 30分钟, 最长: 90分钟}")] = 0
    who: Annotated[NeedNames, key("参与 谁", N_("the needs that turn out or travel"), "[crew, ride]", "[人员, 车]")] = []
    to: Annotated[Destination, key(
        "到 去往", N_("the place they travel to, the need for a room that they go to, or the nearest of several; "
                      "without it, the scene"), "town", "镇内")] = "scene"
    trips: Annotated[Trips | None, key(
        "往返接送", N_("the vehicles go there and back until everybody has been carried"),
        "{loading: 5 min}", "{上下车: 5分钟}")] = None
    may_be_interrupted: Annotated[Interrupted | None, key(
        "可打断", N_("who is at it may be turned away to a more urgent incident; it is then resumed, started again or over"),
        "resume", "接着做")] = None
    needs: Annotated[Needs, key(
        "需要", N_("what it takes, each need under a name: all are granted together"),
        "{crew: reception 2, ride: car 1}", "{人员: 接待组 2, 车: 公务车 1}")] = {}
    cases: Annotated[list[Case], key(
        "分级 分档", N_("what it takes besides, by head-count"),
        "[{people: 5.., needs: {head: deputy 1}}]", "[{来访人数: 5.., 需要: {带队: 分管领导 1}}]")] = []
    keep: Annotated[dict[NeedName, Name], _AsWritten, key(
        "保持到 占用至", N_("until which step a need is held; without it, until this one ends"),
        "{crew: back}", "{人员: 返程}")] = {}
    gives_up: Annotated[Duration | None, key(
        "放弃等待 等待上限", N_("how long it waits for its needs at the most: it then ends with the outcome `gave_up`"),
        "20 min", "20分钟")] = None
    again: Annotated[Again | None, key(
        "再次 重试", N_("it is tried again when it ends in certain ways"),
        "{when: unanswered, every: 10 min, at_most: 3}", "{条件: 未接通, 间隔: 10分钟, 至多: 3}")] = None
    rounds: Annotated[Rounds | None, key(
        "轮次 定期", N_("it is done time and again while something lasts"),
        "{every: 2 h, until: closed.ended}", "{每隔: 2小时, 直至: 响应终止.结束}")] = None
    level: Annotated[LevelName | None, key(
        "响应级别 调整级别", N_("the level of response that holds from its end on"), "II", "Ⅱ")] = None
    spends: Annotated[dict[PoolName, Money], key(
        "支出", N_("money that it takes from a fund"), "{relief: 200 yuan}", "{救助金: 200元}")] = {}
    way_back: Annotated[NeedNames, key(
        "返回", N_("the needs that go home when it ends, and are free once they are there"),
        "[crew, ride]", "[人员, 车]")] = []
    outcome: Annotated[dict[Name, Share], in_english(OUTCOMES_ZH), key(
        "结果", N_("how it may end, with shares that add up to 100%"),
        "{settled: 70%, in_need: 30%}", "{解决: 70%, 有困难: 30%}")] = {}
    calls: Annotated[PoolName | None, key(
        "呼叫 联系", N_("whom it telephones; its outcomes are `answered` and `unanswered`"),
        "county_office", "县值班室")] = None
    by_phone: Annotated[Flag, key(
        "电话办理 不必到场", N_("those on call do it from where they are, by telephone; else it begins when they have come"),
        "yes", "是")] = False
    priority: Annotated[Priority | None, key(
        "优先级", N_("its own priority, if not that of the procedure; a number, or one for each value of an attribute"),
        "2")] = None
    clause: ClauseNumbers = []
    # fmt: on

    @property
    def endings(self) -> list[str]:
        """How it may end: its outcomes, and `gave_up` where it does not wait for ever."""
        return [*self.outcome, GAVE_UP] if self.gives_up is not None else list(self.outcome)

    @property
    def clocked(self) -> bool:
        """Whether time, or the level of response, may keep it from being done although its turn comes."""
        return bool(self.unless or self.at_level or self.rounds) or self.gives_up is not None

    @property
    def times(self) -> int:
        """How often it can come in one incident."""
        return self.again.at_most if self.again else self.rounds.at_most if self.rounds else 1

    @property
    def durations(self) -> list[Distribution]:
        """The times of its own that it may take: several where they hang on the incident, none if it travels."""
        if isinstance(self.takes, dict):
            return [duration for times in self.takes.values() for duration in times.values()]
        return [] if isinstance(self.takes, str) else [self.takes]

    @property
    def counted_as(self) -> str:
        """The stage of the step: as given, else turnout or travel by what it takes, else handling."""
        if self.stage is not None:
            return self.stage
        return self.takes if isinstance(self.takes, str) else "handling"

    @model_validator(mode="after")
    def _comes_once(self) -> Step:
        when = [name for name in ("unless", "rounds", "at_level") if getattr(self, name)]
        if len(when) > 1:
            raise reject(say("a step starts by one clock: a time that has run out, rounds, or a level"),
                         say("make a step of each"), at=when[1])  # fmt: skip
        if self.again is not None and self.rounds is not None:
            raise reject(say("a step is tried again or done in rounds, not both"), say("make a step of each"), at="rounds")
        if GAVE_UP in self.outcome:
            raise reject(say("'{name}' is the outcome of a step that waits no longer", name=GAVE_UP),
                         say("write gives_up with how long it waits"), at="outcome")  # fmt: skip
        return self

    @model_validator(mode="after")
    def _outcomes_add_up(self) -> Step:
        if self.outcome and abs(sum(self.outcome.values()) - 1) > 1e-6:
            raise reject(
                say("the outcomes add up to {got}, not to 100%", got=f"{sum(self.outcome.values()):.4g}"),
                say("give every outcome, the likely and the unlikely"),
                at="outcome",
            )
        if self.calls and set(self.outcome) != {"answered", "unanswered"}:
            raise reject(
                say("a call has the outcomes answered and unanswered"),
                say("write outcome: {{answered: 95%, unanswered: 5%}}"),
                at="outcome",
            )
        if self.by_phone and isinstance(self.takes, str):
            raise reject(say("nobody turns out or travels by telephone"), say("leave by_phone out"), at="by_phone")
        return self

    @model_serializer(mode="wrap")
    def _as_written(self, write: Any) -> Any:
        """With its own needs under the names that it gives them itself (see `distinct`)."""
        found = write(self)
        for goers in found.keys() & {"who", "way_back"}:
            found[goers] = [own_name(need) if need in self.asked else need for need in found[goers]]
        return found

    @property
    def named(self) -> list[str]:
        """The needs, its own and others, that it names."""
        return [*self.keep, *self.who, *self.way_back, *([self.to] if isinstance(self.to, str) else [])]

    @property
    def asked(self) -> dict[str, list[Need]]:
        """Its needs by name, as its base and its tiers ask for them."""
        found: dict[str, list[Need]] = {}
        for needs in (self.needs, *(case.needs for case in self.cases)):
            for name, need in needs.items():
                found.setdefault(name, []).append(need)
        return found


class Ladder(Model, title=N_("A ladder")):
    """Steps tried one after the other until one of them ends in one of the outcomes `settled`."""

    # fmt: off
    rungs: Annotated[list[Name], Field(min_length=2), key(
        "层级", N_("the steps, the lowest first"), "[explain, section, leader]", "[解释, 股室, 领导]")]
    settled: Annotated[Words, key(
        "办结", N_("the outcomes that settle a matter"), "[settled, dated_answer]", "[解决, 限期答复]")]
    # fmt: on


class Level(Model, title=N_("A level of response")):
    """One level of response (响应级别), and of which incidents it holds from the start: those that meet one of `when`.

    Levels are written from the lowest to the highest. An incident that meets none begins at the lowest; the
    steps of a procedure raise and lower it (`level`).
    """

    # fmt: off
    name: Label = None
    when: Annotated[list[Conditions], BeforeValidator(listed), key(
        "条件 启动条件", N_("zones, head-counts, kinds or attributes of incidents that begin at this level; any of several"),
        "[{people: 30..}, {spread: [two, more]}]", "[{来访人数: 30..}, {范围: [两村, 多村]}]")] = []
    # fmt: on


class Procedure(Model, title=N_("A procedure")):
    """The steps for one kind of incident. How many a `ladder` settles at each rung is reported."""

    # fmt: off
    name: Label = None
    priority: Annotated[Priority, key(
        "优先级", N_("who is served first when several wait: 1 before 2, up to 1000; or one for each value of an attribute"),
        "1")] = 5
    ladder: Annotated[Ladder | None, key(
        "逐级", N_("steps tried one after the other; how much each settles is reported"),
        "{rungs: [explain, section, leader], settled: [settled, dated_answer]}",
        "{层级: [解释, 股室, 领导], 办结: [解决, 限期答复]}")] = None
    steps: Annotated[dict[Name, Step], Field(min_length=1), key(
        "步骤", N_("the steps, each under its name"),
        "{hear: {takes: 30 min}, answer: {after: hear}}", "{听取: {用时: 30分钟}, 答复: {之后: 听取}}")]
    # fmt: on

    @property
    def leveled(self) -> bool:
        """Whether any of its steps sets a level of response or hangs on one."""
        return any(step.level or step.at_level for step in self.steps.values())

    def called(self, name: str) -> list[str]:
        """The needs that a target or another step may mean by a name: 'clerk', 'report.clerk'."""
        step, _dot, own = name.rpartition(".")
        return [need for holder, one in self.steps.items() for need in one.asked
                if own_name(need) == own and step in ("", holder)]  # fmt: skip


def distinct(procedure: Procedure) -> Procedure:
    """A procedure in which no two steps call a need alike: what several call `clerk` is `report.clerk`, `hear.clerk`.

    A step means its own need by a name; of another step's it says which, where several call one so.
    """
    holders = Counter(name for step in procedure.steps.values() for name in step.asked)
    shared = {name for name, steps in holders.items() if steps > 1}
    if not shared and not any("." in name for step in procedure.steps.values() for name in step.named):
        return procedure

    def meant(name: str, own: dict[str, str]) -> str:
        found = procedure.called(name)
        if name in own or "." not in name or len(found) != 1:
            return own.get(name, name)
        return name if own_name(name) in shared else found[0]

    steps = {}
    for step_name, step in procedure.steps.items():
        own = {name: f"{step_name}.{name}" if name in shared else name for name in step.asked}

        def renamed(needs: dict[str, Need], own: dict[str, str] = own) -> dict[str, Need]:
            crews = {name: need.crew_of and own.get(need.crew_of, need.crew_of) for name, need in needs.items()}
            return {own[name]: need.model_copy(update={"crew_of": crews[name]}) if crews[name] else need
                    for name, need in needs.items()}  # fmt: skip

        change = {
            "needs": renamed(step.needs),
            "cases": [case.model_copy(update={"needs": renamed(case.needs)}) for case in step.cases],
            "keep": {meant(need, own): until for need, until in step.keep.items()},
            "who": [meant(need, own) for need in step.who],
            "way_back": [meant(need, own) for need in step.way_back],
            "to": meant(step.to, own) if isinstance(step.to, str) else step.to,
        }
        # What a file does not say stays unsaid when it is written back.
        steps[step_name] = step.model_copy(update={k: v for k, v in change.items() if k in step.model_fields_set})
    return procedure.model_copy(update={"steps": steps})


class Duty(Model, title=N_("A duty")):
    """Something done by the calendar: a report at fixed times, a sweep.

    It falls on weekdays, workdays or holidays (`days`) or on days of the month or dates (`dates`), and with `each` once for
    every value of an attribute.
    """

    # fmt: off
    name: Label = None
    procedure: Annotated[KindName, key("流程 处置流程", N_("what is done"), "daily_report", "每日报告")]
    at: Annotated[Clocks, Field(min_length=1), key("时间 时刻", N_("at which times of the day"), '["07:00", "18:00"]')]
    days: Annotated[Weekdays, key(
        "星期 工作日 日子", N_("on which days: weekdays, workdays or holidays"), "workdays", "工作日")] = measures.EVERY_DAY
    dates: Annotated[Dates, key(
        "日期", N_("on which days of the month, or on which dates, in place of `days`"), "[1, 15]")] = []
    each: Annotated[Subject | None, key(
        "逐一 逐个", N_("once for each value of an attribute, or for each zone"), "road", "道路")] = None
    zone: Annotated[PlaceName | None, key("区域 地点", N_("where it is done"), "town", "镇内")] = None
    attributes: Annotated[dict[AttributeName, Word], key(
        "属性", N_("the attributes that it has"), "{road: open}", "{道路: 畅通}")] = {}
    clause: ClauseNumbers = []
    # fmt: on

    @model_validator(mode="after")
    def _one_calendar(self) -> Duty:
        if self.dates and "days" in self.model_fields_set:
            raise reject(say("days and dates are both given"), say("keep one of them"))
        return self

    def falls_on(self, day: date, calendar: Calendar) -> bool:
        """Whether it is done on a day."""
        return is_on(self.dates, day) if self.dates else calendar.kind(day) in self.days


class Trigger(Model, title=N_("A trigger")):
    """Several incidents of one kind that together bring another one (two cases in one household).

    The `count`-th of them inside the span `within`, equal in every attribute of `same` and as
    `where` asks, brings an incident of `procedure` at that second.
    """

    # fmt: off
    name: Label = None
    kind: Annotated[KindName, key("类别 类型", N_("the kind of incident that is counted"), "symptoms", "症状")]
    count: Annotated[Count, Field(ge=2), key("起数 数量", N_("how many of them"), "2")]
    within: Annotated[Seconds, key("之内 时限", N_("inside which span"), "1 day", "1天")]
    same: Annotated[Subjects, key(
        "相同", N_("attributes in which they agree; `zone` is one, too"), "household", "家庭")] = []
    where: Annotated[Conditions, key("范围", N_("which of them count"), "{road: open}", "{道路: 畅通}")] = {}
    procedure: Annotated[KindName, key("流程 处置流程", N_("the kind of incident that they bring"), "outbreak", "疫情")]
    attributes: Annotated[dict[AttributeName, Word], key(
        "属性", N_("the attributes that it has"), "{source: household}", "{来源: 家庭}")] = {}
    clause: ClauseNumbers = []
    # fmt: on
