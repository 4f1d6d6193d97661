"""What came of requests that waited, what timers brought, and head-counts for which a plan has no tier."""

from __future__ import annotations

from typing import Any

from drillsim.base.language import Message, say, say_n, text
from drillsim.compiled.tables import CompiledPlan
from drillsim.quantities.shown import show_people
from drillsim.quantities.wording import Span
from drillsim.why.explanation import Explanation
from drillsim.why.timers import TimerEffect


def queue_notes(compiled: CompiledPlan, explanation: Explanation) -> list[Message]:
    """What timers brought, requests overtaken or stuck, and tiers about which the plan says nothing."""

    def where(kind: str, step: str) -> dict[str, str]:
        procedure = compiled.plan.procedures[kind]
        return {"kind": text(procedure.name) or kind, "step": text(procedure.steps[step].name) or step}

    found = [timer_words(compiled, one) for one in explanation.timers]
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
                "{kind}, {step}: while waiting, passed by what came later, at most {most} × "
                "(run {run}, incident {incident}).",
                most=late.most, run=late.witness[0], incident=late.witness[1], **where(late.kind, late.step),
            )
        )  # fmt: skip
    for tier in explanation.silent:
        found.append(
            say_n("{kind}, {step}: the plan does not say what to do for a head-count of {people} ({n} incident).",
                "{kind}, {step}: the plan does not say what to do for a head-count of {people} ({n} incidents).",
                people=show_people(tier.low, tier.high), n=tier.incidents, **where(tier.kind, tier.step),
            )
        )  # fmt: skip
    return found


def timer_words(compiled: CompiledPlan, one: TimerEffect) -> Message:
    """What one timer brought, and what its wait cost."""
    kind, (before, _dot, _moment) = compiled.kinds[one.timer.kind], one.timer.unless.rpartition(".")
    steps = compiled.plan.procedures[kind].steps
    step, waits = compiled.steps[one.timer.kind][one.timer.step], one.timer.waits
    span = Span(waits) if isinstance(waits, int) else waits
    sentence = say(
        "'{step}' began because '{other}' had not come in {span}: {began} of {turns}; without it {saved} of what is "
        "kept would be missed, and {spoiled} of what is missed would be kept.",
        step=steps[step].name or step, other=steps[before].name or before, span=span,
        began=f"{one.began:,}", turns=f"{one.turns:,}", saved=f"{one.saved:,}", spoiled=f"{one.spoiled:,}",
    )  # fmt: skip
    if not (one.gained or one.lost):
        return sentence
    return say("{sentence} If it began at once, {gained} more would be kept, and {lost} fewer.", sentence=sentence,
               gained=f"{one.gained:,}", lost=f"{one.lost:,}")  # fmt: skip
