"""What makes a document one that can be read out, looked up in the file itself: what is amiss, as sentences."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
import pypdfium2
from docx.oxml.ns import qn
from pypdfium2 import raw

LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
LAST = "Section End"  # the one style whose paragraphs may be empty: a section and a document end with a paragraph


def docx_faults(content: bytes, language: str) -> list[str]:
    """What a .docx lacks of: title, language, alternative texts, heads of tables, levels of headings, words."""
    document = docx.Document(BytesIO(content))
    body, faults = document.element.body, []
    if not document.core_properties.title:
        faults.append("no title")
    spoken = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}").get(qn("w:val"))
    if not spoken == document.core_properties.language == LANGUAGES[language]:
        faults.append(f"language {spoken}")
    faults += [f"a picture without words: {one.get('id')}" for one in body.iter(qn("wp:docPr")) if not one.get("descr")]
    for number, table in enumerate(document.tables):
        properties = table._tbl.tblPr
        look, told = properties.find(qn("w:tblLook")), properties.find(qn("w:tblCaption"))
        heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
        if any(heads) != (look.get(qn("w:firstRow")) == "1") or any(heads[1:]):
            faults.append(f"table {number}: no head, or one that does not say so")
        if not any(heads) and look.get(qn("w:firstColumn")) != "1":
            faults.append(f"table {number}: neither the first row nor the first column is a head")
        if told is None or not told.get(qn("w:val")):
            faults.append(f"table {number}: nothing says what it is")
    faults += _jumps([level for level, _words in outline(document)])
    faults += ["an empty heading" for _level, words in outline(document) if not words.strip()]
    for paragraph in document.paragraphs:
        if not paragraph.text.strip() and paragraph.style.name != LAST and not list(paragraph._p.iter(qn("w:drawing"))):
            faults.append(f"an empty paragraph ({paragraph.style.name})")
    return faults


def outline(document: Any) -> list[tuple[int, str]]:
    """The levels and words of the headings; a level is that of the paragraph, or else of its style or what that is like."""
    found = []
    for paragraph in document.paragraphs:
        at = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        style = paragraph.style
        while at is None and style is not None:
            at = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            style = style.base_style
        if at is not None and int(at.get(qn("w:val"))) < 9:
            found.append((int(at.get(qn("w:val"))) + 1, paragraph.text))
    return found


def pdf_faults(content: bytes, language: str) -> list[str]:
    """What a PDF lacks of: tags, mark of PDF/UA, title, language, alternative texts, heads of tables, levels of headings."""
    document = pypdfium2.PdfDocument(content)
    faults = [] if raw.FPDFCatalog_IsTagged(document) else ["no tags"]
    for needed in (b"<pdfuaid:part>1<", b"/DisplayDocTitle true", b"/Lang(%s)" % LANGUAGES[language].encode()):
        if needed not in content:
            faults.append(f"no {needed.decode()}")
    if not document.get_metadata_value("Title"):
        faults.append("no title")
    levels = []
    for page in document:
        tree = raw.FPDF_StructTree_GetForPage(page)
        for element in _below(tree, raw.FPDF_StructTree_CountChildren, raw.FPDF_StructTree_GetChildAtIndex):
            kind = _told(raw.FPDF_StructElement_GetType, element)
            if kind == "Figure" and not _told(raw.FPDF_StructElement_GetAltText, element):
                faults.append("a picture without words")
            elif kind == "TH" and "Scope" not in _attributes(element):
                faults.append("a head of a table that does not say of what")
            elif kind[:1] == "H" and kind[1:].isdigit():
                levels.append(int(kind[1:]))
    return faults + _jumps(levels)


def _jumps(levels: list[int]) -> list[str]:
    return [f"a heading of level {b} below {a}" for a, b in zip([0, *levels], levels, strict=False) if b > a + 1]


def _inside(element: Any) -> Iterator[Any]:
    return _below(element, raw.FPDF_StructElement_CountChildren, raw.FPDF_StructElement_GetChildAtIndex)


def _below(whole: Any, count: Any, child: Any) -> Iterator[Any]:
    for at in range(count(whole)):
        if one := child(whole, at):
            yield one
            yield from _inside(one)


def _told(function: Any, element: Any) -> str:
    size = function(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    function(element, buffer, size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def _attributes(element: Any) -> set[str]:
    found, buffer, size = set(), ctypes.create_string_buffer(64), ctypes.c_ulong()
    for at in range(raw.FPDF_StructElement_GetAttributeCount(element)):
        attribute = raw.FPDF_StructElement_GetAttributeAtIndex(element, at)
        for name in range(raw.FPDF_StructElement_Attr_GetCount(attribute)):
            raw.FPDF_StructElement_Attr_GetName(attribute, name, buffer, 64, size)
            found.add(buffer.value.decode())
    return found
