"""What several plans must keep so that they can be played together: everybody who is the same is said once, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from drillsim.base.language import Message, say
from drillsim.check.lookup import Findings, Flaw, Loc
from drillsim.plan.keys import keys_of
from drillsim.plan.near import near
from drillsim.plan.pools import Pool
from drillsim.plan.scenario import OnePlan, Scenario, Shared, plan_named, without_plan
from drillsim.plan.words import Spelled
from drillsim.quantities.wording import Series

# What a pool does in its own plan; all else says who it is, and two of the same are the same in it.
_DOES = ("name", "note", "counts_as", "also", "backs_up", "serves", "outside", "may_break_down")


def check_together(scenario: Scenario, parts: Mapping[str, OnePlan]) -> Findings:
    """Everything that keeps plans, each of which can be played alone, from being played together."""
    if scenario.as_in is not None and scenario.as_in not in parts:
        yield Flaw(("as_in",), say("no plan here is called '{name}'", name=scenario.as_in), near(scenario.as_in, parts))
    for place in scenario.places:
        yield from _place(("places", place), place, parts)
    seen: dict[str, str] = {}
    for group, same in scenario.same.items():
        flaws = [*_members(("same", group, "of"), group, same, parts, seen)]
        yield from flaws
        if not flaws:
            yield from _agree(("same", group), scenario, same, parts)
    if scenario.as_in is None and len(parts) > 1:
        yield from _one_town(scenario, parts)


def _place(loc: Loc, name: str, parts: Mapping[str, OnePlan]) -> Findings:
    part = parts.get(plan_named(name) or "")
    if part is None:
        yield Flaw(loc, say("no plan here is called '{name}'", name=plan_named(name) or name), _whose(parts), at_key=True)
        return
    known = [*part.plan.zones, *(part.plan.travel.places if part.plan.travel else ())]
    if without_plan(name) not in known:
        what = say("no place of that plan is called '{name}'", name=without_plan(name))
        yield Flaw(loc, what, near(without_plan(name), known), at_key=True)


def _whose(parts: Mapping[str, OnePlan]) -> Message:
    return say("write the plan before the name, as in {example}", example=f"{next(iter(parts), 'a')}.{_a_name(parts)}")


def _a_name(parts: Mapping[str, OnePlan]) -> str:
    return next((name for part in parts.values() for name in part.plan.pools), "head")


def _members(loc: Loc, group: str, same: Shared, parts: Mapping[str, OnePlan], seen: dict[str, str]) -> Findings:
    """Findings for those who are to be the same: each a pool of one of the plans, all of one kind, in one group only."""
    kinds: dict[str, str] = {}
    for index, member in enumerate(same.of):
        short, name = plan_named(member), without_plan(member)
        here = (*loc, index)
        if short is None:
            yield Flaw(here, say("it is not said whose '{name}' is meant", name=name), _whose(parts))
        elif short not in parts:
            yield Flaw(here, say("no plan here is called '{name}'", name=short), near(short, parts))
        elif name not in parts[short].plan.pools:
            yield Flaw(here, say("no pool of that plan is called '{name}'", name=name), near(name, parts[short].plan.pools))
        elif member in seen:
            what = say("'{name}' is already the same as others in '{group}'", name=member, group=seen[member])
            yield Flaw(here, what, say("make one group of both"))
        else:
            seen[member] = group
            kind = parts[short].plan.pools[name].kind
            if kind not in kinds and kinds:
                (first,) = kinds
                what = say("'{name}' is a {kind}, '{other}' a {first}", name=member, kind=Spelled((kind,)),
                           other=kinds[first], first=Spelled((first,)))  # fmt: skip
                yield Flaw(here, what, say("only pools of one kind can be the same"))
            kinds.setdefault(kind, member)
    if same.as_in is not None and same.as_in not in map(plan_named, same.of):
        what = say("none of them is in the plan '{name}'", name=same.as_in)
        yield Flaw((*loc[:-1], "as_in"), what, near(same.as_in, [plan_named(member) or "" for member in same.of]))


def _agree(loc: Loc, scenario: Scenario, same: Shared, parts: Mapping[str, OnePlan]) -> Findings:
    """A finding if plans say different things of the same people, and the scenario does not say whose hold."""
    apart = differing(scenario, same, parts)
    if apart and same.as_in is None:
        shown = {plan_named(member): member for member in same.of}
        what = say("the plans differ in {keys} of '{name}'", keys=Series(tuple(apart)), name=str(loc[-1]))
        (first, *_others) = shown
        yield Flaw(loc, what, say("say whose hold: {{of: […], as_in: {plan}}}", plan=str(first)), at_key=True)


def differing(scenario: Scenario, same: Shared, parts: Mapping[str, OnePlan]) -> list[Any]:
    """The keys in which plans say different things of the same people."""
    pools = [(str(plan_named(member)), _pool(parts, member)) for member in same.of]
    fields = [key for key in keys_of(type(pools[0][1])).values() if key.field not in _DOES]
    return [key for key in fields if len({repr(_said(scenario, short, pool, key.field)) for short, pool in pools}) > 1]


def _pool(parts: Mapping[str, OnePlan], member: str) -> Pool:
    return parts[str(plan_named(member))].plan.pools[without_plan(member)]


def _said(scenario: Scenario, short: str, pool: Pool, field: str) -> Any:
    value = getattr(pool, field)
    return scenario.places.get(f"{short}.{value}", value) if field == "base" else value


def _one_town(scenario: Scenario, parts: Mapping[str, OnePlan]) -> Findings:
    """A finding if plans do not say the same of the one town, and the scenario does not say whose holds."""
    what = next(one_town(scenario, parts), None)
    if what is not None:
        yield Flaw(("plans",), what, say("say whose holds: as_in: {plan}", plan=next(iter(parts))), at_key=True)


def one_town(scenario: Scenario, parts: Mapping[str, OnePlan]) -> Iterator[Message]:
    """In what plans differ that is a fact of the town: ways, rush hours, weather, variation, the calendar."""
    read: dict[tuple[str, str], tuple[int, str]] = {}
    for short, part in parts.items():
        for origin, goals in part.plan.travel.times.items() if part.plan.travel else ():
            for goal, seconds in goals.items():
                way = (scenario.places.get(f"{short}.{origin}", origin), scenario.places.get(f"{short}.{goal}", goal))
                before = read.setdefault(way, (seconds, short))
                if before[0] != seconds:
                    yield say("the way from '{origin}' to '{goal}' does not take as long in '{one}' as in '{other}'",
                              origin=way[0], goal=way[1], one=before[1], other=short)  # fmt: skip
    first, *others = parts
    for short in others:
        one, other = parts[first].plan, parts[short].plan
        if one.varies != other.varies:
            yield say("times do not vary in '{one}' as in '{other}'", one=first, other=short)
        if one.calendar != other.calendar:
            yield say("the calendar of '{one}' is not that of '{other}'", one=first, other=short)
        if one.travel and other.travel:
            if one.travel.slower != other.travel.slower:
                yield say("the way is not slower at the same hours in '{one}' as in '{other}'", one=first, other=short)
            for kind in one.travel.weather.keys() & other.travel.weather.keys():
                if one.travel.weather[kind] != other.travel.weather[kind]:
                    yield say("'{weather}' does not slow down as much in '{one}' as in '{other}'",
                              weather=kind, one=first, other=short)  # fmt: skip
