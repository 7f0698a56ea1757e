"""The real service in a process of its own, on a free loopback port."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from api.contract.client import Client
from tests.support.forking import Forked

UMBRAL = (sys.executable, "-m", "api")
START_SECONDS = 120.0  # a busy machine loads the models' runtime slowly
STOP_SECONDS = 30.0
DEMONSTRATION = {"UMBRAL_FREE_SEARCHES": "true"}
"""Searches of these tests name no facility: what rules them is tested where policies are."""
TESTER = "tester; roles=supervisor"
"""Who asks, where a test says nothing else."""


@dataclass(frozen=True)
class RunningService:
    """A service process that announced where it answers."""

    process: "subprocess.Popen[bytes] | Forked"
    url: str
    home: Path

    def client(self, language: str = "en", actor: str = TESTER) -> Client:
        """A client of it; close it."""
        return Client(self.url, language=language, actor=actor)

    def kill(self) -> None:
        """SIGKILL to the service and to everything it started: nothing gets to tidy up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.process.terminate()
        return self.process.wait(STOP_SECONDS)

    def memory(self) -> int:
        """Resident bytes of the service and its children, shared pages counted once (Linux Pss)."""
        return sum(_pss(pid) for pid in _tree(self.process.pid))


@contextmanager
def running_service(
    home: Path,
    *,
    module: str = "api",
    arguments: Sequence[str] = (),
    command: Sequence[str | Path] = (),
    wait: bool = True,
    callers: str = "believed",
) -> Iterator[RunningService]:
    """Start `serve` on a data directory; stop it in the end, however it went.

    module: what is run, as by `python -m MODULE ARGUMENTS... serve`, in a process that is forked where all is
    imported. command: instead of that, by a command of its own (`UMBRAL`: as an operator starts it).
    wait: return only when the gallery is loaded.
    """
    process = _process(home, module, arguments, command, callers)
    try:
        service = RunningService(process, _announced(process), home)
        if wait:
            with Client(service.url) as client:  # whoever asks may know whether it is ready
                client.wait_until_ready(START_SECONDS)
        yield service
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(STOP_SECONDS)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            if process.stdout:
                process.stdout.close()


def _process(
    home: Path, module: str, arguments: Sequence[str], command: Sequence[str | Path], callers: str
) -> "subprocess.Popen[bytes] | Forked":
    environment = {k: v for k, v in os.environ.items() if not k.startswith("UMBRAL_")}
    environment |= {"PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1", **DEMONSTRATION}
    environment["UMBRAL_CALLERS"] = callers
    log = home.parent / f"{home.name}.log"
    serve = ("serve", "--home", str(home), "--port", "0")
    if not command:
        return Forked(module, [*arguments, *serve], environment=environment, errors=log)
    with log.open("ab") as errors:
        return subprocess.Popen(
            [*command, *serve], stdout=subprocess.PIPE, stderr=errors, env=environment, start_new_session=True
        )


def _announced(process: "subprocess.Popen[bytes] | Forked") -> str:
    """The address in the line "Umbral answers on http://... (data in ...)"."""
    assert process.stdout is not None
    deadline = time.monotonic() + START_SECONDS
    while select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))[0]:
        line = process.stdout.readline().decode()
        if not line:
            raise AssertionError(f"the service ended with status {process.wait()} before it answered")
        if line.startswith("Umbral answers on "):
            return line.split()[3]
    raise AssertionError("the service did not start in time")


def _tree(pid: int) -> list[int]:
    """A process and its descendants."""
    below: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):  # a thread or a child that ended meanwhile
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            below += map(int, path.read_text().split())
    return [pid, *(other for child in below for other in _tree(child))]


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0  # a decoding child that ended meanwhile
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
