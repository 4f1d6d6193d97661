"""What the keys mean that say where things happen, and who and what there is."""

from __future__ import annotations

from drillsim.base.language import N_
from drillsim.plan.meaning import Meaning

MEANS: dict[str, dict[str, Meaning]] = {
    "Plan": {
        "plan": Meaning(N_("the plan's short name, for file names and for other programs"), "brookside", "清溪镇"),
        "name": Meaning(N_("the plan's title, as reports show it"), "Brookside, reception plan", "清溪镇接访预案"),
        "about": Meaning(
            N_("what the plan is and what it is not, in a sentence or two"),
            "How people are received in an ordinary week.",
            "平常一周怎样接待来访。",
        ),
        "basis": Meaning(
            N_("laws and rules that the written plan rests on"),
            "[Regulation on petition work (2022)]",
            "[信访工作条例（2022年）]",
        ),
        "zones": Meaning(N_("where incidents can happen"), "{town: {name: in town}, village: {}}", "{镇内: {}, 村里: {}}"),
        "travel": Meaning(
            N_("how long the way takes"), "{times: {town_hall: {town: 6 min}}}", "{用时: {镇政府: {镇内: 6分钟}}}"
        ),
        "varies": Meaning(
            N_("how much one journey or turnout differs from the next"),
            "{travel: {shortest: 0.8, usual: 1, longest: 1.6}}",
            "{路程: {最短: 0.8, 通常: 1, 最长: 1.6}}",
        ),
        "pools": Meaning(
            N_("who and what there is: squads, vehicles, posts, rooms, funds"),
            "{reception: {staff: 6, base: town_hall}}",
            "{接待组: {人员: 6, 驻地: 镇政府}}",
        ),
        "leading_group": Meaning(
            N_("the pools whose holders sit in the leading group"), "[deputy, secretary]", "[分管领导, 书记]"
        ),
        "players": Meaning(
            N_("who can sit at the table in a drill, the highest first"),
            "{head: {plays: secretary, decides: car}, desk: {plays: clerk}}",
            "{组长: {扮演: 书记, 调派: 公务车}, 登记岗: {扮演: 登记员}}",
        ),
        "attributes": Meaning(
            N_("how incidents differ besides place and head-count; the first value is the usual one"),
            "{road: [open, closed]}",
            "{道路: [畅通, 中断]}",
        ),
        "procedures": Meaning(
            N_("what is done for each kind of incident, step by step"),
            "{visit: {steps: {hear: {takes: 30 min}}}}",
            "{来访: {步骤: {听取: {用时: 30分钟}}}}",
        ),
        "duties": Meaning(
            N_("what is done by the calendar"),
            '{report: {procedure: daily_report, at: "18:00"}}',
            '{晚报: {流程: 每日报告, 时间: "18:00"}}',
        ),
        "triggers": Meaning(
            N_("several incidents that together bring another one"),
            "{cluster: {kind: symptoms, count: 2, within: 1 day, procedure: outbreak}}",
            "{聚集: {类别: 症状, 数量: 2, 时限: 1天, 流程: 疫情}}",
        ),
        "names": Meaning(
            N_("what reports call bases, types, outcomes and values, which have no `name` of their own"),
            "{answered: put through, town_hall: {en: town hall, zh: 镇政府}}",
            "{转报: 转报县里, 镇政府: {zh: 镇政府, en: town hall}}",
        ),
        "targets": Meaning(
            N_("what is promised: the heart of a plan"),
            "{heard: {to: hear.started, within: 1 h}}",
            "{接谈及时: {到: 听取.开始, 时限: 1小时}}",
        ),
        "clauses": Meaning(
            N_("the sentences of the written plan that promise something"),
            '{"3.1": {text: Staff are courteous., qualitative: no number can judge it}}',
            '{"3.1": {内容: 态度热情。, 定性: 没有数字可以检验}}',
        ),
        "assumptions": Meaning(
            N_("every number that the written plan does not give"),
            "{road: {text: Travel times., source: the drivers, about: travel.times}}",
            "{路程: {内容: 路程用时。, 来源: 驾驶员, 涉及: 路程.用时}}",
        ),
    },
    "Player": {
        "plays": Meaning(
            N_("the squads and posts for which the player speaks: their tasks and telephones"),
            "[secretary, office_phone]",
            "[书记, 值班电话]",
        ),
        "decides": Meaning(
            N_("what the player sends without being one of them, such as squads and vehicles"),
            "[reception, car]",
            "[接待组, 公务车]",
        ),
    },
    "Model": {
        "name": Meaning(N_("what reports call it; without it, its key"), "in town", "镇内"),
        "clause": Meaning(N_("the clauses of the written plan that it comes from"), '"3.1"'),
    },
    "Zone": {
        "within": Meaning(N_("a larger zone around it, for the reader and for `drillsim check`"), "county", "全县"),
    },
    "Travel": {
        "times": Meaning(
            N_("from each base to each zone, the usual time of the way"),
            "{town_hall: {town: 6 min, village: 20 min}}",
            "{镇政府: {镇内: 6分钟, 村里: 20分钟}}",
        ),
        "slower": Meaning(
            N_("hours in which every journey takes longer"),
            '[{hours: "07:30-08:30", times: 1.3}]',
            '[{时段: "07:30-08:30", 倍数: 1.3}]',
        ),
        "weather": Meaning(
            N_("kinds of weather and how many times as long the way takes in them"), "{snow: 1.8}", "{下雪: 1.8}"
        ),
    },
    "Slower": {
        "hours": Meaning(N_("from when to when"), "07:30-08:30"),
        "times": Meaning(N_("how many times as long the way takes"), "1.3"),
    },
    "Varies": {
        "travel": Meaning(
            N_("the factor of a journey"), "{shortest: 0.8, usual: 1, longest: 1.6}", "{最短: 0.8, 通常: 1, 最长: 1.6}"
        ),
        "turnout": Meaning(
            N_("the factor of a turnout"), "{shortest: 0.5, usual: 1, longest: 2}", "{最短: 0.5, 通常: 1, 最长: 2}"
        ),
    },
    "Pert": {
        "shortest": Meaning(N_("the least that is to be expected"), "5 min", "5分钟"),
        "usual": Meaning(N_("what it takes most often"), "10 min", "10分钟"),
        "longest": Meaning(N_("the most that is to be expected"), "30 min", "30分钟"),
    },
    "Lognormal": {
        "mean": Meaning(N_("the measured mean"), "10 min", "10分钟"),
        "cv": Meaning(N_("the coefficient of variation: standard deviation divided by mean"), "0.5"),
    },
    "Gamma": {
        "gamma": Meaning(N_("the mean of a gamma distribution"), "10 min", "10分钟"),
        "cv": Meaning(N_("its coefficient of variation"), "0.5"),
    },
    "Exponential": {
        "exponential": Meaning(N_("the mean of an exponential distribution"), "10 min", "10分钟"),
    },
    "Between": {
        "between": Meaning(N_("anything between these two alike"), "[5 min, 10 min]", "[5分钟, 10分钟]"),
    },
    "Observed": {
        "observed": Meaning(
            N_("one of these records, each alike"), "[6 min, 8 min, 8 min, 21 min]", "[6分钟, 8分钟, 8分钟, 21分钟]"
        ),
    },
    "Pool": {
        "counts_as": Meaning(N_("types that it belongs to; a need may ask for a type"), "responders", "应急力量"),
        "backs_up": Meaning(N_("the pools that it helps when they are not enough"), "reception", "接待组"),
        "serves": Meaning(N_("the only zones that it goes to; all of them if left out"), "[town]", "[镇内]"),
        "also": Meaning(N_("other posts that the same person holds"), "head_of_group_1", "一组组长"),
        "outside": Meaning(N_("an outside unit (police, county): its size is not ours to decide"), "yes", "是"),
        "note": Meaning(N_("a remark for readers"), "by the roster of March", "据三月值班表"),
        "base": Meaning(N_("where it sets out from, a base of `travel`"), "town_hall", "镇政府"),
    },
    "Squad": {
        "kind": Meaning(N_("a squad, which is also meant when nothing is written"), "squad", "分队"),
        "staff": Meaning(N_("how many people it has"), "6"),
    },
    "Present": {
        "turnout": Meaning(
            N_("from the order to being on the move, on duty and on call"),
            "{on_duty: 3 min, on_call: 20 min}",
            "{值班: 3分钟, 备勤: 20分钟}",
        ),
    },
    "Scheduled": {
        "hours": Meaning(N_("when they are on duty, or when it is open"), "08:00-18:00"),
        "days": Meaning(N_("on which weekdays"), "mon-fri", "周一至周五"),
        "shifts": Meaning(
            N_("in place of hours and days: who is there when; each shift is people of its own"),
            '[{hours: "08:00-20:00", on_duty: 2}, {hours: "20:00-08:00", on_duty: 1}]',
            '[{时段: "08:00-20:00", 值班: 2}, {时段: "20:00-08:00", 值班: 1}]',
        ),
        "at_closing": Meaning(
            N_(
                "what becomes of work that runs past the end of a shift or of the hours: it is finished all the same, it "
                "stops until the same people are back, or the next shift goes on with it"
            ),
            "stop",
            "停下",
        ),
    },
    "Turnout": {
        "on_duty": Meaning(N_("of those on duty"), "3 min", "3分钟"),
        "on_call": Meaning(N_("of those called in from home; without it nobody is on call"), "20 min", "20分钟"),
    },
    "Shift": {
        "hours": Meaning(N_("from when to when"), "20:00-08:00"),
        "days": Meaning(N_("on which weekdays"), "mon-fri", "周一至周五"),
        "on_duty": Meaning(N_("how many are on duty"), "2"),
        "on_call": Meaning(N_("how many more are on call"), "3"),
    },
    "Vehicle": {
        "kind": Meaning(N_("vehicles"), "vehicle", "车辆"),
        "count": Meaning(N_("how many there are"), "3"),
    },
    "Post": {
        "kind": Meaning(N_("a post, held by one or more people"), "post", "岗位"),
        "count": Meaning(N_("how many people hold it"), "1"),
    },
    "Room": {
        "kind": Meaning(N_("a room, or places of another sort"), "room", "场所"),
        "places": Meaning(N_("how many people find a place"), "20"),
    },
    "Fund": {
        "kind": Meaning(N_("money that is spent"), "fund", "经费"),
        "amount": Meaning(N_("how much money there is"), "5000 yuan", "5000元"),
    },
}
