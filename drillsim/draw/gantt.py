"""One run as a Gantt chart: a row for each unit and each incident, in SVG that the page can zoom.

Every row is a small drawing of its own over the same seconds (`viewBox`), so that a page can
zoom in time by changing that alone, and leave out rows that have nothing in view.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from drillsim.base.language import Message, _, say, text
from drillsim.base.legible import legible
from drillsim.compiled.answering import ON_THE_MOVE
from drillsim.compiled.event_list import Msel, heads
from drillsim.compiled.log import BROKEN, ON_THE_ROAD, OPEN, SKIPPED, Log, over_at
from drillsim.compiled.names import kind_name, place_name, pool_name, step_name, zone_name
from drillsim.compiled.tables import NOWHERE, CompiledPlan
from drillsim.judge.evaluate import LATE, NEVER, Gauge
from drillsim.play.itinerary import GOES, GOES_HOME, HELD_UP, SETS_OUT, STAYS, Itineraries, Leg
from drillsim.quantities.measures import DAY
from drillsim.quantities.shown import show_moment
from drillsim.say.stages import STAGES
from drillsim.why.attribution import CLOSED, RECALL, TIMER, WAITS

HEIGHT = 10  # of a row's drawing, in its own units
ON_THE_WAY = frozenset({"turnout", "travel", "home"})  # classes of bars that are thin, so that grey tells them from work
MOST_ROWS, MOST_BARS = 100, 600  # drawn; of a longer run only the incidents nearest to the stretch shown first
LONG = DAY  # seconds: a bar that lasts longer is drawn pale, and does not keep its row in view
GROUPS = {
    "wait": say("waiting"),
    "turnout": say("turnout"),
    "travel": say("travel"),
    "talk": say("handling"),
    "office": say("calls, reports, answers"),
}  # class of a bar → what it stands for
_GROUP = {
    "turnout": "turnout", "travel": "travel", "return": "travel", "on_scene": "talk", "handling": "talk", "hearing": "talk",
    "call": "office", "report": "office", "activation": "office", "answer": "office", "stand_down": "office",
}  # fmt: skip
_UNIT_GROUP = {SETS_OUT: "turnout", GOES: "travel", HELD_UP: "wait", STAYS: "unit", GOES_HOME: "home"}
assert set(STAGES) == {*_GROUP, *WAITS, RECALL, CLOSED, TIMER}


@dataclass(frozen=True)
class Bar:
    """A piece of a row: from second to second, its class, and the name of what it is."""

    begin: int
    end: int
    group: str
    name: object

    @property
    def is_long(self) -> bool:
        """Whether it lasts so long that it says nothing of the stretch in view."""
        return self.end - self.begin > LONG


@dataclass(frozen=True)
class Row:
    """A row of the chart; `lane`s lie above one another where bars overlap."""

    label: object
    note: object
    bars: tuple[tuple[Bar, int], ...]  # with the lane of each, from 0
    lanes: int
    missed: bool = False


def incident_rows(compiled: CompiledPlan, msel: Msel, log: Log, missed: set[int]) -> dict[int, Row]:
    """A row for each incident (index into the MSEL): its steps and what they waited for."""
    rows = {}
    end = over_at(log, compiled.window_end, compiled.horizon)
    ways = Itineraries(compiled, msel, log)
    for incident, kind in enumerate(msel.kind.tolist()):
        first, bars = int(msel.row_first[incident]), []
        steps = compiled.plan.procedures[compiled.kinds[kind]].steps
        for step, key in enumerate(compiled.steps[kind]):
            row = first + step
            if log.status[row] == SKIPPED or log.ready[row] == OPEN:
                continue
            name, group = step_name(compiled, kind, step), _GROUP[steps[key].counted_as]
            ready = int(log.ready[row])
            over = int(log.ended[row]) if log.ended[row] != OPEN else end  # of a request that was withdrawn
            started = int(log.started[row]) if log.started[row] != OPEN else over
            if started > ready:
                bars.append(Bar(ready, started, "wait", say("waiting: {step}", step=name)))
            if log.started[row] != OPEN:
                bars += _at_work(ways, incident, step, group)
        zone = int(msel.attribute[incident, 0])
        place = zone_name(compiled, compiled.zones[zone]) if zone >= 0 else ""
        label = say("{n} {kind}", n=incident + 1, kind=kind_name(compiled, kind))
        people = heads(msel, incident)
        note = say("{place}, head-count {people}", place=place, people=people) if place and people is not None else place
        rows[incident] = _row(label, note, [[bar] for bar in bars], incident in missed)
    return rows


def _at_work(ways: Itineraries, incident: int, step: int, group: str) -> list[Bar]:
    """A step under way: where it goes, when the first arrive, and where it stands still."""
    compiled, row = ways.compiled, int(ways.msel.row_first[incident]) + step
    step_words, place = step_name(compiled, int(ways.msel.kind[incident]), step), int(ways.log.place[row])
    name, first = step_words, int(ways.log.first[row])
    if place != NOWHERE:
        name = say("{step}: to {place}", step=step_words, place=place_name(compiled, compiled.places[place]))
    late = say("{step}, the first are there", step=step_words)
    if ways.rounds(incident, step):
        late = say("{step}, further rounds", step=step_words)
    bars = []
    for begin, end, stands in ways.pieces(incident, step):
        if stands:
            bars.append(Bar(begin, end, "wait", say("interrupted: {step}", step=step_words)))
        elif begin < first < end:
            bars += [Bar(begin, first, group, name), Bar(first, end, group, late)]
        else:
            bars.append(Bar(begin, end, group, name))
    return bars


def nearest(rows: dict[int, Row], msel: Msel, middle: int) -> dict[int, Row]:
    """As many rows as a page has room for: those of the incidents that come nearest to a second."""
    chosen: list[int] = []
    bars = 0
    for incident in sorted(rows, key=lambda i: abs(int(msel.time[i]) - middle))[:MOST_ROWS]:
        bars += len(rows[incident].bars)
        if chosen and bars > MOST_BARS:
            break
        chosen.append(incident)
    return {incident: rows[incident] for incident in sorted(chosen)}


def span(rows: Iterable[Row]) -> tuple[int, int]:
    """From the first to the last second of rows, but for bars that last long."""
    bars = [bar for row in rows for bar, _lane in row.bars if not bar.is_long]
    return min((bar.begin for bar in bars), default=0), max((bar.end for bar in bars), default=0)


def unit_rows(compiled: CompiledPlan, msel: Msel, log: Log, within: tuple[int, int]) -> list[Row]:
    """A row for each squad, vehicle and post that was used in a stretch: by which incident, from when to when."""
    ways = Itineraries(compiled, msel, log)
    in_view = (log.hold_taken != OPEN) & (log.hold_taken < within[1])
    in_view &= (log.hold_home == OPEN) | (log.hold_home > within[0])
    in_view &= np.isin(
        log.hold_pool, [compiled.pools.index(n) for n, p in compiled.plan.pools.items() if p.kind in ON_THE_MOVE]
    )
    legs = {hold: ways.legs(hold) for hold in np.flatnonzero(in_view).tolist()}
    found: dict[int, list[list[Bar]]] = {}
    whole = sum(len(some) for some in legs.values()) > MOST_BARS  # too many for a page: each unit as one bar
    for hold, some in legs.items():
        if whole and some:
            bars = [Bar(some[0].begin, some[-1].end, "unit", _for_incident(ways, hold))]
        else:
            bars = [Bar(leg.begin, leg.end, _UNIT_GROUP[leg.doing], _unit_words(ways, hold, leg)) for leg in some]
        if bars:
            found.setdefault(int(log.hold_pool[hold]), []).append(bars)
    rows = []
    for pool in sorted(found):
        size = compiled.plan.pools[compiled.pools[pool]].size
        note = say("{n} in all", n=size) if size > 1 else ""
        rows.append(_row(pool_name(compiled, compiled.pools[pool]), note, found[pool]))
    return rows


def _for_incident(ways: Itineraries, hold: int) -> Message:
    return say("{n} for incident {incident}", n=int(ways.log.hold_count[hold]), incident=ways.incident(hold) + 1)


def _unit_words(ways: Itineraries, hold: int, leg: Leg) -> Message:
    """What some units did for an incident on one leg of their way."""
    compiled, log = ways.compiled, ways.log
    words = _for_incident(ways, hold)
    place = place_name(compiled, compiled.places[leg.place]) if leg.place != NOWHERE else None
    if leg.doing == SETS_OUT:
        words = say("{unit}: turnout", unit=words)
    elif leg.doing == GOES and place is not None:
        words = say("{unit}: to {place}", unit=words, place=place)
    elif leg.doing == HELD_UP:
        words = say("{unit}: interrupted", unit=words)
    elif leg.doing == GOES_HOME and compiled.tables.pool_sent[log.hold_pool[hold]]:
        words = say("{unit}: way home, may be sent", unit=words)
    elif leg.doing == GOES_HOME:
        words = say("{unit}: way home", unit=words)
    if leg.begin == log.hold_taken[hold] and hold in ways.turned_from:
        other = ways.incident(ways.turned_from[hold]) + 1
        words = say("{unit}; turned away from incident {incident}", unit=words, incident=other)
    elif leg.begin == log.hold_taken[hold] and log.hold_place[hold] == ON_THE_ROAD:
        words = say("{unit}; sent from the road", unit=words)
    to = ways.turned_to.get(hold, NOWHERE)
    if leg.end == log.hold_left[hold] and to != NOWHERE:
        words = say("{unit}; turned away to incident {incident}", unit=words, incident=ways.incident(to) + 1)
    if leg.end == log.hold_left[hold] and log.hold_turned[hold] == BROKEN:
        words = say("{unit}; broke down", unit=words)
    return words


def _row(label: object, note: object, chains: list[list[Bar]], missed: bool = False) -> Row:
    """Lay chains of bars that overlap in lanes: the first lane that is free takes each."""
    free: list[int] = []
    laid = []
    for chain in sorted(chains, key=lambda chain: (chain[0].begin, -chain[-1].end)):
        lane = next((lane for lane, until in enumerate(free) if until <= chain[0].begin), len(free))
        if lane == len(free):
            free.append(0)
        free[lane] = chain[-1].end
        laid += [(bar, lane) for bar in chain]
    return Row(label, note, tuple(laid), max(1, len(free)), missed)


def missed_incidents(gauges: Sequence[Gauge], msel: Msel, log: Log) -> dict[int, list[tuple[str, int, int]]]:
    """By incident (index), the targets that it missed: target, state, seconds."""
    found: dict[int, list[tuple[str, int, int]]] = {}
    for gauge in (gauge for gauge in gauges if gauge.per_incident):
        for incident, state, seconds in zip(*(column.tolist() for column in gauge.read(msel, log)), strict=True):
            if state in (LATE, NEVER):
                found.setdefault(incident, []).append((gauge.name, state, seconds))
    return dict(sorted(found.items()))


def busy_stretch(compiled: CompiledPlan, msel: Msel, missed: Sequence[int], length: int = DAY // 2) -> tuple[int, int]:
    """Half a day of the run to show first: the one in which most missed incidents (else most incidents) came."""
    moments = msel.time[list(missed)] if len(missed) else msel.time
    if not len(moments):
        return 0, min(length, compiled.window_end)
    counts = np.searchsorted(moments, moments + length * 3 // 4) - np.arange(len(moments))
    begin = max(0, int(moments[int(counts.argmax())]) - length // 12) // 3600 * 3600
    return begin, begin + length


def drawn(row: Row, begin: int, end: int, names: dict[str, int]) -> dict[str, Any]:
    """A row for the page: label, drawing, and whether anything of it is in view from `begin` to `end`.

    `names` takes up what its bars are called: the page says it, with the times, when one is pointed at.
    """
    in_view = any(bar.begin < end and bar.end > begin and not bar.is_long for bar, _lane in row.bars)
    return {
        "label": row.label,
        "note": row.note,
        "missed": row.missed,
        "in_view": in_view,
        "svg": _svg(row, begin, end, names),
    }


def _svg(row: Row, begin: int, end: int, names: dict[str, int]) -> str:
    """The drawing of a row over the seconds from `begin` to `end`; each bar has the number of its name."""
    parts = [
        f'<svg viewBox="{begin} 0 {end - begin} {HEIGHT * row.lanes}" preserveAspectRatio="none"'
        f' style="height:{min(0.75, max(0.35, 2.4 / row.lanes)) * row.lanes + 0.45:.2f}em" aria-hidden="true">'
    ]
    for bar, lane in row.bars:
        name = legible(text(bar.name) if isinstance(bar.name, dict) else str(bar.name))
        kind = f"{bar.group} long" if bar.is_long else bar.group
        edge = 3 if bar.group in ON_THE_WAY else 1
        parts.append(
            f'<rect class="{kind}" x="{bar.begin}" y="{lane * HEIGHT + edge}" width="{bar.end - bar.begin}"'
            f' height="{HEIGHT - 2 * edge}" data-n="{names.setdefault(name, len(names))}"/>'
        )
    return "".join(parts) + "</svg>"


def ticks(start: datetime, begin: int, end: int) -> list[tuple[float, str]]:
    """Marks for the axis of the stretch shown first: place in per cent, and words. The page makes others as it zooms."""
    every = next(step for step in (3600, 7200, 10800, 21600, DAY, 7 * DAY, 10**9) if (end - begin) / step <= 7)
    past = (start.hour * 3600 + start.minute * 60 + start.second) % every
    first = begin + (-(begin + past)) % every
    return [(100 * (t - begin) / (end - begin), show_moment(start, t)[5:16]) for t in range(first, end, every)]


def legend() -> list[tuple[str, str]]:
    """The classes of bars and what they stand for, in the language spoken."""
    return [*((group, str(words)) for group, words in GROUPS.items()), ("unit", _("unit in use")), ("home", _("way home"))]
