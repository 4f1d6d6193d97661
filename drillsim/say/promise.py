"""What a target promises, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from drillsim.base.language import Message, say, say_n
from drillsim.plan.limits import EVERY_DAY, EVERY_HOUR, AnyLimit, WorkingDays
from drillsim.plan.milestones import Milestones
from drillsim.plan.plan import Plan
from drillsim.plan.targets import (
    ClockTarget,
    CountTarget,
    DutyTarget,
    LimitTarget,
    MeanTarget,
    NoGapTarget,
    NoneLostTarget,
    OnceTarget,
    OpenTarget,
    OrderTarget,
    OutcomeTarget,
    PaceTarget,
    PeopleTarget,
    RhythmTarget,
    StayTarget,
    SumTarget,
    Target,
)
from drillsim.plan.values import spoken
from drillsim.quantities.shown import show_clock, show_people, written_days, written_spans
from drillsim.quantities.wording import Series, Span, goal_percent, percent
from drillsim.say.stages import STAGES

_ONCE = {
    ("day", False): say("once a day"),
    ("week", False): say("once a week"),
    ("month", False): say("once a month"),
    ("day", True): say("each once a day"),
    ("week", True): say("each once a week"),
    ("month", True): say("each once a month"),
}


_PACE = {
    "hour": (say("at least {n} per hour"), say("at most {most} per hour"), say("{n} to {most} per hour")),
    "day": (say("at least {n} per day"), say("at most {most} per day"), say("{n} to {most} per day")),
    "week": (say("at least {n} per week"), say("at most {most} per week"), say("{n} to {most} per week")),
}

_MEANS = {
    "day": say("mean of each day at most {limit}"),
    "week": say("mean of each week at most {limit}"),
    "month": say("mean of each month at most {limit}"),
}


@dataclass(frozen=True)
class _Times:
    """The hours and days that a promise is about, as a file of the language spoken has them."""

    target: Target

    def __str__(self) -> str:
        hours, days = self.target.hours, self.target.days
        told = [] if hours == EVERY_HOUR else [hours if isinstance(hours, str) else written_spans(hours)]
        return str(Series((*told, *([] if days == EVERY_DAY else [written_days(days)]))))


class Given(NamedTuple):
    """That the plan file settles how a promise comes out, whoever is there: as a sentence, and as a part of one."""

    sentence: Message
    part: Message


class PromiseWords(NamedTuple):
    """What is said of one class of promise.

    `promised` gives the number or the rule that a target is held against: '10 min', 'by 16:00', 'none lost'. `kept` says
    which `share` of the things judged is as promised, and `missed` how many of those `judged` are not, `never` of them
    because they can be so no longer.
    """

    promised: Callable[[Plan, Any], Message]
    kept: Message = say("{share} of incidents as promised")
    missed: Message = say("Incidents not as promised: {missed} of {judged}.")
    given: Given | None = None


def _timed(promised: Callable[[Plan, Any], Message]) -> PromiseWords:
    missed = say("Incidents missed: {missed} of {judged}, of them never done: {never}.")
    return PromiseWords(promised, say("{share} of incidents on time"), missed)


def limit_in_words(limit: AnyLimit) -> Any:
    """A limit as it is said: '20 min', '60 min (day), 90 min (night)', 'until the end of 3 working days'."""
    if isinstance(limit, WorkingDays):
        return say_n("until the end of {n} working day", "until the end of {n} working days", n=limit.number)
    if isinstance(limit, dict):
        return Series(tuple(say("{limit} ({when})", limit=Span(seconds), when=when) for when, seconds in limit.items()))
    return Span(limit)


def durations(limit: AnyLimit | None) -> tuple[int, ...]:
    """The durations in a limit, beside which a time that was measured is shown."""
    return tuple(limit.values()) if isinstance(limit, dict) else (limit,) if isinstance(limit, int) else ()


def _limit(plan: Plan, target: LimitTarget) -> Message:
    return say("{limit}", limit=limit_in_words(target.within))


def _people(plan: Plan, target: PeopleTarget) -> Message:
    return say("{share} of the people in {limit}", share=goal_percent(target.people), limit=limit_in_words(target.within))


def _clock(plan: Plan, target: ClockTarget) -> Message:
    return say("by {time}", time=show_clock(target.by))


def _none_lost(plan: Plan, target: NoneLostTarget) -> Message:
    return (
        say("none lost") if target.within is None else say("none lost, within {limit}", limit=limit_in_words(target.within))
    )


def _order(plan: Plan, target: OrderTarget) -> Message:
    if target.within is None:
        return say("in this order")
    return say("in this order, at most {limit} before", limit=Span(target.within))


def _sum(plan: Plan, target: SumTarget) -> Message:
    steps = {name: step.name or name for procedure in plan.procedures.values() for name, step in procedure.steps.items()}
    parts = Series(tuple(steps[part] if part in steps else STAGES[spoken(part)] for part in target.adds_up))
    if target.waiting:
        return say("{parts}, with the waits before them: {limit} in all", parts=parts, limit=Span(target.within))
    return say("{parts}: {limit} in all", parts=parts, limit=Span(target.within))


def _outcome(plan: Plan, target: OutcomeTarget) -> Message:
    outcomes = dict.fromkeys(value for values in target.outcome.values() for value in values)
    return say("ends as promised: {outcomes}", outcomes=Series(tuple(map(plan.called, outcomes))))


def _stay(plan: Plan, target: StayTarget) -> Message:
    return say("stays until then")


def _moment(plan: Plan, written: Milestones) -> Any:
    """The moment until which something goes on: the end of a step with the step's name, others as they are written."""
    steps = {name: step for procedure in plan.procedures.values() for name, step in procedure.steps.items()}
    name, _dot, moment = written.named[0].rpartition(".")
    if len(written.named) > 1 or moment != "ended" or name not in steps:
        return written
    return say("'{step}' is over", step=steps[name].name or name)


def _rhythm(plan: Plan, target: RhythmTarget) -> Message:
    values = {"every": Span(target.every), "until": _moment(plan, target.until)}
    if not target.within:
        return say("every {every} until {until}", **values)
    return say("every {every} until {until}, at most {limit} later", limit=Span(target.within), **values)


def _count(plan: Plan, target: CountTarget) -> Message:
    return say("number: {range}", range=show_people(*target.count))


def _open(plan: Plan, target: OpenTarget) -> Message:
    return say("at most {n} open at once", n=f"{target.open_at_most:,}")


def _once(plan: Plan, target: OnceTarget) -> Message:
    return _ONCE[target.once, target.each is not None]


def _pace(plan: Plan, target: PaceTarget) -> Message:
    words = _PACE[target.per][1 if target.at_least is None else 0 if target.at_most is None else 2]
    return Message(words.msgid, {"n": f"{target.at_least or 0:,}", "most": f"{target.at_most or 0:,}"})


def _mean(plan: Plan, target: MeanTarget) -> Message:
    return Message(_MEANS[target.form.per or "month"].msgid, {"limit": Span(target.within)})


def _duty(plan: Plan, target: DutyTarget) -> Message:
    return say("at work for {limit} at the most without a rest", limit=Span(target.within))


def _no_gap(plan: Plan, target: NoGapTarget) -> Message:
    return say("no gap") if not target.within else say("no gap longer than {limit}", limit=Span(target.within))


_OF_PERIODS = say("{share} of periods as promised"), say("Periods not as promised: {missed} of {judged}.")

WORDS: dict[type[Target], PromiseWords] = {
    LimitTarget: _timed(_limit),
    PeopleTarget: _timed(_people),
    ClockTarget: _timed(_clock),
    NoneLostTarget: _timed(_none_lost),
    OrderTarget: PromiseWords(_order),
    SumTarget: _timed(_sum),
    OutcomeTarget: PromiseWords(
        _outcome,
        given=Given(
            say("How it ends is an assumption of the plan file (the shares of its outcomes)."),
            say("How it ends is an assumption of the plan file, and no team size changes it"),
        ),
    ),
    StayTarget: PromiseWords(_stay),
    RhythmTarget: PromiseWords(_rhythm),
    CountTarget: PromiseWords(
        _count,
        given=Given(
            say("How many come is written in the steps of the plan file, by head-count."),
            say("How many come is written in the plan file, and no team size changes it"),
        ),
    ),
    OpenTarget: PromiseWords(_open),
    OnceTarget: PromiseWords(_once, say("done {share} of the times"), say("Times not done: {missed} of {judged}.")),
    PaceTarget: PromiseWords(_pace, *_OF_PERIODS),
    MeanTarget: PromiseWords(_mean, *_OF_PERIODS),
    DutyTarget: PromiseWords(
        _duty,
        say("{share} of days of a pool without too long a duty"),
        say("Days of a pool with too long a duty: {missed} of {judged}."),
    ),
    NoGapTarget: PromiseWords(_no_gap, say("{share} of days without a gap"), say("Days with a gap: {missed} of {judged}.")),
}


# By the name of the promise.
GIVEN = {promise.promise: words.given for promise, words in WORDS.items() if words.given is not None}


def words_of(target: Target) -> PromiseWords:
    """What is said of a target's promise."""
    return WORDS[type(target)]


def limit_words(plan: Plan, target: Target) -> Message:
    """The number or the rule that a target is held against: '10 min', 'by 16:00', 'none lost'."""
    return words_of(target).promised(plan, target)


def form_words(plan: Plan, target: Target) -> Message:
    """What is promised and how it is judged: '10 min, every one'."""
    limit = limit_words(plan, target)
    if target.form.kind == "every":
        found = (
            say("{limit}, every one", limit=limit) if target.unit == "incident" else say("{limit}, every time", limit=limit)
        )
    elif target.form.kind == "mean":
        found = say("mean of {limit}", limit=limit)
    elif target.form.percentile:
        found = say("P{goal} of {limit}", goal=target.form.shown, limit=limit)
    else:
        found = say("{limit}, at least {goal}%", goal=target.form.shown, limit=limit)
    if target.at_some_hours and target.unit != "day":  # of a day, hours say which of its moments are looked at
        found = say("{form} (only: {when})", form=found, when=_Times(target))
    if target.ours:
        return say("{form} (ours)", form=found)
    return say("{form} (assumed)", form=found) if target.assumed else found


def share_words(target: Target, share: float | None, *beside: float) -> str:
    """A share of the things judged, told from the goal where the goal is such a share; a dash where there is none."""
    if share is None:
        return "–"
    return percent(share, *beside, *((target.form.goal,) if target.form.kind == "share" else ()))


def kept_words(target: Target, share: str) -> Message:
    """A share of the things judged that are as promised: '97% of incidents on time'."""
    return Message(words_of(target).kept.msgid, {"share": share})


def missed_words(target: Target, missed: str, judged: str, never: str) -> Message:
    """How many of the things judged are not as promised: 'Incidents missed: 3 of 40, of them never done: 1.'"""
    if never == "0" and target.unit == "incident" and target.timed:
        return missed_of(target, missed, judged)
    return Message(words_of(target).missed.msgid, {"missed": missed, "judged": judged, "never": never})


def missed_of(target: Target, missed: str, judged: str) -> Message:
    """How many of the things judged were missed, be they incidents, periods or days."""
    if target.unit == "incident":
        return say("Incidents missed: {missed} of {judged}.", missed=missed, judged=judged)
    return missed_words(target, missed, judged, "")


def clauses_words(ids: Sequence[str]) -> Message:
    """Some clauses by their numbers: 'clause 1', 'clauses 1, 2'."""
    return say_n("clause {ids}", "clauses {ids}", len(ids), ids=Series(tuple(ids)))


def clause_words(target: Target) -> Message | None:
    """The clauses that a promise rests on; None where it names none."""
    return clauses_words(target.clause) if target.clause else None
