"""What was kept for whoever is first in line, over one play (rule 18): found again from who waited for what.

Who waits, and for which pools, is known from the log. Requests of one priority that ask for the same keep the same,
so they are looked at together, the most urgent first: what is kept for those is not there for the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from drillsim.compiled.tables import NOWHERE, CompiledPlan, Ints
from drillsim.play.capacity import Flags, Request, Tracks, Wanted, fits
from drillsim.quantities.measures import NO_LIMIT

Needs = tuple[Wanted, ...]


class Waited(NamedTuple):
    """That a request of a priority waited for these needs from one second to another."""

    needs: Needs
    priority: int
    begin: int
    end: int


class Unmet(NamedTuple):
    """Which of several needs were unmet at some moments (n moments, k needs)."""

    free: Flags  # n×k: not enough was free
    kept: Flags  # n×k: enough was, but it was kept for somebody more urgent
    together: Flags  # n: each could have been met alone, but not all of them together; then all are unmet
    none: Flags  # n: all could have been met together


class FirstInLine:
    """From which priority on each pool was kept, over one play."""

    def __init__(self, compiled: CompiledPlan, tracks: Tracks, waited: Iterable[Waited]) -> None:
        self._tracks = tracks
        self._kept: dict[int, tuple[Ints, Ints]] = {}
        spans: defaultdict[tuple[int, Needs], list[tuple[int, int]]] = defaultdict(list)
        for one in waited:
            spans[one.priority, one.needs].append((one.begin, one.end))
        self._fund = compiled.tables.pool_fund
        for priority, needs in sorted(spans, key=lambda group: group[0]):
            self._keep(priority, needs, *_while(spans[priority, needs]))

    def _keep(self, priority: int, needs: Needs, since: Ints, waits: Flags) -> None:
        """Keep what is free of the pools of unmet needs while anybody waits; nothing while only a decision is waited for."""
        time = np.unique(np.concatenate((self.cuts(needs), since)))
        unmet = self.unmet(needs, priority, time)
        there = {pool: self._tracks[pool].total[self._tracks[pool].at(time)] for need in needs for pool in need.pools}
        able = [need.able(there) for need in needs]
        waiting = waits[np.searchsorted(since, time, side="right") - 1] & ~unmet.none
        for pools in able:
            waiting &= np.logical_or.reduce([np.zeros(len(time), np.bool_), *pools.values()])
        for need, pools in enumerate(able):
            lacks = waiting & (unmet.free | unmet.kept)[:, need]
            for pool, can in pools.items():
                if self._fund[pool]:
                    continue
                level = np.where(lacks & can, priority, NO_LIMIT)
                before, kept = self._kept.get(pool, (np.zeros(1, np.int64), np.full(1, NO_LIMIT)))
                cuts = np.unique(np.concatenate((before, time)))
                both = np.minimum(_at(before, kept, cuts), _at(time, level, cuts))
                changes = np.append(True, both[1:] != both[:-1])
                self._kept[pool] = cuts[changes], both[changes]

    def cuts(self, needs: Needs) -> Ints:
        """The seconds at which what is there for these needs may change, the first 0."""
        pools = {pool for need in needs for pool in need.pools}
        times = [time for pool in pools for time in (self._tracks[pool].time, *self._kept.get(pool, ())[:1])]
        return np.unique(np.concatenate([np.zeros(1, np.int64), *times]))

    def unmet(self, needs: Needs, priority: int, time: Ints) -> Unmet:
        """Which needs of a request of this priority were unmet from each of these seconds on."""
        tracks = {pool: self._tracks[pool] for need in needs for pool in need.pools}
        free = {pool: track.free[track.at(time)] for pool, track in tracks.items()}
        for_it = {
            pool: np.where(_at(*self._kept[pool], time) < priority, 0, there) if pool in self._kept else there
            for pool, there in free.items()
        }
        short = np.zeros((len(time), len(needs)), np.bool_)
        lacking = short.copy()
        for place, need in enumerate(needs):
            short[:, place], lacking[:, place] = need.unmet(free), need.unmet(for_it)
        alone = np.flatnonzero(~lacking.any(axis=1))
        together = np.zeros(len(time), np.bool_)
        if len(needs) > 1 and len(alone):
            levels, which = np.unique(
                np.stack([for_it[pool][alone] for pool in tracks], axis=1), axis=0, return_inverse=True
            )
            held = [fits(Request(0, 0, 0, needs), _laid_out(level, list(tracks))) for level in levels.tolist()]
            together[alone] = ~np.array(held, np.bool_)[which.ravel()]
            short[together] = lacking[together] = True
        none = np.asarray(~lacking.any(axis=1))
        for place, need in enumerate(needs):  # which one is the best may change: then it was another one that was lacking
            for pool, units in zip(need.pools, need.units, strict=True) if need.best != NOWHERE else ():
                short[:, place] |= none & (for_it[pool] < units)
        lacking |= short
        none = np.asarray(~lacking.any(axis=1))
        if any(_shares(need, other) for need in needs for other in needs if other is not need):
            together |= none  # it takes as many of the best as it has, whoever else needs them
            short[none] = lacking[none] = True
            none = np.zeros_like(none)
        return Unmet(short, lacking & ~short, together, none)


def _shares(need: Wanted, other: Wanted) -> bool:
    """Whether a need that may be split takes from a pool that another need of the same request may ask, too."""
    return bool(need.each) and bool(set(need.pools) & set(other.pools))


def _at(time: Ints, values: Ints, seconds: Ints) -> Ints:
    found: Ints = values[np.searchsorted(time, seconds, side="right") - 1]
    return found


def _while(spans: Sequence[tuple[int, int]]) -> tuple[Ints, Flags]:
    """When any of these spans lasts: from each second on (ascending, the first 0), whether one does."""
    begins, ends = np.array(spans, np.int64).T
    time = np.unique(np.concatenate((np.zeros(1, np.int64), begins, ends)))
    lasting = np.searchsorted(np.sort(begins), time, side="right") - np.searchsorted(np.sort(ends), time, side="right")
    return time, lasting > 0


def _laid_out(level: list[int], pools: list[int]) -> list[int]:
    """How many are free of each pool, where only those of `pools` are asked about."""
    found = [0] * (max(pools) + 1)
    for pool, free in zip(pools, level, strict=True):
        found[pool] = free
    return found
