"""Settings of all tests."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir
from often import often

# The same examples everywhere, and nothing written into the source tree.
set_hypothesis_home_dir(Path(tempfile.gettempdir(), "drillsim-hypothesis"))
settings.register_profile("here", deadline=None, derandomize=True, database=None, max_examples=often(40))
settings.load_profile("here")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have the engine compiled before several workers (of pytest-xdist) would each begin to compile it."""
    if session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput"):
        from drillsim import compile_plan, read_scenario
        from drillsim.judge.replicate import play_runs

        scenario, plan = read_scenario(Path(__file__).parent.parent / "scenarios/town-inspection/inspection-week.yaml")
        play_runs(compile_plan(plan, scenario.window), scenario, 1, 1, 1, "compiled")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes do not name a test: those of a package hold the time at which it was packed, and workers would not agree."""
    return argname if isinstance(val, bytes) else None
