"""An event list as a workbook: what it is, the list, cards to hand out and to hold, and what was drawn.

Dates and times are dates and times, cells for words are formatted as text, nothing is a formula, and fixed words have
drop-down lists. What is for the play only, the draws and the fixed words, is hidden and so not printed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter, quote_sheetname
from rich.cells import cell_len

from drillsim.base.language import Message, _, current, filed, say, say_n, text
from drillsim.compiled.answering import PEOPLE
from drillsim.compiled.event_list import Msel
from drillsim.deck.deck import Deck
from drillsim.msel.cards import ControllerCards, PlayerCards
from drillsim.msel.columns import NO_ZONE, SCRIPT, Layout
from drillsim.msel.cut import Cut
from drillsim.msel.events import Event, draw_columns
from drillsim.msel.names import Names
from drillsim.msel.rehearsal import Rehearsal, day_of
from drillsim.msel.told import choice, left_out, weak_promises
from drillsim.plan.scenario import Scenario
from drillsim.quantities.shown import say_moment
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
CARDS = 50  # cells that an event fills on cards, at the most
# The columns that are printed: what a controller reads, on A4.
_HSEEP = ("number", "exercise", "time", "mode", "from", "to", "controller", "message", "expects")
_SCRIPTED = ("number", "phase", "exercise", "time", "mode", "from", "to", "controller", "message", "expects", "players")
_WIDTHS = {
    "number": 8, "time": 16, "exercise": 9, "type": 11, "mode": 9, "from": 11, "to": 13, "controller": 11, "message": 36,
    "expects": 42, "objective": 24, "why": 18, "notes": 14, "status": 9, "kind": 18, "zone": 12, "people": 7, "phase": 8,
    "commander": 11, "players": 14, "resources": 16, "duration": 10, "level": 12, "milestones": 30, "until": 17,
    "source": 12,
}  # fmt: skip
_NUMBERS = ("number", "people", "count")
_MOMENTS = ("time", "until")
# The elapsed time of the exercise, and a moment of the scenario with its day; the seconds stay in the cell.
EXERCISE_FORMAT = '"T+"[h]:mm'
_MOMENT_FORMATS = {"en": "ddd d mmm hh:mm", "zh": 'm"月"d"日" hh:mm'}


def book_bytes(
    events: list[Event], layout: Layout, scenario: Scenario, deck: Deck, rehearsal: Rehearsal, cut: Cut | None = None
) -> bytes:
    """The workbook of an event list in the language spoken. Raises InputError if a text is too long for a cell."""
    return _Book(events, layout, scenario, deck, rehearsal, cut).content()


def too_many(msel: Msel, layout: Layout) -> bool:
    """Whether these are more events than a workbook can hold, with their draws and cards."""
    drawn = {draw.key for draws in layout.draws for draw in draws}
    varied = {draw.key for draws in layout.draws for draw in draws if draw.varies}
    return (len(msel.time) + len(msel.disruption)) * (len(layout.columns) - len(drawn - varied) + CARDS) > MOST_CELLS


def _front(cut: Cut | None) -> tuple[str, ...]:
    """The columns that are printed."""
    front = _SCRIPTED if current() == "zh" else _HSEEP
    return (*front, "why") if cut is not None else (*front, "milestones") if current() == "zh" else (*front, "objective")


class _Book:
    """One workbook being written."""

    def __init__(
        self, events: list[Event], layout: Layout, scenario: Scenario, deck: Deck, rehearsal: Rehearsal, cut: Cut | None
    ) -> None:
        self.layout, self.scenario, self.rehearsal, self.deck, self.cut = layout, scenario, rehearsal, deck, cut
        self.book = new_workbook()
        self.lists: dict[tuple[str, ...], str] = {}  # words → the range that holds them
        self.events = events
        self.front = _front(cut)
        for event in self.events:
            event |= self._rehearsed(event)

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
        return {key: value for key, value in found.items() if value}

    def _back(self) -> list[str]:
        """The columns that stand behind those that are printed, for whoever plays the list."""
        known = [key for key in self.layout.columns if ": " not in key and key not in self.front]
        script = SCRIPT if current() == "zh" else ()
        return [key for key in known if (key not in SCRIPT or key in script) and (key != "why" or self.cut is not None)]

    def content(self) -> bytes:
        about, listed = self.book.create_sheet(_("About this list")), self.book.create_sheet(_("Event list"))
        players, controllers = self.book.create_sheet(_("Player cards")), self.book.create_sheet(_("Controller cards"))
        draws, words = self.book.create_sheet(_("Draws")), self.book.create_sheet(_("Words"))
        for hidden in (draws, words):  # a hidden sheet is not printed either
            hidden.sheet_state = "hidden"
        self.words = words
        self._about(SheetWriter(about))
        self._list(SheetWriter(listed), [*self.front, *self._back()], len(self.front))
        self._draws(SheetWriter(draws), draw_columns(self.events, self.layout))
        given = self._carded()
        PlayerCards(players, self.layout).write(given)
        ControllerCards(controllers, self.layout, self.rehearsal).write(given)
        for sheet in (about, listed, players, controllers, draws):
            sheet.oddHeader.left.text = in_header(text(self.scenario.name))
            sheet.oddHeader.right.text = in_header(_("Draft event list, drawn by computer"))
            sheet.oddFooter.center.text = "&P / &N"
        self.book.active = 0
        return workbook_bytes(self.book)

    def _carded(self) -> list[Event]:
        """Events that somebody has to give: duties come by the calendar, unless a cut has chosen them."""
        duties = {index for index, source in enumerate(self.deck.sources) if source.is_duty}
        return [event for event in self.events if self.cut is not None or event.get("source") not in duties]

    # ---- sheets --------------------------------------------------------------------------------

    def _about(self, at: SheetWriter) -> None:
        """What this workbook is, what was chosen, and how it is used; one page."""
        at.sheet.column_dimensions["A"].width, at.sheet.column_dimensions["B"].width = 20, 74
        put_text(at.sheet.cell(1, 1), _("Draft event list, drawn by computer"))
        at.sheet.cell(1, 1).font = Font(name=at.font, size=16, bold=True)
        at.sheet.merge_cells("A1:B1")
        at.sheet.row_dimensions[1].height = 30
        for row, (label, lines) in enumerate(self._said(), 2):
            words = "\n".join(map(str, lines))
            at.put(at.cell(row, 1, bold=True), str(label))
            at.put(at.cell(row, 2), words)
            height = TEXT_HEIGHT[filed()] * max(lines_in(words, 74), lines_in(label, 18)) + 6
            at.sheet.row_dimensions[row].height = min(HIGHEST, height)
        at.on_a4("portrait")
        at.sheet.print_area = f"A1:B{len(self._said()) + 1}"

    def _said(self) -> list[tuple[Message, list[Message | str]]]:
        window, compiled = self.scenario.window, self.layout.compiled
        controllers = len({event["controller"] for event in self.events})
        found: list[tuple[Message, list[Any]]] = [
            (say("What this is"), [
                say("A draft for whoever prepares the exercise: drawn by computer from the plan and its scenario. "
                    "Read every row, change what does not fit, and approve it before it is used."),
            ]),
            (say("Plan"), [text(compiled.plan.name)]),
            (say("Scenario"), [text(self.scenario.name)]),
            (say("Period"), [say("{begin} to {end}", begin=say_moment(window.start, 0),
                                 end=say_moment(window.start, window.seconds))]),
            (say("Two clocks"), [
                say("Exercise time runs in the room, from T+0:00; scenario time is the day and hour that the players are "
                    "told. Change the exercise time as you like: only the scenario time is played."),
            ]),
            (say("Controllers"), [
                say_n("{n} controller can give all injects.", "{n} controllers can give all injects.", controllers)]),
        ]  # fmt: skip
        if self.cut is not None:
            numbers = [event["number"] for event in self.events if "incident" in event]
            found.append((say("What was chosen"), [*choice(compiled, self.cut)]))
            if weak := weak_promises(compiled, self.cut, numbers):
                found.append((say("Weak promises"), [*weak]))
            found.append((say("What was left out"), [*left_out(compiled, self.cut)]))
        else:
            found.append((say("What was chosen"), [
                say_n("All of one run of the scenario: {n} event. A table of two to three hours plays 8 to 15: "
                      "--for-drill 90min cuts it.",
                      "All of one run of the scenario: {n} events. A table of two to three hours plays 8 to 15: "
                      "--for-drill 90min cuts it.", len(self.events)),
            ]))  # fmt: skip
        found.append((say("Sheets"), [
            say("{list}: the list, as it is printed and played.", list=_("Event list")),
            say("{cards}: what the players are given; no answers.", cards=_("Player cards")),
            say("{cards}: the same with what is expected, prompts, and what usually happens; not for players.",
                cards=_("Controller cards")),
            say("{draws}: how long each step takes in the play and how it ends. It is hidden; right-click a sheet's tab and "
                "choose Unhide to change it.", draws=_("Draws")),
        ]))  # fmt: skip
        return found

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
        at.sheet.freeze_panes = at.sheet.cell(2, keys.index("time") + 2)
        at.sheet.auto_filter.ref = f"A1:{get_column_letter(len(keys))}{len(self.events) + 1}"
        at.sheet.print_area = f"A1:{get_column_letter(printed)}{len(self.events) + 1}"
        at.on_a4("landscape")

    def _draws(self, at: SheetWriter, keys: list[str]) -> None:
        """What was drawn; the columns marked ※ say which event it is and are not read."""
        aside = ["time", "kind"]
        titles = [self._title("number"), *(f"※ {self._title(key)}" for key in aside), *map(self._title, keys)]
        widths = [8.0, 17.0, 20.0, *(max(11.0, min(18.0, cell_len(self._title(key)) * 0.7)) for key in keys)]
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
        at.on_a4("landscape")

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
        at.sheet.print_title_rows = "1:1"

    def _row(self, at: SheetWriter, row: int, keys: list[str], event: Event) -> None:
        lines, longest = 1, None
        for place, key in enumerate(keys, 1):
            cell, value = self._blank(at, row, place, key, bold=place == 1), event.get(key)
            if value is None:
                continue
            if key in _NUMBERS:
                cell.value = value
                continue
            if key in _MOMENTS:
                cell.value = self.scenario.window.start + timedelta(seconds=value)
                continue
            if key == "exercise":
                cell.value = timedelta(seconds=value)
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
        shown_as = (
            NUMBER if key in _NUMBERS
            else _MOMENT_FORMATS[filed()] if key in _MOMENTS
            else EXERCISE_FORMAT if key == "exercise"
            else TEXT
        )  # fmt: skip
        return at.cell(row, place, shown_as, bold, centred=shown_as != TEXT)

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
