"""The catalogues of sentences: one folder of `locale` per language, compiled before it is read.

A catalogue is written as `drillsim.po`. A built package carries it compiled (`drillsim.mo`) and nothing else. Where
the .po is there as well, as in a checkout, it is the one that counts, and whatever is missing or older is compiled
when the language is first spoken.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "drillsim"
_PLACE = Path("LC_MESSAGES", DOMAIN)  # within the folder of a language, where the standard `gettext` looks


def written() -> list[str]:
    """The languages that have a catalogue, compiled or not."""
    return sorted({path.parts[-3] for suffix in (".po", ".mo") for path in LOCALE.glob(f"*/{_PLACE.with_suffix(suffix)}")})


@cache
def home(language: str) -> Path:
    """The folder of catalogues in which that of `language` is compiled and up to date.

    It is `locale`, unless the catalogue had to be compiled and nothing can be written there: then a folder that lasts
    as long as the process.
    """
    po, mo = (LOCALE / language / _PLACE.with_suffix(suffix) for suffix in (".po", ".mo"))
    if not po.exists() or (mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns):
        return LOCALE
    try:
        _compile(po, mo)
    except OSError:
        passing = Path(_passing().name)
        _compile(po, passing / language / _PLACE.with_suffix(".mo"))
        return passing
    return LOCALE


def _compile(po: Path, mo: Path) -> None:
    """Compile a catalogue. It appears whole or not at all: others may be compiling it, or reading it, at this moment."""
    from babel.messages.mofile import write_mo  # seldom needed, and slow to import
    from babel.messages.pofile import read_po

    with po.open("rb") as sentences:
        catalogue = read_po(sentences)
    mo.parent.mkdir(parents=True, exist_ok=True)
    part = mo.with_suffix(f".{os.getpid()}")
    try:
        with part.open("wb") as file:
            write_mo(file, catalogue)
        part.replace(mo)
    finally:
        part.unlink(missing_ok=True)


@cache
def _passing() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="drillsim-")
