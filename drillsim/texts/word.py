"""Documents of Word and WPS (.docx): their text as it is printed, with the numbers that the program counts.

Headers, tables of contents, hidden words and what was deleted are left out; what was inserted, text boxes and notes are
read. `base.package` bounds what is unpacked. Pictures are not looked at.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from drillsim.base.language import say
from drillsim.base.opening import Unusable
from drillsim.base.package import Package
from drillsim.texts.element import Element
from drillsim.texts.marks import item_number
from drillsim.texts.numbering import LEVELS, Numbering, read_numbering
from drillsim.texts.paragraph import Paragraph, joined, plain
from drillsim.texts.passage import Home
from drillsim.texts.styles import Styles, read_styles
from drillsim.texts.table import cells_of
from drillsim.texts.unfit import MOST_CHARACTERS, MOST_PAGES, no_document, pictures_only, presentation, too_long, workbook

_SPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
_HOLDERS = ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "bdo", "dir", "sdt", "sdtContent", "fldSimple", "ruby",
            "rubyBase", "oMath", "oMathPara", "object", "pict", "drawing")  # fmt: skip
_GONE = ("del", "moveFrom", "pPr", "rPr", "rt", "instrText", "delText", "sdtPr", "sdtEndPr", "tblPr", "trPr", "tcPr")
# Most of the elements of a document: how letters look, where nothing is read from it.
_LOOKS = frozenset(
    re.findall(
        r"\w+",
        "rFonts sz szCs color lang spacing ind bCs i iCs u kern highlight shd bdr snapToGrid proofErr bookmarkStart "
        "bookmarkEnd lastRenderedPageBreak widowControl adjustRightInd rPrChange pPrChange tblPrChange tcPrChange "
        "trPrChange tcW tcBorders sectPrChange numberingChange tblBorders vAlign tabs pBdr keepNext keepLines noProof",
    )
)
_LISTS = ("TOC", "INDEX", "TOA")  # fields that repeat the headings


def paragraphs_of_word(content: bytes) -> list[Paragraph]:
    """The paragraphs of a document in order. Raises Unusable."""
    # A broken file can break a parser anywhere, with any exception: all mean the same to the planner.
    save_again = say("open it in Word or WPS and save it again as .docx")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            package = _PackedDocument(archive, _SPACES, save_again, say("is it the right file?"))
            return list(_Reader(package).paragraphs())
    except Unusable:
        raise
    except Exception as error:
        what = say("the document is damaged ({reason})", reason=type(error).__name__)
        raise Unusable(what, save_again) from None


class _PackedDocument(Package):
    """A document takes more room in memory than a workbook: every element of it is kept until it is read."""

    largest, most_elements = 30_000_000, 1_000_000


@dataclass
class _Words:
    """A paragraph being read: its words, and what is anchored in it."""

    text: list[str] = field(default_factory=list)
    bold: int = 0  # characters
    letters: int = 0
    boxes: list[Element] = field(default_factory=list)
    notes: list[Element] = field(default_factory=list)


class _Reader:
    """One document being read."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.tables = self.breaks = self.pictures = self.characters = 0
        related = package.related("")
        main = next((part for kind, part in related.values() if kind == "officeDocument"), "word/document.xml")
        if main not in package.parts or main.startswith(("xl/", "ppt/")):
            raise _what_else(package)
        self.main = main
        around = package.related(main)

        def tree(kind: str) -> Element:
            part = package.of_kind(around, kind)
            return self._tree(part) if part is not None else Element("")

        self.styles: Styles = read_styles(tree("styles"))
        self.numbering: Numbering = read_numbering(tree("numbering"), self.styles.lists())
        self.notes = {
            kind: {one.get("id"): one for one in tree(f"{kind}s").named(kind) if one.get("type") in ("", "normal")}
            for kind in ("footnote", "endnote")
        }
        self.fields: list[str] = []  # those that are open here, by their first word
        self.told: list[bool] = []  # whether the field that is open shows its result yet

    def paragraphs(self) -> Iterator[Paragraph]:
        """All paragraphs."""
        body = self._tree(self.main).first("body")
        if body is None:
            raise ValueError(self.main)
        if self.breaks > MOST_PAGES:
            raise too_long()
        said = False
        for one in self._blocks(body, "body"):
            said = True
            yield one
        if not said and self.pictures:
            raise pictures_only()

    def _tree(self, part: str) -> Element:
        """A part as elements."""
        root = Element("")
        stack = [root]

        def begin(name: str, given: dict[str, str]) -> None:
            element = Element(name, {key.rpartition(" ")[2]: value for key, value in given.items() if "rsid" not in key})
            if name not in _LOOKS:
                stack[-1].children.append(element)
            if (name == "br" and element.get("type") == "page") or name in ("pageBreakBefore", "lastRenderedPageBreak"):
                self.breaks += 1
            self.pictures += name in ("drawing", "pict", "object")
            stack.append(element)

        def end(_name: str) -> None:
            stack.pop()

        def take(piece: str) -> None:
            if stack[-1].name in ("t", "instrText"):
                stack[-1].text.append(piece)
                self.characters += len(piece)
                if self.characters > MOST_CHARACTERS:
                    raise too_long()

        self.package.parse(part, begin, end, take)
        return root.children[0] if root.children else root

    def _blocks(self, holder: Element, home: Home) -> Iterator[Paragraph]:
        """The paragraphs of a body, a cell, a box or a note."""
        carried = _Words()  # words of a paragraph whose end was deleted: they belong to the next one
        for one in holder.children:
            if one.name == "p":
                words = carried
                self._read(one, words, self.styles.style(one.value("pPr", "pStyle")).is_bold)
                if (ends := one.first("pPr", "rPr")) is not None and any(ends.named("del")):
                    continue
                carried = _Words()
                yield from self._paragraph(one, words, home)
            elif one.name == "tbl":
                yield from self._table(one)
            elif one.name == "AlternateContent":
                yield from self._blocks(_chosen(one), home)
            elif one.name == "sdt" and (one.first("sdtPr", "docPartObj") is None or not _is_contents(one)):
                if (content := one.first("sdtContent")) is not None and one.first("sdtPr", "showingPlcHdr") is None:
                    yield from self._blocks(content, home)
            elif one.name in ("ins", "moveTo", "customXml", "smartTag"):
                yield from self._blocks(one, home)
        if carried.text:
            yield from self._paragraph(Element("p"), carried, home)

    def _paragraph(self, element: Element, words: _Words, home: Home) -> Iterator[Paragraph]:
        looks = element.first("pPr") or Element("pPr")
        style = self.styles.style(looks.value("pStyle"))
        lines = [] if style.is_contents else _lines("".join(words.text))
        level = style.level
        if (own := looks.value("outlineLvl")).isdigit():
            level = int(own) + 1 if int(own) < 9 else 0
        number, depth = self._number(looks, style.list, style.depth)  # an empty paragraph is counted, too
        is_centred = (looks.value("jc") or ("center" if style.is_centred else "")) == "center"
        is_bold = words.letters > 0 and words.bold * 10 >= words.letters * 9
        for n, line in enumerate(lines):
            yield Paragraph(
                line,
                number if n == 0 else "",
                depth,
                level if home == "body" else 0,
                style.is_title,
                (is_bold or is_centred) and len(lines) == 1,
                home,
            )
        for box in words.boxes:
            yield from self._blocks(box, "box")
        for note in words.notes:
            yield from self._blocks(note, "note")

    def _number(self, looks: Element, list_of_style: str, depth_of_style: int | None) -> tuple[str, int]:
        """The number of a paragraph and the level of its list."""
        own = looks.first("numPr")
        number = own.value("numId") if own is not None else ""
        number = number or list_of_style
        depth = own.value("ilvl") if own is not None else ""
        if not number or number == "0":
            return "", 0
        at = int(depth) if depth.isdigit() else depth_of_style
        if at is None or at >= LEVELS:
            at = self.numbering.level_of_style(number, looks.value("pStyle"))
        return self.numbering.counted(number, at), at

    def _read(self, holder: Element, words: _Words, is_bold: bool) -> None:
        """Take the words in an element of a paragraph."""
        for one in holder.children:
            name = one.name
            if name in _GONE:
                continue
            if name == "r":
                self._run(one, words, is_bold)
            elif name == "AlternateContent":
                self._read(_chosen(one), words, is_bold)
            elif name == "txbxContent":
                words.boxes.append(one)
            elif name == "sdt" and one.first("sdtPr", "showingPlcHdr") is not None:
                continue
            elif name in _HOLDERS and not (name == "fldSimple" and _lists(one.get("instr"))):
                self._read(one, words, is_bold)

    def _run(self, run: Element, words: _Words, is_bold: bool) -> None:
        """Take the words of a run, in which all letters look alike."""
        looks = run.first("rPr") or Element("rPr")
        style = self.styles.style(looks.value("rStyle")) if looks.first("rStyle") is not None else None
        if looks.is_on("vanish") or (style is not None and style.is_hidden and looks.switch("vanish") is None):
            return
        said = looks.switch("b")
        is_bold = said if said is not None else is_bold or (style is not None and style.is_bold)
        self._take(run, words, is_bold)

    def _take(self, run: Element, words: _Words, is_bold: bool) -> None:
        for one in run.children:
            name = one.name
            if name == "fldChar":
                self._field(one.get("fldCharType"))
            elif name == "instrText" and self.fields and not self.told[-1]:
                self.fields[-1] += "".join(one.text)
            elif name == "AlternateContent":
                self._take(_chosen(one), words, is_bold)
            elif name in ("pict", "drawing", "object", "ruby", "rubyBase"):
                self._read(one, words, is_bold)
            elif name == "r":
                self._run(one, words, is_bold)
            elif name == "txbxContent":
                words.boxes.append(one)
            elif self._is_silent():
                continue
            elif name in ("footnoteReference", "endnoteReference"):
                note = self.notes[name.removesuffix("Reference")].pop(one.get("id"), None)
                if note is not None:
                    words.notes.append(note)
            else:
                piece = "".join(one.text) if name == "t" else _SIGNS.get(name, "")
                if name == "br" and one.get("type") in ("", "textWrapping"):
                    piece = "\n"
                words.text.append(piece)
                letters = len(piece.strip())
                words.letters += letters
                words.bold += letters if is_bold else 0

    def _field(self, sort: str) -> None:
        if sort == "begin":
            self.fields.append("")
            self.told.append(False)
        elif sort == "separate" and self.told:
            self.told[-1] = True
        elif sort == "end" and self.fields:
            self.fields.pop()
            self.told.pop()

    def _is_silent(self) -> bool:
        """Whether what stands here is not part of the text: the command of a field, or a list of contents."""
        return not all(self.told) or any(map(_lists, self.fields))

    def _table(self, table: Element) -> Iterator[Paragraph]:
        self.tables += 1
        yield from cells_of(table, self.tables, lambda cell: list(self._blocks(cell, "table")))


_SIGNS = {"tab": " ", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}


def _lines(text: str) -> list[str]:
    """The lines of a paragraph that say something: broken by hand where one ends or a new item begins."""
    found: list[str] = []
    for line in (plain(one) for one in text.split("\n")):
        if not line:
            continue
        if found and found[-1][-1] not in "。；;！!？?：:." and item_number(line) is None:
            found[-1] = joined(found[-1], line)
        else:
            found.append(line)
    return found


def _lists(command: str) -> bool:
    """Whether a field lists what stands elsewhere in the text."""
    return command.strip().partition(" ")[0].upper() in _LISTS


def _chosen(alternatives: Element) -> Element:
    """What is shown of several ways to write one thing."""
    return alternatives.first("Choice") or alternatives.first("Fallback") or Element("")


def _is_contents(control: Element) -> bool:
    gallery = control.value("sdtPr", "docPartObj", "docPartGallery")
    return gallery in ("Table of Contents", "目录")


def _what_else(package: Package) -> Unusable:
    """What a zipped file is that is no document of Word."""
    if any(name.startswith("ppt/") for name in package.parts):
        return presentation()
    if any(name.startswith("xl/") for name in package.parts):
        return workbook()
    return no_document()
