"""Settings of all tests."""

from __future__ import annotations

from hypothesis import settings

# The same examples everywhere, and nothing written into the source tree.
settings.register_profile("here", deadline=None, derandomize=True, database=None)
settings.load_profile("here")
