"""Of which incidents a sentence speaks: of how many people, and where."""

from __future__ import annotations

import re
from collections import defaultdict

from drillsim.facts.gathered import Facts
from drillsim.facts.limits import WrittenLimit
from drillsim.facts.tiers import WrittenLevel, WrittenTier
from drillsim.quantities.measures import NO_LIMIT
from drillsim.texts.passage import Passage

Heads = tuple[int, int]  # from how many to how many, both included

_PLACE_ZH = (
    r"乡镇|(?:镇|乡|县|市|省|国|村|厂|校|园|矿|城|郊|辖|境)(?:区|城|里|级市|会)?(?:以?[内外])?|城区|郊区|农村|山区|市区|主城区|地级市|省会|校园|"
    r"厂区|园区|镇区|偏远(?:村|山区)|本[镇乡县市省](?:以?[内外])?|外[省市县]|京"
)
_GOING = re.compile(rf"(?:到|赴|去|在|至)(?P<place>{_PLACE_ZH})(?=(?:走访|上访|反映|的|范围|境内|发生)|[，,、]?\s*$)")
_BESIDE = re.compile(rf"(?:^|[，,、；;。：:\s]|在|到|赴)(?P<place>{_PLACE_ZH})(?:范围内?|的)?[，,、]?\s*$")
_PLACE_EN = re.compile(
    r"\b(?:in|within|at|outside|to)\s+(?:the\s+)?(?P<place>(?:town|city|county|province|village|suburb|rural area|"
    r"urban area|island|mainland|city centre|town centre|campus|outlying \w+|remote \w+)s?)\b(?! (?-i:[A-Z]))",
    re.IGNORECASE,
)


def heads_of_sentences(facts: Facts) -> dict[int, Heads]:
    """The head-counts of which sentences speak, by their ids; a sentence that is not among them speaks of all.

    A tier or a level tells, in the passage of a sentence or in what it stands under.
    """
    heads: dict[int, Heads] = {}
    of_people = [(tier, span) for tier in facts.tiers if tier.unit in ("人", "people", "") and (span := _span(tier))]
    of_level = {(t.level.scheme, t.level.name.upper()): span for t, span in reversed(of_people) if t.level}
    defining = {id(tier.sentence) for tier in facts.tiers if tier.level}
    in_passage: dict[int, list[tuple[int, Heads]]] = defaultdict(list)
    under: dict[str, Heads] = {}
    for tier, span in of_people:
        if id(tier.sentence) not in defining:
            in_passage[id(tier.sentence.passage)].append((tier.sentence.start, span))
            _stands_over(tier.sentence.passage, span, under)
    for level in facts.levels:
        found = of_level.get((level.scheme, level.name.upper()))
        if found and id(level.sentence) not in defining and _leads(level):
            in_passage[id(level.sentence.passage)].append((level.sentence.start, found))
            _stands_over(level.sentence.passage, found, under)
    for sentence in facts.written.sentences:
        before = [span for start, span in in_passage[id(sentence.passage)] if start <= sentence.start]
        over = [under[heading] for heading in sentence.passage.place.headings if heading in under]
        if (before or over) and id(sentence) not in defining:
            heads[id(sentence)] = before[-1] if before else over[-1]
    return heads


def _span(tier: WrittenTier) -> Heads | None:
    """A tier of people as whole head-counts."""
    low, high = tier.said.low, tier.said.high
    first = 1 if low is None else int(low) + (not tier.said.low_in)
    last = NO_LIMIT if high is None else int(high) - (not tier.said.high_in)
    return (max(1, first), last) if first <= last and tier.of in ("", "人", "people") else None


def _leads(level: WrittenLevel) -> bool:
    """Whether a level begins what is said: 'Ⅱ级响应：', 'Level 2. The ...'."""
    return level.start <= 6 and level.sentence.start <= 2


def _stands_over(passage: Passage, span: Heads, under: dict[str, Heads]) -> None:
    if passage.level:
        under[f"{passage.place.item}{passage.text}"] = span
        under[f"{passage.place.item} {passage.text}"] = span
        under[passage.text] = span


def place_of(limit: WrittenLimit, part: str) -> str | None:
    """The place for which a limit holds: named right before it, or in the part of the sentence before it."""
    before = limit.sentence.text[: limit.start]
    close = _BESIDE.search(before)
    if close:
        return close["place"]
    for pattern in (_GOING, _PLACE_EN):
        found = [match["place"] for match in pattern.finditer(f"{part}{limit.sentence.text[limit.start : limit.end + 24]}")]
        if found:
            return found[-1]
    return None
