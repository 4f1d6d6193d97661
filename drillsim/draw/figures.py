"""Pictures of a result, in the language spoken: each function returns a matplotlib figure.

`drawing.svg` and `drawing.png` turn one into a file's content. Hatching tells late from on
time, and waiting from work, in grey print, too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from drillsim.base.language import _
from drillsim.compiled.tables import Ints
from drillsim.draw import drawing
from drillsim.draw.axes import round_numbers, unit_for
from drillsim.draw.drawing import GREEN, GREY, ORANGE, PALE, SKY, SMALL, VERMILION, WIDTH, Panel, PanelRow
from drillsim.quantities.shown import show_about, show_duration

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@drawing.style()
def lateness(over: Ints, never: int, half: float) -> Figure:
    """How late the late ones were, in seconds over their limits, and how many were never reached; `half` of them by more.

    The last bar takes all that were later.
    """
    longest = min(float(np.quantile(over, 0.98)), 10 * half) if len(over) else 1.0
    unit = unit_for(longest)
    edges = np.linspace(0, max(longest, 1), 21)
    counts = np.histogram(np.clip(over - 0.5, 0, edges[-1] - edges[1] / 2), edges)[0]
    right, most = float(edges[-1]) / unit.seconds, max(1.0, float(counts.max(initial=0)), float(never))
    late, lost = {"facecolor": VERMILION, "hatch": "////"}, {"facecolor": "white", "edgecolor": VERMILION, "hatch": "xxxx"}
    key = [(late, f"{_('late')} {len(over):,}"), *([(lost, f"{_('never done')} {never:,}")] if never else [])]
    above = drawing.key_height(key) + 0.28
    drawn = drawing.figure(1.5 + above)
    axes = drawing.board(drawn, 0.55, 0.20, above, 0.50)
    drawing.columns(axes, edges / unit.seconds, np.zeros(len(counts)), counts, late)
    if never:
        drawing.columns(axes, np.array((1.04, 1.12)) * right, np.zeros(1), np.array((float(never),)), lost)
    for at in np.flatnonzero(counts).tolist():
        begin, end = (float(edge) / unit.seconds for edge in edges[at : at + 2])
        until = "" if at == len(counts) - 1 else f"{end:.3g}"
        drawing.hint(axes, (begin, end), (0, most), f"{begin:.3g}–{until} {unit.name}: {int(counts[at]):,}")
    axes.set_xlim(0, right * (1.14 if never else 1))
    axes.set_ylim(0, most * 1.05)
    drawing.names_before(axes, [(n, f"{n:,.0f}") for n in round_numbers(most, 4) if n == int(n)])
    drawing.axis_below(axes, [(n, f"{n:g}") for n in round_numbers(right)], unit.of(_("late by")))
    drawing.dashed_line(axes, half / unit.seconds, _("half: {time} and more").format(time=show_about(half)))
    drawing.key(drawn, key)
    return drawn


def waterfall(
    title: str, parts: Sequence[tuple[str, float]], whole: float, limit: float | None, waits: Sequence[bool]
) -> Panel:
    """Where the time of a missed incident goes: `parts` (name, mean seconds) one after the other; waiting hatched.

    `whole` is all of it, with what is too little to be drawn. `limit` is drawn where all have the same.
    """
    unit = unit_for(max(whole, limit or 0))
    ends = np.cumsum([0.0, *(seconds / unit.seconds for _name, seconds in parts)]).tolist()
    shown = [PanelRow(name, show_about(seconds), f"{name} {show_about(seconds)}") for name, seconds in parts]
    shown.append(PanelRow(_("in all"), show_about(whole, *([limit] if limit else []))))
    middles: list[float] = []

    def draw(axes: Axes, middle: float, number: int) -> None:
        if number == len(parts):
            drawing.bar(axes, middle, 0, whole / unit.seconds, {"facecolor": GREY})
            return
        look: dict[str, Any] = {"facecolor": ORANGE, "hatch": "////"} if waits[number] else {"facecolor": SKY}
        drawing.bar(axes, middle, ends[number], ends[number + 1], look)
        if number:
            axes.plot((ends[number], ends[number]), (middles[-1] + 0.1, middle - 0.1), color=GREY, linewidth=0.8)
        middles.append(middle)

    span = (0, 1.04 * max(whole, limit or 0) / unit.seconds)
    line = None if limit is None else (limit / unit.seconds, _("limit {limit}").format(limit=show_duration(limit)))
    return Panel(unit.of(title), shown, span, lambda most: [(n, f"{n:g}") for n in round_numbers(span[1], most)], draw, line)


@dataclass(frozen=True)
class Gain:
    """A bar of `gains`: what must be so, and the share (of a mean: the seconds) that comes of it."""

    label: str
    value: float
    words: str  # as it is told
    ours: bool = True  # False: an outside unit


def gains(title: str, bars: Sequence[Gain], goal: tuple[float, str] | None, is_mean: bool = False) -> Panel:
    """The figure that decides as it is (first bar), and what this or that change would make of it."""
    now, top = bars[0].value, max(*(bar.value for bar in bars), goal[0] if is_mean and goal else 0.0)
    unit = unit_for(top)

    def draw(axes: Axes, middle: float, number: int) -> None:
        one = bars[number]
        if number == 0:
            drawing.bar(axes, middle, 0, at(one.value), {"facecolor": GREY})
            return
        look: dict[str, Any] = (
            {"facecolor": GREEN} if one.ours else {"facecolor": "white", "edgecolor": GREEN, "hatch": "////"}
        )
        if not is_mean:
            drawing.bar(axes, middle, 0, at(min(now, one.value)), {"facecolor": PALE})
        drawing.bar(axes, middle, 0 if is_mean else at(min(now, one.value)), at(one.value), look)

    def at(value: float) -> float:
        return value / unit.seconds if is_mean else value

    def ticks(most: int) -> list[tuple[float, str]]:
        if is_mean:
            return [(n, f"{n:g}") for n in round_numbers(at(1.04 * top), most)]
        return [(n / 100, f"{n:g}%") for n in round_numbers(100, min(most, 5))]

    return Panel(
        unit.of(title) if is_mean else title,
        [PanelRow(one.label, one.words, f"{one.label} {one.words}") for one in bars],
        (0, at(1.04 * top) if is_mean else 1), ticks, draw, None if goal is None else (at(goal[0]), goal[1]), sentences=True,
    )  # fmt: skip


@drawing.style()
def heat_map(by_hour: Any, days: Sequence[str]) -> Figure:
    """Share of a pool in use by hour and weekday (7×24, nan where there is none of it)."""
    from matplotlib import colormaps
    from matplotlib.colors import Normalize

    drawn = drawing.figure(2.15)
    axes = drawing.board(drawn, 0.55, 0.75, 0.10, 0.32)
    most = float(np.nanmax(by_hour)) if np.isfinite(by_hour).any() else 0.0
    top = next((level for level in (0.05, 0.1, 0.2, 0.5, 1.0) if most <= level), most)
    look: dict[str, Any] = {
        "cmap": colormaps["Blues"].with_extremes(bad="#ffffff"), "norm": Normalize(0, top),
        "aspect": "auto", "interpolation": "none",
    }  # fmt: skip
    axes.imshow(np.ma.masked_invalid(by_hour), extent=(0, 24, 6.5, -0.5), **look)
    for day, shares in enumerate(by_hour.tolist()):
        for words, some in groupby(range(24), [_rounded(share) for share in shares].__getitem__):
            hours = list(some)
            if words:
                told = f"{days[day]} {hours[0]}–{hours[-1] + 1}: {words}"
                drawing.hint(axes, (hours[0], hours[-1] + 1), (day - 0.5, day + 0.5), told)
    nobody = np.argwhere(~np.isfinite(by_hour))
    strokes = [
        point for day, hour in nobody.tolist() for point in ((hour + 0.3, day + 0.2), (hour + 0.7, day - 0.2), (np.nan, 0))
    ]
    if strokes:
        axes.plot(*zip(*strokes, strict=True), color=GREY, linewidth=0.7)
    axes.set_xlim(0, 24)
    axes.set_ylim(6.5, -0.5)
    drawing.names_before(axes, list(enumerate(days)))
    for hour in range(0, 25, 4):
        drawing.write(axes, f"{hour}:00", (hour, 0), (0, -4), "da", ha="center", va="top")
    scale = drawing.board(drawn, WIDTH - 0.62, 0.50, 0.10, 0.32)
    scale.imshow(np.linspace(top, 0, 32)[:, None], extent=(0, 1, 0, 1), **look)
    for at in (0.0, 0.5, 1.0):
        drawing.write(scale, f"{100 * top * at:.3g}%", (1, at), (3, 0), "dd", va="center", fontsize=SMALL)
    return drawn


@dataclass(frozen=True)
class Place:
    """A zone on the map: its usual travel time from the base, and the share on time there (None: not judged)."""

    name: str
    seconds: int
    share: float | None
    shown: str = ""  # the share in words

    @property
    def is_bad(self) -> bool:
        """Whether more than one incident in twenty missed a limit there."""
        return self.share is not None and self.share < 0.95


def ways(title: str, places: Sequence[Place]) -> Figure:
    """How far the zones are from a base, the nearest first; hatched: more than one incident in twenty missed a limit."""
    rows = sorted(places, key=lambda place: place.seconds)
    unit = unit_for(rows[-1].seconds)
    end = max(1.04 * rows[-1].seconds, 1) / unit.seconds

    def draw(axes: Axes, middle: float, number: int) -> None:
        place = rows[number]
        look: dict[str, Any] = {"facecolor": VERMILION, "hatch": "////"} if place.is_bad else {"facecolor": SKY}
        drawing.bar(axes, middle, 0, max(place.seconds / unit.seconds, 0.004 * end), look)

    def ticks(most: int) -> list[tuple[float, str]]:
        return [(n, f"{n:g}") for n in round_numbers(end, most)]

    shown = [PanelRow(place.name, " · ".join(filter(None, (show_duration(place.seconds), place.shown)))) for place in rows]
    return drawing.stacked(Panel(unit.of(title), shown, (0, end), ticks, draw))


def _rounded(share: float) -> str:
    return "" if math.isnan(share) else f"{share:.0%}"
