"""The command `size`: the cheapest plan that keeps every target, with what is claimed of it and what it rests on.

Heavy modules are imported inside, so that `--help` answers at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drillsim.base.language import _
from drillsim.command import exits
from drillsim.command.lines import data, echo
from drillsim.command.options import (
    PATH,
    alpha_option,
    check_free,
    format_option,
    jobs_option,
    lang_option,
    max_runs_option,
    refuse_idle,
    seed_option,
)
from drillsim.command.usage import Command, argument, command, option

if TYPE_CHECKING:
    from drillsim.sizing.answer import Answer
    from drillsim.sizing.grid import Dimension
    from drillsim.sizing.sizing import SizeSettings, Sizing
    from drillsim.sizing.trial import Case

SEVERAL = ("--vary", "--cost", "--without")  # options that take all the words with a = that follow them


class _Size(Command):
    """Lets `--vary a=1..2 b=1..3` stand for `--vary a=1..2 --vary b=1..3`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, spread_out(args))


def spread_out(words: list[str]) -> list[str]:
    """The words with an option of `SEVERAL` repeated before each further word that belongs to it."""
    found: list[str] = []
    option = ""
    for word in words:
        if word.startswith("-"):
            option = next((name for name in SEVERAL if word == name or word.startswith(f"{name}=")), "")
        elif option and ("=" in word or option == "--without"):
            if found[-1] != option:
                found.append(option)
        else:
            option = ""
        found.append(word)
    return found


@command(cls=_Size, help=_("Find the smallest staff and vehicles that keep every target, and certify it."))
@argument("scenario", type=PATH)
@option("--vary", multiple=True, metavar=_("POOL=LOW..HIGH …"), help=_("Pools that may change and their sizes: car=1..4."))
@option(
    "--cost", multiple=True, metavar=_("POOL=NUMBER …"), help=_("What one of a pool costs, in any unit; 1 unless given.")
)
@option(
    "--without",
    multiple=True,
    metavar=_("TARGET …"),
    help=_("Targets not asked of the plan: those that no team size keeps."),
)
@alpha_option(_("Error rate of the certificate: of all its claims together."))
@max_runs_option(_("Runs of one plan after which it counts as not settled."))
@seed_option
@jobs_option
@option("--cluster", metavar=_("ADDRESS"), help=_("Address of a Dask scheduler whose workers play."))
@option("--resume", is_flag=True, help=_("Go on with a search that was cut off."))
@option("--out", type=PATH, help=_("Folder of the result; default reports/<scenario>-size-<seed>."))
@format_option("table", "brief", "json")
@option("--no-report", is_flag=True, help=_("Leave out the page size.html."))
@lang_option
def size(
    scenario: Path, vary: tuple[str, ...], cost: tuple[str, ...], without: tuple[str, ...], alpha: float, max_runs: int,
    seed: int, jobs: int, cluster: str | None, resume: bool, out: Path | None, form: str, no_report: bool,
) -> int:  # fmt: skip
    from drillsim.base.writing import check_writable
    from drillsim.command.console import write_and_tell
    from drillsim.command.console_size import print_answer
    from drillsim.command.screen import err
    from drillsim.files.reading import read_scenario
    from drillsim.sizing.asking import read_asked
    from drillsim.sizing.sizing import SizeSettings
    from drillsim.store.folder import Inputs, in_reports
    from drillsim.store.sizing import folder_files

    check_free(out)
    if cluster is not None:
        refuse_idle(_("the workers of the cluster play"), "jobs")
    case, dimensions = read_asked(vary, cost, without, lambda: read_scenario(scenario))
    if cluster is not None:
        _check_cluster(cluster)
    usual = in_reports(scenario.stem, "size", seed)
    check_writable(out or usual)
    settings = SizeSettings(seed, alpha, max_runs, jobs=jobs, cluster=cluster)
    with _journal(out or usual, resume) as journal:
        try:
            found = _answer(case, dimensions, settings, journal, resume)
            inputs = Inputs.of(scenario, case.scenario.plan_path(scenario))
            files = folder_files(found, inputs)
            if not no_report:
                files["size.html"] = _page(found, inputs)

            def tell() -> None:
                if form == "json":
                    data(files["size.json"])
                else:
                    print_answer(found, form)

            write_and_tell(out or usual, files, tell, numbered=out is None)
        except KeyboardInterrupt:
            told = _("Interrupted. What was played is kept in {file}; the same command with --resume goes on from there.")
            err().print(told.format(file=journal), style="yellow")
            return exits.INTERRUPTED
        except OSError:
            told = _("What was played is kept in {file}; the same command with --resume goes on from there.")
            err().print(told.format(file=journal), style="yellow")
            raise
        journal.unlink(missing_ok=True)
    return exits.SIZED[found.outcome]


@contextmanager
def _journal(folder: Path, resume: bool) -> Iterator[Path]:
    """Where the trials are kept while the search goes on, of this command alone.

    A search that was cut off is not thrown away silently.
    """
    from drillsim.base.lock import Held, Lock

    journal = folder.with_name(f"{folder.name}.journal")
    try:
        lock = Lock(journal.with_name(f".{journal.name}.lock"))
    except Held as held:
        told = _("{file}: {holder} is at this search; wait until it is done, or choose another --out")
        raise click.UsageError(told.format(file=journal, holder=held.holder)) from None
    with lock:
        if not resume and journal.exists() and journal.stat().st_size:
            told = _("{file} holds a search that was cut off; add --resume to go on with it, or delete it to begin anew")
            raise click.UsageError(told.format(file=journal))
        if resume and not journal.exists():
            echo(_("No search was cut off here: this one begins anew."), to_err=True)
        yield journal


def _check_cluster(address: str) -> None:
    """Say what is missing before anything is played."""
    try:
        from distributed import Client
    except ImportError:
        raise click.UsageError(
            _("--cluster needs the package distributed; install it with {command}").format(
                command="pip install 'drillsim[cluster]'"
            )
        ) from None
    try:
        with Client(address, timeout=10) as client:  # type: ignore[no-untyped-call]
            workers = len(client.scheduler_info(n_workers=-1)["workers"])
    except (OSError, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise click.UsageError(
            _("no Dask scheduler answers at {address} ({reason})").format(address=address, reason=reason)
        ) from None
    if not workers:
        raise click.UsageError(_("the Dask scheduler at {address} has no workers").format(address=address))


def _answer(case: Case, dimensions: tuple[Dimension, ...], settings: SizeSettings, journal: Path, resume: bool) -> Answer:
    from drillsim.command.console import announcing
    from drillsim.sizing.answer import answer

    sizing = _sizing(case, dimensions, settings, journal, resume)
    with announcing(_("looking at the plan found: loads and assumptions …")):
        return answer(case, sizing)


def _sizing(case: Case, dimensions: tuple[Dimension, ...], settings: SizeSettings, journal: Path, resume: bool) -> Sizing:
    import math

    from drillsim.command.console_size import sizing_bar
    from drillsim.command.engine import get_ready
    from drillsim.compiled.compilation import compile_plan
    from drillsim.sizing.sizing import size as search

    get_ready(compile_plan(case.plan, case.scenario.window), case.scenario, settings.seed)
    with sizing_bar(math.prod(len(dimension.values) for dimension in dimensions)) as told:
        return search(case, dimensions, settings, journal, resume, told)


def _page(found: Answer, inputs: Any) -> bytes:
    from drillsim.command.console import announcing
    from drillsim.papers.documents.sizing import size_html

    with announcing(_("writing the report …")):
        return size_html(found, inputs)
