"""The keys of a file as its writer spells them: in English, or in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drillsim.base.language import speaking
from drillsim.plan.keys import all_spellings, in_chinese, keys_of
from drillsim.plan.paths import PlanPath
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario
from drillsim.plan.schema import Model


class Spelling:
    """How the keys of a file are spelled: those that stand in it tell."""

    def __init__(self, data: Any) -> None:
        english = {key for model in (Plan, Scenario) for key in keys_of(model)}
        self.language = "zh" if isinstance(data, dict) and not any(key in english for key in data) else "en"

    def keys(self, model: type[Model], values: dict[str, Any]) -> dict[str, Any]:
        """What is to stand in the file as a part of it, with the keys of its model so spelled."""
        return {in_chinese(key, model) if self.language == "zh" else key: value for key, value in values.items()}

    def resolved(self, data: Any, words: Sequence[str]) -> list[str]:
        """The words of a path as they stand in the file; what is not there yet as it would be spelled."""
        with speaking(self.language):
            path = PlanPath(".".join(word.replace(".", "\0") for word in words))  # a name may have a dot in it
            spelled = [word.replace("\0", ".") for word in str(path).split(".")]
        found: list[str] = []
        here = data
        for word, as_key in zip(words, spelled, strict=True):
            if isinstance(here, dict):
                found.append(next((one for one in (word, *all_spellings(word)) if one in here), as_key))
                here = here.get(found[-1])
            elif isinstance(here, list) and word.isdigit() and int(word) < len(here):
                found.append(word)
                here = here[int(word)]
            else:
                found.append(as_key)
                here = None
        return found
