"""The command `run`: plays a scenario, writes the run folder, and says which promises hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from drillsim.base.language import _, ngettext
from drillsim.base.writing import check_writable
from drillsim.command import exits
from drillsim.command.brief import print_brief, print_brief_together
from drillsim.command.console import (
    announcing,
    print_looked_at,
    print_remarks,
    print_result,
    print_together,
    progress_bar,
    write_and_tell,
)
from drillsim.command.engine import compiling, get_ready
from drillsim.command.lines import data
from drillsim.command.options import check_free, given, refuse_idle
from drillsim.command.screen import err
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.deck.open_list import OpenList
from drillsim.files.reading import read_scenario
from drillsim.judge.replicate import quickest
from drillsim.judge.settings import Settings
from drillsim.msel.columns import Layout
from drillsim.msel.reading import Filled, read_event_list
from drillsim.plan.scenario import Scenario
from drillsim.tasks.playing import Run, play, play_list, usual_folder
from drillsim.why.explanation import RUNS


def run(
    scenario: Path, seed: int, runs: int | None, max_runs: int, alpha: float, jobs: int, engine: Any,
    msel_path: Path | None, out: Path | None, form: str, no_report: bool,
) -> int:  # fmt: skip
    check_free(out)
    drawn = bool(given("runs", "max_runs"))
    if runs is not None:
        refuse_idle(_("with --runs exactly so many runs are played"), "max_runs")
    if msel_path is not None and not drawn:
        why = _("an event list is played once, and nothing is drawn; with --runs its blank times and outcomes are")
        refuse_idle(why, "seed", "alpha", "jobs")
    parsed, plan = read_scenario(scenario)
    compiled = compile_plan(plan, parsed.window, parsed.calendar)
    usual = usual_folder(scenario, seed, msel_path, drawn=drawn)
    check_writable(out or usual)
    settings = Settings(seed, runs, max_runs, alpha, jobs=jobs, engine=engine or "compiled")
    listed = None
    if msel_path is not None:
        listed = _listed(msel_path, compiled, parsed, seed, drawn)
    if msel_path is not None and listed is not None and not drawn:
        settings = Settings(seed=seed, runs=1, alpha=alpha, engine=engine or quickest(listed.msel))
        return _tell(
            play_list(scenario, parsed, compiled, settings, listed.msel, msel_path), out or usual, out, form, no_report
        )
    if listed is not None:
        if not listed.blanks:
            refuse_idle(_("nothing is left blank in this list, so every run of it is the same"), "runs", "max_runs")
        _say_what_is_drawn(listed)
    if settings.engine == "compiled":
        get_ready(compiled, parsed, seed)
    with progress_bar(settings) as progress:
        played = play(scenario, parsed, compiled, settings, listed, msel_path, progress)
    return _tell(played, out or usual, out, form, no_report)


def _listed(path: Path, compiled: CompiledPlan, scenario: Scenario, seed: int, drawn: bool) -> OpenList:
    """The event list in a file; says what there is to say of it."""
    found = read_event_list(path, Layout(compiled, scenario, Deck(compiled, scenario, seed)))
    open_ = drawn and found.listed.blanks > 0
    print_remarks([remark for remark in found.remarks if not (open_ and isinstance(remark, Filled) and remark.drawn)])
    return found.listed


def _say_what_is_drawn(listed: OpenList) -> None:
    told = ngettext(
        "{n} blank is drawn anew in each run; all else is in every run as the list says.",
        "{n} blanks are drawn anew in each run; all else is in every run as the list says.",
        listed.blanks,
    )
    err().print(told.format(n=f"{listed.blanks:,}"))


def _tell(played: Run, folder: Path, out: Path | None, form: str, no_report: bool) -> int:
    """Write the run folder and say what came of the run."""
    result = played.result
    interrupted = result.stopped == "interrupted"
    if played.scenario.together is not None:
        with announcing(_("playing each plan alone …")):
            files = played.files()
    else:
        files = played.files()
    if not interrupted and not no_report:
        with compiling(), announcing(_("writing the report …")):
            files["report.html"] = played.page()
        if played.once is None:
            print_looked_at(len(played.evidence.msels), min(result.runs, RUNS))

    def tell() -> None:
        if form == "json":
            data(files["result.json"])
        elif form == "brief":
            if not interrupted and played.together is not None:
                print_brief_together(played.compiled, played.scenario, result, played.together)
            else:
                print_brief(played.compiled, played.scenario, result, None if interrupted else played.evidence)
        else:
            print_result(played.compiled, played.scenario, result)
            if not interrupted and played.together is not None:
                print_together(played.compiled, played.scenario, played.together)

    write_and_tell(folder, files, tell, numbered=out is None, interrupted=interrupted)
    return exits.INTERRUPTED if interrupted else exits.VERDICT[result.verdict]
