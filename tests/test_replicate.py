"""Replication: by run number, on any number of workers, stopped when settled."""

from __future__ import annotations

import itertools
import re
from dataclasses import fields, replace

import numpy as np
import pytest
from plans import drill, inject

from drillsim.judge.evaluate import FIRST_MISS
from drillsim.judge.replicate import BLOCKS, FEWEST, engine_named, play_event_list, play_runs, replicate
from drillsim.judge.settings import Settings
from drillsim.sizing.sizing import SizeSettings


def small(within: str = "30 min", form: str = "share 80 %", **more):
    return drill(
        {"crew": {"staff": 2}},
        {
            "call": {"takes": {"mean": "5 min", "cv": 0.5}},
            "go": {
                "after": "call",
                "takes": {"shortest": "5 min", "usual": "15 min", "longest": "2 h"},
                "needs": {"crew": "crew 1"},
            },
        },
        streams={"visits": {"kind": "visit", "rate": "12 per day", "at_most": 40}},
        targets={"there": {"from": "call.ended", "to": "go.ended", "within": within, "form": form}},
        **more,
    )


def run(found, **settings):
    return replicate(found.compiled, found.scenario, Settings(**settings))


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
def test_any_number_of_workers_gives_the_same_result(engine):
    found = small()
    one = run(found, seed=5, runs=130, jobs=1, engine=engine)
    two = run(found, seed=5, runs=130, jobs=2, engine=engine)
    assert one.targets == two.targets
    assert np.array_equal(one.block.figures, two.block.figures)


def test_both_engines_give_the_same_result():
    found = small()
    assert run(found, runs=60, engine="simpy").targets == run(found, runs=60, engine="compiled").targets


def test_runs_do_not_depend_on_how_they_are_cut_into_blocks():
    found = small()
    whole = play_runs(found.compiled, found.scenario, 3, 1, 20, "simpy")
    parts = [play_runs(found.compiled, found.scenario, 3, first, 5, "simpy") for first in (1, 6, 11, 16)]
    assert np.array_equal(whole.figures, np.concatenate([part.figures for part in parts]))


def test_an_easy_plan_passes_and_a_hopeless_one_fails():
    assert run(small("3 h")).verdict == "PASS"
    assert run(small("6 min")).verdict == "FAIL"


def test_play_stops_when_settled_but_not_before_the_estimate_means_something():
    result = run(small("6 min"), max_runs=1000)
    assert result.stopped == "settled"
    assert result.runs == FEWEST
    assert result.targets[0].settled_at < FEWEST


def test_exactly_so_many_runs_when_asked_for():
    result = run(small("3 h"), runs=BLOCKS[0] + 7)
    assert (result.runs, result.stopped) == (BLOCKS[0] + 7, "runs")


def test_more_runs_change_nothing_about_the_first_ones():
    short, long = run(small(), runs=40), run(small(), runs=80)
    assert np.array_equal(short.block.figures, long.block.figures[:40])


def test_every_counts_only_runs_in_which_something_was_judged():
    found = drill(
        {"crew": {"staff": 1}},
        {"go": {"takes": "10 min", "needs": {"crew": "crew 1"}}},
        streams={"rare": {"kind": "visit", "rate": "0.2 per day", "at_most": 3}},
        targets={"never_kept": {"to": "go.ended", "within": "1 min"}},
    )
    result = run(found, max_runs=400)
    target = result.targets[0]
    assert target.runs_judged < result.runs / 3
    # Most runs have no incident and so no miss; taken as kept they would pass the plan.
    assert (target.runs_kept, target.verdict) == (0, "FAIL")


def test_the_witness_is_the_first_run_with_a_miss():
    found = small("35 min", "every")
    result = run(found, runs=60)
    at, incident = result.targets[0].witness.run, result.targets[0].witness.incident
    table = result.block.figures[:, 0]
    assert (table[: at - 1, 2:4] == 0).all()
    assert table[at - 1, 2:4].sum() > 0
    assert incident == table[at - 1, FIRST_MISS] + 1


def test_median_and_worst_run_by_misses():
    result = run(small("25 min"), runs=61)
    misses = result.block.figures[:, 0, 2:4].sum(axis=1)
    assert misses[result.worst_run - 1] == misses.max()
    assert misses[result.median_run - 1] == np.median(misses)


def test_an_interruption_keeps_what_was_played():
    found = small()

    def stop(runs, tests):
        if runs >= 2 * BLOCKS[0]:
            raise KeyboardInterrupt

    result = replicate(found.compiled, found.scenario, Settings(runs=10 * BLOCKS[0]), stop)
    assert (result.runs, result.stopped) == (2 * BLOCKS[0], "interrupted")
    assert np.array_equal(result.block.figures, run(found, runs=2 * BLOCKS[0]).block.figures)


def test_truncated_runs_are_counted():
    found = small()
    tight = replace(found, scenario=found.scenario.model_copy(update={"streams": {
        "visits": found.scenario.streams["visits"].model_copy(update={"at_most": 5})}}))  # fmt: skip
    result = replicate(tight.compiled, tight.scenario, Settings(runs=50))
    assert (result.block.incidents <= 5).all()
    assert result.block.truncated.sum() > 40
    assert run(found, runs=50).block.truncated.sum() == 0


@pytest.mark.parametrize(("within", "verdict"), [("10 min", "FAIL"), ("12 min", "PASS")])
def test_an_event_list_is_judged_without_chance(within, verdict):
    found = drill(
        {"crew": {"staff": 1}},
        {"go": {"takes": "6 min", "needs": {"crew": "crew 1"}}},
        injects=[inject(0), inject(0)],
        targets={
            "there": {"to": "go.ended", "within": within},
            "mean": {"to": "go.ended", "within": "9 min", "form": "mean"},
        },
    )
    result, _log = play_event_list(found.compiled, found.deck, found.msel(), Settings())
    assert [target.verdict for target in result.targets] == [verdict, "PASS"]
    assert result.verdict == verdict
    assert result.targets[1].interval.estimate == 540


def test_a_target_that_nothing_exercises_is_not_settled():
    found = drill(
        {"crew": {"staff": 1}}, {"go": {"takes": "6 min"}}, injects=[inject(0)],
        targets={"big": {"to": "go.ended", "within": "1 h", "where": {"people": "50.."}}},
    )  # fmt: skip
    for result in (run(found, max_runs=120), play_event_list(found.compiled, found.deck, found.msel(), Settings())[0]):
        assert (result.verdict, result.targets[0].reason) == ("UNDECIDED", "nothing_judged")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"engine": "simpi"}, "engine must be one of 'simpy', 'compiled' (got 'simpi')"),
        ({"runs": 0}, "runs must be a whole number from 1 to 10000000, or None to play until all is settled (got 0)"),
        ({"runs": -3}, "got -3"), ({"runs": 2.5}, "got 2.5"), ({"runs": True}, "got True"), ({"runs": "3"}, "got '3'"),
        ({"max_runs": 0}, "max_runs must be a whole number from 1 to 10000000 (got 0)"), ({"max_runs": None}, "got None"),
        ({"alpha": 0}, "alpha must be a number above 0, at most 0.5 (got 0)"), ({"alpha": 0.6}, "got 0.6"),
        ({"alpha": float("nan")}, "got nan"), ({"alpha": -0.1}, "got -0.1"), ({"alpha": 5}, "got 5"),
        ({"margin": 0}, "margin must be a number above 0, at most 1 (got 0)"), ({"margin": 2}, "got 2"),
        ({"jobs": 0}, "jobs must be a whole number from 1 to 256 (got 0)"), ({"jobs": -1}, "got -1"),
        ({"seed": -1}, "seed must be a whole number from 0 to 18446744073709551615 (got -1)"), ({"seed": 2**64}, "got 184"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_played_are_refused_at_once(wrong, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        Settings(**wrong)
    if set(wrong) <= {field.name for field in fields(SizeSettings)}:
        with pytest.raises(ValueError, match=re.escape(said)):
            SizeSettings(**wrong)


def test_all_that_is_wrong_with_settings_is_said_at_once():
    with pytest.raises(ValueError, match=r"runs must .*; jobs must .*; engine must "):
        Settings(runs=0, jobs=0, engine="")  # type: ignore[arg-type]


def test_an_engine_or_a_run_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no engine 'simpi'"):
        engine_named("simpi")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="numbered from 1"):
        small().deck.msel(0)


def test_what_is_told_rests_on_the_runs_that_are_told():
    """Play was stopped in the midst of a block: verdicts and figures are those of the runs before, and no others."""
    found = small("45 min")
    result = run(found, max_runs=2000)
    assert result.stopped == "settled"
    assert result.runs not in list(itertools.accumulate(BLOCKS))
    assert run(found, runs=result.runs).targets == result.targets
    target, table = result.targets[0], result.block.figures[:, 0]
    assert target.settled_at == result.runs
    assert (target.judged, target.on_time) == tuple(table[:, :2].sum(axis=0))
    assert target.interval.estimate == target.on_time / target.judged


def test_the_run_at_which_play_stops_is_the_first_at_which_all_are_settled():
    found = small("45 min")
    result = run(found, max_runs=2000)
    assert run(found, runs=result.runs - 1).targets[0].reason == "too_few_runs"
