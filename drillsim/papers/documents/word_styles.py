"""How the documents look: fonts for both scripts on every style, numbered headings, page and footer.

Chinese official documents are set in 仿宋 with headings in 黑体, numbered 一、(一)1. Every style
names an East Asian font: without it, Word and WPS take whatever font the machine prefers.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
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
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults") + "/" + qn("w:rPrDefault") + "/" + qn("w:rPr"))
    for style in [*styles.element.findall(qn("w:style")), None]:
        heading = style is not None and (
            style.get(qn("w:styleId"), "").startswith(("Heading", "Title", "TOCHeading", "Subtitle"))
        )
        _fonts(defaults if style is None else style.get_or_add_rPr(), HEADING_ZH if heading else BODY_ZH)
    _spoken(defaults, language)
    normal = styles["Normal"]
    normal.font.size = Pt(12 if language == "zh" else 11)
    normal.paragraph_format.space_after = Pt(4)
    normal.paragraph_format.line_spacing = 1.15 if language == "zh" else 1.1
    _headings(document, language)
    title = styles["Title"]
    title.font.size, title.font.bold, title.font.color.rgb = Pt(20), True, INK
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(4)
    for border in title.element.findall(qn("w:pPr") + "/" + qn("w:pBdr")):
        border.getparent().remove(border)
    caption = styles["Caption"]
    caption.font.size, caption.font.bold, caption.font.color.rgb = Pt(9.5), False, INK
    caption.paragraph_format.space_after = Pt(6)
    for name, size in (("Table Text", 9), ("Small", 9), ("Code", 9)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.font.size = Pt(size)
        style.paragraph_format.space_after = Pt(2 if name == "Table Text" else 4)
        style.paragraph_format.line_spacing = 1.0
        _fonts(style.element.get_or_add_rPr(), BODY_ZH)
    _fonts(styles["Code"].element.get_or_add_rPr(), BODY_ZH, "Courier New")
    for level in (1, 2):
        style = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        style.base_style = normal
        style.paragraph_format.left_indent = Cm(0.7 * (level - 1))
        style.paragraph_format.space_after = Pt(1)
        _fonts(style.element.get_or_add_rPr(), BODY_ZH)


def _fonts(properties: Any, chinese: str, latin: str = LATIN) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]  # those of the theme would win over names
    for script, font in (("ascii", latin), ("hAnsi", latin), ("eastAsia", chinese), ("cs", latin)):
        fonts.set(qn(f"w:{script}"), font)


def _spoken(properties: Any, language: str) -> None:
    found = properties.find(qn("w:lang"))
    if found is None:
        found = OxmlElement("w:lang")
        properties.append(found)
    found.set(qn("w:val"), "en-US")
    found.set(qn("w:eastAsia"), "zh-CN")


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
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), True, INK
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(12 - 3 * at), Pt(4)
        style.paragraph_format.keep_with_next = True
        properties = style.element.get_or_add_pPr()
        number = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{at}"/><w:numId w:val="{NUMBERING}"/></w:numPr>')
        properties._insert_numPr(number)
    unnumbered = document.styles.add_style("Appendix", WD_STYLE_TYPE.PARAGRAPH)
    unnumbered.base_style = document.styles["Heading 1"]
    unnumbered.next_paragraph_style = document.styles["Normal"]
    _fonts(unnumbered.element.get_or_add_rPr(), HEADING_ZH)
    unnumbered.element.get_or_add_pPr()._insert_numPr(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>'))


def page(document: Document) -> None:
    """A4 with the page number at the foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("— ")
    field(foot, "PAGE", "1")
    foot.add_run(" —")


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
