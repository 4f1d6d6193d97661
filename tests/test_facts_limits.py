"""Limits, tiers and chains of reports in sentences in the manner of official plans, each held against what it says.

The sentences stand in `tests/sentences`, each with what is found in it.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from drillsim.facts.chains import find_chains
from drillsim.facts.duties import find_duties
from drillsim.facts.limits import WrittenLimit, find_limits
from drillsim.facts.not_limits import NO_LIMITS, NoLimit, bounds_nothing
from drillsim.facts.tiers import find_levels, find_tiers, level_use, tier_groups
from drillsim.quantities.in_text import lengths, without_names
from drillsim.quantities.phrases import Said
from drillsim.texts.passage import WrittenPlan
from tests.facts_by_hand import shown, shown_duty, shown_hop, shown_range, shown_tier, table, written

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
        text = without_names(sentence)
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


# ---- tiers and levels ------------------------------------------------------------------------------


@pytest.mark.parametrize(("sentences", "found"), rows("tiers.txt"))
def test_tiers_of_sentences(sentences: str, found: list[str]) -> None:
    assert [shown_tier(tier) for tier in find_tiers(written(*sentences.split(" / ")))] == found


def groups(plan: WrittenPlan) -> list[tuple[list[str], list[str]]]:
    """The overlaps and the gaps of each group of tiers."""
    return [
        ([shown_range(both) for both in group.overlaps], [shown_range(gap) for gap in group.gaps])
        for group in tier_groups(plan, find_tiers(plan))
    ]


def test_a_number_in_two_tiers_is_said_at_once_and_so_is_one_in_none() -> None:
    plan = written("5人以上15人以下的，由分管领导到场。", "15人以上30人以下的，由书记到场。", "超过35人的，由县领导到场。")
    assert groups(plan) == [(["[15,15]"], ["[31,35]"])]
    (group,) = tier_groups(plan, find_tiers(plan))
    assert group.below == Said(None, 4)


def test_a_rule_of_the_plan_on_what_includes_its_figure_is_honoured() -> None:
    tiers = ("5人以上15人以下的，为Ⅲ级。", "15人以上30人以下的，为Ⅱ级。")
    assert groups(written(*tiers)) == [(["[15,15]"], [])]
    assert groups(written(*tiers, "本预案所称以上含本数，以下不含本数。")) == [([], [])]
    assert groups(written(*tiers, "本预案所称“以上”“以下”均不含本数。")) == [([], ["[15,15]"])]


def test_each_quantity_is_a_group_of_its_own() -> None:
    plan = written(
        "重大事故：死亡10人以上30人以下，或者受伤50人以上100人以下；",
        "较大事故：死亡3人以上10人以下，或者受伤10人以上40人以下。",
        "以上包括本数，以下不包括本数。",
    )
    assert groups(plan) == [([], []), ([], ["[40,49]"])]


def test_money_has_no_next_number() -> None:
    plan = written("损失100万元以上500万元以下的为较大事故。", "损失超过600万元的为重大事故。")
    assert groups(plan) == [([], ["(5000000,6000000]"])]


def test_the_tiers_of_a_table() -> None:
    plan = table(
        ("级别", "瞬时人数", "措施"),
        ("三级（黄色）", "4000—5999人", "限速"),
        ("二级（橙色）", "6000—7500人", "到场人数不少于20人"),
        ("一级（红色）", "8000人以上", "将人数降至6000人以下"),
    )
    assert [shown_tier(tier) for tier in find_tiers(plan)] == ["[4000,5999]人 三", "[6000,7500]人 二", "[8000,]人 一"]
    assert groups(plan) == [([], ["[7501,7999]"])]


def test_a_cell_leaves_its_unit_to_the_title_of_its_column() -> None:
    plan = table(
        ("Category", "Customers off supply"),
        ("Category B", "5,000 to 20,000"),
        ("Category A", "20,000 and above"),
        language="en",
    )
    assert [shown_tier(tier) for tier in find_tiers(plan)] == ["[5000,20000]户 B", "[20000,]户 A"]
    assert groups(plan) == [(["[20000,20000]"], [])]


@pytest.mark.parametrize(
    ("sentence", "levels"),
    [
        ("启动Ⅱ级响应，报请县政府启动I级响应。", ["II", "I"]),
        ("发布红色预警，橙色预警信号由气象局发布。", ["红色", "橙色"]),
        ("特别重大、重大事件由市政府处置，较大事故由县政府处置。", ["特别重大", "重大", "较大"]),
        ("事件分为三级。", []),
        ("县级以上人民政府，二级医院，一级保护区，上一级单位，8级大风。", []),
        ("一般由办公室负责，重大事项报党委研究，重大事故隐患及时整改。", []),
        ("依据《国务院关于特大安全事故行政责任追究的规定》。", []),
        ("At Level 2 the deputy leads; a Category B event is graded up.", ["2", "B"]),
        ("The orange alert is lifted by the county, the red one stays; Level Red.", ["orange", "red"]),
        ("The orange alert is lifted by the county.", []),
        ("A major incident is declared by the chief executive.", []),
        ("A major incident is declared by the chief executive, a minor incident by the head.", ["major", "minor"]),
        ("The door is painted green.", []),
    ],
)  # fmt: skip
def test_levels_of_a_sentence(sentence: str, levels: list[str]) -> None:
    assert [level.name for level in find_levels(written(sentence))] == levels


def test_a_level_that_is_used_and_never_defined_and_one_that_is_defined_and_never_used() -> None:
    plan = written(
        "Ⅰ级（特别重大）：死亡30人以上；",
        "Ⅱ级（重大）：死亡10人以上30人以下。",
        "Ⅱ级响应由镇长带队。",
        "启动Ⅲ级响应时，由分管领导带队。",
    )
    (use,) = (use for use in level_use(plan, find_tiers(plan)) if use.scheme == "roman")
    assert [level.name for level in use.undefined] == ["III"]
    assert [level.name for level in use.unused] == ["I"]


# ---- chains of reports, and duties ----------------------------------------------------------------


@pytest.mark.parametrize(("sentence", "found"), rows("chains.txt"))
def test_reports_of_a_sentence(sentence: str, found: list[str]) -> None:
    assert [shown_hop(hop) for hop in find_chains(written(sentence))] == found


def test_means_stages_and_ways_of_a_report() -> None:
    first, follow_up = find_chains(written("校长30分钟内电话向县教育局初报，并每2小时向县教育局书面续报。"))
    assert (first.means, first.stage) == (("电话",), "first")
    assert (follow_up.means, follow_up.stage) == (("书面",), "follow-up")
    assert [hop.level_by_level for hop in find_chains(written("各村逐级向镇应急办报告。"))] == [True]
    (hop,) = find_chains(written("The head reports to the county by phone within one hour."))
    assert hop.means == ("phone",)


def test_reports_of_a_table() -> None:
    plan = table(
        ("序号", "报告人", "接收人", "方式", "时限"),
        ("1", "中控室", "值班调度长", "直通电话", "1分钟"),
        ("2", "总指挥", "县应急管理局", "书面", "2小时内"),
    )
    assert [(shown_hop(hop), hop.means) for hop in find_chains(plan)] == [
        ("中控室 > 值班调度长: =1min", ("直通电话",)),
        ("总指挥 > 县应急管理局: <=2h", ("书面",)),
    ]


@pytest.mark.parametrize(("sentence", "found"), rows("duties.txt"))
def test_duties_of_a_sentence(sentence: str, found: list[str]) -> None:
    assert [shown_duty(duty) for duty in find_duties(written(sentence))] == found
