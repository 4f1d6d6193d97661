"""The review of a shelf: what only several plans together show, their limits side by side, and the drills of the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from drillsim.base.language import N_, _, month, say
from drillsim.facts.limits import WrittenLimit
from drillsim.papers.documents.word import WordPen
from drillsim.quantities.shown import show_clock
from drillsim.sheets.packing import workbook_bytes
from drillsim.sheets.writing import SheetWriter, new_workbook
from drillsim.shelf.collection import Shelf, ShelvedPlan
from drillsim.shelf.together import Mention, ShelfFinding, ShelfKind
from drillsim.shelf.year import PromiseHistory, ProposedDrill

KINDS: dict[ShelfKind, str] = {
    "contradiction": N_("contradictions between plans"),
    "two_meanings": N_("terms with two meanings"),
    "one_person": N_("one person in several plans"),
    "no_number": N_("plans without a number"),
    "replaced": N_("legal bases that were replaced"),
    "repeated": N_("sentences that stand in several plans"),
}


@dataclass(frozen=True)
class Review:
    """A shelf of plans with everything that there is to say of them together."""

    shelf: Shelf
    findings: Sequence[ShelfFinding]
    promises: Sequence[PromiseHistory]
    year: Sequence[ProposedDrill]


@dataclass(frozen=True)
class ReviewTable:
    """A table of the review: title, heads of columns with their shares of the width, rows."""

    title: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: list[tuple[Any, ...]]


def tables(review: Review) -> list[ReviewTable]:
    """Everything in tables, in the language spoken."""
    found = [
        ReviewTable(
            _("What only several plans together show"), (_("kind"), _("what was found"), _("where it stands")), (18, 32, 50),
            [(_(KINDS[kind]), str(one.what), [str(_mentioned(at)) for at in one.mentions])
             for kind in KINDS for one in review.findings if one.kind == kind],
        ),
        ReviewTable(
            _("Limits by plan"), (_("plan"), _("where it stands"), _("limit"), _("in words"), _("the sentence")),
            (20, 16, 12, 14, 38),
            [(plan.name, str(plan.place(limit)), limit_shown(limit), limit.words, limit.sentence.text)
             for plan in review.shelf.plans for limit in plan.facts.limits],
        ),
        ReviewTable(
            _("When each promise was tested"),
            (_("plan"), _("promise"), _("last played"), _("verdict"), _("last drilled")), (28, 36, 12, 12, 12),
            [(one.plan, one.promise, _day(one.played), _verdict(one.verdict), _day(one.drilled)) for one in review.promises],
        ),
        ReviewTable(
            _("Drills of the year"), (_("month"), _("plan"), _("promises to try"), _("why these")), (10, 26, 44, 20),
            [(str(month(one.month)), one.plan, list(one.promises), str(one.why)) for one in review.year],
        ),
    ]  # fmt: skip
    return [table for table in found if table.rows]


def _mentioned(at: Mention) -> Any:
    return say("{plan}, {place}: {quote}", plan=at.plan, place=at.place, quote=at.quote)


def limit_shown(limit: WrittenLimit) -> str:
    """A limit as a figure; of a promise without a number, that it has none."""
    if limit.sort == "soon":
        return _("no number")
    if limit.clocks:
        return ", ".join(map(show_clock, limit.clocks))
    return limit.words if limit.shown is None else limit.shown


def _day(day: Any) -> str:
    return f"{day:%Y-%m-%d}" if day is not None else _("never")


def _verdict(verdict: str | None) -> str:
    return {"PASS": _("met"), "FAIL": _("missed"), "UNDECIDED": _("not settled")}.get(verdict or "", "")


def review_docx(review: Review) -> bytes:
    """The review for a word processor, in the language spoken."""
    pen = WordPen(_("Review of the plans"), _summary(review), landscape=True)
    for table in tables(review):
        pen.heading(table.title)
        pen.table(table.head, table.rows, table.widths)
    return pen.finish()


def review_xlsx(review: Review) -> bytes:
    """The review as a workbook, a sheet for each table, in the language spoken."""
    book = new_workbook()
    for table in tables(review):
        at = SheetWriter(book.create_sheet(table.title[:31]))
        for column, (title, share) in enumerate(zip(table.head, table.widths, strict=True), 1):
            at.title(1, column, title)
            at.sheet.column_dimensions[at.sheet.cell(1, column).column_letter].width = share * 1.4
        for row, cells in enumerate(table.rows, 2):
            for column, cell in enumerate(cells, 1):
                at.put(at.cell(row, column), "\n".join(cell) if isinstance(cell, list) else str(cell))
        at.sheet.freeze_panes = at.sheet.cell(2, 1)
        at.landscape(large=False)
    return workbook_bytes(book)


def _summary(review: Review) -> str:
    plans: Sequence[ShelvedPlan] = review.shelf.plans
    limits = sum(limit.sort != "soon" for plan in plans for limit in plan.facts.limits)
    soon = sum(limit.sort == "soon" for plan in plans for limit in plan.facts.limits)
    return str(say("Plans: {plans}; limits with a number: {limits}; promises without one: {soon}", plans=len(plans),
                   limits=limits, soon=soon))  # fmt: skip
