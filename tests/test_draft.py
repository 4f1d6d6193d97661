"""From a written plan to a plan file that can be checked, its questions, and the answers put into it."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from labelled import LabelledPlan, labelled_plans
from written_formats import write

from drillsim.base import language
from drillsim.base.errors import InputError
from drillsim.base.language import speaking
from drillsim.check.plan import check_plan
from drillsim.check.scenario import check_scenario
from drillsim.command import cli
from drillsim.drafting.answers import MONTH, OfficeAnswer, answered
from drillsim.drafting.draft import DraftedPlan, draft
from drillsim.drafting.sheet import read_sheet, sheet_rows, sheet_text
from drillsim.files.form.yaml_text import file_text
from drillsim.files.reading import plan_as_written, read_any, read_scenario
from drillsim.papers.question_sheet import question_sheet
from drillsim.texts.reading import read_written_plan

PLAN_ZH = """清河镇防汛应急预案
一、总则
（一）编制目的
为了及时处置洪涝险情，制定本预案。
二、组织机构
成立镇防汛指挥部，指挥长由镇长担任。下设抢险救援组，由12人组成，组长由武装部长担任。
三、应急响应
（一）信息报告
村值班员发现险情后立即报告镇防汛办，镇防汛办接到报告后应当在10分钟内报告指挥长。
（二）先期处置
抢险救援组应当在接到通知后30分钟内到达现场。指挥长必须在1小时内向县防汛办报告。
镇防汛办每两小时向县防汛办报告一次水情，直至响应终止。
（三）响应终止
险情排除后，由指挥长宣布响应终止。
四、日常工作
镇防汛办每日巡查一次堤防。
"""
PLAN_EN = """Mill Lane School Fire Plan
1 Purpose
This plan says what staff do when there is a fire.
2 Response
2.1 Alarm
Anyone who finds a fire must sound the alarm at once. The School Office shall call the fire service within 2 minutes.
2.2 Evacuation
The fire wardens must check every classroom and report to the Head Teacher within 5 minutes.
The Evacuation Team shall reach the assembly point within 8 minutes of the alarm.
3 Training
A fire drill is held every term.
"""


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("DRILLSIM_LANG", "en")
    yield
    language.speak("en")


@pytest.fixture
def make(tmp_path, monkeypatch):
    """A draft of a text, its files written into a folder."""
    monkeypatch.chdir(tmp_path)

    def made(text: str) -> tuple[DraftedPlan, Path]:
        (tmp_path / "written.txt").write_text(text, "utf-8")
        found = draft(read_written_plan(tmp_path / "written.txt"))
        folder = tmp_path / "folder"
        folder.mkdir()
        with speaking(found.facts.written.language):
            (folder / "plan.yaml").write_text(file_text(found.plan), "utf-8")
            (folder / "scenario.yaml").write_text(file_text(found.scenario), "utf-8")
            (folder / "questions.md").write_text(sheet_text(found.plan), "utf-8")
            (folder / "questions.docx").write_bytes(question_sheet(found.plan))
        return found, folder

    return made


def example(row) -> str:
    """The first of the examples that a row of the sheet gives."""
    return re.split("[;；]", row.write)[0]


def filled_in(folder: Path, said: dict[str, str] | None = None) -> None:
    """Write an answer to every question of a sheet: the example beside it, or what is said."""
    rows = {row.number: example(row) for row in sheet_rows(plan_as_written(folder / "plan.yaml"))} | (said or {})
    sheet, number = folder / "questions.md", ""
    lines = []
    for line in sheet.read_text("utf-8").splitlines():
        number = match[1] if (match := re.match(r"### (\d+)\.", line)) else number
        lines.append(re.sub("_+$", rows.get(number, ""), line))
    sheet.write_text("\n".join(lines), "utf-8")


# ---- what is made of a text ----------------------------------------------------------------------


def test_steps_promises_and_squads_come_from_the_text(make):
    plan = make(PLAN_ZH)[0].plan
    steps = next(iter(plan.procedures.values())).steps
    assert {pool.name: getattr(pool, "staff", 0) for pool in plan.pools.values()}.items() >= {"抢险救援组": 12}.items()
    limits = {str(target.name): target.limit for target in plan.targets.values() if target.limit}
    assert sorted(limits.values()) == [600, 1800, 3600]
    arrival = next(target for target in plan.targets.values() if target.limit == 1800)
    assert steps[arrival.to.steps[0]].takes == "travel"
    report = next(target for target in plan.targets.values() if target.limit == 600)
    assert "报告指挥长" in str(report.name)
    rounds = next(step for step in steps.values() if step.rounds)
    assert rounds.rounds is not None
    assert rounds.rounds.every == 7200
    assert "每日巡查" in next(iter(plan.clauses[plan.duties[next(iter(plan.duties))].clause[0]].quote.splitlines()))


def test_who_is_made_up_of_so_many_stands_right_before(make):
    """Of two bodies in one paragraph the number is of the one that it is said of."""
    said = "镇防汛办实行24小时值班。巡堤队由6人组成，队长由水利员担任。"
    text = PLAN_ZH.replace("二、组织机构\n", f"二、组织机构\n{said}\n")
    text = text.replace("（二）先期处置\n", "（二）先期处置\n巡堤队应当在20分钟内到达堤防。\n")
    staff = {pool.name: getattr(pool, "staff", 0) for pool in make(text)[0].plan.pools.values()}
    assert staff["巡堤队"] == 6
    assert staff["镇防汛办"] == 1  # a stand-in, and asked


def test_an_english_plan_is_drafted_in_english(make):
    found, folder = make(PLAN_EN)
    assert sorted(target.limit for target in found.plan.targets.values() if target.limit) == [120, 300, 480]
    assert "Evacuation Team" in {pool.name for pool in found.plan.pools.values()}
    assert (folder / "plan.yaml").read_text("utf-8").startswith("plan: ")
    assert not re.search("[\u4e00-\u9fff]", (folder / "questions.md").read_text("utf-8"))


@pytest.mark.parametrize("sentence", [
    "险情30分钟内不能控制的，指挥长应当立即请求县防汛办支援。", "险情持续2小时以上的，抢险救援组应当报告县防汛办。",
    "If the alarm is not confirmed within 10 minutes, the Head Teacher shall call the County Office.",
])  # fmt: skip
def test_what_a_condition_says_is_no_promise(make, sentence):
    text = PLAN_ZH.replace("（三）响应终止", sentence + "\n（三）响应终止") if "，" in sentence else PLAN_EN.replace(
        "3 Training", sentence + "\n3 Training")  # fmt: skip
    plan = make(text)[0].plan
    clause = next(clause for clause in plan.clauses.values() if clause.quote == sentence)
    assert clause.timed == []
    assert clause.modelled  # what is done then is a step all the same


def test_every_clause_is_quoted_placed_and_marked_as_guessed(make):
    found, _folder = make(PLAN_ZH)
    written = {sentence.text for sentence in found.facts.written.sentences}
    assert found.plan.clauses
    for clause in found.plan.clauses.values():
        assert clause.quote in written
        assert clause.place
        assert clause.guessed
        assert clause.text is None  # nobody has read it yet


def test_a_row_of_a_table_is_one_clause(tmp_path):
    document = docx.Document()
    document.add_heading("清河镇信息报告预案", 0)
    for line in PLAN_ZH.partition("（三）响应终止")[0].splitlines()[1:]:
        document.add_paragraph(line)
    table = document.add_table(rows=3, cols=3)
    for row, cells in zip(table.rows, (("报告人", "接收人", "时限"), ("村值班员", "镇防汛办", "5分钟"),
                                       ("镇防汛办", "县防汛办", "30分钟")), strict=True):  # fmt: skip
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    document.save(str(tmp_path / "plan.docx"))
    plan = draft(read_written_plan(tmp_path / "plan.docx")).plan
    rows = [clause for clause in plan.clauses.values() if "|" in str(clause.quote)]
    assert [clause.quote for clause in rows] == ["村值班员 | 镇防汛办 | 5分钟", "镇防汛办 | 县防汛办 | 30分钟"]
    assert all(clause.timed for clause in rows)


def test_the_limit_of_a_row_is_for_what_is_done_last_in_it(tmp_path):
    document = docx.Document()
    document.add_heading("清河镇学校食物中毒应急预案", 0)
    for line in PLAN_ZH.partition("（三）响应终止")[0].splitlines()[1:]:
        document.add_paragraph(line)
    table = document.add_table(rows=2, cols=3)
    for row, cells in zip(table.rows, (("责任人", "工作内容", "时限"), ("校医", "拨打120，将患病学生送往医院", "30分钟内")),
                          strict=True):  # fmt: skip
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    document.save(str(tmp_path / "plan.docx"))
    plan = draft(read_written_plan(tmp_path / "plan.docx")).plan
    timed = [target for target in plan.targets.values() if target.limit == 1800 and "现场" not in str(target.name)]
    assert all("送往医院" in str(target.name) for target in timed), [str(target.name) for target in timed]
    assert not any("拨打" in str(target.name) and target.limit == 1800 for target in plan.targets.values())


def test_nothing_stands_in_that_is_not_asked(make):
    """A number of the file is of the text, or a question is about it."""
    found, _folder = make(PLAN_ZH)
    asked = {part for question in found.plan.open_questions.values() for part in question.about}
    for name, pool in found.plan.pools.items():
        if pool.kind == "squad" and pool.name != "抢险救援组":
            assert f"pools.{name}.staff" in asked
        if getattr(pool, "base", None):
            assert f"pools.{name}.turnout" in asked
    for kind, procedure in found.plan.procedures.items():
        for name, step in procedure.steps.items():
            if step.takes == 0 and step.name not in ("响应终止", "险情排除后"):
                assert f"procedures.{kind}.steps.{name}.takes" in asked or "终止" in str(step.name), name
    assert any(part.startswith("travel.times.") for part in asked)


@pytest.mark.parametrize("written", labelled_plans()[::4], ids=lambda plan: plan.name)  # all of them: test_written_plans
def test_whatever_is_written_becomes_a_plan_without_faults(written: LabelledPlan, tmp_path):
    one = draft(read_written_plan(write(written, "docx", tmp_path)))
    again = draft(read_written_plan(write(written, "docx", tmp_path)))
    assert list(check_plan(one.plan)) == []
    assert list(check_scenario(one.plan, one.scenario)) == []
    with speaking(written.language):
        text = file_text(one.plan) + file_text(one.scenario) + sheet_text(one.plan)
        assert text == file_text(again.plan) + file_text(again.scenario) + sheet_text(again.plan)
    for hidden in (*written.beside.get("names", ()), *written.beside.get("phones", ())):
        assert str(hidden) not in text


def test_a_long_plan_stays_within_what_can_be_played(tmp_path):
    """What there is no room for is told, and nothing is lost."""
    rounds = "\n".join(f"{n}号值班组每{n + 10}分钟向指挥部报告一次情况。" for n in range(1, 31))
    tasks = "\n".join(f"{n}号抢险组应当在{n + 10}分钟内到达现场。" for n in range(1, 61))
    (tmp_path / "long.txt").write_text(PLAN_ZH.replace("（三）响应终止", f"{rounds}\n{tasks}\n（三）响应终止"), "utf-8")
    plan = draft(read_written_plan(tmp_path / "long.txt")).plan
    assert list(check_plan(plan)) == []
    told = [clause for clause in plan.clauses.values() if any("60" in str(one) for one in clause.to_confirm)]
    assert told
    assert sum("到达现场" in str(clause.quote) for clause in plan.clauses.values()) >= 60


# ---- questions and answers -----------------------------------------------------------------------


@pytest.mark.parametrize("text", [PLAN_ZH, PLAN_EN], ids=["zh", "en"])
def test_a_plan_with_all_questions_answered_is_played(make, text, capsys):
    _found, folder = make(text)
    with pytest.raises(InputError) as refused:
        read_scenario(folder / "scenario.yaml")
    assert len(refused.value.faults) == 1
    assert read_any(folder / "scenario.yaml")[0].open_questions  # it can be checked all the same
    filled_in(folder)
    assert cli.run(["answer", str(folder / "questions.md")]) == 0
    plan = read_scenario(folder / "scenario.yaml")[1]
    assert not plan.open_questions
    assert all(assumption.source for assumption in plan.assumptions.values())
    month, _plan = read_scenario(folder / MONTH)
    assert all(stream.rate for stream in month.streams.values())
    capsys.readouterr()
    assert cli.run(["run", str(folder / "scenario.yaml"), "--runs", "2", "--engine", "simpy", "--no-report"]) in (0, 1, 3)
    assert "nobody has confirmed" in " ".join(capsys.readouterr().out.split())  # what rules read is said to be so


def test_an_answer_stands_where_the_stand_in_was(make):
    found, folder = make(PLAN_ZH)
    number, question = next((n, q) for n, q in found.plan.open_questions.items() if q.about[0].endswith(".staff"))
    filled_in(folder, {number: "十五人"})
    files = answered(folder / "plan.yaml", read_sheet(folder / "questions.md")).files
    (folder / "plan.yaml").write_text(files["plan.yaml"], "utf-8")
    plan = plan_as_written(folder / "plan.yaml")
    assert plan.pools[question.about[0].split(".")[1]].staff == 15
    assert plan.assumptions[f"answer_{number}"].about == question.about
    assert "人员: 十五人" in files["plan.yaml"]  # in the words of the office


def test_how_many_go_changes_the_need(make):
    found, folder = make(PLAN_ZH)
    number, question = next((n, q) for n, q in found.plan.open_questions.items() if q.about[0].endswith(".needs"))
    filled_in(folder, {number: "3"})
    (folder / "plan.yaml").write_text(answered(folder / "plan.yaml", read_sheet(folder / "questions.md")).files["plan.yaml"],
                                      "utf-8")  # fmt: skip
    plan = plan_as_written(folder / "plan.yaml")
    for path in question.about:
        _procedures, kind, _steps, step, _needs = path.split(".")
        assert {need.count for need in plan.procedures[kind].steps[step].needs.values()} == {3}


def test_a_promise_without_a_number_is_tested_once_it_has_one(make):
    found, folder = make(PLAN_ZH)
    number, question = next(
        (n, q) for n, q in found.plan.open_questions.items() if q.may_wait and q.about[0].count(".") == 3
    )
    assert "立即" in str(question.asks)
    filled_in(folder, {number: "5分钟"})
    (folder / "plan.yaml").write_text(answered(folder / "plan.yaml", read_sheet(folder / "questions.md")).files["plan.yaml"],
                                      "utf-8")  # fmt: skip
    plan = plan_as_written(folder / "plan.yaml")
    target = next(target for name, target in plan.targets.items() if name not in found.plan.targets)
    assert target.limit == 300
    assert target.assumed
    assert target.clause == question.clause


def test_what_cannot_be_read_is_refused_with_its_place_and_the_rest_is_taken(make, capsys):
    found, folder = make(PLAN_ZH)
    numbers = list(found.plan.open_questions)
    filled_in(folder, {numbers[0]: "好几个人", numbers[1]: ""})
    assert cli.run(["answer", str(folder / "questions.md")]) == 2
    told = capsys.readouterr().err
    line = next(
        n for n, line in enumerate((folder / "questions.md").read_text("utf-8").splitlines(), 1) if "好几个人" in line
    )
    assert f"questions.md:{line}:1" in told
    assert list(plan_as_written(folder / "plan.yaml").open_questions) == numbers[:2]


@pytest.mark.parametrize("words", ["", "____", "?", "不知道", "unknown", "  "])
def test_what_says_nothing_is_no_answer(words):
    assert not OfficeAnswer("1", words, "questions.md", 3).given


def test_remarks_of_whoever_edited_the_file_stay(make):
    _found, folder = make(PLAN_ZH)
    path = folder / "plan.yaml"
    path.write_text("# 镇里审过\n" + path.read_text("utf-8"), "utf-8")
    filled_in(folder)
    assert answered(path, read_sheet(folder / "questions.md")).files["plan.yaml"].startswith("# 镇里审过\n")


def test_the_word_sheet_is_read_back(make):
    found, folder = make(PLAN_EN)
    sheet = docx.Document(str(folder / "questions.docx"))
    rows = [row for table in sheet.tables for row in table.rows]
    for row in rows:
        if row.cells[0].text.strip().isdigit():
            row.cells[-1].text = f"answer {row.cells[0].text.strip()}"
    sheet.save(str(folder / "questions.docx"))
    found_answers = {answer.number: answer.words for answer in read_sheet(folder / "questions.docx")}
    assert found_answers == {number: f"answer {number}" for number in found.plan.open_questions}


def test_a_sheet_without_questions_is_refused(tmp_path):
    (tmp_path / "notes.md").write_text("# Notes\n\nNothing here.\n", "utf-8")
    with pytest.raises(InputError):
        read_sheet(tmp_path / "notes.md")


# ---- the command ---------------------------------------------------------------------------------


def test_the_command_makes_a_folder_that_check_reads(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("plan.txt").write_text(PLAN_ZH, "utf-8")
    assert cli.run(["draft", "plan.txt", "-o", "镇", "--form", "plan.xlsx", "--lang", "zh"]) == 0
    assert {path.name for path in Path("镇").iterdir()} >= {"plan.yaml", "scenario.yaml", "questions.md", "questions.docx"}
    for file in ("镇/plan.yaml", "镇/scenario.yaml", "plan.xlsx"):
        assert cli.run(["check", file, "--lang", "zh"]) == 0
    assert cli.run(["draft", "plan.txt", "-o", "镇"]) == 2  # nothing is written over


def test_a_text_that_is_no_plan_makes_no_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("poem.txt").write_text("The moon is high.\nThe river is wide.\n", "utf-8")
    assert cli.run(["draft", "poem.txt"]) == 2
    assert not Path("poem").exists()


def drafted(tmp_path: Path, text: str, name: str = "plan.txt") -> DraftedPlan:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return draft(read_written_plan(path))


SPILL = """Ward Plan for Spills
1 Response
1.1 Report
The porter shall inform the Duty Office (with the room, and the number of patients) within 5 minutes of the spill.
The Spill Team shall attend within 20 minutes by day and within 90 minutes at night.
If the leak has not been found within 4 hours, the Duty Office shall inform the Environment Agency within 24 hours.
The patients shall wait for at least 3 minutes in the corridor.
The Duty Office shall check the kits weekly.
"""


def test_limits_that_the_words_do_not_tell_apart_are_asked_and_not_tested(tmp_path):
    found = drafted(tmp_path, SPILL).plan
    (by_day,) = [clause for clause in found.clauses.values() if "by day" in str(clause.says)]
    assert "what does each of these limits hold for: 'within 20 minutes' / 'within 90 minutes'?" in map(
        str, by_day.to_confirm
    )
    assert not by_day.timed


def test_a_limit_that_was_missed_already_is_not_the_limit_of_what_is_done_then(tmp_path):
    found = drafted(tmp_path, SPILL).plan
    assert 4 * 3600 not in [target.limit for target in found.targets.values()]
    assert 24 * 3600 in [target.limit for target in found.targets.values()]


def test_a_clock_that_begins_with_what_other_people_did_before_is_asked_for(tmp_path):
    found = drafted(tmp_path, GAS.replace("计划停气的，", "保卫科应当在接报后10分钟内到达现场。计划停气的，")).plan
    (clause,) = [clause for clause in found.clauses.values() if "保卫科" in str(clause.says)]
    assert "“10分钟内”自何时起算？" in map(str, clause.to_confirm)


def test_what_is_done_every_week_is_no_step_of_a_response(tmp_path):
    names = [str(step.name) for one in drafted(tmp_path, SPILL).plan.procedures.values() if "weekly" not in str(one.name)
             for step in one.steps.values()]  # fmt: skip
    assert not [name for name in names if name.startswith("The patients") or ":" in name]
    assert all(name.count("(") == name.count(")") for name in names)


GAS = """清河县燃气泄漏应急预案
一、应急响应
调度中心接到报警后，应当在3分钟内通知抢修队；抢修队应当在接到通知后5分钟内出动，城区30分钟内、乡镇不超过一小时到达现场。
抢修作业不得早于通风15分钟之后开始。
计划停气的，客户服务部应当在停气前24小时通知用户。
二、保障
抢修队每季度演练一次，抢修车辆不少于3辆。
"""


def test_who_must_set_out_in_five_minutes_need_not_be_there_by_then(tmp_path):
    plan = drafted(tmp_path, GAS).plan
    (procedure,) = plan.procedures.values()
    ends = {str(target.to).rpartition(".")[0]: target.limit for target in plan.targets.values() if target.limit == 300}
    assert [procedure.steps[step].takes for step in ends] == ["turnout"]


def test_town_and_country_have_limits_of_their_own(tmp_path):
    plan = drafted(tmp_path, GAS).plan
    there = {target.limit: [str(plan.zones[zone].name) for zone in target.where["zone"]]
             for target in plan.targets.values() if "zone" in target.where}  # fmt: skip
    assert there == {1800: ["城区"], 3600: ["乡镇"]}


def test_what_may_not_begin_before_and_what_is_done_the_day_before_are_no_promises_of_a_response(tmp_path):
    plan = drafted(tmp_path, GAS).plan
    assert not {900, 86_400} & {target.limit for target in plan.targets.values()}
    assert not [step for one in plan.procedures.values() for step in one.steps if "停气前" in step or "车辆" in step]


def test_the_title_of_a_plan_is_no_step_of_it(tmp_path):
    plan = drafted(
        tmp_path,
        "# 实验小学食物中毒应急处置一览表\n\n校医室应当在10分钟内报告校长。校长应当在2小时内向区教育局报告。\n",
        "plan.md",
    ).plan
    assert not [step for one in plan.procedures.values() for step in one.steps.values() if "一览表" in str(step.name)]


def test_an_answer_is_taken_once_and_a_second_one_is_told_apart(make, capsys):
    found, folder = make(PLAN_ZH)
    number = next(iter(found.plan.open_questions))
    sheet = folder / "questions.md"
    filled_in(folder, {number: "十五人"})
    assert cli.run(["answer", str(sheet)]) == 0
    assert cli.run(["answer", str(sheet)]) == 0  # the same sheet, with more answers or none
    sheet.write_text(sheet.read_text("utf-8").replace("十五人", "十六人"), "utf-8")
    capsys.readouterr()
    assert cli.run(["answer", str(sheet)]) == 2
    assert "another answer is in the plan already" in capsys.readouterr().err


def test_what_somebody_typed_is_kept_when_a_plan_is_drafted_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("mill.txt").write_text(PLAN_EN, "utf-8")
    assert cli.run(["draft", "mill.txt"]) == 0
    assert cli.run(["draft", "mill.txt", "--force"]) == 0
    assert not list(Path("mill").glob("*before*"))
    Path("mill/plan.yaml").write_text("# ours\n" + Path("mill/plan.yaml").read_text("utf-8"), "utf-8")
    sheet = docx.Document("mill/questions.docx")
    next(row for table in sheet.tables for row in table.rows if row.cells[0].text.strip() == "1").cells[-1].text = "7"
    sheet.save("mill/questions.docx")
    assert cli.run(["draft", "mill.txt", "--force"]) == 0
    assert Path("mill/plan.yaml.before-1").read_text("utf-8").startswith("# ours")
    assert read_sheet(Path("mill/questions.docx.before-1"))[0].words == "7"
    assert not any(answer.given for answer in read_sheet(Path("mill/questions.docx")))


def test_a_row_is_done_by_whom_its_column_names_in_the_words_of_its_own_cell(tmp_path):
    table = """# 实验小学食物中毒应急处置表

| 环节 | 责任人 | 处置要求 | 时限 |
|---|---|---|---|
| 报告 | 校医室 | 初步判断后报告校长 | 10分钟内 |
| 上报 | 校长 | 向区教育局、区市场监管局报告 | 2小时内 |
| 通知家长 | 班主任 | 逐一电话通知患病学生家长 | 1小时内 |
| 报警 | 保安 | 立即报告值班室 | 5分钟内 |
"""
    plan = drafted(tmp_path, table, "plan.md").plan
    (procedure,) = plan.procedures.values()
    done = [need.of for step in procedure.steps.values() for need in step.needs.values()]
    assert done == ["校医室", "校长", "班主任", "保安"]
    assert sorted(target.limit for target in plan.targets.values()) == [300, 600, 3600, 7200]
    assert not [step for step in procedure.steps.values() if str(step.name).startswith(("局", "患病"))]
