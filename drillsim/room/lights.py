"""How the targets stand while a drill runs: kept, missed, and the clocks that are running now.

What the log holds so far is read by the same gauges that judge a finished run; only what is not
decided yet is treated otherwise: an open clock is running, not missed. Nothing here knows the
classes of promise one by one: what a gauge says of itself is enough, and of one that says nothing
a light tells no more than what cannot change any more.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import ENDED, OPEN, Log
from drillsim.compiled.tables import CompiledPlan
from drillsim.judge.evaluate import LATE, NEVER, ON_TIME, gauges
from drillsim.judge.gauge import Flags, Gauge
from drillsim.judge.incident_gauges import TimedGauge

NEAR = 0.75  # of a limit: from here on a light is amber
GREEN, AMBER, RED, DARK = "green", "amber", "red", "dark"


UNDECIDED = -1  # state of what may still turn out either way


class Running(NamedTuple):
    """A clock that is running: whose, since when, and how long it may."""

    incident: int  # from 0
    since: int
    limit: int


class Light(NamedTuple):
    """One target so far."""

    target: str
    of_incidents: bool  # whether incidents are judged, not days or periods
    kept: int
    missed: list[int]  # incidents (from 0), or the numbers of the occasions
    running: list[Running]

    def colour(self, now: int) -> str:
        """Red once something was missed, amber while a clock nears its limit, dark before anything was judged."""
        if self.missed or any(now - one.since > one.limit for one in self.running):
            return RED
        if any(now - one.since >= NEAR * one.limit for one in self.running):
            return AMBER
        return GREEN if self.kept or self.running else DARK


class Lights:
    """The targets of a plan, ready to read a play that still goes on."""

    def __init__(self, compiled: CompiledPlan) -> None:
        self.gauges = gauges(compiled)

    def read(self, msel: Msel, log: Log, now: int) -> list[Light]:
        """All targets, in file order."""
        return [self._light(gauge, msel, log, now) for gauge in self.gauges]

    def _light(self, gauge: Gauge, msel: Msel, log: Log, now: int) -> Light:
        read = gauge.read(msel, log)
        states, numbers = read.state, read.incident
        running: list[Running] = []
        if isinstance(gauge, TimedGauge):
            undecided, running = _clocks(gauge, msel, log)
            states = np.where(np.isin(numbers, undecided), UNDECIDED, states)
        elif gauge.per_incident:
            states = np.where((states == NEVER) & _under_way(msel, log)[numbers], UNDECIDED, states)
        else:
            over = np.array([gauge.over_at(int(number)) for number in numbers], np.int64)
            told = (over <= now) & ~np.isin(numbers, gauge.still_open(msel, log))
            states = np.where(told | np.isin(states, gauge.final), states, UNDECIDED)
        late = [one for one in running if now - one.since > one.limit]
        missed = [*numbers[np.isin(states, (LATE, NEVER))].tolist(), *(one.incident for one in late)]
        return Light(
            gauge.name,
            gauge.per_incident,
            int((states == ON_TIME).sum()),
            sorted(missed),
            [one for one in running if one not in late],
        )


def _under_way(msel: Msel, log: Log) -> Flags:
    """Whether something of each incident is still open (I)."""
    is_open = np.concatenate(([0], np.cumsum(log.status < ENDED)))
    return (is_open[msel.row_first[1:]] - is_open[msel.row_first[:-1]]) > 0


def _clocks(gauge: TimedGauge, msel: Msel, log: Log) -> tuple[list[int], list[Running]]:
    """Incidents that are not decided yet, and the clocks of those among them that have started."""
    undecided: list[int] = []
    running: list[Running] = []
    for clock, mine in gauge.each_clock(msel, gauge.clocks):
        start, start_skipped = clock.start.read(msel, log, mine)
        stop, stop_skipped = clock.stop.read(msel, log, mine)
        open_ = (stop == OPEN) & ~start_skipped & ~stop_skipped & ~gauge.outside(msel, log, mine, start)
        allowed = np.broadcast_to(np.asarray(gauge.allowed(start)), start.shape)
        undecided += mine[open_].tolist()
        begun = open_ & (start != OPEN)
        running += map(Running, mine[begun].tolist(), start[begun].tolist(), allowed[begun].tolist())
    return undecided, running
