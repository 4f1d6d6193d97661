"""Quantities as people write them: durations, times of day, moments, rates, head-counts.

Every parser takes a string and returns whole numbers, or raises `Unreadable` with what
would do. Digits and signs of full width (１２：３０) are read like the plain ones. A bare
number is never a duration: 10 of what?
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from drillsim import moments, phrases
from drillsim.language import N_, _, current, say
from drillsim.written import DAY as DAY
from drillsim.written import Unreadable as Unreadable
from drillsim.written import fold as fold

LONGEST = 30 * 365 * DAY  # the longest duration that can be written

_UNITS = {
    1: ("s", "sec", "secs", "second", "seconds", "秒", "秒钟"),
    60: ("m", "min", "mins", "minute", "minutes", "分", "分钟"),
    3600: ("h", "hr", "hrs", "hour", "hours", "小时", "个小时", "时", "钟头"),
    DAY: ("d", "day", "days", "天", "日"),
    7 * DAY: ("w", "wk", "week", "weeks", "周", "星期"),
}
SECONDS = {word: seconds for seconds, words in _UNITS.items() for word in words}
_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+|[^\W\da-z_]+)", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})$")
_RATE = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:起|次|件)?\s*(?:per|a|an|/|每)\s*(hour|h|day|d|week|w|小时|天|日|周)$", re.IGNORECASE
)
_RATE_ZH = re.compile(r"每\s*(小时|天|日|周)\s*(\d+(?:\.\d+)?)\s*(?:起|次|件)?$")
_PEOPLE = re.compile(r"(\d{1,9})\s*(\.\.|-|~|至)?\s*(\d{1,9})?\s*人?$")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[日号]?$")
_MONEY = re.compile(r"(\d{1,12}(?:\.\d+)?)\s*(万)?\s*(yuan|元|rmb|cny)?$", re.IGNORECASE)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAMES = {name + end: name[:3] for name in (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday") for end in ("", "s")}  # fmt: skip
_DAY_NAMES |= {name: name for name in WEEKDAYS}
_WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

NO_LIMIT = 10**6  # the upper end of an open head-count range


def half_up(x: float) -> int:
    """`x` rounded to the nearest whole number, halves up (rule of the model: whole seconds)."""
    return int(x + 0.5) if x >= 0 else -int(-x + 0.5)


def duration(text: str) -> int:
    """Whole seconds of '10 min', '1 h 30 min', '2 小时', '1.5 h', '2小时内'.

    Raises Unreadable for a bare number, a sign, a colon or an unknown unit.
    """
    folded = phrases.limit(fold(text))
    position, total = 0, 0.0
    while position < len(folded):
        part = _PART.match(folded, position)
        if part is None or part[2].lower() not in SECONDS:
            raise Unreadable(
                say("'{got}' is not a duration", got=text),
                say("write a number with its unit, such as 10 min, 2 h or 3 days"),
            )
        total += float(part[1]) * SECONDS[part[2].lower()]
        position = part.end()
    if not folded:
        raise Unreadable(say("a duration is missing"), say("write a number with its unit, such as 10 min, 2 h or 3 days"))
    if total > LONGEST:
        raise Unreadable(say("'{got}' is more than thirty years", got=text), None)
    return half_up(total)


def clock(text: str) -> int:
    """Second of the day of '07:00', '每日7时' (24:00 is the day's end)."""
    match = _CLOCK.match(phrases.time_of_day(fold(text)))
    if match is None or int(match[1]) * 60 + int(match[2]) > 24 * 60 or int(match[2]) > 59:
        raise Unreadable(say("'{got}' is not a time of day", got=text), say("write hours and minutes, such as 07:00"))
    return int(match[1]) * 3600 + int(match[2]) * 60


def hours(text: str) -> tuple[int, int]:
    """Seconds of the day of '08:00-18:00'; the end may lie past midnight ('20:00-06:00')."""
    ends = re.split(r"\s*(?:-|–|—|~|至|to)\s*", phrases.span_of_hours(fold(text)))
    if len(ends) != 2:
        raise Unreadable(say("'{got}' is not a span of hours", got=text), say("write two times, such as 08:00-18:00"))
    start, end = clock(ends[0]), clock(ends[1])
    if start % DAY == end % DAY and (start, end) != (0, DAY):
        raise Unreadable(
            say("'{got}' begins and ends at the same time", got=text), say("write 00:00-24:00 for the whole day")
        )
    return start, end


def days(text: str) -> tuple[int, ...]:
    """Weekdays (0: Monday) of 'mon-fri', 'sat, sun', '周一至周五'."""
    folded = phrases.weekdays(fold(text)).lower()
    for index, zh in enumerate(_WEEKDAYS_ZH):
        folded = folded.replace(zh, WEEKDAYS[index])
    folded = folded.replace("至", "-").replace("、", ",")
    found: set[int] = set()
    for part in re.split(r"\s*,\s*", folded):
        ends = [_DAY_NAMES.get(end.strip(), "") for end in re.split("-| to ", part)]
        if not all(end in WEEKDAYS for end in ends) or len(ends) > 2:
            raise Unreadable(say("'{got}' names no weekdays", got=text), say("write them as mon-fri or sat, sun"))
        first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
        found.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return tuple(sorted(found))


def month_day(text: str) -> int:
    """The day of the month of '15', '15日'."""
    match = _MONTH_DAY.match(fold(text))
    if match is None or not 1 <= int(match[1]) <= 31:
        raise Unreadable(say("'{got}' is no day of the month", got=text), say("write a number from 1 to 31"))
    return int(match[1])


def moment(text: str) -> datetime:
    """A date with or without a time: '2026-03-02', '2026-03-02 08:30', '2026年3月2日 8时30分'."""
    told = moments.told(text)
    if told is None or told.date is None or told.date[0] is None or (found := told.moment()) is None:
        raise Unreadable(say("'{got}' is not a date and time", got=text), say("write it as 2026-03-02 08:30"))
    if not 1900 <= found.year <= 2200:
        raise Unreadable(say("the year of '{got}' is out of range", got=text), say("write a year from 1900 to 2200"))
    return found


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


def rate(text: str) -> float:
    """Incidents per second of '3 per day', '0.5/h', '每天3起'."""
    folded = fold(text)
    match = _RATE.match(folded)
    found = (match[1], match[2]) if match else None
    if found is None and (match := _RATE_ZH.match(folded)):
        found = (match[2], match[1])
    if found is None:
        raise Unreadable(say("'{got}' is not a rate", got=text), say("write it as 3 per day, 0.5 per hour or 2 per week"))
    return float(found[0]) / SECONDS[found[1].lower()]


def people(text: str) -> tuple[int, int]:
    """Both ends, included, of a head-count range: '1..15', '16..', '5', '30人以上'."""
    match = _PEOPLE.match(phrases.head_counts(fold(text)))
    if match is None:
        raise Unreadable(
            say("'{got}' is not a range of head-counts", got=text), say("write it as 1..15, or 30.. for 30 and more")
        )
    low = int(match[1])
    high = int(match[3]) if match[3] else (NO_LIMIT if match[2] else low)
    if high < low:
        raise Unreadable(say("'{got}' ends below its start", got=text), say("write the smaller number first"))
    return low, high


def money(text: str) -> int:
    """Whole yuan of '500 yuan', '1 万元'."""
    match = _MONEY.match(fold(text).replace(",", ""))
    if match is None:
        raise Unreadable(say("'{got}' is not an amount of money", got=text), say("write it as 500 yuan"))
    return half_up(float(match[1]) * (10_000 if match[2] else 1))


def proportion(text: str) -> float:
    """A share between 0 and 1 of '40 %' or '0.4'."""
    folded = fold(text)
    try:
        value = float(folded[:-1]) / 100 if folded.endswith("%") else float(folded)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise Unreadable(say("'{got}' is not a share", got=text), say("write it between 0 and 1, or as 40 %"))
    return value


def show_duration(seconds: float) -> str:
    """A duration as people say it, in the language spoken: '1 h 20 min', '1小时20分钟'."""
    seconds = half_up(seconds)
    if seconds < 0:
        return "-" + show_duration(-seconds)
    parts: list[str] = []
    zh = current() == "zh"
    for size, unit_en, unit_zh in ((DAY, "d", "天"), (3600, "h", "小时"), (60, "min", "分钟"), (1, "s", "秒")):
        n, seconds = divmod(seconds, size)
        if n:
            parts.append(f"{n}{unit_zh}" if zh else f"{n} {unit_en}")
    return ("" if zh else " ").join(parts) or ("0秒" if zh else "0 s")


def show_about(seconds: float) -> str:
    """A duration to its two largest units: '1 h 20 min', '3 d 4 h'."""
    whole = half_up(seconds)
    for size, finer in ((DAY, 3600), (3600, 60)):
        if whole >= size:
            return show_duration(half_up(whole / finer) * finer)
    return show_duration(whole)


def show_clock(second: int) -> str:
    """A second of the day as 'HH:MM', with seconds when they are not zero."""
    minutes, seconds = divmod(second, 60)
    shown = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{shown}:{seconds:02d}" if seconds else shown


def show_moment(start: datetime, second: int) -> str:
    """A scenario second as a date and time to the second: '2026-03-02 09:30:05'."""
    return (start + timedelta(seconds=second)).isoformat(sep=" ")


MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def say_moment(start: datetime, second: int) -> str:
    """A scenario second as people write it: '2 March 2026, 09:30', '2026年3月2日09:30'."""
    moment = start + timedelta(seconds=second)
    return _("{day} {month} {year}, {clock}").format(
        day=moment.day, month=_(MONTHS[moment.month - 1]), year=moment.year, clock=f"{moment:%H:%M}"
    )


def show_people(low: int, high: int) -> str:
    """A head-count range with both ends: '5 to 15', '30 and more'."""
    if high >= NO_LIMIT:
        return _("{low} and more").format(low=low)
    return str(low) if low == high else _("{low} to {high}").format(low=low, high=high)


# ---- as a file would hold them: what the parsers above read back --------------------------------


def written_hours(span: tuple[int, int]) -> str:
    """'08:00-18:00'."""
    return "-".join(map(show_clock, span))


def written_days(numbers: tuple[int, ...]) -> str:
    """'mon-fri', '周六、周日': runs of three and more days by their ends."""
    names = _WEEKDAYS_ZH if current() == "zh" else WEEKDAYS
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    to, mark = ("至", "、") if current() == "zh" else ("-", ", ")
    parts = [[names[run[0]] + to + names[run[-1]]] if len(run) > 2 else [names[n] for n in run] for run in runs]
    return mark.join(name for part in parts for name in part)


def written_people(ends: tuple[int, int]) -> str:
    """'1..15', '16..', '5'; '1至15人', '16人以上', '5人'."""
    low, high = ends
    if current() == "zh":
        return f"{low}人以上" if high >= NO_LIMIT else f"{low}人" if low == high else f"{low}至{high}人"
    return f"{low}.." if high >= NO_LIMIT else str(low) if low == high else f"{low}..{high}"


def written_money(yuan: int) -> str:
    """'500 yuan', '500元'."""
    return f"{yuan}元" if current() == "zh" else f"{yuan} yuan"


def written_share(share: float) -> str | float:
    """'40 %'; the bare number where no percentage of twelve digits is exactly it."""
    shown = f"{share * 100:.12g}"
    return f"{shown} %" if float(shown) / 100 == share else share
