"""Hours that end while work goes on: what becomes of it must be written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drillsim import quantities as q
from drillsim.language import say
from drillsim.plan.compilation import names_of
from drillsim.plan.findings.finding import Finding, listed
from drillsim.plan.findings.paper import Paper
from drillsim.plan.procedures import Step


def closing_not_said(paper: Paper) -> Iterator[Finding]:
    """Somebody or something that is there at some hours only, holds work that takes time, and no word of what then."""
    names = [
        name for name, pool in paper.plan.pools.items()
        if _closes(pool) and "at_closing" not in pool.model_fields_set and _works(paper, name)
    ]  # fmt: skip
    if names:
        yield Finding(
            "confirm", "closing-not-said", ("pools", names[0]), paper.clauses(*(f"pools.{name}" for name in names)),
            say("the plan does not say what becomes of work that is not done when the hours of these end: {pools}; "
                "they finish it, as overtime", pools=listed(map(paper.pool, names), 12)),
            say("say whether it is finished, stops until they are there again, or is handed over to the next shift"),
        )  # fmt: skip


def _closes(pool: Any) -> bool:
    """Whether a pool is not there at every hour of every day by one and the same shift."""
    spans = [(s.hours, s.days) for s in getattr(pool, "shifts", [])]
    spans = spans or [(getattr(pool, "hours", None), getattr(pool, "days", ()))]
    return any(hours is not None and ((hours[1] - hours[0]) % q.DAY != 0 or len(days) < 7) for hours, days in spans)


def _works(paper: Paper, pool: str) -> bool:
    """Whether a pool is held while a step takes time."""
    for hold in paper.holds:
        if pool in names_of(paper.plan, hold.of)[0]:
            steps, before = paper.plan.procedures[hold.kind].steps, paper.ancestors[hold.kind]
            held = {hold.taken, *(s for s in before[hold.released] if hold.taken in before[s]), hold.released}
            if any(_takes_time(steps[name]) for name in held):
                return True
    return False


def _takes_time(step: Step) -> bool:
    return isinstance(step.takes, str) or step.takes != 0


RULES = (closing_not_said,)
