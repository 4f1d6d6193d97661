"""What an exercise is prepared with: players are told nothing of what will come, evaluators judge blind."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Cm
from plans import Drill, compiled_play, drill
from test_msel_file import DISRUPTIONS, INJECTS, POOLS, RICH, STREAMS

from drillsim.base.language import speaking, text
from drillsim.compiled.compilation import compile_plan
from drillsim.deck.deck import Deck
from drillsim.files.reading import read_scenario
from drillsim.msel.cut import cut
from drillsim.papers.documents.guide import RATINGS
from drillsim.papers.documents.pen import Caption, Cell, Pen
from drillsim.papers.documents.word import WordPen
from drillsim.papers.manual import EVALUATORS, FACILITATORS, PLAYERS, Briefing, manual, manual_page
from drillsim.plan.scenario import Scenario
from drillsim.quantities.shown import say_moment
from drillsim.say.objectives import objectives
from drillsim.say.questions import MOST, questions
from drillsim.why.evidence import Evidence

SCENARIOS = Path(__file__).parent.parent / "scenarios"
PATHS = [path for path in sorted(SCENARIOS.glob("*/*.yaml")) if path.stem != "plan"]
LANGUAGES = ("en", "zh")
LENGTH = 2 * 3600

TARGETS = {
    "there": {
        "name": {"en": "There in time", "zh": "按时到场"}, "to": "go.ended", "within": "20 min", "where": {"kind": "visit"},
        "clause": "3.1",
    },
    "easy": {"name": {"en": "An easy one"}, "to": "call.ended", "within": "9 h", "where": {"kind": "visit"}},
}  # fmt: skip
CLAUSES = {"3.1": {"text": {"en": "Staff come within 20 minutes.", "zh": "20分钟内到场。"}, "timed": "there"}}


class Noted(Pen):
    """A pen that keeps what is written: a line for each heading, paragraph and point, a row of cells for each of a table."""

    suffix = ".txt"

    def __init__(self, title: Any, subject: Any, notice: Any = "") -> None:
        super().__init__(title, subject, notice)
        self.lines: list[str] = [self.title, self.subject]
        self.tables: list[tuple[list[str], list[list[str]], float]] = []  # head, rows, how tall the rows are
        self.breaks: list[int] = []  # lines before which a page begins

    def write(self, words: Any, style: str | None = None, bold: bool = False) -> None:
        self.lines.append(str(words))

    def points(self, sentences: Any) -> None:
        self.lines += [text(one) if isinstance(one, dict) else str(one) for one in sentences]

    def new_page(self) -> None:
        self.breaks.append(len(self.lines))

    def turn(self, landscape: bool) -> None:
        self.new_page()

    def contents(self) -> None: ...

    def signature(self) -> None: ...

    def finish(self) -> bytes:
        return "\n".join(self.lines).encode()

    def _heading(self, words: str, level: int, number: str) -> None:
        self.lines.append(words)

    def _subheading(self, words: str, level: int) -> None:
        self.lines.append(words)

    def _table(
        self, head: list[Cell], rows: list[list[Cell]], widths: list[float], caption: Caption | None, tall: float
    ) -> None:
        assert all(len(row) == len(widths) for row in rows)
        self.tables.append((["\n".join(cell) for cell in head], [["\n".join(cell) for cell in row] for row in rows], tall))
        self.lines += [
            *([caption.words] if caption else []),
            *(line for cells in (head, *rows) for cell in cells for line in cell),
        ]

    def _picture(self, shown: Any, caption: Caption) -> None:
        self.lines.append(caption.words)


def briefed(scenario: Scenario, compiled: Any, runs: int = 4) -> Briefing:
    deck = Deck(compiled, scenario, 1)
    evidence = Evidence(compiled, deck.first(runs), compiled_play, scenario=scenario)
    whole = deck.msel(1)
    plays = list(zip(evidence.msels, evidence.logs, strict=True))
    chosen = cut(compiled, deck, whole, compiled_play(compiled, whole), plays, LENGTH)
    return Briefing(scenario, deck, evidence, chosen, compiled_play(compiled, chosen.msel))


@cache
def shipped(path: Path) -> Briefing:
    parsed, plan = read_scenario(path)
    return briefed(parsed, compile_plan(plan, parsed.window, parsed.calendar))


@cache
def shipped_paper(path: Path, edition: str, language: str) -> Noted:
    return noted(shipped(path), edition, language)


def noted(room: Briefing, edition: str, language: str) -> Noted:
    kept: list[Noted] = []

    class Keeping(Noted):
        def __init__(self, *words: Any) -> None:
            super().__init__(*words)
            kept.append(self)

    with speaking(language):
        manual(room, edition, Keeping)
    return kept[0]


@pytest.fixture(scope="module")
def room() -> Briefing:
    rich: dict[str, Any] = {**RICH, "targets": TARGETS, "clauses": CLAUSES}
    d: Drill = drill(POOLS, injects=INJECTS, streams=STREAMS, disruptions=DISRUPTIONS, days=2, seed=7, **rich)
    return briefed(d.scenario, d.compiled, 5)


each_scenario = pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")


# ---- no spoilers ---------------------------------------------------------------------------------


def given_away(scenario: Scenario, language: str) -> list[str]:
    """What nobody who plays may read before: words of injects, what goes wrong, what the scenario is about."""
    texts = [scenario.about, *(one.name for one in scenario.disruptions)]
    for inject in scenario.injects:
        texts += [inject.message, inject.expects]
    with speaking(language):
        return [words for one in texts if (words := text(one))]


@each_scenario
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_players_manual_gives_nothing_away(path: Path, language: str) -> None:
    room = shipped(path)
    paper = shipped_paper(path, PLAYERS, language)
    cover = {row[0]: row[1] for row in paper.tables[0][1]}
    assert cover[{"en": "exercise name", "zh": "演练名称"}[language]] == ""  # a scenario's may tell what will come
    said = "\n".join(paper.lines)
    for words in given_away(room.scenario, language):
        assert not re.search(rf"(?<!\w){re.escape(words)}(?!\w)" if language == "en" else re.escape(words), said), words
    with speaking(language):
        moments = {say_moment(room.compiled.start, second) for second in room.cut.msel.time.tolist()}
        moments -= {say_moment(room.compiled.start, second) for second in (0, room.scenario.window.seconds)}
    assert not [moment for moment in moments if moment in said]


@pytest.mark.parametrize("path", PATHS[::9], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_facilitators_have_every_inject_of_the_list(path: Path) -> None:
    room = shipped(path)
    for language in LANGUAGES:
        paper = shipped_paper(path, FACILITATORS, language)
        said = "\n".join(paper.lines)
        with speaking(language):
            chosen = {int(origin) for origin in room.cut.msel.origin if origin >= 0}
            messages = [text(source.inject.message) for at, source in enumerate(room.deck.sources)
                        if at in chosen and source.inject is not None and source.inject.message]  # fmt: skip
        assert all(words in said for words in messages)
        given = [
            row for head, rows, _tall in paper.tables for row in rows if head and head[0] in ("no. and time", "序号和时间")
        ]
        assert len(given) == len(room.cut.msel.time) + len(room.cut.msel.disruption)
        assert [int(row[0].split("\n")[0]) for row in given] == list(range(1, len(given) + 1))  # as in the event list


@each_scenario
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_module_asks_groups_and_leaves_room_to_write(path: Path, language: str) -> None:
    paper = shipped_paper(path, PLAYERS, language)
    group = {"en": "group", "zh": "组别"}[language]
    asked = [(rows, tall) for head, rows, tall in paper.tables if head and head[0] == group]
    assert len(asked) == len(shipped(path).modules) >= 3
    assert all(tall >= 1.5 for _rows, tall in asked)
    assert all(row[0] and row[1] and row[2] == "" for rows, _tall in asked for row in rows)
    assert any(rows for rows, _tall in asked)


# ---- forms ---------------------------------------------------------------------------------------


@each_scenario
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_promise_has_a_row_in_a_form_and_every_task_somebody(path: Path, language: str) -> None:
    room = shipped(path)
    paper = shipped_paper(path, EVALUATORS, language)
    targets, tasks = [], []
    for head, rows, tall in paper.tables:
        if head[:2] == ["no.", "capability target"]:
            targets += rows
            assert tall >= 1.5
        elif head[:2] == ["no.", "critical task"]:
            tasks += rows
            assert tall >= 1.5
        elif head[:1] == ["评估项目"]:
            targets += [row for row in rows if "承担者：" not in row[1]]
            tasks += [row for row in rows if "承担者：" in row[1]]
            assert tall >= 1.5
    with speaking(language):
        names = [text(target.name) or name for name, target in room.plan.targets.items()]
    cell = 1 if language == "en" else 0
    assert sorted(row[cell].split("\n")[0] for row in targets) == sorted(names)
    assert tasks
    if language == "en":
        assert all(row[2] for row in tasks)
        assert all(row[4] == "" for row in targets)  # what is observed is the evaluator's
        assert all(row[5] == "" for row in tasks)
    else:
        assert all(re.match(r"承担者：.", row[1]) for row in tasks)
        assert all(row[3] == "" for row in (*targets, *tasks))


@each_scenario
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_simulated_stands_on_a_page_of_its_own_behind_the_forms(path: Path, language: str) -> None:
    paper = shipped_paper(path, EVALUATORS, language)
    annex = next(at for at, line in enumerate(paper.lines) if line.startswith(("Annex: ", "附件：")))
    assert annex in paper.breaks
    before = "\n".join(paper.lines[:annex])
    assert not re.search(r"simulat|plays of|仿真|推演\d", before)
    assert re.search(r"Computed, not observed|不是观察所得", paper.lines[annex + 1])
    with speaking(language):
        finals = [rows for _head, rows, _tall in paper.tables if rows and rows[0][0] == f"□ {RATINGS[0].mark}"]
        assert len(finals) == len(objectives(shipped(path).compiled, shipped(path).evidence.gauges))
        assert all([row[1] for row in rows] == [str(rating.meaning) for rating in RATINGS] for rows in finals)


# ---- one plan, looked at closely -----------------------------------------------------------------


def test_questions_stand_where_promises_are_missed(room: Briefing) -> None:
    (asked,) = questions(room.evidence)
    assert asked["clauses"] == [{"id": "3.1", "lines": [CLAUSES["3.1"]["text"]]}]
    assert 1 <= len(asked["asked"]) <= MOST
    with speaking("en"):
        assert "The way alone is too long in" in " ".join(map(str, asked["asked"]))
        assert re.match(r"Incidents missed in 5 runs: \d+ of \d+ \(\d", str(asked["seen"][0]))
        told = noted(room, FACILITATORS, "en").lines
        assert all(str(words) in told for words in asked["asked"])
        assert not [words for words in asked["asked"] if str(words) in noted(room, PLAYERS, "en").lines]


def test_the_schedule_adds_up_to_the_length(room: Briefing) -> None:
    rows = next(rows for head, rows, _tall in noted(room, PLAYERS, "en").tables if head[:2] == ["from", "length"])
    minutes = [int(row[1].removesuffix(" min")) for row in rows]
    assert sum(minutes) == LENGTH // 60
    assert all(minute % 5 == 0 and minute > 0 for minute in minutes)
    assert [row[0] for row in rows] == [f"{sum(minutes[:n]) // 60}:{sum(minutes[:n]) % 60:02d}" for n in range(len(rows))]


@pytest.mark.parametrize("edition", [PLAYERS, FACILITATORS, EVALUATORS])
def test_the_page_has_both_languages(room: Briefing, edition: str) -> None:
    page = manual_page(room, edition).decode()
    for words in ("There in time", "按时到场", "接访组"):
        assert words in page
    assert len(re.findall(r'<main id="(?:zh|en)"', page)) == 2
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    if edition == EVALUATORS:
        assert "Staff come within 20 minutes." in page
        assert "20分钟内到场。" in page
    assert ("two are ill" in page.lower()) == (edition == FACILITATORS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", [PLAYERS, FACILITATORS, EVALUATORS])
def test_a_word_processor_opens_it_and_rows_to_write_in_are_tall(room: Briefing, edition: str, language: str) -> None:
    with speaking(language):
        document = docx.Document(BytesIO(manual(room, edition, WordPen)))
    heights = [row.height for table in document.tables for row in table.rows if row.height is not None]
    assert max(heights) >= Cm(1.5)
    assert sum(height >= Cm(1.5) for height in heights) >= 4
