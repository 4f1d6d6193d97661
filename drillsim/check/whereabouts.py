"""Where everybody can be when a step begins, and the ways that are taken from there, zone by zone.

What cannot be known before play (an outcome, who is granted) is left open, so that no way that can be taken is missed;
what surely ran or cannot have run is counted, so that none is asked for that nobody can take.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from drillsim.base.language import Message, say
from drillsim.check.lookup import kinds_of, ranks_of
from drillsim.compiled.answering import candidates, held_through, may_be_cut
from drillsim.plan.graph import Graph
from drillsim.plan.paths import PlanPath
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Moving, Pool, Room
from drillsim.plan.procedures import Toward
from drillsim.quantities import measures


class Way(NamedTuple):
    """A way that somebody can take, and why."""

    origin: str
    goal: str
    why: Message


class Journeys:
    """The journeys of one procedure (without cycles): who goes where, and from where."""

    def __init__(self, plan: Plan, kind: str) -> None:
        self.plan, self.kind, self.steps = plan, kind, plan.procedures[kind].steps
        self.taken = {label: name for name, step in self.steps.items() for label in step.asked}
        # Only those tiers are looked at in which somebody goes, so every need counts as one that is met.
        self.graph = Graph(plan.procedures[kind], frozenset(self.taken))
        self.pools = lru_cache(maxsize=None)(self._pools)

    def _pools(self, label: str, zone: str | None) -> list[str]:
        """The pools that may meet a need for an incident in a zone."""
        asked = self.steps[self.taken[label]].asked[label] if label in self.taken else []
        return list(dict.fromkeys(name for need in asked for name, _ in candidates(self.plan, need.of, zone)))

    def bases(self, label: str, zone: str | None) -> list[str]:
        """Where the pools stand that may meet a need."""
        return self._bases(self.pools(label, zone))

    def _bases(self, pools: list[str]) -> list[str]:
        bases = (getattr(self.plan.pools[name], "base", None) for name in pools)
        return list(dict.fromkeys(base for base in bases if base is not None))

    def is_room(self, label: str) -> bool:
        """Whether a need is for a room."""
        asked = self.steps[self.taken[label]].asked[label]
        return all(kinds_of(self.plan, need.of) == {"room"} for need in asked)

    def of(self, label: str) -> list[str]:
        """The steps that take along whoever meets a need."""
        return [name for name, step in self.steps.items() if step.takes == "travel" and label in step.who]

    def turned_from(self, label: str) -> list[str]:
        """The steps in which whoever meets a need may be turned away, if their pool allows it."""
        procedure, before, asked_at = self.plan.procedures[self.kind], self.graph.ancestors, self.taken[label]
        steps = {s: self.steps[s] for s in self.graph.order if held_through(procedure, before, asked_at, label, s)}
        return [
            name for name, step in steps.items()
            if (may_be_cut(procedure, before, name, label) if name in self.of(label) else step.may_be_interrupted)
        ]  # fmt: skip

    # ---- which steps run ---------------------------------------------------------------------

    @cached_property
    def _known(self) -> dict[str, dict[str, set[str]]]:
        """By step, what is known of each subject when it runs: by its own conditions and those of what surely ran before."""
        found: dict[str, dict[str, set[str]]] = {}
        for name in self.graph.order:
            known: dict[str, set[str]] = {}
            for earlier in self.graph.ran_before(name):
                for subject, values in self.steps[earlier].when.items():
                    known[subject] = known.get(subject, set(values)) & set(values)
            found[name] = known
        return found

    def runs_in(self, name: str, zone: str | None) -> bool:
        """Whether a step can run for an incident in a zone."""
        return zone in self._known[name].get("zone", {zone})

    def together(self, one: str, other: str) -> bool:
        """Whether two steps can both run in one incident."""
        a, b = self._known[one], self._known[other]
        if not all(a[subject] & b[subject] for subject in (a.keys() & b.keys()) - {"people"}):
            return False
        heads = [_heads(self.steps[name].when.get("people", [])) for name in (one, other)]
        return any(low <= end and begin <= high for low, high in heads[0] for begin, end in heads[1])

    # ---- where somebody is -------------------------------------------------------------------

    def goals(self, name: str, zone: str | None) -> list[str]:
        """Where a step can travel to."""
        to = self.steps[name].to
        if isinstance(to, Toward):
            values = self.plan.attributes.get(to.by or "", [])
            return to.nearest or [value for value in values if value in self._known[name].get(str(to.by), {value})]
        if to == "scene":
            return [] if zone is None else [zone]
        return self.bases(to, zone) if to in self.taken else [to]

    def goes_to(self, name: str, zone: str | None) -> list[str]:
        """Where a step travels to, if it does."""
        return self.goals(name, zone) if self.steps[name].takes == "travel" else []

    def calls_at(self, name: str, zone: str | None) -> list[str]:
        """Where a step goes first: where people wait for a shuttle, if it is one."""
        trips = self.steps[name].trips
        if trips is None:
            return self.goals(name, zone)
        return [trips.from_] if trips.from_ != "scene" else [] if zone is None else [zone]

    def starts(self, label: str, name: str, zone: str | None, pools: list[str] | None = None) -> list[str]:
        """Where whoever meets a need (one of these pools, or any that may) can be when a step begins."""
        ran = self.graph.ran_before(name)
        before = [one for one in self.of(label) if one in self.graph.ancestors[name] and self.together(one, name)]
        at_base = [] if ran & set(before) else self._bases(self.pools(label, zone) if pools is None else pools)
        return list(dict.fromkeys([*at_base, *self._reached(before, ran, zone)]))

    def ends(self, label: str, zone: str | None) -> list[str]:
        """Where whoever met a need can be, away from the base, when they are let go."""
        taken = self.taken[label]
        until = self.steps[taken].keep.get(label, taken)
        gone = {until, *self.graph.ancestors.get(until, ())}  # it is let go as well if that step is skipped
        return self._reached([one for one in self.of(label) if one in gone], set(), zone)

    def _reached(self, journeys: list[str], ran: set[str], zone: str | None) -> list[str]:
        """Where journeys lead after which there need not have been another one."""
        last = [
            one for one in journeys
            if self.runs_in(one, zone)
            and not any(one in self.graph.ancestors[other] and other in ran | self.graph.follows(one) for other in journeys)
        ]  # fmt: skip
        return list(dict.fromkeys(goal for one in last for goal in self.goals(one, zone)))

    def sets_out(self, label: str, zone: str | None) -> Iterator[str]:
        """Where whoever meets a need can go first."""
        for name in self.of(label):
            earlier = self.graph.ran_before(name) - {name}
            if self.runs_in(name, zone) and not earlier & set(self.of(label)):
                yield from self.calls_at(name, zone)

    # ---- ways --------------------------------------------------------------------------------

    def ways(self, zone: str) -> Iterator[Way]:
        """Every way that is taken or measured for an incident in a zone."""
        for name, step in self.steps.items():
            if not self.runs_in(name, zone):
                continue
            shown = PlanPath(f"procedures.{self.kind}.{name}")
            starts = [place for label in step.who if label in self.taken for place in self.starts(label, name, zone)]
            for label in step.asked:
                pools = self.pools(label, zone)
                rooms = self._bases([name for name in pools if isinstance(self.plan.pools[name], Room)])
                if len(rooms) > 1:
                    why = say("'{step}' takes the nearest one", step=shown)
                    yield from (Way(start, room, why) for start in self._measured_from(name, zone) for room in rooms)
            if step.takes == "travel":
                why = say("'{step}' goes that way", step=shown)
                called_at, goals = self.calls_at(name, zone), self.goals(name, zone)
                yield from (Way(start, goal, why) for start in starts for goal in called_at)
                if step.trips is not None and starts:
                    yield from (Way(start, goal, why) for start in called_at for goal in goals)
                    if isinstance(step.to, Toward) and step.to.by is None:
                        why = say("'{step}' takes the nearest one", step=shown)
                        yield from (Way(start, goal, why) for start in starts for goal in goals)
            for label in step.way_back:
                if label in self.taken:
                    why = say("they go back that way after '{step}'", step=shown)
                    homes = self.bases(label, zone)
                    yield from (Way(end, home, why) for end in self.ends(label, zone) for home in homes)

    def _measured_from(self, name: str, zone: str) -> list[str]:
        """From where a room is the nearest: from where those are who go there, or from the scene."""
        step = self.steps[name]
        there = [label for label in step.who if self.taken.get(label, name) != name] if step.takes == "travel" else []
        sure = any(label in self.steps[self.taken[label]].needs for label in there)
        return [*([] if sure else [zone]), *(place for label in there for place in self.starts(label, name, zone))]


def _heads(texts: list[str]) -> list[tuple[int, int]]:
    """Ranges of head-counts; all of them where nothing is said, or nothing that can be read."""
    found = []
    for text in texts:
        with contextlib.suppress(measures.Unreadable):
            found.append(measures.people(text))
    return found or [(1, measures.NO_LIMIT)]


def on_the_road(plan: Plan) -> dict[str, set[str]]:
    """By pool that can be sent or turned while it is under way, the places between which it may be then."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for journeys in every(plan):
        for label, zone in ((label, zone) for label in journeys.taken for zone in plan.zones_of(journeys.kind)):
            for name in journeys.pools(label, zone):
                pool = plan.pools[name]
                if not isinstance(pool, Moving) or pool.base is None:
                    continue
                if pool.can_be_sent and any(label in step.way_back for step in journeys.steps.values()):
                    found[name] |= {pool.base, *journeys.ends(label, zone)}
                if is_turned(journeys, label, pool):
                    for step in journeys.turned_from(label):
                        found[name] |= {*journeys.starts(label, step, zone), *journeys.goes_to(step, zone)}
    return dict(found)


def is_turned(journeys: Journeys, label: str, pool: Pool) -> bool:
    """Whether units of a pool that meet a need may be turned away from it."""
    redirect, asked_at = getattr(pool, "redirect", None), journeys.taken[label]
    ranks = ranks_of(journeys.plan.procedures[journeys.kind], asked_at)
    return redirect is not None and bool(ranks & set(redirect.from_))


def every(plan: Plan) -> list[Journeys]:
    """The journeys of each procedure that has an order."""
    found = [Journeys(plan, kind) for kind in plan.procedures]
    return [journeys for journeys in found if not journeys.graph.cycles]


def ways(plan: Plan) -> Iterator[Way]:
    """Every way between two places that is taken or measured."""
    under_way = on_the_road(plan)
    for journeys in every(plan):
        for zone in plan.zones_of(journeys.kind):
            yield from journeys.ways(zone)
            for label in journeys.taken:
                goals, pools = [zone, *journeys.sets_out(label, zone)], journeys.pools(label, zone)
                if any(
                    is_turned(journeys, label, plan.pools[pool]) for pool in pools
                ):  # somebody replaces those turned away
                    steps = journeys.turned_from(label)
                    again = [
                        place
                        for step in steps
                        for place in journeys.goes_to(step, zone) or journeys.starts(label, step, zone)
                    ]
                    goals += again
                    why = say("whoever replaces '{name}' comes from there", name=label)
                    yield from (Way(base, goal, why) for base in journeys.bases(label, zone) for goal in again)
                for pool in pools:
                    why = say("'{pool}' can be sent from there", pool=pool)
                    yield from (Way(start, goal, why) for start in sorted(under_way.get(pool, ())) for goal in goals)
