"""PDF files with text: their lines put together to paragraphs again, over line ends and pages.

What stands at the edge of most pages (running heads, page numbers) is no text. A line that ends where the next word would
have fitted ends a paragraph, and so does one before an indented line or a new number.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import pypdfium2
import pypdfium2.raw

from drillsim.base.language import say
from drillsim.base.opening import Unusable
from drillsim.texts.columns import cells_in_columns, rows_in_columns
from drillsim.texts.marks import begins_item, has_ended
from drillsim.texts.paragraph import Paragraph, joined
from drillsim.texts.printed import PrintedCells, PrintedLine, printed_items
from drillsim.texts.table import PlacedCell, in_table
from drillsim.texts.unfit import MOST_CHARACTERS, MOST_PAGES, locked, pictures_only, too_long

_FEWEST_LETTERS = 15  # on a page of text, on average
_PAGE_NUMBER = re.compile(
    r"\W*(?:第\s*)?[0-9一二三四五六七八九十百ivxIVX]{1,4}\s*(?:页|/\s*[0-9]{1,4})?\W*(?:共\s*[0-9]{1,4}\s*页)?\W*$|"
    r"\W*page\s+[0-9]{1,4}(?:\s+of\s+[0-9]{1,4})?\W*$",
    re.IGNORECASE,
)
# What stands together on a line: a word of letters, a Chinese character with the signs behind it.
_FIRST_WORD = re.compile(
    r"[“‘《（【]*[\u2e80-\u2fff\u3007-\uff00](?:[“‘《（【].|[，。；：、！？”’》）】])*|[!-~\u00c0-\u024f]+|\S"
)


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
        items: list[PrintedLine | PrintedCells] = []
        letters = 0
        for number in range(len(document)):
            found = printed_items(document, number)
            letters += sum(item.letters for item in found)
            if letters > MOST_CHARACTERS:
                raise too_long()
            items += found
        if letters < _FEWEST_LETTERS * len(document):
            raise pictures_only()
        return list(_paragraphs(_without_edges(items, len(document))))
    except pypdfium2.PdfiumError:
        raise _damaged() from None
    finally:
        document.close()


def _damaged() -> Unusable:
    return Unusable(say("the PDF is damaged"), say("make it again from the Word file, or name the Word file"))


def _without_edges(items: Sequence[PrintedLine | PrintedCells], pages: int) -> list[PrintedLine | PrintedCells]:
    """What stands on the pages, without running heads and page numbers."""
    on_pages: dict[tuple[str, bool], set[int]] = {}
    for item in items:
        if isinstance(item, PrintedLine) and item.is_at_edge:
            on_pages.setdefault(item.likeness, set()).add(item.page)
    often = max(2, pages / 3)

    def is_text(item: PrintedLine | PrintedCells) -> bool:
        if isinstance(item, PrintedCells) or not item.is_at_edge:
            return True
        return not _PAGE_NUMBER.match(item.text) and len(on_pages[item.likeness]) < often

    return [item for item in items if is_text(item)]


def _paragraphs(items: list[PrintedLine | PrintedCells]) -> Iterator[Paragraph]:
    """The paragraphs that lines make, and the cells of tables."""
    lines = [item for item in items if isinstance(item, PrintedLine)]
    usual = statistics.median(line.size for line in lines) if lines else 0.0
    right = _edge_of(lines, usual) if lines else 0.0
    left = min((line.left for line in lines if line.right > right - 3 * usual), default=0.0)
    tables = 0
    for is_table, group in groupby(items, lambda item: isinstance(item, PrintedCells)):
        if is_table:
            for cells in _whole_tables(group):
                tables += 1
                yield from _of_cells(tables, cells)
        else:
            found = list(_of_lines([item for item in group if isinstance(item, PrintedLine)], tables, left, right, usual))
            tables = max((one.cell.table for one in found if one.cell is not None), default=tables)
            yield from found


def _whole_tables(group: Iterable[PrintedLine | PrintedCells]) -> list[PrintedCells]:
    """Tables with nothing between them: one that goes on behind the end of its page is one table."""
    found: list[PrintedCells] = []
    for item in group:
        if isinstance(item, PrintedCells):
            if found and found[-1].columns == item.columns:
                found[-1].add(item)
            else:
                found.append(item)
    return found


def _of_cells(number: int, cells: PrintedCells) -> Iterator[Paragraph]:
    placed = {(row, column): PlacedCell(row, column, [Paragraph(text, home="table", page=cells.pages[row])])
              for (row, column), text in cells.texts.items() if text}  # fmt: skip
    grid = {at: placed[first] for at, first in sorted(cells.merged.items()) if first in placed}
    yield from in_table(number, grid)


def _of_lines(lines: list[PrintedLine], tables: int, left: float, right: float, usual: float) -> Iterator[Paragraph]:
    """The paragraphs that lines make; `left` and `right` are the edges of the text, `usual` is the size of its letters."""
    words = {word for line in lines for word in re.findall("[a-z]+", line.text.lower())}
    n = 0
    while n < len(lines):
        if rows := rows_in_columns(lines, n):
            tables += 1
            yield from cells_in_columns(tables, rows)
            n += len(rows)
            continue
        whole, first = lines[n].text, lines[n]
        last = first
        n += 1
        while n < len(lines) and _goes_on(last, lines[n], whole, left, right, usual) and not rows_in_columns(lines, n):
            last = lines[n]
            whole = joined(whole, last.text, words)
            n += 1
        is_centred = abs((first.left - left) - (right - first.right)) < 2 * usual and first.left > left + 2.5 * usual
        yield Paragraph(whole, stands_out=first.size > 1.12 * usual or is_centred, page=first.page)


def _edge_of(lines: Sequence[PrintedLine], size: float) -> float:
    """Where full lines end."""
    ends = sorted(line.right for line in lines)
    return ends[int(len(ends) * 0.97)] if len(ends) > 10 else max(ends) + size / 10


def _goes_on(above: PrintedLine, below: PrintedLine, whole: str, left: float, right: float, usual: float) -> bool:
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
