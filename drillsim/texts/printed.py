"""A page of a PDF: its lines from top to bottom, and the tables with ruled lines between them.

A page knows letters and where they stand. Letters of one line may be written in any order, and a typesetter's thin gaps
between Chinese characters and digits are no blanks.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pypdfium2

from drillsim.texts.marks import item_number
from drillsim.texts.paragraph import joined, plain
from drillsim.texts.ruled import RuledTable, ruled_tables

_EDGE = 0.1  # of the height of a page, where running heads and page numbers stand
_LETTER, _HAN = "[A-Za-z0-9%\u2160-\u217f]", "[\u4e00-\u9fff]"
_GAP = re.compile(rf"(?<={_HAN}) (?={_LETTER})|(?<={_LETTER}) (?={_HAN})")


@dataclass
class PrintedPiece:
    """Letters beside each other on one line of a page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    table: RuledTable | None = None
    cell: tuple[int, int] = (0, 0)

    @property
    def height(self) -> float:
        """That of its first letter: a single one may be taller."""
        return max(self.top - self.bottom, 1.0)


@dataclass
class PrintedLine:
    """A line of a page, with the pieces that wide gaps part."""

    pieces: list[PrintedPiece]
    page: int
    width: float  # of the page
    height: float

    @property
    def text(self) -> str:
        """Its words; the blank behind its number stays."""
        text = plain(" ".join(piece.text for piece in self.pieces))
        number = item_number(text)
        if number is None or not number.number:
            return closed_up(text)
        return text[: len(text) - len(number.rest)] + closed_up(number.rest)

    @property
    def letters(self) -> int:
        """How many there are."""
        return sum(len(piece.text) for piece in self.pieces)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.pieces[-1].right

    @property
    def size(self) -> float:
        """The height of its letters."""
        return statistics.median(piece.height for piece in self.pieces)

    @property
    def is_at_edge(self) -> bool:
        """Whether it stands where running heads and page numbers do."""
        middle = (self.pieces[0].top + self.pieces[0].bottom) / 2 / self.height
        return not _EDGE < middle < 1 - _EDGE

    @property
    def likeness(self) -> tuple[str, bool]:
        """What a running head has in common with that of the next page."""
        return re.sub(r"[0-9]+", "0", self.text), self.pieces[0].top > self.height / 2


@dataclass
class PrintedCells:
    """What stands in a table with ruled lines, by row and column; a cell that was merged stands in several."""

    columns: int
    pages: dict[int, int]  # of each row
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @property
    def letters(self) -> int:
        """How many there are."""
        return sum(map(len, self.texts.values()))

    def add(self, other: PrintedCells) -> None:
        """Go on with the rows of the next page, without the titles that are printed there again."""
        again = all(other.texts.get((1, n), "") == self.texts.get((1, n), "") for n in range(1, self.columns + 1))
        down = len(self.pages) - again
        for (row, column), text in other.texts.items():
            if row > again:
                self.texts[row + down, column] = text
        for (row, column), (first, begin) in other.merged.items():
            self.merged[row + down, column] = first + down, begin
        self.pages |= {row + down: page for row, page in other.pages.items() if row > again}


def printed_items(document: pypdfium2.PdfDocument, number: int) -> list[PrintedLine | PrintedCells]:
    """What stands on a page: its lines from top to bottom, and the tables between them."""
    page = document[number]
    tables = {table: PrintedCells(len(table.columns) - 1, dict.fromkeys(range(1, len(table.rows)), number + 1))
              for table in ruled_tables(page)}  # fmt: skip
    found: list[PrintedLine | PrintedCells] = []
    for line in _lines(page, number + 1, list(tables)):
        outside: list[PrintedPiece] = []
        for piece in line.pieces:
            if piece.table is None:
                outside.append(piece)
                continue
            cells = tables[piece.table]
            if not cells.texts:
                found.append(cells)
            cells.texts[piece.cell] = joined(cells.texts.get(piece.cell, ""), closed_up(piece.text))
        if outside:
            found.append(replace(line, pieces=outside))
    for table, cells in tables.items():
        cells.merged = {(row, column): table.first_of(row, column)
                        for row in cells.pages for column in range(1, cells.columns + 1)}  # fmt: skip
    return found


def _lines(page: pypdfium2.PdfPage, number: int, tables: list[RuledTable]) -> Iterator[PrintedLine]:
    """The lines of a page from top to bottom."""
    width, height = page.get_size()
    letters = page.get_textpage()
    signs: list[PrintedPiece] = []
    for n, sign in enumerate([*letters.get_text_range()[: letters.count_chars()], "\n"]):
        if sign not in "\r\n":
            left, bottom, right, top = letters.get_charbox(n, loose=True)
            sign = "-" if sign in "\x02\ufffe\xad" else sign  # a word that was divided at the end of its line
            signs.append(PrintedPiece(sign, left, right, bottom, top))
        if signs and (sign in "\r\n" or _is_below(signs)):
            rest = [] if sign in "\r\n" else [signs.pop()]
            pieces = list(_pieces(signs, tables))
            if any(piece.text.strip() for piece in pieces):
                yield PrintedLine(pieces, number, width, height)
            signs = rest


def _is_below(signs: list[PrintedPiece]) -> bool:
    """Whether the last letter stands on another line than those before it."""
    last, letters = signs[-1], [sign for sign in signs[-4:-1] if sign.text != " "]
    if last.text == " " or not letters:
        return False
    return abs(letters[-1].top + letters[-1].bottom - last.top - last.bottom) > 1.2 * max(letters[-1].height, last.height)


def _pieces(signs: list[PrintedPiece], tables: list[RuledTable]) -> Iterator[PrintedPiece]:
    """The letters of a line put together, up to a wide gap or the edge of a cell."""
    letters = [sign for sign in signs if sign.text != " "]
    if any(one.left > other.left + 1 for one, other in pairwise(letters)):
        # Letters of another font were written later: signs between Chinese characters, mostly.
        signs = sorted(letters, key=lambda sign: sign.left)
    last: PrintedPiece | None = None
    for sign in signs:
        if sign.text == " " and last is not None:
            last.text += " "
            continue
        sign.table, sign.cell = _cell_of(tables, (sign.left + sign.right) / 2, (sign.bottom + sign.top) / 2)
        gap = sign.left - last.right if last is not None else 0.0
        if (
            last is None
            or (last.table, last.cell) != (sign.table, sign.cell)
            or (gap > 1.6 * last.height and not sign.table)
        ):
            if last is not None:
                yield last
            last = sign
        else:
            last.text += sign.text if gap < 0.25 * last.height or last.text.endswith(" ") else f" {sign.text}"
            last.right = max(last.right, sign.right)
    if last is not None:
        yield last


def _cell_of(tables: list[RuledTable], x: float, y: float) -> tuple[RuledTable | None, tuple[int, int]]:
    """The table in which a point lies, and the row and column of its cell."""
    for table in tables:
        if (cell := table.cell_at(x, y)) is not None:
            return table, cell
    return None, (0, 0)


def closed_up(text: str) -> str:
    """Words as they were typed: typesetters part Chinese characters from letters and digits by a thin gap."""
    return _GAP.sub("", plain(text))
