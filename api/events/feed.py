"""The feed: the same events under the same terms, for a partner who asks instead of being called."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.clock import Clock
from api.events.envelope import Envelope
from api.events.errors import FeedPassed, SubscriptionPaused
from api.events.sequencer import distribute
from api.events.subscriptions import owned
from api.events.terms import covers
from api.registry import outbox
from api.registry.outbox_tables import SubscriptionState
from api.registry.store import Store

LOOKED_AT = 500
"""Events looked at for one page: bounds the work, where the terms cover few of many."""


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Events in their order. last: where to go on; more: whether there is anything there already."""

    events: Sequence[dict[str, Any]]
    last: int
    more: bool


class Feed:
    """Thread-safe."""

    def __init__(self, store: Store, clock: Clock, envelope: Envelope) -> None:
        self._store = store
        self._clock = clock
        self._envelope = envelope

    def page(self, subscription_id: UUID, partner: str | None, after: int, most: int) -> FeedPage:
        """Up to `most` events after a position; everything committed before the call is there.

        Raises UnknownSubscription, SubscriptionPaused, FeedPassed.
        """
        distribute(self._store, self._clock.now())
        with self._store.reading() as view:
            subscription = owned(view, subscription_id, partner)
            if subscription.state is not SubscriptionState.ACTIVE:
                raise SubscriptionPaused("The subscription is paused.")
            last = max(after, subscription.from_position)
            if last < outbox.forgotten(view):
                raise FeedPassed("The events after this position are no longer kept.")
            looked_at = outbox.after(view, last, LOOKED_AT)
            covered = {one.position for one in looked_at if covers(view, subscription, one)}
        told: list[dict[str, Any]] = []
        for event in looked_at:
            if len(told) == most:
                return FeedPage(told, last, more=True)
            last = event.position
            if event.position in covered:
                told.append(self._envelope.of(event, subscription))
        return FeedPage(told, last, more=len(looked_at) == LOOKED_AT)
