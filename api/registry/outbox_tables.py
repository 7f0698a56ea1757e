"""Tables of the outbox: events as they were told, who is told what, and how far each telling is.

An event's `ordinal` is given when it is written; its `position` and its person's `sequence` later, by one
transaction at a time (`outbox.number`): only so is a position never passed over by somebody who reads on from
the last one, whatever order transactions commit in.
"""

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Uuid,
)

from api.registry.columns import code, identity, version
from api.registry.schema import Instant, metadata

PARTNER = 64  # characters: an actor's id


class SubscriptionState(StrEnum):
    """Whether a subscription is told anything; while it is paused, what it is to be told waits."""

    ACTIVE = "active"
    PAUSED = "paused"


class DeliveryState(StrEnum):
    """How far the telling of one event to one subscriber is."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"  # given up; later events of the person wait behind it
    DISCARDED = "discarded"  # an administrator let it go: what waited behind it goes on


event = Table(
    "event",
    metadata,
    # Integer on SQLite: only that is its own ascending number there
    Column("ordinal", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("position", BigInteger, unique=True),
    Column("person_id", Uuid, index=True),  # no foreign key: that somebody was erased is told as well
    Column("sequence", BigInteger),
    Column("recorded_at", Instant, nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

event_counter = Table(
    "event_counter",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("last", BigInteger, nullable=False),
)

event_stream = Table(
    "event_stream",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("last", BigInteger, nullable=False),
)

subscription = Table(
    "subscription",
    metadata,
    identity(),
    Column("partner", String(PARTNER), nullable=False, index=True),
    Column("state", code(SubscriptionState), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("from_position", BigInteger, nullable=False),
    Column("terms", LargeBinary, nullable=False),
    Column("secrets", LargeBinary, nullable=False),
    version(),
)

delivery = Table(
    "delivery",
    metadata,
    Column("subscription_id", ForeignKey("subscription.id", ondelete="CASCADE"), primary_key=True),
    Column("position", ForeignKey("event.position"), primary_key=True, index=True),
    Column("person_id", Uuid),
    Column("state", code(DeliveryState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("refusals", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("failing_since", Instant),
    Column("failure", String(32)),
    Column("settled_at", Instant),
)
# what is open, in order; and whether anything of the same person stands before it
Index("ix_delivery_open", delivery.c.subscription_id, delivery.c.state, delivery.c.position)
Index("ix_delivery_stream", delivery.c.subscription_id, delivery.c.person_id, delivery.c.position)
