"""Calls that nobody answers: what the plan says then, and which targets count as kept all the same."""

from __future__ import annotations

from collections.abc import Iterator

from drillsim.base.language import say
from drillsim.check.findings.cases import kinds_in
from drillsim.check.findings.finding import Finding, listed
from drillsim.check.findings.paper import Paper, milestone
from drillsim.compiled.answering import names_of


def unanswered_calls(paper: Paper) -> Iterator[Finding]:
    """A call after which nothing is said about what happens when nobody answers."""
    for kind, name, step in paper.steps():
        if step.calls and step.outcome.get("unanswered", 0) > 0 and not _taken_up(paper, kind, name):
            yield Finding(
                "gap", "unanswered-call", ("procedures", kind, "steps", name), paper.clauses(f"procedures.{kind}.{name}"),
                say("{procedure}: when nobody answers '{step}', the chain of reports ends",
                    procedure=paper.procedure(kind), step=paper.step(kind, name)),
                say("say whom to call next"),
            )  # fmt: skip


def met_without_answer(paper: Paper) -> Iterator[Finding]:
    """A target whose clock starts or stops although a call on the way was not answered."""
    for name, target in paper.plan.targets.items():
        ends = {end for when in target.ends.values() for end in when.named}
        calls: dict[tuple[str, str], None] = {}
        tried = False
        for kind in kinds_in(paper, target):
            for end in sorted(ends):
                step, moment = milestone(end)
                if step not in paper.plan.procedures[kind].steps:
                    continue
                tried |= moment == "attempted"
                calls |= {(kind, call): None for call in _passed_over(paper, kind, step, moment)}
        if calls:
            shown = [say("'{procedure}: {step}'", procedure=paper.procedure(k), step=paper.step(k, s)) for k, s in calls]
            yield Finding(
                "gap", "met-without-answer", ("targets", name), paper.clauses(f"targets.{name}"),
                say("{target}: its clock goes on although nobody answered: {calls}",
                    target=paper.target(name), calls=listed(shown)),
                say("count the call only when somebody answered, or say what happens when nobody does")
                if tried
                else say("let what follows wait until somebody answered, or say whom to call next"),
            )  # fmt: skip


def _passed_over(paper: Paper, kind: str, end: str, moment: str) -> Iterator[str]:
    """The calls that may stay unanswered when a milestone is reached, with nothing said about that on the way to it."""
    steps, before = paper.plan.procedures[kind].steps, paper.ancestors[kind]
    for call, step in steps.items():
        if not step.calls or not _may_be_missed(paper, kind, call):
            continue
        if call == end:
            if moment == "attempted":
                yield call
            continue
        goes_on = call in before[end] and end not in _kept_back(paper, kind, call)
        if goes_on and not _taken_up(paper, kind, call, {*before[end], end}):
            yield call


def _may_be_missed(paper: Paper, kind: str, call: str) -> bool:
    """Whether nobody may answer a call: by its outcomes, or since the scenario has the telephone off."""
    step = paper.plan.procedures[kind].steps[call]
    telephone = names_of(paper.plan, step.calls or "")[0][0]
    off = {one.phone_off for one in paper.scenario.disruptions} if paper.scenario is not None else set()
    return step.outcome.get("unanswered", 0) > 0 or telephone in off


def _taken_up(paper: Paper, kind: str, call: str, among: set[str] | None = None) -> bool:
    """Whether some step (`among` these) is there for the case that nobody answers."""
    steps = paper.plan.procedures[kind].steps
    return any("unanswered" in steps[name].when.get(call, []) for name in (steps if among is None else among))


def _kept_back(paper: Paper, kind: str, call: str) -> set[str]:
    """The steps that do not run when a call is not answered."""
    steps, before = paper.plan.procedures[kind].steps, paper.ancestors[kind]
    found: set[str] = set()
    for name in sorted(steps, key=lambda s: len(before[s])):
        step = steps[name]
        asks = call in step.when and "unanswered" not in step.when[call]
        rests_on = any(subject in found for subject in step.when)
        if asks or rests_on or (step.after and all(earlier in found for earlier in step.after)):
            found.add(name)
    return found


RULES = (unanswered_calls, met_without_answer)
