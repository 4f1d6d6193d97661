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
            "mark": "" if index not in shares else "√" if shares[index] >= 0.95 else "×",
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
    ours = [base for base in bases if any(not pool.outside for _name, pool in stationed[base])]
    return {
        "rows": rows,
        "bases": [text(place_name(compiled, base)) for base in bases],
        "squads": squads,
        "pictures": [_map(compiled, base, times[base], shares) for base in ours if times[base]],
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


def _map(compiled: CompiledPlan, base: str, times: dict[str, int], shares: dict[int, float]) -> Picture:
    name = text(place_name(compiled, base))
    marked = [
        figures.Place(text(zone_name(compiled, zone)), seconds, shares.get(compiled.zones.index(zone)))
        for zone, seconds in times.items()
    ]
    near, far = min(times.values()), max(times.values())
    bad = [place.name for place in marked if place.share is not None and place.share < 0.95]
    sentence = say(
        "From {base} the zones lie {near} to {far} away.", base=name, near=show_duration(near), far=show_duration(far)
    )
    if bad:
        named = str(Series(tuple(bad[:8]))) + (" …" if len(bad) > 8 else "")
        sentence = say(
            "{sentence} Crosses mark the {n} where more than one incident in twenty missed a limit: {names}.",
            sentence=sentence, n=len(bad), names=named,
        )  # fmt: skip
    title = _("Travel times from {base}").format(base=name)
    return picture(figures.zone_map(name, marked), title, sentence, f"m{compiled.places.index(base)}")
