"""The words on the screens, by the key under which the scripts ask for them."""

from __future__ import annotations

from drillsim.language import _


def words() -> dict[str, str]:
    """All of them in the language spoken."""
    return {
        "go": _("Go"),
        "pause": _("Pause"),
    }
