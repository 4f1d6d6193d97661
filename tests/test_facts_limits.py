"""Limits, tiers and chains of reports in sentences in the manner of official plans, each held against what it says.

The sentences stand in `tests/sentences`, each with what is found in it.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from drillsim.facts.limits import WrittenLimit, find_limits
from drillsim.facts.not_limits import NO_LIMITS, NoLimit, bounds_nothing
from drillsim.quantities.in_text import lengths, without_names
from drillsim.quantities.written import fold_in_place
from tests.facts_by_hand import shown, table, written

SENTENCES = Path(__file__).parent / "sentences"


def rows(name: str) -> list[tuple[str, list[str]]]:
    """The sentences of a file, each with what is found in it."""
    lines = [line for line in (SENTENCES / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]
    parted = [line.split("=>") for line in lines]
    return [(text.strip(), [one.strip() for one in found.split(" | ") if one.strip()]) for text, found in parted]


@pytest.mark.parametrize(("sentence", "found"), rows("limits.txt"))
def test_limits_of_a_sentence(sentence: str, found: list[str]) -> None:
    assert [shown(limit) for limit in find_limits(written(sentence))] == found


def only(sentence: str) -> WrittenLimit:
    (limit,) = find_limits(written(sentence))
    return limit


@pytest.mark.parametrize(
    ("sentence", "runs_from", "reaches"),
    [
        ("值班人员接到报告后应在三十分钟内向镇政府报告。", "接到报告后", "向镇政府报告"),
        ("自收到工单之日起10个工作日内办结。", "自收到工单之日起", "办结"),
        ("事故发生后，事发单位负责人应当于1小时内向县应急局报告。", "事故发生后", "向县应急局报告"),
        ("接报30分钟内到场。", "接报", "到场"),
        ("响应终止后5个工作日内，牵头单位报送总结评估报告。", "响应终止后", "牵头单位报送总结评估报告"),
        ("处置力量到场时间不超过2小时。", "", "处置力量到场时间"),
        ("大型活动承办者应当在活动举办日的20日前提出申请。", "", "提出申请"),
        ("30分钟内（自接警时起算）到达现场。", "自接警时起算", "到达现场"),
        ("每日17时前将情况报县信访局。", "", "情况报县信访局"),
        (
            "The duty officer reports within one hour of receiving the call.",
            "of receiving the call",
            "The duty officer reports",
        ),
        ("After being told, the team reaches the site within 30 minutes.", "After being told", "the team reaches the site"),
        ("Within 30 min of the alarm, the head informs the brigade.", "of the alarm", "the head informs the brigade"),
        ("No later than 2 h after the leak is found, residents are told.", "after the leak is found", "residents are told"),
        ("Situation reports are sent daily at 07:00.", "", "Situation reports are sent"),
    ],
)
def test_what_a_limit_runs_from_and_what_it_is_for(sentence: str, runs_from: str, reaches: str) -> None:
    limit = only(sentence)
    assert (limit.told(limit.runs_from), limit.told(limit.reaches)) == (runs_from, reaches)


def test_limits_in_a_row_share_what_they_run_from_and_what_they_are_for() -> None:
    town, country = find_limits(written("抢修人员接到报修电话后，城区30分钟、乡镇60分钟内到达现场。"))
    assert {town.told(town.reaches), country.told(country.reaches)} == {"到达现场"}
    muster, leave, arrive = find_limits(written("接到命令后10分钟内集结、30分钟内出动、2小时内到达现场。"))
    assert [limit.told(limit.runs_from) for limit in (muster, leave, arrive)] == ["接到命令后"] * 3
    assert [limit.told(limit.reaches) for limit in (muster, leave, arrive)] == ["集结", "出动", "到达现场"]


def test_the_words_of_a_limit_stand_where_they_were_written() -> None:
    limit = only("应急队伍应在接到命令后，不超过２小时（含２小时）到达现场。")
    assert limit.words == "不超过２小时（含２小时）"
    assert limit.seconds == 7200
    assert limit.said is not None
    assert limit.said.high_in


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("30分钟", 1800), ("三十分钟", 1800), ("３０分钟", 1800), ("半小时", 1800), ("一个半小时", 5400), ("两小时", 7200),
        ("1.5小时", 5400), ("1小时30分钟", 5400), ("一刻钟", 900), ("24小时", 86400), ("3日", 259200), ("两天", 172800),
        ("一周", 604800), ("90秒", 90), ("三十（30）分钟", 1800), ("3个自然日", 259200), ("2h", 7200), ("15min", 900),
        ("二十四小时", 86400), ("四十五分钟", 2700), ("一百二十分钟", 7200), ("2个小时", 7200), ("三个钟头", 10800),
    ],
)  # fmt: skip
def test_lengths_in_chinese(words: str, seconds: int) -> None:
    assert only(f"接到指令后{words}内到达现场。").seconds == seconds


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("two hours", 7200), ("30 minutes", 1800), ("thirty (30) minutes", 1800), ("half an hour", 1800), ("an hour", 3600),
        ("one and a half hours", 5400), ("an hour and a half", 5400), ("90 seconds", 90), ("2 h", 7200), ("45 min", 2700),
        ("1 hour 30 minutes", 5400), ("a quarter of an hour", 900), ("24 hrs", 86400), ("three calendar days", 259200),
        ("a week", 604800), ("a fortnight", 1209600), ("twenty-five minutes", 1500), ("20 s", 20), ("72 hours", 259200),
    ],
)  # fmt: skip
def test_lengths_in_english(words: str, seconds: int) -> None:
    assert only(f"The team reaches the site within {words}.").seconds == seconds


def test_working_days_and_months_are_no_seconds() -> None:
    assert only("自受理之日起十五个工作日内答复。").working_days == 15
    month = only("一个月内完成整改。")
    assert (month.seconds, month.unit, month.length) == (None, "month", 1)


@pytest.mark.parametrize(
    ("cell", "title", "found"),
    [
        ("30分钟", "时限", "=30min"),
        ("≤2小时", "时限", "<=2h"),
        ("30", "时限（分钟）", "=30min"),
        ("2", "响应时间/h", "=2h"),
        ("15", "Time limit (min)", "=15min"),
        ("3个工作日内", "办理时限", "<=3wd"),
        ("立即", "时限要求", "soon: 立即"),
        ("17:00前", "报送时间", "by 17:00"),
        ("每日", "频次", "1/d"),
    ],
)
def test_limits_in_the_cells_of_a_table(cell: str, title: str, found: str) -> None:
    limits = find_limits(table(("步骤", title), ("到场", cell)))
    assert [shown(limit) for limit in limits] == [found]


def test_a_bare_number_in_a_cell_is_no_limit_without_a_unit() -> None:
    assert find_limits(table(("组别", "人数"), ("接访组", "30"))) == []
    assert find_limits(table(("序号", "时限（分钟）"), ("1", ""))) == []


@pytest.mark.parametrize("entry", NO_LIMITS, ids=lambda entry: entry.name)
def test_what_is_no_limit_is_known_for_what_it_is(entry: NoLimit) -> None:
    assert entry.said
    for sentence in entry.said:
        text = without_names(fold_in_place(sentence))
        (length, *_others) = lengths(text)
        assert bounds_nothing(text, length)
        assert entry.fits(text[: length.bare[0]], text[length.bare[1] :]) or entry.fits(
            text[: length.start], text[length.bare[1] :]
        )


def test_a_long_plan_is_read_in_time_that_grows_with_its_length() -> None:
    """No pattern goes back and forth: one long paragraph takes about as long as many short ones."""
    sentence = "接到报告后，值班人员应在三十分钟内向镇政府报告，每日17时前报送，24小时值班，第一时间到场，"
    took = []
    for paragraphs in (written(*[sentence] * 400), written(sentence * 400)):
        begun = time.perf_counter()
        assert find_limits(paragraphs)
        took.append(time.perf_counter() - begun)
    assert took[1] < 20 * took[0] + 1
