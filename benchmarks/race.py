"""Engines side by side: interleaved rounds of the same runs, and whether all came to the same second."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np

from benchmarks.drill_r import DrillR, Outputs, Run, Times, outputs

SLICE = 0.05  # seconds that an engine plays at least in each round after the first, if runs are short


@dataclass(frozen=True)
class Engine:
    """One way to play drill-R. Only `play` is timed.

    `load` puts runs into the form that the engine takes, `play` plays them, `read` makes out
    of one of its answers the times of each incident, or the figures if that is all it knows.
    An engine that draws numbers of its own has no `read`.
    """

    name: str
    load: Callable[[DrillR, list[Run]], Any]
    play: Callable[[Any], Sequence[Any]]
    read: Callable[[DrillR, Run, Any], Times | Outputs] | None
    workers: int = 1


def one_by_one(
    name: str,
    load: Callable[[DrillR, Run], Any],
    play: Callable[[Any], Any],
    read: Callable[[DrillR, Run, Any], Times | Outputs] | None,
) -> Engine:
    """An engine that plays one run at a time."""
    return Engine(
        name, lambda drill, runs: [load(drill, run) for run in runs], lambda given: [play(run) for run in given], read
    )


@dataclass
class Lap:
    """An engine's seconds per run in each round, on the processor and on the clock, and how it read the first run."""

    engine: Engine
    processor: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    found: Times | Outputs | None = None

    @property
    def seconds(self) -> float:
        """Seconds per run, the median of the rounds."""
        return median(self.processor if self.engine.workers == 1 else self.clock)

    def ratio(self, other: Lap) -> float:
        """How many times as fast as `other`: the median of the rounds' ratios.

        Processor time is compared, which other programs disturb least; only what an engine
        with several workers gains must be read from the clock.
        """
        mine, theirs = (lap.processor if self.engine.workers == 1 else lap.clock for lap in (self, other))
        return median(b / a for a, b in zip(mine, theirs, strict=True))


def race(drill: DrillR, engines: Iterable[Engine], runs: list[Run], rounds: int) -> list[Lap]:
    """Play `runs` on every engine, round by round, A B C A B C …

    In the first round each engine plays one run per worker, in the others as many as fill its slice.
    """
    laps = [Lap(engine) for engine in engines]
    loaded = [engine.load(drill, list(islice(cycle(runs), engine.workers))) for engine in (lap.engine for lap in laps)]
    gc.collect()
    gc.freeze()  # what was dealt is nobody's garbage: an engine pays for its own only
    for _ in range(rounds):
        for k, lap in enumerate(laps):
            processor, clock = process_time(), perf_counter()
            answers = lap.engine.play(loaded[k])
            played = len(answers)
            lap.processor.append((process_time() - processor) / played)
            lap.clock.append((perf_counter() - clock) / played)
            if len(lap.clock) == 1:
                lap.found = lap.engine.read and lap.engine.read(drill, runs[0], answers[0])
                enough = max(lap.engine.workers, int(SLICE / lap.processor[0]))
                loaded[k] = lap.engine.load(drill, list(islice(cycle(runs), enough)))
            del answers
    gc.unfreeze()
    return laps


def disagreement(run: Run, laps: list[Lap]) -> str | None:
    """The first engine that found something else than the first one, and where."""
    (first, expected), *others = [(lap.engine.name, lap.found) for lap in laps if lap.found is not None]
    assert isinstance(expected, Times)
    for name, found in others:
        if isinstance(found, Outputs):
            if found != outputs(run.numbers, expected):
                return f"{name} has other figures than {first}"
            continue
        for moment, theirs, ours in zip(Times._fields, found, expected, strict=True):
            if not np.array_equal(theirs, ours):
                differing = [incident for incident, (a, b) in enumerate(zip(theirs, ours, strict=False)) if a != b]
                return f"{name} has other times than {first}: {moment} of incidents {differing[:3]}"
    return None
