"""Steps that begin because something has not happened, levels of response, and reports from hop to hop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from drillsim.base.language import say
from drillsim.check.findings.cases import kinds_in
from drillsim.check.findings.finding import Finding, confirm_ours, listed, span
from drillsim.check.findings.paper import Paper
from drillsim.plan.graph import Graph
from drillsim.plan.targets import LimitTarget


def never_too_late(paper: Paper) -> Iterator[Finding]:
    """A timer for a moment that has always come before: the step behind it is never done."""
    for kind, name, step in paper.steps():
        graph = Graph(paper.plan.procedures[kind])
        for moment in step.unless or ():
            at = moment.rpartition(".")[0]
            if at in graph.ran_before(name) and paper.plan.procedures[kind].steps[at].calls is None:
                yield Finding(
                    "contradiction", "never-too-late", ("procedures", kind, "steps", name, "unless", moment),
                    paper.clauses(f"procedures.{kind}.{name}"),
                    say("{procedure}: '{step}' is never done, because '{other}' always comes before it",
                        procedure=paper.procedure(kind), step=paper.step(kind, name), other=paper.step(kind, at)),
                    say("let it come after the step from which the time counts"),
                )  # fmt: skip


def levels_never_reached(paper: Paper) -> Iterator[Finding]:
    """A level of response that no incident begins at and no step sets, and steps that wait for such levels only."""
    for kind, procedure in paper.plan.procedures.items():
        levels = paper.plan.levels_of(kind)
        entered = {level for level in levels if paper.plan.levels[level].when} | set(levels[:1])
        reached = entered | {step.level for step in procedure.steps.values() if step.level is not None}
        for name, step in procedure.steps.items():
            if step.at_level and not reached & set(step.at_level):
                yield Finding(
                    "contradiction", "level-never-reached", ("procedures", kind, "steps", name, "at_level"),
                    paper.clauses(f"procedures.{kind}.{name}"),
                    say("{procedure}: '{step}' waits for a level that nobody can reach: {levels}",
                        procedure=paper.procedure(kind), step=paper.step(kind, name), levels=_named(paper, step.at_level)),
                    say("say which incidents begin at this level, or which step raises them to it"),
                )  # fmt: skip
    used = {level for _kind, _name, step in paper.steps() for level in (step.level, *step.at_level) if level is not None}
    for level, entered_by in paper.plan.levels.items():
        lowest = any(paper.plan.levels_of(kind)[:1] == [level] for kind in paper.plan.procedures)
        if level not in used and not entered_by.when and not lowest:
            yield Finding(
                "gap", "level-never-reached", ("levels", level), paper.clauses(f"levels.{level}"),
                say("nothing leads to the level of response {levels}", levels=_named(paper, [level])),
                say("say which incidents begin at this level, or which step raises them to it"),
            )  # fmt: skip


def _named(paper: Paper, levels: list[str]) -> object:
    return listed([paper.plan.levels[level].name or level for level in levels])


def hops_exceed_the_whole(paper: Paper) -> Iterator[Finding]:
    """Reports from hop to hop whose limits add up to more than the whole chain has."""
    limits = {
        name: (target, target.within)
        for name, target in paper.plan.targets.items()
        if isinstance(target, LimitTarget) and isinstance(target.within, int) and target.form.kind != "mean"
    }
    beginning: dict[str, list[str]] = defaultdict(list)  # by where their clocks start
    for name, (target, _seconds) in limits.items():
        beginning[str(target.from_)].append(name)
    for name, (whole, seconds) in limits.items():
        chains = [(one, other) for one in beginning[str(whole.from_)] for other in beginning[str(limits[one][0].to)]]
        for first, second in chains:
            (one, before), (other, after) = limits[first], limits[second]
            if len({name, first, second}) < 3 or other.to != whole.to or before + after <= seconds:
                continue
            if set(kinds_in(paper, whole)) & set(kinds_in(paper, one)) & set(kinds_in(paper, other)):
                ours = paper.ours(*(f"targets.{target}.within" for target in (name, first, second)))
                yield Finding(
                    "confirm" if ours else "contradiction", "hops-exceed-the-whole", ("targets", name, "within"),
                    tuple(dict.fromkeys(c for target in (name, first, second) for c in paper.clauses(f"targets.{target}"))),
                    say("{whole}: the whole has {limit}; '{first}' and '{second}', each on its own, allow {sum}",
                        whole=paper.target(name), limit=span(seconds), first=paper.target(first),
                        second=paper.target(second), sum=span(before + after)),
                    confirm_ours(ours) if ours else say("give the hops less, or the whole more"),
                )  # fmt: skip


RULES = (never_too_late, levels_never_reached, hops_exceed_the_whole)
