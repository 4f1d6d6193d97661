"""The pen for word processors: real headings, captions, fields and contents, in a .docx file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from drillsim.base.language import _, current
from drillsim.papers.documents import word_sections, word_styles
from drillsim.papers.documents.pen import Caption, Cell, Pen, clean, is_long, signed, wide
from drillsim.papers.dossier import Picture
from drillsim.sheets.packing import repacked

BESIDE_TABLE = Pt(8)  # room between a table and words
LONGEST = 250  # characters of a title or a name in a property


class WordPen(Pen):
    """Writes a document for a word processor."""

    suffix = ".docx"

    def __init__(self, title: Any, subject: Any, notice: Any = "", landscape: bool = False) -> None:
        super().__init__(title, subject, notice)
        if landscape:
            super().turn(landscape)
        self.document = docx.Document()
        self._marks = 0
        self._new_page = False
        self._below_table = False
        self._last: Any = None  # paragraph
        self._contents: Any = None
        self._headings: list[tuple[int, str, str]] = []
        self._heading_words = self.title  # of the part that is being written
        word_styles.dress(self.document, current())
        word_sections.page(self.document, self.setup, self.running_head, current())
        self._properties(self.full_title, self.subject)
        for words, style in ((self.title, "Title"), (self.notice, "Notice"), (self.subject, "Subtitle")):
            if words:
                self.document.add_paragraph(words, style)

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
        self._heading_words = words

    def _subheading(self, words: str, level: int) -> None:
        paragraph = self._paragraph("Subheading")
        paragraph.add_run(words)
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level - 1))
        paragraph._p.get_or_add_pPr().append(outline)  # the last that such a paragraph has
        self._heading_words = words

    def write(self, words: Any, style: str | None = None, bold: bool = False) -> None:
        self._paragraph(style or "Body Text").add_run(clean(words)).bold = bold or None

    def points(self, sentences: Sequence[Any]) -> None:
        """Points of a list; in Chinese each is a paragraph with a number （1）, as official documents have them."""
        if not sentences:
            return
        counted = word_styles.new_list(self.document) if current() == "zh" and len(sentences) > 1 else None
        for sentence in sentences:
            paragraph = self._paragraph("List Bullet")
            paragraph.add_run(clean(sentence))
            if counted is not None:
                number = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                number.get_or_add_ilvl().val, number.get_or_add_numId().val = 0, counted

    def new_page(self) -> None:
        self._new_page = True

    def turn(self, landscape: bool) -> None:
        super().turn(landscape)
        word_sections.turn(self.document, self.setup)
        self._new_page, self._below_table = False, False

    def signature(self) -> None:
        for at, words in enumerate(signed()):
            paragraph = self._paragraph("Signature")
            paragraph.add_run(words)
            paragraph.paragraph_format.keep_with_next = at == 0

    def _paragraph(self, style: str) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        if self._new_page:
            paragraph.paragraph_format.page_break_before = True
        elif self._below_table and (self.document.styles[style].paragraph_format.space_before or 0) < BESIDE_TABLE:
            paragraph.paragraph_format.space_before = BESIDE_TABLE
        self._new_page = self._below_table = False
        self._last = paragraph
        return paragraph

    def contents(self) -> None:
        self._paragraph("TOC Heading").add_run(_("Contents"))
        self._contents = self._paragraph("toc 1")

    # ---- tables and pictures ----------------------------------------------------------------

    def _table(
        self, head: list[Cell], rows: list[list[Cell]], widths: list[float], caption: Caption | None, tall: float
    ) -> None:
        if caption is not None:
            self._write_caption(caption, keep=True)
        elif self._below_table:
            self._paragraph("Section End")  # two tables without words between them would be one
        elif self._last is not None:
            self._last.paragraph_format.space_after = BESIDE_TABLE
        styles = [self.document.styles[name].style_id for name in ("Table Text", "Table Head")]
        table = self.document.add_table(0, len(widths), "Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        self._say_what_it_is(table, caption.words if caption else self._heading_words, head)
        sizes = list(map(Cm, widths))
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        lines = [head, *rows] if head else rows
        is_short = not is_long("".join(words for cells in lines for cell in cells for words in cell))
        kept = len(lines) - 1 if is_short else int(bool(head))  # so many rows stay with the next one
        for number, cells in enumerate(lines):
            row = table.add_row()
            is_head = bool(head) and number == 0
            if tall and not is_head:
                row.height, row.height_rule = Cm(tall), WD_ROW_HEIGHT_RULE.AT_LEAST
            self._row(row, is_head, stays_whole=not any(is_long("".join(lines)) for lines in cells))
            for at, (cell, lines_of, size) in enumerate(zip(row.cells, cells, sizes, strict=True)):
                cell.width = size
                self._cell(cell, lines_of, styles[is_head or (not head and at == 0)], is_head, number < kept)
        self._below_table = True

    def _say_what_it_is(self, table: Any, words: str, head: list[Cell]) -> None:
        """What is read out for a table, and which of its cells are heads: the first row, or else the first column."""
        has_head = bool(head)
        properties = table._tbl.tblPr
        look = properties.find(qn("w:tblLook"))
        for name, value in (("firstRow", has_head), ("firstColumn", not has_head), ("noHBand", True)):
            look.set(qn(f"w:{name}"), str(int(value)))
        look.set(qn("w:val"), "0620" if has_head else "0680")
        for name, told in (("tblCaption", words), ("tblDescription", _("; ").join(" ".join(cell) for cell in head))):
            if told:
                element = OxmlElement(f"w:{name}")
                element.set(qn("w:val"), told[:LONGEST])
                properties.append(element)

    def _row(self, row: Any, is_head: bool, stays_whole: bool) -> None:
        properties = row._tr.get_or_add_trPr()
        for name, wanted in (("cantSplit", stays_whole), ("tblHeader", is_head)):
            if wanted:
                properties.append(OxmlElement(f"w:{name}"))

    def _cell(self, cell: Any, lines: Cell, style: str, is_head: bool, keep: bool) -> None:
        for at, line in enumerate(lines or [""]):
            paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
            paragraph._p.style = style
            if keep:
                paragraph.paragraph_format.keep_with_next = True
            paragraph.add_run(line)
        if is_head:
            shade = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E7E7E7")):
                shade.set(qn(f"w:{name}"), value)
            cell._tc.get_or_add_tcPr().append(shade)

    def _picture(self, shown: Picture, caption: Caption) -> None:
        run = self._paragraph("Picture").add_run()
        inline = run.add_picture(io.BytesIO(shown.png), width=Cm(wide(shown, self.setup.measure)))._inline
        properties = inline.docPr
        properties.set("name", clean(shown.title)[:LONGEST])
        properties.set("title", clean(shown.title)[:LONGEST])
        properties.set("descr", clean(shown.sentence))
        self._write_caption(caption)

    def _write_caption(self, caption: Caption, keep: bool = False) -> None:
        paragraph = self._paragraph("Caption")
        paragraph.paragraph_format.keep_with_next = keep
        paragraph.add_run(caption.label + " ")
        word_sections.field(paragraph, f"SEQ {caption.kind} \\* ARABIC", str(caption.number))
        paragraph.add_run("  " + caption.words)

    # ---- the file ---------------------------------------------------------------------------

    def _fill_contents(self) -> None:
        """The contents: a line for each heading, which leads to it and whose page is counted by whoever opens the file.

        They are fields of their own, not one of Word's tables of contents, whose pages only Word itself would count.
        """
        if self._contents is None:
            return
        paragraph = self._contents
        for at, (level, words, mark) in enumerate(entry for entry in self._headings if entry[0] <= 2):
            paragraph = self._after(paragraph) if at else paragraph
            paragraph.style = self.document.styles[f"toc {level}"]
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), mark)
            link.set(qn("w:history"), "1")
            paragraph.add_run(words + "\t")
            word_sections.field(paragraph, f"PAGEREF {mark} \\h", "", dirty=True)
            for run in paragraph._p.findall(qn("w:r")):
                link.append(run)
            paragraph._p.append(link)

    def _after(self, paragraph: Any) -> Any:
        new = OxmlElement("w:p")
        paragraph._p.addnext(new)
        return type(paragraph)(new, paragraph._parent)

    def finish(self) -> bytes:
        self._fill_contents()
        if self._below_table:
            self._paragraph("Section End")  # what ends a document is a paragraph
        package = self.document.part.package
        for name, relation in list(package.rels.items()):
            if relation.reltype.endswith("/thumbnail"):
                del package.rels[name]
        raw = io.BytesIO()
        self.document.save(raw)
        return repacked(raw.getvalue())
