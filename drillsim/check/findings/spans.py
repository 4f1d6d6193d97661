"""Windows against clocks: what runs longer than the scenario, periods that it does not hold whole; and skipped rungs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from drillsim.base.language import say
from drillsim.check.findings.finding import Finding, listed, span
from drillsim.check.findings.paper import Paper
from drillsim.plan.distributions import quantile
from drillsim.quantities import measures

PERIODS = {"hour": 3600, "day": measures.DAY, "week": 7 * measures.DAY, "month": 31 * measures.DAY}


def long_clocks(paper: Paper) -> Iterator[Finding]:
    """A step or a limit longer than the window: what it does to staff and places is seen in part only."""
    if paper.scenario is None:
        return
    window = paper.scenario.window.seconds
    brought = {source.kind for source in paper.sources}
    steps = {
        (kind, name): usual
        for kind, name, step in paper.steps()
        if kind in brought and step.durations and _holds_something(paper, kind, name)
        and (usual := max(float(quantile(one, np.array([0.5]))[0]) for one in step.durations)) > window
    }  # fmt: skip
    limits = {
        name: target.horizon for name, target in paper.plan.targets.items() if target.horizon > max(window, measures.DAY)
    }
    for (kind, name), usual in steps.items():
        yield Finding(
            "confirm", "clock-longer-than-window", ("window",), paper.clauses(f"procedures.{kind}.{name}"),
            say("{procedure}: '{step}' usually takes {span}, and the window is {window}: what it holds is never given back "
                "while incidents still come, so places and staff fill less than they would",
                procedure=paper.procedure(kind), step=paper.step(kind, name), span=span(usual), window=span(window)),
            say("make the window at least twice as long, or read its waits as a lower bound"),
            in_scenario=True,
        )  # fmt: skip
    if limits:
        shown = (say("{target} ({limit})", target=paper.target(name), limit=span(limit)) for name, limit in limits.items())
        yield Finding(
            "confirm", "clock-longer-than-window", ("window",), paper.clauses(*(f"targets.{name}" for name in limits)),
            say("limits longer than the window ({window}): {limits}; play goes on until they have passed, "
                "and nothing new comes in that time", window=span(window), limits=listed(shown)),
            say("make the window longer than the longest limit if later incidents compete for the same people"),
            in_scenario=True,
        )  # fmt: skip


def _holds_something(paper: Paper, kind: str, name: str) -> bool:
    """Whether something is held while a step runs."""
    before = paper.ancestors[kind]
    return any(
        hold.kind == kind and hold.taken in (name, *before[name]) and name in (hold.released, *before[hold.released])
        for hold in paper.holds
    )


def no_whole_period(paper: Paper) -> Iterator[Finding]:
    """'Once a month' in a window of a week: nothing to judge."""
    if paper.scenario is None:
        return
    window = paper.scenario.window.seconds
    for name, target in paper.plan.targets.items():
        shortest = 3 * measures.DAY if target.period == "month" else 0
        if target.period is not None and window < PERIODS[target.period] - shortest:
            yield Finding(
                "confirm", "no-whole-period", ("window",), paper.clauses(f"targets.{name}"),
                say("{target}: the window ({window}) holds no whole period, so nothing is judged",
                    target=paper.target(name), window=span(window)),
                say("make the window longer, or test the target in another scenario"),
                in_scenario=True,
            )  # fmt: skip


def skipped_rungs(paper: Paper) -> Iterator[Finding]:
    """A rung that is climbed although the one below may have settled the matter."""
    for kind, procedure in paper.plan.procedures.items():
        if procedure.ladder is None:
            continue
        settled = set(procedure.ladder.settled)
        for below, rung in zip(procedure.ladder.rungs, procedure.ladder.rungs[1:], strict=False):
            asked = procedure.steps[rung].when
            lower = procedure.ladder.rungs[: procedure.ladder.rungs.index(rung)]
            if not any(name in asked and not settled & set(asked[name]) for name in lower):
                loc = ("procedures", kind, "steps", rung)
                yield Finding(
                    "unclear", "rung-skipped", loc, paper.clauses(f"procedures.{kind}.{rung}"),
                    say("{procedure}: '{rung}' is called in although '{below}' may have settled the matter",
                        procedure=paper.procedure(kind), rung=paper.step(kind, rung), below=paper.step(kind, below)),
                    say("let it start only when the rung below has failed"),
                )  # fmt: skip


RULES = (long_clocks, no_whole_period, skipped_rungs)
