"""How hard people, vehicles, rooms and funds work, as a table of any paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from drillsim.base.language import _, say
from drillsim.papers.documents.pen import Marked, Pen, figures


def used_table(pen: Pen, rows: Sequence[Mapping[str, Any]]) -> None:
    """A row for each pool, as `resources.load_row` tells it; `sized` are those of which the number was sought."""
    longest = _("longest duty, at least") if pen.on_page else _("longest duty")
    head = (_("who or what"), *figures(_("how many"), _("most at once"), _("in use"), _("overtime per run"), longest,
                                       _("called in per week")))  # fmt: skip
    told = ("size", "peak", "used", "overtime", "longest", "called")
    pen.table(head, [(_who(pen, row), *(row[key] for key in told)) for row in rows], (30, 12, 12, 10, 13, 13, 13))


def _who(pen: Pen, row: Mapping[str, Any]) -> Any:
    if row["outside"]:
        if not pen.on_page:
            return say("{pool} (outside)", pool=row["name"])
        return Marked(row["name"], remark=_("outside unit: not ours to size"), look="outside")
    return Marked(row["name"], tag="b") if row.get("sized") else row["name"]
