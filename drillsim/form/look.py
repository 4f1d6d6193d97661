"""How workbooks look, and how a text gets into a cell so that it stays a text."""

from __future__ import annotations

import math
import unicodedata
from typing import Any

from openpyxl.styles import Border, PatternFill, Side

FONTS = {"en": "Calibri", "zh": "微软雅黑"}
HEADING = PatternFill("solid", fgColor="DCE6F1")
KEY_HEADING = PatternFill("solid", fgColor="B8CCE4")
LINE = Side(style="thin", color="C8C8C8")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
LINE_HEIGHT = 15  # points
HIGHEST = 409  # points of a row, in Excel
TEXT_HEIGHT = {"en": 13.5, "zh": 16}  # points of a line of a longer text


def put_text(cell: Any, text: str) -> None:
    """Write a text: never a formula, whatever it begins with."""
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def width(text: object) -> int:
    """How many plain characters wide a text is: a Chinese one takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in str(text))


def lines_in(text: object, room: float) -> int:
    """How many lines a text fills in a cell that is `room` characters wide."""
    return sum(max(1, math.ceil(width(line) / room)) for line in str(text).splitlines())
