"""drill-R: a response small enough to be written for every engine, and close to what a plan does.

30 days of incidents at 24 places. After a notification each waits, first come first served,
for one team and one vehicle; they travel, do three things at the same time, and travel back;
the next incident may have them when they are home. Beside it one clerk writes a report of
each incident, and status reports four times a day. At ten (a hundred) times as many incidents
there are ten (a hundred) times as many teams and vehicles, and the clerk is as much faster.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import Log
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario

Ints = NDArray[np.int64]

DAYS = 30
WINDOW = DAYS * 86_400  # seconds; incidents stop here, what is open is played to its end
SCALES = {12: 1, 120: 10, 1200: 100}  # incidents a day → how many times as large
PLACES = [round(minutes * 60) for minutes in np.linspace(4, 40, 24)]  # usual seconds to each
TEAMS, VEHICLES = 6, 3
NOTICE, TASKS, REPORT, STATUS = 300, (1200, 2700, 1800), 1500, 600  # mean seconds
TASK_CV, TRAVEL_CV = 0.5, 0.3
STATUS_HOURS = ["07:00", "13:00", "18:00", "22:00"]
REACHED_IN, REPORTED_IN = 1800, 3600  # seconds from the notification

STEPS = ("notice", "travel", "first", "second", "third", "over", "report")


def _seconds(seconds: float) -> str:
    return f"{seconds:g} s"


def plan(scale: int) -> Plan:
    """drill-R in the language of plans."""
    tasks = {
        name: {"after": "travel", "takes": {"mean": _seconds(mean), "cv": TASK_CV}}
        for name, mean in zip(STEPS[2:5], TASKS, strict=True)
    }
    steps = {
        "notice": {"takes": {"mean": _seconds(NOTICE), "cv": TASK_CV}},
        "travel": {
            "after": "notice", "takes": "travel", "who": ["team", "vehicle"],
            "needs": {"team": "teams 1", "vehicle": "vehicles 1"}, "keep": {"team": "over", "vehicle": "over"},
        },
        **tasks,
        "over": {"after": list(tasks), "way_back": ["team", "vehicle"]},
        "report": {"after": "notice", "takes": {"exponential": _seconds(REPORT / scale)}, "needs": {"by": "clerk 1"}},
    }  # fmt: skip
    return Plan.model_validate(
        {
            "plan": "drill-r", "name": "drill-R",
            "zones": {f"place_{k}": None for k in range(len(PLACES))},
            "travel": {"times": {"office": {f"place_{k}": _seconds(mean) for k, mean in enumerate(PLACES)}}},
            "varies": {"travel": {"gamma": 1, "cv": TRAVEL_CV}},
            "pools": {
                "teams": {"staff": TEAMS * scale, "base": "office"},
                "vehicles": {"kind": "vehicle", "count": VEHICLES * scale, "base": "office"},
                "clerk": {"kind": "post"},
            },
            "procedures": {
                "incident": {"steps": steps},
                "status": {"steps": {"write": {"takes": _seconds(STATUS // scale), "needs": {"by": "clerk 1"}}}},
            },
            "duties": {"status": {"procedure": "status", "at": STATUS_HOURS}},
            "targets": {
                "reached": {"from_": "notice.ended", "to": "travel.ended", "within": "30 min", "form": "share 90 %"},
                "reported": {"from_": "notice.ended", "to": "report.ended", "within": "1 h", "form": "share 90 %"},
                # Play goes on after the window for as long as the longest limit: here until all are home.
                "closed": {"to": "over.ended", "within": "5 d"},
            },
        }
    )  # fmt: skip


def scenario(a_day: int) -> Scenario:
    """30 days with so many incidents a day on average."""
    stream = {"kind": "incident", "rate": f"{a_day} per day", "zone": {f"place_{k}": 1 for k in range(len(PLACES))}}
    window = {"from_": "2026-03-02 00:00", "days": DAYS}
    return Scenario.model_validate(
        {"plan": "drill_r", "name": "drill-R", "window": window, "streams": {"incidents": stream}}
    )


class Numbers(NamedTuple):
    """One run as every engine plays it: whole seconds, incident by incident, and what there is to meet them."""

    arrival: Ints
    notice: Ints
    travel: Ints
    first: Ints
    second: Ints
    third: Ints
    back: Ints
    report: Ints
    status: Ints  # when status reports fall due
    status_takes: int
    teams: int
    vehicles: int

    @property
    def events(self) -> int:
        """Events that matter, the same number for every engine."""
        return 8 * len(self.arrival) + 2 * len(self.status)


class Times(NamedTuple):
    """What an engine must find out of each incident, in seconds since the beginning."""

    granted: Ints  # a team and a vehicle are on their way
    reached: Ints
    home: Ints  # they are back
    reported: Ints


class Outputs(NamedTuple):
    """The figures of one run."""

    reached_in_time: float  # share within 30 minutes of the notification
    mean_wait: float  # seconds from the notification to the grant
    reports_in_time: float  # share within 60 minutes of the notification
    utilisation: float  # of the teams, over the window


def outputs(numbers: Numbers, times: Times) -> Outputs:
    """The figures that follow from the times."""
    notified = numbers.arrival + numbers.notice
    return Outputs(
        float((times.reached - notified <= REACHED_IN).mean()),
        float((times.granted - notified).mean()),
        float((times.reported - notified <= REPORTED_IN).mean()),
        float((times.home - times.granted).sum() / (numbers.teams * WINDOW)),
    )


class Run(NamedTuple):
    """One run, as our engines and as the others take it."""

    number: int
    msel: Msel
    numbers: Numbers


@dataclass(frozen=True)
class DrillR:
    """drill-R with so many incidents a day: dealt for everybody, and read from our log."""

    a_day: int

    @cached_property
    def scenario(self) -> Scenario:
        return scenario(self.a_day)

    @cached_property
    def compiled(self) -> CompiledPlan:
        return compile_plan(plan(SCALES[self.a_day]), self.scenario.window)

    @cached_property
    def deck(self) -> Deck:
        return Deck(self.compiled, self.scenario, seed=1)

    def run(self, number: int) -> Run:
        """Run `number` (from 1)."""
        msel = self.deck.msel(number)
        return Run(number, msel, self.numbers(msel))

    def numbers(self, msel: Msel) -> Numbers:
        """An MSEL as the plain numbers that other engines play."""
        first = self._first_rows(msel)
        notice, travel, *tasks, over, report = (first + k for k in range(len(STEPS)))
        usual = np.array(PLACES)[msel.attribute[msel.kind == self._incident, 0]]
        status = msel.kind != self._incident
        scale = SCALES[self.a_day]
        return Numbers(
            arrival=msel.time[~status],
            notice=msel.takes[notice],
            travel=(usual * msel.takes[travel] + 500) // 1000,
            first=msel.takes[tasks[0]],
            second=msel.takes[tasks[1]],
            third=msel.takes[tasks[2]],
            back=(usual * msel.back[over] + 500) // 1000,
            report=msel.takes[report],
            status=msel.time[status],
            status_takes=STATUS // scale,
            teams=TEAMS * scale,
            vehicles=VEHICLES * scale,
        )

    def times(self, msel: Msel, log: Log) -> Times:
        """What our log says of each incident."""
        first = self._first_rows(msel)
        holds = msel.slot_first[:-1][msel.kind == self._incident]  # the team's; the vehicle's follows
        travel = first + STEPS.index("travel")
        return Times(
            log.started[travel], log.ended[travel], log.hold_released[holds], log.ended[first + STEPS.index("report")]
        )

    @property
    def _incident(self) -> int:
        return self.compiled.kinds.index("incident")

    def _first_rows(self, msel: Msel) -> Ints:
        return msel.row_first[:-1][msel.kind == self._incident]
