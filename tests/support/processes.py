"""What this process and its descendants hold, from /proc."""

import os
from pathlib import Path


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
