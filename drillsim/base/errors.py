"""What can go wrong, in the reader's own words.

A *fault* is one thing wrong in one place of one input file. All faults of all files
are collected before anything is said, so `InputError` always carries the whole list.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass

from rich.cells import cell_len

from drillsim.base.language import Message, say


@dataclass(frozen=True)
class Spot:
    """The sheet of a workbook (and which one it is) and the title of the column: what a cell is found by."""

    sheet: str
    order: int
    title: str


def position(file: str, line: int, column: int, spot: Spot | None = None) -> str:
    """'plan.yaml:12:5', 'plan.xlsx:时限指标:5:时限', or the file alone where no line is known."""
    if spot is not None:
        return f"{file}:{spot.sheet}:{line}:{spot.title}"
    return f"{file}:{line}:{column}" if line else file


@dataclass(frozen=True, kw_only=True)
class Located:
    """Something in a file: the file as the user gave it, line and column from 1 (0: the file as a whole)."""

    file: str
    line: int
    column: int
    spot: Spot | None = None

    @property
    def place(self) -> str:
        """'plan.yaml:12:5', 'plan.xlsx:时限指标:5:时限'."""
        return position(self.file, self.line, self.column, self.spot)


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input file.

    `what` says what is wrong and what was got, `mend` what would do. `file` is the path as
    the user gave it; `line` and `column` count from 1 (0: the file as a whole). `place` is
    the source line itself (empty when there is none to show). In a workbook `line` and `column`
    count rows and columns of the sheet that `spot` names, and `item` the values in one cell.
    """

    file: str
    line: int
    column: int
    what: Message
    mend: Message | None = None
    place: str = ""
    width: int = 1
    spot: Spot | None = None
    item: int = 0

    @property
    def order(self) -> tuple[str, int, int, int, int]:
        """Where it comes among others: by file, sheet, line, column, and which one of several things in a cell it is."""
        return self.file, self.spot.order if self.spot else -1, self.line, self.column, self.item

    def __str__(self) -> str:
        text = f"{position(self.file, self.line, self.column, self.spot)}: {self.what}"
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
        marks = "^" * max(1, min(self.width, 110 - len(before)))
        return f"  {self.line:>5} | {line}\n        | {' ' * cell_len(before)}{marks}"


class DrillsimError(Exception):
    """Base of every error that drillsim raises on purpose."""


class InputError(DrillsimError, ValueError):
    """The input cannot be used. `faults` lists everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = sorted(faults, key=lambda f: (f.order, f.what.msgid))


_FULL = errno.ENOSPC, errno.EDQUOT, errno.EFBIG
_REASONS = {
    say("No space left on the disk"): _FULL[:2],
    say("it would be larger than a file may be here"): _FULL[2:],
    say("that is not allowed, or another program has it open"): (errno.EACCES, errno.EPERM),
    say("nothing can be written there: it is read-only"): (errno.EROFS,),
    say("it is not there"): (errno.ENOENT,),
    say("something else has this name"): (errno.EEXIST, errno.ENOTDIR, errno.ENOTEMPTY),
    say("it is a folder"): (errno.EISDIR,),
    say("the name is too long"): (errno.ENAMETOOLONG,),
    say("the disk does not answer as it should"): (errno.EIO,),
    say("too many files are open"): (errno.EMFILE, errno.ENFILE),
}
_REASON_OF = {number: reason for reason, numbers in _REASONS.items() for number in numbers}


def reason(error: OSError) -> Message | str:
    """Why a file or folder cannot be read or written, in the reader's language where the cause is a usual one."""
    return _REASON_OF.get(error.errno or 0) or error.strerror or str(error) or type(error).__name__


def is_full(error: OSError) -> bool:
    """Whether it is space that is missing: the same can be done once there is some."""
    return error.errno in _FULL
