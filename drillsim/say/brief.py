"""What a leader reads in a minute: whether the plan's own promises hold, how often they break, and what it comes from.

Promises with limits that the plan writes stand before those whose limits are ours; the worst come first. Nothing that
only restates an input has a part in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drillsim.base.language import Message, say, say_n
from drillsim.compiled.tables import CompiledPlan
from drillsim.judge.result import COUNTED, Group, Result, TargetResult
from drillsim.plan.scenario import Scenario
from drillsim.quantities.measures import DAY
from drillsim.quantities.wording import About, Series, few, goal_percent, percent
from drillsim.say.charges import Charge, charges
from drillsim.say.promise import limit_words
from drillsim.say.reasons import short_words
from drillsim.say.resting import input_words
from drillsim.say.stages import STAGES
from drillsim.why.explanation import TargetExplanation

MOST_TOLD = 2  # missed promises in the sentences; the table has them all
_RANK = {"FAIL": 0, "UNDECIDED": 1, "PASS": 2}
# Periods that have a name, by their days; the share of runs in which something is missed is told of these.
_PERIODS: dict[int, Message] = {
    1: say("on {share} of the days played"),
    7: say("in {share} of the weeks played"),
    14: say("in {share} of the fortnights played"),
    28: say("in {share} of the months played"),
    30: say("in {share} of the months played"),
    31: say("in {share} of the months played"),
}


def ranked(targets: Sequence[TargetResult]) -> list[TargetResult]:
    """Promises as they are told: missed ones first, of these the one farthest below its goal."""
    return sorted(targets, key=lambda found: (_RANK[found.verdict], -_shortfall(found)))


def _shortfall(found: TargetResult) -> float:
    """How far a promise is from its goal, as a share of it; positive where it falls short."""
    estimate, goal = found.estimate, found.goal
    if estimate is None or not goal:
        return 0.0
    return (estimate - goal) / goal if found.kind == "mean" else (goal - estimate) / goal


def opening(compiled: CompiledPlan, scenario: Scenario, result: Result) -> list[Message]:
    """How the promises of the plan stand, in one or two sentences: written limits, then those that are ours."""
    groups = result.by_group()
    found = [_standing(compiled, scenario, result, group, groups[group]) for group in COUNTED if group in groups]
    found = found or [say("None of the plan's promises was tested: what was played restates its inputs.")]
    given = [one for one in groups.get("restates", ()) if one.verdict == "FAIL" and one.promise_of != "ours"]
    return [*found, _given(compiled, scenario, given)] if given else found


def _given(compiled: CompiledPlan, scenario: Scenario, missed: list[TargetResult]) -> Message:
    """Promises that are missed by what was put in alone: nobody plays a part in it, and no number of people mends it."""
    names = [
        say("'{name}' ({limit}): {input}", name=compiled.plan.targets[found.id].name or found.id,
            limit=limit_words(compiled.plan, compiled.plan.targets[found.id]),
            input=input_words(compiled, scenario, found.rests_on))
        for found in missed if found.rests_on is not None
    ]  # fmt: skip
    return say_n(
        "{n} promise is missed whoever is there, by a figure that was put in and has to be checked first: {names}.",
        "{n} promises are missed whoever is there, by figures that were put in and have to be checked first: {names}.",
        len(names), names=few(names, MOST_TOLD),
    )  # fmt: skip


def _standing(
    compiled: CompiledPlan, scenario: Scenario, result: Result, group: Group, targets: list[TargetResult]
) -> Message:
    n, missed = len(targets), [found for found in ranked(targets) if found.verdict == "FAIL"]
    unsettled = sum(found.verdict == "UNDECIDED" for found in targets)
    if group == "written":
        told = say_n("The plan writes {n} limit.", "The plan writes {n} limits.", n)
    else:
        told = say_n("{n} promise has no number in the plan and was tested with a limit of ours.",
                     "{n} promises have no number in the plan and were tested with limits of ours.", n)  # fmt: skip
    if missed and group == "assumed":
        told = say("{told} {missed}", told=told, missed=say_n("{n} is missed.", "{n} are missed.", len(missed)))
    elif missed:
        worst = Series(tuple(_missed(compiled, scenario, result, found) for found in missed[:MOST_TOLD]))
        if len(missed) == n == 1:
            told = say("{told} It is missed: {worst}.", told=told, worst=worst)
        else:
            told = say("{told} {missed}", told=told, missed=_those_missed(len(missed), worst))
    if unsettled:
        told = say("{told} {open}", told=told, open=say_n("{n} is not settled.", "{n} are not settled.", unsettled))
    kept = n - len(missed) - unsettled
    if kept == n == 1:
        return say("{told} It is kept.", told=told)
    if kept == n:
        return say("{told} All are kept.", told=told)
    return say("{told} {kept}", told=told, kept=say_n("{n} is kept.", "{n} are kept.", kept)) if kept else told


def _those_missed(n: int, worst: Series) -> Message:
    """How many are missed, and the worst of them."""
    if n > MOST_TOLD:
        return say("{n} are missed, above all {worst}.", n=n, worst=worst)
    return say_n("{n} is missed: {worst}.", "{n} are missed: {worst}.", n, worst=worst)


def _missed(compiled: CompiledPlan, scenario: Scenario, result: Result, found: TargetResult) -> Message:
    """A missed promise with how often it is missed."""
    definition = compiled.plan.targets[found.id]
    values: dict[str, Any] = {
        "name": definition.name or found.id, "limit": limit_words(compiled.plan, definition),
        "how": missed_how_often(scenario, result, found),
    }  # fmt: skip
    return say("'{name}' ({limit}), {how}", **values)


def missed_how_often(scenario: Scenario, result: Result, found: TargetResult) -> Message:
    """How far a promise is missed, by the figure that decides: runs with a miss, incidents too late, or the mean."""
    if found.estimate is None:
        return say("nothing to judge")
    if found.kind == "mean":
        return say("{mean} on average", mean=About(found.estimate, (found.goal,)))
    if result.stopped == "event_list":
        return say("missed {missed} of {judged}", missed=f"{found.judged - found.on_time:,}", judged=f"{found.judged:,}")
    share = percent(1 - found.estimate, 1 - found.goal)
    if found.kind == "share":
        return say(
            "{share} not as promised, where at most {most} may be", share=share, most=goal_percent(round(1 - found.goal, 9))
        )
    days, rest = divmod(scenario.window.seconds, DAY)
    if not rest and days in _PERIODS:
        return Message(_PERIODS[days].msgid, {"share": share})
    return say("in {share} of the runs", share=share)


def broken(result: Result) -> list[TargetResult]:
    """The missed promises whose cause is told first: those with limits of the plan's own, else those with limits of ours."""
    groups = result.by_group()
    for group in COUNTED:
        if found := [one for one in groups.get(group, ()) if one.verdict == "FAIL"]:
            return ranked(found)
    return []


def main_cause(compiled: CompiledPlan, targets: Sequence[TargetExplanation]) -> Message | None:
    """What most misses of these promises come from, and which promises that breaks; None where nothing is missed."""
    found = charges(compiled, targets)
    return _cause(compiled, found[0]) if found else None


def _cause(compiled: CompiledPlan, charge: Charge) -> Message:
    of = Series(
        tuple(
            say("{share} of the misses of '{name}'", share=percent(part.share),
                name=compiled.plan.targets[part.target].name or part.target)
            for part in charge.parts[:1]
        )
    )  # fmt: skip
    match charge.cause.about:
        case "disruption" | "pool":
            return say("Main cause: {what} ({of}).", what=short_words(compiled, charge.cause), of=of)
        case "road":
            return say("Main cause: the way alone takes longer than the limit ({of}); more people or vehicles do not help.",
                       of=of)  # fmt: skip
        case "several":
            return say("Main cause: several things are short at the same time ({of}).", of=of)
        case "rule":
            return say("Main cause: the room decided otherwise than the plan's own rule ({of}).", of=of)
    if charge.stage in STAGES:
        return say("Main cause: the steps take longer than the limit though nobody has to wait, most of all {stage} ({of}).",
                   stage=STAGES[charge.stage], of=of)  # fmt: skip
    return say("Main cause: what the plan file itself settles ({of}); more people or vehicles do not help.", of=of)
