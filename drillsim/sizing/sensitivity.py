"""Which assumption, moved by its own uncertainty, would flip the verdict on a promise.

Every assumption is moved down and up, alone, on the same event lists: all times, rates and
travel factors that it is about, by its `uncertainty`. What is compared are estimates after a
fixed number of runs; no error rate is claimed for them.
"""

from __future__ import annotations

from dataclasses import dataclass

from drillsim.base.spread import Workers
from drillsim.plan.clauses import Assumption
from drillsim.sizing.grid import Sizes
from drillsim.sizing.perturbation import moved
from drillsim.sizing.trial import SizingCase, TargetTrial, Trial, try_runs

RUNS = 400
UNCERTAINTY = 0.25  # of an assumption that gives none


@dataclass(frozen=True)
class Swing:
    """What becomes of the promises when one assumption is moved down and up."""

    name: str  # of the assumption
    in_scenario: bool
    uncertainty: float
    usual: bool  # whether the uncertainty is the usual one, since the assumption gives none
    low: Trial  # its numbers made smaller
    high: Trial  # its numbers made larger
    flips_low: tuple[str, ...]  # targets that then stand on the other side of their goal
    flips_high: tuple[str, ...]
    width: float  # how far the worst target's margin moves

    @property
    def flips(self) -> bool:
        """Whether any verdict, taken from the estimates, changes."""
        return bool(self.flips_low or self.flips_high)


@dataclass(frozen=True)
class Sensitivity:
    """How much a plan of these sizes rests on its assumptions, the strongest first."""

    sizes: Sizes
    runs: int
    base: Trial
    swings: tuple[Swing, ...]
    unmoved: tuple[tuple[str, bool], ...]  # assumptions without a time, rate or travel factor: name, in the scenario


def sensitivity(case: SizingCase, sizes: Sizes, seed: int, alpha: float, spread: Workers, runs: int = RUNS) -> Sensitivity:
    """Play a plan of these sizes with each assumption of plan and scenario moved down and up."""
    moving: list[tuple[str, bool, Assumption]] = []
    unmoved: list[tuple[str, bool]] = []
    tasks = [(case, sizes, seed, runs, alpha)]
    for in_scenario, assumptions in ((False, case.plan.assumptions), (True, case.scenario.assumptions)):
        for name, assumption in assumptions.items():
            share = uncertainty(assumption)
            files = [moved(case.plan, case.scenario, assumption.about, by) for by in (1 - share, 1 + share)]
            if all(plan is case.plan and scenario is case.scenario for plan, scenario in files):
                unmoved.append((name, in_scenario))
                continue
            moving.append((name, in_scenario, assumption))
            tasks += [(SizingCase(plan, scenario, case.parts), sizes, seed, runs, alpha) for plan, scenario in files]
    base, *trials = spread.map(try_runs, tasks)
    pairs = zip(moving, trials[::2], trials[1::2], strict=True)
    swings = sorted((_swing(*about, base, low, high) for about, low, high in pairs), key=_weight)
    return Sensitivity(sizes, runs, base, tuple(swings), tuple(unmoved))


def uncertainty(assumption: Assumption) -> float:
    """The share by which the numbers of an assumption may be off: its own, else the usual one."""
    return UNCERTAINTY if assumption.uncertainty is None else assumption.uncertainty


def _swing(name: str, in_scenario: bool, assumption: Assumption, base: Trial, low: Trial, high: Trial) -> Swing:
    margins = [trial.margin for trial in (base, low, high)]
    return Swing(
        name=name,
        in_scenario=in_scenario,
        uncertainty=uncertainty(assumption),
        usual=assumption.uncertainty is None,
        low=low,
        high=high,
        flips_low=_flipped(base, low),
        flips_high=_flipped(base, high),
        width=max(margins) - min(margins),
    )


def _weight(swing: Swing) -> tuple[float, int]:
    return -swing.width, -len({*swing.flips_low, *swing.flips_high})


def _flipped(base: Trial, other: Trial) -> tuple[str, ...]:
    pairs = zip(base.targets, other.targets, strict=True)
    return tuple(was.id for was, now in pairs if kept(was) != kept(now))


def kept(target: TargetTrial) -> bool:
    """Whether the estimate is on the good side of the goal."""
    return target.margin >= 0
