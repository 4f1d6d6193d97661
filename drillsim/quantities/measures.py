"""Quantities as people write them: durations, times of day, moments, rates, head-counts.

Every parser takes a string and returns whole numbers, or raises `Unreadable` with what
would do. Digits and signs of full width (１２：３０) are read like the plain ones, and numbers
in words like digits. A bare number is never a duration: 10 of what? The words around a figure
('约30分钟', 'at least 95 %') are read by `phrases`, times of the day by `timetable`; what a
quantity makes of 'at most' and 'from … to' is said here. `plain` tells which writings say
exactly what is read, so that every other one can be shown with what it was taken for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from drillsim.base.language import Message, say
from drillsim.quantities import moments
from drillsim.quantities.numerals import in_digits
from drillsim.quantities.phrases import Figure, Said, said
from drillsim.quantities.timetable import BY_CALENDAR, WEEKDAYS, WEEKDAYS_ZH
from drillsim.quantities.timetable import EVERY_DAY as EVERY_DAY
from drillsim.quantities.timetable import clock as clock
from drillsim.quantities.timetable import days as days
from drillsim.quantities.timetable import deadline as deadline
from drillsim.quantities.timetable import hourly as hourly
from drillsim.quantities.timetable import hours as hours
from drillsim.quantities.timetable import month_day as month_day
from drillsim.quantities.timetable import round_the_clock as round_the_clock
from drillsim.quantities.timetable import spans as spans
from drillsim.quantities.written import DAY as DAY
from drillsim.quantities.written import Unreadable as Unreadable
from drillsim.quantities.written import fold as fold
from drillsim.quantities.written import in_a_row as in_a_row
from drillsim.quantities.written import is_too_long

LONGEST = 30 * 365 * DAY  # the longest duration that can be written

_NUMBER = r"\d+(?:\.\d+)?"
_UNITS = {
    1: ("s", "sec", "secs", "second", "seconds", "秒", "秒钟"),
    60: ("m", "min", "mins", "minute", "minutes", "分", "分钟"),
    900: ("刻", "刻钟"),
    3600: ("h", "hr", "hrs", "hour", "hours", "小时", "个小时", "时", "钟头", "个钟头", "个钟"),
    DAY: ("d", "day", "days", "天", "日"),
    7 * DAY: ("w", "wk", "week", "weeks", "周", "星期", "个星期", "礼拜", "个礼拜"),
}
SECONDS = {word: seconds for seconds, words in _UNITS.items() for word in words}
_UNIT = "|".join(sorted(map(re.escape, SECONDS), key=len, reverse=True))
_PART = re.compile(
    rf"\s*(?:(?P<number>\d+(?:\.\d+)?)\s*(?:个?(?P<half>半)个?)?|(?P<only_half>半)个?)\s*(?P<unit>{_UNIT})(?![a-z])"
    r"(?P<and_half>半钟?)?\s*(?:零|又|and\b)?(?=\s*(?:\d|半|$))",
    re.IGNORECASE,
)
_ENGLISH_HALVES = (  # → decimal numbers before a unit
    (re.compile(r"(?<=\d)(\s?(?:h|hours?|hrs?)\s?)([0-5]\d)$", re.IGNORECASE), r"\1\2 min"),  # '3 h 30'
    (re.compile(r"\b(\d+) and (?:a |1 )?half (?=[a-z])", re.IGNORECASE), r"\1.5 "),
    (re.compile(r"\b(?:an?|1) ([a-z]+) and (?:a |1 )?half$", re.IGNORECASE), r"1.5 \1"),
    (re.compile(r"\b(\d+) ([a-z]+) and (?:a |1 )?half$", re.IGNORECASE), r"\1.5 \2"),
    (re.compile(r"\b(?:an?|1) half (?=[a-z])|\bhalf[- ](?:of )?(?:an?[- ])?(?=[a-z])", re.IGNORECASE), "0.5 "),
    (re.compile(r"\b(?:three|3) quarters of an? (?=[a-z])", re.IGNORECASE), "0.75 "),
    (re.compile(r"\b(?:an? |1 )?quarter (?:of )?(?:an )?(?=hour)", re.IGNORECASE), "0.25 "),
    (re.compile(r"\ban? (?=(?:second|minute|hour|day|week)s?\b)", re.IGNORECASE), "1 "),
)  # fmt: skip
_HALF_A_DAY = re.compile(r"^(?:约|大约)?半[天日]$|^half (?:a )?day$", re.IGNORECASE)

NO_LIMIT = 10**6  # the upper end of an open head-count range


def half_up(x: float) -> int:
    """`x` rounded to the nearest whole number, halves up (rule of the model: whole seconds)."""
    return int(x + 0.5) if x >= 0 else -int(-x + 0.5)


# ---- durations -----------------------------------------------------------------------------------

_WRITE_DURATION = say("write a number with its unit, such as 10 min, 2 h or 3 days")


def duration(text: str) -> int:
    """Whole seconds of '10 min', '1 h 30 min', '2 小时', 'half an hour', '约30分钟'; of a limit ('2小时内') its end.

    Raises Unreadable for a bare number, a sign, a colon or an unknown unit, and for what is no single duration.
    """
    found = _duration_said(text)
    end = found.high if found.one is None and found.low is None else found.one
    if end is None:
        raise _not_one(text, found, _WRITE_DURATION)
    return half_up(end)


def seconds_of(text: str) -> float | None:
    """The seconds of '30 min', '2小时' with nothing around it."""
    return _seconds(in_digits(text.strip()))


_WORKING_DAYS = re.compile(r"(\d{1,4})\s*(?:个)?(?:(?:working|business|work)\s?days?|workdays?|工作[日天])$", re.IGNORECASE)
_OF_WORK = re.compile(r"work|business|工作日", re.IGNORECASE)


def working_days_of(text: str) -> float | None:
    """The working days of '3个工作日', 'five business days' with nothing around it."""
    match = _WORKING_DAYS.match(in_digits(text.strip()))
    return float(match[1]) if match else None


_MONTHS = re.compile(
    r"(?:(?P<number>\d{1,3}(?:\.\d)?)\s*|(?P<one>an?) )?(?P<half>个?半)?个?(?P<unit>月|年|months?|years?)$", re.IGNORECASE
)


def months_of(text: str) -> float | None:
    """The months of '3个月', '半年', 'one year' with nothing around it."""
    match = _MONTHS.match(in_digits(text.strip()))
    if match is None or not (match["number"] or match["one"] or match["half"]):
        return None
    number = float(match["number"] or bool(match["one"])) + 0.5 * bool(match["half"])
    return number * (12 if match["unit"].lower() in ("年", "year", "years") else 1)


def says_working_days(text: str) -> bool:
    """Whether a text speaks of working days, well or badly."""
    return _OF_WORK.search(fold(text)) is not None


def working_days(text: str) -> int:
    """How many of '3 working days', '3个工作日', '三个工作日内'."""
    found = said(fold(text), working_days_of)
    end = None if found is None else found.high if found.one is None and found.low is None else found.one
    if end is None or not 1 <= end <= 1000:
        raise Unreadable(say("'{got}' is not a number of working days", got=text), say("write it as 3 working days"))
    return int(end)


def range_of_durations(text: str) -> tuple[int, int, int] | None:
    """Shortest, usual and longest seconds of '10-20分钟': the usual one is the middle. None for a single duration."""
    found = _range_said(text, _duration_said)
    return None if found is None else (half_up(found[0]), half_up(found[1]), half_up(found[2]))


_END = re.compile(  # '最短10分钟、通常20分钟、最长40分钟', 'shortest 10 min, usual 20 min, longest 40 min', in any order
    r"(?P<low>最短|最少|最小|最快|shortest|fewest|least|at least|smallest)|(?P<usual>通常|一般|平常|usually|usual)"
    r"|(?P<high>最长|最多|最大|最慢|longest|most|at most|largest)",
    re.IGNORECASE,
)


def _three_said(text: str, read: Callable[[str], Said]) -> tuple[float, float, float] | None:
    """Three figures, each with the word for what it is; or a range and what is usual in it."""
    ends: dict[str, float | None] = {}
    for piece in re.split(r"[,、;，；\n]+\s*", fold(text)):
        word = _END.match(piece)
        found = read(piece[word.end() :].strip() if word else piece)
        ends |= {"low": found.low, "high": found.high} if word is None else {str(word.lastgroup): found.one}
    low, usual, high = ends.get("low"), ends.get("usual"), ends.get("high")
    return None if low is None or usual is None or high is None else (low, usual, high)


def _range_said(text: str, read: Callable[[str], Said]) -> tuple[float, float, float] | None:
    try:
        if _END.search(text) and (three := _three_said(text, read)):
            return three
        found = read(text)
    except Unreadable:
        return None  # said where a single value is read
    if found.one is not None or found.low is None or found.high is None:
        return None
    return found.low, round((found.low + found.high) / 2, 9), found.high


_DONE = re.compile(
    r"(?<=[内前分秒时天日周])(?:完成|办结|办理完毕|处置完毕|到场|到达|到位|赶到|答复|回复|报告|上报|送达|出动|集结)$"
)
_ONE_OF_THEM = re.compile(r"^within the (?=(?:hour|day|week)$)", re.IGNORECASE)
_HOURS_AND = re.compile(r"(\d{1,3})\s*h\s*([0-5]\d)$", re.IGNORECASE)  # '1h30'
_PLUS_MINUS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:±|\+/-)\s*(\d+(?:\.\d+)?)\s*(\D+)$")


def _duration_said(text: str) -> Said:
    folded = _DONE.sub("", fold(text))
    folded = _HOURS_AND.sub(
        r"\1 h \2 min", _ONE_OF_THEM.sub("1 ", folded.removesuffix(".") if folded[-2:-1].isalpha() else folded)
    )
    if match := _PLUS_MINUS.match(folded):
        folded = f"{float(match[1]) - float(match[2]):g}-{float(match[1]) + float(match[2]):g}{match[3]}"
    if not folded:
        raise Unreadable(say("a duration is missing"), _WRITE_DURATION)
    if _HALF_A_DAY.match(in_digits(folded)):
        what = say("'{got}' may be twelve hours or half a working day", got=text)
        raise Unreadable(what, say("write the hours, such as 4 h or 12 h"))
    found = said(folded, _seconds)
    if found is None:
        raise Unreadable(say("'{got}' is not a duration", got=text), _WRITE_DURATION)
    if max(found.low or 0, found.high or 0) > LONGEST:
        raise Unreadable(say("'{got}' is more than thirty years", got=text), None)
    return found


def _seconds(text: str) -> float | None:
    """Seconds of a duration with nothing around it."""
    for pattern, decimal in _ENGLISH_HALVES:
        text = pattern.sub(decimal, text)
    position, total = 0, 0.0
    while position < len(text):
        part = _PART.match(text, position)
        if part is None or (part["half"] and "." in part["number"]) or (part["half"] and part["and_half"]):
            return None
        number = float(part["number"] or 0) + 0.5 * bool(part["half"] or part["only_half"] or part["and_half"])
        total += number * SECONDS[part["unit"].lower()]
        position = part.end()
    return total if text else None


def _not_one(text: str, found: Said, mend: Message) -> Unreadable:
    """What to say where one figure is expected and several or only one end are given."""
    if found.low is not None and found.high is not None:
        return Unreadable(say("'{got}' is a range; one figure is expected here", got=text), mend)
    if found.high is None:
        return Unreadable(say("'{got}' says only what it is at least", got=text), mend)
    return Unreadable(say("'{got}' says only what it is at most", got=text), mend)


# ---- counts --------------------------------------------------------------------------------------

_OF_PEOPLE = ("人", "名", "位", "个", "个人", "员")
_OF_THINGS = (
    "辆",
    "台",
    "部",
    "艘",
    "条",
    "架",
    "只",
    "张",
    "间",
    "处",
    "套",
    "床",
    "座",
    "座位",
    "床位",
    "个床位",
    "个座位",
    "张床位",
    "张床",
)
_OF_INCIDENTS = ("起", "件", "次", "例", "宗", "趟")
_COUNTED = "|".join(sorted((*_OF_PEOPLE, *_OF_THINGS, *_OF_INCIDENTS), key=len, reverse=True))
_GROUPS = "teams?|crews?|squads?|groups?|shifts?|units?|percent|per|or|and|to|in|times?"
_COUNT = re.compile(
    rf"(?:共计?|总共|合计|计|现有|配备|a total of |total )?\s*(\d{{1,9}}|\d{{1,3}}(?:,\d{{3}})+|an?(?= ))\s*"
    rf"(?:(?:{_COUNTED})|(?:名|位|个|辆|台|部|艘|张)(?P<noun>[^\W\da-z_]{{1,8}})|"
    r"(?P<english>[a-z][a-z-]*(?: [a-z][a-z-]*)?))?$",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(rf"(?:{_UNIT}|{_GROUPS})\b", re.IGNORECASE)
_NO_NOUN = re.compile("小时|钟头|星期|礼拜|月|组|队|班|[以及上下内外左右含约]")
_WRITE_COUNT = say("write a whole number, such as 3")


_SO_MANY = {"dozen": 12, "pair": 2, "couple": 2}
_TOGETHER = re.compile(r"^(?:an?|1) (dozen|pair|couple)(?: of)?\b", re.IGNORECASE)


def number_of(text: str) -> float | None:
    """The whole number of '8', '8人', '两辆车', '2 officers', 'one car' with nothing around it."""
    match = _COUNT.match(_TOGETHER.sub(lambda several: str(_SO_MANY[several[1].lower()]), in_digits(text.strip())))
    if match is None:
        return None
    if match["english"] and any(_NOT_COUNTED.match(word) for word in match["english"].split()):
        return None
    if match["noun"] and _NO_NOUN.search(match["noun"]):
        return None
    number = match[1].replace(",", "")
    return float(number) if number.isdigit() else 1.0


def count(text: str) -> int:
    """How many of '8', '8人', '公务车'的'1辆', '2 officers'; of 'at least 3' the three that there surely are."""
    found = _count_said(text)
    if found.one is not None:
        return int(found.one)
    if found.high is None and found.low is not None:
        return int(found.low) + (not found.low_in)
    raise _not_one(text, found, say("write how many there surely are, such as 3"))


def at_most(text: str) -> int:
    """The most of '500', '500人', 'at most 5': of what has an upper end only."""
    found = _count_said(text)
    if found.one is not None:
        return int(found.one)
    if found.low is None and found.high is not None:
        return int(found.high) - (not found.high_in)
    raise _not_one(text, found, say("write the largest number, such as 3"))


_DAYS = re.compile(r"(\d{1,6})\s*(?:个)?(天|日|days?|d|周|星期|weeks?|w)?$", re.IGNORECASE)


def whole_days(text: str) -> int:
    """So many days of '31', '31天', '两周', '4 weeks'."""
    match = _DAYS.match(re.sub(r"^an? ", "1 ", in_digits(fold(text)), flags=re.IGNORECASE))
    if match is None:
        raise Unreadable(say("'{got}' is not a number of days", got=text), say("write a whole number, such as 30"))
    return int(match[1]) * (SECONDS[match[2].lower()] // DAY if match[2] else 1)


_RANK = re.compile(r"(?:优先级|优先|第|priority)?\s*(\d{1,6})\s*(?:级|等|位)?$", re.IGNORECASE)


def rank_of(text: str) -> float | None:
    """The number of a priority, '1级', '第一', with nothing around it."""
    match = _RANK.match(in_digits(text.strip()))
    return float(match[1]) if match else None


def rank(text: str) -> int:
    """The number of a priority: '1', '1级', '第一'."""
    match = _RANK.match(in_digits(fold(text)))
    if match is None:
        raise Unreadable(say("'{got}' is not a priority", got=text), say("write a whole number; 1 goes first"))
    return int(match[1])


def range_of_counts(text: str) -> tuple[int, int, int] | None:
    """Fewest, usual and most of '5-10人': the usual number is the middle. None for a single number."""
    found = _range_said(text, _count_said)
    return None if found is None else (int(found[0]), half_up(found[1]), int(found[2]))


_REMARK = re.compile(
    r"(.+?)\s*[(\[](?![不除含另加包]|incl|excl|plus|with)[^()\[\]]*[)\]]$", re.IGNORECASE
)  # '8人（其中女2人）'
_NO_THING = re.compile(r"^(?:.$|[第每各其约共])|[\da-z零〇一二两三四五六七八九十百千几数]")  # no name of what is counted
_IN_BRACKETS = re.compile(r"(\d+)\s*[(\[]([^\W\d]{1,2})[)\]]$")  # '8(人)'


def _count_said(text: str) -> Said:
    folded = fold(text)
    if is_too_long(folded):
        raise Unreadable(say("'{got}' is not a number of people or things", got=text), _WRITE_COUNT)
    folded = _IN_BRACKETS.sub(r"\1\2", folded)
    found = said(folded, number_of)
    if found is None and (remark := _REMARK.match(folded)):
        found = said(remark[1], number_of)
    beside = named(folded, number_of) if found is None else None
    if beside and folded.startswith(beside[0]) and not _NO_THING.search(beside[0]):
        found = said(beside[1], number_of)  # '公务车1辆'
    if found is None:
        raise Unreadable(say("'{got}' is not a number of people or things", got=text), _WRITE_COUNT)
    return found


_OPEN = re.compile(r"(\d{1,9})\s*\.\.+\s*人?$")
_ANY_NUMBER = {"不限", "不限人数", "人数不限", "任意", "任意人数", "any", "any number"}
_WRITE_PEOPLE = say("write it as 1..15, or 30.. for 30 and more")


def people(text: str) -> tuple[int, int]:
    """Both ends, included, of a head-count range: '1..15', '16..', '5', '30人以上', '5人以下（含5人）', 'fewer than 5'."""
    folded = fold(text)
    if folded.lower() in _ANY_NUMBER:
        return 0, NO_LIMIT
    if match := _OPEN.match(folded):
        return int(match[1]), NO_LIMIT
    found = said(folded, number_of)
    if found is None or found.about:
        if _BACKWARDS.match(folded):
            raise Unreadable(say("'{got}' ends below its start", got=text), say("write the smaller number first"))
        raise Unreadable(say("'{got}' is not a range of head-counts", got=text), _WRITE_PEOPLE)
    low = 1 if found.low is None else int(found.low) + (not found.low_in)
    high = NO_LIMIT if found.high is None else int(found.high) - (not found.high_in)
    if found.low is None:
        low = min(low, high)
    if high < low:
        raise Unreadable(say("'{got}' ends below its start", got=text), say("write the smaller number first"))
    return low, high


_BACKWARDS = re.compile(r"\d+\s*人?\s*(?:\.\.|-|~|至|到)\s*\d+\s*人?$")


# ---- money, shares, factors, rates -----------------------------------------------------------------

_MONEY = re.compile(
    r"(?:人民币|¥|￥|rmb|cny)?\s*((?:\d{1,12}(?:\.\d+)?\s*[万千百]?\s*)+)\s*(?:yuan|元整?|块钱?|圆|rmb|cny)?$", re.IGNORECASE
)
_MONEY_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([万千百]?)")
_TIMES = {"万": 10_000, "千": 1000, "百": 100, "": 1}


def money(text: str) -> int:
    """Whole yuan of '500 yuan', '1 万元', '一万五千元', '约3千元'; of 'at most' and 'at least' the figure."""
    found = said(fold(text).replace(",", ""), yuan_of)
    value = None if found is None or not (found.low_in and found.high_in) else found.one
    if found is not None and value is None and (found.low is None or found.high is None):
        value = found.high if found.low is None else found.low
    if value is None:
        raise Unreadable(say("'{got}' is not an amount of money", got=text), say("write it as 500 yuan"))
    return half_up(value)


def yuan_of(text: str) -> float | None:
    """The yuan of '500元', '1万元' with nothing around it."""
    match = _MONEY.match(text)
    if match is None:
        return None
    parts = _MONEY_PART.findall(match[1])
    sizes = [_TIMES[size] for _number, size in parts]
    if sizes != sorted(set(sizes), reverse=True):
        return None
    return sum(float(number) * size for (number, _size), size in zip(parts, sizes, strict=True))


_PERCENT = re.compile(
    r"(?:百分之\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?(?:e-?\d+)?)\s*(?:%|percent|per cent|pct|个百分点))$", re.IGNORECASE
)
_TENTHS = re.compile(r"(\d{1,2})\s*成\s*(?:(\d)|(半))?$")
_FRACTION = re.compile(r"(?:(\d{1,3})\s*分之\s*(\d{1,3})|(\d{1,3})\s*(?:/|in|out of)\s*(\d{1,3}))$", re.IGNORECASE)
_WORDED = {"1半": 0.5, "半数": 0.5, "half": 0.5, "a half": 0.5, "a third": 1 / 3, "1 third": 1 / 3, "2 thirds": 2 / 3,
           "two thirds": 2 / 3, "a quarter": 0.25, "1 quarter": 0.25, "3 quarters": 0.75, "三分之二": 2 / 3}  # fmt: skip
_SHARE_WORDS = re.compile(r"^(?:±|\+/-|上下|正负)\s*")


def share_of(text: str) -> float | None:
    """The share of '60%', '六成', 'a third', '0.6' with nothing around it."""
    text = text.strip()
    if match := _PERCENT.match(text):
        return float(match[1] or match[2]) / 100
    if match := _TENTHS.match(text):
        return (10 * int(match[1]) + (int(match[2] or 0) or 5 * bool(match[3]))) / 100
    if match := _FRACTION.match(text):
        part, whole = (match[2], match[1]) if match[1] else (match[3], match[4])
        return int(part) / int(whole) if int(whole) else None
    if text.lower() in _WORDED:
        return _WORDED[text.lower()]
    return float(text) if re.fullmatch(rf"{_NUMBER}(?:e-\d+)?", text, re.IGNORECASE) else None


def share_said(text: str) -> Said | None:
    """What is said of a share with its sign or in words: '至少95%', '九成以上', 'nine in ten'; None for a bare number."""
    return said(fold(text), lambda figure: None if re.fullmatch(r"[\d.]+", figure.strip()) else share_of(figure))


def proportion(text: str) -> float:
    """A share between 0 and 1 of '40%', '0.4', '六成', '百分之四十', 'a third'."""
    found = said(_SHARE_WORDS.sub("", fold(text)), share_of)
    if found is None or (found.one is not None and not 0 <= found.one <= 1):
        raise Unreadable(say("'{got}' is not a share", got=text), say("write it between 0 and 1, or as 40%"))
    if found.one is None:
        raise _not_one(text, found, say("write it between 0 and 1, or as 40%"))
    return found.one


_FACTOR = re.compile(r"(?:×|x|\*)?\s*(\d+(?:\.\d+)?)\s*(?:倍|times(?: as long)?|x)?$", re.IGNORECASE)


def times_of(text: str) -> float | None:
    """The number of times of '1.3', '1.3倍' with nothing around it."""
    match = _FACTOR.match(text.strip())
    return float(match[1]) if match else None


_LONGER = re.compile(r"(?:慢|长|多|增加|延长)\s*(.+)$|(.+?)\s*(?:slower|longer|more)$", re.IGNORECASE)


def weight_of(text: str) -> float | None:
    """A share or a number of times: what tells how much likelier one thing is than another, or longer."""
    if (longer := _LONGER.match(text.strip())) and (more := share_of(longer[1] or longer[2])) is not None:
        return round(1 + more, 9)
    share = share_of(text)
    return times_of(text) if share is None else share


def factor(text: str) -> float:
    """A number of times: '1.3', '1.3倍', '1.3 times', '130%'."""
    found = said(fold(text), weight_of)
    if found is None or found.one is None:
        raise Unreadable(say("a plain number is expected here"), say("write it as {example}", example="1.5"))
    return found.one


def range_of_factors(text: str) -> tuple[float, float, float] | None:
    """Smallest, usual and largest of '0.8-1.6'; None for a single number."""

    def read(text: str) -> Said:
        found = said(fold(text), times_of)
        return Said(None, None) if found is None else found

    return _range_said(text, read)


_PERIOD = {"hour": 3600, "hr": 3600, "h": 3600, "小时": 3600, "个小时": 3600, "day": DAY, "d": DAY, "天": DAY, "日": DAY,
           "fortnight": 14 * DAY,
           "week": 7 * DAY, "wk": 7 * DAY, "w": 7 * DAY, "周": 7 * DAY, "星期": 7 * DAY, "个星期": 7 * DAY}  # fmt: skip
_PER = "|".join(sorted(_PERIOD, key=len, reverse=True))
_EVENTS = r"(?:起|次|件|例|宗|趟|incidents?|cases?|calls?|visits?|times)?"
_RATES = (
    re.compile(
        rf"(?P<n>.+?)\s*{_EVENTS}\s*(?:per|an?|/|每|in an?)\s*(?P<every>{_NUMBER})?\s*(?P<period>{_PER})s?$", re.IGNORECASE
    ),
    re.compile(rf"(?:平均)?(?:每|1(?!\d)|(?=\d))\s*(?P<every>\d+(?:\.\d+)?)?\s*(?P<period>{_PER})\s*(?:平均|发生|有|来)?\s*(?P<n>.+?)\s*{_EVENTS}$"),
    re.compile(rf"(?P<n>.+?)?\s*{_EVENTS}\s*every\s+(?P<every>\d+(?:\.\d+)?)?\s*(?P<period>{_PER})s?$", re.IGNORECASE),
)  # fmt: skip
_ADVERBS = {"hourly": "1 per hour", "daily": "1 per day", "weekly": "1 per week"}
_OFTEN = {"once": "1", "twice": "2", "one": "1", "an": "1", "a": "1"}
_WRITE_RATE = say("write it as 3 per day, 0.5 per hour or 2 per week")


def rate(text: str) -> float:
    """Incidents per second of '3 per day', '0.5/h', '每天3起', '每两小时一次', 'twice a week', 'about 3 a day'."""
    folded = in_digits(fold(text)).replace("日均", "每天").replace("周均", "每周")
    folded = re.sub(r"^(约|大约|平均)(?=每)", "", _ADVERBS.get(folded.lower(), folded))
    for pattern in _RATES:
        match = pattern.match(folded)
        found = None if match is None else said(_OFTEN.get((match["n"] or "1").lower(), match["n"] or "1"), _number)
        if match is not None and found is not None:
            if found.one is None:
                raise _not_one(text, found, _WRITE_RATE)
            every = float(match["every"] or 1) * _PERIOD[match["period"].lower()]
            if every > 0:
                return found.one / every
    raise Unreadable(say("'{got}' is not a rate", got=text), _WRITE_RATE)


def _number(text: str) -> float | None:
    match = re.fullmatch(rf"(\d+(?:\.\d+)?)\s*{_EVENTS}", text.strip(), re.IGNORECASE)
    return float(match[1]) if match else None


# ---- a name and a figure beside it -----------------------------------------------------------------

A_NAME = r"\d*[^\W\d][\w-]*"  # with a letter, since bare digits beside a name are its figure
_JOINTS = " \t×x*:()[]"


def named(text: str, figure: Figure) -> tuple[str, str] | None:
    """The name and the figure of '接访组2人', 'reception 3', '两辆公务车', 'one car', '当场答复60%'; None without them.

    Digits that stand right after a name may belong to it, so they need a sign, a unit or a space of their own.
    """
    folded = fold(text)
    if is_too_long(folded):
        return None
    for place in range(1, len(folded)):
        name, rest = folded[:place].removesuffix("占").removesuffix("约"), folded[place:].strip(_JOINTS)
        if _name_beside(folded, place, name, rest) and said(rest, figure) is not None:
            return name, rest
    for place in range(1, len(folded)):
        rest, name = folded[:place].strip(), folded[place:].strip(_JOINTS)
        bare = re.search("[a-z]", in_digits(rest), re.IGNORECASE) is None
        if bare and _name_beside(folded, place, name, rest) and said(rest, figure) is not None:
            return name, rest
    return None


def _name_beside(text: str, place: int, name: str, rest: str) -> bool:
    """Whether a text may be cut there into a name and a figure."""
    before, after = text[place - 1], text[place]
    within_word = before.isascii() and after.isascii() and before.isalpha() and after.isalpha()
    apart = before in _JOINTS or after in _JOINTS or re.fullmatch(r"[\d.]*", in_digits(rest)) is None
    return apart and not within_word and re.fullmatch(A_NAME, name) is not None


# ---- moments ---------------------------------------------------------------------------------------


def moment(text: str) -> datetime:
    """A date with or without a time: '2026-03-02', '2026-03-02 08:30', '2026年3月2日 8时30分'."""
    told = moments.told(text)
    if told is None or told.date is None or told.date[0] is None or (found := told.moment()) is None:
        raise Unreadable(say("'{got}' is not a date and time", got=text), say("write it as 2026-03-02 08:30"))
    if not 1900 <= found.year <= 2200:
        raise Unreadable(say("the year of '{got}' is out of range", got=text), say("write a year from 1900 to 2200"))
    return found


_TO = re.compile(r"\s*(?:\.\.|至|到|[–—~〜]+|\s-\s|\bto\b|\buntil\b|\bthrough\b)\s*", re.IGNORECASE)
_DAY_ALONE = re.compile(r"(\d{1,2})\s*[日号]?")


def dates(text: str) -> tuple[date, date]:
    """The first and the last of several days: '2026-10-01', '2026-10-01 to 2026-10-07', '2026年10月1日至7日'."""
    ends = _TO.split(fold(text))
    first = _date(ends[0])
    if first is None or len(ends) > 2:
        what = say("'{got}' is no date, nor the first and the last of several", got=text)
        raise Unreadable(what, say("write 2026-10-01, or 2026-10-01 to 2026-10-07"))
    if len(ends) == 1:
        return first, first
    alone = _DAY_ALONE.fullmatch(in_digits(ends[1]))
    last = _date(f"{first.year}-{first.month}-{alone[1]}") if alone else _date(ends[1], first)
    if last is None or not 0 <= (last - first).days <= 366:
        what = say("the last of the days '{got}' does not follow the first within a year", got=text)
        raise Unreadable(what, say("write 2026-10-01 to 2026-10-07"))
    return first, last


def one_date(text: str) -> date:
    """A date: '2026-10-01', '2026年10月1日'."""
    first, last = dates(text)
    if first != last:
        raise Unreadable(say("'{got}' is more than one day", got=text), say("write it as {example}", example="2026-10-01"))
    return first


def month_day_or_dates(text: str) -> int | tuple[date, date]:
    """A day of every month ('15', 'the 15th'), a date, or the first and the last of several."""
    try:
        return month_day(text)
    except Unreadable:
        if not re.search(r"\d{4}|年|月\s*\d", text):
            raise
        return dates(text)


def _date(text: str, since: date | None = None) -> date | None:
    """A date without a time; one that does not say its year is the next after `since`."""
    told = moments.told(text)
    if told is None or told.date is None or told.seconds or (told.date[0] is None and since is None):
        return None
    years = [told.date[0]] if since is None or told.date[0] else [since.year, since.year + 1]
    found = [moment.date() for year in years if (moment := told.moment(year)) is not None and 1900 <= moment.year <= 2200]
    return next((day for day in found if since is None or day >= since), None)


def scenario_time(text: str) -> int | datetime:
    """'day 2 09:30' or '第2天 9时30分' as seconds from the first day's midnight, or a date and time."""
    told = moments.told(text)
    if told is not None and told.day is not None:
        if told.day < 1:
            raise Unreadable(say("'{got}': days count from 1", got=text), say("write 'day 1' for the first day"))
        return (told.day - 1) * DAY + told.seconds
    try:
        return moment(text)
    except Unreadable:
        raise Unreadable(
            say("'{got}' is not a moment of the scenario", got=text),
            say("write it as 'day 2 09:30' or 2026-03-02 09:30"),
        ) from None


# ---- what needs no explanation ---------------------------------------------------------------------

_SIMPLE_UNIT = "|".join(
    sorted((unit for size, units in _UNITS.items() if size != 900 for unit in units), key=len, reverse=True)
)
_SIMPLE_SPAN = r"\d{1,2}:\d{2}\s*(?:-|~|–|—|至|to)\s*\d{1,2}:\d{2}"
_WRITTEN_SPAN = r"\d\d:\d\d-\d\d:\d\d"
_SIMPLE_DAY = rf"(?:{'|'.join((*WEEKDAYS, *WEEKDAYS_ZH, *(word for words in BY_CALENDAR for word in words)))})"
_SIMPLE_DATES = (
    r"\d{4}-\d\d-\d\d(?:\s*(?:to|至|\.\.)\s*\d{4}-\d\d-\d\d)?|\d{4}年\d{1,2}月\d{1,2}日(?:至(?:\d{1,2}月)?\d{1,2}日)?"
)
_SIMPLE_DAYS = rf"{_SIMPLE_DAY}(?:\s*(?:至|-|、|,)\s*{_SIMPLE_DAY})*"
_PLAIN: dict[Callable[[str], Any], re.Pattern[str]] = {
    reader: re.compile(pattern, re.IGNORECASE)
    for reader, pattern in {
        duration: rf"(?:{_NUMBER}\s*(?:{_SIMPLE_UNIT})\s*)+",
        clock: r"\d{1,2}:\d{2}",
        deadline: r"\d{1,2}:\d{2}",
        hours: _SIMPLE_SPAN,
        spans: rf"{_SIMPLE_SPAN}|{_WRITTEN_SPAN}(?:(?:、|, ){_WRITTEN_SPAN})*",
        days: rf"{_SIMPLE_DAYS}(?:\s+except\s+{_SIMPLE_DAYS}|\((?:节假日|{_SIMPLE_DAYS})除外\))?",
        month_day: r"\d{1,2}日?",
        dates: _SIMPLE_DATES,
        one_date: r"\d{4}-\d\d-\d\d",
        month_day_or_dates: rf"\d{{1,2}}日?|{_SIMPLE_DATES}",
        count: r"\d+",
        at_most: r"\d+",
        whole_days: r"\d+",
        rank: r"\d+",
        people: r"\d+\s*人?|\d+\s*(?:\.\.|-|~|至)\s*\d+\s*人?|\d+\.\.|\d+人以上",
        money: rf"{_NUMBER}\s*(?:yuan|元)?",
        proportion: rf"{_NUMBER}\s*%?",
        factor: _NUMBER,
        rate: rf"{_NUMBER}\s*(?:起|次|件)?\s*(?:per|a|an|/)\s*(?:{_PER})|每\s*(?:{_PER})\s*{_NUMBER}\s*(?:起|次|件)?",
    }.items()
}


def plain(read: Callable[[str], Any], text: str) -> bool:
    """Whether a text says in plain notation what `read` makes of it, so that nobody need be told how it was taken."""
    pattern = _PLAIN.get(read)
    return pattern is None or pattern.fullmatch(fold(text)) is not None
