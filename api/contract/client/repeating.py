"""When a request goes out again by itself, and after which pause."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from secrets import SystemRandom

import httpx

from api.contract.client.parameters import FIRST_PAUSE, LONGEST_PAUSE, REPEATS

KEY = "Idempotency-Key"
_BUSY = frozenset({429, 503})  # the service did nothing, and says so
_chance = SystemRandom()


@dataclass(frozen=True, slots=True)
class Repeating:
    """How often a request is repeated whose answer was lost, or that came too early.

    Only requests are repeated that do no more when they arrive twice: reads, and writes under an idempotency
    key, which go out again under the same one. repeats: at most so many; pause: what waits, given seconds.
    """

    repeats: int = REPEATS
    first: float = FIRST_PAUSE
    longest: float = LONGEST_PAUSE
    pause: Callable[[float], None] = time.sleep

    def after(self, attempt: int, request: httpx.Request, answer: httpx.Response | None) -> bool:
        """Pause and tell to go on, or tell to give up.

        attempt: how many were made; answer: what came back, None where the connection failed.
        """
        if attempt > self.repeats or not _harmless(request):
            return False
        if answer is not None and answer.status_code not in _BUSY:
            return False
        asked = _asked_for(answer)
        if asked > self.longest:
            return False
        step = min(self.longest, self.first * 2 ** (attempt - 1))
        spread = step * (0.5 + _chance.random() / 2)  # many clients of one service must not return together
        self.pause(max(asked, spread))
        return True


NEVER = Repeating(repeats=0)
"""For whoever wants to hear of the first failure."""


def _harmless(request: httpx.Request) -> bool:
    return request.method in {"GET", "HEAD"} or KEY in request.headers


def _asked_for(answer: httpx.Response | None) -> float:
    """Seconds by `Retry-After`; the service sends no dates there."""
    said = "" if answer is None else answer.headers.get("Retry-After", "")
    return float(said) if said.isascii() and said.isdecimal() and len(said) < 9 else 0.0
