"""What a target says of each incident, and what a run says of each target."""

from __future__ import annotations

import numpy as np
import pytest
from plans import drill, inject

from drillsim.judge.evaluate import EXCUSED, FIGURES, LATE, NOT_COUNTED, ON_TIME, figures, gauges
from drillsim.play.conduct import conduct

STEPS = {
    "call": {"takes": "2 min"},
    "go": {"after": "call", "takes": "10 min", "needs": {"crew": "crew 1"}},
    "hear": {"after": "go", "when": {"people": ["2.."]}, "takes": "5 min"},
}


def read(target: dict, injects: list[dict], crews: int = 9, **plan):
    found = drill(
        {"crew": {"staff": crews}},
        STEPS,
        injects=injects,
        seconds=3600,
        targets={"t": target},
        **plan,
    )
    msel = found.msel()
    return found, gauges(found.compiled)[0].read(msel, conduct(found.compiled, msel))


@pytest.mark.parametrize(
    ("start", "stop", "seconds"),
    [
        ("brought", "call.ended", 120),
        ("brought", "go.ended", 720),
        ("call.ended", "go.ended", 600),
        ("go.started", "hear.ended", 900),
        ("hear.ready", "hear.started", 0),
    ],
)
def test_the_clock_runs_from_milestone_to_milestone(start, stop, seconds):
    _, judgement = read({"from": start, "to": stop, "within": "1 h"}, [inject(60, people=2)])
    assert judgement.seconds.tolist() == [seconds]
    assert judgement.state.tolist() == [ON_TIME]


def test_the_limit_itself_is_on_time_and_a_second_more_is_late():
    injects = [inject(0)]
    assert read({"to": "go.ended", "within": "720 s"}, injects)[1].state.tolist() == [ON_TIME]
    assert read({"to": "go.ended", "within": "719 s"}, injects)[1].state.tolist() == [LATE]


def test_a_skipped_step_is_not_counted_and_one_that_is_reached_after_the_window_is_late():
    # One crew: the second visit waits until 720, the third until 1320 and so on: the last one starts at 3420.
    target = {"to": "hear.ended", "within": "1 min"}
    found, judgement = read(target, [inject(0, people=2), *[inject(1) for _ in range(4)], inject(2, people=3)], crews=1)
    assert judgement.state.tolist() == [LATE, NOT_COUNTED, NOT_COUNTED, NOT_COUNTED, NOT_COUNTED, LATE]
    assert judgement.seconds.tolist() == [1020, -1, -1, -1, -1, 4018]
    assert found.compiled.window_end < 4018 + 2


def test_scope_by_kind_zone_people_and_attribute():
    plan = {
        "zones": {"town": None, "city": None},
        "attributes": {"urgent": ["no", "yes"]},
    }
    injects = [
        inject(0, zone="town", people=1),
        inject(1, zone="city", people=5),
        inject(2, zone="town", people=9, attributes={"urgent": "yes"}),
    ]

    def incidents(where):
        return read({"to": "go.ended", "within": "1 h", "where": where}, injects, **plan)[1].incident.tolist()

    assert incidents({}) == [0, 1, 2]
    assert incidents({"zone": "town"}) == [0, 2]
    assert incidents({"people": ["1..4", "9.."]}) == [0, 2]
    assert incidents({"urgent": "yes"}) == [2]
    assert incidents({"zone": ["town", "city"], "people": "2.."}) == [1, 2]
    assert incidents({"kind": "visit"}) == [0, 1, 2]


def test_a_miss_that_the_plan_excuses_is_neither_judged_nor_late():
    plan = {"attributes": {"special": ["no", "yes"]}}
    injects = [inject(0), inject(1, attributes={"special": "yes"}), inject(2)]
    _, judgement = read({"to": "go.ended", "within": "5 min", "excused": {"special": "yes"}}, injects, **plan)
    assert judgement.state.tolist() == [LATE, EXCUSED, LATE]
    row = dict(zip(FIGURES, figures(judgement).tolist(), strict=True))
    assert row == {
        "judged": 2,
        "on_time": 0,
        "late": 2,
        "never": 0,
        "excused": 1,
        "not_judged": 0,
        "seconds": 1440,
        "first_miss": 0,
    }


def test_figures_of_a_run_with_nothing_in_scope():
    _, judgement = read({"to": "go.ended", "within": "5 min", "where": {"people": "50.."}}, [inject(0)])
    assert figures(judgement).tolist() == [0, 0, 0, 0, 0, 0, 0, -1]


def test_the_cap_counts_every_source_that_can_be_in_scope():
    found = drill(
        {"crew": {"staff": 9}},
        STEPS,
        zones={"town": None, "city": None},
        injects=[inject(0, zone="city")],
        streams={
            "a": {"kind": "visit", "rate": "3 per day", "at_most": 11, "zone": {"town": 1, "city": 1}},
            "b": {"kind": "visit", "rate": "3 per day", "at_most": 7, "zone": "town"},
        },
        targets={
            "all": {"to": "go.ended", "within": "1 h"},
            "town": {"to": "go.ended", "within": "1 h", "where": {"zone": "town"}},
            "city": {"to": "go.ended", "within": "1 h", "where": {"zone": "city"}},
        },
    )
    assert [gauge.cap(found.deck) for gauge in gauges(found.compiled)] == [19, 18, 12]
    for run in range(1, 30):
        msel = found.deck.msel(run)
        log = conduct(found.compiled, msel)
        for gauge in gauges(found.compiled):
            assert len(gauge.read(msel, log).incident) <= gauge.cap(found.deck)
        assert np.bincount(msel.origin, minlength=3)[0] <= 11
