"""A compiled plan as records: what the kernel asks of one step lies side by side in memory."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from drillsim.compiled.tables import (
    NOWHERE,
    CompiledPlan,
    Ints,
)

_COPIED = ("takes", "never", "priority", "destination", "calls", "unanswered", "before")
_LISTED = ("before", "after", "condition", "need", "unit", "work", "release")  # the rows of these that belong to a step
_STEP = np.dtype([
    (name, np.int64)
    for name in (*_COPIED, *(f"{listed}_{end}" for listed in _LISTED for end in ("first", "end")), "plain")
])  # fmt: skip


class Records(NamedTuple):
    """Made from `Tables`, whose columns say what each field means."""

    steps: Any  # S, see `_STEP`; `plain` is 1 where nothing is asked before the step starts
    usual: Ints  # P*(Z+1): usual seconds from a pool's base to no place and to each zone, 0 where there is no way


@lru_cache(maxsize=4)
def records(compiled: CompiledPlan) -> Records:
    """The records of a plan."""
    t, zones = compiled.tables, len(compiled.zones)
    steps = np.empty(len(t.step_takes), _STEP)
    for name in _COPIED:
        steps[name] = getattr(t, f"step_{name}")
    for name in _LISTED:
        first = getattr(t, f"{name}_first")
        steps[f"{name}_first"], steps[f"{name}_end"] = first[:-1], first[1:]
    asks = (steps["condition_end"] > steps["condition_first"]) | (steps["need_end"] > steps["need_first"])
    steps["plain"] = ~asks & (steps["never"] == 0)
    usual = np.zeros((len(t.pool_base), zones + 1), np.int64)
    based = t.pool_base != NOWHERE
    usual[based, 1:] = t.travel.reshape(len(compiled.bases), zones)[t.pool_base[based]]
    return Records(steps, usual.ravel())
