"""Several plans played together: made one plan and one scenario, each with its own names but for whom they share.

What a plan names (pools, procedures, attributes, targets, clauses, …) gets the plan's short name before it, joined by a
dot: `veterans.reception`. Places and weather of one town are the same by name, unless the scenario says otherwise; steps,
needs, outcomes and shifts mean something only under what bears them, and keep their names. What a value refers to is
told by its type (`RefersTo`), so models are walked whole, and no field is named here but where something is merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from drillsim.base.language import FILED, speaking, text
from drillsim.plan.plan import Plan
from drillsim.plan.pools import Travel
from drillsim.plan.procedures import Duty, Toward
from drillsim.plan.scenario import Disruption, Inject, Numbered, OnePlan, Scenario, SpecialDays, Together, Window, plan_named
from drillsim.plan.schema import Model
from drillsim.plan.targets import OnceTarget, Target
from drillsim.plan.values import RefersTo, Text
from drillsim.plan.words import SUBJECTS_ZH

_SUBJECTS = frozenset(SUBJECTS_ZH.values())  # what every incident has: zone, people, kind
_LABELLED = ("players", "pools", "procedures", "duties", "triggers", "targets", "streams")  # what has a name for people
_LISTED = ("injects", "special_days", "disruptions")  # sections that are lists


def joined(scenario: Scenario, parts: Mapping[str, OnePlan]) -> tuple[Plan, Scenario]:
    """One plan and one scenario of several, which must have passed `drillsim.check.together`."""
    renaming = {short: _Renaming(short, part, scenario) for short, part in parts.items()}
    plans = {short: one.plan() for short, one in renaming.items()}
    first = scenario.as_in or next(iter(parts))
    by_rank = [plans[first], *(plan for short, plan in plans.items() if short != first)]  # for what is said twice
    zones = {zone: next(plan.zones[zone] for plan in by_rank if zone in plan.zones)
             for plan in plans.values() for zone in plan.zones}  # fmt: skip
    sections = {
        section: {name: found for one in plans.values() for name, found in getattr(one, section).items()}
        for section in Plan.model_fields if _names_parts(section)
    }  # fmt: skip
    plan = by_rank[0].model_copy(update=sections | {
        "plan": "-".join(parts)[:60],
        "name": scenario.name,
        "about": scenario.about,
        "basis": _once(rule for part in parts.values() for rule in part.plan.basis),
        "zones": zones,
        "travel": _travel([one.travel for one in by_rank if one.travel is not None]),
        "pools": _pools(scenario, plans),
        "leading_group": _once(post for one in plans.values() for post in one.leading_group),
        "names": {word: name for one in reversed(by_rank) for word, name in one.names.items() if word not in zones},
    })  # fmt: skip
    plan = plan.of_several({short: list(one.zones) for short, one in plans.items()})
    return plan, _scenario(scenario, parts, renaming, plans)


def _scenario(
    scenario: Scenario, parts: Mapping[str, OnePlan], renaming: Mapping[str, _Renaming], plans: Mapping[str, Plan]
) -> Scenario:  # fmt: skip
    """The scenario of all: what each plan's own one brings, then what this one adds."""
    listed: dict[str, list[Any]] = {section: [] for section in _LISTED}
    origin: dict[str, list[tuple[str, int] | None]] = {section: [] for section in _LISTED}
    for short, part in parts.items():
        for section in _LISTED if part.scenario is not None else ():
            for place, one in enumerate(renaming[short].renamed(Scenario, getattr(part.scenario, section), section)):
                if isinstance(one, SpecialDays) and not one.streams:
                    one = one.model_copy(update={"streams": renaming[short].streams})
                known = _known(one, listed[section])
                if known is None and not outside(scenario.window, one):
                    known = len(listed[section])
                    listed[section].append(one)
                    origin[section].append((short, place))
                renaming[short].places_in[section].append(known)
    for section in _LISTED:
        listed[section] += getattr(scenario, section)
        origin[section] += [None] * len(getattr(scenario, section))
    named: dict[str, dict[str, Any]] = {"streams": {}, "assumptions": {}}
    for short, part in parts.items():
        for section in named if part.scenario is not None else ():
            named[section] |= renaming[short].renamed(Scenario, getattr(part.scenario, section), section)
    first = parts[scenario.as_in or next(iter(parts))].scenario
    together = Together(
        parts=parts,
        numbered={short: Numbered(list(plan.pools), _places(plan), list(plan.zones)) for short, plan in plans.items()},
        shared={group: _once(map(plan_named, same.of)) for group, same in scenario.same.items()},
        origins=origin,
    )
    return scenario.model_copy(update={
        "calendar": scenario.calendar or (first.calendar if first is not None else None),
        **{section: found | getattr(scenario, section) for section, found in named.items()},
        **listed,
    }).of_all(together)  # fmt: skip


def outside(window: Window, one: Any) -> bool:
    """Whether an inject or a disruption lies outside the days that are played."""
    if isinstance(one, Inject):
        return not 0 <= window.second(one.at) < window.seconds
    return isinstance(one, Disruption) and (window.second(one.until) <= 0 or window.second(one.from_) >= window.seconds)


def _known(one: Any, others: list[Any]) -> int | None:
    """Where one of the others says that it snows, or that a road is slow, as this one does: one town has one snowfall."""
    if not isinstance(one, Disruption) or one.kind not in ("weather", "road_slow"):
        return None
    return next((place for place, other in enumerate(others) if one.model_copy(update={"name": other.name}) == other), None)


def _travel(ways: list[Travel]) -> Travel | None:
    """All usual times; of what is said twice, the first counts."""
    if not ways:
        return None
    times: dict[str, dict[str, int]] = {}
    weather: dict[str, float] = {}
    for one in ways:
        for origin, goals in one.times.items():
            for goal, seconds in goals.items():
                if not any(goal in known.times.get(origin, {}) for known in ways[: ways.index(one)]):
                    times.setdefault(origin, {})[goal] = seconds
        weather = dict(one.weather) | weather
    return ways[0].model_copy(update={"times": times, "weather": weather})


def _pools(scenario: Scenario, plans: Mapping[str, Plan]) -> dict[str, Any]:
    """All pools, the same people once: as the plan has them that the scenario names, with what they do in every plan."""
    found: dict[str, Any] = {}
    for plan in plans.values():
        for name in plan.pools:
            if name in found:
                continue
            having = {short: one.pools[name] for short, one in plans.items() if name in one.pools}
            pool = having[(scenario.same[name].as_in if name in scenario.same else None) or next(iter(having))]
            more: dict[str, Any] = {
                key: _once(word for one in having.values() for word in getattr(one, key))
                for key in ("counts_as", "also", "backs_up")
            }
            # Nobody is sent to another plan's zones: so a way there need not be known.
            more["serves"] = _once(zone for short, one in having.items() for zone in one.serves or plans[short].zones)
            if len(plans) == 1 or not plan.travel:
                del more["serves"]
            if name in scenario.same:
                # Asked for by what each plan calls them: who backs them up in one plan does so in that one only.
                more["counts_as"] = [*more["counts_as"], *scenario.same[name].of]
                more["name"] = scenario.same[name].name or pool.name
            found[name] = pool.model_copy(update={key: value for key, value in more.items() if value != getattr(pool, key)})
    return found


def _once(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found


def _places(plan: Plan) -> list[str]:
    return list(dict.fromkeys([*plan.zones, *(plan.travel.places if plan.travel else ())]))


class _Renaming:
    """What one plan's names are in the plan of all."""

    def __init__(self, short: str, part: OnePlan, scenario: Scenario) -> None:
        self._short, self._part, self._places = short, part, scenario.places
        self._shared = {member: group for group, same in scenario.same.items() for member in same.of}
        steps = [step for procedure in part.plan.procedures.values() for step in procedure.steps.values()]
        self._place_attributes = {step.to.by for step in steps if isinstance(step.to, Toward)}  # their values are places
        self._given: dict[str, str] = {}  # types, roles and attributes: new name → own
        self.places_in: dict[str, list[int | None]] = {section: [] for section in _LISTED}  # where in the scenario of all

    def plan(self) -> Plan:
        """The plan with all its names as they are among all."""
        own = self._part.plan
        sections = {name: self.renamed(Plan, getattr(own, name), name) for name in Plan.model_fields}
        pools = sections["pools"]
        names = {
            new: self._called((word in own.pools and own.pools[word].name) or own.called(word))
            for new, word in self._given.items() if new not in pools
        }  # fmt: skip
        kept = {
            self._new("places", word): name
            for word, name in own.names.items()
            if word not in self._given.values() or word in _unmoved(own)
        }
        plan = own.model_copy(update=sections | {"names": {**kept, **names}})
        kinds = list(plan.procedures)
        return plan.model_copy(update={
            "targets": {name: _within(target, kinds, list(plan.zones)) for name, target in plan.targets.items()},
            "duties": {name: one for key, duty in plan.duties.items() for name, one in _by_zone(key, duty, plan.zones)},
        })  # fmt: skip

    def renamed(self, model: type[Model], value: Any, field: str) -> Any:
        """A section of a file with the names that it has among all, and labels that say whose it is."""
        info = model.model_fields[field]
        found = self._of(Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation, value)
        if field == "assumptions":
            return {new: one.model_copy(update={"text": self._called(one.text)}) for new, one in found.items()}
        if field not in _LABELLED:
            return found
        return {
            new: one if new in self._shared.values() else one.model_copy(update={"name": self._called(one.name or old)})
            for (new, one), old in zip(found.items(), value, strict=True)
        }

    @property
    def streams(self) -> list[str]:
        """Those of its own scenario, as all call them."""
        own = self._part.scenario
        return [self._new("streams", name) for name in own.streams] if own is not None else []

    def _called(self, own: Text) -> Text:
        """What people call something of this plan, the plan before it."""
        found = {}
        for language in FILED:
            with speaking(language):
                found[language] = f"{text(self._part.called)}{'·' if language == 'zh' else ' · '}{text(own)}"
        return found

    def _new(self, section: str, word: str) -> str:
        own = f"{self._short}.{word}"
        if section == "places":
            return self._places.get(own, word)
        if (section == "attributes" and word in _SUBJECTS) or (section == "hours" and word not in self._part.plan.hours):
            return word  # what every incident has; hours and days themselves
        new = self._shared.get(own, own) if section == "pools" else own
        if section in ("pools", "asks", "attributes"):
            self._given[new] = word
        return new

    def _of(self, kind: Any, value: Any) -> Any:
        """A value of this type with its names as they are among all."""
        if isinstance(value, Model):
            return self._model(value)
        kind, notes = _plain(kind)
        refers = next((note.section for note in notes if isinstance(note, RefersTo)), None)
        if refers == "conditions":
            return dict(self._condition(subject, values) for subject, values in value.items())
        if refers == "parts":
            return [new for part in value for new in self._part_named(part)]
        if get_origin(kind) in (Union, UnionType):
            fitting = [one for one in get_args(kind) if _fits(one, value)]
            return self._of(fitting[0], value) if fitting else value
        if isinstance(value, list):
            return [self._of(get_args(kind)[0], one) for one in value] if get_args(kind) else value
        if isinstance(value, dict):
            key_type, value_type = get_args(kind) or (None, None)
            return dict(self._entry(key_type, value_type, key, one) for key, one in value.items())
        return self._new(refers, value) if refers is not None and isinstance(value, str) else value

    def _model(self, value: Model) -> Model:
        new = {}
        for name, info in type(value).model_fields.items():
            old = getattr(value, name)
            found = self._of(Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation, old)
            if found != old:
                new[name] = found
        return value.model_copy(update=new) if new else value

    def _entry(self, key_type: Any, value_type: Any, key: Any, value: Any) -> tuple[Any, Any]:
        if key in self._place_attributes and RefersTo("attributes") in _plain(key_type)[1]:
            return self._of(key_type, key), self._as_places(value)
        return self._of(key_type, key), self._of(value_type, value)

    def _as_places(self, values: Any) -> Any:
        if isinstance(values, dict):
            return {self._new("places", value): share for value, share in values.items()}
        return [self._new("places", value) for value in values] if isinstance(values, list) else self._new("places", values)

    def _condition(self, subject: str, values: list[str]) -> tuple[str, list[str]]:
        """A condition on an attribute, on what every incident has, or on how an earlier step ended."""
        if subject == "zone" or subject in self._place_attributes:
            values = self._as_places(values)
        elif subject == "kind":
            values = [self._new("procedures", kind) for kind in values]
        return (self._new("attributes", subject) if subject in self._part.plan.attributes else subject), values

    def _part_named(self, path: str) -> Iterator[str]:
        """A dotted path among all; a whole section is all that this plan has in it."""
        section, _dot, rest = path.partition(".")
        if section == "travel":
            yield ".".join(self._new("places", word) for word in path.split("."))
        elif section in _LISTED:
            number, dot, more = rest.partition(".")
            own = self.places_in[section]
            chosen = own if not number else own[int(number) - 1 : int(number)]
            yield from (f"{section}.{place + 1}{dot}{more}" for place in chosen if place is not None)
        elif (kind := _key_type(section)) is None:
            yield path
        else:
            known = self._known(section)
            own_names = [name for name in known if rest == name or rest.startswith(f"{name}.")] if rest else known
            for name in [max(own_names, key=len)] if rest and own_names else own_names:
                new, more = self._of(kind, name), rest[len(name) :]
                zones = [f"/{zone}" for zone in self._part.plan.zones] if self._done_by_zone(section, name) else [""]
                yield from (f"{section}.{new}{zone}{more}" for zone in zones)

    def _done_by_zone(self, section: str, name: str) -> bool:
        return section == "duties" and self._part.plan.duties[name].each == "zone"

    def _known(self, section: str) -> list[str]:
        files = (self._part.plan, self._part.scenario)
        return _once(name for file in files if file is not None for name in getattr(file, section, ()) or ())


def _plain(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without what is noted beside it, and the notes."""
    return (kind.__origin__, kind.__metadata__) if get_origin(kind) is Annotated else (kind, ())


def _fits(kind: Any, value: Any) -> bool:
    """Whether a value can be of this one of several types, as far as they differ in what names they hold."""
    origin = get_origin(_plain(kind)[0]) or _plain(kind)[0]
    if origin in (Union, UnionType):
        return any(_fits(one, value) for one in get_args(_plain(kind)[0]))
    return isinstance(origin, type) and origin is not NoneType and isinstance(value, origin)


def _key_type(section: str) -> Any:
    """The type of the names in a section of a plan or scenario; None where it holds none."""
    for model in (Plan, Scenario):
        if section in model.model_fields:
            kind = _plain(model.model_fields[section].annotation)[0]
            return get_args(kind)[0] if get_origin(kind) is dict else None
    return None


def _unmoved(plan: Plan) -> set[str]:
    """Words with no name of their own that stay as they are: values of attributes, and outcomes."""
    steps = [step for procedure in plan.procedures.values() for step in procedure.steps.values()]
    return {word for words in (*plan.attributes.values(), *(step.outcome for step in steps)) for word in words}


def _names_parts(section: str) -> bool:
    """Whether a section of a plan holds parts under names of its own."""
    kind = _key_type(section)
    return kind is not None and any(isinstance(note, RefersTo) for note in _plain(kind)[1])


def _within(target: Target, kinds: list[str], zones: list[str]) -> Target:
    """A target that judges incidents of its own plan only."""
    where = dict(target.where)
    if target.scoped and "kind" not in where:
        where["kind"] = kinds
    if isinstance(target, OnceTarget) and target.each == "zone":
        where.setdefault("zone", zones)
    return target if where == target.where else target.model_copy(update={"where": where})


def _by_zone(name: str, duty: Duty, zones: Iterable[str]) -> Iterator[tuple[str, Duty]]:
    """A duty that is done for each zone as one for each of its own plan's zones, with the address that each has there."""
    if duty.each != "zone":
        yield name, duty
    else:
        yield from ((f"{name}/{zone}", duty.model_copy(update={"each": None, "zone": zone})) for zone in zones)
