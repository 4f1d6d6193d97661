"""An event list cut to what a table can play: some injects of one run, chosen so that each weak promise comes up.

Which promises are weak is seen in quick plays of the scenario. What is left out is told, and nothing is drawn: the same
run cut to the same length is the same list. Two clocks run in it: the scenario's stays as it is, and the exercise's goes
from inject to inject at the pace of a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from drillsim.compiled.event_list import Msel, picked
from drillsim.compiled.log import ENDED, Log
from drillsim.compiled.tables import CompiledPlan, Ints
from drillsim.deck.deck import Deck
from drillsim.judge.evaluate import (
    JUDGED,
    LATE,
    LATES,
    MISSED,
    NEVER,
    NEVERS,
    ON_TIME,
    ONTIME,
    SECONDS,
    Gauge,
    figures,
    gauges,
)
from drillsim.msel.rehearsal import Plays
from drillsim.plan.targets import Target
from drillsim.quantities import measures

SHORTEST, LONGEST = 30 * 60, 8 * 3600  # seconds of an exercise around a table
FEWEST, MOST = 8, 15  # injects that a table plays
PACE = 8 * 60  # seconds that one takes, when it is told, acted on and talked over
AT_THE_END = 1 / 6  # of the exercise: in it no new inject comes, for the last ones are brought to their end
PRESSING = 30 * 60  # scenario seconds within which two incidents are under way at once
SOON = 3 * 60  # seconds of the exercise after which the second of two pressing ones comes
BREATH = PACE / 2  # seconds of the exercise that a table has at the least between two that do not press each other
LONGEST_QUIET = 15 * 60  # seconds of the exercise that a quiet stretch takes at most, where no length is given

# Why an inject is in the cut, in this order.
SCRIPTED, WEAK, TOGETHER, NEAR = "scripted", "weak", "together", "near"


class Promise(NamedTuple):
    """What the plays say of a promise: of so many things judged so many missed it; and whether that is too many."""

    target: str
    judged: int
    missed: int
    is_weak: bool

    @property
    def share(self) -> float:
        """The share that missed it."""
        return self.missed / self.judged if self.judged else 0.0


class Chosen(NamedTuple):
    """An inject of the cut: why it is in it, and the weak promises that it puts to the test, the weakest first."""

    why: str
    tests: tuple[str, ...]


class Cut(NamedTuple):
    """A run cut to a length: the list that is played, why each of its injects is in it, and what is not."""

    length: int  # seconds of the exercise
    msel: Msel
    chosen: tuple[Chosen, ...]  # by inject of `msel`
    promises: tuple[Promise, ...]  # all that the plays judge, the weakest first
    untested: tuple[str, ...]  # weak ones for which the run has nothing, or the table no time
    left_out: dict[int, int]  # by kind, how many incidents of the run are not in it
    disruptions_left_out: int

    @property
    def weak(self) -> tuple[Promise, ...]:
        """The promises that are weak, the weakest first."""
        return tuple(promise for promise in self.promises if promise.is_weak)


def promises(compiled: CompiledPlan, plays: Plays) -> tuple[Promise, ...]:
    """How each promise does in the plays, the weakest first: those below their goal, then by how much is missed."""
    found = []
    for gauge in gauges(compiled):
        table = np.array([figures(gauge.read(msel, log)) for msel, log in plays])
        judged, missed = int(table[:, JUDGED].sum()), int(table[:, LATES].sum() + table[:, NEVERS].sum())
        if judged:
            found.append(Promise(gauge.name, judged, missed, _is_weak(gauge.target, table)))
    return tuple(sorted(found, key=lambda promise: (not promise.is_weak, -promise.share)))  # of equals in file order


def _is_weak(target: Target, table: Ints) -> bool:
    """Whether a promise is below its goal in these runs (R × FIGURES), taken as they are."""
    judged, missed = table[:, JUDGED], table[:, LATES] + table[:, NEVERS]
    if target.form.kind == "every":
        return bool((missed[judged > 0] == 0).mean() < target.form.goal)
    if target.form.kind == "share":
        return bool(table[:, ONTIME].sum() / judged.sum() < target.form.goal)
    return bool(table[:, SECONDS].sum() / judged.sum() > target.goal)


def how_many(length: int) -> int:
    """How many injects a table plays in so many seconds."""
    return min(MOST, max(FEWEST, measures.half_up(length / PACE)))


def cut(compiled: CompiledPlan, deck: Deck, msel: Msel, log: Log, plays: Plays, length: int) -> Cut:
    """The run `msel`, played as `log`, cut to an exercise of `length` seconds; `plays` show which promises are weak.

    Scripted injects come first, then for each weak promise an incident that is judged by it (one that misses it, if there
    is one), two that come at once, and incidents of other kinds near them in time. What the calendar brings is in it only
    where nothing else tests a weak promise.
    """
    if not SHORTEST <= length <= LONGEST:
        raise ValueError(f"an exercise takes {SHORTEST} to {LONGEST} s (got {length})")
    known = promises(compiled, plays)
    by_target = {gauge.name: gauge for gauge in gauges(compiled)}
    weak = [promise.target for promise in known if promise.is_weak]
    tested = {name: _tested_by(by_target[name], msel, log) for name in weak}
    choice = _Choice(msel, deck, tested, how_many(length))
    chosen = choice.made()
    at = np.array(sorted(chosen), np.int64)
    disruptions = _felt(msel, log, at)
    why = tuple(Chosen(chosen[one], tuple(name for name in weak if one in tested[name])) for one in at.tolist())
    covered = {name for one in why for name in one.tests}
    kept = picked(msel, at)._replace(disruption=msel.disruption[disruptions])
    left_out = Counter(np.delete(msel.kind, at).tolist())
    untested = tuple(name for name in weak if name not in covered)
    return Cut(length, kept, why, known, untested, dict(sorted(left_out.items())), int((~disruptions).sum()))


def _tested_by(gauge: Gauge, msel: Msel, log: Log) -> dict[int, bool]:
    """The incidents of a run that a promise judges, and whether they miss it."""
    if not gauge.per_incident:  # occasions are judged: what is in scope is what they are about
        return dict.fromkeys(np.flatnonzero(gauge.in_scope(msel)).tolist(), False)
    read = gauge.read(msel, log)
    judged = np.isin(read.state, (ON_TIME, LATE, NEVER))
    missed = np.isin(read.state, MISSED)
    return dict(zip(read.incident[judged].tolist(), missed[judged].tolist(), strict=True))


def _felt(msel: Msel, log: Log, incidents: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which disruptions last while any of the incidents is under way."""
    begins, ends = msel.disruption[:, 5], msel.disruption[:, 6]
    found = np.zeros(len(begins), np.bool_)
    for one in incidents.tolist():
        rows = slice(int(msel.row_first[one]), int(msel.row_first[one + 1]))
        over = int(log.ended[rows][log.status[rows] == ENDED].max(initial=int(msel.time[one])))
        found |= (begins <= over) & (ends > msel.time[one])
    return found


class _Choice:
    """The injects of a cut being chosen: number in the run → why."""

    def __init__(self, msel: Msel, deck: Deck, tested: dict[str, dict[int, bool]], many: int) -> None:
        self.msel, self.tested, self.many = msel, tested, many
        sources = [deck.sources[origin] if origin >= 0 else None for origin in msel.origin.tolist()]
        self.scripted = [n for n, source in enumerate(sources) if source is None or source.inject is not None]
        self.brought = [n for n, source in enumerate(sources) if source is None or not source.is_duty]  # not by the calendar
        self.chosen: dict[int, str] = {}

    def made(self) -> dict[int, str]:
        """All that is chosen."""
        self._scripted()
        self._weak()
        self._pressing()
        self._near()
        return self.chosen

    def _scripted(self) -> None:
        """All that is scripted; of too many, those that test what is weak before the others."""
        testing = [one for one in self.scripted if any(one in found for found in self.tested.values())]
        first = [*testing, *(one for one in self.scripted if one not in testing)][:MOST]
        self.chosen = dict.fromkeys(sorted(first), SCRIPTED)

    def _weak(self) -> None:
        """For each weak promise an incident: first that which tests most others as well, and misses them."""
        open_ = {name: found for name, found in self.tested.items() if found and not self.chosen.keys() & found.keys()}
        while open_:
            candidates = {one for found in open_.values() for one in found}
            brought = candidates & set(self.brought)
            if not self._place():
                return
            best = min(brought or candidates, key=lambda one: self._worth(one, open_.values()))
            self.chosen[best] = WEAK
            open_ = {name: found for name, found in open_.items() if best not in found}

    def _worth(self, one: int, open_: Iterable[dict[int, bool]]) -> tuple[int, int, int, int]:
        """What is chosen first is what is smallest."""
        tests = [found[one] for found in open_ if one in found]
        return -len(tests), -sum(tests), self._away(one), one

    def _place(self) -> bool:
        """Whether there is a place for one more, if need be that of a scripted one that tests nothing weak."""
        if len(self.chosen) < MOST:
            return True
        idle = [one for one in self.chosen if not any(one in found for found in self.tested.values())]
        if idle:
            del self.chosen[idle[-1]]
        return bool(idle)

    def _pressing(self) -> None:
        """Two at once, unless there are: the one that comes nearest to another, of the chosen ones if it can be."""
        times = self.msel.time
        at = sorted(self.chosen)
        if any(times[b] - times[a] <= PRESSING for a, b in pairwise(at)) or len(at) >= MOST:
            return
        free = [one for one in self.brought if one not in self.chosen]
        beside = [one for one in free if self._away(one) <= PRESSING]
        if at and beside:
            self.chosen[min(beside, key=lambda one: (self._away(one), one))] = TOGETHER
        elif len(at) + 2 <= MOST:
            pairs = [(int(times[b] - times[a]), self._away(a), a, b) for a, b in pairwise(free)]
            gap, _away, *both = min(pairs, default=(PRESSING + 1, 0, 0, 0))
            if gap <= PRESSING:
                self.chosen |= dict.fromkeys(both, TOGETHER)

    def _near(self) -> None:
        """Those nearest in time, of each kind in turn, until the table has its fill."""
        kinds = Counter(self.msel.kind[list(self.chosen)].tolist())
        for pool in (self.brought, range(len(self.msel.time))):  # what the calendar brings comes last
            free = [one for one in pool if one not in self.chosen]
            enough = self.many if pool is self.brought else FEWEST
            while free and len(self.chosen) < enough:
                best = min(free, key=lambda one: (kinds[int(self.msel.kind[one])], self._away(one), one))
                self.chosen[best] = NEAR
                kinds[int(self.msel.kind[best])] += 1
                free.remove(best)

    def _away(self, one: int) -> int:
        """Seconds to the nearest one that is chosen; of the first, to the middle of the run's incidents."""
        times = self.msel.time
        others = times[list(self.chosen)] if self.chosen else times[len(times) // 2 : len(times) // 2 + 1]
        return int(np.abs(others - times[one]).min())


def exercise_clock(seconds: list[int], length: int | None = None) -> list[int]:
    """The seconds of the exercise at which injects of these scenario seconds (ascending) are given, the first at once.

    Quiet stretches are cut, of a given `length` so far that the last inject leaves time to bring it to its end. A few that
    press each other follow each other soon; between all others a table draws breath.
    """
    gaps = np.diff(np.array(seconds, np.int64))
    if length is None:
        gaps = np.minimum(gaps, LONGEST_QUIET)
    else:
        closest = np.argsort(gaps, kind="stable")[: max(1, len(seconds) // 4)]
        pressing = np.zeros(len(gaps), np.bool_)
        pressing[closest] = gaps[closest] <= PRESSING
        gaps = np.where(pressing, np.minimum(gaps, SOON), gaps)
        room = int(length * (1 - AT_THE_END)) - int(gaps[pressing].sum())
        least = np.maximum(gaps, min(BREATH, room / max(1, int((~pressing).sum()))))
        gaps = np.where(pressing, gaps, np.minimum(least, _cap(least[~pressing].tolist(), room)))
    at = np.concatenate(([0], np.cumsum(gaps)))[: len(seconds)]
    return [measures.half_up(second / 60) * 60 for second in at.tolist()]


def _cap(gaps: list[int], room: int) -> float:
    """What none of these gaps may exceed so that all of them fit into a room."""
    left = float(room)
    for place, gap in enumerate(sorted(gaps)):
        cap = left / (len(gaps) - place)
        if gap > cap:
            return cap
        left -= gap
    return float(max(gaps, default=0))
