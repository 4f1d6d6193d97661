"""What a leader needs to know: the few reasons that break most promises, each said once for all targets.

The reasons of all missed targets are put together by what they are about (the road, one
person in two places, a squad, a car), and those that cost most come first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from drillsim.language import Message, say
from drillsim.plan.tables import CompiledPlan
from drillsim.why.explain import TargetExplanation
from drillsim.why.reasons import reasons
from drillsim.wording import STAGES, Series, percent, pool_name

MOST = 3  # sentences on the first page
WORTH = 0.1  # of the misses of a target: a reason below it is left out there
LEAST = 0.01  # share of incidents or misses that is worth a place in a sentence
MOST_TARGETS = 4  # named in one sentence


@dataclass(frozen=True)
class Part:
    """What one reason costs one target."""

    target: str
    share: float  # that the sentence names
    cost: float  # share of the judged incidents that it makes late


@dataclass(frozen=True)
class Cause:
    """One reason for all the targets that it breaks: what it is about, in one sentence."""

    about: str  # as in `why.reasons.Reason`
    subject: str
    parts: tuple[Part, ...]
    sentence: Message


def strongest(compiled: CompiledPlan, targets: Iterable[TargetExplanation], most: int = MOST) -> list[Message]:
    """The one to three strongest reasons over these targets, in one sentence each."""
    return [cause.sentence for cause in causes(compiled, targets)[:most]]


def causes(compiled: CompiledPlan, targets: Iterable[TargetExplanation]) -> list[Cause]:
    """The reasons over these targets, those that cost most first; where nothing else is known, the stages."""
    found: dict[tuple[str, str], list[Part]] = defaultdict(list)
    stages: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for target in targets:
        missed = target.found.missed / target.found.judged if target.found.judged else 0.0
        explained = False
        for reason in reasons(compiled, target):
            if reason.weight < WORTH:
                continue
            if reason.about in ("road", "rule", "post", "pool"):
                share = target.road_share or 0.0 if reason.about == "road" else reason.weight
                if share < LEAST:
                    continue
                found[reason.about, reason.subject].append(Part(target.id, share, reason.weight * missed))
                explained = True
            elif reason.about == "stage" and not explained:
                stages[reason.about, reason.subject].append(Part(target.id, reason.weight, reason.weight * missed))
    ranked = _ranked(found) or _ranked(stages)
    return [Cause(*key, tuple(parts), _sentence(compiled, *key, parts)) for key, parts in ranked]


def _ranked(found: dict[tuple[str, str], list[Part]]) -> list[tuple[tuple[str, str], list[Part]]]:
    return sorted(found.items(), key=lambda item: (-sum(part.cost for part in item[1]), item[0]))


def _sentence(compiled: CompiledPlan, about: str, subject: str, parts: list[Part]) -> Message:
    parts = sorted(parts, key=lambda part: -part.cost)
    names = [
        say("'{target}' {share}", target=compiled.plan.targets[part.target].name or part.target, share=percent(part.share))
        for part in parts[:MOST_TARGETS]
    ]
    listed: Message | Series = Series(tuple(names))
    if len(parts) > MOST_TARGETS:
        listed = say("{list} and {n} more", list=listed, n=len(parts) - MOST_TARGETS)
    if about == "road":
        return say("The road alone makes these shares late, and no team size can fix it: {list}.", list=listed)
    if about == "rule":
        return say("The room's decisions cost what the plan's own rule would have kept; of the misses: {list}.", list=listed)
    if about == "stage":
        return say(
            "Most time is lost on {stage}; of the time of the missed incidents: {list}.", stage=STAGES[subject], list=listed
        )
    pool = compiled.plan.pools[subject]
    values = {"pool": pool_name(compiled, subject), "list": listed}
    if about == "post":
        return say("'{pool}' holds several posts and cannot be in two places; of the misses this costs: {list}.", **values)
    if pool.kind == "fund":
        return say("'{pool}' runs out. Of the misses, enough of it would mend: {list}.", **values)
    if pool.outside:
        return say(
            "'{pool}' (outside unit: not ours to size) is too often busy. Of the misses, enough of it would mend: {list}.",
            **values,
        )
    if pool.kind == "squad":
        return say("Too few people in '{pool}', or off duty. Of the misses, enough of them would mend: {list}.", **values)
    if pool.kind == "vehicle":
        return say("Too few vehicles: '{pool}'. Of the misses, enough of them would mend: {list}.", **values)
    return say("'{pool}' is too often busy. Of the misses, enough of it, at all hours, would mend: {list}.", **values)
