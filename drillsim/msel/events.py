"""The events of an MSEL as rows: by column, what stands in it."""

from __future__ import annotations

from typing import Any

import numpy as np

from drillsim.base.language import Message, current, say, text
from drillsim.compiled.event_list import ABSENT, ROAD, UNDER_WAY, Msel
from drillsim.compiled.log import Log
from drillsim.compiled.tables import NOWHERE
from drillsim.deck.deck import Deck, disruption_row
from drillsim.judge.evaluate import gauges
from drillsim.msel.actions import Actions
from drillsim.msel.columns import DISRUPTION, DRAFT, INJECT, TYPES, Layout
from drillsim.msel.cut import NEAR, SCRIPTED, TOGETHER, WEAK, Cut, exercise_clock
from drillsim.msel.delivery import Deliveries
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import DISRUPTIONS, Disruption, Scenario
from drillsim.quantities import measures
from drillsim.quantities.wording import Series
from drillsim.say.clauses import target_lines
from drillsim.why.disruptions import Disrupted

# Key of a column → value, None or missing where the cell is blank. Besides, of an inject: `incident`, its number
# in the MSEL from 0, and `steps`, those of which the expected response tells.
Event = dict[str, Any]

BUSY = 5 * 60  # seconds of the exercise in which a controller who gives an inject gives no other
WHY = {
    SCRIPTED: say("written in the scenario"),
    WEAK: say("puts a weak promise to the test"),
    TOGETHER: say("comes while another is under way"),
    NEAR: say("near the others in time"),
}


def events_of(
    msel: Msel, layout: Layout, scenario: Scenario, deck: Deck, log: Log | None = None, cut: Cut | None = None
) -> list[Event]:
    """Events in order of time, disruptions before injects of the same second. `deck` may be of any seed.

    With its `log`, what is expected are the steps that came in it. Of a `cut`, why each inject is there.
    """
    injects = _injects(msel, layout, scenario, deck, log)
    if cut is not None:
        for event, chosen in zip(injects, cut.chosen, strict=True):
            event["why"] = str(why_words(layout.compiled.plan, chosen.why, chosen.tests))
    events = [*_disruptions(msel, layout, scenario, deck), *injects]
    events.sort(key=lambda event: event["time"])
    _set_clock(events, cut.length if cut is not None else None)
    for number, event in enumerate(events, 1):
        event |= {"number": number, "status": layout.states.keys.index(DRAFT)}
    return events


def exercise_order(msel: Msel) -> list[int]:
    """The event number of each inject of a list."""
    times = [*((begin, 0, row) for row, begin in enumerate(msel.disruption[:, 5].tolist())),
             *((time, 1, row) for row, time in enumerate(msel.time.tolist()))]  # fmt: skip
    numbers = {row: number for number, (_time, is_inject, row) in enumerate(sorted(times), 1) if is_inject}
    return [numbers[row] for row in range(len(msel.time))]


def why_words(plan: Plan, why: str, tests: tuple[str, ...]) -> Message:
    """Why an inject is in a cut, and which weak promises it puts to the test."""
    names = Series(tuple(text(plan.targets[target].name) or target for target in tests))
    if why == WEAK:
        return say("tests: {promises}", promises=names)
    return say("{why}; tests: {promises}", why=WHY[why], promises=names) if tests else WHY[why]


def _set_clock(events: list[Event], length: int | None) -> None:
    """The exercise's clock, by which injects are given, and who gives each: another controller where two come at once.

    What goes wrong is told between injects; what is so when the first one comes, in the briefing.
    """
    times = [event["time"] for event in events]
    injects = [event["time"] for event in events if "incident" in event] or times
    at = np.interp(times, injects, exercise_clock(injects, length)) if events else np.empty(0)
    busy: list[float] = []  # by controller: until when
    for event, second in zip(events, at.tolist(), strict=True):
        event["exercise"] = measures.half_up(second / 60) * 60
        free = 0
        if event["time"] >= injects[0]:
            free = next((number for number, until in enumerate(busy) if until <= second), len(busy))
            busy[free : free + 1] = [second + BUSY]
        event["controller"] = str(say("controller {n}", n=free + 1))


def draw_columns(events: list[Event], layout: Layout) -> list[str]:
    """The columns of draws that an event list needs: those that vary, and those in which something stands."""
    found = {draw.key for kind in layout.draws for draw in kind if draw.varies} | {key for event in events for key in event}
    return [key for key in layout.columns if ": " in key and key in found]


def _injects(msel: Msel, layout: Layout, scenario: Scenario, deck: Deck, log: Log | None) -> list[Event]:
    compiled = layout.compiled
    comma = "；" if current() == "zh" else "; "
    scopes = [(gauge.in_scope(msel), _objective(compiled.plan, gauge.name)) for gauge in gauges(compiled)]
    deliveries, actions = Deliveries(layout, scenario, deck.sources), Actions(layout, msel, log)
    events = []
    for incident, kind in enumerate(msel.kind.tolist()):
        zone, origin = int(msel.attribute[incident, 0]), int(msel.origin[incident])
        own = deck.sources[origin].inject if origin >= 0 else None
        expects = text(own.expects) if own is not None else ""
        given, expected = deliveries.inject(msel, incident), actions.at(incident, limited_only=bool(expects))
        event: Event = {
            "incident": incident,
            "steps": [action.step for action in expected] or None,
            "time": int(msel.time[incident]),
            "type": TYPES.index(INJECT),
            "mode": given.mode,
            "from": given.sender,
            "to": given.receiver,
            "message": given.message,
            "expects": "\n".join([*([expects] if expects else []), *(action.words for action in expected)]),
            "objective": comma.join(name for scope, name in scopes if scope[incident]),
            "kind": layout.kinds.show(kind),
            "people": int(msel.people[incident]),
            "zone": zone if zone != NOWHERE or layout.travels[kind] else None,
            "source": origin if origin >= 0 else None,
        }
        event |= dict(zip(layout.attributes, msel.attribute[incident, 1:].tolist(), strict=True))
        for draw in layout.draws[kind]:
            value = int(getattr(msel, draw.quantity)[msel.row_first[incident] + draw.step])
            usual = draw.usual_for(int(msel.people[incident]), msel.attribute[incident].tolist())
            if draw.varies or value != usual:  # what the plan says anyway needs no cell
                event[draw.key] = value if draw.outcomes is None else draw.outcomes.show(value)
        events.append({key: value for key, value in event.items() if value is not None and value != ""})
    return events


def _objective(plan: Plan, target: str) -> str:
    """A target by its name, with the sentences of the plan that it rests on where these are given."""
    name, quotes = text(plan.targets[target].name) or target, target_lines(plan, target)
    return str(say("{target}: {quotes}", target=name, quotes=Series(tuple(quotes)))) if quotes else name


def _disruptions(msel: Msel, layout: Layout, scenario: Scenario, deck: Deck) -> list[Event]:
    written = {disruption_row(d, layout.compiled, scenario): d for d in scenario.disruptions}
    deliveries = Deliveries(layout, scenario, deck.sources)
    rows = [tuple(row) for row in msel.disruption.tolist()]
    return [_disruption(Disrupted(row, written.get(row)), layout, deliveries) for row in rows]


def _disruption(one: Disrupted, layout: Layout, deliveries: Deliveries) -> Event:
    """One disruption; in the scenario's own words where it has it."""
    sort, pool, base, zone, amount, begin, end = one.row
    given = deliveries.disruption(one)
    event: Event = {
        "time": begin, "until": end, "type": TYPES.index(DISRUPTION), "mode": given.mode, "from": given.sender,
        "to": given.receiver, "message": given.message,
        "expects": str(_stand_in(given.receiver, deliveries.stand_ins(pool))),
    }  # fmt: skip
    kind = "road_slow" if sort == ROAD else "phone_off"
    if sort == ABSENT:
        staff = layout.compiled.plan.pools[layout.compiled.pools[pool]].kind in ("squad", "post")
        kind = "staff_away" if staff else "breaks_down" if base == UNDER_WAY else "out_of_service"
        event["count"] = amount
    if one.written is not None:
        kind = one.written.kind
    if kind == "weather":
        weather: Disruption | None = one.written
        assert weather is not None
        event["affects"] = layout.weather.show(layout.weather.keys.index(str(weather.weather)))
    elif sort == ROAD:
        event |= {"times": amount, "base": None if base == NOWHERE else base, "zone": None if zone == NOWHERE else zone}
    else:
        event["affects"] = layout.pools.show(pool)
    return event | {"kind": layout.disruptions.show(DISRUPTIONS.index(kind))}


def _stand_in(who: str, others: str) -> Message:
    """What is expected where something goes wrong."""
    if others:
        return say("{who}: says at once what changes and tells whom it concerns; by the plan {others} can stand in",
                   who=who, others=others)  # fmt: skip
    return say("{who}: says at once what changes, who or what stands in, and tells whom it concerns", who=who)
