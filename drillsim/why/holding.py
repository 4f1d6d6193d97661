"""What kept a pool from those who waited for it: what held its units at the seconds of the waiting.

A pool that is seldom in use can still be short: it is off duty, away, too small, held by the very incident that
waits, or asked for by several at once. 'Too often busy' is said of one that is, over the hours of the day in which it
is asked for, in use for `BUSY` of its time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Literal

import numpy as np

from drillsim.compiled.log import OPEN, Log
from drillsim.compiled.tables import NOWHERE, TURNOUT, CompiledPlan, Ints
from drillsim.judge.evaluate import Gauge
from drillsim.play.capacity import Wanted
from drillsim.why.attribution import Paths
from drillsim.why.load import PoolLoad

# 'few': never as many as asked for; 'off': not at that hour; 'away': absent or out of service ('anyway': and short without
# that, too); 'same': held by the incident itself; 'busy', 'several': with other incidents (often, now and then);
# 'kept': free, but kept for somebody more urgent who is first in line; 'best': waited for as the best, though another had
# enough; 'turned': turned away to somebody more urgent; 'call_in': had to be called in from home; '': nobody waited for it.
Manner = Literal["few", "off", "away", "anyway", "same", "busy", "several", "kept", "best", "turned", "call_in", ""]

BUSY = 0.5  # of its time: from here on a pool is too often busy
LOOKED_AT = 300  # misses of a target that say what held a pool
GAPS: dict[str, Manner] = {"roster": "off", "away": "away", "busy": "busy"}  # by the causes of `NoGapGauge`


def foremost(seconds: Counter[Manner], busy: Callable[[], float]) -> Manner:
    """What kept a pool from those who waited most; `busy` says which share of its time it is in use when asked for."""
    ranked = [why for why, spent in seconds.most_common() if spent]
    if not ranked:
        return ""
    return "several" if ranked[0] == "busy" and busy() < BUSY else ranked[0]


def busy_when_asked(compiled: CompiledPlan, load: PoolLoad, pool: int, logs: Iterable[Log]) -> float:
    """Share of a pool's time in use, over the hours of the day in which it was taken, each by how many took it."""
    start = compiled.start
    past = start.hour * 3600 + start.minute * 60 + start.second
    taken = np.zeros(24)
    for log in logs:
        mine = (log.hold_pool == pool) & (log.hold_taken < compiled.window_end)
        taken += np.bincount((log.hold_taken[mine] + past) // 3600 % 24, log.hold_count[mine], 24)
    there = np.isfinite(load.by_hour)
    in_use = np.where(there, load.by_hour, 0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    return float(np.average(in_use, weights=taken)) if taken.any() else 0.0


def held(paths: Paths, gauge: Gauge, incident: int, pool: int) -> Counter[Manner]:
    """What kept a pool from one incident of a target, by seconds: waiting, on the way from home, or while it was closed."""
    log, tables = paths.log, paths.compiled.tables
    first, end = paths.msel.slot_first[incident : incident + 2]
    own = first + np.flatnonzero((log.hold_pool[first:end] == pool) & (log.hold_taken[first:end] != OPEN))
    called, closes = (log.hold_on_call[own] > 0).any(), len(own) and tables.pool_clock[pool] != NOWHERE
    step_first = int(tables.variant_step_first[paths.msel.variant[incident]])
    found: Counter[Manner] = Counter()
    for segment in paths.timed(gauge, incident):
        if segment.waiting:
            needs = paths.request(incident, segment.step).needs
            for shortage in paths.shortages(incident, segment.step):
                since = max(segment.begin, shortage.begin)
                unmet = [needs[place] for place in shortage.unmet if pool in needs[place].pools]
                if unmet and since < shortage.end:
                    kept = any(pool in needs[place].pools for place in shortage.kept)
                    for why, seconds in _by_second(paths, pool, unmet, kept, own, since, shortage.end):
                        found[why] += seconds
        elif called and segment.recall:
            found["call_in"] += segment.end - segment.begin
        elif called and tables.step_takes[step_first + segment.step] == TURNOUT:
            found["call_in"] += int(tables.pool_turnout_call[pool] - tables.pool_turnout[pool])
        elif closes:
            found["off"] += min(segment.end - segment.begin, paths.stood_still(incident, segment.step))
        for lapse in () if segment.waiting or segment.recall else paths.lapsed(incident, segment):
            if log.hold_pool[first + lapse.slot] == pool:
                found["turned"] += lapse.end - lapse.begin
    return found


def _by_second(
    paths: Paths, pool: int, unmet: Sequence[Wanted], kept: bool, own: Ints, begin: int, end: int
) -> Iterator[tuple[Manner, int]]:  # fmt: skip
    """What kept a pool from an incident whose needs were unmet from `begin` to `end`; `own` are its own holds of it."""
    log, tables, track = paths.log, paths.compiled.tables, paths.tracks[pool]
    mine = tables.change_pool == pool
    change, sizes = tables.change_time[mine], np.append(tables.pool_total[pool], tables.change_total[mine])
    released = np.where(log.hold_released[own] == OPEN, end, log.hold_released[own])
    others = {other: paths.tracks[other] for need in unmet for other in need.pools if need.best == pool != other}
    edges = np.concatenate(([begin], track.time, change, log.hold_taken[own], released, *(o.time for o in others.values())))
    cuts = np.unique(edges[(edges >= begin) & (edges < end)])
    asked = max(_least(need, pool, tables.pool_most) for need in unmet)
    rostered = sizes[np.searchsorted(change, cuts, side="right")]
    there = track.total[track.at(cuts)]
    with_it = ((log.hold_taken[own][:, None] <= cuts) & (cuts < released[:, None])) * log.hold_count[own][:, None]
    spared = there - with_it.sum(axis=0)
    is_free = np.full(len(cuts), kept) & (track.free[track.at(cuts)] >= asked)
    units = {other: n for need in unmet for other, n in zip(need.pools, need.units, strict=True)}
    elsewhere = np.zeros(len(cuts), np.bool_)
    for other, one in others.items():
        elsewhere |= one.free[one.at(cuts)] >= units[other]
    whys = np.select([is_free, sizes.max() < asked, rostered < asked, there < asked, spared < asked, elsewhere],
                     ["kept", "few", "off", "away", "same", "best"], "busy")  # fmt: skip
    yield from zip(whys.tolist(), np.diff(np.append(cuts, end)).tolist(), strict=True)


def _least(need: Wanted, pool: int, most: Ints) -> int:
    """How many of a pool a need takes; where several may meet it together, even if the others give all they have."""
    place = need.pools.index(pool)
    if not need.each:
        return need.units[place]
    others = sum(int(most[other]) * each for other, each in zip(need.pools, need.each, strict=True) if other != pool)
    return max(1, -(-(need.heads - others) // need.each[place]))


def held_by(
    paths: Paths, gauge: Gauge, incident: int, pools: Collection[int], whose: Sequence[str]
) -> Counter[tuple[int, str]]:
    """Seconds in which one incident of a target waited for one of these pools while others had it in use, by whose they are.

    `whose` says of each kind of incident to whom it belongs; what those of the incident's own side hold is left out.
    """
    log, msel = paths.log, paths.msel
    own = whose[int(msel.kind[incident])]
    found: Counter[tuple[int, str]] = Counter()
    for segment in paths.timed(gauge, incident):
        needs = paths.request(incident, segment.step).needs if segment.waiting else ()
        for shortage in paths.shortages(incident, segment.step) if segment.waiting else ():
            begin = max(segment.begin, shortage.begin)
            wanted = {pool for place in shortage.unmet for pool in needs[place].pools} & set(pools)
            for pool in wanted if begin < shortage.end else ():
                until = np.where(log.hold_released == OPEN, shortage.end, log.hold_released)
                taken = (
                    (log.hold_pool == pool) & (log.hold_taken != OPEN) & (log.hold_taken < shortage.end) & (until > begin)
                )
                spans: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
                for hold in np.flatnonzero(taken).tolist():
                    other = whose[int(msel.kind[np.searchsorted(msel.slot_first, hold, side="right") - 1])]
                    if other != own:
                        spans[other].append((max(begin, int(log.hold_taken[hold])), min(shortage.end, int(until[hold]))))
                for other, some in spans.items():
                    found[pool, other] += _covered(some)
    return found


def _covered(spans: Iterable[tuple[int, int]]) -> int:
    """Seconds that lie in one of these spans at least."""
    seconds, reached = 0, 0
    for begin, end in sorted(spans):
        seconds += max(0, end - max(begin, reached))
        reached = max(reached, end)
    return seconds
