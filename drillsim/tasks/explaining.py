"""Why the promises of a plan break."""

from __future__ import annotations

from dataclasses import dataclass

from drillsim.compiled.tables import CompiledPlan
from drillsim.say.reasons import reasons
from drillsim.tasks.playing import Run
from drillsim.why.explanation import Explanation, TargetExplanation


@dataclass(frozen=True, repr=False)
class Why:
    """Why each target is missed in the runs looked at. `why["in_town"]` is that of one target; printed, of all."""

    compiled: CompiledPlan
    explanation: Explanation

    def __getitem__(self, target: str) -> TargetExplanation:
        """Why a target is missed. Raises KeyError if the plan has none of that name."""
        return {found.id: found for found in self.explanation.targets}[target]

    def __repr__(self) -> str:
        lines = []
        for found in self.explanation.targets:
            if told := reasons(self.compiled, found):
                lines += [found.id, *(f"  {reason.text}" for reason in told)]
        return "\n".join(lines)


def explain(run: Run) -> Why:
    """Say why targets are missed, from the first 200 runs (fewer where they are busy)."""
    return Why(run.compiled, run.explanation)
