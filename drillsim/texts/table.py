"""The cells of a table of Word: their places in its grid, and what heads their column and their row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from drillsim.texts.element import Element
from drillsim.texts.paragraph import Paragraph
from drillsim.texts.passage import TableCell
from drillsim.texts.unfit import too_long

_LONGEST_TITLE = 30  # characters of what heads a column or a row
_MOST_COLUMNS = 63  # as in Word
_MOST_CELLS = 200_000  # of one table, merged ones counted as often as they are wide
_WRAPS = ("sdt", "sdtContent", "ins", "moveTo", "customXml")
_COUNTS = re.compile(r"(?:序\s*号|编\s*号|No\.?|#|[0-9]{0,3}[.、]?)$", re.IGNORECASE)


@dataclass(eq=False)
class PlacedCell:
    """What stands in a cell, by its first row and column."""

    row: int
    column: int
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(one.text for one in self.paragraphs if one.cell is None)


Grid = dict[tuple[int, int], PlacedCell]  # by row and column; a cell that was merged stands in several


def cells_of(table: Element, number: int, read: Callable[[Element], list[Paragraph]]) -> Iterator[Paragraph]:
    """The paragraphs of a table of Word row by row, each with its cell; `read` reads what stands in one."""
    grid: Grid = {}
    row = marked = 0
    for line in _within(table, "tr"):
        looks = line.first("trPr") or Element("trPr")
        if looks.first("del") is not None:
            continue
        row += 1
        if looks.is_on("tblHeader") and marked == row - 1:
            marked = row
        column = 1 + _number(looks.value("gridBefore"), 0)
        for cell in _within(line, "tc"):
            columns = max(1, min(_number(cell.value("tcPr", "gridSpan"), 1), _MOST_COLUMNS))
            merged = cell.first("tcPr", "vMerge")
            goes_on = merged is not None and merged.get("val") in ("", "continue") and (row - 1, column) in grid
            one = grid[row - 1, column] if goes_on else PlacedCell(row, column, read(cell))
            grid.update({(row, column + n): one for n in range(columns)})
            if len(grid) > _MOST_CELLS:
                raise too_long()
            column += columns
    yield from in_table(number, grid, marked)


def in_table(number: int, grid: Grid, marked: int = 0) -> Iterator[Paragraph]:
    """The paragraphs of a table, each with its cell; its first `marked` rows are said to be titles."""
    titles = marked or _title_rows(grid)
    for (row, column), one in grid.items():
        if (one.row, one.column) != (row, column):  # merged with another, which has been read
            continue
        is_title = row <= titles
        above = () if is_title else (grid[at, column].text for at in range(1, titles + 1) if (at, column) in grid)
        cell = TableCell(number, row, column, " ".join(dict.fromkeys(above)), "" if is_title else _row_title(grid, one))
        for paragraph in one.paragraphs:
            is_inner = paragraph.cell is not None or paragraph.home != "table"  # of a table, box or note in it
            yield paragraph if is_inner else replace(paragraph, cell=cell)


def _within(holder: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, whatever they are wrapped in."""
    for one in holder.children:
        if one.name == name:
            yield one
        elif one.name in _WRAPS:
            yield from _within(one, name)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else otherwise


def _title_rows(grid: Grid) -> int:
    """Whether the first row names what stands below: short words in every column, and a table below."""
    first = {one for (row, _column), one in grid.items() if row == 1}
    is_table = len(first) > 1 and any(row > 1 for row, _column in grid)
    return int(is_table and all(_is_title(one.text) for one in first))


def _is_title(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_TITLE and not re.search(r"[。；;：:]|\.$", text) and not re.search(r"\d{2,}", text)


def _row_title(grid: Grid, cell: PlacedCell) -> str:
    """What the first cell of a row says, the second where the first counts the rows."""
    for column in (1, 2):
        if column >= cell.column:
            return ""
        found = grid.get((cell.row, column))
        if found is not None and not _COUNTS.match(found.text):
            return found.text if len(found.text) <= 2 * _LONGEST_TITLE else ""
    return ""
