"""Who is told what: subscriptions of partners, with their secrets sealed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from api.registry.outbox_tables import SubscriptionState, subscription
from api.registry.sealing import destroy_row_keys
from api.registry.typed_rows import TypedRows
from api.registry.unit import Unit, View


@dataclass(frozen=True, slots=True)
class Terms:
    """What a partner may learn, and where it is told. Nothing is told that is not named here.

    types: of events, without prefix; attributes: of their facts; facilities: codes, None for every one;
    party: only events that address it, None for all; url: of the receiver, None for a partner who asks for
    the feed; clients: only events about persons whom the partner defends when they are told of.
    """

    types: frozenset[str]
    attributes: frozenset[str] = frozenset()
    facilities: frozenset[str] | None = None
    party: str | None = None
    url: str | None = field(default=None, repr=False)
    clients: bool = False


@dataclass(frozen=True, slots=True)
class Secret:
    """A key of signatures. until: when it stops being used; None for the latest."""

    value: str = field(repr=False)
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """partner: the actor whose it is; from_position: it is told of nothing up to there."""

    id: UUID
    partner: str
    state: SubscriptionState
    created_at: datetime
    from_position: int
    terms: Terms
    secrets: tuple[Secret, ...]
    version: int = 1

    def valid_secrets(self, now: datetime) -> list[str]:
        """The secrets that messages of this moment are signed with, the latest first."""
        valid = [one for one in self.secrets if one.until is None or now < one.until]
        return [one.value for one in sorted(valid, key=lambda one: one.until is not None)]


_ROWS = TypedRows(subscription, Subscription, owner=None)


def add(unit: Unit, new: Subscription) -> Subscription:
    """Keep a new one."""
    return _ROWS.add(unit, new)


def change(unit: Unit, seen: Subscription, **changes: object) -> Subscription:
    """Raises Overtaken. seen: as it was read."""
    return _ROWS.change(unit, seen, **changes)


def one(view: View, subscription_id: UUID) -> Subscription:
    """Raises NotOnRecord."""
    return _ROWS.one(view, subscription_id)


def every(view: View, partner: str | None = None) -> Sequence[Subscription]:
    """All subscriptions, or a partner's, the oldest first."""
    return _ROWS.find(view, *([] if partner is None else [subscription.c.partner == partner]))


def remove(unit: Unit, subscription_id: UUID) -> None:
    """End a subscription: its secrets open no more, and what was still to be told is forgotten."""
    unit.connection.execute(delete(subscription).where(subscription.c.id == subscription_id))
    destroy_row_keys(unit, [subscription_id])
