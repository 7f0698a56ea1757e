"""Subscriptions: who is told what, and how far their deliveries are."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from api.contract.client.calls import Calls
from api.contract.client.parameters import PAGE
from api.contract.events import (
    Changed,
    DeliveryOut,
    DeliveryPage,
    DeliveryState,
    EventsChosen,
    EventTypes,
    State,
    StateChange,
    SubscriptionIn,
    SubscriptionList,
    SubscriptionOut,
    SubscriptionWithSecret,
)

HERE = "/v1/subscriptions"


class Subscriptions(Calls):
    """An administrator makes and ends them; a partner sees its own."""

    def types(self) -> EventTypes:
        """What there is to subscribe to."""
        return self._read(EventTypes, "/v1/event-types")

    def every(self) -> Sequence[SubscriptionOut]:
        """All that the actor may see."""
        return self._read(SubscriptionList, HERE).subscriptions

    def one(self, subscription: UUID) -> SubscriptionOut:
        """One of them."""
        return self._read(SubscriptionOut, f"{HERE}/{subscription}")

    def make(self, asked: SubscriptionIn, *, key: str | None = None) -> SubscriptionWithSecret:
        """A new one; its secret is shown here and never again."""
        return self._write(SubscriptionWithSecret, "POST", HERE, asked, key=key)

    def set_state(self, subscription: UUID, state: State, *, key: str | None = None) -> SubscriptionOut:
        """Pause or resume."""
        body = StateChange(state=state)
        return self._write(SubscriptionOut, "PATCH", f"{HERE}/{subscription}", body, key=key)

    def renew_secret(self, subscription: UUID, *, key: str | None = None) -> SubscriptionWithSecret:
        """A new secret beside the last one."""
        return self._write(SubscriptionWithSecret, "POST", f"{HERE}/{subscription}/secret", key=key)

    def end(self, subscription: UUID, *, key: str | None = None) -> None:
        """Nothing more is told; what still waits is not either."""
        self._written("DELETE", f"{HERE}/{subscription}", key=key)

    def deliveries(self, subscription: UUID, state: DeliveryState | None = None) -> Iterator[DeliveryOut]:
        """How far the deliveries are, in the order of events."""
        here = f"{HERE}/{subscription}/deliveries"
        return self._pages(DeliveryPage, lambda page: page.deliveries, here, PAGE, state=state)

    def redeliver(self, subscription: UUID, events: Sequence[UUID] = (), *, key: str | None = None) -> int:
        """Deliver these again, or all dead ones; how many."""
        return self._change(subscription, "redeliveries", events, key)

    def discard(self, subscription: UUID, events: Sequence[UUID] = (), *, key: str | None = None) -> int:
        """Let these dead ones go, or all; how many."""
        return self._change(subscription, "discards", events, key)

    def _change(self, subscription: UUID, what: str, events: Sequence[UUID], key: str | None) -> int:
        chosen = EventsChosen(events=list(events) or None)
        return self._write(Changed, "POST", f"{HERE}/{subscription}/{what}", chosen, key=key).changed
