"""Passages of the gates, their decisions and reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _passage()
    _passage_decision()
    _passage_review()


def _passage() -> None:
    op.create_table(
        "passage",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("gate", sa.String(32), nullable=False),
        sa.Column("facility_id", sa.Uuid, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.String(128), nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("decision_id", sa.Uuid),
        sa.Column("asked", sa.LargeBinary),
        sa.Column("version", sa.Integer, server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (settled_at IS NULL)", name="ck_passage_settled_when_not_open"
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_passage_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_passage"),
    )
    op.create_index("ix_passage_facility_id", "passage", ["facility_id"])
    op.create_index("ix_passage_person_id", "passage", ["person_id"])


def _passage_decision() -> None:
    op.create_table(
        "passage_decision",
        sa.Column("decision_id", sa.Uuid, nullable=False),
        sa.Column("passage_id", sa.Uuid, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passage.id"], name="fk_passage_decision_passage_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("decision_id", name="pk_passage_decision"),
    )
    op.create_index("ix_passage_decision_passage_id", "passage_decision", ["passage_id"])


def _passage_review() -> None:
    op.create_table(
        "passage_review",
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("passage_id", sa.Uuid, nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passage.id"], name="fk_passage_review_passage_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", name="pk_passage_review"),
    )
    op.create_index("ix_passage_review_passage_id", "passage_review", ["passage_id"])
