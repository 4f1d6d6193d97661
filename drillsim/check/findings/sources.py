"""Where the numbers and the targets come from: a clause, an assumption, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drillsim.base.language import N_, Message, say
from drillsim.check.findings.clocks import judged
from drillsim.check.findings.finding import Finding, listed, start_of
from drillsim.check.findings.paper import Paper, covers
from drillsim.check.placeholders import sourced, told
from drillsim.plan.paths import PlanPath
from drillsim.plan.pools import Fund, Room, Vehicle

_SIZES = ("staff", "count", "places", "amount", "shifts")
_GROUPS = {
    "travel": N_("travel times"),
    "varies": N_("how much times vary"),
    "pools": N_("strength, hours and turnout"),
    "procedures": N_("durations, outcomes and what a step needs"),
    "duties": N_("times of duties"),
    "triggers": N_("how many incidents set off a trigger, and within which span"),
    "streams": N_("how often incidents come, where and how many people"),
    "special_days": N_("days on which more come, or fewer"),
    "disruptions": N_("what goes wrong"),
}


def _numbers(paper: Paper) -> Iterator[str]:
    """Paths of the numbers of a plan and its scenario that some text must give."""
    plan = paper.plan
    if plan.travel is not None:
        yield "travel.times"
        yield from (f"travel.{part}" for part in ("slower", "weather") if getattr(plan.travel, part))
    yield from (f"varies.{part}" for part in ("travel", "turnout") if part in plan.varies.model_fields_set)
    for name, pool in plan.pools.items():
        parts = (*_SIZES, "turnout", "hours", "days")
        yield from (f"pools.{name}.{part}" for part in parts if part in pool.model_fields_set)
    for kind, name, step in paper.steps():
        path = f"procedures.{kind}.{name}"
        if not isinstance(step.takes, (str, int)) or (isinstance(step.takes, int) and step.takes > 0):
            yield f"{path}.takes"
        yield from (f"{path}.{part}" for part in ("outcome", "spends") if getattr(step, part))
        if any(need.count != 1 for need in step.needs.values()) and not step.clause:
            yield f"{path}.needs"
    yield from (f"duties.{name}" for name, duty in plan.duties.items() if not duty.clause)
    yield from (f"triggers.{name}" for name, trigger in plan.triggers.items() if not trigger.clause)
    if paper.scenario is not None:
        for name, stream in paper.scenario.streams.items():
            parts = ("rate", "at", "hours", "days", "batch", "zone", "people", "attributes")
            yield from (f"streams.{name}.{part}" for part in parts if part in stream.model_fields_set)
        yield from (f"special_days.{index}" for index, _ in enumerate(paper.scenario.special_days, 1))
        for index, disruption in enumerate(paper.scenario.disruptions, 1):
            if disruption.chance < 1:
                yield f"disruptions.{index}"


def numbers_without_source(paper: Paper) -> Iterator[Finding]:
    """Numbers that neither a clause nor an assumption accounts for, one finding per group."""
    words = [word for given in paper.assumptions for word in given.about]
    words += [word for clause in paper.plan.clauses.values() for word in clause.modelled]
    groups: dict[str, list[str]] = {}
    for path in _numbers(paper):
        if not any(covers(word, path) for word in words):
            groups.setdefault(path.partition(".")[0], []).append(path)
    for group, paths in groups.items():
        yield Finding(
            "confirm", "number-without-source", tuple(_keys(paths[0])), (),
            say("{group}: no clause and no assumption says where these numbers come from: {paths}",
                group=Message(_GROUPS[group]), paths=listed(map(PlanPath, paths), 5)),
            say("list them under assumptions with their source"), group in ("streams", "special_days", "disruptions"),
        )  # fmt: skip


def _keys(path: str) -> Iterator[str | int]:
    for place, key in enumerate(path.split(".")):
        yield int(key) - 1 if key.isdigit() else key  # people count from 1
        if place == 1 and path.startswith("procedures."):
            yield "steps"


def assumptions_without_source(paper: Paper) -> Iterator[Finding]:
    """Assumptions whose source is missing, or stands there and names none ('assumed', 'to be asked', '?')."""
    for in_plan in (True, False):
        where = say("in the plan") if in_plan else say("in the scenario")
        bare = [given for given in paper.assumptions if given.own == in_plan and not sourced(given.source)]
        for unnamed in (True, False):
            mine = [given for given in bare if unnamed == (not told(given.source))]
            if not mine:
                continue
            texts = listed((say("'{text}'", text=start_of(given.text or given.name)) for given in mine), 5)
            what = (
                say("assumptions {where} without a source ({n}): {texts}", n=len(mine), where=where, texts=texts)
                if unnamed
                else say(
                    "assumptions {where} whose source is only 'assumed' or the like ({n}): {texts}",
                    n=len(mine),
                    where=where,
                    texts=texts,
                )
            )
            yield Finding(
                "confirm", "assumption-without-source", ("assumptions", mine[0].name), (), what,
                say("measure them, ask those who know, or look them up; name the source"), not in_plan,
            )  # fmt: skip


_STRENGTH = ("staff", "count", "places", "amount")


def unwritten_strength(paper: Paper) -> Iterator[Finding]:
    """Squads, vehicles, posts, rooms and funds whose number the written plan does not give.

    Who is there in which shift is another matter: the strength may be written, and the hours ours. A number that a clause
    models by its name (pools.crew.staff) is the plan's, whatever is assumed of the pool beside.
    """
    words = [word for given in paper.assumptions if given.own for word in given.about]
    written = {word for clause in paper.plan.clauses.values() for word in clause.modelled}

    def assumed(*keys: str) -> list[str]:
        return [
            name for name, pool in paper.plan.pools.items() for key in keys
            if key in pool.model_fields_set and (path := f"pools.{name}.{key}") not in written
            and any(covers(word, path) for word in words)
        ]  # fmt: skip

    def found(rule: str, names: list[str], what: Message, mend: Message) -> Finding:
        clauses = paper.clauses(*(f"pools.{name}" for name in names))
        return Finding("gap", rule, ("pools", names[0]), clauses, what, mend)

    def pools(names: list[str]) -> Any:
        return listed((paper.pool(name) for name in names), 12)

    strength = assumed(*_STRENGTH)
    outside = [name for name in strength if paper.plan.pools[name].outside]
    things = [name for name in strength if name not in outside and isinstance(paper.plan.pools[name], (Room, Fund, Vehicle))]
    people = [name for name in strength if name not in (*outside, *things)]
    manned = [name for name, pool in paper.plan.pools.items() if not (pool.outside or isinstance(pool, (Room, Fund)))]
    shifts = [name for name in assumed("shifts") if name in manned and name not in people]
    if people:
        what = say("the plan does not say how many there are; we assumed it: {pools}", pools=pools(people))
        yield found("strength-not-written", people, what, say("write how many, by day and by night"))
    if shifts:
        what = say("the plan does not say how many are there at which hours; we assumed it: {pools}", pools=pools(shifts))
        yield found("hours-not-written", shifts, what, say("write how many are on duty and on call, by day and by night"))
    if things:
        what = say(
            "the plan does not say how many vehicles and places there are, or how much money; we assumed it: {pools}",
            pools=pools(things),
        )
        yield found("strength-not-written", things, what, say("write the number of vehicles and places, and the amounts"))
    if outside:
        what = say(
            "the plan does not say how many of the outside units there are; we assumed it: {pools}", pools=pools(outside)
        )
        yield found("strength-not-written", outside, what, say("ask them how many they can send, and agree on it"))


def idle_triggers(paper: Paper) -> Iterator[Finding]:
    """A trigger that this scenario never sets off."""
    for name in paper.idle_triggers if paper.scenario is not None else []:
        trigger = paper.plan.triggers[name]
        yield Finding(
            "confirm", "trigger-not-tested-here", ("triggers", name), paper.clauses(f"triggers.{name}"),
            say("{trigger}: the scenario does not bring {n} incidents that it counts", trigger=trigger.name or name,
                n=trigger.count),
            say("add them to the scenario, or test the trigger in another"),
        )  # fmt: skip


def loose_targets(paper: Paper) -> Iterator[Finding]:
    """Targets that no clause asks for, and that are not marked as ours."""
    timed = {name for clause in paper.plan.clauses.values() for name in clause.timed}
    for name, target in paper.plan.targets.items():
        if name not in timed and not target.clause and not target.ours:
            yield Finding(
                "gap", "target-without-clause", ("targets", name), (),
                say("{target}: no clause asks for this target", target=paper.target(name)),
                say("name its clause, or mark the limit as assumed and say why it is tested"),
            )  # fmt: skip


def uncovered_clauses(paper: Paper) -> Iterator[Finding]:
    """Clauses covered on paper only: by targets that nothing can judge, or by pools that nobody asks for."""
    for name, clause in paper.plan.clauses.items():
        acting = [t for t in clause.timed if judged(paper, paper.plan.targets[t])]
        acting += [part for part in clause.modelled if part.removeprefix("pools.") not in paper.unused]
        if (clause.timed or clause.modelled) and not acting:
            yield Finding(
                "gap", "clause-not-covered", ("clauses", name), (name,),
                say("no procedure acts on this clause, and no target can judge it"),
                say("add a step or a target, or mark it as qualitative"),
            )  # fmt: skip
    for name, target in paper.plan.targets.items():
        for clause_id in target.clause:
            if clause_id in paper.plan.clauses and name not in paper.plan.clauses[clause_id].timed:
                yield Finding(
                    "confirm", "clause-not-timed-back", ("clauses", clause_id), (clause_id,),
                    say("'{target}' names this clause, which does not name it under timed", target=paper.target(name)),
                    say("write the target under timed"),
                )  # fmt: skip


RULES = (
    loose_targets, uncovered_clauses, unwritten_strength, numbers_without_source, assumptions_without_source, idle_triggers,
)  # fmt: skip
