"""What a drill leaves in its folder when it has ended: the same files as a run, of what the room did."""

from __future__ import annotations

import json
from pathlib import Path

from drillsim.judge import record
from drillsim.judge.folder import Inputs
from drillsim.judge.replicate import Result, Settings, judge_event_list
from drillsim.msel.file import msel_csv
from drillsim.room.drill import Drill


def judged(drill: Drill, seed: int) -> Result:
    """Each target on the one event list that the room played."""
    settings = Settings(seed=seed, runs=1, engine="simpy")
    return judge_event_list(drill.compiled, drill.live.arrived(), drill.live.log(), settings)


def inputs_of(path: Path) -> Inputs:
    """The inputs of a drill's folder."""
    manifest = json.loads((path / "manifest.json").read_text("utf-8"))
    contents = {name: (path / "inputs" / name).read_bytes() for name in manifest["inputs"]}
    return Inputs(contents, manifest["scenario"], manifest["msel"])


def filed(path: Path, drill: Drill) -> dict[str, bytes]:
    """The files of a drill that has ended, by name: they follow from its inputs and its record alone."""
    manifest = json.loads((path / "manifest.json").read_text("utf-8"))
    compiled, msel, log = drill.compiled, drill.live.arrived(), drill.live.log()
    result = judged(drill, int(manifest["seed"]))
    return {
        "result.json": record.document_json(record.document(compiled, inputs_of(path), result)),
        "results.csv": record.results_csv(compiled, result),
        "drill-steps.csv": record.steps_csv(compiled, msel, log),
        "drill-units.csv": record.holds_csv(compiled, msel, log),
        "msel.csv": msel_csv(msel, compiled, drill.scenario, drill.deck),
    }
