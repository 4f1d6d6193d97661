"""What a drill leaves in its folder when it has ended: the same files as a run, of what the room did."""

from __future__ import annotations

from pathlib import Path

from drillsim.judge import record
from drillsim.judge.folder import Inputs, manifest_of
from drillsim.judge.replicate import Result, judge_event_list
from drillsim.judge.settings import Settings
from drillsim.language import speaking
from drillsim.msel.file import msel_csv
from drillsim.room.drill import COMPLETE, Drill


def judged(drill: Drill, seed: int) -> Result:
    """Each target on the one event list that the room played."""
    settings = Settings(seed=seed, runs=1, engine="simpy")
    return judge_event_list(drill.compiled, drill.live.arrived(), drill.live.log(), settings)


def inputs_of(path: Path) -> Inputs:
    """The inputs of a drill's folder."""
    return Inputs.kept_in(path, manifest_of(path))


def filed(path: Path, drill: Drill) -> dict[str, bytes]:
    """The files of a drill that has ended, by name: they follow from its inputs and its record alone."""
    manifest = manifest_of(path)
    result = judged(drill, int(manifest["seed"]))
    with speaking(manifest["language"]):  # of those who held the drill, whoever files it again
        return _files(path, drill, result)


def _files(path: Path, drill: Drill, result: Result) -> dict[str, bytes]:
    compiled, msel, log = drill.compiled, drill.live.arrived(), drill.live.log()
    assert drill.ended_at is not None
    happened = msel._replace(disruption=msel.disruption[msel.disruption[:, 5] < drill.ended_at])
    return {
        "result.json": record.document_json(record.document(compiled, inputs_of(path), result)),
        "results.csv": record.results_csv(compiled, result),
        "drill-steps.csv": record.steps_csv(compiled, msel, log),
        "drill-units.csv": record.holds_csv(compiled, msel, log),
        "msel.csv": msel_csv(happened, compiled, drill.scenario, drill.deck, COMPLETE),
    }


def differing(path: Path, drill: Drill) -> list[str]:
    """Files of a drill's folder that are not what its record comes to."""
    return [
        name for name, content in filed(path, drill).items()
        if not (path / name).is_file() or (path / name).read_bytes() != content
    ]  # fmt: skip
