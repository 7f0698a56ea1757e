"""UUIDv7 (RFC 9562, section 5.7): ids that sort by the time they were made."""

import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A new id: 48 bits of Unix milliseconds, a 12-bit fraction of them, 62 random bits.

    The fraction (section 6.2, method 3) keeps ids of one process strictly ascending; should the clock
    stand still or go back, the last value is counted up instead.
    """
    global _last  # noqa: PLW0603 - the order holds for the whole process
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    with _lock:
        _last = max(_last + 1, milliseconds << 12 | (rest << 12) // 1_000_000)
        stamp = _last
    value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)
