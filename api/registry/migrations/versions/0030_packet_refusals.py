"""Packets of stations that were not taken, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "packet_refusal",
        sa.Column("station_id", sa.Uuid, nullable=False),
        sa.Column("problem", sa.String(64), nullable=False),
        sa.Column("facility_id", sa.Uuid, nullable=False),
        sa.Column("times", sa.BigInteger, nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_packet_refusal_facility_id"),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name="fk_packet_refusal_station_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("station_id", "problem", name="pk_packet_refusal"),
    )
    op.create_index("ix_packet_refusal_facility_id", "packet_refusal", ["facility_id"])
