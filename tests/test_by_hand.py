"""Small plans whose every second is worked out by hand, played by both engines.

Tables read 'incident step ready started ended' and 'incident need pool count taken left
released'; what follows '#' is the working. Both come from one play.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pytest
from plans import Drill, Play, both_engines, column, drill, holds, inject, steps, table

# ---- the queue ---------------------------------------------------------------------------------


@both_engines
def test_queue_goes_by_priority_then_ready_second_then_incident(play: Play) -> None:
    d = drill(
        {"clerk": {"kind": "post", "count": 1}},
        procedures={
            "visit": {"priority": 5, "steps": {"job": {"takes": "10 s", "needs": {"by": "clerk 1"}}}},
            "slow": {
                "priority": 5,
                "steps": {"call": {"takes": "5 s"}, "job": {"after": "call", "takes": "2 s", "needs": {"by": "clerk 1"}}},
            },
            "urgent": {"priority": 1, "steps": {"job": {"takes": "3 s", "needs": {"by": "clerk 1"}}}},
        },
        injects=[inject(0), inject(1, "slow"), inject(2), inject(6), inject(7, "urgent")],
    )
    assert steps(d, play) == table("""
        0 job   0  0 10   # the clerk is free
        1 call  1  1  6   # needs nobody
        1 job   6 23 25   # ready at 6 like incident 3, and the earlier incident
        2 job   2 13 23   # ready at 2: before those ready at 6, after the urgent one
        3 job   6 25 35
        4 job   7 10 13   # came last; priority 1 goes first
    """)


@both_engines
def test_a_steps_own_priority_counts_then_its_place_in_the_file(play: Play) -> None:
    need = {"takes": "4 s", "needs": {"by": "clerk 1"}}
    d = drill(
        {"clerk": {"kind": "post"}},
        {"first": need, "second": need, "third": {**need, "priority": 1}},
        injects=[inject(0)],
    )
    assert steps(d, play) == table("""
        0 first  0 4  8   # priority 5 of the procedure by default, before 'second' in the file
        0 second 0 8 12
        0 third  0 0  4   # priority 1
    """)


@both_engines
def test_a_later_small_request_overtakes_one_that_cannot_be_met(play: Play) -> None:
    d = drill(
        {"crew": {"staff": 3}},
        procedures={
            "visit": {"steps": {"job": {"takes": "10 s", "needs": {"who": "crew 2"}}}},
            "walk": {"steps": {"job": {"takes": "3 s", "needs": {"who": "crew 1"}}}},
        },
        injects=[inject(0), inject(1), inject(2, "walk"), inject(5, "walk")],
    )
    assert steps(d, play) == table("""
        0 job 0  0 10
        1 job 1 10 20   # one is free all the while, two only at 10
        2 job 2  2  5   # one suffices
        3 job 5  5  8   # granted in the pass of the second at which incident 2 gave back
    """)


# ---- grants ------------------------------------------------------------------------------------


@both_engines
def test_two_needs_are_granted_together_or_not_at_all(play: Play) -> None:
    d = drill(
        {"crew": {"staff": 3}, "car": {"kind": "vehicle", "count": 1}},
        procedures={
            "visit": {"steps": {"job": {"takes": "10 s", "needs": {"who": "crew 2", "ride": "car 1"}}}},
            "walk": {"steps": {"job": {"takes": "20 s", "needs": {"who": "crew 1"}}}},
        },
        injects=[inject(0), inject(1, "walk"), inject(2), inject(12, "walk")],
    )
    d_holds = holds(d, play)
    assert d_holds == table("""
        0 who crew 2  0 10 10
        0 ride car 1  0 10 10
        1 who crew 1  1 21 21   # the third of the crew
        2 who crew 2 10 20 20   # crew and car come free together at 10; nothing is taken before
        2 ride car 1 10 20 20
        3 who crew 1 20 40 40   # 12: two with incident 2, one with incident 1; 20: two come free
    """)


TEAM: dict[str, Any] = {"alpha": {"staff": 1, "counts_as": "team"}, "beta": {"staff": 1, "counts_as": "team"}}


@both_engines
def test_the_first_need_gives_way_so_that_all_can_be_met(play: Play) -> None:
    d = drill(TEAM, {"job": {"takes": "5 s", "needs": {"help": "team 1", "lead": "alpha 1"}}}, injects=[inject(0)])
    assert holds(d, play) == table("""
        0 help beta  1 0 5 5   # alpha is preferred by file order, but only alpha can lead
        0 lead alpha 1 0 5 5
    """)


@both_engines
def test_the_first_whole_assignment_in_file_order_wins_over_backing_up_less(play: Play) -> None:
    pools = {**TEAM, "gamma": {"staff": 1, "backs_up": "alpha"}}
    d = drill(pools, {"job": {"takes": "5 s", "needs": {"help": "team 1", "lead": "alpha 1"}}}, injects=[inject(0)])
    assert holds(d, play) == table("""
        0 help alpha 1 0 5 5   # first choice of the first need ...
        0 lead gamma 1 0 5 5   # ... and whole with a back-up, so it stands
    """)


@both_engines
def test_backtracking_reaches_back_over_two_needs(play: Play) -> None:
    pools = {
        "alpha": {"staff": 1, "counts_as": "team"},
        "beta": {"staff": 2, "counts_as": "team"},
        "gamma": {"staff": 1, "backs_up": "beta"},
    }
    needs = {"one": "team 1", "two": "beta 1", "three": "alpha 1"}
    d = drill(pools, {"job": {"takes": "5 s", "needs": needs}}, injects=[inject(0), inject(1)])
    assert holds(d, play) == table("""
        0 one   beta  1 0  5  5   # alpha, beta leaves no alpha; alpha, gamma neither; so beta
        0 two   beta  1 0  5  5   # the second of beta
        0 three alpha 1 0  5  5
        1 one   beta  1 5 10 10   # gamma is free at 1, but nobody is left for 'three'
        1 two   beta  1 5 10 10
        1 three alpha 1 5 10 10
    """)


@both_engines
def test_one_pool_meets_a_need_whole_and_backups_come_last(play: Play) -> None:
    pools = {"crew": {"staff": 2}, "reserve": {"staff": 2, "backs_up": "crew"}}
    d = drill(
        pools,
        procedures={
            "visit": {"steps": {"job": {"takes": "10 s", "needs": {"who": "crew 2"}}}},
            "walk": {"steps": {"job": {"takes": "4 s", "needs": {"who": "crew 1"}}}},
        },
        injects=[inject(0, "walk"), inject(1), inject(2), inject(3, "walk")],
    )
    assert holds(d, play) == table("""
        0 who crew    1  0  4  4
        1 who reserve 2  1 11 11   # crew has one free: not one of each
        2 who crew    2  7 17 17   # 4: one still out with incident 3; 7: two
        3 who crew    1  3  7  7   # the crew itself before its back-up
    """)


# ---- preference --------------------------------------------------------------------------------


@both_engines
def test_preference_area_then_turnout_and_travel_then_file_order(play: Play) -> None:
    go = {
        "order": {"takes": "turnout", "needs": {"who": "patrol 1"}, "keep": {"who": "work"}},
        "travel": {"after": "order", "takes": "travel", "who": "who"},
        "work": {"after": "travel", "takes": "30 s"},
    }
    unit: dict[str, Any] = {"staff": 1, "counts_as": "patrol"}
    d = drill(
        {
            "east_side": {**unit, "base": "far", "turnout": "10 s", "serves": "east"},
            "west_side": {**unit, "base": "near", "turnout": "10 s", "serves": "west", "backs_up": "east_side"},
            "third": {**unit, "base": "mid", "turnout": "30 s"},
            "fourth": {**unit, "base": "mid", "turnout": "30 s"},
        },
        go,
        zones={"east": None, "west": None},
        travel={
            "times": {
                "far": {"east": "100 s", "west": "60 s"},
                "near": {"east": "20 s", "west": "5 s"},
                "mid": {"east": "50 s", "west": "40 s"},
            }
        },
        injects=[inject(0, zone="east") for _ in range(5)] + [inject(0, zone="west")],
    )
    assert holds(d, play) == table("""
        0 who third     1   0 110 110   # 30 + 50 beats 10 + 100; before 'fourth' by file order
        1 who fourth    1   0 110 110
        2 who east_side 1   0 140 140   # serves the east: before the back-up, though 110 > 10 + 20
        3 who west_side 1   0  60  60   # backs up: 10 + 20 + 30
        4 who west_side 1  60 120 120   # the first to be free
        5 who third     1 110 210 210   # east_side does not serve the west; 30 + 40 + 30
    """)


@both_engines
def test_preference_reads_the_road_as_it_is_now_and_not_the_drawn_time(play: Play) -> None:
    d = drill(
        {
            "quick": {"staff": 2, "counts_as": "crew", "base": "far", "turnout": "10 s"},
            "near": {"staff": 2, "counts_as": "crew", "base": "close", "turnout": "60 s"},
        },
        {
            "order": {"takes": "turnout", "needs": {"who": "crew 1"}, "keep": {"who": "go"}},
            "go": {"after": "order", "takes": "travel", "who": "who"},
        },
        travel={
            "times": {"far": {"town": "40 s"}, "close": {"town": "10 s"}},
            "slower": [{"hours": "01:00-02:00", "times": 3}],
        },
        injects=[inject(0, zone="town"), inject(3600, zone="town")],
    )
    assert steps(d, play, takes={(0, "go"): 5000}) == table("""
        0 order    0    0   10   # 10 + 40 beats 60 + 10, and the drawn factor 5 is not looked at
        0 go      10   10  210   # 40 x 5
        1 order 3600 3600 3660   # three times as slow: 60 + 30 beats 10 + 120
        1 go    3660 3660 3690
    """)


# ---- holds and the way back --------------------------------------------------------------------


@both_engines
def test_a_hold_is_kept_to_a_later_step_and_given_back_when_that_is_skipped(play: Play) -> None:
    d = drill(
        {"crew": {"staff": 1}},
        {
            "order": {"takes": "5 s", "needs": {"who": "crew 1"}, "keep": {"who": "help"}},
            "talk": {"after": "order", "takes": "10 s", "outcome": {"settled": 0.5, "failed": 0.5}},
            "help": {"after": "talk", "when": {"talk": "failed"}, "takes": "20 s"},
            "close": {"after": ["talk", "help"], "takes": "1 s"},
        },
        injects=[inject(0), inject(1)],
    )
    outcome = {(0, "talk"): "settled", (1, "talk"): "failed"}
    assert steps(d, play, outcome=outcome) == table("""
        0 order  0  0  5
        0 talk   5  5 15
        0 help   -  - 15 skipped
        0 close 15 15 16
        1 order  1 15 20   # the skip at 15 gave the crew back
        1 talk  20 20 30
        1 help  30 30 50
        1 close 50 50 51
    """)
    assert holds(d, play, outcome=outcome) == table("""
        0 who crew 1  0 15 15
        1 who crew 1 15 50 50
    """)


@both_engines
def test_each_unit_goes_home_on_its_own_with_the_way_backs_own_factor(play: Play) -> None:
    d = drill(
        {
            "crew": {"staff": 1, "base": "office", "turnout": "20 s"},
            "car": {"kind": "vehicle", "count": 1, "base": "yard"},
            "guide": {"staff": 1, "base": "office"},
        },
        {
            "order": {
                "takes": "turnout",
                "needs": {"who": "crew 1", "ride": "car 1", "by": "guide 1"},
                "keep": {"who": "work", "ride": "work"},
            },
            "go": {"after": "order", "takes": "travel", "who": ["who", "ride"]},
            "work": {"after": "go", "takes": "50 s", "way_back": ["who", "ride"]},
        },
        travel={"times": {"office": {"town": "100 s"}, "yard": {"town": "60 s"}}},
        injects=[inject(0, zone="town"), inject(1, zone="town")],
    )
    edits: dict[str, Any] = {"takes": {(0, "go"): 1500}, "back": {(0, "work"): 505, (0, "go"): 9000}}
    assert steps(d, play, **edits) == table("""
        0 order   0   0  20
        0 go     20  20 170   # the slower of 100 and 60, x 1.5
        0 work  170 170 220
        1 order   1 271 291   # crew back at 220 + half up of 50.5
        1 go    291 291 391
        1 work  391 391 441
    """)
    assert holds(d, play, **edits) == table("""
        0 who crew  1   0 220 271   # 100 x 0.505 = 50.5 -> 51
        0 ride car  1   0 220 250   # 60 x 0.505 = 30.3 -> 30
        0 by  guide 1   0  20  20   # not kept, did not travel: free at the end of its step
        1 who crew  1 271 441 541
        1 ride car  1 271 441 501
        1 by  guide 1 271 291 291
    """)


@both_engines
def test_no_way_back_for_a_unit_whose_journey_was_skipped(play: Play) -> None:
    d = drill(
        {"crew": {"staff": 1, "base": "office"}},
        {
            "order": {"takes": "3 s", "needs": {"who": "crew 1"}, "keep": {"who": "over"}, "outcome": {"go": 1, "stay": 0}},
            "ride": {"after": "order", "when": {"order": "go"}, "takes": "travel", "who": "who"},
            "over": {"after": ["order", "ride"], "way_back": "who"},
        },
        travel={"times": {"office": {"town": "7 s"}}},
        injects=[inject(0, zone="town"), inject(100, zone="town")],
    )
    assert holds(d, play, outcome={(1, "order"): "stay"}) == table("""
        0 who crew 1   0  10  17   # 3 + 7 there, 7 back
        1 who crew 1 100 103 103   # never left
    """)


# ---- who is there ------------------------------------------------------------------------------


@both_engines
def test_a_mixed_grant_takes_the_slower_turnout(play: Play) -> None:
    d = drill(
        {
            "crew": {
                "turnout": {"on_duty": "30 s", "on_call": "5 min"},
                "shifts": [{"on_duty": 2, "on_call": 2}],
            }
        },
        procedures={
            "visit": {"steps": {"order": {"takes": "turnout", "needs": {"who": "crew 3"}}}},
            "walk": {"steps": {"order": {"takes": "turnout", "needs": {"who": "crew 1"}}}},
        },
        injects=[inject(0), inject(10, "walk"), inject(20, "walk"), inject(1000, "walk"), inject(1000)],
    )
    assert holds(d, play) == table("""
        0 who crew 3+1    0  300  300   # two on duty and one on call: five minutes
        1 who crew 1+1   10  310  310   # the fourth, on call
        2 who crew 1    300  330  330   # 300: one is still out, two are on duty
        3 who crew 1   1000 1030 1030   # on duty first
        4 who crew 3+2 1000 1300 1300   # one on duty is left
    """)


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        # those of the first shift finish their jobs as overtime from 3600 on, and the second one is fresh
        ("finish", """
            0 job    0    0 5000
            1 job    0    0 6000
            2 job    0    0 7000
            3 job 4000 4000 4010
            4 job 5500 5500 5510
        """),
        # the jobs wait for their own people, who are back at midnight for 1400, 2400 and 3400 seconds more
        ("stop", """
            0 job    0    0 87800
            1 job    0    0 88800
            2 job    0    0 89800
            3 job 4000 4000 4010
            4 job 5500 5500 5510
        """),
        # the next shift goes on with them: three at work where one should be, so it has nobody for others
        ("hand_over", """
            0 job    0    0 5000
            1 job    0    0 6000
            2 job    0    0 7000
            3 job 4000 7000 7010
            4 job 5500 7010 7020
        """),
    ],
)  # fmt: skip
@both_engines
def test_the_shift_ends_in_the_middle_of_jobs(closing: str, expected: str, play: Play) -> None:
    job = {"needs": {"who": "crew 1"}}
    d = drill(
        {
            "crew": {
                "shifts": [{"hours": "00:00-01:00", "on_duty": 3}, {"hours": "01:00-24:00", "on_duty": 1}],
                "at_closing": closing,
            }
        },
        procedures={
            "visit": {"steps": {"job": {**job, "takes": "5000 s"}}},
            "long": {"steps": {"job": {**job, "takes": "6000 s"}}},
            "longest": {"steps": {"job": {**job, "takes": "7000 s"}}},
            "walk": {"steps": {"job": {**job, "takes": "10 s"}}},
        },
        injects=[inject(0), inject(0, "long"), inject(0, "longest"), inject(4000, "walk"), inject(5500, "walk")],
    )
    assert steps(d, play) == table(expected)


@both_engines
def test_a_squad_without_on_call_is_away_outside_its_hours(play: Play) -> None:
    d = drill(
        {
            "crew": {"staff": 1, "hours": "08:00-18:00", "days": "mon-fri"},
            "watch": {"staff": 1, "hours": "20:00-06:00", "turnout": {"on_duty": "1 min", "on_call": "1 h"}},
        },
        procedures={
            "visit": {"steps": {"job": {"takes": "1 min", "needs": {"who": "crew 1"}}}},
            "alarm": {"steps": {"job": {"takes": "turnout", "needs": {"who": "watch 1"}}}},
        },
        start=datetime(2026, 3, 6, 17, 59),  # a Friday
        days=4,
        injects=[
            inject(s, k, datetime(2026, 3, 6, 17, 59))
            for s, k in [(59, "visit"), (60, "visit"), (7259, "alarm"), (43_259, "alarm"), (50_000, "alarm")]
        ],
    )
    monday = 86_400 * 3 - 10 * 3600 + 60  # 08:00: from 18:00 less ten hours
    assert steps(d, play) == table(f"""
        0 job    59    59    119        # 17:59:59, still there; a minute of overtime
        1 job    60 {monday} {monday + 60}   # 18:00:00 is past the end; the week-end is free
        2 job  7259  7259  10859        # 19:59:59: on call, an hour (one second later: a minute)
        3 job 43259 43259  43319        # 05:59:59: the watch of the evening before
        4 job 50000 50000  53600        # 07:52: on call again
    """)


@both_engines
def test_absence_takes_from_the_capacity_and_nothing_is_interrupted(play: Play) -> None:
    d = drill(
        {"crew": {"staff": 2}, "car": {"kind": "vehicle", "count": 1}},
        {"job": {"takes": "100 s", "needs": {"who": "crew 1"}}},
        injects=[inject(0), inject(0), inject(20), inject(30)],
        disruptions=[{"staff_away": "crew", "count": 1, "from": "day 1 00:00:10", "until": "day 1 00:02:30"}],
    )
    assert steps(d, play) == table("""
        0 job  0   0 100   # goes on although one is away from 10 on
        1 job  0   0 100
        2 job 20 100 200   # 2 - 1 away = 1
        3 job 30 150 250   # the other is there again at 150
    """)


@both_engines
def test_one_person_under_two_names_is_in_one_place(play: Play) -> None:
    d = drill(
        {"secretary": {"kind": "post", "count": 1, "also": ["head", "chair"]}},
        procedures={
            "visit": {"steps": {"hear": {"takes": "10 s", "needs": {"lead": "head 1"}}}},
            "meeting": {"steps": {"sit": {"takes": "5 s", "needs": {"lead": "chair 1"}}}},
        },
        injects=[inject(0), inject(1, "meeting")],
    )
    assert steps(d, play) == table("""
        0 hear 0  0 10
        1 sit  1 10 15
    """)


# ---- joins, skips and conditions ---------------------------------------------------------------


@both_engines
def test_a_join_waits_for_all_and_one_skipped_branch_does_not_skip_it(play: Play) -> None:
    d = drill(
        {},
        {
            "ask": {"takes": "2 s", "outcome": {"left": 0.5, "right": 0.5}},
            "left": {"after": "ask", "when": {"ask": "left"}, "takes": "10 s"},
            "right": {"after": "ask", "when": {"ask": "right"}, "takes": "20 s"},
            "right_2": {"after": "right", "takes": "1 s"},
            "join": {"after": ["left", "right_2"], "takes": "3 s"},
            "both": {"after": ["ask", "left"], "takes": "1 s"},
        },
        injects=[inject(0), inject(100)],
    )
    assert steps(d, play, outcome={(0, "ask"): "left", (1, "ask"): "right"}) == table("""
        0 ask       0   0   2
        0 left      2   2  12
        0 right     -   -   2 skipped
        0 right_2   -   -   2 skipped   # all its predecessors were skipped
        0 join     12  12  15
        0 both     12  12  13
        1 ask     100 100 102
        1 left      -   - 102 skipped
        1 right   102 102 122
        1 right_2 122 122 123
        1 join    123 123 126
        1 both    102 102 103           # 'ask' ended; the skipped one does not count
    """)


@both_engines
def test_a_condition_on_a_skipped_step_is_false(play: Play) -> None:
    outcome = {"yes": 0.5, "no": 0.5}
    d = drill(
        {},
        {
            "one": {"takes": "1 s", "outcome": outcome},
            "two": {"after": "one", "when": {"one": "yes"}, "takes": "1 s", "outcome": outcome},
            "three": {"after": ["one", "two"], "when": {"two": ["yes", "no"]}, "takes": "1 s"},
            "four": {"after": ["one", "two"], "when": {"one": "no"}, "takes": "1 s"},
        },
        injects=[inject(0)],
    )
    assert steps(d, play, outcome={(0, "one"): "no", (0, "two"): "yes"}) == table("""
        0 one   0 0 1
        0 two   - - 1 skipped
        0 three - - 1 skipped   # 'two' has no outcome, whatever was drawn for it
        0 four  1 1 2
    """)


@both_engines
def test_conditions_on_attributes_and_outcomes_must_all_hold(play: Play) -> None:
    d = drill(
        {},
        {
            "talk": {"takes": "4 s", "outcome": {"settled": 0.5, "failed": 0.5}},
            "help": {"after": "talk", "when": {"talk": "failed", "danger": ["some", "great"]}, "takes": "1 s"},
            "far": {"when": {"zone": "hill"}, "takes": "2 s"},
            "many": {"when": {"people": "5..9"}, "takes": "3 s"},
        },
        zones={"town": None, "hill": None},
        attributes={"danger": ["none", "some", "great"]},
        injects=[
            inject(0, zone="town", people=4, attributes={"danger": "great"}),
            inject(10, zone="hill", people=5, attributes={"danger": "none"}),
            inject(20, zone="hill", people=9, attributes={"danger": "some"}),
            inject(30, people=10),
        ],
    )
    outcome = {(0, "talk"): "failed", (1, "talk"): "failed", (2, "talk"): "settled", (3, "talk"): "failed"}
    assert steps(d, play, outcome=outcome) == table("""
        0 talk  0  0  4
        0 help  4  4  5            # failed, and great danger
        0 far   -  -  0 skipped    # in town
        0 many  -  -  0 skipped    # 4
        1 talk 10 10 14
        1 help  -  - 14 skipped    # no danger
        1 far  10 10 12
        1 many 10 10 13            # 5 is the first of 5..9
        2 talk 20 20 24
        2 help  -  - 24 skipped    # settled
        2 far  20 20 22
        2 many 20 20 23            # 9 is the last
        3 talk 30 30 34
        3 help  -  - 34 skipped    # the first value of an attribute that is not given: none
        3 far   -  - 30 skipped    # no place given
        3 many  -  - 30 skipped    # 10
    """)


@both_engines
def test_tiers_overlap_the_later_wins_and_silence_plays_without_them(play: Play) -> None:
    d = drill(
        {"crew": {"staff": 9}, "deputy": {"kind": "post"}, "head": {"kind": "post"}},
        {
            "meet": {
                "takes": "10 s",
                "needs": {"who": "crew 1"},
                "cases": [
                    {"people": "5..15", "needs": {"who": "crew 2", "lead": "deputy 1"}},
                    {"people": "15..30", "needs": {"who": "crew 4", "lead": "head 1"}},
                    {"people": "40..", "needs": {"lead": "head 1", "also": "deputy 1"}},
                ],
            }
        },
        injects=[inject(100 * i, people=n) for i, n in enumerate([4, 5, 15, 30, 31, 40])],
    )
    assert holds(d, play) == table("""
        0 who crew 1 0 10 10          # 4: the plan does not say
        1 who crew 2 100 110 110      # 5..15
        1 lead deputy 1 100 110 110
        2 who crew 4 200 210 210      # 15 is in two tiers: the later one
        2 lead head 1 200 210 210
        3 who crew 4 300 310 310
        3 lead head 1 300 310 310
        4 who crew 1 400 410 410      # 31..39: silent again
        5 who crew 1 500 510 510      # what the tier does not name stays
        5 lead head 1 500 510 510
        5 also deputy 1 500 510 510
    """)
    quiet = {d.compiled.variant_people[v]: steps for v, steps in enumerate(d.compiled.silent)}
    assert quiet == {(1, 4): [0], (5, 14): [], (15, 15): [], (16, 30): [], (31, 39): [0], (40, 10**6): []}


# ---- roads, phones, money, rooms ---------------------------------------------------------------

TRIP: dict[str, Any] = {
    "order": {"takes": "0 s", "needs": {"who": "crew 1"}, "keep": {"who": "go"}},
    "go": {"after": "order", "takes": "travel", "who": "who"},
}


@both_engines
def test_night_and_snow_are_read_once_at_departure(play: Play) -> None:
    begin = datetime(2026, 3, 2, 5, 58)
    d = drill(
        {"crew": {"staff": 9, "base": "office"}},
        TRIP,
        travel={
            "times": {"office": {"town": "101 s"}},
            "slower": [{"hours": "20:00-06:00", "times": 2}],
            "weather": {"snow": 1.5},
        },
        start=begin,
        injects=[inject(s, start=begin, zone="town") for s in (0, 60, 119, 120, 180)] + [inject(300, start=begin)],
        disruptions=[{"weather": "snow", "from": "2026-03-02 05:59", "until": "2026-03-02 06:01"}],
    )
    assert steps(d, play, takes={(4, "go"): 1500}) == table("""
        0 order   0   0   0
        0 go      0   0 202   # night: 101 x 2; it snows and dawns on the way, too late to matter
        1 order  60  60  60
        1 go     60  60 363   # snow from 05:59 on: 202 x 1.5
        2 order 119 119 119
        2 go    119 119 422   # 05:59:59: night and snow
        3 order 120 120 120
        3 go    120 120 272   # 06:00:00: day and snow: 151.5 -> 152
        4 order 180 180 180
        4 go    180 180 332   # 06:01:00: the snow is over; drawn factor 1.5: 151.5 -> 152
        5 order 300 300 300
        5 go    300 300 300   # no place given: nowhere to go
    """)


@both_engines
def test_a_slow_road_slows_its_own_way_only(play: Play) -> None:
    d = drill(
        {"crew": {"staff": 2, "base": "office"}, "patrol": {"staff": 1, "base": "post", "backs_up": "crew"}},
        TRIP,
        zones={"town": None, "hill": None},
        travel={"times": {"office": {"town": "10 s", "hill": "20 s"}, "post": {"town": "30 s", "hill": "40 s"}}},
        injects=[inject(0, zone="town"), inject(0, zone="hill"), inject(0, zone="hill"), inject(100, zone="hill")],
        disruptions=[
            {"road_slow": {"from": "office", "to": "hill"}, "times": 3, "from": "day 1 00:00", "until": "day 1 00:01"},
            {"road_slow": {"to": "hill"}, "times": 1.1, "from": "day 1 00:00", "until": "day 1 00:01"},
        ],
    )
    assert steps(d, play) == table("""
        0 order   0   0   0
        0 go      0   0  10   # another road
        1 order   0   0   0
        1 go      0   0  66   # 20 x 3 x 1.1
        2 order   0   0   0
        2 go      0   0  44   # from the post: 40 x 1.1
        3 order 100 100 100
        3 go    100 100 120   # clear again
    """)


@both_engines
def test_a_phone_that_is_off_when_the_call_starts_is_not_answered(play: Play) -> None:
    d = drill(
        {"secretary": {"kind": "post", "also": "chair"}},
        {
            "call": {"takes": "30 s", "calls": "chair", "outcome": {"unanswered": 0.1, "answered": 0.9}},
            "tell": {"after": "call", "when": {"call": "answered"}, "takes": "5 s"},
            "go": {"after": "call", "when": {"call": "unanswered"}, "takes": "50 s"},
        },
        injects=[inject(s) for s in (0, 40, 59, 60, 61)],
        disruptions=[{"phone_off": "secretary", "from": "day 1 00:00:40", "until": "day 1 00:01"}],
    )
    answers = {(i, "call"): "answered" for i in range(4)} | {(4, "call"): "unanswered"}
    assert steps(d, play, outcome=answers) == table("""
        0 call  0  0  30
        0 tell 30 30  35
        0 go    -  -  30 skipped
        1 call 40 40  70
        1 tell  -  -  70 skipped   # off from 40 on
        1 go   70 70 120
        2 call 59 59  89
        2 tell  -  -  89 skipped
        2 go   89 89 139
        3 call 60 60  90           # on again
        3 tell 90 90  95
        3 go    -  -  90 skipped
        4 call 61 61  91           # on, and not answered all the same
        4 tell  -  -  91 skipped
        4 go   91 91 141
    """)


@both_engines
def test_money_spent_never_comes_back(play: Play) -> None:
    d = drill(
        {"cash": {"kind": "fund", "amount": "1000 yuan"}},
        procedures={
            "visit": {"steps": {"help": {"takes": "10 s", "spends": {"cash": "400 yuan"}}}},
            "small": {"steps": {"help": {"takes": "10 s", "spends": {"cash": "200 yuan"}}}},
        },
        injects=[inject(0), inject(1), inject(2), inject(3, "small"), inject(4, "small")],
        seconds=60,
    )
    assert steps(d, play) == table("""
        0 help 0 0 10
        1 help 1 1 11
        2 help 2 - - waiting   # 200 yuan are left
        3 help 3 3 13          # and suffice for this one
        4 help 4 - - waiting   # nothing is left
    """)
    assert holds(d, play) == table("""
        0 cash cash 400 0 - -
        1 cash cash 400 1 - -
        2 cash -
        3 cash cash 200 3 - -
        4 cash -
    """)


@both_engines
def test_one_per_head_up_to_a_number(play: Play) -> None:
    d = drill(
        {"hall": {"kind": "room", "places": 7}},
        {
            "hear": {"takes": "20 s", "needs": {"seats": "hall people up to 3"},
                     "cases": [{"people": "9..", "needs": {"seats": "hall 按人数至多5"}}]},
        },
        injects=[inject(0, people=n) for n in (2, 3, 8)] + [inject(30, people=9), inject(60, people=1)],
    )  # fmt: skip
    assert holds(d, play) == table("""
        0 seats hall 2  0 20 20
        1 seats hall 3  0 20 20   # five in all
        2 seats hall 3 20 40 40   # eight people ask for three seats; two are free until 20
        3 seats hall 5 40 60 60   # the tier of nine and more: five; four are free at 30
        4 seats hall 1 60 80 80
    """)
    assert [d.compiled.variant_people[v] for v in range(4)] == [(1, 2), (3, 4), (5, 8), (9, 1_000_000)]


@both_engines
def test_a_room_takes_a_party_whole(play: Play) -> None:
    d = drill(
        {"hall": {"kind": "room", "places": 10}},
        {"hear": {"takes": "20 s", "needs": {"seats": "hall people"}}},
        injects=[inject(t, people=n) for t, n in [(0, 6), (1, 5), (2, 4), (3, 11), (4, 10)]],
        seconds=100,
    )
    assert holds(d, play) == table("""
        0 seats hall  6  0 20 20
        1 seats hall  5 20 40 40   # four places at 1
        2 seats hall  4  2 22 22
        3 seats -                  # eleven never fit
        4 seats hall 10 40 60 60   # all ten: not before incident 1 has left
    """)


# ---- the instant, the end ----------------------------------------------------------------------


@both_engines
def test_steps_of_no_length_follow_each_other_within_the_second(play: Play) -> None:
    d = drill(
        {"clerk": {"kind": "post"}, "stamp": {"kind": "vehicle", "count": 1}},
        {
            "sign": {"takes": "0 s", "needs": {"by": "clerk 1"}},
            "seal": {"after": "sign", "takes": "0 s", "needs": {"by_2": "clerk 1", "with": "stamp 1"}},
            "send": {"after": "seal", "takes": "0 s"},
            "file": {"after": "send", "takes": "4 s", "needs": {"by_3": "clerk 1"}},
        },
        injects=[inject(7), inject(7)],
    )
    # Second 7, pass 1: sign 0. Pass 2 (the clerk is back, seal 0 is ready): incident 0 goes first
    # among those ready at 7, so seal 0. Pass 3: file 0, which takes 4 s. From 11: sign 1, seal 1, file 1.
    assert steps(d, play) == table("""
        0 sign  7  7  7
        0 seal  7  7  7
        0 send  7  7  7
        0 file  7  7 11
        1 sign  7 11 11
        1 seal 11 11 11
        1 send 11 11 11
        1 file 11 11 15
    """)


@both_engines
def test_a_pass_does_not_see_what_it_sets_free_itself(play: Play) -> None:
    d = drill(
        {"clerk": {"kind": "post"}, "spare": {"kind": "post", "backs_up": "clerk"}},
        {"sign": {"takes": "0 s", "needs": {"by": "clerk 1"}}},
        injects=[inject(0), inject(0), inject(0)],
    )
    assert holds(d, play) == table("""
        0 by clerk 1 0 0 0
        1 by spare 1 0 0 0   # the clerk is done at 0 as well, but not within this pass
        2 by clerk 1 0 0 0   # the second pass of second 0
    """)


@both_engines
def test_all_that_is_due_comes_before_the_pass(play: Play) -> None:
    d = drill(
        {
            "clerk": {
                "kind": "post",
                "shifts": [{"hours": "00:00-00:01", "on_duty": 1}, {"hours": "00:02-24:00", "on_duty": 1}],
            }
        },
        procedures={
            "visit": {"steps": {"job": {"takes": "20 s", "needs": {"by": "clerk 1"}}}},
            "urgent": {"priority": 1, "steps": {"job": {"takes": "20 s", "needs": {"by": "clerk 1"}}}},
        },
        injects=[inject(0), inject(10), inject(20, "urgent"), inject(40), inject(60)],
    )
    assert steps(d, play) == table("""
        0 job  0   0  20
        1 job 10  40  60   # 40: before incident 3, which arrives just now
        2 job 20  20  40   # arrives at the second at which the clerk is done, and goes first
        3 job 40 120 140   # 60: the clerk is done and gone in the same second
        4 job 60 140 160
    """)


@both_engines
def test_what_is_open_at_the_end_stays_open(play: Play) -> None:
    d = drill(
        {"clerk": {"kind": "post"}},
        {
            "call": {"takes": "5 s"},
            "job": {"after": "call", "takes": "30 s", "needs": {"by": "clerk 1"}},
            "report": {"after": "job", "takes": "0 s"},
        },
        injects=[inject(0), inject(20), inject(39)],
        seconds=40,
        cut=35,
    )
    assert steps(d, play) == table("""
        0 call    0  0  5
        0 job     5  5 35
        0 report 35 35 35
        1 call   20 20 25
        1 job    25 35 65
        1 report 65 65 65
        2 call   39 39 44
        2 job    44 65  - running   # would end at 95; play stops at 40 + 35
        2 report  -  -  - coming
    """)
    shorter = drill(
        {"clerk": {"kind": "post"}},
        {"job": {"takes": "30 s", "needs": {"by": "clerk 1"}}},
        injects=[inject(0), inject(0), inject(0)],
        seconds=40,
        cut=20,
    )
    assert steps(shorter, play) == table("""
        0 job 0  0 30
        1 job 0 30 60          # the last second, 60, is played
        2 job 0 60  - running
    """)


@both_engines
def test_duties_come_by_the_calendar_inside_the_window(play: Play) -> None:
    begin = datetime(2026, 3, 6, 7)  # a Friday, seven in the morning
    d = drill(
        {"clerk": {"kind": "post"}},
        procedures={
            "report": {"steps": {"write": {"takes": "10 min", "needs": {"by": "clerk 1"}}}},
            "sweep": {"steps": {"look": {"takes": "1 h", "needs": {"by": "clerk 1"}}}},
        },
        duties={
            "situation": {"procedure": "report", "at": ["07:00", "18:00", "22:00"]},
            "weekly": {"procedure": "sweep", "at": "07:00", "days": "sat"},
        },
        start=begin,
        days=1,
    )
    # From Friday 07:00 to Saturday 07:00, the end not included: no sweep, and one report at seven.
    assert steps(d, play) == table("""
        0 write     0     0   600
        1 write 39600 39600 40200   # eleven hours later
        2 write 54000 54000 54600
    """)


# ---- known anomalies ---------------------------------------------------------------------------


@both_engines
@pytest.mark.parametrize(("clerks", "waits"), [(1, [5, 8]), (2, [32, 1])])
def test_a_second_clerk_can_hurt(play: Play, clerks: int, waits: list[int]) -> None:
    """One vehicle; A (call 5, job 4) arrives at 0, B (call 1, job 30) at 1.

    One clerk: A's call 0-5, B's 5-6; the vehicle takes A 5-9, B from 9. Two clerks: B's call is
    over at 2 and takes the vehicle to 32, where A has stood since 5.
    """
    d = drill(
        {"clerk": {"kind": "post", "count": clerks}, "car": {"kind": "vehicle", "count": 1}},
        procedures={
            name: {
                "steps": {
                    "call": {"takes": call, "needs": {"by": "clerk 1"}},
                    "job": {"after": "call", "takes": job, "needs": {"ride": "car 1"}},
                }
            }
            for name, call, job in [("a", "5 s", "4 s"), ("b", "1 s", "30 s")]
        },
        injects=[inject(0, "a"), inject(1, "b")],
    )
    msel = d.msel()
    log = play(d.compiled, msel)
    begun = [int(column(d, msel, log.started, "job", kind)[0]) for kind in "ab"]
    assert [begun[0] - 0, begun[1] - 1] == waits
    assert sum(wait <= 10 for wait in waits) == 3 - clerks


@both_engines
@pytest.mark.parametrize(("machines", "done"), [(3, 12), (4, 15)])
def test_grahams_nine_jobs_take_longer_on_four_machines(play: Play, machines: int, done: int) -> None:
    """R. L. Graham, Bell System Technical Journal 45 (1966).

    Three: 1 0-3, 2 and 3 0-2, 4 2-4, 9 3-12, 5 and 6 4-8, 7 and 8 8-12. Four: 1 0-3, 2 3 4 0-2,
    5 6 7 2-6, 8 3-7, 9 not before 6: 6-15.
    """
    lengths = [3, 2, 2, 2, 4, 4, 4, 4, 9]
    after = {9: "job_1"} | dict.fromkeys((5, 6, 7, 8), "job_4")
    jobs = {
        f"job_{i}": {"takes": f"{n} s", "needs": {f"on_{i}": "machine 1"}, **({"after": after[i]} if i in after else {})}
        for i, n in enumerate(lengths, start=1)
    }
    d = drill({"machine": {"kind": "vehicle", "count": machines}}, jobs, injects=[inject(0)])
    log = play(d.compiled, d.msel())
    assert log.ended.max() == done
    nine = int(log.started[8])
    assert nine == (3 if machines == 3 else 6)


# ---- all at once -------------------------------------------------------------------------------

DAWN = datetime(2026, 3, 2, 5, 30)


def everything() -> Drill:
    return drill(
        {
            "patrol": {
                "base": "office",
                "turnout": {"on_duty": "60 s", "on_call": "600 s"},
                "shifts": [{"on_duty": 2, "on_call": 1}],
            },
            "reserve": {"staff": 3, "base": "post", "turnout": "120 s", "backs_up": "patrol"},
            "car": {"kind": "vehicle", "count": 1, "base": "office"},
            "head": {"kind": "post", "also": "chair"},
            "hall": {"kind": "room", "places": 20},
            "cash": {"kind": "fund", "amount": "500 yuan"},
        },
        procedures={
            "visit": {
                "priority": 3,
                "steps": {
                    "call": {"takes": "60 s"},
                    "tell": {"after": "call", "calls": "chair", "takes": "30 s",
                             "outcome": {"answered": 0.9, "unanswered": 0.1}},
                    "order": {
                        "after": "call",
                        "takes": "turnout",
                        "needs": {"crew": "patrol 2", "ride": "car 1"},
                        "cases": [{"people": "15..", "needs": {"lead": "head 1"}}],
                        "keep": {"crew": "over", "ride": "over", "lead": "hear"},
                    },
                    "go": {"after": "order", "takes": "travel", "who": ["crew", "ride"]},
                    "hear": {"after": ["go", "tell"], "takes": "600 s", "needs": {"place": "hall people"},
                             "outcome": {"settled": 0.5, "failed": 0.5}},
                    "help": {"after": "hear", "when": {"hear": "failed"}, "takes": "120 s", "spends": {"cash": "300 yuan"}},
                    "over": {"after": ["hear", "help"], "way_back": ["crew", "ride"]},
                    "note": {"after": "tell", "when": {"tell": "unanswered"}, "takes": "45 s"},
                },
            },
            "alarm": {
                "priority": 1,
                "steps": {
                    "dash": {"takes": "turnout", "needs": {"crew": "patrol 2"}, "keep": {"crew": "act"}},
                    "ride": {"after": "dash", "takes": "travel", "who": "crew"},
                    "act": {"after": "ride", "takes": "100 s"},
                },
            },
            "look": {"steps": {"dash": {"takes": "turnout", "needs": {"eye": "patrol 1"}}}},
        },
        zones={"town": None, "hill": None},
        travel={
            "times": {"office": {"town": "300 s", "hill": "900 s"}, "post": {"town": "600 s", "hill": "600 s"}},
            "slower": [{"hours": "20:00-06:00", "times": 1.2}],
            "weather": {"snow": 1.5},
        },
        start=DAWN,
        injects=[
            inject(0, start=DAWN, zone="town", people=18),
            inject(100, start=DAWN, zone="hill", people=5),
            inject(200, "alarm", DAWN, zone="hill"),
            inject(250, "alarm", DAWN, zone="town"),
            inject(1745, "look", DAWN, zone="town"),
        ],
        disruptions=[
            {"weather": "snow", "from": "2026-03-02 05:30", "until": "2026-03-02 05:45"},
            {"phone_off": "head", "from": "2026-03-02 05:30", "until": "2026-03-02 05:31:40"},
            {"road_slow": {"from": "office", "to": "hill"}, "times": 2, "from": "2026-03-02 05:30", "until": "day 1 09:00"},
        ],
    )  # fmt: skip


@both_engines
def test_everything_at_once(play: Play) -> None:
    """Dawn, snow until 900, night until 1800, the head's phone off until 100, a slow road to the hill."""
    d = everything()
    edits: dict[str, Any] = {
        "outcome": {(0, "hear"): "failed", (1, "hear"): "settled", (0, "tell"): "answered", (1, "tell"): "answered"},
        "takes": {(1, "go"): 1100},
        "back": {(1, "over"): 900},
    }
    assert steps(d, play, **edits) == table("""
        0 call     0    0   60
        0 tell    60   60   90            # the phone is off at 60
        0 order   60   60  120            # 18 people: the head comes along; 60 s the slowest
        0 go     120  120  660            # 300 x 1.2 night x 1.5 snow
        0 hear   660  660 1260            # 18 of 20 places
        0 help  1260 1260 1380            # 300 of 500 yuan
        0 over  1380 1380 1380
        0 note    90   90  135            # nobody answered
        1 call   100  100  160
        1 tell   160  160  190            # the phone is on
        1 order  160 1740 1800            # the car: back at 1740
        1 go    1800 1800 3780            # 06:00:00, day: 900 x 2 x 1.1
        1 hear  3780 3780 4380
        1 help     -    - 4380 skipped
        1 over  4380 4380 4380
        1 note     -    -  190 skipped
        2 dash   200  200  320            # one of the patrol is left: two of the reserve, 120 s
        2 ride   320  320 1400            # from the post: 600 x 1.2 x 1.5
        2 act   1400 1400 1500
        3 dash   250 1500 1620            # one of each is left until 1500
        3 ride  1620 1620 2340            # the snow is over: 600 x 1.2
        3 act   2340 2340 2440
        4 dash  1745 1745 2345            # two of the patrol are out: the third is called in
    """)
    assert holds(d, play, **edits) == table("""
        0 crew patrol 2   60 1380 1740    # 300 x 1.2 back
        0 ride car 1      60 1380 1740
        0 lead head 1     60 1260 1260    # to the end of the hearing
        0 place hall 18  660 1260 1260
        0 cash cash 300 1260 - -
        1 crew patrol 2 1740 4380 6000    # 900 x 2 x 0.9 back
        1 ride car 1    1740 4380 6000
        1 place hall 5  3780 4380 4380
        1 cash -
        2 crew reserve 2 200 1500 1500
        3 crew reserve 2 1500 2440 2440
        4 eye patrol 1+1 1745 2345 2345
    """)


@both_engines
def test_the_order_of_injects_in_the_file_only_breaks_ties(play: Play) -> None:
    d = drill(
        {"clerk": {"kind": "post"}},
        {"job": {"takes": "10 s", "needs": {"by": "clerk 1"}}},
        injects=[inject(5, people=2), inject(0), inject(5, people=3)],
    )
    msel = d.msel()
    assert msel.people.tolist() == [1, 2, 3]
    assert np.array_equal(play(d.compiled, msel).started, [0, 10, 20])


@both_engines
@pytest.mark.parametrize(("outcome", "way_home"), [("well", 20), ("ill", 70)])
def test_the_way_back_begins_where_the_last_journey_ended(play: Play, outcome: str, way_home: int) -> None:
    steps = {
        "order": {"takes": "turnout", "needs": {"who": "patrol 1"}, "keep": {"who": "over"}},
        "travel": {"after": "order", "takes": "travel", "who": "who"},
        "look": {"after": "travel", "takes": "10 s", "outcome": {"well": 0.5, "ill": 0.5}},
        "onward": {"after": "look", "when": {"look": "ill"}, "takes": "travel", "who": "who", "to": "hospital"},
        "over": {"after": ["look", "onward"], "way_back": "who"},
    }
    d = drill(
        {"patrol": {"staff": 1, "base": "yard"}},
        steps,
        zones={"town": None, "hospital": None},
        travel={"times": {"yard": {"town": "20 s", "hospital": "70 s"}, "town": {"hospital": "70 s"}}},
        injects=[inject(0, zone="town")],
    )
    msel = d.msel(outcome={(0, "look"): outcome})
    left = 30 if outcome == "well" else 100  # 20 on the way, 10 at the place, 70 more to the hospital
    assert d.holds(msel, play(d.compiled, msel)) == [f"0 who patrol 1 0 {left} {left + way_home}"]
