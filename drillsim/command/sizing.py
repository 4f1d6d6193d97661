"""The command `size`: the cheapest plan that keeps every target, with what is claimed of it and what it rests on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from drillsim.base.language import _
from drillsim.base.lock import Held, Lock
from drillsim.base.writing import check_writable
from drillsim.command import exits
from drillsim.command.console import announcing, write_and_tell
from drillsim.command.console_size import print_answer, sizing_bar
from drillsim.command.engine import get_ready
from drillsim.command.lines import data, echo
from drillsim.command.options import check_free, refuse_idle
from drillsim.command.screen import err
from drillsim.compiled.compilation import compile_plan
from drillsim.files.reading import read_scenario
from drillsim.sizing.answer import Answer, answer
from drillsim.sizing.grid import Dimension
from drillsim.sizing.request import read_asked
from drillsim.sizing.sizing import SizeSettings, Sizing
from drillsim.sizing.sizing import size as search
from drillsim.sizing.trial import SizingCase
from drillsim.store.folder import Inputs
from drillsim.tasks.sizing import Sized, usual_folder


def size(
    scenario: Path, vary: tuple[str, ...], cost: tuple[str, ...], without: tuple[str, ...], alpha: float, max_runs: int,
    seed: int, jobs: int, cluster: str | None, resume: bool, out: Path | None, form: str, no_report: bool,
) -> int:  # fmt: skip
    check_free(out)
    if cluster is not None:
        refuse_idle(_("the workers of the cluster play"), "jobs")
    case, dimensions = read_asked(vary, cost, without, lambda: read_scenario(scenario))
    if cluster is not None:
        _check_cluster(cluster)
    usual = usual_folder(scenario, seed)
    check_writable(out or usual)
    settings = SizeSettings(seed, alpha, max_runs, jobs=jobs, cluster=cluster)
    with _journal(out or usual, resume) as journal:
        try:
            inputs = Inputs.of(scenario, case.scenario.files(scenario))
            found = Sized(scenario, _answer(case, dimensions, settings, journal, resume), inputs)
            files = found.files()
            if not no_report:
                with announcing(_("writing the report …")):
                    files["size.html"] = found.page()

            def tell() -> None:
                if form == "json":
                    data(files["size.json"])
                else:
                    print_answer(found.answer, form)

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
    return exits.SIZED[found.answer.outcome]


@contextmanager
def _journal(folder: Path, resume: bool) -> Iterator[Path]:
    """Where the trials are kept while the search goes on, of this command alone.

    A search that was cut off is not thrown away silently.
    """

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


def _answer(
    case: SizingCase, dimensions: tuple[Dimension, ...], settings: SizeSettings, journal: Path, resume: bool
) -> Answer:
    sizing = _sizing(case, dimensions, settings, journal, resume)
    with announcing(_("looking at the plan found: loads and assumptions …")):
        return answer(case, sizing)


def _sizing(
    case: SizingCase, dimensions: tuple[Dimension, ...], settings: SizeSettings, journal: Path, resume: bool
) -> Sizing:
    get_ready(compile_plan(case.plan, case.scenario.window, case.scenario.calendar), case.scenario, settings.seed)
    with sizing_bar(math.prod(len(dimension.values) for dimension in dimensions)) as told:
        return search(case, dimensions, settings, journal, resume, told)
