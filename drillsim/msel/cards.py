"""Cards: for the players what they are given, for controllers the same with what is expected; on A4, each of them whole."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from drillsim.base.language import _, filed, say
from drillsim.msel.columns import Layout
from drillsim.msel.events import Event
from drillsim.msel.rehearsal import Rehearsal
from drillsim.sheets.writing import HEADING, HIGHEST, LINE, TEXT_HEIGHT, SheetWriter, lines_in, put_text

_WIDTHS = (13, 29, 13, 29)  # of label, text, label, text: on A4 in wide fonts, too
_ACROSS = 64  # characters of a text that takes three columns
_HEAD = 70  # characters of a title, which is in larger letters
_PAGE = 690.0  # points of an A4 page between its margins
_ON_A_PAGE = 2
_TOGETHER = 8  # lines of a long text in one row: no row can be as high as some texts are long
_NOTES = 3  # ruled lines
_RULE = Border(bottom=Side(style="dotted", color="808080"))
_UNDER = Border(bottom=LINE)

Rows = list[tuple[float, list[tuple[str, str]]]]  # height, and pairs of a label and a text


class PlayerCards(SheetWriter):
    """The sheet of cards for players being written: no answers on them."""

    def __init__(self, sheet: Worksheet, layout: Layout) -> None:
        super().__init__(sheet)
        self.layout = layout
        self.row, self.left, self.on_page = 1, _PAGE, 0

    def write(self, events: list[Event]) -> None:
        """A card for each of the events."""
        for letter, wide in zip("ABCD", _WIDTHS, strict=True):
            self.sheet.column_dimensions[letter].width = wide
        for event in events:
            self._card(self._title(event), self._rows(event))
        self.on_a4("portrait")
        self.sheet.print_options.horizontalCentered = True
        if self.row > 1:
            self.sheet.print_area = f"A1:D{self.row - 1}"

    def _title(self, event: Event) -> str:
        return _("Inject {n}").format(n=event["number"])

    def _rows(self, event: Event) -> Rows:
        """What stands on the card of an event."""
        return [*self._given(event), *self._long(self.layout.title("message"), self._shown(event, "message"))]

    def _given(self, event: Event) -> Rows:
        """When, by what means, from whom and to whom."""
        pairs = [self._pairs(event, *keys) for keys in (("exercise", "time"), ("from", "to"))]
        return [row for found in (*pairs, self._pairs(event, "mode")) for row in found]

    def _shown(self, event: Event, key: str) -> str:
        value = event.get(key)
        shown = "" if value is None else self.layout.columns[key].codec.show(value)
        return shown.rpartition(":")[0] if key in ("time", "until") else shown  # to the minute, as it is said

    def _pairs(self, event: Event, *keys: str) -> Rows:
        texts = [(self.layout.title(key), self._shown(event, key)) for key in keys]
        if not any(shown for _title, shown in texts):
            return []
        room = 28 if len(texts) > 1 else _ACROSS
        lines = max(max(lines_in(title, 12), lines_in(shown, room)) for title, shown in texts)
        return [(TEXT_HEIGHT[filed()] * lines + 3, texts)]

    def _long(self, title: str, words: str) -> Rows:
        """A text of several lines, in rows that a page can hold."""
        rows: Rows = []
        told = words.splitlines()
        for first in range(0, len(told), _TOGETHER):
            part = "\n".join(told[first : first + _TOGETHER])
            lines = max(lines_in(part, _ACROSS), lines_in(title, 12))
            rows.append((min(HIGHEST, TEXT_HEIGHT[filed()] * lines + 5), [(title, part)]))
            title = ""
        return rows

    def _card(self, title: str, rows: Rows) -> None:
        head = 18.0 * lines_in(title, _HEAD) + 6
        whole = head + sum(height for height, _texts in rows) + (_NOTES + 1) * 20
        if self.on_page and (whole > self.left or self.on_page == _ON_A_PAGE):
            self.sheet.row_breaks.append(Break(id=self.row - 1))
            self.left, self.on_page = _PAGE, 0
        self.left -= whole
        self.on_page += 1
        self._head(title, head)
        for (height, texts), (_height, below) in zip(rows, [*rows[1:], (0, [("-", "")])], strict=True):
            self._line(height, texts, _UNDER if below[0][0] else Border())  # a text goes on where the label is blank
        for line in range(_NOTES):
            self._line(20, [(self.layout.title("notes") if line == 0 else "", "")], _RULE)
        self.sheet.row_dimensions[self.row].height = 20
        self.row += 1

    def _head(self, title: str, height: float) -> None:
        cell = self.sheet.cell(self.row, 1)
        put_text(cell, title)
        cell.font = Font(name=self.font, size=12, bold=True)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        for column in range(1, 5):
            self.sheet.cell(self.row, column).fill = HEADING
        self._join("A", "D")
        self.sheet.row_dimensions[self.row].height = height
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


class ControllerCards(PlayerCards):
    """The sheet of cards for controllers being written: with what is expected, prompts, and what usually happens."""

    def __init__(self, sheet: Worksheet, layout: Layout, rehearsal: Rehearsal) -> None:
        super().__init__(sheet, layout)
        self.rehearsal = rehearsal

    def _title(self, event: Event) -> str:
        parts = [super()._title(event), *(self._shown(event, key) for key in ("type", "kind", "zone"))]
        return "  ·  ".join(part for part in parts if part)

    def _rows(self, event: Event) -> Rows:
        rows = [*self._given(event), *self._pairs(event, "controller", *(["people"] if "people" in event else []))]
        if "incident" not in event:
            rows += self._pairs(event, "affects", "until")
        for key in ("message", "expects", "why" if "why" in event else "objective"):
            rows += self._long(self.layout.title(key), self._shown(event, key))
        rows += self._long(_("Prompts"), "\n".join(self._prompts(event)))
        if "incident" in event:
            rows += self._long(_("Usually"), "\n".join(self.rehearsal.usual(event["incident"], event.get("steps"))))
        return rows

    def _prompts(self, event: Event) -> list[str]:
        """What to ask when nothing comes of it."""
        receiver = self._shown(event, "to")
        found = [str(say("Nobody takes it up: ask {who} what was understood, and what happens next.", who=receiver))]
        if "incident" in event:
            found.append(str(say("Somebody acts, but no time is said: ask who goes, with what, and when they are there.")))
        else:
            found.append(str(say("Everything goes on as before: ask what can no longer be done, and who does it now.")))
        return found
