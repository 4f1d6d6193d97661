"""The screens of the drill room in a real browser, and what their server lets through."""

from __future__ import annotations

import contextlib
import csv
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from journey_plan import POOLS, inject, written
from screens import ROOT, WEEK, RoomProcess, Screen, until
from websockets.exceptions import ConnectionClosed, InvalidStatus

from drillsim.base.language import speaking
from drillsim.base.legible import legible
from drillsim.compiled.compilation import compile_plan
from drillsim.deck.deck import Deck
from drillsim.files.reading import read_scenario
from drillsim.msel.file import msel_csv
from drillsim.room.screen import BURST, CROWDED, LARGEST_MESSAGE, TOO_FAST, UNKNOWN
from drillsim.room.words import words

PAGES = ROOT / "drillsim" / "room" / "pages"
PHONE = (360, 740)
LINES = "node => [...node.querySelectorAll('p')].map(p => p.textContent)"
HOSTILE = [
    "<img src=x onerror=\"document.title='ran'\">", "</script><script>document.title='ran'</script>", "../../etc/passwd",
    "{n} {player}", "\u202eabc\u202c", "long" * 499,
]  # fmt: skip


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoomProcess]:
    """One room for all tests that do not end its drill. It is the second morning; nobody is at the table."""
    found = RoomProcess(tmp_path_factory.mktemp("room") / "drill")
    with found.line("facilitator") as line:
        line.order(clock="jump", to=26 * 3600)
        line.hear(lambda said: "clock" in said and said["clock"]["second"] >= 26 * 3600)
    yield found
    found.stop()


@pytest.fixture
def new_room(tmp_path: Path) -> Iterator[Any]:
    """Starts a room of the test's own."""
    started: list[RoomProcess] = []

    def start(language: str = "en") -> RoomProcess:
        started.append(RoomProcess(tmp_path / f"drill-{len(started)}", language=language))
        return started[-1]

    yield start
    for one in started:
        one.stop()


@pytest.fixture
def screens(browser: Any, new_room: Any) -> Iterator[Any]:  # closed before the rooms are
    """Opens screens; at the end nothing may have gone wrong in any of them."""
    opened: list[Screen] = []

    def open_(*arguments: Any, **named: Any) -> Screen:
        opened.append(Screen(browser, *arguments, **named))
        return opened[-1]

    yield open_
    assert [wrong for screen in opened for wrong in screen.close()] == []


# ---- a whole drill --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_week_is_drilled_to_its_hot_wash(language, screens, new_room):
    room = new_room(language)
    facilitator, observer = screens(room, "facilitator", language), screens(room, "observer", language, size=(1920, 1080))
    players = [screens(room, name, language, size=(360, 740)) for name in ("town_head", "village")]
    for player in players:
        player.sit()
    until(lambda: facilitator.page.locator(".role[data-present]").count() == 2)
    sent = drilled(facilitator, players)
    assert sent >= 4
    texts = [screen.text() for screen in (facilitator, observer, *players)]  # the screens while the drill runs
    facilitator.page.locator(".side .acts button").nth(1).click()
    facilitator.page.click("dialog button.main")
    for screen in (facilitator, observer, *players):
        screen.page.wait_for_selector(".hotwash table")
        texts.append(screen.text())
        assert screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert f"drillsim report {room.folder}" in facilitator.text()
    assert facilitator.page.locator(".timeline li").count() > 50
    assert observer.page.locator(".compared tbody tr").count() >= 5
    assert players[0].page.locator(".hotwash ul li").count() >= 2  # what it sent
    until((room.folder / "result.json").is_file)
    if language == "zh":  # the page holds both languages
        opened_report(facilitator, room, language)
    for text in texts:
        shown = text.replace(str(room.folder), "")
        assert not re.search(r"undefined|NaN|\[object|[a-z]+_[a-z]+", shown)  # a key or a value that nobody put into words
        assert language == "en" or not re.search(r"\b(MSEL|seed|replications?|conduct|log)\b", shown)
        assert bool(re.search("[一-鿿]", shown.replace("中文", ""))) == (language == "zh")
    # What a role may not know never left the server: other roles' messages, what is to come, the others' links.
    for player in players:
        before = [frame for frame in player.frames if '"hotwash"' not in frame]
        assert len(before) > 10
        assert not [frame for frame in before if re.search('"(offers|links|notes|players_present|expects)"', frame)]
    about_groups = [frame for frame in players[1].frames if '"hotwash"' not in frame and re.search("Fifteen|共15人", frame)]
    assert about_groups == []  # villages are not asked about groups at the county seat


def opened_report(facilitator: Screen, room: Any, language: str) -> None:
    """The report of the drill, made by the command that the hot wash shows, opens in the same browser."""
    command = [sys.executable, "-m", "drillsim", "report", str(room.folder), "--lang", language]
    made = subprocess.run([*command, "--format", "html,docx"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    folder = room.folder.with_name(f"{room.folder.name}-report")
    page = facilitator.page.context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((folder / "report.html").as_uri())
    page.click(f"label[for=lang-{language}]")
    shown = page.inner_text(f"main#{language}")
    assert ("本场达标" if language == "zh" else "kept in the room") in shown
    assert faults == []
    page.close()
    assert any(path.suffix == ".docx" for path in folder.iterdir())


def drilled(facilitator: Screen, players: list[Screen]) -> int:
    """Play to the end of the scenario: the players decide twice each, then leave all of the sort to the rule."""
    sent, last = 0, time.monotonic() + 60
    while True:
        assert time.monotonic() < last
        busy = False
        for player in players:
            tasks = player.page.locator(".task")
            if tasks.count():
                busy, mine = True, tasks.count()
                main = tasks.first.locator("button.main:enabled")
                if sent < 4 and main.count():
                    main.click()
                    sent += 1
                else:
                    tasks.first.locator(".acts button").last.click()
                until(lambda count=mine, tasks=tasks: tasks.count() != count, 5)
        clock = facilitator.page.evaluate("document.querySelector('.go').dataset.running ?? ''")
        if busy or clock:
            time.sleep(0.05)
        elif (
            facilitator.page.inner_text(".clocks .time") == "00:00:00"
            and not facilitator.page.locator(".event .row").count()
        ):
            return sent
        else:
            facilitator.jump_to_the_end()
            time.sleep(0.15)


# ---- the clock ------------------------------------------------------------------------------------


def test_a_pause_holds(room, screens):
    facilitator = screens(room, "facilitator")
    shown = lambda: facilitator.page.inner_text(".clocks .time")  # noqa: E731
    facilitator.page.select_option(".controls select", "1")
    before = shown()
    facilitator.press(" ")
    until(lambda: shown() != before)
    facilitator.press(" ")
    facilitator.page.wait_for_selector(".go:not([data-running])")
    with room.line("facilitator") as line:
        held, stood = line.now(), shown()
        time.sleep(1.2)
        assert line.now() == held
    assert shown() == stood


def test_twenty_screens_are_told_ten_times_a_second(room):
    heard: list[int] = []

    def listen(name: str) -> None:
        with room.line(name) as line:
            until_ = time.monotonic() + 3
            clocks = 0
            while time.monotonic() < until_:
                clocks += "clock" in json.loads(line.socket.recv(timeout=3))
            heard.append(clocks)

    names = [name for name in room.keys if name != "facilitator"]
    threads = [threading.Thread(target=listen, args=(names[n % len(names)],)) for n in range(20)]
    with room.line("facilitator") as line:
        line.order(clock="speed", speed=10)
        line.order(clock="go")
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        line.order(clock="pause")
    assert len(heard) == 20
    assert min(heard) >= 20, heard  # 30 where the machine has nothing else to do
    assert max(heard) <= 33, heard


# ---- connections that break -------------------------------------------------------------------------


def test_a_killed_server_goes_on_where_it_was_and_so_do_the_screens(browser, new_room):
    room = new_room()
    screen = Screen(browser, room, "facilitator")
    screen.press("j")
    screen.page.locator("dialog form > .acts").first.locator("button").nth(1).click()  # an hour on
    screen.page.click("dialog button.main")
    until(lambda: screen.page.inner_text(".clocks .time") == "01:00:00")
    room.kill()
    screen.page.wait_for_selector("body[data-state=lost]")
    assert screen.page.locator(".line.lost").is_visible()
    screen.press("m")  # what is written meanwhile is kept
    screen.page.keyboard.type("written while the server was down")
    screen.page.keyboard.press("Control+Enter")
    until(lambda: screen.page.inner_text(".pending") != "")
    room.start()
    screen.page.wait_for_selector("body[data-state=open]")
    until(lambda: "written while the server was down" in screen.page.inner_text(".feed >> nth=1"))
    assert screen.page.inner_text(".clocks .time") == "01:00:00"
    assert screen.page.inner_text(".pending") == ""
    assert screen.page.locator("dialog").count() == 0
    with room.line("facilitator") as line:
        assert [note["text"] for note in line.view["notes"]] == ["written while the server was down"]
    wrong = [line for line in screen.close() if "WebSocket connection" not in line]  # the browser says that it is refused
    assert wrong == []


def test_the_clock_of_a_killed_room_waits_until_it_is_let_go(new_room):
    room = new_room()
    with room.line("facilitator") as line:
        line.order(clock="speed", speed=600)
        line.order(clock="go")
        line.hear(lambda said: "clock" in said and said["clock"]["second"] > 1000)
    room.kill()
    room.start()
    time.sleep(1.0)  # nobody is back yet
    with room.line("facilitator") as line:
        stood = line.now()
        assert not line.clock["running"]
        assert "as soon as you let it" in line.view["held_up"]
        time.sleep(0.5)
        assert line.now() == stood >= 1000
        assert line.order(clock="go") == ""
        line.hear(lambda said: "clock" in said and said["clock"]["second"] > stood)
        line.hear(lambda _said: line.view["held_up"] == "")  # whichever comes first, the clock or the view


def test_the_clock_does_not_run_where_nobody_looks(tmp_path):
    from drillsim.room.door import Door
    from drillsim.room.server import ALONE, Server

    room = live(tmp_path)
    server = Server(room, "http://127.0.0.1:1", Door(40))
    room.order("facilitator", "1", {"clock": "go"})
    for _ in range(int(ALONE) * 10 - 5):  # a page that is loaded again is not missed
        server.tick(0.1)
    assert room.wall.running
    for _ in range(10):
        server.tick(0.1)
    stood = room.drill.now
    server.tick(5.0)
    assert room.drill.now == stood > 0
    assert room.held_up is not None


def live(folder: Path) -> Any:
    """A room of a small plan."""
    from files import write

    from drillsim.room.folder import DrillFolder
    from drillsim.room.room import DrillRoom
    from drillsim.store.folder import Inputs

    path = write(folder)
    scenario, _plan = read_scenario(path)
    DrillFolder.begin(folder / "drill", Inputs.of(path, scenario.files(path)), 1, 2, "en").close()
    return DrillRoom(folder / "drill")


@pytest.mark.parametrize("how", ["closed", "silent"])
def test_a_dropped_connection_catches_up(how, browser, room):
    lines: list[Any] = []
    silent = [False]

    def between(line: Any) -> None:
        server = line.connect_to_server()
        number = len(lines)
        lines.append(line)
        server.on_message(lambda message: None if silent[0] and number == 0 else line.send(message))

    context = browser.new_context()
    page = context.new_page()
    page.route_web_socket(re.compile("/ws$"), between)
    page.goto(room.url("observer"))
    page.wait_for_selector(".clocks .time")
    before = page.inner_text(".clocks .time")
    if how == "closed":
        lines[0].close(code=1001)
    silent[0] = True
    with room.line("facilitator") as line:
        line.order(clock="jump", to=line.now() + 60)
        line.hear(lambda said: "clock" in said and not said["clock"]["running"])
    until(lambda: page.wait_for_timeout(50) or len(lines) > 1)
    until(lambda: page.inner_text(".clocks .time") != before)
    assert page.get_attribute("body", "data-state") == "open"
    context.close()


def test_a_wrong_key_is_told_so(room, browser):
    page = browser.new_page()
    page.goto(room.url("observer")[:-3] + "xxx")
    page.wait_for_selector("body[data-state=unknown]")
    assert "This link is not valid" in page.inner_text("h1")
    page.wait_for_timeout(1200)
    assert page.get_attribute("body", "data-state") == "unknown"  # it does not try again
    page.close()


# ---- who may do what --------------------------------------------------------------------------------


def test_forged_orders_of_a_player_are_refused(room):
    with room.line("facilitator") as boss, room.line("clerk") as clerk, room.line("observer") as observer:
        boss.order(do="sit", player="village")
        boss.order(do="add", kind="village_matter", zone="villages", time=boss.now() + 600)
        number = len(boss.hear(lambda said: "view" in said)["view"]["injects"])
        assert clerk.order(do="release", inject=number)
        boss.order(do="release", inject=number)
        task = until(lambda: boss.hear(lambda said: "view" in said)["view"]["tasks"])[0]
        assert task["player"] == "village"
        where = {"incident": task["incident"], "step": task["step"]}
        record = (room.folder / "record.jsonl").read_bytes()
        for forged in (
            {"do": "release", "inject": number - 1}, {"do": "leave", **where},
            {"do": "send", **where, "pools": ["village_director"]},
            {"do": "sit", "player": "village"}, {"do": "rise", "player": "village"}, {"do": "note", "text": "mine"},
            {"do": "end"}, {"do": "tell", "message": "hello"}, {"clock": "go"}, {"clock": "jump", "to": 500_000},
            {"do": "leave", **where, "by": "village"}, {"do": "nothing"}, {},
        ):  # fmt: skip
            assert clerk.order(**forged), forged
            assert observer.order(**forged), forged
        assert (room.folder / "record.jsonl").read_bytes() == record
        assert boss.order(do="leave", **where) == ""
        boss.order(do="rise", player="village")


def test_a_message_to_one_role_reaches_no_other(room):
    with room.line("facilitator") as boss, room.line("clerk") as clerk, room.line("village") as village:
        boss.order(do="tell", to="village", message="for the village only")
        boss.order(do="tell", message="for everybody")
        heard = [json.dumps(line.hear(lambda said: "for everybody" in json.dumps(said))) for line in (clerk, village)]
        assert ["village only" in said for said in heard] == [False, True]
        with room.line("observer") as wall:
            assert "village only" not in json.dumps(wall.view)


def test_connections_of_other_sites_are_refused(room):
    for origin in ("http://elsewhere.example", f"http://127.0.0.1:{room.port + 1}", "null"):
        with pytest.raises((InvalidStatus, ConnectionClosed)):
            room.bare(origin).recv(timeout=5)


HOSTS = [
    "[", "[::1", "::1]", "[]", "[v1.x]", "[::1]x", "[::1]:99999999", "a@127.0.0.1", "127.0.0.1:port", "http://127.0.0.1",
    "127.0.0.1/x", "127.0.0.1?", "127.0.0.1#", "\xe9", "..", "a b", "x" * 5000, "127.0.0.1, 127.0.0.1", "", ":", "%00",
    "[::ffff:1.2.3.4",
]  # fmt: skip
UPGRADE = [
    b"connection: Upgrade", b"upgrade: websocket", b"sec-websocket-version: 13",
    b"sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
]  # fmt: skip
QUIET = (0, 101, 400, 403, 404, 405, 421, 426, 431, 500, 501, 505)


def answered(room: RoomProcess, lines: list[bytes]) -> int:
    """The status that the server answers to a request as it stands; 0 where it only closes the connection."""
    with socket.create_connection(("127.0.0.1", room.port), timeout=5) as wire:
        wire.sendall(b"\r\n".join([*lines, b"", b""]))
        try:
            answer = wire.recv(1000)
        except (ConnectionError, TimeoutError):  # half a request may be waited for
            return 0
    return int(answer.split()[1]) if answer.startswith(b"HTTP/1.1 ") else 0


@pytest.mark.parametrize("seed", range(3))
def test_what_no_browser_would_send_is_refused_quietly(seed, room):
    r, before = Random(seed), room.complaints()
    own = f"127.0.0.1:{room.port}".encode()
    requests = []
    for host in (host.encode("latin-1") for host in HOSTS):
        from_there, from_here = b"origin: http://" + host, b"origin: http://" + own
        more = r.choice(([], [from_there], UPGRADE, [*UPGRADE, from_here], [*UPGRADE, from_there]))
        requests.append([b"GET " + r.choice((b"/", b"/ws", b"/static/room.js")) + b" HTTP/1.1", b"host: " + host, *more])
    for origin in (b"null", b"http://[", b"http://" + own + b".evil", b"ftp://" + own, b"http://", b"://", b"[", b"\xff"):
        requests.append([b"GET / HTTP/1.1", b"host: " + own, b"origin: " + origin])
    assert [status for lines in requests if (status := answered(room, lines)) not in (0, 400, 403, 421)] == []
    for _ in range(40):
        lines = [b"GET /ws HTTP/1.1", b"host: " + own, b"origin: http://" + own, *UPGRADE]
        at = r.randrange(len(lines))
        line = bytearray(lines[at])
        for _ in range(r.randint(1, 6)):
            line[r.randrange(len(line))] = r.randrange(256)
        lines[at] = bytes(line)
        assert answered(room, lines) in QUIET
    assert room.status("/facilitator") == 200
    assert room.complaints().removeprefix(before) == ""


def test_what_a_screen_may_not_send_is_refused_quietly(room):
    before = room.complaints()
    for first in (b"\x00\xff", b"{}", "[" * 10_000, '{"screen": "facilitator"}', '{"screen": 1, "key": 2, "language": 3}'):
        with room.bare() as wire:
            wire.send(first)
            with pytest.raises(ConnectionClosed):
                wire.recv(timeout=20)
    with room.line("observer") as line:
        for content in (b"\x00\xff", "[" * 10_000, "", '{"order": ' + "[" * 5000, json.dumps({"id": "x" * 65})):
            line.socket.send(content)
            assert line.hear(lambda said: "refused" in said)["refused"] == ""
    assert room.status("/facilitator") == 200
    assert "Traceback" not in room.complaints().removeprefix(before)


def strangers(room: RoomProcess, many: int) -> list[socket.socket]:
    """Connections that say nothing."""
    return [socket.create_connection(("127.0.0.1", room.port), timeout=20) for _ in range(many)]


def greeted(room: RoomProcess, screen: str) -> socket.socket:
    """A bare WebSocket on which a screen has said who it is, or nobody has; nothing is read from it."""
    (wire,) = strangers(room, 1)
    own = f"127.0.0.1:{room.port}"
    lines = [b"GET /ws HTTP/1.1", f"host: {own}".encode(), f"origin: http://{own}".encode(), *UPGRADE]
    wire.sendall(b"\r\n".join([*lines, b"", b""]))
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += wire.recv(1)
    assert b" 101 " in answer
    if screen:
        said = json.dumps({"screen": screen, "key": room.keys[screen], "language": "en"}).encode()
        wire.sendall(bytes([0x81, 0x80 | len(said)]) + b"\0\0\0\0" + said)
    return wire


def test_more_connections_than_descriptors_shut_nobody_out(tmp_path):
    room = RoomProcess(tmp_path / "drill", files=96)
    crowded = CROWDED.to_bytes(2, "big")  # in a closing frame
    held: list[socket.socket] = []
    try:
        with room.line("facilitator") as line, room.line("town_head") as player:
            held += strangers(room, 110)
            assert line.order(do="note", text="still here") == ""
            assert player.order(do="sit", player="town_head") == ""
            assert room.status("/facilitator") == 200
            told = held[0].recv(1000)
            assert told.startswith(b"HTTP/1.1 503")
            assert "连接过多".encode() in told
            held += [greeted(room, "") for _ in range(45)]  # connections that do not say who they are
            assert room.status("/facilitator") == 200
            assert held[-45].recv(1000)[2:4] == crowded
            held += [greeted(room, "observer") for _ in range(45)]  # more screens than there are places
            assert held[-1].recv(1000)[2:4] == crowded
            with room.line("facilitator") as another:  # there is one for the facilitator
                assert [note["text"] for note in another.view["notes"]] == ["still here"]
                assert another.order(do="note", text="here too") == ""
            assert player.order(do="sit", player="town_head") == ""
        for wire in held:
            wire.close()
        until(lambda: room.status("/observer") == 200)
        assert room.complaints() == ""
    finally:
        room.stop()


def test_one_address_cannot_take_all_places():
    from drillsim.room.door import Door

    class Wire:
        is_open, gone = True, False

        def __init__(self, host: str, port: int) -> None:
            self.address = host, port

        def part(self) -> None:
            self.is_open, self.gone = False, True

        shut = part

    door = Door(40)  # 20 places
    hog = [Wire("10.0.0.1", port) for port in range(30)]
    for one in hog:
        assert door.enter(one)
    assert [one.gone for one in hog] == [True] * 15 + [False] * 15  # three quarters of all places
    others = [Wire(f"10.0.0.{n}", 1) for n in range(2, 7)]
    for one in others:
        assert door.enter(one)
        door.know(one.address)
    last, late = Wire("10.0.0.9", 1), Wire("10.0.0.1", 99)
    assert door.enter(last)
    assert sum(one.gone for one in hog) == 16
    assert not any(one.gone for one in others)
    for one in (*hog, last):
        door.know(one.address)
    assert not door.enter(late)  # who has said who it is is never shown out
    assert late.gone
    assert not any(one.gone for one in (*hog[16:], *others, last))


def test_two_servers_do_not_open_one_drill(room):
    done = subprocess.run(
        [sys.executable, "-m", "drillsim", "drill", str(WEEK), "--out", str(room.folder), "--port", "1234"],
        cwd=room.folder.parent, env={**os.environ, "PYTHONPATH": str(ROOT), "DRILLSIM_LANG": "en"}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"process {room.process.pid}" in done.stderr
    assert room.status("/facilitator") == 200


def test_a_room_that_was_killed_while_it_ended_writes_its_end_and_shows_it(new_room):
    room = new_room()
    with room.line("facilitator") as line:
        line.order(clock="jump", to=9 * 3600)
        line.hear(lambda said: "clock" in said and said["clock"]["second"] >= 9 * 3600)
    room.kill()
    record = room.folder / "record.jsonl"
    end = {"at": 9 * 3600, "exercise": 5.0, "by": "facilitator", "id": "x", "do": "end"}
    record.write_text(record.read_text() + json.dumps(end) + "\n")  # the last thing that it did
    room.start()  # with the same links
    with room.line("facilitator") as line:
        assert line.view["hotwash"]["ended_at"] == 9 * 3600
    until((room.folder / "result.json").is_file)
    assert not (room.folder / "keys.json").exists()


def test_a_flood_and_an_oversized_message_close_the_connection(room):
    with room.line("clerk") as line:
        with contextlib.suppress(ConnectionClosed):  # it may be closed before all are sent
            for _message in range(3 * BURST):
                line.socket.send("{}")  # which costs the server little: however slow the machine, they come too fast
        assert line.closed() in (TOO_FAST, 1006)  # what nobody read any more may take the code with it
    with room.line("clerk") as line:
        line.socket.send("x" * (LARGEST_MESSAGE + 1))
        assert line.closed() in (1006, 1009)
    with room.bare() as bare:
        bare.send("not a greeting")
        with pytest.raises(ConnectionClosed) as closed:
            bare.recv(timeout=5)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == UNKNOWN


@pytest.mark.parametrize("path", [
    "/static/../server.py", "/static/..%2fserver.py", "/static/%2e%2e/words.py", "/static/words.py", "/static/",
    "/words/../server.json", "/static/room.html", "/words/fr.json", "/record.jsonl", "/static/..%5cserver.py",
])  # fmt: skip
def test_nothing_else_is_served(path, room):
    line = http.client.HTTPConnection("127.0.0.1", room.port, timeout=5)
    line.request("GET", path)  # as it stands: nobody tidies it up first
    assert line.getresponse().status == 404
    line.close()


# ---- what people type ---------------------------------------------------------------------------------


def test_hostile_text_is_shown_and_runs_nothing(room, screens):
    facilitator, player = screens(room, "facilitator"), screens(room, "clerk", size=(360, 740))
    with room.line("facilitator") as line:
        for text in HOSTILE:
            assert line.order(do="note", text=text) == ""
            assert line.order(do="tell", message=text) == ""
            assert line.order(do="add", kind="town_visit", zone="town", time=line.now() + 3000, message=text) == ""
    feeds = facilitator.page.locator(".feed")
    for text in HOSTILE:
        for feed in (feeds.nth(0), feeds.nth(1), player.page.locator(".feed").first):
            until(lambda feed=feed, text=text: legible(text) in feed.evaluate(LINES))
    facilitator.page.click(".filters button[data-filter=draft]")
    until(lambda: facilitator.page.locator(".event[data-status=draft]").count() >= len(HOSTILE))
    facilitator.page.locator(".event[data-status=draft] .row").first.click()
    assert HOSTILE[0] in facilitator.page.locator(".event[data-open] .name").inner_text()
    for screen in (facilitator, player):
        assert screen.page.title() != "ran"
        assert screen.page.locator("img").count() == 0
        assert screen.page.locator("script:not([src])").count() == 0
        assert screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "a long word widens the page"
    assert "http" not in "".join(one for one in facilitator.frames if '"scene"' not in one and "127.0.0.1" in one)


# ---- the keyboard, the languages, the eyes --------------------------------------------------------------


def test_the_keyboard_does_everything(room, screens):
    facilitator = screens(room, "facilitator")
    page = facilitator.page
    facilitator.press("?")
    assert page.locator("dialog kbd").count() >= 12
    page.keyboard.press("Escape")
    facilitator.press("m")
    page.keyboard.type("a note with r, h, n and spaces in it")  # typing sets nothing off
    page.keyboard.press("Control+Enter")
    until(lambda: "a note with r, h, n and spaces in it" in facilitator.text())
    assert page.locator(".go[data-running]").count() == 0
    facilitator.press("a")
    page.locator("dialog textarea").fill("added by keyboard")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".event[data-open][data-status=draft]")
    page.keyboard.press("h")
    page.wait_for_selector(".event[data-open][data-status=deferred]")
    page.keyboard.press("v")
    page.wait_for_selector(".event[data-open][data-status=approved]")
    page.keyboard.press("e")
    page.locator("dialog input[type=number]").fill("7")
    page.keyboard.press("Enter")
    until(lambda: "7 people" in page.locator(".event[data-open] .facts").first.inner_text())
    given = int(re.findall(r"\d+", page.inner_text(".scroll .fold summary"))[0])
    page.keyboard.press("r")
    until(lambda: int(re.findall(r"\d+", page.inner_text(".scroll .fold summary"))[0]) == given + 1)
    facilitator.press("ArrowDown")
    first = page.locator(".event[data-open] .row").inner_text()
    page.keyboard.press("ArrowDown")
    assert page.locator(".event[data-open] .row").inner_text() != first
    for key, title in (
        ("t", "Message to the players"),
        ("w", "Take some"),
        ("q", "Links to join"),
        ("j", "Jump to a moment"),
    ):
        facilitator.press(key)
        assert title in page.inner_text("dialog h2")
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog", state="detached")
    page.keyboard.press("Tab")
    outline = page.evaluate("(style => [style.outlineStyle, style.outlineWidth])(getComputedStyle(document.activeElement))")
    assert outline == ["solid", "3px"]


def test_what_is_being_typed_lives_through_updates(room, screens):
    facilitator = screens(room, "facilitator")
    facilitator.page.fill("input[type=search]", "people")
    facilitator.press("m")
    facilitator.page.keyboard.type("half a sen")
    with room.line("facilitator") as line:
        for number in range(5):
            line.order(do="tell", message=f"update {number}")
    until(lambda: "update 4" in facilitator.text())
    facilitator.page.keyboard.type("tence")
    assert facilitator.page.input_value("dialog textarea") == "half a sentence"
    facilitator.page.keyboard.press("Escape")
    assert facilitator.page.input_value("input[type=search]") == "people"


def test_a_screen_changes_its_language_alone(room, screens):
    one, other = screens(room, "facilitator"), screens(room, "observer")
    one.page.click(".languages button[lang=zh]")
    until(lambda: "情景事件清单" in one.text())
    assert one.page.get_attribute("html", "lang") == "zh-CN"
    assert re.search(r"\d月\d+日 周.", one.page.inner_text(".clocks"))
    assert "Time limits" in other.text()
    one.press("m")
    assert "记录" in one.page.inner_text("dialog h2")
    one.page.keyboard.press("Escape")
    one.page.click(".languages button[lang=en]")
    until(lambda: "Time limits" in one.text())


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = colour => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const colour = rgb(getComputedStyle(node).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), poor = [];
  let seen = 0;
  for (let text; (text = walker.nextNode());) {
    const node = text.parentElement;
    if (!text.textContent.trim() || !node.checkVisibility() || node.closest('svg, :disabled, .spoken')) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
    seen += 1;
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push([text.textContent.slice(0, 30), node.className, (a + 0.05) / (b + 0.05)]);
  }
  return { seen, poor };
}"""


UNNAMED = """() => [...document.querySelectorAll('button, input, select, textarea')].filter(
  node => node.checkVisibility() && !node.textContent.trim() && !node.labels?.length && !node.ariaLabel
).map(node => node.outerHTML)
"""
SMALL = """() => [...document.querySelectorAll('main button, main label')].filter(
  node => node.checkVisibility() && node.getBoundingClientRect().height < 40).map(node => node.textContent)
"""


def test_everything_can_be_read(room, screens):
    with room.line("facilitator") as line:
        line.order(do="sit", player="clerk")
        line.order(do="add", kind="group_visit", zone="county_seat", people=20, time=line.now() + 60)
        line.order(do="release", inject=len(line.hear(lambda said: "view" in said)["view"]["injects"]))
        line.order(clock="stops", stops=False)
        line.order(clock="jump", to=line.now() + 3 * 3600)  # by then something is late
        line.hear(lambda said: "clock" in said and not said["clock"]["running"])
    for name, size in [
        ("facilitator", (1440, 900)),
        ("facilitator", (1024, 768)),
        ("observer", (1920, 1080)),
        ("clerk", PHONE),
    ]:
        screen = screens(room, name, size=size)
        screen.page.wait_for_selector(".task" if name != "observer" else ".light")
        found = screen.page.evaluate(CONTRAST)
        assert found["poor"] == [], name
        assert found["seen"] > 20
        assert screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, size)
        for light in screen.page.locator(".light").all():  # never by colour alone
            assert light.locator(".sign").inner_text() in "√×●"
            assert light.locator(".state").inner_text()
        assert screen.page.evaluate(UNNAMED) == []
        if size == PHONE:
            assert screen.page.evaluate(SMALL) == []
    assert re.match(r"\(\d+\) ", screen.page.title())  # the tab says how much waits


def test_reduced_motion_is_respected(room, screens):
    still, moving = screens(room, "observer", reduced_motion="reduce"), screens(room, "observer")
    for screen, wanted in ((still, "none"), (moving, "width")):
        screen.page.wait_for_selector(".light .fill", state="attached")
        assert screen.page.evaluate("getComputedStyle(document.querySelector('.fill')).transitionProperty") == wanted


# ---- the files of the screens -----------------------------------------------------------------------------


def test_scripts_ask_for_words_that_there_are():
    text = "".join(path.read_text("utf-8") for path in PAGES.glob("*.js"))
    calls = re.findall(r"\bw\(([^()]*(?:\([^()]*\))?[^()]*)", text)
    asked = {word for call in calls for word in re.findall(r'"([a-z_0-9]+)"', call.split("{")[0])}
    starts = re.findall(r"\bw\(`([a-z]+_)\$", text)
    several = set(re.findall(r'\bmany\("([a-z_]+)"', text))
    known = words()
    assert asked - set(known) - {"answer", "player"} == set()
    for key in several:
        assert {f"{key}_one", f"{key}_many"} <= set(known)
    used = set(re.findall(r'"([a-z_0-9]+)"', text)) | {f"{key}_{form}" for key in several for form in ("one", "many")}
    assert {key for key in known if key not in used and not any(key.startswith(start) for start in starts)} == set()


def test_screens_offer_every_language_under_its_own_name(room):
    with urllib.request.urlopen(f"http://127.0.0.1:{room.port}/words/languages.json", timeout=5) as answer:
        offered = json.load(answer)
    assert offered == {"zh": {"tag": "zh-CN", "name": "中文"}, "en": {"tag": "en", "name": "English"}}
    assert list(offered) == ["zh", "en"]


def test_words_keep_their_places_in_both_languages():
    with speaking("en"):
        english = words()
    with speaking("zh"):
        chinese = words()
    for key, sentence in english.items():
        places = set(re.findall(r"\{\w+\}", sentence)) | ({"{n}"} if key.endswith("_one") else set())
        assert set(re.findall(r"\{\w+\}", chinese[key])) - places == set(), key
        assert key.endswith("_one") or places == set(re.findall(r"\{\w+\}", chinese[key])), key
        assert chinese[key] != sentence or not re.search("[a-z]", re.sub(r"\{\w+\}", "", sentence)), key


def test_contingency_injects_of_the_list_are_at_hand(browser, tmp_path):
    scenario, plan = read_scenario(WEEK)
    compiled = compile_plan(plan, scenario.window)
    deck = Deck(compiled, scenario, 1)
    rows = msel_csv(deck.msel(1), compiled, scenario, deck).decode("utf-8-sig").splitlines()
    titles = next(csv.reader(rows))
    added = {"Event type": "contingency inject", "Message": "The county rings again.", "To": "village directors"}
    (tmp_path / "list.csv").write_text("\n".join([*rows, ",".join(added.get(title, "") for title in titles)]), "utf-8")
    room = RoomProcess(tmp_path / "drill", more=["--msel", str(tmp_path / "list.csv")])
    screen = Screen(browser, room, "facilitator")
    screen.page.click("summary:has-text('at hand: 1')")
    screen.page.click(".at-hand button")
    assert screen.page.input_value("dialog select") == "village"
    screen.page.click("dialog button.main")
    until(lambda: "√" in screen.page.inner_text(".at-hand .state"))
    with room.line("village") as line:
        assert [one["message"] for one in line.view["told"]] == ["The county rings again."]
    assert screen.close() == []
    room.stop()


def test_pages_are_served_whole_and_ask_nobody_else(room):
    for path in PAGES.iterdir():
        with urllib.request.urlopen(f"http://127.0.0.1:{room.port}/static/{path.name}", timeout=5) as answer:
            assert answer.read() == path.read_bytes()
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["content-type"] == f"text/{path.suffix[1:].replace('js', 'javascript')}; charset=utf-8"
    with urllib.request.urlopen(f"http://127.0.0.1:{room.port}/static/zh.font", timeout=20) as font:
        assert font.headers.get_all("cache-control") == ["max-age=86400"]  # it is large
    for path in (PAGES.with_name("room.html"), *PAGES.iterdir()):
        text = path.read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function", text), path.name
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)\w", text), path.name
        assert set(re.findall(r'from "\./([\w.]+)"', text)) <= {other.name for other in PAGES.iterdir()}, path.name
        assert len(text.splitlines()) < 330, path.name


LETTERS = """() => Math.min(...[...document.querySelectorAll('.map text')].map(
  node => node.getScreenCTM().a * parseFloat(getComputedStyle(node).fontSize)))
"""


def test_a_projector_shows_everything_on_one_screen(room, screens):
    for size in [(1280, 720), (1366, 768), (1920, 1080)]:
        wall = screens(room, "observer", "zh", size=size).page
        wall.wait_for_selector(".light")
        assert wall.evaluate("document.documentElement.scrollHeight <= innerHeight"), size
        assert wall.evaluate(LETTERS) >= 13.9


def test_a_new_message_stands_on_top_until_it_is_closed(room, screens):
    village = screens(room, "village", size=PHONE)
    village.page.wait_for_selector(".sheet")
    with room.line("facilitator") as line:
        line.order(do="tell", to="village", message="Please report.")
    village.page.wait_for_selector(".banner:has-text('Please report.')")
    village.page.click(".banner button")
    assert village.page.locator(".banner").count() == 0
    assert "Please report." in village.text()  # it still stands among the messages


# ---- units that are under way ------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_map_shows_every_place_and_the_roads_that_are_driven(browser, tmp_path, language, request):
    scenario = written(
        tmp_path, inject(0, kind="minor", zone="town"), inject(0, kind="minor", zone="hills"),
        inject(240, kind="urgent", zone="town"), inject(300, kind="search", zone="town"),
        inject(300, kind="fight", zone="town"), players={"desk": {"plays": [], "decides": [*POOLS]}},
    )  # fmt: skip
    room = RoomProcess(tmp_path / "drill", scenario, language)
    request.addfinalizer(room.stop)
    facilitator, desk = Screen(browser, room, "facilitator", language), Screen(browser, room, "desk", language)

    def reach(second: int) -> None:
        with room.line("facilitator") as line:
            line.order(clock="stops", stops=False)
            line.order(clock="jump", to=second)
            line.hear(lambda said: "clock" in said and said["clock"]["second"] >= second)
        until(lambda: facilitator.page.locator(".token").count() > 0)

    reach(260)
    page = facilitator.page
    assert page.locator(".map .place").count() == 7  # two zones, three stations, a hospital, a shelter
    assert page.locator(".map .place path").count() == 1
    until(lambda: page.locator(".map .ways line").count() == 2)
    assert (
        "interrupted: ambulance now at incident 3" if language == "en" else "ambulance已改派至第3起事件"
    ) in facilitator.text()
    desk.sit()
    reach(301)
    comb = desk.page.locator(".task", has_text="comb")
    comb.wait_for()
    helpers = comb.locator(".choice:has(input[value=helpers])").inner_text()
    assert ("with 1 of crew" if language == "en" else "并由crew 1补齐") in helpers
    order = desk.page.locator(".task", has_text="fight")
    order.locator("input[value=helpers]").first.check()
    order.locator("summary").first.click()
    order.locator("input[value=cab]").first.check()
    assert order.locator("button.main").first.is_disabled()  # the crew is of another station
    assert ("are not of one station" if language == "en" else "不在同一驻地") in order.inner_text()
    assert not re.search(r"undefined|NaN|\[object", desk.text() + facilitator.text())
    assert facilitator.close() + desk.close() == []
