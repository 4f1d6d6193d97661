"""The outline of a text: which paragraphs are headings, which are items of a list, and what lies inside what.

Numbers decide first (`marks`), styles of headings beside them. A numbered paragraph is a heading if it says what comes
rather than something of its own: short, no whole sentence, and something lies beneath it, or beneath most of its like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from drillsim.texts.deeds import deed_of
from drillsim.texts.marks import BULLET, ItemNumber, item_number, sorts_in_order
from drillsim.texts.paragraph import Paragraph
from drillsim.texts.passage import Passage, TextPlace

_LONGEST = 40  # characters of a heading in Chinese; letters take less room
_SENTENCE_END = re.compile(r"[。；;！!，,：:]$|[^.]\.$|\b(?:and|or)$")
_N = "[0-9〇○零一二三四五六七八九十]"
_DATE = re.compile(rf"(?:{_N}{{2,4}}年)?{_N}{{1,3}}月{_N}{{1,3}}日$|\d{{1,2}} \w+ \d{{4}}$")
# A heading that its text follows on the same line, and what would make a sentence of it.
_RUN_IN = re.compile(r"[^。：:；;，,！？\n]{2,14}。(?=.)|\(?[A-Z][\w /&'-]{2,40}\)?(?:\.| —) (?=[A-Z])")
_SAYS_SOMETHING = re.compile(
    r"[0-9０-９]|[设由为](?!施|备|计)|施行|\b(?:is|are|was|has|have|within|in|at|on|by|to|not|does?)\b|(?:\S+ ){5}"
)
STYLED = "style"
PRINTED = "print"  # a short line that stands out


@dataclass
class _Node:
    """A paragraph on its way to a passage."""

    paragraph: Paragraph
    mark: ItemNumber
    rank: int = 0
    holds_text: bool = False  # something that is not its like lies beneath it
    is_heading: bool = False
    like: int = field(default=-1)  # the group of its like under one heading


def outline(paragraphs: Sequence[Paragraph]) -> tuple[Passage, ...]:
    """The passages of a text, in order."""
    nodes = [_Node(one, _mark(one)) for one in _apart(paragraphs)]
    _name_chapters(nodes)
    _name_letters(nodes)
    _rank(nodes)
    _tell_headings(nodes)
    return tuple(_passages(nodes))


def _mark(paragraph: Paragraph) -> ItemNumber:
    """The number of a paragraph, written or counted."""
    text, number = paragraph.text, paragraph.number
    if paragraph.home != "body":
        found = item_number(text) if paragraph.home != "note" and not number else None
        return found or ItemNumber("", number, 0, text)
    if number:
        found = item_number(f"{number} {text}")
        if found is None or found.rest != text:
            return ItemNumber(f"counted{paragraph.depth}", number, 0, text)
        return found
    if (found := item_number(text)) is not None and (found.rest or found.sort in ("annex", "chapter", "part", "section")):
        return found
    return ItemNumber("", "", 0, text)


def _apart(paragraphs: Iterable[Paragraph]) -> Iterable[Paragraph]:
    """The paragraphs, headings that their text follows on the same line taken apart: '（一）信息报告。发现险情后……'."""
    for one in paragraphs:
        mark = _mark(one)
        if one.home == "body" and mark.sort and mark.sort != BULLET and (found := _RUN_IN.match(mark.rest)):
            head, rest = mark.rest[: found.end()].strip(" 。.—()"), mark.rest[found.end() :].strip()
            if len(rest) > len(head) and not _SAYS_SOMETHING.search(head) and not deed_of(found[0]):
                yield replace(one, text=one.text[: len(one.text) - len(mark.rest)] + head, level=one.level or -1)
                yield replace(one, text=rest, number="", level=0, stands_out=False)
                continue
        yield one


def _name_chapters(nodes: list[_Node]) -> None:
    """A bare '1' or '一' numbers a chapter where such lines count on or 1.1 follows, and so does '1.' before 1.1."""
    body = [node for node in nodes if node.paragraph.home == "body"]
    inner = [int(re.split("[.．]", node.mark.number)[0]) if node.mark.sort in ("1.1", "1.1.1") else 0 for node in body]
    following = [0] * (len(inner) + 1)  # the chapter of the next 1.1
    for n in range(len(inner) - 1, -1, -1):
        following[n] = inner[n] or following[n + 1]
    for sorts, sort in ((("1", "1."), "1"), (("一",), "一、")):
        row: list[_Node] = []
        for n, node in enumerate(body):
            mark = node.mark
            if mark.sort not in sorts or mark.value != len(row) + 1 or not _looks_like_heading(mark.rest):
                continue
            if following[n] == mark.value or (mark.sort != "1." and (following[n] == 0 or following[n] > mark.value)):
                row.append(node)
        if len(row) > 2 or (any(inner) and sort == "1"):
            for node in row:
                node.mark = replace(node.mark, sort=sort)
        for node in body:
            if node.mark.sort in ("1", "一") and node not in row and node.mark.sort in sorts:
                node.mark = _unnumbered(node)


def _unnumbered(node: _Node) -> ItemNumber:
    """What a paragraph begins with is no number, unless a style or the word processor says so."""
    if node.paragraph.number or node.paragraph.level:
        return replace(node.mark, sort="1." if node.mark.sort == "1" else "一、")
    return ItemNumber("", "", 0, node.paragraph.text)


def _name_letters(nodes: list[_Node]) -> None:
    """(i) after (h) is a letter, and so is every (v) or (x) in a list of letters, small or capital."""
    before = {"(a)": "", "A.": ""}
    for node in nodes:
        letters = re.sub(r"\W", "", node.mark.number)
        sort = {"(i)": "(a)", "I.": "A."}.get(node.mark.sort)
        if sort and len(letters) == 1 and before[sort] and ord(before[sort]) + 1 == ord(letters):
            node.mark = replace(node.mark, sort=sort)
        if node.mark.sort in before and len(letters) == 1:
            before[node.mark.sort] = letters


def _rank(nodes: list[_Node]) -> None:
    """How deep each numbered paragraph lies among all sorts of numbers; a line that stands out goes by what came first."""
    for node in nodes:
        if not node.mark.sort and _stands_out(node):
            node.mark = replace(node.mark, sort=STYLED if node.paragraph.level > 0 else PRINTED)
    body = [node.mark.sort for node in nodes if node.paragraph.home == "body" and node.mark.sort]
    order = {sort: 2 * n + 2 for n, sort in enumerate(sorts_in_order(s for s in body if s not in (STYLED, PRINTED)))}
    # Lines that stand out hold what is numbered below them if they come first, and again between; else they lie inside.
    numbered = next((n for n, sort in enumerate(body) if sort != PRINTED), len(body))
    order[PRINTED] = 2 * len(order) + 2 if numbered == 0 else 1 if PRINTED in body[numbered:] else 2
    for node in nodes:
        node.rank = order.get(node.mark.sort, 0)


def _stands_out(node: _Node) -> bool:
    paragraph = node.paragraph
    if paragraph.home != "body" or paragraph.is_title:
        return False
    if paragraph.level:
        return len(paragraph.text) <= 3 * _LONGEST
    return paragraph.stands_out and _looks_like_heading(paragraph.text)


def _looks_like_heading(text: str) -> bool:
    """Whether words say what comes, not something of their own."""
    if not text or _SENTENCE_END.search(text) or _DATE.search(text) or re.search(r"[。；]", text):
        return False
    return _room(text) <= _LONGEST and (_room(text) <= _LONGEST / 2 or not deed_of(text))


def _room(text: str) -> float:
    """How much room words take, in Chinese characters."""
    return sum(1.0 if sign > "\u2e7f" else 0.4 for sign in text)


def _tell_headings(nodes: list[_Node]) -> None:
    """Which paragraphs are headings."""
    body = [node for node in nodes if node.paragraph.home == "body"]
    stack: list[_Node] = []
    groups: dict[tuple[int, str], list[_Node]] = {}
    for n, node in enumerate(body):
        if not node.mark.sort:
            continue
        while stack and not _holds(stack[-1], node):
            stack.pop()
        groups.setdefault((id(stack[-1]) if stack else 0, node.mark.sort), []).append(node)
        following = body[n + 1] if n + 1 < len(body) else None
        node.holds_text = following is not None and (not following.mark.sort or _holds(node, following))
        stack.append(node)
    for (_above, sort), group in groups.items():
        fitting = [node for node in group if _looks_like_heading(node.mark.rest)]
        with_text = sum(node.holds_text for node in fitting)
        # The last of a list is followed by whatever comes then: this alone makes no heading of it.
        has_text = with_text > 1 or (with_text == 1 and (len(fitting) == 1 or fitting[0].holds_text))
        for node in group:
            level = node.paragraph.level
            if level:
                node.is_heading = level < 0 or len(node.mark.rest) <= 3 * _LONGEST
            elif sort == PRINTED:
                node.is_heading = node.holds_text
            elif sort == BULLET:
                node.is_heading = False
            elif sort in ("annex", "part", "chapter", "section"):
                node.is_heading = _room(node.mark.rest) <= 2 * _LONGEST and not node.mark.rest.endswith(("。", "；"))
            else:
                node.is_heading = has_text and 2 * with_text >= len(fitting) and node in fitting


def _holds(outer: _Node, inner: _Node) -> bool:
    """Whether `inner` lies beneath `outer`."""
    above, below = outer.paragraph.level, inner.paragraph.level
    if above > 0 and below > 0 and above != below:
        return above < below
    if outer.rank and inner.rank:
        return outer.rank < inner.rank
    return above > 0 and (below <= 0 or above < below)


def _passages(nodes: list[_Node]) -> Iterable[Passage]:
    stack: list[_Node] = []
    for count, node in enumerate(nodes, 1):
        paragraph, mark = node.paragraph, node.mark
        if paragraph.home == "body":
            if mark.sort:
                while stack and not _holds(stack[-1], node):
                    stack.pop()
            else:  # a paragraph of its own ends the lists above it
                while stack and not stack[-1].is_heading:
                    stack.pop()
        headings = [one for one in stack if one.is_heading]
        within = (
            ()
            if paragraph.home != "body"
            else tuple(one.mark.number for one in stack if not one.is_heading and one.mark.number)
        )
        place = TextPlace(
            tuple(_whole(one.mark) for one in headings), mark.number, count, paragraph.page, paragraph.home, within
        )
        yield Passage(mark.rest, place, len(headings) + 1 if node.is_heading else 0, paragraph.cell)
        if paragraph.home == "body" and mark.sort:
            stack.append(node)


def _whole(mark: ItemNumber) -> str:
    """A heading with its number, as it is printed."""
    if not mark.number or not mark.rest:
        return mark.number + mark.rest
    gap = "" if mark.number.endswith(("、", "）", "．")) and mark.rest[0] > "\u2e7f" else " "
    return mark.number + gap + mark.rest
