"""The same replications on one core and on two."""

from __future__ import annotations

from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.drill_r import DrillR
from drillsim.judge.replicate import replicate
from drillsim.judge.result import Result
from drillsim.judge.settings import Settings

RUNS, QUICK_RUNS = 6800, 600  # the first blocks are small, so a short play cannot be shared evenly: at most 1.7 x of 600
ROUNDS, QUICK_ROUNDS = 2, 2


def report(quick: bool) -> bool:
    """Print how much faster two cores are. Whether they come to the same result."""
    drill = DrillR(120)
    runs, rounds = (QUICK_RUNS, QUICK_ROUNDS) if quick else (RUNS, ROUNDS)

    def timed(jobs: int) -> tuple[Result, float]:
        begin = perf_counter()
        result = replicate(drill.compiled, drill.scenario, Settings(runs=runs, jobs=jobs))
        return result, perf_counter() - begin

    replicate(drill.compiled, drill.scenario, Settings(runs=100, jobs=2))  # workers start, and compile or load
    pairs = [(timed(1), timed(2)) for _ in range(rounds)]
    one, two = (median(seconds) for seconds in zip(*((a[1], b[1]) for a, b in pairs), strict=True))
    ratio = median(a[1] / b[1] for a, b in pairs)
    agreed = all(np.array_equal(a[0].block.figures, b[0].block.figures) for a, b in pairs)
    print(
        f"\n{runs} runs of drill-R, 120 incidents a day, dealt, played and judged: {one:.2f} s on one core, "
        f"{two:.2f} s on two: {ratio:.2f} x. " + ("Same figures." if agreed else "NOT EQUAL: different figures.")
    )
    return agreed
