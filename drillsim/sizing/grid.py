"""All plans between the smallest and the largest sizes, and what a verdict on one says of the others.

More of a pool is taken to be no worse (and fewer no better). That is an assumption: with shared
resources it can fail (Graham 1969, Bounds on multiprocessing timing anomalies, SIAM J. Appl.
Math. 17). It guides the search only; `certificate` plays what it claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Sizes = tuple[int, ...]


@dataclass(frozen=True)
class Dimension:
    """One pool or shift that may have `low` to `high`, each at a `cost` above 0."""

    part: str
    low: int
    high: int
    cost: float = 1.0

    @property
    def values(self) -> range:
        """Its sizes, the smallest first."""
        return range(self.low, self.high + 1)


class Grid:
    """Every combination of sizes. Plans are numbered; arrays over them have one entry per plan."""

    def __init__(self, dimensions: tuple[Dimension, ...]) -> None:
        self.dimensions = dimensions
        self.shape = tuple(len(dimension.values) for dimension in dimensions)

    def __len__(self) -> int:
        return int(np.prod(self.shape))

    @cached_property
    def sizes(self) -> Ints:
        """Sizes of each plan (plans × dimensions)."""
        axes = np.meshgrid(*(np.array(d.values) for d in self.dimensions), indexing="ij")
        return np.stack([axis.ravel() for axis in axes], axis=1)

    @cached_property
    def cost(self) -> NDArray[np.float64]:
        """Cost of each plan."""
        return np.asarray(self.sizes @ np.array([d.cost for d in self.dimensions]), np.float64)

    @cached_property
    def by_cost(self) -> Ints:
        """Plans from the cheapest on; of one cost in order of their sizes."""
        return np.lexsort((np.arange(len(self)), self.cost))

    def sizes_of(self, plan: int) -> Sizes:
        """The sizes of one plan."""
        return tuple(int(size) for size in self.sizes[plan])

    def plan_of(self, sizes: Sizes) -> int:
        """The number of the plan with these sizes."""
        index = tuple(size - d.low for size, d in zip(sizes, self.dimensions, strict=True))
        return int(np.ravel_multi_index(index, self.shape))

    def below(self, plan: int) -> Flags:
        """Plans that have no more of anything, itself among them."""
        return np.asarray((self.sizes <= self.sizes[plan]).all(axis=1))

    def above(self, plan: int) -> Flags:
        """Plans that have no fewer of anything, itself among them."""
        return np.asarray((self.sizes >= self.sizes[plan]).all(axis=1))

    def count_below(self, chosen: Flags) -> Ints:
        """For each plan, how many of the chosen ones lie below it."""
        table = chosen.reshape(self.shape).astype(np.int64)
        for axis in range(len(self.shape)):
            table = table.cumsum(axis=axis)
        return table.ravel()

    def count_dearer(self, chosen: Flags) -> Ints:
        """For each plan, how many of the chosen ones cost as much or more, itself among them."""
        order = np.sort(self.cost[chosen])
        return len(order) - np.searchsorted(order, self.cost, side="left")

    def one_more(self, plan: int) -> list[int]:
        """The plans with one more of one part."""
        return self._moved(plan, 1)

    def one_fewer(self, plan: int) -> list[int]:
        """The plans with one fewer of one part."""
        return self._moved(plan, -1)

    def _moved(self, plan: int, by: int) -> list[int]:
        sizes = self.sizes_of(plan)
        moved = ((*sizes[:k], sizes[k] + by, *sizes[k + 1 :]) for k in range(len(sizes)))
        return [self.plan_of(other) for k, other in enumerate(moved) if other[k] in self.dimensions[k].values]
