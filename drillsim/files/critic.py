"""Findings with the place in the file where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from drillsim.base.errors import Located
from drillsim.check.findings import Finding, findings, findings_together
from drillsim.files.source import Source
from drillsim.files.sources import open_source
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario


@dataclass(frozen=True)
class Placed(Located):
    """A finding and its place."""

    finding: Finding


def criticise(path: Path, plan: Plan, scenario: Scenario | None) -> list[Placed]:
    """The findings on the plan (and scenario) in a file that was read without faults, each with its place.

    Of several plans that are played together: those between them. What is to be said of each alone, its own file says.
    """
    if scenario is not None and scenario.together is not None:
        source = open_source(path, Scenario)
        return _placed(findings_together(plan, scenario), source, source)
    plan_source = open_source(scenario.files(path)[0] if scenario is not None else path, Plan)
    scenario_source = open_source(path, Scenario) if scenario is not None else plan_source
    return _placed(findings(plan, scenario), plan_source, scenario_source)


def _placed(found: list[Finding], plan_source: Source, scenario_source: Source) -> list[Placed]:
    placed = []
    for finding in found:
        source = scenario_source if finding.in_scenario else plan_source
        place = source.locate(finding.loc)
        placed.append(Placed(finding, file=source.name, line=place.line, column=place.column, spot=place.spot))
    return placed
