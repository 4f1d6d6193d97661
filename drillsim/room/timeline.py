"""What happened in a room, line by line, in the language spoken."""

from __future__ import annotations

from typing import assert_never

from drillsim.base.language import Message, say
from drillsim.compiled.names import kind_name, pool_name, step_name
from drillsim.quantities.wording import Series
from drillsim.room.drill import FACILITATOR, Drill
from drillsim.room.hotwash import Happened


def told(drill: Drill, one: Happened) -> Message:
    """One line of a timeline as a sentence."""
    compiled, number = drill.compiled, one.incident + 1
    kind = drill.live.msel.kind[one.incident] if one.incident >= 0 else -1
    step = step_name(compiled, kind, one.step) if one.step >= 0 else ""
    names = {part.key: part.name for part in drill.parts} | {"": say("everybody"), FACILITATOR: say("facilitator")}
    by = names.get(one.by, one.by)
    match one.sort:
        case "inject":
            if message := drill.injects[int(one.name) - 1].message:
                return say("incident {number} comes: {message}", number=number, message=message)
            return say("incident {number} comes: {kind}; people: {n}", number=number, kind=kind_name(compiled, kind),
                       n=drill.live.people[one.incident])  # fmt: skip
        case "sent":
            pools = Series(tuple(pool_name(compiled, compiled.pools[pool]) for pool in one.pools))
            return say("{by}: {step}, incident {number}: {pools}", by=by, step=step, number=number, pools=pools)
        case "answered":
            return say("{by} picks up: {step}, incident {number}", by=by, step=step, number=number)
        case "let_ring":
            return say("{by} does not pick up: {step}, incident {number}", by=by, step=step, number=number)
        case "rang_out":
            return say("nobody picks up for {by}: {step}, incident {number}", by=by, step=step, number=number)
        case "left":
            return say("{by} leaves it to the plan's rule: {step}, incident {number}", by=by, step=step, number=number)
        case "told":
            return say("message to {to}: {text}", to=names.get(one.name, one.name), text=one.text)
        case "note":
            return say("note: {text}", text=one.text)
        case "away":
            return say("{pool} ({n}): away", n=one.text, pool=pool_name(compiled, one.name))
        case "missed":
            target = compiled.plan.targets[one.name].name or one.name
            return say("limit runs out: {target}, incident {number}", target=target, number=number)
        case "sat":
            return say("{player} takes a place at the table", player=names.get(one.name, one.name))
        case "turned":
            pools = Series(tuple(pool_name(compiled, compiled.pools[pool]) for pool in one.pools))
            return say("{pools} turned away to incident {to}: {step}, incident {number}, by the plan's rule",
                       pools=pools, to=one.text, step=step, number=number)  # fmt: skip
        case "rose":
            return say("{player} leaves the table", player=names.get(one.name, one.name))
    assert_never(one.sort)
