"""Sentences that no drill can test: what is done to people, who is called to account, numbers of visits as a goal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from drillsim.check.findings import lexicon
from drillsim.facts.fact import Fact
from drillsim.texts.passage import WrittenPlan

NotTested = Literal["done_to_people", "accountability", "target_on_numbers"]


@dataclass(frozen=True, kw_only=True)
class DoneToPeople(Fact):
    """Words that say what is done to people, who answers for a failure, or how many may come, and so which it is."""

    reason: NotTested


_WORDS: tuple[tuple[lexicon.Words, NotTested, str], ...] = (
    (lexicon.TO_PEOPLE, "done_to_people", "done-to-people"),
    (lexicon.NO_VISITS, "target_on_numbers", "visits-as-target"),
    (lexicon.ACCOUNTABILITY, "accountability", "accountability"),
    (lexicon.VETO, "accountability", "one-vote-veto"),
)


def find_done_to_people(written: WrittenPlan) -> list[DoneToPeople]:
    """These words in the order of the text: of each reason the first in a sentence."""
    found = []
    for sentence in written.sentences:
        reasons: dict[NotTested, DoneToPeople] = {}
        for words, reason, rule in _WORDS:
            for place in words.places(sentence.text):
                fact = DoneToPeople(sentence=sentence, start=place.start(), end=place.end(), rule=rule, reason=reason)
                reasons.setdefault(reason, fact)
        if "done_to_people" not in reasons:
            spoken = next(lexicon.EXPRESSION.places(sentence.text), None)
            if spoken and lexicon.POLICE.found(sentence.text):
                reasons["done_to_people"] = DoneToPeople(
                    sentence=sentence, start=spoken.start(), end=spoken.end(), rule="police-for-expression",
                    reason="done_to_people",
                )  # fmt: skip
        found += sorted(reasons.values(), key=lambda fact: fact.start)
    return found
