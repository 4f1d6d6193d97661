"""What the commands say on a terminal: tables on standard output, progress and notes on standard error."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from drillsim.base.language import Message, _, ngettext, say, say_n, text
from drillsim.check.findings import coverage
from drillsim.command.console_taken import taken_lines
from drillsim.command.lines import data
from drillsim.command.screen import err, out, styled, table
from drillsim.compiled.names import (
    kind_name,
    step_name,
)
from drillsim.compiled.tables import CompiledPlan
from drillsim.files.critic import Placed
from drillsim.files.taken import Taken
from drillsim.judge import verdict as v
from drillsim.judge.betting import FIRST_LOOK
from drillsim.judge.evaluate import Gauge, gauges
from drillsim.judge.ladders import LadderResult
from drillsim.judge.least import MOST_RUNS, least_runs
from drillsim.judge.least import RUNS as LOOKED_AT
from drillsim.judge.replicate import Result, TargetResult
from drillsim.judge.settings import Settings
from drillsim.msel.reading import together
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.targets import Target
from drillsim.quantities.wording import (
    Series,
    Span,
    amount,
    percent,
    sure,
)
from drillsim.say.promise import form_words, kept_words, share_words
from drillsim.store.folder import write_folder

MARKS = {"PASS": ("√", "green"), "FAIL": ("×", "red"), "UNDECIDED": ("○", "yellow")}


@contextmanager
def announcing(message: str, after: float = 4.0) -> Iterator[None]:
    """Say `message` if the block takes longer than `after` seconds."""
    timer = threading.Timer(after, lambda: err().print(message, style="dim"))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def progress_bar(settings: Settings) -> Iterator[Callable[[int, list[v.Test]], None]]:
    """A bar with the runs played and the targets still open; silent when nobody watches."""
    console = err()
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[open]}"),
        console=console, transient=True, disable=not console.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task(_("runs"), total=settings.runs or settings.max_runs, open="")

        def update(runs: int, tests: list[v.Test]) -> None:
            still = sum(test.settled_at is None for test in tests)
            bar.update(task, completed=runs, open=ngettext("{n} target open", "{n} targets open", still).format(n=still))

        yield update


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


def headline(result: Result) -> Message:
    """How many promises hold, in one sentence."""
    count = {name: sum(t.verdict == name for t in result.targets) for name in MARKS}
    return say_n(
        "{n} promise: {kept} met, {missed} missed, {open} not settled.",
        "{n} promises: {kept} met, {missed} missed, {open} not settled.",
        len(result.targets), kept=count["PASS"], missed=count["FAIL"], open=count["UNDECIDED"],
    )  # fmt: skip


def estimate_words(definition: Target, target: TargetResult, result: Result) -> Message:
    """The estimate with its interval, in the unit of the form."""
    estimate, low, high = target.interval
    if estimate is None:
        return say("nothing to judge")
    if target.form == "mean":
        mean = Span(estimate, (target.goal,))
        if target.levels is None:
            return say("mean {mean}", mean=mean)
        if low is None or high is None:
            return say("mean {mean} (its range is known from {n} runs on)", mean=mean, n=FIRST_LOOK)
        return say("mean {mean} ({low} – {high})", mean=mean, low=Span(low, (target.goal,)), high=Span(high, (target.goal,)))
    if target.levels is None:
        return kept_words(definition, f"{target.on_time}/{target.judged}")
    share, shown = range_words(target)
    if target.form == "share":
        return say("{kept} ({low} – {high})", kept=kept_words(definition, share), **shown)
    if target.runs_kept == target.runs_judged:
        return say(
            "no miss seen ({sure} sure that fewer than {bound} of runs have one)",
            sure=sure(target.levels[0]), bound=missless_words(target),
        )  # fmt: skip
    return say("{share} of runs without a miss ({low} – {high})", share=share, **shown)


def range_words(target: TargetResult) -> tuple[str, dict[str, str]]:
    """The share that a target's goal is about, and the ends of its interval, each told from the goal."""
    estimate, low, high = (percent(share or 0.0, target.goal) for share in target.interval)
    return estimate, {"low": low, "high": high}


def missless_words(target: TargetResult) -> str:
    """How rare misses must be when none was seen."""
    return percent(1 - (target.interval.low or 0.0), 1 - target.goal)


def sureness(result: Result) -> Message | None:
    """How sure the ends of the intervals are; None where nothing is said of chance."""
    levels = next((sorted(target.levels) for target in result.targets if target.levels is not None), None)
    if levels is None:
        return None
    return say(
        "In brackets: where the true figure lies, however often one looks: {worse} sure at the worse end, on which √ "
        "rests, and {better} sure at the better end, on which × rests.",
        worse=sure(levels[0]), better=sure(levels[1]),
    )  # fmt: skip


def print_result(compiled: CompiledPlan, result: Result) -> None:
    """The table of targets."""
    console = out()
    plan = compiled.plan
    console.print(styled(text(plan.name), style="bold"))
    if result.stopped == "event_list":
        console.print(_("One event list was played: what is said below holds for this list, and says nothing of chance."))
    console.print(styled(str(headline(result)), style="bold"))
    shown = table(_("verdict"), _("promise"), _("result"), ratios=(2, 4, 5))
    readers = {reader.name: reader for reader in gauges(compiled)}
    for target in result.targets:
        mark, colour = MARKS[target.verdict]
        verdict = [f"{mark} {verdict_word(target)}"]
        if target.verdict == "UNDECIDED" and target.more_runs:
            verdict.append(
                str(say_n("about {n} more run would settle it", "about {n} more runs would settle it", target.more_runs))
            )
        definition = plan.targets[target.id]
        promise = [text(definition.name) or target.id, str(form_words(plan, definition))]
        if definition.clause:
            promise.append(_("clause {ids}").format(ids=Series(tuple(definition.clause))))
        shown.add_row(
            styled("\n".join(verdict), style=colour),
            "\n".join(promise),
            "\n".join(map(str, _seen(readers[target.id], target, result))),
        )
    console.print(shown)
    for note in notes(compiled, result):
        console.print(styled(str(note), style="dim"), soft_wrap=True)


def first_miss(reader: Gauge, target: TargetResult, one_list: bool) -> Message | None:
    """The first run with a miss, and what was missed in it."""
    if target.witness is None:
        return None
    run, number = target.witness
    if not reader.per_incident:
        what = reader.occasion(number - 1)
        return say("first miss: {what}", what=what) if one_list else say("first miss: run {run}, {what}", run=run, what=what)
    if one_list:
        return say("first miss: incident {incident}", incident=number)
    return say("first miss: run {run}, incident {incident}", run=run, incident=number)


def _seen(reader: Gauge, target: TargetResult, result: Result) -> list[Message]:
    """What was seen of a target: the estimate, the share on time beside it, excused misses, the first miss."""
    found = [estimate_words(reader.target, target, result)]
    if target.form != "share" and target.witness is not None and result.stopped != "event_list":
        found.append(kept_words(reader.target, share_words(reader.target, target.share_on_time)))
    if target.never:
        found.append(say("{n} never reached", n=f"{target.never:,}"))
    if target.excused:
        found.append(say("{n} excused", n=f"{target.excused:,}"))
    if target.not_judged:
        found.append(say("{n} not judged: the clock never started", n=f"{target.not_judged:,}"))
    if miss := first_miss(reader, target, result.stopped == "event_list"):
        found.append(miss)
    return found


def notes(compiled: CompiledPlan, result: Result) -> list[Message]:
    """What a reader must know beside the table."""
    found = []
    if result.stopped != "event_list":
        found.append(
            say_n(
                "{n} run, reproduction number {seed}.",
                "{n} runs, reproduction number {seed}.",
                result.runs,
                seed=result.seed,
            )
        )
    if (certain := sureness(result)) is not None:
        found.append(certain)
    found += [_climbed(compiled, ladder) for ladder in result.ladders if ladder.incidents]
    silent, truncated = int(result.block.silent.sum()), int(result.block.truncated.sum())
    if silent:
        found.append(
            say_n(
                "For {n} incident the plan does not say what to do: no tier covers its head-count.",
                "For {n} incidents the plan does not say what to do: no tier covers their head-count.",
                silent,
            )
        )
    if truncated:
        found.append(say("Runs in which a stream reached its at_most and was cut there: {n}.", n=f"{truncated:,}"))
    if cut := int(result.block.cut.sum()):
        found.append(say(
            "Runs in which something was still going on when play was cut, {span} after the window: {n}.",
            span=Span(compiled.horizon - compiled.window_end), n=f"{cut:,}",
        ))  # fmt: skip
    if any(target.assumed for target in compiled.plan.targets.values()):
        found.append(say("(assumed): the plan writes no limit; the one tested is an assumption."))
    found.append(say("Results serve to improve the plan, not to assign blame."))
    return found


def _climbed(compiled: CompiledPlan, ladder: LadderResult) -> Message:
    """How much each rung of a ladder settled."""
    kind = compiled.kinds.index(ladder.procedure)
    rungs = [
        say("{step} {share} ({low} – {high})", step=step_name(compiled, kind, compiled.steps[kind].index(step)),
            **{key: percent(value or 0.0) for key, value in zip(("share", "low", "high"), found, strict=True)})
        for step, _settled, found in ladder.rungs
    ]  # fmt: skip
    return say(
        "{procedure}, settled at: {rungs}; not settled: {rest}.",
        procedure=kind_name(compiled, kind), rungs=Series(tuple(rungs)), rest=percent(ladder.unsettled / ladder.incidents),
    )  # fmt: skip


def print_looked_at(looked: int, runs: int) -> None:
    """That the reasons come from fewer runs than elsewhere, since each of them is so long: only if it is so."""
    if looked < runs:
        told = _("Each run has many incidents: the reasons come from the first {n} of {runs} runs.")
        err().print(told.format(n=looked, runs=runs), style="dim")


def print_folder(folder: Path, is_new: bool, interrupted: bool) -> None:
    """Where the run lies."""
    console = err()
    if interrupted:
        console.print(_("Interrupted: what was played until then is kept."), style="yellow")
    if is_new:
        console.print(_("Run folder: {folder}").format(folder=folder))
    else:
        console.print(_("Run folder: {folder} (holds exactly this run already)").format(folder=folder))


def write_and_tell(
    folder: Path, files: dict[str, bytes], tell: Callable[[], None], *, numbered: bool, interrupted: bool = False
) -> Path:
    """Write a folder of results, say what they are and where they lie. Returns the folder.

    What was found is said though no folder can be written: it may have taken hours.
    """
    try:
        written, is_new = write_folder(folder, files, numbered=numbered)
    finally:
        tell()
    print_folder(written, is_new, interrupted)
    return written


def print_remarks(remarks: list[Any]) -> None:
    """What there is to say of an event list that was read: what is the same for several rows in one line."""

    console = err()
    for told in together(remarks):
        console.print(told, style="dim", soft_wrap=True)


FINDING_KINDS = {
    "contradiction": say("contradiction"),
    "gap": say("gap"),
    "unclear": say("unclear"),
    "basis": say("basis to verify"),
    "legality": say("legality notice"),
    "confirm": say("to confirm"),
}


def print_findings(placed: list[Placed]) -> None:
    """The findings, by kind: what is wrong, where, and what would mend it."""
    console = out()
    for kind, words in FINDING_KINDS.items():
        here = [one for one in placed if one.finding.kind == kind]
        if here:
            console.print(styled(f"\n{words} ({len(here)})", style="bold"))
        for one in here:
            clauses = _("clause {ids}").format(ids=Series(tuple(one.finding.clauses))) + ": " if one.finding.clauses else ""
            console.print(f"· {clauses}{one.finding.what}", soft_wrap=True)
            console.print(f"  → {one.finding.mend}", soft_wrap=True)
            console.print(styled(f"  {one.place}", style="dim"), soft_wrap=True)
    if placed:
        console.print()


def print_check(
    file: Path, plan: Plan, scenario: Scenario | None, placed: list[Placed], readings: list[Taken], form: str
) -> None:
    """What a plan or scenario holds, what is wrong with it on paper, and the fewest runs that its targets can take."""
    marks = coverage(plan).counts
    least = None
    if scenario is not None:
        with announcing(_("counting how many incidents a run has …")):
            least = least_runs(plan, scenario)
    if form == "json":
        found = [
            {
                "kind": one.finding.kind, "rule": one.finding.rule, "file": one.file, "line": one.line, "column": one.column,
                "sheet": one.spot.sheet if one.spot else None,
                "clauses": one.finding.clauses, "what": str(one.finding.what), "mend": str(one.finding.mend),
            }
            for one in placed
        ]  # fmt: skip
        taken = [
            {
                "file": one.file, "line": one.line, "column": one.column, "sheet": one.spot.sheet if one.spot else None,
                "written": one.text, "taken_as": str(one.meant),
            }
            for one in readings
        ]  # fmt: skip
        content = {
            "format": "drillsim/check/1",
            "plan": plan.plan,
            "clauses": marks,
            "least_runs": least.targets if least else {},
            "findings": found,
            "taken": taken,
        }
        data(json.dumps(content, ensure_ascii=False) + "\n")
        return
    console = out()
    console.print(styled(text(plan.name), style="bold"))
    console.print(_("{file} can be played.").format(file=file))
    console.print(
        _(
            "{all} clauses: {timed} timed, {modelled} modelled, {qualitative} qualitative, {not_modelled} not modelled."
        ).format(all=len(plan.clauses), **marks)
    )
    assumed = sum(target.assumed for target in plan.targets.values())
    console.print(
        _("{targets} targets, {assumed} of them with an assumed limit; {assumptions} assumptions.").format(
            targets=len(plan.targets), assumed=assumed, assumptions=len(plan.assumptions)
        )
    )
    for line in taken_lines(readings):
        console.print(line, soft_wrap=True)
    print_findings(placed)
    if least is not None:
        shown = table(_("target"), _("limit"), _("incidents per run"), _("least runs"))
        for name, (incidents, runs) in least.targets.items():
            many = _("more than {n}").format(n=f"{MOST_RUNS:,}") if runs is None else f"{runs:,}"
            shown.add_row(
                text(plan.targets[name].name) or name, str(form_words(plan, plan.targets[name])), amount(incidents), many
            )
        console.print(shown)
        console.print(
            styled(_("Least runs: how many a plan without any miss takes until its verdict is settled."), style="dim")
        )
        if least.played < least.incidents or least.runs < LOOKED_AT:
            told = _("Reckoned from {played} of the {all} incidents of {runs} runs.")
            left_out = told.format(played=f"{least.played:,}", all=f"{least.incidents:,}", runs=least.runs)
            console.print(styled(left_out, style="dim"))
