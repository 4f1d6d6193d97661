"""Where units are, and how long they take from there: what the reference engine knows of places and ways."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import ON_THE_ROAD
from drillsim.compiled.tables import NOWHERE, CompiledPlan
from drillsim.play.lists import Lists
from drillsim.quantities.measures import LONGEST


def stretched(seconds: int, factor: int) -> int:
    """Rule 2: `seconds` times a factor in thousandths, rounded half up, and no longer than any duration may be."""
    return min(LONGEST, (seconds * factor + 500) // 1000)


class Where(NamedTuple):
    """Where a unit is: at a place, on the road between two, or nowhere in particular."""

    place: int  # or ON_THE_ROAD, or NOWHERE
    ways: Sequence[int]  # usual seconds from there to each place, NOWHERE where that is not known


ANYWHERE = Where(NOWHERE, ())


@dataclass
class Homeward:
    """Units of a pool that were let go and may be sent from where they are."""

    hold: int  # whose they were
    count: int  # those who have not been sent
    origin: Where
    to: int  # the place where they are bound
    left: int
    due: int


class Choice(NamedTuple):
    """The units of a pool that would be somewhere first, and how soon the last of them."""

    seconds: int  # usual turnout and way
    turnout: int  # usual, of the slowest
    where: Where  # of the one with the longest way
    homeward: list[tuple[Homeward, int]]  # how many of them are on their way home, and of whom


class Underway(Lists):
    """Places, ways, and who drives home."""

    def __init__(self, compiled: CompiledPlan, msel: Msel) -> None:
        super().__init__(compiled, msel)
        self.standing = [Where(place, ways) for place, ways in enumerate(self.ways)]
        self.homeward: list[list[Homeward]] = [[] for _ in self.t.pool_base]

    def at(self, place: int) -> Where:
        """Somebody who stands at a place."""
        return ANYWHERE if place == NOWHERE else self.standing[place]

    def on_the_way(self, origin: Where, to: int, since: int, due: int, now: int) -> Where:
        """Rule 15: where a unit is that left and is due: the usual times from both ends, by the part of the way done."""
        if origin.place == NOWHERE or now >= due:
            return origin if origin.place == NOWHERE else self.standing[to]
        done = (2000 * (now - since) + due - since) // (2 * (due - since)) if now > since else 0
        if done == 0:
            return origin
        mixed = [
            NOWHERE if NOWHERE in (a, b) else (a * (1000 - done) + b * done + 500) // 1000
            for a, b in zip(origin.ways, self.ways[to], strict=True)
        ]
        return Where(ON_THE_ROAD, mixed)

    def usual_travel(self, where: Where, place: int, leaving: int) -> int:
        """Rule 7: seconds that it usually takes from where a unit is to a place if it leaves at a second."""
        if NOWHERE in (where.place, place):
            return 0
        t = self.t
        seconds = max(0, where.ways[place])
        seconds = stretched(seconds, t.slow_factor[bisect_right(t.slow_time, leaving) - 1])
        for one, other, factor, begin, end in self.roads:
            there = one in (NOWHERE, where.place) and other in (NOWHERE, place)
            back = one in (NOWHERE, place) and other in (NOWHERE, where.place)
            if begin <= leaving < end and (there or back):
                seconds = stretched(seconds, factor)
        return seconds

    def on_their_way_home(self, pool: int, now: int) -> list[Homeward]:
        """Who of a pool is on its way home now."""
        if self.homeward[pool]:
            self.homeward[pool] = [one for one in self.homeward[pool] if one.due > now and one.count > 0]
        return self.homeward[pool]
