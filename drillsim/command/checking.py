"""The command `check`: what is wrong with a plan or scenario, and what is unclear in it."""

from __future__ import annotations

from pathlib import Path

from drillsim.command.console import print_check
from drillsim.files.critic import criticise
from drillsim.files.reading import read_any
from drillsim.files.taken import taken


def check(file: Path, form: str) -> int:
    plan, scenario = read_any(file)
    print_check(file, plan, scenario, criticise(file, plan, scenario), taken(file, scenario), form)
    return 0
