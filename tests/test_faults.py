"""The unlucky: kills at any instant, full and slow disks, files cut off, two programs at once.

Everything follows from a seed: `pytest tests/test_faults.py -m slow -k "[17]"` does again what failed with 17.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random

import pytest
from files import write

resource = pytest.importorskip("resource")  # the limits of a process, which Windows has not

from faults import ROOT, UNLIMITED, no_file_beyond, started  # noqa: E402

from drillsim.base.lock import Held, Lock  # noqa: E402
from drillsim.base.writing import write_file, write_files  # noqa: E402
from drillsim.files.reading import read_scenario  # noqa: E402
from drillsim.room.drill import FACILITATOR  # noqa: E402
from drillsim.room.filing import filed, kept  # noqa: E402
from drillsim.room.folder import CLOCK, END, KEYS, LOCK, RECORD, DrillFolder, is_free, recorded, replayed  # noqa: E402
from drillsim.room.live import Refused  # noqa: E402
from drillsim.room.room import DrillRoom  # noqa: E402
from drillsim.store.folder import Inputs, write_folder  # noqa: E402

FEW, MANY = range(4), range(4, 300)
seeds = [*FEW, *(pytest.param(seed, marks=pytest.mark.slow) for seed in MANY)]


def begun(folder: Path) -> Path:
    """The folder of a drill that has just begun."""
    folder.mkdir(parents=True, exist_ok=True)
    path = write(folder)
    scenario, _plan = read_scenario(path)
    DrillFolder.begin(folder / "drill", Inputs.of(path, scenario.files(path)), 1, 2, "en").close()
    return folder / "drill"


@pytest.fixture
def drill(tmp_path: Path) -> Path:
    return begun(tmp_path)


def heard(folder: Path, seed: int, seconds: float | None) -> list[list[str]]:
    """What the process of a game promised before it was killed (or came to its end)."""
    process = started(folder, seed)
    if seconds is not None:
        assert process.stdout is not None
        first = process.stdout.readline()  # it has come up
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        said = first + process.communicate()[0]
    else:
        said = process.communicate(timeout=300)[0]
        assert process.returncode == 0
    whole = said[: said.rfind(b"\n") + 1]
    return [line.split() for line in whole.decode().splitlines()]


def hold_against_the_disk(folder: Path, promised: list[list[str]]) -> DrillRoom:
    """Nothing that was promised is missing, and nothing that was refused is there."""
    room = DrillRoom(folder)
    stands = [int(identity) for _entry, identity, _exercise in recorded(folder) if identity.isdigit()]
    did, refused = ([int(number) for word, number in promised if word == what] for what in ("did", "not"))
    last = max([0, *did, *refused])
    assert [number for number in stands if number <= last] == did
    assert len([number for number in stands if number > last]) <= 1  # on the disk, and killed before it was said
    shown = [int(number) for word, number in promised if word == "shown"]
    assert room.drill.ended_at is not None or not shown or room.drill.now >= max(shown)
    assert not room.wall.running
    return room


@pytest.mark.parametrize("seed", seeds)
def test_a_drill_that_is_killed_and_starved_loses_nothing_and_goes_on(drill: Path, seed: int) -> None:
    r, promised = Random(seed), list[list[str]]()
    promised = heard(drill, seed, r.random() ** 2 * 3.0 if seed % 3 else None)
    promised = [words for words in promised if len(words) == 2]
    room = hold_against_the_disk(drill, promised)
    if room.drill.ended_at is None:
        room.order(FACILITATOR, "after", {"do": "note", "text": "we go on"})
        room.order(FACILITATOR, "the end", {"do": "end"})
    if not room.is_filed:
        assert not (drill / END).exists()
        room.finish()
    room.folder.close()
    assert kept(drill, replayed(drill)) == ([], False)
    assert {path.name for path in drill.iterdir()} == {"inputs", "manifest.json", RECORD, CLOCK, *filed(drill, room.drill)}


@pytest.mark.parametrize("seed", seeds)
def test_files_that_were_cut_off_are_mended_or_refused_and_never_stop_a_room(drill: Path, seed: int) -> None:
    r = Random(seed)
    room = DrillRoom(drill)
    for number in range(8):
        room.order(FACILITATOR, str(number), {"do": "note", "text": f"{number} 记录"})
    room.order(FACILITATOR, "go", {"clock": "jump", "to": 30_000})
    while room.wall.running:
        room.tick(0.1)
    keys = room.folder.keys([FACILITATOR])
    room.folder.close()
    whole = (drill / RECORD).read_bytes()
    for name in (RECORD, CLOCK, KEYS):
        content = (drill / name).read_bytes()
        (drill / name).write_bytes(content[: r.randint(0, len(content))] + r.choice((b"", b"\0" * 30)))
    again = DrillRoom(drill)
    left = (drill / RECORD).read_bytes()
    assert whole.startswith(left)
    assert again.mended or left.endswith(b"\n") or not left
    assert len(again.drill.notes) == left.count(b"\n")
    assert set(again.folder.keys([FACILITATOR])) == set(keys)
    again.order(FACILITATOR, "more", {"do": "note", "text": "more"})
    assert replayed(drill).notes[-1].text == "more"


@pytest.mark.parametrize("seed", seeds)
def test_an_end_that_was_not_written_whole_is_written_again_by_whoever_comes(drill: Path, seed: int) -> None:
    r = Random(seed)
    room = DrillRoom(drill)
    room.order(FACILITATOR, "1", {"do": "end"})
    room.finish()
    room.folder.close()
    files = filed(drill, room.drill)
    assert list(files)[-1] == END
    broken = r.sample(list(files), r.randint(1, len(files)))
    for name in broken:
        if r.random() < 0.5:
            (drill / name).unlink()
        else:
            (drill / name).write_bytes(files[name][: r.randint(0, len(files[name]) - 1)])
    with Lock(drill / LOCK), pytest.raises(Exception, match="has it open"):
        kept(drill, replayed(drill))
    assert kept(drill, replayed(drill)) == ([], True)
    assert {name: (drill / name).read_bytes() for name in files} == files
    other = r.choice(list(files))
    (drill / other).write_bytes(b"something else")
    assert kept(drill, replayed(drill)) == ([other], False)


def test_a_full_disk_refuses_a_decision_says_so_and_goes_on_once_there_is_space(drill: Path) -> None:
    room = DrillRoom(drill)
    room.order(FACILITATOR, "1", {"do": "note", "text": "before"})
    room.order(FACILITATOR, "2", {"clock": "go"})
    room.tick(0.1)
    second, record = room.drill.now, (drill / RECORD).read_bytes()
    for beyond in (0, 1, 40):
        with no_file_beyond(len(record) + beyond), pytest.raises(Refused, match="does not count"):
            room.order(FACILITATOR, f"full {beyond}", {"do": "note", "text": "lost"})
        assert (drill / RECORD).read_bytes() == record
        assert [note.text for note in room.drill.notes] == ["before"]
        assert room.drill.now == second
        assert not room.wall.running
        assert room.held_up is not None
    with no_file_beyond(10), pytest.raises(Refused, match="stands still"):
        room.order(FACILITATOR, "3", {"clock": "go"})  # how far it runs could not be noted
    assert not room.wall.running
    room.order(FACILITATOR, "4", {"do": "note", "text": "after"})
    room.order(FACILITATOR, "5", {"clock": "go"})
    assert room.held_up is None
    assert [note.text for note in DrillRoom(drill).drill.notes] == ["before", "after"]


def test_a_drill_that_ends_by_itself_on_a_full_disk_ends_when_there_is_space(drill: Path) -> None:
    room = DrillRoom(drill)
    room.order(FACILITATOR, "0", {"do": "note", "text": "x" * 300})
    room.order(FACILITATOR, "1", {"clock": "jump", "to": 10**8})
    while room.wall.running:
        room.tick(0.1)  # to the window's end, where the facilitator has the last word
    with no_file_beyond((drill / RECORD).stat().st_size):  # the clock can still be noted
        room.order(FACILITATOR, "2", {"clock": "go"})
        while room.wall.running:
            room.tick(0.1)
    assert room.drill.live.over
    assert room.drill.ended_at is None
    assert room.held_up is not None
    room.order(FACILITATOR, "3", {"clock": "go"})
    while room.wall.running:
        room.tick(0.1)
    assert room.drill.ended_at is not None


def test_a_folder_that_was_deleted_under_a_drill_takes_no_decision(drill: Path) -> None:
    room = DrillRoom(drill)
    shutil.rmtree(drill)
    with pytest.raises(Refused, match="not there"):
        room.order(FACILITATOR, "1", {"do": "note", "text": "into the void"})
    assert room.drill.notes == []


def test_a_beginning_that_fails_leaves_nothing_and_can_be_made_again(tmp_path: Path) -> None:
    path = write(tmp_path)
    scenario, _plan = read_scenario(path)
    inputs = Inputs.of(path, scenario.files(path))
    with no_file_beyond(100), pytest.raises(OSError):  # noqa: PT011
        DrillFolder.begin(tmp_path / "drill", inputs, 1, 2, "en")
    assert is_free(tmp_path / "drill")
    (tmp_path / "drill" / "inputs").mkdir()  # as after a kill
    (tmp_path / "drill" / RECORD).touch()
    assert is_free(tmp_path / "drill")
    DrillFolder.begin(tmp_path / "drill", inputs, 1, 2, "en").close()
    assert not is_free(tmp_path / "drill")
    DrillRoom(tmp_path / "drill").folder.close()


# ---- results ---------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from drillsim.judge.folder import write_folder
folder, me = Path(sys.argv[1]), int(sys.argv[2])
files = {f"{name}.csv": str(me).encode() * 300_000 for name in range(6)}
print("begins", flush=True)
for _ in range(40):
    write_folder(folder, {**files, "round": str(_).encode()}, numbered=True)
"""


def writer(folder: Path, me: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WRITER, str(folder), str(me)], cwd=ROOT, stdout=subprocess.PIPE)


@pytest.mark.parametrize("seed", seeds)
def test_commands_that_write_one_folder_at_once_and_are_killed_leave_whole_folders(tmp_path: Path, seed: int) -> None:
    r = Random(seed)
    writers = [writer(tmp_path / "week-1", me) for me in (1, 2)]
    for one in writers:
        assert one.stdout is not None
        one.stdout.readline()
    for one in writers:
        time.sleep(r.random() * 0.3)
        one.send_signal(signal.SIGKILL)
        one.communicate()
    write_folder(tmp_path / "week-1", {"a": b"1"}, numbered=True)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert all(name.startswith("week-1") for name in names)  # what the kills left is gone, the locks with it
    for folder in tmp_path.iterdir():
        files = sorted(folder.iterdir())
        if [file.name for file in files] != ["a"]:
            assert len(files) == 7
            assert len({file.read_bytes() for file in files if file.suffix}) == 1  # nothing half-written, nothing mixed
            assert all(file.stat().st_size == 300_000 for file in files if file.suffix)


def test_the_unfinished_folder_of_another_is_left_alone(tmp_path: Path) -> None:
    """One command writes slowly while others come: of the same name, and of a name that only begins the same."""
    real, slow = Path.write_bytes, threading.Event()

    def write_bytes(self: Path, content: bytes) -> int:
        if self.name == "slow":
            slow.set()
            time.sleep(0.5)
        return real(self, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "write_bytes", write_bytes)
        first = threading.Thread(
            target=write_folder, args=(tmp_path / "x.a", {"slow": b"1", "b": b"2"}), kwargs={"numbered": True}
        )
        first.start()
        slow.wait()
        write_folder(tmp_path / "x", {"b": b"3"}, numbered=True)
        write_folder(tmp_path / "x.a", {"b": b"4"}, numbered=True)
        first.join()
    assert {path.name: sorted(file.name for file in path.iterdir()) for path in tmp_path.iterdir()} == {
        "x": ["b"], "x.a": ["b", "slow"], "x.a-2": ["b"],
    }  # fmt: skip


@pytest.mark.parametrize("size", [0, 1, 5, 9])
def test_files_are_replaced_whole_or_not_at_all(tmp_path: Path, size: int) -> None:
    before = {"a": b"old", "b": b"older", "z": b"last"}
    write_files(tmp_path, before)
    with no_file_beyond(size), pytest.raises(OSError) as error:  # noqa: PT011
        write_files(tmp_path, {"a": b"n", "b": b"0123456789", "z": b"later"})
    assert error.value.filename == str(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    with no_file_beyond(size), pytest.raises(OSError, match=r"one\.csv"):
        write_file(tmp_path / "one.csv", b"0123456789")
    assert not (tmp_path / "one.csv").exists()


COMMANDS = {
    "run": ["run", "{week}", "--runs", "3", "--engine", "simpy", "--no-report"],
    "msel": ["msel", "{week}", "-o", "{out}/list.csv"],
    "form": ["form", "{plan}", "-o", "{out}/form.xlsx"],
    "new": ["new", "ours"],
    "drill": ["drill", "{week}", "--no-browser"],
    "compare": ["compare", "{week}", "--change", "car.count=1", "--runs", "3"],
    "size": ["size", "{week}", "--vary", "car=2..2", "--max-runs", "20", "--no-report"],
    "manual": ["manual", "{week}", "--runs", "3", "-o", "{out}/manual.html"],
    "workbook": ["msel", "{week}", "-o", "{out}/list.xlsx"],
}
QUICK = ("run", "msel", "form", "new", "drill")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in COMMANDS]
)
def test_a_command_on_a_full_disk_says_so_and_leaves_nothing(tmp_path: Path, name: str, lang: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    week = write(tmp_path / "in")
    words = [word.format(week=week, plan=week.parent / "plan.yaml", out=tmp_path / "out") for word in COMMANDS[name]]
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    done = subprocess.run(
        [sys.executable, "-m", "drillsim", *words], cwd=tmp_path, capture_output=True, text=True, check=False, input="end\n",
        env={**os.environ, "PYTHONPATH": str(ROOT), "DRILLSIM_LANG": lang},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300, UNLIMITED)),
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert ("一个文件允许的大小" if lang == "zh" else "larger than a file may be") in done.stderr
    left = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert {path for path in left if not path.name.endswith(".journal")} == set()
    assert not any(path.name.startswith(".") for path in tmp_path.rglob("*"))


def test_what_was_found_is_said_though_it_cannot_be_written(tmp_path: Path, monkeypatch, capsys) -> None:
    from drillsim.command import cli

    week = write(tmp_path)
    monkeypatch.chdir(tmp_path)

    def full(*_args: object, **_named: object) -> None:
        raise OSError(28, "No space left on device", "reports/week-1")

    monkeypatch.setattr("drillsim.command.console.write_folder", full)
    assert cli.run(["run", str(week), "--runs", "3", "--engine", "simpy", "--no-report", "--format", "json"]) == 2
    printed = capsys.readouterr()
    assert json.loads(printed.out)["runs"] == 3
    assert "No space left" in printed.err
    assert "reports/week-1" in printed.err


@pytest.mark.parametrize("place", ["a file", "a file above", "vanished"])
def test_a_place_where_no_results_can_be_is_said_before_anything_is_played(place, tmp_path, monkeypatch, capsys) -> None:
    from drillsim.command import cli

    week = write(tmp_path)
    (tmp_path / "x").write_text("x")
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone" if place == "vanished" else tmp_path)
    if place == "vanished":
        (tmp_path / "gone").rmdir()
    elif place == "a file":
        (tmp_path / "reports").write_text("x")
    out = ["--out", "x/y/z"] if place == "a file above" else []
    monkeypatch.setattr("drillsim.judge.replicate.replicate", lambda *_: pytest.fail("it was played"))
    assert cli.run(["run", str(week), "--runs", "3", "--engine", "simpy", *out]) == 2
    assert "cannot use" in capsys.readouterr().err


# ---- two at once -----------------------------------------------------------------------------------


def test_a_lock_is_of_one_and_dies_with_its_process(tmp_path: Path) -> None:
    code = "import sys,time; from pathlib import Path; from drillsim.base.lock import Lock\n"
    code += "lock = Lock(Path(sys.argv[1])); print('held', flush=True); time.sleep(100)"
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "l")], cwd=ROOT, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(Held, match=str(holder.pid)):
        Lock(tmp_path / "l")
    started_at = time.monotonic()
    with pytest.raises(Held):
        Lock(tmp_path / "l", patience=0.3)
    assert time.monotonic() - started_at >= 0.3
    holder.kill()
    holder.communicate()
    with Lock(tmp_path / "l") as lock:
        assert lock.sure
        with pytest.raises(Held):
            Lock(tmp_path / "l")
    assert list(tmp_path.iterdir()) == []


def test_a_lock_is_never_of_two_however_they_come_and_go(tmp_path: Path) -> None:
    """The file goes away with each holder; whoever waits on the old one must not think it has the lock."""
    inside, most, turns = 0, 0, 0
    counting = threading.Lock()

    def go() -> None:
        nonlocal inside, most, turns
        for _ in range(40):
            with Lock(tmp_path / "l", patience=60):
                with counting:
                    inside, turns = inside + 1, turns + 1
                    most = max(most, inside)
                time.sleep(0.0005)
                with counting:
                    inside -= 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("drillsim.base.lock.PAUSE", 0.0003)
        threads = [threading.Thread(target=go) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (most, turns) == (1, 160)


def test_a_disk_without_locks_is_said_and_nobodys_folder_is_swept(tmp_path: Path, monkeypatch) -> None:
    import errno

    def none(_handle: int) -> None:
        raise OSError(errno.ENOTSUP, "not supported")

    monkeypatch.setattr("drillsim.base.lock._take", none)
    with Lock(tmp_path / "l") as lock:
        assert not lock.sure
    (tmp_path / ".x.other.partial").mkdir()
    write_folder(tmp_path / "x", {"a": b"1"}, numbered=True)
    assert (tmp_path / ".x.other.partial").exists()


def test_two_drills_in_one_folder_and_two_sizings_of_one_search(tmp_path: Path, monkeypatch, capsys) -> None:
    from drillsim.command import cli

    week = write(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", __import__("io").StringIO("note one\n"))
    assert cli.run(["drill", str(week), "--no-browser"]) == 0
    folder = tmp_path / "reports" / "week-drill"
    before = (folder / RECORD).read_bytes()
    capsys.readouterr()
    with Lock(folder / LOCK):
        assert cli.run(["drill", str(week), "--no-browser"]) == 2
        told = capsys.readouterr().err
        assert f"process {os.getpid()}" in told
        assert "--new" in told
    assert (folder / RECORD).read_bytes() == before
    with Lock(tmp_path / "reports" / ".week-size-1.journal.lock"):
        assert cli.run(["size", str(week), "--vary", "car=1..2"]) == 2
    assert "is at this search" in capsys.readouterr().err
