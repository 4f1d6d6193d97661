"""The plays behind a report's pictures: dealt and played again, and read target by target."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import Log
from drillsim.compiled.tables import CompiledPlan, Ints
from drillsim.judge.evaluate import EXCUSED, LATE, NEVER, ON_TIME, Gauge, gauges
from drillsim.plan.scenario import Scenario
from drillsim.why.explanation import Explanation, Play, explain_plays
from drillsim.why.remedies import Remedies, remedies


@dataclass(frozen=True)
class Times:
    """What one target says of the incidents of all plays: one entry per incident that it counts.

    `seconds` from milestone to milestone (until play stopped for NEVER), `state` of
    `drillsim.judge.evaluate`, `zone` the number of the zone or -1, `run` and `incident` from 1.
    `allowed` is the limit of each, -1 where there is none.
    """

    id: str
    within: int | None  # seconds, of promises that have one limit for all
    seconds: Ints
    state: Ints
    zone: Ints
    run: Ints
    incident: Ints
    allowed: Ints

    def of(self, *states: int) -> Ints:
        """Seconds of the incidents in these states."""
        return self.seconds[np.isin(self.state, states)]

    def only(self, chosen: Ints) -> Times:
        """The same for some of the incidents."""
        columns = (c[chosen] for c in (self.seconds, self.state, self.zone, self.run, self.incident, self.allowed))
        return Times(self.id, self.within, *columns)

    @property
    def over(self) -> Ints:
        """By how many seconds each is over its limit; below 0 where it is not, or has none."""
        return np.where(self.allowed < 0, -1, self.seconds - self.allowed)

    def in_percent(self) -> Times:
        """The same with each time in hundredths of its own limit, one that is late by a little counted as late."""
        shares = -(-100 * self.seconds // np.maximum(1, self.allowed))
        return replace(self, within=100, seconds=shares, allowed=np.full(len(shares), 100))

    @property
    def judged(self) -> int:
        """Incidents that count: on time, late or never reached."""
        return int(np.isin(self.state, (ON_TIME, LATE, NEVER)).sum())

    @property
    def share_on_time(self) -> float | None:
        """Share of the judged incidents that were on time."""
        return float((self.state == ON_TIME).sum() / self.judged) if self.judged else None

    def by_zone(self) -> dict[int, Times]:
        """The judged incidents of each zone, in the order of the zones."""
        counted = self.state != EXCUSED
        return {zone: self.only(np.flatnonzero(counted & (self.zone == zone))) for zone in np.unique(self.zone[counted])}


class Evidence:
    """Plays of event lists, whose numbers from 1 are the runs, and what the targets say of them.

    `recorded` are the logs of a live drill; without them the event lists are played. `scenario` names disruptions.
    """

    def __init__(
        self, compiled: CompiledPlan, msels: list[Msel], play: Play, recorded: list[Log] | None = None,
        scenario: Scenario | None = None,
    ) -> None:  # fmt: skip
        self.compiled, self.msels, self._play, self._recorded, self._scenario = compiled, msels, play, recorded, scenario
        self.logs: list[Log] = recorded or [play(compiled, msel) for msel in msels]
        self.gauges: list[Gauge] = gauges(compiled)

    def reader(self, name: str) -> Gauge:
        """The gauge of a target."""
        return next(gauge for gauge in self.gauges if gauge.name == name)

    @cached_property
    def times(self) -> dict[str, Times]:
        """By target, what it says of every incident."""
        rows: dict[str, list[Ints]] = {gauge.name: [] for gauge in self.gauges}
        for run, (msel, log) in enumerate(zip(self.msels, self.logs, strict=True), start=1):
            for gauge in self.gauges:
                read = gauge.read(msel, log)
                zone = msel.attribute[read.incident, 0] if gauge.per_incident else np.full(len(read.incident), -1)
                allowed = gauge.limits(msel, log, read.incident)
                table = np.stack((read.seconds, read.state, zone, np.full(len(zone), run), read.incident + 1, allowed))
                rows[gauge.name].append(table[:, np.isin(read.state, (ON_TIME, LATE, NEVER, EXCUSED))])
        return {
            gauge.name: Times(gauge.name, gauge.target.limit, *np.concatenate(rows[gauge.name], axis=1))
            for gauge in self.gauges
        }

    @cached_property
    def explanation(self) -> Explanation:
        """Why targets are missed in these plays."""
        return explain_plays(self.compiled, self.msels, self._play, self._recorded, self._scenario)

    def remedies(self, targets: Collection[str]) -> Remedies:
        """What would mend these targets, where they are missed in these plays."""
        logs = None if self._recorded else self.logs
        return remedies(self.compiled, self.msels, self._play, self.explanation, targets, logs)
