"""PDF files with text: their lines put together to paragraphs again, over line ends and pages.

A page knows letters and where they stand, no paragraphs. What stands at the edge of most pages (running heads, page
numbers) is no text; a line that ends where the next word would have fitted ends a paragraph, and so does one before an
indented line or a new number. Letters that stand in columns on line after line are a table.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw

from drillsim.base.language import say
from drillsim.base.opening import Unusable
from drillsim.texts.marks import item_number
from drillsim.texts.paragraph import Paragraph, joined, plain
from drillsim.texts.table import PlacedCell, in_table
from drillsim.texts.unfit import MOST_PAGES, locked, pictures_only, too_long

_FEWEST_LETTERS = 15  # on a page of text, on average
_EDGE = 0.1  # of the height of a page, where running heads and page numbers stand
_PAGE_NUMBER = re.compile(
    r"\W*(?:第\s*)?[0-9一二三四五六七八九十百ivxIVX]{1,4}\s*(?:页|/\s*[0-9]{1,4})?\W*(?:共\s*[0-9]{1,4}\s*页)?\W*$|"
    r"\W*page\s+[0-9]{1,4}(?:\s+of\s+[0-9]{1,4})?\W*$",
    re.IGNORECASE,
)
_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9%]) (?=[\u4e00-\u9fff])")
_ENDED = re.compile(r"[。！？!?；;：:.][”’\"')）」]*$")


@dataclass
class _Piece:
    """Letters beside each other on one line of a page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
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
        return _closed_up(" ".join(piece.text for piece in self.pieces))

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
        lines = [line for number in range(len(document)) for line in _lines(document, number)]
        letters = sum(len(line.text) for line in lines)
        if letters < _FEWEST_LETTERS * len(document):
            raise pictures_only()
        return list(_paragraphs(_without_edges(lines, len(document))))
    except pypdfium2.PdfiumError:
        raise _damaged() from None
    finally:
        document.close()


def _damaged() -> Unusable:
    return Unusable(say("the PDF is damaged"), say("make it again from the Word file, or name the Word file"))


def _lines(document: pypdfium2.PdfDocument, number: int) -> Iterator[_Line]:
    """The lines of a page from top to bottom."""
    page = document[number]
    width, height = page.get_size()
    letters = page.get_textpage()
    pieces: list[_Piece] = []

    def line() -> _Line:
        return _Line(pieces, number + 1, width, height)

    for n, sign in enumerate(letters.get_text_range()):
        if n >= letters.count_chars():
            break
        if sign in "\r\n":
            if any(piece.text.strip() for piece in pieces):
                yield line()
            pieces = []
            continue
        left, bottom, right, top = letters.get_charbox(n, loose=True)
        sign = "-" if sign in "\x02\ufffe\xad" else sign  # a word that was divided at the end of its line
        last = pieces[-1] if pieces else None
        if sign == " " and last is not None:
            last.text += sign
        elif last is None or left - last.right > 1.6 * max(last.height, top - bottom):
            pieces.append(_Piece(sign, left, right, bottom, top))
        else:
            last.text += sign
            last.right = max(last.right, right)
            last.bottom, last.top = min(last.bottom, bottom), max(last.top, top)
    if any(piece.text.strip() for piece in pieces):
        yield line()


def _without_edges(lines: Sequence[_Line], pages: int) -> list[_Line]:
    """The lines without running heads and page numbers."""
    on_pages: dict[tuple[str, bool], set[int]] = {}
    for line in lines:
        if line.is_at_edge:
            on_pages.setdefault(line.likeness, set()).add(line.page)
    often = max(2, pages // 3)

    def is_text(line: _Line) -> bool:
        if not line.is_at_edge:
            return True
        return not _PAGE_NUMBER.match(line.text) and len(on_pages[line.likeness]) <= often

    return [line for line in lines if is_text(line)]


def _paragraphs(lines: list[_Line]) -> Iterator[Paragraph]:
    """The paragraphs that lines make."""
    usual = statistics.median(line.size for line in lines)
    right = _edge_of(lines, usual)
    left = min((line.left for line in lines if line.right > right - 3 * usual), default=0.0)
    n = tables = 0
    while n < len(lines):
        rows = _rows_of_table(lines, n)
        if rows:
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
        stands_out = first.size > 1.12 * usual or is_centred
        yield Paragraph(whole, stands_out=stands_out, page=first.page)


def _edge_of(lines: Sequence[_Line], size: float) -> float:
    """Where full lines end."""
    ends = sorted(line.right for line in lines)
    return ends[int(len(ends) * 0.97)] if len(ends) > 10 else max(ends) + size / 10


def _goes_on(above: _Line, below: _Line, whole: str, left: float, right: float, usual: float) -> bool:
    """Whether a line goes on with the paragraph above it."""
    text = below.text
    if abs(above.size - below.size) > 0.2 * usual:
        return False
    if above.page == below.page and above.pieces[0].bottom - below.pieces[0].top > 1.3 * usual:
        return False
    first = re.match(r"[\u2e80-\uffef]|\S+", text)
    needs = len(first[0]) * (0.5 if first[0].isascii() else 1.0) * usual if first else 0.0
    has_room = right - above.right > needs + 1.2 * usual
    if has_room and not (above.left > left + 2.5 * usual and not _ENDED.search(whole)):
        return False
    if has_room:  # a centred title on two lines
        return below.left > left + 2.5 * usual and right - below.right > 2.5 * usual
    if _ENDED.search(whole) and (below.left > left + 1.2 * usual > above.left or item_number(text) is not None):
        return False
    number = item_number(text)
    return number is None or number.sort in ("1", "1.1") or not number.rest


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
