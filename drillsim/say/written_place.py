"""Where something stands in a written plan, on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drillsim.base.language import Message, say
from drillsim.base.legible import shortened
from drillsim.texts.marks import item_number
from drillsim.texts.passage import TableCell, TextPlace

_MOST = 30  # columns of a heading without a number


def place_in_words(place: TextPlace, cell: TableCell | None = None) -> Message:
    """'三、（二）1. · 第12段', '3.2 (a), page 4', 'table 2, row 3': the numbers above a passage, and its place among all."""
    at = _at(place, cell)
    numbers = list(_numbers(place))
    if not numbers:
        return at
    above = numbers[0]
    for number in numbers[1:]:
        close = (re.search(r"[、）)．条章节]$", above) and number[0] > "\u2e7f") or re.search(r"[、）]$", above)
        above += number if close else f" {number}"
    return say("{where}, {at}", where=above, at=at)


def _numbers(place: TextPlace) -> Iterator[str]:
    """The numbers of the headings and items around a passage and its own; one that repeats those above it stands alone."""
    found: list[str] = []
    for heading in place.headings:
        numbered = item_number(heading)
        found.append(numbered.number if numbered is not None and numbered.number else shortened(heading, _MOST))
    found += [*place.within, *([place.item] if place.item else [])]
    for n, number in enumerate(found):
        if not any(later.startswith(f"{number.rstrip('.')}.") and len(later) > len(number) for later in found[n + 1 :]):
            yield number


def _at(place: TextPlace, cell: TableCell | None) -> Message:
    if cell is not None:
        return say("table {table}, row {row}", table=cell.table, row=cell.row)
    if place.page is not None:
        return say("page {page}", page=place.page)
    if place.home == "box":
        return say("text box, paragraph {n}", n=place.paragraph)
    if place.home == "note":
        return say("note, paragraph {n}", n=place.paragraph)
    return say("paragraph {n}", n=place.paragraph)
