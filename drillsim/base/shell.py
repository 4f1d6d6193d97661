"""Commands as they can be typed where the reader stands: every hint that names one goes through here."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

_BARE = re.compile(r"[\w@%+=:,./\\-]+", re.ASCII)
_INERT = re.compile(r'[^"$`!%\\]+')  # between double quotes, which every shell knows


def quoted(word: object) -> str:
    """A word of a command: in quotation marks where it has spaces or signs, or letters that are not plain."""
    text = str(word)
    if _BARE.fullmatch(text):
        return text
    return f'"{text}"' if _INERT.fullmatch(text) else shlex.quote(text)


@dataclass(frozen=True)
class CommandLine:
    """A command in a message: its words are put into the language spoken when it is printed."""

    words: tuple[object, ...]

    def __str__(self) -> str:
        return command_line(*self.words)


def command_line(*words: object) -> str:
    """`drillsim` with these words."""
    return " ".join(["drillsim", *map(quoted, words)])
