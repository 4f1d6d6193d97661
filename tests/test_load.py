"""Load by hand on small plans, and requests that the queue treats badly."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from audit import inside
from often import often
from plans import Drill, compiled_play, drill, inject
from random_plans import random_case

from drillsim.compiled.log import WAITING, over_at
from drillsim.play.capacity import capacity_changes, priorities
from drillsim.why.load import Overtaken, PoolLoad, SilentTier, Stuck, pool_loads, queue, silent_tiers, stuck_requests

HOUR = 3600


def load(d: Drill, pool: str, runs: int = 1) -> PoolLoad:
    msels = [d.msel(run) for run in range(1, runs + 1)]
    found = pool_loads(d.compiled, msels, [compiled_play(d.compiled, msel) for msel in msels])
    return next(one for one in found if one.pool == pool)


def hour(h: float) -> int:
    return int(h * HOUR)


def shift(runs: int = 1) -> PoolLoad:
    """Two people from 08:00 to 10:00; one out 8:30-9:30, both out 9:30-10:30."""
    d = drill(
        {"crew": {"staff": 2, "hours": "08:00-10:00"}},
        injects=[inject(hour(8.5), "one"), inject(hour(9.5), "two")],
        procedures={
            "one": {"steps": {"go": {"takes": "1 h", "needs": {"by": "crew 1"}}}},
            "two": {"steps": {"go": {"takes": "1 h", "needs": {"by": "crew 2"}}}},
        },
    )
    return load(d, "crew", runs)


def test_the_load_of_a_shift_by_hand() -> None:
    found = shift()
    assert (found.held, found.capacity, found.utilisation) == (3 * HOUR, 4 * HOUR, 0.75)
    assert found.by_hour[0, 8] == 0.25  # half an hour of one of two
    assert found.by_hour[0, 9] == 0.75  # half an hour of one, half an hour of two
    assert np.isnan(found.by_hour[0, 10])  # out, but nobody is on duty
    assert np.isnan(found.by_hour[1:]).all()  # the window is a Monday
    assert (found.overtime, found.overtime_runs) == (HOUR, 1)  # two people for half an hour
    assert (found.longest_duty, found.longest_duty_run) == (2 * HOUR, 1)  # 8:30-10:30 without rest
    assert (found.peak, found.called_in_per_week) == (2, 0)


def test_several_runs_add_up() -> None:
    one, three = shift(), shift(3)
    assert (three.held, three.capacity, three.utilisation) == (3 * one.held, 3 * one.capacity, one.utilisation)
    assert np.array_equal(three.by_hour, one.by_hour, equal_nan=True)
    assert (three.overtime, three.overtime_runs, three.longest_duty) == (one.overtime, 3, one.longest_duty)


def test_hours_of_a_window_that_begins_in_the_middle_of_one() -> None:
    """From Friday 23:20 to Saturday 00:40, one vehicle out from 23:30 to 00:15."""
    start = datetime(2026, 3, 6, 23, 20)
    d = drill(
        {"car": {"kind": "vehicle", "count": 1}},
        {"go": {"takes": "45 min", "needs": {"by": "car 1"}}},
        injects=[inject(600, start=start)],
        start=start,
        seconds=80 * 60,
    )
    found = load(d, "car")
    assert found.by_hour[4, 23] == pytest.approx(30 / 40)
    assert found.by_hour[5, 0] == pytest.approx(15 / 40)
    assert np.isfinite(found.by_hour).sum() == 2
    assert (found.held, found.capacity) == (45 * 60, 80 * 60)


def test_what_is_held_after_the_window_counts_as_duty_and_not_as_use() -> None:
    d = drill(
        {"car": {"kind": "vehicle", "count": 1}},
        {"go": {"takes": "10 h", "needs": {"by": "car 1"}}},
        injects=[inject(0)],
        seconds=HOUR,
    )
    found = load(d, "car")
    assert (found.held, found.longest_duty, found.overtime) == (HOUR, 10 * HOUR, 0)


@pytest.mark.parametrize(("units", "longest"), [(1, 300), (2, 100)])
def test_units_rotate_the_longest_rested_first(units: int, longest: int) -> None:
    d = drill(
        {"car": {"kind": "vehicle", "count": units}},
        {"go": {"takes": "100 s", "needs": {"by": "car 1"}}},
        injects=[inject(0), inject(100), inject(200)],
    )
    assert load(d, "car").longest_duty == longest


def test_a_stretch_ends_with_any_rest() -> None:
    d = drill(
        {"car": {"kind": "vehicle", "count": 1}},
        {"go": {"takes": "100 s", "needs": {"by": "car 1"}}},
        injects=[inject(0), inject(101), inject(150)],
    )
    assert load(d, "car").longest_duty == 200  # 101-301: the third waited for the second


@pytest.mark.parametrize(("staff", "called_in"), [(3, 2), (4, 2), (2, 2), (6, 2)])
def test_people_called_in_per_week(staff: int, called_in: int) -> None:
    """Two at midnight, both called in; two and two at nine, all on duty (the later ones perhaps after a wait)."""
    crew = {"staff": staff, "turnout": {"on_duty": "1 min", "on_call": "20 min"}, "hours": "08:00-10:00"}
    steps = {"order": {"takes": "turnout", "needs": {"crew": "crew 2"}}}
    d = drill({"crew": crew}, steps, injects=[inject(0), inject(hour(9)), inject(hour(9))], days=14)
    assert load(d, "crew").called_in_per_week == called_in / 2


def test_a_fund_is_loaded_by_what_is_spent() -> None:
    d = drill(
        {"cash": {"kind": "fund", "amount": "1000 yuan"}}, {"pay": {"spends": {"cash": "150 yuan"}}}, injects=[inject(0)] * 2
    )
    found = load(d, "cash", runs=2)
    assert (found.held, found.capacity, found.peak, found.longest_duty) == (600, 2000, 300, 0)


def test_an_idle_pool() -> None:
    found = load(drill({"crew": {"staff": 1}}, {"go": {"takes": "1 s"}}, injects=[inject(0)]), "crew")
    assert (found.held, found.utilisation, found.longest_duty, found.longest_duty_run, found.peak) == (0, 0, 0, 0, 0)
    assert load(drill({"crew": {"staff": 0}}, {"go": {"takes": "1 s"}}, injects=[inject(0)]), "crew").utilisation is None


def seconds_by_brute_force(compiled: Any, msel: Any, log: Any, pool: int) -> tuple[int, int, int, int]:
    """Held and capacity inside the window, overtime until the play is over, peak: second by second."""
    thing, end = compiled.plan.pools[compiled.pools[pool]], over_at(log, compiled.window_end, compiled.horizon)
    closing, shifts = getattr(thing, "at_closing", None), getattr(thing, "shifts", [])
    shifts = shifts if len(shifts) > 1 and closing != "hand_over" else []  # each is people of its own
    changes = list(zip(*(c.tolist() for c in capacity_changes(compiled, msel)), strict=True))
    level = int(compiled.tables.pool_total[pool])
    held = capacity = overtime = peak = 0
    for second in range(compiled.horizon + 1):
        for when, which, _duty, total in changes:
            if (when, which) == (second, pool):
                level = total
        out = (log.hold_pool == pool) & (log.hold_taken <= second)
        out &= (log.hold_released == -1) | (log.hold_released > second)
        n, there = int(log.hold_count[out].sum()), max(0, level)
        peak = max(peak, n)
        if second >= end:
            continue
        if shifts:
            now = compiled.start + timedelta(seconds=second)
            gone = [row for row, s in enumerate(shifts) if not inside(s.hours, s.days, now)]
            overtime += int(log.hold_rows[out][:, gone].sum()) if closing != "stop" else 0
        elif there > 0 or closing not in ("stop", "hand_over"):
            overtime += max(0, n - there)
        if second < compiled.window_end:
            held, capacity = held + n, capacity + there
    return held, capacity, overtime, peak


def test_random_plans_second_by_second() -> None:
    checked = 0
    for seed in range(60):
        compiled, msel = random_case(seed)
        if compiled.horizon > 300:
            continue
        log = compiled_play(compiled, msel)
        for index, found in enumerate(pool_loads(compiled, [msel], [log])):
            if found.kind == "fund":
                continue
            expected = seconds_by_brute_force(compiled, msel, log, index)
            assert (found.held, found.capacity, found.overtime, found.peak) == expected, (seed, found.pool)
            assert found.longest_duty <= compiled.horizon
            checked += found.held > 0
    assert checked > 30


# ---- the queue ------------------------------------------------------------------------------


def queued(d: Drill) -> Any:
    msel = d.msel()
    return queue(d.compiled, [msel], [compiled_play(d.compiled, msel)])


def crowd(small: int, small_priority: int = 5) -> Drill:
    """One of two cars is out for long; a request for both is overtaken by every small one, and never by a clerk's work."""
    return drill(
        {"car": {"kind": "vehicle", "count": 2}, "clerk": {"kind": "post", "count": 1}},
        injects=[
            inject(0, "long"),
            inject(1, "big"),
            *(inject(2 + i, kind) for i in range(small) for kind in ("small", "other")),
            *(inject(2 * HOUR + i, "small") for i in range(5)),  # when the big one is over
        ],
        procedures={
            "long": {"steps": {"go": {"takes": "1 h", "needs": {"by": "car 1"}}}},
            "big": {"steps": {"go": {"takes": "1 s", "needs": {"by": "car 2"}}}},
            "small": {"priority": small_priority, "steps": {"go": {"takes": "1 s", "needs": {"by": "car 1"}}}},
            "other": {"steps": {"go": {"takes": "1 s", "needs": {"by": "clerk 1"}}}},
        },
    )


def test_a_request_overtaken_often_is_reported() -> None:
    assert queued(crowd(25)).overtaken == (Overtaken("big", "go", 1, 25, (1, 2)),)
    assert queued(crowd(20)).overtaken == ()


def test_being_passed_by_the_more_urgent_is_no_overtaking() -> None:
    assert queued(crowd(25, small_priority=1)).overtaken == ()


def test_the_less_urgent_do_not_pass_who_is_first_in_line() -> None:
    d = crowd(25, small_priority=6)
    assert queued(d).overtaken == ()
    log = compiled_play(d.compiled, d.msel())
    assert log.started[2] == hour(1) + 1  # the first small one, behind the big one


def test_who_is_more_urgent_by_an_attribute_overtakes_nobody() -> None:
    """The big one is as urgent as its own attribute says, and not as urgent as it could be."""

    def found(danger: str) -> Any:
        ranks = {"danger": {"some": 1, "none": 5}}
        by_attribute = drill(
            {"car": {"kind": "vehicle", "count": 2}},
            injects=[inject(0, "long"), inject(1, "big", attributes={"danger": danger}),
                     *(inject(2 + i, "small") for i in range(25))],
            attributes={"danger": ["some", "none"]},
            procedures={
                "long": {"priority": 1, "steps": {"go": {"takes": "1 h", "needs": {"by": "car 1"}}}},
                "big": {"priority": ranks, "steps": {"go": {"takes": "1 s", "needs": {"by": "car 2"}}}},
                "small": {"priority": 3, "steps": {"go": {"takes": "1 s", "needs": {"by": "car 1"}}}},
            },
        )  # fmt: skip
        msel = by_attribute.msel()
        assert priorities(by_attribute.compiled, msel).tolist() == [1, 1 if danger == "some" else 5, *[3] * 25]
        return queue(by_attribute.compiled, [msel], [compiled_play(by_attribute.compiled, msel)]).overtaken

    assert found("none") == ()
    assert found("some") == ()  # they wait until it is over


def test_requests_that_several_pools_meet_are_overtaken_for_each_of_them() -> None:
    d = drill(
        {"one": {"staff": 2, "counts_as": "anybody"}, "two": {"staff": 1, "counts_as": "anybody"}},
        injects=[inject(0, "long"), inject(1, "big"), *(inject(2 + i, "small") for i in range(25))],
        procedures={
            "long": {"steps": {"go": {"takes": "1 h", "needs": {"by": "one 1"}}}},
            "big": {"steps": {"go": {"takes": "1 s", "needs": {"by": {"of": "anybody", "count": 3, "split": "yes"}}}}},
            "small": {"steps": {"go": {"takes": "1 s", "needs": {"by": "two 1"}}}},
        },
    )
    assert queued(d).overtaken == (Overtaken("big", "go", 1, 25, (1, 2)),)


def test_what_is_kept_for_a_request_that_is_stuck_is_not_there_for_others() -> None:
    """Two deadlocked incidents hold one of two cars, and the other one is kept for one of them: so the lesser waits, too."""
    d = drill(
        {"car": {"kind": "vehicle", "count": 2}, "clerk": {"kind": "post", "count": 1}},
        injects=[inject(0, "left"), inject(0, "right"), inject(60, "less")],
        procedures={
            "left": {"priority": 1, "steps": {
                "take": {"takes": "10 s", "needs": {"a": "car 1"}, "keep": {"a": "ask"}},
                "ask": {"after": "take", "needs": {"b": "clerk 1"}}}},
            "right": {"priority": 1, "steps": {
                "take": {"takes": "10 s", "needs": {"a": "clerk 1"}, "keep": {"a": "ask"}},
                "ask": {"after": "take", "needs": {"b": "car 2"}}}},
            "less": {"priority": 2, "steps": {"go": {"takes": "1 s", "needs": {"by": "car 1"}}}},
        },
    )  # fmt: skip
    assert {(one.kind, one.step, one.why) for one in queued(d).stuck} == {
        ("left", "ask", "deadlocked"), ("right", "ask", "deadlocked"), ("less", "go", "deadlocked"),
    }  # fmt: skip


def test_a_unit_that_was_turned_away_and_is_never_replaced_is_asked_for_to_the_end() -> None:
    steps = {
        "go": {"takes": "travel", "needs": {"crew": "crew 1"}, "keep": {"crew": "call"}},
        "call": {"after": "go", "needs": {"by": "clerk 2"}},
    }
    d = drill(
        {"crew": {"staff": 1, "base": "station", "redirect": {"from": [3], "to": 1}}, "clerk": {"kind": "post", "count": 1}},
        procedures={"less": {"priority": 3, "steps": steps}, "great": {"priority": 1, "steps": steps}},
        travel={"times": {"station": {"town": "600 s"}}},
        injects=[inject(0, "less", zone="town"), inject(100, "great", zone="town")],
    )
    # The greater one holds the crew until it gets two clerks, of whom there is one.
    assert queued(d).stuck == (Stuck("deadlocked", "less", "go", 1, (1, 1)), Stuck("never", "great", "call", 1, (1, 2)))


def test_who_is_sent_on_the_way_home_has_not_rested() -> None:
    steps = {
        "go": {"takes": "travel", "needs": {"crew": "crew 1"}, "keep": {"crew": "work"}},
        "work": {"after": "go", "takes": "10 min", "way_back": ["crew"]},
    }
    d = drill(
        {"crew": {"staff": 1, "base": "station", "can_be_sent": "yes"}},
        steps,
        travel={"times": {"station": {"town": "10 min"}}},
        injects=[inject(0, zone="town"), inject(25 * 60, zone="town"), inject(3 * HOUR, zone="town")],
    )
    # Out from 0 to 20 min; half-way home at 25 min it is sent, 5 min back, there for 10, home at 50. Then 30 min from 3:00.
    found = load(d, "crew")
    assert found.longest_duty == 50 * 60
    assert found.held == (20 + 15 + 20) * 60  # on its way home it is free


def test_more_than_there_ever_is_can_never_be_met() -> None:
    steps = {"go": {"takes": "1 s", "needs": {"by": "crew 3"}}}
    d = drill({"crew": {"staff": 2}}, steps, injects=[inject(0), inject(5)])
    assert queued(d).stuck == (Stuck("never", "visit", "go", 2, (1, 1)),)
    # two needs that each fit, but not together
    steps = {"go": {"takes": "1 s", "needs": {"one": "crew 1", "two": "crew 2"}}}
    d = drill({"crew": {"staff": 2}}, steps, injects=[inject(0)])
    assert queued(d).stuck == (Stuck("never", "visit", "go", 1, (1, 1)),)


def test_waiting_at_the_end_for_what_will_come_is_no_finding() -> None:
    steps = {"go": {"takes": "9 h", "needs": {"by": "crew 2"}}}
    busy = drill({"crew": {"staff": 2}}, steps, injects=[inject(0), inject(5)], seconds=HOUR)
    assert queued(busy).stuck == ()
    night = drill({"crew": {"staff": 2, "hours": "08:00-10:00"}}, steps, injects=[inject(hour(11))])
    assert queued(night).stuck == ()
    away = {"out_of_service": "car", "from": "day 1 00:00", "until": "day 9 00:00"}
    steps = {"go": {"takes": "1 s", "needs": {"by": "car 1"}}}
    gone = drill({"car": {"kind": "vehicle", "count": 1}}, steps, injects=[inject(5)], disruptions=[away])
    assert queued(gone).stuck == ()


def crossed(**more: Any) -> Drill:
    """'left' holds the car and then asks for the clerk; 'right' holds the clerk and then asks for the car."""

    def steps(first: str, then: str) -> dict[str, Any]:
        return {
            "take": {"takes": "10 s", "needs": {"a": f"{first} 1"}, "keep": {"a": "done"}},
            "ask": {"after": "take", "takes": "10 s", "needs": {"b": f"{then} 1"}},
            "done": {"after": "ask"},
        }

    return drill(
        {"car": {"kind": "vehicle", "count": 1}, "clerk": {"kind": "post", "count": 1}},
        procedures={"left": {"steps": steps("car", "clerk")}, "right": {"steps": steps("clerk", "car")}},
        **more,
    )


def test_a_deadlock_is_found_with_all_that_waits_behind_it() -> None:
    found = queued(crossed(injects=[inject(0, "left"), inject(0, "right"), inject(60, "left")])).stuck
    assert found == (
        Stuck("deadlocked", "left", "take", 1, (1, 3)),
        Stuck("deadlocked", "left", "ask", 1, (1, 1)),
        Stuck("deadlocked", "right", "ask", 1, (1, 2)),
    )
    assert queued(crossed(injects=[inject(0, "left"), inject(60, "right")])).stuck == ()


def test_waiting_behind_a_hold_that_will_end_is_no_deadlock() -> None:
    """Cut off in the middle: everything still moves."""
    d = crossed(injects=[inject(0, "left"), inject(5, "left")], seconds=12, cut=0)
    msel = d.msel()
    log = compiled_play(d.compiled, msel)
    assert (log.status == WAITING).sum() == 1
    assert queued(d).stuck == ()


def test_money_that_is_spent_is_its_own_finding() -> None:
    steps = {"pay": {"spends": {"cash": "60 yuan"}}}
    d = drill({"cash": {"kind": "fund", "amount": "100 yuan"}}, steps, injects=[inject(0), inject(5), inject(6)])
    assert queued(d).stuck == (Stuck("spent", "visit", "pay", 2, (1, 2)),)


def test_findings_of_several_runs_are_counted_together() -> None:
    d = crowd(25)
    msels = [d.msel(1), d.msel(2)]
    found = queue(d.compiled, msels, [compiled_play(d.compiled, msel) for msel in msels])
    assert found.overtaken == (Overtaken("big", "go", 2, 25, (1, 2)),)


def test_stuck_requests_stay_stuck_on_random_plans_and_the_others_do_not_all() -> None:
    """Played on for long, what was called stuck still waits; of the rest, much is met."""
    stuck = met = 0
    for seed in range(often(150)):
        compiled, msel = random_case(seed)
        log = compiled_play(compiled, msel)
        rows = [wanted.row for wanted, _why in stuck_requests(compiled, msel, log)]
        assert (log.status[rows] == WAITING).all()
        after = compiled_play(replace(compiled, horizon=compiled.horizon * 10 + 10_000), msel)
        assert (after.status[rows] == WAITING).all(), seed
        stuck += len(rows)
        met += int(((log.status == WAITING) & (after.status != WAITING)).sum())
    assert stuck > 50
    assert met > 20


# ---- tiers ----------------------------------------------------------------------------------


def test_head_counts_of_which_the_plan_does_not_speak() -> None:
    d = drill(
        {"crew": {"staff": 9}},
        {
            "go": {
                "cases": [{"people": "5..15", "needs": {"by": "crew 1"}}, {"people": "20..29", "needs": {"by": "crew 2"}}]
            },
            "tell": {"when": {"people": ["3.."]}},
        },
        injects=[inject(0, people=n) for n in (1, 2, 3, 5, 15, 16, 30, 31, 99)],
    )
    msel = d.msel()
    assert silent_tiers(d.compiled, [msel, msel]) == [
        SilentTier("visit", "go", 1, 4, 6),  # one gap, though 'tell' cuts it at 3
        SilentTier("visit", "go", 16, 19, 2),
        SilentTier("visit", "go", 30, 1_000_000, 6),
    ]


def test_a_plan_without_tiers_is_not_silent() -> None:
    d = crowd(1)
    assert silent_tiers(d.compiled, [d.msel()]) == []


def loads(d: Drill, *seconds: int) -> PoolLoad:
    """The first pool over plays in which the one incident takes so long."""
    msels = [d.msel(takes={(0, "go"): took}) for took in seconds]
    return pool_loads(d.compiled, msels, [compiled_play(d.compiled, msel) for msel in msels])[0]


def closing() -> Drill:
    """Somebody is sent out one second before closing time."""
    steps = {"go": {"takes": "1 s", "needs": {"by": "crew 1"}}}
    return drill({"crew": {"staff": 2, "hours": "08:00-10:00"}}, steps, injects=[inject(hour(10) - 1)])


@pytest.mark.parametrize(
    ("took", "overtime", "runs"), [((1, 1), 0, 0), ((1, 2), 0.5, 1), ((2, 1, 1), 1 / 3, 1), ((2, 3), 1.5, 2)]
)
def test_a_run_has_overtime_from_its_first_second_on(took: tuple[int, ...], overtime: float, runs: int) -> None:
    found = loads(closing(), *took)
    assert found.overtime == pytest.approx(overtime)
    assert found.overtime_runs == runs


@pytest.mark.parametrize(("took", "longest", "run"), [((5, 9, 7), 9, 2), ((9, 5), 9, 1), ((5, 9, 9), 9, 2), ((1,), 1, 1)])
def test_the_longest_duty_is_named_with_the_first_run_that_has_it(took: tuple[int, ...], longest: int, run: int) -> None:
    found = loads(closing(), *took)
    assert (found.longest_duty, found.longest_duty_run) == (longest, run)


def test_where_nobody_ever_went_nobody_was_on_duty() -> None:
    d = drill(
        {"crew": {"staff": 2}, "hall": {"kind": "room", "places": 2}, "idle": {"staff": 1}},
        {"go": {"takes": "1 h", "needs": {"by": "crew 1", "in": "hall 1"}}}, injects=[inject(0)],
    )  # fmt: skip
    idle, hall = load(d, "idle", 2), load(d, "hall", 2)
    assert (idle.longest_duty, idle.longest_duty_run, idle.overtime, idle.overtime_runs, idle.peak) == (0, 0, 0, 0, 0)
    assert (hall.longest_duty, hall.longest_duty_run) == (0, 0)  # a room is in use, and on duty never
    assert hall.held == 2 * HOUR
    for none in pool_loads(d.compiled, [], []):  # nothing was played at all
        assert (none.longest_duty, none.longest_duty_run, none.overtime, none.overtime_runs, none.held) == (0, 0, 0, 0, 0)
