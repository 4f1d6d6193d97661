"""From a run folder back to the run: its runs are dealt and played again, and come to the same or are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import say
from drillsim.base.opening import contents
from drillsim.judge.replicate import quickest
from drillsim.judge.settings import Settings
from drillsim.papers.dossier import Dossier
from drillsim.sizing.answer import Answer
from drillsim.store import record
from drillsim.store.folder import LARGEST, Inputs, RunFolder, manifest_of
from drillsim.store.run_replay import dealt
from drillsim.store.sizing_replay import answer_of
from drillsim.tasks.playing import Run, judged, judged_list


def run_of(path: Path) -> Run:
    """The run in a folder. Raises InputError if it is none, or if this version plays the runs to another result."""
    folder = RunFolder.read(path)
    manifest = manifest_of(path)
    if not (path / "result.json").is_file():  # a side of a comparison, or a sizing
        fault = Fault(str(path), 0, 0, say("this is no run folder"), say("name a folder that drillsim run wrote"))
        raise InputError([fault])
    asked = {name: manifest["settings"][name] for name in ("runs", "max_runs", "alpha", "margin")}
    interrupted = manifest["stopped"] == "interrupted"
    if interrupted:
        asked["runs"] = folder.runs
    settings = Settings(seed=folder.seed, **asked)
    scenario, compiled, _deck, listed = dealt(folder)
    once = None
    if listed is not None and manifest["stopped"] == "event_list":
        settings = replace(settings, engine=quickest(listed.msel))
        result, log = judged_list(compiled, scenario, settings, listed.msel)
        once = listed.msel, log
    else:
        result = judged(compiled, scenario, settings, listed=listed)
        if interrupted:
            result = result.model_copy(update={"stopped": "interrupted"})
    inputs = Inputs.kept_in(path, manifest)
    if not interrupted and not record.agrees(result, inputs, contents(path / "result.json", LARGEST)):
        what = say("these files come to another result with this version of drillsim")
        raise InputError([Fault(str(path / "result.json"), 0, 0, what, say("run the scenario again"))])
    return Run(folder.scenario, scenario, compiled, settings, result, inputs, listed, once, manifest)


def case_of(path: Path, sizing: Path | None = None) -> Dossier:
    """The case of a run folder, with what a sizing of the same files found.

    Raises InputError as `run_of`, and if the sizing is of other files.
    """
    dossier = run_of(path).dossier
    return dossier if sizing is None else replace(dossier, sizing=_sizing(sizing, dossier.inputs))


def _sizing(path: Path, inputs: Inputs) -> Answer:
    """The answer of a sizing of the same plan and scenario."""
    answer, sized = answer_of(path)
    played = {name: content for name, content in inputs.files.items() if name != inputs.msel}
    if (sized.files, sized.scenario) != (played, inputs.scenario):
        what = say("this sizing is of other files than the run")
        raise InputError([Fault(str(path), 0, 0, what, say("size the scenario again as it was played"))])
    return answer
