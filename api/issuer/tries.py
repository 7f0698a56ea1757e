"""Wrong passwords are counted, of accounts that are there and of invented ones alike."""

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from api.issuer.errors import TooManyTries
from api.issuer.parameters import NAMES_REMEMBERED, TRIES, TRIES_OF_ALL, WAIT_FIRST, WAIT_LONGEST

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    until: datetime


class Tries:
    """Thread-safe. In memory: who can restart the service holds its data directory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: OrderedDict[str, _Failures] = OrderedDict()
        self._of_all: deque[datetime] = deque(maxlen=TRIES_OF_ALL)

    def begin(self, name: str, now: datetime) -> None:
        """Somebody tries: until they succeed it counts as wrong, so that tries at one moment count too.

        Raises TooManyTries.
        """
        with self._lock:
            self._require_room(name, now)
            before = self._failures.get(name)
            count = 1 if before is None else before.count + 1
            wait = timedelta() if count < TRIES else min(WAIT_LONGEST, WAIT_FIRST * 2 ** (count - TRIES))
            self._failures[name] = _Failures(count, now + wait)
            self._failures.move_to_end(name)
            self._of_all.append(now)
            if len(self._failures) > NAMES_REMEMBERED:
                self._failures.popitem(last=False)

    def succeeded(self, name: str) -> None:
        """It was the right one."""
        with self._lock:
            self._failures.pop(name, None)
            if self._of_all:
                self._of_all.pop()

    def _require_room(self, name: str, now: datetime) -> None:
        waits = []
        if (known := self._failures.get(name)) is not None:
            waits.append(known.until - now)
        if len(self._of_all) == TRIES_OF_ALL:
            waits.append(self._of_all[0] + MINUTE - now)
        longest = max(waits, default=timedelta())
        if longest > timedelta():
            raise TooManyTries(ceil(longest.total_seconds()))
