"""What an exercise of a plan tests: each procedure against its promises, then promises of several procedures or of none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from drillsim.base.language import Message, say
from drillsim.compiled.names import kind_name
from drillsim.compiled.tables import CompiledPlan
from drillsim.judge.gauge import Gauge


@dataclass(frozen=True)
class Capability:
    """A capability, which is a procedure (or what several share, or being there), and the targets that are judged on it."""

    name: Any
    words: Message
    kinds: tuple[int, ...]
    targets: tuple[str, ...]


def objectives(compiled: CompiledPlan, gauges: Iterable[Gauge]) -> list[Capability]:
    """The objectives of a plan; what one procedure has for its own stands first."""
    groups: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for gauge in gauges:
        groups[tuple(gauge.kinds)].append(gauge.name)
    ordered = sorted(groups, key=lambda kinds: (len(kinds) != 1, not kinds, kinds))
    return [_objective(compiled, kinds, tuple(groups[kinds])) for kinds in ordered]


def _objective(compiled: CompiledPlan, kinds: tuple[int, ...], targets: tuple[str, ...]) -> Capability:
    n = len(targets)
    if not kinds:
        words = say("Whether somebody is there whenever the plan says so (promises tested: {n}).", n=n)
        return Capability(say("Being there"), words, kinds, targets)
    capability: Any = kind_name(compiled, kinds[0])
    if len(kinds) > 1:  # named after its first promise: the names of the procedures would fill lines
        first = compiled.plan.targets[targets[0]].name or targets[0]
        capability = say("Across procedures: {first}", first=first)
        if n > 1:
            capability = say("Across procedures: {first} and others", first=first)
    words = say("Whether '{procedure}' keeps what the plan promises (promises tested: {n}).", procedure=capability, n=n)
    return Capability(capability, words, kinds, targets)
