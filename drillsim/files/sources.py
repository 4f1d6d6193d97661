"""The source in a file, whatever it is: YAML, or a form that was filled in on a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from drillsim.files.form.reading import FormSource
from drillsim.files.source import Source
from drillsim.plan.schema import Model
from drillsim.sheets.workbook import is_workbook


def open_source(path: Path | str, kind: type[Model]) -> Source:
    """The source of a plan or scenario in a file; a workbook may hold both. What is wrong with it stands in its `faults`;
    nothing is raised."""
    return FormSource(path, kind) if is_workbook(Path(path)) else Source(path)
