"""Disruptions of a scenario as causes: when each of them came, and event lists without it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from drillsim.compiled.event_list import ABSENT, PHONE, ROAD, Msel
from drillsim.compiled.tables import CompiledPlan, Ints
from drillsim.deck.deck import disruption_row
from drillsim.plan.scenario import Disruption, Scenario


@dataclass(frozen=True)
class Disrupted:
    """A disruption that came in some plays.

    `row` as in `Msel.disruption`: kind, pool, base, zone, amount, from, until. `written` is what the scenario
    says of it; None where the scenario does not have it (an event list can be edited).
    """

    row: tuple[int, ...]
    written: Disruption | None = field(default=None, compare=False)

    @property
    def span(self) -> tuple[int, int]:
        """Its first second and the one after its last."""
        return self.row[5], self.row[6]


def came(compiled: CompiledPlan, msels: Iterable[Msel], scenario: Scenario | None) -> dict[Disrupted, list[int]]:
    """Each disruption with the plays (from 0) in which it came, in order of their beginning."""
    written = {disruption_row(one, compiled, scenario): one for one in scenario.disruptions} if scenario else {}
    plays: dict[tuple[int, ...], list[int]] = {}
    for play, msel in enumerate(msels):
        for row in dict.fromkeys(map(tuple, msel.disruption.tolist())):
            plays.setdefault(row, []).append(play)
    return {Disrupted(row, written.get(row)): plays[row] for row in sorted(plays, key=lambda row: (row[5:], row))}


def sorts(scenario: Scenario, once: Msel | None = None) -> frozenset[int]:
    """The sorts of disruption of a scenario, or of an event list that is played in its place."""
    if once is not None:
        return frozenset(once.disruption[:, 0].tolist())
    sort = {"phone_off": PHONE, "road_slow": ROAD, "weather": ROAD}
    return frozenset(sort.get(one.kind, ABSENT) for one in scenario.disruptions)


def without(msel: Msel, one: Disrupted) -> Msel:
    """The same event list, had this not gone wrong."""
    return msel._replace(disruption=msel.disruption[(msel.disruption != np.array(one.row)).any(axis=1)])


def likeliest(disruptions: Mapping[Disrupted, list[int]], play: Ints, begin: Ints, end: Ints, most: int) -> list[Disrupted]:
    """The disruptions that may have cost most: those during which, or as long again after which, most was missed.

    `play`, `begin` and `end` say of every miss in which play it was and from when to when it lasted.
    """

    def near(one: Disrupted) -> int:
        first, last = one.span
        here = (begin < 2 * last - first) & (end > first) & np.isin(play, disruptions[one])
        return int(here.sum())

    chosen = sorted(disruptions, key=near, reverse=True)[:most] if len(disruptions) > most else disruptions
    return [one for one in disruptions if one in chosen]
