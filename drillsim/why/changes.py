"""What a leader can change: of the plan, or of what stands by while something is out. Each with what it asks for.

Nothing here is done to people, and no promise is changed but by a limit that is written otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np

from drillsim.compiled.answering import PEOPLE, asked_as
from drillsim.compiled.compilation import compile_plan, recalendared
from drillsim.compiled.event_list import PHONE, Msel
from drillsim.compiled.resize import COUNTED, resized, size_of
from drillsim.compiled.tables import CompiledPlan
from drillsim.plan.graph import Graph
from drillsim.plan.plan import Plan
from drillsim.plan.pools import ALL_DAY, Moving, Pool, Shift
from drillsim.plan.procedures import Procedure, Step
from drillsim.plan.values import Spans, Weekdays
from drillsim.quantities.timetable import EVERY_DAY, WORKDAYS, covers, length
from drillsim.why.disruptions import Disrupted

HOUR = 3600
WEEK = 7


@dataclass(frozen=True)
class StandIn:
    """While a disruption lasts, so many stand in for what it takes away; for a telephone, another number."""

    disruption: Disrupted
    n: int

    @property
    def all_of_it(self) -> bool:
        """Whether nothing of the disruption is left."""
        return self.n >= self.disruption.row[4]


@dataclass(frozen=True)
class More:
    """More of a pool: people, vehicles, places or money; of a pool with shifts, in each shift."""

    pool: str
    n: int


@dataclass(frozen=True)
class OnDuty:
    """So many of those on call are on duty instead, in some of a pool's shifts (by place, from 0)."""

    pool: str
    n: int
    shifts: tuple[int, ...]


@dataclass(frozen=True)
class OnCall:
    """So many more on call in some of a pool's shifts (by place, from 0), of a pool of whom nobody is ever on duty."""

    pool: str
    n: int
    shifts: tuple[int, ...]


@dataclass(frozen=True)
class Open:
    """Other hours and days of a pool without shifts."""

    pool: str
    hours: Spans
    days: Weekdays


class Use(NamedTuple):
    """A need that a step asks for and keeps until another one; `last`: the step after which it could go."""

    procedure: str
    step: str
    need: str
    until: str
    last: str


@dataclass(frozen=True)
class LetGo:
    """Units of a pool are let go once they are no longer under way with somebody, instead of being kept."""

    pool: str
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class SendOn:
    """Units of a pool may be sent on while they are on their way home."""

    pool: str


@dataclass(frozen=True)
class Agree:
    """An outside unit is there whenever it is asked for: to be agreed with it, not to be sized by us."""

    pool: str


@dataclass(frozen=True)
class Limit:
    """Another limit of one promise; the plan stays as it is."""

    target: str
    within: int


Change = StandIn | More | OnDuty | OnCall | Open | LetGo | SendOn | Agree | Limit


@dataclass(frozen=True)
class Cost:
    """What a change asks for: `n` of a kind, for `seconds` in all or `weekly`, or at all hours that it has.

    Costs are ordered by `tier`: a rule of the plan that asks for nobody; somebody for a day; hours of people who are there
    already; one more for good; and last that less is promised. Within a tier, by how many for how long.
    """

    tier: int
    kind: Literal["nobody", "number", "people", "vehicle", "room", "fund", "agreed", "promise"]
    n: int = 0
    seconds: int = 0  # 0: at all hours that it has
    weekly: bool = False

    @property
    def rank(self) -> tuple[int, int]:
        """By this costs are compared."""
        return self.tier, self.n * max(self.seconds, 1)


NOBODY, FOR_A_DAY, THEIR_HOURS, FOR_GOOD, AGREED, LESS = range(6)  # tiers


def cost(plan: Plan, change: Change) -> Cost:
    """What a change of this plan asks for."""
    match change:
        case StandIn(disruption, n) if disruption.row[0] == PHONE:
            return Cost(FOR_A_DAY, "number", n)
        case StandIn(disruption, n):
            begin, end = disruption.span
            return Cost(FOR_A_DAY, _kind(list(plan.pools.values())[disruption.row[1]]), n, end - begin)
        case More(name, n):
            pool = plan.pools[name]
            return Cost(FOR_GOOD, _kind(pool), n * max(1, len(getattr(pool, "shifts", []))))
        case OnDuty(name, n, shifts):
            written = getattr(plan.pools[name], "shifts", [])
            return Cost(THEIR_HOURS, "people", n, sum(_weekly(written[at].hours, written[at].days) for at in shifts), True)
        case OnCall(_, n, _):
            return Cost(FOR_GOOD, "people", n)
        case Open(name, hours, days):
            pool = plan.pools[name]
            now = _weekly(getattr(pool, "hours", ()), getattr(pool, "days", ()))
            return Cost(THEIR_HOURS, _kind(pool), size_of(pool), _weekly(hours, days) - now, True)
        case LetGo() | SendOn():
            return Cost(NOBODY, "nobody")
        case Agree():
            return Cost(AGREED, "agreed")
        case Limit():
            return Cost(LESS, "promise")


def _kind(pool: Pool) -> Any:
    return "people" if pool.kind in PEOPLE else pool.kind


def _weekly(hours: Spans, days: Weekdays) -> int:
    """Seconds a week, of an ordinary week without holidays."""
    return sum(map(length, hours)) * len({day for day in days if day < WEEK})


# ---- the plan that comes of it --------------------------------------------------------------------


def changed(compiled: CompiledPlan, changes: Sequence[Change]) -> CompiledPlan | None:
    """The plan with these changes, compiled for the same window; None where its event lists would have other rows, since
    somebody who may be turned away is kept for less long."""
    plan = edited(compiled.written, changes)
    if plan is compiled.written:
        return compiled
    if all(isinstance(one, More | OnDuty | OnCall | Open) for one in changes):
        return recalendared(compiled, plan)
    found = compile_plan(plan, compiled.window, compiled.calendar)
    if not np.array_equal(found.tables.variant_need_first, compiled.tables.variant_need_first):
        return None
    return replace(found, horizon=compiled.horizon)


def edited(plan: Plan, changes: Sequence[Change]) -> Plan:
    """The plan with these changes, as its file would have it."""
    for change in changes:
        match change:
            case More(pool, n):
                plan = resized(plan, {pool: size_of(plan.pools[pool]) + n})
            case OnDuty(pool, _, _) | OnCall(pool, _, _):
                plan = _manned(plan, pool, change)
            case Open(pool, hours, days):
                plan = _with_pool(plan, pool, hours=hours, days=days)
            case SendOn(pool):
                plan = _with_pool(plan, pool, can_be_sent=True)
            case LetGo(_, uses):
                for use in uses:
                    plan = _let_go(plan, use)
            case Limit(target, within):
                promise = plan.targets[target].model_copy(update={"within": within})
                plan = plan.model_copy(update={"targets": {**plan.targets, target: promise}})
            case StandIn() | Agree():
                pass  # nothing that a plan says
    return plan


def _with_pool(plan: Plan, name: str, **update: Any) -> Plan:
    return plan.model_copy(update={"pools": {**plan.pools, name: plan.pools[name].model_copy(update=update)}})


def _manned(plan: Plan, pool: str, change: OnDuty | OnCall) -> Plan:
    """With other numbers on duty or on call in some of a pool's shifts, and as many more in all."""
    before = plan.pools[pool]
    shifts = list(getattr(before, "shifts", []))
    for at in change.shifts:
        duty, call = shifts[at].on_duty, shifts[at].on_call
        if isinstance(change, OnCall):
            now = {"on_call": call + change.n}
        else:
            now = {"on_duty": duty + min(change.n, call), "on_call": max(0, call - change.n)}
        shifts[at] = shifts[at].model_copy(update=now)
    after = _with_pool(plan, pool, shifts=shifts)
    more = size_of(after.pools[pool]) - size_of(before)
    counted = COUNTED[before.kind]
    return after if counted not in before.model_fields_set else _with_pool(after, pool, **{counted: before.size + more})


def _let_go(plan: Plan, use: Use) -> Plan:
    procedure = plan.procedures[use.procedure]
    steps = dict(procedure.steps)
    asking = steps[use.step]
    kept = {need: until for need, until in asking.keep.items() if need != use.need}
    if use.last != use.step:
        kept = {**asking.keep, use.need: use.last}
    steps[use.step] = asking.model_copy(update={"keep": kept})
    if use.need in (until := steps[use.until]).way_back:
        steps[use.until] = until.model_copy(update={"way_back": [need for need in until.way_back if need != use.need]})
        last = steps[use.last]
        steps[use.last] = last.model_copy(update={"way_back": [*last.way_back, use.need]})
    whole = procedure.model_copy(update={"steps": steps})
    return plan.model_copy(update={"procedures": {**plan.procedures, use.procedure: whole}})


def dealt(compiled: CompiledPlan, changes: Sequence[Change], msel: Msel) -> Msel:
    """The event list for the changed plan: without what somebody stands in for. Whoever drives home sooner has the same luck
    on that way as later."""
    for change in changes:
        if isinstance(change, StandIn):
            msel = _stood_in(msel, change)
        elif isinstance(change, LetGo):
            for use in change.uses:
                msel = _home_sooner(compiled, msel, use)
    return msel


def _stood_in(msel: Msel, change: StandIn) -> Msel:
    mine = (msel.disruption == np.array(change.disruption.row)).all(axis=1)
    if change.all_of_it:
        return msel._replace(disruption=msel.disruption[~mine])
    rows = msel.disruption.copy()
    rows[mine, 4] -= change.n
    return msel._replace(disruption=rows)


def _home_sooner(compiled: CompiledPlan, msel: Msel, use: Use) -> Msel:
    kind = compiled.kinds.index(use.procedure)
    until, last = (compiled.steps[kind].index(step) for step in (use.until, use.last))
    if compiled.backed[kind][last] or not compiled.backed[kind][until]:
        return msel
    rows = msel.row_first[:-1][msel.kind == kind]
    back = msel.back.copy()
    back[rows + last] = back[rows + until]
    return msel._replace(back=back)


# ---- what there is to change ----------------------------------------------------------------------


def let_go(compiled: CompiledPlan, pool: str, idle: bool) -> LetGo | None:
    """Units of a pool that are kept although nothing more is to be driven; None where there are none.

    Vehicles go once they have brought whom they were to bring. Of others only those that never set out (`idle`): whoever
    went somewhere has something to do there.
    """
    plan = compiled.written
    definition = plan.pools[pool]
    asks = asked_as(plan, pool)
    uses = []
    for name, procedure in plan.procedures.items():
        kind = compiled.kinds.index(name)
        for step_name, step in procedure.steps.items():
            for need, asked in step.asked.items():
                if need not in step.keep or not any(one.of in asks for one in asked):
                    continue
                use = _use(procedure, name, step_name, need)
                if use is None or not {use.step, use.until, use.last} <= set(compiled.steps[kind]):
                    continue
                if (definition.kind == "vehicle" and use.last != use.step) or (idle and use.last == use.step):
                    uses.append(use)
    return LetGo(pool, tuple(uses)) if uses else None


def _use(procedure: Procedure, name: str, step: str, need: str) -> Use | None:
    order = Graph(procedure).order
    until = procedure.steps[step].keep[need]
    drives = [one for one in order if need in procedure.steps[one].who and one != step]
    last = drives[-1] if drives else step
    if last == until or order.index(last) > order.index(until) or _carries(procedure.steps[last]):
        return None
    return Use(name, step, need, until, last)


def _carries(step: Step) -> bool:
    return step.trips is not None


def send_on(plan: Plan, pool: str) -> SendOn | None:
    """That units of a pool may be sent on from the road; None where they are already, or never drive home."""
    definition = plan.pools[pool]
    if not isinstance(definition, Moving) or definition.base is None or definition.can_be_sent:
        return None
    asks = asked_as(plan, pool)
    for procedure in plan.procedures.values():
        home = {need for step in procedure.steps.values() for need in step.way_back}
        if any(need in home and any(one.of in asks for one in asked)
               for step in procedure.steps.values() for need, asked in step.asked.items()):  # fmt: skip
            return SendOn(pool)
    return None


def on_duty(plan: Plan, pool: str, moments: Sequence[tuple[int, int]], least: float) -> OnDuty | None:
    """Some of those on call on duty in the shifts in which misses happen, as many as one step asks for; None without any."""
    shifts = getattr(plan.pools[pool], "shifts", [])
    chosen = tuple(at for at in _when_missed(shifts, moments, least) if shifts[at].on_call)
    if not chosen:
        return None
    return OnDuty(pool, min(asked_at_once(plan, pool), max(shifts[at].on_call for at in chosen)), chosen)


def more_of(plan: Plan, pool: str, n: int, moments: Sequence[tuple[int, int]], least: float) -> More | OnCall:
    """So many more of a pool; where nobody is ever on duty, on call in the shifts in which misses happen."""
    shifts = getattr(plan.pools[pool], "shifts", [])
    if shifts and not any(one.on_duty for one in shifts):
        return OnCall(pool, n, _when_missed(shifts, moments, least) or tuple(range(len(shifts))))
    return More(pool, n)


def _when_missed(shifts: Sequence[Shift], moments: Sequence[tuple[int, int]], least: float) -> tuple[int, ...]:
    """The shifts in which at least this share of the misses happens.

    `moments`: of each miss the kind of day and the second of the day.
    """
    many = [sum(_holds(shift.hours, shift.days, *moment) for moment in moments) for shift in shifts]
    return tuple(at for at, n in enumerate(many) if n >= max(1, least * len(moments)))


def _holds(hours: Spans, days: Weekdays, day: int, second: int) -> bool:
    return day in days and any(covers(span, second) for span in hours)


def asked_at_once(plan: Plan, pool: str) -> int:
    """The most of a pool that one step asks for by a number."""
    asks = asked_as(plan, pool)
    counts = [one.count for procedure in plan.procedures.values() for step in procedure.steps.values()
              for asked in step.asked.values() for one in asked if one.of in asks]  # fmt: skip
    return max((count for count in counts if isinstance(count, int)), default=1)


def opened(plan: Plan, pool: str, moments: Sequence[tuple[int, int]]) -> list[Open]:
    """Other hours of a pool without shifts, the shorter first: on the days, and in the hours, in which misses happen."""
    definition: Any = plan.pools[pool]
    if getattr(definition, "shifts", []) or not getattr(definition, "closes", False) or not moments:
        return []
    now_on = frozenset(definition.days)
    days = now_on
    if not now_on >= {day for day, _second in moments}:  # what comes on a day off may wait until the next workday
        in_the_week = all(day % WEEK in WORKDAYS for day in now_on)
        days = frozenset(EVERY_DAY) if now_on >= WORKDAYS else WORKDAYS if in_the_week else now_on | WORKDAYS
    hours = _widened(definition.hours, [second for _day, second in moments])
    found = [(hours_then, days_then) for hours_then in (definition.hours, hours) for days_then in (now_on, days)]
    return [
        Open(pool, some, tuple(sorted(on))) for some, on in dict.fromkeys(found) if (some, on) != (definition.hours, now_on)
    ]


def _widened(hours: Spans, seconds: Sequence[int]) -> Spans:
    """Hours with whole hours before and behind them in which all but the odd one of these seconds lie."""
    outside = sorted(second for second in seconds if not any(covers(span, second) for span in hours))
    if len(outside) <= len(seconds) // 20 or any(end <= begin for begin, end in hours):
        return hours if len(outside) <= len(seconds) // 20 else ALL_DAY
    odd = len(seconds) // 40
    begin, end = min(begin for begin, _end in hours), max(end for _begin, end in hours)
    first, last = outside[min(odd, len(outside) - 1)], outside[max(0, len(outside) - 1 - odd)]
    return ((min(begin, first // HOUR * HOUR), max(end, (last // HOUR + 1) * HOUR)),)
