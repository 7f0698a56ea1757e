"""The feed: what happened since, for a program that asks instead of being called."""

import time
from collections.abc import Callable, Iterator
from uuid import UUID

from api.contract.client.calls import Calls
from api.contract.client.parameters import FEED_LOOK, PAGE
from api.contract.events import FeedOut

HERE = "/v1/events"


class Feed(Calls):
    """Events come in pages. When a page is done with, store its `next` in the same transaction: from there
    a program goes on after a restart, and each event counts once.
    """

    def page(self, subscription: UUID, after: int = 0, *, most: int = PAGE) -> FeedOut:
        """Up to `most` events from a position on. Raises NoLongerKept where some after it are deleted."""
        return self._read(FeedOut, HERE, subscription=subscription, after=after, limit=most)

    def since(self, subscription: UUID, after: int = 0, *, most: int = PAGE) -> Iterator[FeedOut]:
        """Pages from a position on, up to what is told now."""
        more = True
        while more:
            page = self.page(subscription, after, most=most)
            if page.events:
                yield page
            after, more = page.next, page.more

    def follow(
        self,
        subscription: UUID,
        after: int = 0,
        *,
        look: float = FEED_LOOK,
        pause: Callable[[float], None] = time.sleep,
    ) -> Iterator[FeedOut]:
        """Pages from a position on, without end: where there is nothing new, look again in `look` seconds."""
        while True:
            for page in self.since(subscription, after):
                yield page
                after = page.next
            pause(look)
