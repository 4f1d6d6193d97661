"""drill-R for Ciw: the nearest network of queues that it can express.

A customer of Ciw holds one server at one node and does one thing at a time. So an incident
waits for a vehicle only (of the teams there are always enough); travel, the longest of the
three tasks and the way back are one service; and the report is a customer of its own, who
comes to the clerk at the moment of the notification. That is 5 events of an incident's 8.
"""

from __future__ import annotations

import ciw
import numpy as np
from ciw.dists import Sequential
from numpy.typing import NDArray

from benchmarks.drill_r import WINDOW, Ints, Numbers, Times

NOTICES, VEHICLES, CLERK = 1, 2, 3  # nodes
DRAINED = WINDOW + 5 * 86_400


def network(numbers: Numbers) -> ciw.network.Network:
    """The network with a run's numbers as its distributions: the k-th customer of a node takes the k-th."""
    order = _order(numbers)
    service = (numbers.travel + np.maximum.reduce([numbers.first, numbers.second, numbers.third]) + numbers.back)[order]
    asked, takes, _ = _desk(numbers)
    return ciw.create_network(
        arrival_distributions={
            "incident": [_moments(numbers.arrival), None, None],
            "report": [None, None, _moments(asked)],
        },
        service_distributions={
            "incident": [Sequential(numbers.notice.tolist()), Sequential(service.tolist()), None],
            "report": [None, None, Sequential(takes.tolist())],
        },
        routing={
            "incident": [[0.0, 1.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
            "report": [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
        },
        number_of_servers=[float("inf"), numbers.vehicles, 1],
    )


def play(given: ciw.network.Network) -> ciw.Simulation:
    """Play a network until all is done."""
    simulation = ciw.Simulation(given)
    simulation.simulate_until_max_time(DRAINED)
    return simulation


def times(numbers: Numbers, simulation: ciw.Simulation) -> Times:
    """When each incident was served. Both queues are first come, first served: the k-th to start is the k-th in order."""
    records = simulation.get_all_records()
    vehicles = sorted((r.service_start_date, r.service_end_date) for r in records if r.node == VEHICLES)
    clerk = np.array(sorted(r.service_end_date for r in records if r.node == CLERK), np.int64)
    order = _order(numbers)
    granted, home, reported = (np.empty(len(order), np.int64) for _ in range(3))
    granted[order] = [start for start, _ in vehicles]
    tasks = np.maximum.reduce([numbers.first, numbers.second, numbers.third])
    home = granted + numbers.travel + tasks + numbers.back
    assert sorted(home) == sorted(end for _, end in vehicles)
    _, _, whose = _desk(numbers)
    reported[whose[whose >= 0]] = clerk[whose >= 0]
    return Times(granted, granted + numbers.travel, home, reported)


def _order(numbers: Numbers) -> Ints:
    """Incidents in the order in which they are notified."""
    return np.argsort(numbers.arrival + numbers.notice, kind="stable")


def _desk(numbers: Numbers) -> tuple[Ints, Ints, Ints]:
    """Everything the clerk is asked for in order: when, how long it takes, and of which incident (-1: a status report)."""
    asked = np.concatenate([numbers.arrival + numbers.notice, numbers.status])
    takes = np.concatenate([numbers.report, np.full(len(numbers.status), numbers.status_takes)])
    whose = np.concatenate([np.arange(len(numbers.arrival)), np.full(len(numbers.status), -1)])
    order = np.argsort(asked, kind="stable")
    return asked[order], takes[order], whose[order]


def _moments(seconds: NDArray[np.int64]) -> Sequential:
    return Sequential([*np.diff(seconds, prepend=0).tolist(), float("inf")])
