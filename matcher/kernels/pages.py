"""Memory in large pages, where the system gives them for the asking (Linux: transparent huge pages).

What every search reads from its beginning to its end is read a sixth faster from pages of 2 MB than from
pages of 4 KB. NumPy asks for them for arrays of 4 MB and more; the codes of a segment are smaller.
"""

import mmap
from contextlib import suppress
from typing import Final

import numpy as np
from numpy.typing import NDArray

LARGE_PAGE: Final = 2 << 20
LEAST: Final = LARGE_PAGE // 4  # octets: of smaller arrays most of a page would lie idle
NUMPY_ASKS: Final = 2 * LARGE_PAGE

Octets = NDArray[np.uint8]


def in_large_pages(octets: Octets) -> Octets:
    """A C-contiguous copy, in large pages of its own if it is of a size that gains by them."""
    if not (hasattr(mmap, "MADV_HUGEPAGE") and LEAST <= octets.nbytes < NUMPY_ASKS):
        return np.array(octets, order="C")
    needed = -(-octets.nbytes // LARGE_PAGE) * LARGE_PAGE
    room = mmap.mmap(-1, needed + LARGE_PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with suppress(OSError):  # a kernel that was built without them
        room.madvise(mmap.MADV_HUGEPAGE)
    everything = np.frombuffer(room, np.uint8)  # which keeps the memory for as long as the copy lives
    first = -everything.ctypes.data % LARGE_PAGE
    copy = everything[first : first + octets.nbytes].reshape(octets.shape)
    copy[...] = octets
    return copy
