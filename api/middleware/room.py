"""So many requests are worked on at a time; a few more wait for a moment, gates first; the others come back.

A request takes its place when all of its body is there, and gives it back when all of its answer is: who
sends slowly, or takes slowly, takes no place from anybody. A stream of events gives it back when it begins:
how many follow boards is bounded by the board itself.
"""

from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

import anyio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.middleware.errors import ServiceBusy
from api.middleware.shares import Caller, Shares, at_a_gate, caller_of

STREAM = b"text/event-stream"

LIGHT = 1 << 20
"""Octets of an answer that may lie ready without a place: 128 MB, if all that one address may hold are such.
Whoever takes more keeps the place until it is taken."""


class _Full(Exception):
    pass


@dataclass(slots=True)
class _Waiting:
    caller: Caller
    gate: bool
    let_in: anyio.Event = field(default_factory=anyio.Event)


class Room:
    """ASGI middleware: 503 with Retry-After for whom there is no place within `seconds`.

    places: shared as `Shares` tells; queue: how many may wait.
    """

    def __init__(self, app: ASGIApp, *, places: Shares, queue: int, seconds: float) -> None:
        self._app = app
        self._places = places
        self._most_waiting = queue
        self._seconds = seconds
        self._gates: deque[_Waiting] = deque()
        self._others: deque[_Waiting] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; the place is taken where the body ends."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visitor = _Waiting(caller_of(scope), at_a_gate(scope))
        inside = not has_body(scope) and await self._enter(visitor)
        if not (inside or has_body(scope)):
            await self._refuse(scope, receive, send)
            return
        full = False

        async def then_enter() -> Message:
            nonlocal inside, full
            message = await receive()
            if not (inside or full or message.get("more_body", False)) and message["type"] == "http.request":
                inside = await self._enter(visitor)
                full = not inside
            if full:
                raise _Full
            return message

        async def unless_full(message: Message) -> None:
            nonlocal inside
            if inside and _is_done(message):
                inside = False
                self._leave(visitor)
            if not full:
                await send(message)

        try:
            with suppress(_Full):
                await self._app(scope, then_enter, unless_full)
        finally:
            if inside:
                self._leave(visitor)
        if full:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = ServiceBusy("More is being asked than can be answered at present.")
        await problems.response(error, scope, {"Connection": "close"})(scope, receive, send)

    async def _enter(self, visitor: _Waiting) -> bool:
        if self._places.take(visitor.caller, 1, gate=visitor.gate):
            return True
        queue = self._gates if visitor.gate else self._others
        if len(self._gates) + len(self._others) >= self._most_waiting:
            return False
        queue.append(visitor)
        try:
            with anyio.move_on_after(self._seconds):
                await visitor.let_in.wait()
        finally:
            if not visitor.let_in.is_set():
                queue.remove(visitor)
        return visitor.let_in.is_set()

    def _leave(self, visitor: _Waiting) -> None:
        self._places.give_back(visitor.caller, 1)
        for queue in (self._gates, self._others):
            for waiting in tuple(queue):
                if self._places.take(waiting.caller, 1, gate=waiting.gate):
                    queue.remove(waiting)
                    waiting.let_in.set()


def has_body(scope: Scope) -> bool:
    """Whether something follows the headers (RFC 9112, section 6.3)."""
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _is_done(message: Message) -> bool:
    """Whether no work follows, but only the taking."""
    if message["type"] == "http.response.body":
        return not message.get("more_body", False) and len(message.get("body", b"")) <= LIGHT
    return message["type"] == "http.response.start" and any(
        name.lower() == b"content-type" and value.startswith(STREAM) for name, value in message["headers"]
    )
