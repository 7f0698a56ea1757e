"""Tells one subscriber: in the order of each person, until it is acknowledged or given up."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.clock import Clock
from api.contract import webhook
from api.events.backoff import Draw, evenly, retry_at
from api.events.envelope import Envelope
from api.events.parameters import A_ROUND, AT_ONCE
from api.events.sender import Cut, Sender, Silent
from api.events.verdict import judge
from api.registry import outbox_deliveries, outbox_subscriptions
from api.registry.errors import NotOnRecord
from api.registry.outbox_deliveries import Delivery
from api.registry.outbox_subscriptions import Subscription
from api.registry.outbox_tables import SubscriptionState
from api.registry.store import Store


@dataclass(frozen=True, slots=True)
class Means:
    """What all couriers of a service share. draw: how long a wait becomes, between nothing and its cap."""

    sender: Sender
    clock: Clock
    envelope: Envelope
    draw: Draw = evenly


class Courier:
    """One subscription's deliveries, for one thread; `stop` may come from another.

    A receiver that gives no answer at all rests as a whole, and is tried with its earliest event alone; one
    that answers is judged event by event, so that an event it cannot take holds up nobody but its own person.
    """

    def __init__(
        self,
        store: Store,
        subscription_id: UUID,
        means: Means,
    ) -> None:
        self._store = store
        self._id = subscription_id
        self._sender = means.sender
        self._clock = means.clock
        self._envelope = means.envelope
        self._draw = means.draw
        self._cut = Cut()
        self._silences = 0
        self._rests_until: datetime | None = None

    def round(self) -> datetime | None:
        """Tell what is due; when to come again. None: nothing is open, or nobody may be told."""
        now = self._clock.now()
        if self._rests_until is not None and now < self._rests_until:
            return self._rests_until
        subscription, due = self._look(now)
        if subscription is None:
            return None
        waiting = deque(due)
        for _ in range(A_ROUND):
            if not waiting or self._cut.done:
                break
            waiting.extend(self._tell(subscription, waiting.popleft()))
            if self._rests_until is not None:
                return self._rests_until
        return now if waiting else self._next()

    def stop(self) -> None:
        """Have the round that is under way end at once: what it was telling counts as not tried."""
        self._cut()

    def _look(self, now: datetime) -> tuple[Subscription | None, list[Delivery]]:
        with self._store.reading() as view:
            try:
                subscription = outbox_subscriptions.one(view, self._id)
            except NotOnRecord:
                return None, []
            if subscription.state is not SubscriptionState.ACTIVE or subscription.terms.url is None:
                return None, []
            return subscription, list(outbox_deliveries.ready(view, self._id, now, AT_ONCE))

    def _next(self) -> datetime | None:
        with self._store.reading() as view:
            return outbox_deliveries.next_due(view, self._id)

    def _tell(self, subscription: Subscription, told: Delivery) -> list[Delivery]:
        """Send one event and keep what came of it; what can be told of the same person now."""
        url = subscription.terms.url
        assert url is not None  # noqa: S101 - `_look` saw to it
        body = self._envelope.bytes_of(told.event, subscription)
        answer = self._sender.send(url, self._headers(subscription, told, body), body, self._cut)
        silent = isinstance(answer, Silent)
        if silent and self._cut.done:
            return []
        now = self._clock.now()
        self._silences = self._silences + 1 if silent else 0
        self._rests_until = retry_at(now, self._silences, self._draw) if silent else None
        failed = judge(answer, told, now, self._draw)
        with self._store.housekeeping(now) as unit:
            if failed is None:
                outbox_deliveries.acknowledged(unit, told)
                following = outbox_deliveries.following(unit, told, now)
                return [] if following is None else [following]
            due_at = failed.due_at and (self._rests_until or failed.due_at)
            outbox_deliveries.failed(unit, told, failed.failure, refused=failed.refused, due_at=due_at)
            return []

    def _headers(self, subscription: Subscription, told: Delivery, body: bytes) -> dict[str, str]:
        now = self._clock.now()
        secrets = subscription.valid_secrets(now)
        signed = webhook.sign(str(told.event.id), int(now.timestamp()), body, secrets)
        return {"Content-Type": f"{webhook.MEDIA_TYPE}; charset=utf-8", "User-Agent": "Umbral", **signed}
