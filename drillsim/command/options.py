"""Options and types that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from drillsim.base.language import LANGUAGES, _
from drillsim.command.usage import Option, option


class _Path(click.Path):
    """A path, as help pages show it."""

    def get_metavar(self, *_where: Any, **_settings: Any) -> str:
        """In capitals, in the language spoken."""
        return _("path").upper()


PATH = _Path(path_type=Path)


def lang_option() -> Option:
    """--lang. Read in cli.language_asked, before the commands exist; here only for the help and the check."""
    return option(
        "--lang", type=click.Choice(LANGUAGES), expose_value=False, help=_("Language; from the environment when not given.")
    )


def format_option(*forms: str) -> Option:
    """--format, as the argument `form`; the first one is the usual one."""
    return option(
        "--format", "form", type=click.Choice(forms), default=forms[0], show_default=True, help=_("What to print.")
    )


def formats_option(formats: tuple[str, ...], meaning: str) -> Option:
    """--format of several of these formats, as the argument `formats`; None unless given. Its meaning is said."""

    def read(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
        if value is None:
            return None
        asked = tuple(dict.fromkeys(word.strip() for word in value.split(",")))
        for word in asked:
            if word not in formats:
                raise click.BadParameter(
                    _("'{got}' is no format; there are: {names}").format(got=word, names=", ".join(formats))
                )
        return asked

    return option("--format", "formats", metavar=",".join(formats), callback=read, help=meaning)


def number_option(*names: str, least: int, most: int, meaning: str, usual: int | None = None) -> Option:
    """An option that is a whole number; `usual` is the one that holds unless another is given."""
    return option(
        *names, type=click.IntRange(least, most), metavar=_("NUMBER"), default=usual, show_default=usual is not None,
        help=meaning,
    )  # fmt: skip


def seed_option() -> Option:
    """--seed."""
    meaning = _("Draw number: same files, same number, same result.")
    return number_option("--seed", least=0, most=2**64 - 1, usual=1, meaning=meaning)


def jobs_option() -> Option:
    """--jobs."""
    return number_option("--jobs", least=1, most=256, usual=1, meaning=_("Workers; the result does not depend on it."))


def output_option() -> Option:
    """-o, a file that must be named."""
    return option("-o", "--output", type=PATH, required=True, help=_("File to write."))


def force_option(meaning: str) -> Option:
    """--force."""
    return option("--force", is_flag=True, help=meaning)


def max_runs_option(meaning: str) -> Option:
    """--max-runs, where play stops whether or not all is settled; its meaning is said."""
    return number_option("--max-runs", least=1, most=10**7, usual=5000, meaning=meaning)


def alpha_option(meaning: str) -> Option:
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
