"""Couriers with planted faults, which the campaign against `kill -9` must find out."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from api.events.courier import Courier
from api.events.events import Events
from api.registry import outbox_deliveries
from api.registry.outbox_deliveries import Delivery
from api.registry.outbox_subscriptions import Subscription
from api.registry.outbox_tables import DeliveryState, delivery
from api.registry.unit import View


class _MarksFirst(Courier):
    def _tell(self, subscription: Subscription, told: Delivery) -> list[Delivery]:
        """Note it as delivered, then deliver it."""
        with self._store.writing(datetime.now(UTC)) as unit:
            outbox_deliveries.acknowledged(unit, told)
        return super()._tell(subscription, told)


class MarksFirst(Events):
    """Whoever is killed between the two has lost an event."""

    def _courier(self, subscription_id: UUID) -> Courier:
        return _MarksFirst(self._store, subscription_id, self._means)


class _SendsAnyOrder(Courier):
    def _look(self, now: datetime) -> tuple[Subscription | None, list[Delivery]]:
        """Everything that is pending, the latest first."""
        subscription, due = super()._look(now)
        if not due:
            return subscription, due
        with self._store.reading() as view:
            return subscription, list(_pending(view, self._id))


def _pending(view: View, subscription_id: UUID) -> Sequence[Delivery]:
    mine = delivery.c.subscription_id == subscription_id
    pending = select(delivery).where(mine, delivery.c.state == DeliveryState.PENDING)
    return outbox_deliveries._read(view, pending.order_by(delivery.c.position.desc()).limit(32))


class SendsAnyOrder(Events):
    """A later event of a person goes out before the earlier is acknowledged."""

    def _courier(self, subscription_id: UUID) -> Courier:
        return _SendsAnyOrder(self._store, subscription_id, self._means)
