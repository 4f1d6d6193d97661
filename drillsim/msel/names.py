"""Names as people type them into a sheet: either language, any width or case, near enough to suggest one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from drillsim.base.language import Message, say, text
from drillsim.quantities import measures
from drillsim.quantities.wording import Series

Label = str | dict[str, str] | None


def folded(cell: str) -> str:
    """The cell as it is compared: width, case and spaces do not matter, nor zeros that a spreadsheet drops."""
    plain = "".join(measures.fold(cell).casefold().split())
    if re.fullmatch(r"\d{1,30}(\.\d{1,30})?", plain):
        return f"{Decimal(plain).normalize():f}"
    return plain


class Names:
    """Names of one sort: shown by what the plan calls them in the language spoken, read in both, or by their key.

    `unknown` says that a cell is none of them.
    """

    def __init__(self, keys: Sequence[str], labels: Sequence[Label], unknown: Callable[[str], Message]) -> None:
        self.keys, self.labels, self.unknown = list(keys), list(labels), unknown
        self._found: dict[str, int | None] = {}  # a list asks for the same names again and again
        self._by_key: dict[str, set[int]] = {}
        self._by_label: dict[str, set[int]] = {}
        for index, (key, label) in enumerate(zip(keys, labels, strict=True)):
            self._by_key.setdefault(folded(key), set()).add(index)
            for spelling in label.values() if isinstance(label, dict) else [label or key]:
                self._by_label.setdefault(folded(spelling), set()).add(index)

    def find(self, cell: str) -> int | None:
        """The index of the name in a cell; None if there is none, or more than one that it could be."""
        if cell not in self._found:
            self._found[cell] = self._find(cell)
        return self._found[cell]

    def _find(self, cell: str) -> int | None:
        for exact in (cell, cell.strip()):
            if exact in self.keys:
                return self.keys.index(exact)
        for table in (self._by_key, self._by_label):
            found = table.get(folded(cell), set())
            if found:
                return min(found) if len(found) == 1 else None
        return None

    def show(self, index: int) -> str:
        """The name of an index, as `find` finds it again."""
        label = text(self.labels[index])
        return label if label and self.find(label) == index else self.keys[index]

    def read(self, cell: str) -> int:
        """The index of the name in a cell. Raises Unreadable, with a suggestion."""
        index = self.find(cell)
        if index is None:
            raise measures.Unreadable(self.unknown(cell.strip()), self.suggestion(cell))
        return index

    def suggestion(self, cell: str) -> Message | None:
        """What may have been meant."""
        shown = {folded(spelling): i for i in range(len(self.keys)) for spelling in (self.keys[i], self.show(i))}
        near = difflib.get_close_matches(folded(cell), shown, 1, 0.6)
        if near:
            return say("did you mean '{name}'?", name=self.show(shown[near[0]]))
        if not 0 < len(self.keys) <= 12:
            return None
        return say("write one of: {names}", names=Series(tuple(map(self.show, range(len(self.keys))))))
