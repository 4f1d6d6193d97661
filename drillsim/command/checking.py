"""The command `check`: what is wrong with a plan or scenario, and what is unclear in it."""

from __future__ import annotations

from pathlib import Path

from drillsim.base.language import _, say_n
from drillsim.base.writing import write_file
from drillsim.command.console import print_check
from drillsim.command.forms import check_output
from drillsim.command.lines import echo
from drillsim.command.options import refuse_idle
from drillsim.files.critic import criticise
from drillsim.files.reading import read_any
from drillsim.files.taken import taken
from drillsim.papers.amendments import amendments_docx, amendments_xlsx

TABLES = {"docx": amendments_docx, "xlsx": amendments_xlsx}  # of amendments, by format


def check(file: Path, form: str, output: Path | None, force: bool) -> int:
    if form not in TABLES:
        refuse_idle(_("only a table of amendments (docx or xlsx) is written to a file"), "output", "force")
        plan, scenario = read_any(file)
        print_check(file, plan, scenario, criticise(file, plan, scenario), taken(file, scenario), form)
        return 0
    into = output or Path(_("{name}-amendments").format(name=file.stem) + f".{form}")
    check_output(into, (f".{form}",), force)
    plan, scenario = read_any(file)
    placed = criticise(file, plan, scenario)
    write_file(into, TABLES[form](plan, placed))
    echo(say_n("{n} finding written to {file}", "{n} findings written to {file}", len(placed), file=into), to_err=True)
    return 0
