"""Who can sit at the table: the players of a plan, and which requests each of them decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from drillsim.compiled.answering import PEOPLE, names_of
from drillsim.compiled.names import pool_name
from drillsim.compiled.tables import CompiledPlan


@dataclass(frozen=True)
class Seat:
    """One player's part: the pools (as numbers) for which the player speaks, and those that the player sends."""

    key: str
    name: Any  # text of the plan
    plays: frozenset[int]
    decides: frozenset[int]

    def concerns(self, asked: frozenset[int]) -> bool:
        """Whether a request that any of these pools may meet is this player's business."""
        return not asked.isdisjoint(self.plays | self.decides)


def cast(compiled: CompiledPlan) -> list[Seat]:
    """The parts, the highest first: the plan's `players`, else every squad and post of its own."""
    plan = compiled.plan

    def numbers(names: list[str]) -> frozenset[int]:
        return frozenset(compiled.pools.index(pool) for name in names for pool in names_of(plan, name)[0])

    if plan.players:
        return [
            Seat(key, player.name or key, numbers(player.plays), numbers(player.decides))
            for key, player in plan.players.items()
        ]
    return [
        Seat(name, pool_name(compiled, name), frozenset([number]), frozenset())
        for number, name in enumerate(compiled.pools)
        if plan.pools[name].kind in PEOPLE and not plan.pools[name].outside
    ]
