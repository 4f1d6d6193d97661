"""The plan to start from: `drillsim new` copies these files, in the reader's language.

They say the same as the shipped plan `scenarios/village-committee`; a test holds them together.
"""

from __future__ import annotations

import re
from importlib.resources import files

VILLAGE = "village"  # the trade of these files
TRADES = ("petition", "hotline", "evacuation", "environment", "fire", "school", VILLAGE)  # see `trades`
FILES = ("plan.yaml", "scenario.yaml", "ordinary-month.yaml")
_IDENTIFIER = re.compile(r"^(plan|预案): .*$", re.MULTILINE)


def starter(language: str, name: str) -> dict[str, str]:
    """The files to start from, by name; the plan is called `name`."""
    folder = files("drillsim.starter").joinpath(language)
    found = {file: folder.joinpath(file).read_text("utf-8") for file in FILES}
    # In quotes, because a plan may be called 'null' or 'yes', which mean something else in a file.
    found["plan.yaml"] = _IDENTIFIER.sub(rf'\1: "{name}"', found["plan.yaml"], count=1)
    return found
