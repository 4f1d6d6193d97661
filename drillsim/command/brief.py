"""The result on half a page: a line for each promise, and under each missed one the reason that costs most."""

from __future__ import annotations

from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table

from drillsim.base.language import Message, say, say_n, text
from drillsim.command.console import COLOURS
from drillsim.command.screen import out, styled
from drillsim.comparing.alone import AloneTogether
from drillsim.compiled.tables import CompiledPlan
from drillsim.judge.result import Result, TargetResult
from drillsim.plan.scenario import Scenario
from drillsim.plan.targets import Target
from drillsim.say import together
from drillsim.say.notes import notes
from drillsim.say.promise import form_words
from drillsim.say.reasons import main_reason
from drillsim.say.resting import grouped, rests_words
from drillsim.say.verdicts import SIGNS, estimate_words, headline, missless_words, range_words, verdict_word
from drillsim.why.evidence import Evidence

WIDEST = 100  # columns, so that it fits a page of a document
GAP = 2
INDENT = 4


def print_brief(compiled: CompiledPlan, scenario: Scenario, result: Result, evidence: Evidence | None) -> None:
    """Print it. `evidence` are the plays that say why; without it no reasons are given."""
    console = out()
    console.width = min(console.width, WIDEST)
    targets = compiled.plan.targets
    rows = {
        found.id: (
            text(targets[found.id].name) or found.id,
            str(form_words(compiled.plan, targets[found.id])),
            str(short(targets[found.id], found)),
        )
        for found in result.targets
    }
    console.print(styled(str(say("{plan}: {verdict}", plan=compiled.plan.name, verdict=headline(result))), style="bold"))
    widths, below = _widths([*rows.values()], console.width), _below(compiled, scenario, result, evidence)
    for title, group in grouped(result):
        if title is not None:
            console.print(styled(str(title), style="bold"))
        for found in group:
            table = Table.grid(padding=(0, GAP, 0, 0))
            for width in (1, *widths):
                table.add_column(width=width, overflow="fold")
            table.add_row(styled(SIGNS[found.verdict], COLOURS[found.verdict]), *rows[found.id])
            console.print(table)
            if (told := below[found.id]) is not None:
                console.print(Padding(styled(f"→ {told}", style="dim"), (0, 0, 0, INDENT)))
    for note in (*_wanted(result), *notes(compiled, result)):
        console.print(styled(str(note), style="dim"))


def print_brief_together(compiled: CompiledPlan, scenario: Scenario, result: Result, found: AloneTogether) -> None:
    """Of several plans: a line for each promise that fares otherwise together than alone, and under it who held whom."""
    console = out()
    console.width = min(console.width, WIDEST)
    console.print(styled(str(say("{plan}: {verdict}", plan=compiled.plan.name, verdict=headline(result))), style="bold"))
    console.print(styled(str(together.headline(compiled, found)), style="bold"))
    told = together.rows(compiled, scenario, found)
    rows = [(text(row.name), str(row.promise), str(together.step(compiled, row.target))) for row in told]
    for one, cells in zip(told, rows, strict=True):
        verdict = next(target.verdict for target in result.targets if target.id == one.target.id)
        table = Table.grid(padding=(0, GAP, 0, 0))
        for width in (1, *_widths(rows, console.width)):
            table.add_column(width=width, overflow="fold")
        table.add_row(styled(SIGNS[verdict], COLOURS[verdict]), *cells)
        console.print(table)
        for reason in one.why[:1]:
            console.print(Padding(styled(f"→ {reason}", style="dim"), (0, 0, 0, INDENT)))
    for note in (*together.counted(compiled, found), *notes(compiled, result)):
        console.print(styled(str(note), style="dim"))


def _widths(rows: list[tuple[str, str, str]], whole: int) -> list[int]:
    """Columns for name, promise and estimate: as wide as needed; the name gives way, down to a third."""
    name, promise, estimate = (max(map(cell_len, column), default=0) for column in zip(*rows, strict=True))
    room = whole - 1 - GAP * 4
    name = min(name, max(room - promise - estimate, room // 3))
    promise = min(promise, max(room - name - estimate, room // 4))
    return [max(1, width) for width in (name, promise, min(estimate, room - name - promise))]


def _below(
    compiled: CompiledPlan, scenario: Scenario, result: Result, evidence: Evidence | None
) -> dict[str, Message | None]:  # fmt: skip
    """What is said under each target: the input that it restates, why it is missed, or why it cannot be settled."""
    why: dict[str, Message] = {}
    if evidence is not None and any(found.verdict == "FAIL" for found in result.targets):
        reasons = {target.id: main_reason(compiled, target) for target in evidence.explanation.targets}
        why = {name: reason.text for name, reason in reasons.items() if reason is not None}
    return {
        found.id: rests_words(compiled, scenario, found) if found.restates
        else why.get(found.id) if found.verdict == "FAIL" else _unsettled(found)
        for found in result.targets
    }  # fmt: skip


def _unsettled(found: TargetResult) -> Message | None:
    """Why a target cannot be settled, unless it is for want of runs, which is said once for all."""
    return verdict_word(found) if found.verdict == "UNDECIDED" and not found.more_runs else None


def _wanted(result: Result) -> list[Message]:
    """How many more runs would settle what is open for want of them."""
    most = max((found.more_runs or 0 for found in result.targets if found.verdict == "UNDECIDED"), default=0)
    return (
        [
            say_n(
                "○ not settled: about {n} more run would settle them all.",
                "○ not settled: about {n} more runs would settle them all.",
                most,
            )
        ]
        if most
        else []
    )


def short(definition: Target, found: TargetResult) -> Message:
    """The estimate with its interval, as short as can be understood; with its base where that is not all runs."""
    told = _shortest(definition, found)
    if found.levels is None or found.runs_judged == found.runs or not found.runs_judged:
        return told
    return say("{told}; judged in {n} of {runs} runs", told=told, n=f"{found.runs_judged:,}", runs=f"{found.runs:,}")


def _shortest(definition: Target, found: TargetResult) -> Message:
    if found.interval.estimate is None or found.kind == "mean" or found.levels is None:
        return estimate_words(definition, found)
    share, shown = range_words(found)
    if found.kind == "share":
        if definition.timed:
            return say("{share} on time ({low} – {high})", share=share, **shown)
        return say("{share} as promised ({low} – {high})", share=share, **shown)
    if found.runs_kept == found.runs_judged:
        return say("no miss seen (< {bound} of runs)", bound=missless_words(found))
    return say("{share} of runs kept it ({low} – {high})", share=share, **shown)
