"""Exit codes of the command line."""

from __future__ import annotations

BAD_INPUT = 2
INTERNAL = 4
INTERRUPTED = 130
VERDICT = {"PASS": 0, "FAIL": 1, "UNDECIDED": 3}
SIZED = {"certified": 0, "none": 1, "found": 3, "undecided": 3}
