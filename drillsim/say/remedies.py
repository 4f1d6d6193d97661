"""Remedies in words: what to do, what it is expected to do to a promise, what it costs. As an office would write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from drillsim.base.language import Message, say, say_n
from drillsim.compiled.event_list import PHONE
from drillsim.compiled.names import asked_name, pool_name
from drillsim.compiled.tables import CompiledPlan
from drillsim.plan.plan import Plan
from drillsim.plan.values import Spans, Weekdays
from drillsim.quantities.measures import DAY, EVERY_DAY
from drillsim.quantities.shown import written_days, written_spans
from drillsim.quantities.wording import About, Series, Span, few, goal_percent
from drillsim.say.disruptions import disruption_words, when_words
from drillsim.say.promise import limit_in_words, share_words
from drillsim.why.changes import Agree, Change, Cost, LetGo, Limit, More, OnCall, OnDuty, Open, SendOn, StandIn
from drillsim.why.remedies import Effect, Remedies, Remedy

MOST_NAMED = 3
MOST_WAYS = 3  # to keep one promise
MUCH = 0.1  # of what a remedy mends: as much broken is said wherever it is named
HOUR = 3600
ALL_DAY = ((0, DAY),)


@dataclass(frozen=True)
class _Times:
    """Hours on days, said in the language spoken: '08:00-18:00, mon-fri'."""

    hours: Spans
    days: Weekdays

    def __str__(self) -> str:
        parts = [written_spans(self.hours)]
        if set(self.days) != set(EVERY_DAY):
            parts.append(written_days(self.days))
        return str(Series(tuple(parts)))


# ---- what to do -----------------------------------------------------------------------------------


def to_do(compiled: CompiledPlan, changes: Sequence[Change]) -> Message:
    """What to do, as a sentence without its full stop."""
    if len(changes) == 1:
        return _to_do(compiled, changes[0])
    first, second = (_to_do(compiled, one) for one in changes)
    return say("(1) {first}; (2) {second}", first=first, second=second)


def _to_do(compiled: CompiledPlan, change: Change) -> Message:
    match change:
        case StandIn():
            return _stand_in(compiled, change)
        case More():
            return _more(compiled, change)
        case OnCall(pool, n, chosen):
            return say("Find {n} more for '{pool}' who can be called in ({times})", n=n, pool=pool_name(compiled, pool),
                       times=_shifts(compiled, pool, chosen))  # fmt: skip
        case OnDuty(pool, n, chosen):
            times = _shifts(compiled, pool, chosen)
            return say("Have {n} of '{pool}' on duty instead of on call ({times})", n=n, pool=pool_name(compiled, pool),
                       times=times)  # fmt: skip
        case Open(pool, hours, days):
            return say("Extend the hours of '{pool}' to {times}", pool=pool_name(compiled, pool), times=_Times(hours, days))
        case LetGo(pool, _) if compiled.plan.pools[pool].kind == "vehicle":
            return say("Let '{pool}' drive back as soon as it has brought people, and settle who fetches them",
                       pool=pool_name(compiled, pool))  # fmt: skip
        case LetGo(pool, uses):
            steps = Series(tuple(dict.fromkeys(_step(compiled, use.procedure, use.last) for use in uses))[:MOST_NAMED])
            return say("Let '{pool}' go at the end of: {steps}", pool=pool_name(compiled, pool), steps=steps)
        case SendOn(pool):
            return say("Let '{pool}' be sent out again while it is on its way back", pool=pool_name(compiled, pool))
        case Agree(pool):
            return say("Agree with '{pool}' (outside unit) that it comes whenever it is asked for",
                       pool=pool_name(compiled, pool))  # fmt: skip
        case Limit(target, within):
            limits = compiled.written.targets[target].limits
            now = limit_in_words(within if limits is None else limits)
            return say("Write {within} in place of {now} into the plan: this is kept as things are", within=Span(within),
                       now=now)  # fmt: skip


def _shifts(compiled: CompiledPlan, pool: str, chosen: Sequence[int]) -> Series:
    written = getattr(compiled.written.pools[pool], "shifts", [])
    return Series(tuple(_Times(written[at].hours, written[at].days) for at in chosen))


def _step(compiled: CompiledPlan, procedure: str, step: str) -> Any:
    return compiled.written.procedures[procedure].steps[step].name or step


def _stand_in(compiled: CompiledPlan, change: StandIn) -> Message:
    one = change.disruption
    name = compiled.pools[one.row[1]]
    values = {"pool": pool_name(compiled, name), "when": when_words(compiled, one), "n": change.n,
              "what": disruption_words(compiled, one)}  # fmt: skip
    if one.row[0] == PHONE:
        return say("Give a second number for '{pool}' when it does not answer ({when})", **values)
    match compiled.plan.pools[name].kind:
        case "vehicle":
            return say("Book {n} more of '{pool}' for {when} ({what})", **values)
        case "room":
            return say("Find more places for '{pool}' on {when}: {n} ({what})", **values)
    return say("Name {n} to stand in at '{pool}' on {when} ({what})", **values)


def _more(compiled: CompiledPlan, change: More) -> Message:
    pool = compiled.written.pools[change.pool]
    shifts = len(getattr(pool, "shifts", []))
    values = {"pool": pool_name(compiled, change.pool), "n": f"{change.n:,}"}
    match pool.kind:
        case "vehicle":
            return say("Provide {n} more of '{pool}'", **values)
        case "room":
            return say("Provide more places in '{pool}': {n}", **values)
        case "fund":
            return say("Put {n} yuan more into '{pool}'", **values)
        case "post" if pool.also:
            names = Series(tuple(asked_name(compiled, ask) for ask in pool.also))
            return say("Name {n} to stand in for '{pool}', who is also: {names}", names=names, **values)
        case "post" if pool.size == 1 and shifts < 2:
            return say("Name {n} to stand in for '{pool}'", **values)
    if shifts > 1:
        return say("Have {n} more in '{pool}' in each shift", **values)
    return say("Have {n} more in '{pool}'", **values)


# ---- what it costs --------------------------------------------------------------------------------


def cost_words(remedy: Remedy) -> Message | Series:
    """What it costs, as a part of a sentence."""
    if len(remedy.costs) == 1:
        return _cost(remedy.costs[0])
    first, second = remedy.costs
    if replace(first, n=second.n) == second:
        return _cost(replace(first, n=first.n + second.n))
    return Series(tuple(say("a rule in the plan") if one.kind == "nobody" else _cost(one) for one in remedy.costs))


def _cost(one: Cost) -> Message:
    span = About(one.seconds)
    match one.kind:
        case "nobody":
            return say("no people: a rule in the plan")
        case "number":
            return say("a second telephone number")
        case "agreed":
            return say("an agreement with an outside unit")
        case "promise":
            return say("no people: less is promised")
        case "fund":
            return say("{n} yuan", n=f"{one.n:,}")
        case "people" if one.weekly:
            hours = round(one.n * one.seconds / HOUR)
            return say_n("{n} hour on duty more a week", "{n} hours on duty more a week", hours)
        case _ if one.weekly:
            return say_n("{n} hour open more a week", "{n} hours open more a week", round(one.seconds / HOUR))
        case "people" if one.seconds:
            return say_n("{n} person for {span}", "{n} people for {span}", one.n, span=span)
        case "vehicle" if one.seconds:
            return say_n("{n} vehicle for {span}", "{n} vehicles for {span}", one.n, span=span)
        case "room" if one.seconds:
            return say_n("{n} place for {span}", "{n} places for {span}", one.n, span=span)
        case "people":
            return say_n("{n} more person", "{n} more people", one.n)
        case "vehicle":
            return say_n("{n} more vehicle", "{n} more vehicles", one.n)
    return say_n("{n} more place", "{n} more places", one.n)


# ---- what it is expected to do --------------------------------------------------------------------


def effect_words(plan: Plan, runs: int, effect: Effect) -> Message:
    """What it does to one promise, by the figure that decides: from what to what, in the runs looked at."""
    told = _figures(plan, runs, effect)
    return say("{figures}, too near to it to be sure", figures=told) if effect.stands == "about" and runs > 1 else told


def _figures(plan: Plan, runs: int, effect: Effect) -> Message:
    target, before, after = plan.targets[effect.target], effect.before, effect.after
    if runs == 1:
        return say("misses {before} → {after} of {n}", before=f"{before.missed:,}", after=f"{after.missed:,}",
                   n=f"{before.judged:,}")  # fmt: skip
    goal = target.form.goal
    match target.form.kind:
        case "every":
            return say("runs without a miss {before} → {after} of {n} (goal {goal})", before=before.runs_kept,
                       after=after.runs_kept, n=after.runs_judged, goal=ceil(goal * after.runs_judged))  # fmt: skip
        case "mean":
            return say("mean {before} → {after}", before=About(before.mean or 0), after=About(after.mean or 0))
    shares = share_words(target, before.share_on_time), share_words(target, after.share_on_time)
    return say("as promised {before} → {after} (goal {goal})", before=shares[0], after=shares[1], goal=goal_percent(goal))


def more_missed(plan: Plan, remedy: Remedy) -> list[Message]:
    """The promises of which more is missed then, if that is much beside what it mends."""
    least = max(1, ceil(MUCH * remedy.mended))
    broken = [
        say("'{target}' {before} → {after}", target=plan.targets[one.target].name or one.target,
            before=f"{one.before.missed:,}", after=f"{one.after.missed:,}")
        for one in remedy.effects if -one.after.mended >= least
    ]  # fmt: skip
    return [say("more misses then: {names}", names=few(broken, MOST_NAMED))] if broken else []


def ways_words(compiled: CompiledPlan, found: Remedies, target: str) -> list[Message]:
    """The best remedies of one promise, each in a line: what to do, what comes of it, what it costs."""
    told = []
    for one in found.of(target)[:MOST_WAYS]:
        values = {"what": to_do(compiled, one.changes), "cost": cost_words(one),
                  "effect": effect_words(compiled.written, found.runs, one.effect(target))}  # fmt: skip
        told.append(say("{what}: {effect}. Costs: {cost}.", **values))
        told += more_missed(compiled.written, one)
    return told
