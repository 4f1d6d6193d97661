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
}
