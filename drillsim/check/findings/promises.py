"""Limits and promises that differ by hours or days: hours of which they say nothing, and hours of which two speak."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from drillsim.base.language import say
from drillsim.check.findings.cases import kinds_in
from drillsim.check.findings.finding import Finding, Later, listed, span
from drillsim.check.findings.paper import Paper
from drillsim.plan.limits import EVERY_DAY, When, hours_called, when_called
from drillsim.plan.targets import LimitTarget, RhythmTarget, Target
from drillsim.quantities import measures
from drillsim.quantities.shown import written_days, written_hours
from drillsim.quantities.timetable import length

Span = tuple[int, int]  # seconds on a line on which all kinds of day follow each other


def _line(when: When) -> list[Span]:
    """Hours on days as spans of the line; what passes midnight goes on at the day after of its kind."""
    found = []
    for day in when.days:
        for hours in when.hours:
            begin = day * measures.DAY + hours[0]
            end, midnight = begin + length(hours), (day + 1) * measures.DAY
            found.append((begin, min(end, midnight)))
            if end > midnight:
                after = (day // 7 * 7 + (day + 1) % 7) * measures.DAY
                found.append((after, after + end - midnight))
    return sorted(found)


def _shared(these: Sequence[Span], those: Sequence[Span]) -> list[Span]:
    both = ((max(one[0], other[0]), min(one[1], other[1])) for one in these for other in those)
    return [part for part in both if part[0] < part[1]]


def _left_out(asked: Sequence[Span], said: Iterable[Span]) -> list[Span]:
    """The parts of what is asked of which nothing is said."""
    found, spoken = [], sorted(said)
    for begin, end in asked:
        for first, last in spoken:
            if first < end and last > begin:
                if first > begin:
                    found.append((begin, first))
                begin = max(begin, last)
        if begin < end:
            found.append((begin, end))
    return found


def _in_words(spans: Iterable[Span]) -> Later:
    """'06:00-07:00', 'sat, sun 00:00-24:00': hours, with their days where it is not on all."""
    days: defaultdict[Span, set[int]] = defaultdict(set)
    for begin, end in spans:
        day = begin // measures.DAY
        days[begin - day * measures.DAY, end - day * measures.DAY].add(day)
    return listed(
        Later(written_hours, (hours,)) if on == set(EVERY_DAY)
        else say("{days} {hours}", days=Later(written_days, (tuple(sorted(on)),)), hours=Later(written_hours, (hours,)))
        for hours, on in days.items()
    )  # fmt: skip


def _of(paper: Paper, target: Target) -> list[Span]:
    """The hours and days that a target is about."""
    hours = hours_called(target.hours, paper.plan.hours)
    return _line(When(hours or (), target.days))


def limits_by_hours(paper: Paper) -> Iterator[Finding]:
    """A limit that differs by hours: hours without one, and hours with two."""
    for name, target in paper.plan.targets.items():
        if not isinstance(target.limits, dict):
            continue
        asked = _of(paper, target)
        parts = {text: _line(when) for text in target.limits if (when := when_called(text, paper.plan.hours)) is not None}
        yield from _gap(paper, (name,), _left_out(asked, [hours for part in parts.values() for hours in part]))
        for (one, these), (other, those) in combinations(parts.items(), 2):
            both = _shared(these, those)
            if both and target.limits[one] != target.limits[other]:
                yield Finding(
                    "confirm", "hours-twice", ("targets", name, "within", other), paper.clauses(f"targets.{name}"),
                    say("{target}: '{one}' and '{other}' are both about {hours}; the one written first holds then",
                        target=paper.target(name), one=one, other=other, hours=_in_words(both)),
                    say("let one end where the other begins"),
                )  # fmt: skip


def promises_by_hours(paper: Paper) -> Iterator[Finding]:
    """Promises of one thing, each for some hours: hours of which none speaks, and hours of which two do."""
    alike: defaultdict[tuple[Any, ...], list[str]] = defaultdict(list)
    for name, target in paper.plan.targets.items():
        if isinstance(target, LimitTarget):
            scope = (str(target.from_), str(target.to), str(target.form), str(sorted(target.where.items())))
            alike[*scope, tuple(kinds_in(paper, target))].append(name)
    for names in alike.values():
        if len(names) < 2 or not all(paper.plan.targets[name].at_some_hours for name in names):
            continue
        about = {name: _of(paper, paper.plan.targets[name]) for name in names}
        every = _line(When(((0, measures.DAY),), EVERY_DAY))
        yield from _gap(paper, tuple(names), _left_out(every, [hours for part in about.values() for hours in part]))
        for one, other in combinations(names, 2):
            a, b = paper.plan.targets[one], paper.plan.targets[other]
            if (
                (a.hours, a.days) != (b.hours, b.days)
                and a.limits != b.limits
                and (both := _shared(about[one], about[other]))
            ):
                yield Finding(
                    "unclear", "hours-twice", ("targets", other), paper.clauses(f"targets.{one}", f"targets.{other}"),
                    say("'{one}' and '{other}' promise the same with two limits for {hours}; both are tested then",
                        one=paper.target(one), other=paper.target(other), hours=_in_words(both)),
                    say("let one end where the other begins"),
                )  # fmt: skip


def rhythms_that_run_out(paper: Paper) -> Iterator[Finding]:
    """What is to come again and again, by steps each of which is done once."""
    for name, target in paper.plan.targets.items():
        if not isinstance(target, RhythmTarget):
            continue
        steps = [paper.plan.procedures[kind].steps.get(step) for kind in kinds_in(paper, target) for step in target.to.steps]
        if not any(getattr(step, "rounds", None) for step in steps):
            times = len(target.to.named)
            yield Finding(
                "confirm", "rhythm-runs-out", ("targets", name, "to"), paper.clauses(f"targets.{name}"),
                say("{target}: in an incident '{to}' can come so many times: {n}; that is enough for {span}, and what lasts "
                    "longer misses it",
                    target=paper.target(name), to=Later(str, (target.to,)), n=times,
                    span=span(times * target.every)),
                say("let a step be done in rounds"),
            )  # fmt: skip


def _gap(paper: Paper, names: tuple[str, ...], silent: list[Span]) -> Iterator[Finding]:
    if silent:
        yield Finding(
            "gap", "hours-left-out", ("targets", names[0]), paper.clauses(*(f"targets.{name}" for name in names)),
            say("{targets}: for {hours} no limit is written; what comes then is not judged",
                targets=listed(map(paper.target, names)), hours=_in_words(silent)),
            say("write a limit for these hours too, if the plan has one"),
        )  # fmt: skip


RULES = (limits_by_hours, promises_by_hours, rhythms_that_run_out)
