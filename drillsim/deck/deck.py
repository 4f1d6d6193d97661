"""The deck: all runs of a scenario, dealt as event lists with every random quantity already drawn.

Each random number has an address (seed, run, purpose): a Philox block keyed by the seed
whose counter holds the purpose's name (hashed) and the run. The n-th incident of a stream
takes the n-th number of each block. So any run can be drawn alone, and a new squad, step or
stream changes no other draw (common random numbers).

Philox: J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC 2011.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from drillsim.compiled.event_list import ABSENT, NO_END, PHONE, ROAD, UNDER_WAY, Msel, Msels, assemble
from drillsim.compiled.tables import NOWHERE, CompiledPlan, Flags, Ints
from drillsim.compiled.written_out import MARK, Joint
from drillsim.deck.philox_blocks import uniforms_at
from drillsim.deck.sources import Floats, IncidentSource, sources
from drillsim.deck.triggers import Count, Incidents
from drillsim.deck.whole_numbers import whole_values
from drillsim.plan.distributions import Distribution
from drillsim.plan.procedures import Step
from drillsim.plan.scenario import Disruption, Scenario, without_plan
from drillsim.quantities import measures

LONGEST_FACTOR = 1_000_000  # thousandths: a thousand times as long
FEW_RUNS = 20  # so many are dealt one by one, without what is compiled
RUNS_TOGETHER = 30
MOST_LOOKED_AT = 65_000  # incidents from which something is learnt beside the verdicts, in all runs together
FEW_NUMBERS = 200  # of a source: with fewer, it is quicker to draw for many of them at once

Runs = NDArray[np.uint64]  # R: numbers of runs, from 1


def purpose(name: str) -> int:
    """The 64-bit address of a purpose: its name, hashed the same on every machine."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def uniforms(seed: int, run: int, address: int, n: int) -> Floats:
    """`n` uniform numbers inside (0, 1) at an address; longer calls begin with the same numbers."""
    counter = np.array([0, 0, address, run], np.uint64)  # a list would pass through floats and lose digits
    raw = np.random.Philox(key=seed, counter=counter).random_raw(n)
    return np.asarray((raw >> np.uint64(12)) * 2.0**-52 + 2.0**-53)


def takes_values(step: Step, compiled: CompiledPlan, u: Floats, people: Ints, attribute: Ints) -> Ints:
    """What a step takes at the probabilities `u` (n, or one for all): seconds, or a factor for turnout and travel.

    Seconds may hang on the head-counts (n) and attributes (n × A) of the incidents.
    """
    varies = compiled.plan.varies
    if step.takes == "turnout":
        return whole_values(varies.turnout, u, 0, LONGEST_FACTOR, 1000)
    if step.takes == "travel":
        return whole_values(varies.travel, u, 0, LONGEST_FACTOR, 1000)
    if not isinstance(step.takes, dict):
        return whole_values(step.takes, u, 0, measures.LONGEST)
    found, u = np.zeros(len(people), np.int64), np.broadcast_to(u, len(people))
    for subject, times in step.takes.items():
        for value, duration in times.items():
            if subject == "people":
                low, high = measures.people(value)
                mine = (low <= people) & (people <= high)
            else:
                column = compiled.attributes.index(subject)
                mine = attribute[:, column] == compiled.attribute_values[column].index(value)
            found[mine] = whole_values(duration, u[mine], 0, measures.LONGEST)
    return found


def back_values(compiled: CompiledPlan, u: Floats) -> Ints:
    """Way-back factors at the probabilities `u`."""
    return whole_values(compiled.plan.varies.travel, u, 0, LONGEST_FACTOR, 1000)


def outcome_values(step: Step, u: Floats) -> Ints:
    """Outcome indices at the probabilities `u`, -1 where the step has none."""
    if not step.outcome:
        return np.full(len(u), -1, np.int64)
    bounds = np.cumsum(list(step.outcome.values()))
    return np.minimum(np.searchsorted(bounds, u, side="right"), len(bounds) - 1).astype(np.int64)


def patience_values(step: Step, u: Floats) -> Ints:
    """How long what a step asks for is waited for at the probabilities `u`, seconds; NO_END for ever."""
    if step.gives_up is None:
        return np.full(len(u), NO_END, np.int64)
    return whole_values(step.gives_up, u, 0, measures.LONGEST)


@dataclass(frozen=True)
class _Dealt:
    """What a source brings in several runs: so many in each, their incidents run by run."""

    counts: Ints  # R
    incidents: Incidents

    def of(self, run: int) -> Incidents:
        """What it brings in one of the runs (from 0)."""
        begin = int(self.counts[:run].sum())
        return Incidents(*(column[begin : begin + self.counts[run]] for column in self.incidents))


class Deck:
    """All runs of a scenario from one seed: `deal(first, count)` deals any of them, `msel(run)` one.

    >>> deck.msel(212)  # doctest: +SKIP
    """

    def __init__(self, compiled: CompiledPlan, scenario: Scenario, seed: int) -> None:
        if not 0 <= seed < 2**64:
            raise ValueError(f"seed must lie between 0 and 2**64 - 1 (got {seed})")
        self.compiled, self.scenario, self.seed = compiled, scenario, seed
        self.sources = self._origins = sources(compiled, scenario)
        self._addresses: dict[str, int] = {}

    def msel(self, run: int) -> Msel:
        """The MSEL of run `run` (from 1)."""
        return self.deal(run, 1)[0]

    def duties(self, msel: Msel) -> Flags:
        """Which of these (I) are no incidents but routine duties; a trainer's own row, where its kind is nothing else."""
        only = np.ones(len(self.compiled.kinds), np.bool_)
        for source in self._origins:
            only[source.kind] &= source.is_duty
        by_source = np.array([*(source.is_duty for source in self._origins), False])
        return np.where(msel.origin < 0, only[msel.kind], by_source[msel.origin])

    def first(self, runs: int, incidents: int = MOST_LOOKED_AT) -> list[Msel]:
        """The MSELs of the first runs: so many, but no more than have so many incidents in all; one at the least."""
        found: list[Msel] = []
        left = incidents
        while len(found) < runs:
            count = 1 if len(found) < FEW_RUNS else min(RUNS_TOGETHER, runs - len(found))
            for msel in self.deal(len(found) + 1, count):
                if found and left < len(found[-1].time):
                    return found
                found.append(msel)
                left -= len(msel.time)
        return found

    def deal(self, first: int, count: int) -> Msels:
        """The MSELs of runs `first` … `first + count - 1`: the same as each of them dealt alone."""
        if first < 1 or count < 0:
            raise ValueError(f"runs are numbered from 1 (got {count} from {first} on)")
        compiled, t = self.compiled, self.compiled.tables
        runs = np.arange(first, first + count, dtype=np.uint64)
        truncated = np.zeros(count, np.int64)
        dealt: list[_Dealt] = []
        for source in self.sources:
            dealt.append(self._drawn(runs, source, truncated) if source.count is None else _triggered(source.count, dealt))
        time, people, attribute = Incidents.together([one.incidents for one in dealt], len(compiled.attributes))
        sizes = [len(one.incidents.time) for one in dealt]
        origin = np.repeat(np.arange(len(self.sources)), sizes)
        run = np.concatenate([np.empty(0, np.int64), *(np.repeat(np.arange(count), one.counts) for one in dealt)])
        # Incidents of one second by source, then as the source has them.
        order = np.argsort(run * (compiled.window_end + 1) + time, kind="stable")  # nearly sorted: one merge
        position = np.empty(len(order), np.int64)
        position[order] = np.arange(len(order))

        kind = np.array([s.kind for s in self.sources], np.int64)[origin] if sizes else time
        row_first = np.concatenate(([0], np.cumsum(t.kind_steps[kind[order]]))).astype(np.int64)
        takes = np.empty(row_first[-1], np.int64)
        back = np.full(row_first[-1], 1000, np.int64)
        outcome = np.full(row_first[-1], -1, np.int64)
        patience = np.full(row_first[-1], NO_END, np.int64)
        ends = np.cumsum([0, *sizes])
        for number in sorted({source.kind for source in self.sources}):  # all sources of a kind at once
            mine = [k for k, source in enumerate(self.sources) if source.kind == number and sizes[k]]
            if not mine:
                continue
            labels, counts = [self.sources[k].label for k in mine], [dealt[k].counts for k in mine]
            here = np.concatenate([np.arange(ends[k], ends[k + 1]) for k in mine])
            rows = row_first[position[here]]
            procedure = compiled.plan.procedures[compiled.kinds[number]]
            for index, (name, step) in enumerate(procedure.steps.items()):
                addresses = [f"{label}/{procedure_address(compiled.kinds[number], name)}" for label in labels]
                if isinstance(step, Joint):
                    takes[index:][rows] = 0  # what happens in it is drawn for its parts
                    continue
                u = self._draws_of(runs, addresses, "takes", step_varies(step, compiled), counts)
                takes[index:][rows] = takes_values(step, compiled, u, people[here], attribute[here])
                if step.gives_up is not None:
                    varies = not isinstance(step.gives_up, int)
                    u = self._draws_of(runs, addresses, "gives_up", varies, counts)
                    patience[index:][rows] = patience_values(step, u)
                if step.outcome:
                    u = self._draws_of(runs, addresses, "outcome", True, counts)
                    outcome[index:][rows] = outcome_values(step, u)
                if compiled.backed[number][index]:
                    varies = not isinstance(compiled.plan.varies.travel, float)
                    u = self._draws_of(runs, addresses, "back", varies, counts)
                    back[index:][rows] = back_values(compiled, u)
        disruptions = self._disruptions(runs)
        joined = assemble(
            compiled, time[order], kind[order], people[order], attribute[order], origin[order], takes, back, outcome,
            patience, np.empty((0, 7), np.int64),
        )._replace(disruption=np.concatenate([np.empty((0, 7), np.int64), *disruptions]))  # fmt: skip
        in_run = np.bincount(run, minlength=count) if len(run) else np.zeros(count, np.int64)
        return Msels(
            joined,
            np.concatenate(([0], np.cumsum(in_run))).astype(np.int64),
            np.cumsum([0, *(len(rows) for rows in disruptions)]),
            truncated,
        )

    def _drawn(self, runs: Runs, source: IncidentSource, truncated: Ints) -> _Dealt:
        """What a stream, duty or scripted inject brings; notes in `truncated` where a run reached its at_most."""
        counts, time, batches, batch = self._moments(runs, source)
        if (counts > source.at_most).any():
            truncated[counts > source.at_most] = 1
            kept = np.concatenate([np.arange(n) for n in counts]) < source.at_most
            time, batch, counts = time[kept], batch[kept], np.minimum(counts, source.at_most)
        u = self._draws(runs, f"{source.label}/people", not isinstance(source.people, int), counts)
        attribute = np.empty((len(time), len(source.attribute)), np.int64)
        for column, (name, mixture) in enumerate(zip(self.compiled.attributes, source.attribute, strict=True)):
            shared, address = column in source.same, f"{source.label}/attribute/{without_plan(name)}"
            u_of = self._draws(runs, address, len(mixture.values) > 1, batches if shared else counts)
            attribute[:, column] = mixture.at(u_of[batch] if shared and len(u_of) > 1 else u_of)
        people = np.broadcast_to(whole_values(source.people, u, 1, measures.NO_LIMIT), len(time))
        return _Dealt(counts, Incidents(time, people, attribute))

    def _moments(self, runs: Runs, source: IncidentSource) -> tuple[Ints, Ints, Ints, Ints]:
        """How many incidents come in each run (R), and when, run by run; and the same for batches: how many come in each
        run, and which of them (from 0, over all runs) each incident belongs to."""
        if source.fixed is not None:
            counts = np.full(len(runs), len(source.fixed))
            moments = np.tile(source.fixed, len(runs))
        else:
            assert source.clock is not None
            times, mean = source.clock
            u = self._uniforms(runs, f"{source.label}/gap", np.full(len(runs), source.at_most + 1))
            reached = np.cumsum(-np.log1p(-u).reshape(len(runs), -1), axis=1)
            inside = reached < mean[-1]
            counts = inside.sum(axis=1)
            moments = np.floor(np.interp(reached[inside], mean, times)).astype(np.int64)
        batches, batch = counts, np.arange(len(moments))
        if source.batch != 1:
            sizes = whole_values(source.batch, self._draws(runs, f"{source.label}/batch", True, counts), 1, 10**5)
            sizes = np.broadcast_to(sizes, len(moments))
            run = np.repeat(np.arange(len(runs)), counts)
            moments, batch = np.repeat(moments, sizes), np.repeat(batch, sizes)
            counts = np.bincount(run, sizes, len(runs)).astype(np.int64)
        return counts, moments, batches, batch

    def _draws(self, runs: Runs, name: str, varies: bool, counts: Ints) -> Floats:
        """So many numbers for each run (R), run by run; where nothing varies, the middle stands for all of them."""
        return self._uniforms(runs, name, counts) if varies else np.full(1, 0.5)

    def _draws_of(self, runs: Runs, addresses: list[str], what: str, varies: bool, counts: list[Ints]) -> Floats:
        """The draws of one step for several sources, one source after the other."""
        names = [f"{address}/{what}" for address in addresses]
        if not varies or len(names) == 1:
            return self._draws(runs, names[0], varies, counts[0])
        if len(names) * FEW_NUMBERS > sum(int(of_source.sum()) for of_source in counts):
            pairs = np.concatenate(counts)
            purposes = np.repeat(np.array([self._address(name) for name in names], np.uint64), len(runs))
            return uniforms_at(self.seed, np.tile(runs, len(names)), purposes, pairs)
        return np.concatenate([self._uniforms(runs, *one) for one in zip(names, counts, strict=True)])

    def _address(self, name: str) -> int:
        """The address of a purpose, hashed once."""
        address = self._addresses.get(name)
        if address is None:
            address = self._addresses[name] = purpose(name)
        return address

    def _uniforms(self, runs: Runs, name: str, counts: Ints) -> Floats:
        """So many uniform numbers for each run (R), run by run."""
        address = self._address(name)
        if len(runs) == 1:
            return uniforms(self.seed, int(runs[0]), address, int(counts[0]))
        from drillsim.deck import philox  # compiled: not worth importing for one run

        found = np.empty(int(counts.sum()))
        philox.uniforms(np.uint64(self.seed), runs, np.uint64(address), counts, found)
        return found

    def _disruptions(self, runs: Runs) -> list[Ints]:
        """Those that come true in each run."""
        rows = []
        comes = []
        seen: Counter[str] = Counter()
        for place, disruption in enumerate(self.scenario.disruptions):
            row = disruption_row(disruption, self.compiled, self.scenario)
            label = "disruption/" + "/".join(map(str, self._own_row(place, row)))
            seen[label] += 1
            rows.append(row)
            u = self._draws(runs, f"{label}/{seen[label]}", disruption.chance < 1, np.ones(len(runs), np.int64))
            comes.append(np.broadcast_to((u < disruption.chance) | (disruption.chance == 1), len(runs)))
        table = np.array(rows, np.int64).reshape(-1, 7)
        order = np.lexsort(table.T[::-1])
        true = np.array(comes, np.bool_).reshape(len(rows), len(runs))[order]
        return [table[order][true[:, run]] for run in range(len(runs))]

    def _own_row(self, place: int, row: tuple[int, ...]) -> tuple[int, ...]:
        """The row of a disruption with the numbers that pools and places have in its own plan, of several."""
        together = self.scenario.together
        origin = together.origins["disruptions"][place] if together is not None else None
        if together is None or origin is None:
            return row
        plan, compiled = together.numbered[origin[0]], self.compiled
        sort, pool, base, zone, *rest = row
        if pool != NOWHERE:
            pool = plan.pools.index(compiled.pools[pool])
        if sort == ROAD and base != NOWHERE:
            base = plan.places.index(compiled.places[base])
        if sort == ROAD and zone != NOWHERE:
            zone = plan.zones.index(compiled.zones[zone])
        return (sort, pool, base, zone, *rest)


def _triggered(count: Count, dealt: list[_Dealt]) -> _Dealt:
    runs = len(dealt[0].counts)
    brought = [count.brings([one.of(run) for one in dealt]) for run in range(runs)]
    return _Dealt(np.array([len(one.time) for one in brought]), Incidents.together(brought, len(count.given)))


def procedure_address(kind: str, step: str) -> str:
    """The part of a draw's address that names a step."""
    name = step.removesuffix(f"{MARK}1")  # a first attempt is the step that it was before there were others
    return f"{without_plan(kind)}.{name}"


def step_varies(step: Step, compiled: CompiledPlan) -> bool:
    """Whether what a step takes is random at all."""
    varies = compiled.plan.varies
    drawn: list[Distribution] = {"turnout": [varies.turnout], "travel": [varies.travel]}.get(
        step.takes if isinstance(step.takes, str) else "", step.durations
    )
    return not all(isinstance(distribution, (int, float)) for distribution in drawn)


def disruption_row(disruption: Disruption, compiled: CompiledPlan, scenario: Scenario) -> tuple[int, ...]:
    """A disruption as its row of the MSEL."""
    window, plan = scenario.window, compiled.plan
    span = (window.second(disruption.from_), window.second(disruption.until))
    if disruption.kind in ("staff_away", "out_of_service", "breaks_down"):
        return (
            ABSENT,
            compiled.pools.index(getattr(disruption, disruption.kind)),
            UNDER_WAY if disruption.kind == "breaks_down" else NOWHERE,
            NOWHERE,
            disruption.count,
            *span,
        )
    if disruption.kind == "phone_off":
        return (PHONE, compiled.pools.index(str(disruption.phone_off)), NOWHERE, NOWHERE, 0, *span)
    if disruption.weather is not None:
        assert plan.travel is not None
        return (ROAD, NOWHERE, NOWHERE, NOWHERE, measures.half_up(1000 * plan.travel.weather[disruption.weather]), *span)
    road = disruption.road_slow
    assert road is not None
    assert disruption.times is not None
    base = compiled.places.index(road.from_) if road.from_ else NOWHERE
    zone = compiled.zones.index(road.to) if road.to else NOWHERE
    return (ROAD, NOWHERE, base, zone, measures.half_up(1000 * disruption.times), *span)
