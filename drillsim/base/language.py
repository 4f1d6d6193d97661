"""The languages: which one is spoken now, and texts that wait to be spoken.

English sentences are the message identifiers; a folder under `locale` holds each other language. A `Message`
keeps its sentence and its values apart and is put into words only when it is printed, so
the same finding can be shown in either language.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from drillsim.base import catalogues

FILED = ("en", "zh")  # the languages of files: of their keys and texts, of forms, of titles in spreadsheets
LANGUAGES = ("en", *catalogues.written())  # that can be spoken
CHINESE_FIRST = sorted(LANGUAGES, key=lambda one: (one != "zh", one))  # as pages have them: it shows where nothing decides
_TAGS = {"zh": "zh-CN"}  # of languages that are not their own

_current: ContextVar[str] = ContextVar("language", default="en")


def current() -> str:
    """The language spoken now: 'en', 'zh', or another that has a catalogue."""
    return _current.get()


def filed() -> str:
    """The language of files that goes with the one spoken now: English beside any but those that files know."""
    return _current.get() if _current.get() in FILED else FILED[0]


def tag() -> str:
    """The tag of the language spoken now, as pages have it."""
    return _TAGS.get(current(), current())


def own_name() -> str:
    """What the language spoken now calls itself."""
    return _("English")


def speak(language: str) -> None:
    """Speak `language` from here on. Raises ValueError for one that has no catalogue."""
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)} (got {language!r})")
    _current.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` inside the block only."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def from_environment(environ: Mapping[str, str] = os.environ) -> str:
    """The language that the environment asks for; English when it asks for none that is spoken."""
    for name in ("DRILLSIM_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "")
        if value:
            return next((one for one in LANGUAGES if value.lower().startswith(one)), "en")
    return "en"


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return catalogues.read(language) if language in catalogues.written() else gettext.NullTranslations()


def _(msgid: str) -> str:
    """`msgid` in the language spoken now."""
    return _catalogue(_current.get()).gettext(msgid)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form for `n` in the language spoken now."""
    return _catalogue(_current.get()).ngettext(singular, plural, n)


def N_(msgid: str) -> str:
    """Mark a sentence for the catalogue without translating it yet."""
    return msgid


@dataclass(frozen=True)
class Message:
    """A sentence with its values, put into words when printed.

    Values that are messages themselves are translated along; a mapping {'en': …, 'zh': …}
    (a text of a plan) is shown in the language spoken.
    """

    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)
    plural: str = ""  # the sentence for any number of things but one
    number: int = 1  # of things, where the sentence has a plural

    def __str__(self) -> str:
        shown = {name: text(value) if isinstance(value, Mapping) else value for name, value in self.values.items()}
        return (ngettext(self.msgid, self.plural, self.number) if self.plural else _(self.msgid)).format(**shown)

    def __hash__(self) -> int:
        return hash((self.msgid, tuple(sorted((k, str(v)) for k, v in self.values.items()))))


def say(msgid: str, **values: Any) -> Message:
    """A `Message`: `msgid` must stand in the catalogue (written as a literal at the call)."""
    return Message(msgid, values)


def say_n(singular: str, plural: str, n: int, **values: Any) -> Message:
    """A `Message` about `n` things, which it calls {n}; both sentences stand in the catalogue."""
    return Message(singular, {"n": f"{n:,}", **values}, plural, n)


@dataclass(frozen=True)
class Moment:
    """A date or time as people write it, put into words when printed: '2 March 2026, 09:30', '2026年3月2日09:30'.

    `pattern` is written with the letters of Unicode's CLDR; catalogues have each language's own.
    """

    at: datetime
    pattern: str = N_("d MMMM y, HH:mm")

    def __str__(self) -> str:
        from babel.dates import format_datetime  # takes a tenth of a second

        return format_datetime(self.at, _(self.pattern), locale=current())


def weekday(number: int) -> Moment:
    """A day of the week by its short name, counted from 0: 'Mon', '周一'."""
    return Moment(datetime(1, 1, 1 + number), "EEE")  # that year began with a Monday


def month(number: int) -> Moment:
    """A month by its name: 'March', '3月'."""
    return Moment(datetime(1, number, 1), N_("MMMM"))


def text(value: str | Mapping[str, str] | Message | None) -> str:
    """A text of a plan in the language spoken now, else in English, else in the one it has; of ours, what it says."""
    if value is None:
        return ""
    if isinstance(value, (str, Message)):
        return str(value)
    return value.get(told_in(value), "")


def told_in(value: Mapping[str, str]) -> str:
    """The language in which a text of a plan is told now."""
    return next((one for one in (current(), filed()) if value.get(one)), next(iter(value), ""))
