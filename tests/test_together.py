"""Several plans played together: with nobody shared each goes as it goes alone; else who waits for whom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from random import Random

import docx
import pytest
from files import PLAN, SCENARIO, write
from often import often
from random_plans import random_plan

from drillsim import InputError
from drillsim.check.findings import findings_together
from drillsim.check.plan import check_plan
from drillsim.check.scenario import check_scenario
from drillsim.command import cli
from drillsim.comparing.alone import alone_and_together, standing
from drillsim.comparing.changes import Holder
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.event_list import Msel, Msels
from drillsim.compiled.log import ENDED, Log
from drillsim.compiled.resize import resized, size_in
from drillsim.compiled.tables import CompiledPlan
from drillsim.deck.deck import Deck
from drillsim.files.reading import read_scenario
from drillsim.judge.evaluate import gauges, run_figures
from drillsim.judge.replicate import engine_named, quickest
from drillsim.judge.settings import Settings
from drillsim.papers.documents.outlines import documents
from drillsim.papers.documents.word import WordPen
from drillsim.plan.plan import Plan
from drillsim.plan.scenario import OnePlan, PlanFile, Scenario, Stream, without_plan
from drillsim.plan.together import joined
from drillsim.room.folder import DrillFolder, replayed
from drillsim.store.folder import Inputs
from drillsim.store.together import AloneTogetherDocument
from drillsim.tasks.from_folder import case_of
from drillsim.tasks.playing import run

SCENARIOS = [file for file in sorted(Path("scenarios").glob("*/*.yaml")) if file.name != "plan.yaml"]
CHINESE = Path(__file__).parent / "chinese" / "scenario.yaml"  # uses every key of the language
SINGLE = [CHINESE, *(file for file in SCENARIOS if "\nplan:" in f"\n{file.read_text('utf-8')}")]


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


def judged(compiled: CompiledPlan, msel: Msel, log: Log) -> dict[str, list[int]]:
    """What every target says of a run, without the number of its first miss."""
    return {gauge.name: run_figures(gauge, Msels.of([msel]), log)[0, :-1].tolist() for gauge in gauges(compiled)}


@pytest.mark.parametrize("file", SINGLE, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_plan_beside_itself_goes_as_it_goes_alone(file: Path) -> None:
    """Every reference is renamed, or the joint plan would not pass the check; every draw keeps its address."""
    scenario, plan = read_scenario(file)
    both, scenario_of_both = together(file, file)
    assert list(check_plan(both)) == []
    assert list(check_scenario(both, scenario_of_both)) == []
    by_itself, beside = played(plan, scenario), played(both, scenario_of_both)
    alone = list(told(*by_itself))
    assert list(told(*beside, "a")) == alone
    figures = judged(*beside)
    assert {name: figures[f"a.{name}"] for name in plan.targets} == judged(*by_itself)
    others = list(told(*beside, "b"))
    assert others != alone or not scenario.streams  # luck of its own


@pytest.mark.parametrize("seed", range(often(12)))
def test_random_plans_go_side_by_side_as_alone(seed: int) -> None:
    file, window = random_plan(Random(seed), 60)
    plan = Plan.model_validate(file)
    zones = dict.fromkeys(plan.zones, 1.0)
    streams = {
        f"of_{kind}": Stream.model_construct(kind=kind, rate=40 / 86_400, zone=zones, people=2) for kind in plan.procedures
    }
    scenario = Scenario.model_construct(plan="plan.yaml", name="alone", window=window, streams=streams)
    parts = {short: OnePlan(plan, scenario, short, ()) for short in ("a", "b")}
    both = joined(Scenario.model_construct(plans=dict.fromkeys(parts), name="both", window=window), parts)
    assert list(check_plan(both[0])) == []
    assert list(told(*played(*both), "a")) == list(told(*played(plan, scenario)))


# ---- two plans with one head -------------------------------------------------------------------------

HEADED = """\
plan: {name}
name: {name}
zones: {{town: }}
pools:
  {head}: {{kind: post}}
  clerk: {{kind: post, count: 3}}
procedures:
  matter:
    steps:
      hear: {{takes: {takes}, needs: {{who: {head} 1}}}}
      write: {{after: hear, takes: 5 min, needs: {{who: clerk 1}}}}
targets:
  heard: {{to: hear.ended, within: 40 min}}
duties:
  evening: {{procedure: matter, at: ["18:00"]}}
"""
BOTH = """\
plans:
  roads: {file: roads.yaml, name: {en: Roads, zh: 道路}}
  water: {file: water.yaml, name: {en: Water, zh: 供水}}
same:
  head: [roads.chief, water.leader]
name: Roads and water
window: {from: 2026-03-02 08:00, days: 1}
injects:
  - {at: day 1 09:00, kind: roads.matter}
  - {at: day 1 09:10, kind: water.matter}
"""


def headed(folder: Path, both: str = BOTH, **more: str) -> Path:
    """Two plans of one head in a folder, and the scenario of both; returns its path."""
    for name, head, takes in (("roads", "chief", "30 min"), ("water", "leader", "20 min")):
        (folder / f"{name}.yaml").write_text(HEADED.format(name=name, head=head, takes=takes) + more.get(name, ""), "utf-8")
    (folder / "both.yaml").write_text(both, "utf-8")
    return folder / "both.yaml"


def test_who_is_wanted_by_two_plans_goes_to_the_first_and_the_second_waits(tmp_path: Path) -> None:
    """Roads holds the head from 9:00 to 9:30; water, alone heard at 9:30, waits from 9:10 and is heard at 9:50: just in
    time. In the evening roads is first in the file: water waits from 18:00 to 18:30, and is heard at 18:50, too late."""
    scenario, plan = read_scenario(headed(tmp_path))
    assert list(plan.pools) == ["head", "roads.clerk", "water.clerk"]
    assert plan.pools["roads.clerk"].name == {"en": "Roads · clerk", "zh": "道路·clerk"}
    assert plan.pools["head"].counts_as == ["roads.chief", "water.leader"]
    compiled, msel, log = played(plan, scenario)
    hears = {(compiled.kinds[kind], int(msel.time[incident])): int(log.started[msel.row_first[incident]])
             for incident, kind in enumerate(msel.kind.tolist())}  # fmt: skip
    assert hears == {
        ("roads.matter", 3600): 3600, ("water.matter", 4200): 5400,
        ("roads.matter", 36000): 36000, ("water.matter", 36000): 37800,
    }  # fmt: skip
    found = alone_and_together(compiled, scenario, Settings(seed=1, engine="simpy"), 3)
    roads, water = found.targets
    assert (roads.id, roads.missed.count, roads.kept.count) == ("roads.heard", 0, 0)
    assert (water.id, water.missed.count, water.kept.count) == ("water.heard", 3, 0)
    assert (water.a.estimate, water.b.estimate, water.difference.estimate) == (1.0, 0.0, -1.0)
    assert {holder: (held.incidents, held.seconds) for holder, held in water.missed.holders.items()} == {
        Holder("head", "roads"): (3, 3 * 1800)
    }
    assert standing(plan.targets["water.heard"], water.a) == "not_settled"


def test_without_the_same_people_nobody_waits(tmp_path: Path) -> None:
    scenario, plan = read_scenario(headed(tmp_path, BOTH.replace("same:\n  head: [roads.chief, water.leader]\n", "")))
    compiled, _msel, log = played(plan, scenario)
    assert (log.started == log.ready).all()
    found = alone_and_together(compiled, scenario, Settings(seed=1, engine="simpy"), 3)
    assert [one.verdict for one in found.targets] == ["no_difference_shown"] * 2


def test_who_backs_somebody_up_in_one_plan_does_so_in_that_one_only(tmp_path: Path) -> None:
    deputy = {"roads": "\n".join(["", "names: {}"])}
    path = headed(tmp_path, **deputy)
    file = tmp_path / "roads.yaml"
    text = file.read_text("utf-8").replace("pools:\n", "pools:\n  deputy: {kind: post, backs_up: chief}\n")
    file.write_text(text.replace("\nnames: {}", ""), "utf-8")
    scenario, plan = read_scenario(path)
    compiled, msel, log = played(plan, scenario)
    pools = {(compiled.kinds[kind], int(msel.time[incident])): compiled.pools[log.hold_pool[msel.slot_first[incident]]]
             for incident, kind in enumerate(msel.kind.tolist())}  # fmt: skip
    assert pools["water.matter", 4200] == "head"  # waits, though roads' deputy is free
    assert pools["roads.matter", 36000] == "head"


# ---- the files ---------------------------------------------------------------------------------------

FAULTS = [  # what is written in place of what; what is said, and at which line and column
    ("roads.chief, water.leader", "roads.chief, water.boss", "5:23", "no pool of that plan is called 'boss'"),
    ("roads.chief, water.leader", "roads.chief, gas.leader", "5:23", "no plan here is called 'gas'"),
    ("roads.chief, water.leader", "roads.chief, leader", "5:23", "it is not said whose 'leader' is meant"),
    ("roads.chief, water.leader", "roads.chief", "5:3", "something is missing here"),
    ("[roads.chief, water.leader]", "[roads.chief, water.leader]\n  boss: [water.leader, roads.clerk]", "6:10",
     "'water.leader' is already the same as others in 'head'"),
    ("file: water.yaml", "file: fire.yaml", "3:17", "there is no plan file 'fire.yaml'"),
    ("plans:", "plan: roads.yaml\nplans:", "2:1", "a scenario is of one plan or of several"),
    ("kind: water.matter", "kind: water.mater", "10:29", "no procedure is called 'water.mater'"),
    ("same:", "as_in: gas\nsame:", "4:8", "no plan here is called 'gas'"),
    ("same:", "places: {water.hall: town}\nsame:", "4:10", "no place of that plan is called 'hall'"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "said"), FAULTS, ids=lambda one: one if one.count(":") == 1 else "")
def test_what_is_wrong_between_plans_is_said_with_its_place(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    assert old in BOTH
    with pytest.raises(InputError) as raised:
        read_scenario(headed(tmp_path, BOTH.replace(old, new)))
    assert [f"{fault.line}:{fault.column}" for fault in raised.value.faults] == [place]
    assert said in str(raised.value.faults[0].what)


def edited(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / f"{name}.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_where_plans_say_different_things_of_the_same_people_the_scenario_says_whose_hold(tmp_path: Path) -> None:
    path = headed(tmp_path)
    edited(tmp_path, "water", "leader: {kind: post}", "leader: {kind: post, count: 2, hours: 08:00-18:00}")
    with pytest.raises(InputError) as raised:
        read_scenario(path)
    (fault,) = raised.value.faults
    assert (fault.line, fault.column) == (5, 3)
    assert str(fault.what) == "the plans differ in hours, count of 'head'"
    edited(tmp_path, "both", "[roads.chief, water.leader]", "{of: [roads.chief, water.leader], as_in: water}")
    assert read_scenario(path)[1].pools["head"].count == 2
    edited(tmp_path, "water", "leader: {kind: post, count: 2, hours: 08:00-18:00}", "leader: {staff: 2}")
    with pytest.raises(InputError) as raised:
        read_scenario(path)
    assert "'water.leader' is a squad, 'roads.chief' a post" in str(raised.value.faults[0].what)


def test_a_fault_that_shows_only_together_stands_in_the_file_of_its_plan(tmp_path: Path) -> None:
    write(tmp_path)
    both = BOTH.replace("file: roads.yaml", "file: week.yaml").replace("roads.chief", "roads.head")
    both = both.replace("kind: roads.matter", "kind: roads.visit, zone: town").replace("same:", "as_in: roads\nsame:")
    headed(tmp_path, both)
    scenario, _plan = read_scenario(tmp_path / "both.yaml")  # of three days, played in one: what lies outside is left out
    assert [one.at for one in scenario.injects] == [3600 * 9, 3600 * 9 + 600]
    assert len(scenario.disruptions) == 4
    edited(tmp_path, "week", "rate: 3 per day", "rate: 90000 per hour")
    with pytest.raises(InputError) as raised:
        read_scenario(tmp_path / "both.yaml")
    assert Path(raised.value.faults[0].file).name == "week.yaml"


def test_plans_in_a_list_are_called_as_they_call_themselves(tmp_path: Path) -> None:
    several = BOTH.splitlines()
    scenario, _plan = read_scenario(headed(tmp_path, "\n".join(["plans: [roads.yaml, water.yaml]", *several[3:], ""])))
    assert scenario.together is not None
    assert list(scenario.together.parts) == ["roads", "water"]
    with pytest.raises(InputError, match="two plans here are called 'roads'"):
        read_scenario(headed(tmp_path, "\n".join(["plans: [roads.yaml, roads.yaml]", *several[3:], ""])))
    (tmp_path / "more.yaml").write_text(BOTH.replace("water.yaml", "both.yaml"), "utf-8")
    headed(tmp_path)
    with pytest.raises(InputError, match="cannot be one of several"):
        read_scenario(tmp_path / "more.yaml")


def test_it_can_be_written_in_chinese(tmp_path: Path) -> None:
    path = headed(
        tmp_path,
        """\
多个预案:
  道路: {文件: roads.yaml}
  供水: water.yaml
同一人:
  书记: {名称: 书记, 对象: [道路.chief, 供水.leader], 以谁为准: 道路}
名称: 道路和供水
时间窗: {从: 2026-03-02 08:00, 天数: 1}
情景注入:
  - {时间: 第1天 09:00, 类别: 道路.matter}
""",
    )
    _scenario, plan = read_scenario(path)
    assert plan.pools["书记"].name == "书记"
    assert "道路.matter" in plan.procedures


def test_places_of_one_name_are_one_place_unless_it_is_said(tmp_path: Path) -> None:
    write(tmp_path)
    both = "plans: {a: plan.yaml, b: plan.yaml}\nname: twice\nwindow: {from: 2026-03-02, days: 1}\n"
    (tmp_path / "both.yaml").write_text(both, "utf-8")
    assert list(read_scenario(tmp_path / "both.yaml")[1].zones) == ["town", "county"]
    (tmp_path / "both.yaml").write_text(both + "places: {b.town: harbour, b.office: quay}\n", "utf-8")
    plan = read_scenario(tmp_path / "both.yaml")[1]
    assert list(plan.zones) == ["town", "county", "harbour"]
    assert plan.zones["harbour"].within == "county"
    assert plan.travel is not None
    assert plan.travel.times["quay"] == {"harbour": 300, "county": 2400}
    assert plan.pools["b.crew"].base == "quay"
    assert plan.targets["b.arrival"].where == {"kind": ["b.visit"], "zone": ["harbour"]}


def test_what_plans_say_otherwise_of_the_town_is_asked_for(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "other.yaml").write_text(PLAN.replace("town: 5 min", "town: 6 min").replace("snow: 2", "snow: 3"), "utf-8")
    both = "plans: {a: plan.yaml, b: other.yaml}\nname: two\nwindow: {from: 2026-03-02, days: 1}\n"
    (tmp_path / "both.yaml").write_text(both, "utf-8")
    with pytest.raises(InputError, match="the way from 'office' to 'town' does not take as long in 'a' as in 'b'"):
        read_scenario(tmp_path / "both.yaml")
    (tmp_path / "both.yaml").write_text(both + "as_in: b\n", "utf-8")
    travel = read_scenario(tmp_path / "both.yaml")[1].travel
    assert travel is not None
    assert (travel.times["office"]["town"], travel.weather["snow"]) == (360, 3)


# ---- what is said of them ----------------------------------------------------------------------------


def rules_of(path: Path) -> set[str]:
    scenario, plan = read_scenario(path)
    return {finding.rule for finding in findings_together(plan, scenario)}


def test_each_finding_between_plans(tmp_path: Path) -> None:
    path = headed(tmp_path)
    assert rules_of(path) == {"asked-by-several-plans", "two-plans-at-one-time"}
    edited(tmp_path, "water", 'at: ["18:00"]', 'at: ["19:00"]')
    assert rules_of(path) == {"asked-by-several-plans"}
    edited(tmp_path, "water", "leader: {kind: post}", "leader: {kind: post, count: 2}")
    edited(tmp_path, "both", "[roads.chief, water.leader]", "{of: [roads.chief, water.leader], as_in: water}")
    assert rules_of(path) == {"asked-by-several-plans", "the-same-said-differently"}
    write(tmp_path)
    (tmp_path / "other.yaml").write_text(PLAN.replace("town: 5 min", "town: 6 min"), "utf-8")
    (tmp_path / "otherweek.yaml").write_text(SCENARIO.replace("plan.yaml", "other.yaml"), "utf-8")
    path.write_text("plans: {a: plan.yaml, b: otherweek.yaml}\nname: two\nas_in: a\n"
                    "window: {from: 2026-03-02, days: 1}\n", "utf-8")  # fmt: skip
    assert rules_of(path) == {"one-town-said-differently", "plan-of-other-days"}


def test_incidents_of_two_plans_may_wait_for_each_other_for_ever(tmp_path: Path) -> None:
    """Roads holds the head and asks for the clerk; water holds the clerk and asks for the head."""
    both = BOTH.replace("same:\n", "same:\n  clerk: [roads.clerk, water.clerk]\n")
    path = headed(tmp_path, both)
    for name, first, second in (("roads", "chief", "clerk"), ("water", "clerk", "leader")):
        edited(tmp_path, name, "clerk: {kind: post, count: 3}", "clerk: {kind: post}")
        steps = (tmp_path / f"{name}.yaml").read_text("utf-8").splitlines()
        steps = [line for line in steps if not line.strip().startswith(("hear:", "write:"))]
        at = steps.index("    steps:") + 1
        steps[at:at] = [
            f"      hear: {{takes: 9 min, needs: {{a: {first} 1}}, keep: {{a: write}}}}",
            f"      write: {{after: hear, takes: 5 min, needs: {{b: {second} 1}}}}",
        ]
        (tmp_path / f"{name}.yaml").write_text("\n".join(steps) + "\n", "utf-8")
    assert "plans-may-wait-for-each-other" in rules_of(path)


def test_a_run_says_what_is_kept_alone_and_together_everywhere(tmp_path: Path) -> None:
    found = run(headed(tmp_path), runs=5)
    folder = found.save(tmp_path / "run")
    kept = AloneTogetherDocument.model_validate(json.loads((folder / "together.json").read_text("utf-8")))
    (water,) = [one for one in kept.targets if one.id == "water.heard"]
    assert (water.plan, water.missed_only_together, water.verdict) == ("water", 5, "no_difference_shown")
    assert [(one.pool, one.plan, one.incidents, one.mean_seconds) for one in water.held] == [("head", "roads", 5, 1800.0)]
    page = (folder / "report.html").read_text("utf-8")
    assert "Alone and together" in page
    assert "各自单独与同时实施" in page
    assert "5 of them wait for head, in use by Roads: 30 min on average." in page
    again = case_of(folder)
    assert again.together is not None
    made = documents(again, "zh", WordPen)
    written = docx.Document(BytesIO(made["预案推演评估报告.docx"]))
    assert any(part.text.endswith("各自单独与同时实施") for part in written.paragraphs)


def test_sizes_name_pools_of_one_plan(tmp_path: Path) -> None:
    _scenario, plan = read_scenario(headed(tmp_path))
    assert size_in(plan, "roads.clerk") == 3
    other = resized(plan, {"roads.clerk": 5, "head": 2})
    assert (size_in(other, "roads.clerk"), size_in(other, "water.clerk"), size_in(other, "head")) == (5, 3, 2)


def test_event_lists_and_drills_know_the_names_of_all_plans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = headed(tmp_path)
    monkeypatch.chdir(tmp_path)
    scenario, _plan = read_scenario(path)
    for words in (
        ["msel", "both.yaml", "--output", "list.csv"],
        ["run", "both.yaml", "--msel", "list.csv", "--out", "listed", "--no-report"],
        ["check", "both.yaml"],
        ["run", "both.yaml", "--runs", "5", "--out", "drawn", "--no-report", "--format", "brief"],
        ["explain", "drawn"],
        ["size", "both.yaml", "--vary", "head=1..2", "roads.clerk.count=2..3", "--max-runs", "100", "--out", "sized"],
        ["compare", "both.yaml", "--change", "head=2", "--runs", "5", "--out", "compared"],
    ):
        assert cli.run(words) in (0, 1, 3), words
    printed = capsys.readouterr().out
    assert "2 plans ask for 'head', each as if nobody else did" in printed
    assert "→ 5 of them wait for head, in use by Roads: 30 min on average." in printed
    assert json.loads((tmp_path / "listed" / "result.json").read_text("utf-8"))["incidents"] == 4
    DrillFolder.begin(tmp_path / "drill", Inputs.of(path, scenario.files(path)), 1, 2, "en").close()
    drill = replayed(tmp_path / "drill")
    drill.reach(86_400)  # nobody sits at the table: the plans' own rule plays everybody
    assert drill.live.log().status.tolist() == [ENDED] * 8
