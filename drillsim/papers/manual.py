"""The situation manual for the room: what the day is about, who is where, who does what, and what to discuss.

Numbers come from some plays of the scenario; the questions stand where the plan most often breaks in them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from drillsim.base.language import say, text
from drillsim.compiled.answering import needs_at
from drillsim.compiled.names import asked_name, pool_name, zone_name
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.msel.rehearsal import envelopes, roughly
from drillsim.papers.page import filled, two_languages
from drillsim.papers.places import places
from drillsim.plan.plan import Plan
from drillsim.plan.procedures import Procedure, Step
from drillsim.plan.scenario import Disruption, Scenario
from drillsim.quantities import measures
from drillsim.quantities.shown import say_moment, show_about, show_moment, show_people
from drillsim.quantities.wording import Series, percent
from drillsim.say.promise import form_words
from drillsim.say.questions import questions
from drillsim.why.evidence import Evidence

FEW = 3  # places named of a stream


@dataclass(frozen=True)
class Briefing:
    """What a manual is made from: a scenario, its deck, and plays of its first runs."""

    scenario: Scenario
    deck: Deck
    evidence: Evidence

    @property
    def compiled(self) -> CompiledPlan:
        """The plan as it was played."""
        return self.evidence.compiled

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.compiled.plan

    @property
    def runs(self) -> int:
        """How many runs were played."""
        return len(self.evidence.msels)


def manual_html(room: Briefing) -> bytes:
    """The manual, as the bytes of an HTML file with both languages in it."""
    return two_languages(room.plan.name, lambda: filled("manual.html.j2", _sections(room)))


def _sections(room: Briefing) -> dict[str, Any]:
    window = room.scenario.window
    return {
        "plan": room.plan,
        "scenario": room.scenario,
        "runs": room.runs,
        "begin": say_moment(window.start, 0),
        "end": say_moment(window.start, window.seconds),
        "days": show_about(window.seconds),
        "streams": _streams(room),
        "injects": _injects(room),
        "disruptions": [_disruption(room, one) for one in room.scenario.disruptions],
        "places": places(room.compiled),
        "procedures": _procedures(room),
        "promises": _promises(room),
        "questions": questions(room.evidence),
    }


# ---- the situation -----------------------------------------------------------------------------


def _streams(room: Briefing) -> list[dict[str, Any]]:
    """What comes by itself, how often, where, and with how many people: as it came in the plays."""
    origin = np.concatenate([msel.origin for msel in room.evidence.msels])
    people = np.concatenate([msel.people for msel in room.evidence.msels])
    zones = np.concatenate([msel.attribute[:, 0] for msel in room.evidence.msels])
    rows = []
    for index, source in enumerate(room.deck.sources):
        mine = origin == index
        if source.inject is not None or not mine.any():
            continue
        low, high = (int(value) for value in np.quantile(people[mine], (0.05, 0.95)))
        heads = show_people(low, high)
        kind = room.plan.procedures[room.compiled.kinds[source.kind]].name or room.compiled.kinds[source.kind]
        mean, is_duty = mine.sum() / room.runs, source.label.startswith("duty/")
        often = f"{mean:.2g}" if mean < 10 else f"{mean:.0f}"
        rows.append(
            {
                "name": source.name or kind,
                "kind": kind,
                "often": say("times: {n}", n=often) if is_duty else say("about {n}", n=often),
                "where": _where(room, zones[mine]),
                "people": "–" if is_duty else heads,
            }
        )
    return rows


def _where(room: Briefing, zones: Any) -> Any:
    counts = Counter(zone for zone in zones.tolist() if zone >= 0)
    if not counts:
        return "–"
    most = counts.most_common(FEW)
    if len(counts) == 1:
        return zone_name(room.compiled, room.compiled.zones[most[0][0]])
    shares = [
        say("{zone} {share}", zone=zone_name(room.compiled, room.compiled.zones[zone]), share=percent(n / len(zones)))
        for zone, n in most
    ]
    listed = Series(tuple(shares))
    return say("{list} and others", list=listed) if len(counts) > FEW else listed


def _injects(room: Briefing) -> list[dict[str, Any]]:
    start, second = room.scenario.window.start, room.scenario.window.second
    found = []
    for one in sorted(room.scenario.injects, key=lambda inject: second(inject.at)):
        found.append(
            {
                "when": show_moment(start, second(one.at))[:16],
                "told": one.message or room.plan.procedures[one.kind].name or one.kind,
                "where": zone_name(room.compiled, one.zone) if one.zone else "–",
                "people": one.people,
                "mode": Series(tuple(part for part in (one.mode, one.sender) if part)),
            }
        )
    return found


def _disruption(room: Briefing, one: Disruption) -> dict[str, Any]:
    start, second, plan = room.scenario.window.start, room.scenario.window.second, room.plan
    what: Any
    match one.kind:
        case "staff_away" | "out_of_service" | "breaks_down":
            what = say("{pool}: {n} fewer", pool=pool_name(room.compiled, getattr(one, one.kind)), n=one.count)
        case "phone_off":
            what = say("{pool}: cannot be reached", pool=pool_name(room.compiled, str(one.phone_off)))
        case "weather":
            factor = plan.travel.weather[str(one.weather)] if plan.travel else 1
            what = say("every way takes {times} times as long", times=f"{factor:g}")
            if not one.name:
                what = say("{weather}: {what}", weather=plan.called(str(one.weather)), what=what)
        case _:
            assert one.road_slow is not None
            what = say("the road takes {times} times as long", times=f"{one.times:g}")
            if one.road_slow.to:
                where = zone_name(room.compiled, one.road_slow.to)
                what = say("the road to {place} takes {times} times as long", place=where, times=f"{one.times:g}")
    return {
        "name": one.name or what,
        "what": what if one.name else "",
        "from": show_moment(start, second(one.from_))[:16],
        "until": show_moment(start, second(one.until))[:16],
        "chance": say("certain") if one.chance == 1 else say("chance {share}", share=percent(one.chance)),
    }


# ---- procedures, promises -----------------------------------------------------------------


def _procedures(room: Briefing) -> list[dict[str, Any]]:
    """Each procedure step by step: who, and when it is usually done after the start."""
    usual = envelopes(list(zip(room.evidence.msels, room.evidence.logs, strict=True)))
    found = []
    for number, (kind, procedure) in enumerate(room.plan.procedures.items()):
        rows = [
            {
                "name": step.name or key,
                "called": text(step.name) or key,
                "who": _who(room, procedure, step),
                "when": roughly(usual[number, place].middle) if (number, place) in usual else "–",
                "only": bool(step.when),
            }
            for place, (key, step) in enumerate(procedure.steps.items())
        ]
        found.append({"name": procedure.name or kind, "rows": rows})
    return found


def _who(room: Briefing, procedure: Procedure, step: Step) -> Any:
    """Whom a step asks for, with fewer people and with more; of one that only goes on, whom it takes along."""
    ends = sorted({1, *(case.people[0] for case in step.cases)})
    asked: dict[tuple[str, Any], None] = {}
    for people in ends:
        asked |= dict.fromkeys((need.of, need.count) for need in needs_at(step, people)[0].values())
    counts: dict[str, list[Any]] = {}
    for of, count in asked:
        counts.setdefault(of, []).append(count)
    if step.calls and step.calls not in counts:
        counts[step.calls] = []
    shown = []
    for of, numbers in counts.items():
        name = asked_name(room.compiled, of)
        plain = sorted(n for n in numbers if isinstance(n, int))
        if len(plain) > 1:
            shown.append(say("{pool} {low} to {high}", pool=name, low=plain[0], high=plain[-1]))
        else:
            shown.append(say("{pool} {n}", pool=name, n=plain[0]) if plain else say("{pool}", pool=name))
    if not shown and step.who:
        needs = [needs_at(one, measures.NO_LIMIT)[0] for one in procedure.steps.values()]
        named = {label: need.of for of_step in needs for label, need in of_step.items()}
        shown = [say("{pool}", pool=asked_name(room.compiled, named[label])) for label in step.who if label in named]
    return Series(tuple(shown)) if shown else "–"


def _promises(room: Briefing) -> list[dict[str, Any]]:
    return [
        {"name": target.name or name, "form": form_words(room.plan, target), "clause": Series(tuple(target.clause))}
        for name, target in room.plan.targets.items()
    ]
