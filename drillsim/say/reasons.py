"""Why a target is missed, in sentences: what costs most first, then how far any means would go, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from drillsim.base.language import Message, say
from drillsim.compiled.names import asked_name, place_name, pool_name
from drillsim.compiled.tables import CompiledPlan
from drillsim.plan.targets import Target
from drillsim.quantities.wording import About, Series, percent
from drillsim.say.disruptions import disruption_words, when_words
from drillsim.say.promise import kept_words, share_words, words_of
from drillsim.say.stages import STAGES
from drillsim.why.attribution import Breakdown
from drillsim.why.causes import Cause
from drillsim.why.explanation import Outcome, TargetExplanation
from drillsim.why.holding import Manner

WORTH_SAYING = 0.1  # of the misses, or of the lost time: less is left out
MOST_STAGES = 3
MOST_REMEDIES = 5
MOST_NAMES = 3
MOST_LEGS = 3

GAPS: dict[str, Message] = {
    "telephone": say("the telephone was off"),
    "away": say("somebody was away"),
    "roster": say("nobody was on the roster"),
    "busy": say("all who were on duty were busy"),
}
# What is the matter with a pool that was short.
SHORT: dict[Manner, Message] = {
    "few": say("there are never as many of '{pool}' as are asked for"),
    "off": say("'{pool}' off duty or closed at that hour"),
    "away": say("'{pool}' away or out of service"),
    "anyway": say("'{pool}' away or out of service, and too few even without that"),
    "same": say("'{pool}' still held by an earlier step of the same incident"),
    "busy": say("'{pool}' busy when asked for"),
    "several": say("'{pool}' wanted by several incidents at the same time"),
    "kept": say("'{pool}' free at that moment, but kept for somebody more urgent who is first in line"),
    "best": say("'{pool}' waited for as the best, although another one has enough free"),
    "turned": say("'{pool}' turned away to somebody more urgent"),
    "call_in": say("'{pool}' to be called in from home"),
    "": say("too few of '{pool}', or too far away"),
}
OF_KIND: dict[tuple[str, Manner], Message] = {
    ("room", "busy"): say("'{pool}' full when asked for"),
    ("room", "several"): say("'{pool}' full at that moment"),
    ("room", "off"): say("'{pool}' closed at that hour"),
    ("room", "kept"): say("'{pool}' with places free, but kept for somebody more urgent who is first in line"),
    ("room", "best"): say("'{pool}' full, and waited for as the best although another one has places free"),
    ("room", "few"): say("never as many places in '{pool}' as are asked for"),
}


@dataclass(frozen=True)
class Reason:
    """One sentence. `weight` says how much of the misses (or of their time) it speaks for, from 0 to 1."""

    about: Literal["cause", "ceiling", "remedy", "turning", "stage", "leg", "gap"]
    subject: str  # the stage, the cause of a gap, or the pool; empty for the others
    weight: float
    text: Message
    cause: Cause | None = None


def reasons(compiled: CompiledPlan, target: TargetExplanation) -> list[Reason]:
    """Why a target is missed; nothing where no incident of the runs looked at was."""
    if not target.found.missed:
        return []
    remedies = [_remedy(compiled, outcome, target) for outcome in worthwhile(target)[:MOST_REMEDIES]]
    details = _heaviest([*_stages(target.lost), *_gaps(target)])
    turning = _turning(target)
    return [*_causes(compiled, target), *_ceiling(compiled, target), *remedies, *turning, *details, *_legs(compiled, target)]


def main_reason(compiled: CompiledPlan, target: TargetExplanation) -> Reason | None:
    """The one reason to say where there is room for one: the cause that costs most."""
    return next(iter(reasons(compiled, target)), None)


def worthwhile(target: TargetExplanation) -> list[Outcome]:
    """The remedies that mend enough to be named, the best first."""
    return [outcome for outcome in target.remedies if outcome.mended >= WORTH_SAYING * target.by_rule.missed]


def _heaviest(found: list[Reason]) -> list[Reason]:
    return sorted(found, key=lambda reason: -reason.weight)


# ---- causes ---------------------------------------------------------------------------------------


def _causes(compiled: CompiledPlan, target: TargetExplanation) -> list[Reason]:
    """The causes, the costliest first; those after it only if they cost enough to be said."""
    found = [Reason("cause", one.pool, target.share(one), cause_words(compiled, target, one), one) for one in target.causes]
    return [reason for place, reason in enumerate(found) if place == 0 or reason.weight >= WORTH_SAYING]


def cause_words(compiled: CompiledPlan, target: TargetExplanation, cause: Cause) -> Message:
    """One cause of a target's misses, with its share of them."""
    share = target.share(cause)
    all_or_some = say("All misses") if share == 1 else say("{share} of the misses", share=percent(share))
    values: dict[str, Any] = {"misses": all_or_some}
    definition = compiled.plan.targets[target.id]
    match cause.about:
        case "rule":
            return say("{misses}: the room decided otherwise than the plan's own rule, which would have kept "
                       "them.", **values)  # fmt: skip
        case "disruption" | "pool":
            return say("{misses}: {what}.", what=short_words(compiled, cause), **values)
        case "several":
            asked = sorted(cause.time.asked.items(), key=lambda item: -item[1])[:MOST_NAMES]
            if not asked:
                return say("{misses}: several things are short at once, and none alone would mend them.",
                           **values)  # fmt: skip
            names = Series(tuple(asked_name(compiled, ask) for ask, _seconds in asked))
            return say("{misses}: several things are short at once, and none alone would mend them; "
                       "waited for: {names}.", names=names, **values)  # fmt: skip
        case "road":
            return say("{misses}: the way alone takes longer than the limit, and no team size can fix it.",
                       **values)  # fmt: skip
    if given := words_of(definition).given:
        return say("{sentence} No team size changes {share} of the misses.", sentence=given.sentence, share=percent(share))
    parts = _parts(cause.time)
    if definition.limited and parts.items:
        return say("{misses}: even if nobody has to wait, the steps take longer than the limit ({parts}).",
                   parts=parts, **values)  # fmt: skip
    return say("{misses}: no team size changes them.", **values)


def short_words(compiled: CompiledPlan, cause: Cause) -> Message:
    """What a disruption did and when, or what is the matter with a pool, as a part of a sentence."""
    if cause.disruption is not None:
        one = cause.disruption
        return say("the disruption '{what}', {when}", what=disruption_words(compiled, one), when=when_words(compiled, one))
    pool = compiled.plan.pools[cause.pool]
    name = pool_name(compiled, cause.pool)
    if pool.kind == "fund":
        return say("the money in '{pool}' is used up", pool=name)
    if pool.kind == "post" and pool.also and cause.manner in ("same", "busy", "several"):
        names = Series(tuple(asked_name(compiled, ask) for ask in pool.also))
        words = say("'{pool}' answers to several names ({names}) and cannot be in two places", pool=name, names=names)
    else:
        found = OF_KIND.get((pool.kind, cause.manner)) or SHORT[cause.manner]
        words = Message(found.msgid, {"pool": name})
    return say("{what} (an outside unit: not ours to size)", what=words) if pool.outside else words


# ---- how far any means would go -------------------------------------------------------------------


def told_apart(definition: Target, target: TargetExplanation, outcome: Outcome) -> str:
    """The share on time of one outcome, fine enough to be told from that of the plan as it is and from the ceilings."""
    share = outcome.share_on_time or 0.0
    beside = (one.share_on_time or 0.0 for one in (target.by_rule, target.ceiling.outcome, target.ceiling_posts.outcome))
    return share_words(definition, share, *(other for other in beside if other != share))


def outcome_words(definition: Target, target: TargetExplanation, outcome: Outcome) -> Message | str:
    """The figure that decides of one outcome, told from the goal, from the plan as it is and from the ceilings."""
    figure = outcome.figure(definition)
    others = (target.by_rule, target.ceiling.outcome, target.ceiling_posts.outcome)
    beside = [definition.goal, *(other for one in others if (other := one.figure(definition)) not in (None, figure))]
    if figure is None:
        return "–"
    if definition.form.kind == "mean":
        return say("mean {mean}", mean=About(figure, tuple(beside)))
    if definition.form.kind == "every" and outcome.runs_judged > 1:
        return say("{share} of runs without a miss", share=percent(figure, *beside))
    if definition.form.kind == "every":  # of one list: nothing is said of chance
        return kept_words(definition, told_apart(definition, target, outcome))
    return kept_words(definition, percent(figure, *beside))


def _ceiling(compiled: CompiledPlan, target: TargetExplanation) -> list[Reason]:
    if not target.by_rule.missed:
        return []  # of a live drill: there is nothing that more staff could mend
    definition = compiled.plan.targets[target.id]
    now, best, best_posts = target.by_rule, target.ceiling, target.ceiling_posts
    told = [outcome_words(definition, target, outcome) for outcome in (now, best.outcome, best_posts.outcome)]
    shares: dict[str, Any] = {"now": told[0] if now == target.found else say("{share} by the plan's rule", share=told[0])}
    shares |= {"best": told[1], "posts": told[2]}
    stands = best_posts.outcome.stands(definition)
    if not best_posts.outcome.recovered:
        if not any(cause.about == "disruption" for cause in target.causes):
            return []  # the causes have said so
        text = say("No number of staff, vehicles, rooms or posts changes this, nor more money (as it is, in what was looked "
                   "at: {now}).", **shares)  # fmt: skip
    elif now.keeps(definition):
        text = say("With unlimited staff, vehicles, rooms and money, and every post free at any time: {posts} (as it is, in "
                   "what was looked at: {now}).", **shares)  # fmt: skip
    elif best.attained:
        text = say("With unlimited staff, vehicles, rooms and money the target is kept: {best} (as it is, in what was "
                   "looked at: {now}).", **shares)  # fmt: skip
    elif best_posts.attained and best.outcome.stands(definition) == "about":
        text = say("With unlimited staff, vehicles, rooms and money the figure is about the goal ({best}; as it is, in what "
                   "was looked at: {now}). With every post free at any time, too, the target is kept ({posts}).",
                   **shares)  # fmt: skip
    elif best_posts.attained:
        text = say("Unlimited staff, vehicles, rooms and money are not enough ({best}; as it is, in what was looked at: "
                   "{now}): it is the posts that are short. With every post free at any time, too, the target is kept "
                   "({posts}).", **shares)  # fmt: skip
    elif stands == "kept":
        text = say("No team size that was tried keeps the target; with each incident at its best: {posts} (as it is, in "
                   "what was looked at: {now}).", **shares)  # fmt: skip
    elif stands == "about":
        text = say("With everything unlimited the figure is about the goal, too near it for so few runs to tell: {posts} "
                   "(as it is, in what was looked at: {now}).", **shares)  # fmt: skip
    else:
        text = say("Even with everything unlimited the target is missed: {posts} (as it is, in what was looked at: {now}).",
                   **shares)  # fmt: skip
        if remains := _parts(target.remaining).items:
            text = say(
                "{sentence} What remains of the time of the others: {remains}.", sentence=text, remains=Series(remains)
            )
    if best_posts.outcome.recovered > 2 * best.outcome.recovered and not best_posts.attained:
        text = say("{sentence} It is the posts that are short: with all else unlimited, but not them, it would be {best}.",
                   sentence=text, best=told[1])  # fmt: skip
    outside = [name for name in best.outcome.lifted if compiled.plan.pools[name].outside]
    helpful = {outcome.lifted[0] for outcome in target.remedies}
    if helpful & set(outside):
        names = Series(tuple(pool_name(compiled, name) for name in outside if name in helpful))
        text = say(
            "{sentence} This counts outside units as unlimited, too ({names}): not ours to size.", sentence=text, names=names
        )
    return [Reason("ceiling", "", best_posts.outcome.recovered / now.missed, text)]


def _remedy(compiled: CompiledPlan, outcome: Outcome, target: TargetExplanation) -> Reason:
    """What one pool, lifted alone, would mend: the misses that go, less those that come instead."""
    name = outcome.lifted[0]
    pool = compiled.plan.pools[name]
    share = outcome.mended / target.by_rule.missed
    fewer = say("no misses") if share == 1 else say("{share} fewer misses", share=percent(share))
    values: dict[str, Any] = {"pool": pool_name(compiled, name), "fewer": fewer}
    if pool.outside:
        text = say("If '{pool}' were free whenever needed there would be {fewer} "
                   "(an outside unit: not ours to size).", **values)  # fmt: skip
    elif pool.kind == "post":
        text = say("If '{pool}' were free whenever needed there would be {fewer}.", **values)
    elif pool.kind == "room":
        text = say("With enough places in '{pool}' at all hours there would be {fewer}.", **values)
    elif pool.kind == "fund":
        text = say("With enough money in '{pool}' there would be {fewer}.", **values)
    else:
        text = say("With enough of '{pool}' at all hours there would be {fewer}.", **values)
    return Reason("remedy", name, share, text)


def _turning(target: TargetExplanation) -> list[Reason]:
    """What it brings and costs that units are turned away to more urgent incidents."""
    one = target.unturned
    if one is None or not (one.recovered or one.harmed):
        return []
    text = say("Units are turned away to more urgent incidents: without it, {kept} of the misses would be kept, and {lost} "
               "that are kept would be missed.", kept=f"{one.recovered:,}", lost=f"{one.harmed:,}")  # fmt: skip
    return [Reason("turning", "", one.recovered / target.by_rule.missed, text)]


# ---- where the time went --------------------------------------------------------------------------


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


def _legs(compiled: CompiledPlan, target: TargetExplanation) -> list[Reason]:
    """From where to where the time on the way went, if there is much of it and more than one way."""
    lost = target.lost
    found = sorted(((seconds, leg) for leg, seconds in lost.legs.items() if seconds), reverse=True)
    whole = sum(seconds for seconds, _leg in found)
    if len(found) < 2 or whole < WORTH_SAYING * lost.elapsed:
        return []
    ways = Series(
        tuple(
            say("{way} {share}", way=_way(compiled, *leg), share=percent(seconds / whole))
            for seconds, leg in found[:MOST_LEGS]
            if seconds >= WORTH_SAYING * whole
        )
    )
    text = say("Of the time on the way of the missed incidents: {ways}.", ways=ways)
    return [Reason("leg", "", whole / lost.elapsed, text)] if ways.items else []


def _way(compiled: CompiledPlan, origin: str, to: str) -> Message:
    """A way from one place to another; whoever was sent on the road set out from no place that has a name."""
    goal = place_name(compiled, to)
    if not origin:
        return say("from on the road to {goal}", goal=goal)
    return say("from {origin} to {goal}", origin=place_name(compiled, origin), goal=goal)


def _gaps(target: TargetExplanation) -> list[Reason]:
    """Why nobody was there, of a target that allows no gap."""
    whole = sum(target.gaps.values())
    found = []
    for cause, seconds in target.gaps.items():
        share = seconds / whole
        if share >= WORTH_SAYING:
            words = (
                say("All the time in which too few were there: {cause}.")
                if share == 1
                else say("Of the time in which too few were there, {share}: {cause}.")
            )
            text = Message(words.msgid, {"share": percent(share), "cause": GAPS[cause]})
            found.append(Reason("gap", cause, share, text))
    return found
