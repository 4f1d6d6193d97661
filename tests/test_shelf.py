"""Several plans read together: contradictions, terms, persons, sentences, and the drills of the year."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from drillsim.base import language
from drillsim.command import cli
from drillsim.shelf.collection import shelf
from drillsim.shelf.together import findings_of
from drillsim.shelf.year import PromiseHistory, year_plan

FLOOD = """清河镇防汛应急预案
一、组织机构
成立防汛指挥部，指挥长由镇长担任。
本预案所称险情，是指堤防出现渗漏、管涌的情况。
二、信息报告
镇值班室应当在接到报告后30分钟内向县政府报告。
各组负责人手机保持24小时畅通，接到通知后15分钟内到达指挥部。
各村应当立即转移受威胁群众到安置点。
"""
FIRE = """清河镇火灾应急预案
一、组织机构
成立灭火指挥部，指挥长由镇长担任。
本预案所称险情，是指可能蔓延的火情。
二、信息报告
镇值班室应当在接到报告后1小时内向县政府报告。
各组负责人手机保持24小时畅通，接到通知后20分钟内到达指挥部。
各村应当立即转移受威胁群众到安置点。
"""
VISITS = """清河镇接访工作预案
一、工作要求
对来访群众应当热情接待，认真听取诉求，及时登记。
各窗口应当做好解释，尽快答复来访群众。
接访领导应当及时到场，当面答复。
二、处置程序
接待人员应当引导来访群众到接待室就座。
值班人员应当及时报告带班领导。
带班领导应当迅速组织有关科室到场。
有关科室应当当场解决，不能当场解决的应当约定答复日期。
处置结束后，信访办应当及时整理归档。
根据《信访条例》（2005年）制定本预案。
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DRILLSIM_LANG", "en")
    monkeypatch.chdir(tmp_path)
    for name, content in (("flood", FLOOD), ("fire", FIRE), ("visits", VISITS)):
        (tmp_path / "plans").mkdir(exist_ok=True)
        (tmp_path / "plans" / f"{name}.txt").write_text(content, "utf-8")
    yield tmp_path / "plans"
    language.speak("en")


def of_kind(folder: Path, kind: str):
    return [one for one in findings_of(shelf(folder).plans) if one.kind == kind]


def test_one_report_with_two_limits_is_a_contradiction(folder):
    found = [one for one in of_kind(folder, "contradiction") if "several limits" in str(one.what)]
    assert len(found) == 1
    assert {at.plan for at in found[0].mentions} == {"清河镇防汛应急预案", "清河镇火灾应急预案"}
    assert all("向县政府报告" in at.quote for at in found[0].mentions)


def test_a_sentence_with_other_numbers_is_a_contradiction(folder):
    found = [at.quote for one in of_kind(folder, "contradiction") for at in one.mentions if "指挥部" in at.quote]
    assert len(found) == 2
    assert {"15" in quote for quote in found} == {True, False}


def test_the_same_limits_are_none(folder):
    (folder / "fire.txt").write_text(FIRE.replace("1小时", "30分钟").replace("20分钟", "15分钟"), "utf-8")
    assert of_kind(folder, "contradiction") == []


def test_a_term_with_two_meanings(folder):
    (found,) = of_kind(folder, "two_meanings")
    assert "险情" in str(found.what)


def test_one_person_in_several_plans_by_office(folder):
    (found,) = [one for one in of_kind(folder, "one_person") if "镇长" in str(one.what)]
    assert {at.plan for at in found.mentions} == {"清河镇防汛应急预案", "清河镇火灾应急预案"}


def test_the_mayor_of_another_town_is_somebody_else(folder):
    (folder / "fire.txt").write_text(FIRE.replace("清河镇", "白石镇"), "utf-8")
    assert of_kind(folder, "one_person") == []


def test_a_sentence_that_stands_in_several_plans(folder):
    (found,) = of_kind(folder, "repeated")
    assert found.mentions[0].quote == "各村应当立即转移受威胁群众到安置点。"


def test_a_plan_without_a_number_and_a_basis_that_was_replaced(folder):
    (found,) = of_kind(folder, "no_number")
    assert "接访" in str(found.what)
    (basis,) = of_kind(folder, "replaced")
    assert "信访条例" in str(basis.what)


def test_one_plan_alone_contradicts_nobody(folder):
    for name in ("fire", "visits"):
        (folder / f"{name}.txt").unlink()
    assert {one.kind for one in findings_of(shelf(folder).plans)} <= {"no_number", "replaced"}


def test_what_cannot_be_read_is_said_and_the_rest_is_reviewed(folder, capsys):
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 and then nothing")
    (folder / "broken.yaml").write_text("plan: x\n  name: [", "utf-8")
    assert cli.run(["review", str(folder), "--format", "json"]) == 0
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert len(told["plans"]) == 3
    assert any("broken.docx" in line for line in told["left_out"])
    assert "Traceback" not in printed.err


def test_a_plan_file_counts_instead_of_the_text_that_it_was_drafted_from(folder):
    assert cli.run(["draft", str(folder / "flood.txt"), "-o", str(folder / "flood")]) == 0
    plans = shelf(folder).plans
    assert sorted(plan.name for plan in plans) == ["清河镇接访工作预案", "清河镇火灾应急预案", "清河镇防汛应急预案"]
    assert [one.kind for one in findings_of(plans)].count("contradiction") == 2  # a plan file is read like a text


# ---- the year ------------------------------------------------------------------------------------


def test_what_was_missed_or_never_drilled_goes_first():
    day = date(2026, 3, 1)
    drills = year_plan([
        PromiseHistory("calm", "a", day, "PASS", day),
        PromiseHistory("bad", "b", day, "FAIL", day),
        PromiseHistory("new", "c", None, None, None),
        PromiseHistory("bad", "d", day, "PASS", None),
    ])  # fmt: skip
    assert [drill.plan for drill in drills] == ["bad", "new", "calm"]
    assert drills[0].promises == ("b", "d")
    assert [drill.month for drill in drills] == [1, 5, 9]


def test_runs_are_found_by_their_folders(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DRILLSIM_LANG", "en")
    monkeypatch.chdir(tmp_path)
    assert cli.run(["new", "village"]) == 0
    run = ["run", "village/scenario.yaml", "--runs", "2", "--engine", "simpy", "--no-report"]
    assert cli.run(run) in (0, 1, 3)
    when = date(2026, 5, 4)
    for result in Path("reports").glob("*/result.json"):
        os.utime(result, (0, (when - date(1970, 1, 1)).days * 86_400 + 43_200))
    capsys.readouterr()
    assert cli.run(["review", "village", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["played"] for one in told["promises"]} == {"2026-05-04"}
    assert {one["drilled"] for one in told["promises"]} == {None}
    assert len(told["year"]) == 1


# ---- the papers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_papers_hold_every_table(folder, lang):
    assert cli.run(["review", str(folder), "--format", "xlsx", "-o", "review.xlsx", "--lang", lang]) == 0
    assert cli.run(["review", str(folder), "--format", "docx", "-o", "review.docx", "--lang", lang]) == 0
    sheets = load_workbook("review.xlsx").worksheets
    assert len(sheets) == 2  # nothing was played: no history, no drills
    assert sheets[1].max_row == 1 + sum(len(plan.facts.limits) for plan in shelf(folder).plans)
    assert cli.run(["review", str(folder), "--format", "docx", "-o", "review.docx"]) == 2  # nothing is written over


def test_an_empty_folder_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("DRILLSIM_LANG", "en")
    assert cli.run(["review", str(tmp_path)]) == 2
