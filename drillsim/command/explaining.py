"""The command `explain`: why promises break, and one incident step by step, of a run or of a live drill."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click

from drillsim.base.language import _, say_n
from drillsim.command.console import announcing, print_looked_at
from drillsim.command.console_why import print_explanation, print_incidents, print_story
from drillsim.command.engine import compiling
from drillsim.command.options import refuse_idle
from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import Log
from drillsim.compiled.tables import CompiledPlan
from drillsim.judge.replicate import engine_named, quickest
from drillsim.room.dossier import drill_case
from drillsim.store.folder import RunFolder, is_drill, manifest_of
from drillsim.store.run_replay import dealt
from drillsim.why.evidence import Evidence
from drillsim.why.explanation import RUNS


class Played(NamedTuple):
    """What can be explained of a folder: all that was played, and the one play that was asked for."""

    compiled: CompiledPlan
    evidence: Callable[[], Evidence]
    one: Callable[[], tuple[Msel, Log]]
    runs: int = 1  # of which the explanation could have been


def explain(folder: Path, target: str | None, number: int | None, incident: int | None) -> int:
    if incident is not None:
        refuse_idle(_("an incident is followed through all its steps, whatever the targets"), "target")
    if is_drill(folder):
        _refuse_other_run(number)
        played = _drill(folder)
    else:
        played = _run(folder, number)
    targets = played.compiled.plan.targets
    if target is not None and target not in targets:
        raise click.UsageError(
            _("there is no target '{got}'; there are: {names}").format(got=target, names=_(", ").join(targets))
        )
    if number is None and incident is None:
        with compiling(), announcing(_("playing again, to say why …")):
            evidence = played.evidence()
            explanation = evidence.explanation
            missed = [
                one.id for one in explanation.targets if target in (None, one.id) and not one.by_rule.keeps(targets[one.id])
            ]
            mending = evidence.remedies(missed)
        print_explanation(played.compiled, explanation, target, mending)
        print_looked_at(explanation.runs, played.runs)
        return 0
    with compiling():
        msel, log = played.one()
    if incident is None:
        print_incidents(played.compiled, msel, log, target)
    elif incident > len(msel.time):
        raise click.UsageError(
            str(say_n("this run has {n} incident only", "this run has {n} incidents only", len(msel.time)))
        )
    else:
        print_story(played.compiled, msel, log, incident - 1)
    return 0


def _drill(folder: Path) -> Played:
    case = drill_case(folder)
    return Played(case.compiled, lambda: case.evidence, lambda: case.shown[1:])


def _run(folder: Path, number: int | None) -> Played:
    run = RunFolder.read(folder)
    scenario, compiled, deck, listed = dealt(run)

    def played(msel: Msel) -> tuple[Msel, Log]:
        return msel, engine_named(quickest(msel))(compiled, msel)

    def evidence(msels: list[Msel]) -> Evidence:
        return Evidence(compiled, msels, engine_named("compiled"), scenario=scenario)

    if listed is not None and manifest_of(folder)["stopped"] == "event_list":
        _refuse_other_run(number)
        msel = listed.msel
        return Played(compiled, lambda: evidence([msel]), lambda: played(msel))
    looked_at = min(run.runs, RUNS)
    return Played(compiled, lambda: evidence(deck.first(looked_at)), lambda: played(deck.msel(number or 1)), looked_at)


def _refuse_other_run(number: int | None) -> None:
    """There is one play only: asking for another one would show it under a false number."""
    if number is not None and number > 1:
        raise click.UsageError(_("one event list was played, once: there is no run {number}").format(number=number))
