"""What is contradictory or unclear between several plans that are played together: whom they share, how they differ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from drillsim.base.language import say
from drillsim.check.findings.deadlock import stuck
from drillsim.check.findings.finding import Finding, listed
from drillsim.check.findings.paper import Paper, capacity
from drillsim.check.together import differing, one_town
from drillsim.plan.pools import Fund
from drillsim.plan.scenario import Together, plan_named
from drillsim.plan.together import outside
from drillsim.quantities.shown import show_clock
from drillsim.quantities.wording import Series


class Called(NamedTuple):
    """A duty of one of the plans that asks for somebody whom several have, at a time of the day."""

    pool: str
    clock: int
    plan: str
    duty: str
    number: int


def _of(paper: Paper) -> Together:
    assert paper.scenario is not None
    assert paper.scenario.together is not None
    return paper.scenario.together


def _plan(paper: Paper, kind: str) -> str:
    """The plan to which a procedure belongs."""
    return str(plan_named(kind))


def _asking(paper: Paper, pool: str) -> dict[str, list[str]]:
    """By plan, the procedures that ask for one pool and for no other."""
    kinds = dict.fromkeys(
        kind for kind, _step, step in paper.steps() for needs in (step.needs, *(case.needs for case in step.cases))
        for need in needs.values() if [name for name, _helps in paper.candidates(need.of, None)] == [pool]
    )  # fmt: skip
    return {plan: list(some) for plan, some in groupby(sorted(kinds), lambda kind: _plan(paper, kind))}


def needed_by_several(paper: Paper) -> Iterator[Finding]:
    """One and the same for whom several plans ask, with nobody who could come instead."""
    for pool in _of(paper).shared:
        asking = _asking(paper, pool)
        if len(asking) > 1 and not isinstance(paper.plan.pools[pool], Fund):
            kinds = [paper.procedure(kind) for some in asking.values() for kind in some]
            yield Finding(
                "gap", "asked-by-several-plans", ("same", pool), (),
                say("{n} plans ask for '{pool}', each as if nobody else did ({procedures}); in all: {most}",
                    n=len(asking), pool=paper.pool(pool), procedures=listed(kinds), most=capacity(paper.plan.pools[pool])),
                say("say which plan goes first, and who stands in for the others"), in_scenario=True,
            )  # fmt: skip


def _calls(paper: Paper) -> Iterator[Called]:
    for name, duty in paper.plan.duties.items():
        for pool in _of(paper).shared:
            most = 0
            for step in paper.plan.procedures[duty.procedure].steps.values():
                for need in step.needs.values():
                    if [one for one, _helps in paper.candidates(need.of, None)] == [pool]:
                        most = max(most, need.count if isinstance(need.count, int) else 1)
            if most:
                yield from (Called(pool, clock, str(plan_named(name)), name, most) for clock in duty.at)


def called_at_one_time(paper: Paper) -> Iterator[Finding]:
    """Duties of several plans at the same time of the same day, for which there are too few of the same people."""
    calls = sorted(set(_calls(paper)))
    for (pool, clock), some in groupby(calls, lambda one: (one.pool, one.clock)):
        duties = list(some)
        on = {one: set(paper.plan.duties[one.duty].days) for one in duties}
        days = [day for day in set().union(*on.values()) if len({one.plan for one in duties if day in on[one]}) > 1]
        asked = sum(one.number for one in duties)
        if days and asked > capacity(paper.plan.pools[pool]):
            names = [paper.plan.duties[one.duty].name or one.duty for one in duties]
            yield Finding(
                "contradiction", "two-plans-at-one-time", ("same", pool), (),
                say("'{pool}' is to be in several places at {clock}: {duties}; asked for: {asked}, in all: {most}",
                    pool=paper.pool(pool), clock=show_clock(clock), duties=listed(names), asked=asked,
                    most=capacity(paper.plan.pools[pool])),
                say("move one of them to another time, or name a stand-in"), in_scenario=True,
            )  # fmt: skip


def said_differently(paper: Paper) -> Iterator[Finding]:
    """The same people of whom plans say different things, where the scenario says which of them holds."""
    scenario, together = paper.scenario, _of(paper)
    assert scenario is not None
    for pool, same in scenario.same.items():
        apart: list[Any] = differing(scenario, same, together.parts)
        if apart:
            yield Finding(
                "confirm", "the-same-said-differently", ("same", pool), (),
                say("the plans differ in {keys} of '{pool}'; '{plan}' is played", keys=Series(tuple(apart)),
                    pool=paper.pool(pool), plan=same.as_in),
                say("write the same into all of them"), in_scenario=True,
            )  # fmt: skip


def town_said_differently(paper: Paper) -> Iterator[Finding]:
    """Ways, weather, hours or calendars of the town that plans give differently."""
    scenario, together = paper.scenario, _of(paper)
    assert scenario is not None
    found = list(one_town(scenario, together.parts))
    if found:
        yield Finding(
            "confirm", "one-town-said-differently", ("as_in",), (),
            say("the plans do not say the same of the town: {what}; '{plan}' is played",
                what=listed(found, 3), plan=scenario.as_in),
            say("write the same into all of them"), in_scenario=True,
        )  # fmt: skip


def other_days(paper: Paper) -> Iterator[Finding]:
    """Plans whose own scenario is of other days than those that are played."""
    scenario, together = paper.scenario, _of(paper)
    assert scenario is not None
    for short, part in together.parts.items():
        if part.scenario is None:
            continue
        own, lists = part.scenario.window, (part.scenario.injects, part.scenario.disruptions)
        if (own.start, own.seconds) != (scenario.window.start, scenario.window.seconds):
            left_out = sum(outside(scenario.window, one) for some in lists for one in some)
            yield Finding(
                "confirm", "plan-of-other-days", ("plans", short), (),
                say("the scenario of '{plan}' is of other days (from {start}); its incidents are played in these; injects "
                    "and disruptions that lie outside them are left out: {n}",
                    plan=short, start=f"{own.start:%Y-%m-%d %H:%M}", n=left_out),
                say("see to it that so many come on these days, too"), in_scenario=True,
            )  # fmt: skip


def stuck_together(paper: Paper) -> Iterator[Finding]:
    """Incidents of several plans that may wait for each other for ever."""
    waits = stuck(paper)
    stuck_kinds = sorted({wait.kind for wait in waits})
    plans = {_plan(paper, kind) for kind in stuck_kinds}
    pools = [pool for pool in _of(paper).shared if any(pool in wait.able for wait in waits)]
    if len(plans) > 1 and pools:
        yield Finding(
            "confirm", "plans-may-wait-for-each-other", ("same", pools[0]), (),
            say("incidents of several plans may wait for each other for ever over {pools} ({procedures})",
                pools=listed(map(paper.pool, pools)), procedures=listed(map(paper.procedure, stuck_kinds))),
            say("ask for everything in one order in all of the plans"), in_scenario=True,
        )  # fmt: skip


RULES = (needed_by_several, called_at_one_time, said_differently, town_said_differently, other_days, stuck_together)
