"""How much memory a service takes while it works, all of its processes together."""

import threading
from types import TracebackType
from typing import Self

from tests.support.service import RunningService

SECONDS_BETWEEN_LOOKS = 0.01


class PeakMemory:
    """`with PeakMemory(service) as peak: ...` - afterwards `peak.growth` in bytes."""

    def __init__(self, service: RunningService, seconds_between: float = SECONDS_BETWEEN_LOOKS) -> None:
        self._service = service
        self._seconds_between = seconds_between
        self._before = service.memory()
        self._highest = self._before
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="peak-memory")

    @property
    def growth(self) -> int:
        """The most that was held beyond what was held before."""
        return self._highest - self._before

    def _watch(self) -> None:
        while not self._end.wait(self._seconds_between):
            self._highest = max(self._highest, self._service.memory())

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()
        self._highest = max(self._highest, self._service.memory())
