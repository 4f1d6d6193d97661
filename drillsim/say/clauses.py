"""How a clause is shown: the plan's own sentence first, with its place, and beside it what we read in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from drillsim.base.language import Message, _, say, text, told_in
from drillsim.plan.clauses import Clause
from drillsim.plan.plan import Plan
from drillsim.quantities.wording import Series

Span = tuple[str, int, int]  # in which language of a text ('': it has one), from where to where

LEFT_OUT = {
    "done_to_people": say("what is done to people"),
    "accountability": say("accountability"),
    "target_on_numbers": say("a target on numbers"),
    "outside": say("outside this plan"),
    "background": say("background"),
}


def clause_lines(clause: Clause, marks: Iterable[Span] = ()) -> list[Any]:
    """A clause: its sentence in the written plan with its place, some words marked, then our reading; or that alone."""
    return [*quote_lines(clause, marks), *_reading(clause)]


def quote_lines(clause: Clause, marks: Iterable[Span] = ()) -> list[Message]:
    """The sentence of the written plan with its place, some words of it marked; nothing where it is not given."""
    if clause.quote is None:
        return []
    quote = with_marks(clause.quote, marks)
    return [say("“{quote}” ({place})", quote=quote, place=clause.place) if clause.place else say("“{quote}”", quote=quote)]


def clauses_of(plan: Plan, target: str) -> list[str]:
    """The numbers of the clauses that a target rests on: those that it names, and those that name it."""
    timed = (name for name, clause in plan.clauses.items() if target in clause.timed)
    return list(dict.fromkeys((*plan.targets[target].clause, *timed)))


def target_lines(plan: Plan, target: str) -> list[Message]:
    """The sentences of the written plan that a target rests on, each with its number and its place."""
    return [
        say("clause {ids}: {quote}", ids=name, quote=line)
        for name in clauses_of(plan, target) if name in plan.clauses
        for line in quote_lines(plan.clauses[name])
    ]  # fmt: skip


def _reading(clause: Clause) -> list[Any]:
    if clause.text is None:
        return []
    return [say("read as: {text}", text=clause.text) if clause.quote is not None else clause.text]


def with_marks(given: Any, marks: Iterable[Span]) -> str:
    """A text in the language spoken, with some of its words in marks that outlive a pipe and a copy: «at once»."""
    language = told_in(given) if isinstance(given, dict) else ""
    words, shown, last = text(given), "", 0
    for _language, start, end in sorted({mark for mark in marks if mark[0] == language}):
        if start >= last:
            shown += words[last:start] + _("«{words}»").format(words=words[start:end])
            last = end
    return shown + words[last:]


def left_out_words(counts: Mapping[str, int]) -> list[Message]:
    """How many clauses are left out for which reason, in one sentence; nothing where none names its reason."""
    told = tuple(say("{reason} {n}", reason=words, n=n) for key, words in LEFT_OUT.items() if (n := counts[key]))
    return [say("Left out because of: {reasons}.", reasons=Series(told))] if told else []


def why_untested(clause: Clause) -> Any:
    """Why no number judges it, or why it is left out: the reason that can be counted, and what its readers wrote."""
    if clause.mark == "qualitative":
        return clause.qualitative
    if clause.reason is None:
        return clause.not_modelled
    reason = LEFT_OUT[clause.reason]
    if clause.not_modelled is None:
        return reason
    return say("{reason}: {words}", reason=reason, words=clause.not_modelled)
