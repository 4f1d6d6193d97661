"""What a reader of quantities says when it cannot read one, and how every text is prepared for it."""

from __future__ import annotations

import unicodedata

from drillsim.language import Message

DAY = 86_400  # seconds; days have no daylight saving (a plan's hours are clock hours)


class Unreadable(ValueError):
    """A quantity cannot be read. `what` says what is wrong, `mend` what would do."""

    def __init__(self, what: Message, mend: Message | None = None) -> None:
        super().__init__(str(what))
        self.what = what
        self.mend = mend


def fold(text: str) -> str:
    """`text` with full-width characters made plain, and without outer space and signs that take no room."""
    if text.isascii():
        return text.strip()
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Cf").strip()
