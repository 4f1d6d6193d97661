"""What a leader needs to know: the few causes that break most promises, each said once for all targets.

The causes of all missed targets are put together by what they are about (the road, a disruption, a
squad, a car), and those that cost most come first: most of the incidents judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from drillsim.base.language import Message, say
from drillsim.compiled.tables import CompiledPlan
from drillsim.quantities.wording import few, percent
from drillsim.say.promise import GIVEN
from drillsim.say.reasons import WORTH_SAYING, short_words
from drillsim.say.stages import STAGES
from drillsim.why.attribution import worst
from drillsim.why.causes import Cause
from drillsim.why.explanation import TargetExplanation

MOST = 3  # sentences on the first page
MOST_TARGETS = 4  # named in one sentence


@dataclass(frozen=True)
class CostToTarget:
    """What one cause costs one target."""

    target: str
    share: float  # of the target's misses
    cost: Fraction  # share of its judged incidents


@dataclass(frozen=True)
class Charge:
    """One cause with all the targets that it breaks, in one sentence."""

    cause: Cause  # as it is of the target that it costs most
    stage: str  # of steps that are too long: what takes longest; of what the plan file settles: the form of promise
    parts: tuple[CostToTarget, ...]  # the target that it costs most first
    sentence: Message


def strongest(compiled: CompiledPlan, targets: Iterable[TargetExplanation], most: int = MOST) -> list[Message]:
    """The one to three causes that cost most over these targets, in one sentence each."""
    return [charge.sentence for charge in charges(compiled, targets)[:most]]


def charges(compiled: CompiledPlan, targets: Iterable[TargetExplanation]) -> list[Charge]:
    """The causes over these targets, those that cost most first; of each target at least the one that costs it most."""
    found: dict[tuple[Any, ...], list[tuple[CostToTarget, Cause]]] = defaultdict(list)
    for target in targets:
        for place, cause in enumerate(target.causes):
            if place == 0 or target.share(cause) >= WORTH_SAYING:
                part = CostToTarget(target.id, target.share(cause), cause.misses / target.found.judged)
                about = cause.about, cause.pool, cause.manner, cause.disruption, _stage(compiled, target, cause)
                found[about].append((part, cause))
    ranked = []
    for (*_about, stage), pairs in found.items():
        pairs.sort(key=lambda pair: -pair[0].cost)
        parts, (_part, cause) = tuple(part for part, _cause in pairs), pairs[0]
        ranked.append(Charge(cause, stage, parts, _sentence(compiled, cause, stage, parts)))
    return sorted(ranked, key=lambda charge: -sum(part.cost for part in charge.parts))


def _stage(compiled: CompiledPlan, target: TargetExplanation, cause: Cause) -> str:
    if cause.about != "steps":
        return ""
    promise = compiled.plan.targets[target.id].promise
    return promise if promise in GIVEN else worst(cause.time)[0]


def _sentence(compiled: CompiledPlan, cause: Cause, stage: str, parts: tuple[CostToTarget, ...]) -> Message:
    names = [
        say(
            "{share} of '{target}'", target=compiled.plan.targets[part.target].name or part.target, share=percent(part.share)
        )
        for part in parts
    ]
    listed = few(names, MOST_TARGETS)
    return say("{cause}. Its share of the misses: {list}.", cause=_words(compiled, cause, stage), list=listed)


def _words(compiled: CompiledPlan, cause: Cause, stage: str) -> Message:
    """What a cause is, as a sentence without its full stop."""
    match cause.about:
        case "rule":
            return say("The room decided otherwise than the plan's own rule, which would have kept them")
        case "disruption" | "pool":
            return say("Cause: {what}", what=short_words(compiled, cause))
        case "several":
            return say("Several things are short at once, and none alone would mend it")
        case "road":
            return say("The way alone takes longer than the limit, and no team size can fix it")
    if stage in GIVEN:
        return GIVEN[stage].part
    if stage:
        return say("Even if nobody has to wait, the steps take longer than the limit, most of all {stage}",
                   stage=STAGES[stage])  # fmt: skip
    return say("No team size changes it")
