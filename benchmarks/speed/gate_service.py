"""The service in a process of its own: when it is ready, what processor time it takes with its children."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

READY_SECONDS = 900.0
STOP_SECONDS = 30.0
LOG = "benchmark.log"  # beside the data directory
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Running:
    """A service that answers. loaded: seconds that it took to load the gallery."""

    pid: int
    url: str
    loaded: float

    def processor_seconds(self) -> float:
        """Of the service and everything that it started, so far."""
        return sum(map(_spent, _tree(self.pid)))

    def memory(self) -> int:
        """Resident octets of the service itself."""
        status = Path(f"/proc/{self.pid}/status").read_text("utf-8").splitlines()
        return next(1024 * int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


ALONE = {"UMBRAL_CALLERS": "believed", "PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1"}
"""Callers are believed, as they are on a machine of their own."""


@contextmanager
def running(home: Path, program: str = "api") -> Iterator[Running]:
    """`umbral serve` over a data directory; stopped in the end, however it went. program: the module."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("UMBRAL_")}
    with (home.parent / LOG).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", program, "serve", "--home", home, "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=log,
            env={**environment, **ALONE},
            start_new_session=True,
        )
    began = time.monotonic()
    try:
        url = _announced(process)
        _wait(url, began + READY_SECONDS)
        yield Running(process.pid, url, time.monotonic() - began)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.stdout:
            process.stdout.close()


def _announced(process: subprocess.Popen[bytes]) -> str:
    """The address in the line "Umbral answers on http://... (data in ...)"."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(b"Umbral answers on "):
            return line.decode().split()[3]
    raise RuntimeError(f"the service ended with status {process.wait()}")


def _wait(url: str, until: float) -> None:
    with httpx.Client(base_url=url, timeout=30) as client:
        while client.get("/v1/health/ready").status_code != 200:
            if time.monotonic() > until:
                raise TimeoutError("the gallery is not loaded yet")
            time.sleep(0.5)


def _tree(pid: int) -> list[int]:
    """A process and its descendants."""
    try:
        lists = [path.read_text("utf-8") for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except (FileNotFoundError, ProcessLookupError):
        return [pid]
    return [pid, *(below for line in lists for child in line.split() for below in _tree(int(child)))]


def _spent(pid: int) -> float:
    """User and system time, with that of children that ended (proc(5): fields 14 to 17 of stat)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS
