"""Pictures of rows with whiskers: how sure a share is, how long things take in each place, how far two plans differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from drillsim.base.language import _
from drillsim.draw import drawing
from drillsim.draw.axes import between, percent_of_limit, round_numbers, unit_for
from drillsim.draw.drawing import GREY, INK, MARKS, PALE, SKY, VERMILION, Panel, PanelRow
from drillsim.quantities.shown import show_about, show_duration
from drillsim.quantities.wording import end_percents, goal_percent, percent, points

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Attained:
    """A row of `attainment`: a target, its share with the interval, its goal, how it was judged, and the verdict's sign."""

    name: str
    share: float
    low: float
    high: float
    goal: float
    verdict: str
    sign: str


def attainment(measures: Sequence[tuple[str, Sequence[Attained]]]) -> Figure:
    """The share that each target attains, with its interval; an upright stroke is its goal. A panel for each measure."""
    words = {"PASS": _("meets"), "FAIL": _("misses"), "UNDECIDED": _("not settled")}
    judged = {row.verdict for _title, rows in measures for row in rows}
    key = [(MARKS[verdict], told) for verdict, told in words.items() if verdict in judged]
    key.append(({"marker": "|", "color": INK, "markersize": 10, "markeredgewidth": 1.6}, _("goal")))
    return drawing.stacked(*(_attained(title, rows, [] if place else key) for place, (title, rows) in enumerate(measures)))


def _attained(title: str, rows: Sequence[Attained], key: drawing.Key) -> Panel:
    lowest = min(min(row.low, row.goal) for row in rows)
    left = max(0.0, int(20 * (lowest - 0.03)) / 20)

    def draw(axes: Axes, middle: float, number: int) -> None:
        row = rows[number]
        axes.plot((left, 1), (middle, middle), color=PALE, linewidth=0.6, zorder=1)
        axes.plot((row.goal, row.goal), (middle - 0.12, middle + 0.12), color=INK, linewidth=1.6, zorder=2, clip_on=False)
        _whisker(axes, middle, row.low, row.high, MARKS[row.verdict], row.share)

    shown = []
    for row in rows:
        share, (low, high) = percent(row.share, row.goal), end_percents(row.share, row.low, row.high, row.goal)
        goal = _("goal {goal}").format(goal=goal_percent(row.goal))
        shown.append(PanelRow(row.name, f"{row.sign} {share}", f"{row.name} {share} ({low} – {high}) · {goal}"))
    return Panel(
        title, shown, (left, 1), lambda most: [(n / 100, f"{n:g}%") for n in between(100 * left, 100, most)], draw, key=key
    )


def _whisker(axes: Axes, middle: float, low: float, high: float, look: dict[str, Any], at: float) -> None:
    axes.plot((low, high), (middle, middle), color=look["color"], linewidth=2.2, zorder=3, clip_on=False)
    edge = look["color"] if "markerfacecolor" in look else "white"
    axes.plot(at, middle, markersize=7, markeredgecolor=edge, markeredgewidth=1.0, zorder=4, clip_on=False, **look)


@dataclass(frozen=True)
class PlaceRow:
    """A row of `by_place`: how long incidents took there, in seconds (5, 25, 50, 75 and 95 %), and how many."""

    name: str
    seconds: tuple[float, float, float, float, float]
    judged: int
    share: float
    shown: str  # the share in words


def by_place(title: str, rows: Sequence[PlaceRow], limit: int | None) -> Figure:
    """How long incidents took in each place, against the limit: nine in ten within the line, half within the bar.

    Without one limit for all, their times are in percent of their own.
    """
    within = 100 if limit is None else limit
    longest = min(max(1.25 * within, *(row.seconds[4] for row in rows)), 8 * within)
    unit = percent_of_limit() if limit is None else unit_for(longest)
    end = longest / unit.seconds

    def told(time: float) -> str:
        return f"{time:.0f}%" if limit is None else show_about(time, within)

    def draw(axes: Axes, middle: float, number: int) -> None:
        row = rows[number]
        early, first, half, third, late = (min(second, longest) / unit.seconds for second in row.seconds)
        axes.plot((early, late), (middle, middle), color=GREY, linewidth=1.4, zorder=2)
        look: dict[str, Any] = {"facecolor": VERMILION, "hatch": "////"} if row.share < 0.95 else {"facecolor": SKY}
        drawing.bar(axes, middle, first, max(third, first + 0.002 * end), look)
        axes.plot((half, half), (middle - 0.1, middle + 0.1), color=INK, linewidth=2, zorder=4)

    shown = [
        PanelRow(row.name, row.shown,
            _("{place}: half took at most {middle}, one in twenty more than {late}; on time {share} of {n}").format(
                place=row.name, middle=told(row.seconds[2]), late=told(row.seconds[4]), share=row.shown, n=f"{row.judged:,}"
            ))
        for row in rows
    ]  # fmt: skip
    words = _("limit") if limit is None else _("limit {limit}").format(limit=show_duration(within))
    panel = Panel(
        unit.of(title), shown, (0, end),
        lambda most: [(n, f"{n:g}") for n in round_numbers(end, most)], draw, (within / unit.seconds, words),
    )  # fmt: skip
    return drawing.stacked(panel)


DIFFERENCES = {"better": MARKS["PASS"], "worse": MARKS["FAIL"]}  # by verdict; where none is shown the mark is empty


@dataclass(frozen=True)
class DifferenceRow:
    """A row of `differences`: a target, the difference of B from A in points with its interval, and the verdict."""

    name: str
    points: float
    low: float
    high: float
    verdict: str  # 'better', 'worse' or another


def differences(measures: Sequence[tuple[str, Sequence[DifferenceRow]]]) -> Figure:
    """How far B lies from A, target by target, with intervals, a panel for each measure; right of the line B is better."""
    verdicts = {row.verdict for _title, rows in measures for row in rows}
    words = {"better": _("B is better"), "worse": _("B is worse")}
    key = [(look, words[verdict]) for verdict, look in DIFFERENCES.items() if verdict in verdicts]
    if verdicts - set(DIFFERENCES):
        key.append((MARKS["UNDECIDED"], _("no difference shown")))
    return drawing.stacked(*(_different(title, rows, [] if place else key) for place, (title, rows) in enumerate(measures)))


def _different(title: str, rows: Sequence[DifferenceRow], key: drawing.Key) -> Panel:
    low, high = min(-1.0, *(row.low for row in rows)), max(1.0, *(row.high for row in rows))
    air = 0.05 * (high - low)
    span = (low - air, high + air)

    def draw(axes: Axes, middle: float, number: int) -> None:
        row = rows[number]
        axes.plot(span, (middle, middle), color=PALE, linewidth=0.6, zorder=1)
        _whisker(axes, middle, row.low, row.high, DIFFERENCES.get(row.verdict, MARKS["UNDECIDED"]), row.points)

    def ticks(most: int) -> list[tuple[float, str]]:
        return [(n, f"{n:+g}".replace("-", "−") if n else "0") for n in between(*span, most)]

    shown = []
    for row in rows:
        told = points(row.points / 100)
        shown.append(PanelRow(row.name, told, f"{row.name} {told} ({points(row.low / 100)} … {points(row.high / 100)})"))
    return Panel(title, shown, span, ticks, draw, (0, _("as in A")), key)
