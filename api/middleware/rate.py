"""No caller takes the service from the others: so many requests a second, with room for a burst.

One token bucket a caller (RFC 2697's, counted in requests): full it holds a burst, and it refills steadily.
Whoever proved who they are has a bucket of their own from then on, by address and credential, so that all who
come by one proxy do not wait for each other. Everybody else shares their address' bucket: whoever invents
tokens or names gets no more for it.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil

import anyio
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.auth.asking import known
from api.errors import TooManyRequests
from api.middleware.shares import Caller, caller_of

Seconds = Callable[[], float]

MOST_CALLERS = 4096
"""Buckets that are kept; 20 gates and their stations need some dozens. The one that was not used for longest
makes room: by then it is full again, and nothing is forgotten with it."""

PAUSE = 0.2
"""Seconds that a refusal is held back. Who asks again as soon as they are refused would be refused as often
as the service can, and it would do nothing else."""

MOST_PAUSING = 32
"""Refusals held back at a time: each keeps a connection, and one address may hold four times as many."""


class RateLimit:
    """ASGI middleware: 429 with Retry-After for a caller beyond its rate.

    per_second: how fast a bucket refills; burst: how much it holds. pause: seconds that a refusal is held
    back. clock: monotonic seconds.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        per_second: float,
        burst: int,
        pause: float = PAUSE,
        clock: Seconds = time.monotonic,
    ) -> None:
        self._app = app
        self._rate = per_second
        self._burst = burst
        self._pause = pause
        self._pausing = 0
        self._clock = clock
        self._buckets: OrderedDict[Caller, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse before the body is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        caller = caller_of(scope)
        wait = self._wait(caller if caller in self._buckets else (caller[0], ""))
        if wait:
            await self._hold_back()
            after = ceil(wait)
            error = TooManyRequests("This caller sends more requests than it may.", seconds=after)
            headers = {"Retry-After": str(after), "Connection": "close"}
            await problems.response(error, scope, headers)(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            if caller not in self._buckets and known(HTTPConnection(scope)) is not None:
                self._keep(caller, self._burst - 1.0)

    async def _hold_back(self) -> None:
        if self._pausing >= MOST_PAUSING:
            return
        self._pausing += 1
        try:
            await anyio.sleep(self._pause)
        finally:
            self._pausing -= 1

    def _wait(self, caller: Caller) -> float:
        """Seconds until a bucket holds a request; 0 where it did, and that one is taken."""
        now = self._clock()
        held, filled = self._buckets.get(caller, (float(self._burst), now))
        held = min(self._burst, held + (now - filled) * self._rate)
        wait = 0.0 if held >= 1 else (1 - held) / self._rate
        self._keep(caller, held if wait else held - 1)
        return wait

    def _keep(self, caller: Caller, held: float) -> None:
        self._buckets[caller] = (held, self._clock())
        self._buckets.move_to_end(caller)
        if len(self._buckets) > MOST_CALLERS:
            self._buckets.popitem(last=False)
