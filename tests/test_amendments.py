"""The table of amendments: a wording for every rule, of the plan's own sentence where it can be, and both of its files."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from files import PLAN, write
from tagged import docx_faults
from test_findings import CASES, SHARPENED, SOUND, _paper, merged, of, quoting, tiers

from drillsim.base.language import speaking
from drillsim.check.amendments import FROM_THE_PLAN, SENTENCES, amendment, of_the_test, wording
from drillsim.check.findings import RULES, findings, lexicon
from drillsim.command.cli import run
from drillsim.files.critic import Placed
from drillsim.papers.amendments import amendments_docx, amendments_xlsx
from drillsim.plan.plan import Plan


def _plan(changes: dict[str, Any]) -> Plan:
    return Plan.model_validate(merged(SOUND, changes))


def mended(rule: str, changes: dict[str, Any]) -> list[str]:
    """The wording for the one finding of a rule."""
    plan = _plan(changes)
    (one,) = of(rule, findings(plan))
    return list(map(str, wording(plan, one)))


PAPERS = [_paper(case[2]) for case in CASES] + [_paper(plan, flawed) for _, plan, flawed, _ in SHARPENED]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_rule_has_a_wording_that_would_mend_it(language: str) -> None:
    without: dict[str, None] = {}
    with speaking(language):
        for paper in PAPERS:
            for rule in RULES:
                for finding in rule(paper):
                    lines = list(map(str, wording(paper.plan, finding)))
                    assert lines, finding.rule
                    assert all(line and "{" not in line for line in lines), (finding.rule, lines)
                    if not of_the_test(finding) and lines == [str(finding.mend)]:
                        without[finding.rule] = None
    assert not without


def test_no_wording_is_left_over() -> None:
    there = {finding.rule for paper in PAPERS for rule in RULES for finding in rule(paper) if not of_the_test(finding)}
    together = {"asked-by-several-plans", "two-plans-at-one-time"}
    assert {*FROM_THE_PLAN, *SENTENCES} - there - together == set()


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("接报后立即上报。", "“接报后____分钟内上报。”"),
        ("必须立即、迅速赶赴现场。", "“必须在____分钟内赶赴现场。”"),
        ("要及时、准确地上报。", "“要在____分钟内准确地上报。”"),
        ("第一时间上报，尽快答复。", "“在____分钟内上报，在____天内答复。”"),
        ("在第一时间内到场。", "“在____分钟内到场。”"),
        ("做到早发现、早报告。", "“做到在____分钟内发现、在____分钟内报告。”"),
        ("来访随到随访。", "“来访到后____分钟内接访。”"),
        ("须在规定时间内到达。", "“须在____分钟内到达。”"),
        ("以最快速度到场。", "“在____分钟内到场。”"),
        ("半天内办结。", "“在____天内办结。”"),
        ("隐患随到随处置。", "“隐患到后____分钟内处置。”"),
        ("They come as quickly as possible.", "“They come within ____ minutes.”"),
        ("处置要迅速。", "“处置要迅速（____分钟内）。”"),
        ("提高快速反应能力。", "“提高快速（____分钟内）反应能力。”"),
        ("They go at once.", "“They go within ____ minutes.”"),
        ("They immediately go and answer promptly.",
         "“They immediately (within ____ minutes) go and answer within ____ days.”"),
        ("A timely visit is made.", "“A timely (within ____ minutes) visit is made.”"),
    ],
)  # fmt: skip
def test_a_word_without_a_number_becomes_a_span_that_is_left_open(quote: str, sentence: str) -> None:
    assert mended("no-limit-written", quoting(quote)) == [sentence]
    with speaking("zh"):  # the sentence stays in the language of the plan, whoever reads the table
        assert mended("no-limit-written", quoting(quote)) == [sentence]


def test_each_word_without_a_number_leaves_one_open() -> None:
    for entry in lexicon.SOON:
        assert all("____" in line for line in mended("no-limit-written", quoting(entry.said))), entry.said


def test_a_limit_of_ours_is_said_to_be_ours() -> None:
    ours = {"targets": {"there": {"assumed": True, "clause": "9"}}, "clauses": {
        "1": {"timed": None}, "9": {"quote": "They go at once.", "timed": "there"}}}  # fmt: skip
    sentence, told = mended("no-limit-written", ours)
    assert sentence == "“They go within ____ minutes.”"
    assert told == "(ours, not agreed by anybody: tested with there (1 h))"


@pytest.mark.parametrize(
    ("quote", "law"),
    [
        ("根据《信访条例》，制定本预案。", "“根据《信访工作条例》（2022年），制定本预案。”"),
        ("根据《信访条例》（2005年）制定。", "“根据《信访工作条例》（2022年）制定。”"),
        ("Under the Petition Regulations of 2005 we act.", "“Under the Regulation on petition work of 2022 we act.”"),
    ],
)
def test_a_law_that_was_replaced_gives_way_to_the_one_in_force(quote: str, law: str) -> None:
    language = "en" if quote.isascii() else "zh"
    with speaking(language):
        assert mended("superseded-basis", quoting(quote)) == [law]


def test_two_readings_become_two_sentences() -> None:
    assert mended("two-readings", quoting("须在“9时”内到达。")) == ["“须在9小时内到达。”", "or: “须在9时（钟点）前到达。”"]


def test_what_is_done_to_people_is_struck_and_a_promise_put_in_its_place() -> None:
    with speaking("zh"):
        struck, instead = mended("done-to-people", quoting("将人员劝离。"))
        assert struck == "建议删去。"
        assert "听取诉求" in instead
        assert mended("visits-as-target", quoting("实现零越级。"))[0] == "建议删去。"


def test_tiers_are_written_once_more_without_overlap_or_gap() -> None:
    lines = mended("overlapping-tiers", tiers("1..15", "15..30"))
    assert lines == [
        "Head-count 1 (included) to 14 (included): as written",
        "Head-count 15 (included) to 30 (included): as written",
        "Head-count 31 (included) and more: ____ come",
    ]
    before, _written, between, *_more = mended("missing-tier", tiers("2..15", "18.."))
    assert (before, between) == ("Head-count exactly 1: ____ come", "Head-count 16 (included) to 17 (included): ____ come")


def test_a_row_shows_the_sentence_with_its_words_marked_and_its_place() -> None:
    plan = _plan(quoting("They go at once.", place="Part 3"))
    (one,) = of("no-limit-written", findings(plan))
    row = amendment(plan, one)
    assert (row.clauses, row.places, row.sentences) == (("9",), ["Part 3"], ["They go «at once»."])
    ours = _plan({"clauses": {"9": {"text": "They go at once.", "qualitative": "x"}}})
    (one,) = of("no-limit-written", findings(ours))
    assert str(amendment(ours, one).sentences[0]) == "They go «at once». (in our words)"


# ---- the files ----------------------------------------------------------------------------------


@pytest.fixture
def placed() -> tuple[Plan, list[Placed]]:
    plan = _plan(
        quoting("They go at once.", place="Part 3, 2") | {"basis": "《信访条例》", "assumptions": {"road": {"source": None}}}
    )
    return plan, [Placed(one, file="plan.yaml", line=7, column=1) for one in findings(plan)]


@pytest.mark.parametrize(("language", "adopted"), [("en", "adopted"), ("zh", "采纳情况")])
def test_the_document_is_a_landscape_form_with_a_row_for_each_finding(
    placed: tuple[Plan, list[Placed]], language: str, adopted: str
) -> None:
    with speaking(language):
        document = docx.Document(BytesIO(amendments_docx(*placed)))
        assert docx_faults(amendments_docx(*placed), language) == []
    section = document.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (section.page_width or 0) > (section.page_height or 0)
    assert sum(len(table.rows) - 1 for table in document.tables) == len(placed[1])
    first = document.tables[0]
    assert [len(table.columns) for table in document.tables] == [6, 6]
    assert first.rows[0].cells[5].text == adopted
    assert {row.cells[5].text for row in first.rows[1:]} == {""}
    shown = next(row for row in first.rows if "at once" in row.cells[2].text)
    assert "Part 3, 2" in shown.cells[1].text
    assert "plan.yaml:7" in shown.cells[1].text
    assert "____" in shown.cells[4].text


def test_the_workbook_says_the_same(placed: tuple[Plan, list[Placed]]) -> None:
    document = docx.Document(BytesIO(amendments_docx(*placed)))
    book = openpyxl.load_workbook(BytesIO(amendments_xlsx(*placed)))
    assert [sheet.title for sheet in book] == ["Amendments to the plan", "To be confirmed before the test"]
    for sheet, table in zip(book, document.tables, strict=True):
        assert sheet.page_setup.orientation == "landscape"
        rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows() if row[1].value]
        assert rows == [[cell.text for cell in row.cells] for row in table.rows]


def test_the_same_findings_give_the_same_bytes(placed: tuple[Plan, list[Placed]]) -> None:
    assert amendments_docx(*placed) == amendments_docx(*placed)
    assert amendments_xlsx(*placed) == amendments_xlsx(*placed)


def test_a_plan_without_findings_gives_an_empty_table() -> None:
    plan = Plan.model_validate(SOUND)
    document = docx.Document(BytesIO(amendments_docx(plan, [])))
    assert [len(table.rows) for table in document.tables] == [1]


def test_the_command_writes_the_table_and_refuses_what_would_do_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = write(tmp_path).with_name("plan.yaml")
    monkeypatch.chdir(tmp_path)
    for form in ("docx", "xlsx"):
        assert run(["check", str(plan), "--format", form]) == 0
        assert f"plan-amendments.{form}" in capsys.readouterr().err
    again = ["check", str(plan), "--format", "docx"]
    assert run(again) == 2
    assert "exists already" in capsys.readouterr().err
    assert run([*again, "--force"]) == 0
    assert run([*again, "-o", "table.pdf"]) == 2
    assert run(["check", str(plan), "-o", "table.docx"]) == 2
    assert "would change nothing" in capsys.readouterr().err
    with speaking("zh"):
        assert run(["check", str(plan), "--format", "xlsx", "--lang", "zh"]) == 0
    assert (tmp_path / "plan-修订对照表.xlsx").exists()


def test_the_check_shows_the_sentence_with_its_words_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours = "{text: A report every evening., timed: written, modelled: duties.evening}"
    assert ours in PLAN
    left = "{quote: Who does not is punished., reason: accountability}"
    quoted = "{quote: They report promptly at the designated place., place: Part 3, modelled: duties.evening}"
    plan = write(tmp_path, PLAN.replace(ours, f"{quoted}\n  L.3: {left}")).with_name("plan.yaml")
    assert run(["check", str(plan)]) == 0
    shown = capsys.readouterr().out
    assert "“They report «promptly» at the designated place.” (Part 3)" in shown
    assert "“They report promptly at «the designated place».” (Part 3)" in shown
    assert "Left out because of: accountability 1." in shown
    assert run(["check", str(plan), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["left_out"]["accountability"] == 1
    of_it = [one for one in told["findings"] if one["clauses"] == ["L.2"]]
    (mark,) = next(one["marks"] for one in of_it if one["rule"] == "no-limit-written")
    assert mark["sentence"][mark["start"] : mark["end"]] == mark["words"] == "promptly"
    assert (mark["clause"], mark["place"], mark["quoted"]) == ("L.2", "Part 3", True)
