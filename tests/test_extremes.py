"""What must come out at the ends of the scale: everybody there, nobody there, nothing happens, all at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from plans import both_engines, column, compiled_play, conduct, drill, inject, same, table

from drillsim.compiled.log import ENDED, OPEN, SKIPPED, WAITING

Play = Any

# Squads, vehicles, a post and a room under a stream with tiers, outcomes, journeys and ways back.
TOWN: dict[str, Any] = {
    "zones": {"town": None, "hill": None},
    "travel": {
        "times": {"office": {"town": "6 min", "hill": "40 min"}, "post": {"town": "9 min", "hill": "25 min"}},
        "slower": [{"hours": "20:00-06:00", "times": 1.5}],
    },
    "varies": {"travel": {"mean": 1, "cv": 0.3}, "turnout": {"between": [0.5, 2]}},
}
VISIT: dict[str, Any] = {
    "call": {"takes": {"mean": "5 min", "cv": 0.5}, "needs": {"by": "clerk 1"}},
    "order": {
        "after": "call",
        "takes": "turnout",
        "needs": {"crew": "crew 2", "ride": "car 1"},
        "cases": [{"people": "10..", "needs": {"crew": "crew 4", "lead": "head 1"}}],
        "keep": {"crew": "over", "ride": "over", "lead": "hear"},
    },
    "go": {"after": "order", "takes": "travel", "who": ["crew", "ride"]},
    "hear": {
        "after": "go",
        "takes": {"shortest": "10 min", "usual": "20 min", "longest": "2 h"},
        "needs": {"place": "hall people"},
        "outcome": {"settled": 0.7, "failed": 0.3},
    },
    "help": {
        "after": "hear",
        "when": {"hear": "failed"},
        "takes": {"exponential": "30 min"},
        "spends": {"cash": "100 yuan"},
    },
    "over": {"after": ["hear", "help"], "way_back": ["crew", "ride"]},
}
STREAM: dict[str, Any] = {
    "kind": "visit",
    "rate": "30 per day",
    "zone": {"town": 3, "hill": 1},
    "people": {"between": [1, 20]},
}


def pools(n: int) -> dict[str, Any]:
    return {
        "crew": {"staff": n, "base": "office", "turnout": "3 min"},
        "reserve": {"staff": n, "base": "post", "turnout": "3 min", "backs_up": "crew"},
        "car": {"kind": "vehicle", "count": n, "base": "office"},
        "head": {"kind": "post", "count": n},
        "clerk": {"kind": "post", "count": n},
        "hall": {"kind": "room", "places": n},
        "cash": {"kind": "fund", "amount": f"{n} yuan"},
    }


@both_engines
def test_unlimited_staff_means_no_waiting_anywhere(play: Play) -> None:
    d = drill(pools(10**6), VISIT, streams={"visits": STREAM}, days=3, longest="3 days", **TOWN)
    msel = d.msel()
    log = play(d.compiled, msel)
    assert len(msel.time) > 60
    assert set(log.status) == {ENDED, SKIPPED}
    begun = log.started != OPEN
    assert np.array_equal(log.ready[begun], log.started[begun])
    own = {d.compiled.pools.index(name) for name in d.compiled.pools if name != "reserve"}
    assert set(log.hold_pool[log.hold_pool != OPEN]) == own  # nobody needs a back-up


@both_engines
def test_few_staff_do_wait(play: Play) -> None:
    """The same luck with little: what the test above would see if it could see nothing."""
    d = drill(pools(20) | {"clerk": {"kind": "post"}}, VISIT, streams={"visits": STREAM}, days=3, longest="3 days", **TOWN)
    msel = d.msel()
    log = play(d.compiled, msel)
    begun = log.started != OPEN
    assert (log.started - log.ready)[begun].max() > 0


@both_engines
def test_a_deterministic_path_is_the_sum_of_its_parts(play: Play) -> None:
    lengths = [17, 0, 3600, 1, 86_400, 59]
    chain = {f"step_{i}": {"takes": f"{n} s", **({"after": f"step_{i - 1}"} if i else {})} for i, n in enumerate(lengths)}
    d = drill(
        {"crew": {"staff": 1, "base": "office", "turnout": "90 s"}},
        {
            **chain,
            "order": {"after": "step_5", "takes": "turnout", "needs": {"who": "crew 1"}, "keep": {"who": "over"}},
            "go": {"after": "order", "takes": "travel", "who": "who"},
            "over": {"after": "go", "takes": "1 h", "way_back": "who"},
        },
        travel={"times": {"office": {"town": "11 min"}}},
        injects=[inject(5, zone="town")],
        longest="5 days",
    )
    msel = d.msel()
    log = play(d.compiled, msel)
    assert log.ended[-1] == 5 + sum(lengths) + 90 + 660 + 3600
    assert log.hold_released[0] == log.ended[-1] + 660


@both_engines
def test_nothing_happens(play: Play) -> None:
    d = drill(pools(1), VISIT, **TOWN)
    log = play(d.compiled, d.msel())
    assert all(len(column) == 0 for column in log)


@both_engines
def test_nobody_is_there(play: Play) -> None:
    d = drill(pools(0), VISIT, injects=[inject(0, zone="town"), inject(1, zone="hill")], **TOWN)
    log = play(d.compiled, d.msel())
    assert log.status[0] == log.status[6] == WAITING
    assert (log.hold_taken == OPEN).all()


@both_engines
def test_no_pools_at_all(play: Play) -> None:
    d = drill({}, {"wait": {"takes": "1 h"}}, injects=[inject(0), inject(0)])
    log = play(d.compiled, d.msel())
    assert log.ended.tolist() == [3600, 3600]
    assert len(log.hold_pool) == 0


@both_engines
def test_one_squad_of_one_serves_one_after_another(play: Play) -> None:
    d = drill(
        {"crew": {"staff": 1}},
        {"job": {"takes": {"exponential": "30 min"}, "needs": {"who": "crew 1"}}},
        streams={"visits": {"kind": "visit", "rate": "100 per day"}},
        days=2,
        longest="60 days",
    )
    msel = d.msel()
    log = play(d.compiled, msel)
    assert np.array_equal(log.started[1:], np.maximum(log.ended[:-1], msel.time[1:]))
    assert np.array_equal(log.ended - log.started, msel.takes)


@both_engines
def test_a_window_of_one_second(play: Play) -> None:
    d = drill(
        {"clerk": {"kind": "post"}},
        {"job": {"takes": "1 s", "needs": {"by": "clerk 1"}}, "then": {"after": "job", "takes": "0 s"}},
        injects=[inject(0), inject(0)],
        streams={"visits": {"kind": "visit", "rate": "36000 per hour", "at_most": 50}},
        seconds=1,
    )
    msel = d.msel()
    assert len(msel.time) > 3
    assert set(msel.time) == {0}
    log = play(d.compiled, msel)
    # Whoever came within the second is served, however long that takes.
    assert log.ended.tolist()[::2] == list(range(1, len(msel.time) + 1))


@both_engines
def test_ten_thousand_people(play: Play) -> None:
    d = drill(
        {"crew": {"staff": 12_000}, "hall": {"kind": "room", "places": 15_000}},
        {
            "hear": {
                "takes": "1 h",
                "needs": {"seats": "hall people"},
                "cases": [
                    {"people": "1..9999", "needs": {"who": "crew 1"}},
                    {"people": "10000..", "needs": {"who": "crew 10000"}},
                ],
            }
        },
        injects=[inject(0, people=10_000), inject(1, people=9_999), inject(2, people=5_000), inject(3, people=20_000)],
    )
    msel = d.msel()
    assert d.holds(msel, play(d.compiled, msel)) == table("""
        0 seats hall 10000 0 3600 3600
        0 who crew 10000 0 3600 3600
        1 seats hall 9999 3600 7200 7200   # 5,000 places are left, then all
        1 who crew 1 3600 7200 7200
        2 seats hall 5000 2 3602 3602      # the rest of the hall
        2 who crew 1 2 3602 3602
        3 seats -                          # more than the hall holds
        3 who -
    """)


@both_engines
@pytest.mark.parametrize("squad", [1, 3, 1000])
def test_all_at_the_same_second(play: Play, squad: int) -> None:
    d = drill(
        {"crew": {"staff": squad}},
        {"job": {"takes": "10 s", "needs": {"who": "crew 1"}}, "note": {"after": "job", "takes": "0 s"}},
        streams={"crowd": {"kind": "visit", "at": "10:00", "batch": 300, "at_most": 300}},
    )
    msel = d.msel()
    log = play(d.compiled, msel)
    turn = np.arange(300) // squad
    assert np.array_equal(column(d, msel, log.started, "job"), 36_000 + 10 * turn)
    assert np.array_equal(column(d, msel, log.ended, "note"), 36_010 + 10 * turn)


@both_engines
def test_five_hundred_steps_in_one_second(play: Play) -> None:
    chain = {f"step_{i}": {"takes": "0 s", **({"after": f"step_{i - 1}"} if i else {})} for i in range(500)}
    d = drill({}, chain, injects=[inject(9)])
    log = play(d.compiled, d.msel())
    assert set(log.ended) == {9}
    assert set(log.status) == {ENDED}


@both_engines
def test_five_hundred_steps_skipped_in_one_second(play: Play) -> None:
    chain: dict[str, Any] = {f"step_{i}": {"after": f"step_{i - 1}"} for i in range(1, 500)}
    d = drill({}, {"step_0": {"when": {"zone": "town"}}, **chain}, injects=[inject(9)])
    log = play(d.compiled, d.msel())
    assert set(log.ended) == {9}
    assert set(log.status) == {SKIPPED}


@both_engines
def test_everything_takes_no_time(play: Play) -> None:
    """Two hundred incidents in one second: one clerk signs them all, pass after pass."""
    d = drill(
        {"clerk": {"kind": "post"}},
        {"sign": {"takes": "0 s", "needs": {"by": "clerk 1"}}},
        streams={"crowd": {"kind": "visit", "at": "10:00", "batch": 200, "at_most": 200}},
    )
    log = play(d.compiled, d.msel())
    assert set(log.ended) == {36_000}


@both_engines
def test_the_longest_window_and_the_longest_step(play: Play) -> None:
    d = drill(
        {"crew": {"staff": 1, "hours": "08:00-18:00", "days": "mon-fri"}},
        {"job": {"takes": "1000 weeks", "needs": {"who": "crew 1"}}, "then": {"after": "job", "takes": "1 s"}},
        injects=[inject(86_400 * 3650, zone="town")],
        days=3660,
        longest="10000 days",
    )
    begin = 86_400 * 3650 + 8 * 3600  # day 3650 after a Monday is a Wednesday
    log = play(d.compiled, d.msel())
    assert log.ended.tolist() == [begin + 7 * 86_400 * 1000, begin + 7 * 86_400 * 1000 + 1]


def test_both_engines_agree_on_the_busy_town() -> None:
    d = drill(pools(20), VISIT, streams={"visits": STREAM}, days=2, longest="1 day", **TOWN)
    for run in (1, 2, 3):
        msel = d.msel(run)
        assert same(conduct(d.compiled, msel), compiled_play(d.compiled, msel))
