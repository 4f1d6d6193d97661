"""The keys of a file as its writer spells them: in English, or in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drillsim.plan.keys import all_spellings, in_chinese, keys_of
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario


class Spelling:
    """How the keys of a file are spelled: those that stand in it tell."""

    def __init__(self, data: Any) -> None:
        english = {key for model in (Plan, Scenario) for key in keys_of(model)}
        self.chinese = isinstance(data, dict) and not any(key in english for key in data)

    def key(self, english: str) -> str:
        """A key as this file would spell it."""
        return in_chinese(english) if self.chinese else english

    def keys(self, values: dict[str, Any]) -> dict[str, Any]:
        """A mapping with its keys so spelled, those below as well."""
        return {self.key(key): self.keys(value) if isinstance(value, dict) else value for key, value in values.items()}

    def resolved(self, data: Any, words: Sequence[str]) -> list[str]:
        """The words of a path as they stand in the file; what is not there yet as it would be spelled."""
        found: list[str] = []
        here = data
        for word in words:
            if isinstance(here, dict):
                known = next((one for one in (word, *all_spellings(word)) if one in here), None)
                found.append(self.key(word) if known is None else known)
                here = here.get(found[-1])
            elif isinstance(here, list) and word.isdigit() and int(word) < len(here):
                found.append(word)
                here = here[int(word)]
            else:
                found.append(self.key(word))
                here = None
        return found
