"""Searching the cheapest plan that keeps every target: on one deck, without claims.

Every verdict prunes: a plan that fails takes all smaller ones with it, one that passes all that
cost as much or more. Tried next is the plan that prunes most, whatever its verdict. Plans are
tried a few at a time, always the same number, so that the outcome does not depend on how many
workers there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from drillsim.size.grid import Flags, Grid
from drillsim.size.trial import Trial

AT_ONCE = 4  # plans tried between two looks at the grid

Try = Callable[[list[int]], list[Trial]]  # the trials of some plans, in their order


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
        for plan in self.failing():
            found &= ~self.grid.below(plan)
        found[list(self.tried)] = False
        if self.best is not None:
            found &= self.grid.cost < self.grid.cost[self.best]
        return found

    def run(self, attempt: Try, told: Callable[[Search], None] = lambda search: None) -> None:
        """Try plans until none is alive that could be cheaper than the best."""
        self._try(attempt, [len(self.grid) - 1])  # the largest: if it fails, so does every other
        while True:
            told(self)
            alive = self.alive()
            if not alive.any():
                return
            self._try(attempt, self._next(alive))

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
