"""Options and types that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from drillsim.language import LANGUAGES, _

PATH = click.Path(path_type=Path)


def lang_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--lang. Read in cli.language_asked, before the commands exist; here only for the help and the check."""
    option = click.option(
        "--lang", type=click.Choice(LANGUAGES), expose_value=False, help=_("Language; from the environment when not given.")
    )
    return option(command)


def format_option(*forms: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--format, as the argument `form`; the first one is the usual one."""
    return click.option(
        "--format", "form", type=click.Choice(forms), default=forms[0], show_default=True, help=_("What to print.")
    )


seed_option = click.option(
    "--seed",
    type=click.IntRange(0, 2**64 - 1),
    metavar=_("NUMBER"),
    default=1,
    show_default=True,
    help=_("Reproduction number: same files, same number, same result."),
)

jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar=_("NUMBER"),
    default=1,
    show_default=True,
    help=_("Workers; the result does not depend on it."),
)


def alpha_option(meaning: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--alpha, an error rate whose meaning is said."""
    return click.option(
        "--alpha",
        type=click.FloatRange(0, 0.5, min_open=True),
        metavar=_("NUMBER"),
        default=0.05,
        show_default=True,
        help=meaning,
    )
