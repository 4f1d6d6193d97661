"""Texts of people as a reader may see them: nothing in them is obeyed by a screen, nothing turns other words round.

Every border to a medium that people read sends its texts through `legible`, and then writes them in the
medium's own way: as plain text on a terminal, as characters of XML, as data for a typesetter. Files that are read back
(event lists, forms, records) keep texts as they are.
"""

from __future__ import annotations

import re

from rich.cells import cell_len, set_cell_size

ELLIPSIS = "…"

_LINE_ENDS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls (a terminal obeys them, XML forbids them), marks that turn the order of letters round, halves of characters.
_OBEYED = re.compile("[\0-\x08\x0e-\x1b\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def legible(words: str) -> str:
    """The words with every character that would be obeyed, not shown, named as '[U+202E]'.

    Every line end is a plain one, and a tab is a blank: how far it would reach, nobody knows before it is shown.
    """
    return _OBEYED.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", _LINE_ENDS.sub("\n", words).replace("\t", " "))


def one_line(words: str) -> str:
    """The words where there is room for one line only."""
    return re.sub(r"\s*\n\s*", " ", legible(words)).strip()


def shortened(words: str, most: int) -> str:
    """The words on one line of at most `most` columns of a terminal; what is cut off leaves an ellipsis in its place."""
    words = one_line(words)
    return words if cell_len(words) <= most else set_cell_size(words, most - 1).rstrip() + ELLIPSIS
