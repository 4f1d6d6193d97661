"""Files of a labelled plan as offices keep them: a Word document, a PDF, Markdown, plain text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from labelled import LabelledPlan, Line

from drillsim.draw.fonts import font_folders

WRAPPED = {"zh": 38, "en": 76}  # characters in a line of a text file that was saved with its line ends
HEADINGS, LIST = 90, 91  # numberings of a document


def write(plan: LabelledPlan, suffix: str, folder: Path) -> Path:
    """A file of the plan in a format, by the name of its suffix."""
    path = folder / f"{plan.name}.{suffix}"
    path.write_bytes(FORMATS[suffix](plan))
    return path


def docx(plan: LabelledPlan) -> bytes:
    """A Word document. Its headings have a style, are bold paragraphs, or are counted by Word, as the plan says."""
    document = Document()
    _number(document, plan)
    for rows in _blocks(plan):
        if rows[0].sort == "row":
            _table(document, rows)
        for line in rows:
            if line.sort != "row":
                _paragraph(document, plan.beside["headings"], line)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _paragraph(document: Any, headings: str, line: Line) -> None:
    if line.sort == "box":
        document.add_paragraph()._p.append(parse_xml(_BOX.format(w=nsdecls("w"), text=escape(line.text))))
        return
    style = "List Bullet" if line.sort == "bullet" else None
    if line.sort == "heading" and headings != "plain":
        style = f"Heading {line.level}"
    elif line.sort == "title" and headings != "plain":
        style = "Title"
    paragraph = document.add_paragraph(style=style)
    paragraph.add_run(line.text).bold = True if line.sort in ("heading", "title") and not style else None
    if line.number:
        counted, level = (LIST, 0) if line.sort == "item" else (HEADINGS, line.level - 1)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = counted


_BOX = """<w:r {w} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="width:300pt;height:60pt"><v:textbox>
<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"""


def _table(document: Any, rows: list[Line]) -> None:
    table = document.add_table(rows=len(rows), cols=sum(rows[0].spans), style="Table Grid")
    for cells, line in zip(table.rows, rows, strict=True):
        written = cells.cells
        for at, span, text in zip(accumulate(line.spans, initial=0), line.spans, line.cells, strict=False):
            written[at].merge(written[at + span - 1]).text = text


def _number(document: Any, plan: LabelledPlan) -> None:
    """The numberings that Word counts by: '1.2.3' of headings, and a list."""
    levels = plan.beside.get("numbers_of_headings", [])
    item = "（%1）" if plan.language == "zh" else "%1)"
    numbering = document.part.numbering_part.element
    for counted, patterns in ((HEADINGS, levels or ["%1"]), (LIST, [item])):
        abstract = OxmlElement("w:abstractNum", {qn("w:abstractNumId"): str(counted)})
        for depth, pattern in enumerate(patterns):
            level = OxmlElement("w:lvl", {qn("w:ilvl"): str(depth)})
            for tag, value in (("w:start", "1"), ("w:numFmt", "decimal"), ("w:lvlText", pattern)):
                level.append(OxmlElement(tag, {qn("w:val"): value}))
            abstract.append(level)
        numbering.insert(0, abstract)
        number = OxmlElement("w:num", {qn("w:numId"): str(counted)})
        number.append(OxmlElement("w:abstractNumId", {qn("w:val"): str(counted)}))
        numbering.append(number)


def txt(plan: LabelledPlan) -> bytes:
    """A text file with line ends where the lines are full, in the encoding that Windows gives a Chinese one."""
    width = WRAPPED[plan.language] if plan.beside.get("wrapped") else 10**6
    lines = [piece for line in plan.lines
             for piece in _wrapped(_plain(line, "\t"), 10**6 if line.sort == "row" else width)]  # fmt: skip
    return "\r\n".join([*lines, ""]).encode("gb18030" if plan.language == "zh" else "utf-8-sig")


def _wrapped(text: str, width: int) -> Iterator[str]:
    while len(text) > width:
        cut = text.rfind(" ", 0, width) + 1 if " " in text[:width] and text.isascii() else width
        yield text[:cut].rstrip()
        text = text[cut:]
    yield text


def _plain(line: Line, between: str) -> str:
    if line.sort == "row":
        return "".join(cell + between * span for cell, span in zip(line.cells, line.spans, strict=True)).removesuffix(
            between
        )
    mark = {"bullet": "• "}.get(line.sort, "")
    return mark + (line.number and line.number + (" " if line.number[-1].isdigit() else "")) + line.text


def md(plan: LabelledPlan) -> bytes:
    """Markdown."""
    told = []
    for rows in _blocks(plan):
        if rows[0].sort == "row":
            table = [f"| {_plain(row, ' | ')} |" for row in rows]
            told.append("\n".join([table[0], "|" + " --- |" * sum(rows[0].spans), *table[1:]]))
        elif rows[0].sort == "bullet":
            told.append("\n".join(f"- {row.text}" for row in rows))
        else:
            marks = {"title": "# ", "box": "> "}
            told += [("#" * (row.level + 1) + " " if row.sort == "heading" else marks.get(row.sort, "")) + _plain(row, "")
                     for row in rows]  # fmt: skip
    return ("\n\n".join(told) + "\n").encode()


def pdf(plan: LabelledPlan) -> bytes:
    """A PDF, set by Typst."""
    import typst

    blocks = [
        {"sort": rows[0].sort, "level": line.level, "text": _plain(line, ""), "columns": sum(line.spans),
         "cells": [cell for row in rows for cell in zip(row.cells, row.spans, strict=True)] if line.sort == "row" else []}
        for rows in _blocks(plan) for line in (rows[:1] if rows[0].sort == "row" else rows)
    ]  # fmt: skip
    source: Any = {"main": _PAGE.encode(), "plan.json": json.dumps(blocks, ensure_ascii=False).encode()}
    return bytes(typst.compile(source, font_paths=list(map(str, font_folders())), ignore_system_fonts=True, timestamp=0))


_PAGE = """
#set page(footer: context align(center, counter(page).display("- 1 -")))
#set text(font: ("Noto Sans SC",), size: 12pt)
#for block in json("plan.json") {
  if block.sort == "row" {
    table(columns: block.columns, ..block.cells.map(cell => table.cell(colspan: cell.at(1), cell.at(0))))
  } else if block.sort == "title" { align(center, text(size: 18pt, block.text)) }
  else if block.sort == "heading" { par(text(size: 16pt - 1pt * block.level, weight: "bold", block.text)) }
  else if block.sort == "box" { rect(block.text) }
  else { par(block.text) }
}
"""


def _blocks(plan: LabelledPlan) -> list[list[Line]]:
    """Its lines, rows of one table together; one that has other columns than the last is another table."""
    return [list(lines) for _, lines in groupby(plan.lines, key=lambda line: (line.sort, sum(line.spans)))]


FORMATS: dict[str, Callable[[LabelledPlan], bytes]] = {"docx": docx, "txt": txt, "md": md, "pdf": pdf}
