"""Steps as tasks: who does each, and by when the plan wants it."""

from __future__ import annotations

from pathlib import Path

import pytest

from drillsim.base.language import speaking
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.tables import CompiledPlan
from drillsim.files.reading import read_scenario
from drillsim.judge.evaluate import gauges
from drillsim.say.tasks import Task, actors, tasks

SCENARIOS = Path(__file__).parent.parent / "scenarios"
PATHS = [path for path in sorted(SCENARIOS.glob("*/*.yaml")) if path.stem != "plan"]


def told(scenario: str, kind: str, language: str = "en") -> dict[str, tuple[list[str], list[str]]]:
    parsed, plan = read_scenario(SCENARIOS / scenario)
    compiled = compile_plan(plan, parsed.window, parsed.calendar)
    with speaking(language):
        found = tasks(compiled, compiled.kinds.index(kind), gauges(compiled))
        return {task.key: (list(map(str, actors(compiled, task))), list(map(str, task.times))) for task in found}


def every_task(path: Path) -> list[tuple[CompiledPlan, Task]]:
    parsed, plan = read_scenario(path)
    compiled = compile_plan(plan, parsed.window, parsed.calendar)
    read = gauges(compiled)
    return [(compiled, task) for kind in range(len(compiled.kinds)) for task in tasks(compiled, kind, read)]


def test_who_does_it_is_asked_for_taken_along_or_held_since():
    visit = told("town-inspection/inspection-week.yaml", "group_visit")
    team = ["work team (staff of the governance centre): 1 to 4", "deputy leader of the town"]
    assert visit["form_team"][0] == team  # asked for, by head-count
    assert visit["travel"][0] == team  # taken along
    assert visit["hear"][0] == team  # held since
    assert visit["chief_hears"][0] == [*team, "Party secretary or government head"]
    assert visit["order"][0] == ["the plan names nobody", "to: town office telephone"]
    assert visit["handed_over"][0] == ["county petition staff"]  # a moment: whoever came to it


def test_the_time_is_the_plans_own_and_says_whence_it_counts():
    visit = told("town-inspection/inspection-week.yaml", "group_visit")
    assert visit["hear"][1] == ["begun within 30 min of the end of 'order received'"]
    assert visit["register"][1] == ["done within 45 min of the start of the incident (ours)"]
    assert visit["form_team"][1] == []
    assert visit["chief_travel"][1][0].startswith("the town's chief leader is there (15 and more): done within 1 h of")
    assert told("town-inspection/inspection-week.yaml", "group_visit", "zh")["hear"][1] == [
        "自“接到县指令”完成起30分钟内开始"
    ]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_task_has_somebody_or_says_that_the_plan_names_nobody(path: Path):
    for compiled, task in every_task(path):
        for language in ("en", "zh"):
            with speaking(language):
                assert all(map(str, actors(compiled, task)))
                assert len(set(map(str, task.times))) == len(task.times)
