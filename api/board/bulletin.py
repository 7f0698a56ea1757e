"""Those who follow the board of one house share one reading of it, made anew every few seconds.

It is read from the store and not told by whoever writes: so it is right whoever wrote, this process or
another on the same database, and hours that pass by themselves (a return that is overdue, a gate that fell
silent) show as well. A listener holds no queue: whoever is slow misses what was outdated meanwhile, and finds
the latest.

Lives in one event loop; the reading itself runs in a thread, while anybody follows.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from anyio import CapacityLimiter, to_thread

from api.board.errors import BoardFull
from api.board.parameters import HEARTBEAT_SECONDS, LIFETIME_SECONDS, MOST_LISTENERS, POLL_SECONDS
from matcher.errors import UmbralError

log = logging.getLogger("umbral.board")


class Tagged(Protocol):
    """What is shared. tag: another one whenever anything that it says is another."""

    @property
    def tag(self) -> str:
        """Equal for what says the same."""


S = TypeVar("S", bound=Tagged)


@dataclass(eq=False)
class _Channel(Generic[S]):
    """One house: who listens, what was read last, and the task that reads."""

    latest: S | None = None
    listeners: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    reader: asyncio.Task[None] | None = None


class Bulletin(Generic[S]):
    """read: how a house stands, blocking. every: seconds between two readings. most: listeners at a time.

    lifetime: seconds after which a listener is to ask again.
    """

    def __init__(
        self,
        read: Callable[[str], S],
        *,
        every: float = POLL_SECONDS,
        most: int = MOST_LISTENERS,
        lifetime: float = LIFETIME_SECONDS,
    ) -> None:
        self.lifetime = lifetime
        self._read = read
        self._every = every
        self._most = most
        self._channels: dict[str, _Channel[S]] = {}
        self._limiter: CapacityLimiter | None = None
        self._closed = False

    @property
    def listeners(self) -> int:
        """How many follow a house now."""
        return sum(channel.listeners for channel in self._channels.values())

    def require_room(self) -> None:
        """Raise BoardFull where nobody more can listen."""
        if self.listeners >= self._most:
            raise BoardFull("As many follow boards as there is room for.", most=self._most)

    @asynccontextmanager
    async def listen(self, house: str) -> AsyncIterator["Listener[S]"]:
        """Follow a house until the block closes. Raises BoardFull."""
        self.require_room()
        channel = self._channels.setdefault(house, _Channel())
        channel.listeners += 1
        if channel.reader is None and not self._closed:
            channel.reader = asyncio.create_task(self._keep_reading(house, channel))
        try:
            yield Listener(self, channel)
        finally:
            channel.listeners -= 1
            if not channel.listeners:
                self._end(house, channel)

    def close(self) -> None:
        """Everybody who follows is told that there is no more, now."""
        self._closed = True
        for channel in self._channels.values():
            channel.changed.set()

    @property
    def closed(self) -> bool:
        """Whether there is no more."""
        return self._closed

    def _end(self, house: str, channel: _Channel[S]) -> None:
        if self._channels.get(house) is channel:
            del self._channels[house]
        if channel.reader is not None:
            channel.reader.cancel()

    async def _keep_reading(self, house: str, channel: _Channel[S]) -> None:
        self._limiter = self._limiter or CapacityLimiter(1)  # made where the event loop is
        while not self._closed:
            try:
                now = await to_thread.run_sync(self._read, house, limiter=self._limiter)
            except UmbralError as error:
                log.warning("a board cannot be read: %s", error.code)
            except Exception:  # a store that is busy for a moment must not blind the screens for good
                log.exception("a board cannot be read; it is tried again")
            else:
                if channel.latest is None or channel.latest.tag != now.tag:
                    channel.latest = now
                    channel.changed.set()
                    channel.changed = asyncio.Event()
            await asyncio.sleep(self._every)


class Listener(Generic[S]):
    """One who follows."""

    def __init__(self, bulletin: Bulletin[S], channel: _Channel[S]) -> None:
        self._bulletin = bulletin
        self._channel = channel

    async def next(self, seen: str | None, patience: float = HEARTBEAT_SECONDS) -> S | None:
        """What says something else than the tag that was seen; None: nothing for so long, or closed."""
        deadline = asyncio.get_running_loop().time() + patience
        while not self._bulletin.closed:
            changed, latest = self._channel.changed, self._channel.latest
            if latest is not None and latest.tag != seen:
                return latest
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return None
            try:
                await asyncio.wait_for(changed.wait(), left)
            except TimeoutError:
                return None
        return None
