"""Times of day, dates and days of a scenario as people write them, in both languages.

'09:30', '上午9点半' and '9:30 am' are times of day; '2026-03-02 09:30', '2026年3月2日（周一）晚上8点' and '3月2日9时30分'
are dates with them; 'day 2 09:30' and '第2天 9时' days of the scenario. There is one clock, that of the place: a time
that names its zone is refused, for whoever wrote it may have meant another moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from drillsim.base.language import say
from drillsim.quantities.written import DAY, Unreadable, fold


class TimeSaid(NamedTuple):
    """A time as it was written: seconds after a midnight, and of which day, as far as that is said."""

    seconds: int
    date: tuple[int | None, int, int] | None = None  # year (None where it is not said), month, day
    day: int | None = None  # of the scenario, from 1

    def moment(self, year: int | None = None) -> datetime | None:
        """The moment of a date, in the year given if none is said; None for one that the calendar does not have."""
        if self.date is None or (year := self.date[0] or year) is None:
            return None
        try:
            return datetime(year, *self.date[1:]) + timedelta(seconds=self.seconds)
        except (ValueError, OverflowError):
            return None


def _hours(*same: int, later: range = range(0)) -> dict[int, int]:
    return {**{hour: hour for hour in same}, **{hour: hour + 12 for hour in later}}


# What an hour means in each part of the day. What is missing contradicts itself ('上午15点'), or it does not say of which
# night it is: 'the night of the second, two o'clock'.
_SMALL_HOURS = {**_hours(*range(7)), 12: 0}
_MORNING = _hours(*range(12))
_AFTERNOON = _hours(*range(12, 24), later=range(1, 12))
_EVENING = {**_hours(*range(17, 25), later=range(5, 12)), 12: 24}
_NIGHT = {**_hours(*range(20, 25), later=range(8, 12)), 12: 24}
_AM, _PM = {**_hours(*range(1, 12)), 12: 0}, {**_hours(later=range(1, 12)), 12: 12}
_PARTS: dict[str, dict[int, int]] = {
    **dict.fromkeys(("凌晨", "零晨"), _SMALL_HOURS),
    **dict.fromkeys(("清晨", "早上", "早晨", "早"), _MORNING),
    "上午": {**_MORNING, 12: 12},
    **dict.fromkeys(("中午", "正午"), _hours(*range(10, 15), later=range(1, 3))),
    **dict.fromkeys(("下午", "午后"), _AFTERNOON),
    "傍晚": _hours(*range(16, 21), later=range(4, 9)),
    **dict.fromkeys(("晚上", "晚间", "晚"), _EVENING),
    **dict.fromkeys(("夜里", "夜间", "深夜", "半夜", "午夜"), _NIGHT),
    **dict.fromkeys(("am", "a.m."), _AM),
    **dict.fromkeys(("pm", "p.m."), _PM),
}
_PART = "|".join(re.escape(part) for part in sorted(_PARTS, key=len, reverse=True))
_CLOCK = re.compile(
    rf"(?P<part>{_PART})?\s*(?P<hour>\d{{1,2}})\s*"
    r"(?::(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?"
    r"|(?:时|点钟|点)\s*(?:(?P<half>半)|(?P<quarter>[13])\s*刻钟?|整|(?P<spoken>[0-5]?\d)\s*分?\s*(?:(?P<spoken_second>[0-5]?\d)\s*秒)?)?"
    rf"|(?=\s*[ap]\.?m\b))\s*(?P<after>am|pm|a\.m\.|p\.m\.)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"([01]\d|2[0-3])([0-5]\d)([0-5]\d)?")
_NOON = ("中午", "正午")

_YEAR_WORDS = re.compile(r"[〇零一二三四五六七八九]{4}(?=\s*年)")
_DIGITS = "零一二三四五六七八九〇"
_SIZES = {"十": 10, "百": 100}
_YEAR_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_CLOCK_WORDS = re.compile(r"[零〇一二三四五六七八九十]{1,3}(?=\s*(?:[时点刻分秒]|$))")
_DATE_WORDS = re.compile(r"[一二三四五六七八九十百]{1,5}(?=\s*[月日号天])")
_DATE = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d)\s*[日号]?"
    r"|(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?!\d)|(?P<own_month>\d{1,2})\s*月\s*(?P<own_day>\d{1,2})(?!\d)\s*[日号]?"
)
_OF_SCENARIO = re.compile(r"day\s*(\d{1,5})(?![\d:])|第\s*(\d{1,5})\s*[天日]", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\s*\(?(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?(?![a-z])|(?:周|星期|礼拜)[一二三四五六日天1-6])\)?",
    re.IGNORECASE,
)
_GAP = re.compile(r"\s*(?:T(?![a-z])|,)?\s*", re.IGNORECASE)
_OFFSET = r"[+\-−–]\s*(?:0?\d|1[0-4])(?::?[0-5]\d)?"
_ZONE = re.compile(
    rf"\s*[(\[]?\s*(?:(?:utc|gmt|ut)\s*(?:{_OFFSET})?|{_OFFSET}|z(?:ulu)?"
    r"|[ecmpa][sd]t|[cew]es?t|[ijkhb]st|hkt|sgt|msk|wib|aes?t|aedt|nz[sd]t|ak[sd]t"
    r"|[a-z]+/[a-z_]+(?:/[a-z_]+)?|北京时间|世界协调时间?|世界时|格林(?:尼治|威治)(?:标准)?时间|[东西][一二三四五六七八九十\d]{1,2}区)\s*[)\]]?\s*",
    re.IGNORECASE,
)


def told(text: str) -> TimeSaid | None:
    """A time of day, a date or a day of the scenario; None for what is none of them.

    Raises Unreadable where one is written that is not clear: with a time zone, with an hour that its part of the day
    does not have.
    """
    folded = _dates_in_digits(fold(text).replace("∶", ":"))
    date = day = None
    if (match := _OF_SCENARIO.match(folded)) is not None:
        day = int(match[1] or match[2])
    elif (match := _DATE.match(folded)) is not None:
        year, month, number = match["year"] or match["y"], match["month"] or match["m"], match["day"] or match["d"]
        date = (int(year) if year else None, int(month or match["own_month"]), int(number or match["own_day"]))
    rest = folded if match is None else _after_weekday(folded[match.end() :])
    if match is not None and not rest:
        return TimeSaid(0, date, day)
    seconds = _seconds(_CLOCK_WORDS.sub(_in_digits, rest), text, match is not None)
    return None if seconds is None else TimeSaid(seconds, date, day)


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_ENGLISH_DATE = re.compile(
    rf"^(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?P<year>\d{{4}})"
    rf"|{_MONTH.replace('month', 'm')}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}))(?!\d)",
    re.IGNORECASE,
)


def _dates_in_digits(folded: str) -> str:
    """'二〇二六年三月二日九点半', '2 March 2026' with the numbers of its date as digits."""
    if match := _ENGLISH_DATE.match(folded):
        month = _MONTHS.index((match["month"] or match["m"]).lower()) + 1
        folded = f"{match['year'] or match['y']}-{month}-{match['day'] or match['d']}{folded[match.end() :]}"
    folded = _YEAR_WORDS.sub(lambda match: match[0].translate(_YEAR_DIGITS), folded)
    return _DATE_WORDS.sub(_in_digits, folded)


def _in_digits(numeral: re.Match[str]) -> str:
    """A Chinese numeral below a thousand as digits."""
    total = digit = 0
    for sign in numeral[0]:
        if sign in _SIZES:
            total += (digit or 1) * _SIZES[sign]
            digit = 0
        else:
            digit = _DIGITS.index(sign) % 10
    return str(total + digit)


def _after_weekday(rest: str) -> str:
    """What follows a date without the gap and the weekday, which is for the eye."""
    rest = _GAP.sub("", rest, count=1)
    if (weekday := _WEEKDAY.match(rest)) is not None:
        rest = _GAP.sub("", rest[weekday.end() :], count=1)
    return rest


def _seconds(folded: str, text: str, dated: bool) -> int | None:
    """Seconds since midnight of a time of day."""
    if (match := _CLOCK.fullmatch(folded)) is not None:
        return _of(match, text)
    if (match := _COMPACT.fullmatch(folded)) is not None:
        return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)
    if folded in _NOON:
        return 12 * 3600
    if (zone := zone_named(folded, text, alone=dated)) is not None:
        raise zone
    return None


def zone_named(clock: str, text: str, alone: bool = False) -> Unreadable | None:
    """What to say of a time of day with a zone (`alone`: or of a zone without a time); None for anything else."""
    rests = _without_zone(fold(clock))
    if any(_CLOCK.fullmatch(rest) or _COMPACT.fullmatch(rest) or (alone and not rest) for rest in rests):
        return Unreadable(
            say("'{got}' names a time zone", got=text),
            say("write what the clocks of the place show, without Z, UTC or +08:00: a scenario has one clock"),
        )
    return None


def _without_zone(folded: str) -> Iterator[str]:
    """A text without the zone before or behind it."""
    for zone in _ZONE.finditer(folded):
        if zone.start() == 0 or zone.end() == len(folded):
            yield (folded[: zone.start()] + folded[zone.end() :]).strip()


def _of(match: re.Match[str], text: str) -> int | None:
    part, after, written = match["part"], match["after"], int(match["hour"])
    hour: int | None = written
    if part or after:
        hour = None if part and after else _PARTS[(part or after).lower()].get(written)
    if hour is None:
        raise Unreadable(
            say("'{got}' does not say clearly which hour is meant", got=text),
            say("write hours from 00:00 to 24:00; a time after midnight belongs to the date of that morning"),
        )
    minute = int(match["minute"] or match["spoken"] or (30 if match["half"] else 15 * int(match["quarter"] or 0)))
    seconds = hour * 3600 + minute * 60 + int(match["second"] or match["spoken_second"] or 0)
    if seconds > DAY:
        raise Unreadable(say("'{got}' is not a time of day", got=match[0]), say("write hours and minutes, such as 07:00"))
    return seconds
