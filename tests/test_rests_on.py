"""What a verdict rests on: each kind of input by hand and the nearest thing that is none, and what must never change."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from often import often
from plans import Drill, compiled_play, drill, inject
from random_plans import random_plays
from test_promises import every_promise

from drillsim.base.language import speaking
from drillsim.compiled.event_list import ABSENT, PHONE, ROAD
from drillsim.judge.evaluate import gauges
from drillsim.judge.replicate import engine_named, play_event_list, replicate
from drillsim.judge.result import InputKind, RestsOn, Result, TargetResult
from drillsim.judge.settings import Settings
from drillsim.plan.targets import NoGapTarget, NoneLostTarget, SumTarget
from drillsim.say.resting import grouped, rests_words
from drillsim.say.verdicts import headline
from drillsim.store.folder import Inputs
from drillsim.store.record import NEWER, agrees, result_json
from drillsim.why.replay import JUDGED, Deals, Replay
from drillsim.why.restated import by_structure
from drillsim.why.resting import multiplied, multiplied_list, with_what_it_rests_on


def told(d: Drill, runs: int = 120) -> list[TargetResult]:
    """What comes of every target, with what its verdict rests on."""
    return judged(d, runs).targets


def judged(d: Drill, runs: int = 120) -> Result:
    result = replicate(d.compiled, d.scenario, Settings(1, runs, engine="compiled"))
    return with_what_it_rests_on(d.compiled, d.scenario, result, d.deck, engine_named("compiled"))


def one(d: Drill, runs: int = 120) -> tuple[str, str | None, list[str]]:
    (found,) = told(d, runs)
    return found.verdict, found.rests_on and found.rests_on.kind, found.rests_on.names if found.rests_on else []


VISITS = {"visits": {"kind": "visit", "rate": "12 per day", "at_most": 40}}


def alone(target: dict[str, Any], steps: dict[str, Any], **more: Any) -> Drill:
    return drill({"crew": {"staff": 50}}, steps, streams=more.pop("streams", VISITS), targets={"t": target}, **more)


# ---- by structure --------------------------------------------------------------------------------


@pytest.mark.parametrize(("goal", "verdict"), [("share 90 %", "PASS"), ("share 99.5 %", "FAIL"), ("every", "FAIL")])
def test_a_share_that_was_typed_in_is_restated_met_or_missed(goal, verdict):
    steps = {"call": {"takes": "2 min", "needs": {"crew": "crew 1"}, "outcome": {"reached": "97 %", "not": "3 %"}}}
    found = one(alone({"outcome": {"call": "reached"}, "form": goal}, steps), 400)
    assert found == (verdict, "share", ["call"])


def test_two_shares_together_are_no_single_input():
    steps = {
        "call": {"outcome": {"reached": "60 %", "not": "40 %"}},
        "again": {"after": "call", "when": {"call": "not"}, "outcome": {"reached": "90 %", "not": "10 %"}},
    }
    target = {"outcome": {"call": "reached", "again": "reached"}, "form": "share 80 %"}
    assert one(alone(target, steps)) == ("PASS", "several", [])


def test_an_outcome_of_giving_up_waiting_is_none():
    steps = {"call": {"takes": "2 min", "needs": {"crew": "crew 1"}, "gives_up": "5 min", "outcome": {"reached": "100 %"}}}
    assert one(alone({"outcome": {"call": "reached"}}, steps)) == ("PASS", None, [])


ASKED = {"go": {"takes": "10 min", "needs": {"crew": "crew 1"}}}
BARE = {"go": {"takes": "10 min"}}


@pytest.mark.parametrize(
    ("steps", "target", "found"),
    [
        (BARE, {"to": "go.ended", "within": "20 min"}, ("PASS", "time", ["go"])),
        (BARE, {"to": "go.ended", "within": "9 min"}, ("FAIL", "time", ["go"])),
        (ASKED, {"to": "go.ended", "within": "20 min"}, ("PASS", None, [])),  # somebody may be waited for
        (ASKED, {"from": "go.started", "to": "go.ended", "within": "20 min"}, ("PASS", "time", ["go"])),
        (ASKED, {"from": "go.ready", "to": "go.started", "within": "20 min"}, ("PASS", None, [])),
        (BARE | {"write": {"after": "go", "takes": "5 min"}}, {"to": "write.ended", "within": "20 min"},
         ("PASS", "several", [])),
        (BARE | {"write": {"after": "go", "takes": "5 min"}}, {"to": "write.ended", "within": "12 min"},
         ("FAIL", "several", [])),
        (BARE | {"write": {"after": "go", "takes": "5 min"}}, {"to": "write.ended", "within": "9 min"},
         ("FAIL", "time", ["go"])),
        (BARE | {"write": {"after": "go"}}, {"to": "write.ended", "within": "20 min"}, ("PASS", "time", ["go"])),
        ({"go": {}}, {"to": "go.ended", "within": "20 min"}, ("PASS", "steps", [])),
        (ASKED, {"adds_up": ["go"], "within": "20 min"}, ("PASS", "time", ["go"])),
        (ASKED, {"adds_up": ["go"], "within": "20 min", "waiting": True}, ("PASS", None, [])),
        (BARE, {"to": "go.ended", "by": "23:59", "form": "share 50 %"}, ("PASS", "several", [])),
    ],
)  # fmt: skip
def test_one_time_between_two_moments_is_restated_unless_somebody_may_be_waited_for(steps, target, found):
    assert one(alone(target, steps)) == found


def test_a_step_that_may_be_left_out_on_the_way_counts_as_an_input():
    steps = {
        "look": {"outcome": {"bad": "50 %", "good": "50 %"}},
        "mend": {"after": "look", "when": {"look": "bad"}, "takes": "30 min"},
        "write": {"after": ["look", "mend"]},
    }
    assert one(alone({"to": "write.ended", "within": "20 min", "form": "share 40 %"}, steps)) == ("PASS", "several", [])


def test_a_time_that_never_reaches_the_limit_leaves_the_share_of_a_call_alone():
    steps = {"call": {"takes": "2 min", "calls": "crew", "outcome": {"answered": "97 %", "unanswered": "3 %"}}}
    target = {"to": "call.ended", "form": "share 90 %"}
    assert one(alone(target | {"within": "5 min"}, steps), 400) == ("PASS", "share", ["call"])
    long = {"call": steps["call"] | {"takes": {"shortest": "2 min", "usual": "3 min", "longest": "5.2 min"}}}
    assert one(alone(target | {"within": "5 min"}, long), 400)[:2] == ("PASS", "several")


CHAIN = {
    "go": {"takes": "10 min", "needs": {"crew": "crew 1"}, "keep": {"crew": "write"}},
    "hear": {"after": "go", "takes": "5 min"},
    "write": {"after": "hear", "takes": "5 min"},
}


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ({"from": "go.ended", "to": "write.started", "in_order": True}, ("PASS", "steps")),
        ({"from": "write.ended", "to": "go.ended", "in_order": True}, ("FAIL", "steps")),
        ({"stays": "crew", "until": "hear.ended"}, ("PASS", "steps")),
        ({"to": "write.ended", "none_lost": True}, ("PASS", "steps")),
        ({"to": "write.ended", "none_lost": True, "within": "1 h"}, ("PASS", None)),
        ({"count": "1..3", "of": "people"}, ("PASS", "people")),
        ({"count": "1..3", "of": "crew"}, ("PASS", "count")),
        ({"from": "go.ended", "to": "write.ended", "open_at_most": 20}, ("PASS", "several")),
        ({"to": "write.ended", "open_at_most": 20}, ("PASS", None)),
    ],
)
def test_promises_that_no_time_limits(target, found):
    assert one(alone(target, CHAIN))[:2] == found


def test_what_comes_at_fixed_times_is_the_calendar_only_if_nobody_is_asked():
    fixed = {"sweeps": {"kind": "visit", "at": ["09:00"]}}
    target = {"to": "go.ended", "once": "day"}
    assert one(alone(target, BARE, streams=fixed, days=3))[:2] == ("PASS", "calendar")
    assert one(alone(target, ASKED, streams=fixed, days=3))[:2] == ("PASS", None)
    assert one(alone(target, BARE, streams=VISITS, days=3))[:2] == ("PASS", "several")
    late = {"sweeps": {"kind": "visit", "at": ["23:55"]}}  # it ends on the next day: not for its own any more
    assert one(alone(target, BARE, streams=late, days=3))[1] == "several"


def test_who_is_there_is_the_roster_unless_the_busy_do_not_count():
    steps, phone = ASKED, {"kind": "post", "hours": "08:00-18:00"}
    pools = {"crew": {"staff": 1}, "phone": phone}
    for no_gap, found in (
        ({"no_gap": "phone"}, ("FAIL", "hours", ["phone"])),
        ({"no_gap": "phone", "hours": "09:00-17:00"}, ("PASS", "hours", ["phone"])),
        ({"no_gap": "crew", "free": True, "within": "1 h"}, ("PASS", None, [])),
    ):
        streams = {"visits": {"kind": "visit", "rate": "1 per day", "at_most": 3}}
        assert one(drill(pools, steps, streams=streams, targets={"t": no_gap})) == found


# ---- by play -------------------------------------------------------------------------------------

ROADS = {"times": {"base": {"near": "10 min", "far": "45 min"}}}
PLACES = {"zones": {"near": None, "far": None}, "travel": ROADS}
DRIVE = {
    "order": {"takes": "turnout", "needs": {"crew": "crew 1"}, "keep": {"crew": "back"}},
    "drive": {"after": "order", "takes": "travel", "who": ["crew"]},
    "back": {"after": "drive", "takes": "10 min"},
}
THERE = {"to": "drive.ended", "within": "30 min"}


def driven(staff: int, zone: Any, rate: str = "6 per day", **more: Any) -> Drill:
    streams = {"visits": {"kind": "visit", "rate": rate, "at_most": 60, "zone": zone}}
    pools = {"crew": {"staff": staff, "base": "base", "turnout": "1 min"}} | more.pop("pools", {})
    return drill(pools, more.pop("steps", DRIVE), streams=streams, targets={"t": more.pop("target", THERE)}, **PLACES | more)


def test_a_distance_that_alone_is_longer_than_the_limit_is_restated():
    (found,) = told(driven(40, {"near": 1, "far": 1}))
    assert (found.verdict, found.rests_on.kind, found.rests_on.names) == ("FAIL", "way", ["drive"])
    assert found.rests_on.inputs == ["travel.times.base.far"]
    assert found.restates


def test_a_distance_within_the_limit_and_too_few_people_is_a_shortage():
    assert one(driven(1, "near", "80 per day")) == ("FAIL", None, [])


def test_a_distance_that_is_only_a_part_of_what_is_too_long_is_no_single_input():
    far = PLACES | {"travel": {"times": {"base": {"near": "10 min", "far": "20 min"}}}}
    pools = {"crew": {"staff": 40, "base": "base", "turnout": "15 min"}}
    assert one(driven(40, "far", pools=pools, **far)) == ("FAIL", "several", [])


def test_where_a_shortage_alone_would_break_it_as_well_it_counts():
    assert one(driven(1, {"near": 9, "far": 1}, "80 per day")) == ("FAIL", None, [])


def test_shortages_that_break_little_do_not_hide_a_distance():
    (found,) = told(driven(8, {"near": 1, "far": 1}, "12 per day"))
    assert found.rests_on.kind == "way"


def test_a_scripted_failure_decides_where_it_is_missed_with_any_number_and_kept_without_it():
    calls = {"call": {"calls": "phone", "takes": "1 min", "outcome": {"answered": "100 %", "unanswered": "0 %"}}}
    injects = [inject(3600), inject(7200)]
    off = {"phone_off": "phone", "from": "day 1 01:30", "until": "day 1 03:00"}
    pools = {"phone": {"kind": "post"}}
    target = {"t": {"to": "call.ended", "within": "5 min"}}
    d = drill(pools, calls, injects=injects, disruptions=[off], targets=target)
    assert one(d) == ("FAIL", "disruption", ["1"])
    assert one(drill(pools, calls, injects=injects, disruptions=[], targets=target))[0] == "PASS"


AWAY = {"staff_away": "crew", "from": "day 1 06:00", "until": "day 1 18:00"}


def test_the_only_crew_is_away_decides_but_one_of_two_away_only_with_a_shortage():
    away = {"target": THERE, "disruptions": [AWAY]}
    assert one(driven(1, "near", "2 per day", **away)) == ("FAIL", "disruption", ["1"])
    # Of two, one is left: who waits for it waits for somebody else's incident.
    assert one(driven(2, "near", "60 per day", **away))[:2] == ("FAIL", None)


def test_two_failures_that_each_would_do_are_named_one_and_two_that_only_together_do_are_named_both():
    off = {"phone_off": "phone", "from": "day 1 01:00", "until": "day 1 03:00"}
    pools, target = {"phone": {"kind": "post"}}, {"t": {"no_gap": "phone"}}
    d = drill(pools, BARE, injects=[inject(0)], disruptions=[off, off | {"until": "day 1 04:00"}], targets=target)
    (found,) = told(d)
    assert (found.rests_on.kind, found.rests_on.names) == ("disruption", ["1", "2"])


def test_hours_decide_where_nobody_is_on_duty_however_many_there_are():
    pools = {"crew": {"staff": 1, "base": "base", "turnout": "1 min", "hours": "08:00-18:00"}}
    assert one(driven(1, "near", "1 per day", pools=pools)) == ("FAIL", "hours", ["crew"])


def test_a_mean_is_too_long_by_a_distance_or_by_waiting():
    mean = {"target": {"to": "drive.ended", "within": "30 min", "form": "mean"}}
    assert one(driven(60, "far", **mean), 400) == ("FAIL", "way", ["drive"])
    assert one(driven(1, "near", "100 per day", **mean), 400)[1] is None


def test_an_event_list_that_is_played_once_says_so_too():
    d = drill({"crew": {"staff": 1}}, ASKED, injects=[inject(0), inject(1)], targets={
        "restated": {"from": "go.started", "to": "go.ended", "within": "9 min"},
        "short": {"to": "go.started", "within": "5 min"},
    })  # fmt: skip
    msel = d.msel()
    result, _log = play_event_list(d.compiled, d.deck, msel, Settings(1, 1, engine="simpy"))
    restated, short = with_what_it_rests_on(d.compiled, d.scenario, result, d.deck, engine_named("simpy"), once=msel).targets
    assert (restated.verdict, restated.rests_on.kind) == ("FAIL", "time")
    assert (short.verdict, short.rests_on) == ("FAIL", None)


# ---- how it is told --------------------------------------------------------------------------------


def four() -> Drill:
    """A promise of each group: written, with a limit of ours, ours, and one that restates an input."""
    steps = ASKED | {"write": {"after": "go", "takes": "5 min"}}
    return drill({"crew": {"staff": 9}}, steps, streams=VISITS, targets={
        "restated": {"from": "go.started", "to": "go.ended", "within": "9 min", "ours": True},
        "ours": {"to": "go.ended", "within": "1 h", "ours": True},
        "assumed": {"to": "go.ended", "within": "1 h", "assumed": True},
        "written": {"to": "go.ended", "within": "20 min"},
    })  # fmt: skip


def test_the_headline_counts_the_plans_own_promises_and_names_the_rest_apart():
    result = judged(four())
    assert {group: [one.id for one in targets] for group, targets in result.by_group().items()} == {
        "written": ["written"], "assumed": ["assumed"], "ours": ["ours"], "restates": ["restated"],
    }  # fmt: skip
    assert [one.id for one in result.counted] == ["assumed", "written"]
    assert str(headline(result)) == (
        "2 promises: 2 met, 0 missed, 0 not settled. 1 of these has a limit of ours: 1 met, 0 missed. 1 more is a promise "
        "of ours, counted apart: 1 met, 0 missed. 1 more only restates what was put in and is not counted: 0 met, 1 missed."
    )
    with speaking("zh"):
        assert "另有1项由设定条件直接得出，不计入：达标0，不达标1。" in str(headline(result))
    assert result.verdict == "FAIL"  # of all: what an input contradicts is contradicted


def test_a_plan_of_its_own_written_promises_alone_is_told_as_ever():
    result = judged(alone({"to": "go.ended", "within": "20 min"}, ASKED))
    assert str(headline(result)) == "1 promise: 1 met, 0 missed, 0 not settled."
    ((title, targets),) = grouped(result)
    assert title is None
    assert len(targets) == 1


def test_the_input_is_named_by_what_the_plan_calls_it():
    d = driven(40, {"near": 1, "far": 1}, zones={"near": {"name": "Near"}, "far": {"name": "Far Hill"}})
    assert str(rests_words(d.compiled, d.scenario, told(d)[0])) == (
        "only restates an input: the way of 'drive' (base – Far Hill)"
    )
    d = driven(1, "near", "2 per day", disruptions=[AWAY | {"name": "A course"}])
    assert str(rests_words(d.compiled, d.scenario, told(d)[0])) == "only restates an input: the disruption 'A course'"
    with speaking("zh"):
        assert str(rests_words(d.compiled, d.scenario, told(d)[0])) == "由设定条件直接得出：设定的突发干扰“A course”"


@pytest.mark.parametrize("kind", [kind for kind in get_args(InputKind) if kind != "several"])
def test_every_kind_of_input_has_words(kind):
    d = four()
    names = {"disruption": [], "hours": ["crew"], "people": [], "calendar": [], "steps": []}.get(kind, ["go"])
    found = judged(d).targets[0].model_copy(update={"rests_on": RestsOn(kind=kind, names=names)})
    assert str(rests_words(d.compiled, d.scenario, found)).startswith("only restates an input: ")


def test_a_result_that_was_written_before_is_read_and_agrees():
    result = judged(four())
    now = json.loads(result.model_dump_json())
    old = {**now, "targets": [{k: v for k, v in one.items() if k not in NEWER} for one in now["targets"]]}
    read = Result.model_validate(old)
    assert [one.group for one in read.targets] == ["written", "written", "assumed", "written"]  # nothing more was known
    inputs = Inputs({}, "week.yaml")
    written = result_json(result, inputs)
    assert agrees(result, inputs, written)
    old = json.loads(written)
    for one in old["targets"]:
        for name in NEWER:
            del one[name]
    assert agrees(result, inputs, json.dumps(old).encode())
    old["targets"][0]["on_time"] += 1
    assert not agrees(result, inputs, json.dumps(old).encode())
    assert not agrees(result, inputs, b"no json")


# ---- extremes ------------------------------------------------------------------------------------


def test_nothing_judged_and_nothing_missed_are_no_trouble():
    d = drill({"crew": {"staff": 1}}, ASKED, injects=[], targets={"t": {"to": "go.ended", "within": "5 min"}})
    assert one(d) == ("UNDECIDED", None, [])
    assert judged(drill({"crew": {"staff": 1}}, ASKED, injects=[inject(0)]), 5).targets == []


def test_a_crew_of_nobody_is_no_input_that_was_restated():
    assert one(driven(0, "near", "1 per day"))[1] in (None, "hours")


# ---- what must never change ------------------------------------------------------------------------


@settings(max_examples=often(60), deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_what_follows_from_inputs_is_judged_alike_however_many_people_there_are(seed: int) -> None:
    compiled, msels = random_plays(seed, 2)
    plan = compiled.plan.model_copy(update={"targets": compiled.plan.targets | every_promise(compiled)})
    compiled = replace(compiled, plan=plan)
    many, lists = multiplied(compiled), list(map(multiplied_list, msels))
    before = Replay(compiled, Deals(compiled, msels), [compiled_play(compiled, msel) for msel in msels])
    after = Replay(many, Deals(many, lists), [compiled_play(many, msel) for msel in lists])
    for index, reader in enumerate(gauges(compiled)):
        for verdict in ("PASS", "FAIL"):
            found = by_structure(reader, verdict, [], frozenset({ABSENT, ROAD, PHONE}))
            sooner_or_later = isinstance(reader.target, (NoneLostTarget, SumTarget)) and verdict == "PASS"
            if found is None or sooner_or_later or isinstance(reader.target, NoGapTarget):
                continue
            a, b = before.judgements[index], after.judgements[index]
            both = np.isin(a.state, JUDGED) & np.isin(b.state, JUDGED)
            assert (a.state[both] == b.state[both]).all(), (reader.name, reader.target, found)


PLAN = st.fixed_dictionaries({
    "staff": st.sampled_from([1, 2, 5]), "far": st.integers(5, 60), "turnout": st.integers(0, 25),
    "rate": st.sampled_from([2, 12, 60]), "work": st.integers(1, 40), "away": st.booleans(),
    "form": st.sampled_from(["every", "share 80 %"]),
})  # fmt: skip


def small(case: dict[str, Any], **other: Any) -> Drill:
    case = case | other
    steps = DRIVE | {"back": {"after": "drive", "takes": f"{case['work']} min"}}
    pools = {"crew": {"staff": case["staff"], "base": "base", "turnout": f"{case['turnout']} min"}}
    return driven(
        0, {"near": 1, "far": 1}, f"{case['rate']} per day", pools=pools, steps=steps, target=THERE | {"form": case["form"]},
        travel={"times": {"base": {"near": "5 min", "far": f"{case['far']} min"}}},
        disruptions=[AWAY | {"count": case["staff"]}] if case["away"] else [],
    )  # fmt: skip


@settings(max_examples=often(25), deadline=None, derandomize=True)
@given(PLAN)
def test_more_people_change_no_verdict_that_restates_an_input_and_another_input_does(case: dict[str, Any]) -> None:
    (found,) = told(small(case), 60)
    if found.verdict != "FAIL":
        return
    # As many more of everybody, and as many more of them away.
    (many,) = told(small(case, staff=1000 * case["staff"]), 60)
    if found.rests_on is None:
        assert many.estimate >= found.estimate  # alike where shortages and an input break it in the same runs
        return
    assert many.verdict == "FAIL"
    if found.restates:
        changes = {
            "way": {"far": 5}, "turnout": {"turnout": 0}, "disruption": {"away": False},
        }  # fmt: skip
        (changed,) = told(small(case, **changes[found.rests_on.kind]), 60)
        assert changed.estimate > found.estimate
