"""One signed message to one receiver: a POST whose every step has an end.

The connection is ours, so that it goes to the address that the guard looked at, and so that one deadline
holds for all of it: a receiver that sends a byte now and then holds nobody up. HTTP itself is h11's, which
takes an answer that breaks off for what it is. Redirects are not followed; a proxy of the environment is not
asked.
"""

import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address

import h11

from api.events.addresses import Guard, Receiver, receiver
from api.events.errors import AddressRefused, ReceiverRefused
from api.events.parameters import ANSWER_SECONDS, CONNECT_SECONDS, LARGEST_ANSWER


@dataclass(frozen=True, slots=True)
class Answered:
    """The receiver's verdict."""

    status: int


@dataclass(frozen=True, slots=True)
class Silent:
    """No verdict. cause: a code, such as "time-out"."""

    cause: str


CAUSES: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "time-out"),
    (ssl.SSLError, "no-trust"),
    (OSError, "no-connection"),
    (h11.RemoteProtocolError, "broken-answer"),
)
"""The first that fits."""


class Cut:
    """A pair of scissors on the connection in use: whoever stops the service does not wait for a receiver."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self.done = False

    def __call__(self) -> None:
        """Cut the connection in use and all later ones."""
        with self._lock:
            self.done = True
            if self._line is not None:
                _shut(self._line)

    def hold(self, line: socket.socket | None) -> None:
        """The connection in use from now on, None for none. Raises OSError once it is cut."""
        with self._lock:
            self._line = line
            if self.done and line is not None:
                raise ConnectionAbortedError("the service stops")


class Sender:
    """Delivers messages. Thread-safe. tls: how certificates are judged, by default by the system's roots."""

    def __init__(
        self,
        guard: Guard,
        tls: ssl.SSLContext | None = None,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._guard = guard
        self._tls = tls or _system_roots()
        self._connect_seconds = connect_seconds
        self._answer_seconds = answer_seconds

    def send(self, url: str, headers: Mapping[str, str], body: bytes, cut: Cut) -> Answered | Silent:
        """POST `body`; what came of it. Nothing that a receiver does raises."""
        try:
            to = receiver(url)
            addresses = self._guard.addresses(to)
        except (AddressRefused, ReceiverRefused):
            return Silent("address-refused")
        except (OSError, UnicodeError):  # UnicodeError: a name that cannot even be asked for
            return Silent("no-such-name")
        try:
            return Answered(self._exchange(to, addresses, headers, body, cut))
        except (OSError, h11.RemoteProtocolError) as error:
            return Silent(next(cause for kind, cause in CAUSES if isinstance(error, kind)))
        finally:
            cut.hold(None)

    def _exchange(
        self, to: Receiver, addresses: Sequence[str], headers: Mapping[str, str], body: bytes, cut: Cut
    ) -> int:
        deadline = time.monotonic() + self._answer_seconds
        line = self._connected(to, addresses, deadline, cut)
        try:
            if to.secure:
                line.settimeout(_left(deadline))
                line = self._tls.wrap_socket(line, server_hostname=to.host)
                cut.hold(line)
            return _asked(line, deadline, to, headers, body)
        finally:
            line.close()

    def _connected(self, to: Receiver, addresses: Sequence[str], deadline: float, cut: Cut) -> socket.socket:
        """A connection to the first of the addresses that takes one."""
        refused: OSError = OSError("no address")
        for address in addresses:
            family = socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET
            line = socket.socket(family, socket.SOCK_STREAM)
            try:
                cut.hold(line)
                line.settimeout(min(self._connect_seconds, _left(deadline)))
                line.connect((address, to.port))
            except OSError as error:
                line.close()
                refused = error
            else:
                return line
        raise refused


@cache
def _system_roots() -> ssl.SSLContext:
    """Read once a process: there are some hundred and forty, which takes longer than to send."""
    return ssl.create_default_context()


def _asked(
    line: socket.socket, deadline: float, to: Receiver, headers: Mapping[str, str], body: bytes
) -> int:
    """The status of a whole answer; of a longer one than is read, what it began with."""
    http = h11.Connection(h11.CLIENT, max_incomplete_event_size=LARGEST_ANSWER)
    fixed = [("Host", to.authority), ("Content-Length", str(len(body))), ("Connection", "close")]
    request = h11.Request(method="POST", target=to.target, headers=[*fixed, *headers.items()])
    parts = (request, h11.Data(data=body), h11.EndOfMessage())
    line.settimeout(_left(deadline))
    line.sendall(b"".join(http.send(part) or b"" for part in parts))
    status, read = 0, 0
    while True:
        event = http.next_event()
        if event is h11.NEED_DATA:
            if status and read >= LARGEST_ANSWER:
                return status
            line.settimeout(_left(deadline))
            got = line.recv(4096)
            read += len(got)
            http.receive_data(got)
        elif isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.EndOfMessage):
            return status


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _shut(line: socket.socket) -> None:
    with suppress(OSError):  # not connected yet, or closed already
        # not the TLS wrapper's own: that one changes what the other thread is reading from
        socket.socket.shutdown(line, socket.SHUT_RDWR)
