"""A paragraph as a file gives it, before it is known what it is in the outline."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from drillsim.texts.passage import Home, TableCell

_BLANKS = re.compile(r"[\s\u3000\u200b\u200e\u200f\ufeff\xad]+")
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]"
# Single characters that blanks space out over a line: '目  录', '值 班 室'.
_SPACED = re.compile(rf"(?<![^\s：:（(]){_WIDE}(?: {_WIDE})+(?![^\s：:）)，。])")


@dataclass(frozen=True)
class Paragraph:
    """Words between two line ends of the writer.

    `number` is what the word processor counts and `depth` the level of its list (from 0); `level` is that of a heading
    style (0: none). `stands_out`: it is printed like a heading (bold, centred, alone between blank lines).
    """

    text: str
    number: str = ""
    depth: int = 0
    level: int = 0
    is_title: bool = False
    stands_out: bool = False
    home: Home = "body"
    cell: TableCell | None = None
    page: int | None = None


def plain(text: str) -> str:
    """Words with single blanks, and without those that space out single characters."""
    return _SPACED.sub(lambda found: found[0].replace(" ", ""), _BLANKS.sub(" ", text).strip())


def joined(above: str, below: str, words: Set[str] = frozenset()) -> str:
    """Two lines of one paragraph as one: with a blank between words of letters, without beside Chinese characters.

    A word that was divided at the end of a line is put together if it is one of `words`, those that stand elsewhere; else
    its hyphen is its own.
    """
    if not above or not below:
        return above + below
    if re.match(_WIDE, above[-1]) or re.match(_WIDE, below):
        return above + below
    if re.match("[a-z]-$", above[-2:]) and (rest := re.match("[a-z]+", below)) is not None:
        begin = re.search("[A-Za-z]+-$", above[-40:])
        is_divided = begin is not None and (begin[0][:-1] + rest[0]).lower() in words
        return (above[:-1] if is_divided else above) + below
    return f"{above} {below}"
