"""What journeys must keep: they go somewhere, nobody is on two at once, and every way that can be taken has a usual time.

A way without a time is never guessed: it is named, and the file is refused.
"""

from __future__ import annotations

from itertools import combinations, product

from drillsim.base.language import Message, say
from drillsim.check.lookup import Findings, Flaw, Loc, no_need, served_from
from drillsim.check.whereabouts import Journeys, every, ways
from drillsim.compiled.answering import may_leave
from drillsim.compiled.ways import places_of
from drillsim.plan.near import near
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Vehicle
from drillsim.plan.procedures import Toward
from drillsim.quantities.wording import Series

MOST_NAMED = 4  # places in one message


def check_journeys(plan: Plan) -> Findings:
    """Everything that keeps the journeys of a plan from being played."""
    for journeys in every(plan):
        if plan.travel is not None:
            for name, step in journeys.steps.items():
                if step.takes == "travel":
                    yield from _goal(journeys, name)
                if step.takes == "travel" and step.trips is not None:
                    yield from _trips(journeys, name)
            yield from _on_two_ways(journeys)
        yield from _left_in_two_steps(journeys)
    if plan.travel is not None:
        yield from _without_time(plan)


def _goal(journeys: Journeys, name: str) -> Findings:
    """Where a step travels to: places that are known, or a room that is granted by then."""
    plan, to = journeys.plan, journeys.steps[name].to
    loc: Loc = ("procedures", journeys.kind, "steps", name, "to")
    if not isinstance(to, Toward):
        if to in journeys.taken:
            yield from _room(journeys, name, loc, to)
        elif len(several := plan.procedures[journeys.kind].called(to)) > 1 and to not in places_of(plan):
            yield no_need(loc, to, (), several)
        elif to != "scene":
            rooms = [label for label in journeys.taken if journeys.is_room(label)]
            yield from _place(plan, loc, to, rooms)
    elif to.by is None:
        for index, place in enumerate(to.nearest):
            yield from _place(plan, (*loc, "nearest", index), place)
    elif to.by not in plan.attributes:
        what = say("no attribute is called '{name}'", name=to.by)
        yield Flaw((*loc, "by"), what, near(to.by, plan.attributes), ("attributes",))
    else:
        for value in plan.attributes[to.by]:
            yield from _place(plan, (*loc, "by"), value)


def _place(plan: Plan, loc: Loc, name: str, rooms: list[str] | None = None) -> Findings:
    """A finding if `name` is no place."""
    known = places_of(plan)
    if name not in known:
        what = say("no place in travel.times is called '{name}'", name=name)
        yield Flaw(loc, what, near(name, [*known, *(rooms or ())]), ("zones", "travel"))


def _room(journeys: Journeys, name: str, loc: Loc, label: str) -> Findings:
    """A finding if a need is nothing to which a step can travel."""
    plan, taken = journeys.plan, journeys.taken[label]
    until = journeys.steps[taken].keep.get(label, taken)
    before = journeys.graph.ancestors
    pools = {name for zone in plan.zones_of(journeys.kind) for name in journeys.pools(label, zone)}
    nowhere = [name for name in sorted(pools) if getattr(plan.pools[name], "base", None) is None]
    part = (f"procedures.{journeys.kind}", "pools")
    if label in plan.zones or (plan.travel is not None and label in plan.travel.places):
        what = say("'{name}' is a place and a need of this procedure", name=label)
        yield Flaw(loc, what, say("give the need another name"), part)
    elif pools and not journeys.is_room(label):
        what = say("'{name}' is no room, so nobody can travel to it", name=label)
        yield Flaw(loc, what, say("name a place, or the need for a room"), part)
    elif nowhere:
        what = say("'{name}' has no base, so it is not known where it is", name=nowhere[0])
        yield Flaw(loc, what, say("give the room a base"), part)
    elif any(need.split for need in journeys.steps[taken].asked[label]):
        what = say("'{name}' may be divided between several rooms, so nobody can travel to it", name=label)
        yield Flaw(loc, what, say("take split out of the need, or travel to a place"), part)
    elif taken not in journeys.graph.ran_before(name) or label not in journeys.steps[taken].needs:
        what = say("'{name}' need not have been granted when this step begins", name=label)
        yield Flaw(loc, what, say("ask for it in this step, or in one that surely runs before it, and in every tier"), part)
    elif until != name and name not in before.get(until, {name}):
        what = say("'{name}' is free again after '{step}', so nobody can be on the way to it", name=label, step=until)
        yield Flaw(loc, what, say("keep it until this step or a later one"), part)


def _trips(journeys: Journeys, name: str) -> Findings:
    """A shuttle from where it goes to, of what has no seats, or of nothing that drives."""
    plan, step = journeys.plan, journeys.steps[name]
    assert step.trips is not None
    loc: Loc = ("procedures", journeys.kind, "steps", name)
    if step.trips.from_ != "scene":
        yield from _place(plan, (*loc, "trips", "from_"), step.trips.from_)
    if step.trips.from_ == step.to:
        what = say("people are carried to where they are already")
        yield Flaw((*loc, "trips"), what, say("write 'to' or another 'from'"), at_key=True)
    pools = {name for label in step.who for zone in plan.zones_of(journeys.kind) for name in journeys.pools(label, zone)}
    vehicles = [(name, pool) for name in sorted(pools) if isinstance(pool := plan.pools[name], Vehicle)]
    if pools and not vehicles:
        what = say("nobody can be carried: no vehicle goes")
        yield Flaw((*loc, "trips"), what, say("name a need for vehicles with seats in 'who'"), ("pools",), at_key=True)
    for vehicle, pool in vehicles:
        if pool.seats is None:
            what = say("'{name}' has no seats, so nobody can be carried", name=vehicle)
            yield Flaw((*loc, "trips"), what, say("add seats to the vehicle"), ("pools",), at_key=True)


def _on_two_ways(journeys: Journeys) -> Findings:
    """Somebody whom two steps take along at the same time."""
    before, part = journeys.graph.ancestors, f"procedures.{journeys.kind}"
    for label in journeys.taken:
        for one, other in combinations(journeys.of(label), 2):
            if one not in before[other] and other not in before[one] and journeys.together(one, other):
                loc: Loc = ("procedures", journeys.kind, "steps", other, "who", journeys.steps[other].who.index(label))
                what = say("'{name}' is on two ways at once: in '{one}' and in '{other}'", name=label, one=one, other=other)
                yield Flaw(loc, what, say("let one of these steps come after the other"), (part,))


def _left_in_two_steps(journeys: Journeys) -> Findings:
    """Somebody who could be turned away from two steps at the same time: it would not be known which of them is cut."""
    before, part = journeys.graph.ancestors, f"procedures.{journeys.kind}"
    for label in journeys.taken:
        pools = {name for zone in (*journeys.plan.zones_of(journeys.kind), None) for name in journeys.pools(label, zone)}
        leaves = any(may_leave(journeys.plan.pools[name]) for name in pools)
        for one, other in combinations(journeys.turned_from(label) if leaves else (), 2):
            at_once = one not in before[other] and other not in before[one] and journeys.together(one, other)
            marked = other if journeys.steps[other].may_be_interrupted else one
            if at_once and journeys.steps[marked].may_be_interrupted:
                what = say("'{name}' could be turned away from two steps at once: '{one}' and '{other}'",
                           name=label, one=one, other=other)  # fmt: skip
                mend = say("let one come after the other, or leave may_be_interrupted out of one")
                yield Flaw(("procedures", journeys.kind, "steps", marked, "may_be_interrupted"), what, mend, (part,))
        turned = journeys.turned_from(label) if leaves else ()
        for marked, way in product(turned, journeys.of(label)):
            if not journeys.steps[marked].may_be_interrupted or way in turned:
                continue
            if marked not in before[way] and way not in before[marked] and journeys.together(marked, way):
                what = say("'{name}' could be turned away from '{one}' while on the way in '{other}'",
                           name=label, one=marked, other=way)  # fmt: skip
                mend = say("let one come after the other, or leave may_be_interrupted out of one")
                yield Flaw(("procedures", journeys.kind, "steps", marked, "may_be_interrupted"), what, mend, (part,))


def _without_time(plan: Plan) -> Findings:
    """The ways that have no time, together for each place that they set out from."""
    assert plan.travel is not None
    known = set(places_of(plan))
    served = served_from(plan)
    told = {frozenset((base, zone)) for base in served for zone in served[base]}  # missed whatever the procedures do
    missing: dict[str, dict[str, Message]] = {}
    for origin, goal, why in ways(plan):
        way = frozenset((origin, goal))
        if plan.travel.between(origin, goal) is None and way <= known and way not in told:
            told.add(way)
            missing.setdefault(origin, {})[goal] = why
    for origin, goals in missing.items():
        more = len(goals) - MOST_NAMED
        named = Series(tuple(goals)[:MOST_NAMED])
        what = (
            say("there is no time from '{place}' to {places} and {n} more", place=origin, places=named, n=more)
            if more > 0
            else say("there is no time from '{place}' to {places}", place=origin, places=named)
        )
        loc: Loc = ("travel", "times", origin) if origin in plan.travel.times else ("travel", "times")
        mend = say("add it, there or back: {why}", why=next(iter(goals.values())))
        yield Flaw(loc, what, mend, ("zones", "travel", "pools", "attributes", "procedures"), at_key=True)
