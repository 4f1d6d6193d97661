"""Questions to discuss in the room: where the plays miss a promise, one or two for each, with its clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from drillsim import quantities as q
from drillsim.judge.evaluate import LATE, NEVER
from drillsim.language import Message, say
from drillsim.plan.promise import form_words
from drillsim.plan.tables import CompiledPlan
from drillsim.report.evidence import Evidence
from drillsim.why.explain import TargetExplanation
from drillsim.why.reasons import GAPS, GIVEN, Reason, reasons
from drillsim.wording import STAGES, percent, pool_name, zone_name

MOST = 2  # questions for a promise
CLUSTER = 0.5  # of the misses: a place or a part of the day with more of them is named
WORTH_ASKING = 0.25  # of the time of those missed: a stage with less is asked about only if there is nothing else
FEWEST = 5  # misses that can be said to lie anywhere
PARTS = ((0, "night"), (6, "morning"), (12, "afternoon"), (18, "evening"))  # hour at which it begins
PART_WORDS = {
    "night": say("at night (0:00 to 6:00)"),
    "morning": say("in the morning (6:00 to 12:00)"),
    "afternoon": say("in the afternoon (12:00 to 18:00)"),
    "evening": say("in the evening (18:00 to 24:00)"),
}


def questions(evidence: Evidence) -> list[dict[str, Any]]:
    """For each promise that the plays miss: what was seen, what to ask, and the clause. The most often missed first."""
    missed = [why for why in evidence.explanation.targets if why.found.missed]
    missed.sort(key=lambda why: -why.found.missed / why.found.judged)
    return [_about(evidence, why) for why in missed]


def _about(evidence: Evidence, why: TargetExplanation) -> dict[str, Any]:
    plan, target = evidence.compiled.plan, evidence.compiled.plan.targets[why.id]
    written = {name: plan.clauses[name].text if name in plan.clauses else "" for name in target.clause}
    return {
        "name": target.name or why.id,
        "form": form_words(plan, target),
        "clauses": [{"id": name, "text": words} for name, words in written.items()],
        "seen": [_missed(evidence, why), *_clusters(evidence, why)],
        "asked": _asked(evidence.compiled, why),
    }


def _missed(evidence: Evidence, why: TargetExplanation) -> Message:
    found, runs = why.found, len(evidence.msels)
    share = percent(found.missed / found.judged)
    values: dict[str, Any] = {"runs": f"{runs:,}", "judged": f"{found.judged:,}", "missed": f"{found.missed:,}"}
    values["share"] = share
    if evidence.reader(why.id).per_incident:
        return say("In {runs} plays {judged} incidents counted; {missed} missed it ({share}).", **values)
    return say("In {runs} plays it counted {judged} times; {missed} times it was missed ({share}).", **values)


def _clusters(evidence: Evidence, why: TargetExplanation) -> list[Message]:
    """The place and the part of the day in which most of the misses lie."""
    if not evidence.reader(why.id).per_incident:
        return []
    compiled, times = evidence.compiled, evidence.times[why.id]
    late = [index for index, state in enumerate(times.state.tolist()) if state in (LATE, NEVER)]
    if len(late) < FEWEST:
        return []
    found = []
    zones = Counter(int(times.zone[index]) for index in late)
    zone, n = zones.most_common(1)[0]
    if zone >= 0 and n >= CLUSTER * len(late) and len(set(times.zone.tolist())) > 1:
        share = percent(n / len(late))
        found.append(say("{share} of the misses: {place}.", share=share, place=zone_name(compiled, compiled.zones[zone])))
    parts: Counter[str] = Counter()
    for index in late:
        second = int(evidence.msels[int(times.run[index]) - 1].time[int(times.incident[index]) - 1])
        hour = (compiled.start.hour * 3600 + compiled.start.minute * 60 + second) % q.DAY // 3600
        parts[next(part for begin, part in reversed(PARTS) if hour >= begin)] += 1
    part, n = parts.most_common(1)[0]
    if n >= CLUSTER * len(late):
        found.append(say("{share} of the misses: brought {part}.", share=percent(n / len(late)), part=PART_WORDS[part]))
    return found


def _asked(compiled: CompiledPlan, why: TargetExplanation) -> list[Message]:
    """One or two questions, about what costs most; of one sort not more than one."""
    asked: dict[str, Message] = {}
    found = reasons(compiled, why)
    for about in (("road", "gap", "post", "pool"), ("stage",), ("ceiling",)):
        for reason in sorted((one for one in found if one.about in about), key=lambda one: -one.weight):
            if reason.about == "stage" and reason.subject.startswith("waiting") and {"pool", "post", "gap"} & set(asked):
                continue  # asked already, by name
            if reason.about == "stage" and asked and reason.weight < WORTH_ASKING:
                continue
            words = _WORDS[reason.about](compiled, why, reason)
            if words is not None and reason.about not in asked and len(asked) < MOST:
                asked[reason.about] = words
    return list(asked.values()) or [say("What would have to change for it to be kept: the people, the steps, or the limit?")]


def _road(compiled: CompiledPlan, why: TargetExplanation, reason: Reason) -> Message:
    return say(
        "The way alone is too long in {share} of the cases. Who is nearer and could be there first? "
        "What are people told until then?", share=percent(why.road_share or 0.0)
    )  # fmt: skip


def _pool(compiled: CompiledPlan, why: TargetExplanation, reason: Reason) -> Message:
    pool: Any = pool_name(compiled, reason.subject)
    kind = compiled.plan.pools[reason.subject].kind
    if compiled.plan.pools[reason.subject].outside and kind not in ("room", "fund"):
        return say(
            "{pool} (an outside unit) is not always free. What is agreed with it, and what do we do until it comes?",
            pool=pool,
        )
    match kind:
        case "vehicle":
            return say(
                "{pool}: needed elsewhere when the next call comes. How do people get there then, and who decides?",
                pool=pool,
            )
        case "room":
            return say("'{pool}' is full. Where do people wait, and who stays with them?", pool=pool)
        case "fund":
            return say("'{pool}' is used up. Who may promise what then?", pool=pool)
    return say("{pool}: busy or away when needed. Who stands in, who decides it, and how is it told?", pool=pool)


def _post(compiled: CompiledPlan, why: TargetExplanation, reason: Reason) -> Message:
    return say(
        "{pool} is asked for in two places at once. Which task is handed over, to whom, and from when on?",
        pool=pool_name(compiled, reason.subject),
    )


def _gap(compiled: CompiledPlan, why: TargetExplanation, reason: Reason) -> Message:
    return say("For some time {cause}. Who notices it, after how long, and who takes over?", cause=GAPS[reason.subject])


def _stage(compiled: CompiledPlan, why: TargetExplanation, reason: Reason) -> Message:
    return say(
        "{share} of the time of those missed goes to {stage}. What could begin earlier, or at the same time?",
        share=percent(reason.weight), stage=STAGES[reason.subject],
    )  # fmt: skip


def _ceiling(compiled: CompiledPlan, why: TargetExplanation, reason: Reason) -> Message | None:
    target = compiled.plan.targets[why.id]
    if target.promise in GIVEN:
        return say("It does not always end as promised. What is done next, by whom, and by when?")
    if why.ceiling_posts.outcome.keeps(target):
        return None
    return say("Even any number of people would not keep it always. Is the limit the right one, or must a step change?")


_WORDS: dict[str, Callable[[CompiledPlan, TargetExplanation, Reason], Message | None]] = {
    "road": _road, "gap": _gap, "post": _post, "pool": _pool, "stage": _stage, "ceiling": _ceiling,
}  # fmt: skip
