"""`drillsim compare` as a user types it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest
from files import PLAN, SCENARIO, write

from drillsim.base import language
from drillsim.command import cli
from drillsim.store.folder import RunFolder
from drillsim.store.run_replay import dealt

BUSY = SCENARIO.replace("rate: 3 per day", "rate: 12 per day").replace("at_most: 20", "at_most: 90")


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """Type a command in a folder with a busy week; returns exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRILLSIM_LANG", "en")
    monkeypatch.setenv("COLUMNS", "120")
    write(tmp_path, PLAN, BUSY)

    def type_it(*words: object) -> tuple[int, str, str]:
        code = cli.run([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    yield type_it
    language.speak("en")


def beside(folder: Path, plan: str = PLAN, scenario: str = BUSY) -> Path:
    """A second scenario with its own plan."""
    (folder / "other").mkdir(exist_ok=True)
    return write(folder / "other", plan, scenario)


def test_other_sizes_are_played_and_followed(typed, tmp_path):
    code, out, err = typed("compare", "week.yaml", "--change", "car.count=1", "crew.staff=9", "--runs", 60)
    assert code == 0
    assert "B: the same with car 1 instead of 2, crew 9 instead of 6" in out
    assert "↓ worse" in out
    assert "wait longer for car" in out
    assert "kept → missed: " in out
    folder = tmp_path / "reports" / "compare-week-changed-1"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    sides = {f"{side}/{name}" for side in "ab" for name in ("manifest.json", "inputs/plan.yaml", "inputs/week.yaml")}
    assert names == {"manifest.json", "compare.json", "compare.csv"} | sides
    rows = list(csv.DictReader(io.StringIO((folder / "compare.csv").read_text("utf-8-sig"))))
    found = json.loads((folder / "compare.json").read_text("utf-8"))
    arrival = next(target for target in found["targets"] if target["id"] == "arrival")
    mine = [row for row in rows if row["target"] == "arrival"]
    assert len(rows) == 60 * len(found["targets"])
    assert sum(int(row["b_on_time"]) for row in mine) == arrival["b"]["on_time"]
    assert sum(int(row["to_missed"]) for row in mine) == arrival["missed"]["count"]
    # The example that is named is on time in A's folder and late in B's.
    witness = arrival["missed"]["witness"]
    shown = {}
    for side in "ab":
        asked = typed("explain", folder / side, "--run", witness["run"], "--incident", witness[side])
        assert asked[0] == 0
        shown[side] = next(line for line in asked[1].splitlines() if line.startswith("arrival: "))
    assert shown["a"].startswith("arrival: on time")
    assert shown["b"].startswith("arrival: late")
    assert f"explain {folder.relative_to(tmp_path) / 'b'} --run" in err
    again = typed("compare", "week.yaml", "--change", "car.count=1", "--change", "crew=9", "--runs", 60)
    assert again[1] == out
    assert "holds exactly this run already" in again[2]


def test_two_files_and_json(typed, tmp_path):
    more = (
        PLAN.replace("count: 2", "count: 4")
        .replace("form: share 90 %", "form: mean")
        .replace("30 min, form: every", "20 min, form: every")
    )
    other = beside(tmp_path, more.replace("targets:\n", "targets:\n  later: {to: talk.ended, within: 2 h, assumed: true}\n"))
    code, out, _err = typed("compare", "week.yaml", other, "--runs", 20, "--format", "json", "--seed", 4)
    found = json.loads(out)
    assert code == 0
    assert found["seed"] == 4
    assert [target["id"] for target in found["targets"]] == ["written"]
    assert found["targets"][0]["redefined"]
    assert found["only_b"]["targets"] == ["later"]
    assert found["only_a"]["targets_of_other_form"] == found["only_b"]["targets_of_other_form"] == ["arrival"]
    assert found["alpha_of_each"] == 0.05
    schema = json.loads(typed("schema", "comparison")[1])
    jsonschema.validate(found, schema)
    said = typed("compare", "week.yaml", other, "--runs", 20, "--seed", 4)[1]
    assert "Promised in B only: later." in said
    assert "Judged in another way in B, so not compared: arrival." in said
    assert "Not promised alike in A and B: written." in said


def test_a_stream_of_one_only_is_named(typed, tmp_path):
    other = beside(tmp_path, scenario=BUSY.replace("  market:", "  fair:"))
    said = typed("compare", "week.yaml", other, "--runs", 10)[1]
    assert "In A only, and left out: incidents of market." in said
    assert "In B only, and left out: incidents of fair." in said


def test_a_plan_compared_with_itself(typed):
    code, out, err = typed("compare", "week.yaml", "week.yaml", "--runs", 10)
    assert code == 0
    assert "No run differs: arrival, written." in out
    assert "To follow" not in err


def test_in_chinese(typed):
    code, out, _err = typed("compare", "week.yaml", "--change", "crew.人数=1", "--runs", 10, "--lang", "zh")
    assert code == 0
    assert "小镇" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["week.yaml"], "name two scenarios, or one scenario and --change"),
        (["week.yaml", "week.yaml", "week.yaml"], "name two scenarios"),
        (["week.yaml", "week.yaml", "--change", "car=1"], "name two scenarios"),
        (["week.yaml", "crew=1"], "crew=1"),
        (["week.yaml", "--change", "van.count=1"], "no pool 'van'; there are: crew, guests, car, head, phone, room, cash"),
        (["week.yaml", "--change", "car.staff=1"], "'car' has no size called 'staff'; write count, or leave it out"),
        (["week.yaml", "--change", "car"], "'car' is no change"),
        (["week.yaml", "--change", "car.count=-1"], "'-1' is not a number"),
        (["week.yaml", "--change", "car.count=two"], "'two' is not a number"),
        (["week.yaml", "--change", "car.count=99999999999999999999"], "is not a number"),
        (["week.yaml", "--change", "cash.amount=much"], "'much' is not a number"),
        (["week.yaml", "--change", "car.count=1", "car.count=2"], "two numbers are given for 'car'"),
        (["week.yaml", "--change", "police=3"], "'police' is an outside unit"),
        (["plan.yaml", "--change", "car=1"], "a scenario is expected"),
        (["missing.yaml", "week.yaml"], "missing.yaml"),
        (["week.yaml", "--change", "car=1", "--runs", "1"], "--runs"),
        (["week.yaml", "--change", "car=1", "--out", "."], "exists already"),
    ],
)
def test_bad_input_is_named(typed, tmp_path, words, said):
    write(tmp_path, PLAN.replace("  head:", "  police: {staff: 9, outside: true}\n  head:") if "police=3" in words else PLAN)
    code, out, err = typed("compare", *words)
    assert code == 2
    assert said in " ".join(err.split())
    assert not out
    assert not (tmp_path / "reports").exists()


def test_other_days_are_shown_in_the_file(typed, tmp_path):
    other = beside(tmp_path, scenario=BUSY.replace("days: 3}", "days: 4}"))
    code, _out, err = typed("compare", "week.yaml", other)
    assert code == 2
    assert f"{other}:3:" in err
    assert "the windows differ" in err


def test_money_and_shifts(typed, tmp_path):
    shifts = 'shifts: [{hours: "08:00-18:00", on_duty: 3, on_call: 1}, {hours: "18:00-08:00", on_duty: 1}]'
    write(
        tmp_path,
        PLAN.replace('hours: "08:00-18:00"}', shifts + "}").replace("staff: 6, ", "").replace("crew.staff,", "crew,"),
        BUSY,
    )
    code, out, err = typed("compare", "week.yaml", "--change", "cash.amount=1万元", "crew.staff=5", "--runs", 10)
    assert code == 0, err
    assert "crew 5 instead of 4" in out
    assert "cash 10000 instead of 5000" in out
    found = json.loads((tmp_path / "reports" / "compare-week-changed-1" / "compare.json").read_text("utf-8"))
    assert found["b"]["sizes"] == {"cash": 10_000, "crew": 5}


def test_another_number_in_one_shift(typed, tmp_path):
    shifts = 'shifts: [{name: day, hours: "08:00-18:00", on_duty: 3}, {name: night, hours: "18:00-08:00", on_duty: 1}]'
    plan = PLAN.replace('hours: "08:00-18:00"}', shifts + "}").replace("staff: 6, ", "").replace("crew.staff,", "crew,")
    write(tmp_path, plan, BUSY)
    code, out, err = typed("compare", "week.yaml", "--change", "crew.night=2", "--runs", 10, "--out", "x")
    assert code == 0, err
    assert "crew (night shift) 2 instead of 1" in out
    assert json.loads((tmp_path / "x" / "compare.json").read_text("utf-8"))["b"]["sizes"] == {"crew.night": 2}
    assert [s.on_duty for s in dealt(RunFolder.read(tmp_path / "x" / "b")).compiled.plan.pools["crew"].shifts] == [3, 2]
    for words, said in (
        ("crew.dya=2", "no shift of 'crew' is called 'dya'; did you mean 'day'?"),
        ("crew.count=2", "'crew' has no size called 'count'; write staff, or leave it out"),
        ("crew=4 crew.night=2", "'crew' changes as a whole and by shift; keep one of them"),
    ):
        code, _out, err = typed("compare", "week.yaml", "--change", *words.split())
        assert (code, said in " ".join(err.split())) == (2, True), err


def test_a_comparison_is_no_run_folder_but_holds_two(typed, tmp_path):
    typed("compare", "week.yaml", "--change", "car=1", "--runs", 10, "--out", "x")
    code, _out, err = typed("explain", "x")
    assert code == 2
    assert "name the folder a or b in it" in err
    assert typed("explain", "x/b")[0] == 0
