"""Office Open XML workbooks, transitional and strict: the cells of their sheets as they were saved, and nothing else.

Only the parts that hold cells are unpacked: drawings, links, pictures, rules and whatever else a workbook may hold is
not even looked at. `package` bounds what is read of them.
Formulas are never computed: the value that the saving program left is what is read.
"""

from __future__ import annotations

import math
import re
import zipfile
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from drillsim.base.language import say
from drillsim.base.opening import Unusable
from drillsim.base.package import Related
from drillsim.quantities.written import fold
from drillsim.sheets.packed import PackedWorkbook

LONGEST = 32_767  # characters in one cell
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
# Numbers of formats that Excel and WPS in Chinese, Japanese or Korean use for dates and times without writing them down.
_DATES_THERE = {*range(27, 32), 36, *range(50, 55), 57, 58}
_CLOCKS_THERE = {32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss", 55: "h:mm", 56: "h:mm:ss"}


@dataclass(frozen=True)
class Cell:
    """What was saved in a cell: a text, a number, True or False, a date or a time, and the format that shows it.

    `state` is 'formula' where a formula has no saved value, 'error' where it has failed, else ''.
    """

    value: Any
    format: str = ""
    state: str = ""


@dataclass
class Saved:
    """A sheet: its cells that hold something, by row and column (from 1), merged areas, and what is hidden of it."""

    title: str
    is_hidden: bool = False
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # left, top, right, bottom
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def saved_sheets(content: bytes) -> list[Saved]:
    """The sheets of a workbook in their order. Raises Unusable."""
    # A broken file can break a parser anywhere, with any exception: all mean the same to the planner.
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _sheets(PackedWorkbook(archive))
    except Unusable:
        raise
    except Exception as error:
        what = say("the workbook is damaged ({reason})", reason=type(error).__name__)
        raise Unusable(what, say("open it in Excel or WPS and save it again as .xlsx")) from None


def _sheets(package: PackedWorkbook) -> list[Saved]:
    book = next((target for kind, target in package.related("").values() if kind == "officeDocument"), "xl/workbook.xml")
    if book not in package.parts:
        raise package.what_else()
    related = package.related(book)
    named: list[tuple[str, str, bool]] = []
    since_1904 = False

    def begin(name: str, given: dict[str, str]) -> None:
        nonlocal since_1904
        if name == "workbookPr":
            since_1904 = given.get("date1904") in ("1", "true")
        elif name == "sheet":
            reference = next((value for key, value in given.items() if key.endswith(" id")), "")
            named.append((given.get("name", ""), reference, given.get("state", "visible") != "visible"))

    package.parse(book, begin)
    texts = _shared(package, related)
    formats = _formats(package, related)
    found = []
    for title, reference, is_hidden in named:
        kind, part = related[reference]
        if kind == "worksheet":
            sheet = Saved(title, is_hidden)
            _SheetParser(package, sheet, texts, formats, since_1904).read(part)
            found.append(sheet)
    if not found:
        raise ValueError(book)
    return found


def _shared(package: PackedWorkbook, related: Related) -> list[str]:
    """The texts that cells refer to by number."""
    found: list[str] = []
    if (part := package.of_kind(related, "sharedStrings")) is not None:
        text = _Text()

        def begin(name: str, _given: dict[str, str]) -> None:
            if name == "si":
                text.pieces.clear()
            text.begin(name)

        def end(name: str) -> None:
            text.end(name)
            if name == "si":
                found.append(text.read())

        package.parse(part, begin, end, text.take)
    return found


def _formats(package: PackedWorkbook, related: Related) -> list[str]:
    """The format of numbers by number of the style."""
    own: dict[int, str] = {}
    styles: list[int] = []
    within = ""

    def begin(name: str, given: dict[str, str]) -> None:
        nonlocal within
        if name in ("cellXfs", "cellStyleXfs", "dxfs"):
            within = name
        elif name == "numFmt" and not within:
            own[int(given["numFmtId"])] = given.get("formatCode", "")
        elif name == "xf" and within == "cellXfs":
            styles.append(int(given.get("numFmtId", 0)))

    if (part := package.of_kind(related, "styles")) is not None:
        package.parse(part, begin)

    def format_of(number: int) -> str:
        usual = "yyyy-mm-dd" if number in _DATES_THERE else _CLOCKS_THERE.get(number, "General")
        return own.get(number) or BUILTIN_FORMATS.get(number, usual)

    return [format_of(number) for number in styles]


class _Text:
    """The text of a cell, without the reading aids (phonetic runs) that may stand beside it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.within = self.aside = 0

    def begin(self, name: str) -> None:
        self.aside += name == "rPh"
        self.within += name == "t"

    def end(self, name: str) -> None:
        self.aside -= name == "rPh"
        self.within -= name == "t"

    def take(self, piece: str) -> None:
        if self.within and not self.aside:
            self.pieces.append(piece)

    def read(self) -> str:
        text = "".join(self.pieces)
        if len(text) > LONGEST:
            raise _too_long()
        return _unescaped(text)


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _unescaped(text: str) -> str:
    """'_x000D_' and its like as the characters that they stand for."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class _SheetParser:
    """One sheet being read."""

    def __init__(
        self, package: PackedWorkbook, sheet: Saved, texts: list[str], formats: list[str], since_1904: bool
    ) -> None:
        self.package, self.sheet, self.texts, self.formats = package, sheet, texts, formats
        self.epoch = MAC_EPOCH if since_1904 else WINDOWS_EPOCH
        self.row = self.column = 0
        self.given: dict[str, str] = {}
        self.has_formula = False
        self.value: list[str] | None = None  # of the element v
        self.in_value = False
        self.inline = _Text()

    def read(self, part: str) -> None:
        self.package.parse(part, self._begin, self._end, self._take)

    def _begin(self, name: str, given: dict[str, str]) -> None:
        if name == "c":
            if "r" in given:
                self.row, self.column = _cell_at(given["r"])
            else:
                self.column += 1
            self.package.count(1)
            self.given, self.has_formula, self.value = given, False, None
            self.inline.pieces.clear()
        elif name == "v":
            self.value, self.in_value = [], True
        elif name == "f":
            self.has_formula = True
        elif name == "row":
            self.row = int(float(given["r"])) if "r" in given else self.row + 1
            self.column = 0
            if given.get("hidden") in ("1", "true"):
                self.sheet.hidden_rows.add(self.row)
        elif name == "col" and given.get("hidden") in ("1", "true"):
            self.sheet.hidden_columns |= set(range(int(given["min"]), min(int(given["max"]), LAST_COLUMN) + 1))
        elif name == "mergeCell":
            first, _colon, last = given["ref"].partition(":")
            (top, left), (bottom, right) = _cell_at(first), _cell_at(last or first)
            self.package.count((bottom - top + 1) * (right - left + 1))
            self.sheet.merged.append((left, top, right, bottom))
        self.inline.begin(name)

    def _end(self, name: str) -> None:
        self.inline.end(name)
        if name == "v":
            self.in_value = False
        elif name == "c" and (found := self._cell()) is not None:
            if not (1 <= self.row <= LAST_ROW and 1 <= self.column <= LAST_COLUMN):
                raise ValueError(self.row, self.column)
            self.package.count(cells=1, characters=len(found.value) if isinstance(found.value, str) else 0)
            self.sheet.cells[self.row, self.column] = found

    def _take(self, piece: str) -> None:
        if self.in_value and self.value is not None:
            self.value.append(piece)
        self.inline.take(piece)

    def _cell(self) -> Cell | None:
        """What stands in the cell that ends here; None for a blank one."""
        sort, written = self.given.get("t", "n"), "".join(self.value or ())
        if sort == "inlineStr":
            return _text(self.inline.read())
        if not written:
            is_blank = not self.has_formula or (sort == "str" and self.value is not None)  # ="" is saved as nothing
            return None if is_blank else Cell("", state="formula")
        if sort == "s":
            return _text(self.texts[int(written)])
        if sort == "str":
            if len(written) > LONGEST:
                raise _too_long()
            return _text(_unescaped(written))
        if sort == "b":
            return Cell(written in ("1", "true"))
        if sort == "e":
            return Cell(written, state="error")
        style = int(self.given.get("s", 0))
        shown = self.formats[style] if style < len(self.formats) else "General"
        if sort == "d":
            return Cell(from_ISO8601(written.removesuffix("Z")), shown)
        if not math.isfinite(number := float(written)):
            raise ValueError(written)
        return self._number(number, shown)

    def _number(self, number: float, shown: str) -> Cell:
        if not _is_date(shown):
            return Cell(number, shown)
        try:
            return Cell(from_excel(number, self.epoch, timedelta=is_timedelta_format(shown)), shown)
        except (OverflowError, ValueError):
            return Cell("#VALUE!", state="error")


@lru_cache(maxsize=1000)
def _is_date(shown: str) -> bool:
    return bool(is_date_format(shown))


def _text(value: str) -> Cell | None:
    return Cell(value) if fold(value) else None


def _cell_at(reference: str) -> tuple[int, int]:
    """Row and column of 'C5'."""
    match = _REFERENCE.match(reference)
    if match is None:
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - 64
    return int(match[2]), column


def _too_long() -> Unusable:
    return Unusable(say("a cell holds more than {most} characters", most=LONGEST), say("shorten its text"))
