"""Reading an event list back: rows into an MSEL, with every fault and every blank that was filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from drillsim.base.errors import Fault, InputError, Spot
from drillsim.base.language import Message, say
from drillsim.check.scenario import MOST_INCIDENTS
from drillsim.compiled.event_list import ABSENT, PHONE, ROAD, UNDER_WAY, Msel, assemble
from drillsim.compiled.tables import NOWHERE, CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.deck.open_list import OpenList
from drillsim.msel.columns import CONTINGENCY, DEFERRED, DISRUPTION, EXPECTED, NO_ZONE, SCRIPT, TYPES, Draw, Layout, bare
from drillsim.msel.lines import FREE, Line, Lines, Notice, is_draw, read_lines, rows_said
from drillsim.msel.names import Names
from drillsim.plan.scenario import DISRUPTIONS, Scenario
from drillsim.quantities import measures

_UNKNOWN = say("delete the column, or begin its title with ※ if it is for readers only")
REQUIRED = ("time", "kind")
DRAWN = ("takes", "back", "outcome", "patience")  # quantities of a step
# Cells that any row may have; whatever else stands in a row must mean something there.
COMMON = {
    "number", "time", "type", "status", "kind", "source", *FREE, *SCRIPT,
}  # fmt: skip
EXTENT = {
    "staff_away": {"affects", "count", "until"},
    "out_of_service": {"affects", "count", "until"},
    "breaks_down": {"affects", "count", "until"},
    "phone_off": {"affects", "until"},
    "road_slow": {"base", "zone", "times", "until"},
    "weather": {"affects", "until"},
}


@dataclass(frozen=True)
class Filled:
    """A blank cell and what was put there. Rows count from 1, the titles' row, as the spreadsheet shows them."""

    row: int
    column: str
    value: str
    sheet: str = ""  # of a workbook
    drawn: bool = field(default=False, compare=False)  # whether it is a draw, which --runs draws anew

    def __str__(self) -> str:
        return str(self.said_of(rows_said([self.row])))

    def said_of(self, rows: Message) -> Message:
        """What is said of rows that are alike in this."""
        values = {"rows": rows, "column": self.column, "value": self.value}
        if self.sheet:
            return say("{sheet}, {rows}: '{column}' is blank, taken as {value}", sheet=self.sheet, **values)
        return say("{rows}: '{column}' is blank, taken as {value}", **values)


@dataclass(frozen=True)
class SetAside:
    """A row that is not played, and why."""

    row: int
    why: Message
    sheet: str = ""  # of a workbook

    def __str__(self) -> str:
        if self.sheet:
            return str(say("{sheet}, row {row} is not played: {why}", sheet=self.sheet, row=self.row, why=self.why))
        return str(say("row {row} is not played: {why}", row=self.row, why=self.why))

    def said_of(self, rows: Message) -> Message:
        """What is said of rows that are alike in this."""
        if self.sheet:
            return say("{sheet}, {rows} are not played: {why}", sheet=self.sheet, rows=rows, why=self.why)
        return say("{rows} are not played: {why}", rows=rows, why=self.why)


Remark = Filled | SetAside | Notice


def together(remarks: Iterable[Remark]) -> list[str]:
    """What the remarks say, in order of rows: what is the same for several rows is said once."""
    alike: dict[str, list[Remark]] = {}
    for remark in remarks:
        same = str(remark if isinstance(remark, Notice) else remark.said_of(rows_said([0])))
        alike.setdefault(same, []).append(remark)
    found = []
    for first, *others in alike.values():
        if others and not isinstance(first, Notice):
            found.append(str(first.said_of(rows_said(one.row for one in (first, *others)))))
        else:
            found.append(str(first))
    return found


def read_msel(path: Path, compiled: CompiledPlan, scenario: Scenario, deck: Deck) -> tuple[Msel, list[Remark]]:
    """The MSEL in a file, and what there is to say of it: what was filled in, set aside or not expected, in order of rows.

    Titles and names may be in either language, columns and rows in any order. Raises InputError
    with every fault of the file: `line` is the row of the sheet, `column` the number of the column.
    """
    found = read_event_list(path, Layout(compiled, scenario, deck))
    return found.msel, found.remarks


class RowWords(NamedTuple):
    """What a row tells those who play, in the trainer's words; '' where it says nothing."""

    message: str
    mode: str
    sender: str
    receiver: str
    expects: str


class EventList(NamedTuple):
    """A whole event list: what is played, what is said, and what the facilitator keeps at hand."""

    msel: Msel
    listed: OpenList  # the same, and which of its draws were blank
    said: list[RowWords]  # by incident of the MSEL
    contingencies: list[tuple[int | None, RowWords]]  # second (None where the row gives none) and words, in order of rows
    remarks: list[Remark]


def read_event_list(path: Path, layout: Layout) -> EventList:
    """As `read_msel`, with the words of the rows and the contingency injects."""
    reader = _Reader(path, layout)
    msel = reader.read(read_lines(path, layout))
    incidents = sorted(reader.incidents, key=lambda incident: incident.time)  # ties keep the file's order
    remarks = sorted(reader.remarks, key=lambda remark: remark.row)
    return EventList(msel, reader.open_list(msel), [incident.said for incident in incidents], reader.contingencies, remarks)


class _Incident(NamedTuple):
    """An inject as it was read."""

    time: int
    kind: int
    people: int
    attribute: list[int]
    origin: int
    draws: dict[str, list[int]]  # by quantity, one per step
    blank: dict[str, list[bool]]  # the same: whether it was left to chance
    said: RowWords


class _Reader:
    """One file being read: collects faults and remarks while it goes."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self.file, self.layout = str(path), layout
        self.faults: list[Fault] = []
        self.remarks: list[Remark] = []
        self.places: dict[str, int] = {}  # key of a column → its place, from 0
        self.titles: list[str] = []
        self.titles_sound = True
        self.free: list[str] = []  # columns of free text that are there
        self.numbers: dict[int, int] = {}  # event number → row
        self.incidents: list[_Incident] = []
        self.disruptions: list[tuple[int, ...]] = []
        self.contingencies: list[tuple[int | None, RowWords]] = []

    def read(self, lines: Lines) -> Msel:
        self._header(lines.titles, [line.cells for line in lines.rows])
        self.titles_sound = not self.faults
        self.free = [key for key in (*FREE, *SCRIPT) if key in self.places]
        if len(lines.rows) > MOST_INCIDENTS:
            what = say("the list has {n} rows, more than {most}", n=f"{len(lines.rows):,}", most=f"{MOST_INCIDENTS:,}")
            raise InputError([*self.faults, Fault(self.file, 0, 0, what, say("is it the right file?"))])
        self.faults += lines.faults
        for line in lines.rows:
            if self.places:
                _Row(self, line).read()
        self.remarks += lines.notices
        for spot, row in lines.orphans:
            self.remarks.append(SetAside(row, say("no event has its number"), spot.sheet))
        if self.faults:
            raise InputError(self.faults)
        if not self.incidents:
            what = say("there is no event in this list that is played: nothing happens in this play")
            self.remarks.append(Notice(lines.titles.row, what))
        return self._msel()

    def fault(self, line: Line, place: int, what: Message, mend: Message | None = None) -> None:
        row, column, spot = line.place(place)
        self.faults.append(Fault(self.file, row, column, what, mend, spot=spot))

    def _header(self, header: Line, rows: list[list[str]]) -> None:
        layout, titles = self.layout, header.cells
        found = [layout.column_titled(title) if title.strip() else None for title in titles]
        if not any(found):
            mend = say(
                "the first row holds the titles that drillsim msel writes, such as '{title}'", title=layout.title("time")
            )
            self.fault(header, 0, say("this is no event list: no column has a title that is known"), mend)
            return
        self.titles = titles
        for place, key in enumerate(found):
            if key is None:
                if titles[place].strip():
                    what = say("no column is called '{title}'", title=titles[place].strip())
                    self.fault(header, place, what, layout.title_meant(titles[place]) or _UNKNOWN)
                elif any(len(cells) > place and cells[place] for cells in rows):
                    self.fault(header, place, say("the column has no title"), say("give it one, or delete the column"))
            elif key in self.places:
                what = say("the column '{title}' is there twice", title=titles[place].strip())
                self.fault(header, place, what, say("delete one of them"))
            else:
                self.places[key] = place
        for key in REQUIRED:
            if key not in self.places:
                self.fault(header, 0, say("the column '{title}' is missing", title=layout.title(key)), say("add it"))

    def open_list(self, msel: Msel) -> OpenList:
        """The list that was read, with its blanks."""
        incidents = sorted(self.incidents, key=lambda incident: incident.time)
        blank = {name: [is_blank for incident in incidents for is_blank in incident.blank[name]] for name in DRAWN}
        return OpenList(msel, **{name: np.array(found, np.bool_) for name, found in blank.items()})

    def _msel(self) -> Msel:
        incidents = sorted(self.incidents, key=lambda incident: incident.time)  # ties keep the file's order
        columns = self.layout.compiled.attributes

        def array(values: list[Any]) -> Any:
            return np.array(values, np.int64)

        draws = {name: array([value for incident in incidents for value in incident.draws[name]]) for name in DRAWN}
        return assemble(
            self.layout.compiled,
            array([i.time for i in incidents]),
            array([i.kind for i in incidents]),
            array([i.people for i in incidents]),
            array([i.attribute for i in incidents]).reshape(-1, len(columns)),
            array([i.origin for i in incidents]),
            draws["takes"],
            draws["back"],
            draws["outcome"],
            draws["patience"],
            array(self.disruptions).reshape(-1, 7),
        )


class _Row:
    """One row of the file."""

    def __init__(self, reader: _Reader, line: Line) -> None:
        self.reader, self.layout, self.line, self.number, self.cells = reader, reader.layout, line, line.row, line.cells
        self.sound = True
        self.troubled = {place for place, _what, _mend in line.troubles}
        for place, what, mend in line.troubles:
            self.sound = False
            reader.fault(line, place, what, mend)

    @property
    def spot(self) -> Spot | None:
        """The sheet of a workbook that the event stands on."""
        return self.line.place(0)[2]

    def cell(self, key: str) -> str:
        """The text of a cell; '' for a blank one."""
        place = self.reader.places.get(key, len(self.cells))
        return self.cells[place] if place < len(self.cells) else ""

    def fault(self, key: str, what: Message, mend: Message | None = None) -> None:
        self.sound = False
        place = self.reader.places.get(key, 0)
        title = self.reader.titles[place].strip() if key in self.reader.places else self.layout.title(key)
        if self.line.place(place)[2] is None or key not in self.reader.places:
            what = say("'{column}': {what}", column=title, what=what)
        self.reader.fault(self.line, place, what, mend)

    def value(self, key: str) -> Any:
        """The value of a cell; None for a blank one, and for one with a fault."""
        return self._read(key, self.layout.columns[key].codec.read) if self.cell(key) else None

    def name(self, key: str, names: Names) -> int | None:
        """The index of the name in a cell; None for a blank one, and for one with a fault."""
        index: int | None = self._read(key, names.read)
        return index

    def _read(self, key: str, read: Callable[[str], Any]) -> Any:
        if not self.cell(key) or self.reader.places[key] in self.troubled:
            return None
        try:
            return read(self.cell(key))
        except measures.Unreadable as error:
            if (text := bare(self.cell(key))) and text != self.cell(key).strip():
                try:
                    return read(text)
                except measures.Unreadable:
                    pass
            self.fault(key, error.what, error.mend)
            return None

    def needed(self, key: str, value: Any, mend: Message) -> Any:
        """`value`; a fault if its cell is blank, unless a faulty title has hidden the column."""
        if value is None and not self.cell(key):
            if key in self.reader.places or self.reader.titles_sound:
                self.fault(key, say("this cell is blank"), mend)
            self.sound = False
        return value

    def usual(self, key: str, value: Any, usual: int, shown: str) -> int:
        """`value`, or the usual one for a blank cell, which is remarked."""
        if value is None and not self.cell(key):
            place = self.reader.places.get(key)
            row, _column, spot = (self.number, 0, self.spot) if place is None else self.line.place(place)
            self.reader.remarks.append(Filled(row, self.layout.title(key), shown, spot.sheet if spot else "", is_draw(key)))
        return usual if value is None else int(value)

    # ---- the sorts of rows ---------------------------------------------------------------

    def read(self) -> None:
        sort = self.value("type")
        status = self.value("status")
        for key in self.reader.free:
            self.value(key)
        event = self.value("number")
        if event is not None and self.reader.numbers.setdefault(event, self.number) != self.number:
            self.fault(
                "number",
                say("event number {number} is also in row {row}", number=event, row=self.reader.numbers[event]),
                say("give another number, or leave it blank"),
            )
        if sort is None and self.cell("type"):
            return
        type_ = TYPES[sort or 0]  # a blank one is an inject
        if status is not None and self.layout.states.keys[status] == DEFERRED:
            self._set_aside(say("it is deferred"))
        elif type_ == CONTINGENCY:
            self.reader.contingencies.append((self.value("time"), self._said()))
            self._set_aside(say("a contingency inject is the facilitator's to give"))
        elif type_ == EXPECTED:
            self._set_aside(say("an expected action is the players' to take"))
        elif type_ == DISRUPTION:
            self._disruption()
        else:
            self._inject()

    def _set_aside(self, why: Message) -> None:
        self.reader.remarks.append(SetAside(self.number, why, self.spot.sheet if self.spot else ""))

    def _blank_but(self, kind: str, meant: set[str]) -> None:
        """What a row has no use for must be blank: it would look as if it counted."""
        for key in self.reader.places:
            if key not in COMMON and key not in meant and self.cell(key):
                self.fault(
                    key, say("'{got}' means nothing for {kind}", got=self.cell(key), kind=kind), say("leave this cell blank")
                )

    def _inject(self) -> None:
        layout, compiled = self.layout, self.layout.compiled
        time = self.needed("time", self.value("time"), say("say when it happens"))
        if time is not None and not 0 <= time < compiled.window_end:
            show = layout.columns["time"].codec.show
            self.fault(
                "time",
                say("'{got}' is outside the scenario", got=self.cell("time")),
                say("write a time from {first} to {last}", first=show(0), last=show(compiled.window_end - 1)),
            )
        kind = self.needed("kind", self.name("kind", layout.kinds), say("say what kind of incident it is"))
        people = self.usual("people", self.value("people"), 1, "1")
        attribute = [self._zone(kind)]
        for key, values in zip(layout.attributes, compiled.attribute_values[1:], strict=True):
            value = self.value(key)
            usual = layout.columns[key].codec.show(0)
            attribute.append(self.usual(key, value, 0, usual) if len(values) > 1 else value or 0)
        if kind is None:
            return
        draws = layout.draws[kind]
        self._blank_but(layout.kinds.show(kind), {"zone", "people", *layout.attributes, *(d.key for d in draws)})
        drawn = {name: [-1] * len(compiled.steps[kind]) for name in DRAWN}  # -1: no outcome, no end
        blank = {name: [False] * len(compiled.steps[kind]) for name in DRAWN}
        for draw in draws:
            drawn[draw.quantity][draw.step] = self._draw(draw, draw.usual_for(people, attribute))
            blank[draw.quantity][draw.step] = draw.varies and not self.cell(draw.key)
        if self.sound:
            source = self.value("source")
            origin = -1 if source is None else int(source)
            self.reader.incidents.append(_Incident(time, kind, people, attribute, origin, drawn, blank, self._said()))

    def _said(self) -> RowWords:
        return RowWords(*(self.cell(key).strip() for key in ("message", "mode", "from", "to", "expects")))

    def _zone(self, kind: int | None) -> int:
        zone = self.value("zone")
        if kind is not None and self.layout.travels[kind]:
            mend = say("say where it happens, or write {none} for nowhere", none=NO_ZONE)
            zone = self.needed("zone", zone, mend)
        return NOWHERE if zone is None else int(zone)

    def _draw(self, draw: Draw, usual: int) -> int:
        value = self.value(draw.key) if draw.outcomes is None else self.name(draw.key, draw.outcomes)
        if not draw.varies:
            return usual if value is None else int(value)
        show = self.layout.columns[draw.key].codec.show if draw.outcomes is None else draw.outcomes.show
        return self.usual(draw.key, value, usual, show(usual))

    def _disruption(self) -> None:
        layout = self.layout
        begin = self.needed("time", self.value("time"), say("say when it begins"))
        end = self.needed("until", self.value("until"), say("say when it ends"))
        if begin is not None and end is not None and end <= begin:
            self.fault("until", say("it ends before it begins"), say("write a later time"))
        index = self.needed("kind", self.name("kind", layout.disruptions), say("say what goes wrong"))
        if index is None:
            return
        kind = DISRUPTIONS[index]
        self._blank_but(layout.disruptions.show(index), EXTENT[kind])
        row = self._extent(kind)
        if self.sound:
            self.reader.disruptions.append((*row, begin, end))

    def _extent(self, kind: str) -> tuple[int, ...]:
        """What a disruption does, as the first five numbers of its row in the MSEL (of no use after a fault)."""
        layout, plan = self.layout, self.layout.compiled.plan
        if kind == "road_slow":
            factor = self.needed("times", self.value("times"), say("say how many times as long the way takes"))
            base, zone = self.value("base"), self.value("zone")
            return (ROAD, NOWHERE, NOWHERE if base is None else base, NOWHERE if zone is None else zone, factor)
        names = layout.weather if kind == "weather" else layout.pools
        affected = self.needed("affects", self.name("affects", names), say("say what is affected"))
        if affected is None:
            return ()
        if kind == "weather":
            assert plan.travel is not None
            return (ROAD, NOWHERE, NOWHERE, NOWHERE, measures.half_up(1000 * plan.travel.weather[names.keys[affected]]))
        if kind == "phone_off":
            return (PHONE, affected, NOWHERE, NOWHERE, 0)
        where = UNDER_WAY if kind == "breaks_down" else NOWHERE
        return (ABSENT, affected, where, NOWHERE, self.usual("count", self.value("count"), 1, "1"))
