"""Waiting for what another process or thread brings about."""

import time
from collections.abc import Callable

WITHIN = 120.0
"""Seconds. What a busy machine may take; nobody waits so long unless something is broken."""


def within(seconds: float, found: Callable[[], bool]) -> bool:
    """Whether something comes about in time."""
    deadline = time.monotonic() + seconds
    while not found():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
