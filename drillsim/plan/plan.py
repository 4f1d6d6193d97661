"""A response plan as data: who responds, with what, to what, and by when.

The classes mirror the plan file key by key. What a single value can say of itself (a
negative count, a duration without unit) is checked here; what needs the rest of the plan
(names, cycles, ancestors) in `drillsim.check.plan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, PrivateAttr

from drillsim.base.language import N_
from drillsim.plan.calendar import AnyCalendar
from drillsim.plan.clauses import Assumption, Clause, OpenQuestion
from drillsim.plan.keys import key
from drillsim.plan.limits import HoursName
from drillsim.plan.paths import root
from drillsim.plan.players import Player
from drillsim.plan.pools import Pool, Travel, Varies, Zone
from drillsim.plan.procedures import Duty, Level, LevelName, Procedure, Trigger, distinct, in_english
from drillsim.plan.schema import Model
from drillsim.plan.target_keys import AnyTarget
from drillsim.plan.values import (
    AttributeName,
    ClauseNumber,
    KindName,
    Name,
    PlaceName,
    PoolName,
    PoolNames,
    RefersTo,
    Spans,
    TargetName,
    Text,
    Texts,
    Word,
)
from drillsim.plan.words import OUTCOMES_ZH, WORDS_ZH


def _zone(zone: Zone | None) -> Zone:
    return Zone() if zone is None else zone  # nothing is said of it, however that is written


@root
class Plan(Model, title=N_("The plan")):
    """A whole response plan (应急预案).

    `leading_group` names the pools whose holders sit in it; `players` are the roles at the table when
    the plan is drilled, the highest first; `names` says what to call whatever has no name of its own:
    bases, weather, types and roles, outcomes, attributes and their values.
    """

    # fmt: off
    plan: Annotated[Name, key(
        "预案", N_("the plan's short name, for file names and for other programs"), "brookside", "清溪镇")]
    name: Annotated[Text, key(
        "名称", N_("the plan's title, as reports show it"), "Brookside, reception plan", "清溪镇接访预案")]
    about: Annotated[Text | None, key(
        "说明", N_("what the plan is and what it is not, in a sentence or two"),
        "How people are received in an ordinary week.", "平常一周怎样接待来访。")] = None
    basis: Annotated[Texts, key(
        "编制依据", N_("laws and rules that the written plan rests on"),
        "[Regulation on petition work (2022)]", "[信访工作条例（2022年）]")] = []
    zones: Annotated[dict[PlaceName, Annotated[Zone | None, AfterValidator(_zone)]], Field(min_length=1), key(
        "区域 地点", N_("where incidents can happen"), "{town: {name: in town}, village: {}}", "{镇内: {}, 村里: {}}")]
    travel: Annotated[Travel | None, key(
        "路程", N_("how long the way takes"),
        "{times: {town_hall: {town: 6 min}}}", "{用时: {镇政府: {镇内: 6分钟}}}")] = None
    varies: Annotated[Varies, key(
        "波动", N_("how much one journey or turnout differs from the next"),
        "{travel: {shortest: 0.8, usual: 1, longest: 1.6}}", "{路程: {最短: 0.8, 通常: 1, 最长: 1.6}}")] = Varies()
    pools: Annotated[dict[PoolName, Pool], key(
        "力量 力量与车辆", N_("who and what there is: squads, vehicles, posts, rooms, funds"),
        "{reception: {staff: 6, base: town_hall}}", "{接待组: {人员: 6, 驻地: 镇政府}}")]
    leading_group: Annotated[PoolNames, key(
        "领导小组", N_("the pools whose holders sit in the leading group"), "[deputy, secretary]", "[分管领导, 书记]")] = []
    players: Annotated[dict[Annotated[Name, RefersTo("players")], Player], key(
        "参演角色", N_("who can sit at the table in a drill, the highest first"),
        "{head: {plays: secretary, decides: car}, desk: {plays: clerk}}",
        "{组长: {扮演: 书记, 调派: 公务车}, 登记岗: {扮演: 登记员}}")] = {}
    attributes: Annotated[dict[AttributeName, Annotated[list[Word], Field(min_length=1)]], key(
        "属性", N_("how incidents differ besides place and head-count; the first value is the usual one"),
        "{road: [open, closed]}", "{道路: [畅通, 中断]}")] = {}
    levels: Annotated[dict[LevelName, Level], key(
        "响应级别 响应分级", N_("the levels of response, the lowest first; which incidents begin at which"),
        "{IV: {}, III: {when: {people: 30..}}, II: {}}", "{Ⅳ: {}, Ⅲ: {条件: {来访人数: 30..}}, Ⅱ: {}}")] = {}
    procedures: Annotated[dict[KindName, Annotated[Procedure, AfterValidator(distinct)]], Field(min_length=1), key(
        "处置流程 流程", N_("what is done for each kind of incident, step by step"),
        "{visit: {steps: {hear: {takes: 30 min}}}}", "{来访: {步骤: {听取: {用时: 30分钟}}}}")]
    duties: Annotated[dict[Annotated[Name, RefersTo("duties")], Duty], key(
        "定时任务 值守与定时报告", N_("what is done by the calendar"),
        '{report: {procedure: daily_report, at: "18:00"}}', '{晚报: {流程: 每日报告, 时间: "18:00"}}')] = {}
    triggers: Annotated[dict[Annotated[Name, RefersTo("triggers")], Trigger], key(
        "触发条件", N_("several incidents that together bring another one"),
        "{cluster: {kind: symptoms, count: 2, within: 1 day, procedure: outbreak}}",
        "{聚集: {类别: 症状, 数量: 2, 时限: 1天, 流程: 疫情}}")] = {}
    calendar: Annotated[AnyCalendar | None, key(
        "日历 工作日历 节假日安排",
        N_("public holidays and the days worked in their place; without it, every week is alike"), "china", "中国")] = None
    targets: Annotated[dict[TargetName, AnyTarget], key(
        "时限指标 指标", N_("what is promised: the heart of a plan"),
        "{heard: {to: hear.started, within: 1 h}}", "{接谈及时: {到: 听取.开始, 时限: 1小时}}")]
    hours: Annotated[dict[HoursName, Spans], key(
        "时段", N_("hours that have a name, for the promises"),
        '{day: "07:00-19:00", night: "19:00-07:00"}', '{白天: "07:00-19:00", 夜间: "19:00-07:00"}')] = {}
    clauses: Annotated[dict[ClauseNumber, Clause], key(
        "条款", N_("the sentences of the written plan that promise something"),
        '{"3.1": {text: Staff are courteous., qualitative: no number can judge it}}',
        '{"3.1": {内容: 态度热情。, 定性: 没有数字可以检验}}')] = {}
    assumptions: Annotated[dict[Annotated[Name, RefersTo("assumptions")], Assumption], key(
        "假定", N_("every number that the written plan does not give"),
        "{road: {text: Travel times., source: the drivers, about: travel.times}}",
        "{路程: {内容: 路程用时。, 来源: 驾驶员, 涉及: 路程.用时}}")] = {}
    open_questions: Annotated[dict[Annotated[Word, RefersTo("open_questions")], OpenQuestion], key(
        "待答问题 未答问题", N_("what nobody has answered yet, by number: until then nothing is played"),
        '{"3": {asks: "How many are in the squad?", about: pools.squad.staff}}',
        '{"3": {提问: 抢险组有几人？, 涉及: 力量.抢险组.人员}}')] = {}
    names: Annotated[dict[Word, Text], in_english(OUTCOMES_ZH), key(
        "名称对照 术语", N_("what reports call bases, types, outcomes and values, which have no `name` of their own"),
        "{answered: put through, town_hall: {en: town hall, zh: 镇政府}}",
        "{转报: 转报县里, 镇政府: {zh: 镇政府, en: town hall}}")] = {}
    # fmt: on

    _zones_of_plans: dict[str, list[str]] = PrivateAttr(default={})  # of several plans, by the short name of each

    def of_several(self, zones: Mapping[str, list[str]]) -> Plan:
        """This plan, which was made of several; `zones` are those of each."""
        made = self.model_copy()
        made._zones_of_plans = dict(zones)
        return made

    def zones_of(self, kind: str) -> list[str]:
        """Where incidents of a kind can be: of several plans in the zones of its own."""
        return self._zones_of_plans.get(kind.rpartition(".")[0], list(self.zones))

    def levels_of(self, kind: str) -> list[str]:
        """The levels of response of a kind of incident, the lowest first: of several plans those of its own."""
        return [level for level in self.levels if level.rpartition(".")[0] == kind.rpartition(".")[0]]

    @property
    def unanswered(self) -> list[str]:
        """The questions for whose answers something stands in, by number: until they are answered nothing is played."""
        return [name for name, question in self.open_questions.items() if not question.may_wait]

    def called(self, word: str) -> str | dict[str, str]:
        """What to call a word that has no name of its own."""
        return self.names.get(word, {"en": word, "zh": WORDS_ZH.get(word, word)})
