"""A lock on a place on disk that dies with its process, however that ends: two programs never write there at once.

The system holds it, so nothing has to be cleaned up after a kill or a power cut. Some network shares know no
locks; there a `Lock` is not `sure`.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
import sys
import time
from datetime import datetime
from pathlib import Path
from types import TracebackType

from drillsim.base.errors import DrillsimError
from drillsim.base.language import Message, say

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        os.lseek(handle, 1 << 30, os.SEEK_SET)  # far behind the text, which others can read so
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


TAKEN = (errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK)
NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)
PAUSE = 0.05  # seconds between two attempts


class Held(DrillsimError):
    """Somebody else holds the lock. `holder` says who."""

    def __init__(self, path: Path, holder: Message) -> None:
        super().__init__(f"{path}: {holder}")
        self.path, self.holder = path, holder


class Lock:
    """The lock of a file, which is made for it and goes with it. Waits `patience` seconds, then raises Held; or OSError."""

    def __init__(self, path: Path, patience: float = 0.0) -> None:
        self.path = path
        self._handle = self._taken(time.monotonic() + patience)

    @property
    def sure(self) -> bool:
        """Whether nobody else can hold it: False where the disk knows no locks."""
        return self._handle is not None

    def _taken(self, last: float) -> int | None:
        while True:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
            try:
                _take(handle)
                if self._is_at_its_name(handle):
                    _sign(handle)
                    return handle
            except OSError as error:
                if error.errno in NO_LOCKS:
                    os.close(handle)
                    return None
                if error.errno not in TAKEN:
                    os.close(handle)
                    raise
                if time.monotonic() >= last:
                    holder = _signed(handle)
                    os.close(handle)
                    raise Held(self.path, holder) from None
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)
            time.sleep(PAUSE)

    def _is_at_its_name(self, handle: int) -> bool:
        """Whether the file is still there under its name: whoever held it takes the name away at the end."""
        try:
            return os.path.samestat(os.fstat(handle), self.path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Let go. Doing so again does nothing."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        if sys.platform == "win32":  # there a file that is open keeps its name
            os.close(handle)
        with contextlib.suppress(OSError):
            self.path.unlink()
        if sys.platform != "win32":
            os.close(handle)

    def __enter__(self) -> Lock:
        return self

    def __exit__(self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None) -> None:
        self.release()


def _sign(handle: int) -> None:
    """Leave word of who holds it. On a full disk nobody is named; the lock holds all the same."""
    signed = {"process": os.getpid(), "computer": socket.gethostname(), "since": datetime.now().strftime("%H:%M")}
    with contextlib.suppress(OSError):
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps(signed).encode().ljust(200))


def _signed(handle: int) -> Message:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        signed = json.loads(os.read(handle, 1000))
        return say(
            "drillsim (process {process} on {computer}, since {since})",
            process=str(signed["process"]), computer=str(signed["computer"]), since=str(signed["since"]),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        return say("another drillsim")
