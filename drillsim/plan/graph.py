"""The order of a procedure's steps: cycles, ancestors, and what surely ran before what."""

from __future__ import annotations

from functools import cached_property

from drillsim.plan.procedures import GAVE_UP, Procedure


class Graph:
    """The steps of one procedure as a graph. Names in `after` that are no steps are left out.

    `movers`: needs for units that every tier asks for.
    """

    def __init__(self, procedure: Procedure, movers: frozenset[str] = frozenset()) -> None:
        self.steps = procedure.steps
        self.movers = movers
        self.before = {name: [b for b in dict.fromkeys(step.after) if b in self.steps] for name, step in self.steps.items()}

    @cached_property
    def order(self) -> list[str]:
        """Steps with all their predecessors before them; steps on or behind a cycle are left out."""
        found: dict[str, None] = {}
        fresh = True
        while fresh:
            fresh = False
            for name in self.steps:
                if name not in found and all(b in found for b in self.before[name]):
                    found[name] = None
                    fresh = True
        return list(found)

    @cached_property
    def cycles(self) -> list[list[str]]:
        """Every cycle that shares no step with another one reported, each from its first step in file order."""
        stuck = [name for name in self.steps if name not in set(self.order)]
        found: list[list[str]] = []
        seen: set[str] = set()
        for start in stuck:
            walk: list[str] = []
            here = start
            while here not in walk and here not in seen:
                walk.append(here)
                here = next(b for b in self.before[here] if b in stuck)
            seen.update(walk)
            if here in walk:
                cycle = walk[walk.index(here) :][::-1]  # walked backwards
                first = min(cycle, key=list(self.steps).index)
                at = cycle.index(first)
                found.append(cycle[at:] + cycle[:at])
        return found

    @cached_property
    def ancestors(self) -> dict[str, set[str]]:
        """By step, every step that is resolved before it (of a graph without cycles)."""
        found: dict[str, set[str]] = {}
        for name in self.order:
            found[name] = set(self.before[name]).union(*(found[b] for b in self.before[name]))
        return found

    def ran_before(self, name: str) -> set[str]:
        """Steps that have surely ended when `name` starts, and itself. Never too many; rarely too few."""
        return self._ran[name]

    @cached_property
    def _ran(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name in self.order:
            met = self.steps[name].when
            befores = [found[b] - {b} if GAVE_UP in met.get(b, ()) else found[b] for b in self.before[name]]
            ran = {name} | (set.intersection(*befores) if befores else set())  # one of them ended, whichever
            for subject, outcomes in met.items():
                if GAVE_UP not in outcomes:  # else a skipped step has no outcome that could be as asked
                    ran |= found.get(subject, set())
            for earlier in self.order:  # resolved by now; and not skipped if nothing could skip it
                behind = not self.before[earlier] or ran & set(self.before[earlier])
                if earlier in self.ancestors[name] and behind and not self._may_be_skipped(earlier, name):
                    ran.add(earlier)
            found[name] = ran
        return found

    def follows(self, name: str) -> set[str]:
        """Steps that surely run once `name` has ended. Never too many; rarely too few."""
        found = {name}
        for later in self.order:
            if found & set(self.before[later]) and not self._may_be_skipped(later, name):
                found.add(later)
        return found - {name}

    def _may_be_skipped(self, one: str, name: str) -> bool:
        """Whether a step can be skipped though a step before it ended and `name` is not skipped."""
        step, met = self.steps[one], self.steps[name].when
        # Turnout and travel of units that only some tiers ask for are skipped in the other tiers.
        moves_nobody = isinstance(step.takes, str) and not self.movers.intersection(step.who or step.needs)
        # What holds for the one holds for the other: neither what an incident is nor an outcome changes later.
        sure = all(subject in met and set(met[subject]) <= set(values) for subject, values in step.when.items())
        return moves_nobody or not sure or step.clocked
