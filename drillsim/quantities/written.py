"""A text as somebody wrote it: what it was taken for, and what to say where it cannot be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from drillsim.base.language import Message

_LONGEST = 120  # characters of a quantity, a row of digits counted as one
_DIGITS = 300  # characters with such rows; what is longer is no number that a machine holds
DAY = 86_400  # seconds; days have no daylight saving (a plan's hours are clock hours)


class Unreadable(ValueError):
    """A quantity cannot be read. `what` says what is wrong, `mend` what would do."""

    def __init__(self, what: Message, mend: Message | None = None) -> None:
        super().__init__(str(what))
        self.what = what
        self.mend = mend


class WrittenText(str):
    """A text in a file that notes what it was taken for, where it does not say so itself.

    `meant` is put into words when printed; None where the text is plain or nothing that needs reading.
    """

    meant: Any = None


@dataclass(frozen=True)
class Meant:
    """What a text was taken for, shown by `write` in the language spoken."""

    write: Callable[[Any], Any]
    value: Any

    def __str__(self) -> str:
        return str(self.write(self.value))


def note(text: object, meant: Any) -> None:
    """Note what a text of a file was taken for (None: it says so itself)."""
    if isinstance(text, WrittenText):
        text.meant = meant


def is_too_long(text: str) -> bool:
    """Whether a text is no quantity for its length alone: to try every way of reading it would take long."""
    return len(text) > _LONGEST and (len(text) > _DIGITS or len(re.sub(r"\d+", "0", text)) > _LONGEST)


def fold(text: str) -> str:
    """`text` with full-width characters made plain, and without outer space and signs that take no room."""
    if text.isascii():
        return text.strip()
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Cf").strip()


class _InPlace(dict[int, str]):
    """Each sign as its plain one, where that is one sign as well."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code))
        alone = len(plain) == 1 and unicodedata.category(chr(code)) != "No"  # '③15分钟' is no 315
        self[code] = plain if alone else chr(code)
        return self[code]


_IN_PLACE = _InPlace()


def fold_in_place(text: str) -> str:
    """`text` with signs of full width made plain, each where it stood."""
    return text.translate(_IN_PLACE)


def in_a_row(several: Sequence[str]) -> str:
    """Words of a file one after the other, divided as its writer would."""
    return (", " if all(word.isascii() for word in several) else "、").join(several)
