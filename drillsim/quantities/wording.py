"""Words that wait to be spoken: what `Message` values may be besides numbers and names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple

from drillsim.base.language import Message, _, say, say_n, text
from drillsim.quantities.shown import digits, show_about, show_duration


@dataclass(frozen=True)
class Span:
    """A duration that somebody wrote, such as a limit: '1 h 20 min'."""

    seconds: float

    def __str__(self) -> str:
        return show_duration(self.seconds)


@dataclass(frozen=True)
class About:
    """A duration that was measured, as people say it; finer where it would else seem to be one of those `beside` it."""

    seconds: float
    beside: tuple[float, ...] = ()

    def __str__(self) -> str:
        return show_about(self.seconds, *self.beside)


_COMMAS = re.compile(r",(?!\d{3}(?!\d))|[，、]")  # but not those within a number such as 1,200


@dataclass(frozen=True)
class Series:
    """Several things in a row, divided as the language does: 'a, b'; where one of them has a comma in it, 'a, b; c'."""

    items: tuple[Any, ...]

    def __bool__(self) -> bool:
        return bool(self.items)

    def __str__(self) -> str:
        shown = [text(item) if isinstance(item, Mapping) else str(item) for item in self.items]
        return (_("; ") if len(shown) > 1 and any(_COMMAS.search(one) for one in shown) else _(", ")).join(shown)


def runs(n: int) -> Message:
    """How many runs, as a part of a sentence: '1 run', '1,200 runs'."""
    return say_n("{n} run", "{n} runs", n)


def few(items: Sequence[Any], most: int) -> Series | Message:
    """The first of some things, and how many more there are."""
    if len(items) <= most:
        return Series(tuple(items))
    return say("{list} and {n} more", list=Series(tuple(items[:most])), n=len(items) - most)


def capital(words: Any) -> str:
    """A part of a sentence as a sentence."""
    said = str(words)
    return said[:1].upper() + said[1:]


def percent(share: float, *beside: float) -> str:
    """A share in percent, with decimals near nothing and near the whole, where they matter.

    What is not quite all, or not quite nothing, never looks so; nor does what lies above or
    below a share `beside` it, such as its goal, ever seem to be it or to lie on its other side.
    """
    if 0 < share < TINY and not any(0 < other <= 2 * TINY for other in beside):
        return "<0.01%"
    if 1 - TINY <= share < 1 and not any(1 - 2 * TINY <= other < 1 for other in beside):
        return ">99.99%"
    return digits(_hundredfold(share), _decimals(share), map(_hundredfold, (0, 1, *beside))) + "%"


class ShownEnds(NamedTuple):
    """The ends of an interval of shares, in percent."""

    low: str
    high: str


def end_percents(share: float, low: float, high: float, *goals: float) -> ShownEnds:
    """The ends of the interval of a share, with as many decimals as the share has at the least.

    Rounded outward, so that what is shown holds all that the interval holds, and on their own side of its goal.
    """
    fewest, beside = _decimals(share), [_hundredfold(one) for one in goals]
    least = digits(_hundredfold(low), fewest, beside, ROUND_FLOOR)
    most = digits(_hundredfold(high), fewest, beside, ROUND_CEILING)
    return ShownEnds(f"{_plain(least)}%", f"{_plain(most)}%")


def most_percent(share: float, *beside: float) -> str:
    """A share of which it is known that it is smaller, rounded up."""
    return digits(_hundredfold(share), _decimals(share), map(_hundredfold, beside), ROUND_CEILING) + "%"


def _decimals(share: float) -> int:
    """How many decimals of a share in percent matter."""
    return 0 if share in (0, 1) or 0.1 <= share <= 0.9 else 1 if 0.001 <= share <= 0.999 else 2


def _plain(shown: str) -> str:
    """Nothing and all without decimals."""
    return {"0.0": "0", "0.00": "0", "100.0": "100", "100.00": "100"}.get(shown, shown)


def goal_percent(goal: float) -> str:
    """A share that was chosen, in percent: with the decimals that it has."""
    return f"{100 * goal:.15g}%"


def sure(level: float) -> str:
    """How sure something is, in percent: '95%', '99.3%'; never quite all."""
    return digits(_hundredfold(level), 0 if round(100 * level, 9) % 1 == 0 else 1, (100,)) + "%"


def points(difference: float, rounding: str = ROUND_HALF_EVEN) -> str:
    """A difference of two shares in percentage points, with its sign; only none at all is '0'."""
    shown = digits(_hundredfold(difference), 1, (0,), rounding) if difference else "0"
    return f"+{shown}" if difference > 0 else shown.replace("-", "−")


def least_points(difference: float) -> str:
    """The lower end of the interval of a difference, rounded outward."""
    return points(difference, ROUND_FLOOR)


def most_points(difference: float) -> str:
    """The upper end of the interval of a difference, rounded outward."""
    return points(difference, ROUND_CEILING)


def signed_percent(share: float, fewest: int = 1) -> str:
    """A share above or below nothing, with its sign; only none at all shows none."""
    return ("+" if share > 0 else "") + digits(_hundredfold(share), fewest, (0,)) + "%"


def amount(mean: float) -> str:
    """A mean number of things; only none at all is '0.0'."""
    return digits(mean, 1, (0,))


TINY = 0.00005


def _hundredfold(share: float) -> Decimal:
    return 100 * Decimal(str(share))
