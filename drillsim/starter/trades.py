"""Filled-in plans to start from, one for each trade: a plan and a scenario beside it, in the reader's language.

A file of a trade says everything once: its names in English with a table of what they are in Chinese, its sentences in
both languages, divided by a stroke. Every figure in it is assumed, and marked so.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from drillsim.starter import VILLAGE, starter

_WORD = re.compile(r"[A-Za-z]\w*", re.ASCII)
_NAMED = ("procedures", "steps", "pools", "targets", "duties", "triggers", "zones", "players", "streams")


def ready(trade: str, language: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plan and the scenario of a trade, as their files would hold them."""
    yaml = YAML(typ="safe", pure=True)
    if trade == VILLAGE:
        texts = starter(language, trade)
        return yaml.load(texts["plan.yaml"]), yaml.load(texts["scenario.yaml"])
    told = yaml.load(files("drillsim.starter").joinpath("trades", f"{trade}.yaml").read_text("utf-8"))
    words = told["words"] if language == "zh" else {}
    plan, scenario = (_told(told[part], words, language) for part in ("plan", "scenario"))
    return plan, scenario | {"plan": "plan.yaml"}


def _told(value: Any, words: dict[str, str], language: str, key: str = "") -> Any:
    """A part of a file with its sentences in one language, and its names in Chinese if it has words for them."""
    if isinstance(value, dict):
        found = {_in_words(name, words): _told(one, words, language, name) for name, one in value.items()}
        if key in _NAMED and not words:
            found = {name: _labelled(name, one) for name, one in found.items()}
        return found
    if isinstance(value, list):
        return [_told(one, words, language) for one in value]
    if isinstance(value, str) and " | " in value:
        return value.split(" | ")[language == "zh"]
    return _in_words(value, words) if isinstance(value, str) else value


def _in_words(text: str, words: dict[str, str]) -> str:
    return _WORD.sub(lambda match: words.get(match[0], match[0]), text)


def _labelled(name: str, thing: Any) -> Any:
    """A thing whose name is two words has a label without the stroke between them."""
    return {"name": name.replace("_", " "), **thing} if isinstance(thing, dict) and "_" in name else thing
