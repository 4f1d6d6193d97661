"""What kept a pool from those who waited for it: what held its units at the seconds of the waiting.

A pool that is seldom in use can still be short: it is off duty, away, too small, held by the very incident that
waits, or asked for by several at once. 'Too often busy' is said of one that is, over the hours of the day in which it
is asked for, in use for `BUSY` of its time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import numpy as np

from drillsim.compiled.log import OPEN, Log
from drillsim.compiled.tables import NOWHERE, TURNOUT, CompiledPlan, Ints
from drillsim.judge.evaluate import Gauge
from drillsim.why.attribution import Paths
from drillsim.why.load import PoolLoad

# 'few': never as many as asked for; 'off': not at that hour; 'away': absent or out of service ('anyway': and short without
# that, too); 'same': held by the incident itself; 'busy', 'several': with other incidents (often, now and then);
# 'call_in': had to be called in from home; '': nobody waited for it.
Manner = Literal["few", "off", "away", "anyway", "same", "busy", "several", "call_in", ""]

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
                asked = [needs[need][1] for need in shortage.unmet if pool in needs[need][2]]
                since = max(segment.begin, shortage.begin)
                if asked and since < shortage.end:
                    for why, seconds in _by_second(paths, pool, max(asked), own, since, shortage.end):
                        found[why] += seconds
        elif called and segment.recall:
            found["call_in"] += segment.end - segment.begin
        elif called and tables.step_takes[step_first + segment.step] == TURNOUT:
            found["call_in"] += int(tables.pool_turnout_call[pool] - tables.pool_turnout[pool])
        elif closes:
            found["off"] += min(segment.end - segment.begin, paths.stood_still(incident, segment.step))
    return found


def _by_second(paths: Paths, pool: int, asked: int, own: Ints, begin: int, end: int) -> Iterator[tuple[Manner, int]]:
    """What kept `asked` of a pool from an incident from `begin` to `end`; `own` are the incident's own holds of it."""
    log, tables, track = paths.log, paths.compiled.tables, paths.tracks[pool]
    mine = tables.change_pool == pool
    change, sizes = tables.change_time[mine], np.append(tables.pool_total[pool], tables.change_total[mine])
    released = np.where(log.hold_released[own] == OPEN, end, log.hold_released[own])
    edges = np.concatenate(([begin], track.time, change, log.hold_taken[own], released))
    cuts = np.unique(edges[(edges >= begin) & (edges < end)])
    rostered = sizes[np.searchsorted(change, cuts, side="right")]
    there = track.total[track.at(cuts)]
    with_it = ((log.hold_taken[own][:, None] <= cuts) & (cuts < released[:, None])) * log.hold_count[own][:, None]
    spared = there - with_it.sum(axis=0)
    whys = np.select([sizes.max() < asked, rostered < asked, there < asked, spared < asked],
                     ["few", "off", "away", "same"], "busy")  # fmt: skip
    yield from zip(whys.tolist(), np.diff(np.append(cuts, end)).tolist(), strict=True)
