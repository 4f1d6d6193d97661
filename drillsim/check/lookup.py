"""What a check finds, and how names are looked up in a plan: each function yields a finding or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from drillsim.base.language import Message, say
from drillsim.plan.areas import areas_of
from drillsim.plan.near import near
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Moving, shifts_of
from drillsim.plan.procedures import Need, Procedure, Toward
from drillsim.plan.words import Spelled
from drillsim.quantities import measures
from drillsim.quantities.wording import Series

Loc = tuple[str | int, ...]

SLOWEST = 100.0  # times as long as usual
UNITS = ("squad", "vehicle", "post")  # kinds of pool that can be under way or on the telephone
# Of a step, in this order: the third of one that travels (the first of them has arrived), the last of one that calls.
MOMENTS = ("ready", "started", "first", "ended", "attempted")
RESERVED = ("zone", "people", "kind")  # subjects of conditions that every incident has


class Flaw(NamedTuple):
    """Something wrong at `loc`. It also rests on the parts ('pools', 'procedures.meet') in `rests_on`."""

    loc: Loc
    what: Message
    mend: Message | None = None
    rests_on: tuple[str, ...] = ()
    at_key: bool = False


Findings = Iterator[Flaw]


def answering(plan: Plan) -> list[str]:
    """Every name by which pools can be asked for: their own, types and roles."""
    return list(dict.fromkeys(n for name, pool in plan.pools.items() for n in (name, *pool.counts_as, *pool.also)))


def without_name(plan: Plan) -> list[str]:
    """Every word of a plan that has no name of its own, so that its `names` may say what to call it."""
    travel = plan.travel
    found = [*travel.times, *travel.weather] if travel is not None else []
    found += [word for pool in plan.pools.values() for word in (*pool.counts_as, *pool.also)]
    found += [shift for pool in plan.pools.values() for shift in shifts_of(pool)]
    found += [word for procedure in plan.procedures.values() for step in procedure.steps.values() for word in step.outcome]
    found += [word for attribute, values in plan.attributes.items() for word in (attribute, *values)]
    return list(dict.fromkeys(found))


def kinds_of(plan: Plan, ask: str) -> set[str]:
    """The kinds of pool that answer to a name."""
    return {p.kind for name, p in plan.pools.items() if ask == name or ask in p.counts_as or ask in p.also}


def moves(plan: Plan, need: Need) -> bool:
    """Whether whoever meets a need can be under way: a squad, a vehicle, a post (or a name that is not known)."""
    return kinds_of(plan, need.of) <= set(UNITS)


def ranks_of(procedure: Procedure, name: str) -> set[int]:
    """Every priority that a step can have: its own or its procedure's, by tier and by the value of an attribute."""
    step = procedure.steps[name]
    given = step.priority or procedure.priority
    ranks = [given] if isinstance(given, int) else [rank for values in given.values() for rank in values.values()]
    return {*ranks, *(case.priority for case in step.cases if case.priority is not None)}


def gone_to(plan: Plan) -> list[str]:
    """Every name of a place at which pools stand or to which steps travel."""
    found = [base for pool in plan.pools.values() if (base := getattr(pool, "base", None))]
    for procedure in plan.procedures.values():
        for step in procedure.steps.values():
            if isinstance(step.to, Toward):
                found += step.to.nearest or plan.attributes.get(step.to.by or "", [])
            else:
                found.append(step.to)
            found += [step.trips.from_] if step.trips else []
    return [place for place in found if place != "scene"]


def served_from(plan: Plan) -> dict[str, set[str]]:
    """By base, the zones that those who stand there serve."""
    found: dict[str, set[str]] = {}
    for pool in plan.pools.values():
        if isinstance(pool, Moving) and pool.base is not None:
            found.setdefault(pool.base, set()).update(pool.serves or plan.zones)
    return found


def no_zone(loc: Loc, name: str, plan: Plan, at_key: bool = False, single: bool = False) -> Findings:
    """A finding if `name` is no zone; or, where it must be a `single` one, an area."""
    if name not in plan.zones:
        yield Flaw(loc, say("no zone is called '{name}'", name=name), near(name, plan.zones), ("zones",), at_key)
    elif single:
        yield from no_single_zone(loc, name, plan)


def no_single_zone(loc: Loc, name: str, plan: Plan) -> Findings:
    """A finding if `name` is an area, where one place is meant."""
    if zones := areas_of(plan).get(name):
        what = say("'{name}' is an area, and one place is meant here", name=name)
        yield Flaw(loc, what, say("name one of its zones: {zones}", zones=Series(tuple(zones))), ("zones",))


def no_procedure(loc: Loc, name: str, plan: Plan) -> Findings:
    """A finding if `name` is no procedure."""
    if name not in plan.procedures:
        what = say("no procedure is called '{name}'", name=name)
        yield Flaw(loc, what, near(name, plan.procedures), ("procedures",))


def no_level(loc: Loc, name: str, plan: Plan) -> Findings:
    """A finding if `name` is no level of response."""
    if name not in plan.levels:
        what = say("no level of response is called '{name}'", name=name)
        yield Flaw(loc, what, near(name, plan.levels) if plan.levels else say("add levels to the plan"), ("levels",))


def no_need(loc: Loc, name: str, known: Iterable[str], several: list[str]) -> Flaw:
    """The finding for a name that is no need's: no step calls one so, or `several` do."""
    if len(several) > 1:
        what = say("several steps have a need called '{name}'", name=name)
        return Flaw(loc, what, say("write one of {choices}", choices=Series(tuple(several))))
    return Flaw(loc, say("no need is called '{name}'", name=name), near(name, known))


def no_subject(plan: Plan, loc: Loc, name: str) -> Findings:
    """A finding if `name` is neither an attribute nor 'zone'."""
    if name not in plan.attributes and name != "zone":
        known = ["zone", *plan.attributes]
        yield Flaw(loc, say("no attribute is called '{name}'", name=name), near(name, known, reserved=True), ("attributes",))


def no_pool(plan: Plan, loc: Loc, name: str, known: list[str], kinds: tuple[str, ...] = ()) -> Findings:
    """A finding if no pool answers to `name`, or one that is not of these kinds."""
    found = kinds_of(plan, name)
    if not found:
        yield Flaw(loc, say("no pool, type or role is called '{name}'", name=name), near(name, known), ("pools",))
    elif kinds and not found <= set(kinds):
        fitting = [n for n in known if kinds_of(plan, n) <= set(kinds)]
        strange = Spelled(tuple(sorted(found - set(kinds))))
        what = say("'{name}' is a {kind}, which does not fit here", name=name, kind=strange)
        yield Flaw(loc, what, near(name, fitting), (f"pools.{name}",))


def values_of(plan: Plan, loc: Loc, subject: str, values: list[str], subjects: dict[str, list[str]]) -> Findings:
    """Findings for values that a subject of a condition cannot have."""
    for index, value in enumerate(values):
        place = (*loc, subject, index)
        if subject == "people":
            try:
                measures.people(value)
            except measures.Unreadable as error:
                yield Flaw(place, error.what, error.mend)
        elif value not in subjects[subject]:
            what = say("'{subject}' has no value '{value}'", subject=Spelled((subject,), subjects=True), value=value)
            section = {"zone": "zones", "kind": "procedures"}.get(subject, f"attributes.{subject}")
            yield Flaw(place, what, near(value, subjects[subject]), (section,))


def conditions(plan: Plan, loc: Loc, given: Mapping[str, list[str]], subjects: dict[str, list[str]]) -> Findings:
    """Findings for conditions on incidents: subjects that they do not have, and values that those cannot have."""
    for subject, values in given.items():
        if subject not in subjects:
            what = say("no attribute is called '{name}'", name=subject)
            yield Flaw((*loc, subject), what, near(subject, subjects, reserved=True), ("attributes",), at_key=True)
        else:
            yield from values_of(plan, loc, subject, values, subjects)


def clauses_cited(plan: Plan, loc: Loc, clauses: list[str]) -> Findings:
    """Findings for clauses that are cited and that the plan does not list (if it lists any)."""
    for index, clause in enumerate(clauses):
        if plan.clauses and clause not in plan.clauses:
            what = say("no clause is called '{name}'", name=clause)
            yield Flaw((*loc, index), what, near(clause, plan.clauses), ("clauses",))


def attributes_given(plan: Plan, loc: Loc, given: Mapping[str, str | Mapping[str, float]]) -> Findings:
    """Findings for attributes of incidents, and their value or shares of values, that the plan does not know."""
    for name, values in given.items():
        if name not in plan.attributes:
            what = say("no attribute is called '{name}'", name=name)
            yield Flaw((*loc, name), what, near(name, plan.attributes), ("attributes",), at_key=True)
            continue
        shared = not isinstance(values, str)
        for value in [values] if isinstance(values, str) else values:
            if value not in plan.attributes[name]:
                what = say("'{subject}' has no value '{value}'", subject=name, value=value)
                place = (*loc, name, value) if shared else (*loc, name)
                yield Flaw(place, what, near(value, plan.attributes[name]), (f"attributes.{name}",), at_key=shared)


def zone_missing(plan: Plan, loc: Loc, procedure: str, zone: object) -> Findings:
    """A finding if incidents of a procedure have no zone and need one: they travel to the scene, or a trigger asks."""
    if zone is not None:
        return
    steps = plan.procedures[procedure].steps.items() if procedure in plan.procedures else ()
    timed = [name for name, step in steps if isinstance(step.takes, dict) and "zone" in step.takes]
    if timed:
        what = say(
            "how long '{step}' takes hangs on the zone, so incidents of '{name}' need one", step=timed[0], name=procedure
        )
        yield Flaw(loc, what, say("add zone"), (f"procedures.{procedure}",), at_key=True)
    elif _travels(plan, procedure):
        what = say("'{name}' travels to the scene, so its incidents need a zone", name=procedure)
        yield Flaw(loc, what, say("add zone"), (f"procedures.{procedure}",), at_key=True)
    elif (trigger := _asking_for_zone(plan, procedure)) is not None:
        what = say("the trigger '{trigger}' needs to know where incidents of '{name}' are", trigger=trigger, name=procedure)
        yield Flaw(loc, what, say("add zone"), ("triggers", f"procedures.{procedure}"), at_key=True)


def _travels(plan: Plan, procedure: str) -> bool:
    steps = plan.procedures[procedure].steps.values() if procedure in plan.procedures else ()
    return any(step.takes == "travel" and "scene" in (step.to, step.trips.from_ if step.trips else None) for step in steps)


def _asking_for_zone(plan: Plan, procedure: str, after: int = 0) -> str | None:
    """The first trigger (after some of them) for which an incident of a procedure must have a zone."""
    for number, (name, trigger) in enumerate(plan.triggers.items(), 1):
        if number > after and trigger.kind == procedure:
            passed_on = _travels(plan, trigger.procedure) or _asking_for_zone(plan, trigger.procedure, number)
            if "zone" in trigger.same or passed_on:
                return name
    return None


def factor(loc: Loc, value: float) -> Findings:
    """A finding if `value` is no factor by which a way can become slower."""
    if not 0 < value <= SLOWEST:
        got = f"{value:g}"
        what = say("a way takes more than 0 and at most {most} times as long (got {got})", most=f"{SLOWEST:g}", got=got)
        yield Flaw(loc, what, say("write it as {example}", example="1.5"))
