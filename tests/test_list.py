"""`drillsim list`: which scenarios there are, and how their promises stand."""

from __future__ import annotations

import json
import os
import shutil

import pytest
from files import PLAN, SCENARIO, write

from drillsim.base import language
from drillsim.command import cli
from drillsim.files.reading import read_scenario

WEEK = "scenarios/town/week.yaml"


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    """A folder with one plan, its two scenarios, and a result beside one of them."""
    folder = tmp_path / "scenarios" / "town"
    folder.mkdir(parents=True)
    write(folder)
    weekend = SCENARIO.replace("name: An ordinary week", "name: {en: An ordinary weekend, zh: 平常的周末}")
    (folder / "weekend.yaml").write_text(weekend, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRILLSIM_LANG", "en")
    cli.run(["run", WEEK, "--runs", "4", "--no-report", "--engine", "simpy", "--out", "played"])
    (folder / "results").mkdir()
    (tmp_path / "played" / "result.json").rename(folder / "results" / "week.json")
    shutil.rmtree(tmp_path / "played")
    capsys.readouterr()
    yield tmp_path
    language.speak("en")


@pytest.fixture
def listed(desk, capsys):
    """The listing as data, by path."""

    def ask(*words: str) -> dict[str, dict[str, object]]:
        assert cli.run(["list", *words, "--format", "json"]) == 0
        return {one["path"]: one for one in json.loads(capsys.readouterr().out)["scenarios"]}

    return ask


def test_the_result_beside_a_scenario_says_how_it_stands(listed):
    found = listed()
    assert set(found) == {WEEK, "scenarios/town/weekend.yaml"}
    week = found[WEEK]
    assert (week["state"], week["runs"], week["seed"]) == ("played", 4, 1)
    told = sum(week[of] for of in ("met", "missed", "not_settled", "restate_an_input", "ours"))
    assert told == week["promises"] == len(read_scenario(WEEK)[1].targets)
    assert found["scenarios/town/weekend.yaml"]["state"] == "not_played"


def test_a_changed_plan_is_said_to_have_changed_until_it_is_played(listed, desk, capsys):
    plan = desk / "scenarios" / "town" / "plan.yaml"
    plan.write_text(plan.read_text("utf-8") + "# a remark\n", "utf-8")
    assert listed()[WEEK]["state"] == "changed"
    cli.run(["run", WEEK, "--runs", "5", "--no-report", "--engine", "simpy"])
    capsys.readouterr()
    assert (listed()[WEEK]["state"], listed()[WEEK]["runs"]) == ("played", 5)


def test_the_newest_run_counts_and_an_event_list_does_not(listed, desk, capsys):
    for words in (("--seed", "4"), ("--seed", "5")):
        cli.run(["run", WEEK, "--runs", "3", "--no-report", "--engine", "simpy", *words])
    for place, name in enumerate(("week-5", "week-4")):
        os.utime(desk / "reports" / name / "result.json", (place, place))
    cli.run(["msel", WEEK, "-o", "list.csv"])
    cli.run(["run", WEEK, "--msel", "list.csv", "--no-report"])
    capsys.readouterr()
    assert listed()[WEEK]["seed"] == 4


def test_a_scenario_without_any_result_is_not_played_yet(listed, desk):
    shutil.rmtree(desk / "scenarios" / "town" / "results")
    assert {one["state"] for one in listed().values()} == {"not_played"}


def test_a_result_that_cannot_be_read_is_none(listed, desk):
    (desk / "scenarios" / "town" / "results" / "week.json").write_text("{}", "utf-8")
    assert listed()[WEEK]["state"] == "not_played"


def test_an_unreadable_file_is_a_line_and_no_end(listed, desk, capsys):
    (desk / "scenarios" / "broken.yaml").write_text("name: [", "utf-8")
    folder = desk / "scenarios" / "wrong"
    folder.mkdir()
    (folder / "plan.yaml").write_text(PLAN, "utf-8")
    (folder / "day.yaml").write_text(SCENARIO.replace("window:", "windoww:"), "utf-8")
    found = listed()
    assert found["scenarios/broken.yaml"]["state"] == found["scenarios/wrong/day.yaml"]["state"] == "unreadable"
    assert "day.yaml:" in str(found["scenarios/wrong/day.yaml"]["fault"])
    assert found[WEEK]["state"] == "played"
    cli.run(["list"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(found) + 1  # the name of the plan that can be read
    assert all(sum(path in line for line in lines) == 1 for path in found)


def test_run_folders_and_hidden_folders_hold_no_scenarios(listed, desk, capsys):
    cli.run(["run", WEEK, "--runs", "3", "--no-report", "--engine", "simpy"])
    capsys.readouterr()
    shutil.copytree(desk / "scenarios", desk / ".venv" / "scenarios")
    assert len(listed(".")) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_lines_say_where_what_and_how(desk, capsys, lang):
    assert cli.run(["list", "--lang", lang]) == 0
    heading, week, other = capsys.readouterr().out.splitlines()
    assert str(len(read_scenario(WEEK)[1].targets)) in heading
    assert week.split()[0] == WEEK
    assert other.index("ordinary" if lang == "en" else "平常") > 0


def test_no_folder_and_no_scenario_are_said(desk, capsys):
    assert cli.run(["list", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err
    (desk / "empty").mkdir()
    assert cli.run(["list", "empty"]) == 0
    assert "drillsim new" in capsys.readouterr().out
