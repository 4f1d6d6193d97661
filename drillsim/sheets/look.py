"""How workbooks look, and how a text gets into a cell so that it stays a text."""

from __future__ import annotations

import math
import re
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Border, PatternFill, Side
from rich.cells import cell_len

from drillsim.base.legible import legible, shortened

FONTS = {"en": "Calibri", "zh": "微软雅黑"}
HEADING = PatternFill("solid", fgColor="DCE6F1")
KEY_HEADING = PatternFill("solid", fgColor="B8CCE4")
LINE = Side(style="thin", color="C8C8C8")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
LINE_HEIGHT = 15  # points
HEADER = 100  # columns of a text above printed pages
HIGHEST = 409  # points of a row, in Excel
TEXT_HEIGHT = {"en": 13.5, "zh": 16}  # points of a line of a longer text


_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # spreadsheets read '_x0041_' as 'A'
_LINE_END = re.compile("\r\n?")


def put_text(cell: Any, text: str) -> None:
    """Write a text: never a formula, whatever it begins with, and never an escape, whatever it looks like.

    It is read back as it was, but for characters that no cell can hold: these are named.
    """
    text = _LINE_END.sub("\n", text)
    if ILLEGAL_CHARACTERS_RE.search(text):
        text = legible(text)
    cell.value = _ESCAPE.sub("_x005F_", text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def in_header(text: str) -> str:
    """A text for the head of printed pages, in which & begins a code and no more than 255 characters are allowed."""
    return shortened(text, HEADER).replace("&", "&&")


def lines_in(text: object, room: float) -> int:
    """How many lines a text fills in a cell that is `room` characters wide."""
    return sum(max(1, math.ceil(cell_len(line) / room)) for line in str(text).splitlines())
