"""Tables of a PDF without ruled lines: letters that stand in columns on line after line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drillsim.texts.paragraph import Paragraph, joined
from drillsim.texts.printed import PrintedLine, PrintedPiece, closed_up
from drillsim.texts.table import PlacedCell, in_table


def rows_in_columns(lines: Sequence[PrintedLine], n: int) -> list[PrintedLine]:
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


def _overlaps(one: PrintedPiece, other: PrintedPiece) -> bool:
    return one.left < other.right and other.left < one.right


def _near(left: float, starts: Sequence[float]) -> bool:
    return any(abs(left - start) < 6 for start in starts)


def _is_in_column(line: PrintedLine, first: PrintedLine) -> bool:
    """Whether a line goes on with one cell of the row above: it does not reach from the first column into the next."""
    piece = line.pieces[0]
    return not (piece.left < first.pieces[1].left - 6 < piece.right)


def cells_in_columns(number: int, rows: Sequence[PrintedLine]) -> Iterator[Paragraph]:
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
            texts[row, column] = joined(texts.get((row, column), ""), closed_up(piece.text))
    for (at, column), text in sorted(texts.items()):
        grid[at, column] = PlacedCell(at, column, [Paragraph(text, home="table", page=rows[0].page)])
    yield from in_table(number, grid)


def _column(piece: PrintedPiece, head: Sequence[PrintedPiece]) -> int:
    """The column of a piece: the title that it stands under, else the one whose beginning is nearest."""
    under = [n for n, one in enumerate(head) if _overlaps(piece, one)]
    return 1 + (under[0] if under else min(range(len(head)), key=lambda n: abs(head[n].left - piece.left)))
