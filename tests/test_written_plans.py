"""Written plans with labels: what is found in them, held against what stands in them."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from labelled import LabelledPlan, folded, labelled_plans
from measure_written_plans import KINDS, PAGES, Tally, page_with_figures, readings, table
from written_formats import write

from drillsim.command import cli

PLANS = labelled_plans()


@pytest.fixture(scope="module")
def measured() -> dict[tuple[str, bool, str], Tally]:
    return table(readings(PLANS))


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_labels_stand_in_their_plan(plan: LabelledPlan):
    for label in plan.labels:
        assert plan.folded[label.start : label.end] == folded(label.words)
    named = [*plan.beside["bodies"], *(name for pair in plan.beside["two_names"] for name in pair)]
    named += [word for kind in ("posts", "chains", "numbers", "means") for row in plan.beside[kind] for word in row[:1]]
    named += [law[0] for law in plan.beside["bases"]]
    assert [name for name in named if folded(name) not in plan.folded] == []


def test_each_plan_is_read_from_two_formats_or_more():
    assert [plan.name for plan in PLANS if len(plan.formats) < 2] == []


def test_about_half_of_the_plans_are_kept():
    assert 0.4 <= sum(plan.kept for plan in PLANS) / len(PLANS) <= 0.6


@pytest.mark.parametrize("name", KINDS)
def test_what_was_asked_is_found(measured: dict[tuple[str, bool, str], Tally], name: str):
    overall, shown = Tally(), Tally()
    for (each, kept, _), tally in measured.items():
        if each == name:
            overall += tally
            if not kept:  # what is missed in those that are kept is nobody's to see
                shown += tally
    recall, false = overall.recall, overall.false_share
    assert recall >= KINDS[name].recall, "\n".join(shown.missed)
    assert false <= (KINDS[name].false or 1), "\n".join(shown.false)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_figures_on_the_pages_are_those_measured(measured: dict[tuple[str, bool, str], Tally], page):
    text = page.read_text("utf-8")
    assert text == page_with_figures(text, measured, PAGES[page])


@pytest.mark.parametrize(
    "plan", [pytest.param(plan, marks=[pytest.mark.slow] if at % 5 else [], id=plan.name) for at, plan in enumerate(PLANS)]
)
def test_a_draft_names_nobody_and_can_be_checked(
    plan: LabelledPlan, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    source = write(plan, plan.formats[-1], tmp_path)
    assert cli.run(["draft", str(source), "-o", "made", "--form", "made/plan.xlsx"]) == 0
    told = capsys.readouterr().out + "".join(_content(path) for path in Path("made").iterdir())
    private = [label.words for label in plan.labels if label.kind in ("person", "phone")]
    assert sum(folded(words.split(". ")[-1]) in folded(told) for words in private) == 0  # those of a kept plan are not shown
    assert cli.run(["check", "made/plan.yaml"]) in (0, 1)


def _content(path: Path) -> str:
    """The text of a file, or of all files in one that is packed."""
    if path.suffix not in (".docx", ".xlsx"):
        return path.read_text("utf-8")
    with ZipFile(path) as packed:
        return re.sub(r"<[^>]+>", "", "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist()))
