"""Pictures over the time of one run: how many wait for what, and who did what when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from drillsim.base.language import _
from drillsim.compiled.log import OPEN, SKIPPED, Log
from drillsim.compiled.tables import CompiledPlan, Ints
from drillsim.draw import drawing
from drillsim.draw.axes import round_numbers
from drillsim.draw.drawing import BLUE, GREEN, GREY, ORANGE, SKY
from drillsim.draw.gantt import Row
from drillsim.quantities.measures import DAY
from drillsim.quantities.shown import show_moment

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_COLUMNS = 84  # of the queue
MOST_ROWS = 24  # incidents drawn on paper
LANE = 0.22  # inches
PAPER = 6.5  # inches: it is drawn for paper only
LOOKS: dict[str, dict[str, Any]] = {  # by class of a bar, as on the page
    "wait": {"facecolor": ORANGE, "hatch": "////"},
    "turnout": {"facecolor": SKY, "hatch": "||||"},
    "travel": {"facecolor": BLUE},
    "talk": {"facecolor": GREEN, "hatch": "...."},
    "office": {"facecolor": "#dcdcdc"},
}


def waiting(log: Log, until: int, edges: Ints) -> Ints:
    """The most steps that waited at once for staff, a vehicle, a post, a room or money, between each two edges."""
    ready = log.ready[(log.ready != OPEN) & (log.status != SKIPPED)]
    started = log.started[(log.ready != OPEN) & (log.status != SKIPPED)]
    started = np.where(started == OPEN, until, started)
    waits = started > ready
    moments = np.concatenate((ready[waits], started[waits]))
    steps = np.concatenate((np.ones(waits.sum(), np.int64), -np.ones(waits.sum(), np.int64)))
    order = np.argsort(moments, kind="stable")
    times, first = np.unique(moments[order], return_index=True)
    level = np.add.reduceat(steps[order], first).cumsum() if len(times) else np.zeros(0, np.int64)
    before = np.searchsorted(times, edges[:-1], side="right") - 1
    found = np.where(before >= 0, level[before.clip(0)], 0) if len(times) else np.zeros(len(edges) - 1, np.int64)
    place = np.searchsorted(edges, times, side="right") - 1
    inside = (place >= 0) & (place < len(found))
    np.maximum.at(found, place[inside], level[inside])
    return np.asarray(found, np.int64)


def queue_edges(end: int) -> Ints:
    """Whole hours (of a long run several) over a run."""
    hours = -(-end // 3600)
    step = 3600 * next(n for n in (1, 2, 3, 4, 6, 12, 24, 48, 96, 10**6) if hours / n <= MOST_COLUMNS)
    return np.arange(0, end + step, step)


@drawing.style()
def queue(counts: Ints, edges: Ints, start: datetime) -> Figure:
    """How many steps waited at once, over a run."""
    drawn = drawing.figure(1.75)
    axes = drawing.board(drawn, 0.55, 0.30, 0.15, 0.50)
    most = max(1, int(counts.max(initial=0)))
    axes.set_xlim(0, float(edges[-1]))
    axes.set_ylim(0, most * 1.05)
    drawing.columns(axes, edges, np.zeros(len(counts)), counts, {"facecolor": ORANGE, "edgecolor": ORANGE})
    for at in np.flatnonzero(counts).tolist():
        words = _("{begin} to {end}: at most {n} waiting").format(
            begin=show_moment(start, int(edges[at]))[5:16], end=show_moment(start, int(edges[at + 1]))[11:16],
            n=int(counts[at]),
        )  # fmt: skip
        drawing.hint(axes, (float(edges[at]), float(edges[at + 1])), (0, most), words)
    drawing.names_before(axes, [(n, f"{n:g}") for n in round_numbers(most, 4) if n == int(n)])
    drawing.axis_below(axes, _days(start, int(edges[-1])), _("day of the run"))
    return drawn


def _days(start: datetime, end: int) -> list[tuple[float, str]]:
    """Midnights, at most eight of them, as month and day."""
    first = (-(start.hour * 3600 + start.minute * 60 + start.second)) % DAY
    every = DAY * next(n for n in (1, 2, 4, 7, 14, 28, 10**6) if (end - first) / (DAY * n) < 8)
    return [(float(t), show_moment(start, t)[5:10]) for t in range(first, end + 1, every)]


@drawing.style()
def gantt(rows: Sequence[Row], begin: int, end: int, compiled: CompiledPlan, names: Sequence[tuple[str, str]]) -> Figure:
    """Incidents of a stretch of a run: a row each, waiting in colour and hatched. `names`: classes of bars in words."""
    from matplotlib.patches import Rectangle

    labels = [drawing.label(f"{'× ' if row.missed else ''}{row.label}") for row in rows]
    rooms = [max(LANE * row.lanes, drawing.tall(label) + 0.05) for row, label in zip(rows, labels, strict=True)]
    key = [(LOOKS[group], words) for group, words in names if group in LOOKS]
    above = drawing.key_height(key, PAPER) + 0.08
    drawn = drawing.figure(above + sum(rooms) + 0.48, PAPER)
    axes = drawing.board(drawn, drawing.room_for(labels), 0.25, above, 0.48)
    axes.set_xlim(begin, end)
    axes.set_ylim(sum(rooms), 0)
    top = 0.0
    places = []
    for row, room in zip(rows, rooms, strict=True):
        places.append(top + room / 2)
        axes.plot((begin, end), (top, top), color="#eeeeee", linewidth=0.6, zorder=1)
        first = top + (room - LANE * row.lanes) / 2
        for bar, lane in row.bars:
            a, b = max(bar.begin, begin), min(bar.end, end)
            if a < b:
                look = {"edgecolor": "white", "linewidth": 0.3, **LOOKS.get(bar.group, {"facecolor": GREY})}
                axes.add_patch(Rectangle((a, first + LANE * lane + 0.03), b - a, LANE - 0.06, zorder=2, **look))
        top += room
    drawing.names_before(axes, list(zip(places, labels, strict=True)))
    step = next(s for s in (3600, 7200, 10800, 21600, 43200, DAY) if (end - begin) / s <= 7)
    past = (compiled.start.hour * 3600 + compiled.start.minute * 60) % step
    first = begin + (-(begin + past)) % step
    drawing.axis_below(axes, [(t, show_moment(compiled.start, t)[11:16]) for t in range(first, end + 1, step)],
                       show_moment(compiled.start, begin)[:10])  # fmt: skip
    drawing.key(drawn, key)
    return drawn
