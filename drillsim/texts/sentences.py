"""The sentences of a passage: where one ends, and which words introduce it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drillsim.texts.deeds import deed_of
from drillsim.texts.passage import Passage, WrittenSentence

_OPEN, _CLOSE = "（(〔[【《“‘「『〈", "）)〕]】》”’」』〉"
_CLOSES = dict(zip(_CLOSE, _OPEN, strict=True))
_FARTHEST = 400  # characters that brackets may hold: one that is never closed must not swallow the rest
_ENDS = "。！？!?"
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“‘\"'/])(?:[A-Za-z]|(?:[A-Za-z]\.)+[A-Za-z]|Nos?|Mr|Mrs|Ms|Dr|Prof|St|Ave|Rd|Sec|Art|Ch|Fig|Tab|App|Vol|Reg|Regs|para|paras|pp|"
    r"approx|est|etc|vs|cf|incl|excl|max|min|Tel|Ext|ext|tel|Inc|Ltd|Co|Corp|Dept|Div|Gen|Col|Capt|Lt|Sgt|Insp|Supt|Gov|Sen|Jan|Feb|Mar|Apr|Jun|Jul|Aug|"
    r"Sept?|Oct|Nov|Dec|hrs|mins|secs?|temp)$"
)
_ENUMERATES = re.compile(
    r"[（(][1-9一二三四五六七八九十]{1,2}[）)]|[①-⑳]|(?<![0-9.])[1-9](?:[）)]|[.．、](?![0-9]))|(?:\s|(?<=[:：;；。]))(?:\([a-z]\)|\([ivx]+\))\s"
)
_BEFORE_ENUMERATION = re.compile(r"[:：;；,，。.]\s*(?:(?:and|or|以及|和)\s*)?$")
_POST = re.compile(
    r"(?:长|主任|成员|单位|职责|人员)[：:]$|\b(?:leader|head|members?|chair)[：:]$", re.IGNORECASE
)  # introduces one name
_MODAL = re.compile(
    r"\b(?:shall|must|will|should|may|can|is|are|has|have|does?|calls?|reports?|informs?|sends?|goes|leads?|arrives?)\b"
)


def sentences_of(passage: Passage, lead: str = "") -> Iterator[WrittenSentence]:
    """The sentences of a passage; `lead` are the words that introduce the list in which it stands."""
    if passage.level:
        yield WrittenSentence(passage.text, passage, 0, None)
        return
    own = ""
    bound = deed_of(lead) if lead else None
    for start, end, is_part in _spans(passage.text):
        words = passage.text[start:end]
        label = _label(words)
        if not is_part or label:
            own = ""
        deed = deed_of(words) or (deed_of(own) if own else None) or bound
        yield WrittenSentence(words, passage, start, deed, own or lead)
        if label or not is_part:
            own = label if words.endswith(("；", ";", "：", ":")) and not _POST.search(label) else ""


def ends_with_colon(text: str) -> bool:
    """Whether a passage introduces what follows it."""
    return text.rstrip().endswith(("：", ":", "：—", ":-", ":–", ": -"))


def last_of(text: str) -> str:
    """The last sentence of a text."""
    spans = list(_spans(text))
    return text[spans[-1][0] : spans[-1][1]] if spans else text


def _label(words: str) -> str:
    """The words before the colon of a sentence: if it stops at a semicolon, they introduce the parts behind it, too."""
    found = re.match(r"[^：:；;]{1,80}(?:(?<!\d)[：:]|[：:](?!\d))", words)  # not 8:00
    return found[0] if found else ""


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each sentence, and whether it goes on with the one before it (behind a semicolon, in a list)."""
    start, is_part = 0, False
    for end, goes_on in _cuts(text):
        first = start + len(text[start:end]) - len(text[start:end].lstrip())
        last = start + len(text[start:end].rstrip())
        if (number := _ENUMERATES.match(text, first, last)) is not None:
            first = number.end() + len(text[number.end() : last]) - len(text[number.end() : last].lstrip())
        if last > first and re.search(r"\w", text[first:last]):
            yield first, last, is_part
        start, is_part = end, goes_on


def _cuts(text: str) -> Iterator[tuple[int, bool]]:
    """Where sentences end, and whether what follows belongs to the same one."""
    opened: list[tuple[str, int]] = []
    begin = n = 0
    while n < len(text):
        sign = text[n]
        if _enumerates(text, n, begin):
            yield n, True
            begin = n
        if sign in _OPEN:
            opened.append((sign, n))
        elif sign in _CLOSES:
            if opened and opened[-1][0] == _CLOSES[sign]:
                opened.pop()
        elif sign == "\n" or (sign in "；;" and not _within(opened, n) and _parts_are_whole(text, begin, n)):
            yield n + 1, sign != "\n"
            begin = n + 1
        elif (sign in _ENDS or (sign == "." and _is_full_stop(text, n))) and not _within(opened, n, "（(〔[【《〈"):
            n += 1
            while n < len(text) and text[n] in _ENDS + "”’」』\"'）)…":
                if text[n] in _CLOSES and opened and opened[-1][0] == _CLOSES[text[n]]:
                    opened.pop()
                elif text[n] in "）)":
                    break
                n += 1
            opened.clear()
            yield n, False
            begin = n
            continue
        n += 1
    yield len(text), False


def _within(opened: list[tuple[str, int]], n: int, brackets: str = _OPEN) -> bool:
    return any(sign in brackets and n - at < _FARTHEST for sign, at in opened)


def _is_full_stop(text: str, n: int) -> bool:
    """Whether a point ends a sentence: a blank and no small letter follow, and no abbreviation goes before."""
    after = text[n + 1 : n + 20]
    if after and not re.match(r"[\"'”’)\]]*(?:\s+[^a-z\s]|\s*$|[\u4e00-\u9fff])", after):
        return False
    before = text[max(0, n - 15) : n]
    if re.search(r"[0-9]$", before) and re.match(r"\s*\d", after) and not after[:1].isspace():
        return False
    if _ABBREVIATION.search(before):  # an abbreviation ends a sentence only at its end: 'by 8 a.m. The head …'
        may_end = re.search(r"\b[ap]\.m$|[0-9] ?(?:hrs?|mins?|secs?)$", before)
        return not after.strip() or bool(may_end and re.match(r"\s+[A-Z]", after))
    return True


def _enumerates(text: str, n: int, begin: int) -> bool:
    """Whether an item of a list begins here, inside a sentence: '…：（1）报告；（2）疏散。'"""
    return n > begin and bool(_ENUMERATES.match(text, n)) and bool(_BEFORE_ENUMERATION.search(text, max(begin, n - 8), n))


def _parts_are_whole(text: str, begin: int, n: int) -> bool:
    """Whether both sides of a semicolon could stand alone: each does something, or is long enough to say something."""
    before, after = text[max(begin, n - 200) : n], re.split(r"[；;。！？\n]", text[n + 1 : n + 200], maxsplit=1)[0]
    if re.search(r"[\u4e00-\u9fff]", before + after):
        return len(before.strip()) >= 6 and len(after.strip()) >= 4
    return len(before.split()) >= 3 and bool(_MODAL.search(after) or deed_of(after.strip()))
