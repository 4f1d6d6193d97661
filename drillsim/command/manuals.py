"""The command `manual`: the situation manual of a scenario, for those who sit in the room."""

from __future__ import annotations

from pathlib import Path

import click

from drillsim.command.options import PATH, lang_option, seed_option
from drillsim.language import _


@click.command(help=_("Write the situation manual of a scenario: what happens, who is where, and what to discuss."))
@click.argument("scenario", type=PATH)
@seed_option
@click.option(
    "--runs",
    type=click.IntRange(1, 10_000),
    metavar=_("NUMBER"),
    default=200,
    show_default=True,
    help=_("Runs that are looked at for the questions."),
)
@click.option("-o", "--output", type=PATH, required=True, help=_("File to write."))
@click.option("--force", is_flag=True, help=_("Write over a file that exists."))
@lang_option
def manual(scenario: Path, seed: int, runs: int, output: Path, force: bool) -> int:
    from drillsim.command.console import announcing
    from drillsim.files.reading import read_scenario
    from drillsim.judge.replicate import engine_named
    from drillsim.msel.deck import Deck
    from drillsim.plan.compilation import compile_plan
    from drillsim.report.evidence import Evidence
    from drillsim.report.manual import Room, manual_html

    if output.exists() and not force:
        raise click.UsageError(_("{file} exists already; choose another name or add --force").format(file=output))
    parsed, plan = read_scenario(scenario)
    compiled = compile_plan(plan, parsed.window)
    deck = Deck(compiled, parsed, seed)
    with announcing(_("playing the scenario, to say what to discuss …")):
        msels = [deck.msel(run) for run in range(1, runs + 1)]
        content = manual_html(Room(parsed, deck, Evidence(compiled, msels, engine_named("compiled"))))
    output.write_bytes(content)
    click.echo(_("Manual: {file}").format(file=output), err=True)
    return 0
