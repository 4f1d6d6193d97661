"""From the folder of a comparison back to it: both sides are played again on the same event lists."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import say
from drillsim.base.opening import contents
from drillsim.comparing.comparison import Comparison, Side, compare
from drillsim.compiled.resize import resized
from drillsim.files.reading import read_scenario
from drillsim.judge.settings import Settings
from drillsim.store.comparison import SideInputs, document
from drillsim.store.folder import COMPARISON, LARGEST, Inputs, RunFolder, as_json, manifest_of


class Compared(NamedTuple):
    """Two sides, where they come from, and what was found."""

    a: Side
    b: Side
    sources: tuple[SideInputs, SideInputs]
    found: Comparison


def comparison_of(path: Path) -> Compared:
    """The comparison in a folder. Raises InputError if it is none, or if this version comes to another result."""
    manifest = manifest_of(path)
    if manifest["format"] != COMPARISON:
        mend = say("name a folder that drillsim compare wrote")
        raise InputError([Fault(str(path), 0, 0, say("this is no folder of a comparison"), mend)])
    (a, one), (b, two) = (_side(path / name) for name in "ab")
    settings = Settings(manifest["seed"], manifest["settings"]["runs"], alpha=manifest["settings"]["alpha"])
    compared = Compared(a, b, (one, two), compare(a, b, settings))
    if as_json(document(*compared).model_dump()) != contents(path / "compare.json", LARGEST):
        what = say("these files come to another result with this version of drillsim")
        raise InputError([Fault(str(path / "compare.json"), 0, 0, what, say("compare the scenarios again"))])
    return compared


def _side(path: Path) -> tuple[Side, SideInputs]:
    folder = RunFolder.read(path)
    scenario, plan = read_scenario(folder.scenario)
    return Side(resized(plan, folder.sizes), scenario), SideInputs(Inputs.kept_in(path, manifest_of(path)), folder.sizes)
