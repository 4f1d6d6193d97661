"""Which seconds of a window lie in hours and days that a target names, and how long its limit is from each of them."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from drillsim.compiled.calendar import open_spans
from drillsim.compiled.tables import CompiledPlan, Ints
from drillsim.plan.limits import AnyLimit, When, WorkingDays, hours_called, longest, when_called
from drillsim.plan.targets import Target
from drillsim.quantities import measures

Flags = NDArray[np.bool_]


class During:
    """Hours on days, made ready to be asked of many seconds at once."""

    def __init__(self, compiled: CompiledPlan, when: When) -> None:
        self.spans = open_spans(when.hours, when.days, compiled.window, compiled.horizon)
        self._begin, self._end = np.array(self.spans, np.int64).reshape(-1, 2).T

    def holds(self, seconds: Ints) -> Flags:
        """Whether seconds lie in them (n)."""
        if not self.spans:
            return np.zeros(len(seconds), np.bool_)
        at = np.searchsorted(self._begin, seconds, side="right") - 1
        return (at >= 0) & (seconds < self._end[at])


def asked_of(compiled: CompiledPlan, target: Target) -> During | None:
    """The hours and days that a target is about; None where it is about all."""
    if not target.at_some_hours:
        return None
    hours = hours_called(target.hours, compiled.plan.hours)
    assert hours is not None
    return During(compiled, When(hours, target.days))


class Allowed:
    """How long a limit is from the second at which a clock starts."""

    def __init__(self, compiled: CompiledPlan, limit: AnyLimit) -> None:
        self._limit = limit
        if isinstance(limit, dict):
            named = compiled.plan.hours
            called = [(when_called(text, named), seconds) for text, seconds in limit.items()]
            self._parts = [(During(compiled, when), seconds) for when, seconds in called if when is not None]
        elif isinstance(limit, WorkingDays):
            self._deadlines(compiled, limit.number)

    def _deadlines(self, compiled: CompiledPlan, number: int) -> None:
        """By day of the window, the second at which the last of so many working days after it ends."""
        self._midnight, first = compiled.window.midnight(), compiled.start.date()
        days = range((compiled.horizon - self._midnight + longest(self._limit)) // measures.DAY + 2)
        works = np.array([(first + timedelta(days=day)).weekday() < 5 for day in days])
        worked, at = np.cumsum(works), np.flatnonzero(works)
        last = at[np.minimum(worked + number - 1, len(at) - 1)]
        self._until = self._midnight + (last + 1) * measures.DAY

    def seconds(self, start: Ints) -> Ints | int:
        """The seconds allowed from each of these seconds (n), or from any."""
        if isinstance(self._limit, int):
            return self._limit
        if isinstance(self._limit, WorkingDays):
            until: Ints = self._until[np.clip((start - self._midnight) // measures.DAY, 0, len(self._until) - 1)] - start
            return until
        found = np.zeros(len(start), np.int64)
        for during, seconds in reversed(self._parts):  # so that the first that holds is written last
            found[during.holds(start)] = seconds
        return found

    def known(self, start: Ints) -> Flags | None:
        """Whether the limit says something of these seconds (n); None where it does so of any."""
        if not isinstance(self._limit, dict):
            return None
        found: Flags = np.logical_or.reduce([during.holds(start) for during, _seconds in self._parts])
        return found
