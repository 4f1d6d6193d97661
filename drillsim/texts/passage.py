"""A written plan as it was read: its passages in order, their sentences, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Home = Literal["body", "table", "box", "note"]  # where a passage lies: on the page, in a table, a text box, a note
Deed = Literal["promise", "order", "forbid"]


@dataclass(frozen=True)
class TextPlace:
    """Where a passage stands in its document.

    `headings` are those above it, the outermost first, numbers included ('三、应急响应', '（二）分级处置'). `item` is the
    number of the passage itself, as written or as the word processor counts it ('1.', '（3）', '第五条'; empty without), and
    `within` the numbers of the items that hold it and are no headings themselves ('第五条' around '（一）').
    `paragraph` counts all passages from 1; `page` is known in a PDF only.
    """

    headings: tuple[str, ...]
    item: str
    paragraph: int
    page: int | None = None
    home: Home = "body"
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableCell:
    """The cell of a table in which a passage stands, counted from 1, with what heads its column and its row."""

    table: int
    row: int
    column: int
    column_title: str = ""
    row_title: str = ""

    @property
    def in_row(self) -> tuple[int, int]:
        """The row that it stands in: of which table, and which one."""
        return self.table, self.row


@dataclass(frozen=True)
class Passage:
    """A paragraph, a heading or a cell of a table. `text` is without its number, `level` that of a heading (0: none)."""

    text: str
    place: TextPlace
    level: int = 0
    cell: TableCell | None = None


@dataclass(frozen=True)
class WrittenSentence:
    """A sentence of a passage. `start` is where it begins in the passage's text; `deed` what it does, if anything.

    `lead` are the words that introduce it and that it needs to be whole: those before the colon of its list, with the
    subject ('各组职责如下：', 'The duty officer shall:'), or those before the colon of a sentence that it is a part of.
    """

    text: str
    passage: Passage
    start: int
    deed: Deed | None = None
    lead: str = ""


@dataclass(frozen=True)
class WrittenPlan:
    """A written plan, read: `file` as its user named it, `language` the one that it is written in ('en', 'zh')."""

    file: str
    title: str
    language: str
    passages: tuple[Passage, ...]
    sentences: tuple[WrittenSentence, ...]

    @property
    def headings(self) -> tuple[Passage, ...]:
        """Its outline."""
        return tuple(passage for passage in self.passages if passage.level)
