"""The command `size`: what it says and writes, what it refuses, and that neither workers nor interruptions change it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import jsonschema
import pytest
from files import PLAN, SCENARIO, write
from test_report import Article

from drillsim.base import language
from drillsim.command import cli
from drillsim.command.commands import SEVERAL
from drillsim.command.usage import spread_out
from drillsim.files.reading import read_scenario
from drillsim.papers.documents.sizing import size_html
from drillsim.sizing import sizing, trial
from drillsim.sizing.answer import answer, cells
from drillsim.sizing.request import read_asked
from drillsim.sizing.sizing import SizeSettings
from drillsim.store.record import Inputs

# Targets that a few of each keep, so that a sweep takes seconds.
EASY = PLAN.replace("form: share 90 %", "form: share 60 %").replace(
    "within: 30 min, form: every", "within: 30 min, form: share 60 %"
)
VARY = ("--vary", "crew.staff=1..8", "car.count=1..3", "head=1..2", "--cost", "car=2")
EXPECTED = {"crew": 1, "car": 2, "head": 1}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder of its own with a little plan, and English spoken."""
    write(tmp_path, EASY)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRILLSIM_LANG", "en")
    monkeypatch.setenv("COLUMNS", "200")
    yield tmp_path
    language.speak("en")


@pytest.fixture
def typed(desk, capsys):
    """Type a command; returns exit code, standard output and standard error."""

    def type_it(*words: object) -> tuple[int, str, str]:
        code = cli.run(["size", "week.yaml", *map(str, words)])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return code, printed.out, printed.err

    return type_it


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ---- what it says and writes ---------------------------------------------------------------


def test_the_smallest_plan_with_all_that_is_claimed_of_it(typed, desk):
    code, out, err = typed(*VARY)
    assert code == 0
    for words in (
        "The smallest plan that keeps every target: crew 1, car 2, head 1 (cost 6).",
        "Every cheaper plan (3) was shown to miss one",
        "the chance that any is wrong is at most 5%",
        "More of a pool was taken to be no worse.",
        "breaks 'arrival'",
        "not tried: the range starts at 1",
        "overtime per run", "longest duty", "called in per week",
        "no licence to wear people out",
        "Results serve to improve the plan, not to assign blame.",
    ):  # fmt: skip
        assert words in out
    assert "reports/week-size-1" in err.replace(os.sep, "/")
    files = content(desk / "reports" / "week-size-1")
    assert set(files) == {"manifest.json", "size.json", "table.csv", "size.html", "inputs/plan.yaml", "inputs/week.yaml"}
    assert list((desk / "reports").iterdir()) == [desk / "reports" / "week-size-1"]  # no journal is left


def test_json_follows_the_published_schema(typed, desk, capsys):
    code, out, _ = typed(*VARY, "--format", "json", "--no-report")
    document = json.loads(out)
    cli.run(["schema", "size"])
    jsonschema.validate(document, json.loads(capsys.readouterr().out))
    assert code == 0
    assert document["outcome"] == "certified"
    assert document["plan_shown"] == EXPECTED
    assert document["certificate"]["winner"]["verdict"] == "PASS"
    assert {cover["verdict"] for cover in document["certificate"]["covers"]} == {"FAIL"}
    assert document["certificate"]["claims"] == 1 + len(document["certificate"]["covers"])
    assert document["certificate"]["seed"] != document["seed"]
    assert document["open_count"] == 0
    assert {d["pool"]: d["now"] for d in document["dimensions"]} == {"crew": 6, "car": 2, "head": 1}
    assert [s["assumption"] for s in document["sensitivity"]["swings"]]


def test_the_table_has_every_plan_and_why_it_stands_where_it_stands(typed, desk):
    typed(*VARY, "--no-report")
    raw = (desk / "reports" / "week-size-1" / "table.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == 8 * 3 * 2
    costs = [float(row["cost"]) for row in rows]
    assert costs == sorted(costs)
    assert len({(row["crew"], row["car"], row["head"]) for row in rows}) == len(rows)
    for row in rows:
        assert float(row["cost"]) == int(row["crew"]) + 2 * int(row["car"]) + int(row["head"])
        assert bool(row["runs"]) == row["state"].startswith("tried") or row["state"] == "undecided"
        if row["state"] == "implied-fail":
            larger = dict(word.split("=") for word in row["because"].split())
            assert all(int(row[pool]) <= int(size) for pool, size in larger.items())
            assert any(other["state"] == "tried-fail" and all(other[p] == n for p, n in larger.items()) for other in rows)
        if row["state"] == "implied-dearer":
            assert float(row["cost"]) >= 6
    assert {row["state"] for row in rows} >= {"tried-pass", "tried-fail", "implied-fail", "implied-dearer"}


def test_no_size_will_do(typed, desk):
    write(desk, PLAN)
    code, out, _ = typed("--vary", "crew=2..4", "--format", "brief", "--no-report")
    assert code == 1
    assert "No size in this range keeps every target." in out
    assert "'arrival'" in out
    assert "no team size can keep it" in out or "more would keep it" in out or "no number of staff" in out


def test_what_was_not_shown_is_not_certified(typed, desk):
    """Few runs settle nothing: the plan may be found, and is not certified."""
    code, out, _ = typed(*VARY, "--max-runs", 60, "--no-report", "--alpha", "0.0001")
    assert code == 3
    assert "not settled" in out or "not certified" in out


def test_outside_units_are_named(typed, desk):
    write(desk, EASY.replace("guests: {staff: 2,", "guests: {staff: 2, outside: yes,"))
    _, out, _ = typed("--vary", "car=1..2", "--no-report")
    assert "not ours to size: guests." in out
    assert "one of each counts alike, as no costs were given" in out


def test_chinese(typed, desk):
    _, out, _ = typed("--vary", "car=1..2", "--no-report", "--lang", "zh")
    assert "car 2" in out
    assert "smallest" not in out


# ---- a shift by itself ------------------------------------------------------------------------

ROWS = """
    shifts:
      - {name: day, hours: "08:00-20:00", on_duty: 4}
      - {name: night, hours: "20:00-08:00", on_duty: 2}
"""
SHIFTS = re.sub(r"  crew: .*", f"  crew:\n    base: office\n    turnout: {{on_duty: 2 min, on_call: 15 min}}{ROWS}", EASY)
SHIFTS = SHIFTS.replace("pools.crew.staff", "pools.crew.shifts").replace("backs_up: crew, ", "")  # nobody helps the crew
BY_SHIFT = ("--vary", "crew.day=0..4", "crew.night=0..2", "car.count=2..3", "--cost", "crew=2", "crew.night=3")


def test_a_shift_is_sized_by_itself(typed, desk):
    write(desk, SHIFTS)
    code, out, err = typed(*BY_SHIFT)
    assert code == 0, err
    found = json.loads((desk / "reports" / "week-size-1" / "size.json").read_text("utf-8"))
    assert [(d["pool"], d["key"], d["now"], d["cost"]) for d in found["dimensions"]] == [
        ("crew.day", "on_duty", 4, 2), ("crew.night", "on_duty", 2, 3), ("car", "count", 2, 1),
    ]  # fmt: skip
    day, night, car = (found["plan_shown"][part] for part in ("crew.day", "crew.night", "car"))
    assert day > night  # hardly anybody comes by night
    assert f"crew (day shift) {day}, crew (night shift) {night}, car {car} (cost {2 * day + 3 * night + car})" in out
    assert found["cost_now"] == 2 * 4 + 3 * 2 + 2
    assert found["sensitivity"]["sizes"] == found["plan_shown"]
    assert [load["pool"] for load in found["loads"] if load["sized"]] == ["crew", "car"]
    header = (desk / "reports" / "week-size-1" / "table.csv").read_text("utf-8-sig").splitlines()[0]
    assert header.startswith("crew.day,crew.night,car,cost")


def test_papers_of_shifts_are_made_from_the_folder_in_either_language(typed, desk):
    write(desk, SHIFTS)
    typed(*BY_SHIFT, "--out", "found")
    page = Article((desk / "found" / "size.html").read_text("utf-8"))
    assert "crew (day shift)" in page.text("en")
    assert "crew（day）" in page.text("zh")
    for lang in ("en", "zh"):
        assert "--vary crew.day=0..4 crew.night=0..2 car=2..3 --cost crew.day=2 crew.night=3" in page.text(lang)
    for lang in ("en", "zh"):  # played again, and it comes to the same figures
        assert cli.run(["report", "found", "--lang", lang, "--out", f"papers-{lang}"]) == 0
        assert list((desk / f"papers-{lang}").iterdir())


def test_what_the_plan_calls_a_shift_is_shown(typed, desk):
    write(desk, SHIFTS + "names: {night: {en: late, zh: 夜班}}\n")
    assert "crew (late shift)" in typed("--vary", "crew.night=1..2", "--no-report")[1]
    assert "crew（夜班）" in typed("--vary", "crew.night=1..2", "--no-report", "--lang", "zh", "--out", "zh")[1]


def test_a_shift_is_named_in_chinese(typed, desk):
    write(desk, SHIFTS.replace("name: night, hours:", "名称: 夜班, 时段:"))
    assert "crew（夜班） 1" in typed("--vary", "crew.夜班=1..2", "--no-report", "--lang", "zh")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--vary crew.dya=1..2", "--vary crew.dya=1..2: no shift of 'crew' is called 'dya'; did you mean 'day'?"),
        ("--vary crew.count=1..2", "'crew' has no size called 'count'; write staff, or leave it out"),
        ("--vary crew=1..5 crew.day=1..2", "'crew' changes as a whole and by shift; keep one of them"),
        ("--vary crew.day=1..2 crew.day=2..3", "'crew.day' is given twice"),
        ("--vary crew.day=1..2 --cost crew.night=2", "'crew.night' is not varied, so its cost changes nothing"),
        ("--vary crew.day=1..2 --cost car=2", "'car' is not varied"),
        ("--vary guests.day=1..2", "'guests' has no size called 'day'"),
        ("--vary head.day=1..2", "no shift of 'head' is called 'day'; give the shift a name in the plan: name: day"),
    ],
)
def test_what_is_no_shift_is_refused(typed, desk, words, said):
    write(desk, SHIFTS.replace("head: {kind: post,", "head: {kind: post, shifts: [{on_duty: 1}],"))
    code, out, err = typed(*words.split())
    assert (code, out) == (2, "")
    assert said in err


def test_two_shifts_of_one_name_are_refused(typed, desk):
    write(desk, SHIFTS.replace("name: night", "name: day"))
    code, _out, err = typed("--vary", "car=1..2")
    assert code == 2
    assert re.search(r"plan.yaml:\d+:\d+: two shifts are called 'day'; give each a name of its own", err), err


# ---- what it refuses -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed_words", "read"),
    [
        ("size x --vary a=1 b=2 --cost a=3 --seed 4", "size x --vary a=1 --vary b=2 --cost a=3 --seed 4"),
        ("--vary=a=1 b=2 x --vary c=3", "--vary=a=1 --vary b=2 x --vary c=3"),
        ("--vary a=1 x --out b=2", "--vary a=1 x --out b=2"),
    ],
)
def test_words_after_an_option_belong_to_it(typed_words, read):
    assert spread_out(typed_words.split(), SEVERAL) == read.split()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "say which pools may change, such as --vary crew=1..4"),
        ("--vary", "needs a value"),
        ("--vary car", "this names no pool and no range of sizes"),
        ("--vary car=x", "this names no pool and no range of sizes"),
        ("--vary car=-1..2", "this names no pool and no range of sizes"),
        ("--vary car=4..1", "the range ends below its start; write the smaller number first"),
        ("--vary car=0..0", "with a size of 0 only there is nothing to find"),
        ("--vary cars=1..4", "no pool is called 'cars'; did you mean 'car'?"),
        ("--vary car.staff=1..4", "'car' has no size called 'staff'; write count, or leave it out"),
        ("--vary car=1..2 car=2..3", "'car' is given twice"),
        ("--vary car=1..1000 crew=1..1000", "these are 1,000,000 combinations of sizes, more than 200,000"),
        ("--vary car=1..2 --cost car=0", "a cost is a number above 0"),
        ("--vary car=1..2 --cost car=nan", "a cost is a number above 0"),
        ("--vary car=1..2 --cost crew=2", "'crew' is not varied"),
        ("--vary car=1..2 --cost", "needs a value"),
        ("--vary car=1..2 --alpha 0", "cannot have this value"),
    ],
)
def test_bad_words_are_answered_at_once(typed, desk, words, said):
    code, out, err = typed(*words.split())
    assert (code, out) == (2, "")
    assert said in err
    assert not (desk / "reports").exists()


def test_all_faults_are_said_together(typed, desk):
    write(desk, EASY.replace("guests: {staff: 2,", "guests: {staff: 2, outside: yes,"), SCENARIO)
    code, _, err = typed("--vary", "wagon=1..2", "car=4..1", "guests=1..2", "--cost", "crew=-1")
    assert code == 2
    assert len(err.splitlines()) == 4
    assert "'guests' is an outside unit: not ours to size" in err
    (desk / "week.yaml").write_text(SCENARIO.replace("rate: 3 per day", "rate: 3"), "utf-8")
    _, _, err = typed("--vary", "car=4..1")
    assert "week.yaml:7:11" in err
    assert "car=4..1" in err


def test_keys_in_chinese(typed, desk):
    code, out, _ = typed("--vary", "car.数量=1..2", "--no-report", "--format", "json")
    assert code == 0
    assert json.loads(out)["plan_shown"] == {"car": 2}


def test_a_folder_is_not_written_over(typed, desk):
    (desk / "mine").mkdir()
    (desk / "mine" / "keep.txt").write_text("mine")
    code, _, err = typed("--vary", "car=1..2", "--out", "mine")
    assert code == 2
    assert "mine exists already" in err


# ---- nothing depends on who works or who interrupts ---------------------------------------


def test_the_number_of_workers_changes_nothing(typed, desk):
    typed(*VARY, "--no-report", "--out", "one")
    typed(*VARY, "--no-report", "--out", "two", "--jobs", 2)
    assert content(desk / "one") == content(desk / "two")


def test_a_killed_worker_changes_nothing(desk, tmp_path):
    from joblib.externals.loky import reusable_executor

    journal = tmp_path / "journal"
    killed: list[int] = []
    over = threading.Event()

    def kill_one() -> None:
        while not over.is_set() and not killed:
            executor = reusable_executor._executor
            if executor is not None and journal.exists() and journal.stat().st_size and (pids := list(executor._processes)):
                os.kill(pids[0], signal.SIGKILL)
                killed.append(pids[0])
            time.sleep(0.005)

    case, dimensions = asked("crew=1..8", "car=1..3", "head=1..2")
    alone = sizing.size(case, dimensions, SizeSettings())
    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    try:
        found = sizing.size(case, dimensions, SizeSettings(jobs=2), journal)
    finally:
        over.set()
        killer.join()
    assert killed
    assert (found.winner, found.tried, found.certificate, found.neighbours, found.runs) == (
        alone.winner, alone.tried, alone.certificate, alone.neighbours, alone.runs,
    )  # fmt: skip


def asked(*vary: str):
    return read_asked(vary, [], [], lambda: read_scenario(Path("week.yaml")))


def test_a_sweep_that_was_killed_goes_on_to_the_same_result(typed, desk):
    typed(*VARY, "--no-report", "--out", "whole")
    command = [sys.executable, "-m", "drillsim", "size", "week.yaml", *VARY, "--no-report", "--out", "cut"]
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    journal = desk / "cut.journal"
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        if journal.exists() and journal.read_bytes().count(b"\n") >= 3:
            process.kill()
            break
        time.sleep(0.002)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    kept = journal.read_bytes()
    assert not (desk / "cut").exists()
    journal.write_bytes(kept[: kept.rindex(b"\n", 0, len(kept) - 1) + 40])  # a power cut in the middle of a line
    code, _, err = typed(*VARY, "--no-report", "--out", "cut")
    assert code == 2
    assert "add --resume to go on with it" in err
    code, _, _ = typed(*VARY, "--no-report", "--out", "cut", "--resume")
    assert code == 0
    assert content(desk / "cut") == content(desk / "whole")
    assert not journal.exists()


def test_ctrl_c_keeps_what_was_played(typed, desk, monkeypatch):
    real, calls = trial.try_plan, []

    def interrupted(*arguments):
        calls.append(arguments)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(sizing, "try_plan", interrupted)
    code, out, err = typed(*VARY, "--no-report")
    assert (code, out) == (130, "")
    assert "week-size-1.journal" in err
    assert "--resume" in err
    monkeypatch.setattr(sizing, "try_plan", real)
    assert typed(*VARY, "--no-report", "--resume")[0] == 0
    with_resume = content(desk / "reports" / "week-size-1")
    typed(*VARY, "--no-report", "--out", "again")
    assert content(desk / "again") == with_resume


@pytest.fixture
def cluster(tmp_path):
    """A Dask scheduler and two workers on this machine, as a user would start them; its address."""
    distributed = pytest.importorskip("distributed")
    where = tmp_path / "scheduler.json"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(Path(cli.__file__).parents[2]), os.environ.get("PYTHONPATH", "")]),
    }
    log = (tmp_path / "cluster.log").open("w")

    def start(*words: object) -> None:
        command = [sys.executable, "-m", "dask", *map(str, words), "--scheduler-file", str(where), "--no-dashboard"]
        started.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))

    started: list[subprocess.Popen[bytes]] = []
    start("scheduler", "--host", "127.0.0.1", "--port", "0")
    try:
        for number in (1, 2):
            start("worker", "--nthreads", "1", "--local-directory", tmp_path / f"worker-{number}")
        until = time.monotonic() + 60
        while not where.exists() and time.monotonic() < until:
            time.sleep(0.05)
        address = json.loads(where.read_text("utf-8"))["address"]
        with distributed.Client(address) as client:
            client.wait_for_workers(2, timeout=60)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(30)
        log.close()


def test_a_cluster_changes_nothing(typed, desk, cluster):
    typed(*VARY, "--out", "one", "--no-report")
    code, _, err = typed(*VARY, "--out", "many", "--no-report", "--cluster", cluster)
    assert code == 0, err
    assert content(desk / "one") == content(desk / "many")


def test_a_cluster_that_does_not_answer_is_named_at_once(typed):
    pytest.importorskip("distributed")
    code, _, err = typed("--vary", "car=1..2", "--cluster", "nonsense://127.0.0.1:1")
    assert code == 2
    assert "no Dask scheduler answers at nonsense://127.0.0.1:1" in err


# ---- the page ------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["found", "none"])
def page(request, tmp_path_factory) -> tuple[str, str]:
    """The outcome and the page of a sizing; a warning of matplotlib, such as a missing glyph, is an error."""
    path = write(tmp_path_factory.mktemp("page"), EASY if request.param == "found" else PLAN)
    vary = ["crew=1..8", "car=1..3", "head=1..2"] if request.param == "found" else ["crew=1..4", "car=1..2"]
    case, dimensions = read_asked(vary, [], [], lambda: read_scenario(path))
    found = answer(case, sizing.size(case, dimensions, SizeSettings()))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return found.outcome, size_html(found, Inputs.of(path, [path.parent / "plan.yaml"])).decode()


def test_the_page_is_whole_and_speaks_both_languages(page):
    outcome, text = page
    article = Article(text)
    assert article.unmatched == []
    assert article.open == []
    assert not re.search(r"""(?:src|href)=["'](?!data:|\#)""", text)
    assert (
        "The smallest plan that keeps every target" if outcome == "certified" else "No size in this range"
    ) in article.text("en")
    for lang in ("en", "zh"):
        assert "drillsim size inputs/week.yaml --vary crew=1.." in article.text(lang)
    pictures = re.findall(r"<svg role=\"img\" aria-label=\"([^\"]+)\".*?<desc>([^<]+)</desc>", text)
    assert len(pictures) == 2 * (5 if outcome == "certified" else 3)
    assert all(title and description for title, description in pictures)


def test_the_command_of_the_page_makes_the_same_folder_again(typed, desk):
    typed(*VARY, "--out", "first")
    text = (desk / "first" / "size.html").read_text("utf-8")
    (command,) = set(re.findall(r"<pre>drillsim size inputs/week.yaml ([^<]+)</pre>", text))
    os.chdir(desk / "first" / "inputs")
    typed(*command.split(), "--out", desk / "second")
    assert content(desk / "first") == content(desk / "second")


def test_cells_of_a_large_range_are_all_told(desk):
    case, dimensions = asked("crew=0..40", "car=0..20", "head=0..20")
    found = sizing.size(case, dimensions, SizeSettings())
    told = cells(found)
    assert len(told) == 41 * 21 * 21
    assert all(cell.state != "open" for cell in told)
