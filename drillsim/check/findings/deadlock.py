"""Incidents that may wait for each other for ever, each holding what the other asks for.

Hold and wait is the only one of the four conditions for a deadlock that a plan can avoid
(E. G. Coffman et al., System deadlocks, Computing Surveys 3(2), 1971).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from drillsim.base.language import say
from drillsim.check.findings.finding import Finding, listed
from drillsim.check.findings.paper import Paper, capacity
from drillsim.check.lookup import ranks_of
from drillsim.plan.pools import Fund


class Wait(NamedTuple):
    """A step that asks while the incident holds something that it gives back only afterwards."""

    kind: str
    step: str
    of: str
    number: int | str
    holding: str  # the step that took what is held
    held: frozenset[str]  # pools that may be what is held
    able: frozenset[str]  # pools that could answer


def _waits(paper: Paper) -> Iterator[Wait]:
    for kind, procedure in paper.plan.procedures.items():
        before = paper.ancestors[kind]
        for people, _ in paper.ranges(kind):
            asks = [
                (step, name, need) for name, (step, need) in paper.needs(kind, people).items()
                if paper.open_to(kind, step, people) and not isinstance(paper.plan.pools.get(need.of), Fund)
            ]  # fmt: skip
            for holding, name, taken in asks:
                released = procedure.steps[holding].keep.get(name, holding)
                for step, _, need in asks:
                    later = step != holding and step not in before[holding]
                    gates = step == released or step in before[released]  # else it is given back all the same
                    if later and gates and paper.compatible(kind, holding, step):
                        enough = need.count if isinstance(need.count, int) and not need.split else 1
                        for zone in paper.zones(kind):
                            held = frozenset(n for n, _ in paper.candidates(taken.of, zone))
                            able = frozenset(
                                n for n, _ in paper.candidates(need.of, zone) if capacity(paper.plan.pools[n]) >= enough
                            )
                            if able:
                                yield Wait(kind, step, need.of, need.count, holding, held, able)


def _in_turn(paper: Paper, waits: set[Wait]) -> bool:
    """Whether the queue alone prevents the deadlock.

    It does when each incident asks for all of it at one instant, with one priority, and all
    requests for the same pools are alike: whoever asked first is then served first.
    """
    sizes: dict[str, set[int | str]] = {}
    priorities = set()
    for wait in waits:
        procedure = paper.plan.procedures[wait.kind]
        steps = [procedure.steps[name] for name in (wait.holding, wait.step)]
        if set(steps[0].after) != set(steps[1].after):
            return False
        priorities |= ranks_of(procedure, wait.holding) | ranks_of(procedure, wait.step)
        for pool in wait.able:
            sizes.setdefault(pool, set()).add(wait.number)
    return len(priorities) == 1 and all(len(counts) == 1 and "people" not in counts for counts in sizes.values())


def stuck(paper: Paper) -> set[Wait]:
    """Strike the waits that cannot last until none is left to strike; what is left can get stuck.

    A wait ends if some pool that could answer is held by nobody who waits; and it keeps nobody
    waiting if nobody asks for what it holds.
    """
    waits = set(_waits(paper))
    while True:
        held = frozenset().union(*(wait.held for wait in waits))
        asked = frozenset().union(*(wait.able for wait in waits))
        left = {wait for wait in waits if wait.able <= held and wait.held & asked}
        if left == waits:
            return waits if waits and not _in_turn(paper, waits) else set()
        waits = left


def possible_deadlocks(paper: Paper) -> Iterator[Finding]:
    """Incidents that may get stuck over the same pools."""
    waits = stuck(paper)
    if not waits:
        return
    steps = [(kind, name) for kind, name, _ in paper.steps() if any((w.kind, w.step) == (kind, name) for w in waits)]
    named = [say("'{procedure}: {step}'", procedure=paper.procedure(k), step=paper.step(k, s)) for k, s in steps]
    pools = [name for name in paper.plan.pools if any(name in wait.able for wait in waits)]
    yield Finding(
        "confirm", "possible-deadlock", ("procedures", steps[0][0], "steps", steps[0][1]),
        paper.clauses(*(f"procedures.{kind}.{name}" for kind, name in steps)),
        say("incidents may wait for each other for ever over {pools}: each holds some and asks for more ({steps})",
            pools=listed(map(paper.pool, pools)), steps=listed(named)),
        say("ask for everything in one order, the same in every procedure, or for all of it in one step"),
    )  # fmt: skip


RULES = (possible_deadlocks,)
