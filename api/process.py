"""What the service's process keeps to itself: templates are searchable in its memory, so no copy may be left.

A core file would hold that memory, and so would what a debugger of the same user takes out (core(5), prctl(2)
PR_SET_DUMPABLE). Files that are made without a mode of their own are the owner's alone.
"""

import ctypes
import os
import resource

OWNER_ALONE = 0o077
_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4


def keep_to_itself() -> None:
    """No core files, no debugger of the same user, no file for others. Before the first secret is read."""
    os.umask(OWNER_ALONE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):  # Linux
        libc.prctl(_PR_SET_DUMPABLE, ctypes.c_ulong(0), 0, 0, 0)


def dumpable() -> bool:
    """Whether this process' memory may be written out or read by others of its user."""
    libc = ctypes.CDLL(None, use_errno=True)
    kept = hasattr(libc, "prctl") and libc.prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) == 0
    return not kept or resource.getrlimit(resource.RLIMIT_CORE)[1] != 0
