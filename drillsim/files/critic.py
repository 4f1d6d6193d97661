"""Findings with the place in the file where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from drillsim.base.errors import Located
from drillsim.check.findings import Finding, findings
from drillsim.files.sources import open_source
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario


@dataclass(frozen=True)
class Placed(Located):
    """A finding and its place."""

    finding: Finding


def criticise(path: Path, plan: Plan, scenario: Scenario | None) -> list[Placed]:
    """The findings on the plan (and scenario) in a file that was read without faults, each with its place."""
    plan_source = open_source(scenario.plan_path(path) if scenario is not None else path, Plan)
    scenario_source = open_source(path, Scenario) if scenario is not None else plan_source
    placed = []
    for finding in findings(plan, scenario):
        source = scenario_source if finding.in_scenario else plan_source
        place = source.locate(finding.loc)
        placed.append(Placed(finding, file=source.name, line=place.line, column=place.column, spot=place.spot))
    return placed
