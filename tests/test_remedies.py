"""Remedies: small plans where it is known what would mend them, and what must be true of every remedy that is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from files import PLAN, SCENARIO
from often import often
from plans import Drill, compiled_play, conduct, drill, inject
from random_plans import random_plays

import drillsim
from drillsim.base.language import speaking
from drillsim.compiled.compilation import compile_plan
from drillsim.say.remedies import cost_words, effect_words, more_missed, to_do
from drillsim.why.changes import (
    NOBODY,
    Agree,
    LetGo,
    Limit,
    More,
    OnCall,
    OnDuty,
    Open,
    SendOn,
    StandIn,
    dealt,
    edited,
)
from drillsim.why.evidence import Evidence
from drillsim.why.explanation import explain_plays, figures
from drillsim.why.remedies import WORTH, Remedies, Remedy, as_written, remedies
from drillsim.why.replay import Deals, Replay

HOUR = 3600
FIVE_MINUTES = {"t": {"to": "go.started", "within": "5 min"}}


def found(d: Drill, runs: int = 1, play: Any = compiled_play) -> Remedies:
    """What would mend the promises of a plan that are missed."""
    msels = [d.msel(run) for run in range(1, runs + 1)]
    why = explain_plays(d.compiled, msels, play, scenario=d.scenario)
    return remedies(d.compiled, msels, play, why, [target.id for target in why.targets])


def best(d: Drill, target: str = "t") -> Remedy:
    return found(d).of(target)[0]


def misses(one: Remedy, target: str = "t") -> tuple[int, int]:
    effect = one.effect(target)
    return effect.before.missed, effect.after.missed


def told(d: Drill, one: Remedy) -> tuple[str, str]:
    return str(to_do(d.compiled, one.changes)), str(cost_words(one))


# ---- where the answer is known --------------------------------------------------------------------


def test_a_car_in_the_workshop_on_one_day_is_made_good_on_that_day() -> None:
    day = 24 * HOUR
    d = drill(
        {"car": {"kind": "vehicle", "count": 1}},
        {"go": {"takes": "1 h", "needs": {"car": "car 1"}}},
        days=3,
        injects=[inject(9 * HOUR), inject(day + 9 * HOUR), inject(2 * day + 9 * HOUR)],
        disruptions=[{"out_of_service": "car", "from": "day 2 08:00", "until": "day 2 18:00"}],
        targets=FIVE_MINUTES,
    )
    one = best(d)
    (change,) = one.changes
    assert isinstance(change, StandIn)
    assert change.n == 1
    assert misses(one) == (1, 0)
    assert told(d, one) == (
        "Book 1 more of 'car' for Tuesday 3 March 2026, 08:00 to 18:00 (out of service: car 1)", "1 vehicle for 10 h",
    )  # fmt: skip


def test_of_several_who_are_away_no_more_stand_in_than_are_missing() -> None:
    d = drill(
        {"crew": {"staff": 3}},
        {"go": {"takes": "1 h", "needs": {"crew": "crew 1"}}},
        injects=[inject(9 * HOUR)],
        disruptions=[{"staff_away": "crew", "count": 3, "from": "day 1 08:00", "until": "day 1 12:00"}],
        targets=FIVE_MINUTES,
    )
    assert [type(one.changes[0]) for one in found(d).of("t")][:1] == [StandIn]
    one = best(d)
    assert one.changes[0].n == 1  # type: ignore[union-attr]
    assert told(d, one)[1] == "1 person for 4 h"


def test_a_telephone_that_is_off_gets_a_second_number() -> None:
    d = drill(
        {"phone": {"kind": "post"}},
        {
            "call": {"calls": "phone", "takes": "1 min", "outcome": {"answered": "100 %", "unanswered": "0 %"}},
            "wait": {"after": "call", "when": {"call": "unanswered"}, "takes": "1 h"},
            "go": {"after": ["call", "wait"], "takes": "1 min"},
        },
        injects=[inject(9 * HOUR), inject(15 * HOUR)],
        disruptions=[{"phone_off": "phone", "from": "day 1 08:00", "until": "day 1 10:00"}],
        targets=FIVE_MINUTES,
    )
    one = best(d)
    assert misses(one) == (1, 0)
    assert told(d, one)[1] == "a second telephone number"


def test_who_holds_two_posts_gets_a_stand_in() -> None:
    d = drill(
        {"head": {"kind": "post", "also": ["chair"]}},
        {"lead": {"takes": "30 min", "needs": {"a": "head 1"}}, "go": {"takes": "30 min", "needs": {"b": "chair 1"}}},
        injects=[inject(0)],
        targets=FIVE_MINUTES,
    )
    one = best(d)
    assert one.changes == (More("head", 1),)
    assert told(d, one) == ("Name 1 to stand in for 'head', who is also: chair", "1 more person")


ON_THE_WAY = {
    "out": {"takes": "turnout", "needs": {"crew": "crew 1", "car": "car 1"}, "keep": {"crew": "over", "car": "over"}},
    "way": {"after": "out", "takes": "travel", "who": ["crew", "car"]},
    "go": {"after": "way", "takes": "2 h"},
    "over": {"after": "go", "way_back": ["crew", "car"]},
}


def on_the_way(way: str, **pools: Any) -> Drill:
    return drill(
        {"crew": {"staff": 9, "base": "office"}, "car": {"kind": "vehicle", "count": 1, "base": "office"}} | pools,
        ON_THE_WAY,
        travel={"times": {"office": {"town": way}}},
        injects=[inject(0, zone="town"), inject(HOUR, zone="town")],
        targets={"t": {"to": "go.started", "within": "30 min"}},
    )


def test_a_car_that_is_kept_is_let_go_once_it_has_brought_people() -> None:
    d = on_the_way("10 min")
    one = best(d)
    assert [type(change) for change in one.changes] == [LetGo]
    assert one.costs[0].tier == NOBODY
    assert misses(one) == (1, 0)
    assert {More("car", 1)} < {change for other in found(d).found for change in other.changes}  # whoever cannot let it go
    plan = edited(d.compiled.written, one.changes).procedures["visit"].steps
    assert plan["out"].keep == {"crew": "over", "car": "way"}
    assert (plan["way"].way_back, plan["over"].way_back) == (["car"], ["crew"])


def test_a_car_on_its_way_home_is_sent_on() -> None:
    d = drill(
        {"crew": {"staff": 9, "base": "office"}, "car": {"kind": "vehicle", "count": 1, "base": "office"}},
        {
            "out": {"takes": "turnout", "needs": {"crew": "crew 1", "car": "car 1"}, "keep": {"car": "way"}},
            "way": {"after": "out", "takes": "travel", "who": ["car"], "way_back": ["car"]},
            "go": {"after": "way"},
        },
        travel={"times": {"office": {"town": "20 min"}}},
        injects=[inject(0, zone="town"), inject(25 * 60, zone="town")],
        targets={"t": {"to": "go.started", "within": "20 min"}},
    )
    one = best(d)
    assert one.changes == (SendOn("car"),)
    assert misses(one) == (1, 0)


def test_where_the_road_alone_is_too_long_only_another_limit_helps() -> None:
    d = on_the_way("42 min", car={"kind": "vehicle", "count": 9, "base": "office"})
    assert [one.changes for one in found(d).of("t")] == [(Limit("t", 45 * 60),)]
    one = best(d)
    assert misses(one) == (2, 0)
    assert told(d, one)[0] == "Write 45 min in place of 30 min into the plan: this is kept as things are"


def turned_out(n: int) -> dict[str, Any]:
    return {
        "out": {"takes": "turnout", "needs": {"crew": f"crew {n}"}, "keep": {"crew": "go"}},
        "go": {"after": "out", "takes": "1 h"},
    }


def test_those_on_call_are_on_duty_in_the_hours_in_which_they_are_missed() -> None:
    shifts = [{"hours": "08:00-20:00", "on_duty": 3}, {"hours": "20:00-08:00", "on_duty": 0, "on_call": 3}]
    d = drill(
        {"crew": {"staff": 3, "turnout": {"on_duty": "1 min", "on_call": "30 min"}, "shifts": shifts}},
        {
            "out": {"takes": "turnout", "needs": {"crew": "crew 2"}, "keep": {"crew": "go"}},
            "go": {"after": "out", "takes": "1 h"},
        },
        injects=[inject(10 * HOUR), inject(22 * HOUR)],
        targets=FIVE_MINUTES,
    )
    one = best(d)
    assert one.changes == (OnDuty("crew", 2, (1,)),)
    assert misses(one) == (1, 0)
    assert told(d, one) == (
        "Have 2 of 'crew' on duty instead of on call (20:00-08:00)", f"{2 * 12 * 7} hours on duty more a week",
    )  # fmt: skip


def test_a_place_that_is_closed_opens_as_early_as_people_come() -> None:
    d = drill(
        {"desk": {"kind": "room", "places": 9, "hours": "14:00-17:00"}},
        {"go": {"takes": "10 min", "needs": {"desk": "desk 1"}}},
        injects=[inject(9 * HOUR + 600), inject(15 * HOUR)],
        targets=FIVE_MINUTES,
    )
    one = best(d)
    (change,) = one.changes
    assert isinstance(change, Open)
    assert change.hours == ((9 * HOUR, 17 * HOUR),)
    assert told(d, one) == ("Extend the hours of 'desk' to 09:00-17:00", f"{5 * 7} hours open more a week")


def test_volunteers_of_whom_nobody_is_on_duty_are_more_on_call() -> None:
    d = drill(
        {"crew": {"turnout": {"on_duty": "1 min", "on_call": "2 min"}, "shifts": [{"on_duty": 0, "on_call": 3}]}},
        {
            "out": {"takes": "turnout", "needs": {"crew": "crew 3"}, "keep": {"crew": "go"}},
            "go": {"after": "out", "takes": "1 h"},
        },
        injects=[inject(0), inject(600)],
        targets=FIVE_MINUTES,
    )
    assert OnCall("crew", 3, (0,)) in {change for one in found(d).of("t") for change in one.changes}


@pytest.mark.parametrize(("short", "enough"), [(1, 1), (2, 2), (5, 5)])
def test_no_more_is_asked_for_than_is_needed(short: int, enough: int) -> None:
    d = drill(
        {"crew": {"staff": 3}},
        {"go": {"takes": "1 h", "needs": {"crew": f"crew {3 + short}"}}},
        injects=[inject(0)],
        targets=FIVE_MINUTES,
    )
    assert best(d).changes == (More("crew", enough),)


def test_what_is_short_together_is_mended_together() -> None:
    steps = {"go": {"takes": "1 h", "needs": {"crew": "crew 1", "car": "car 1"}}}
    d = drill({"crew": {"staff": 1}, "car": {"kind": "vehicle", "count": 1}}, steps,
              injects=[inject(0), inject(1)], targets=FIVE_MINUTES)  # fmt: skip
    one = best(d)
    assert set(one.changes) == {More("crew", 1), More("car", 1)}
    assert told(d, one)[1] == "1 more person, 1 more vehicle"


def test_an_outside_unit_is_agreed_with_and_not_sized() -> None:
    d = drill(
        {"doctors": {"staff": 1, "outside": True}},
        {"go": {"takes": "1 h", "needs": {"who": "doctors 1"}}},
        injects=[inject(0), inject(1)],
        targets=FIVE_MINUTES,
    )
    assert [one.changes for one in found(d).of("t") if not one.promises_less] == [(Agree("doctors"),)]


def test_of_a_drill_the_plan_s_own_play_is_mended() -> None:
    """Whatever the room did, and however late it was: what is said of remedies is said of the plan's rule."""
    d = on_the_way("10 min")
    msel = d.msel()
    log = conduct(d.compiled, msel)
    room = log._replace(started=log.started + 600 * (log.started >= 0))
    assert Evidence(d.compiled, [msel], conduct, [room]).remedies(["t"]) == found(d, play=conduct)


def test_what_breaks_more_than_it_mends_is_no_remedy() -> None:
    """With a second crew the slow job gets hold of the only car before the two quick ones that come next."""
    slow = {"ready": {"takes": "1 min", "needs": {"crew": "crew 1"}},
            "go": {"after": "ready", "takes": "3 h", "needs": {"car": "car 1"}}}  # fmt: skip
    quick = {"go": {"takes": "1 min", "needs": {"car": "car 1"}}}
    d = drill(
        {"crew": {"staff": 1}, "car": {"kind": "vehicle", "count": 1}},
        injects=[inject(0, "other"), inject(1, "slow"), inject(300, "quick"), inject(400, "quick")],
        procedures={"other": {"steps": {"busy": {"takes": "20 min", "needs": {"crew": "crew 1"}}}, "priority": 1},
                    "slow": {"steps": slow}, "quick": {"steps": quick}},
        targets={"slow": {"to": "go.started", "within": "5 min", "where": {"kind": "slow"}},
                 "quick": {"to": "go.started", "within": "5 min", "where": {"kind": "quick"}}},
    )  # fmt: skip
    assert all(More("crew", 1) not in one.changes for one in found(d).found)


def test_a_plan_that_keeps_its_promises_needs_no_remedy() -> None:
    d = drill({"crew": {"staff": 1}}, {"go": {"takes": "1 h", "needs": {"crew": "crew 1"}}}, injects=[inject(0)],
              targets=FIVE_MINUTES)  # fmt: skip
    assert found(d).found == ()


def test_limits_are_such_as_people_write() -> None:
    assert [as_written(seconds) for seconds in (61, 130, 900, 901, 3601, 4 * HOUR + 1, 3 * 24 * HOUR - 5)] == [
        90, 180, 900, 1200, 4500, 5 * HOUR, 3 * 24 * HOUR,
    ]  # fmt: skip


# ---- what must be true of all of them -------------------------------------------------------------


@pytest.mark.parametrize("seed", range(often(20)))
def test_whatever_is_shown_helps_and_is_what_the_changed_plan_does(seed: int) -> None:
    compiled, msels = random_plays(seed, 4)
    why = explain_plays(compiled, msels, compiled_play)
    helpful = remedies(compiled, msels, compiled_play, why, [target.id for target in why.targets])
    deals = Deals(compiled, msels)
    rule = Replay(compiled, deals, [compiled_play(compiled, msel) for msel in msels])
    for one in helpful.found:
        assert one.mended > 0
        assert len(one.newly_missed) < max(1, len(one.newly_kept))
        assert sum(effect.after.recovered - effect.after.harmed for effect in one.effects) == one.mended
        if any(isinstance(change, Agree | Limit) for change in one.changes):
            continue
        plan = edited(compiled.written, one.changes)
        fresh = replace(compile_plan(plan, compiled.window, compiled.calendar), horizon=compiled.horizon)
        lists = [dealt(compiled, one.changes, msel) for msel in msels]
        again = Replay(fresh, Deals(compiled, lists), [compiled_play(fresh, msel) for msel in lists])
        for index, target in enumerate(why.targets):
            expected = figures(deals, index, again.carried(index, rule), rule.judgements[index])
            assert one.effect(target.id).after.missed == expected.missed
    for target in why.targets:
        ways = helpful.of(target.id)
        assert all(way.effect(target.id).share >= WORTH for way in ways)
        assert len({way.changes for way in ways}) == len(ways)


def test_figures_are_those_of_a_run_of_the_changed_files(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN.replace("within: 20 min", "within: 12 min"), "utf-8")
    (tmp_path / "scenario.yaml").write_text(SCENARIO, "utf-8")
    before = drillsim.run(tmp_path / "scenario.yaml", runs=40)
    helpful = before.evidence.remedies(list(before.plan.targets))
    sized = [one for one in helpful.found if len(one.changes) == 1 and isinstance(one.changes[0], More | Limit)]
    assert sized
    for one in sized:
        (tmp_path / "plan.yaml").write_text(
            edited(before.plan, one.changes).model_dump_json(exclude_unset=True, by_alias=True), "utf-8"
        )
        after = drillsim.run(tmp_path / "scenario.yaml", runs=40)
        for effect in one.effects:
            assert after[effect.target].judged - after[effect.target].on_time == effect.after.missed


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sort_of_remedy_can_be_said(language: str) -> None:
    d = on_the_way("10 min")
    with speaking(language):
        for one in found(d).found:
            said = [to_do(d.compiled, one.changes), cost_words(one), effect_words(d.compiled.written, 1, one.effect("t")),
                    *more_missed(d.compiled.written, one)]  # fmt: skip
            assert all(str(words) and "{" not in str(words) for words in said)
