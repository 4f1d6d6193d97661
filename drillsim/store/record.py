"""What a run leaves behind: result.json, results.csv, the logs of single plays."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from drillsim.base.language import speaking
from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import COMING, ENDED, OPEN, RUNNING, SKIPPED, WAITING, Log
from drillsim.compiled.tables import CompiledPlan
from drillsim.judge.evaluate import FIGURES, Gauge, gauges
from drillsim.judge.replicate import Result
from drillsim.judge.settings import Settings
from drillsim.plan.targets import Promise
from drillsim.quantities import measures as q
from drillsim.sheets.spreadsheet import table_bytes
from drillsim.store.folder import Inputs, as_json, run_manifest

STATUS = {COMING: "coming", WAITING: "waiting", RUNNING: "running", ENDED: "ended", SKIPPED: "skipped"}


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Witness(_Document):
    """The first run with a miss, and its first missed incident (both from 1), or the occasion in words."""

    run: int
    incident: int | None
    occasion: str | None = None


class TargetDocument(_Document):
    """One target. `estimate`, `low` and `high` are of the share of runs without a miss ('every'), of
    incidents on time ('share', 'percentile'), or of the mean in seconds ('mean'); null where nothing was judged.

    `low` holds with `low_level`, `high` with `high_level`, however often one looks (null where one event list was
    played), and the verdict rests on them: what is met reaches the goal from end to end, what is missed nowhere."""

    id: str
    name: str | dict[str, str]
    clause: list[str]
    promise: Promise
    form: Literal["every", "share", "percentile", "mean"]
    goal: float
    within_seconds: int | None
    assumed: bool
    estimate: float | None
    low: float | None
    high: float | None
    low_level: float | None = None
    high_level: float | None = None
    runs: int
    runs_judged: int
    runs_kept: int
    judged: int
    on_time: int
    late: int
    never: int
    excused: int
    not_judged: int
    verdict: Literal["PASS", "FAIL", "UNDECIDED"]
    reason: Literal["", "too_close", "too_few_runs", "nothing_judged"]
    settled_at: int | None
    more_runs: int | None
    witness: Witness | None


class RungDocument(_Document):
    """One rung of a ladder: incidents settled there, and their share of all that left the ladder."""

    step: str
    settled: int
    share: float | None
    low: float | None
    high: float | None


class LadderDocument(_Document):
    """One ladder: incidents that left it, and how many each rung settled."""

    procedure: str
    incidents: int
    rungs: list[RungDocument]


class ResultDocument(_Document):
    """The result of `drillsim run`. `inputs` are the files that were played, each with its checksum."""

    format: Literal["drillsim/result/1"] = "drillsim/result/1"
    verdict: Literal["PASS", "FAIL", "UNDECIDED"]
    plan: str
    scenario: str
    inputs: dict[str, str]
    seed: int
    runs: int
    stopped: Literal["settled", "runs", "max_runs", "interrupted", "event_list"]
    alpha: float
    incidents: int
    silent_incidents: int
    truncated_runs: int
    cut_runs: int
    median_run: int
    worst_run: int
    targets: list[TargetDocument]
    ladders: list[LadderDocument]


def _witness(reader: Gauge, witness: tuple[int, int] | None) -> Witness | None:
    if witness is None:
        return None
    run, number = witness
    if reader.per_incident:
        return Witness(run=run, incident=number)
    with speaking("en"):
        return Witness(run=run, incident=None, occasion=str(reader.occasion(number - 1)))


def document(compiled: CompiledPlan, inputs: Inputs, result: Result) -> ResultDocument:
    """The result as the JSON document whose schema `drillsim schema result` prints."""
    targets = []
    for reader, found in zip(gauges(compiled), result.targets, strict=True):
        target = compiled.plan.targets[found.id]
        targets.append(
            TargetDocument(
                id=found.id,
                name=target.name or found.id,
                clause=target.clause,
                promise=found.promise,
                form="percentile" if target.form.percentile else target.form.kind,
                goal=found.goal,
                within_seconds=found.within,
                assumed=target.assumed,
                estimate=found.interval.estimate,
                low=found.interval.low,
                high=found.interval.high,
                low_level=found.levels[0] if found.levels else None,
                high_level=found.levels[1] if found.levels else None,
                runs=result.runs,
                runs_judged=found.runs_judged,
                runs_kept=found.runs_kept,
                judged=found.judged,
                on_time=found.on_time,
                late=found.late,
                never=found.never,
                excused=found.excused,
                not_judged=found.not_judged,
                verdict=found.verdict,
                reason=found.reason,
                settled_at=found.settled_at,
                more_runs=found.more_runs,
                witness=_witness(reader, found.witness),
            )
        )
    return ResultDocument(
        verdict=result.verdict,
        plan=compiled.plan.plan,
        scenario=Path(inputs.scenario).stem,
        inputs=inputs.checksums,
        seed=result.seed,
        runs=result.runs,
        stopped=result.stopped,
        alpha=result.alpha,
        incidents=int(result.block.incidents.sum()),
        silent_incidents=int(result.block.silent.sum()),
        truncated_runs=int(result.block.truncated.sum()),
        cut_runs=int(result.block.cut.sum()),
        median_run=result.notable["median"],
        worst_run=result.notable["worst"],
        targets=targets,
        ladders=[
            LadderDocument(
                procedure=ladder.procedure,
                incidents=ladder.incidents,
                rungs=[
                    RungDocument(step=step, settled=settled, share=found.estimate, low=found.low, high=found.high)
                    for step, settled, found in ladder.rungs
                ],
            )
            for ladder in result.ladders
        ],
    )


def results_csv(compiled: CompiledPlan, result: Result) -> bytes:
    """One row per run and target with the figures of `evaluate.FIGURES` (incidents from 1)."""
    rows: list[list[Any]] = [["run", "target", *FIGURES]]
    for run, table in enumerate(result.block.figures.tolist(), start=1):
        for name, values in zip(compiled.plan.targets, table, strict=True):
            rows.append([run, name, *values[:-1], values[-1] + 1 if values[-1] >= 0 else ""])
    return table_bytes(rows)


def steps_csv(compiled: CompiledPlan, msel: Msel, log: Log) -> bytes:
    """One row per step of each incident: when it was ready, started and ended, and its outcome."""

    def moment(second: int) -> str:
        return "" if second == OPEN else q.show_moment(compiled.start, second)

    rows: list[list[Any]] = [
        ["incident", "kind", "brought", "zone", "people", "step", "status", "ready", "started", "ended", "outcome"]
    ]
    for incident, kind in enumerate(msel.kind.tolist()):
        zone = int(msel.attribute[incident, 0])
        head = [
            incident + 1,
            compiled.kinds[kind],
            moment(int(msel.time[incident])),
            compiled.zones[zone] if zone >= 0 else "",
        ]
        for step, name in enumerate(compiled.steps[kind]):
            row = int(msel.row_first[incident]) + step
            outcome = int(log.outcome[row])
            rows.append(
                [
                    *head,
                    int(msel.people[incident]),
                    name,
                    STATUS[int(log.status[row])],
                    *(moment(int(column[row])) for column in (log.ready, log.started, log.ended)),
                    compiled.outcomes[kind][step][outcome] if outcome >= 0 else "",
                ]
            )
    return table_bytes(rows)


def holds_csv(compiled: CompiledPlan, msel: Msel, log: Log) -> bytes:
    """One row per unit taken: by which incident and step, how many, from when to when."""

    def moment(second: int) -> str:
        return "" if second == OPEN else q.show_moment(compiled.start, second)

    rows: list[list[Any]] = [["incident", "step", "need", "pool", "count", "on_call", "taken", "left", "released"]]
    for incident, variant in enumerate(msel.variant.tolist()):
        kind = int(msel.kind[incident])
        for slot, (step, need) in enumerate(compiled.slots[variant]):
            hold = int(msel.slot_first[incident]) + slot
            if log.hold_taken[hold] == OPEN:
                continue
            rows.append(
                [
                    incident + 1,
                    compiled.steps[kind][step],
                    need,
                    compiled.pools[int(log.hold_pool[hold])],
                    int(log.hold_count[hold]),
                    int(log.hold_on_call[hold]),
                    *(moment(int(column[hold])) for column in (log.hold_taken, log.hold_left, log.hold_released)),
                ]
            )
    return table_bytes(rows)


def manifest(result: Result, settings: Settings, inputs: Inputs) -> bytes:
    """What it takes to make the run again."""
    told = {name: getattr(settings, name) for name in ("runs", "max_runs", "alpha", "margin")}
    return run_manifest(inputs, result.seed, result.runs, result.stopped, told)


def document_json(found: ResultDocument) -> bytes:
    """The document as JSON, ready to print or to write."""
    return as_json(found.model_dump())
