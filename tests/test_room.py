"""The drill room's core: the same model with people who decide, a function of its record, safe on disk."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from files import write
from journey_plan import POOLS, journeys
from often import often
from plans import drill as small
from plans import inject
from random_plans import random_case

from drillsim.base.errors import InputError
from drillsim.base.language import speaking
from drillsim.compiled.compilation import compile_plan
from drillsim.compiled.log import ENDED, OPEN, RUNNING, WAITING, same
from drillsim.files.reading import read_scenario
from drillsim.msel.columns import Layout
from drillsim.play.conduct import conduct
from drillsim.room import decisions as decisions_module
from drillsim.room.board import units
from drillsim.room.clocks import Wall
from drillsim.room.drill import FACILITATOR, Drill, Entry
from drillsim.room.folder import RECORD, DrillFolder, recorded, replayed, same_drill, unfinished
from drillsim.room.hotwash import HotWash
from drillsim.room.lights import AMBER, DARK, GREEN, RED, Lights
from drillsim.room.live import Live, Refused, incidents_of
from drillsim.room.room import DrillRoom
from drillsim.room.seats import cast
from drillsim.store.folder import Inputs

ROOT = Path(__file__).parent.parent
WEEK = ROOT / "scenarios/town-inspection/inspection-week.yaml"
DESK = {"clerk": {"kind": "post", "count": 2}, "crew": {"staff": 3}, "car": {"kind": "vehicle", "count": 1}}
VISIT = {
    "receive": {"takes": "10 s", "needs": {"by": "clerk 1"}},
    "go": {"after": "receive", "takes": "60 s", "needs": {"who": "crew 2", "ride": "car 1"}},
}
PLAYERS = {"head": {"plays": [], "decides": "car"}, "desk": {"plays": "clerk"}, "squad": {"plays": "crew"}}


def opened(plan: Any) -> Drill:
    """A drill of a small plan."""
    return Drill(plan.compiled, plan.scenario, plan.msel(), Layout(plan.compiled, plan.scenario, plan.deck), plan.deck)


def town(run: int = 3, path: Path = WEEK) -> Drill:
    """A drill of a plan that comes with drillsim."""
    from drillsim.deck.deck import Deck

    scenario, plan = read_scenario(path)
    compiled = compile_plan(plan, scenario.window)
    deck = Deck(compiled, scenario, 1)
    return Drill(compiled, scenario, deck.msel(run), Layout(compiled, scenario, deck), deck)


def do(drill: Drill, by: str, what: str, **more: Any) -> None:
    drill.do(by, decisions_module.decision({"do": what, **more}))


def row(drill: Drill, incident: int, step: str) -> int:
    """The log's row of a step of an incident (from 1)."""
    kind = drill.live.msel.kind[incident - 1]
    return int(drill.live.row_first[incident - 1] + drill.compiled.steps[kind].index(step))


def players_at_random(drill: Drill, r: Random, until: int) -> None:
    """Everybody at the table, deciding whatever they are asked somehow, now and then late or not as the plan would."""
    for part in drill.parts:
        do(drill, part.key, "sit", player=part.key)
    live = drill.live
    while drill.now < until:
        asked = live.questions
        drill.reach(min(until, drill.now + r.randint(1, 4000)), lambda asked=asked: live.questions != asked)
        for incident, step, part in live.waits_for_player():
            name = drill.compiled.steps[live.msel.kind[incident]][step]
            where = {"incident": incident + 1, "step": name}
            pools = [r.choice(live.choices(incident, step, need)) for need in live.asked_for(incident, step)]
            try:
                match r.randint(0, 3):
                    case 0:
                        pass  # later
                    case 1:
                        do(drill, part.key, "leave", **where, always=r.random() < 0.2)
                    case _:
                        do(drill, part.key, "send", **where, pools=[drill.compiled.pools[pool] for pool in pools])
            except Refused:
                pass  # not enough are free
        for incident, step, part in live.ringing():
            name = drill.compiled.steps[live.msel.kind[incident]][step]
            do(drill, part.key, "answer", incident=incident + 1, step=name, picked_up=r.random() < 0.7)


# ---- the same model ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(often(50)))
def test_without_a_decision_a_drill_is_the_plans_own_play_second_for_second(seed: int) -> None:
    compiled, msel = random_case(seed)
    live, r = Live(compiled, msel.disruption, cast(compiled)), Random(seed)
    for second, incident in incidents_of(msel):
        live.happens_at(second, lambda incident=incident: live.admit(incident))
    while live.now < live.horizon:  # some of these incidents come after the window
        live.reach(live.now + r.randint(1, 1 + compiled.horizon // 5))
    came = live.arrived()
    assert same(live.log(), conduct(compiled, came))
    assert len(came.time) == (msel.time <= compiled.horizon).sum()
    for name in ("time", "kind", "people", "variant", "attribute", "takes", "back", "outcome"):
        column = getattr(came, name)
        assert np.array_equal(column, getattr(msel, name)[: len(column)])
    assert np.array_equal(came.disruption, msel.disruption)


@pytest.mark.parametrize("seed", range(often(20)))
def test_players_never_take_more_than_there_is_whatever_they_decide(seed: int) -> None:
    compiled, msel = random_case(seed)
    live, r = Live(compiled, msel.disruption, cast(compiled)), Random(seed)
    for part in live.parts:
        live.sit(part.key)
    for second, incident in incidents_of(msel):
        live.happens_at(second, lambda incident=incident: live.admit(incident))
    free = []
    while not live.over:
        live.reach(live.now + r.randint(1, 1 + compiled.horizon // 20))
        for incident, step, _part in live.waits_for_player():
            before = [live.free(pool) for pool in range(len(live.duty))]
            try:
                live.send(
                    incident, step, [r.choice(live.choices(incident, step, need)) for need in live.asked_for(incident, step)]
                )
            except Refused:
                assert [live.free(pool) for pool in range(len(live.duty))] == before
            else:
                free += [live.free(pool) for pool in range(len(live.duty)) if live.free(pool) != before[pool]]
        live.reach(live.now)
    assert all(left >= 0 for left in free)
    log = live.log()
    back = log.hold_released != OPEN
    assert (log.hold_released[back] >= log.hold_taken[back]).all()


@pytest.mark.parametrize("seed", range(6))
def test_a_drill_is_a_function_of_its_record(seed: int) -> None:
    drill, r = town(run=seed + 1), Random(seed)
    do(drill, FACILITATOR, "add", kind="group_visit", zone="town", people=9, time=3 * 86400)
    do(drill, FACILITATOR, "approve", inject=len(drill.injects))
    do(drill, FACILITATOR, "edit", inject=2, people=31, zone="county_seat")
    do(drill, FACILITATOR, "hold", inject=4)
    players_at_random(drill, r, 3 * 86400 + 40000)
    do(drill, FACILITATOR, "away", pool="car", count=1, until=drill.now + 7200)
    players_at_random_later = drill.now + 20000
    while drill.now < players_at_random_later:
        drill.reach(players_at_random_later)
    do(drill, FACILITATOR, "end")
    again = town(run=seed + 1)
    for entry in drill.record:  # through what is written on disk
        made = decisions_module.decision(json.loads(json.dumps(decisions_module.as_content(entry.decision))))
        again.again(Entry(entry.at, entry.by, made))
    assert same(drill.live.log(), again.live.log())
    assert all(np.array_equal(a, b) for a, b in zip(drill.live.arrived(), again.live.arrived(), strict=True))
    assert (again.told, again.notes, again.choices, again.ended_at) == (
        drill.told, drill.notes, drill.choices, drill.ended_at)  # fmt: skip
    assert len(drill.choices) > 5


# ---- who decides ---------------------------------------------------------------------------------


def test_a_request_waits_for_its_player_and_others_go_on() -> None:
    drill = opened(small(DESK, VISIT, injects=[inject(0), inject(5)], players=PLAYERS))
    do(drill, "desk", "sit", player="desk")
    drill.reach(300)
    live = drill.live
    assert [(i, s, part.key) for i, s, part in live.waits_for_player()] == [(0, 0, "desk"), (1, 0, "desk")]
    do(drill, "desk", "send", incident=2, step="receive", pools=["clerk"])
    drill.reach(330)
    assert live.started[row(drill, 2, "receive")] == 300
    assert live.started[row(drill, 2, "go")] == 310  # nobody plays the squad or the head: the plan's rule
    assert live.status[row(drill, 1, "receive")] == WAITING
    do(drill, "desk", "leave", incident=1, step="receive")
    drill.reach(331)
    assert live.started[row(drill, 1, "receive")] == 330


def test_the_first_of_the_players_whom_a_request_concerns_decides() -> None:
    drill = opened(small(DESK, VISIT, injects=[inject(0)], players=PLAYERS))
    for player in ("squad", "head"):
        do(drill, player, "sit", player=player)
    drill.reach(20)
    assert [part.key for _i, _s, part in drill.live.waits_for_player()] == ["head"]
    with pytest.raises(Refused, match="not yours"):
        do(drill, "squad", "send", incident=1, step="go", pools=["crew", "car"])
    do(drill, FACILITATOR, "rise", player="head")
    assert [part.key for _i, _s, part in drill.live.waits_for_player()] == ["squad"]
    do(drill, FACILITATOR, "rise", player="squad")
    assert drill.live.started[row(drill, 1, "go")] == 20


def test_always_leaves_every_later_request_for_the_step_to_the_rule() -> None:
    drill = opened(small(DESK, VISIT, injects=[inject(0), inject(100)], players=PLAYERS))
    do(drill, "desk", "sit", player="desk")
    drill.reach(50)
    do(drill, "desk", "leave", incident=1, step="receive", always=True)
    drill.reach(200)
    assert drill.live.started[row(drill, 2, "receive")] == 100


def test_a_plan_without_players_has_its_squads_and_posts_at_the_table() -> None:
    plan = small({**DESK, "police": {"staff": 2, "outside": True}}, VISIT, injects=[inject(0)])
    assert [part.key for part in cast(plan.compiled)] == ["clerk", "crew"]


def test_another_squad_than_the_plans_may_be_sent_and_no_vehicle_for_a_squad() -> None:
    pools = {**DESK, "spare": {"staff": 2}, "neighbours": {"staff": 9, "outside": True}}
    drill = opened(small(pools, VISIT, injects=[inject(0)], players=PLAYERS))
    do(drill, "head", "sit", player="head")
    drill.reach(30)
    for pools_sent in (["car", "car"], ["neighbours", "car"], ["clerk", "car"], ["spare"], ["spare", "spare"]):
        with pytest.raises(Refused):
            do(drill, "head", "send", incident=1, step="go", pools=pools_sent)
    do(drill, "head", "send", incident=1, step="go", pools=["spare", "car"])
    assert drill.live.free(drill.compiled.pools.index("spare")) == 0
    assert drill.choices[0].rule != drill.choices[0].pools
    assert drill.choices[0].waited == 20


def test_what_is_not_free_cannot_be_sent() -> None:
    drill = opened(small(DESK, VISIT, injects=[inject(0), inject(0)], players=PLAYERS))
    do(drill, "head", "sit", player="head")
    drill.reach(30)
    do(drill, "head", "send", incident=1, step="go", pools=["crew", "car"])
    with pytest.raises(Refused, match=r"free, . wanted"):
        do(drill, "head", "send", incident=2, step="go", pools=["crew", "car"])
    assert len(drill.record) == 2  # what was refused is not recorded


CALL = {
    "ring": {"calls": "phone", "takes": "30 s", "outcome": {"answered": "60 %", "unanswered": "40 %"}},
    "again": {"after": "ring", "when": {"ring": "unanswered"}, "takes": "5 s"},
}
PHONE = {"phone": {"kind": "post"}}


@pytest.mark.parametrize(
    ("drawn", "picked_up", "told"),
    [
        ("answered", True, "answered"), ("unanswered", True, "answered"),
        ("answered", False, "unanswered"), ("answered", None, "unanswered"),
    ],
)  # fmt: skip
def test_a_call_to_a_player_is_answered_by_the_player(drawn: str, picked_up: bool | None, told: str) -> None:
    plan = small(PHONE, CALL, injects=[inject(0)], players={"desk": {"plays": "phone"}})
    msel = plan.msel(outcome={(0, "ring"): drawn})
    drill = Drill(plan.compiled, plan.scenario, msel, Layout(plan.compiled, plan.scenario, plan.deck), plan.deck)
    do(drill, "desk", "sit", player="desk")
    drill.reach(1)
    assert [(i, s) for i, s, _part in drill.live.ringing()] == [(0, 0)]
    if picked_up is not None:
        do(drill, "desk", "answer", incident=1, step="ring", picked_up=picked_up)
        assert not drill.live.ringing()
        with pytest.raises(Refused):
            do(drill, "desk", "answer", incident=1, step="ring", picked_up=picked_up)
    drill.reach(40)
    names = drill.compiled.outcomes[0][0]
    assert names[drill.live.outcome[row(drill, 1, "ring")]] == told
    assert drill.live.status[row(drill, 1, "again")] == (ENDED if told == "unanswered" else 4)


def test_a_telephone_that_is_off_rings_for_nobody() -> None:
    plan = small(
        PHONE, CALL, injects=[inject(0)], players={"desk": {"plays": "phone"}},
        disruptions=[{"phone_off": "phone", "from": "2026-03-02 00:00", "until": "2026-03-02 01:00"}],
    )  # fmt: skip
    drill = opened(plan)
    do(drill, "desk", "sit", player="desk")
    drill.reach(1)
    assert not drill.live.ringing()
    drill.reach(40)
    assert drill.live.status[row(drill, 1, "again")] == ENDED


# ---- injects -------------------------------------------------------------------------------------


def test_injects_are_released_held_edited_and_added() -> None:
    drill = opened(small(DESK, VISIT, injects=[inject(100), inject(200), inject(300)]))
    do(drill, FACILITATOR, "hold", inject=2)
    do(drill, FACILITATOR, "edit", inject=3, time=150, people=7)
    do(drill, FACILITATOR, "add", kind="visit", people=4, time=170, zone=None)
    drill.reach(10)
    do(drill, FACILITATOR, "release", inject=1)
    drill.reach(160)
    assert [drill.status(one) for one in drill.injects] == ["complete", "deferred", "released", "draft"]
    do(drill, FACILITATOR, "approve", inject=4)
    drill.reach(250)
    do(drill, FACILITATOR, "approve", inject=2)  # its time has passed: it comes at once
    msel = drill.live.arrived()
    assert msel.time.tolist() == [10, 150, 170, 250]
    assert msel.people.tolist() == [1, 7, 4, 1]
    for number in (1, 5, 0):
        with pytest.raises(Refused):
            do(drill, FACILITATOR, "release", inject=number)
    with pytest.raises(Refused):
        do(drill, FACILITATOR, "edit", inject=1, people=3)
    with pytest.raises(Refused):
        do(drill, FACILITATOR, "add", kind="visit", time=10)  # in the past
    assert same(drill.live.log(), conduct(drill.compiled, msel)) is False  # not played to the end yet
    do(drill, FACILITATOR, "end")
    assert same(drill.live.log(), conduct(drill.compiled, msel))


def test_a_new_inject_takes_the_usual_draws() -> None:
    steps = {
        "talk": {
            "takes": {"shortest": "1 min", "usual": "5 min", "longest": "20 min"},
            "outcome": {"a": "70 %", "b": "30 %"},
        }
    }
    drill = opened(small(DESK, steps, injects=[inject(0)]))
    do(drill, FACILITATOR, "add", kind="visit", time=60)
    draws = drill.injects[-1].what
    assert draws.outcome == (0,)
    usual = Layout(drill.compiled, drill.scenario, drill.deck).draws[0][0].usual
    assert draws.takes == (usual,)
    assert 300 < usual < 480  # the median of the distribution, not its mode


def test_nothing_happens_after_the_end_and_only_the_played_days_are_judged() -> None:
    drill = town()
    drill.reach(86400 + 9 * 3600)
    came = len(drill.live.msel.time)
    do(drill, FACILITATOR, "end")
    assert len(drill.live.msel.time) == came
    assert drill.compiled.window_end == 86400 + 9 * 3600
    wash = HotWash(drill)
    assert same(wash.room, wash.rule)  # nobody decided anything
    assert all(one.room == one.rule for one in wash.targets)
    desk = next(one for one in wash.targets if one.target == "desk_staffed")
    assert desk.room.kept + len(desk.room.missed) == 2  # the first day and the part of the second
    with pytest.raises(Refused, match="over"):
        do(drill, FACILITATOR, "release", inject=len(drill.injects))
    do(drill, FACILITATOR, "note", text="said at the hot wash")
    assert drill.notes[0].second == drill.ended_at
    again = town()
    for entry in drill.record:
        again.again(entry)
    assert again.notes == drill.notes
    assert same(again.live.log(), drill.live.log())


@pytest.mark.parametrize("what", [
    {"do": "release", "inject": 1}, {"do": "note", "text": "x"}, {"do": "end"}, {"do": "sit", "player": "squad"},
    {"do": "tell", "message": "x"}, {"do": "away", "pool": "car", "count": 1, "until": 50}, {"do": "rise", "player": "desk"},
    {"do": "send", "incident": 1, "step": "receive", "pools": ["clerk"]}, {"do": "leave", "incident": 9, "step": "receive"},
    {"do": "send", "incident": 1, "step": "no such step", "pools": []},
])  # fmt: skip
def test_a_player_may_do_nothing_but_what_is_the_players(what: dict[str, Any]) -> None:
    drill = opened(small(DESK, VISIT, injects=[inject(0)], players=PLAYERS))
    do(drill, "head", "sit", player="head")
    drill.reach(5)
    before = drill.live.log()
    with pytest.raises(Refused):
        drill.do("head", decisions_module.decision(what))
    assert same(before, drill.live.log())
    assert len(drill.record) == 1


@pytest.mark.parametrize("text", ["call 13812345678", "号码 110101199003071234", "x" * 2001, "", "   "])
def test_numbers_of_persons_and_texts_without_end_are_refused(folder: Path, text: str) -> None:
    room = DrillRoom(folder)
    for content in ({"do": "note", "text": text}, {"do": "tell", "message": text}):
        with pytest.raises(Refused):
            room.order(FACILITATOR, "1", content)
    assert (folder / RECORD).read_bytes() == b""


@pytest.mark.parametrize("content", [
    {}, {"do": "fly"}, {"do": "note"}, {"do": "note", "text": "x", "more": 1}, {"do": "release", "inject": "1"}, [], None,
    "end",
    {"do": "release", "inject": -1}, {"do": "release", "inject": 10**12}, {"do": "release", "inject": True},
    {"clock": "speed", "speed": 0}, {"clock": "speed", "speed": 4000}, {"clock": "jump", "to": -5}, {"clock": "sideways"},
    {"do": "send", "incident": 1, "step": "x" * 300, "pools": []}, {"do": "add", "kind": "nobody", "time": 5},
])  # fmt: skip
def test_what_is_not_understood_is_refused_in_words(folder: Path, content: Any) -> None:
    room = DrillRoom(folder)
    with pytest.raises(Refused) as refused:
        room.order(FACILITATOR, "1", content)
    assert str(refused.value.why)
    with speaking("zh"):  # no word of pydantic's
        assert not re.search(r"[A-Za-z]{3,} [a-z]+", str(refused.value.why))
    assert (folder / RECORD).read_bytes() == b""


# ---- lights and board ----------------------------------------------------------------------------


def test_a_light_turns_amber_as_the_limit_nears_and_red_when_it_is_missed() -> None:
    targets = {"received": {"from": "brought", "to": "receive.started", "within": "100 s"}}
    drill = opened(small(DESK, VISIT, injects=[inject(1000)], players=PLAYERS, targets=targets))
    do(drill, "desk", "sit", player="desk")
    lights = Lights(drill.compiled)
    seen = {}
    for second in (999, 1000, 1074, 1075, 1100, 1101):
        drill.reach(second)
        light = lights.read(drill.live.arrived(), drill.live.log(), drill.now)[0]
        seen[second] = light.colour(second), len(light.running), light.missed
    assert seen == {
        999: (DARK, 0, []), 1000: (GREEN, 1, []), 1074: (GREEN, 1, []), 1075: (AMBER, 1, []), 1100: (AMBER, 1, []),
        1101: (RED, 0, [0]),
    }  # fmt: skip
    do(drill, "desk", "send", incident=1, step="receive", pools=["clerk"])
    light = lights.read(drill.live.arrived(), drill.live.log(), drill.now)[0]
    assert (light.colour(drill.now), light.kept, light.missed) == (RED, 0, [0])


def test_the_board_says_where_everybody_is_and_until_when() -> None:
    drill = town(run=3)
    while not any(unit.doing == "on_the_way" for unit in units(drill.live)):
        drill.reach(drill.now + 30)
    live = drill.live
    for unit in units(live):
        assert live.in_use[unit.pool] >= unit.many
        if unit.doing == "on_the_way":
            assert unit.until is not None
            first = live.row_first[unit.incident]
            assert live.status[first + unit.step] == RUNNING
            before = unit.until
            drill.reach(before - 1)
            assert live.status[first + unit.step] == RUNNING
            drill.reach(before)
            assert live.status[first + unit.step] == ENDED
            break


def test_the_board_names_no_step_that_is_somebody_elses() -> None:
    drill = town(run=3)
    seen = set()
    for _ in range(1500):
        drill.reach(drill.now + 120)
        for unit in units(drill.live):
            if unit.doing == "busy" and unit.step >= 0:
                kind = drill.live.msel.kind[unit.incident]
                seen.add((drill.compiled.pools[unit.pool], drill.compiled.steps[kind][unit.step]))
    assert ("work_team", "hear") in seen
    assert {step for pool, step in seen if pool == "county_reception_room"} <= {"hear", "mediation", "chief_hears"}
    assert ("car", "chief_travel") not in seen


# ---- the clock -------------------------------------------------------------------------------------


def test_the_clock_keeps_its_speed_and_a_pause_holds() -> None:
    drill, wall = town(), Wall(speed=60)
    wall.tick(drill, 0.1)
    assert drill.now == 0
    wall.go()
    for _ in range(25):
        wall.tick(drill, 0.1)
    assert drill.now == pytest.approx(150, abs=1)
    wall.pause()
    for _ in range(5):
        wall.tick(drill, 0.1)
    assert drill.now == pytest.approx(150, abs=1)
    assert wall.exercise == pytest.approx(3.1)  # the room waits with the clock


def test_a_machine_that_slept_does_not_jump_ahead() -> None:
    drill, wall = town(), Wall(speed=10, running=True)
    wall.tick(drill, 3600.0)
    assert drill.now <= 5


def test_the_clock_stands_still_when_a_player_is_asked() -> None:
    drill, wall = opened(small(DESK, VISIT, injects=[inject(500)], players=PLAYERS)), Wall(speed=3600)
    do(drill, "desk", "sit", player="desk")
    wall.go()
    while wall.running:
        wall.tick(drill, 0.1)
    assert drill.now == 500
    wall.stops_for_players = False
    wall.go()
    wall.tick(drill, 0.1)
    assert drill.now > 500
    assert wall.running


def test_a_slow_machine_slows_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    drill, wall = town(), Wall(speed=3600, running=True)
    monkeypatch.setattr("drillsim.room.clocks.BUDGET", -1.0)  # no time at all: one instant a tick
    drill.reach(40000)
    wall.tick(drill, 0.5)
    wall.tick(drill, 0.5)
    assert wall.slowed
    assert 40000 < drill.now < 43600


# ---- on disk ---------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = write(tmp_path)
    scenario, _plan = read_scenario(path)
    DrillFolder.begin(tmp_path / "drill", Inputs.of(path, scenario.files(path)), 1, 2, "en").close()
    return tmp_path / "drill"


def test_a_drill_goes_on_where_it_was_whenever_it_was_stopped(folder: Path) -> None:
    room = DrillRoom(folder)
    room.order("crew", "1", {"do": "sit", "player": "crew"})
    room.order(FACILITATOR, "2", {"do": "note", "text": "begun"})
    room.order(FACILITATOR, "3", {"clock": "speed", "speed": 600})
    room.order(FACILITATOR, "4", {"clock": "go"})
    for _ in range(30):
        room.tick(0.1)
    was, log, keys = room.drill.now, room.drill.live.log(), room.folder.keys(["facilitator"])
    # Nothing is closed or said good-bye to: the machine is switched off here.
    other = DrillRoom(folder)
    assert other.drill.now == was
    assert same(other.drill.live.log(), log)
    assert (other.wall.running, other.wall.speed) == (False, 600)  # until somebody says so: not all may be back
    assert other.held_up is not None
    assert other.wall.exercise == pytest.approx(room.wall.exercise, abs=0.1)
    assert other.drill.live.present == {"crew"}
    assert other.folder.keys(["facilitator"]) == keys
    assert (folder / "keys.json").stat().st_mode & 0o077 == 0
    other.order(FACILITATOR, "2", {"do": "note", "text": "begun"})  # sent again after a lost connection
    assert len(other.drill.notes) == 1


def test_a_line_that_a_power_cut_left_unfinished_is_cut_off(folder: Path) -> None:
    room = DrillRoom(folder)
    room.order(FACILITATOR, "1", {"do": "note", "text": "one"})
    with (folder / RECORD).open("ab") as record:
        record.write(b'{"at": 0, "by": "facilitator", "id": "2", "do": "no')
    other = DrillRoom(folder)
    assert [note.text for note in other.drill.notes] == ["one"]
    other.order(FACILITATOR, "3", {"do": "note", "text": "two"})
    assert [note.text for note in DrillRoom(folder).drill.notes] == ["one", "two"]


def test_a_record_that_was_tampered_with_is_refused_by_line(folder: Path) -> None:
    DrillRoom(folder).order(FACILITATOR, "1", {"do": "note", "text": "one"})
    with (folder / RECORD).open("ab") as record:
        record.write(
            b'{"at": 5, "exercise": 1.0, "by": "facilitator", "id": "2", "do": "release", "inject": 99999}\nnonsense\n'
        )
    with pytest.raises(InputError, match=r"record\.jsonl:2"):
        replayed(folder)
    with pytest.raises(InputError, match=r"record\.jsonl:3"):
        list(recorded(folder))


def test_a_decision_is_on_disk_before_anybody_is_shown_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = DrillRoom(folder)

    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room.folder, "append", full)
    with pytest.raises(Refused, match="No space left"):
        room.order(FACILITATOR, "1", {"do": "note", "text": "lost"})
    assert room.drill.notes == []


def test_an_ended_drill_leaves_a_run_folder_that_its_record_remakes(folder: Path) -> None:
    room = DrillRoom(folder)
    room.order(FACILITATOR, "1", {"clock": "jump", "to": 86400})
    while room.wall.running:
        room.tick(0.1)
    scenario = next((folder / "inputs").glob("*.yaml"))
    assert unfinished(folder)
    assert scenario.is_file()
    room.order(FACILITATOR, "2", {"do": "end"})
    room.finish()
    assert not unfinished(folder)
    assert not (folder / "keys.json").exists()
    from drillsim.room.filing import filed, inputs_of

    assert all((folder / name).read_bytes() == content for name, content in filed(folder, replayed(folder)).items())
    assert same_drill(folder, inputs_of(folder), 1, 2)
    assert not same_drill(folder, inputs_of(folder), 1, 3)


def test_an_action_that_does_not_come_is_offered_once_as_a_contingency(folder: Path) -> None:
    room = DrillRoom(folder)
    room.order("crew", "1", {"do": "sit", "player": "crew"})
    room.wall.stops_for_players = True
    while not room.drill.live.waits_for_player():
        room.order(FACILITATOR, f"n{room.drill.now}", {"clock": "jump", "to": room.drill.now + 7200})
        while room.wall.running:
            room.tick(0.1)
    assert room.overdue(room.read_lights()) == []
    room.drill.reach(room.drill.now + 599)
    assert room.overdue(room.read_lights()) == []
    room.drill.reach(room.drill.now + 1)
    offer = room.overdue(room.read_lights())[0]
    name = room.drill.compiled.steps[room.drill.live.msel.kind[offer.incident]][offer.step]
    room.order(FACILITATOR, "t", {"do": "tell", "to": offer.player, "message": "They ask again.",
                                  "incident": offer.incident + 1, "step": name})  # fmt: skip
    assert room.overdue(room.read_lights()) == []
    assert room.drill.told[0].message == "They ask again."


def test_a_trainers_own_event_list_brings_its_words_and_its_contingency_injects(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    from drillsim.msel.file import write_msel

    path = write(tmp_path)
    drill = town(run=1, path=path)
    write_msel(tmp_path / "msel.xlsx", drill.msel, drill.compiled, drill.scenario, drill.deck)
    book = load_workbook(tmp_path / "msel.xlsx")
    sheet = book["Event list"]
    titles = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(3, titles["Message"]).value = "Eight people stand at the gate."
    added = sheet.max_row + 1
    for title, value in (("Event type", "contingency inject"), ("Message", "They ask again."), ("To", "crew")):
        sheet.cell(added, titles[title]).value = value
    book.save(tmp_path / "msel.xlsx")
    scenario, _plan = read_scenario(path)
    inputs = Inputs.of(path, scenario.files(path), tmp_path / "msel.xlsx")
    DrillFolder.begin(tmp_path / "drill", inputs, 1, 1, "en").close()
    room = DrillRoom(tmp_path / "drill")
    messages = [one.message for one in room.drill.injects]
    assert "Eight people stand at the gate." in messages
    assert [(said.message, said.receiver) for _time, said in room.drill.contingencies] == [("They ask again.", "crew")]
    assert np.array_equal(room.drill.msel.time, drill.msel.time)


# ---- nothing may be forgotten -----------------------------------------------------------------------

LIMITED = {"from": "receive.ready", "to": "go.started"}
PROMISES: dict[str, dict[str, Any]] = {
    "limit": {**LIMITED, "within": "3 min"},
    "people": {**LIMITED, "within": "3 min", "people": "90 %"},
    "clock": {**LIMITED, "by": "00:30"},
    "none_lost": {"none_lost": True, "to": "go.started"},
    "order": {"in_order": True, "from": "receive.ended", "to": "go.started"},
    "sum": {"adds_up": ["receive", "travel", "go"], "within": "3 min", "waiting": True},
    "outcome": {"outcome": {"hear": "settled"}},
    "stay": {"stays": "who", "until": "hear.ended"},
    "rhythm": {"every": "60 s", "to": ["receive.ended", "go.started"], "until": "go.ended", "within": "30 s"},
    "count": {"of": "who", "count": 2},
    "open": {**LIMITED, "open_at_most": 1},
    "once": {"once": "day", "to": "go.started"},
    "pace": {"per": "hour", "to": "go.started", "at_most": 2},
    "mean": {"from": "go.started", "to": "hear.ended", "within": "20 min", "form": "mean per day"},
    "duty": {"on_duty": ["crew", "clerk"], "within": "1 h"},
    "no_gap": {"no_gap": "crew", "at_least": 1, "free": True},
}


def watched(promise: str) -> Drill:
    """A drill of a plan that makes this one promise; some of its incidents are late and one is never attended to."""
    steps = {
        **VISIT,
        "go": {**VISIT["go"], "keep": {"who": "hear"}},
        "hear": {"after": "go", "takes": "5 min", "outcome": {"settled": "60 %", "open": "40 %"}},
    }
    injects = [inject(second) for second in (10, 500, 520, 540, 1500, 40_000)]
    return opened(small(DESK, steps, injects=injects, players=PLAYERS, targets={"watched": PROMISES[promise]}))


def test_every_promise_of_a_plan_stands_in_the_test_of_the_lights() -> None:
    from drillsim.judge.evaluate import GAUGES

    assert set(PROMISES) == {promise.promise for promise in GAUGES}


@pytest.mark.parametrize("promise", PROMISES)
def test_the_light_of_every_promise_can_be_read_at_any_time_and_comes_to_what_is_judged(promise: str) -> None:
    drill = watched(promise)
    do(drill, "desk", "sit", player="desk")
    lights = Lights(drill.compiled)
    assert lights.gauges[0].target.promise == promise
    kept, missed = 0, []
    while not drill.live.over:
        busy = drill.now < 3_000 or 39_900 < drill.now < 42_000
        drill.reach(drill.now + (45 if busy else 900))
        for incident, step, part in drill.live.waits_for_player():
            if incident != 2 and drill.now % 10 == 0:
                do(drill, part.key, "leave", incident=incident + 1, step=drill.compiled.steps[0][step])
        light = lights.read(drill.live.arrived(), drill.live.log(), drill.now)[0]
        assert light.colour(drill.now) in (GREEN, AMBER, RED, DARK)
        if promise != "stay":  # somebody who is there may still be sent away
            assert light.kept >= kept
            assert set(light.missed) >= set(missed)
        kept, missed = light.kept, light.missed
        assert not {one.incident for one in light.running} & set(light.missed)
    msel, log = drill.live.arrived(), drill.live.log()
    light, judged = lights.read(msel, log, drill.now)[0], lights.gauges[0].read(msel, log)
    open_ = {one.incident for one in light.running} | (
        {2} if promise in ("limit", "people", "clock", "none_lost", "sum", "rhythm") else set()
    )
    decided = ~np.isin(judged.incident, list(open_)) if light.of_incidents else np.ones(len(judged.state), np.bool_)
    assert light.kept == int((judged.state[decided] == 1).sum()) > 0
    assert [one for one in light.missed if one not in open_] == judged.incident[
        decided & np.isin(judged.state, (2, 3))
    ].tolist()


@pytest.mark.parametrize("per_incident", [True, False])
def test_a_promise_of_which_the_lights_know_nothing_stops_no_room(
    per_incident: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drillsim.judge.evaluate import GAUGES
    from drillsim.judge.gauge import LATE, NEVER, Gauge, Judgement
    from drillsim.plan.targets import LimitTarget
    from drillsim.room import views

    class Odd(Gauge):
        def _kinds_in_scope(self) -> list[int]:
            return list(range(len(self.compiled.kinds)))

        def read(self, msel: Any, log: Any) -> Judgement:
            many = len(msel.time) if per_incident else 3
            return Judgement(np.arange(many), np.full(many, NEVER if per_incident else LATE), np.zeros(many, np.int64))

    Odd.per_incident = per_incident
    monkeypatch.setitem(GAUGES, LimitTarget, Odd)
    room = DrillRoom(folder)
    room.order(FACILITATOR, "1", {"clock": "jump", "to": 30_000})
    while room.wall.running:
        room.tick(0.1)
    open_ = [i for i in range(len(room.drill.live.msel.time)) if not room.drill.live.is_over(i)]
    for light in room.read_lights():
        assert not set(light.missed) & set(open_)  # what may still turn out either way is said of nobody
    for view in (views.facilitator_view, views.observer_view, lambda room: views.player_view(room, "crew")):
        view(room)
    room.order(FACILITATOR, "2", {"do": "end"})
    assert views.hotwash_view(room)["targets"]


def test_every_decision_and_every_sort_of_event_is_known_wherever_it_is_asked_for() -> None:
    from typing import get_args

    from drillsim.command import terminal
    from drillsim.compiled import log
    from drillsim.room import drill as drill_module
    from drillsim.room import room as room_module
    from drillsim.room import views
    from drillsim.room.hotwash import Happened, Sort
    from drillsim.room.timeline import told
    from drillsim.room.words import words

    decisions = set(get_args(get_args(decisions_module.Decision)[0]))
    assert set(drill_module._DO) == decisions
    assert set(decisions_module.BY_PLAYERS) < decisions
    clocks = {one for one in vars(room_module).values() if isinstance(one, type) and issubclass(one, room_module._Clock)}
    assert set(room_module._SET) == clocks - {room_module._Clock}
    states = {log.COMING, log.WAITING, log.RUNNING, log.ENDED, log.SKIPPED, log.WITHDRAWN}
    assert set(views.STATES) == states == set(range(len(states)))
    assert all(hasattr(terminal._Desk, f"_{name}") for name in terminal.HELP if name != "quit")
    # What the look back tells of: each sort has a sentence of its own in the report, and words on the screens.
    sorts = set(get_args(Sort))
    assert sorts == {key.removeprefix("tl_") for key in words() if key.startswith("tl_")}
    drill = town()
    drill.reach(50_000)
    pool = drill.compiled.pools[0]
    target = next(iter(drill.compiled.plan.targets))
    named = {"inject": "1", "away": pool, "missed": target, "note": target}
    sentences = {
        sort: told(drill, Happened(5, sort, FACILITATOR, 0, 0, name=named.get(sort, drill.parts[0].key), text="x")).msgid
        for sort in sorts
    }
    assert len(set(sentences.values())) == len(sorts)


# ---- where a unit is seen, who decides, what may still be changed ------------------------------------


def at_work(drill: Drill, second: int) -> dict[str, tuple[str, int | None]]:
    """By pool, the step at which its first unit is seen ('' for none) and until when."""
    drill.reach(second)
    found: dict[str, tuple[str, int | None]] = {}
    for unit in units(drill.live):
        steps = drill.compiled.steps[drill.live.msel.kind[unit.incident]]
        found.setdefault(drill.compiled.pools[unit.pool], (steps[unit.step] if unit.step >= 0 else "", unit.until))
    return found


def test_a_unit_is_seen_at_its_own_step_then_at_later_ones_that_are_nobody_elses() -> None:
    steps = {
        "receive": {"takes": "10 s", "needs": {"by": "clerk 1"}, "keep": {"by": "close"}},
        "think": {"after": "receive", "takes": "20 s"},
        "go": {"after": "receive", "takes": "60 s", "needs": {"who": "crew 2"}},
        "sign": {"after": ["think", "go"], "takes": "5 s", "needs": {"signs": "car 1"}},
        "file": {"after": "sign", "takes": "7 s"},
        "close": {"after": "file", "takes": "9 s"},
    }
    drill = opened(small(DESK, steps, injects=[inject(0)]))
    assert at_work(drill, 5) == {"clerk": ("receive", 10)}
    assert at_work(drill, 15) == {"clerk": ("think", 30), "crew": ("go", 70)}
    assert at_work(drill, 40) == {"clerk": ("", None), "crew": ("go", 70)}  # what runs is somebody else's
    assert at_work(drill, 72) == {"clerk": ("", None), "car": ("sign", 75)}
    assert at_work(drill, 80) == {"clerk": ("file", 82)}  # four steps on, past those of others
    assert at_work(drill, 90) == {"clerk": ("close", 91)}
    assert at_work(drill, 92) == {}


def test_a_waiting_step_names_who_decides_it_and_no_other_step_does() -> None:
    from drillsim.room.views import incident_view

    class Here:
        """As much of a room as the view of an incident asks for."""

        envelopes: dict[Any, Any] = {}

        def __init__(self, drill: Drill) -> None:
            self.drill = drill

    def deciders() -> list[tuple[str, str, str]]:
        shown = incident_view(Here(drill), 0)  # type: ignore[arg-type]
        return [(step["key"], step["status"], step.get("decider", "")) for step in shown["steps"]]

    drill = opened(small(DESK, VISIT, injects=[inject(0), inject(1)], players=PLAYERS))
    do(drill, "desk", "sit", player="desk")
    drill.reach(2)
    assert deciders() == [("receive", "waiting", "desk"), ("go", "coming", "")]
    do(drill, "desk", "send", incident=1, step="receive", pools=["clerk"])
    assert deciders() == [("receive", "running", ""), ("go", "coming", "")]
    for player in ("squad", "head"):
        do(drill, player, "sit", player=player)
    drill.reach(20)
    assert deciders() == [("receive", "ended", ""), ("go", "waiting", "head")]  # the first whom it concerns
    do(drill, FACILITATOR, "rise", player="head")
    assert deciders()[1] == ("go", "waiting", "squad")
    do(drill, "squad", "leave", incident=1, step="go", always=True)
    assert deciders()[1] == ("go", "running", "")


def test_a_request_that_is_left_to_the_rule_names_nobody() -> None:
    from drillsim.room.views import facilitator_view

    drill = opened(small({**DESK, "car": {"kind": "vehicle", "count": 0}}, VISIT, injects=[inject(0)], players=PLAYERS))
    do(drill, "head", "sit", player="head")
    drill.reach(20)
    room: Any = type("Room", (), {"drill": drill, "envelopes": {}, "connected": {part.key: 0 for part in drill.parts},
                                  "held_up": None, "read_lights": lambda _: [], "overdue": lambda *_: []})()  # fmt: skip

    def go() -> dict[str, Any]:
        return next(step for step in facilitator_view(room)["incidents"][0]["steps"] if step["key"] == "go")

    assert (go()["status"], go()["decider"]) == ("waiting", "head")
    do(drill, "head", "leave", incident=1, step="go")
    assert (go()["status"], go().get("decider")) == ("waiting", None)  # there is no car: it waits by the rule


def changes(drill: Drill) -> dict[str, dict[str, Any]]:
    """One decision of every sort that could be taken while the drill runs, at 30 s of `VISIT`."""
    return {
        "sit": {"player": "desk"}, "rise": {"player": "desk"}, "release": {"inject": 2}, "approve": {"inject": 2},
        "hold": {"inject": 2}, "complete": {"inject": 1}, "edit": {"inject": 2, "people": 3},
        "add": {"kind": "visit", "time": 90}, "tell": {"message": "x"},
        "send": {"incident": 1, "step": "go", "pools": ["crew", "car"]}, "leave": {"incident": 1, "step": "go"},
        "answer": {"incident": 1, "step": "go", "picked_up": True}, "note": {"text": "x"},
        "away": {"pool": "crew", "count": 1, "until": 90}, "end": {},
    }  # fmt: skip


def running() -> Drill:
    drill = opened(small(DESK, VISIT, injects=[inject(0), inject(80)], players=PLAYERS, seconds=100))
    do(drill, "head", "sit", player="head")
    drill.reach(30)
    return drill


@pytest.mark.parametrize("what", changes(running()))
def test_a_drill_may_be_changed_until_it_has_ended_and_then_no_more(what: str) -> None:
    from typing import get_args

    drill = running()
    assert {
        one.model_fields["do"].annotation.__args__[0] for one in get_args(get_args(decisions_module.Decision)[0])
    } == set(changes(drill))
    if what == "answer":  # nothing rings here
        with pytest.raises(Refused):
            do(drill, FACILITATOR, what, **changes(drill)[what])
    else:
        do(drill, FACILITATOR, what, **changes(drill)[what])
    drill = running()
    do(drill, FACILITATOR, "end")
    before, record = drill.live.log(), len(drill.record)
    if what == "note":
        do(drill, FACILITATOR, what, text="said at the hot wash")
        assert len(drill.record) == record + 1
        return
    with pytest.raises(Refused, match="the drill is over"):
        do(drill, FACILITATOR, what, **changes(drill)[what])
    assert same(before, drill.live.log())
    assert len(drill.record) == record


@pytest.mark.parametrize(("time", "may"), [(0, False), (29, False), (30, False), (31, True), (99, True), (100, False)])
def test_an_inject_may_be_set_between_now_and_the_end_of_the_scenario(time: int, may: bool) -> None:
    for what in ({"do": "edit", "inject": 2, "time": time}, {"do": "add", "kind": "visit", "time": time}):
        drill = running()
        if may:
            drill.do(FACILITATOR, decisions_module.decision(what))
            continue
        with pytest.raises(Refused, match="between now and the end"):
            drill.do(FACILITATOR, decisions_module.decision(what))
        assert drill.injects[1].time == 80


def test_what_has_been_given_may_not_be_given_held_or_changed_again() -> None:
    drill = running()
    for what in ("release", "approve", "hold"):
        with pytest.raises(Refused, match="has been given already"):
            do(drill, FACILITATOR, what, inject=1)
    with pytest.raises(Refused, match="has been given already"):
        do(drill, FACILITATOR, "edit", inject=1, people=2)
    with pytest.raises(Refused, match="has not been given yet"):
        do(drill, FACILITATOR, "complete", inject=2)
    for until, may in ((30, False), (31, True)):
        if may:
            do(drill, FACILITATOR, "away", pool="crew", count=1, until=until)
        else:
            with pytest.raises(Refused, match="ends before it begins"):
                do(drill, FACILITATOR, "away", pool="crew", count=1, until=until)


def test_an_inject_that_is_approved_at_its_own_second_comes_at_once() -> None:
    drill = running()
    do(drill, FACILITATOR, "hold", inject=2)
    drill.reach(80)
    do(drill, FACILITATOR, "approve", inject=2)
    assert drill.injects[1].incident == 1
    assert drill.live.msel.time == [0, 80]
    drill = running()
    do(drill, FACILITATOR, "hold", inject=2)
    do(drill, FACILITATOR, "approve", inject=2)
    assert drill.injects[1].incident is None
    drill.reach(80)
    assert drill.injects[1].incident == 1


# ---- units that are under way ------------------------------------------------------------------------


def seen(drill: Drill, second: int, pool: str) -> list[tuple[str, list[tuple[str, int]], str, int, int | None]]:
    """The units of a pool on the board: what they do, from where, to where, since when and until when."""
    drill.reach(second)
    places = drill.compiled.places
    return [
        (unit.doing, [(places[place], part) for place, part in unit.origin], places[unit.to], unit.since, unit.until)
        for unit in units(drill.live) if drill.compiled.pools[unit.pool] == pool
    ]  # fmt: skip


def test_the_board_follows_a_unit_from_place_to_place() -> None:
    drill = opened(journeys(inject(0, kind="minor", zone="town")))
    station, town, hospital = [("station", 1000)], [("town", 1000)], [("hospital", 1000)]
    assert seen(drill, 100, "ambulance") == [("on_the_way", station, "town", 0, 300)]
    assert seen(drill, 400, "ambulance") == [("busy", town, "town", 0, None)]
    assert seen(drill, 1000, "ambulance") == [("on_the_way", town, "hospital", 900, 1260)]
    assert seen(drill, 1300, "ambulance") == [("busy", hospital, "hospital", 1260, 1560)]
    assert seen(drill, 1600, "ambulance") == [("returns", hospital, "station", 1560, 2040)]
    (unit,) = units(drill.live)
    assert unit.free
    assert drill.live.free(unit.pool) == 1
    assert seen(drill, 2040, "ambulance") == []


def test_a_unit_that_is_sent_from_the_road_is_seen_between_two_places() -> None:
    drill = opened(journeys(inject(0, kind="minor", zone="town"), inject(1800, kind="minor", zone="town")))
    between = [("hospital", 500), ("station", 500)]
    assert seen(drill, 1900, "ambulance") == [("on_the_way", between, "town", 1800, 2130)]
    assert [unit.incident for unit in units(drill.live)] == [1]  # it drives home no more


def test_a_unit_that_may_not_be_sent_is_not_free_on_its_way_home() -> None:
    drill = opened(journeys(inject(0, kind="minor", zone="town"), inject(0, kind="minor", zone="town")))
    drill.reach(2400)
    (unit,) = [unit for unit in units(drill.live) if drill.compiled.pools[unit.pool] == "spare"]
    assert (unit.doing, unit.free, drill.live.free(unit.pool)) == ("returns", False, 0)


def test_who_was_turned_away_and_who_waits_for_the_replacement_are_seen() -> None:
    drill = opened(
        journeys(inject(0, kind="minor", zone="town"), inject(0, kind="minor", zone="hills"),
                 inject(200, kind="urgent", zone="town"))
    )  # fmt: skip
    drill.reach(250)
    (unit,) = [unit for unit in units(drill.live) if drill.compiled.pools[unit.pool] == "ambulance"]
    assert (unit.incident, unit.doing, unit.turned_from) == (2, "on_the_way", 0)
    shown = next(step for step in incident_steps(drill, 0) if step["key"] == "go")
    assert (shown["status"], shown["turned"]) == ("waiting", [{"name": "ambulance", "incident": 3}])
    turned = [one for one in HotWash(drill).timeline if one.sort == "turned"]
    assert [(one.second, one.incident, one.text) for one in turned] == [(200, 0, "3")]


def test_the_replacement_of_a_unit_is_the_rules_to_send_and_no_players() -> None:
    drill = opened(
        journeys(inject(0, kind="minor", zone="town"), inject(0, kind="minor", zone="hills"),
                 inject(200, kind="urgent", zone="town"), players={"desk": {"plays": "ambulance"}})
    )  # fmt: skip
    drill.reach(199)
    do(drill, "desk", "sit", player="desk")
    drill.reach(200)
    (task,) = drill.live.waits_for_player()
    assert task[:2] == (2, 0)
    with pytest.raises(Refused, match="decided already"):
        do(drill, FACILITATOR, "send", incident=1, step="go", pools=["ambulance"])
    do(drill, "desk", "send", incident=3, step="go", pools=["ambulance"])  # the plan turns it away from incident 1
    assert drill.live.waits_for_player() == []
    assert "decider" not in next(step for step in incident_steps(drill, 0) if step["key"] == "go")
    with pytest.raises(Refused, match="decided already"):
        do(drill, FACILITATOR, "leave", incident=1, step="go")
    drill.reach(4000)
    assert drill.live.status[row(drill, 1, "go")] == ENDED


def incident_steps(drill: Drill, incident: int) -> list[dict[str, Any]]:
    from drillsim.room.views import incident_view

    room: Any = type("Room", (), {"drill": drill, "envelopes": {}})()
    return list(incident_view(room, incident)["steps"])


def test_a_shuttle_is_seen_on_each_of_its_ways() -> None:
    drill = opened(journeys(inject(0, kind="move", zone="town", people=25)))
    station, town, shelter = [("station", 1000)], [("town", 1000)], [("shelter", 1000)]
    assert seen(drill, 100, "bus") == [("on_the_way", station, "town", 0, 300)]
    assert seen(drill, 400, "bus") == [("busy", town, "town", 300, 600)]  # loading
    assert seen(drill, 700, "bus") == [("on_the_way", town, "shelter", 600, 1200)]
    assert seen(drill, 1300, "bus") == [("on_the_way", shelter, "town", 1200, 1800)]
    assert [unit.rounds for unit in units(drill.live)] == [(2, 3)]
    live = drill.live
    drill.reach(live.until[0])
    assert live.first[0] == 1200
    assert seen(drill, drill.now, "bus") == [("returns", shelter, "station", live.until[0], live.until[0] + 240)]


def asked(*injects: dict[str, Any]) -> Drill:
    """A drill in which a desk decides everything about these incidents; their requests wait."""
    desk = {"plays": [], "decides": [*POOLS]}
    drill = opened(journeys(*injects, players={"desk": desk}))
    do(drill, "desk", "sit", player="desk")
    drill.reach(1)
    return drill


def test_a_way_without_a_time_is_not_driven() -> None:
    drill = asked(inject(0, kind="minor", zone="town"))
    with pytest.raises(Refused, match="no time from hospital to barn is known"):
        do(drill, "desk", "send", incident=1, step="go", pools=["truck"])
    do(drill, "desk", "send", incident=1, step="go", pools=["bus"])  # not what the plan would: all its ways have times


def test_a_full_room_is_refused() -> None:
    drill = asked(*(inject(0, kind="minor", zone="town", people=1) for _ in range(3)))
    for incident, pool in ((1, "ambulance"), (2, "spare"), (3, "bus")):
        do(drill, "desk", "send", incident=incident, step="go", pools=[pool])
    drill.reach(700)
    for incident in (1, 2):
        do(drill, "desk", "send", incident=incident, step="treat", pools=["ward"])
    with pytest.raises(Refused, match="ward: 0 free, 1 wanted"):
        do(drill, "desk", "send", incident=3, step="treat", pools=["ward"])


def test_a_crew_and_its_vehicle_are_of_one_station() -> None:
    drill = asked(inject(0, kind="fight", zone="town"))
    with pytest.raises(Refused, match="helpers and ambulance are not of one station"):
        do(drill, "desk", "send", incident=1, step="order", pools=["ambulance", "helpers"])
    do(drill, "desk", "send", incident=1, step="order", pools=["spare", "helpers"])


def test_the_players_choice_goes_first_and_the_plan_adds_the_rest() -> None:
    drill = asked(inject(0, kind="search", zone="town"), inject(0, kind="search", zone="town"))
    live, (need,) = drill.live, drill.live.asked_for(0, 0)
    names = drill.compiled.pools
    assert [names[pool] for pool in live.by_rule(0, 0) or []] == ["crew"]  # who is nearer goes first
    offers = {names[pool]: offer for pool, offer in live.offers(0, 0, need).items()}
    assert [(names[part.pool], part.units) for part in offers["helpers"].parts or []] == [("helpers", 3), ("crew", 1)]
    do(drill, "desk", "send", incident=1, step="comb", pools=["helpers"])
    log = live.log()
    taken = [(names[pool], int(n)) for pool, n in zip(log.hold_pool, log.hold_count, strict=True) if pool != OPEN]
    assert taken == [("helpers", 3), ("crew", 1)]
    with pytest.raises(Refused, match="helpers: 0 free, 1 wanted"):
        do(drill, "desk", "send", incident=2, step="comb", pools=["helpers"])
    with pytest.raises(Refused, match="crew and whoever the plan would add are not enough: 4 wanted"):
        do(drill, "desk", "send", incident=2, step="comb", pools=["crew"])


def test_the_seconds_shown_are_from_where_units_are() -> None:
    drill = opened(journeys(inject(0, kind="minor", zone="town"), inject(1800, kind="minor", zone="town"),
                            players={"desk": {"plays": [], "decides": ["ambulance", "spare"]}}))  # fmt: skip
    drill.reach(1700)
    do(drill, "desk", "sit", player="desk")
    drill.reach(1800)
    (need,) = drill.live.asked_for(1, 0)
    offers = {drill.compiled.pools[pool]: offer for pool, offer in drill.live.offers(1, 0, need).items()}
    assert (offers["ambulance"].seconds, offers["spare"].seconds) == (330, 600)  # half-way home it is 5 min 30 s away
