"""Hours and shifts: what becomes of work when they end, and more people in them than there are."""

from __future__ import annotations

from collections.abc import Iterator

from drillsim.base.language import say
from drillsim.check.findings.finding import Finding, listed
from drillsim.check.findings.paper import Paper, fullest, size_key, there
from drillsim.compiled.answering import names_of
from drillsim.plan.keys import keys_of
from drillsim.plan.pools import Scheduled
from drillsim.plan.words import Spelled
from drillsim.quantities import measures
from drillsim.quantities.shown import show_clock
from drillsim.quantities.timetable import length


def closing_not_said(paper: Paper) -> Iterator[Finding]:
    """Somebody or something that is there at some hours only, holds work that takes time, and no word of what then."""
    names = [
        name for name, pool in paper.plan.pools.items()
        if isinstance(pool, Scheduled) and pool.at_closing is None and _closes(pool) and _works(paper, name)
    ]  # fmt: skip
    if names:
        yield Finding(
            "confirm", "closing-not-said", ("pools", names[0]), paper.clauses(*(f"pools.{name}" for name in names)),
            say("the plan does not say what becomes of work that is not done when the hours of these end: {pools}; "
                "they finish it, as overtime", pools=listed(map(paper.pool, names), 12)),
            say("say whether they finish it, stop and go on when they are back, or hand it over to those who come next "
                "({key}: {finish}, {stop}, {hand_over})",
                key=keys_of(Scheduled)["at_closing"], finish=Spelled(("finish",)), stop=Spelled(("stop",)),
                hand_over=Spelled(("hand_over",))),
        )  # fmt: skip


def _closes(pool: Scheduled) -> bool:
    """Whether a pool is not there at every hour of every day by one and the same shift."""
    spans = [(shift.hours, shift.days) for shift in pool.shifts] or [(pool.hours, pool.days)]
    return any(len(days) < len(measures.EVERY_DAY) or sum(map(length, hours)) < measures.DAY for hours, days in spans)


def _works(paper: Paper, pool: str) -> bool:
    """Whether a pool is held while a step takes time."""
    for hold in paper.holds:
        if pool in names_of(paper.plan, hold.of)[0]:
            steps, before = paper.plan.procedures[hold.kind].steps, paper.ancestors[hold.kind]
            held = {hold.taken, *(s for s in before[hold.released] if hold.taken in before[s]), hold.released}
            if any(steps[name].takes != 0 for name in held):
                return True
    return False


def more_than_staff(paper: Paper) -> Iterator[Finding]:
    """Shifts that overlap, and have more people between them than there are."""
    for name, pool in paper.plan.pools.items():
        if not isinstance(pool, Scheduled) or not pool.shifts or not pool.size_written:
            continue
        at, most = fullest(pool.shifts)
        if most > pool.size:
            key = size_key(pool, in_all=True)
            ours = paper.ours(f"pools.{name}.shifts", f"pools.{name}.{key}")
            last = max(index for index, shift in enumerate(pool.shifts) if there([shift], at))
            yield Finding(
                "confirm" if ours else "contradiction", "more-than-staff", ("pools", name, "shifts", last),
                paper.clauses(f"pools.{name}"),
                say("{pool}: at {time} the shifts have {most} between them, and there are {size} in all; no more go out",
                    pool=paper.pool(name), time=show_clock(at.second), most=most, size=pool.size),
                say("let the shifts not overlap, or write more people"),
            )  # fmt: skip


RULES = (closing_not_said, more_than_staff)
