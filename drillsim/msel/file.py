"""An MSEL as a spreadsheet: what a trainer holds in the hand, edits, and gives back to be played.

What is written and read back unchanged is the same MSEL, number for number. Blanks in rows that
a trainer added or edited become the usual value, and each is reported; rows that are not for
playing are set aside, and reported too. `msel_columns` defines the columns.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from drillsim.files.spreadsheet import table_bytes
from drillsim.judge.evaluate import gauges
from drillsim.language import current, text
from drillsim.msel.columns import DISRUPTION, DRAFT, INJECT, TYPES, Layout
from drillsim.msel.deck import Deck, disruption_row
from drillsim.msel.event_list import ABSENT, ROAD, Msel
from drillsim.msel.reading import Filled, SetAside, read_msel
from drillsim.plan.procedures import Procedure
from drillsim.plan.tables import NOWHERE, CompiledPlan
from drillsim.scenario.model import DISRUPTIONS, Disruption, Scenario

__all__ = ["Filled", "SetAside", "msel_csv", "read_msel", "write_msel"]


def write_msel(path: Path, msel: Msel, compiled: CompiledPlan, scenario: Scenario, deck: Deck) -> None:
    """Write `msel` to `path` in the language spoken now. `deck` may be of any seed: it names the sources."""
    path.write_bytes(msel_csv(msel, compiled, scenario, deck))


def msel_csv(msel: Msel, compiled: CompiledPlan, scenario: Scenario, deck: Deck) -> bytes:
    """The bytes that `write_msel` writes: events in order of time, disruptions before injects of the same second."""
    layout = Layout(compiled, scenario, deck)
    events = [*_disruptions(msel, layout, scenario), *_injects(msel, layout, deck)]
    events.sort(key=lambda event: event["time"])
    for number, event in enumerate(events, 1):
        event |= {"number": number, "status": layout.states.keys.index(DRAFT)}
    draws = {draw.key for kind in layout.draws for draw in kind}
    varying = {draw.key for kind in layout.draws for draw in kind if draw.varies}
    edited = {key for event in events for key in event}
    columns = [column for key, column in layout.columns.items() if key not in draws or key in varying | edited]
    rows = [[layout.title(column.key) for column in columns]]
    for event in events:
        values = [(column, event.get(column.key)) for column in columns]
        rows.append(["" if value is None else column.codec.show(value) for column, value in values])
    return table_bytes(rows)


def _injects(msel: Msel, layout: Layout, deck: Deck) -> list[dict[str, Any]]:
    compiled, plan = layout.compiled, layout.compiled.plan
    comma = "；" if current() == "zh" else "; "
    scopes = [(gauge.in_scope(msel), text(gauge.target.name) or gauge.name) for gauge in gauges(compiled)]
    events = []
    for incident, kind in enumerate(msel.kind.tolist()):
        steps = expected_steps(plan.procedures[compiled.kinds[kind]])
        zone = int(msel.attribute[incident, 0])
        event: dict[str, Any] = {
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
            if draw.varies or value != draw.usual:  # what the plan says anyway needs no cell
                event[draw.key] = value if draw.outcomes is None else draw.outcomes.show(value)
        events.append(event)
    return events


def expected_steps(procedure: Procedure) -> list[str]:
    """Names of the steps that come whatever happens before them."""
    sure: dict[str, str] = {}
    for key, step in procedure.steps.items():
        if not step.when and (not step.after or any(before in sure for before in step.after)):
            sure[key] = text(step.name) or key
    return list(sure.values())


def _told(deck: Deck, origin: int) -> dict[str, Any]:
    """What the scenario says of an inject's source."""
    source = deck.sources[origin]
    found: dict[str, Any] = {"source": origin, "message": text(source.name)}
    if (inject := source.inject) is not None:
        found |= {"expects": text(inject.expects)}
        found |= {"mode": text(inject.mode), "from": text(inject.sender), "to": text(inject.receiver)}
    return {key: value for key, value in found.items() if value != ""}


def _disruptions(msel: Msel, layout: Layout, scenario: Scenario) -> list[dict[str, Any]]:
    written = {disruption_row(d, layout.compiled, scenario): d for d in scenario.disruptions}
    return [_disruption(tuple(row), written.get(tuple(row)), layout) for row in msel.disruption.tolist()]


def _disruption(row: tuple[int, ...], written: Disruption | None, layout: Layout) -> dict[str, Any]:
    """One disruption; in the scenario's own words where it has it."""
    sort, pool, base, zone, amount, begin, end = row
    event: dict[str, Any] = {"time": begin, "until": end, "type": TYPES.index(DISRUPTION)}
    kind = "road_slow" if sort == ROAD else "phone_off"
    if sort == ABSENT:
        staff = layout.compiled.plan.pools[layout.compiled.pools[pool]].kind in ("squad", "post")
        kind = "staff_away" if staff else "out_of_service"
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
