"""A drill in the terminal: its timeline, and whether its record comes to the same as its files."""

from __future__ import annotations

from pathlib import Path

from drillsim.base.language import _
from drillsim.command import exits
from drillsim.command.lines import echo
from drillsim.quantities.shown import show_moment
from drillsim.room.drill import Drill
from drillsim.room.filing import kept
from drillsim.room.hotwash import HotWash
from drillsim.room.timeline import told


def print_replay(folder: Path, drill: Drill) -> int:
    """The timeline of a drill. Returns 0 if its files are what its record comes to, else 1."""
    wash = HotWash(drill)
    for one in wash.timeline:
        echo(f"{show_moment(drill.compiled.start, one.second)}  {told(drill, one)}")
    if drill.ended_at is None:
        echo(_("The drill is not finished; this is its record so far."))
        return 0
    different, was_mended = kept(folder, drill)
    if was_mended:
        echo(_("The end of this drill had not been written whole: it is written now."))
    if different:
        echo(_("The record comes to something else than the folder holds: {names}").format(names=", ".join(different)))
        return exits.VERDICT["FAIL"]
    echo(_("Played again from its record: the same to the second."))
    return 0
