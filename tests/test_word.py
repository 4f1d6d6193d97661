"""The documents of a run folder: what stands in them, and that a word processor can open them."""

from __future__ import annotations

import json
import re
import zipfile
from html import unescape
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from files import PLAN, SCENARIO
from tagged import docx_faults

from drillsim.base.language import speaking
from drillsim.command.cli import run as drillsim
from drillsim.judge.evaluate import LATE, NEVER
from drillsim.papers.documents import facts
from drillsim.papers.documents.outlines import documents
from drillsim.papers.documents.pen import clean, in_chinese
from drillsim.papers.documents.word import WordPen
from drillsim.papers.dossier import Dossier
from drillsim.papers.page import render
from drillsim.say.brief import opening
from drillsim.say.reasons import reasons
from drillsim.tasks.from_folder import case_of

HEADINGS = {
    "plan-test-report.docx": [
        "Conclusion", "What was tested, and how", "How far each promise is from its goal", "Why promises are missed",
        "Improvement plan", "Annex A: Amendments to the text of the plan", "Annex B: Each promise in figures",
        "Annex C: People, vehicles and places", "Annex D: Assumptions and sources",
        "Annex E: Clauses and what was not tested", "Annex F: One run, event by event",
        "Annex G: Record of the simulation (STRESS-DES)", "Annex H: How to make this again",
    ],
    "预案推演评估报告.docx": [
        "结论", "推演内容与方法", "各项时限与目标的距离", "未达标的原因", "整改计划", "附件1：预案文本修改意见",
        "附件2：各项时限的数据", "附件3：人员、车辆和场所", "附件4：假定与来源", "附件5：条款对照及未推演条款",
        "附件6：一次推演的事件清单", "附件7：仿真记录（STRESS-DES）", "附件8：重现说明",
    ],
}  # fmt: skip
LANGUAGE = {name: "en" if name.isascii() else "zh" for name in HEADINGS}


def played(folder: Path, plan: str = PLAN, scenario: str = SCENARIO, runs: int = 6) -> Path:
    """The run folder of a small plan."""
    (folder / "plan.yaml").write_text(plan, "utf-8")
    (folder / "scenario.yaml").write_text(scenario, "utf-8")
    arguments = ["run", str(folder / "scenario.yaml"), "--runs", str(runs), "--out", str(folder / "run"), "--lang", "en"]
    assert drillsim(arguments) in (0, 1, 3)
    return folder / "run"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return played(tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def case(folder: Path) -> Dossier:
    return case_of(folder)


@pytest.fixture(scope="module")
def made(case: Dossier) -> dict[str, bytes]:
    return {**documents(case, "en", WordPen), **documents(case, "zh", WordPen)}


def opened(content: bytes) -> docx.document.Document:
    return docx.Document(BytesIO(content))


def words_of(document: docx.document.Document) -> str:
    """All that stands in the body, tables too, without the codes of fields."""
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p")))


def numbers(words: str) -> set[str]:
    return set(re.findall(r"\d+(?:[.,]\d+)*", words))


@pytest.mark.parametrize("name", HEADINGS)
def test_every_heading_stands_in_its_place(made, name):
    found = [p.text for p in opened(made[name]).paragraphs if p.style.name in ("Heading 1", "Appendix")]
    assert found == HEADINGS[name]


@pytest.mark.parametrize("name", LANGUAGE)
def test_papers_can_be_read_out(made, name):
    assert docx_faults(made[name], LANGUAGE[name]) == []


@pytest.mark.parametrize("name", LANGUAGE)
def test_rows_stay_whole_and_heads_repeat(made, name):
    for table in opened(made[name]).tables:
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    heads = [t for t in opened(made[name]).tables if t.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None]
    assert heads


def test_headings_are_numbered_by_the_word_processor(made):
    for name, formats in (
        ("plan-test-report.docx", ["%1", "%1.%2", "%1.%2.%3"]),
        ("预案推演评估报告.docx", ["%1、", "（%2）", "%3."]),
    ):
        document = opened(made[name])
        numbering = document.part.numbering_part.element
        kind = next(n for n in numbering.findall(qn("w:abstractNum")) if n.get(qn("w:abstractNumId")) == "77")
        assert [level.get(qn("w:val")) for level in kind.iter(qn("w:lvlText"))] == formats
    assert [in_chinese(n) for n in (1, 9, 10, 12, 20, 21)] == ["一", "九", "十", "十二", "二十", "二十一"]


def test_contents_and_page_numbers_are_fields(made):
    for name in LANGUAGE:
        document = opened(made[name])
        codes = [code.text for code in document.element.body.iter(qn("w:instrText"))]
        marks = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
        counted = {code.split()[1] for code in codes if "PAGEREF" in code}
        assert counted
        assert counted <= marks
        foot = document.sections[0].footer._element
        assert "PAGE" in "".join(code.text for code in foot.iter(qn("w:instrText")))
        kinds = [mark.get(qn("w:fldCharType")) for mark in document.element.body.iter(qn("w:fldChar"))]
        assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")


def test_pictures_say_what_they_show_and_have_captions(made):
    for name in ("plan-test-report.docx", "预案推演评估报告.docx"):
        document = opened(made[name])
        shown = list(document.element.body.iter(qn("wp:docPr")))
        assert shown
        said = words_of(document)
        for properties in shown:
            assert properties.get("title")
            assert properties.get("descr") in said
        captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
        assert len([c for c in captions if c.startswith(("Figure", "图"))]) == len(shown)


def test_every_number_in_a_sentence_is_a_figure_of_the_run(case, folder, made):
    page = re.sub(r"<[^>]*>", " ", (folder / "report.html").read_text("utf-8"))
    inputs = "".join((folder / name).read_text("utf-8") for name in ("result.json", "manifest.json"))
    inputs += PLAN + SCENARIO
    for language in ("en", "zh"):
        with speaking(language):
            said: list[object] = [*facts.spare(case), *opening(case.compiled, case.scenario, case.result)]
            said += [reason.text for _found, why in case.missed for reason in reasons(case.compiled, why)]
            counted = {str(len(one.found)) for one in facts.objectives(case)}
            counted |= {str(load.peak) for load in case.explanation.loads} | {"6", "2"}
            known = numbers(page) | numbers(inputs) | counted
            for sentence in said:
                assert numbers(str(sentence)) <= known, sentence


def test_listed_misses_are_the_worst_and_all_are_counted(case):
    listed, n = facts.misses(case, 5)
    times = case.evidence.times
    assert n == sum(int(((t.state == LATE) | (t.state == NEVER)).sum()) for t in times.values())
    assert n == sum(why.found.missed for why in case.explanation.targets)
    assert 0 < len(listed) <= min(5, n)
    for one in listed:
        mine = times[one.target]
        state = mine.state[(mine.run == one.run) & (mine.incident == one.incident)]
        assert set(state.tolist()) <= {LATE, NEVER}


def test_columns_for_people_are_left_empty(made):
    for name, head in (("plan-test-report.docx", "responsible"), ("预案推演评估报告.docx", "责任单位")):
        found = [t for t in opened(made[name]).tables if head in {cell.text for cell in t.rows[0].cells}]
        assert len(found) <= 1  # none where nothing is missed for sure
        for table in found:
            assert all(cell.text == "" for row in table.rows[1:] for cell in row.cells[-2:])


def test_papers_of_a_run_say_on_every_page_that_nothing_was_held(made):
    said = {"en": "Computer simulation of the plan; no exercise was held", "zh": "计算机仿真推演，未组织演练"}
    for name, content in made.items():
        document, notice = opened(content), said[LANGUAGE[name]]
        assert [p.text for p in document.paragraphs if p.text][1] == notice
        for section in document.sections:
            assert section.header.paragraphs[0].text.startswith(notice)


def test_the_first_page_does_not_talk_of_seeds(made):
    for name, end in (("plan-test-report.docx", "Contents"), ("预案推演评估报告.docx", "目录")):
        first = words_of(opened(made[name])).split(f"\n{end}\n")[0]
        for word in ("seed", "replication", "MSEL", "anytime", "reproduction", "重现编号", "种子"):
            assert word not in first


def test_the_same_run_gives_the_same_files(folder, made):
    again = case_of(folder)
    for name, content in documents(again, "zh", WordPen).items():
        assert content == made[name]
    assert render(again) == (folder / "report.html").read_bytes()
    for content in made.values():
        with zipfile.ZipFile(BytesIO(content)) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert not re.search(rb"dcterms:(?:created|modified)", parts.read("docProps/core.xml"))


def test_hostile_texts_do_no_harm(tmp_path):
    name = r"<w:p/> & \"]]>{x} %s " + "长" * 400 + "w" * 400
    plan = PLAN.replace("name: {en: A little town, zh: 小镇}", f'name: "{name}"').replace(
        "text: In town within twenty minutes.", f'text: "{name}"'
    )
    plan += f'names: {{office: "{name}"}}\n'
    case = case_of(played(tmp_path, plan, runs=3))
    for content in documents(case, "zh", WordPen).values():
        said = words_of(opened(content))
        assert '<w:p/> & "]]>' in said
        assert "{x} %s" in said
        assert len(opened(content).core_properties.subject) <= 255
    assert clean("a\x00\x07\ud800b\uffff\u202e") == "a[U+0000][U+0007][U+D800]b[U+FFFF][U+202E]"


# ---- the command --------------------------------------------------------------------------


def test_the_command_writes_beside_the_run(folder, capsys):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert drillsim(["report", str(folder), "--lang", "zh"]) == 0
    out = folder.with_name("run-report")
    assert {path.name for path in out.iterdir()} == {
        "report.html",
        "预案推演评估报告.docx",
        "演练脚本.xlsx",
    }
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_document_that_somebody_filled_in_is_kept(folder, made, tmp_path, capsys):
    filled = tmp_path / "plan-test-report.docx"
    filled.write_text("mine")
    arguments = ["report", str(folder), "--format", "docx", "--out", str(tmp_path), "--lang", "en"]
    assert drillsim(arguments) == 2
    assert filled.read_text() == "mine"
    assert drillsim([*arguments, "--force"]) == 0
    assert filled.read_bytes() == made["plan-test-report.docx"]
    assert drillsim(arguments) == 0  # the same files once more


def test_a_folder_whose_result_is_another_is_refused(folder, tmp_path, capsys):
    import shutil

    other = tmp_path / "other"
    shutil.copytree(folder, other)
    content = json.loads((other / "result.json").read_text("utf-8"))
    content["incidents"] += 1
    (other / "result.json").write_text(json.dumps(content), "utf-8")
    assert drillsim(["report", str(other), "--lang", "en"]) == 2
    assert "another result" in capsys.readouterr().err
    assert drillsim(["report", str(folder), "--format", "odt", "--lang", "en"]) == 2
    assert "no format" in capsys.readouterr().err


# ---- the plan's own sentences -------------------------------------------------------------------


def test_papers_show_the_sentence_of_the_plan_with_its_place_and_our_reading(tmp_path: Path) -> None:
    ours = "{text: In town within twenty minutes., timed: arrival}"
    assert ours in PLAN
    sentence, place = "Whoever goes is there at once, within 20 min.", "Part 3, paragraph 2"
    plan = PLAN.replace(ours, f"{{quote: '{sentence}', place: '{place}', text: In time., timed: arrival}}")
    case = case_of(played(tmp_path, plan, runs=2))
    quote = f"“{sentence}” ({place})"
    for content in documents(case, "en", WordPen).values():
        document = docx.Document(BytesIO(content))
        cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
        assert any(f"clause L.1: {quote}" in cell for cell in cells)
    appendix = docx.Document(BytesIO(documents(case, "en", WordPen)["plan-test-report.docx"]))
    cells = {cell.text for table in appendix.tables for row in table.rows for cell in row.cells}
    assert f"{quote}\nread as: In time." in cells
    page = unescape(render(case).decode())
    assert f"{quote}<br>read as: In time." in page
    assert f"clause L.1: {quote}" in page
