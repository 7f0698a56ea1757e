"""Processes in tests: what /proc says of them, waiting for their end, fresh interpreters."""

import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tree_rss() -> int:
    """Resident bytes of this process and all its descendants together, shared pages counted once for each."""
    return sum(_rss(pid) for pid in _descendants(os.getpid()))


def _descendants(pid: int) -> list[int]:
    """pid, its children by any of its threads, theirs and so on."""
    found = [pid]
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        lists = [(thread / "children").read_text() for thread in threads]
    except OSError:  # ended meanwhile
        return found
    for child in " ".join(lists).split():
        found += _descendants(int(child))
    return found


def _rss(pid: int) -> int:
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def children(pid: int) -> list[int]:
    """Process ids of pid's children."""
    with suppress(FileNotFoundError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def descriptors(process: int | str) -> int:
    """How many file descriptors that process has open."""
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def first_child(pid: int) -> int:
    """Waits, bounded by the test's time limit, until pid has a child."""
    while not (found := children(pid)):
        os.sched_yield()
    return found[0]


def ended(pid: int, seconds: float = 20) -> bool:
    """Whether process pid ends within that time."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], seconds)[0])
    finally:
        os.close(descriptor)


def kill_and_wait(pid: int) -> None:
    """SIGKILL, and back when the process is gone."""
    os.kill(pid, signal.SIGKILL)
    assert ended(pid)


def run_python(script: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """script in a fresh interpreter in development mode, where every leak is an error."""
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", script, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
