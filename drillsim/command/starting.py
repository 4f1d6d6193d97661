"""The command `new`: a folder with a plan and two scenarios that can be played at once, to be changed into one's own."""

from __future__ import annotations

from pathlib import Path

import click

from drillsim.command.options import lang_option
from drillsim.language import _, current


@click.command(help=_("Make a folder with a small plan and two scenarios, to be changed into your own."))
@click.argument("name")
@lang_option
def new(name: str) -> int:
    from drillsim.schema import is_name
    from drillsim.starter import starter

    if not is_name(name):
        raise click.UsageError(
            _(
                "'{name}' is no name for a plan: it starts with a letter and holds only letters, digits, _ and -; "
                "to have the folder elsewhere, go there first"
            ).format(name=name)
        )
    folder = Path(name)
    if folder.exists():
        raise click.UsageError(_("{folder} exists already; choose another name").format(folder=folder))
    folder.mkdir()
    for file, content in starter(current(), name).items():
        folder.joinpath(file).write_text(content, "utf-8", newline="\n")
    click.echo(_("Made {folder}: plan.yaml and two scenarios, scenario.yaml and ordinary-month.yaml.").format(folder=folder))
    click.echo(_("Play it: drillsim run {file}").format(file=folder / "scenario.yaml"))
    click.echo(_("Then open plan.yaml in an editor and make it your own; its remarks say how."))
    return 0
