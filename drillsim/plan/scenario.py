"""What may happen: a window of calendar time, incident streams, scripted injects, disruptions."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import prod
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, PrivateAttr, Tag, model_serializer, model_validator

from drillsim.base.language import N_, say
from drillsim.plan.calendar import EVERY_WEEK_ALIKE, AnyCalendar, Calendar, is_on
from drillsim.plan.clauses import Assumption
from drillsim.plan.distributions import HeadCount
from drillsim.plan.keys import key
from drillsim.plan.paths import root
from drillsim.plan.plan import Plan
from drillsim.plan.schema import Model, Named, reject
from drillsim.plan.values import (
    AttributeOfPlan,
    Clocks,
    Count,
    Dates,
    Day,
    Days,
    Hours,
    KindOfPlan,
    Label,
    Moment,
    Most,
    Name,
    Number,
    OrText,
    PlaceName,
    PoolOfPlan,
    Rate,
    RefersTo,
    ScenarioTime,
    Share,
    StreamNames,
    Subjects,
    Text,
    Weekdays,
    Word,
    listed,
)
from drillsim.quantities import measures
from drillsim.quantities.shown import written_hours


class Window(Model, title=N_("The window")):
    """The calendar time that is played: incidents and duties stop at its end."""

    # fmt: off
    from_: Annotated[Moment, key("从 自 from", N_("the first moment"), "2026-03-02 08:00")]
    until: Annotated[Moment | None, key("至 截止", N_("the end"), "2026-03-09 08:00")] = None
    days: Annotated[Annotated[Days, Field(ge=1, le=3660)] | None, key(
        "天数", N_("how many days, in place of `until`"), "7")] = None
    # fmt: on

    @model_validator(mode="after")
    def _one_end(self) -> Window:
        if (self.until is None) == (self.days is None):
            raise reject(say("a window has one end"), say("give either until or days"))
        if self.until is not None and self.until <= self.from_:
            raise reject(say("the window ends before it begins"), say("give a later until"))
        return self

    @property
    def start(self) -> datetime:
        return self.from_

    @property
    def seconds(self) -> int:
        """Length of the window in seconds."""
        if self.days is not None:
            return self.days * measures.DAY
        assert self.until is not None
        return int((self.until - self.from_).total_seconds())

    @property
    def dates(self) -> list[date]:
        """The days that it touches."""
        days = range((self.seconds - 1 - self.midnight()) // measures.DAY + 1)
        return [self.from_.date() + timedelta(days=day) for day in days]

    def second(self, time: int | datetime) -> int:
        """A scenario time as the second since the window's start (may lie outside the window)."""
        if isinstance(time, datetime):
            return int((time - self.from_).total_seconds())
        midnight = self.from_.replace(hour=0, minute=0, second=0, microsecond=0)
        return int((midnight + timedelta(seconds=time) - self.from_).total_seconds())

    def midnight(self) -> int:
        """The first day's midnight as a scenario second (zero or below)."""
        return self.second(0)

    def moments(self, clocks: list[int], falls_on: Callable[[date, Calendar], bool], calendar: Calendar) -> list[int]:
        """Seconds of the window at which it is one of the times of day, on days that `falls_on` names, ascending."""
        midnight, first = self.midnight(), self.from_.date()
        whole = range((self.seconds - midnight) // measures.DAY + 1)
        days = [day for day in whole if falls_on(first + timedelta(days=day), calendar)]
        seconds = (midnight + day * measures.DAY + clock for day in days for clock in sorted(clocks))
        return [second for second in seconds if 0 <= second < self.seconds]


def _one_or_shares(value: Any) -> str:
    return "shares" if isinstance(value, dict) else "word"


_either = Discriminator(_one_or_shares)
Weight = Annotated[Number, Named(measures.weight_of)]
OneOrWeights = Annotated[Annotated[PlaceName, Tag("word")] | Annotated[dict[PlaceName, Weight], Tag("shares")], _either]
OneOrShares = Annotated[Annotated[Word, Tag("word")] | Annotated[dict[Word, Share], Tag("shares")], _either]


def _each_span(weights: Any) -> Any:
    """The same weight for each of several spans that are written as one key."""
    if not isinstance(weights, dict):
        return weights
    found: dict[Any, Any] = {}
    for hours, weight in weights.items():
        spans = []
        with contextlib.suppress(measures.Unreadable):  # said where the key is read
            spans = [written_hours(span) for span in measures.spans(hours)]
        found |= dict.fromkeys(spans if len(spans) > 1 else [hours], weight)
    return found


class Stream(Model, title=N_("A stream")):
    """Incidents of one kind, at random moments (`rate`) or at fixed times of the day (`at`).

    `hours` and `days` are relative weights of the hours of the day and the days of the week;
    the rate is the mean over a whole week without holidays. Hours and days that are not named have weight 0.
    A rate counts batches; incidents of one batch come at one moment and agree in every attribute of `same`.
    No more than `at_most` incidents come in one run.
    """

    # fmt: off
    name: Label = None
    kind: Annotated[KindOfPlan, key("类别 类型", N_("which procedure its incidents take"), "visit", "来访")]
    rate: Annotated[Rate | None, key(
        "频率", N_("how many come on average, at random moments; with `batch`, how many batches"),
        "3 per day", "每天3起")] = None
    at: Annotated[Clocks, key("时间 时刻", N_("fixed times of the day, in place of `rate`"), '["09:00", "14:30"]')] = []
    hours: Annotated[dict[Hours, Number], BeforeValidator(_each_span), key(
        "时段", N_("weights of the hours of the day"), '{"08:00-12:00": 3, "12:00-20:00": 1}')] = {}
    days: Annotated[dict[Weekdays, Number], key(
        "星期 工作日 日子", N_("weights of weekdays, workdays or holidays"),
        '{mon-fri: 2, "sat, sun": 1}', "{周一至周五: 2, 周六、周日: 1}")] = {}
    batch: Annotated[HeadCount, key(
        "同时起数 批量", N_("how many come at once"),
        "{shortest: 1, usual: 1, longest: 4}", "{最少: 1, 通常: 1, 最多: 4}")] = 1
    same: Annotated[Subjects, key(
        "相同", N_("attributes in which the incidents of a batch agree; `zone` is one, too"), "zone", "区域")] = []
    at_most: Annotated[Annotated[Most, Field(ge=1, le=100_000)] | None, key(
        "最多起数 上限", N_("how many there are in one run at the most"), "60")] = None
    zone: Annotated[OneOrWeights | None, key(
        "区域 地点", N_("where: a zone, or several with weights"), "{town: 3, village: 1}", "{镇内: 3, 村里: 1}")] = None
    people: Annotated[HeadCount, key(
        "来访人数 人数 规模", N_("how many people come"),
        "{shortest: 1, usual: 2, longest: 12}", "{最少: 1, 通常: 2, 最多: 12}")] = 1
    attributes: Annotated[dict[AttributeOfPlan, OneOrShares], key(
        "属性", N_("values of attributes, sure or with shares"),
        "{road: {open: 98%, closed: 2%}}", "{道路: {畅通: 98%, 中断: 2%}}")] = {}
    # fmt: on

    def falls_on(self, day: date, calendar: Calendar) -> bool:
        """Whether incidents at fixed times come on a day."""
        return not self.days or any(calendar.kind(day) in group for group in self.days)

    @model_validator(mode="after")
    def _one_clock(self) -> Stream:
        if (self.rate is None) == (not self.at):
            raise reject(say("a stream has a rate or fixed times"), say("give either rate or at"))
        if self.at and self.hours:
            raise reject(say("fixed times have no profile of hours"), say("leave hours out"))
        if self.same and self.batch == 1:
            raise reject(say("one incident at a time has nothing in common with others"), say("leave same out"), at="same")
        for name in ("hours", "days", "zone"):
            weights = getattr(self, name)
            if isinstance(weights, dict) and weights and sum(weights.values()) <= 0:
                mend = say("give at least one of them a weight above 0")
                raise reject(say("the weights add up to nothing"), mend, at=name)
        if self.zone == {}:
            raise reject(say("the weights add up to nothing"), say("name a zone"), at="zone")
        for name, shares in self.attributes.items():
            if isinstance(shares, dict) and abs(sum(shares.values()) - 1) > 1e-6:
                raise reject(
                    say("the shares of '{name}' add up to {got}, not to 100%", name=name, got=f"{sum(shares.values()):.4g}"),
                    say("give every value its share"),
                )
        return self


class SpecialDays(Model, title=N_("Days on which more come, or fewer")):
    """Days on which `times` as many incidents come as on others: a fair, the first of the month, holidays.

    They are dates (`dates`), every so many days from one on (`every`), or days of a kind (`days`). Streams with fixed
    times have no more on them. On a day that is special twice both count.
    """

    # fmt: off
    name: Label = None
    dates: Annotated[Dates, key(
        "日期", N_("on these dates, or on these days of every month"),
        "[2026-03-05, 2026-03-12 to 2026-03-14]", "[2026-03-05, 2026年3月12日至14日]")] = []
    every: Annotated[Annotated[Days, Field(ge=1, le=3660)] | None, key(
        "每隔天数 每几天", N_("every so many days, the first of them being `from`"), "5", "5天")] = None
    from_: Annotated[Day | None, key("从 自 from", N_("the first of them"), "2026-03-03")] = None
    days: Annotated[Weekdays | None, key(
        "星期 工作日 日子", N_("on which days: weekdays, workdays or holidays"), "holidays", "法定节假日")] = None
    times: Annotated[Number, key("倍数", N_("how many times as many come"), "2")]
    streams: Annotated[StreamNames, key(
        "事件流 事件来源", N_("of which streams; of all that have a rate if left out"), "[visits]", "[来访]")] = []
    # fmt: on

    @model_validator(mode="after")
    def _one_sort(self) -> SpecialDays:
        if sum((bool(self.dates), self.every is not None, self.days is not None)) != 1:
            raise reject(say("which days are special is said once"), say("give one of dates, every, days"))
        if (self.every is None) != (self.from_ is None):
            raise reject(say("every so many days has a first one"), say("give every and from together"), at="every")
        return self

    def holds(self, day: date, calendar: Calendar) -> bool:
        """Whether a day is one of them."""
        if self.every is not None and self.from_ is not None:
            return day >= self.from_ and (day - self.from_).days % self.every == 0
        return calendar.kind(day) in self.days if self.days is not None else is_on(self.dates, day)


class Inject(Model, title=N_("An inject")):
    """One scripted inject (情景注入)."""

    # fmt: off
    at: Annotated[ScenarioTime, key("时间 时刻", N_("when"), "day 2 09:30", "第2天 09:30")]
    kind: Annotated[KindOfPlan, key("类别 类型", N_("which procedure it takes"), "visit", "来访")]
    zone: Annotated[PlaceName | None, key("区域 地点", N_("where"), "village", "村里")] = None
    people: Annotated[Count, Field(ge=1), key("来访人数 人数 规模", N_("how many people"), "8")] = 1
    attributes: Annotated[dict[AttributeOfPlan, Word], key(
        "属性", N_("values of attributes"), "{road: closed}", "{道路: 中断}")] = {}
    message: Annotated[Text | None, key(
        "内容 消息", N_("what the players are told"), "Eight people ask about their land.", "八人反映土地问题。")] = None
    mode: Annotated[Text | None, key("方式", N_("by what means"), "telephone", "电话")] = None
    sender: Annotated[Text | None, key("发出 来自", N_("from whom"), "a villager", "村民")] = None
    receiver: Annotated[Text | None, key("接收 送达", N_("to whom"), "the officer on duty", "值班人员")] = None
    expects: Annotated[Text | None, key(
        "预期行动", N_("what the players should do"), "Two members set out at once.", "两名干部立即出发。")] = None
    # fmt: on


class Road(Model, title=N_("The slow way")):
    """The way from one base to one zone; either may be left out for all of them."""

    # fmt: off
    from_: Annotated[PlaceName | None, key(
        "从 自 from", N_("from this base; from all if left out"), "town_hall", "镇政府")] = None
    to: Annotated[PlaceName | None, key("到 去往", N_("to this zone; to all if left out"), "village", "村里")] = None
    # fmt: on


DISRUPTIONS = ("staff_away", "out_of_service", "breaks_down", "phone_off", "road_slow", "weather")


class Disruption(Model, title=N_("A disruption")):
    """Something that goes wrong from one moment to another, surely or with a `chance`."""

    # fmt: off
    name: Label = None
    staff_away: Annotated[PoolOfPlan | None, key(
        "人员缺勤", N_("people of this squad or post are away"), "reception", "接待组")] = None
    out_of_service: Annotated[PoolOfPlan | None, key(
        "停用 车辆故障", N_("vehicles or rooms that cannot be used; what is in use is away once it is let go"),
        "car", "公务车")] = None
    breaks_down: Annotated[PoolOfPlan | None, key(
        "途中故障", N_("vehicles that break down where they are; what they were about asks for others at once"),
        "ambulance", "救护车")] = None
    phone_off: Annotated[PoolOfPlan | None, key(
        "电话不通", N_("whose telephone is off"), "county_office", "县值班室")] = None
    road_slow: Annotated[Road | None, key(
        "道路缓行", N_("the way that is slower: from a base, to a zone, or both"),
        "{from: town_hall, to: village}", "{从: 镇政府, 到: 村里}")] = None
    weather: Annotated[Name | None, key("天气", N_("a kind of weather of the plan"), "snow", "下雪")] = None
    count: Annotated[Count, Field(ge=1), key("数量", N_("how many are away or out of service"), "2")] = 1
    times: Annotated[Number | None, key("倍数", N_("how many times as long the slow way takes"), "1.5")] = None
    from_: Annotated[ScenarioTime, key("从 自 from", N_("from when"), "day 3", "第3天")]
    until: Annotated[ScenarioTime, key("至 截止", N_("until when"), "day 5 18:00", "第5天 18:00")]
    chance: Annotated[Share, key("可能性 概率", N_("how likely it is in one run"), "30%", "30%")] = 1.0
    # fmt: on

    @model_validator(mode="after")
    def _one_kind(self) -> Disruption:
        if sum(getattr(self, kind) is not None for kind in DISRUPTIONS) != 1:
            raise reject(
                say("a disruption is one thing"),
                say("give one of staff_away, out_of_service, breaks_down, phone_off, road_slow, weather"),
            )
        if (self.road_slow is None) != (self.times is None):
            raise reject(say("a slow road says how many times as long the way takes"), say("give times with road_slow only"))
        return self

    @property
    def kind(self) -> str:
        """Which of them it is."""
        return next(kind for kind in DISRUPTIONS if getattr(self, kind) is not None)


class PlanFile(Model, title=N_("One of several plans")):
    """A plan that is played together with others, or a scenario of it, which brings its streams, injects and disruptions."""

    # fmt: off
    name: Annotated[Text | None, key(
        "名称", N_("what reports call it, shortly; without it, its key"), "inspection", "巡视")] = None
    file: Annotated[str, Field(min_length=1), key(
        "文件", N_("its file, as seen from this one: a scenario, or a plan without one"), "inspection/week.yaml")]
    # fmt: on


class Shared(Model, title=N_("The same people")):
    """Posts or pools of several plans that are in truth the same people: they are there once."""

    # fmt: off
    name: Label = None
    of: Annotated[list[Word], BeforeValidator(listed), Field(min_length=2), key(
        "对象", N_("who they are in each plan, the plan's key before the name"),
        "[inspection.party_secretary, veterans.head]", "[巡视.书记, 退役.组长]")]
    as_in: Annotated[Name | None, key(
        "以谁为准 为准", N_("the plan that says how many there are, when and where, if the plans differ"),
        "inspection", "巡视")] = None
    # fmt: on

    @model_serializer(mode="wrap", when_used="json")
    def _written(self, write: Any) -> Any:
        return write(self) if {"name", "as_in"} & self.model_fields_set else self.of


@dataclass(frozen=True)
class OnePlan:
    """One of the plans that are played together, as its own files have it."""

    plan: Plan
    scenario: Scenario | None
    called: Text  # what people call it, shortly
    files: tuple[str, ...]  # that say all this, as seen from the scenario of all: its scenario, if any, then its plan


@dataclass(frozen=True)
class Numbered:
    """What one of several plans numbers, as all together call it, in its own order."""

    pools: list[str]
    places: list[str]
    zones: list[str]


@dataclass(frozen=True)
class Together:
    """What a scenario of several plans knows of each of them, once they are one (`drillsim.plan.together`)."""

    parts: Mapping[str, OnePlan]  # by short name
    numbered: Mapping[str, Numbered]
    shared: Mapping[str, list[str]]  # by the name of the same people: the plans that have them
    origins: Mapping[str, list[tuple[str, int] | None]]  # of lists: plan and place in its scenario; None: of this one


def plan_named(name: str) -> str | None:
    """The short name of the plan, of several that are played together, to which a name belongs."""
    short, dot, _own = name.partition(".")
    return short if dot else None


def without_plan(name: str) -> str:
    """A name as its own plan has it."""
    return name.partition(".")[2] or name


def _file(played: Any) -> Any:
    return {"file": played} if isinstance(played, str) else played


def _members(same: Any) -> Any:
    return {"of": same} if isinstance(same, (list, str)) else same


def _several(value: Any) -> str:
    return "list" if isinstance(value, list) else "by_name"


Plans = Annotated[
    Annotated[dict[Name, Annotated[PlanFile, BeforeValidator(_file), OrText("inspection/week.yaml")]], Tag("by_name")]
    | Annotated[list[Annotated[str, Field(min_length=1)]], Tag("list")],
    Discriminator(_several),
]


@root
class Scenario(Model, title=N_("The scenario")):
    """A scenario file."""

    # fmt: off
    plan: Annotated[Annotated[str, Field(min_length=1)] | None, key(
        "预案", N_("the plan's file, as seen from this one"), "plan.yaml")] = None
    plans: Annotated[Plans, key(
        "多个预案 几个预案",
        N_("in place of `plan`: several plans that are played together, each by a short name, or a list of files; a "
           "scenario brings its streams, injects, disruptions and assumptions along"),
        "{inspection: inspection/week.yaml, veterans: veterans/week.yaml}",
        "{巡视: 巡视/一周.yaml, 退役: 退役/一周.yaml}")] = {}
    same: Annotated[dict[Name, Annotated[Shared, BeforeValidator(_members), OrText("inspection.head", listed=True)]], key(
        "同一人 同一力量", N_("posts and pools of these plans that are in truth the same people, under one name"),
        "{party_secretary: [inspection.party_secretary, veterans.head]}", "{书记: [巡视.书记, 退役.组长]}")] = {}
    places: Annotated[dict[Word, Name], key(
        "地点对照", N_("what a place of one plan is in the town; places of the same name are the same place without it"),
        "{veterans.town_office: town_hall}", "{退役.镇办公楼: 镇政府}")] = {}
    as_in: Annotated[Name | None, key(
        "以谁为准 为准",
        N_("the plan whose usual ways, rush hours, weather, variation and calendar hold where the plans differ"),
        "inspection", "巡视")] = None
    name: Annotated[Text, key("名称", N_("the scenario's title"), "A week in winter", "冬季的一周")]
    about: Annotated[Text | None, key(
        "说明", N_("what it is, in a sentence or two"), "A week with snow and many visits.", "下雪、来访多的一周。")] = None
    window: Annotated[Window, key(
        "推演时段 时间窗 起止", N_("the days that are played"), "{from: 2026-03-02, days: 7}", "{从: 2026-03-02, 天数: 7}")]
    calendar: Annotated[AnyCalendar | None, key(
        "日历 工作日历 节假日安排", N_("public holidays and the days worked in their place, instead of the plan's calendar"),
        "{country: china, holidays: [2026-10-08]}", "{国家: 中国, 节假日: [2026-10-08]}")] = None
    streams: Annotated[dict[Annotated[Name, RefersTo("streams")], Stream], key(
        "事件流 事件来源", N_("incidents that come by themselves"),
        "{visits: {kind: visit, rate: 3 per day}}", "{来访: {类别: 来访, 频率: 每天3起}}")] = {}
    special_days: Annotated[list[SpecialDays], key(
        "特殊日子 特殊日", N_("days on which more incidents come than on others, or fewer"),
        "[{name: fair, every: 5, from: 2026-03-03, times: 2}]", "[{名称: 赶集, 每隔天数: 5, 从: 2026-03-03, 倍数: 2}]")] = []
    injects: Annotated[list[Inject], key(
        "情景注入 注入", N_("incidents at a moment of your choice"),
        "[{at: day 2 09:30, kind: visit}]", "[{时间: 第2天 09:30, 类别: 来访}]")] = []
    disruptions: Annotated[list[Disruption], key(
        "突发干扰 干扰", N_("what goes wrong"),
        "[{phone_off: county_office, from: day 4 09:00, until: day 4 10:00}]",
        "[{电话不通: 县值班室, 从: 第4天 09:00, 至: 第4天 10:00}]")] = []
    assumptions: Annotated[dict[Annotated[Name, RefersTo("assumptions")], Assumption], key(
        "假定", N_("every number of the scenario, and where it comes from"),
        "{visits: {text: How often people come., source: the register, about: streams}}",
        "{来访: {内容: 来访频率。, 来源: 来访登记, 涉及: 事件流}}")] = {}
    # fmt: on

    _together: Together | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _one_plan_or_several(self) -> Scenario:
        if self.plan is not None and self.plans:
            raise reject(say("a scenario is of one plan or of several"), say("give either plan or plans"), at="plans")
        for name in ("same", "places", "as_in"):
            if getattr(self, name) and not self.plans:
                raise reject(say("only a scenario of several plans says this"), say("leave it out, or give plans"), at=name)
        return self

    @property
    def together(self) -> Together | None:
        """What it knows of several plans that were made one; None of a single plan."""
        return self._together

    def of_all(self, together: Together) -> Scenario:
        """This scenario, which was made of several."""
        made = self.model_copy()
        made._together = together
        return made

    def files(self, scenario_path: Path) -> list[Path]:
        """Where the files lie that say what is played, beside the scenario file unless it says otherwise: plans last."""
        named = [self.plan] if self.plan is not None else []
        for part in self._together.parts.values() if self._together else ():
            named += part.files
        return [scenario_path.parent / name for name in dict.fromkeys(named)]

    def calendar_for(self, plan: Plan) -> Calendar:
        """The calendar by which a plan is played: the scenario's own before the plan's."""
        return self.calendar or plan.calendar or EVERY_WEEK_ALIKE

    def factor(self, stream: str, day: date, calendar: Calendar) -> float:
        """How many times as many incidents of a stream come on a day as on others."""
        special = (one for one in self.special_days if not one.streams or stream in one.streams)
        return prod(one.times for one in special if one.holds(day, calendar))
