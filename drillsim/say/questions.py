"""Questions to discuss in the room: where the plays miss a promise, one or two for each, with its clause."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy.stats import binom

from drillsim.base.language import Message, say
from drillsim.compiled.names import kind_name, pool_name, zone_name
from drillsim.compiled.tables import CompiledPlan, Ints
from drillsim.judge.evaluate import MISSED, ON_TIME
from drillsim.judge.gauge import Flags
from drillsim.quantities import measures
from drillsim.quantities.wording import percent, runs
from drillsim.say.clauses import clause_lines
from drillsim.say.disruptions import disruption_words, when_words
from drillsim.say.promise import form_words, words_of
from drillsim.say.reasons import Reason, reasons
from drillsim.say.stages import STAGES
from drillsim.why.causes import Cause
from drillsim.why.evidence import Evidence
from drillsim.why.explanation import TargetExplanation

MOST = 2  # questions for a promise
CLUSTER = 0.5  # of the misses: a place, a kind or a part of the day with fewer is not named
MORE_OFTEN = 1.5  # times as often as elsewhere: nor is one where misses are not more frequent
CHANCE = 0.05  # nor one that chance would bring so often
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
    written = {name: clause_lines(plan.clauses[name]) if name in plan.clauses else [] for name in target.clause}
    return {
        "id": why.id,
        "name": target.name or why.id,
        "form": form_words(plan, target),
        "clauses": [{"id": name, "lines": lines} for name, lines in written.items()],
        "seen": [_missed(evidence, why), *_clusters(evidence, why)],
        "asked": _asked(evidence.compiled, why),
    }


def _missed(evidence: Evidence, why: TargetExplanation) -> Message:
    found = why.found
    values: dict[str, Any] = {"runs": runs(len(evidence.msels)), "share": percent(found.missed / found.judged)}
    values |= {"judged": f"{found.judged:,}", "missed": f"{found.missed:,}"}
    if evidence.reader(why.id).per_incident:
        return say("Incidents missed in {runs}: {missed} of {judged} ({share}).", **values)
    return say("Times missed in {runs}: {missed} of {judged} ({share}).", **values)


def _clusters(evidence: Evidence, why: TargetExplanation) -> list[Message]:
    """The place, the kind and the part of the day in which the misses pile up: more of them than of the incidents."""
    if not evidence.reader(why.id).per_incident:
        return []
    compiled, times = evidence.compiled, evidence.times[why.id]
    late = np.isin(times.state, MISSED)
    counted = late | (times.state == ON_TIME)
    if late.sum() < FEWEST:
        return []
    found = []
    if (piled := _piled(times.zone, late, counted)) is not None and piled.at >= 0:
        found.append(say("{share} of the misses, but {base} of the incidents: {place}.",
                         place=zone_name(compiled, compiled.zones[piled.at]), **piled.shares))  # fmt: skip
    rows = list(zip(times.run.tolist(), times.incident.tolist(), strict=True))
    kinds = np.array([evidence.msels[run - 1].kind[incident - 1] for run, incident in rows])
    if (piled := _piled(kinds, late, counted)) is not None:
        found.append(say("{share} of the misses, but {base} of the incidents: {kind}.",
                         kind=kind_name(compiled, piled.at), **piled.shares))  # fmt: skip
    begin = compiled.start.hour * 3600 + compiled.start.minute * 60 + compiled.start.second
    seconds = np.array([evidence.msels[run - 1].time[incident - 1] for run, incident in rows])
    parts = np.searchsorted([hour for hour, _part in PARTS], (begin + seconds) % measures.DAY // 3600, side="right") - 1
    if (piled := _piled(parts, late, counted)) is not None:
        found.append(say("{share} of the misses, but {base} of the incidents: coming {part}.",
                         part=PART_WORDS[PARTS[piled.at][1]], **piled.shares))  # fmt: skip
    return found


class Piled(NamedTuple):
    """Where misses pile up, with the share of the misses and of the incidents that lies there."""

    at: int
    shares: dict[str, str]


def _piled(where: Ints, late: Flags, counted: Flags) -> Piled | None:
    """The one of several places (kinds, hours) that has most of the misses, if it has many and more than its part."""
    places = np.unique(where[counted])
    of_late, of_all = ([int((where[flags] == at).sum()) for at in places] for flags in (late, counted))
    if len(places) < 2:
        return None
    most = int(np.argmax(of_late))
    (n, misses), (m, incidents) = (of_late[most], int(late.sum())), (of_all[most], int(counted.sum()))
    elsewhere = (misses - n) / (incidents - m)
    if n < CLUSTER * misses or n / m < MORE_OFTEN * elsewhere or binom.sf(n - 1, misses, m / incidents) > CHANCE:
        return None
    return Piled(int(places[most]), {"share": percent(n / misses), "base": percent(m / incidents)})


def _asked(compiled: CompiledPlan, why: TargetExplanation) -> list[Message]:
    """One or two questions: about the two causes that cost most, else about what takes most of the time."""
    found = reasons(compiled, why)
    causes = [one for one in found if one.cause is not None]
    asked = [words for one in causes if (words := _of_cause(compiled, why, one)) is not None][:MOST]
    stages = [one for one in found if one.about == "stage" and not one.subject.startswith("waiting")]
    for reason in stages[: MOST - len(asked)]:
        if reason.weight >= WORTH_ASKING or not asked:
            asked.append(_stage(compiled, why, reason))
    return asked or [say("What would have to change for it to be kept: the people, the steps, or the limit?")]


def _of_cause(compiled: CompiledPlan, why: TargetExplanation, reason: Reason) -> Message | None:
    cause = reason.cause
    assert cause is not None
    match cause.about:
        case "road":
            return say(
                "The way alone is too long in {share} of the cases. Who is nearer and could be there first? "
                "What are people told until then?", share=percent(why.road_share or 0.0)
            )  # fmt: skip
        case "disruption" if cause.disruption is not None:
            return say("{what}, {when}. Who notices it, after how long, and what stands in?",
                       what=disruption_words(compiled, cause.disruption),
                       when=when_words(compiled, cause.disruption))  # fmt: skip
        case "pool":
            return _pool(compiled, cause)
        case "several":
            return say("Several things are short at once. Which of them is waited for first, and who decides what goes on "
                       "without it?")  # fmt: skip
        case "steps" if words_of(compiled.plan.targets[why.id]).given:
            return say("It does not always end as promised. What is done next, by whom, and by when?")
        case "steps":
            return say("Even any number of people would not keep it always. Is the limit the right one, or must a step "
                       "change?")  # fmt: skip
    return None


def _pool(compiled: CompiledPlan, cause: Cause) -> Message:
    pool: Any = pool_name(compiled, cause.pool)
    defined = compiled.plan.pools[cause.pool]
    if defined.outside and defined.kind not in ("room", "fund"):
        return say(
            "{pool} (an outside unit): not always free. What is agreed, and what do we do until help comes?",
            pool=pool,
        )
    if defined.kind == "post" and defined.also and cause.manner in ("same", "busy", "several"):
        return say(
            "{pool}: asked for in two places at once. Which task is handed over, to whom, and from when on?", pool=pool
        )
    match defined.kind, cause.manner:
        case _, "kept":
            return say("{pool}: free, but kept for the more urgent. Who may let it go all the same, and when?", pool=pool)
        case _, "best":
            return say("'{pool}': waited for as the best. From when on will another one do, and who decides it?", pool=pool)
        case _, "turned":
            return say("{pool}: turned away on the way. Who tells those who wait for it, and who goes to them?", pool=pool)
        case "room", _:
            return say("'{pool}': full. Where do people wait, and who stays with them?", pool=pool)
        case "fund", _:
            return say("'{pool}': used up. Who may promise what then?", pool=pool)
        case _, "off":
            return say(
                "{pool}: off duty or closed when needed. Who stands in, who decides it, and how is it told?", pool=pool
            )
        case _, "call_in":
            return say("{pool}: called in from home. What is done until they come, and by whom?", pool=pool)
        case "vehicle", _:
            return say(
                "{pool}: needed elsewhere when the next call comes. How do people get there then, and who decides?",
                pool=pool,
            )
    return say("{pool}: busy or away when needed. Who stands in, who decides it, and how is it told?", pool=pool)


def _stage(compiled: CompiledPlan, why: TargetExplanation, reason: Reason) -> Message:
    return say(
        "{share} of the time of those missed goes to {stage}. What could begin earlier, or at the same time?",
        share=percent(reason.weight), stage=STAGES[reason.subject],
    )  # fmt: skip
