"""What a decoding child gives up before it touches a byte: privileges, then resources, then system calls."""

import contextlib
import ctypes
import os
import resource
import signal
from pathlib import Path

from matcher.decoding.parameters import ChildLimits
from matcher.decoding.seccomp import SystemCallFilter

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_NOBODY = 65534
# What may protect a child, by name; not every machine offers all.
PROTECTIONS = ("resource-limits", "no-new-privileges", "unprivileged-user", "system-call-filter")
# stdin, stdout, stderr (all /dev/null) and the conversation with the parent.
_DESCRIPTORS = 4


def lower_privileges() -> tuple[str, ...]:
    """For the zygote, inherited by every child: names what holds now, of PROTECTIONS.

    Root becomes "nobody" (in a container that maps no such user it stays what it is); a user process
    keeps its user. The kernel's out-of-memory killer is told to take us before the service.
    """
    held = []
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl") and libc.prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), 0, 0, 0) == 0:
        held.append("no-new-privileges")
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    if os.geteuid() == 0:
        with contextlib.suppress(OSError):
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    if os.geteuid() != 0:
        held.append("unprivileged-user")
    return tuple(held)


class Sandbox:
    """Prepared once in the zygote; each child enters it right after the fork."""

    def __init__(self, limits: ChildLimits) -> None:
        self._limits = limits
        self._filter = SystemCallFilter()
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._address_space = limits.memory_bytes + _address_space_in_use()

    def enter(self, parent_pid: int) -> bool:
        """Give up the rest, for good; True if the system call filter holds too.

        Descriptors above the fourth must be closed already. Exits if the parent is gone.
        """
        if hasattr(self._libc, "prctl"):
            self._libc.prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != parent_pid:
            os._exit(1)
        cpu = self._limits.cpu_seconds
        for what, soft, hard in (
            (resource.RLIMIT_AS, self._address_space, self._address_space),
            (resource.RLIMIT_CPU, cpu, cpu + 1),
            (resource.RLIMIT_FSIZE, 0, 0),
            (resource.RLIMIT_NOFILE, _DESCRIPTORS, _DESCRIPTORS),
            (resource.RLIMIT_CORE, 0, 0),
            (resource.RLIMIT_NPROC, 0, 0),
        ):
            lower_limit(what, soft, hard)
        return self._filter.install()


def lower_limit(what: int, soft: int, hard: int) -> None:
    """Set a resource limit, or leave it where whoever started the service has set a lower one."""
    _, present = resource.getrlimit(what)
    if present != resource.RLIM_INFINITY:
        soft, hard = min(soft, present), min(hard, present)
    resource.setrlimit(what, (soft, hard))


def _address_space_in_use() -> int:
    """Bytes of address space of this process; 0 where /proc does not tell (the limit is then tighter)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()
