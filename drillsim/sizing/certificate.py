"""The certificate: what the search found is played again on a sealed deck, and only that is claimed.

The winner must pass, and of every cheaper plan it must be shown that it misses a target: by
itself, or because a plan that has no fewer of anything does. A few failing plans cover all the
cheaper ones; the error rate is divided among them and the winner (union bound), so the chance
that any claim is wrong stays below it. The search chose them on another deck, so the sealed one
knows nothing of the choice.
"""

from __future__ import annotations

import numpy as np

from drillsim.base.documents import Document
from drillsim.sizing.grid import Flags, Grid
from drillsim.sizing.search import Search, speaks_of
from drillsim.sizing.trial import Trial


def cover(grid: Grid, cheaper: Flags, search: Search) -> list[int]:
    """A few of the failing plans that speak of as many of the cheaper ones as all of them do (greedy set cover)."""
    spoken = {plan: speaks_of(grid, plan, search.passing()) & cheaper for plan in search.failing()}
    chosen: list[int] = []
    left = cheaper.copy()
    while spoken:
        plan = max(spoken, key=lambda p: (int((spoken[p] & left).sum()), -grid.cost[p]))
        if not (spoken[plan] & left).any():
            break
        left &= ~spoken.pop(plan)
        chosen.append(plan)
    return chosen


class Certificate(Document):
    """What was played on the sealed deck: the plan itself, which must pass; `covers`, which must fail and which have no
    fewer of anything than every cheaper plan; `audits`, with one more of each pool, of which nothing is claimed."""

    seed: int  # of the sealed deck
    alpha: float  # error rate of all claims together
    claims: int  # claims among which it is divided
    winner: Trial
    covers: list[Trial]
    audits: list[Trial]

    @property
    def stands(self) -> bool:
        """Whether the winner passed."""
        return self.winner.verdict == "PASS"

    def shown_to_fail(self, grid: Grid) -> Flags:
        """Plans of which the certificate shows that they miss a target."""
        found = np.zeros(len(grid), np.bool_)
        for trial in self.covers:
            if trial.verdict == "FAIL":
                found |= speaks_of(grid, grid.plan_of(trial.counts), [grid.plan_of(self.winner.counts)])
        return found

    @property
    def anomalies(self) -> tuple[Trial, ...]:
        """Plans with one more of something that miss a target although the winner keeps them all."""
        return tuple(trial for trial in self.audits if trial.verdict == "FAIL" and self.stands)
