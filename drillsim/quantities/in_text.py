"""Figures in running text: where a duration, a number of people or another quantity stands, and what is said of it.

Whoever searches passes a text whose signs of full width are made plain (`written.fold_in_place`), so that places hold
for the text as it was written. What a figure means is told by `phrases` and `measures`, as for one that is typed alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from drillsim.quantities import numerals
from drillsim.quantities.measures import months_of, seconds_of, working_days_of
from drillsim.quantities.phrases import Figure, Said, said, widened
from drillsim.quantities.written import fold_in_place

# A month has no number of seconds, nor has a day or an hour of work.
LengthUnit = Literal["second", "working hour", "working day", "month"]


@dataclass(frozen=True)
class FigureInText:
    """A figure: from `start` to `end` with the words around it, of which `bare` are its own; and what is said of it."""

    start: int
    end: int
    bare: tuple[int, int]
    said: Said


@dataclass(frozen=True)
class LengthInText(FigureInText):
    """A length of time, in seconds, working days or months. `hyphened`: it tells what sort a thing is ('two-hour')."""

    unit: LengthUnit
    hyphened: bool = False


NUMBER = _N = rf"(?:(?<!\d)\d{{1,3}} 1/2|(?<!\d)\d{{0,3}}[½¼¾]|{numerals.IN_TEXT})"
_BEFORE_NUMBER = r"(?<!第)(?:(?=\d)|(?<![统唯专同某有这那每〇零一二两三四五六七八九十百千万多几数]))"
_DAY_ZH = (
    r"天(?!然气|气|津|线|花)|日(?!常|志|程|期|均|用品|夜|记|历|光|照|月)|周(?![边围密到期年岁转全会例]|[一二三四五六日])"
)
_UNIT_ZH = (
    rf"秒钟?|分钟|刻钟|(?:工作)?小时|钟头|(?:自然|日历)?(?:{_DAY_ZH})|星期|礼拜|工作[日天]|"
    r"分(?=之?内|以内)|时(?=之?内|以内)|月(?![份底末初中])|年(?![级龄度轻纪代老均份终初底会产检间])"
)
_MONTH_OR_YEAR = re.compile(r"(?<!个)月|(?<![\d.])\d{3,}年")  # of '3月', and '2019年', no length is said
_UNIT_EN = (
    r"seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?|months?|years?|(?<=\d)s|(?<=\d )s|"
    r"(?<=\d)h|(?<=\d )h"
)
_NO_MORE = r"(?=\s*(?:[,.;:)]*\s*$|[,;:)]|\.\s)|\s+(?:of|after|from|at|and)\b)"  # '3 h 30', not '1 h 30 people'
_ATTRIBUTE = r"(?:(?:full|consecutive|calendar|clock|natural|working|business|work)[ -])?"
_ZH = (
    rf"{_BEFORE_NUMBER}(?:(?:{_N})\s*(?:\(\s*\d+\s*\)\s*)?(?:个半|个)?|半个?)\s*(?:{_UNIT_ZH})半?"
    rf"(?:[零又]?\s*(?:{_N})\s*(?:个?小时|分钟?|秒钟?))*"
)
_EN = (
    rf"(?:{_N}(?:\s*\(\s*{_N}\s*\))?(?: and a half)?(?P<hyphen>-|\s?){_ATTRIBUTE}(?:{_UNIT_EN})(?![a-z])"
    rf"(?:(?: and)? a half(?![a-z])| and a half(?![a-z])|(?: and)?\s{_N}\s?(?:{_UNIT_EN})(?![a-z])"
    rf"|(?<=[\d ]h)\s?[0-5]\d{_NO_MORE}|(?<=hour)\s[0-5]\d{_NO_MORE}|(?<=hours)\s[0-5]\d{_NO_MORE})*"
    r"|(?<![a-z])(?:half[- ](?:an?[- ])?(?:hour|minute)|(?:three quarters|an? quarter|quarter|an? half)[- ](?:of an )?hour"
    r"|(?P<one>an?|the(?: first)?) (?:second|minute|hour|day|week|fortnight|month|year|"
    r"working day)(?: and a half)?)(?![a-z]))"
)
_TO = r"\s*(?:-+|–|—+|~|〜|至|到|或|\bto\b|\bor\b)\s*"
_LENGTH = re.compile(
    rf"(?P<from>{_BEFORE_NUMBER}{_N}\s*(?:个?(?:{_UNIT_ZH})|(?:{_UNIT_EN})(?![a-z]))?{_TO})?(?:{_ZH}|{_EN})", re.IGNORECASE
)
_OF_WORK = re.compile(r"工作|work|business", re.IGNORECASE)
_OF_MONTHS = re.compile(r"月|年|month|year", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    rf"\(\s*{_N}\s*\)|自然(?=[天日])|日历(?=[天日])|(?<=\d)个(?=(?:自然|日历)?[天日周])|\b(?:full|consecutive|"
    r"calendar|clock|natural)[ -]",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"(\d*) ?(1/2|[½¼¾])")
_PARTS = {"1/2": 0.5, "½": 0.5, "¼": 0.25, "¾": 0.75}
_THE_ONE = re.compile(r"\bthe (?:first )?(?=[a-z])", re.IGNORECASE)
_FORTNIGHT = re.compile(r"\b(?:a|one) fortnight\b", re.IGNORECASE)
# '24 hours a day', 'twice an hour': only these words make 'an hour' a length
_BEFORE_ONE = re.compile(
    r"\b(?:within|in|inside|under|than|most|least|to|about|for|after|exceed|exceeding|every|"
    r"by)\s(?:about\s)?$",
    re.IGNORECASE,
)
_BEFORE_THE_ONE = re.compile(r"\b(?:within|inside)\s$", re.IGNORECASE)
_OF_HOURS = re.compile(r"小时|hour", re.IGNORECASE)
_FIGURES: dict[LengthUnit, Figure] = {
    "second": seconds_of,
    "working hour": lambda words: None if (seconds := seconds_of(_OF_WORK.sub("", words))) is None else seconds / 3600,
    "working day": working_days_of,
    "month": months_of,
}


def lengths(text: str) -> Iterator[LengthInText]:
    """The lengths of time in a text: '30分钟内', '不超过一个半小时', 'within thirty (30) minutes', '10-20 min'."""
    done = 0
    for match in _LENGTH.finditer(text):
        words = match[0]
        if match.start() < done or _MONTH_OR_YEAR.search(words):
            continue
        if match["one"]:
            before = _BEFORE_THE_ONE if match["one"].lower().startswith("the") else _BEFORE_ONE
            if not before.search(text[max(0, match.start() - 20) : match.start()]):
                continue
        unit = _unit(words)
        if (around := said_around(text, match.span(), _plainly_said(_FIGURES[unit]))) is not None:
            done = around[1]
            yield LengthInText(*around[:2], match.span(), around[2], unit, match["hyphen"] == "-")


def _unit(words: str) -> LengthUnit:
    if _OF_WORK.search(words):
        return "working hour" if _OF_HOURS.search(words) else "working day"
    return "month" if _OF_MONTHS.search(words) else "second"


def said_around(text: str, bare: tuple[int, int], read: Callable[[str], Said | None]) -> tuple[int, int, Said] | None:
    """The words around a figure that say all that is said of it, none before it that add nothing; and what they say."""
    best: tuple[int, int, Said] | None = None
    for begin, end in widened(text, *bare):
        if best is None or end == best[1]:
            found = read(text[begin:end])
            if found is not None and (best is None or found == best[2]):
                best = begin, end, found
    return best


def decimal(words: str) -> str:
    """`words` with '1 1/2' and '1½' as 1.5."""
    return _FRACTION.sub(lambda part: f"{int(part[1] or 0) + _PARTS[part[2]]:g}", words)


def _plainly_said(figure: Figure) -> Callable[[str], Said | None]:
    """What is said of a length, without what says nothing of it: 'thirty (30) minutes', '3 calendar days', '3个自然日'."""

    def read(words: str) -> Said | None:
        plain = _SAYS_NOTHING.sub("", _THE_ONE.sub("a ", _FORTNIGHT.sub("2 weeks", decimal(words))))
        return said(re.sub(r"(?<=\w)-(?=[a-z])", " ", plain), figure)

    return read


# ---- times of the day ------------------------------------------------------------------------------

_PART_ZH = "上午|下午|早上|早晨|清晨|凌晨|中午|午后|傍晚|晚上|晚间|夜间|夜里|深夜|当晚|早|晚"
_TWO_DIGITS = r"(?:\d{1,2}|[零〇一二两三四五六七八九十]{1,3})"
CLOCK = (
    rf"(?:(?<![\d.:第])(?:(?:{_PART_ZH})\s*)?(?:(?<!\d)\d{{1,2}}:[0-5]\d(?!\d)(?:\s?(?:[ap]\.m\.|[ap]m\b|h(?:rs|ours)?\b))?|"
    rf"(?<![几零〇一二两三四五六七八九十\d]){_TWO_DIGITS}(?:时(?![间段期限]|之?内|以内)|点(?![名击评位要多左右]))"
    rf"(?:半|整|[一三13]刻|{_TWO_DIGITS}分?(?!钟|钟))?钟?)"
    r"|(?<![\d.:])\d{1,2}(?:[.:][0-5]\d)?\s?(?:[ap]\.m\.|[ap]m\b|o'clock\b)|(?<![\d.:])[0-2]\d[0-5]\d\s?(?:hrs|hours)\b"
    r"|\b(?:12 )?noon\b|\bmidnight\b|\bmidday\b)"
)
_UNTIL = r"\s*(?:-+|–|—+|~|〜|至|到|\bto\b|\buntil\b|\btill\b)\s*"
HOURS = rf"(?:{CLOCK}|(?<![\d.])\d{{1,2}}){_UNTIL}(?:次日|翌日|第二天|the next day )?(?:at )?{CLOCK}"

# ---- what is no figure -----------------------------------------------------------------------------

_MONTH_EN = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_NUMERAL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_NO_FIGURE = re.compile(
    "|".join(
        (
            r"(?:\d{4}|[〇零一二三四五六七八九]{4})\s*年(?:度|初|底|末)?"  # years and dates
            rf"(?:\s*{_NUMERAL}\s*月(?:份|底|初)?(?:\s*{_NUMERAL}\s*[日号])?)?",
            r"(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)",
            rf"(?<![每个次当\d]){_NUMERAL}月(?:份|底|初|上旬|中旬|下旬)?(?:\s*{_NUMERAL}\s*[日号](?:(?:至|到|-|"
            rf"—){_NUMERAL}[日号])?)?",
            rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH_EN}(?![a-z])(?:\s+\d{{4}})?",
            rf"\b{_MONTH_EN}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?(?!\d|:)",
            r"\b(?:19|20)\d\d(?:s\b|(?=[,.;)\s]|$))(?!\s*(?:people|persons|hours|hrs|h\b))",
            r"(?<!\d)\d{3,4}[- ]\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{3}[- ]\d{4}(?!\d)",  # telephones
            r"第\s*(?:\d+|[零〇一二两三四五六七八九十百千]+)\s*(?:条|章|节|款|项|[天日](?!内)|周|届|次|号|级|批|"
            r"期|季度|组|阶段|步|小时|人|名|责任人)",
            r"\b(?:articles?|sections?|chapters?|clauses?|paragraphs?|annex(?:es)?|appendix|tables?|figures?|"
            r"nos?\.)\s*\d+(?:\.\d+)*",
            r"[〔\[]\d{4}[〕\]]\s*(?:第)?\d+\s*号|《[^》]{0,60}》",  # documents
        )
    ),
    re.IGNORECASE,
)


_ITEM = re.compile(r"\s*(?:\d{1,2}．|[(（]\d{1,2}[)）])")  # '1．5人以上' is the first item, on five people


def without_names(text: str) -> str:
    """`text` with signs of full width made plain, and with what is no figure blanked: each sign by one that no figure has.

    Dates, articles, telephone numbers, titles, and the number of an item at its beginning.
    """
    item = _ITEM.match(text)
    plain = fold_in_place(text)
    if item is not None:
        plain = "\0" * item.end() + plain[item.end() :]
    return _NO_FIGURE.sub(lambda match: "\0" * len(match[0]), plain)
