"""What each verdict rests on: on how many people and things there are, or on what was typed in.

Two ways lead to it. By structure (`restated`): where nobody between the two moments of a promise may be short, its
verdict, met or missed, follows from what was typed in. By play, of what is missed: the same event lists once more with
a million times as many of everybody and everything. Whoever is missed even so was no victim of a shortage. It is then
looked for the one input that alone decides: a disruption without which it would be on time, the hours of a pool, how a
step ends, or a time that alone is longer than the limit.

A miss verdict restates an input where the misses of that input alone, with no others, would leave the promise missed,
and those of shortages alone would not. The runs looked at are those in which it was missed; the share of the misses is
theirs, the figure that of all runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from drillsim.compiled.event_list import ABSENT, UNDER_WAY, Msel
from drillsim.compiled.log import OPEN
from drillsim.compiled.tables import CompiledPlan, Ints
from drillsim.compiled.written_out import Joint, base
from drillsim.deck.deck import Deck
from drillsim.judge.evaluate import LATE, LATES, NEVER, NEVERS, ON_TIME, Gauge, gauges
from drillsim.judge.incident_gauges import SumGauge, TimedGauge
from drillsim.judge.occasion_gauges import NoGapGauge
from drillsim.judge.result import InputKind, RestsOn, Result, TargetResult
from drillsim.plan.graph import Graph
from drillsim.plan.scenario import Scenario
from drillsim.quantities.measures import NO_LIMIT
from drillsim.why.attribution import Paths, Segment
from drillsim.why.between import TypedIn
from drillsim.why.disruptions import Disrupted, came, sorts, without
from drillsim.why.explanation import Play, lift, unturned
from drillsim.why.replay import JUDGED, Deals, Replay, is_missed
from drillsim.why.restated import SEVERAL, by_structure, only_input

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

TIMES = 10**6  # as many of each as the plan has: more than are ever asked for at once
RUNS = 40  # looked at of each missed promise: the first in which it was missed
MOST_OUTCOMES = 24  # tried, one after the other
MOST_LEGS = 3  # named


def multiplied(compiled: CompiledPlan) -> CompiledPlan:
    """The plan with many times as many of everybody and everything, at the hours at which there are any."""
    t = compiled.tables
    grown = {name: getattr(t, name) * TIMES for name in ("pool_duty", "pool_total", "pool_most", "row_number",
                                                         "change_duty", "change_total")}  # fmt: skip
    staff = np.where(t.pool_staff == NO_LIMIT, NO_LIMIT * TIMES, t.pool_staff * TIMES)
    return unturned(replace(compiled, tables=t._replace(pool_staff=staff, **grown)))


def multiplied_list(msel: Msel) -> Msel:
    """The event list for that plan: if half of a pool is away, half of it is away."""
    rows = msel.disruption.copy()
    away = (rows[:, 0] == ABSENT) & (rows[:, 2] != UNDER_WAY)
    rows[away, 4] *= TIMES
    return msel._replace(disruption=rows)


def with_what_it_rests_on(
    compiled: CompiledPlan, scenario: Scenario, result: Result, deck: Deck, play: Play, once: Msel | None = None
) -> Result:  # fmt: skip
    """A result that says what each verdict rests on. Runs are dealt again from `deck`, but for a list played `once`."""
    wrong = sorts(scenario, once)
    found = [by_structure(reader, one.verdict, deck.sources, wrong)
             for reader, one in zip(gauges(compiled), result.targets, strict=True)]  # fmt: skip
    missed = [index for index, one in enumerate(result.targets) if one.verdict == "FAIL"]
    if missed:
        msels = list(_dealt(deck, _looked_at(result, missed))) if once is None else [once]
        names = {result.targets[index].id for index in missed}
        targets = {name: target for name, target in compiled.plan.targets.items() if name in names}
        alone = replace(compiled, plan=compiled.plan.model_copy(update={"targets": targets}))
        study = _NoShortage(alone, scenario, msels, play)
        for row, index in enumerate(missed):
            seen = study.decides(row, result.targets[index])
            given = found[index]
            if given is None or (seen is not None and (given == SEVERAL or seen.kind == "disruption")):
                found[index] = seen
    said = [one.model_copy(update={"rests_on": rests}) for one, rests in zip(result.targets, found, strict=True)]
    return result.model_copy(update={"targets": said})


def _looked_at(result: Result, missed: list[int]) -> list[int]:
    """The first runs in which each of these targets was missed."""
    bad = result.block.figures[:, missed][:, :, [LATES, NEVERS]].sum(axis=2) > 0
    chosen = (bad & (np.cumsum(bad, axis=0) <= RUNS)).any(axis=1)
    found: list[int] = (np.flatnonzero(chosen) + 1).tolist()
    return found or [1]


def _dealt(deck: Deck, runs: list[int]) -> Iterator[Msel]:
    """The event lists of some runs; those that follow each other are dealt at once."""
    firsts = [run for run in runs if run - 1 not in runs]
    for first, until in zip(firsts, [*firsts[1:], runs[-1] + 1], strict=True):
        yield from deck.deal(first, sum(first <= run < until for run in runs))


class _Weighed:
    """The misses of one target in the runs looked at, and whether some of them alone would leave it missed."""

    def __init__(self, one: TargetResult, before: Replay, index: int) -> None:
        self.one, self.judged = one, before.judgements[index]
        self.missed = is_missed(self.judged)
        reader = before.deals.readers[index]
        self.play = before.deals.play_of(reader, self.judged.incident)
        self.of_all = self.weight(self.missed)

    def weight(self, misses: Flags) -> int:
        """How much some of the misses count: runs of a promise of every one, else each for itself."""
        return len(set(self.play[misses].tolist())) if self.one.kind == "every" else int(misses.sum())

    def leave_it_missed(self, misses: Flags) -> bool:
        """Whether the promise would be missed with these misses and no others."""
        assert self.one.estimate is not None
        share = self.weight(misses) / self.of_all if self.of_all else 0.0
        return 1 - share * (1 - self.one.estimate) < self.one.goal


class _World(NamedTuple):
    """A plan with its event lists, and what its targets say of them."""

    compiled: CompiledPlan
    lists: list[Msel]
    replay: Replay


class _NoShortage:
    """The same event lists with so many of everybody that nobody is waited for, and with one thing more changed."""

    def __init__(self, compiled: CompiledPlan, scenario: Scenario, msels: list[Msel], play: Play) -> None:
        self.compiled, self.scenario, self._play = compiled, scenario, play
        self.before = self._played(compiled, msels)
        self.many, self.lists = multiplied(compiled), list(map(multiplied_list, msels))
        self.ample = self._played(self.many, self.lists, keep=True)
        self._replays: dict[object, Replay] = {}
        self._counts = [isinstance(reader, NoGapGauge) and not reader.target.free for reader in self.before.deals.readers]

    def _played(self, compiled: CompiledPlan, msels: list[Msel], keep: bool = False) -> Replay:
        logs = [self._play(compiled, msel) for msel in msels]
        return Replay(compiled, Deals(compiled, msels), logs, keep)

    def _world(self, index: int) -> _World:
        """Where nobody is short: of who is there at all, which no incident changes, the plan as it is."""
        if self._counts[index]:
            return _World(self.compiled, self.before.deals.msels, self.before)
        return _World(self.many, self.lists, self.ample)

    def _changed(self, key: object, world: _World, compiled: CompiledPlan, lists: list[Msel]) -> Replay:
        """A play with one thing more changed, played once for all targets."""
        if (key, world.compiled) not in self._replays:
            self._replays[key, world.compiled] = self._played(compiled, lists)
        return self._replays[key, world.compiled]

    @cached_property
    def disruptions(self) -> dict[Disrupted, list[int]]:
        """Each disruption with the plays in which it came."""
        return came(self.compiled, self.before.deals.msels, self.scenario)

    def decides(self, index: int, one: TargetResult) -> RestsOn | None:
        """What a miss verdict follows from; None where a shortage has a part in it."""
        if one.kind == "mean":
            return self._mean(index, one)
        weighed = _Weighed(one, self.before, index)
        world = self._world(index)
        now = world.replay.carried(index, self.before)
        missed = weighed.missed & is_missed(now)
        if not weighed.leave_it_missed(missed) or weighed.leave_it_missed(weighed.missed & ~missed):
            return None
        found: list[tuple[int, RestsOn]] = []
        left, reader = missed.copy(), world.replay.deals.readers[index]

        def looked_for(changed: Iterator[tuple[RestsOn, Replay]]) -> None:
            for rests, replay in changed:
                mended = missed & (replay.carried(index, self.before).state == ON_TIME)
                if weighed.leave_it_missed(mended):
                    found.append((weighed.weight(mended), rests))
                left[mended] = False

        looked_for(self._without(world, reader))
        if (left & ((now.state == NEVER) | (not reader.target.timed))).any():
            looked_for(self._endings(world, reader))
        for rests, mine in self._too_long(index, left, now.state):
            if weighed.leave_it_missed(mine):
                found.append((weighed.weight(mine), rests))
        if not found and len(self.disruptions) > 1:
            looked_for(iter([self._undisturbed(world)]))
        return max(found, key=lambda pair: pair[0])[1] if found else SEVERAL

    def _mean(self, index: int, one: TargetResult) -> RestsOn | None:
        """The same of a mean: what is too long on average though nobody waits for anybody."""
        assert one.estimate is not None
        judged = np.isin(self.before.judgements[index].state, JUDGED)
        whole = float(self.before.judgements[index].seconds[judged].mean()) if judged.any() else 0.0

        def too_long(seconds: float) -> bool:
            return whole > 0 and seconds / whole * float(one.estimate or 0) > one.goal

        def mean_of(replay: Replay) -> float:
            return float(replay.carried(index, self.before).seconds[judged].mean())

        now = mean_of(self.ample)
        if not too_long(now) or too_long(whole - now):
            return None
        for rests, replay in self._without(self._world(index), self.ample.deals.readers[index]):
            if not too_long(mean_of(replay)):
                return rests
        spent: dict[TypedIn, int] = defaultdict(int)
        for _row, seconds, _legs in self._times(index, np.flatnonzero(judged)):
            for part, took in seconds.items():
                spent[part] += took
        longest = max(spent, key=lambda part: spent[part], default=None)
        if longest is not None and too_long(spent[longest] / max(1, int(judged.sum()))):
            return only_input(self.ample.deals.readers[index], longest, "FAIL")
        return SEVERAL

    # ---- with one thing more changed -----------------------------------------------------------------

    def _without(self, world: _World, reader: Gauge) -> Iterator[tuple[RestsOn, Replay]]:
        """Without each disruption, and with each pool on duty at all hours."""
        for one in self.disruptions:
            yield self._named([one]), self._changed(one, world, world.compiled, self._spared(world, [one]))
        for pool in self._closing(reader):
            rests = RestsOn(kind="hours", names=[pool], inputs=[f"pools.{pool}"])
            yield rests, self._changed(pool, world, lift(world.compiled, (pool,)), world.lists)

    def _undisturbed(self, world: _World) -> tuple[RestsOn, Replay]:
        """Without any disruption: what the scenario has go wrong, taken together."""
        every = list(self.disruptions)
        return self._named(every), self._changed("undisturbed", world, world.compiled, self._spared(world, every))

    def _named(self, disruptions: list[Disrupted]) -> RestsOn:
        written = [one.written for one in disruptions if one.written is not None]
        numbers = [n for n, one in enumerate(self.scenario.disruptions, 1) if any(one is other for other in written)]
        return RestsOn(kind="disruption", names=list(map(str, numbers)), inputs=[f"disruptions[{n}]" for n in numbers])

    def _spared(self, world: _World, disruptions: list[Disrupted]) -> list[Msel]:
        found = []
        for msel in self.before.deals.msels:
            for one in disruptions:
                msel = without(msel, one)
            found.append(msel if world.compiled is self.compiled else multiplied_list(msel))
        return found

    def _closing(self, reader: Gauge) -> list[str]:
        """The pools of which nobody is on duty at some time, of those that a target or its incidents ask for."""
        t, compiled = self.many.tables, self.many
        names = [*reader.target.pools] if not reader.per_incident else []
        asked = set()
        for kind in reader.kinds:
            for variant in range(t.kind_variant_first[kind], t.kind_variant_first[kind + 1]):
                for need in range(t.variant_need_first[variant], t.variant_need_first[variant + 1]):
                    for zone in range(-1, len(compiled.zones)):
                        asked |= set(compiled.candidates(int(t.need_ask[need]), zone))
        asked |= set(getattr(reader, "pools", [])) if names else set()
        closes = (t.pool_duty == 0) | (t.pool_clock >= 0)
        closes[t.change_pool[t.change_duty == 0]] = True
        return [compiled.pools[pool] for pool in sorted(asked) if closes[pool]]

    def _endings(self, world: _World, reader: Gauge) -> Iterator[tuple[RestsOn, Replay]]:
        """With each step ending in one and the same of its ways."""
        tried = 0
        for name in dict.fromkeys(base(step) for kind in reader.kinds for step in self.compiled.steps[kind]):
            for outcome in dict.fromkeys(self._outcomes(reader, name)):
                tried += 1
                if tried <= MOST_OUTCOMES:
                    rests = only_input(reader, TypedIn("share", name), "FAIL")
                    key = (tuple(reader.kinds), name, outcome)
                    yield rests, self._changed(key, world, world.compiled, self._ending(world, reader, name, outcome))

    def _outcomes(self, reader: Gauge, name: str) -> Iterator[str]:
        for kind in reader.kinds:
            step = self.compiled.plan.procedures[self.compiled.kinds[kind]].steps.get(name)
            if step is not None and len(step.outcome) > 1:
                yield from step.outcome

    def _ending(self, world: _World, reader: Gauge, name: str, outcome: str) -> list[Msel]:
        found = []
        for msel in world.lists:
            outcomes = msel.outcome.copy()
            for kind in reader.kinds:
                steps = self.compiled.plan.procedures[self.compiled.kinds[kind]].steps
                mine = msel.row_first[:-1][msel.kind == kind]
                for number, one in enumerate(self.compiled.steps[kind]):
                    if base(one) == name and not isinstance(steps[one], Joint) and outcome in steps[one].outcome:
                        outcomes[mine + number] = self.compiled.outcomes[kind][number].index(outcome)
            found.append(msel._replace(outcome=outcomes))
        return found

    # ---- times that alone are too long ---------------------------------------------------------------

    def _too_long(self, index: int, left: Flags, state: Ints) -> Iterator[tuple[RestsOn, Flags]]:
        """Each time with the misses in which it alone is longer than the limit."""
        reader = self.ample.deals.readers[index]
        if not isinstance(reader, (TimedGauge, SumGauge)):
            return
        rows = np.flatnonzero(left & (state == LATE))
        alone: dict[TypedIn, Flags] = defaultdict(lambda: np.zeros(len(left), np.bool_))
        led: dict[str, int] = defaultdict(int)
        for row, seconds, legs in self._times(index, rows):
            allowed = self._allowed(index, row)
            for part, took in seconds.items():
                if took > allowed:
                    alone[part][row] = True
                    for leg in legs if part.kind == "way" else ():
                        led[leg] += 1
        for part, mine in alone.items():
            rests = only_input(reader, part, "FAIL")
            if part.kind == "way":
                legs = sorted(led, key=lambda leg: -led[leg])[:MOST_LEGS]
                rests = rests.model_copy(update={"inputs": legs})
            yield rests, mine

    def _allowed(self, index: int, row: int) -> int:
        reader = self.ample.deals.readers[index]
        if not isinstance(reader, TimedGauge):
            return int(reader.target.limit or 0)
        rows = np.array([row])
        begun = [paths.begun(reader, incident) for paths, incident in self.ample.incidents(index, rows)]
        return int(np.broadcast_to(reader.allowed(np.array(begun, np.int64)), (1,))[0])

    def _times(self, index: int, rows: Ints) -> Iterator[tuple[int, dict[TypedIn, int], list[str]]]:
        """Of things judged, what each step on the critical path took, and the ways that were gone."""
        reader = self.ample.deals.readers[index]
        if not reader.clocks and not isinstance(reader, SumGauge):
            return
        for row, (paths, incident) in zip(rows.tolist(), self.ample.incidents(index, rows), strict=True):
            yield row, *_typed_in(paths, reader, incident)


def _typed_in(paths: Paths, reader: Gauge, incident: int) -> tuple[dict[TypedIn, int], list[str]]:
    """Of one incident, what each step took that surely lies between the moments of a target, and the ways that were gone."""
    kind, first = int(paths.msel.kind[incident]), int(paths.msel.row_first[incident])
    procedure, names = paths.compiled.plan.procedures[paths.compiled.kinds[kind]], paths.compiled.steps[kind]
    spent: dict[TypedIn, int] = defaultdict(int)
    legs: list[str] = []
    if isinstance(reader, SumGauge):
        rows = [(step, first + step) for step, name in enumerate(names) if name in reader.target.summed(procedure)]
        pieces = [Segment(step, False, int(paths.log.started[row]), int(paths.log.ended[row]))
                  for step, row in rows if OPEN not in (paths.log.started[row], paths.log.ended[row])]  # fmt: skip
    else:
        clock = next(clock for clock in reader.clocks if clock.kind == kind)
        starts = {names[moment.step] for moment in clock.start.moments if moment.step >= 0}
        before = Graph(procedure).ancestors
        pieces = [piece for piece in paths.timed(reader, incident)
                  if starts <= before[names[piece.step]] | {names[piece.step]}]  # fmt: skip
    for piece in pieces:
        step = names[piece.step]
        takes = procedure.steps[step].takes
        if piece.waiting:
            continue
        kinds: dict[Any, InputKind] = {"travel": "way", "turnout": "turnout"}
        what: InputKind = "wait" if piece.timer else "turnout" if piece.recall else kinds.get(str(takes), "time")
        still = 0 if piece.timer or piece.recall else paths.stood_still(incident, piece.step)
        spent[TypedIn(what, base(step))] += max(0, piece.end - piece.begin - still)
        if what == "way":
            legs.append(".".join(("travel", "times", *paths.leg(incident, piece.step))))
    return spent, legs
