"""Areas: several zones under one name, which stands for all of them wherever a plan or a scenario names zones.

What is checked is as it is written; what is played has no areas any more: each is its zones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, TypeVar

from drillsim.plan.plan import Plan
from drillsim.plan.pools import Travel, Zone
from drillsim.plan.procedures import Procedure
from drillsim.plan.scenario import Scenario, Stream

V = TypeVar("V")


def areas_of(plan: Plan) -> dict[str, list[str]]:
    """The zones of each area, those of areas in it among them."""
    return {name: _zones_of(plan, name, ()) for name, zone in plan.zones.items() if zone and zone.includes}


def _zones_of(plan: Plan, name: str, around: tuple[str, ...]) -> list[str]:
    zone = plan.zones.get(name)
    if zone is None or not zone.includes or name in around:
        return [] if name in around else [name]
    return list(dict.fromkeys(one for inner in zone.includes for one in _zones_of(plan, inner, (*around, name))))


def without_areas(plan: Plan) -> Plan:
    """The plan that is played: every area is written out as its zones."""
    areas = areas_of(plan)
    if not areas:
        return plan
    serving = {name: pool.model_copy(update={"serves": _listed(pool.serves, areas)}) for name, pool in plan.pools.items()}
    targets = {
        name: target.model_copy(
            update={"where": _conditions(target.where, areas), "excused": _conditions(target.excused, areas)}
        )
        for name, target in plan.targets.items()
    }
    return plan.model_copy(
        update={
            "zones": {name: _alone(zone, areas) for name, zone in plan.zones.items() if name not in areas},
            "travel": plan.travel and _travel(plan.travel, areas),
            "pools": serving,
            "procedures": {name: _procedure(procedure, areas) for name, procedure in plan.procedures.items()},
            "triggers": {
                name: trigger.model_copy(update={"where": _conditions(trigger.where, areas)})
                for name, trigger in plan.triggers.items()
            },
            "levels": {
                name: level.model_copy(update={"when": [_conditions(one, areas) for one in level.when]})
                for name, level in plan.levels.items()
            },
            "targets": targets,
        }
    )


def scenario_without_areas(scenario: Scenario, plan: Plan) -> Scenario:
    """The scenario that is played with a plan: what comes from an area comes from each of its zones alike."""
    areas = areas_of(plan)
    if not areas:
        return scenario
    return scenario.model_copy(update={"streams": {name: _stream(one, areas) for name, one in scenario.streams.items()}})


def _alone(zone: Zone | None, areas: Mapping[str, list[str]]) -> Zone | None:
    return zone.model_copy(update={"within": None}) if zone and zone.within in areas else zone


def _listed(names: Iterable[str], areas: Mapping[str, list[str]]) -> list[str]:
    return list(dict.fromkeys(zone for name in names for zone in areas.get(name, [name])))


def _conditions(given: Mapping[str, list[str]], areas: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {subject: _listed(values, areas) if subject == "zone" else values for subject, values in given.items()}


def _each(given: Mapping[str, V], areas: Mapping[str, list[str]]) -> dict[str, V]:
    """What is given for zones and areas, for each zone: what is given for itself, or for the smallest area around it."""
    found: dict[str, V] = {}
    for name in sorted(given, key=lambda name: len(areas.get(name, ())), reverse=True):
        found |= dict.fromkeys(areas.get(name, [name]), given[name])
    return found


def _by_value(given: Any, areas: Mapping[str, list[str]]) -> Any:
    """What may be given for each value of an attribute (a priority, a time), for each zone if it is given by zones."""
    if not isinstance(given, dict):
        return given
    return {subject: _each(values, areas) if subject == "zone" else values for subject, values in given.items()}


def _procedure(procedure: Procedure, areas: Mapping[str, list[str]]) -> Procedure:
    steps = {
        name: step.model_copy(
            update={
                "when": _conditions(step.when, areas),
                "priority": _by_value(step.priority, areas),
                "takes": _by_value(step.takes, areas),
            }
        )
        for name, step in procedure.steps.items()
    }
    return procedure.model_copy(update={"steps": steps, "priority": _by_value(procedure.priority, areas)})


def _travel(travel: Travel, areas: Mapping[str, list[str]]) -> Travel:
    """Times from zone to zone: its own time wins, there or back, else that of the smallest areas around the two."""

    def pairs(leg: tuple[str, str, int]) -> int:
        return len(areas.get(leg[0], [leg[0]])) * len(areas.get(leg[1], [leg[1]]))

    times: dict[str, dict[str, int]] = {}
    told: set[frozenset[str]] = set()
    legs = [(origin, goal, seconds) for origin, goals in travel.times.items() for goal, seconds in goals.items()]
    for _size, alike in groupby(sorted(legs, key=pairs), pairs):
        ways = [(one, other, seconds) for origin, goal, seconds in alike
                for one in areas.get(origin, [origin]) for other in areas.get(goal, [goal]) if one != other]  # fmt: skip
        for one, other, seconds in ways:
            if frozenset((one, other)) not in told:
                times.setdefault(one, {}).setdefault(other, seconds)
        told |= {frozenset(way[:2]) for way in ways}
    return travel.model_copy(update={"times": times})


def _stream(stream: Stream, areas: Mapping[str, list[str]]) -> Stream:
    weights = {stream.zone: 1.0} if isinstance(stream.zone, str) else stream.zone or {}
    if not any(name in areas for name in weights):
        return stream
    found: dict[str, float] = {}
    for name, weight in weights.items():
        for zone in areas.get(name, [name]):
            found[zone] = found.get(zone, 0.0) + weight / len(areas.get(name, [name]))
    return stream.model_copy(update={"zone": found})
