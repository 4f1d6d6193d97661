"""Writing a workbook: how its sheets look, and how a text gets into a cell so that it stays a text.

Nothing that stands in a cell is a formula, whatever it begins with; cells for words are formatted as text, so that the
program does not make a date of '1-4' or a number of clause 5.10.
"""

from __future__ import annotations

import math
import re
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import filed, say
from drillsim.base.legible import legible, shortened
from drillsim.sheets.open_xml import LONGEST

FONTS = {"en": "Calibri", "zh": "微软雅黑"}
HEADING = PatternFill("solid", fgColor="DCE6F1")
KEY_HEADING = PatternFill("solid", fgColor="B8CCE4")
LINE = Side(style="thin", color="C8C8C8")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
LINE_HEIGHT = 15  # points
HEADER = 100  # columns of a text above printed pages
HIGHEST = 409  # points of a row, in Excel
TEXT_HEIGHT = {"en": 13.5, "zh": 16}  # points of a line of a longer text
TEXT, NUMBER = "@", "General"  # formats of cells

_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # spreadsheets read '_x0041_' as 'A'
_LINE_END = re.compile("\r\n?")


def new_workbook() -> Workbook:
    """A workbook without sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "drillsim"
    return book


class SheetWriter:
    """A sheet being written in the language spoken: titles, cells to fill in, lists to choose from."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.font = FONTS[filed()]
        self._looks: dict[tuple[bool, str, bool], Any] = {}

    def title(self, row: int, column: int, words: str, is_key: bool = False) -> Cell:
        """Write the title of a column; `is_key` if it names what a row is about."""
        cell: Cell = self.sheet.cell(row, column)
        put_text(cell, words)
        cell.font = Font(name=self.font, size=10, bold=True)
        cell.fill = KEY_HEADING if is_key else HEADING
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border = BORDER
        return cell

    def cell(self, row: int, column: int, shown_as: str = TEXT, bold: bool = False, centred: bool = False) -> Cell:
        """A cell to fill in. Its look is copied from the first one that has it: looking it up each time is slow."""
        cell: Cell = self.sheet.cell(row, column)
        look = (bold, shown_as, centred)
        if look in self._looks:
            cell._style = copy(self._looks[look])
            return cell
        cell.font = Font(name=self.font, size=10, bold=bold)
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if centred else None)
        cell.border = BORDER
        cell.number_format = shown_as
        self._looks[look] = copy(cell._style)
        return cell

    def put(self, cell: Cell, words: str) -> None:
        """Write a text into a cell. Raises InputError if it is too long for one."""
        if len(words) > LONGEST:
            what = say("this text is too long for a cell (got {n} characters)", n=len(words))
            raise InputError([Fault(self.sheet.title, cell.row, cell.column, what, say("shorten it"))])
        put_text(cell, words)

    def width(self, column: int) -> float:
        """How wide a column is, in characters."""
        return float(self.sheet.column_dimensions[get_column_letter(column)].width)

    def choose(self, column: int, first: int, last: int, source: str) -> None:
        """A list to choose from in the rows of a column; whoever types another word is told when the file is read."""
        validation = DataValidation(type="list", formula1=source, allow_blank=True)
        validation.showErrorMessage = False
        letter = get_column_letter(column)
        validation.add(f"{letter}{first}:{letter}{last}")
        self.sheet.add_data_validation(validation)

    def landscape(self, large: bool) -> None:
        """Print it on pages as wide as the sheet, as many as it takes: A4, or A3 for a `large` one."""
        setup = self.sheet.page_setup
        setup.orientation, setup.fitToHeight = "landscape", 0
        setup.paperSize = self.sheet.PAPERSIZE_A3 if large else self.sheet.PAPERSIZE_A4
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True

    def on_a4(self, orientation: str) -> None:
        """Print it on A4, 'landscape' or 'portrait', as wide as the sheet, with narrow margins."""
        self.landscape(large=False)
        self.sheet.page_setup.orientation = orientation
        margins = self.sheet.page_margins
        margins.left, margins.right, margins.top, margins.bottom = 0.4, 0.4, 0.75, 0.7
        margins.header = margins.footer = 0.3


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
