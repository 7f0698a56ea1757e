"""What goes on beside the answers: a list of works, started in its order, ended in the reverse of it."""

import threading
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

Work = Callable[[], AbstractAsyncContextManager[None]]
"""Goes on for as long as what it makes is entered."""


def between(start: Callable[[], object], end: Callable[[], object]) -> Work:
    """A work that begins by one call and ends by another: mostly a thread of its own.

    Whatever starting raises goes to whoever starts the service; what had started before it is ended.
    """

    @asynccontextmanager
    async def goes_on() -> AsyncIterator[None]:
        start()
        try:
            yield
        finally:
            end()

    return goes_on


@asynccontextmanager
async def all_of(works: Iterable[Work]) -> AsyncIterator[None]:
    """Start them one after the other. At the end the last ends first, and each even if another fails to."""
    async with AsyncExitStack() as started:
        for work in works:
            await started.enter_async_context(work())
        yield


class Periodically:
    """A thread of its own for what is done from `start` to `stop`: at once, then again every so many seconds.

    act: what is done. Whatever it raises ends nothing (a store may be busy or broken for a moment): failed is
    called, while that exception is being handled, and says so in the log. at_last: act once more at the end.
    """

    def __init__(
        self,
        name: str,
        act: Callable[[], object],
        seconds: float,
        failed: Callable[[], object],
        *,
        at_last: bool = False,
    ) -> None:
        self._act, self._seconds, self._failed, self._at_last = act, seconds, failed, at_last
        self._woken = threading.Event()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin, at once: something may have fallen due while the service was down."""
        self._thread.start()

    def stop(self) -> None:
        """End it, after what is under way."""
        self._ended = True
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """Do not wait until it is time: there is something to do."""
        self._woken.set()

    def _run(self) -> None:
        while not self._ended:
            self._woken.clear()
            self._once()
            if not self._ended:
                self._woken.wait(self._seconds)
        if self._at_last:
            self._once()

    def _once(self) -> None:
        try:
            self._act()
        except Exception:  # what fails once must not end it for good
            self._failed()
