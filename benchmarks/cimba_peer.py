"""drill-R for Cimba: a process per incident, compiled by Numba for Cimba's engine in C.

The runs of a batch are the design points of one experiment, each with its numbers as
recorded traces. Otherwise it is built as `plain.py` is: a clerk who takes one report after
the other, three events for what is done at the same time. It keeps counts and sums; the
times of single incidents would have to be captured.
"""

from typing import NamedTuple

import cimba as cb
import numpy as np
from cimba import inputs

from benchmarks.drill_r import REACHED_IN, REPORTED_IN, WINDOW, Ints, Numbers, Outputs


class Found(NamedTuple):
    """Counts and sums of one run."""

    reached: float
    waited: float
    reported: float
    busy: float


class Incident(cb.Model):
    """One incident, from the moment at which it becomes known."""

    office: cb.Ref["Office"]
    notice: float
    travel: float
    first: float
    second: float
    third: float
    back: float
    report: float
    open_tasks: int = 3
    process: int = 0

    @cb.process
    def play(self):
        office = self.office
        cb.hold(self.notice)
        notified = cb.now()
        office.desk_notified.put(notified)
        office.desk_takes.put(self.report)
        office.teams.acquire(1)
        office.vehicles.acquire(1)
        granted = cb.now()
        office.waited += granted - notified
        cb.hold(self.travel)
        if cb.now() - notified <= REACHED_IN:
            office.reached += 1
        self.process = cb.this_process().pointer
        cb.schedule(self.task_done, self.first)
        cb.schedule(self.task_done, self.second)
        cb.schedule(self.task_done, self.third)
        cb.suspend()
        cb.hold(self.back)
        office.busy += cb.now() - granted
        office.vehicles.release(1)
        office.teams.release(1)
        cb.release(self)

    @cb.event
    def task_done(self):
        self.open_tasks -= 1
        if self.open_tasks == 0:
            cb.Process(self.process).resume(0)


class Office(cb.Model):
    """Teams, vehicles and the clerk."""

    incidents: cb.Param[int]
    status_reports: cb.Param[int]
    status_takes: cb.Param[float]
    gap: cb.Input[float]
    status_gap: cb.Input[float]
    notice: cb.Input[float]
    travel: cb.Input[float]
    first: cb.Input[float]
    second: cb.Input[float]
    third: cb.Input[float]
    back: cb.Input[float]
    report: cb.Input[float]
    teams: cb.Resource
    vehicles: cb.Resource
    desk_notified: cb.Store[float]  # a report on the clerk's desk: when it was notified, below zero for a status report
    desk_takes: cb.Store[float]  # and how long it takes to write
    waited: cb.Output[float] = 0.0
    busy: cb.Output[float] = 0.0
    reached: cb.Output[int]
    reported: cb.Output[int]

    def __init__(self, runs: list[Numbers]) -> None:
        self.teams = cb.Resource(capacity=runs[0].teams)
        self.vehicles = cb.Resource(capacity=runs[0].vehicles)
        columns = {
            "incidents": [len(run.arrival) for run in runs],
            "status_reports": [len(run.status) for run in runs],
            "status_takes": [float(run.status_takes) for run in runs],
            "gap": [_gaps(run.arrival) for run in runs],
            "status_gap": [_gaps(run.status) for run in runs],
        }
        for name in ("notice", "travel", "first", "second", "third", "back", "report"):
            columns[name] = [inputs.trace(getattr(run, name)) for run in runs]
        for name, column in zip(columns, cb.sweeps(*columns.values()), strict=True):
            setattr(self, name, column)

    @cb.process
    def arrivals(self):
        for _ in range(self.incidents):
            cb.hold(self.gap.next())
            cb.spawn(
                Incident, office=self, notice=self.notice.next(), travel=self.travel.next(), first=self.first.next(),
                second=self.second.next(), third=self.third.next(), back=self.back.next(), report=self.report.next(),
            )  # fmt: skip

    @cb.process(priority=-1)  # who is notified in the same second came before
    def status(self):
        for _ in range(self.status_reports):
            cb.hold(self.status_gap.next())
            self.desk_notified.put(-1.0)
            self.desk_takes.put(self.status_takes)

    @cb.process
    def clerk(self):
        while True:
            notified = self.desk_notified.get()
            cb.hold(self.desk_takes.get())
            if notified >= 0 and cb.now() - notified <= REPORTED_IN:
                self.reported += 1


class Trials:
    """Runs as the design points of one experiment."""

    def __init__(self, runs: list[Numbers]) -> None:
        self.office = Office(runs)
        self.experiment = cb.Experiment(self.office, window=cb.Window.until_idle())

    def play(self, workers: int) -> list[Found]:
        """Play all of them."""
        results = self.experiment.run(workers=workers, on_failure="raise")[self.office]
        columns = (getattr(results, name).values[:, 0].tolist() for name in Found._fields)
        return [Found(*row) for row in zip(*columns, strict=True)]


def outputs(numbers: Numbers, found: Found) -> Outputs:
    """The figures of a run from its counts and sums."""
    incidents = len(numbers.arrival)
    return Outputs(
        found.reached / incidents,
        found.waited / incidents,
        found.reported / incidents,
        found.busy / (numbers.teams * WINDOW),
    )


def _gaps(moments: Ints) -> cb.Input[float]:
    return inputs.trace(np.diff(moments, prepend=0))
