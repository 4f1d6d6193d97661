"""The commands: each reads its files, does one thing, and says what came of it.

Heavy modules are imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Literal

import click

from drillsim.base.language import _, filed, say_n
from drillsim.command.comparing import compare
from drillsim.command.drilling import drill, replay
from drillsim.command.explaining import explain
from drillsim.command.forms import form
from drillsim.command.lines import echo
from drillsim.command.listing import list_
from drillsim.command.manuals import manual
from drillsim.command.options import PATH, check_new, force_option, format_option, lang_option, output_option, seed_option
from drillsim.command.playing import run
from drillsim.command.reporting import report
from drillsim.command.sizing import size
from drillsim.command.starting import new
from drillsim.command.usage import argument, group, option


@group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="drillsim", message="drillsim %(version)s", help=_("Show the version and exit."))
@lang_option
def drillsim() -> None:
    pass


drillsim.help = _("Tests an emergency-response plan before reality does.")
for command in (new, run, compare, size, list_, form, report, manual, drill, replay, explain):
    drillsim.add_command(command)


@drillsim.command(help=_("Read a plan or a scenario and say whether it can be played; all faults at once."))
@argument("file", type=PATH)
@format_option("table", "json")
@lang_option
def check(file: Path, form: str) -> int:
    from drillsim.command.console import print_check
    from drillsim.files.critic import criticise
    from drillsim.files.reading import read_any
    from drillsim.files.taken import taken

    plan, scenario = read_any(file)
    print_check(file, plan, scenario, criticise(file, plan, scenario), taken(file, scenario), form)
    return 0


@drillsim.command(help=_("Write the event list of one run as a spreadsheet (.csv, or .xlsx with cards) to edit and play."))
@argument("scenario", type=PATH)
@seed_option
@option(
    "--run",
    "number",
    type=click.IntRange(1, 2**63 - 1),
    metavar=_("NUMBER"),
    default=1,
    show_default=True,
    help=_("Which run of the scenario."),
)
@output_option
@force_option
@lang_option
def msel(scenario: Path, seed: int, number: int, output: Path, force: bool) -> int:
    from drillsim.compiled.compilation import compile_plan
    from drillsim.deck.deck import Deck
    from drillsim.files.reading import read_scenario
    from drillsim.msel.file import write_msel

    check_new(output, force)
    parsed, plan = read_scenario(scenario)
    compiled = compile_plan(plan, parsed.window)
    deck = Deck(compiled, parsed, seed)
    drawn = deck.msel(number)
    if output.suffix.lower() == ".xlsx":
        from drillsim.command.console import announcing
        from drillsim.command.engine import compiling

        with compiling(), announcing(_("playing the scenario, to say what to expect …")):
            write_msel(output, drawn, compiled, parsed, deck)
    else:
        write_msel(output, drawn, compiled, parsed, deck)
    echo(say_n("{n} event written to {file}", "{n} events written to {file}", len(drawn.time), file=output), to_err=True)
    return 0


@drillsim.command(
    help=_(
        "Print the JSON Schema of a plan file, a scenario file, a result or a sizing; as Markdown, the page that "
        "explains its keys."
    )
)
@argument("what", type=click.Choice(["plan", "scenario", "result", "comparison", "size"]), default="plan")
@format_option("json", "markdown")
@lang_option
def schema(what: Literal["plan", "scenario", "result", "comparison", "size"], form: str) -> int:
    from drillsim.files.json_schema import json_schema
    from drillsim.files.reference import reference

    if form == "markdown":
        if what not in ("plan", "scenario"):
            raise click.UsageError(_("only the keys of a plan or a scenario are explained as Markdown"))
        echo(reference(what))
        return 0
    if what == "result":
        from drillsim.judge.result import Result

        found = Result.model_json_schema()
    elif what == "comparison":
        from drillsim.store.comparison import ComparisonDocument

        found = ComparisonDocument.model_json_schema()
    elif what == "size":
        from drillsim.store.sizing_document import SizeDocument

        found = SizeDocument.model_json_schema()
    else:
        found = json_schema(what, filed())
    json.dump(found, sys.stdout, ensure_ascii=False, indent=2)
    echo()
    return 0
