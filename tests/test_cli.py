"""The commands as a user types them: what they print, what they write, how they exit."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path

import jsonschema
import pytest
from files import write
from numba.core import event
from remake import scenario_paths
from rich.cells import cell_len

from drillsim.base import language
from drillsim.base.jit import njit
from drillsim.command import cli, console
from drillsim.command.engine import compiling
from drillsim.deck import philox
from drillsim.play import kernel

SCENARIOS = Path(__file__).parent.parent / "scenarios"
SHIPPED = [path.relative_to(SCENARIOS).as_posix() for path in scenario_paths()]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder of its own with a small plan, and English spoken."""
    write(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRILLSIM_LANG", "en")
    yield tmp_path
    language.speak("en")


@pytest.fixture
def typed(desk, capsys):
    """Type a command; returns exit code, standard output and standard error."""

    def type_it(*words: object) -> tuple[int, str, str]:
        code = cli.run([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return type_it


def week(desk: Path) -> Path:
    return desk / "week.yaml"


def test_run_prints_a_verdict_per_target_and_writes_a_folder(typed, desk):
    code, out, err = typed("run", week(desk), "--runs", 20)
    assert code in (0, 1, 3)
    assert "promises:" in out
    assert "reports" in err
    folder = desk / "reports" / "week-1"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"manifest.json", "results.csv", "result.json", "inputs/plan.yaml", "inputs/week.yaml", "report.html"} <= names
    assert any(name.startswith("worst-run-") for name in names)
    assert (folder / "inputs" / "plan.yaml").read_bytes() == (week(desk).parent / "plan.yaml").read_bytes()
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["seed"] == 1
    assert manifest["runs"] == 20
    assert set(manifest["inputs"]) == {"plan.yaml", "week.yaml"}
    rows = (folder / "results.csv").read_text("utf-8-sig").splitlines()
    document = json.loads((folder / "result.json").read_text("utf-8"))
    assert len(rows) == 1 + 20 * len(document["targets"])


def test_json_is_one_document_that_follows_the_published_schema(typed, desk):
    code, out, _ = typed("run", week(desk), "--runs", 20, "--format", "json", "--seed", 3, "--no-report")
    document = json.loads(out)
    _, schema, _ = typed("schema", "result")
    jsonschema.validate(document, json.loads(schema))
    assert document["seed"] == 3
    assert document["runs"] == 20
    assert code == {"PASS": 0, "FAIL": 1, "UNDECIDED": 3}[document["verdict"]]
    assert {"id", "clause", "form", "estimate", "low", "high", "runs", "verdict"} <= set(document["targets"][0])


@pytest.mark.parametrize(
    ("scenario", "lang"), [("town-veterans/two-sessions", "zh"), ("town-inspection/inspection-week", "en")]
)
def test_the_brief_says_each_promise_and_why_it_is_missed_on_half_a_page(typed, desk, monkeypatch, scenario, lang):
    monkeypatch.setenv("COLUMNS", "140")
    path = SCENARIOS / f"{scenario}.yaml"
    code, out, err = typed("run", path, "--runs", 50, "--format", "brief", "--no-report", "--lang", lang)
    assert code == 1
    lines = out.splitlines()
    assert max(cell_len(line) for line in lines) <= 100
    _, document, _ = typed("run", path, "--runs", 50, "--format", "json", "--no-report")
    targets = json.loads(document)["targets"]
    assert len(lines) <= 3 * len(targets) + 14  # a promise with its reason takes three lines, what it rests on a heading
    assert sorted(line[0] for line in lines if line[:1] in "√×○" and line[1:3] == "  ") == sorted(
        {"PASS": "√", "FAIL": "×", "UNDECIDED": "○"}[target["verdict"]] for target in targets
    )
    missed = [target["verdict"] for target in targets].count("FAIL")
    assert 0 < missed <= sum(line.strip().startswith("→") for line in lines)
    assert "Traceback" not in err


def test_the_brief_of_an_event_list_gives_no_chances(typed, desk):
    typed("msel", week(desk), "-o", "msel.csv")
    code, out, _ = typed("run", week(desk), "--msel", "msel.csv", "--format", "brief", "--no-report")
    assert code in (0, 1)
    assert "runs" not in out


def test_the_same_run_is_the_same_folder_and_another_one_never_takes_its_place(typed, desk):
    typed("run", week(desk), "--runs", 20, "--no-report")
    folder = desk / "reports" / "week-1"
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}
    _, _, err = typed("run", week(desk), "--runs", 20, "--jobs", 2, "--engine", "simpy", "--no-report")
    assert "already" in err
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()} == before
    typed("run", week(desk), "--runs", 21, "--no-report")
    assert (desk / "reports" / "week-1-2" / "result.json").exists()
    assert json.loads((folder / "result.json").read_text("utf-8"))["runs"] == 20


def test_out_is_not_written_over(typed, desk):
    (desk / "mine").mkdir()
    (desk / "mine" / "keep.txt").write_text("mine")
    code, out, err = typed("run", week(desk), "--runs", 20, "--out", "mine")
    assert (code, out) == (2, "")
    assert "mine exists already" in err
    assert [path.name for path in (desk / "mine").iterdir()] == ["keep.txt"]


def test_bad_input_says_where_and_writes_nothing(typed, desk):
    plan = week(desk).parent / "plan.yaml"
    plan.write_text(plan.read_text("utf-8").replace("procedures:", "proceduress:", 1), "utf-8")
    for command in ("run", "check"):
        code, out, err = typed(command, week(desk))
        assert (code, out) == (2, "")
        assert "plan.yaml:" in err
        assert "procedures" in err
        assert "Traceback" not in err
    assert not (desk / "reports").exists()


@pytest.mark.parametrize("words", [("run",), ("run", "nowhere.yaml"), ("run", "."), ("fly",), ("run", "x", "--seed", "-1")])
def test_wrong_words_exit_2(typed, words):
    code, out, err = typed(*words)
    assert (code, out) == (2, "")
    assert err
    assert "Traceback" not in err


@pytest.mark.parametrize(("scenario", "lang"), list(zip(SHIPPED, cycle(("en", "zh")), strict=False)))  # each plan in both
def test_check_passes_every_shipped_file(typed, scenario, lang):
    code, out, _ = typed("check", SCENARIOS / scenario, "--lang", lang)
    assert code == 0
    assert ("条款" if lang == "zh" else "clauses") in out.lower()


def test_an_event_list_goes_out_and_comes_back(typed, desk):
    code, _, err = typed("msel", week(desk), "--seed", 7, "-o", "msel.csv")
    assert code == 0
    assert "msel.csv" in err
    code, out, _ = typed("run", week(desk), "--msel", "msel.csv", "--no-report")
    assert code in (0, 1)
    assert "One event list" in out
    code, _, err = typed("msel", week(desk), "--seed", 8, "-o", "msel.csv")
    assert code == 2
    assert "--force" in err
    # The run that was drawn and the list that was read are the same run.
    typed("run", week(desk), "--seed", 7, "--runs", 1, "--no-report")
    drawn = next((desk / "reports" / "week-7").glob("median-run-1-steps.csv"))
    played = desk / "reports" / "week-msel" / "run-1-steps.csv"
    assert drawn.read_bytes() == played.read_bytes()


@pytest.mark.parametrize(
    ("words", "idle"),
    [
        (("run", "WEEK", "--msel", "LIST", "--seed", 2), "--seed"),
        (("run", "WEEK", "--msel", "LIST", "--jobs", 2), "--jobs"),
        (("run", "WEEK", "--msel", "LIST", "--alpha", 0.1), "--alpha"),
        (("run", "WEEK", "--msel", "LIST", "--runs", 100), "--runs"),  # of a list without a blank
        (("run", "WEEK", "--msel", "LIST", "--max-runs", 100), "--max-runs"),
        (("run", "WEEK", "--runs", 20, "--max-runs", 30), "--max-runs"),
        (("drill", "WEEK", "--msel", "LIST", "--run", 2), "--run"),
        (("drill", "WEEK", "--msel", "LIST", "--seed", 2), "--seed"),
        (("drill", "WEEK", "--no-browser", "--port", 99), "--port"),
        (("drill", "WEEK", "--no-browser", "--host", "0.0.0.0"), "--host"),
        (("explain", "RUN", "--incident", 1, "--target", "x"), "--target"),
        (("size", "WEEK", "--vary", "a=1", "--cluster", "tcp://127.0.0.1:9", "--jobs", 2), "--jobs"),
        (("new", "mine", "--force"), "--force"),
        (("report", "RUN", "--format", "xlsx", "--sizing", "elsewhere"), "--sizing"),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_an_option_that_would_change_nothing_is_refused(typed, desk, words, idle):
    """Whoever types one expects something of it: it is never dropped in silence."""
    path = week(desk)
    typed("msel", path, "-o", "list.csv")
    typed("run", path, "--msel", "list.csv", "--no-report", "--out", "done")
    code, _, err = typed(*({"WEEK": path, "LIST": "list.csv", "RUN": "done"}.get(word, word) for word in words))
    assert code == 2
    assert f"{idle} would change nothing: " in err
    assert not (desk / "mine").exists()


def test_blanks_of_a_list_are_drawn_in_each_run(typed, desk):
    path = week(desk)
    typed("msel", path, "-o", "list.csv")
    with (desk / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    column = next(n for n, title in enumerate(rows[0]) if title.endswith(": takes"))
    next(row for row in rows[1:] if row[column])[column] = ""
    with (desk / "open.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    code, out, err = typed("run", path, "--msel", "open.csv", "--runs", 20, "--no-report", "--out", "drawn")
    assert code in (0, 1, 3)
    assert "1 blank is drawn anew in each run; all else is in every run as the list says." in err
    assert "20 runs" in out
    assert json.loads((desk / "drawn" / "manifest.json").read_text("utf-8"))["msel"] == "msel/open.csv"
    before = {file.name: file.read_bytes() for file in (desk / "drawn").glob("*.*")}
    typed("run", path, "--msel", "open.csv", "--runs", 20, "--jobs", 2, "--no-report", "--out", "again")
    assert {file.name: file.read_bytes() for file in (desk / "again").glob("*.*")} == before
    assert typed("report", "drawn", "--format", "html", "--out", "paper")[0] == 0
    assert typed("explain", "drawn")[0] == 0
    assert typed("explain", "drawn", "--run", 3)[0] == 0
    assert typed("run", path, "--msel", "open.csv", "--no-report", "--out", "once")[0] in (0, 1, 3)
    assert "there is no run 3" in typed("explain", "once", "--run", 3)[2]


def test_chinese_is_spoken_when_asked_for(typed, desk):
    _, out, _ = typed("run", week(desk), "--runs", 20, "--no-report", "--lang", "zh")
    assert "项指标" in out
    assert "promises" not in out
    code, out, _ = typed("run", "--help", "--lang", "zh")
    assert code == 0
    assert "推演" in out


def test_the_language_comes_from_the_environment(monkeypatch):
    for name in ("DRILLSIM_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert cli.language_asked([]) == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert cli.language_asked([]) == "zh"
    assert cli.language_asked(["run", "--lang", "en"]) == "en"
    assert cli.language_asked(["run", "--lang=en"]) == "en"


# ---- compiling ---------------------------------------------------------------------------------

COMPILING = "compiling the engine for this machine"


def compile_when_called(monkeypatch) -> None:
    """Let the engine be as on a machine that has not played yet: compiled when it is called for the first time."""
    real, called = kernel._play_all, []

    def play_all(*arguments):
        if not called:
            called.append(True)
            with (
                event.trigger_event("numba:compile", data={"dispatcher": real}),
                event.trigger_event("numba:compile", data={"dispatcher": kernel._push}),
            ):
                pass
        return real(*arguments)

    monkeypatch.setattr(kernel, "_play_all", play_all)


@pytest.mark.parametrize(
    ("words", "compiled"),
    [
        ("run {week} --runs 2 --no-report", True),
        ("run {week} --runs 2 --no-report", False),
        ("run {week} --runs 2 --jobs 2 --no-report", True),
        ("run {week} --runs 2 --jobs 2 --no-report", False),
        ("size {week} --vary car=1..2 --max-runs 20 --no-report", False),
        ("compare {week} --change car.count=1 --runs 2", False),
        ("explain reports/week-1", True),
        ("explain reports/week-1", False),
        ("report reports/week-1 --format html", False),
        ("manual {week} --runs 2 -o manual.html", False),
        ("msel {week} -o msel.xlsx", False),
    ],
)
def test_compiling_is_said_when_the_engine_is_compiled_and_only_then(typed, desk, monkeypatch, words, compiled):
    if words.split()[1].startswith("reports"):
        typed("run", write(desk), "--runs", 2, "--engine", "simpy", "--no-report")
    monkeypatch.setattr(console.threading, "Timer", AtOnce)  # as if everything took long
    if not compiled:
        compile_when_called(monkeypatch)
    code, _, err = typed(*words.format(week=write(desk)).split())
    assert code in (0, 1, 3), err
    assert err.count(COMPILING) == (0 if compiled else 1)


class AtOnce:
    """A timer whose time is up when it starts."""

    def __init__(self, _after: float, act) -> None:
        self.start, self.cancel, self.daemon = act, lambda: None, True


def test_compiling_something_else_is_not_said(capsys):
    with compiling(), event.trigger_event("numba:compile", data={"dispatcher": philox.uniforms}):
        pass
    assert capsys.readouterr().err == ""


def test_what_cannot_be_kept_is_compiled_all_the_same(monkeypatch):
    def nowhere(_dispatcher):
        raise RuntimeError("hmm")

    monkeypatch.setattr("numba.core.dispatcher.Dispatcher.enable_caching", nowhere)
    assert njit(cache=True)(lambda n: n + 1)(2) == 3


@pytest.mark.slow
def test_a_machine_compiles_once(desk, tmp_path):
    """With an empty cache and then with what was kept in it."""
    command = [sys.executable, "-m", "drillsim", "run", str(week(desk)), "--runs", "2", "--no-report"]
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    told = [subprocess.run(command, capture_output=True, text=True, env=environment, check=False).stderr for _ in "12"]
    assert [one.count(COMPILING) for one in told] == [1, 0]


def test_ctrl_c_keeps_what_was_played(typed, desk, monkeypatch):
    from drillsim.judge import replicate

    real = replicate.play_runs
    calls = []

    def interrupted(*arguments):
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(replicate, "play_runs", interrupted)
    code, _, err = typed("run", week(desk), "--runs", 1000)
    assert code == 130
    assert "Interrupted" in err
    document = json.loads((desk / "reports" / "week-1" / "result.json").read_text("utf-8"))
    assert document["stopped"] == "interrupted"
    assert document["runs"] == 2 * replicate.BLOCKS[0]


def test_a_fault_of_ours_is_owned_in_one_line(typed, desk, monkeypatch):
    from drillsim.store import record

    def broken(*_arguments):
        raise RuntimeError("a bug")

    monkeypatch.setattr(record, "results_csv", broken)
    code, _, err = typed("run", week(desk), "--runs", 20)
    assert code == 4
    assert "a bug" in err
    assert "Traceback" not in err
    assert not list(desk.glob("reports/*"))


def test_a_killed_write_leaves_nothing(desk, monkeypatch):
    from drillsim.store.folder import write_folder

    real = Path.write_bytes

    def full_disk(self, content):
        if self.name == "b":
            raise OSError(28, "No space left on device", str(self))
        return real(self, content)

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_folder(desk / "reports" / "x", {"a": b"1", "b": b"2"}, numbered=True)
    assert list((desk / "reports").iterdir()) == []
    monkeypatch.setattr(Path, "write_bytes", real)
    (desk / "reports" / ".x.dead.partial").mkdir()  # what a power cut leaves
    assert write_folder(desk / "reports" / "x", {"a": b"1"}, numbered=True)[1]
    assert [path.name for path in (desk / "reports").iterdir()] == ["x"]


def test_help_answers_at_once():
    """Not a timing of the machine: heavy libraries must not be imported for a help text."""
    code = (
        "import sys; from drillsim.command import cli\n"
        "cli.run(['run', '--help'])\n"
        "heavy = {'numpy', 'scipy', 'numba', 'simpy', 'pydantic', 'matplotlib', 'joblib', 'ruamel'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert time.perf_counter() - started < 30  # only a hang fails this


def test_explain_says_why_from_a_run_folder(typed, desk):
    typed("run", SCENARIOS / "town-inspection/inspection-week.yaml", "--runs", 10, "--no-report")
    folder = desk / "reports" / "inspection-week-1"
    code, out, _ = typed("explain", folder)
    assert code == 0
    assert "10 runs looked at" in out
    assert "longest duty" in out
    document = json.loads((folder / "result.json").read_text("utf-8"))
    target = next(target for target in document["targets"] if target["witness"])
    witness = target["witness"]
    _, out, _ = typed("explain", folder, "--target", target["id"])
    assert f"Incidents missed: {target['late'] + target['never']:,} of {target['judged']:,}" in out
    _, out, _ = typed("explain", folder, "--run", witness["run"], "--target", target["id"])
    rows = [line.split() for line in out.splitlines()]
    assert any(row and row[0] == str(witness["incident"]) for row in rows)
    code, out, _ = typed("explain", folder, "--run", witness["run"], "--incident", witness["incident"])
    assert code == 0
    assert "late" in out or "never done" in out


def test_explain_wants_the_inputs_that_were_played(typed, desk):
    typed("run", week(desk), "--runs", 10, "--no-report")
    folder = desk / "reports" / "week-1"
    assert typed("explain", desk / "reports")[0] == 2
    assert typed("explain", folder, "--target", "nothing")[0] == 2
    assert typed("explain", folder, "--run", 1, "--incident", 99999)[0] == 2
    plan = folder / "inputs" / "plan.yaml"
    plan.write_bytes(plan.read_bytes() + b"\n# touched\n")
    code, _, err = typed("explain", folder)
    assert code == 2
    assert "not the one that was played" in err


def test_a_run_keeps_the_places_of_its_inputs(typed, desk):
    """A scenario may name a plan in another folder; the copies must still find each other."""
    scenario = week(desk)
    moved = desk / "ours" / "week.yaml"
    moved.parent.mkdir()
    moved.write_text(scenario.read_text("utf-8").replace("plan: plan.yaml", "plan: ../plan.yaml"), "utf-8")
    typed("run", moved, "--runs", 10, "--no-report")
    (folder,) = (desk / "reports").iterdir()
    assert (folder / "inputs" / "ours" / "week.yaml").exists()
    assert typed("explain", folder)[0] == 0


def test_check_names_findings_with_their_place(typed):
    code, out, _ = typed("check", SCENARIOS / "town-inspection/inspection-week.yaml", "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert document["findings"]
    for finding in document["findings"]:
        lines = Path(finding["file"]).read_text("utf-8").splitlines()
        assert 1 <= finding["line"] <= len(lines)
        assert finding["what"]
        assert finding["mend"]
