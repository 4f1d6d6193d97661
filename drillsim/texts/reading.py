"""From the file of a written plan to its passages and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import say
from drillsim.base.opening import Unusable, contents
from drillsim.texts.kinds import paragraphs_in
from drillsim.texts.masking import masked
from drillsim.texts.outline import outline
from drillsim.texts.paragraph import Paragraph
from drillsim.texts.passage import Passage, WrittenPlan, WrittenSentence
from drillsim.texts.recognising import refuse_what_is_no_plan, refuse_what_is_too_long
from drillsim.texts.sentences import ends_with_colon, last_of, sentences_of

LARGEST = 60_000_000  # bytes of the file, with its pictures
_BEFORE_TITLE = 20  # paragraphs among which the title is
_TITLE = re.compile(
    "预案|方案|规程|办法|制度|规定|措施|指南|手册|流程|须知|细则|"
    r"\b(?:plan|plans|procedures?|protocol|policy|response|arrangements|manual|handbook|guide|emergency|emergencies)\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(r"[。；;]|[.：:]$|^(?:[一二三四五六七八九十]+、|[（(]|第.{1,3}[章条]|\d+[.、 ])")
_OFFICE = re.compile(
    r"[\u4e00-\u9fff（）]{2,20}(?:[省市县区镇乡村局厅院厂校站队会]|政府|公司|中心|办公室|学校|大学|街道|集团|社区)$"
)
_NOTED = re.compile("(?:印发|发布|下发|实施).{0,6}《(.{4,60}?)》.{0,6}(?:通知|公告|决定)")


def read_written_plan(path: Path) -> WrittenPlan:
    """A written plan, from a file of Word, a text or a PDF. Raises InputError."""
    try:
        paragraphs = list(paragraphs_in(contents(path, LARGEST), path.suffix))
        if not any(one.text for one in paragraphs):
            raise Unusable(say("the document is empty"), say("is it the right file?"))
        plan = _plan(str(path), path.stem, paragraphs)
        refuse_what_is_no_plan(plan)
        return plan
    except Unusable as error:
        raise InputError([Fault(str(path), 0, 0, error.what, error.mend)]) from None


def _plan(file: str, stem: str, paragraphs: Sequence[Paragraph]) -> WrittenPlan:
    language = _language(paragraphs)
    refuse_what_is_too_long(paragraphs, language)
    paragraphs = [_without_numbers(one, language) for one in paragraphs if one.text]
    title, paragraphs = _titled(paragraphs)
    passages = outline(paragraphs)
    return WrittenPlan(file, title or stem, language, passages, tuple(_sentences(passages)))


def _language(paragraphs: Sequence[Paragraph]) -> str:
    """The language that most of the words are in: a Chinese character says about as much as half a word."""
    text = "".join(one.text for one in paragraphs)
    return "zh" if len(re.findall("[\u4e00-\u9fff]", text)) >= 2 * len(re.findall("[A-Za-z]{2,}", text)) else "en"


def _without_numbers(paragraph: Paragraph, language: str) -> Paragraph:
    cell = paragraph.cell
    if cell is not None:
        column_title, row_title = masked(cell.column_title, language), masked(cell.row_title, language)
        text = masked(paragraph.text, language, f"{column_title} {row_title}")
        return replace(paragraph, text=text, cell=replace(cell, column_title=column_title, row_title=row_title))
    return replace(paragraph, text=masked(paragraph.text, language))


def _titled(paragraphs: list[Paragraph]) -> tuple[str, list[Paragraph]]:
    """The title of a text, and its paragraphs with the one that holds it marked."""
    head = [n for n, one in enumerate(paragraphs[:_BEFORE_TITLE]) if one.home in ("body", "box")]
    short = [n for n in head if len(paragraphs[n].text) <= 120 and not _NO_TITLE.search(paragraphs[n].text)]
    chapters = [n for n, one in enumerate(paragraphs) if one.level == 1]
    found = (
        [n for n in head if paragraphs[n].is_title]
        + [n for n in chapters if len(chapters) == 1 and n in head]
        + [n for n in short if _TITLE.search(paragraphs[n].text)]
        + [n for n in short if n == head[0]]
    )
    if not found:
        return "", paragraphs
    title = paragraphs[found[0]].text
    if (noted := _NOTED.search(title)) is not None:  # a letter goes before the plan that it sends
        title = noted[1]
        found[0] = next((n for n in head if paragraphs[n].text == title), found[0])
    above = paragraphs[found[0] - 1].text if found[0] else ""
    if _OFFICE.match(above) and not title.startswith(above[:2]):  # whose plan it is stands on a line of its own
        title = above + title
    one = replace(paragraphs[found[0]], is_title=True, level=0)
    return title, [*paragraphs[: found[0]], one, *paragraphs[found[0] + 1 :]]


def _sentences(passages: Sequence[Passage]) -> Iterator[WrittenSentence]:
    """All sentences, those of a list with the words that introduce it."""
    leads: list[tuple[int, str]] = []  # what introduces a list, with how deep it lies itself
    for passage in passages:
        place = passage.place
        depth = len(place.within) + bool(place.item)
        if passage.level or place.home != "body" or not place.item:
            leads.clear()
        while leads and leads[-1][0] >= depth:
            leads.pop()
        yield from sentences_of(passage, leads[-1][1] if leads else "")
        if ends_with_colon(passage.text) and not passage.level and place.home == "body":
            leads.append((depth, last_of(passage.text)))
