"""Forms for tests: written, changed cell by cell as a planner (or a spreadsheet program) would, and read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from drillsim.base.errors import InputError
from drillsim.files.reading import read_plan
from drillsim.plan.plan import Plan


class Desk:
    """A form in a file, open on a planner's desk."""

    def __init__(self, path: Path, form: bytes) -> None:
        self.path = path
        path.write_bytes(form)
        self.book: Workbook = load_workbook(path)

    def place(self, sheet: str, title: str, key: str = "", table: int = 0) -> tuple[int, int]:
        """Row and column of the cell below a title in the row that names `key`; '' for the first blank row.

        `table` counts the rows of titles that have this one.
        """
        cells = self.book[sheet]
        headers = [row for row in range(1, cells.max_row + 1) if title in [c.value for c in cells[row]]]
        header = headers[table]
        column = [c.value for c in cells[header]].index(title) + 1
        for named in range(5):
            for row in range(header + 1, cells.max_row + 2):
                values = [cell.value for cell in cells[row]]
                if values[named] == key if key else not any(values):
                    return row, column
        raise AssertionError(f"no row '{key}' on {sheet}")

    def put(self, sheet: str, title: str, key: str, value: Any, table: int = 0, number_format: str = "") -> tuple[int, int]:
        """Type a value into a cell; returns its row and column."""
        row, column = self.place(sheet, title, key, table)
        cell = self.book[sheet].cell(row, column)
        cell.value = value
        if number_format:
            cell.number_format = number_format
        return row, column

    def read(self) -> Plan:
        """Save the form and read it as a plan."""
        self.book.save(self.path)
        return read_plan(self.path)

    def faults(self) -> list[str]:
        """Save the form and read it; the faults as they are printed, without the folder."""
        self.book.save(self.path)
        return faults_of(self.path)


def faults_of(path: Path) -> list[str]:
    """What is wrong with a file, each fault as it is printed, without the folder."""
    try:
        read_plan(path)
    except InputError as error:
        return [str(fault).replace(f"{path.parent}/", "") for fault in error.faults]
    return []


def repacked(path: Path, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> None:
    """Change the files packed in a workbook, and add others."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, **(more or {})}.items():
            archive.writestr(name, change(name, content))
