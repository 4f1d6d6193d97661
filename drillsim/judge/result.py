"""What many plays of a scenario say: result.json is this, written and read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, PrivateAttr
from pydantic.json_schema import SkipJsonSchema

from drillsim.base.documents import Document
from drillsim.judge import verdict as verdicts
from drillsim.judge.intervals import Interval
from drillsim.plan.target_keys import Promise

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """Figures of consecutive runs."""

    first: int  # number of the first run
    figures: Ints  # runs×targets×len(FIGURES)
    incidents: Ints  # runs: injects that were played
    duties: Ints  # runs: those of them that are routine duties
    silent: Ints  # runs: incidents of which the plan does not say what to do
    truncated: Ints  # runs: 1 where a stream reached its at_most
    unfollowed: Ints  # runs: 1 where more rounds of a step were due than are followed
    cut: Ints  # runs: 1 where play was cut though something was still going on
    rungs: Ints  # runs×columns: what the gauges of the ladders read, side by side


Group = Literal["written", "assumed", "ours", "restates"]
GROUPS: tuple[Group, ...] = get_args(Group)  # in the order in which they are told
COUNTED: tuple[Group, ...] = ("written", "assumed")  # in a headline


class Witness(Document):
    """The first run with a miss, and its first missed incident (both from 1), or the occasion in words."""

    run: int
    incident: int | None
    occasion: str | None = None
    number: SkipJsonSchema[int] = Field(default=0, exclude=True)  # of the incident or occasion; 0 where it was read


# What a verdict can follow from though nobody is short of anything: a disruption of the scenario, the hours of some pools,
# the shares of a step's outcomes, a step's own time, its wait, its way, the turnout for it; how many people come, or are
# asked for; the calendar of duties and scripted incidents; the steps as they follow each other. 'several': no one of
# these alone.
InputKind = Literal[
    "disruption", "hours", "share", "time", "wait", "way", "turnout", "people", "count", "calendar", "steps", "several"
]  # fmt: skip


class RestsOn(Document):
    """What a verdict follows from, where no shortage of people or things has a part in it.

    `kind` says what the one input is that alone decides, so that the verdict only restates it; 'several', that no one
    does. `names` are steps, of 'hours' pools, of a disruption its number in the scenario from 1; `inputs` says where it
    stands in the files.
    """

    kind: InputKind
    names: list[str] = []
    inputs: list[str] = []


class TargetResult(Document):
    """One target. `estimate`, `low` and `high` are of the share of runs without a miss ('every'), of
    incidents on time ('share', 'percentile'), or of the mean in seconds ('mean'); null where nothing was judged.

    `low` holds with `low_level`, `high` with `high_level`, however often one looks (null where one event list was
    played), and the verdict rests on them: what is met reaches the goal from end to end, what is missed nowhere.

    `limit_of` and `promise_of` say whose they are: the written plan's, or ours. `rests_on` is null where people or things
    that can be short have a part in the verdict. Files written before these were known have none of the three."""

    id: str
    name: str | dict[str, str]
    clause: list[str]
    promise: Promise
    form: Literal["every", "share", "percentile", "mean"]
    goal: float
    within_seconds: int | None
    assumed: bool
    limit_of: Literal["plan", "ours"] | None = None
    promise_of: Literal["plan", "ours"] | None = None
    rests_on: RestsOn | None = None
    estimate: float | None
    low: float | None
    high: float | None
    low_level: float | None = None
    high_level: float | None = None
    runs: int
    runs_judged: int  # runs in which the target judged an incident
    runs_kept: int  # of these, runs without a miss
    judged: int
    on_time: int
    late: int
    never: int
    excused: int
    not_judged: int  # incidents whose clock never started, or had not run out when play was cut: no misses
    verdict: verdicts.Verdict
    reason: verdicts.Reason
    settled_at: int | None
    more_runs: int | None
    witness: Witness | None

    @property
    def kind(self) -> verdicts.Form:
        """What the goal is about: a percentile is a share."""
        return "share" if self.form == "percentile" else self.form

    @property
    def restates(self) -> bool:
        """Whether the verdict only restates one input."""
        return self.rests_on is not None and self.rests_on.kind != "several"

    @property
    def group(self) -> Group:
        """In which group it is told: what only restates an input, else by whose promise and whose limit it is."""
        if self.restates:
            return "restates"
        if self.promise_of == "ours":
            return "ours"
        return "assumed" if self.assumed else "written"

    @property
    def interval(self) -> Interval:
        """The estimate with its ends."""
        return Interval(self.estimate, self.low, self.high)

    @property
    def levels(self) -> tuple[float, float] | None:
        """How sure the ends are; None where one event list was played."""
        if self.low_level is None or self.high_level is None:
            return None
        return self.low_level, self.high_level

    @property
    def share_on_time(self) -> float | None:
        """Share of the judged incidents that were on time."""
        return self.on_time / self.judged if self.judged else None


class Rung(Document):
    """One rung of a ladder: incidents settled there, and their share of all that left the ladder."""

    step: str
    settled: int
    share: float | None
    low: float | None
    high: float | None


class LadderResult(Document):
    """One ladder: incidents that left it, and how many each rung settled."""

    procedure: str
    incidents: int
    rungs: list[Rung]

    @property
    def unsettled(self) -> int:
        """Incidents that no rung settled."""
        return self.incidents - sum(rung.settled for rung in self.rungs)


class Result(Document):
    """The result of `drillsim run`. `inputs` are the files that were played, each with its checksum.

    Of the `incidents`, `routine_duties` are none: the calendar brings them (files written before they were told apart
    have 0).
    """

    format: Literal["drillsim/result/1"] = "drillsim/result/1"
    verdict: verdicts.Verdict
    plan: str
    scenario: str
    inputs: dict[str, str]
    seed: int
    runs: int
    stopped: Literal["settled", "runs", "max_runs", "interrupted", "event_list"]
    alpha: float
    incidents: int
    routine_duties: int = 0
    silent_incidents: int
    truncated_runs: int
    unfollowed_runs: int = 0
    cut_runs: int
    median_run: int
    worst_run: int
    targets: list[TargetResult]
    ladders: list[LadderResult]
    _block: Block = PrivateAttr()

    @property
    def emergencies(self) -> int:
        """The incidents that are no routine duties."""
        return self.incidents - self.routine_duties

    @property
    def counted(self) -> list[TargetResult]:
        """The targets that a headline counts: promises of the plan whose verdict does not only restate an input."""
        return [target for target in self.targets if target.group in COUNTED]

    def by_group(self) -> dict[Group, list[TargetResult]]:
        """The targets in the groups in which they are told, those that there are, in file order."""
        found = {of: [target for target in self.targets if target.group == of] for of in GROUPS}
        return {of: targets for of, targets in found.items() if targets}

    @property
    def block(self) -> Block:
        """All runs that counted. Raises AttributeError for a result that was read from a file: it has none."""
        return self._block
