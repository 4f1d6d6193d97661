"""The command `msel`: the event list of one run as a spreadsheet, whole or cut to what a table can play."""

from __future__ import annotations

from pathlib import Path

import click

from drillsim.base.language import Message, _, say, say_n
from drillsim.command.console import announcing
from drillsim.command.engine import compiling
from drillsim.command.lines import echo
from drillsim.command.options import check_new
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.files.reading import read_scenario
from drillsim.msel.cut import LONGEST, SHORTEST, Cut, cut
from drillsim.msel.events import exercise_order
from drillsim.msel.file import write_msel
from drillsim.msel.rehearsal import first_plays
from drillsim.msel.told import choice, left_out, weak_promises
from drillsim.quantities.measures import Unreadable, duration
from drillsim.quantities.shown import show_duration


def msel(scenario: Path, seed: int, number: int, for_drill: str | None, output: Path, force: bool) -> int:
    check_new(output, force)
    length = None if for_drill is None else exercise_length(for_drill)
    parsed, plan = read_scenario(scenario)
    compiled = compile_plan(plan, parsed.window, parsed.calendar)
    deck = Deck(compiled, parsed, seed)
    drawn = deck.msel(number)
    if length is not None:
        from drillsim.play.kernel import play

        with compiling(), announcing(_("playing the scenario, to see which promises are weak …")):
            plays = first_plays(compiled, deck, play)
            chosen = cut(compiled, deck, drawn, play(compiled, drawn), plays, length)
            drawn = chosen.msel
            write_msel(output, drawn, compiled, parsed, deck, chosen, plays)
        _say_what_was_chosen(compiled, chosen)
    elif output.suffix.lower() == ".xlsx":
        with compiling(), announcing(_("playing the scenario, to say what to expect …")):
            write_msel(output, drawn, compiled, parsed, deck)
    else:
        write_msel(output, drawn, compiled, parsed, deck)
    n = len(drawn.time) + len(drawn.disruption)
    echo(say_n("{n} event written to {file}", "{n} events written to {file}", n, file=output), to_err=True)
    return 0


def _say_what_was_chosen(compiled: CompiledPlan, chosen: Cut) -> None:
    said: list[Message] = choice(compiled, chosen)
    for line in said:
        echo(line)
    for line in weak_promises(compiled, chosen, exercise_order(chosen.msel)):
        echo(f"· {line}")
    for line in left_out(compiled, chosen):
        echo(line)


def exercise_length(written: str) -> int:
    """The seconds of an exercise around a table, as people write how long it is to be. Raises BadParameter."""
    try:
        seconds = duration(written)
    except Unreadable as error:
        told = f"{error.what}; {error.mend}" if error.mend else str(error.what)
        raise click.BadParameter(told, param_hint="--for-drill") from None
    if not SHORTEST <= seconds <= LONGEST:
        bounds = say("an exercise around a table takes {shortest} to {longest} (got {got})", got=show_duration(seconds),
                     shortest=show_duration(SHORTEST), longest=show_duration(LONGEST))  # fmt: skip
        raise click.BadParameter(str(bounds), param_hint="--for-drill")
    return seconds
