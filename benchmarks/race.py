"""Engines side by side: interleaved rounds of the same runs, and whether all came to the same second."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median
from time import process_time
from typing import Any

import numpy as np

from benchmarks.drill_r import DrillR, Run, Times, outputs

SLICE = 0.05  # seconds that an engine plays at least in each round after the first, if runs are short


@dataclass(frozen=True)
class Engine:
    """One way to play drill-R. Only `play` is timed.

    `prepare` puts a run into the form that the engine takes, `play` plays a list of these,
    `times` reads one of its answers; an engine that draws numbers of its own has no `times`.
    Processor time is counted, because other programs disturb it less than the time on the
    clock; an engine with several workers needs the clock.
    """

    name: str
    prepare: Callable[[DrillR, Run], Any]
    play: Callable[[list[Any]], Sequence[Any]]
    times: Callable[[DrillR, Run, Any], Times] | None
    clock: Callable[[], float] = process_time


def one_by_one(play: Callable[[Any], Any]) -> Callable[[list[Any]], Sequence[Any]]:
    """An engine's `play` from a function that plays one run."""
    return lambda runs: [play(run) for run in runs]


@dataclass(frozen=True)
class Lap:
    """An engine's seconds per run in each round, and how it read the first run."""

    engine: Engine
    seconds: list[float]
    times: Times | None

    def ratio(self, other: Lap) -> float:
        """How many times as fast as `other`: the median of the rounds' ratios."""
        return median(theirs / mine for mine, theirs in zip(self.seconds, other.seconds, strict=True))


def race(drill: DrillR, engines: Iterable[Engine], runs: list[Run], rounds: int) -> list[Lap]:
    """Play `runs` on every engine, round by round, A B C A B C …

    In the first round each engine plays one run, in the others as many as fill its slice.
    """
    prepared = {engine: [engine.prepare(drill, run) for run in runs] for engine in engines}
    batch = {engine: given[:1] for engine, given in prepared.items()}
    laps = {engine: Lap(engine, [], None) for engine in prepared}
    gc.collect()
    gc.freeze()  # what was dealt is nobody's garbage: an engine pays for its own only
    for _ in range(rounds):
        for engine, lap in laps.items():
            begin = engine.clock()
            answers = engine.play(batch[engine])
            seconds = (engine.clock() - begin) / len(batch[engine])
            lap.seconds.append(seconds)
            if len(lap.seconds) == 1:
                times = engine.times and engine.times(drill, runs[0], answers[0])
                laps[engine] = Lap(engine, lap.seconds, times)
                batch[engine] = list(islice(cycle(prepared[engine]), max(1, int(SLICE / seconds))))
            del answers
    gc.unfreeze()
    return list(laps.values())


def disagreement(run: Run, laps: list[Lap]) -> str | None:
    """The first engine whose times or figures of a run differ from the first one's, and where."""
    reference, *others = [lap for lap in laps if lap.times is not None]
    assert reference.times is not None
    for lap in others:
        assert lap.times is not None
        for name, theirs, ours in zip(Times._fields, lap.times, reference.times, strict=True):
            if not np.array_equal(theirs, ours):
                incident = np.flatnonzero(theirs != ours)[0] if len(theirs) == len(ours) else -1
                return f"{lap.engine.name} differs from {reference.engine.name}: {name} of incident {incident}"
        if outputs(run.numbers, lap.times) != outputs(run.numbers, reference.times):
            return f"{lap.engine.name} differs from {reference.engine.name} in the figures"
    return None
