"""What each key of a scenario file means, with an example of it in either language."""

from __future__ import annotations

from drillsim.base.language import N_
from drillsim.plan.meaning import Meaning

SCENARIO: dict[str, dict[str, Meaning]] = {
    "Scenario": {
        "plan": Meaning(N_("the plan's file, as seen from this one"), "plan.yaml"),
        "name": Meaning(N_("the scenario's title"), "A week in winter", "冬季的一周"),
        "about": Meaning(
            N_("what it is, in a sentence or two"), "A week with snow and many visits.", "下雪、来访多的一周。"
        ),
        "window": Meaning(N_("the days that are played"), "{from: 2026-03-02, days: 7}", "{从: 2026-03-02, 天数: 7}"),
        "streams": Meaning(
            N_("incidents that come by themselves"),
            "{visits: {kind: visit, rate: 3 per day}}",
            "{来访: {类别: 来访, 频率: 每天3起}}",
        ),
        "injects": Meaning(
            N_("incidents at a moment of your choice"),
            "[{at: day 2 09:30, kind: visit}]",
            "[{时间: 第2天 09:30, 类别: 来访}]",
        ),
        "disruptions": Meaning(
            N_("what goes wrong"),
            "[{phone_off: county_office, from: day 4 09:00, until: day 4 10:00}]",
            "[{电话不通: 县值班室, 从: 第4天 09:00, 至: 第4天 10:00}]",
        ),
        "assumptions": Meaning(
            N_("every number of the scenario, and where it comes from"),
            "{visits: {text: How often people come., source: the register, about: streams}}",
            "{来访: {内容: 来访频率。, 来源: 来访登记, 涉及: 事件流}}",
        ),
    },
    "Window": {
        "from_": Meaning(N_("the first moment"), "2026-03-02 08:00"),
        "until": Meaning(N_("the end"), "2026-03-09 08:00"),
        "days": Meaning(N_("how many days, in place of `until`"), "7"),
    },
    "Stream": {
        "kind": Meaning(N_("which procedure its incidents take"), "visit", "来访"),
        "rate": Meaning(
            N_("how many come on average, at random moments; with `batch`, how many batches"), "3 per day", "每天3起"
        ),
        "at": Meaning(N_("fixed times of the day, in place of `rate`"), '["09:00", "14:30"]'),
        "hours": Meaning(N_("weights of the hours of the day"), '{"08:00-12:00": 3, "12:00-20:00": 1}'),
        "days": Meaning(N_("weights of the weekdays"), '{mon-fri: 2, "sat, sun": 1}', "{周一至周五: 2, 周六、周日: 1}"),
        "batch": Meaning(N_("how many come at once"), "{shortest: 1, usual: 1, longest: 4}", "{最少: 1, 通常: 1, 最多: 4}"),
        "same": Meaning(N_("attributes in which the incidents of a batch agree; `zone` is one, too"), "zone", "区域"),
        "at_most": Meaning(N_("how many there are in one run at the most"), "60"),
        "zone": Meaning(N_("where: a zone, or several with weights"), "{town: 3, village: 1}", "{镇内: 3, 村里: 1}"),
        "people": Meaning(
            N_("how many people come"), "{shortest: 1, usual: 2, longest: 12}", "{最少: 1, 通常: 2, 最多: 12}"
        ),
        "attributes": Meaning(
            N_("values of attributes, sure or with shares"),
            "{road: {open: 98 %, closed: 2 %}}",
            "{道路: {畅通: 98%, 中断: 2%}}",
        ),
    },
    "Inject": {
        "at": Meaning(N_("when"), "day 2 09:30", "第2天 09:30"),
        "kind": Meaning(N_("which procedure it takes"), "visit", "来访"),
        "zone": Meaning(N_("where"), "village", "村里"),
        "people": Meaning(N_("how many people"), "8"),
        "attributes": Meaning(N_("values of attributes"), "{road: closed}", "{道路: 中断}"),
        "message": Meaning(N_("what the players are told"), "Eight people ask about their land.", "八人反映土地问题。"),
        "mode": Meaning(N_("by what means"), "telephone", "电话"),
        "sender": Meaning(N_("from whom"), "a villager", "村民"),
        "receiver": Meaning(N_("to whom"), "the officer on duty", "值班人员"),
        "expects": Meaning(N_("what the players should do"), "Two members set out at once.", "两名干部立即出发。"),
    },
    "Disruption": {
        "staff_away": Meaning(N_("people of this squad or post are away"), "reception", "接待组"),
        "out_of_service": Meaning(N_("vehicles or rooms that cannot be used"), "car", "公务车"),
        "phone_off": Meaning(N_("whose telephone is off"), "county_office", "县值班室"),
        "road_slow": Meaning(
            N_("the way that is slower: from a base, to a zone, or both"),
            "{from: town_hall, to: village}",
            "{从: 镇政府, 到: 村里}",
        ),
        "weather": Meaning(N_("a kind of weather of the plan"), "snow", "下雪"),
        "count": Meaning(N_("how many are away or out of service"), "2"),
        "times": Meaning(N_("how many times as long the slow way takes"), "1.5"),
        "from_": Meaning(N_("from when"), "day 3", "第3天"),
        "until": Meaning(N_("until when"), "day 5 18:00", "第5天 18:00"),
        "chance": Meaning(N_("how likely it is in one run"), "30 %", "30%"),
    },
    "Road": {
        "from_": Meaning(N_("from this base; from all if left out"), "town_hall", "镇政府"),
        "to": Meaning(N_("to this zone; to all if left out"), "village", "村里"),
    },
}
