"""A real HTTP server on loopback that receives events, and misbehaves as it is told."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

from tests.support.listening import listening

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@dataclass(frozen=True)
class Request:
    """One request as it came in."""

    path: str
    headers: Mapping[str, str]
    body: bytes


Behaviour = Callable[["Handler", Request], None]
"""Answers one request, or does not."""


class Handler(BaseHTTPRequestHandler):
    """Hands each POST to the receiver's behaviour of the moment."""

    server: "_Server"

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        request = Request(self.path, dict(self.headers.items()), self.rfile.read(length))
        self.server.receiver.requests.append(request)
        self.server.receiver.behaviour(self, request)

    def answer(self, status: int, **headers: str) -> None:
        """A whole answer without a body."""
        self.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            self.send_header(name, value)
        self.end_headers()

    def raw(self, data: bytes) -> None:
        """These bytes, and the end of the connection."""
        with suppress(OSError):
            self.connection.sendall(data)
            self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def reset(self) -> None:
        """No answer: the connection is torn down."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Tests do not chat."""


def accept(handler: Handler, _request: Request) -> None:
    """204."""
    handler.answer(204)


def status(code: int, **headers: str) -> Behaviour:
    """Always this status."""

    def behave(handler: Handler, _request: Request) -> None:
        handler.answer(code, **headers)

    return behave


@dataclass
class Receiver:
    """What came in, and how the next request is dealt with."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    behaviour: Behaviour = accept
    over: threading.Event = field(default_factory=threading.Event)
    """Set when the test is through: a handler that waits waits for it."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    receiver: Receiver

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that hangs up is part of the tests."""


@contextmanager
def receiving(port: int = 0, *, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver on a loopback port."""
    server = _Server(("127.0.0.1", port), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}/events")
    with listening(server):
        try:
            yield server.receiver
        finally:
            server.receiver.over.set()


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
