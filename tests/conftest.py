"""Settings of all tests."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

# The same examples everywhere, and nothing written into the source tree.
set_hypothesis_home_dir(Path(tempfile.gettempdir(), "drillsim-hypothesis"))
settings.register_profile("here", deadline=None, derandomize=True, database=None)
settings.load_profile("here")


@pytest.fixture
def unread_commands(monkeypatch):
    """The commands as if nobody had imported them yet: their help texts are put into words once, at the import."""
    import drillsim.command.commands

    for name in [name for name in sys.modules if name.startswith("drillsim.command.")]:
        if "click" in vars(sys.modules[name]):
            monkeypatch.delitem(sys.modules, name)
    return drillsim.command.commands
