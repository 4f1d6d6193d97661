"""What the plan calls things: each function gives a text of the planner's own, or its key where there is none."""

from __future__ import annotations

from typing import Any

from drillsim.compiled.tables import CompiledPlan
from drillsim.plan.words import Spelled


def pool_name(compiled: CompiledPlan, pool: str) -> Any:
    """What the plan calls a pool."""
    return compiled.plan.pools[pool].name or pool


def asked_name(compiled: CompiledPlan, ask: str) -> Any:
    """What the plan calls what a need asks for: a pool, a type or a role."""
    return pool_name(compiled, ask) if ask in compiled.plan.pools else compiled.plan.called(ask)


def zone_name(compiled: CompiledPlan, zone: str) -> Any:
    """What the plan calls a zone."""
    found = compiled.plan.zones[zone]
    return found.name if found is not None and found.name else zone


def place_name(compiled: CompiledPlan, place: str) -> Any:
    """What the plan calls a place: a zone, or any other that is a base or a destination."""
    return zone_name(compiled, place) if place in compiled.plan.zones else compiled.plan.called(place)


def subject_name(compiled: CompiledPlan, attribute: str) -> Any:
    """What to call an attribute of incidents, or 'zone'."""
    return Spelled(("zone",), subjects=True) if attribute == "zone" else compiled.plan.called(attribute)


def value_name(compiled: CompiledPlan, attribute: str, value: str) -> Any:
    """What to call a value of an attribute, or a zone."""
    return zone_name(compiled, value) if attribute == "zone" else compiled.plan.called(value)


def step_name(compiled: CompiledPlan, kind: int, step: int) -> Any:
    """What the plan calls a step."""
    name = compiled.steps[kind][step]
    return compiled.plan.procedures[compiled.kinds[kind]].steps[name].name or name


def level_name(compiled: CompiledPlan, level: str) -> Any:
    """What the plan calls a level of response."""
    return compiled.plan.levels[level].name or level


def kind_name(compiled: CompiledPlan, kind: int) -> Any:
    """What the plan calls a procedure."""
    return compiled.plan.procedures[compiled.kinds[kind]].name or compiled.kinds[kind]
