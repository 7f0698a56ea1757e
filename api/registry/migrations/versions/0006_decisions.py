"""Decisions of the gates with their countersignatures, and answers kept for repeated requests."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _decision()
    _countersignature()
    _idempotency()


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("gate", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Uuid),
        sa.Column("facility_id", sa.Uuid),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.Column("policy", sa.String(160), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.String(128), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_decision_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_at", "decision", ["at"])
    op.create_index("ix_decision_facility_id", "decision", ["facility_id"])
    op.create_index("ix_decision_subject_id", "decision", ["subject_id"])


def _countersignature() -> None:
    op.create_table(
        "countersignature",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("decision_id", sa.Uuid, nullable=False),
        sa.Column("matter", sa.String(64), nullable=False),
        sa.Column("officer", sa.String(128), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name="fk_countersignature_decision_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_countersignature"),
        sa.UniqueConstraint(
            "decision_id", "matter", "officer", name="uq_countersignature_decision_id_matter_officer"
        ),
    )
    op.create_index("ix_countersignature_decision_id", "countersignature", ["decision_id"])


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("lookup", sa.String(64), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_idempotency"),
        sa.UniqueConstraint("lookup", name="uq_idempotency_lookup"),
    )
    op.create_index("ix_idempotency_at", "idempotency", ["at"])
    op.create_index("ix_idempotency_request", "idempotency", ["request"])
