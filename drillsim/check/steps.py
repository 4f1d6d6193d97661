"""What the steps of a procedure must keep: order, conditions, needs, holds, travel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drillsim.base.language import Message, say
from drillsim.check.lookup import (
    RESERVED,
    UNITS,
    Findings,
    Flaw,
    Loc,
    answering,
    clauses_cited,
    kinds_of,
    moves,
    no_need,
    no_pool,
    no_single_zone,
    values_of,
)
from drillsim.check.needs import check_need
from drillsim.check.timers import check_timers
from drillsim.plan.areas import areas_of
from drillsim.plan.graph import Graph
from drillsim.plan.near import near
from drillsim.plan.plan import Plan
from drillsim.plan.procedures import Case, Priority, Procedure, Step, Toward
from drillsim.plan.words import SUBJECTS_ZH, Spelled
from drillsim.quantities import measures
from drillsim.quantities.shown import show_people
from drillsim.quantities.wording import Series

MOST_STEPS = 200  # of a procedure: a chain of skipped steps is followed by recursion
MOST_NEEDS = 12  # of a step: the assignment of pools to needs is searched with backtracking


def check_procedure(plan: Plan, name: str, procedure: Procedure) -> Findings:
    """Everything that keeps a procedure from being played."""
    here: Loc = ("procedures", name, "steps")
    part = (f"procedures.{name}",)
    if (many := sum(step.times for step in procedure.steps.values())) > MOST_STEPS:
        what = say(
            "a procedure has at most {most} steps, each attempt and round counted (got {got})", most=MOST_STEPS, got=many
        )
        yield Flaw(here, what, say("split it into procedures"), at_key=True)
        return
    yield from _priority(plan, ("procedures", name, "priority"), procedure.priority)
    for step_name, step in procedure.steps.items():
        loc = (*here, step_name)
        yield from _priority(plan, (*loc, "priority"), step.priority)
        yield from _times(plan, (*loc, "takes"), step.takes)
        if step_name in plan.attributes or step_name in RESERVED or step_name in SUBJECTS_ZH:
            what = say("'{name}' is an attribute of incidents, so no step can have this name", name=step_name)
            yield Flaw(loc, what, say("choose another name"), at_key=True)
        for index, before in enumerate(step.after):
            if before not in procedure.steps:
                what = say("no step is called '{name}'", name=before)
                yield Flaw((*loc, "after", index), what, near(before, procedure.steps), part)
        yield from _asks(plan, loc, step)
        yield from clauses_cited(plan, (*loc, "clause"), step.clause)
    yield from _ladder(procedure, ("procedures", name, "ladder"), part)
    movers = (n for step in procedure.steps.values() for n, need in step.needs.items() if moves(plan, need))
    graph = Graph(procedure, frozenset(movers))
    for cycle in graph.cycles:
        what = say("the steps wait for each other: {circle}", circle=" → ".join([*cycle, cycle[0]]))
        yield Flaw((*here, cycle[0], "after"), what, say("take one of them out of 'after'"), part)
    if not graph.cycles:
        for step_name in procedure.steps:
            yield from _conditions(plan, (*here, step_name), step_name, procedure, graph)
        yield from check_timers(plan, name, procedure, graph)
        for finding in _holds(plan, here, procedure, graph):
            yield finding._replace(rests_on=(*finding.rests_on, *part))


def _priority(plan: Plan, loc: Loc, priority: Priority | None) -> Findings:
    """A priority by an attribute that no incident has, or that leaves a value out."""
    if isinstance(priority, dict):
        yield from _by_value(plan, loc, priority, lambda values: say("no priority is given for: {values}", values=values))


def _times(plan: Plan, loc: Loc, takes: Any) -> Findings:
    """A time by an attribute that no incident has, by heads that nobody can read, or that leaves a value out."""
    if not isinstance(takes, dict):
        return
    by_people = takes.get("people")
    if by_people is None:
        yield from _by_value(plan, loc, takes, lambda values: say("no time is given for: {values}", values=values))
        return
    spans = []
    for text in by_people:
        try:
            spans.append(measures.people(text))
        except measures.Unreadable as error:
            yield Flaw((*loc, "people", text), error.what, error.mend, at_key=True)
    if len(spans) < len(by_people):
        return
    following = 1
    for low, high in sorted(spans):
        if low != following:
            what = (
                say("no time is given for: {values}", values=show_people(following, low - 1))
                if low > following
                else say("more than one time is given for: {values}", values=show_people(low, min(high, following - 1)))
            )
            yield Flaw((*loc, "people"), what, say("give one for each head-count"), at_key=True)
            return
        following = high + 1
    if following <= measures.NO_LIMIT:
        what = say("no time is given for: {values}", values=show_people(following, measures.NO_LIMIT))
        yield Flaw((*loc, "people"), what, say("give one for each head-count"), at_key=True)


def _by_value(plan: Plan, loc: Loc, given: dict[str, dict[str, Any]], missing_said: Callable[[Series], Message]) -> Findings:
    """Something given for each value of an attribute that no incident has, or that leaves a value out."""
    subjects = {**plan.attributes, "zone": list(plan.zones)}
    for subject, ranks in given.items():
        if subject not in subjects:
            what = say("no attribute is called '{name}'", name=subject)
            yield Flaw((*loc, subject), what, near(subject, subjects, reserved=True), ("attributes",), at_key=True)
            continue
        section = "zones" if subject == "zone" else f"attributes.{subject}"
        for value in ranks:
            if value not in subjects[subject]:
                what = say("'{subject}' has no value '{value}'", subject=Spelled((subject,), subjects=True), value=value)
                yield Flaw((*loc, subject, value), what, near(value, subjects[subject]), (section,), at_key=True)
        areas = areas_of(plan) if subject == "zone" else {}
        told = {value for name in ranks for value in areas.get(name, [name])}
        if missing := [value for value in subjects[subject] if value not in areas and value not in told]:
            what = missing_said(Series(tuple(missing)))
            yield Flaw((*loc, subject), what, say("give one for each value"), (section,), at_key=True)


def _ladder(procedure: Procedure, loc: Loc, part: tuple[str, ...]) -> Findings:
    """Rungs that are no steps, or that cannot settle anything; outcomes that no rung has."""
    if procedure.ladder is None:
        return
    rungs, settled = procedure.ladder.rungs, procedure.ladder.settled
    outcomes = {name: step.outcome for name, step in procedure.steps.items() if step.outcome}
    for index, rung in enumerate(rungs):
        place = (*loc, "rungs", index)
        if rung not in outcomes:
            what = say("no step with outcomes is called '{name}'", name=rung)
            yield Flaw(place, what, near(rung, outcomes), part)
        elif rung in rungs[:index]:
            yield Flaw(place, say("the rung '{name}' is given twice", name=rung), say("keep one of them"))
        elif not set(settled) & set(outcomes[rung]):
            what = say("the rung '{name}' can settle nothing: it has none of the outcomes {settled}",
                       name=rung, settled=", ".join(settled))  # fmt: skip
            yield Flaw(place, what, say("give it one of them, or take it out"), part)
    known = [outcome for rung in rungs for outcome in outcomes.get(rung, ())]
    for index, outcome in enumerate(settled):
        if outcome not in known and set(rungs) <= set(outcomes):
            what = say("no rung has the outcome '{value}'", value=outcome)
            yield Flaw((*loc, "settled", index), what, near(outcome, known, reserved=True), part)


def _asks(plan: Plan, loc: Loc, step: Step) -> Findings:
    """What a step asks for: pools, funds, telephones, a zone."""
    known = answering(plan)
    parts: list[tuple[Loc, Step | Case]] = [(loc, step), *(((*loc, "cases", i), case) for i, case in enumerate(step.cases))]
    tables = [((*place, "needs"), part.needs) for place, part in parts]
    for place, needs in tables:
        for name, need in needs.items():
            yield from no_pool(plan, (*place, name), need.of, known, (*UNITS, "room"))
            if 0 in (need.count, need.up_to):
                what = say("the need '{name}' asks for nobody", name=name)
                yield Flaw((*place, name), what, say("ask for at least 1"))
            yield from check_need(plan, (*place, name), need, {**step.needs, **needs})
    spendings = [((*place, "spends"), part.spends) for place, part in parts]
    funds = [name for name, pool in plan.pools.items() if pool.kind == "fund"]
    for place, spends in spendings:
        for fund, amount in spends.items():
            for finding in no_pool(plan, (*place, fund), fund, funds, ("fund",)):
                yield finding._replace(at_key=True)
            if amount == 0:
                yield Flaw((*place, fund), say("nothing is spent"), say("write an amount above 0"))
    asked = {name for _, needs in tables for name in needs} | {fund for _, spends in spendings for fund in spends}
    if len(asked) > MOST_NEEDS:
        what = say("a step has at most {most} needs (got {got})", most=MOST_NEEDS, got=len(asked))
        yield Flaw((*loc, "needs"), what, say("split it into steps"), at_key=True)
    if step.calls is not None:
        yield from no_pool(plan, (*loc, "calls"), step.calls, known, UNITS)
    yield from _way(plan, loc, step)


def _way(plan: Plan, loc: Loc, step: Step) -> Findings:
    """Keys that only go with a way, or do not go with one."""
    part = (_part_named(loc),)
    if "to" in step.model_fields_set and step.takes != "travel":
        what = say("only a step that takes travel goes somewhere")
        yield Flaw((*loc, "to"), what, say("write takes: travel, or delete it"), part)
    if isinstance(step.to, Toward):
        for index, place in enumerate(step.to.nearest):
            yield from no_single_zone((*loc, "to", "nearest", index), place, plan)
    else:
        yield from no_single_zone((*loc, "to"), step.to, plan)
    if step.trips is not None:
        yield from no_single_zone((*loc, "trips", "from_"), step.trips.from_, plan)
    if step.trips is not None and step.takes != "travel":
        what = say("only a step that takes travel goes there and back")
        yield Flaw((*loc, "trips"), what, say("write takes: travel, or delete it"), part)
    if step.who and step.takes not in ("turnout", "travel"):
        what = say("only a step that takes turnout or travel names who goes")
        yield Flaw((*loc, "who"), what, say("write takes: travel, or delete it"), part)
    if step.may_be_interrupted is not None and step.takes == "turnout":
        what = say("who turns out is not at work yet, and cannot be interrupted")
        yield Flaw((*loc, "may_be_interrupted"), what, say("delete it"), part)
    if step.may_be_interrupted not in (None, "resume") and step.takes == "travel":
        what = say("a journey from which somebody was turned away goes on with whoever replaces them")
        yield Flaw((*loc, "may_be_interrupted"), what, say("write resume"), part)
    if step.takes == "travel" and plan.travel is None:
        what = say("this step travels, and the plan has no travel times")
        yield Flaw((*loc, "takes"), what, say("add travel.times from each base to each zone"), ("travel",))


def _part_named(loc: Loc) -> str:
    """The name of a step as a part of the plan: 'procedures.meet.hear'."""
    return f"procedures.{loc[1]}.{loc[3]}"


def _conditions(plan: Plan, loc: Loc, name: str, procedure: Procedure, graph: Graph) -> Findings:
    step = procedure.steps[name]
    part = f"procedures.{loc[1]}"
    subjects = {**plan.attributes, "zone": list(plan.zones), "people": []}
    for subject, values in step.when.items():
        place = (*loc, "when", subject)
        if subject in subjects:
            yield from values_of(plan, (*loc, "when"), subject, values, subjects)
        elif subject not in procedure.steps:
            what = say("'{name}' is no earlier step and no attribute", name=subject)
            known = [*graph.ancestors[name], *subjects]
            yield Flaw(place, what, near(subject, known, reserved=True), ("attributes", part), at_key=True)
        elif subject not in graph.ancestors[name]:
            what = say("'{name}' does not come before '{step}', so its outcome is not known there", name=subject, step=name)
            yield Flaw(place, what, say("let the step come after it"), (part,), at_key=True)
        elif not procedure.steps[subject].endings:
            what = say("the step '{name}' has no outcomes", name=subject)
            yield Flaw(place, what, say("give it an outcome, or delete the condition"), (part,), at_key=True)
        else:
            outcomes = procedure.steps[subject].endings
            for index, value in enumerate(values):
                if value not in outcomes:
                    what = say("'{name}' has no outcome '{value}'", name=subject, value=value)
                    yield Flaw((*place, index), what, near(value, outcomes, reserved=True), (part,))


def _holds(plan: Plan, here: Loc, procedure: Procedure, graph: Graph) -> Findings:
    """Who is held until when, who goes where, and who comes back."""
    owner: dict[str, str] = {}
    steps = procedure.steps.values()
    spendings = [step.spends for step in steps] + [case.spends for step in steps for case in step.cases]
    for step_name, step in procedure.steps.items():
        for need in step.asked:
            loc = (*here, step_name, "needs", need)
            if need not in step.needs:
                tier = next(i for i, case in enumerate(step.cases) if need in case.needs)
                loc = (*here, step_name, "cases", tier, "needs", need)
            if any(need in spends for spends in spendings):
                what = say("'{name}' is a fund that this procedure spends, so no need can have this name", name=need)
                yield Flaw(loc, what, say("choose another name"), at_key=True)
            else:
                owner[need] = step_name
    journeys = [step.who for step in procedure.steps.values() if step.takes == "travel"]
    travellers = {name for who in journeys for name in who}
    told = all(who and owner.keys() >= set(who) for who in journeys)  # else somebody else may have been meant
    returning: dict[str, str] = {}
    for step_name, step in procedure.steps.items():
        loc = (*here, step_name)
        for need, until in step.keep.items():
            if owner.get(need) != step_name:
                what = say("the step '{step}' has no need called '{name}' to keep", name=need, step=step_name)
                yield Flaw((*loc, "keep", need), what, near(need, step.asked), at_key=True)
            if until not in procedure.steps:
                what = say("no step is called '{name}'", name=until)
                yield Flaw((*loc, "keep", need), what, near(until, procedure.steps))
            elif until != step_name and step_name not in graph.ancestors[until]:
                what = say("'{name}' does not come after '{step}', so the hold ends nowhere", name=until, step=step_name)
                yield Flaw((*loc, "keep", need), what, say("name this step or one that comes after it"))
        yield from _goers(plan, loc, step_name, step, procedure, owner, graph)
        for index, need in enumerate(step.way_back):
            place = (*loc, "way_back", index)
            if need not in owner:
                yield no_need(place, need, owner, procedure.called(need))
            elif need not in travellers and told:
                what = say("'{name}' never travels, so it has no way back", name=need)
                yield Flaw(place, what, say("name it in 'who' of a step that takes travel, or delete it"))
            elif need in returning:
                what = say("'{name}' has a way back already, from '{step}'", name=need, step=returning[need])
                yield Flaw(place, what, say("keep one of them"))
            returning.setdefault(need, step_name)


def _goers(
    plan: Plan, loc: Loc, name: str, step: Step, procedure: Procedure, owner: dict[str, str], graph: Graph
) -> Findings:
    """Who turns out or travels: units that this step or one that surely ran before it asked for."""
    if step.takes not in ("turnout", "travel"):
        return
    own = [need for need, asked in step.asked.items() if any(moves(plan, n) for n in asked)]
    if not step.who and (step.takes == "travel" or not own):
        mend = say("add needs to this step or an earlier one, and name in 'who' those that go")
        yield Flaw((*loc, "takes"), say("nobody is named to go"), mend, ("pools",))
    for index, need in enumerate(step.who):
        place = (*loc, "who", index)
        if need not in owner:
            yield no_need(place, need, owner, procedure.called(need))
            continue
        holder = owner[need]
        asked = procedure.steps[holder].asked[need]
        until = procedure.steps[holder].keep.get(need, holder)
        if any("room" in kinds_of(plan, n.of) for n in asked):
            what = say("'{name}' is nobody who can go", name=need)
            yield Flaw(place, what, say("name squads, vehicles and posts only"))
        elif holder != name and holder not in graph.ancestors[name]:
            what = say("'{name}' is asked for in '{step}', which does not come before this step", name=need, step=holder)
            yield Flaw(place, what, say("let this step come after it"))
        elif holder not in graph.ran_before(name):
            what = say("'{name}' is asked for in '{step}', which may be skipped before this step", name=need, step=holder)
            yield Flaw(place, what, say("let this step come after that one only, or put the same condition on it"))
        elif step.takes == "travel" and until in procedure.steps and until != name and name not in graph.ancestors[until]:
            what = say("'{name}' is free again after '{step}', so it cannot be on the way here", name=need, step=until)
            yield Flaw(place, what, say("keep it until this step or a later one"))
