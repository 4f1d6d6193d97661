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

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from drillsim.base.language import Message, current, say
from drillsim.files.form.shapes import Leaf, is_model, options, type_of
from drillsim.files.form.titles import known_as
from drillsim.files.tree import Node, scalar
from drillsim.plan.keys import keys_of
from drillsim.plan.schema import Model, Named
from drillsim.plan.values import OrText
from drillsim.plan.words import OUTCOMES_ZH, SUBJECTS_ZH, VALUES_ZH
from drillsim.quantities import measures
from drillsim.quantities.measures import fold, in_a_row

Value = str | int | float | bool  # of a cell

_SEPARATOR = re.compile(r"\s*(?:[、;；，\n\r]|,(?!\d{3}(?!\d)))\s*")  # not the comma of 10,000
_PAIR = re.compile(rf"({measures.A_NAME}(?:\.{measures.A_NAME})?)\s*[:：]\s*(.*)$", re.DOTALL)
_AND = re.compile(r"\s*(?:和|及|与|加|另|\+|&|\band\b)\s*")
_JOINED = re.compile(r"\s*(?:和|及|与|加|另|\+|&|\band\b|\s)\s*")
_OPEN, _CLOSE = re.compile("[(（]"), re.compile("[)）]")
_BRACKETS = re.compile(r"([^()（）]*[^()（）\s])\s*[(（]([^()（）]+)[)）]$")
_ENTRIES = re.compile(r"\s*[;；\n\r]\s*")
_FIGURE = re.compile(r"(.+?)\s*(?:[:：=×*\s]|权重|比重)\s*(\d+(?:\.\d+)?\s*%?)\s*倍?$")
_FIGURE_AT_ONCE = re.compile(r"(.*[^\d\s.:：])(\d+(?:\.\d+)?)$")
_REST = re.compile(
    r"(?:其余|其他|其它|余下|剩余|the rest|the others|rest)\s*(?:都|均|全部|为|are|is|:|：)?\s*", re.IGNORECASE
)
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
    if leaf.spans is not None:
        return _weights(leaf, leaf.spans, typed)
    pieces = _pieces(typed)
    if leaf.mapped and pieces and (_PAIR.match(pieces[0]) or _are_figures(leaf, pieces)):
        return _Entries(leaf, pieces).read()
    if leaf.listed and len(pieces) > 1 and not (leaf.phrased and leaf.reads(typed)):
        return Read([scalar_of(piece) for piece in pieces])
    return Read(scalar_of(typed))


def _are_figures(leaf: Leaf, pieces: list[str]) -> bool:
    """Whether pieces without a colon are entries: names with figures, of which one alone may be a name."""
    if leaf.named is None:
        return False
    return leaf.item is not None or (len(pieces) > 1 and measures.named(pieces[0], leaf.named.figure) is not None)


def _pieces(text: str, separator: re.Pattern[str] = _SEPARATOR) -> list[str]:
    """What a text lists; what stands in brackets is one piece."""
    found, begin, seen, deep = [], 0, 0, 0
    paired = len(_OPEN.findall(text)) == len(_CLOSE.findall(text))
    for match in separator.finditer(text):
        between = text[seen : match.start()]
        deep, seen = deep + len(_OPEN.findall(between)) - len(_CLOSE.findall(between)), match.start()
        if deep == 0 or not paired:
            found.append(text[begin : match.start()])
            begin = match.end()
    return [piece for piece in (*found, text[begin:]) if piece]


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
            elif self._is_rest(piece):
                self._add_rest(_REST.sub("", piece, count=1))
            elif self.leaf.named is not None:
                self._without_colon(self.leaf.named, piece)
            elif values is not None:
                values.append(scalar_of(piece))
        self.result.value = {key: self._together(several) for key, several in self.found.items()}
        if self.bare and self.leaf.named is not None and not self.leaf.named.whole:  # a need says itself what it is
            self.result.meant = in_a_row([f"{key}{_colon()}{self.found[key][0]}" for key in self.bare])
        return self.result

    def _together(self, several: list[Any]) -> Any:
        """The value of an entry: one, several, or names with figures of their own ('畅通98%、中断2%')."""
        inner = self.leaf.inner
        if inner is None or any(inner.figure(str(one)) is not None for one in several):  # figures without names
            return several[0] if len(several) == 1 else several
        if (pairs := [measures.named(str(one), inner.figure) for one in several]) and all(pairs):
            return {pair[0]: scalar_of(pair[1]) for pair in pairs if pair is not None}
        return several[0] if len(several) == 1 else several

    def _add(self, key: str, value: str) -> list[Any]:
        if key in self.found:
            self.result.troubles.append((say("'{key}' is there twice in this cell", key=key), say("keep one of them")))
            return []
        named = self.leaf.named
        if named is not None and named.whole and named.figure(value) is not None:
            value = f"{key} {value}"  # '接访组：2人'
        self.found[key] = [_with_more(self.leaf, value)] if value else []
        return self.found[key]

    def _is_rest(self, piece: str) -> bool:
        return self.leaf.named is not None and self.leaf.named.figure is measures.share_of and bool(_REST.match(piece))

    def _add_rest(self, name: str) -> None:
        """'其余转办': what the other shares leave."""
        shares = [measures.share_of(str(one[0])) for one in self.found.values()]
        left = round(1 - sum(share or 0 for share in shares), 9)
        self._add(name, f"{100 * left:.12g}%")
        self.bare.append(name)

    def _without_colon(self, named: Named, piece: str) -> None:
        """An entry or several joined by 和 or 'and', each a name and a figure; a need is then named as what it asks for."""
        text, more = piece, ""
        if (match := _BRACKETS.match(piece)) and isinstance(_with_more(self.leaf, piece), dict):
            text, more = match[1], piece[match.end(1) :]
        parts = [part for part in _AND.split(text) if part]
        if not all(measures.named(part, named.figure) for part in parts):
            parts = [text] if measures.named(text, named.figure) else [part for part in _JOINED.split(text) if part]
        for part in parts:
            pair = measures.named(part, named.figure)
            if pair is None:
                what = say("'{got}' has no name and figure", got=part)
                self.result.troubles.append((what, say("write it as 'name: value'")))
            else:
                self._add(pair[0], part + more if named.whole else pair[1])
                self.bare.append(pair[0])


def _colon() -> str:
    return "：" if current() == "zh" else ": "


# ---- a text with more in brackets ------------------------------------------------------------------


def _model_of(leaf: Leaf) -> tuple[type[Model], OrText] | None:
    """The model of the values of a mapping that may be texts, and how those are read."""
    for kind, notes in options(leaf.item.type) if leaf.item is not None else ():
        reads = next((note for note in notes if isinstance(note, OrText) and note.read is not None), None)
        if is_model(kind) and reads is not None:
            return kind, reads
    return None


def _with_more(leaf: Leaf, text: str) -> Any:
    """'firefighter 4 (crew of: ride)' as the keys that it stands for; any other text as it is."""
    found, match = _model_of(leaf), _BRACKETS.match(text)
    if found is None or match is None:
        return scalar_of(text)
    model, reads = found
    more = _keys_in(model, match[2])
    try:
        assert reads.read is not None
        return reads.read(match[1]) | more if more else scalar_of(text)
    except PydanticCustomError:
        return scalar_of(text)  # what is wrong with it is said where the model reads it


def _keys_in(model: type[Model], text: str) -> dict[str, Any]:
    """'first: north, south; split' as keys and values; nothing where the first word is no key."""
    words = {known_as(word): key for key in keys_of(model).values() for word in key.spellings}
    found: dict[str, list[Any]] = {}
    key = ""
    for piece in _pieces(text):
        word, colon, value = (part.strip() for part in re.sub("：", ":", piece).partition(":"))
        if (known := words.get(known_as(word))) is not None:
            key = known.english
            found[key] = [scalar_of(value)] if colon else [True]
        elif colon or not key:
            return {}
        else:
            found[key].append(scalar_of(piece))
    return {key: values[0] if len(values) == 1 else values for key, values in found.items()}


# ---- hours or days with weights --------------------------------------------------------------------


def _weights(leaf: Leaf, spans: Leaf, typed: str) -> Read:
    """'08:00-12:00: 3; 14:00-18:00: 2', '周六、周日：2'; what has no figure shares the next one, or counts once."""
    found = Read({})
    for entry in _pieces(typed, _ENTRIES):
        waiting: list[str] = []
        for piece in [entry] if spans.reads(entry) else _pieces(entry):
            if (pair := _weighed(spans, piece)) is None:
                waiting.append(piece)
            else:
                _weigh(found, [*waiting, pair[0]], scalar_of(pair[1]))
                waiting = []
        if waiting:
            _weigh(found, waiting, 1)
    try:
        canonical = _pleasant(leaf, leaf.file(found.value))
    except ValidationError:
        return found  # said where the model reads it
    if re.sub(r"\s", "", fold(str(canonical))) != re.sub(r"\s", "", fold(typed)):
        found.meant = str(canonical)
    return found


def _weigh(found: Read, spans: list[str], weight: Any) -> None:
    key = in_a_row(spans)
    if key in found.value:
        found.troubles.append((say("'{key}' is there twice in this cell", key=key), say("keep one of them")))
    found.value[key] = weight


def _weighed(spans: Leaf, text: str) -> tuple[str, str] | None:
    """A span and its figure, where a text is not a span as a whole ('08:00-12:00')."""
    if spans.reads(text):
        return None
    found = (match for pattern in (_FIGURE, _FIGURE_AT_ONCE) if (match := pattern.match(text)) and spans.reads(match[1]))
    return next(((match[1], match[2]) for match in found), None)


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
    shown = _pleasant(leaf, value)
    if shown is not None and shown == shown.strip() and leaf.same(_back(leaf, shown), value):
        return shown
    return json.dumps(value, ensure_ascii=False)


def _back(leaf: Leaf, shown: str) -> Any:
    found = read(leaf, shown)
    return None if found.troubles else found.value


def _pleasant(leaf: Leaf, value: Any) -> str | None:
    if isinstance(value, dict):
        return _pairs({key: _entry(leaf, one) for key, one in value.items()})
    if isinstance(value, list):
        return None if not value or any(isinstance(one, (list, dict)) for one in value) else _row(value)
    return str(value)


def _entry(leaf: Leaf, one: Any) -> str | None:
    """The value of one of several entries in a cell."""
    if not isinstance(one, dict):
        return _pleasant(leaf, one)
    if leaf.inner is not None:
        return _row([f"{name} {figure}" for name, figure in one.items()])
    if (found := _model_of(leaf)) is None:
        return None
    model, reads = found
    words = {spelling: key.english for key in keys_of(model).values() for spelling in key.spellings}
    told = model.model_validate({key: value for key, value in one.items() if words[key] in reads.told})
    text = str(told.model_dump(mode="json"))
    others = {key.replace("_", " "): _pleasant(leaf, value) for key, value in one.items() if words[key] not in reads.told}
    more = _pairs(others)
    if more is None:
        return None if others else text
    return f"{text}（{more}）" if current() == "zh" else f"{text} ({more})"


def _row(several: list[Any]) -> str:
    return ("、" if current() == "zh" else ", ").join(map(str, several))


def _pairs(entries: dict[str, str | None]) -> str | None:
    if not entries or not all(entries.values()):
        return None
    return ("；" if current() == "zh" else "; ").join(f"{key}{_colon()}{one}" for key, one in entries.items())


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
