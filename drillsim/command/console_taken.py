"""What everyday writing in the files was taken for: a line for each writing, with its places."""

from __future__ import annotations

from collections.abc import Sequence

from drillsim.base.language import _, ngettext
from drillsim.files.taken import Taken

_PLACES = 3  # that are listed for one writing


def taken_lines(found: Sequence[Taken]) -> list[str]:
    """'“约30分钟” is taken as 30 min (plan.xlsx:…)', a line for each writing; none where all is plain."""
    places: dict[tuple[str, str], list[str]] = {}
    for one in found:
        places.setdefault((one.text, str(one.meant)), []).append(one.place)
    if not places:
        return []
    lines = [_("Everyday writing was taken as follows; change what is meant otherwise:")]
    for (written, meant), where in places.items():
        shown = _(", ").join(where[:_PLACES])
        if more := len(where) - _PLACES if len(where) > _PLACES else 0:
            shown = ngettext("{places} and {n} more place", "{places} and {n} more places", more).format(
                places=shown, n=more
            )
        lines.append("· " + _("'{written}': {meant} ({places})").format(written=written, meant=meant, places=shown))
    return lines
