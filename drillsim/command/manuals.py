"""The command `manual`: what a tabletop exercise of a scenario is prepared with, in the edition of those who get it."""

from __future__ import annotations

from pathlib import Path

from drillsim.base.language import _
from drillsim.base.writing import write_file
from drillsim.command.console import announcing, print_looked_at
from drillsim.command.dealing import exercise_length
from drillsim.command.engine import compiling
from drillsim.command.lines import echo
from drillsim.command.options import check_new
from drillsim.command.reporting import check_installed
from drillsim.compiled.compilation import compile_plan
from drillsim.deck.deck import Deck
from drillsim.files.reading import read_scenario
from drillsim.judge.replicate import engine_named
from drillsim.msel.cut import cut
from drillsim.papers.formats import DOCUMENTS
from drillsim.papers.manual import Briefing, manual_page
from drillsim.papers.manual import manual as edition_of
from drillsim.tasks.reporting import pens
from drillsim.why.evidence import Evidence


def manual(
    scenario: Path, edition: str, formats: tuple[str, ...] | None, for_drill: str, seed: int, number: int, runs: int,
    output: Path, force: bool,
) -> int:  # fmt: skip
    """Write an edition in each of the formats; without --format in the one that the name of the output has."""
    length = exercise_length(for_drill)
    files = _files(output, formats)
    check_installed(files)
    for file in files.values():
        check_new(file, force)
    parsed, plan = read_scenario(scenario)
    compiled = compile_plan(plan, parsed.window, parsed.calendar)
    deck, play = Deck(compiled, parsed, seed), engine_named("compiled")
    with compiling(), announcing(_("playing the scenario, to say what to discuss …")):
        msels = deck.first(runs)
        print_looked_at(len(msels), runs)
        evidence = Evidence(compiled, msels, play, scenario=parsed)
        whole = deck.msel(number)
        chosen = cut(compiled, deck, whole, play(compiled, whole), list(zip(msels, evidence.logs, strict=True)), length)
        room = Briefing(parsed, deck, evidence, chosen, play(compiled, chosen.msel))
        made = {file: _content(room, edition, form) for form, file in files.items()}
    for file, content in made.items():
        write_file(file, content)
        echo(_("Manual: {file}").format(file=file), to_err=True)
    return 0


def _content(room: Briefing, edition: str, form: str) -> bytes:
    if form == "html":
        return manual_page(room, edition)
    (pen,) = pens([form])
    return edition_of(room, edition, pen)


def _files(output: Path, formats: tuple[str, ...] | None) -> dict[str, Path]:
    """By format the file to write: the output as it is named, or with the ending of each format that was asked for."""
    named = output.suffix.lower().removeprefix(".")
    if formats is None:
        return {named if named in DOCUMENTS else "html": output}
    stem = output.with_suffix("") if named in DOCUMENTS else output
    return {form: stem.with_name(f"{stem.name}.{form}") for form in formats}
