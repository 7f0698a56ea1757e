"""Warrants of several officers, and the searches that were made or refused."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _warrant()
    _warrant_signature()
    _gallery_search()


def _warrant() -> None:
    op.create_table(
        "warrant",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("facility_id", sa.Uuid, nullable=False),
        sa.Column("galleries", sa.JSON, nullable=False),
        sa.Column("legal_basis", sa.String(64), nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.Column("asked_by", sa.String(128), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_by", sa.String(128)),
        sa.CheckConstraint("expires > asked_at", name="ck_warrant_ends_after_beginning"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_warrant_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_warrant"),
    )
    op.create_index("ix_warrant_facility_id", "warrant", ["facility_id"])


def _warrant_signature() -> None:
    op.create_table(
        "warrant_signature",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("warrant_id", sa.Uuid, nullable=False),
        sa.Column("officer", sa.String(128), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["warrant_id"], ["warrant.id"], name="fk_warrant_signature_warrant_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_warrant_signature"),
        sa.UniqueConstraint("warrant_id", "officer", name="uq_warrant_signature_warrant_id_officer"),
    )
    op.create_index("ix_warrant_signature_warrant_id", "warrant_signature", ["warrant_id"])


def _gallery_search() -> None:
    op.create_table(
        "gallery_search",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("facility_id", sa.Uuid, nullable=False),
        sa.Column("warrant_id", sa.Uuid),
        sa.Column("purpose", sa.String(32)),
        sa.Column("galleries", sa.JSON, nullable=False),
        sa.Column("defects", sa.JSON, nullable=False),
        sa.Column("officer", sa.String(128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_gallery_search_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_gallery_search"),
    )
    op.create_index("ix_gallery_search_facility_id", "gallery_search", ["facility_id"])
    op.create_index("ix_gallery_search_warrant_id", "gallery_search", ["warrant_id"])
