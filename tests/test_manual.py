"""The situation manual: what stands in it, in both languages, and questions where the plan gives way."""

from __future__ import annotations

import re
from typing import Any

import pytest
from plans import Drill, compiled_play, drill
from test_msel_file import DISRUPTIONS, INJECTS, POOLS, RICH, STREAMS

from drillsim.base.language import speaking
from drillsim.papers.manual import Briefing, manual_html
from drillsim.say.questions import MOST, questions
from drillsim.why.evidence import Evidence

TARGETS = {
    "there": {
        "name": {"en": "There in time", "zh": "按时到场"}, "to": "go.ended", "within": "20 min", "where": {"kind": "visit"},
        "clause": "3.1",
    },
    "easy": {"name": {"en": "An easy one"}, "to": "call.ended", "within": "9 h", "where": {"kind": "visit"}},
}  # fmt: skip
CLAUSES = {"3.1": {"text": {"en": "Staff come within 20 minutes.", "zh": "20分钟内到场。"}, "timed": "there"}}


@pytest.fixture(scope="module")
def room() -> Briefing:
    rich: dict[str, Any] = {**RICH, "targets": TARGETS, "clauses": CLAUSES}
    d: Drill = drill(POOLS, injects=INJECTS, streams=STREAMS, disruptions=DISRUPTIONS, days=2, seed=7, **rich)
    return Briefing(d.scenario, d.deck, Evidence(d.compiled, [d.deck.msel(run) for run in range(1, 6)], compiled_play))


def test_questions_stand_where_promises_are_missed(room: Briefing) -> None:
    (asked,) = questions(room.evidence)
    assert asked["clauses"] == [{"id": "3.1", "lines": [CLAUSES["3.1"]["text"]]}]
    assert 1 <= len(asked["asked"]) <= MOST
    with speaking("en"):
        assert "The way alone is too long in" in " ".join(map(str, asked["asked"]))
        assert re.match(r"In 5 plays \d+ incidents counted; \d+ missed it \(\d", str(asked["seen"][0]))


def test_the_page_has_it_all_in_both_languages(room: Briefing) -> None:
    page = manual_html(room).decode()
    for words in (
        "Situation manual", "There in time", "Staff come within 20 minutes.", "Questions to discuss", "Two are ill",
        "接访组", "按时到场", "20分钟内到场。", "In town", "镇内", "Reception 2", "Stationed at",
    ):  # fmt: skip
        assert words in page
    assert page.count("<svg") == 2
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_a_plan_that_keeps_everything_is_asked_what_would_break_it(room: Briefing) -> None:
    rich: dict[str, Any] = {**RICH, "targets": {"easy": TARGETS["easy"]}}
    d = drill(POOLS, injects=INJECTS[1:], days=1, seed=7, **rich)
    page = manual_html(Briefing(d.scenario, d.deck, Evidence(d.compiled, [d.deck.msel(1)], compiled_play))).decode()
    assert "What would have to happen for the first one to break?" in page
