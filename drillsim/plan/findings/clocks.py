"""Targets and duties against the clock: limits below what the road takes, limits that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from drillsim import quantities as q
from drillsim.distributions import quantile, shortest
from drillsim.language import say
from drillsim.plan.compilation import on_the_move
from drillsim.plan.findings.finding import Finding, listed, span
from drillsim.plan.findings.paper import Paper, capacity, milestone
from drillsim.plan.procedures import Need, Procedure, Step
from drillsim.plan.targets import Target

_OVERDUE = 1.5  # a gap between reports this many times as long as the usual one is worth a question


class Case(NamedTuple):
    """One kind of incident in the scope of a target: where, and for which smallest head-count."""

    kind: str
    zone: str | None
    people: int


def _kinds(paper: Paper, target: Target) -> list[str]:
    """Kinds in scope whose procedure has both milestones."""
    wanted = target.where.get("kind", list(paper.plan.procedures))
    return [kind for kind, procedure in paper.plan.procedures.items() if kind in wanted and _concerns(target, procedure)]


def _concerns(target: Target, procedure: Procedure) -> bool:
    """Whether a procedure has what a target reads: the steps of its clock, one of its outcomes, the need."""
    steps = procedure.steps
    for when in (target.from_, target.to, target.until):
        if when is not None and when.steps and not (any if when.first else all)(name in steps for name in when.steps):
            return False
    need = target.stays or target.of
    if need is not None and need != "people":
        return any(need in step.needs or any(need in case.needs for case in step.cases) for step in steps.values())
    return target.promise != "no_gap" and (not target.outcome or any(name in steps for name in target.outcome))


def _cases(paper: Paper, target: Target, anywhere: bool = False) -> Iterator[Case]:
    """The scope of a target, where incidents come; `anywhere` in the plan if asked so."""
    spans = [q.people(text) for text in target.where.get("people", [f"1..{q.NO_LIMIT}"])]
    for kind in _kinds(paper, target):
        for zone in [*paper.plan.zones, None] if anywhere else paper.zones(kind, target.where):
            if zone in target.where.get("zone", [zone]):
                for low, high in paper.ranges(kind):
                    if any(a <= high and low <= b for a, b in spans):
                        yield Case(kind, zone, low)


def _runs(paper: Paper, target: Target, case: Case, name: str) -> bool:
    """Whether a step can run at all in this case."""
    steps = paper.plan.procedures[case.kind].steps
    step, needs = steps[name], paper.needs(case.kind, case.people)
    for subject, allowed in step.when.items():
        if subject == "people":
            possible = any(low <= case.people <= high for low, high in map(q.people, allowed))
        elif subject == "zone":
            possible = case.zone in allowed
        elif subject in steps:
            possible = any(steps[subject].outcome.get(value, 0) > 0 for value in allowed)
            possible = possible and _runs(paper, target, case, subject)
        else:
            possible = bool(set(allowed) & set(target.where.get(subject, allowed)))
        if not possible:
            return False
    if isinstance(step.takes, str) and not _movers(paper, step, name, needs):
        return False
    return not step.after or any(_runs(paper, target, case, before) for before in step.after)


def _movers(paper: Paper, step: Step, name: str, needs: dict[str, tuple[str, Need]]) -> list[Need]:
    """Whom a turnout or a travel step waits for."""
    named = step.who or [need for need, (asked_by, _) in needs.items() if asked_by == name]
    return [needs[n][1] for n in named if n in needs and on_the_move(paper.plan, needs[n][1])]


def _takes(paper: Paper, case: Case, name: str, usual: bool) -> int:
    """The shortest (or usual) seconds of a step when nobody has to be waited for."""
    step, varies = paper.plan.procedures[case.kind].steps[name], paper.plan.varies

    def value(distribution: Any) -> float:
        return float(quantile(distribution, np.array([0.5]))[0]) if usual else shortest(distribution)

    if not isinstance(step.takes, str):
        return q.half_up(value(step.takes))
    place = case.zone if step.to == "scene" else step.to
    measure = _turnout if step.takes == "turnout" else partial(_travel, paper, place, usual)
    slowest = 0.0
    for need in _movers(paper, step, name, paper.needs(case.kind, case.people)):
        enough = need.count if isinstance(need.count, int) else 1
        listed_pools = paper.candidates(need.of, case.zone)
        pools = [paper.plan.pools[n] for n, backup in listed_pools if not (usual and backup)] or [
            paper.plan.pools[n] for n, _ in listed_pools
        ]
        able = [pool for pool in pools if capacity(pool) >= enough] or pools
        slowest = max(slowest, min((measure(pool) for pool in able), default=0.0))
    return q.half_up(slowest * value(varies.turnout if step.takes == "turnout" else varies.travel))


def _turnout(pool: Any) -> float:
    turnout = getattr(pool, "turnout", None)
    return 0.0 if turnout is None else float(turnout.on_duty)


def _travel(paper: Paper, zone: str | None, usual: bool, pool: Any) -> float:
    travel, base = paper.plan.travel, getattr(pool, "base", None)
    if travel is None or base is None or zone is None:
        return 0.0
    faster = [entry.times for entry in travel.slower if entry.times < 1]
    return travel.times[base][zone] * (1 if usual else float(np.prod(faster)))


def elapsed(paper: Paper, begin: str, end: str, case: Case, usual: bool) -> int | None:
    """The least (or usual) seconds from one milestone to another with nobody to be waited for.

    None when the clock's start does not come before its end. Steps that may be skipped count
    nothing, so the figure is a lower bound.
    """
    steps = paper.plan.procedures[case.kind].steps
    (start, start_at), (stop, stop_at) = milestone(begin), milestone(end)
    certain, before = paper.graph(case.kind, case.people).ran_before(stop), paper.ancestors[case.kind]
    ended: dict[str, int | None] = {}
    for name in sorted([*before[stop], stop], key=lambda s: len(before[s])):
        step = steps[name]
        reached = [seconds for s in step.after if (seconds := ended[s]) is not None]
        ready: int | None = max(reached) if reached else (0 if not start and not step.after else None)
        takes = _takes(paper, case, name, usual) if name in certain else 0
        if name == start:
            ready = 0
            takes = 0 if start_at == "ended" and name != stop else takes
        if name == stop and stop_at != "ended":
            return ready
        ended[name] = None if ready is None else ready + takes
    return ended[stop]


def short_limits(paper: Paper) -> Iterator[Finding]:
    """A limit below the shortest possible time, or below the usual one, before anybody waits for anybody."""
    for name, target in paper.plan.targets.items():
        if target.promise != "limit" or target.form.kind == "mean" or len(target.from_.named) > 1:
            continue
        assert target.to is not None
        limit = target.limit
        times: dict[tuple[bool, str | None], int] = {}
        for case in _cases(paper, target):
            # Of several milestones the quickest that can be reached: a lower bound for the first and for the last.
            ends = [end for end in target.to.named if _reached(paper, target, case, end)]
            for usual in (False, True):
                spans = [elapsed(paper, target.from_.named[0], end, case, usual) for end in ends]
                seconds = min((span for span in spans if span is not None), default=0)
                if seconds > limit:
                    key = (usual, case.zone)
                    times[key] = min(seconds, times.get(key, seconds))
        impossible = {zone: s for (usual, zone), s in times.items() if not usual}
        unusual = {zone: s for (usual, zone), s in times.items() if usual and zone not in impossible}
        clauses = paper.clauses(f"targets.{name}")
        if impossible:
            yield Finding(
                "contradiction", "below-shortest", ("targets", name), clauses,
                say("{target}: the limit is {limit}, and the quickest way takes {times}; no team size can fix this",
                    target=paper.target(name), limit=span(limit), times=_times(paper, impossible)),
                say("write a longer limit for these places, or let somebody set out from nearer by"),
            )  # fmt: skip
        if unusual:
            yield Finding(
                "confirm", "below-usual", ("targets", name), clauses,
                say("{target}: the limit is {limit}, and it usually takes {times} even when nobody has to be waited for",
                    target=paper.target(name), limit=span(limit), times=_times(paper, unusual)),
                say("ask whether the limit was measured; write a longer one, or set out from nearer by"),
            )  # fmt: skip


def _reached(paper: Paper, target: Target, case: Case, end: str) -> bool:
    """Whether a milestone can be reached in a case: its step is there and can run."""
    step = milestone(end)[0]
    return not step or (step in paper.plan.procedures[case.kind].steps and _runs(paper, target, case, step))


def _times(paper: Paper, times: dict[str | None, int]) -> Any:
    return listed(
        span(seconds) if zone is None else say("{duration} ({zone})", duration=span(seconds), zone=paper.zone(zone))
        for zone, seconds in times.items()
    )


def idle_targets(paper: Paper) -> Iterator[Finding]:
    """A target that nothing can start or stop, or that this scenario never tests."""
    for name, target in paper.plan.targets.items():
        loc, clauses = ("targets", name), paper.clauses(f"targets.{name}")
        if not judged(paper, target):
            yield Finding(
                "gap", "never-judged", loc, clauses,
                say("{target}: no incident in its scope can start and stop its clock", target=paper.target(name)),
                say("name milestones of steps that run in this scope"),
            )  # fmt: skip
        elif paper.scenario is not None and not _brought(paper, target):
            yield Finding(
                "confirm", "not-tested-here", loc, clauses,
                say("{target}: the scenario brings no incident of this scope", target=paper.target(name)),
                say("add one to the scenario, or test the target in another"),
            )  # fmt: skip


def judged(paper: Paper, target: Target) -> bool:
    """Whether some incident in the scope of a target can start and stop its clock."""
    if target.promise == "no_gap":
        return True
    return any(_judges(paper, target, case) for case in _cases(paper, target, True))


def _judges(paper: Paper, target: Target, case: Case) -> bool:
    ends = [when for when in (target.from_, target.to, target.until) if when is not None]
    if target.promise == "none_lost":
        return True
    if not all(any(_reached(paper, target, case, end) for end in when.named) for when in ends):
        return False
    steps = paper.plan.procedures[case.kind].steps
    if target.outcome:
        return any(name in steps and _runs(paper, target, case, name) for name in target.outcome)
    need = target.stays or target.of
    asked = paper.needs(case.kind, case.people)
    return need in (None, "people") or (need in asked and _runs(paper, target, case, asked[need][0]))


def _brought(paper: Paper, target: Target) -> bool:
    if target.promise == "no_gap":
        return True
    kinds = _kinds(paper, target)
    return any(source.kind in kinds and source.matches(target.where) for source in paper.sources)


def conflicting_limits(paper: Paper) -> Iterator[Finding]:
    """Two limits for the same thing: in the same scope, or one inside the other."""
    narrower: dict[str, list[str]] = {}
    for (one, a), (other, b) in combinations(paper.plan.targets.items(), 2):
        if {a.promise, b.promise} != {"limit"}:
            continue
        same_clock = (a.from_, a.to, a.form) == (b.from_, b.to, b.form) and set(_kinds(paper, a)) & set(_kinds(paper, b))
        if not same_clock or a.within == b.within or _readings(paper, one, other):
            continue
        scopes = [_scope(paper, t) for t in (a, b)]
        if scopes[0] == scopes[1]:
            yield Finding(
                "contradiction", "two-limits", ("targets", other), _both(paper, one, other),
                say("two limits for the same thing: {one} {limit} and {other} {other_limit}", one=paper.target(one),
                    limit=span(a.limit), other=paper.target(other), other_limit=span(b.limit)),
                say("keep one of them"),
            )  # fmt: skip
        elif all(scopes[0].get(s, v) & scopes[1].get(s, v) for s, v in (scopes[0] | scopes[1]).items()):
            wide, narrow = (one, other) if _inside(scopes[1], scopes[0]) else (other, one)
            narrower.setdefault(wide, []).append(narrow)
    for wide, inner in narrower.items():
        target = paper.plan.targets[wide]
        yield Finding(
            "unclear", "limit-inside-limit", ("targets", wide), _both(paper, wide, *inner),
            say("the same thing is timed by '{wide}' ({limit}) and by {narrow}; the plan does not say which goes first",
                wide=paper.target(wide), limit=span(target.limit),
                narrow=listed(say("'{target}' ({limit})", target=paper.target(n), limit=span(paper.plan.targets[n].limit))
                              for n in inner)),
            say("say which limit goes first; both are tested until then"),
        )  # fmt: skip


def _scope(paper: Paper, target: Target) -> dict[str, frozenset[str]]:
    return {s: frozenset(v) for s, v in target.where.items() if s != "kind"} | {"kind": frozenset(_kinds(paper, target))}


def _inside(narrow: dict[str, frozenset[str]], wide: dict[str, frozenset[str]]) -> bool:
    return all(s in narrow and narrow[s] <= v for s, v in wide.items())


def _both(paper: Paper, *targets: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c for t in targets for c in paper.clauses(f"targets.{t}")))


def _readings(paper: Paper, *targets: str) -> bool:
    return any(set(targets) <= set(clause.readings) for clause in paper.plan.clauses.values())


def nested_zones(paper: Paper) -> Iterator[Finding]:
    """Places inside one another with limits of their own: the most specific one wins."""
    groups: dict[tuple[str, str, tuple[str, ...]], dict[str, str]] = {}
    limits = {name: target for name, target in paper.plan.targets.items() if target.promise == "limit"}
    for name, target in limits.items():
        for zone in target.where.get("zone", []):
            groups.setdefault((str(target.from_), str(target.to), tuple(_kinds(paper, target))), {}).setdefault(zone, name)
    for zones in groups.values():
        pairs = {
            (inner, outer): None for inner, name in zones.items() for outer in _around(paper, inner)
            if outer in zones and zones[outer] != name
        }  # fmt: skip
        if pairs:
            names = list(dict.fromkeys(zones[zone] for pair in pairs for zone in pair))
            shown = (say("'{inner}' within '{outer}'", inner=paper.zone(a), outer=paper.zone(b)) for a, b in pairs)
            yield Finding(
                "unclear", "nested-zones", ("targets", names[0]), _both(paper, *names),
                say("places with limits of their own lie inside one another: {pairs}; the smaller place wins",
                    pairs=listed(shown)),
                say("write that the limit of the smaller place counts"),
            )  # fmt: skip


def _around(paper: Paper, zone: str) -> Iterator[str]:
    seen, at = {zone}, paper.plan.zones[zone]
    while at is not None and at.within is not None and at.within not in seen:
        seen.add(at.within)
        yield at.within
        at = paper.plan.zones[at.within]


def silent_hours(paper: Paper) -> Iterator[Finding]:
    """Reports at fixed times with one gap that is much longer than the others."""
    for name, duty in paper.plan.duties.items():
        at = sorted(duty.at)
        steps = paper.plan.procedures[duty.procedure].steps.values()
        if len(at) < 2 or duty.dates or not any(step.counted_as == "report" for step in steps):
            continue  # between dates lie days, whatever the hour; and a round or a patrol reports nothing
        gaps = [((b - a) % q.DAY, a, b) for a, b in zip(at, [*at[1:], at[0]], strict=True)]
        longest, begin, end = max(gaps)
        usual = sorted(gap for gap, *_ in gaps)[(len(gaps) - 1) // 2]
        if longest > q.DAY // 2 or (longest >= _OVERDUE * usual and longest > usual):
            yield Finding(
                "gap", "silent-hours", ("duties", name), paper.clauses(f"duties.{name}"),
                say("{duty}: nothing is reported for {gap}, from {begin} to {end}", duty=duty.name or name,
                    gap=span(longest), begin=q.show_clock(begin), end=q.show_clock(end)),
                say("add a time in between, or say who reports what happens then"),
            )  # fmt: skip


RULES = (short_limits, idle_targets, conflicting_limits, nested_zones, silent_hours)
