"""A log checked against its plan by slow, plain means: no tables of the compiled plan, no engine.

`faults` reads the plan as a person would, second by second, and returns what cannot be.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise, product
from typing import NamedTuple

from drillsim.compiled.event_list import ABSENT, PHONE, ROAD, Msel
from drillsim.compiled.log import COMING, ENDED, OPEN, RUNNING, SKIPPED, WAITING, Log
from drillsim.compiled.tables import NOWHERE, CompiledPlan
from drillsim.plan.calendar import EVERY_WEEK_ALIKE, Calendar
from drillsim.plan.pools import Fund, Post, Shift, Squad
from drillsim.plan.procedures import Need, Procedure, Step
from drillsim.quantities.measures import NO_LIMIT
from drillsim.quantities.measures import people as head_counts

DAY = 86_400


def faults(compiled: CompiledPlan, msel: Msel, log: Log) -> list[str]:
    """What is wrong with a log: an empty list if nothing is."""
    audit = Audit(compiled, msel, log)
    return [
        *audit.steps_wrong(), *audit.holds_wrong(), *audit.crowded(),
        *audit.unexplained(), *audit.unjust(), *audit.not_the_best(),
    ]  # fmt: skip


class Request(NamedTuple):
    """A step of an incident as the plan tells it, and where the log has it."""

    incident: int
    name: str
    step: Step
    procedure: Procedure
    row: int
    needs: dict[str, Need]

    def __str__(self) -> str:
        return f"step {self.name} of incident {self.incident}"


def needs_of(step: Step, head_count: int) -> dict[str, Need]:
    """Needs and spendings with the last tier that matches."""
    cases = [case for case in step.cases if case.people[0] <= head_count <= case.people[1]][-1:]
    needs, spends = dict(step.needs), dict(step.spends)
    for case in cases:
        needs.update(case.needs)
        spends.update(case.spends)
    return needs | {fund: Need(of=fund, count=amount) for fund, amount in spends.items()}


def stretched(seconds: int, factor: int) -> int:
    whole, rest = divmod(seconds * factor, 1000)
    return whole + (rest >= 500)


def inside(
    hours: tuple[tuple[int, int], ...], days: tuple[int, ...], moment: datetime, calendar: Calendar = EVERY_WEEK_ALIKE
) -> bool:
    """Whether a moment lies in one of several spans of hours that began on one of the days."""
    return any(True for _end in span_ends(hours, days, moment, calendar))


def span_ends(
    hours: tuple[tuple[int, int], ...], days: tuple[int, ...], moment: datetime, calendar: Calendar
) -> Iterator[datetime]:
    """When the spans end in which a moment lies."""
    today = moment.replace(hour=0, minute=0, second=0)
    for midnight in (today, today - timedelta(days=1)):
        for opens, closes in hours if calendar.kind(midnight.date()) in days else ():
            begin = midnight + timedelta(seconds=opens)
            end = begin + timedelta(seconds=(closes - opens) % DAY or DAY)
            if begin <= moment < end:
                yield end


class Audit:
    def __init__(self, compiled: CompiledPlan, msel: Msel, log: Log) -> None:
        self.compiled, self.plan, self.msel, self.log = compiled, compiled.plan, msel, log
        self.pools = list(self.plan.pools)
        self.disruptions = msel.disruption.tolist()
        self.requests: list[Request] = []
        self.calendar = compiled.calendar
        self.hold_of: dict[tuple[int, str], int] = {}  # incident and need → row of the hold (the last for money spent twice)
        self.need_at: list[tuple[Request, str]] = []  # by row of the hold
        self.own_hold: dict[int, int] = {}  # row of a step → the first hold that it asks for
        for i, k in enumerate(msel.kind.tolist()):
            procedure = self.plan.procedures[compiled.kinds[k]]
            for s, (name, step) in enumerate(procedure.steps.items()):
                row = int(msel.row_first[i]) + s
                request = Request(i, name, step, procedure, row, needs_of(step, int(msel.people[i])))
                self.requests.append(request)
                for need in request.needs:
                    self.hold_of[i, need] = len(self.need_at)
                    self.own_hold.setdefault(row, len(self.need_at))
                    self.need_at.append((request, need))
        assert len(self.need_at) == len(log.hold_pool)
        assert len(self.requests) == len(log.status)
        self.by_name = {(request.incident, request.name): request for request in self.requests}

    # ---- the world at a second ---------------------------------------------------------------

    def moment(self, second: int) -> datetime:
        return self.compiled.start + timedelta(seconds=second)

    def present(self, pool: int, second: int) -> tuple[int, int]:
        """How many of a pool are on duty, and how many are there at all, absences taken off."""
        thing = self.plan.pools[self.pools[pool]]
        if isinstance(thing, Fund):
            duty = total = thing.size
        elif thing.shifts:
            now = [s for s in thing.shifts if inside(s.hours, s.days, self.moment(second), self.calendar)]
            duty, total = sum(s.on_duty for s in now), sum(s.on_duty + s.on_call for s in now)
        else:
            duty = thing.size if inside(thing.hours, thing.days, self.moment(second), self.calendar) else 0
            total = thing.size if getattr(getattr(thing, "turnout", None), "on_call", None) is not None else duty
        away = self.away(pool, second)
        return max(0, duty - away), max(0, total - away)

    def away(self, pool: int, second: int) -> int:
        return sum(d[4] for d in self.disruptions if d[0] == ABSENT and d[1] == pool and d[5] <= second < d[6])

    def own_shifts(self, pool: int) -> list[Shift]:
        """The shifts of a pool where each is people of its own."""
        thing = self.plan.pools[self.pools[pool]]
        shifts = getattr(thing, "shifts", [])
        return shifts if len(shifts) > 1 and thing.at_closing != "hand_over" else []

    def against(self, pool: int, second: int, but: frozenset[int] = frozenset()) -> int:
        """How many stand against those who are there: whoever is out, or of a shift of its own only who is still on duty."""
        shifts = self.own_shifts(pool)
        if not shifts:
            return self.out(pool, second, but)
        thing, there = self.plan.pools[self.pools[pool]], self.present(pool, second)[1]
        on_duty = sum(
            self.out(pool, second, but, row)
            for row, shift in enumerate(shifts)
            if inside(shift.hours, shift.days, self.moment(second), self.calendar)
        )
        given = {"staff", "count", "places"} & thing.model_fields_set
        left = max(0, thing.size - self.away(pool, second) - self.out(pool, second, but)) if given else there
        return max(on_duty, there - left)

    def out(self, pool: int, second: int, but: frozenset[int] = frozenset(), row: int | None = None) -> int:
        """How many of a pool (or of one of its shifts) are held when a second ends, but for some holds."""
        log = self.log
        return sum(
            int(log.hold_count[h] if row is None else log.hold_rows[h, row])
            for h in range(len(self.need_at))
            if h not in but and log.hold_pool[h] == pool and log.hold_taken[h] <= second
            and (log.hold_released[h] == OPEN or second < log.hold_released[h])
        )  # fmt: skip

    @cached_property
    def seconds(self) -> list[int]:
        """Every second at which anything may have changed."""
        found = {int(x) for column in (*self.log[1:4], *self.log[8:11]) for x in column}
        found |= {edge for d in self.disruptions for edge in d[5:]}
        until = min(self.compiled.horizon, max(found) + 8 * DAY)  # calendars come round after a week
        for pool in range(len(self.pools)):
            found |= set(self.edges(pool, 0, until))
        return sorted(second for second in found if 0 <= second <= until)

    def edges(self, pool: int, first: int, last: int) -> list[int]:
        """Seconds at which the hours or a shift of a pool may begin or end, ascending."""
        thing = self.plan.pools[self.pools[pool]]
        listed = [shift.hours for shift in getattr(thing, "shifts", [])] or [getattr(thing, "hours", ((0, DAY),))]
        spans = [span for hours in listed for span in hours]
        start = self.compiled.start
        midnight = -(start.hour * 3600 + start.minute * 60 + start.second)
        days = range((first - midnight) // DAY - 1, (last - midnight) // DAY + 2)
        found = {midnight + day * DAY + edge for day in days for span in spans for edge in span}
        return sorted(second for second in found if first <= second <= last)

    def granted(self, request: Request) -> int:
        """When a step was given what it asks for; when it started, if it asks for nothing."""
        hold = self.own_hold.get(request.row)
        return int(self.log.started[request.row] if hold is None else self.log.hold_taken[hold])

    def recall(self, request: Request) -> int:
        """Seconds until those called in have come, where no turnout step takes them along."""
        found = 0
        for name in request.needs:
            hold = self.hold_of[request.incident, name]
            steps = request.procedure.steps.values()
            taken_along = any(
                s.takes == "turnout" and name in (s.who or needs_of(s, int(self.msel.people[request.incident])))
                for s in steps
            )
            if self.log.hold_on_call[hold] > 0 and not (taken_along and self._moves(hold)):
                found = max(found, self._turnout(hold))
        return 0 if request.step.takes == "turnout" or request.step.by_phone else found

    def is_open(self, hold: int, second: int) -> bool:
        """Whether those whom a hold took work at a second."""
        pool, moment = int(self.log.hold_pool[hold]), self.moment(second)
        thing = self.plan.pools[self.pools[pool]]
        if self.log.hold_on_call[hold] > 0 or getattr(thing, "at_closing", None) not in ("stop", "hand_over"):
            return True
        if thing.at_closing == "stop" and len(thing.shifts) > 1:
            rows = [row for row in range(len(thing.shifts)) if self.log.hold_rows[hold, row]]
            return all(inside(thing.shifts[row].hours, thing.shifts[row].days, moment, self.calendar) for row in rows)
        spans = [(s.hours, s.days) for s in thing.shifts if s.on_duty] if thing.shifts else [(thing.hours, thing.days)]
        return any(inside(*span, moment, self.calendar) for span in spans)

    def worked(self, request: Request, begin: int, seconds: int) -> int:
        """The second at which work is done that stands still while any of those who do it are closed."""
        if seconds == 0 or request.step.takes in ("turnout", "travel"):
            return begin + seconds
        holds = [
            hold
            for hold, (asking, name) in enumerate(self.need_at)
            if asking.incident == request.incident and self.log.hold_taken[hold] != OPEN
            and self._held_through(request, asking, name)
        ]  # fmt: skip
        pools = {int(self.log.hold_pool[hold]) for hold in holds}
        last = self.compiled.horizon + 8 * DAY
        edges = sorted({begin, *(edge for pool in pools for edge in self.edges(pool, begin, last)), last})
        for now, until in pairwise(edges):
            if all(self.is_open(hold, now) for hold in holds):
                if now + seconds <= until:
                    return now + seconds
                seconds -= until - now
        return last if holds else begin + seconds

    def _held_through(self, request: Request, asking: Request, name: str) -> bool:
        def before(step: str) -> set[str]:
            found = set(request.procedure.steps[step].after)
            return found.union(*(before(one) for one in found))

        until = asking.step.keep.get(name, asking.name)
        return asking.name == request.name or (
            asking.name in before(request.name) and (until == request.name or request.name in before(until))
        )

    @cached_property
    def busy_seconds(self) -> set[int]:
        """Seconds with more than one dispatch pass: a step began and ended in them."""
        return {int(e) for s, e in zip(self.log.started, self.log.ended, strict=True) if s == e != OPEN}

    def zone(self, incident: int) -> str | None:
        value = int(self.msel.attribute[incident, 0])
        return None if value == NOWHERE else self.compiled.zones[value]

    def serves(self, name: str, ask: str, zone: str | None) -> bool:
        """Whether a pool that answers does so in the zone; a role that somebody is also goes everywhere."""
        pool = self.plan.pools[name]
        return ask in pool.also or zone is None or not pool.serves or zone in pool.serves

    def able(self, ask: str, zone: str | None) -> list[int]:
        """Pools that may answer, in file order."""
        pools = self.plan.pools
        answering = {name for name, pool in pools.items() if ask in (name, *pool.counts_as, *pool.also)}
        serving = {name for name in answering if self.serves(name, ask, zone)}
        return [
            index
            for index, (name, pool) in enumerate(pools.items())
            if name in serving or set(pool.backs_up) & (serving | {ask})
        ]

    def count(self, request: Request, need: Need) -> int:
        if need.count != "people":
            return int(need.count)
        heads = int(self.msel.people[request.incident])
        return heads if need.up_to is None else min(heads, need.up_to)

    def could_start(self, request: Request, second: int, but: frozenset[int] = frozenset()) -> bool:
        """Whether any whole assignment fits what is free."""
        return any(self._whole(request, second, but))

    def _whole(self, request: Request, second: int, but: frozenset[int]) -> Iterator[tuple[int, ...]]:
        """Every whole assignment (one pool per need) that fits what is free, by trying them all, the best first."""
        free = [self.present(pool, second)[1] - self.against(pool, second, but) for pool in range(len(self.pools))]
        counts = [self.count(request, need) for need in request.needs.values()]
        choices = []
        for need, count in zip(request.needs.values(), counts, strict=True):
            able = [pool for pool in self.able(need.of, self.zone(request.incident)) if free[pool] >= count]
            choices.append(sorted(able, key=lambda pool: self._rank(request, need.of, count, pool, second, but)))
        for pools in product(*choices):
            if all(sum(n for p, n in zip(pools, counts, strict=True) if p == pool) <= free[pool] for pool in pools):
                yield pools

    def _rank(
        self, request: Request, ask: str, count: int, pool: int, second: int, but: frozenset[int]
    ) -> tuple[bool, int, int]:
        """Those who serve the place first; then who is usually there soonest; then file order."""
        thing, zone = self.plan.pools[self.pools[pool]], self.zone(request.incident)
        own = ask in (self.pools[pool], *thing.counts_as, *thing.also)
        serves = own and self.serves(self.pools[pool], ask, zone)
        turnout = 0
        if isinstance(thing, (Squad, Post)):
            at_hand = count <= self.present(pool, second)[0] - self.against(pool, second, but)
            turnout = thing.turnout.on_duty if at_hand or thing.turnout.on_call is None else thing.turnout.on_call
        return not serves, turnout + self._travel(self._base(pool), zone, second), pool

    # ---- steps -------------------------------------------------------------------------------

    def steps_wrong(self) -> list[str]:
        log, wrong = self.log, []
        for request in self.requests:
            row = request.row
            found = (int(log.status[row]), int(log.ready[row]), int(log.started[row]), int(log.ended[row]))
            status, ready, started, _ended = found
            expected = self._expected(request, started)
            if found != expected:
                wrong.append(f"{request}: status, ready, started, ended are {found}, the plan makes them {expected}")
            if log.outcome[row] != (self._outcome(request) if status == ENDED else -1):
                wrong.append(f"{request}: outcome {log.outcome[row]}")
            if started != OPEN and started != self.granted(request) + self.recall(request):
                wrong.append(f"{request}: starts at {started}, was granted at {self.granted(request)}")
            if started > ready and status != WAITING and not request.needs:
                wrong.append(f"{request}: waits for nothing")
        return wrong

    def _expected(self, request: Request, started: int) -> tuple[int, int, int, int]:
        log, horizon = self.log, self.compiled.horizon
        arrival = int(self.msel.time[request.incident])
        before = [self.by_name[request.incident, name].row for name in request.step.after]
        if arrival > horizon or any(log.status[row] not in (ENDED, SKIPPED) for row in before):
            return COMING, OPEN, OPEN, OPEN
        due = max((int(log.ended[row]) for row in before), default=arrival)
        if (before and all(log.status[row] == SKIPPED for row in before)) or not self._applies(request):
            return SKIPPED, OPEN, OPEN, due
        if started == OPEN and not request.needs:
            return -9, due, OPEN, OPEN
        if request.needs and started == OPEN:
            granted = self.granted(request)
            on_the_way = granted != OPEN and granted + self.recall(request) > horizon
            return (RUNNING if on_the_way else WAITING), due, OPEN, OPEN
        begins = started if request.needs else due
        if begins < due:
            return -9, due, due, OPEN
        ends = self.worked(request, begins, self._length(request, begins))
        return (ENDED, due, begins, ends) if ends <= horizon else (RUNNING, due, begins, OPEN)

    def _applies(self, request: Request) -> bool:
        """Whether a step's conditions hold; without anybody to go, nobody travels."""
        head_count = int(self.msel.people[request.incident])
        for subject, allowed in request.step.when.items():
            if subject == "people":
                assert head_count <= NO_LIMIT
                if not any(low <= head_count <= high for low, high in map(head_counts, allowed)):
                    return False
                continue
            if subject in request.procedure.steps:
                asked = self.by_name[request.incident, subject]
                if self.log.status[asked.row] != ENDED:
                    return False
                value = list(asked.step.outcome)[self.log.outcome[asked.row]]
            else:
                column = self.compiled.attributes.index(subject)
                index = int(self.msel.attribute[request.incident, column])
                value = self.compiled.attribute_values[column][index] if index != NOWHERE else ""
            if value not in allowed:
                return False
        return request.step.takes not in ("turnout", "travel") or bool(self._movers(request))

    def _movers(self, request: Request) -> list[int]:
        """Holds that a turnout or travel step takes along."""
        names = request.step.who or list(request.needs)
        holds = [self.hold_of[request.incident, name] for name in names if (request.incident, name) in self.hold_of]
        return [hold for hold in holds if self._moves(hold)]

    def _moves(self, hold: int) -> bool:
        request, name = self.need_at[hold]
        ask = request.needs[name].of
        pools = [pool for n, pool in self.plan.pools.items() if ask in (n, *pool.counts_as, *pool.also)]
        return any(pool.kind not in ("room", "fund") for pool in pools)

    def _length(self, request: Request, started: int) -> int:
        drawn = int(self.msel.takes[request.row])
        if request.step.takes == "turnout":
            return stretched(max(self._turnout(hold) for hold in self._movers(request)), drawn)
        if request.step.takes == "travel":
            to = self._destination(request)
            return stretched(
                max(self._travel(self._place(hold, request), to, started) for hold in self._movers(request)), drawn
            )
        return drawn

    def _base(self, pool: int) -> str | None:
        base: str | None = getattr(self.plan.pools[self.pools[pool]], "base", None)
        return base

    def _place(self, hold: int, before: Request | None = None) -> str | None:
        """Where a unit is: where the last journey that it made (before a step, or at all) ended, else its base."""
        request, name = self.need_at[hold]
        steps = request.procedure.steps
        made = [
            self.by_name[request.incident, s] for s, step in steps.items() if step.takes == "travel" and name in step.who
        ]
        over = [step for step in made if self.log.status[step.row] == ENDED]
        if before is not None:
            started = self.log.started[before.row]
            over = [step for step in over if step is not before and self.log.ended[step.row] <= started]
        base = self._base(int(self.log.hold_pool[hold]))
        if not over or base is None:
            return base
        if any(self._destination(step) is None for step in over):  # an incident that is nowhere: nor is whoever went there
            return None
        return self._destination(max(over, key=lambda step: (self.log.ended[step.row], step.row)))

    def _turnout(self, hold: int) -> int:
        turnout = getattr(self.plan.pools[self.pools[self.log.hold_pool[hold]]], "turnout", None)
        if turnout is None:
            return 0
        called_in = self.log.hold_on_call[hold] > 0 and turnout.on_call is not None
        return int(turnout.on_call if called_in else turnout.on_duty)

    def _destination(self, request: Request) -> str | None:
        return self.zone(request.incident) if request.step.to == "scene" else request.step.to

    def _travel(self, base: str | None, zone: str | None, second: int) -> int:
        if base is None or zone is None or self.plan.travel is None:
            return 0
        factor = 1.0
        for slower in self.plan.travel.slower:
            if inside(slower.hours, slower.days, self.moment(second), self.calendar):
                factor *= slower.times
        times = self.plan.travel.times
        there, back = times.get(base, {}).get(zone), times.get(zone, {}).get(base)
        usual = there if there is not None else back if back is not None else 0
        seconds = stretched(usual, int(1000 * factor + 0.5))
        road = (self.compiled.places.index(base), self.compiled.places.index(zone))
        for kind, _pool, b, z, slower_by, begin, end in self.disruptions:
            on_it = any(b in (NOWHERE, one) and z in (NOWHERE, other) for one, other in (road, road[::-1]))
            if kind == ROAD and begin <= second < end and on_it:
                seconds = stretched(seconds, slower_by)
        return seconds

    def _outcome(self, request: Request) -> int:
        called = request.step.calls
        if called is not None:
            pool = self.pools.index(
                next(n for n, pool in self.plan.pools.items() if called in (n, *pool.counts_as, *pool.also))
            )
            second = int(self.log.started[request.row])
            if any(d[0] == PHONE and d[1] == pool and d[5] <= second < d[6] for d in self.disruptions):
                return list(request.step.outcome).index("unanswered")
        return int(self.msel.outcome[request.row])

    # ---- holds -------------------------------------------------------------------------------

    def holds_wrong(self) -> list[str]:
        log, wrong = self.log, []
        for hold, (request, name) in enumerate(self.need_at):
            taken, pool, count = int(log.hold_taken[hold]), int(log.hold_pool[hold]), int(log.hold_count[hold])
            what = f"hold {name} of {request}"
            if taken != self.granted(request):
                wrong.append(f"{what}: taken at {taken}, not with the others of its step")
            if taken == OPEN:
                if (pool, count, int(log.hold_left[hold]), int(log.hold_released[hold])) != (OPEN, 0, OPEN, OPEN):
                    wrong.append(f"{what}: never taken, yet there")
                continue
            need = request.needs[name]
            if count != self.count(request, need) or pool not in self.able(need.of, self.zone(request.incident)):
                wrong.append(f"{what}: {count} of {self.pools[pool]} for {need}")
            returned = self._returned(hold, request, name)
            if returned != (int(log.hold_left[hold]), int(log.hold_released[hold])):
                wrong.append(f"{what}: left {log.hold_left[hold]}, free {log.hold_released[hold]}, not {returned}")
            if self.own_shifts(pool):
                wrong += [f"{what}: {fault}" for fault in self._shifts_wrong(hold)]
            if not self._call_right(hold):
                wrong.append(f"{what}: {log.hold_on_call[hold]} called in")
        return wrong

    def _returned(self, hold: int, request: Request, name: str) -> tuple[int, int]:
        """When a hold is given back, and when it is free again at its base."""
        log, steps = self.log, request.procedure.steps
        last = self.by_name[request.incident, request.step.keep.get(name, request.name)]
        if self.plan.pools[self.pools[log.hold_pool[hold]]].kind == "fund" or log.status[last.row] not in (ENDED, SKIPPED):
            return OPEN, OPEN
        left = int(log.ended[last.row])
        goes_home = [s for s, step in steps.items() if name in step.way_back]
        pool = int(log.hold_pool[hold])
        if not goes_home or self._place(hold) == self._base(pool):
            return left, left
        factor = int(self.msel.back[self.by_name[request.incident, goes_home[-1]].row])
        free = left + stretched(self._travel(self._place(hold), self._base(pool), left), factor)
        return left, free if free <= self.compiled.horizon else OPEN

    def _shifts_wrong(self, hold: int) -> Iterator[str]:
        """Taken out of shifts that are on, the one that ends last first, and of none more than it brings."""
        pool, taken, rows = int(self.log.hold_pool[hold]), int(self.log.hold_taken[hold]), self.log.hold_rows[hold].tolist()
        shifts = self.own_shifts(pool)
        if sum(rows) != self.log.hold_count[hold]:
            yield f"{rows} of its shifts"
        ends = []
        for shift in shifts:
            moment = self.moment(taken)
            until = self.moment(self.compiled.horizon + 8 * DAY)
            while moment < until and (later := list(span_ends(shift.hours, shift.days, moment, self.calendar))):
                moment = max(later)
            second = int((moment - self.compiled.start).total_seconds())
            ends.append(second)
        for row, shift in enumerate(shifts):
            number = shift.on_duty + shift.on_call
            if rows[row] and (ends[row] == taken or self.out(pool, taken, row=row) > number):
                yield f"{rows[row]} of shift {row}, which has none left"
            earlier = any(rows[other] and (ends[other], -other) < (ends[row], -row) for other in range(len(shifts)))
            if earlier and ends[row] > taken and taken not in self.busy_seconds and self.out(pool, taken, row=row) < number:
                yield f"shift {row} stays longer and has some left"

    def _call_right(self, hold: int) -> bool:
        """Those on duty go first; told exactly where nothing else happened to the pool in that second."""
        log, pool, taken = self.log, int(self.log.hold_pool[hold]), int(self.log.hold_taken[hold])
        duty, total = self.present(pool, taken)
        called, count = int(log.hold_on_call[hold]), int(log.hold_count[hold])
        others = sum(1 for h in range(len(self.need_at)) if log.hold_pool[h] == pool and log.hold_taken[h] == taken)
        if others > 1 or taken in self.busy_seconds:
            return 0 <= called <= count and (duty < total or called == 0)
        return called == max(0, count - max(0, duty - self.against(pool, taken, frozenset({hold}))))

    # ---- capacity and waiting ----------------------------------------------------------------

    def crowded(self) -> list[str]:
        """Nobody in two places: whoever is taken was free, and only a shrinking pool has overtime."""
        wrong = []
        for pool, name in enumerate(self.pools):
            for second in sorted(
                {int(s) for s, p in zip(self.log.hold_taken, self.log.hold_pool, strict=True) if p == pool}
            ):
                out, there = self.against(pool, second), self.present(pool, second)[1]
                if out > there:
                    wrong.append(f"{name}: {out} of {there} out at {second}, and one more just taken")
        return wrong

    def waits(self, request: Request, second: int) -> bool:
        ready, granted = int(self.log.ready[request.row]), self.granted(request)
        return bool(request.needs) and OPEN != ready <= second and (granted == OPEN or second < granted)

    def _behind(self, request: Request, second: int) -> bool:
        """Whether somebody more urgent waits, for whom what is free may be kept."""
        return any(self._order(other)[0] < self._order(request)[0] and self.waits(other, second) for other in self.requests)

    def unexplained(self) -> list[str]:
        """Requests that wait at the end of a second though they could be met whole."""
        return [
            f"{request} waits at {second} for what is free"
            for second in self.seconds
            for request in self.requests
            if self.waits(request, second) and self.could_start(request, second) and not self._behind(request, second)
        ]

    def unjust(self) -> list[str]:
        """Requests passed over by a later one that took what they could have had.

        Seconds of several passes are left out: there a later request may rightly have been first.
        """
        wrong = []
        for second in sorted({int(s) for s in self.log.hold_taken} - {OPEN} - self.busy_seconds):
            for request in self.requests:
                if not self.waits(request, second) or self._behind(request, second):
                    continue
                later = frozenset(
                    hold for hold, (other, _name) in enumerate(self.need_at)
                    if self.log.hold_taken[hold] == second and self._order(other) > self._order(request)
                )  # fmt: skip
                if later and self.could_start(request, second, later):
                    wrong.append(f"{request} is passed over at {second}")
        return wrong

    def not_the_best(self) -> list[str]:
        """Grants of another assignment than the best; told where a grant was the only one of its second."""
        wrong = []
        for request in self.requests:
            own = [hold for hold, (asking, _name) in enumerate(self.need_at) if asking is request]
            second = self.granted(request)
            alone = sum(1 for taken in self.log.hold_taken if taken == second) == len(own)
            if own and second != OPEN and alone and second not in self.busy_seconds:
                best = next(self._whole(request, second, frozenset(own)), None)
                got = tuple(int(self.log.hold_pool[hold]) for hold in own)
                if got != best:
                    wrong.append(f"{request} is given {got} at {second}, best is {best}")
        return wrong

    def _order(self, request: Request) -> tuple[int, int, int, int]:
        priority = request.step.priority or request.procedure.priority
        return priority, int(self.log.ready[request.row]), request.incident, request.row
