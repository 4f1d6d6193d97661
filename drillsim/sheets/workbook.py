"""A workbook as it was saved by whatever program: every cell as the text that a person would read in it.

The file is untrusted: `open_xml` bounds what is unpacked of it. Formulas are never computed (the value that the saving
program left is read), links are not followed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from openpyxl.utils import get_column_letter

from drillsim.base.errors import Spot
from drillsim.base.language import Message, say
from drillsim.base.opening import Unusable, beginning, contents
from drillsim.sheets.open_xml import OLE, ZIP, Cell, Saved, saved_sheets

LARGEST = 5_000_000  # bytes of the file
_SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".et", ".ett", ".ods", ".fods", ".numbers")
_WITH_PASSWORD = "EncryptedPackage".encode("utf-16-le")  # a stream of this name


@dataclass(frozen=True)
class Typed:
    """What stands in a cell. `origin` is the cell where it was typed: another one in merged cells.

    `trouble` says why it cannot be read, and what would do.
    """

    text: str
    row: int
    column: int
    origin: tuple[int, int]
    trouble: tuple[Message, Message] | None = None
    is_date: bool = False  # the program keeps it as a date: what is meant where dates are
    elapsed: int | None = None  # seconds, of a time that is shown with its hours, minutes and seconds


@dataclass
class Sheet:
    """A sheet: its cells that are not blank, by row and column (from 1), and what the saving program did not show."""

    title: str
    order: int
    rows: dict[int, dict[int, Typed]] = field(default_factory=dict)
    is_hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def spot(self, column: int, title: str) -> Spot:
        """What a cell of a column is found by: the title of the column, else its letter."""
        return Spot(self.title, self.order, title or get_column_letter(column))


def is_workbook(path: Path) -> bool:
    """Whether a file is meant as a workbook, by its name or its first bytes."""
    return path.suffix.lower() in _SUFFIXES or beginning(path, 8).startswith((ZIP, OLE))


def read_workbook(path: Path) -> list[Sheet]:
    """The sheets of a workbook. Raises Unusable."""
    return list(_sheets(saved_sheets(_content(path))))


def _content(path: Path) -> bytes:
    content = contents(path, LARGEST)
    if content.startswith(ZIP):
        return content
    if content.startswith(OLE):
        if _WITH_PASSWORD in content:
            raise Unusable(say("the file has a password"), say("save it without a password"))
        what = say("this is an old workbook (.xls, .et)")
        raise Unusable(what, say("open it in Excel or WPS and save it as an Excel workbook (.xlsx)"))
    if content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
        what = say("this is a web page or an XML file, whatever its name says")
        raise Unusable(what, say("open it in Excel or WPS and save it as an Excel workbook (.xlsx)"))
    if content and content.count(0) * 3 < len(content) * 2 and not content.startswith(b"%PDF"):
        what = say("this is no workbook but a text, such as a CSV file, whatever its name says")
        raise Unusable(what, say("open it in Excel or WPS and save it as an Excel workbook (.xlsx); a list may end in .csv"))
    raise Unusable(say("this is no workbook, whatever its name says"), say("save the sheet as an Excel workbook (.xlsx)"))


def _sheets(saved: list[Saved]) -> Iterator[Sheet]:
    for order, sheet in enumerate(saved):
        found = Sheet(sheet.title, order, {}, sheet.is_hidden, sheet.hidden_rows, sheet.hidden_columns)
        for (row, column), cell in sorted(sheet.cells.items()):
            found.rows.setdefault(row, {})[column] = _typed(cell, row, column)
        for merged in sheet.merged:
            _spread(found, *merged)
        yield found


def _spread(sheet: Sheet, left: int, top: int, right: int, bottom: int) -> None:
    """A merged cell says the same for each row that it covers, in its first column."""
    typed = sheet.rows.get(top, {}).get(left)
    if typed is not None:
        for row in range(top + 1, bottom + 1):
            sheet.rows.setdefault(row, {})[left] = replace(typed, row=row, column=left)


def _typed(cell: Cell, row: int, column: int) -> Typed:
    """A cell as the text that a person reads in it."""
    value, trouble, is_date, elapsed = cell.value, None, False, None
    if cell.state == "formula":
        text = ""
        what = say("the formula in this cell has no value")
        trouble = what, say("write the value itself, or open the file in Excel or WPS and save it")
    elif cell.state == "error":
        text = str(value)
        trouble = say("the formula in this cell has failed"), say("write the value itself")
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, (int, float)):
        text = _number(value, "%" in re.sub(r'"[^"]*"', "", cell.format))
    elif isinstance(value, (dt.time, dt.timedelta)) or (isinstance(value, dt.datetime) and value < dt.datetime(1900, 1, 2)):
        text, seconds = _time(value)
        elapsed = seconds if "s" in re.sub(r'"[^"]*"', "", cell.format.lower()) else None
    elif isinstance(value, (dt.datetime, dt.date)):
        if isinstance(value, dt.datetime):  # kept as days, so that a second is not met exactly
            value = (value + dt.timedelta(milliseconds=500)).replace(microsecond=0)
        text = value.isoformat(" ") if isinstance(value, dt.datetime) and value.time() != dt.time() else str(value)[:10]
        is_date = True
        what = say("the spreadsheet program has turned this into a date")
        trouble = what, say("format the cell as text and type it again")
    else:
        text = str(value).replace("\r\n", "\n")
    return Typed(text, row, column, (row, column), trouble, is_date, elapsed)


def _number(value: float, percent: bool) -> str:
    if percent:
        return f"{value * 100:.12g}%"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _time(value: dt.time | dt.timedelta | dt.datetime) -> tuple[str, int]:
    """A time of day as it was typed, and its seconds; 24:00 is saved as the midnight of the next day."""
    if isinstance(value, dt.timedelta):
        seconds = int(value.total_seconds() + 0.5)
    else:
        late = isinstance(value, dt.datetime) and value.date() > dt.date(1899, 12, 31)
        seconds = value.hour * 3600 + value.minute * 60 + value.second + (value.microsecond >= 500_000) + 86_400 * late
    hours, rest = divmod(seconds, 3600)
    return f"{hours:02d}:{rest // 60:02d}" + (f":{rest % 60:02d}" if rest % 60 else ""), seconds
