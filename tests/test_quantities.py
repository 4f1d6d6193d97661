"""Quantities as people write them: what is read, what is refused and with which words."""

# ruff: noqa: E501 (tables of writings)

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillsim.base.language import speaking
from drillsim.plan.procedures import Duty
from drillsim.quantities import measures
from drillsim.quantities.shown import (
    say_moment,
    show_about,
    show_clock,
    show_duration,
    show_moment,
    show_people,
    written_days,
    written_hours,
    written_money,
    written_people,
    written_rate,
    written_scenario_time,
    written_share,
)
from drillsim.quantities.timetable import DAYS_OFF, EVERY_DAY, HOLIDAYS, WORKDAYS, always
from drillsim.quantities.wording import amount, goal_percent, percent, points, signed_percent, sure

DAY = 86_400


def kinds(days: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(days))


def week(*weekdays: int) -> tuple[int, ...]:
    """Days of the week, whether they are holidays or not."""
    return kinds(always(weekdays))


# Whatever can be said of days: some weekdays and words of a calendar, but for others.
SOME_DAYS = [set().union(always(weekdays), *words) for weekdays in ([], [0], [0, 1, 2, 3, 4], [0, 2, 5], [5, 6], range(7))
             for words in ([], [WORKDAYS], [HOLIDAYS], [DAYS_OFF], [WORKDAYS, HOLIDAYS])]  # fmt: skip
WRITTEN_DAYS = sorted({kinds(some - others) for some in SOME_DAYS for others in SOME_DAYS if some - others})


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("10 min", 600),
        ("10min", 600),
        ("  10   min  ", 600),
        ("10 MIN", 600),
        ("1 minute", 60),
        ("1 h 30 min", 5400),
        ("3 h 30", 12_600),
        ("2h05", 7500),
        ("1h30min15s", 5415),
        ("1.5 h", 5400),
        ("0.5 day", 43_200),
        ("2 hours", 7200),
        ("3 days", 3 * DAY),
        ("1 week", 7 * DAY),
        ("0 s", 0),
        ("45 s", 45),
        ("2小时", 7200),
        ("2 小时", 7200),
        ("2小时30分", 9000),
        ("2小时30分钟", 9000),
        ("2个小时", 7200),
        ("1天", DAY),
        ("3日", 3 * DAY),
        ("2周", 14 * DAY),
        ("15秒", 15),
        ("9时", 9 * 3600),
        ("１０分钟", 600),
        ("１．５　小时", 5400),
        ("１０　ｍｉｎ", 600),
        ("0.4 s", 0),
        ("0.5 s", 1),
        ("1.5 s", 2),
        ("2.5 s", 3),
        ("0.1 h", 360),
        ("30 s 1 min", 90),
        ("2小时内", 7200),
        ("在2小时之内", 7200),
        ("不超过30分钟", 1800),
        ("within 2 h", 7200),
        ("at most 45 min", 2700),
        ("半小时", 1800),
        ("半个小时", 1800),
        ("一个半小时", 5400),
        ("2小时半", 9000),
        ("三十分钟以内", 1800),
        ("两小时", 7200),
        ("十五日", 15 * DAY),
        ("一百二十秒", 120),
        ("一刻钟", 900),
    ],
)
def test_durations_are_whole_seconds(written: str, seconds: int) -> None:
    assert measures.duration(written) == seconds
    assert isinstance(measures.duration(written), int)


@pytest.mark.parametrize(
    "written",
    ["10", "１０", "-10 min", "+10 min", "10:30", "10：30", "min", "10 parsecs", "10 min 5", "several minutes",
     "10 min, 5 s", "1e3 s", "NaN", "inf", "nan s",
     "两三天", "十几分钟", "立即", "9时30", "3个工作日", "10 分鐘", ".5 h", "1/2 h", "10 min -5 s", "1,5 h"],
)  # fmt: skip
def test_a_duration_carries_its_unit_and_nothing_else(written: str) -> None:
    with pytest.raises(measures.Unreadable) as caught:
        measures.duration(written)
    assert str(caught.value.what) == f"'{written}' is not a duration"
    assert "10 min" in str(caught.value.mend)


@pytest.mark.parametrize("written", ["", " ", "　"])
def test_an_empty_duration_is_missing(written: str) -> None:
    with pytest.raises(measures.Unreadable, match="a duration is missing"):
        measures.duration(written)


def test_durations_end_at_thirty_years() -> None:
    assert measures.duration(f"{30 * 365} days") == measures.LONGEST
    for written in ("10951 days", "9" * 100 + " s"):
        with pytest.raises(measures.Unreadable, match="more than thirty years"):
            measures.duration(written)


@given(st.integers(0, measures.LONGEST), st.sampled_from(["en", "zh"]))
def test_a_shown_duration_reads_back(seconds: int, language: str) -> None:
    with speaking(language):
        assert measures.duration(show_duration(seconds)) == seconds


def test_durations_are_shown_as_people_say_them() -> None:
    shown = [(0, "0 s", "0秒"), (4800, "1 h 20 min", "1小时20分钟"), (90_061, "1 d 1 h 1 min 1 s", "1天1小时1分钟1秒"),
             (59.5, "1 min", "1分钟"), (-65, "-1 min 5 s", "-1分钟5秒")]  # fmt: skip
    for seconds, en, zh in shown:
        assert show_duration(seconds) == en
        with speaking("zh"):
            assert show_duration(seconds) == zh


@pytest.mark.parametrize(("x", "n"), [(0, 0), (0.49, 0), (0.5, 1), (1.5, 2), (2.5, 3), (2.4999, 2), (1e9 + 0.5, 10**9 + 1)])
def test_halves_go_up(x: float, n: int) -> None:
    assert measures.half_up(x) == n


@pytest.mark.parametrize(
    ("read", "written", "value"),
    [
        (measures.clock, "07:00", 7 * 3600),
        (measures.clock, "7:05", 7 * 3600 + 300),
        (measures.clock, "００：００", 0),
        (measures.clock, "２３：５９", DAY - 60),
        (measures.clock, "24:00", DAY),
        (measures.clock, "每日7时", 7 * 3600),
        (measures.clock, "下午3点半", 15.5 * 3600),
        (measures.clock, "晚8时15分", 20 * 3600 + 900),
        (measures.clock, "中午十二点", 12 * 3600),
        (measures.clock, "上午9:30", 9.5 * 3600),
        (measures.clock, "daily at 18:00", 18 * 3600),
        (measures.hours, "每日8时至18时", (8 * 3600, 18 * 3600)),
        (measures.hours, "晚8点到次日6点", (20 * 3600, 6 * 3600)),
        (measures.hours, "全天", (0, DAY)),
        (measures.hours, "08:00-18:00", (8 * 3600, 18 * 3600)),
        (measures.hours, "8:00 - 18:00", (8 * 3600, 18 * 3600)),
        (measures.hours, "20:00-06:00", (20 * 3600, 6 * 3600)),
        (measures.hours, "08:00至18:00", (8 * 3600, 18 * 3600)),
        (measures.hours, "０８：００～１８：００", (8 * 3600, 18 * 3600)),
        (measures.hours, "08:00 to 18:00", (8 * 3600, 18 * 3600)),
        (measures.hours, "00:00-24:00", (0, DAY)),
        (measures.hours, "18:00-24:00", (18 * 3600, DAY)),
        (measures.days, "mon-fri", week(0, 1, 2, 3, 4)),
        (measures.days, "sat, sun", week(5, 6)),
        (measures.days, "Fri-Mon", week(0, 4, 5, 6)),
        (measures.days, "Wednesday", week(2,)),
        (measures.days, "mon, wed-thu, mon", week(0, 2, 3)),
        (measures.days, "周一至周五", week(0, 1, 2, 3, 4)),
        (measures.days, "周六、周日", week(5, 6)),
        (measures.days, "周六，周天", week(5, 6)),
        (measures.days, "每周一", week(0,)),
        (measures.days, "星期六、礼拜天", week(5, 6)),
        (measures.days, "工作日", kinds(WORKDAYS)),
        (measures.days, "节假日、周六", kinds(HOLIDAYS | always([5]))),
        (measures.days, "mon-fri except holidays", kinds(always(range(5)) - HOLIDAYS)),
        (measures.days, "每天", EVERY_DAY),
        (measures.days, "weekends", week(5, 6)),
        (measures.people, "30人以上", (30, measures.NO_LIMIT)),
        (measures.people, "30人及以上", (30, measures.NO_LIMIT)),
        (measures.people, "5人以下", (1, 5)),
        (measures.people, "5人至15人", (5, 15)),
        (measures.people, "三人", (3, 3)),
        (measures.people, "16 and more", (16, measures.NO_LIMIT)),
        (measures.people, "1..15", (1, 15)),
        (measures.people, "16..", (16, measures.NO_LIMIT)),
        (measures.people, "5", (5, 5)),
        (measures.people, "5人", (5, 5)),
        (measures.people, "5-15", (5, 15)),
        (measures.people, "５～１５人", (5, 15)),
        (measures.people, "5至15人", (5, 15)),
        (measures.money, "500 yuan", 500),
        (measures.money, "500元", 500),
        (measures.money, "1 万元", 10_000),
        (measures.money, "1.5万", 15_000),
        (measures.money, "10,000 yuan", 10_000),
        (measures.money, "１００００元", 10_000),
        (measures.money, "99.5", 100),
        (measures.proportion, "40 %", 0.4),
        (measures.proportion, "0.4", 0.4),
        (measures.proportion, "４０％", 0.4),
        (measures.proportion, "0", 0.0),
        (measures.proportion, "100%", 1.0),
        (measures.moment, "2026-03-02", datetime(2026, 3, 2)),
        (measures.moment, "2026-03-02 08:30", datetime(2026, 3, 2, 8, 30)),
        (measures.moment, "2026-03-02T08:30:05", datetime(2026, 3, 2, 8, 30, 5)),
        (measures.moment, "２０２６-０３-０２ ０８：３０", datetime(2026, 3, 2, 8, 30)),
        (measures.scenario_time, "day 1 00:00", 0),
        (measures.scenario_time, "day 2 09:30", DAY + 9 * 3600 + 1800),
        (measures.scenario_time, "Day 2, 09:30:15", DAY + 9 * 3600 + 1815),
        (measures.scenario_time, "day 3", 2 * DAY),
        (measures.scenario_time, "第2天 09:30", DAY + 9 * 3600 + 1800),
        (measures.scenario_time, "第２日０９：３０", DAY + 9 * 3600 + 1800),
        (measures.scenario_time, "day 1 24:00", DAY),
        (measures.scenario_time, "2026-03-03 09:30", datetime(2026, 3, 3, 9, 30)),
    ],
)  # fmt: skip
def test_quantities_are_read(read: Callable[[str], Any], written: str, value: Any) -> None:
    assert read(written) == value


@pytest.mark.parametrize(
    ("written", "per_second"),
    [
        ("3 per day", 3 / DAY),
        ("0.5/h", 0.5 / 3600),
        ("2 per week", 2 / (7 * DAY)),
        ("1 an hour", 1 / 3600),
        ("3 a day", 3 / DAY),
        ("每天3起", 3 / DAY),
        ("每小时 0.5 次", 0.5 / 3600),
        ("每周２件", 2 / (7 * DAY)),
        ("3起/天", 3 / DAY),
        ("3 起每天", 3 / DAY),
        ("0 per day", 0.0),
    ],
)
def test_rates_are_per_second(written: str, per_second: float) -> None:
    assert measures.rate(written) == pytest.approx(per_second, rel=1e-15)


@pytest.mark.parametrize(
    ("read", "written", "what"),
    [
        (measures.clock, "24:01", "'24:01' is not a time of day"),
        (measures.clock, "25:00", "'25:00' is not a time of day"),
        (measures.clock, "07:60", "'07:60' is not a time of day"),
        (measures.clock, "7", "'7' is not a time of day"),
        (measures.clock, "7:5", "'7:5' is not a time of day"),
        (measures.clock, "07:00:00", "'07:00:00' is not a time of day"),
        (measures.clock, "-1:00", "'-1:00' is not a time of day"),
        (measures.hours, "08:00", "'08:00' is not a span of hours"),
        (measures.hours, "8-18", "'8, 18' is not a time of day"),
        (measures.hours, "08:00-08:00", "'08:00-08:00' begins and ends at the same time"),
        (measures.hours, "00:00-00:00", "'00:00-00:00' begins and ends at the same time"),
        (measures.hours, "08:00-12:00-18:00", "'08:00-12:00-18:00' is not a span of hours"),
        (measures.days, "", "'' names no days"),
        (measures.days, "feast", "'feast' names no days"),
        (measures.days, "mon-wed-fri", "'mon-wed-fri' names no days"),
        (measures.people, "15..1", "'15..1' ends below its start"),
        (measures.people, "..5", "'..5' is not a range of head-counts"),
        (measures.people, "-5", "'-5' is not a range of head-counts"),
        (measures.people, "1.5", "'1.5' is not a range of head-counts"),
        (measures.people, "many", "'many' is not a range of head-counts"),
        (measures.rate, "3", "'3' is not a rate"),
        (measures.rate, "3 per month", "'3 per month' is not a rate"),
        (measures.rate, "-3 per day", "'-3 per day' is not a rate"),
        (measures.rate, "per day", "'per day' is not a rate"),
        (measures.money, "500 dollars", "'500 dollars' is not an amount of money"),
        (measures.money, "-500 yuan", "'-500 yuan' is not an amount of money"),
        (measures.proportion, "101 %", "'101 %' is not a share"),
        (measures.proportion, "-0.1", "'-0.1' is not a share"),
        (measures.proportion, "nan", "'nan' is not a share"),
        (measures.proportion, "most", "'most' is not a share"),
        (measures.proportion, "%", "'%' is not a share"),
        (measures.moment, "2026-02-30", "'2026-02-30' is not a date and time"),
        (measures.moment, "2 Ventose 2026", "'2 Ventose 2026' is not a date and time"),
        (measures.moment, "", "'' is not a date and time"),
        (measures.scenario_time, "day 0 09:00", "'day 0 09:00': days count from 1"),
        (measures.scenario_time, "09:30", "'09:30' is not a moment of the scenario"),
        (measures.scenario_time, "day two", "'day two' is not a moment of the scenario"),
        (measures.scenario_time, "day 1 09:30:75", "'day 1 09:30:75' is not a moment of the scenario"),
        (measures.scenario_time, "day 1 25:00", "'25:00' is not a time of day"),
        (measures.clock, "08:00Z", "'08:00Z' names a time zone"),
        (measures.clock, "08:00 UTC+8", "'08:00 UTC+8' names a time zone"),
        (measures.hours, "08:00-18:00 UTC", "'18:00 UTC' names a time zone"),
        (measures.hours, "08:00Z-18:00Z", "'08:00Z' names a time zone"),
        (measures.moment, "2026-03-02T08:00:00+08:00", "'2026-03-02T08:00:00+08:00' names a time zone"),
        (measures.scenario_time, "第1天 8:00 GMT+8", "'第1天 8:00 GMT+8' names a time zone"),
        (measures.scenario_time, "第1天 上午15点", "'第1天 上午15点' does not say clearly which hour is meant"),
    ],
)
def test_quantities_are_refused_in_words(read: Callable[[str], Any], written: str, what: str) -> None:
    with pytest.raises(measures.Unreadable) as caught:
        read(written)
    assert str(caught.value.what) == what
    assert caught.value.mend is not None


@pytest.mark.parametrize(
    "read", [measures.duration, measures.clock, measures.hours, measures.days, measures.moment, measures.scenario_time, measures.rate, measures.people, measures.money, measures.proportion, measures.count, measures.at_most,
             measures.spans, measures.deadline, measures.factor, measures.whole_days, measures.rank, measures.range_of_durations]
)  # fmt: skip
@given(text=st.text(max_size=20) | st.from_regex(r"[0-9０-９]{1,3}[ .:：-]{0,2}[0-9a-z天时分%万]{0,4}", fullmatch=True))
def test_any_text_is_read_or_refused(read: Callable[[str], Any], text: str) -> None:
    """Nothing but `Unreadable` comes out, whatever is typed."""
    with contextlib.suppress(measures.Unreadable):
        read(text)


H = 3600
OPEN = measures.NO_LIMIT
EVERYDAY: dict[Callable[[str], Any], dict[Any, str]] = {  # what is meant → how people write it, divided by |
    measures.duration: {
        1800: "约30分钟|三十分钟|半小时|半个小时|30分钟左右|不超过30分钟|不到半小时|30分钟内|最长30分钟|half an hour|half-hour|about 30 min|"
              "thirty min|within half an hour|up to 30 min|no more than 30 minutes|半个钟头|控制在30分钟以内",
        5400: "一个半小时|1小时30分|一小时三十分钟|an hour and a half|one and a half hours|1 and a half hours|1 hour and 30 minutes",
        7200: "两小时|2个小时|两个钟头|two hours|原则上不超过两小时", 2700: "三刻钟|three quarters of an hour", 900: "一刻钟|a quarter of an hour",
        330: "5分半|5分半钟", DAY: "一天|a day|one day", 36 * H: "一天半|a day and a half", 3900: "1小时零5分",
    },
    measures.range_of_durations: {
        (600, 900, 1200): "10-20分钟|10—20分钟|10～20分钟|10到20分钟|10至20分钟|10分钟-20分钟|十到二十分钟|约10-20分钟|介于10和20分钟之间|"
                          "10-20 min|10 to 20 min|between 10 and 20 minutes|from ten to twenty minutes|about 10-20 min",
        (H, 5400, 2 * H): "1-2小时|一到两小时|1小时至2小时|1 to 2 hours", (1800, 2700, H): "半小时到一小时|30分钟-1小时", None: "10分钟|半小时|坏",
    },
    measures.count: {
        8: "8人|8名|8位|八人|8个人|共8人|8名工作人员|约8人|８人|不少于8人|至少8名|8人以上|8人及以上|8 people|8 officers|eight officers|at least 8|"
           "8 or more|超过7人", 2: "2台|两辆|2部|2艘|两名|2 cars|two fire engines", 1: "一辆|one car|1辆车", 6: "6起|6件", 500: "500张床位",
    },
    measures.at_most: {500: "500人|不超过500人|500人以内|可容纳500人|最多500人|up to 500 people|at most 500|约500人", 499: "少于500人"},
    measures.people: {
        (1, 5): "5人以下（含5人）|5人以下|5人及以下|5人（含）以下|5人以下，含5人|不超过5人|五人以下|5人以内|最多5人|up to 5 people|5 or fewer|at most 5|≤5",
        (1, 4): "5人以下（不含5人）|不足5人|不到5人|不满5人|少于5人|fewer than 5|under 5 people|<5",
        (6, OPEN): "5人以上（不含5人）|超过5人|多于5人|more than 5|over 5 people|6人以上|6人及以上|不少于6人|at least 6|6 or more|6+",
        (15, 30): "15至30人|15-30人|15到30人|15～30人|15人至30人|15 to 30 people|between 15 and 30|15人以上30人以下|15人以上、30人以下",
        (30, 99): "30人以上不满100人|30人以上100人以下（不含100人）", (0, OPEN): "不限|any number", (3, 3): "三人|3名",
    },
    measures.proportion: {
        0.6: "60%|60％|六成|6成|百分之六十|60 percent|约60%|0.6", 0.5: "一半|半数|half|五成|50 per cent", 0.9: "九成|nine in ten|百分之九十",
        0.65: "六成五|65 %", 0.2: "±20%|1/5|五分之一|20%左右",
    },
    measures.clock: {
        9 * H: "上午9点|9点|9时|9时整|9点钟|上午9:00|9 am|9 o'clock|每日9时|每天9:00|9:00左右|0900 hrs", 17 * H: "17:00|下午5点|5 pm|5 in the afternoon",
        22 * H: "夜间10点|晚上10点|10 pm", 2 * H: "夜里2点|凌晨2点|2 am", H: "晚上1点|1 am", 13 * H: "中午1点|下午1点", 12 * H: "正午|noon|12 pm|中午12点",
        0: "零点|12 am|0时", DAY: "24时|晚上12点|24:00", 15.25 * H: "下午3点一刻|15:15",
    },
    measures.deadline: {17 * H: "17:00前|17时前|17点之前|每日17时前|每天17:00以前|不晚于17:00|最迟17时|应在17:00前|by 17:00|before 5 pm|17:00|no later than 5 pm",
                 DAY: "by midnight|24时前", 9 * H: "上午9点前"},
    measures.spans: {
        ((8.5 * H, 12 * H), (14 * H, 17.5 * H)): "8:30-12:00、14:00-17:30|8：30～12：00，14：00～17：30|8:30-12:00 14:00-17:30|上午8:30-12:00，下午2:00-5:30|"
                                                 "8:30至12:00和14:00至17:30|14:00-17:30、8:30-12:00|8:30 to 12:00 and 14:00 to 17:30|每日8点半到12点、下午2点到5点半",
        ((8 * H, 18 * H),): "8时至18时|8-18点|早8点到晚6点|8 am to 6 pm|上午8时至下午6时|每日8:00-18:00|8:00—18:00",
        ((14 * H, 17 * H),): "下午2点到5点|2-5 pm|2 to 5 pm", ((20 * H, 6 * H),): "晚8点到次日6点|20:00至次日6:00|晚8点到6点|20:00-06:00|8 pm to 6 am",
        ((0, DAY),): "24小时|全天|随时|昼夜|all day|24/7|round the clock",
    },
    measures.days: {
        week(0, 1, 2, 3, 4): "周一到周五|周一至周五|星期一至星期五|周1至周5|每周一至周五|Mon to Fri|Monday through Friday|Mon–Fri|weekdays|周六，周日除外|周六、周日除外",
        kinds(WORKDAYS): "工作日|每个工作日|上班日|workdays|working days|every workday", kinds(HOLIDAYS): "节假日|法定节假日|holidays|public holidays",
        kinds(DAYS_OFF): "休息日|非工作日|除工作日外|days off|except workdays",
        kinds(always(range(5)) - HOLIDAYS): "周一至周五（节假日除外）|周一至周五，法定节假日除外|周一至周五除节假日外|Mon-Fri, but not on public holidays|weekdays (except holidays)",
        kinds(set(EVERY_DAY) - HOLIDAYS): "节假日除外|除节假日外|每天（节假日除外）|every day except holidays|except for holidays",
        kinds(always([5, 6]) | HOLIDAYS): "双休日及法定节假日|节假日、周末|weekends and public holidays",
        week(5, 6): "周六、周日|双休日|周末|周六日|周六周日|礼拜六和礼拜天|Sat & Sun|weekends", week(0, 2, 4): "周一、三、五|周一三五|每周一、三、五|Mon, Wed and Fri|Mon/Wed/Fri",
        EVERY_DAY: "每天|每日|全年无休|daily|every day", week(0, 1, 2, 3, 4, 5): "除周日外|周日除外|每天，周日除外|except Sunday", kinds(WORKDAYS | always([5])): "工作日和周六",
    },
    measures.money: {15_000: "15000元|1.5万元|一万五千元|1万5千元|人民币15000元|¥15000|约1.5万元|15,000 yuan|不超过15000元"},
    measures.rate: {3 / DAY: "每天3起|每天约3起|一天三次|日均3起|平均每天3起|3 per day|about 3 a day|three calls a day", 0.5 / H: "每两小时一次|每2小时1起|every 2 hours|one every two hours",
             2 / (7 * DAY): "每周两起|twice a week"},
    measures.month_day: {15: "15|15日|15号|每月15日|十五日|the 15th", 31: "月底|每月最后一天|last day"},
    measures.factor: {1.3: "1.3|1.3倍|1.3 times|×1.3|约1.3倍"},
    measures.whole_days: {14: "14|14天|两周|2 weeks|十四天"},
    measures.rank: {1: "1|1级|一级|第一|priority 1"},
}  # fmt: skip


@pytest.mark.parametrize("read", EVERYDAY, ids=lambda read: read.__name__)
def test_everyday_writing_is_read_as_it_is_meant(read: Callable[[str], Any]) -> None:
    for meant, written in EVERYDAY[read].items():
        for text in written.split("|"):
            assert read(text) == pytest.approx(meant) if isinstance(meant, float) else read(text) == meant, text


AMBIGUOUS: dict[Callable[[str], Any], str] = {
    measures.duration: "半天|half a day|两三天|十几分钟|30分钟以上|至少30分钟|10-20分钟|尽快|下班前|数小时",
    measures.count: "8-10人|不超过5人|5人以下|2组|两队|2 teams|8小时|十几人|两三人|一百二|若干|2.5人|8人（含组长）|2名轮班",
    measures.at_most: "至少500人|100-200人",
    measures.people: "约100人|100人左右|数十人|5人以下（含6人）|30-20人",
    measures.proportion: "60-70%|至少95%|六七成|大部分|60",
    measures.clock: "17:00前|下班前|随时|次日8时|17:00后|midnight|上午15点|凌晨15点",
    measures.deadline: "下班前|次日8时前|17:00后",
    measures.spans: "上午9点到5点|9 to 5|8-18|白天|夜间|8:30-下班|8:00-12:00、11:00-17:00|工作日8:00-18:00",
    measures.days: "单周|节日前后|周一至周五（大雨除外）|一三五|周八|工作日（工作日除外）",
    measures.rate: "每天3-5起|每月3起|13",
}


@pytest.mark.parametrize("read", AMBIGUOUS, ids=lambda read: read.__name__)
def test_what_may_mean_two_things_is_refused(read: Callable[[str], Any]) -> None:
    for text in AMBIGUOUS[read].split("|"):
        with pytest.raises(measures.Unreadable) as caught:
            raise AssertionError(f"{text} is read as {read(text)}")
        assert caught.value.mend is not None, text


@pytest.mark.parametrize(
    "piece", ["x ", "5人以上", "8:00-9:00 ", "一", "约", "周一、", "接访组2人", "1", "(含", "不超过", "12:00至", "and "]
)
@pytest.mark.parametrize("times", [25, 400, 40_000])
def test_long_texts_are_refused_or_read_at_once(piece: str, times: int) -> None:
    """Whatever is typed into a cell, reading it takes no time: no way of reading is tried for every part of every part."""
    began = time.perf_counter()
    for read in (*EVERYDAY, lambda text: measures.named(text, measures.number_of), measures.share_said):
        with contextlib.suppress(measures.Unreadable):
            read(piece * times)
    assert time.perf_counter() - began < 20


def test_whoever_writes_of_holidays_in_chinese_is_told_that_ordinary_weekends_are_none() -> None:
    assert not measures.plain(measures.days, "节假日")
    with speaking("zh"):
        assert written_days(measures.days("节假日")) == "法定节假日"


def test_every_bad_item_of_one_text_is_named() -> None:
    for read, text, bad in [
        (measures.days, "周一、周八、周九", "周八、周九"),
        (measures.spans, "25:00-26:00、14:00-啊", "25:00、26:00、啊"),
    ]:
        with pytest.raises(measures.Unreadable, match=bad):
            read(text)


def test_what_is_written_plainly_needs_no_explanation() -> None:
    plain = {measures.duration: "10 min|2小时|1 h 30 min", measures.clock: "07:00", measures.hours: "8:00-18:00", measures.days: "mon-fri|周一至周五|sat, sun|workdays|工作日、周六|mon-fri except holidays|周一至周五（节假日除外）|周一至周五（法定节假日除外）",
             measures.count: "8", measures.people: "5|1..15|16..|5至15人|30人以上", measures.proportion: "40 %|0.4", measures.money: "500元", measures.rate: "3 per day|每天3起"}  # fmt: skip
    for read, several in plain.items():
        assert all(measures.plain(read, text) for text in several.split("|"))
    for read, meanings in EVERYDAY.items():
        if read not in (measures.range_of_durations, measures.rate):
            assert sum(measures.plain(read, text) for written in meanings.values() for text in written.split("|")) <= 10, (
                read
            )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("接访组2人", ("接访组", "2人")),
        ("公务车1辆", ("公务车", "1辆")),
        ("两辆公务车", ("公务车", "两辆")),
        ("公务车（2辆）", ("公务车", "2辆")),
        ("三人小组2人", ("三人小组", "2人")),
        ("接访组2-3人", ("接访组", "2-3人")),  # and not 3 of a team called 接访组2-
        ("2 officers", ("officers", "2")),
        ("one car", ("car", "one")),
        ("team2 3", ("team2", "3")),
        ("消防站2", None),  # its name, or two of it?
        ("公务车二", None),
        ("接访组", None),
    ],
)
def test_a_name_and_a_figure_are_told_apart(text: str, named: tuple[str, str] | None) -> None:
    assert measures.named(text, measures.number_of) == named


@given(st.integers(0, DAY - 1))
def test_clocks_are_shown_to_the_second_where_needed(second: int) -> None:
    shown = show_clock(second)
    if second % 60 == 0:
        assert measures.clock(shown) == second
    assert measures.scenario_time(f"day 1 {shown}") == second


def test_moments_and_people_are_shown() -> None:
    assert show_moment(datetime(2026, 3, 2), DAY + 5) == "2026-03-03 00:00:05"
    assert show_people(5, 15) == "5 to 15"
    assert show_people(5, 5) == "5"
    assert show_people(30, measures.NO_LIMIT) == "30 and more"


@pytest.mark.parametrize("spoken", ["en", "zh"])
@given(data=st.data())
def test_what_is_written_is_read_again(spoken: str, data: st.DataObject) -> None:
    """Each quantity as a file would hold it, in either language."""
    numbers = st.integers(0, measures.NO_LIMIT - 1)
    cases: list[tuple[Callable[[Any], Any], Callable[[Any], Any], st.SearchStrategy[Any]]] = [
        (show_duration, measures.duration, st.integers(0, measures.LONGEST)),
        (written_days, measures.days, st.sampled_from(WRITTEN_DAYS)),
        (
            written_people,
            measures.people,
            st.tuples(numbers, st.just(measures.NO_LIMIT) | numbers).map(lambda ends: tuple(sorted(ends))),
        ),
        (written_money, measures.money, st.integers(0, 10**11)),
        (written_share, lambda written: measures.proportion(str(written)), st.floats(0, 1)),
        (
            written_hours,
            measures.hours,
            st.tuples(st.integers(0, 719), st.integers(720, 1439)).map(lambda m: (m[0] * 60, m[1] * 60)),
        ),
    ]
    with speaking(spoken):
        for write, read, values in cases:
            value = data.draw(values)
            assert read(write(value)) == value


def test_a_moment_is_said_as_people_of_each_language_write_it():
    start = datetime(2026, 3, 2, 8, 0)
    assert say_moment(start, 5400) == "2 March 2026, 09:30"
    with speaking("zh"):
        assert say_moment(start, 5400) == "2026年3月2日09:30"


# ---- rounding never moves a figure to its goal, or past it ---------------------------------------------

UNITS_SHOWN = {"d": 86400, "h": 3600, "min": 60, "s": 1, "天": 86400, "小时": 3600, "分钟": 60, "秒": 1}


def seconds_shown(text: str) -> Decimal:
    sign = -1 if text.startswith("-") else 1
    return sign * sum(
        Decimal(n) * UNITS_SHOWN[unit] for n, unit in re.findall(r"([\d.]+) ?([a-z]+|[^\W\d]+?(?=\d|$))", text)
    )


def side(figure: Any, goal: Any) -> tuple[bool, bool]:
    return figure > goal, figure < goal


@given(
    share=st.floats(0, 1) | st.sampled_from([0.9997, 0.95004, 0.949996, 0.9999999, 1e-9]),
    goals=st.lists(
        st.integers(0, 10**6).map(lambda n: n / 10**6) | st.sampled_from([0.95, 0.99, 0.999, 0.9999, 0.9, 0.6]), max_size=2
    ),
    near=st.floats(-1e-6, 1e-6),
)
def test_a_share_is_shown_on_its_side_of_its_goal(share: float, goals: list[float], near: float) -> None:
    if goals and near > 0:  # as close as it can be
        share = min(1.0, max(0.0, goals[0] + near))
    shown = percent(share, *goals)
    if shown[0] in "<>":
        assert (0 < share < 0.0001) if shown[0] == "<" else (0.9999 < share < 1)
        for goal in goals:
            bound = Decimal("0.0001") if shown[0] == "<" else Decimal("0.9999")
            assert goal in (0, 1) or side(bound, Decimal(str(goal))) != side(bound, bound) or goal == float(bound)
        return
    for goal in (0.0, 1.0, *goals):
        if abs(share - goal) > 1e-13 or share == goal:
            assert side(Decimal(shown.rstrip("%")), 100 * Decimal(str(goal))) == side(share, goal)


@given(
    seconds=st.floats(-1e6, 1e6) | st.integers(-(10**6), 10**6),
    limits=st.lists(st.integers(-(10**6), 10**6), max_size=2),
    near=st.sampled_from([0, 1e-3, -1e-3, 0.4, -0.4, 20, -20]),
    close=st.booleans(),
)
def test_a_duration_is_shown_on_its_side_of_its_limit(seconds: float, limits: list[int], near: float, close: bool) -> None:
    if limits and close:
        seconds = limits[0] + near
    for language in ("en", "zh"):
        with speaking(language):
            for show in (show_duration, show_about):
                shown = seconds_shown(show(seconds, *limits))
                for limit in limits:
                    if abs(seconds - limit) > 1e-9 or seconds == limit:
                        assert side(shown, limit) == side(seconds, limit), show(seconds, *limits)


@pytest.mark.parametrize(
    ("share", "goals", "shown"),
    [
        (0.9997, [], "99.97%"), (0.99997, [], ">99.99%"), (0.99997, [0.99996], "99.997%"), (0.949996, [0.95], "94.9996%"),
        (0.95, [0.95], "95.0%"), (0.5962, [0.6], "59.6%"), (0.5962, [], "60%"), (1.0, [0.95], "100%"), (0.0, [], "0%"),
        (1e-7, [], "<0.01%"),
    ],
)  # fmt: skip
def test_shares_by_hand(share: float, goals: list[float], shown: str) -> None:
    assert percent(share, *goals) == shown


@pytest.mark.parametrize(
    ("seconds", "limits", "shown", "about"),
    [
        (1799.6, [1800], "29 min 59.6 s", "29 min 59.6 s"), (1799.6, [], "30 min", "30 min"),
        (10_790, [10_800], "2 h 59 min 50 s", "2 h 59 min 50 s"), (10_790, [], "2 h 59 min 50 s", "3 h"),
        (1800, [1800], "30 min", "30 min"), (0.2, [0], "0.2 s", "0.2 s"), (-0.2, [], "0 s", "0 s"),
        (259_000, [259_200], "2 d 23 h 56 min 40 s", "2 d 23 h 57 min"),
        (18_822, [1800], "5 h 13 min 42 s", "5 h 14 min"), (93_186, [], "1 d 1 h 53 min 6 s", "1 d 2 h"),
        (2174, [], "36 min 14 s", "36 min"), (582, [], "9 min 42 s", "9 min 42 s"), (1820, [1800], "30 min 20 s", "30 min 20 s"),
        (86_380, [], "23 h 59 min 40 s", "1 d"),
    ],
)  # fmt: skip
def test_durations_by_hand(seconds: float, limits: list[int], shown: str, about: str) -> None:
    assert (show_duration(seconds, *limits), show_about(seconds, *limits)) == (shown, about)


def test_differences_margins_and_means_of_almost_nothing_do_not_look_like_nothing() -> None:
    assert (points(0.0004), points(-0.00001), points(0)) == ("+0.04", "−0.001", "0")
    assert (signed_percent(-0.0002), signed_percent(0.5), signed_percent(0)) == ("-0.02%", "+50.0%", "0.0%")
    assert (amount(0.04), amount(0), amount(3.26)) == ("0.04", "0.0", "3.3")
    assert (sure(0.95), sure(1 - 0.05 / 7), sure(1 - 0.05 / 100)) == ("95%", "99.3%", "99.95%")
    assert (goal_percent(0.95), goal_percent(0.999), goal_percent(0.07)) == ("95%", "99.9%", "7%")


@given(rate=st.just(0.0) | st.floats(1e-12, 1e3))  # one in thirty thousand years, or none
def test_rates_are_read_back(rate: float) -> None:
    for language in ("en", "zh"):
        with speaking(language):
            assert measures.rate(written_rate(rate)) == pytest.approx(rate, rel=1e-12)
            assert measures.rate(written_rate(measures.rate("0.4 per day"))) == measures.rate("0.4 per day")


@given(time=st.integers(0, 400 * measures.DAY))
def test_moments_of_a_scenario_are_read_back(time: int) -> None:
    for language in ("en", "zh"):
        with speaking(language):
            assert measures.scenario_time(written_scenario_time(time)) == time


@pytest.mark.parametrize(
    ("text", "every"),
    [("hourly", 1), ("every hour", 1), ("Every 4 hours", 4), ("每小时", 1), ("每4小时", 4), ("每隔两小时", 2), ("每六个小时一次", 6),
     ("every 5 hours", None), ("每0小时", None), ("每天7时", None), ("4 hours", None), ("7:00", None)],
)  # fmt: skip
def test_every_so_many_hours_are_times_of_the_day(text: str, every: int | None) -> None:
    assert measures.hourly(text) == (None if every is None else [hour * 3600 for hour in range(0, 24, every)])


def test_a_duty_may_be_done_every_so_many_hours() -> None:
    duty = Duty.model_validate({"procedure": "count", "at": "每6小时"})
    assert duty.at == Duty.model_validate({"procedure": "count", "at": ["00:00", "6:00", "12:00", "18:00"]}).at
