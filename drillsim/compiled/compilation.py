"""Compiling a plan: from the words of its file to the flat tables of `drillsim.compiled.tables`.

The plan must have passed `drillsim.check.plan`; nothing is checked again here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from drillsim.compiled.calendar import calendar, slow_hours
from drillsim.compiled.tables import (
    DRAWN,
    NOWHERE,
    PEOPLE,
    SCENE,
    TRAVEL,
    TURNOUT,
    CompiledPlan,
    Ints,
    Rows,
    Tables,
    as_ints,
)
from drillsim.plan.distributions import quantile
from drillsim.plan.graph import Graph
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Fund, Pool, Scheduled, Turnout
from drillsim.plan.procedures import Need, Procedure, Step
from drillsim.plan.scenario import Window
from drillsim.quantities import measures

ON_THE_MOVE = ("squad", "vehicle", "post")  # kinds of pool that can turn out and travel


def names_of(plan: Plan, ask: str) -> tuple[list[str], list[str]]:
    """Pools asked for by a name (itself, by type or by role), and pools that only back it up.

    A pool answers to its own name, to each type it `counts_as` and each role it is `also`;
    it backs up whatever answers to a name in its `backs_up`.
    """
    own = [name for name, pool in plan.pools.items() if ask == name or ask in pool.counts_as or ask in pool.also]
    names = {ask, *own}
    backups = [name for name, pool in plan.pools.items() if name not in own and names & set(pool.backs_up)]
    return own, backups


def serves(pool: Pool, ask: str, zone: str) -> bool:
    """Whether a pool that answers to `ask` does so in `zone`.

    An area limits what a pool does as itself or as one of a type. A role that it is `also` is a
    role of the person, who brings it along everywhere.
    """
    return not pool.serves or zone in pool.serves or ask in pool.also


def candidates(plan: Plan, ask: str, zone: str | None) -> list[tuple[str, bool]]:
    """Pools that may answer `ask` for an incident in `zone`, with whether they only back up.

    Those that serve the zone come first. A pool that answers to the name but serves other
    zones helps only where it backs up one that serves this zone, or the name itself.
    """
    own, backups = names_of(plan, ask)
    serving = [name for name in own if zone is None or serves(plan.pools[name], ask, zone)]
    helped = {ask, *serving}
    helpers = {name for name in [*own, *backups] if name not in serving and helped & set(plan.pools[name].backs_up)}
    return [(name, False) for name in serving] + [(name, True) for name in plan.pools if name in helpers]


def on_the_move(plan: Plan, need: Need) -> bool:
    """Whether a need is for somebody or something that can be under way: not a room, not a fund."""
    return any(plan.pools[name].kind in ON_THE_MOVE for name in names_of(plan, need.of)[0])


def _held_through(procedure: Procedure, ancestors: dict[str, set[str]], asked_at: str, need: str, step: str) -> bool:
    """Whether what a step asked for is held through another one: by that step itself, and on the way to where it is kept."""
    until = procedure.steps[asked_at].keep.get(need, asked_at)
    between = asked_at in ancestors[step] and (step == until or step in ancestors[until])
    return step == asked_at or between


def people_ranges(procedure: Procedure) -> list[tuple[int, int]]:
    """Ranges of head-counts that the procedure tells apart, covering 1 and up."""
    cuts = {1}
    for step in procedure.steps.values():
        for low, high in [case.people for case in step.cases] + [measures.people(v) for v in step.when.get("people", [])]:
            cuts |= {max(1, low), high + 1}
        for needs in (step.needs, *(case.needs for case in step.cases)):
            cuts |= {need.up_to for need in needs.values() if need.up_to is not None}
    lows = sorted(cut for cut in cuts if cut <= measures.NO_LIMIT)
    return [(low, high - 1) for low, high in zip(lows, [*lows[1:], measures.NO_LIMIT + 1], strict=True)]


def needs_at(step: Step, people: int) -> tuple[dict[str, Need], bool]:
    """Needs of a step for a head-count, and whether its tiers are silent about it."""
    matching = [case for case in step.cases if case.people[0] <= people <= case.people[1]]
    asked, spends = dict(step.needs), dict(step.spends)
    if matching:  # two tiers match: the later, stronger one is played
        asked |= matching[-1].needs
        spends |= matching[-1].spends
    needs = {name: need.at(people) for name, need in asked.items()}
    for fund, amount in spends.items():
        needs[fund] = Need.model_construct(of=fund, count=amount)
    return needs, bool(step.cases) and not matching


class _Compiler:
    """The tables of variants, steps and needs under construction."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.pools, self.zones = list(plan.pools), list(plan.zones)
        self.attributes = ["zone", *plan.attributes]
        self.attribute_values = [self.zones, *plan.attributes.values()]
        self.stopping = {name for name, pool in plan.pools.items() if isinstance(pool, Scheduled) and pool.stops}
        self.asks: dict[str, int] = {}
        self.slots: list[list[tuple[int, str]]] = []
        self.silent: list[list[int]] = []
        self.people: list[tuple[int, int]] = []
        self.column: defaultdict[str, list[int]] = defaultdict(list)  # one entry per step or need, by field of Tables
        names = [name.removesuffix("_first") for name in Tables._fields if name.endswith("_first")]
        self.rows = {name: Rows() for name in names if name != "closed"}  # likewise

    def add(self, procedure: Procedure) -> None:
        """Compile a procedure to one variant per range of head-counts."""
        ranges = people_ranges(procedure)
        ancestors = Graph(procedure).ancestors if self.stopping else {}
        for span in ranges:
            self.people.append(span)
            self._variant(procedure, span[0], ancestors)
        self.rows["kind_variant"].row(range(len(ranges)))

    def _variant(self, procedure: Procedure, people: int, ancestors: dict[str, set[str]]) -> None:
        names = list(procedure.steps)
        number = {name: index for index, name in enumerate(names)}
        needs, is_silent = zip(*(needs_at(step, people) for step in procedure.steps.values()), strict=True)
        own = [(index, name) for index, step_needs in enumerate(needs) for name in step_needs]
        slot = {name: position for position, (_, name) in enumerate(own)}
        backs = {name: number[s] for s, step in procedure.steps.items() for name in step.way_back}
        released: dict[int, list[int]] = {}
        column = self.column
        movers_of = {
            name: [
                n
                for n in (step.who or needs[number[name]])
                if n in slot and on_the_move(self.plan, needs[own[slot[n]][0]][n])
            ]
            for name, step in procedure.steps.items()
        }
        for name, step in procedure.steps.items():
            index = number[name]
            self._step(procedure, name, people, [slot[n] for n in movers_of[name]])
            self.rows["work"].row(
                position
                for position, (asked_at, need_name) in enumerate(own)
                if self._may_stop(needs[asked_at][need_name])
                and _held_through(procedure, ancestors, names[asked_at], need_name, name)
            )
            for need_name, need in needs[index].items():
                if not isinstance(self.plan.pools.get(need.of), Fund):  # money spent is never given back
                    released.setdefault(number[step.keep.get(need_name, name)], []).append(own.index((index, need_name)))
                travels = [
                    number[s] for s, other in procedure.steps.items() if other.takes == "travel" and need_name in other.who
                ]
                column["need_count"].append(PEOPLE if need.count == "people" else int(need.count))
                column["need_ask"].append(self.asks.setdefault(need.of, len(self.asks)))
                turnouts = [s for s, other in procedure.steps.items() if other.takes == "turnout"]
                needs_no_recall = step.by_phone or any(need_name in movers_of[s] for s in turnouts)
                column["need_recall"].append(int(not needs_no_recall))
                self.rows["back"].row(travels if need_name in backs else ())
                column["need_back_step"].append(backs[need_name] if need_name in backs and travels else -1)
            self.rows["need"].row(range(len(needs[index])))
        for index in range(len(number)):
            self.rows["release"].row(released.get(index, ()))
        self.slots.append(own)
        self.silent.append([index for index, quiet in enumerate(is_silent) if quiet])
        self.rows["variant_step"].row(range(len(number)))
        self.rows["variant_need"].row(range(len(own)))

    def _may_stop(self, need: Need) -> bool:
        """Whether work with what meets a need may stand still when its hours end."""
        return bool(self.stopping) and any(self.stopping & set(names) for names in names_of(self.plan, need.of))

    def _step(self, procedure: Procedure, name: str, people: int, movers: list[int]) -> None:
        step, column = procedure.steps[name], self.column
        number = {other: index for index, other in enumerate(procedure.steps)}
        takes = {"turnout": TURNOUT, "travel": TRAVEL}.get(step.takes, DRAWN) if isinstance(step.takes, str) else DRAWN
        never = takes != DRAWN and not movers  # rule 10: nobody is named to go
        subjects = []
        for subject, allowed in step.when.items():
            if subject == "people":  # decided here, since a variant has one range of head-counts
                never |= not any(low <= people <= high for low, high in map(measures.people, allowed))
            elif subject in number:
                subjects.append(number[subject])
                self.rows["condition_value"].row(list(procedure.steps[subject].outcome).index(value) for value in allowed)
            else:
                attribute = self.attributes.index(subject)
                subjects.append(-1 - attribute)
                self.rows["condition_value"].row(self.attribute_values[attribute].index(value) for value in allowed)
        self.rows["condition"].row(subjects)
        column["step_takes"].append(takes)
        column["step_never"].append(int(never))
        column["step_priority"].append(step.priority or procedure.priority)
        column["step_before"].append(len(set(step.after)))
        column["step_destination"].append(SCENE if step.to == "scene" else self.zones.index(step.to))
        column["step_calls"].append(self.pools.index(names_of(self.plan, step.calls)[0][0]) if step.calls else NOWHERE)
        column["step_unanswered"].append(list(step.outcome).index("unanswered") if step.calls else -1)
        self.rows["before"].row(number[other] for other in dict.fromkeys(step.after))
        self.rows["after"].row(number[other] for other, follower in procedure.steps.items() if name in follower.after)
        self.rows["unit"].row(movers if takes != DRAWN else ())

    def listed(self) -> None:
        """Fill in the pools that may answer each ask, zone by zone and then in none."""
        for ask in self.asks:
            for zone in [*self.zones, None]:
                found = candidates(self.plan, ask, zone)
                self.rows["candidate"].row(self.pools.index(name) for name, _ in found)
                self.column["candidate_backup"].extend(int(is_backup) for _, is_backup in found)

    def columns(self) -> dict[str, Ints]:
        """All that was added, by field of `Tables`."""
        found = {f"{name}_first": as_ints(rows.first) for name, rows in self.rows.items()}
        found |= {name: as_ints(rows.values) for name, rows in self.rows.items() if name in Tables._fields}
        found["condition_step"] = as_ints(self.rows["condition"].values)
        rest = (name for name in Tables._fields if name.startswith(("step_", "need_", "candidate_")) and name not in found)
        return found | {name: as_ints(self.column[name]) for name in rest}


def guard(plan: Plan, window: Window) -> int:
    """Rule 12: the second at which play is cut though something is still going on.

    Play ends by itself once nothing is left to happen; this is for plans that never end. Behind the window lie ten
    times the longest chain of usual times and the longest limit, two weeks and as long again as the window at the
    least, so that a backlog can drain, and a year at the most; but never less than the longest limit.
    """
    limit = max((target.horizon for target in plan.targets.values()), default=0)
    chain = max((_usual_chain(plan, procedure) for procedure in plan.procedures.values()), default=0)
    return window.seconds + max(limit, min(365 * measures.DAY, max(10 * chain + limit, 14 * measures.DAY, window.seconds)))


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
        takes = procedure.steps[name].takes
        usual = slowest[takes] if isinstance(takes, str) else float(quantile(takes, np.array([0.5]))[0])
        ends[name] = usual + max((ends[before] for before in graph.before[name]), default=0.0)
    return measures.half_up(max(ends.values(), default=0.0))


def turnouts(pool: Pool) -> tuple[int, int]:
    """Usual seconds from the order until a pool is on the move: on duty and on call."""
    turnout: Turnout | None = getattr(pool, "turnout", None)
    if turnout is None:
        return 0, 0
    return turnout.on_duty, turnout.on_duty if turnout.on_call is None else turnout.on_call


def compile_plan(plan: Plan, window: Window) -> CompiledPlan:
    """Compile a plan for a window of calendar time."""
    horizon = guard(plan, window)
    c = _Compiler(plan)
    for procedure in plan.procedures.values():
        c.add(procedure)
    bases = list(plan.travel.times) if plan.travel else []
    c.listed()
    slow_time, slow_factor = slow_hours(plan, window, horizon)
    pool_bases = [getattr(pool, "base", None) for pool in plan.pools.values()]
    tables = Tables(**{
        **c.columns(),
        "kind_steps": as_ints(len(procedure.steps) for procedure in plan.procedures.values()),
        "variant_low": as_ints(low for low, _ in c.people),
        "pool_base": as_ints(bases.index(base) if base in bases else NOWHERE for base in pool_bases),
        "pool_turnout": as_ints(turnouts(pool)[0] for pool in plan.pools.values()),
        "pool_turnout_call": as_ints(turnouts(pool)[1] for pool in plan.pools.values()),
        "travel": as_ints(plan.travel.times[base][zone] if plan.travel else 0 for base in bases for zone in c.zones),
        "slow_time": as_ints(slow_time),
        "slow_factor": as_ints(slow_factor),
        **calendar(plan, window, horizon),
    })  # fmt: skip
    return CompiledPlan(
        plan=plan,
        start=window.start,
        window_end=window.seconds,
        horizon=horizon,
        tables=tables,
        kinds=list(plan.procedures),
        zones=c.zones,
        bases=bases,
        pools=c.pools,
        attributes=c.attributes,
        attribute_values=[list(values) for values in c.attribute_values],
        steps=[list(procedure.steps) for procedure in plan.procedures.values()],
        outcomes=[[list(step.outcome) for step in procedure.steps.values()] for procedure in plan.procedures.values()],
        slots=c.slots,
        asks=list(c.asks),
        variant_people=c.people,
        silent=c.silent,
    )


def recalendared(compiled: CompiledPlan, plan: Plan) -> CompiledPlan:
    """`compiled` with the calendar of `plan`, which differs from its own in the sizes and hours of pools only."""
    tables = compiled.tables._replace(**calendar(plan, compiled.window, compiled.horizon))
    return replace(compiled, plan=plan, tables=tables)
