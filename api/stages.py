"""Where a request's time goes: stages with names, told in the Server-Timing header (W3C, Server Timing, 4.1).

A stage's time is its own: while another one is open inside of it, that one's clock runs. Where nothing is
timed, nothing is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

HEADER = "Server-Timing"


class Stages:
    """Wall clock by stage, of one request, in one thread at a time."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}
        self._open: list[str] = []
        self._since = 0.0

    def add(self, name: str, milliseconds: float) -> None:
        """What was measured elsewhere."""
        self._spent[name] = self._spent.get(name, 0.0) + milliseconds

    @contextmanager
    def within(self, name: str) -> Iterator[None]:
        """Time what is done inside."""
        self._lap()
        self._open.append(name)
        try:
            yield
        finally:
            self._lap()
            self._open.pop()

    def header(self) -> str:
        """`decode;dur=12.3, search;dur=140.1`: milliseconds, in the order in which stages began."""
        return ", ".join(f"{name};dur={spent:.1f}" for name, spent in self._spent.items())

    def _lap(self) -> None:
        now = perf_counter()
        if self._open:
            self.add(self._open[-1], 1e3 * (now - self._since))
        self._since = now


_current: ContextVar[Stages | None] = ContextVar("stages", default=None)


@contextmanager
def timed() -> Iterator[Stages]:
    """Time the stages of what is done inside, in this thread or in one that it hands its context to."""
    stages = Stages()
    token = _current.set(stages)
    try:
        yield stages
    finally:
        _current.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """A stage of whatever is timed now."""
    current = _current.get()
    if current is None:
        yield
    else:
        with current.within(name):
            yield


def spent(name: str, milliseconds: float) -> None:
    """What a stage took, of whatever is timed now, where it was measured elsewhere."""
    current = _current.get()
    if current is not None:
        current.add(name, milliseconds)
