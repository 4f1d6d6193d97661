"""The form that a planner fills in: nothing is lost on the way there and back, every fault has its cell."""

# ruff: noqa: E501 (lines of the plan below, as its file would have them)

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import zipfile
from io import BytesIO
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import jsonschema
import pytest
from files import PLAN
from forms import Desk, faults_of, random_scenario, repacked
from often import often
from openpyxl import Workbook, load_workbook
from random_plans import random_plan
from ruamel.yaml import YAML

from drillsim.base import language
from drillsim.base.language import speaking
from drillsim.command import cli
from drillsim.files.critic import criticise
from drillsim.files.form import hints, notation
from drillsim.files.form.cells import rows_of
from drillsim.files.form.layout import tables
from drillsim.files.form.shapes import Leaf, VaryingShape, is_model, options
from drillsim.files.form.titles import SHEETS, known_as
from drillsim.files.form.writing import form_bytes
from drillsim.files.form.yaml_text import file_text
from drillsim.files.json_schema import json_schema
from drillsim.files.reading import as_written, read_plan, read_scenario
from drillsim.files.taken import taken
from drillsim.plan.distributions import Varying
from drillsim.plan.keys import Key, keys_of
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.schema import Model
from drillsim.quantities.timetable import WORKDAYS
from drillsim.sheets.open_xml import OLE

SCENARIOS = Path(__file__).parent.parent / "scenarios"
PLANS = sorted(SCENARIOS.glob("*/plan.yaml"))
PLAYED = sorted(path for path in SCENARIOS.glob("*/*.yaml") if path.name != "plan.yaml")
M = TypeVar("M", bound=Model)
in_both = pytest.mark.parametrize("spoken", ["en", "zh"])


def there_and_back(plan: Plan, folder: Path) -> list[Plan]:
    """A plan by way of a form, and by way of a plan file."""
    (folder / "there.xlsx").write_bytes(form_bytes(plan))
    (folder / "there.yaml").write_text(file_text(plan), "utf-8")
    return [read_unchecked(folder / "there.xlsx"), read_unchecked(folder / "there.yaml")]


def read_unchecked(path: Path, kind: type[M] = Plan) -> M:
    """A plan or scenario by its schema alone: random and odd ones break the rules of whole plans now and then."""
    from drillsim.files.draft import Draft
    from drillsim.files.sources import open_source

    draft = Draft(kind, open_source(path, kind))
    assert draft.faults == [], [str(fault) for fault in draft.faults]
    assert draft.model is not None
    return draft.model


def scenario_there_and_back(scenario: Scenario, plan: Plan | None, folder: Path) -> None:
    """A scenario by way of the sheets beside a plan, which it then names, and by way of a file: nothing is lost."""
    (folder / "there.xlsx").write_bytes(form_bytes(plan, scenario))
    (folder / "there.yaml").write_text(file_text(scenario), "utf-8")
    beside = scenario.model_copy(update={"plan": "there.xlsx"}) if plan else scenario
    for path, expected in (("there.xlsx", beside), ("there.yaml", scenario)):
        found = read_unchecked(folder / path, Scenario)
        assert found == expected
        assert list(found.streams) == list(scenario.streams)
    if plan:
        assert_same(read_unchecked(folder / "there.xlsx"), plan)


def assert_same(found: Plan, plan: Plan) -> None:
    """Equal, and everything whose order means something in the same order."""
    assert found == plan
    for section in ("zones", "pools", "attributes", "procedures", "targets", "clauses"):
        assert list(getattr(found, section)) == list(getattr(plan, section))
    for name, procedure in plan.procedures.items():
        assert list(found.procedures[name].steps) == list(procedure.steps)
        for step in procedure.steps:
            assert list(found.procedures[name].steps[step].needs) == list(procedure.steps[step].needs)
            assert list(found.procedures[name].steps[step].outcome) == list(procedure.steps[step].outcome)


# ---- there and back --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "spoken"), list(zip(PLANS, cycle(("en", "zh")), strict=False)),
    ids=lambda value: value if isinstance(value, str) else value.parent.name,
)  # fmt: skip
def test_shipped_plans_come_back_whole(path, spoken, tmp_path):
    plan = read_plan(path)
    with speaking(spoken):
        for found in there_and_back(plan, tmp_path):
            assert_same(found, plan)
    with speaking("zh" if spoken == "en" else "en"):  # who reads the form may speak the other language
        assert_same(read_plan(tmp_path / "there.xlsx"), plan)


@in_both
@pytest.mark.parametrize("seed", range(5))
def test_random_plans_come_back_whole(seed, spoken, tmp_path):
    plan = Plan.model_validate(random_plan(Random(seed), 60)[0])
    with speaking(spoken):
        for found in there_and_back(plan, tmp_path):
            assert_same(found, plan)


@pytest.mark.slow
@in_both
def test_many_random_plans_come_back_whole(spoken, tmp_path):
    for seed in range(1000):
        test_random_plans_come_back_whole(seed, spoken, tmp_path)


ODD: dict[str, Any] = {
    "plan": "odd",
    "name": {"zh": "只有中文"},
    "about": "Two lines,\nand: a colon; 'quotes' \"too\"",
    "basis": ["One, with a comma", {"en": "both", "zh": "两种"}, {"en": "English only"}, "=1+1", "100"],
    "zones": {"town": None, "村": {"name": "[a place]", "within": "town"}},
    "travel": {"times": {"hall": {"town": "61 s", "村": "1 d 1 s"}, "站": {"town": "0 s"}}, "weather": {"雪": 1.25}},
    "varies": {"travel": {"mean": 1.1, "cv": 0.3}, "turnout": {"observed": [0.5, 1, 3]}},
    "pools": {
        "car": {"kind": "vehicle", "count": 2, "counts_as": ["ride"], "outside": True},
        "接访组": {"staff": 0, "serves": ["town", "村"], "note": "一、二;三, 四"},
        "crew": {"kind": "squad", "shifts": [{"on_duty": 2}, {"hours": "20:00-24:00", "days": "sat", "on_duty": 1, "on_call": 3}]},
        "书记": {"kind": "post", "count": 1, "also": ["chair", "接访组组长", "head_of_crew"], "turnout": "5 min"},
        "mixed": {"kind": "post", "also": ["deputy_of_crew", "other"]},
        "room": {"kind": "room", "places": 0},
        "bus": {"kind": "vehicle", "count": 1, "seats": 45, "base": "hall", "can_be_sent": True, "redirect": {"from": [7, 3], "to": 2}},
        "ward": {"kind": "room", "places": 4, "base": "站"},
        "rescue": {"staff": 3, "can_be_sent": False, "redirect": {"from": 3, "to": 1}, "turnout": {
            "on_duty": "2 min", "on_call": "20 min", "on_the_road": "30 s", "by_hours": [
                {"hours": "22:00-06:00", "on_duty": "5 min"}, {"hours": "06:00-07:00, 12:00-13:00", "on_duty": "4 min", "on_call": "1 h"}]}},
        "cash": {"kind": "fund", "amount": "1234567 yuan"},
    },
    "attributes": {"level": ["1", "2.50", "true", "a b", "x, y"], "place": ["here"]},
    "procedures": {
        "visit": {
            "ladder": {"rungs": ["a", "b"], "settled": ["done", "3"]},
            "steps": {
                "a": {"takes": {"between": ["5 min", "10 min"]}, "outcome": {"done": 1 / 3, "not": 2 / 3}},
                "b": {"takes": {"gamma": "10 min", "cv": 0.5}, "outcome": {"done": 0.123456789, "not": 0.876543211}},
                "c": {"takes": {"exponential": "1 h"}, "when": {"level": ["1", "x, y"], "a": "not", "people": ["1..2", "5.."]}},
                "d": {"needs": {"seats": "room people up to 5", "人": "接访组 people", "n": "crew 3"}, "clause": ["5.10", "5.1"]},
                "e": {"cases": [{"people": "1..4"}, {"people": "5..", "needs": {"n": "crew 4"}, "spends": {"cash": "1,000 yuan"}}]},
                "f": {"takes": "travel", "who": ["n"], "to": "村", "way_back": "n", "keep": {"n": "g"}, "priority": 7},
                "g": {"may_be_interrupted": "start_again", "priority": {"level": {"1": 1, "2.50": 2, "true": 3, "a b": 4, "x, y": 1000}}},
                "h": {"needs": {"bed": {"of": "ward", "count": "people", "up_to": 3, "first": ["ward"], "else_next": False},
                                "free": {"of": "ward", "count": 1, "freest": True}, "plain": {"of": "crew", "count": 2},
                                "many": {"of": "crew", "count": 3, "first": ["crew", "接访组"], "split": True},
                                "with": {"of": "接访组", "count": 1, "crew_of": "many"}, "buses": "bus for people"},
                      "cases": [{"people": "3..", "priority": 1, "needs": {"more": {"of": "bus", "count": "seats", "else_next": True}}}]},
                "i": {"takes": "travel", "who": "buses", "to": "bed", "trips": {}},
                "j": {"takes": "travel", "who": "buses", "to": {"nearest": ["hall", "站"]}, "trips": {"from": "村", "loading": "5 min"}},
                "k": {"takes": "travel", "who": "many", "to": {"nearest": "hall"}, "trips": {"from": "scene"}},
                "l": {"takes": "travel", "who": "many", "to": {"by": "place"}},
            },
        },
        "walk_in": {"priority": {"level": {"1": 1, "a b": 20}}, "name": {"en": "walk in", "zh": "来访"}, "steps": {"a": {"stage": "on_scene", "calls": "书记",
                    "outcome": {"answered": 0.9, "unanswered": 0.1}}}},
    },
    "duties": {"sweep": {"procedure": "walk_in", "at": ["07:00", "24:00"], "dates": [1, 15], "each": "place"}},
    "triggers": {"cluster": {"kind": "visit", "count": 2, "within": "1 day", "same": ["level", "zone"], "procedure": "walk_in"}},
    "targets": {
        "limit": {"to": ["a.ended", "b.ended"], "within": "10 min", "form": "P99.5", "excused": {"level": "1"}},
        "first": {"from": {"first": ["a.ready", "b.started"]}, "to": "c.ended", "by": "16:00", "assumed": True},
        "there": {"from": {"last": ["a.ready", "b.ready"]}, "to": {"first": ["i.first", "j.first"]}, "within": "1 h"},
        "lost": {"to": "c.ended", "none_lost": True, "form": "every 99.9 %"},
        "ends": {"outcome": {"a": ["done", "not"], "b": "done"}, "form": "share 33.3 %"},
        "stay": {"stays": "n", "until": "g.ended"},
        "count": {"count": "3..5", "of": "people"},
        "once": {"to": "a.ended", "once": "week", "each": "place"},
        "gap": {"no_gap": ["书记", "crew"], "at_least": 2, "free": True, "hours": "08:00-18:00", "days": "mon, wed, sun"},
        "mean": {"to": "a.ended", "within": "90 s", "form": "mean"},
    },
    "clauses": {
        "5.10": {"text": "=cmd|' /C calc'!A0", "timed": ["limit", "first"], "readings": {"limit": {"en": "this", "zh": "这"}, "first": "that"}},
        "5.1": {"text": {"en": "+1", "zh": "-1"}, "qualitative": "@SUM(1)", "undefined": ["一", {"en": "two", "zh": "二"}], "to_confirm": ["a; b"]},
        "第3条 (一)": {"text": "x", "modelled": ["pools.接访组.staff", "procedures.visit.a"], "strike": "# not a remark"},
    },
    "assumptions": {"all": {"text": "※", "about": ["travel.times", "procedures.visit.steps.a.takes"]}},
}  # fmt: skip


@in_both
def test_everything_that_the_language_can_say_can_be_typed(spoken, tmp_path):
    plan = Plan.model_validate(ODD)
    with speaking(spoken):
        for found in there_and_back(plan, tmp_path):
            assert_same(found, plan)


@in_both
def test_everything_that_the_language_can_say_passes_its_schema(spoken):
    """A need may be a text or a mapping, a turnout a duration or one with hours, in either language."""
    with speaking(spoken):
        written = YAML(typ="safe").load(file_text(Plan.model_validate(ODD)))
        assert list(jsonschema.Draft202012Validator(json_schema("plan", spoken)).iter_errors(written)) == []


@pytest.mark.parametrize(
    ("path", "spoken"), list(zip(PLAYED, cycle(("en", "zh")), strict=False)),
    ids=lambda value: value if isinstance(value, str) else f"{value.parent.name}-{value.stem}",
)  # fmt: skip
def test_shipped_scenarios_come_back_whole(path, spoken, tmp_path):
    plan, scenario = as_written(path)
    with speaking(spoken):
        scenario_there_and_back(scenario, plan, tmp_path)
        exact = [cell for rows in rows_of(plan, scenario).values() for row in rows for cell in row.values()
                 if str(cell).startswith(("[", "{", '"'))]  # fmt: skip
        assert exact == [] or scenario.plans, "a planner would have to read JSON"


@in_both
def test_random_scenarios_come_back_whole(spoken, tmp_path):
    r = Random(spoken)
    plan = Plan.model_validate(ODD)
    with speaking(spoken):
        for _ in range(often(3)):
            scenario_there_and_back(Scenario.model_validate(random_scenario(r)), plan, tmp_path)


@pytest.mark.parametrize("root", [Plan, Scenario])
@pytest.mark.parametrize("spoken", range(2))
def test_every_key_of_the_language_can_be_typed(root, spoken):
    """Its example stands in a cell as a planner would write it, and never as JSON."""
    exact = []
    with speaking(language.FILED[spoken]):
        for table in tables():
            fields = list(table.field.fields.values()) if table.upright else [one for one, _role, _c in table.columns]
            for one in fields if table.root is root else ():
                leaf = one.part.free if isinstance(one.part, VaryingShape) else one.part
                keys = [keys_of(model)[one.key] for model in one.models if one.key in keys_of(model)]
                for key in keys if isinstance(leaf, Leaf) else ():
                    exact += [(key.english, cell) for value in examples(leaf, key, spoken)
                              if str(cell := notation.write(leaf, value)).startswith(("[", "{", '"'))]  # fmt: skip
    assert exact == []


def examples(leaf: Leaf, key: Key, spoken: int) -> list[Any]:
    """The example of a key, and of models within its cell one for each of their keys, beside those that must be there."""

    def loaded(one: Key) -> Any:
        return YAML(typ="safe", pure=True).load(one.examples[spoken])

    found = [loaded(key)] if key.examples[0] else []
    inner = leaf.item or leaf
    for model in (kind for kind, _notes in options(inner.type) if is_model(kind) and not issubclass(kind, Varying)):
        needed = {name: loaded(one) for name, one in keys_of(model).items() if model.model_fields[one.field].is_required()}
        whole = [needed | {name: loaded(one)} for name, one in keys_of(model).items()]
        found += [{"a": one} if leaf.item else one for one in whole]
    return [one for one in found if leaf.reads(one)]  # a key may need another value of a second one


@pytest.mark.parametrize("root", [Plan, Scenario])
def test_every_key_of_the_language_has_a_column(root):
    """Whatever is added to the models is on the form: no list of columns is kept by hand."""
    from drillsim.files.form.shapes import Many, Record, record

    def keys(part, path=()):
        if isinstance(part, Record):
            return {key for name, one in part.fields.items() for key in keys(one, (*path, name))}
        return keys(part.of, path) if isinstance(part, Many) else {path}

    def shown(field, path):
        if field.fields:
            return {key for name, one in field.fields.items() for key in shown(one, (*path, name))}
        return shown(field.of, path) if field.of is not None else {path}

    columns = {key for table in tables() if table.root is root for key in shown(table.field, table.path)}
    assert keys(record(root)) <= columns


def test_no_two_columns_of_a_table_have_one_title():
    for table in tables():
        for spoken in range(2):
            titles = [known_as(column.titles[spoken]) for _field, _role, column in table.columns]
            assert len(set(titles)) == len(titles), table.name


def test_heads_of_groups_stand_beside_their_groups(tmp_path):
    with speaking("zh"):
        desk = Desk(tmp_path / "plan.xlsx", form_bytes(Plan.model_validate(ODD)))
        row, column = desk.place("组织机构", "组长", "接访组")
        assert desk.book["组织机构"].cell(row, column).value == "书记"
        row, column = desk.place("组织机构", "兼任", "书记")
        assert desk.book["组织机构"].cell(row, column).value == "chair", "the headships stand beside the groups"
        desk.put("组织机构", "副组长", "接访组", "mixed")
        assert read_back(desk).pools["mixed"].also == ["deputy_of_crew", "other", "接访组副组长"]


def read_back(desk: Desk) -> Plan:
    desk.book.save(desk.path)
    return read_unchecked(desk.path)


# ---- as people type, and as spreadsheet programs save ----------------------------------------------


@pytest.fixture(scope="module")
def form(tmp_path_factory) -> bytes:
    """The form of the small plan, in Chinese."""
    path = tmp_path_factory.mktemp("form") / "plan.yaml"
    path.write_text(PLAN, "utf-8")
    with speaking("zh"):
        return form_bytes(read_plan(path))


@pytest.fixture
def desk(tmp_path, form):
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    with speaking("zh"):
        yield Desk(tmp_path / "plan.xlsx", form)


def test_what_people_type_is_read(desk):
    desk.put("时限指标", "时限", "arrival", "  ２０分钟以内 ")
    desk.put("时限指标", "考核方式", "arrival", 0.9, number_format="0%")
    desk.put("值守与定时报告", "时间", "evening", "每日７时，下午1点半；18：00")
    desk.put("值守与定时报告", "星期", "evening", "工作日")
    desk.put("组织机构", "时段", "crew", "8时至下午6时")
    desk.put("组织机构", "集结：备勤", "crew", "一刻钟")
    desk.put("组织机构", "外单位", "head", True)
    desk.put("力量与车辆", "数量", "car", "３ ")
    desk.put("处置流程", "条件", "help", "talk: failed；danger： some")
    desk.put("处置流程", "需要", "order", "team：crew 2\nwheels：car 1")
    plan = desk.read()
    assert plan.targets["arrival"].within == 1200
    assert plan.targets["arrival"].form.goal == 0.9
    assert plan.duties["evening"].at == [7 * 3600, 13.5 * 3600, 18 * 3600]
    assert set(plan.duties["evening"].days) == WORKDAYS
    assert plan.pools["crew"].hours == ((8 * 3600, 18 * 3600),)
    assert plan.pools["crew"].turnout.on_call == 900
    assert plan.pools["head"].outside
    assert plan.pools["car"].count == 3
    assert plan.procedures["visit"].steps["help"].when == {"talk": ["failed"], "danger": ["some"]}
    assert plan.procedures["visit"].steps["order"].needs["wheels"].of == "car"


EVERYDAY = [  # sheet, title, row, what is typed, what it is taken for
    ("组织机构", "人数", "crew", "8人", "8"),
    ("组织机构", "人数", "head", "1名", "1"),
    ("组织机构", "时段", "crew", "8:30-12:00、14:00-17:30", "08:30-12:00、14:00-17:30"),
    ("组织机构", "工作日", "crew", "周一到周五", "周一至周五"),
    ("组织机构", "外单位", "head", "√", "是"),
    ("力量与车辆", "数量", "car", "两辆", "2"),
    ("力量与车辆", "容量", "room", "可容纳30人", "30"),
    ("力量与车辆", "金额", "cash", "1万元", "10000元"),
    ("处置流程", "用时", "call", "10-20分钟", "最短10分钟，通常15分钟，最长20分钟"),
    ("处置流程", "用时", "help", "约30分钟", "30分钟"),
    ("处置流程", "需要", "order", "team：crew 2人；wheels：car 1辆", "crew 2"),
    ("处置流程", "分级：来访人数", "order", "5人以下（含5人）", "1至5人"),
    ("处置流程", "结果", "talk", "settled六成；failed40%", "settled：六成、failed：40%"),
    ("时限指标", "时限", "arrival", "半小时内", "30分钟"),
    ("时限指标", "考核方式", "arrival", "至少95%", "达标率95%"),
    ("时限指标", "不晚于", "written", "17:00前", "17:00"),
    ("值守与定时报告", "时间", "evening", "每日7时、下午6点半", "07:00、18:30"),
    ("值守与定时报告", "星期", "evening", "除周日外", "周一至周六"),
]


def test_everyday_writing_is_read_and_what_it_was_taken_for_is_shown(desk):
    for sheet, title, key, typed, _meant in EVERYDAY:
        desk.put(sheet, title, key, typed)
    for title in ("用时：最短", "用时：通常", "用时：最长"):
        desk.put("处置流程", title, "talk", None)
    desk.put("处置流程", "用时", "talk", "半小时")
    desk.put("时限指标", "时限", "written", None)
    desk.read()
    shown = {(one.spot.sheet, one.spot.title, str(one.meant)) for one in taken(desk.path)}
    for sheet, title, _key, typed, meant in EVERYDAY:
        if title != "时间":  # several texts of one cell, each shown by itself
            assert (sheet, title, meant) in shown, (typed, meant)
    assert {meant for _sheet, title, meant in shown if title == "时间"} == {"07:00", "18:30"}
    text = file_text(read_plan(desk.path))  # and what becomes of it means the same
    (desk.path.parent / "again.yaml").write_text(text, "utf-8")
    assert_same(read_plan(desk.path.parent / "again.yaml"), read_plan(desk.path))
    assert taken(desk.path.parent / "again.yaml") == []


CELLS = {  # table and key: what is typed, and what a file would hold for it
    ("pools", "staff"): {"8人（其中女2人）": 8, "8(人)": 8, "a dozen": 12, "十二名工作人员": 12},
    ("things", "count"): {"公务车1辆": 1, "大巴2台": 2, "3辆（在用）": 3, "a pair": 2},
    ("pools", "hours"): {"8.30-17.30": "08:30-17:30", "0830-1730": "08:30-17:30", "8:30 - 12 noon, 1 - 5 pm": "08:30-12:00, 13:00-17:00",
                         "朝九晚五": "09:00-17:00", "8:00-次日8:00": "00:00-24:00"},
    ("pools", "days"): {"法定工作日": "workdays", "7天": "mon-sun", "not at weekends": "mon-fri"},
    ("procedures", "takes"): {typed: {"shortest": "20 min", "usual": "30 min", "longest": "40 min"} for typed in (
        "最短20分钟，通常30分钟，最长40分钟", "shortest 20 min, usual 30 min, longest 40 min", "20-40分钟，通常30分钟", "30±10分钟")},
    ("procedures", "needs"): {"接访组：2人": {"接访组": "接访组 2"}, "two crew and one car": {"crew": "crew 2", "car": "car 1"},
                              "公务车1辆和接访组2人": {"公务车": "公务车 1", "接访组": "接访组 2"},
                              "crew: reception 2 (split; first: north, south)": {"crew": {"of": "reception", "count": 2, "split": True, "first": ["north", "south"]}}},
    ("procedures", "outcome"): {"解决70%，其余转办": {"解决": "70%", "转办": "30%"}, "settled 60 %, the rest failed": {"settled": "60%", "failed": "40%"}},
    ("procedures", "priority"): {"triage: red 1, yellow 2": {"triage": {"red": 1, "yellow": 2}}, "紧急程度：特急1级、一般2级": {"紧急程度": {"特急": 1, "一般": 2}}},
    ("targets", "within"): {"2小时之内完成": "2 h", "30分钟内到场": "30 min", "within the hour": "1 h", "1h30": "1 h 30 min", "30 min.": "30 min"},
    ("duties", "at"): {"18:00 daily": ["18:00"], "每6小时": ["00:00", "06:00", "12:00", "18:00"], "every 12 hours": ["00:00", "12:00"]},
    ("streams", "rate"): {"十天一次": "0.1 per day", "约每天3件": "3 per day", "once a fortnight": "0.5 per week", "weekly": "1 per week"},
    ("streams", "hours"): {"8:00-12:00、14:00-18:00": {"08:00-12:00": 1, "14:00-18:00": 1}, "8时至12时：3；14时至18时：2": {"08:00-12:00": 3, "14:00-18:00": 2},
                           "08:00-12:00 60 %, 14:00-18:00 40 %": {"08:00-12:00": 0.6, "14:00-18:00": 0.4}},
    ("streams", "days"): {"工作日2、周末1": {"workdays": 2, "sat, sun": 1}, "周一3、周二2": {"mon": 3, "tue": 2}, "sat, sun: 1; weekdays: 2": {"sat, sun": 1, "mon-fri": 2}},
    ("streams", "zone"): {"镇内占七成、村里占三成": {"镇内": 0.7, "村里": 0.3}, "60% town, 40% village": {"town": 0.6, "village": 0.4}, "town": "town"},
    ("streams", "text"): {"畅通98%，其余中断": {"畅通": "98%", "中断": "2%"}, "closed": "closed"},
    ("streams", "people"): {"1至12人，通常2人": {"shortest": 1, "usual": 2, "longest": 12}},
    ("window", "from"): {"2 March 2026": "2026-03-02", "Mar 2, 2026": "2026-03-02"},
    ("window", "days"): {"两周": 14, "a week": 7},
    ("slower", "times"): {"慢三成": 1.3, "30 % slower": 1.3, "130%": 1.3},
}  # fmt: skip
UNCLEAR = {  # what is not guessed
    ("pools", "staff"): ["2 teams", "8人（含组长）", "两三人", "6+2"],
    ("things", "count"): ["各1辆"],
    ("pools", "hours"): ["8点半到12点，2点到5点半", "工作时间"],
    ("procedures", "outcome"): ["多数解决，少数转办"],
    ("streams", "rate"): ["每月10起"],
}


def leaf_of(table: str, key: str) -> Leaf:
    (found,) = [one for one in tables() if one.name == table]
    fields = list(found.field.fields.values()) if found.upright else [one for one, _role, _column in found.columns]
    part = [one.part for one in fields if one.key == key][-1]
    return part.free if isinstance(part, VaryingShape) else part


@pytest.mark.parametrize("where", CELLS, ids="-".join)
def test_cells_are_read_as_a_person_means_them(where):
    leaf = leaf_of(*where)
    for typed, meant in CELLS[where].items():
        found = notation.read(leaf, typed)
        assert found.troubles == [], typed
        assert leaf.file(found.value) == meant, typed


@pytest.mark.parametrize("where", UNCLEAR, ids="-".join)
def test_what_may_mean_two_things_is_not_guessed(where):
    leaf = leaf_of(*where)
    for typed in UNCLEAR[where]:
        found = notation.read(leaf, typed)
        assert found.troubles or not leaf.reads(found.value), typed


def test_a_plainly_written_form_has_nothing_to_show(desk):
    desk.read()
    assert taken(desk.path) == []


def test_needs_without_names_are_named_as_what_they_ask_for(desk):
    desk.put("处置流程", "分级：需要", "order", "crew 2人、car1辆")
    tier = desk.read().procedures["visit"].steps["order"].cases[0]
    assert {name: (need.of, need.count) for name, need in tier.needs.items()} == {"crew": ("crew", 2), "car": ("car", 1)}


@pytest.mark.parametrize(
    ("sheet", "title", "key", "typed", "bad"),
    [
        ("处置流程", "结果", "talk", "settled：坏；failed：更坏", ["坏", "更坏"]),
        ("处置流程", "结果", "talk", "settled约莫；failed大半", ["settled约莫", "failed大半"]),
        ("处置流程", "需要", "order", "team：crew 两三人；wheels：car 若干", ["crew 两三人", "car 若干"]),
        ("值守与定时报告", "时间", "evening", "7时、25时、下班前", ["25时", "下班前"]),
        ("值守与定时报告", "星期", "evening", "周一、周八、周九", ["周八、周九"]),
        ("组织机构", "时段", "crew", "25:00-26:00、14:00-下班", ["25:00、26:00、下班"]),
    ],
)
def test_every_bad_item_of_a_cell_is_reported(sheet, title, key, typed, bad, desk):
    row, _column = desk.put(sheet, title, key, typed)
    found = [fault for fault in desk.faults() if fault.startswith(f"plan.xlsx:{sheet}:{row}:{title}: ")]
    assert len(found) == len(bad), found
    for fault, item in zip(found, bad, strict=True):
        assert item in fault


def test_numbers_and_times_of_a_spreadsheet_are_read(desk):
    desk.put("力量与车辆", "数量", "car", 3.0)
    desk.put("值守与定时报告", "时间", "evening", dt.time(7, 5))
    desk.put("处置流程", "条款号", "call", 3.1)
    desk.put("时限指标", "考核方式", "arrival", 0.85)
    desk.put("原文条款", "条款号", "L.1", 3.1)
    desk.put("时限指标", "条款号", "arrival", 3.1)
    plan = desk.read()
    assert plan.pools["car"].count == 3
    assert plan.duties["evening"].at == [7 * 3600 + 300]
    assert "3.1" in plan.clauses
    assert (plan.targets["arrival"].form.kind, plan.targets["arrival"].form.goal) == ("share", 0.85)


def test_midnight_of_a_spreadsheet_is_the_end_of_the_day(desk):
    desk.put("值守与定时报告", "时间", "evening", dt.timedelta(days=1), number_format="[h]:mm")
    assert desk.read().duties["evening"].at == [86_400]


def test_empty_rows_other_sheets_and_moved_columns_are_no_matter(desk, tmp_path):
    plan = read_plan(tmp_path / "plan.yaml")
    desk.book["时限指标"].insert_rows(3, 4)
    desk.book["时限指标"].insert_cols(1, 2)
    desk.book.create_sheet("笔记", 0).append(["随便写的", 1, dt.datetime(2026, 1, 1)])
    desk.book.create_sheet("空表")
    desk.book["假定"].title = "第八张表"
    desk.book["组织机构"].sheet_state = "hidden"
    desk.book.move_sheet("原文条款", -5)
    desk.book["力量与车辆"].cell(2, 30).value = "# 谁来填"
    desk.book["力量与车辆"].cell(3, 30).value = "老张那边"
    desk.book["力量与车辆"].cell(9, 1).value = "※ 以上车辆待核实"
    assert_same(desk.read(), plan)


def test_merged_cells_say_the_same_for_every_row(desk):
    sheet = desk.book["组织机构"]
    first, column = desk.place("组织机构", "驻地", "crew")
    last, _column = desk.place("组织机构", "驻地", "guests")
    sheet.cell(last, column).value = None
    sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)
    steps, _column = desk.place("处置流程", "流程", "visit")
    end = max(row for row in range(steps, 40) if desk.book["处置流程"].cell(row, 1).value == "visit")
    desk.book["处置流程"].merge_cells(start_row=steps, end_row=end, start_column=1, end_column=1)
    plan = desk.read()
    assert plan.pools["guests"].base == "office"
    assert len(plan.procedures["visit"].steps) == 7


def test_a_formula_counts_with_the_value_that_was_saved(desk):
    row, column = desk.put("力量与车辆", "数量", "car", "=1+2")
    desk.book.save(desk.path)
    with speaking("en"):
        (fault,) = faults_of(desk.path)
    assert fault.startswith(f"plan.xlsx:力量与车辆:{row}:数量: the formula in this cell has no value")
    repacked(desk.path, lambda _name, content: re.sub(rb"<f>1\+2</f><v ?(/>|></v>)", b"<f>1+2</f><v>3</v>", content))
    assert read_plan(desk.path).pools["car"].count == 3
    assert column


# ---- faults ----------------------------------------------------------------------------------


def broken(desk: Desk) -> None:
    desk.put("时限指标", "时限", "arrival", "立即")
    desk.put("地点与路程", "通常用时", "county", "10", table=0)
    desk.put("组织机构", "人数", "crew", 2.5)
    desk.put("组织机构", "类别", "head", "局长")
    desk.put("值守与定时报告", "星期", "evening", dt.datetime(2026, 3, 5))
    desk.put("处置流程", "用时：通常", "talk", None)
    desk.put("处置流程", "需要", "order", "team：crew")
    desk.put("原文条款", "内容", "L.2", "联系人 13812345678")


def test_every_fault_has_its_cell_and_all_come_at_once(desk):
    broken(desk)
    with speaking("en"):
        found = desk.faults()
    assert [fault.partition(": ")[0] for fault in found] == [
        "plan.xlsx:组织机构:3:人数",
        "plan.xlsx:组织机构:5:类别",
        "plan.xlsx:地点与路程:17:通常用时",
        "plan.xlsx:处置流程:5:需要",
        "plan.xlsx:处置流程:8:用时：最短",
        "plan.xlsx:时限指标:3:时限",
        "plan.xlsx:值守与定时报告:3:星期",
        "plan.xlsx:原文条款:4:内容",
    ]
    assert found[0].endswith("a whole number is expected here (got 2.5); write it as 3")
    assert found[5].endswith("'立即' is not a duration; write a number with its unit, such as 10 min, 2 h or 3 days")
    assert found[6].endswith("has turned this into a date (got 2026-03-05); format the cell as text and type it again")
    assert "numbers of people only, no names" in found[7]


def test_faults_are_said_in_chinese(desk):
    broken(desk)
    found = desk.faults()
    assert len(found) == 8
    assert found[5] == "plan.xlsx:时限指标:3:时限: “立即”不是时长; 请写数字和单位，如10分钟、2小时、3天"


def test_an_english_form_has_english_places(tmp_path):
    (tmp_path / "plan.yaml").write_text(PLAN, "utf-8")
    desk = Desk(tmp_path / "plan.xlsx", form_bytes(read_plan(tmp_path / "plan.yaml")))
    desk.put("Time limits", "within", "arrival", "soon")
    (fault,) = desk.faults()
    assert fault.startswith("plan.xlsx:Time limits:3:within: 'soon' is not a duration")


@pytest.mark.parametrize(
    ("sheet", "title", "key", "value", "place", "what"),
    [
        ("地点与路程", "名称", "", "没有代号", "地点与路程:5:地点", "this cell is blank"),
        ("地点与路程", "地点", "", "town", "", ""),
        ("处置流程", "参与", "", "team", "处置流程:12:流程", "this cell is blank"),
        ("组织机构", "组长", "crew", "nobody", "组织机构:3:组长", "there is no post 'nobody'"),
        ("组织机构", "排序", "crew", "先", "组织机构:3:排序", "a whole number is expected here"),
        ("处置流程", "用时", "talk", "20分钟", "处置流程:8:用时：最短", "this is given twice"),
        (
            "处置流程",
            "结果",
            "talk",
            "settled：70%、settled：30%",
            "处置流程:8:结果",
            "'settled' is there twice in this cell",
        ),
        ("基本信息", "内容", "预案代号", "小 镇", "基本信息:3:内容", "a name starts with a letter"),
        ("基本信息", "项目", "名称", "名字", "基本信息:4:项目", "'名字' is no item of this table"),
        ("力量与车辆", "金额", "cash", "很多", "力量与车辆:5:金额", "'很多' is not an amount of money"),
        ("基本信息", "取值", "danger", None, "基本信息:11:取值", "this cell is blank"),
        ("地点与路程", "通常用时", "county", None, "地点与路程:17:通常用时", "this cell is blank"),
        ("力量与车辆", "容量", "car", 5, "力量与车辆:3:容量", "'容量' is not a key here; the keys here are"),
        ("处置流程", "用时", "call", "大约：5分钟", "处置流程:3:用时", "'大约' is not a key here"),
    ],
)
def test_one_thing_wrong(sheet, title, key, value, place, what, desk):
    if title == "参与":
        desk.book["处置流程"].insert_rows(3)  # a row above all others, without its procedure and step
        desk.book["处置流程"].cell(3, desk.place(sheet, title, "call")[1]).value = value
        place = "处置流程:3:流程"
    else:
        desk.put(sheet, title, key, value)
    with speaking("en"):
        found = desk.faults()
    if not what:
        assert found == []
        return
    assert any(fault.startswith(f"plan.xlsx:{place}: {what}") for fault in found), found


def test_titles_that_are_wrong_are_found(desk):
    sheet = desk.book["时限指标"]
    sheet.cell(2, 5).value = "时 限"  # spaces are no matter
    sheet.cell(2, 3).value = "从何处"
    sheet.cell(3, 40).value = "这一列没有标题"
    with speaking("en"):
        found = desk.faults()
    assert [fault.partition(": ")[0] for fault in found if "title" in fault or "column" in fault] == [
        "plan.xlsx:时限指标:2:从何处",
        "plan.xlsx:时限指标:3:AN",
    ]


def test_a_name_given_twice_is_one_fault(desk):
    desk.put("时限指标", "指标", "written", "arrival")
    with speaking("en"):
        found = desk.faults()
    assert any("time" not in fault and "'arrival' is given twice (first in row 3)" in fault for fault in found)
    assert sum("given twice" in fault for fault in found) == 1


def test_findings_have_their_cells(desk, tmp_path):
    plan = desk.read()
    placed = criticise(desk.path, plan, None)
    assert placed
    assert all(one.spot is not None and one.place.startswith(f"{desk.path}:{one.spot.sheet}:") for one in placed)
    from_yaml = criticise(tmp_path / "plan.yaml", plan, None)
    assert [one.finding for one in placed] == [one.finding for one in from_yaml]


# ---- files that are no form ------------------------------------------------------------------------


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def packed(**files: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("___", ".").replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(content: bytes, name: str = "sheet.xml", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook with one sheet, which is kept under a name."""
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = b"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" \
           b"<Relationship Id='r1' Type='%s/worksheet' Target='%s'/></Relationships>" % (office, name.encode())  # fmt: skip
    book = b"<workbook xmlns='%s' xmlns:r='%s'><sheets><sheet name='s' r:id='r1'/></sheets></workbook>" % (MAIN, office)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("xl/workbook.xml", book)
        archive.writestr("xl/_rels/workbook.xml.rels", rels)
        archive.writestr(f"xl/{name}", b"<worksheet xmlns='%s'>%s</worksheet>" % (MAIN, content))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "this is no workbook"),
        (b"plan: x\nname: y\n", "this is no workbook but a text, such as a CSV file"),
        ("一,二\n".encode("utf-16"), "this is no workbook but a text, such as a CSV file"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "this is a web page or an XML file"),
        (b"%PDF-1.7 and so on", "this is no workbook"),
        (b"\0" * 600, "this is no workbook"),
        (OLE + b"\0" * 600, "this is an old workbook (.xls, .et)"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "the file has a password"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_xml=b"<x/>"), "this is an OpenDocument file"),
        (packed(Index__Document___iwa=b"x"), "this is a Numbers file"),
        (packed(xl__workbook___bin=b"x"), "this is a binary workbook"),
        (packed(word__document_xml=b"<x/>"), "this is no workbook"),
        (packed(xl__workbook_xml=b"<x/>"), "the workbook is damaged"),
        (packed(xl__workbook_xml=b"<x"), "the workbook is damaged"),
        (b"PK\x03\x04 and then nothing", "the workbook is damaged"),
        (packed(xl__workbook_xml=b"<x/>", a_xml=b" " * 60_000_000), "the file is too large when unpacked"),
        (packed(xl__workbook_xml=b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "the file defines entities of its own"),
        (sheet(b"<c/><mergeCell ref='A1:XFD1048576'/>"), "the file is too large"),
        (sheet(b"<c/>" * 1_000_001), "the file is too large"),
        (sheet(b"<c r='A1'><v>1</v></c>" * 200_001, "sheet.dat"), "the file is too large"),
        (sheet(b"<c t='inlineStr'><is><t>" + b"x" * 32_768 + b"</t></is></c>"), "a cell holds more than 32767 characters"),
        (sheet(b"<c t='inlineStr'><is><t>" + b"x" * 32_767 + b"</t></is></c>" * 1_600), "the workbook"),
        (sheet(b"<c " + b" ".join(b"a%d='1'" % n for n in range(100_000)) + b"/>"), "the file is too large"),
        (sheet(b"<row>" * 200 + b"</row>" * 200), "the file is nested too deep"),
        (sheet(b"<row>" * 900_000), "the file is nested too deep"),
        (sheet(b"<c r='A1'><v>nan</v></c>"), "the workbook is damaged"),
        (sheet(b"<c r='A0'><v>1</v></c>"), "the workbook is damaged"),
        (sheet(b"<c r='A1' t='s'><v>7</v></c>"), "the workbook is damaged"),
        (sheet(b"", method=zipfile.ZIP_LZMA), "the file is packed in an unusual way"),
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused_in_words(content, what, tmp_path):
    (fault,) = faults_of(written(tmp_path / "plan.xlsx", content))
    assert fault.startswith(f"plan.xlsx: {what}")


def test_a_workbook_of_something_else_is_no_form(tmp_path):
    book = Workbook()
    book.active.append(["name", "telephone"])
    book.save(tmp_path / "plan.xlsx")
    (fault,) = faults_of(tmp_path / "plan.xlsx")
    assert "no sheet has titles that are known" in fault
    assert faults_of(tmp_path / "missing.xlsx")[0].startswith("missing.xlsx: there is no such file")


def test_a_damaged_form_is_refused_or_read(desk):
    """Bytes changed at random: words for what is wrong, or the plan, and never anything else."""
    whole = desk.path.read_bytes()
    r = Random(1)
    for _ in range(25):
        broken = bytearray(whole)
        for _ in range(r.choice((1, 5, 40))):
            broken[r.randrange(len(broken))] = r.randrange(256)
        desk.path.write_bytes(broken[: r.choice((len(broken), r.randrange(len(broken))))])
        faults_of(desk.path)


def test_any_cell_may_hold_anything(desk):
    """Odd values in cells at random: faults with places, or a plan."""
    r = Random(2)
    odd = ["", " ", "：", "；；", "[", "{}", '{"a": 1}', '"', "a：", "：a", "a：b；a：c", -1, 1e308, 0.1, True, dt.time(1), "x" * 5000,
           dt.datetime(2026, 1, 1), "=1/0", "=cmd|' /C calc'!A0", "😀", "[" * 50, "null", "~", "1..", "７", "a,b;c、d", "#", "※"]  # fmt: skip
    for _ in range(12):
        for sheet in desk.book.worksheets:
            for _ in range(4):
                row, column = r.randint(1, sheet.max_row), r.randint(1, min(sheet.max_column, 25))
                if type(sheet.cell(row, column)).__name__ == "Cell":
                    sheet.cell(row, column).value = r.choice(odd)
        assert all(fault.startswith("plan.xlsx") for fault in desk.faults())


def test_links_and_hidden_programs_are_not_followed(desk, tmp_path):
    plan = read_plan(tmp_path / "plan.yaml")
    desk.book.save(desk.path)
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    repacked(
        desk.path, lambda _name, content: content, {"xl/externalLinks/externalLink1.xml": link, "xl/vbaProject.bin": b"x"}
    )
    assert_same(read_plan(desk.path), plan)


# ---- the form itself -------------------------------------------------------------------------------


@in_both
def test_the_form_is_pleasant_and_safe_to_open(spoken, tmp_path):
    with speaking(spoken):
        content = form_bytes(Plan.model_validate(ODD))
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == [titles[language.FILED.index(spoken)] for titles in SHEETS.values()]
    for sheet in book.worksheets:
        assert sheet.cell(1, 1).value.startswith("※ ")
        assert sheet.freeze_panes
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    people = book.worksheets[1]
    with speaking(spoken):
        (of_people,) = [table for table in tables() if table.name == "pools"]
        assert people.cell(1, 1).value == f"※ {hints.of_table(of_people, folded=True)}"
    with speaking("en"):
        assert "numbers of people only, no names" in hints.of_table(of_people)
    lists = [validation.formula1 for validation in people.data_validations.dataValidation]
    assert ('"squad,post"' if spoken == "en" else '"分队,岗位"') in lists
    assert sum(cell.comment is not None for cell in people[2]) > 15
    clauses = book.worksheets[8]
    (text,) = [cell for row in clauses.iter_rows() for cell in row if str(cell.value).startswith("=cmd")]
    assert text.quotePrefix


# ---- commands --------------------------------------------------------------------------------


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """Type a command in a folder of its own; returns exit code, output and messages."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRILLSIM_LANG", "en")

    def type_it(*words: object) -> tuple[int, str, str]:
        code = cli.run([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    yield type_it
    language.speak("en")


@in_both
def test_new_gives_a_filled_in_example_in_one_language(spoken, typed, tmp_path):
    assert typed("new", "our-town", "--form", "plan.xlsx", "--lang", spoken)[0] == 0
    plan = read_plan(tmp_path / "plan.xlsx")
    assert plan.plan == "our-town"
    assert isinstance(plan.name, str)
    titles = [cell.value for row in load_workbook("plan.xlsx").worksheets[1].iter_rows() for cell in row]
    assert not [title for title in titles if "(Chinese)" in str(title) or "（英文）" in str(title)]
    assert typed("check", "plan.xlsx")[0] == 0
    assert typed("new", "our-town", "--form", "plan.xlsx")[0] == 2
    assert typed("new", "our-town", "--form", "plan.xlsx", "--force")[0] == 0
    assert typed("new", "our town", "--form", "other.xlsx")[0] == 2
    assert not Path("other.xlsx").exists()


def test_a_plan_becomes_a_form_and_a_form_a_plan(typed, tmp_path):
    source = SCENARIOS / "town-veterans/plan.yaml"
    assert typed("form", source, "-o", "plan.xlsx", "--lang", "zh")[0] == 0
    assert typed("form", "plan.xlsx", "-o", "plan.yaml")[0] == 0
    assert_same(read_plan("plan.yaml"), read_plan(source))
    code, _out, err = typed("form", "plan.xlsx", "-o", "plan.yaml")
    assert code == 2
    assert "--force" in err
    assert typed("form", "plan.xlsx", "-o", "plan.pdf")[0] == 2


def test_a_scenario_stands_beside_its_plan_and_every_command_takes_the_workbook(typed, tmp_path):
    source = SCENARIOS / "town-inspection/inspection-week.yaml"
    assert typed("form", source, "-o", "week.xlsx", "--lang", "zh")[0] == 0
    assert typed("form", "week.xlsx", "-o", "week.yaml")[0] == 0
    assert typed("form", "week.xlsx", "-o", "week.yaml")[0] == 2, "nothing is written over"
    assert read_scenario("week-scenario.yaml")[0] == read_scenario(source)[0].model_copy(update={"plan": "week.yaml"})
    runs = ("--runs", 3, "--engine", "simpy", "--no-report")
    for path, out in ((source, "a"), ("week.xlsx", "b"), ("week-scenario.yaml", "c")):
        assert typed("run", path, *runs, "--out", out)[0] in (0, 1, 3)
        assert Path(out, "results.csv").read_bytes() == Path("a/results.csv").read_bytes()
    assert read_scenario("b/inputs/week.xlsx") == read_scenario("week.xlsx"), "the folder keeps the workbook"
    code, out, _err = typed("check", "week.xlsx", "--format", "json")
    assert code == 0
    assert {one["file"] for one in json.loads(out)["findings"]} == {"week.xlsx"}
    assert typed("msel", "week.xlsx", "-o", "week.csv")[0] == 0


def test_faults_of_a_scenario_have_their_cells(typed, tmp_path):
    scenario, plan = read_scenario(SCENARIOS / "village-committee/storm-week.yaml")
    desk = Desk(tmp_path / "week.xlsx", form_bytes(plan, scenario))
    desk.put("Scenario", "content", "from", dt.datetime(2026, 7, 6, 8))  # as a spreadsheet keeps a date
    row, _column = desk.put("Scenario", "content", "days", "some")
    desk.put("Incidents", "kind", "matters", "matter?")
    desk.put("Incidents", "hours", "matters", "8:00-12:00: 3; soon: 2")
    desk.put("Disruptions", "weather", "storm", "hail")
    desk.put("Injects", "zone", "day 3 21:30", "nowhere")
    desk.put("Time limits", "within", "alarmed", "soon")
    desk.book.save(desk.path)
    code, _out, err = typed("run", "week.xlsx")
    assert code == 2
    assert [line.partition(": ")[0] for line in err.splitlines() if line.startswith("week.xlsx")] == [
        "week.xlsx:Time limits:5:within",
        f"week.xlsx:Scenario:{row}:content",
        "week.xlsx:Incidents:3:kind",
        "week.xlsx:Incidents:3:hours",
        "week.xlsx:Injects:4:zone",
        "week.xlsx:Disruptions:3:weather",
    ], err


def test_a_plan_without_a_scenario_says_where_to_write_one(typed, tmp_path):
    assert typed("form", SCENARIOS / "village-committee/plan.yaml", "-o", "plan.xlsx")[0] == 0
    code, _out, err = typed("run", "plan.xlsx")
    assert code == 2
    assert "'Scenario'" in err
    assert typed("check", "plan.xlsx")[0] == 0


def test_a_second_scenario_is_a_workbook_that_names_the_plan(typed, tmp_path):
    scenario, plan = read_scenario(SCENARIOS / "village-committee/storm-week.yaml")
    Path("plan.xlsx").write_bytes(form_bytes(plan))
    desk = Desk(tmp_path / "storm.xlsx", form_bytes(plan, scenario))
    desk.put("Scenario", "content", "plan's file", "plan.xlsx")
    for sheet in desk.book.worksheets[:9]:
        desk.book.remove(sheet)
    desk.book.save(desk.path)
    assert read_scenario("storm.xlsx")[0] == scenario.model_copy(update={"plan": "plan.xlsx"})
    assert typed("check", "storm.xlsx")[0] == 0


def test_a_scenario_may_name_a_form(typed, tmp_path):
    folder = shutil.copytree(SCENARIOS / "town-inspection", tmp_path / "town-inspection")
    assert typed("form", folder / "plan.yaml", "-o", folder / "plan.xlsx")[0] == 0
    text = (folder / "inspection-week.yaml").read_text("utf-8")
    assert text.count("plan: plan.yaml") == 1
    (folder / "with-form.yaml").write_text(text.replace("plan: plan.yaml", "plan: plan.xlsx"), "utf-8")
    for name in ("inspection-week", "with-form"):
        assert typed("msel", folder / f"{name}.yaml", "-o", f"{name}.csv")[0] == 0
        assert typed("run", folder / f"{name}.yaml", "--runs", 3, "--engine", "simpy", "--out", name, "--no-report")[0] in (
            0,
            1,
            3,
        )
    assert Path("inspection-week.csv").read_bytes() == Path("with-form.csv").read_bytes()
    assert Path("inspection-week/results.csv").read_bytes() == Path("with-form/results.csv").read_bytes()
    code, out, _err = typed("check", folder / "with-form.yaml", "--format", "json")
    assert code == 0
    assert "plan.xlsx" in out


def test_check_names_every_fault_of_a_form(typed, tmp_path):
    desk = Desk(tmp_path / "plan.xlsx", form_bytes(read_plan(SCENARIOS / "town-inspection/plan.yaml")))
    desk.put("Time limits", "within", "scene_in_30", "soon")
    desk.put("Organisation", "base", "clerk", "nowhere")
    desk.book.save(desk.path)
    code, out, err = typed("check", "plan.xlsx")
    assert (code, out) == (2, "")
    assert err.count("plan.xlsx:") == 2
    assert "Traceback" not in err


@in_both
def test_the_page_on_the_form_shows_the_faults_that_come(spoken, tmp_path):
    root = Path(__file__).parent.parent
    typed = {
        "en": [("Time limits", "within", "alarmed", "soon"), ("Organisation", "base", "doctor", "clinic")],
        "zh": [("时限指标", "时限", "接报及时", "立即"), ("组织机构", "驻地", "村医", "卫生院")],
    }
    page = {"en": "form.md", "zh": "form.zh.md"}[spoken]
    shown = (root / "docs" / page).read_text("utf-8").partition("```text\n")[2].partition("```")[0]
    with speaking(spoken):
        desk = Desk(tmp_path / "plan.xlsx", form_bytes(read_plan(root / "drillsim" / "starter" / spoken / "plan.yaml")))
        for cell in typed[spoken]:
            desk.put(*cell)
        assert desk.faults() == shown.splitlines()


@pytest.mark.parametrize(
    ("takes", "cell"),
    [
        ({"matter": {"ask": "10 min", "complain": "30 min"}}, "matter：ask 10分钟、complain 30分钟"),
        ({"zone": {"town": "20 min"}}, "区域：town 20分钟"),
        ({"people": {"1至4人": "10 min", "5人以上": "1 h"}}, "来访人数：1至4人 10分钟、5人以上 1小时"),
        ({"observed": ["5 min", "10 min"]}, "实测：5分钟、10分钟"),
    ],
)
def test_times_that_hang_on_the_incident_stand_in_one_cell(takes, cell, tmp_path):
    plan = Plan.model_validate({
        "plan": "p", "name": "P", "zones": {"town": {}}, "attributes": {"matter": ["ask", "complain"]}, "targets": {},
        "pools": {"clerk": {"staff": 1}}, "procedures": {"visit": {"steps": {"hear": {"takes": takes}}}},
    })  # fmt: skip
    for spoken in ("en", "zh"):
        with speaking(spoken):
            assert all(found == plan for found in there_and_back(plan, tmp_path))
    book = load_workbook(tmp_path / "there.xlsx")
    assert cell in [one.value for row in book["处置流程"].iter_rows() for one in row]


@in_both
def test_calendars_and_special_days_come_back_whole(spoken, tmp_path):
    plan = Plan.model_validate({
        "plan": "p", "name": "P", "zones": {"town": {}}, "targets": {}, "pools": {"clerk": {"staff": 1}},
        "procedures": {"visit": {"steps": {"hear": {}}}},
        "duties": {"report": {"procedure": "visit", "at": "17:00", "days": "fri except holidays"},
                   "again": {"procedure": "visit", "at": "17:00", "dates": [1, "2026-10-01 to 2026-10-07"]}},
        "calendar": {"country": "china", "holidays": ["2027-02-05 to 2027-02-11"], "workdays": "2027-02-14",
                     "source": "the county"},
    })  # fmt: skip
    scenario = Scenario.model_validate({
        "plan": "plan.yaml", "name": "S", "window": {"from": "2026-09-21", "days": 28}, "calendar": "china",
        "streams": {"visits": {"kind": "visit", "rate": "3 per day", "days": {"workdays": 4, "days off": 1}}},
        "special_days": [
            {"name": "fair", "every": 5, "from": "2026-09-23", "times": 2, "streams": "visits"},
            {"dates": [1, "2026-10-08 to 2026-10-09"], "times": 1.5},
            {"days": "holidays", "times": 0},
        ],
    })  # fmt: skip
    with speaking(spoken):
        assert all(found == plan for found in there_and_back(plan, tmp_path))
        scenario_there_and_back(scenario, plan, tmp_path)
