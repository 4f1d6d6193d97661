"""What share of a target's incidents is missed whatever the team: so that no promise is said to be beyond reach that is not.

A case (a kind of incident, a place, a head-count) has a chance of being missed that no staff can
lower. What that makes of the target depends on its form, and on how many incidents are of which
case. Where the scenario does not say how many, the best of the cases counts: no more is claimed
than holds for any mixture of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from math import exp, inf

import numpy as np

from drillsim.check.findings.cases import Situation, cases_in, runs, surely_runs
from drillsim.check.findings.paper import Paper
from drillsim.deck.sources import mean_arrivals
from drillsim.plan.distributions import HeadCount, quantile
from drillsim.plan.procedures import Duty
from drillsim.plan.scenario import Scenario, Window
from drillsim.plan.targets import Target
from drillsim.quantities import measures

Chance = Callable[[Situation], float]

SURELY = 0.02  # a share must pass the goal by so much: what is close to it is left to the play
_EVENLY = (np.arange(2000) + 0.5) / 2000  # probabilities at which head-counts are looked at


@dataclass(frozen=True)
class Inflow:
    """Incidents of one kind that one stream, duty or inject brings.

    `cases` are the shares of its incidents in the scope of a target (none: no one knows), `inside` the share
    that is in scope at all. `number` is how many come in a run on average (none: no one knows); at the
    least `arrivals` of them come independently of each other, at fixed times or at random (`drawn`).
    """

    kind: str
    cases: dict[Situation, float] | None = None
    inside: float = 0.0
    forgiven: float = 1.0
    number: float | None = None
    arrivals: float = 0.0
    drawn: bool = False
    at_most: float = inf


def inflows(paper: Paper, target: Target, kinds: Iterable[str]) -> Iterator[Inflow]:
    """What brings incidents of these kinds that the target may judge; nothing without a scenario."""
    wanted = set(kinds)
    if paper.scenario is None:
        return
    for duty in paper.plan.duties.values():
        if duty.procedure in wanted:
            yield _of_duty(paper, target, duty, paper.scenario.window)
    for name, stream in paper.scenario.streams.items():
        if stream.kind in wanted:
            yield _of_stream(paper, target, name, paper.scenario)
    for inject in paper.scenario.injects:
        if inject.kind in wanted:
            given = {name: {word: 1.0} for name, word in inject.attributes.items()}
            yield _inflow(paper, target, inject.kind, {inject.zone: 1.0}, inject.people, given)
    for name, trigger in paper.plan.triggers.items():
        if trigger.procedure in wanted and name not in paper.idle_triggers:
            yield Inflow(trigger.procedure)


def _of_duty(paper: Paper, target: Target, duty: Duty, window: Window) -> Inflow:
    zones: dict[str | None, float] = {duty.zone: 1.0}
    values = [""]
    given = {name: {word: 1.0} for name, word in duty.attributes.items()}
    if duty.each == "zone":
        values, zones = list(paper.plan.zones), dict.fromkeys(paper.plan.zones, 1.0)
    elif duty.each is not None:
        values = paper.plan.attributes[duty.each]
        given[duty.each] = dict.fromkeys(values, 1 / len(values))
    times = len(window.moments(duty.at, duty.falls_on, paper.calendar)) * len(values)
    return replace(_inflow(paper, target, duty.procedure, zones, 1, given), number=times, arrivals=times)


def _of_stream(paper: Paper, target: Target, name: str, scenario: Scenario) -> Inflow:
    stream = scenario.streams[name]
    weights = stream.zone if isinstance(stream.zone, dict) else {stream.zone: 1.0}
    zones: dict[str | None, float] = dict(weights.items())
    given = {name: dict(v) if isinstance(v, dict) else {v: 1.0} for name, v in stream.attributes.items()}
    found = _inflow(paper, target, stream.kind, zones, stream.people, given)
    batch = max(1.0, float(quantile(stream.batch, _EVENLY).mean()))
    if stream.rate is None:
        number = arrivals = float(len(scenario.window.moments(stream.at, stream.falls_on, paper.calendar)))
    else:
        number = float(mean_arrivals(scenario, name, paper.calendar)[1][-1])
        arrivals = number / batch
    is_plain = stream.batch == 1 and stream.at_most is None
    most = inf if stream.at_most is None else stream.at_most if stream.batch == 1 else 1
    return replace(
        found, number=number if is_plain else None, arrivals=arrivals, drawn=stream.rate is not None, at_most=most
    )


def _inflow(
    paper: Paper, target: Target, kind: str, zones: dict[str | None, float], people: HeadCount,
    attributes: dict[str, dict[str, float]],
) -> Inflow:  # fmt: skip
    """A single incident as the scope of a target sees it."""
    inside, counted_against = 1.0, 1.0
    for name, values in paper.plan.attributes.items():
        shares = attributes.get(name, {values[0]: 1.0})
        asked_for = {value: share for value, share in shares.items() if value in target.where.get(name, values)}
        inside *= (within := sum(asked_for.values()))
        if within:
            counted_against *= 1 - sum(asked_for.get(value, 0) for value in target.excused.get(name, ())) / within
    if {"zone", "people"} & set(target.excused):
        counted_against = 0.0  # no one is asked to work that out
    heads = np.maximum(1, np.floor(quantile(people, _EVENLY) + 0.5))
    asked = [measures.people(text) for text in target.where.get("people", [f"1..{measures.NO_LIMIT}"])]
    counted = np.logical_or.reduce([(low <= heads) & (heads <= high) for low, high in asked])
    whole = sum(zones.values())
    cases: dict[Situation, float] = {}
    for zone, weight in zones.items():
        for low, high in paper.ranges(kind):
            share = weight / whole * float((counted & (low <= heads) & (heads <= high)).mean())
            if share > 0 and zone in target.where.get("zone", [zone]):
                cases[Situation(kind, zone, low)] = cases.get(Situation(kind, zone, low), 0.0) + share
    inside *= sum(cases.values())
    return Inflow(kind, cases, inside, 1 - max(0.0, counted_against), number=1, arrivals=1)


def beyond_reach(paper: Paper, target: Target, missed: Chance) -> float | None:
    """The share of its incidents that a target misses at least, however many people there are, if that breaks it.

    `missed` is the chance of a case to be missed all the same. For `every` it is the share of runs with such a
    miss. None where the goal allows it, or where no one can know.
    """
    if target.form.kind == "mean" or not any(missed(case) for case in cases_in(paper, target)):
        return None
    share = _runs_missed(paper, target, missed) if target.form.kind == "every" else _share_missed(paper, target, missed)
    return share if share > 1 - target.form.goal + (0 if share == 1 else SURELY) else None


def _share_missed(paper: Paper, target: Target, missed: Chance) -> float:
    """The share of the incidents judged that is missed, at least: of any mixture where the mixture is not known.

    An excused miss is not judged, while what is on time always is.
    """
    if target.excused and paper.scenario is None:
        return 0.0

    def judged(case: Situation, forgiven: float) -> float:
        return 1 - forgiven * missed(case)

    def counts(case: Situation, forgiven: float) -> float:
        return (1 - forgiven) * missed(case)

    return _mixed(paper, target, counts, judged)


def mean_at_least(paper: Paper, target: Target, value: Chance) -> float:
    """The mean over the incidents of a target of what `value` says of each case at least."""
    if target.excused and paper.scenario is None:
        return 0.0
    return _mixed(paper, target, lambda case, forgiven: value(case) if forgiven == 0 else 0.0, lambda _case, _forgiven: 1.0)


def _mixed(
    paper: Paper, target: Target, value: Callable[[Situation, float], float], judged: Callable[[Situation, float], float]
) -> float:  # fmt: skip
    """The sum of `value` over the sum of `judged` in all incidents of a target, at least."""
    cases = {case: None for case in cases_in(paper, target) if _can_be_judged(paper, target, case)}
    if not cases:
        return 0.0

    def of_any(some: Iterable[Situation], forgiven: float) -> float:
        return min((value(case, forgiven) / judged(case, forgiven) if judged(case, forgiven) else 0.0) for case in some)

    known: list[tuple[float, float]] = []  # sums of value and judged
    least, brought = inf, False
    for flow in inflows(paper, target, {case.kind for case in cases}):
        shares = {case: share for case, share in (flow.cases or {}).items() if case in cases}
        if flow.cases is not None and (not shares or flow.inside == 0):
            continue  # it brings nothing of this scope
        brought = True
        if flow.cases is None or not _alike(paper, target, list(shares)):
            of_kind = [case for case in cases if case.kind == flow.kind]
            least = min(least, of_any(of_kind if flow.cases is None else shares, flow.forgiven))
            continue
        sums = [sum(share * of(case, flow.forgiven) for case, share in shares.items()) for of in (value, judged)]
        if flow.number is None or not all(_surely_judged(paper, target, case) for case in shares):
            least = min(least, sums[0] / sums[1] if sums[1] else 0.0)
        else:
            scale = flow.number * flow.inside / sum(flow.cases.values())
            known.append((scale * sums[0], scale * sums[1]))
    if total := sum(number for _, number in known):
        least = min(least, sum(number for number, _ in known) / total)
    if paper.scenario is None:
        return of_any(cases, 0.0)
    return least if brought and least < inf else 0.0


def _runs_missed(paper: Paper, target: Target, missed: Chance) -> float:
    """The share of runs in which something is missed, at least; without a scenario, 1 if some case always is."""
    cases = {case: None for case in cases_in(paper, target) if _can_be_judged(paper, target, case)}
    if paper.scenario is None:
        return float(any(missed(case) == 1 for case in cases) and not target.excused)
    least = min(map(missed, cases), default=0.0)  # of a run in which anything is judged at all
    if target.excused and least < 1:
        least = 0.0
    kept = 1.0
    for flow in inflows(paper, target, {case.kind for case in cases}):
        if flow.cases is None or flow.inside == 0:
            continue
        sure = [case for case in flow.cases if case in cases and _surely_judged(paper, target, case)]
        scale = (1 - flow.forgiven) * flow.inside / sum(flow.cases.values())
        kept *= _none(scale * sum(flow.cases[case] * missed(case) for case in sure), flow)
    return max(least, 1 - kept)


def _none(chance: float, flow: Inflow) -> float:
    """The chance that none of the independent arrivals of a run is hit, each with this chance: at most so much."""
    if chance <= 0:
        return 1.0
    if not flow.drawn:
        return float((1 - min(chance, 1)) ** min(flow.arrivals, flow.at_most))
    if flow.at_most == inf:
        return exp(-flow.arrivals * chance)
    none, probability = 0.0, exp(-flow.arrivals)
    left, n = 1.0, 0
    while n < flow.at_most and left > 1e-12:
        none += probability * (1 - chance) ** n
        left -= probability
        n += 1
        probability *= flow.arrivals / n
    return min(1.0, none + max(0.0, left) * (1 - chance) ** n)


def _read(target: Target, paper: Paper, kind: str) -> set[str]:
    """The steps on which it depends whether a target judges an incident."""
    steps, need = paper.plan.procedures[kind].steps, paper.need(target, kind)
    named = {step for step in target.steps if step in steps}
    named |= {name for name, step in steps.items() if need in step.asked}
    return named.union(*(paper.ancestors[kind][step] for step in named))


def _can_be_judged(paper: Paper, target: Target, case: Situation) -> bool:
    steps = paper.plan.procedures[case.kind].steps
    named = [step for step in target.steps if step in steps]
    first = any(when.first for key, when in target.ends.items() if key == "to")
    return (any if first else all)(runs(paper, target, case, step) for step in named) if named else True


def _alike(paper: Paper, target: Target, cases: list[Situation]) -> bool:
    """Whether the same steps can run in all these cases, so that each is judged equally often."""
    return len({tuple(runs(paper, target, case, s) for s in sorted(_read(target, paper, case.kind))) for case in cases}) <= 1


def _surely_judged(paper: Paper, target: Target, case: Situation) -> bool:
    """Whether nothing can keep an incident of this case from being judged."""
    steps = paper.plan.procedures[case.kind].steps
    for when in target.ends.values():
        if when.steps:
            sure = [surely_runs(paper, target, case, name) and not steps[name].calls for name in when.steps if name in steps]
            if not (any if when.first else all)(sure):
                return False
    asking = paper.needs(case.kind, case.people).get(paper.need(target, case.kind) or "")
    return all(name not in steps or surely_runs(paper, target, case, name) for name in target.outcomes) and (
        asking is None or surely_runs(paper, target, case, asking[0])
    )
