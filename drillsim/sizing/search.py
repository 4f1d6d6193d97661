"""Searching the cheapest plan that keeps every target: on one deck, without claims.

Every verdict prunes: a plan that fails takes all smaller ones with it, one that passes all that
cost as much or more. Tried next is the plan that prunes most, whatever its verdict. Plans are
tried a few at a time, always the same number, so that the outcome does not depend on how many
workers there are.

That fewer is no better can be wrong where resources are shared. So a small grid is tried whole;
a failing plan that lies above a passing one takes nothing with it; and where the largest plan
fails, its neighbours are asked as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from drillsim.sizing.grid import Flags, Grid
from drillsim.sizing.trial import Trial

AT_ONCE = 4  # plans tried between two looks at the grid
WHOLE = 32  # a grid of so many plans is tried whole, and nothing is assumed

Try = Callable[[list[int]], list[Trial]]  # the trials of some plans, in their order


def speaks_of(grid: Grid, failing: int, passing: list[int]) -> Flags:
    """The plans that are taken to fail if this one does: itself, and those that have no more of anything.

    Only itself in a grid that is tried whole, and where one that passes has no more of anything.
    """
    below = grid.below(failing)
    if len(grid) > WHOLE and not below[passing].any():
        return below
    itself: Flags = np.arange(len(grid)) == failing
    return itself


@dataclass
class Search:
    """The state of a search: what was tried, and which plans are still alive."""

    grid: Grid
    tried: dict[int, Trial] = field(default_factory=dict)
    refuted: set[int] = field(default_factory=set)  # passed here and did not stand up to the certificate

    def passing(self) -> list[int]:
        """Plans that passed, the cheapest first; of one cost the one tried with the smallest sizes."""
        found = [p for p, trial in self.tried.items() if trial.verdict == "PASS" and p not in self.refuted]
        return sorted(found, key=lambda plan: (self.grid.cost[plan], self.grid.sizes_of(plan)))

    @property
    def best(self) -> int | None:
        """The cheapest plan that passed."""
        return next(iter(self.passing()), None)

    def failing(self) -> list[int]:
        """Plans that failed, in the order in which they were tried."""
        return [plan for plan, trial in self.tried.items() if trial.verdict == "FAIL"]

    def undecided(self) -> list[int]:
        """Plans too close to call, and those that passed here only."""
        return [p for p, trial in self.tried.items() if trial.verdict == "UNDECIDED" or p in self.refuted]

    def alive(self) -> Flags:
        """Plans that are cheaper than the best one and that no verdict speaks of."""
        found = np.ones(len(self.grid), np.bool_)
        found[list(self.tried)] = False
        for plan in self.failing():
            found &= ~speaks_of(self.grid, plan, self.passing())
        if self.best is not None:
            found &= self.grid.cost < self.grid.cost[self.best]
        return found

    def run(self, attempt: Try, told: Callable[[Search], None] = lambda search: None) -> None:
        """Try plans until none is alive that could be cheaper than the best."""
        largest = len(self.grid) - 1
        self._try(attempt, [largest])
        while True:
            told(self)
            alive = self.alive()
            if alive.any():
                self._try(attempt, self._next(alive))
            elif self.best is None and any(plan not in self.tried for plan in self.grid.one_fewer(largest)):
                self._try(attempt, self.grid.one_fewer(largest))
            else:
                return

    def _try(self, attempt: Try, plans: Iterable[int]) -> None:
        fresh = [plan for plan in plans if plan not in self.tried]
        self.tried.update(zip(fresh, attempt(fresh), strict=True))

    def _next(self, alive: Flags) -> list[int]:
        """Plans to try now: those that prune most, none of them above or below another one."""
        chosen: list[int] = []
        rest = alive.copy()
        while rest.any() and len(chosen) < AT_ONCE:
            least = np.minimum(self.grid.count_below(alive), self.grid.count_dearer(alive))
            plan = int(np.where(rest, least, -1).argmax())
            chosen.append(plan)
            rest &= ~(self.grid.below(plan) | self.grid.above(plan))
        return chosen
