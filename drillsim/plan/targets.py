"""What is promised: one class for each thing that a target can promise."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from drillsim.plan.judging import Form, Judged
from drillsim.plan.milestones import BROUGHT, Milestones, When
from drillsim.plan.procedures import Conditions
from drillsim.plan.schema import (
    Count,
    Deadline,
    Flag,
    Model,
    Name,
    Names,
    PeopleRange,
    Seconds,
    Spans,
    Subject,
    Text,
    Weekdays,
    Words,
    spoken,
)
from drillsim.quantities import measures as q

Period = Literal["day", "week", "month"]


class Target(Model):
    """A promise that can be tested. Each target promises one thing, told by the key that it bears.

    `assumed` says that the plan writes no limit and ours is an assumption. `excused` names
    attributes for which the plan forgives a miss.
    """

    # What is promised is a class below this one: its own fields are its keys, and those without a default are needed.
    # How it is judged says its gauge (`judge.evaluate.GAUGES`), how it is told its words (`say.promise.WORDS`).
    promise: ClassVar[str]  # what results call it
    mark: ClassVar[str]  # the key that tells it from the others
    unit: ClassVar[Literal["incident", "period", "day"]] = "incident"  # what is judged, and what its figures count
    scoped: ClassVar[bool] = True  # whether it is about incidents, of which `where` says which
    judges_all: ClassVar[bool] = False  # whether an incident that cannot come to its milestones is judged as well
    timed: ClassVar[bool] = False  # whether it says when something is reached: what misses it is late
    limited: ClassVar[bool] = False  # whether it says how long that may take at the most
    measured: ClassVar[bool] = False  # whether how long it took is shown beside its limit

    name: Text | None = None
    where: Conditions = {}
    form: Judged = Form(kind="every")
    clause: Words = []
    assumed: Flag = False
    excused: Conditions = {}

    @classmethod
    def own_keys(cls) -> list[str]:
        """Its own keys as fields, the mark first."""
        return [cls.mark, *(name for name in cls.model_fields if name not in Target.model_fields and name != cls.mark)]

    @classmethod
    def needed(cls) -> list[str]:
        """Those of its own keys that cannot be left out."""
        return [name for name in cls.own_keys() if cls.model_fields[name].is_required()]

    @property
    def limit(self) -> int | None:
        """The seconds that it allows; None where it allows any."""
        return None

    @property
    def goal(self) -> float:
        """What its figure is held against: a share, of a mean the seconds."""
        return self.form.goal

    @property
    def horizon(self) -> int:
        """Seconds for which play must go on after the window so that its last incident can be judged."""
        return 0

    @property
    def dated(self) -> bool:
        """Whether it names a time: so long, until then, so often."""
        return self.limit is not None

    @property
    def ends(self) -> dict[str, Milestones]:
        """The milestones that it reads, by their keys."""
        return {name: end for name in type(self).model_fields if isinstance(end := getattr(self, name), Milestones)}

    @property
    def steps(self) -> list[str]:
        """The steps whose moments or outcomes it reads."""
        return [*(step for end in self.ends.values() for step in end.steps), *self.outcomes]

    @property
    def outcomes(self) -> Conditions:
        """The ways in which steps are to end."""
        return {}

    @property
    def need(self) -> str | None:
        """The need that it is about, or `people`."""
        return None

    @property
    def pools(self) -> list[str]:
        """The pools that it is about."""
        return []


class LimitTarget(Target):
    """From one milestone to another within a limit."""

    promise, mark = "limit", "within"
    timed = limited = measured = True

    from_: When = BROUGHT
    to: When
    within: Seconds

    @property
    def limit(self) -> int:
        """As in `Target`."""
        return self.within

    @property
    def goal(self) -> float:
        """As in `Target`."""
        return float(self.within) if self.form.kind == "mean" else self.form.goal

    @property
    def horizon(self) -> int:
        """As in `Target`."""
        return self.within


class ClockTarget(Target):
    """By a time of the day, the first one after `from`."""

    promise, mark = "clock", "by"
    timed = limited = True

    from_: When = BROUGHT
    to: When
    by: Deadline

    @property
    def horizon(self) -> int:
        """As in `Target`."""
        return q.DAY

    @property
    def dated(self) -> bool:
        """As in `Target`."""
        return True


class NoneLostTarget(Target):
    """Every incident reaches `to`: one that is skipped on the way is lost."""

    promise, mark = "none_lost", "none_lost"
    timed = judges_all = True

    to: When
    within: Seconds | None = None
    none_lost: Flag

    @property
    def limit(self) -> int | None:
        """As in `Target`."""
        return self.within

    @property
    def horizon(self) -> int:
        """As in `Target`."""
        return q.DAY if self.within is None else self.within


class OrderTarget(Target):
    """Whenever `to` is reached, `from` was reached before."""

    promise, mark = "order", "in_order"

    from_: When
    to: When
    in_order: Flag


class OutcomeTarget(Target):
    """One of these steps ended as promised."""

    promise, mark = "outcome", "outcome"

    outcome: Conditions

    @property
    def outcomes(self) -> Conditions:
        """As in `Target`."""
        return self.outcome


class StayTarget(Target):
    """Those who met this need stay `until` a milestone."""

    promise, mark = "stay", "stays"

    stays: Name
    until: When

    @property
    def need(self) -> str:
        """As in `Target`."""
        return self.stays


class CountTarget(Target):
    """So many `of` a need (or of the people) in each incident."""

    promise, mark = "count", "count"

    count: PeopleRange
    of: Subject

    @property
    def need(self) -> str:
        """As in `Target`."""
        return self.of


class OnceTarget(Target):
    """`to` is reached once in each whole day, week or month of the window, for `each` value of an attribute."""

    promise, mark, unit = "once", "once", "period"

    to: When
    once: Annotated[Period, BeforeValidator(spoken)]
    each: Subject | None = None

    @property
    def dated(self) -> bool:
        """As in `Target`."""
        return True


class NoGapTarget(Target):
    """At every moment (of these `hours` and `days`) at least so many of these pools are there."""

    promise, mark, unit = "no_gap", "no_gap", "day"
    scoped = False

    within: Seconds | None = None
    no_gap: Names
    at_least: Annotated[Count, Field(ge=1)] = 1
    free: Flag = False
    hours: Spans = ((0, q.DAY),)
    days: Weekdays = tuple(range(7))

    @property
    def limit(self) -> int | None:
        """As in `Target`: the longest gap that is forgiven."""
        return self.within

    @property
    def pools(self) -> list[str]:
        """As in `Target`."""
        return self.no_gap


# All that a target can promise. A target without the mark of another is a limit.
PROMISES: tuple[type[Target], ...] = (
    LimitTarget, ClockTarget, NoneLostTarget, OrderTarget, OutcomeTarget, StayTarget, CountTarget, OnceTarget, NoGapTarget,
)  # fmt: skip
