"""Files that appear whole or not at all, though the disk is full, the process is killed or another one writes beside it."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from drillsim.base.lock import Lock

LOCK = ".drillsim.lock"  # in a folder into which files are being moved
PATIENCE = 60.0  # seconds to wait for another command that writes into the same folder


@contextmanager
def alone_in(folder: Path) -> Iterator[bool]:
    """Nobody else writes into a folder meanwhile. Yields whether that is sure. Raises Held when another goes on for long."""
    with Lock(folder / LOCK, PATIENCE) as lock:
        yield lock.sure


@contextmanager
def staged(parent: Path, name: str, files: Mapping[str, bytes], alone: bool) -> Iterator[Path]:
    """A hidden folder in `parent` that holds these files, to be moved where they belong; what is left of it goes.

    When nobody else writes there, what a kill left of earlier ones of this name goes, too.
    """
    if alone:
        stale = re.compile(rf"\.{re.escape(name)}\.[^.]*\.partial")
        for path in [path for path in parent.iterdir() if stale.fullmatch(path.name)]:
            shutil.rmtree(path, ignore_errors=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{name}.", suffix=".partial", dir=parent))
    try:
        for file, content in files.items():
            path = partial / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def named(place: Path) -> Iterator[None]:
    """Whatever goes wrong on disk is said of `place`, the name that the reader knows."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(place)) from error


def write_files(folder: Path, files: Mapping[str, bytes], mode: int | None = None) -> None:
    """Write files into a folder, over those of the same names: each whole, and none before all are on the disk.

    They appear in their order, so whoever finds the last one finds all; `mode` says who may read them, where that
    is not the usual. Raises OSError, which names the file if there is only one, and Held.
    """
    with named(folder / next(iter(files)) if len(files) == 1 else folder):
        folder.mkdir(parents=True, exist_ok=True)
        with alone_in(folder) as alone, staged(folder, "drillsim", files, alone) as partial:
            for name in files:
                _settle(partial / name)
                if mode is not None:
                    (partial / name).chmod(mode)  # nobody else can look into the hidden folder before
            for name in files:
                os.replace(partial / name, folder / name)


def write_file(path: Path, content: bytes) -> None:
    """Write one file, whole or not at all. What is no regular file (a pipe, a terminal) is written to as it is."""
    real = path.resolve()  # the file that a link points to is replaced, not the link
    with named(path):
        if real.exists() and not real.is_file():
            real.write_bytes(content)
        elif not real.parent.is_dir():
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        else:
            write_files(real.parent, {real.name: content})


def check_writable(folder: Path) -> None:
    """Raise OSError now if a folder of this name could not be made: before hours of work, not after them."""
    with named(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder.parent):
            pass


def _settle(path: Path) -> None:
    """Wait until a file is on the disk itself."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
