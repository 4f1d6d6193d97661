"""A compiled plan as records: what the kernel asks of one step, need or pool lies side by side in memory."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from drillsim.compiled.tables import TURNOUT, CompiledPlan, Ints, Tables

_COPIED = {  # which columns of `Tables` a record begins with; they say what each field means
    "step": (
        "takes", "never", "priority", "ranked_by", "destination", "by", "trips", "loading", "interrupted", "calls",
        "unanswered", "before", "asked", "waits", "unless", "unless_moment", "told", "level", "gave_up",
    ),
    "need": ("ask", "count", "recall", "back_step", "parts", "part", "again", "crew"),
    "pool": (
        "base", "room", "fund", "seats", "sent", "on_the_road", "turned_to", "turnout", "turnout_call", "row",
        "rows", "staff", "clock", "duty", "total",
    ),
    "row": ("number", "until"),
    "change": ("time", "pool", "duty", "total", "row", "until", "turnout", "turnout_call"),
}  # fmt: skip
_LISTED = {  # of which lists it has rows of its own, from `x_first` to before `x_end`
    "step": (
        "before", "after", "condition", "need", "unit", "work", "release", "rank", "toward", "cut", "level", "part", "until",
    ),
    "pool": ("turned",),
}  # fmt: skip
_END_TO_END = (
    "before",
    "after",
    "unit",
    "work",
    "release",
    "rank",
    "toward",
    "cut",
    "turned",
    "level",
    "part",
    "until",
    "condition_value",
)
_ADDED = {
    # 1 where nothing is asked before it starts; 1 where incidents ask for other things; 1 where it may have to wait for
    # those called in
    "step": ("plain", "own", "recalls"),
    "need": ("next", "freest", "step"),  # as its ask has them; the step of the variant that asks
    # Now: those away, those who break down under way, those out; from which requests what is free is kept and in which
    # pass; 1 + the hold whose units are the first of those on their way home, 0 for none
    "pool": ("absent", "broken", "in_use", "kept", "kept_in", "home"),
    "row": ("in_use",),
}


class Records(NamedTuple):
    """Made from `Tables`, whose columns say what each field means."""

    steps: Any  # S
    needs: Any  # N
    pools: Any  # P: as they are at second 0
    shifts: Any  # W: likewise
    changes: Any  # C
    ways: Ints  # (G+1)×(G+1): usual seconds from no place and each place to no place and each place
    lists: Ints  # the lists of whole numbers end to end
    variants: Any  # V: its first step and need
    conditions: Any  # whose outcome is asked, and the values allowed
    candidates: Any  # pool, and in which order
    closed: Any  # spans in which work stands still
    hours: Any  # from when on, how slow the roads are
    # As in `Tables`:
    candidate_first: Ints
    closed_first: Ints


@lru_cache(maxsize=4)
def records(compiled: CompiledPlan) -> Records:
    """The records of a plan."""
    t, places = compiled.tables, len(compiled.places)
    steps, needs = _records(t, "step"), _records(t, "need")
    steps["plain"] = (steps["condition_end"] == steps["condition_first"]) & (steps["asked"] == 0) & (steps["never"] == 0)
    needs["next"], needs["freest"] = t.ask_next[needs["ask"]], t.ask_freest[needs["ask"]]
    step = np.searchsorted(t.need_first, np.arange(len(needs)), side="right") - 1
    needs["step"] = step - t.variant_step_first[np.searchsorted(t.variant_step_first, step, side="right") - 1]
    own = np.concatenate(([0], np.cumsum((t.need_count < 0) | (needs["next"] == 0))))
    steps["own"] = own[steps["need_end"]] > own[steps["need_first"]]
    ever_on_call = (t.pool_total > t.pool_duty).any() or (t.change_total > t.change_duty).any()
    recalls = np.concatenate(([0], np.cumsum(t.need_recall * ever_on_call)))
    steps["recalls"] = (recalls[steps["need_end"]] > recalls[steps["need_first"]]) & (steps["takes"] != TURNOUT)
    ways = np.zeros((places + 1, places + 1), np.int64)
    ways[1:, 1:] = t.travel.reshape(places, places)
    conditions = _side_by_side(
        subject=t.condition_step, value_first=t.condition_value_first[:-1], value_end=t.condition_value_first[1:]
    )
    for end in ("value_first", "value_end"):
        conditions[end] += _begins(t, "condition_value")
    made = (
        steps,
        needs,
        *(_records(t, of) for of in ("pool", "row", "change")),
        ways,
        np.concatenate([getattr(t, name) for name in _END_TO_END]),
        _side_by_side(step=t.variant_step_first, need=t.variant_need_first),
        conditions,
        _side_by_side(pool=t.candidate, order=t.candidate_order * 2 + t.candidate_backup),
        _side_by_side(begin=t.closed_from, until=t.closed_until),
        _side_by_side(time=t.slow_time, factor=t.slow_factor),
    )
    return Records(*made, *(getattr(t, name) for name in Records._fields[len(made) :]))


def _begins(t: Tables, of: str) -> int:
    """Where a list begins among those that lie end to end; one that lies by itself begins at 0."""
    before = _END_TO_END[: _END_TO_END.index(of)] if of in _END_TO_END else ()
    return sum(len(getattr(t, name)) for name in before)


def _side_by_side(**columns: Ints) -> Any:
    found = np.empty(len(next(iter(columns.values()))), [(name, np.int64) for name in columns])
    for name, column in columns.items():
        found[name] = column
    return found


def _records(t: Tables, of: str) -> Any:
    listed = _LISTED.get(of, ())
    names = [*_COPIED[of], *(f"{name}_{end}" for name in listed for end in ("first", "end")), *_ADDED.get(of, ())]
    found = np.zeros(len(getattr(t, f"{of}_{names[0]}")), [(name, np.int64) for name in names])
    for name in _COPIED[of]:
        found[name] = getattr(t, f"{of}_{name}")
    for name in listed:
        first = getattr(t, f"{name}_first") + _begins(t, name)
        found[f"{name}_first"], found[f"{name}_end"] = first[:-1], first[1:]
    return found
