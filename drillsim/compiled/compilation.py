"""Compiling a plan: from the words of its file to the flat tables of `drillsim.compiled.tables`.

The plan must have passed `drillsim.check.plan`; nothing is checked again here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import numpy as np

from drillsim.compiled.tables import DRAWN, NOWHERE, PEOPLE, SCENE, TRAVEL, TURNOUT, CompiledPlan, Ints, Tables
from drillsim.plan.distributions import quantile
from drillsim.plan.graph import Graph
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Fund, Pool, Present, Scheduled, Shift, Turnout
from drillsim.plan.procedures import Need, Procedure, Step
from drillsim.plan.scenario import Window
from drillsim.quantities import measures as q

MOST_SLOWED = 1_000_000  # thousandths: however many slow hours overlap, no way takes longer than that
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


class _Rows:
    """Ragged rows under construction, one row per owner."""

    def __init__(self) -> None:
        self.values: list[int] = []
        self.first: list[int] = [0]

    def row(self, values: Iterable[int]) -> None:
        self.values.extend(values)
        self.first.append(len(self.values))


def _array(values: Iterable[int]) -> Ints:
    return np.array(list(values), np.int64)


def people_ranges(procedure: Procedure) -> list[tuple[int, int]]:
    """Ranges of head-counts that the procedure tells apart, covering 1 and up."""
    cuts = {1}
    for step in procedure.steps.values():
        for low, high in [case.people for case in step.cases] + [q.people(v) for v in step.when.get("people", [])]:
            cuts |= {max(1, low), high + 1}
        for needs in (step.needs, *(case.needs for case in step.cases)):
            cuts |= {need.up_to for need in needs.values() if need.up_to is not None}
    lows = sorted(cut for cut in cuts if cut <= q.NO_LIMIT)
    return [(low, high - 1) for low, high in zip(lows, [*lows[1:], q.NO_LIMIT + 1], strict=True)]


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
        self.asks: dict[str, int] = {}
        self.slots: list[list[tuple[int, str]]] = []
        self.silent: list[list[int]] = []
        self.people: list[tuple[int, int]] = []
        self.kind_variants, self.variant_steps, self.variant_needs = _Rows(), _Rows(), _Rows()
        self.column: defaultdict[str, list[int]] = defaultdict(list)  # one entry per step or need, by field of Tables
        self.after, self.before, self.units, self.releases, self.needs = _Rows(), _Rows(), _Rows(), _Rows(), _Rows()
        self.conditions, self.allowed, self.backs, self.works = _Rows(), _Rows(), _Rows(), _Rows()

    def add(self, procedure: Procedure) -> None:
        """Compile a procedure to one variant per range of head-counts."""
        ranges = people_ranges(procedure)
        for span in ranges:
            self.people.append(span)
            self._variant(procedure, span[0])
        self.kind_variants.row(range(len(ranges)))

    def _variant(self, procedure: Procedure, people: int) -> None:
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
        ancestors = Graph(procedure).ancestors
        for name, step in procedure.steps.items():
            index = number[name]
            self._step(procedure, name, people, [slot[n] for n in movers_of[name]])
            self.works.row(
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
                self.backs.row(travels if need_name in backs else ())
                column["need_back_step"].append(backs[need_name] if need_name in backs and travels else -1)
            self.needs.row(range(len(needs[index])))
        for index in range(len(number)):
            self.releases.row(released.get(index, ()))
        self.slots.append(own)
        self.silent.append([index for index, quiet in enumerate(is_silent) if quiet])
        self.variant_steps.row(range(len(number)))
        self.variant_needs.row(range(len(own)))

    def _may_stop(self, need: Need) -> bool:
        """Whether work with what meets a need may stand still when its hours end."""
        own, backups = names_of(self.plan, need.of)
        pools = (self.plan.pools[name] for name in (*own, *backups))
        return any(getattr(pool, "at_closing", None) in ("stop", "hand_over") for pool in pools)

    def _step(self, procedure: Procedure, name: str, people: int, movers: list[int]) -> None:
        step, column = procedure.steps[name], self.column
        number = {other: index for index, other in enumerate(procedure.steps)}
        takes = {"turnout": TURNOUT, "travel": TRAVEL}.get(step.takes, DRAWN) if isinstance(step.takes, str) else DRAWN
        never = takes != DRAWN and not movers  # nobody is named to go: the step cannot be said to happen
        subjects = []
        for subject, allowed in step.when.items():
            if subject == "people":  # decided here, since a variant has one range of head-counts
                never |= not any(low <= people <= high for low, high in map(q.people, allowed))
            elif subject in number:
                subjects.append(number[subject])
                self.allowed.row(list(procedure.steps[subject].outcome).index(value) for value in allowed)
            else:
                attribute = self.attributes.index(subject)
                subjects.append(-1 - attribute)
                self.allowed.row(self.attribute_values[attribute].index(value) for value in allowed)
        self.conditions.row(subjects)
        column["step_takes"].append(takes)
        column["step_never"].append(int(never))
        column["step_priority"].append(step.priority or procedure.priority)
        column["step_before"].append(len(set(step.after)))
        column["step_destination"].append(SCENE if step.to == "scene" else self.zones.index(step.to))
        column["step_calls"].append(self.pools.index(names_of(self.plan, step.calls)[0][0]) if step.calls else NOWHERE)
        column["step_unanswered"].append(list(step.outcome).index("unanswered") if step.calls else -1)
        self.before.row(number[other] for other in dict.fromkeys(step.after))
        self.after.row(number[other] for other, follower in procedure.steps.items() if name in follower.after)
        self.units.row(movers if takes != DRAWN else ())


def _candidate_tables(plan: Plan, asks: Iterable[str]) -> tuple[_Rows, list[int]]:
    listed = _Rows()
    backup: list[int] = []
    pools = list(plan.pools)
    for ask in asks:
        for zone in [*plan.zones, None]:
            found = candidates(plan, ask, zone)
            listed.row(pools.index(name) for name, _ in found)
            backup.extend(int(is_backup) for _, is_backup in found)
    return listed, backup


Span = tuple[int, int]  # from one second to another


def _spans(shift: Shift | Scheduled, window: Window, end: int) -> list[Span]:
    """When a shift is on until `end`, in seconds of the window; spans that touch are one."""
    midnight, weekday = window.midnight(), window.start.weekday()
    found: list[Span] = []
    for day in range(-1, (end - midnight) // q.DAY + 1):
        for opens, closes in shift.hours if (weekday + day) % 7 in shift.days else ():
            begin, length = midnight + day * q.DAY + opens, (closes - opens) % q.DAY or q.DAY
            if found and found[-1][1] >= begin:
                found[-1] = (found[-1][0], begin + length)
            else:
                found.append((begin, begin + length))
    return found


def _closed(open_spans: Iterable[Span], end: int) -> list[Span]:
    """The spans from second 0 to `end` that lie in none of these."""
    found: list[Span] = []
    since = 0
    for begin, until in sorted(open_spans):
        if begin > since:
            found.append((since, begin))
        since = max(since, until)
    return [*found, (since, end)] if since < end else found


class _Calendar:
    """The columns of the tables that tell who is there when: levels at second 0 and every change up to the horizon."""

    def __init__(self, window: Window, horizon: int) -> None:
        self.window, self.horizon = window, horizon
        # Work that begins before the horizon may stop there and go on behind it.
        self.end = horizon + 8 * q.DAY
        self.column: defaultdict[str, list[int]] = defaultdict(list)
        self.changes: list[tuple[int, int, int, int, int, int]] = []  # second, pool, row, duty, total, until
        self.clocks = _Rows()
        self.until: list[int] = []

    def add(self, index: int, pool: Pool) -> None:
        """Take in a pool."""
        shifts: list[tuple[Shift | Scheduled, int, int]] = []  # with how many are on duty, and in all
        standing = 0
        if not isinstance(pool, Scheduled):  # a fund
            standing = pool.size
        elif pool.shifts:
            shifts = [(shift, shift.on_duty, shift.on_duty + shift.on_call) for shift in pool.shifts]
        elif isinstance(pool, Present) and pool.turnout.on_call is not None:  # off duty is on call
            shifts, standing = [(pool, pool.size, 0)], pool.size
        else:
            shifts = [(pool, pool.size, pool.size)]
        spans = [_spans(shift, self.window, self.end) for shift, _duty, _total in shifts]
        own = len(shifts) > 1 and isinstance(pool, Scheduled) and pool.at_closing != "hand_over"
        self._levels(index, shifts, spans, (standing if not isinstance(pool, Scheduled) else 0, standing), own)
        column = self.column
        column["pool_row"].append(len(column["row_number"]))
        column["pool_rows"].append(len(shifts) if own else 0)
        column["pool_staff"].append(pool.size if {"staff", "count", "places"} & pool.model_fields_set else q.NO_LIMIT)
        if own:
            for (_shift, _duty, total), row in zip(shifts, spans, strict=True):
                column["row_number"].append(total)
                column["row_until"].append(next((until for begin, until in row if begin <= 0 < until), 0))
        self._clocks(pool, shifts, spans, own)

    def _levels(
        self, index: int, shifts: list[tuple[Shift | Scheduled, int, int]], spans: list[list[Span]], level: Span, own: bool
    ) -> None:  # fmt: skip
        """Levels (on duty, in all) over time, and which row begins or ends with each change."""
        edges: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)  # second → shift, 1 or -1, until
        for number, row in enumerate(spans):
            for begin, until in row:
                edges[begin].append((number, 1, until))
                edges[until].append((number, -1, 0))
        column = self.column
        started = False
        for second in sorted({0, *edges}):
            if second > 0 and not started:
                started = True
                column["pool_duty"].append(level[0])
                column["pool_total"].append(level[1])
            before = level
            for number, sign, _until in edges.get(second, ()):
                level = (level[0] + sign * shifts[number][1], level[1] + sign * shifts[number][2])
            if not 0 < second <= self.horizon:
                continue
            if own:
                first = len(column["row_number"])
                for number, _sign, until in sorted(edges[second]):
                    self.changes.append((second, index, first + number, *level, until))
            elif level != before:
                self.changes.append((second, index, -1, *level, 0))
        if not started:
            column["pool_duty"].append(level[0])
            column["pool_total"].append(level[1])

    def _clocks(
        self, pool: Pool, shifts: list[tuple[Shift | Scheduled, int, int]], spans: list[list[Span]], own: bool
    ) -> None:  # fmt: skip
        """When work stands still: shift by shift where each is people of its own, else while nobody is on duty."""
        if not isinstance(pool, Scheduled) or pool.at_closing not in ("stop", "hand_over"):
            self.column["pool_clock"].append(NOWHERE)
            return
        self.column["pool_clock"].append(len(self.clocks.first) - 1)
        on_duty = [row for (_shift, duty, _total), row in zip(shifts, spans, strict=True) if duty > 0]
        for opened in spans if own else [[span for row in on_duty for span in row]]:
            closed = _closed(opened, self.end)
            self.clocks.row(begin for begin, _until in closed)
            self.until.extend(until for _begin, until in closed)

    def columns(self) -> dict[str, Ints]:
        """The columns, by field of `Tables`."""
        change = np.array(sorted(self.changes), np.int64).reshape(-1, 6)
        names = ("change_time", "change_pool", "change_row", "change_duty", "change_total", "change_until")
        own = ("pool_duty", "pool_total", "pool_row", "pool_rows", "pool_staff", "pool_clock", "row_number", "row_until")
        return {
            **{name: change[:, k].copy() for k, name in enumerate(names)},
            **{name: _array(self.column[name]) for name in own},
            "closed_first": _array(self.clocks.first),
            "closed_from": _array(self.clocks.values),
            "closed_until": _array(self.until),
        }


def _calendar(plan: Plan, window: Window, horizon: int) -> dict[str, Ints]:
    """The columns of the tables that hang on sizes and hours of pools."""
    calendar = _Calendar(window, horizon)
    for index, pool in enumerate(plan.pools.values()):
        calendar.add(index, pool)
    return calendar.columns()


def guard(plan: Plan, window: Window) -> int:
    """The second at which play is cut though something is still going on.

    Play ends by itself once nothing is left to happen; this is for plans that never end. Behind the window lie ten
    times the longest chain of usual times and the longest limit, two weeks and as long again as the window at the
    least, so that a backlog can drain, and a year at the most; but never less than the longest limit.
    """
    limit = max((target.horizon for target in plan.targets.values()), default=0)
    chain = max((_usual_chain(plan, procedure) for procedure in plan.procedures.values()), default=0)
    return window.seconds + max(limit, min(365 * q.DAY, max(10 * chain + limit, 14 * q.DAY, window.seconds)))


def _usual_chain(plan: Plan, procedure: Procedure) -> int:
    """The longest chain of usual times through a procedure, seconds."""
    turnouts = (max(_turnouts(getattr(pool, "turnout", None))) for pool in plan.pools.values())
    slowest = {
        "turnout": max(turnouts, default=0),
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
    return q.half_up(max(ends.values(), default=0.0))


def _slow_hours(plan: Plan, window: Window, horizon: int) -> tuple[list[int], list[int]]:
    """The factor (thousandths) of all journeys over time, from the hours of the day."""
    slower = plan.travel.slower if plan.travel else []
    midnight = window.midnight()
    cuts = {0}
    for day in range(-1, (horizon - midnight) // q.DAY + 1):
        cuts |= {midnight + day * q.DAY + end for entry in slower for span in entry.hours for end in span}
    times: list[int] = []
    factors: list[int] = []
    for second in sorted(cut for cut in cuts if 0 <= cut <= horizon):
        factor = 1.0
        for entry in slower:
            clock = second - midnight
            if any((clock - opens) % q.DAY < ((closes - opens) % q.DAY or q.DAY) for opens, closes in entry.hours):
                factor *= entry.times
        thousandths = min(q.half_up(1000 * factor), MOST_SLOWED)
        if not factors or factors[-1] != thousandths:
            times.append(second)
            factors.append(thousandths)
    return times, factors


def _turnouts(turnout: Turnout | None) -> tuple[int, int]:
    """Seconds on duty and on call."""
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
    listed, backup = _candidate_tables(plan, c.asks)
    slow_time, slow_factor = _slow_hours(plan, window, horizon)
    turnouts = [_turnouts(getattr(pool, "turnout", None)) for pool in plan.pools.values()]
    pool_bases = [getattr(pool, "base", None) for pool in plan.pools.values()]
    tables = Tables(
        kind_variant_first=_array(c.kind_variants.first),
        kind_steps=_array(len(procedure.steps) for procedure in plan.procedures.values()),
        variant_low=_array(low for low, _ in c.people),
        variant_step_first=_array(c.variant_steps.first),
        variant_need_first=_array(c.variant_needs.first),
        step_takes=_array(c.column["step_takes"]),
        step_never=_array(c.column["step_never"]),
        step_priority=_array(c.column["step_priority"]),
        step_before=_array(c.column["step_before"]),
        before_first=_array(c.before.first),
        before=_array(c.before.values),
        step_destination=_array(c.column["step_destination"]),
        step_calls=_array(c.column["step_calls"]),
        step_unanswered=_array(c.column["step_unanswered"]),
        after_first=_array(c.after.first),
        after=_array(c.after.values),
        condition_first=_array(c.conditions.first),
        condition_step=_array(c.conditions.values),
        condition_value_first=_array(c.allowed.first),
        condition_value=_array(c.allowed.values),
        need_first=_array(c.needs.first),
        need_count=_array(c.column["need_count"]),
        need_ask=_array(c.column["need_ask"]),
        back_first=_array(c.backs.first),
        back=_array(c.backs.values),
        need_back_step=_array(c.column["need_back_step"]),
        need_recall=_array(c.column["need_recall"]),
        unit_first=_array(c.units.first),
        unit=_array(c.units.values),
        work_first=_array(c.works.first),
        work=_array(c.works.values),
        release_first=_array(c.releases.first),
        release=_array(c.releases.values),
        candidate_first=_array(listed.first),
        candidate=_array(listed.values),
        candidate_backup=_array(backup),
        pool_base=_array(bases.index(base) if base in bases else NOWHERE for base in pool_bases),
        pool_turnout=_array(on_duty for on_duty, _ in turnouts),
        pool_turnout_call=_array(on_call for _, on_call in turnouts),
        **_calendar(plan, window, horizon),
        travel=_array(plan.travel.times[base][zone] if plan.travel else 0 for base in bases for zone in c.zones),
        slow_time=_array(slow_time),
        slow_factor=_array(slow_factor),
    )
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
    window = Window(from_=compiled.start, until=compiled.start + timedelta(seconds=compiled.window_end))
    tables = compiled.tables._replace(**_calendar(plan, window, compiled.horizon))
    return replace(compiled, plan=plan, tables=tables)
