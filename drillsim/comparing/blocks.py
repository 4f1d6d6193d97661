"""Pairs of runs: the same event lists played under both plans, and what each target says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np

from drillsim.comparing.changes import ChangedIncident, Changes, Holder
from drillsim.comparing.pairs import Matching, Pairs, matched, occasions
from drillsim.compiled.event_list import Msels
from drillsim.compiled.log import Log, log_of
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.judge.evaluate import (
    FIGURES,
    LATE,
    NEVER,
    NOT_COUNTED,
    ON_TIME,
    Gauge,
    Judgement,
    figures,
    gauges,
    incident_figures,
)
from drillsim.judge.gauge import Flags, Ints
from drillsim.judge.occasion_gauges import NoGapGauge
from drillsim.judge.replicate import player
from drillsim.judge.settings import Engine
from drillsim.plan.scenario import Scenario
from drillsim.why.attribution import Breakdown, Paths, Ways

MISSED = (LATE, NEVER)


@dataclass(frozen=True)
class PairBlock:
    """Consecutive runs (R) under both, for the targets (T) that both have."""

    a: Ints  # R×T×FIGURES, of incidents whose source both have
    b: Ints
    to_kept: Ints  # R×T: incidents or occasions missed in A and kept in B
    to_missed: Ints  # R×T: the other way round
    judged_only_a: Ints  # R×T: incidents that both have and only A judges
    judged_only_b: Ints
    kept: tuple[Changes, ...]  # T: why, of those `to_kept`
    missed: tuple[Changes, ...]  # T
    pairs: Ints  # R: incidents that both have
    moved: Ints  # 1 per block: of these, those that come at another second
    single_a: Ints  # R: incidents of sources that both have, without a partner
    single_b: Ints
    sources_a: tuple[str, ...]  # labels of sources that only A has
    sources_b: tuple[str, ...]

    @classmethod
    def of(cls, blocks: Sequence[PairBlock]) -> PairBlock:
        """Blocks that follow each other as one."""
        columns = [name for name, column in vars(blocks[0]).items() if isinstance(column, np.ndarray)]
        return cls(
            **{name: np.concatenate([getattr(block, name) for block in blocks]) for name in columns},
            kept=tuple(Changes.total(target) for target in zip(*(block.kept for block in blocks), strict=True)),
            missed=tuple(Changes.total(target) for target in zip(*(block.missed for block in blocks), strict=True)),
            sources_a=blocks[0].sources_a,
            sources_b=blocks[0].sources_b,
        )


class PlayedSide:
    """One side: its event lists, what came of them, and where the time of single incidents went."""

    def __init__(self, compiled: CompiledPlan, labels: list[str], msels: Msels, names: list[str], engine: Engine) -> None:
        self.compiled, self.labels, self.msels = compiled, labels, msels
        self.log = player(engine)(compiled, msels)
        self._paths: dict[int, Paths] = {}
        self.read(names)

    def read(self, names: list[str]) -> Self:
        """Itself, with these targets to be read."""
        by_name = {gauge.name: gauge for gauge in gauges(self.compiled)}
        self.gauges = [by_name[name] for name in names]
        return self

    def log_of(self, run: int) -> Log:
        """The log of a run of the block (from 0)."""
        return log_of(self.log, self.msels, run)

    @cached_property
    def _ways(self) -> Ways:
        return Ways(self.compiled)

    def breakdown(self, gauge: Gauge, incident: int) -> Breakdown:
        """Where the time of an incident of the block went."""
        paths, own = self.paths(incident)
        return paths.breakdown(gauge, own)

    def paths(self, incident: int) -> tuple[Paths, int]:
        """The critical paths of the run of an incident of the block, and its number in it."""
        run = int(self.msels.run_of(np.array([incident]))[0])
        if run not in self._paths:
            self._paths[run] = Paths(self._ways, self.msels[run], self.log_of(run))
        return self._paths[run], incident - int(self.msels.run_first[run])

    def holders(self, gauge: Gauge, incident: int) -> Mapping[Holder, int]:
        """Seconds for which incidents of other plans held whom an incident waited for; of a single plan, nothing."""
        return {}

    def gaps(self, gauge: Gauge, run: int) -> Breakdown:
        """How long too few were there in a run of the block, by cause."""
        if not isinstance(gauge, NoGapGauge):
            return Breakdown(1)
        causes = gauge.causes(self.msels[run], self.log_of(run))
        return Breakdown(1, sum(causes.values()), {cause: Fraction(seconds) for cause, seconds in causes.items()})


def play_pairs(
    a: tuple[CompiledPlan, Scenario], b: tuple[CompiledPlan, Scenario], names: list[str], seed: int, first: int, count: int,
    engine: Engine,
) -> PairBlock:  # fmt: skip
    """Play runs `first` … `first + count - 1` under both and read the targets `names`."""
    decks = [Deck(*side, seed) for side in (a, b)]
    one, two = (
        PlayedSide(deck.compiled, [source.label for source in deck.sources], deck.deal(first, count), names, engine)
        for deck in decks
    )
    return paired(one, two, first)


def paired(one: PlayedSide, two: PlayedSide, first: int) -> PairBlock:
    """Consecutive runs, the first of which has the number `first`, under both."""
    count, names = len(one.msels), one.gauges
    match = matched(one.msels, two.msels, one.labels, two.labels)
    read = [_read(one, two, index, match, first) for index in range(len(names))]
    runs = one.msels.run_of(match.pairs.a)
    many = np.bincount(runs, minlength=count)
    singles = [np.bincount(side.msels.run_of(np.flatnonzero(common)), minlength=count) - many
               for side, common in ((one, match.common_a), (two, match.common_b))]  # fmt: skip
    return PairBlock(
        a=_side_by_side([target.a for target in read], count),
        b=_side_by_side([target.b for target in read], count),
        to_kept=_columns([target.to_kept for target in read], count),
        to_missed=_columns([target.to_missed for target in read], count),
        judged_only_a=_columns([target.judged_only_a for target in read], count),
        judged_only_b=_columns([target.judged_only_b for target in read], count),
        kept=tuple(target.kept for target in read),
        missed=tuple(target.missed for target in read),
        pairs=many,
        moved=np.array([match.moved]),
        single_a=singles[0],
        single_b=singles[1],
        sources_a=tuple(label for label in one.labels if label not in two.labels),
        sources_b=tuple(label for label in two.labels if label not in one.labels),
    )


def _side_by_side(tables: list[Ints], runs: int) -> Ints:
    return np.stack(tables, axis=1) if tables else np.empty((runs, 0, len(FIGURES)), np.int64)


def _columns(columns: list[Ints], runs: int) -> Ints:
    return np.stack(columns, axis=1) if columns else np.empty((runs, 0), np.int64)


@dataclass(frozen=True)
class _Read:
    """One target of a block: columns of `PairBlock` for it alone."""

    a: Ints
    b: Ints
    to_kept: Ints
    to_missed: Ints
    judged_only_a: Ints
    judged_only_b: Ints
    kept: Changes
    missed: Changes


class _Judged(NamedTuple):
    """What a target says of all that both judge (P pairs), and each side's figures (R × FIGURES)."""

    tables: tuple[Ints, Ints]
    pairs: Pairs
    runs: Ints  # P: from 0 within the block
    starts: tuple[Ints, Ints]  # P: what is subtracted from a pair's index to number it within its run
    states: tuple[Ints, Ints]  # P


def _incidents(one: PlayedSide, two: PlayedSide, gauges: tuple[Gauge, Gauge], match: Matching) -> _Judged:
    a, b = _of_common(one, gauges[0], match.common_a), _of_common(two, gauges[1], match.common_b)
    pairs, runs = match.pairs, one.msels.run_of(match.pairs.a)
    return _Judged(
        (incident_figures(a, one.msels), incident_figures(b, two.msels)),
        pairs,
        runs,
        (one.msels.run_first[runs], two.msels.run_first[runs]),
        (_states(a, len(one.msels.joined.time))[pairs.a], _states(b, len(two.msels.joined.time))[pairs.b]),
    )


def _occasions(one: PlayedSide, two: PlayedSide, gauges: tuple[Gauge, Gauge]) -> _Judged:
    count = len(one.msels)
    a, b = ([gauge.read(side.msels[run], side.log_of(run)) for run in range(count)]
            for side, gauge in zip((one, two), gauges, strict=True))  # fmt: skip
    same = occasions(*gauges, len(a[0].state), len(b[0].state))
    runs = np.repeat(np.arange(count), len(same.a))
    return _Judged(
        (np.array([figures(judgement) for judgement in a]), np.array([figures(judgement) for judgement in b])),
        Pairs(np.tile(same.a, count), np.tile(same.b, count)),
        runs,
        (np.zeros_like(runs), np.zeros_like(runs)),
        (np.concatenate([j.state[same.a] for j in a]), np.concatenate([j.state[same.b] for j in b])),
    )


def _read(one: PlayedSide, two: PlayedSide, index: int, match: Matching, first: int) -> _Read:
    gauges = one.gauges[index], two.gauges[index]
    judged = _incidents(one, two, gauges, match) if gauges[0].per_incident else _occasions(one, two, gauges)
    missed_a, missed_b = (np.isin(state, MISSED) for state in judged.states)
    kept_a, kept_b = (state == ON_TIME for state in judged.states)
    judged_a, judged_b = missed_a | kept_a, missed_b | kept_b

    def counted(which: Flags) -> Ints:
        return np.bincount(judged.runs[which], minlength=len(one.msels))

    def changes(which: Flags) -> Changes:
        return Changes.of(_changed(one, two, gauges, judged, np.flatnonzero(which), first))

    to_kept, to_missed = missed_a & kept_b, kept_a & missed_b
    return _Read(
        *judged.tables, counted(to_kept), counted(to_missed), counted(judged_a & ~judged_b), counted(judged_b & ~judged_a),
        changes(to_kept), changes(to_missed),
    )  # fmt: skip


def _changed(
    one: PlayedSide, two: PlayedSide, gauges: tuple[Gauge, Gauge], judged: _Judged, rows: Ints, first: int
) -> Iterator[tuple[ChangedIncident, tuple[Breakdown, Breakdown] | None, Mapping[Holder, int]]]:
    """The changed pairs at these rows, each with its time in A and in B where time runs."""
    timed = bool(gauges[0].clocks and gauges[1].clocks)
    gap = isinstance(gauges[0], NoGapGauge)
    seen = -1
    for row in rows.tolist():
        a, b, run = int(judged.pairs.a[row]), int(judged.pairs.b[row]), int(judged.runs[row])
        times: tuple[Breakdown, Breakdown] | None = None
        holders: Mapping[Holder, int] = {}
        if timed:
            times = one.breakdown(gauges[0], a), two.breakdown(gauges[1], b)
            holders = two.holders(gauges[1], b)
        elif gap and run != seen:  # a gap may spoil several days: a run's gaps are looked at once
            times = one.gaps(gauges[0], run), two.gaps(gauges[1], run)
        seen = run
        yield (
            ChangedIncident(run + first, a - int(judged.starts[0][row]) + 1, b - int(judged.starts[1][row]) + 1),
            times,
            holders,
        )


def _of_common(side: PlayedSide, gauge: Gauge, common: Flags) -> Judgement:
    """What a target says of the incidents whose source both have."""
    read = gauge.read_runs(side.msels, side.log)
    rows = common[read.incident]
    return Judgement(*(column[rows] for column in read))


def _states(read: Judgement, incidents: int) -> Ints:
    """The state of every incident (I), also of those that are out of scope."""
    found = np.full(incidents, NOT_COUNTED, np.int64)
    found[read.incident] = read.state
    return found
