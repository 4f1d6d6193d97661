"""Who is there when, and how slow the roads are, hour by hour: the columns of the tables that hang on the calendar."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from operator import itemgetter

import numpy as np

from drillsim.compiled.tables import NOWHERE, Ints, Rows, as_ints
from drillsim.plan.calendar import Calendar
from drillsim.plan.plan import Plan
from drillsim.plan.pools import NO_TURNOUT, Pool, Present, Scheduled, Shift
from drillsim.plan.scenario import Window
from drillsim.plan.values import Spans, Weekdays
from drillsim.quantities import measures
from drillsim.quantities.timetable import length

MOST_SLOWED = 1_000_000  # thousandths: however many slow hours overlap, no way takes longer than that

Span = tuple[int, int]  # from one second to another


def open_spans(hours: Spans, days: Weekdays, window: Window, calendar: Calendar, end: int) -> list[Span]:
    """Hours on some kinds of day, in seconds of the window until the day of `end`; spans that touch are one.

    They begin the evening before, from which a shift may reach into the window.
    """
    midnight, first = window.midnight(), window.start.date()
    found: list[Span] = []
    for day in range(-1, (end - midnight) // measures.DAY + 1):
        for opens, closes in hours if calendar.kind(first + timedelta(days=day)) in days else ():
            begin = midnight + day * measures.DAY + opens
            until = begin + length((opens, closes))
            if found and found[-1][1] >= begin:
                found[-1] = (found[-1][0], until)
            else:
                found.append((begin, until))
    return found


def ends_of_workdays(window: Window, calendar: Calendar, number: int, horizon: int) -> Ints:
    """By day of the window up to the horizon, the second at which the `number`-th working day after it ends."""
    midnight, first = window.midnight(), window.start.date()
    day = np.arange((horizon - midnight) // measures.DAY + 1)
    works: list[int] = []
    while sum(one > day[-1] for one in works[-number:]) < number:
        following = works[-1] + 1 if works else 0
        works.append(next(one for one in count(following) if calendar.is_workday(first + timedelta(days=one))))
    at = np.array(works)
    return midnight + (at[np.searchsorted(at, day, side="right") + number - 1] + 1) * measures.DAY


def _closed(opened: Iterable[Span], end: int) -> list[Span]:
    """The spans from second 0 to `end` that lie in none of these."""
    found: list[Span] = []
    since = 0
    for begin, until in sorted(opened):
        if begin > since:
            found.append((since, begin))
        since = max(since, until)
    return [*found, (since, end)] if since < end else found


class _PoolHours:
    """The columns of the tables that tell who is there when: levels at second 0 and every change up to the horizon."""

    def __init__(self, window: Window, calendar: Calendar, horizon: int) -> None:
        self.window, self.calendar, self.horizon = window, calendar, horizon
        # Work that begins before the horizon may stop there and go on behind it.
        self.end = horizon + 8 * measures.DAY
        self.column: defaultdict[str, list[int]] = defaultdict(list)
        self.changes: list[tuple[int, int, int, int, int, int]] = []  # second, pool, row, duty, total, until
        self.turnouts: dict[tuple[int, int], Span] = {}  # by second and pool: from then on
        self.clocks = Rows()
        self.until: list[int] = []

    def _open(self, hours: Spans, days: Weekdays, end: int) -> list[Span]:
        return open_spans(hours, days, self.window, self.calendar, end)

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
        spans = [self._open(shift.hours, shift.days, self.end) for shift, _duty, _total in shifts]
        own = len(shifts) > 1 and isinstance(pool, Scheduled) and pool.at_closing != "hand_over"
        before = len(self.changes)
        self._levels(index, shifts, spans, (standing if not isinstance(pool, Scheduled) else 0, standing), own)
        self._turnouts(index, pool, before)
        column = self.column
        column["pool_row"].append(len(column["row_number"]))
        column["pool_rows"].append(len(shifts) if own else 0)
        staff = pool.size if isinstance(pool, Scheduled) and pool.size_written else measures.NO_LIMIT
        column["pool_staff"].append(staff)
        most = max([column["pool_total"][-1], *(total for *_which, total, _until in self.changes[before:])])
        column["pool_most"].append(min(staff, most) if own else most)  # only of shifts of their own does it bound them
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

    def _turnouts(self, index: int, pool: Pool, before: int) -> None:
        """Usual turnouts over time; where they alone change, that is a change, too. `before`: changes of earlier pools."""
        turnout = getattr(pool, "turnout", NO_TURNOUT)
        hours = [
            (self._open(entry.hours, measures.EVERY_DAY, self.horizon), entry.on_duty, entry.on_call)
            for entry in turnout.by_hours
        ]

        def usual(second: int) -> Span:
            """On duty and on call."""
            for spans, on_duty, on_call in hours:
                if any(begin <= second < until for begin, until in spans):
                    return on_duty, max(on_duty, turnout.on_call or 0) if on_call is None else on_call
            return turnout.on_duty, turnout.on_duty if turnout.on_call is None else turnout.on_call

        level = self.column["pool_duty"][-1], self.column["pool_total"][-1]
        levels = dict.fromkeys((0,), level) | {
            second: (duty, total) for second, _p, _r, duty, total, _u in self.changes[before:]
        }
        last = usual(0)
        self.column["pool_turnout"].append(last[0])
        self.column["pool_turnout_call"].append(last[1])
        edges = {second for spans, _duty, _call in hours for span in spans for second in span if 0 < second <= self.horizon}
        for second in sorted({*levels, *edges} - {0}):
            level, last, earlier = levels.get(second, level), usual(second), last
            if last != earlier and second not in levels:
                self.changes.append((second, index, NOWHERE, *level, 0))
            self.turnouts[second, index] = last

    def _clocks(
        self, pool: Pool, shifts: list[tuple[Shift | Scheduled, int, int]], spans: list[list[Span]], own: bool
    ) -> None:  # fmt: skip
        """When work stands still: shift by shift where each is people of its own, else while nobody is on duty."""
        if not isinstance(pool, Scheduled) or not pool.stops:
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
        rows = [(*change, *self.turnouts[change[:2]]) for change in sorted(self.changes)]
        change = np.array(rows, np.int64).reshape(-1, 8)
        names = ("time", "pool", "row", "duty", "total", "until", "turnout", "turnout_call")
        own = ("pool_duty", "pool_total", "pool_turnout", "pool_turnout_call", "pool_most", "pool_row", "pool_rows",
               "pool_staff", "pool_clock", "row_number", "row_until")  # fmt: skip
        return {
            **{f"change_{name}": change[:, k].copy() for k, name in enumerate(names)},
            **{name: as_ints(self.column[name]) for name in own},
            "closed_first": as_ints(self.clocks.first),
            "closed_from": as_ints(self.clocks.values),
            "closed_until": as_ints(self.until),
        }


def hours_of_pools(plan: Plan, window: Window, calendar: Calendar, horizon: int) -> dict[str, Ints]:
    """The columns of the tables that hang on sizes and hours of pools."""
    found = _PoolHours(window, calendar, horizon)
    for index, pool in enumerate(plan.pools.values()):
        found.add(index, pool)
    return found.columns()


def slow_hours(plan: Plan, window: Window, calendar: Calendar, horizon: int) -> tuple[list[int], list[int]]:
    """The factor (thousandths) of all journeys over time, from the hours of the day."""
    slower = [
        (open_spans(entry.hours, entry.days, window, calendar, horizon), entry.times)
        for entry in (plan.travel.slower if plan.travel else [])
    ]
    cuts = {0, *(edge for spans, _times in slower for span in spans for edge in span)}
    times: list[int] = []
    factors: list[int] = []
    for second in sorted(cut for cut in cuts if 0 <= cut <= horizon):
        factor = 1.0
        for spans, slows in slower:
            last = bisect_right(spans, second, key=itemgetter(0)) - 1
            if last >= 0 and second < spans[last][1]:
                factor *= slows
        thousandths = min(measures.half_up(1000 * factor), MOST_SLOWED)
        if not factors or factors[-1] != thousandths:
            times.append(second)
            factors.append(thousandths)
    return times, factors
