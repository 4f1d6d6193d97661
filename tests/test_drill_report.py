"""The papers of a drill that was held: what offices file, filled in with what happened in the room."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from files import write
from held_drills import hold

from drillsim.base.language import speaking, text
from drillsim.judge.evaluate import LATE, NEVER, ON_TIME
from drillsim.papers.documents.drill_facts import LONG, DrillFacts
from drillsim.papers.documents.outlines import documents
from drillsim.papers.documents.pdf import PdfPen
from drillsim.papers.documents.word import WordPen
from drillsim.papers.dossier import Dossier
from drillsim.room.dossier import drill_case
from drillsim.say.caveats import SIMULATED

FLOOD = Path(__file__).parent.parent / "scenarios/flood-evacuation/night-flood.yaml"
NOTE = "Buses were promised that do not exist."
ABOUT_ALARM = "The bell rope was torn."
ENGLISH = ["Executive summary", "Exercise overview", "Analysis of capabilities", "Appendix A: Improvement plan",
           "Appendix B: Participants", "Appendix C: Events, record and notes"]  # fmt: skip
SIX_POINTS = ["演练执行情况", "预案的合理性与可操作性", "指挥协调和应急联动情况", "应急人员处置情况", "设备装备的适用性",
              "对完善预案、应急准备等方面的意见和建议"]  # fmt: skip
EVALUATION = ["演练基本情况", "演练评估过程", "演练情况分析", "成本效益分析", "评估等级", "改进建议",
              "附件1：未做到的承诺逐项情况", "附件2：参演角色", "附件3：演练事件与过程记录"]  # fmt: skip
SUMMARY = ["演练目的", "时间和地点", "参演单位和人员", "演练方案概要", "发现的问题与原因", "经验和教训", "改进建议"]


@dataclass(frozen=True)
class Paper:
    """A document as it is read."""

    document: Any

    def headings(self, *styles: str) -> list[str]:
        return [one.text for one in self.document.paragraphs if one.style.name in styles]

    def part(self, heading: str) -> str:
        """The sentences below a heading, up to the next one of its level or of a higher one."""
        paragraphs = self.document.paragraphs
        at = next(at for at, one in enumerate(paragraphs) if one.text == heading and one.style.name.startswith("Heading"))
        level, told = paragraphs[at].style.name, []
        for one in paragraphs[at + 1 :]:
            if one.style.name == "Appendix" or (one.style.name.startswith("Heading") and one.style.name <= level):
                break
            told.append(one.text)
        return "\n".join(told)

    @property
    def tables(self) -> list[list[list[str]]]:
        return [[[cell.text for cell in row.cells] for row in table.rows] for table in self.document.tables]

    def headed(self, *words: str) -> list[list[str]]:
        """The rows of the table whose head has these words."""
        return next(rows[1:] for rows in self.tables if set(words) <= set(rows[0]))

    def row(self, first: str) -> str:
        """What stands beside some words."""
        return next(row[1] for rows in self.tables for row in rows if row[0] == first)

    @property
    def words(self) -> str:
        paragraphs = [one.text for one in self.document.paragraphs]
        heads = [one.text for section in self.document.sections for one in section.header.paragraphs]
        return "\n".join([*heads, *paragraphs, *(cell for rows in self.tables for row in rows for cell in row)])


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """A flood whose second and fourth question are decided late, and whose first two calls nobody picks up."""
    folder = tmp_path_factory.mktemp("held") / "drill"
    notes = {1: (ABOUT_ALARM, "alarmed"), 10: (NOTE, None)}
    hold(FLOOD, folder, hours=24, late={2: 1800, 4: 2700}, deaf={1, 2}, notes=notes)
    return drill_case(folder)


@pytest.fixture(scope="module")
def papers(case: Dossier) -> dict[str, Paper]:
    made = documents(case, "en", WordPen) | documents(case, "zh", WordPen)
    return {name.removesuffix(".docx"): Paper(docx.Document(BytesIO(content))) for name, content in made.items()}


def missed(case: Dossier, language: str) -> list[str]:
    with speaking(language):
        return [text(case.target_name(area.found.id)) for area in DrillFacts(case).areas]


OURS = ("after-action-report", "演练评估报告", "演练总结报告")


def test_each_language_has_the_papers_that_its_offices_file(papers: dict[str, Paper]) -> None:
    assert set(papers) == {"after-action-report", "evaluation-guide", "演练评估报告", "演练总结报告", "演练评估表"}
    for name, headings in (("after-action-report", ENGLISH), ("演练评估报告", EVALUATION), ("演练总结报告", SUMMARY)):
        assert papers[name].headings("Heading 1", "Appendix") == headings
    assert papers["演练评估报告"].headings("Heading 2") == SIX_POINTS


def test_the_cover_leaves_open_what_only_people_know(papers: dict[str, Paper]) -> None:
    paper = papers["after-action-report"]
    assert paper.document.paragraphs[0].text == "After-Action Report/Improvement Plan"
    cover = dict(row for row in paper.tables[0])
    assert cover["exercise"] == "a night with a slow road: Willowbend Town: plan for moving three villages before a flood"
    for open_ in ("date of the exercise", "date of this report", "prepared by", "point of contact"):
        assert cover[open_] == "(to be filled in)"
    assert cover["handling"].count("□") == 3
    overview = paper.tables[1]
    assert {row[0] for row in overview} >= {"exercise name", "exercise dates", "scope", "mission areas", "capabilities",
                                            "objectives", "threat or hazard", "scenario", "sponsor", "participants",
                                            "contact"}  # fmt: skip
    assert "tabletop exercise, computer-assisted\nin the room 1 h 12 min; in the scenario 1 day" in paper.row("scope")


def test_no_paper_of_a_drill_is_a_simulation_or_counts_runs(papers: dict[str, Paper]) -> None:
    for name in OURS:
        words = papers[name].words
        for said in (SIMULATED.msgid, "仿真推演", "推演次数", "重现编号"):
            assert said not in words
        assert not re.search(r"\bruns (?!out)|\d runs?\b|95% sure", words)
        assert re.search("scenario's clock|情景时间", words)  # whose time it is


def test_the_figures_that_decide_are_those_of_the_record(case: Dossier, papers: dict[str, Paper]) -> None:
    facts = DrillFacts(case)
    kept, judged = {}, {}
    for what, log in (("room", facts.log), ("rule", facts.by_rule)):
        states = [gauge.read(facts.msel, log).state.tolist() for gauge in case.evidence.gauges]
        kept[what] = sum(state == ON_TIME for one in states for state in one)
        judged[what] = sum(state in (ON_TIME, LATE, NEVER) for one in states for state in one)
    assert kept["room"] < kept["rule"] < judged["rule"]
    said = (f"{kept['room']} of {judged['room']} limits that ran were kept in the room; by the plan's own rule, on the same "
            f"events, {kept['rule']} of {judged['rule']}.")  # fmt: skip
    assert said in papers["after-action-report"].words
    for name in OURS[1:]:
        assert f"共计时{judged['room']}次，本场做到{kept['room']}次" in papers[name].words


def test_ratings_are_defined_and_left_to_the_evaluators(papers: dict[str, Paper]) -> None:
    rated = papers["after-action-report"].headed("P", "S", "M", "U")
    assert [row[0] for row in rated] == ["A village is ordered out", "Hourly head count of the shelter",
                                         "A household is cut off by the water", "Being there"]  # fmt: skip
    assert all(row[-4:] == ["□"] * 4 for row in rated)
    assert [row[0][:2] for row in papers["after-action-report"].headed("rating", "it is given when")] == [
        "P:",
        "S:",
        "M:",
        "U:",
    ]
    grades = papers["演练评估报告"].headed("等级", "评定标准")
    assert [row[:2] for row in grades] == [["□", "优"], ["□", "良"], ["□", "中"], ["□", "差"]]


def test_each_missed_promise_has_an_area_and_a_row_of_the_improvement_plan(case: Dossier, papers: dict[str, Paper]) -> None:
    paper = papers["after-action-report"]
    assert len(missed(case, "en")) > 5
    areas = {rows[0][1]: dict(rows[1:]) for rows in paper.tables if rows[0][0] == "area"}
    plan = paper.headed("corrective action", "capability element", "primary responsible organisation")
    for name in missed(case, "en"):
        assert set(areas[name]) == {"observation", "reference", "analysis"}
        assert re.search(r"Missed \d+ of \d+ times", areas[name]["observation"])
        assert areas[name]["reference"].startswith("clause ")
        assert areas[name]["analysis"]
        assert any(name in row[1] for row in plan)
        assert all(row[3] and row[4:] == [""] * 4 for row in plan)  # whose it is, and by when, is for others to say
    evaluation, summary = papers["演练评估报告"], papers["演练总结报告"]
    listed = [rows[0][1] for rows in evaluation.tables if rows[0][0] == "承诺" and len(rows[0]) == 2]
    to_do = evaluation.headed("问题", "改进措施", "责任单位", "完成时限")
    for name in missed(case, "zh"):
        assert listed.count(name) == 1
        assert any(name in row[1] for row in to_do)
        assert summary.words.count(f"“{name}”") == summary.part("发现的问题与原因").count(f"“{name}”") == 1  # told once
        assert name in summary.part("改进建议")


def test_a_decision_that_held_things_up_is_told_once_and_pointed_to(papers: dict[str, Paper]) -> None:
    rows = papers["after-action-report"].headed("decision on", "open for", "what was done")
    late = [row for row in rows if row[5] in ("30 min", "45 min")]
    assert [row[2] for row in late] == ["heads of the village teams"] * 2
    assert ["–", "not picked up"] in [row[5:] for row in rows]
    areas = [dict(table[1:]) for table in papers["after-action-report"].tables if table[0][0] == "area"]
    for row in late:
        assert any(re.search(rf"Incident {row[1]}: .*see decisions? [\d, ]*\b{row[0]}\b", one["analysis"]) for one in areas)


def test_nobody_is_blamed_for_time_in_which_nobody_was_free(case: Dossier) -> None:
    facts = DrillFacts(case)
    ready = {(one.incident, one.step): int(facts.log.ready[facts.msel.row_first[one.incident] + one.step])
             for one in case.held.orders}  # fmt: skip
    waited = [one for one in case.held.orders if one.second - ready[one.incident, one.step] > 2 * 3600]
    assert waited  # buses and boats were out
    assert all(facts.thought(one) < LONG for one in waited)


def test_what_nobody_at_the_table_could_have_helped_is_said(case: Dossier, papers: dict[str, Paper]) -> None:
    areas = {rows[0][1]: dict(rows[1:]) for rows in papers["after-action-report"].tables if rows[0][0] == "area"}
    beyond = [area for area in DrillFacts(case).areas if not area.by_decisions]
    assert beyond
    for area in beyond:
        assert "Nobody at the table could have helped it" in areas[text(case.target_name(area.found.id))]["analysis"]
    assert "现场人员无法避免" in papers["演练评估报告"].part("预案的合理性与可操作性")


def test_participants_are_roles_and_hazards_are_incidents(papers: dict[str, Paper]) -> None:
    rows = papers["after-action-report"].headed("role", "part in the drill")
    assert [row[0] for row in rows] == ["head of the town's flood office", "heads of the village teams",
                                        "transport: drivers and boat crews", "head of the shelter", "facilitator",
                                        "evaluators", "observers"]  # fmt: skip
    assert papers["after-action-report"].row("threat or hazard") == (
        "A village is ordered out (3), A household is cut off by the water (3)"
    )
    assert "6 incidents and 12 routine duties" in papers["after-action-report"].words


def test_notes_stand_where_they_belong(papers: dict[str, Paper]) -> None:
    paper = papers["after-action-report"]
    area = next(dict(rows[1:]) for rows in paper.tables if rows[0] == ["area", "the village knows within 10 minutes"])
    assert ABOUT_ALARM in area["observation"]
    told = [one.text for one in paper.document.paragraphs]
    assert any(NOTE in one for one in told[told.index("Notes taken in the room") :])
    assert any(NOTE in one.text for one in papers["演练评估报告"].document.paragraphs)


def test_the_improvement_plan_lies_on_its_side(papers: dict[str, Paper]) -> None:
    turned = [section.orientation for section in papers["after-action-report"].document.sections]
    assert turned == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]


def test_a_drill_in_which_nobody_sat_down_and_nothing_was_missed_has_its_papers(tmp_path: Path) -> None:
    hold(write(tmp_path), tmp_path / "drill", hours=30, at_the_table=False)
    case = drill_case(tmp_path / "drill")
    assert not DrillFacts(case).areas
    for language, names in (("en", OURS[:1]), ("zh", OURS[1:])):
        made = documents(case, language, WordPen)
        for name in names:
            words = Paper(docx.Document(BytesIO(made[f"{name}.docx"]))).words
            assert ("No limit was missed." if language == "en" else "没有超时。") in words
        assert ("At the table: nobody" if language == "en" else "共计时") in words


def test_every_paper_can_be_a_pdf(case: Dossier) -> None:
    for language in ("en", "zh"):
        assert all(content.startswith(b"%PDF") for content in documents(case, language, PdfPen).values())
