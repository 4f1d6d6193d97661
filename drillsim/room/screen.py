"""One screen of a room: its connection, what it may say, and what waits to be sent to it."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints
from starlette.websockets import WebSocket

from drillsim.base.legible import legible

LARGEST_MESSAGE = 16_384  # bytes that a screen may send at once
RATE, BURST = 20, 40  # messages a second that a screen may send, and at once
UNKNOWN, CROWDED, TOO_FAST = 4401, 4429, 4408  # codes with which a connection is closed


class _Said(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Hello(_Said):
    """The first message of a screen. `screen` is 'facilitator', 'observer' or a player's key."""

    screen: Annotated[str, StringConstraints(max_length=200)]
    key: Annotated[str, StringConstraints(max_length=200)]
    language: Annotated[str, StringConstraints(max_length=10)]


class ScreenMessage(_Said):
    """Any other message: an order, or another language for this screen."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=64)] = ""
    order: dict[str, Any] | None = None
    language: Annotated[str, StringConstraints(max_length=10)] | None = None


@dataclass(eq=False)
class Screen:
    """One connection. Only the latest view waits to be sent: a slow screen gets fewer, never old ones."""

    socket: WebSocket
    name: str
    language: str
    news: asyncio.Event = field(default_factory=asyncio.Event)
    answers: list[str] = field(default_factory=list)
    view: str = ""
    clock: str = ""
    allowance: float = BURST
    counted: float = field(default_factory=time.monotonic)

    def may_speak(self) -> bool:
        """Whether another message is within the limits (a leaking bucket)."""
        now = time.monotonic()
        self.allowance = min(BURST, self.allowance + (now - self.counted) * RATE)
        self.counted = now
        self.allowance -= 1
        return self.allowance >= 0

    def say(self, content: dict[str, Any]) -> None:
        """Send something that must not be lost."""
        self.answers.append(sent(content))
        self.news.set()

    async def send(self) -> None:
        """Send what there is, for ever."""
        while True:
            await self.news.wait()
            self.news.clear()
            waiting, self.answers = self.answers, []
            view, self.view = self.view, ""
            clock, self.clock = self.clock, ""
            for content in [*waiting, view, clock]:
                if content:
                    await self.socket.send_text(content)


def sent(content: dict[str, Any]) -> str:
    """What goes to a screen: the border at which texts become legible. Pages put them in as text, never as HTML."""
    return json.dumps(_legible(content), ensure_ascii=False)


def _legible(content: Any) -> Any:
    if isinstance(content, str):
        return legible(content)
    if isinstance(content, dict):
        return {key: _legible(value) for key, value in content.items()}
    return [_legible(value) for value in content] if isinstance(content, (list, tuple)) else content
