"""The command `report`: the page and the documents of what `run`, `size` or `compare` wrote.

Heavy modules are imported inside, so that `--help` answers at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from drillsim.base.language import _, current
from drillsim.command.lines import echo
from drillsim.command.options import PATH, lang_option, refuse_idle
from drillsim.command.usage import argument, command, option

if TYPE_CHECKING:
    from drillsim.papers.case import Case
    from drillsim.papers.documents.pen import Pen

FORMATS = ("html", "docx", "xlsx", "pdf")
USUAL = ("html", "docx", "xlsx")  # what needs nothing else to be installed


def _formats(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    asked = tuple(dict.fromkeys(word.strip() for word in value.split(",")))
    for word in asked:
        if word not in FORMATS:
            raise click.BadParameter(
                _("'{got}' is no format; there are: {names}").format(got=word, names=", ".join(FORMATS))
            )
    return asked


@command(
    help=_("Write the reports of a folder that run, size, compare or drill wrote: the page, documents, and the event list.")
)
@argument("folder", metavar="RUN", type=PATH)
@option(
    "--format",
    "formats",
    metavar="html,docx,xlsx,pdf",
    callback=_formats,
    help=_("What to write; all but pdf unless given."),
)
@option("--sizing", type=PATH, help=_("Folder of a sizing of the same files; the report then says what it found."))
@option("--out", type=PATH, help=_("Folder to write into; default <RUN>-report."))
@option("--force", is_flag=True, help=_("Write over files that exist."))
@lang_option
def report(folder: Path, formats: tuple[str, ...] | None, sizing: Path | None, out: Path | None, force: bool) -> int:
    from drillsim.command.console import announcing
    from drillsim.command.engine import compiling
    from drillsim.store.folder import COMPARISON, DRILL, RUN, manifest_of

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
    pens = list(_pens(asked))
    with compiling(), announcing(_("writing the report …")):
        if was_played:
            files = _played(_drill(folder) if kind == DRILL else _run(folder, sizing), asked, pens)
        else:
            files = (_comparison if kind == COMPARISON else _sizing)(folder, asked, pens)
    whole = folder.resolve()
    _write(out or whole.with_name(f"{whole.name}-report"), files, force)
    return 0


def _pens(formats: Iterable[str]) -> Iterator[type[Pen]]:
    """The pens for these formats. Says what is missing before anything is played."""
    if "docx" in formats:
        from drillsim.papers.documents.word import WordPen

        yield WordPen
    if "pdf" in formats:
        from drillsim.papers.documents.pdf import EXTRA, PdfPen, is_installed

        if not is_installed():
            told = _("pdf needs the package typst; install it with {command}, or print report.html from a browser")
            raise click.UsageError(told.format(command=f"pip install '{EXTRA}'"))
        yield PdfPen


def _run(folder: Path, sizing: Path | None) -> Case:
    from drillsim.papers.again import case_of

    return case_of(folder, sizing)


def _drill(folder: Path) -> Case:
    from drillsim.room.case import drill_case
    from drillsim.room.folder import unfinished

    was_unfinished = unfinished(folder)
    case = drill_case(folder)
    if was_unfinished:
        echo(_("The end of this drill had not been written whole: it is written now."), to_err=True)
    return case


def _played(case: Case, formats: tuple[str, ...], pens: list[type[Pen]]) -> dict[str, bytes]:
    from drillsim.command.console import print_looked_at
    from drillsim.papers.documents.outlines import documents
    from drillsim.papers.page import render
    from drillsim.why.explanation import RUNS

    files = {"report.html": render(case)} if "html" in formats else {}
    for pen in pens:
        files |= documents(case, current(), pen)
    if not case.held:
        print_looked_at(len(case.evidence.msels), min(case.result.runs, RUNS))
    return files | (_event_list(case) if "xlsx" in formats else {})


def _event_list(case: Case) -> dict[str, bytes]:
    """The events of the run that the report draws whole, as a workbook that can be edited and played.

    Of too many for a workbook the plain list is written.
    """
    from drillsim.command.screen import err
    from drillsim.deck.deck import Deck
    from drillsim.msel.file import fits_a_workbook, msel_csv, msel_xlsx
    from drillsim.play.kernel import play

    _number, msel, _log = case.shown
    name = "演练脚本" if current() == "zh" else "msel"
    deck = Deck(case.compiled, case.scenario, case.settings.seed)
    if fits_a_workbook(msel, case.compiled, case.scenario, deck):
        return {f"{name}.xlsx": msel_xlsx(msel, case.compiled, case.scenario, deck, play)}
    told = _("{n} events are too many for a workbook; the event list is written as {file}, without cards.")
    err().print(told.format(n=f"{len(msel.time):,}", file=f"{name}.csv"), style="dim")
    return {f"{name}.csv": msel_csv(msel, case.compiled, case.scenario, deck)}


def _sizing(folder: Path, formats: tuple[str, ...], pens: list[type[Pen]]) -> dict[str, bytes]:
    from drillsim.papers.documents.sizing import size_html, sizing_documents
    from drillsim.store.sizing_again import answer_of, check

    answer, inputs = answer_of(folder)
    check(folder, answer, inputs)
    files = {"report.html": size_html(answer, inputs)} if "html" in formats else {}
    for pen in pens:
        files |= sizing_documents(answer, inputs, current(), pen)
    return files


def _comparison(folder: Path, formats: tuple[str, ...], pens: list[type[Pen]]) -> dict[str, bytes]:
    from drillsim.papers.documents.comparing import comparison_documents, comparison_html
    from drillsim.store.comparison_again import comparison_of

    compared = comparison_of(folder)
    files = {"report.html": comparison_html(compared)} if "html" in formats else {}
    for pen in pens:
        files |= comparison_documents(compared, current(), pen)
    return files


def _write(folder: Path, files: dict[str, bytes], force: bool) -> None:
    from drillsim.base.writing import write_files

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
