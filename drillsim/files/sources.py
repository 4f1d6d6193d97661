"""The source in a file, whatever it is: YAML, or a form that was filled in on a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from drillsim.files.form.reading import FormSource
from drillsim.files.source import Source
from drillsim.sheets.workbook import is_workbook


def open_source(path: Path | str) -> Source:
    """The source in a file. What is wrong with it stands in its `faults`; nothing is raised."""
    return FormSource(path) if is_workbook(Path(path)) else Source(path)
