"""Tables as offices exchange them: CSV that Excel and WPS open, and whatever they save in its place.

Written as UTF-8 with a byte-order mark, which both programs need to see Chinese. Read in UTF-8,
in GB18030 (Excel and WPS on a Chinese Windows save CSV in the system's encoding and do not ask)
or in UTF-16, with commas, semicolons or tabs between the cells.

A cell that begins like a formula would be run by the program that opens it, so it is written
with an apostrophe before it; reading takes that apostrophe away again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from drillsim.errors import Fault, InputError
from drillsim.language import Message, say
from drillsim.shell import command_line

LARGEST = 50_000_000  # bytes of a file that is read at all
_FORMULA = tuple("=+-@＝＋－＠\t\r\n'")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx, .xls


def guarded(cell: str) -> str:
    """The cell as it is written: never a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(_FORMULA) else cell


def table_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file of these rows."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def read_table(path: Path, known: Callable[[str], bool]) -> list[list[str]]:
    """Rows of a CSV file, the header first; `known` recognises a title and so the separator.

    Raises InputError for a file that cannot be read or is no CSV.
    """

    def fail(what: Message, mend: Message | None = None, row: int = 0) -> InputError:
        return InputError([Fault(str(path), row, 1 if row else 0, what, mend)])

    try:
        if path.stat().st_size > LARGEST:
            raise fail(say("the file is larger than {limit} MB", limit=LARGEST // 10**6), say("is it the right file?"))
        content = path.read_bytes()
    except OSError as error:
        raise fail(say("the file cannot be read ({reason})", reason=error.strerror or type(error).__name__)) from None
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
    rows: list[list[str]] = []
    try:
        separator = max(",;\t", key=lambda mark: sum(map(known, _titles(text, mark))))
        for row in _reader(text, separator):
            rows.append([unguarded(cell) for cell in row])
    except csv.Error as error:
        raise fail(
            say("the row cannot be read ({reason})", reason=error), say("is a quotation mark missing?"), len(rows) + 1
        ) from None
    return rows


def _titles(text: str, separator: str) -> list[str]:
    """The first row, if this is the separator; nothing where it cannot be."""
    try:
        return next(_reader(text, separator))
    except csv.Error:
        return []


def _reader(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _decoded(content: bytes) -> str | None:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    return None
