"""What a run leaves behind: result.json, results.csv, the logs of single plays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import COMING, ENDED, ON_THE_ROAD, OPEN, RUNNING, SKIPPED, WAITING, WITHDRAWN, Log
from drillsim.compiled.tables import CompiledPlan
from drillsim.judge.evaluate import FIGURES
from drillsim.judge.result import Result
from drillsim.judge.settings import Settings
from drillsim.plan.values import own_name
from drillsim.play.itinerary import Itineraries
from drillsim.quantities.shown import show_moment
from drillsim.sheets.spreadsheet import table_bytes
from drillsim.store.folder import Inputs, as_json, run_manifest

STATUS = {COMING: "coming", WAITING: "waiting", RUNNING: "running", ENDED: "ended", SKIPPED: "skipped", WITHDRAWN: "gave_up"}

ROAD = "(road)"
NEWER = {"limit_of", "promise_of", "rests_on"}  # what is said of a target only since it is known


def result_json(result: Result, inputs: Inputs) -> bytes:
    """The result of these files as JSON, whose schema `drillsim schema result` prints, ready to print or to write."""
    named = {"scenario": Path(inputs.scenario).stem, "inputs": inputs.checksums}
    return as_json(result.model_copy(update=named).model_dump())


def agrees(result: Result, inputs: Inputs, written: bytes) -> bool:
    """Whether a result is the one that was written: in all that was known of one then."""
    found = json.loads(result_json(result, inputs))
    try:
        old = json.loads(written)
        Result.model_validate(old)
    except ValueError:
        return False
    later = NEWER - set().union(*old["targets"])
    for target in found["targets"]:
        for name in later:
            del target[name]
    return bool(found == old)


def results_csv(compiled: CompiledPlan, result: Result) -> bytes:
    """One row per run and target with the figures of `evaluate.FIGURES` (incidents from 1)."""
    rows: list[list[Any]] = [["run", "target", *FIGURES]]
    for run, table in enumerate(result.block.figures.tolist(), start=1):
        for name, values in zip(compiled.plan.targets, table, strict=True):
            rows.append([run, name, *values[:-1], values[-1] + 1 if values[-1] >= 0 else ""])
    return table_bytes(rows)


def steps_csv(compiled: CompiledPlan, msel: Msel, log: Log) -> bytes:
    """One row per step of each incident: when it was ready, started and ended, its outcome; of a journey when the first
    were there, and where it went.
    """

    def moment(second: int) -> str:
        return "" if second == OPEN else show_moment(compiled.start, second)

    rows: list[list[Any]] = [
        [
            "incident",
            "kind",
            "brought",
            "zone",
            "people",
            "step",
            "status",
            "ready",
            "started",
            "ended",
            "outcome",
            "first",
            "place",
        ]
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
                    moment(int(log.first[row])),
                    place_of(compiled, int(log.place[row])),
                ]
            )
    return table_bytes(rows)


def place_of(compiled: CompiledPlan, place: int) -> str:
    """A place by its key; what is on a road between two has none."""
    return ROAD if place == ON_THE_ROAD else compiled.places[place] if place >= 0 else ""


def holds_csv(compiled: CompiledPlan, msel: Msel, log: Log) -> bytes:
    """One row per unit taken: by which incident and step, how many, from when to when, from where, when it was home, and
    the incident to which it was turned away.
    """

    def moment(second: int) -> str:
        return "" if second == OPEN else show_moment(compiled.start, second)

    rows: list[list[Any]] = [["incident", "step", "need", "pool", "count", "on_call", "taken", "left", "released", "home",
                             "place", "turned_to"]]  # fmt: skip
    ways = Itineraries(compiled, msel, log)
    times = (log.hold_taken, log.hold_left, log.hold_released, log.hold_home)
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
                    own_name(need),
                    compiled.pools[int(log.hold_pool[hold])],
                    int(log.hold_count[hold]),
                    int(log.hold_on_call[hold]),
                    *(moment(int(column[hold])) for column in times),
                    place_of(compiled, int(log.hold_place[hold])),
                    ways.incident(ways.turned_to[hold]) + 1 if hold in ways.turned_to else "",
                ]
            )
    return table_bytes(rows)


def manifest(result: Result, settings: Settings, inputs: Inputs) -> bytes:
    """What it takes to make the run again."""
    told = {name: getattr(settings, name) for name in ("runs", "max_runs", "alpha", "margin")}
    return run_manifest(inputs, result.seed, result.runs, result.stopped, told)
