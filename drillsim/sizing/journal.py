"""What was tried so far, on disk: a sweep that was cut off goes on where it was."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from drillsim.sizing.trial import Trial

Task = tuple[Any, ...]  # the arguments of `try_plan`


class Journal:
    """Trials by what was asked for, each written to disk before it is used.

    A last line that was cut off half-way (a power cut) is left out. Without a path nothing is kept on disk.
    """

    def __init__(self, path: Path | None = None, resume: bool = False) -> None:
        self._known: dict[str, Trial] = {}
        self._file = None
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+b", buffering=0)
        self._file.seek(0)
        content = self._file.read() if resume else b""
        whole = content[: content.rfind(b"\n") + 1]
        for line in whole.splitlines():
            with suppress(ValidationError):  # written by another version: it is played again
                key, trial = json.loads(line)
                self._known[key] = Trial.model_validate(trial)
        self._file.truncate(len(whole))

    def __len__(self) -> int:
        return len(self._known)

    def through(self, tasks: Sequence[Task], do: Callable[[Sequence[Task]], Iterator[Trial]]) -> list[Trial]:
        """The trials of tasks in their order: those known, and the others done by `do`, in order."""
        keys = [_key(task) for task in tasks]
        unknown = {key: task for key, task in zip(keys, tasks, strict=True) if key not in self._known}
        for key, trial in zip(unknown, do(list(unknown.values())), strict=True):
            self._known[key] = trial
            self._write(key, trial)
        return [self._known[key] for key in keys]

    def _write(self, key: str, trial: Trial) -> None:
        if self._file is not None:
            line = json.dumps([key, trial.model_dump()]).encode() + b"\n"
            if self._file.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self._file.name)
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()


def _key(task: Task) -> str:
    case, sizes, *rest = task
    return json.dumps([case.key, list(sizes), *rest])
