"""What the duties and triggers of a plan must keep: they name procedures, zones and attributes that there are."""

from __future__ import annotations

from drillsim.base.language import say
from drillsim.check.lookup import (
    Findings,
    Flaw,
    attributes_given,
    clauses_cited,
    conditions,
    no_procedure,
    no_subject,
    no_zone,
    zone_missing,
)
from drillsim.plan.plan import Plan
from drillsim.plan.words import Spelled


def check_sources(plan: Plan) -> Findings:
    """Everything that keeps what brings incidents from being drawn."""
    yield from _duties(plan)
    yield from _triggers(plan)


def _duties(plan: Plan) -> Findings:
    for name, duty in plan.duties.items():
        loc = ("duties", name)
        yield from no_procedure((*loc, "procedure"), duty.procedure, plan)
        if duty.zone is not None:
            yield from no_zone((*loc, "zone"), duty.zone, plan, single=True)
        yield from zone_missing(plan, loc, duty.procedure, "each" if duty.each == "zone" else duty.zone)
        yield from attributes_given(plan, (*loc, "attributes"), duty.attributes)
        if duty.each is not None:
            yield from no_subject(plan, (*loc, "each"), duty.each)
            if duty.each in duty.attributes or (duty.each == "zone" and duty.zone is not None):
                subject = Spelled((duty.each,), subjects=True)
                what = say("'{name}' takes each of its values, and one of them is given as well", name=subject)
                yield Flaw((*loc, "each"), what, say("keep one of them"))
        yield from clauses_cited(plan, (*loc, "clause"), duty.clause)


def _triggers(plan: Plan) -> Findings:
    subjects = {**plan.attributes, "zone": list(plan.zones), "people": []}
    for name, trigger in plan.triggers.items():
        loc = ("triggers", name)
        yield from no_procedure((*loc, "kind"), trigger.kind, plan)
        yield from no_procedure((*loc, "procedure"), trigger.procedure, plan)
        for index, subject in enumerate(trigger.same):
            yield from no_subject(plan, (*loc, "same", index), subject)
            if subject in trigger.attributes:
                what = say("'{name}' is what they have in common, and a value is given as well", name=subject)
                yield Flaw((*loc, "same", index), what, say("keep one of them"))
        yield from conditions(plan, (*loc, "where"), trigger.where, subjects)
        yield from attributes_given(plan, (*loc, "attributes"), trigger.attributes)
        yield from clauses_cited(plan, (*loc, "clause"), trigger.clause)
