"""Where incidents come from: the streams and scripted injects of a scenario, the duties and triggers of its plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from drillsim.compiled.tables import NOWHERE, CompiledPlan, Ints
from drillsim.deck.scope import Where
from drillsim.deck.triggers import Count
from drillsim.deck.whole_numbers import Shares
from drillsim.plan.calendar import Calendar
from drillsim.plan.distributions import HeadCount, quantile
from drillsim.plan.procedures import Trigger
from drillsim.plan.scenario import Inject, Scenario, plan_named, without_plan
from drillsim.plan.values import Text
from drillsim.quantities import measures
from drillsim.quantities.timetable import WEEK, covers

Floats = NDArray[np.float64]


class Mixture(NamedTuple):
    """Values that an attribute may have, as their indices, and their shares (none if nothing is drawn)."""

    shares: Shares
    values: Ints

    def at(self, u: Floats) -> Ints:
        """The values at the probabilities `u`."""
        return self.values[self.shares.at(u)]


@dataclass(frozen=True)
class IncidentSource:
    """What brings incidents of one kind, made ready for drawing."""

    label: str  # the address of its draws
    name: Text | None  # what plan or scenario calls it
    kind: int
    at_most: int  # incidents in one run
    attribute: list[Mixture]  # by attribute; the zone first
    fixed: Ints | None = None  # moments of incidents at fixed times
    clock: tuple[Floats, Floats] | None = None  # else moments and the mean number of arrivals until then
    batch: HeadCount = 1
    people: HeadCount = 1
    inject: Inject | None = None
    count: Count | None = None  # of incidents of earlier sources, which bring these
    same: tuple[int, ...] = ()  # columns of attributes in which the incidents of a batch agree
    is_duty: bool = False  # routine that the calendar brings: no incident

    @property
    def zones(self) -> frozenset[int]:
        """Where its incidents can be."""
        return frozenset(self.attribute[0].values.tolist())

    def may_match(self, where: Where) -> bool:
        """Whether conditions on attributes can hold for any of its incidents."""
        return all(set(self.attribute[column].values.tolist()) & set(values) for column, values in where.values.items())


def sources(compiled: CompiledPlan, scenario: Scenario) -> list[IncidentSource]:
    """Everything that brings incidents, in the order in which those of one second are numbered."""
    found = [*_streams(compiled, scenario), *_duties(compiled, scenario), *_scripted(compiled, scenario)]
    for name, trigger in compiled.plan.triggers.items():  # a later one counts what an earlier one brings
        found.append(_triggered(compiled, name, trigger, found))
    return _apart(compiled, found)


def _apart(compiled: CompiledPlan, found: list[IncidentSource]) -> list[IncidentSource]:
    """Sources whose draws have addresses of their own: of two plans with one that is called alike, the first keeps it."""
    taken: set[str] = set()
    for place, source in enumerate(found):
        if source.label in taken:
            found[place] = replace(source, label=f"{plan_named(compiled.kinds[source.kind])}.{source.label}")
        taken.add(found[place].label)
    return found


Weights = Mapping[str, float]


def _mixtures(compiled: CompiledPlan, given: Mapping[str, str | Weights], zone: str | Weights | None) -> list[Mixture]:
    found = []
    for name, values in zip(compiled.attributes, compiled.attribute_values, strict=True):
        weights = zone if name == "zone" else given.get(name, values[0])
        if weights is None:
            found.append(Mixture(Shares.of(np.ones(1)), np.array([NOWHERE])))
            continue
        shares = {weights: 1.0} if isinstance(weights, str) else weights
        total = sum(shares.values())
        ends = np.cumsum([share / total for share in shares.values()])
        found.append(Mixture(Shares.of(ends), np.array([values.index(value) for value in shares], np.int64)))
    return found


def _streams(compiled: CompiledPlan, scenario: Scenario) -> Iterator[IncidentSource]:
    window = scenario.window
    for name, stream in scenario.streams.items():
        fixed = clock = None
        if stream.rate is None:
            fixed = np.array(window.moments(stream.at, stream.falls_on, compiled.calendar), np.int64)
            arrivals = float(len(fixed))
        else:
            clock = mean_arrivals(scenario, name, compiled.calendar)
            arrivals = float(clock[1][-1])
        batch = float(quantile(stream.batch, np.linspace(0.005, 0.995, 100)).mean())
        yield IncidentSource(
            without_plan(name),
            stream.name,
            compiled.kinds.index(stream.kind),
            stream.at_most or _rarely_exceeded(arrivals, batch, stream.rate is None),
            _mixtures(compiled, stream.attributes, stream.zone),
            fixed,
            clock,
            stream.batch,
            stream.people,
            same=tuple(compiled.attributes.index(subject) for subject in stream.same),
        )


def _duties(compiled: CompiledPlan, scenario: Scenario) -> Iterator[IncidentSource]:
    for name, duty in compiled.plan.duties.items():
        moments = np.array(scenario.window.moments(duty.at, duty.falls_on, compiled.calendar), np.int64)
        kind = compiled.kinds.index(duty.procedure)
        # Each value is a source of its own, so that a new value changes no draw of another.
        values = compiled.attribute_values[compiled.attributes.index(duty.each)] if duty.each else [None]
        for value in values:
            label, given, zone = f"duty/{without_plan(name)}", dict(duty.attributes), duty.zone
            if value is not None:
                label += f"/{value}"
                if duty.each == "zone":
                    zone = value
                else:
                    given[str(duty.each)] = value
            drawn = _mixtures(compiled, given, zone)
            yield IncidentSource(label, duty.name, kind, len(moments), drawn, moments, is_duty=True)


def _scripted(compiled: CompiledPlan, scenario: Scenario) -> Iterator[IncidentSource]:
    seen: Counter[str] = Counter()
    for inject in scenario.injects:
        second = scenario.window.second(inject.at)
        # Addressed by what it is, not by its place in the file: a new inject moves no draw.
        label = f"inject/{second}/{without_plan(inject.kind)}/{inject.zone}/{inject.people}"
        seen[label] += 1
        yield IncidentSource(
            f"{label}/{seen[label]}",
            inject.message,
            compiled.kinds.index(inject.kind),
            1,
            _mixtures(compiled, inject.attributes, inject.zone),
            np.array([second], np.int64),
            people=inject.people,
            inject=inject,
        )


def _triggered(compiled: CompiledPlan, name: str, trigger: Trigger, earlier: list[IncidentSource]) -> IncidentSource:
    kind, where = compiled.kinds.index(trigger.kind), Where(compiled, trigger.where)
    counted = [index for index, source in enumerate(earlier) if source.kind == kind and source.may_match(where)]
    given = [
        values.index(trigger.attributes.get(attribute, values[0]))
        for attribute, values in zip(compiled.attributes, compiled.attribute_values, strict=True)
    ]
    same = tuple(compiled.attributes.index(subject) for subject in trigger.same)
    may_be = []
    for column, value in enumerate(given):
        values = {value}
        if column in (0, *same):
            values = {v for index in counted for v in earlier[index].attribute[column].values.tolist()}
            values &= set(where.values.get(column, values))
        may_be.append(Mixture(Shares.of(np.empty(0)), np.array(sorted(values), np.int64)))
    return IncidentSource(
        f"trigger/{without_plan(name)}",
        trigger.name,
        compiled.kinds.index(trigger.procedure),
        sum(earlier[index].at_most for index in counted) // trigger.count,
        may_be,
        count=Count(tuple(counted), where, trigger.count, trigger.within, same, tuple(given)),
    )


def mean_arrivals(scenario: Scenario, name: str, calendar: Calendar) -> tuple[Floats, Floats]:
    """Of a stream with a rate, the mean number of arrivals until each moment at which that changes (piecewise linear)."""
    stream, window = scenario.streams[name], scenario.window
    assert stream.rate is not None
    midnight, end = window.midnight(), window.seconds
    hours = stream.hours or {(0, measures.DAY): 1.0}
    days = stream.days or {measures.EVERY_DAY: 1.0}

    def weight_of_day(kind: int) -> float:
        return sum(w for group, w in days.items() if kind in group)

    def weight_at(second: int) -> float:
        return sum(w for span, w in hours.items() if covers(span, second))

    cuts = sorted({0, measures.DAY, *(end % measures.DAY for span in hours for end in span)})
    pieces = [(a, b, weight_at(a)) for a, b in pairwise(cuts)]
    mean_hour = sum((b - a) * w for a, b, w in pieces) / measures.DAY
    # Over a week without holidays; of a stream that has no incidents then, over a week of holidays.
    weeks = (sum(map(weight_of_day, range(first, first + WEEK))) / WEEK for first in range(0, len(measures.EVERY_DAY), WEEK))
    mean_day = next(filter(None, weeks))
    times, mean = [0.0], [0.0]
    for day in range((end - midnight) // measures.DAY + 1):
        today = window.start.date() + timedelta(days=day)
        weight_today = weight_of_day(calendar.kind(today)) * scenario.factor(name, today, calendar)
        for a, b, weight in pieces:
            low, high = max(0, midnight + day * measures.DAY + a), min(end, midnight + day * measures.DAY + b)
            if high > low:
                intensity = stream.rate * weight / mean_hour * weight_today / mean_day
                times.append(float(high))
                mean.append(mean[-1] + intensity * (high - low))
    return np.array(times), np.array(mean)


def _rarely_exceeded(arrivals: float, batch: float, fixed: bool) -> int:
    """A bound on the incidents of a stream that fewer than one run in a thousand exceeds."""
    if fixed:
        return max(1, int(np.ceil(arrivals * batch * (1 if batch == 1 else 2))))
    from scipy.special import pdtr

    k = np.arange(int(arrivals + 10 * np.sqrt(arrivals) + 20))
    return int(max(1, np.ceil(batch * k[np.argmax(pdtr(k, arrivals) > 0.999)])))
