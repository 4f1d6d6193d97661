"""The MSEL: one realisation of a scenario, with every random quantity already drawn.

Each random number has an address (seed, run, purpose): a Philox block keyed by the seed
whose counter holds the purpose's name (hashed) and the run. The n-th incident of a stream
takes the n-th number of each block. So any run can be drawn alone, and a new squad, step or
stream changes no other draw (common random numbers).

Philox: J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC 2011.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import numpy as np

from drillsim import quantities as q
from drillsim.distributions import Distribution, quantile
from drillsim.msel.sources import Floats, Source, sources
from drillsim.msel.triggers import Incidents
from drillsim.msel.where import Ints
from drillsim.plan.model import Step
from drillsim.plan.tables import NOWHERE, CompiledPlan
from drillsim.scenario.model import Disruption, Scenario

ABSENT, ROAD, PHONE = 0, 1, 2  # kinds of disruption
LONGEST_FACTOR = 1_000_000  # thousandths: a thousand times as long


class Msel(NamedTuple):
    """Injects in order of time (I rows), their draws (D rows, one per inject and step), disruptions (X rows).

    All int64. Times are seconds since the window's start, factors thousandths.
    """

    time: Ints  # I, ascending: when the resident brings the matter
    kind: Ints  # I
    people: Ints  # I: head-count
    variant: Ints  # I: the variant of the procedure that the head-count plays
    attribute: Ints  # I×A: value index per attribute; column 0 is the zone, NOWHERE for none
    origin: Ints  # I: which source of the deck (a stream, duty, scripted inject or trigger); -1 for a trainer's own row
    row_first: Ints  # I+1: first draw row
    slot_first: Ints  # I+1: first hold row
    takes: Ints  # D: seconds of a drawn step, factor of a turnout or travel step
    back: Ints  # D: factor of the way back that begins at this step
    outcome: Ints  # D: index of the outcome, -1 for none
    disruption: Ints  # X×7: kind, pool, base, zone, amount, from, until


def purpose(name: str) -> int:
    """The 64-bit address of a purpose: its name, hashed the same on every machine."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def uniforms(seed: int, run: int, address: int, n: int) -> Floats:
    """`n` uniform numbers inside (0, 1) at an address; longer calls begin with the same numbers."""
    raw = np.random.Philox(key=seed, counter=[0, 0, address, run]).random_raw(n)
    return np.asarray((raw >> np.uint64(11)) * 2.0**-53 + 2.0**-54)


def whole(values: Floats, low: int, high: int) -> Ints:
    """`values` rounded half up to whole numbers inside [low, high]."""
    return np.clip(np.floor(values + 0.5), low, high).astype(np.int64)


def takes_values(step: Step, compiled: CompiledPlan, u: Floats) -> Ints:
    """What a step takes at the probabilities `u`: seconds, or a factor for turnout and travel."""
    varies = compiled.plan.varies
    if step.takes == "turnout":
        return whole(1000 * quantile(varies.turnout, u), 0, LONGEST_FACTOR)
    if step.takes == "travel":
        return whole(1000 * quantile(varies.travel, u), 0, LONGEST_FACTOR)
    return whole(quantile(step.takes, u), 0, q.LONGEST)


def back_values(compiled: CompiledPlan, u: Floats) -> Ints:
    """Way-back factors at the probabilities `u`."""
    return whole(1000 * quantile(compiled.plan.varies.travel, u), 0, LONGEST_FACTOR)


def outcome_values(step: Step, u: Floats) -> Ints:
    """Outcome indices at the probabilities `u`, -1 where the step has none."""
    if not step.outcome:
        return np.full(len(u), -1, np.int64)
    bounds = np.cumsum(list(step.outcome.values()))
    return np.minimum(np.searchsorted(bounds, u, side="right"), len(bounds) - 1).astype(np.int64)


class Deck:
    """All runs of a scenario from one seed: `msel(run)` deals any one of them.

    >>> deck.msel(212)  # doctest: +SKIP
    """

    def __init__(self, compiled: CompiledPlan, scenario: Scenario, seed: int) -> None:
        if not 0 <= seed < 2**64:
            raise ValueError(f"seed must lie between 0 and 2**64 - 1 (got {seed})")
        self.compiled, self.scenario, self.seed = compiled, scenario, seed
        self.sources = sources(compiled, scenario)
        self.truncated = 0  # runs dealt so far in which a stream reached its at_most
        self._addresses: dict[str, int] = {}

    def _uniforms(self, run: int, name: str, n: int) -> Floats:
        address = self._addresses.get(name)
        if address is None:
            address = self._addresses[name] = purpose(name)
        return uniforms(self.seed, run, address, n)

    def _moments(self, run: int, source: Source) -> Ints:
        if source.fixed is not None:
            moments = source.fixed
        else:
            assert source.clock is not None
            gaps = -np.log1p(-self._uniforms(run, f"{source.label}/gap", source.at_most + 1))
            reached = np.cumsum(gaps)
            times, mean = source.clock
            reached = reached[reached < mean[-1]]
            moments = np.floor(np.interp(reached, mean, times)).astype(np.int64)
        if source.batch != 1:
            sizes = whole(quantile(source.batch, self._uniforms(run, f"{source.label}/batch", len(moments))), 1, 10**5)
            moments = np.repeat(moments, sizes)
        if len(moments) > source.at_most:
            self.truncated += 1
        return moments[: source.at_most]

    def _incidents(self, run: int, source: Source) -> Incidents:
        time = self._moments(run, source)
        n = len(time)
        u = self._draws(run, f"{source.label}/people", not isinstance(source.people, int), n)
        attribute = np.empty((n, len(source.attribute)), np.int64)
        for column, (name, mixture) in enumerate(zip(self.compiled.attributes, source.attribute, strict=True)):
            u_of = self._draws(run, f"{source.label}/attribute/{name}", len(mixture.values) > 1, n)
            attribute[:, column] = mixture.at(u_of)
        return Incidents(time, whole(quantile(source.people, u), 1, q.NO_LIMIT), attribute)

    def msel(self, run: int) -> Msel:
        """The MSEL of run `run` (from 1)."""
        compiled, t = self.compiled, self.compiled.tables
        dealt: list[Incidents] = []
        for source in self.sources:
            dealt.append(self._incidents(run, source) if source.count is None else source.count.brings(dealt))
        counts = [len(incidents.time) for incidents in dealt]
        time, people, attribute = Incidents.together(dealt, len(compiled.attributes))
        origin = np.repeat(np.arange(len(self.sources)), counts)
        order = np.argsort(time, kind="stable")  # incidents of one second by source, then as the source has them
        position = np.empty(len(order), np.int64)
        position[order] = np.arange(len(order))

        kind = np.array([s.kind for s in self.sources], np.int64)[origin] if counts else time
        row_first = np.concatenate(([0], np.cumsum(t.kind_steps[kind[order]]))).astype(np.int64)
        takes = np.zeros(row_first[-1], np.int64)
        back = np.full(row_first[-1], 1000, np.int64)
        outcome = np.full(row_first[-1], -1, np.int64)
        begin = 0
        for source, n in zip(self.sources, counts, strict=True):
            first = row_first[position[begin : begin + n]]
            begin += n
            if n == 0:
                continue
            procedure = compiled.plan.procedures[compiled.kinds[source.kind]]
            for index, (name, step) in enumerate(procedure.steps.items()):
                address = f"{source.label}/{procedure_address(compiled.kinds[source.kind], name)}"
                takes[first + index] = takes_values(
                    step, compiled, self._draws(run, f"{address}/takes", step_varies(step, compiled), n)
                )
                if step.outcome:
                    outcome[first + index] = outcome_values(step, self._uniforms(run, f"{address}/outcome", n))
                if compiled.backed[source.kind][index]:
                    varies = not isinstance(compiled.plan.varies.travel, float)
                    back[first + index] = back_values(compiled, self._draws(run, f"{address}/back", varies, n))
        return assemble(
            compiled,
            time[order],
            kind[order],
            people[order],
            attribute[order],
            origin[order],
            takes,
            back,
            outcome,
            self._disruptions(run),
        )

    def _draws(self, run: int, name: str, varies: bool, n: int) -> Floats:
        return self._uniforms(run, name, n) if varies else np.full(n, 0.5)

    def _disruptions(self, run: int) -> Ints:
        rows = []
        seen: dict[str, int] = {}
        for disruption in self.scenario.disruptions:
            row = disruption_row(disruption, self.compiled, self.scenario)
            label = "disruption/" + "/".join(map(str, row))
            seen[label] = seen.get(label, 0) + 1
            if disruption.chance == 1 or self._uniforms(run, f"{label}/{seen[label]}", 1)[0] < disruption.chance:
                rows.append(row)
        return np.array(rows, np.int64).reshape(-1, 7)


def procedure_address(kind: str, step: str) -> str:
    """The part of a draw's address that names a step."""
    return f"{kind}.{step}"


def step_varies(step: Step, compiled: CompiledPlan) -> bool:
    """Whether what a step takes is random at all."""
    varies = compiled.plan.varies
    distribution: Distribution
    if step.takes == "turnout":
        distribution = varies.turnout
    elif step.takes == "travel":
        distribution = varies.travel
    else:
        distribution = step.takes
    return not isinstance(distribution, (int, float))


def assemble(
    compiled: CompiledPlan,
    time: Ints,
    kind: Ints,
    people: Ints,
    attribute: Ints,
    origin: Ints,
    takes: Ints,
    back: Ints,
    outcome: Ints,
    disruption: Ints,
) -> Msel:
    """An MSEL from its columns, with the columns that follow from them filled in.

    Disruptions are put in one order, whatever the order in which they were written down.
    """
    t = compiled.tables
    disruption = disruption[np.lexsort(disruption.T[::-1])]
    variant = np.empty(len(kind), np.int64)
    for k in np.unique(kind):
        first, end = t.kind_variant_first[k : k + 2]
        mine = kind == k
        variant[mine] = first + np.searchsorted(t.variant_low[first:end], people[mine], side="right") - 1
    slots = t.variant_need_first[variant + 1] - t.variant_need_first[variant]
    row_first = np.concatenate(([0], np.cumsum(t.kind_steps[kind]))).astype(np.int64)
    slot_first = np.concatenate(([0], np.cumsum(slots))).astype(np.int64)
    return Msel(time, kind, people, variant, attribute, origin, row_first, slot_first, takes, back, outcome, disruption)


def disruption_row(disruption: Disruption, compiled: CompiledPlan, scenario: Scenario) -> tuple[int, ...]:
    """A disruption as its row of the MSEL."""
    window, plan = scenario.window, compiled.plan
    span = (window.second(disruption.from_), window.second(disruption.until))
    if disruption.kind in ("staff_away", "out_of_service"):
        return (
            ABSENT,
            compiled.pools.index(getattr(disruption, disruption.kind)),
            NOWHERE,
            NOWHERE,
            disruption.count,
            *span,
        )
    if disruption.kind == "phone_off":
        return (PHONE, compiled.pools.index(str(disruption.phone_off)), NOWHERE, NOWHERE, 0, *span)
    if disruption.weather is not None:
        assert plan.travel is not None
        return (ROAD, NOWHERE, NOWHERE, NOWHERE, q.half_up(1000 * plan.travel.weather[disruption.weather]), *span)
    road = disruption.road_slow
    assert road is not None
    assert disruption.times is not None
    base = compiled.bases.index(road.from_) if road.from_ else NOWHERE
    zone = compiled.zones.index(road.to) if road.to else NOWHERE
    return (ROAD, NOWHERE, base, zone, q.half_up(1000 * disruption.times), *span)
