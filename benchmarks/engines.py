"""Every way to play drill-R that is installed, the plain one first."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks import plain
from benchmarks.drill_r import DrillR, Run, Times
from benchmarks.race import Engine, one_by_one
from drillsim.compiled.event_list import Msels
from drillsim.compiled.log import Log, log_of
from drillsim.compiled.tables import CompiledPlan
from drillsim.play import conduct, kernel

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

    player = kernel.KernelRunner()

    def load(drill: DrillR, runs: list[Run]) -> tuple[CompiledPlan, Msels]:
        return drill.compiled, Msels.of([run.msel for run in runs])

    return [
        engine("drillsim, SimPy", conduct.conduct),
        engine("drillsim, compiled, run by run", kernel.play),
        Engine("drillsim, compiled", load, lambda given: _Logs(given[1], player.play_all(*given)), _logged),
    ]


class _Logs(Sequence[Log]):
    """The logs of runs that were played together."""

    def __init__(self, msels: Msels, log: Log) -> None:
        self._msels, self._log = msels, log

    def __len__(self) -> int:
        return len(self._msels)

    def __getitem__(self, index: Any) -> Any:
        return log_of(self._log, self._msels, index)


def _logged(drill: DrillR, run: Run, log: Log) -> Times:
    return drill.times(run.msel, log)


def drawers() -> list[Engine]:
    """Programs that draw their numbers and play them; ratios are to the first."""

    def numbered(drill: DrillR, run: Run) -> tuple[DrillR, int]:
        return drill, run.number

    def simpy(given: tuple[DrillR, int]) -> plain.Found:
        drill, number = given
        return plain.lean(plain.listed(plain.drawn(drill.a_day, number)))

    player = kernel.KernelRunner()

    def ours(given: tuple[DrillR, int, int]) -> _Logs:
        drill, first, count = given
        msels = drill.deck.deal(first, count)
        return _Logs(msels, player.play_all(drill.compiled, msels))

    def span(drill: DrillR, runs: list[Run]) -> tuple[DrillR, int, int]:
        return drill, runs[0].number, len(runs)  # the runs of a race follow each other

    return [
        one_by_one("NumPy and SimPy, lean", numbered, simpy, None),
        Engine("drillsim, dealt and compiled", span, ours, _logged),
    ]
