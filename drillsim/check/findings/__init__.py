"""The plan check as a critic: what is contradictory, missing or unclear in a plan that can be played.

A fault makes a file unusable and stops everything; a finding does not. Every rule is general:
it looks at the structure of the plan, at the words of its clauses, or at what a reader of the
written text marked in the plan file. No rule knows a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from drillsim.check.findings import (
    answers,
    calendars,
    clocks,
    deadlock,
    hours,
    moving,
    overlaps,
    people,
    promises,
    sources,
    spans,
    tiers,
    timers,
    together,
    wording,
)
from drillsim.check.findings.finding import KINDS, Finding, WordMark, quotes
from drillsim.check.findings.paper import Paper
from drillsim.plan.clauses import REASONS, Clause
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import Scenario

MARKS = ("timed", "modelled", "qualitative", "not_modelled")

RULES: tuple[Callable[[Paper], Iterator[Finding]], ...] = (
    *tiers.RULES, *people.RULES, *moving.RULES, *answers.RULES, *hours.RULES, *deadlock.RULES, *clocks.RULES,
    *spans.RULES, *timers.RULES,
    *promises.RULES, *overlaps.RULES, *wording.RULES,
    *sources.RULES, *calendars.RULES,
)  # fmt: skip


RULES_TOGETHER = together.RULES  # between several plans


def findings(plan: Plan, scenario: Scenario | None = None) -> list[Finding]:
    """What the rules find in a plan without faults, by kind in the order of `KINDS`.

    With a scenario, the rules also ask what it brings: which zones, how many people.
    """
    paper = Paper(plan, scenario)
    found = [finding for rule in RULES for finding in rule(paper)]
    return sorted(found, key=lambda finding: KINDS.index(finding.kind))


def findings_together(plan: Plan, scenario: Scenario) -> list[Finding]:
    """What is contradictory, missing or unclear between several plans that are played together, not in any one of them."""
    paper = Paper(plan, scenario)
    found = [finding for rule in RULES_TOGETHER for finding in rule(paper)]
    return sorted(found, key=lambda finding: KINDS.index(finding.kind))


@dataclass(frozen=True)
class Covered:
    """How one clause is covered: its number, what stands in the plan of it, the targets or parts that cover it."""

    number: str
    clause: Clause
    by: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """The clauses with how each is covered; how many bear each mark, and how many are left out for which reason."""

    clauses: tuple[Covered, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Number of clauses by mark: timed, modelled, qualitative, not_modelled (all four, zeros too)."""
        return {mark: sum(row.clause.mark == mark for row in self.clauses) for mark in MARKS}

    @property
    def reasons(self) -> dict[str, int]:
        """Number of clauses by the reason for which they are left out (all five, zeros too)."""
        return {reason: sum(row.clause.reason == reason for row in self.clauses) for reason in REASONS}


def coverage(plan: Plan) -> Coverage:
    """How the clauses of a plan are covered; a clause both timed and modelled counts as timed."""
    return Coverage(tuple(Covered(name, clause, (*clause.timed, *clause.modelled)) for name, clause in plan.clauses.items()))


__all__ = ["KINDS", "MARKS", "Coverage", "Covered", "Finding", "WordMark", "coverage", "findings", "quotes"]
