"""A plan as a form to fill in: the workbook."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from drillsim.form.cells import Row, rows_of
from drillsim.form.layout import Column, Field, Table
from drillsim.form.titles import SHEETS, shown
from drillsim.form.workbook import LONGEST
from drillsim.language import LANGUAGES
from drillsim.plan.model import Plan


def form_bytes(plan: Plan) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    rows = rows_of(plan)
    for key in SHEETS:
        sheet = book.create_sheet(shown(SHEETS[key]))
        at = 1
        for table, lines in rows.items():
            if table.sheet == key:
                cols = [c for c in table.columns if c[1] not in LANGUAGES or any((c[0], c[1]) in l for l in lines)]
                for j, c in enumerate(cols, 1):
                    sheet.cell(at, j).value = c[2].title
                for l in lines:
                    at += 1
                    for j, c in enumerate(cols, 1):
                        v = l.get((c[0], c[1]))
                        if v is not None:
                            cell = sheet.cell(at, j)
                            cell.value = v
                            if isinstance(v, str):
                                cell.data_type = "s"
                at += 3
    out = BytesIO()
    book.save(out)
    return out.getvalue()
