"""Written plans read: paragraphs, headings, tables and sentences, each with its place."""

from __future__ import annotations

from drillsim.texts.passage import Passage, TextPlace, WrittenPlan


def test_the_headings_are_the_passages_with_a_level():
    heading = Passage("总则", TextPlace((), "一、", 1), level=1)
    body = Passage("制定本预案。", TextPlace(("一、总则",), "", 2))
    assert WrittenPlan("plan.txt", "预案", "zh", (heading, body), ()).headings == (heading,)
