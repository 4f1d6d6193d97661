"""Reading what is right: two languages, spellings, quantities as written, the JSON Schema."""

# ruff: noqa: E501 (lines of the files themselves)

from __future__ import annotations

import gettext
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import jsonschema
import pytest
from files import PLAN, SCENARIO, write
from plans import drill, inject
from pydantic import AliasChoices
from random_plans import random_plan

from drillsim.base import language
from drillsim.base.errors import InputError
from drillsim.base.language import speaking
from drillsim.check.plan import check_plan
from drillsim.files.form.writing import form_bytes
from drillsim.files.reading import json_schema, read_plan, read_scenario
from drillsim.files.source import Source
from drillsim.judge.replicate import play_event_list
from drillsim.judge.settings import Settings
from drillsim.plan.graph import Graph
from drillsim.plan.keys import key, keys_of
from drillsim.plan.plan import Plan
from drillsim.plan.procedures import Procedure
from drillsim.plan.scenario import Scenario
from drillsim.plan.schema import Model

PLAN_ZH = """\
预案: little-town
名称: {en: A little town, zh: 小镇}
区域: {town: {属于: county}, county: }
路程:
  用时:
    office: {town: 5 分钟, county: 40 分}
  变慢:
    - {时段: "07：00至09：00", 倍数: １.５}
  天气: {snow: 2}
波动: {路程: {最短: 0.8, 通常: 1, 最长: 2}}
力量:
  crew: {人员: ６, 驻地: office, 集结: {值班: 2分钟, 备勤: １５ 分钟}, 时段: "08:00-18:00"}
  guests: {类别: 分队, 人员: 2, 驻地: office, 支援: crew, 责任区域: [town, county]}
  car: {类别: 车辆, 数量: 2, 驻地: office}
  head: {类别: 岗位, 兼任: chair}
  phone: {类别: 职务}
  room: {类别: 场所, 容量: 10}
  cash: {类别: 经费, 金额: 5000元}
属性:
  danger: [none, some]
处置流程:
  visit:
    优先级: 2
    步骤:
      call:
        呼叫: phone
        用时: 2分
        结果: {接通: 95 %, 未接通: 5％}
        条款号: L.1
      again:
        之后: call
        条件: {call: 未接通}
        用时: 10 min
      order:
        之后: [call, again]
        用时: 集结
        需要: {team: crew 2, wheels: car １}
        分级:
          - {来访人数: 1至9人}
          - {来访人数: 10.., 需要: {team: crew 3, leader: chair 1}}
        保持到: {team: over, wheels: over, leader: talk}
      travel: {之后: order, 用时: 途中, 参与: [team, wheels], 到: 现场}
      talk:
        之后: travel
        用时: {最短: 10分钟, 通常: 20分钟, 最长: 1小时}
        结果: {settled: 0.7, failed: 0.3}
      help:
        之后: talk
        条件: {talk: failed, danger: some}
        用时: 30分钟
        支出: {cash: 500元}
      over:
        之后: [talk, help]
        返回: [team, wheels]
  report:
    步骤:
      write: {用时: 10分钟, 需要: {place: room 1}}
定时任务:
  evening: {流程: report, 时间: ["18：00"], 星期: 周一至周五, 条款号: L.2}
时限指标:
  arrival: {从: call.结束, 到: travel.结束, 时限: 20分钟, 范围: {类别: visit, 区域: town}, 考核方式: 达标率 90 %, 条款号: L.1}
  written: {从: write.就绪, 到: write.结束, 时限: 30分钟, 考核方式: 每起, 特殊原因: {danger: some}, 条款号: L.2}
条款:
  L.1: {内容: In town within twenty minutes., 计时: arrival}
  L.2: {内容: A report every evening., 计时: written, 纳入推演: duties.evening}
假定:
  staff: {内容: Six people., 来源: assumed, 涉及: [力量.crew.人员, 处置流程.visit.talk]}
"""

SCENARIO_ZH = """\
预案: plan.yaml
名称: An ordinary week
推演时段: {从: 2026-03-02 08:00, 天数: 3}
事件流:
  visits:
    类别: visit
    频率: 每天3起
    时段: {"08:00-20:00": 1}
    星期: {周一至周五: 2, 周六至周日: 1}
    区域: {town: 3, county: 1}
    来访人数: {最少: 1, 通常: 3, 最多: 20}
    属性: {danger: {none: 90 %, some: 10 %}}
    最多起数: 20
  market:
    类别: visit
    时间: ["09:30"]
    区域: town
情景注入:
  - {时间: 第2天 10:00, 类别: visit, 区域: county, 来访人数: 12, 属性: {danger: some}, 内容: A family asks to be heard.}
突发干扰:
  - {人员缺勤: crew, 数量: 2, 从: 第1天 12:00, 至: 第2天 12:00}
  - {停用: car, 从: 第2天 00:00, 至: 第3天 00:00, 可能性: 50 %}
  - {电话不通: phone, 从: 第1天 20:00, 至: 第2天 08:00}
  - {道路缓行: {从: office, 到: county}, 倍数: 2, 从: 第1天 08:00, 至: 第2天 08:00}
  - {天气: snow, 从: 第3天 00:00, 至: 第3天 12:00}
假定:
  arrivals: {内容: Three a day., 涉及: [事件流.visits.频率]}
"""


def test_a_plan_in_chinese_is_its_english_twin(tmp_path: Path) -> None:
    (tmp_path / "zh").mkdir()
    assert read_scenario(write(tmp_path / "zh", PLAN_ZH, SCENARIO_ZH)) == read_scenario(write(tmp_path))


def test_spellings_may_be_mixed(tmp_path: Path) -> None:
    en, zh = PLAN.splitlines(), PLAN_ZH.splitlines()
    mixed = "\n".join(line if i % 2 else other for i, (line, other) in enumerate(zip(en, zh, strict=True)))
    assert read_scenario(write(tmp_path, mixed)) == read_scenario(write(tmp_path))


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    plain = read_scenario(write(tmp_path))
    plan, scenario = (("\ufeff" + text).replace("\n", "\r\n").encode() for text in (PLAN, SCENARIO))
    assert read_scenario(write(tmp_path, plan, scenario)) == plain


def test_a_fault_in_a_chinese_file_is_found_at_its_place(tmp_path: Path) -> None:
    plan = PLAN_ZH.replace("之后: [call, again]", "之后: [call, agian]").replace("人员: ６", "人元: ６")
    with pytest.raises(InputError) as caught:
        read_scenario(write(tmp_path, plan))
    lines = plan.splitlines()
    assert [(fault.line, fault.column) for fault in caught.value.faults] == [
        (12, lines[11].index("人元") + 1),
        (35, lines[34].index("agian") + 1),
    ]


def test_suggestions_are_in_the_language_spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_catalogue", lambda _language: gettext.NullTranslations())
    plan = PLAN.replace("staff: 6", "staf: 6").replace("within: 20 min, ", "").replace("kind: room", "kind: rooom")
    with pytest.raises(InputError) as caught:
        read_scenario(write(tmp_path, plan))
    with language.speaking("zh"):
        shown = [f"{fault.what}; {fault.mend}" for fault in caught.value.faults]
    assert shown == [
        "'staf' is not a key here; did you mean '人员'?",
        "'rooom' is no kind of pool; write one of 分队、车辆、岗位、场所、经费",
        "a target promises something: one of 时限, 人员比例, 不晚于, 不遗漏, 按先后顺序, 合计, 结果, 留守, 每隔, 数量, 同时在办不超过, 每周期一次, 每, 不间断, 连续值勤; add it",
    ]


def test_scalars_are_read_by_yaml_1_2_and_keep_their_writing(tmp_path: Path) -> None:
    path = tmp_path / "some.yaml"
    path.write_text(
        "a: 007\nb: 5.10\nc: 1_000\nd: 14:30\ne: no\nf: 2026-03-02\ng: ８\nh: '8'\n12: x\n5.10: y\ni: ~\nj: TRUE\n"
    )
    data = Source(path).data
    assert data == {"a": 7, "b": 5.1, "c": "1_000", "d": "14:30", "e": "no", "f": "2026-03-02", "g": 8, "h": "8",
                    "12": "x", "5.10": "y", "i": None, "j": True}  # fmt: skip
    assert (str(data["a"]), str(data["b"])) == ("007", "5.10")


def test_clauses_may_be_numbered(tmp_path: Path) -> None:
    plan = PLAN.replace("L.1", "5.10").replace("L.2", "5")
    read = read_scenario(write(tmp_path, plan))[1]
    assert list(read.clauses) == ["5.10", "5"]
    assert read.targets["arrival"].clause == ["5.10"]
    assert read.procedures["visit"].steps["call"].clause == ["5.10"]


def test_anchors_are_followed(tmp_path: Path) -> None:
    plan = PLAN.replace("on_duty: 2 min, on_call: 15 min}", "on_duty: &soon 2 min, on_call: 15 min}")
    plan = plan.replace("takes: 2 min", "takes: *soon")
    assert read_scenario(write(tmp_path, plan)) == read_scenario(write(tmp_path))


@pytest.mark.parametrize("word", ["true", "yes", "是"])
def test_yes_in_any_writing(tmp_path: Path, word: str) -> None:
    plan = PLAN.replace("kind: vehicle,", f"kind: vehicle, outside: {word},")
    write(tmp_path, plan)
    assert read_plan(tmp_path / "plan.yaml").pools["car"].outside is True


def test_every_model_reads_the_spellings_of_its_keys_and_no_others() -> None:
    for model in models():
        for one in keys_of(model).values():
            alias = model.model_fields[one.field].validation_alias
            choices = alias.choices if isinstance(alias, AliasChoices) else []
            assert {one.english, *choices} == set(one.spellings)
            assert one.english in choices or one.field == one.english, (model, one)
        shown = [one.in_chinese for one in keys_of(model).values()]
        assert len(shown) == len(set(shown)), model


def test_a_spelling_that_would_be_two_keys_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="in Depot '驻地' would be both 'base' and 'amount'"):

        class Depot(Model):
            base: Annotated[str, key("驻地")]
            amount: Annotated[int, key("金额 驻地")]


FOREIGN = [  # a key as another model spells it: what is written, and what is said in each language
    ("zones: {town: {时限: far}, far: }", "区域: {town: {时限: far}, far: }", "'within'", "“属于”"),
    ("travel: {倍数: {hq: {town: 5 min}}}", "路程: {倍数: {hq: {town: 5分钟}}}", "'times'", "“用时”"),
    ("targets: {t: {to: go.ended, 属于: 10 min}}", "时限指标: {t: {到: go.结束, 属于: 10分钟}}", "'within'", "“时限”"),
    ("triggers: {t: {count: 3, 属于: 1 h, procedure: p}}", "触发条件: {t: {起数: 3, 属于: 1小时, 流程: p}}", "'within'", "“之内”"),
    ("assumptions: {a: {text: t, 说明: [zones]}}", "假定: {a: {内容: t, 说明: [区域]}}", "'about'", "“涉及”"),
    ("targets: {t: {to: go.ended, within: 1 h, 驻地: hq}}", "时限指标: {t: {到: go.结束, 时限: 1小时, 驻地: hq}}",
     "it is a key of: Squads, vehicles and posts: where they stand, and how they are sent; A room", "这个键属于：分队、车辆和岗位：驻在哪里，怎样派出；场所"),
]  # fmt: skip


@pytest.mark.parametrize(("english", "chinese", "said", "said_zh"), FOREIGN)
def test_a_key_of_another_part_is_refused_with_what_it_should_be(
    tmp_path: Path, english: str, chinese: str, said: str, said_zh: str
) -> None:
    for text, hint, spoken in ((english, said, "en"), (chinese, said_zh, "zh")):
        (tmp_path / "plan.yaml").write_text(text, "utf-8")
        with pytest.raises(InputError) as error:
            read_plan(tmp_path / "plan.yaml")
        with speaking(spoken):
            assert any(hint in str(fault) for fault in error.value.faults), str(error.value)


def models(model: type[Model] = Model) -> Iterator[type[Model]]:
    for child in model.__subclasses__():
        if child.__module__.startswith("drillsim"):
            yield child
        yield from models(child)


# ---- the order of steps ----------------------------------------------------------------------


def graph(**steps: Any) -> Graph:
    return Graph(Procedure.model_validate({"steps": steps}), frozenset({"team"}))


def test_what_surely_ran_before() -> None:
    found = graph(
        a={"outcome": {"x": 1.0}},
        b={"after": "a", "when": {"a": "x"}},
        c={"after": ["a", "b"]},
        d={"after": "b"},
        e={"after": ["c", "d"]},
        f={"after": ["b", "c"], "when": {"a": "x"}},
        g={"after": "a", "when": {"zone": ["near", "far"]}},
        h={"after": ["a", "g"], "when": {"zone": "far"}},
        i={"after": ["a", "h"], "when": {"zone": ["near", "far"]}},
        t={"after": "a", "takes": "turnout", "needs": {"team": "crew 1"}},
        u={"after": "a", "takes": "turnout", "cases": [{"people": "3..", "needs": {"more": "crew 1"}}]},
        v={"after": ["a", "t", "u"]},
    )
    assert found.ran_before("c") == {"a", "c"}  # b is skipped where a's outcome is another
    assert found.ran_before("d") == {"a", "b", "d"}
    assert found.ran_before("e") == {"a", "c", "e"}
    assert found.ran_before("f") == {"a", "b", "c", "f"}  # it runs where b does
    assert found.ran_before("h") == {"a", "g", "h"}
    assert found.ran_before("i") == {"a", "g", "i"}  # h is skipped in what is near
    assert found.ran_before("v") == {"a", "t", "v"}  # u goes with some head-counts only


def test_cycles_are_named_from_their_first_step() -> None:
    found = graph(a={}, b={"after": ["a", "d"]}, c={"after": "b"}, d={"after": "c"}, e={"after": "d"}, f={"after": "f"})
    assert found.cycles == [["b", "c", "d"], ["f"]]
    assert found.order == ["a"]


def test_random_plans_pass_the_check() -> None:
    from random import Random

    for seed in range(200):
        plan, _window = random_plan(Random(seed), 10)
        assert [str(f.what) for f in check_plan(Plan.model_validate(plan)) if f.loc[0] != "targets"] == []


# ---- the JSON Schema -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "language_", "text"),
    [("plan", "en", PLAN), ("plan", "zh", PLAN_ZH), ("scenario", "en", SCENARIO), ("scenario", "zh", SCENARIO_ZH)],
)
def test_the_schema_takes_a_valid_file_and_no_other(tmp_path: Path, kind: str, language_: str, text: str) -> None:
    schema = json_schema(kind, language_)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    def valid(changed: str) -> bool:
        (tmp_path / "file.yaml").write_text(changed)
        return bool(validator.is_valid(Source(tmp_path / "file.yaml").data))

    assert valid(text)
    assert not valid(text + "colour: red\n")
    for old, new in {
        "plan": {"staff: 6": "staff: -6", "人员: ６": "人员: -6", "after: travel": "aftre: travel", "之后: travel": "以后: travel",
                 "takes: 30 min": "takes: 30", "用时: 30分钟": "用时: 30", "kind: room": "kind: rooom", "类别: 场所": "类别: 房子"},
        "scenario": {"kind: visit\n": "knd: visit\n", "类别: visit\n": "类型别: visit\n", "days: 3": "days: some", "天数: 3": "天数: 若干"},
    }[kind].items():  # fmt: skip
        if old in text:
            assert not valid(text.replace(old, new, 1)), new


def test_the_schema_has_names_that_people_can_read() -> None:
    for kind in ("plan", "scenario"):
        for language_ in ("en", "zh"):
            schema = json_schema(kind, language_)
            assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
            assert "$id" not in schema
            assert all(name.isalpha() and len(name) < 24 for name in schema["$defs"])
            assert "Annotated" not in str(schema)
    assert "PertDuration" in json_schema("plan")["$defs"]
    assert "PertHeadCount" in json_schema("scenario")["$defs"]
    with pytest.raises(ValueError, match="kind must be"):
        json_schema("plans")
    with pytest.raises(ValueError, match="language must be"):
        json_schema("plan", "fr")


def test_the_shipped_files_fit_the_schema_and_are_read() -> None:
    root = Path(__file__).parent.parent / "scenarios"
    paths = sorted(root.glob("*/*.yaml"))
    assert paths
    for path in paths:
        kind = "plan" if path.name == "plan.yaml" else "scenario"
        validator = jsonschema.Draft202012Validator(json_schema(kind))
        assert [error.message for error in validator.iter_errors(Source(path).data)] == [], path
        if kind == "scenario":
            assert isinstance(read_scenario(path)[0], Scenario)


FALSY = """\
plan: nothing
name: Nothing is something
zones: {town: , far: {within: town}}
travel: {times: {hq: {town: 0 s, far: 0 s}}}
varies: {turnout: 0}
pools:
  crew: {staff: 0, base: hq, outside: false, turnout: {on_duty: 0 s, on_call: 0 s}, hours: "00:00-08:00", serves: []}
  night: {shifts: [{hours: "00:00-24:00", on_duty: 0, on_call: 0}], base: hq}
  car: {kind: vehicle, count: 0}
  room: {kind: room, places: 0}
  cash: {kind: fund, amount: 0}
procedures:
  visit: {steps: {
    go: {takes: 0 s, needs: {}, outcome: {good: 0 %, bad: 100 %}, clause: 0},
    late: {after: go, when: {go: good}, takes: {between: [0 s, 0 s]}}}}
duties: {count: {procedure: visit, at: ["00:00"], zone: town}}
targets:
  midnight: {to: go.ended, by: "00:00", assumed: false}
  nobody: {count: 0, of: people}
  no_gap: {no_gap: crew, within: 0 s, free: false, hours: "00:00-01:00"}
clauses: {0: {text: "0", timed: [midnight, nobody, no_gap]}}
assumptions: {none: {text: "0", source: 0, about: [pools], uncertainty: 0 %}}
"""


def test_nothing_is_something_in_every_medium(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(FALSY, "utf-8")
    jsonschema.validate(Source(path).data, json_schema("plan"))
    plan = read_plan(path)
    targets = plan.targets
    assert [target.promise for target in targets.values()] == ["clock", "count", "no_gap"]
    assert (targets["midnight"].by, targets["no_gap"].within, targets["nobody"].count) == (0, 0, (0, 0))
    assert plan.pools["crew"].turnout.on_call == 0
    assert plan.pools["crew"].turnout.on_call is not None
    assert plan.assumptions["none"].uncertainty == 0
    for language_ in ("en", "zh"):
        with language.speaking(language_):
            again = Plan.model_validate_json(plan.model_dump_json(by_alias=True, exclude_unset=True))
            assert again == plan
            form = tmp_path / f"{language_}.xlsx"
            form.write_bytes(form_bytes(plan))
            assert read_plan(form).model_dump() == plan.model_dump()


def test_what_is_due_by_midnight_is_judged_by_midnight() -> None:
    """23:00 and half an hour or an hour and a half: before midnight, or after it."""
    d = drill(
        {}, {"write": {"takes": "90 min"}}, injects=[inject(22 * 3600), inject(23 * 3600)],
        targets={"zero": {"to": "write.ended", "by": "00:00"}, "half": {"to": "write.ended", "by": "00:30"}},
    )  # fmt: skip
    result, _log = play_event_list(d.compiled, d.deck, d.msel(), Settings())
    assert [(target.on_time, target.late) for target in result.targets] == [(1, 1), (2, 0)]


def test_a_limit_of_no_seconds_is_a_limit() -> None:
    d = drill(
        {}, {"go": {"takes": "0 s"}, "slow": {"after": "go", "takes": "1 s"}}, injects=[inject(0)],
        targets={"now": {"to": "go.ended", "within": "0 s"}, "then": {"to": "slow.ended", "within": "0 s"},
                 "mean": {"to": "slow.ended", "within": "0 s", "form": "mean"}},
    )  # fmt: skip
    result, _log = play_event_list(d.compiled, d.deck, d.msel(), Settings())
    assert [target.verdict for target in result.targets] == ["PASS", "FAIL", "FAIL"]
