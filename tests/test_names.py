"""What a plan's `names` say is what people read: in stories, findings, promises, reports and event lists."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from plans import Drill, conduct, drill, inject

from drillsim.base.language import speaking, text
from drillsim.check.findings import findings
from drillsim.judge.evaluate import gauges
from drillsim.msel.file import msel_csv, read_msel
from drillsim.say.promise import form_words
from drillsim.say.story import story

NAMES = {
    "hall": {"en": "town hall", "zh": "镇政府"}, "team": {"en": "a work team", "zh": "工作组"},
    "chair": {"en": "chair of the meeting", "zh": "主持人"}, "settled": {"zh": "已办结"}, "open": "still open",
    "danger": {"en": "danger to life", "zh": "生命危险"}, "some": {"en": "there is some", "zh": "有"},
    "snow": {"en": "heavy snow", "zh": "大雪"}, "mode": {"en": "loudness", "zh": "声量"},
}  # fmt: skip
PLAN: dict[str, Any] = {
    "zones": {"town": {"name": {"en": "In town", "zh": "镇内"}}, "far": None},
    "travel": {"times": {"hall": {"town": "5 min", "far": "1 h"}, "depot": {"town": "5 min", "far": "1 h"}},
               "weather": {"snow": 2}},
    "attributes": {"danger": ["none", "some"], "mode": ["loud", "quiet"]},
    "names": NAMES,
    "targets": {
        "heard": {"outcome": {"hear": ["settled", "answered"]}},
        "round": {"to": "hear.ended", "once": "day", "each": "danger"},
        "places": {"to": "hear.ended", "once": "day", "each": "zone"},
    },
}  # fmt: skip
POOLS = {
    "crew": {"staff": 1, "base": "hall", "counts_as": "team"},
    "others": {"staff": 1, "base": "hall", "counts_as": "team"},
    "head": {"kind": "post", "also": ["chair", "deputy"]},
    "spare": {"kind": "post", "also": "chair"},
}
STEPS = {
    "order": {"takes": "turnout", "needs": {"who": "team 1", "lead": "chair 1"}, "keep": {"who": "hear", "lead": "hear"}},
    "go": {"after": "order", "takes": "travel", "who": "who"},
    "hear": {"after": "go", "takes": "90 min", "outcome": {"settled": 0.5, "open": 0.25, "answered": 0.25}},
    "help": {"after": "hear", "when": {"hear": "open"}},
    "rescue": {"after": "hear", "when": {"danger": "some"}},
    "local": {"after": "hear", "when": {"zone": "far"}},
}


@pytest.fixture(scope="module")
def named() -> Drill:
    injects = [inject(60 * i, zone="town", attributes={"danger": "none"}) for i in range(3)]
    return drill(POOLS, STEPS, injects=injects, **PLAN)


def told(d: Drill, incident: int, outcome: str, language: str) -> list[str]:
    msel = d.msel(outcome={(i, "hear"): outcome for i in range(3)})
    with speaking(language):
        return [str(one.text) for one in story(d.compiled, msel, conduct(d.compiled, msel), incident)]


def test_a_story_in_the_words_of_the_plan(named: Drill) -> None:
    english = told(named, 2, "settled", "en")
    assert any("a work team" in line and line.startswith("waits") for line in english)
    assert any(line.endswith("from town hall") for line in english)
    assert "done: 已办结" in english  # the one language it has
    assert "skipped: 'hear' is '已办结'" in english
    assert "skipped: 'danger to life' is 'none'" in english
    assert "skipped: 'zone' is 'In town'" in english
    chinese = told(named, 2, "open", "zh")
    assert any("工作组" in line for line in chinese)
    assert any("镇政府" in line for line in chinese)
    assert any("still open" in line for line in chinese)
    assert any("生命危险" in line for line in chinese)
    assert any("镇内" in line and "区域" in line for line in chinese)
    assert any("接通" in line for line in told(named, 0, "answered", "zh"))  # a word that every plan has


def test_a_promise_in_the_words_of_the_plan(named: Drill) -> None:
    plan = named.compiled.plan
    with speaking("zh"):
        assert "已办结, 接通" in str(form_words(plan, plan.targets["heard"])).replace("、", ", ").replace("，", ", ")
    readers = {gauge.name: gauge for gauge in gauges(named.compiled)}
    assert str(readers["round"].occasion(1)).endswith(", there is some")
    assert [str(readers["places"].occasion(n)).rpartition(", ")[2] for n in (0, 1)] == ["In town", "far"]


def test_findings_in_the_words_of_the_plan(named: Drill) -> None:
    plan = drill(POOLS, STEPS, **{**PLAN, "names": NAMES | {"depot": "the old depot"}}).compiled.plan
    said = [str(finding.what) for finding in findings(plan)]
    assert "travel times start at 'the old depot', where nobody is based" in said
    assert any("chair of the meeting" in line for line in said)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_event_list_in_the_words_of_the_plan(named: Drill, tmp_path: Path, language: str) -> None:
    disruptions: Any = [
        {"weather": "snow", "from": "day 1 01:00", "until": "day 1 02:00"},
        {"road_slow": {"from": "hall"}, "times": 2, "from": "day 1 01:00", "until": "day 1 02:00"},
    ]
    injects = [inject(60, zone="town", attributes={"danger": "some", "mode": "quiet"})]
    d = drill(POOLS, STEPS, injects=injects, disruptions=disruptions, start=datetime(2026, 3, 2), **PLAN)
    msel = d.msel(outcome={(0, "hear"): "settled"})
    with speaking(language):
        sheet = msel_csv(msel, d.compiled, d.scenario, d.deck)
    shown = ["danger", "some", "snow", "hall", "mode"]
    assert all(text_in(language, NAMES[word]) in sheet.decode("utf-8-sig") for word in shown)
    assert "已办结" in sheet.decode("utf-8-sig")
    keys = sheet.decode("utf-8-sig")
    for word in ("danger", "some", "snow", "settled"):
        keys = keys.replace(text_in(language, NAMES[word]), word)  # people may as well write what the file has
    for content in (sheet, keys.encode("utf-8-sig")):
        (tmp_path / "msel.csv").write_bytes(content)
        read, remarks = read_msel(tmp_path / "msel.csv", d.compiled, d.scenario, d.deck)
        assert remarks == []
        assert all((a == b).all() for a, b in zip(msel, read, strict=True))


def text_in(language: str, name: Any) -> str:
    with speaking(language):
        return text(name)
