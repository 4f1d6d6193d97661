"""Settings of all tests."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

# The same examples everywhere, and nothing written into the source tree.
set_hypothesis_home_dir(Path(tempfile.gettempdir(), "drillsim-hypothesis"))
settings.register_profile("here", deadline=None, derandomize=True, database=None)
settings.load_profile("here")
