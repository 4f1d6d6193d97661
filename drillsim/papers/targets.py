"""Sections on the targets: the page for a leader, the times against the limits, and why they are missed."""

from __future__ import annotations

from typing import Any

import numpy as np

from drillsim.base.language import Message, _, say, text
from drillsim.compiled.answering import names_of
from drillsim.compiled.names import pool_name, zone_name
from drillsim.compiled.tables import Ints
from drillsim.draw import figures, whiskers
from drillsim.judge.evaluate import LATE, ON_TIME
from drillsim.judge.result import TargetResult
from drillsim.papers.documents import facts
from drillsim.papers.dossier import Dossier, Picture, picture
from drillsim.plan.targets import Target
from drillsim.quantities.shown import say_moment, show_about, show_duration
from drillsim.quantities.wording import Series
from drillsim.say.brief import main_cause, opening, ranked
from drillsim.say.charges import strongest
from drillsim.say.clauses import target_lines
from drillsim.say.promise import form_words, kept_words, missed_of, share_words
from drillsim.say.reasons import reasons, told_apart
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
from drillsim.why.evidence import Times
from drillsim.why.explanation import Outcome, TargetExplanation

SMALL = 0.005  # of the time lost: a stage below it is not drawn
MOST_ALONE = 5  # pools lifted alone that are drawn
FEW_ZONES = 6  # a target with more zones names only the worst
MOST_ZONES = 10  # places in one picture, the worst first


def leader(case: Dossier) -> dict[str, Any]:
    """The first page: what holds, what does not, and the strongest reasons."""
    window, result = case.scenario.window, case.result
    broken = [found for found in result.counted if found.verdict == "FAIL"]
    return {
        "verdict": result.verdict,
        "mark": SIGNS[result.verdict],
        "verdict_word": PLAN_VERDICT[result.verdict],
        "begin": say_moment(window.start, 0),
        "end": say_moment(window.start, window.seconds),
        "days": show_about(window.seconds),
        "opening": opening(case.compiled, case.scenario, result),
        "cause": main_cause(case.compiled, [why for found, why in case.missed if found in broken]),
        "reasons": strongest(case.compiled, [why for found, why in case.missed if not found.restates]),
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
    """All targets with their goals and intervals; nothing where one event list was played, or for means."""
    shown = [found for targets in case.result.by_group().values() for found in targets
             if found.kind != "mean" and None not in found.interval]  # fmt: skip
    if case.one_list or not shown:
        return None
    rows = [
        whiskers.Attained(text(case.target_name(found.id)), *_bounds(found), found.goal, found.verdict) for found in shown
    ]
    counted = [found for found in shown if found in case.result.counted]
    sentence = say(
        "Of a promise for every incident the share of runs without a miss, of others the share of incidents on time; the "
        "line is its interval, the upright stroke the goal. {kept} of {all} are shown to reach their goal.",
        kept=sum(found.verdict == "PASS" for found in counted), all=len(counted),
    )  # fmt: skip
    if len(counted) < len(shown):
        sentence = say("{sentence} (Not counted, the last ones here: {n}.)", sentence=sentence, n=len(shown) - len(counted))
    drawn = whiskers.attainment(rows, _("share of runs without a miss, or of incidents on time"))
    return picture(drawn, _("What is attained, and how sure that is"), sentence, "attained")


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
        "zones": None if (zones := _by_zone(case, definition, times)) is None else _counted(case, zones),
        "places": None,
    }
    if (wanted := runs_wanted(found)) is not None:
        facts.append(wanted)
    if len(times.seconds) and definition.measured:
        sentence = _counted(case, _sentence(definition, times))
        key = f"t{list(case.plan.targets).index(found.id)}"
        card["picture"] = picture(figures.distribution(times), text(card["name"]), sentence, key)
        if card["zones"] is not None:
            card["places"] = _places(case, definition, times, text(card["name"]), f"z{key}")
    return card


def _counted(case: Dossier, sentence: Message) -> Message:
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


def _places(case: Dossier, definition: Target, times: Times, name: str, key: str) -> Picture:
    """How long it takes in each place, against the limit; the places where most is missed."""
    told = times.in_percent() if times.within is None else times
    some = [(zone, mine) for zone, mine in told.by_zone().items() if zone >= 0 and len(mine.of(ON_TIME, LATE))]
    some.sort(key=lambda pair: (pair[1].share_on_time or 0.0, pair[0]))
    rows = [
        whiskers.PlaceRow(
            text(zone_name(case.compiled, case.compiled.zones[zone])),
            tuple(np.quantile(mine.of(ON_TIME, LATE), (0.05, 0.25, 0.5, 0.75, 0.95)).tolist()),
            mine.judged, mine.share_on_time or 0.0, share_words(definition, mine.share_on_time),
        )
        for zone, mine in some[:MOST_ZONES]
    ]  # fmt: skip
    sentence = say(
        "Nine in ten incidents lie within the line, half of them within the bar, the middle one at the stroke; hatched: "
        "fewer than 95% on time. The lowest share is that of {place} ({share} on time).",
        place=zone_name(case.compiled, case.compiled.zones[some[0][0]]),
        share=share_words(definition, some[0][1].share_on_time),
    )  # fmt: skip
    drawn = whiskers.by_place(rows, times.within)
    return picture(drawn, _("{target}: by place").format(target=name), _counted(case, sentence), key)


def why(case: Dossier) -> list[dict[str, Any]]:
    """For each missed target where the time went, what would help, and the ceilings."""
    return [_why(case, found, target) for found, target in case.missed]


def _why(case: Dossier, found: TargetResult, target: TargetExplanation) -> dict[str, Any]:
    name, definition = text(case.target_name(found.id)), case.plan.targets[found.id]
    index = list(case.plan.targets).index(found.id)
    goal = definition.form.goal if found.kind == "share" else None
    outcomes = target.by_rule, target.ceiling_posts.outcome
    now, best = (told_apart(definition, target, outcome) for outcome in outcomes)
    gain_sentence = say(
        "Now: {now}; with everything unlimited it would be {best}.", now=kept_words(definition, now), best=best
    )
    gains = figures.gains(bars_of(case, target), goal)
    helps = _("{target}: what would help").format(target=name)
    pictures = [picture(gains, helps, _counted(case, gain_sentence), f"g{index}")]
    if definition.measured and target.lost.stages:
        pictures.insert(0, _where_the_time_went(found, target, name, f"w{index}"))
    waited = sorted(target.lost.asked.items(), key=lambda item: -item[1])
    return {
        **_promise(case, found),
        "missed": missed_of(definition, f"{target.found.missed:,}", f"{target.found.judged:,}"),
        "pictures": pictures,
        "reasons": [reason.text for reason in reasons(case.compiled, target)],
        "waited": [
            say("{who} {time}", who=_who(case, ask), time=show_about(float(seconds) / target.lost.incidents))
            for ask, seconds in waited
            if float(seconds) / target.lost.incidents >= 1
        ],
    }


def _where_the_time_went(found: TargetResult, target: TargetExplanation, name: str, key: str) -> Any:
    """The waterfall of the mean missed incident."""
    lost, limit = target.lost, found.within_seconds
    whole = float(sum(lost.stages.values())) / lost.incidents
    stages = [(s, float(lost.stages[s]) / lost.incidents) for s in STAGES if lost.stages.get(s, 0)]
    drawn = [(s, seconds) for s, seconds in stages if seconds >= SMALL * whole]
    most = sorted(stages, key=lambda part: -part[1])[:2]
    parts = Series(tuple(say("{stage} {time}", stage=STAGES[s], time=show_about(seconds)) for s, seconds in most))
    if limit is None:
        lost_sentence = say("A missed incident took {took} on average; most of it went to: {parts}.",
                            took=show_about(whole), parts=parts)  # fmt: skip
    else:
        lost_sentence = say(
            "A missed incident took {took} on average, against a limit of {limit}; most of it went to: {parts}.",
            took=show_about(whole, limit), limit=show_duration(limit), parts=parts,
        )  # fmt: skip
    waits = [stage.startswith("waiting") for stage, _seconds in drawn]
    waterfall = figures.waterfall([(str(STAGES[s]), seconds) for s, seconds in drawn], limit, waits)
    return picture(waterfall, _("{target}: where the time went").format(target=name), lost_sentence, key)


def _who(case: Dossier, ask: str) -> Any:
    """Who is meant by what a need asks for: a pool, or all who answer to a type or a role."""
    if ask in case.plan.pools:
        return pool_name(case.compiled, ask)
    own, _backups = names_of(case.plan, ask)
    return Series(tuple(pool_name(case.compiled, name) for name in own))


def bars_of(case: Dossier, target: TargetExplanation) -> list[figures.Gain]:
    """The bars of a promise's picture: what is kept now, with one pool lifted at a time, and with all of them."""

    def bar(label: str, outcome: Outcome, ours: bool = True) -> figures.Gain:
        words = told_apart(case.plan.targets[target.id], target, outcome)
        return figures.Gain(label, outcome.share_on_time or 0.0, words, ours)

    found = [bar(_("now"), target.by_rule)]
    for outcome in target.remedies[:MOST_ALONE]:
        pool = outcome.lifted[0]
        outside = case.plan.pools[pool].outside
        name = text(pool_name(case.compiled, pool))
        found.append(bar(_("{pool} (outside)").format(pool=name) if outside else name, outcome, not outside))
    found.append(bar(_("staff and vehicles unlimited"), target.ceiling.outcome))
    found.append(bar(_("heads unlimited, too"), target.ceiling_posts.outcome))
    return found
