"""From the folder of a drill to everything that a report is made from: what the room did, as it was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import say
from drillsim.files.critic import criticise
from drillsim.judge.settings import Settings
from drillsim.papers.dossier import Call, Dossier, GivenInject, HeldDrill, Order, RoomNote
from drillsim.play.conduct import conduct
from drillsim.room import decisions
from drillsim.room.drill import FACILITATOR, Drill
from drillsim.room.filing import inputs_of, judged, kept
from drillsim.room.folder import recorded, replayed
from drillsim.room.hotwash import HotWash
from drillsim.room.timeline import told
from drillsim.store.folder import RunFolder, manifest_of
from drillsim.why.evidence import Evidence

FACILITATOR_NAME = say("facilitator")


def drill_case(path: Path) -> Dossier:
    """The case of a drill that has ended. Raises InputError if it has not, or if its record comes to something else."""
    folder, drill = RunFolder.read(path), replayed(path)
    if drill.ended_at is None:
        fault = Fault(str(path), 0, 0, say("this drill has not ended"), say("go on with it and end it, then report"))
        raise InputError([fault])
    if changed := kept(path, drill).differing:
        what = say("the record of this drill comes to something else with this version of drillsim")
        raise InputError([Fault(str(path / changed[0]), 0, 0, what, None)])
    compiled, msel, log = drill.compiled, drill.live.arrived(), drill.live.log()
    return Dossier(
        scenario=drill.scenario, compiled=compiled, settings=Settings(seed=folder.seed, runs=1, engine="simpy"),
        result=judged(drill, folder.seed), inputs=inputs_of(path), manifest=manifest_of(path),
        placed=criticise(folder.scenario, compiled.written, drill.scenario),
        evidence=Evidence(compiled, [msel], conduct, [log], drill.scenario), shown=(1, msel, log), held=_held(drill, path),
    )  # fmt: skip


def _held(drill: Drill, path: Path) -> HeldDrill:
    wash = HotWash(drill)
    sat = {entry.decision.player for entry in drill.record if isinstance(entry.decision, decisions.Sit)}
    assert drill.ended_at is not None
    return HeldDrill(
        ended=drill.ended_at,
        played_on=wash.played_on,
        players=tuple(part.name for part in drill.parts if part.key in sat),
        timeline=tuple((one.second, told(drill, one)) for one in wash.timeline),
        notes=tuple(RoomNote(max(0, one.second), one.text, one.target) for one in drill.notes),
        absent=tuple(part.name for part in drill.parts if part.key not in sat),
        in_room=next(exercise for entry, _id, exercise in recorded(path) if isinstance(entry.decision, decisions.End)),
        orders=tuple(sorted(_orders(drill, wash), key=lambda one: one.second)),
        calls=tuple(_calls(drill, wash)),
        given=tuple(_given(drill)),
        not_given=sum(one.incident is None for one in drill.injects),
    )


def _orders(drill: Drill, wash: HotWash) -> Iterator[Order]:
    """What was decided of requests: orders, and what was left to the plan's rule."""
    for one in drill.choices:
        rule = None if one.rule is None else tuple(one.rule)
        yield Order(one.second, _role(drill, one.by), one.incident, one.step, tuple(one.pools), rule)
    for left in wash.timeline:
        if left.sort == "left":
            yield Order(left.second, _role(drill, left.by), left.incident, left.step, None, None)


def _calls(drill: Drill, wash: HotWash) -> Iterator[Call]:
    """Telephones that rang in the room."""
    for one in wash.timeline:
        if one.sort in ("answered", "let_ring", "rang_out"):
            yield Call(one.second, _role(drill, one.by), one.incident, one.step, one.sort == "answered")


def _role(drill: Drill, by: str) -> Any:
    """What the plan calls the role of whoever decided something."""
    return FACILITATOR_NAME if by == FACILITATOR else drill.part(by).name


def _given(drill: Drill) -> Iterator[GivenInject]:
    """The injects that were given, as they came."""
    for one in sorted(drill.injects, key=lambda one: one.time):
        if one.incident is not None:
            yield GivenInject(one.time, one.incident, one.message, one.mode, one.sender, one.receiver, one.expects)
