"""What is typed into one cell, and the value that it means.

Several things are separated by 、 ; or a comma, pairs are 'name: value': `hear: settled、dated_answer`.
A value that this cannot say is written exactly, as JSON, so nothing is lost on the way to a sheet and back.
Fixed words are written in Chinese on a Chinese form wherever the model reads them as the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

from drillsim.base.language import Message, current, say
from drillsim.files.form.shapes import Leaf, is_model, options, type_of
from drillsim.files.tree import Node, scalar
from drillsim.plan.keys import keys_of
from drillsim.plan.schema import Named
from drillsim.plan.words import OUTCOMES_ZH, SUBJECTS_ZH, VALUES_ZH
from drillsim.quantities import measures
from drillsim.quantities.measures import in_a_row

Value = str | int | float | bool  # of a cell

_SEPARATOR = re.compile(r"\s*(?:[、;；，\n\r]|,(?!\d{3}(?!\d)))\s*")  # not the comma of 10,000
_PAIR = re.compile(rf"({measures.A_NAME})\s*[:：]\s*(.*)$", re.DOTALL)
_JOINED = re.compile(r"\s*(?:和|及|与|加|另|\+|&|\band\b|\s)\s*")
_EXACT = ("[", "{", '"')
_DEEPEST = 20  # levels of nesting in one cell


def _reverse(words: dict[str, str]) -> dict[str, str]:
    return {en: zh for zh, en in reversed(words.items())}


_VALUES, _SUBJECTS, _OUTCOMES = map(_reverse, (VALUES_ZH, SUBJECTS_ZH, OUTCOMES_ZH))


@dataclass
class Read:
    """What was read from a cell. `troubles` are all things wrong in it; `meant`, what it was taken for if not plain."""

    value: Any = None
    troubles: list[tuple[Message, Message | None]] = field(default_factory=list)
    meant: str = ""


def read(leaf: Leaf, text: str) -> Read:
    """The value that a text in a cell means: strings, lists and mappings, as a plan file would hold them."""
    typed = text.strip()
    if typed.startswith(_EXACT):
        exact = _exact(typed)
        if exact is not None:
            return Read(exact)
    pieces = [piece for piece in _SEPARATOR.split(typed) if piece]
    if leaf.mapped and pieces and _PAIR.match(pieces[0]):
        return _Entries(leaf, pieces).read()
    if leaf.named is not None and pieces:
        return _Entries(leaf, pieces).read()
    if leaf.listed and len(pieces) > 1:
        return Read([scalar_of(piece) for piece in pieces])
    return Read(scalar_of(typed))


def scalar_of(typed: str) -> Any:
    """A number where the text is one, as in a plan file; else the text."""
    value = scalar(Node("scalar", 0, 0, text=typed))
    return typed if value is None else value


class _Entries:
    """'name: value' pairs of one cell. Where values are figures, the colon may be left out: '当场答复60%'."""

    def __init__(self, leaf: Leaf, pieces: list[str]) -> None:
        self.leaf, self.pieces = leaf, pieces
        self.found: dict[str, list[Any]] = {}
        self.bare: list[str] = []  # without a colon, as they are taken
        self.result = Read()

    def read(self) -> Read:
        values: list[Any] | None = None
        for piece in self.pieces:
            if (pair := _PAIR.match(piece)) is not None:
                values = self._add(pair[1], pair[2].strip())
            elif self.leaf.named is not None:
                self._without_colon(self.leaf.named, piece)
            elif values is not None:
                values.append(scalar_of(piece))
        self.result.value = {key: several[0] if len(several) == 1 else several for key, several in self.found.items()}
        colon = "：" if current() == "zh" else ": "
        if self.bare and self.leaf.named is not None and not self.leaf.named.whole:  # a need says itself what it is
            self.result.meant = in_a_row([f"{key}{colon}{self.found[key][0]}" for key in self.bare])
        return self.result

    def _add(self, key: str, value: str) -> list[Any]:
        if key in self.found:
            self.result.troubles.append((say("'{key}' is there twice in this cell", key=key), say("keep one of them")))
            return []
        self.found[key] = [scalar_of(value)] if value else []
        return self.found[key]

    def _without_colon(self, named: Named, piece: str) -> None:
        """An entry or several joined by 和 or 'and', each a name and a figure; a need is then named as what it asks for."""
        parts = [piece]
        if measures.named(piece, named.figure) is None:
            parts = [part for part in _JOINED.split(piece) if part]
        for part in parts:
            pair = measures.named(part, named.figure)
            if pair is None:
                what = say("'{got}' has no name and figure", got=part)
                self.result.troubles.append((what, say("write it as 'name: value'")))
            else:
                self._add(pair[0], part if named.whole else pair[1])
                self.bare.append(pair[0])


def _exact(typed: str) -> Any:
    try:
        value = json.loads(typed)
    except (ValueError, RecursionError):
        return None
    return value if _depth_below(value, _DEEPEST) else None


def _depth_below(value: Any, levels: int) -> bool:
    within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels > 0 and all(_depth_below(one, levels - 1) for one in within)


# ---- from values to cells ------------------------------------------------------------------------


def write(leaf: Leaf, value: Any) -> Value:
    """What to put into a cell for a value of a plan file: pleasant to read, and read back as the same."""
    value = in_language(leaf, value)
    if isinstance(value, (int, float)):
        return value
    shown = _pleasant(value)
    if shown is not None and shown == shown.strip() and leaf.same(_back(leaf, shown), value):
        return shown
    return json.dumps(value, ensure_ascii=False)


def _back(leaf: Leaf, shown: str) -> Any:
    found = read(leaf, shown)
    return None if found.troubles else found.value


def _pleasant(value: Any) -> str | None:
    zh = current() == "zh"
    if isinstance(value, dict):
        pairs = [(key, _pleasant(one)) for key, one in value.items()]
        if not pairs or any(not one for _key, one in pairs):
            return None
        return ("；" if zh else "; ").join(f"{key}{'：' if zh else ': '}{one}" for key, one in pairs)
    if isinstance(value, list):
        if not value or any(isinstance(one, (list, dict)) for one in value):
            return None
        return ("、" if zh else ", ").join(map(str, value))
    return str(value)


def in_language(leaf: Leaf, value: Any) -> Any:
    """A value with its fixed words in the language spoken, where the model reads it as the same."""
    if current() != "zh":
        word = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
        return word if leaf.same(word, value) else value
    for changed in _in_chinese(value, leaf.type):
        if changed != value and leaf.same(changed, value):
            return changed
    return value


def fixed(word: str) -> str:
    """A fixed word in the language spoken."""
    return _VALUES.get(word, word) if current() == "zh" else word


def _in_chinese(value: Any, kind: Any) -> Iterator[Any]:
    """A value of a type with more or fewer of its words in Chinese, the most first."""

    def most(one: Any, of: Any) -> Any:
        return next(_in_chinese(one, of), one)

    types = [one for one, _notes in options(kind)]
    if isinstance(value, dict) and (
        model := next((one for one in types if is_model(one) and {*value} <= {*keys_of(one)}), None)
    ):
        own = keys_of(model)
        yield {own[key].in_chinese: most(one, type_of(model.model_fields[own[key].field])) for key, one in value.items()}
        yield {own[key].in_chinese: one for key, one in value.items()}
    elif isinstance(value, dict):
        of = next((get_args(one)[1] for one in types if get_origin(one) is dict), Any)
        keys = {key: _SUBJECTS.get(key) or _OUTCOMES.get(key, key) for key in value}
        words = {key: most(one, of) for key, one in value.items()}
        yield {keys[key]: word for key, word in words.items()}
        yield {keys[key]: one for key, one in value.items()}
        yield words
    elif isinstance(value, list):
        of = next((get_args(one)[0] for one in types if get_origin(one) is list), Any)
        yield [most(one, of) for one in value]
    elif isinstance(value, bool):
        yield "是" if value else "否"
    elif isinstance(value, str) and (value in _VALUES or value in _OUTCOMES):
        yield _VALUES.get(value) or _OUTCOMES[value]
