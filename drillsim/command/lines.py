"""Plain lines on the terminal: a text in them is shown and never obeyed. `screen` does the same for tables and colours."""

from __future__ import annotations

import click

from drillsim.base.legible import legible


def echo(told: object = "", *, to_err: bool = False) -> None:
    """A line for people, as wide as it is."""
    click.echo(legible(str(told)), err=to_err)


def data(content: str | bytes) -> None:
    """What programs read (JSON), as it is."""
    click.echo(content, nl=False)
