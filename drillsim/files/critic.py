"""Findings with the place in the file where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from drillsim.base.errors import Spot, position
from drillsim.check.findings import Finding, findings
from drillsim.files.sources import open_source
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario


@dataclass(frozen=True)
class Placed:
    """A finding and its place: file as the user gave it, line and column from 1 (0: the file as a whole)."""

    finding: Finding
    file: str
    line: int
    column: int
    spot: Spot | None = None

    @property
    def place(self) -> str:
        """'plan.yaml:12:5', 'plan.xlsx:时限指标:5:时限'."""
        return position(self.file, self.line, self.column, self.spot)


def criticise(path: Path, plan: Plan, scenario: Scenario | None) -> list[Placed]:
    """The findings on the plan (and scenario) in a file that was read without faults, each with its place."""
    plan_source = open_source(scenario.plan_path(path) if scenario is not None else path)
    scenario_source = open_source(path) if scenario is not None else plan_source
    placed = []
    for finding in findings(plan, scenario):
        source = scenario_source if finding.in_scenario else plan_source
        place = source.locate(finding.loc)
        placed.append(Placed(finding, source.name, place.line, place.column, place.spot))
    return placed
