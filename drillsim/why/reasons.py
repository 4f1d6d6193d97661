"""Why a target is missed, in sentences: causes first, squads second, and first what helps most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from drillsim.language import Message, say
from drillsim.plan.promise import kept_words
from drillsim.plan.tables import CompiledPlan
from drillsim.why.attribution import Breakdown
from drillsim.why.explain import Outcome, TargetExplanation
from drillsim.wording import STAGES, Series, asked_name, percent, pool_name

WORTH_SAYING = 0.1  # of the lost time: a stage below it is left out
WORTH_ALONE = 0.25  # of the misses: a cause below it does not stand for the others
MOST_STAGES = 3
MOST_POOLS = 5

GAPS: dict[str, Message] = {
    "telephone": say("the telephone was off"),
    "away": say("somebody was away"),
    "roster": say("nobody was on the roster"),
    "busy": say("all were busy"),
}
# Promises of which the plan file may settle how they come out, whoever is there.
GIVEN: dict[str, Message] = {
    "outcome": say("How it ends is an assumption of the plan file (the shares of its outcomes)."),
    "count": say("How many come is written in the steps of the plan file, by head-count."),
}


@dataclass(frozen=True)
class Reason:
    """One sentence. `weight` says how much of the misses (or of their time) it speaks for, from 0 to 1."""

    about: Literal["road", "rule", "ceiling", "stage", "gap", "post", "pool"]
    subject: str  # the stage, cause or pool; empty for the others
    weight: float
    text: Message


def reasons(compiled: CompiledPlan, target: TargetExplanation) -> list[Reason]:
    """Why a target is missed; nothing where no incident of the runs looked at was."""
    missed = target.found.missed
    if not missed:
        return []
    causes = [*_road(target), *_rule(target), *_ceiling(compiled, target), *_stages(target.lost), *_gaps(target)]
    pools = [_pool(compiled, outcome, missed) for outcome in target.alone if outcome.recovered > 0]
    return [*_heaviest(causes), *_heaviest(pools)[:MOST_POOLS]]


def main_reason(compiled: CompiledPlan, target: TargetExplanation) -> Reason | None:
    """The one reason to say where there is room for one: a cause of many misses, else how far everything unlimited would
    go, else where most time goes."""
    found = reasons(compiled, target)
    causes = [one for one in found if one.about in ("road", "rule", "gap", "post", "pool") and one.weight >= WORTH_ALONE]
    ceiling = [one for one in found if one.about == "ceiling"]
    return next(iter(_heaviest(causes) or ceiling or found), None)


def _heaviest(found: list[Reason]) -> list[Reason]:
    return sorted(found, key=lambda reason: -reason.weight)


def _road(target: TargetExplanation) -> list[Reason]:
    if not target.road_misses or target.road_share is None:
        return []
    text = say(
        "The road alone misses {share} of the incidents: no team size can fix this.", share=percent(target.road_share)
    )
    return [Reason("road", "", min(1.0, target.road_misses / target.found.missed), text)]


def _rule(target: TargetExplanation) -> list[Reason]:
    """Of a live drill: what its decisions cost, beside the plan's own rule."""
    if not target.by_rule.recovered:
        return []
    share = target.by_rule.recovered / target.found.missed
    text = say("By the plan's own rule {share} of the misses would have been kept: the room's decisions cost them.",
               share=percent(share))  # fmt: skip
    return [Reason("rule", "", share, text)]


def _ceiling(compiled: CompiledPlan, target: TargetExplanation) -> list[Reason]:
    if not target.by_rule.missed:
        return []  # of a live drill: there is nothing that more staff could mend
    definition = compiled.plan.targets[target.id]
    now, best, best_posts = target.by_rule, target.ceiling.outcome, target.ceiling_posts.outcome
    of_rule = say("{share} by the plan's rule", share=_on_time(now))
    shares: dict[str, Any] = {"now": _on_time(now) if now == target.found else of_rule}
    shares |= {"best": kept_words(definition, _on_time(best)), "posts": kept_words(definition, _on_time(best_posts))}
    if definition.promise in GIVEN and _alike(now, best) and _alike(now, best_posts):
        text = say("{sentence} No team size changes it (now {now}).", sentence=GIVEN[definition.promise], **shares)
    elif now.keeps(definition):
        if not best.recovered:
            return []
        text = say("With unlimited staff, vehicles, rooms and money: {best} (now {now}).", **shares)
    elif best.keeps(definition):
        text = say(
            "With unlimited staff, vehicles, rooms and money the target is kept: {best} (now {now}).", **shares
        )  # fmt: skip
    elif best_posts.keeps(definition):
        text = say(
            "Unlimited staff, vehicles, rooms and money are not enough ({best}, now {now}); "
            "with every post free at any time, too, the target is kept ({posts}).", **shares
        )  # fmt: skip
    else:
        text = say("Even with everything unlimited the target is missed: {posts} (now {now}).", **shares)
        if remains := _parts(target.ceiling_posts.remaining).items:
            text = say(
                "{sentence} What remains of the time of the others: {remains}.", sentence=text, remains=Series(remains)
            )
    outside = [name for name in target.ceiling.outcome.lifted if compiled.plan.pools[name].outside]
    helpful = {outcome.lifted[0] for outcome in target.alone if outcome.recovered > 0}
    if helpful & set(outside):
        names = Series(tuple(pool_name(compiled, name) for name in outside if name in helpful))
        text = say(
            "{sentence} This counts outside units as unlimited, too ({names}): not ours to size.", sentence=text, names=names
        )
    weight = max(best_posts.missed, best_posts.recovered) / now.missed
    return [Reason("ceiling", "", min(1.0, weight), text)]


def _alike(now: Outcome, lifted: Outcome) -> bool:
    """Whether lifting changed nothing: the same incidents are missed."""
    return not (lifted.recovered or lifted.harmed)


def _on_time(outcome: Outcome) -> str:
    return percent(outcome.share_on_time or 0.0)


def _parts(time: Breakdown) -> Series:
    """The stages of some time with their shares, the greatest first."""
    shares = sorted(((-time.share(stage), place, stage) for place, stage in enumerate(STAGES) if time.share(stage) > 0))
    return Series(
        tuple(
            say("{stage} {share}", stage=STAGES[stage], share=percent(-share))
            for share, _place, stage in shares
            if -share >= WORTH_SAYING
        )
    )


def _stages(lost: Breakdown) -> list[Reason]:
    found = []
    for stage, words in STAGES.items():
        share = lost.share(stage)
        if share >= WORTH_SAYING:
            text = say("Of the time of the missed incidents, {share} went to: {stage}.", share=percent(share), stage=words)
            found.append(Reason("stage", stage, share, text))
    return _heaviest(found)[:MOST_STAGES]


def _gaps(target: TargetExplanation) -> list[Reason]:
    """Why nobody was there, of a target that allows no gap."""
    whole = sum(target.gaps.values())
    found = []
    for cause, seconds in target.gaps.items():
        share = seconds / whole
        if share >= WORTH_SAYING:
            text = say("Of the time in which too few were there, {share}: {cause}.", share=percent(share), cause=GAPS[cause])
            found.append(Reason("gap", cause, share, text))
    return found


def _pool(compiled: CompiledPlan, outcome: Outcome, missed: int) -> Reason:
    name = outcome.lifted[0]
    pool = compiled.plan.pools[name]
    share = outcome.recovered / missed
    values: dict[str, Any] = {"pool": pool_name(compiled, name), "share": percent(share)}
    about: Literal["post", "pool"] = "pool"
    if pool.kind == "post" and pool.also:
        about = "post"
        names = Series(tuple(asked_name(compiled, ask) for ask in pool.also))
        text = say(
            "{pool} answers to several names ({names}) and cannot be in two places: that alone costs {share} of the misses.",
            names=names, **values,
        )  # fmt: skip
    elif pool.outside:
        text = say(
            "Any number of {pool}, at any time, would alone mend {share} of the misses "
            "(an outside unit: not ours to size).", **values
        )  # fmt: skip
    elif pool.kind == "room":
        text = say("Any number of places in '{pool}' would alone mend {share} of the misses.", **values)
    elif pool.kind == "fund":
        text = say("Any amount of money in '{pool}' would alone mend {share} of the misses.", **values)
    else:
        text = say("Any number of {pool}, at any time, would alone mend {share} of the misses.", **values)
    if outcome.harmed:
        text = say("{sentence} But {n} that are kept now would then be missed.", sentence=text, n=outcome.harmed)
    return Reason(about, name, share, text)
