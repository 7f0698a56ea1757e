"""What the zygote does once so that each of its children costs less.

A child shares the zygote's memory until it writes: every page that it writes to is copied for it alone, at
a microsecond or more. Nothing here changes what a child may do or what it answers; where the C library is
not glibc, or an old one, the second measure is left out and children cost what they cost.
"""

import ctypes
from base64 import b64decode

from matcher.decoding import pixels
from matcher.decoding.parameters import KEPT_BYTES, REHEARSALS

# Of our own making: 16 x 16 pixels of colour as JPEG, 8 x 8 of grey as PNG; both state a resolution.
SPECIMENS = (
    b64decode(
        "/9j/4AAQSkZJRgABAQEBLAEsAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdB"
        "RkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P"
        "T09PT09PT09PT09PT0//wAARCAAQABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAABQb/xAAYEAACAwAAAAAAAAAA"
        "AAAAAAAABAUiMf/EABQBAQAAAAAAAAAAAAAAAAAAAAD/xAAYEQADAQEAAAAAAAAAAAAAAAAAAgUhMf/aAAwDAQACEQMRAD8A"
        "k1IzKjicZlRZOMyo4pGZUI4mU+af/9k="
    ),
    b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAACXBIWXMAAEzlAABM5QF1zvCVAAAAFklEQVR42mPklFNUUFBQ"
        "lGNigALyGAA/IQD3a1gD/wAAAABJRU5ErkJggg=="
    ),
)


def rehearse() -> None:
    """Decode our own specimens: what an interpreter and its libraries do only the first few times (adapting
    bytecode, looking up methods, building tables) is then done, and lies in memory that nobody writes to."""
    for _ in range(REHEARSALS):
        for specimen in SPECIMENS:
            for _ in pixels.decode(specimen).strips:
                pass


class _HeapFigures(ctypes.Structure):
    """struct mallinfo2 of glibc 2.33 and later; keepcost: octets free at the heap's end."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def give_spare_heap_away() -> bool:
    """Take the free end of the heap, all but KEPT_BYTES, for good: whether that was done.

    A child's picture would else begin on a large page that the zygote has touched, and be copied from there
    in small pages. Now the child's allocator must fetch more, and that is large pages from the start: glibc
    ends a heap where one ends.
    """
    libc = ctypes.CDLL(None)
    if not (hasattr(libc, "mallinfo2") and hasattr(libc, "malloc")):
        return False
    libc.mallinfo2.restype = _HeapFigures
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, (ctypes.c_size_t,)
    spare = libc.mallinfo2().keepcost - KEPT_BYTES
    if spare > 0:
        libc.malloc(spare)  # never touched, so hardly any memory stands behind it
    return True
