"""Something that a written plan says: what, in which words, and which rule found it."""

from __future__ import annotations

from dataclasses import dataclass

from drillsim.texts.passage import WrittenSentence


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something said in a sentence: the words from `start` to `end` of it say it, and the rule called `rule` found it."""

    sentence: WrittenSentence
    start: int
    end: int
    rule: str

    @property
    def words(self) -> str:
        """The words that say it."""
        return self.sentence.text[self.start : self.end]
