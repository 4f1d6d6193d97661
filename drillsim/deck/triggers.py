"""Incidents that several others bring together: counted when the event list is drawn, never while it is played."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from drillsim.compiled.tables import Ints
from drillsim.deck.scope import Where
from drillsim.quantities import measures


class Incidents(NamedTuple):
    """What a source brings in one run, in its own order (ascending in time)."""

    time: Ints
    people: Ints
    attribute: Ints  # one column per attribute, the zone first

    @classmethod
    def together(cls, parts: Sequence[Incidents], attributes: int) -> Incidents:
        """The incidents of several sources one after the other."""
        none = np.empty(0, np.int64)
        return cls(*map(np.concatenate, zip(cls(none, none, none.reshape(0, attributes)), *parts, strict=True)))


@dataclass(frozen=True)
class Count:
    """A trigger of the plan made ready to count.

    The `number`-th incident inside `within` seconds, equal in the columns `same`, brings another
    one at its second and its place. Each incident counts towards one of them only.
    """

    sources: tuple[int, ...]  # whose incidents count
    where: Where
    number: int
    within: int
    same: tuple[int, ...]
    given: tuple[int, ...]  # by attribute: the value of an incident brought, where it is not a shared one

    def brings(self, dealt: Sequence[Incidents]) -> Incidents:
        """The incidents that those of one run bring; `dealt` are theirs by source."""
        time, people, attribute = Incidents.together([dealt[source] for source in self.sources], len(self.given))
        matching = self.where.holds(people, attribute)
        waiting: dict[tuple[int, ...], deque[int]] = defaultdict(deque)
        found: list[tuple[int, int, list[int]]] = []
        for i in np.argsort(time, kind="stable").tolist():  # as they are numbered: by time, then by source
            if not matching[i]:
                continue
            group = waiting[tuple(attribute[i, self.same].tolist())]
            while group and time[i] - time[group[0]] > self.within:
                group.popleft()
            group.append(i)
            if len(group) == self.number:
                found.append((int(time[i]), min(int(people[group].sum()), measures.NO_LIMIT), self._values(attribute[i])))
                group.clear()
        columns = zip(*found, strict=True) if found else ([], [], [])
        times, heads, values = (np.array(list(column), np.int64) for column in columns)
        return Incidents(times, heads, values.reshape(-1, len(self.given)))

    def _values(self, last: Ints) -> list[int]:
        shared = {0, *self.same}  # it happens where the last one did
        return [int(last[column]) if column in shared else value for column, value in enumerate(self.given)]
