"""The bytes of a file that somebody named: an ordinary file, of a bounded size, or the reason why not.

A device, a pipe or a socket can be read for ever or wait for ever, under whatever name and behind whatever link.
So nothing is opened before it is known to be an ordinary file, it is asked once more of what was opened, and
never more is read than a file of its sort can hold.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from drillsim.base.language import Message, say


class Unusable(ValueError):
    """A file as a whole cannot be read; `what` says why, `mend` what would do."""

    def __init__(self, what: Message, mend: Message) -> None:
        super().__init__(str(what))
        self.what, self.mend = what, mend


def contents(path: Path, largest: int) -> bytes:
    """All bytes of an ordinary file of at most `largest` bytes. Raises Unusable."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise Unusable(say("this is a folder, not a file"), say("name a file in it"))
        _ordinary(found.st_mode)
        with _opened(path) as file:
            content = file.read(largest + 1)
    except Unusable:
        raise
    except (FileNotFoundError, NotADirectoryError, ValueError):  # a name that no file can have is a ValueError
        raise Unusable(say("there is no such file"), say("check the name and the folder")) from None
    except OSError as error:
        what = say("the file cannot be read ({reason})", reason=error.strerror or type(error).__name__)
        raise Unusable(what, say("check the name and the rights")) from None
    if len(content) > largest:
        raise Unusable(say("the file is larger than {limit} MB", limit=largest // 10**6), say("is it the right file?"))
    return content


def beginning(path: Path, length: int) -> bytes:
    """The first bytes of an ordinary file; none of anything else, or of what cannot be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return b""
        with _opened(path) as file:
            return file.read(length)
    except (OSError, ValueError):
        return b""


def _opened(path: Path) -> BinaryIO:
    """The file, opened without waiting for anybody to write into it."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    file = os.fdopen(handle, "rb")
    try:
        _ordinary(os.fstat(handle).st_mode)  # it may have been replaced since it was looked at
    except Unusable:
        file.close()
        raise
    return file


def _ordinary(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise Unusable(say("this is not an ordinary file"), say("name a file that is kept on a disk"))
