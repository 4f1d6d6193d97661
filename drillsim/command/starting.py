"""The command `new`: a folder with a plan and two scenarios that can be played at once, to be changed into one's own."""

from __future__ import annotations

from pathlib import Path

import click

from drillsim.base.language import _, filed
from drillsim.base.shell import command_line
from drillsim.base.writing import write_file
from drillsim.command.forms import check_output
from drillsim.command.lines import echo
from drillsim.command.options import refuse_idle
from drillsim.files.form.writing import form_bytes
from drillsim.files.form.yaml_text import file_text
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.values import is_name
from drillsim.starter import VILLAGE, starter
from drillsim.starter.trades import ready
from drillsim.store.folder import write_folder


def new(name: str, form_path: Path | None, trade: str | None, force: bool) -> int:
    if not is_name(name):
        raise click.UsageError(
            _(
                "'{name}' is no name for a plan: it starts with a letter or a digit and holds only letters, digits, _ and "
                "-; to have the folder elsewhere, go there first"
            ).format(name=name)
        )
    if form_path is not None:
        return _write_form(name, form_path, trade or VILLAGE, force)
    refuse_idle(_("a folder that exists is never written over; --force is for --form"), "force")
    folder = Path(name)
    if folder.exists():
        raise click.UsageError(_("{folder} exists already; choose another name").format(folder=folder))
    if trade in (None, VILLAGE):
        texts = starter(filed(), name)
        made = _("Made {folder}: plan.yaml and two scenarios, scenario.yaml and ordinary-month.yaml.")
        mend = _("Then open plan.yaml in an editor and make it your own; its remarks say how.")
    else:
        texts = dict(zip(("plan.yaml", "scenario.yaml"), map(file_text, _ready(name, trade)), strict=True))
        made = _("Made {folder}: plan.yaml and scenario.yaml.")
        mend = _("Then open both in an editor and make them your own: every figure in them is assumed.")
    write_folder(folder, {file: text.encode() for file, text in texts.items()}, numbered=False)
    echo(made.format(folder=folder))
    echo(_("Play it: {command}").format(command=command_line("run", folder / "scenario.yaml")))
    echo(mend)
    return 0


def _write_form(name: str, output: Path, trade: str, force: bool) -> int:
    check_output(output, (".xlsx",), force)
    write_file(output, form_bytes(*_ready(name, trade)))
    echo(_("Made {file}, filled in with an example: make it your own in Excel or WPS.").format(file=output))
    echo(_("Then check it: {command}").format(command=command_line("check", output)))
    return 0


def _ready(name: str, trade: str) -> tuple[Plan, Scenario]:
    plan, scenario = ready(trade, filed())
    return Plan.model_validate(plan).model_copy(update={"plan": name}), Scenario.model_validate(scenario)
