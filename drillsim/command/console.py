"""What the commands say on a terminal: tables on standard output, progress and notes on standard error."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os.path import normpath
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from drillsim.base.language import Message, _, ngettext, say, text
from drillsim.base.shell import command_line
from drillsim.check.findings import WordMark, coverage, quotes
from drillsim.command.console_taken import taken_lines
from drillsim.command.lines import data
from drillsim.command.screen import err, out, styled, table
from drillsim.comparing.alone import AloneTogether
from drillsim.compiled.tables import CompiledPlan
from drillsim.files.critic import Placed
from drillsim.files.taken import Taken
from drillsim.judge import verdict as verdicts
from drillsim.judge.evaluate import Gauge, gauges
from drillsim.judge.fewest_runs import MOST_RUNS, least_runs
from drillsim.judge.fewest_runs import RUNS as LOOKED_AT
from drillsim.judge.result import Result, TargetResult
from drillsim.judge.settings import Settings
from drillsim.msel.reading import together
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.quantities.wording import amount
from drillsim.say import together as together_words
from drillsim.say.clauses import left_out_words
from drillsim.say.findings import FINDING_KINDS
from drillsim.say.notes import notes
from drillsim.say.promise import clause_words, clauses_words, form_words, kept_words, share_words
from drillsim.say.resting import grouped, rests_words
from drillsim.say.verdicts import SIGNS, asides, estimate_words, headline, runs_wanted, verdict_word
from drillsim.store.folder import write_folder

COLOURS = {"PASS": "green", "FAIL": "red", "UNDECIDED": "yellow"}


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
def progress_bar(settings: Settings) -> Iterator[Callable[[int, list[verdicts.Test]], None]]:
    """A bar with the runs played and the targets still open; silent when nobody watches."""
    console = err()
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[open]}"),
        console=console, transient=True, disable=not console.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task(_("runs"), total=settings.runs or settings.max_runs, open="")

        def update(runs: int, tests: list[verdicts.Test]) -> None:
            still = sum(test.settled_at is None for test in tests)
            bar.update(task, completed=runs, open=ngettext("{n} target open", "{n} targets open", still).format(n=still))

        yield update


def print_result(compiled: CompiledPlan, scenario: Scenario, result: Result) -> None:
    """The tables of targets, a group of them in each."""
    console = out()
    console.print(styled(text(compiled.plan.name), style="bold"))
    if result.stopped == "event_list":
        console.print(_("One event list was played: what is said below holds for this list, and says nothing of chance."))
    console.print(styled(str(headline(result)), style="bold"))
    readers = {reader.name: reader for reader in gauges(compiled)}
    for title, targets in grouped(result):
        if title is not None:
            console.print(styled(str(title), style="bold"))
        console.print(_promises(compiled, scenario, result, targets, readers))
    for note in notes(compiled, result):
        console.print(styled(str(note), style="dim"), soft_wrap=True)


def _promises(
    compiled: CompiledPlan, scenario: Scenario, result: Result, targets: list[TargetResult], readers: dict[str, Gauge]
) -> Table:  # fmt: skip
    """A row for each of some promises."""
    plan = compiled.plan
    shown = table(_("verdict"), _("promise"), _("result"), ratios=(2, 4, 5))
    for target in targets:
        verdict = [f"{SIGNS[target.verdict]} {verdict_word(target)}"]
        if (wanted := runs_wanted(target)) is not None:
            verdict.append(str(wanted))
        definition = plan.targets[target.id]
        promise = [text(definition.name) or target.id, str(form_words(plan, definition))]
        if (clauses := clause_words(definition)) is not None:
            promise.append(str(clauses))
        shown.add_row(
            styled("\n".join(verdict), style=COLOURS[target.verdict]),
            "\n".join(promise),
            "\n".join(map(str, filter(None, [*_seen(readers[target.id], target, result),
                                             rests_words(compiled, scenario, target)]))),
        )  # fmt: skip
    return shown


def print_together(compiled: CompiledPlan, scenario: Scenario, found: AloneTogether) -> None:
    """What becomes of each promise of several plans when they are carried out together."""
    console = out()
    console.print()
    console.print(styled(_("Alone and together"), style="bold"))
    console.print(styled(str(together_words.headline(compiled, found)), style="bold"))
    for line in together_words.introduction(compiled, scenario, found):
        console.print(str(line), soft_wrap=True)
    shown = table(_("promise"), _("alone"), _("together"), _("what differs"), ratios=(3, 2, 2, 4))
    for row in together_words.rows(compiled, scenario, found):
        cells = ([row.name, row.promise], row.alone, row.together, [*row.difference, *row.why])
        shown.add_row(*("\n".join(text(line) for line in cell) for cell in cells))
    if shown.row_count:
        console.print(shown)
    for note in together_words.notes(compiled, found):
        console.print(styled(str(note), style="dim"), soft_wrap=True)


def _seen(reader: Gauge, target: TargetResult, result: Result) -> list[Message]:
    """What was seen of a target: the estimate, the share on time beside it, excused misses, the first miss."""
    found = [estimate_words(reader.target, target)]
    if target.kind != "share" and target.witness is not None and result.stopped != "event_list":
        found.append(kept_words(reader.target, share_words(reader.target, target.share_on_time)))
    return [*found, *asides(reader, target, result.stopped == "event_list")]


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


def print_findings(plan: Plan, placed: list[Placed]) -> None:
    """The findings, by kind: what is wrong, in which sentence of the plan, where, and what would mend it."""
    console = out()
    for kind, words in FINDING_KINDS.items():
        here = [one for one in placed if one.finding.kind == kind]
        if here:
            console.print()
            console.print(styled(str(say("{name} ({what})", name=words, what=len(here))), style="bold"))
        for one in here:
            clauses = f"{clauses_words(one.finding.clauses)}: " if one.finding.clauses else ""
            console.print(f"· {clauses}{one.finding.what}", soft_wrap=True)
            for quote in quotes(plan, one.finding):
                console.print(f"  {quote}", soft_wrap=True)
            console.print(f"  → {one.finding.mend}", soft_wrap=True)
            console.print(styled(f"  {one.place}", style="dim"), soft_wrap=True)
    if placed:
        console.print()


def _marked(plan: Plan, mark: WordMark) -> dict[str, Any]:
    """Words that a finding is about: the clause, its sentence in the language in which they stand, and where in it."""
    clause = plan.clauses[mark.clause]
    sentence = clause.says[mark.language] if isinstance(clause.says, dict) else clause.says
    return {
        "clause": mark.clause, "place": text(clause.place), "sentence": sentence, "quoted": clause.quote is not None,
        "start": mark.start, "end": mark.end, "words": sentence[mark.start : mark.end],
    }  # fmt: skip


def print_open_questions(file: Path, plan: Plan) -> None:
    """Whether a plan can be played, and what nobody has answered yet."""
    console = out()
    n = len(plan.unanswered)
    waiting = len(plan.open_questions) - n
    told = _("{file} can be played.")
    if n:
        told = ngettext(
            "{file} can be read; {n} question is open, and until it is answered nothing is played:",
            "{file} can be read; {n} questions are open, and until they are answered nothing is played:",
            n,
        )
    console.print(told.format(file=file, n=n), soft_wrap=True)
    for name in plan.unanswered:
        console.print(f"? {name}. {text(plan.open_questions[name].asks)}", soft_wrap=True)
    if waiting:
        console.print(
            ngettext(
                "{n} more question may wait: without an answer something is left untested.",
                "{n} more questions may wait: without an answer something is left untested.",
                waiting,
            ).format(n=waiting)
        )


def print_check(
    file: Path, plan: Plan, scenario: Scenario | None, placed: list[Placed], readings: list[Taken], form: str
) -> None:
    """What a plan or scenario holds, what is wrong with it on paper, and the fewest runs that its targets can take."""
    covered = coverage(plan)
    marks = covered.counts
    least = None
    if scenario is not None and not plan.unanswered:
        with announcing(_("counting how many incidents a run has …")):
            least = least_runs(plan, scenario)
    if form == "json":
        found = [
            {
                "kind": one.finding.kind, "rule": one.finding.rule, "file": one.file, "line": one.line, "column": one.column,
                "sheet": one.spot.sheet if one.spot else None,
                "clauses": one.finding.clauses, "what": str(one.finding.what), "mend": str(one.finding.mend),
                "marks": [_marked(plan, mark) for mark in one.finding.marks],
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
            "left_out": covered.reasons,
            "least_runs": least.targets if least else {},
            "findings": found,
            "open_questions": {name: text(question.asks) for name, question in plan.open_questions.items()},
            "taken": taken,
        }
        data(json.dumps(content, ensure_ascii=False) + "\n")
        return
    console = out()
    console.print(styled(text(plan.name), style="bold"))
    print_open_questions(file, plan)
    console.print(
        _(
            "Clauses: {all}, of them timed {timed}, modelled {modelled}, qualitative {qualitative}, "
            "not modelled {not_modelled}."
        ).format(all=len(plan.clauses), **marks)
    )
    for reasons in left_out_words(covered.reasons):
        console.print(str(reasons), soft_wrap=True)
    assumed = sum(target.assumed for target in plan.targets.values())
    console.print(
        _("Targets: {targets}, of them with an assumed limit: {assumed}; assumptions: {assumptions}.").format(
            targets=len(plan.targets), assumed=assumed, assumptions=len(plan.assumptions)
        )
    )
    for line in taken_lines(readings):
        console.print(line, soft_wrap=True)
    print_findings(plan, placed)
    if scenario is not None and scenario.together is not None:
        console.print(_("These are findings between the plans; what is to be said of each alone:"))
        for part in scenario.together.parts.values():
            console.print("  " + command_line("check", normpath(file.parent / part.files[0])), soft_wrap=True)
    if least is not None:
        shown = table(_("target"), _("limit"), _("judged per run"), _("least runs"))
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
            told = _("Reckoned from {played} of {all} incidents and routine duties in {runs} runs.")
            left_out = told.format(played=f"{least.played:,}", all=f"{least.incidents:,}", runs=least.runs)
            console.print(styled(left_out, style="dim"))
