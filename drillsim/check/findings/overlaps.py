"""Hours that are named twice: shifts, slow hours and weights that overlap add up, which may not be what is meant.

And what the rate of a stream counts where its incidents come in batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

import numpy as np

from drillsim.base.language import say
from drillsim.check.findings.finding import Finding, Later, listed
from drillsim.check.findings.paper import Paper
from drillsim.plan.distributions import quantile
from drillsim.plan.pools import Post, Squad
from drillsim.quantities import measures
from drillsim.quantities.shown import written_days, written_hours
from drillsim.quantities.timetable import WEEK, length

Span = tuple[int, int]  # seconds of the day; the end may lie past midnight
ALIKE = tuple(range(WEEK))  # where no days are named, one sort of them tells it all


def shared(
    these: Sequence[Span], those: Sequence[Span], days: Sequence[int] = ALIKE, other_days: Sequence[int] = ALIKE
) -> list[Span]:
    """The spans of the day that lie in both, on days of any kind; each once, in order."""
    found = set()
    for (one, day), (other, other_day) in product(product(these, days), product(those, other_days)):
        if day != other_day and day % WEEK == other_day % WEEK:
            continue  # no day is of two kinds; the next one may be of any
        for week in (-WEEK, 0, WEEK):  # a span of Sunday may reach into Monday
            first, last = _of_day(one, day % WEEK), _of_day(other, other_day % WEEK + week)
            begin, end = max(first[0], last[0]), min(first[1], last[1])
            if begin < end:
                found.add((begin % measures.DAY, (end - 1) % measures.DAY + 1))
    return sorted(found)


def _of_day(span: Span, day: int) -> Span:
    begin = day * measures.DAY + span[0]
    return begin, begin + length(span)


def _hours(spans: Iterable[Span]) -> Later:
    return listed(Later(written_hours, (span,)) for span in spans)


def overlapping_shifts(paper: Paper) -> Iterator[Finding]:
    """In these hours the people of both shifts are there."""
    for name, pool in paper.plan.pools.items():
        if not isinstance(pool, (Squad, Post)):
            continue
        both = [
            span
            for one, other in combinations(pool.shifts, 2)
            for span in shared(one.hours, other.hours, one.days, other.days)
        ]
        if both:
            yield Finding(
                "confirm", "overlapping-shifts", ("pools", name, "shifts"), paper.clauses(f"pools.{name}"),
                say("'{pool}': shifts overlap ({hours}); in these hours the people of both are counted",
                    pool=paper.pool(name), hours=_hours(dict.fromkeys(both))),
                say("let one end where the other begins, unless both are there"),
            )  # fmt: skip


def overlapping_slow_hours(paper: Paper) -> Iterator[Finding]:
    """In these hours a journey is slowed down twice."""
    slower = paper.plan.travel.slower if paper.plan.travel else []
    for (i, one), (j, other) in combinations(enumerate(slower), 2):
        if both := shared(one.hours, other.hours, one.days, other.days):
            yield Finding(
                "confirm", "overlapping-slow-hours", ("travel", "slower", j), paper.clauses("travel"),
                say("slow hours {i} and {j} overlap ({hours}): journeys take {times} times as long then, as both count",
                    i=i + 1, j=j + 1, hours=_hours(both), times=f"{one.times * other.times:g}"),
                say("let one end where the other begins, unless both are meant"),
            )  # fmt: skip


def overlapping_weights(paper: Paper) -> Iterator[Finding]:
    """Hours or weekdays that a stream weighs twice."""
    for name, stream in paper.scenario.streams.items() if paper.scenario else ():
        twice = [span for one, other in combinations(stream.hours, 2) for span in shared([one], [other])]
        if twice:
            yield Finding(
                "confirm", "overlapping-weights", ("streams", name, "hours"), (),
                say("stream '{stream}': hours overlap ({hours}); there the weights add up",
                    stream=stream.name or name, hours=_hours(dict.fromkeys(twice))),
                say("name each hour once"),
                in_scenario=True,
            )  # fmt: skip
        days = [day for day in measures.EVERY_DAY if sum(day in group for group in stream.days) > 1]
        if days:
            yield Finding(
                "confirm", "overlapping-weights", ("streams", name, "days"), (),
                say("stream '{stream}': days are named twice ({days}); there the weights add up",
                    stream=stream.name or name, days=Later(written_days, (tuple(days),))),
                say("name each day once"),
                in_scenario=True,
            )  # fmt: skip


def batches(paper: Paper) -> Iterator[Finding]:
    """What a rate counts, and where the incidents of a batch are: said with figures, since either could be meant."""
    for name, stream in paper.scenario.streams.items() if paper.scenario else ():
        if stream.batch == 1:
            continue
        mean = float(quantile(stream.batch, np.linspace(0.005, 0.995, 100)).mean())
        if stream.rate is not None:
            yield Finding(
                "confirm", "batch-rate", ("streams", name, "rate"), (),
                say("stream '{stream}': the rate counts batches: {batches} a day, with {mean} incidents each on average, "
                    "are {incidents} incidents a day",
                    stream=stream.name or name, batches=f"{stream.rate * measures.DAY:.3g}", mean=f"{mean:.3g}",
                    incidents=f"{stream.rate * measures.DAY * mean:.3g}"),
                say("if the rate is that of incidents, divide it by the mean size of a batch"),
                in_scenario=True,
            )  # fmt: skip
        if isinstance(stream.zone, dict) and len(stream.zone) > 1 and "zone" not in stream.same:
            yield Finding(
                "confirm", "batch-zones", ("streams", name, "zone"), (),
                say("stream '{stream}': the incidents of one batch may lie in several zones: each has its own",
                    stream=stream.name or name),
                say("write same: [zone] if those that come together are in one place"),
                in_scenario=True,
            )  # fmt: skip


RULES = (overlapping_shifts, overlapping_slow_hours, overlapping_weights, batches)
