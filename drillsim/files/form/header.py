"""Where the tables of a form begin: rows of titles, found by what is written in them.

Sheets may be renamed, columns moved or left out, titles may be in either language. A row or a
column whose first cell begins with # or ※ is for readers only.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field

from drillsim.base.language import Message, say
from drillsim.files.form.layout import Field, FormTable, tables
from drillsim.files.form.titles import SHEETS, known_as
from drillsim.files.tree import Node
from drillsim.plan.schema import Model
from drillsim.sheets.workbook import Sheet, Typed

REMARK = ("#", "※")
Fault = tuple[type[Model], Node, Message, Message | None]  # of the file whose table it is in


@dataclass
class Found:
    """A table as it stands on a sheet: the row of its titles, the last row before the next table, its columns."""

    table: FormTable
    sheet: Sheet
    header: int
    last: int = 0
    columns: dict[tuple[Field, str], int] = field(default_factory=dict)

    def rows(self) -> Iterator[int]:
        """The rows that say something."""
        for row in sorted(self.sheet.rows):
            cells = self.sheet.rows[row]
            if self.header < row <= self.last and not cells[min(cells)].text.lstrip().startswith(REMARK):
                yield row

    def cell(self, one: Field, role: str, row: int) -> Typed | None:
        """What is typed for a part of the plan in a row."""
        column = self.columns.get((self._bearer(one), role))
        return None if column is None else self.sheet.rows.get(row, {}).get(column)

    def node(self, row: int, column: int) -> Node:
        """A blank value at a cell."""
        return place(self.sheet, row, column, self.header)

    def blank(self, one: Field, role: str, row: int) -> Node:
        """A blank value where a part of the plan would be typed."""
        return self.node(row, self.columns.get((self._bearer(one), role), min(self.columns.values())))

    def _bearer(self, one: Field) -> Field:
        """The field whose columns hold a part: in an upright table one for all."""
        return self.table.columns[0][0] if self.table.upright else one


def place(sheet: Sheet, row: int, column: int, header: int) -> Node:
    """A cell as a place for a value; the column goes by its title."""
    title = sheet.rows.get(header, {}).get(column)
    return Node("scalar", row, column, spot=sheet.spot(column, title.text.strip() if title else ""))


def find_tables(sheets: list[Sheet]) -> tuple[list[Found], list[Fault]]:
    """The tables of a form in the order in which they stand, and what is wrong with their titles."""
    found: list[Found] = []
    faults: list[Fault] = []
    for sheet in sheets:
        named = next((key for key, names in SHEETS.items() if known_as(sheet.title) in map(known_as, names)), None)
        likely = [table for table in tables() if named in (None, table.sheet)]
        here: list[Found] = []
        for row, cells in sheet.rows.items():
            table = _titled(cells, likely)
            if table is not None:
                here.append(Found(table, sheet, row))
        for one, end in zip(here, [*(after.header - 1 for after in here[1:]), max(sheet.rows, default=0)], strict=False):
            one.last = end
            faults += _columns(one)
        if named is not None and sheet.rows and not here:
            first = likely[0].columns[0][2]
            what = say("this sheet has no row of titles that is known")
            mend = say("the row of titles begins with '{title}'", title=first.title)
            row = min(sheet.rows)
            faults.append((likely[0].root, place(sheet, row, min(sheet.rows[row]), 0), what, mend))
        found += here
    return found, faults


def _titled(cells: dict[int, Typed], likely: list[FormTable]) -> FormTable | None:
    """The table whose titles stand in a row: its first one and another, and more of them than anything else."""
    words = {known_as(cell.text) for cell in cells.values()}
    best, most = None, 1
    for table in likely:
        known = len(words & set().union(*table.names))
        if words & table.names[0] and known > most and 2 * known >= len(words):
            best, most = table, known
    return best


def _columns(found: Found) -> list[Fault]:
    """Find out which column holds what."""
    faults: list[Fault] = []
    root = found.table.root
    meant = {name: index for index, names in reversed([*enumerate(found.table.names)]) for name in names}
    titles = found.sheet.rows[found.header]
    for column, typed in titles.items():
        name = known_as(typed.text)
        here = found.node(found.header, column)
        if typed.text.lstrip().startswith(REMARK):
            continue
        if name not in meant:
            near = difflib.get_close_matches(name, meant, 1, 0.6)
            mend = say("delete the column, or begin its title with # if it is for readers only")
            if near:
                mend = say("did you mean '{key}'?", key=found.table.columns[meant[near[0]]][2].title)
            faults.append((root, here, say("no column is called '{title}'", title=typed.text.strip()), mend))
            continue
        owner, role, _column = found.table.columns[meant[name]]
        if (owner, role) in found.columns:
            what = say("the column '{title}' is there twice", title=typed.text.strip())
            faults.append((root, here, what, say("delete one of them")))
        else:
            found.columns[owner, role] = column
    for row in found.rows():
        for column in found.sheet.rows[row]:
            if column not in titles:
                mend = say("give the column one, delete the cell, or begin its text with #")
                if not found.sheet.rows[row][column].text.lstrip().startswith(REMARK):
                    faults.append((root, found.node(row, column), say("the column of this cell has no title"), mend))
    return faults
