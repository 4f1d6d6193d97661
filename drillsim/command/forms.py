"""The command `form`: a plan file into a form to fill in, and back."""

from __future__ import annotations

from pathlib import Path

import click

from drillsim.command.options import PATH, lang_option
from drillsim.language import _


@click.command(help=_("Turn a plan file into a form to fill in (.xlsx), or a form into a plan file (.yaml)."))
@click.argument("file", type=PATH)
@click.option("-o", "--output", type=PATH, required=True, help=_("File to write."))
@click.option("--force", is_flag=True, help=_("Write over a file that exists."))
@lang_option
def form(file: Path, output: Path, force: bool) -> int:
    from drillsim.files.reading import read_plan
    from drillsim.form.writing import form_bytes
    from drillsim.form.yaml_text import plan_text

    check_output(output, (".xlsx", ".yaml", ".yml"), force)
    plan = read_plan(file)
    content = form_bytes(plan) if output.suffix.lower() == ".xlsx" else plan_text(plan).encode()
    output.write_bytes(content)
    click.echo(_("{file} is written").format(file=output), err=True)
    return 0


def check_output(output: Path, suffixes: tuple[str, ...], force: bool) -> None:
    """Refuse a file of another kind, and one that exists already unless it may be written over."""
    if output.suffix.lower() not in suffixes:
        raise click.UsageError(
            _("the name of {file} must end in {suffixes}").format(file=output, suffixes=_(" or ").join(suffixes))
        )
    if output.exists() and not force:
        raise click.UsageError(_("{file} exists already; choose another name or add --force").format(file=output))
