"""What a part of a plan looks like on a sheet, found from the models alone.

A key that is added to a model is a column of the form the same day: whether it takes one cell,
several, or rows of its own follows from its type.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError, WithJsonSchema
from pydantic.fields import FieldInfo

from drillsim.plan.distributions import Pert
from drillsim.plan.keys import keys_of
from drillsim.plan.schema import Model, Named
from drillsim.plan.values import OrText


@dataclass(frozen=True)
class Leaf:
    """A value in one cell: a word, a number, and where its type allows, several of them or 'name: value' pairs."""

    type: Any = field(hash=False)
    listed: bool = False
    mapped: bool = False
    choices: tuple[str, ...] = ()  # fixed words
    numeric: bool = False
    item: Leaf | None = None  # of a mapping
    named: Named | None = field(default=None, hash=False)  # how entries of a mapping are written without a colon
    inner: Named | None = field(default=None, hash=False)  # and those of a mapping within it
    spans: Leaf | None = None  # what the keys of a mapping are, where they are no names: hours, days
    phrased: bool = False  # whether a text that lists several things may be one value: '最短10分钟、通常20分钟、最长40分钟'
    dated: bool = False  # whether a date is meant, which a spreadsheet keeps as a number

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.type)

    def reads(self, value: Any) -> bool:
        """Whether the model reads a value."""
        try:
            self._adapter.validate_python(value)
        except ValidationError:
            return False
        return True

    def file(self, value: Any) -> Any:
        """A value as a file of the language spoken would hold it. Raises ValidationError."""
        return self._adapter.dump_python(self._adapter.validate_python(value), mode="json", by_alias=True)

    def same(self, one: Any, other: Any) -> bool:
        """Whether the model reads both values as the same."""
        if type(one) is type(other) and one == other:
            return True
        try:
            return bool(self._adapter.validate_python(one) == self._adapter.validate_python(other))
        except ValidationError:
            return False


@dataclass(frozen=True)
class Sentence:
    """A text for people, in one language or in both."""


@dataclass(frozen=True)
class VaryingShape:
    """A quantity that may vary: shortest, usual and longest in cells of their own, other forms in a free one.
    One that `counts` has a fewest and a most."""

    free: Leaf
    counts: bool = False


@dataclass(frozen=True)
class Record:
    """Named fields, each with a shape of its own. `empty` stands for a record without any field.

    `models` are those that have the fields: several where different things stand on one sheet. One that is `bare` may be
    there and say nothing: whether it is has a cell of its own.
    """

    name: str
    fields: dict[str, Part] = field(hash=False)
    empty: Any = field(default_factory=dict, hash=False)
    models: tuple[type[Model], ...] = ()
    bare: bool = False


@dataclass(frozen=True)
class Many:
    """Things one below the other, `keyed` by a name that the planner gives them."""

    keyed: bool
    of: Part


Part = Leaf | Sentence | VaryingShape | Record | Many


def record(*models: type[Model]) -> Record:
    """The fields of a model, or all fields of several that stand on one sheet."""
    fields: dict[str, Part] = {}
    for model in models:
        for key, one in keys_of(model).items():
            part = shape(type_of(model.model_fields[one.field]))
            before = fields.setdefault(key, part)
            if isinstance(before, Leaf) and isinstance(part, Leaf) and before.type != part.type:
                choices = tuple(dict.fromkeys(before.choices + part.choices))
                fields[key] = Leaf(Union[before.type, part.type], before.listed, before.mapped, choices)  # noqa: UP007
    return Record(models[0].__name__, fields, models=models)


def shape(kind: Any) -> Part:
    """The shape of a value of this type."""
    core, notes = _stripped(kind)
    choice = list(options(core))
    optional = any(one is NoneType for one, _notes in choice)
    choice = [(one, notes) for one, notes in choice if one is not NoneType]
    models = [one for one, _notes in choice if is_model(one)]
    choices = tuple(word for one, _notes in choice if get_origin(one) is Literal for word in map(str, get_args(one)))
    choices += ("yes", "no") if any(one is bool for one, _notes in choice) else ()
    numeric = all(one in (int, float) for one, _notes in choice) and not _is_text(notes) and choices == ()
    if {one for one, _notes in choice} == {str, dict[str, str]}:
        return Sentence()
    if between := next((model for model in models if issubclass(model, Pert)), None):
        end = between.model_fields["shortest"]
        counts = end.annotation is int and not _is_text(end.metadata)
        by_value = next((get_args(one)[1] for one, _notes in choice if get_origin(one) is dict), None)
        inner = _named(get_args(by_value)[1]) if by_value else None
        return VaryingShape(Leaf(kind, mapped=True, listed=True, phrased=True, choices=choices, inner=inner), counts)
    if any(isinstance(note, Named) for note in notes):
        return Leaf(kind, choices=choices)
    if any(isinstance(note, OrText) and note.listed for note in (*notes, *(note for _one, own in choice for note in own))):
        return Leaf(kind, listed=True, mapped=True)
    if _is_text(notes) or any(_is_text(notes) for _one, notes in choice):
        mapped = any(get_origin(one) is dict for one, _notes in choice)
        return Leaf(kind, mapped=mapped, choices=choices, dated=_is_date(kind))
    if models and len(models) == len(choice):
        found = record(*models)
        asked = (one for model in models for one in model.model_fields.values())
        return replace(found, empty=None if optional else {}, bare=optional and not any(one.is_required() for one in asked))
    if len(choice) == 1 and get_origin(choice[0][0]) is list:
        of = shape(get_args(choice[0][0])[0])
        return Leaf(kind, listed=True, dated=_is_date(kind)) if isinstance(of, Leaf) and not of.mapped else Many(False, of)
    if len(choice) == 1 and get_origin(choice[0][0]) is dict:
        keys, values = get_args(choice[0][0])
        of = shape(values)
        if not isinstance(of, Leaf):
            return Many(True, of)
        spans = None if _core(keys) is str else Leaf(keys)
        return (
            Many(True, rows(of))
            if of.mapped
            else Leaf(kind, of.listed, mapped=True, item=of, named=_named(values), spans=spans)
        )
    listed = any(get_origin(one) is list for one, _notes in choice)
    mapped = any(get_origin(one) is dict or is_model(one) for one, _notes in choice)
    within = next((get_args(one)[1] for one, _notes in choice if get_origin(one) is dict), None)
    deeper = next((get_args(one)[1] for one, _notes in options(within) if get_origin(one) is dict), None)
    return Leaf(
        kind, listed or mapped, mapped, choices, numeric, named=_named(within), inner=_named(deeper), dated=_is_date(kind)
    )


def _named(kind: Any) -> Named | None:
    return next((note for note in _stripped(kind)[1] if isinstance(note, Named)), None)


def _core(kind: Any) -> Any:
    return _stripped(kind)[0]


def _is_date(kind: Any) -> bool:
    core = _core(kind)
    return (isinstance(core, type) and issubclass(core, date)) or any(map(_is_date, get_args(core)))


def rows(part: Part) -> Part:
    """A mapping that fits in one cell, with a row for each of its entries instead."""
    return Many(True, part.item) if isinstance(part, Leaf) and part.item is not None else part


def type_of(info: FieldInfo) -> Any:
    """The type of a field, with what is noted beside it."""
    return Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation


def is_model(kind: Any) -> bool:
    """Whether a type is a part of a file with keys."""
    return isinstance(kind, type) and issubclass(kind, Model)


def _is_text(notes: list[Any]) -> bool:
    """Whether files hold a string, whatever the model makes of it."""
    return _types(notes) == ["string"]


def _types(notes: list[Any]) -> list[str]:
    """What files may hold for a value that the model makes something else of, as the JSON Schema has it."""
    schemas = [note.json_schema or {} for note in notes if isinstance(note, WithJsonSchema)]
    return [one.get("type") for schema in schemas for one in schema.get("anyOf", [schema])]


def _stripped(kind: Any) -> tuple[Any, list[Any]]:
    notes: list[Any] = []
    while get_origin(kind) is Annotated:
        notes += kind.__metadata__
        kind = get_args(kind)[0]
    return kind, notes


def options(kind: Any) -> Iterator[tuple[Any, list[Any]]]:
    """The types that a value may have, unions within unions opened."""
    core, notes = _stripped(kind)
    if get_origin(core) in (Union, UnionType):
        for one in get_args(core):
            yield from options(one)
    else:
        yield core, notes
