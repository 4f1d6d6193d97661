"""What people say around a figure: about, at most, at least, from … to; and whether the figure itself is included.

One grammar for every quantity. 'not more than 5 people', '5人以下（含5人）', '10-20分钟' are figures with words
around them; what a figure looks like (a duration, a number of people, a share) is told by the quantity.
In Chinese rules 以上, 以下 and 以内 include the figure unless the writer says otherwise, 超过 and 不足 do not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from drillsim.quantities.numerals import in_digits
from drillsim.quantities.written import is_too_long

Figure = Callable[[str], float | None]  # the number that a text means, None if it is no such figure

ABOUT, AT_MOST, BELOW, AT_LEAST, ABOVE = "about", "at most", "below", "at least", "above"

# What is said before and after a figure. Longer words win over shorter ones.
_BEFORE: dict[str, tuple[str, ...]] = {
    bound: tuple(words.split("|"))
    for bound, words in {
        ABOUT: "约|大约|约为|大概|差不多|通常|一般|"
        "usually|about|around|approximately|approx.|approx|roughly|some|ca.|ca|c.|~|≈",
        AT_MOST: "不超过|不得超过|不能超过|不应超过|不可超过|不宜超过|最多不超过|最长不超过|最迟不超过|"
        "不多于|不得多于|不得大于|不应大于|不长于|不得长于|"
        "不晚于|不得晚于|不迟于|不得迟于|最迟|最晚|不大于|不高于|最多|至多|小于等于|小于或等于|"
        "可容纳|可容|可住|容纳|最高|最长|上限|≤|<=|"
        "up to|at most|no more than|not more than|no longer than|not longer than|"
        "not over|must not exceed|shall not exceed|may not exceed|should not exceed|"
        "does not exceed|do not exceed|not to exceed|never more than|"
        "within|within no more than|no later than|not later than|not exceeding|inside|max.|max|maximum|a maximum of",
        BELOW: "不足|不到|不满|未满|少于|小于|低于|短于|<|less than|fewer than|under|below",
        AT_LEAST: "至少|最少|不少于|不得少于|不能少于|不应少于|不宜少于|不小于|不得小于|不应小于|不应低于|不得短于|"
        "不低于|不得低于|最低|大于等于|大于或等于|不短于|达到|≥|>=|"
        "at least|no fewer than|not fewer than|no less than|not less than|not below|min.|minimum|a minimum of",
        ABOVE: "超过|多于|大于|高于|超出|>|more than|over|above|greater than|longer than|exceeding|exceeds|in excess of",
    }.items()
}
_AFTER: dict[str, tuple[str, ...]] = {
    bound: tuple(words.split("|"))
    for bound, words in {
        ABOUT: "左右|上下|前后|or so|approximately|approx.|approx",
        AT_MOST: "以内|之内|内|以下|及以下|或以下|以下的|封顶|"
        "or fewer|or less|or under|or below|and fewer|and less|and below|"
        "at most|max.|max|maximum",
        AT_LEAST: "以上|及以上|或以上|以上的|起|"
        "or more|and more|upwards|and upwards|or over|and over|and above|or above|at least|min.|minimum|+",
        ABOVE: "开外",
    }.items()
}
_FILLERS = (
    "必须",
    "应当",
    "应",
    "须",
    "原则上",
    "控制",
    "在",
    "为",
    "共",
    "the",
    "a total of",
    "in",
)  # before a figure, say nothing
_DIRECTION = {ABOUT: 0, AT_MOST: 1, BELOW: 1, AT_LEAST: -1, ABOVE: -1}


_BOUND_BEFORE, _BOUND_AFTER = (
    {word: bound for bound, several in words.items() for word in several} for words in (_BEFORE, _AFTER)
)


def _any_of(words: Iterable[str]) -> str:
    """One of these words, the longest that stands there, an English one whole."""
    return "|".join(
        (r"(?<![a-z])" if word[0].isascii() and word[0].isalpha() else "")
        + re.escape(word)
        + (r"(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else "")
        for word in sorted(words, key=len, reverse=True)
    )


_BEFORE_ALONE = re.compile(_any_of(_BOUND_BEFORE), re.IGNORECASE)
_AFTER_ALONE = re.compile(rf"(?:{_any_of(_BOUND_AFTER)})$", re.IGNORECASE)
_FILLER_ALONE = re.compile(_any_of(_FILLERS), re.IGNORECASE)

_FAR = 24  # characters before a figure in which the next word around it ends
_BEFORE_IN_TEXT = re.compile(rf"(?:{_any_of([*_BOUND_BEFORE, *_FILLERS])})[\s:]*$", re.IGNORECASE)
_AFTER_IN_TEXT = re.compile(  # '3小时起' begins there, and '市内部' is no 内
    r"\s*(?:\((?:不含|不包括|含|包括|包含|inclusive|exclusive|including|excluding)[^()]{0,12}\)|"
    rf"(?:{_any_of(word for word in _BOUND_AFTER if word != '起')})(?<!内(?=[部容外网科涝设勤])))",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:-+|–|—+|~|〜|\.{2,}|至|到|\b(?:up )?to\b|\bthrough\b)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:介于|between\b|在)\s*(.+?)\s*(?:和|与|至|到|-|~|\band\b)\s*(.+?)\s*(?:之间)?$", re.IGNORECASE)
_AROUND_RANGE = re.compile(r"(?:从|自|from\b|介于)?\s*(.*?)\s*(?:之间|不等)?$", re.IGNORECASE | re.DOTALL)
_AND = re.compile(r"[\s、,;]*(?:且|并且|和|但|而|又|and|but)?\s*$", re.IGNORECASE)
_WHETHER = r"(不含|不包括|不包含|excluding|exclusive|excl\.?|not including|含|包含|包括|including|inclusive|incl\.?)"
_INCLUSIONS = (  # '5人以下（含5人）', '5人（含）以下', '5人以下，含5人', '5人含以下'
    re.compile(rf"\s*[(\[]\s*{_WHETHER}\s*([^()\[\]]*?)\s*[)\]]\s*", re.IGNORECASE),
    re.compile(rf"(?:\s*[,、]\s*|\s+|(?<=[上下内])){_WHETHER}\s*([^()]*)$", re.IGNORECASE),
    re.compile(r"(不含|含)()(?=以[上下内])"),
)
_THE_FIGURE = {"", "本数", "本级", "该数", "this", "本"}
_NEGATIVE = ("不", "ex", "not")
_LEADING_NUMBER = re.compile(r"\s*[\d.,]+\s*")


@dataclass(frozen=True)
class Said:
    """What is said of a number: nothing below `low`, nothing above `high` (None: nothing is said of that end).

    `low_in` and `high_in` say whether the ends themselves are included; `about`, that it is not meant to the unit.
    """

    low: float | None
    high: float | None
    low_in: bool = True
    high_in: bool = True
    about: bool = False

    @property
    def one(self) -> float | None:
        """The one figure that is meant, exactly or about."""
        return self.low if self.low == self.high else None


def said(text: str, figure: Figure) -> Said | None:
    """What a folded text says of a figure; None where it cannot be told."""
    if is_too_long(text):
        return None
    figure = _finite(figure)
    text = in_digits(text).strip()
    text, included, of = _inclusion(text)
    found = _single(text, figure) or _range(text, figure) or _both(text, figure)
    if found is None or included is None:
        return found
    return _including(found, included, of, figure)


def _finite(figure: Figure) -> Figure:
    """The same figure, but that hundreds of digits are none: they are beyond what a number here can hold."""

    def read(text: str) -> float | None:
        value = figure(text)
        return value if value is not None and math.isfinite(value) else None

    return read


def _inclusion(text: str) -> tuple[str, bool | None, str]:
    """A text without its '（含5人）', whether that includes the figure, and which figure it names."""
    match = next((match for pattern in _INCLUSIONS if (match := pattern.search(text))), None)
    if match is None:
        return text, None, ""
    return text[: match.start()] + text[match.end() :], not match[1].lower().startswith(_NEGATIVE), match[2].strip()


def _including(found: Said, included: bool, of: str, figure: Figure) -> Said | None:
    """The same with its ends included or not, as the writer says. A remark about something else is not understood."""
    ends = {found.low, found.high} - {None}
    named = figure(of) if of not in _THE_FIGURE else None
    if (of not in _THE_FIGURE and named not in ends) or found.one is not None:
        return None
    low = found.low is not None and named in (None, found.low)
    high = found.high is not None and named in (None, found.high)
    return replace(found, low_in=included if low else found.low_in, high_in=included if high else found.high_in)


def _single(text: str, figure: Figure) -> Said | None:
    """A figure with what is said before and after it."""
    for bounds, core in _stripped(text):
        value = figure(core)
        if value is None:
            continue
        directions = {_DIRECTION[bound] for bound in bounds}
        if len(directions) > 1:
            return None
        if directions == {1}:
            return Said(None, value, high_in=BELOW not in bounds)
        if directions == {-1}:
            return Said(value, None, low_in=ABOVE not in bounds)
        return Said(value, value, about=bool(bounds))
    return None


def widened(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a figure of running text begins and ends with what is said around it, the widest first, and bare at last.

    What stands before a figure may belong to something else ('一般2小时内'): whoever reads it takes what makes sense.
    """
    starts, ends = [start], [end]
    while (before := _BEFORE_IN_TEXT.search(text, max(0, starts[-1] - _FAR), starts[-1])) is not None:
        starts.append(before.start())
    while (after := _AFTER_IN_TEXT.match(text, ends[-1])) is not None:
        ends.append(after.end())
    yield from ((begin, stop) for stop in reversed(ends) for begin in reversed(starts))


def _stripped(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """A text with more and more of the words around its figure taken off, and what they say."""
    waiting: list[tuple[tuple[str, ...], str]] = [((), text.strip())]
    seen = set()
    while waiting:
        bounds, rest = waiting.pop(0)
        if not rest or rest in seen:
            continue
        seen.add(rest)
        yield bounds, rest
        if (match := _BEFORE_ALONE.match(rest)) is not None:
            waiting.append(((*bounds, _BOUND_BEFORE[match[0].lower()]), rest[match.end() :].strip()))
        if (match := _AFTER_ALONE.search(rest)) is not None:
            waiting.append(((*bounds, _BOUND_AFTER[match[0].lower()]), rest[: match.start()].strip()))
        if (match := _FILLER_ALONE.match(rest)) is not None:
            waiting.append((bounds, rest[match.end() :].strip()))


def _range(text: str, figure: Figure) -> Said | None:
    """From one figure to another; the first may borrow the unit of the second."""
    whole = _AROUND_RANGE.match(text)
    inner = whole[1] if whole else text
    about = False
    for word in _BEFORE[ABOUT]:
        if inner.lower().startswith(word) and word != "~":
            inner, about = inner[len(word) :].strip(), True
    pairs = [(inner[: m.start()], inner[m.end() :]) for m in _RANGE.finditer(inner)]
    if between := _BETWEEN.match(text):
        pairs.append((between[1], between[2]))
    for first, second in pairs:
        high = figure(second.strip())
        if high is None:
            continue
        low = figure(first.strip() + _unit(second)) if _LEADING_NUMBER.fullmatch(first) else figure(first.strip())
        if low is not None and low <= high:
            return Said(low, high, about=about)
    return None


def _unit(text: str) -> str:
    return _LEADING_NUMBER.sub("", text, count=1)


def _both(text: str, figure: Figure) -> Said | None:
    """'3人以上10人以下', 'more than 5 and at most 10': one end each."""
    for place in range(2, len(text) - 1):
        first = _single(_AND.sub("", text[:place]), figure)
        if first is None or (first.low is None) == (first.high is None):
            continue
        second = _single(text[place:].lstrip(" 、,;"), figure)
        if second is None or (second.low is None) == (second.high is None):
            continue
        if first.low is None:
            first, second = second, first
        if first.low is None or second.high is None or first.low > second.high:
            continue
        return Said(first.low, second.high, first.low_in, second.high_in)
    return None
