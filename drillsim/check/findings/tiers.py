"""Tiers of head-counts (分级): said twice, said nowhere, or said in a way that drops what a lower tier has."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from drillsim.base.language import say
from drillsim.check.findings.finding import Finding, confirm_ours, ends, listed
from drillsim.check.findings.paper import Paper
from drillsim.plan.procedures import Step
from drillsim.plan.targets import CountTarget, Target
from drillsim.quantities import measures

Range = tuple[int, int]


def families(paper: Paper) -> Iterator[tuple[str, str, list[Range], tuple[str, ...]]]:
    """Tiers that belong together: kind, step, their ranges in rising order, the clauses.

    They are the cases of one step, or the steps of one procedure that each play for a range
    of their own (ranges inside one another add up on purpose and are no tiers).
    """
    for kind, procedure in paper.plan.procedures.items():
        own: dict[Range, str] = {}
        for name, step in procedure.steps.items():
            if step.cases:
                clauses = paper.clauses(f"procedures.{kind}.{name}")
                yield kind, name, sorted({case.people for case in step.cases}), clauses
            for text in step.when.get("people", []):
                own.setdefault(measures.people(text), name)
        ranges = sorted(own)
        tiers = [r for r in ranges if not any(r != s and (r[0] <= s[0] and s[1] <= r[1]) for s in ranges)]
        if len(tiers) == len(ranges) >= 2:
            clauses = tuple(dict.fromkeys(c for n in own.values() for c in paper.clauses(f"procedures.{kind}.{n}")))
            yield kind, own[ranges[0]], ranges, clauses


def overlapping_tiers(paper: Paper) -> Iterator[Finding]:
    """A head-count that stands in two tiers."""
    for kind, step, ranges, clauses in _once(paper):
        for first, second in pairwise(ranges):
            if second[0] <= first[1]:
                ours = paper.ours(f"procedures.{kind}.{step}.cases")
                yield Finding(
                    "confirm" if ours else "contradiction", "overlapping-tiers", ("procedures", kind, "steps", step),
                    clauses,
                    say("{procedure}: a head-count of {both} stands in two tiers, '{first}' and '{second}'; "
                        "the later one is played", procedure=paper.procedure(kind),
                        both=ends(second[0], min(first[1], second[1])), first=ends(*first), second=ends(*second)),
                    confirm_ours(ours) if ours else say("say at each end of a tier whether the number is included"),
                )  # fmt: skip


def missing_tiers(paper: Paper) -> Iterator[Finding]:
    """Head-counts that stand in no tier."""
    for kind, step, ranges, clauses in _once(paper):
        gaps, reached = [], 0
        for low, high in ranges:
            if low > reached + 1:
                gaps.append((reached + 1, low - 1))
            reached = max(reached, high)
        if reached < measures.NO_LIMIT:
            gaps.append((reached + 1, measures.NO_LIMIT))
        if gaps:
            yield Finding(
                "gap", "missing-tier", ("procedures", kind, "steps", step), clauses,
                say("{procedure}: the tiers say nothing about a head-count of {gaps}",
                    procedure=paper.procedure(kind), gaps=listed(ends(*gap) for gap in gaps)),
                say("say who comes for such a head-count, or that nobody needs to"),
            )  # fmt: skip


def dropped_needs(paper: Paper) -> Iterator[Finding]:
    """A higher tier that does not name what a lower one does."""
    for kind, name, step in paper.steps():
        cases = sorted(step.cases, key=lambda case: case.people)
        for lower, higher in pairwise(cases):
            dropped = {n.of for n in lower.needs.values()} - {n.of for n in higher.needs.values()} - _always(step)
            if dropped:
                yield Finding(
                    "unclear", "tier-drops", ("procedures", kind, "steps", name), paper.clauses(f"procedures.{kind}.{name}"),
                    say("{procedure}: for a head-count of {higher} the plan does not name {dropped}, "
                        "which it names for {lower}",
                        procedure=paper.procedure(kind), higher=ends(*higher.people), lower=ends(*lower.people),
                        dropped=listed(paper.pool(n) for n in sorted(dropped))),
                    say("say whether the rules of the lower tier still apply"),
                )  # fmt: skip


def counts_out_of_reach(paper: Paper) -> Iterator[Finding]:
    """A number promised (three to five representatives) that some head-counts cannot give (a party of two)."""
    for name, target in paper.plan.targets.items():
        if not isinstance(target, CountTarget):
            continue
        heads: dict[Range, None] = {}
        numbers: dict[str, None] = {f"targets.{name}.count": None}
        for kind in target.where.get("kind", paper.plan.procedures):
            for tier in paper.ranges(kind):
                if (asking := paper.needs(kind, tier[0]).get(target.of)) is not None:
                    step, need = asking
                    if need.count == "seats":
                        continue  # how many vehicles that is depends on who comes
                    given = (need.count, need.up_to or measures.NO_LIMIT)
                    brought = dict.fromkeys(_brought(paper, kind, target, _outside(tier, *given, target.count)))
                    if brought and isinstance(need.count, int):
                        numbers[f"procedures.{kind}.{step}.needs"] = None
                    heads |= brought
        if heads:
            every = target.form.kind == "every"  # else it is open how many such head-counts the goal allows
            yield Finding(
                "contradiction" if every and not paper.ours(*numbers) else "confirm",
                "count-out-of-reach", ("targets", name), paper.clauses(f"targets.{name}"),
                say("{target}: a head-count of {heads} cannot keep it", target=paper.target(name),
                    heads=listed(ends(*span) for span in heads)),
                say("say what holds for such a head-count"),
            )  # fmt: skip


def _outside(tier: Range, number: int | str, up_to: int, promised: Range) -> list[Range]:
    """The head-counts of a tier for which a need gets fewer or more than promised."""
    (low, high), (least, most) = tier, promised
    if isinstance(number, int):
        return [] if least <= number <= most else [tier]
    if up_to < least:
        return [tier]
    spans = [(low, min(high, least - 1)), (max(low, most + 1), high if most < up_to else 0)]
    return [span for span in spans if span[0] <= span[1]]


def _brought(paper: Paper, kind: str, target: Target, spans: list[Range]) -> Iterator[Range]:
    """The parts of some ranges of head-counts that the target asks about and, where it is known, that come."""
    asked = [measures.people(text) for text in target.where.get("people", [f"1..{measures.NO_LIMIT}"])]
    coming = [source.people for source in paper.sources if source.kind == kind] or [(1, measures.NO_LIMIT)]
    for low, high in spans:
        for one in asked:
            first, last = max(low, one[0], min(c[0] for c in coming)), min(high, one[1], max(c[1] for c in coming))
            if first <= last:
                yield first, last


def _always(step: Step) -> set[str]:
    return {need.of for need in step.needs.values()}


def _once(paper: Paper) -> Iterator[tuple[str, str, list[Range], tuple[str, ...]]]:
    """The families, the same ranges of one procedure only once."""
    seen: set[tuple[str, tuple[Range, ...]]] = set()
    for kind, step, ranges, clauses in families(paper):
        if (kind, tuple(ranges)) not in seen:
            seen.add((kind, tuple(ranges)))
            yield kind, step, ranges, clauses


RULES = (overlapping_tiers, missing_tiers, dropped_needs, counts_out_of_reach)
