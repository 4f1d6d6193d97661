"""How the documents look: fonts for both scripts on every style, numbered headings, page and footer.

Chinese official documents are set in 仿宋 with headings in 黑体, numbered 一、(一)1. Every style
names an East Asian font: without it, Word and WPS take whatever font the machine prefers.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

LATIN, BODY_ZH, HEADING_ZH = "Times New Roman", "仿宋", "黑体"
INK = RGBColor(0, 0, 0)
LEVELS = {  # of headings; other languages count as English does
    "zh": (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3.")),
    "en": (("decimal", "%1"), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3")),
}
SIZES = {"zh": (16, 14, 12), "en": (15, 13, 11.5)}
NUMBERING = "77"  # of the headings, beside those that the template has


def dress(document: Document, language: str) -> None:
    """Give a fresh document its styles."""
    styles, is_zh = document.styles, language == "zh"
    _look(styles["Normal"], 12 if is_zh else 11, 4, spacing=1.15 if is_zh else 1.1)
    _look(styles["Title"], 20, 4, bold=True)
    _look(styles["Caption"], 9.5, 6, bold=False)
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in styles["Title"].element.findall(qn("w:pPr") + "/" + qn("w:pBdr")):
        border.getparent().remove(border)
    _headings(document, language)
    _look(_style(document, "Notice"), 12, 6, bold=True)
    styles["Notice"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name, after in (("Table Text", 2), ("Small", 4), ("Code", 4)):
        _look(_style(document, name), 9, after, spacing=1.0)
    for level in (1, 2):
        entry = _style(document, f"toc {level}", builtin=True).paragraph_format
        entry.left_indent, entry.space_after = Cm(0.7 * (level - 1)), Pt(1)
    for style in styles.element.findall(qn("w:style")):
        name = style.get(qn("w:styleId"), "")
        is_heading = name.startswith(("Heading", "Appendix", "Title", "TOCHeading", "Subtitle"))
        latin = "Courier New" if name == "Code" else LATIN
        _fonts(style.get_or_add_rPr(), HEADING_ZH if is_heading else BODY_ZH, latin)
    defaults = styles.element.find(qn("w:docDefaults") + "/" + qn("w:rPrDefault") + "/" + qn("w:rPr"))
    _fonts(defaults, BODY_ZH, LATIN)
    spoken = defaults.find(qn("w:lang"))
    spoken.set(qn("w:val"), "en-US")
    spoken.set(qn("w:eastAsia"), "zh-CN")


def _style(document: Document, name: str, base: str = "Normal", builtin: bool = False) -> Any:
    """A paragraph style of our own that is like another one."""
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin)
    style.base_style = document.styles[base]
    return style


def _look(style: Any, size: float, after: float, bold: bool | None = None, spacing: float | None = None) -> None:
    """Set size and room below, in points, and the distance of lines; what is bold or expressly not is black."""
    style.font.size, style.paragraph_format.space_after = Pt(size), Pt(after)
    if bold is not None:
        style.font.bold, style.font.color.rgb = bold, INK
    if spacing is not None:
        style.paragraph_format.line_spacing = spacing


def _fonts(properties: Any, chinese: str, latin: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]  # those of the theme would win over names
    for script, font in (("ascii", latin), ("hAnsi", latin), ("eastAsia", chinese), ("cs", latin)):
        fonts.set(qn(f"w:{script}"), font)


def _headings(document: Document, language: str) -> None:
    """Headings whose numbers Word counts."""
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:pStyle w:val="Heading{at + 1}"/>'
        f'<w:suff w:val="{"nothing" if language == "zh" else "space"}"/><w:lvlText w:val="{shown}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for at, (kind, shown) in enumerate(LEVELS.get(language, LEVELS["en"]))
    )
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{NUMBERING}"><w:multiLevelType w:val="multilevel"/>{levels}'
        "</w:abstractNum>"
    )
    numbering.insert(0, abstract)  # before every w:num
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{NUMBERING}"><w:abstractNumId w:val="{NUMBERING}"/></w:num>')
    )
    for at, size in enumerate(SIZES.get(language, SIZES["en"])):
        style = document.styles[f"Heading {at + 1}"]
        _look(style, size, 4, bold=True)
        style.paragraph_format.space_before, style.paragraph_format.keep_with_next = Pt(12 - 3 * at), True
        properties = style.element.get_or_add_pPr()
        number = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{at}"/><w:numId w:val="{NUMBERING}"/></w:numPr>')
        properties._insert_numPr(number)
    unnumbered = _style(document, "Appendix", "Heading 1")
    unnumbered.next_paragraph_style = document.styles["Normal"]
    unnumbered.element.get_or_add_pPr()._insert_numPr(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>'))


def page(document: Document, landscape: bool, head: str) -> None:
    """A4, upright or on its side, with a line at the head and the page number at the foot."""
    section = document.sections[0]
    _lay(section, landscape)
    top = section.header.paragraphs[0]
    top.alignment = WD_ALIGN_PARAGRAPH.CENTER
    top.add_run(head)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("— ")
    field(foot, "PAGE", "1")
    foot.add_run(" —")


def turn(document: Document, landscape: bool) -> None:
    """Turn the pages that follow, by a section of their own; its head and foot are those of the one before."""
    body = document.element.body
    last = body[-2] if len(body) > 1 else None
    if last is None or last.tag != qn("w:p") or last.find(qn("w:pPr") + "/" + qn("w:sectPr")) is not None:
        document.add_paragraph(style="Small")  # what ends a section is a paragraph
        last = body[-2]
    ending = deepcopy(body.sectPr)
    last.get_or_add_pPr().append(ending)
    for reference in body.sectPr.findall(qn("w:headerReference")) + body.sectPr.findall(qn("w:footerReference")):
        body.sectPr.remove(reference)
    _lay(document.sections[-1], landscape)


def _lay(section: Any, landscape: bool) -> None:
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if landscape else (Cm(21), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT


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
