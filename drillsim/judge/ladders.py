"""Ladders: how many incidents are settled at each rung of a procedure that climbs only when the rung below failed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from drillsim.compiled.event_list import Msels
from drillsim.compiled.log import ENDED, WITHDRAWN, Log
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.judge.intervals import Interval, share_interval
from drillsim.judge.result import Ints, LadderResult, Rung


class LadderGauge:
    """The ladder of one procedure made ready to read logs."""

    def __init__(self, compiled: CompiledPlan, kind: int) -> None:
        procedure = compiled.plan.procedures[compiled.kinds[kind]]
        assert procedure.ladder is not None
        self.kind, self.rungs, self.settled = kind, procedure.ladder.rungs, procedure.ladder.settled
        steps, outcomes = compiled.steps[kind], compiled.outcomes[kind]
        self._steps = [steps.index(rung) for rung in self.rungs]
        self._good = [[i for i, outcome in enumerate(outcomes[step]) if outcome in self.settled] for step in self._steps]

    def read(self, msels: Msels, log: Log) -> Ints:
        """Of each run: incidents that left the ladder, then those settled at each rung (R × 1 + rungs).

        An incident has left the ladder when one rung settled it, or when no rung is open any more.
        One that never came to any rung is not counted.
        """
        mine = np.flatnonzero(msels.joined.kind == self.kind)
        rows, run = msels.joined.row_first[mine], msels.run_of(mine)

        def per_run(these: NDArray[np.bool_]) -> Ints:
            return np.bincount(run[these], minlength=len(msels))

        before, tried, is_open = (np.zeros(len(rows), np.bool_) for _ in range(3))
        counts = []
        for step, good in zip(self._steps, self._good, strict=True):
            ended = log.status[rows + step] == ENDED
            here = ended & np.isin(log.outcome[rows + step], good) & ~before
            counts.append(per_run(here))
            before |= here
            tried |= ended | (log.status[rows + step] == WITHDRAWN)
            is_open |= log.status[rows + step] < ENDED
        return np.stack([per_run(before | (tried & ~is_open)), *counts], axis=1)


def ladders(compiled: CompiledPlan) -> list[LadderGauge]:
    """One gauge per procedure with a ladder, in file order."""
    procedures = enumerate(compiled.plan.procedures.values())
    return [LadderGauge(compiled, kind) for kind, procedure in procedures if procedure.ladder is not None]


def ladder_results(compiled: CompiledPlan, table: Ints, deck: Deck | None, alpha: float) -> list[LadderResult]:
    """The ladders of a plan over all runs; `table` holds what their gauges read, side by side (runs×columns).

    `deck` knows how many incidents a run has at the most; without one nothing is said of chance.
    """
    found, column = [], 0
    for gauge in ladders(compiled):
        left = table[:, column]
        rungs = []
        for n, rung in enumerate(gauge.rungs, start=1):
            settled = table[:, column + n]
            if deck is None:
                share = float(settled.sum() / left.sum()) if left.any() else None
                interval = Interval(share, share, share)
            else:
                cap = sum(source.at_most for source in deck.sources if source.kind == gauge.kind)
                interval = share_interval(left, settled, cap, alpha)
            estimate, low, high = interval
            rungs.append(Rung(step=rung, settled=int(settled.sum()), share=estimate, low=low, high=high))
        found.append(LadderResult(procedure=compiled.kinds[gauge.kind], incidents=int(left.sum()), rungs=rungs))
        column += 1 + len(gauge.rungs)
    return found
