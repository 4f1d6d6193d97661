"""A run on disk and as a document: result.json, results.csv, logs, and the folder that holds them.

Every byte follows from the input files, the seed and the settings: no time stamp, no
number of workers, no name of the engine. So the same run made again is the same folder.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from drillsim import quantities as q
from drillsim.errors import Fault, InputError
from drillsim.judge.evaluate import FIGURES, Gauge, gauges
from drillsim.judge.replicate import Result, Settings
from drillsim.language import say, speaking
from drillsim.msel.event_list import Msel
from drillsim.plan.tables import CompiledPlan
from drillsim.plan.targets import Promise
from drillsim.play.log import COMING, ENDED, OPEN, RUNNING, SKIPPED, WAITING, Log

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
    incidents on time ('share', 'percentile'), or of the mean in seconds ('mean'); null where nothing was judged."""

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
    runs: int
    runs_judged: int
    runs_kept: int
    judged: int
    on_time: int
    late: int
    never: int
    excused: int
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
                runs=result.runs,
                runs_judged=found.runs_judged,
                runs_kept=found.runs_kept,
                judged=found.judged,
                on_time=found.on_time,
                late=found.late,
                never=found.never,
                excused=found.excused,
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


def _csv(rows: list[list[Any]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")  # Excel and WPS need the mark


def results_csv(compiled: CompiledPlan, result: Result) -> bytes:
    """One row per run and target with the figures of `evaluate.FIGURES` (incidents from 1)."""
    rows: list[list[Any]] = [["run", "target", *FIGURES]]
    for run, table in enumerate(result.block.figures.tolist(), start=1):
        for name, values in zip(compiled.plan.targets, table, strict=True):
            rows.append([run, name, *values[:-1], values[-1] + 1 if values[-1] >= 0 else ""])
    return _csv(rows)


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
    return _csv(rows)


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
    return _csv(rows)


@dataclass(frozen=True)
class Inputs:
    """The files that a run read, by their path within the folder `inputs`."""

    files: dict[str, bytes]
    scenario: str
    msel: str | None = None

    @property
    def checksums(self) -> dict[str, str]:
        """By file, what tells its content from any other."""
        return {name: _checksum(content) for name, content in sorted(self.files.items())}

    @staticmethod
    def of(scenario: Path, plan: Path, msel: Path | None = None) -> Inputs:
        """Read the files; scenario and plan keep their places relative to each other."""
        root = Path(os.path.commonpath([scenario.resolve().parent, plan.resolve().parent]))
        named = {path.resolve().relative_to(root).as_posix(): path.read_bytes() for path in (scenario, plan)}
        if msel is not None:
            named[f"msel/{msel.name}"] = msel.read_bytes()
        return Inputs(named, scenario.resolve().relative_to(root).as_posix(), f"msel/{msel.name}" if msel else None)


@dataclass(frozen=True)
class RunFolder:
    """A run folder read back: enough to deal and play its runs again."""

    path: Path
    scenario: Path
    msel: Path | None
    seed: int
    runs: int

    @staticmethod
    def read(path: Path) -> RunFolder:
        """Raises InputError when `path` is no run folder, or its inputs are not the ones that were played."""
        try:
            content = json.loads((path / "manifest.json").read_text("utf-8"))
            names = content["scenario"], content["msel"]
            seed, runs, inputs = int(content["seed"]), int(content["runs"]), dict(content["inputs"])
        except (OSError, ValueError, KeyError, TypeError):
            raise InputError(
                [Fault(str(path), 0, 0, say("this is no run folder"), say("name a folder that drillsim run wrote"))]
            ) from None
        for name, checksum in inputs.items():
            file = path / "inputs" / name
            if not file.is_file() or _checksum(file.read_bytes()) != checksum:
                raise InputError(
                    [Fault(str(file), 0, 0, say("this file is not the one that was played"), say("run the scenario again"))]
                )
        return RunFolder(path, path / "inputs" / names[0], path / "inputs" / names[1] if names[1] else None, seed, runs)


def _checksum(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def manifest(result: Result, settings: Settings, inputs: Inputs) -> bytes:
    """What it takes to make the run again: seed, settings, versions, checksums of the inputs."""
    libraries = ("drillsim", "numpy", "scipy")  # those on which a drawn number depends
    content = {
        "format": "drillsim/run/1",
        "seed": result.seed,
        "runs": result.runs,
        "stopped": result.stopped,
        "settings": {
            "runs": settings.runs,
            "max_runs": settings.max_runs,
            "alpha": settings.alpha,
            "margin": settings.margin,
        },
        "versions": {name: _version(name) for name in libraries},
        "scenario": inputs.scenario,
        "msel": inputs.msel,
        "inputs": inputs.checksums,
    }
    return _json(content)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def document_json(found: ResultDocument) -> bytes:
    """The document as JSON, ready to print or to write."""
    return _json(found.model_dump())


def write_folder(folder: Path, files: dict[str, bytes], *, numbered: bool) -> tuple[Path, bool]:
    """Write a run folder as a whole, and never over another one.

    Returns the folder and whether it was written: a folder that already holds exactly these
    files is left as it is. When it holds others, `numbered` takes the next free name
    (`week-7-2`); otherwise FileExistsError is raised. The files appear all at once: they are
    written to a hidden folder beside it, which is then renamed.
    """
    folder = Path(os.path.normpath(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    candidate, number = folder, 1
    while candidate.exists():
        if _holds(candidate, files):
            return candidate, False
        if not numbered:
            raise FileExistsError(str(folder))
        number += 1
        candidate = folder.with_name(f"{folder.name}-{number}")
    for stale in folder.parent.glob(f".{folder.name}.*.partial"):
        shutil.rmtree(stale, ignore_errors=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
    try:
        for name, content in files.items():
            path = partial / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        partial.chmod(0o755)
        partial.rename(candidate)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return candidate, True


def _holds(folder: Path, files: dict[str, bytes]) -> bool:
    if not folder.is_dir():
        return False
    present = {str(path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file()}
    return present == set(files) and all((folder / name).read_bytes() == content for name, content in files.items())
