"""The command `explain`: why promises break, and one incident step by step, of a run or of a live drill.

Heavy modules are imported inside, so that `--help` answers at once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from drillsim.command.options import PATH, lang_option
from drillsim.command.usage import argument, command, option
from drillsim.language import _

if TYPE_CHECKING:
    from drillsim.msel.event_list import Msel
    from drillsim.plan.tables import CompiledPlan
    from drillsim.play.log import Log
    from drillsim.why.explain import Explanation


class Played(NamedTuple):
    """What can be explained of a folder: all that was played, and the one play that was asked for."""

    compiled: CompiledPlan
    explanation: Callable[[], Explanation]
    one: Callable[[], tuple[Msel, Log]]
    runs: int = 1  # of which the explanation could have been


@command(help=_("Say why promises break: from a run folder, for all targets, one target, or one incident."))
@argument("folder", metavar="RUN", type=PATH)
@option("--target", metavar=_("TARGET"), help=_("Only this target."))
@option(
    "--run",
    "number",
    type=click.IntRange(1, 2**63 - 1),
    metavar=_("NUMBER"),
    help=_("Replay this run, such as the one of a first miss."),
)
@option("--incident", type=click.IntRange(1), metavar=_("NUMBER"), help=_("Follow this incident of the run step by step."))
@lang_option
def explain(folder: Path, target: str | None, number: int | None, incident: int | None) -> int:
    from drillsim.command.console import announcing, print_looked_at
    from drillsim.command.console_why import print_explanation, print_incidents, print_story
    from drillsim.command.engine import compiling
    from drillsim.judge.folder import is_drill

    played = _drill(folder) if is_drill(folder) else _run(folder, number)
    targets = played.compiled.plan.targets
    if target is not None and target not in targets:
        raise click.UsageError(
            _("there is no target '{got}'; there are: {names}").format(got=target, names=", ".join(targets))
        )
    if number is None and incident is None:
        with compiling(), announcing(_("playing again, to say why …")):
            explanation = played.explanation()
        print_explanation(played.compiled, explanation, target)
        print_looked_at(explanation.runs, played.runs)
        return 0
    with compiling():
        msel, log = played.one()
    if incident is None:
        print_incidents(played.compiled, msel, log, target)
    elif incident > len(msel.time):
        raise click.UsageError(_("this run has {n} incidents only").format(n=len(msel.time)))
    else:
        print_story(played.compiled, msel, log, incident - 1)
    return 0


def _drill(folder: Path) -> Played:
    from drillsim.room.case import drill_case

    case = drill_case(folder)
    return Played(case.compiled, lambda: case.explanation, lambda: case.shown[1:])


def _run(folder: Path, number: int | None) -> Played:
    from drillsim.files.reading import read_scenario
    from drillsim.judge.folder import RunFolder
    from drillsim.judge.replicate import engine_named, quickest
    from drillsim.msel.deck import Deck
    from drillsim.msel.file import read_msel
    from drillsim.plan.compilation import compile_plan
    from drillsim.size.resize import resized
    from drillsim.why import explain as why

    run = RunFolder.read(folder)
    scenario, plan = read_scenario(run.scenario)
    compiled = compile_plan(resized(plan, run.sizes), scenario.window)
    deck = Deck(compiled, scenario, run.seed)

    def played(msel: Msel) -> tuple[Msel, Log]:
        return msel, engine_named(quickest(msel))(compiled, msel)

    if run.msel is not None:
        msel = read_msel(run.msel, compiled, scenario, deck)[0]
        explained = lambda: why.explain_plays(compiled, [msel], scenario=scenario)  # noqa: E731
        return Played(compiled, explained, lambda: played(msel))
    return Played(
        compiled,
        lambda: why.explain(compiled, scenario, run.seed, run.runs),
        lambda: played(deck.msel(number or 1)),
        min(run.runs, why.RUNS),
    )
