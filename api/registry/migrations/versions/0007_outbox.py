"""The outbox: events, who is told of them, and how far each telling is."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; both counters stand at nothing."""
    _event()
    _counters()
    _subscription()
    _delivery()


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("ordinal", sa.BigInteger().with_variant(sa.Integer, "sqlite"), autoincrement=True),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("position", sa.BigInteger),
        sa.Column("person_id", sa.Uuid),
        sa.Column("sequence", sa.BigInteger),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("ordinal", name="pk_event"),
        sa.UniqueConstraint("id", name="uq_event_id"),
        sa.UniqueConstraint("position", name="uq_event_position"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_person_id", "event", ["person_id"])
    op.create_index("ix_event_recorded_at", "event", ["recorded_at"])


def _counters() -> None:
    counter = op.create_table(
        "event_counter",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_event_counter"),
    )
    op.bulk_insert(counter, [{"name": "position", "last": 0}, {"name": "forgotten", "last": 0}])
    op.create_table(
        "event_stream",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_event_stream"),
    )


def _subscription() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_position", sa.BigInteger, nullable=False),
        sa.Column("terms", sa.LargeBinary, nullable=False),
        sa.Column("secrets", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.PrimaryKeyConstraint("id", name="pk_subscription"),
    )
    op.create_index("ix_subscription_partner", "subscription", ["partner"])


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("subscription_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("refusals", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("failure", sa.String(32)),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("subscription_id", "position", name="pk_delivery"),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.id"],
            ondelete="CASCADE",
            name="fk_delivery_subscription_id",
        ),
        sa.ForeignKeyConstraint(["position"], ["event.position"], name="fk_delivery_position"),
    )
    op.create_index("ix_delivery_open", "delivery", ["subscription_id", "state", "position"])
    op.create_index("ix_delivery_stream", "delivery", ["subscription_id", "person_id", "position"])
    op.create_index("ix_delivery_position", "delivery", ["position"])
