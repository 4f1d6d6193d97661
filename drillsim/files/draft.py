"""A model read from a file that may be broken, and words for everything that can be wrong with it.

The faulty parts of a file are cut out and the rest is read again, so that one fault does not
hide the others; what was cut is remembered, so that nothing is said that only rests on it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from drillsim.base.errors import Fault
from drillsim.base.language import Message, say
from drillsim.check.lookup import Flaw
from drillsim.files.reference import models_with
from drillsim.files.source import Source
from drillsim.files.syntax import FULL_WIDTH_COLON, NO_SPACE, full_width_colon, missing_space
from drillsim.files.tree import Path_, plain, resolve, spellings, unsound
from drillsim.plan.keys import Key, all_spellings, keys_of
from drillsim.plan.pools import POOL_KINDS
from drillsim.plan.schema import Model
from drillsim.plan.words import Spelled
from drillsim.quantities.wording import Series

M = TypeVar("M", bound=Model)

# What stands in for a missing key of the top level while the rest is checked.
_STAND_INS: dict[str, Any] = {
    "plan": "unnamed",
    "name": "unnamed",
    "zones": {"unnamed": None},
    "pools": {},
    "procedures": {"unnamed": {"steps": {"unnamed": {}}}},
    "targets": {},
    "window": {"from": "2000-01-01", "days": 3660},
}

# Keys of a step on which nothing that is said of other steps rests.
_HARMLESS = ("name", "stage", "takes", "spends", "way_back", "calls", "priority", "clause")


@dataclass
class Unsure:
    """Names that were perhaps defined in what was cut out of a file, and the parts cut ('pools', 'pools.crew')."""

    names: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)

    def __or__(self, other: Unsure) -> Unsure:
        return Unsure(self.names | other.names, self.parts | other.parts)


class Draft(Generic[M]):
    """A model read from a source, or from as much of it as can be read.

    `unsure` says what was cut out: nothing can be said of the names in it.
    """

    def __init__(self, kind: type[M], source: Source) -> None:
        self.kind, self.source = kind, source
        self.faults = list(source.faults)
        self.model: M | None = None
        self.unsure = Unsure()
        self._cut: set[Path_] = set()  # as the file counts
        self._data = source.data if source.root is None else plain(source.root)  # what is left
        self._owners: dict[int, type[Model]] = {}  # which class reads which mapping
        if source.root is not None:
            self._cut_all(set(unsound(source.root)))
        while source.root is not None and self.model is None:
            try:
                self.model = kind.model_validate(self._data, context=self._owners)
            except ValidationError as error:
                if not self._cut_out(error):
                    return

    @property
    def data(self) -> Any:
        """The values that the model was read from."""
        return self._data

    def _cut_out(self, error: ValidationError) -> bool:
        """Note what is wrong and cut it out; False where nothing would be left."""
        errors = error.errors(include_url=False)
        found = {self._path(e): e for e in reversed(errors)}
        missing: dict[Path_, list[Key]] = {}  # all of one mapping make one fault
        for e in errors:
            if e["type"] == "missing":
                path = self._path(e)
                missing.setdefault(path, []).append(self._key(path, str(e["loc"][-1])))
        before = frozenset(self._cut)
        strangers = [path for path, e in found.items() if e["type"] == "extra_forbidden"]
        for path, keys in missing.items():  # a key that is there but misspelled is one fault, not two
            misspelled = {self._nearest(stranger) for stranger in strangers if stranger[:-1] == path}
            keys[:] = [key for key in keys if key not in misspelled]
            if not keys and path:
                del found[path]
        for path, one in sorted(found.items(), reverse=True):  # from the end: a list keeps the places before it
            place = self._in_file(path)
            if not any(cut[: len(place)] == place for cut in before):  # else it misses what was cut before
                if one["type"] != "missing":
                    self.faults.append(self._fault(path, place, one))
                elif missing[path]:
                    self.faults.append(self._missing(place, missing[path]))
        self._cut_all(found.keys())
        return bool(self._fill_in(error)) or () not in found

    def _path(self, error: ErrorDetails) -> Path_:
        """Where an error stands in what is left; for a missing key, the mapping that misses it."""
        # A missing key is looked for no further: its spelling of another model may be there, and is a stranger.
        path = resolve(self._data, error["loc"][:-1] if error["type"] == "missing" else error["loc"])
        # A union's tag may be the name of a key as well ('gamma'), but only a mapping misses keys.
        return path[:-1] if error["type"] == "missing" and not isinstance(_at(self._data, path), dict) else path

    def _cut_all(self, paths: Iterable[Path_]) -> None:
        for path in sorted(paths, reverse=True):
            if path:
                self._note_unsure(path)
                self._cut.add(self._in_file(path))
                del _at(self._data, path[:-1])[path[-1]]

    def _fill_in(self, error: ValidationError) -> list[str]:
        """Put something in place of missing keys of the top level, so that the rest can be checked."""
        if not isinstance(self._data, dict):
            return []
        lacks = [str(e["loc"][0]) for e in error.errors() if e["type"] == "missing" and len(e["loc"]) == 1]
        missing = [self._key((), spelling).english for spelling in lacks]
        for key in missing:
            self._data[key] = _STAND_INS[key]
            self.unsure.parts.add(key)
        return missing

    def _note_unsure(self, path: Path_) -> None:
        section = next((f for f in self.kind.model_fields if path[0] in spellings(f)), str(path[0]))
        defining = section in ("pools", "attributes")  # where values, too, are names: roles, types
        self.unsure.names.update(_names({path[-1]: _at(self._data, path)}, defining))
        if len(path) == 1 or section == "travel":
            self.unsure.parts.add(section)
            return
        part = f"{section}.{path[1]}"
        if section != "procedures" or len(path) < 5:
            self.unsure.parts.add(part)
            return
        self.unsure.parts.add(f"{part}.{path[3]}")
        step, key = _at(self._data, path[:4]), str(path[4])
        moves = key in spellings("takes") and resolve(step, ("who",))
        if moves or not any(key in spellings(name) for name in _HARMLESS):
            self.unsure.parts.add(part)

    def _in_file(self, path: Path_) -> Path_:
        """A path in what is left as a path in the file: positions in a list count the items cut before them."""
        whole: Path_ = ()
        for step in path:
            if isinstance(step, int):
                for gone in sorted(cut[-1] for cut in self._cut if cut[:-1] == whole and len(cut) > len(whole)):
                    step += int(gone) <= step
            whole += (step,)
        return whole

    def placed(self, findings: Iterable[Flaw], unsure: Unsure) -> list[Fault]:
        """Findings of the check as faults of this file, without those that rest on parts cut out."""
        faults = []
        for finding in findings:
            names = {str(value) for value in finding.what.values.values()}
            if not names & unsure.names and not unsure.parts.intersection(finding.rests_on):
                place = self._in_file(resolve(self._data, finding.loc))
                faults.append(self.source.fault(place, finding.what, finding.mend, finding.at_key))
        return faults

    def _fault(self, path: Path_, place: Path_, error: ErrorDetails) -> Fault:
        """What to say of an error at `path` of what is left, which is `place` in the file."""
        kind, context, at_key = error["type"], error.get("ctx", {}), error["loc"][-1:] == ("[key]",)
        value = _at(self._data, path)
        colon = _colon(path[-1] if kind == "extra_forbidden" or at_key else value) if path else None
        if colon is not None and kind != "rejected":
            return self.source.fault(place, *colon, at_key=kind == "extra_forbidden")
        if kind == "extra_forbidden":
            return self._unknown_key(path, place)
        if kind == "rejected":
            what, mend, at = context["what"], context["mend"], context["at"]
            if at:
                place, value = resolve(self.source.data, (*place, at)), None
            if "got" not in what.values:
                what = _with_got(what, path[-1] if at_key else value)
            return self.source.fault(place, what, mend, at_key)
        if kind == "union_tag_invalid":
            what = say("'{got}' is no kind of pool", got=context["tag"])
            mend = say("write one of {choices}", choices=Spelled(POOL_KINDS))
            return self.source.fault(self.source.resolve((*place, "kind")), what, mend)
        what, mend = words_for(kind, context)
        if kind == "literal_error":
            mend = say("write one of {choices}", choices=Spelled(self._choices(path)))
        return self.source.fault(place, _with_got(what, value), mend)

    def _choices(self, path: Path_) -> tuple[str, ...]:
        """The fixed words that the model has at `path`."""
        for depth in range(len(path) - 1, -1, -1):
            owner = self._owners.get(id(_at(self._data, path[:depth])))
            if owner is not None:
                fields = [field for name, field in owner.model_fields.items() if path[depth] in spellings(name)]
                return tuple(word for field in fields for word in _fixed_words(field.annotation))
        return ()

    def _keys(self, path: Path_) -> dict[str, Key]:
        """The keys that the mapping at `path` may have, in English."""
        owner = self._owners.get(id(_at(self._data, path)))
        return keys_of(owner) if owner else {}

    def _key(self, path: Path_, spelling: str) -> Key:
        """The key of the mapping at `path` that is spelled so."""
        return next((key for key in self._keys(path).values() if spelling in key.spellings), Key(spelling))

    def _missing(self, place: Path_, keys: list[Key]) -> Fault:
        shown = Series(tuple(keys))
        if len(keys) == 1:
            return self.source.fault(place, say("'{key}' is missing", key=shown), say("add it"), at_key=True)
        return self.source.fault(place, say("these keys are missing: {keys}", keys=shown), say("add them"), at_key=True)

    def _unknown_key(self, path: Path_, place: Path_) -> Fault:
        key, mapping = str(path[-1]), _at(self._data, path[:-1])
        known, near = self._keys(path[:-1]), self._nearest(path)
        if near and key in near.spellings:  # two spellings of one key: the later one in the file is too many
            first, later = [k for k in mapping if k in near.spellings][:2]
            line = self.source.locate((*place[:-1], first), at_key=True).line
            what = say("'{key}' is given twice (first in line {line})", key=later, line=line)
            return self.source.fault((*place[:-1], later), what, say("keep one of them"), at_key=True)
        what = say("'{got}' is not a key here", got=self.source.spelled(place))
        if near:
            mend = say("did you mean '{key}'?", key=near)
        elif homes := models_with(key):
            mend = say("the keys here are {choices}; it is a key of: {places}", places=Series(homes),
                       choices=Series(tuple(known.values())))  # fmt: skip
        else:
            mend = say("the keys here are {choices}", choices=Series(tuple(known.values())))
        return self.source.fault(place, what, mend, at_key=True)

    def _nearest(self, path: Path_) -> Key | None:
        """The key that an unknown key resembles most."""
        known, key = self._keys(path[:-1]).values(), str(path[-1])
        written = {spelling: one for one in known for spelling in one.spellings}
        elsewhere = {
            spelling: one for one in known for spelling in all_spellings(one.english)
        }  # of this key in other models
        near = difflib.get_close_matches(key, written, 1, 0.6)
        return elsewhere.get(key) or (written[near[0]] if near else None)


def _at(data: Any, path: Path_) -> Any:
    for step in path:
        data = data[step]
    return data


def _names(data: Any, values_too: bool) -> Iterator[str]:
    """Every word in the keys (and values) of `data`: what could have been defined there."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from (str(key), *re.findall(r"[\w-]+", str(key)), *_names(value, values_too))
    elif isinstance(data, list):
        for value in data:
            yield from _names(value, values_too)
    elif values_too:
        yield from re.findall(r"[\w-]+", str(data))


# ---- words for what pydantic finds -------------------------------------------------------------


def words_for(kind: str, context: Mapping[str, Any]) -> tuple[Message, Message | None]:
    """What is wrong and what would do, by pydantic's type of error and what it says of it; its own words are not used."""
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return say("keys with values are expected here"), say("write 'key: value', one below the other and indented")
    if kind == "list_type":
        return say("a list is expected here"), say("write it as [a, b]")
    if kind == "string_type":
        return say("a name or a text is expected here"), say("write one word, or put it in quotes")
    if kind in ("int_type", "int_from_float", "int_parsing"):
        return say("a whole number is expected here"), say("write it as {example}", example="3")
    if kind == "bool_type":
        return say("yes or no is expected here"), say("write true or false")
    if kind == "literal_error":
        return say("this word is not known here"), None
    if kind == "greater_than_equal":
        return say("the number is too small"), say("write {least} or more", least=context["ge"])
    if kind == "less_than_equal":
        return say("the number is too large"), say("write {most} or less", most=context["le"])
    if kind in ("too_short", "string_too_short"):
        return say("something is missing here"), say("give at least {least}", least=context["min_length"])
    if kind == "too_long":
        return say("there is too much here"), say("give at most {most}", most=context["max_length"])
    return say("this does not fit here"), say("see the example plans for what is expected")


def _fixed_words(annotation: Any) -> Iterator[str]:
    """The words of every Literal within a type."""
    if get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
    else:
        for part in get_args(annotation):
            yield from _fixed_words(part)


def _with_got(what: Message, value: Any) -> Message:
    """`what` with the value that was got, where that is short enough to show."""
    if value is None or isinstance(value, (dict, list)):
        return what
    got = str(value)
    return say("{what} (got {got})", what=what, got=got if len(got) <= 40 else got[:39] + "…")


def _colon(value: Any) -> tuple[Message, Message] | None:
    """What to say of a text that would be a key and a value but for its colon."""
    if isinstance(value, str):
        if FULL_WIDTH_COLON.match(value):
            return full_width_colon()
        if NO_SPACE.match(value):
            return missing_space()
    return None
