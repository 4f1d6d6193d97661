"""Position units are, and how long they take from there: what the reference engine knows of places and ways."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import ON_THE_ROAD, RUNNING
from drillsim.compiled.tables import NOWHERE, TRAVEL, CompiledPlan
from drillsim.play.presence import Presence
from drillsim.play.state import ANYWHERE, Homeward, Position
from drillsim.quantities.measures import LONGEST


def stretched(seconds: int, factor: int) -> int:
    """Rule 2: `seconds` times a factor in thousandths, rounded half up, and no longer than any duration may be."""
    return min(LONGEST, (seconds * factor + 500) // 1000)


class Quickest(NamedTuple):
    """The units of a pool that would be somewhere first, and how soon the last of them."""

    seconds: int  # usual turnout and way
    turnout: int  # usual, of the slowest
    where: Position  # of the one with the longest way
    homeward: list[tuple[Homeward, int]]  # how many of them are on their way home, and of whom


class Underway(Presence):
    """Places, ways, and who drives home."""

    def __init__(self, compiled: CompiledPlan, msel: Msel) -> None:
        super().__init__(compiled, msel)
        self.standing = [Position(place, ways, [(place, 1000)]) for place, ways in enumerate(self.ways)]

    def at(self, place: int) -> Position:
        """Somebody who stands at a place."""
        return ANYWHERE if place == NOWHERE else self.standing[place]

    def on_the_way(self, origin: Position, to: int, since: int, due: int, now: int) -> Position:
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
        between = [(place, part * (1000 - done) // 1000) for place, part in origin.between]
        return Position(ON_THE_ROAD, mixed, [*between, (to, done)])

    def usual_travel(self, where: Position, place: int, leaving: int) -> int:
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

    def may_be_sent(self, one: Homeward) -> int:
        """Rule 15: how many of those on their way home may be sent: not those whose shift has ended meanwhile."""
        pool, t = self.hold_pool[one.hold], self.t
        rows = range(t.pool_rows[pool])
        on = sum(self.hold_rows[one.hold][row] for row in rows if self.row_until[t.pool_row[pool] + row])
        return min(one.count, on) if rows else one.count

    def now_at(self, incident: int, step: int, hold: int) -> Position:
        """Rule 15: where a unit is while a step runs."""
        row, s = self._row(incident, step), self._step(incident, step)
        if self.t.step_takes[s] != TRAVEL or self.status[row] != RUNNING:
            return self.hold_where[hold]
        return self.on_the_way(self.hold_where[hold], self.place[row], self.began[row], self.until[row], self.now)

    def quickest(self, pool: int, count: int, place: int) -> Quickest:
        """Rule 15: the units of a pool that would be at a place first; those who must be called in come last of all."""
        t, base = self.t, self.at(self.t.pool_base[pool])
        homeward = self.on_their_way_home(pool, self.now)
        way = self.usual_travel(base, place, self.now)
        if not homeward:
            turnout = self.turnout(pool, count)
            return Quickest(turnout + way, turnout, base, [])
        ready = max(0, self.free_on_duty(pool) - sum(self.may_be_sent(one) for one in homeward))
        groups: list[tuple[int, int, int, int, int, Position, Homeward | None]] = [
            (0, self.duty_turnout[pool] + way, -1, self.duty_turnout[pool], ready, base, None),
            (1, self.call_turnout[pool] + way, -1, self.call_turnout[pool], count, base, None),
        ]
        for one in homeward:
            where = self.on_the_way(one.origin, one.to, one.left, one.due, self.now)
            seconds = t.pool_on_the_road[pool] + self.usual_travel(where, place, self.now)
            groups.append((0, seconds, one.hold, t.pool_on_the_road[pool], self.may_be_sent(one), where, one))
        slowest, longest, turnout, chosen = 0, -1, 0, base
        sent = []
        for _called, seconds, _hold, ready_in, many, where, home in sorted(groups, key=lambda group: group[:3]):
            taken = min(count, many)
            if taken > 0:
                count -= taken
                slowest, turnout = max(slowest, seconds), max(turnout, ready_in)
                if seconds - ready_in > longest:
                    longest, chosen = seconds - ready_in, where
                if home is not None:
                    sent.append((home, taken))
        return Quickest(slowest, turnout, chosen, sent)

    def nearness(self, incident: int, step: int, pool: int) -> int:
        """Rule 16: usual seconds to a room from where those are who go there; from the scene if nobody goes."""
        s, base = self._step(incident, step), self.t.pool_base[pool]
        goers = self.goers(incident, s) if self.t.step_takes[s] == TRAVEL else []
        wheres = [self.hold_where[hold] for hold in goers] or [self.at(self.zone[incident])]
        return max(self.usual_travel(where, base, self.now) for where in wheres)
