"""A drill on disk: its inputs, its record line by line, and how far its clock has run.

A decision stands on disk before anybody is shown what came of it; the clock's mark never lags
behind what was shown. So a drill whose machine was switched off goes on where it was, and a disk
that is full stops the drill without taking anything from it.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import say
from drillsim.base.writing import write_files
from drillsim.compiled.compilation import compile_plan
from drillsim.deck.deck import Deck
from drillsim.files.reading import read_scenario
from drillsim.msel.columns import Layout
from drillsim.msel.reading import read_event_list
from drillsim.room.decisions import as_content, decision
from drillsim.room.drill import Drill, Entry
from drillsim.room.live import Refused
from drillsim.store.folder import DRILL, Inputs, RunFolder, as_json, is_drill, manifest_of, versions

RECORD, CLOCK, KEYS, MANIFEST = "record.jsonl", "clock.json", "keys.json", "manifest.json"
LOCK = "lock"  # held by the one program that has the drill open
END = "result.json"  # the last file that is written when a drill has ended: where it is, all are
MARK = 200  # bytes of the clock's mark
BINARY = getattr(os, "O_BINARY", 0)  # Windows would change line ends


class DrillFolder:
    """The folder of one drill. Make one with `begin` or find one with `open`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._record = os.open(path / RECORD, os.O_RDWR | os.O_APPEND | BINARY)
        self._torn: int | None = None  # bytes of the record that are whole, where what follows could not be taken back
        self._clock = os.open(path / CLOCK, os.O_RDWR | os.O_CREAT | BINARY, 0o644)

    @staticmethod
    def begin(path: Path, inputs: Inputs, seed: int, run: int, language: str) -> DrillFolder:
        """A folder for a new drill of these inputs: event list `run` of a seed, or the one among the inputs.

        Raises OSError, and then holds nothing.
        """
        manifest = {
            "format": DRILL, "seed": seed, "run": run, "runs": 1, "versions": versions(), "language": language,
            "scenario": inputs.scenario, "msel": inputs.msel, "inputs": inputs.checksums,
        }  # fmt: skip
        try:
            _clear(path)
            for name, content in inputs.files.items():
                file = path / "inputs" / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
            (path / RECORD).touch()
            (path / CLOCK).write_bytes(b" " * MARK + b"\n")  # its place on the disk is taken now
            write_files(path, {MANIFEST: as_json(manifest)})  # last: a folder without it is no drill
        except BaseException:
            _clear(path)
            raise
        return DrillFolder(path)

    # ---- keys -----------------------------------------------------------------------------------

    def keys(self, names: list[str]) -> dict[str, str]:
        """The secret of each screen, kept so that links still work after a restart. Readable by the owner only."""
        kept = self._kept_keys()
        if missing := [name for name in names if name not in kept]:
            kept |= {name: secrets.token_urlsafe(16) for name in missing}
            write_files(self.path, {KEYS: as_json(kept)}, mode=0o600)
        return kept

    def _kept_keys(self) -> dict[str, str]:
        """Keys that were given before; none where they cannot be read, and then links are new."""
        try:
            found = json.loads((self.path / KEYS).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        is_whole = isinstance(found, dict) and all(isinstance(key, str) and len(key) > 15 for key in found.values())
        return found if is_whole else {}

    # ---- the record ------------------------------------------------------------------------------

    def append(self, entry: Entry, exercise: float, identity: str) -> None:
        """Write a decision; it is on the disk when this returns. Raises OSError, and the record is as it was."""
        line = {"at": entry.at, "exercise": round(exercise, 1), "by": entry.by, "id": identity}
        content = json.dumps(line | as_content(entry.decision), ensure_ascii=False).encode() + b"\n"
        self._take_back()
        whole = os.fstat(self._record).st_size
        try:
            _put(self._record, content)
            os.fsync(self._record)
            if not os.fstat(self._record).st_nlink:
                raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))  # somebody has deleted the folder
        except OSError:
            self._torn = whole
            with contextlib.suppress(OSError):
                self._take_back()
            raise

    def _take_back(self) -> None:
        """Cut off what an attempt that failed has left of a line."""
        if self._torn is not None:
            os.ftruncate(self._record, self._torn)
            self._torn = None

    def mark(self, state: dict[str, Any]) -> None:
        """Note how far the clock has run. One short line, written in place. Raises OSError."""
        os.lseek(self._clock, 0, os.SEEK_SET)
        _put(self._clock, json.dumps(state).encode().ljust(MARK) + b"\n")

    def close(self) -> None:
        """Let go of the files."""
        for handle in (self._record, self._clock):
            if handle >= 0:
                os.close(handle)
        self._record = self._clock = -1


def forget_keys(path: Path) -> None:
    """A drill that is over needs no secrets."""
    (path / KEYS).unlink(missing_ok=True)


def _put(handle: int, content: bytes) -> None:
    """Write all of it, or raise OSError: a full disk may take a part and say so only of the rest."""
    while content:
        content = content[os.write(handle, content) :]


def _clear(path: Path) -> None:
    """Take away what `begin` writes."""
    shutil.rmtree(path / "inputs", ignore_errors=True)
    for name in (MANIFEST, RECORD, CLOCK):
        with contextlib.suppress(OSError):
            (path / name).unlink()


def is_free(path: Path) -> bool:
    """Whether a drill may begin in a folder: it is not there, is empty, or holds no more than a beginning that failed."""
    if not path.exists():
        return True
    found = {file.name for file in path.iterdir()} if path.is_dir() else {""}
    return found <= {"inputs", RECORD, CLOCK, LOCK} and not (RECORD in found and (path / RECORD).stat().st_size)


def clock_mark(path: Path) -> dict[str, Any]:
    """The last mark of a drill's clock; nothing if there is none that can be read."""
    try:
        found = json.loads((path / CLOCK).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def unfinished(path: Path) -> bool:
    """Whether a folder holds a drill that has not ended, or whose end is not written."""
    return is_drill(path) and not (path / END).is_file()


def same_drill(path: Path, inputs: Inputs, seed: int, run: int) -> bool:
    """Whether a folder's drill has these inputs, seed and run."""
    manifest = manifest_of(path)
    same = manifest["inputs"] == inputs.checksums and (manifest["seed"], manifest["run"]) == (seed, run)
    return same and (manifest["scenario"], manifest["msel"]) == (inputs.scenario, inputs.msel)


def mend(path: Path) -> bool:
    """Cut off a last line of the record that a power cut or a full disk left unfinished: nobody was shown what it says.

    Returns whether there was one.
    """
    content = (path / RECORD).read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        with (path / RECORD).open("r+b") as record:
            record.truncate(whole)
    return whole < len(content)


def recorded(path: Path) -> Iterator[tuple[Entry, str, float]]:
    """Every whole line of a drill's record: entry, identity, seconds of the exercise. Raises InputError."""
    file = path / RECORD
    content = file.read_bytes()
    for number, line in enumerate(content[: content.rfind(b"\n") + 1].splitlines(), 1):
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
    compiled = compile_plan(plan, scenario.window, scenario.calendar)
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
