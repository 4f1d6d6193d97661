"""Written plans read: paragraphs, headings, tables and sentences, each with its place."""

from __future__ import annotations

import contextlib
import re
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from often import often

from drillsim.base.errors import InputError
from drillsim.base.language import speaking
from drillsim.base.opening import Unusable
from drillsim.draw.fonts import font_folders
from drillsim.say.written_place import place_in_words
from drillsim.texts.deeds import deed_of
from drillsim.texts.kinds import paragraphs_in
from drillsim.texts.markdown import paragraphs_of_markdown
from drillsim.texts.marks import item_number
from drillsim.texts.masking import masked
from drillsim.texts.numbering import in_format
from drillsim.texts.outline import outline
from drillsim.texts.paragraph import Paragraph, joined, plain
from drillsim.texts.passage import Passage, TableCell, TextPlace, WrittenPlan
from drillsim.texts.plain import decoded, paragraphs_of
from drillsim.texts.reading import read_written_plan
from drillsim.texts.sentences import sentences_of
from drillsim.texts.word import paragraphs_of_word

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHOICE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
# A server may have LibreOffice without its word processor.
WRITER = list(Path(shutil.which("soffice") or "").resolve().parent.glob("*swlo*"))
PLAN = """河湾镇防汛应急预案
一、总则
（一）编制目的
为做好防汛工作，制定本预案。
二、组织机构
（一）指挥部。镇长任指挥长，值班电话：0317-8765432，手机13912345678。
（二）工作组
各组职责如下：
1.抢险组：接到命令后30分钟内赶到现场；及时报告险情。
2.转移组：负责转移群众。
三、应急响应
发现险情后，值班员应立即拨打119，并在2小时内书面报告；不得迟报、瞒报。
附件1：通讯录
"""


def packed(body: str, space: str = MAIN, **parts: str) -> bytes:
    """A document of Word with this body; other parts by their names."""
    kinds = "".join(f"<Relationship Id='r{kind}' Type='{RELATED}/{kind}' Target='{kind}.xml'/>" for kind in parts)
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    spaces = f"xmlns:w='{space}' xmlns:mc='{CHOICE}'"
    main = f"<Relationship Id='r' Type='{RELATED}/officeDocument' Target='word/document.xml'/>"
    files = {
        "_rels/.rels": f"<Relationships xmlns='{relations}'>{main}</Relationships>",
        "word/_rels/document.xml.rels": f"<Relationships xmlns='{relations}'>{kinds}</Relationships>",
        "word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
        **{f"word/{kind}.xml": f"<w:{kind} xmlns:w='{space}'>{content}</w:{kind}>" for kind, content in parts.items()},
    }
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files.items():  # of no time: the same words give the same bytes
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def run(text: str, looks: str = "") -> str:
    return f"<w:r><w:rPr>{looks}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def para(text: str, looks: str = "", number: tuple[int, int] | None = None) -> str:
    listed = f"<w:numPr><w:ilvl w:val='{number[1]}'/><w:numId w:val='{number[0]}'/></w:numPr>" if number else ""
    return f"<w:p><w:pPr>{looks}{listed}</w:pPr>{run(text)}</w:p>"


def level(depth: int, kind: str, text: str, more: str = "") -> str:
    return f"<w:lvl w:ilvl='{depth}'><w:start w:val='1'/><w:numFmt w:val='{kind}'/>{more}<w:lvlText w:val='{text}'/></w:lvl>"


def lists(*levels: str, more: str = "") -> str:
    """Numbers of lists: one definition, and the list 1 that is an instance of it."""
    definition = f"<w:abstractNum w:abstractNumId='0'>{''.join(levels)}</w:abstractNum>"
    return f"{definition}<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>{more}"


def read(text: str, tmp_path: Path, name: str = "plan.txt") -> WrittenPlan:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return read_written_plan(path)


def shown(passages: tuple[Passage, ...]) -> list[str]:
    """Each passage with the headings above it, its number and its level."""
    return [
        f"{'/'.join(one.place.headings)} [{''.join(one.place.within)}|{one.place.item}] {one.level} {one.text}"
        for one in passages
    ]


def fault(content: bytes | str, tmp_path: Path, name: str = "plan.docx") -> str:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as raised:
        read_written_plan(path)
    assert len(raised.value.faults) == 1
    assert raised.value.faults[0].mend is not None
    assert raised.value.faults[0].file == str(path)
    with speaking("zh"):
        assert re.search("[\u4e00-\u9fff]", str(raised.value.faults[0].what))
    return str(raised.value.faults[0].what)


# The outline


def test_the_headings_are_the_passages_with_a_level():
    heading = Passage("总则", TextPlace((), "一、", 1), level=1)
    body = Passage("制定本预案。", TextPlace(("一、总则",), "", 2))
    assert WrittenPlan("plan.txt", "预案", "zh", (heading, body), ()).headings == (heading,)


def test_a_chinese_plan_without_styles_has_its_outline(tmp_path):
    plan = read(PLAN, tmp_path)
    assert (plan.title, plan.language) == ("河湾镇防汛应急预案", "zh")
    assert shown(plan.passages) == [
        " [|] 0 河湾镇防汛应急预案",
        " [|一、] 1 总则",
        "一、总则 [|（一）] 2 编制目的",
        "一、总则/（一）编制目的 [|] 0 为做好防汛工作，制定本预案。",
        " [|二、] 1 组织机构",
        "二、组织机构 [|（一）] 2 指挥部",
        "二、组织机构/（一）指挥部 [|] 0 镇长任指挥长，值班电话：[号码]，手机[号码]。",
        "二、组织机构 [|（二）] 2 工作组",
        "二、组织机构/（二）工作组 [|] 0 各组职责如下：",
        "二、组织机构/（二）工作组 [|1.] 0 抢险组：接到命令后30分钟内赶到现场；及时报告险情。",
        "二、组织机构/（二）工作组 [|2.] 0 转移组：负责转移群众。",
        " [|三、] 1 应急响应",
        "三、应急响应 [|] 0 发现险情后，值班员应立即拨打119，并在2小时内书面报告；不得迟报、瞒报。",
        " [|附件1] 1 通讯录",
    ]


def test_an_english_plan_without_styles_has_its_outline(tmp_path):
    plan = read(
        """Millbrook Works Emergency Plan

1. Purpose
This plan says what is done after an alarm.
2. Response
2.1 Duty officer
The duty officer shall:
(a) call 999 at once;
(b) report to the head within 30 minutes.
2.2 Fire crew. The crew reaches the gate within ten minutes.
Annex A: Contacts
The list is kept by the duty officer.
""",
        tmp_path,
    )
    assert (plan.title, plan.language) == ("Millbrook Works Emergency Plan", "en")
    assert shown(plan.passages)[3:] == [
        " [|2.] 1 Response",
        "2. Response [|2.1] 2 Duty officer",
        "2. Response/2.1 Duty officer [|] 0 The duty officer shall:",
        "2. Response/2.1 Duty officer [|(a)] 0 call 999 at once;",
        "2. Response/2.1 Duty officer [|(b)] 0 report to the head within 30 minutes.",
        "2. Response [|2.2] 2 Fire crew",
        "2. Response/2.2 Fire crew [|] 0 The crew reaches the gate within ten minutes.",
        " [|Annex A] 1 Contacts",
        "Annex A Contacts [|] 0 The list is kept by the duty officer.",
    ]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("河湾县人民政府\n防汛应急预案", "河湾县人民政府防汛应急预案"),
        ("关于印发《河湾县防汛应急预案》的通知\n各镇：\n现予印发。\n河湾县防汛应急预案", "河湾县防汛应急预案"),
        ("河政发〔2026〕3号\n河湾县防汛应急预案\n（试行）", "河湾县防汛应急预案"),
        ("1. 总则", "plan"),
    ],
)
def test_the_title_of_a_plan(head, title, tmp_path):
    assert read(head + PLAN[PLAN.index("\n") :], tmp_path).title == title


def test_lines_in_capitals_are_headings_of_a_plain_text():
    passages = outline(list(paragraphs_of("FIRST STEPS\nThe head calls 999.\nREPORTS\nThe head reports at once.")))
    assert [one.text for one in passages if one.level] == ["FIRST STEPS", "REPORTS"]


@pytest.mark.parametrize(
    ("text", "sort", "number", "rest"),
    [
        ("一、总则", "一、", "一、", "总则"),
        ("（十二）信息报告", "（一）", "（十二）", "信息报告"),
        ("(三) 处置", "（一）", "(三)", "处置"),
        ("3．报告", "1.", "3．", "报告"),
        ("1．5人以上到镇的；", "1.", "1．", "5人以上到镇的；"),
        ("（2）疏散", "（1）", "（2）", "疏散"),
        ("③转移", "①", "③", "转移"),
        ("第三章 应急响应", "chapter", "第三章", "应急响应"),
        ("第十五条 值班员应立即报告。", "article", "第十五条", "值班员应立即报告。"),
        ("4.2.1 Ⅳ级响应", "1.1.1", "4.2.1", "Ⅳ级响应"),
        ("4.1 分级与标准", "1.1", "4.1", "分级与标准"),
        ("5.4 家属接待", "1.1", "5.4", "家属接待"),
        ("附件2：流程图", "annex", "附件2", "流程图"),
        ("Section 2 Alerts", "section", "Section 2", "Alerts"),
        ("Article 3 (Grades). Incidents", "article", "Article 3", "(Grades). Incidents"),
        ("PART II — ACTION", "part", "PART II", "ACTION"),
        ("Appendix B", "annex", "Appendix B", ""),
        ("(a) call", "(a)", "(a)", "call"),
        ("(iv) leave", "(i)", "(iv)", "leave"),
        ("IV. Response", "I.", "IV.", "Response"),
        ("● 沙袋", "bullet", "", "沙袋"),
        ("- sandbags", "bullet", "", "sandbags"),
    ],
)
def test_numbers_are_known_by_how_they_are_written(text, sort, number, rest):
    found = item_number(text)
    assert found is not None
    assert (found.sort, found.number, found.rest) == (sort, number, rest)


@pytest.mark.parametrize(
    "text",
    [
        "2.5小时内到达",
        "1.5 km from the gate",
        "一、二级响应由县启动",
        "Section 5 of the Act requires it",
        "附则",
        "2026年3月2日",
        "3分钟内报告",
        "110报警",
        "I am",
        "a man",
    ],
)
def test_what_begins_like_a_number_and_is_none_is_left(text):
    assert item_number(text) is None


def test_an_item_that_says_something_is_no_heading_and_a_list_of_names_has_none(tmp_path):
    passages = outline(
        [
            Paragraph(one)
            for one in (
                "一、组织机构",
                "成员单位：",
                "1.应急局",
                "2.公安局",
                "3.卫健局",
                "二、职责",
                "（一）应急局负责协调。",
                "（二）公安局负责警戒。",
                "三、附则",
                "本预案由应急局解释。",
            )
        ]
    )
    assert [one.text for one in passages if one.level] == ["组织机构", "职责", "附则"]


def test_items_are_within_the_articles_that_are_no_headings():
    passages = outline(
        [
            Paragraph(one)
            for one in (
                "第一章 总则",
                "第一条 值班员应当遵守下列规定：",
                "（一）立即报告；",
                "1.先电话；",
                "2.后书面。",
                "（二）做好记录。",
                "第二条 本预案自公布之日起施行。",
            )
        ]
    )
    assert [("".join(one.place.within), one.place.item) for one in passages] == [
        ("", "第一章"),
        ("", "第一条"),
        ("第一条", "（一）"),
        ("第一条（一）", "1."),
        ("第一条（一）", "2."),
        ("第一条", "（二）"),
        ("", "第二条"),
    ]


def test_a_bare_number_is_one_of_a_chapter_only_where_chapters_count_on():
    chapters = outline(
        [Paragraph(one) for one in ("1 Scope", "Halls A and B.", "2 Roles", "Guards: two.", "3 Fire", "Leave.")]
    )
    assert [one.place.item for one in chapters if one.level] == ["1", "2", "3"]
    single = outline([Paragraph(one) for one in ("Guards", "2 Fire engines", "They come at once.")])
    assert [one.text for one in single] == ["Guards", "2 Fire engines", "They come at once."]


def test_a_letter_among_letters_is_no_roman_number():
    passages = outline([Paragraph(f"({sign}) item {sign} is kept ready.") for sign in "ghi"])
    assert [one.place.within for one in passages] == [(), (), ()]


# Word


def test_numbers_that_word_counts_are_there():
    numbered = lists(
        level(0, "chineseCountingThousand", "第%1章"),
        level(1, "chineseCountingThousand", "第%2条", "<w:lvlRestart w:val='0'/>"),
        level(2, "chineseCounting", "（%3）"),
        level(3, "decimal", "%4."),
        level(4, "decimalEnclosedCircle", "%5"),
    )
    depths = (0, 1, 1, 0, 1, 2, 2, 3, 3, 4, 4, 3, 4, 1, 2)
    body = "".join(para("甲", number=(1, depth)) for depth in depths)
    assert [one.number for one in paragraphs_of_word(packed(body, numbering=numbered))] == [
        "第一章",
        "第一条",
        "第二条",
        "第二章",
        "第三条",
        "（一）",
        "（二）",
        "1.",
        "2.",
        "①",
        "②",
        "3.",
        "①",
        "第四条",
        "（一）",
    ]


def test_an_empty_paragraph_is_counted_as_word_counts_it():
    body = "".join(para(text, number=(1, 0)) for text in ("甲", "", "丙"))
    numbered = lists(level(0, "decimal", "%1."))
    assert [(one.number, one.text) for one in paragraphs_of_word(packed(body, numbering=numbered))] == [
        ("1.", "甲"),
        ("3.", "丙"),
    ]


def test_lists_of_one_definition_count_on_unless_they_say_where_they_start():
    again = (
        "<w:num w:numId='2'><w:abstractNumId w:val='0'/>"
        "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>"
        "<w:num w:numId='3'><w:abstractNumId w:val='0'/></w:num>"
    )
    numbered = lists(level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2", "<w:isLgl/>"), more=again)
    places = ((1, 0), (1, 0), (1, 1), (2, 0), (2, 0), (3, 0), (3, 1), (9, 0), (0, 0), (1, 8))
    body = "".join(para("x", number=place) for place in places)
    assert [one.number for one in paragraphs_of_word(packed(body, numbering=numbered))] == [
        "I.",
        "II.",
        "2.1",
        "V.",
        "VI.",
        "VII.",
        "7.1",
        "",
        "",
        "",
    ]


def test_a_style_carries_its_number_and_its_level():
    styles = (
        "<w:style w:type='paragraph' w:styleId='a' w:default='1'><w:name w:val='Normal'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='1'><w:name w:val='heading 1'/>"
        "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='2'><w:name w:val='heading 2'/><w:basedOn w:val='1'/>"
        "<w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr><w:outlineLvl w:val='1'/></w:pPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='own'><w:name w:val='本单位小节'/><w:basedOn w:val='2'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='toc'><w:name w:val='toc 1'/></w:style>"
    )
    numbered = lists(level(0, "japaneseCounting", "%1、", "<w:pStyle w:val='1'/>"), level(1, "chineseCounting", "（%2）"))

    def styled(text: str, name: str) -> str:
        return para(text, f"<w:pStyle w:val='{name}'/>")

    body = (
        styled("目录一 1", "toc")
        + styled("总则", "1")
        + styled("目的", "2")
        + styled("依据", "own")
        + styled("响应", "1")
        + styled("分级", "2")
    )
    found = paragraphs_of_word(packed(body, styles=styles, numbering=numbered))
    assert [(one.number, one.text, one.level) for one in found] == [
        ("一、", "总则", 1),
        ("（一）", "目的", 2),
        ("（二）", "依据", 2),
        ("二、", "响应", 1),
        ("（一）", "分级", 2),
    ]


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 7, "07"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4, "iv"),
        ("upperLetter", 28, "BB"),
        ("lowerLetter", 3, "c"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("japaneseCounting", 11, "十一"),
        ("chineseLegalSimplified", 3, "叁"),
        ("ideographEnclosedCircle", 2, "㊁"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("decimalEnclosedParen", 3, "⑶"),
        ("ideographTraditional", 3, "丙"),
        ("decimalFullWidth", 3, "３"),
        ("ordinal", 22, "22nd"),
        ("ordinal", 11, "11th"),
        ("cardinalText", 3, "Three"),
        ("ordinalText", 2, "Second"),
        ("something new", 3, "3"),
        ("upperRoman", 10**7, "10000000"),
    ],
)
def test_formats_of_numbers(kind, value, written):
    assert in_format(value, kind) == written


def test_what_is_deleted_hidden_or_a_table_of_contents_is_left_out_and_what_is_inserted_is_there():
    def field(*inside: str) -> str:
        begin, separate, end = (f"<w:r><w:fldChar w:fldCharType='{sort}'/></w:r>" for sort in ("begin", "separate", "end"))
        return f"{begin}<w:r><w:instrText>{inside[0]}</w:instrText></w:r>{separate}{inside[1]}{end}"

    contents = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr><w:sdtContent>"
    )
    body = (
        f"{contents}{para('目录')}</w:sdtContent></w:sdt>"
        f"<w:p>{field(' TOC 1 ', run('总则 1'))}</w:p>"
        f"<w:p>{run('值班员')}<w:del><w:r><w:delText>十</w:delText></w:r></w:del><w:ins>{run('30分钟内')}</w:ins>"
        f"{run('（密）', '<w:vanish/>')}{run('到岗')}"
        f"<w:moveFrom>{run('甲')}</w:moveFrom><w:moveTo>{run('。')}</w:moveTo></w:p>"
        f"<w:p>{run('见')}{field(' REF a ', run('第三条'))}<w:fldSimple w:instr='PAGE'>{run('9')}</w:fldSimple></w:p>"
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{para('单击此处输入文字')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtContent>{para('填好的')}</w:sdtContent></w:sdt>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('合并')}</w:p>{para('之后')}"
    )
    assert [one.text for one in paragraphs_of_word(packed(body))] == [
        "值班员30分钟内到岗。",
        "见第三条9",
        "填好的",
        "合并之后",
    ]


def test_text_boxes_and_notes_are_read_once():
    box = f"<w:txbxContent>{para('框内文字')}</w:txbxContent>"
    choice = f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    both = f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"
    note = "<w:r><w:footnoteReference w:id='2'/></w:r>"
    line = f"<w:footnote w:id='0' w:type='separator'>{para('线')}</w:footnote>"
    notes = f"{line}<w:footnote w:id='2'>{para('脚注文字')}</w:footnote>"
    content = packed(f"<w:p>{run('正文')}{both}{note}</w:p>{para('其后')}", footnotes=notes)
    found = [(one.text, one.home) for one in paragraphs_of_word(content)]
    assert found == [("正文", "body"), ("框内文字", "box"), ("脚注文字", "note"), ("其后", "body")]


def test_cells_know_their_titles_and_merged_ones_are_read_once():
    def cell(text: str, looks: str = "") -> str:
        return f"<w:tc><w:tcPr>{looks}</w:tcPr>{para(text) if text else '<w:p/>'}</w:tc>"

    rows = (
        ("", cell("序号") + cell("级别") + cell("人数") + cell("时限")),
        ("", cell("1") + cell("一级", "<w:vMerge w:val='restart'/>") + cell("50人以上") + cell("30分钟")),
        ("", cell("2") + cell("", "<w:vMerge/>") + cell("不足50人") + cell("1小时")),
        ("", cell("3") + cell("说明", "<w:gridSpan w:val='3'/>")),
        ("<w:del/>", cell("4") + cell("删去") + cell("的") + cell("行")),
    )
    table = "".join(f"<w:tr><w:trPr>{looks}</w:trPr>{cells}</w:tr>" for looks, cells in rows)
    found = [(one.text, one.cell) for one in paragraphs_of_word(packed(f"<w:tbl>{table}</w:tbl>")) if one.text not in "123"]
    assert found == [
        ("序号", TableCell(1, 1, 1)),
        ("级别", TableCell(1, 1, 2)),
        ("人数", TableCell(1, 1, 3)),
        ("时限", TableCell(1, 1, 4)),
        ("一级", TableCell(1, 2, 2, "级别", "")),
        ("50人以上", TableCell(1, 2, 3, "人数", "一级")),
        ("30分钟", TableCell(1, 2, 4, "时限", "一级")),
        ("不足50人", TableCell(1, 3, 3, "人数", "一级")),
        ("1小时", TableCell(1, 3, 4, "时限", "一级")),
        ("说明", TableCell(1, 4, 2, "级别", "")),
    ]


def test_a_table_inside_a_cell_is_a_table_of_its_own():
    inner = f"<w:tbl><w:tr><w:tc>{para('内')}</w:tc></w:tr></w:tbl>"
    found = paragraphs_of_word(packed(f"<w:tbl><w:tr><w:tc>{para('外')}{inner}<w:p/></w:tc></w:tr></w:tbl>"))
    assert [(one.text, one.cell and one.cell.table) for one in found] == [("外", 1), ("内", 2)]


def test_the_strict_form_of_word_files_says_the_same():
    body = f"<w:p>{run('值班员')}{run('到岗')}</w:p><w:tbl><w:tr><w:tc>{para('格')}</w:tc></w:tr></w:tbl>"
    assert (
        [p.text for p in paragraphs_of_word(packed(body, STRICT))]
        == [p.text for p in paragraphs_of_word(packed(body))]
        == ["值班员到岗", "格"]
    )


def test_a_document_of_another_program_is_read(tmp_path):
    document = Document()
    document.add_heading("河湾镇防汛应急预案", 0)
    document.add_heading("应急响应", 1)
    for text in ("值班员应在30分钟内到岗。", "抢险组立即赶赴现场。", "险情解除后终止响应。"):
        document.add_paragraph(text, style="List Number")
    document.save(path := tmp_path / "plan.docx")
    plan = read_written_plan(path)
    assert plan.title == "河湾镇防汛应急预案"
    assert [(one.item, one.headings) for one in (p.place for p in plan.passages[2:])] == [
        (f"{n}.", ("应急响应",)) for n in (1, 2, 3)
    ]


# Plain text, Markdown


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_texts_are_read_in_the_encodings_of_offices(encoding):
    assert decoded(PLAN.encode(encoding)).lstrip("\ufeff") == PLAN


def test_lines_broken_at_a_width_are_paragraphs_again():
    long = (
        "发生险情以后，值班员应当立即向指挥部报告，并在两小时之内补报书面材料，材料要写明时间、地点和险情；任何人不得迟报。"
    )
    lines = [long[at : at + 20] for at in range(0, len(long), 20)]
    text = "\n".join(["一、报告", *lines, "二、处置", *lines])
    assert [one.text for one in paragraphs_of(text)] == ["一、报告", long, "二、处置", long]
    words = "The duty officer calls the head at once and keeps a record of all calls until the incident is over. "
    wrapped = re.sub(r"(.{30,40}) ", r"\1\n", words * 2).strip()
    assert [one.text for one in paragraphs_of(f"1. Calls\n{wrapped}\n2. Records\n{wrapped}")] == [
        "1. Calls",
        (words * 2).strip(),
        "2. Records",
        (words * 2).strip(),
    ]


def test_a_divided_word_is_put_together_if_it_stands_elsewhere():
    assert joined("the evac-", "uation", {"evacuation"}) == "the evacuation"
    assert joined("life-", "threatening", {"threatening"}) == "life-threatening"
    assert joined("Fire", "plan") == "Fire plan"
    assert joined("预案", "一") == "预案一"


def test_lines_with_tabs_are_rows_of_a_table():
    found = list(paragraphs_of("人员\n级别\t时限\n一级\t30分钟\n二级\t1小时\n以上为准。"))
    assert [(one.text, one.cell and one.cell.column_title) for one in found] == [
        ("人员", None),
        ("级别", ""),
        ("时限", ""),
        ("一级", "级别"),
        ("30分钟", "时限"),
        ("二级", "级别"),
        ("1小时", "时限"),
        ("以上为准。", None),
    ]


def test_markdown_has_headings_lists_tables_and_lines_with_numbers_that_it_does_not_know():
    text = (
        "---\ntitle: x\n---\n# 预案\n\n## 响应\n\n值班员**立即**报告[镇长](http://x)。\n（一）出动\n（二）转移\n\n"
        "3. 到岗\n4. 报告\n   - 电话\n\n> 引文。\n\n| 级别 | 时限 |\n| --- | --- |\n| 一级 | 30分钟 |\n"
    )
    assert [(one.number, one.level, one.text) for one in paragraphs_of_markdown(text) if one.cell is None] == [
        ("", 1, "预案"),
        ("", 2, "响应"),
        ("", 0, "值班员立即报告镇长。"),
        ("", 0, "（一）出动"),
        ("", 0, "（二）转移"),
        ("3.", 0, "到岗"),
        ("4.", 0, "报告"),
        ("•", 0, "电话"),
        ("", 0, "引文。"),
    ]
    assert [one.cell for one in paragraphs_of_markdown(text) if one.text == "30分钟"] == [TableCell(1, 2, 2, "时限", "一级")]


def test_blanks_that_space_out_single_characters_are_closed_up():
    assert plain("目　　录") == "目录"
    assert plain("值 班 员：张三  李四") == "值班员：张三 李四"


# PDF


def pdf(body: str, *more: str) -> bytes:
    """A PDF of this Typst text: on small pages, with a running head and page numbers."""
    typst = pytest.importorskip("typst")
    head = (
        "#set page(width: 300pt, height: 260pt, margin: 40pt, header: [演练县预案汇编])",
        '#set page(footer: context align(center, counter(page).display("- 1 -")))',
        '#set text(font: "Noto Sans SC", size: 10pt)',
        "#set par(justify: true)",
    )
    source = {"main": "\n".join((*head, *more, body)).encode()}
    return bytes(typst.compile(source, font_paths=list(map(str, font_folders())), ignore_system_fonts=True, timestamp=0))


def test_paragraphs_of_a_pdf_are_whole_over_lines_and_pages():
    long = "发生险情以后，值班员应当立即向指挥部报告，并在2小时内补报书面材料，写明时间、地点和险情；任何人不得迟报。" * 8
    last = "（一）抢险组30分钟内到场。"
    blocks = ["#align(center)[#text(16pt)[演练县防汛应急预案]]", "一、报告", long, "二、处置", long, last, "三、附则"]
    found = list(paragraphs_in(pdf("\n\n".join(blocks)), ".pdf"))
    assert [one.text for one in found] == ["演练县防汛应急预案", "一、报告", long, "二、处置", long, last, "三、附则"]
    assert [one.page for one in found] == [1, 1, 1, 2, 3, 4, 4]


def test_tables_of_a_pdf_have_their_cells_and_go_on_behind_the_end_of_a_page():
    long = "[30分钟内到场，并立即报告指挥部，说明现场情况]"
    head = f"table.header([级别], [人数], [时限]), table.cell(rowspan: 2)[一级], [50人以上], {long}, [不足50人], [1小时]"
    rows = ", ".join(f"[第{n}行], [{n}人], [{n}分钟]" for n in range(2, 14))
    found = list(paragraphs_in(pdf(f"响应时限如下。\n#table(columns: 3, {head}, {rows})\n以上为准。"), ".pdf"))
    assert [(one.text, one.home) for one in (found[0], found[-1])] == [("响应时限如下。", "body"), ("以上为准。", "body")]
    cells = {one.text: one.cell for one in found[1:-1]}
    assert cells["30分钟内到场，并立即报告指挥部，说明现场情况"] == TableCell(1, 2, 3, "时限", "一级")
    assert cells["1小时"] == TableCell(1, 3, 3, "时限", "一级")
    assert cells["13分钟"] == TableCell(1, 15, 3, "时限", "第13行")
    assert [one.text for one in found].count("级别") == 1
    assert found[-2].page == 2


def test_columns_without_lines_are_a_table():
    rows = "[组别], [人数], [时限], [抢险组], [12人], [30分钟], [转移组], [8人], [1小时]"
    found = list(paragraphs_in(pdf(f"#table(columns: (1fr, 1fr, 1fr), stroke: none, {rows})"), ".pdf"))
    assert [one.cell for one in found if one.text == "1小时"] == [TableCell(1, 3, 3, "时限", "转移组")]


def test_a_pdf_says_what_its_word_file_says(tmp_path):
    lines = "\n\n".join(re.sub(r"^(\d)\.", r"\1\\.", line) for line in PLAN.splitlines())
    (tmp_path / "plan.pdf").write_bytes(pdf(lines))
    assert shown(read_written_plan(tmp_path / "plan.pdf").passages) == shown(read(PLAN, tmp_path).passages)


def test_a_scan_a_locked_and_a_long_pdf_are_refused(tmp_path):
    assert fault(pdf("#rect(width: 50pt, height: 50pt)", "#set page(header: none, footer: none)"), tmp_path, "plan.pdf") == (
        "the pages are pictures without text, as of a scan"
    )
    document = pypdfium2.PdfDocument.new()
    for _page in range(301):
        document.new_page(100, 100)
    document.save(tmp_path / "long.pdf")
    assert fault((tmp_path / "long.pdf").read_bytes(), tmp_path, "plan.pdf").startswith("the text is longer than a plan")
    locked = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"3 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<41><41>]>>\n%%EOF"
    )
    assert fault(locked, tmp_path, "plan.pdf") == "the file has a password"


# Sentences


def split(text: str, lead: str = "") -> list[str]:
    found = list(sentences_of(Passage(text, TextPlace((), "", 1)), lead))
    assert all(text[one.start : one.start + len(one.text)] == one.text for one in found)
    return [one.text for one in found]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("险情解除后，终止响应。值班员做好记录！谁负责？", ["险情解除后，终止响应。", "值班员做好记录！", "谁负责？"]),
        ("值班员立即报告指挥部；抢险组在30分钟内到场。", ["值班员立即报告指挥部；", "抢险组在30分钟内到场。"]),
        ("成员：应急局；公安局。", ["成员：应急局；公安局。"]),
        ("他说：“险情解除。”随后离开。", ["他说：“险情解除。”", "随后离开。"]),
        ("县（含镇；村。）应立即报告。", ["县（含镇；村。）应立即报告。"]),
        ("值班员应：（1）报告；（2）疏散。", ["值班员应：", "报告；", "疏散。"]),
        ("到场后：①检测；②15分钟内断电；1.报告。", ["到场后：", "检测；", "15分钟内断电；", "报告。"]),
        ("Call at 8 a.m. or later, e.g. by phone. Then go.", ["Call at 8 a.m. or later, e.g. by phone.", "Then go."]),
        ("He leaves at 8 a.m. The caretaker locks up.", ["He leaves at 8 a.m.", "The caretaker locks up."]),
        ("They open within 90 min. They stay.", ["They open within 90 min.", "They stay."]),
        ("See No. 5 and Mr. Head. Go 1.5 km.", ["See No. 5 and Mr. Head.", "Go 1.5 km."]),
        ("The crew shall come; the head shall lead.", ["The crew shall come;", "the head shall lead."]),
        ("Staff (cooks; cleaners) and guards; two drivers.", ["Staff (cooks; cleaners) and guards; two drivers."]),
    ],
)
def test_where_a_sentence_ends(text, sentences):
    assert split(text) == sentences


def test_the_words_before_a_colon_lead_the_items_and_the_parts(tmp_path):
    plan = read(PLAN, tmp_path)
    leads = {one.text: one.lead for one in plan.sentences}
    assert leads["抢险组：接到命令后30分钟内赶到现场；"] == "各组职责如下："
    assert leads["及时报告险情。"] == "抢险组："
    labels = [
        one.lead
        for one in sentences_of(
            Passage("Ⅱ级：5人以上；Ⅰ级：10人以上；立即报告。组长：县长和镇长；成员12人。", TextPlace((), "", 1))
        )
    ]
    assert labels == ["", "", "Ⅰ级：", "", ""]
    assert leads["发现险情后，值班员应立即拨打119，并在2小时内书面报告；"] == ""


@pytest.mark.parametrize(
    ("sentence", "deed"),
    [
        ("值班员应立即拨打119。", "order"),
        ("抢险组30分钟内赶到现场。", "promise"),
        ("宣传组负责信息发布。", "promise"),
        ("任何人不得擅自离岗。", "forbid"),
        ("严禁迟报、瞒报。", "forbid"),
        ("响应级别分为三级。", None),
        ("本预案所称突发事件，是指需要立即处置的事件。", None),
        ("全镇共有12个村。", None),
        ("The duty officer shall call 999.", "order"),
        ("Call 999 and leave the building.", "order"),
        ("The crew will reach the gate within ten minutes.", "promise"),
        ("The duty officer reports to the head.", "promise"),
        ("Nobody may re-enter; staff must not use lifts.", "forbid"),
        ("The plant has two gates.", None),
        ("县防办每4小时续报一次。", "promise"),
        ("倒损房屋在90日内完成重建。", "promise"),
        ("现场秩序组应着装到场，不得激化矛盾。", "order"),
        ("最迟不得超过1小时报县委。", "order"),
        ("有人受伤的，立即拨打120，不得离开。", "promise"),
        ("常务副指挥长：常务副县长", None),
        ("其他需要立即处置的信访事项。", None),
        ("为规范应急处置工作，制定本预案。", None),
        ("依据《突发事件应对法》和《防汛条例》。", None),
        ("2018年曾发生停气36小时的事件。", None),
        ("Current is cut within 20 seconds.", "promise"),
        ("Relatives are received in the hall.", "promise"),
        ("Switchboard answers the line.", "promise"),
        ("No casualty leaves the department without a wristband.", "forbid"),
        ("In the accident of 2014, 37 people were received within five hours.", None),
        ("This plan describes what staff must do.", None),
    ],
)
def test_what_a_sentence_does(sentence, deed):
    assert deed_of(sentence) == deed


# Numbers of persons


@pytest.mark.parametrize(
    "text",
    [
        "电话：13912345678",
        "手机139 1234 5678",
        "0317-8765432",
        "(0317)8765432",
        "值班电话：87654321、87654322",
        "110101199003078515",
        "身份证11010119900307851X",
        "+86 138-1234-5678",
        "QQ：123456789",
        "400-820-8820",
        "电话 １３９１２３４５６７８",
        "镇办（85551234）",
        "call 020 7946 0958",
        "+44 1632 960101",
        "phone 555-0142 or 555-0143",
        "(555) 123-4567",
        "a.b@c.org",
        "邮箱zhang@x.gov.cn",
    ],
)
def test_numbers_of_persons_are_masked(text):
    for language in ("zh", "en"):
        if language == "zh" or text.isascii():
            assert not re.search("[0-9０-９]{3}|@", masked(text, language)), masked(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "拨打119、120、110",
        "12345热线和12369",
        "电话：119 120",
        "国办发〔2013〕101号",
        "2024年10月15日",
        "20241015",
        "GB 50016-2014",
        "10000000元",
        "第119条",
        "电话会议2026-03-18",
        "call 999 or 112",
        "10,000 people",
        "0700–2300",
        "人口1234567人",
        "2023 2024 2025",
    ],
)
def test_hotlines_dates_and_quantities_stay(text):
    assert masked(text, "zh") == masked(text, "en") == text


def test_a_column_of_telephones_is_masked_whole():
    assert masked("661234", "zh", "联系方式") == "[号码]"
    assert masked("661234", "zh", "库容") == "661234"


# What cannot be read


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "plan.docx", "the document is empty"),
        (b"  \n ", "plan.txt", "the document is empty"),
        (packed(""), "plan.docx", "the document is empty"),
        (packed("<w:p><w:r><w:drawing/></w:r></w:p>"), "plan.docx", "the pages are pictures without text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "plan.docx", "this is a picture"),
        (b"PK\x03\x04 and then nothing", "plan.docx", "the document is damaged"),
        (packed("<w:p>").replace(b"word/document.xml", b"word/document.xmk"), "plan.docx", ""),
        (packed("<w:p></w:q>"), "plan.docx", "the document is damaged"),
        (packed("<!DOCTYPE x [<!ENTITY a 'b'>]>"), "plan.docx", "the document is damaged"),
        (
            packed(para("预案") * 50 + "<w:p><w:r><w:br w:type='page'/></w:r></w:p>" * 301),
            "plan.docx",
            "the text is longer than a plan",
        ),
        (packed(para("预" * 301_000)), "plan.docx", "the text is longer than a plan"),
        (packed(para("预" * 12_000_000)), "plan.docx", "the text is longer than a plan"),
        (
            packed("<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 260_000 + "</w:tbl>"),
            "plan.docx",
            "the text is longer than a plan",
        ),
        (packed("<w:sdt>" * 200 + "</w:sdt>" * 200), "plan.docx", "the file is nested too deep"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "plan.docx", "the file has a password"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "plan.ppt", "this is a presentation"),
        (OLE + "Workbook".encode("utf-16-le"), "plan.xls", "this is a workbook"),
        (OLE + bytes(600), "plan.doc", "this is no document"),
        ("﻿<!DOCTYPE html><html><body>预案</body></html>", "plan.doc", "this is a web page"),
        ("<?xml version='1.0'?><x/>", "plan.doc", "this is an XML file"),
        (bytes(range(256)) * 9, "plan.txt", "this is no text that can be read"),
        (b"%PDF-1.7\nnothing", "plan.pdf", "the PDF is damaged"),
        ("江水静静地流，\n月光落在船头。\n远处有人唱歌。", "plan.txt", "this text speaks of nothing"),
        ("发生火灾事故。\n现场有烟。\n疏散通道在东侧。", "plan.txt", "this is no plan that can be tested"),
        ("甲方应在10日内报告乙方。乙方发生事故应立即通知甲方。甲方负责现场救援。", "plan.txt", "this reads like a contract"),
        ("本报讯（记者甲）消防队立即赶赴现场。据了解，事故无伤亡。记者看到，居民疏散。", "plan.txt", "this reads like news"),
        (
            "import sys\ndef alarm(x):\n    evacuate(x)\n    rescue()\n    return fire()\nalarm(sys.argv[1])",
            "plan.txt",
            "this is the text of a program",
        ),
    ],
)
def test_what_is_no_written_plan_is_refused_in_one_line(content, name, said, tmp_path):
    assert fault(content, tmp_path, name).startswith(said)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("ppt/presentation.xml", "this is a presentation"),
        ("xl/workbook.xml", "this is a workbook"),
        ("a.txt", "this is no document"),
    ],
)
def test_other_zipped_files_are_told_apart(part, said, tmp_path):
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(part, "<x/>")
    assert fault(whole.getvalue(), tmp_path).startswith(said)


@pytest.mark.parametrize(
    ("sort", "manifest", "said"),
    [
        ("presentation", "", "this is a presentation"),
        ("spreadsheet", "", "this is a workbook"),
        ("text", "<manifest:encryption-data/>", "the file has a password"),
    ],
)
def test_open_document_files_are_told_apart(sort, manifest, said, tmp_path):
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{sort}")
        archive.writestr("META-INF/manifest.xml", manifest)
    assert fault(whole.getvalue(), tmp_path, "plan.odt").startswith(said)


def test_an_old_word_file_with_a_password_says_so(tmp_path):
    head = OLE + "WordDocument".encode("utf-16-le")
    begin = b"\xec\xa5" + bytes(9) + b"\x01"
    assert fault(head.ljust(512, b"\0") + begin + bytes(500), tmp_path, "plan.doc") == "the file has a password"


def test_a_folder_a_device_and_nothing_are_no_plans(tmp_path):
    for path in (tmp_path, Path("/dev/zero"), tmp_path / "none.docx"):
        if path != Path("/dev/zero") or path.exists():
            with pytest.raises(InputError):
                read_written_plan(path)


def test_a_document_is_known_by_its_content(tmp_path):
    path = tmp_path / "plan.doc"
    path.write_bytes(packed("".join(map(para, PLAN.splitlines()))))
    assert read_written_plan(path).passages == read(PLAN, tmp_path).passages


@pytest.mark.parametrize(
    "text",
    [
        "村防汛预案\n村支书任组长。\n接到预警后，村干部30分钟内到岗。\n水位超过警戒线，立即通知群众转移。\n每2小时向镇防汛办报告一次。",
        "Fire plan, village hall\n\nAnyone who finds a fire sounds the alarm.\nThe warden calls 999 at once.\n"
        "Everybody leaves by the nearest door.\nNobody goes back in, and the warden counts heads within five minutes.",
    ],
)
def test_a_plan_of_five_lines_is_a_plan(text, tmp_path):
    assert len(read(text, tmp_path).sentences) > 3


def test_an_old_file_needs_libreoffice_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("drillsim.texts.office._program", lambda: None)
    assert "LibreOffice" in fault(b"{\\rtf1 plan}", tmp_path, "plan.rtf")


@pytest.mark.skipif(not WRITER, reason="the word processor of LibreOffice is not installed")
def test_an_old_file_is_read_with_libreoffice(tmp_path):
    path = tmp_path / "plan.rtf"
    coded = "".join("\\par " if sign == "\n" else f"\\u{ord(sign) - 65536 * (ord(sign) > 32767)}?" for sign in PLAN)
    path.write_bytes(b"{\\rtf1\\ansi " + coded.encode() + b"}")
    assert [one.text for one in read_written_plan(path).passages] == [one.text for one in read(PLAN, tmp_path).passages]


# Places


@pytest.mark.parametrize(
    ("place", "cell", "en", "zh"),
    [
        (TextPlace(("三、应急响应", "（二）分级"), "1.", 12), None, "三、（二）1., paragraph 12", "三、（二）1. · 第12段"),
        (TextPlace(("3 Response", "3.2 Reporting"), "(a)", 12), None, "3.2 (a), paragraph 12", "3.2 (a) · 第12段"),
        (TextPlace(("Reporting",), "", 3, page=4), None, "Reporting, page 4", "Reporting · 第4页"),
        (TextPlace((), "", 3, home="table"), TableCell(2, 3, 1), "table 2, row 3", "表2第3行"),
        (
            TextPlace(("第一章 总则",), "（一）", 5, within=("第二条",)),
            None,
            "第一章第二条（一）, paragraph 5",
            "第一章第二条（一） · 第5段",
        ),
        (TextPlace((), "", 7, home="note"), None, "note, paragraph 7", "脚注（第7段）"),
    ],
)
def test_a_place_on_one_line_in_both_languages(place, cell, en, zh):
    assert str(place_in_words(place, cell)) == en
    with speaking("zh"):
        assert str(place_in_words(place, cell)) == zh


# Anything at all


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n", OLE, b"\xff\xfe"]),
)
def test_no_bytes_break_the_reader(content, begin):
    with contextlib.suppress(Unusable):
        list(paragraphs_in(begin + content, ".md"))


WHOLE = packed("".join(para(line, number=(1, 0)) for line in PLAN.splitlines()), numbering=lists(level(0, "decimal", "%1.")))


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=40))
def test_no_damaged_document_breaks_the_reader(at, piece):
    with contextlib.suppress(Unusable):
        list(paragraphs_in(WHOLE[:at] + piece + WHOLE[at + len(piece) :], ".docx"))


SIGNS = st.sampled_from(
    [
        "一、",
        "（一）",
        "1.",
        "1.1 ",
        "第一条 ",
        "(i) ",
        "附件1 ",
        "- ",
        "应",
        "立即",
        "30分钟",
        "。",
        "；",
        "：",
        "\n",
        "\t",
        "|",
        "# ",
        "Section 1 ",
        "the head shall ",
        "a.m. ",
        "“",
        "（",
        "13912345678",
        " ",
        "\u3000",
        "①",
        "x",
    ]
)


@given(st.lists(SIGNS, max_size=often(40)).map("".join))
def test_whatever_is_written_every_word_is_in_one_passage_and_its_sentences(text):
    for paragraphs in (list(paragraphs_of(text)), list(paragraphs_of_markdown(text))):
        passages = outline(paragraphs)
        assert [one.place.paragraph for one in passages] == list(range(1, len(passages) + 1))
        for passage in passages:
            end = 0
            for sentence in sentences_of(passage):
                assert sentence.start >= end
                end = sentence.start + len(sentence.text)
                assert passage.text[sentence.start : end] == sentence.text
