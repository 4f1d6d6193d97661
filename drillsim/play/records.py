"""A compiled plan as records: what the kernel asks of one step, need or pool lies side by side in memory."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from drillsim.compiled.tables import NOWHERE, PEOPLE, TURNOUT, CompiledPlan, Ints, Tables

_COPIED = {  # which columns of `Tables` a record begins with; they say what each field means
    "step": ("takes", "never", "priority", "destination", "calls", "unanswered", "before"),
    "need": ("ask", "count", "recall", "back_step"),
    "pool": ("base", "turnout", "turnout_call", "row", "rows", "staff", "clock", "duty", "total"),
    "row": ("number", "until"),
    "change": ("time", "pool", "duty", "total", "row", "until"),
}
_LISTED = {  # of which lists it has rows of its own, from `x_first` to before `x_end`
    "step": ("before", "after", "condition", "need", "unit", "work", "release"),
    "need": ("back",),
}
_ADDED = {
    # 1 where nothing is asked before it starts; 1 where a need is one per head; 1 where it may have to wait for those
    # called in
    "step": ("plain", "heads", "recalls"),
    "pool": ("absent", "in_use"),  # now
    "row": ("in_use",),
}


class Records(NamedTuple):
    """Made from `Tables`, whose columns say what each field means."""

    steps: Any  # S
    needs: Any  # N
    pools: Any  # P: as they are at second 0
    shifts: Any  # W: likewise
    changes: Any  # C
    usual: Ints  # P×(Z+1): usual seconds from a pool's base to no place and to each zone, 0 where there is no way
    # As in `Tables`:
    variant_step_first: Ints
    variant_need_first: Ints
    before: Ints
    after: Ints
    condition_step: Ints
    condition_value_first: Ints
    condition_value: Ints
    unit: Ints
    work: Ints
    release: Ints
    back: Ints
    candidate_first: Ints
    candidate: Ints
    candidate_backup: Ints
    closed_first: Ints
    closed_from: Ints
    closed_until: Ints
    slow_time: Ints
    slow_factor: Ints


@lru_cache(maxsize=4)
def records(compiled: CompiledPlan) -> Records:
    """The records of a plan."""
    t, zones = compiled.tables, len(compiled.zones)
    steps = _records(t, "step")
    asks = (steps["condition_end"] > steps["condition_first"]) | (steps["need_end"] > steps["need_first"])
    steps["plain"] = ~asks & (steps["never"] == 0)
    by_head = np.concatenate(([0], np.cumsum(t.need_count == PEOPLE)))
    steps["heads"] = by_head[steps["need_end"]] > by_head[steps["need_first"]]
    ever_on_call = (t.pool_total > t.pool_duty).any() or (t.change_total > t.change_duty).any()
    recalls = np.concatenate(([0], np.cumsum(t.need_recall * ever_on_call)))
    steps["recalls"] = (recalls[steps["need_end"]] > recalls[steps["need_first"]]) & (steps["takes"] != TURNOUT)
    usual = np.zeros((len(t.pool_base), zones + 1), np.int64)
    based = t.pool_base != NOWHERE
    usual[based, 1:] = t.travel.reshape(len(compiled.bases), zones)[t.pool_base[based]]
    made = (steps, *(_records(t, of) for of in ("need", "pool", "row", "change")), usual)
    return Records(*made, *(getattr(t, name) for name in Records._fields[len(made) :]))


def _records(t: Tables, of: str) -> Any:
    listed = _LISTED.get(of, ())
    names = [*_COPIED[of], *(f"{name}_{end}" for name in listed for end in ("first", "end")), *_ADDED.get(of, ())]
    found = np.zeros(len(getattr(t, f"{of}_{names[0]}")), [(name, np.int64) for name in names])
    for name in _COPIED[of]:
        found[name] = getattr(t, f"{of}_{name}")
    for name in listed:
        first = getattr(t, f"{name}_first")
        found[f"{name}_first"], found[f"{name}_end"] = first[:-1], first[1:]
    return found
