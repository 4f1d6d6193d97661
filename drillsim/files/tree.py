"""The values of a YAML file as a tree that knows where each of them stands, and paths through it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from drillsim.base.errors import Spot
from drillsim.plan.keys import all_spellings
from drillsim.plan.values import own_name
from drillsim.plan.words import VALUES_ZH
from drillsim.quantities import measures
from drillsim.quantities.written import WrittenText

Path_ = tuple[str | int, ...]  # keys and list positions as they stand in the file

_INT = re.compile(r"[-+]?\d{1,18}$")
_FLOAT = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$")
_LIMITLESS = re.compile(r"([-+]?)\.(inf|Inf|INF|nan|NaN|NAN)$")
_NAMED = {"null": None, "Null": None, "NULL": None, "~": None, "": None,
          "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}  # fmt: skip


class _Written:
    """A number that still knows how it was written."""

    written: str

    def __str__(self) -> str:
        return self.written


class WrittenInt(_Written, int):
    """007 stays '007' as a name."""


class WrittenFloat(_Written, float):
    """Clause 5.10 is not 5.1."""


@dataclass
class Node:
    """One value of the file and where it begins; lines and columns count from 1 (in a workbook: of the sheet at `spot`)."""

    kind: Literal["scalar", "mapping", "list"]
    line: int
    column: int
    width: int = 1
    text: str = ""  # of a scalar
    plain: bool = True  # a scalar without quotes
    children: list[Node] = field(default_factory=list)  # of a mapping: key, value, key, value …
    size: int = 1  # values in it once every alias is followed
    spot: Spot | None = None
    item: int = 0  # which of several values in one cell
    meant: str = ""  # what the text of a cell was taken for, where that is not plain
    sound: bool = True  # False where a fault is noted already and nothing can be said of the value

    def entries(self) -> Iterator[tuple[Node, Node]]:
        """Keys and values of a mapping, in file order."""
        return zip(self.children[::2], self.children[1::2], strict=True)


def scalar(node: Node) -> Any:
    """The value of a scalar by the YAML 1.2 core schema; moments and clocks stay strings."""
    if not node.plain:
        return WrittenText(node.text)
    if node.text in _NAMED:
        return _NAMED[node.text]
    number: WrittenInt | WrittenFloat
    folded = measures.fold(node.text)
    if _INT.match(folded):
        number = WrittenInt(folded)
    elif _FLOAT.match(folded):
        number = WrittenFloat(folded)
    elif limitless := _LIMITLESS.match(folded):
        number = WrittenFloat(limitless[1] + limitless[2].lower())
    else:
        return WrittenText(node.text)
    number.written = node.text
    return number


def plain(node: Node) -> Any:
    """`node` as dictionaries, lists and scalars; of a key given twice the first counts."""
    if node.kind == "scalar":
        return scalar(node)
    if node.kind == "list":
        return [plain(child) for child in node.children]
    values: dict[str, Any] = {}
    for key, value in node.entries():
        if key.kind == "scalar" and key.text not in values:
            values[key.text] = plain(value)
    return values


def unsound(node: Node, here: Path_ = ()) -> Iterator[Path_]:
    """Paths to the values of which nothing can be said."""
    if not node.sound:
        yield here
    elif node.kind == "list":
        for index, child in enumerate(node.children):
            yield from unsound(child, (*here, index))
    elif node.kind == "mapping":
        for key, child in node.entries():
            if key.kind == "scalar":
                yield from unsound(child, (*here, key.text))


def spellings(key: str) -> tuple[str, ...]:
    """A key or fixed word in every spelling that files may use, the English one first."""
    key = key.removesuffix("_")  # fields named like Python keywords carry an underscore
    return (*all_spellings(key), *(zh for zh, en in VALUES_ZH.items() if en == key))


def resolve(data: Any, loc: Sequence[str | int] | str) -> Path_:
    """The longest part of `loc` that `data` (of a file) has, in the file's own spelling.

    `loc` is a location of pydantic, whose union labels are passed over, or a dotted path.
    """
    if not isinstance(loc, str):
        return _follow(data, tuple(loc))
    parts = loc.split(".")
    for taken in range(len(parts), 0, -1):  # the longest key first: a clause P7.5 has a dot itself
        key = _spelled(data, ".".join(parts[:taken]))
        if key is not None:
            return (key, *resolve(data[key], ".".join(parts[taken:])))
    return ()


def _follow(data: Any, loc: Path_) -> Path_:
    if not loc:
        return ()
    key = _spelled(data, loc[0])
    found = () if key is None else (key, *_follow(data[key], loc[1:]))
    passed_over = _follow(data, loc[1:])  # a step that is no key is a union's tag or '[key]'
    return found if len(found) > len(passed_over) else passed_over


def _spelled(data: Any, step: str | int) -> str | int | None:
    """A key or position as `data` has it, None if it has none."""
    if isinstance(data, list):
        return step if isinstance(step, int) and step < len(data) else None
    if not isinstance(data, dict) or not isinstance(step, str) or step in data:
        return step if isinstance(data, dict) and step in data else None
    return next((key for key in (*spellings(step), own_name(step)) if key in data), None)
