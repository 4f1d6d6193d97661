"""How long people are at work without a rest, as the log of a play tells it."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

import numpy as np

from drillsim.compiled.log import OPEN, Log


def stretches(log: Log, pool: int, units: int, end: int) -> Iterator[tuple[int, int]]:
    """Of every hold of a pool, for each unit: since when it has had no rest, and until when it is held.

    The model knows no persons, so units are taken to rotate: of so many the one that rested longest goes first. Who is
    sent on the way home has not rested.
    """
    mine = np.flatnonzero(log.hold_pool == pool)
    home = np.where(log.hold_home[mine] == OPEN, end, log.hold_home[mine])
    holds = sorted(zip(log.hold_taken[mine].tolist(), home.tolist(), log.hold_count[mine].tolist(), strict=True))
    resting: list[tuple[int, int]] = []  # units that have served: (free from, begin of the stretch until then)
    fresh = units
    for taken, until, count in holds:
        rested = min(count, fresh)
        fresh -= rested
        served = [heapq.heappop(resting) for _ in range(count - rested)]
        begins = [taken] * rested + [begin if free_from >= taken else taken for free_from, begin in served]
        for begin in begins:
            yield begin, until
            heapq.heappush(resting, (until, begin))
