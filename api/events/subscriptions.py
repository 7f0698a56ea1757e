"""Subscriptions as an administrator and their partners use them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from api.clock import Clock
from api.contract import webhook
from api.events import terms as covering
from api.events.addresses import Guard, receiver
from api.events.errors import NoReceiver, TooManySubscriptions, UnknownSubscription
from api.events.parameters import MOST_SUBSCRIPTIONS, ROTATION
from api.events.sequencer import distribute_all
from api.registry import outbox, outbox_deliveries, outbox_subscriptions
from api.registry.errors import NotOnRecord
from api.registry.ids import uuid7
from api.registry.outbox_deliveries import Delivery
from api.registry.outbox_subscriptions import Secret, Subscription, Terms
from api.registry.outbox_tables import DeliveryState, SubscriptionState
from api.registry.store import Store
from api.registry.unit import View


class Subscriptions:
    """Thread-safe. partner: whose they must be, None for whoever may see all of them."""

    def __init__(self, store: Store, clock: Clock, guard: Guard) -> None:
        self._store = store
        self._clock = clock
        self._guard = guard

    def create(self, partner: str, terms: Terms) -> Subscription:
        """A new one, told of everything from now on; its secret is to be shown now and never again.

        Raises TermsRefused, ReceiverRefused, AddressRefused, TooManySubscriptions.
        """
        covering.check(terms)
        if terms.url is not None:
            self._guard.check(receiver(terms.url))
        now = self._clock.now()
        with self._store.writing(now) as unit:
            if len(outbox_subscriptions.every(unit)) >= MOST_SUBSCRIPTIONS:
                raise TooManySubscriptions("No further subscription can be kept.", most=MOST_SUBSCRIPTIONS)
            distribute_all(unit)
            new = Subscription(
                id=uuid7(),
                partner=partner,
                state=SubscriptionState.ACTIVE,
                created_at=now,
                from_position=outbox.last_position(unit),
                terms=terms,
                secrets=(Secret(webhook.new_secret()),),
            )
            return outbox_subscriptions.add(unit, new)

    def list(self, partner: str | None) -> Sequence[Subscription]:
        """Those of a partner, or all."""
        with self._store.reading() as view:
            return outbox_subscriptions.every(view, partner)

    def one(self, subscription_id: UUID, partner: str | None) -> Subscription:
        """Raises UnknownSubscription."""
        with self._store.reading() as view:
            return owned(view, subscription_id, partner)

    def set_state(self, subscription_id: UUID, state: SubscriptionState) -> Subscription:
        """Pause or resume; while it is paused, events wait. Raises UnknownSubscription."""
        with self._store.writing(self._clock.now()) as unit:
            seen = owned(unit, subscription_id, None)
            return seen if seen.state is state else outbox_subscriptions.change(unit, seen, state=state)

    def renew_secret(self, subscription_id: UUID) -> Subscription:
        """A new secret beside the last one, which stays valid for a day; an older one ends now.

        Raises UnknownSubscription.
        """
        now = self._clock.now()
        with self._store.writing(now) as unit:
            seen = owned(unit, subscription_id, None)
            latest = seen.valid_secrets(now)[0]
            secrets = (Secret(webhook.new_secret()), Secret(latest, now + ROTATION))
            return outbox_subscriptions.change(unit, seen, secrets=secrets)

    def delete(self, subscription_id: UUID) -> None:
        """End it; what was still to be told is not. Raises UnknownSubscription."""
        with self._store.writing(self._clock.now()) as unit:
            owned(unit, subscription_id, None)
            outbox_subscriptions.remove(unit, subscription_id)

    def deliveries(
        self, subscription_id: UUID, partner: str | None, state: DeliveryState | None, after: int, most: int
    ) -> Sequence[Delivery]:
        """How far its tellings are, from the one after a position on. Raises UnknownSubscription."""
        with self._store.reading() as view:
            owned(view, subscription_id, partner)
            return outbox_deliveries.page(view, subscription_id, state, after, most)

    def counts(self, subscription_id: UUID) -> Mapping[DeliveryState, int]:
        """How many of its tellings are in each state."""
        with self._store.reading() as view:
            return outbox_deliveries.counts(view, subscription_id)

    def redeliver(self, subscription_id: UUID, events: Sequence[UUID] | None) -> int:
        """Tell these once more, or all that were given up; how many.

        Raises UnknownSubscription, NoReceiver.
        """
        with self._store.writing(self._clock.now()) as unit:
            if owned(unit, subscription_id, None).terms.url is None:
                raise NoReceiver("The subscription has no receiver.")
            positions = None if events is None else outbox.positions_of(unit, events)
            return outbox_deliveries.queue_again(unit, subscription_id, positions)

    def discard(self, subscription_id: UUID, events: Sequence[UUID] | None) -> int:
        """Let go of given-up tellings, these or all; how many. What waits behind them goes on.

        Raises UnknownSubscription.
        """
        with self._store.writing(self._clock.now()) as unit:
            owned(unit, subscription_id, None)
            positions = None if events is None else outbox.positions_of(unit, events)
            return outbox_deliveries.discard(unit, subscription_id, positions)


def owned(view: View, subscription_id: UUID, partner: str | None) -> Subscription:
    """A subscription that the partner may see. Raises UnknownSubscription, for another's as for none."""
    try:
        found = outbox_subscriptions.one(view, subscription_id)
    except NotOnRecord:
        found = None
    if found is None or partner not in (None, found.partner):
        raise UnknownSubscription("There is no such subscription.")
    return found
