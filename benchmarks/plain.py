"""drill-R in SimPy, written for this model alone: what somebody who knows SimPy well would write.

`lean` has a process for each incident and one for the clerk, and waits for the three things
that are done at the same time with `all_of` over timeouts. `tasks_as_processes` makes each of
them a process, as a readable program would.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import simpy

from benchmarks.drill_r import (
    DAYS,
    NOTICE,
    PLACES,
    REPORT,
    SCALES,
    STATUS,
    STATUS_HOURS,
    TASK_CV,
    TASKS,
    TEAMS,
    TRAVEL_CV,
    VEHICLES,
    WINDOW,
    Numbers,
)

Lists = dict[str, Any]  # the numbers by name, as plain Python lists: what a SimPy program reads fastest
Found = tuple[list[int], list[int], list[int], list[int]]  # granted, reached, home, reported
Process = Generator[simpy.Event, Any, None]


def listed(numbers: Numbers) -> Lists:
    """The numbers as plain Python lists."""
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in numbers._asdict().items()}


def _play(numbers: Lists, tasks: Callable[[simpy.Environment, int], simpy.Event]) -> Found:
    env = simpy.Environment()
    teams = simpy.Resource(env, numbers["teams"])
    vehicles = simpy.Resource(env, numbers["vehicles"])
    desk = simpy.Store(env)  # what the clerk has to write: an incident, or -1 for a status report
    arrival, notice, travel, back, writing = (numbers[k] for k in ("arrival", "notice", "travel", "back", "report"))
    granted, reached, home, reported = ([0] * len(arrival) for _ in range(4))

    def incident(i: int) -> Process:
        yield env.timeout(notice[i])
        desk.put(i)
        with teams.request() as team, vehicles.request() as vehicle:
            yield team
            yield vehicle
            granted[i] = env.now
            yield env.timeout(travel[i])
            reached[i] = env.now
            yield tasks(env, i)
            yield env.timeout(back[i])
            home[i] = env.now

    def clerk() -> Process:
        while True:
            i = yield desk.get()
            if i < 0:
                yield env.timeout(numbers["status_takes"])
            else:
                yield env.timeout(writing[i])
                reported[i] = env.now

    def incidents() -> Process:
        for i, second in enumerate(arrival):
            yield env.timeout(second - env.now)
            env.process(incident(i))

    def status_reports() -> Process:
        for second in numbers["status"]:
            yield env.timeout(second - env.now)
            yield env.timeout(0)  # who is notified in this second came before
            desk.put(-1)

    env.process(clerk())
    env.process(incidents())
    env.process(status_reports())
    env.run()
    return granted, reached, home, reported


def lean(numbers: Lists) -> Found:
    """Play with `all_of` over timeouts."""
    first, second, third = numbers["first"], numbers["second"], numbers["third"]

    def tasks(env: simpy.Environment, i: int) -> simpy.Event:
        return env.all_of([env.timeout(first[i]), env.timeout(second[i]), env.timeout(third[i])])

    return _play(numbers, tasks)


def tasks_as_processes(numbers: Lists) -> Found:
    """Play with each task a process."""
    columns = numbers["first"], numbers["second"], numbers["third"]

    def task(env: simpy.Environment, seconds: int) -> Process:
        yield env.timeout(seconds)

    def tasks(env: simpy.Environment, i: int) -> simpy.Event:
        return env.all_of([env.process(task(env, column[i])) for column in columns])

    return _play(numbers, tasks)


def drawn(a_day: int, run: int) -> Numbers:
    """The numbers of a run, drawn with NumPy the natural way: one call per quantity."""
    rng = np.random.default_rng(run)
    scale = SCALES[a_day]
    n = rng.poisson(a_day * DAYS)
    usual = np.array(PLACES)[rng.integers(len(PLACES), size=n)]
    variance = np.log1p(TASK_CV**2)

    def lognormal(mean: float) -> Any:
        return np.rint(rng.lognormal(np.log(mean) - variance / 2, np.sqrt(variance), n)).astype(np.int64)

    def travel() -> Any:
        return np.rint(usual * rng.gamma(1 / TRAVEL_CV**2, TRAVEL_CV**2, n)).astype(np.int64)

    hours = [int(clock[:2]) * 3600 for clock in STATUS_HOURS]
    return Numbers(
        np.sort(rng.integers(WINDOW, size=n)), lognormal(NOTICE), travel(), *(lognormal(mean) for mean in TASKS), travel(),
        np.rint(rng.exponential(REPORT / scale, n)).astype(np.int64),
        np.add.outer(np.arange(DAYS) * 86_400, hours).ravel(), STATUS // scale, TEAMS * scale, VEHICLES * scale,
    )  # fmt: skip
