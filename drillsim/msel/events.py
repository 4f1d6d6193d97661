"""The events of an MSEL as rows: by column, what stands in it."""

from __future__ import annotations

from typing import Any

from drillsim.base.language import current, say, text
from drillsim.compiled.event_list import ABSENT, ROAD, UNDER_WAY, Msel
from drillsim.compiled.tables import NOWHERE
from drillsim.deck.deck import Deck, disruption_row
from drillsim.judge.evaluate import gauges
from drillsim.msel.columns import DISRUPTION, DRAFT, INJECT, TYPES, Layout
from drillsim.plan.plan import Plan
from drillsim.plan.procedures import Procedure
from drillsim.plan.scenario import DISRUPTIONS, Disruption, Scenario
from drillsim.quantities.wording import Series
from drillsim.say.clauses import target_lines

# Key of a column → value, None or missing where the cell is blank. Besides, of an inject: `incident`, its number
# in the MSEL from 0, `scripted`, whether the scenario itself says what it expects, and `told`, whether it says
# what the players are told.
Event = dict[str, Any]


def events_of(msel: Msel, layout: Layout, scenario: Scenario, deck: Deck) -> list[Event]:
    """Events in order of time, disruptions before injects of the same second. `deck` may be of any seed."""
    events = [*_disruptions(msel, layout, scenario), *_injects(msel, layout, deck)]
    events.sort(key=lambda event: event["time"])
    for number, event in enumerate(events, 1):
        event |= {"number": number, "status": layout.states.keys.index(DRAFT)}
    return events


def draw_columns(events: list[Event], layout: Layout) -> list[str]:
    """The columns of draws that an event list needs: those that vary, and those in which something stands."""
    found = {draw.key for kind in layout.draws for draw in kind if draw.varies} | {key for event in events for key in event}
    return [key for key in layout.columns if ": " in key and key in found]


def _injects(msel: Msel, layout: Layout, deck: Deck) -> list[Event]:
    compiled = layout.compiled
    comma = "；" if current() == "zh" else "; "
    scopes = [(gauge.in_scope(msel), _objective(compiled.plan, gauge.name)) for gauge in gauges(compiled)]
    events = []
    for incident, kind in enumerate(msel.kind.tolist()):
        steps = expected_steps(compiled.written.procedures[compiled.kinds[kind]])
        zone = int(msel.attribute[incident, 0])
        event: Event = {
            "incident": incident,
            "time": int(msel.time[incident]),
            "type": TYPES.index(INJECT),
            "message": layout.kinds.show(kind),
            "expects": comma.join(steps),
            "objective": comma.join(name for scope, name in scopes if scope[incident]),
            "kind": layout.kinds.show(kind),
            "people": int(msel.people[incident]),
            "zone": zone if zone != NOWHERE or layout.travels[kind] else None,
        }
        event |= dict(zip(layout.attributes, msel.attribute[incident, 1:].tolist(), strict=True))
        if msel.origin[incident] >= 0:
            event |= _told(deck, int(msel.origin[incident]))
        for draw in layout.draws[kind]:
            value = int(getattr(msel, draw.quantity)[msel.row_first[incident] + draw.step])
            usual = draw.usual_for(int(msel.people[incident]), msel.attribute[incident].tolist())
            if draw.varies or value != usual:  # what the plan says anyway needs no cell
                event[draw.key] = value if draw.outcomes is None else draw.outcomes.show(value)
        events.append(event)
    return events


def _objective(plan: Plan, target: str) -> str:
    """A target by its name, with the sentences of the plan that it rests on where these are given."""
    name, quotes = text(plan.targets[target].name) or target, target_lines(plan, target)
    return str(say("{target}: {quotes}", target=name, quotes=Series(tuple(quotes)))) if quotes else name


def expected_steps(procedure: Procedure) -> list[str]:
    """Names of the steps that come whatever happens before them."""
    sure: dict[str, str] = {}
    for key, step in procedure.steps.items():
        if not (step.when or step.unless or step.at_level) and (
            not step.after or any(before in sure for before in step.after)
        ):
            sure[key] = text(step.name) or key
    return list(sure.values())


def _told(deck: Deck, origin: int) -> Event:
    """What the scenario says of an inject's source."""
    source = deck.sources[origin]
    found: Event = {"source": origin, "message": text(source.name)}
    if (inject := source.inject) is not None:
        found |= {"expects": text(inject.expects), "scripted": bool(text(inject.expects))}
        found |= {"told": True} if text(inject.message) else {}
        found |= {"mode": text(inject.mode), "from": text(inject.sender), "to": text(inject.receiver)}
    return {key: value for key, value in found.items() if value != ""}


def _disruptions(msel: Msel, layout: Layout, scenario: Scenario) -> list[Event]:
    written = {disruption_row(d, layout.compiled, scenario): d for d in scenario.disruptions}
    return [_disruption(tuple(row), written.get(tuple(row)), layout) for row in msel.disruption.tolist()]


def _disruption(row: tuple[int, ...], written: Disruption | None, layout: Layout) -> Event:
    """One disruption; in the scenario's own words where it has it."""
    sort, pool, base, zone, amount, begin, end = row
    event: Event = {"time": begin, "until": end, "type": TYPES.index(DISRUPTION)}
    kind = "road_slow" if sort == ROAD else "phone_off"
    if sort == ABSENT:
        staff = layout.compiled.plan.pools[layout.compiled.pools[pool]].kind in ("squad", "post")
        kind = "staff_away" if staff else "breaks_down" if base == UNDER_WAY else "out_of_service"
        event["count"] = amount
    if written is not None:
        kind = written.kind
        event["message"] = text(written.name) or None
    if kind == "weather":
        assert written is not None
        event["affects"] = layout.weather.show(layout.weather.keys.index(str(written.weather)))
    elif sort == ROAD:
        event |= {"times": amount, "base": None if base == NOWHERE else base, "zone": None if zone == NOWHERE else zone}
    else:
        event["affects"] = layout.pools.show(pool)
    return event | {"kind": layout.disruptions.show(DISRUPTIONS.index(kind))}
