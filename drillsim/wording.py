"""Words that wait to be spoken: what `Message` values may be besides numbers and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from drillsim.language import Message, _, say, text
from drillsim.plan.tables import CompiledPlan
from drillsim.quantities import show_about, show_duration
from drillsim.words import Spelled


@dataclass(frozen=True)
class Span:
    """A duration, said in the language spoken: '1 h 20 min'."""

    seconds: float

    def __str__(self) -> str:
        return show_duration(self.seconds)


@dataclass(frozen=True)
class About:
    """A duration to its two largest units."""

    seconds: float

    def __str__(self) -> str:
        return show_about(self.seconds)


@dataclass(frozen=True)
class Series:
    """Several things in a row, divided as the language does: 'a, b'."""

    items: tuple[Any, ...]

    def __str__(self) -> str:
        return _(", ").join(text(item) if isinstance(item, Mapping) else str(item) for item in self.items)


def percent(share: float) -> str:
    """A share in percent, with decimals near nothing and near the whole, where they matter.

    What is not quite all, or not quite nothing, never looks so.
    """
    if share in (0, 1) or 0.1 <= share <= 0.9:
        return f"{share:.0%}"
    if not 0.00005 <= share < 0.99995:
        return "<0.01%" if share < 0.5 else ">99.99%"
    return f"{share:.1%}" if 0.001 <= share <= 0.999 else f"{share:.2%}"


STAGES: dict[str, Message] = {
    "call": say("call-taking"),
    "report": say("reporting"),
    "activation": say("activation"),
    "waiting_decision": say("waiting for a decision"),
    "waiting_staff": say("waiting for staff"),
    "waiting_vehicle": say("waiting for a vehicle"),
    "waiting_head": say("waiting for the head or clerk"),
    "waiting_room": say("waiting for a room"),
    "waiting_fund": say("waiting for money"),
    "recall": say("coming in from home"),
    "turnout": say("turnout"),
    "travel": say("travel"),
    "on_scene": say("arrival on scene"),
    "handling": say("handling"),
    "closed": say("standing still outside hours"),
    "hearing": say("hearing"),
    "answer": say("answer"),
    "return": say("return"),
    "stand_down": say("stand-down"),
}  # in the order in which an incident goes through them


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


def kind_name(compiled: CompiledPlan, kind: int) -> Any:
    """What the plan calls a procedure."""
    return compiled.plan.procedures[compiled.kinds[kind]].name or compiled.kinds[kind]
