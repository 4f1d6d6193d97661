"""What a target promises, in words."""

from __future__ import annotations

from drillsim.base.language import Message, say
from drillsim.plan.plan import Plan
from drillsim.plan.targets import Target
from drillsim.quantities.measures import show_clock, show_people
from drillsim.quantities.wording import Series, Span, percent

_ONCE = {
    ("day", False): say("once a day"),
    ("week", False): say("once a week"),
    ("month", False): say("once a month"),
    ("day", True): say("each once a day"),
    ("week", True): say("each once a week"),
    ("month", True): say("each once a month"),
}
TIMED = ("limit", "clock", "none_lost")  # promises about when something is reached


def limit_words(plan: Plan, target: Target) -> Message:
    """The number or the rule that a target is held against: '10 min', 'by 16:00', 'none lost'."""
    match target.promise:
        case "limit":
            return say("{limit}", limit=Span(target.limit))
        case "clock":
            return say("by {time}", time=show_clock(target.by or 0))
        case "none_lost":
            return say("none lost") if target.within is None else say("none lost, within {limit}", limit=Span(target.within))
        case "order":
            return say("in this order")
        case "outcome":
            outcomes = dict.fromkeys(value for values in target.outcome.values() for value in values)
            return say("ends as promised: {outcomes}", outcomes=Series(tuple(map(plan.called, outcomes))))
        case "stay":
            return say("stays until then")
        case "count":
            assert target.count is not None
            return say("number: {range}", range=show_people(*target.count))
        case "once":
            return _ONCE[target.once or "day", target.each is not None]
        case "no_gap":
            return say("no gap") if not target.within else say("no gap longer than {limit}", limit=Span(target.within))


def form_words(plan: Plan, target: Target) -> Message:
    """What is promised and how it is judged: '10 min, every one'."""
    limit = limit_words(plan, target)
    if target.form.kind == "every":
        found = (
            say("{limit}, every time", limit=limit)
            if target.promise in ("once", "no_gap")
            else say("{limit}, every one", limit=limit)
        )
    elif target.form.kind == "mean":
        found = say("mean of {limit}", limit=limit)
    elif target.form.percentile:
        found = say("P{goal} of {limit}", goal=target.form.shown, limit=limit)
    else:
        found = say("{limit}, at least {goal} %", goal=target.form.shown, limit=limit)
    return say("{form} (assumed)", form=found) if target.assumed else found


def share_words(target: Target, share: float | None, *beside: float) -> str:
    """A share of the things judged, told from the goal where the goal is such a share; a dash where there is none."""
    if share is None:
        return "–"
    return percent(share, *beside, *((target.form.goal,) if target.form.kind == "share" else ()))


def kept_words(target: Target, share: str) -> Message:
    """A share of the things judged that are as promised: '97 % of incidents on time'."""
    if target.promise in TIMED:
        return say("{share} of incidents on time", share=share)
    if target.promise == "once":
        return say("done {share} of the times", share=share)
    if target.promise == "no_gap":
        return say("{share} of days without a gap", share=share)
    return say("{share} of incidents as promised", share=share)


def clause_words(target: Target) -> Message | None:
    """The clauses that a promise rests on; None where it names none."""
    return say("clause {ids}", ids=Series(tuple(target.clause))) if target.clause else None
