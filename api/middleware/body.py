"""No body beyond the limit is ever held: refused by its Content-Length, or while it streams."""

from contextlib import suppress

import anyio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.errors import BodyTooLarge

LINGER_SECONDS = 2.0
"""How long the rest of a refused body is read and thrown away. Closing at once would make the
caller's system discard the answer together with the connection (RFC 9112, section 9.6)."""


class _Overflow(Exception):
    pass


class BodyLimit:
    """ASGI middleware: 413 for a body of more than `limit` bytes."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on with a receive that counts; on overflow the app's answer gives way to ours."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._announced(scope) > self._limit:
            await self._refuse(scope, receive, send)
            return
        received, overflow = 0, False

        async def counted() -> Message:
            nonlocal received, overflow
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                overflow = True
                raise _Overflow
            return message

        async def unless_overflown(message: Message) -> None:
            if not overflow:
                await send(message)

        with suppress(_Overflow):
            await self._app(scope, counted, unless_overflown)
        if overflow:
            await self._refuse(scope, receive, send)

    def _announced(self, scope: Scope) -> int:
        length = Headers(scope=scope).get("content-length", "0")
        return int(length) if length.isdecimal() else 0

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once, then let the caller finish sending, within bounds."""
        error = BodyTooLarge("What was sent is larger than the service accepts.", limit=self._limit)

        async def keep_open(message: Message) -> None:
            if message["type"] == "http.response.body":
                await send({**message, "more_body": True})
                with anyio.move_on_after(LINGER_SECONDS):
                    await _discard(receive)
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        waits = "expect" in Headers(scope=scope)  # a caller that asked first has sent nothing yet
        answer = problems.response(error, scope, {"Connection": "close"})
        await answer(scope, receive, send if waits else keep_open)


async def _discard(receive: Receive) -> None:
    while (message := await receive())["type"] == "http.request" and message.get("more_body", False):
        pass
