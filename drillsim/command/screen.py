"""Tables, colours and progress on the terminal. With `lines`, the border through which all goes that commands say.

A name may hold what looks like markup ('[urgent]'), an emoji code (':fire:') or an escape that moves the cursor: all of it
is printed as it is written, or named where it cannot be seen. No other module of the commands prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from drillsim.base.legible import legible


class Terminal(Console):
    """A console to which every string is a plain text, in tables, too."""

    def render_str(self, text: str, *, style: Any = "", justify: Any = None, overflow: Any = None, **_more: Any) -> Text:
        """The text as it is, without markup, emoji codes or colours of its own."""
        return Text(legible(text), style=style, justify=justify, overflow=overflow)


def out() -> Terminal:
    """Standard output, for results."""
    return Terminal(highlight=False)


def err() -> Terminal:
    """Standard error, for progress and notes."""
    return Terminal(stderr=True, highlight=False, soft_wrap=True)


def styled(told: object, style: str) -> Text:
    """Words in a colour of their own, for a line or a cell of a table."""
    return Text(legible(str(told)), style=style)


def table(*titles: str, right: int = 99, ratios: Sequence[int | None] = (), **look: Any) -> Table:
    """A table whose columns from `right` on are numbers. What is too wide for its column goes on in the next line.

    `ratios` share the width of the terminal out, where it shall not follow from the cells.
    """
    made = Table(show_edge=False, pad_edge=False, show_lines=bool(ratios), **look)
    for index, (title, ratio) in enumerate(zip(titles, ratios or [None] * len(titles), strict=True)):
        made.add_column(title, overflow="fold", justify="right" if index >= right else "left", ratio=ratio)
    return made
