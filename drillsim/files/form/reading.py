"""A filled-in form as a source: the same tree of values that a plan file gives, each with its cell."""

from __future__ import annotations

import re
from pathlib import Path

from drillsim.base.language import Message, say
from drillsim.base.opening import Unusable
from drillsim.files.form.header import Found, find_tables
from drillsim.files.form.layout import tables
from drillsim.files.form.pool_lists import as_planned, name_kinds
from drillsim.files.form.rows import RowReader
from drillsim.files.form.titles import known_as, of_key
from drillsim.files.form.value_tree import Growing, Report, growing, named
from drillsim.files.source import Source
from drillsim.files.tree import Node, Path_
from drillsim.plan.keys import all_spellings, keys_of
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.schema import Model
from drillsim.sheets.workbook import read_workbook

SAYS_WHICH_PLAN = ("plan", "plans")


class FormSource(Source):
    """A form, read for the plan or the scenario in it. What a value's place is to a text file, its sheet, row and column
    are here."""

    def __init__(self, path: Path | str, kind: type[Model]) -> None:
        self._kind = kind
        self._found: list[Found] = []
        super().__init__(path)

    def _read(self, path: Path) -> None:
        try:
            sheets = read_workbook(path)
        except Unusable as error:
            self._refuse(error.what, error.mend)
            return
        self._found, faults = find_tables(sheets)
        if not self._found:
            keep = say("start from the one that drillsim new writes, and keep its titles")
            self._refuse(say("this workbook is no plan form: no sheet has titles that are known"), keep)
            return
        for root, place, what, mend in faults:
            if root is self._kind:
                self._report(place, what, mend)
        self.root = self._tree(self._kind, self._report)
        if self._kind is Scenario and not any(self.root.get(key) for key in SAYS_WHICH_PLAN) and self.holds(Plan):
            at = self.root
            self.root.put(named("plan", at), named(path.name, at))  # the one beside it

    def holds(self, kind: type[Model]) -> bool:
        """As in `Source`: whether anything of it is filled in."""
        return bool(self._found) and not _is_blank(self._tree(kind, lambda _place, _what, _mend: None))

    def spelled(self, path: Path_) -> str:
        """The title of the column, if it stands for the key at the end of the path; a key within a cell as it was typed."""
        key, spot = str(path[-1]), self.locate(path, at_key=True).spot
        names = {known_as(name) for name in (*of_key(key), *all_spellings(key))}
        return spot.title if spot and known_as(re.split("[:：]", spot.title)[-1]) in names else key

    def _report(self, place: Node, what: Message, mend: Message | None) -> None:
        self.faults.append(self._fault(place.line, place.column, 1, what, mend, place.spot, place.item))

    def _tree(self, kind: type[Model], report: Report) -> Growing:
        places = {table: place for place, table in enumerate(tables())}
        found = sorted((one for one in self._found if one.table.root is kind), key=lambda one: places[one.table])
        first = (found or self._found)[0]  # sheets may be moved
        root = growing("mapping", first.node(first.header, min(first.columns.values(), default=1)))
        for one in found:
            section = root.get(one.table.path[0]) if one.table.path else root
            before = set(section.index) if isinstance(section, Growing) else set()
            RowReader(one, report).read(root)
            if one.table.name == "things" and isinstance(pools := root.get("pools"), Growing):
                name_kinds(pools, before)
        if isinstance(pools := root.get("pools"), Growing):
            as_planned(pools, report)
        keys = keys_of(kind)
        for key in list(root.index):  # a section that nothing is written in is not there, unless there must be one
            if key in keys and not kind.model_fields[keys[key].field].is_required() and _is_blank(root.get(key)):
                root.take(key)
        return root


def _is_blank(node: Node | None) -> bool:
    if not isinstance(node, Growing):
        return False
    return all(map(_is_blank, node.children[1::2] if node.kind == "mapping" else node.children))
