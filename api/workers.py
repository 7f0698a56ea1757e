"""Who decodes, extracts or searches: a few threads, one of which is always free for the gates."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

T = TypeVar("T")


class Workers:
    """most: that work at a time; more than there are cores would only share them."""

    def __init__(self, most: int) -> None:
        self._everybody = CapacityLimiter(most)
        self._beside_gates = CapacityLimiter(max(1, most - 1))

    async def run(self, function: Callable[[], T], *, gate: bool) -> T:
        """Run it as soon as a thread is free. gate: whether somebody stands before an officer."""
        if gate:
            return await to_thread.run_sync(function, limiter=self._everybody)
        async with self._beside_gates:
            return await to_thread.run_sync(function, limiter=self._everybody)
