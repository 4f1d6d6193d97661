"""Units and round numbers for axes, in the language spoken."""

from __future__ import annotations

import math
from typing import NamedTuple

from drillsim.base.language import _
from drillsim.quantities.measures import DAY


class AxisUnit(NamedTuple):
    """A unit of time for an axis."""

    seconds: int
    name: str

    def of(self, what: str) -> str:
        """What is measured, with its unit: 'usual time on the way (minutes)'."""
        return _("{what} ({unit})").format(what=what, unit=self.name)


def unit_for(seconds: float) -> AxisUnit:
    """The unit in which a span is easy to read."""
    if seconds >= 3 * DAY:
        return AxisUnit(DAY, _("days"))
    if seconds >= 3 * 3600:
        return AxisUnit(3600, _("hours"))
    return AxisUnit(60, _("minutes")) if seconds >= 120 else AxisUnit(1, _("seconds"))


def percent_of_limit() -> AxisUnit:
    """The unit of times that are told in hundredths of their own limits."""
    return AxisUnit(1, _("% of the limit"))


def round_numbers(top: float, most: int = 7) -> list[float]:
    """Zero and at most `most` round numbers up to `top`."""
    size = 10.0 ** math.floor(math.log10(max(top, 1e-9)) - 1)
    step = next(size * n for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if top / (size * n) <= most)
    return [step * n for n in range(int(top / step + 1e-9) + 1)]


def between(low: float, high: float, most: int = 7) -> list[float]:
    """Round numbers between two."""
    steps = round_numbers(high - low, most)
    step = steps[1] if len(steps) > 1 else 1.0
    first = math.ceil(low / step - 1e-9)
    return [step * n for n in range(first, math.floor(high / step + 1e-9) + 1)]
