"""The papers of what was played: pages, documents, and the event list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial
from pathlib import Path

from drillsim.base.language import current
from drillsim.base.writing import write_files
from drillsim.msel.file import fits_a_workbook, msel_csv, msel_xlsx
from drillsim.papers.documents.comparing import comparison_documents, comparison_html
from drillsim.papers.documents.outlines import documents
from drillsim.papers.documents.pdf import EXTRA, PdfPen, is_installed
from drillsim.papers.documents.pen import Pen
from drillsim.papers.documents.sizing import size_html, sizing_documents
from drillsim.papers.documents.word import WordPen
from drillsim.papers.dossier import Dossier
from drillsim.papers.formats import FORMATS
from drillsim.papers.page import render
from drillsim.play.kernel import play
from drillsim.room.dossier import drill_case
from drillsim.sizing.answer import Answer
from drillsim.store.comparison_replay import Compared, comparison_of
from drillsim.store.folder import COMPARISON, DRILL, RUN, Inputs, manifest_of
from drillsim.store.sizing_replay import answer_of, check
from drillsim.tasks.comparing import Difference
from drillsim.tasks.from_folder import case_of
from drillsim.tasks.playing import Run
from drillsim.tasks.sizing import Sized


class NotInstalled(Exception):
    """A package is missing that can be installed: `extra` is its name with that of ours."""

    def __init__(self, extra: str) -> None:
        super().__init__(f"pip install '{extra}'")
        self.extra = extra


def pens(formats: Iterable[str]) -> list[type[Pen]]:
    """The pens for these formats. Raises NotInstalled."""
    found: list[type[Pen]] = []
    if "docx" in formats:
        found.append(WordPen)
    if "pdf" in formats:
        if not is_installed():
            raise NotInstalled(EXTRA)
        found.append(PdfPen)
    return found


def _papers(
    formats: Collection[str], page: Callable[[], bytes], written: Callable[[str, type[Pen]], dict[str, bytes]]
) -> dict[str, bytes]:
    """The page and the documents of one thing, by file name, in the language spoken."""
    chosen = pens(formats)
    files = {"report.html": page()} if "html" in formats else {}
    for pen in chosen:
        files |= written(current(), pen)
    return files


def papers_of_play(case: Dossier, formats: Collection[str]) -> dict[str, bytes]:
    """The papers of a run or a drill, by file name, in the language spoken."""
    files = _papers(formats, lambda: render(case), partial(documents, case))
    return files | (_event_list(case) if "xlsx" in formats else {})


def _event_list(case: Dossier) -> dict[str, bytes]:
    """The events of the run that the report draws whole, as a workbook that can be edited and played.

    Of too many for a workbook the plain list is written.
    """
    _number, msel, _log = case.shown
    name = "演练脚本" if current() == "zh" else "msel"
    if fits_a_workbook(msel, case.compiled, case.scenario, case.deck):
        return {f"{name}.xlsx": msel_xlsx(msel, case.compiled, case.scenario, case.deck, play)}
    return {f"{name}.csv": msel_csv(msel, case.compiled, case.scenario, case.deck)}


def papers_of_sizing(answer: Answer, inputs: Inputs, formats: Collection[str]) -> dict[str, bytes]:
    """The papers of a sizing, by file name, in the language spoken."""
    return _papers(formats, lambda: size_html(answer, inputs), partial(sizing_documents, answer, inputs))


def papers_of_comparison(compared: Compared, formats: Collection[str]) -> dict[str, bytes]:
    """The papers of a comparison, by file name, in the language spoken."""
    return _papers(formats, lambda: comparison_html(compared), partial(comparison_documents, compared))


def papers_of_folder(folder: Path, formats: Collection[str]) -> dict[str, bytes]:
    """The papers of a folder that `run`, `size`, `compare` or `drill` wrote. Raises InputError if it is none."""
    match manifest_of(folder)["format"]:
        case kind if kind in (RUN, DRILL):
            return papers_of_play(drill_case(folder) if kind == DRILL else case_of(folder), formats)
        case kind if kind == COMPARISON:
            return papers_of_comparison(comparison_of(folder), formats)
    answer, inputs = answer_of(folder)
    check(folder, answer, inputs)
    return papers_of_sizing(answer, inputs, formats)


def report(
    what: Run | Sized | Difference | Path | str, into: Path | str, *, formats: Collection[str] = ("html", "docx")
) -> list[Path]:
    """Write the papers of a run, a sizing, a comparison, or of the folder of one (or of a drill), into a folder.

    `formats` are some of 'html', 'docx', 'pdf' and, of what was played, 'xlsx' (the event list). Files of the same name
    are written over. Returns the files.

    Raises InputError for a folder that is none of these or comes to another result, NotInstalled where a format needs a
    package that is missing, ValueError for a format that there is not, OSError.
    """
    if strange := [one for one in formats if one not in FORMATS]:
        raise ValueError(f"{strange[0]!r} is no format; there are: {', '.join(FORMATS)}")
    pens(formats)  # what is missing is said before anything is played
    if isinstance(what, Run):
        files = papers_of_play(what.dossier, formats)
    elif isinstance(what, Sized):
        files = papers_of_sizing(what.answer, what.inputs, formats)
    elif isinstance(what, Difference):
        files = papers_of_comparison(what.compared, formats)
    else:
        files = papers_of_folder(Path(what), formats)
    write_files(Path(into), files)
    return [Path(into) / name for name in files]
