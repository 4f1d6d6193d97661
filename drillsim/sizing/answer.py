"""A sizing with all that is shown beside it: loads, what rests on assumptions, and why no size will do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from drillsim.base.spread import Workers
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.event_list import Msels
from drillsim.compiled.resize import pool_of, size_in, size_of
from drillsim.compiled.tables import CompiledPlan
from drillsim.sizing.grid import Sizes
from drillsim.sizing.search import WHOLE, Search, speaks_of
from drillsim.sizing.sensitivity import Sensitivity, sensitivity
from drillsim.sizing.sizing import Sizing
from drillsim.sizing.trial import SizingCase, Trial, runs_of
from drillsim.why.explanation import Explanation, explain_plays
from drillsim.why.load import PoolLoad, pool_loads

LOOKED_AT = 200  # runs that say how hard a plan's people work

# 'found': it passed, but not all that is claimed of it was shown. 'undecided': no plan was shown to keep all
# targets, and not all that were tried were shown to miss one.
Outcome = Literal["certified", "found", "undecided", "none"]
State = Literal["tried-pass", "tried-fail", "undecided", "implied-fail", "implied-dearer", "open"]


class GridCell(NamedTuple):
    """What is known of one plan of the grid: how it stands, by a trial, or by the plan that says so."""

    state: State
    trial: Trial | None
    because: int | None  # the plan that failed and has no fewer of anything


@dataclass(frozen=True)
class Answer:
    """What `drillsim size` says: to people, to programs and to the run folder.

    Loads, what rests on assumptions and why no size will do are played when they are first asked for.
    """

    case: SizingCase
    sizing: Sizing

    @cached_property
    def compiled(self) -> CompiledPlan:
        """The plan as it is, for its names."""
        return compile_plan(self.case.plan, self.case.scenario.window, self.case.scenario.calendar)

    @cached_property
    def _looked_at(self) -> tuple[CompiledPlan, Msels]:
        """The plan shown, and the runs that say how it does."""
        certificate = self.sizing.certificate
        seed = certificate.seed if certificate is not None else self.sizing.settings.seed
        return runs_of(self.case, self.shown, seed, LOOKED_AT)

    @cached_property
    def loads(self) -> tuple[PoolLoad, ...]:
        """How hard the pools of the plan shown work."""
        return tuple(_loads(*self._looked_at))

    @cached_property
    def sensitivity(self) -> Sensitivity:
        """What becomes of the plan found (without one, of the plan as it is) when an assumption moves."""
        case, settings = self.case, self.sizing.settings
        played = self.shown if self.sizing.certificate is not None else tuple(self.now.values())
        return sensitivity(case, played, settings.seed, settings.alpha, Workers(settings.jobs, settings.cluster))

    @cached_property
    def explanation(self) -> Explanation | None:
        """Why the largest plan misses, where none keeps all targets."""
        if self.outcome != "none":
            return None
        compiled, msels = self._looked_at
        return explain_plays(compiled, list(msels), scenario=self.case.scenario)

    @property
    def outcome(self) -> Outcome:
        """How sure the answer is."""
        return outcome(self.sizing)

    @property
    def shown(self) -> Sizes:
        """The plan that is looked at more closely."""
        return shown(self.sizing)

    @cached_property
    def now(self) -> dict[str, int]:
        """How many there are of each part in the plan as it is."""
        return {part: size_in(self.case.plan, part) for part in self.case.parts}

    @cached_property
    def cost_now(self) -> float:
        """Cost of the pools as they are."""
        return sum(dimension.cost * self.now[dimension.part] for dimension in self.sizing.grid.dimensions)

    @cached_property
    def pools_shown(self) -> dict[str, int]:
        """How many there are of each sized pool in the plan shown; of one with shifts, in the best-manned one."""
        plan = self._looked_at[0].plan
        return {pool: size_of(plan.pools[pool]) for pool in dict.fromkeys(pool_of(plan, part) for part in self.case.parts)}

    @property
    def cost(self) -> float:
        """Cost of the plan shown."""
        return float(self.sizing.grid.cost[self.sizing.grid.plan_of(self.shown)])

    @property
    def outside(self) -> list[str]:
        """Outside units: they take part and are not ours to size."""
        return [name for name, pool in self.case.plan.pools.items() if pool.outside]

    @property
    def whole(self) -> bool:
        """Whether the range is so small that nothing was taken for granted of plans that were not played."""
        return len(self.sizing.grid) <= WHOLE

    @property
    def closer(self) -> Trial:
        """The trial of the plan shown that says most: on the sealed deck if there was one."""
        certificate = self.sizing.certificate
        return certificate.winner if certificate is not None else self.sizing.tried[len(self.sizing.grid) - 1]

    def closest(self, plan: int) -> Trial:
        """The trial of a plan of the grid that says most: of the plan shown the same one wherever it is told."""
        return self.closer if plan == self.sizing.winner else self.sizing.tried[plan]

    @cached_property
    def cells(self) -> list[GridCell]:
        """How each plan of the grid stands in the search, by number."""
        return cells(self.sizing)


def outcome(sizing: Sizing) -> Outcome:
    """How sure a sizing is."""
    if sizing.winner is not None:
        return "certified" if sizing.certified else "found"
    if sizing.refuted:
        return "found"
    return "none" if all(trial.verdict == "FAIL" for trial in sizing.tried.values()) else "undecided"


def shown(sizing: Sizing) -> Sizes:
    """The winner; else the plan that did not stand up to the certificate; else the largest."""
    if sizing.certificate is not None:
        return sizing.certificate.winner.counts
    return sizing.grid.sizes_of(len(sizing.grid) - 1)


def cells(sizing: Sizing) -> list[GridCell]:
    """How each plan of the grid stands in the search, by number."""
    grid = sizing.grid
    search = Search(grid, sizing.tried, set(sizing.refuted))
    passing = search.passing()
    because = np.full(len(grid), -1)
    for plan in search.failing():
        because[speaks_of(grid, plan, passing) & (because < 0)] = plan
    dearest = float(grid.cost[passing[0]]) if passing else float("inf")
    states: dict[str, State] = {"PASS": "tried-pass", "FAIL": "tried-fail", "UNDECIDED": "undecided"}
    found = []
    for plan in range(len(grid)):
        tried = sizing.tried.get(plan)
        if tried is not None:
            found.append(GridCell("undecided" if plan in sizing.refuted else states[tried.verdict], tried, None))
        elif because[plan] >= 0:
            found.append(GridCell("implied-fail", None, int(because[plan])))
        else:
            found.append(GridCell("implied-dearer" if grid.cost[plan] >= dearest else "open", None, None))
    return found


def answer(case: SizingCase, sizing: Sizing) -> Answer:
    """Look at the plan found (or at the largest, where none was): its loads, its assumptions, why it misses."""
    found = Answer(case, sizing)
    _ = found.loads, found.sensitivity, found.explanation
    return found


def _loads(compiled: CompiledPlan, msels: Msels) -> list[PoolLoad]:
    from drillsim.play.kernel import play

    lists = list(msels)
    return pool_loads(compiled, lists, [play(compiled, msel) for msel in lists])
