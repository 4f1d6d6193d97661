"""The titles of the form in both languages: part of the files, like the keys in `drillsim.plan.keys`.

Only sheets and first columns are named here; every other column bears the name of its key.
"""

from __future__ import annotations

import re
from typing import Any

from drillsim.base.language import FILED, filed
from drillsim.plan.keys import in_chinese
from drillsim.plan.schema import Model
from drillsim.quantities.measures import fold

Titles = tuple[str, str]  # English, Chinese

SHEETS: dict[str, Titles] = {
    "basics": ("Basics", "基本信息"),
    "organisation": ("Organisation", "组织机构"),
    "forces": ("Forces and vehicles", "力量与车辆"),
    "places": ("Places and travel", "地点与路程"),
    "procedures": ("Procedures", "处置流程"),
    "targets": ("Time limits", "时限指标"),
    "duties": ("Duties and reports", "值守与定时报告"),
    "assumptions": ("Assumptions", "假定"),
    "clauses": ("Written clauses", "原文条款"),
    "scenario": ("Scenario", "情景"),
    "incidents": ("Incidents", "事件来源"),
    "injects": ("Injects", "情景注入"),
    "disruptions": ("Disruptions", "突发干扰"),
}

# Which sheet a table is on, by the first key of its path; any other is on the first sheet of its file.
SHEET_OF_PLAN = {
    "zones": "places",
    "travel": "places",
    "varies": "places",
    "procedures": "procedures",
    "targets": "targets",
    "hours": "targets",
    "players": "organisation",
    "duties": "duties",
    "triggers": "duties",
    "assumptions": "assumptions",
    "clauses": "clauses",
    "open_questions": "assumptions",
}
SHEET_OF_SCENARIO = {"streams": "incidents", "special_days": "incidents", "injects": "injects", "disruptions": "disruptions"}

# The first column of a table, which names its things, by the name of the table. No two tables begin alike, so that
# they are told apart on sheets that were renamed.
KEYS: dict[str, Titles] = {
    "calendar": ("calendar", "日历"),
    "open_questions": ("open question", "待答问题"),
    "levels": ("level of response", "响应级别"),
    "pools": ("team or post", "组别或岗位"),
    "players": ("player", "参演角色"),
    "things": ("vehicle, room or fund", "车辆、场所或经费"),
    "zones": ("place", "地点"),
    "times": ("from base", "从（驻地）"),
    "attributes": ("attribute", "属性"),
    "procedures": ("procedure", "流程"),
    "steps": ("step", "步骤"),
    "targets": ("promise", "指标"),
    "hours": ("hours called", "时段名称"),
    "duties": ("duty", "任务"),
    "triggers": ("trigger", "触发"),
    "names": ("word", "用语"),
    "assumptions": ("assumption", "假定"),
    "clauses": ("clause no.", "条款号"),
    "basics": ("item", "项目"),
    "varies": ("what varies", "波动项目"),
    "scenario": ("item of the scenario", "情景项目"),
    "window": ("period", "推演时段"),
    "streams": ("incidents", "事件来源"),
}
# The tables that few fill in come last on their sheets.
LATER = ("calendar", "names", "scenario calendar", "plans", "places", "same")

# The columns that most plans fill in come first; the others follow in the order of the model.
FIRST: dict[str, tuple[str, ...]] = {
    "Procedure": ("name", "steps"),
    "Step": (
        "name",
        "after",
        "when",
        "takes",
        "needs",
        "cases",
        "keep",
        "who",
        "outcome",
        "calls",
        "way_back",
        "by_phone",
        "spends",
        "clause",
    ),
    "Target": ("name", "from", "to", "within", "where", "form", "clause", "assumed", "excused"),
    "Stream": ("name", "kind", "rate", "at", "hours", "days", "zone", "people", "attributes", "at_most"),
    "Inject": ("at", "kind", "zone", "people", "attributes", "message", "expects", "mode", "sender", "receiver"),
    "Disruption": ("name", "from", "until", "chance"),
}

# What stays in sight though it is blank, in tables with many columns; whatever else is blank there is folded away.
USUAL: dict[str, tuple[str, ...]] = {
    "pools": ("name", "kind", "head", "deputy", "staff", "serves", "also", "base", "turnout.on_duty", "turnout.on_call",
              "hours", "days", "shifts", "outside", "note"),
    "things": ("name", "kind", "count", "seats", "places", "amount", "base", "hours", "days", "outside", "note"),
    "procedures": ("name", "priority", "steps.cases.people", "steps.cases.needs",
                   *(f"steps.{key}" for key in FIRST["Step"] if key not in ("cases", "spends", "by_phone"))),
    "targets": (*FIRST["Target"], "by", "none_lost", "once", "no_gap"),
    "clauses": ("quote", "place", "text", "timed", "modelled", "qualitative", "reason", "not_modelled", "guessed", "note"),
    "streams": ("name", "kind", "rate", "at", "hours", "days", "zone", "people", "attributes"),
}  # fmt: skip
INNER_KEYS: dict[str, Titles] = {"times": ("to place", "到（地点）")}
VALUES: dict[str, Titles] = {
    "times": ("usual time", "通常用时"),
    "weather": ("times as long", "用时倍数"),
    "attributes": ("values", "取值"),
    "names": ("shown as", "显示为"),
    "hours": ("from and to", "起止时间"),
}
# The parts of a quantity that varies, where it is a number of things.
COUNTED: dict[str, Titles] = {"shortest": ("fewest", "最少"), "usual": ("usual", "通常"), "longest": ("most", "最多")}
_SPECIAL: dict[str, Titles] = {
    "Plan.plan": ("short name", "预案代号"),
    "Scenario.plan": ("plan's file", "预案文件"),
    "head": ("head", "组长"),
    "deputy": ("deputy head", "副组长"),
    "order": ("order", "排序"),
    "staff": ("number of people", "人数"),
}


def of_key(key: str, models: tuple[type[Model], ...] = ()) -> Titles:
    """The name of a key as a title, as one of these models has it."""
    names = (*(f"{model.__name__}.{key}" for model in models), key)
    return next((_SPECIAL[name] for name in names if name in _SPECIAL), (key.replace("_", " "), in_chinese(key, *models)))


def shown(titles: Titles) -> str:
    """The one of two titles that is in the language spoken."""
    return titles[FILED.index(filed())]


def known_as(title: Any) -> str:
    """A title as it is compared: plain width, no spaces, no capitals."""
    return re.sub(r"[\s_*]", "", fold(str(title))).lower()
