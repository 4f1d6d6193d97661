"""Where anything can be, and how long it usually takes from one place to another."""

from __future__ import annotations

import numpy as np

from drillsim.compiled.tables import NOWHERE, Ints
from drillsim.plan.plan import Plan


def places_of(plan: Plan) -> list[str]:
    """Where anything can be: the zones, then whatever else is a base or a destination of a way."""
    return list(dict.fromkeys([*plan.zones, *(plan.travel.places if plan.travel else ())]))


def usual_ways(plan: Plan, places: list[str]) -> Ints:
    """Usual seconds from place to place (G, G); what is given in one direction holds in the other, NOWHERE if in neither."""
    found = np.full((len(places), len(places)), NOWHERE, np.int64)
    np.fill_diagonal(found, 0)
    number = {place: k for k, place in enumerate(places)}
    ways = plan.travel.times if plan.travel else {}
    legs = [(number[origin], number[end], seconds) for origin, ends in ways.items() for end, seconds in ends.items()]
    for origin, end, seconds in legs:
        found[end, origin] = seconds
    for origin, end, seconds in legs:
        found[origin, end] = seconds
    return found
