"""What must hold of steps that begin, wait no longer or come again because something has not happened."""

from __future__ import annotations

from collections.abc import Iterator

from drillsim.base.language import say
from drillsim.check.lookup import Findings, Flaw, Loc, conditions, no_level
from drillsim.plan.graph import Graph
from drillsim.plan.near import near
from drillsim.plan.plan import Plan
from drillsim.plan.procedures import Procedure, Step

WATCHED = ("started", "first", "ended", "attempted")  # moments that can be waited for


def check_timers(plan: Plan, kind: str, procedure: Procedure, graph: Graph) -> Findings:
    """Timers, patience, attempts, rounds and levels that cannot be played."""
    for name, step in procedure.steps.items():
        loc: Loc = ("procedures", kind, "steps", name)
        if step.unless is not None:
            (moment,) = step.unless
            yield from _moment(plan, (*loc, "unless", moment), moment, name, kind, procedure, graph, at_key=True)
        if step.rounds is not None:
            yield from _rounds(plan, loc, name, step, kind, procedure, graph)
        if step.gives_up is not None and not (step.asked or step.spends):
            what = say("this step waits for nobody, so it cannot give up")
            yield Flaw((*loc, "gives_up"), what, say("give it needs, or delete it"), at_key=True)
        if step.again is not None:
            for index, outcome in enumerate(step.again.when):
                if outcome not in step.endings:
                    what = say("'{name}' has no outcome '{value}'", name=name, value=outcome)
                    yield Flaw((*loc, "again", "when", index), what, near(outcome, step.endings, reserved=True),
                               (f"procedures.{kind}",))  # fmt: skip
        yield from _levels(plan, loc, name, step, procedure, graph)
    yield from _gone_to(kind, procedure)


def _moment(
    plan: Plan, loc: Loc, text: str, name: str, kind: str, procedure: Procedure, graph: Graph, at_key: bool = False
) -> Findings:  # fmt: skip
    """A moment that is none, is not of this procedure, or can only come after what waits for it."""
    part = (f"procedures.{kind}",)
    at, _, moment = text.rpartition(".")
    if moment not in WATCHED or not at:
        what, mend = say("'{got}' is no moment that can be waited for", got=text), say("write step.ended (or started)")
        yield Flaw(loc, what, mend, at_key=at_key)
    elif at not in procedure.steps:
        what = say("no step is called '{name}'", name=at)
        yield Flaw(loc, what, near(at, procedure.steps), part, at_key=at_key)
    elif at == name or name in graph.ancestors[at]:
        what = say("'{name}' comes after '{step}', so it cannot have come before", name=at, step=name)
        yield Flaw(loc, what, say("name a step that does not wait for this one"), part, at_key=at_key)
    elif moment in ("started", "first") and (procedure.steps[at].again or procedure.steps[at].rounds):
        what = say("'{name}' comes several times, so it begins at no one moment", name=at)
        yield Flaw(loc, what, say("write step.ended"), part, at_key=at_key)
    elif moment == "first" and procedure.steps[at].takes != "travel":
        what = say("only of a step that takes travel is there a first one to arrive")
        yield Flaw(loc, what, say("write step.ended (or started)"), part, at_key=at_key)


def _rounds(plan: Plan, loc: Loc, name: str, step: Step, kind: str, procedure: Procedure, graph: Graph) -> Findings:
    assert step.rounds is not None
    loc = (*loc, "rounds")
    if len(step.rounds.until.named) > 1:
        yield Flaw((*loc, "until"), say("rounds end with one moment"), say("name one step"))
    for text in step.rounds.until.named:
        yield from _moment(plan, (*loc, "until"), text, name, kind, procedure, graph)
    if step.may_be_interrupted is not None:
        what = say("a round that is interrupted has another one behind it")
        yield Flaw((*loc[:-1], "may_be_interrupted"), what, say("delete it"), at_key=True)
    strangers = [need for need in step.who if need not in step.asked]
    if strangers:
        what = say("'{name}' is held by an earlier step, and cannot be on several rounds at once", name=strangers[0])
        yield Flaw((*loc[:-1], "who"), what, say("let each round ask for its own"))


def _levels(plan: Plan, loc: Loc, name: str, step: Step, procedure: Procedure, graph: Graph) -> Findings:
    """Levels that the plan has not, and steps that wait for a level that only comes after them."""
    for index, level in enumerate(step.at_level):
        yield from no_level((*loc, "at_level", index), level, plan)
    if step.level is not None:
        yield from no_level((*loc, "level"), step.level, plan)
    setters = {one: other.level for one, other in procedure.steps.items() if other.level in step.at_level}
    behind = [one for one in setters if name in graph.ancestors[one] or one == name]
    if behind:
        what = say("'{step}' waits for a level that '{name}' sets, which comes after it", step=name, name=behind[0])
        yield Flaw((*loc, "at_level"), what, say("let one of them not wait for the other"))


def _gone_to(kind: str, procedure: Procedure) -> Iterator[Flaw]:
    """Journeys to a room that several attempts or rounds ask for."""
    several = {need: name for name, step in procedure.steps.items() if step.again or step.rounds for need in step.asked}
    for name, step in procedure.steps.items():
        if isinstance(step.to, str) and step.to in several:
            what = say(
                "'{name}' asks for '{need}' several times, so it is not one place", name=several[step.to], need=step.to
            )
            yield Flaw(("procedures", kind, "steps", name, "to"), what, say("name a place"))


def check_entries(plan: Plan) -> Findings:
    """Conditions of levels that are none."""
    subjects = {**plan.attributes, "zone": list(plan.zones), "kind": list(plan.procedures), "people": []}
    for level, entered in plan.levels.items():
        for index, where in enumerate(entered.when):
            yield from conditions(plan, ("levels", level, "when", index), where, subjects)
