"""What a plan must keep so that it can be played: names, order, holds, travel, targets.

The models check what a value can say of itself; here is what needs the whole plan. Whatever
passes compiles and plays on either engine. Each finding names its place, what is wrong and
what would do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from drillsim import quantities as q
from drillsim.language import Message, say
from drillsim.plan.graph import Graph
from drillsim.plan.model import Case, Need, Plan, Procedure, Step
from drillsim.words import SUBJECTS_ZH

Loc = tuple[str | int, ...]

MOST_STEPS = 200  # of a procedure: a chain of skipped steps is followed by recursion
MOST_NEEDS = 12  # of a step: the assignment of pools to needs is searched with backtracking
SLOWEST = 100.0  # times as long as usual
UNITS = ("squad", "vehicle", "post")  # kinds of pool that can be under way or on the telephone
MOMENTS = ("ready", "started", "ended")  # of a step, in this order
RESERVED = ("zone", "people", "kind")  # subjects of conditions that every incident has


class Finding(NamedTuple):
    """Something wrong at `loc`. It also rests on the parts ('pools', 'procedures.meet') in `rests_on`."""

    loc: Loc
    what: Message
    mend: Message | None = None
    rests_on: tuple[str, ...] = ()
    at_key: bool = False


Findings = Iterator[Finding]


def near(name: str, known: Iterable[str]) -> Message | None:
    """A suggestion for a name that is not known: the nearest one, else all if they are few."""
    names = list(known)
    if close := difflib.get_close_matches(name, names, 1, 0.6):
        return say("did you mean '{near}'?", near=close[0])
    if 0 < len(names) <= 12:
        return say("there are: {names}", names=", ".join(names))
    return None


def check_plan(plan: Plan) -> Findings:
    """Everything that keeps a plan from being played, section by section."""
    yield from _places(plan)
    yield from _pools(plan)
    yield from _attributes(plan)
    for name, procedure in plan.procedures.items():
        yield from _procedure(plan, name, procedure)
    yield from _duties(plan)
    yield from _targets(plan)
    yield from _clauses(plan)
    yield from check_assumptions(plan, plan)


def answering(plan: Plan) -> list[str]:
    """Every name by which pools can be asked for: their own, types and roles."""
    return list(dict.fromkeys(n for name, pool in plan.pools.items() for n in (name, *pool.counts_as, *pool.also)))


def kinds_of(plan: Plan, ask: str) -> set[str]:
    """The kinds of pool that answer to a name."""
    return {p.kind for name, p in plan.pools.items() if ask == name or ask in p.counts_as or ask in p.also}


def moves(plan: Plan, need: Need) -> bool:
    """Whether whoever meets a need can be under way: a squad, a vehicle, a post (or a name that is not known)."""
    return kinds_of(plan, need.of) <= set(UNITS)


# ---- places, pools, attributes -------------------------------------------------------------


def no_zone(loc: Loc, name: str, plan: Plan, at_key: bool = False) -> Findings:
    """A finding if `name` is no zone."""
    if name not in plan.zones:
        yield Finding(loc, say("no zone is called '{name}'", name=name), near(name, plan.zones), ("zones",), at_key)


def _places(plan: Plan) -> Findings:
    for name, zone in plan.zones.items():
        if name in ("scene", "现场"):
            what = say("'{name}' has a meaning of its own: where the incident is", name=name)
            yield Finding(("zones", name), what, say("choose another name"), at_key=True)
        if zone is not None and zone.within is not None:
            loc: Loc = ("zones", name, "within")
            yield from no_zone(loc, zone.within, plan)
            around, outer = [name], zone.within
            while outer in plan.zones and outer not in around:
                around.append(outer)
                outer = (plan.zones[outer] and plan.zones[outer].within) or ""  # type: ignore[union-attr]
            if outer == name and name == min(around, key=list(plan.zones).index):
                what = say("the zones lie in a circle: {circle}", circle=" → ".join([*around, name]))
                yield Finding(loc, what, say("let the largest zone lie within none"))
    if plan.travel is None:
        return
    for base, times in plan.travel.times.items():
        for zone_name in times:
            yield from no_zone(("travel", "times", base, zone_name), zone_name, plan, at_key=True)
        for zone_name in plan.zones:
            if zone_name not in times and zone_name != "scene":
                what = say("there is no time from '{base}' to the zone '{zone}'", base=base, zone=zone_name)
                yield Finding(("travel", "times", base), what, say("add it"), ("zones", "travel"), at_key=True)
    for index, entry in enumerate(plan.travel.slower):
        yield from factor(("travel", "slower", index, "times"), entry.times)
    for kind, times_as_long in plan.travel.weather.items():
        yield from factor(("travel", "weather", kind), times_as_long)


def factor(loc: Loc, value: float) -> Findings:
    """A finding if `value` is no factor by which a way can become slower."""
    if not 0 < value <= SLOWEST:
        got = f"{value:g}"
        what = say("a way takes more than 0 and at most {most} times as long (got {got})", most=f"{SLOWEST:g}", got=got)
        yield Finding(loc, what, say("write it as {example}", example="1.5"))


def _pools(plan: Plan) -> Findings:
    known = answering(plan)
    for name, pool in plan.pools.items():
        loc = ("pools", name)
        base = getattr(pool, "base", None)
        if base is not None and plan.travel is None:
            what = say("'{name}' has a base, and the plan has no travel times", name=name)
            yield Finding((*loc, "base"), what, say("add travel.times from each base to each zone"), ("travel",))
        elif base is not None and plan.travel is not None and base not in plan.travel.times:
            what = say("no base in travel.times is called '{name}'", name=base)
            yield Finding((*loc, "base"), what, near(base, plan.travel.times), ("travel",))
        for index, zone in enumerate(pool.serves):
            yield from no_zone((*loc, "serves", index), zone, plan)
        for index, other in enumerate(pool.backs_up):
            yield from _no_pool(plan, (*loc, "backs_up", index), other, known)
        for key in ("counts_as", "also"):
            for index, role in enumerate(getattr(pool, key)):
                if role in plan.pools:
                    what = say("'{name}' is a pool, so it cannot be a type or a role as well", name=role)
                    yield Finding((*loc, key, index), what, say("choose another name, or use backs_up"))


def _no_pool(plan: Plan, loc: Loc, name: str, known: list[str], kinds: tuple[str, ...] = ()) -> Findings:
    found = kinds_of(plan, name)
    if not found:
        yield Finding(loc, say("no pool, type or role is called '{name}'", name=name), near(name, known), ("pools",))
    elif kinds and not found <= set(kinds):
        fitting = [n for n in known if kinds_of(plan, n) <= set(kinds)]
        what = say("'{name}' is a {kind}, which does not fit here", name=name, kind=", ".join(sorted(found - set(kinds))))
        yield Finding(loc, what, near(name, fitting), (f"pools.{name}",))


def _attributes(plan: Plan) -> Findings:
    for name, values in plan.attributes.items():
        if name in RESERVED or name in SUBJECTS_ZH:
            what = say("'{name}' has a meaning of its own: every incident has it", name=name)
            yield Finding(("attributes", name), what, say("choose another name"), at_key=True)
        for index, value in enumerate(values):
            if value in values[:index]:
                what = say("the value '{value}' is given twice", value=value)
                yield Finding(("attributes", name, index), what, say("keep one of them"))


def values_of(plan: Plan, loc: Loc, subject: str, values: list[str], subjects: dict[str, list[str]]) -> Findings:
    """Findings for values that a subject of a condition cannot have."""
    for index, value in enumerate(values):
        place = (*loc, subject, index)
        if subject == "people":
            try:
                q.people(value)
            except q.Unreadable as error:
                yield Finding(place, error.what, error.mend)
        elif value not in subjects[subject]:
            what = say("'{subject}' has no value '{value}'", subject=subject, value=value)
            section = {"zone": "zones", "kind": "procedures"}.get(subject, f"attributes.{subject}")
            yield Finding(place, what, near(value, subjects[subject]), (section,))


# ---- procedures ----------------------------------------------------------------------------


def _procedure(plan: Plan, name: str, procedure: Procedure) -> Findings:
    here: Loc = ("procedures", name, "steps")
    part = (f"procedures.{name}",)
    if len(procedure.steps) > MOST_STEPS:
        what = say("a procedure has at most {most} steps (got {got})", most=MOST_STEPS, got=len(procedure.steps))
        yield Finding(here, what, say("split it into procedures"), at_key=True)
        return
    for step_name, step in procedure.steps.items():
        loc = (*here, step_name)
        if step_name in plan.attributes or step_name in RESERVED or step_name in SUBJECTS_ZH:
            what = say("'{name}' is an attribute of incidents, so no step can have this name", name=step_name)
            yield Finding(loc, what, say("choose another name"), at_key=True)
        for index, before in enumerate(step.after):
            if before not in procedure.steps:
                what = say("no step is called '{name}'", name=before)
                yield Finding((*loc, "after", index), what, near(before, procedure.steps), part)
        yield from _asks(plan, loc, step)
        yield from _cited(plan, (*loc, "clause"), step.clause)
    movers = (n for step in procedure.steps.values() for n, need in step.needs.items() if moves(plan, need))
    graph = Graph(procedure, frozenset(movers))
    for cycle in graph.cycles:
        what = say("the steps wait for each other: {circle}", circle=" → ".join([*cycle, cycle[0]]))
        yield Finding((*here, cycle[0], "after"), what, say("take one of them out of 'after'"), part)
    if not graph.cycles:
        for step_name in procedure.steps:
            yield from _conditions(plan, (*here, step_name), step_name, procedure, graph)
        for finding in _holds(plan, here, procedure, graph):
            yield finding._replace(rests_on=(*finding.rests_on, *part))


def _asks(plan: Plan, loc: Loc, step: Step) -> Findings:
    """What a step asks for: pools, funds, telephones, a zone."""
    known = answering(plan)
    parts: list[tuple[Loc, Step | Case]] = [(loc, step), *(((*loc, "cases", i), case) for i, case in enumerate(step.cases))]
    tables = [((*place, "needs"), part.needs) for place, part in parts]
    for place, needs in tables:
        for name, need in needs.items():
            yield from _no_pool(plan, (*place, name), need.of, known, (*UNITS, "room"))
            if need.count == 0:
                what = say("the need '{name}' asks for nobody", name=name)
                yield Finding((*place, name), what, say("ask for at least 1"))
    spendings = [((*place, "spends"), part.spends) for place, part in parts]
    funds = [name for name, pool in plan.pools.items() if pool.kind == "fund"]
    for place, spends in spendings:
        for fund, amount in spends.items():
            for finding in _no_pool(plan, (*place, fund), fund, funds, ("fund",)):
                yield finding._replace(at_key=True)
            if amount == 0:
                yield Finding((*place, fund), say("nothing is spent"), say("write an amount above 0"))
    asked = {name for _, needs in tables for name in needs} | {fund for _, spends in spendings for fund in spends}
    if len(asked) > MOST_NEEDS:
        what = say("a step has at most {most} needs (got {got})", most=MOST_NEEDS, got=len(asked))
        yield Finding((*loc, "needs"), what, say("split it into steps"), at_key=True)
    if step.calls is not None:
        yield from _no_pool(plan, (*loc, "calls"), step.calls, known, UNITS)
    if step.to != "scene":
        yield from no_zone((*loc, "to"), step.to, plan)
    if "to" in step.model_fields_set and step.takes != "travel":
        what = say("only a step that takes travel goes somewhere")
        yield Finding((*loc, "to"), what, say("write takes: travel, or delete it"), (_part_named(loc),))
    if step.who and step.takes not in ("turnout", "travel"):
        what = say("only a step that takes turnout or travel names who goes")
        yield Finding((*loc, "who"), what, say("write takes: travel, or delete it"), (_part_named(loc),))
    if step.takes == "travel" and plan.travel is None:
        what = say("this step travels, and the plan has no travel times")
        yield Finding((*loc, "takes"), what, say("add travel.times from each base to each zone"), ("travel",))


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
            yield Finding(place, what, near(subject, known), ("attributes", part), at_key=True)
        elif subject not in graph.ancestors[name]:
            what = say("'{name}' does not come before '{step}', so its outcome is not known there", name=subject, step=name)
            yield Finding(place, what, say("let the step come after it"), (part,), at_key=True)
        elif not procedure.steps[subject].outcome:
            what = say("the step '{name}' has no outcomes", name=subject)
            yield Finding(place, what, say("give it an outcome, or delete the condition"), (part,), at_key=True)
        else:
            outcomes = procedure.steps[subject].outcome
            for index, value in enumerate(values):
                if value not in outcomes:
                    what = say("'{name}' has no outcome '{value}'", name=subject, value=value)
                    yield Finding((*place, index), what, near(value, outcomes), (part,))


def _needs_of(step: Step) -> dict[str, list[Need]]:
    """Needs of a step by name, as its base and its tiers ask for them."""
    found: dict[str, list[Need]] = {}
    for needs in (step.needs, *(case.needs for case in step.cases)):
        for name, need in needs.items():
            found.setdefault(name, []).append(need)
    return found


def _holds(plan: Plan, here: Loc, procedure: Procedure, graph: Graph) -> Findings:
    """Who is held until when, who goes where, and who comes back."""
    owner: dict[str, str] = {}
    steps = procedure.steps.values()
    spendings = [step.spends for step in steps] + [case.spends for step in steps for case in step.cases]
    for step_name, step in procedure.steps.items():
        for need in _needs_of(step):
            loc = (*here, step_name, "needs", need)
            if need not in step.needs:
                tier = next(i for i, case in enumerate(step.cases) if need in case.needs)
                loc = (*here, step_name, "cases", tier, "needs", need)
            if need in owner:
                what = say("the need '{name}' is there already, in the step '{step}'", name=need, step=owner[need])
                yield Finding(loc, what, say("choose another name"), at_key=True)
            elif any(need in spends for spends in spendings):
                what = say("'{name}' is a fund that this procedure spends, so no need can have this name", name=need)
                yield Finding(loc, what, say("choose another name"), at_key=True)
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
                yield Finding((*loc, "keep", need), what, near(need, _needs_of(step)), at_key=True)
            if until not in procedure.steps:
                what = say("no step is called '{name}'", name=until)
                yield Finding((*loc, "keep", need), what, near(until, procedure.steps))
            elif until != step_name and step_name not in graph.ancestors[until]:
                what = say("'{name}' does not come after '{step}', so the hold ends nowhere", name=until, step=step_name)
                yield Finding((*loc, "keep", need), what, say("name this step or one that comes after it"))
        yield from _goers(plan, loc, step_name, step, procedure, owner, graph)
        for index, need in enumerate(step.way_back):
            place = (*loc, "way_back", index)
            if need not in owner:
                yield Finding(place, say("no need is called '{name}'", name=need), near(need, owner))
            elif need not in travellers and told:
                what = say("'{name}' never travels, so it has no way back", name=need)
                yield Finding(place, what, say("name it in 'who' of a step that takes travel, or delete it"))
            elif need in returning:
                what = say("'{name}' has a way back already, from '{step}'", name=need, step=returning[need])
                yield Finding(place, what, say("keep one of them"))
            returning.setdefault(need, step_name)


def _goers(
    plan: Plan, loc: Loc, name: str, step: Step, procedure: Procedure, owner: dict[str, str], graph: Graph
) -> Findings:
    """Who turns out or travels: units that this step or one that surely ran before it asked for."""
    if step.takes not in ("turnout", "travel"):
        return
    own = [need for need, asked in _needs_of(step).items() if any(moves(plan, n) for n in asked)]
    if not step.who and (step.takes == "travel" or not own):
        mend = say("add needs to this step or an earlier one, and name in 'who' those that go")
        yield Finding((*loc, "takes"), say("nobody is named to go"), mend, ("pools",))
    for index, need in enumerate(step.who):
        place = (*loc, "who", index)
        if need not in owner:
            yield Finding(place, say("no need is called '{name}'", name=need), near(need, owner))
            continue
        holder = owner[need]
        asked = _needs_of(procedure.steps[holder])[need]
        until = procedure.steps[holder].keep.get(need, holder)
        if any("room" in kinds_of(plan, n.of) for n in asked):
            what = say("'{name}' is nobody who can go", name=need)
            yield Finding(place, what, say("name squads, vehicles and posts only"))
        elif holder != name and holder not in graph.ancestors[name]:
            what = say("'{name}' is asked for in '{step}', which does not come before this step", name=need, step=holder)
            yield Finding(place, what, say("let this step come after it"))
        elif holder not in graph.ran_before(name):
            what = say("'{name}' is asked for in '{step}', which may be skipped before this step", name=need, step=holder)
            yield Finding(place, what, say("let this step come after that one only, or put the same condition on it"))
        elif step.takes == "travel" and until in procedure.steps and until != name and name not in graph.ancestors[until]:
            what = say("'{name}' is free again after '{step}', so it cannot be on the way here", name=need, step=until)
            yield Finding(place, what, say("keep it until this step or a later one"))


# ---- duties, targets, clauses, assumptions -----------------------------------------------------


def _cited(plan: Plan, loc: Loc, clauses: list[str]) -> Findings:
    for index, clause in enumerate(clauses):
        if plan.clauses and clause not in plan.clauses:
            what = say("no clause is called '{name}'", name=clause)
            yield Finding((*loc, index), what, near(clause, plan.clauses), ("clauses",))


def no_procedure(loc: Loc, name: str, plan: Plan) -> Findings:
    """A finding if `name` is no procedure."""
    if name not in plan.procedures:
        what = say("no procedure is called '{name}'", name=name)
        yield Finding(loc, what, near(name, plan.procedures), ("procedures",))


def attributes_given(plan: Plan, loc: Loc, given: Mapping[str, str | Mapping[str, float]]) -> Findings:
    """Findings for attributes of incidents, and their value or shares of values, that the plan does not know."""
    for name, values in given.items():
        if name not in plan.attributes:
            what = say("no attribute is called '{name}'", name=name)
            yield Finding((*loc, name), what, near(name, plan.attributes), ("attributes",), at_key=True)
            continue
        shared = not isinstance(values, str)
        for value in [values] if isinstance(values, str) else values:
            if value not in plan.attributes[name]:
                what = say("'{subject}' has no value '{value}'", subject=name, value=value)
                place = (*loc, name, value) if shared else (*loc, name)
                yield Finding(place, what, near(value, plan.attributes[name]), (f"attributes.{name}",), at_key=shared)


def zone_missing(plan: Plan, loc: Loc, procedure: str, zone: object) -> Findings:
    """A finding if incidents of a procedure that travels to the scene have no zone."""
    steps = plan.procedures[procedure].steps.values() if procedure in plan.procedures else ()
    if zone is None and any(step.takes == "travel" and step.to == "scene" for step in steps):
        what = say("'{name}' travels to the scene, so its incidents need a zone", name=procedure)
        yield Finding(loc, what, say("add zone"), (f"procedures.{procedure}",), at_key=True)


def _duties(plan: Plan) -> Findings:
    for name, duty in plan.duties.items():
        loc = ("duties", name)
        yield from no_procedure((*loc, "procedure"), duty.procedure, plan)
        if duty.zone is not None:
            yield from no_zone((*loc, "zone"), duty.zone, plan)
        yield from zone_missing(plan, loc, duty.procedure, duty.zone)
        yield from attributes_given(plan, (*loc, "attributes"), duty.attributes)
        yield from _cited(plan, (*loc, "clause"), duty.clause)


def _targets(plan: Plan) -> Findings:
    subjects = {**plan.attributes, "kind": list(plan.procedures), "zone": list(plan.zones), "people": []}
    for name, target in plan.targets.items():
        loc = ("targets", name)
        yield from _cited(plan, (*loc, "clause"), target.clause)
        for key in ("where", "excused"):
            for subject, values in getattr(target, key).items():
                place = (*loc, key, subject)
                if key == "excused" and subject == "kind":
                    what = say("a kind of incident is no excuse")
                    yield Finding(place, what, say("leave the kind out of the target's where"), at_key=True)
                elif subject not in subjects:
                    what = say("no attribute is called '{name}'", name=subject)
                    yield Finding(place, what, near(subject, subjects), ("attributes",), at_key=True)
                else:
                    yield from values_of(plan, (*loc, key), subject, values, subjects)
        if target.within == 0:
            yield Finding((*loc, "within"), say("nothing takes no time at all"), say("write a limit above 0"))
        kinds = target.where.get("kind", list(plan.procedures))
        if set(kinds) <= set(plan.procedures):
            yield from _milestones(plan, loc, kinds)


def _milestones(plan: Plan, loc: Loc, kinds: list[str]) -> Findings:
    target = plan.targets[str(loc[1])]
    parts = ("procedures", *(f"procedures.{kind}" for kind in kinds))
    ends: list[tuple[str, str]] = []
    for key, text in (("from_", target.from_), ("to", target.to)):
        step, _dot, moment = text.rpartition(".")
        if text == "brought" and key == "from_":
            ends.append(("", "brought"))
            continue
        if moment not in MOMENTS or not step:
            what = say("'{got}' is no milestone", got=text)
            mend = say("write step.ended (or ready, started)")
            yield Finding((*loc, key), what, mend)
            return
        known = list(dict.fromkeys(s for kind in kinds for s in plan.procedures[kind].steps))
        if step not in known:
            what = say("no step in the target's scope is called '{name}'", name=step)
            yield Finding((*loc, key), what, near(step, known), parts)
            return
        ends.append((step, moment))
    (first, first_moment), (last, last_moment) = ends
    timed = [k for k in kinds if last in plan.procedures[k].steps and (not first or first in plan.procedures[k].steps)]
    if kinds and not timed:
        what = say("no procedure has both '{first}' and '{last}'", first=first, last=last)
        yield Finding((*loc, "to"), what, say("name two steps of one procedure"), parts)
    for kind in timed:
        procedure = plan.procedures[kind]
        if len(procedure.steps) > MOST_STEPS or not first:
            continue
        turned = first == last and MOMENTS.index(last_moment) <= MOMENTS.index(first_moment)
        if turned or last in Graph(procedure).ancestors.get(first, ()):
            what = say("'{last}' comes before '{first}' in '{kind}'", first=target.from_, last=target.to, kind=kind)
            yield Finding((*loc, "to"), what, say("exchange from and to"), (f"procedures.{kind}",))
            return


def _clauses(plan: Plan) -> Findings:
    for name, clause in plan.clauses.items():
        for index, target in enumerate(clause.timed):
            if target not in plan.targets:
                what = say("no target is called '{name}'", name=target)
                yield Finding(("clauses", name, "timed", index), what, near(target, plan.targets), ("targets",))
        for index, part in enumerate(clause.modelled):
            yield from _part(("clauses", name, "modelled", index), part, plan)


def check_assumptions(file: Plan | object, *files: object) -> Findings:
    """Findings for the parts that assumptions of `file` speak of and that none of `files` has."""
    for name, assumption in getattr(file, "assumptions", {}).items():
        for index, part in enumerate(assumption.about):
            yield from _part(("assumptions", name, "about", index), part, *files)


_SCENARIO_PARTS = ("window", "streams", "injects", "disruptions")


def _part(loc: Loc, dotted: str, *files: object) -> Findings:
    if any(_has(file, dotted.split(".")) for file in files):
        return
    if len(files) == 1 and dotted.split(".")[0] in _SCENARIO_PARTS:
        return  # a plan may speak of its scenarios
    what = say("there is no part '{part}'", part=dotted)
    sections = (dotted.split(".")[0], ".".join(dotted.split(".")[:2]))
    yield Finding(loc, what, say("write it as {example}", example="pools.reception.staff"), sections)


def _has(part: object, steps: list[str]) -> bool:
    """Whether a dotted path leads somewhere; 'steps' of a procedure may be left out."""
    if not steps:
        return True
    if isinstance(part, Procedure) and steps[0] in part.steps:
        return _has(part.steps[steps[0]], steps[1:])
    if isinstance(part, dict):
        taken = (n for n in range(1, len(steps) + 1) if ".".join(steps[:n]) in part)  # a clause P7.5 has a dot itself
        return any(_has(part[".".join(steps[:n])], steps[n:]) for n in taken)
    if isinstance(part, list):
        return steps[0].isdigit() and 0 < int(steps[0]) <= len(part) and _has(part[int(steps[0]) - 1], steps[1:])
    fields = getattr(type(part), "model_fields", {})
    name = next((f for f in (steps[0], steps[0] + "_") if f in fields), None)
    return name is not None and getattr(part, name) is not None and _has(getattr(part, name), steps[1:])
