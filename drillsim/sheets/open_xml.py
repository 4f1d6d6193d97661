"""Office Open XML workbooks, transitional and strict: the cells of their sheets as they were saved, and nothing else.

The file is untrusted. Only the parts that hold cells are unpacked, piece by piece and into nothing larger than what is
kept of them: drawings, links, pictures, rules and whatever else a workbook may hold is not even looked at. What is
unpacked, how many cells there are and how deep elements lie is counted while it is read, whatever a part is called.
Formulas are never computed: the value that the saving program left is what is read.
"""

from __future__ import annotations

import math
import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from drillsim.base.language import say
from drillsim.quantities.written import fold
from drillsim.sheets.opening import Unusable

LARGEST_UNPACKED = 50_000_000  # bytes of all parts that are read, and characters of all cells
MOST_FILES = 1_000  # packed in it
MOST_CELLS = 200_000  # that hold something
MOST_PLACES = 1_000_000  # cells, with those that are blank or merged with others
LONGEST = 32_767  # characters in one cell
MOST_ELEMENTS = 2_000_000  # of all parts that are read
DEEPEST = 100  # levels of elements
LARGEST_TAG = 1_000_000  # bytes
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
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
            return _Package(archive).sheets()
    except Unusable:
        raise
    except Exception as error:
        what = say("the workbook is damaged ({reason})", reason=type(error).__name__)
        raise Unusable(what, say("open it in Excel or WPS and save it again as .xlsx")) from None


class _Package:
    """The parts of a workbook, and how much of them has been read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        packed = archive.infolist()
        if len(packed) > MOST_FILES or sum(one.file_size for one in packed) > LARGEST_UNPACKED:
            raise _too_large()
        self.parts = {_plain(one.filename): one for one in packed}
        self.unpacked = self.elements = self.places = self.cells = self.characters = 0

    def sheets(self) -> list[Saved]:
        book = next((target for kind, target in self._related("").values() if kind == "officeDocument"), "xl/workbook.xml")
        if book not in self.parts:
            raise self._what_else()
        related = self._related(book)
        named: list[tuple[str, str, bool]] = []
        since_1904 = False

        def begin(name: str, given: dict[str, str]) -> None:
            nonlocal since_1904
            if name == "workbookPr":
                since_1904 = given.get("date1904") in ("1", "true")
            elif name == "sheet":
                reference = next((value for key, value in given.items() if key.endswith(" id")), "")
                named.append((given.get("name", ""), reference, given.get("state", "visible") != "visible"))

        self.parse(book, begin)
        texts = self._shared(related)
        formats = self._formats(related)
        found = []
        for title, reference, is_hidden in named:
            kind, part = related[reference]
            if kind == "worksheet":
                sheet = Saved(title, is_hidden)
                _SheetParser(self, sheet, texts, formats, since_1904).read(part)
                found.append(sheet)
        if not found:
            raise ValueError(book)
        return found

    def _what_else(self) -> Unusable:
        """What a zipped file is that is no workbook of this sort."""
        as_xlsx = say("open it and save it as an Excel workbook (.xlsx)")
        if "content.xml" in self.parts and "mimetype" in self.parts:
            return Unusable(say("this is an OpenDocument file (.ods)"), as_xlsx)
        if any(name.startswith("index/") and name.endswith(".iwa") for name in self.parts) or "index.zip" in self.parts:
            return Unusable(say("this is a Numbers file"), say("export it from Numbers as an Excel workbook (.xlsx)"))
        if "xl/workbook.bin" in self.parts:
            return Unusable(say("this is a binary workbook (.xlsb)"), as_xlsx)
        save = say("save the sheet as an Excel workbook (.xlsx)")
        return Unusable(say("this is no workbook, whatever its name says"), save)

    # ---- parts -------------------------------------------------------------------------------

    def parse(
        self,
        part: str,
        begin: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] = lambda name: None,
        characters: Callable[[str], None] | None = None,
        spaces: tuple[str, ...] = _MAIN,
    ) -> None:
        """Read one part; elements of other name spaces are passed over."""
        one, save_again = self.parts[part], say("open it in Excel or WPS and save it again as .xlsx")
        if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unusable(say("the workbook is packed in an unusual way"), save_again)
        if one.flag_bits & 1:
            raise Unusable(say("the workbook has a password"), say("save it without a password"))
        depth = heard = 0  # levels, and how much had been read when the parser last knew what it was reading

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal depth, heard
            depth, heard, self.elements = depth + 1, self.unpacked, self.elements + 1
            if depth > DEEPEST:
                raise Unusable(say("the workbook is nested too deep"), save_again)
            if self.elements > MOST_ELEMENTS:
                raise _too_large()
            space, _gap, local = name.rpartition(" ")
            if space in spaces:
                begin(local, given)

        def finish(name: str) -> None:
            nonlocal depth
            depth -= 1
            space, _gap, local = name.rpartition(" ")
            if space in spaces:
                end(local)

        def take(piece: str) -> None:
            nonlocal heard
            heard = self.unpacked
            if characters is not None:
                characters(piece)

        def refuse(*_declared: Any) -> None:
            raise Unusable(say("the workbook defines entities of its own"), save_again)

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = start, finish
        parser.StartDoctypeDeclHandler = refuse
        parser.CharacterDataHandler = take
        with self.archive.open(one) as file:
            while piece := file.read(1 << 16):
                self.unpacked += len(piece)
                if self.unpacked > LARGEST_UNPACKED or self.unpacked - heard > LARGEST_TAG:
                    raise _too_large()
                parser.Parse(piece, False)
        parser.Parse(b"", True)

    def count(self, places: int = 0, cells: int = 0, characters: int = 0) -> None:
        """Take account of cells, of those that hold something, and of the characters in them."""
        self.places += places
        self.cells += cells
        self.characters += characters
        if self.places > MOST_PLACES or self.cells > MOST_CELLS or self.characters > LARGEST_UNPACKED:
            raise _too_large()

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """By its name, the sort and the part that each relationship of a part leads to."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}

        def begin(element: str, given: dict[str, str]) -> None:
            if element == "Relationship" and given.get("TargetMode") != "External":
                target = given.get("Target", "").replace("\\", "/")
                whole = posixpath.normpath(posixpath.join("/", folder, target))
                found[given.get("Id", "")] = given.get("Type", "").rpartition("/")[2], _plain(whole)

        if rels in self.parts:
            self.parse(rels, begin, spaces=("http://schemas.openxmlformats.org/package/2006/relationships",))
        return found

    def _of_kind(self, related: dict[str, tuple[str, str]], kind: str) -> str | None:
        return next((part for one, part in related.values() if one == kind and part in self.parts), None)

    def _shared(self, related: dict[str, tuple[str, str]]) -> list[str]:
        """The texts that cells refer to by number."""
        found: list[str] = []
        if (part := self._of_kind(related, "sharedStrings")) is not None:
            text = _Text()

            def begin(name: str, _given: dict[str, str]) -> None:
                if name == "si":
                    text.pieces.clear()
                text.begin(name)

            def end(name: str) -> None:
                text.end(name)
                if name == "si":
                    found.append(text.read())

            self.parse(part, begin, end, text.take)
        return found

    def _formats(self, related: dict[str, tuple[str, str]]) -> list[str]:
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

        if (part := self._of_kind(related, "styles")) is not None:
            self.parse(part, begin)

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

    def __init__(self, package: _Package, sheet: Saved, texts: list[str], formats: list[str], since_1904: bool) -> None:
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


def _plain(name: str) -> str:
    """The name of a part as it is compared."""
    return name.replace("\\", "/").lstrip("/").lower()


def _too_large() -> Unusable:
    mend = say("keep only the sheets that are read, or save a list as CSV (UTF-8)")
    return Unusable(say("the workbook is too large when unpacked"), mend)


def _too_long() -> Unusable:
    return Unusable(say("a cell holds more than {most} characters", most=LONGEST), say("shorten its text"))
