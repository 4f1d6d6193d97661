"""The sheets of the form, the tables on them and their columns, with every title in both languages.

Only the names of the sheets and of the first columns are chosen here; what columns a table has
follows from the models (`drillsim.files.form.shapes`). A key of the plan (or of the scenario) that no
sheet is named for gets a table on the first one of its file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from drillsim.base.language import FILED
from drillsim.files.form.people import HEADS, ORDER, PEOPLE, THINGS
from drillsim.files.form.shapes import Leaf, Many, Part, Record, Sentence, VaryingShape, record, rows
from drillsim.files.form.titles import (
    COUNTED,
    FIRST,
    INNER_KEYS,
    KEYS,
    LATER,
    SHEET_OF_PLAN,
    SHEET_OF_SCENARIO,
    SHEETS,
    USUAL,
    VALUES,
    Titles,
    known_as,
    of_key,
    shown,
)
from drillsim.plan.keys import all_spellings
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.schema import Model
from drillsim.plan.values import Flag

Models = tuple[type[Model], ...]

# The files that one workbook holds: by its model, the table of single values, its sheet, and that of every other table.
FILES: dict[type[Model], tuple[str, str, dict[str, str]]] = {
    Plan: ("basics", "basics", SHEET_OF_PLAN),
    Scenario: ("scenario", "scenario", SHEET_OF_SCENARIO),
}
FLAG = Leaf(Flag, choices=("yes", "no"))  # whether a record that says nothing is there
PARTS_OF_VARYING = ("shortest", "usual", "longest")


@dataclass(frozen=True)
class FormColumn:
    """A column: its titles, and what else its title may be called."""

    titles: Titles
    also: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title in the language spoken."""
        return shown(self.titles)


@dataclass(eq=False)
class Field:
    """A part of the plan and the columns in which it stands.

    `columns` holds its own ones by role: '' (the value), 'en' and 'zh' (a text in that language),
    'shortest', 'usual', 'longest', 'key' (the name of a thing); `fields` those within a record, `of` each of many.
    """

    part: Part
    key: str = ""
    models: Models = ()
    columns: dict[str, FormColumn] = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)
    of: Field | None = None

    def all(self) -> Iterator[tuple[Field, str, FormColumn]]:
        """Every column of it, in order, with its field and role."""
        for role, column in self.columns.items():
            yield self, role, column
        for one in (*self.fields.values(), *([self.of] if self.of else ())):
            yield from one.all()


@dataclass(eq=False)
class FormTable:
    """A table on a sheet, of the file `root`. An `upright` one has a row for each field of a record."""

    name: str
    root: type[Model]
    sheet: str
    path: tuple[str, ...]
    field: Field
    upright: bool = False

    @cached_property
    def columns(self) -> list[tuple[Field, str, FormColumn]]:
        """Its columns, in order."""
        if not self.upright:
            return list(self.field.all())
        roles = {role for one in self.field.fields.values() for _field, role, _column in one.all()}
        order = [role for role in ("", *FILED, *PARTS_OF_VARYING) if role in roles]
        key = FormColumn(_first(self.name, self.field.key, ()), KEYS["basics"])
        own = Field(self.field.part, columns={"key": key} | {role: _upright(role) for role in order})
        return list(own.all())

    @cached_property
    def usual(self) -> set[Field]:
        """The fields whose columns stay in sight when they are blank: all of them, unless the table has many."""
        keys = USUAL.get(self.name)
        return {
            one for path, one in _paths(self.field) if keys is None or any(f"{path}.".startswith(f"{key}.") for key in keys)
        }

    @cached_property
    def names(self) -> list[set[str]]:
        """Everything that each column may be called, as titles are compared; another one's own title is not among it."""
        own = [set(map(known_as, column.titles)) for _field, _role, column in self.columns]
        found = []
        for place, (_field, _role, column) in enumerate(self.columns):
            taken = set().union(*own[:place], *own[place + 1 :])
            found.append(own[place] | (set(map(known_as, column.also)) - taken))
        return found


def _paths(one: Field, path: str = "") -> Iterator[tuple[str, Field]]:
    """Every field within one, with the keys that lead to it."""
    yield path, one
    if one.of is not None:
        yield from _paths(one.of, path)
    for key, inner in one.fields.items():
        yield from _paths(inner, f"{path}.{key}" if path else key)


@lru_cache(maxsize=1)
def tables() -> tuple[FormTable, ...]:
    """All tables of the form, in the order of the sheets."""
    order = list(SHEETS)
    found = [table for root in FILES for table in _tables_of(root)]
    return tuple(sorted(found, key=lambda table: (order.index(table.sheet), table.name in LATER)))


def _tables_of(root: type[Model]) -> Iterator[FormTable]:
    """The tables of a file: one of its single values, and for each record and all that is many one of its own."""
    whole = record(root)
    yield _upright_table(root, FILES[root][0], (), whole)
    for key, part in whole.fields.items():
        if root is Plan and key == "pools":
            yield from _pools(part)
        elif isinstance(part, Record):
            if any(map(_is_single, part.fields.values())):
                yield _upright_table(root, _name(root, (key,)), (key,), part)
            yield from (
                _table(root, (key, inner), one, part.models) for inner, one in part.fields.items() if not _is_single(one)
            )
        elif not _is_single(part):
            yield _table(root, (key,), part, whole.models)


def _is_single(part: Part) -> bool:
    """Whether a part takes one row of an upright table."""
    return (
        isinstance(part, (Sentence, VaryingShape))
        or (isinstance(part, Leaf) and part.item is None)
        or (isinstance(part, Many) and not part.keyed and isinstance(part.of, Sentence))
    )


def _sheet(root: type[Model], path: tuple[str, ...]) -> str:
    _name, first, others = FILES[root]
    return others.get(path[0], first) if path else first


def _name(root: type[Model], path: tuple[str, ...]) -> str:
    """What a table is called in the code: of one that a plan and a scenario have, that of the scenario says so."""
    return f"{FILES[root][0]} {path[-1]}" if root is not Plan and path[0] in Plan.model_fields else path[-1]


def _first(name: str, key: str, models: Models) -> Titles:
    """The title of the first column of a table."""
    own = KEYS.get(name) or KEYS.get(key) or of_key(key, models)
    return own if name in (key, *KEYS) else (f"{own[0]} of the scenario", f"情景{own[1]}")


def _table(root: type[Model], path: tuple[str, ...], part: Part, models: Models) -> FormTable:
    key, part = path[-1], rows(part)
    assert isinstance(part, Many)
    name = _name(root, path)
    return FormTable(name, root, _sheet(root, path), path, _many(key, part, _first(name, key, models), main=True))


def _upright_table(root: type[Model], name: str, path: tuple[str, ...], part: Record) -> FormTable:
    fields = {
        key: _field(key, part.models, one, of_key(key, part.models)) for key, one in part.fields.items() if _is_single(one)
    }
    own = Field(part, path[0] if path else name, fields=fields)
    return FormTable(name, root, _sheet(root, path), path, own, upright=True)


def _pools(part: Part) -> Iterator[FormTable]:
    """Teams and posts on one sheet, vehicles, rooms and funds on another."""
    assert isinstance(part, Many)
    assert isinstance(part.of, Record)
    every = {**part.of.fields, **HEADS, **ORDER}
    for name, sheet, keys in (("pools", "organisation", PEOPLE), ("things", "forces", THINGS)):
        new = [key for key in every if key not in PEOPLE and key not in THINGS]  # a key added to the language
        fields = {key: every[key] for key in (*keys[:-1], *new, keys[-1]) if key in every}
        many = Many(True, Record(part.of.name, fields, models=part.of.models))
        yield FormTable(name, Plan, sheet, ("pools",), _many(name, many, KEYS[name], main=True))


# ---- fields and their columns ----------------------------------------------------------------------


def _field(key: str, models: Models, part: Part, own: Titles) -> Field:
    found = Field(part, key, models)
    if isinstance(part, Record):
        if part.bare:
            found.columns = {"": FormColumn(own, _also(key, own))}
        found.fields = {
            name: _field(name, part.models, one, _under(own, name, part.models)) for name, one in part.fields.items()
        }
    elif isinstance(part, Many):
        return _many(key, part, own, models)
    elif isinstance(part, Sentence):
        found.columns = {"": FormColumn(own, _also(key, own)), "en": _in("en", own), "zh": _in("zh", own)}
    elif isinstance(part, VaryingShape):
        found.columns = {"": FormColumn(own, _also(key, own))}
        for role in PARTS_OF_VARYING:
            length = _under(own, role)
            found.columns[role] = FormColumn(_headed(own, COUNTED[role]) if part.counts else length, length)
    else:
        found.columns = {"": FormColumn(own, _also(key, own))}
    return found


def _many(key: str, part: Many, own: Titles, models: Models = (), main: bool = False) -> Field:
    """Many things: with `main`, the columns are named after their fields alone."""
    found = Field(part, key, models)
    if part.keyed:
        found.columns["key"] = FormColumn(own, (*of_key(key, models), *all_spellings(key)))
    if isinstance(part.of, Record):
        found.of = _things(key, part.of, own) if main else _field(key, (), part.of, own)
    elif isinstance(part.of, Many):
        found.of = _many(key, part.of, INNER_KEYS.get(key, ("of", "属于")))
        if found.of.of is not None:
            found.of.of = _field(key, (), part.of.of, VALUES.get(key, ("value", "取值")))
    elif part.keyed:
        value = VALUES.get(key, ("meaning", "含义") if main else of_key("text"))
        found.of = _field("text", (), part.of, value if main else _headed(own, value))
    else:
        found.of = _field(key, models, part.of, own)
    return found


def _things(key: str, part: Record, own: Titles) -> Field:
    """The fields of the things of a table. If they hold things themselves (a procedure its steps), only the
    fields of those are named without a heading."""
    found = Field(part, key, part.models)
    holds = any(_has_things(one) for one in part.fields.values())
    for name in dict.fromkeys((*FIRST.get(part.name, ()), *part.fields)):
        if name not in part.fields:
            continue
        one, titles = part.fields[name], of_key(name, part.models)
        if isinstance(one, Many) and _has_things(one):
            found.fields[name] = _many(name, one, KEYS.get(name, titles), main=True)
        else:
            found.fields[name] = _field(name, part.models, one, _under(own, name, part.models) if holds else titles)
    return found


def _has_things(part: Part) -> bool:
    return isinstance(part, Many) and part.keyed and isinstance(part.of, Record)


def _under(own: Titles, key: str, models: Models = ()) -> Titles:
    return _headed(own, of_key(key, models))


def _headed(own: Titles, titles: Titles) -> Titles:
    return f"{own[0]}: {titles[0]}", f"{own[1]}：{titles[1]}"


def _in(language: str, own: Titles) -> FormColumn:
    words = {"en": ("English", "英文"), "zh": ("Chinese", "中文")}[language]
    return FormColumn((f"{own[0]} ({words[0]})", f"{own[1]}（{words[1]}）"))


def _also(key: str, own: Titles) -> tuple[str, ...]:
    """The key itself and its other Chinese spellings, under the same heading as `own`."""
    english, chinese = own[0].rpartition(": ")[0], own[1].rpartition("：")[0]
    return tuple(
        f"{head}: {word}" if head else word
        for head, words in ((english, (key,)), (chinese, all_spellings(key)[1:]))
        for word in words
    )


def _upright(role: str) -> FormColumn:
    own = ("content", "内容")
    if role in FILED:
        return _in(role, own)
    return FormColumn(own) if not role else FormColumn(of_key(role))
