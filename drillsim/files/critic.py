"""Findings with the place in the file where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from drillsim.files.source import Source
from drillsim.plan.findings import Finding, findings
from drillsim.plan.model import Plan
from drillsim.scenario.model import Scenario


@dataclass(frozen=True)
class Placed:
    """A finding and its place: file as the user gave it, line and column from 1 (0: the file as a whole)."""

    finding: Finding
    file: str
    line: int
    column: int

    @property
    def place(self) -> str:
        """'plan.yaml:12:5'."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


def criticise(path: Path, plan: Plan, scenario: Scenario | None) -> list[Placed]:
    """The findings on the plan (and scenario) in a file that was read without faults, each with its place."""
    plan_source = Source(scenario.plan_path(path) if scenario is not None else path)
    scenario_source = Source(path) if scenario is not None else plan_source
    placed = []
    for finding in findings(plan, scenario):
        source = scenario_source if finding.in_scenario else plan_source
        line, column, _width = source.locate(finding.loc)
        placed.append(Placed(finding, source.name, line, column))
    return placed
