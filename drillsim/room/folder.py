"""A drill on disk: its inputs, its record line by line, and how far its clock has run.

A decision stands on disk before anybody is shown what came of it; the clock's mark never lags
behind what was shown. So a drill whose machine was switched off goes on where it was.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from drillsim.errors import Fault, InputError
from drillsim.files.reading import read_scenario
from drillsim.judge.folder import DRILL, Inputs, RunFolder, as_json, is_drill, manifest_of, versions
from drillsim.language import say
from drillsim.msel.columns import Layout
from drillsim.msel.deck import Deck
from drillsim.msel.reading import read_event_list
from drillsim.plan.compilation import compile_plan
from drillsim.room.decisions import as_content, decision
from drillsim.room.drill import Drill, Entry
from drillsim.room.live import Refused

RECORD, CLOCK, KEYS, MANIFEST = "record.jsonl", "clock.json", "keys.json", "manifest.json"


class DrillFolder:
    """The folder of one drill. Make one with `begin` or find one with `open`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._record = (path / RECORD).open("ab")
        self._clock = os.open(path / CLOCK, os.O_RDWR | os.O_CREAT, 0o644)

    @staticmethod
    def begin(path: Path, inputs: Inputs, seed: int, run: int, language: str) -> DrillFolder:
        """A folder for a new drill of these inputs: event list `run` of a seed, or the one among the inputs."""
        for name, content in inputs.files.items():
            file = path / "inputs" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        manifest = {
            "format": DRILL, "seed": seed, "run": run, "runs": 1, "versions": versions(), "language": language,
            "scenario": inputs.scenario, "msel": inputs.msel, "inputs": inputs.checksums,
        }  # fmt: skip
        (path / RECORD).touch()
        (path / MANIFEST).write_bytes(as_json(manifest))  # last: a folder without it is no drill
        return DrillFolder(path)

    # ---- keys -----------------------------------------------------------------------------------

    def keys(self, names: list[str]) -> dict[str, str]:
        """The secret of each screen, kept so that links still work after a restart. Readable by the owner only."""
        file = self.path / KEYS
        kept: dict[str, str] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
        if missing := [name for name in names if name not in kept]:
            kept |= {name: secrets.token_urlsafe(16) for name in missing}
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(as_json(kept))
        return kept

    def forget_keys(self) -> None:
        """A drill that is over needs no secrets."""
        (self.path / KEYS).unlink(missing_ok=True)

    # ---- the record ------------------------------------------------------------------------------

    def append(self, entry: Entry, exercise: float, identity: str) -> None:
        """Write a decision; it is on the disk when this returns."""
        line = {"at": entry.at, "exercise": round(exercise, 1), "by": entry.by, "id": identity}
        content = json.dumps(line | as_content(entry.decision), ensure_ascii=False)
        self._record.write(content.encode() + b"\n")
        self._record.flush()
        os.fsync(self._record.fileno())

    def mark(self, state: dict[str, Any]) -> None:
        """Note how far the clock has run. One short line, written in place."""
        os.pwrite(self._clock, json.dumps(state).encode().ljust(200) + b"\n", 0)

    def marked(self) -> dict[str, Any]:
        """The last mark; nothing if there is none."""
        return clock_mark(self.path)

    def close(self) -> None:
        """Let go of the files."""
        self._record.close()
        os.close(self._clock)


def clock_mark(path: Path) -> dict[str, Any]:
    """The last mark of a drill's clock; nothing if there is none that can be read."""
    try:
        found = json.loads((path / CLOCK).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def unfinished(path: Path) -> bool:
    """Whether a folder holds a drill that has not ended."""
    return is_drill(path) and not (path / "result.json").is_file()


def same_drill(path: Path, inputs: Inputs, seed: int, run: int) -> bool:
    """Whether a folder's drill has these inputs, seed and run."""
    manifest = manifest_of(path)
    same = manifest["inputs"] == inputs.checksums and (manifest["seed"], manifest["run"]) == (seed, run)
    return same and (manifest["scenario"], manifest["msel"]) == (inputs.scenario, inputs.msel)


def mend(path: Path) -> None:
    """Cut off a last line of the record that a power cut left unfinished: nobody was shown what it says."""
    content = (path / RECORD).read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        with (path / RECORD).open("r+b") as record:
            record.truncate(whole)


def recorded(path: Path) -> Iterator[tuple[Entry, str, float]]:
    """Every line of a drill's record: entry, identity, seconds of the exercise. Raises InputError."""
    file = path / RECORD
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        try:
            content = json.loads(line)
            at, by, identity, exercise = (content.pop(key) for key in ("at", "by", "id", "exercise"))
            yield Entry(int(at), str(by), decision(content)), str(identity), float(exercise)
        except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
            raise InputError([Fault(str(file), number, 1, say("this is no line of a drill's record"), None)]) from None


def fresh(path: Path) -> Drill:
    """The drill of a folder before anybody has decided anything. Raises InputError."""
    folder = RunFolder.read(path)
    manifest = manifest_of(path)
    if manifest["format"] != DRILL:
        fault = Fault(str(path), 0, 0, say("this is not the folder of a drill"), say("name one that drillsim drill wrote"))
        raise InputError([fault])
    scenario, plan = read_scenario(folder.scenario)
    compiled = compile_plan(plan, scenario.window)
    deck = Deck(compiled, scenario, folder.seed)
    layout = Layout(compiled, scenario, deck)
    if folder.msel is None:
        return Drill(compiled, scenario, deck.msel(int(manifest["run"])), layout, deck)
    listed = read_event_list(folder.msel, layout)
    return Drill(compiled, scenario, listed.msel, layout, deck, listed.said, listed.contingencies)


def replayed(path: Path) -> Drill:
    """The drill of a folder as far as its record goes. Raises InputError."""
    drill = fresh(path)
    for number, (entry, _identity, _exercise) in enumerate(recorded(path), 1):
        try:
            drill.again(entry)
        except Refused as error:
            raise InputError([Fault(str(path / RECORD), number, 1, error.why, None)]) from None
    return drill
