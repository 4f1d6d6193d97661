"""The tables of a PDF page: grids of ruled lines, and where the letters of each cell go.

A page knows no tables, only strokes. Those that touch make one grid; a cell whose border is missing is merged with its
neighbour. A frame around one text is no table.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import pypdfium2
import pypdfium2.raw

_NEAR = 3.0  # points: lines closer than this are one
_SHORTEST = 6.0
_MOST_LINES = 20_000  # of a page; a drawing has more


@dataclass(frozen=True)
class _Rule:
    """A straight line: where it lies, and from where to where it reaches."""

    is_flat: bool
    at: float
    begin: float
    end: float

    def touches(self, other: _Rule) -> bool:
        if self.is_flat == other.is_flat:
            near = abs(self.at - other.at) < _NEAR
            return near and self.begin < other.end + _NEAR and other.begin < self.end + _NEAR
        return other.begin - _NEAR < self.at < other.end + _NEAR and self.begin - _NEAR < other.at < self.end + _NEAR


class RuledTable:
    """A grid: the edges of its columns from the left, those of its rows from the top."""

    def __init__(self, rules: list[_Rule]) -> None:
        self.flat = [one for one in rules if one.is_flat]
        self.upright = [one for one in rules if not one.is_flat]
        self.columns = _edges(one.at for one in self.upright)
        self.rows = _edges(one.at for one in self.flat)[::-1]

    @property
    def is_table(self) -> bool:
        """Whether it has rows and columns; a single row may be the end of a page that a table goes on behind."""
        return len(self.columns) > 2 and len(self.rows) > (2 if len(self.columns) == 3 else 1)

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a point, counted from 1; of merged cells the first."""
        row = next(
            (n for n, (top, bottom) in enumerate(zip(self.rows, self.rows[1:], strict=False), 1) if bottom <= y < top), 0
        )
        column = next((n for n, (a, b) in enumerate(zip(self.columns, self.columns[1:], strict=False), 1) if a <= x < b), 0)
        return self.first_of(row, column) if row and column else None

    def first_of(self, row: int, column: int) -> tuple[int, int]:
        """The first row and column of the cell that lies there."""
        while row > 1 and not self._is_ruled(self.flat, self.rows[row - 1], self._middle(self.columns, column)):
            row -= 1
        while column > 1 and not self._is_ruled(self.upright, self.columns[column - 1], self._middle(self.rows, row)):
            column -= 1
        return row, column

    @staticmethod
    def _middle(edges: list[float], n: int) -> float:
        return (edges[n - 1] + edges[n]) / 2

    @staticmethod
    def _is_ruled(rules: list[_Rule], at: float, middle: float) -> bool:
        return any(abs(one.at - at) < _NEAR and one.begin < middle < one.end for one in rules)


def ruled_tables(page: pypdfium2.PdfPage) -> list[RuledTable]:
    """The tables of a page, from top to bottom."""
    drawn = list(islice(_rules(page), _MOST_LINES + 1))
    if len(drawn) > _MOST_LINES:
        return []
    groups: list[list[_Rule]] = []
    for rule in _whole(drawn):
        touching = [group for group in groups if any(rule.touches(one) for one in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([rule, *(one for group in touching for one in group)])
    tables = [RuledTable(group) for group in groups]
    return sorted((one for one in tables if one.is_table), key=lambda table: -table.rows[0])


def _whole(rules: list[_Rule]) -> list[_Rule]:
    """Lines that were drawn piece by piece, cell by cell, as whole ones."""
    found: list[_Rule] = []
    ordered = sorted(rules, key=lambda rule: (rule.is_flat, round(rule.at / _NEAR), rule.begin))
    for rule in ordered:
        last = found[-1] if found else None
        if last is not None and last.is_flat == rule.is_flat and last.touches(rule):
            found[-1] = replace(last, end=max(last.end, rule.end))
        else:
            found.append(rule)
    return found


def _edges(places: Iterator[float]) -> list[float]:
    """Places in order, each once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _rules(page: pypdfium2.PdfPage) -> Iterator[_Rule]:
    """The straight lines of a page, along its edges."""
    raw = pypdfium2.raw
    for drawn in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=1):
        matrix = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(drawn.raw, matrix)
        first = last = (0.0, 0.0)
        for n in range(min(raw.FPDFPath_CountSegments(drawn.raw), _MOST_LINES)):
            segment = raw.FPDFPath_GetPathSegment(drawn.raw, n)
            x, y = ctypes.c_float(), ctypes.c_float()
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            point = (
                matrix.a * x.value + matrix.c * y.value + matrix.e,
                matrix.b * x.value + matrix.d * y.value + matrix.f,
            )
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
                first = point
            elif raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO:
                yield from _rule(last, point)
            last = point
            if raw.FPDFPathSegment_GetClose(segment):
                yield from _rule(last, first)


def _rule(one: tuple[float, float], other: tuple[float, float]) -> Iterator[_Rule]:
    (x, y), (to_x, to_y) = one, other
    if abs(y - to_y) < 1 and abs(x - to_x) > _SHORTEST:
        yield _Rule(True, (y + to_y) / 2, min(x, to_x), max(x, to_x))
    elif abs(x - to_x) < 1 and abs(y - to_y) > _SHORTEST:
        yield _Rule(False, (x + to_x) / 2, min(y, to_y), max(y, to_y))
