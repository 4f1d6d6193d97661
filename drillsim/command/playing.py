"""The command `run`: plays a scenario, writes the run folder, and says which promises hold.

Heavy modules are imported inside, so that `--help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drillsim.base.language import _, ngettext
from drillsim.command import exits
from drillsim.command.lines import data
from drillsim.command.options import (
    PATH,
    alpha_option,
    check_free,
    format_option,
    given,
    jobs_option,
    lang_option,
    max_runs_option,
    refuse_idle,
    seed_option,
)
from drillsim.command.usage import argument, command, option

if TYPE_CHECKING:
    from drillsim.compiled.event_list import Msel
    from drillsim.compiled.log import Log
    from drillsim.compiled.tables import CompiledPlan
    from drillsim.deck.deck import Deck
    from drillsim.deck.open_list import OpenList
    from drillsim.judge.result import Result
    from drillsim.judge.settings import Settings
    from drillsim.plan.scenario import Scenario
    from drillsim.store.folder import Inputs
    from drillsim.why.evidence import Evidence

    Play = tuple[Msel, Log]


@command(help=_("Play a scenario many times and say which promises of its plan hold."))
@argument("scenario", type=PATH)
@seed_option
@option("--runs", type=click.IntRange(1, 10**7), metavar=_("NUMBER"), help=_("Play exactly this many runs; no early stop."))
@max_runs_option(_("Stop here even if a target is not settled."))
@alpha_option(_("Error rate of the verdicts."))
@jobs_option
@option(
    "--engine", type=click.Choice(["simpy", "compiled"]), help=_("Which engine plays; the result does not depend on it.")
)
@option("--msel", "msel_path", type=PATH, help=_("Play this event list instead of drawing."))
@option("--out", type=PATH, help=_("Run folder; default reports/<scenario>-<seed>."))
@format_option("table", "brief", "json")
@option("--no-report", is_flag=True, help=_("Leave out the page report.html."))
@lang_option
def run(
    scenario: Path, seed: int, runs: int | None, max_runs: int, alpha: float, jobs: int, engine: Any,
    msel_path: Path | None, out: Path | None, form: str, no_report: bool,
) -> int:  # fmt: skip
    from drillsim.base.writing import check_writable
    from drillsim.command.console import print_looked_at
    from drillsim.compiled.compilation import compile_plan
    from drillsim.deck.open_list import deck_of
    from drillsim.files.reading import read_scenario
    from drillsim.judge.replicate import quickest
    from drillsim.judge.settings import Settings
    from drillsim.store.folder import Inputs, in_reports
    from drillsim.why.explanation import RUNS

    check_free(out)
    if runs is not None:
        refuse_idle(_("with --runs exactly so many runs are played"), "max_runs")
    if msel_path is not None and not given("runs", "max_runs"):
        why = _("an event list is played once, and nothing is drawn; with --runs its blank times and outcomes are")
        refuse_idle(why, "seed", "alpha", "jobs")
    parsed, plan = read_scenario(scenario)
    compiled = compile_plan(plan, parsed.window)
    usual = in_reports(scenario.stem, msel_path.stem if msel_path is not None else seed)
    check_writable(out or usual)
    settings = Settings(seed, runs, max_runs, alpha, jobs=jobs, engine=engine or "compiled")
    listed = None
    if msel_path is not None:
        listed = _listed(msel_path, compiled, parsed, seed)
        if not given("runs", "max_runs"):
            settings = Settings(seed=seed, runs=1, alpha=alpha, engine=engine or quickest(listed.msel))
            return _play_once(scenario, parsed, compiled, settings, msel_path, listed.msel, usual, out, form, no_report)
        if not listed.blanks:
            refuse_idle(_("nothing is left blank in this list, so every run of it is the same"), "runs", "max_runs")
        _say_what_is_drawn(listed)
        usual = usual.with_name(f"{usual.name}-{seed}")
    result = _replicate(compiled, parsed, settings, listed)
    inputs = Inputs.of(scenario, parsed.plan_path(scenario), msel_path)
    deck = deck_of(compiled, parsed, seed, listed)
    plays = _notable_plays(deck, result)
    files = _run_files(inputs, parsed, compiled, settings, result, plays)
    evidence = None
    if result.stopped != "interrupted" and (form == "brief" or not no_report):
        evidence = _evidence(parsed, compiled, settings, _runs_looked_at(deck, result))
        if not no_report:
            worst = result.worst_run
            shown = (worst, *plays[f"worst-run-{worst}"])
            files["report.html"] = _page(scenario, parsed, compiled, settings, result, inputs, evidence, shown)
            print_looked_at(len(evidence.msels), min(result.runs, RUNS))
    return _report(compiled, result, files, evidence, usual, out, form)


def _replicate(compiled: CompiledPlan, scenario: Scenario, settings: Settings, listed: OpenList | None) -> Result:
    from drillsim.command.console import progress_bar
    from drillsim.command.engine import get_ready
    from drillsim.judge.replicate import replicate

    if settings.engine == "compiled":
        get_ready(compiled, scenario, settings.seed)
    with progress_bar(settings) as progress:
        return replicate(compiled, scenario, settings, progress, listed)


def _run_files(
    inputs: Inputs, scenario: Scenario, compiled: CompiledPlan, settings: Settings, result: Result, plays: dict[str, Play]
) -> dict[str, bytes]:
    """Everything that goes into the run folder; `plays` are the runs kept whole, by file name."""
    from drillsim.store import record

    files = {f"inputs/{name}": content for name, content in inputs.files.items()}
    files["manifest.json"] = record.manifest(result, settings, inputs)
    files["results.csv"] = record.results_csv(compiled, result)
    files["result.json"] = record.result_json(result, inputs)
    for name, (msel, log) in plays.items():
        files[f"{name}-steps.csv"] = record.steps_csv(compiled, msel, log)
        files[f"{name}-units.csv"] = record.holds_csv(compiled, msel, log)
    return files


def _notable_plays(deck: Deck, result: Result) -> dict[str, Play]:
    from drillsim.judge.replicate import engine_named, quickest

    notable = {"median": result.median_run, "worst": result.worst_run}
    msels = {f"{name}-run-{number}": deck.msel(number) for name, number in notable.items()}
    return {name: (msel, engine_named(quickest(msel))(deck.compiled, msel)) for name, msel in msels.items()}


def _runs_looked_at(deck: Deck, result: Result) -> list[Msel]:
    """The runs that say why: the same ones that `explain` looks at."""
    from drillsim.why.explanation import RUNS

    return deck.first(min(result.runs, RUNS))


FEW_RUNS = 20  # up to so many the readable engine is as quick as compiling the other one


def _evidence(scenario: Scenario, compiled: CompiledPlan, settings: Settings, msels: list[Msel]) -> Evidence:
    from drillsim.judge.replicate import engine_named
    from drillsim.why.evidence import Evidence

    readable = settings.engine == "simpy" and len(msels) <= FEW_RUNS
    return Evidence(compiled, msels, engine_named("simpy" if readable else "compiled"), scenario=scenario)


def _page(
    path: Path, scenario: Scenario, compiled: CompiledPlan, settings: Settings, result: Result, inputs: Inputs,
    evidence: Evidence, shown: tuple[int, Msel, Log],
) -> bytes:  # fmt: skip
    from drillsim.command.console import announcing
    from drillsim.command.engine import compiling
    from drillsim.papers.page import report_html

    with compiling(), announcing(_("writing the report …")):
        return report_html(path, scenario, compiled, settings, result, inputs, evidence, shown)


def _listed(path: Path, compiled: CompiledPlan, scenario: Scenario, seed: int) -> OpenList:
    """The event list in a file; says what there is to say of it."""
    from drillsim.command.console import print_remarks
    from drillsim.deck.deck import Deck
    from drillsim.msel.columns import Layout
    from drillsim.msel.reading import Filled, read_event_list

    found = read_event_list(path, Layout(compiled, scenario, Deck(compiled, scenario, seed)))
    drawn = bool(given("runs", "max_runs")) and found.listed.blanks > 0
    print_remarks([remark for remark in found.remarks if not (drawn and isinstance(remark, Filled) and remark.drawn)])
    return found.listed


def _say_what_is_drawn(listed: OpenList) -> None:
    from drillsim.command.screen import err

    told = ngettext(
        "{n} blank is drawn anew in each run; all else is in every run as the list says.",
        "{n} blanks are drawn anew in each run; all else is in every run as the list says.",
        listed.blanks,
    )
    err().print(told.format(n=f"{listed.blanks:,}"))


def _play_once(
    path: Path, scenario: Scenario, compiled: CompiledPlan, settings: Settings, msel_path: Path, msel: Msel, usual: Path,
    out: Path | None, form: str, no_report: bool,
) -> int:  # fmt: skip
    from drillsim.judge.replicate import play_event_list
    from drillsim.store.folder import Inputs

    result, log = play_event_list(compiled, msel, settings)
    inputs = Inputs.of(path, scenario.plan_path(path), msel_path)
    files = _run_files(inputs, scenario, compiled, settings, result, {"run-1": (msel, log)})
    evidence = _evidence(scenario, compiled, settings, [msel]) if form == "brief" or not no_report else None
    if evidence is not None and not no_report:
        files["report.html"] = _page(path, scenario, compiled, settings, result, inputs, evidence, (1, msel, log))
    return _report(compiled, result, files, evidence, usual, out, form)


def _report(
    compiled: CompiledPlan, result: Result, files: dict[str, bytes], evidence: Evidence | None, usual: Path,
    out: Path | None, form: str,
) -> int:  # fmt: skip
    from drillsim.command.brief import print_brief
    from drillsim.command.console import print_result, write_and_tell

    def tell() -> None:
        if form == "json":
            data(files["result.json"])
        elif form == "brief":
            print_brief(compiled, result, evidence)
        else:
            print_result(compiled, result)

    interrupted = result.stopped == "interrupted"
    write_and_tell(out or usual, files, tell, numbered=out is None, interrupted=interrupted)
    return exits.INTERRUPTED if interrupted else exits.VERDICT[result.verdict]
