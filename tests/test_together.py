"""Several plans played together: with nobody shared, each goes as it goes alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drillsim.check.plan import check_plan
from drillsim.check.scenario import check_scenario
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.event_list import Msel
from drillsim.compiled.log import Log
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.files.reading import read_scenario
from drillsim.judge.replicate import engine_named, quickest
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import OnePlan, PlanFile, Scenario, without_plan
from drillsim.plan.together import joined

SCENARIOS = [file for file in sorted(Path("scenarios").glob("*/*.yaml")) if file.name != "plan.yaml"]
SINGLE = [file for file in SCENARIOS if "\nplan:" in f"\n{file.read_text('utf-8')}"]


def together(*files: Path, **more: object) -> tuple[Plan, Scenario]:
    """The scenarios in these files as one, under the names a, b, …, in the window of the first."""
    read = dict(zip("abcd", map(read_scenario, files), strict=False))
    all_of_them = Scenario.model_construct(
        plans={short: PlanFile(file=short) for short in read}, name="together", window=read["a"][0].window, **more
    )
    return joined(all_of_them, {short: OnePlan(plan, scenario, short, ()) for short, (scenario, plan) in read.items()})


def played(plan: Plan, scenario: Scenario, run: int = 1) -> tuple[CompiledPlan, Msel, Log]:
    compiled = compile_plan(plan, scenario.window, scenario.calendar)
    msel = Deck(compiled, scenario, 7).msel(run)
    return compiled, msel, engine_named(quickest(msel))(compiled, msel)


def told(compiled: CompiledPlan, msel: Msel, log: Log, short: str = "") -> Iterator[tuple[object, ...]]:
    """What happened to each incident of one plan, in the words of that plan."""
    for incident, number in enumerate(msel.kind.tolist()):
        kind = compiled.kinds[number]
        if short and not kind.startswith(f"{short}."):
            continue
        steps = slice(msel.row_first[incident], msel.row_first[incident + 1])
        holds = slice(msel.slot_first[incident], msel.slot_first[incident + 1])
        yield (
            without_plan(kind) if short else kind,
            int(msel.time[incident]),
            int(msel.people[incident]),
            *(getattr(log, name)[steps].tolist() for name in ("status", "ready", "started", "ended", "outcome", "first")),
            [compiled.places[place] if place >= 0 else place for place in log.place[steps].tolist()],
            [without_plan(compiled.pools[pool]) if short and pool >= 0 else compiled.pools[pool] if pool >= 0 else pool
             for pool in log.hold_pool[holds].tolist()],
            *(getattr(log, f"hold_{name}")[holds].tolist()
              for name in ("count", "on_call", "taken", "left", "released", "home", "turned")),
        )  # fmt: skip


@pytest.mark.parametrize("file", SINGLE, ids=str)
def test_a_plan_beside_itself_goes_as_it_goes_alone(file: Path) -> None:
    """Every reference is renamed, or the joint plan would not pass the check; every draw keeps its address."""
    scenario, plan = read_scenario(file)
    both, scenario_of_both = together(file, file)
    assert list(check_plan(both)) == []
    assert list(check_scenario(both, scenario_of_both)) == []
    alone = list(told(*played(plan, scenario)))
    beside = played(both, scenario_of_both)
    assert list(told(*beside, "a")) == alone
    others = list(told(*beside, "b"))
    assert [one[0] for one in others if one in alone] != [
        one[0] for one in others
    ] or not scenario.streams  # luck of its own
