"""What the keys mean that say what is promised."""

from __future__ import annotations

from drillsim.base.language import N_
from drillsim.plan.meaning import Meaning

PROMISES: dict[str, dict[str, Meaning]] = {
    "Target": {
        "from_": Meaning(
            N_("when the clock starts: a moment of a step; without it, when the matter is brought"),
            "call.ended",
            "接报.结束",
        ),
        "to": Meaning(
            N_("when the clock stops: a moment, all of several, or the first of them"),
            "[told_county.ended, told_police.ended]",
            "[报县.结束, 报公安.结束]",
        ),
        "within": Meaning(N_("the limit"), "20 min", "20分钟"),
        "by": Meaning(N_("a time of the day: the first one after `from`"), "16:00"),
        "none_lost": Meaning(N_("every incident reaches `to`, sooner or later"), "yes", "是"),
        "in_order": Meaning(N_("`from` comes before `to`"), "yes", "是"),
        "outcome": Meaning(
            N_("one of these steps ends in one of these ways"), "{hear: [settled, dated_answer]}", "{听取: [解决, 限期答复]}"
        ),
        "stays": Meaning(N_("the need that is not let go before `until`"), "crew", "人员"),
        "until": Meaning(N_("the moment until which they stay"), "arranged.ended", "后续安排.结束"),
        "count": Meaning(N_("how many, from and to, both included"), "3..5", "3至5"),
        "of": Meaning(N_("what is counted: a need, or `people`"), "table", "座位"),
        "once": Meaning(
            N_("done once in every whole day, week or month, counted from the start of the window"), "week", "每周"
        ),
        "each": Meaning(N_("once for each value of this attribute"), "place", "场所"),
        "no_gap": Meaning(
            N_("the pools of which somebody is always there, on duty or on call"),
            "[office_phone, leader_phone]",
            "[值班电话, 领导电话]",
        ),
        "at_least": Meaning(N_("how many are there at any moment"), "2"),
        "free": Meaning(N_("those who are busy do not count"), "yes", "是"),
        "hours": Meaning(N_("in which hours of the day"), "08:00-18:00"),
        "days": Meaning(N_("on which weekdays"), "mon-fri", "周一至周五"),
        "where": Meaning(
            N_("only for these zones, kinds, head-counts or attributes"),
            "{zone: town, people: 5..}",
            "{区域: 镇内, 来访人数: 5..}",
        ),
        "form": Meaning(N_("how it is judged: `every` incident, `share 90 %`, `P90` or `mean`"), "share 90 %", "达标率 90%"),
        "assumed": Meaning(N_("the plan writes no limit: this one is an assumption"), "yes", "是"),
        "excused": Meaning(N_("attributes under which a miss is counted apart"), "{road: closed}", "{道路: 中断}"),
    },
    "Milestones": {
        "last": Meaning(
            N_("all of these moments: the last one counts (a list says the same)"),
            "[told_county.ended, told_police.ended]",
            "[报县.结束, 报公安.结束]",
        ),
        "first": Meaning(
            N_("the first of these moments"), "[car_there.ended, walk_there.ended]", "[车到.结束, 步行到.结束]"
        ),
    },
    "Clause": {
        "text": Meaning(
            N_("what it promises, in your words"), "Every visit is reported within 30 minutes.", "每起来访30分钟内上报。"
        ),
        "timed": Meaning(N_("it is tested by these targets"), "[reported]", "[上报]"),
        "modelled": Meaning(
            N_("it is in these parts of the file, without a clock"), "procedures.visit.help", "处置流程.来访.帮扶"
        ),
        "qualitative": Meaning(N_("no number can judge it; the reason"), "no number can judge it", "没有数字可以检验"),
        "not_modelled": Meaning(N_("left out; the reason"), "a number of visits is no target", "来访数量不作为指标"),
        "note": Meaning(N_("a remark for readers"), "asked of the office", "已询问办公室"),
        "contradicts": Meaning(N_("clauses that it contradicts"), '"3.4"'),
        "undefined": Meaning(N_("terms that the plan does not define"), "[special reasons]", "[特殊原因]"),
        "readings": Meaning(
            N_("the ways in which it can be read, by the target that tests each"),
            "{in_time: nine hours, by_clock: nine o'clock}",
            "{按时长: 九小时, 按钟点: 九点}",
        ),
        "to_confirm": Meaning(
            N_("questions to those who wrote it"), "[Does the limit include turnout?]", "[时限是否包括集结？]"
        ),
        "defines": Meaning(N_("attributes that it defines"), "[road]", "[道路]"),
        "strike": Meaning(N_("why it should be struck"), "Lawful petitioning may not be blocked.", "不得阻拦依法信访。"),
    },
    "Assumption": {
        "text": Meaning(N_("what was assumed"), "Travel times and how they vary.", "路程用时及其波动。"),
        "source": Meaning(
            N_("who said so, or from which record; one that begins with `assumed` is no source"),
            "the duty roster of March",
            "三月值班表",
        ),
        "about": Meaning(
            N_("the parts that rest on it, keys joined by dots"),
            "[travel.times, pools.reception.staff]",
            "[路程.用时, 力量.接待组.人员]",
        ),
        "uncertainty": Meaning(
            N_("by how much its times, rates and travel factors may be off, either way; 25 % unless given"), "30 %", "30%"
        ),
    },
}
