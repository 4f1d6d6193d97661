"""Why a promise breaks: what the missed incidents waited for, and what would mend it.

The same event lists are played again with one pool after the other *lifted* (as many as
wanted, always on duty), and with all of them: the *ceiling* that no team size can pass.
Gains from lifting single pools need not add up: lifting one may only show the next queue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from drillsim.judge.evaluate import LATE, NEVER, ON_TIME, Gauge, Judgement, gauges
from drillsim.judge.occasion_gauges import NoGapGauge
from drillsim.msel.deck import Deck
from drillsim.msel.event_list import Msel, Msels
from drillsim.plan.tables import NOWHERE, PEOPLE, CompiledPlan, Ints
from drillsim.plan.targets import Target
from drillsim.play.log import Log, end_to_end
from drillsim.scenario.model import Scenario
from drillsim.why.attribution import Breakdown, Paths, Ways, total, worst
from drillsim.why.load import PoolLoad, Queue, SilentTier, pool_loads, queue, silent_tiers

Play = Callable[[CompiledPlan, Msel], Log]

RUNS = 200  # runs looked at unless asked otherwise
PLENTY = 10**12  # more than any plan asks for
OCCASIONS = 10**7  # more than one play has: occasions of several plays are numbered apart by it


def lift(compiled: CompiledPlan, pools: Iterable[str]) -> CompiledPlan:
    """The plan with these pools unlimited: always on duty, without a calendar, and never closed."""
    lifted = [compiled.pools.index(pool) for pool in pools]
    t = compiled.tables
    duty, in_all = t.pool_duty.copy(), t.pool_total.copy()
    duty[lifted] = in_all[lifted] = PLENTY
    kept = ~np.isin(t.change_pool, lifted)
    changes = {name: getattr(t, name)[kept] for name in t._fields if name.startswith("change_")}
    rows, clock = t.pool_rows.copy(), t.pool_clock.copy()
    rows[lifted], clock[lifted] = 0, NOWHERE
    tables = t._replace(pool_duty=duty, pool_total=in_all, pool_rows=rows, pool_clock=clock, **changes)
    return replace(compiled, tables=tables)


@dataclass(frozen=True)
class Outcome:
    """What a target says of the runs looked at, with some pools lifted (none: the plan as it is)."""

    lifted: tuple[str, ...]
    judged: int
    on_time: int
    never: int
    runs_judged: int  # runs in which an incident was judged
    runs_kept: int  # of these, runs without a miss
    mean: float | None  # seconds from milestone to milestone
    recovered: int  # misses of the plan as it is that are on time here
    harmed: int  # the other way round: more staff can hurt

    @property
    def missed(self) -> int:
        """Incidents late or never reached."""
        return self.judged - self.on_time

    @property
    def share_on_time(self) -> float | None:
        """Share of the judged incidents on time."""
        return self.on_time / self.judged if self.judged else None

    @property
    def share_kept(self) -> float | None:
        """Share of the runs that judged anything in which nothing was missed."""
        return self.runs_kept / self.runs_judged if self.runs_judged else None

    def keeps(self, target: Target) -> bool:
        """Whether the figures, taken as they are, reach the target's goal."""
        if not self.judged or self.mean is None:
            return True
        if target.form.kind == "mean":
            return self.mean <= target.limit
        reached, of = (self.runs_kept, self.runs_judged) if target.form.kind == "every" else (self.on_time, self.judged)
        return reached >= target.form.goal * of


@dataclass(frozen=True)
class Ceiling:
    """The best that any team size reaches, and where the time of those incidents goes that even so are missed."""

    outcome: Outcome
    remaining: Breakdown


@dataclass(frozen=True)
class TargetExplanation:
    """Why one target is missed."""

    id: str
    found: Outcome  # the plan as it is, or the room as it was
    by_rule: Outcome  # the plan's own rule: what lifting is compared with
    lost: Breakdown  # of all missed incidents
    worst: Mapping[tuple[str, str], int]  # missed incidents by the stage that took longest and whom they waited for most
    alone: tuple[Outcome, ...]  # each pool that was ever scarce, lifted alone; the one that recovers most first
    ceiling: Ceiling  # squads, vehicles, rooms and funds lifted; posts as they are
    ceiling_posts: Ceiling  # posts lifted, too
    gaps: dict[str, int]  # seconds in which too few were there, by cause (`NoGapGauge.causes`)
    road_misses: int  # incidents whose travel alone exceeds the limit with everything lifted

    @property
    def road_share(self) -> float | None:
        """Share of the judged incidents that the road alone misses."""
        judged = self.ceiling_posts.outcome.judged
        return self.road_misses / judged if judged else None

    def gain(self, outcome: Outcome) -> float:
        """Percentage points of incidents on time that an outcome lies above the plan as it is."""
        return 100 * ((outcome.share_on_time or 0.0) - (self.by_rule.share_on_time or 0.0))


@dataclass(frozen=True)
class Explanation:
    """Everything that the runs looked at say about why."""

    runs: int
    targets: tuple[TargetExplanation, ...]  # in file order
    outside: tuple[str, ...]  # outside units that the ceilings lift although they are not ours to size
    loads: tuple[PoolLoad, ...]  # in file order
    queue: Queue
    silent: tuple[SilentTier, ...]


def explain(
    compiled: CompiledPlan, scenario: Scenario, seed: int, runs: int, *, most: int = RUNS, play: Play | None = None
) -> Explanation:
    """Explain the first `min(runs, most)` runs of a scenario; `play` is the engine (the compiled one by default)."""
    return explain_deck(compiled, Deck(compiled, scenario, seed), runs, most=most, play=play)


def explain_deck(
    compiled: CompiledPlan, deck: Deck, runs: int, *, most: int = RUNS, play: Play | None = None
) -> Explanation:
    """Explain the first `min(runs, most)` runs of a deck."""
    return explain_plays(compiled, [deck.msel(run) for run in range(1, min(runs, most) + 1)], play)


def explain_plays(
    compiled: CompiledPlan, msels: list[Msel], play: Play | None = None, recorded: list[Log] | None = None
) -> Explanation:
    """Explain the plays of these event lists (at least one); their numbers, from 1, are the runs.

    With `recorded`, these logs are explained, of people who decided otherwise than the plan's rule now and
    then; what lifting pools would mend is said of the rule's own play.
    """
    if play is None:
        from drillsim.play.kernel import play as compiled_play

        play = compiled_play
    pools, deals = compiled.plan.pools, _Deals(compiled, msels)

    def replay(lifted: tuple[str, ...], logs: list[Log] | None = None) -> _Replay:
        return _Replay(compiled, deals, lifted, play, logs)

    first = replay((), recorded)
    rule = first if recorded is None else replay(())
    ceiling = replay(tuple(name for name, pool in pools.items() if pool.kind != "post"))
    ceiling_posts = replay(tuple(pools))
    alone = []
    if any(first.missed(target) for target in range(len(deals.readers))):
        alone = [replay((pool,)) for pool in _scarce(compiled, msels, first)]
    targets = []
    for index, reader in enumerate(deals.readers):
        gains = [one.outcome(index, rule) for one in alone]
        targets.append(
            TargetExplanation(
                id=reader.name,
                found=first.outcome(index, first),
                by_rule=rule.outcome(index, first),
                lost=total(first.missed(index)),
                worst=Counter(map(worst, first.missed(index))),
                alone=tuple(sorted(gains, key=lambda gain: gain.harmed - gain.recovered)),
                ceiling=Ceiling(ceiling.outcome(index, rule), total(ceiling.missed(index))),
                ceiling_posts=Ceiling(ceiling_posts.outcome(index, rule), total(ceiling_posts.missed(index))),
                gaps=_gaps(reader, msels, first.logs),
                road_misses=_missed_on_the_road(reader.target, ceiling_posts.missed(index)),
            )
        )
    return Explanation(
        runs=len(msels),
        targets=tuple(targets),
        outside=tuple(name for name, pool in pools.items() if pool.outside),
        loads=tuple(pool_loads(compiled, msels, first.logs)),
        queue=queue(compiled, msels, first.logs),
        silent=tuple(silent_tiers(compiled, msels)),
    )


def _missed_on_the_road(target: Target, missed: list[Breakdown]) -> int:
    """Misses whose travel alone exceeds the limit."""
    return sum(one.road > target.limit for one in missed) if target.promise == "limit" else 0


def _gaps(reader: Gauge, msels: list[Msel], logs: list[Log]) -> dict[str, int]:
    """Seconds of all gaps by cause, of a target that allows none."""
    found: dict[str, int] = {}
    if isinstance(reader, NoGapGauge):
        for msel, log in zip(msels, logs, strict=True):
            for cause, seconds in reader.causes(msel, log).items():
                found[cause] = found.get(cause, 0) + seconds
    return found


class _Deals:
    """The event lists that are played again and again, one by one and laid end to end.

    Laid end to end, incidents are judged at once: what a target says of one depends on that
    incident's rows only. Occasions are judged play by play and numbered on.
    """

    def __init__(self, compiled: CompiledPlan, msels: list[Msel]) -> None:
        self.msels, self.readers = Msels.of(msels), gauges(compiled)

    def play_of(self, reader: Gauge, numbers: Ints) -> Ints:
        """The play (from 0) of each thing that a reader judges."""
        if reader.per_incident:
            return self.msels.run_of(numbers)
        return numbers // OCCASIONS

    def occasions(self, reader: Gauge, logs: list[Log]) -> Judgement:
        """What a reader says of the occasions of all plays; play p numbers them from p * OCCASIONS."""
        read = [reader.read(msel, log) for msel, log in zip(self.msels, logs, strict=True)]
        numbered = [one._replace(incident=one.incident + play * OCCASIONS) for play, one in enumerate(read)]
        return Judgement(*(np.concatenate(column) for column in zip(*numbered, strict=True)))


class _Replay:
    """All event lists played with some pools lifted (or with these logs), and what each target says of them."""

    def __init__(
        self, plan: CompiledPlan, deals: _Deals, lifted: tuple[str, ...], play: Play, logs: list[Log] | None = None
    ) -> None:
        self.deals, self.lifted = deals, lifted
        compiled = lift(plan, lifted)
        self.logs = [play(compiled, msel) for msel in deals.msels] if logs is None else logs
        joined = end_to_end(self.logs)
        self.judgements = [
            reader.read(deals.msels.joined, joined) if reader.per_incident else deals.occasions(reader, self.logs)
            for reader in gauges(compiled)  # who is there depends on who was lifted
        ]
        self._ways = Ways(compiled)
        self._paths: dict[int, Paths] = {}
        self._lost: dict[int, list[Breakdown]] = {}

    def paths(self, play: int) -> Paths:
        """The critical paths of one play (from 0)."""
        if play not in self._paths:
            self._paths[play] = Paths(self._ways, self.deals.msels[play], self.logs[play])
        return self._paths[play]

    def missed(self, target: int) -> list[Breakdown]:
        """Where the time of each missed incident of a target went."""
        if target not in self._lost:
            reader = self.deals.readers[target]
            missed = self.judgements[target].incident[_is_missed(self.judgements[target])]
            if not reader.clocks:
                missed = missed[:0]  # no time runs, so none can have gone anywhere
            plays = self.deals.play_of(reader, missed)
            self._lost[target] = [
                self.paths(play).breakdown(reader, incident)
                for play, incident in zip(plays.tolist(), (missed - self.deals.msels.run_first[plays]).tolist(), strict=True)
            ]
        return self._lost[target]

    def outcome(self, target: int, before: _Replay) -> Outcome:
        """Figures of a target, compared with those before; both judge the same incidents, in the same order."""
        found, old = self.judgements[target], before.judgements[target]
        on_time, missed = found.state == ON_TIME, _is_missed(found)
        judged = on_time | missed
        plays = self.deals.play_of(self.deals.readers[target], found.incident)
        runs_judged = set(plays[judged].tolist())
        return Outcome(
            lifted=self.lifted,
            judged=int(judged.sum()),
            on_time=int(on_time.sum()),
            never=int((found.state == NEVER).sum()),
            runs_judged=len(runs_judged),
            runs_kept=len(runs_judged - set(plays[missed].tolist())),
            mean=float(found.seconds[judged].mean()) if judged.any() else None,
            recovered=int((_is_missed(old) & on_time).sum()),
            harmed=int(((old.state == ON_TIME) & missed).sum()),
        )


def _scarce(compiled: CompiledPlan, msels: list[Msel], first: _Replay) -> list[str]:
    """Pools that lifting could help: a step might once have asked for more than was free or on duty, or a gap is watched."""
    t = compiled.tables
    most_people = max((int(msel.people.max()) for msel in msels if len(msel.people)), default=0)
    asked = np.zeros(len(compiled.pools), np.int64)  # the most that one step can ask of each pool
    lines = len(compiled.zones) + 1
    for step in range(len(t.need_first) - 1):
        of_step = np.zeros_like(asked)
        for need in range(t.need_first[step], t.need_first[step + 1]):
            rows = t.candidate_first[t.need_ask[need] * lines], t.candidate_first[(t.need_ask[need] + 1) * lines]
            count = most_people if t.need_count[need] == PEOPLE else t.need_count[need]
            of_step[np.unique(t.candidate[slice(*rows)])] += count
        asked = np.maximum(asked, of_step)
    found = np.zeros(len(asked), np.bool_)
    for reader in first.deals.readers:
        if isinstance(reader, NoGapGauge):
            found[reader.pools] = True
    for index, log in enumerate(first.logs):
        found[log.hold_pool[log.hold_on_call > 0]] = True
        tracks = first.paths(index).tracks
        for pool in np.flatnonzero(~found & (asked > 0)):
            found[pool] = tracks[int(pool)].free.min() < asked[pool]
    return [name for name, is_scarce in zip(compiled.pools, found, strict=True) if is_scarce]


def _is_missed(judgement: Judgement) -> NDArray[np.bool_]:
    return np.isin(judgement.state, (LATE, NEVER))
