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
        passing = _Passing(self, _Waiting(caller_of(scope), at_a_gate(scope)), receive, send)
        if not has_body(scope):
            await passing.enter()
        try:
            if not passing.full:
                with suppress(_Full):
                    await self._app(scope, passing.hear, passing.say)
        finally:
            passing.leave()
        if passing.full:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = ServiceBusy("More is being asked than can be answered at present.")
        await problems.response(error, scope, {"Connection": "close"})(scope, receive, send)

    async def enter(self, visitor: _Waiting) -> bool:
        """Wait for a place. False: there was none in time."""
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

    def leave(self, visitor: _Waiting) -> None:
        """Give a place back: whoever waits for such a one has it."""
        self._places.give_back(visitor.caller, 1)
        for queue in (self._gates, self._others):
            for waiting in tuple(queue):
                if self._places.take(waiting.caller, 1, gate=waiting.gate):
                    queue.remove(waiting)
                    waiting.let_in.set()


@dataclass(slots=True)
class _Passing:
    """A request on its way. inside: it has its place; full: there was none for it."""

    room: Room
    visitor: _Waiting
    receive: Receive
    send: Send
    inside: bool = False
    full: bool = False

    async def enter(self) -> None:
        self.inside = await self.room.enter(self.visitor)
        self.full = not self.inside

    async def hear(self) -> Message:
        message = await self.receive()
        ended = message["type"] == "http.request" and not message.get("more_body", False)
        if ended and not (self.inside or self.full):
            await self.enter()
        if self.full:
            raise _Full
        return message

    async def say(self, message: Message) -> None:
        if _is_done(message):
            self.leave()
        if not self.full:
            await self.send(message)

    def leave(self) -> None:
        if self.inside:
            self.inside = False
            self.room.leave(self.visitor)


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
