"""The command `drillsim`: chooses the language, runs a command, and turns what happens into an exit code.

0 all targets met (or the command did its work) · 1 some target missed · 2 bad input ·
3 not settled · 4 internal error · 130 interrupted
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from drillsim.base import language
from drillsim.base.errors import InputError, is_full, reason
from drillsim.base.language import _
from drillsim.base.lock import Held
from drillsim.command.commands import commands
from drillsim.command.exits import BAD_INPUT, INTERNAL, INTERRUPTED
from drillsim.command.lines import echo
from drillsim.command.usage import show


def language_asked(arguments: list[str]) -> str:
    """The language of --lang, else of the environment. Needed before the help texts are made."""
    for index, argument in enumerate(arguments):
        value = argument[7:] if argument.startswith("--lang=") else None
        if argument == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in language.LANGUAGES:
            return value
    return language.from_environment()


def run(arguments: list[str]) -> int:
    """Run one command; returns its exit code."""
    language.speak(language_asked(arguments))
    try:
        code = commands().main(arguments, prog_name="drillsim", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except InputError as error:
        for fault in error.faults:
            echo(fault, to_err=True)
        return BAD_INPUT
    except click.ClickException as error:
        show(error)
        return BAD_INPUT
    except (KeyboardInterrupt, click.Abort):
        echo(_("interrupted; nothing was written"), to_err=True)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of a pipe has gone, as with `| head`
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        return 0
    except Held as error:
        echo(_("{file}: {holder} is writing here; try again when it is done").format(
            file=error.path.parent, holder=error.holder), to_err=True)  # fmt: skip
        return BAD_INPUT
    except OSError as error:
        why = reason(error)
        if error.filename is None:
            echo(_("something cannot be read or written: {reason}").format(reason=why), to_err=True)
        else:
            echo(_("cannot use {file}: {reason}").format(file=error.filename, reason=why), to_err=True)
        if is_full(error):
            echo(_("Make space and give the same command again; nothing was left half-written."), to_err=True)
        return BAD_INPUT
    except Exception as error:
        if os.environ.get("DRILLSIM_TRACEBACK"):
            raise
        echo(
            _(
                "internal error ({kind}: {error}); this is a fault of drillsim, not yours. Please report it with your files."
            ).format(kind=type(error).__name__, error=error),
            to_err=True,
        )
        return INTERNAL


def main() -> NoReturn:
    """Entry point of the command line."""
    if not os.environ.get("DRILLSIM_TRACEBACK"):
        sys.unraisablehook = lambda _raised: None  # what fails while something that failed is cleared away is no news
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Chinese Windows pipe is GBK
    sys.exit(run(sys.argv[1:]))
