"""uvicorn's HTTP/1.1 over h11 with deadlines: for headers, for bodies, for the taking of answers."""

import asyncio
import fcntl
import json
import socket
import struct
import sys
import termios
from functools import cache
from http import HTTPStatus
from typing import Any

import h11
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

from api.connections.door import Course, Door, Phase
from api.connections.parameters import UNTAKEN
from api.middleware.headers import HEADERS

FAILED = {
    HTTPStatus.BAD_REQUEST: "This is not a request that can be read.",
    HTTPStatus.REQUEST_TIMEOUT: "The request, or the taking of its answer, was too slow.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "The headers are larger than any real ones.",
    HTTPStatus.NOT_IMPLEMENTED: "The body is encoded in a way that is not understood.",
    HTTPStatus.SERVICE_UNAVAILABLE: "As many are being served as there is room for.",
}
"""What is answered before there is a request, or where there is none that could be answered otherwise."""


def guarded(door: Door) -> type[H11Protocol]:
    """The protocol class to give to uvicorn, bound to one door."""

    class Bound(Guarded):
        def __init__(
            self,
            config: Config,
            server_state: ServerState,
            app_state: dict[str, Any],
            _loop: asyncio.AbstractEventLoop | None = None,
        ) -> None:
            super().__init__(config, server_state, app_state, _loop)
            self.door = door

    return Bound


class Guarded(H11Protocol):
    """One connection."""

    door: Door
    _course: Course
    _unsent = 0
    _taken = False
    _ended = False

    @property
    def address(self) -> str:
        """From where it comes, as the system says; a proxy's own."""
        return self.client[0] if self.client else ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # a server's transports are no others
        """Somebody connects: the time for the first request's headers begins."""
        super().connection_made(transport)
        self._course = Course(Phase.HEADERS, self.door.clock())
        if not self.door.enter(self, self.loop):
            self.end(HTTPStatus.SERVICE_UNAVAILABLE)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone, on whoever's wish."""
        self.door.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Octets of a request."""
        if self._ended:
            return
        now = self.door.clock()
        if self._course.phase is Phase.IDLE:
            self._course.enter(Phase.HEADERS, now)
        self._course.octets += len(data)
        super().data_received(data)
        self._course.enter(self._phase(), now)

    def on_response_complete(self) -> None:
        """An answer is through, as far as the application is concerned."""
        self._course.told = True
        super().on_response_complete()
        self._course.enter(self._phase(), self.door.clock())

    def pause_writing(self) -> None:
        """More of an answer lies here than the system takes. Counted now and when we go on: between two looks
        as much may be added to it as was taken."""
        super().pause_writing()
        self.course(self.door.clock())
        if not (self._taken or self._course.told):
            self.door.stand(self)

    def resume_writing(self) -> None:
        """Most of it is taken."""
        self.course(self.door.clock())
        self._taken = True
        self.door.move(self)
        super().resume_writing()

    def course(self, now: float) -> Course:
        """See Connection. While we do not read, nobody is slow but ourselves."""
        unsent = self._to_be_taken()
        self._course.enter(self._phase(), now)
        if self._course.phase is Phase.TAKING:
            self._course.octets += max(0, self._unsent - unsent)
        elif self._course.phase is Phase.BODY and self.flow.read_paused:
            self._course.since, self._course.octets = now, 0
        self._unsent = unsent
        return self._course

    def end(self, status: HTTPStatus) -> None:
        """See Connection. What was to be told is told if the other side takes it at once.

        What lies untaken is thrown away, by the system too, which would keep it for minutes.
        """
        self._ended = True
        if not (self._answering or self._unsent or self.transport.is_closing()):
            self.transport.write(_answer(status))
        self._unset_keepalive_if_required()
        if self._unsent:
            _forget(self.transport)
            self.transport.abort()
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's sentence gives way to ours
        """What h11 cannot read; it says by which status (only here, where its error is being handled)."""
        error = sys.exc_info()[1]
        hint = (
            error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else HTTPStatus.BAD_REQUEST
        )
        status = HTTPStatus(hint) if hint in FAILED else HTTPStatus.BAD_REQUEST
        self._ended = True
        if not self.transport.is_closing():
            if self._answered:
                self.transport.write(_answer(status))
            self.transport.close()

    @property
    def _latest(self) -> RequestResponseCycle | None:
        """The latest request; uvicorn's own type does not say that there is none at first."""
        latest: RequestResponseCycle | None = getattr(self, "cycle", None)
        return latest

    @property
    def _answered(self) -> bool:
        return self._latest is None or self._latest.response_complete

    @property
    def _answering(self) -> bool:
        return self._latest is not None and self._latest.response_started and not self._answered

    @property
    def _untold(self) -> bool:
        """Whether nothing was ever answered here: the system need not be asked what it holds of it."""
        return self._latest is None or not (self._course.told or self._latest.response_started)

    def _to_be_taken(self) -> int:
        """Octets of answers, here and in the system, that the other side is yet to take; 0 where few enough
        that they may be on their way."""
        if self._untold:
            return 0
        here = self.transport.get_write_buffer_size()
        there = _untaken(self.transport)
        return here + there if here or there > UNTAKEN else 0

    def _phase(self) -> Phase:
        if self._to_be_taken():
            return Phase.TAKING
        answered = self._answered
        match self.conn.their_state:
            case h11.SEND_BODY:
                return Phase.LEFTOVER if answered else Phase.BODY
            case h11.IDLE if answered:
                first_or_begun = self._latest is None or bool(self.conn.trailing_data[0])
                return Phase.HEADERS if first_or_begun else Phase.IDLE
        return Phase.IDLE if answered else Phase.WORKING


def _untaken(transport: asyncio.Transport) -> int:
    """Octets in the system that were not acknowledged (SIOCOUTQ of tcp(7), which is TIOCOUTQ)."""
    own = transport.get_extra_info("socket")
    if own is None or transport.is_closing():
        return 0
    (octets,) = struct.unpack("i", fcntl.ioctl(own.fileno(), termios.TIOCOUTQ, bytes(4)))
    return int(octets)


def _forget(transport: asyncio.Transport) -> None:
    """At its close, what is unsent is lost and the connection reset (SO_LINGER of socket(7))."""
    own = transport.get_extra_info("socket")
    if own is not None:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@cache
def _answer(status: HTTPStatus) -> bytes:
    """A whole problem (RFC 9457) by hand: there is no request whose language or number could be told."""
    code = status.phrase.lower().replace(" ", "-")
    document = {
        "type": f"urn:umbral:problem:{code}",
        "title": status.phrase,
        "status": int(status),
        "detail": FAILED[status],
        "code": code,
    }
    body = json.dumps(document).encode()
    more = {"Retry-After": "2"} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}
    headers = {
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Connection": "close",
        **more,
        **HEADERS,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {int(status)} {status.phrase}\r\n{lines}\r\n".encode() + body
