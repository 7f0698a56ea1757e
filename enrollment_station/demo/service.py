"""The service that the demo talks to: the one that answers at its address, else one that it starts."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from api.contract.client import Client
from api.contract.errors import ServiceUnreachable
from enrollment_station.demo.courthouse import Courthouse
from enrollment_station.demo.rules import place_examples
from enrollment_station.errors import ServiceDidNotStart

START_SECONDS = 120.0
STOP_SECONDS = 15.0
POLL_SECONDS = 0.1
LOG = "service.log"
LAST_LINES = 8


@contextmanager
def service(
    url: str, home: Path, waiting: Callable[[float], None], callers: str = "believed"
) -> Iterator[bool]:
    """A service answers at `url` while this is open; yields whether it was started here.

    waiting: called with the seconds waited, now and then. callers: how one that is started here knows them.
    Raises ServiceDidNotStart.
    """
    if _answers(url):
        yield False
        return
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    place_examples(home)
    Courthouse(home)  # the service reads its key as it starts
    log = home / LOG
    with log.open("ab") as sink:
        begun = log.stat().st_size
        child = _start(url, home, sink.fileno(), callers)
    try:
        _await_answer(url, child, waiting, lambda: _tail(log, begun))
        yield True
    finally:
        _stop(child)


def _start(url: str, home: Path, log: int, callers: str) -> "subprocess.Popen[bytes]":
    """In a session of its own: Ctrl-C reaches the demo alone, which then stops the service in order."""
    parts = urlsplit(url)
    command = [sys.executable, "-m", "api", "serve", "--home", str(home)]
    command += ["--host", parts.hostname or "127.0.0.1", "--port", str(parts.port or 80)]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        env={**os.environ, "UMBRAL_CALLERS": callers},
    )


def _await_answer(
    url: str,
    child: "subprocess.Popen[bytes]",
    waiting: Callable[[float], None],
    last_lines: Callable[[], str],
) -> None:
    begun = time.monotonic()
    while not _answers(url):
        waited = time.monotonic() - begun
        if child.poll() is not None:
            raise ServiceDidNotStart(f"The service ended at once. Its last lines:\n{last_lines()}\n")
        if waited > START_SECONDS:
            raise ServiceDidNotStart(f"The service at {url} did not answer within {START_SECONDS:.0f} s.")
        waiting(waited)
        time.sleep(POLL_SECONDS)


def _answers(url: str) -> bool:
    with Client(url) as client:
        try:
            client.status()
        except ServiceUnreachable:
            return False
        return True


def _stop(child: "subprocess.Popen[bytes]") -> None:
    """Ask, wait, and only then insist: a service that is asked finishes what it acknowledged."""
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _tail(log: Path, begun: int) -> str:
    with log.open("rb") as lines:
        lines.seek(begun)
        return "\n".join(lines.read().decode(errors="replace").splitlines()[-LAST_LINES:])
