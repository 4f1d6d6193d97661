"""Times of the day, hours and days as people write them: 下午2点半, 5 pm; 8:30-12:00、14:00-17:30; 周一、三、五, Mon to Fri.

What could be two different times is refused: '上午9点到5点' (in the afternoon? at dawn?), '次日8时' of a promise that
has no day, 'before 17:00' where something begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from drillsim.base.language import say
from drillsim.quantities.moments import zone_named
from drillsim.quantities.numerals import in_digits
from drillsim.quantities.written import DAY, Unreadable, fold, in_a_row, is_too_long

Span = tuple[int, int]  # seconds of the day; the end may lie past midnight


def _same(hour: int) -> int | None:
    return hour


def _morning(hour: int) -> int | None:
    return hour if hour <= 12 else None


def _before_dawn(hour: int) -> int | None:
    return hour % 12 if hour <= 12 else None


def _noon(hour: int) -> int | None:
    return hour + 12 if hour in (1, 2) else hour if 11 <= hour <= 14 else None


def _afternoon(hour: int) -> int | None:
    return hour + 12 if 1 <= hour < 12 else hour if hour >= 12 else None


def _evening(hour: int) -> int | None:
    """晚8点 is 20:00, 晚上12点 midnight, 晚上1点 an hour after it."""
    return hour + 12 if 5 <= hour <= 12 else hour


def _am(hour: int) -> int | None:
    return hour % 12 if 1 <= hour <= 12 else None


def _pm(hour: int) -> int | None:
    return hour % 12 + 12 if 1 <= hour <= 12 else hour if 13 <= hour < 24 else None


# A part of the day → the hour (0–24) that a number means in it; None for one that cannot be meant.
_PARTS: dict[str, Callable[[int], int | None]] = {
    **dict.fromkeys(("上午", "早上", "早晨", "清晨", "清早", "早", "in the morning"), _morning),
    "凌晨": _before_dawn,
    "中午": _noon,
    **dict.fromkeys(("下午", "午后", "傍晚", "in the afternoon"), _afternoon),
    **dict.fromkeys(
        ("晚上", "晚间", "当晚", "晚", "夜间", "夜里", "深夜", "半夜", "夜晚", "in the evening", "at night"), _evening
    ),
    **dict.fromkeys(("am", "a.m.", "a.m"), _am),
    **dict.fromkeys(("pm", "p.m.", "p.m"), _pm),
}
_NAMED = {
    "正午": 12 * 3600,
    "noon": 12 * 3600,
    "12 noon": 12 * 3600,
    "midday": 12 * 3600,
    "零点": 0,
    "零时": 0,
    "0点": 0,
    "0时": 0,
}
_MIDNIGHT = ("midnight", "午夜", "半夜12点")  # the beginning of a day or its end


def _any_of(words: object) -> str:
    return "|".join(map(re.escape, sorted(map(str, words), key=len, reverse=True)))  # type: ignore[call-overload]


_EACH_DAY = re.compile(
    r"^(?:每日|每天|每晚|每早|当日|当天|daily(?: at)?|every day(?: at| from)?|at|from|从|自)\s*", re.IGNORECASE
)
_NEXT_DAY = re.compile(r"(?:次日|第二天|翌日|the next day(?: at)?)\s*|\s*(?:the next day|next day)$", re.IGNORECASE)
_CLOCK = re.compile(
    rf"(?:(?P<part>{_any_of(_PARTS)})\s*)?(?P<hour>\d{{1,2}})\s*"
    r"(?:(?:时|点钟?)\s*(?:(?P<half>半)|整|钟|(?P<quarter>[13])刻钟?|(?P<minute>\d{1,2})\s*分?)?|:(?P<minutes>\d{2})|(?P<bare>))"
    rf"\s*(?P<after>{_any_of(_PARTS)}|o'clock)?$",
    re.IGNORECASE,
)
_MILITARY = re.compile(r"(?P<hour>\d{2})(?P<minutes>\d{2})\s*(?:h|hrs|hours)$", re.IGNORECASE)
_ABOUT = re.compile(r"(?:约|大约|about|around)\s*|\s*(?:左右|前后|or so)$", re.IGNORECASE)
_DAILY = re.compile(r"\s*(?:daily|every day|each day|a day)$", re.IGNORECASE)
_BY = re.compile(
    r"(?:不晚于|不迟于|最迟|最晚|截至|截止到?|至迟|应?在|by|before|no later than|not later than|until|till)\s*"
    r"|\s*(?:之前|以前|前|为止|at the latest|latest)$",
    re.IGNORECASE,
)
_TO = re.compile(r"\s*(?:[-–—~〜]+|至|到|\bto\b|\buntil\b|\btill\b|\bthrough\b)\s*", re.IGNORECASE)
_NEXT_SPAN = re.compile(r"\s*(?:[、,;/\n]|和|及|与|以及|\band\b|&|\+)\s*", re.IGNORECASE)
_WHOLE_DAY = {
    *(
        "全天",
        "整天",
        "24小时",
        "全天候",
        "全天24小时",
        "24小时全天",
        "昼夜",
        "日夜",
        "不分昼夜",
        "随时",
        "全时段",
        "24h",
        "24 h",
    ),
    *("24 hours", "24/7", "all day", "round the clock", "day and night", "always", "any time", "anytime", "at any time"),
}

_WRITE_CLOCK = say("write hours and minutes, such as 07:00")


class _Time(NamedTuple):
    """A time of the day as written: `part` of the day, and the seconds that it means in it."""

    second: int
    part: str
    in_part: Callable[[str], int | None]  # what the same figures mean in another part of the day


def _time(text: str, borrowed: str = "") -> _Time | None:
    """A time of the day; bare figures ('8' of '8-18点') count only with the unit or part that they borrow."""
    text = in_digits(text.strip())
    if text.lower() in _NAMED:
        second = _NAMED[text.lower()]
        return _Time(second, "named", lambda _part: second)
    match = _CLOCK.match(text) or _MILITARY.match(text)
    if match is None:
        return None
    found = match.groupdict()
    if found.get("bare") is not None and not (found.get("after") or borrowed):
        return None
    if found.get("part") and found.get("after") and found["after"] != "o'clock":
        return None
    minute = (
        30
        if found.get("half")
        else int(found.get("quarter") or 0) * 15 or int(found.get("minute") or found.get("minutes") or 0)
    )

    def within(part: str) -> int | None:
        hour = _PARTS.get(part, _same)(int(found["hour"]))
        return hour * 3600 + minute * 60 if hour is not None and minute < 60 and hour * 60 + minute <= 24 * 60 else None

    after = (found.get("after") or "").lower()
    part = (found.get("part") or ("" if after == "o'clock" else after)).lower()
    meant = within(part)
    return None if meant is None else _Time(meant, part, within)


def clock(text: str) -> int:
    """Second of the day of '07:00', '每日7时', '下午3点半', '5 pm' (24:00 is the day's end)."""
    folded = _ABOUT.sub("", _DAILY.sub("", _EACH_DAY.sub("", fold(text))))
    if folded.lower() in _MIDNIGHT:
        raise Unreadable(say("'{got}' may be the beginning of a day or its end", got=text), say("write 00:00 or 24:00"))
    if _NEXT_DAY.search(folded):
        what = say("'{got}' names another day; only a time of the day is expected here", got=text)
        raise Unreadable(what, _WRITE_CLOCK)
    if _BY.search(folded) and _time(_BY.sub("", folded)) is not None:
        what = say("'{got}' is a time until which, not at which", got=text)
        raise Unreadable(what, say("write the time itself, such as 07:00; a promise says by when it is kept"))
    found = _time(folded)
    if found is None:
        raise zone_named(text, text) or Unreadable(say("'{got}' is not a time of day", got=text), _WRITE_CLOCK)
    return found.second


_HOURLY = re.compile(
    r"(?:hourly|every\s+(?:(\d{1,2})\s+)?hours?|每隔?\s*(\d{1,2})?\s*个?(?:小时|钟头)(?:1次)?)$", re.IGNORECASE
)


def hourly(text: str) -> list[int] | None:
    """The seconds of the day of 'every 4 hours', '每小时一次', from midnight on; None for what is no such thing.

    Hours that do not divide the day would come at other times on every day: that is no time of the day.
    """
    match = _HOURLY.match(in_digits(fold(text)))
    every = int(match[1] or match[2] or 1) if match else 0
    return list(range(0, DAY, every * 3600)) if every and 24 % every == 0 else None


def deadline(text: str) -> int:
    """Second of the day of '17:00前', 'by 5 pm', '不晚于17时', and of a bare time."""
    folded = _EACH_DAY.sub("", fold(text))
    if _NEXT_DAY.search(folded):
        what = say("'{got}' names another day; only a time of the day is expected here", got=text)
        raise Unreadable(what, say("write the time alone, such as 17:00, or a limit, such as 24 h"))
    bare = _EACH_DAY.sub("", _BY.sub("", _BY.sub("", folded)).strip())
    if bare.lower() in _MIDNIGHT:
        return DAY
    found = _time(bare)
    if found is None:
        raise zone_named(text, text) or Unreadable(say("'{got}' is not a time of day", got=text), _WRITE_CLOCK)
    return found.second


_POINTS = re.compile(r"\b(\d{1,2})\.([0-5]\d)\b(?!\s*(?:时|点|h))")  # '8.30-17.30'
_COMPACT = re.compile(r"^([01]\d|2[0-3])([0-5]\d)\s*[-–—~]\s*([01]\d|2[0-4])([0-5]\d)$")  # '0830-1730'
_ROUND = re.compile(r"(\d{1,2}(?::\d{2}|[时点]))\s*(?:-|–|—|~|至|到)\s*(?:次日|第二天|翌日)\s*(\d{1,2}(?::\d{2}|[时点]))$")


_BARE_OCLOCK = re.compile(r"\d{1,2}\s*(?:点|时)")
_EVERY_HOURS = re.compile(
    r"(?:每隔?\s*(?:(\d{1,2})\s*个?)?\s*小时(?:一次|1次)?|(?:每小时)?整点|hourly|every (?:(\d{1,2}) )?hours?)$",
    re.IGNORECASE,
)


def round_the_clock(text: str) -> list[int]:
    """The seconds of the day of '每2小时', 'every 2 hours', '整点', from midnight on; none where no such rhythm is said."""
    match = _EVERY_HOURS.match(in_digits(fold(text)))
    step = int(match[1] or match[2] or 1) if match else 0
    return [hour * 3600 for hour in range(0, 24, step)] if step and 24 % step == 0 else []


def spans(text: str) -> tuple[Span, ...]:
    """Every span of hours of '8:30-12:00、14:00-17:30', the one that begins first before the others."""
    folded = _POINTS.sub(r"\1:\2", _COMPACT.sub(r"\1:\2-\3:\4", fold(text)))
    if folded.lower() in _WHOLE_DAY or ((match := _ROUND.match(folded)) and match[1] == match[2]):
        return ((0, DAY),)
    if folded == "朝9晚5" or folded == "朝九晚五":
        return ((9 * 3600, 17 * 3600),)
    if is_too_long(folded):
        raise Unreadable(say("'{got}' is not a span of hours", got=text), _SPAN)
    found: list[Span] = []
    bad: list[str] = []
    for piece in filter(None, _NEXT_SPAN.split(_EACH_DAY.sub("", folded))):
        several = _spans_in(piece)
        if several and found and several[0][0] < found[-1][0] and _BARE_OCLOCK.match(piece):
            several = None  # '8点半到12点，2点到5点半': in the afternoon?
        found += several or []
        if several is None:
            bad.append(piece)
    if bad or not found:
        raise _no_span(text, bad)
    for start, end in found:
        if start % DAY == end % DAY and (start, end) != (0, DAY):
            what = say("'{got}' begins and ends at the same time", got=text)
            raise Unreadable(what, say("write 00:00-24:00 for the whole day"))
    if overlap(found):
        what = say("the hours in '{got}' overlap", got=text)
        raise Unreadable(what, say("write spans that follow each other"))
    return tuple(sorted(found))


def length(span: Span) -> int:
    """Seconds from the beginning of hours to their end, past midnight if need be; a whole day from a time to itself."""
    return (span[1] - span[0]) % DAY or DAY


def covers(span: Span, second: int) -> bool:
    """Whether a second, of any day, lies within hours."""
    return (second - span[0]) % DAY < length(span)


def overlap(found: list[Span]) -> bool:
    """Whether spans share a moment of the day."""
    covered = sorted((span[0] % DAY, span[0] % DAY + length(span)) for span in found)
    following = [*covered[1:], (covered[0][0] + DAY, 0)] if covered else []
    return any(end > start for (_start, end), (start, _end) in zip(covered, following, strict=True))


def hours(text: str) -> Span:
    """The one span of hours of '08:00-18:00', '早8点到晚6点', '9 am to 5 pm'; it may pass midnight ('20:00-06:00')."""
    found = spans(text)
    if len(found) > 1:
        what = say("'{got}' names {n} spans of hours; one is expected here", got=text, n=len(found))
        raise Unreadable(what, say("write one of them, and what else stands here once more for each of the others"))
    return found[0]


def _spans_in(text: str) -> list[Span] | None:
    """The spans of a text, which may stand one after the other with nothing but space between them."""
    if (one := _span(text)) is not None:
        return [one]
    for space in re.finditer(r"\s+", text):
        if (first := _span(text[: space.start()])) is not None and (rest := _spans_in(text[space.end() :])) is not None:
            return [first, *rest]
    return None


def _span(text: str) -> Span | None:
    text = _EACH_DAY.sub("", text.strip())
    for to in _TO.finditer(text):
        ends = _ends(text[: to.start()].strip(), text[to.end() :].strip())
        if ends is not None:
            return ends
    return None


def _ends(first: str, second: str) -> Span | None:
    """Both ends of a span; one may say for both which part of the day or which unit is meant."""
    next_day = bool(_NEXT_DAY.search(second))
    second = _NEXT_DAY.sub("", second).strip()
    end = _time(second) or (DAY if second.lower() in _MIDNIGHT else None)
    start = _time(first) or (0 if first.lower() in _MIDNIGHT else None)
    if isinstance(end, _Time) and start is None and first.isdigit():  # '8-18点', '2-5 pm'
        start = _time(first, "borrowed")
        if start is not None and end.part in ("am", "a.m.", "a.m", "pm", "p.m.", "p.m"):
            second_start = start.in_part(end.part)
            return (second_start, end.second) if second_start is not None and second_start < end.second else None
    if start is None or end is None:
        return None
    begins = start if isinstance(start, int) else start.second
    if isinstance(end, int) or isinstance(start, int) or end.part or not start.part or start.part == "named" or next_day:
        ends = end if isinstance(end, int) else end.second
        return (begins, ends) if not next_day or ends <= begins else None
    same_part = end.in_part(start.part)  # '下午2点到5点' is until 17:00
    if same_part is not None and same_part > begins:
        return begins, same_part
    if end.second > begins or _PARTS[start.part] is _evening:  # '上午9:00-17:00'; '晚8点到6点' is until the morning
        return begins, end.second
    return None


def _no_span(text: str, bad: list[str]) -> Unreadable:
    """What to say of hours that cannot be read: every bad end of every span at once."""
    folded = fold(text)
    for place in range(1, len(folded)):
        if not _named_days(_as_week(folded[:place].strip()))[1] and _spans_in(folded[place:].strip(" ,、:")):
            what = say("'{got}' names days as well as hours", got=text)
            return Unreadable(what, say("write the hours here, and the days where days are asked for"))
    ends = [[end.strip() for end in _TO.split(piece)] for piece in bad]
    if bad and all(len(pair) == 2 for pair in ends):
        no_times = [end for pair in ends for end in pair if not _is_end(end)]
        if no_times:
            zoned = (zone for end in no_times if (zone := zone_named(end, end)) is not None)
            return next(zoned, Unreadable(say("'{got}' is not a time of day", got=in_a_row(no_times)), _WRITE_CLOCK))
        mend = say("write both ends by the 24-hour clock, such as 09:00-17:00")
        return Unreadable(say("'{got}' may be more than one span of hours", got=in_a_row(bad)), mend)
    return Unreadable(say("'{got}' is not a span of hours", got=in_a_row(bad) if len(bad) > 1 else text), _SPAN)


def _is_end(text: str) -> bool:
    return _time(_NEXT_DAY.sub("", text)) is not None or text.lower() in _MIDNIGHT


_SPAN = say("write two times, such as 08:00-18:00")


# ---- days ----------------------------------------------------------------------------------------

# A kind of day is a weekday (0: Monday) of one of three sorts: 7 * sort + weekday. Which sort a date is, a calendar says.
WEEK = 7
ORDINARY, HOLIDAY, MADE_UP = range(3)  # as its weekday says; a public holiday; worked in the place of another day
EVERY_DAY = tuple(range(3 * WEEK))


def always(weekdays: Iterable[int]) -> set[int]:
    """Days of the week, of whatever sort they are."""
    return {day + WEEK * sort for day in weekdays for sort in (ORDINARY, HOLIDAY, MADE_UP)}


def hang_on_calendar(days: Iterable[int]) -> bool:
    """Whether a calendar has to tell which dates these kinds of day are."""
    named = set(days)
    return named != always(day % WEEK for day in named)


HOLIDAYS = frozenset(range(WEEK, 2 * WEEK))
WORKDAYS = frozenset(range(5)) | frozenset(range(2 * WEEK, 3 * WEEK))
DAYS_OFF = frozenset(EVERY_DAY) - WORKDAYS
# What only a calendar can tell, as it is written in English and in Chinese. 节假日 alone may mean ordinary weekends as well,
# so whoever writes it is told that public holidays are meant.
BY_CALENDAR = {("workdays", "工作日"): WORKDAYS, ("holidays", "法定节假日"): HOLIDAYS, ("days off", "休息日"): DAYS_OFF}

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_NAMES = {name + end: n for n, full in enumerate(_FULL) for name in (full, WEEKDAYS[n]) for end in ("", "s", ".")}
_DAY_NAMES |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3, "tues.": 1, "thurs.": 3}
_SETS: dict[str, frozenset[int]] = {
    word: frozenset(days)
    for days, words in (
        (
            EVERY_DAY,
            "每天|每日|全周|7天|七天|一周七天|天天|全年无休|daily|every day|each day|all week|all days|7 days a week",
        ),
        (
            WORKDAYS,
            "工作日|每个工作日|法定工作日|上班日|working day|working days|workday|workdays|every working day|every workday",
        ),
        (HOLIDAYS, "节假日|法定节假日|法定假日|公众假期|holidays|holiday|public holidays|public holiday|bank holidays"),
        (DAYS_OFF, "休息日|非工作日|days off|day off|non-working days|non-workdays"),
        (always(range(5)), "weekdays|weekday|every weekday|not at weekends"),
        (always(range(5, 7)), "周末|双休日|每周末|weekends|weekend|the weekend"),
    )
    for word in words.split("|")
}
_SIGNS = {sign: n for n, sign in enumerate("一二三四五六日")} | {"天": 6} | {str(n + 1): n for n in range(7)}
_SIGN = "[一二三四五六日天1-7]"
_DAYS_ZH = re.compile(r"(周)?([一二三四五六日天]+|[1-7]+)$")
_DAY_RANGE_ZH = re.compile(rf"(周)?({_SIGN})\s*(?:至|到|[-–—~〜]+)\s*周?({_SIGN})$")
_DAY_RANGE = re.compile(r"([a-z.]+)\s*(?:[-–—~〜至]+|\bto\b|\bthrough\b|\bthru\b|\buntil\b)\s*([a-z.]+)$")
_NEXT_DAYS = re.compile(r"\s*(?:[、,;/\n]|和|及|与|以及|\band\b|&|\+)\s*")
_BUT = re.compile(r"\s*[,(]?\s*\b(?:except|but not|excluding)\b(?: for)?(?: on)?\s+")
_OUTSIDE = re.compile(r"(?:之外|以外|外)$")


def days(text: str) -> tuple[int, ...]:
    """The kinds of day of 'mon-fri', 'sat, sun', '周一至周五', '除周日外', '工作日', 'mon-fri except holidays'."""
    folded = _as_week(fold(text))
    some, left_out = _but(folded)
    found, bad = _named_days(some) if some or not left_out else (set(EVERY_DAY), [])
    gone, also_bad = _named_days(left_out) if left_out else (set(), [])
    bad += also_bad
    if bad or not found - gone:
        got = in_a_row(bad) if bad and len(bad) < len(_NEXT_DAYS.split(folded)) else text
        raise Unreadable(say("'{got}' names no days", got=got), say("write them as mon-fri, or sat, sun, or workdays"))
    return tuple(sorted(found - gone))


def _but(text: str) -> tuple[str, str]:
    """Which days a text names ('' if it only says which not), and which are left out of them."""
    whole = text.removesuffix(")")
    if len(parts := _BUT.split(whole, maxsplit=1)) == 2:
        return parts[0], parts[1]
    if not whole.endswith("外"):
        return text, ""
    whole = re.sub("^(?:每天|每日)[,、(]*", "", whole)
    some, _, gone = whole.partition("除")
    if gone != "外":  # '除周日外', '周一至周五除节假日外'
        return some.rstrip(",、("), _OUTSIDE.sub("", gone.removeprefix("了"))
    named = some.rstrip()
    some, opened, gone = named.rpartition("(")
    if opened:  # '周一至周五(节假日除外)'
        return some, gone
    some, _, gone = named.rpartition(",")
    # Of '周一至周五,节假日除外' only the holidays are out; of '周六,周日除外' both.
    return (some, gone) if _SETS.get(gone) in BY_CALENDAR.values() else ("", named)


def _as_week(text: str) -> str:
    return re.sub("星期|礼拜", "周", text.lower())


def _named_days(text: str) -> tuple[set[int], list[str]]:
    """The days that a text names, and the words in it that name none."""
    if text in _SETS:
        return set(_SETS[text]), []
    found: set[int] = set()
    bad: list[str] = []
    week = False  # 周 was written: '周一、三、五'
    for piece in _NEXT_DAYS.split(text):
        week = week or "周" in piece
        several = _days_of(piece.strip(), week)
        if several is None:
            bad.append(piece)
        else:
            found |= several
    return found, bad


def _days_of(piece: str, week: bool) -> set[int] | None:
    name = re.sub(r"^(?:每个?|每逢|逢|every |on |each )", "", piece)
    for word in (piece, name):
        if word in _SETS:
            return set(_SETS[word])
    weekdays: Iterable[int] | None = None
    if name in _DAY_NAMES:
        weekdays = [_DAY_NAMES[name]]
    elif week and (match := _DAY_RANGE_ZH.match(name)):
        weekdays = _from_to(_SIGNS[match[2]], _SIGNS[match[3]])
    elif week and (match := _DAYS_ZH.match(name.replace("周", "") if name.count("周") > 1 else name)):
        weekdays = [_SIGNS[sign] for sign in match[2]]
    elif (match := _DAY_RANGE.match(name)) and match[1] in _DAY_NAMES and match[2] in _DAY_NAMES:
        weekdays = _from_to(_DAY_NAMES[match[1]], _DAY_NAMES[match[2]])
    return None if weekdays is None else always(weekdays)


def _from_to(first: int, last: int) -> Iterator[int]:
    return ((first + step) % 7 for step in range((last - first) % 7 + 1))


_MONTH_DAY = re.compile(r"(?:每月|每个月|the )?\s*(\d{1,2})\s*(?:日|号|st|nd|rd|th)?$", re.IGNORECASE)
_LAST_DAY = {
    "月底",
    "月末",
    "每月底",
    "每月月底",
    "每月最后一天",
    "最后一天",
    "last day",
    "the last day",
    "last day of the month",
}


def month_day(text: str) -> int:
    """The day of the month of '15', '每月15日', 'the 15th'; the last is 31 (a short month's last day)."""
    folded = fold(text)
    if folded.lower() in _LAST_DAY:
        return 31
    match = _MONTH_DAY.match(in_digits(folded))
    if match is None or not 1 <= int(match[1]) <= 31:
        raise Unreadable(say("'{got}' is no day of the month", got=text), say("write a number from 1 to 31"))
    return int(match[1])
