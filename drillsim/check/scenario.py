"""What a scenario must keep so that it can be drawn and played against its plan."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from drillsim.base.language import say
from drillsim.check.lookup import (
    UNITS,
    Findings,
    Flaw,
    Loc,
    attributes_given,
    factor,
    no_procedure,
    no_single_zone,
    no_subject,
    no_zone,
    zone_missing,
)
from drillsim.check.plan import check_assumptions
from drillsim.deck.sources import mean_arrivals
from drillsim.plan.areas import without_areas
from drillsim.plan.distributions import quantile
from drillsim.plan.keys import keys_of
from drillsim.plan.near import near
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Vehicle
from drillsim.plan.scenario import Disruption, Road, Scenario, Stream
from drillsim.plan.words import Spelled
from drillsim.quantities import measures

MOST_DAYS = 3660  # of a window
MOST_INCIDENTS = 100_000  # of a run, on average
LARGEST_BATCH = 10_000

# The kinds of pool that a disruption can befall.
_BEFALLS = {
    "staff_away": ("squad", "post"),
    "out_of_service": ("vehicle", "room"),
    "breaks_down": ("vehicle",),
    "phone_off": UNITS,
}


def check_scenario(plan: Plan, scenario: Scenario) -> Findings:
    """Everything that keeps a scenario from being played against a plan that has passed its own check."""
    if scenario.window.seconds > MOST_DAYS * measures.DAY:
        what = say("the window is longer than {most} days", most=MOST_DAYS)
        yield Flaw(("window", "until"), what, say("give an earlier until"))
        return
    for name, stream in scenario.streams.items():
        yield from _stream(plan, scenario, ("streams", name), stream)
    for index, special in enumerate(scenario.special_days):
        for place, name in enumerate(special.streams):
            loc: Loc = ("special_days", index, "streams", place)
            if name not in scenario.streams:
                yield Flaw(loc, say("no stream is called '{name}'", name=name), near(name, scenario.streams), ("streams",))
            elif scenario.streams[name].rate is None:
                what = say("'{name}' comes at fixed times, as many on every day", name=name)
                yield Flaw(loc, what, say("leave it out here, or give it a rate"), (f"streams.{name}",))
    for index, inject in enumerate(scenario.injects):
        loc = ("injects", index)
        second = scenario.window.second(inject.at)
        if not 0 <= second < scenario.window.seconds:
            what = say("this moment lies outside the window")
            yield Flaw((*loc, "at"), what, say("write a moment inside it"), ("window",))
        yield from no_procedure((*loc, "kind"), inject.kind, plan)
        if inject.zone is not None:
            yield from no_zone((*loc, "zone"), inject.zone, plan, single=True)
        yield from zone_missing(plan, loc, inject.kind, inject.zone)
        yield from attributes_given(plan, (*loc, "attributes"), inject.attributes)
    yield from _how_many(plan, scenario)
    for index, disruption in enumerate(scenario.disruptions):
        yield from _disruption(plan, scenario, ("disruptions", index), disruption)
    yield from _journeys(plan, scenario)
    yield from check_assumptions(scenario, scenario, plan)


def _stream(plan: Plan, scenario: Scenario, loc: Loc, stream: Stream) -> Findings:
    yield from no_procedure((*loc, "kind"), stream.kind, plan)
    if isinstance(stream.zone, dict):
        for zone in stream.zone:
            yield from no_zone((*loc, "zone", zone), zone, plan, at_key=True)
    elif stream.zone is not None:
        yield from no_zone((*loc, "zone"), stream.zone, plan)
    yield from zone_missing(plan, loc, stream.kind, stream.zone)
    yield from attributes_given(plan, (*loc, "attributes"), stream.attributes)
    for index, subject in enumerate(stream.same):
        yield from no_subject(plan, (*loc, "same", index), subject)
    if not isinstance(stream.batch, int):
        if stream.at_most is None:
            what = say("a stream of batches says how many incidents come at most in one run")
            yield Flaw((*loc, "batch"), what, say("add at_most"), at_key=True)
        if float(quantile(stream.batch, np.array([1 - 1e-12]))[0]) > LARGEST_BATCH:
            what = say("a batch can become larger than {most}", most=LARGEST_BATCH)
            yield Flaw((*loc, "batch"), what, say("give shortest, usual and longest"))
    elif not 1 <= stream.batch <= LARGEST_BATCH:
        what = say("a batch is between 1 and {most} incidents (got {got})", most=LARGEST_BATCH, got=stream.batch)
        yield Flaw((*loc, "batch"), what, say("leave batch out for one at a time"))


def _how_many(plan: Plan, scenario: Scenario) -> Findings:
    """A finding if a run has more incidents than can be drawn and played."""
    calendar, days = scenario.calendar_for(plan), scenario.window.seconds / measures.DAY + 1
    of_kind: defaultdict[str, float] = defaultdict(float)  # how many a run has, on average
    for inject in scenario.injects:
        of_kind[inject.kind] += 1
    for duty in plan.duties.values():
        values = without_areas(plan).zones if duty.each == "zone" else plan.attributes.get(duty.each or "", [""])
        of_kind[duty.procedure] += len(scenario.window.moments(duty.at, duty.falls_on, calendar)) * len(values)
    for name, stream in scenario.streams.items():
        batch = float(quantile(stream.batch, np.linspace(0.005, 0.995, 100)).mean())
        arrivals = len(stream.at) * days if stream.rate is None else float(mean_arrivals(scenario, name, calendar)[1][-1])
        of_kind[stream.kind] += arrivals * max(1.0, batch)
        if not sum(of_kind.values()) <= MOST_INCIDENTS:
            what = say("a run has more than {most} incidents", most=MOST_INCIDENTS)
            loc: Loc = ("streams", name, "at" if stream.rate is None else "rate")
            yield Flaw(loc, what, say("lower the rate or shorten the window"))
            return
    for trigger in plan.triggers.values():
        of_kind[trigger.procedure] += of_kind[trigger.kind] / trigger.count
    if not sum(of_kind.values()) <= MOST_INCIDENTS:
        what = say("a run has more than {most} incidents", most=MOST_INCIDENTS)
        yield Flaw(("window",), what, say("shorten the window"))


def _disruption(plan: Plan, scenario: Scenario, loc: Loc, disruption: Disruption) -> Findings:
    window = scenario.window
    begin, end = window.second(disruption.from_), window.second(disruption.until)
    if end <= begin:
        yield Flaw((*loc, "until"), say("the disruption ends before it begins"), say("give a later until"))
    elif end <= 0 or begin >= window.seconds:
        what = say("the disruption lies outside the window")
        yield Flaw((*loc, "from_"), what, say("give moments inside it"), ("window",))
    kind = disruption.kind
    if kind in _BEFALLS:
        pool = str(getattr(disruption, kind))
        fitting = [name for name, other in plan.pools.items() if other.kind in _BEFALLS[kind]]
        if pool not in plan.pools:
            yield Flaw((*loc, kind), say("no pool is called '{name}'", name=pool), near(pool, fitting), ("pools",))
        elif pool not in fitting:
            what = say("'{name}' is a {kind}, which does not fit here", name=pool, kind=Spelled((plan.pools[pool].kind,)))
            yield Flaw((*loc, kind), what, near(pool, fitting), (f"pools.{pool}",))
        elif kind == "breaks_down" and not getattr(plan.pools[pool], "may_break_down", False):
            what = say("'{name}' does not break down under way in this plan", name=pool)
            mend = say("write {key}: yes for it, or out_of_service here", key=keys_of(Vehicle)["may_break_down"])
            yield Flaw((*loc, kind), what, mend, (f"pools.{pool}",))
    elif plan.travel is None:
        what = say("the plan has no travel times, so no road can be slow")
        yield Flaw((*loc, kind), what, say("delete this disruption"), ("travel",), at_key=True)
    elif disruption.weather is not None:
        if disruption.weather not in plan.travel.weather:
            what = say("no weather is called '{name}'", name=disruption.weather)
            yield Flaw((*loc, kind), what, near(disruption.weather, plan.travel.weather), ("travel",))
    else:
        yield from _road(plan, (*loc, kind), disruption.road_slow or Road())
        yield from factor((*loc, "times"), disruption.times or 0)


def _road(plan: Plan, loc: Loc, road: Road) -> Findings:
    places = plan.travel.places if plan.travel else []
    if road.from_ is not None and road.from_ not in places:
        what = say("no place in travel.times is called '{name}'", name=road.from_)
        yield Flaw((*loc, "from_"), what, near(road.from_, places), ("travel",))
    elif road.from_ is not None:
        yield from no_single_zone((*loc, "from_"), road.from_, plan)
    if road.to is not None:
        yield from no_zone((*loc, "to"), road.to, plan, single=True)


def _journeys(plan: Plan, scenario: Scenario) -> Findings:
    """A finding if all that slows a journey down at once makes it longer than can be counted."""
    if plan.travel is None:
        return
    longest = float(max((s for times in plan.travel.times.values() for s in times.values()), default=0))
    for entry in plan.travel.slower:
        longest *= max(1.0, entry.times)
    for index, disruption in enumerate(scenario.disruptions):
        slows = plan.travel.weather.get(disruption.weather or "", 1.0) if disruption.times is None else disruption.times
        longest *= max(1.0, slows)
        if longest > measures.LONGEST:
            what = say("all slow roads together make a journey longer than thirty years")
            yield Flaw(("disruptions", index), what, say("take some of them out"), at_key=True)
            return
