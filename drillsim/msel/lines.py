"""The rows of an event list, each cell with its place: from a CSV file, or from the sheets of a workbook.

In a workbook the events stand on one sheet and what was drawn for them on another; rows that bear
the same event number belong together. Rows and columns that begin with ※ or # are for readers only.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from drillsim import quantities as q
from drillsim.errors import Fault, InputError, Spot
from drillsim.files.spreadsheet import read_table
from drillsim.form.workbook import Sheet, Typed, Unusable, is_workbook, read_workbook
from drillsim.language import Message, say
from drillsim.msel.columns import Layout

TIMES = ("time", "until")  # columns in which a date is a date, and a bare number the day that it counts in Excel
FREE = ("exercise", "mode", "from", "to", "message", "expects", "objective", "notes")
_ASIDE = ("※", "#", "＃")
_TITLES_WITHIN = 20  # rows from the top among which the titles are looked for
_EXCEL_DAYS = (20_000, 80_000)  # of the years 1954 to 2119
_EXCEL_DAY_0 = dt.datetime(1899, 12, 30)

Trouble = tuple[int, Message, Message]  # which cell of a line, what is wrong, what would do


@dataclass
class Line:
    """A row: its cells side by side, the drawn ones last, and where each of them stands."""

    row: int
    cells: list[str]
    places: list[tuple[int, int, Spot | None]] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def place(self, index: int) -> tuple[int, int, Spot | None]:
        """Row, column and sheet of a cell."""
        return self.places[index] if index < len(self.places) else (self.row, index + 1, None)


@dataclass(frozen=True)
class Lines:
    """The titles, the rows below them, draws that no event claims, and what is wrong with the file so far."""

    titles: Line
    rows: list[Line]
    orphans: list[tuple[Spot, int]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_lines(path: Path, layout: Layout) -> Lines:
    """The rows of a file. Raises InputError for one that cannot be read."""
    if is_workbook(path):
        try:
            return _Workbook(path, layout, read_workbook(path)).lines()
        except Unusable as error:
            raise InputError([Fault(str(path), 0, 0, error.what, error.mend)]) from None
    first, *rest = read_table(path, lambda title: layout.column_titled(title) is not None)
    return Lines(Line(1, first), [Line(number, cells) for number, cells in enumerate(rest, 2)])


@dataclass(frozen=True)
class _Table:
    """A sheet with the row of its titles: by column the title and the key that it means."""

    sheet: Sheet
    header: int
    titles: dict[int, str]
    keys: dict[int, str]

    def spot(self, column: int) -> Spot:
        from openpyxl.utils import get_column_letter

        return Spot(self.sheet.title, self.sheet.order, self.titles.get(column, get_column_letter(column)))

    def rows(self) -> Iterator[tuple[int, dict[int, Typed]]]:
        """Rows below the titles in which something stands that is not for readers only."""
        aside = {column for column, title in self.titles.items() if title.startswith(_ASIDE)}
        for number, cells in sorted(self.sheet.rows.items()):
            first = cells[min(cells)].text.strip() if cells else ""
            kept = {column: typed for column, typed in cells.items() if column not in aside}
            if number > self.header and kept and not first.startswith(_ASIDE):
                yield number, kept


class _Workbook:
    """A workbook being put into lines."""

    def __init__(self, path: Path, layout: Layout, sheets: list[Sheet]) -> None:
        self.file, self.layout = str(path), layout
        self.tables = [self._table(sheet) for sheet in sheets]
        self.faults: list[Fault] = []

    def _table(self, sheet: Sheet) -> _Table:
        """The sheet read from the row that has most titles."""
        best = _Table(sheet, 0, {}, {})
        for number in sorted(sheet.rows)[:_TITLES_WITHIN]:
            titles = {column: typed.text.strip() for column, typed in sheet.rows[number].items()}
            found = {column: self.layout.column_titled(title) for column, title in titles.items()}
            keys = {column: key for column, key in found.items() if key is not None}
            if len(keys) > len(best.keys):
                best = _Table(sheet, number, titles, keys)
        return best

    def _is_draw(self, key: str) -> bool:
        return ": " in key

    def lines(self) -> Lines:
        events = max(self.tables, key=lambda table: sum(not self._is_draw(key) for key in table.keys.values()))
        if len(events.keys) < 3 and not {"time", "kind"} <= set(events.keys.values()):  # a card has two in a row
            what = say("this is no event list: no sheet has titles that are known")
            titles = {"time": self.layout.title("time"), "kind": self.layout.title("kind")}
            mend = say("the titles are those that drillsim msel writes, such as '{time}' and '{kind}'", **titles)
            raise InputError([Fault(self.file, 0, 0, what, mend)])
        drawn = [table for table in self.tables if table is not events and self._holds_draws(table)]
        wide = max([*events.titles, *(column for _row, cells in events.rows() for column in cells)])
        header = Line(events.header, [self._title(events, column) for column in range(1, wide + 1)])
        header.places = [(events.header, column, events.spot(column)) for column in range(1, wide + 1)]
        numbered: dict[int, Line] = {}
        rows = []
        for number, cells in events.rows():
            line = Line(number, [])
            self._append(line, events, number, cells, range(1, wide + 1))
            rows.append(line)
            if (event := self._event(events, cells)) is not None:
                numbered.setdefault(event, line)
        orphans = [orphan for table in drawn for orphan in self._join(table, header, rows, numbered)]
        return Lines(header, rows, orphans, self.faults)

    def _holds_draws(self, table: _Table) -> bool:
        return "number" in table.keys.values() and any(map(self._is_draw, table.keys.values()))

    def _title(self, table: _Table, column: int) -> str:
        title = table.titles.get(column, "")
        return "" if title.startswith(_ASIDE) else title

    def _append(self, line: Line, table: _Table, row: int, cells: dict[int, Typed], columns: range | list[int]) -> None:
        """Put cells at the end of a line."""
        for column in columns:
            typed, spot = cells.get(column), table.spot(column)
            text = ""
            if typed is not None:
                text, trouble = self._text(table.keys.get(column, ""), typed)
                if trouble is not None:
                    line.troubles.append((len(line.cells), *trouble))
            line.cells.append(text)
            line.places.append((row, column, spot))

    def _text(self, key: str, typed: Typed) -> tuple[str, tuple[Message, Message] | None]:
        """What a person reads in a cell: a date where one is meant is no fault."""
        if key in TIMES and re.fullmatch(r"\d{5}(\.\d+)?", typed.text):
            days = float(typed.text)
            if _EXCEL_DAYS[0] < days < _EXCEL_DAYS[1]:
                moment = _EXCEL_DAY_0 + dt.timedelta(seconds=q.half_up(days * q.DAY))
                return moment.isoformat(" "), None
        return typed.text, None if typed.is_date and key in (*TIMES, *FREE) else typed.trouble

    def _event(self, table: _Table, cells: dict[int, Typed]) -> int | None:
        """The event number of a row; None for a blank one, and for one that cannot be read."""
        for column, key in table.keys.items():
            if key == "number" and column in cells:
                try:
                    return int(self.layout.columns["number"].codec.read(cells[column].text))
                except q.Unreadable:
                    return None
        return None

    def _join(self, table: _Table, header: Line, rows: list[Line], numbered: dict[int, Line]) -> Iterator[tuple[Spot, int]]:
        """Put the draws beside their events; yields rows whose event is not there."""
        columns = [column for column in table.titles if self._title(table, column) and table.keys.get(column) != "number"]
        at = next(column for column, key in table.keys.items() if key == "number")
        header.cells += [table.titles[column] for column in columns]
        header.places += [(table.header, column, table.spot(column)) for column in columns]
        seen: dict[int, int] = {}
        for number, cells in table.rows():
            if not any(column in cells for column in columns):
                continue
            event, where = self._event(table, cells), table.spot(at)
            if event is None:
                what = say("this row of draws has no event number")
                self._fault(number, at, where, what, say("write the number of the event that it belongs to"))
            elif event in seen:
                what = say("event number {number} is also in row {row}", number=event, row=seen[event])
                self._fault(number, at, where, what, say("give another number, or delete the row"))
            elif event not in numbered:
                yield where, number
            else:
                seen[event] = number
                self._append(numbered[event], table, number, cells, columns)
        for line in rows:
            if len(line.cells) < len(header.cells):
                line.places += [(line.row, 1, line.places[0][2])] * len(columns)
                line.cells += [""] * len(columns)

    def _fault(self, row: int, column: int, spot: Spot, what: Message, mend: Message) -> None:
        self.faults.append(Fault(self.file, row, column, what, mend, spot=spot))
