"""Who acts in a sentence: bodies and posts where they are named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from drillsim.facts.body_names import names_in
from drillsim.facts.offices import posts_in
from drillsim.texts.passage import WrittenSentence

ActorSort = Literal["group", "organisation", "collective", "post"]


@dataclass(frozen=True)
class Actor:
    """Somebody named from `start` to `end`: a group of the plan, an organisation beside it, a post, or many at once."""

    name: str
    sort: ActorSort
    start: int
    end: int


def actors_in(sentence: WrittenSentence, language: str) -> list[Actor]:
    """Everybody named in a sentence, in order; of two that overlap the longer one."""
    named = [Actor(one.name, one.sort, one.start, one.end) for one in names_in(sentence.text, language)]
    named += [Actor(post, "post", start, end) for start, end, post in posts_in(sentence.text, language)]
    chosen: list[Actor] = []
    for actor in sorted(named, key=lambda one: (one.start, -one.end)):
        if chosen and actor.start < chosen[-1].end:
            if actor.end - actor.start > chosen[-1].end - chosen[-1].start:
                chosen[-1] = actor
        else:
            chosen.append(actor)
    return [Actor(_plain(one.name), one.sort, one.start, one.end) for one in chosen]


def _plain(name: str) -> str:
    """A name without the article and the words of number before it."""
    return re.sub(r"^(?:the|an?|each|every|本|该|各)\s*", "", name.strip(), flags=re.IGNORECASE) or name
