"""The sheet of paper on which documents are set: A4 with the margins of each language, upright or on its side."""

from __future__ import annotations

from typing import NamedTuple


class PageSetup(NamedTuple):
    """A sheet with its margins, in cm."""

    top: float
    bottom: float
    left: float
    right: float
    width: float = 21.0
    height: float = 29.7

    @property
    def measure(self) -> float:
        """How wide the lines are."""
        return round(self.width - self.left - self.right, 2)

    @property
    def turned(self) -> PageSetup:
        """The same sheet on its side, as it lies in a binder: what was on the left is at the top."""
        return PageSetup(self.left, self.right, self.bottom, self.top, self.height, self.width)


_OFFICIAL = PageSetup(3.7, 3.5, 2.8, 2.6)  # of Chinese official documents, GB/T 9704-2012
_USUAL = PageSetup(2.2, 2.0, 2.3, 2.3)


def page_setup(language: str) -> PageSetup:
    """The upright sheet of documents in a language."""
    return _OFFICIAL if language == "zh" else _USUAL
