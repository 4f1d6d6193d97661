"""Targets and duties against the clock: limits below what the road takes, limits that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from drillsim.base.language import Message, say
from drillsim.check.findings.cases import (
    COARSE,
    Situation,
    StepTimes,
    cases_in,
    kinds_in,
    least_between,
    reached,
    runs,
    surely_runs,
)
from drillsim.check.findings.chances import SURELY, beyond_reach, mean_at_least
from drillsim.check.findings.finding import Finding, confirm_ours, listed, span
from drillsim.check.findings.paper import Paper
from drillsim.plan.limits import WorkingDays, longest
from drillsim.plan.targets import LimitTarget, SumTarget, Target
from drillsim.quantities import measures
from drillsim.quantities.shown import show_clock
from drillsim.quantities.wording import percent
from drillsim.say.promise import limit_in_words

_OVERDUE = 1.5  # a gap between reports this many times as long as the usual one is worth a question


def short_limits(paper: Paper) -> Iterator[Finding]:
    """A limit below the shortest possible time, or below the usual one, before anybody waits for anybody."""
    for name, target in _limits(paper).items():
        if len(target.from_.named) == 1 and not isinstance(target.within, WorkingDays):
            yield from (_mean_too_short if target.form.kind == "mean" else _too_short)(paper, name, target)


def _too_short(paper: Paper, name: str, target: LimitTarget) -> Iterator[Finding]:
    """A goal that no team size can reach; places where every incident is late, or usually is."""
    judged = list(cases_in(paper, target))
    least = {case: int(least_between(paper, target, case, "least")[0]) for case in judged}
    late = {case: _late(paper, target, case, least[case]) for case in judged}
    usual = {case: int(least_between(paper, target, case, "usual")[0]) for case in judged}
    differs = target.at_some_hours or isinstance(target.within, dict)  # how many come then is not known
    share = None if differs else beyond_reach(paper, target, lambda case: late.get(case, 0.0))
    limit = longest(target.within)
    never = _places(least, limit)
    loc, clauses = ("targets", name), paper.clauses(f"targets.{name}")
    values: dict[str, Any] = {
        "target": paper.target(name),
        "limit": limit_in_words(target.within),
        "times": _times(paper, never),
    }
    mend = say("write a longer limit for these places, or let somebody set out from nearer by")
    depends = paper.scenario is None and target.form.kind == "share"  # on how many incidents come from where
    if share is not None:
        ours = paper.ours(f"targets.{name}.within", *_parts(paper, target, [case for case in judged if late[case]]))
        what = (_beyond_by_ours if ours else _beyond)(target, bool(never), share, values)
        kind = "confirm" if ours else "contradiction"
        yield Finding(kind, "below-shortest", loc, clauses, what, confirm_ours(ours) if ours else mend)
    elif never and depends:
        what = say("{target}: the limit is {limit}, and the quickest way takes {times}; how many come from there decides "
                   "whether the goal can be reached", **values)  # fmt: skip
        yield Finding("confirm", "below-shortest", loc, clauses, what, mend)
    elif never and target.form.kind == "every":
        what = say(
            "{target}: the limit is {limit}, and the quickest way takes {times}: whoever is sent there is late", **values
        )
        yield Finding("confirm", "below-shortest", loc, clauses, what, mend)
    slow = {zone: seconds for zone, seconds in _places(usual, limit).items() if zone not in never}
    often = beyond_reach(paper, target, lambda case: 0.5 * (usual[case] > limit) if case in usual else 0.0)
    if slow and (often is not None or depends or target.form.kind == "every"):
        yield Finding(
            "confirm", "below-usual", loc, clauses,
            say("{target}: the limit is {limit}, and it usually takes {times} even when nobody has to be waited for",
                **{**values, "times": _times(paper, slow)}),
            say("ask whether the limit was measured; write a longer one, or set out from nearer by"),
        )  # fmt: skip


def _beyond(target: Target, always: bool, share: float, values: dict[str, Any]) -> Message:
    """That no team size reaches a goal; `always`: in some places every incident is late."""
    if target.form.kind == "share":
        allowed = percent(1 - target.form.goal)
        return say("{target}: at least {share} take longer than {limit} even when nobody has to be waited for, and the goal "
                   "allows {allowed}; no team size can fix this",
                   share=percent(share), allowed=allowed, **values)  # fmt: skip
    if always:
        return say("{target}: the limit is {limit}, and the quickest way takes {times}; no team size can fix this", **values)
    return say("{target}: in at least {share} of the runs something takes longer than {limit} even when nobody has to be "
               "waited for; no team size can fix this", share=percent(share), **values)  # fmt: skip


def _beyond_by_ours(target: Target, always: bool, share: float, values: dict[str, Any]) -> Message:
    """The same where a number of ours makes it so."""
    if always:
        return say("{target}: the limit is {limit}, and by numbers that are not the plan's the quickest way takes {times}",
                   **values)  # fmt: skip
    if target.form.kind == "share":
        return say("{target}: by numbers that are not the plan's at least {share} take longer than {limit} even when nobody "
                   "has to be waited for", share=percent(share), **values)  # fmt: skip
    return say("{target}: by numbers that are not the plan's, in at least {share} of the runs something takes longer than "
               "{limit} even when nobody has to be waited for", share=percent(share), **values)  # fmt: skip


def _mean_too_short(paper: Paper, name: str, target: LimitTarget) -> Iterator[Finding]:
    draws = {case: least_between(paper, target, case, "drawn") for case in cases_in(paper, target)}
    means = {case: float(seconds.mean()) for case, seconds in draws.items()}
    mean = mean_at_least(paper, target, lambda case: means.get(case, 0.0))
    if mean <= target.goal * (1 + SURELY):
        return
    values: dict[str, Any] = {
        "target": paper.target(name),
        "limit": limit_in_words(target.within),
        "mean": span(measures.half_up(mean)),
    }
    ours = paper.ours(f"targets.{name}.within", *_parts(paper, target, list(means)))
    clauses = paper.clauses(f"targets.{name}")
    if ours:
        what = say("{target}: the mean is to be {limit}, and by numbers that are not the plan's it is at least {mean} even "
                   "when nobody has to be waited for", **values)  # fmt: skip
        yield Finding("confirm", "below-shortest", ("targets", name), clauses, what, confirm_ours(ours))
        return
    yield Finding(
        "contradiction", "below-shortest", ("targets", name), clauses,
        say("{target}: the mean is to be {limit}, and it is at least {mean} even when nobody has to be waited for; no team "
            "size can fix this", **values),
        say("write a longer limit, or let somebody set out from nearer by"),
    )  # fmt: skip


def _parts(paper: Paper, target: LimitTarget, cases: list[Situation]) -> list[str]:
    """The plan's numbers on which the least times of these cases rest."""
    return sorted({
        part for case in cases for end in target.to.named if reached(paper, target, case, end)
        for part in StepTimes(paper, case, "least").parts(target.from_.named[0], end)
    })  # fmt: skip


def _late(paper: Paper, target: LimitTarget, case: Situation, least: int) -> float:
    """The chance that an incident of a case is late even when nobody has to be waited for: never above what it is."""
    limit = longest(target.within)
    if least > limit:
        return 1.0
    if paper.scenario is not None and any(one.phone_off for one in paper.scenario.disruptions):
        return 0.0  # what is late may then not be judged
    if least_between(paper, target, case, "high")[0] <= limit:
        return 0.0
    seconds = least_between(paper, target, case, "drawn")
    return max(0.0, float((seconds > limit).mean()) - COARSE)


def _places(times: dict[Situation, int], limit: int) -> dict[str | None, int]:
    """The least seconds of each place that are above a limit."""
    found: dict[str | None, int] = {}
    for case, seconds in times.items():
        if seconds > limit:
            found[case.zone] = min(seconds, found.get(case.zone, seconds))
    return found


def _times(paper: Paper, times: dict[str | None, int]) -> Any:
    return listed(
        span(seconds) if zone is None else say("{duration} ({zone})", duration=span(seconds), zone=paper.zone(zone))
        for zone, seconds in times.items()
    )


def short_sums(paper: Paper) -> Iterator[Finding]:
    """A limit for the sum of some steps that is below what they take together at the least."""
    for name, target in paper.plan.targets.items():
        if not isinstance(target, SumTarget):
            continue
        least = {}
        for case in cases_in(paper, target):
            ways, steps = StepTimes(paper, case, "least"), target.summed(paper.plan.procedures[case.kind])
            least[case] = int(sum(ways.takes(step)[0] for step in steps if surely_runs(paper, target, case, step)))
        if too_short := _places(least, target.within):
            ours = paper.ours(f"targets.{name}.within")
            yield Finding(
                "confirm" if ours else "contradiction", "below-shortest", ("targets", name),
                paper.clauses(f"targets.{name}"),
                say("{target}: the limit is {limit}, and what is added up takes {times} at the least",
                    target=paper.target(name), limit=span(target.within), times=_times(paper, too_short)),
                confirm_ours(ours) if ours else say("write a longer limit, or shorter steps"),
            )  # fmt: skip


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
    return not target.scoped or any(_judges(paper, target, case) for case in cases_in(paper, target, True))


def _judges(paper: Paper, target: Target, case: Situation) -> bool:
    if target.judges_all:
        return True
    if not all(any(reached(paper, target, case, end) for end in when.named) for when in target.ends.values()):
        return False
    steps = paper.plan.procedures[case.kind].steps
    if summed := target.summed(paper.plan.procedures[case.kind]):
        return any(runs(paper, target, case, name) for name in summed)
    if target.outcomes:
        return any(name in steps and runs(paper, target, case, name) for name in target.outcomes)
    if target.need in (None, "people"):
        return True
    need, asked = paper.need(target, case.kind), paper.needs(case.kind, case.people)
    return need in asked and runs(paper, target, case, asked[need][0])


def _brought(paper: Paper, target: Target) -> bool:
    kinds = kinds_in(paper, target)
    return not target.scoped or any(source.kind in kinds and source.matches(target.where) for source in paper.sources)


def conflicting_limits(paper: Paper) -> Iterator[Finding]:
    """Two limits for the same thing: in the same scope, or one inside the other."""
    narrower: dict[str, list[str]] = {}
    limits = _limits(paper)
    for (one, a), (other, b) in combinations(limits.items(), 2):
        same_clock = (a.from_, a.to, a.form) == (b.from_, b.to, b.form) and set(kinds_in(paper, a)) & set(kinds_in(paper, b))
        same_hours = (a.hours, a.days) == (b.hours, b.days)
        if not same_clock or not same_hours or a.within == b.within or _readings(paper, one, other):
            continue
        scopes = [_scope(paper, t) for t in (a, b)]
        if not all(scopes[0].get(s, v) & scopes[1].get(s, v) for s, v in (scopes[0] | scopes[1]).items()):
            continue
        ours = [name for name in (one, other) if paper.ours(f"targets.{name}.within")]
        if len(ours) == 2:
            continue  # the plan says neither
        values: dict[str, Any] = {
            "one": paper.target(one), "limit": limit_in_words(a.within),
            "other": paper.target(other), "other_limit": limit_in_words(b.within),
        }  # fmt: skip
        if ours:
            yield Finding(
                "confirm", "two-limits", ("targets", other), _both(paper, one, other),
                say("the same thing is tested with the plan's limit and with one of ours: {one} {limit} and {other} "
                    "{other_limit}", **values),
                say("ask the authors whether the plan means both"),
            )  # fmt: skip
        elif scopes[0] == scopes[1]:
            yield Finding(
                "contradiction", "two-limits", ("targets", other), _both(paper, one, other),
                say("two limits for the same thing: {one} {limit} and {other} {other_limit}", **values),
                say("keep one of them"),
            )  # fmt: skip
        else:
            wide, narrow = (one, other) if _inside(scopes[1], scopes[0]) else (other, one)
            narrower.setdefault(wide, []).append(narrow)
    for wide, inner in narrower.items():
        yield Finding(
            "unclear", "limit-inside-limit", ("targets", wide), _both(paper, wide, *inner),
            say("the same thing is timed by '{wide}' ({limit}) and by {narrow}; the plan does not say which goes first",
                wide=paper.target(wide), limit=limit_in_words(limits[wide].within),
                narrow=listed(say("'{target}' ({limit})", target=paper.target(n), limit=limit_in_words(limits[n].within))
                              for n in inner)),
            say("say which limit goes first; both are tested until then"),
        )  # fmt: skip


def _limits(paper: Paper) -> dict[str, LimitTarget]:
    return {name: target for name, target in paper.plan.targets.items() if isinstance(target, LimitTarget)}


def _scope(paper: Paper, target: Target) -> dict[str, frozenset[str]]:
    return {s: frozenset(v) for s, v in target.where.items() if s != "kind"} | {"kind": frozenset(kinds_in(paper, target))}


def _inside(narrow: dict[str, frozenset[str]], wide: dict[str, frozenset[str]]) -> bool:
    return all(s in narrow and narrow[s] <= v for s, v in wide.items())


def _both(paper: Paper, *targets: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c for t in targets for c in paper.clauses(f"targets.{t}")))


def _readings(paper: Paper, *targets: str) -> bool:
    return any(set(targets) <= set(clause.readings) for clause in paper.plan.clauses.values())


def places_without_limit(paper: Paper) -> Iterator[Finding]:
    """Places that no limit covers, where others are covered by limits of their own."""
    for kind in paper.plan.procedures:
        limits = {name: target for name, target in _limits(paper).items() if kind in kinds_in(paper, target)}
        local = {name: target for name, target in limits.items() if "zone" in target.where}
        clocks = {str(target.to) for target in local.values()}
        if not local or any(str(target.to) in clocks for name, target in limits.items() if name not in local):
            continue
        covered = {zone for target in local.values() for zone in target.where["zone"]}
        left = [zone for zone in paper.zones(kind) if zone is not None and zone not in covered
                and any(_goes_on_in(paper, kind, target, zone) for target in local.values())]  # fmt: skip
        if left:
            yield Finding(
                "gap", "place-without-limit", ("targets", next(iter(local))), _both(paper, *local),
                say("{procedure}: no limit covers {zones}; those written ({targets}) are for other places",
                    procedure=paper.procedure(kind), zones=listed(paper.zone(zone) for zone in left),
                    targets=listed(paper.target(name) for name in local)),
                say("write which limit holds there"),
            )  # fmt: skip


def _goes_on_in(paper: Paper, kind: str, target: Target, zone: str) -> bool:
    """Whether the steps of a target run in a zone as far as their own conditions say."""
    steps = paper.plan.procedures[kind].steps
    return all(zone in steps[step].when.get("zone", [zone]) for step in target.steps if step in steps)


def nested_zones(paper: Paper) -> Iterator[Finding]:
    """Places inside one another with limits of their own: the most specific one wins."""
    groups: dict[tuple[str, str, tuple[str, ...]], dict[str, str]] = {}
    for name, target in _limits(paper).items():
        for zone in target.where.get("zone", []):
            groups.setdefault((str(target.from_), str(target.to), tuple(kinds_in(paper, target))), {}).setdefault(zone, name)
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
        gaps = [((b - a) % measures.DAY, a, b) for a, b in zip(at, [*at[1:], at[0]], strict=True)]
        longest, begin, end = max(gaps)
        usual = sorted(gap for gap, *_ in gaps)[(len(gaps) - 1) // 2]
        if longest > measures.DAY // 2 or (longest >= _OVERDUE * usual and longest > usual):
            yield Finding(
                "gap", "silent-hours", ("duties", name), paper.clauses(f"duties.{name}"),
                say("{duty}: nothing is reported for {gap}, from {begin} to {end}", duty=duty.name or name,
                    gap=span(longest), begin=show_clock(begin), end=show_clock(end)),
                say("add a time in between, or say who reports what happens then"),
            )  # fmt: skip


RULES = (short_limits, short_sums, idle_targets, conflicting_limits, nested_zones, places_without_limit, silent_hours)
