"""Which seconds of a window lie in hours and days that a target names, and how long its limit is from each of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from drillsim.compiled.calendar import ends_of_workdays, open_spans
from drillsim.compiled.tables import CompiledPlan, Ints
from drillsim.plan.limits import AnyLimit, When, WorkingDays, hours_called, when_called
from drillsim.plan.targets import Target
from drillsim.quantities import measures

Flags = NDArray[np.bool_]


class During:
    """Hours on days, made ready to be asked of many seconds at once."""

    def __init__(self, compiled: CompiledPlan, when: When) -> None:
        self.spans = open_spans(when.hours, when.days, compiled.window, compiled.calendar, compiled.horizon)
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
            self._midnight = compiled.window.midnight()
            self._until = ends_of_workdays(compiled.window, compiled.calendar, limit.number, compiled.horizon)

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
