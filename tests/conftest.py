"""Settings of all tests."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser, for the tests of one file; they are skipped where there is none."""
    from screens import CHROMIUM, FLAGS

    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium on this machine ({CHROMIUM}); install the package 'chromium' to run the browser tests")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield found
        found.close()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes do not name a test: those of a package hold the time at which it was packed, and workers would not agree."""
    return argname if isinstance(val, bytes) else None
