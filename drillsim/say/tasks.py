"""The steps of a procedure as tasks: who does each, by when the plan wants it, and from which of its sentences.

Nothing here was played: it is what stands in the plan file, so it may be handed to those who are tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from drillsim.base.language import Message, say
from drillsim.compiled.answering import PEOPLE, held_through, names_of, needs_at, of_people
from drillsim.compiled.names import asked_name, pool_name
from drillsim.compiled.tables import CompiledPlan
from drillsim.judge.gauge import Gauge
from drillsim.plan.graph import Graph
from drillsim.plan.limits import AnyLimit
from drillsim.plan.milestones import Milestones
from drillsim.plan.plan import Plan
from drillsim.plan.procedures import Need, Procedure, Step
from drillsim.plan.targets import ClockTarget, OrderTarget, OutcomeTarget, PeopleTarget, SumTarget, Target
from drillsim.quantities.shown import show_clock, show_people
from drillsim.quantities.wording import Series, Span, goal_percent
from drillsim.say.promise import limit_in_words, limit_words

NOBODY_NAMED = say("the plan names nobody")


class TaskTime(NamedTuple):
    """By when a task is to be done: the target that says so, its case where it is about some incidents, and the words."""

    target: str
    case: Any
    words: Message

    def __str__(self) -> str:
        return str(self.words if self.case is None else say("{case}: {time}", case=self.case, time=self.words))


@dataclass(frozen=True)
class Task:
    """A step as a task. `asked` are the names under which the plan asks for those who do it; `called` is telephoned."""

    kind: int
    key: str
    name: Any  # what the plan calls it
    step: Step
    asked: dict[str, list[int]]  # with how many, by head-count; of a number that follows from the head-count none
    called: str | None
    times: list[TaskTime]  # the plan's own limits for it
    is_mark: bool  # whether it only marks a moment: nobody is asked for, and it takes no time
    is_before: bool  # whether somebody sets out after it
    is_duty: bool  # whether nothing but the calendar brings it

    @property
    def in_some_cases(self) -> bool:
        """Whether it comes in some cases only."""
        return bool(self.step.when or self.step.clocked)

    @property
    def clauses(self) -> str:
        """The numbers of the clauses that it follows."""
        return str(Series(tuple(self.step.clause))) or "–"


def tasks(compiled: CompiledPlan, kind: int, gauges: Iterable[Gauge], is_duty: bool = False) -> list[Task]:
    """The steps of a procedure in their order, with the limits that these gauges read at their ends; `is_duty` of one that
    nothing but the calendar brings."""
    procedure = compiled.written.procedures[compiled.kinds[kind]]
    ancestors = Graph(procedure).ancestors
    mine = {gauge.name: gauge.target for gauge in gauges if kind in gauge.kinds}
    out = [key for key, step in procedure.steps.items() if step.counted_as in ("turnout", "travel")]
    return [
        Task(kind, key, step.name or key, step, _asked(compiled.written, procedure, ancestors, key), step.calls,
             times_of(compiled.written, procedure, mine, key), _is_mark(step),
             any(key in ancestors[one] for one in out), is_duty)
        for key, step in procedure.steps.items()
    ]  # fmt: skip


def actors(compiled: CompiledPlan, task: Task) -> list[Message]:
    """Who does a task, each with how many: 'work team: 2 to 4'; whom they telephone; or that the plan names nobody."""
    found = [_counted(compiled, name, counts) for name, counts in task.asked.items()] or [NOBODY_NAMED]
    return [*found, say("to: {who}", who=pool_name(compiled, task.called))] if task.called else found


def _counted(compiled: CompiledPlan, name: str, counts: list[int]) -> Message:
    who = asked_name(compiled, name)
    if not counts or counts[-1] == 1:
        return say("{who}", who=who)
    number = show_people(counts[0], counts[-1])
    if of_people(compiled.plan, name):
        return say("{who}: {n}", who=who, n=number)
    return say("{who} × {n}", who=who, n=number)


def _is_mark(step: Step) -> bool:
    return step.takes == 0 and not (step.asked or step.calls or step.outcome or step.spends)


# ---- who does it -------------------------------------------------------------------------------


def _asked(plan: Plan, procedure: Procedure, ancestors: dict[str, set[str]], key: str) -> dict[str, list[int]]:
    """Whom a step asks for; where it asks for nobody, whoever it takes along; else those who are held through it.

    Of a step that only marks a moment, those who did what comes before it."""
    step = procedure.steps[key]
    if found := _people(plan, _needs(step)):
        return found
    others = [(holder, name, need) for holder, one in procedure.steps.items() for name, need in _needs(one) if holder != key]
    taken = [(name, need) for _holder, name, need in others if name in (*step.who, *step.way_back)]
    held = [(name, need) for holder, name, need in others if held_through(procedure, ancestors, holder, name, key)]
    own = _needs(step)
    found = _people(plan, taken) or _people(plan, held) or _vehicles(plan, own) or _vehicles(plan, taken)
    if found or not _is_mark(step):
        return found
    return {of: counts for before in step.after if before in procedure.steps  # whoever came to this point
            for of, counts in _asked(plan, procedure, ancestors, before).items()}  # fmt: skip


def _needs(step: Step) -> list[tuple[str, Need]]:
    """What a step asks for with the fewest people of each of its tiers, and with the most."""
    ends = sorted({1, *(people for case in step.cases for people in case.people)})
    return [(name, need) for people in ends for name, need in needs_at(step, people)[0].items()]


def _people(plan: Plan, needs: Iterable[tuple[str, Need]]) -> dict[str, list[int]]:
    return _of_kinds(plan, needs, PEOPLE)


def _vehicles(plan: Plan, needs: Iterable[tuple[str, Need]]) -> dict[str, list[int]]:
    return _of_kinds(plan, needs, ("vehicle",))


def _of_kinds(plan: Plan, needs: Iterable[tuple[str, Need]], kinds: tuple[str, ...]) -> dict[str, list[int]]:
    found: dict[str, set[int]] = {}
    for _name, need in needs:
        if any(plan.pools[pool].kind in kinds for pool in names_of(plan, need.of)[0]):
            counts = found.setdefault(need.of, set())
            if isinstance(need.count, int):
                counts.add(need.count)
    return {of: sorted(counts) for of, counts in found.items()}


# ---- by when -----------------------------------------------------------------------------------


def times_of(plan: Plan, procedure: Procedure, targets: Mapping[str, Target], key: str) -> list[TaskTime]:
    """What the plan wants of the time of a step: the targets whose clock stops at it, each with its own case where it is
    about some incidents only."""
    found = {name: told for name, target in targets.items() if (told := _time(plan, procedure, target, key)) is not None}
    return [_of_case(name, targets[name], told, alone=len(found) == 1) for name, told in found.items()]


def _of_case(name: str, target: Target, told: Message, alone: bool) -> TaskTime:
    if target.form.kind == "mean":
        told = say("{time}, on average", time=told)
    if isinstance(target, PeopleTarget):
        told = say("{share} of the people: {time}", share=goal_percent(target.people), time=told)
    if target.limit_is_ours:
        told = say("{form} (ours)", form=told) if target.ours else say("{form} (assumed)", form=told)
    is_whole = alone and not (target.where.keys() - {"kind"} or target.at_level or target.at_some_hours)
    return TaskTime(name, None if is_whole else target.name, told)


def _time(plan: Plan, procedure: Procedure, target: Target, key: str) -> Message | None:
    if isinstance(target, SumTarget):
        summed = target.summed(procedure)
        return limit_words(plan, target) if summed and summed[-1] == key else None
    if isinstance(target, OutcomeTarget):
        return limit_words(plan, target) if key in target.outcome else None
    end = target.ends.get("to")
    if end is None or key not in end.steps:
        return None
    begun = not any(name == f"{key}.ended" for name in end.named)
    if isinstance(target, ClockTarget):
        by = show_clock(target.by)
        return say("begun by {time}", time=by) if begun else say("done by {time}", time=by)
    start = _start(procedure, target.ends.get("from_"))
    if isinstance(target, OrderTarget):
        return say("only after {start}", start=start)
    if target.limits is None or "every" in type(target).model_fields:
        return limit_words(plan, target)
    return _within(target.limits, start, begun)


def _within(limit: AnyLimit, start: Any, begun: bool) -> Message:
    if not isinstance(limit, int):  # one for each part of the day, or in working days
        told = limit_in_words(limit)
        return (say("begun: {limit}, counted from {start}", limit=told, start=start) if begun
                else say("done: {limit}, counted from {start}", limit=told, start=start))  # fmt: skip
    if limit == 0:
        return say("begun at once after {start}", start=start) if begun else say("done at once after {start}", start=start)
    told = Span(limit)
    return (say("begun within {limit} of {start}", limit=told, start=start) if begun
            else say("done within {limit} of {start}", limit=told, start=start))  # fmt: skip


def _start(procedure: Procedure, start: Milestones | None) -> Any:
    """The moment from which a limit counts, in words."""
    moments = [_moment(procedure, name) for name in (start.named if start is not None else ["brought"])]
    if len(moments) == 1 or start is None:
        return moments[0]
    listed = Series(tuple(moments))
    return say("the first of: {list}", list=listed) if start.first else say("the last of: {list}", list=listed)


def _moment(procedure: Procedure, written: str) -> Message:
    key, _dot, moment = written.rpartition(".")
    if key not in procedure.steps:
        return say("the start of the incident")
    step = procedure.steps[key].name or key
    if moment == "ended":
        return say("the end of '{step}'", step=step)
    return say("the start of '{step}'", step=step)
