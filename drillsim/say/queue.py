"""What came of requests that waited, and head-counts for which a plan has no tier."""

from __future__ import annotations

from typing import Any

from drillsim.base.language import Message, say, say_n, text
from drillsim.compiled.tables import CompiledPlan
from drillsim.quantities.shown import show_people
from drillsim.why.explanation import Explanation


def queue_notes(compiled: CompiledPlan, explanation: Explanation) -> list[Message]:
    """Requests overtaken or stuck, and tiers about which the plan says nothing."""

    def where(kind: str, step: str) -> dict[str, str]:
        procedure = compiled.plan.procedures[kind]
        return {"kind": text(procedure.name) or kind, "step": text(procedure.steps[step].name) or step}

    found = []
    for stuck in explanation.queue.stuck:
        values: dict[str, Any] = {"n": stuck.requests, **where(stuck.kind, stuck.step)}
        sentence = {
            "never": say_n(
                "{kind}, {step}: asks for more than there ever is ({n} time)",
                "{kind}, {step}: asks for more than there ever is ({n} times)",
                **values,
            ),
            "spent": say_n(
                "{kind}, {step}: the money was spent ({n} time)", "{kind}, {step}: the money was spent ({n} times)", **values
            ),
            "deadlocked": say_n(
                "{kind}, {step}: incidents held what the others waited for, and none could go on ({n} time)",
                "{kind}, {step}: incidents held what the others waited for, and none could go on ({n} times)",
                **values,
            ),
        }[stuck.why]
        found.append(
            say(
                "{sentence}; first in run {run}, incident {incident}.",
                sentence=sentence,
                run=stuck.witness[0],
                incident=stuck.witness[1],
            )
        )
    for late in explanation.queue.overtaken:
        found.append(
            say(
                "{kind}, {step}: overtaken by later requests, up to {most} times (run {run}, incident {incident}).",
                most=late.most, run=late.witness[0], incident=late.witness[1], **where(late.kind, late.step),
            )
        )  # fmt: skip
    for tier in explanation.silent:
        found.append(
            say_n("{kind}, {step}: the plan does not say what to do for {people} people ({n} incident).",
                "{kind}, {step}: the plan does not say what to do for {people} people ({n} incidents).",
                people=show_people(tier.low, tier.high), n=tier.incidents, **where(tier.kind, tier.step),
            )
        )  # fmt: skip
    return found
