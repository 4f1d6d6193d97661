"""The table of amendments: each finding with the sentence as it is, what is wrong with it, and a wording that would mend it.

In Word it is ready to be filed; as a workbook it can be sorted and filled in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl.styles import Alignment, Font

from drillsim.base.language import _, say, text
from drillsim.check.amendments import amendment, of_the_test
from drillsim.files.critic import Placed
from drillsim.papers.documents.pen import Pen, clean
from drillsim.papers.documents.word import WordPen
from drillsim.papers.paper import place_of
from drillsim.plan.plan import Plan
from drillsim.quantities.wording import Series, capital
from drillsim.say.findings import FINDING_KINDS
from drillsim.say.promise import clauses_words
from drillsim.sheets.packing import workbook_bytes
from drillsim.sheets.writing import HIGHEST, TEXT_HEIGHT, SheetWriter, in_header, lines_in, new_workbook, put_text

WIDTHS = (5, 13, 27, 23, 24, 8)  # of the columns, as shares
COLUMNS = 1.35  # characters of a sheet in a share

Row = tuple[list[Any], ...]  # a cell is its lines


def amendments_docx(plan: Plan, placed: Sequence[Placed]) -> bytes:
    """The table for a word processor, in the language spoken."""
    pen = WordPen(_("Table of amendments"), plan.name, landscape=True)
    pen.write(_filled_in_by_hand())
    amendments(pen, plan, placed, pen.heading)
    return pen.finish()


def amendments(pen: Pen, plan: Plan, placed: Sequence[Placed], heading: Callable[[str], None]) -> None:
    """Write the table as a part of a paper whose pages are turned on their side."""
    for words in _explained(placed):
        pen.write(words, "Small")
    for title, rows in _tables(plan, placed):
        heading(title)
        pen.table(_head(), rows, WIDTHS)


def amendments_xlsx(plan: Plan, placed: Sequence[Placed]) -> bytes:
    """The table as a workbook, a sheet for each part, in the language spoken."""
    book = new_workbook()
    for title, rows in _tables(plan, placed):
        at = SheetWriter(book.create_sheet(title))
        for row, words in enumerate((say("{title}: {plan}", title=_("Table of amendments"), plan=plan.name),
                                     _filled_in_by_hand(), *_explained(placed)), 1):  # fmt: skip
            put_text(at.sheet.cell(row, 1), clean(words))
            at.sheet.cell(row, 1).font = Font(name=at.font, size=14 if row == 1 else 10, bold=row == 1)
            at.sheet.cell(row, 1).alignment = Alignment(
                wrap_text=True, vertical="center", horizontal="center" if row == 1 else None
            )
            at.sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(WIDTHS))
        _sheet(at, rows, at.sheet.max_row + 1)
        at.sheet.oddHeader.left.text = in_header(text(plan.name))
        at.sheet.oddFooter.center.text = "&P / &N"
    return workbook_bytes(book)


def _sheet(at: SheetWriter, rows: list[Row], first: int) -> None:
    for column, (title, share) in enumerate(zip(_head(), WIDTHS, strict=True), 1):
        at.title(first, column, clean(title))
        at.sheet.column_dimensions[at.sheet.cell(first, column).column_letter].width = share * COLUMNS
    for row, cells in enumerate(rows, first + 1):
        words = ["\n".join(map(clean, cell)) for cell in cells]
        for column, shown in enumerate(words, 1):
            at.put(at.cell(row, column, centred=column == 1), shown)
        lines = max(lines_in(shown, at.width(column) - 1) for column, shown in enumerate(words, 1))
        at.sheet.row_dimensions[row].height = min(HIGHEST, lines * TEXT_HEIGHT["zh"])
    at.sheet.freeze_panes = at.sheet.cell(first + 1, 1)
    at.sheet.print_title_rows = f"{first}:{first}"
    at.landscape(large=False)


def _head() -> tuple[str, ...]:
    return (_("no."), _("clause and where it stands"), _("the sentence as it is"), _("what is wrong with it"),
            _("proposed wording"), _("adopted"))  # fmt: skip


def _filled_in_by_hand() -> Any:
    return say("Office: ____________    Date: ____________")


def _explained(placed: Sequence[Placed]) -> list[Any]:
    """How many rows there are of which kind, and how they are to be read."""
    kinds = Counter(one.finding.kind for one in placed)
    counted = Series(
        tuple(say("{kind} {n}", kind=words, n=kinds[kind]) for kind, words in FINDING_KINDS.items() if kinds[kind])
    )
    return [
        say("Rows: {n} ({counted}).", n=len(placed), counted=counted) if placed else say("Nothing was found on paper."),
        say("{marks} mark the words in question. What is left open (____) only the office can know. Numbers called ours are "
            "assumptions of the test and agreed to by nobody. The table was made by rule from the wording of the plan; "
            "whether a row is adopted is for the office to decide.", marks=_("«{words}»").format(words=" ")),
    ]  # fmt: skip


def _tables(plan: Plan, placed: Sequence[Placed]) -> list[tuple[str, list[Row]]]:
    """The rows in the order of the clauses: what is to be amended in the plan, then what concerns our files only."""
    order = {name: at for at, name in enumerate(plan.clauses)}
    ordered = sorted(placed, key=lambda one: min((order.get(name, len(order)) for name in one.finding.clauses),
                                                 default=len(order)))  # fmt: skip
    parts = (
        (_("Amendments to the plan"), [one for one in ordered if not of_the_test(one.finding)]),
        (_("To be confirmed before the test"), [one for one in ordered if of_the_test(one.finding)]),
    )
    return [(title, [_row(plan, one, n) for n, one in enumerate(part, 1)]) for title, part in parts if part] or [
        (parts[0][0], [])
    ]


def _row(plan: Plan, one: Placed, number: int) -> Row:
    found = amendment(plan, one.finding)
    clauses = [clauses_words(found.clauses)] if found.clauses else []
    return (
        [str(number)],
        [*(capital(clean(line)) for line in clauses), *found.places, place_of(one)],
        found.sentences or [_("(the plan does not say)") if one.finding.kind == "gap" else "–"],
        [capital(clean(FINDING_KINDS[one.finding.kind])), capital(clean(found.what))],
        [capital(clean(line)) for line in found.wording],
        [""],
    )
