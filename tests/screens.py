"""A drill room in a process of its own, its screens in a real browser, and bare connections to it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).parent.parent
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    f"--{flag}"
    for flag in ("no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
                 "disable-component-update", "disable-sync")
]  # fmt: skip
WEEK = ROOT / "scenarios" / "town-inspection" / "inspection-week.yaml"
PATIENCE = 20.0  # seconds, on a machine that does other things as well


def until(wanted: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Wait for something to be true, and return it."""
    last = time.monotonic() + seconds
    while not (found := wanted()):
        assert time.monotonic() < last, "this has not come"
        time.sleep(0.05)
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RoomProcess:
    """`drillsim drill` as people start it. It can be killed, and started again where it was."""

    def __init__(
        self, folder: Path, scenario: Path = WEEK, language: str = "en", more: Sequence[str] = (), files: int = 0
    ) -> None:
        """`files` is how many descriptors it may have; 0 leaves that as it is."""
        self.folder, self.scenario, self.language, self.port, self.more = folder, scenario, language, free_port(), more
        self.files, self.said = files, folder.with_name(f"{folder.name}.stderr")
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [
            sys.executable, "-m", "drillsim", "drill", str(self.scenario), "--out", str(self.folder),
            "--port", str(self.port), "--lang", self.language, *self.more,
        ]  # fmt: skip
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        with self.said.open("ab") as said:
            self.process = subprocess.Popen(
                command, cwd=self.folder.parent, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.DEVNULL,
                stderr=said, preexec_fn=self._limit if self.files else None,
            )  # fmt: skip
        until(self._answers, 60)
        if (self.folder / "keys.json").is_file():  # they are forgotten when a drill has ended
            self.keys: dict[str, str] = json.loads((self.folder / "keys.json").read_text("utf-8"))

    def _limit(self) -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (self.files, self.files))

    def complaints(self) -> str:
        """What it has said on standard error: tracebacks among it."""
        return self.said.read_text("utf-8")

    def _answers(self) -> bool:
        assert self.process.poll() is None, "the server has gone"
        with contextlib.suppress(OSError):
            return self.status("/observer") == 200
        return False

    def kill(self) -> None:
        """As when the power goes."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """As with Ctrl-C."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def url(self, screen: str, language: str = "en") -> str:
        """The address of a screen."""
        path = screen if screen in ("facilitator", "observer") else f"player/{screen}"
        return f"http://127.0.0.1:{self.port}/{path}?lang={language}#{self.keys[screen]}"

    def status(self, path: str) -> int:
        """What asking for a path comes to."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def bare(self, origin: str | None = None) -> ClientConnection:
        """A connection that has not said yet who it is."""
        own = f"http://127.0.0.1:{self.port}"
        where = f"ws://127.0.0.1:{self.port}/ws"
        return connect(where, origin=origin or own, max_size=None, close_timeout=1)  # type: ignore[arg-type]

    @contextlib.contextmanager
    def line(self, screen: str) -> Iterator[Line]:
        """A connection of a screen, without a browser."""
        with self.bare() as socket_:
            yield Line(socket_, screen, self.keys[screen])


class Line:
    """What one screen sends and hears."""

    def __init__(self, socket_: ClientConnection, screen: str, key: str) -> None:
        self.socket, self._sent = socket_, 0
        self.view: dict[str, Any] = {}
        self.clock: dict[str, Any] = {}
        socket_.send(json.dumps({"screen": screen, "key": key, "language": "en"}))
        self.hear(lambda said: "view" in said)

    def hear(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Listen until something comes that is wanted."""
        last = time.monotonic() + PATIENCE
        while True:
            said = json.loads(self.socket.recv(timeout=max(0.01, last - time.monotonic())))
            self.view, self.clock = said.get("view", self.view), said.get("clock", self.clock)
            if wanted(said):
                return dict(said)

    def order(self, **order: Any) -> str:
        """Send an order; '' if it was carried out, else why not."""
        self._sent += 1
        identity = f"{id(self)}-{self._sent}"
        self.socket.send(json.dumps({"id": identity, "order": order}))
        answer = self.hear(lambda said: identity in (said.get("done"), said.get("refused")))
        return str(answer.get("why", ""))

    def closed(self) -> int:
        """Listen until the connection is closed; the code."""
        last = time.monotonic() + PATIENCE
        try:
            while True:  # a clock may go on being sent
                self.socket.recv(timeout=max(0.01, last - time.monotonic()))
                assert time.monotonic() < last, "it was not closed"
        except ConnectionClosed as error:
            return error.rcvd.code if error.rcvd else 1006

    def now(self) -> int:
        """The second of the scenario."""
        self.hear(lambda said: "clock" in said)
        return int(self.clock["second"])


class Screen:
    """A screen in the browser, with everything that went wrong in it and every word that it was sent."""

    def __init__(self, browser: Any, room: RoomProcess, name: str, language: str = "en", size: tuple[int, int] = (1440, 900),
                 **context: Any) -> None:  # fmt: skip
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-GB", **context)
        self.page = self.context.new_page()
        self.name, self.wrong, self.frames = name, list[str](), list[str]()
        self.page.on("console", lambda message: self.wrong.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("websocket", lambda line: line.on("framereceived", lambda frame: self.frames.append(str(frame))))
        self.page.goto(room.url(name, language))
        self.page.wait_for_selector(".clocks .time")

    def sit(self) -> None:
        """Take the place at the table."""
        self.page.click("button.big")
        self.page.wait_for_selector("button.big", state="hidden")

    def press(self, key: str) -> None:
        """Press a key on the page, not in a field."""
        self.page.evaluate("document.activeElement?.blur()")
        self.page.keyboard.press(key)

    def jump_to_the_end(self) -> None:
        """The facilitator jumps to the end of the scenario (players may stop it on the way)."""
        self.press("j")
        buttons = self.page.locator("dialog form > .acts").first.locator("button")
        buttons.last.click()
        self.page.click("dialog button.main")
        self.page.wait_for_selector("dialog", state="detached")

    def text(self) -> str:
        """What stands on the page."""
        return str(self.page.inner_text("body"))

    def close(self) -> list[str]:
        """Close it; what went wrong in it."""
        self.context.close()
        return self.wrong
