"""An event list as a workbook: the list itself, what was drawn for it, and cards to hand out.

Cells for words are formatted as text, nothing is a formula, and fixed words have drop-down lists.
"""

from __future__ import annotations

from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter, quote_sheetname
from rich.cells import cell_len

from drillsim.base.language import _, current, filed, text
from drillsim.deck.deck import Deck
from drillsim.msel.cards import Cards
from drillsim.msel.columns import NO_ZONE, SCRIPT, Layout
from drillsim.msel.events import Event, draw_columns
from drillsim.msel.names import Names
from drillsim.msel.rehearsal import PEOPLE, Rehearsal, day_of, room_clock
from drillsim.plan.scenario import Scenario
from drillsim.sheets.packed import MOST_CELLS
from drillsim.sheets.packing import workbook_bytes
from drillsim.sheets.writing import (
    HIGHEST,
    LINE_HEIGHT,
    NUMBER,
    TEXT,
    TEXT_HEIGHT,
    SheetWriter,
    in_header,
    lines_in,
    new_workbook,
    put_text,
)  # fmt: skip

PREPARED = 30  # blank rows below the list that have its look and its drop-down lists
_HSEEP = ("number", "time", "exercise", "type", "mode", "from", "to", "message", "expects", "objective", "notes", "status")
_SCRIPTED = (
    "number", "phase", "time", "exercise", "type", "message", "mode", "from", "to", "commander", "players", "resources",
    "expects", "duration", "level", "milestones", "notes", "status",
)  # fmt: skip
_WIDTHS = {
    "number": 7, "time": 14, "exercise": 10, "type": 11, "mode": 9, "from": 11, "to": 12, "message": 28, "expects": 60,
    "objective": 24, "notes": 14, "status": 9, "kind": 18, "zone": 12, "people": 7, "phase": 8, "commander": 11,
    "players": 20, "resources": 16, "duration": 10, "level": 12, "milestones": 30, "until": 14, "source": 12,
}  # fmt: skip
_NUMBERS = ("number", "people", "count")


def book_bytes(events: list[Event], layout: Layout, scenario: Scenario, deck: Deck, rehearsal: Rehearsal) -> bytes:
    """The workbook of an event list in the language spoken. Raises InputError if a text is too long for a cell."""
    return _Book(events, layout, scenario, deck, rehearsal).content()


def too_many(events: list[Event], layout: Layout) -> bool:
    """Whether these are more events than a workbook can hold, with their draws and cards."""
    front, back = _front(), _back(layout)
    return len(events) * (len(front) + len(back) + len(draw_columns(events, layout)) + 30) > MOST_CELLS


def _front() -> tuple[str, ...]:
    """The columns that are printed."""
    return _SCRIPTED if current() == "zh" else _HSEEP


def _back(layout: Layout) -> list[str]:
    """The columns that stand behind those, for whoever plays the list."""
    back = [key for key in layout.columns if ": " not in key and key not in _front() and key not in SCRIPT]
    if current() == "zh":
        back.remove("objective")  # the key moments say it, with their limits
    return back


class _Book:
    """One workbook being written."""

    def __init__(
        self, events: list[Event], layout: Layout, scenario: Scenario, deck: Deck, rehearsal: Rehearsal
    ) -> None:  # fmt: skip
        self.layout, self.scenario, self.rehearsal, self.deck = layout, scenario, rehearsal, deck
        self.book = new_workbook()
        self.lists: dict[tuple[str, ...], str] = {}  # words → the range that holds them
        self.events = events
        for event, clock in zip(self.events, room_clock([event["time"] for event in self.events]), strict=True):
            event |= {"exercise": clock, **self._rehearsed(event)}

    def _rehearsed(self, event: Event) -> Event:
        """What the play says of an inject, for the cells that readers ask for."""
        found: Event = {"phase": day_of(event["time"], self.scenario.window.midnight())}
        if (incident := event.get("incident")) is None:
            return found
        told = self.rehearsal
        found["players"] = told.used(incident, PEOPLE)
        found |= {"resources": told.resources(incident), "commander": told.commander(incident)}
        found |= {"duration": told.duration(incident), "level": told.level(incident)}
        found["milestones"] = "\n".join(told.milestones(incident))
        if "told" not in event:
            found["message"] = told.message(incident, event["message"])
        own = [event["expects"]] if event.get("scripted") and event.get("expects") else []
        found["expects"] = "\n".join([*own, *told.expected(incident)])
        return {key: value for key, value in found.items() if value}

    def content(self) -> bytes:
        drawn = draw_columns(self.events, self.layout)
        front, back = _front(), _back(self.layout)
        sheets = [self.book.create_sheet(title) for title in (_("Event list"), _("Draws"), _("Inject cards"))]
        words = self.book.create_sheet(_("Words"))
        words.sheet_state = "hidden"
        self.words = words
        self._list(SheetWriter(sheets[0]), [*front, *back], len(front))
        self._draws(SheetWriter(sheets[1]), drawn)
        Cards(sheets[2], self.layout).write(self._carded())
        for sheet in sheets[:3]:
            sheet.oddHeader.left.text = in_header(text(self.scenario.name))
            sheet.oddFooter.center.text = "&P / &N"
        return workbook_bytes(self.book)

    def _carded(self) -> list[Event]:
        """Events that somebody has to give: duties come by the calendar."""
        duties = {index for index, source in enumerate(self.deck.sources) if source.label.startswith("duty/")}
        return [event for event in self.events if event.get("source") not in duties]

    # ---- sheets --------------------------------------------------------------------------------

    def _list(self, at: SheetWriter, keys: list[str], printed: int) -> None:
        self._columns(at, [self._title(key) for key in keys], [_WIDTHS.get(key, 13) for key in keys])
        for row, event in enumerate(self.events, 2):
            self._row(at, row, keys, event)
        last = len(self.events) + 1 + PREPARED
        for row in range(len(self.events) + 2, last + 1):
            for place, key in enumerate(keys, 1):
                self._blank(at, row, place, key)
        for place, key in enumerate(keys, 1):
            self._choices(at, place, self._words(key), last)
        first = keys.index("message") if current() != "zh" else 3
        at.sheet.freeze_panes = at.sheet.cell(2, min(first, 3) + 1)
        at.sheet.auto_filter.ref = f"A1:{get_column_letter(len(keys))}{len(self.events) + 1}"
        at.sheet.print_area = f"A1:{get_column_letter(printed)}{len(self.events) + 1}"
        self._page(at, sum(_WIDTHS.get(key, 13) for key in keys[:printed]))

    def _draws(self, at: SheetWriter, keys: list[str]) -> None:
        """What was drawn; the columns marked ※ say which event it is and are not read."""
        aside = ["time", "kind"]
        titles = [self._title("number"), *(f"※ {self._title(key)}" for key in aside), *map(self._title, keys)]
        widths = [8.0, 15.0, 20.0, *(max(11.0, min(18.0, cell_len(self._title(key)) * 0.7)) for key in keys)]
        self._columns(at, titles, widths)
        row = 2
        for event in self.events:
            if "incident" in event:
                self._row(at, row, ["number", *aside, *keys], event)
                row += 1
        for place, key in enumerate(keys, 4):
            if key.endswith(": outcome"):
                self._choices(at, place, self._outcomes(key), row + PREPARED)
        at.sheet.freeze_panes = at.sheet.cell(2, 4)
        self._page(at, sum(widths))

    def _page(self, at: SheetWriter, wide: float) -> None:
        at.sheet.print_title_rows = "1:1"
        at.landscape(wide > 215)
        margins = at.sheet.page_margins
        margins.left, margins.right, margins.top, margins.bottom = 0.5, 0.5, 0.7, 0.7

    def _title(self, key: str) -> str:
        if key == "message" and current() == "zh":
            return self.layout.columns[key].title["script"]
        return self.layout.title(key)

    def _columns(self, at: SheetWriter, titles: list[str], widths: list[Any]) -> None:
        lines = 1
        for place, (title, wide) in enumerate(zip(titles, widths, strict=True), 1):
            at.sheet.column_dimensions[get_column_letter(place)].width = wide
            at.title(1, place, title, is_key=place == 1)
            lines = max(lines, lines_in(title, wide - 2))
        at.sheet.row_dimensions[1].height = LINE_HEIGHT * min(lines, 6) + 6

    def _row(self, at: SheetWriter, row: int, keys: list[str], event: Event) -> None:
        lines, longest = 1, None
        for place, key in enumerate(keys, 1):
            cell, value = self._blank(at, row, place, key, bold=place == 1), event.get(key)
            if value is None:
                continue
            if key in _NUMBERS:
                cell.value = value
                continue
            at.put(cell, shown := self.layout.columns[key].codec.show(value))
            room = at.width(place) * (1.15 if current() != "zh" else 1)
            if (filled := lines_in(shown, room)) > lines:
                lines, longest = filled, cell
        height = TEXT_HEIGHT[filed()] * lines + 3
        if height > HIGHEST and longest is not None:
            longest.font = Font(name=at.font, size=8)
            height *= 0.75
        at.sheet.row_dimensions[row].height = min(HIGHEST, height)

    def _blank(self, at: SheetWriter, row: int, place: int, key: str, bold: bool = False) -> Cell:
        is_number = key in _NUMBERS
        return at.cell(row, place, NUMBER if is_number else TEXT, bold, centred=is_number)

    # ---- drop-down lists -------------------------------------------------------------------------

    def _words(self, key: str) -> list[str]:
        """The fixed words of a column."""
        layout = self.layout
        shown = {
            "type": layout.types, "status": layout.states, "base": layout.bases, "zone": layout.zones,
        }.get(key)  # fmt: skip
        if key == "kind":
            return [*_all(layout.kinds), *_all(layout.disruptions)]
        if key == "affects":
            return [*_all(layout.pools), *_all(layout.weather)]
        if key in layout.attributes:
            values = layout.compiled.attribute_values[1 + layout.attributes.index(key)]
            return [layout.columns[key].codec.show(value) for value in range(len(values))]
        if shown is None:
            return []
        return [*_all(shown), *([NO_ZONE] if key == "zone" else [])]

    def _outcomes(self, key: str) -> list[str]:
        found: dict[str, None] = {}
        for draws in self.layout.draws:
            for draw in draws:
                if draw.key == key and draw.outcomes is not None:
                    found |= dict.fromkeys(_all(draw.outcomes))
        return list(found)

    def _choices(self, at: SheetWriter, place: int, words: list[str], last: int) -> None:
        """A list to choose from; whoever types another word is told when the file is read."""
        if not words:
            return
        if tuple(words) not in self.lists:
            column = len(self.lists) + 1
            for row, word in enumerate(["※", *words], 1):
                put_text(self.words.cell(row, column), word)
            letter = get_column_letter(column)
            self.lists[tuple(words)] = f"{quote_sheetname(self.words.title)}!${letter}$2:${letter}${len(words) + 1}"
        at.choose(place, 2, last, self.lists[tuple(words)])


def _all(names: Names) -> list[str]:
    return [names.show(index) for index in range(len(names.keys))]
