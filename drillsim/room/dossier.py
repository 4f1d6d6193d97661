"""From the folder of a drill to everything that a report is made from: what the room did, as it was recorded."""

from __future__ import annotations

from pathlib import Path

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import say
from drillsim.files.critic import criticise
from drillsim.judge.settings import Settings
from drillsim.papers.dossier import Dossier, HeldDrill, RoomNote
from drillsim.play.conduct import conduct
from drillsim.room import decisions
from drillsim.room.drill import Drill
from drillsim.room.filing import inputs_of, judged, kept
from drillsim.room.folder import replayed
from drillsim.room.hotwash import HotWash
from drillsim.room.timeline import told
from drillsim.store.folder import RunFolder, manifest_of
from drillsim.why.evidence import Evidence


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
        evidence=Evidence(compiled, [msel], conduct, [log], drill.scenario), shown=(1, msel, log), held=_held(drill),
    )  # fmt: skip


def _held(drill: Drill) -> HeldDrill:
    wash = HotWash(drill)
    sat = {entry.decision.player for entry in drill.record if isinstance(entry.decision, decisions.Sit)}
    assert drill.ended_at is not None
    return HeldDrill(
        ended=drill.ended_at,
        played_on=wash.played_on,
        players=tuple(part.name for part in drill.parts if part.key in sat),
        timeline=tuple((one.second, told(drill, one)) for one in wash.timeline),
        notes=tuple(RoomNote(max(0, one.second), one.text, one.target) for one in drill.notes),
    )
