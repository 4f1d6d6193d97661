"""Every way to play drill-R that is installed, the plain one first."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks import plain
from benchmarks.drill_r import DrillR, Run, Times
from benchmarks.race import Engine, one_by_one
from drillsim.play import conduct, kernel
from drillsim.play.log import Log


def _found(_drill: DrillR, _run: Run, found: plain.Found) -> Times:
    return Times(*(np.array(column, np.int64) for column in found))


def _logged(drill: DrillR, run: Run, log: Log) -> Times:
    return drill.times(run.msel, log)


def _ours(name: str, play: Any) -> Engine:
    return Engine(name, lambda drill, run: (drill.compiled, run.msel), one_by_one(lambda given: play(*given)), _logged)


def players() -> list[Engine]:
    """Engines that play given numbers; ratios are to the first."""
    return [
        Engine("SimPy, lean", lambda _drill, run: plain.listed(run.numbers), one_by_one(plain.lean), _found),
        Engine(
            "SimPy, each task a process",
            lambda _drill, run: plain.listed(run.numbers),
            one_by_one(plain.tasks_as_processes),
            _found,
        ),
        _ours("drillsim, SimPy", conduct.conduct),
        _ours("drillsim, compiled", kernel.play),
    ]


def drawers() -> list[Engine]:
    """Programs that draw their numbers and play them; ratios are to the first."""

    def numbered(drill: DrillR, run: Run) -> tuple[DrillR, int]:
        return drill, run.number

    return [
        Engine(
            "NumPy and SimPy, lean",
            numbered,
            one_by_one(lambda given: plain.lean(plain.listed(plain.drawn(given[0].a_day, given[1])))),
            None,
        ),
        Engine(
            "drillsim, dealt and compiled",
            numbered,
            one_by_one(lambda given: kernel.play(given[0].compiled, given[0].deck.msel(given[1]))),
            None,
        ),
    ]
