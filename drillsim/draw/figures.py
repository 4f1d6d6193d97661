"""Pictures of a result, in the language spoken: each function returns a matplotlib figure.

`drawing.svg` and `drawing.png` turn one into a file's content. Hatching tells late from on
time, and waiting from work, in grey print, too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from drillsim.base.language import _
from drillsim.draw import drawing
from drillsim.draw.drawing import BLUE, GREEN, GREY, INK, ORANGE, PALE, POINTS, SKY, VERMILION, WIDTH
from drillsim.judge.evaluate import EXCUSED, LATE, NEVER, ON_TIME
from drillsim.quantities.measures import DAY
from drillsim.quantities.shown import show_about, show_duration
from drillsim.quantities.wording import goal_percent
from drillsim.why.evidence import Times

if TYPE_CHECKING:
    from matplotlib.figure import Figure


BESIDE = 1.9  # inches of a name beside bars


class AxisUnit(NamedTuple):
    """A unit of time for an axis."""

    seconds: int
    name: str


def unit_for(seconds: float) -> AxisUnit:
    """The unit in which a span is easy to read."""
    if seconds >= 3 * DAY:
        return AxisUnit(DAY, _("days"))
    if seconds >= 3 * 3600:
        return AxisUnit(3600, _("hours"))
    return AxisUnit(60, _("minutes")) if seconds >= 120 else AxisUnit(1, _("seconds"))


def percent_of_limit() -> AxisUnit:
    """The unit of times that are told in hundredths of their own limits."""
    return AxisUnit(1, _("% of the limit"))


def round_numbers(top: float, most: int = 7) -> list[float]:
    """Zero and at most `most` round numbers up to `top`."""
    size = 10.0 ** math.floor(math.log10(max(top, 1e-9)) - 1)
    step = next(size * n for n in (1, 2, 5, 10, 20, 50, 100, 200) if top / (size * n) <= most)
    return [step * n for n in range(int(top / step + 1e-9) + 1)]


@drawing.style()
def distribution(times: Times) -> Figure:
    """How long the incidents of a target took, against its limit; late ones hatched, excused ones grey.

    Where one may take longer than another, each time is shown in percent of its own limit.
    """
    drawn = drawing.figure(2.45)
    axes = drawing.board(drawn, 0.55, 0.15, 0.52, 0.50)
    drawn_in_percent = times.within is None
    times = times.in_percent() if drawn_in_percent else times
    within, taken = times.within or 0, times.of(ON_TIME, LATE)
    longest = min(max(float(np.quantile(taken, 0.995)) if len(taken) else 0.0, 1.25 * within), 6 * within)
    unit = percent_of_limit() if drawn_in_percent else unit_for(longest)
    # The limit is an edge, so that no bar is both on time and late.
    width = within / max(1, round(28 * within / longest))
    edges = np.arange(0, longest + width, width)
    total = np.zeros(len(edges) - 1)
    key = []
    read: dict[str, Any] = {}
    for state, look, words in (
        (ON_TIME, {"facecolor": BLUE}, _("on time")),
        (LATE, {"facecolor": VERMILION, "hatch": "////"}, _("late")),
        (EXCUSED, {"facecolor": PALE, "hatch": "\\\\\\\\"}, _("late for a reason that the plan accepts")),
    ):
        seconds = times.of(state).astype(np.float64)
        if len(seconds):
            # A time right at the limit is on time and belongs to the bar before it; the last bar takes what is longer.
            counts = np.histogram(np.clip(seconds - 0.5, 0, edges[-1] - width / 2), edges)[0]
            drawing.columns(axes, edges / unit.seconds, total, total + counts, look)
            total = total + counts
            read[words] = counts
            key.append((look, f"{words} {len(seconds):,}"))
    right, never = float(edges[-1]) / unit.seconds, len(times.of(NEVER))
    if never:
        look = {"facecolor": "white", "edgecolor": VERMILION, "hatch": "xxxx"}
        drawing.columns(axes, np.array((1.04, 1.12)) * right, np.zeros(1), np.array((float(never),)), look)
        key.append((look, f"{_('never done')} {never:,}"))
    most = max(1.0, float(total.max(initial=0)), float(never))
    for at in np.flatnonzero(total).tolist():
        begin, end = (float(edge) / unit.seconds for edge in edges[at : at + 2])
        counted = " · ".join(f"{words} {int(counts[at]):,}" for words, counts in read.items() if counts[at])
        until = "" if at == len(total) - 1 else f"{end:.3g}"
        drawing.hint(axes, (begin, end), (0, most), f"{begin:.3g}–{until} {unit.name}: {counted}")
    axes.set_xlim(0, right * (1.14 if never else 1))
    axes.set_ylim(0, most * 1.05)
    drawing.names_before(axes, [(n, f"{n:,.0f}") for n in round_numbers(most, 4) if n == int(n)])
    drawing.axis_below(axes, [(n, f"{n:g}") for n in round_numbers(right)], unit.name)
    limit = within / unit.seconds
    shown = _("limit") if drawn_in_percent else _("limit {limit}").format(limit=show_duration(within))
    drawing.dashed_line(axes, limit, shown, limit < 0.6 * right)
    drawing.legend(drawn, key)
    return drawn


@drawing.style()
def waterfall(parts: Sequence[tuple[str, float]], limit: float | None, waits: Sequence[bool]) -> Figure:
    """Where the time of a missed incident goes: `parts` (name, mean seconds) one after the other; waiting hatched.

    `limit` is drawn where all have the same.
    """
    rows = len(parts) + 1
    drawn = drawing.figure(0.80 + 0.27 * rows)
    names = [*(drawing.label(name, BESIDE) for name, _seconds in parts), _("in all")]
    axes = drawing.board(drawn, drawing.room_for(names), 0.10, 0.26, 0.50)
    whole = sum(seconds for _name, seconds in parts)
    unit = unit_for(max(whole, limit or 0))
    span = max(whole, limit or 0) / unit.seconds
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_xlim(0, span * 1.25)
    begin = 0.0
    for row, ((name, seconds), is_waiting) in enumerate(zip(parts, waits, strict=True)):
        drawing.hint(axes, (0, span * 1.25), (row - 0.5, row + 0.5), f"{name} {show_about(seconds)}")
        end = begin + seconds / unit.seconds
        look: dict[str, Any] = {"facecolor": ORANGE, "hatch": "////"} if is_waiting else {"facecolor": SKY}
        drawing.bar(axes, row, begin, end, look, show_about(seconds))
        if row + 1 < len(parts):
            axes.plot((end, end), (row + 0.33, row + 0.67), color=GREY, linewidth=0.8)
        begin = end
    drawing.bar(axes, rows - 1, 0, begin, {"facecolor": GREY}, show_about(whole, *([limit] if limit else [])))
    drawing.names_before(axes, list(enumerate(names)))
    drawing.axis_below(axes, [(n, f"{n:g}") for n in round_numbers(span * 1.2, 6)], unit.name)
    if limit is not None:
        at = limit / unit.seconds
        drawing.dashed_line(axes, at, _("limit {limit}").format(limit=show_duration(limit)), at < 0.6 * span)
    return drawn


@dataclass(frozen=True)
class Gain:
    """A bar of `gains`: a share of incidents on time, and what must be so for it."""

    label: str
    share: float
    words: str  # the share as it is told
    ours: bool = True  # False: an outside unit


@drawing.style()
def gains(bars: Sequence[Gain], goal: float | None) -> Figure:
    """The share on time as it is (first bar), and what lifting this or that would bring."""
    rows = len(bars)
    drawn = drawing.figure(0.80 + 0.33 * rows)
    names = [drawing.label(bar.label, BESIDE) for bar in bars]
    axes = drawing.board(drawn, drawing.room_for(names), 0.10, 0.26, 0.50)
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_xlim(0, 1.17)
    now = bars[0].share
    for row, bar in enumerate(bars):
        drawing.hint(axes, (0, 1.17), (row - 0.5, row + 0.5), f"{bar.label} {bar.words}")
        if row == 0:
            drawing.bar(axes, row, 0, bar.share, {"facecolor": GREY}, bar.words)
            continue
        drawing.bar(axes, row, 0, min(now, bar.share), {"facecolor": PALE}, "")
        look: dict[str, Any] = (
            {"facecolor": GREEN} if bar.ours else {"facecolor": "white", "edgecolor": GREEN, "hatch": "////"}
        )
        drawing.bar(axes, row, min(now, bar.share), bar.share, look, bar.words)
    drawing.names_before(axes, list(enumerate(names)))
    drawing.axis_below(axes, [(n / 4, f"{25 * n}%") for n in range(5)], _("incidents on time"))
    if goal is not None:
        drawing.dashed_line(axes, goal, _("goal {goal}").format(goal=goal_percent(goal)), False)
    return drawn


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
        drawing.write(scale, f"{100 * top * at:.3g}%", (1, at), (3, 0), "dd", va="center", fontsize=POINTS - 1)
    return drawn


@dataclass(frozen=True)
class Place:
    """A zone on the map: its usual travel time from the base, and the share on time there (None: not judged)."""

    name: str
    seconds: int
    share: float | None


@drawing.style()
def zone_map(base: str, places: Sequence[Place]) -> Figure:
    """The base in the middle, each zone at a distance by its usual travel time (not a map to scale)."""
    labels = [_place_label(place) for place in places]
    width = max(WIDTH, 2 * (1.5 + max(drawing.width_of(line) for label in labels for line in label.split("\n"))))
    drawn = drawing.figure(3.7, width)
    axes = drawn.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_aspect("equal")
    seconds = [max(place.seconds, 1) for place in places]
    nearest, farthest = min(seconds), max(seconds)
    logarithmic = farthest > 8 * nearest

    def radius(value: float) -> float:
        if logarithmic:
            return 0.25 + 0.75 * math.log(value / nearest) / math.log(farthest / nearest)
        return value / farthest

    half_width, half_height, size = width / 2, 1.85, 1.25
    turn, small = np.linspace(0, 2 * np.pi, 90), POINTS - 1
    paper: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85}
    for ring in _rings(nearest if logarithmic else farthest / 4, farthest):
        r = radius(ring) * size
        axes.plot(r * np.cos(turn), r * np.sin(turn), color=PALE, linewidth=0.9, zorder=1)
        axes.text(0, -r, show_duration(ring), ha="center", va="center", fontsize=small - 1, bbox=paper, zorder=3)
    # Names stand one below the other, down the right side and up the left one; each zone lies on the way to its name.
    right = (len(places) + 1) // 2
    for index, place in enumerate(places):
        side, row, rows = (1, index, right) if index < right else (-1, len(places) - 1 - index, len(places) - right)
        y = (half_height - 0.12) * (1 - 2 * (row + 0.5) / rows)
        x = side * (0.35 + 1.05 * math.sqrt(1 - (y / half_height) ** 2))
        reach = radius(max(place.seconds, 1)) * size / math.hypot(x, y)
        good = place.share is None or place.share >= 0.95
        look: dict[str, Any] = {"marker": "o", "color": BLUE} if good else {"marker": "X", "color": VERMILION}
        axes.plot((0, x * reach), (0, y * reach), color=GREY, linewidth=0.7, zorder=2)
        axes.plot((x * reach, x), (y * reach, y), color=PALE, linewidth=0.7, zorder=2)
        axes.plot(x * reach, y * reach, markersize=8, markeredgecolor="white", zorder=5, **look)
        axes.text(x + 0.06 * side, y, labels[index], ha="left" if side > 0 else "right",
                  va="center", fontsize=small, bbox=paper, zorder=4)  # fmt: skip
    axes.plot(0, 0, "s", markersize=11, color=INK, zorder=6)
    axes.text(0, -0.18, drawing.label(base, BESIDE, 1), ha="center", va="center", bbox=paper, zorder=7)
    axes.set_xlim(-half_width, half_width)
    axes.set_ylim(-half_height, half_height)
    return drawn


def _place_label(place: Place) -> str:
    """The name of a place with the time that it takes, which is never left out."""
    took = show_duration(place.seconds)
    name = drawing.label(place.name, BESIDE)
    last = name.rpartition("\n")[2]
    return f"{name}{' ' if drawing.width_of(f'{last} {took}') <= BESIDE else chr(10)}{took}"


def _rings(low: float, high: float) -> list[int]:
    """Two to five round times between the nearest and the farthest zone."""
    rounds = [60 * m for m in (1, 2, 5, 10, 15, 20, 30, 45, 60, 120, 180, 360, 720, 1440)]
    inside = [ring for ring in rounds if low <= ring <= high]
    return inside[:: max(1, math.ceil(len(inside) / 5))]


def _rounded(share: float) -> str:
    return "" if math.isnan(share) else f"{share:.0%}"
