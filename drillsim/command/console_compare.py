"""What `drillsim compare` says on a terminal: what differs, how sure that is, which incidents changed and why."""

from __future__ import annotations

from pathlib import Path

from drillsim.base.language import _, text
from drillsim.base.shell import command_line
from drillsim.command.screen import Terminal, err, out, styled, table
from drillsim.comparing.comparison import Comparison, Side, TargetComparison
from drillsim.judge.evaluate import gauges
from drillsim.plan.plan import Plan
from drillsim.say import comparison as sentences

COLOURS = {"better": "green", "worse": "red", "no_difference_shown": "yellow", "nothing_judged": "yellow"}


def print_comparison(a: Side, b: Side, paths: list[Path], sizes: dict[str, int], found: Comparison) -> None:
    """Heading, table of the targets that differ, why, and what a reader must know beside."""
    console = out()
    for line in sentences.heading(a, b, paths, sizes):
        console.print(str(line), soft_wrap=True)
    console.print(styled(str(sentences.headline(found)), style="bold"))
    for line in sentences.goals_changed(a, b, found):
        console.print(str(line), soft_wrap=True)
    different = [target for target in found.targets if not sentences.alike(target)]
    if different:
        _print_table(console, a, b, different)
    readers = [{gauge.name: gauge for gauge in gauges(side.compiled)} for side in (a, b)]
    changed = [target for target in found.targets if target.kept.count or target.missed.count]
    if changed:
        console.print()
        console.print(styled(_("Which changed, and why"), style="bold"))
    for target in changed:
        console.print(text(a.plan.targets[target.id].name) or target.id, soft_wrap=True)
        for line in sentences.changed(target, readers[0][target.id], readers[1][target.id]):
            console.print(f"  · {line}", soft_wrap=True)
    console.print()
    for note in sentences.notes(a, b, found):
        console.print(styled(str(note), style="dim"), soft_wrap=True)


def _print_table(console: Terminal, a: Side, b: Side, targets: list[TargetComparison]) -> None:
    shown = table(_("B against A"), _("promise"), _("what differs"), ratios=(2, 4, 5))
    for target in targets:
        words, colour = sentences.VERDICTS[target.verdict], COLOURS[target.verdict]
        definition = a.plan.targets[target.id]
        shown.add_row(
            styled(str(words), style=colour),
            "\n".join([text(definition.name) or target.id, *map(str, sentences.promised(a, b, target))]),
            "\n".join(map(str, sentences.differs(definition, target))),
        )
    console.print(shown)


def print_witnesses(folder: Path, plan: Plan, found: Comparison) -> None:
    """How to follow an incident that changed under both; one that B misses before one that it keeps."""
    of_incidents = [target for target in found.targets if plan.targets[target.id].unit == "incident"]
    changes = [*(target.missed for target in of_incidents), *(target.kept for target in of_incidents)]
    witness = next((one.witness for one in changes if one.witness is not None), None)
    if witness is None:
        return
    console = err()
    console.print(_("To follow an incident that changed:"))
    for side, incident in (("a", witness.a), ("b", witness.b)):
        follow = command_line("explain", folder / side, "--run", witness.run, "--incident", incident)
        console.print(f"  {follow}")
