"""How often something is done: 每日, 每两小时, 每周一次, 两小时一报, daily, every two hours, twice a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from drillsim.quantities.in_text import NUMBER, LengthUnit, decimal
from drillsim.quantities.measures import DAY, months_of, seconds_of
from drillsim.quantities.numerals import figure, in_digits
from drillsim.quantities.timetable import days as days_named
from drillsim.quantities.written import Unreadable

Occasion = Literal["shift", "term"]  # what comes again at no length of time: a shift, a school term


@dataclass(frozen=True)
class Rhythm:
    """So many `times` in each `every` seconds, months, working days, shifts or terms; on which `days`, if that is said."""

    times: int
    every: float
    unit: LengthUnit | Occasion = "second"
    days: tuple[int, ...] = ()


@dataclass(frozen=True)
class RhythmInText:
    """A rhythm, and where it stands."""

    start: int
    end: int
    rhythm: Rhythm


_N = NUMBER
_TIMES_ZH = rf"(?:[^,，。;；、()（）\0每]{{0,14}}?(?P<times>{_N})\s*(?:次|遍|轮|回|报|检|巡|测)(?!会|全会|数|告|查|视))?"
_UNIT_ZH = "分钟|小时|钟头|工作日|天|日|晚|早|夜|周|星期|旬|月|季度?|年|班|学期"
_WEEKDAYS_ZH = r"(?:[一二三四五六日天](?!次)(?:[、,至到和]?(?:周|星期)?[一二三四五六日天](?!次))*)"
_DONE_IN_SHIFT = r"[^,，。;；]{0,6}?(?:次|检|巡|测|记录|清点|交接|核对|报)"  # '每班巡查'; '每班2人' says how many
_DATE_ZH = rf"(?:{_N})[日号](?!常)"
_EVERY_ZH = re.compile(
    rf"(?<![人均户])(?:每(?:隔|间隔|逢)?|间隔)\s*(?P<number>{_N})?\s*个?(?P<half>半)?个?(?P<unit>{_UNIT_ZH})"
    rf"(?P<days>(?<=[周期]){_WEEKDAYS_ZH})?(?P<dates>(?<=月)(?:{_DATE_ZH})(?:[、,和及]{_DATE_ZH})*|"
    rf"(?<=[月年度])[上中下]?[初中末底旬])?(?:之?前)?"
    rf"(?![轻级龄次代度均])(?!(?<=班)(?!{_DONE_IN_SHIFT}))"
    rf"{_TIMES_ZH}"
)
_SO_OFTEN_ZH = re.compile(  # '两小时一报', '一日三检', '半年一次', '每两小时报告一次' is the one above
    rf"(?<![第每隔])(?P<number>{_N}|半)\s*个?(?P<half>半(?=小时|个?月|年))?(?P<unit>{_UNIT_ZH})\s*(?:内|之内)?"
    rf"(?:(?P<times>{_N})\s*(?:次|遍|检|巡|查|调度|会商|汇总|研判|通报|轮换|更新|督查|排查|清|消毒|消杀|总结|报告?|"
    rf"汇报|上报|测|换)"
    rf"|(?:报告|上报|汇报|通报|更新|巡查|巡检|测量|检查|调度|会商|消毒|轮换)(?P<often>{_N})次)(?![重人])"
)
_PER_TIME = re.compile(rf"(?P<number>{_N})\s*(?P<unit>分钟|小时|天|日|周|月|min|h)\s*/\s*次", re.IGNORECASE)  # '15min/次'
_ADVERB_ZH = re.compile(
    r"(?:逐|按)(?P<each>日|月|周|季度)|(?<![今昨次当同节假本明工作\d一二三四五六七八九十两每])"
    r"(?P<unit>日|周|旬|月|季)(?:报告|调度|会商|研判|排查|通报|巡查|报)(?=制|”|\"|$|[,，。;；、])"
)
_NO_RHYTHM_AFTER_ZH = re.compile(
    r"\s*(?:的)?(?:\s*(?:\d+|[一二三四五六七八九十]+|\0+)\s*月|24小时|二十四小时|补助|补贴|伙食|工资|\d+\s*元|"
    r"\0+(?:至|到|-)|汛期)"
)
_NO_RHYTHM_BEFORE_ZH = re.compile(r"(?:平均|人均|日均|每人)\s*$")
_EN_UNIT = (
    r"seconds?|minutes?|mins?|hours?|hrs?|days?|nights?|mornings?|evenings?|afternoons?|weeks?|fortnights?|"
    r"months?|quarters?|years?|shifts?|terms?"
)
_WEEKDAY_EN = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_HOW_OFTEN = rf"(?P<times>once|twice|thrice|(?:at least |no fewer than |not less than )?{_N} times)"
_EVERY_EN = re.compile(
    rf"(?:{_HOW_OFTEN}\s+)?\b(?:every|"
    rf"each)\s+(?P<other>other )?(?:(?P<number>{_N})(?:\s*\(\d+\))?[ -])?(?P<half>half[- ](?:an? )?|"
    rf"(?P<quarter>quarter of an ))?"
    rf"(?:working |calendar |school )?(?P<unit>{_EN_UNIT}|{_WEEKDAY_EN})\b",
    re.IGNORECASE,
)
_TIMES_EN = re.compile(
    rf"\b{_HOW_OFTEN}\s+(?:an?|per|in each|in any|in an?|during each)\s+(?P<unit>{_EN_UNIT})\b", re.IGNORECASE
)
_ADVERB_EN = re.compile(
    rf"(?:{_HOW_OFTEN}[- ])?\b(?<!bi-)(?P<number>(?:(?<![\d:]){_N}|"
    rf"half)[- ]?)?"  # 'bi-weekly' may be twice a week or every two
    r"(?P<unit>hourly|daily|nightly|weekly|fortnightly|monthly|quarterly|annually|annual|yearly)\b"
    r"(?!\s+(?:life|lives|work\b|working|operations?|management|routine|necessit\w+|supplies|duties|business|"
    r"needs|leave|budget"
    r"|rainfall|wage|living|practice|report of|use|production|capacity|output|average))",
    re.IGNORECASE,
)
_INTERVALS_EN = re.compile(
    rf"\bat intervals of(?: (?:no|not) more than| at most)?\s+(?P<number>{_N})\s+(?P<unit>{_EN_UNIT})\b"
    rf"|\bat (?P<short>{_N})[- ](?P<short_unit>minute|hour|day|week)(?:ly)?\s+intervals\b",
    re.IGNORECASE,
)
_ADVERBS = {"hourly": "hour", "daily": "day", "nightly": "day", "weekly": "week",
            "fortnightly": "fortnight", "monthly": "month",
            "quarterly": "quarter", "annually": "year", "annual": "year", "yearly": "year"}  # fmt: skip
_SAME = {"晚": "天", "早": "天", "夜": "天", "night": "day", "morning": "day", "evening": "day", "afternoon": "day",
         "mins": "minute", "min": "minute", "hrs": "hour", "hr": "hour"}  # fmt: skip
_LONG: dict[str, tuple[float, LengthUnit | Occasion]] = {
    "旬": (10 * DAY, "second"), "季": (3, "month"), "季度": (3, "month"), "quarter": (3, "month"),
    "fortnight": (14 * DAY, "second"), "班": (1, "shift"), "shift": (1, "shift"), "学期": (1, "term"), "term": (1, "term"),
    "工作日": (1, "working day"),
}  # fmt: skip
_OFTEN = {"once": 1, "twice": 2, "thrice": 3}


def rhythms(text: str) -> Iterator[RhythmInText]:
    """The rhythms in a text whose signs of full width are plain and whose dates are blanked, in order of their sort."""
    for match in _EVERY_ZH.finditer(text):
        if _NO_RHYTHM_AFTER_ZH.match(text, match.end("unit")) or _NO_RHYTHM_BEFORE_ZH.search(
            text, max(0, match.start() - 4), match.start()
        ):
            continue
        days = _weekdays("周" + re.sub("周|星期", "", match["days"])) if match["days"] else ()
        yield from _found(match, match["unit"], match["number"], bool(match["half"]), _times(match), days)
    for match in _SO_OFTEN_ZH.finditer(text):
        half = match["half"] is not None or match["number"] == "半"
        number = None if match["number"] == "半" else match["number"]
        yield from _found(match, match["unit"], number, half, match["times"] or match["often"])
    for match in _PER_TIME.finditer(text):
        yield from _found(match, match["unit"], match["number"])
    for match in _ADVERB_ZH.finditer(text):
        yield from _found(match, match["each"] or match["unit"])
    for match in _EVERY_EN.finditer(text):
        unit = match["unit"].lower()
        if unit.rstrip("s").endswith("day") and len(unit.rstrip("s")) > 3:
            yield from _found(match, "week", None, False, match["times"], _weekdays(unit.rstrip("s")))
        else:
            if match["quarter"]:
                yield RhythmInText(match.start(), match.end(), Rhythm(1, 900))
                continue
            yield from _found(match, unit, "2" if match["other"] else match["number"], bool(match["half"]), match["times"])
    for match in _TIMES_EN.finditer(text):
        yield from _found(match, match["unit"], times=match["times"])
    for match in _INTERVALS_EN.finditer(text):
        yield from _found(match, match["unit"] or match["short_unit"], match["number"] or match["short"])
    for match in _ADVERB_EN.finditer(text):
        number = (match["number"] or "").lower().strip(" -")
        yield from _found(
            match, _ADVERBS[match["unit"].lower()], None if number == "half" else number, number == "half", match["times"]
        )


def _times(match: re.Match[str]) -> str | None:
    """How often: '早晚各一次' are two times."""
    if match["dates"]:  # '每月5日、20日'
        return str(max(1, len(re.findall("[日号]", match["dates"]))))
    return "2" if re.search("早晚各", match[0]) and match["times"] in ("1", "一") else match["times"]


def _weekdays(text: str) -> tuple[int, ...]:
    try:
        return days_named(text)
    except Unreadable:
        return ()


def _found(
    match: re.Match[str],
    unit: str,
    number: str | None = None,
    half: bool = False,
    times: str | None = None,
    days: tuple[int, ...] = (),
) -> Iterator[RhythmInText]:
    """A rhythm of so many times in so many units; none where a number is not clear ('每两三天')."""
    unit = unit.lower()
    unit = unit.removesuffix("s") if unit.isascii() and unit.removesuffix("s") else unit
    unit = _SAME.get(unit, unit)
    so_many = figure(decimal(number or ("" if half else "1"))) if number or not half else 0.0
    often = _OFTEN.get((times or "once").lower()) or figure(re.sub(r"[^\d]+", "", in_digits(times or "1")))
    if so_many is None or not often:
        return
    size, of = _LONG.get(unit) or _of_clock_or_calendar(unit)
    every = (so_many + 0.5 * half) * size
    if every > 0:
        yield RhythmInText(match.start(), match.end(), Rhythm(int(often), every, of, days))


def _of_clock_or_calendar(unit: str) -> tuple[float, LengthUnit]:
    one = f"1 {unit}" if unit.isascii() else f"1{unit}"
    months = months_of(one)
    return (months, "month") if months is not None else (seconds_of(one) or 0, "second")
