"""The name of a body in a text: a group, an office, a squad, an organisation, or a whole lot of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

BodySort = Literal["group", "organisation", "collective"]


@dataclass(frozen=True)
class BodyName:
    """A body named in a text, from `start` to `end`; `name` is whole where the text leaves a part to the reader.

    A group may be set up by the plan (组, 队, 指挥部; team, desk), an organisation exists beside it (局, 医院; hospital), a
    collective is many at once (各有关单位; all departments). `sure` is one that a boundary nobody doubts begins.
    """

    start: int
    end: int
    name: str
    sort: BodySort
    sure: bool = True


def apart(names: Iterable[BodyName]) -> list[BodyName]:
    """In the order of the text, the longer one where two overlap."""
    chosen: list[BodyName] = []
    for name in sorted(names, key=lambda name: (name.start, -name.end)):
        if not chosen or name.start >= chosen[-1].end:
            chosen.append(name)
        elif name.end - name.start > chosen[-1].end - chosen[-1].start:
            chosen[-1] = name
    return chosen
