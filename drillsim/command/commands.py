"""The commands: each reads its files, does one thing, and says what came of it.

Heavy modules are imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drillsim.command import exits
from drillsim.language import LANGUAGES, _

if TYPE_CHECKING:
    from drillsim.judge.record import Inputs
    from drillsim.judge.replicate import Result, Settings
    from drillsim.msel.deck import Msel
    from drillsim.plan.tables import CompiledPlan
    from drillsim.play.log import Log
    from drillsim.scenario.model import Scenario

    Play = tuple[Msel, Log]

PATH = click.Path(path_type=Path)


def _lang(command: Callable[..., Any]) -> Callable[..., Any]:
    # Read in cli.language_asked, before the commands exist; here only for the help and the check.
    option = click.option(
        "--lang", type=click.Choice(LANGUAGES), expose_value=False, help=_("Language; from the environment when not given.")
    )
    return option(command)


_seed = click.option(
    "--seed",
    type=click.IntRange(0, 2**64 - 1),
    metavar=_("NUMBER"),
    default=1,
    show_default=True,
    help=_("Reproduction number: same files, same number, same result."),
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="drillsim", message="drillsim %(version)s", help=_("Show the version and exit."))
@_lang
def drillsim() -> None:
    pass


drillsim.help = _("Tests an emergency-response plan before reality does.")


@drillsim.command(help=_("Play a scenario many times and say which promises of its plan hold."))
@click.argument("scenario", type=PATH)
@_seed
@click.option(
    "--runs", type=click.IntRange(1, 10**7), metavar=_("NUMBER"), help=_("Play exactly this many runs; no early stop.")
)
@click.option(
    "--max-runs",
    type=click.IntRange(1, 10**7),
    metavar=_("NUMBER"),
    default=5000,
    show_default=True,
    help=_("Stop here even if a target is not settled."),
)
@click.option(
    "--alpha",
    type=click.FloatRange(0, 0.5, min_open=True),
    metavar=_("NUMBER"),
    default=0.05,
    show_default=True,
    help=_("Error rate of the verdicts."),
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar=_("NUMBER"),
    default=1,
    show_default=True,
    help=_("Workers; the result does not depend on it."),
)
@click.option(
    "--engine", type=click.Choice(["simpy", "compiled"]), help=_("Which engine plays; the result does not depend on it.")
)
@click.option("--msel", "msel_path", type=PATH, help=_("Play this event list instead of drawing."))
@click.option("--out", type=PATH, help=_("Run folder; default reports/<scenario>-<seed>."))
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help=_("What to print.")
)
@click.option("--no-report", is_flag=True, help=_("Leave out the page report.html."))
@_lang
def run(
    scenario: Path, seed: int, runs: int | None, max_runs: int, alpha: float, jobs: int, engine: Any,
    msel_path: Path | None, out: Path | None, form: str, no_report: bool,
) -> int:  # fmt: skip
    from drillsim.files.reading import read_scenario
    from drillsim.judge.record import Inputs
    from drillsim.judge.replicate import Settings
    from drillsim.plan.compilation import compile_plan

    if out is not None and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise click.UsageError(_("{folder} exists already; choose another --out").format(folder=out))
    parsed, plan = read_scenario(scenario)
    compiled = compile_plan(plan, parsed.window)
    if msel_path is not None:
        settings = Settings(seed=seed, runs=1, alpha=alpha, engine=engine or "simpy")
        return _run_event_list(scenario, parsed, compiled, settings, msel_path, out, form, no_report)
    settings = Settings(seed, runs, max_runs, alpha, jobs=jobs, engine=engine or "compiled")
    result = _replicate(compiled, parsed, settings)
    inputs = Inputs.of(scenario, parsed.plan_path(scenario))
    plays = _notable_plays(parsed, compiled, settings, result)
    files = _run_files(inputs, parsed, compiled, settings, result, plays)
    if not no_report and result.stopped != "interrupted":
        worst = result.notable["worst"]
        shown = (worst, *plays[f"worst-run-{worst}"])
        msels = _runs_looked_at(parsed, compiled, result)
        files["report.html"] = _page(scenario, parsed, compiled, settings, result, inputs, msels, shown)
    return _report(compiled, result, files, Path("reports") / f"{scenario.stem}-{seed}", out, form)


def _replicate(compiled: CompiledPlan, scenario: Scenario, settings: Settings) -> Result:
    from drillsim.command.console import announcing, progress_bar
    from drillsim.judge.replicate import play_runs, replicate

    if settings.engine == "compiled":
        with announcing(_("compiling the engine for this machine; this happens once and takes about 20 seconds …")):
            play_runs(compiled, scenario, settings.seed, 1, 1, "compiled")
    with progress_bar(settings) as progress:
        return replicate(compiled, scenario, settings, progress)


def _run_files(
    inputs: Inputs, scenario: Scenario, compiled: CompiledPlan, settings: Settings, result: Result, plays: dict[str, Play]
) -> dict[str, bytes]:
    """Everything that goes into the run folder; `plays` are the runs kept whole, by file name."""
    from drillsim.judge import record

    files = {f"inputs/{name}": content for name, content in inputs.files.items()}
    files["manifest.json"] = record.manifest(result, settings, inputs)
    files["results.csv"] = record.results_csv(compiled, result)
    files["result.json"] = record.document_json(record.document(compiled, Path(inputs.scenario).stem, result))
    for name, (msel, log) in plays.items():
        files[f"{name}-steps.csv"] = record.steps_csv(compiled, msel, log)
        files[f"{name}-units.csv"] = record.holds_csv(compiled, msel, log)
    return files


def _notable_plays(scenario: Scenario, compiled: CompiledPlan, settings: Settings, result: Result) -> dict[str, Play]:
    from drillsim.msel.deck import Deck
    from drillsim.play.conduct import conduct

    deck = Deck(compiled, scenario, settings.seed)
    msels = {f"{name}-run-{number}": deck.msel(number) for name, number in result.notable.items()}
    return {name: (msel, conduct(compiled, msel)) for name, msel in msels.items()}


def _runs_looked_at(scenario: Scenario, compiled: CompiledPlan, result: Result) -> list[Msel]:
    """The runs that say why: the same ones that `explain` looks at."""
    from drillsim.msel.deck import Deck
    from drillsim.why.explain import RUNS

    deck = Deck(compiled, scenario, result.seed)
    return [deck.msel(number) for number in range(1, min(result.runs, RUNS) + 1)]


FEW_RUNS = 20  # up to so many the readable engine is as quick as compiling the other one


def _page(
    path: Path, scenario: Scenario, compiled: CompiledPlan, settings: Settings, result: Result, inputs: Inputs,
    msels: list[Msel], shown: tuple[int, Msel, Log],
) -> bytes:  # fmt: skip
    from drillsim.command.console import announcing
    from drillsim.judge.replicate import engine_named
    from drillsim.report.page import report_html

    readable = settings.engine == "simpy" and len(msels) <= FEW_RUNS
    with announcing(_("writing the report …")):
        play = engine_named("simpy" if readable else "compiled")
        return report_html(path, scenario, compiled, settings, result, inputs, msels, shown, play)


def _run_event_list(
    path: Path, scenario: Scenario, compiled: CompiledPlan, settings: Settings, msel_path: Path, out: Path | None, form: str,
    no_report: bool,
) -> int:  # fmt: skip
    from drillsim.command.console import print_filled
    from drillsim.judge.record import Inputs
    from drillsim.judge.replicate import play_event_list
    from drillsim.msel.deck import Deck
    from drillsim.msel.file import read_msel

    msel, filled = read_msel(msel_path, compiled, scenario, Deck(compiled, scenario, settings.seed))
    print_filled(filled)
    result, log = play_event_list(compiled, msel, settings)
    inputs = Inputs.of(path, scenario.plan_path(path), msel_path)
    files = _run_files(inputs, scenario, compiled, settings, result, {"run-1": (msel, log)})
    if not no_report:
        files["report.html"] = _page(path, scenario, compiled, settings, result, inputs, [msel], (1, msel, log))
    return _report(compiled, result, files, Path("reports") / f"{path.stem}-{msel_path.stem}", out, form)


def _report(
    compiled: CompiledPlan, result: Result, files: dict[str, bytes], usual: Path, out: Path | None, form: str
) -> int:
    from drillsim.command.console import print_folder, print_result
    from drillsim.judge.record import write_folder

    written, is_new = write_folder(out or usual, files, numbered=out is None)
    if form == "json":
        click.echo(files["result.json"], nl=False)
    else:
        print_result(compiled, result)
    print_folder(written, is_new, interrupted=result.stopped == "interrupted")
    return exits.INTERRUPTED if result.stopped == "interrupted" else exits.VERDICT[result.verdict]


@drillsim.command(help=_("Read a plan or a scenario and say whether it can be played; all faults at once."))
@click.argument("file", type=PATH)
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help=_("What to print.")
)
@_lang
def check(file: Path, form: str) -> int:
    from drillsim.command.console import print_check
    from drillsim.files.critic import criticise
    from drillsim.files.reading import read_any

    plan, scenario = read_any(file)
    print_check(file, plan, scenario, criticise(file, plan, scenario), form)
    return 0


@drillsim.command(help=_("Say why promises break: from a run folder, for all targets, one target, or one incident."))
@click.argument("folder", metavar="RUN", type=PATH)
@click.option("--target", help=_("Only this target."))
@click.option(
    "--run",
    "number",
    type=click.IntRange(1, 2**63 - 1),
    metavar=_("NUMBER"),
    help=_("Replay this run, such as the one of a first miss."),
)
@click.option(
    "--incident", type=click.IntRange(1), metavar=_("NUMBER"), help=_("Follow this incident of the run step by step.")
)
@_lang
def explain(folder: Path, target: str | None, number: int | None, incident: int | None) -> int:
    from drillsim.command.console_why import print_explanation, print_incidents, print_story
    from drillsim.files.reading import read_scenario
    from drillsim.judge.record import RunFolder
    from drillsim.msel.deck import Deck
    from drillsim.msel.file import read_msel
    from drillsim.plan.compilation import compile_plan
    from drillsim.play.conduct import conduct
    from drillsim.why import explain as why

    run = RunFolder.read(folder)
    scenario, plan = read_scenario(run.scenario)
    compiled = compile_plan(plan, scenario.window)
    if target is not None and target not in plan.targets:
        raise click.UsageError(
            _("there is no target '{got}'; there are: {names}").format(got=target, names=", ".join(plan.targets))
        )
    deck = Deck(compiled, scenario, run.seed)
    if run.msel is not None:
        msels = [read_msel(run.msel, compiled, scenario, deck)[0]]
    elif number is not None or incident is not None:
        msels = [deck.msel(number or 1)]
    else:
        print_explanation(compiled, why.explain(compiled, scenario, run.seed, run.runs), target)
        return 0
    if number is None and incident is None:
        print_explanation(compiled, why.explain_plays(compiled, msels), target)
        return 0
    log = conduct(compiled, msels[0])
    if incident is None:
        print_incidents(compiled, msels[0], log, target)
    elif incident > len(msels[0].time):
        raise click.UsageError(_("this run has {n} incidents only").format(n=len(msels[0].time)))
    else:
        print_story(compiled, msels[0], log, incident - 1)
    return 0


@drillsim.command(help=_("Write the event list of one run as a spreadsheet (CSV) to edit and to play."))
@click.argument("scenario", type=PATH)
@_seed
@click.option(
    "--run",
    "number",
    type=click.IntRange(1, 2**63 - 1),
    metavar=_("NUMBER"),
    default=1,
    show_default=True,
    help=_("Which run of the scenario."),
)
@click.option("-o", "--output", type=PATH, required=True, help=_("File to write."))
@click.option("--force", is_flag=True, help=_("Write over a file that exists."))
@_lang
def msel(scenario: Path, seed: int, number: int, output: Path, force: bool) -> int:
    from drillsim.files.reading import read_scenario
    from drillsim.msel.deck import Deck
    from drillsim.msel.file import write_msel
    from drillsim.plan.compilation import compile_plan

    if output.exists() and not force:
        raise click.UsageError(_("{file} exists already; choose another name or add --force").format(file=output))
    parsed, plan = read_scenario(scenario)
    compiled = compile_plan(plan, parsed.window)
    deck = Deck(compiled, parsed, seed)
    drawn = deck.msel(number)
    write_msel(output, drawn, compiled, parsed, deck)
    click.echo(_("{count} events written to {file}").format(count=len(drawn.time), file=output), err=True)
    return 0


@drillsim.command(help=_("Print the JSON Schema of a plan file, a scenario file or a result."))
@click.argument("what", type=click.Choice(["plan", "scenario", "result"]), default="plan")
@_lang
def schema(what: str) -> int:
    from drillsim.files.reading import json_schema
    from drillsim.language import current

    if what == "result":
        from drillsim.judge.record import ResultDocument

        found = ResultDocument.model_json_schema()
    else:
        found = json_schema(what, current())
    json.dump(found, sys.stdout, ensure_ascii=False, indent=2)
    click.echo()
    return 0
