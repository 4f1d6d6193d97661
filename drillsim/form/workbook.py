"""A workbook as it was saved by whatever program: every cell as the text that a person would read in it.

The file is untrusted. Its size, unpacked size and number of cells are bounded before it is opened;
formulas are never computed (the value that the saving program left is read), links are not followed.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from drillsim.form.look import taken_text
from drillsim.language import Message, say

LARGEST = 5_000_000  # bytes of the file
LARGEST_UNPACKED = 50_000_000  # bytes
MOST_FILES = 1_000  # packed in it
MOST_CELLS = 200_000
LONGEST = 32_767  # characters in one cell

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".ods")


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


@dataclass
class Sheet:
    """A sheet: its cells that are not blank, by row and column (from 1)."""

    title: str
    order: int
    rows: dict[int, dict[int, Typed]] = field(default_factory=dict)


class Unusable(Exception):
    """The file as a whole cannot be read; `what` says why, `mend` what would do."""

    def __init__(self, what: Message, mend: Message) -> None:
        super().__init__(str(what))
        self.what, self.mend = what, mend


def is_workbook(path: Path) -> bool:
    """Whether a file is meant as a workbook, by its name or its first bytes."""
    if path.suffix.lower() in _SUFFIXES:
        return True
    try:
        with path.open("rb") as file:
            return file.read(8).startswith((ZIP, OLE))
    except (OSError, ValueError):
        return False


def read_workbook(path: Path) -> list[Sheet]:
    """The sheets of a workbook. Raises Unusable."""
    content = _content(path)
    computed = _checked(content)
    # A broken file can break the library anywhere, with any exception: all mean the same to the planner.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(_sheets(content, computed))
    except Exception as error:
        what = say("the workbook is damaged ({reason})", reason=type(error).__name__)
        raise Unusable(what, say("open it in Excel or WPS and save it again as .xlsx")) from None


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Unusable(say("this is a folder, not a file"), say("name an .xlsx file in it"))
        if not path.exists():
            raise Unusable(say("there is no such file"), say("check the name and the folder"))
        if not path.is_file():
            raise Unusable(say("this is not an ordinary file"), say("name an .xlsx file"))
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unusable(
            say("the file cannot be read ({reason})", reason=reason), say("check the name and the rights")
        ) from None
    if len(content) > LARGEST:
        raise Unusable(say("the file is larger than {limit} MB", limit=LARGEST // 10**6), say("is it the right file?"))
    if content.startswith(OLE):
        what = say("this is an old workbook (.xls) or one with a password")
        raise Unusable(what, say("open it in Excel or WPS and save it as .xlsx without a password"))
    if not content.startswith(ZIP):
        raise Unusable(say("this is no workbook, whatever its name says"), say("save the form as .xlsx"))
    return content


def _checked(content: bytes) -> bool:
    """Refuse what is no workbook or would fill the memory; returns whether formulas are in it."""
    too_large = Unusable(say("the workbook is too large when unpacked"), say("keep only the sheets of the form"))
    formulas, cells = False, 0
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            packed = archive.infolist()
            if len(packed) > MOST_FILES or sum(one.file_size for one in packed) > LARGEST_UNPACKED:
                raise too_large
            if "xl/workbook.xml" not in archive.namelist():
                raise Unusable(say("this is no workbook, whatever its name says"), say("save the form as .xlsx"))
            for one in packed:
                if not one.filename.lower().endswith((".xml", ".rels", ".vml")):
                    continue
                text = archive.read(one)  # never more than file_size
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                    raise Unusable(say("the workbook defines entities of its own"), say("save the form again as .xlsx"))
                for tag, attributes in _elements(text):
                    formulas |= tag == "f"
                    cells += (tag == "c") + (_area(attributes.get("ref", "")) if tag == "mergeCell" else 0)
                    if cells > MOST_CELLS:
                        raise too_large
    except Unusable:
        raise
    except Exception as error:  # see above
        what = say("the workbook is damaged ({reason})", reason=type(error).__name__)
        raise Unusable(what, say("open it in Excel or WPS and save it again as .xlsx")) from None
    return formulas


def _elements(text: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    for _event, element in ElementTree.iterparse(BytesIO(text)):
        yield element.tag.rpartition("}")[2], element.attrib
        element.clear()


def _area(reference: str) -> int:
    """How many cells 'A1:C5' has."""
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = (int(edge or 0) for edge in range_boundaries(reference))
    return (right - left + 1) * (bottom - top + 1)


def _sheets(content: bytes, formulas: bool) -> Iterator[Sheet]:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), data_only=True, keep_links=False)
    written = load_workbook(BytesIO(content), keep_links=False) if formulas else None
    for order, sheet in enumerate(book.worksheets):
        found = Sheet(sheet.title, order)
        cells = dict(sheet._cells)  # those that exist: a sheet formatted to its last row has few
        for (row, column), cell in sorted(cells.items()):
            typed = _typed(cell, row, column)
            if typed is None and written is not None and written[sheet.title].cell(row, column).data_type == "f":
                what = say("the formula in this cell has no value")
                mend = say("write the value itself, or open the file in Excel or WPS and save it")
                typed = Typed("", row, column, (row, column), (what, mend))
            if typed is not None:
                found.rows.setdefault(row, {})[column] = typed
        for merged in sheet.merged_cells.ranges:
            _spread(found, *merged.bounds)
        yield found


def _spread(sheet: Sheet, left: int, top: int, right: int, bottom: int) -> None:
    """A merged cell says the same for each row that it covers, in its first column."""
    typed = sheet.rows.get(top, {}).get(left)
    if typed is not None:
        for row in range(top + 1, bottom + 1):
            sheet.rows.setdefault(row, {})[left] = Typed(typed.text, row, left, typed.origin, typed.trouble, typed.is_date)


def _typed(cell: Any, row: int, column: int) -> Typed | None:
    """A cell as the text that a person reads in it; None for a blank one."""
    value, trouble, is_date = cell.value, None, False
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if cell.data_type == "e":
        text = str(value)
        trouble = say("the formula in this cell has failed"), say("write the value itself")
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, (int, float)):
        text = _number(value, "%" in re.sub(r'"[^"]*"', "", cell.number_format or ""))
    elif isinstance(value, (dt.time, dt.timedelta)) or (isinstance(value, dt.datetime) and value.year < 1901):
        text = _time(value)
    elif isinstance(value, (dt.datetime, dt.date)):
        if isinstance(value, dt.datetime):  # kept as days, so that a second is not met exactly
            value = (value + dt.timedelta(milliseconds=500)).replace(microsecond=0)
        text = value.isoformat(" ") if isinstance(value, dt.datetime) and value.time() != dt.time() else str(value)[:10]
        is_date = True
        what = say("the spreadsheet program has turned this into a date")
        trouble = what, say("format the cell as text and type it again")
    else:
        text = taken_text(str(value))
    return Typed(text, row, column, (row, column), trouble, is_date)


def _number(value: float, percent: bool) -> str:
    if percent:
        return f"{value * 100:.12g} %"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _time(value: dt.time | dt.timedelta | dt.datetime) -> str:
    """A time of day as it was typed; 24:00 is saved as the midnight of the next day."""
    if isinstance(value, dt.timedelta):
        seconds = int(value.total_seconds() + 0.5)
    else:
        late = isinstance(value, dt.datetime) and value.date() > dt.date(1899, 12, 31)
        seconds = value.hour * 3600 + value.minute * 60 + value.second + 86_400 * late
    hours, rest = divmod(seconds, 3600)
    return f"{hours:02d}:{rest // 60:02d}" + (f":{rest % 60:02d}" if rest % 60 else "")
