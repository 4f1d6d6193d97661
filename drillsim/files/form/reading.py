"""A filled-in form as a source: the same tree of values that a plan file gives, each with its cell."""

from __future__ import annotations

import re
from pathlib import Path

from drillsim.base.language import Message, say
from drillsim.files.form.header import Found, find_tables
from drillsim.files.form.layout import tables
from drillsim.files.form.pool_lists import as_planned, name_kinds
from drillsim.files.form.rows import RowReader
from drillsim.files.form.titles import known_as, of_key
from drillsim.files.form.value_tree import Growing, growing
from drillsim.files.source import Source
from drillsim.files.tree import Node, Path_
from drillsim.plan.keys import all_spellings
from drillsim.plan.plan import Plan
from drillsim.sheets.opening import Unusable
from drillsim.sheets.workbook import read_workbook


class FormSource(Source):
    """A form, read. What a value's place is to a plan file, its sheet, row and column are here."""

    def _read(self, path: Path) -> None:
        try:
            sheets = read_workbook(path)
        except Unusable as error:
            self._refuse(error.what, error.mend)
            return
        found, faults = find_tables(sheets)
        for place, what, mend in faults:
            self._report(place, what, mend)
        if not found:
            mend = say("start from the one that drillsim new writes, and keep its titles")
            self._refuse(say("this workbook is no plan form: no sheet has titles that are known"), mend)
            return
        self.root = self._tree(found)

    def spelled(self, path: Path_) -> str:
        """The title of the column, if it stands for the key at the end of the path; a key within a cell as it was typed."""
        key, spot = str(path[-1]), self.locate(path, at_key=True).spot
        names = {known_as(name) for name in (*of_key(key), *all_spellings(key))}
        return spot.title if spot and known_as(re.split("[:：]", spot.title)[-1]) in names else key

    def _report(self, place: Node, what: Message, mend: Message | None) -> None:
        self.faults.append(self._fault(place.line, place.column, 1, what, mend, place.spot, place.item))

    def _tree(self, found: list[Found]) -> Growing:
        places = {table: place for place, table in enumerate(tables())}
        found = sorted(found, key=lambda one: places[one.table])  # sheets may be moved
        first = found[0]
        root = growing("mapping", first.node(first.header, min(first.columns.values(), default=1)))
        for one in found:
            section = root.get(one.table.path[0]) if one.table.path else root
            before = set(section.index) if isinstance(section, Growing) else set()
            RowReader(one, self._report).read(root)
            if one.table.name == "things" and isinstance(pools := root.get("pools"), Growing):
                name_kinds(pools, before)
        if isinstance(pools := root.get("pools"), Growing):
            as_planned(pools, self._report)
        for key in list(root.index):  # a section that nothing is written in is not there, unless there must be one
            if not Plan.model_fields[key].is_required() and _is_blank(root.get(key)):
                root.take(key)
        return root


def _is_blank(node: Node | None) -> bool:
    if not isinstance(node, Growing):
        return False
    return all(map(_is_blank, node.children[1::2] if node.kind == "mapping" else node.children))
