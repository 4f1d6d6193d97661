"""Written plans with labels: what is found in them, held against what stands in them."""

from __future__ import annotations

import pytest
from labelled import LabelledPlan, folded, labelled_plans
from measure_written_plans import KINDS, PAGES, Tally, page_with_figures, readings, table

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
