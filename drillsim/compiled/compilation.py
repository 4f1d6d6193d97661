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
    GRANTED,
    NAMED,
    NEAREST,
    NOWHERE,
    ONE_WAY,
    OVER,
    PEOPLE,
    RESUMED,
    SCENE,
    SEATS,
    STARTED_AGAIN,
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
from drillsim.plan.pools import NO_TURNOUT, Fund, Moving, Pool, Room, Scheduled, Turnout, Vehicle
from drillsim.plan.procedures import Need, Priority, Procedure, Step, Toward
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


def places_of(plan: Plan) -> list[str]:
    """Where anything can be: the zones, then whatever else is a base or a destination of a way."""
    ways = plan.travel.times if plan.travel else {}
    return list(dict.fromkeys([*plan.zones, *ways, *(place for ends in ways.values() for place in ends)]))


def usual_ways(plan: Plan, places: list[str]) -> Ints:
    """Usual seconds from place to place (G, G); what is given in one direction holds in the other, NOWHERE if in neither."""
    found = np.full((len(places), len(places)), NOWHERE, np.int64)
    np.fill_diagonal(found, 0)
    number = {place: k for k, place in enumerate(places)}
    ways = plan.travel.times if plan.travel else {}
    legs = [(number[origin], number[end], seconds) for origin, ends in ways.items() for end, seconds in ends.items()]
    for origin, end, seconds in legs:
        found[end, origin] = seconds
    for origin, end, seconds in legs:
        found[origin, end] = seconds
    return found


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


_INTERRUPTED = {None: 0, "resume": RESUMED, "start_again": STARTED_AGAIN, "end": OVER}
_Ask = tuple[str, tuple[str, ...], bool, bool]  # pool, type or role; in which order; the next one will do; the freest first


class _Compiler:
    """The tables of variants, steps and needs under construction."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.pools, self.zones, self.places = list(plan.pools), list(plan.zones), places_of(plan)
        self.attributes = ["zone", *plan.attributes]
        self.attribute_values = [self.zones, *plan.attributes.values()]
        self.stopping = {name for name, pool in plan.pools.items() if isinstance(pool, Scheduled) and pool.stops}
        self.turning = {name for name, pool in plan.pools.items() if isinstance(pool, Moving) and pool.redirect}
        self.asks: dict[_Ask, int] = {}
        self.slots: list[list[tuple[int, str]]] = []
        self.silent: list[list[int]] = []
        self.people: list[tuple[int, int]] = []
        self.column: defaultdict[str, list[int]] = defaultdict(list)  # one entry per step or need, by field of Tables
        names = [name.removesuffix("_first") for name in Tables._fields if name.endswith("_first")]
        self.rows = {name: Rows() for name in names if name not in ("closed", "turned")}  # likewise

    def add(self, procedure: Procedure) -> None:
        """Compile a procedure to one variant per range of head-counts."""
        ranges = people_ranges(procedure)
        ancestors = Graph(procedure).ancestors
        for span in ranges:
            self.people.append(span)
            _Variant(self, procedure, span[0], ancestors).add()
        self.rows["kind_variant"].row(range(len(ranges)))

    def may_be(self, need: Need, pools: set[str]) -> bool:
        """Whether one of these pools may meet a need."""
        return bool(pools) and any(pools & set(names) for names in names_of(self.plan, need.of))

    def ask(self, need: Need) -> int:
        """The row of the candidate lists for a need."""
        return self.asks.setdefault((need.of, tuple(need.first), need.else_next, need.freest), len(self.asks))

    def most_parts(self, need: Need) -> int:
        """How many pools may meet a need together, wherever the incident is."""
        return max(len(candidates(self.plan, need.of, zone)) for zone in [*self.zones, None]) if need.split else 1

    def listed(self) -> None:
        """Fill in the pools that may answer each ask, zone by zone and then in none."""
        for ask, first, else_next, freest in self.asks:
            self.column["ask_next"].append(int(else_next))
            self.column["ask_freest"].append(int(freest))
            for zone in [*self.zones, None]:
                found = candidates(self.plan, ask, zone)
                self.rows["candidate"].row(self.pools.index(name) for name, _ in found)
                self.column["candidate_backup"].extend(int(is_backup) for _, is_backup in found)
                order = {name: place for place, name in enumerate(first)}
                self.column["candidate_order"].extend(order.get(name, len(first)) for name, _ in found)

    def columns(self) -> dict[str, Ints]:
        """All that was added, by field of `Tables`."""
        found = {f"{name}_first": as_ints(rows.first) for name, rows in self.rows.items()}
        found |= {name: as_ints(rows.values) for name, rows in self.rows.items() if name in Tables._fields}
        found["condition_step"] = as_ints(self.rows["condition"].values)
        mine = ("step_", "need_", "ask_", "candidate_")
        rest = (name for name in Tables._fields if name.startswith(mine) and name not in found)
        return found | {name: as_ints(self.column[name]) for name in rest}


class _Variant:
    """One procedure for one head-count, as it is written to the tables of a compiler.

    The slots of a step are what it asks for, then the further parts of needs that may be split, then replacements.
    """

    def __init__(self, c: _Compiler, procedure: Procedure, people: int, ancestors: dict[str, set[str]]) -> None:
        self.c, self.plan, self.procedure, self.people = c, c.plan, procedure, people
        self.ancestors = ancestors
        steps = procedure.steps
        self.number = {name: index for index, name in enumerate(steps)}
        asked = [needs_at(step, people) for step in steps.values()]
        self.silent = [index for index, (_needs, quiet) in enumerate(asked) if quiet]
        self.asked = {name: needs for name, (needs, _quiet) in zip(steps, asked, strict=True)}
        self.owner = {need: name for name, needs in self.asked.items() for need in needs}
        self.backs = {need: self.number[name] for name, step in steps.items() for need in step.way_back}
        self.movers = {
            name: [n for n in (step.who or self.asked[name]) if n in self.owner and on_the_move(self.plan, self.need(n))]
            for name, step in steps.items()
        }
        self.cut = {name: self._turned(name) for name in steps}
        replaced = {need for needs in self.cut.values() for need in needs}
        self.slots: list[tuple[int, str]] = []
        # Step and need → its slots: parts, then a replacement. (Several steps may spend of one fund.)
        self.slots_of: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self.again: dict[str, int] = {}
        for name, needs in self.asked.items():
            wanted = list(needs)
            wanted += [need for need in needs for _ in range(c.most_parts(needs[need]) - 1)]
            wanted += [need for need in needs if need in replaced]
            for position, need in enumerate(wanted):
                if need in replaced and position >= len(needs):
                    self.again[need] = len(self.slots)
                self.slots_of[name, need].append(len(self.slots))
                self.slots.append((self.number[name], need))

    def need(self, name: str) -> Need:
        """A need by its name."""
        return self.asked[self.owner[name]][name]

    def _turned(self, name: str) -> list[str]:
        """Needs whose unit may be turned away while a step runs: who travels, or is at work that may be interrupted."""
        step = self.procedure.steps[name]
        if step.takes == "travel" and step.trips is None:
            found = self.movers[name]
        elif step.may_be_interrupted is not None:
            found = [n for n, at in self.owner.items() if _held_through(self.procedure, self.ancestors, at, n, name)]
        else:
            return []
        return [need for need in found if not self.need(need).split and self.c.may_be(self.need(need), self.c.turning)]

    def add(self) -> None:
        """Write it to the tables."""
        c = self.c
        released: defaultdict[int, list[int]] = defaultdict(list)
        for name in self.number:
            self._step(name)
            for need in self.asked[name]:
                if not isinstance(self.plan.pools.get(self.asked[name][need].of), Fund):  # money spent is never given back
                    until = self.procedure.steps[name].keep.get(need, name)
                    released[self.number[until]] += self.slots_of[name, need]
            mine = [slot for slot, (step, _need) in enumerate(self.slots) if step == self.number[name]]
            for slot in mine:
                self._slot(name, slot)
            c.rows["need"].row(mine)
            c.column["step_asked"].append(len(self.asked[name]))
        for index in range(len(self.number)):
            c.rows["release"].row(released[index])
        c.slots.append(self.slots)
        c.silent.append(self.silent)
        c.rows["variant_step"].row(range(len(self.number)))
        c.rows["variant_need"].row(range(len(self.slots)))

    def _slot(self, name: str, slot: int) -> None:
        need_name = self.slots[slot][1]
        need, slots, column = self.asked[name][need_name], self.slots_of[name, need_name], self.c.column
        parts = self.c.most_parts(need)
        column["need_count"].append({"people": PEOPLE, "seats": SEATS}.get(str(need.count)) or int(need.count))
        column["need_ask"].append(self.c.ask(need))
        column["need_leader"].append(slots[0])
        column["need_parts"].append(parts)
        column["need_part"].append(slots[1] if parts > 1 else NOWHERE)
        again = self.again.get(need_name, NOWHERE)
        column["need_again"].append(again if slot != again else NOWHERE)
        column["need_crew"].append(
            list(self.asked[name]).index(need.crew_of) if need.crew_of in self.asked[name] else NOWHERE
        )
        turnouts = [s for s, other in self.procedure.steps.items() if other.takes == "turnout"]
        needs_no_recall = self.procedure.steps[name].by_phone or any(need_name in self.movers[s] for s in turnouts)
        column["need_recall"].append(int(not needs_no_recall))
        column["need_back_step"].append(self.backs.get(need_name, NOWHERE))

    def _step(self, name: str) -> None:
        step, column, rows = self.procedure.steps[name], self.c.column, self.c.rows
        takes = {"turnout": TURNOUT, "travel": TRAVEL}.get(step.takes, DRAWN) if isinstance(step.takes, str) else DRAWN
        movers = [slot for need in self.movers[name] for slot in self.slots_of[self.owner[need], need]]
        column["step_takes"].append(takes)
        nobody = takes != DRAWN and not movers  # rule 10: nobody is named to go
        column["step_never"].append(int(not self._conditions(step) or nobody))
        self._priority(next((case.priority for case in reversed(step.cases) if case.priority is not None
                             and case.people[0] <= self.people <= case.people[1]), None)
                       or step.priority or self.procedure.priority)  # fmt: skip
        column["step_before"].append(len(set(step.after)))
        self._destination(step)
        trips = step.trips
        column["step_trips"].append(ONE_WAY if trips is None else self._place(trips.from_))
        column["step_loading"].append(0 if trips is None else trips.loading)
        column["step_interrupted"].append(_INTERRUPTED[step.may_be_interrupted])
        rows["cut"].row(self.slots_of[self.owner[need], need][0] for need in self.cut[name])
        column["step_calls"].append(self.c.pools.index(names_of(self.plan, step.calls)[0][0]) if step.calls else NOWHERE)
        column["step_unanswered"].append(list(step.outcome).index("unanswered") if step.calls else -1)
        rows["before"].row(self.number[other] for other in dict.fromkeys(step.after))
        rows["after"].row(self.number[other] for other, follower in self.procedure.steps.items() if name in follower.after)
        rows["unit"].row(movers if takes != DRAWN else ())
        rows["work"].row(
            slot
            for need, asked_at in self.owner.items()
            if self.c.may_be(self.need(need), self.c.stopping)
            and _held_through(self.procedure, self.ancestors, asked_at, need, name)
            for slot in self.slots_of[asked_at, need]
        )

    def _conditions(self, step: Step) -> bool:
        """Write the conditions of a step; False if its head-count is not among those that it is for."""
        subjects = []
        fits = True
        value_rows = self.c.rows["condition_value"]
        for subject, allowed in step.when.items():
            if subject == "people":  # decided here, since a variant has one range of head-counts
                fits &= any(low <= self.people <= high for low, high in map(measures.people, allowed))
            elif subject in self.number:
                subjects.append(self.number[subject])
                value_rows.row(list(self.procedure.steps[subject].outcome).index(value) for value in allowed)
            else:
                attribute = self.c.attributes.index(subject)
                subjects.append(-1 - attribute)
                value_rows.row(self.c.attribute_values[attribute].index(value) for value in allowed)
        self.c.rows["condition"].row(subjects)
        return fits

    def _priority(self, priority: Priority) -> None:
        """Write a priority: one figure, or one for each value of an attribute."""
        column, rank = self.c.column, self.c.rows["rank"]
        if isinstance(priority, int):
            column["step_priority"].append(priority)
            column["step_ranked_by"].append(NOWHERE)
            rank.row(())
            return
        ((attribute, ranks),) = priority.items()
        number = self.c.attributes.index(attribute)
        column["step_priority"].append(min(ranks.values()))
        column["step_ranked_by"].append(number)
        rank.row(ranks[value] for value in self.c.attribute_values[number])

    def _place(self, name: str) -> int:
        return SCENE if name == "scene" else self.c.places.index(name)

    def _destination(self, step: Step) -> None:
        """Write where a step goes."""
        column, toward, to = self.c.column, self.c.rows["toward"], step.to
        by = NOWHERE
        if isinstance(to, Toward) and to.by is None:
            kind = NEAREST
            toward.row(self.c.places.index(place) for place in to.nearest)
        elif isinstance(to, Toward):
            kind, by = NAMED, self.c.attributes.index(str(to.by))
            toward.row(self.c.places.index(place) for place in self.c.attribute_values[by])
        elif to in self.owner and to not in self.c.places:
            kind = GRANTED
            toward.row(self.slots_of[self.owner[to], to])
        elif to == "scene" or to in self.c.places:
            kind = self._place(to)
            toward.row(())
        else:  # a need that only other tiers have
            kind = SCENE
            toward.row(())
        column["step_destination"].append(kind)
        column["step_by"].append(by)


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
    """Usual seconds from the order until a pool is on the move: on duty and on call; where hours differ, the longest."""
    turnout: Turnout = getattr(pool, "turnout", NO_TURNOUT)
    on_duty = [turnout.on_duty, *(entry.on_duty for entry in turnout.by_hours)]
    on_call = [turnout.on_call, *(entry.on_call for entry in turnout.by_hours)]
    return max(on_duty), max((one for one in on_call if one is not None), default=max(on_duty))


def compile_plan(plan: Plan, window: Window) -> CompiledPlan:
    """Compile a plan for a window of calendar time."""
    horizon = guard(plan, window)
    c = _Compiler(plan)
    for procedure in plan.procedures.values():
        c.add(procedure)
    c.listed()
    pools = list(plan.pools.values())
    turned = Rows()
    for pool in pools:
        turned.row(pool.redirect.from_ if isinstance(pool, Moving) and pool.redirect else ())
    slow_time, slow_factor = slow_hours(plan, window, horizon)
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
        places=c.places,
        pools=c.pools,
        attributes=c.attributes,
        attribute_values=[list(values) for values in c.attribute_values],
        steps=[list(procedure.steps) for procedure in plan.procedures.values()],
        outcomes=[[list(step.outcome) for step in procedure.steps.values()] for procedure in plan.procedures.values()],
        slots=c.slots,
        asks=[of for of, *_how in c.asks],
        variant_people=c.people,
        silent=c.silent,
    )


def recalendared(compiled: CompiledPlan, plan: Plan) -> CompiledPlan:
    """`compiled` with the calendar of `plan`, which differs from its own in the sizes and hours of pools only."""
    tables = compiled.tables._replace(**calendar(plan, compiled.window, compiled.horizon))
    return replace(compiled, plan=plan, tables=tables)
