"""Pictures of a sizing, in the language spoken: what each plan costs and keeps, and what the answer rests on.

Kept, missed and not settled differ in shape and sign, and implied plans are hatched, so that
nothing is lost in grey print.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from drillsim.base.language import _
from drillsim.draw import drawing
from drillsim.draw.axes import between
from drillsim.draw.drawing import BLUE, GREY, INK, MARKS, ORANGE, PALE, SKY, SMALL, VERMILION, WIDTH, Panel, PanelRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIGNS = {"kept": "√", "missed": "×", "undecided": "○"}
LOOKS = {"missed": MARKS["FAIL"], "undecided": MARKS["UNDECIDED"], "kept": MARKS["PASS"]}


@dataclass(frozen=True)
class Dot:
    """A plan that was tried: its cost, how far its worst target lies above the goal, and how it stands."""

    cost: float
    margin: float
    state: str  # 'kept', 'missed' or 'undecided'


def _bent(margin: float) -> float:
    """Margins as they are drawn: wide near the goal, narrow far from it."""
    return math.copysign(math.sqrt(abs(margin)), margin)


@drawing.style()
def frontier(dots: Sequence[Dot], best: Sequence[Dot], winner: Dot | None) -> Figure:
    """Cost against the worst target: plans tried, those that no cheaper one beats joined, the plan found in a ring."""
    ring = {"marker": "o", "markersize": 12, "markerfacecolor": "none", "markeredgecolor": INK, "markeredgewidth": 1.4}
    words = {"kept": _("meets"), "missed": _("misses"), "undecided": _("not settled")}
    key = [(LOOKS[state], told) for state, told in words.items() if any(dot.state == state for dot in dots)]
    key += [(ring, _("plan found"))] if winner is not None else []
    above = drawing.key_height(key) + 0.24
    drawn = drawing.figure(2.6 + above)
    axes = drawing.board(drawn, 0.75, 0.25, above, 0.50)
    costs, margins = [dot.cost for dot in dots], [_bent(dot.margin) for dot in dots]
    low, high = min(costs), max(costs)
    air = (high - low) * 0.06 or 1.0
    axes.set_xlim(low - air, high + air)
    bottom, top = min(*margins, -0.1), max(*margins, 0.1)
    axes.set_ylim(bottom - 0.08 * (top - bottom), top + 0.12 * (top - bottom))
    axes.plot(axes.get_xlim(), (0, 0), color=INK, linewidth=1.2, linestyle=(0, (4, 2)), zorder=1, gid=drawing.LIMIT)
    axes.plot([dot.cost for dot in best], [_bent(dot.margin) for dot in best], color=GREY, linewidth=1.0, zorder=2)
    for state, look in LOOKS.items():
        some = [dot for dot in dots if dot.state == state]
        edge = INK if state == "undecided" else "white"
        axes.plot([d.cost for d in some], [_bent(d.margin) for d in some], linestyle="none", zorder=3, clip_on=False,
                  markersize=7, markeredgecolor=edge, markeredgewidth=0.8, **look)  # fmt: skip
    if winner is not None:
        axes.plot(winner.cost, _bent(winner.margin), marker="o", markersize=14, markerfacecolor="none", markeredgecolor=INK,
                  markeredgewidth=1.6, zorder=4, clip_on=False)  # fmt: skip
    levels = [-1.0, -0.5, -0.2, -0.05, 0.0, 0.05, 0.2, 0.5]
    shown = [level for level in levels if bottom <= _bent(level) <= top]
    drawing.names_before(axes, [(_bent(level), f"{100 * level:+g}%" if level else _("goal")) for level in shown])
    drawing.axis_below(axes, [(n, f"{n:,g}") for n in between(low - air, high + air)], _("cost"))
    drawing.key(drawn, key)
    drawing.write(axes, _("worst target, above or below its goal"), (0, 1), (-48, 5), "aa", ha="left", va="bottom")
    return drawn


@dataclass(frozen=True)
class Tile:
    """A plan on the map of two pools: how it stands, and the estimate and margin if it was tried."""

    state: str  # 'kept', 'missed', 'undecided', 'implied-missed', 'implied-dearer' or 'open'
    words: str = ""
    margin: float = 0.0


@drawing.style()
def pair(across: tuple[str, range], up: tuple[str, range], tiles: dict[tuple[int, int], Tile],
         found: tuple[int, int] | None) -> Figure:  # fmt: skip
    """How plans stand by the sizes of two pools: tried ones with sign and estimate, implied ones hatched."""
    from matplotlib.patches import Rectangle

    (name_x, xs), (name_y, ys) = across, up
    name_x, name_y = (drawing.label(name, WIDTH - 0.6) for name in (name_x, name_y))
    room = max(min(0.36 * len(ys), 3.2), 0.36)
    key = _tile_key({tile.state for tile in tiles.values()})
    above, below = drawing.key_height(key) + drawing.tall(name_y) + 0.18, 0.30 + drawing.tall(name_x)
    drawn = drawing.figure(above + room + below)
    axes = drawing.board(drawn, 0.50, 0.10, above, below)
    axes.set_xlim(xs[0] - 0.5, xs[-1] + 0.5)
    axes.set_ylim(ys[0] - 0.5, ys[-1] + 0.5)
    wide, tall = (WIDTH - 0.6) / len(xs), room / len(ys)
    for (x, y), tile in tiles.items():
        words = f"{SIGNS[tile.state]} {tile.words}" if tile.state in SIGNS else ""
        if words and wide < 0.1 + drawing.width_of(words):
            fits = tall >= 0.3 and wide >= 0.05 + drawing.width_of(tile.words)
            words = words.replace(" ", "\n") if fits else words[0]
        if min(wide, tall) < 0.16:
            words = ""
        look = _tile_look(tile)
        if not words and tile.state == "missed":
            look["hatch"] = "xxxx"  # where its sign has no room
        axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, **look))
        if words:
            axes.text(x, y, words, ha="center", va="center", fontsize=SMALL, linespacing=1.0, zorder=4)
    if found is not None:
        axes.add_patch(Rectangle((found[0] - 0.5, found[1] - 0.5), 1, 1, facecolor="none", edgecolor=INK, linewidth=2.4,
                                 zorder=5, clip_on=False))  # fmt: skip
    drawing.names_before(axes, [(n, f"{n:,}") for n in _thinned(ys, int(room / 0.17))])
    for n in _thinned(xs, int((WIDTH - 0.6) / (0.12 + drawing.width_of(f"{xs[-1]:,}")))):
        drawing.write(axes, f"{n:,}", (n, 0), (0, -4), "da", ha="center", va="top")
    drawing.write(axes, name_x, (0.5, 0), (0, -18), "aa", ha="center", va="top", linespacing=1.05)
    drawing.write(axes, name_y, (0, 1), (-30, 5), "aa", ha="left", va="bottom", linespacing=1.05)
    drawing.key(drawn, key)
    return drawn


def _tile_look(tile: Tile) -> dict[str, Any]:
    edge: dict[str, Any] = {"edgecolor": "white", "linewidth": 0.6}
    strength = min(1.0, math.sqrt(abs(tile.margin)))
    if tile.state == "kept":
        return edge | {"facecolor": _mixed(BLUE, 0.25 + 0.4 * strength)}
    if tile.state == "missed":
        return edge | {"facecolor": _mixed(VERMILION, 0.2 + 0.6 * strength)}
    if tile.state == "undecided":
        return {"facecolor": "white", "edgecolor": INK, "linewidth": 0.8}
    if tile.state == "implied-missed":
        return {"facecolor": "white", "edgecolor": VERMILION, "hatch": "////", "linewidth": 0.3}
    if tile.state == "implied-dearer":
        return {"facecolor": "white", "edgecolor": BLUE, "hatch": "..", "linewidth": 0.3}
    return {"facecolor": "white", "edgecolor": PALE, "linewidth": 0.5}


def _mixed(colour: str, share: float) -> str:
    """A colour thinned with white."""
    parts = [round(255 + share * (int(colour[i : i + 2], 16) - 255)) for i in (1, 3, 5)]
    return "#" + "".join(f"{part:02x}" for part in parts)


def _thinned(numbers: range, most: int) -> list[int]:
    """At most so many of some sizes, evenly spaced."""
    step = max(1, math.ceil(len(numbers) / max(1, most)))
    return list(numbers[::step])


def _tile_key(states: set[str]) -> drawing.Key:
    """What the fields stand for, of those that there are."""
    words = {
        "kept": f"√ {_('meets')}", "missed": f"× {_('misses')}", "undecided": f"○ {_('not settled')}",
        "implied-missed": _("below a ×"), "implied-dearer": _("dearer than a √"),
    }  # fmt: skip
    return [(_tile_look(Tile(state, margin=0.1)), told) for state, told in words.items() if state in states]


@dataclass(frozen=True)
class Sway:
    """A row of the tornado: an assumption, the margins with its numbers smaller and larger, and how many verdicts flip."""

    label: str
    low: float
    high: float
    flips: int


def tornado(rows: Sequence[Sway], base: float) -> Figure:
    """How far the worst target moves with each assumption, the strongest first."""
    ends = [base, 0.0, *(end for row in rows for end in (row.low, row.high))]
    air = 0.05 * (max(ends) - min(ends)) or 0.01
    span = (min(ends) - air, max(ends) + air)
    looks = {"low": {"facecolor": SKY, "hatch": "////"}, "high": {"facecolor": ORANGE}}

    def draw(axes: Axes, middle: float, number: int) -> None:
        row = rows[number]
        # The wider bar first, so that the other one stays to be seen where both lie on one side.
        for side in sorted(looks, key=lambda name: -abs(getattr(row, name) - base)):
            end = getattr(row, side)
            drawing.bar(axes, middle, min(base, end), max(base, end), looks[side])
        axes.plot((base, base), (middle - 0.15, middle + 0.15), color=INK, linewidth=0.9)

    def ticks(most: int) -> list[tuple[float, str]]:
        return [(n / 100, f"{n:+g}%" if n else "0") for n in between(100 * span[0], 100 * span[1], most)]

    shown = [PanelRow(row.label, _("{n} flip").format(n=row.flips) if row.flips else "") for row in rows]
    key = [(looks["low"], _("numbers smaller")), (looks["high"], _("numbers larger"))]
    title = _("worst target, above or below its goal")
    return drawing.stacked(Panel(title, shown, span, ticks, draw, (0, _("goal")), key, sentences=True))
