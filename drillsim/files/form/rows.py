"""Rows of a table to the tree of values that a plan file gives.

A row that names a thing begins it, or goes on with it if it was begun before; a row that names
nothing holds further tiers, shifts or texts of the thing above.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from drillsim.base.language import FILED, say
from drillsim.files.form import notation
from drillsim.files.form.header import Found
from drillsim.files.form.layout import FLAG, PARTS_OF_VARYING, Field
from drillsim.files.form.shapes import Leaf, Many, Record, Sentence, VaryingShape
from drillsim.files.form.titles import known_as, of_key
from drillsim.files.form.value_tree import Growing, Report, growing, named
from drillsim.files.tree import Node, plain
from drillsim.plan.keys import all_spellings
from drillsim.plan.words import Spelled
from drillsim.sheets.workbook import Typed

_YES, _NO = Spelled(("yes",)), Spelled(("no",))


class RowReader:
    """Reads the rows of one table into a tree; `report` is told what is wrong."""

    def __init__(self, found: Found, report: Report) -> None:
        self.found, self.report = found, report
        self._twice: set[int] = set()  # rows whose key was reported as given twice

    def read(self, root: Growing) -> None:
        """Read every row into the section of the plan that the table is about."""
        here, section = (
            self.found.blank(self.found.table.columns[0][0], self.found.table.columns[0][1], self.found.header),
            root,
        )
        for key in self.found.table.path:
            below = section.get(key)
            if not isinstance(below, Growing):
                below = growing("mapping", here)
                section.put(named(key, here), below)
            section = below
        part = self.found.table.field.part
        if isinstance(part, Many) and not part.keyed:
            section.kind = "list"
        for row in self.found.rows():
            if self.found.table.upright:
                self._upright(row, section)
            else:
                self._many(self.found.table.field, row, section)
        if isinstance(part, Many) and isinstance(part.of, Record) and part.of.empty is None:
            for _key, thing in section.entries():  # of which nothing but the name is written
                if not thing.children:
                    thing.kind, thing.width = "scalar", 0

    # ---- things and their fields -------------------------------------------------------------

    def _upright(self, row: int, section: Growing) -> None:
        """A row of a table that has a row for each field."""
        bearer, fields = self.found.table.columns[0][0], self.found.table.field.fields
        title = self.found.cell(bearer, "key", row)
        if title is not None:
            section.current = self._field_titled(title) or ""
            if not section.current:
                return
        elif not section.current:
            self.report(self.found.blank(bearer, "key", row), say("this cell is blank"), say("write what the row is about"))
            return
        self._put(fields[section.current], row, section, fresh=title is not None)

    def _field_titled(self, title: Typed) -> str | None:
        table = self.found.table
        for key, one in table.field.fields.items():
            names = (key, *of_key(key, one.models), *all_spellings(key))
            if known_as(title.text) in map(known_as, names):
                return key
        choices = ", ".join(of_key(key, one.models)[1] for key, one in table.field.fields.items())
        what = say("'{got}' is no item of this table", got=title.text.strip())
        self.report(self._at(title), what, say("the items are {choices}", choices=choices))
        return None

    def _many(self, one: Field, row: int, holder: Growing) -> None:
        assert isinstance(one.part, Many)
        assert one.of is not None
        if not one.part.keyed:
            if self._any(one.of, row):
                self._append(one.of, row, holder)
            return
        key = self.found.cell(one, "key", row)
        if key is None:
            if not self._any(one.of, row, own=True):
                return
            if not holder.current or not self._goes_on(one.of, row):
                title = say("write what the other cells of the row are about")
                self.report(self.found.blank(one, "key", row), say("this cell is blank"), title)
                return
        else:
            holder.current = str(notation.scalar_of(key.text.strip()))
            if key.trouble:
                self.report(self._at(key), *key.trouble)
        name = holder.current
        at = holder.key(name) if key is None else named(name, self._at(key))
        value = holder.get(name)
        if isinstance(one.of.part, (Record, Many)):
            if not isinstance(value, Growing):
                value = growing("mapping" if not isinstance(one.of.part, Many) or one.of.part.keyed else "list", at)
                holder.put(at, value)
            if isinstance(one.of.part, Many):
                self._many(one.of, row, value)
            else:
                self._record(one.of, row, value, fresh=key is not None, key=at)
        else:
            value = self._value(one.of, row)
            if value is None and holder.get(name) is None:
                value = self.found.blank(one.of, "", row)
                value.sound = False
                self.report(value, say("this cell is blank"), say("write a value, or clear the row"))
            if value is not None:
                self._set(holder, at, value, row, key is not None, at)

    def _append(self, one: Field, row: int, holder: Growing) -> None:
        if isinstance(one.part, Record):
            first = next(cell for owner, role, _c in one.all() if (cell := self.found.cell(owner, role, row)) is not None)
            item = growing("mapping", self._at(first))
            self._record(one, row, item, fresh=True, key=item)
            holder.children.append(item)
        elif (value := self._value(one, row)) is not None:
            holder.children.append(value)

    def _record(self, one: Field, row: int, item: Growing, fresh: bool, key: Node) -> None:
        for inner in one.fields.values():
            self._put(inner, row, item, fresh, key)

    def _put(self, one: Field, row: int, item: Growing, fresh: bool, key: Node | None = None) -> None:
        """Put what a row says of one field into the record that has it."""
        if isinstance(one.part, Many):
            if self._any(one, row):
                holder = item.get(one.key)
                if not isinstance(holder, Growing):
                    first = next(c for owner, role, _c in one.all() if (c := self.found.cell(owner, role, row)) is not None)
                    holder = growing("mapping" if one.part.keyed else "list", self._at(first))
                    item.put(named(one.key, holder), holder)
                self._many(one, row, holder)
        elif isinstance(one.part, Record):
            if self._any(one, row) and self._there(one, row):
                below = item.get(one.key)
                if not isinstance(below, Growing):
                    first = next(c for owner, role, _c in one.all() if (c := self.found.cell(owner, role, row)) is not None)
                    below = growing("mapping", self._at(first))
                    item.put(named(one.key, below), below)
                self._record(one, row, below, fresh, key or below)
        elif (value := self._value(one, row)) is not None:
            self._set(item, named(one.key, value), value, row, fresh, key)

    def _there(self, one: Field, row: int) -> bool:
        """Whether a record that may say nothing is there: unless a cell of its own says no."""
        typed = self.found.cell(one, "", row)
        if typed is None:
            return True
        value = self._leaf(FLAG, typed)
        if value.sound and not FLAG.reads(plain(value)):
            self.report(value, say("yes or no is expected here"), say("write {yes} or {no}", yes=_YES, no=_NO))
        return not value.sound or not FLAG.same(plain(value), False)

    def _set(self, item: Growing, key: Node, value: Node, row: int, fresh: bool, thing: Node | None) -> None:
        before = item.get(key.text)
        if before is not None and (before.sound and value.sound and plain(before) == plain(value)):
            return
        if before is None and fresh:
            item.put(key, value)
        elif before is None:
            self.report(value, say("the row does not say what this cell is about"), say("write the name in its first cell"))
        elif row not in self._twice and before.sound:
            self._twice.add(row)
            at, shown = (thing, thing.text) if thing is not None and thing.text and fresh else (value, "")
            shown = shown or (value.spot.title if value.spot else key.text)
            what = say("'{key}' is given twice (first in row {row})", key=shown, row=before.line)
            self.report(at, what, say("keep one of them, or give another name"))

    # ---- cells -------------------------------------------------------------------------------

    def _any(self, one: Field, row: int, own: bool = False) -> bool:
        """Whether a row says anything of a part; with `own`, not only in cells merged with those above."""
        cells = (self.found.cell(owner, role, row) for owner, role, _column in one.all())
        return any(cell is not None and (not own or cell.origin[0] == row) for cell in cells)

    def _goes_on(self, thing: Field, row: int) -> bool:
        """Whether a row without a name holds what may stand below the row that names a thing."""
        if isinstance(thing.part, Many):
            return self._any(thing, row)
        return any(self._goes_on(one, row) for one in thing.fields.values())

    def _at(self, typed: Typed) -> Node:
        node = self.found.node(typed.row, typed.column)
        node.line, node.column = typed.origin
        return node

    def _title(self, typed: Typed) -> str:
        spot = self._at(typed).spot
        return spot.title if spot else ""

    def _value(self, one: Field, row: int) -> Node | None:
        """The value in a row for what takes no rows of its own; None where nothing is typed."""
        cells = {role: typed for role in one.columns if (typed := self.found.cell(one, role, row)) is not None}
        if not cells:
            return None
        if isinstance(one.part, Sentence):
            return self._sentence(cells)
        if isinstance(one.part, VaryingShape):
            return self._varying(one.part, cells)
        assert isinstance(one.part, Leaf)
        return self._leaf(one.part, cells[""])

    def _leaf(self, leaf: Leaf, typed: Typed) -> Node:
        at = self._at(typed)
        if typed.trouble is None or (leaf.dated and typed.is_date):
            found = notation.read(leaf, typed.text)
            if not found.troubles:
                value = _node(found.value, at, count(1))
                if found.meant:
                    value.text, value.meant = typed.text.strip(), found.meant
                return value
            for at.item, trouble in enumerate(found.troubles, 1):
                self.report(at, *trouble)
        else:
            what = say("{what} (got {got})", what=typed.trouble[0], got=typed.text) if typed.text else typed.trouble[0]
            self.report(at, what, typed.trouble[1])
        at.sound = False
        return at

    def _varying(self, part: VaryingShape, cells: dict[str, Typed]) -> Node:
        if "" in cells:
            for role in PARTS_OF_VARYING:
                if role in cells:
                    what = say("this is given twice: here and in the column '{title}'", title=self._title(cells[""]))
                    self.report(self._at(cells[role]), what, say("leave one of them blank"))
            return self._leaf(part.free, cells[""])
        if set(cells) == {"usual"}:
            return self._leaf(part.free, cells["usual"])
        scalar = Leaf(part.free.type)
        found = growing("mapping", self._at(next(iter(cells.values()))))
        for role in PARTS_OF_VARYING:
            if role in cells:
                value = self._leaf(scalar, cells[role])
                found.put(named(role, value), value)
        return found

    def _sentence(self, cells: dict[str, Typed]) -> Node:
        """A text in one language, or one for each: then the column without a language holds the other one."""
        texts = {role: self._text(typed) for role, typed in cells.items()}
        given = [role for role in FILED if role in texts]
        if not given:
            return texts[""]
        found = growing("mapping", texts[given[0]])
        if "" in texts and len(given) == 2:
            what = say("this text is given three times")
            self.report(texts[""], what, say("leave one of them blank"))
        elif "" in texts:
            texts[next(role for role in FILED if role not in given)] = texts.pop("")
        for role in FILED:
            if role in texts:
                found.put(named(role, texts[role]), texts[role])
        return found

    def _text(self, typed: Typed) -> Node:
        node = self._at(typed)
        node.text, node.plain = typed.text, False
        if typed.trouble is not None:
            self.report(node, *typed.trouble)
            node.sound = False
        return node


def _node(value: Any, at: Node, numbers: Iterator[int]) -> Node:
    """A value that was read from a cell, every part of it at that cell, numbered."""
    item = next(numbers)
    if isinstance(value, dict):
        found = growing("mapping", at)
        for key, one in value.items():
            name = named(key, at)
            below = _node(one, at, numbers)
            name.item = below.item
            found.put(name, below)
        return found
    if isinstance(value, list):
        found = growing("list", at)
        found.children = [_node(one, at, numbers) for one in value]
        return found
    if isinstance(value, str):
        return Node("scalar", at.line, at.column, text=value, plain=False, spot=at.spot, item=item)
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else "null" if value is None else str(value)
    return Node("scalar", at.line, at.column, text=text, spot=at.spot, item=item)
