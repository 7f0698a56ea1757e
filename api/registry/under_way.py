"""What is under way, and waiting until all of it has ended."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class UnderWay:
    """Thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._open: set[int] = set()
        self._next = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        """Something that is under way as long as the block lasts."""
        with self._changed:
            number, self._next = self._next, self._next + 1
            self._open.add(number)
        try:
            yield
        finally:
            with self._changed:
                self._open.discard(number)
                self._changed.notify_all()

    def settle(self) -> None:
        """Return once everything has ended that is under way now, whatever begins meanwhile."""
        with self._changed:
            until = self._next
            self._changed.wait_for(lambda: all(number >= until for number in self._open))
