"""`report` of what run, size and compare wrote: page, documents and event list, read back and looked into."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest
from files import PLAN, SCENARIO
from openpyxl import load_workbook
from remake import ROOT, SAMPLE, SAMPLE_RUNS, sample_run
from tagged import pdf_faults
from test_report import Article
from test_scenarios import to_nine_digits
from test_word import opened, played, words_of

from drillsim.base.language import speaking, text
from drillsim.command.cli import run as drillsim
from drillsim.compiled.log import same
from drillsim.deck.deck import Deck
from drillsim.msel.file import read_msel
from drillsim.papers.documents import pdf
from drillsim.papers.documents.guide import RATINGS, guide
from drillsim.papers.documents.outlines import documents
from drillsim.papers.documents.pdf import PdfPen
from drillsim.papers.documents.word import WordPen
from drillsim.papers.dossier import Dossier, HeldDrill
from drillsim.play.conduct import conduct
from drillsim.store.folder import Inputs
from drillsim.store.sizing_replay import answer_of, check
from drillsim.tasks.from_folder import case_of

SIZES = ["--vary", "crew=5..8", "car=1..2", "--max-runs", "300"]


def report(folder: Path, out: Path, *words: str, lang: str = "en") -> int:
    return drillsim(["report", str(folder), "--out", str(out), "--lang", lang, *words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return played(tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def case(folder: Path) -> Dossier:
    return case_of(folder)


@pytest.fixture(scope="module")
def sizing(folder: Path) -> Path:
    """A sizing of the same files."""
    out = folder.with_name("sizing")
    assert drillsim(["size", str(folder.with_name("scenario.yaml")), *SIZES, "--out", str(out), "--lang", "en"]) in (0, 1, 3)
    return out


@pytest.fixture(scope="module")
def comparison(folder: Path) -> Path:
    out = folder.with_name("comparison")
    words = ["compare", str(folder.with_name("scenario.yaml")), "--change", "car=3", "crew=8", "--runs", "20"]
    assert drillsim([*words, "--out", str(out), "--lang", "en"]) == 0
    return out


# ---- the event list ----------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "name"), [("en", "msel.xlsx"), ("zh", "演练脚本.xlsx")])
def test_the_event_list_is_that_of_the_run_shown_and_can_be_played(folder, case, tmp_path, lang, name):
    assert report(folder, tmp_path, "--format", "xlsx", lang=lang) == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]
    deck = Deck(case.compiled, case.scenario, case.settings.seed)
    msel, remarks = read_msel(tmp_path / name, case.compiled, case.scenario, deck)
    assert remarks == []
    assert same(conduct(case.compiled, msel), case.shown[2])
    assert report(folder, tmp_path, "--format", "xlsx", lang=lang) == 0  # the same bytes: nothing is written over


# ---- PDF ---------------------------------------------------------------------------------------


def test_a_pdf_is_the_same_each_time_and_has_its_fonts_and_pages(case, tmp_path):
    made = documents(case, "zh", PdfPen)
    assert set(made) == {"预案推演评估报告.pdf"}
    assert made == documents(case, "zh", PdfPen)
    for content in made.values():
        assert content.startswith(b"%PDF")
        assert pdf_faults(content, "zh") == []
        fonts = set(re.findall(rb"/FontName ?/[A-Z]{6}\+(\w+)", content))
        assert fonts <= {b"NotoSansSC", b"NotoSerifSC", b"DejaVuSansMono"}
    if shutil.which("pdftotext") is not None:  # the words are there to be searched and read out
        (tmp_path / "a.pdf").write_bytes(made["预案推演评估报告.pdf"])
        told = subprocess.run(["pdftotext", str(tmp_path / "a.pdf"), "-"], capture_output=True, text=True, check=True).stdout
        for words in ("计算机仿真推演", "一、结论", "重现说明", "推演结果用于改进预案"):
            assert words in told.replace(" ", "")


def test_words_of_a_plan_are_never_markup_in_a_pdf(tmp_path):
    name = '#panic() $x$ *b* @ref <l> \\u{1} "' + "w" * 200
    plan = PLAN.replace("name: {en: A little town, zh: 小镇}", f"name: '{name}'")
    made = documents(case_of(played(tmp_path, plan, runs=3)), "en", PdfPen)
    assert made["plan-test-report.pdf"].startswith(b"%PDF")


def test_without_typst_it_is_said_how_to_install_it(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(pdf, "find_spec", lambda _name: None)
    assert report(folder, tmp_path / "out", "--format", "pdf") == 2
    assert "pip install 'drillsim[pdf]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


# ---- a recorded drill ----------------------------------------------------------------------------


def test_recorded_times_stand_in_the_observation_columns(case):
    drill = replace(case, held=HeldDrill(0, 0, (), (), ()))
    with speaking("en"):
        filled = opened(guide(drill, WordPen))
    _number, msel, log = case.shown
    targets = [t for t in filled.tables if "capability target" in {cell.text for cell in t.rows[0].cells}]
    tasks = [t for t in filled.tables if "critical task" in {cell.text for cell in t.rows[0].cells}]
    assert any(row.cells[4].text.startswith("incident 1: ") for table in targets for row in table.rows[1:])
    assert any(row.cells[5].text.startswith("incident 1: ") for table in tasks for row in table.rows[1:])
    assert all(row.cells[-1].text == "□ P  □ S\n□ M  □ U" for table in (*targets, *tasks) for row in table.rows[1:])
    first = int(case.evidence.gauges[0].read(msel, log).incident[0])
    assert log.started[int(msel.row_first[first])] >= 0
    words = words_of(filled)
    assert f"incident {first + 1}: " in words
    assert case.compiled.start.strftime("%m-%d ") in words
    with speaking("zh"):
        assert "第1起：" in words_of(opened(guide(drill, WordPen)))


def test_whether_a_target_was_met_stands_in_the_annex_of_a_guide_only(case):
    drill = replace(case, held=HeldDrill(0, 0, (), (), ()))
    for language, verdicts in (("en", r"\b(met|missed|late|on time)\b"), ("zh", "达标|超时|按时")):
        with speaking(language):
            said = words_of(opened(guide(drill, WordPen)))
            names = [text(target.name) or name for name, target in case.plan.targets.items()]
        annex = said.index({"en": "Annex: ", "zh": "附件："}[language])
        forms = re.sub("|".join(map(re.escape, sorted(names, key=len, reverse=True))), "", said[:annex])
        with speaking(language):
            for one in RATINGS:
                forms = forms.replace(str(one.meaning), "")
        assert not re.search(verdicts, forms)
        assert re.search(verdicts, said[annex:])


# ---- sizings ---------------------------------------------------------------------------------------


def test_a_sizing_is_read_back_as_it_was(sizing, tmp_path):
    answer, inputs = answer_of(sizing)
    check(sizing, answer, inputs)
    assert report(sizing, tmp_path) == 0
    assert (tmp_path / "report.html").read_bytes() == (sizing / "size.html").read_bytes()
    said = words_of(docx.Document(str(tmp_path / "sizing-report.docx")))
    told = json.loads((sizing / "size.json").read_text("utf-8"))
    assert said.index("Verdict") < said.index("How hard they work") < said.index("What the answer rests on")
    assert f"{told['runs']:,} runs" in said
    for pool, size in told["plan_shown"].items():
        assert f"{pool} {size}" in said or str(size) in said
    assert {path.name for path in tmp_path.iterdir()} == {"report.html", "sizing-report.docx"}
    assert report(sizing, tmp_path, "--format", "docx", lang="zh") == 0
    assert "力量测算报告.docx" in {path.name for path in tmp_path.iterdir()}


def test_a_report_says_what_a_sizing_found(folder, sizing, tmp_path, capsys):
    assert report(folder, tmp_path, "--format", "html,docx", "--sizing", str(sizing)) == 0
    said = words_of(docx.Document(str(tmp_path / "plan-test-report.docx")))
    page = Article((tmp_path / "report.html").read_text("utf-8")).text("en")
    for words in (said.split("Contents")[0], page[: page.index("2. Contradictions")]):
        assert "What sizing found" in words
        assert "No size in this range keeps every target. Now: crew 6, car 2." in words
        assert "no team size can keep it" in words or "more would keep it" in words
    other = tmp_path / "other"
    shutil.copytree(sizing, other)
    scenario = other / "inputs" / "scenario.yaml"
    scenario.write_text(SCENARIO + "# changed\n", "utf-8")
    manifest = json.loads((other / "manifest.json").read_text("utf-8"))
    content = {"scenario.yaml": scenario.read_bytes(), "plan.yaml": (other / "inputs" / "plan.yaml").read_bytes()}
    manifest["inputs"] = Inputs(content, "scenario.yaml").checksums
    (other / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert report(folder, tmp_path / "x", "--sizing", str(other)) == 2
    assert "this sizing is of other files" in capsys.readouterr().err


# ---- comparisons -----------------------------------------------------------------------------------


def test_a_comparison_says_what_differs_with_its_intervals(comparison, tmp_path):
    assert report(comparison, tmp_path, "--format", "html,docx,pdf") == 0
    assert {path.name for path in tmp_path.iterdir()} == {"report.html", "comparison-report.docx", "comparison-report.pdf"}
    told = json.loads((comparison / "compare.json").read_text("utf-8"))
    said = words_of(docx.Document(str(tmp_path / "comparison-report.docx")))
    page = (tmp_path / "report.html").read_text("utf-8")
    for words in (said, Article(page).text("en")):
        for target in told["targets"]:
            if abs(target["difference"] or 0) >= 0.0005 and target["form"] != "mean":
                assert f"{100 * target['difference']:+.1f}".replace("-", "−") in words
        assert "on the same event lists" in words
        assert "sha256:" in words
    assert Article(page).unmatched == []
    assert "方案比较报告" in Article(page).text("zh")


# ---- what is no folder of results --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("break_", "told"),
    [
        (lambda made: (made / "manifest.json").unlink(), "this is no folder of results"),
        (lambda made: (made / "size.json").write_text("{}"), "this is no folder of a sizing"),
        (lambda made: (made / "inputs" / "plan.yaml").write_text(PLAN + "# x\n"), "not the one that was played"),
        (lambda made: _changed(made / "size.json"), "another result"),
    ],
    ids=["no manifest", "no sizing", "other inputs", "other figures"],
)
def test_a_broken_folder_is_refused(sizing, tmp_path, capsys, break_, told):
    made = tmp_path / "sizing"
    shutil.copytree(sizing, made)
    break_(made)
    assert report(made, tmp_path / "out") == 2
    assert told in capsys.readouterr().err


def _changed(path: Path) -> None:
    content = json.loads(path.read_text("utf-8"))
    content["loads"][0]["peak"] += 1
    path.write_text(json.dumps(content), "utf-8")


def test_what_a_folder_cannot_give_is_said(sizing, comparison, tmp_path, capsys):
    assert report(sizing, tmp_path / "x", "--format", "xlsx") == 2
    assert report(comparison, tmp_path / "x", "--sizing", str(sizing)) == 2
    assert capsys.readouterr().err.count("is for the folder of a run") == 2
    assert report(tmp_path, tmp_path / "x") == 2
    assert "this is no folder of results" in capsys.readouterr().err


# ---- the committed samples -----------------------------------------------------------------------------


def _told(path: Path, content: bytes) -> object:
    """What a file says: its figures and words, whatever the version of the libraries that drew its pictures."""
    if path.suffix == ".html":
        article = Article(re.sub(r"<svg.*?</svg>", "", content.decode(), flags=re.DOTALL))
        return {language: _plain(article.text(language)) for language in ("en", "zh")}
    if path.suffix == ".docx":
        return _plain(words_of(opened(content)))
    if path.suffix == ".xlsx":
        return [[[cell.value for cell in row] for row in sheet] for sheet in load_workbook(BytesIO(content)).worksheets]
    if path.suffix == ".json":
        return path.name != "manifest.json" and to_nine_digits(content.decode())
    return content


def _plain(words: str) -> str:
    return re.sub(r"(drillsim|numpy|scipy) \d[\w.]*", r"\1", words)


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_the_sample_run_is_the_committed_one(lang):
    kept = SAMPLE_RUNS[lang][0]
    made = sample_run(lang)
    assert {path for path in kept.rglob("*") if path.is_file()} == set(made), "run: python tests/remake.py"
    for path, content in made.items():
        assert _told(path, path.read_bytes()) == _told(path, content), f"{path.name}; run: python tests/remake.py"
        assert len(content) < 1_000_000
    assert kept.name in (ROOT / "reports" / "README.md").read_text("utf-8")


def test_samples_are_not_taken_for_results_of_the_user(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    for folder, _scenario in SAMPLE_RUNS.values():
        shutil.copytree(folder, tmp_path / "reports" / folder.name)
    shutil.copytree(SAMPLE, tmp_path / "reports" / SAMPLE.name)
    source = ROOT / "scenarios" / "fire-brigade"
    shutil.copytree(source, tmp_path / "scenarios" / source.name, ignore=shutil.ignore_patterns("results"))
    assert drillsim(["list", "--lang", "en", "--format", "json"]) == 0
    assert {one["state"] for one in json.loads(capsys.readouterr().out)["scenarios"]} == {"not_played"}
    assert drillsim(["list", "reports", "--lang", "en", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["scenarios"] == []
