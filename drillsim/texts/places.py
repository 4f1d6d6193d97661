"""Where a passage stands, in words."""

from __future__ import annotations

from drillsim.texts.passage import Passage


def place_words(passage: Passage) -> str:
    place = passage.place
    return " ".join([*place.headings, *place.within, place.item]).strip() + f", {place.paragraph}"
