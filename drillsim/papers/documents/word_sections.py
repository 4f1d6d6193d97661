"""Sections of a document for a word processor: how pages lie, what stands at their head and foot; and fields."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from drillsim.papers.documents.page_setup import PageSetup
from drillsim.papers.documents.word_styles import LINE


def page(document: Document, setup: PageSetup, head: str, language: str) -> None:
    """The first section, with a line at the head and the number at the foot of its pages.

    Official documents are bound on the left and printed on both sides: numbers stand outside, a character in.
    """
    section = document.sections[0]
    lay(section, setup)
    section.header.paragraphs[0].add_run(head)
    official = language == "zh"
    _page_number(section.footer.paragraphs[0], "right" if official else "")
    document.settings.odd_and_even_pages_header_footer = official
    if official:
        section.even_page_header.paragraphs[0].add_run(head)
        _page_number(section.even_page_footer.paragraphs[0], "left")
        section.header_distance, section.footer_distance = Cm(1.8), Cm(2.5)
        grid = section._sectPr.find(qn("w:docGrid"))
        grid.set(qn("w:type"), "lines")  # LibreOffice spreads a grid of characters that are wider than its cells
        grid.set(qn("w:linePitch"), str(round(20 * LINE)))


def _page_number(foot: Paragraph, side: str) -> None:
    foot.add_run("— ")
    field(foot, "PAGE", "1")
    foot.add_run(" —")
    if side:
        foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
        indent = foot._p.get_or_add_pPr().get_or_add_ind()
        indent.set(qn(f"w:{side}Chars"), "100")
        indent.set(qn(f"w:{side}"), "280")


def turn(document: Document, setup: PageSetup) -> None:
    """End the section; the next one is set as said, and has the head and foot of the one before."""
    body = document.element.body
    last = body[-2] if len(body) > 1 else None
    if last is None or last.tag != qn("w:p") or last.find(qn("w:pPr") + "/" + qn("w:sectPr")) is not None:
        document.add_paragraph(style="Section End")  # what ends a section is a paragraph
        last = body[-2]
    last.get_or_add_pPr()._insert_sectPr(deepcopy(body.sectPr))
    for reference in body.sectPr.findall(qn("w:headerReference")) + body.sectPr.findall(qn("w:footerReference")):
        body.sectPr.remove(reference)
    lay(document.sections[-1], setup)


def lay(section: Any, setup: PageSetup) -> None:
    """Set up the pages of a section."""
    section.page_width, section.page_height = Cm(setup.width), Cm(setup.height)
    section.orientation = WD_ORIENT.LANDSCAPE if setup.width > setup.height else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Cm(setup.top), Cm(setup.bottom)
    section.left_margin, section.right_margin = Cm(setup.left), Cm(setup.right)


def field(paragraph: Any, code: str, shown: str, dirty: bool = False) -> None:
    """A field that the word processor counts, with what it shows until then."""
    for kind in ("begin", "code", "separate", "shown", "end"):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = shown
            continue
        if kind == "code":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {code} "
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            if kind == "begin" and dirty:
                element.set(qn("w:dirty"), "true")
        run._r.append(element)
