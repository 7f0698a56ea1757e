"""System calls that fail when they are told to: libfiu's preloaded wrappers, steered from within the process.

A process under `fiu-run -x` has them; nothing fails until `failing` says so.
"""

import ctypes
import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

CALLS = {
    "write": b"posix/io/rw/pwrite",
    "fsync": b"posix/io/sync/fsync",
    "fdatasync": b"posix/io/sync/fdatasync",
    "rename": b"posix/io/dir/rename",
    "unlink": b"posix/io/dir/unlink",
}
_ASKED = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_char_p,
    ctypes.POINTER(ctypes.c_int),
    ctypes.POINTER(ctypes.c_void_p),
    ctypes.POINTER(ctypes.c_uint),
)


@dataclass
class Counted:
    """How many of the calls there were."""

    calls: int = 0


@contextmanager
def failing(call: str, nth: int) -> Iterator[Counted]:
    """Within the block the nth such call fails with ENOSPC."""
    library = ctypes.CDLL("libfiu.so.0")
    counted = Counted()

    def asked(_name: bytes, _failnum: object, info: object, _flags: object) -> int:
        counted.calls += 1
        if counted.calls != nth:
            return 0
        info[0] = errno.ENOSPC  # type: ignore[index] # a ctypes buffer
        return 1

    heard = _ASKED(asked)
    if library.fiu_enable_external(CALLS[call], 1, None, 0, heard):
        raise RuntimeError("libfiu is not preloaded: run under `fiu-run -x`")
    try:
        yield counted
    finally:
        library.fiu_disable(CALLS[call])
