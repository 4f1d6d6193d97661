"""What the benchmarks compare is the same thing: every engine that is installed comes to the same second."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import engines, plain, side_by_side
from benchmarks.__main__ import main
from benchmarks.drill_r import DrillR, Numbers, Times, outputs
from benchmarks.race import Lap, disagreement, race
from drillsim.compiled.log import ENDED


@pytest.fixture(scope="module")
def drill() -> DrillR:
    return DrillR(12)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_all_engines_agree(drill, number):
    run = drill.run(number)
    laps = race(drill, engines.players(), [run], rounds=1)
    assert disagreement(run, laps) is None
    assert all(lap.found is not None for lap in laps)
    assert len(laps) == 5 + (0 if "ciw" in engines.missing() else 1) + (0 if "cimba" in engines.missing() else 2)


def test_a_difference_of_one_second_is_named(drill):
    run = drill.run(1)
    first, *others = race(drill, engines.players(), [run], rounds=1)
    assert isinstance(first.found, Times)
    home = first.found.home.copy()
    home[17] += 1
    late = Lap(others[-1].engine, found=first.found._replace(home=home))
    assert disagreement(run, [first, late]) == "drillsim, compiled has other times than SimPy, lean: home of incidents [17]"
    figures = Lap(others[-1].engine, found=outputs(run.numbers, first.found)._replace(mean_wait=0.0))
    assert disagreement(run, [first, figures]) == "drillsim, compiled has other figures than SimPy, lean"


def test_all_is_played_to_its_end(drill):
    run = drill.run(1)
    log = engines.kernel.play(drill.compiled, run.msel)
    assert (log.status == ENDED).all()


def test_the_drill_has_the_size_that_it_says(drill):
    events = [drill.run(number).numbers.events for number in range(1, 41)]
    assert np.mean(events) == pytest.approx(8 * 12 * 30 + 2 * 4 * 30, rel=0.02)


def test_both_sides_draw_from_the_same_distributions():
    ours, theirs = DrillR(1200).run(1).numbers, plain.drawn(1200, 1)  # 36,000 incidents
    assert ours[-3:] == theirs[-3:]
    for name in Numbers._fields[1:8]:
        mine, other = getattr(ours, name), getattr(theirs, name)
        assert mean_and_spread(mine) == pytest.approx(mean_and_spread(other), rel=0.04), name
    assert np.array_equal(ours.status, theirs.status)


def mean_and_spread(values):
    return [values.mean(), values.std()]


def test_what_is_not_installed_is_said(monkeypatch, capsys):
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    monkeypatch.setattr(side_by_side, "SCALES", {12: 1})
    monkeypatch.setattr(side_by_side, "RUNS", {12: 1})
    assert main(["drill-r", "--quick"]) == 0
    shown = capsys.readouterr().out
    assert "ciw is not installed and left out" in shown
    assert "5 engines agree to the second" in shown


def test_the_shipped_plans_are_played_alike_by_both_engines(monkeypatch, capsys):
    monkeypatch.setattr("benchmarks.plans.QUICK_RUNS", 1)
    assert main(["plans", "--quick"]) == 0
    assert "Both engines wrote the same logs." in capsys.readouterr().out


def test_two_cores_come_to_the_same_figures(monkeypatch, capsys):
    monkeypatch.setattr("benchmarks.cores.QUICK_RUNS", 60)
    monkeypatch.setattr("benchmarks.cores.QUICK_ROUNDS", 1)
    assert main(["cores", "--quick"]) == 0
    assert "Same figures." in capsys.readouterr().out


def test_an_unknown_part_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["speed"])
    assert "no such part: speed" in capsys.readouterr().err
