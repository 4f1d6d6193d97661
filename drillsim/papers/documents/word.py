"""The pen for word processors: real headings, captions, fields and contents, in a .docx file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from drillsim.base.language import _, current
from drillsim.papers.documents import word_styles
from drillsim.papers.documents.pen import WIDTH, Caption, Cell, Pen, clean, is_long, wide
from drillsim.papers.dossier import Picture
from drillsim.sheets.packing import repacked

WIDE = 25.1  # cm between the margins of A4 turned on its side
LONGEST = 250  # characters of a title or a name in a property


class WordPen(Pen):
    """Writes a document for a word processor."""

    suffix = ".docx"

    def __init__(self, title: Any, subject: Any, notice: Any = "", landscape: bool = False) -> None:
        super().__init__(title, subject, notice)
        self.width = WIDE if landscape else WIDTH  # cm of a table
        self.document = docx.Document()
        self._marks = 0
        self._new_page = False
        self._contents: Any = None
        self._headings: list[tuple[int, str, str]] = []
        word_styles.dress(self.document, current())
        word_styles.page(self.document, landscape, self.running_head)
        self._properties(self.title, self.subject)
        self.document.add_paragraph(self.title, "Title")
        if self.notice:
            self.document.add_paragraph(self.notice, "Notice")
        centred = self.document.add_paragraph(self.subject)
        centred.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _properties(self, title: str, subject: str) -> None:
        found = self.document.core_properties
        found.author, found.title, found.subject = "drillsim", title[:LONGEST], subject[:LONGEST]
        found.comments, found.keywords, found.last_modified_by, found.revision = "", "", "", 1

    # ---- words ------------------------------------------------------------------------------

    def _heading(self, words: str, level: int, number: str) -> None:
        paragraph = self._paragraph("Appendix" if level == 0 else f"Heading {level}")
        self._marks += 1
        mark = f"_part{self._marks}"
        for kind in ("bookmarkStart", "bookmarkEnd"):
            element = OxmlElement(f"w:{kind}")
            element.set(qn("w:id"), str(self._marks))
            if kind == "bookmarkStart":
                element.set(qn("w:name"), mark)
                paragraph._p.append(element)
                paragraph.add_run(words)
            else:
                paragraph._p.append(element)
        self._headings.append((max(level, 1), number + words, mark))

    def write(self, words: Any, style: str | None = None, bold: bool = False) -> None:
        self._paragraph(style).add_run(clean(words)).bold = bold or None

    def points(self, sentences: Sequence[Any]) -> None:
        for sentence in sentences:
            self.document.add_paragraph(clean(sentence), "List Bullet")

    def new_page(self) -> None:
        self._new_page = True

    def turn(self, landscape: bool) -> None:
        word_styles.turn(self.document, landscape)
        self.width, self._new_page = WIDE if landscape else WIDTH, False

    def _paragraph(self, style: str | None = None) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        if self._new_page:
            paragraph.paragraph_format.page_break_before, self._new_page = True, False
        return paragraph

    def contents(self) -> None:
        self.write(_("Contents"), bold=True)
        self._contents = self._paragraph()

    # ---- tables and pictures ----------------------------------------------------------------

    def _table(
        self, head: list[Cell], rows: list[list[Cell]], widths: list[float], caption: Caption | None, tall: float
    ) -> None:
        if caption is not None:
            self._write_caption(caption, keep=True)
        style = self.document.styles["Table Text"].style_id  # looked up once: a paragraph would look through all styles
        table = self.document.add_table(0, len(widths), "Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        whole = sum(widths)
        sizes = [Cm(self.width * share / whole) for share in widths]
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        for number, cells in enumerate([head, *rows] if head else rows):
            row = table.add_row()
            is_head = bool(head) and number == 0
            if tall and not is_head:
                row.height, row.height_rule = Cm(tall), WD_ROW_HEIGHT_RULE.AT_LEAST
            self._row(row, is_head, stays_whole=not any(is_long("".join(lines)) for lines in cells))
            for cell, lines, size in zip(row.cells, cells, sizes, strict=True):
                cell.width = size
                self._cell(cell, lines, is_head, style)
        self.document.add_paragraph(style="Small")

    def _row(self, row: Any, is_head: bool, stays_whole: bool) -> None:
        properties = row._tr.get_or_add_trPr()
        for name, wanted in (("cantSplit", stays_whole), ("tblHeader", is_head and stays_whole)):
            if wanted:
                properties.append(OxmlElement(f"w:{name}"))

    def _cell(self, cell: Any, lines: Cell, is_head: bool, style: str) -> None:
        for at, line in enumerate(lines or [""]):
            paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
            paragraph._p.style = style
            paragraph.add_run(line).bold = is_head or None
        if is_head:
            shade = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E7E7E7")):
                shade.set(qn(f"w:{name}"), value)
            cell._tc.get_or_add_tcPr().append(shade)

    def _picture(self, shown: Picture, caption: Caption) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        inline = paragraph.add_run().add_picture(io.BytesIO(shown.png), width=Cm(wide(shown)))._inline
        properties = inline.docPr
        properties.set("name", clean(shown.title)[:LONGEST])
        properties.set("title", clean(shown.title)[:LONGEST])
        properties.set("descr", clean(shown.sentence))
        self._write_caption(caption)

    def _write_caption(self, caption: Caption, keep: bool = False) -> None:
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = keep
        paragraph.add_run(caption.label + " ")
        word_styles.field(paragraph, f"SEQ {caption.kind} \\* ARABIC", str(caption.number))
        paragraph.add_run("  " + caption.words)

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
            self._entry(paragraph, words, mark)
        self._mark(paragraph, "end")

    def _entry(self, paragraph: Any, words: str, mark: str) -> None:
        """A line of the contents that leads to its heading; the page number is counted by whoever opens the file."""
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), mark)
        link.set(qn("w:history"), "1")
        before = len(paragraph._p)
        paragraph.add_run(words + "\t")
        word_styles.field(paragraph, f"PAGEREF {mark} \\h", "", dirty=True)
        for run in list(paragraph._p)[before:]:
            link.append(run)
        paragraph._p.append(link)

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
        self._fill_contents()
        package = self.document.part.package
        for name, relation in list(package.rels.items()):
            if relation.reltype.endswith("/thumbnail"):
                del package.rels[name]
        raw = io.BytesIO()
        self.document.save(raw)
        return repacked(raw.getvalue())
