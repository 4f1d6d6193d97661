"""The command `new`: a folder with a plan and two scenarios that can be played at once, to be changed into one's own."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

import click

from drillsim.base.language import _, filed
from drillsim.base.shell import command_line
from drillsim.base.writing import write_file
from drillsim.command.forms import check_output
from drillsim.command.lines import echo
from drillsim.command.options import refuse_idle
from drillsim.files.form.writing import form_bytes
from drillsim.files.reading import plan_as_written
from drillsim.plan.values import is_name
from drillsim.starter import starter
from drillsim.store.folder import write_folder


def new(name: str, form_path: Path | None, force: bool) -> int:
    if not is_name(name):
        raise click.UsageError(
            _(
                "'{name}' is no name for a plan: it starts with a letter or a digit and holds only letters, digits, _ and "
                "-; to have the folder elsewhere, go there first"
            ).format(name=name)
        )
    if form_path is None:
        refuse_idle(_("a folder that exists is never written over; --force is for --form"), "force")
    else:
        return _write_form(name, form_path, force)
    folder = Path(name)
    if folder.exists():
        raise click.UsageError(_("{folder} exists already; choose another name").format(folder=folder))
    write_folder(folder, {file: content.encode() for file, content in starter(filed(), name).items()}, numbered=False)
    echo(_("Made {folder}: plan.yaml and two scenarios, scenario.yaml and ordinary-month.yaml.").format(folder=folder))
    echo(_("Play it: {command}").format(command=command_line("run", folder / "scenario.yaml")))
    echo(_("Then open plan.yaml in an editor and make it your own; its remarks say how."))
    return 0


def _write_form(name: str, output: Path, force: bool) -> int:
    check_output(output, (".xlsx",), force)
    with as_file(files("drillsim.starter").joinpath(filed(), "plan.yaml")) as path:
        plan = plan_as_written(path)
    write_file(output, form_bytes(plan.model_copy(update={"plan": name})))
    echo(_("Made {file}, filled in with an example: make it your own in Excel or WPS.").format(file=output))
    echo(_("Then check it: {command}").format(command=command_line("check", output)))
    return 0
