"""The commands `draft` and `answer`: from a written plan to a plan file with questions, and the answers put into it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click

from drillsim.base.errors import InputError
from drillsim.base.language import _, ngettext, speaking
from drillsim.base.shell import command_line
from drillsim.base.writing import write_file, write_files
from drillsim.command.forms import check_output
from drillsim.command.lines import echo
from drillsim.drafting.answers import MONTH, answered
from drillsim.drafting.draft import DraftedPlan
from drillsim.drafting.draft import draft as drafted_plan
from drillsim.drafting.sheet import read_sheet, sheet_text
from drillsim.files.critic import criticise
from drillsim.files.form.writing import form_bytes
from drillsim.files.form.yaml_text import file_text
from drillsim.files.reading import plan_as_written
from drillsim.papers.amendments import amendments_docx
from drillsim.papers.question_sheet import question_sheet
from drillsim.plan.plan import Plan
from drillsim.plan.values import as_name
from drillsim.store.folder import write_folder
from drillsim.texts.reading import read_written_plan

LONGEST = 60  # characters of the name that a folder gets from a file


def draft(file: Path, output: Path | None, form_path: Path | None, force: bool) -> int:
    folder = output or Path(as_name(file.stem)[:LONGEST] or "plan")
    if folder.exists() and not force:
        raise click.UsageError(_("{folder} exists already; choose another name").format(folder=folder))
    if form_path is not None:
        check_output(form_path, (".xlsx",), force)
    found = drafted_plan(read_written_plan(file))
    with speaking(found.facts.written.language):
        files = {
            "plan.yaml": file_text(found.plan).encode(),
            "scenario.yaml": file_text(found.scenario).encode(),
            **_sheets(found.plan),
        }
        form = form_bytes(found.plan, found.scenario) if form_path is not None else b""
    if folder.exists():
        _keep_what_differs(folder, files)
        write_files(folder, files)
    else:
        write_folder(folder, files, numbered=False)
    with speaking(found.facts.written.language):  # what the check finds, to be filed: places are those of the file written
        plan_file = folder / "plan.yaml"
        amendments = amendments_docx(found.plan, criticise(plan_file, found.plan, None))
    write_files(folder, {"amendments.docx": amendments})
    if form_path is not None:
        write_file(form_path, form)
    _tell(found, folder)
    return 0


def _keep_what_differs(folder: Path, files: Mapping[str, bytes]) -> None:
    """Rename what somebody may have typed into: files of an earlier draft that are not what this one writes.

    Word files differ in each copy by the time in them, so they are compared by what was answered.
    """
    kept = []
    for path in (folder / name for name in (*files, MONTH)):
        if not path.is_file() or _says_the_same(path, files.get(path.name)):
            continue
        number = next(n for n in itertools.count(1) if not path.with_name(f"{path.name}.before-{n}").exists())
        kept.append(path.rename(path.with_name(f"{path.name}.before-{number}")).name)
    if kept:
        told = _("Kept under other names, as they are not what the draft writes: {files}")
        echo(told.format(files=", ".join(kept)))


def _says_the_same(path: Path, content: bytes | None) -> bool:
    """Whether a file is as the draft would write it; of a Word sheet, whether nothing was answered on it."""
    if path.suffix != ".docx":
        return path.read_bytes() == content
    try:
        return not any(answer.given for answer in read_sheet(path))
    except InputError:
        return False  # whatever it is, somebody put it there


def _sheets(plan: Plan) -> dict[str, bytes]:
    """The questions as a text and as a Word document."""
    return {"questions.md": sheet_text(plan).encode(), "questions.docx": question_sheet(plan)}


def _tell(found: DraftedPlan, folder: Path) -> None:
    facts, plan = found.facts, found.plan
    sorts = Counter("soon" if limit.sort == "soon" else "number" for limit in facts.limits)
    echo(_("{title}: sentences read: {n}.").format(title=plan.name, n=len(facts.written.sentences)))
    for n, words in (
        (sorts["number"], _("limits with a number")),
        (sorts["soon"], _("promises without a number")),
        (len(facts.tiers), _("tiers")),
        (len(facts.bodies), _("bodies")),
        (len(facts.hops), _("reports from one to another")),
        (len(facts.bases), _("legal bases")),
        (len(facts.on_people), _("sentences on what is done to people, blame or numbers of visits")),
    ):
        echo(f"  {n:4}  {words}")
    echo(_("Made {folder}: plan.yaml and scenario.yaml; the questions that the plan leaves open, questions.docx and "
           "questions.md; what is to be mended in it, amendments.docx.").format(folder=folder))  # fmt: skip
    echo(_("Look at what was found: {command}").format(command=command_line("check", folder / "plan.yaml")))
    if n := len(plan.unanswered):
        told = ngettext("{n} question is to be answered before it can be played. When it is: {command}",
                        "{n} questions are to be answered before it can be played. When they are: {command}", n)  # fmt: skip
        echo(told.format(n=n, command=command_line("answer", folder / "questions.docx")))
    else:
        echo(_("Play it: {command}").format(command=command_line("run", folder / "scenario.yaml")))


def answer(sheet: Path) -> int:
    plan_file = sheet.parent / "plan.yaml"
    found = answered(plan_file, read_sheet(sheet))
    write_files(sheet.parent, {name: text.encode() for name, text in found.files.items()})
    n = len(found.taken)
    if n:
        told = ngettext("{n} answer is in {file} now.", "{n} answers are in {file} now.", n)
        echo(told.format(n=n, file=plan_file))
    else:
        echo(_("No new answer stands on {file}.").format(file=sheet))
    plan = plan_as_written(plan_file)
    if plan.unanswered:
        echo(_("Still open: {numbers}").format(numbers=", ".join(plan.unanswered)))
    else:
        for path in sorted(sheet.parent.glob("*.yaml")):
            if path != plan_file:
                echo(_("Play it: {command}").format(command=command_line("run", path)))
    if found.faults:
        raise InputError(list(found.faults))
    return 0
