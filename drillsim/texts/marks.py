"""The numbers with which passages begin, and the sorts of numbering that they belong to.

A sort of numbering is told from others by how it is written: 一、 and （一） and 1. and （1） and ① are five. Which of two
lies inside the other follows from the order of official writing, and where that says nothing, from which comes first in
the text (`sorts_in_order`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from drillsim.quantities.numerals import in_digits

_N = "[一二三四五六七八九十百零〇]{1,5}"
_D = "[0-9０-９]"
# 'Section 5: Reports', 'Section 5 Reports', but not 'Section 5 of the Act'.
_NUMBERED = r"\s+(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[IVXLC]{1,5}|[A-Z])\b(?:\s*[:.—–-](?=\s|$)|(?=\s+[(A-Z]|$))"
# What would make a quantity of the digits before it: 2.5小时 is no number of a section.
_NO_UNIT = (
    r"(?![0-9０-９]|\s*(?:%|％|小时|分钟|分(?![级类工析布组别部区])|秒|天(?![气然])|日(?!常)|月|年(?!度)|个(?!人)|名(?![词称])|人(?![员群力工])|户|级(?!别)|"
    r"平方|立方|[台座副辆部支架艘条套处家起件份](?![\u4e00-\u9fff])|米|公里|千米|公顷|亩|吨|升|万|亿|元(?![旦宵])|倍|时(?![限间])|点|号|次(?!生)|"
    r"(?:hours?|hrs?|h|minutes?|mins?|min|seconds?|s|days?|weeks?|months?|"
    r"km|m|kg|litres?|metres?|people|persons?|per ?cent|of|to|or|and)\b))"
)
BULLET = "bullet"
# By the sort of numbering, how a passage of it begins; the first that fits counts.
_PATTERNS = {
    "annex": r"附\s*[件录表图]\s*(?:[一二三四五六七八九十]{1,3}|[0-9０-９]{1,2}|[A-Z])?(?:\s*[:：.、—-]|(?=\s|$))|"
    r"(?i:annex|appendix|attachment|schedule)\s+(?:[0-9]{1,2}|[IVX]{1,4}|[A-Z])(?=$|\W)\s*[:.—–-]?",
    "part": rf"第\s*(?:{_N}|{_D}{{1,2}})\s*(?:编|篇|部分)[、.：:]?|(?i:part){_NUMBERED}",
    "chapter": rf"第\s*(?:{_N}|{_D}{{1,2}})\s*章[、.：:]?|(?i:chapter){_NUMBERED}",
    "section": rf"第\s*(?:{_N}|{_D}{{1,2}})\s*节[、.：:]?|(?i:section){_NUMBERED}",
    "article": rf"第\s*(?:{_N}|{_D}{{1,3}})\s*条(?:之[一二三])?[、.：:]?(?!第)|"
    rf"(?i:article|clause|rule){_NUMBERED}",
    "一、": rf"(?:{_N}\s*[、．.](?![一二三四五六七八九十]{{1,2}}(?:级|类|号|线|把手))|[㊀-㊉])",
    "（一）": rf"[（(〔﹙]\s*{_N}\s*[）)〕﹚][、.]?|[㈠-㈩]",
    "1.1.1.1": rf"{_D}{{1,2}}(?:[.．]{_D}{{1,2}}){{3,5}}[.．、]?{_NO_UNIT}",
    "1.1.1": rf"{_D}{{1,2}}(?:[.．]{_D}{{1,2}}){{2}}[.．、]?{_NO_UNIT}",
    "1.1": rf"{_D}{{1,2}}[.．]{_D}{{1,2}}[.．、]?{_NO_UNIT}(?=\s|[^\W\d]|[《“])",
    "1.": rf"{_D}{{1,2}}\s*[.．、](?:(?!{_D})|(?={_D}+ ?[人名户辆个起]))|[⒈-⒛]",  # '1.5人': the first
    "一": rf"{_N}(?=\s+[^\W\d])",
    "1": rf"{_D}{{1,2}}(?=\s+[^\W\d]){_NO_UNIT}",
    "（1）": rf"[（(]\s*{_D}{{1,2}}\s*[）)][、.]?|[⑴-⒇]",
    "1）": rf"{_D}{{1,2}}\s*[）)]",
    "①": "[①-⑳㉑-㉟❶-❿➀-➓]",
    "I.": r"(?:[IVX]{1,5}|[Ⅰ-Ⅻ])[.．、](?=\s|[^\x00-\x7f])",
    "A.": r"[A-Z](?:[.)](?=\s)|[、．])",
    "(i)": r"[（(](?:i{1,3}|iv|vi{0,3}|ix|xi{0,2})[)）]|(?:ii|iii|iv|vi{1,3}|ix)[.)](?=\s)",
    "(a)": r"[（(][a-zA-Z][)）]|[a-z][.)](?=\s)",
    BULLET: r"[•●■◆▪◦○□★☆➢➤✓✔▶►◇\uf000-\uf0ff]|(?:[-–—*·+]|——)(?=\s)",
}
_ANY = re.compile("|".join(f"(?P<s{n}>{pattern})" for n, pattern in enumerate(_PATTERNS.values())))
SORTS = tuple(_PATTERNS)

_ENDED = re.compile(r"[。！？!?；;：:.…][”’\"')）」』]*$")
_SURE = (
    "annex",
    "part",
    "chapter",
    "section",
    "article",
    "一、",
    "（一）",
    "1.1.1",
    "1.1.1.1",
)  # with which no sentence goes on
_UPPER = ("annex", "part", "chapter", "section", "article")
_LISTS = ("一、", "I.")
_INNER = ("（1）", "1）", "①", "(i)", "(a)")


@dataclass(frozen=True)
class ItemNumber:
    """The number of a passage as written, the sort of numbering that it is of, and its place in it, where that is known."""

    sort: str
    number: str
    value: int
    rest: str  # what follows


def item_number(text: str) -> ItemNumber | None:
    """The number with which a passage begins."""
    match = _ANY.match(text)
    if match is None or match.lastgroup is None:
        return None
    sort = SORTS[int(match.lastgroup[1:])]
    number, rest = match[0].strip(" \u3000:：—–-") or match[0].strip(), text[match.end() :].lstrip(" \u3000\t")
    number = re.sub("(?<=[\u4e00-\u9fff])[ \u3000]+", "", number)  # 第 3 条
    if sort == "annex" and len(text) > 60:  # a sentence that names it
        return None
    return ItemNumber(sort, "" if sort == BULLET else number, value_of(number), rest)


def has_ended(text: str) -> bool:
    """Whether a text ends with the end of a sentence, or of an item of a list."""
    return _ENDED.search(text[-9:]) is not None


def begins_item(line: str, above: str) -> bool:
    """Whether a line begins a new item, though the one above it is full: 'within\\n5. …' may be a number in a sentence."""
    number = item_number(line)
    if number is None:
        return False
    if number.sort in ("1", "一"):
        return has_ended(above) and len(number.rest) <= 40 and not has_ended(number.rest)
    return number.sort in _SURE or has_ended(above) or len(above) < 30


def value_of(number: str) -> int:
    """The last number in a mark: 3 of '（三）', 2 of '4.2'; 0 where it is written in letters or signs."""
    digits = re.findall(r"\d+", in_digits(number))
    return int(digits[-1]) if digits else 0


def sorts_in_order(sorts: Iterable[str]) -> list[str]:
    """The sorts of numbering of a text, given in order of first appearance, from the outermost to the innermost."""
    found = list(dict.fromkeys(sorts))
    first = {sort: n for n, sort in enumerate(found)}
    decimal = min((first[sort] for sort in ("1", "1.1") if sort in first), default=len(first))
    has_outer = any(sort in first for sort in ("一、", "part", "chapter", "section"))

    def group(sort: str) -> int:
        if sort in _UPPER:
            return _UPPER.index(sort)
        if sort in _LISTS and first[sort] < decimal:
            return 5
        if sort == "（一）" and has_outer and first[sort] < decimal:
            return 6
        return 9 if sort == BULLET else 8 if sort in _INNER else 7

    return sorted(found, key=lambda sort: (group(sort), first[sort]))
