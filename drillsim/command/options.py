"""Options and types that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from drillsim.base.language import LANGUAGES, _
from drillsim.command.usage import option

PATH = click.Path(path_type=Path)
PATH.name = _("path")  # as help pages show it, in capitals


def lang_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--lang. Read in cli.language_asked, before the commands exist; here only for the help and the check."""
    lang = option(
        "--lang", type=click.Choice(LANGUAGES), expose_value=False, help=_("Language; from the environment when not given.")
    )
    return lang(command)


def format_option(*forms: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--format, as the argument `form`; the first one is the usual one."""
    return option(
        "--format", "form", type=click.Choice(forms), default=forms[0], show_default=True, help=_("What to print.")
    )


seed_option = option(
    "--seed",
    type=click.IntRange(0, 2**64 - 1),
    metavar=_("NUMBER"),
    default=1,
    show_default=True,
    help=_("Reproduction number: same files, same number, same result."),
)

jobs_option = option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar=_("NUMBER"),
    default=1,
    show_default=True,
    help=_("Workers; the result does not depend on it."),
)


output_option = option("-o", "--output", type=PATH, required=True, help=_("File to write."))
force_option = option("--force", is_flag=True, help=_("Write over a file that exists."))


def max_runs_option(meaning: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--max-runs, where play stops whether or not all is settled; its meaning is said."""
    return option(
        "--max-runs", type=click.IntRange(1, 10**7), metavar=_("NUMBER"), default=5000, show_default=True, help=meaning
    )


def alpha_option(meaning: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--alpha, an error rate whose meaning is said."""
    return option(
        "--alpha",
        type=click.FloatRange(0, 0.5, min_open=True),
        metavar=_("NUMBER"),
        default=0.05,
        show_default=True,
        help=meaning,
    )


def given(*parameters: str) -> list[str]:
    """Those of these parameters that were typed, as the options that people know."""
    context = click.get_current_context()
    names = {parameter.name: parameter.opts[-1] for parameter in context.command.params}
    typed = [name for name in parameters if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    return [names[name] for name in typed]


def refuse_idle(why: str, *parameters: str) -> None:
    """Refuse options that would change nothing here: whoever types one expects something of it."""
    if idle := given(*parameters):
        raise click.UsageError(_("{options} would change nothing: {why}").format(options=_(", ").join(idle), why=why))


def check_new(output: Path, force: bool) -> None:
    """Refuse a file that exists already, unless it may be written over."""
    if output.exists() and not force:
        raise click.UsageError(_("{file} exists already; choose another name or add --force").format(file=output))


def check_free(out: Path | None) -> None:
    """Refuse a folder for results that holds something already."""
    if out is not None and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise click.UsageError(_("{folder} exists already; choose another --out").format(folder=out))
