"""What the documents say, as sentences: each follows from a figure of the run or a line of its files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from drillsim.base.language import Message, say
from drillsim.compiled.log import OPEN
from drillsim.compiled.names import asked_name, kind_name, pool_name, zone_name
from drillsim.compiled.resize import size_of
from drillsim.judge.evaluate import LATE, MISSED, NEVER, Gauge
from drillsim.judge.result import TargetResult
from drillsim.papers.dossier import Dossier
from drillsim.quantities.shown import show_moment
from drillsim.quantities.wording import About, Series, amount
from drillsim.say.certainty import ceilings, certainty, flips
from drillsim.say.charges import Charge
from drillsim.say.clauses import target_lines
from drillsim.say.disruptions import disruption_words
from drillsim.say.objectives import objectives as plan_objectives
from drillsim.say.promise import clause_words
from drillsim.say.sizing import headline, left_out, licence, sizes_words
from drillsim.say.stages import STAGES
from drillsim.say.verdicts import estimate_words, judged_words
from drillsim.why.attribution import Paths, Ways
from drillsim.why.causes import Cause

MOST_MISSES = 40  # listed; the rest is counted
MOST_SPARE = 5  # sentences on squads and vehicles that were never all out
ELEMENTS = {
    "planning": say("planning"),
    "organisation": say("organisation"),
    "equipment": say("equipment"),
    "training": say("training"),
    "exercise": say("exercise"),
}


@dataclass(frozen=True)
class JudgedObjective:
    """An objective of the plan with what was found of its targets."""

    capability: Any
    words: Message
    kinds: tuple[int, ...]
    found: tuple[TargetResult, ...]


def objectives(case: Dossier) -> list[JudgedObjective]:
    """What the exercise tests, with what was found of it."""
    found = {one.id: one for one in case.result.targets}
    return [
        JudgedObjective(one.name, one.words, one.kinds, tuple(found[name] for name in one.targets))
        for one in plan_objectives(case.compiled, case.evidence.gauges)
    ]


def estimate(case: Dossier, found: TargetResult) -> Message:
    """What was found of a target."""
    return estimate_words(case.plan.targets[found.id], found)


def spare(case: Dossier) -> list[Message]:
    """Squads and vehicles of which some were always left."""
    short = {cause.pool for _found, why in case.missed for cause in why.causes}
    found = [
        say("Never more than {peak} of {size} of '{pool}' were in use at once.", peak=load.peak, size=size,
            pool=pool_name(case.compiled, load.pool))
        for load in case.explanation.loads
        if not load.outside and load.pool not in short and load.kind in ("squad", "vehicle")
        and 0 < load.peak < (size := size_of(case.plan.pools[load.pool]))
    ]  # fmt: skip
    return found[:MOST_SPARE]


def reference(case: Dossier, target: str) -> list[Message]:
    """The clauses that a target rests on, in the plan's own words where these are given."""
    return target_lines(case.plan, target) or [clause_words(case.plan.targets[target]) or say("no clause")]


def sized(case: Dossier) -> list[Message]:
    """What sizing found, where it was run: the smallest plan, how it stands to the plan as it is, how sure that is."""
    if (answer := case.sizing) is None:
        return []
    now = tuple(answer.now.values())
    found = [say("{answer} Now: {sizes}.", answer=headline(answer), sizes=sizes_words(answer, now))]
    closing = [licence()] if answer.sizing.winner is not None else ceilings(answer)
    return [*found, *filter(None, [flips(answer)]), *certainty(answer)[:1], *filter(None, [left_out(answer)]), *closing]


def settle(case: Dossier, charge: Charge) -> tuple[Message, str]:
    """What is to be settled about a cause where nothing that was played helps, and which element of a capability it is."""
    cause = charge.cause
    match cause.about:
        case "road":
            return say("Change the limit, the base or the way: staff and vehicles do not shorten a road."), "planning"
        case "rule":
            return say("Settle who decides, and by when, and practise it."), "exercise"
        case "disruption" if cause.disruption is not None:
            what = say("Settle beforehand what is done, and what stands in, when this happens: {what}.",
                       what=disruption_words(case.compiled, cause.disruption))  # fmt: skip
            return what, "planning"
        case "pool":
            return _more_of(case, cause)
        case "several":
            return say("Review these together: more of one of them alone changes nothing."), "organisation"
        case _ if charge.stage in STAGES:
            return say("Shorten {stage}, begin it earlier, or write another limit.", stage=STAGES[charge.stage]), "exercise"
    return say("Change the promise or the steps: more people do not mend it."), "planning"


def _more_of(case: Dossier, cause: Cause) -> tuple[Message, str]:
    """What to do about a pool that is short."""
    pool, name = case.plan.pools[cause.pool], pool_name(case.compiled, cause.pool)
    if pool.outside:
        return say("Agree with '{pool}' (outside unit) on what it can promise.", pool=name), "organisation"
    if pool.kind == "post" and pool.also and cause.manner in ("same", "busy", "several"):
        return say("Name a stand-in for each of the posts of '{pool}'.", pool=name), "organisation"
    if pool.kind == "fund":
        return say("Provide more money in '{pool}', or say who may promise what when it is used up.", pool=name), "planning"
    element = "organisation" if pool.kind in ("squad", "post") else "equipment"
    match cause.manner:
        case "off":
            return say("Extend the hours of '{pool}', or settle who stands in outside them.", pool=name), "organisation"
        case "call_in":
            return say("Keep more of '{pool}' on duty, or call them in earlier.", pool=name), "organisation"
        case "same":
            return say("Let '{pool}' go earlier in the steps, or name another for the later one.", pool=name), "planning"
        case "kept":
            return say("Provide more of '{pool}', or settle for whom it need not be kept.", pool=name), "planning"
        case "best":
            return say("Settle from when on another one will do, or provide more of '{pool}'.", pool=name), "planning"
        case "turned":
            return say("Settle from which incidents '{pool}' may be turned away, or provide more.", pool=name), "planning"
        case "few":
            return say("Ask for fewer of '{pool}', or provide more.", pool=name), element
    return say("Provide more of '{pool}', or settle what stands in for it.", pool=name), element


@dataclass(frozen=True)
class Miss:
    """One miss in the runs looked at."""

    run: int
    incident: int | None
    target: str
    when: str
    what: Any
    judged: Message
    stage: Any
    squad: Any


def misses(case: Dossier, most: int = MOST_MISSES) -> tuple[list[Miss], int]:
    """The worst misses of the runs looked at (never reached first, then the longest over the limit), and the number of all.

    As many of each promise as there is room for, so that one promise does not hide the others.
    """
    found: list[tuple[int, float, int, int, int, int]] = []
    for at, gauge in enumerate(case.evidence.gauges):
        times = case.evidence.times[gauge.name]
        missed = np.isin(times.state, MISSED)
        columns = (times.seconds, times.state, times.run, times.incident, times.allowed)
        for seconds, state, run, incident, allowed in zip(*(column[missed].tolist() for column in columns), strict=True):
            over = seconds / max(allowed, 1) if allowed >= 0 and state == LATE else 0.0
            found.append((at, -(float("inf") if state == NEVER else over), run, incident, state, seconds))
    found.sort()
    room = max(1, most // max(1, len({row[0] for row in found})))
    chosen = [row for at, row in enumerate(found) if at < room or found[at - room][0] != row[0]]
    ways, paths = Ways(case.compiled), {}
    listed = []
    for at, _worst, run, number, state, seconds in chosen[:most]:
        if run not in paths:
            paths[run] = Paths(ways, case.evidence.msels[run - 1], case.evidence.logs[run - 1])
        listed.append(_miss(case, paths[run], case.evidence.gauges[at], run, number, state, seconds))
    return listed, len(found)


def _miss(case: Dossier, paths: Paths, gauge: Gauge, run: int, number: int, state: int, seconds: int) -> Miss:
    compiled, target = case.compiled, case.plan.targets[gauge.name]
    judged = judged_words(case.plan, target, state, seconds)
    if not gauge.per_incident:
        return Miss(run, None, gauge.name, "", gauge.occasion(number - 1), judged, "–", "–")
    incident, msel = number - 1, paths.msel
    kind = int(msel.kind[incident])
    zone = int(msel.attribute[incident, 0])
    place = zone_name(compiled, compiled.zones[zone]) if zone >= 0 else "–"
    stage: Any = "–"
    squad: Any = _squads(case, paths, incident)
    if any(clock.kind == kind for clock in gauge.clocks):
        spent = paths.breakdown(gauge, incident)
        if spent.stages:
            worst = max(spent.stages, key=lambda name: spent.stages[name])
            stage = say("{stage} {time}", stage=STAGES[worst], time=About(float(spent.stages[worst])))
        if spent.asked:
            most = max(spent.asked, key=lambda name: spent.asked[name])
            squad = say("waited for {who}", who=asked_name(compiled, most))
    when = show_moment(compiled.start, int(msel.time[incident]))[:16]
    what = say("{kind}, {zone}", kind=kind_name(compiled, kind), zone=place)
    return Miss(run, number, gauge.name, when, what, judged, stage, squad)


def _squads(case: Dossier, paths: Paths, incident: int) -> Any:
    """The squads that an incident had, else everybody that it had."""
    msel, log, compiled = paths.msel, paths.log, case.compiled
    first = int(msel.slot_first[incident])
    slots = range(first, first + len(compiled.slots[int(msel.variant[incident])]))
    pools = dict.fromkeys(compiled.pools[int(log.hold_pool[slot])] for slot in slots if log.hold_taken[slot] != OPEN)
    squads = [name for name in pools if case.plan.pools[name].kind == "squad"] or list(pools)
    return Series(tuple(pool_name(compiled, name) for name in squads[:3])) if squads else "–"


def kinds_played(case: Dossier) -> list[tuple[Any, str, str]]:
    """By procedure: incidents in the runs looked at, and their mean number per run; routine duties are told apart."""
    return _played(case, duties=False)


def duties_played(case: Dossier) -> list[tuple[Any, str, str]]:
    """The same of routine duties."""
    return _played(case, duties=True)


def _played(case: Dossier, duties: bool) -> list[tuple[Any, str, str]]:
    counts = Counter[int]()
    for msel in case.evidence.msels:
        counts.update(msel.kind[case.deck.duties(msel) == duties].tolist())
    runs = len(case.evidence.msels)
    return [(kind_name(case.compiled, kind), f"{n:,}", amount(n / runs)) for kind, n in sorted(counts.items())]


def by_how_much(case: Dossier, found: TargetResult) -> Message:
    """By how much a target is met or missed: the figures, and of late incidents the time beyond the limit."""
    times = case.evidence.times[found.id]
    late = times.over[times.state == LATE]
    beyond = late[late > 0] if case.plan.targets[found.id].measured else late[:0]
    if not len(beyond):
        return estimate(case, found)
    return say(
        "{estimate}; late: {n} in the runs looked at, half of them by {half} or more, the latest by {most}",
        estimate=estimate(case, found), n=f"{len(beyond):,}", half=About(float(np.median(beyond))),
        most=About(float(beyond.max())),
    )  # fmt: skip
