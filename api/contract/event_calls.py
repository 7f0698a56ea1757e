"""Subscriptions, deliveries and the feed, as a program calls them."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel

from api.contract.client import Client, parsed
from api.contract.events import (
    Changed,
    DeliveryOut,
    DeliveryPage,
    DeliveryState,
    EventsChosen,
    EventTypes,
    FeedOut,
    State,
    StateChange,
    SubscriptionIn,
    SubscriptionList,
    SubscriptionOut,
    SubscriptionWithSecret,
)

M = TypeVar("M", bound=BaseModel)
HERE = "/v1/subscriptions"


class EventCalls:
    """Calls as one actor, `ID; roles=a,b`. Every method raises ServiceRefused or ServiceUnreachable."""

    def __init__(self, client: Client, actor: str) -> None:
        self._client = client
        self._actor = actor

    def types(self) -> EventTypes:
        """What there is to subscribe to."""
        return self._ask(EventTypes, "GET", "/v1/event-types")

    def subscribe(self, asked: SubscriptionIn) -> SubscriptionWithSecret:
        """A new subscription; its secret is shown here and never again."""
        return self._ask(SubscriptionWithSecret, "POST", HERE, asked)

    def subscriptions(self) -> Sequence[SubscriptionOut]:
        """All that the actor may see."""
        return self._ask(SubscriptionList, "GET", HERE).subscriptions

    def set_state(self, subscription: UUID, state: State) -> SubscriptionOut:
        """Pause or resume."""
        return self._ask(SubscriptionOut, "PATCH", f"{HERE}/{subscription}", StateChange(state=state))

    def renew_secret(self, subscription: UUID) -> SubscriptionWithSecret:
        """A new secret beside the last one."""
        return self._ask(SubscriptionWithSecret, "POST", f"{HERE}/{subscription}/secret")

    def unsubscribe(self, subscription: UUID) -> None:
        """End it."""
        self._client.send("DELETE", f"{HERE}/{subscription}", actor=self._actor)

    def deliveries(self, subscription: UUID, state: DeliveryState | None = None) -> Iterator[DeliveryOut]:
        """How far the deliveries are, in the order of events, page by page."""
        wanted = "" if state is None else f"&state={state}"
        after: int | None = 0
        while after is not None:
            path = f"{HERE}/{subscription}/deliveries?limit=200&after={after}{wanted}"
            page = self._ask(DeliveryPage, "GET", path)
            yield from page.deliveries
            after = page.next

    def redeliver(self, subscription: UUID, events: Sequence[UUID] = ()) -> int:
        """Deliver these again, or all dead ones; how many."""
        return self._change(subscription, "redeliveries", events)

    def discard(self, subscription: UUID, events: Sequence[UUID] = ()) -> int:
        """Let these dead ones go, or all; how many."""
        return self._change(subscription, "discards", events)

    def feed(self, subscription: UUID, after: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
        """Events from a position on, each with the position of its page, to go on from."""
        more = True
        while more:
            page = self._ask(
                FeedOut, "GET", f"/v1/events?subscription={subscription}&after={after}&limit=200"
            )
            yield from ((page.next, event) for event in page.events)
            after, more = page.next, page.more

    def _change(self, subscription: UUID, what: str, events: Sequence[UUID]) -> int:
        chosen = EventsChosen(events=list(events) or None)
        return self._ask(Changed, "POST", f"{HERE}/{subscription}/{what}", chosen).changed

    def _ask(self, model: type[M], method: str, path: str, body: BaseModel | None = None) -> M:
        return parsed(model, self._client.send(method, path, body, actor=self._actor))
