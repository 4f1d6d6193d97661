"""Compiling a plan: from the words of its file to the flat tables of `drillsim.compiled.tables`.

The plan must have passed `drillsim.check.plan`; nothing is checked again here.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from drillsim.compiled.calendar import ends_of_workdays, hours_of_pools, slow_hours
from drillsim.compiled.tables import (
    NOWHERE,
    CompiledPlan,
    Rows,
    Tables,
    as_ints,
)
from drillsim.compiled.variants import Variants
from drillsim.compiled.ways import usual_ways
from drillsim.compiled.written_out import timer, written_out
from drillsim.plan.calendar import EVERY_WEEK_ALIKE, Calendar
from drillsim.plan.distributions import quantile
from drillsim.plan.graph import Graph
from drillsim.plan.limits import WorkingDays
from drillsim.plan.plan import Plan
from drillsim.plan.pools import NO_TURNOUT, Fund, Moving, Pool, Room, Turnout, Vehicle
from drillsim.plan.procedures import Procedure
from drillsim.plan.scenario import Window
from drillsim.plan.targets import Target
from drillsim.quantities import measures


def guard(plan: Plan, window: Window, calendar: Calendar) -> int:
    """Rule 12: the second at which play is cut though something is still going on.

    Play ends by itself once nothing is left to happen; this is for plans that never end. Behind the window lie ten
    times the longest chain of usual times and the longest limit, two weeks and as long again as the window at the
    least, so that a backlog can drain, and a year at the most; but never less than the longest limit.
    """
    limit = max((_allowed(target, window, calendar) for target in plan.targets.values()), default=0)
    chain = max((_usual_chain(plan, procedure) for procedure in plan.procedures.values()), default=0)
    return window.seconds + max(limit, min(365 * measures.DAY, max(10 * chain + limit, 14 * measures.DAY, window.seconds)))


def _allowed(target: Target, window: Window, calendar: Calendar) -> int:
    """The seconds for which a target must be followed; so many working days may take long where holidays lie between."""
    if not isinstance(target.limits, WorkingDays):
        return target.horizon
    ends = ends_of_workdays(window, calendar, target.limits.number, window.seconds)
    return max(target.horizon, int((ends - window.midnight() - measures.DAY * np.arange(len(ends))).max()))


def _usual_chain(plan: Plan, procedure: Procedure) -> int:
    """The longest chain of usual times through a procedure, seconds."""
    slowest = {
        "turnout": max((max(turnouts(pool)) for pool in plan.pools.values()), default=0),
        "travel": max((seconds for times in plan.travel.times.values() for seconds in times.values()), default=0)
        if plan.travel
        else 0,
    }
    graph = Graph(procedure)
    ends: dict[str, float] = {}
    for name in graph.order:
        step = procedure.steps[name]
        times = [float(quantile(duration, np.array([0.5]))[0]) for duration in step.durations]
        usual = slowest[step.takes] if isinstance(step.takes, str) else max(times)
        waits = (timer(step) or (0,))[0]
        usual += waits if isinstance(waits, int) else 2 * waits.number * measures.DAY
        ends[name] = usual + max((ends[before] for before in graph.before[name]), default=0.0)
    return measures.half_up(max(ends.values(), default=0.0))


def turnouts(pool: Pool) -> tuple[int, int]:
    """Usual seconds from the order until a pool is on the move: on duty and on call; where hours differ, the longest."""
    turnout: Turnout = getattr(pool, "turnout", NO_TURNOUT)
    on_duty = [turnout.on_duty, *(entry.on_duty for entry in turnout.by_hours)]
    on_call = [turnout.on_call, *(entry.on_call for entry in turnout.by_hours)]
    return max(on_duty), max((one for one in on_call if one is not None), default=max(on_duty))


def compile_plan(plan: Plan, window: Window, days: Calendar | None = None) -> CompiledPlan:
    """Compile a plan for a window of calendar time. `days`: the scenario's calendar, in place of the plan's own."""
    written, plan = plan, written_out(plan)
    days = days or plan.calendar or EVERY_WEEK_ALIKE
    horizon = guard(plan, window, days)

    def ends(number: int) -> list[int]:
        return [window.midnight(), *ends_of_workdays(window, days, number, horizon).tolist()]

    c = Variants(plan, cache(ends))
    for kind, procedure in plan.procedures.items():
        c.add(kind, procedure)
    c.listed()
    pools = list(plan.pools.values())
    turned = Rows()
    for pool in pools:
        turned.row(pool.redirect.from_ if isinstance(pool, Moving) and pool.redirect else ())
    slow_time, slow_factor = slow_hours(plan, window, days, horizon)
    bases = [getattr(pool, "base", None) for pool in pools]
    tables = Tables(**{
        **c.columns(),
        "kind_steps": as_ints(len(procedure.steps) for procedure in plan.procedures.values()),
        "variant_low": as_ints(low for low, _ in c.people),
        "pool_base": as_ints(c.places.index(base) if base in c.places else NOWHERE for base in bases),
        "pool_room": as_ints(isinstance(pool, Room) for pool in pools),
        "pool_fund": as_ints(isinstance(pool, Fund) for pool in pools),
        "pool_seats": as_ints((isinstance(pool, Vehicle) and pool.seats) or 0 for pool in pools),
        "pool_sent": as_ints(isinstance(pool, Moving) and pool.can_be_sent for pool in pools),
        "pool_on_the_road": as_ints(getattr(pool, "turnout", NO_TURNOUT).on_the_road for pool in pools),
        "pool_turned_to": as_ints(pool.redirect.to if isinstance(pool, Moving) and pool.redirect else 0 for pool in pools),
        "turned_first": as_ints(turned.first),
        "turned": as_ints(turned.values),
        "travel": usual_ways(plan, c.places).ravel(),
        "slow_time": as_ints(slow_time),
        "slow_factor": as_ints(slow_factor),
        **hours_of_pools(plan, window, days, horizon),
    })  # fmt: skip
    return CompiledPlan(
        plan=plan,
        written=written,
        calendar=days,
        start=window.start,
        window_end=window.seconds,
        horizon=horizon,
        tables=tables,
        kinds=list(plan.procedures),
        zones=c.zones,
        places=c.places,
        pools=c.pools,
        attributes=c.attributes,
        attribute_values=[list(values) for values in c.attribute_values],
        steps=[list(procedure.steps) for procedure in plan.procedures.values()],
        outcomes=[[step.endings for step in procedure.steps.values()] for procedure in plan.procedures.values()],
        slots=c.slots,
        asks=[of for of, *_how in c.asks],
        variant_people=c.people,
        silent=c.silent,
    )


def recalendared(compiled: CompiledPlan, plan: Plan) -> CompiledPlan:
    """`compiled` with the calendar of `plan`, which differs from its own in the sizes and hours of pools only."""
    tables = compiled.tables._replace(**hours_of_pools(plan, compiled.window, compiled.calendar, compiled.horizon))
    return replace(compiled, plan=written_out(plan), written=plan, tables=tables)
