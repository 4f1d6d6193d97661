"""From a run folder back to everything that a report is made from: its runs are dealt and played again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from drillsim.errors import Fault, InputError
from drillsim.files.critic import criticise
from drillsim.files.reading import read_scenario
from drillsim.judge import record
from drillsim.judge.folder import Inputs, RunFolder
from drillsim.judge.replicate import Settings, engine_named, play_event_list, replicate
from drillsim.language import say
from drillsim.msel.deck import Deck
from drillsim.msel.file import read_msel
from drillsim.plan.compilation import compile_plan
from drillsim.play.conduct import conduct
from drillsim.report.case import Case
from drillsim.report.evidence import Evidence
from drillsim.why.explain import RUNS


def case_of(path: Path) -> Case:
    """The case of a run folder. Raises InputError if it is none, or if this version plays it to another result."""
    folder = RunFolder.read(path)
    manifest = json.loads((path / "manifest.json").read_text("utf-8"))
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
    deck = Deck(compiled, scenario, folder.seed)
    if folder.msel is not None:
        msel = read_msel(folder.msel, compiled, scenario, deck)[0]
        settings = replace(settings, engine="simpy")
        result, log = play_event_list(compiled, msel, settings)
        msels, shown, play = [msel], (1, msel, log), engine_named("simpy")
    else:
        result = replicate(compiled, scenario, settings)
        if interrupted:
            result = replace(result, stopped="interrupted")
        msels = [deck.msel(number) for number in range(1, min(result.runs, RUNS) + 1)]
        worst = result.notable["worst"]
        msel = deck.msel(worst)
        shown, play = (worst, msel, conduct(compiled, msel)), engine_named("compiled")
    files = {name: (path / "inputs" / name).read_bytes() for name in manifest["inputs"]}
    inputs = Inputs(files, manifest["scenario"], manifest["msel"])
    played = record.document_json(record.document(compiled, inputs, result))
    if not interrupted and played != (path / "result.json").read_bytes():
        raise InputError(
            [
                Fault(
                    str(path / "result.json"), 0, 0,
                    say("these files come to another result with this version of drillsim"), say("run the scenario again"),
                )
            ]
        )  # fmt: skip
    return Case(
        scenario=scenario, compiled=compiled, settings=settings, result=result, inputs=inputs, manifest=manifest,
        placed=criticise(folder.scenario, plan, scenario), evidence=Evidence(compiled, msels, play), shown=shown,
    )  # fmt: skip
