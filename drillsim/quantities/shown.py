"""Quantities as people read them, in the language spoken, and as a file would hold them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from itertools import combinations, groupby, product

from drillsim.base.language import Moment, _, current, filed, speaking
from drillsim.quantities.measures import NO_LIMIT, SECONDS, half_up
from drillsim.quantities.timetable import (
    BY_CALENDAR,
    DAYS_OFF,
    HOLIDAYS,
    MADE_UP,
    WEEK,
    WEEKDAYS,
    WEEKDAYS_ZH,
    WORKDAYS,
    always,
)
from drillsim.quantities.written import DAY

MOST_DECIMALS = 12
_EXACT = Context(prec=400)  # digits of any float, before and behind the point
IN_MINUTES = 600  # seconds from which on nobody counts them


def digits(
    value: float | Decimal, fewest: int = 0, beside: Iterable[float | Decimal] = (), rounding: str = ROUND_HALF_EVEN
) -> str:
    """`value` with at least `fewest` decimals, and with as many as show on which side of each figure `beside` it it lies.

    The one rule by which figures are rounded: 99.97 is no 100, and 95.04 beside 95 is no 95.0.
    """
    exact, marks = Decimal(str(value)), [Decimal(str(mark)) for mark in beside]
    for decimals in range(fewest, MOST_DECIMALS):
        shown = f"{exact.quantize(Decimal(1).scaleb(-decimals), rounding, _EXACT):f}"
        if all((Decimal(shown) > mark, Decimal(shown) < mark) == (exact > mark, exact < mark) for mark in marks):
            return shown
    return f"{exact:.{MOST_DECIMALS}f}"


def show_duration(seconds: float, *beside: float) -> str:
    """A duration that somebody wrote, in the language spoken, to the second: '1 h 20 min', '1小时20分钟'.

    Finer where that would hide on which side of the durations `beside` it lies.
    """
    return _show_seconds(seconds, (1,), beside)


def show_about(seconds: float, *beside: float) -> str:
    """A duration that was measured, as people say it: '3 d 4 h', '1 h 20 min', '36 min', '8 min 20 s'.

    Two units at the most, and seconds only below ten minutes; finer beside others, like `show_duration`.
    """
    whole = abs(half_up(seconds))
    return _show_seconds(seconds, (3600, 60, 1) if whole >= DAY else (60, 1) if whole >= IN_MINUTES else (1,), beside)


def _show_seconds(seconds: float, steps: tuple[int, ...], beside: tuple[float, ...]) -> str:
    """A duration rounded to the first of these steps, in seconds, that shows it on its side of others; else to decimals."""
    if seconds < 0:
        shown = _show_seconds(-seconds, steps, tuple(-other for other in beside))
        return shown if shown == _show_seconds(0, (1,), ()) else f"-{shown}"
    for step in steps:
        whole = half_up(seconds / step) * step
        if all((whole > other, whole < other) == (seconds > other, seconds < other) for other in beside):
            text = str(whole)
            break
    else:
        text = digits(seconds, 1, beside)
    rest, told = Decimal(text), ""
    for size, unit in ((DAY, _("{n} d")), (3600, _("{n} h")), (60, _("{n} min")), (1, _("{n} s"))):
        n, rest = (rest, Decimal(0)) if size == 1 else divmod(rest, size)
        if n or (size == 1 and not told):
            part = unit.format(n=n)
            told = _("{longer} {shorter}").format(longer=told, shorter=part) if told else part
    return told


def show_clock(second: int) -> str:
    """A second of the day as 'HH:MM', with seconds when they are not zero."""
    minutes, seconds = divmod(second, 60)
    shown = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{shown}:{seconds:02d}" if seconds else shown


def show_moment(start: datetime, second: int) -> str:
    """A scenario second as a date and time to the second: '2026-03-02 09:30:05'."""
    return (start + timedelta(seconds=second)).isoformat(sep=" ")


def say_moment(start: datetime, second: int) -> str:
    """A scenario second as people write it: '2 March 2026, 09:30', '2026年3月2日09:30'."""
    return str(Moment(start + timedelta(seconds=second)))


def show_people(low: int, high: int) -> str:
    """A head-count range with both ends: '5 to 15', '30 and more'."""
    if high >= NO_LIMIT:
        return _("{low} and more").format(low=low)
    return str(low) if low == high else _("{low} to {high}").format(low=low, high=high)


# ---- as a file would hold them: what the parsers above read back --------------------------------


def written_hours(span: tuple[int, int]) -> str:
    """'08:00-18:00'."""
    return "-".join(map(show_clock, span))


def written_spans(several: tuple[tuple[int, int], ...]) -> str:
    """'08:30-12:00, 14:00-17:30'."""
    return ("、" if current() == "zh" else ", ").join(map(written_hours, several))


def written_days(kinds: tuple[int, ...]) -> str:
    """'mon-fri', '周六、周日', 'workdays, sat', 'mon-fri except holidays': the shortest that names these days."""
    left = set(kinds) - _NEVER | {day + WEEK * MADE_UP for day in range(5) if day in kinds}
    ways = []
    for words, others in _WORDS:
        named, gone = (set[int]().union(*(BY_CALENDAR[word] for word in several)) for several in (words, others))
        weekdays = [day for day in range(WEEK) if always([day]) <= left | gone]
        also_gone = {kind % WEEK for kind in (named | always(weekdays)) - gone - left}
        if (named | always(weekdays)) - gone - always(also_gone) == left:
            ways.append(_some_but(_several(words, weekdays), _several(others, sorted(also_gone))))
    if ways:
        return min(ways, key=len)
    parts = (left & sort for sort in (WORKDAYS, HOLIDAYS, DAYS_OFF - HOLIDAYS))  # shown only: nobody can write them as one
    return "; ".join(written_days(tuple(part)) for part in parts if part)


_NEVER = frozenset(day + WEEK * MADE_UP for day in range(5))  # from Monday to Friday people work anyway
_EACH = [words for number in range(len(BY_CALENDAR) + 1) for words in combinations(BY_CALENDAR, number)]
_WORDS = list(product(_EACH, _EACH))


def _several(words: tuple[tuple[str, str], ...], weekdays: list[int]) -> str:
    zh = current() == "zh"
    return ("、" if zh else ", ").join([*(word[zh] for word in words), *_runs(weekdays)])


def _some_but(some: str, gone: str) -> str:
    if not gone:
        return some
    return f"{some}（{gone}除外）" if current() == "zh" else f"{some} except {gone}"


def _runs(numbers: list[int]) -> Iterator[str]:
    """Weekdays, runs of three and more by their ends."""
    names, to = (WEEKDAYS_ZH, "至") if current() == "zh" else (WEEKDAYS, "-")
    for _gap, run in groupby(enumerate(numbers), lambda placed: placed[1] - placed[0]):
        days = [names[number] for _place, number in run]
        yield from [days[0] + to + days[-1]] if len(days) > 2 else days


def written_dates(ends: tuple[date, date]) -> str:
    """'2026-10-01', '2026-10-01 to 2026-10-07', '2026-10-01至2026-10-07'."""
    to = "至" if current() == "zh" else " to "
    return to.join(dict.fromkeys(day.isoformat() for day in ends))


def written_month_day(day: int | tuple[date, date]) -> int | str:
    """15, '2026-10-01', '2026-10-01 to 2026-10-07'."""
    return day if isinstance(day, int) else written_dates(day)


def written_duration(seconds: int) -> str:
    """'1 h 20 min', '1小时20分钟'."""
    with speaking(filed()):
        return show_duration(seconds)


def written_people(ends: tuple[int, int]) -> str:
    """'1..15', '16..', '5'; '1至15人', '16人以上', '5人'."""
    low, high = ends
    if current() == "zh":
        return f"{low}人以上" if high >= NO_LIMIT else f"{low}人" if low == high else f"{low}至{high}人"
    return f"{low}.." if high >= NO_LIMIT else str(low) if low == high else f"{low}..{high}"


def written_money(yuan: int) -> str:
    """'500 yuan', '500元'."""
    return f"{yuan}元" if current() == "zh" else f"{yuan} yuan"


def written_rate(per_second: float) -> str:
    """'3 per day', '每天3起'."""
    for unit, zh in (("day", "天"), ("hour", "小时"), ("week", "周")):
        shown = f"{per_second * SECONDS[unit]:.12g}"
        if "e" not in shown and float(shown) / SECONDS[unit] == per_second:
            return f"每{zh}{shown}起" if current() == "zh" else f"{shown} per {unit}"
    exact = f"{Decimal(per_second * DAY):f}"
    return f"每天{exact}起" if current() == "zh" else f"{exact} per day"


def written_moment(moment: datetime) -> str:
    """'2026-03-02 08:30', '2026-03-02'."""
    day, _space, clock = moment.isoformat(sep=" ").partition(" ")
    return day if clock == "00:00:00" else f"{day} {clock.removesuffix(':00')}"


def written_scenario_time(time: int | datetime) -> str:
    """'day 2 09:30', '第2天 09:30'; a date and time as it is."""
    if isinstance(time, datetime):
        return written_moment(time)
    day, second = divmod(time, DAY)
    return f"第{day + 1}天 {show_clock(second)}" if current() == "zh" else f"day {day + 1} {show_clock(second)}"


def written_share(share: float) -> str | float:
    """'40%'; the bare number where no percentage of twelve digits is exactly it."""
    shown = f"{share * 100:.12g}"
    return f"{shown}%" if float(shown) / 100 == share else share
