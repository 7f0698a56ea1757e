"""No body beyond the limit is ever held, and not more of all bodies together than there is room for.

Refused by its Content-Length, or while it streams.
"""

from contextlib import suppress

import anyio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.middleware.errors import BodyTooLarge, ServiceBusy
from api.middleware.shares import Shares, at_a_gate, caller_of
from matcher.errors import UmbralError

LINGER_SECONDS = 2.0
"""How long the rest of a refused body is read and thrown away. Closing at once would make the
caller's system discard the answer together with the connection (RFC 9112, section 9.6)."""

LINGER_OCTETS = 64 << 20
LINGERING = 2
"""So much is read of each, of so many at a time: reading away a flood is work, too."""

UNHURRIED = 0.005
"""Seconds between one reading and the next, of 256 KiB at most: an honest body is through in its time, and
whoever hears the answer at once has made no work."""


class _Overflow(Exception):
    pass


class BodyLimit:
    """ASGI middleware: 413 for a body of more than `limit` bytes, 503 where `held` has no room for it."""

    def __init__(self, app: ASGIApp, limit: int, held: Shares | None = None) -> None:
        self._app = app
        self._limit = limit
        self._held = held or Shares(limit, 0, limit)
        self._lingering = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on with a receive that counts; where it is too much the app's answer gives way to ours."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._announced(scope) > self._limit:
            await self._refuse(self._too_large(), scope, receive, send)
            return
        caller, gate, received = caller_of(scope), at_a_gate(scope), 0
        refusal: UmbralError | None = None

        async def counted() -> Message:
            nonlocal received, refusal
            message = await receive()
            more = len(message.get("body", b""))
            if received + more > self._limit:
                refusal = self._too_large()
            elif not self._held.take(caller, more, gate=gate):
                refusal = ServiceBusy("More is being sent than can be held at present.")
            if refusal is not None:
                raise _Overflow
            received += more
            return message

        async def unless_refused(message: Message) -> None:
            if refusal is None:
                await send(message)

        try:
            with suppress(_Overflow):
                await self._app(scope, counted, unless_refused)
        finally:
            self._held.give_back(caller, received)
        if refusal is not None:
            await self._refuse(refusal, scope, receive, send)

    def _too_large(self) -> BodyTooLarge:
        return BodyTooLarge("What was sent is larger than the service accepts.", limit=self._limit)

    def _announced(self, scope: Scope) -> int:
        length = Headers(scope=scope).get("content-length", "0")
        return int(length) if length.isdecimal() else 0

    async def _refuse(self, error: UmbralError, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once, then let the caller finish sending, within bounds."""

        async def keep_open(message: Message) -> None:
            if message["type"] == "http.response.body":
                await send({**message, "more_body": True})
                await self._read_away(receive)
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        waits = "expect" in Headers(scope=scope)  # a caller that asked first has sent nothing yet
        answer = problems.response(error, scope, {"Connection": "close"})
        await answer(scope, receive, send if waits or self._lingering >= LINGERING else keep_open)

    async def _read_away(self, receive: Receive) -> None:
        self._lingering += 1
        try:
            with anyio.move_on_after(LINGER_SECONDS):
                await _discard(receive)
        finally:
            self._lingering -= 1


async def _discard(receive: Receive) -> None:
    left = LINGER_OCTETS
    while left > 0:
        await anyio.sleep(UNHURRIED)
        message = await receive()
        left -= len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
