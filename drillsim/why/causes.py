"""What misses come from, and how much each of it costs.

The measure: every miss is one unit of cost. It is borne by the disruptions any one of which, had it not come,
would have left no miss; where there is none, by the pools any one of which, lifted, would mend it; where there is
none, by several things at once, if all pools lifted would mend it; and else by what nobody can mend: the road, or
the steps themselves. Several that each would do share the unit equally. So costs add up to the misses, a plan's
own shortages are not charged with what went wrong on one day, and what is named first costs most.

A disruption or a pool without which as much breaks as is mended is no cause: that is another order of the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from drillsim.why.attribution import Breakdown
from drillsim.why.disruptions import Disrupted
from drillsim.why.holding import Manner

Flags = NDArray[np.bool_]

# 'rule': of a live drill, decisions unlike the plan's rule; 'several': more than one thing is short at once; 'road': the
# way alone takes longer than the limit; 'steps': all else that no team size mends.
About = Literal["rule", "disruption", "pool", "several", "road", "steps"]


@dataclass(frozen=True)
class Cause:
    """Something that misses of a target come from."""

    about: About
    misses: Fraction  # its part of them
    pool: str = ""
    manner: Manner = ""  # of a pool: what kept it from those who waited
    disruption: Disrupted | None = None
    time: Breakdown = field(default_factory=Breakdown)  # where that of its misses goes: with all lifted, if it is 'steps'


def share_out(misses: int, groups: Sequence[Sequence[Flags]]) -> list[list[tuple[Fraction, Flags]]]:
    """Share misses out among suspects, group after group; a flag says which misses a suspect alone would mend.

    Each miss is borne by the first group in which somebody would mend it, in equal parts by those who would.
    Returns for every suspect its part, and the misses of which it bears one.
    """
    left = np.ones(misses, np.bool_)
    found = []
    for group in groups:
        many = np.sum(group, axis=0) if group else np.zeros(misses, np.int64)
        parts = []
        for mends in group:
            mine = mends & left
            among = np.bincount(many[mine])
            parts.append((sum((Fraction(int(n), k) for k, n in enumerate(among) if n), Fraction(0)), mine))
        found.append(parts)
        left = left & (many == 0)
    return found
