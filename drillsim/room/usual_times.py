"""What is usual: when each step comes after its inject, in other runs of the scenario by the plan's own rule."""

from __future__ import annotations

from pathlib import Path

from drillsim.msel.rehearsal import RUNS, Envelope, envelopes
from drillsim.play.kernel import play
from drillsim.room.folder import fresh


def usual(path: Path, runs: int = RUNS) -> dict[tuple[int, int], Envelope]:
    """By kind and step, seconds from the inject to the end of the step, of the drill in a folder."""
    drill = fresh(path)
    return envelopes([(msel, play(drill.compiled, msel)) for msel in drill.deck.first(runs)])
