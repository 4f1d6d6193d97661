"""Districts whose units help each other out, against the exact solution of their Markov chain.

R. C. Larson, A hypercube queuing model for facility location and redistricting in urban emergency services, Computers
& Operations Research 1 (1974): a unit is busy or free, a call goes to the first free one in its zone's order of
preference, and if none is free it is lost to somebody else, or waits. Here a unit's mean time depends on where it comes
from and where it goes, as that of real units does: its service is the way there, in some cases work and the way back as
well, each of them exponential. How near is near enough is told in `test_theory.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pytest
from plans import Drill, drill
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve
from test_theory import DAY, HOUR, agree, erlang_b, erlang_c, estimates

from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import OPEN, Log

# ---- the exact solution ------------------------------------------------------------------------------

Phases = tuple[float, ...]  # rates of what a unit has still to do, one after the other; empty for one that is free


@dataclass(frozen=True)
class Chain:
    """Units that serve zones, with the long-run probability of each of their states."""

    phases: Mapping[tuple[int, int], Phases]  # by unit and zone, an hour
    calls: tuple[float, ...]  # an hour, by zone
    order: tuple[tuple[int, ...], ...]  # the units in their order of preference, by zone
    room: int  # how many calls may wait; further ones are lost

    @cached_property
    def solved(self) -> tuple[dict[Any, int], np.ndarray, list[tuple[int, float, int, int]]]:
        """The number of each state; their probabilities; from which of them which unit is sent where, how often an hour."""
        zones, rate = range(len(self.calls)), sum(self.calls)
        start: tuple[tuple[Phases, ...], int] = (((),) * len(self.order[0]), 0)
        number, found = {start: 0}, [start]
        flows, sent = [], []

        def goes(state: Any, often: float, units: tuple[Phases, ...], waiting: int, unit: int, phases: Phases) -> None:
            after = ((*units[:unit], phases, *units[unit + 1 :]), waiting)
            if after not in number:
                number[after] = len(found)
                found.append(after)
            flows.append((number[state], number[after], often))

        for state in found:  # grows meanwhile
            units, waiting = state
            for zone in zones:
                free = next((unit for unit in self.order[zone] if not units[unit]), None)
                if free is not None:
                    goes(state, self.calls[zone], units, 0, free, self.phases[free, zone])
                    sent.append((number[state], self.calls[zone], free, zone))
                elif waiting < self.room:
                    goes(state, self.calls[zone], units, waiting + 1, 0, units[0])
            for unit, doing in enumerate(units):
                if len(doing) > 1 or (doing and not waiting):
                    goes(state, doing[0], units, waiting, unit, doing[1:])
                elif doing:  # who waited longest is next, from whichever zone
                    for zone in zones:
                        often = doing[0] * self.calls[zone] / rate
                        goes(state, often, units, waiting - 1, unit, self.phases[unit, zone])
                        sent.append((number[state], often, unit, zone))
        # What comes to a state goes from it; in place of the balance of the first, which follows, all adds up to 1.
        entries = [(to, origin, often) for origin, to, often in flows if to]
        entries += [(origin, origin, -often) for origin, _, often in flows if origin]
        entries += [(0, state, 1.0) for state in range(len(found))]
        row, column, value = zip(*entries, strict=True)
        balance = coo_matrix((value, (row, column)), shape=(len(found),) * 2).tocsc()
        return number, spsolve(balance, np.eye(len(found), 1).ravel()), sent

    def figures(self, ways: np.ndarray) -> dict[str, float]:
        """How busy each unit is, how many calls are lost and how long they wait; and the mean way (U×Z) to the others."""
        number, probability, sent = self.solved
        states = list(number)
        found = {
            f"unit {unit} is busy": sum(p for (units, _), p in zip(states, probability, strict=True) if units[unit])
            for unit in range(len(self.order[0]))
        }
        served = sum(probability[state] * often for state, often, _, _ in sent)
        found["mean way"] = sum(probability[state] * often * ways[u, z] for state, often, u, z in sent) / served
        if self.room:
            found["mean wait"] = sum(p * waiting for (_, waiting), p in zip(states, probability, strict=True)) / served
        else:
            found["share lost"] = 1 - served / sum(self.calls)
        return found


def test_equal_units_lose_as_erlang_b_and_wait_as_erlang_c_say() -> None:
    orders = tuple(itertools.permutations(range(3)))
    equal = {(unit, zone): (1.0,) for unit in range(3) for zone in range(6)}
    ways = np.full((3, 6), 1.0)
    lost, queue = (Chain(equal, (2 / 6,) * 6, orders, room).figures(ways) for room in (0, 120))
    assert lost["share lost"] == pytest.approx(erlang_b(3, 2))
    assert queue["mean wait"] == pytest.approx(erlang_c(3, 2))
    assert [queue[f"unit {unit} is busy"] for unit in range(3)] == pytest.approx([2 / 3] * 3)


def test_two_unequal_units_by_hand() -> None:
    """A call an hour, which asks unit 0 (half an hour each) first, then unit 1 (an hour each)."""
    found = Chain({(0, 0): (2.0,), (1, 0): (1.0,)}, (1.0,), ((0, 1),), 0).figures(np.array([[0.5], [1.0]]))
    # both free f, only 0 busy a, only 1 busy b, both c: f = 2 a + b, 3 a = f + c, 2 b = 2 c;
    # so b = c, f = 2 a + c, a = 2 c, f = 5 c, and 5 c + 2 c + c + c = 1
    assert found["unit 0 is busy"] == pytest.approx(3 / 9)
    assert found["unit 1 is busy"] == pytest.approx(2 / 9)
    assert found["share lost"] == pytest.approx(1 / 9)
    assert found["mean way"] == pytest.approx((6 / 9 * 0.5 + 2 / 9 * 1) / (8 / 9))


# ---- the same in the language of plans ---------------------------------------------------------------

UNITS = [f"unit_{unit}" for unit in range(5)]
ZONES = ["east", "south", "west", "north"]


@dataclass(frozen=True)
class Town:
    """Usual ways in hours (U×Z), calls an hour by zone, hours of work at the scene (0 for none, and no way back).

    `order` names the units to be asked first, by zone; without it those go that are there soonest.
    """

    ways: tuple[tuple[float, ...], ...]
    calls: tuple[float, ...]
    order: tuple[tuple[int, ...], ...] = ()
    work: float = 0
    waits: bool = False

    def chain(self) -> Chain:
        units, zones = range(len(self.ways)), range(len(self.calls))
        soonest = tuple(tuple(sorted(units, key=lambda unit: self.ways[unit][zone])) for zone in zones)
        order = tuple(
            (*first, *(unit for unit in by_way if unit not in first))
            for first, by_way in itertools.zip_longest(self.order, soonest, fillvalue=())
        )
        phases = {(u, z): (1 / self.ways[u][z],) for u in units for z in zones}
        if self.work:
            phases = {of: (there, 1 / self.work, there) for of, (there,) in phases.items()}
        return Chain(phases, self.calls, order, 150 if self.waits else 0)

    def drill(self, days: int) -> Drill:
        units, zones = UNITS[: len(self.ways)], ZONES[: len(self.calls)]
        pools: dict[str, Any] = {unit: {"staff": 1, "counts_as": "unit", "base": f"base_of_{unit}"} for unit in units}
        if not self.waits:
            pools["others"] = {"staff": 10_000, "backs_up": units}
        procedures = {}
        for zone, first in itertools.zip_longest(zones, self.order, fillvalue=()):
            need = {"of": "unit", "count": 1, "first": [UNITS[unit] for unit in first]}
            go = {"takes": "travel", "who": "crew", "needs": {"crew": need}, "keep": {"crew": "work" if self.work else "go"}}
            work = {"after": "go", "takes": {"exponential": f"{self.work} h"}, "way_back": "crew"}
            procedures[zone] = {"steps": {"go": go, "work": work} if self.work else {"go": go}}
        times = {
            f"base_of_{unit}": {zone: f"{round(hours * HOUR)} s" for zone, hours in zip(zones, ways, strict=True)}
            for unit, ways in zip(units, self.ways, strict=True)
        }
        return drill(
            pools,
            zones=dict.fromkeys(zones),
            travel={"times": times},
            varies={"travel": {"exponential": 1}},
            procedures=procedures,
            streams={
                zone: {"kind": zone, "zone": zone, "rate": f"{24 * rate:.9g} per day", "at_most": 100_000}
                for zone, rate in zip(zones, self.calls, strict=True)
            },
            days=days,
            longest="200 days",
        )


def luck(d: Drill, msel: Msel) -> list[float]:
    """What is known of a run's luck, each with a mean of 0: calls, and the mean of what is drawn for them, by zone."""
    found = []
    for k, source in enumerate(d.deck.sources):
        mine = msel.kind == k
        assert source.clock is not None
        found.append(mine.sum() / source.clock[1][-1] - 1)
        rows = msel.row_first[:-1][mine]
        for step, name in enumerate(d.compiled.steps[k]):
            takes = msel.takes[rows + step]
            mean = 1000.0 if name == "go" else d.compiled.plan.procedures[d.compiled.kinds[k]].steps[name].takes.exponential
            found.append(takes.mean() / mean - 1)
            found.append((takes.astype(float) ** 2).mean() / (2 * mean**2) - 1)
    return found


def held_against_the_chain(town: Town, days: int, runs: int) -> None:
    ways = np.array(town.ways)
    units = len(ways)
    begin, end = round(0.02 * days) * DAY, days * DAY

    def measures(msel: Msel, log: Log) -> dict[str, float]:
        assert (log.hold_pool != OPEN).all()
        found = {}
        for unit in range(units):
            mine = log.hold_pool == unit
            inside = [np.clip(column[mine], begin, end) for column in (log.hold_taken, log.hold_released)]
            found[f"unit {unit} is busy"] = float((inside[1] - inside[0]).sum() / (end - begin))
        settled = msel.time >= begin
        sent = settled & (log.hold_pool < units)
        found["mean way"] = float(ways[log.hold_pool[sent], msel.attribute[sent, 0]].mean())
        if town.waits:
            found["mean wait"] = float((log.hold_taken - msel.time)[settled].mean() / HOUR)
        else:
            found["share lost"] = float((log.hold_pool == units)[settled].mean())
        return found

    exact = town.chain().figures(ways)
    agree(estimates(town.drill(days), runs, measures, luck), exact)


THREE = ((1.0, 2.0, 2.5), (2.2, 0.8, 1.6), (3.0, 2.1, 1.2))
FIVE = ((1.0, 2.0, 2.6, 1.9), (2.1, 0.8, 1.5, 2.4), (3.0, 2.2, 1.2, 1.7), (1.8, 1.4, 2.0, 0.9), (1.3, 1.1, 1.4, 1.6))
BY_DISTRICT = ((0, 1, 2), (1, 2, 0), (2, 0, 1))
FIVE_THAT_WAIT = Town(tuple(ways[:2] for ways in FIVE), (1.0, 1.2), waits=True)
AGAINST_THE_WAY = ((2, 0, 1, 4, 3), (0, 2, 3, 1, 4), (4, 3, 1, 0, 2), (1,))  # of the last, all but the first by the way


@pytest.mark.parametrize(
    ("town", "runs"),
    [
        pytest.param(Town(THREE, (0.5, 0.4, 0.3)), 40, id="three-lose-soonest"),
        pytest.param(Town(THREE, (0.25, 0.2, 0.15), work=1.0), 40, id="three-lose-there-and-back"),
        pytest.param(Town(THREE, (0.5, 0.4, 0.3), BY_DISTRICT), 40, id="three-lose-first"),
        pytest.param(Town(FIVE, (0.5, 0.7, 0.6, 0.5), AGAINST_THE_WAY), 40, id="five-lose-first"),
        pytest.param(Town(THREE, (0.45, 0.4, 0.3), waits=True), 190, id="three-wait-soonest", marks=pytest.mark.slow),
        pytest.param(Town(THREE, (0.45, 0.4, 0.3), BY_DISTRICT, waits=True), 230, id="three-wait-first"),
        pytest.param(FIVE_THAT_WAIT, 190, id="five-wait-soonest", marks=pytest.mark.slow),
    ],
)
def test_units_are_as_busy_and_calls_wait_as_the_chain_says(town: Town, runs: int) -> None:
    held_against_the_chain(town, 600, runs)
