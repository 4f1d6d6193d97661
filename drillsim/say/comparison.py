"""What a comparison says, in sentences: for the terminal and for the papers alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from drillsim.base.language import Message, say, say_n
from drillsim.comparing.changes import Changes
from drillsim.comparing.comparison import Comparison, Figure, Side, TargetComparison, Unmatched
from drillsim.compiled.resize import size_in
from drillsim.deck.deck import Deck
from drillsim.judge.evaluate import Gauge
from drillsim.plan.targets import Target
from drillsim.quantities.shown import show_about
from drillsim.quantities.wording import (
    About,
    Series,
    amount,
    goal_percent,
    least_points,
    most_points,
    percent,
    points,
    runs,
    sure,
)
from drillsim.say.caveats import NO_BLAME
from drillsim.say.comparison_reasons import why
from drillsim.say.promise import clause_words, form_words, kept_words
from drillsim.say.resting import whatever_the_size
from drillsim.say.sizing import part_name

VERDICTS: dict[str, Message] = {
    "better": say("↑ better"),
    "worse": say("↓ worse"),
    "no_difference_shown": say("○ no difference shown"),
    "nothing_judged": say("○ nothing to judge in one of them"),
}


def alike(target: TargetComparison) -> bool:
    """Whether not one incident fares differently."""
    changed = target.difference.differing or target.kept.count or target.missed.count
    return not changed and target.verdict != "nothing_judged"


def heading(a: Side, b: Side, files: Sequence[Any], sizes: Mapping[str, int]) -> list[Message]:
    first = say("A: {file} ({plan})", file=files[0], plan=a.plan.name)
    if len(files) == 2:
        return [first, say("B: {file} ({plan})", file=files[1], plan=b.plan.name)]
    changes = [
        say("{pool} {new} instead of {old}", pool=part_name(a.plan, part), new=new, old=size_in(a.plan, part))
        for part, new in sizes.items()
    ]
    return [first, say("B: the same with {changes}", changes=Series(tuple(changes)))]


def headline(found: Comparison) -> Message:
    count = {name: sum(target.verdict == name for target in found.targets) for name in VERDICTS}
    return say_n(
        "{n} promise compared: B is better in {better}, worse in {worse}; no difference shown in {same}.",
        "{n} promises compared: B is better in {better}, worse in {worse}; no difference shown in {same}.",
        len(found.targets), better=count["better"], worse=count["worse"],
        same=count["no_difference_shown"] + count["nothing_judged"],
    )  # fmt: skip


def goals_changed(a: Side, b: Side, found: Comparison) -> list[Message]:
    """Which goals that A reaches B does not, and the other way round, with the figures: what a decision turns on."""
    broken, mended = [], []
    for target in found.targets:
        mine, others = (_reaches(side.plan.targets[target.id], target, figure) for side, figure in
                        ((a, target.a), (b, target.b)))  # fmt: skip
        if mine and others is False:
            broken.append(_beside_goal(a, b, target))
        elif others and mine is False:
            mended.append(_beside_goal(a, b, target))
    if not broken and not mended:
        return [say("Every goal that A reaches B reaches, too, and B reaches no other.")]
    told = []
    if broken:
        told.append(say("Reached by A, not by B: {goals}.", goals=Series(tuple(broken))))
    else:
        told.append(say("Every goal that A reaches B reaches, too."))
    if mended:
        told.append(say("Reached by B, not by A: {goals}.", goals=Series(tuple(mended))))
    return told


def _reaches(definition: Target, target: TargetComparison, figure: Figure) -> bool | None:
    """Whether the figure of a side reaches the goal; None where nothing was judged."""
    if figure.estimate is None:
        return None
    goal = definition.goal
    return figure.estimate <= goal if target.form == "mean" else figure.estimate >= goal


def _beside_goal(a: Side, b: Side, target: TargetComparison) -> Message:
    """A target with its figures in both and its goal; and where one of them is too near the goal to be sure."""
    definition = a.plan.targets[target.id]
    told = say(
        "'{target}': {figures}, goal {goal}", target=definition.name or target.id, figures=figures(definition, target),
        goal=About(definition.goal) if target.form == "mean" else goal_percent(definition.goal),
    )  # fmt: skip
    near = [
        name for name, side, one in (("A", a, target.a), ("B", b, target.b))
        if one.low is None or one.high is None or one.low < side.plan.targets[target.id].goal < one.high
    ]  # fmt: skip
    return say("{told} (too near it to be sure: {sides})", told=told, sides=Series(tuple(near))) if near else told


def promised(a: Side, b: Side, target: TargetComparison) -> list[Message]:
    """What A promises, what B does where it is something else, and the clauses."""
    definition = a.plan.targets[target.id]
    mine, others = form_words(a.plan, definition), form_words(b.plan, b.plan.targets[target.id])
    found = [mine]
    if target.redefined and str(others) != str(mine):
        found.append(say("in B: {promise}", promise=others))
    return [*found, *filter(None, [clause_words(definition)])]


def differs(definition: Target, target: TargetComparison) -> list[Message]:
    """The figures, their difference with its interval, what pairing gained, and how many changed."""
    found = [figures(definition, target)]
    if (step := difference_words(target)) is not None:
        found.append(step)
    if target.difference.gain is not None:
        found.append(
            say("as sure as {times} times as many runs with incidents of their own", times=amount(target.difference.gain))
        )
    found.append(
        say(
            "missed → kept: {kept}, kept → missed: {missed}",
            kept=f"{target.kept.count:,}",
            missed=f"{target.missed.count:,}",
        )
    )
    return found


def difference_words(target: TargetComparison) -> Message | None:
    """The difference of B from A with its interval, in points or as a duration; None where nothing was judged."""
    is_mean, difference = target.form == "mean", target.difference
    if difference.estimate is None:
        return None
    shown: dict[str, Any] = {"difference": _step(difference.estimate, is_mean), "low": "", "high": ""}
    if difference.low is not None and difference.high is not None:
        low, high = difference.low, difference.high
        shown |= {
            "low": _step(low, is_mean) if is_mean else least_points(max(-1.0, low)),
            "high": _step(high, is_mean) if is_mean else most_points(min(1.0, high)),
        }
        words = (say("{difference} ({low} … {high})", **shown) if is_mean
                 else say("{difference} points ({low} … {high})", **shown))  # fmt: skip
    else:
        words = say("{difference}", **shown) if is_mean else say("{difference} points", **shown)
    return say("{estimate}, rough", estimate=words) if difference.rough else words


def figures(definition: Target, target: TargetComparison) -> Message:
    """What was seen in A and in B."""
    one, two = target.a.estimate, target.b.estimate
    if one is None or two is None:
        return say("nothing to judge in {side}", side="A, B" if one is two else "A" if one is None else "B")
    if target.form == "mean":
        goal = definition.goal
        return say("mean: A {one}, B {two}", one=About(one, (goal, two)), two=About(two, (goal, one)))
    goal = definition.form.goal
    both = f"A {percent(one, goal, two)} → B {percent(two, goal, one)}"
    return say("runs without a miss: {both}", both=both) if target.form == "every" else kept_words(definition, both)


def _step(value: float, is_mean: bool) -> str:
    """A difference with its sign: in points, or as a duration."""
    if is_mean:
        return ("+" if value > 0 else "") + show_about(value, 0)
    return points(max(-1.0, min(1.0, value)))  # a rough interval may reach beyond what shares can differ by


def changed(target: TargetComparison, a: Gauge, b: Gauge) -> list[Message]:
    """Each way in which incidents changed: how many, an example, and why."""
    found = []
    for changes, less in ((target.kept, True), (target.missed, False)):
        if not changes.count:
            continue
        values = {"n": f"{changes.count:,}", "example": _example(changes, a)}
        sentence = (
            say("missed in A, kept in B: {n} ({example}).", **values)
            if less
            else say("kept in A, missed in B: {n} ({example}).", **values)
        )
        for reason in why(a.compiled, b.compiled, changes, less):
            sentence = say("{sentence} {reason}", sentence=sentence, reason=reason)
        found.append(sentence)
    return found


def _example(changes: Changes, reader: Gauge) -> Message:
    assert changes.witness is not None
    run, a, b = changes.witness
    if not reader.per_incident:
        return say("as in run {run}, {what}", run=run, what=reader.occasion(a - 1))
    if a == b:
        return say("as in run {run}, incident {incident}", run=run, incident=a)
    return say("as in run {run}, incident {a} of A and {b} of B", run=run, a=a, b=b)


def notes(a: Side, b: Side, found: Comparison) -> list[Message]:
    """What a reader must know beside the table."""
    same = [target.id for target in found.targets if alike(target)]
    told: list[Message] = []
    if same:
        names = Series(tuple(a.plan.targets[name].name or name for name in same))
        told.append(say("No run differs: {names}.", names=names))
    for side, only, name in ((a, found.only_a, "A"), (b, found.only_b, "B")):
        told += _only(side, only, name, found.seed)
    redefined = [a.plan.targets[target.id].name or target.id for target in found.targets if target.redefined]
    if redefined:
        told.append(say("Not promised alike in A and B: {names}.", names=Series(tuple(redefined))))
    if found.moved:
        told.append(
            say_n("{n} incident comes at another time in B.", "{n} incidents come at another time in B.", found.moved)
        )
    if (given := whatever_the_size(a.compiled, a.scenario)) is not None:
        told.append(given)
    told.append(say("{runs} of each on the same event lists, draw number {seed}.", runs=runs(found.runs), seed=found.seed))
    told.append(say("{sure} sure that all these differences lie within their intervals.", sure=sure(1 - found.alpha)))
    told.append(NO_BLAME)
    return told


def _only(side: Side, only: Unmatched, name: str, seed: int) -> list[Message]:
    targets, notes = side.plan.targets, []
    if only.targets:
        names = Series(tuple(targets[target].name or target for target in only.targets))
        notes.append(say("Promised in {side} only: {names}.", side=name, names=names))
    if only.targets_of_other_form and name == "A":
        names = Series(tuple(targets[target].name or target for target in only.targets_of_other_form))
        notes.append(say("Judged in another way in B, so not compared: {names}.", names=names))
    if only.sources:
        labels = {source.label: source.name or source.label for source in Deck(side.compiled, side.scenario, seed).sources}
        names = Series(tuple(labels[label] for label in only.sources))
        notes.append(say("In {side} only, and left out: incidents of {names}.", side=name, names=names))
    if only.incidents:
        notes.append(
            say_n("{n} incident of {side} has no partner: it counts in its figures, not among what changed.",
                  "{n} incidents of {side} have no partner: they count in its figures, not among what changed.",
                  only.incidents, side=name)
        )  # fmt: skip
    return notes
