"""The room's web server: pages, and one WebSocket for each screen.

Who a screen is follows from its secret key alone, which the server checks; every order of a
screen is carried out in that name. Pages come from this server and talk to it only.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
import mimetypes
import time
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import quote

import segno
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from drillsim.base.errors import InputError, reason
from drillsim.base.language import CHINESE_FIRST, LANGUAGES, own_name, say, speaking, tag
from drillsim.draw.fonts import font_path
from drillsim.room import views
from drillsim.room.door import Address, Door, descriptors_left
from drillsim.room.drill import FACILITATOR
from drillsim.room.guard import Guard
from drillsim.room.live import Refused
from drillsim.room.room import OBSERVER, DrillRoom
from drillsim.room.screen import CROWDED, TOO_FAST, UNKNOWN, Hello, Screen, ScreenMessage, sent
from drillsim.room.usual_times import usual
from drillsim.room.words import words

LOG = logging.getLogger(__name__)
TICK = 0.1  # seconds between two updates of the screens
MOST_SCREENS = 100
SPARE = 4  # connections that screens leave to those who open a page, and to the facilitator
ALONE = 10.0  # seconds after which the clock stands still when no screen is connected
AGAIN = 5.0  # seconds after which the end of a drill is written again where that has failed
PATIENCE = 10  # seconds in which a screen must say who it is
mimetypes.add_type("text/javascript", ".js")  # a machine may have been told otherwise, and browsers are strict


class Server:
    """The screens of one room."""

    def __init__(self, room: DrillRoom, base: str, door: Door) -> None:
        self.room, self.base, self.door = room, base, door
        self.most_screens = min(MOST_SCREENS, max(1, door.most_of_one - SPARE))
        names = [FACILITATOR, OBSERVER, *(part.key for part in room.drill.parts)]
        self.keys = room.folder.keys(names)
        self.screens: set[Screen] = set()
        self._shown: tuple[int, int] | None = None
        self._alone = 0.0  # seconds since a screen was there
        self._file_at = 0.0  # when the end of the drill may be written
        self._is_filed = False

    def link(self, screen: str) -> str:
        """The address of a screen. The key stands behind the #, which browsers send to nobody."""
        path = screen if screen in (FACILITATOR, OBSERVER) else f"player/{quote(screen)}"
        return f"{self.base}/{path}#{self.keys[screen]}"

    # ---- what screens see -----------------------------------------------------------------------

    def scene(self, name: str, language: str) -> dict[str, Any]:
        """What a screen needs once; the facilitator's has the links of all others."""
        with speaking(language):
            scene = views.scene_view(self.room) | {"screen": name}
        if name == FACILITATOR:
            scene["folder"] = str(self.room.path)
            scene["links"] = [{"screen": key, "url": self.link(key), "qr": qr(self.link(key))} for key in self.keys]
        return scene

    def view(self, name: str, language: str) -> dict[str, Any]:
        """What a screen shows now."""
        with speaking(language):
            if name == FACILITATOR:
                view = views.facilitator_view(self.room)
            elif name == OBSERVER:
                view = views.observer_view(self.room)
            else:
                view = views.player_view(self.room, name)
            if self.room.drill.ended_at is not None:
                view["hotwash"] = views.hotwash_view(self.room)
            return view

    def show(self, screens: Iterable[Screen]) -> None:
        """Give these screens the view as it is now; those of one name and language get the same text."""
        made: dict[tuple[str, str], str] = {}
        for screen in screens:
            key = screen.name, screen.language
            if key not in made:
                made[key] = sent({"view": self.view(*key)})
            screen.view = made[key]
            screen.news.set()

    def tick(self, passed: float) -> None:
        """Let time pass, and show what has changed."""
        self.room.tick(passed)
        self._alone = 0.0 if self.screens else self._alone + passed
        if self._alone > ALONE and self.room.wall.running:
            self.room.hold(say("No screen was connected any more. The clock goes on where it stood as soon as you let it."))
        if self.room.drill.ended_at is not None and not self._is_filed:
            self._file()
        if self._shown != self.room.version:
            self._shown = self.room.version
            self.show(self.screens)
        clock = json.dumps({"clock": views.clock_view(self.room)})
        for screen in self.screens:
            screen.clock = clock
            screen.news.set()

    def _file(self) -> None:
        """Write what came out; where that fails, say so and try again until it is done."""
        if time.monotonic() < self._file_at:
            return
        self._file_at = time.monotonic() + AGAIN
        try:
            self.room.finish()
        except (OSError, InputError) as error:
            why = reason(error) if isinstance(error, OSError) else error.faults[0].what
            self.room.hold(say("The results cannot be written to {folder}: {reason}. Mend that and they will be written: "
                               "nothing is lost.", folder=str(self.room.path), reason=why))  # fmt: skip
        else:
            self._is_filed = True
            self.room.held_up = None
            self.room.changes += 1

    async def expect(self) -> None:
        """Play other runs of the scenario in a process of its own, to show what is usual beside what happens."""
        with ProcessPoolExecutor(1, get_context("spawn")) as aside:
            try:
                self.room.envelopes = await asyncio.get_running_loop().run_in_executor(aside, usual, self.room.path)
                self.room.changes += 1
            except asyncio.CancelledError:
                aside.shutdown(wait=False, cancel_futures=True)
                raise
            except (OSError, BrokenExecutor) as error:  # no process or memory is left for it
                LOG.warning("what is usual will not be shown: %s", error)

    async def run(self) -> None:
        """Tick for ever."""
        last = time.monotonic()
        while True:
            await asyncio.sleep(max(0.01, TICK - (time.monotonic() - last)))
            now = time.monotonic()
            try:
                self.tick(now - last)
            except Exception:
                LOG.exception("the clock was stopped by a fault of drillsim; the drill goes on when it is started again")
                self.room.hold(say("A fault of drillsim has stopped the clock; press Go to go on. Nothing is lost."))
            last = now

    # ---- a connection -----------------------------------------------------------------------------

    async def connect(self, socket: WebSocket) -> None:
        """One screen, from its greeting to its end."""
        address = ("", 0) if socket.client is None else (socket.client.host, socket.client.port)
        await socket.accept()
        screen = await self._greeted(socket, address)
        code = UNKNOWN if screen is None else CROWDED if self._is_crowded(screen) else 0
        if screen is None or code:
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # it may have gone without a word
                await socket.close(code)
            return
        self.door.know(address)
        self.screens.add(screen)
        self.room.connected[screen.name] += 1
        self.room.changes += 1
        sending = asyncio.create_task(screen.send())
        try:
            self._introduce(screen)
            await self._listen(screen)
        except (WebSocketDisconnect, RuntimeError):
            pass  # it has gone
        finally:
            sending.cancel()
            with contextlib.suppress(BaseException):
                await sending
            self.screens.discard(screen)
            self.room.connected[screen.name] -= 1
            self.room.changes += 1

    def _is_crowded(self, screen: Screen) -> bool:
        """Whether there is no place for a screen. There always is one for the facilitator."""
        return screen.name != FACILITATOR and len(self.screens) >= self.most_screens

    async def _greeted(self, socket: WebSocket, address: Address) -> Screen | None:
        closing: list[asyncio.Task[None]] = []
        self.door.farewell[address] = lambda: closing.append(asyncio.create_task(socket.close(CROWDED)))
        try:
            said = Hello.model_validate_json(await asyncio.wait_for(socket.receive_text(), PATIENCE))
        except (TimeoutError, ValidationError, WebSocketDisconnect, KeyError):  # KeyError: bytes, no text
            return None
        finally:
            self.door.farewell.pop(address, None)
            with contextlib.suppress(RuntimeError):
                await asyncio.gather(*closing)
        key = self.keys.get(said.screen)
        if key is None or not hmac.compare_digest(key.encode(), said.key.encode()):
            return None
        return Screen(socket, said.screen, said.language if said.language in LANGUAGES else LANGUAGES[0])

    def _introduce(self, screen: Screen) -> None:
        screen.say({"scene": self.scene(screen.name, screen.language)})
        self.show([screen])

    async def _listen(self, screen: Screen) -> None:
        while True:
            try:
                content = await screen.socket.receive_text()
            except KeyError:  # bytes, no text
                content = ""
            if not screen.may_speak():
                await screen.socket.close(TOO_FAST)
                return
            try:
                said = ScreenMessage.model_validate_json(content)
            except ValidationError:
                screen.say({"refused": "", "why": self._in(screen, say("this message is not understood"))})
                continue
            if said.language in LANGUAGES:
                screen.language = str(said.language)
                self._introduce(screen)
            if said.order is not None:
                self._order(screen, said.id, said.order)

    def _order(self, screen: Screen, identity: str, order: dict[str, Any]) -> None:
        try:
            if screen.name == OBSERVER:
                raise Refused(say("an observer only watches"))
            self.room.order(screen.name, f"{screen.name}/{identity}", order)
        except Refused as error:
            screen.say({"refused": identity, "why": self._in(screen, error.why)})
        else:
            screen.say({"done": identity})

    @staticmethod
    def _in(screen: Screen, message: Any) -> str:
        with speaking(screen.language):
            return str(message)


def application(room: DrillRoom, base: str, hosts: Iterable[str] = (), door: Door | None = None) -> Starlette:
    """The room as an ASGI application. `base` is the address in links, such as http://127.0.0.1:8765."""
    server = Server(room, base, door or Door(descriptors_left()))

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(work) for work in (server.run(), server.expect())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            room.folder.close()

    app = Starlette(
        routes=[
            *(Route(path, _page) for path in ("/", "/facilitator", "/observer", "/player/{player}")),
            Route("/static/zh.font", _font),
            Mount("/static", StaticFiles(packages=[("drillsim.room", "pages")])),
            Route("/words/languages.json", _languages),
            Route("/words/{language}.json", _words),
            WebSocketRoute("/ws", server.connect),
        ],
        middleware=[Middleware(Guard, hosts=frozenset({"localhost", *(host.lower() for host in hosts)}))],
        lifespan=lifespan,
    )
    app.state.server = server
    return app


def qr(url: str) -> str:
    """A link as a picture to point a telephone at, ready for an <img>."""
    return str(segno.make(url, error="m").svg_data_uri(scale=4, border=2))


async def _page(_request: Request) -> Response:
    return FileResponse(Path(__file__).with_name("room.html"))


async def _font(_request: Request) -> Response:
    return Response(font_path().read_bytes(), media_type="font/otf", headers={"cache-control": "max-age=86400"})


async def _words(request: Request) -> Response:
    language = request.path_params["language"]
    if language not in LANGUAGES:
        return PlainTextResponse("not found", 404)
    with speaking(language):
        return JSONResponse(words())


async def _languages(_request: Request) -> Response:
    found = {}
    for language in CHINESE_FIRST:
        with speaking(language):
            found[language] = {"tag": tag(), "name": own_name()}
    return JSONResponse(found)
