"""From a run folder back to its runs: what they were dealt from, as its files and its seed have it."""

from __future__ import annotations

from typing import NamedTuple

from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.resize import resized
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.deck.open_list import OpenList, deck_of
from drillsim.files.reading import read_scenario
from drillsim.msel.columns import Layout
from drillsim.msel.reading import read_event_list
from drillsim.plan.scenario import Scenario
from drillsim.store.folder import RunFolder


class Dealt(NamedTuple):
    """A scenario with its plan in the sizes that were played, and its runs; `listed` was played in their place."""

    scenario: Scenario
    compiled: CompiledPlan
    deck: Deck
    listed: OpenList | None


def dealt(folder: RunFolder) -> Dealt:
    """The runs of a folder, dealt again. Raises InputError with every fault of its files."""
    scenario, plan = read_scenario(folder.scenario)
    compiled = compile_plan(resized(plan, folder.sizes), scenario.window, scenario.calendar)
    deck = Deck(compiled, scenario, folder.seed)
    if folder.msel is None:
        return Dealt(scenario, compiled, deck, None)
    listed = read_event_list(folder.msel, Layout(compiled, scenario, deck)).listed
    return Dealt(scenario, compiled, deck_of(compiled, scenario, folder.seed, listed), listed)
