"""PDF files with text: their lines put together to paragraphs again, over line ends and pages.

A page knows letters and where they stand, no paragraphs. What stands at the edge of most pages (running heads, page
numbers) is no text; a line that ends where the next word would have fitted ends a paragraph, and so does one before an
indented line or a new number. Letters that stand in columns on line after line are a table.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

import pypdfium2
import pypdfium2.raw

from drillsim.base.language import say
from drillsim.base.opening import Unusable
from drillsim.texts.marks import begins_item, has_ended, item_number
from drillsim.texts.paragraph import Paragraph, joined, plain
from drillsim.texts.ruled import RuledTable, ruled_tables
from drillsim.texts.table import PlacedCell, in_table
from drillsim.texts.unfit import MOST_PAGES, locked, pictures_only, too_long

_FEWEST_LETTERS = 15  # on a page of text, on average
_EDGE = 0.1  # of the height of a page, where running heads and page numbers stand
_PAGE_NUMBER = re.compile(
    r"\W*(?:第\s*)?[0-9一二三四五六七八九十百ivxIVX]{1,4}\s*(?:页|/\s*[0-9]{1,4})?\W*(?:共\s*[0-9]{1,4}\s*页)?\W*$|"
    r"\W*page\s+[0-9]{1,4}(?:\s+of\s+[0-9]{1,4})?\W*$",
    re.IGNORECASE,
)
# What stands together on a line: a word of letters, a Chinese character with the signs behind it.
_FIRST_WORD = re.compile(
    r"[“‘《（【]*[\u2e80-\u2fff\u3007-\uff00](?:[“‘《（【].|[，。；：、！？”’》）】])*|[!-~\u00c0-\u024f]+|\S"
)
_LETTER, _HAN = "[A-Za-z0-9%\u2160-\u217f]", "[\u4e00-\u9fff]"
_GAP = re.compile(rf"(?<={_HAN}) (?={_LETTER})|(?<={_LETTER}) (?={_HAN})")


@dataclass
class _Piece:
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
class _Line:
    """A line of a page, with the pieces that wide gaps part."""

    pieces: list[_Piece]
    page: int
    width: float  # of the page
    height: float

    @property
    def text(self) -> str:
        text = plain(" ".join(piece.text for piece in self.pieces))
        number = item_number(text)
        if number is None or not number.number:
            return _closed_up(text)
        return text[: len(text) - len(number.rest)] + _closed_up(number.rest)

    @property
    def left(self) -> float:
        return self.pieces[0].left

    @property
    def right(self) -> float:
        return self.pieces[-1].right

    @property
    def size(self) -> float:
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


def paragraphs_of_pdf(content: bytes) -> list[Paragraph]:
    """The paragraphs of a PDF. Raises Unusable."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        if pypdfium2.raw.FPDF_GetLastError() == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise locked() from None
        raise _damaged() from None
    try:
        if len(document) > MOST_PAGES:
            raise too_long()
        items = [item for number in range(len(document)) for item in _items(document, number)]
        letters = sum(len(item.text) if isinstance(item, _Line) else sum(map(len, item.texts.values())) for item in items)
        if letters < _FEWEST_LETTERS * len(document):
            raise pictures_only()
        return list(_paragraphs(_without_edges(items, len(document))))
    except pypdfium2.PdfiumError:
        raise _damaged() from None
    finally:
        document.close()


def _damaged() -> Unusable:
    return Unusable(say("the PDF is damaged"), say("make it again from the Word file, or name the Word file"))


@dataclass
class _Cells:
    """What stands in a table with ruled lines, by row and column; a cell that was merged stands in several."""

    columns: int
    pages: dict[int, int]  # of each row
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def add(self, other: _Cells) -> None:
        """Go on with the rows of the next page, without the titles that are printed there again."""
        again = all(other.texts.get((1, n), "") == self.texts.get((1, n), "") for n in range(1, self.columns + 1))
        down = len(self.pages) - again
        for (row, column), text in other.texts.items():
            if row > again:
                self.texts[row + down, column] = text
        for (row, column), (first, begin) in other.merged.items():
            self.merged[row + down, column] = first + down, begin
        self.pages |= {row + down: page for row, page in other.pages.items() if row > again}


def _items(document: pypdfium2.PdfDocument, number: int) -> list[_Line | _Cells]:
    """The lines of a page from top to bottom, and the tables between them."""
    page = document[number]
    tables = {table: _Cells(len(table.columns) - 1, dict.fromkeys(range(1, len(table.rows)), number + 1))
              for table in ruled_tables(page)}  # fmt: skip
    found: list[_Line | _Cells] = []
    for line in _lines(page, number + 1, list(tables)):
        outside: list[_Piece] = []
        for piece in line.pieces:
            if piece.table is None:
                outside.append(piece)
                continue
            cells = tables[piece.table]
            if not cells.texts:
                found.append(cells)
            cells.texts[piece.cell] = joined(cells.texts.get(piece.cell, ""), _closed_up(piece.text))
        if outside:
            found.append(replace(line, pieces=outside))
    for table, cells in tables.items():
        cells.merged = {(row, column): table.first_of(row, column)
                        for row in cells.pages for column in range(1, cells.columns + 1)}  # fmt: skip
    return found


def _lines(page: pypdfium2.PdfPage, number: int, tables: list[RuledTable]) -> Iterator[_Line]:
    """The lines of a page from top to bottom."""
    width, height = page.get_size()
    letters = page.get_textpage()
    signs: list[_Piece] = []
    for n, sign in enumerate([*letters.get_text_range()[: letters.count_chars()], "\n"]):
        if sign not in "\r\n":
            left, bottom, right, top = letters.get_charbox(n, loose=True)
            sign = "-" if sign in "\x02\ufffe\xad" else sign  # a word that was divided at the end of its line
            signs.append(_Piece(sign, left, right, bottom, top))
        if signs and (sign in "\r\n" or _is_below(signs)):
            rest = [] if sign in "\r\n" else [signs.pop()]
            pieces = list(_pieces(signs, tables))
            if any(piece.text.strip() for piece in pieces):
                yield _Line(pieces, number, width, height)
            signs = rest


def _is_below(signs: list[_Piece]) -> bool:
    """Whether the last letter stands on another line than those before it."""
    last, letters = signs[-1], [sign for sign in signs[-4:-1] if sign.text != " "]
    if last.text == " " or not letters:
        return False
    return abs(letters[-1].top + letters[-1].bottom - last.top - last.bottom) > 1.2 * max(letters[-1].height, last.height)


def _pieces(signs: list[_Piece], tables: list[RuledTable]) -> Iterator[_Piece]:
    """The letters of a line put together, up to a wide gap or the edge of a cell."""
    letters = [sign for sign in signs if sign.text != " "]
    if any(one.left > other.left + 1 for one, other in pairwise(letters)):
        # Letters of another font were written later: signs between Chinese characters, mostly.
        signs = sorted(letters, key=lambda sign: sign.left)
    last: _Piece | None = None
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


def _without_edges(items: Sequence[_Line | _Cells], pages: int) -> list[_Line | _Cells]:
    """What stands on the pages, without running heads and page numbers."""
    on_pages: dict[tuple[str, bool], set[int]] = {}
    for item in items:
        if isinstance(item, _Line) and item.is_at_edge:
            on_pages.setdefault(item.likeness, set()).add(item.page)
    often = max(2, pages / 3)

    def is_text(item: _Line | _Cells) -> bool:
        if isinstance(item, _Cells) or not item.is_at_edge:
            return True
        return not _PAGE_NUMBER.match(item.text) and len(on_pages[item.likeness]) < often

    return [item for item in items if is_text(item)]


def _paragraphs(items: list[_Line | _Cells]) -> Iterator[Paragraph]:
    """The paragraphs that lines make, and the cells of tables."""
    lines = [item for item in items if isinstance(item, _Line)]
    usual = statistics.median(line.size for line in lines) if lines else 0.0
    right = _edge_of(lines, usual) if lines else 0.0
    left = min((line.left for line in lines if line.right > right - 3 * usual), default=0.0)
    tables = 0
    for is_table, group in groupby(items, lambda item: isinstance(item, _Cells)):
        if is_table:
            for cells in _whole_tables(group):
                tables += 1
                yield from _of_cells(tables, cells)
        else:
            found = list(_of_lines([item for item in group if isinstance(item, _Line)], tables, left, right, usual))
            tables = max((one.cell.table for one in found if one.cell is not None), default=tables)
            yield from found


def _whole_tables(group: Iterable[_Line | _Cells]) -> list[_Cells]:
    """Tables with nothing between them: one that goes on behind the end of its page is one table."""
    found: list[_Cells] = []
    for item in group:
        if isinstance(item, _Cells):
            if found and found[-1].columns == item.columns:
                found[-1].add(item)
            else:
                found.append(item)
    return found


def _of_cells(number: int, cells: _Cells) -> Iterator[Paragraph]:
    placed = {(row, column): PlacedCell(row, column, [Paragraph(text, home="table", page=cells.pages[row])])
              for (row, column), text in cells.texts.items() if text}  # fmt: skip
    grid = {at: placed[first] for at, first in sorted(cells.merged.items()) if first in placed}
    yield from in_table(number, grid)


def _of_lines(lines: list[_Line], tables: int, left: float, right: float, usual: float) -> Iterator[Paragraph]:
    """The paragraphs that lines make; `left` and `right` are the edges of the text, `usual` is the size of its letters."""
    n = 0
    while n < len(lines):
        if rows := _rows_of_table(lines, n):
            tables += 1
            yield from _table(tables, rows)
            n += len(rows)
            continue
        whole, first = lines[n].text, lines[n]
        last = first
        n += 1
        while n < len(lines) and _goes_on(last, lines[n], whole, left, right, usual) and not _rows_of_table(lines, n):
            last = lines[n]
            whole = joined(whole, last.text)
            n += 1
        is_centred = abs((first.left - left) - (right - first.right)) < 2 * usual and first.left > left + 2.5 * usual
        yield Paragraph(whole, stands_out=first.size > 1.12 * usual or is_centred, page=first.page)


def _edge_of(lines: Sequence[_Line], size: float) -> float:
    """Where full lines end."""
    ends = sorted(line.right for line in lines)
    return ends[int(len(ends) * 0.97)] if len(ends) > 10 else max(ends) + size / 10


def _goes_on(above: _Line, below: _Line, whole: str, left: float, right: float, usual: float) -> bool:
    """Whether a line goes on with the paragraph above it."""
    if abs(above.size - below.size) > 0.2 * usual:
        return False
    if above.page == below.page and above.pieces[0].bottom - below.pieces[0].top > 1.3 * usual:
        return False
    is_whole = has_ended(whole)
    first = _FIRST_WORD.match(below.text)
    needs = len(first[0]) * (0.5 if first[0].isascii() else 1.0) * usual if first else 0.0
    if right - above.right > needs + 1.2 * usual:  # the next word would have fitted
        is_centred = above.left > left + 2.5 * usual and below.left > left + 2.5 * usual  # a title on two lines
        return is_centred and not is_whole and right - below.right > 2.5 * usual
    if is_whole and below.left > left + 1.2 * usual > above.left:  # indented
        return False
    return not begins_item(below.text, whole)


def _rows_of_table(lines: Sequence[_Line], n: int) -> list[_Line]:
    """The lines from here on that stand in columns: three at least, with gaps at the same places."""
    first = lines[n]
    if len(first.pieces) < 2:
        return []
    starts = [piece.left for piece in first.pieces]
    rows = [first]
    for line in lines[n + 1 :]:
        fits = [any(_overlaps(piece, one) for one in first.pieces) or _near(piece.left, starts) for piece in line.pieces]
        if line.page != first.page or not all(fits) or (len(line.pieces) < 2 and not _is_in_column(line, first)):
            break
        rows.append(line)
    while rows and len(rows[-1].pieces) < 2:
        rows.pop()
    return rows if sum(len(row.pieces) > 1 for row in rows) > 2 else []


def _overlaps(one: _Piece, other: _Piece) -> bool:
    return one.left < other.right and other.left < one.right


def _closed_up(text: str) -> str:
    """Words as they were typed: typesetters part Chinese characters from letters and digits by a thin gap."""
    return _GAP.sub("", plain(text))


def _near(left: float, starts: Sequence[float]) -> bool:
    return any(abs(left - start) < 6 for start in starts)


def _is_in_column(line: _Line, first: _Line) -> bool:
    """Whether a line goes on with one cell of the row above: it does not reach from the first column into the next."""
    piece = line.pieces[0]
    return not (piece.left < first.pieces[1].left - 6 < piece.right)


def _table(number: int, rows: Sequence[_Line]) -> Iterator[Paragraph]:
    """The cells of a table; a line without its first column goes on with the row above it."""
    head = rows[0].pieces
    grid: dict[tuple[int, int], PlacedCell] = {}
    texts: dict[tuple[int, int], str] = {}
    row = 0
    for line in rows:
        columns = [_column(piece, head) for piece in line.pieces]
        if row == 0 or 1 in columns:
            row += 1
        for column, piece in zip(columns, line.pieces, strict=True):
            texts[row, column] = joined(texts.get((row, column), ""), _closed_up(piece.text))
    for (at, column), text in sorted(texts.items()):
        grid[at, column] = PlacedCell(at, column, [Paragraph(text, home="table", page=rows[0].page)])
    yield from in_table(number, grid)


def _column(piece: _Piece, head: Sequence[_Piece]) -> int:
    """The column of a piece: the title that it stands under, else the one whose beginning is nearest."""
    under = [n for n, one in enumerate(head) if _overlaps(piece, one)]
    return 1 + (under[0] if under else min(range(len(head)), key=lambda n: abs(head[n].left - piece.left)))
