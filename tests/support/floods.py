"""Floods against a running service, from a process of their own so that they slow nobody else by themselves.

`python -m tests.support.floods KIND PORT [FILE]` goes on until it is told to end (SIGTERM), finishes what it
has begun, and prints a JSON object. FILE: the whole octets of a request, which KIND `requests` sends again
and again.
"""

import json
import select
import signal
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
PATIENCE = 120.0
"""Seconds until the last of the slow sockets must be ended on however slow a machine; it takes one."""
BEGUN = "begun"


@dataclass
class Told:
    """What came of a flood. seconds: how long it lasted; a_second: attempts; left: those not refused at all;
    within_1_s: the part of the others that was refused in a second; slowest, median: seconds from an
    attempt's beginning until it was refused; statuses: how often each was answered."""

    attempts: int = 0
    seconds: float = 0.0
    a_second: float = 0.0
    left: int = 0
    within_1_s: float = 0.0
    slowest: float = 0.0
    median: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, seconds: float, left: int, ends: list[tuple[str, float]]) -> "Told":
        """ends: status and seconds of each attempt that was refused."""
        lives = sorted(life for _, life in ends) or [0.0]
        return cls(
            attempts=len(ends) + left,
            seconds=round(seconds, 1),
            a_second=round((len(ends) + left) / seconds, 1),
            left=left,
            within_1_s=round(sum(life < 1 for life in lives) / len(lives), 4),
            slowest=lives[-1],
            median=lives[len(lives) // 2],
            statuses=dict(Counter(status for status, _ in ends)),
        )


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


Ends = list[tuple[str, float]]


def slow(kind: str, port: int, over: threading.Event) -> Told:
    """A thousand sockets at once, each of them slow, until the last is refused; then a thousand others."""
    ends: Ends = []
    began, left = time.monotonic(), 0
    while not left:
        left = _wave(kind, port, ends)
        if over.is_set():
            break
    return Told.of(time.monotonic() - began, left, ends)


def _wave(kind: str, port: int, ends: Ends) -> int:
    """How many of a thousand were not refused after all patience."""
    sockets: dict[int, tuple[socket.socket, float, bytes]] = {}
    poller = select.poll()
    until = time.monotonic() + PATIENCE
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
    return len(sockets)


def endless(announced: bool, port: int, over: threading.Event) -> Told:
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

    return _again(attempt, over)


def requests(octets: bytes, port: int, over: threading.Event) -> Told:
    """The same request, several at a time, each time over a connection of its own."""

    def attempt(_number: int) -> str:
        with socket.create_connection(("127.0.0.1", port)) as one:
            one.settimeout(60)
            with suppress(OSError):  # it may be refused before all is sent
                one.sendall(octets)
            return _status(one)

    return _again(attempt, over)


def _again(attempt: Callable[[int], str], over: threading.Event) -> Told:
    ends: Ends = []
    start = time.monotonic()

    def go_on(worker: int) -> None:
        number = worker
        while not over.is_set():
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
    return Told.of(time.monotonic() - start, 0, ends)


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

    def end(self) -> Told:
        """No more of it, once what has begun is refused."""
        self.process.terminate()
        said, _ = self.process.communicate()
        assert self.process.returncode == 0
        self.told = Told(**json.loads(said))
        return self.told


@contextmanager
def flooding(kind: str, url: str, file: Path | None = None) -> Iterator[Flood]:
    """`kind` as the command takes it, against the service at `url`; over at the end of the block."""
    port = url.rpartition(":")[2]
    command = [sys.executable, "-m", "tests.support.floods", kind, port]
    with subprocess.Popen(
        command + ([str(file)] if file else []), stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == BEGUN
        flood = Flood(process)
        try:
            yield flood
        finally:
            if process.poll() is None and not flood.told.attempts:
                process.kill()


def main(arguments: list[str]) -> None:
    """See above."""
    kind, port = arguments[0], int(arguments[1])
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: over.set())
    print(BEGUN, flush=True)
    if kind in SLOW:
        told = slow(kind, port, over)
    elif kind == "requests":
        told = requests(Path(arguments[2]).read_bytes(), port, over)
    else:
        told = endless(kind == "announced", port, over)
    print(json.dumps(asdict(told)))


if __name__ == "__main__":
    main(sys.argv[1:])
