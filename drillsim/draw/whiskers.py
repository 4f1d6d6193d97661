"""Pictures of rows with whiskers: how sure a share is, how long the way to each place takes, how far two plans differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from drillsim.base.language import _
from drillsim.draw import drawing
from drillsim.draw.drawing import BLUE, GREY, INK, ORANGE, PALE, SKY, VERMILION
from drillsim.draw.figures import percent_of_limit, round_numbers, unit_for
from drillsim.draw.size_figures import between
from drillsim.quantities.shown import show_about, show_duration
from drillsim.quantities.wording import goal_percent, least_percent, most_percent, percent, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARKS: dict[str, dict[str, Any]] = {  # by verdict: told apart by shape, too
    "PASS": {"marker": "o", "color": BLUE},
    "FAIL": {"marker": "X", "color": VERMILION},
    "UNDECIDED": {"marker": "D", "color": ORANGE},
}
ROW, TALL_ROW = 0.3, 0.38  # inches: of a name on one line, on two


@dataclass(frozen=True)
class Attained:
    """A row of `attainment`: a target, its share with the interval, its goal, and how it was judged."""

    name: str
    share: float
    low: float
    high: float
    goal: float
    verdict: str


@drawing.style()
def attainment(rows: Sequence[Attained], axis: str) -> Figure:
    """The share that each target attains, with its interval; an upright stroke is its goal."""
    names = [drawing.label(row.name) for row in rows]
    drawn = drawing.figure(0.95 + _row(names) * len(rows))
    axes = drawing.board(drawn, drawing.room_for(names), 0.55, 0.32, 0.50)
    lowest = min(min(row.low, row.goal) for row in rows)
    left = max(0.0, int(20 * (lowest - 0.03)) / 20)
    axes.set_xlim(left, 1)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    for place, row in enumerate(rows):
        axes.plot((left, 1), (place, place), color=PALE, linewidth=0.6, zorder=1)
        axes.plot((row.goal, row.goal), (place - 0.36, place + 0.36), color=INK, linewidth=1.6, zorder=2, clip_on=False)
        _whisker(axes, place, row.low, row.high, MARKS[row.verdict], row.share)
        share, low, high = percent(row.share, row.goal), least_percent(row.low, row.goal), most_percent(row.high, row.goal)
        drawing.write(axes, share, (1, place), (8, 0), "dd", va="center", fontsize=drawing.POINTS - 1)
        words = f"{row.name} {share} ({low} – {high}) · " + _("goal {goal}").format(goal=goal_percent(row.goal))
        drawing.hint(axes, (left, 1), (place - 0.5, place + 0.5), words)
    drawing.names_before(axes, list(enumerate(names)))
    drawing.axis_below(axes, [(n / 100, f"{n:g}%") for n in between(100 * left, 100, 5)], axis)
    _key(drawn, [(MARKS["PASS"], _("meets")), (MARKS["FAIL"], _("misses")), (MARKS["UNDECIDED"], _("not settled")),
                 ({"marker": "|", "color": INK, "markersize": 10, "markeredgewidth": 1.6}, _("goal"))])  # fmt: skip
    return drawn


def _row(names: Sequence[str]) -> float:
    return TALL_ROW if any("\n" in name for name in names) else ROW


def _whisker(axes: Axes, place: float, low: float, high: float, look: dict[str, Any], at: float) -> None:
    axes.plot((low, high), (place, place), color=look["color"], linewidth=2.2, zorder=3, clip_on=False)
    axes.plot(at, place, markersize=7, markeredgecolor="white", markeredgewidth=0.6, zorder=4, clip_on=False, **look)


def _key(drawn: Figure, entries: Sequence[tuple[dict[str, Any], str]]) -> None:
    """What the marks stand for, above a drawing."""
    from matplotlib.lines import Line2D

    width, height = drawn.get_size_inches()
    x = 0.2
    for look, words in entries:
        mark = {"markersize": 7, **look}
        drawn.add_artist(Line2D([x / width], [1 - 0.14 / height], linestyle="none", transform=drawn.transFigure, **mark))
        drawn.text((x + 0.14) / width, 1 - 0.14 / height, words, va="center")
        x += 0.42 + drawing.width_of(words)


@dataclass(frozen=True)
class PlaceRow:
    """A row of `by_place`: how long incidents took there, in seconds (5, 25, 50, 75 and 95 %), and how many."""

    name: str
    seconds: tuple[float, float, float, float, float]
    judged: int
    share: float
    shown: str  # the share in words


@drawing.style()
def by_place(rows: Sequence[PlaceRow], limit: int | None) -> Figure:
    """How long incidents took in each place, against the limit: nine in ten within the line, half within the bar.

    Without one limit for all, their times are in percent of their own.
    """
    within = 100 if limit is None else limit
    names = [drawing.label(row.name, 1.6) for row in rows]
    drawn = drawing.figure(0.95 + _row(names) * len(rows))
    axes = drawing.board(drawn, drawing.room_for(names), 0.60, 0.32, 0.50)
    longest = min(max(1.25 * within, *(row.seconds[4] for row in rows)), 8 * within)
    unit = percent_of_limit() if limit is None else unit_for(longest)

    def told(time: float) -> str:
        return f"{time:.0f}%" if limit is None else show_about(time, within)

    axes.set_xlim(0, longest / unit.seconds)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    for place, row in enumerate(rows):
        early, first, middle, third, late = (min(second, longest) / unit.seconds for second in row.seconds)
        axes.plot((early, late), (place, place), color=GREY, linewidth=1.4, zorder=2)
        good = row.share >= 0.95
        look: dict[str, Any] = {"facecolor": SKY} if good else {"facecolor": VERMILION, "hatch": "////"}
        drawing.bar(axes, place, first, max(third, first + 0.002 * longest / unit.seconds), look, "")
        axes.plot((middle, middle), (place - 0.33, place + 0.33), color=INK, linewidth=2, zorder=4)
        drawing.write(axes, row.shown, (1, place), (6, 0), "ad", va="center", fontsize=drawing.POINTS - 1)
        words = _("{place}: half took at most {middle}, one in twenty more than {late}; on time {share} of {n}").format(
            place=row.name, middle=told(row.seconds[2]), late=told(row.seconds[4]),
            share=row.shown, n=f"{row.judged:,}",
        )  # fmt: skip
        drawing.hint(axes, (0, longest / unit.seconds), (place - 0.5, place + 0.5), words)
    drawing.names_before(axes, list(enumerate(names)))
    drawing.axis_below(axes, [(n, f"{n:g}") for n in round_numbers(longest / unit.seconds)], unit.name)
    at, shown = (
        within / unit.seconds,
        _("limit") if limit is None else _("limit {limit}").format(limit=show_duration(within)),
    )
    drawing.dashed_line(axes, at, shown, at < 0.6 * longest / unit.seconds)
    drawing.write(axes, _("on time"), (1, 1), (6, 2), "aa", va="bottom", fontsize=drawing.POINTS - 1)
    return drawn


@dataclass(frozen=True)
class DifferenceRow:
    """A row of `differences`: a target, the difference of B from A in points with its interval, and the verdict."""

    name: str
    points: float
    low: float
    high: float
    verdict: str  # 'better', 'worse' or another


@drawing.style()
def differences(rows: Sequence[DifferenceRow]) -> Figure:
    """How far B lies from A, target by target, with intervals; to the right of the line B is better."""
    looks = {"better": MARKS["PASS"], "worse": MARKS["FAIL"]}
    usual = {"marker": "D", "color": GREY}
    names = [drawing.label(row.name) for row in rows]
    drawn = drawing.figure(0.95 + _row(names) * len(rows))
    axes = drawing.board(drawn, drawing.room_for(names), 0.60, 0.32, 0.50)
    low, high = min(-1.0, *(row.low for row in rows)), max(1.0, *(row.high for row in rows))
    air = 0.05 * (high - low)
    axes.set_xlim(low - air, high + air)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.plot((0, 0), (0, 1), color=INK, linewidth=1.2, linestyle=(0, (4, 2)), transform=axes.get_xaxis_transform())
    for place, row in enumerate(rows):
        axes.plot((low - air, high + air), (place, place), color=PALE, linewidth=0.6, zorder=1)
        _whisker(axes, place, row.low, row.high, looks.get(row.verdict, usual), row.points)
        told = points(row.points / 100)
        drawing.write(axes, told, (1, place), (8, 0), "ad", va="center", fontsize=drawing.POINTS - 1)
        words = f"{row.name} {told} ({points(row.low / 100)} … {points(row.high / 100)})"
        drawing.hint(axes, (low - air, high + air), (place - 0.5, place + 0.5), words)
    drawing.names_before(axes, list(enumerate(names)))
    drawing.axis_below(axes, [(n, f"{n:+g}".replace("-", "−") if n else "0") for n in between(low, high, 5)],
                       _("percentage points, B less A"))  # fmt: skip
    _key(drawn, [(looks["better"], _("B is better")), (looks["worse"], _("B is worse")),
                 (usual, _("no difference shown"))])  # fmt: skip
    return drawn
