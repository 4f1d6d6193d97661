"""`size`: search on one deck, certify on a sealed one, and look at what one fewer of each would cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from drillsim.base.spread import Workers
from drillsim.deck.deck import purpose
from drillsim.judge.settings import check
from drillsim.sizing.certificate import Certificate, cover
from drillsim.sizing.grid import Dimension, Grid
from drillsim.sizing.journal import Journal
from drillsim.sizing.search import Search
from drillsim.sizing.trial import SizingCase, Trial, try_plan

ATTEMPTS = 3  # certificates tried, each with half the error rate of the one before


@dataclass(frozen=True)
class SizeSettings:
    """How to size: the draw number, the error rate of the certificate, bounds, and who works.

    Raises ValueError for what cannot be played.
    """

    seed: int = 1
    alpha: float = 0.05
    max_runs: int = 5000
    margin: float = 0.01
    jobs: int = 1
    cluster: str | None = None

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Progress:
    """How far a sizing is: for a progress bar."""

    doing: Literal["searching", "certifying", "neighbours"]
    alive: int  # plans of which nothing is known yet
    plans: int  # plans tried
    runs: int  # runs played


@dataclass(frozen=True)
class Sizing:
    """The answer. Without a `winner`, no plan in the grid was found that keeps every target."""

    grid: Grid
    settings: SizeSettings
    tried: dict[int, Trial]  # on the deck of the search
    winner: int | None
    certificate: Certificate | None
    refuted: tuple[int, ...]  # passed in the search and did not stand up to a certificate
    neighbours: tuple[Trial, ...]  # the winner with one fewer of each pool, where there may be fewer
    runs: int  # played in all

    @property
    def certified(self) -> bool:
        """Whether the winner passed on the sealed deck, and every cheaper plan was shown to miss a target."""
        return self.certificate is not None and self.certificate.stands and not len(self.open_plans)

    @property
    def open_plans(self) -> np.ndarray:
        """Cheaper plans of which the certificate does not show that they miss a target (numbers of the grid)."""
        if self.winner is None or self.certificate is None:
            return np.empty(0, np.int64)
        cheaper = self.grid.cost < self.grid.cost[self.winner]
        return np.flatnonzero(cheaper & ~self.certificate.shown_to_fail(self.grid))

    @property
    def frontier(self) -> list[int]:
        """Plans tried, the cheapest first, each with a better worst target than all that cost less."""
        found: list[int] = []
        best = -np.inf
        for plan in sorted(self.tried, key=lambda p: (self.grid.cost[p], -self.tried[p].margin)):
            if self.tried[plan].margin > best:
                best = self.tried[plan].margin
                found.append(plan)
        return found


class _Played:
    """Trials through the workers and the journal, with the number of runs spent."""

    def __init__(self, case: SizingCase, settings: SizeSettings, journal: Journal) -> None:
        self.case, self.settings, self.journal = case, settings, journal
        self.spread = Workers(settings.jobs, settings.cluster)
        self.runs = self.plans = 0

    def __call__(self, grid: Grid, plans: list[int], seed: int, alpha: float) -> list[Trial]:
        s = self.settings
        tasks = [(self.case, grid.sizes_of(plan), seed, alpha, s.max_runs, s.margin) for plan in plans]
        trials = self.journal.through(tasks, lambda some: self.spread.map(try_plan, some))
        self.runs += sum(trial.runs for trial in trials)
        self.plans += len(trials)
        return trials


def size(
    case: SizingCase,
    dimensions: tuple[Dimension, ...],
    settings: SizeSettings,
    journal: Path | None = None,
    resume: bool = False,
    told: Callable[[Progress], None] = lambda progress: None,
) -> Sizing:
    """The cheapest plan of the grid whose targets all pass, with its certificate.

    `journal` keeps every trial on disk; with `resume` those that it holds are not played again.
    """
    grid, kept = Grid(dimensions), Journal(journal, resume)
    play = _Played(case, settings, kept)
    search = Search(grid)
    certificate: Certificate | None = None
    neighbours: tuple[Trial, ...] = ()
    try:
        for attempt in range(ATTEMPTS):

            def tell(doing: Literal["searching", "certifying", "neighbours"]) -> None:
                told(Progress(doing, int(search.alive().sum()), play.plans, play.runs))

            search.run(lambda plans: play(grid, plans, settings.seed, settings.alpha), lambda _search: tell("searching"))
            if search.best is None:
                break
            tell("certifying")
            certificate = _certify(grid, search, play, settings, attempt)
            if certificate.stands:
                break
            search.refuted.add(search.best)
        if search.best is not None and certificate is not None and certificate.stands:
            tell("neighbours")
            neighbours = tuple(play(grid, grid.one_fewer(search.best), certificate.seed, settings.alpha))
    finally:
        kept.close()
    winner = search.best if certificate is not None and certificate.stands else None
    return Sizing(grid, settings, search.tried, winner, certificate, tuple(sorted(search.refuted)), neighbours, play.runs)


def _certify(grid: Grid, search: Search, play: _Played, settings: SizeSettings, attempt: int) -> Certificate:
    assert search.best is not None
    best = search.best
    cheaper = grid.cost < grid.cost[best]
    covers = cover(grid, cheaper, search)
    alpha = settings.alpha / 2 ** (attempt + 1)
    share = alpha / (1 + len(covers))
    seed = purpose(f"certificate/{settings.seed}/{attempt}")
    winner, *rest = play(grid, [best, *covers], seed, share)
    audits = play(grid, grid.one_more(best), seed, settings.alpha)
    return Certificate(seed=seed, alpha=alpha, claims=1 + len(covers), winner=winner, covers=rest, audits=audits)
