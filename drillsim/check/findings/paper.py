"""A plan as it lies on paper: what asks for whom, what runs before what, who stands behind whom."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from math import inf, prod
from typing import Any, NamedTuple

import numpy as np

from drillsim.check.placeholders import sourced
from drillsim.check.whereabouts import Journeys, on_the_road
from drillsim.compiled.answering import candidates, names_of, on_the_move
from drillsim.compiled.answering import needs_at as needs_at
from drillsim.compiled.answering import people_ranges as people_ranges
from drillsim.plan.calendar import EVERY_WEEK_ALIKE
from drillsim.plan.clauses import Assumption
from drillsim.plan.distributions import quantile
from drillsim.plan.graph import Graph
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Fund, Shift
from drillsim.plan.procedures import Need, Step, Trigger
from drillsim.plan.scenario import Scenario
from drillsim.plan.targets import Target
from drillsim.quantities import measures
from drillsim.quantities.timetable import WEEK, always, length


class Ask(NamedTuple):
    """A need of a step: what is asked for, how many, for which smallest head-count."""

    kind: str
    step: str
    need: str
    of: str
    number: int | str
    people: int
    up_to: int | None
    split: bool = False


class Keeping(NamedTuple):
    """A need from the step that takes it to the step that lets it go."""

    kind: str
    need: str
    of: str
    taken: str
    released: str


class Origin(NamedTuple):
    """What may bring incidents of a kind: where, for how many people, with which attributes, how many at most."""

    kind: str
    zones: frozenset[str | None]
    people: tuple[int, int]
    attributes: dict[str, frozenset[str]]
    most: float = inf

    def matches(self, where: dict[str, list[str]]) -> bool:
        """Whether conditions on zone, head-count and attributes can hold for any of its incidents."""
        spans = [measures.people(text) for text in where.get("people", [f"1..{measures.NO_LIMIT}"])]
        return (
            ("zone" not in where or bool(self.zones & set(where["zone"])))
            and any(low <= self.people[1] and self.people[0] <= high for low, high in spans)
            and all(self.attributes[name] & set(where[name]) for name in self.attributes if name in where)
        )


def milestone(text: str) -> tuple[str, str]:
    """A milestone 'hear.ended' as step and column; 'brought' has no step."""
    step, dot, column = text.rpartition(".")
    return (step, column) if dot else ("", "brought")


def capacity(pool: Any) -> int:
    """The most of a pool that are there at any hour of the week, those on call included."""
    if not getattr(pool, "shifts", None):
        return int(pool.size)
    most = fullest(pool.shifts)[1]
    return min(most, int(pool.size)) if pool.size_written else most


class SecondOfDay(NamedTuple):
    """A second of a kind of day, which follows on a day of another kind."""

    second: int
    day: int
    before: int


def there(shifts: list[Shift], at: SecondOfDay) -> int:
    """How many are on duty and on call by these shifts at a moment."""
    return sum(
        shift.on_duty + shift.on_call
        for shift in shifts
        for day, past in ((at.day, 0), (at.before, measures.DAY))
        if day in shift.days
        for span in shift.hours
        if span[0] <= at.second + past < span[0] + length(span)
    )


def fullest(shifts: list[Shift]) -> tuple[SecondOfDay, int]:
    """The moment at which most are on duty and on call by these shifts, and how many."""
    begins = sorted({(day, opens) for shift in shifts for day in shift.days for opens, _closes in shift.hours})
    moments = [SecondOfDay(opens, day, before) for day, opens in begins for before in always([(day - 1) % WEEK])]
    at = max(moments, key=lambda moment: there(shifts, moment))
    return at, there(shifts, at)


DONE = ("ended", "attempted")  # moments at which a step's time is over


class NumbersGiven(NamedTuple):
    """An assumption of the plan (`own`) or of the scenario."""

    name: str
    text: Any
    source: Any
    about: list[str]
    own: bool


def size_key(pool: Any, in_all: bool = False) -> str:
    """The key under which a pool says how many it has: in its shifts if it has any, or `in_all`."""
    if getattr(pool, "shifts", None) and not in_all:
        return "shifts"
    return {"squad": "staff", "room": "places", "fund": "amount"}.get(pool.kind, "count")


class Paper:
    """A plan, perhaps with a scenario, and what the rules ask of it. The plan has no faults."""

    def __init__(self, plan: Plan, scenario: Scenario | None = None) -> None:
        self.plan, self.scenario = plan, scenario
        self.calendar = scenario.calendar_for(plan) if scenario else plan.calendar or EVERY_WEEK_ALIKE
        self.worked_out: dict[tuple[Any, ...], Any] = {}  # what rules work out once and use again
        self.ancestors = {kind: Graph(procedure).ancestors for kind, procedure in plan.procedures.items()}
        self.candidates = lru_cache(maxsize=None)(self._candidates)
        self.needs = lru_cache(maxsize=None)(self._needs)
        self.graph = lru_cache(maxsize=None)(self._graph)

    def _candidates(self, ask: str, zone: str | None) -> list[tuple[str, bool]]:
        return candidates(self.plan, ask, zone)

    def _graph(self, kind: str, people: int) -> Graph:
        moving = (name for name, (_, need) in self.needs(kind, people).items() if on_the_move(self.plan, need))
        return Graph(self.plan.procedures[kind], frozenset(moving))

    @cached_property
    def assumptions(self) -> list[NumbersGiven]:
        """What the plan and the scenario assume."""
        found = [NumbersGiven(name, a.text, a.source, a.about, True) for name, a in self.plan.assumptions.items()]
        # A stand-in is nobody's number: it is asked for.
        found += [NumbersGiven(name, q.asks, None, q.about, True) for name, q in self.plan.open_questions.items()]
        for name, given in (self.scenario.assumptions if self.scenario else {}).items():
            if isinstance(given, dict):
                about = given.get("about") or []
                about = [about] if isinstance(about, str) else list(about)
                found.append(NumbersGiven(name, given.get("text"), given.get("source"), about, False))
            elif isinstance(given, Assumption):
                found.append(NumbersGiven(name, given.text, given.source, given.about, False))
        return found

    def ours(self, *paths: str) -> list[str]:
        """Those of these parts whose numbers are assumed, and neither the plan's own nor measured.

        Where a clause models a part and an assumption is about it as well, whichever names it more closely
        counts. A limit that an assumption gives is ours whatever its source: of a law, for instance.
        """
        written = [word for clause in self.plan.clauses.values() for word in clause.modelled]
        given = [word for one in self.assumptions for word in one.about]
        guessed = [word for one in self.assumptions if not sourced(one.source) for word in one.about]

        def is_ours(path: str) -> bool:
            section, name, *_rest = path.split(".")
            if section == "targets":
                return self.plan.targets[name].limit_is_ours or bool(_closest(given, path))
            return _closest(guessed, path) > _closest(written, path)

        return [path for path in dict.fromkeys(paths) if is_ours(path)]

    @cached_property
    def fastest(self) -> float:
        """What can make a way shorter than usual, all of it together, as a factor up to 1."""
        travel = self.plan.travel
        factors = [entry.times for entry in travel.slower] if travel else []
        for disruption in self.scenario.disruptions if self.scenario else []:
            weather = travel.weather.get(disruption.weather or "", 1.0) if travel else 1.0
            factors.append(disruption.times or weather)
        return prod(factor for factor in factors if factor < 1)

    @cached_property
    def journeys(self) -> dict[str, Journeys]:
        """The journeys of each procedure."""
        return {kind: Journeys(self.plan, kind) for kind in self.plan.procedures}

    @cached_property
    def on_the_road(self) -> dict[str, set[str]]:
        """By pool that can be sent or turned while it is under way, the places between which it may be then."""
        return on_the_road(self.plan)

    def steps(self) -> Iterator[tuple[str, str, Step]]:
        """Every step with its kind and name."""
        for kind, procedure in self.plan.procedures.items():
            for name, step in procedure.steps.items():
                yield kind, name, step

    def _needs(self, kind: str, people: int) -> dict[str, tuple[str, Need]]:
        """Each need of a procedure for a head-count, with the step that asks."""
        steps = self.plan.procedures[kind].steps
        return {name: (s, need) for s, step in steps.items() for name, need in needs_at(step, people)[0].items()}

    def need(self, target: Target, kind: str) -> str | None:
        """What a procedure calls the need that a target is about, None if it has none."""
        return next(iter(self.plan.procedures[kind].called(target.need or "")), None)

    def ranges(self, kind: str) -> list[tuple[int, int]]:
        """The ranges of head-counts that a procedure tells apart."""
        return people_ranges(self.plan.procedures[kind])

    @cached_property
    def asks(self) -> list[Ask]:
        """Every need, once per tier in which it differs."""
        found: dict[tuple[str, str, str, str, int | str], Ask] = {}
        for kind in self.plan.procedures:
            for low, _ in self.ranges(kind):
                for name, (step, need) in self.needs(kind, low).items():
                    ask = Ask(kind, step, name, need.of, need.count, low, need.up_to, need.split)
                    found.setdefault(ask[:5], ask)
        return list(found.values())

    @cached_property
    def holds(self) -> list[Keeping]:
        """Every need that is given back, once per name asked for."""
        found: dict[Keeping, None] = {}
        for ask in self.asks:
            if not isinstance(self.plan.pools.get(ask.of), Fund):
                keep = self.plan.procedures[ask.kind].steps[ask.step].keep
                found.setdefault(Keeping(ask.kind, ask.need, ask.of, ask.step, keep.get(ask.need, ask.step)))
        return list(found)

    @cached_property
    def called(self) -> list[str]:
        """Pools that a step calls by telephone."""
        return [names_of(self.plan, step.calls)[0][0] for _, _, step in self.steps() if step.calls]

    @cached_property
    def unused(self) -> list[str]:
        """Pools that no step asks for or calls, that no target watches, and that back up nobody who is asked for."""
        names = [ask.of for ask in self.asks] + [name for target in self.plan.targets.values() for name in target.pools]
        asked = {pool for name in names for group in names_of(self.plan, name) for pool in group}
        return [name for name in self.plan.pools if name not in asked | set(self.called)]

    @property
    def sources(self) -> list[Origin]:
        """What brings incidents: the duties, the scenario's streams and injects if there is one, and what triggers count."""
        return self._sources[0]

    @property
    def idle_triggers(self) -> list[str]:
        """Triggers for which the sources bring too few incidents."""
        return self._sources[1]

    @cached_property
    def _sources(self) -> tuple[list[Origin], list[str]]:
        found, idle = [*self._duties(), *self._scenario()], []
        for name, trigger in self.plan.triggers.items():  # a later one counts what an earlier one brings
            counted = [source for source in found if source.kind == trigger.kind and source.matches(trigger.where)]
            if sum(source.most for source in counted) >= trigger.count:
                found.append(self._triggered(trigger, counted))
            else:
                idle.append(name)
        return found, idle

    def _triggered(self, trigger: Trigger, counted: list[Origin]) -> Origin:
        zones = frozenset[str | None]().union(*(source.zones for source in counted))
        attributes = self._attributes(dict(trigger.attributes))
        for name in trigger.same:
            if name in attributes:
                attributes[name] = frozenset[str]().union(*(source.attributes[name] for source in counted))
        for name, values in trigger.where.items():
            if name == "zone":
                zones &= set(values)
            elif name in trigger.same:
                attributes[name] &= set(values)
        heads = [trigger.count * pick(s.people[end] for s in counted) for end, pick in enumerate((min, max))]
        most = sum(source.most for source in counted)
        people = (min(heads[0], measures.NO_LIMIT), min(heads[1], measures.NO_LIMIT))
        return Origin(trigger.procedure, zones, people, attributes, most if most == inf else most // trigger.count)

    def _duties(self) -> Iterator[Origin]:
        for duty in self.plan.duties.values():
            zones = frozenset(self.plan.zones if duty.each == "zone" else [duty.zone])
            attributes = self._attributes(dict(duty.attributes))
            if duty.each in attributes:
                attributes[duty.each] = frozenset(self.plan.attributes[duty.each])
            yield Origin(duty.procedure, zones, (1, 1), attributes)

    def _scenario(self) -> Iterator[Origin]:
        if self.scenario is None:
            return
        for stream in self.scenario.streams.values():
            weights = stream.zone if isinstance(stream.zone, dict) else {stream.zone: 1.0}
            low, high = quantile(stream.people, np.array([0.0, 0.999]))
            zones = frozenset(zone for zone, weight in weights.items() if weight > 0)
            people = (max(1, measures.half_up(float(low))), max(1, measures.half_up(float(high))))
            yield Origin(stream.kind, zones, people, self._attributes(stream.attributes), stream.at_most or inf)
        for inject in self.scenario.injects:
            people = (inject.people, inject.people)
            yield Origin(inject.kind, frozenset([inject.zone]), people, self._attributes(dict(inject.attributes)), 1)

    def _attributes(self, given: dict[str, Any]) -> dict[str, frozenset[str]]:
        return {
            name: frozenset(v for v, share in given[name].items() if share > 0)
            if isinstance(given.get(name), dict)
            else frozenset([str(given.get(name, values[0]))])
            for name, values in self.plan.attributes.items()
        }

    def zones(self, kind: str, where: dict[str, list[str]] | None = None) -> list[str | None]:
        """Where incidents of a kind (with attributes as in `where`) happen: as the sources say, else anywhere."""
        asked = {name: set(values) for name, values in (where or {}).items() if name in self.plan.attributes}
        known = {
            zone for source in self.sources for zone in source.zones
            if source.kind == kind and all(source.attributes[name] & values for name, values in asked.items())
        }  # fmt: skip
        return [zone for zone in [*self.plan.zones, None] if zone in known] or list(self.plan.zones)

    def compatible(self, kind: str, one: str, other: str) -> bool:
        """Whether two steps can run in the same incident, as far as their own conditions say."""
        a, b = (self.plan.procedures[kind].steps[name].when for name in (one, other))
        return all(set(a[s]) & set(b[s]) for s in set(a) & set(b) if s != "people")

    def open_to(self, kind: str, name: str, people: int) -> bool:
        """Whether a step plays for a head-count, as far as its own conditions say."""
        allowed = self.plan.procedures[kind].steps[name].when.get("people")
        return allowed is None or any(low <= people <= high for low, high in map(measures.people, allowed))

    # ---- names and clauses ---------------------------------------------------------------

    def pool(self, name: str) -> Any:
        """A pool, role or type by its name as people read it."""
        pool = self.plan.pools.get(name)
        return self.plan.called(name) if pool is None else pool.name or name

    def zone(self, name: str | None) -> Any:
        """A zone by its name as people read it."""
        zone = self.plan.zones.get(name) if name is not None else None
        return (zone.name if zone is not None else None) or name or "—"

    def target(self, name: str) -> Any:
        """A target by its name as people read it."""
        return self.plan.targets[name].name or name

    def procedure(self, kind: str) -> Any:
        """A procedure by its name as people read it."""
        return self.plan.procedures[kind].name or kind

    def step(self, kind: str, name: str) -> Any:
        """A step by its name as people read it."""
        return self.plan.procedures[kind].steps[name].name or name

    def clauses(self, *paths: str) -> tuple[str, ...]:
        """Clauses that a part of the plan names itself, or that say they are modelled by one of the parts."""
        found: dict[str, None] = {}
        for path in paths:
            section, *rest = path.split(".")
            if section == "procedures" and len(rest) == 2:
                found |= dict.fromkeys(self.plan.procedures[rest[0]].steps[rest[1]].clause)
            elif section == "targets":
                found |= dict.fromkeys(self.plan.targets[rest[0]].clause)
            elif section == "duties":
                found |= dict.fromkeys(self.plan.duties[rest[0]].clause)
            elif section == "triggers":
                found |= dict.fromkeys(self.plan.triggers[rest[0]].clause)
            for name, clause in self.plan.clauses.items():
                if any(covers(word, path) for word in clause.modelled) or (section == "targets" and rest[0] in clause.timed):
                    found[name] = None
        return tuple(found)


def _closest(words: list[str], path: str) -> int:
    """How many words of a path the closest of some dotted words names; 0 if none names it."""
    return max(
        (len([part for part in word.split(".") if part != "steps"]) for word in words if covers(word, path)), default=0
    )


def covers(word: str, path: str) -> bool:
    """Whether a dotted word of an `about` or `modelled` list names a path or a part around it ('steps' may be left out)."""
    given, parts = ([part for part in dotted.split(".") if part != "steps"] for dotted in (word, path))
    return parts[: len(given)] == given
