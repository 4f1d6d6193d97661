"""The order in which the parts of a document stand, and how they are written one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from drillsim.base.language import current
from drillsim.papers.documents.pen import Pen

Part = Callable[[], None]
Outline = Sequence[tuple[int, str, Sequence[Part]]]  # level (0: an appendix), heading, parts


def written(pen: Pen, outline: Outline, first: int = 1) -> bytes:
    """The document: its first headings on the first page, then the contents and the rest. With `first` 0 it is a short
    one, without contents."""
    for at, (level, words, parts) in enumerate(outline):
        if at == first > 0:
            if current() != "zh":  # the large print of an official paper leaves no room for a page of its own
                pen.new_page()
            pen.contents()
        pen.heading(words, level)
        for part in parts:
            part()
    return pen.finish()
