"""Tables as offices exchange them: CSV that Excel and WPS open, and whatever they save in its place.

Written as UTF-8 with a byte-order mark, which both programs need to see Chinese. Read in UTF-8,
in GB18030 (Excel and WPS on a Chinese Windows save CSV in the system's encoding and do not ask)
or in UTF-16, with commas, semicolons or tabs between the cells, quoted or not.

A cell that begins like a formula would be run by the program that opens it, so it is written
with an apostrophe before it; reading takes that apostrophe away again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import Message, say
from drillsim.base.opening import Unusable, contents
from drillsim.base.shell import command_line
from drillsim.quantities.written import fold

LARGEST = 50_000_000  # bytes of a file that is read at all
MOST_ROWS = 200_000  # in which something stands
LAST_ROW = 1_048_576  # of a sheet in any spreadsheet program
MOST_CELLS = 5_000_000
LONGEST_LINE = 1_000_000  # characters
_SEPARATORS = ",;\t|"
_SEPARATOR = re.compile(r"\"?sep=([^\r\n\"])\"?[ ,;\t]*\r?\n", re.IGNORECASE)  # a first line for spreadsheet programs
_TITLES_WITHIN = 20  # rows from the top
_FORMULA = tuple("=+-@＝＋－＠\t\r\n'")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx, .xls


def guarded(cell: str) -> str:
    """The cell as it is written: never a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(_FORMULA) else cell


def table_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file of these rows; texts in them are no formulas."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def read_table(path: Path, known: Callable[[str], bool]) -> list[list[str]]:
    """Rows of a CSV file as a spreadsheet program shows them, blank cells as ''; `known` recognises a title.

    Cells are separated by what a first line 'sep=;' says, else by the sign that brings most titles that are known.
    Raises InputError for a file that cannot be read or is no CSV.
    """

    def fail(what: Message, mend: Message | None = None, row: int = 0) -> InputError:
        return InputError([Fault(str(path), row, 1 if row else 0, what, mend)])

    try:
        content = contents(path, LARGEST)
    except Unusable as error:
        raise fail(error.what, error.mend) from None
    if content.startswith(_WORKBOOKS):
        raise fail(say("this is a workbook, not a CSV file"), say("open it and save it as CSV (UTF-8)"))
    text = _decoded(content)
    if text is None or "\0" in text:
        raise fail(say("this is no text file"), say("save the sheet as CSV (UTF-8)"))
    if not text.strip("\r\n\t ,;"):
        raise fail(
            say("the file is empty"),
            say("write one with drillsim msel; how: {command}", command=command_line("msel", "--help")),
        )
    told = _SEPARATOR.match(text)
    text = text[told.end() :] if told else text
    rows: list[list[str]] = []
    cells = filled = last = 0
    try:
        separator = told[1] if told else max(_SEPARATORS, key=lambda mark: _titles(text, mark, known))
        for row in _reader(text, separator):
            cells += len(row)
            rows.append([unguarded(cell) if fold(cell) else "" for cell in row])
            if any(rows[-1]):
                last, filled = len(rows), filled + 1
            else:
                rows[-1] = []
            if filled > MOST_ROWS or cells > MOST_CELLS or len(rows) > LAST_ROW:
                raise _TooMuch
    except _TooMuch:
        raise fail(say("the file holds more rows or cells than any list has"), say("is it the right file?")) from None
    except csv.Error as error:
        raise fail(
            say("the row cannot be read ({reason})", reason=error), say("is a quotation mark missing?"), len(rows) + 1
        ) from None
    return rows[:last]


def _titles(text: str, separator: str, known: Callable[[str], bool]) -> int:
    """How many titles one of the first rows has, if cells are separated so."""
    most = 0
    try:
        for row in islice(_reader(text, separator), _TITLES_WITHIN):
            most = max(most, sum(map(known, row)))
    except csv.Error:  # what is quoted is followed by something else: not this one
        pass
    return most


class _TooMuch(Exception):
    """There is more in a file than a spreadsheet program would show."""


def _reader(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(_lines(text), delimiter=separator, strict=True)


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends. Raises _TooMuch."""
    for line in io.StringIO(text, newline=""):
        if len(line) > LONGEST_LINE:
            raise _TooMuch
        yield line


def _decoded(content: bytes) -> str | None:
    start = content[:400]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif start.count(0) * 4 > len(start):  # UTF-16 without its mark: every other byte of plain letters is zero
        encodings = ("utf-16-le",) if start[1::2].count(0) > start[::2].count(0) else ("utf-16-be",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    return None
