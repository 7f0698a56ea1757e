"""No caller takes the service from the others: so many requests a second, with room for a burst.

One token bucket a caller (RFC 2697's, counted in requests): full it holds a burst, and it refills steadily.
A caller is an address with the name or token it gives; whoever invents such gets the address' bucket instead,
once more have been heard than are kept apart.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil

from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.errors import TooManyRequests
from api.middleware.shares import Caller, caller_of

Seconds = Callable[[], float]

MOST_CALLERS = 4096
"""Buckets that are kept; 20 gates and their stations need some dozens."""


class RateLimit:
    """ASGI middleware: 429 with Retry-After for a caller beyond its rate.

    per_second: how fast a bucket refills; burst: how much it holds. clock: monotonic seconds.
    """

    def __init__(
        self, app: ASGIApp, *, per_second: float, burst: int, clock: Seconds = time.monotonic
    ) -> None:
        self._app = app
        self._rate = per_second
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[Caller, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse before the body is read."""
        wait = self._wait(scope) if scope["type"] == "http" else 0.0
        if wait:
            after = ceil(wait)
            error = TooManyRequests("This caller sends more requests than it may.", seconds=after)
            headers = {"Retry-After": str(after), "Connection": "close"}
            await problems.response(error, scope, headers)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _wait(self, scope: Scope) -> float:
        """Seconds until the caller's bucket holds a request; 0 where it did, and that one is taken."""
        caller, now = self._caller(scope), self._clock()
        held, filled = self._buckets.get(caller, (float(self._burst), now))
        held = min(self._burst, held + (now - filled) * self._rate)
        wait = 0.0 if held >= 1 else (1 - held) / self._rate
        self._buckets[caller] = (held if wait else held - 1, now)
        self._buckets.move_to_end(caller)
        return wait

    def _caller(self, scope: Scope) -> Caller:
        caller = caller_of(scope)
        if caller in self._buckets or len(self._buckets) < MOST_CALLERS:
            return caller
        oldest = next(iter(self._buckets))
        if self._full(oldest):
            del self._buckets[oldest]
            return caller
        return (caller[0], "")

    def _full(self, caller: Caller) -> bool:
        """Whether nothing is forgotten with this bucket."""
        held, filled = self._buckets[caller]
        return held + (self._clock() - filled) * self._rate >= self._burst
