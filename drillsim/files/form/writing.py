"""A plan and a scenario as a workbook to be filled in: pleasant to look at, safe to open.

Nothing that stands in a cell is a formula, whatever it begins with; cells for words are formatted as
text, so that the program does not make a date of '1-4' or a number of clause 5.10.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len

from drillsim.base.language import FILED, current
from drillsim.files.form import hints, notation
from drillsim.files.form.cells import Row, rows_of
from drillsim.files.form.layout import Field, FormColumn, FormTable
from drillsim.files.form.people import KINDS
from drillsim.files.form.shapes import Leaf, VaryingShape
from drillsim.files.form.titles import SHEETS, shown
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.sheets.packing import workbook_bytes
from drillsim.sheets.writing import LINE_HEIGHT, NUMBER, TEXT, SheetWriter, lines_in, new_workbook

BLANK_ROWS = 8  # prepared below each table
_NARROWEST, _WIDEST = 9, 44  # columns, in characters
_FROZEN = 60  # characters of the columns that stay in sight

Shown = tuple[Field, str, FormColumn]


def form_bytes(plan: Plan | None, scenario: Scenario | None = None) -> bytes:
    """The form of a plan, in the language spoken; the sheets of a scenario are blank where there is none, and a scenario
    of several plans has no sheets for them. Raises InputError for a text that no cell can hold."""
    book = new_workbook()
    rows = rows_of(plan, scenario)
    for key in (key for key in SHEETS if any(table.sheet == key for table in rows)):
        sheet = book.create_sheet(shown(SHEETS[key]))
        tables = [table for table in rows if table.sheet == key]
        _Sheet(sheet, {table: _columns(table, rows[table]) for table in tables}).write(rows)
    return workbook_bytes(book)


def _columns(table: FormTable, rows: list[Row]) -> list[Shown]:
    """The columns of a table; those for a second language only where it is used."""
    return [(one, role, c) for one, role, c in table.columns if role not in FILED or any((one, role) in row for row in rows)]


class _Sheet(SheetWriter):
    """One sheet being written."""

    def __init__(self, sheet: Worksheet, tables: dict[FormTable, list[Shown]]) -> None:
        super().__init__(sheet)
        self.tables = tables
        self.across = max(map(len, tables.values()))
        self.folded: set[int] = set()

    def write(self, rows: dict[FormTable, list[Row]]) -> None:
        """All tables of the sheet, one below the other."""
        self._widths(rows)
        self._fold(rows)
        at = 1
        for number, (table, columns) in enumerate(self.tables.items()):
            self._heading(at, table)
            self._titles(at + 1, columns)
            if number == 0:
                self.sheet.freeze_panes = self.sheet.cell(at + 2, 1 + self._frozen(columns))
                if len(self.tables) == 1:
                    self.sheet.print_title_rows = f"{at}:{at + 1}"
            last = at + 1 + len(rows[table]) + (0 if table.upright else BLANK_ROWS)
            for row in range(at + 2, last + 1):
                filled = rows[table][row - at - 2] if row - at - 2 < len(rows[table]) else {}
                self._row(row, columns, filled, table.upright)
            self._choices(table, columns, at + 2, last)
            at = last + 2
        self.landscape(sum(map(self.width, range(1, self.across + 1))) > 180)

    def _frozen(self, columns: list[Shown]) -> int:
        """How many columns stay in sight: up to the last one that names things, if that leaves room for others."""
        last = max((place for place, (_one, role, _c) in enumerate(columns, 1) if role == "key"), default=1)
        room = sum(map(self.width, range(1, last + 1)))
        return last if room <= _FROZEN else 1

    # ---- rows --------------------------------------------------------------------------------

    def _heading(self, row: int, table: FormTable) -> None:
        """The sentence above a table, across as many columns as are read at a glance."""
        folded = bool(self.folded) and len(self.tables[table]) == self.across
        cell = self.sheet.cell(row, 1, f"※ {hints.of_table(table, folded)}")
        cell.font = Font(name=self.font, size=10, italic=current() != "zh", color="595959")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        across, room = 0, 0.0
        while across < self.across and room < 100:
            across += 1
            room += self.width(across)
        if across > 1:
            self.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=across)
        self.sheet.row_dimensions[row].height = 4 + LINE_HEIGHT * math.ceil(cell_len(cell.value) / (room - 4))

    def _titles(self, row: int, columns: list[Shown]) -> None:
        for place, (one, role, column) in enumerate(columns, 1):
            cell = self.title(row, place, column.title, role == "key")
            if hint := hints.of_column(one, role):
                cell.comment = Comment(hint, "drillsim", height=28 + 18 * (cell_len(hint) // 34), width=260)
        self.sheet.row_dimensions[row].height = 34

    def _row(self, row: int, columns: list[Shown], filled: Row, upright: bool) -> None:
        lines = 1
        for place, (one, role, _column) in enumerate(columns, 1):
            value = filled.get((one, role))
            numeric = isinstance(one.part, Leaf) and one.part.numeric and role == "" and not upright
            is_number = numeric or not isinstance(value, str | None)
            cell = self.cell(row, place, NUMBER if is_number else TEXT, bold=role == "key")
            if isinstance(value, str):
                self.put(cell, value)
            elif value is not None:
                cell.value = value
            if value is not None:
                lines = max(lines, lines_in(value, self.width(place) - 1))
        self.sheet.row_dimensions[row].height = LINE_HEIGHT * lines + 2

    # ---- widths and lists ----------------------------------------------------------------------

    def _widths(self, rows: dict[FormTable, list[Row]]) -> None:
        for place in range(self.across):
            longest = _NARROWEST
            for table, columns in self.tables.items():
                if place < len(columns):
                    one, role, column = columns[place]
                    longest = max(longest, *(cell_len(word) + 2 for word in column.title.replace("：", ": ").split(" ")))
                    for value in self._values(one, role, rows[table]):
                        longest = max(longest, min(_WIDEST, cell_len(value) + 2))
            self.sheet.column_dimensions[get_column_letter(place + 1)].width = longest

    def _fold(self, rows: dict[FormTable, list[Row]]) -> None:
        """Put away the columns that nothing is written in and that few plans need."""
        dimensions = self.sheet.column_dimensions
        for place in range(1, self.across + 1):
            here = [(table, columns[place - 1]) for table, columns in self.tables.items() if place <= len(columns)]
            if all(_is_rare(table, column, rows[table]) for table, column in here):
                dimensions[get_column_letter(place)].outlineLevel = 1
                dimensions[get_column_letter(place)].hidden = True
                self.folded.add(place)
            elif place - 1 in self.folded:  # where the + of the folded ones stands
                dimensions[get_column_letter(place)].collapsed = True

    def _values(self, one: Field, role: str, rows: list[Row]) -> Iterator[str]:
        for row in rows:
            if (value := row.get((one, role))) is not None:
                yield from str(value).splitlines()

    def _choices(self, table: FormTable, columns: list[Shown], first: int, last: int) -> None:
        """Lists to choose from for fixed words. Whoever types another word is told by `drillsim check`."""
        for place, (one, role, _column) in enumerate(columns, 1):
            if words := _words(one, role, table):
                self.choose(place, first, last, f'"{",".join(words)}"')


def _is_rare(table: FormTable, shown: Shown, rows: list[Row]) -> bool:
    one, role, _column = shown
    return role != "key" and one not in table.usual and not table.upright and not any((one, role) in row for row in rows)


def _words(one: Field, role: str, table: FormTable) -> list[str]:
    part: Any = one.part
    leaf = part.free if isinstance(part, VaryingShape) else part
    if role != "" or not isinstance(leaf, Leaf):
        return []
    choices = KINDS[table.name] if one.key == "kind" and table.name in KINDS else leaf.choices
    if set(choices) == {"yes", "no"}:
        return [str(notation.in_language(leaf, True)), str(notation.in_language(leaf, False))]
    return [notation.fixed(word) for word in choices]
