"""How the documents look in a word processor: fonts for both scripts on every style, numbered headings.

Chinese documents keep to the format of official documents, GB/T 9704-2012: 22 lines of 28 characters of 仿宋 三号, headings
一、黑体（一）楷体 1. 仿宋, page numbers outside. Every style names an East Asian font: without it, Word and WPS take
whatever font the machine prefers. What stands in for a font that a machine lacks is said in the table of fonts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from drillsim.papers.documents.page_setup import page_setup

LATIN, FIXED = "Times New Roman", "Courier New"
SONG, FANG, HEI, KAI, TITLE = "宋体", "仿宋", "黑体", "楷体", "方正小标宋简体"
STAND_INS = {  # names that the same font has elsewhere, then what is nearest to it
    SONG: "SimSun,Noto Serif CJK SC,Noto Serif SC",
    FANG: "仿宋_GB2312,FangSong,STFangsong,Noto Serif CJK SC,Noto Serif SC",
    HEI: "SimHei,Noto Sans CJK SC,Noto Sans SC",
    KAI: "楷体_GB2312,KaiTi,STKaiti",
    TITLE: "FZXiaoBiaoSong-B05S,方正小标宋_GBK,华文中宋,宋体,SimSun",
}
INK = RGBColor(0, 0, 0)
LEVELS = {  # of headings; other languages count as English does
    "zh": (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3.")),
    "en": (("decimal", "%1"), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3")),
}
NUMBERING, POINTS = "77", "78"  # of the headings and of points, beside those that the template has
LINE = 28.95  # points: 22 lines fill a page of an official document
SIZE = 16.0  # 三号
TIGHTER = 0.25  # points by which characters of this size are closer, so that 28 fill a line
FLUSH = '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr>'
INDENTED = '<w:pPr><w:ind w:left="0" w:firstLineChars="200" w:firstLine="640"/></w:pPr>'
SPOKEN = {"zh": "zh-CN"}  # other languages are tagged as English
CENTRE, RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY


class Look(NamedTuple):
    """How a style looks; sizes and distances in points."""

    size: float
    face: str = FANG
    bold: bool = False
    before: float = 0
    after: float = 0
    line: float = 1.0  # of the size; what is more than a few is the distance itself
    align: WD_ALIGN_PARAGRAPH | None = None
    indent: float = 0  # of the first line, in characters
    with_next: bool = False
    latin: str = LATIN


OFFICIAL = {
    "Normal": Look(SIZE),
    "Body Text": Look(SIZE, line=LINE, align=JUSTIFY, indent=2),
    "List Bullet": Look(SIZE, line=LINE, align=JUSTIFY, indent=2),
    "Title": Look(22, TITLE, line=34, align=CENTRE, after=6, with_next=True),
    "Notice": Look(SIZE, HEI, line=LINE, align=CENTRE),
    "Subtitle": Look(SIZE, KAI, line=LINE, align=CENTRE, after=12),
    "Heading 1": Look(SIZE, HEI, line=LINE, indent=2, with_next=True),
    "Heading 2": Look(SIZE, KAI, line=LINE, indent=2, with_next=True),
    "Heading 3": Look(SIZE, FANG, line=LINE, indent=2, with_next=True),
    "Subheading": Look(SIZE, FANG, bold=True, line=LINE, indent=2, with_next=True),
    "Appendix": Look(SIZE, HEI, line=LINE, before=12, with_next=True),
    "TOC Heading": Look(SIZE, HEI, line=LINE, align=CENTRE, with_next=True),
    "toc 1": Look(14, line=24),
    "toc 2": Look(14, line=24),
    "Caption": Look(10.5, HEI, before=6, after=4, align=CENTRE),
    "Table Text": Look(10.5, SONG, after=1),
    "Table Head": Look(10.5, HEI, after=1),
    "Picture": Look(10.5, before=6, align=CENTRE, with_next=True),
    "Small": Look(12, before=2, after=4, indent=2),
    "Code": Look(10.5, after=4, latin=FIXED),
    "Signature": Look(SIZE, line=LINE, align=RIGHT),
    "Section End": Look(1, line=5.5),
    "header": Look(9, SONG, align=CENTRE),
    "footer": Look(14, SONG, latin=SONG),
}
USUAL = {
    "Normal": Look(11, line=1.1),
    "Body Text": Look(11, after=4, line=1.1),
    "List Bullet": Look(11, after=4, line=1.1),
    "Title": Look(20, HEI, bold=True, after=4, align=CENTRE, with_next=True),
    "Notice": Look(12, HEI, bold=True, after=6, align=CENTRE),
    "Subtitle": Look(12, after=8, align=CENTRE),
    "Heading 1": Look(15, HEI, bold=True, before=12, after=4, with_next=True),
    "Heading 2": Look(13, HEI, bold=True, before=9, after=4, with_next=True),
    "Heading 3": Look(11.5, HEI, bold=True, before=6, after=4, with_next=True),
    "Subheading": Look(11, HEI, bold=True, before=6, after=3, with_next=True),
    "Appendix": Look(15, HEI, bold=True, before=12, after=4, with_next=True),
    "TOC Heading": Look(13, HEI, bold=True, before=9, after=4, with_next=True),
    "toc 1": Look(11, after=1),
    "toc 2": Look(11, after=1),
    "Caption": Look(9.5, before=8, after=4),
    "Table Text": Look(9, after=2),
    "Table Head": Look(9, HEI, bold=True, after=2),
    "Picture": Look(9, before=6, with_next=True, align=CENTRE),
    "Small": Look(9, before=2, after=4),
    "Code": Look(9, after=4, latin=FIXED),
    "Signature": Look(11, before=14, after=4, align=RIGHT),
    "Section End": Look(1, line=5.5),
    "header": Look(9, align=CENTRE),
    "footer": Look(9, align=CENTRE),
}
OURS = {  # styles that the template lacks, by what they are like
    "Notice": "Normal", "Subheading": "Normal", "Table Text": "Normal", "Table Head": "Table Text", "Picture": "Normal",
    "Small": "Normal", "Code": "Normal", "Signature": "Normal", "Section End": "Normal", "toc 1": "Normal",
    "toc 2": "Normal",
}  # fmt: skip
KNOWN = ("Signature", "toc 1", "toc 2")  # of these, those that Word knows by their names


def dress(document: Document, language: str) -> None:
    """Give a fresh document its styles."""
    for name, base in OURS.items():
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, name in KNOWN).base_style = document.styles[base]
    _number(document, language)
    for style in document.styles.element.findall(qn("w:style")):
        _fonts(style.get_or_add_rPr(), FANG, LATIN)
    for name, look in (OFFICIAL if language == "zh" else USUAL).items():
        _look(document.styles[name], look)
    for at, name in enumerate(("toc 1", "toc 2")):
        entry = document.styles[name].paragraph_format
        entry.left_indent = Cm(0.7 * at)
        entry.tab_stops.add_tab_stop(Cm(page_setup(language).measure), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    if language == "zh":
        document.styles["List Bullet"].element.get_or_add_pPr()._remove_numPr()
        _right(document.styles["Signature"].element.get_or_add_pPr(), 4)
    for name, given in (("Title", "w:pPr/w:pBdr"), ("Title", "w:rPr/w:spacing"), ("Subtitle", "w:rPr/w:spacing")):
        for element in document.styles[name].element.xpath(given):
            element.getparent().remove(element)  # a line, and letters set wide
    defaults = document.styles.element.find(qn("w:docDefaults") + "/" + qn("w:rPrDefault") + "/" + qn("w:rPr"))
    _fonts(defaults, FANG, LATIN)
    for element in (defaults.find(qn("w:lang")), document.settings.element.find(qn("w:themeFontLang"))):
        element.set(qn("w:val"), SPOKEN.get(language, "en-GB"))
        element.set(qn("w:eastAsia"), "zh-CN")
    document.core_properties.language = SPOKEN.get(language, "en-GB")
    _stand_ins(document)


def _look(style: Any, look: Look) -> None:
    font, spaced = style.font, style.paragraph_format
    font.size, font.bold, font.italic, font.color.rgb = Pt(look.size), look.bold, False, INK
    spaced.space_before, spaced.space_after, spaced.alignment = Pt(look.before), Pt(look.after), look.align
    spaced.line_spacing = Pt(look.line) if look.line > 5 else look.line
    if look.line > 5:
        spaced.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    spaced.keep_with_next = look.with_next
    properties = style.element.get_or_add_pPr()
    if look.indent:
        spaced.first_line_indent = Pt(look.indent * look.size)
        properties.find(qn("w:ind")).set(qn("w:firstLineChars"), str(round(100 * look.indent)))
    if look.line == LINE:
        spacing = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{round(-20 * TIGHTER)}"/>')
        style.element.rPr.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")
    grid = parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="{int(look.line > 5)}"/>')  # whether on its lines
    properties.insert_element_before(grid, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
    _fonts(style.element.get_or_add_rPr(), look.face, look.latin)


def _fonts(properties: Any, chinese: str, latin: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]  # those of the theme would win over names
    for script, font in (("ascii", latin), ("hAnsi", latin), ("eastAsia", chinese), ("cs", latin)):
        fonts.set(qn(f"w:{script}"), font)


def _stand_ins(document: Document) -> None:
    """Say in the table of fonts by which other names each Chinese font is found."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table = parse_xml(part.blob)
    for name, others in STAND_INS.items():
        table.append(
            parse_xml(
                f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
                '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
            )
        )
    part._blob = serialize_part_xml(table)


def _right(properties: Any, characters: float) -> None:
    """So many characters in from the right."""
    indent = properties.get_or_add_ind()
    indent.set(qn("w:rightChars"), str(round(100 * characters)))
    indent.set(qn("w:right"), str(round(20 * SIZE * characters)))


def _number(document: Document, language: str) -> None:
    """Headings whose numbers Word counts, and in Chinese points that are numbered （1）."""
    levels = "".join(_level(at, kind, shown, language, f'<w:pStyle w:val="Heading{at + 1}"/>')
                     for at, (kind, shown) in enumerate(LEVELS.get(language, LEVELS["en"])))  # fmt: skip
    numbering = document.part.numbering_part.element
    points = _level(0, "decimal", "（%1）", "zh", "")
    for name, kind, made in ((POINTS, "singleLevel", points), (NUMBERING, "multilevel", levels)):
        start = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{name}"><w:multiLevelType w:val="{kind}"/>'
        numbering.insert(0, parse_xml(f"{start}{made}</w:abstractNum>"))  # before every w:num
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{NUMBERING}"><w:abstractNumId w:val="{NUMBERING}"/></w:num>')
    )
    for at in range(3):
        properties = document.styles[f"Heading {at + 1}"].element.get_or_add_pPr()
        number = parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{at}"/><w:numId w:val="{NUMBERING}"/></w:numPr>')
        properties._insert_numPr(number)
    unnumbered = document.styles.add_style("Appendix", WD_STYLE_TYPE.PARAGRAPH)
    unnumbered.base_style, unnumbered.next_paragraph_style = document.styles["Heading 1"], document.styles["Body Text"]
    for name in ("Appendix", "TOC Heading"):
        properties = document.styles[name].element.get_or_add_pPr()
        properties._insert_numPr(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>'))


def _level(at: int, kind: str, shown: str, language: str, bound: str) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{bound}'
        f'<w:suff w:val="{"nothing" if language == "zh" else "space"}"/><w:lvlText w:val="{shown}"/><w:lvlJc w:val="left"/>'
        f"{INDENTED if language == 'zh' else FLUSH}</w:lvl>"
    )


def new_list(document: Document) -> int:
    """The number of a list whose points are counted from 1."""
    made = document.part.numbering_part.element.add_num(int(POINTS))
    made.add_lvlOverride(0).add_startOverride(1)
    return int(made.numId)
