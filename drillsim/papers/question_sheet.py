"""The sheet of questions as a Word document: what the plan leaves open, each question with room for its answer."""

from __future__ import annotations

from collections.abc import Sequence

from drillsim.base.language import _
from drillsim.drafting.sheet import SheetRow, sheet_rows
from drillsim.papers.documents.word import WordPen
from drillsim.plan.plan import Plan

_WIDTHS = (7, 33, 30, 30)


def question_sheet(plan: Plan) -> bytes:
    """The open questions of a plan in a .docx file, to be filled in and read back (`drafting.sheet.read_sheet`)."""
    pen = WordPen(_("What the plan leaves open"), plan.name)
    pen.write(_("Please answer in the last column. What nobody knows stays blank, and is asked again."))
    rows = sheet_rows(plan)
    first, waiting = [row for row in rows if not row.may_wait], [row for row in rows if row.may_wait]
    if first:
        pen.heading(_("To be answered before the plan can be played"))
        _table(pen, first)
    if waiting:
        pen.heading(_("What may stay blank: it is then not tested"))
        _table(pen, waiting)
    return pen.finish()


def _table(pen: WordPen, rows: Sequence[SheetRow]) -> None:
    pen.table(
        (_("No."), _("Question"), _("What the plan says"), _("Answer")),
        [(row.number, [row.asks, _("For example: {example}").format(example=row.write)], list(row.quotes) or "", "")
         for row in rows],
        _WIDTHS,
    )  # fmt: skip
