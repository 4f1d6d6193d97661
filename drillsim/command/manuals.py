"""The command `manual`: the situation manual of a scenario, for those who sit in the room."""

from __future__ import annotations

from pathlib import Path

from drillsim.base.language import _
from drillsim.base.writing import write_file
from drillsim.command.console import announcing, print_looked_at
from drillsim.command.engine import compiling
from drillsim.command.lines import echo
from drillsim.command.options import check_new
from drillsim.compiled.compilation import compile_plan
from drillsim.deck.deck import Deck
from drillsim.files.reading import read_scenario
from drillsim.judge.replicate import engine_named
from drillsim.papers.manual import Briefing, manual_html
from drillsim.why.evidence import Evidence


def manual(scenario: Path, seed: int, runs: int, output: Path, force: bool) -> int:
    check_new(output, force)
    parsed, plan = read_scenario(scenario)
    compiled = compile_plan(plan, parsed.window, parsed.calendar)
    deck = Deck(compiled, parsed, seed)
    with compiling(), announcing(_("playing the scenario, to say what to discuss …")):
        msels = deck.first(runs)
        print_looked_at(len(msels), runs)
        content = manual_html(Briefing(parsed, deck, Evidence(compiled, msels, engine_named("compiled"), scenario=parsed)))
    write_file(output, content)
    echo(_("Manual: {file}").format(file=output), to_err=True)
    return 0
