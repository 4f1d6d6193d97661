"""What was tried so far, on disk: a sweep that was cut off goes on where it was."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from drillsim.judge.intervals import Interval
from drillsim.size.trial import TargetTrial, Trial

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
        if resume and path.exists():
            for line in path.read_text("utf-8").splitlines(keepends=True):
                if line.endswith("\n"):
                    key, trial = json.loads(line)
                    self._known[key] = _read(trial)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w", encoding="utf-8")
        for key, known in self._known.items():
            self._write(key, known)

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
            self._file.write(json.dumps([key, _written(trial)]) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()


def _key(task: Task) -> str:
    case, sizes, *rest = task
    return json.dumps([case.key, list(sizes), *rest])


def _written(trial: Trial) -> list[Any]:
    targets = [[t.id, t.form, t.verdict, t.goal, list(t.interval)] for t in trial.targets]
    return [list(trial.sizes), trial.seed, trial.runs, trial.verdict, targets]


def _read(written: list[Any]) -> Trial:
    sizes, seed, runs, verdict, targets = written
    found = tuple(TargetTrial(name, form, told, goal, Interval(*interval)) for name, form, told, goal, interval in targets)
    return Trial(tuple(sizes), seed, runs, verdict, found)
