"""Quantities as people write them: what is read, what is refused and with which words."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillsim import quantities as q
from drillsim.language import speaking
from drillsim.wording import amount, goal_percent, percent, points, signed_percent, sure

DAY = 86_400


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("10 min", 600),
        ("10min", 600),
        ("  10   min  ", 600),
        ("10 MIN", 600),
        ("1 minute", 60),
        ("1 h 30 min", 5400),
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
    assert q.duration(written) == seconds
    assert isinstance(q.duration(written), int)


@pytest.mark.parametrize(
    "written",
    ["10", "１０", "-10 min", "+10 min", "10:30", "10：30", "min", "10 parsecs", "10 min 5", "ten minutes",
     "10 min, 5 s", "1e3 s", "NaN", "inf", "nan s",
     "半天", "立即", "9时30", "3个工作日", "10 分鐘", ".5 h", "1/2 h", "10 min -5 s", "1,5 h"],
)  # fmt: skip
def test_a_duration_carries_its_unit_and_nothing_else(written: str) -> None:
    with pytest.raises(q.Unreadable) as caught:
        q.duration(written)
    assert str(caught.value.what) == f"'{written}' is not a duration"
    assert "10 min" in str(caught.value.mend)


@pytest.mark.parametrize("written", ["", " ", "　"])
def test_an_empty_duration_is_missing(written: str) -> None:
    with pytest.raises(q.Unreadable, match="a duration is missing"):
        q.duration(written)


def test_durations_end_at_thirty_years() -> None:
    assert q.duration(f"{30 * 365} days") == q.LONGEST
    for written in ("10951 days", "9" * 400 + " s"):
        with pytest.raises(q.Unreadable, match="more than thirty years"):
            q.duration(written)


@given(st.integers(0, q.LONGEST), st.sampled_from(["en", "zh"]))
def test_a_shown_duration_reads_back(seconds: int, language: str) -> None:
    with speaking(language):
        assert q.duration(q.show_duration(seconds)) == seconds


def test_durations_are_shown_as_people_say_them() -> None:
    shown = [(0, "0 s", "0秒"), (4800, "1 h 20 min", "1小时20分钟"), (90_061, "1 d 1 h 1 min 1 s", "1天1小时1分钟1秒"),
             (59.5, "1 min", "1分钟"), (-65, "-1 min 5 s", "-1分钟5秒")]  # fmt: skip
    for seconds, en, zh in shown:
        assert q.show_duration(seconds) == en
        with speaking("zh"):
            assert q.show_duration(seconds) == zh


@pytest.mark.parametrize(("x", "n"), [(0, 0), (0.49, 0), (0.5, 1), (1.5, 2), (2.5, 3), (2.4999, 2), (1e9 + 0.5, 10**9 + 1)])
def test_halves_go_up(x: float, n: int) -> None:
    assert q.half_up(x) == n


@pytest.mark.parametrize(
    ("read", "written", "value"),
    [
        (q.clock, "07:00", 7 * 3600),
        (q.clock, "7:05", 7 * 3600 + 300),
        (q.clock, "００：００", 0),
        (q.clock, "２３：５９", DAY - 60),
        (q.clock, "24:00", DAY),
        (q.clock, "每日7时", 7 * 3600),
        (q.clock, "下午3点半", 15.5 * 3600),
        (q.clock, "晚8时15分", 20 * 3600 + 900),
        (q.clock, "中午十二点", 12 * 3600),
        (q.clock, "上午9:30", 9.5 * 3600),
        (q.clock, "daily at 18:00", 18 * 3600),
        (q.hours, "每日8时至18时", (8 * 3600, 18 * 3600)),
        (q.hours, "晚8点到次日6点", (20 * 3600, 6 * 3600)),
        (q.hours, "全天", (0, DAY)),
        (q.hours, "08:00-18:00", (8 * 3600, 18 * 3600)),
        (q.hours, "8:00 - 18:00", (8 * 3600, 18 * 3600)),
        (q.hours, "20:00-06:00", (20 * 3600, 6 * 3600)),
        (q.hours, "08:00至18:00", (8 * 3600, 18 * 3600)),
        (q.hours, "０８：００～１８：００", (8 * 3600, 18 * 3600)),
        (q.hours, "08:00 to 18:00", (8 * 3600, 18 * 3600)),
        (q.hours, "00:00-24:00", (0, DAY)),
        (q.hours, "18:00-24:00", (18 * 3600, DAY)),
        (q.days, "mon-fri", (0, 1, 2, 3, 4)),
        (q.days, "sat, sun", (5, 6)),
        (q.days, "Fri-Mon", (0, 4, 5, 6)),
        (q.days, "Wednesday", (2,)),
        (q.days, "mon, wed-thu, mon", (0, 2, 3)),
        (q.days, "周一至周五", (0, 1, 2, 3, 4)),
        (q.days, "周六、周日", (5, 6)),
        (q.days, "周六，周天", (5, 6)),
        (q.days, "每周一", (0,)),
        (q.days, "星期六、礼拜天", (5, 6)),
        (q.days, "工作日", (0, 1, 2, 3, 4)),
        (q.days, "每天", tuple(range(7))),
        (q.days, "weekends", (5, 6)),
        (q.people, "30人以上", (30, q.NO_LIMIT)),
        (q.people, "30人及以上", (30, q.NO_LIMIT)),
        (q.people, "5人以下", (1, 5)),
        (q.people, "5人至15人", (5, 15)),
        (q.people, "三人", (3, 3)),
        (q.people, "16 and more", (16, q.NO_LIMIT)),
        (q.people, "1..15", (1, 15)),
        (q.people, "16..", (16, q.NO_LIMIT)),
        (q.people, "5", (5, 5)),
        (q.people, "5人", (5, 5)),
        (q.people, "5-15", (5, 15)),
        (q.people, "５～１５人", (5, 15)),
        (q.people, "5至15人", (5, 15)),
        (q.money, "500 yuan", 500),
        (q.money, "500元", 500),
        (q.money, "1 万元", 10_000),
        (q.money, "1.5万", 15_000),
        (q.money, "10,000 yuan", 10_000),
        (q.money, "１００００元", 10_000),
        (q.money, "99.5", 100),
        (q.proportion, "40 %", 0.4),
        (q.proportion, "0.4", 0.4),
        (q.proportion, "４０％", 0.4),
        (q.proportion, "0", 0.0),
        (q.proportion, "100%", 1.0),
        (q.moment, "2026-03-02", datetime(2026, 3, 2)),
        (q.moment, "2026-03-02 08:30", datetime(2026, 3, 2, 8, 30)),
        (q.moment, "2026-03-02T08:30:05", datetime(2026, 3, 2, 8, 30, 5)),
        (q.moment, "２０２６-０３-０２ ０８：３０", datetime(2026, 3, 2, 8, 30)),
        (q.scenario_time, "day 1 00:00", 0),
        (q.scenario_time, "day 2 09:30", DAY + 9 * 3600 + 1800),
        (q.scenario_time, "Day 2, 09:30:15", DAY + 9 * 3600 + 1815),
        (q.scenario_time, "day 3", 2 * DAY),
        (q.scenario_time, "第2天 09:30", DAY + 9 * 3600 + 1800),
        (q.scenario_time, "第２日０９：３０", DAY + 9 * 3600 + 1800),
        (q.scenario_time, "day 1 24:00", DAY),
        (q.scenario_time, "2026-03-03 09:30", datetime(2026, 3, 3, 9, 30)),
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
    assert q.rate(written) == pytest.approx(per_second, rel=1e-15)


@pytest.mark.parametrize(
    ("read", "written", "what"),
    [
        (q.clock, "24:01", "'24:01' is not a time of day"),
        (q.clock, "25:00", "'25:00' is not a time of day"),
        (q.clock, "07:60", "'07:60' is not a time of day"),
        (q.clock, "7", "'7' is not a time of day"),
        (q.clock, "7:5", "'7:5' is not a time of day"),
        (q.clock, "07:00:00", "'07:00:00' is not a time of day"),
        (q.clock, "-1:00", "'-1:00' is not a time of day"),
        (q.hours, "08:00", "'08:00' is not a span of hours"),
        (q.hours, "8-18", "'8' is not a time of day"),
        (q.hours, "08:00-08:00", "'08:00-08:00' begins and ends at the same time"),
        (q.hours, "00:00-00:00", "'00:00-00:00' begins and ends at the same time"),
        (q.hours, "08:00-12:00-18:00", "'08:00-12:00-18:00' is not a span of hours"),
        (q.days, "", "'' names no weekdays"),
        (q.days, "holiday", "'holiday' names no weekdays"),
        (q.days, "mon-wed-fri", "'mon-wed-fri' names no weekdays"),
        (q.people, "15..1", "'15..1' ends below its start"),
        (q.people, "..5", "'..5' is not a range of head-counts"),
        (q.people, "-5", "'-5' is not a range of head-counts"),
        (q.people, "1.5", "'1.5' is not a range of head-counts"),
        (q.people, "many", "'many' is not a range of head-counts"),
        (q.rate, "3", "'3' is not a rate"),
        (q.rate, "3 per month", "'3 per month' is not a rate"),
        (q.rate, "-3 per day", "'-3 per day' is not a rate"),
        (q.rate, "per day", "'per day' is not a rate"),
        (q.money, "500 dollars", "'500 dollars' is not an amount of money"),
        (q.money, "-500 yuan", "'-500 yuan' is not an amount of money"),
        (q.proportion, "101 %", "'101 %' is not a share"),
        (q.proportion, "-0.1", "'-0.1' is not a share"),
        (q.proportion, "nan", "'nan' is not a share"),
        (q.proportion, "half", "'half' is not a share"),
        (q.proportion, "%", "'%' is not a share"),
        (q.moment, "2026-02-30", "'2026-02-30' is not a date and time"),
        (q.moment, "2 March 2026", "'2 March 2026' is not a date and time"),
        (q.moment, "", "'' is not a date and time"),
        (q.scenario_time, "day 0 09:00", "'day 0 09:00': days count from 1"),
        (q.scenario_time, "09:30", "'09:30' is not a moment of the scenario"),
        (q.scenario_time, "day two", "'day two' is not a moment of the scenario"),
        (q.scenario_time, "day 1 09:30:75", "'day 1 09:30:75' is not a moment of the scenario"),
        (q.scenario_time, "day 1 25:00", "'25:00' is not a time of day"),
    ],
)
def test_quantities_are_refused_in_words(read: Callable[[str], Any], written: str, what: str) -> None:
    with pytest.raises(q.Unreadable) as caught:
        read(written)
    assert str(caught.value.what) == what
    assert caught.value.mend is not None


@pytest.mark.parametrize(
    "read", [q.duration, q.clock, q.hours, q.days, q.moment, q.scenario_time, q.rate, q.people, q.money, q.proportion]
)
@given(text=st.text(max_size=20) | st.from_regex(r"[0-9０-９]{1,3}[ .:：-]{0,2}[0-9a-z天时分%万]{0,4}", fullmatch=True))
def test_any_text_is_read_or_refused(read: Callable[[str], Any], text: str) -> None:
    """Nothing but `Unreadable` comes out, whatever is typed."""
    with contextlib.suppress(q.Unreadable):
        read(text)


@given(st.integers(0, DAY - 1))
def test_clocks_are_shown_to_the_second_where_needed(second: int) -> None:
    shown = q.show_clock(second)
    if second % 60 == 0:
        assert q.clock(shown) == second
    assert q.scenario_time(f"day 1 {shown}") == second


def test_moments_and_people_are_shown() -> None:
    assert q.show_moment(datetime(2026, 3, 2), DAY + 5) == "2026-03-03 00:00:05"
    assert q.show_people(5, 15) == "5 to 15"
    assert q.show_people(5, 5) == "5"
    assert q.show_people(30, q.NO_LIMIT) == "30 and more"


@pytest.mark.parametrize("spoken", ["en", "zh"])
@given(data=st.data())
def test_what_is_written_is_read_again(spoken: str, data: st.DataObject) -> None:
    """Each quantity as a file would hold it, in either language."""
    numbers = st.integers(0, q.NO_LIMIT - 1)
    cases: list[tuple[Callable[[Any], Any], Callable[[Any], Any], st.SearchStrategy[Any]]] = [
        (q.show_duration, q.duration, st.integers(0, q.LONGEST)),
        (q.written_days, q.days, st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))),
        (
            q.written_people,
            q.people,
            st.tuples(numbers, st.just(q.NO_LIMIT) | numbers).map(lambda ends: tuple(sorted(ends))),
        ),
        (q.written_money, q.money, st.integers(0, 10**11)),
        (q.written_share, lambda written: q.proportion(str(written)), st.floats(0, 1)),
        (
            q.written_hours,
            q.hours,
            st.tuples(st.integers(0, 719), st.integers(720, 1439)).map(lambda m: (m[0] * 60, m[1] * 60)),
        ),
    ]
    with speaking(spoken):
        for write, read, values in cases:
            value = data.draw(values)
            assert read(write(value)) == value


def test_a_moment_is_said_as_people_of_each_language_write_it():
    start = datetime(2026, 3, 2, 8, 0)
    assert q.say_moment(start, 5400) == "2 March 2026, 09:30"
    with speaking("zh"):
        assert q.say_moment(start, 5400) == "2026年3月2日09:30"


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
            for show in (q.show_duration, q.show_about):
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
    ],
)  # fmt: skip
def test_durations_by_hand(seconds: float, limits: list[int], shown: str, about: str) -> None:
    assert (q.show_duration(seconds, *limits), q.show_about(seconds, *limits)) == (shown, about)


def test_differences_margins_and_means_of_almost_nothing_do_not_look_like_nothing() -> None:
    assert (points(0.0004), points(-0.00001), points(0)) == ("+0.04", "−0.001", "0")
    assert (signed_percent(-0.0002), signed_percent(0.5), signed_percent(0)) == ("-0.02%", "+50.0%", "0.0%")
    assert (amount(0.04), amount(0), amount(3.26)) == ("0.04", "0.0", "3.3")
    assert (sure(0.95), sure(1 - 0.05 / 7), sure(1 - 0.05 / 100)) == ("95%", "99.3%", "99.95%")
    assert (goal_percent(0.95), goal_percent(0.999), goal_percent(0.07)) == ("95%", "99.9%", "7%")


@given(rate=st.floats(0, 1e3))
def test_rates_are_read_back(rate: float) -> None:
    for language in ("en", "zh"):
        with speaking(language):
            assert q.rate(q.written_rate(rate)) == pytest.approx(rate, rel=1e-12)
            assert q.rate(q.written_rate(q.rate("0.4 per day"))) == q.rate("0.4 per day")


@given(time=st.integers(0, 400 * q.DAY))
def test_moments_of_a_scenario_are_read_back(time: int) -> None:
    for language in ("en", "zh"):
        with speaking(language):
            assert q.scenario_time(q.written_scenario_time(time)) == time
