"""What becomes of the promises of several plans that are carried out together, as JSON."""

from __future__ import annotations

from typing import Literal

from drillsim.base.documents import Document
from drillsim.comparing.alone import AloneTogether, Standing, standing
from drillsim.comparing.comparison import Figure, TargetComparison
from drillsim.comparing.difference import Verdict
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import plan_named


class HeldDocument(Document):
    """For whom incidents waited that are missed only together, and the plan whose incidents had them meanwhile."""

    pool: str
    plan: str
    incidents: int
    mean_seconds: float


class AloneTogetherTarget(Document):
    """One promise. `difference` is its figure together less that alone; its interval holds together with all others."""

    id: str
    plan: str
    form: Literal["every", "share", "mean"]
    alone: Figure
    together: Figure
    stands_alone: Standing
    stands_together: Standing
    difference: float | None
    low: float | None
    high: float | None
    verdict: Verdict
    missed_only_together: int
    missed_only_alone: int
    held: list[HeldDocument]


class AloneTogetherDocument(Document):
    """Each promise of several plans alone and together, on the same event lists."""

    format: Literal["drillsim/together/1"] = "drillsim/together/1"
    runs: int
    alpha: float
    same: dict[str, list[str]]
    targets: list[AloneTogetherTarget]


def document(plan: Plan, found: AloneTogether) -> AloneTogetherDocument:
    """What was found, as the file together.json has it."""
    return AloneTogetherDocument(
        runs=found.runs,
        alpha=found.alpha,
        same={pool: list(plans) for pool, plans in found.shared.items()},
        targets=[_target(plan, one) for one in found.targets],
    )


def _target(plan: Plan, one: TargetComparison) -> AloneTogetherTarget:
    target = plan.targets[one.id]
    return AloneTogetherTarget(
        id=one.id,
        plan=str(plan_named(one.id)),
        form=target.form.kind,
        alone=one.a,
        together=one.b,
        stands_alone=standing(target, one.a),
        stands_together=standing(target, one.b),
        difference=one.difference.estimate,
        low=one.difference.low,
        high=one.difference.high,
        verdict=one.verdict,
        missed_only_together=one.missed.count,
        missed_only_alone=one.kept.count,
        held=[
            HeldDocument(
                pool=holder.pool, plan=holder.plan, incidents=held.incidents, mean_seconds=held.seconds / held.incidents
            )
            for holder, held in sorted(one.missed.holders.items(), key=lambda item: (-item[1].seconds, item[0]))
        ],
    )
