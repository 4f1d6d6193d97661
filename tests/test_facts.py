"""What the sentences of a written plan say: limits, tiers, bodies, chains, bases."""

from __future__ import annotations

from drillsim.facts.fact import Fact
from drillsim.texts.passage import Passage, TextPlace, WrittenSentence


def test_a_fact_knows_its_words():
    text = "接报后30分钟内到场。"
    sentence = WrittenSentence(text, Passage(text, TextPlace((), "", 1)), 0)
    assert Fact(sentence=sentence, start=3, end=8, rule="limit").words == "30分钟内"
