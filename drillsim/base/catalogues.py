"""The catalogues of sentences: one folder of `locale` per language, compiled before it is read.

A catalogue is written as `drillsim.po`. A built package carries it compiled (`drillsim.mo`) and nothing else. Where
the .po is there as well, as in a checkout, it is the one that counts, and what is missing or older than it is compiled
when the language is first spoken.
"""

from __future__ import annotations

import os
from contextlib import suppress
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from threading import get_ident

LOCALE = Path(__file__).parent.parent / "locale"
_PLACE = "LC_MESSAGES/drillsim"  # within the folder of a language


def written() -> list[str]:
    """The languages that have a catalogue, compiled or not."""
    return sorted({path.parts[-3] for suffix in (".po", ".mo") for path in LOCALE.glob(f"*/{_PLACE}{suffix}")})


def read(language: str) -> GNUTranslations:
    """The catalogue of a language as it is written now. Raises OSError where there is none."""
    po, mo = (LOCALE / language / f"{_PLACE}{suffix}" for suffix in (".po", ".mo"))
    if po.exists() and not (mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns):
        content = _compiled(po)
        with suppress(OSError):  # where nothing can be kept, it is compiled once more next time
            _keep(content, mo)
    else:
        content = mo.read_bytes()
    return GNUTranslations(BytesIO(content))


def _compiled(po: Path) -> bytes:
    from babel.messages.mofile import write_mo  # seldom needed, and slow to import
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with po.open("rb") as file:
        write_mo(compiled, read_po(file))
    return compiled.getvalue()


def _keep(content: bytes, mo: Path) -> None:
    """Write a catalogue whole or not at all: others may be writing it, or reading it, at this moment."""
    part = mo.with_suffix(f".{os.getpid()}-{get_ident()}")
    try:
        part.write_bytes(content)
        part.replace(mo)
    finally:
        part.unlink(missing_ok=True)
