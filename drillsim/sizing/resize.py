"""Plans of other sizes: the same plan with more or fewer of some pools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drillsim.compiled.compilation import recalendared
from drillsim.compiled.tables import CompiledPlan
from drillsim.plan.keys import Key, keys_of
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Pool

# The key that says how many there are, by kind of pool.
COUNTED = {"squad": "staff", "vehicle": "count", "post": "count", "room": "places", "fund": "amount"}


def size_key(pool: Pool) -> Key:
    """The key that says how many there are."""
    return keys_of(type(pool))[COUNTED[pool.kind]]


def size_of(pool: Pool) -> int:
    """How many there are; of a pool with shifts, how many are present (on duty and on call) in the best-manned one."""
    shifts = getattr(pool, "shifts", [])
    return max(shift.on_duty + shift.on_call for shift in shifts) if shifts else pool.size


def resized(plan: Plan, sizes: Mapping[str, int]) -> Plan:
    """The plan with pools of these sizes, as `size_of` counts them.

    With shifts, every shift gets as many more (or fewer, down to none) on duty.
    """
    pools = {name: _resized(pool, sizes[name]) if name in sizes else pool for name, pool in plan.pools.items()}
    return plan.model_copy(update={"pools": pools})


def _resized(pool: Pool, size: int) -> Any:
    shifts = getattr(pool, "shifts", [])
    if not shifts:
        return pool.model_copy(update={COUNTED[pool.kind]: size})
    more = size - size_of(pool)
    update: dict[str, Any] = {
        "shifts": [shift.model_copy(update={"on_duty": max(0, shift.on_duty + more)}) for shift in shifts]
    }
    if (counted := COUNTED[pool.kind]) in pool.model_fields_set:  # how many there are in all bounds what shifts bring
        update[counted] = max(0, pool.size + more)
    return pool.model_copy(update=update)


def sized(compiled: CompiledPlan, sizes: Mapping[str, int]) -> CompiledPlan:
    """`compile_plan` of the resized plan, for which only the calendar of the pools is made anew."""
    return recalendared(compiled, resized(compiled.plan, sizes))
