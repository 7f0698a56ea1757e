"""From the outbox to the subscribers' queues: number what was committed, queue it for whom it concerns."""

from collections.abc import Set
from datetime import datetime
from uuid import UUID

from api.events.parameters import NUMBERED_AT_ONCE
from api.events.terms import covers
from api.registry import outbox, outbox_deliveries, outbox_subscriptions
from api.registry.store import Store
from api.registry.unit import Unit


def distribute(store: Store, now: datetime) -> Set[UUID]:
    """Number everything that was committed; the subscriptions that have something new to be told."""
    concerned: set[UUID] = set()
    with store.reading() as view:
        waiting = outbox.anything_to_number(view)
    while waiting:
        with store.housekeeping(now) as unit:
            count, more = _portion(unit)
        concerned |= more
        waiting = count == NUMBERED_AT_ONCE
    return concerned


def distribute_all(unit: Unit) -> None:
    """The same in a transaction that goes on: a subscription that is made in it starts after all of it."""
    while _portion(unit)[0]:
        pass


def _portion(unit: Unit) -> tuple[int, Set[UUID]]:
    events = outbox.number(unit, NUMBERED_AT_ONCE)
    if not events:
        return 0, frozenset()
    concerned = set()
    for subscription in outbox_subscriptions.every(unit):
        told = [event for event in events if covers(unit, subscription, event)]
        if told and subscription.terms.url is not None:
            outbox_deliveries.queue(unit, subscription.id, told)
            concerned.add(subscription.id)
    return len(events), concerned
