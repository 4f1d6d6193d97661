"""Sections on the targets: the page for a leader, the times against the limits, and why they are missed."""

from __future__ import annotations

from typing import Any

import numpy as np

from drillsim.base.language import Message, _, say, text
from drillsim.compiled.answering import names_of
from drillsim.compiled.names import pool_name, zone_name
from drillsim.compiled.tables import Ints
from drillsim.draw import drawing, figures, whiskers
from drillsim.judge.evaluate import LATE, NEVER, ON_TIME
from drillsim.judge.result import TargetResult
from drillsim.papers.documents import facts
from drillsim.papers.dossier import Dossier, Picture, picture
from drillsim.plan.targets import Target
from drillsim.quantities.shown import say_moment, show_about, show_duration
from drillsim.quantities.wording import Series, goal_percent, percent
from drillsim.say.brief import broken, main_cause, opening, ranked
from drillsim.say.clauses import target_lines
from drillsim.say.promise import form_words, kept_words, missed_of, share_words
from drillsim.say.reasons import reasons
from drillsim.say.remedies import to_do
from drillsim.say.resting import grouped, rests_words
from drillsim.say.stages import STAGES
from drillsim.say.verdicts import (
    PLAN_VERDICT,
    SIGNS,
    all_brought,
    asides,
    estimate_words,
    runs_wanted,
    verdict_word,
)
from drillsim.why.changes import Agree
from drillsim.why.evidence import Times
from drillsim.why.explanation import Outcome, TargetExplanation

SMALL = 0.005  # of the time lost: a stage below it is not drawn
MOST_CHANGES = 4  # remedies that are drawn
FEWEST_TIMES, FEWEST_STAGES = 15, 3  # different ones: below it a sentence says as much as a picture
LONG_CHANGE = 6.0  # inches: what to do is too long for a title
APART = 0.1  # between the shares of the worst place and the best: below it no place stands out
FEW_ZONES = 6  # a target with more zones names only the worst
MOST_ZONES = 10  # places in one picture, the worst first


def leader(case: Dossier) -> dict[str, Any]:
    """The first page: what holds, what does not, and what most of it comes from."""
    window, result = case.scenario.window, case.result
    return {
        "verdict": result.verdict,
        "mark": SIGNS[result.verdict],
        "verdict_word": PLAN_VERDICT[result.verdict],
        "begin": say_moment(window.start, 0),
        "end": say_moment(window.start, window.seconds),
        "days": show_about(window.seconds),
        "opening": opening(case.compiled, case.scenario, result),
        "cause": cause(case),
        "brought": all_brought(result),
        "runs": f"{result.runs:,}",
        "groups": [
            {"title": title, "rows": [_promise(case, found) for found in ranked(targets)]}
            for title, targets in grouped(result)
        ],
        "sized": facts.sized(case),
        "assumed": sum(target.assumed and not target.ours for target in case.plan.targets.values()),
        "ours": sum(target.ours for target in case.plan.targets.values()),
        "findings": {kind: sum(p.finding.kind == kind for p in case.placed) for kind in ("contradiction", "gap", "unclear")},
    }


def cause(case: Dossier) -> Message | None:
    """What most misses of the promises whose cause is told first come from; None where nothing is missed."""
    first = broken(case.result)
    found = main_cause(case.compiled, [why for target, why in case.missed if target in first])
    return None if found is None else of_the_runs(case, found)


def _promise(case: Dossier, found: TargetResult) -> dict[str, Any]:
    target = case.plan.targets[found.id]
    return {
        "id": found.id,
        "verdict": found.verdict,
        "mark": SIGNS[found.verdict],
        "verdict_word": verdict_word(found),
        "name": case.target_name(found.id),
        "limit": form_words(case.plan, target),
        "decides": estimate_words(target, found),
        "clause": Series(tuple(target.clause)),
        "quotes": target_lines(case.plan, found.id),
        "rests": rests_words(case.compiled, case.scenario, found),
    }


def distributions(case: Dossier) -> list[dict[str, Any]]:
    """Cards of the targets, in the groups in which they are told."""
    return [{"title": title, "cards": [_card(case, found) for found in targets]} for title, targets in grouped(case.result)]


def attainment(case: Dossier) -> Picture | None:
    """The promises that count with their goals and intervals, the worst first; nothing where all of them hold, where one
    event list was played, or of means."""
    shown = [found for found in case.result.counted if found.kind != "mean" and None not in found.interval]
    if case.one_list or len(shown) < 2 or all(found.verdict == "PASS" for found in shown):
        return None
    shown.sort(key=lambda found: (("FAIL", "UNDECIDED", "PASS").index(found.verdict), _bounds(found)[0] - found.goal))
    measures = []
    for kind, title in (("every", _("share of runs without a miss")), ("share", _("share of incidents on time"))):
        rows = [
            whiskers.Attained(
                text(case.target_name(found.id)), *_bounds(found), found.goal, found.verdict, SIGNS[found.verdict]
            )
            for found in shown
            if found.kind == kind
        ]
        if rows:
            measures.append((title, rows))
    sentence = say(
        "All {runs} runs. A promise for every incident is judged by the runs without a miss, another one by the incidents "
        "on time; the line is the interval of the estimate, the upright stroke the goal.", runs=f"{case.result.runs:,}"
    )  # fmt: skip
    return picture(whiskers.attainment(measures), str(_attained(case, shown)), sentence, "attained")


def _attained(case: Dossier, shown: list[TargetResult]) -> Message:
    """How many of these promises miss their goal, and which most."""
    worst = shown[0]
    values = {"n": sum(found.verdict == worst.verdict for found in shown), "all": len(shown)}
    if worst.verdict == "UNDECIDED":
        return say("Whether they reach their goal is not settled of {n} promises of {all}", **values)
    name = case.target_name(worst.id)
    share, goal = percent(_bounds(worst)[0], worst.goal), goal_percent(worst.goal)
    return say("Promises that miss their goal: {n} of {all}, most of all '{worst}' ({share}, goal {goal})",
               worst=name, share=share, goal=goal, **values)  # fmt: skip


def _bounds(found: TargetResult) -> tuple[float, float, float]:
    estimate, low, high = found.interval
    assert estimate is not None
    assert low is not None
    assert high is not None
    return estimate, low, high


def _card(case: Dossier, found: TargetResult) -> dict[str, Any]:
    times = case.evidence.times[found.id]
    facts: list[Message] = []
    definition = case.plan.targets[found.id]
    if found.kind != "share" and not case.one_list and found.judged:
        facts.append(kept_words(definition, share_words(definition, found.share_on_time)))
    if found.late:
        late = f"{found.late:,}"
        facts.append(say("{n} late", n=late) if definition.timed else say("{n} not as promised", n=late))
    facts += asides(case.evidence.reader(found.id), found, case.one_list)
    card = _promise(case, found)
    card |= {
        "estimate": card["decides"],
        "facts": facts,
        "picture": None,
        "zones": None if (zones := _by_zone(case, definition, times)) is None else of_the_runs(case, zones),
        "places": None,
    }
    if (wanted := runs_wanted(found)) is not None:
        facts.append(wanted)
    if definition.measured and not found.restates and any(missed is found for missed, _why in case.missed):
        key = f"t{list(case.plan.targets).index(found.id)}"
        card["picture"] = _how_late(case, definition, times, key)
        if card["zones"] is not None:
            card["places"] = _places(case, definition, times, f"z{key}")
    return card


def _how_late(case: Dossier, definition: Target, times: Times, key: str) -> Picture | None:
    """How far over the limit the misses lie; None where there are too few for a picture."""
    over, never = times.over[times.state == LATE], len(times.of(NEVER))
    if len(np.unique(over)) < FEWEST_TIMES:
        return None
    half = float(np.quantile(over, 0.5, method="inverted_cdf"))
    title = say("half of those that are late are late by {time} or more", time=show_about(half))
    if never > len(over):
        title = say("most of what is missed is never done: {n} of {all}", n=f"{never:,}", all=f"{never + len(over):,}")
    title = say("{target}: {what}", target=case.target_name(times.id), what=title)
    return picture(figures.lateness(over, never, half), str(title), of_the_runs(case, _sentence(definition, times)), key)


def of_the_runs(case: Dossier, sentence: Message) -> Message:
    """A sentence on the runs looked at, with their number where the verdict rests on more."""
    looked = len(case.evidence.msels)
    return sentence if looked >= case.result.runs else say(
        "{sentence} (Counted over the first {n} of {runs} runs.)", sentence=sentence, n=looked, runs=f"{case.result.runs:,}"
    )  # fmt: skip


def _sentence(definition: Target, times: Times) -> Message:
    taken = times.of(ON_TIME, LATE)
    if not len(taken):
        return say("Never done in any of the incidents ({n}).", n=f"{len(times.seconds):,}")
    values = {"n": f"{times.judged:,}", "share": share_words(definition, times.share_on_time)}
    if times.within is None:
        return say("{within} {took}", within=say("On time: {share} of the incidents ({n}).", **values), took=took(taken))
    within = say("On time, within {limit}: {share} of the incidents ({n}).", limit=show_duration(times.within), **values)
    return say("{within} {took}", within=within, took=took(taken, times.within))


def took(taken: Ints, *limit: int) -> Message:
    """How long it took where it was reached: only what says something of these times."""
    seconds = (float(np.quantile(taken, at, method="inverted_cdf")) for at in (0.5, 0.9, 1))
    half, nine, most = (show_about(second, *limit) for second in seconds)
    at_once, values = show_about(0), {"n": f"{len(taken):,}", "half": half, "nine": nine, "most": most}
    if most == at_once:
        return say("All that were done ({n}) were done at once.", **values)
    if nine == at_once:
        return say("Of those done ({n}) nine in ten were done at once; the slowest took {most}.", **values)
    if half == at_once:
        return say(
            "Of those done ({n}) half were done at once; nine in ten took at most {nine}, the slowest {most}.", **values
        )
    if half == most:
        return say("Those done ({n}) took {most}.", **values)
    if half == nine:
        return say("Of those done ({n}) nine in ten took at most {nine}, the slowest {most}.", **values)
    return say("Of those done ({n}) half took at most {half}, nine in ten at most {nine}, the slowest {most}.", **values)


def _by_zone(case: Dossier, definition: Target, times: Times) -> Message | None:
    """Share on time by zone, the worst first, where a target judges several."""
    shares = {zone: mine.share_on_time for zone, mine in times.by_zone().items() if zone >= 0}
    told = sorted((on_time, zone) for zone, on_time in shares.items() if on_time is not None)
    if len(told) < 2 or told[0][0] == 1:
        return None
    worst = [
        say(
            "{zone} {share}",
            zone=zone_name(case.compiled, case.compiled.zones[zone]),
            share=share_words(definition, on_time),
        )
        for on_time, zone in told[:FEW_ZONES]
    ]
    listed = Series(tuple(worst))
    if len(told) > FEW_ZONES:
        return say("On time by place, the worst of {n}: {list}.", n=len(told), list=listed)
    return say("On time by place: {list}.", list=listed)


def _places(case: Dossier, definition: Target, times: Times, key: str) -> Picture | None:
    """How long it takes in each place, against the limit; the places where most is missed. None where none stands out."""
    told = times.in_percent() if times.within is None else times
    some = [(zone, mine) for zone, mine in told.by_zone().items() if zone >= 0 and len(mine.of(ON_TIME, LATE))]
    some.sort(key=lambda pair: (pair[1].share_on_time or 0.0, pair[0]))
    if not some or (some[-1][1].share_on_time or 0.0) - (some[0][1].share_on_time or 0.0) < APART:
        return None
    rows = [
        whiskers.PlaceRow(
            text(zone_name(case.compiled, case.compiled.zones[zone])),
            tuple(np.quantile(mine.of(ON_TIME, LATE), (0.05, 0.25, 0.5, 0.75, 0.95)).tolist()),
            mine.judged, mine.share_on_time or 0.0, share_words(definition, mine.share_on_time),
        )
        for zone, mine in some
    ]  # fmt: skip
    title = say(
        "{target}: least on time in {worst} ({share}), most in {best} ({best_share})", target=case.target_name(times.id),
        worst=rows[0].name, share=rows[0].shown, best=rows[-1].name, best_share=rows[-1].shown,
    )  # fmt: skip
    sentence = say(
        "Nine in ten incidents lie within the line, half of them within the bar, the middle one at the stroke; hatched: "
        "fewer than 95% on time. To the right: the share on time."
    )
    drawn = whiskers.by_place(_("how long it took"), rows[:MOST_ZONES], times.within)
    return picture(drawn, str(title), of_the_runs(case, sentence), key)


def why(case: Dossier) -> list[dict[str, Any]]:
    """For each missed target where the time went, what would help, and the ceilings."""
    return [_why(case, found, target) for found, target in case.missed]


def _why(case: Dossier, found: TargetResult, target: TargetExplanation) -> dict[str, Any]:
    definition = case.plan.targets[found.id]
    waited = sorted(target.lost.asked.items(), key=lambda item: -item[1])
    shown = _explained(case, found, target)
    return {
        **_promise(case, found),
        "missed": of_the_runs(case, missed_of(definition, f"{target.found.missed:,}", f"{target.found.judged:,}")),
        "pictures": [] if shown is None else [shown],
        "reasons": [reason.text for reason in reasons(case.compiled, target)],
        "waited": [
            say("{who} {time}", who=_who(case, ask), time=show_about(float(seconds) / target.lost.incidents))
            for ask, seconds in waited
            if float(seconds) / target.lost.incidents >= 1
        ],
    }


def _explained(case: Dossier, found: TargetResult, target: TargetExplanation) -> Picture | None:
    """Where the time of the missed incidents went, above what would help; None where neither has anything to show, and of a
    verdict that only restates an input."""
    if found.restates:
        return None
    definition, bars = case.plan.targets[found.id], bars_of(case, target)
    panels: list[drawing.Panel] = []
    sentences: list[Message] = []
    title: Message | None = None
    if definition.measured and (went := _where_the_time_went(found, target)) is not None:
        title, sentence, panel = went
        panels.append(panel)
        sentences.append(sentence)
    if len(bars) > 1:
        change = bars[1].label if drawing.width_of(bars[1].label) < LONG_CHANGE else say("the first one below")
        title = say("{change} → {best} (now {now})", change=change, now=bars[0].words,
                    best=_measured(definition, target.by_rule, bars[1].words))  # fmt: skip
        panels.append(figures.gains(_measure(definition, target.by_rule), bars, _goal(found), found.kind == "mean"))
    if title is None:
        return None
    told = str(say("{target}: {what}", target=case.target_name(found.id), what=title))
    sentence = sentences[0] if sentences else say("As it is: {now}.", now=bars[0].words)
    if len(case.evidence.msels) < case.result.runs:
        sentence = say("{sentence} In all {runs} runs: {estimate}.", sentence=of_the_runs(case, sentence),
                       runs=f"{case.result.runs:,}", estimate=estimate_words(definition, found))  # fmt: skip
    key = f"w{list(case.plan.targets).index(found.id)}"
    return picture(drawing.stacked(*panels), told, sentence, key)


def _where_the_time_went(found: TargetResult, target: TargetExplanation) -> tuple[Message, Message, drawing.Panel] | None:
    """The waterfall of the mean missed incident, with its message and its sentence."""
    lost, limit = target.lost, found.within_seconds
    whole = float(sum(lost.stages.values())) / lost.incidents if lost.incidents else 0.0
    stages = [(s, float(lost.stages[s]) / lost.incidents) for s in STAGES if lost.stages.get(s, 0)]
    drawn = [(s, seconds) for s, seconds in stages if seconds >= SMALL * whole]
    if len(drawn) < FEWEST_STAGES:
        return None
    most = sorted(stages, key=lambda part: -part[1])[:2]
    parts = Series(tuple(say("{stage} {time}", stage=STAGES[s], time=show_about(seconds)) for s, seconds in most))
    values = {"stage": STAGES[most[0][0]], "time": show_about(most[0][1])}
    if limit is None:
        took = show_about(whole)
        message = say("what is missed takes {took}; {time} of it: {stage}", took=took, **values)
        sentence = say("A missed incident took {took} on average; most of it went to: {parts}.", took=took, parts=parts)
    else:
        took, allowed = show_about(whole, limit), show_duration(limit)
        message = say(
            "What is missed takes {took}, limit {limit}; {time} of it: {stage}", took=took, limit=allowed, **values
        )
        sentence = say("A missed incident took {took} on average, against a limit of {limit}; most of it went to: {parts}.",
                       took=took, limit=allowed, parts=parts)  # fmt: skip
    waits = [stage.startswith("waiting") for stage, _seconds in drawn]
    shown = [(str(STAGES[s]), seconds) for s, seconds in drawn]
    panel = figures.waterfall(_("where the time of a missed incident went"), shown, whole, limit, waits)
    return message, sentence, panel


def _who(case: Dossier, ask: str) -> Any:
    """Who is meant by what a need asks for: a pool, or all who answer to a type or a role."""
    if ask in case.plan.pools:
        return pool_name(case.compiled, ask)
    own, _backups = names_of(case.plan, ask)
    return Series(tuple(pool_name(case.compiled, name) for name in own))


def bars_of(case: Dossier, target: TargetExplanation) -> list[figures.Gain]:
    """The figure that decides as it is, and what each remedy would make of it, in the order in which they are proposed; last
    what any means would reach, where that is more. To promise less is no help."""
    definition = case.plan.targets[target.id]
    now = _deciding(definition, target.by_rule)
    if now is None:
        return []
    better = -1 if definition.form.kind == "mean" else 1
    found = [(now, _("now"), True)]
    for remedy in case.remedies.of(target.id):
        if remedy.promises_less:
            continue
        value = _deciding(definition, remedy.effect(target.id).after)
        if value is not None and better * (value - now) > 0 and len(found) <= MOST_CHANGES:
            ours = not any(isinstance(change, Agree) for change in remedy.changes)
            found.append((value, str(to_do(case.compiled, remedy.changes)), ours))
    ceilings = (target.ceiling, _("staff and vehicles unlimited")), (target.ceiling_posts, _("heads unlimited, too"))
    for ceiling, label in ceilings:
        value = _deciding(definition, ceiling.outcome)
        if value is not None and all(better * (value - other) > 0 for other, _label, _ours in found):
            found.append((value, label, True))
    values = [value for value, _label, _ours in found]
    return [figures.Gain(label, value, _told(definition, value, values), ours) for value, label, ours in found]


def _deciding(definition: Target, outcome: Outcome) -> float | None:
    """The figure of an outcome that decides; of one list the share of what was judged, for nothing is said of chance."""
    return outcome.share_on_time if _of_one_list(definition, outcome) else outcome.figure(definition)


def _of_one_list(definition: Target, outcome: Outcome) -> bool:
    return definition.form.kind == "every" and outcome.runs_judged <= 1


def _told(definition: Target, value: float, beside: list[float]) -> str:
    others = [other for other in beside if other != value]
    if definition.form.kind == "mean":
        return show_about(value, *others, definition.form.goal)
    return percent(value, *others, *([definition.form.goal] if definition.form.kind == "share" else []))


def _measure(definition: Target, outcome: Outcome) -> str:
    """What `_deciding` measures, as the heading of a panel."""
    if definition.form.kind == "mean":
        return _("what would help: the mean")
    if definition.form.kind == "every" and not _of_one_list(definition, outcome):
        return _("what would help: runs without a miss")
    return _("what would help: share as promised")


def _measured(definition: Target, outcome: Outcome, figure: str) -> Message:
    """One such figure in words."""
    if definition.form.kind == "mean":
        return say("mean {mean}", mean=figure)
    if definition.form.kind == "every" and not _of_one_list(definition, outcome):
        return say("{share} of runs without a miss", share=figure)
    return kept_words(definition, figure)


def _goal(found: TargetResult) -> tuple[float, str]:
    """Where the goal lies and what it is called."""
    if found.kind == "mean":
        return found.goal, _("limit {limit}").format(limit=show_duration(found.goal))
    return found.goal, _("goal {goal}").format(goal=goal_percent(found.goal))
