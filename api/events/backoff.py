"""When a failed telling is tried again: exponential, capped, with full jitter.

Full jitter (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015) draws the wait evenly
between nothing and the cap of that attempt, so that what failed together does not come back together.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import SystemRandom

from api.events.parameters import FIRST_WAIT, LONGEST_WAIT

Draw = Callable[[float], float]
"""A number between 0 and its argument."""


def evenly(most: float) -> float:
    """A random number from 0 to `most`."""
    return SystemRandom().uniform(0.0, most)


def retry_at(now: datetime, failures: int, draw: Draw) -> datetime:
    """The instant of the next attempt. failures: so far, from 1 on."""
    doublings = min(failures - 1, 32)  # far beyond the cap; keeps the product a sensible number
    longest = min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
    return now + timedelta(seconds=draw(longest.total_seconds()))
