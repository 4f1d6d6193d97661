"""A finding, and the values that its sentences show in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len, set_cell_size

from drillsim.base.language import Message, say, text
from drillsim.plan.paths import PlanPath
from drillsim.plan.plan import Plan
from drillsim.quantities import measures
from drillsim.quantities.shown import show_duration
from drillsim.quantities.wording import few
from drillsim.say.clauses import quote_lines

KINDS = ("contradiction", "gap", "unclear", "basis", "legality", "confirm")

START = 40  # columns of a long text that are shown
QUOTED = 2  # sentences of the plan shown with a finding that marks no words

Loc = tuple[str | int, ...]


@dataclass(frozen=True)
class WordMark:
    """Words in the sentence of a clause (`Clause.says`): in which of its languages ('': it has one), from where to where."""

    clause: str
    language: str
    start: int
    end: int


@dataclass(frozen=True)
class Finding:
    """Something contradictory, missing or unclear in a plan that can be played all the same.

    `kind` is one of `KINDS`, `rule` names the rule that found it, `loc` is the path of the
    keys that lead to the place in the plan file (`in_scenario`: in the scenario file), `clauses`
    the ids of the clauses concerned.
    `what` says what is wrong in a planner's words, `mend` what would mend it; `marks` are the words of the plan that it is
    about.
    """

    kind: str
    rule: str
    loc: Loc
    clauses: tuple[str, ...]
    what: Message
    mend: Message
    in_scenario: bool = False
    marks: tuple[WordMark, ...] = ()

    def marked(self, clause: str) -> list[tuple[str, int, int]]:
        """The words that it is about in the sentence of a clause: in which of its languages, from where to where."""
        return [(mark.language, mark.start, mark.end) for mark in self.marks if mark.clause == clause]


def quotes(plan: Plan, finding: Finding) -> list[Message]:
    """The sentences of the written plan that a finding is about, its words marked: all that have some, else a few."""
    marked = dict.fromkeys(mark.clause for mark in finding.marks) or dict.fromkeys(finding.clauses[:QUOTED])
    lines = {name: quote_lines(plan.clauses[name], finding.marked(name)) for name in marked if name in plan.clauses}
    if len(finding.clauses) < 2:
        return [line for found in lines.values() for line in found]
    return [say("clause {ids}: {quote}", ids=name, quote=line) for name, found in lines.items() for line in found]


@dataclass(frozen=True)
class Later:
    """A value that is put into words only when the sentence around it is."""

    put: Callable[..., str]
    args: tuple[Any, ...]

    def __str__(self) -> str:
        return self.put(*self.args)


def span(seconds: float) -> Later:
    """A duration in words."""
    return Later(show_duration, (seconds,))


def listed(items: Iterable[Any], most: int = 8) -> Later:
    """A list in words, cut after `most` items."""
    return Later(_listed, (tuple(items), most))


def _listed(items: tuple[Any, ...], most: int) -> str:
    return str(few(items, most))


def confirm_ours(parts: Iterable[str]) -> Message:
    """What is to be done where something is wrong by numbers that are ours."""
    return say("confirm first what is ours: {parts}", parts=listed(map(PlanPath, parts), 5))


def start_of(given: Any) -> Later:
    """The beginning of a text that may be long."""
    return Later(_start_of, (given,))


def _start_of(given: Any) -> str:
    words = text(given)
    if cell_len(words) <= START:
        return words
    cut = set_cell_size(words, START)
    if words[len(cut) : len(cut) + 1].strip() and " " in cut:
        cut = cut[: cut.rindex(" ")]  # not within a word
    return cut.rstrip(" .,;:。，；：、") + "…"


def ends(low: int, high: int) -> Message:
    """A range of head-counts with both ends in words."""
    if high >= measures.NO_LIMIT:
        return say("{low} (included) and more", low=low)
    if low == high:
        return say("exactly {low}", low=low)
    return say("{low} (included) to {high} (included)", low=low, high=high)
