"""Markdown: headings, lists, tables and quotes as one reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from drillsim.texts.paragraph import Paragraph, plain
from drillsim.texts.plain import paragraphs_of
from drillsim.texts.table import Grid, PlacedCell, in_table

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)


def paragraphs_of_markdown(text: str) -> Iterator[Paragraph]:
    """The paragraphs of a text in Markdown."""
    text = _FRONT_MATTER.sub("", re.sub("\r\n?", "\n", text))
    # Indented paragraphs are paragraphs here: offices indent the first line.
    tokens = MarkdownIt("commonmark").enable("table").disable("code").parse(text)
    lists: list[int | None] = []  # of each list that is open, the number of its next item; None: it has bullets
    number, level, tables, n = "", 0, 0, 0
    while n < len(tokens):
        token = tokens[n]
        if token.type == "ordered_list_open":
            lists.append(int(token.attrGet("start") or 1))
        elif token.type == "bullet_list_open":
            lists.append(None)
        elif token.type.endswith("_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            count = lists[-1]
            number = "•" if count is None else f"{count}{token.markup}"
            lists[-1] = None if count is None else count + 1
        elif token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "table_open":
            tables += 1
            end = next(at for at in range(n, len(tokens)) if tokens[at].type == "table_close")
            yield from in_table(tables, _grid(tokens[n:end]), 1)
            n = end
        elif token.type == "inline":
            yield from _written(token, number, max(len(lists) - 1, 0), level)
            number = ""
        n += 1


def _written(token: Token, number: str, depth: int, level: int) -> Iterator[Paragraph]:
    """The paragraphs of a block: several where its lines begin with numbers that Markdown does not know."""
    text = _text(token)
    if level or number:
        yield Paragraph(plain(text.replace("\n", " ")), number, depth, level)
        return
    parts = [child for child in token.children or () if child.type != "text" or child.content.strip()]
    is_strong = len(parts) > 2 and parts[0].type == "strong_open" and parts[-1].type == "strong_close"
    found = list(paragraphs_of(text))
    for one in found:
        yield Paragraph(one.text, stands_out=is_strong and len(found) == 1)


def _text(token: Token) -> str:
    """The words of a block without signs of emphasis and addresses of links."""
    pieces = {"softbreak": "\n", "hardbreak": "\n", "html_inline": "", "image": ""}
    return "".join(pieces.get(child.type, child.content) for child in token.children or ())


def _grid(tokens: Sequence[Token]) -> Grid:
    grid: Grid = {}
    row = column = 0
    for token in tokens:
        if token.type == "tr_open":
            row, column = row + 1, 0
        elif token.type in ("th_open", "td_open"):
            column += 1
        elif token.type == "inline" and (words := plain(_text(token))):
            grid[row, column] = PlacedCell(row, column, [Paragraph(words, home="table")])
    return grid
