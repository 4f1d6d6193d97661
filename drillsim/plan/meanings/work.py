"""What the keys mean that say what is done."""

from __future__ import annotations

from drillsim.base.language import N_
from drillsim.plan.meaning import Meaning

WORK: dict[str, dict[str, Meaning]] = {
    "Procedure": {
        "priority": Meaning(N_("who is served first when several wait: 1 before 2, up to 1000"), "1"),
        "ladder": Meaning(
            N_("steps tried one after the other; how much each settles is reported"),
            "{rungs: [explain, section, leader], settled: [settled, dated_answer]}",
            "{层级: [解释, 股室, 领导], 办结: [解决, 限期答复]}",
        ),
        "steps": Meaning(
            N_("the steps, each under its name"),
            "{hear: {takes: 30 min}, answer: {after: hear}}",
            "{听取: {用时: 30分钟}, 答复: {之后: 听取}}",
        ),
    },
    "Ladder": {
        "rungs": Meaning(N_("the steps, the lowest first"), "[explain, section, leader]", "[解释, 股室, 领导]"),
        "settled": Meaning(N_("the outcomes that settle a matter"), "[settled, dated_answer]", "[解决, 限期答复]"),
    },
    "Step": {
        "stage": Meaning(N_("under which heading its time is counted"), "hearing", "听取诉求"),
        "after": Meaning(
            N_("the steps that come before; without it, at once when the matter is brought"), "[hear, help]", "[听取, 帮扶]"
        ),
        "when": Meaning(
            N_("only after these outcomes of earlier steps, or only for these zones, head-counts or attributes"),
            "{hear: in_need}",
            "{听取: 有困难}",
        ),
        "takes": Meaning(
            N_("how long it lasts: a duration, `turnout` or `travel`"),
            "{shortest: 15 min, usual: 30 min, longest: 90 min}",
            "{最短: 15分钟, 通常: 30分钟, 最长: 90分钟}",
        ),
        "who": Meaning(N_("the needs that turn out or travel"), "[crew, ride]", "[人员, 车]"),
        "to": Meaning(N_("the zone they travel to; without it, the scene"), "town", "镇内"),
        "needs": Meaning(
            N_("what it takes, each need under a name: all are granted together"),
            "{crew: reception 2, ride: car 1}",
            "{人员: 接待组 2, 车: 公务车 1}",
        ),
        "cases": Meaning(
            N_("what it takes besides, by head-count"),
            "[{people: 5.., needs: {head: deputy 1}}]",
            "[{来访人数: 5.., 需要: {带队: 分管领导 1}}]",
        ),
        "keep": Meaning(
            N_("until which step a need is held; without it, until this one ends"), "{crew: back}", "{人员: 返程}"
        ),
        "spends": Meaning(N_("money that it takes from a fund"), "{relief: 200 yuan}", "{救助金: 200元}"),
        "by_phone": Meaning(
            N_("those on call do it from where they are, by telephone; else it begins when they have come"), "yes", "是"
        ),
        "way_back": Meaning(
            N_("the needs that go home when it ends, and are free once they are there"), "[crew, ride]", "[人员, 车]"
        ),
        "outcome": Meaning(
            N_("how it may end, with shares that add up to 100 %"),
            "{settled: 70 %, in_need: 30 %}",
            "{解决: 70%, 有困难: 30%}",
        ),
        "calls": Meaning(
            N_("whom it telephones; its outcomes are `answered` and `unanswered`"), "county_office", "县值班室"
        ),
        "priority": Meaning(N_("its own priority, if not that of the procedure"), "2"),
    },
    "Case": {
        "people": Meaning(N_("from how many heads to how many, both included"), "1..4", "1至4人"),
        "needs": Meaning(N_("what the step needs besides"), "{head: deputy 1}", "{带队: 分管领导 1}"),
        "spends": Meaning(N_("what it spends besides"), "{relief: 500 yuan}", "{救助金: 500元}"),
    },
    "Duty": {
        "procedure": Meaning(N_("what is done"), "daily_report", "每日报告"),
        "at": Meaning(N_("at which times of the day"), '["07:00", "18:00"]'),
        "days": Meaning(N_("on which weekdays"), "mon", "周一"),
        "dates": Meaning(N_("on which days of the month, in place of weekdays"), "[1, 15]"),
        "each": Meaning(N_("once for each value of an attribute, or for each zone"), "road", "道路"),
        "zone": Meaning(N_("where it is done"), "town", "镇内"),
        "attributes": Meaning(N_("the attributes that it has"), "{road: open}", "{道路: 畅通}"),
    },
    "Trigger": {
        "kind": Meaning(N_("the kind of incident that is counted"), "symptoms", "症状"),
        "count": Meaning(N_("how many of them"), "2"),
        "within": Meaning(N_("inside which span"), "1 day", "1天"),
        "same": Meaning(N_("attributes in which they agree; `zone` is one, too"), "household", "家庭"),
        "where": Meaning(N_("which of them count"), "{road: open}", "{道路: 畅通}"),
        "procedure": Meaning(N_("the kind of incident that they bring"), "outbreak", "疫情"),
        "attributes": Meaning(N_("the attributes that it has"), "{source: household}", "{来源: 家庭}"),
    },
}
