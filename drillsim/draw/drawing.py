"""The board on which pictures are drawn: font, colours, axes, bars, and the way to SVG and PNG.

Colours are Okabe and Ito's, told apart by every eye. Axes are drawn here and not by
matplotlib, whose ticks take most of a small picture's time; a page has dozens of pictures.

This is the border at which texts become pictures: `$`, `_` and `\\` in them are signs like others, what a reader could
not see is named, and a name is wrapped, its row made as high as it needs; only what no office writes is shortened.

Most pictures are `Panel`s: rows with a name to the left, one measure across, and its figure to the right, where no line
crosses it. They are as wide as a telephone shows them, so that no letter there is smaller than on paper.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any
from unicodedata import category
from weakref import WeakKeyDictionary

import numpy as np

from drillsim.base.legible import ELLIPSIS, legible
from drillsim.draw.fonts import FAMILY, OTHERS, advances, font_path

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, VERMILION, ORANGE, GREEN, SKY, GREY = "#0072B2", "#D55E00", "#E69F00", "#009E73", "#56B4E9", "#8a8a8a"
INK, PALE = "#222222", "#dddddd"
WIDTH = 5.0  # inches: what a telephone of 390 pixels shows at full size; pages scale pictures to their column
POINTS, SMALL = 10, 9  # of letters; none is smaller
COLOURS = 48  # of a picture for a word processor
LABEL = 1.8  # inches of a name beside a drawing, at most
LINES = 6  # of a name, at most
LINE = 0.165  # inches from line to line
THICK = 0.2  # inches of a bar
EDGE = 0.06  # inches left free at the sides of titles and keys
KEY_SIGN = 0.26  # inches of a sign in a key
BELOW = 0.42  # inches of a panel's axis
OPENING = "（《“([‘"  # no line ends with one of these
CLOSING = "，。、；：）》”’…,.;:)"  # no line begins with one of these
TICK = 3  # matplotlib's mark of a stroke downwards
LIMIT = "limit"  # what lines that no text may touch are called within a drawing
TAKEN_OUT = "\0"  # stands in a drawing for a text; no text has it

STYLE: Any = {  # settings of matplotlib
    "font.family": [FAMILY, *OTHERS],  # for each sign the first that has it
    "font.size": POINTS,
    "hatch.linewidth": 0.8,
    "svg.fonttype": "none",
    "text.color": INK,
    "text.parse_math": False,  # a price in dollars is no formula
}


MARKS: dict[str, dict[str, Any]] = {  # by verdict: told apart by shape, too; what is not settled is empty
    "PASS": {"marker": "o", "color": BLUE},
    "FAIL": {"marker": "X", "color": VERMILION},
    "UNDECIDED": {"marker": "D", "color": INK, "markerfacecolor": "white"},
}


_HINTS: WeakKeyDictionary[Any, list[tuple[Any, tuple[float, float], tuple[float, float], str]]] = WeakKeyDictionary()


@contextmanager
def style() -> Iterator[None]:
    """Draw with the report's font and colours inside the block only (or, as a decorator, inside a function)."""
    import matplotlib
    from matplotlib import font_manager

    if not any(entry.fname == str(font_path()) for entry in font_manager.fontManager.ttflist):
        font_manager.fontManager.addfont(font_path())
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # such a sign is drawn as a box
        yield


def figure(height: float, width: float = WIDTH) -> Figure:
    """An empty figure, in inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height))


@style()
def svg_file(drawn: Figure, salt: str) -> bytes:
    """A figure as an SVG file that stands for itself; the same figure and salt give the same bytes."""
    import matplotlib

    buffer = io.BytesIO()
    _lettered(drawn)
    with matplotlib.rc_context({"svg.hashsalt": salt}):
        drawn.patch.set_visible(False)
        drawn.savefig(buffer, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return buffer.getvalue()


def _lettered(drawn: Figure) -> None:
    """Make every text of a figure one that is shown and not obeyed, whichever way it came there."""
    from matplotlib.text import Text

    for one in drawn.findobj(Text):
        one.set_text(legible(one.get_text()))
        one.set_parse_math(False)


def svg(drawn: Figure, title: str, description: str, salt: str) -> str:
    """A figure as an <svg> element with a title and description for those who hear the page.

    `salt` keeps the ids of one page apart; the same figure and salt give the same text.
    """
    text = svg_file(drawn, salt).decode()
    text = text[text.index("<svg") :]
    width, height = drawn.get_size_inches() * 72
    body = text[text.index(">") + 1 :]
    title, description = legible(title), legible(description)
    return (
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {width:g} {height:g}" class="chart"'
        f' xmlns:xlink="http://www.w3.org/1999/xlink"><title>{escape(title)}</title><desc>{escape(description)}</desc>'
        + _slim(body, salt).strip().removesuffix("</svg>")
        + _pointed_at(drawn)
        + "</svg>"
    )


def _pointed_at(drawn: Figure) -> str:
    """What a reader of a page sees who points at a piece of the drawing, as shapes that nobody sees."""
    parts, tall, scale = [], drawn.get_size_inches()[1] * 72, 72 / drawn.dpi
    for axes, x, y, words in _HINTS.get(drawn, []):
        (left, bottom), (right, top) = axes.transData.transform([(x[0], y[0]), (x[1], y[1])]) * scale
        left, right = sorted((round(left), round(right)))
        up, down = sorted((round(tall - top), round(tall - bottom)))
        wide, high = right - left, down - up
        parts.append(f'<path d="M{left} {up}h{wide}v{high}h-{wide}z"><title>{escape(legible(words))}</title></path>')
    return f'<g class="v">{"".join(parts)}</g>' if parts else ""


def _slim(body: str, salt: str) -> str:
    """The same picture in fewer characters: no ids that nothing refers to, no decimals that nobody sees.

    Only the drawing is made shorter. Its texts are taken out for as long: a name may look like an id or a number.
    """
    texts: list[str] = []

    def taken_out(element: re.Match[str]) -> str:
        texts.append(element[2])
        return f"{element[1]}{TAKEN_OUT}</text>"

    body = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r"(<text[^>]*>)([^<]*)</text>", taken_out, body)
    body = re.sub(r' clip-path="[^"]*"|<defs>\s*<clipPath.*?</defs>', "", body, flags=re.DOTALL)  # nothing lies outside
    used = set(re.findall(r'(?:url\(#|href="#)([\w-]+)', body))
    body = re.sub(r' id="([\w-]+)"', lambda m: f' id="{salt}{m[1]}"' if m[1] in used else "", body)
    body = re.sub(r'(url\(#|href="#)', rf"\g<1>{salt}", body)
    body = re.sub(r"(?<![\w#.-])(-?\d+\.\d{2,})(?!\w)", _shorter, body)
    body = re.sub(r'(?<= d=")[^"]*', _short_path, body)
    # What the style sheet of the page says need not be said again.
    families = ", ".join(f"'{family}'" for family in (FAMILY, *OTHERS))
    body = re.sub(rf" ?font-family: {families};| ?stroke-linejoin: miter;?|(?<=\") ?font-size: {POINTS}px;", "", body)
    body = re.sub(rf"(<text[^>]*?);? ?fill: {INK}(?=\")", r"\1", body)
    body = re.sub(r";? ?text-anchor: start", "", body)
    body = re.sub(r"(?<=[:;]) (?=[^\"<>]*\"[ />])", "", body)
    body = re.sub(r' transform="rotate\(-0 [^"]*"|<style.*?</style>| style=""', "", body, flags=re.DOTALL)
    body = re.sub(r"\s*\n\s*", " ", body).replace("> <", "><").replace('z "', 'z"')
    while (
        smaller := re.sub(r"<g></g>|<defs></defs>|<g>(<(?:path|text|use)[^>]*(?:/>|>[^<]*</text>))</g>", r"\1", body)
    ) != body:
        body = smaller
    body = re.sub(r'<path d="[^"]*" (style="[^"]*")/>(?:<path d="[^"]*" \1/>)+', _together, body)
    left = iter(texts)
    return re.sub(TAKEN_OUT, lambda _mark: next(left), body)


def _together(paths: re.Match[str]) -> str:
    """Paths of one look as one path."""
    data = re.findall(r' d="([^"]*)"', paths[0])
    return f'<path d="{"".join(data)}" {paths[1]}/>'


def _short_path(path: re.Match[str]) -> str:
    """The data of a path with lines across and up named by one number."""
    parts, found, x, y = path[0].split(), [], "", ""
    at = 0
    while at < len(parts):
        step = parts[at]
        if step in ("M", "L") and at + 2 < len(parts):
            to_x, to_y = parts[at + 1 : at + 3]
            if step == "L" and to_y == y:
                found.append(f"H{to_x}")
            elif step == "L" and to_x == x:
                found.append(f"V{to_y}")
            else:
                found.append(f"{step}{to_x} {to_y}")
            x, y, at = to_x, to_y, at + 3
        elif step == "z":
            found.append("z")
            x, y, at = "", "", at + 1
        else:
            return path[0].strip()
    return "".join(found)


def _shorter(number: re.Match[str]) -> str:
    value = float(number[1])
    return f"{value:.1f}".removesuffix(".0") if abs(value) >= 1 else f"{value:.3g}"


@style()
def png(drawn: Figure, dpi: int = 200) -> bytes:
    """A figure as a picture for a word processor, in few colours: a third of the size, and nobody sees it."""
    from PIL import Image

    buffer, packed = io.BytesIO(), io.BytesIO()
    _lettered(drawn)
    drawn.patch.set_visible(True)
    drawn.savefig(buffer, format="png", dpi=dpi, facecolor="white", metadata={"Software": None})
    Image.open(buffer).convert("RGB").quantize(COLOURS).save(packed, format="png", optimize=True)
    return packed.getvalue()


def board(drawn: Figure, left: float, right: float, top: float, bottom: float) -> Axes:
    """A drawing area with these margins in inches. Its axes are drawn by `axis_below` and `names_before`: a fraction of the
    work that matplotlib's own ticks take, and a page has dozens of pictures."""
    width, height = drawn.get_size_inches()
    axes = drawn.add_axes((left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height))
    axes.set_axis_off()
    return axes


def width_of(words: str) -> float:
    """How wide words are, in inches; a little more than less."""
    return 1.03 * POINTS / 72 * sum(map(_width_of_sign, words))


def _width_of_sign(sign: str) -> float:
    if category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    return advances().get(ord(sign), 1.0)


def label(words: str, widest: float = LABEL, most: int = LINES) -> str:
    """A name on at most so many lines, none wider than `widest` inches; an ellipsis where it is longer."""
    lines = [""]
    for piece in _pieces(re.sub(r"\s+", " ", legible(words)).strip(), widest):
        if width_of(lines[-1] + piece.rstrip()) > widest and lines[-1]:
            if len(lines) == most:
                lines[-1] = _cut(lines[-1], widest)
                break
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.strip() for line in lines)


def _cut(line: str, widest: float) -> str:
    """A line with an ellipsis at its end for what is left out."""
    line = line.rstrip(" ,，、" + ELLIPSIS)
    while width_of(line + ELLIPSIS) > widest and len(line) > 1:
        line = line[:-1]
    return line + ELLIPSIS


def _pieces(words: str, widest: float) -> list[str]:
    """Where a line may end: after a space, after any Chinese character, and in a word that is wider than a line."""
    found = [""]
    for sign in words:
        closes = sign in CLOSING or (sign == "'" and not found[-2:][0].endswith(" "))
        if closes and len(found) > 1 and not found[-1]:
            found[-2] += sign
            continue
        if width_of(found[-1] + sign) > widest and category(sign) not in ("Mn", "Me", "Cf"):
            found.append("")
        found[-1] += sign
        if sign == " " or (ord(sign) > 0x2E80 and sign not in OPENING):
            found.append("")
    return [piece for piece in found if piece]


def room_for(labels: Sequence[str]) -> float:
    """The margin that labels on the left need, in inches."""
    return 0.14 + max(width_of(line) for label in labels for line in label.split("\n"))


def tall(label: str) -> float:
    """The height of a label, in inches."""
    return LINE * (1 + label.count("\n"))


def write(axes: Axes, words: str, at: tuple[float, float], by: tuple[float, float], places: str, **more: Any) -> None:
    """Write at a place, moved by some points; `places` are the coordinates of x and y: data or axes fraction."""
    of = {"d": "data", "a": "axes fraction"}
    axes.annotate(words, at, xytext=by, xycoords=(of[places[0]], of[places[1]]),
                  textcoords="offset points", annotation_clip=False, **more)  # fmt: skip


def axis_below(axes: Axes, ticks: Sequence[tuple[float, str]], name: str = "") -> None:
    """The axis below a drawing, with its marks and its name."""
    axes.plot((0, 1), (0, 0), color=GREY, linewidth=0.8, transform=axes.transAxes, clip_on=False)
    axes.plot([value for value, _words in ticks], [0] * len(ticks), marker=TICK, color=GREY, linestyle="none", markersize=4,
              transform=axes.get_xaxis_transform(), clip_on=False)  # fmt: skip
    for value, words in ticks:
        write(axes, words, (value, 0), (0, -5), "da", ha="center", va="top")
    if name:
        write(axes, name, (0.5, 0), (0, -19), "aa", ha="center", va="top")


def names_before(axes: Axes, ticks: Sequence[tuple[float, str]]) -> None:
    """Names or numbers to the left of a drawing."""
    for value, words in ticks:
        write(axes, words, (0, value), (-5, 0), "ad", ha="right", va="center", linespacing=1.05)


def dashed_line(axes: Axes, at: float, words: str) -> None:
    """A dashed line from top to bottom with its name above, on the side that has room for it."""
    axes.plot((at, at), (0, 1), color=INK, linewidth=1.4, linestyle=(0, (4, 2)), transform=axes.get_xaxis_transform(),
              gid=LIMIT)  # fmt: skip
    low, high = axes.get_xlim()
    box, drawn = axes.get_position(), axes.get_figure(root=True)
    assert drawn is not None
    free = drawn.get_size_inches()[0] * (1 - box.x0 - box.width * (at - low) / (high - low))  # to the edge of the picture
    right = width_of(words) < free - 0.1
    write(axes, words, (at, 1), (-2 if right else 2, 2), "da", ha="left" if right else "right", va="bottom")


def _edged(look: dict[str, Any]) -> dict[str, Any]:
    """The look of a bar with white edges, unless it says otherwise."""
    return {"edgecolor": "white", "linewidth": 0.5} | look


def hint(axes: Axes, x: tuple[float, float], y: tuple[float, float], words: str) -> None:
    """What a reader of a page sees who points at a piece of a drawing."""
    _HINTS.setdefault(axes.get_figure(), []).append((axes, x, y, words))


def columns(axes: Axes, edges: Any, below: Any, above: Any, look: dict[str, Any]) -> None:
    """Bars between edges, as one shape; empty ones are left out."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    some = np.flatnonzero(above > below)
    corners = [
        [(edges[i], below[i]), (edges[i], above[i]), (edges[i + 1], above[i]), (edges[i + 1], below[i]), (0, 0)]
        for i in some
    ]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(some)
    shape = Path(np.array(corners, dtype=float).reshape(-1, 2), np.array(codes, dtype=Path.code_type))
    axes.add_patch(PathPatch(shape, **_edged(look)))


Key = Sequence[tuple[dict[str, Any], str]]  # looks of bars or marks, and what they stand for


def _key_lines(entries: Key, width: float) -> list[Key]:
    """The entries of a key on as many lines as they need."""
    lines: list[list[tuple[dict[str, Any], str]]] = [[]]
    x = EDGE
    for look, words in entries:
        room = KEY_SIGN + width_of(words)
        if lines[-1] and x + room > width:
            lines.append([])
            x = EDGE
        lines[-1].append((look, words))
        x += room + 0.2
    return [tuple(line) for line in lines]


def key_height(entries: Key, width: float = WIDTH) -> float:
    """How many inches a key takes."""
    return 0.22 * len(_key_lines(entries, width)) if entries else 0.0


def key(drawn: Figure, entries: Key, top: float = 0.0) -> None:
    """What looks stand for, on lines `top` inches below the upper edge of a picture and on."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    width, height = drawn.get_size_inches()
    for number, line in enumerate(_key_lines(entries, width) if entries else ()):
        x, middle = EDGE, height - top - 0.22 * number - 0.12
        for look, words in line:
            if "marker" in look:
                at = [(x + 0.1) / width], [middle / height]
                shown = {"markersize": 7, **look}
                drawn.add_artist(Line2D(*at, linestyle="none", transform=drawn.transFigure, **shown))
            else:
                corner = x / width, (middle - 0.06) / height
                drawn.add_artist(Rectangle(corner, 0.2 / width, 0.12 / height, transform=drawn.transFigure, **_edged(look)))
            drawn.text((x + KEY_SIGN) / width, middle / height, words, va="center")
            x += KEY_SIGN + width_of(words) + 0.2


def bar(axes: Axes, row: float, begin: float, end: float, look: dict[str, Any]) -> None:
    """A bar of a panel from left to right, about the middle of its row."""
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((begin, row - THICK / 2), end - begin, THICK, **_edged(look)))


@dataclass(frozen=True)
class PanelRow:
    """A row of a panel: its name, its figure, and what a reader sees who points at it."""

    name: str
    figure: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Panel:
    """Rows of one measure: names to the left, figures to the right, where nothing crosses them.

    `title` says what is measured, `draw` is given the axes, the middle of a row (in inches from the top) and its number;
    `ticks` gives at most so many marks of the axis. `line` is a limit or goal that holds for all rows. `sentences`: names
    are long and stand above their bars.
    """

    title: str
    rows: Sequence[PanelRow]
    span: tuple[float, float]
    ticks: Callable[[int], Sequence[tuple[float, str]]]
    draw: Callable[[Axes, float, int], None]
    line: tuple[float, str] | None = None
    key: Key = ()
    sentences: bool = False

    def name(self, row: PanelRow) -> str:
        """The name of a row as it is wrapped."""
        return label(row.name, WIDTH - 0.3) if self.sentences else label(row.name)

    def room(self, row: PanelRow) -> float:
        """The height of a row, in inches."""
        name = tall(self.name(row))
        return name + THICK + 0.14 if self.sentences else max(0.3, name + 0.1)

    def middle(self, row: PanelRow) -> float:
        """How far below the upper edge of a row its bar lies, in inches."""
        return tall(self.name(row)) + 0.04 + THICK / 2 if self.sentences else self.room(row) / 2

    @property
    def legend(self) -> Key:
        """The key; names above bars leave no room for that of a line at its head."""
        if self.line is None or not self.sentences:
            return self.key
        look = {"marker": "|", "color": INK, "markersize": 10, "markeredgewidth": 1.4}
        return [*self.key, (look, self.line[1])]


@style()
def stacked(*panels: Panel) -> Figure:
    """A figure of panels one below the other; their names and figures stand in the same columns."""
    beside = [panel.name(row) for panel in panels if not panel.sentences for row in panel.rows]
    before = room_for(beside) if beside else 0.0
    behind = max(0.25, 0.15 + max(width_of(row.figure) for panel in panels for row in panel.rows))
    titles = [label(panel.title, WIDTH - 2 * EDGE) for panel in panels]
    tops, lengths, at = [], [], 0.0
    for panel, title in zip(panels, titles, strict=True):
        headed = panel.line is not None and not panel.sentences
        above = tall(title) + 0.1 + key_height(panel.legend) + (0.22 if headed else 0.04)
        length = sum(map(panel.room, panel.rows))
        tops.append((at, at + above))
        lengths.append(length)
        at += above + length + BELOW
    drawn = figure(at)
    for panel, title, (top, rows_top), length in zip(panels, titles, tops, lengths, strict=True):
        drawn.text(EDGE / WIDTH, 1 - (top + 0.03) / at, title, va="top", ha="left", linespacing=1.05)
        key(drawn, panel.legend, top + tall(title) + 0.06)
        left = 2 * EDGE if panel.sentences else before
        axes = board(drawn, left, behind, rows_top, at - rows_top - length)
        axes.set_xlim(*panel.span)
        axes.set_ylim(length, 0)
        edge = 0.0
        for number, row in enumerate(panel.rows):
            middle = edge + panel.middle(row)
            panel.draw(axes, middle, number)
            if panel.sentences:
                write(axes, panel.name(row), (0, edge), (0, -1), "ad", ha="left", va="top", linespacing=1.05)
            else:
                names_before(axes, [(middle, panel.name(row))])
            write(axes, row.figure, (1, middle), (7, 0), "ad", va="center")
            if panel.sentences and panel.line is not None:
                axes.plot((panel.line[0],) * 2, (middle - 0.14, middle + 0.14), color=INK, linewidth=1.4, gid=LIMIT,
                          clip_on=False)  # fmt: skip
            if row.hint:
                hint(axes, panel.span, (edge, edge + panel.room(row)), row.hint)
            edge += panel.room(row)
        axis_below(axes, panel.ticks(max(2, int((WIDTH - left - behind) / 0.55))))
        if panel.line is not None and not panel.sentences:
            dashed_line(axes, *panel.line)
    return drawn
