"""Writes a document: headings, sentences, tables, pictures, contents; to the same bytes for the same words."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length

from drillsim.language import _, current, text
from drillsim.report import drawing
from drillsim.report.case import Picture
from drillsim.report.word import styles

WIDTH = 16.4  # cm between the margins
PICTURE = 12.5  # cm
LONGEST = 250  # characters of a title or a name in a property
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML


def clean(value: Any) -> str:
    """Words as a document may hold them: in the language spoken, without characters that XML forbids."""
    words = text(value) if value is None or isinstance(value, Mapping) else str(value)
    return _FORBIDDEN.sub("\ufffd", words)


class Pen:
    """Writes one document in the language spoken."""

    def __init__(self, title: Any, subject: Any) -> None:
        self.document = docx.Document()
        self._count = {"Figure": 0, "Table": 0}
        self._marks = 0
        self._numbers = [0, 0, 0]  # of the headings so far
        self._new_page = False
        self._contents: Any = None
        self._headings: list[tuple[int, str, str]] = []
        styles.dress(self.document, current())
        styles.page(self.document)
        self._properties(clean(title), clean(subject))
        self.document.add_paragraph(clean(title), "Title")
        centred = self.document.add_paragraph(clean(subject))
        centred.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _properties(self, title: str, subject: str) -> None:
        found = self.document.core_properties
        found.author, found.title, found.subject = "drillsim", title[:LONGEST], subject[:LONGEST]
        found.comments, found.keywords, found.last_modified_by, found.revision = "", "", "", 1
        for element in list(found._element):
            if element.tag.endswith(("}created", "}modified", "}lastPrinted")):
                found._element.remove(element)  # when it was made is no part of what it says

    # ---- words ------------------------------------------------------------------------------

    def heading(self, words: Any, level: int = 1) -> None:
        """A heading that the contents list; level 0 is an appendix, without a number."""
        paragraph = self._paragraph("Appendix" if level == 0 else f"Heading {level}")
        self._marks += 1
        mark = f"_part{self._marks}"
        for kind in ("bookmarkStart", "bookmarkEnd"):
            element = OxmlElement(f"w:{kind}")
            element.set(qn("w:id"), str(self._marks))
            if kind == "bookmarkStart":
                element.set(qn("w:name"), mark)
                paragraph._p.append(element)
                paragraph.add_run(clean(words))
            else:
                paragraph._p.append(element)
        number = ""
        if level:
            self._numbers = [*self._numbers[: level - 1], self._numbers[level - 1] + 1, *[0] * (len(self._numbers) - level)]
            number = styles.shown_number(current(), self._numbers[:level])
        self._headings.append((max(level, 1), number + clean(words), mark))

    def write(self, words: Any, style: str | None = None, bold: bool = False) -> None:
        """A paragraph."""
        self._paragraph(style).add_run(clean(words)).bold = bold or None

    def points(self, sentences: Sequence[Any], style: str = "List Bullet") -> None:
        """Sentences, each a point of a list."""
        for sentence in sentences:
            self.document.add_paragraph(clean(sentence), style)

    def new_page(self) -> None:
        """Begin a new page with what is written next."""
        self._new_page = True

    def _paragraph(self, style: str | None = None) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        if self._new_page:
            paragraph.paragraph_format.page_break_before, self._new_page = True, False
        return paragraph

    def contents(self) -> None:
        """Where the contents stand; they are filled in when all is written."""
        self._contents = self._paragraph("toc 1")

    # ---- tables and pictures ----------------------------------------------------------------

    def table(
        self, head: Sequence[Any], rows: Sequence[Sequence[Any]], widths: Sequence[float], caption: Any = None
    ) -> None:
        """A table whose first row repeats on every page; rows stay whole. Widths are shares."""
        if caption is not None:
            self._caption("Table", caption, keep=True)
        table = self.document.add_table(0, len(widths), "Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        whole = sum(widths)
        sizes = [Cm(WIDTH * share / whole) for share in widths]
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        for number, cells in enumerate([head, *rows] if head else rows):
            row = table.add_row()
            is_head = bool(head) and number == 0
            self._row(row, is_head)
            for cell, words, size in zip(row.cells, cells, sizes, strict=True):
                cell.width = size
                self._cell(cell, words, is_head)
        self.document.add_paragraph(style="Small")

    def _row(self, row: Any, is_head: bool) -> None:
        properties = row._tr.get_or_add_trPr()
        for name in ("cantSplit", "tblHeader") if is_head else ("cantSplit",):
            properties.append(OxmlElement(f"w:{name}"))

    def _cell(self, cell: Any, words: Any, is_head: bool) -> None:
        lines = words if isinstance(words, (list, tuple)) else [words]
        for at, line in enumerate(lines or [""]):
            paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
            paragraph.style = self.document.styles["Table Text"]
            paragraph.add_run(clean(line)).bold = is_head or None
        if is_head:
            shade = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E7E7E7")):
                shade.set(qn(f"w:{name}"), value)
            cell._tc.get_or_add_tcPr().append(shade)

    def picture(self, shown: Picture) -> None:
        """A picture with its sentence below; the sentence is read out in its place, too."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        inline = paragraph.add_run().add_picture(io.BytesIO(shown.png), width=self._wide(shown))._inline
        properties = inline.docPr
        properties.set("name", clean(shown.title)[:LONGEST])
        properties.set("title", clean(shown.title)[:LONGEST])
        properties.set("descr", clean(shown.sentence))
        self._caption("Figure", f"{clean(shown.title)}{_('. ')}{clean(shown.sentence)}")

    def _wide(self, shown: Picture) -> Length:
        """As wide as its words need: a picture that was drawn wider than others is shown wider."""
        return Cm(min(WIDTH, PICTURE * shown.drawn.get_size_inches()[0] / drawing.WIDTH))

    def _caption(self, kind: str, words: Any, keep: bool = False) -> None:
        self._count[kind] += 1
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = keep
        paragraph.add_run(_("Table") + " " if kind == "Table" else _("Figure") + " ")
        styles.field(paragraph, f"SEQ {kind} \\* ARABIC", str(self._count[kind]))
        paragraph.add_run("  " + clean(words))

    # ---- the file ---------------------------------------------------------------------------

    def _fill_contents(self) -> None:
        """The contents as a field, with the headings in it, so that it reads before Word has counted the pages."""
        if self._contents is None:
            return
        first, shown = self._contents, [h for h in self._headings if h[0] <= 2]
        paragraph = first
        for at, (level, words, mark) in enumerate(shown):
            paragraph = self._after(paragraph) if at else first
            paragraph.style = self.document.styles[f"toc {level}"]
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            if at == 0:
                self._mark(paragraph, "begin", 'TOC \\o "1-2" \\t "Appendix,1" \\h \\z \\u')
            paragraph.add_run(words + "\t")
            styles.field(paragraph, f"PAGEREF {mark} \\h", "")
        self._mark(paragraph, "end")

    def _after(self, paragraph: Any) -> Any:
        new = OxmlElement("w:p")
        paragraph._p.addnext(new)
        return type(paragraph)(new, paragraph._parent)

    def _mark(self, paragraph: Any, kind: str, code: str = "") -> None:
        def add(tag: str, **attributes: str) -> Any:
            element = OxmlElement(tag)
            for name, value in attributes.items():
                element.set(qn(f"w:{name}"), value)
            paragraph.add_run()._r.append(element)
            return element

        if kind == "end":
            add("w:fldChar", fldCharType="end")
            return
        add("w:fldChar", fldCharType="begin", dirty="true")
        instruction = add("w:instrText")
        instruction.set(qn("xml:space"), "preserve")
        instruction.text = f" {code} "
        add("w:fldChar", fldCharType="separate")

    def finish(self) -> bytes:
        """The document as a file: the same words give the same bytes."""
        self._fill_contents()
        package = self.document.part.package
        for name, relation in list(package.rels.items()):
            if relation.reltype.endswith("/thumbnail"):
                del package.rels[name]
        raw = io.BytesIO()
        self.document.save(raw)
        packed = io.BytesIO()
        with zipfile.ZipFile(raw) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
            for name in parts.namelist():
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
                zipped.writestr(entry, parts.read(name))
        return packed.getvalue()
