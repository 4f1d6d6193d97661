"""What reaches the pages and screens of a room: only what one of its own pages would send.

Starlette's TrustedHostMiddleware takes names only, and a room is reached by any address of its machine; nor does it look
at who opens a WebSocket.
"""

from __future__ import annotations

import ipaddress
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from drillsim.room.screen import UNKNOWN

SAFE = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}  # fmt: skip
HOST = re.compile(r"(\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(:[0-9]{1,5})?")


class Guard:
    """Lets in only what a page of this server would send: known hosts, and no WebSocket of another site's page."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin", "")
        is_ours = self._known(host) and (not origin or origin in (f"http://{host}", f"https://{host}"))
        if scope["type"] == "websocket" and not (is_ours and origin):
            await receive()
            await send({"type": "websocket.close", "code": UNKNOWN})
            return
        if not is_ours:
            await PlainTextResponse("unknown host", 421)(scope, receive, send)
            return

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, safely)

    def _known(self, host: str) -> bool:
        """A name that was given, or an address: a name of somebody else's could be pointed at this machine."""
        found = HOST.fullmatch(host.lower())
        if found is None:
            return False
        name = found["address"] or found["name"]
        if name in self.hosts:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True
