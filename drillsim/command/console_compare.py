"""What `drillsim compare` says on a terminal: what differs, how sure that is, which incidents changed and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from drillsim.command.console import out
from drillsim.compare.changes import Changes
from drillsim.compare.comparison import Comparison, Side, TargetComparison, Unmatched
from drillsim.compare.reasons import why
from drillsim.judge.evaluate import Gauge, gauges
from drillsim.language import Message, _, say, text
from drillsim.msel.deck import Deck
from drillsim.plan.model import Plan
from drillsim.plan.promise import form_words, kept_words
from drillsim.plan.targets import Target
from drillsim.quantities import show_duration
from drillsim.size.resize import size_of
from drillsim.wording import About, Series, percent

VERDICTS: dict[str, tuple[Message, str]] = {
    "better": (say("↑ better"), "green"),
    "worse": (say("↓ worse"), "red"),
    "no_difference_shown": (say("○ no difference shown"), "yellow"),
    "nothing_judged": (say("○ nothing to judge in one of them"), "yellow"),
}


def print_comparison(a: Side, b: Side, paths: list[Path], sizes: dict[str, int], found: Comparison) -> None:
    """Heading, table of the targets that differ, why, and what a reader must know beside."""
    console = out()
    for line in _heading(a, b, paths, sizes):
        console.print(Text(str(line)), soft_wrap=True)
    console.print(Text(str(_headline(found)), style="bold"))
    different = [target for target in found.targets if not _alike(target)]
    if different:
        _print_table(console, a.plan, b.plan, different)
    readers = [{gauge.name: gauge for gauge in gauges(side.compiled)} for side in (a, b)]
    changed = [target for target in found.targets if target.kept.count or target.missed.count]
    if changed:
        console.print()
        console.print(Text(_("Which changed, and why"), style="bold"))
    for target in changed:
        console.print(Text(text(a.plan.targets[target.id].name) or target.id))
        for line in _changed(target, readers[0][target.id], readers[1][target.id]):
            console.print(f"  · {line}", markup=False, soft_wrap=True)
    console.print()
    for note in _notes(a, b, found):
        console.print(Text(str(note), style="dim"), soft_wrap=True)


def _alike(target: TargetComparison) -> bool:
    """Whether not one incident fares differently."""
    changed = target.difference.differing or target.kept.count or target.missed.count
    return not changed and target.verdict != "nothing_judged"


def _heading(a: Side, b: Side, paths: list[Path], sizes: dict[str, int]) -> list[Message]:
    first = say("A: {file} ({plan})", file=paths[0], plan=a.plan.name)
    if len(paths) == 2:
        return [first, say("B: {file} ({plan})", file=paths[1], plan=b.plan.name)]
    changes = [
        say("{pool} {new} instead of {old}", pool=a.plan.pools[pool].name or pool, new=new, old=size_of(a.plan.pools[pool]))
        for pool, new in sizes.items()
    ]
    return [first, say("B: the same with {changes}", changes=Series(tuple(changes)))]


def _headline(found: Comparison) -> Message:
    count = {name: sum(target.verdict == name for target in found.targets) for name in VERDICTS}
    return say(
        "{all} promises compared: B is better in {better}, worse in {worse}; no difference shown in {same}.",
        all=len(found.targets), better=count["better"], worse=count["worse"],
        same=count["no_difference_shown"] + count["nothing_judged"],
    )  # fmt: skip


def _print_table(console: Console, a: Plan, b: Plan, targets: list[TargetComparison]) -> None:
    table = Table(show_edge=False, pad_edge=False, show_lines=True)
    for title, share in ((_("B against A"), 2), (_("promise"), 4), (_("what differs"), 5)):
        table.add_column(title, overflow="fold", ratio=share)
    for target in targets:
        words, colour = VERDICTS[target.verdict]
        definition, other = a.targets[target.id], b.targets[target.id]
        promise = [text(definition.name) or target.id, str(form_words(a, definition))]
        if target.redefined and str(form_words(b, other)) != promise[1]:
            promise.append(_("in B: {promise}").format(promise=form_words(b, other)))
        if definition.clause:
            promise.append(_("clause {ids}").format(ids=", ".join(definition.clause)))
        table.add_row(Text(str(words), style=colour), "\n".join(promise), "\n".join(map(str, _differs(definition, target))))
    console.print(table)


def _differs(definition: Target, target: TargetComparison) -> list[Message]:
    """The figures, their difference with its interval, what pairing gained, and how many changed."""
    is_mean = target.form == "mean"
    found = [_figures(definition, target)]
    difference = target.difference
    if difference.estimate is not None:
        shown: dict[str, Any] = {"difference": _step(difference.estimate, is_mean), "low": "", "high": ""}
        if difference.low is not None and difference.high is not None:
            shown |= {"low": _step(difference.low, is_mean), "high": _step(difference.high, is_mean)}
            words = (say("{difference} ({low} … {high})", **shown) if is_mean
                     else say("{difference} points ({low} … {high})", **shown))  # fmt: skip
        else:
            words = say("{difference}", **shown) if is_mean else say("{difference} points", **shown)
        found.append(say("{estimate}, rough", estimate=words) if difference.rough else words)
    if difference.gain is not None:
        found.append(say("each run counts like {n} independent ones", n=f"{difference.gain:.1f}"))
    found.append(
        say(
            "missed → kept: {kept}, kept → missed: {missed}",
            kept=f"{target.kept.count:,}",
            missed=f"{target.missed.count:,}",
        )
    )
    return found


def _figures(definition: Target, target: TargetComparison) -> Message:
    """What was seen in A and in B."""
    one, two = target.a.interval.estimate, target.b.interval.estimate
    if one is None or two is None:
        return say("nothing to judge in {side}", side="A, B" if one is two else "A" if one is None else "B")
    if target.form == "mean":
        return say("mean: A {one}, B {two}", one=About(one), two=About(two))
    both = f"A {percent(one)} → B {percent(two)}"
    return say("{share} of runs without a miss", share=both) if target.form == "every" else kept_words(definition, both)


def _step(value: float, is_mean: bool) -> str:
    """A difference with its sign: in points, or as a duration."""
    if is_mean:
        return ("+" if value > 0 else "") + show_duration(value)
    return f"{100 * value:+.1f}".replace("-", "−")


def _changed(target: TargetComparison, a: Gauge, b: Gauge) -> list[Message]:
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


def _notes(a: Side, b: Side, found: Comparison) -> list[Message]:
    """What a reader must know beside the table."""
    same = [target.id for target in found.targets if _alike(target)]
    notes = []
    if same:
        names = Series(tuple(a.plan.targets[name].name or name for name in same))
        notes.append(say("No run differs: {names}.", names=names))
    for side, only, name in ((a, found.only_a, "A"), (b, found.only_b, "B")):
        notes += _only(side, only, name, found.seed)
    redefined = [a.plan.targets[target.id].name or target.id for target in found.targets if target.redefined]
    if redefined:
        notes.append(say("Not promised alike in A and B: {names}.", names=Series(tuple(redefined))))
    if found.moved:
        notes.append(say("{n} incidents come at another time in B.", n=f"{found.moved:,}"))
    notes.append(
        say(
            "{runs} runs of each on the same event lists, reproduction number {seed}.",
            runs=f"{found.runs:,}",
            seed=found.seed,
        )
    )
    notes.append(say("{sure:.0%} sure that all these differences lie within their intervals.", sure=1 - found.alpha))
    notes.append(say("Results serve to improve the plan, not to assign blame."))
    return notes


def _only(side: Side, only: Unmatched, name: str, seed: int) -> list[Message]:
    targets, notes = side.plan.targets, []
    if only.targets:
        names = Series(tuple(targets[target].name or target for target in only.targets))
        notes.append(say("Promised in {side} only: {names}.", side=name, names=names))
    if only.other_form and name == "A":
        names = Series(tuple(targets[target].name or target for target in only.other_form))
        notes.append(say("Judged in another way in B, so not compared: {names}.", names=names))
    if only.sources:
        labels = {source.label: source.name or source.label for source in Deck(side.compiled, side.scenario, seed).sources}
        names = Series(tuple(labels[label] for label in only.sources))
        notes.append(say("In {side} only, and left out: incidents of {names}.", side=name, names=names))
    if only.incidents:
        notes.append(
            say("{n} incidents of {side} have no partner: they count in its figures, not among what changed.",
                n=f"{only.incidents:,}", side=name)
        )  # fmt: skip
    return notes


def print_witnesses(folder: Path, plan: Plan, found: Comparison) -> None:
    """How to follow an incident that changed under both; one that B misses before one that it keeps."""
    of_incidents = [target for target in found.targets if plan.targets[target.id].promise not in ("once", "no_gap")]
    changes = [*(target.missed for target in of_incidents), *(target.kept for target in of_incidents)]
    witness = next((one.witness for one in changes if one.witness is not None), None)
    if witness is None:
        return
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(_("To follow an incident that changed:"))
    for side, incident in (("a", witness.a), ("b", witness.b)):
        console.print(f"  drillsim explain {folder / side} --run {witness.run} --incident {incident}", markup=False)
