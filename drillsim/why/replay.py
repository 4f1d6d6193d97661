"""The same event lists played once more, and what each target says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from drillsim.compiled.event_list import Msel, Msels
from drillsim.compiled.log import Log, end_to_end
from drillsim.compiled.tables import CompiledPlan, Ints
from drillsim.judge.evaluate import MISSED, ON_TIME, Gauge, Judgement, gauges
from drillsim.judge.incident_gauges import TimedGauge
from drillsim.why.attribution import Breakdown, Paths, Ways

Flags = NDArray[np.bool_]

OCCASIONS = 10**7  # more than one play has: occasions of several plays are numbered apart by it
JUDGED = (ON_TIME, *MISSED)


def is_missed(judgement: Judgement) -> Flags:
    """Which of the things judged are missed."""
    return np.isin(judgement.state, MISSED)


class Deals:
    """The event lists that are played again and again, one by one and laid end to end.

    Laid end to end, incidents are judged at once. Occasions are judged play by play and numbered on.
    """

    def __init__(self, compiled: CompiledPlan, msels: list[Msel]) -> None:
        self.msels, self.laid, self.readers = msels, Msels.of(msels), gauges(compiled)

    def play_of(self, reader: Gauge, numbers: Ints) -> Ints:
        """The play (from 0) of each thing that a reader judges."""
        if reader.per_incident:
            return self.laid.run_of(numbers)
        return numbers // OCCASIONS

    def occasions(self, reader: Gauge, logs: list[Log]) -> Judgement:
        """What a reader says of the occasions of all plays; play p numbers them from p * OCCASIONS."""
        read = [reader.read(msel, log) for msel, log in zip(self.msels, logs, strict=True)]
        numbered = [one._replace(incident=one.incident + play * OCCASIONS) for play, one in enumerate(read)]
        return Judgement(*(np.concatenate(column) for column in zip(*numbered, strict=True)))


class Replay:
    """All event lists as one plan played them, and what each target says of them; logs are kept where they are needed."""

    def __init__(self, compiled: CompiledPlan, deals: Deals, logs: list[Log], keep: bool = True) -> None:
        self.deals, self.logs = deals, logs if keep else []
        joined = end_to_end(logs)
        self.judgements = [
            reader.read_runs(deals.laid, joined) if reader.per_incident else deals.occasions(reader, logs)
            for reader in gauges(compiled)  # who is there depends on who was lifted
        ]
        self._ways = Ways(compiled)
        self._paths: dict[int, Paths] = {}

    @property
    def has_misses(self) -> bool:
        """Whether any target has a miss."""
        return any(is_missed(judgement).any() for judgement in self.judgements)

    def paths(self, play: int) -> Paths:
        """The critical paths of one play (from 0)."""
        if play not in self._paths:
            self._paths[play] = Paths(self._ways, self.deals.msels[play], self.logs[play])
        return self._paths[play]

    def carried(self, target: int, before: Replay) -> Judgement:
        """What a target says of the things that it judged before; of one that it judges no longer, what it said then."""
        found, old = self.judgements[target], before.judgements[target]
        both = np.isin(old.state, JUDGED) & np.isin(found.state, JUDGED)
        return Judgement(old.incident, np.where(both, found.state, old.state), np.where(both, found.seconds, old.seconds))

    def incidents(self, target: int, rows: Ints) -> Iterator[tuple[Paths, int]]:
        """The paths and the incident within them behind rows of what a target judged."""
        numbers = self.judgements[target].incident[rows]
        plays = self.deals.play_of(self.deals.readers[target], numbers)
        for play, incident in zip(plays.tolist(), (numbers - self.deals.laid.run_first[plays]).tolist(), strict=True):
            yield self.paths(play), incident

    def spent(self, target: int, rows: Ints) -> list[Breakdown]:
        """Where the time of the things in these rows went; nothing of a promise by which no time runs."""
        reader = self.deals.readers[target]
        if not reader.clocks:
            return []
        return [paths.breakdown(reader, incident) for paths, incident in self.incidents(target, rows)]

    def beyond_limit(self, target: int, spent: Mapping[int, Breakdown]) -> Ints:
        """The rows, of those with their time, whose travel alone takes longer than the target allows them."""
        reader, rows = self.deals.readers[target], np.array(list(spent), np.int64)
        if not isinstance(reader, TimedGauge):
            return rows[:0]
        road = np.array([one.road for one in spent.values()], np.int64)
        begun = [paths.begun(reader, incident) for paths, incident in self.incidents(target, rows)]
        return rows[road > reader.allowed(np.array(begun, np.int64))]

    def lasting(self) -> tuple[Ints, Ints, Ints]:
        """Of every miss of an incident its play, and from when to when it lasted."""
        laid, found = self.deals.laid, []
        for reader, judgement in zip(self.deals.readers, self.judgements, strict=True):
            if reader.per_incident:
                missed = is_missed(judgement)
                incident, seconds = judgement.incident[missed], judgement.seconds[missed]
                begin = laid.joined.time[incident]
                found.append(np.stack((laid.run_of(incident), begin, begin + seconds)))
        play, begin, end = np.concatenate([np.empty((3, 0), np.int64), *found], axis=1)
        return play, begin, end
