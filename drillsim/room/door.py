"""The door of the room: connections are kept below what the machine can hold open, so that it never stops answering.

A connection is a stranger's until a screen on it has said who it is. When all places are taken, a stranger has to go
for the one who comes: the oldest of the address that has the most. Screens are never shown out, so the facilitator,
and whoever else has a link, always finds a place.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 500  # connections at once, on a machine that can hold so many
PARTING = 1.0  # seconds in which one who is shown out may hear why
PARTED = 16  # who may be doing so at once, at most
BURST = 100  # who may come in one go, at most: so many are let in before anybody can be shown out
_WHY = "Too many connections; try again soon. 连接过多，请稍后再试。\n".encode()
FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 5\r\n"
    b"connection: close\r\ncontent-length: %d\r\n\r\n%s" % (len(_WHY), _WHY)
)

Address = tuple[str, int]  # as the operating system names the other end


def descriptors_left() -> int:
    """How many files and connections this process may still open."""
    if sys.platform == "win32":  # has no limit that matters here
        return 2 * MOST
    import resource

    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit == resource.RLIM_INFINITY:
        return 2 * MOST
    try:
        return int(limit) - len(os.listdir("/dev/fd"))
    except OSError:
        return int(limit) // 2


class Door:
    """All connections of a server, the oldest first, out of so many descriptors.

    Half of them are places. The rest is for those who come in one go, those who are being shown out, and files.
    """

    def __init__(self, descriptors: int) -> None:
        self.most = max(4, min(MOST, descriptors // 2))
        self.most_of_one = self.most * 3 // 4  # of one address
        self.burst, self.most_parting = max(1, min(BURST, descriptors // 8)), max(1, min(PARTED, descriptors // 8))
        self._inside: dict[Address, Entrance] = {}
        self._screens: set[Address] = set()
        self._parting: list[Entrance] = []
        self.farewell: dict[Address, Callable[[], None]] = {}  # how to tell one that has not said yet who it is

    def enter(self, one: Entrance) -> bool:
        """Find a place for a new connection; False where there is none."""
        self._inside = {address: other for address, other in self._inside.items() if other.is_open}
        self._screens &= self._inside.keys()
        host, strangers = one.address[0], Counter(host for host, _port in self._inside.keys() - self._screens)
        if self._has_enough(host):
            self._show_out(host)
        elif self._is_full and strangers:
            self._show_out(strangers.most_common(1)[0][0])
        if self._is_full or self._has_enough(host):
            self._part(one)
            return False
        self._inside[one.address] = one
        return True

    @property
    def _is_full(self) -> bool:
        return len(self._inside) >= self.most

    def _has_enough(self, host: str) -> bool:
        """Whether one address holds all that it may: it cannot shut out the others."""
        return sum(other == host for other, _port in self._inside) >= self.most_of_one

    def know(self, address: Address) -> None:
        """A connection has said who it is, with the right key."""
        self._screens.add(address)

    def _show_out(self, host: str) -> None:
        for address, other in self._inside.items():
            if address[0] == host and address not in self._screens:
                del self._inside[address]
                if (tell := self.farewell.pop(address, None)) is not None:
                    tell()
                self._part(other)
                return

    def _part(self, one: Entrance) -> None:
        """Close a connection, not before it could hear why."""
        self._parting = [other for other in self._parting if other.is_open]
        if len(self._parting) >= self.most_parting:
            self._parting.pop(0).shut()
        self._parting.append(one)
        one.part()


class Entrance(H11Protocol):
    """A connection that comes through the door."""

    def __init__(self, door: Door, **settings: Any) -> None:
        super().__init__(**settings)
        self._door = door
        self._parts = False
        self._wire: asyncio.Transport | None = None
        self.address: Address = ("", 0)

    @property
    def is_open(self) -> bool:
        """Whether the machine still holds it."""
        if self._wire is None:
            return False
        socket = self._wire.get_extra_info("socket")
        return socket is not None and socket.fileno() >= 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """As of a protocol."""
        self._wire = transport
        host, port, *_more = transport.get_extra_info("peername") or ("", id(transport))
        self.address = host, port
        if self._door.enter(self):
            super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """As of a protocol."""
        if not self._parts:
            super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """As of a protocol."""
        if self.transport is not None:
            super().connection_lost(exc)

    def part(self) -> None:
        """Say why, if that can be said, and go."""
        assert self._wire is not None
        self._parts = True
        if self.cycle is None and self._wire.get_protocol() is self:  # no page was asked for, and it is no WebSocket
            self._wire.write(FULL)
            if self._wire.can_write_eof():
                self._wire.write_eof()
        asyncio.get_running_loop().call_later(PARTING, self.shut)

    def shut(self) -> None:
        """Go at once."""
        if self.is_open and self._wire is not None:
            self._wire.abort()
