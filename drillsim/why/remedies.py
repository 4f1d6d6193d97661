"""What would mend a promise: changes that its causes suggest, each played on the same event lists.

The changes tried are few (`MOST_PLAYS`), for those causes that bear most of the misses: what goes wrong is stood in for
while it lasts, units are let go or sent on, people on call are on duty, a pool is open longer, or there is the smallest
number more that does. Two pools together are tried where several things are short at once. Another limit needs no
play: the times are known.

Each remedy says what it does to every promise. One is kept only if over all promises it mends more than it breaks, and
breaks no promise that is kept unless it brings another to be kept. What is dearer and no better is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import combinations
from math import ceil

import numpy as np

from drillsim.compiled.answering import names_of
from drillsim.compiled.event_list import ABSENT, ROAD, Msel
from drillsim.compiled.log import Log
from drillsim.compiled.resize import size_of
from drillsim.compiled.tables import CompiledPlan
from drillsim.judge.evaluate import LATE, ON_TIME, Judgement
from drillsim.plan.plan import Plan
from drillsim.plan.targets import Target
from drillsim.quantities.measures import DAY
from drillsim.why.causes import Cause
from drillsim.why.changes import (
    FOR_GOOD,
    LESS,
    NOBODY,
    Agree,
    Change,
    Cost,
    Limit,
    StandIn,
    asked_at_once,
    changed,
    cost,
    dealt,
    edited,
    let_go,
    more_of,
    on_duty,
    opened,
    send_on,
)
from drillsim.why.disruptions import Disrupted
from drillsim.why.explanation import Explanation, Outcome, Standing, TargetExplanation, figures
from drillsim.why.holding import Manner
from drillsim.why.replay import Deals, Replay, is_missed

Play = Callable[[CompiledPlan, Msel], Log]

MOST_PLAYS = 12  # of all event lists, with something changed
MOST_POOLS = 5  # that are tried
MOST_PAIRS = 2  # of pools that are short together
WORTH = 0.1  # of the misses of a promise: what mends less is no remedy for it
NEARLY = 0.95  # of what any number would mend is as good as all of it
GROWING = (1, 2, 3, 6, 12)  # steps by which more of a pool is tried
MINUTE, HOUR = 60, 3600
# Limits as people write them: up to how long in steps of what.
WRITTEN = ((2 * MINUTE, 30), (15 * MINUTE, MINUTE), (HOUR, 5 * MINUTE), (4 * HOUR, 15 * MINUTE), (2 * DAY, HOUR))


@dataclass(frozen=True)
class Effect:
    """What a remedy does to one promise, in the runs looked at: by the plan's own rule, and changed."""

    target: str
    before: Outcome
    after: Outcome
    stood: Standing  # to its goal, before
    stands: Standing  # and after
    reaches: bool  # the goal by its figure, after; whether so few runs show it or not

    @property
    def grade(self) -> int:
        """0 where its figure comes to the goal, 1 where it stays below and so few runs cannot tell, 2 where it is missed."""
        return 0 if self.reaches else 1 if self.stands == "about" else 2

    @property
    def share(self) -> float:
        """The share of its misses that it mends; below 0 where it breaks more."""
        return self.after.mended / self.before.missed if self.before.missed else float(self.after.mended)


@dataclass(frozen=True)
class Remedy:
    """One or two changes and what they do to every promise that is judged, in file order."""

    changes: tuple[Change, ...]
    costs: tuple[Cost, ...]  # one for each change
    effects: tuple[Effect, ...]

    def effect(self, target: str) -> Effect:
        """What it does to one promise."""
        return next(one for one in self.effects if one.target == target)

    @property
    def rank(self) -> tuple[int, int]:
        """By this remedies are compared: the cheapest first."""
        ranks = [one.rank for one in self.costs]
        tier = max(tier for tier, _much in ranks)
        return tier, sum(much for _tier, much in ranks)

    @property
    def has_rule(self) -> bool:
        """Whether it changes a rule of the plan."""
        return any(one.tier == NOBODY for one in self.costs)

    @property
    def promises_less(self) -> bool:
        """Whether it writes another limit and nothing else."""
        return all(one.tier == LESS for one in self.costs)

    @property
    def mended(self) -> int:
        """Misses fewer than before, over all promises."""
        return sum(one.after.mended for one in self.effects)

    @cached_property
    def newly_kept(self) -> tuple[str, ...]:
        """Promises that are shown to be kept with it, and are not without."""
        return tuple(one.target for one in self.effects if one.stands == "kept" != one.stood)

    @cached_property
    def newly_missed(self) -> tuple[str, ...]:
        """Promises that are shown to be missed with it, and are not without."""
        return tuple(one.target for one in self.effects if one.stands == "missed" != one.stood)

    @property
    def helps(self) -> bool:
        """Whether it mends more than it breaks."""
        return self.mended > 0 and len(self.newly_missed) <= max(0, len(self.newly_kept) - 1)


@dataclass(frozen=True)
class Remedies:
    """All that was found to help, and the runs that say so."""

    runs: int
    found: tuple[Remedy, ...]

    def of(self, target: str) -> list[Remedy]:
        """The remedies of one promise: those that bring it to its goal, the cheapest first; then near it; then the rest.

        One that is dearer than another and does no more for it, nor brings other promises to be kept, is left out. To
        promise less comes after all that mends a third of the misses.
        """
        here = [one for one in self.found if any(effect.target == target for effect in one.effects)]
        helpful = [one for one in here if one.effect(target).share >= WORTH]
        best = [one for one in helpful if not any(_better(other, one, target) for other in helpful if other is not one)]
        return sorted(best, key=lambda one: _order(one, target))


def _order(one: Remedy, target: str) -> tuple[bool, bool, int, int, tuple[int, int]]:
    effect = one.effect(target)
    thirds = 0 if effect.grade < 2 else -int(3 * effect.share)
    return effect.grade == 2 and not thirds, one.promises_less, effect.grade, thirds, one.rank


def _better(other: Remedy, one: Remedy, target: str) -> bool:
    """Whether another remedy costs no more and does no less, or costs less and does hardly less.

    A rule of the plan is no reason to leave out what costs somebody: whether it can be kept to is for the office to say.
    """
    mine, its = one.effect(target), other.effect(target)
    if other.rank > one.rank or (other.has_rule and not one.has_rule) or not set(other.newly_kept) >= set(one.newly_kept):
        return False
    much = WORTH * mine.before.missed if other.rank < one.rank else 0
    if its.grade > mine.grade or (its.grade == 2 and its.after.mended + much < mine.after.mended):
        return False
    if (other.rank, its.grade, its.after.missed) == (one.rank, mine.grade, mine.after.missed):
        return _first(other, one)
    return True


def _first(other: Remedy, one: Remedy) -> bool:
    """Of two that come to the same, the one by which the other is left out."""
    return repr(other.changes) < repr(one.changes)


def remedies(
    compiled: CompiledPlan, msels: Sequence[Msel], play: Play, why: Explanation, wanted: Collection[str],
    logs: list[Log] | None = None,
) -> Remedies:  # fmt: skip
    """What would mend these promises, which are missed in the runs that `why` explains.

    `logs`: the plan's own plays of the event lists, if they are there already.
    """
    if not any(one.by_rule.missed for one in why.targets if one.id in wanted):
        return Remedies(why.runs, ())  # there is nothing that a change of the plan could mend
    return _Search(compiled, list(msels), play, why, wanted, logs).found()


def _alike(one: Change, other: Change) -> bool:
    """Whether two changes differ in a number alone."""
    return type(one) is type(other) and _about(one) == _about(other)


def _about(change: Change) -> object:
    return change.disruption if isinstance(change, StandIn) else getattr(change, "pool", change)


def _reaches(found: Outcome, target: Target) -> bool:
    figure = found.figure(target)
    return figure is None or (figure <= target.goal if target.form.kind == "mean" else figure >= target.goal)


class _Search:
    def __init__(
        self, compiled: CompiledPlan, msels: list[Msel], play: Play, why: Explanation, wanted: Collection[str],
        logs: list[Log] | None,
    ) -> None:  # fmt: skip
        self.compiled, self.msels, self.play, self.why = compiled, msels, play, why
        self.plan: Plan = compiled.written
        self.wanted = [one for one in why.targets if one.id in wanted and one.by_rule.missed]
        self.deals = Deals(compiled, msels)
        self.rule = Replay(compiled, self.deals, logs or [play(compiled, msel) for msel in msels])
        self.left = MOST_PLAYS
        self.tried: dict[tuple[Change, ...], Remedy] = {}

    def found(self) -> Remedies:
        """All remedies that help."""
        self._stand_ins()
        self._agreements()
        pools = self._pools()
        for pool in pools:
            self._rules(pool)
        for pool in pools:
            self._hours(pool)
        self._pairs()
        self._more(pools)
        self._together()
        self._limits()
        return Remedies(self.why.runs, tuple(one for one in self.tried.values() if one.helps))

    # ---- what is tried ------------------------------------------------------------------------------

    def _stand_ins(self) -> None:
        """What goes wrong, stood in for: all of it, as it was played already; then as few as do."""
        for one in dict.fromkeys(outcome.spared for target in self.wanted for outcome in target.spared):
            if one is None or one.row[0] == ROAD or not self._bears(one):
                continue
            of = {target.id: outcome for target in self.why.targets for outcome in target.spared if outcome.spared == one}
            whole = self._note((StandIn(one, max(1, one.row[4])),), of)
            few = next((n for n in GROWING[:2] if n < one.row[4]), None) if one.row[0] == ABSENT else None
            if few is not None and whole.helps:
                self._try(StandIn(one, few))

    def _agreements(self) -> None:
        """What an outside unit would mend if it were there whenever it is asked for."""
        for name, pool in self.plan.pools.items():
            if pool.outside and self._bears(name):
                of = {target.id: outcome for target in self.why.targets for outcome in target.alone
                      if outcome.lifted == (name,)}  # fmt: skip
                if of:
                    self._note((Agree(name),), of)

    def _rules(self, pool: str) -> None:
        """What costs nobody: units are let go, or sent on from the road."""
        manners = self._manners(pool)
        for change in (let_go(self.compiled, pool, idle="same" in manners), send_on(self.plan, pool)):
            if change is not None:
                self._try(change)

    def _hours(self, pool: str) -> None:
        manners, moments = self._manners(pool), self._moments(pool)
        if "call_in" in manners and (change := on_duty(self.plan, pool, moments, WORTH)) is not None:
            self._try(change)
        if manners & {"off", "call_in"}:
            for longer in opened(self.plan, pool, moments)[:2]:
                remedy = self._try(longer)
                if remedy is not None and self._enough(pool, remedy):
                    break

    def _more(self, pools: list[str]) -> None:
        """The smallest number more by which the promises that a pool breaks are kept, or which does as much as any number.

        All pools get one more before any gets two.
        """
        left = {pool: 0 for pool in pools if self._most(pool) > 0}
        for n in GROWING:
            for pool, before in list(left.items()):
                remedy = self._try(self._more_of(pool, n))
                if remedy is None or self._enough(pool, remedy):
                    del left[pool]
                    if remedy is not None and n - before > 1:
                        self._fewer(pool, before, n)
                else:
                    left[pool] = n

    def _fewer(self, pool: str, too_few: int, enough: int) -> None:
        """Between a number that is not enough and one that is, the smallest that is."""
        while enough - too_few > 1:
            n = (too_few + enough) // 2
            remedy = self._try(self._more_of(pool, n))
            if remedy is None:
                return
            too_few, enough = (too_few, n) if self._enough(pool, remedy) else (n, enough)

    def _more_of(self, pool: str, n: int) -> Change:
        step = -(-size_of(self.plan.pools[pool]) // 10) if self.plan.pools[pool].kind in ("room", "fund") else 1
        return more_of(self.plan, pool, n * step, self._moments(pool), WORTH)

    def _pairs(self) -> None:
        """Where several things are short at once: the two that are waited for most, each as many more as a step asks for."""
        tried = 0
        for target in self.wanted:
            cause = next((one for one in target.causes if one.about == "several"), None)
            if cause is None or target.share(cause) < WORTH or tried == MOST_PAIRS:
                continue
            asked = [pool for pool, _much in self._asked(cause) if not self.plan.pools[pool].outside]
            for both in list(combinations(asked[:3], 2))[: MOST_PAIRS - tried]:
                self._try(*(self._more_of(pool, asked_at_once(self.plan, pool)) for pool in both))
                tried += 1

    def _together(self) -> None:
        """Of a promise that nothing cheap keeps alone: the two that mend most, both."""
        for target in self.wanted:
            cheap = [one for one in self.tried.values() if one.rank[0] < FOR_GOOD and one.helps and len(one.changes) == 1]
            if not any(one.effect(target.id).reaches for one in cheap):
                cheap.sort(key=lambda one: -one.effect(target.id).after.mended)
                best = [one for one in cheap if one.effect(target.id).share >= WORTH]
                other = next((one for one in best[1:] if not _alike(best[0].changes[0], one.changes[0])), None)
                if other is not None:
                    self._try(*sorted((best[0].changes[0], other.changes[0]), key=lambda one: cost(self.plan, one).rank))

    def _limits(self) -> None:
        """The shortest limit that the plan keeps as it is."""
        for target in self.wanted:
            index = self._index(target.id)
            if (within := self._kept_limit(index)) is None:
                continue
            state, before = self._with_limit(index, within), self.rule.judgements[index]
            self._note((Limit(target.id, within),), {target.id: figures(self.deals, index, state, before)})

    # ---- plays ---------------------------------------------------------------------------------------

    def _try(self, *changes: Change) -> Remedy | None:
        """Play the event lists with these changes; None where there were enough plays, or it cannot be played."""
        if changes not in self.tried:
            if self.left <= 0 or (plan := changed(self.compiled, changes)) is None:
                return None
            self.left -= 1
            logs, msels = list(self.rule.logs), list(self.msels)
            for at, msel in enumerate(self.msels):
                msels[at] = dealt(self.compiled, changes, msel)
                if plan is not self.compiled or msels[at] is not msel:
                    logs[at] = self.play(plan, msels[at])
            replay = Replay(plan, Deals(self.compiled, msels), logs, keep=False)
            of = {
                target.id: figures(self.deals, index, replay.carried(index, self.rule), self.rule.judgements[index])
                for index, target in enumerate(self.why.targets)
            }
            self._note(changes, of)
        return self.tried[changes]

    def _note(self, changes: tuple[Change, ...], of: dict[str, Outcome]) -> Remedy:
        effects = []
        for target in self.why.targets:
            after = of.get(target.id, target.by_rule)
            if target.id not in of and not isinstance(changes[0], Limit):
                continue
            before, promise = target.by_rule, edited(self.plan, changes).targets[target.id]
            stood = before.stands(self.plan.targets[target.id])
            effects.append(Effect(target.id, before, after, stood, after.stands(promise), _reaches(after, promise)))
        remedy = Remedy(changes, tuple(cost(self.plan, one) for one in changes), tuple(effects))
        self.tried[changes] = remedy
        return remedy

    # ---- what the causes say -------------------------------------------------------------------------

    def _bears(self, about: Disrupted | str) -> bool:
        """Whether a disruption or a pool bears enough of the misses of any of the promises."""
        return any(about in (cause.disruption, cause.pool) and target.share(cause) >= WORTH
                   for target in self.wanted for cause in target.causes)  # fmt: skip

    def _pools(self) -> list[str]:
        """The pools of our own that bear most of the misses."""
        weight: dict[str, float] = {}
        for target in self.wanted:
            for cause in target.causes:
                if cause.about == "pool" and target.share(cause) >= WORTH and not self.plan.pools[cause.pool].outside:
                    weight[cause.pool] = weight.get(cause.pool, 0.0) + target.share(cause)
        return sorted(weight, key=lambda pool: -weight[pool])[:MOST_POOLS]

    def _broken_by(self, pool: str) -> list[TargetExplanation]:
        return [target for target in self.wanted
                if any(cause.pool == pool and target.share(cause) >= WORTH for cause in target.causes)]  # fmt: skip

    def _manners(self, pool: str) -> set[Manner]:
        return {cause.manner for target in self._broken_by(pool) for cause in target.causes if cause.pool == pool}

    def _mended(self, pool: str, remedy: Remedy) -> int:
        return sum(remedy.effect(target.id).after.mended for target in self._broken_by(pool))

    def _enough(self, pool: str, remedy: Remedy) -> bool:
        """Whether the promises that a pool breaks are kept, or as good as any number of it would have them."""
        broken = self._broken_by(pool)
        if all(remedy.effect(target.id).reaches for target in broken):
            return True
        return self._mended(pool, remedy) >= NEARLY * self._most(pool)

    def _most(self, pool: str) -> int:
        """How many misses any number of a pool would mend of the promises that it breaks."""
        return sum(
            outcome.mended for target in self._broken_by(pool) for outcome in target.alone if outcome.lifted == (pool,)
        )

    def _asked(self, cause: Cause) -> list[tuple[str, float]]:
        """The pools that were waited for, those most waited for first."""
        weight: dict[str, float] = {}
        for ask, seconds in cause.time.asked.items():
            for pool in names_of(self.plan, ask)[0]:
                weight[pool] = weight.get(pool, 0.0) + float(seconds)
        return sorted(weight.items(), key=lambda pair: -pair[1])

    def _moments(self, pool: str | None) -> list[tuple[int, int]]:
        """Of every miss of the promises that a pool breaks, or of all: the kind of day, and the second of the day, at which
        its incident came."""
        targets = self.wanted if pool is None else self._broken_by(pool)
        found: list[tuple[int, int]] = []
        for target in targets:
            index = self._index(target.id)
            if self.deals.readers[index].per_incident:
                judged = self.rule.judgements[index]
                found += self._days(self.deals.laid.joined.time[judged.incident[is_missed(judged)]].tolist())
        return found

    def _days(self, seconds: Iterable[int]) -> Iterator[tuple[int, int]]:
        midnight = self.compiled.window.midnight()
        for second in seconds:
            day, of_day = divmod(second - midnight, DAY)
            yield self.compiled.calendar.kind(self.compiled.start.date() + timedelta(days=day)), of_day

    def _index(self, target: str) -> int:
        return next(index for index, reader in enumerate(self.deals.readers) if reader.name == target)

    # ---- limits --------------------------------------------------------------------------------------

    def _kept_limit(self, index: int) -> int | None:
        """The shortest limit, as people write them, by which a promise is kept; None where no limit would do."""
        target: Target = self.deals.readers[index].target
        found = self.rule.judgements[index]
        if not (target.measured and target.limit):
            return None
        if target.form.kind == "mean":
            mean = figures(self.deals, index, found, found).mean
            return None if mean is None else as_written(ceil(mean))
        late = np.unique(found.seconds[found.state == LATE])
        for within in dict.fromkeys(map(as_written, late.tolist())):
            before = self.rule.judgements[index]
            if figures(self.deals, index, self._with_limit(index, within), before).keeps(target):
                return within
        return None

    def _with_limit(self, index: int, within: int) -> Judgement:
        found = self.rule.judgements[index]
        in_time = (found.state == LATE) & (found.seconds <= within)
        return found._replace(state=np.where(in_time, ON_TIME, found.state))


def as_written(seconds: int) -> int:
    """The next longer limit that a person would write."""
    step = next((step for most, step in WRITTEN if seconds <= most), DAY)
    return -(-seconds // step) * step
