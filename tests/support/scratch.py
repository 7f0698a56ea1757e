"""Where tests write: in memory, where the machine has room for it.

The tests make a hundred thousand small files, most of them those of PostgreSQL's databases, and there are
disks where each costs a millisecond of processor time and three of waiting. No test asks whether a disk keeps
what it was given; those that ask what a kill leaves behind write on one (`tests/faults/conftest.py`).
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - where Linux has its memory as a folder
DISK = Path("/var/tmp")  # noqa: S108 - what outlasts a restart lies on a disk
ROOM = 4 << 30  # bytes; the tests of one run hold some hundred megabytes at a time


def write_in_memory() -> None:
    """Temporary files of this process and of those that it starts; TMPDIR, where it is set, is obeyed."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return
    if os.statvfs(MEMORY).f_flag & os.ST_NOEXEC or shutil.disk_usage(MEMORY).free < ROOM:
        return  # some tests run what they compiled
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
