"""Every way to play drill-R that is installed, the plain one first."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks import plain
from benchmarks.drill_r import DrillR, Run, Times
from benchmarks.race import Engine, one_by_one
from drillsim.play import conduct, kernel
from drillsim.play.log import Log

PEERS = ("ciw", "cimba")  # packages of the extra [bench]


def players() -> list[Engine]:
    """Engines that play given numbers; ratios are to the first."""
    return [*_simpy(), *_ciw(), *_cimba(), *_ours()]


def missing() -> list[str]:
    """Packages to compare with that are not installed."""
    return [name for name in PEERS if find_spec(name) is None]


def _listed(_drill: DrillR, run: Run) -> plain.Lists:
    return plain.listed(run.numbers)


def _found(_drill: DrillR, _run: Run, found: plain.Found) -> Times:
    return Times(*(np.array(column, np.int64) for column in found))


def _simpy() -> list[Engine]:
    return [
        one_by_one("SimPy, lean", _listed, plain.lean, _found),
        one_by_one("SimPy, each task a process", _listed, plain.tasks_as_processes, _found),
    ]


def _ciw() -> list[Engine]:
    if find_spec("ciw") is None:
        return []
    from benchmarks import ciw_peer as peer

    def read(_drill: DrillR, run: Run, simulation: Any) -> Times:
        return peer.times(run.numbers, simulation)

    return [one_by_one("Ciw, the nearest network", lambda _drill, run: peer.network(run.numbers), peer.play, read)]


def _cimba() -> list[Engine]:
    if find_spec("cimba") is None:
        return []
    from benchmarks import cimba_peer as peer

    def engine(workers: int) -> Engine:
        return Engine(
            f"Cimba, {workers} worker{'s' * (workers > 1)}",
            lambda _drill, runs: peer.Trials([run.numbers for run in runs]),
            lambda trials: trials.play(workers),
            lambda _drill, run, found: peer.outputs(run.numbers, found),
            workers,
        )

    return [engine(1), engine(2)]


def _ours() -> list[Engine]:
    def engine(name: str, play: Any) -> Engine:
        return one_by_one(name, lambda drill, run: (drill.compiled, run.msel), lambda given: play(*given), _logged)

    return [engine("drillsim, SimPy", conduct.conduct), engine("drillsim, compiled", kernel.play)]


def _logged(drill: DrillR, run: Run, log: Log) -> Times:
    return drill.times(run.msel, log)


def drawers() -> list[Engine]:
    """Programs that draw their numbers and play them; ratios are to the first."""

    def numbered(drill: DrillR, run: Run) -> tuple[DrillR, int]:
        return drill, run.number

    def simpy(given: tuple[DrillR, int]) -> plain.Found:
        drill, number = given
        return plain.lean(plain.listed(plain.drawn(drill.a_day, number)))

    def ours(given: tuple[DrillR, int]) -> Log:
        drill, number = given
        return kernel.play(drill.compiled, drill.deck.msel(number))

    return [
        one_by_one("NumPy and SimPy, lean", numbered, simpy, None),
        one_by_one("drillsim, dealt and compiled", numbered, ours, _logged),
    ]
