"""What each form of promise says, worked out by hand on small plans; and what holds for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest
from often import often
from plans import START, drill, inject
from pydantic import TypeAdapter, ValidationError
from random_plans import random_case

from drillsim.compiled.event_list import Msels
from drillsim.compiled.log import OPEN, end_to_end
from drillsim.compiled.written_out import base
from drillsim.judge.evaluate import LATE, NEVER, NOT_COUNTED, NOT_JUDGED, ON_TIME, figures, gauges, run_figures
from drillsim.judge.gauge import EXCUSED
from drillsim.judge.occasion_gauges import period_edges
from drillsim.plan.milestones import Milestones
from drillsim.plan.target_keys import AnyTarget
from drillsim.plan.targets import PROMISES, LimitTarget, MeanTarget, OpenTarget, PaceTarget
from drillsim.play.conduct import conduct
from drillsim.play.kernel import play

STEPS = {
    "call": {"takes": "2 min"},
    "near": {"after": "call", "takes": "5 min", "needs": {"team": "near 1"}, "keep": {"team": "over"}},
    "far": {"after": "call", "takes": "20 min", "needs": {"help": "far 2"}, "when": {"people": ["5.."]}},
    "talk": {"after": ["near", "far"], "takes": "10 min", "outcome": {"settled": 0.5, "dated": 0.3, "failed": 0.2}},
    "arrange": {"after": "talk", "takes": "10 min", "when": {"talk": ["dated", "failed"]}},
    "over": {"after": ["talk"], "takes": "1 min"},
}
POOLS = {"near": {"staff": 9}, "far": {"staff": 9}}


TARGET = TypeAdapter(AnyTarget)


def judge(target, injects, steps=STEPS, pools=POOLS, edits=None, **more):
    """What one target says, and its gauge."""
    more = {"seconds": 4 * 3600, **more}
    found = drill(pools, steps, injects=injects, targets={"t": target}, **more)
    msel = found.msel(**(edits or {}))
    gauge = gauges(found.compiled)[0]
    log = conduct(found.compiled, msel)
    return gauge, gauge.read(msel, log), (msel, log)


def talks(*outcomes):
    return {"outcome": {(i, "talk"): outcome for i, outcome in enumerate(outcomes)}}


# ---- several milestones ----------------------------------------------------------------------------


def test_all_of_several_milestones_is_the_last_that_was_not_skipped():
    both = {"to": ["near.ended", "far.ended"], "within": "10 min"}
    _, judged, _ = judge(both, [inject(0, people=5), inject(0, people=1)])
    assert judged.seconds.tolist() == [22 * 60, 7 * 60]  # far is skipped for one person
    assert judged.state.tolist() == [LATE, ON_TIME]


def test_the_first_of_several_milestones_stops_the_clock():
    _, judged, _ = judge({"to": {"first": ["near.ended", "far.ended"]}, "within": "7 min"}, [inject(0, people=5)])
    assert judged.seconds.tolist() == [7 * 60]
    assert judged.state.tolist() == [ON_TIME]


def test_all_are_open_while_one_is_open_and_the_first_is_not():
    pools = {"near": {"staff": 9}, "far": {"staff": 1}}  # two of far are asked for: never met
    both, first = (
        {"to": to, "within": "1 h"} for to in (["near.ended", "far.ended"], {"first": ["near.ended", "far.ended"]})
    )
    assert judge(both, [inject(0, people=5)], pools=pools)[1].state.tolist() == [NEVER]
    assert judge(first, [inject(0, people=5)], pools=pools)[1].state.tolist() == [ON_TIME]


# ---- one form after the other ----------------------------------------------------------------------


def test_a_clock_time_is_the_next_one_after_the_start():
    # The window opens at 07:30. By nine o'clock: 90 min from 07:30; from 09:00 itself none, from 09:00:01 a day.
    start = datetime(2026, 3, 2, 7, 30)
    late = [inject(second, start=start) for second in (0, 5400 - 7 * 60, 5400 - 7 * 60 + 1, 5400, 5401)]
    _, judged, _ = judge({"to": "near.ended", "by": "09:00"}, late, start=start)
    assert judged.state.tolist() == [ON_TIME, ON_TIME, LATE, LATE, ON_TIME]


def test_none_lost_counts_what_is_skipped_and_what_is_still_open():
    _, judged, _ = judge({"to": "far.ended", "none_lost": True}, [inject(0, people=5), inject(0, people=1)])
    assert judged.state.tolist() == [ON_TIME, NEVER]
    pools = {"near": {"staff": 9}, "far": {"staff": 1}}
    assert judge({"to": "far.ended", "none_lost": True}, [inject(0, people=5)], pools=pools)[1].state.tolist() == [NEVER]
    within = {"to": "far.ended", "none_lost": True, "within": "20 min"}
    assert judge(within, [inject(0, people=5)])[1].state.tolist() == [LATE]


@pytest.mark.parametrize(
    ("first", "then", "people", "state"),
    [
        ("near.ended", "talk.started", 1, ON_TIME),
        ("far.ended", "over.ended", 1, LATE),  # far was skipped, and over came all the same
        ("far.ended", "near.ended", 5, LATE),
        ("near.started", "far.started", 5, ON_TIME),  # at the same second
        ("near.ended", "far.ended", 1, NOT_COUNTED),  # far never came, so nothing is out of order
    ],
)
def test_order(first, then, people, state):
    steps = {**STEPS, "over": {"after": "talk", "takes": "1 min"}}
    _, judged, _ = judge({"from": first, "to": then, "in_order": True}, [inject(0, people=people)], steps)
    assert judged.state.tolist() == [state]


def test_what_comes_before_may_not_be_too_long_ago():
    order = {"from": "near.ended", "to": "over.ended", "in_order": True}
    injects = [inject(0, people=1), inject(0, people=5)]  # far takes fifteen minutes longer than near, and both are awaited
    for within, states in (("11 min", [ON_TIME, LATE]), ("26 min", [ON_TIME] * 2), ("10 min 59 s", [LATE, LATE])):
        assert judge({**order, "within": within}, injects)[1].state.tolist() == states
    assert (
        judge({**order, "from": "over.ended", "to": "near.ended", "within": "1 h"}, injects)[1].state.tolist() == [LATE] * 2
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("at most 5 % overdue", "share 95%"), ("no more than 5% late", "share 95%"), ("5 % overdue", "share 95%"),
        ("超期不超过5%", "share 95%"), ("逾期率控制在百分之五以内", "share 95%"), ("不超过5%的超期", "share 95%"),
        ("0.1 % missed", "share 99.9%"), ("0 % overdue", "every"),
        ("at least 5 % overdue", None), ("100 % overdue", None), ("overdue", None),
    ],
)  # fmt: skip
def test_how_many_may_be_overdue_is_a_share_that_may_not(text, written):
    made = {"to": "a.ended", "within": "1 h", "form": text}
    if written is None:
        with pytest.raises(ValidationError):
            TARGET.validate_python(made)
    else:
        assert str(TARGET.validate_python(made).form) == written


def test_an_outcome_is_promised_of_one_of_several_steps():
    steps = {**STEPS, "arrange": {**STEPS["arrange"], "outcome": {"date": 0.9, "none": 0.1}}}
    edits = talks("settled", "dated", "failed", "failed")
    edits["outcome"] |= {(2, "arrange"): "date", (3, "arrange"): "none"}
    promise = {"outcome": {"talk": ["settled", "dated"], "arrange": "date"}}
    _, judged, _ = judge(promise, [inject(0)] * 4, steps, edits=edits)
    assert judged.state.tolist() == [ON_TIME, ON_TIME, ON_TIME, LATE]
    # Play is cut while arrange is under way: nothing can be said.
    _, judged, _ = judge(promise, [inject(0)] * 4, steps, edits=edits, seconds=20 * 60, cut=0)
    assert judged.state.tolist() == [ON_TIME, ON_TIME, NOT_JUDGED, NOT_JUDGED]


def test_stay_until():
    promise = {"stays": "team", "until": "arrange.ended"}
    injects = [inject(0), inject(0), inject(0)]
    _, judged, _ = judge(promise, injects, edits=talks("settled", "dated", "failed"))
    # Settled: arrange is skipped, nothing to stay for. Else the team leaves with over, before it is arranged.
    assert judged.state.tolist() == [NOT_COUNTED, LATE, LATE]
    steps = {**STEPS, "over": {"after": ["talk", "arrange"], "takes": "1 min"}}
    _, judged, _ = judge(promise, injects, steps, edits=talks("settled", "dated", "failed"))
    assert judged.state.tolist() == [NOT_COUNTED, ON_TIME, ON_TIME]
    _, judged, _ = judge(promise, injects, steps, edits=talks("settled", "dated", "failed"), seconds=20 * 60)
    assert judged.state.tolist() == [NOT_COUNTED, ON_TIME, ON_TIME]  # they are still there when play stops


def test_counts_of_a_need_and_of_people():
    steps = {"sit": {"takes": "5 min", "needs": {"table": "seats people up to 5"}}}
    pools = {"seats": {"kind": "room", "places": 9}}
    injects = [inject(i * 600, people=n) for i, n in enumerate((2, 3, 5, 40))]
    _, judged, _ = judge({"count": "3..5", "of": "table"}, injects, steps, pools)
    assert judged.state.tolist() == [LATE, ON_TIME, ON_TIME, ON_TIME]  # a party of two has no three representatives
    _, judged, _ = judge({"count": "3..5", "of": "people"}, injects, steps, pools)
    assert judged.state.tolist() == [LATE, ON_TIME, ON_TIME, LATE]


def test_each_object_once_in_every_whole_period():
    plan = {"attributes": {"place": ["canteen", "dormitory"]}}
    steps = {"clean": {"takes": "1 h"}}
    injects = [
        inject(0, attributes={"place": "canteen"}),
        inject(86_400 - 3600, attributes={"place": "dormitory"}),  # ends with the second day's first second
        inject(2 * 86_400 + 5, attributes={"place": "dormitory"}),
    ]
    gauge, judged, _ = judge(
        {"to": "clean.ended", "once": "day", "each": "place"}, injects, steps, POOLS, seconds=3 * 86_400 + 7, **plan
    )
    # Day 1: canteen. Day 2: dormitory. Day 3: dormitory. The seven seconds left are no whole day.
    assert judged.state.tolist() == [ON_TIME, LATE, LATE, ON_TIME, LATE, ON_TIME]
    assert str(gauge.occasion(1)) == "2026-03-02, dormitory"
    assert figures(judged).tolist() == [6, 3, 3, 0, 0, 0, 0, 1]


def test_once_without_objects_and_within_a_scope():
    plan = {"attributes": {"place": ["canteen", "dormitory"]}}
    injects = [inject(0, attributes={"place": "dormitory"})]
    steps = {"clean": {"takes": "1 h"}}
    for target, states in (
        ({"to": "clean.ended", "once": "day"}, [ON_TIME, LATE]),
        ({"to": "clean.ended", "once": "day", "where": {"place": "canteen"}}, [LATE, LATE]),
        ({"to": "clean.ended", "once": "day", "each": "place", "where": {"place": "dormitory"}}, [ON_TIME, LATE]),
        ({"to": "clean.ended", "once": "week"}, []),  # the window holds no whole week
    ):
        assert judge(target, injects, steps, POOLS, seconds=2 * 86_400, **plan)[1].state.tolist() == states


def test_months_end_on_the_same_day_or_the_last():
    day = 86_400
    assert period_edges(datetime(2026, 1, 31), 100 * day, "month") == [0, 28 * day, 59 * day, 89 * day]
    assert period_edges(datetime(2026, 12, 15, 8), 40 * day, "month") == [0, 31 * day]
    assert period_edges(datetime(2026, 3, 2), 14 * day, "week") == [0, 7 * day, 14 * day]


NOBODY = {"job": {"takes": "1 min"}}


def gaps(target, pools, disruptions, days=3, **more):
    gauge, judged, (msel, log) = judge(target, [], NOBODY, pools, disruptions=disruptions, seconds=days * 86_400, **more)
    return gauge, judged.state.tolist(), judged.seconds.tolist(), (msel, log)


def test_no_gap_by_the_roster():
    pools = {"desk": {"kind": "post", "hours": "08:00-20:00"}}
    gauge, states, seconds, play_ = gaps({"no_gap": "desk"}, pools, [])
    assert states == [LATE] * 3
    assert seconds == [12 * 3600] * 3
    assert gauge.gaps(*play_) == [(0, 28_800), (72_000, 115_200), (158_400, 201_600), (244_800, 259_200)]
    assert gauge.causes(*play_) == {"roster": 36 * 3600}
    assert gaps({"no_gap": "desk", "hours": "08:00-20:00"}, pools, [])[1] == [ON_TIME] * 3
    assert gaps({"no_gap": "desk", "within": "12 h"}, pools, [])[1] == [ON_TIME] * 3  # forgiven
    on_call = {"desk": {"kind": "post", "hours": "08:00-20:00", "turnout": {"on_duty": "0 min", "on_call": "20 min"}}}
    assert gaps({"no_gap": "desk"}, on_call, [])[1] == [ON_TIME] * 3  # somebody on call is there


def test_no_gap_when_somebody_is_away_or_the_telephone_is_off():
    pools = {"desk": {"kind": "post"}, "stand_in": {"kind": "post"}}
    away = {"staff_away": "desk", "from": "day 2 09:00", "until": "day 2 10:00"}
    off = {"phone_off": "stand_in", "from": "day 2 09:30", "until": "day 3 01:00"}
    gauge, states, seconds, play_ = gaps({"no_gap": "desk"}, pools, [away])
    assert (states, seconds) == ([ON_TIME, LATE, ON_TIME], [0, 3600, 0])
    assert str(gauge.occasion(1)) == "2026-03-03"
    assert gauge.causes(*play_) == {"away": 3600}
    msel, log = play_
    assert gauge.gaps(msel._replace(disruption=msel.disruption[:0]), log) == []  # each list by its own disruptions
    assert gauge.gaps(msel, log) == [(86_400 + 9 * 3600, 86_400 + 10 * 3600)]
    # The stand-in covers the first half hour; then nobody of the two can be reached.
    gauge, states, seconds, play_ = gaps({"no_gap": ["desk", "stand_in"]}, pools, [away, off])
    assert (states, seconds) == ([ON_TIME, LATE, ON_TIME], [0, 1800, 0])
    assert gauge.causes(*play_) == {"telephone": 1800}
    # Two of them are asked for: the gap reaches past midnight and spoils both days.
    _, states, seconds, _ = gaps({"no_gap": ["desk", "stand_in"], "at_least": 2}, pools, [away, off])
    assert (states, seconds) == ([ON_TIME, LATE, LATE], [0, 15 * 3600, 3600])


def test_no_gap_may_ask_for_somebody_who_is_not_busy():
    pools = {"desk": {"kind": "post"}}
    steps = {"job": {"takes": "1 h", "needs": {"by": "desk 1"}}}
    for free, states in ((False, [ON_TIME]), (True, [LATE])):
        gauge, judged, play_ = judge({"no_gap": "desk", "free": free}, [inject(0)], steps, pools, seconds=86_400)
        assert judged.state.tolist() == states
    assert gauge.causes(*play_) == {"busy": 3600}


def test_no_gap_on_some_weekdays_only():
    pools = {"desk": {"kind": "post", "days": "mon"}}
    gauge, states, *_ = gaps({"no_gap": "desk", "days": "mon, wed"}, pools, [], days=4)  # from Monday to Thursday
    assert states == [ON_TIME, LATE]
    assert str(gauge.occasion(1)) == "2026-03-04"


def test_an_excuse_forgives_every_form_that_judges_incidents():
    plan = {"attributes": {"storm": ["no", "yes"]}}
    injects = [inject(0, people=1, attributes={"storm": "yes"})]
    for target in (
        {"to": "near.ended", "within": "1 min"},
        {"to": "near.ended", "by": "00:05"},
        {"to": "far.ended", "none_lost": True},
        {"from": "far.ended", "to": "over.ended", "in_order": True},
        {"outcome": {"talk": "settled"}},
        {"stays": "team", "until": "arrange.ended"},
        {"count": "5..", "of": "people"},
    ):
        excused = {**target, "excused": {"storm": "yes"}}
        assert judge(target, injects, edits=talks("failed"), **plan)[1].state[0] in (LATE, NEVER), target
        assert judge(excused, injects, edits=talks("failed"), **plan)[1].state.tolist() == [EXCUSED], target


# ---- hours and days --------------------------------------------------------------------------------

DAY_AND_NIGHT = {"hours": {"day": "07:00-19:00", "night": "19:00-07:00"}}
TEN = {"job": {"takes": "10 min"}}
SLOW = {"call": {"takes": "2 h"}, "job": {"after": "call", "takes": "10 min"}}


def clocked(target, *clocks, steps=TEN, pools=POOLS, hours=72, **more):
    """What a target says of incidents at these times, counted on from the first midnight."""
    seconds = [
        sum(int(part) * size for part, size in zip(clock.split(":"), (3600, 60, 1), strict=False)) for clock in clocks
    ]
    found = judge(target, [inject(s) for s in seconds], steps, pools, seconds=hours * 3600, **DAY_AND_NIGHT, **more)
    return found[1].state.tolist()


def test_a_limit_holds_by_the_hour_at_which_its_clock_starts():
    limit = {"to": "job.ended", "within": {"day": "10 min", "night": "9 min 59 s"}}
    # At 07:00 the day begins and at 19:00 it is over; what is brought at 18:59:59 ends in the night.
    assert clocked(limit, "06:59:59", "07:00", "18:59:59", "19:00", "30:59:59", "31:00") == [
        LATE, ON_TIME, ON_TIME, LATE, LATE, ON_TIME,
    ]  # fmt: skip
    gauge, judged, (msel, log) = judge(limit, [inject(0), inject(43_200)], TEN, **DAY_AND_NIGHT, seconds=86_400)
    assert gauge.limits(msel, log, judged.incident).tolist() == [599, 600]
    assert clocked({"from": "call.ended", **limit}, "04:59", "05:00", "16:59", "17:00", steps=SLOW) == [
        LATE, ON_TIME, ON_TIME, LATE
    ]  # fmt: skip
    hours = {"to": "job.ended", "within": {"07:00-19:00": "10 min", "19:00-07:00": "1 min"}, "form": "share 90 %"}
    assert clocked(hours, "07:00", "20:00") == [ON_TIME, LATE]


def test_hours_without_a_limit_are_not_judged_and_of_two_the_first_holds():
    some = {"to": "job.ended", "within": {"07:00-12:00": "10 min", "11:00-18:00": "1 min"}}
    assert clocked(some, "06:59", "11:30", "12:00", "18:00") == [NOT_COUNTED, ON_TIME, LATE, NOT_COUNTED]
    weekly = {"to": "job.ended", "within": {"mon": "10 min", "tue-sun": "1 min"}}  # the window begins on a Monday
    assert clocked(weekly, "00:00", "23:59", "24:00") == [ON_TIME, ON_TIME, LATE]


def test_a_target_may_be_about_some_hours_and_days():
    short = {"to": "job.ended", "within": "9 min"}
    assert clocked({**short, "hours": "night"}, "06:59:59", "07:00", "18:59:59", "19:00") == [
        LATE, NOT_COUNTED, NOT_COUNTED, LATE
    ]  # fmt: skip
    assert clocked({**short, "hours": "07:00-08:00", "days": "tue"}, "07:30", "31:30", "32:00") == [
        NOT_COUNTED, LATE, NOT_COUNTED
    ]  # fmt: skip
    assert clocked({"from": "call.ended", **short, "hours": "night"}, "05:00", "17:00", steps=SLOW) == [
        NOT_COUNTED, LATE
    ]  # fmt: skip
    assert clocked({"to": "job.ended", "none_lost": True, "hours": "day"}, "06:00", "08:00") == [NOT_COUNTED, ON_TIME]
    assert clocked({"to": "job.ended", "by": "12:00", "hours": "day"}, "06:00", "08:00") == [NOT_COUNTED, ON_TIME]
    assert clocked({"count": "1..", "of": "people", "days": "tue"}, "06:00", "30:00") == [ON_TIME]
    # A clock that has not started may still be in scope: nobody knows.
    stuck = {**SLOW, "call": {"takes": "2 h", "needs": {"a": "near 10"}}}
    assert clocked({"from": "call.ended", **short, "hours": "night"}, "05:00", steps=stuck) == [NOT_JUDGED]


def test_once_in_some_hours_counts_only_what_is_done_in_them():
    once = {"to": "job.ended", "once": "day"}
    done = ["00:10", "36:00"]  # at night on Monday, at noon on Tuesday
    assert clocked(once, *done) == [ON_TIME, ON_TIME, LATE]
    assert clocked({**once, "hours": "day"}, *done) == [LATE, ON_TIME, LATE]
    assert clocked({**once, "days": "mon-tue"}, *done) == [ON_TIME, ON_TIME, NOT_COUNTED]


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("hours", "noght", "'noght' is no hours of the day, and no hours of the plan are called so; did you mean 'night'?"),
        ("within", {"day": "1 h", "dusk": "2 h"}, "'dusk' is no hours of the day"),
        ("within", {"day": "0 s", "night": "2 h"}, "nothing takes no time at all"),
    ],
)
def test_hours_that_the_plan_does_not_name_are_a_fault(key, value, what):
    from drillsim.check.plan import check_plan

    plan = drill({}, TEN, injects=[], **DAY_AND_NIGHT).compiled.plan
    target = TARGET.validate_python({"to": "job.ended", "within": "1 h", key: value})
    found = [f"{one.what}; {one.mend}" for one in check_plan(plan.model_copy(update={"targets": {"t": target}}))]
    assert len(found) == 1
    assert found[0].startswith(what)


@pytest.mark.parametrize(
    ("targets", "found"),
    [
        ([{"within": {"06:00-18:00": "1 h", "20:00-05:00": "2 h"}}], ["hours-left-out 05:00-06:00, 18:00-20:00"]),
        ([{"within": {"mon-fri": "1 h"}}], ["hours-left-out sat, sun 00:00-24:00"]),
        ([{"within": {"mon-fri": "1 h"}, "days": "mon-fri"}], []),
        ([{"within": {"day": "1 h", "night": "2 h"}}], []),
        ([{"within": {"00:00-18:00": "1 h", "17:00-24:00": "2 h"}}], ["hours-twice 17:00-18:00"]),
        ([{"within": "1 h", "hours": "day"}], []),  # of one alone nothing is said
        ([{"within": "1 h", "hours": "day"}, {"within": "2 h", "hours": "night"}], []),
        (
            [{"within": "1 h", "hours": "08:00-20:00"}, {"within": "2 h", "hours": "night"}],
            ["hours-left-out 07:00-08:00", "hours-twice 19:00-20:00"],
        ),
    ],
)
def test_hours_of_which_nothing_is_said_or_twice(targets, found):
    from drillsim.check.findings.paper import Paper
    from drillsim.check.findings.promises import RULES

    plan = drill({}, TEN, injects=[], **DAY_AND_NIGHT).compiled.plan
    made = {f"t{n}": TARGET.validate_python({"to": "job.ended", **one}) for n, one in enumerate(targets)}
    paper = Paper(plan.model_copy(update={"targets": made}))
    assert [f"{one.rule} {one.what.values['hours']}" for rule in RULES for one in rule(paper)] == found


# ---- nobody at work for too long ------------------------------------------------------------------


def duty(within, *hours, pools=None, takes="5 h", **more):
    """What 'nobody at work for longer than so long' says of work that begins at these hours."""
    steps = {"job": {"takes": takes, "needs": {"by": "desk 1"}}}
    injects = [inject(hour * 3600) for hour in hours]
    pools = pools or {"desk": {"staff": 1}}
    return judge({"on_duty": list(pools), "within": within, **more}, injects, steps, pools, seconds=3 * 86_400)


def test_nobody_is_at_work_for_too_long_without_a_rest():
    # From 10:00 to 15:00, to 20:00, to 01:00: without a rest for fifteen hours, and for five on the third day.
    gauge, judged, _ = duty("12 h", 10, 11, 12, 58)
    assert judged.state.tolist() == [LATE, LATE, ON_TIME]  # the last three of fifteen hours are those from 22:00 to 01:00
    assert judged.seconds.tolist() == [2 * 3600, 3600, 0]
    assert str(gauge.occasion(1)) == "2026-03-03, desk"
    assert duty("14 h", 10, 11, 12, 58)[1].state.tolist() == [ON_TIME, LATE, ON_TIME]
    assert duty("15 h", 10, 11, 12, 58)[1].state.tolist() == [ON_TIME] * 3
    assert duty("12 h", 10, 11, 21)[1].state.tolist() == [ON_TIME] * 3  # an hour's rest from 20:00 on
    assert duty("12 h", 10, 11, 12, days="wed")[1].state.tolist() == [ON_TIME]
    assert duty("12 h", 10, 11, 12, hours="00:00-06:00")[1].state.tolist() == [ON_TIME, LATE, ON_TIME]


def test_two_take_turns_and_each_pool_is_judged_by_itself():
    two = {"desk": {"staff": 2}, "aide": {"staff": 1}}
    gauge, judged, _ = duty("5 h", 0, 1, 5, 6, pools=two)
    assert judged.state.tolist() == [LATE, ON_TIME, ON_TIME, ON_TIME, ON_TIME, ON_TIME]  # each of the two works ten hours
    assert str(gauge.occasion(1)) == "2026-03-02, aide"
    assert duty("5 h", 0, 6, 12, pools=two)[1].state.tolist() == [ON_TIME] * 6


# ---- a share of the people ------------------------------------------------------------------------


def carried(people, share, within, slow=1000, shuttle=True):
    """Three buses of 45 seats, 15 minutes from the village, 20 from there to the shelter: 135 people every 40 minutes."""
    carry = {"takes": "travel", "needs": {"ride": "coach 3"}, "who": "ride", "to": "shelter"}
    carry |= {"trips": {"loading": "5 min"}} if shuttle else {}
    steps = {"carry": carry}
    coach = {"kind": "vehicle", "count": 3, "seats": 45, "base": "depot"}
    ways = {"depot": {"village": "15 min", "shelter": "30 min"}, "village": {"shelter": "20 min"}}
    gauge, judged, (msel, _log) = judge(
        {"to": "carry.ended", "people": share, "within": within},
        [inject(0, zone="village", people=people)],
        pools={"coach": coach},
        procedures={"visit": {"steps": steps}}, zones={"village": None}, travel={"times": ways},
        edits={"takes": {(0, "carry"): slow}},
    )  # fmt: skip
    again = gauge.read(msel, play(gauge.compiled, msel))
    assert (again.state.tolist(), again.seconds.tolist()) == (judged.state.tolist(), judged.seconds.tolist())
    return judged.state.tolist() + [seconds // 60 for seconds in judged.seconds.tolist()]


def test_each_round_of_a_shuttle_counts_for_those_in_it():
    # 15 + 5 + 20 minutes for the first 135, then 20 + 5 + 20 for each of the others.
    assert carried(340, "39 %", "40 min") == [ON_TIME, 40]  # 133 of them
    assert carried(340, "40 %", "84 min") == [LATE, 85]  # 136, one more than fit
    assert carried(340, "79 %", "85 min") == [ON_TIME, 85]
    assert carried(340, "95 %", "2 h") == [LATE, 130]
    assert carried(340, "95 %", "130 min") == [ON_TIME, 130]
    assert carried(135, "100 %", "40 min") == [ON_TIME, 40]
    assert carried(340, "39 %", "2 h", slow=2000) == [ON_TIME, 75]  # twice as long on the road, not in loading
    assert carried(340, "95 %", "2 h", slow=2000) == [LATE, 75 + 2 * 85]


def test_without_rounds_all_come_at_once():
    assert carried(120, "1 %", "30 min", shuttle=False) == [ON_TIME, 30]
    talk = {"to": "talk.ended", "people": "50 %"}
    for within, state in (("17 min", ON_TIME), ("16 min", LATE)):
        assert judge({**talk, "within": within}, [inject(0, people=1)])[1].state.tolist() == [state]
    with pytest.raises(ValidationError):
        TARGET.validate_python({"to": "a.ended", "within": "1 h", "people": "0 %"})


def test_the_last_round_of_every_shuttle_arrives_when_the_log_says_that_the_step_ends():
    from drillsim.play.itinerary import Itineraries

    rounds = 0
    for seed in range(often(60)):
        compiled, msel = random_case(seed)
        log = conduct(compiled, msel)
        ways = Itineraries(compiled, msel, log)
        for incident, kind in enumerate(msel.kind.tolist()):
            for step in range(len(compiled.steps[kind])):
                row = msel.row_first[incident] + step
                if (arrivals := ways.arrivals(incident, step)) and log.ended[row] != OPEN:
                    assert (arrivals[0], arrivals[-1]) == (log.first[row], log.ended[row])
                    rounds += len(arrivals)
    assert rounds > 20


# ---- working days ----------------------------------------------------------------------------------


def answered(within, *days, takes="10 h", **more):
    """What a limit in working days says of what comes at noon on these days (from Monday, 2 March, or from `start`)."""
    start = more.pop("start", START)
    injects = [inject(day * 86_400 + 43_200, start=start) for day in days]
    target = {"to": "job.ended", "within": within}
    return judge(target, injects, {"job": {"takes": takes}}, days=14, seconds=14 * 86_400, start=start, **more)


def test_working_days_end_with_the_last_of_them_and_do_not_count_the_first():
    # From Monday noon until Thursday 24:00 are 84 hours; until Wednesday from Friday 132, from Saturday 108, from Sunday 84.
    for takes, states in (("84 h", [ON_TIME] * 4), ("85 h", [LATE, ON_TIME, ON_TIME, LATE]), ("133 h", [LATE] * 4)):
        assert answered("3 working days", 0, 4, 5, 6, takes=takes)[1].state.tolist() == states
    gauge, judged, (msel, log) = answered("三个工作日内", 0, 4, 5, 6)
    assert gauge.limits(msel, log, judged.incident).tolist() == [h * 3600 for h in (84, 132, 108, 84)]
    assert answered("1 working day", 4, takes="84 h")[1].state.tolist() == [ON_TIME]  # until the end of Monday


def test_working_days_go_by_the_calendar():
    autumn = {"start": datetime(2026, 9, 30), "calendar": "china"}  # a Wednesday; holidays until Wednesday, 7 October
    gauge, judged, (msel, log) = answered("2 working days", 0, 7, **autumn)
    hours = [12 + 9 * 24, 12 + 2 * 24]  # both until 9 October, 24:00
    assert gauge.limits(msel, log, judged.incident).tolist() == [one * 3600 for one in hours]


def test_working_days_go_with_limits_only_and_are_not_moved():
    from drillsim.plan.limits import WorkingDays
    from drillsim.sizing.perturbation import multiplied

    lost = {"to": "job.ended", "none_lost": True, "within": "1 working day"}
    injects = [inject(4 * 86_400)]
    for takes, state in ((96 - 1, ON_TIME), (97, LATE)):
        steps = {"job": {"takes": f"{takes} h"}}
        assert judge(lost, injects, steps, seconds=7 * 86_400)[1].state.tolist() == [state]
    for more in ({"form": "mean"}, {"in_order": True, "from": "a.ended"}):
        with pytest.raises(ValidationError):
            TARGET.validate_python({"to": "b.ended", "within": "3 working days", **more})
    assert multiplied(WorkingDays(3), 1.5, "seconds") == WorkingDays(3)
    assert multiplied({"day": 60, "night": 90}, 2, "seconds") == {"day": 120, "night": 180}


# ---- so many in each period, and means of periods ---------------------------------------------------


def test_so_many_in_each_whole_hour():
    done = ("00:50", "01:10", "01:20", "02:50", "04:00")  # each ten minutes later: three of them in the second hour
    many = {"to": "job.ended", "per": "hour"}
    assert clocked({**many, "at_least": 2}, *done, hours=6) == [LATE, ON_TIME, LATE, LATE, LATE, LATE]
    assert clocked({**many, "at_most": 1}, *done, hours=6) == [ON_TIME, LATE] + [ON_TIME] * 4
    assert clocked({**many, "at_least": 1, "at_most": 2}, *done, hours=6) == [LATE, LATE, LATE, ON_TIME, ON_TIME, LATE]
    half = {**many, "at_least": 1, "hours": "01:30-05:00"}  # the second hour does not lie in it whole
    assert clocked(half, *done, hours=6) == [NOT_COUNTED, NOT_COUNTED, LATE, ON_TIME, ON_TIME, NOT_COUNTED]
    assert clocked({**many, "per": "day", "at_least": 5}, *done) == [ON_TIME, LATE, LATE]
    assert clocked({**many, "per": "day", "at_least": 4, "hours": "01:15-03:10"}, *done) == [LATE] * 3
    assert clocked({**many, "per": "day", "at_least": 3, "hours": "01:15-03:10"}, *done) == [ON_TIME, LATE, LATE]
    gauge, *_ = judge({**many, "at_most": 1}, [], TEN)
    assert str(gauge.occasion(3)) == "2026-03-02, hour from 03:00"


def test_the_mean_of_each_period_is_judged():
    ways = {"job": {"takes": "20 min", "needs": {"a": "near 1"}}}
    mean = {"to": "job.ended", "within": "25 min", "form": "mean per day"}
    more = {"steps": ways, "pools": {"near": {"staff": 1}}}
    # Monday: 20, 30 and 25 minutes; Tuesday: 20 and 40, the second over on Wednesday; Wednesday: nothing.
    brought = ("08:00", "08:10", "08:35", "47:45", "47:45")
    assert clocked(mean, *brought, **more) == [ON_TIME, LATE, NOT_COUNTED]
    assert clocked({**mean, "within": "24 min 59 s"}, *brought, **more) == [LATE, LATE, NOT_COUNTED]
    assert clocked({**mean, "form": "月平均"}, *brought, **more) == []  # the window holds no whole month
    assert clocked({**mean, "hours": "08:05-09:00"}, *brought, **more) == [LATE, NOT_COUNTED, NOT_COUNTED]  # 30 and 25
    _, judged, _ = judge(mean, [inject(0), inject(0)], ways, {"near": {"staff": 1}}, seconds=86_400)
    assert (judged.state.tolist(), judged.seconds.tolist()) == ([LATE], [30 * 60])
    for cut, state in (("1 h", NOT_JUDGED), ("1 min", LATE)):
        found = judge({**mean, "within": cut}, [inject(86_400 - 600)], ways, POOLS, seconds=86_400, cut=0)
        assert found[1].state.tolist() == [state]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("mean per month", "mean per month"), ("monthly average", "mean per month"),
        ("average of each week", "mean per week"),
        ("月平均", "mean per month"), ("每周平均", "mean per week"), ("按日平均", "mean per day"), ("mean", "mean"),
    ],
)  # fmt: skip
def test_means_of_periods_are_read(text, written):
    assert str(TARGET.validate_python({"to": "a.ended", "within": "1 h", "form": text}).form) == written


# ---- again and again --------------------------------------------------------------------------------

REPORTS = {
    "one": {"takes": "20 min"}, "two": {"after": "one", "takes": "20 min"}, "three": {"after": "two", "takes": "30 min"},
    "close": {"takes": "65 min"}, "write_up": {"after": ["close", "three"], "takes": "10 min"},
}  # fmt: skip


def rhythm(injects=({},), steps=REPORTS, **more):
    """What 'every so often until it is closed' says where reports come after 20, 40 and 70 minutes."""
    target = {"to": ["one.ended", "two.ended", "three.ended"], "until": "close.ended", "every": "20 min"}
    keys = ("to", "until", "every", "within", "from")
    target |= {key: more.pop(key) for key in keys if key in more}
    return judge(target, [inject(0, **one) for one in injects], steps, **more)[1].state.tolist()


def test_what_comes_again_and_again_is_due_at_each_multiple():
    assert rhythm() == [LATE]  # due at 20, 40 and 60 minutes, and the third comes ten minutes late
    assert rhythm(within="10 min") == [ON_TIME]
    assert rhythm(within="9 min 59 s") == [LATE]
    assert rhythm(every="25 min") == [ON_TIME]  # due at 25 and 50: the second came at 40
    assert rhythm(every="10 min", within="9 min") == [LATE]  # nothing between 20 and 40
    assert rhythm(until="two.ended") == [ON_TIME]  # at 40 minutes themselves nothing is due any more
    assert rhythm(**{"from": "one.ended"}, every="20 min", within="10 min") == [ON_TIME]  # due at 40 and 60
    assert rhythm(until="one.ended") == [NOT_COUNTED]  # over before anything was due
    assert rhythm(to="one.ended") == [LATE]


def test_each_report_counts_for_one_time_that_was_due():
    # At 40 minutes one is due, and with 15 minutes' grace the one at 50 would do for it; but it is the one for 60.
    steps = {**REPORTS, "two": {"after": "one", "takes": "30 min"}}
    assert rhythm(steps=steps, to=["one.ended", "two.ended"], within="15 min", until="close.ended") == [LATE]
    assert rhythm(steps=steps, within="15 min", until="three.ended") == [
        LATE
    ]  # due at 20, 40 and 60, reported at 20, 50, 80
    assert rhythm(steps=steps, within="20 min", until="three.ended", every="21 min") == [ON_TIME]


def test_what_never_ends_goes_on_being_due():
    stuck = {**REPORTS, "close": {"takes": "65 min", "needs": {"a": "near 99"}}}
    assert rhythm(steps=stuck, within="10 min", pools={"near": {"staff": 9}}) == [NEVER]
    assert rhythm(seconds=3600, cut=0, within="10 min") == [NOT_JUDGED]  # one is due, and may still come
    assert rhythm(seconds=3600, cut=0, every="15 min") == [LATE]  # that of half an hour came at forty minutes
    assert rhythm(**{"from": "write_up.ended"}, until="close.ended", seconds=3600, cut=0) == [NOT_JUDGED]
    skipped = {**REPORTS, "close": {"takes": "65 min", "when": {"people": ["9.."]}}}
    assert rhythm(steps=skipped, injects=({"people": 1},)) == [NOT_COUNTED]


def test_each_round_of_a_step_counts_and_adds_up():
    steps = {
        "close": {"takes": "65 min"},
        "report": {"takes": "2 min", "rounds": {"every": "20 min", "until": "close.ended"}},  # done at 22, 42 and 62
    }
    for every, within, state in (("20 min", "2 min", ON_TIME), ("20 min", "1 min", LATE), ("15 min", "6 min", LATE)):
        assert rhythm(steps=steps, to="report.ended", every=every, within=within) == [state]
    for within, state in (("6 min", ON_TIME), ("5 min", LATE)):
        assert judge({"adds_up": ["report"], "within": within}, [inject(0)], steps)[1].state.tolist() == [state]


# ---- several stages that add up ---------------------------------------------------------------------

STAGED = {
    "call": {"takes": "2 min", "stage": "call"},
    "near": {"after": "call", "takes": "5 min", "needs": {"team": "near 9"}, "stage": "hearing"},
    "far": {"after": "call", "takes": "20 min", "when": {"people": ["5.."]}, "stage": "hearing"},
    "talk": {"after": ["near", "far"], "takes": "10 min"},
}


def test_the_times_of_steps_and_of_stages_add_up():
    injects = [inject(0, people=1), inject(0, people=5)]  # the second waits five minutes for the team

    def added(*parts, within, **more):
        return judge({"adds_up": list(parts), "within": within, **more}, injects, STAGED)[1]

    assert added("call", "talk", within="12 min").seconds.tolist() == [720, 720]
    assert added("call", "hearing", within="7 min").seconds.tolist() == [420, 1620]  # side by side, and both count
    assert added("call", "hearing", within="7 min").state.tolist() == [ON_TIME, LATE]
    assert added("near", within="5 min").state.tolist() == [ON_TIME, ON_TIME]
    assert added("near", within="5 min", waiting=True).state.tolist() == [ON_TIME, LATE]
    assert added("far", within="20 min").state.tolist() == [NOT_COUNTED, ON_TIME]
    assert added("handling", within="1 h", form="mean").seconds.tolist() == [600, 600]  # talk, of which no stage is said


def test_a_sum_is_too_long_as_soon_as_it_is_and_unknown_until_something_has_begun():
    def added(within, seconds, *parts, pools=POOLS):
        found = judge({"adds_up": list(parts), "within": within}, [inject(0)], STAGED, pools, seconds=seconds, cut=0)[1]
        return found.state.tolist()

    assert added("1 h", 10 * 60, "call", "talk") == [NOT_JUDGED]  # talk is under way
    assert added("1 min", 10 * 60, "call", "talk") == [LATE]
    assert added("1 h", 3600, "talk", pools={"near": {"staff": 1}}) == [NOT_JUDGED]  # it never came to it
    assert added("1 h", 3600, "call", "talk", pools={"near": {"staff": 1}}) == [NEVER]


def test_what_is_added_up_is_a_step_or_a_stage_of_one():
    from drillsim.check.plan import check_plan

    plan = drill(POOLS, STAGED, injects=[]).compiled.plan
    target = TARGET.validate_python({"adds_up": ["call", "途中", "hearin"], "within": "1 h"})
    found = [str(one.what) for one in check_plan(plan.model_copy(update={"targets": {"t": target}}))]
    assert found == [
        "no step in the target's scope is called '途中' or counted under it",
        "no step in the target's scope is called 'hearin' or counted under it",
    ]


# ---- ladders -------------------------------------------------------------------------------------------


def test_a_ladder_counts_where_each_incident_was_settled():
    from drillsim.judge.ladders import ladders

    rung = {"takes": "5 min", "outcome": {"settled": 0.5, "failed": 0.5}}
    steps = {
        "staff": rung,
        "section": {**rung, "after": "staff", "when": {"staff": "failed"}},
        "leader": {**rung, "after": "section", "when": {"section": "failed"}},
    }
    procedure = {"ladder": {"rungs": ["staff", "section", "leader"], "settled": "settled"}, "steps": steps}
    found = drill({}, procedures={"visit": procedure}, injects=[inject(0)] * 5 + [inject(3595)], seconds=3600, cut=0)
    way = [("settled",), ("failed", "settled"), ("failed", "settled"), ("failed", "failed", "settled"), ("failed",) * 3]
    outcomes = {(i, step): o for i, path in enumerate(way) for step, o in zip(steps, path, strict=False)}
    msel = found.msel(outcome=outcomes)
    (gauge,) = ladders(found.compiled)
    # The sixth came five seconds before play was cut: it has not left the ladder.
    assert gauge.read(Msels.of([msel]), conduct(found.compiled, msel)).tolist() == [[5, 1, 2, 1]]


# ---- at most so many open at once ----------------------------------------------------------------------


def opened(target, injects, steps, **more):
    """What 'at most so many open at once' says of each incident."""
    return judge({"to": "work.ended", **target}, injects, steps, {"crew": {"staff": 1}}, **more)[1].state.tolist()


def test_the_one_too_many_comes_while_so_many_are_open():
    injects = [inject(second) for second in (0, 60, 120, 600, 600, 1200)]
    steps = {"work": {"takes": "10 min"}}
    # At 120 s two are open; at 600 s the first has just gone, so two and then three; at 1200 s the last two have gone.
    assert opened({"open_at_most": 2}, injects, steps) == [ON_TIME, ON_TIME, LATE, LATE, LATE, ON_TIME]
    assert opened({"open_at_most": 3}, injects, steps) == [ON_TIME] * 4 + [LATE, ON_TIME]
    assert opened({"open_at_most": 4}, injects, steps) == [ON_TIME] * 6
    large = {"where": {"people": "5.."}, "open_at_most": 1}  # those out of scope fill nothing
    assert opened(large, [inject(0), inject(60, people=5), inject(120), inject(180, people=5)], steps) == [ON_TIME, LATE]


def test_it_is_open_from_one_milestone_to_the_other():
    injects, steps = [inject(0), inject(60), inject(600)], {"work": {"takes": "10 min", "needs": {"one": "crew 1"}}}
    # One works, from 0, 600 and 1200 s on, ten minutes each; meanwhile the others wait.
    assert opened({"open_at_most": 1}, injects, steps) == [ON_TIME, LATE, LATE]
    assert opened({"open_at_most": 1, "from": "work.started"}, injects, steps) == [ON_TIME] * 3
    assert opened({"open_at_most": 1, "to": "work.started"}, injects, steps) == [ON_TIME, ON_TIME, ON_TIME]
    assert opened({"open_at_most": 1, "to": "work.started"}, [inject(0), inject(60), inject(90)], steps) == [
        ON_TIME, ON_TIME, LATE
    ]  # fmt: skip
    assert opened({"open_at_most": 1}, injects, {"work": {"takes": "0 s"}}) == [ON_TIME] * 3  # none is ever open


def test_what_is_skipped_is_open_no_longer_and_what_never_ends_stays_open():
    steps = {
        "hear": {"takes": "10 min", "outcome": {"good": 0.5, "bad": 0.5}},
        "work": {"after": "hear", "when": {"hear": "good"}, "takes": "10 min"},
    }
    injects = [inject(0), inject(599), inject(1199)]
    outcomes = [{"outcome": {(0, "hear"): first, (1, "hear"): "good", (2, "hear"): "good"}} for first in ("good", "bad")]
    two = {"open_at_most": 1}
    assert opened(two, injects, steps, edits=outcomes[0]) == [ON_TIME, LATE, LATE]
    assert opened(two, [inject(0), inject(600)], steps, edits={"outcome": {(0, "hear"): "bad", (1, "hear"): "bad"}}) == [
        ON_TIME, ON_TIME
    ]  # fmt: skip
    assert opened({**two, "from": "work.started"}, injects, steps, edits=outcomes[1]) == [NOT_COUNTED, ON_TIME, ON_TIME]
    stuck = {"work": {"takes": "1 min", "needs": {"both": "crew 2"}}}  # there is one
    assert opened(two, [inject(0), inject(3600)], stuck) == [ON_TIME, LATE]
    assert opened({**two, "from": "work.started"}, [inject(0)], stuck) == [NOT_JUDGED]


def test_it_says_what_counting_by_hand_says_and_every_run_is_counted_alone():
    missed = 0
    for seed in range(60):
        compiled, msel = random_case(seed)
        for gauge, read, _other in with_promises(compiled, msel):
            log = conduct(compiled, msel)
            twice = run_figures(gauge, Msels.of([msel, msel]), end_to_end([log, log]))
            assert (twice == figures(read)).all(), type(gauge.target)
            if isinstance(gauge.target, OpenTarget):
                first, last = (end.rpartition(".")[0] for end in (gauge.target.from_.named[0], gauge.target.to.named[0]))
                names = compiled.steps[gauge.kinds[0]]
                spans = []
                for incident in read.incident[np.isin(read.state, (ON_TIME, LATE))].tolist():
                    rows = [msel.row_first[incident] + names.index(step) for step in (first, last)]
                    begin, end = log.ended[rows].tolist()
                    told = compiled.outcomes[gauge.kinds[0]][names.index(last)]
                    in_vain = log.outcome[rows[1]] >= 0 and told[log.outcome[rows[1]]] == "unanswered"  # it stays open
                    spans.append((begin, incident, float("inf") if end < 0 or in_vain else end))
                state = dict(zip(read.incident.tolist(), read.state.tolist(), strict=True))
                for begin, incident, end in spans:
                    others = sum(b <= begin < e and (b, i) < (begin, incident) for b, i, e in spans)
                    late = begin < end and others >= gauge.target.open_at_most
                    assert state[incident] == (LATE if late else ON_TIME)
                    missed += late
    assert missed > 25


# ---- what holds for all --------------------------------------------------------------------------------


VALUES = {
    "within": "10 min", "to": "a.ended", "from_": "b.ended", "by": "16:00", "none_lost": True, "in_order": True,
    "outcome": {"a": "good"}, "stays": "crew", "until": "c.ended", "count": "3..5", "of": "crew", "once": "day",
    "each": "place", "no_gap": "desk", "at_least": 2, "free": True, "open_at_most": 3,
    "adds_up": ["a", "travel"], "waiting": True, "every": "2 h", "per": "hour", "at_most": 3,
    "on_duty": ["desk"], "people": "95 %",
}  # fmt: skip


FORMS = {MeanTarget: {"form": "mean per month"}}  # what tells a promise beside its keys
EITHER = {PaceTarget: ["at_least"]}  # one of the keys that it may not be without


def written(keys, promise=LimitTarget):
    return {key.removesuffix("_"): VALUES[key] for key in keys} | FORMS.get(promise, {})


@pytest.mark.parametrize("promise", PROMISES)
def test_a_promise_takes_its_own_keys_and_no_others(promise):
    needed, own = promise.needed() + EITHER.get(promise, []), promise.own_keys()
    assert set(VALUES) == {key for one in PROMISES for key in one.own_keys()}
    assert type(TARGET.validate_python(written(needed, promise))) is promise
    whole = TARGET.validate_python(written(own, promise))
    assert type(whole) is promise
    assert whole == TARGET.validate_python(TARGET.dump_python(whole, mode="json", by_alias=True, exclude_unset=True))
    for key in needed[1:]:
        with pytest.raises(ValidationError):
            TARGET.validate_python(written((k for k in needed if k != key), promise))
    for key in VALUES:
        if key not in own and not (promise is LimitTarget and key in ("none_lost", "people")):  # which have a limit
            with pytest.raises(ValidationError):
                TARGET.validate_python(written([*needed, key], promise))


def test_a_target_can_be_made_without_a_file():
    """What a notebook makes is taken as it is, and means what a file would."""
    made = LimitTarget(to=Milestones(last=["a.ended"]), within="10 min")
    assert TARGET.validate_python(made) is made
    assert made == TARGET.validate_python({"to": "a.ended", "within": "10 min"})


def test_all_promises_read_the_same_from_both_engines_and_contradict_no_figure():
    judged = 0
    for seed in range(often(50)):
        compiled, msel = random_case(seed)
        for gauge, one, other in with_promises(compiled, msel):
            assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
            row = dict(zip(("judged", "on_time", "late", "never"), figures(one)[:4].tolist(), strict=True))
            assert row["judged"] == row["on_time"] + row["late"] + row["never"]
            assert len(set(one.incident.tolist())) == len(one.incident)
            judged += row["judged"]
            if gauge.target.judges_all:
                assert row["judged"] == (one.state != NOT_JUDGED).sum()  # nothing else drops out of 'none lost'
    assert judged > 700


def every_promise(compiled):
    """Targets of every form on a random plan."""
    plan = compiled.plan
    kind, procedure = next(iter(plan.procedures.items()))
    steps = [name for name in procedure.steps if base(name) == name]
    ends = [f"{step}.ended" for step in steps]
    needs = [need for step in procedure.steps.values() for need in step.needs if base(need) == need]
    decided = {name: list(procedure.steps[name].outcome)[:1] for name in steps if procedure.steps[name].outcome}
    squads = [name for name, pool in plan.pools.items() if pool.kind in ("squad", "post")]
    targets = [
        {"to": ends[-1], "by": "08:10"},
        {"to": {"first": ends}, "within": "1 min"},
        {"to": ends, "within": "1 min"},
        {"to": ends[-1], "within": {"00:00-12:00": "10 min", "12:00-20:00": "1 h"}},
        {"from": ends[0], "to": ends[-1], "within": "10 min", "hours": "08:00-20:00", "days": "mon-thu"},
        {"to": ends[-1], "within": "20 min", "people": "60 %"},
        {"to": ends[-1], "none_lost": True},
        {"from": ends[0], "to": ends[-1], "in_order": True},
        {"from": ends[0], "to": ends, "until": ends[-1], "every": "10 min", "within": "5 min"},
        {"to": {"first": ends}, "until": ends[-1], "every": "20 min"},
        {"to": ends[-1], "per": "hour", "at_least": 1, "at_most": 3},
        {"to": ends, "per": "day", "at_least": 2, "hours": "08:00-20:00"},
        {"from": ends[0], "to": ends[-1], "within": "10 min", "form": "mean per day"},
        {"adds_up": [*steps, "travel"], "within": "20 min"},
        {"adds_up": steps[-1:], "within": "5 min", "waiting": True},
        {"to": ends[-1], "once": "day"},
        {"from": ends[0], "to": ends[-1], "open_at_most": 1},
        *({"outcome": decided} for _ in decided),
        *({"stays": need, "until": ends[-1]} for need in needs[:1]),
        *({"count": "1..2", "of": need} for need in needs[:1]),
        *({"on_duty": squads[:2], "within": "1 h"} for _ in squads[:1]),
        *({"no_gap": squads[:2], "free": free} for free in ((True, False) if squads else ())),
    ]
    scope = {"where": {"kind": kind}}
    return {
        str(n): TARGET.validate_python(t if {"no_gap", "on_duty"} & set(t) else t | scope) for n, t in enumerate(targets)
    }


def with_promises(compiled, msel):
    """Targets of every form, read from both engines."""
    judging = replace(compiled, plan=compiled.plan.model_copy(update={"targets": every_promise(compiled)}))
    logs = conduct(compiled, msel), play(compiled, msel)
    for gauge in gauges(judging):
        yield (gauge, *(gauge.read(msel, log) for log in logs))


def test_a_sweep_of_limits_is_monotone():
    """A longer limit never misses more, a shorter list of milestones never takes longer."""
    injects = [inject(60 * i, people=1 + i % 7) for i in range(12)]
    pools = {"near": {"staff": 2}, "far": {"staff": 4}}
    kept = [
        [
            (judge({"to": to, "within": f"{limit} min"}, injects, pools=pools)[1].state == ON_TIME).sum()
            for limit in (5, 10, 20, 60)
        ]
        for to in ({"first": ["near.ended", "far.ended"]}, "near.ended", ["near.ended", "far.ended"])
    ]
    assert all(a <= b for row in kept for a, b in pairwise(row))
    assert all(kept[0][i] >= kept[1][i] >= kept[2][i] for i in range(4))


# ---- units that move -------------------------------------------------------------------------------


def on_the_move(target, great_at, interrupted=None):
    """The only crew goes to the town at 0 (600 s) and works there for 300 s; somebody more urgent calls it to the hill."""
    steps = {
        "go": {"takes": "travel", "needs": {"crew": "crew 1"}, "keep": {"crew": "work"}},
        "work": {"after": "go", "takes": "300 s", "way_back": ["crew"],
                 **({"may_be_interrupted": interrupted} if interrupted else {})},
    }  # fmt: skip
    gauge, judged, (msel, log) = judge(
        target,
        [inject(0, "less", zone="town"), inject(great_at, "great", zone="hill")],
        pools={"crew": {"staff": 1, "base": "station", "can_be_sent": "yes", "redirect": {"from": [3], "to": 1}}},
        procedures={"less": {"priority": 3, "steps": steps}, "great": {"priority": 1, "steps": steps}},
        zones={"town": None, "hill": None},
        travel={"times": {"station": {"town": "600 s", "hill": "600 s"}, "town": {"hill": "300 s"}}},
    )
    assert log.hold_turned.sum() == 1
    assert gauge.read(msel, play(gauge.compiled, msel)).state.tolist() == judged.state.tolist()
    return judged.state.tolist()


@pytest.mark.parametrize(
    ("great_at", "interrupted", "less"),
    [
        (100, None, ON_TIME),  # on its way: nobody had come, and who came in its stead stayed
        (700, "resume", LATE),  # from its work: it has left those to whom it came
        (700, "start_again", LATE),
        (700, "end", ON_TIME),  # and with that the work was over
    ],
)
def test_who_is_turned_away_after_it_came_has_left_too_early(great_at, interrupted, less):
    assert on_the_move({"stays": "crew", "until": "work.ended"}, great_at, interrupted) == [less, ON_TIME]


@pytest.mark.parametrize(("great_at", "interrupted"), [(100, None), (700, "resume"), (700, "end")])
def test_who_was_turned_away_and_who_replaces_it_are_counted_once(great_at, interrupted):
    assert on_the_move({"count": "1..1", "of": "crew"}, great_at, interrupted) == [ON_TIME, ON_TIME]
    assert on_the_move({"count": "2..9", "of": "crew"}, great_at, interrupted) == [LATE, LATE]


def test_a_unit_that_was_turned_away_and_never_replaced_did_not_come():
    gone = {"count": "1..1", "of": "crew"}
    steps = {
        "go": {"takes": "travel", "needs": {"crew": "crew 1"}, "keep": {"crew": "work"}},
        "work": {"after": "go", "takes": "10 h"},
    }
    found = drill(
        {"crew": {"staff": 1, "base": "station", "redirect": {"from": [3], "to": 1}}},
        procedures={"less": {"priority": 3, "steps": steps}, "great": {"priority": 1, "steps": steps}},
        travel={"times": {"station": {"town": "600 s"}}},
        injects=[inject(0, "less", zone="town"), inject(100, "great", zone="town")],
        targets={"t": gone, "soon": {"to": "go.first", "within": "12 min"}},
        seconds=3600,
        cut=0,
    )
    msel = found.msel()
    for log in (conduct(found.compiled, msel), play(found.compiled, msel)):
        count, soon = (gauge.read(msel, log) for gauge in gauges(found.compiled))
        assert count.state.tolist() == [LATE, ON_TIME]
        assert log.first.tolist()[::2] == [-1, 600]  # the first one would have been there at 600, had it not been turned
        assert soon.state.tolist() == [NEVER, ON_TIME]


def test_the_first_to_arrive_stops_the_clock():
    """Two squads, 4 and 9 minutes away; nobody goes where only one person is concerned."""
    steps = {
        "order": {"takes": "0 s", "needs": {"a": "one 1", "b": "two 1"}, "keep": {"a": "go", "b": "go"}},
        "go": {"after": "order", "takes": "travel", "who": ["a", "b"], "when": {"people": ["2.."]}},
    }
    pools = {"one": {"staff": 9, "base": "near"}, "two": {"staff": 9, "base": "far"}}
    ways = {"times": {"near": {"town": "4 min"}, "far": {"town": "9 min"}}}
    injects = [inject(0, zone="town", people=2), inject(0, zone="town", people=1)]
    first, last = (
        judge({"to": f"go.{moment}", "within": "5 min"}, injects, steps, pools, travel=ways)[1]
        for moment in ("first", "ended")
    )
    assert (first.state.tolist(), first.seconds.tolist()) == ([ON_TIME, NOT_COUNTED], [240, -1])
    assert (last.state.tolist(), last.seconds.tolist()) == ([LATE, NOT_COUNTED], [540, -1])


def test_a_promise_says_the_hours_and_days_that_it_is_about_and_names_the_step_until_which_it_goes_on():
    from drillsim.base.language import speaking
    from drillsim.say.promise import form_words, missed_of

    steps = {"call": {"name": {"en": "first call", "zh": "首次来电"}, "takes": "2 min"}}
    targets = {
        "day": {"to": "call.ended", "within": "5 min", "hours": "08:00-18:00", "days": "mon-fri"},
        "named": {"to": "call.ended", "within": "5 min", "hours": "night", "assumed": True},
        "always": {"to": "call.ended", "within": "5 min"},
        "again": {"from": "brought", "to": "call.ended", "every": "1 h", "until": "call.ended"},
        "mean": {"to": "call.ended", "within": "5 min", "form": "mean per week"},
    }
    plan = drill(POOLS, steps, injects=[], targets=targets, hours={"night": "18:00-08:00"}).compiled.plan
    said = {name: str(form_words(plan, target)) for name, target in plan.targets.items()}
    assert said["day"] == "5 min, every one (only: 08:00-18:00, mon-fri)"
    assert said["named"] == "5 min, every one (only: night) (assumed)"
    assert said["always"] == "5 min, every one"
    assert said["again"] == "every 1 h until 'first call' is over, every one"
    assert said["mean"] == "mean of each week at most 5 min, every time"
    assert str(missed_of(plan.targets["mean"], "3", "40")) == "Periods not as promised: 3 of 40."
    assert str(missed_of(plan.targets["day"], "3", "40")) == "Incidents missed: 3 of 40."
    with speaking("zh"):
        assert str(form_words(plan, plan.targets["day"])) == "5分钟，每起均须做到（仅限08:00-18:00、周一至周五）"
        assert str(form_words(plan, plan.targets["again"])) == "每隔1小时一次，直至“首次来电”结束，每起均须做到"
