"""A drill in a terminal, its replay, and the report of what the room did."""

from __future__ import annotations

import io
import json
import re
import shutil
import socket
import time
from pathlib import Path

import pytest
from screens import free_port

from drillsim.base import language
from drillsim.command import cli
from drillsim.room.dossier import drill_case
from drillsim.room.folder import replayed
from drillsim.why.attribution import DECISION

WEEK = Path(__file__).parent.parent / "scenarios/town-inspection"
# A matter of a village is answered, then a group comes at five in the afternoon.
LATE = ["sit town_head", "go 13 h", "send 1", "go 8 h", "send 1", "go 1 h", "go 2 h", "send 1",
        "note The team was sent late.", "end"]  # fmt: skip


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """Type a command, and the lines that it asks for; returns exit code, standard output and standard error."""
    shutil.copytree(WEEK, tmp_path / "plan")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "240")  # nothing is wrapped

    def type_it(*words: object, lines: list[str] = [], lang: str = "en") -> tuple[int, str, str]:  # noqa: B006
        monkeypatch.setenv("DRILLSIM_LANG", lang)
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        code = cli.run([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    yield type_it
    language.speak("en")


def drilled(typed, lines, *more, lang="en"):
    return typed("drill", "plan/inspection-week.yaml", "--no-browser", *more, lines=lines, lang=lang)


def test_one_facilitator_runs_a_drill_to_its_end_in_a_terminal(typed):
    code, out, _err = drilled(typed, [*LATE[:-1], "board", "lights", "list", "help", "end"])
    assert code == 0
    assert "work team forms and sets out" in out
    assert re.search(r"× work team formed, there and listening in 30 minutes: 0/1, 1/0", out)
    folder = Path("reports/inspection-week-drill")
    assert {"result.json", "results.csv", "msel.csv", "drill-steps.csv", "drill-units.csv", "record.jsonl"} <= {
        path.name for path in folder.iterdir()
    }
    assert not (folder / "keys.json").exists()
    assert replayed(folder).notes[0].text == "The team was sent late."


def test_a_drill_in_chinese_takes_chinese_words(typed):
    code, out, _err = drilled(
        typed,
        ["入席 镇领导（组长）", "前进 13小时", "派出 1", "前进 8小时", "派出 1", "前进 1小时", "前进 2小时", "派出 1",
         "记录 晚了", "结束"],
        lang="zh",
    )  # fmt: skip
    assert code == 0
    assert "30分钟内组成工作组、到达现场并听取诉求：0/1" in out.replace(": ", "：")
    assert "派出工作组（综治中心全体人员）" in out
    assert not re.search(r"[A-Za-z]{4,}", re.sub(r"drillsim|reports|inspection|week|drill|[a-z_]+|\(.*?\)", "", out))


def test_a_drill_that_was_left_goes_on_and_new_begins_another(typed):
    drilled(typed, ["sit clerk", "next", "note one"])  # the terminal is closed here
    code, out, _err = drilled(typed, ["note two", "quit"])
    assert code == 0
    assert "goes on where it was" in out
    record = [json.loads(line) for line in Path("reports/inspection-week-drill/record.jsonl").read_text().splitlines()]
    assert [one["do"] for one in record] == ["sit", "note", "note"]
    assert record[2]["at"] == record[1]["at"] > 0
    drilled(typed, ["end"], "--new")
    assert Path("reports/inspection-week-drill-2/result.json").is_file()


CANNOT_BE = ["send 9", "send", "release 9999", "release x", "sit nobody", "go backwards", "go 0 s", "tell nobody hi", "note",
             "fly", "answer 3", "rise 7", "hold -1", "approve 1 2"]  # fmt: skip


def test_what_cannot_be_done_is_said_and_changes_nothing(typed):
    code, _out, err = drilled(typed, [*CANNOT_BE, "quit"])
    assert (code, err) == (0, "")
    assert Path("reports/inspection-week-drill/record.jsonl").read_text() == ""


def test_replay_tells_the_drill_again_and_notices_what_was_changed(typed):
    drilled(typed, LATE)
    code, out, _err = typed("replay", "reports/inspection-week-drill")
    assert code == 0
    assert "the same to the second" in out
    assert "takes a place at the table" in out
    assert "limit runs out: work team formed" in out
    table = Path("reports/inspection-week-drill/results.csv")
    table.write_bytes(table.read_bytes().replace(b"0", b"1", 1))
    code, out, _err = typed("replay", "reports/inspection-week-drill")
    assert code == 1
    assert "results.csv" in out
    code, _out, err = typed("replay", "plan")
    assert code == 2
    assert "this is no run folder" in err


def test_the_report_of_a_drill_says_what_the_room_did(typed):
    drilled(typed, LATE)
    assert typed("report", "reports/inspection-week-drill", "--format", "docx", lang="zh")[0] == 0  # in any language
    assert Path("reports/inspection-week-drill-report/演练评估表.docx").is_file()
    case = drill_case(Path("reports/inspection-week-drill"))
    why = next(one for one in case.explanation.targets if one.id == "scene_in_30")
    assert (why.found.missed, why.by_rule.missed) == (1, 0)
    assert why.lost.stages[DECISION] > 0.7 * why.lost.elapsed
    assert not any(outcome.recovered for outcome in why.alone)  # no team size mends a decision that comes late


def test_a_drill_refuses_a_folder_that_holds_something_else_and_bad_input(typed, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    code, _out, err = drilled(typed, ["end"], "--out", "full")
    assert code == 2
    assert "exists already" in err
    (tmp_path / "plan/plan.yaml").write_text("plan: [", "utf-8")
    code, _out, err = drilled(typed, ["end"])
    assert code == 2
    assert "plan.yaml:1" in err


def test_explain_follows_the_drill_and_not_a_run_of_the_scenario(typed):
    drilled(typed, LATE)
    code, out, _err = typed("explain", "reports/inspection-week-drill", "--target", "scene_in_30")
    assert code == 0
    assert "waiting for a decision" in out
    said = "All misses: the room decided otherwise than the plan's own rule, which would have kept them."
    assert said in " ".join(out.split())
    assert "unlimited" not in out  # nothing that more staff could mend
    code, out, _err = typed("explain", "reports/inspection-week-drill", "--incident", 10)
    assert code == 0
    assert "waits 2 h for a decision" in " ".join(re.sub(r"[│]", " ", out).split())


def test_a_drill_is_no_verdict_on_the_plan(typed):
    before = typed("list", "plan")[1]
    drilled(typed, LATE)
    assert typed("list", "plan")[1] == before


def test_the_documents_of_a_drill_say_how_it_was_held(typed):
    from docx import Document

    drilled(typed, LATE)
    assert typed("report", "reports/inspection-week-drill", "--format", "html,docx")[0] == 0
    folder = Path("reports/inspection-week-drill-report")
    document = Document(str(folder / "after-action-report.docx"))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "At the table: town head (head of the group)." in words
    assert "The team was sent late." in words
    assert "drillsim replay ." in words
    guide = Document(str(folder / "evaluation-guide.docx"))
    observed = [cell.text for table in guide.tables for row in table.rows for cell in row.cells]
    assert any("19:07:28" in text for text in observed)  # when the team set out
    page = (folder / "report.html").read_text("utf-8")
    assert "kept in the room" in page
    assert "本场达标" in page


@pytest.mark.parametrize("display", ["", ":0"])
def test_the_facilitators_page_opens_by_itself_where_there_is_a_desktop(typed, monkeypatch, display):
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setattr("sys.platform", "linux")
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("uvicorn.run", lambda *_app, **_how: time.sleep(1.5))
    code, out, _err = typed("drill", "plan/inspection-week.yaml", "--port", free_port())
    assert code == 0
    link = re.search(r"http://127\.0\.0\.1:\d+/facilitator#\S+", out)
    assert link is not None
    assert opened == ([link[0]] if display else [])
    assert "town head (head of the group): http://127.0.0.1" in out  # places by name, not by key


def test_a_port_that_is_taken_is_said(typed):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _out, err = typed("drill", "plan/inspection-week.yaml", "--port", taken.getsockname()[1])
    assert code == 2
    assert "choose another --port" in err
