"""What a verdict rests on, in words; and the groups in which promises are told: whose they are, and whether they count."""

from __future__ import annotations

from typing import Any

from drillsim.base.language import Message, say, say_n
from drillsim.compiled.names import place_name, pool_name, step_name
from drillsim.compiled.tables import CompiledPlan
from drillsim.compiled.written_out import base
from drillsim.deck.deck import disruption_row
from drillsim.deck.scope import Where
from drillsim.deck.sources import sources
from drillsim.judge.evaluate import Gauge, gauges
from drillsim.judge.result import Group, RestsOn, Result, TargetResult
from drillsim.plan.scenario import Scenario
from drillsim.quantities.wording import Series, few
from drillsim.say.disruptions import disruption_words
from drillsim.why.disruptions import Disrupted, sorts
from drillsim.why.restated import by_structure

MOST_NAMES = 3
TITLES: dict[Group, Message] = {
    "written": say("Promises of the plan, with limits that it writes"),
    "assumed": say("Promises of the plan, with limits of ours: the plan writes none"),
    "ours": say("Promises of ours, which the plan does not make (counted apart)"),
    "restates": say("Only restating what was put in (not counted)"),
}
SEVERAL = say("follows from several inputs together, however many people and things there are")
_SAID = {
    "hours": say("the hours on duty of {names}"),
    "share": say("the shares of outcomes of '{name}'"),
    "time": say("the time that '{name}' takes"),
    "wait": say("the wait before '{name}'"),
    "turnout": say("the turnout for '{name}'"),
    "count": say("the number that is asked for as '{name}'"),
    "people": say("the head-counts that were put in"),
    "calendar": say("the times at which the calendar brings it"),
    "steps": say("the order of the steps"),
}


def rests_words(compiled: CompiledPlan, scenario: Scenario, found: TargetResult) -> Message | None:
    """What a verdict restates or follows from; None where people or things that can be short have a part in it."""
    if found.rests_on is None:
        return _scripted(compiled, scenario, found)
    if not found.restates:
        return SEVERAL
    return say("only restates an input: {input}", input=input_words(compiled, scenario, found.rests_on))


def _scripted(compiled: CompiledPlan, scenario: Scenario, found: TargetResult) -> Message | None:
    """That all it judged are scripted events, the same ones in every run: runs say nothing of how often such a thing is."""
    if found.runs < 2 or not found.judged or found.judged > found.runs * len(scenario.injects):
        return None
    target = compiled.plan.targets[found.id]
    kinds = next(reader.kinds for reader in gauges(compiled) if reader.name == found.id)
    where = Where(compiled, target.where)
    some = [source for source in sources(compiled, scenario) if source.kind in kinds and source.may_match(where)]
    if target.unit != "incident" or not some or any(source.inject is None for source in some):
        return None
    return say_n(
        "rests on {n} scripted event, the same in every run: more runs are no more events",
        "rests on {n} scripted events, the same in every run: more runs are no more events",
        len(some),
    )


def input_words(compiled: CompiledPlan, scenario: Scenario, one: RestsOn) -> Message:
    """The input that alone decides."""
    match one.kind:
        case "disruption":
            return _disruptions(compiled, scenario, one)
        case "hours":
            return Message(
                _SAID["hours"].msgid, {"names": few([pool_name(compiled, pool) for pool in one.names], MOST_NAMES)}
            )
        case "way":
            return _way(compiled, one)
        case "share" | "time" | "wait" | "turnout":
            return Message(_SAID[one.kind].msgid, {"name": _step(compiled, one.names[0])})
        case "count":
            return Message(_SAID["count"].msgid, {"name": one.names[0]})
    return _SAID[one.kind]


def _disruptions(compiled: CompiledPlan, scenario: Scenario, one: RestsOn) -> Message:
    written = [scenario.disruptions[int(number) - 1] for number in one.names]
    names = [disruption_words(compiled, Disrupted(disruption_row(other, compiled, scenario), other)) for other in written]
    if not names:
        return say("a disruption of the event list")
    return say_n("the disruption '{names}'", "the disruptions '{names}'", len(names), names=few(names, MOST_NAMES))


def _way(compiled: CompiledPlan, one: RestsOn) -> Message:
    legs = [place.split(".")[2:] for place in one.inputs if place.startswith("travel.times.")]
    ways = [say("{from_} – {to}", from_=_place(compiled, leg[0]), to=_place(compiled, leg[-1])) for leg in legs]
    if not ways:
        return say("the way of '{name}'", name=_step(compiled, one.names[0]))
    return say("the way of '{name}' ({ways})", name=_step(compiled, one.names[0]), ways=Series(tuple(ways)))


def _place(compiled: CompiledPlan, place: str) -> Any:
    return place_name(compiled, place) if place in compiled.places else "–"


def _step(compiled: CompiledPlan, name: str) -> Any:
    """A step by its own name, in whichever procedure stands first."""
    where = ((kind, steps.index(step)) for kind, steps in enumerate(compiled.steps) for step in steps if base(step) == name)
    found = sorted(where, key=lambda at: compiled.steps[at[0]][at[1]] != name)
    return step_name(compiled, *found[0]) if found else name


def whatever_the_size(compiled: CompiledPlan, scenario: Scenario) -> Message | None:
    """Promises whose verdict follows from what was put in: no size of any pool changes it."""
    names = [reader.target.name or reader.name for reader in gauges(compiled) if _given(compiled, scenario, reader)]
    return say("No number of people or things changes these: {names}.", names=Series(tuple(names))) if names else None


def _given(compiled: CompiledPlan, scenario: Scenario, reader: Gauge) -> bool:
    found = by_structure(reader, "FAIL", sources(compiled, scenario), sorts(scenario))
    return found is not None and found.kind != "hours"  # how many are there is their size


def grouped(result: Result) -> list[tuple[Message | None, list[TargetResult]]]:
    """The targets in the groups in which they are told, each under its title; no title where all are the plan's own."""
    found = result.by_group()
    if list(found) == ["written"]:
        return [(None, found["written"])]
    return [(TITLES[group], targets) for group, targets in found.items()]
