"""What an answer rests on, in sentences: the assumptions that weigh most, and which promises would flip."""

from __future__ import annotations

import re
from typing import Any

from rich.cells import cell_len, set_cell_size

from drillsim.base.language import Message, say, text
from drillsim.quantities.wording import percent, runs
from drillsim.say.sizing import named
from drillsim.sizing.answer import Answer
from drillsim.sizing.sensitivity import Swing

FLIPS_TOLD = 3  # assumptions that get a sentence
WIDEST = 60  # columns of the begin of an assumption


def assumption_words(answer: Answer, name: str, in_scenario: bool, widest: int = WIDEST) -> str:
    """The first sentence of an assumption in the language spoken, cut off where it is too wide."""
    file = answer.case.scenario if in_scenario else answer.case.plan
    whole = text(file.assumptions[name].text)
    first = re.split(r"(?<=\w)[.;](?=\s|$)|[。；]", whole, maxsplit=1)[0]
    return first if cell_len(first) <= widest else set_cell_size(first, widest).rstrip(" ,，、:：(（") + "…"


class Assumed:
    """An assumption by the begin of its text, put into words when printed."""

    def __init__(self, answer: Answer, swing: Swing, widest: int = WIDEST) -> None:
        self._of = (answer, swing.name, swing.in_scenario, widest)

    def __str__(self) -> str:
        return assumption_words(*self._of)


def strongest(answer: Answer) -> list[Message]:
    """One sentence for each of the assumptions on which most rests."""
    found = []
    for swing in [swing for swing in answer.sensitivity.swings if swing.width or swing.flips][:FLIPS_TOLD]:
        values: dict[str, Any] = {"what": Assumed(answer, swing), "share": percent(swing.uncertainty)}
        if swing.flips:
            larger = len(swing.flips_high) >= len(swing.flips_low)
            flips = swing.flips_high if larger else swing.flips_low
            trial = swing.high if larger else swing.low
            missed = [t.id for t in trial.targets if t.id in flips and t.margin < 0]
            kept = [t.id for t in trial.targets if t.id in flips and t.margin >= 0]
            told = _flip_words(answer, missed, kept)
            if larger:
                found.append(say("'{what}': were its numbers {share} larger, {told}.", told=told, **values))
            else:
                found.append(say("'{what}': were its numbers {share} smaller, {told}.", told=told, **values))
        else:
            found.append(say("'{what}': {share} less or more flips no verdict.", **values))
    return found


def _flip_words(answer: Answer, missed: list[str], kept: list[str]) -> Message:
    if missed and kept:
        return say("{missed} would be missed, and {kept} kept", missed=named(answer, missed), kept=named(answer, kept))
    if missed:
        return say("{missed} would be missed", missed=named(answer, missed))
    return say("{kept} would be kept", kept=named(answer, kept))


def about_sensitivity(answer: Answer) -> Message:
    """What was done to the assumptions."""
    return say(
        "Each assumption was moved down and up alone: all its times, rates and travel factors together, by its own "
        "uncertainty "
        "(25% where it gives none). Shares, head-counts, numbers of staff and money were left as they are. Estimates from "
        "{runs} each, without an error rate.",
        runs=runs(answer.sensitivity.runs),
    )
