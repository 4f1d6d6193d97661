"""What is promised: one class for each thing that a target can promise."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from drillsim.base.language import N_
from drillsim.plan.judging import Form, Judged
from drillsim.plan.keys import key
from drillsim.plan.limits import EVERY_DAY, EVERY_HOUR, AnyLimit, Limit, NamedHours, longest
from drillsim.plan.milestones import BROUGHT, Milestones, When
from drillsim.plan.procedures import Conditions, Endings, LevelNames, Procedure
from drillsim.plan.schema import Model
from drillsim.plan.values import (
    ClauseNumbers,
    Count,
    Counted,
    Deadline,
    Flag,
    Label,
    Most,
    NeedName,
    PeopleRange,
    PoolNames,
    Seconds,
    Share,
    Subject,
    Weekdays,
    Words,
    spoken,
)
from drillsim.quantities import measures

Period = Literal["day", "week", "month"]
Pace = Literal["hour", "day", "week"]

# Keys that several promises have.
# fmt: off
_FROM = key("从 自 from", N_("when the clock starts: a moment of a step; without it, when the incident comes"),
            "call.ended", "接报.结束")
_TO = key("到 去往", N_("when the clock stops: a moment, all of several, or the first of them"),
          "[told_county.ended, told_police.ended]", "[报县.结束, 报公安.结束]")
_AT_LEAST = key("至少", N_("how many there are at the least"), "2")
_UNTIL = key("至 截止", N_("the moment until which they stay, or until which it comes again and again"),
             "arranged.ended", "后续安排.结束")
_WITHIN = key("时限", N_("the limit; it may differ by hours or days"), "20 min", "20分钟")
# fmt: on


class Target(Model):
    """A promise that can be tested. Each target promises one thing, told by the key that it bears.

    `assumed` says that the plan writes no limit and ours is an assumption; `ours`, that it promises no such thing at all.
    `excused` names attributes for which the plan forgives a miss.
    """

    # What is promised is a class below this one: its own fields are its keys, and those without a default are needed.
    # How it is judged says its gauge (`judge.evaluate.GAUGES`), how it is told its words (`say.promise.WORDS`).
    promise: ClassVar[str]  # what results call it
    mark: ClassVar[str]  # the key that tells it from the others
    unit: ClassVar[Literal["incident", "period", "day"]] = "incident"  # what is judged, and what its figures count
    scoped: ClassVar[bool] = True  # whether it is about incidents, of which `where` says which
    judges_all: ClassVar[bool] = False  # whether an incident that cannot come to its milestones is judged as well
    timed: ClassVar[bool] = False  # whether it says when something is reached: what misses it is late
    limited: ClassVar[bool] = False  # whether it says how long that may take at the most
    limits_differ: ClassVar[bool] = False  # whether its limit may be another one at other hours, or count working days
    by_level: ClassVar[bool] = False  # whether it may be about some levels of response only: a clock starts in it
    measured: ClassVar[bool] = False  # whether how long it took is shown beside its limit

    # fmt: off
    name: Label = None
    where: Annotated[Conditions, key(
        "范围", N_("only for these zones, kinds, head-counts or attributes"),
        "{zone: town, people: 5..}", "{区域: 镇内, 来访人数: 5..}")] = {}
    hours: Annotated[NamedHours, key(
        "时段", N_("only what comes in these hours of the day: where its clock starts; hours that the plan names will do"),
        "08:00-18:00")] = EVERY_HOUR
    days: Annotated[Weekdays, key(
        "工作日 星期 日子", N_("only what comes on these days"), "workdays", "工作日")] = EVERY_DAY
    at_level: Annotated[LevelNames, key(
        "适用级别 响应级别为", N_("only incidents that are at one of these levels of response when its clock starts"),
        "[II, I]", "[Ⅱ, Ⅰ]")] = []
    form: Annotated[Judged, key(
        "考核方式 方式", N_("how it is judged: `every` incident, `share 90%` (`at most 10% overdue`), `P90` or `mean`"),
        "share 90%", "达标率 90%")] = Form(kind="every")
    clause: ClauseNumbers = []
    assumed: Annotated[Flag, key(
        "假定时限 时限为假定", N_("the plan writes no limit: this one is an assumption"), "yes", "是")] = False
    ours: Annotated[Flag, key(
        "自拟 承诺为自拟", N_("the plan promises no such thing: the promise is ours, and told apart from its own"),
        "yes", "是")] = False
    excused: Annotated[Conditions, key(
        "特殊原因", N_("attributes under which a miss is counted apart"), "{road: closed}", "{道路: 中断}")] = {}
    # fmt: on

    @classmethod
    def own_keys(cls) -> list[str]:
        """Its own keys as fields, the mark first."""
        return [cls.mark, *(name for name in cls.model_fields if name not in Target.model_fields and name != cls.mark)]

    @classmethod
    def needed(cls) -> list[str]:
        """Those of its own keys that cannot be left out."""
        return [name for name in cls.own_keys() if cls.model_fields[name].is_required()]

    @property
    def limits(self) -> AnyLimit | None:
        """What it allows (`within`); None where it allows any time."""
        return getattr(self, "within", None)

    @property
    def limit(self) -> int | None:
        """The seconds that it allows every incident; None where it allows any, or one more than another."""
        return self.limits if isinstance(self.limits, int) else None

    @property
    def period(self) -> str | None:
        """Of which length of time each whole one is judged; None of a promise that judges something else."""
        return None

    @property
    def limit_is_ours(self) -> bool:
        """Whether the plan does not write what is tested: its limit is an assumption, or the whole promise."""
        return self.assumed or self.ours

    @property
    def at_some_hours(self) -> bool:
        """Whether it is about some hours or days only."""
        return (self.hours, self.days) != (EVERY_HOUR, EVERY_DAY)

    @property
    def goal(self) -> float:
        """What its figure is held against: a share, of a mean the seconds."""
        return float(self.limit) if self.form.kind == "mean" and self.limit is not None else self.form.goal

    @property
    def horizon(self) -> int:
        """Seconds for which play must go on after the window so that its last incident can be judged."""
        return 0

    @property
    def dated(self) -> bool:
        """Whether it names a time: so long, until then, so often."""
        return self.limits is not None

    @property
    def ends(self) -> dict[str, Milestones]:
        """The milestones that it reads, by their keys."""
        return {name: end for name in type(self).model_fields if isinstance(end := getattr(self, name), Milestones)}

    @property
    def steps(self) -> list[str]:
        """The steps whose moments or outcomes it reads."""
        return [*(step for end in self.ends.values() for step in end.steps), *self.outcomes]

    def summed(self, procedure: Procedure) -> list[str]:
        """The steps of a procedure whose times it adds up."""
        return []

    @property
    def outcomes(self) -> Endings:
        """The ways in which steps are to end."""
        return {}

    @property
    def need(self) -> str | None:
        """The need that it is about, or `people`."""
        return None

    @property
    def pools(self) -> list[str]:
        """The pools that it is about."""
        return []


class LimitTarget(Target):
    """From one milestone to another within a limit."""

    promise, mark = "limit", "within"
    by_level = True
    timed = limited = limits_differ = measured = True

    from_: Annotated[When, _FROM] = BROUGHT
    to: Annotated[When, _TO]
    within: Annotated[Limit, _WITHIN]

    @property
    def horizon(self) -> int:
        """As in `Target`."""
        return longest(self.within)


class PeopleTarget(Target):
    """From one milestone to another within a limit, for a share of the people of each incident."""

    promise, mark = "people", "people"
    by_level = True
    timed = limited = limits_differ = measured = True

    from_: Annotated[When, _FROM] = BROUGHT
    to: Annotated[When, _TO]
    within: Annotated[Limit, _WITHIN]
    # fmt: off
    people: Annotated[Share, Field(gt=0), key(
        "人员比例 人数比例", N_("for how many of its people `to` is to be reached: of a shuttle, each round counts for "
                               "those in it"), "95%")]
    # fmt: on

    @property
    def horizon(self) -> int:
        """As in `Target`."""
        return longest(self.within)


class ClockTarget(Target):
    """By a time of the day, the first one after `from`."""

    promise, mark = "clock", "by"
    by_level = True
    timed = limited = True

    from_: Annotated[When, _FROM] = BROUGHT
    to: Annotated[When, _TO]
    by: Annotated[Deadline, key("不晚于", N_("a time of the day: the first one after `from`"), "16:00")]

    @property
    def horizon(self) -> int:
        """As in `Target`."""
        return measures.DAY

    @property
    def dated(self) -> bool:
        """As in `Target`."""
        return True


class NoneLostTarget(Target):
    """Every incident reaches `to`: one that is skipped on the way is lost."""

    promise, mark = "none_lost", "none_lost"
    by_level = True
    timed = judges_all = limits_differ = True

    to: Annotated[When, _TO]
    within: Annotated[Limit | None, _WITHIN] = None
    none_lost: Annotated[Flag, key("不遗漏 一件不漏", N_("every incident reaches `to`, sooner or later"), "yes", "是")]

    @property
    def horizon(self) -> int:
        """As in `Target`."""
        return measures.DAY if self.within is None else longest(self.within)


class OrderTarget(Target):
    """Whenever `to` is reached, `from` was reached before; at most `within` before, if it says so."""

    promise, mark = "order", "in_order"
    by_level = True

    from_: Annotated[When, _FROM]
    to: Annotated[When, _TO]
    within: Annotated[Seconds | None, _WITHIN] = None
    in_order: Annotated[Flag, key("按先后顺序 先后有序", N_("`from` comes before `to`"), "yes", "是")]


class SumTarget(Target):
    """The times that some steps or stages take add up to no more than a limit."""

    promise, mark = "sum", "adds_up"
    timed = limited = measured = True

    # fmt: off
    adds_up: Annotated[Words, Field(min_length=1), key(
        "合计 累计", N_("the steps, or the stages, whose times are added up"), "[call, turnout, travel]",
        "[接报, 集结, 途中]")]
    within: Annotated[Seconds, _WITHIN]
    waiting: Annotated[Flag, key(
        "含等待", N_("what each of these steps waits for people and things counts as well"), "yes", "是")] = False
    # fmt: on

    @property
    def steps(self) -> list[str]:
        """As in `Target`; stages may be among them."""
        return self.adds_up

    def summed(self, procedure: Procedure) -> list[str]:
        """As in `Target`. A name that a step bears means that step, and no stage."""
        stages = {spoken(part) for part in self.adds_up if part not in procedure.steps}
        return [name for name, step in procedure.steps.items() if name in self.adds_up or step.counted_as in stages]


class OutcomeTarget(Target):
    """One of these steps ended as promised."""

    promise, mark = "outcome", "outcome"

    # fmt: off
    outcome: Annotated[Endings, key(
        "结果", N_("one of these steps ends in one of these ways"),
        "{hear: [settled, dated_answer]}", "{听取: [解决, 限期答复]}")]
    # fmt: on

    @property
    def outcomes(self) -> Endings:
        """As in `Target`."""
        return self.outcome


class StayTarget(Target):
    """Those who met this need stay `until` a milestone."""

    promise, mark = "stay", "stays"

    # fmt: off
    stays: Annotated[NeedName, key("留守", N_("the need that is not let go before `until`"), "crew", "人员")]
    until: Annotated[When, _UNTIL]
    # fmt: on

    @property
    def need(self) -> str:
        """As in `Target`."""
        return self.stays


class RhythmTarget(Target):
    """From `from` on, `to` is reached at every multiple of a time, as long as `until` is not reached.

    At most `within` after it was due, and after the time before was due; of several milestones each counts.
    """

    promise, mark = "rhythm", "every"
    by_level = True

    # fmt: off
    from_: Annotated[When, _FROM] = BROUGHT
    to: Annotated[When, _TO]
    every: Annotated[Seconds, Field(ge=60), key(
        "每隔 间隔", N_("how often `to` is reached: as long as this lies between one time and the next"), "2 h", "2小时")]
    until: Annotated[When, _UNTIL]
    within: Annotated[Seconds | None, _WITHIN] = None
    # fmt: on

    @property
    def horizon(self) -> int:
        """As in `Target`."""
        return self.every + (self.within or 0)


class CountTarget(Target):
    """So many `of` a need (or of the people) in each incident."""

    promise, mark = "count", "count"

    count: Annotated[PeopleRange, key("数量", N_("how many, from and to, both included"), "3..5", "3至5")]
    of: Annotated[Counted, key("对象", N_("what is counted: a need, or `people`"), "table", "座位")]

    @property
    def need(self) -> str:
        """As in `Target`."""
        return self.of


class OpenTarget(Target):
    """Never more than so many incidents are open at once, each from one milestone to another."""

    promise, mark = "open", "open_at_most"
    by_level = True

    from_: Annotated[When, _FROM] = BROUGHT
    to: Annotated[When, _TO]
    # fmt: off
    open_at_most: Annotated[Most, Field(ge=1), key(
        "同时在办不超过 同时未结不超过", N_("how many incidents may lie between `from` and `to` at once"), "3")]
    # fmt: on


class OnceTarget(Target):
    """`to` is reached once in each whole day, week or month of the window, for `each` value of an attribute."""

    promise, mark, unit = "once", "once", "period"

    to: Annotated[When, _TO]
    # fmt: off
    once: Annotated[Period, BeforeValidator(spoken), key(
        "每周期一次 周期", N_("done once in every whole day, week or month, counted from the start of the window"),
        "week", "每周")]
    each: Annotated[Subject | None, key(
        "逐一 逐个", N_("once for each value of this attribute"), "place", "场所")] = None
    # fmt: on

    @property
    def period(self) -> str:
        """As in `Target`."""
        return self.once

    @property
    def dated(self) -> bool:
        """As in `Target`."""
        return True


class PaceTarget(Target):
    """In each whole hour, day or week `to` is reached so many times, in as many incidents."""

    promise, mark, unit = "pace", "per", "period"

    to: Annotated[When, _TO]
    # fmt: off
    per: Annotated[Pace, BeforeValidator(spoken), key(
        "每", N_("counted in every whole hour, day or week, from the start of the window on"), "hour", "每小时")]
    at_least: Annotated[Count | None, Field(ge=1), _AT_LEAST] = None
    at_most: Annotated[Most | None, key("至多", N_("how many there are at the most"), "3")] = None
    # fmt: on

    @property
    def dated(self) -> bool:
        """As in `Target`."""
        return True

    @property
    def period(self) -> str:
        """As in `Target`."""
        return self.per


class MeanTarget(Target):
    """What comes in a whole day, week or month takes no longer than a limit on average (`form: mean per month`)."""

    promise, mark, unit = "mean", "within", "period"
    by_level = True
    limited = True

    from_: Annotated[When, _FROM] = BROUGHT
    to: Annotated[When, _TO]
    within: Annotated[Seconds, _WITHIN]

    @property
    def horizon(self) -> int:
        """As in `Target`."""
        return self.within

    @property
    def period(self) -> str | None:
        """As in `Target`."""
        return self.form.per


class NoGapTarget(Target):
    """At every moment (of these `hours` and `days`) at least so many of these pools are there."""

    promise, mark, unit = "no_gap", "no_gap", "day"
    scoped = False

    # fmt: off
    within: Annotated[Seconds | None, _WITHIN] = None
    no_gap: Annotated[PoolNames, key(
        "不间断", N_("the pools of which somebody is always there, on duty or on call"),
        "[office_phone, leader_phone]", "[值班电话, 领导电话]")]
    at_least: Annotated[Count, Field(ge=1), _AT_LEAST] = 1
    free: Annotated[Flag, key("须空闲", N_("those who are busy do not count"), "yes", "是")] = False
    # fmt: on

    @property
    def pools(self) -> list[str]:
        """As in `Target`."""
        return self.no_gap


class DutyTarget(Target):
    """Nobody of these pools is at work for longer than `within` without a rest."""

    promise, mark, unit = "duty", "on_duty", "day"
    scoped = False
    limited = True

    # fmt: off
    on_duty: Annotated[PoolNames, key(
        "连续值勤 连续值班", N_("the pools of which nobody is at work for too long without a rest"), "[crew, clerk]",
        "[接访组, 值班员]")]
    within: Annotated[Seconds, _WITHIN]
    # fmt: on

    @property
    def pools(self) -> list[str]:
        """As in `Target`."""
        return self.on_duty


# All that a target can promise. A target without the mark of another is a limit; one whose form says so, a mean of periods.
PROMISES: tuple[type[Target], ...] = (
    LimitTarget, PeopleTarget, ClockTarget, NoneLostTarget, OrderTarget, SumTarget, OutcomeTarget, StayTarget, RhythmTarget,
    CountTarget, OpenTarget, OnceTarget, PaceTarget, MeanTarget, NoGapTarget, DutyTarget,
)  # fmt: skip
