"""In what sense an answer is sure, and why no size will do: each sentence is as careful as its grounds."""

from __future__ import annotations

from drillsim.base.language import Message, say, say_n
from drillsim.compiled.names import pool_name
from drillsim.quantities.wording import Series, few, goal_percent, percent
from drillsim.say.reasons import worthwhile
from drillsim.say.sizing import MOST_NAMED, changed, named, part_name, sizes_words, target_name
from drillsim.sizing.answer import Answer
from drillsim.sizing.grid import Sizes


def flips(answer: Answer) -> Message | None:
    """On how many assumptions the plan found rests, and which promises they flip: what stands beside its sign."""
    if answer.outcome not in ("certified", "found"):
        return None
    moved = answer.sensitivity.swings
    turned = [swing for swing in moved if swing.flips]
    if not moved:
        return None
    if not turned:
        return say_n(
            "{n} assumption was moved alone, by its own uncertainty: it flips no verdict.",
            "{n} assumptions were moved, each alone by its own uncertainty: none flips a verdict.",
            len(moved),
        )
    targets = dict.fromkeys(name for swing in turned for name in (*swing.flips_low, *swing.flips_high))
    return say_n(
        "But this rests on assumptions: of {all} that were moved, each alone by its own uncertainty, {n} flips a verdict "
        "({targets}).",
        "But this rests on assumptions: of {all} that were moved, each alone by its own uncertainty, {n} flip a verdict "
        "({targets}).",
        len(turned), all=len(moved), targets=named(answer, targets),
    )  # fmt: skip


def certainty(answer: Answer) -> list[Message]:
    """In what sense the answer is sure, and what it takes for granted."""
    sizing = answer.sizing
    sure = goal_percent(sizing.settings.alpha)
    monotone = say("More of a pool was taken to be no worse.")
    if answer.whole:
        monotone = say("Nothing was taken for granted of plans that were not played.")
    if answer.outcome == "none":
        return _none(answer, sure, monotone)
    if answer.outcome == "undecided":
        return [_undecided(answer)]
    assert sizing.certificate is not None
    certificate, plans = sizing.certificate, sizing.open_plans.tolist()
    if not certificate.stands:
        unkept = [target.id for target in certificate.winner.targets if target.verdict != "PASS"]
        return [
            say(
                "It passed the search, but on fresh event lists it was not shown to keep: {targets}. Nothing is certified.",
                targets=named(answer, unkept),
            )
        ]
    claims = say(
        "Certified means: played on event lists that the search had not seen, with {n} claims, of which the chance that any "
        "is wrong is at most {sure}.", n=certificate.claims, sure=sure,
    )  # fmt: skip
    cheaper = int((sizing.grid.cost < sizing.grid.cost[sizing.winner or 0]).sum())
    if not cheaper:
        told = say("The plan was shown to keep every target, and nothing in the range is cheaper.")
    elif not plans and answer.whole:
        told = say(
            "The plan was shown to keep every target; every cheaper plan ({n}) was played and shown to miss one.",
            n=cheaper,
        )
    elif not plans:
        told = say(
            "The plan was shown to keep every target. Every cheaper plan ({n}) was shown to miss one: it has no more of "
            "anything than one of these, which were played: {covers}.",
            n=f"{cheaper:,}", covers=_plans(answer, [trial.counts for trial in certificate.covers]),
        )  # fmt: skip
    else:
        told = say(
            "The plan was shown to keep every target, but there are cheaper ones of which it was not shown that they miss "
            "one ({n}): {plans}.",
            n=f"{len(plans):,}",
            plans=_plans(answer, [sizing.grid.sizes_of(plan) for plan in plans]),
        )  # fmt: skip
    return [told, claims, _audited(answer, monotone)]


def _plans(answer: Answer, plans: list[Sizes]) -> Series | Message:
    """Some plans, each in brackets."""
    return few([say("({sizes})", sizes=sizes_words(answer, sizes)) for sizes in plans], MOST_NAMED)


def _audited(answer: Answer, monotone: Message) -> Message:
    """That more was taken to be no worse, and what came of one more of each."""
    certificate = answer.sizing.certificate
    assert certificate is not None
    if not certificate.audits:
        return say("{monotone} The range leaves no room to check one more of a pool.", monotone=monotone)
    told = {"PASS": say("all targets kept"), "FAIL": say("a target missed"), "UNDECIDED": say("not settled")}
    checked = [
        say("{pool} {n}: {what}", pool=part_name(answer.case.plan, part), n=f"{n:,}", what=told[trial.verdict])
        for trial in certificate.audits
        for part, n in changed(answer, trial)
    ]
    return say("{monotone} Checked with one more of each: {checked}.", monotone=monotone, checked=Series(tuple(checked)))


def anomalies(answer: Answer) -> list[Message]:
    """Plans with one more of something that miss a target which the smaller plan keeps."""
    found = answer.sizing.certificate.anomalies if answer.sizing.certificate is not None else ()
    return [
        say(
            "Here more hurts: with {pool} {n} these are missed: {targets}. Shared staff and cars can do that (who goes "
            "first "
            "changes); look at it before you add any.",
            pool=part_name(answer.case.plan, part), n=f"{n:,}", targets=named(answer, trial.missed),
        )
        for trial in found
        for part, n in changed(answer, trial)
    ]  # fmt: skip


def _none(answer: Answer, sure: str, monotone: Message) -> list[Message]:
    """That no plan will do."""
    largest = answer.sizing.tried[len(answer.sizing.grid) - 1]
    values = {"sizes": sizes_words(answer, largest.counts), "targets": named(answer, largest.missed), "sure": sure}
    if answer.whole:
        told = say(
            "Each of the {n} plans was played and shown to miss a target; the largest ({sizes}) misses: {targets}. The "
            "chance that one of them keeps all is at most {sure}.",
            n=len(answer.sizing.grid), **values,
        )  # fmt: skip
        return [told]
    return [
        say(
            "Even the largest plan ({sizes}) was shown to miss: {targets}. The chance that this is wrong is at most {sure}.",
            **values,
        ),
        say(
            "{monotone} So no size in this range mends it. Plans with one fewer of each were played as well: all miss a "
            "target.",
            monotone=monotone,
        ),
    ]


def _undecided(answer: Answer) -> Message:
    """What is not settled of the first plan of which nothing could be shown."""
    unsure = next(trial for trial in answer.sizing.tried.values() if trial.verdict == "UNDECIDED")
    unsettled = [target.id for target in unsure.targets if target.verdict == "UNDECIDED"]
    return say(
        "Of the plan with {sizes} these are not settled: {targets}. A wider range, or more runs (--max-runs), may settle "
        "it.",
        sizes=sizes_words(answer, unsure.counts), targets=named(answer, unsettled),
    )  # fmt: skip


def ceilings(answer: Answer) -> list[Message]:
    """Of each target that the largest plan misses: whether any team size at all could keep it."""
    if answer.explanation is None:
        return []
    missed = answer.sizing.tried[len(answer.sizing.grid) - 1].missed
    found = []
    for why in answer.explanation.targets:
        if why.id not in missed:
            continue
        definition, name = answer.case.plan.targets[why.id], target_name(answer, why.id)
        stands = why.ceiling_posts.outcome.stands(definition)
        if stands == "about":
            told = say("'{name}': with everything unlimited the figure is about the goal, too near it for so few runs to "
                       "tell.", name=name)  # fmt: skip
        elif stands == "missed":
            if why.road_misses:
                told = say(
                    "'{name}': no team size can keep it, not even with everything unlimited; {share} of its misses are the "
                    "road alone.",
                    name=name, share=percent(why.road_misses / why.found.missed),
                )  # fmt: skip
            else:
                told = say("'{name}': no team size can keep it, not even with everything unlimited.", name=name)
        elif why.ceiling.outcome.stands(definition) == "missed":
            told = say(
                "'{name}': no number of staff or vehicles keeps it, unless posts are free at any time, too.", name=name
            )
        else:
            scarce = [pool_name(answer.compiled, one.lifted[0]) for one in worthwhile(why)][:3]
            told = say("'{name}': more would keep it, but not within this range; what is short: {pools}.",
                       name=name, pools=Series(tuple(scarce))) if scarce else say(
                "'{name}': more would keep it, but not within this range.", name=name)  # fmt: skip
        found.append(told)
    return found
