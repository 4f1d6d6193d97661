"""The command `review`: all plans of a folder read together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from drillsim.base.language import _, say
from drillsim.base.writing import write_file
from drillsim.command.forms import check_output
from drillsim.command.lines import data, echo
from drillsim.command.options import refuse_idle
from drillsim.command.screen import out, styled
from drillsim.papers.review import Review, limit_shown, review_docx, review_xlsx, tables
from drillsim.shelf.collection import shelf
from drillsim.shelf.together import findings_of
from drillsim.shelf.year import tested, year_plan
from drillsim.store.folder import REPORTS

PAPERS = {"docx": review_docx, "xlsx": review_xlsx}


def review(folder: Path, form: str, output: Path | None, reports: Path | None, force: bool) -> int:
    if not folder.is_dir():
        raise click.UsageError(_("there is no folder {folder}").format(folder=folder))
    into = output or Path(_("review") + f".{form}")
    if form in PAPERS:
        check_output(into, (f".{form}",), force)
    else:
        refuse_idle(_("only a paper (docx or xlsx) is written to a file"), "output", "force")
    found = shelf(folder)
    if not found.plans:
        raise click.UsageError(_("there is no plan in {folder}").format(folder=folder))
    promises = tested(found.plans, reports or REPORTS)
    reviewed = Review(found, findings_of(found.plans), promises, year_plan(promises))
    for fault in found.unread:
        echo(_("left out: {fault}").format(fault=str(fault).splitlines()[0]), to_err=True)
    if form in PAPERS:
        write_file(into, PAPERS[form](reviewed))
        echo(_("{file} is written").format(file=into), to_err=True)
    elif form == "json":
        data(json.dumps(_as_json(reviewed), ensure_ascii=False) + "\n")
    else:
        _print(reviewed)
    return 0


def _print(reviewed: Review) -> None:
    console = out()
    for table in tables(reviewed):
        console.print(styled(str(say("{name} ({what})", name=table.title, what=len(table.rows))), style="bold"))
        for row in table.rows:
            first, *others = [cell for cell in row if cell]
            console.print(f"· {first}: " + "  ".join(cell for cell in others if isinstance(cell, str)), soft_wrap=True)
            for cell in others:
                for line in cell if isinstance(cell, list) else ():
                    console.print(f"    {line}", soft_wrap=True)
        console.print()


def _as_json(reviewed: Review) -> dict[str, Any]:
    return {
        "format": "drillsim/review/1",
        "plans": [
            {
                "name": plan.name, "file": plan.file.as_posix(),
                "limits": [
                    {"place": str(plan.place(limit)), "words": limit.words, "limit": limit_shown(limit), "sort": limit.sort,
                     "seconds": limit.seconds, "working_days": limit.working_days, "sentence": limit.sentence.text}
                    for limit in plan.facts.limits
                ],
            }
            for plan in reviewed.shelf.plans
        ],
        "findings": [
            {"kind": one.kind, "what": str(one.what),
             "mentions": [{"plan": at.plan, "place": str(at.place), "quote": at.quote} for at in one.mentions]}
            for one in reviewed.findings
        ],
        "promises": [
            {"plan": one.plan, "promise": one.promise, "played": one.played and one.played.isoformat(),
             "verdict": one.verdict, "drilled": one.drilled and one.drilled.isoformat()}
            for one in reviewed.promises
        ],
        "year": [
            {"month": one.month, "plan": one.plan, "promises": list(one.promises), "why": str(one.why)}
            for one in reviewed.year
        ],
        "left_out": [str(fault).splitlines()[0] for fault in reviewed.shelf.unread],
    }  # fmt: skip
