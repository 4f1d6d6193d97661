"""What a drill leaves in its folder when it has ended: the same files as a run, of what the room did."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import say, speaking
from drillsim.base.lock import Held, Lock
from drillsim.base.writing import write_files
from drillsim.judge.replicate import judge_event_list
from drillsim.judge.result import Result
from drillsim.judge.settings import Settings
from drillsim.msel.file import msel_csv
from drillsim.room.drill import COMPLETE, Drill
from drillsim.room.folder import END, LOCK, forget_keys
from drillsim.store import record
from drillsim.store.folder import Inputs, manifest_of


def judged(drill: Drill, seed: int) -> Result:
    """Each target on the one event list that the room played."""
    settings = Settings(seed=seed, runs=1, engine="simpy")
    return judge_event_list(drill.compiled, drill.deck, drill.live.arrived(), drill.live.log(), settings)


def inputs_of(path: Path) -> Inputs:
    """The inputs of a drill's folder."""
    return Inputs.kept_in(path, manifest_of(path))


def filed(path: Path, drill: Drill) -> dict[str, bytes]:
    """The files of a drill that has ended, by name: they follow from its inputs and its record alone."""
    manifest = manifest_of(path)
    result = judged(drill, int(manifest["seed"]))
    with speaking(manifest["language"]):  # of those who held the drill, whoever files it again
        return _files(path, drill, result)


def _files(path: Path, drill: Drill, result: Result) -> dict[str, bytes]:
    compiled, msel, log = drill.compiled, drill.live.arrived(), drill.live.log()
    assert drill.ended_at is not None
    happened = msel._replace(disruption=msel.disruption[msel.disruption[:, 5] < drill.ended_at])
    return {
        "results.csv": record.results_csv(compiled, result),
        "drill-steps.csv": record.steps_csv(compiled, msel, log),
        "drill-units.csv": record.holds_csv(compiled, msel, log),
        "msel.csv": msel_csv(happened, compiled, drill.scenario, drill.deck, COMPLETE),
        END: record.result_json(result, inputs_of(path)),  # last: see `END`
    }


class Kept(NamedTuple):
    """The files of a drill that has ended, beside what its record comes to."""

    differing: list[str]  # files that are not what the record comes to
    was_mended: bool  # whether the end had not been written whole, and is now


def kept(path: Path, drill: Drill) -> Kept:
    """Hold the folder of a drill that has ended against its record.

    Files that are missing or cut off short are those of an end that was not written whole (a full disk, a kill):
    they are written again. Raises InputError when the drill is still open elsewhere, and OSError.
    """
    wanted = filed(path, drill)
    found = {name: (path / name).read_bytes() if (path / name).is_file() else b"" for name in wanted}
    if differing := [name for name, content in wanted.items() if not content.startswith(found[name])]:
        return Kept(differing, False)
    if all(found[name] == content for name, content in wanted.items()):
        return Kept([], False)
    try:
        with Lock(path / LOCK):
            write_files(path, wanted)
            forget_keys(path)
    except Held as held:
        what = say("the end of this drill is not written yet, and {holder} has it open", holder=held.holder)
        mend = say("wait until that has written it, or stop it; then give the same command again")
        raise InputError([Fault(str(path), 0, 0, what, mend)]) from None
    return Kept([], True)
