"""How promises came out, in words: the verdict, the estimate with its range, and what one incident met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from drillsim.base.language import Message, say, say_n
from drillsim.judge.betting import FIRST_LOOK
from drillsim.judge.evaluate import EXCUSED, LATE, NEVER, NOT_COUNTED, NOT_JUDGED, ON_TIME, Gauge
from drillsim.judge.result import Group, Result, TargetResult
from drillsim.plan.plan import Plan
from drillsim.plan.targets import Target
from drillsim.quantities.wording import About, Series, end_percents, goal_percent, most_percent, percent, runs, sure
from drillsim.say.promise import durations, kept_words, limit_words

SIGNS = {"PASS": "√", "FAIL": "×", "UNDECIDED": "○"}
PLAN_VERDICT = {"PASS": say("all targets met"), "FAIL": say("some targets missed"), "UNDECIDED": say("not settled")}
STATES = {
    ON_TIME: say("on time"),
    LATE: say("late"),
    NEVER: say("never done"),
    EXCUSED: say("late for a reason that the plan accepts"),
    NOT_COUNTED: say("not counted"),
    NOT_JUDGED: say("not judged: the clock never started"),
}
UNTIMED_STATES = {ON_TIME: say("as promised"), LATE: say("not as promised")}


def state_words(target: Target, state: int) -> Message:
    """What a target says of one of the things that it judges."""
    return STATES[state] if target.timed else UNTIMED_STATES.get(state, STATES[state])


def judged_words(plan: Plan, target: Target, state: int, seconds: int) -> Message:
    """The same with the time that it took, where time runs, and what it is held against."""
    said, limit = state_words(target, state), limit_words(plan, target)
    if not target.timed or seconds < 0:
        return say("{state} ({limit})", state=said, limit=limit)
    took = About(seconds, durations(target.limits))
    return say("{state} after {took} (limit: {limit})", state=said, took=took, limit=limit)


def verdict_word(target: TargetResult) -> Message:
    """The verdict in the words of the product: meets, misses, not settled (and why)."""
    if target.verdict == "PASS":
        return say("meets")
    if target.verdict == "FAIL":
        return say("misses")
    return {
        "too_close": say("not settled: too close to the goal"),
        "nothing_judged": say("not settled: nothing to judge in this scenario"),
    }.get(target.reason, say("not settled: too few runs"))


def tally(targets: Iterable[TargetResult]) -> Message:
    """How many of some promises are met, missed, and perhaps not settled."""
    count = Counter(target.verdict for target in targets)
    if not count["UNDECIDED"]:
        return say("{kept} met, {missed} missed", kept=count["PASS"], missed=count["FAIL"])
    return say(
        "{kept} met, {missed} missed, {open} not settled",
        kept=count["PASS"], missed=count["FAIL"], open=count["UNDECIDED"],
    )  # fmt: skip


def how_judged(result: Result) -> list[Message]:
    """By which rule promises are met and missed, and how sure that is: said once wherever verdicts stand."""
    return [pass_rule(result), *filter(None, [sureness(result)])]


def pass_rule(result: Result) -> Message:
    """When a promise counts as met."""
    forms, one_list = {target.kind for target in result.targets}, result.stopped == "event_list"
    goals = sorted({target.goal for target in result.targets if target.kind == "every"})
    rules: list[Message] = []
    if goals and one_list:
        rules.append(say("of a promise for every one (or every time) nothing is missed"))
    elif goals:
        rules.append(say("of a promise for every one (or every time) at least {goal} of runs are without a miss",
                         goal=Series(tuple(map(goal_percent, goals)))))  # fmt: skip
    if "share" in forms:
        rules.append(say("of a promise with a share at least so many of all incidents are on time"))
    if "mean" in forms:
        rules.append(say("of a promise with a mean the mean is no longer than the limit"))
    if one_list:
        return say("√ met: {rules}. × missed: it is otherwise.", rules=Series(tuple(rules)))
    return say(
        "√ met: it is shown that {rules}. × missed: the opposite is shown. ○ not settled: neither is.",
        rules=Series(tuple(rules)),
    )


def sureness(result: Result) -> Message | None:
    """How sure the ends of the intervals are; None where nothing is said of chance."""
    levels = next((sorted(target.levels) for target in result.targets if target.levels is not None), None)
    if levels is None:
        return None
    return say(
        "In brackets: where the true figure lies, however often one looks. Each end stands for itself (one-sided): {worse} "
        "sure at the worse end, on which √ rests, {better} sure at the better end, on which × rests. Each verdict is so "
        "sure by itself, not all of them together.",
        worse=sure(levels[0]), better=sure(levels[1]),
    )  # fmt: skip


def brought_words(incidents: int, duties: int) -> Message:
    """How much was brought: '131 incidents', '131 incidents and 376 routine duties'."""
    told = say_n("{n} incident", "{n} incidents", incidents)
    if not duties:
        return told
    return say(
        "{incidents} and {duties}", incidents=told, duties=say_n("{n} routine duty", "{n} routine duties", duties)
    )  # fmt: skip


def all_brought(result: Result) -> Message:
    """How much was brought in all the runs of a result."""
    return brought_words(result.emergencies, result.routine_duties)


def headline(result: Result) -> Message:
    """How many promises hold: the plan's own first; what is ours and what only restates an input is counted apart."""
    groups = result.by_group()
    count = Counter(target.verdict for target in result.counted)
    told = say_n(
        "{n} promise: {kept} met, {missed} missed, {open} not settled.",
        "{n} promises: {kept} met, {missed} missed, {open} not settled.",
        count.total(), kept=count["PASS"], missed=count["FAIL"], open=count["UNDECIDED"],
    )  # fmt: skip
    for group, targets in groups.items():
        if group != "written":
            told = say("{told} {more}", told=told, more=_apart(group, targets))
    return told


def _apart(group: Group, targets: list[TargetResult]) -> Message:
    """How the promises of one group came out that do not count, or are not all the plan's."""
    n, told = len(targets), tally(targets)
    if group == "assumed":
        return say_n(
            "{n} of these has a limit of ours: {tally}.", "{n} of these have limits of ours: {tally}.", n, tally=told
        )
    if group == "ours":
        return say_n("{n} more is a promise of ours, counted apart: {tally}.",
                     "{n} more are promises of ours, counted apart: {tally}.", n, tally=told)  # fmt: skip
    return say_n("{n} more only restates what was put in and is not counted: {tally}.",
                 "{n} more only restate what was put in and are not counted: {tally}.", n, tally=told)  # fmt: skip


def estimate_words(definition: Target, target: TargetResult) -> Message:
    """The estimate with its interval and its base, in the unit of the form."""
    estimate, low, high = target.interval
    if estimate is None:
        return say("nothing to judge")
    if target.kind == "mean":
        mean = About(estimate, (target.goal,))
        if target.levels is None:
            return say("mean {mean}", mean=mean)
        if low is None or high is None:
            return say("mean {mean} (its range is known from {n} runs on)", mean=mean, n=FIRST_LOOK)
        return say("mean {mean} ({low} – {high})", mean=mean, low=About(low, (target.goal,)),
                   high=About(high, (target.goal,)))  # fmt: skip
    if target.levels is None:
        return kept_words(definition, f"{target.on_time}/{target.judged}")
    share, shown = range_words(target)
    if target.kind == "share":
        return say("{kept} ({low} – {high}; of {n})", kept=kept_words(definition, share), n=f"{target.judged:,}", **shown)
    if target.runs_kept == target.runs_judged:
        return say(
            "no miss seen in {runs} ({sure} sure that fewer than {bound} of runs have one)",
            runs=runs(target.runs_judged), sure=sure(target.levels[0]), bound=missless_words(target),
        )  # fmt: skip
    return say("{share} of runs without a miss ({low} – {high}; of {n})", share=share, n=f"{target.runs_judged:,}", **shown)


def range_words(target: TargetResult) -> tuple[str, dict[str, str]]:
    """The share that a target's goal is about, and the ends of its interval, each told from the goal."""
    estimate, low, high = (share or 0.0 for share in target.interval)
    return percent(estimate, target.goal), end_percents(estimate, low, high, target.goal)._asdict()


def missless_words(target: TargetResult) -> str:
    """How rare misses must be when none was seen."""
    return most_percent(1 - (target.interval.low or 0.0), 1 - target.goal)


def first_miss(reader: Gauge, target: TargetResult, one_list: bool) -> Message | None:
    """The first run with a miss, and what was missed in it."""
    if target.witness is None:
        return None
    run, number = target.witness.run, target.witness.number
    if not reader.per_incident:
        what = reader.occasion(number - 1)
        return say("first miss: {what}", what=what) if one_list else say("first miss: run {run}, {what}", run=run, what=what)
    if one_list:
        return say("first miss: incident {incident}", incident=number)
    return say("first miss: run {run}, incident {incident}", run=run, incident=number)


def asides(reader: Gauge, target: TargetResult, one_list: bool) -> list[Message]:
    """What stands beside an estimate: what was never done, excused or not judged, and the first miss."""
    found = []
    if target.never:
        found.append(say("{n} never done", n=f"{target.never:,}"))
    if target.excused:
        found.append(say("{n} late for a reason that the plan accepts", n=f"{target.excused:,}"))
    if target.not_judged:
        found.append(say("{n} not judged: the clock never started", n=f"{target.not_judged:,}"))
    if miss := first_miss(reader, target, one_list):
        found.append(miss)
    return found


def runs_wanted(target: TargetResult) -> Message | None:
    """How many more runs would settle a target, where more runs would."""
    if target.verdict != "UNDECIDED" or not target.more_runs:
        return None
    return say_n("about {n} more run would settle it", "about {n} more runs would settle it", target.more_runs)
