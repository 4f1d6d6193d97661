"""A plan compiled to flat tables: the one form from which both engines play.

Words of the plan that an engine need not know are compiled away here. Tiers and conditions
on the head-count become *variants* of a procedure, one per range of head-counts; types,
areas of responsibility, back-ups and posts held by one person become candidate lists; hours,
shifts and calls become capacity steps; funds become needs that nothing releases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from drillsim import quantities as q
from drillsim.plan.model import Fund, Need, Plan, Post, Procedure, Squad, Step, Turnout
from drillsim.scenario import Window

Ints = NDArray[np.int64]

DRAWN, TURNOUT, TRAVEL = 0, 1, 2  # where a step's duration comes from
PEOPLE = -1  # a need's count: one per head of the incident
SCENE = -1  # a destination: the zone of the incident
NOWHERE = -1  # a zone, base or pool that is not given


class Tables(NamedTuple):
    """The compiled plan: int64 arrays only. `x_first[i]:x_first[i + 1]` are the rows of x that belong to i.

    Kinds (K, procedures in file order), variants (V), steps (S, grouped by variant; steps of one
    kind have the same number and order in each of its variants), needs (N, grouped by step; a
    *slot* is a need counted within its variant), pools (P, file order), zones (Z), bases (B).
    Times are seconds since the window's start; factors are thousandths.
    """

    kind_variant_first: Ints  # K+1
    kind_steps: Ints  # K: number of steps
    variant_low: Ints  # V: smallest head-count
    variant_step_first: Ints  # V+1
    variant_need_first: Ints  # V+1
    step_takes: Ints  # S: DRAWN, TURNOUT or TRAVEL
    step_never: Ints  # S: 1 where the step is skipped whatever happens
    step_priority: Ints  # S: 1 is the most urgent
    step_before: Ints  # S: number of predecessors
    step_destination: Ints  # S: zone, or SCENE
    step_calls: Ints  # S: the pool called, or NOWHERE
    step_unanswered: Ints  # S: the outcome of a call to a phone that is off, or -1
    after_first: Ints  # S+1
    after: Ints  # successors, as steps of the variant
    condition_first: Ints  # S+1
    condition_step: Ints  # step of the variant whose outcome is asked; -1 - a asks attribute a
    condition_value_first: Ints  # conditions+1
    condition_value: Ints  # allowed outcomes or attribute values
    need_first: Ints  # S+1
    need_count: Ints  # N: number, or PEOPLE
    need_ask: Ints  # N: row of the candidate lists
    need_back: Ints  # N: travel step of the variant after which the unit has a way back, or -1
    need_back_step: Ints  # N: step of the variant whose drawn way-back factor is used
    unit_first: Ints  # S+1
    unit: Ints  # slots that a turnout or travel step takes along
    release_first: Ints  # S+1
    release: Ints  # slots given back when the step is resolved
    candidate_first: Ints  # A*(Z+1)+1; row ask*(Z+1)+zone, the last row of an ask is for no zone
    candidate: Ints  # pools
    candidate_backup: Ints  # 1 where the pool only backs up
    pool_base: Ints  # P: base, or NOWHERE
    pool_turnout: Ints  # P: on duty, seconds
    pool_turnout_call: Ints  # P: on call, seconds
    pool_duty: Ints  # P: on duty at the start
    pool_total: Ints  # P: on duty and on call at the start
    change_time: Ints  # C: capacity changes, ascending
    change_pool: Ints  # C
    change_duty: Ints  # C: on duty from then on
    change_total: Ints  # C
    travel: Ints  # B*Z: usual seconds from base to zone
    slow_time: Ints  # W: ascending, the first 0
    slow_factor: Ints  # W: thousandths from then on


@dataclass(frozen=True)
class CompiledPlan:
    """A plan for one window: its tables and the names behind their numbers."""

    plan: Plan
    start: datetime
    window_end: int
    horizon: int  # play stops here at the latest, seconds
    tables: Tables
    kinds: list[str]
    zones: list[str]
    bases: list[str]
    pools: list[str]
    attributes: list[str]  # zone first, then the plan's own
    attribute_values: list[list[str]]
    steps: list[list[str]]  # by kind
    outcomes: list[list[list[str]]]  # by kind and step
    slots: list[list[tuple[int, str]]]  # by variant: (step, name of the need)
    asks: list[str]  # the pool, type or role behind each row of the candidate lists
    variant_people: list[tuple[int, int]]  # by variant, both ends included
    silent: list[list[int]]  # by variant: steps whose tiers do not cover this head-count

    def __hash__(self) -> int:
        return id(self)

    def variant(self, kind: int, people: int) -> int:
        """The variant of a kind that a head-count plays."""
        first, end = self.tables.kind_variant_first[kind : kind + 2]
        return int(first + np.searchsorted(self.tables.variant_low[first:end], people, side="right") - 1)

    def variant_kind(self, variant: int) -> int:
        """The kind to which a variant belongs."""
        return int(np.searchsorted(self.tables.kind_variant_first, variant, side="right") - 1)

    @cached_property
    def backed(self) -> list[list[bool]]:
        """By kind and step: whether any variant has a way back from it."""
        t = self.tables
        found = [[False] * len(names) for names in self.steps]
        for v in range(len(t.variant_low)):
            for n in range(t.variant_need_first[v], t.variant_need_first[v + 1]):
                if t.need_back_step[n] >= 0:
                    found[self.variant_kind(v)][t.need_back_step[n]] = True
        return found


class _Rows:
    """Ragged rows under construction: `end()` closes the row of one owner."""

    def __init__(self) -> None:
        self.values: list[int] = []
        self.first: list[int] = [0]

    def add(self, *values: int) -> None:
        self.values.extend(values)

    def end(self) -> None:
        self.first.append(len(self.values))

    def arrays(self) -> tuple[Ints, Ints]:
        return np.array(self.first, np.int64), np.array(self.values, np.int64)


def names_of(plan: Plan, ask: str) -> tuple[list[str], list[str]]:
    """Pools asked for by a name (itself, by type or by role), and pools that only back it up.

    A pool answers to its own name, to each type it `counts_as` and each role it is `also`;
    it backs up whatever answers to a name in its `backs_up`.
    """
    own = [name for name, pool in plan.pools.items() if ask == name or ask in pool.counts_as or ask in pool.also]
    names = {ask, *own}
    backups = [name for name, pool in plan.pools.items() if name not in own and names & set(pool.backs_up)]
    return own, backups


def candidates(plan: Plan, ask: str, zone: str | None) -> list[tuple[str, bool]]:
    """Pools that may answer `ask` for an incident in `zone`, with whether they only back up.

    Those that serve the zone come first. A pool of the same kind with another area answers only
    where it backs up one that serves the zone, or backs up the type as a whole.
    """
    own, backups = names_of(plan, ask)
    serving = [name for name in own if zone is None or not plan.pools[name].serves or zone in plan.pools[name].serves]
    helped = {ask, *serving}
    others = [name for name in own if name not in serving and helped & set(plan.pools[name].backs_up)]
    helping = [name for name in backups if helped & set(plan.pools[name].backs_up)]
    late = [name for name in plan.pools if name in others or name in helping]
    return [(name, False) for name in serving] + [(name, True) for name in late]


def _people_ranges(procedure: Procedure) -> list[tuple[int, int]]:
    """Ranges of head-counts that the procedure tells apart, covering 1 and up."""
    cuts = {1}
    for step in procedure.steps.values():
        for low, high in [case.people for case in step.cases] + [q.people(v) for v in step.when.get("people", [])]:
            cuts |= {max(1, low), high + 1}
    lows = sorted(cut for cut in cuts if cut <= q.NO_LIMIT)
    return [(low, high - 1) for low, high in zip(lows, [*lows[1:], q.NO_LIMIT + 1], strict=True)]


def _needs_at(step: Step, people: int) -> tuple[dict[str, Need], bool]:
    """Needs of a step for a head-count, and whether its tiers are silent about it."""
    matching = [case for case in step.cases if case.people[0] <= people <= case.people[1]]
    needs = dict(step.needs)
    spends = dict(step.spends)
    if matching:  # two rows match: the later, stronger one is played
        needs |= matching[-1].needs
        spends |= matching[-1].spends
    for fund, amount in spends.items():
        needs[f"{fund}"] = Need.model_construct(of=fund, count=amount)
    return needs, bool(step.cases) and not matching


def _calendar(plan: Plan, window: Window, horizon: int) -> tuple[list[list[int]], list[tuple[int, int, int, int]]]:
    """Levels (duty, total) of each pool at second 0, and every change after it up to the horizon."""
    midnight = window.midnight()
    weekday = window.start.weekday()
    levels: list[list[int]] = []
    changes: list[tuple[int, int, int, int]] = []
    for index, pool in enumerate(plan.pools.values()):
        shifts: list[tuple[tuple[int, int], tuple[int, ...], int, int]]
        standing = 0
        if not isinstance(pool, (Squad, Post)):
            levels.append([pool.size, pool.size])
            continue
        if pool.shifts:
            shifts = [(s.hours, s.days, s.on_duty, s.on_duty + s.on_call) for s in pool.shifts]
        elif pool.turnout.on_call is not None:
            shifts, standing = [(pool.hours, pool.days, pool.size, 0)], pool.size
        else:
            shifts = [(pool.hours, pool.days, pool.size, pool.size)]
        steps: dict[int, list[int]] = {}
        for (opens, closes), days, duty, total in shifts:
            length = (closes - opens) % q.DAY or q.DAY
            for day in range(-1, (horizon - midnight) // q.DAY + 1):
                if (weekday + day) % 7 in days:
                    begin = midnight + day * q.DAY + opens
                    for second, sign in ((begin, 1), (begin + length, -1)):
                        change = steps.setdefault(second, [0, 0])
                        change[0] += sign * duty
                        change[1] += sign * total
        level = [0, standing]
        start = [0, standing]
        for second in sorted(steps):
            before = list(level)
            level = [level[0] + steps[second][0], level[1] + steps[second][1]]
            if second <= 0:
                start = list(level)
            elif second <= horizon and level != before:
                changes.append((second, index, level[0], level[1]))
        levels.append(start)
    return levels, sorted(changes)


def _slow_hours(plan: Plan, window: Window, horizon: int) -> tuple[list[int], list[int]]:
    """The factor (thousandths) of all journeys over time, from the hours of the day."""
    slower = plan.travel.slower if plan.travel else []
    midnight = window.midnight()
    cuts = {0}
    for day in range(-1, (horizon - midnight) // q.DAY + 1):
        for entry in slower:
            for second in entry.hours:
                cuts.add(midnight + day * q.DAY + second)
    times, factors = [], []
    for second in sorted(cut for cut in cuts if 0 <= cut <= horizon):
        factor = 1.0
        for entry in slower:
            opens, closes = entry.hours
            if ((second - midnight - opens) % q.DAY) < ((closes - opens) % q.DAY or q.DAY):
                factor *= entry.times
        thousandths = q.half_up(1000 * factor)
        if not factors or factors[-1] != thousandths:
            times.append(second)
            factors.append(thousandths)
    return times, factors


def _on_call(turnout: Turnout | None) -> int:
    if turnout is None:
        return 0
    return turnout.on_duty if turnout.on_call is None else turnout.on_call


def compile_plan(plan: Plan, window: Window) -> CompiledPlan:
    """Compile a checked plan for a window. The plan must have passed `drillsim.plan.check`."""
    longest = max((target.within for target in plan.targets.values()), default=0)
    horizon = window.seconds + longest
    pools, zones = list(plan.pools), list(plan.zones)
    bases = list(plan.travel.times) if plan.travel else []
    attributes = ["zone", *plan.attributes]
    attribute_values = [zones, *plan.attributes.values()]

    asks: dict[str, int] = {}
    steps_by_kind: list[list[str]] = []
    outcomes: list[list[list[str]]] = []
    slots: list[list[tuple[int, str]]] = []
    variant_people: list[tuple[int, int]] = []
    silent: list[list[int]] = []
    kind_variant_first, kind_steps = [0], []
    variant_step_first, variant_need_first = [0], [0]
    col: dict[str, list[int]] = {
        name: []
        for name in (
            "takes",
            "never",
            "priority",
            "before",
            "destination",
            "calls",
            "unanswered",
            "count",
            "ask",
            "back",
            "back_step",
        )
    }
    after, units, releases, needs_rows = _Rows(), _Rows(), _Rows(), _Rows()
    condition_first, conditions = [0], []
    values = _Rows()

    for procedure in plan.procedures.values():
        names = list(procedure.steps)
        number = {name: i for i, name in enumerate(names)}
        steps_by_kind.append(names)
        outcomes.append([list(step.outcome) for step in procedure.steps.values()])
        kind_steps.append(len(names))
        ranges = _people_ranges(procedure)
        kind_variant_first.append(kind_variant_first[-1] + len(ranges))
        for low, high in ranges:
            variant_people.append((low, high))
            slot: dict[str, int] = {}
            own: list[tuple[int, str]] = []
            quiet: list[int] = []
            released_at: dict[int, list[int]] = {}
            rows: list[tuple[Step, dict[str, Need]]] = []
            for index, step in enumerate(procedure.steps.values()):
                needs, is_silent = _needs_at(step, low)
                if is_silent:
                    quiet.append(index)
                rows.append((step, needs))
                for name in needs:
                    slot[name] = len(own)
                    own.append((index, name))
            back_of = {name: number[s] for s, step in procedure.steps.items() for name in step.way_back}
            travel_of = {
                name: number[s] for s, step in procedure.steps.items() if step.takes == "travel" for name in step.who
            }
            for index, (step, needs) in enumerate(rows):
                takes = (
                    {"turnout": TURNOUT, "travel": TRAVEL}.get(step.takes, DRAWN) if isinstance(step.takes, str) else DRAWN
                )
                named = step.who if takes == TRAVEL or step.who else list(needs)
                taken_along = [
                    slot[name] for name in named if name in slot and needs_unit(plan, rows[own[slot[name]][0]][1][name])
                ]
                never = takes != DRAWN and not taken_along
                condition_rows = 0
                for subject, allowed in step.when.items():
                    if subject == "people":
                        never |= not any(a <= low <= b for a, b in map(q.people, allowed))
                        continue
                    if subject in number:
                        conditions.append(number[subject])
                        order = list(procedure.steps[subject].outcome)
                    else:
                        conditions.append(-1 - attributes.index(subject))
                        order = attribute_values[attributes.index(subject)]
                    values.add(*(order.index(value) for value in allowed))
                    values.end()
                    condition_rows += 1
                condition_first.append(condition_first[-1] + condition_rows)
                col["takes"].append(takes)
                col["never"].append(int(never))
                col["priority"].append(step.priority or procedure.priority)
                col["before"].append(len(set(step.after)))
                col["destination"].append(SCENE if step.to == "scene" else zones.index(step.to))
                col["calls"].append(pools.index(names_of(plan, step.calls)[0][0]) if step.calls else NOWHERE)
                col["unanswered"].append(list(step.outcome).index("unanswered") if step.calls else -1)
                after.add(*(number[s] for s, other in procedure.steps.items() if names[index] in other.after))
                after.end()
                units.add(*(taken_along if takes != DRAWN else ()))
                units.end()
                for name, need in needs.items():
                    spent = isinstance(plan.pools.get(need.of), Fund)
                    if not spent:
                        released_at.setdefault(number[step.keep.get(name, names[index])], []).append(slot[name])
                    col["count"].append(PEOPLE if need.count == "people" else int(need.count))
                    col["ask"].append(asks.setdefault(need.of, len(asks)))
                    col["back"].append(travel_of.get(name, -1) if name in back_of else -1)
                    col["back_step"].append(back_of.get(name, -1) if name in travel_of else -1)
                needs_rows.add(*(0 for _ in needs))
                needs_rows.end()
            for index in range(len(names)):
                releases.add(*released_at.get(index, ()))
                releases.end()
            slots.append(own)
            silent.append(quiet)
            variant_step_first.append(variant_step_first[-1] + len(names))
            variant_need_first.append(variant_need_first[-1] + len(own))

    listed, backup = _Rows(), []
    for ask in asks:
        for zone in [*zones, None]:
            for name, is_backup in candidates(plan, ask, zone):
                listed.add(pools.index(name))
                backup.append(int(is_backup))
            listed.end()

    levels, changes = _calendar(plan, window, horizon)
    slow_time, slow_factor = _slow_hours(plan, window, horizon)
    turnouts = [getattr(pool, "turnout", None) for pool in plan.pools.values()]
    pool_bases = [getattr(pool, "base", None) for pool in plan.pools.values()]
    change = np.array(changes, np.int64).reshape(-1, 4)

    def array(items: list[int]) -> Ints:
        return np.array(items, np.int64)

    condition_value_first, condition_value = values.arrays()
    after_first, after_values = after.arrays()
    unit_first, unit = units.arrays()
    release_first, release = releases.arrays()
    candidate_first, candidate = listed.arrays()
    tables = Tables(
        kind_variant_first=array(kind_variant_first),
        kind_steps=array(kind_steps),
        variant_low=array([low for low, _ in variant_people]),
        variant_step_first=array(variant_step_first),
        variant_need_first=array(variant_need_first),
        step_takes=array(col["takes"]),
        step_never=array(col["never"]),
        step_priority=array(col["priority"]),
        step_before=array(col["before"]),
        step_destination=array(col["destination"]),
        step_calls=array(col["calls"]),
        step_unanswered=array(col["unanswered"]),
        after_first=after_first,
        after=after_values,
        condition_first=array(condition_first),
        condition_step=array(conditions),
        condition_value_first=condition_value_first,
        condition_value=condition_value,
        need_first=needs_rows.arrays()[0],
        need_count=array(col["count"]),
        need_ask=array(col["ask"]),
        need_back=array(col["back"]),
        need_back_step=array(col["back_step"]),
        unit_first=unit_first,
        unit=unit,
        release_first=release_first,
        release=release,
        candidate_first=candidate_first,
        candidate=candidate,
        candidate_backup=array(backup),
        pool_base=array([bases.index(base) if base in bases else NOWHERE for base in pool_bases]),
        pool_turnout=array([turnout.on_duty if turnout else 0 for turnout in turnouts]),
        pool_turnout_call=array([_on_call(turnout) for turnout in turnouts]),
        pool_duty=array([duty for duty, _ in levels]),
        pool_total=array([total for _, total in levels]),
        change_time=change[:, 0].copy(),
        change_pool=change[:, 1].copy(),
        change_duty=change[:, 2].copy(),
        change_total=change[:, 3].copy(),
        travel=array([plan.travel.times[base][zone] if plan.travel else 0 for base in bases for zone in zones]),
        slow_time=array(slow_time),
        slow_factor=array(slow_factor),
    )
    return CompiledPlan(
        plan=plan,
        start=window.start,
        window_end=window.seconds,
        horizon=horizon,
        tables=tables,
        kinds=list(plan.procedures),
        zones=zones,
        bases=bases,
        pools=pools,
        attributes=attributes,
        attribute_values=[list(v) for v in attribute_values],
        steps=steps_by_kind,
        outcomes=outcomes,
        slots=slots,
        asks=list(asks),
        variant_people=variant_people,
        silent=silent,
    )


def needs_unit(plan: Plan, need: Need) -> bool:
    """Whether a need is for somebody or something that can be under way: not a room, not a fund."""
    own, _ = names_of(plan, need.of)
    return any(plan.pools[name].kind in ("squad", "vehicle", "post") for name in own)
