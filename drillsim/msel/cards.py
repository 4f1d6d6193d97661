"""Cards to hand out: one per inject, on A4, as many on a page as fit whole."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from drillsim.base.language import _, filed
from drillsim.msel.columns import Layout
from drillsim.msel.events import Event
from drillsim.sheets.writing import HEADING, HIGHEST, LINE, TEXT_HEIGHT, SheetWriter, lines_in, put_text

_WIDTHS = (11, 25, 11, 25)  # of label, text, label, text: on A4 in wide fonts, too
_ACROSS = 60  # characters of a text that takes three columns
_PAGE = 700.0  # points of an A4 page between its margins
_TOGETHER = 8  # lines of a long text in one row: no row can be as high as some texts are long
_NOTES = 3  # ruled lines
_RULE = Border(bottom=Side(style="dotted", color="808080"))
_UNDER = Border(bottom=LINE)


class Cards(SheetWriter):
    """The sheet of cards being written."""

    def __init__(self, sheet: Worksheet, layout: Layout) -> None:
        super().__init__(sheet)
        self.layout = layout
        self.row, self.left = 1, _PAGE

    def write(self, events: list[Event]) -> None:
        """A card for each of the events."""
        for letter, wide in zip("ABCD", _WIDTHS, strict=True):
            self.sheet.column_dimensions[letter].width = wide
        for event in events:
            self._card(event)
        self.sheet.page_setup.paperSize = self.sheet.PAPERSIZE_A4
        self.sheet.page_setup.orientation = "portrait"
        self.sheet.print_options.horizontalCentered = True
        margins = self.sheet.page_margins
        margins.left, margins.right, margins.top, margins.bottom = 0.5, 0.5, 0.8, 0.8
        if self.row > 1:
            self.sheet.print_area = f"A1:D{self.row - 1}"

    def _shown(self, event: Event, key: str) -> str:
        value = event.get(key)
        return "" if value is None else self.layout.columns[key].codec.show(value)

    def _card(self, event: Event) -> None:
        rows: list[tuple[float, list[tuple[str, str]]]] = []  # height, and pairs of a label and a text

        def pair(*keys: str) -> None:
            texts = [(self.layout.title(key), self._shown(event, key)) for key in keys]
            if any(shown for _title, shown in texts):
                lines = max(max(lines_in(title, 11), lines_in(shown, 24)) for title, shown in texts)
                rows.append((TEXT_HEIGHT[filed()] * lines + 3, texts))

        pair("exercise", "time")
        pair("from", "to")
        pair("mode", "people")
        if "incident" not in event:
            pair("affects", "until")
        for key in ("message", "objective", "expects"):
            if shown := self._shown(event, key):
                title, told = self.layout.title(key), shown.splitlines()
                for first in range(0, len(told), _TOGETHER):
                    part = "\n".join(told[first : first + _TOGETHER])
                    lines = max(lines_in(part, _ACROSS), lines_in(title, 11))
                    rows.append((min(HIGHEST, TEXT_HEIGHT[filed()] * lines + 5), [(title, part)]))
                    title = ""
        whole = 24 + sum(height for height, _texts in rows) + (_NOTES + 1) * 20
        if whole > self.left and self.left < _PAGE:
            self.sheet.row_breaks.append(Break(id=self.row - 1))
            self.left = _PAGE
        self.left -= whole
        self._head(event)
        for (height, texts), (_height, below) in zip(rows, [*rows[1:], (0, [("-", "")])], strict=True):
            self._line(height, texts, _UNDER if below[0][0] else Border())  # a text goes on where the label is blank
        for line in range(_NOTES):
            self._line(20, [(self.layout.title("notes") if line == 0 else "", "")], _RULE)
        self.sheet.row_dimensions[self.row].height = 20
        self.row += 1

    def _head(self, event: Event) -> None:
        where = [self._shown(event, key) for key in ("kind", "zone")]
        parts = [_("Card {n}").format(n=event["number"]), self._shown(event, "type"), *where]
        cell = self.sheet.cell(self.row, 1)
        put_text(cell, "  ·  ".join(part for part in parts if part))
        cell.font = Font(name=self.font, size=12, bold=True)
        cell.alignment = Alignment(vertical="center")
        for column in range(1, 5):
            self.sheet.cell(self.row, column).fill = HEADING
        self._join("A", "D")
        self.sheet.row_dimensions[self.row].height = 24
        self.row += 1

    def _line(self, height: float, texts: list[tuple[str, str]], border: Border = _UNDER) -> None:
        for place, (title, shown) in enumerate(texts):
            self._pair(2 * place + 1, title, border, label=True)
            self._pair(2 * place + 2, shown, border)
        if len(texts) == 1:
            for column in (3, 4):
                self.sheet.cell(self.row, column).border = border
            self._join("B", "D")
        self.sheet.row_dimensions[self.row].height = height
        self.row += 1

    def _join(self, first: str, last: str) -> None:
        """Make one of several cells of the row. (`merge_cells` compares each range with all before it; ours never meet.)"""
        span = MergedCellRange(self.sheet, f"{first}{self.row}:{last}{self.row}")
        self.sheet.merged_cells.ranges.add(span)
        self.sheet._clean_merge_range(span)

    def _pair(self, column: int, shown: str, border: Border, label: bool = False) -> None:
        cell: Any = self.sheet.cell(self.row, column)
        if shown:
            put_text(cell, shown)
        cell.font = Font(name=self.font, size=10, color="595959" if label else "000000")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.border = border
        cell.number_format = "@"
