"""The order in which the parts of a document stand, and how they are written one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from drillsim.papers.documents.pen import Pen

Part = Callable[[], None]
Outline = Sequence[tuple[int, str, Sequence[Part]]]  # level (0: an appendix), heading, parts


def written(pen: Pen, outline: Outline, first: int = 1) -> bytes:
    """The document: its first headings on the first page, then the contents and the rest. With `first` 0 it is a short
    one, without contents. The office signs before the annexes, which begin a page."""
    annexed = next((at for at, (level, _words, _parts) in enumerate(outline) if level == 0), len(outline))
    for at, (level, words, parts) in enumerate(outline):
        if at == first > 0:
            pen.new_page()
            pen.contents()
        if at == annexed:
            pen.signature()
            pen.new_page()
        pen.heading(words, level)
        for part in parts:
            part()
    if annexed == len(outline):
        pen.signature()
    return pen.finish()
