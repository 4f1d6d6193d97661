"""Suggestions for names that are not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from drillsim.base.language import Message, say
from drillsim.plan.words import RESERVED_ZH, Reserved
from drillsim.quantities.wording import Series


def near(name: str, known: Iterable[str], reserved: bool = False) -> Message | None:
    """A suggestion for a name that is not known: the nearest one, else all if they are few.

    `reserved`: some may be words of the language itself (subjects of conditions, outcomes of calls), which have
    a spelling in either language.
    """
    names: dict[str, Any] = {}
    for one in known:
        names[one] = Reserved(one) if reserved and one in RESERVED_ZH else one
        if reserved and one in RESERVED_ZH:
            names.setdefault(RESERVED_ZH[one], names[one])
    if close := difflib.get_close_matches(name, names, 1, 0.6):
        return say("did you mean '{near}'?", near=names[close[0]])
    if 0 < len(several := tuple(dict.fromkeys(names.values()))) <= 12:
        return say("there are: {names}", names=Series(several))
    return None
