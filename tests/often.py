"""How many random cases a test tries: a solid few each time, and as many times more as `DRILLSIM_OFTEN` says."""

from __future__ import annotations

import os

OFTEN = int(os.environ.get("DRILLSIM_OFTEN", "1"))


def often(cases: int) -> int:
    """So many cases, or that many times as many."""
    return cases * OFTEN
