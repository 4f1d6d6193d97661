"""Who and what there is, where: zones and the ways to them; squads, vehicles, posts, rooms and funds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from drillsim.base.language import N_, say
from drillsim.plan.distributions import Factor
from drillsim.plan.keys import all_spellings, key
from drillsim.plan.schema import Model, reject
from drillsim.plan.values import (
    AskNames,
    Count,
    Flag,
    Label,
    Money,
    Most,
    Name,
    Number,
    OrText,
    PlaceName,
    PlaceNames,
    PoolNames,
    Rank,
    Ranks,
    Seconds,
    Spans,
    Text,
    Weekdays,
    spoken,
)
from drillsim.quantities import measures

ALL_DAY = ((0, measures.DAY),)


class Zone(Model, title=N_("A zone")):
    """Where an incident can happen, or an area: several zones under one name, which stands for all of them."""

    # fmt: off
    name: Label = None
    within: Annotated[PlaceName | None, key(
        "属于", N_("a larger zone around it, for the reader and for `drillsim check`"), "county", "全县")] = None
    includes: Annotated[PlaceNames, key(
        "包括 含", N_("of an area: its zones; its name stands for all of them"), "[east, west]", "[东街, 西街]")] = []
    # fmt: on


class Slower(Model, title=N_("Hours in which the way takes longer")):
    """Hours of the day, perhaps on some days only, in which every journey takes `times` as long."""

    hours: Annotated[Spans, key("时段", N_("from when to when"), "07:30-08:30")]
    days: Annotated[
        Weekdays, key("工作日 星期 日子", N_("on which days: weekdays, workdays or holidays"), "workdays", "工作日")
    ] = measures.EVERY_DAY
    times: Annotated[Number, key("倍数", N_("how many times as long the way takes"), "1.3")]


class Travel(Model, title=N_("The way")):
    """Usual times between places, and what makes them longer.

    A place is a zone or whatever else is named here: a base, a hospital, a shelter. A way that is given in one
    direction only takes as long in the other. `weather` names kinds of weather with the factor by which they stretch
    every journey; a scenario says when it snows.
    """

    # fmt: off
    times: Annotated[dict[PlaceName, dict[PlaceName, Seconds]], key(
        "用时", N_("from each place to others, the usual time of the way; from each base to each zone at the least"),
        "{town_hall: {town: 6 min, village: 20 min}}", "{镇政府: {镇内: 6分钟, 村里: 20分钟}}")]
    slower: Annotated[list[Slower], key(
        "变慢", N_("hours in which every journey takes longer"),
        '[{hours: "07:30-08:30", times: 1.3}]', '[{时段: "07:30-08:30", 倍数: 1.3}]')] = []
    weather: Annotated[dict[Name, Number], key(
        "天气", N_("kinds of weather and how many times as long the way takes in them"), "{snow: 1.8}", "{下雪: 1.8}")] = {}
    # fmt: on

    def between(self, origin: str, goal: str) -> int | None:
        """The usual time of a way, as given in this direction or else in the other; None if in neither."""
        if origin == goal:
            return 0
        return self.times.get(origin, {}).get(goal, self.times.get(goal, {}).get(origin))

    @property
    def places(self) -> list[str]:
        """Every place from or to which there is a time."""
        return list(dict.fromkeys([*self.times, *(goal for goals in self.times.values() for goal in goals)]))


class Varies(Model, title=N_("How much times vary")):
    """The factor, drawn once per incident and step, by which the usual times vary."""

    # fmt: off
    travel: Annotated[Factor, key(
        "路程", N_("the factor of a journey"),
        "{shortest: 0.8, usual: 1, longest: 1.6}", "{最短: 0.8, 通常: 1, 最长: 1.6}")] = 1.0
    turnout: Annotated[Factor, key(
        "集结 出动", N_("the factor of a turnout"),
        "{shortest: 0.5, usual: 1, longest: 2}", "{最短: 0.5, 通常: 1, 最长: 2}")] = 1.0
    # fmt: on


class TurnoutHours(Model, title=N_("Hours in which the turnout is another one")):
    """Hours of the day in which it takes longer, or less long, to be on the move."""

    # fmt: off
    hours: Annotated[Spans, key("时段", N_("from when to when"), "22:00-06:00")]
    on_duty: Annotated[Seconds, key("值班", N_("of those on duty"), "3 min", "3分钟")]
    on_call: Annotated[Seconds | None, key(
        "备勤 听班", N_("of those called in from home; without it, as at other hours"), "30 min", "30分钟")] = None
    # fmt: on


class Turnout(Model, title=N_("Turnout")):
    """Order → on the move, for those on duty, for those on call, and for whoever sits in a vehicle already."""

    # fmt: off
    on_duty: Annotated[Seconds, key("值班", N_("of those on duty"), "3 min", "3分钟")]
    on_call: Annotated[Seconds | None, key(
        "备勤 听班", N_("of those called in from home; without it nobody is on call"), "20 min", "20分钟")] = None
    on_the_road: Annotated[Seconds, key(
        "途中", N_("of those who are sent while they drive home; without it, at once"), "0 s", "0秒")] = 0
    by_hours: Annotated[list[TurnoutHours], key(
        "分时段", N_("hours in which it is another one"),
        '[{hours: "22:00-06:00", on_duty: 3 min}]', '[{时段: "22:00-06:00", 值班: 3分钟}]')] = []
    # fmt: on


class Shift(Model, title=N_("A shift")):
    """Who is there in these hours of these days: on duty, and on call from home."""

    name: Annotated[Name | None, key("名称", N_("by which it can be sized alone"), "night", "夜班")] = None
    hours: Annotated[Spans, key("时段", N_("from when to when"), "20:00-08:00")] = ((0, measures.DAY),)
    days: Annotated[
        Weekdays, key("工作日 星期 日子", N_("on which days: weekdays, workdays or holidays"), "mon-fri", "周一至周五")
    ] = measures.EVERY_DAY
    on_duty: Annotated[Count, key("值班", N_("how many are on duty"), "2")] = 0
    on_call: Annotated[Count, key("备勤 听班", N_("how many more are on call"), "3")] = 0

    @model_validator(mode="after")
    def _somebody(self) -> Shift:
        if not {"on_duty", "on_call"} & self.model_fields_set:
            raise reject(say("a shift says how many are on duty or on call"), say("add on_duty"))
        return self


def _one_turnout(value: Any) -> Any:
    return value if isinstance(value, (dict, Turnout)) else {"on_duty": value}


NO_TURNOUT = Turnout.model_construct(on_duty=0)


class _Pool(Model, title=N_("Every pool")):
    # fmt: off
    name: Label = None
    counts_as: Annotated[PoolNames, key(
        "编入 属于类", N_("types that it belongs to; a need may ask for a type"), "responders", "应急力量")] = []
    backs_up: Annotated[AskNames, key(
        "支援", N_("the pools that it helps when they are not enough"), "reception", "接待组")] = []
    serves: Annotated[PlaceNames, key(
        "责任区域 负责", N_("the only zones that it goes to; all of them if left out"), "[town]", "[镇内]")] = []
    also: Annotated[PoolNames, key("兼任", N_("other posts that the same person holds"), "head_of_group_1", "一组组长")] = []
    outside: Annotated[Flag, key(
        "外单位", N_("an outside unit (police, county): its size is not ours to decide"), "yes", "是")] = False
    note: Annotated[Text | None, key("备注", N_("a remark for readers"), "by the roster of March", "据三月值班表")] = None
    # fmt: on


Closing = Annotated[Literal["finish", "stop", "hand_over"], BeforeValidator(spoken)]


class Scheduled(_Pool, title=N_("All pools but funds: when they are there")):
    """A pool that is there in some hours or shifts.

    `at_closing` says what becomes of work that runs past the end of a shift or of the hours:
    it is finished all the same (overtime, which is meant when nothing is written), it stops
    and goes on when the same people are back, or those who are there next go on with it.
    """

    # fmt: off
    hours: Annotated[Spans, key("时段", N_("when they are on duty, or when it is open"), "08:00-18:00")] = ALL_DAY
    days: Annotated[Weekdays, key(
        "工作日 星期 日子", N_("on which days: weekdays, workdays or holidays"),
        "mon-fri", "周一至周五")] = measures.EVERY_DAY
    shifts: Annotated[list[Shift], key(
        "班次", N_("in place of hours and days: who is there when; each shift is people of its own"),
        '[{hours: "08:00-20:00", on_duty: 2}, {hours: "20:00-08:00", on_duty: 1}]',
        '[{时段: "08:00-20:00", 值班: 2}, {时段: "20:00-08:00", 值班: 1}]')] = []
    at_closing: Annotated[Closing | None, key(
        "下班时 关门时",
        N_("what becomes of work that runs past the end of a shift or of the hours: it is finished all the same, it "
           "stops until the same people are back, or the next shift goes on with it"), "stop", "停下")] = None
    # fmt: on

    @model_validator(mode="after")
    def _one_calendar(self) -> Scheduled:
        if self.shifts and ({"hours", "days"} & self.model_fields_set):
            raise reject(say("hours and shifts are both given"), say("keep one of them"))
        if not isinstance(self, Present) and any(shift.on_call for shift in self.shifts):
            raise reject(say("only people are on call"), say("count everything that is there as on_duty"), at="shifts")
        names = [shift.name for shift in self.shifts if shift.name is not None]
        if twice := [name for name in names if names.count(name) > 1]:
            what = say("two shifts are called '{name}'", name=twice[0])
            raise reject(what, say("give each a name of its own"), at="shifts")
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


class Present(Scheduled, title=N_("Squads and posts: how soon they come")):
    """A pool of people, some of whom may be on call when they are not there."""

    # fmt: off
    turnout: Annotated[Turnout, BeforeValidator(_one_turnout), OrText("3 min"), key(
        "集结 出动", N_("from the order to being on the move, on duty and on call"),
        "{on_duty: 3 min, on_call: 20 min}",
        "{值班: 3分钟, 备勤: 20分钟}")] = NO_TURNOUT
    # fmt: on


Base = Annotated[PlaceName | None, key("驻地", N_("where it sets out from, a place of `travel`"), "town_hall", "镇政府")]


class Redirect(Model, title=N_("Turned away to a more urgent incident")):
    """Which units on their way may be turned to which incidents."""

    # fmt: off
    from_: Annotated[Ranks, key("from 自", N_("priorities of the incidents that they may be turned away from"), "[2, 3]")]
    to: Annotated[Rank, key("到", N_("the priority of those they are turned to, or a more urgent one"), "1")]
    # fmt: on

    @model_validator(mode="after")
    def _to_the_more_urgent(self) -> Redirect:
        if any(rank <= self.to for rank in self.from_):
            raise reject(say("a unit is turned from a lesser priority to a higher one; 1 is the highest"),
                         say("name only larger numbers than {to}", to=str(self.to)), at="from")  # fmt: skip
        return self


class Moving(Model, title=N_("Squads, vehicles and posts: where they stand, and how they are sent")):
    """What squads, vehicles and posts have in common: a place at every second."""

    # fmt: off
    base: Base = None
    can_be_sent: Annotated[Flag, key(
        "途中可派 返程可派", N_("on its way home it may be sent again, from where it is; else it is free once it is home"),
        "yes", "是")] = False
    redirect: Annotated[Redirect | None, key(
        "改派", N_("on its way to a lesser priority it may be turned to a higher one, if nobody free is there sooner"),
        "{from: [2, 3], to: 1}", "{自: [2, 3], 到: 1}")] = None
    # fmt: on


class Squad(Present, Moving, title=N_("A squad")):
    """A team (分队) at a base. Outside its hours it is on call if its turnout says so, else away."""

    # fmt: off
    kind: Annotated[Literal["squad"], BeforeValidator(spoken), key(
        "类别 类型", N_("a squad, which is also meant when nothing is written"), "squad", "分队")] = "squad"
    staff: Annotated[Count, key("人员 人数", N_("how many people it has"), "6")] = 0
    # fmt: on

    @model_validator(mode="after")
    def _some_staff(self) -> Squad:
        if not self.shifts and "staff" not in self.model_fields_set:
            raise reject(say("a squad says how many people it has"), say("add staff or shifts"))
        return self

    @property
    def size(self) -> int:
        return self.staff


class Vehicle(Scheduled, Moving, title=N_("Vehicles")):
    """Vehicles at a base."""

    kind: Annotated[Literal["vehicle"], BeforeValidator(spoken), key("类别 类型", N_("vehicles"), "vehicle", "车辆")]
    count: Annotated[Count, key("数量", N_("how many there are"), "3")]
    may_break_down: Annotated[
        Flag,
        key(
            "途中可能故障",
            N_("a scenario may have one break down under way; what it was about then asks for another one at once"),
            "yes",
            "是",
        ),
    ] = False
    seats: Annotated[
        Annotated[Count, Field(ge=1)] | None, key("座位 座位数", N_("how many people each of them takes along"), "45")
    ] = None

    @property
    def size(self) -> int:
        return self.count


class Post(Present, Moving, title=N_("A post")):
    """A role with as many holders as `count` (a head, a clerk). One person under several
    names (兼任) is one post whose other names stand in `also`."""

    # fmt: off
    kind: Annotated[Literal["post"], BeforeValidator(spoken), key(
        "类别 类型", N_("a post, held by one or more people"), "post", "岗位")]
    count: Annotated[Count, key("数量", N_("how many people hold it"), "1")] = 1
    # fmt: on

    @property
    def size(self) -> int:
        return self.count


class Room(Scheduled, title=N_("A room")):
    """Places for people: a reception room, observation places."""

    # fmt: off
    kind: Annotated[Literal["room"], BeforeValidator(spoken), key(
        "类别 类型", N_("a room, or places of another sort"), "room", "场所")]
    places: Annotated[Most, key("容量", N_("how many people find a place"), "20")]
    base: Annotated[PlaceName | None, key(
        "驻地 所在地", N_("where it is, a place of `travel`: a step may travel to it"), "north_hospital", "城北医院")] = None
    # fmt: on

    @property
    def size(self) -> int:
        return self.places


class Fund(_Pool, title=N_("A fund")):
    """Money that steps spend and nothing gives back."""

    kind: Annotated[Literal["fund"], BeforeValidator(spoken), key("类别 类型", N_("money that is spent"), "fund", "经费")]
    amount: Annotated[Money, key("金额", N_("how much money there is"), "5000 yuan", "5000元")]

    @property
    def size(self) -> int:
        return self.amount


def _pool_kind(value: Any) -> str:
    if not isinstance(value, dict):
        return getattr(value, "kind", "squad")
    kind = next((value[word] for word in all_spellings("kind") if word in value), "squad")
    return str(spoken(kind))


def shifts_of(pool: Any) -> dict[str, Shift]:
    """The shifts of a pool that have a name, by name."""
    return {shift.name: shift for shift in getattr(pool, "shifts", []) if shift.name is not None}


Pool = Annotated[
    Annotated[Squad, Tag("squad")]
    | Annotated[Vehicle, Tag("vehicle")]
    | Annotated[Post, Tag("post")]
    | Annotated[Room, Tag("room")]
    | Annotated[Fund, Tag("fund")],
    Discriminator(_pool_kind),
]
POOL_KINDS = ("squad", "vehicle", "post", "room", "fund")
