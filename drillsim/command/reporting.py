"""The command `report`: the page and the documents of what `run`, `size` or `compare` wrote."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from drillsim.base.language import _
from drillsim.base.writing import write_files
from drillsim.command.console import announcing, print_looked_at
from drillsim.command.engine import compiling
from drillsim.command.lines import echo
from drillsim.command.options import refuse_idle
from drillsim.command.screen import err
from drillsim.papers.dossier import Dossier
from drillsim.papers.formats import USUAL
from drillsim.room.dossier import drill_case
from drillsim.room.folder import unfinished
from drillsim.store.folder import DRILL, RUN, manifest_of
from drillsim.tasks.from_folder import case_of
from drillsim.tasks.reporting import NotInstalled, papers_of_folder, papers_of_play, pens
from drillsim.why.explanation import RUNS


def report(folder: Path, formats: tuple[str, ...] | None, sizing: Path | None, out: Path | None, force: bool) -> int:
    kind = manifest_of(folder)["format"]
    was_played = kind in (RUN, DRILL)
    for what, given, fits in (
        ("--sizing", sizing is not None, kind == RUN),
        ("xlsx", "xlsx" in (formats or ()), was_played),
    ):
        if given and not fits:
            raise click.UsageError(_("{what} is for the folder of a run").format(what=what))
    asked = formats or tuple(name for name in USUAL if was_played or name != "xlsx")
    if asked == ("xlsx",):
        refuse_idle(_("an event list says nothing of sizes"), "sizing")
    check_installed(asked)
    with compiling(), announcing(_("writing the report …")):
        files = _papers(folder, kind, asked, sizing)
    whole = folder.resolve()
    _write(out or whole.with_name(f"{whole.name}-report"), files, force)
    return 0


def check_installed(formats: Iterable[str]) -> None:
    """Say what is missing before anything is played."""
    try:
        pens(formats)
    except NotInstalled as missing:
        told = _("pdf needs the package typst; install it with {command}, or print report.html from a browser")
        raise click.UsageError(told.format(command=missing)) from None


def _papers(folder: Path, kind: str, formats: tuple[str, ...], sizing: Path | None) -> dict[str, bytes]:
    if kind == DRILL:
        return _papers_of_drill(folder, formats)
    if kind != RUN:
        return papers_of_folder(folder, formats)
    case = case_of(folder, sizing)
    files = papers_of_play(case, formats)
    print_looked_at(len(case.evidence.msels), min(case.result.runs, RUNS))
    _say_what_is_plain(files, case)
    return files


def _papers_of_drill(folder: Path, formats: tuple[str, ...]) -> dict[str, bytes]:
    was_unfinished = unfinished(folder)
    case = drill_case(folder)
    if was_unfinished:
        echo(_("The end of this drill had not been written whole: it is written now."), to_err=True)
    files = papers_of_play(case, formats)
    _say_what_is_plain(files, case)
    return files


def _say_what_is_plain(files: dict[str, bytes], case: Dossier) -> None:
    for file in [name for name in files if name.endswith(".csv")]:
        told = _("{n} events are too many for a workbook; the event list is written as {file}, without cards.")
        err().print(told.format(n=f"{len(case.shown[1].time):,}", file=file), style="dim")


def _write(folder: Path, files: dict[str, bytes], force: bool) -> None:
    changed = [name for name, content in files.items() if _is_other(folder / name, content)]
    if changed and not force:
        raise click.UsageError(
            _("{file} exists already and says something else; choose another --out or add --force").format(
                file=folder / changed[0]
            )
        )
    write_files(folder, files)
    for name in files:
        echo(folder / name)


def _is_other(path: Path, content: bytes) -> bool:
    """Whether a file is there that is not this one: somebody may have filled it in."""
    return path.exists() and path.read_bytes() != content
