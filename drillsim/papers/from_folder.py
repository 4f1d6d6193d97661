"""From a run folder back to everything that a report is made from: its runs are dealt and played again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from drillsim.base.errors import Fault, InputError
from drillsim.base.language import say
from drillsim.compiled.compilation import compile_plan
from drillsim.deck.deck import Deck
from drillsim.deck.open_list import deck_of
from drillsim.files.critic import criticise
from drillsim.files.reading import read_scenario
from drillsim.judge.replicate import engine_named, play_event_list, quickest, replicate
from drillsim.judge.settings import Settings
from drillsim.msel.columns import Layout
from drillsim.msel.reading import read_event_list
from drillsim.papers.dossier import Dossier
from drillsim.sheets.opening import contents
from drillsim.sizing.answer import Answer
from drillsim.store import record
from drillsim.store.folder import LARGEST, Inputs, RunFolder, manifest_of
from drillsim.store.sizing_replay import answer_of
from drillsim.why.evidence import Evidence
from drillsim.why.explanation import RUNS


def case_of(path: Path, sizing: Path | None = None) -> Dossier:
    """The case of a run folder, with what a sizing of the same files found. Raises InputError if it is no run folder,
    if the sizing is of other files, or if this version plays the runs to another result."""
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
    scenario, plan = read_scenario(folder.scenario)
    compiled = compile_plan(plan, scenario.window)
    deck, listed = Deck(compiled, scenario, folder.seed), None
    if folder.msel is not None:
        listed = read_event_list(folder.msel, Layout(compiled, scenario, deck)).listed
        deck = deck_of(compiled, scenario, folder.seed, listed)
    if listed is not None and manifest["stopped"] == "event_list":
        msel = listed.msel
        settings = replace(settings, engine=quickest(msel))
        result, log = play_event_list(compiled, msel, settings)
        msels, shown, play = [msel], (1, msel, log), engine_named(settings.engine)
    else:
        result = replicate(compiled, scenario, settings, listed=listed)
        if interrupted:
            result = result.model_copy(update={"stopped": "interrupted"})
        msels = deck.first(min(result.runs, RUNS))
        worst = result.worst_run
        msel = deck.msel(worst)
        play = engine_named("compiled")
        shown = (worst, msel, play(compiled, msel))
    inputs = Inputs.kept_in(path, manifest)
    played = record.result_json(result, inputs)
    if not interrupted and played != contents(path / "result.json", LARGEST):
        raise InputError(
            [
                Fault(
                    str(path / "result.json"), 0, 0,
                    say("these files come to another result with this version of drillsim"), say("run the scenario again"),
                )
            ]
        )  # fmt: skip
    return Dossier(
        scenario=scenario, compiled=compiled, settings=settings, result=result, inputs=inputs, manifest=manifest,
        placed=criticise(folder.scenario, plan, scenario), evidence=Evidence(compiled, msels, play, scenario=scenario),
        shown=shown,
        sizing=None if sizing is None else _sizing(sizing, inputs),
    )  # fmt: skip


def _sizing(path: Path, inputs: Inputs) -> Answer:
    """The answer of a sizing of the same plan and scenario."""
    answer, sized = answer_of(path)
    played = {name: content for name, content in inputs.files.items() if name != inputs.msel}
    if (sized.files, sized.scenario) != (played, inputs.scenario):
        what = say("this sizing is of other files than the run")
        raise InputError([Fault(str(path), 0, 0, what, say("size the scenario again as it was played"))])
    return answer
