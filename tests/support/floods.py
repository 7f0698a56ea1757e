"""Floods against a running service, from a process of their own so that they slow nobody else by themselves.

`python -m tests.support.floods KIND PORT SECONDS [FILE]` prints a JSON object when it is over. FILE: the
whole octets of a request, which KIND `requests` sends again and again.
"""

import json
import select
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

SOCKETS = 1_000
AT_ONCE = 4
MEBIBYTE = 1 << 20
TEN_GIGABYTES = 10 * 10**9
PAUSE, DRIP = 0.02, 0.5
LONGEST_HEAD = 4096


@dataclass
class Told:
    """What came of a flood. slowest, median: seconds from an attempt's beginning until it was refused;
    left: attempts that were not refused as long as it lasted; statuses: how often each was answered."""

    attempts: int = 0
    left: int = 0
    slowest: float = 0.0
    median: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, attempts: int, left: int, ends: list[tuple[str, float]]) -> "Told":
        """ends: status and seconds of each attempt that was refused."""
        lives = sorted(seconds for _, seconds in ends) or [0.0]
        statuses = dict(Counter(status for status, _ in ends))
        return cls(attempts, left, lives[-1], lives[len(lives) // 2], statuses)


def head(method: str, path: str, number: int, more: str = "") -> bytes:
    """Request line and headers as somebody of this flood sends them, up to the empty line or further."""
    lines = (
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Umbral-Actor: flood-{number}; roles=gate-officer",
    )
    return ("\r\n".join(lines) + "\r\n" + more).encode()


POSTED = "Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
SLOW: dict[str, Callable[[int], tuple[bytes, bytes]]] = {
    "headers": lambda number: (head("GET", "/v1/status", number), b"X: y\r\n"),
    "bodies": lambda number: (head("POST", "/v1/quality", number, POSTED.format(length=10**6)), b" "),
    "reading": lambda number: (head("GET", "/v1/openapi.json", number, "\r\n"), b""),
}
"""What each of a thousand sockets sends first, and then now and then; `reading` takes no answer."""


def slow(kind: str, port: int, seconds: float) -> Told:
    """A thousand sockets at once, each of them slow, until the last is refused or the time is over."""
    sockets: dict[int, tuple[socket.socket, float, bytes]] = {}
    ends: list[tuple[str, float]] = []
    poller = select.poll()
    until = time.monotonic() + seconds
    for number in range(SOCKETS):
        first, drip = SLOW[kind](number)
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096 if not drip else MEBIBYTE)
        one.connect(("127.0.0.1", port))
        began = time.monotonic()
        with suppress(OSError):
            one.sendall(first)
        one.setblocking(False)
        poller.register(one, select.POLLRDHUP | (select.POLLIN if drip else 0))
        sockets[one.fileno()] = (one, began, drip)
    dripped = time.monotonic()
    while sockets and time.monotonic() < until:
        time.sleep(PAUSE)
        for number, _ in poller.poll(1000 * PAUSE):
            one, began, _ = sockets.pop(number)
            ends.append((_status(one), time.monotonic() - began))
            poller.unregister(number)
            one.close()
        if time.monotonic() > dripped + DRIP:
            dripped = time.monotonic()
            for one, _, drip in sockets.values():
                with suppress(OSError):
                    one.send(drip)
    for one, _, _ in sockets.values():
        one.close()
    return Told.of(SOCKETS, len(sockets), ends)


def endless(announced: bool, port: int, seconds: float) -> Told:
    """Bodies of ten gigabytes, several at a time, again and again: announced, or in chunks without an end."""
    how = f"Content-Length: {TEN_GIGABYTES}" if announced else "Transfer-Encoding: chunked"
    more = f"Content-Type: application/json\r\n{how}\r\n\r\n"
    octets = bytes(MEBIBYTE)
    piece = octets if announced else b"%x\r\n%b\r\n" % (MEBIBYTE, octets)

    def attempt(number: int) -> str:
        with socket.create_connection(("127.0.0.1", port)) as one:
            one.sendall(head("POST", "/v1/quality", number, more))
            one.setblocking(False)
            sent = memoryview(piece)
            while True:
                readable, _, _ = select.select([one], [one], [], 1.0)
                if readable:
                    return _status(one)
                with suppress(BlockingIOError):
                    sent = sent[one.send(sent) :] or memoryview(piece)

    return _again(attempt, seconds)


def requests(octets: bytes, port: int, seconds: float) -> Told:
    """The same request, several at a time, each time over a connection of its own."""

    def attempt(_number: int) -> str:
        with socket.create_connection(("127.0.0.1", port)) as one:
            one.settimeout(60)
            with suppress(OSError):  # it may be refused before all is sent
                one.sendall(octets)
            return _status(one)

    return _again(attempt, seconds)


def _again(attempt: Callable[[int], str], seconds: float) -> Told:
    ends: list[tuple[str, float]] = []
    until = time.monotonic() + seconds

    def go_on(worker: int) -> None:
        number = worker
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                ended = attempt(number)
            except OSError:
                ended = "reset"
            ends.append((ended, time.monotonic() - began))
            number += AT_ONCE

    workers = [threading.Thread(target=go_on, args=(worker,)) for worker in range(AT_ONCE)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return Told.of(len(ends), 0, ends)


def _status(one: socket.socket) -> str:
    try:
        octets = one.recv(LONGEST_HEAD)
    except OSError:
        return "reset"
    return octets[9:12].decode("ascii", "replace") or "closed"


@dataclass
class Flood:
    """A flood under way; told: what came of it, once it is over."""

    process: "subprocess.Popen[str]"
    told: Told = field(default_factory=Told)

    def wait(self) -> Told:
        """Until it is over."""
        said, _ = self.process.communicate()
        assert self.process.returncode == 0
        self.told = Told(**json.loads(said))
        return self.told


@contextmanager
def flooding(kind: str, url: str, seconds: float, file: Path | None = None) -> Iterator[Flood]:
    """`kind` as the command takes it, against the service at `url`; over at the end of the block."""
    port = url.rpartition(":")[2]
    command = [sys.executable, "-m", "tests.support.floods", kind, port, str(seconds)]
    with subprocess.Popen(
        command + ([str(file)] if file else []), stdout=subprocess.PIPE, text=True
    ) as process:
        flood = Flood(process)
        try:
            yield flood
        finally:
            if process.poll() is None and not flood.told.attempts:
                process.kill()


def main(arguments: list[str]) -> None:
    """See above."""
    kind, port, seconds = arguments[0], int(arguments[1]), float(arguments[2])
    if kind in SLOW:
        told = slow(kind, port, seconds)
    elif kind == "requests":
        told = requests(Path(arguments[3]).read_bytes(), port, seconds)
    else:
        told = endless(kind == "announced", port, seconds)
    print(json.dumps(asdict(told)))


if __name__ == "__main__":
    main(sys.argv[1:])
