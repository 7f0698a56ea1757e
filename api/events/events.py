"""Everything about events that a service runs, wired together."""

from collections.abc import Sequence
from uuid import UUID

from api.clock import Clock, SystemClock
from api.events.addresses import Guard, Network
from api.events.courier import Courier, Means
from api.events.dispatch import Dispatcher
from api.events.envelope import Envelope
from api.events.feed import Feed
from api.events.sender import Sender
from api.events.subscriptions import Subscriptions
from api.registry.store import Store


class Events:
    """Subscriptions, their feed and the threads that tell them, over one store.

    source: the URI of this installation; networks: where receivers may stand beside the public internet.
    """

    def __init__(
        self,
        store: Store,
        *,
        source: str,
        networks: Sequence[Network] = (),
        clock: Clock | None = None,
    ) -> None:
        self._store = store
        self._clock = clock or SystemClock()
        self._envelope = Envelope(source)
        guard = Guard(networks)
        self._means = Means(Sender(guard), self._clock, self._envelope)
        self.subscriptions = Subscriptions(store, self._clock, guard)
        self.feed = Feed(store, self._clock, self._envelope)
        self._dispatcher = Dispatcher(store, self._clock, self._courier)

    def start(self) -> None:
        """Begin to tell."""
        self._dispatcher.start()

    def stop(self) -> None:
        """End all telling, promptly; what was under way is told again later."""
        self._dispatcher.stop()

    def wake(self) -> None:
        """A unit with events was committed: see to it now and not at the next poll."""
        self._dispatcher.wake()

    def changed(self) -> None:
        """Subscriptions or their queues were changed by hand."""
        self._dispatcher.changed()

    def _courier(self, subscription_id: UUID) -> Courier:
        return Courier(self._store, subscription_id, self._means)
