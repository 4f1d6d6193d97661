"""The pens: how what they write is set, and that it can be read out. What stands in the papers is for other tests."""

from __future__ import annotations

from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise

import docx
import pypdfium2
import pytest
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from tagged import docx_faults, outline, pdf_faults

from drillsim.base.language import say, speaking
from drillsim.draw.whiskers import DifferenceRow, differences
from drillsim.papers.documents.hypertext import HtmlPen, PagePen
from drillsim.papers.documents.pdf import PdfPen
from drillsim.papers.documents.pen import Pen, columns
from drillsim.papers.documents.word import WordPen
from drillsim.papers.dossier import picture

NOTICE = "Nothing of this was held"
LONG = "One car is in the workshop from eight to six. " * 20


def written(kind: type[Pen], language: str) -> bytes:
    """A document with everything that a pen can do."""
    with speaking(language):
        pen = kind("Report", "The plan of a little town", NOTICE)
        pen.heading("What is said first")
        pen.write("First.")
        pen.points(["One.", "Two."])
        pen.new_page()
        pen.contents()
        pen.heading("Parts")
        pen.heading("A part", 2)
        pen.subheading("Small")
        pen.table((), [("name", "a town"), ("from", LONG)], (20, 80))
        pen.points(["Alone."])
        pen.heading("Another part", 2)
        pen.table(("who", LONG), [("car", "2"), ("crew", LONG)], (50, 50), "Who there is")
        pen.table(("who",), [("car",)], (50,))
        drawn = differences([("share of incidents", [DifferenceRow("in town", 3, 1, 5, "better")])])
        pen.picture(picture(drawn, "In town", say("It is better."), "d"))
        pen.signature()
        pen.turn(landscape=True)
        pen.heading("What to do")
        pen.table(("what", "by whom", "when"), [("book a car", "", "")] * 40, (50, 25, 25), "What to do")
        pen.turn(landscape=False)
        pen.heading("Annex", 0)
        pen.write("a = b", "Code")
        pen.write("small", "Small")
        pen.table(("x",), [("1",)], (1,))
        return pen.finish()


@pytest.fixture(scope="module", params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def word(language: str) -> bytes:
    return written(WordPen, language)


@pytest.fixture(scope="module")
def document(word: bytes) -> docx.document.Document:
    return docx.Document(BytesIO(word))


@pytest.fixture(scope="module")
def pdf(language: str) -> bytes:
    return written(PdfPen, language)


# ---- read out ------------------------------------------------------------------------------


def test_a_document_can_be_read_out(word, pdf, language):
    assert docx_faults(word, language) == []
    assert pdf_faults(pdf, language) == []


def test_what_cannot_be_read_out_is_found(document, word, language):
    broken = docx.Document(BytesIO(word))
    broken.core_properties.title = ""
    broken.add_paragraph()
    broken.add_heading("Deep", 3)
    broken.add_table(1, 1)
    next(broken.element.body.iter(qn("wp:docPr"))).set("descr", "")
    saved = BytesIO()
    broken.save(saved)
    told = " ".join(docx_faults(saved.getvalue(), language))
    for words in ("no title", "an empty paragraph", "level 3 below 1", "picture without words", "nothing says what it is"):
        assert words in told
    assert any("language" in fault for fault in docx_faults(word, {"en": "zh", "zh": "en"}[language]))


def test_subheads_are_headings_and_the_contents_count_pages(document):
    assert [level for level, _words in outline(document)] == [1, 1, 2, 3, 2, 1, 1]
    entries = [p for p in document.paragraphs if p.style.name.startswith("toc")]
    assert len(entries) == 6  # all but the subhead
    for entry in entries:
        fields = [code.text for code in entry._p.iter(qn("w:instrText"))]
        assert [code.split()[0] for code in fields] == ["PAGEREF"]
        assert entry._p.find(qn("w:hyperlink")).get(qn("w:anchor")) == fields[0].split()[1]


# ---- pages ---------------------------------------------------------------------------------


def test_the_notice_stands_at_the_title_and_on_every_page(document, pdf):
    assert document.core_properties.title.startswith("Report")
    assert "The plan of a little town" in document.core_properties.title
    assert pypdfium2.PdfDocument(pdf).get_metadata_value("Title") == document.core_properties.title
    assert [p.text for p in document.paragraphs[:3]] == ["Report", NOTICE, "The plan of a little town"]
    for section in document.sections:
        heads = [section.header, section.even_page_header]
        for head in heads if document.settings.odd_and_even_pages_header_footer else heads[:1]:
            assert head.is_linked_to_previous or head.paragraphs[0].text.startswith(NOTICE)
    assert not document.sections[0].header.is_linked_to_previous
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    assert len(pages) >= 4
    assert all(page.lstrip().startswith(NOTICE) for page in pages)


def test_pages_are_turned_on_their_side_and_back(document, pdf):
    upright = [section.page_height > section.page_width for section in document.sections]
    assert upright == [True, False, True]
    sides = [page.get_height() > page.get_width() for page in pypdfium2.PdfDocument(pdf)]
    assert [a for a, b in pairwise([None, *sides]) if a != b] == [None, True, False]
    for section, table in zip(
        document.sections, (document.tables[0], document.tables[-2], document.tables[-1]), strict=True
    ):
        measure = section.page_width - section.left_margin - section.right_margin
        assert abs(sum(column.width for column in table.columns) - measure) < Cm(0.1)


def test_no_column_is_so_narrow_that_a_number_is_cut():
    assert columns((1, 1, 2), 16) == [4, 4, 8]
    narrow, *others = columns((2, 49, 49), 16)
    assert narrow == pytest.approx(1.2)
    assert sum(others) == pytest.approx(14.8)
    assert sum(columns([1] * 30, 16)) == pytest.approx(16)


def test_what_belongs_together_stays_on_a_page(document):
    blocks = list(document.element.body)
    paragraphs = {p._p: p for p in document.paragraphs}

    def stays(element: object) -> bool:
        p = paragraphs[element]
        return bool(p.paragraph_format.keep_with_next or p.style.paragraph_format.keep_with_next)

    captions = 0
    for one, after in pairwise(blocks):
        if one in paragraphs and paragraphs[one].style.name == "Caption" and after.tag == qn("w:tbl"):
            captions += 1
            assert stays(one)
        if list(one.iter(qn("w:drawing"))) and one in paragraphs:
            captions += 1
            assert stays(one)
            assert paragraphs[after].style.name == "Caption"
    assert captions == 3
    for paragraph in document.paragraphs:
        if paragraph.style.name.startswith(("Heading", "Subheading", "Appendix")):
            assert paragraph.style.paragraph_format.keep_with_next
    for table in document.tables:
        if table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None:
            assert table.rows[0].cells[0].paragraphs[0].paragraph_format.keep_with_next


def test_words_are_of_the_language_in_every_style(document):
    known = {font.get(qn("w:name")) for font in _fonts(document) if font.find(qn("w:altName")) is not None}
    for style in document.styles.element.findall(qn("w:style")):
        fonts = style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        assert fonts.get(qn("w:eastAsia")) in known, style.get(qn("w:styleId"))
        assert not [key for key in fonts.attrib if "Theme" in key]


def _fonts(document: docx.document.Document) -> list:
    part = next(part for part in document.part.package.iter_parts() if str(part.partname).endswith("fontTable.xml"))
    return list(docx.oxml.parse_xml(part.blob))


# ---- Chinese official documents: GB/T 9704-2012 ------------------------------------------------


@pytest.fixture(scope="module")
def official() -> docx.document.Document:
    return docx.Document(BytesIO(written(WordPen, "zh")))


def test_sheets_have_the_margins_of_official_documents(official):
    upright, side, _again = official.sections
    margins = [round(x.mm) for x in (upright.top_margin, upright.bottom_margin, upright.left_margin, upright.right_margin)]
    assert margins == [37, 35, 28, 26]
    assert (round(side.page_width.mm), round(side.page_height.mm)) == (297, 210)
    measure = side.page_width - side.left_margin - side.right_margin
    assert measure == pytest.approx(Cm(22.5), abs=Cm(0.05))  # 156 mm by 225 mm of words, turned
    for section in official.sections:
        grid = section._sectPr.find(qn("w:docGrid"))
        assert grid.get(qn("w:type")) == "lines"
        assert 22 * int(grid.get(qn("w:linePitch"))) / 20 == pytest.approx(Cm(22.5).pt, abs=1)
    body = official.styles["Body Text"]
    closer = int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 28 <= Cm(15.6).pt / (body.font.size.pt + closer) < 28.2


@pytest.mark.parametrize(
    ("style", "size", "font", "bold", "indent"),
    [
        ("Title", 22, "方正小标宋简体", False, None),
        ("Body Text", 16, "仿宋", False, "200"),
        ("List Bullet", 16, "仿宋", False, "200"),
        ("Heading 1", 16, "黑体", False, "200"),
        ("Heading 2", 16, "楷体", False, "200"),
        ("Heading 3", 16, "仿宋", False, "200"),
        ("Table Text", 10.5, "宋体", False, None),
        ("footer", 14, "宋体", False, None),
    ],
)
def test_words_are_set_as_in_official_documents(official, style, size, font, bold, indent):
    found = official.styles[style]
    assert found.font.size == Pt(size)
    assert found.element.rPr.rFonts.get(qn("w:eastAsia")) == font
    assert found.font.bold is bold
    first = found.element.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    assert (first.get(qn("w:firstLineChars")) if first is not None else None) == indent
    if style == "Body Text":
        assert found.paragraph_format.line_spacing == Pt(28.95)
        assert found.paragraph_format.line_spacing_rule == WD_LINE_SPACING.EXACTLY


def test_page_numbers_stand_outside(official):
    assert official.settings.odd_and_even_pages_header_footer
    first = official.sections[0]
    for foot, side in ((first.footer, "right"), (first.even_page_footer, "left")):
        paragraph = foot.paragraphs[0]
        assert paragraph.text == "— 1 —"
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert paragraph._p.pPr.find(qn("w:ind")).get(qn(f"w:{side}Chars")) == "100"


def test_points_are_numbered_anew_in_each_list_and_the_office_signs(official):
    lists = [
        p._p.pPr.numPr.numId.val for p in official.paragraphs if p.style.name == "List Bullet" and p._p.pPr.numPr is not None
    ]
    assert len(lists) == 2  # a point by itself has no number
    numbering = official.part.numbering_part.element
    made = numbering.num_having_numId(lists[0])
    assert made.find(qn("w:lvlOverride")).find(qn("w:startOverride")).get(qn("w:val")) == "1"
    kind = next(n for n in numbering if n.get(qn("w:abstractNumId")) == str(made.abstractNumId.val))
    assert kind.find(f".//{qn('w:lvlText')}").get(qn("w:val")) == "（%1）"
    signed = [p for p in official.paragraphs if p.style.name == "Signature"]
    assert [p.text.strip("_") for p in signed] == ["（发文机关署名）", "年____月____日"]
    assert official.styles["Signature"].paragraph_format.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT


def test_a_page_of_a_pdf_holds_22_lines_of_28_characters():
    with speaking("zh"):
        pen = PdfPen("题目", "", "")
        pen.new_page()
        pen.write("预案" * 14 * 50)
        page = pypdfium2.PdfDocument(pen.finish())[1]
    width, height = page.get_size()
    text = page.get_textpage()
    boxes = [  # left, bottom, right, top
        text.get_charbox(at) for at, sign in enumerate(text.get_text_range()) if sign in "预案"
    ]
    starts = [at for at, (one, after) in enumerate(pairwise(boxes), 1) if one[1] - after[1] > Cm(0.5).pt]
    assert len(starts) + 1 == 22
    assert {b - a for a, b in pairwise(starts)} == {28}
    assert min(box[0] for box in boxes) == pytest.approx(Cm(2.8).pt, abs=2)
    assert width - max(box[2] for box in boxes) == pytest.approx(Cm(2.6).pt, abs=2)
    assert height - max(box[3] for box in boxes) == pytest.approx(Cm(3.7).pt, abs=4)


# ---- pages of a browser --------------------------------------------------------------------------


class Heads(HTMLParser):
    """The tables of a page: the scopes of their heads, and whether a caption says what they are."""

    def __init__(self) -> None:
        super().__init__()
        self.scopes: list[str | None] = []

    def handle_starttag(self, tag, attrs):
        if tag == "th":
            self.scopes.append(dict(attrs).get("scope"))


@pytest.mark.parametrize("kind", [HtmlPen, PagePen])
def test_heads_of_tables_say_of_what_they_are(kind, language):
    with speaking(language):
        pen = kind("Report", "A town", NOTICE)
        pen.heading("Part")
        pen.table(("who", "how many"), [("car", "2")], (50, 50), "Who there is")
        heads = Heads()
        heads.feed(pen.finish().decode())
    assert heads.scopes == ["col", "col"]
    assert "Who there is" in pen.html
    assert f'<p class="notice">{NOTICE}</p>' in pen.html


def test_a_table_without_a_head_has_heads_of_its_rows():
    pen = HtmlPen()
    pen.table((), [("name", "a town"), ("from", "May")], (20, 80))
    heads = Heads()
    heads.feed(pen.html)
    assert heads.scopes == ["row", "row"]
