"""The command `msel`: the event list of one run as a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from drillsim.base.language import _, say_n
from drillsim.command.console import announcing
from drillsim.command.engine import compiling
from drillsim.command.lines import echo
from drillsim.command.options import check_new
from drillsim.compiled.compilation import compile_plan
from drillsim.deck.deck import Deck
from drillsim.files.reading import read_scenario
from drillsim.msel.file import write_msel


def msel(scenario: Path, seed: int, number: int, output: Path, force: bool) -> int:
    check_new(output, force)
    parsed, plan = read_scenario(scenario)
    compiled = compile_plan(plan, parsed.window, parsed.calendar)
    deck = Deck(compiled, parsed, seed)
    drawn = deck.msel(number)
    if output.suffix.lower() == ".xlsx":
        with compiling(), announcing(_("playing the scenario, to say what to expect …")):
            write_msel(output, drawn, compiled, parsed, deck)
    else:
        write_msel(output, drawn, compiled, parsed, deck)
    echo(say_n("{n} event written to {file}", "{n} events written to {file}", len(drawn.time), file=output), to_err=True)
    return 0
