"""The log of one play: flat facts, no statistics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from drillsim.compiled.event_list import Msels
from drillsim.compiled.tables import Ints

ON_THE_ROAD = -2  # a place between two others
OPEN = -1  # a time that never came, a pool that was never taken
WEEK = 7 * 86_400
COMING, WAITING, RUNNING, ENDED, SKIPPED, WITHDRAWN = range(6)
BROKEN = 2  # in place of 1 where a unit did not turn to another incident


class Log(NamedTuple):
    """What happened: int64 arrays over steps (D rows) and holds (H rows).

    Step rows lie as in the MSEL: incident by incident, step by step. Hold rows lie incident by
    incident, slot by slot of the variant that the incident plays. Times are seconds since the
    window's start, `OPEN` where the moment had not come when play stopped. A step that waited for somebody called in from
    home starts when they have come: from `hold_taken` to `started`.
    """

    status: Ints  # D: COMING (its turn never came), WAITING, RUNNING, ENDED, SKIPPED or WITHDRAWN (its request was)
    ready: Ints  # D: when its predecessors were resolved, or the time for which it had to wait was up
    started: Ints  # D: when its needs were granted
    ended: Ints  # D: when it ended, or was skipped
    outcome: Ints  # D: index of the outcome that it had, -1 for none
    first: Ints  # D: of a journey: when the first of those who go arrived; of a shuttle: its first round
    place: Ints  # D: of a journey: where it goes, chosen at departure
    hold_pool: Ints  # H: the pool that met the need
    hold_count: Ints  # H: how many were taken
    hold_on_call: Ints  # H: how many of them had to be called in
    hold_taken: Ints  # H
    hold_left: Ints  # H: when the unit left the scene or its task
    hold_released: Ints  # H: when it was free again: back at its base, or on its way home where it may be sent from there
    hold_home: Ints  # H: when its way home ended: at its base, or where the last of its units was sent elsewhere
    hold_place: Ints  # H: where it was when it was taken: a place, or ON_THE_ROAD
    hold_turned: Ints  # H: 1 where it was turned away to another incident, BROKEN where it broke down
    hold_rows: Ints  # H×most shifts of a pool: how many of them were of which shift, where each is people of its own


def log_of(log: Log, msels: Msels, index: int) -> Log:
    """The log of one of several runs (from 0), of a log that holds them end to end."""
    m, (first, end) = msels.joined, msels.run_first[index : index + 2]
    steps, holds = slice(m.row_first[first], m.row_first[end]), slice(m.slot_first[first], m.slot_first[end])
    return Log(*(column[holds if name.startswith("hold") else steps] for name, column in log._asdict().items()))


def end_to_end(logs: Sequence[Log]) -> Log:
    """The logs of several runs as one."""
    return Log(*(np.concatenate(column) for column in zip(*logs, strict=True)))


def same(one: Log, other: Log) -> bool:
    """Whether two logs are equal, second for second."""
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def over_at(log: Log, window_end: int, horizon: int) -> int:
    """The second at which one play was over: the horizon if something was still under way then, else the last at which
    anything happened, and the window's end at the least."""
    if (log.status == RUNNING).any():
        return horizon
    columns = (log.ready, log.started, log.ended, log.hold_taken, log.hold_left, log.hold_released)
    return max(window_end, *(int(column.max(initial=0)) for column in columns))


def cut_off(log: Log, msels: Msels, horizon: int, alike: int) -> Ints:
    """By run (R): 1 where play was cut at the horizon though something was still going on.

    A step was still under way; or a request waited, and since anything happened less had passed than a whole week of those
    that are `alike`, as they are from this second on: after that, it has seen all of the calendar.
    """
    row_run = np.repeat(np.arange(len(msels)), np.diff(msels.joined.row_first[msels.run_first]))
    found = np.bincount(row_run[log.status == RUNNING], minlength=len(msels)) > 0
    waits = np.bincount(row_run[log.status == WAITING], minlength=len(msels)) > 0
    for run in np.flatnonzero(waits & ~found).tolist():
        found[run] = max(alike, over_at(log_of(log, msels, run), 0, horizon)) > horizon - WEEK
    return found.astype(np.int64)
