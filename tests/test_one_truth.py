"""One truth: console, page, document and pictures of a run say the same of each promise, in both languages.

Nothing here knows how a medium is laid out: each is read as text, and what must stand in it, or must not, is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import docx
import pytest
from matplotlib.text import Text

import drillsim
from drillsim.base.language import LANGUAGES, Message, speaking, text
from drillsim.command import brief
from drillsim.command.brief import print_brief
from drillsim.command.console import print_result
from drillsim.deck.deck import Deck
from drillsim.judge.result import TargetResult
from drillsim.papers import targets
from drillsim.papers.documents.plan_test import plan_test_report
from drillsim.papers.documents.word import WordPen
from drillsim.papers.dossier import Dossier, Picture
from drillsim.quantities.wording import sure
from drillsim.say.notes import notes
from drillsim.say.verdicts import SIGNS, all_brought, estimate_words, how_judged, pass_rule, range_words, verdict_word
from drillsim.tasks import playing
from drillsim.tasks.playing import Run

ROOT = Path(__file__).parent.parent
SHIPPED = sorted(
    path.relative_to(ROOT / "scenarios").as_posix()
    for path in (ROOT / "scenarios").glob("*/*.yaml")
    if path.name != "plan.yaml"
)
QUICK = ("fire-brigade/dry-summer.yaml", "town-inspection/inspection-week.yaml")
RUNS, LOOKED_AT = 30, 20  # fewer are looked at for reasons, so that figures of all runs and of some are not the same
FIGURE = re.compile(r"[<>]?\d[\d,]*(?:\.\d+)?%")


class _Words(HTMLParser):
    """The text of a page, language by language; nothing of its drawings but what a reader reads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.of: dict[str, list[str]] = {language: [] for language in LANGUAGES}
        self._in, self._hidden = "", 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main":
            self._in = dict(attrs).get("id") or ""
        self._hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if self._in and not self._hidden:
            self.of[self._in].append(data)


def squeezed(words: Any) -> str:
    """A text without blanks, which a medium may put where it likes."""
    return "".join(text(words).split()) if isinstance(words, (Message, dict)) else "".join(str(words).split())


def of_document(content: bytes) -> str:
    """Everything that is written in a Word document, in its order but for the tables, which come last."""
    document = docx.Document(BytesIO(content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines)


@dataclass(frozen=True)
class Told:
    """A run as each medium tells it in a language."""

    case: Dossier
    language: str
    media: dict[str, str]  # text without blanks, by medium
    pictures: tuple[Picture, ...]


@pytest.fixture(
    scope="module", params=[name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in SHIPPED]
)
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """A shipped scenario, of whose runs only some are looked at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(playing, "RUNS", LOOKED_AT)
        yield drillsim.run(ROOT / "scenarios" / request.param, runs=RUNS)


@pytest.fixture(scope="module")
def page(run: Run) -> dict[str, str]:
    """The page of the run, by language."""
    return {language: "\n".join(words) for language, words in _Words(run.page().decode()).of.items()}


@pytest.fixture(scope="module", params=LANGUAGES)
def rendered(run: Run, page: dict[str, str], request: pytest.FixtureRequest) -> Told:
    """The run in one language, by medium."""
    with speaking(request.param):
        media = {
            "console": _printed(lambda: print_result(run.compiled, run.scenario, run.result)),
            "brief": _printed(lambda: print_brief(run.compiled, run.scenario, run.result, run.evidence)),
            "page": page[request.param],
            "document": of_document(plan_test_report(run.dossier, WordPen)),
        }
        shown = tuple(_pictures(run.dossier))
    return Told(run.dossier, request.param, {name: squeezed(content) for name, content in media.items()}, shown)


@pytest.fixture
def told(rendered: Told) -> Iterator[Told]:
    """The same, while that language is spoken."""
    with speaking(rendered.language):
        yield rendered


def _printed(show: Callable[[], None]) -> str:
    """What a command prints on a terminal so wide that no line is broken."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as printed:
        patch.setenv("COLUMNS", "4000")
        patch.setattr(brief, "WIDEST", 4000)
        show()
    return printed.getvalue()


def _pictures(case: Dossier) -> Iterator[Picture]:
    """The pictures that show figures of promises."""
    if (attained := targets.attainment(case)) is not None:
        yield attained
    for group in targets.distributions(case):
        for card in group["cards"]:
            yield from filter(None, (card["picture"], card["places"]))
    for one in targets.why(case):
        yield from one["pictures"]


def test_the_figure_that_decides_is_one_and_the_same_everywhere(told: Told) -> None:
    """Each promise with its figure, its interval and its limit; the brief has the same figures in fewer words."""
    for found in told.case.result.targets:
        definition = told.case.plan.targets[found.id]
        estimate = squeezed(estimate_words(definition, found))
        for medium in ("console", "page", "document"):
            assert estimate in told.media[medium], (medium, found.id)
        for figure in FIGURE.findall(estimate):
            if figure != sure(1 - told.case.result.alpha):  # how sure a bound is the brief says once for all
                assert figure in told.media["brief"], (found.id, figure)


def test_the_same_promises_are_met_and_missed_everywhere(told: Told) -> None:
    for found in told.case.result.targets:
        name = squeezed(told.case.target_name(found.id))
        for medium, content in told.media.items():
            assert name in content, (medium, found.id)
        assert f"{SIGNS[found.verdict]}{name}" in told.media["brief"], found.id
        verdict = squeezed(f"{SIGNS[found.verdict]} {verdict_word(found)}")
        assert f"{verdict}{name}" in told.media["page"], found.id


def test_by_which_rule_is_judged_is_said_wherever_verdicts_stand(told: Told) -> None:
    for medium, content in told.media.items():
        assert squeezed(pass_rule(told.case.result)) in content, medium
        for line in how_judged(told.case.result):
            assert content.count(squeezed(line)) == 1, medium


def test_incidents_are_counted_alike_and_routine_duties_apart(told: Told) -> None:
    result, case = told.case.result, told.case
    brought = squeezed(all_brought(result))
    for medium, content in told.media.items():
        assert brought in content, medium
    deck = Deck(case.compiled, case.scenario, case.settings.seed)
    duties = sum(int(deck.duties(msel).sum()) for msel in deck.deal(1, result.runs))
    assert result.routine_duties == duties == int(result.block.duties.sum())
    assert result.emergencies + duties == result.incidents
    if duties:
        assert f"{result.incidents:,}" not in "".join(str(note) for note in notes(case.compiled, result))


def test_a_figure_of_the_runs_looked_at_says_so(told: Told) -> None:
    """The share of all runs and that of the first of them differ; who shows the latter says of how many."""
    looked = str(len(told.case.evidence.msels))
    for shown in told.pictures:
        if shown is not told.pictures[0]:  # what is attained is of all runs
            assert looked in str(shown.sentence) or not FIGURE.search(str(shown.sentence)), shown.title


def test_the_bars_of_a_picture_and_its_caption_agree(told: Told) -> None:
    """What is attained is drawn with the figures and the ends that the text has."""
    if not told.pictures or told.pictures[0].key != f"{told.language}-attained-":
        pytest.skip("nothing attained is drawn")
    drawn = {figure for piece in told.pictures[0].drawn.findobj(Text) for figure in FIGURE.findall(piece.get_text())}
    for found in told.case.result.counted:
        if found.kind != "mean" and found.estimate is not None:
            assert range_words(found)[0] in drawn, found.id


def test_ends_of_intervals_hold_what_they_stand_for(told: Told) -> None:
    """Rounded outward, on their own side of the goal."""
    for found in told.case.result.targets:
        if found.kind == "mean" or None in found.interval:
            continue
        _share, ends = range_words(found)
        low, high = (_share_of(ends[end]) for end in ("low", "high"))
        assert low <= 100 * _bound(found.low) + 1e-9
        assert high >= 100 * _bound(found.high) - 1e-9
        assert (low >= 100 * found.goal - 1e-9) >= (found.verdict == "PASS")
        assert (high < 100 * found.goal) >= (found.verdict == "FAIL")


def _share_of(words: str) -> float:
    return float(words[:-1])


def _bound(end: float | None) -> float:
    assert end is not None
    return end


def test_the_number_of_promises_is_the_same_everywhere(told: Told) -> None:
    """Counted ones, ours and restated ones add up to those of the plan."""
    result: Any = told.case.result
    groups: dict[Any, list[TargetResult]] = result.by_group()
    assert sum(map(len, groups.values())) == len(told.case.plan.targets) == len(result.targets)
    assert [found for found in result.targets if found in result.counted] == result.counted
