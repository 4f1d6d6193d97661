"""Where a text of either language names a body."""

from __future__ import annotations

from drillsim.facts.body_name import BodyName
from drillsim.facts.chinese_bodies import chinese_names
from drillsim.facts.english_bodies import english_names


def names_in(text: str, language: str) -> list[BodyName]:
    """The bodies that a text names, in its order."""
    return chinese_names(text) if language == "zh" else english_names(text)
