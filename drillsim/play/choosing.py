"""Who meets a need: preference, assignment, who may be turned here, and what is kept for the first in line."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import NamedTuple

from drillsim.compiled.log import OPEN, RUNNING
from drillsim.compiled.tables import NOWHERE, PEOPLE, SEATS
from drillsim.play.underway import Underway
from drillsim.quantities.measures import LONGEST


class Part(NamedTuple):
    """Units that meet a need, or a part of it."""

    pool: int
    units: int
    hold: int = OPEN  # whose they are now, if they are turned away from another incident


class Choosing(Underway):
    """The decisions of a dispatch pass; nothing changes by them but what is kept for the first in line."""

    def priority(self, incident: int, step: int) -> int:
        """Rule 5: how urgent a step is, which an attribute may decide; 1 is the most urgent."""
        s = self._step(incident, step)
        by: int = self.t.step_ranked_by[s]
        if by == NOWHERE:
            urgency: int = self.t.step_priority[s]
            return urgency
        value: int = self.msel.attribute[incident][by]
        return self.ranks[s][value]

    def count(self, incident: int, need: int, pool: int = NOWHERE) -> int:
        """Rule 19: how many of a pool a need asks for: so many, one per head, or as many as the heads fill."""
        count: int = self.t.need_count[need]
        if count == SEATS:
            count = -(-self.people[incident] // max(1, self.t.pool_seats[pool]))
        return self.people[incident] if count == PEOPLE else count

    def preference(self, incident: int, step: int, need: int) -> list[Part]:
        """Rule 4: who may meet a need, best first: as the need orders them, then those who serve the place, then the
        quickest (of rooms the nearest, or the freest), then file order. Only those who could come now.
        """
        ranked, priority = self.ranked(incident, step, need), self.priority(incident, step)
        found = [one for one in ranked if one[4] <= self.free_for(one[3], priority)]
        if self.turnable and self.t.need_parts[need] == 1:
            soonest = min((one[2] for one in found), default=2 * LONGEST)
            turned = (self.turned_here(incident, priority, *one) for one in ranked)
            found = sorted(found + [one for one in turned if one is not None and one[2] < soonest],
                           key=lambda one: (*one[:3], one[5] != OPEN, one[3]))  # fmt: skip
        return [Part(*one[3:]) for one in found]

    def ranked(self, incident: int, step: int, need: int) -> list[tuple[int, int, int, int, int, int]]:
        """Rule 4: the pools that may meet a need, best first, whoever is free: order, back-up, seconds, pool, how many.

        Where the next one will not do it is the best alone.
        """
        t, rows = self.t, self.candidates(incident, need)
        found = []
        for row in range(rows.start, rows.stop):
            pool: int = t.candidate[row]
            count = 1 if t.need_parts[need] > 1 else self.count(incident, need, pool)
            seconds = self.soonness(incident, step, need, pool, count)
            found.append((t.candidate_order[row], t.candidate_backup[row], seconds, pool, count, OPEN))
        return sorted(found)[: None if t.ask_next[t.need_ask[need]] else 1]

    def soonness(self, incident: int, step: int, need: int, pool: int, count: int) -> int:
        """Rule 4: by what a pool is preferred among those that serve the place: the lowest is the best."""
        if self.t.ask_freest[self.t.need_ask[need]]:
            return -self.free(pool)
        if self.t.pool_room[pool]:
            return self.nearness(incident, step, pool)
        return self.quickest(pool, count, self.zone[incident]).seconds

    def turned_here(
        self, incident: int, priority: int, order: int, backup: int, _seconds: int, pool: int, count: int, _hold: int
    ) -> tuple[int, int, int, int, int, int] | None:  # fmt: skip
        """Rule 17: of the units of a pool that may be turned away from less urgent incidents, the one soonest here."""
        if priority > self.t.pool_turned_to[pool]:
            return None
        found = []
        for hold, (other, step) in self.turnable.items():
            runs = self.status[self._row(other, step)] == RUNNING
            if not runs or self.hold_pool[hold] != pool or self.hold_count[hold] != count or other == incident:
                continue
            if self.priority(other, self.asked_at(other, hold)) in self.turned_from[pool]:
                way = self.usual_travel(self.now_at(other, step, hold), self.zone[incident], self.now)
                found.append((order, backup, self.t.pool_on_the_road[pool] + way, pool, count, hold))
        return min(found, default=None)

    def free_for(self, pool: int, priority: int) -> int:
        """Rule 18: how many of a pool a request of this priority could have now."""
        return 0 if priority > self.kept[pool] else self.free(pool)

    def assignment(self, incident: int, step: int, needs: Sequence[int]) -> list[list[Part]] | None:
        """Rule 4: who meets each need, the first whole assignment in order of preference; None if there is none."""
        choices = []
        for need in needs:
            found = self.preference(incident, step, need)
            if not found:
                return None
            choices.append(found)
        chosen: list[list[Part]] = []

        def extend() -> bool:
            k = len(chosen)
            if k == len(choices):
                return True
            for parts in self.met_by(incident, step, needs[k], choices[k], chosen):
                chosen.append(parts)
                if extend():
                    return True
                chosen.pop()
            return False

        return chosen if extend() else None

    def met_by(
        self, incident: int, step: int, need: int, choices: list[Part], chosen: list[list[Part]]
    ) -> Generator[list[Part], None, None]:  # fmt: skip
        """Rule 20: how one need can be met beside those met already: by one pool, or by several if it may be split."""
        t, priority, crew = self.t, self.priority(incident, step), self.t.need_crew[need]
        base = t.pool_base[chosen[crew][0].pool] if 0 <= crew < len(chosen) else None
        taken = [part for parts in chosen for part in parts]
        left = self.heads(incident, need)
        parts: list[Part] = []
        for choice in choices:
            pool = choice.pool
            if base is not None and t.pool_base[pool] != base:
                continue
            if choice.hold != OPEN:
                if all(part.hold != choice.hold for part in taken):
                    yield [choice]
                continue
            free = self.free_for(pool, priority) - sum(p.units for p in taken if p.pool == pool and p.hold == OPEN)
            if t.need_parts[need] == 1:
                if choice.units <= free:
                    yield [choice]
                continue
            each = self.each(need, pool)
            count = min(max(0, free), -(-left // each))
            if count > 0:
                parts.append(Part(pool, count))
                left -= count * each
            if left <= 0:
                yield parts
                return

    def heads(self, incident: int, need: int) -> int:
        """Rule 20: what a need that may be split asks for in all: units, or people to be seated."""
        return self.people[incident] if self.t.need_count[need] == SEATS else self.count(incident, need)

    def each(self, need: int, pool: int) -> int:
        """Rule 20: what one unit of a pool counts for in it."""
        return max(1, self.t.pool_seats[pool]) if self.t.need_count[need] == SEATS else 1

    def keep_for(self, incident: int, step: int, needs: Sequence[int]) -> None:
        """Rule 18: what is free of the pools for which a request waits is kept from less urgent ones, if it can ever do."""
        t, priority = self.t, self.priority(incident, step)
        able = [[one[3] for one in self.ranked(incident, step, need) if self.could_meet(incident, need, one[3])]
                for need in needs]  # fmt: skip
        for need, pools in zip(needs, able, strict=True):
            split = t.need_parts[need] > 1
            most = sum(self.each(need, pool) * self.there(pool) for pool in pools)
            if not pools or (split and most < self.heads(incident, need)):
                return  # it could not be met even if all were free
        unmet = [next(self.met_by(incident, step, need, self.preference(incident, step, need), []), None) is None
                 for need in needs]  # fmt: skip
        for pools, is_unmet in zip(able, unmet, strict=True):
            for pool in pools if is_unmet or not any(unmet) else ():
                if not t.pool_fund[pool]:
                    self.kept[pool] = min(self.kept[pool], priority)

    def could_meet(self, incident: int, need: int, pool: int) -> bool:
        """Rule 18: whether of a pool so many are there now, free or not, that it could meet a need, or a part of it."""
        units = 1 if self.t.need_parts[need] > 1 else self.count(incident, need, pool)
        return units <= self.there(pool)

    def asked_at(self, incident: int, hold: int) -> int:
        """The step that asked for a unit."""
        variant: int = self.msel.variant[incident]
        return self.compiled.slots[variant][hold - self.slot_first[incident]][0]
