"""A plan and a scenario as the rows of the form's tables: what is written into which column."""

from __future__ import annotations

from typing import Any

from drillsim.base.language import FILED, filed
from drillsim.files.form import notation
from drillsim.files.form.layout import FLAG, PARTS_OF_VARYING, Field, FormTable, tables
from drillsim.files.form.people import as_listed
from drillsim.files.form.shapes import Leaf, Many, Record, Sentence, VaryingShape
from drillsim.files.form.titles import of_key, shown
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.schema import Model

Row = dict[tuple[Field, str], notation.Value]


def as_file(model: Model) -> dict[str, Any]:
    """A plan or scenario as its file would hold it, quantities in the language spoken, keys in English."""
    found: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return found


def rows_of(plan: Plan | None, scenario: Scenario | None = None) -> dict[FormTable, list[Row]]:
    """The rows of every table; the scenario is played on the plan beside it. Without a plan there are no tables for it."""
    data = {Plan: as_file(plan) if plan else {}, Scenario: as_file(scenario) | {"plan": None} if scenario else {}}
    lists = as_listed(data[Plan].get("pools", {}))
    found: dict[FormTable, list[Row]] = {}
    for table in (one for one in tables() if plan is not None or one.root is not Plan):
        section: Any = lists.get(table.name, data[table.root])
        for key in table.path if table.name not in lists else ():
            section = (section or {}).get(key)
        found[table] = _upright(table, section or {}) if table.upright else _many(table.field, section or {})
    return found


def _upright(table: FormTable, section: dict[str, Any]) -> list[Row]:
    bearer = table.columns[0][0]
    found: list[Row] = []
    for key, one in table.field.fields.items():
        block = [{(bearer, role): value for (_field, role), value in row.items()} for row in _block(one, section.get(key))]
        block[0][bearer, "key"] = shown(of_key(key, one.models))
        found += block
    return found


def _many(one: Field, things: Any) -> list[Row]:
    assert one.of is not None
    found: list[Row] = []
    for key, thing in things.items() if isinstance(things, dict) else ((None, item) for item in things):
        block = _block(one.of, thing)
        if key is not None:
            block[0][one, "key"] = key
            for row in block[1:]:  # each step says again which procedure it belongs to
                if any(role == "key" and owner in _main_keys(one) for owner, role in row):
                    row[one, "key"] = key
        found += block
    return found


def _main_keys(one: Field) -> list[Field]:
    """The fields within things that have names of their own and columns as wide as theirs."""
    assert one.of is not None
    inner = [one.of, *one.of.fields.values()]
    return [f for f in inner if isinstance(f.part, Many) and f.part.keyed and isinstance(f.part.of, (Record, Leaf))]


def _block(one: Field, value: Any) -> list[Row]:
    """The rows, at least one, in which a value stands."""
    if value is None:
        return [{}]
    if isinstance(one.part, Many):
        return _many(one, value) or [{}]
    if isinstance(one.part, Record):
        block: list[Row] = [{}]
        if one.part.bare and not value:
            block[0][one, ""] = notation.write(FLAG, True)
        for key, inner in one.fields.items():
            for place, row in enumerate(_block(inner, value.get(key))):
                if place == len(block):
                    block.append({})
                block[place].update(row)
        return block
    if isinstance(one.part, Sentence):
        return [{(one, role): text for role, text in _sentence(value).items()}]
    if isinstance(one.part, VaryingShape):
        return [{(one, role): cell for role, cell in _varying(one.part, value).items()}]
    return [{(one, ""): notation.write(one.part, value)}] if value not in ([], {}) else [{}]


def _sentence(value: str | dict[str, str]) -> dict[str, str]:
    if isinstance(value, str):
        return {"": value}
    if set(value) == set(FILED):
        return {("" if language == filed() else language): text for language, text in value.items()}
    return dict(value)


def _varying(part: VaryingShape, value: Any) -> dict[str, notation.Value]:
    if isinstance(value, dict) and set(value) == set(PARTS_OF_VARYING):
        return {role: notation.write(Leaf(part.free.type), value[role]) for role in PARTS_OF_VARYING}
    return {"": notation.write(part.free, value)}
