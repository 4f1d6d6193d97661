"""What each screen shows, as plain data in the language spoken: for the facilitator, the players and the observers.

A player's view holds what that role would know: the incidents in which it was asked, called or
sent, its own tasks and telephones, and the messages to it. Nothing else leaves the server.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from drillsim.base.language import current, say, text
from drillsim.compiled.log import COMING, ENDED, OPEN, RUNNING, SKIPPED, WAITING, WITHDRAWN
from drillsim.compiled.names import kind_name, level_name, place_name, pool_name, step_name, zone_name
from drillsim.compiled.tables import AT_LEVEL, NOWHERE, SEATS, CompiledPlan
from drillsim.compiled.written_out import LevelEntered, Repetition
from drillsim.msel.rehearsal import roughly
from drillsim.plan.procedures import Step
from drillsim.quantities.wording import Series
from drillsim.room.board import Unit, units
from drillsim.room.drill import RELEASED, Drill, LiveInject
from drillsim.room.hotwash import Score
from drillsim.room.lights import Light
from drillsim.room.live import Live, Offer
from drillsim.room.room import DrillRoom
from drillsim.room.seats import Seat
from drillsim.say.promise import form_words

STATES = {COMING: "coming", WAITING: "waiting", RUNNING: "running", ENDED: "ended", SKIPPED: "skipped", WITHDRAWN: "gave_up"}
RECENT = 30  # closed incidents that a screen still shows

View = dict[str, Any]


def clock_view(room: DrillRoom) -> View:
    """The two clocks; sent at every tick."""
    wall, drill = room.wall, room.drill
    return {
        "second": drill.now if drill.ended_at is None else drill.ended_at, "running": wall.running, "speed": wall.speed,
        "stops": wall.stops_for_players, "slowed": wall.slowed, "exercise": int(wall.exercise),
        "ended": drill.ended_at is not None,
    }  # fmt: skip


def scene_view(room: DrillRoom) -> View:
    """What does not change during a drill: names, the window, the places."""
    drill = room.drill
    compiled, plan = drill.compiled, drill.compiled.plan
    return {
        "language": current(),
        "plan": text(plan.name),
        "scenario": text(drill.scenario.name) or drill.deck.scenario.plan,
        "start": compiled.start.isoformat(timespec="seconds"),
        "window_end": compiled.window_end,
        "zones": [{"key": key, "name": text(zone_name(compiled, key))} for key in compiled.zones],
        "kinds": [
            {"key": key, "name": text(kind_name(compiled, number)), "needs_zone": drill.layout.travels[number]}
            for number, key in enumerate(compiled.kinds)
        ],
        "pools": [
            {
                "key": key, "name": text(pool_name(compiled, key)), "kind": plan.pools[key].kind,
                "outside": plan.pools[key].outside, "base": _place(drill, int(compiled.tables.pool_base[number])),
            }
            for number, key in enumerate(compiled.pools)
        ],
        "attributes": [
            {
                "key": key, "name": text(plan.called(key)),
                "values": [{"key": value, "name": text(plan.called(value))} for value in values],
            }
            for key, values in zip(compiled.attributes[1:], compiled.attribute_values[1:], strict=True)
        ],
        "targets": [
            {"key": key, "name": text(target.name) or key, "promise": str(form_words(plan, target)),
             "clause": list(target.clause)}
            for key, target in plan.targets.items()
        ],
        "players": [{"key": part.key, "name": text(part.name)} for part in drill.parts],
        "places": [
            {"key": key, "name": text(place_name(compiled, key)), "sorts": _sorts(compiled, number)}
            for number, key in enumerate(compiled.places)
        ],
        "travel": drill.live.ways,  # seconds from place to place, NOWHERE where that is not known
    }  # fmt: skip


def _sorts(compiled: CompiledPlan, place: int) -> list[str]:
    """What there is at a place: a zone, a base, rooms."""
    t, pools = compiled.tables, np.flatnonzero(compiled.tables.pool_base == place)
    found = ["zone"] if place < len(compiled.zones) else []
    found += ["base"] if (t.pool_room[pools] == 0).any() else []
    return found + (["rooms"] if (t.pool_room[pools] == 1).any() else [])


def facilitator_view(room: DrillRoom) -> View:
    """Everything."""
    drill, lights = room.drill, room.read_lights()
    return {
        "injects": [_inject(drill, one) for one in drill.injects],
        "incidents": [incident_view(room, incident) for incident in _shown(drill, range(len(drill.live.msel.time)))],
        "tasks": _tasks(drill, drill.parts),
        "board": _board(drill),
        "lights": [_light(light) for light in lights],
        "players": [
            {"key": part.key, "present": part.key in drill.live.present, "screens": room.connected[part.key]}
            for part in drill.parts
        ],
        "screens": sum(room.connected.values()),
        "offers": [_offer(drill, one.incident, one.step, one.player, one.since) for one in room.overdue(lights)],
        "contingencies": [
            {"time": time, "message": said.message, "to": said.receiver, "mode": said.mode, "from": said.sender}
            for time, said in drill.contingencies
        ],
        "told": [one._asdict() for one in drill.told],
        "notes": [one._asdict() for one in drill.notes],
        "held_up": "" if room.held_up is None else str(room.held_up),
    }


def player_view(room: DrillRoom, key: str) -> View:
    """What one role knows."""
    drill = room.drill
    part = drill.part(key)
    known = sorted(drill.live.knows[key])
    return {
        "player": {"key": key, "name": text(part.name), "present": key in drill.live.present},
        "injects": [
            _told(drill, one) for one in drill.injects if one.incident is not None and one.incident in drill.live.knows[key]
        ],
        "incidents": [incident_view(room, incident, part) for incident in _shown(drill, known)],
        "tasks": _tasks(drill, [part]),
        "board": _board(drill, part),
        "lights": [_light(light, set(known)) for light in room.read_lights()],
        "told": [one._asdict() for one in drill.told if one.to in ("", key)],
        "sent": [
            {"second": one.second, "incident": one.incident + 1, "step": _step(drill, one.incident, one.step),
             "pools": [text(pool_name(drill.compiled, drill.compiled.pools[pool])) for pool in one.pools]}
            for one in drill.choices if one.by == key
        ],
    }  # fmt: skip


def observer_view(room: DrillRoom) -> View:
    """For a projector: where everybody is, what is under way, how the targets stand."""
    drill = room.drill
    open_ = [one for one in drill.injects if one.incident is not None and drill.status(one) == RELEASED]
    return {
        "injects": [_told(drill, one) for one in open_],
        "board": _board(drill),
        "lights": [_light(light) for light in room.read_lights()],
    }


def hotwash_view(room: DrillRoom) -> View:
    """What the room looks at together once the drill has ended."""
    drill, wash = room.drill, room.hotwash
    names = {part.key: text(part.name) for part in drill.parts}

    def pools(numbers: Any) -> list[str]:
        return [text(pool_name(drill.compiled, drill.compiled.pools[pool])) for pool in numbers]

    return {
        "ended_at": drill.ended_at,
        "played_on": wash.played_on,
        "given": len(wash.msel.time),
        "targets": [
            {
                "key": one.target, "of_incidents": one.of_incidents, "room": _score(one.room, one.of_incidents),
                "rule": _score(one.rule, one.of_incidents),
            }
            for one in wash.targets
        ],
        "choices": [
            {
                "second": one.second, "by": names.get(one.by, ""), "incident": one.incident + 1,
                "step": _step(drill, one.incident, one.step), "pools": pools(one.pools),
                "rule": None if one.rule is None else pools(one.rule), "waited": one.waited,
            }
            for one in wash.different
        ],
        "unanswered": [
            {"second": one.second, "by": names.get(one.by, ""), "incident": one.incident + 1,
             "step": _step(drill, one.incident, one.step)}
            for one in wash.unanswered
        ],
        "timeline": [
            {
                "second": one.second, "sort": one.sort, "by": names.get(one.by, ""),
                "incident": None if one.incident < 0 else one.incident + 1,
                "step": _step(drill, one.incident, one.step) if one.step >= 0 else "",
                "name": _timeline_name(drill, one.sort, one.name, names), "text": one.text, "pools": pools(one.pools),
            }
            for one in wash.timeline
        ],
        "notes": [one._asdict() for one in drill.notes],
    }  # fmt: skip


def _score(score: Score, of_incidents: bool) -> View:
    missed = [number + 1 for number in score.missed] if of_incidents else []
    return {"kept": score.kept, "missed": len(score.missed), "incidents": missed, "seconds": score.seconds}


def _timeline_name(drill: Drill, sort: str, name: str, names: dict[str, str]) -> str:
    if sort == "inject":
        return text(drill.injects[int(name) - 1].name)
    if sort in ("missed", "note"):
        return text(drill.compiled.plan.targets[name].name) or name if name else ""
    if sort == "away":
        return text(pool_name(drill.compiled, name))
    return names.get(name, "")


# ---- parts of views ------------------------------------------------------------------------------


def _inject(drill: Drill, one: LiveInject) -> View:
    compiled, what = drill.compiled, one.what
    zone = what.attribute[0]
    return {
        "number": one.number, "time": one.time, "status": drill.status(one), "name": text(one.name),
        "message": text(one.message), "mode": text(one.mode), "from": text(one.sender), "to": text(one.receiver),
        "expects": text(one.expects), "kind": compiled.kinds[what.kind], "people": what.people,
        "zone": "" if zone == NOWHERE else compiled.zones[zone],
        "incident": None if one.incident is None else one.incident + 1,
    }  # fmt: skip


def _told(drill: Drill, one: LiveInject) -> View:
    """An inject as those who receive it hear it."""
    whole = _inject(drill, one)
    return {key: whole[key] for key in ("time", "status", "name", "message", "mode", "from", "people", "zone", "incident")}


def _shown(drill: Drill, incidents: Any) -> list[int]:
    """Open incidents, and the last of those that are over; the latest first."""
    over, shown = 0, []
    for incident in reversed(incidents):
        if drill.live.is_over(incident):
            over += 1
            if over > RECENT:
                continue
        shown.append(incident)
    return shown


def incident_view(room: DrillRoom, incident: int, part: Seat | None = None) -> View:
    """An incident with its steps; for a player, those steps that concern the role."""
    drill, live = room.drill, room.drill.live
    compiled, kind = drill.compiled, live.msel.kind[incident]
    first, zone = live.row_first[incident], live.zone[incident]
    definitions = compiled.plan.procedures[compiled.kinds[kind]].steps
    steps = []
    for step in range(live.row_first[incident + 1] - first):
        row = first + step
        if live.status[row] in (COMING, SKIPPED) and (part is not None or live.status[row] == SKIPPED):
            continue
        if part is not None and not _concerns(drill, part, incident, step):
            continue
        if _behind_another(live, incident, step, definitions[compiled.steps[kind][step]]):
            continue
        if not isinstance(definitions[compiled.steps[kind][step]], LevelEntered):
            steps.append(_step_view(room, incident, step))
    found: View = {
        "number": incident + 1, "kind": text(kind_name(compiled, kind)), "time": live.msel.time[incident],
        "people": live.people[incident], "zone": "" if zone == NOWHERE else compiled.zones[zone], "steps": steps,
        "open": not live.is_over(incident),
    }  # fmt: skip
    if compiled.plan.procedures[compiled.kinds[kind]].leveled:
        level = compiled.plan.levels_of(compiled.kinds[kind])[live.level(incident)]
        found["level"] = str(say("level of response: {level}", level=level_name(compiled, level)))
    return found


def _behind_another(live: Live, incident: int, step: int, definition: Step) -> bool:
    """Whether a round or an attempt is to come after one that is to come itself: the next one is enough on a screen."""
    row = live.row_first[incident] + step
    later = isinstance(definition, Repetition) and definition.number > 1
    return later and live.status[row - 1] == live.status[row] == COMING


def _concerns(drill: Drill, part: Seat, incident: int, step: int) -> bool:
    live = drill.live
    s = live._step(incident, step)
    if live.t.step_calls[s] in part.plays or part.concerns(live.asked(incident, step)):
        return True
    slots = (live._slot(incident, slot) for slot in live.unit[s])
    return any(live.hold_pool[slot] in part.plays | part.decides for slot in slots)


def _step_view(room: DrillRoom, incident: int, step: int) -> View:
    drill, live = room.drill, room.drill.live
    row, kind = live.row_first[incident] + step, live.msel.kind[incident]
    found: View = {
        "key": drill.compiled.steps[kind][step], "name": _step(drill, incident, step), "status": STATES[live.status[row]],
    }  # fmt: skip
    for name, column in (("ready", live.ready), ("started", live.started), ("ended", live.ended)):
        if OPEN != column[row] <= drill.now:  # who was called in may be on the way
            found[name] = column[row]
    if live.status[row] == RUNNING:
        found["due"] = live.until[row]
    if live.turn_came[row] != OPEN:
        found |= _clock(live, drill.compiled, incident, step)
    turned = [
        {"name": text(pool_name(drill.compiled, drill.compiled.pools[one.pool])), "incident": one.to + 1}
        for one in live.turned.values() if (one.incident, one.step) == (incident, step)
    ]  # fmt: skip
    if live.lacking[row] > 0 and turned:  # else it broke down
        found["turned"] = turned
    if live.status[row] == WAITING and (decider := live.decider(incident, step)) is not None:
        found["decider"] = text(decider.name)
    if live.status[row] == ENDED and live.outcome[row] >= 0:
        outcome = drill.compiled.outcomes[kind][step][live.outcome[row]]
        found["outcome"] = text(drill.compiled.plan.called(outcome))
    if (envelope := room.envelopes.get((kind, step))) is not None:
        found["usual"] = [round(envelope.early), round(envelope.middle), round(envelope.late)]
    return found


def _clock(live: Live, compiled: CompiledPlan, incident: int, step: int) -> View:
    """What a step waits for whose turn has come: a level, or that a time is up and another step has not come by then."""
    s, kind = live._step(incident, step), live.msel.kind[incident]
    if live.t.step_waits[s] == AT_LEVEL:
        levels = compiled.plan.levels_of(compiled.kinds[kind])
        return {"at_level": str(Series(tuple(level_name(compiled, levels[level]) for level in sorted(live.levels[s]))))}
    found: View = {"starts": live.time_up(s, live.turn_came[live.row_first[incident] + step])}
    if (other := live.t.step_unless[s]) != NOWHERE:
        found["unless"] = text(step_name(compiled, kind, other))
    return found


def _step(drill: Drill, incident: int, step: int) -> str:
    return text(step_name(drill.compiled, drill.live.msel.kind[incident], step))


def _tasks(drill: Drill, parts: list[Seat]) -> list[View]:
    """What waits for these players: requests to decide and calls to answer."""
    live, wanted = drill.live, {part.key for part in parts}
    found = []
    for incident, step, part in live.ringing():
        if part.key in wanted:
            task = _task(drill, incident, step, part, "answer")
            found.append(task | {"since": live.started[live.row_first[incident] + step]})
    for incident, step, part in live.waits_for_player():
        if part.key in wanted:
            task = _task(drill, incident, step, part, "send")
            rule = live.by_rule(incident, step) or []
            task |= {
                "since": live.ready[live.row_first[incident] + step],
                "needs": [_need(drill, incident, step, need) for need in live.asked_for(incident, step)],
                "rule": [drill.compiled.pools[pool] for pool in rule],
            }
            found.append(task)
    return sorted(found, key=lambda task: (task["since"], task["incident"]))


def _task(drill: Drill, incident: int, step: int, part: Seat, sort: str) -> View:
    live, compiled = drill.live, drill.compiled
    kind, zone = live.msel.kind[incident], live.zone[incident]
    return {
        "sort": sort, "incident": incident + 1, "step": compiled.steps[kind][step], "name": _step(drill, incident, step),
        "kind": text(kind_name(compiled, kind)), "people": live.people[incident], "player": part.key,
        "zone": "" if zone == NOWHERE else compiled.zones[zone],
    }  # fmt: skip


def _need(drill: Drill, incident: int, step: int, need: int) -> View:
    live, compiled = drill.live, drill.compiled
    of_plan = set(live.t.candidate[live.candidates(incident, need)])
    in_seats = live.t.need_count[need] == SEATS
    return {
        "count": live.people[incident] if in_seats else live.count(incident, need), "in_seats": in_seats,
        "split": live.t.need_parts[need] > 1, "crew_of": live.t.need_crew[need],
        "choices": [
            {
                "pool": compiled.pools[pool], "name": text(pool_name(compiled, compiled.pools[pool])),
                "free": max(0, live.free(pool)), "planned": pool in of_plan, **_offered(drill, pool, offer),
            }
            for pool, offer in live.offers(incident, step, need).items()
        ],
    }  # fmt: skip


def _offered(drill: Drill, pool: int, offer: Offer) -> View:
    """What a choice would come to: how many, how soon, who else, whether they are turned away, or why it cannot be."""
    live, compiled = drill.live, drill.compiled
    parts = offer.parts or []
    turned = [live.incident_of(part.hold) + 1 for part in parts if part.hold != OPEN]
    return {
        "count": offer.units, "possible": bool(parts), "why": str(offer.why), "seconds": offer.seconds,
        "others": [
            {"name": text(pool_name(compiled, compiled.pools[part.pool])), "count": part.units}
            for part in parts if part.pool != pool
        ],
        "turned_from": turned[0] if turned else None,
    }  # fmt: skip


def _board(drill: Drill, part: Seat | None = None) -> View:
    """Who there is and who is out. A player sees those for whom the role speaks, and those that it sends."""
    live, compiled = drill.live, drill.compiled
    seen = range(len(compiled.pools)) if part is None else sorted(part.plays | part.decides)
    return {
        "pools": [
            {
                "key": compiled.pools[pool], "duty": live.duty[pool], "total": max(0, live.total[pool] - live.absent[pool]),
                "out": live.in_use[pool],
            }
            for pool in seen
        ],
        "units": [_unit(drill, unit) for unit in units(live) if unit.pool in seen],
    }  # fmt: skip


def _unit(drill: Drill, unit: Unit) -> View:
    return {
        "pool": drill.compiled.pools[unit.pool], "count": unit.many, "incident": unit.incident + 1, "doing": unit.doing,
        "step": _step(drill, unit.incident, unit.step) if unit.step >= 0 else "",
        "from": [[_place(drill, place), part] for place, part in unit.origin], "to": _place(drill, unit.to),
        "since": unit.since, "until": unit.until, "free": unit.free, "turned_from": unit.turned_from + 1,
        "rounds": unit.rounds,
    }  # fmt: skip


def _place(drill: Drill, place: int) -> str:
    return "" if place == NOWHERE else drill.compiled.places[place]


def _light(light: Light, known: set[int] | None = None) -> View:
    """A target; with `known`, only its clocks of these incidents."""
    running = [one for one in light.running if known is None or one.incident in known]
    late = [one for one in light.missed if light.of_incidents and (known is None or one in known)]
    found: View = {
        "key": light.target, "late": [one + 1 for one in late], "missed": len(late if known is not None else light.missed),
        "running": [{"incident": one.incident + 1, "since": one.since, "limit": one.limit} for one in running],
    }  # fmt: skip
    return found if known is not None else found | {"kept": light.kept}


def _offer(drill: Drill, incident: int, step: int, player: str, since: int) -> View:
    """A contingency inject to offer, with a message that says no more than what the players could see."""
    name = _step(drill, incident, step)
    waited = roughly(drill.now - since)
    message = say("Those who wait ask again about incident {number}: {step}. {waited} have gone by.",
                  number=incident + 1, step=name, waited=waited)  # fmt: skip
    return {
        "incident": incident + 1, "step": drill.compiled.steps[drill.live.msel.kind[incident]][step], "name": name,
        "player": player, "since": since, "message": str(message),
    }  # fmt: skip


__all__ = ["clock_view", "facilitator_view", "observer_view", "player_view", "scene_view"]
