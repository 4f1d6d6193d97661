"""What can go wrong, in the reader's own words.

A *fault* is one thing wrong in one place of one input file. All faults of all files
are collected before anything is said, so `InputError` always carries the whole list.
"""

from __future__ import annotations

from dataclasses import dataclass

from drillsim.language import Message


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input file.

    `what` says what is wrong and what was got, `mend` what would do. `file` is the path as
    the user gave it; `line` and `column` count from 1 (0: the file as a whole). `place` is
    the source line itself (empty when there is none to show).
    """

    file: str
    line: int
    column: int
    what: Message
    mend: Message | None = None
    place: str = ""
    width: int = 1

    def __str__(self) -> str:
        position = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        text = f"{position}: {self.what}"
        if self.mend is not None:
            text += f"; {self.mend}"
        if self.place:
            text += "\n" + self.excerpt()
        return text

    def excerpt(self) -> str:
        """The source line with a mark under the fault; long lines are cut around it."""
        start = max(0, self.column - 1 - 60)
        line = self.place[start : start + 110].replace("\t", " ")
        before = line[: self.column - 1 - start]
        # A Chinese character takes two columns of a terminal.
        indent = sum(2 if ord(c) > 0x2E7F else 1 for c in before)
        marks = "^" * max(1, min(self.width, 110 - len(before)))
        return f"  {self.line:>5} | {line}\n        | {' ' * indent}{marks}"


class DrillsimError(Exception):
    """Base of every error that drillsim raises on purpose."""


class InputError(DrillsimError, ValueError):
    """The input cannot be used. `faults` lists everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = sorted(faults, key=lambda f: (f.file, f.line, f.column, f.what.msgid))
