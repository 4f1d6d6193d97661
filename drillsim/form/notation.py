"""What is typed into one cell, and the value that it means.

Several things are separated by 、 ; or a comma, pairs are 'name: value': `hear: settled、dated_answer`.
A value that this cannot say is written exactly, as JSON, so nothing is lost on the way to a sheet and back.
Fixed words are written in Chinese on a Chinese form wherever the model reads them as the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from drillsim.files.tree import Node, scalar
from drillsim.form.shapes import Leaf
from drillsim.language import current, say
from drillsim.plan.parts import Part
from drillsim.quantities import Unreadable
from drillsim.words import MOMENTS_ZH, OUTCOMES_ZH, SUBJECTS_ZH, VALUES_ZH, key_in_chinese

Value = str | int | float | bool  # of a cell

_SEPARATOR = re.compile(r"\s*(?:[、;；，\n\r]|,(?!\d{3}(?!\d)))\s*")  # not the comma of 10,000
_PAIR = re.compile(r"([^\W\d][\w-]*)\s*[:：]\s*(.*)$", re.DOTALL)
_EXACT = ("[", "{", '"')
_DEEPEST = 20  # levels of nesting in one cell


def _reverse(words: dict[str, str]) -> dict[str, str]:
    return {en: zh for zh, en in reversed(words.items())}


_VALUES, _SUBJECTS, _OUTCOMES, _MOMENTS = map(_reverse, (VALUES_ZH, SUBJECTS_ZH, OUTCOMES_ZH, MOMENTS_ZH))


def read(leaf: Leaf, text: str) -> Any:
    """The value that a text in a cell means: strings, lists and mappings, as a plan file would hold them.

    Raises Unreadable where one of several things has no name although the others have.
    """
    typed = text.strip()
    if typed.startswith(_EXACT):
        exact = _exact(typed)
        if exact is not None:
            return exact
    pieces = [piece for piece in _SEPARATOR.split(typed) if piece]
    if leaf.mapped and pieces and _PAIR.match(pieces[0]):
        return _pairs(pieces)
    if leaf.listed and len(pieces) > 1:
        return [scalar_of(piece) for piece in pieces]
    return scalar_of(typed)


def scalar_of(typed: str) -> Any:
    """A number where the text is one, as in a plan file; else the text."""
    value = scalar(Node("scalar", 0, 0, text=typed))
    return typed if value is None else value


def _pairs(pieces: list[str]) -> dict[str, Any]:
    found: dict[str, list[Any]] = {}
    values: list[Any] = []
    for piece in pieces:
        pair = _PAIR.match(piece)
        if pair is None:
            values.append(scalar_of(piece))
        elif pair[1] in found:
            raise Unreadable(say("'{key}' is there twice in this cell", key=pair[1]), say("keep one of them"))
        else:
            values = found[pair[1]] = [scalar_of(pair[2].strip())] if pair[2].strip() else []
    return {key: several[0] if len(several) == 1 else several for key, several in found.items()}


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
    try:
        return read(leaf, shown)
    except Unreadable:
        return None


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
    if isinstance(value, bool):
        word = ("是" if value else "否") if current() == "zh" else ("yes" if value else "no")
        return word if leaf.same(word, value) else value
    if current() != "zh":
        return value
    for changed in _in_chinese(value):
        if changed != value and leaf.same(changed, value):
            return changed
    return value


def fixed(word: str) -> str:
    """A fixed word in the language spoken."""
    return _VALUES.get(word, word) if current() == "zh" else word


def _in_chinese(value: Any) -> Iterator[Any]:
    """A value with more or fewer of its words in Chinese, the most first."""
    if isinstance(value, dict):
        keys = {key: _SUBJECTS.get(key) or _OUTCOMES.get(key, key) for key in value}
        words = {key: next(_in_chinese(one), one) for key, one in value.items()}
        yield {keys[key]: word for key, word in words.items()}
        yield {keys[key]: one for key, one in value.items()}
        yield {key_in_chinese(key): word for key, word in words.items()}
        yield {key: words[key] for key in value}
    elif isinstance(value, list):
        yield [next(_in_chinese(one), one) for one in value]
    elif isinstance(value, str):
        step, dot, moment = value.rpartition(".")
        if dot and moment in _MOMENTS:
            yield f"{step}.{_MOMENTS[moment]}"
        elif value in _VALUES or value in _OUTCOMES:
            yield _VALUES.get(value) or _OUTCOMES[value]
        elif value.startswith("share "):
            yield "达标率" + value.removeprefix("share ")
        elif dot:
            yield str(Part(value))
