"""The command `form`: a plan file (and a scenario) into a form to fill in, and back."""

from __future__ import annotations

from pathlib import Path

import click

from drillsim.base.language import _
from drillsim.base.writing import write_file
from drillsim.command.console_taken import taken_lines
from drillsim.command.lines import echo
from drillsim.command.options import check_new
from drillsim.files.form.writing import form_bytes
from drillsim.files.form.yaml_text import file_text
from drillsim.files.reading import as_written
from drillsim.files.taken import taken


def form(file: Path, output: Path, force: bool) -> int:
    check_output(output, (".xlsx", ".yaml", ".yml"), force)
    plan, scenario = as_written(file)
    files = {output: form_bytes(plan, scenario)}
    if output.suffix.lower() != ".xlsx":
        whole = plan or scenario
        assert whole is not None
        files = {output: file_text(whole).encode()}
        if plan is not None and scenario is not None:
            beside = output.with_name(f"{output.stem}-scenario{output.suffix}")
            check_new(beside, force)
            files[beside] = file_text(scenario.model_copy(update={"plan": output.name})).encode()
    for path, content in files.items():
        write_file(path, content)
    for line in taken_lines(taken(file, scenario)):
        echo(line, to_err=True)
    for path in files:
        echo(_("{file} is written").format(file=path), to_err=True)
    return 0


def check_output(output: Path, suffixes: tuple[str, ...], force: bool) -> None:
    """Refuse a file of another kind, and one that exists already unless it may be written over."""
    if output.suffix.lower() not in suffixes:
        raise click.UsageError(
            _("the name of {file} must end in {suffixes}").format(file=output, suffixes=_(" or ").join(suffixes))
        )
    check_new(output, force)
