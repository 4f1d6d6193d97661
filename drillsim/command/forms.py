"""The commands for those who fill in a form: `new` and `form`."""

from __future__ import annotations

from pathlib import Path

import click

from drillsim.command.options import PATH, lang_option
from drillsim.language import _

_OUTPUT = _("File to write.")
_FORCE = _("Write over a file that exists.")


@click.command(help=_("Begin a plan of your own: with --form, as a spreadsheet to fill in, with an example in it."))
@click.argument("name", metavar=_("NAME"))
@click.option("--form", "form_path", type=PATH, metavar=_("FILE.xlsx"), help=_("Write the form to this file."))
@click.option("--force", is_flag=True, help=_FORCE)
@lang_option
def new(name: str, form_path: Path | None, force: bool) -> int:
    from drillsim.form.example import example
    from drillsim.form.writing import form_bytes

    if form_path is None:  # the place for a plan as a commented file
        raise click.UsageError(_("say where the form goes: --form plan.xlsx"))
    _check(form_path, (".xlsx",), force)
    form_path.write_bytes(form_bytes(example(name)))
    click.echo(
        _("{file} is filled in with an example; change it, then: drillsim check {file}").format(file=form_path), err=True
    )
    return 0


@click.command(help=_("Turn a plan file into a form to fill in (.xlsx), or a form into a plan file (.yaml)."))
@click.argument("file", type=PATH)
@click.option("-o", "--output", type=PATH, required=True, help=_OUTPUT)
@click.option("--force", is_flag=True, help=_FORCE)
@lang_option
def form(file: Path, output: Path, force: bool) -> int:
    from drillsim.files.reading import read_plan
    from drillsim.form.writing import form_bytes
    from drillsim.form.yaml_text import plan_text

    _check(output, (".xlsx", ".yaml", ".yml"), force)
    plan = read_plan(file)
    content = form_bytes(plan) if output.suffix.lower() == ".xlsx" else plan_text(plan).encode()
    output.write_bytes(content)
    click.echo(_("{file} is written").format(file=output), err=True)
    return 0


def _check(output: Path, suffixes: tuple[str, ...], force: bool) -> None:
    if output.suffix.lower() not in suffixes:
        raise click.UsageError(
            _("the name of {file} must end in {suffixes}").format(file=output, suffixes=_(" or ").join(suffixes))
        )
    if output.exists() and not force:
        raise click.UsageError(_("{file} exists already; choose another name or add --force").format(file=output))
