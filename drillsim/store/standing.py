"""How a scenario stands: the verdicts of the last time it was played, looked up and not played again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from drillsim.base.opening import Unusable, contents
from drillsim.judge.result import Result
from drillsim.store.folder import LARGEST, Inputs, is_drill


@dataclass(frozen=True)
class Standing:
    """The newest result of exactly these files, and whether there is one of other versions of them."""

    result: Result | None
    changed: bool


def shipped_result(scenario: Path) -> Path:
    """Where the result lies that comes with a scenario."""
    return scenario.parent / "results" / f"{scenario.stem}.json"


def standing(inputs: Inputs, plan: str, scenario: Path, reports: Path) -> Standing:
    """What the run folders under `reports`, or else the result beside the scenario, say of these inputs."""
    changed = False
    for path in (*_newest_first(reports), shipped_result(scenario)):
        found = read_result(path)
        if found is None or (found.plan, found.scenario) != (plan, scenario.stem):
            continue
        if found.inputs == inputs.checksums:
            return Standing(found, changed=False)
        changed = changed or set(found.inputs) == set(inputs.checksums)  # an event list is another matter
    return Standing(None, changed)


def _newest_first(reports: Path) -> Iterator[Path]:
    """Results of runs. What a room made of one event list in a drill says nothing of the plan."""
    found = (path for path in reports.glob("*/result.json") if not is_drill(path.parent))
    yield from sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def read_result(path: Path) -> Result | None:
    """The result in a file; nothing where there is none, or one of another version of drillsim."""
    try:
        return Result.model_validate_json(contents(path, LARGEST))
    except (Unusable, ValidationError):
        return None
