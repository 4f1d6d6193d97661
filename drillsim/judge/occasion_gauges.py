"""Targets that judge occasions: each object once in every period, and days on which somebody is always there."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np

from drillsim.base.language import Message, say
from drillsim.compiled.answering import names_of
from drillsim.compiled.event_list import PHONE, Msel
from drillsim.compiled.log import OPEN, Log, over_at
from drillsim.compiled.names import pool_name, value_name
from drillsim.deck.deck import Deck
from drillsim.judge.during import During
from drillsim.judge.gauge import LATE, NOT_COUNTED, NOT_JUDGED, ON_TIME, Flags, Gauge, Ints, Judgement
from drillsim.plan.milestones import BROUGHT
from drillsim.plan.targets import DutyTarget, MeanTarget, NoGapTarget, OnceTarget, PaceTarget, Target
from drillsim.play.capacity import Tracks
from drillsim.play.duty import stretches
from drillsim.quantities import measures
from drillsim.quantities.measures import NO_LIMIT


def period_edges(start: datetime, window_end: int, period: str) -> list[int]:
    """Seconds at which the whole hours, days, weeks or months of a window begin and end, counted from its start.

    A month ends on the same day of the next one, or on that month's last day.
    """
    edges = [0]
    while True:
        n = len(edges)
        if period == "month":
            year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
            day = min(start.day, monthrange(year, month + 1)[1])
            second = int((start.replace(year=year, month=month + 1, day=day) - start).total_seconds())
        else:
            second = n * {"hour": 3600, "day": measures.DAY, "week": 7 * measures.DAY}[period]
        if second > window_end:
            return edges
        edges.append(second)


def touched(edges: Ints, during: During | None) -> Flags:
    """Which periods have any of these hours and days in them."""
    found = np.full(len(edges) - 1, during is None)
    for begin, until in during.spans if during else ():
        found |= (edges[:-1] < until) & (begin < edges[1:])
    return found


class PeriodGauge(Gauge):
    """A promise that judges each whole period of the window."""

    def _kinds_in_scope(self) -> list[int]:
        assert self.target.period is not None
        self.edges = np.array(period_edges(self.compiled.start, self.compiled.window_end, self.target.period))
        self._asked = touched(self.edges, self.during)
        self._clocks = self.clocks_from(self.target.ends.get("from_", BROUGHT), self.target.ends["to"])
        return [clock.kind for clock in self._clocks]

    def cap(self, deck: Deck) -> int:
        """As in `Gauge`."""
        return len(self.edges) - 1

    def over_at(self, number: int) -> int:
        """As in `Gauge`: the end of the period."""
        return int(self.edges[number + 1])

    def period_of(self, seconds: Ints) -> Ints:
        """In which period seconds lie (n); -1 for those in none."""
        found = np.searchsorted(self.edges, seconds, side="right") - 1
        return np.where((seconds != OPEN) & (found < len(self.edges) - 1), found, -1)

    def reached(self, msel: Msel, log: Log) -> Iterator[tuple[Ints, Ints]]:
        """Of each kind the incidents that `where` allows, and in which period each comes to `to`: -1 for none, or one at
        hours that do not count."""
        for clock, mine in self.each_clock(msel, self._clocks):
            moment, skipped = clock.stop.read(msel, log, mine)
            yield mine, np.where(skipped | ~self.at_its_hours(moment), -1, self.period_of(moment))

    def occasion(self, number: int) -> Message:
        """As in `Gauge`: the day, or the hour, on which the period begins."""
        return self.when(number)

    def when(self, period: int) -> Message:
        """When a period begins, in words."""
        begin = int(self.edges[period])
        day = _date(self.compiled.start, begin)
        match self.target.period:
            case "hour":
                return say(
                    "{day}, hour from {time}", day=day, time=f"{self.compiled.start + timedelta(seconds=begin):%H:%M}"
                )
            case "week":
                return say("week from {day}", day=day)
            case "month":
                return say("month from {day}", day=day)
        return say("{day}", day=day)


class OnceGauge(PeriodGauge):
    """In every whole period of the window, for every value of an attribute, some incident reaches a milestone.

    With hours or days, only what is reached in them counts, and a period that has none of them is not judged.
    Occasion p * V + v is value v (of V) in period p.
    """

    target: OnceTarget
    final = (ON_TIME,)  # done is done

    def _kinds_in_scope(self) -> list[int]:
        compiled, target = self.compiled, self.target
        self._column = compiled.attributes.index(target.each) if target.each else -1
        self.values = np.array([0])
        if target.each is not None:
            names = compiled.attribute_values[self._column]
            self.values = np.array([i for i, name in enumerate(names) if name in target.where.get(target.each, names)])
        return super()._kinds_in_scope()

    def cap(self, deck: Deck) -> int:
        """As in `Gauge`."""
        return super().cap(deck) * len(self.values)

    def over_at(self, number: int) -> int:
        """As in `Gauge`."""
        return super().over_at(number // len(self.values))

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge every occasion."""
        periods, many = len(self.edges) - 1, len(self.values)
        done = np.zeros((periods, many), np.bool_)
        for mine, period in self.reached(msel, log):
            value = np.zeros(len(mine), np.int64)
            if self._column >= 0:
                value = np.searchsorted(self.values, msel.attribute[mine, self._column])
                period = np.where(np.isin(msel.attribute[mine, self._column], self.values), period, -1)
            here = period >= 0
            done[period[here], value[here]] = True
        state = np.where(done, ON_TIME, np.where(self._asked[:, None], LATE, NOT_COUNTED)).ravel()
        return Judgement(np.arange(periods * many), state, np.zeros(periods * many, np.int64))

    def occasion(self, number: int) -> Message:
        """As in `Gauge`: the day on which the period begins, and the value."""
        period, value = divmod(number, len(self.values))
        when = self.when(period)
        if self.target.each is None:
            return when
        what = self.compiled.attribute_values[self._column][int(self.values[value])]
        return say("{when}, {what}", when=when, what=value_name(self.compiled, self.target.each, what))


class PaceGauge(PeriodGauge):
    """In every whole period so many incidents reach a milestone.

    With hours or days, only what is reached in them counts; an hour is judged if all of it lies in them, a longer period
    if any of it does.
    """

    target: PaceTarget

    def _kinds_in_scope(self) -> list[int]:
        self._most = NO_LIMIT if self.target.at_most is None else self.target.at_most
        self.final = (LATE,) if self.target.at_least is None else (ON_TIME,) if self.target.at_most is None else ()
        kinds = super()._kinds_in_scope()
        if self.target.per == "hour" and self.during is not None:
            last = self.during.holds(self.edges[1:] - 1)
            self._asked = self.during.holds(self.edges[:-1]) & last
        return kinds

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge every period."""
        count = np.zeros(len(self.edges) - 1, np.int64)
        for _mine, period in self.reached(msel, log):
            np.add.at(count, period[period >= 0], 1)
        kept = (count >= (self.target.at_least or 0)) & (count <= self._most)
        state = np.where(self._asked, np.where(kept, ON_TIME, LATE), NOT_COUNTED)
        return Judgement(np.arange(len(count)), state, np.zeros(len(count), np.int64))


class MeanGauge(PeriodGauge):
    """What comes in a whole period takes no longer than a limit on average.

    It belongs to the period in which its clock starts, however long it runs; what is skipped is left out, and a period
    in which nothing comes is not judged. What is never reached takes as long as play goes on.
    """

    target: MeanTarget

    def _clocks_of(self, msel: Msel, log: Log) -> Iterator[tuple[Ints, Ints, Ints, Flags]]:
        """Of each kind the incidents that have come to the start, their periods, how long they took, and who is open."""
        for clock, mine in self.each_clock(msel, self._clocks):
            start, start_skipped = clock.start.read(msel, log, mine)
            stop, stop_skipped = clock.stop.read(msel, log, mine)
            period = np.where(start_skipped | stop_skipped | self.outside(msel, log, mine, start), -1, self.period_of(start))
            here = period >= 0
            took = np.where(stop == OPEN, self.compiled.horizon, stop) - start
            yield mine[here], period[here], took[here], (stop == OPEN)[here]

    def still_open(self, msel: Msel, log: Log) -> Ints:
        """As in `Gauge`: periods that have something in them which goes on."""
        found = [period[is_open] for _mine, period, _took, is_open in self._clocks_of(msel, log)]
        return np.unique(np.concatenate([np.empty(0, np.int64), *found]))

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge every period."""
        count, total, unknown = np.zeros((3, len(self.edges) - 1), np.int64)
        for mine, period, took, is_open in self._clocks_of(msel, log):
            np.add.at(count, period, 1)
            np.add.at(total, period, took)
            np.add.at(unknown, period, self.still_on(msel, log, mine, is_open))
        mean = np.where(count > 0, (total + count // 2) // np.maximum(count, 1), 0)
        kept = total <= self.target.within * count
        state = np.where(kept & (unknown > 0), NOT_JUDGED, np.where(kept, ON_TIME, LATE))
        return Judgement(np.arange(len(count)), np.where(count > 0, state, NOT_COUNTED), mean)


class DayGauge(Gauge):
    """A promise on pools that judges each day of the window (or those on which there are some of its hours)."""

    def _kinds_in_scope(self) -> list[int]:
        compiled = self.compiled
        self.pools = list(dict.fromkeys(
            compiled.pools.index(pool) for name in self.target.pools for pool in names_of(compiled.plan, name)[0]
        ))  # fmt: skip
        self._midnight, end = compiled.window.midnight(), compiled.window_end
        days = range((end - 1 - self._midnight) // measures.DAY + 1)
        asked = self.during.spans if self.during else [(self._midnight, end)]
        spans = ((max(0, begin), min(end, until)) for begin, until in asked)
        self.spans = [span for span in spans if span[0] < span[1]]
        self.days = [d for d in days if any(b < e for b, e in (self._part(span, d) for span in self.spans))]
        return []

    def _part(self, span: tuple[int, int], day: int) -> tuple[int, int]:
        begin = self._midnight + day * measures.DAY
        return max(span[0], begin), min(span[1], begin + measures.DAY)

    def seconds_by_day(self, spans: list[tuple[int, int]]) -> Ints:
        """How many seconds of these spans lie in each day that is judged."""
        found = np.zeros(len(self.days), np.int64)
        for span in spans:
            for index, day in enumerate(self.days):
                begin, end = self._part(span, day)
                found[index] += max(0, end - begin)
        return found

    def cap(self, deck: Deck) -> int:
        """As in `Gauge`."""
        return len(self.days)

    def over_at(self, number: int) -> int:
        """As in `Gauge`: midnight."""
        return min(self.compiled.window_end, self._midnight + (self.days[number] + 1) * measures.DAY)

    def occasion(self, number: int) -> Message:
        """As in `Gauge`: the day."""
        return say("{day}", day=_date(self.compiled.start, self._midnight + self.days[number] * measures.DAY))


class NoGapGauge(DayGauge):
    """On every day of the window, at every moment asked for, enough of some pools are there.

    There is who is on duty or on call, not absent, and whose telephone is on; with `free`, also
    not busy. A gap longer than the target forgives spoils every day that it touches.
    """

    target: NoGapTarget

    @cached_property
    def _known(self) -> dict[bytes, list[tuple[int, int]]]:
        """Gaps by disruptions: who is there hangs on nothing else, unless whoever is busy does not count."""
        return {}

    def gaps(self, msel: Msel, log: Log) -> list[tuple[int, int]]:
        """Spans asked for in which too few are there, those left out that are forgiven."""
        if self.target.free:
            return self._gaps(msel, log)
        disruptions = msel.disruption.tobytes()
        if disruptions not in self._known:
            self._known[disruptions] = self._gaps(msel, log)
        return self._known[disruptions]

    def _gaps(self, msel: Msel, log: Log) -> list[tuple[int, int]]:
        times, short, _there = self._there(msel, log)
        spans = zip(times[:-1].tolist(), times[1:].tolist(), short[:-1].tolist(), strict=True)
        found = _merged([(begin, end) for begin, end, gap in spans if gap])
        return [(begin, end) for begin, end in found if end - begin > (self.target.within or 0)]

    def causes(self, msel: Msel, log: Log) -> dict[str, int]:
        """Seconds of the gaps by cause: the first of roster, away, telephone and busy without which there were none."""
        times, short, there = self._there(msel, log)
        found: dict[str, int] = {}
        gaps = self.gaps(msel, log)
        for row in np.flatnonzero(short[:-1]).tolist():
            if any(begin <= times[row] < end for begin, end in gaps):
                cause = next(cause for cause, present in there.items() if present[row] < self.target.at_least)
                found[cause] = found.get(cause, 0) + int(times[row + 1] - times[row])
        return found

    def _there(self, msel: Msel, log: Log) -> tuple[Ints, Flags, dict[str, Ints]]:
        """Seconds at which something changes; whether too few are there from then on; how many by the roster,
        how many with absences taken off, how many with telephones that are off, and how many not busy, if that counts."""
        tracks, t = Tracks(self.compiled, msel, log), self.compiled.tables
        off = [(int(d[1]), int(d[5]), int(d[6])) for d in msel.disruption if d[0] == PHONE and d[1] in self.pools]
        edges = [
            0,
            self.compiled.window_end,
            *(e for _pool, *ends in off for e in ends),
            *(e for s in self.spans for e in s),
        ]
        moments = [tracks[pool].time for pool in self.pools] + [t.change_time[np.isin(t.change_pool, self.pools)]]
        times = np.unique(np.concatenate([np.array(edges), *moments]))
        times = times[(times >= 0) & (times <= self.compiled.window_end)]
        there = {cause: np.zeros(len(times), np.int64) for cause in ("roster", "away", "telephone", "busy")}
        for pool in self.pools:
            track, own = tracks[pool], t.change_pool == pool
            level = np.searchsorted(t.change_time[own], times, side="right")
            is_off = np.zeros(len(times), np.bool_)
            for called, begin, end in off:
                is_off |= (called == pool) & (times >= begin) & (times < end)
            present = track.total[track.at(times)]
            there["roster"] += np.append(t.pool_total[pool], t.change_total[own])[level]
            there["away"] += present
            there["telephone"] += np.where(is_off, 0, present)
            there["busy"] += np.where(is_off, 0, np.maximum(0, track.free[track.at(times)]) if self.target.free else present)
        asked = np.zeros(len(times), np.bool_)
        for begin, end in self.spans:
            asked |= (times >= begin) & (times < end)
        return times, asked & (there["busy"] < self.target.at_least), there

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge every day."""
        missing = self.seconds_by_day(self.gaps(msel, log))
        return Judgement(np.arange(len(self.days)), np.where(missing > 0, LATE, ON_TIME), missing)


class DutyGauge(DayGauge):
    """On no day of the window somebody of some pools is at work for too long without a rest.

    What is beyond the limit spoils every day that it touches. Occasion d * P + p is pool p (of P) on day d.
    """

    target: DutyTarget

    def cap(self, deck: Deck) -> int:
        """As in `Gauge`."""
        return super().cap(deck) * len(self.pools)

    def over_at(self, number: int) -> int:
        """As in `Gauge`."""
        return super().over_at(number // len(self.pools))

    def read(self, msel: Msel, log: Log) -> Judgement:
        """Judge every pool on every day."""
        tracks, end = Tracks(self.compiled, msel, log), over_at(log, self.compiled.window_end, self.compiled.horizon)
        found = []
        for pool in self.pools:
            worked = stretches(log, pool, int(tracks[pool].total.max()), end)
            limit = self.target.within
            over = [(begin + limit, until) for begin, until in worked if until - begin > limit]
            asked = [(max(a, b), min(c, d)) for a, c in _merged(over) for b, d in self.spans if max(a, b) < min(c, d)]
            found.append(self.seconds_by_day(asked))
        over_by = np.stack(found, axis=1).ravel()
        return Judgement(np.arange(len(over_by)), np.where(over_by > 0, LATE, ON_TIME), over_by)

    def occasion(self, number: int) -> Message:
        """As in `Gauge`: the day, and the pool."""
        day, pool = divmod(number, len(self.pools))
        name = pool_name(self.compiled, self.compiled.pools[self.pools[pool]])
        return say("{when}, {what}", when=super().occasion(day), what=name)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch or overlap as one."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def _date(start: datetime, second: int) -> str:
    return (start + timedelta(seconds=second)).date().isoformat()


# The gauge of each promise that judges occasions.
OCCASION_GAUGES: dict[type[Target], type[Gauge]] = {
    OnceTarget: OnceGauge,
    PaceTarget: PaceGauge,
    MeanTarget: MeanGauge,
    NoGapTarget: NoGapGauge,
    DutyTarget: DutyGauge,
}
