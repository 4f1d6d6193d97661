"""The rows of an event list, each cell with its place: from a CSV file, or from the sheets of a workbook.

The titles are the row that has most of them among the first ones. In a workbook the events stand on one sheet and what
was drawn for them on others; rows that bear the same event number belong together. What is there and is not played,
or was hidden and is played, is noticed, so that nothing is left out or picked without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from drillsim.base.errors import Fault, InputError, Spot
from drillsim.base.language import LANGUAGES, Message, _, say, speaking
from drillsim.base.opening import Unusable
from drillsim.msel.columns import SCRIPT, Layout, bare
from drillsim.quantities import measures
from drillsim.quantities.wording import Series
from drillsim.sheets.spreadsheet import read_table
from drillsim.sheets.workbook import Sheet, Typed, is_workbook, read_workbook

TIMES = ("time", "until")  # columns in which a date is a date
FREE = ("exercise", "mode", "from", "to", "controller", "message", "expects", "objective", "why", "notes")
_FREE = {*FREE, *SCRIPT}
_REMARK, _HASH = "※", ("#", "＃")
_NUMBERED = re.compile(r"[#＃]\s*\d+\s*$")
_TITLES_WITHIN = 20  # rows from the top among which the titles are looked for

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


class Notice(NamedTuple):
    """Something in the file that is read otherwise than one might think; `row` is where it begins, from 1."""

    row: int
    what: Message
    sheet: str = ""  # of a workbook

    def __str__(self) -> str:
        return str(say("{sheet}: {what}", sheet=self.sheet, what=self.what)) if self.sheet else str(self.what)


@dataclass(frozen=True)
class Lines:
    """The titles, the rows below them, draws that no event claims, what is to be said and what is wrong with the file."""

    titles: Line
    rows: list[Line]
    notices: list[Notice] = field(default_factory=list)
    orphans: list[tuple[Spot, int]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_lines(path: Path, layout: Layout) -> Lines:
    """The rows of a file. Raises InputError for one that cannot be read."""
    if is_workbook(path):
        try:
            return _Workbook(path, layout, read_workbook(path)).lines()
        except Unusable as error:
            raise InputError([Fault(str(path), 0, 0, error.what, error.mend)]) from None
    rows = read_table(path, lambda title: layout.column_titled(title) is not None)
    texts = ({column: text for column, text in enumerate(cells, 1) if text} for cells in rows)
    table = _Rows(enumerate(texts, 1), layout)
    lines = [Line(number, table.without_asides(rows[number - 1])) for number in table.events]
    titles = [table.title(column) for column in range(1, len(rows[table.header - 1]) + 1)]
    return Lines(Line(table.header, titles), lines, table.notices())


# ---- a table of texts --------------------------------------------------------------------------


class _Rows:
    """Rows of texts by column (from 1), blank ones left out: where the titles stand, and which rows are events."""

    def __init__(self, rows: Iterable[tuple[int, Mapping[int, str]]], layout: Layout) -> None:
        self.rows, self.layout = [(number, cells) for number, cells in rows if cells], layout
        self.header, self.titles, self.keys = 0, dict[int, str](), dict[int, str]()
        for number, cells in self.rows[:_TITLES_WITHIN]:
            found = {column: layout.column_titled(title) for column, title in cells.items()}
            keys = {column: key for column, key in found.items() if key is not None}
            if len(keys) > len(self.keys):
                self.header, self.keys = number, keys
                self.titles = {column: title.strip() for column, title in cells.items()}
        if not self.header and self.rows:
            self.header = self.rows[0][0]
            self.titles = {column: title.strip() for column, title in self.rows[0][1].items()}
        self._sort()

    def _sort(self) -> None:
        """Tell events from rows that are for readers only, and from titles that are written once more."""
        self.events: dict[int, Mapping[int, str]] = {}
        self.remarks: list[int] = []
        self.repeated: list[int] = []
        for number, cells in self.rows:
            if number <= self.header:
                continue
            if self._is_remark(cells):
                self.remarks.append(number)
            elif self.keys and all(self.titles.get(column) == text.strip() for column, text in cells.items()):
                self.repeated.append(number)
            elif any(column not in self.asides for column in cells):
                self.events[number] = cells

    @cached_property
    def asides(self) -> set[int]:
        """The columns for readers only: their titles are marked and mean nothing."""
        marks = (_REMARK, *_HASH)
        return {column for column, title in self.titles.items() if column not in self.keys and title.startswith(marks)}

    def title(self, column: int) -> str:
        """The title of a column; '' for one that is for readers only, or has none."""
        return "" if column in self.asides else self.titles.get(column, "")

    def without_asides(self, cells: list[str]) -> list[str]:
        """The cells of a row, blank where they are for readers only."""
        return ["" if column in self.asides else cell for column, cell in enumerate(cells, 1)] if self.asides else cells

    def _is_remark(self, cells: Mapping[int, str]) -> bool:
        """Whether a row is marked as one for readers. What begins with # may also be a name: '#2 boiler', or a number."""
        column = min(cells)
        first, key = cells[column].strip(), self.keys.get(column, "")
        if not first.startswith(_HASH):
            return first.startswith(_REMARK)
        if key == "number":
            return _NUMBERED.match(first) is None
        return len(cells) == 1 or not (key in _FREE or self.layout.holds_names(key))

    def notices(self, sheet: str = "") -> list[Notice]:
        """What a reader of the file might not expect."""
        found = []
        above = [number for number, _cells in self.rows if number < self.header]
        marked = [title for column, title in sorted(self.titles.items()) if column in self.asides and title[0] != _REMARK]
        if above:
            found.append(Notice(above[0], say("above the titles, not read: {rows}", rows=rows_said(above)), sheet))
        if marked:
            titles = Series(tuple(marked))
            what = say("columns for readers only, not read, as their titles begin with #: {titles}", titles=titles)
            found.append(Notice(self.header, what, sheet))
        if self.remarks:
            what = say("for readers only, not played, as they begin with ※ or #: {rows}", rows=rows_said(self.remarks))
            found.append(Notice(self.remarks[0], what, sheet))
        if self.repeated:
            what = say("the titles once more, not played: {rows}", rows=rows_said(self.repeated))
            found.append(Notice(self.repeated[0], what, sheet))
        return found


def rows_said(numbers: Iterable[int]) -> Message:
    """'row 3', 'rows 3, 5–9'."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    parts = tuple(str(first) if first == last else f"{first}–{last}" for first, last in runs)
    if len(parts) == 1 and runs[0][0] == runs[0][1]:
        return say("row {row}", row=parts[0])
    return say("rows {rows}", rows=Series(parts))


# ---- workbooks ---------------------------------------------------------------------------------


class _Table(_Rows):
    """A sheet of a workbook as a table."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.sheet = sheet
        self._spots: dict[int, Spot] = {}
        super().__init__(
            ((number, {column: typed.text or " " for column, typed in cells.items()})
             for number, cells in sorted(sheet.rows.items())),
            layout,
        )  # fmt: skip

    def _sort(self) -> None:
        # Titles that are merged over two rows are no event in the second one.
        self.rows = [(number, _of_row(self.sheet.rows[number], cells, self.header)) for number, cells in self.rows]
        self.rows = [(number, cells) for number, cells in self.rows if cells]
        super()._sort()

    def spot(self, column: int) -> Spot:
        if column not in self._spots:
            self._spots[column] = self.sheet.spot(column, self.titles.get(column, ""))
        return self._spots[column]

    @property
    def is_list(self) -> bool:
        """Whether events stand here."""
        return {"time", "kind"} <= set(self.keys.values())

    @property
    def holds_draws(self) -> bool:
        """Whether what was drawn for events stands here."""
        return "number" in self.keys.values() and any(map(is_draw, self.keys.values()))

    def notices(self, sheet: str = "") -> list[Notice]:
        name = self.sheet.title
        found = super().notices(name)
        if self.sheet.is_hidden and not (self.holds_draws and not self.is_list):  # as we write them
            found.append(Notice(self.header, say("this sheet is hidden and is read all the same"), name))
        if hidden := [number for number in self.events if number in self.sheet.hidden_rows]:
            what = say("hidden rows are played like the others: {rows}", rows=rows_said(hidden))
            found.append(Notice(hidden[0], what, name))
        if columns := [self.titles[column] for column in sorted(self.keys) if column in self.sheet.hidden_columns]:
            what = say("hidden columns are read like the others: {titles}", titles=Series(tuple(columns)))
            found.append(Notice(self.header, what, name))
        if timed := [number for number in self.events if any(map(self._keeps_time, self.sheet.rows[number].values()))]:
            what = say("durations kept as times, read as hours, minutes and seconds: {rows}", rows=rows_said(timed))
            found.append(Notice(timed[0], what, name))
        return found

    def _keeps_time(self, typed: Typed) -> bool:
        return typed.elapsed is not None and self.keys.get(typed.column, "").endswith(": takes")


def _of_row(typed: Mapping[int, Typed], cells: Mapping[int, str], header: int) -> dict[int, str]:
    return {column: text for column, text in cells.items() if not _repeats_title(typed[column], header)}


def _repeats_title(typed: Typed, header: int) -> bool:
    """Whether a cell is the lower part of one that was merged with a title."""
    return typed.origin[0] <= header < typed.row


def is_draw(key: str) -> bool:
    """Whether a column holds what was drawn."""
    return ": " in key


class _Workbook:
    """A workbook being put into lines."""

    def __init__(self, path: Path, layout: Layout, sheets: list[Sheet]) -> None:
        self.file, self.layout = str(path), layout
        self.tables = [_Table(sheet, layout) for sheet in sheets if sheet.rows]
        self.faults: list[Fault] = []

    def lines(self) -> Lines:
        events = self._events()
        drawn = [table for table in self.tables if table is not events and not table.is_list and table.holds_draws]
        wide = max([*events.titles, *(column for cells in events.events.values() for column in cells)])
        header = Line(events.header, [events.title(column) for column in range(1, wide + 1)])
        header.places = [(events.header, column, events.spot(column)) for column in range(1, wide + 1)]
        numbered: dict[int, Line] = {}
        rows = []
        for number in events.events:
            line = Line(number, [])
            self._append(line, events, number, range(1, wide + 1))
            rows.append(line)
            if (event := self._event(events, number)) is not None:
                numbered.setdefault(event, line)
        notices = [*self._other_lists(events), *events.notices(), *(n for table in drawn for n in table.notices())]
        orphans = [orphan for table in drawn for orphan in self._join(table, header, rows, numbered)]
        return Lines(header, rows, notices, orphans, self.faults)

    def _events(self) -> _Table:
        """The sheet that is played: the first list that is shown and has events; if there is none, the nearest to one."""
        lists = [table for table in self.tables if table.is_list]
        for wanted in (
            [table for table in lists if table.events and not table.sheet.is_hidden],
            [table for table in lists if table.events],
            lists,
        ):
            if wanted:
                return wanted[0]
        near = max(self.tables, key=lambda table: sum(not is_draw(key) for key in table.keys.values()), default=None)
        if near is None or len(near.keys) < 3:  # a card has two in a row
            what = say("this is no event list: no sheet has titles that are known")
            titles = {"time": self.layout.title("time"), "kind": self.layout.title("kind")}
            mend = say("the titles are those that drillsim msel writes, such as '{time}' and '{kind}'", **titles)
            raise InputError([Fault(self.file, 0, 0, what, mend)])
        return near

    def _other_lists(self, events: _Table) -> Iterator[Notice]:
        """Sheets that somebody may think are played."""
        for table in self.tables:
            if table is not events and table.is_list and table.events:
                what = say("this sheet is an event list, too, and is not played; '{sheet}' is", sheet=events.sheet.title)
                yield Notice(table.header, what, table.sheet.title)
        ours = set()
        for language in LANGUAGES:
            with speaking(language):
                ours |= {_("About this list"), _("Player cards"), _("Controller cards"), _("Words")}
        unread = [
            table.sheet.title for table in self.tables
            if table is not events and not table.is_list and not table.holds_draws and table.sheet.title not in ours
        ]  # fmt: skip
        if unread:
            yield Notice(0, say("sheets without events, not read: {sheets}", sheets=Series(tuple(unread))))

    def _append(self, line: Line, table: _Table, row: int, columns: Iterable[int]) -> None:
        """Put the cells of a row at the end of a line."""
        cells = table.sheet.rows[row]
        for column in columns:
            typed, text = cells.get(column), ""
            if typed is not None and column not in table.asides and not _repeats_title(typed, table.header):
                text, trouble = self._text(table.keys.get(column, ""), typed)
                if trouble is not None:
                    line.troubles.append((len(line.cells), *trouble))
            line.cells.append(text)
            line.places.append((row, column, table.spot(column)))

    def _text(self, key: str, typed: Typed) -> tuple[str, tuple[Message, Message] | None]:
        """What a person reads in a cell: a date where one is meant is no fault, nor a time that is shown as a duration."""
        if typed.elapsed is not None and key.endswith(": takes"):
            return f"{typed.elapsed} s", None
        return typed.text, None if typed.is_date and (key in TIMES or key in _FREE) else typed.trouble

    def _event(self, table: _Table, row: int) -> int | None:
        """The event number of a row; None for a blank one, and for one that cannot be read."""
        for column, key in table.keys.items():
            if key == "number" and column in table.events[row]:
                try:
                    return int(self.layout.columns["number"].codec.read(bare(table.events[row][column])))
                except measures.Unreadable:
                    return None
        return None

    def _join(self, table: _Table, header: Line, rows: list[Line], numbered: dict[int, Line]) -> Iterator[tuple[Spot, int]]:
        """Put the draws beside their events; yields rows whose event is not there."""
        columns = [column for column in table.titles if table.title(column) and table.keys.get(column) != "number"]
        at = next(column for column, key in table.keys.items() if key == "number")
        header.cells += [table.titles[column] for column in columns]
        header.places += [(table.header, column, table.spot(column)) for column in columns]
        seen: dict[int, int] = {}
        for number, cells in table.events.items():
            if not any(column in cells for column in columns):
                continue
            event, where = self._event(table, number), table.spot(at)
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
                self._append(numbered[event], table, number, columns)
        for line in rows:
            if len(line.cells) < len(header.cells):
                line.places += [(line.row, 1, line.places[0][2])] * len(columns)
                line.cells += [""] * len(columns)

    def _fault(self, row: int, column: int, spot: Spot, what: Message, mend: Message) -> None:
        self.faults.append(Fault(self.file, row, column, what, mend, spot=spot))
