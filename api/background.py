"""What goes on beside the answers: a list of works, started in its order, ended in the reverse of it."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

from anyio import create_task_group

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


def until_cancelled(keep: Callable[[], Coroutine[Any, Any, None]]) -> Work:
    """A work that is a coroutine without an end."""

    @asynccontextmanager
    async def goes_on() -> AsyncIterator[None]:
        async with create_task_group() as tasks:
            tasks.start_soon(keep)
            yield
            tasks.cancel_scope.cancel()

    return goes_on


@asynccontextmanager
async def all_of(works: Iterable[Work]) -> AsyncIterator[None]:
    """Start them one after the other. At the end the last ends first, and each even if another fails to."""
    async with AsyncExitStack() as started:
        for work in works:
            await started.enter_async_context(work())
        yield
