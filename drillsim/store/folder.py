"""A folder on disk that holds what was played, so that it can be played again.

Every byte follows from the input files, the seed and the settings: no time stamp, no
number of workers, no name of the engine. So the same run made again is the same folder.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import say
from drillsim.base.opening import Unusable, contents
from drillsim.base.writing import alone_in, named, staged

RUN, SIZING = "drillsim/run/1", "drillsim/sizing/1"  # formats of folders
COMPARISON = "drillsim/compare/1"  # format of a folder that holds two runs, `a` and `b`
LONGEST_NAME = 200  # bytes of a folder: file systems take 255, and others with longer names stand beside it
DRILL = "drillsim/drill/1"  # format of a folder of a live drill
REPORTS = Path("reports")  # where results lie unless somebody says otherwise
LARGEST = 50_000_000  # bytes of a file that is read from a folder, or kept in one


@dataclass(frozen=True)
class Inputs:
    """The files that a run read, by their path within the folder `inputs`."""

    files: dict[str, bytes]
    scenario: str
    msel: str | None = None

    @property
    def checksums(self) -> dict[str, str]:
        """By file, what tells its content from any other."""
        return {name: _checksum(content) for name, content in sorted(self.files.items())}

    @staticmethod
    def of(scenario: Path, others: Sequence[Path], msel: Path | None = None) -> Inputs:
        """Read the files; the scenario and what it names (`Scenario.files`) keep their places relative to each other."""
        root = Path(os.path.commonpath([path.resolve().parent for path in (scenario, *others)]))
        named = {path.resolve().relative_to(root).as_posix(): _contents(path) for path in (scenario, *others)}
        if msel is not None:
            named[f"msel/{msel.name}"] = _contents(msel)
        return Inputs(named, scenario.resolve().relative_to(root).as_posix(), f"msel/{msel.name}" if msel else None)

    @staticmethod
    def kept_in(folder: Path, manifest: Mapping[str, Any]) -> Inputs:
        """The inputs that a folder keeps. Raises InputError when one of them is not the file that was played."""
        files = {}
        for name, checksum in manifest["inputs"].items():
            file = folder / "inputs" / name
            if not file.is_file() or _checksum(content := _contents(file)) != checksum:
                raise InputError(
                    [Fault(str(file), 0, 0, say("this file is not the one that was played"), say("run the scenario again"))]
                )
            files[name] = content
        return Inputs(files, manifest["scenario"], manifest.get("msel"))


def _contents(path: Path) -> bytes:
    try:
        return contents(path, LARGEST)
    except Unusable as error:
        raise InputError([Fault(str(path), 0, 0, error.what, error.mend)]) from None


def manifest_of(path: Path) -> dict[str, Any]:
    """The manifest of a folder of any format. Raises InputError when there is none that can be read."""
    try:
        found = json.loads(contents(path / "manifest.json", LARGEST))
        if found["format"] in (RUN, SIZING, COMPARISON, DRILL):
            return dict(found)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    mend = say("name a folder that drillsim run, size, compare or drill wrote")
    raise InputError([Fault(str(path), 0, 0, say("this is no folder of results"), mend)])


def is_drill(path: Path) -> bool:
    """Whether a folder holds a live drill."""
    try:
        return bool(manifest_of(path)["format"] == DRILL)
    except InputError:
        return False


@dataclass(frozen=True)
class RunFolder:
    """A run folder read back: enough to deal and play its runs again."""

    path: Path
    scenario: Path
    msel: Path | None
    seed: int
    runs: int
    sizes: dict[str, int] = field(default_factory=dict)  # of pools and shifts that differ from the plan's

    @staticmethod
    def read(path: Path) -> RunFolder:
        """Raises InputError when `path` is no run folder, or its inputs are not the ones that were played."""
        mend = say("name a folder that drillsim run wrote")
        try:
            content = json.loads(contents(path / "manifest.json", LARGEST))
            if content["format"] == COMPARISON:
                mend = say("name the folder a or b in it, the one whose runs are meant")
            names = content["scenario"], content["msel"]
            seed, runs, kept = int(content["seed"]), int(content["runs"]), {**content, "inputs": dict(content["inputs"])}
            sizes = {str(pool): int(size) for pool, size in content.get("sizes", {}).items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise InputError([Fault(str(path), 0, 0, say("this is no run folder"), mend)]) from None
        Inputs.kept_in(path, kept)
        msel = path / "inputs" / names[1] if names[1] else None
        return RunFolder(path, path / "inputs" / names[0], msel, seed, runs, sizes)


def _checksum(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def run_manifest(
    inputs: Inputs, seed: int, runs: int, stopped: str, settings: Mapping[str, Any], sizes: Mapping[str, int] | None = None
) -> bytes:
    """What it takes to make a run again. `sizes` are those of pools and shifts that differ from the plan's."""
    content: dict[str, Any] = {
        "format": RUN,
        "seed": seed,
        "runs": runs,
        "stopped": stopped,
        "settings": dict(settings),
        "versions": versions(),
        "scenario": inputs.scenario,
        "msel": inputs.msel,
        "inputs": inputs.checksums,
    }
    if sizes:
        content["sizes"] = dict(sizes)
    return as_json(content)


def versions() -> dict[str, str]:
    """Versions of the libraries on which a drawn number depends."""
    return {name: _version(name) for name in ("drillsim", "numpy", "scipy")}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"


def as_json(content: Any) -> bytes:
    """Content as JSON, ready to print or to write."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def set_apart(path: Path, folder: Path) -> bool:
    """Whether a file in a folder lies in a hidden one, or is what a run folder keeps of its inputs."""
    above = [folder / parent for parent in path.relative_to(folder).parents]
    return any(part.name.startswith(".") or (part / "manifest.json").exists() for part in above)


def in_reports(*parts: object) -> Path:
    """The usual folder of what was played. Names of files that are too long together are cut, and told apart by a number."""
    name = "-".join(map(str, parts))
    if len(name.encode()) > LONGEST_NAME:
        told_apart = hashlib.sha256(name.encode()).hexdigest()[:8]
        name = f"{name.encode()[: LONGEST_NAME - 9].decode('utf-8', 'ignore')}~{told_apart}"
    return REPORTS / name


def write_folder(folder: Path, files: dict[str, bytes], *, numbered: bool) -> tuple[Path, bool]:
    """Write a run folder as a whole, and never over another one.

    Returns the folder and whether it was written: a folder that already holds exactly these
    files is left as it is. When it holds others, `numbered` takes the next free name
    (`week-7-2`); otherwise FileExistsError is raised. The files appear all at once: they are
    written to a hidden folder beside it, which is then renamed. Another command that writes there
    at the same time waits. Raises OSError, which names the folder, when the disk cannot hold it.
    """
    folder = Path(os.path.normpath(folder))
    with named(folder):
        if _holds(folder, files):  # nothing to write, and so nothing that could go wrong
            return folder, False
        folder.parent.mkdir(parents=True, exist_ok=True)
        with alone_in(folder.parent) as alone:
            candidate, number = folder, 1
            while candidate.exists():
                if _holds(candidate, files):
                    return candidate, False
                if not numbered:
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))
                number += 1
                candidate = folder.with_name(f"{folder.name}-{number}")
            with staged(folder.parent, folder.name, files, alone) as partial:
                partial.chmod(0o755)
                partial.rename(candidate)
            return candidate, True


def _holds(folder: Path, files: dict[str, bytes]) -> bool:
    if not folder.is_dir():
        return False
    present = {str(path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file()}
    return present == set(files) and all((folder / name).read_bytes() == content for name, content in files.items())
