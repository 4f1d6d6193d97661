"""The labelled written plans: their sources read into lines, and the labels that stand in them and beside them.

How a source is written, and by which rules it was labelled, stands in written_plans/README.md.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent / "written_plans"
MERGED = "<"  # a cell that is one with that before it
MARK = re.compile(r"\{([^{}]*)\}")
UNITS = {"s": (1, "s"), "min": (60, "s"), "h": (3600, "s"), "d": (86400, "s"), "wk": (604800, "s")}
UNITS |= {"mo": (1, "mo"), "y": (12, "mo"), "wd": (1, "wd"), "wh": (1, "wh")}

Value = tuple[Any, ...]  # ("within", 1800, "s"), ("every", 1, "mo"), ("clock", 1020), ("soon",); of a tier its ends


def folded(text: str) -> str:
    """A text as it is compared: blanks and widths of characters are nothing that a format has to keep."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True)
class Label:
    """What stands at a place of the text, from `start` to `end` of it as folded; any of `values` is right."""

    kind: str
    start: int
    end: int
    words: str
    values: tuple[Value, ...] = ()
    optional: bool = False

    def at(self, ahead: int) -> Label:
        """The same, of a text that has so many characters ahead of this one."""
        return Label(self.kind, self.start + ahead, self.end + ahead, self.words, self.values, self.optional)


@dataclass(frozen=True)
class Line:
    """A line of a source: its sort ('title', 'heading', 'text', 'item', 'bullet', 'row', 'box'), and its cells."""

    sort: str
    cells: tuple[str, ...]
    labels: tuple[Label, ...]
    level: int = 0
    number: str = ""  # which the word processor counts; other formats write it
    spans: tuple[int, ...] = ()  # the columns that each cell of a row takes

    @property
    def text(self) -> str:
        return self.cells[0]


@dataclass(frozen=True)
class LabelledPlan:
    """A written plan of ours with what should be found in it. Nobody who writes finders opens a kept one."""

    path: Path
    lines: tuple[Line, ...]
    beside: dict[str, Any]  # the labels of its YAML file

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def kept(self) -> bool:
        return self.path.parent != FOLDER

    @property
    def language(self) -> str:
        return str(self.beside["language"])

    @property
    def formats(self) -> list[str]:
        return list(self.beside["formats"])

    @cached_property
    def folded(self) -> str:
        """Its whole text in order, folded."""
        return "".join(folded("".join(line.cells)) for line in self.lines)

    @cached_property
    def labels(self) -> list[Label]:
        """Those of the text, at their places in `folded`."""
        ahead = accumulate((len(folded("".join(line.cells))) for line in self.lines), initial=0)
        return [label.at(so_far) for line, so_far in zip(self.lines, ahead, strict=False) for label in line.labels]

    @property
    def headings(self) -> list[Line]:
        return [line for line in self.lines if line.sort == "heading"]


def labelled_plans() -> list[LabelledPlan]:
    """All of them, those that are shown first."""
    return [_read(path) for folder in (FOLDER, FOLDER / "kept") for path in sorted(folder.glob("*.txt"))]


def _read(path: Path) -> LabelledPlan:
    beside = YAML(typ="safe").load(path.with_suffix(".yaml").read_text("utf-8"))
    counted = _Counter(len(beside.get("numbers_of_headings", ())), beside["language"])
    sentences = beside.get("sentences_as_headings", 9)  # the level from which what is numbered are sentences
    lines = [_line(raw, counted, sentences) for raw in path.read_text("utf-8").splitlines() if raw]
    return LabelledPlan(path, tuple(lines), beside)


class _Counter:
    """Counts what a word processor would: headings of so many levels ('1.2.3'), and the items of a list."""

    def __init__(self, levels: int, language: str) -> None:
        self._levels, self._language = levels, language
        self._counts: list[int] = []
        self._items = 0

    def heading(self, level: int) -> str:
        self._items = 0
        if level > self._levels:
            return ""
        self._counts = [*self._counts, 0][:level]
        self._counts[-1] += 1
        return ".".join(map(str, self._counts))

    def item(self) -> str:
        self._items += 1
        return f"（{self._items}）" if self._language == "zh" else f"{self._items})"


def _line(raw: str, counted: _Counter, sentences: int) -> Line:
    if raw.startswith("|"):
        columns = raw.removeprefix("|").removesuffix("|").split("|")
        starts = [at for at, cell in enumerate(columns) if cell != MERGED]
        cells, labels = _marked([columns[at] for at in starts])
        spans = (end - at for at, end in pairwise([*starts, len(columns)]))
        return Line("row", cells, labels, spans=tuple(spans))
    sort, level, number = "text", 0, ""
    for mark, named in {"@ ": "title", "[box] ": "box", "+ ": "item", "- ": "bullet"}.items():
        if raw.startswith(mark):
            sort, raw = named, raw.removeprefix(mark)
    if heading := re.match("(#+) ", raw):
        sort, level, raw = "heading", len(heading[1]), raw[heading.end() :]
        number = counted.heading(level)
        sort = "numbered" if level >= sentences else "heading"
    elif sort == "item":
        number = counted.item()
    cells, labels = _marked([raw])
    return Line(sort, cells, labels, level, number)


def _marked(raw: list[str]) -> tuple[tuple[str, ...], tuple[Label, ...]]:
    """The cells of a line without their marks, and the labels that these are, at their places in the folded line."""
    cells: list[str] = []
    labels: list[Label] = []
    for cell in raw:
        plain, last = "", 0
        for mark in MARK.finditer(cell):
            plain += cell[last : mark.start()]
            last = mark.end()
            start = len(folded("".join(cells) + plain))
            words, kind, values, optional = _label(mark[1])
            plain += words
            labels.append(Label(kind, start, start + len(folded(words)), words, values, optional))
        cells.append(plain + cell[last:])
    return tuple(cells), tuple(labels)


def _label(marked: str) -> tuple[str, str, tuple[Value, ...], bool]:
    optional = marked.endswith("?")
    marked = marked.removesuffix("?")
    if marked.startswith("!"):
        return "", "done", ((marked[1:],),), optional
    if marked[-1] in "@#":
        return marked[:-1], {"@": "person", "#": "phone"}[marked[-1]], (), optional
    words, _, told = marked.partition("=")
    if not told:
        return words, "soon", (("soon",),), optional
    if told in ("duty", "hours"):
        return words, told, (), optional or told == "hours"
    if told.startswith("level "):
        return words, "level", ((told.removeprefix("level "),),), optional
    if told[0] in "[(":
        return words, "tier", tuple(map(_ends, told.split("/"))), optional
    return words, "limit", tuple(map(limit_value, told.split("/"))), optional


def _ends(told: str) -> Value:
    """'[20,50)' and '[50,)' as the lowest and the highest whole number."""
    low, high = told[1:-1].split(",")
    return (int(low) + (told[0] == "("), int(high) - (told[-1] == ")") if high else None)


def limit_value(told: str) -> Value:
    """'30 min', 'every 2 h', 'by 17:00' as they are compared."""
    if clock := re.fullmatch(r"(?:by|at) (\d+):(\d+)", told):
        return ("clock", 60 * int(clock[1]) + int(clock[2]))
    kind, told = ("every", told.removeprefix("every ")) if told.startswith("every ") else ("within", told)
    number, unit = told.split()
    each, named = UNITS[unit]
    return (kind, float(number) * each, named)
