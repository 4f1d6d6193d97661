"""Procedures compiled to variants, one for each range of head-counts: their steps, and the slots of their needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from drillsim.compiled.answering import (
    candidates,
    held_through,
    may_be_cut,
    may_leave,
    names_of,
    needs_at,
    on_the_move,
    people_ranges,
)
from drillsim.compiled.tables import (
    AT_LEVEL,
    AT_ONCE,
    ATTEMPTED,
    DRAWN,
    FINISHED,
    FIRST,
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
    STARTED,
    STARTED_AGAIN,
    TRAVEL,
    TURNOUT,
    WORKDAYS,
    Ints,
    Rows,
    Tables,
    as_ints,
)
from drillsim.compiled.ways import places_of
from drillsim.compiled.written_out import Joint, read_at, timer
from drillsim.plan.graph import Graph
from drillsim.plan.limits import WorkingDays
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Fund, Scheduled
from drillsim.plan.procedures import GAVE_UP, Need, Priority, Procedure, Step, Toward
from drillsim.quantities import measures

_MOMENTS = {"started": STARTED, "first": FIRST, "ended": FINISHED, "attempted": ATTEMPTED}
_INTERRUPTED = {None: 0, "resume": RESUMED, "start_again": STARTED_AGAIN, "end": OVER}
_Ask = tuple[str, tuple[str, ...], bool, bool]  # pool, type or role; in which order; the next one will do; the freest first


class Variants:
    """The tables of variants, steps and needs under construction."""

    def __init__(self, plan: Plan, ends: Callable[[int], list[int]]) -> None:
        self.plan, self.ends = plan, ends  # of so many working days: see `Tables.until`
        self.pools, self.zones, self.places = list(plan.pools), list(plan.zones), places_of(plan)
        self.attributes = ["zone", *plan.attributes]
        self.attribute_values = [self.zones, *plan.attributes.values()]
        self.stopping = {name for name, pool in plan.pools.items() if isinstance(pool, Scheduled) and pool.stops}
        self.turning = {name for name, pool in plan.pools.items() if may_leave(pool)}
        self.asks: dict[_Ask, int] = {}
        self.slots: list[list[tuple[int, str]]] = []
        self.silent: list[list[int]] = []
        self.people: list[tuple[int, int]] = []
        self.column: defaultdict[str, list[int]] = defaultdict(list)  # one entry per step or need, by field of Tables
        names = [name.removesuffix("_first") for name in Tables._fields if name.endswith("_first")]
        self.rows = {name: Rows() for name in names if name not in ("closed", "turned")}  # likewise

    def add(self, kind: str, procedure: Procedure) -> None:
        """Compile a procedure to one variant per range of head-counts."""
        ranges = people_ranges(procedure)
        ancestors = Graph(procedure).ancestors
        for span in ranges:
            self.people.append(span)
            _Variant(self, kind, procedure, span[0], ancestors).add()
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

    def __init__(self, c: Variants, kind: str, procedure: Procedure, people: int, ancestors: dict[str, set[str]]) -> None:
        self.c, self.plan, self.kind, self.procedure, self.people = c, c.plan, kind, procedure, people
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
        clocks = [clock[1].rpartition(".") for step in steps.values() if (clock := timer(step)) is not None]
        self.told = {read_at(steps, at, word) for at, _, word in clocks if at}
        if any(step.at_level for step in steps.values()):
            self.told |= {name for name, step in steps.items() if step.level is not None}
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
        """Needs whose unit may leave while a step runs: who travels, or is at work that may be interrupted."""
        step = self.procedure.steps[name]
        if step.takes == "travel":
            found = [need for need in self.movers[name] if may_be_cut(self.procedure, self.ancestors, name, need)]
        elif step.may_be_interrupted is not None:
            found = [n for n, at in self.owner.items() if held_through(self.procedure, self.ancestors, at, n, name)]
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
        column["need_crew"].append(self._same_base(name, need_name))
        turnouts = [s for s, other in self.procedure.steps.items() if other.takes == "turnout"]
        needs_no_recall = self.procedure.steps[name].by_phone or any(need_name in self.movers[s] for s in turnouts)
        column["need_recall"].append(int(not needs_no_recall))
        column["need_back_step"].append(self.backs.get(need_name, NOWHERE))

    def _same_base(self, name: str, need: str) -> int:
        """The last earlier need of a step that is met from the same base, NOWHERE for none: `crew_of` goes both ways."""
        together = {need}
        pairs = [{one, asked.crew_of} for one, asked in self.asked[name].items() if asked.crew_of in self.asked[name]]
        for _ in pairs:
            together = together.union(*(pair for pair in pairs if pair & together))
        earlier = list(self.asked[name])[: list(self.asked[name]).index(need)]
        return max((k for k, one in enumerate(earlier) if one in together), default=NOWHERE)

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
        column["step_interrupted"].append(_INTERRUPTED[step.may_be_interrupted] if takes == DRAWN else 0)
        rows["cut"].row(self.slots_of[self.owner[need], need][0] for need in self.cut[name])
        calls = None if isinstance(step, Joint) else step.calls
        column["step_calls"].append(self.c.pools.index(names_of(self.plan, calls)[0][0]) if calls else NOWHERE)
        column["step_unanswered"].append(step.endings.index("unanswered") if step.calls else -1)
        self._clock(name, step)
        rows["before"].row(self.number[other] for other in dict.fromkeys(step.after))
        rows["after"].row(self.number[other] for other, follower in self.procedure.steps.items() if name in follower.after)
        rows["unit"].row(movers if takes != DRAWN else ())
        rows["work"].row(
            slot
            for need, asked_at in self.owner.items()
            if self.c.may_be(self.need(need), self.c.stopping)
            and held_through(self.procedure, self.ancestors, asked_at, need, name)
            for slot in self.slots_of[asked_at, need]
        )

    def _clock(self, name: str, step: Step) -> None:
        """Write what a step waits for besides the steps before it, and what hangs on it."""
        column, rows, levels = self.c.column, self.c.rows, self.plan.levels_of(self.kind)
        waits = AT_LEVEL if step.at_level else AT_ONCE
        unless, moment = NOWHERE, 0
        until: list[int] = []
        if (clock := timer(step)) is not None:
            span, (at, _, word) = clock[0], clock[1].rpartition(".")
            waits, until = (WORKDAYS, self.c.ends(span.number)) if isinstance(span, WorkingDays) else (span, [])
            if at:
                unless, moment = self.number[read_at(self.procedure.steps, at, word)], _MOMENTS[word]
        column["step_waits"].append(waits)
        column["step_unless"].append(unless)
        column["step_unless_moment"].append(moment)
        column["step_told"].append(int(name in self.told))
        column["step_level"].append(NOWHERE if step.level is None else levels.index(step.level))
        column["step_gave_up"].append(step.endings.index(GAVE_UP) if step.gives_up is not None else -1)
        rows["until"].row(until)
        rows["level"].row(levels.index(level) for level in step.at_level)
        rows["part"].row(self.number[part] for part in (step.parts if isinstance(step, Joint) else ()))

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
                value_rows.row(self.procedure.steps[subject].endings.index(value) for value in allowed)
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
