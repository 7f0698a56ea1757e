"""A system call filter: a decoder may read, write, allocate and exit, and nothing else.

Classic BPF by hand, so that no library is needed: linux/filter.h, linux/seccomp.h, seccomp(2). Every
call that is not listed returns EPERM: no file, socket, process, signal, mapping of code, nor a change
of limits.
"""

import ctypes
import errno
import platform
import struct

_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_RET_ALLOW = 0x7FFF0000
_RET_ERRNO = 0x00050000
_PROT_EXEC = 4
# struct seccomp_data: nr, arch, instruction pointer, six 64-bit arguments (little-endian machines only).
_NR, _ARCH, _THIRD_ARGUMENT = 0, 4, 32
_LOAD, _JUMP_EQUAL, _JUMP_IF_SET, _RETURN = 0x20, 0x15, 0x45, 0x06

# read write close lseek munmap brk mremap madvise futex exit exit_group rt_sigreturn rt_sigprocmask
# restart_syscall sched_yield clock_gettime gettimeofday getrandom; then mmap mprotect
_CALLS: dict[str, tuple[int, tuple[int, ...], tuple[int, ...]]] = {
    "x86_64": (
        0xC000003E,
        (0, 1, 3, 8, 11, 12, 25, 28, 202, 60, 231, 15, 14, 219, 24, 228, 96, 318),
        (9, 10),
    ),
    "aarch64": (
        0xC00000B7,
        (63, 64, 57, 62, 215, 214, 216, 233, 98, 93, 94, 139, 135, 128, 124, 113, 169, 278),
        (222, 226),
    ),
}


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def _instruction(code: int, k: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One struct sock_filter."""
    return struct.pack("=HBBI", code, if_true, if_false, k)


def _filter(architecture: int, plain: tuple[int, ...], mapping: tuple[int, ...]) -> bytes:
    """The program: right architecture, then each allowed call; mappings only without PROT_EXEC."""
    allow = _instruction(_RETURN, _RET_ALLOW)
    deny = _instruction(_RETURN, _RET_ERRNO | errno.EPERM)
    program = _instruction(_LOAD, _ARCH) + _instruction(_JUMP_EQUAL, architecture, 1, 0) + deny
    program += _instruction(_LOAD, _NR)
    for number in plain:
        program += _instruction(_JUMP_EQUAL, number, 0, 1) + allow
    for number in mapping:
        program += _instruction(_JUMP_EQUAL, number, 0, 4) + _instruction(_LOAD, _THIRD_ARGUMENT)
        program += _instruction(_JUMP_IF_SET, _PROT_EXEC, 0, 1) + deny + allow
    return program + deny


class SystemCallFilter:
    """Built once before the fork, installed by each child in one call."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        known = _CALLS.get(platform.machine())
        self._code = _filter(*known) if known else b""
        self._program = _Program(len(self._code) // 8, self._code)

    def install(self) -> bool:
        """Whether the filter now holds for this process, for good. Needs PR_SET_NO_NEW_PRIVS before."""
        if not self._code or not hasattr(self._libc, "prctl"):
            return False
        mode = ctypes.c_ulong(_SECCOMP_MODE_FILTER)
        return bool(self._libc.prctl(_PR_SET_SECCOMP, mode, ctypes.byref(self._program)) == 0)
