"""Why a promise breaks: what the missed incidents come from, and what would mend it.

The same event lists are played again with one thing changed at a time: without one disruption, with one
pool *lifted* (as many as wanted, always on duty), with all pools lifted, and with nobody turned away. All that
is said of a target is said of the same things: those that it judged in the plan as it is. One that a replay does
not judge (a call that finds nobody at home leads elsewhere) keeps its verdict.

The *ceiling* takes each of them at the best of these plays, so it is never below what is; `causes` shares
the misses out among what they come from. Gains from lifting single pools need not add up: lifting one may
only show the next queue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from drillsim.compiled.event_list import ABSENT, Msel
from drillsim.compiled.log import OPEN, Log
from drillsim.compiled.tables import NOWHERE, CompiledPlan, Ints
from drillsim.deck.deck import Deck
from drillsim.judge.evaluate import NEVER, ON_TIME, Gauge, Judgement
from drillsim.judge.incident_gauges import StayGauge
from drillsim.judge.occasion_gauges import NoGapGauge
from drillsim.plan.scenario import Scenario
from drillsim.plan.targets import Target
from drillsim.why.attribution import Breakdown, total, worst
from drillsim.why.causes import Cause, share_out
from drillsim.why.disruptions import Disrupted, came, likeliest, without
from drillsim.why.holding import GAPS, LOOKED_AT, Manner, busy_when_asked, foremost, held
from drillsim.why.load import PoolLoad, Queue, SilentTier, pool_loads, queue, silent_tiers
from drillsim.why.replay import JUDGED, Deals, Replay, is_missed
from drillsim.why.timers import TimerEffect, at_once, never, timers, turns

Play = Callable[[CompiledPlan, Msel], Log]
Flags = NDArray[np.bool_]

Standing = Literal["kept", "about", "missed"]  # of the figures of few runs beside a goal

RUNS = 200  # runs looked at unless asked otherwise
MOST_TIMERS = 4  # played without, and without their wait: those whose time was up most often
MOST_DISRUPTIONS = 8  # played without, one at a time: those during which most was missed
PLENTY = 10**12  # more than any plan asks for
SURE = 1.96  # standard errors within which a figure may lie, two-sided 95 %


def lift(compiled: CompiledPlan, pools: Iterable[str]) -> CompiledPlan:
    """The plan with these pools unlimited: at their bases there are always more of them, on duty and never closed.

    Nothing of their calendar is left but the hours in which their turnout is another one.
    """
    lifted = [compiled.pools.index(pool) for pool in pools]
    t = compiled.tables
    duty, in_all, most = t.pool_duty.copy(), t.pool_total.copy(), t.pool_most.copy()
    duty[lifted] = in_all[lifted] = most[lifted] = PLENTY
    usual = np.stack((t.pool_turnout, t.pool_turnout_call))[:, t.change_pool]
    by_hours = np.unique(t.change_pool[(usual != (t.change_turnout, t.change_turnout_call)).any(axis=0)])
    kept = ~np.isin(t.change_pool, lifted) | np.isin(t.change_pool, by_hours)
    changes = {name: getattr(t, name)[kept] for name in t._fields if name.startswith("change_")}
    always = np.isin(changes["change_pool"], lifted)
    for name, level in (("duty", PLENTY), ("total", PLENTY), ("row", NOWHERE), ("until", 0)):
        changes[f"change_{name}"] = np.where(always, level, changes[f"change_{name}"])
    rows, clock = t.pool_rows.copy(), t.pool_clock.copy()
    rows[lifted], clock[lifted] = 0, NOWHERE
    tables = t._replace(
        pool_duty=duty, pool_total=in_all, pool_most=most, pool_rows=rows, pool_clock=clock, **changes
    )  # fmt: skip
    return replace(compiled, tables=tables)


def unturned(compiled: CompiledPlan) -> CompiledPlan:
    """The plan by which nobody is turned away to a more urgent incident."""
    tables = compiled.tables
    return replace(compiled, tables=tables._replace(pool_turned_to=np.zeros_like(tables.pool_turned_to)))


@dataclass(frozen=True)
class Outcome:
    """What a target says of the runs looked at, with one thing changed (nothing: the plan as it is).

    `judged` are the things that the plan as it is judged, whatever changed.
    """

    lifted: tuple[str, ...]
    judged: int
    on_time: int
    never: int
    runs_judged: int  # runs in which an incident was judged
    runs_kept: int  # of these, runs without a miss
    mean: float | None  # seconds from milestone to milestone
    recovered: int  # misses of the plan as it is that are on time here
    harmed: int  # the other way round: more staff can hurt
    spared: Disrupted | None = None  # the disruption that did not come
    doubt: float = 0.0  # how far the figure that decides may lie from the truth; 0 of one run, which is what it is

    @property
    def missed(self) -> int:
        """Incidents late or never reached."""
        return self.judged - self.on_time

    @property
    def mended(self) -> int:
        """Misses fewer than in the plan as it is; below 0 where more breaks than is mended."""
        return self.recovered - self.harmed

    @property
    def share_on_time(self) -> float | None:
        """Share of the judged incidents on time."""
        return self.on_time / self.judged if self.judged else None

    def figure(self, target: Target) -> float | None:
        """The figure that decides: the share of runs without a miss, of incidents on time, or the mean."""
        if not self.judged:
            return None
        if target.form.kind == "every":
            return self.runs_kept / self.runs_judged
        return self.mean if target.form.kind == "mean" else self.share_on_time

    def stands(self, target: Target) -> Standing:
        """How the figure that decides lies to the target's goal: about it, where so few runs cannot tell."""
        if (figure := self.figure(target)) is None:
            return "kept"
        better = (target.goal - figure) if target.form.kind == "mean" else figure - target.goal
        if self.doubt and abs(better) <= self.doubt:
            return "about"
        return "kept" if better >= 0 else "missed"

    def keeps(self, target: Target) -> bool:
        """Whether the figures show that the target's goal is reached."""
        return self.stands(target) == "kept"


@dataclass(frozen=True)
class Ceiling:
    """The best that any team size reaches: each incident at the best of the plays, that of the plan as it is among them."""

    outcome: Outcome
    attained: bool  # some one play keeps the target; else its incidents are at their best in different plays


@dataclass(frozen=True)
class TargetExplanation:
    """Why one target is missed."""

    id: str
    found: Outcome  # the plan as it is, or the room as it was
    by_rule: Outcome  # the plan's own rule: what lifting is compared with
    lost: Breakdown  # of all missed incidents
    worst: Mapping[tuple[str, str], int]  # missed incidents by the stage that took longest and whom they waited for most
    causes: tuple[Cause, ...]  # what the misses come from; their parts add up to `found.missed`; the costliest first
    alone: tuple[Outcome, ...]  # each pool that was ever scarce, lifted alone; the one that mends most first
    remedies: tuple[Outcome, ...]  # those of `alone` that mend more than they break: here, and over all targets together
    spared: tuple[Outcome, ...]  # each disruption left out alone; the one that cost most first
    unturned: Outcome | None  # had nobody been turned away to a more urgent incident; None where nobody was
    ceiling: Ceiling  # squads, vehicles, rooms and funds lifted; posts as they are
    ceiling_posts: Ceiling  # posts lifted, too
    remaining: Breakdown  # of the incidents that are missed even so
    gaps: dict[str, int]  # seconds in which too few were there, by cause (`NoGapGauge.causes`)

    def share(self, cause: Cause) -> float:
        """Share of the misses that a cause bears."""
        return float(cause.misses / self.found.missed)

    @property
    def road_misses(self) -> int:
        """Misses that nothing mends and whose travel alone takes longer than the limit."""
        return int(sum(cause.misses for cause in self.causes if cause.about == "road"))

    @property
    def road_share(self) -> float | None:
        """Share of the judged incidents that the road alone misses."""
        return self.road_misses / self.found.judged if self.found.judged else None

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
    timers: tuple[TimerEffect, ...] = ()  # those that ran, the one that began most often first


def explain(
    compiled: CompiledPlan, scenario: Scenario, seed: int, runs: int, *, most: int = RUNS, play: Play | None = None
) -> Explanation:
    """Explain the first `min(runs, most)` runs of a scenario, fewer where they are busy.

    `play` is the engine (the compiled one by default).
    """
    return explain_deck(compiled, Deck(compiled, scenario, seed), runs, most=most, play=play)


def explain_deck(
    compiled: CompiledPlan, deck: Deck, runs: int, *, most: int = RUNS, play: Play | None = None
) -> Explanation:
    """Explain the first `min(runs, most)` runs of a deck, fewer where they are busy."""
    msels = deck.first(min(runs, most))
    return explain_plays(compiled, msels, play, scenario=deck.scenario)


def explain_plays(
    compiled: CompiledPlan, msels: list[Msel], play: Play | None = None, recorded: list[Log] | None = None,
    scenario: Scenario | None = None,
) -> Explanation:  # fmt: skip
    """Explain the plays of these event lists (at least one); their numbers, from 1, are the runs.

    With `recorded`, these logs are explained, of people who decided otherwise than the plan's rule now and
    then; what lifting pools would mend is said of the rule's own play. `scenario` names disruptions.
    """
    if play is None:
        from drillsim.play.kernel import play as compiled_play

        play = compiled_play
    deals = Deals(compiled, msels)
    first = Replay(compiled, deals, recorded or [play(compiled, msel) for msel in msels])
    rule = first if recorded is None else Replay(compiled, deals, [play(compiled, msel) for msel in msels])
    loads = tuple(pool_loads(compiled, msels, first.logs))
    study = _Study(compiled, deals, play, first, rule, loads, scenario)
    return Explanation(
        runs=len(msels),
        targets=tuple(study.targets()),
        outside=tuple(name for name, pool in compiled.plan.pools.items() if pool.outside),
        loads=loads,
        queue=queue(compiled, msels, first.logs),
        silent=tuple(silent_tiers(compiled, msels)),
        timers=tuple(study.timers()),
    )


class _Study:
    """All plays of the same event lists with one thing changed, and what they say of each target."""

    def __init__(
        self, compiled: CompiledPlan, deals: Deals, play: Play, first: Replay, rule: Replay, loads: tuple[PoolLoad, ...],
        scenario: Scenario | None,
    ) -> None:  # fmt: skip
        self.compiled, self.deals, self._play, self.first, self.rule, self.loads = compiled, deals, play, first, rule, loads
        self.alone: dict[str, Replay] = {}
        self.spared: dict[Disrupted, Replay] = {}
        self.unturned: Replay | None = None
        self.best = self.best_posts = rule
        if rule.has_misses:  # else there is nothing to mend
            pools = compiled.plan.pools
            self.alone = {pool: self._lifted((pool,)) for pool in _scarce(compiled, deals.msels, rule)}
            self.best = self._lifted(tuple(name for name, pool in pools.items() if pool.kind != "post"))
            self.best_posts = self._lifted(tuple(pools), keep=True)
            if any((log.hold_turned == 1).any() for log in rule.logs):
                self.unturned = self._played(unturned(compiled))
            disruptions = came(compiled, deals.msels, scenario)
            chosen = likeliest(disruptions, *rule.lasting(), MOST_DISRUPTIONS)
            self.spared = {one: self._without(one, disruptions[one]) for one in chosen}

    def _lifted(self, pools: tuple[str, ...], keep: bool = False) -> Replay:
        return self._played(lift(self.compiled, pools), keep)

    def _played(self, plan: CompiledPlan, keep: bool = False) -> Replay:
        """The same event lists on a plan in which one thing is changed."""
        return Replay(plan, self.deals, [self._play(plan, msel) for msel in self.deals.msels], keep)

    def _without(self, one: Disrupted, plays: list[int]) -> Replay:
        """Had a disruption not come; only the plays in which it came are played again."""
        msels, logs = list(self.deals.msels), list(self.rule.logs)
        for play in plays:
            msels[play] = without(msels[play], one)
            logs[play] = self._play(self.compiled, msels[play])
        return Replay(self.compiled, Deals(self.compiled, msels), logs, keep=False)

    def targets(self) -> list[TargetExplanation]:
        """What is to be said of each target, in file order."""
        many = range(len(self.deals.readers))
        lifted = {pool: [self._outcome(i, one, lifted=(pool,)) for i in many] for pool, one in self.alone.items()}
        helpful = {pool for pool, outcomes in lifted.items() if sum(outcome.mended for outcome in outcomes) > 0}
        return [self._target(i, {pool: lifted[pool][i] for pool in lifted}, helpful) for i in many]

    def timers(self) -> Iterator[TimerEffect]:
        """What the timers of the plan brought, and what their waits cost: those whose time was up most often."""
        ran = [(one, *turns(one, self.deals.msels, self.rule.logs)) for one in timers(self.compiled)]
        for one, many, began in sorted(ran, key=lambda found: -found[2])[:MOST_TIMERS]:
            if began:
                spoiled, saved = self._changed(never(self.compiled, one))
                gained, lost = self._changed(at_once(self.compiled, one))
                yield TimerEffect(one, many, began, saved, spoiled, gained, lost)

    def _changed(self, plan: CompiledPlan) -> tuple[int, int]:
        """What a change of the plan mends and what it breaks, over all targets."""
        replay = self._played(plan)
        outcomes = [self._outcome(index, replay) for index in range(len(self.deals.readers))]
        return sum(one.recovered for one in outcomes), sum(one.harmed for one in outcomes)

    def _target(self, index: int, lifted: dict[str, Outcome], helpful: set[str]) -> TargetExplanation:
        reader, first, rule, pools = self.deals.readers[index], self.first, self.rule, self.compiled.plan.pools
        own = [one for pool, one in self.alone.items() if pools[pool].kind != "post"]
        best = self._ceiling(index, [*own, self.best], tuple(p for p in pools if pools[p].kind != "post"))
        best_posts = self._ceiling(index, [*self.alone.values(), self.best, self.best_posts], tuple(pools))
        spared = {one: self._outcome(index, replay, spared=one) for one, replay in self.spared.items()}
        alone = sorted(lifted.values(), key=lambda outcome: -outcome.mended)
        missed = np.flatnonzero(is_missed(first.judgements[index]))
        lost = first.spent(index, missed)
        beyond = np.flatnonzero(is_missed(best_posts[1]) & is_missed(self.best_posts.judgements[index]))
        remaining = dict(zip(beyond.tolist(), self.best_posts.spent(index, beyond), strict=False))
        return TargetExplanation(
            id=reader.name,
            found=figures(self.deals, index, first.judgements[index], first.judgements[index]),
            by_rule=figures(self.deals, index, rule.judgements[index], first.judgements[index]),
            lost=total(lost),
            worst=Counter(map(worst, lost)),
            causes=self._causes(index, missed, lost, lifted, spared, best_posts[1], remaining),
            alone=tuple(alone),
            remedies=tuple(one for one in alone if one.mended > 0 and one.lifted[0] in helpful),
            spared=tuple(sorted(spared.values(), key=lambda outcome: -outcome.mended)),
            unturned=None if self.unturned is None else self._outcome(index, self.unturned),
            ceiling=best[0],
            ceiling_posts=best_posts[0],
            remaining=total(remaining.values()),
            gaps=_gaps(reader, self.deals.msels, first.logs),
        )

    def _causes(
        self, index: int, missed: Ints, lost: list[Breakdown], lifted: dict[str, Outcome], spared: dict[Disrupted, Outcome],
        best: Judgement, remaining: dict[int, Breakdown],
    ) -> tuple[Cause, ...]:  # fmt: skip
        """What the misses of a target come from (`drillsim.why.causes`), the costliest first."""
        rule = self.rule

        def mended(judgement: Judgement) -> Flags:
            on_time: Flags = judgement.state[missed] == ON_TIME
            return on_time

        gone = [one for one, outcome in spared.items() if outcome.mended > 0]
        more = [pool for pool, outcome in lifted.items() if outcome.mended > 0]
        others = [replay for replays in (self.spared, self.alone) for replay in replays.values()]
        somehow = np.logical_or.reduce([mended(best), *(mended(one.carried(index, rule)) for one in others)])
        roads = self.best_posts.beyond_limit(index, remaining)
        groups = [
            [mended(rule.judgements[index])],
            [mended(self.spared[one].carried(index, rule)) for one in gone],
            [mended(self.alone[pool].carried(index, rule)) for pool in more],
            [somehow],
            [np.isin(missed, roads)],
            [np.ones(len(missed), np.bool_)],
        ]
        parts = share_out(len(missed), groups)
        found = [Cause("rule", parts[0][0][0])]
        found += [Cause("disruption", n, disruption=one) for one, (n, _which) in zip(gone, parts[1], strict=True)]
        for pool, (n, which) in zip(more, parts[2], strict=True):
            found.append(Cause("pool", n, pool=pool, manner=self._manner(index, pool, missed[which])))
        several, which = parts[3][0]
        time = total(one for one, mine in zip(lost, which.tolist(), strict=True) if mine) if lost else Breakdown()
        found.append(Cause("several", several, time=time))
        found.append(Cause("road", parts[4][0][0]))
        unmended, which = parts[5][0]
        time = total(remaining[at] for at in missed[which].tolist() if at in remaining)
        found.append(Cause("steps", unmended, time=time))
        return tuple(sorted((cause for cause in found if cause.misses), key=lambda cause: -cause.misses))

    def _manner(self, index: int, pool: str, missed: Ints) -> Manner:
        """What kept a pool from these things that a target judged: from some of them, spread over all."""
        reader, number = self.deals.readers[index], self.compiled.pools.index(pool)
        if not len(missed):
            return ""
        kept: Counter[Manner] = Counter()
        if isinstance(reader, NoGapGauge):
            gaps = _gaps(reader, self.deals.msels, self.rule.logs)
            kept.update({GAPS[cause]: seconds for cause, seconds in gaps.items() if cause in GAPS})
        elif isinstance(reader, StayGauge):
            for paths, incident in self.rule.incidents(index, missed):
                turned = (one.hold for one in paths.turned if one.incident == incident)
                kept["turned"] += sum(int(paths.log.hold_pool[hold]) == number for hold in turned)
        elif reader.clocks:
            some = missed[np.linspace(0, len(missed) - 1, min(len(missed), LOOKED_AT)).round().astype(np.int64)]
            for paths, incident in self.rule.incidents(index, some):
                kept.update(held(paths, reader, incident, number))
        found = foremost(kept, lambda: busy_when_asked(self.compiled, self.loads[number], number, self.rule.logs))
        tested = any(one.row[:2] == (ABSENT, number) for one in self.spared)  # and these are missed even without it
        return "anyway" if found == "away" and tested else found

    def _outcome(self, index: int, replay: Replay, lifted: tuple[str, ...] = (), spared: Disrupted | None = None) -> Outcome:
        found = replay.carried(index, self.rule)
        return figures(self.deals, index, found, self.rule.judgements[index], lifted, spared)

    def _ceiling(self, index: int, replays: list[Replay], lifted: tuple[str, ...]) -> tuple[Ceiling, Judgement]:
        """The best of these plays and of the plan's own, and what it says of each thing judged."""
        target, now = self.deals.readers[index].target, self.rule.judgements[index]
        plays = [now, *(replay.carried(index, self.rule) for replay in replays)]
        kept = np.logical_or.reduce([one.state == ON_TIME for one in plays])
        judged = np.isin(now.state, JUDGED)
        best = Judgement(
            now.incident,
            np.where(judged & kept, ON_TIME, np.where(judged, plays[-1].state, now.state)),
            np.minimum.reduce([one.seconds for one in plays]),
        )
        outcome = figures(self.deals, index, best, now, lifted)
        attained = outcome.keeps(target) and any(figures(self.deals, index, one, now).keeps(target) for one in plays)
        return Ceiling(outcome, attained), best


def figures(
    deals: Deals, index: int, found: Judgement, before: Judgement, lifted: tuple[str, ...] = (),
    spared: Disrupted | None = None,
) -> Outcome:  # fmt: skip
    """Figures of a target, compared with those before; both judge the same things, in the same order."""
    on_time, missed = found.state == ON_TIME, is_missed(found)
    judged = on_time | missed
    plays = deals.play_of(deals.readers[index], found.incident)
    runs_judged = set(plays[judged].tolist())
    return Outcome(
        lifted=lifted,
        judged=int(judged.sum()),
        on_time=int(on_time.sum()),
        never=int((found.state == NEVER).sum()),
        runs_judged=len(runs_judged),
        runs_kept=len(runs_judged - set(plays[missed].tolist())),
        mean=float(found.seconds[judged].mean()) if judged.any() else None,
        recovered=int((is_missed(before) & on_time).sum()),
        harmed=int(((before.state == ON_TIME) & missed).sum()),
        spared=spared,
        doubt=_doubt(deals.readers[index].target, plays[judged], on_time[judged], found.seconds[judged]),
    )


def _doubt(target: Target, plays: Ints, on_time: Flags, seconds: Ints) -> float:
    """How far the figure of the things judged (n) may lie from the truth: 95 % sure, two-sided; runs are independent.

    As if there were two more runs in which all is well and two in which nothing is: so no miss in few runs is not
    taken for none ever.
    """
    runs, run = np.unique(plays, return_inverse=True)
    if len(runs) < 2:
        return 0.0
    of = np.bincount(run).astype(np.float64)
    part = np.bincount(run, weights=seconds if target.form.kind == "mean" else on_time)
    if target.form.kind == "every":
        part, of = (part == of).astype(np.float64), np.ones(len(runs))
    if target.form.kind != "mean":
        of, part = np.append(of, [of.mean()] * 4), np.append(part, [of.mean()] * 2 + [0.0] * 2)
    apart = (part - part.sum() / of.sum() * of) / of.mean()
    return float(SURE * apart.std(ddof=1) / np.sqrt(len(of)))


def _gaps(reader: Gauge, msels: list[Msel], logs: list[Log]) -> dict[str, int]:
    """Seconds of all gaps by cause, of a target that allows none."""
    found: dict[str, int] = {}
    if isinstance(reader, NoGapGauge):
        for msel, log in zip(msels, logs, strict=True):
            for cause, seconds in reader.causes(msel, log).items():
                found[cause] = found.get(cause, 0) + seconds
    return found


def _scarce(compiled: CompiledPlan, msels: list[Msel], rule: Replay) -> list[str]:
    """Pools that lifting could help: a step might once have asked for more than was free or on duty, or closes; and those of
    which somebody was sent on the way home or turned away, since there might have been one nearer."""
    t = compiled.tables
    most_people = max((int(msel.people.max()) for msel in msels if len(msel.people)), default=0)
    asked = np.zeros(len(compiled.pools), np.int64)  # the most that one step can ask of each pool
    lines = len(compiled.zones) + 1
    for step in range(len(t.need_first) - 1):
        of_step = np.zeros_like(asked)
        for need in range(t.need_first[step], t.need_first[step] + t.step_asked[step]):
            rows = t.candidate_first[t.need_ask[need] * lines], t.candidate_first[(t.need_ask[need] + 1) * lines]
            count = most_people if t.need_count[need] < 0 else t.need_count[need]
            of_step[np.unique(t.candidate[slice(*rows)])] += count
        asked = np.maximum(asked, of_step)
    found = np.zeros(len(asked), np.bool_)
    for reader in rule.deals.readers:
        if isinstance(reader, NoGapGauge):
            found[reader.pools] = True
    for index, log in enumerate(rule.logs):
        found[log.hold_pool[(log.hold_on_call > 0) | (log.hold_turned > 0)]] = True
        is_taken = log.hold_taken != OPEN
        taken = log.hold_pool[is_taken]
        found[taken[log.hold_place[is_taken] != t.pool_base[taken]]] = True
        found[taken[t.pool_clock[taken] != NOWHERE]] = True  # their work may stand still
        tracks = rule.paths(index).tracks
        for pool in np.flatnonzero(~found & (asked > 0)):
            found[pool] = tracks[int(pool)].free.min() < asked[pool]
    return [name for name, is_scarce in zip(compiled.pools, found, strict=True) if is_scarce]
