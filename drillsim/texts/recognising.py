"""Whether a text is a plan at all, and no longer than one.

A plan speaks of something that may happen, and says who does what then. So it has words of the field, several different
ones, and sentences that promise, order or forbid; a plan of five lines has both. Texts that have them, too, and are
something else (contracts, news, programs) are known by words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from drillsim.base.language import Message, say, say_n
from drillsim.base.opening import Unusable
from drillsim.texts.paragraph import Paragraph
from drillsim.texts.passage import WrittenPlan
from drillsim.texts.unfit import MOST_CHARACTERS, MOST_PAGES, too_long

_ON_A_CHINESE_PAGE = 1_000  # characters
_FEWEST_WORDS, _FEWEST_DEEDS = 3, 3  # different words of the field; sentences that do something

_FIELD = re.compile(
    "应急|突发|事故|事件|险情|灾|预警|响应|处置|救援|救治|抢险|抢修|疏散|撤离|转移|报警|现场|值班|值守|警戒|伤员|伤亡|受伤|火灾|着火|起火|"
    "防汛|洪|疫情|病例|上访|来访|信访|稳控|泄漏|停电|停水|停气|断电|踩踏|溃|演练|接报|接警|指挥部|出动|集结|到岗|带班|"
    r"(?<![0-9])(?:11[0-9]|12[0-2]|999|911)(?![0-9]|元|人|家|户|个|箱|名)|"
    "被困|困人|走失|地震|爆炸|中毒|隔离|备勤|待命|备用|发电机|"
    r"\b(?:emergenc|incident|accident|alarm|alert|evacuat|rescue|fire|flood|casualt|injur|duty|response|respond|warden|assembly|"
    r"activat|stand[- ]?down|on[- ]call|outage|power cut|spill|leak|drill|exercise|escalat|muster|shelter|lockdown|threat|"
    r"hazard|crew|triage|control room|warning|crowd|missing|ambulance|police|hotline|first aid|counts? heads|goes? back in)",
    re.IGNORECASE,
)
_OTHERS: tuple[tuple[Message, re.Pattern[str], int], ...] = (
    (
        say("this reads like a contract, not like a plan"),
        re.compile(
            "甲方|乙方|出租方|承租方|违约金|本合同|双方签字|"
            r"\b(?:this agreement|hereinafter|governing law|governed by the laws|indemnif\w+|either party|neither party)\b",
            re.IGNORECASE,
        ),
        3,
    ),
    (
        say("this reads like news, not like a plan"),
        re.compile(
            "本报讯|记者|新华社|据悉|据了解|据报道|告诉|日电|"
            r"\b(?:told reporters|officials said|a spokes(?:man|woman|person)|\w+ said|according to)\b",
            re.IGNORECASE,
        ),
        3,
    ),
    (
        say("this is the text of a program, not a plan"),
        re.compile(
            r"^\s*(?:def \w+\(|class \w+[(:{]|import \w|from \S+ import|#include|public |private |function \w*\(|return\b)|"
            r"(?:var|const|let) \w+ =|[;{}]\s*$|\w\(\)|\w+\.\w+\(",
            re.MULTILINE,
        ),
        5,
    ),
)


def refuse_what_is_too_long(paragraphs: Sequence[Paragraph], language: str) -> None:
    """Raise Unusable where a text is longer than a plan."""
    most = MOST_CHARACTERS if language == "en" else MOST_PAGES * _ON_A_CHINESE_PAGE
    if sum(len(one.text) for one in paragraphs) > most:
        raise too_long()


def refuse_what_is_no_plan(plan: WrittenPlan) -> None:
    """Raise Unusable where a text does not say what somebody does when something happens."""
    name_it = say("name the file of the plan: it says who does what, and by when, if something happens")
    text = "\n".join(passage.text for passage in plan.passages)
    words = {found[0].lower() for found in _FIELD.finditer(text)}
    deeds = sum(sentence.deed is not None for sentence in plan.sentences)
    for what, pattern, least in _OTHERS:
        signs = sum(1 for _sign in pattern.finditer(text))
        # A long plan may quote a contract or a report: what counts is how much of the text it is.
        if signs >= least and signs * 4 > len(plan.sentences):
            raise Unusable(what, name_it)
    if len(words) < _FEWEST_WORDS:
        raise Unusable(say("this text speaks of nothing that a plan would be for"), name_it)
    if deeds < _FEWEST_DEEDS:
        what = say_n(
            "this is no plan that can be tested: one sentence in it says what somebody is to do",
            "this is no plan that can be tested: {n} sentences in it say what somebody is to do",
            deeds,
        )
        raise Unusable(what, name_it)
