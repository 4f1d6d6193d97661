"""Where people and vehicles start from and how far the places are, as tables and sketches."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import numpy as np

from drillsim.base.language import Message, _, say, text
from drillsim.compiled.answering import ON_THE_MOVE
from drillsim.compiled.names import place_name, pool_name, zone_name
from drillsim.compiled.resize import size_of
from drillsim.compiled.tables import CompiledPlan
from drillsim.draw import figures
from drillsim.judge.evaluate import LATE, NEVER
from drillsim.papers.dossier import Picture, picture, share
from drillsim.plan.plan import Plan
from drillsim.quantities.shown import show_duration
from drillsim.quantities.wording import Series, amount
from drillsim.why.evidence import Evidence

MOST_NAMES = 4  # places in a title


def places(compiled: CompiledPlan, evidence: Evidence | None = None) -> dict[str, Any]:
    """Where the squads start from, how far each zone is and, with plays, how many incidents there missed a limit."""
    plan = compiled.plan
    stationed: dict[str, list[Any]] = defaultdict(list)
    for name, pool in plan.pools.items():
        base = getattr(pool, "base", None)
        if base is not None and pool.kind in ON_THE_MOVE:
            stationed[base].append((name, pool))
    known = plan.travel.places if plan.travel is not None else []
    bases = [base for base in known if base in stationed]
    times = {base: _to_zones(plan, base) for base in bases}
    judged, missed = _by_zone(evidence) if evidence is not None else (Counter(), Counter())
    shares = {z: 1 - missed[z] / judged[z] for z in judged if judged[z]}
    runs = len(evidence.msels) if evidence is not None else 1
    rows = [
        {
            "name": zone_name(compiled, zone),
            "times": [show_duration(times[base][zone]) if zone in times[base] else "–" for base in bases],
            "incidents": amount(judged[index] / runs),
            "share": share(shares.get(index)),
        }
        for index, zone in enumerate(compiled.zones)
    ]
    squads = [
        {
            "base": text(place_name(compiled, base)),
            "pools": [_stationed(pool_name(compiled, name), size_of(pool), pool.outside) for name, pool in stationed[base]],
        }
        for base in bases
    ]
    ours = [base for base in bases if times[base] and any(not pool.outside for _name, pool in stationed[base])]
    maps = [drawn for base in ours if (drawn := _map(compiled, base, times[base], shares)) is not None]
    return {
        "rows": rows,
        "bases": [text(place_name(compiled, base)) for base in bases],
        "squads": squads,
        "pictures": maps[:1] if shares else maps,  # from another base the same places would be hatched
    }


def _to_zones(plan: Plan, base: str) -> dict[str, int]:
    """The zones to which there is a time from a base, there or back, and how long it is."""
    assert plan.travel is not None
    ways = {zone: plan.travel.between(base, zone) for zone in plan.zones}
    return {zone: seconds for zone, seconds in ways.items() if seconds is not None}


def _stationed(name: Any, size: int, outside: bool) -> Message:
    return say("{pool} {n} (outside)", pool=name, n=size) if outside else say("{pool} {n}", pool=name, n=size)


def _by_zone(evidence: Evidence) -> tuple[Counter[int], Counter[int]]:
    """Incidents judged by any target, and of these those with a miss, by zone."""
    judged: dict[tuple[int, int], int] = {}
    missed: set[tuple[int, int]] = set()
    for times in evidence.times.values():
        late = np.isin(times.state, (LATE, NEVER))
        for run, incident, zone, is_late in zip(times.run, times.incident, times.zone, late, strict=True):
            if zone >= 0:
                judged[int(run), int(incident)] = int(zone)
                if is_late:
                    missed.add((int(run), int(incident)))
    return Counter(judged.values()), Counter(judged[key] for key in missed)


def _map(compiled: CompiledPlan, base: str, times: dict[str, int], shares: dict[int, float]) -> Picture | None:
    """How far the places are from a base; with plays only where some of them fare worse than others."""
    name = text(place_name(compiled, base))
    marked = [_place(compiled, zone, seconds, shares) for zone, seconds in times.items()]
    near, far = min(marked, key=lambda place: place.seconds), max(marked, key=lambda place: place.seconds)
    bad = [place for place in marked if place.is_bad]
    if shares and not 0 < len(bad) < len(marked):
        return None
    from_to = {"base": name, "near": show_duration(near.seconds), "far": show_duration(far.seconds)}
    title = _("From {base} it takes {near} to {far}").format(**from_to)
    sentence = say("The usual times on the way from {base}, the nearest place first.", base=name)
    if bad:
        named: Any = Series(tuple(place.name for place in bad))
        if len(bad) > MOST_NAMES:
            named = say("{n} places of {all}", n=len(bad), all=len(marked))
        title = str(say("More than one incident in twenty misses a limit here: {names}", names=named))
        sentence = say(
            "{sentence} Hatched: more than one incident in twenty missed a limit; to the right the share without a miss.",
            sentence=sentence,
        )
    return picture(figures.ways(_("usual time on the way"), marked), title, sentence, f"m{compiled.places.index(base)}")


def _place(compiled: CompiledPlan, zone: str, seconds: int, shares: dict[int, float]) -> figures.Place:
    found = shares.get(compiled.zones.index(zone))
    return figures.Place(text(zone_name(compiled, zone)), seconds, found, "" if found is None else share(found))
