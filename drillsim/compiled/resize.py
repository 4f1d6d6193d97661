"""Plans of other sizes: the same plan with more or fewer of some pools, or of some shifts.

What changes its size is called a *part*: a pool by its name (`crew`), or one of its shifts by both names (`crew.night`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from drillsim.compiled.compilation import recalendared
from drillsim.compiled.tables import CompiledPlan
from drillsim.plan.keys import Key, keys_of
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Pool, shifts_of

# The key that says how many there are, by kind of pool.
COUNTED = {"squad": "staff", "vehicle": "count", "post": "count", "room": "places", "fund": "amount"}


def size_key(pool: Pool) -> Key:
    """The key that says how many there are."""
    return keys_of(type(pool))[COUNTED[pool.kind]]


def part(name: str, pool: Pool, key: str | None) -> str | None:
    """The part that 'pool.key' means: of a shift that shift, of a size the pool. None if it means nothing."""
    if key is not None and key in shifts_of(pool):
        return f"{name}.{key}"
    return name if key is None or key in size_key(pool).spellings else None


def split(plan: Plan, part: str) -> tuple[str, str]:
    """The pool and what is named of it, '' for the whole: ('crew', 'night') of 'crew.night'.

    A pool of one of several plans has a dot in its name ('veterans.crew').
    """
    if part in plan.pools:
        return part, ""
    pool, _dot, named = part.rpartition(".")
    if not pool or any(one.startswith(f"{pool}.") for one in plan.pools):
        return part, ""
    return pool, named


def pool_of(plan: Plan, part: str) -> str:
    """The pool that a part is of."""
    return split(plan, part)[0]


def mixed(plan: Plan, parts: Iterable[str]) -> list[str]:
    """Pools that are named as a whole and by a shift, too."""
    named = set(parts)
    return sorted({pool for one in named if (pool := pool_of(plan, one)) != one and pool in named})


def counted_key(plan: Plan, part: str) -> str:
    """The key that says how many of a part there are."""
    return "on_duty" if part not in plan.pools else COUNTED[plan.pools[part].kind]


def size_of(pool: Pool) -> int:
    """How many there are; of a pool with shifts, how many are present (on duty and on call) in the best-manned one."""
    shifts = getattr(pool, "shifts", [])
    return max(shift.on_duty + shift.on_call for shift in shifts) if shifts else pool.size


def size_in(plan: Plan, part: str) -> int:
    """How many of a part there are: of a shift, how many are on duty."""
    name, shift = split(plan, part)
    pool = plan.pools[name]
    return shifts_of(pool)[shift].on_duty if shift else size_of(pool)


def resized(plan: Plan, sizes: Mapping[str, int]) -> Plan:
    """The plan with parts of these sizes, as `size_in` counts them.

    Of a pool with shifts that is named as a whole, every shift gets as many more (or fewer, down to none) on duty.
    """
    pools = dict(plan.pools)
    for one, size in sizes.items():
        name, shift = split(plan, one)
        if name in pools:
            pools[name] = _resized(pools[name], shift, size)
    return plan.model_copy(update={"pools": pools})


def _resized(pool: Pool, shift: str, size: int) -> Any:
    shifts = getattr(pool, "shifts", [])
    if not shifts:
        return pool.model_copy(update={COUNTED[pool.kind]: size})
    more = size - size_of(pool)
    on_duty = [(size if one.name == shift else one.on_duty) if shift else max(0, one.on_duty + more) for one in shifts]
    manned = [one.model_copy(update={"on_duty": number}) for one, number in zip(shifts, on_duty, strict=True)]
    other = pool.model_copy(update={"shifts": manned})
    if (counted := COUNTED[pool.kind]) in pool.model_fields_set:
        # How many there are in all bounds what shifts bring: it moves with the best-manned one.
        return other.model_copy(update={counted: max(0, pool.size + size_of(other) - size_of(pool))})
    return other


def sized(compiled: CompiledPlan, sizes: Mapping[str, int]) -> CompiledPlan:
    """`compile_plan` of the resized plan, for which only the calendar of the pools is made anew."""
    return recalendared(compiled, resized(compiled.written, sizes))
