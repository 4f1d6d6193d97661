"""Pairs of runs: the same event lists played under both plans, and what each target says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from drillsim.compare.changes import Changes, Witness
from drillsim.compare.pairs import Matching, Pairs, matched, occasions
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
from drillsim.judge.replicate import Engine, play_all
from drillsim.msel.deck import Deck
from drillsim.plan.tables import CompiledPlan
from drillsim.play.log import log_of
from drillsim.scenario.model import Scenario
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

    def then(self, later: PairBlock) -> PairBlock:
        """With the runs that follow."""
        columns = [name for name, one in vars(self).items() if isinstance(one, np.ndarray)]
        return PairBlock(
            **{name: np.concatenate([getattr(self, name), getattr(later, name)]) for name in columns},
            kept=tuple(one + other for one, other in zip(self.kept, later.kept, strict=True)),
            missed=tuple(one + other for one, other in zip(self.missed, later.missed, strict=True)),
            sources_a=self.sources_a,
            sources_b=self.sources_b,
        )


class _Played:
    """One side: its event lists, what came of them, and where the time of single incidents went."""

    def __init__(self, compiled: CompiledPlan, scenario: Scenario, names: list[str], seed: int, first: int, count: int,
                 engine: Engine) -> None:  # fmt: skip
        deck = Deck(compiled, scenario, seed)
        self.compiled, self.msels = compiled, deck.deal(first, count)
        self.labels = [source.label for source in deck.sources]
        self.log = play_all(compiled, self.msels, engine)
        by_name = {gauge.name: gauge for gauge in gauges(compiled)}
        self.gauges = [by_name[name] for name in names]
        self._paths: dict[int, Paths] = {}

    @cached_property
    def _ways(self) -> Ways:
        return Ways(self.compiled)

    def breakdown(self, gauge: Gauge, incident: int) -> Breakdown:
        """Where the time of an incident of the block went."""
        run = int(self.msels.run_of(np.array([incident]))[0])
        if run not in self._paths:
            self._paths[run] = Paths(self._ways, self.msels[run], log_of(self.log, self.msels, run))
        return self._paths[run].breakdown(gauge, incident - int(self.msels.run_first[run]))


def play_pairs(
    a: tuple[CompiledPlan, Scenario], b: tuple[CompiledPlan, Scenario], names: list[str], seed: int, first: int, count: int,
    engine: Engine,
) -> PairBlock:  # fmt: skip
    """Play runs `first` … `first + count - 1` under both and read the targets `names`."""
    one, two = (_Played(*side, names, seed, first, count, engine) for side in (a, b))
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


def _read(one: _Played, two: _Played, index: int, match: Matching, first: int) -> _Read:
    gauge_a, gauge_b = one.gauges[index], two.gauges[index]
    count = len(one.msels)
    if gauge_a.per_incident:
        read_a, read_b = _of_common(one, gauge_a, match.common_a), _of_common(two, gauge_b, match.common_b)
        tables = incident_figures(read_a, one.msels), incident_figures(read_b, two.msels)
        pairs, runs = match.pairs, one.msels.run_of(match.pairs.a)
        starts = one.msels.run_first[runs], two.msels.run_first[runs]
        states = _states(read_a, len(one.msels.joined.time))[pairs.a], _states(read_b, len(two.msels.joined.time))[pairs.b]
    else:
        reads = [[gauge.read(side.msels[run], log_of(side.log, side.msels, run)) for run in range(count)]
                 for side, gauge in ((one, gauge_a), (two, gauge_b))]  # fmt: skip
        tables = tuple(np.array([figures(judgement) for judgement in side]) for side in reads)  # type: ignore[assignment]
        same = occasions(gauge_a, gauge_b, *(len(side[0].state) for side in reads))
        pairs = Pairs(np.tile(same.a, count), np.tile(same.b, count))
        runs = np.repeat(np.arange(count), len(same.a))
        starts = np.zeros(len(runs), np.int64), np.zeros(len(runs), np.int64)
        states = (np.concatenate([judgement.state[same.a] for judgement in reads[0]]),
                  np.concatenate([judgement.state[same.b] for judgement in reads[1]]))  # fmt: skip
    missed_a, missed_b = (np.isin(state, MISSED) for state in states)
    kept_a, kept_b = (state == ON_TIME for state in states)
    judged_a, judged_b = missed_a | kept_a, missed_b | kept_b
    timed = bool(gauge_a.clocks and gauge_b.clocks)

    def counted(which: Flags) -> Ints:
        return np.bincount(runs[which], minlength=count)

    def changes(which: Flags) -> Changes:
        return Changes.of(found(np.flatnonzero(which)))

    def found(rows: Ints) -> Iterator[tuple[Witness, tuple[Breakdown, Breakdown] | None]]:
        for row in rows.tolist():
            a, b = int(pairs.a[row]), int(pairs.b[row])
            witness = Witness(int(runs[row]) + first, a - int(starts[0][row]) + 1, b - int(starts[1][row]) + 1)
            yield witness, (one.breakdown(gauge_a, a), two.breakdown(gauge_b, b)) if timed else None

    to_kept, to_missed = missed_a & kept_b, kept_a & missed_b
    return _Read(
        *tables, counted(to_kept), counted(to_missed), counted(judged_a & ~judged_b), counted(judged_b & ~judged_a),
        changes(to_kept), changes(to_missed),
    )  # fmt: skip


def _of_common(side: _Played, gauge: Gauge, common: Flags) -> Judgement:
    """What a target says of the incidents whose source both have."""
    read = gauge.read(side.msels.joined, side.log)
    rows = common[read.incident]
    return Judgement(*(column[rows] for column in read))


def _states(read: Judgement, incidents: int) -> Ints:
    """The state of every incident (I), also of those that are out of scope."""
    found = np.full(incidents, NOT_COUNTED, np.int64)
    found[read.incident] = read.state
    return found
