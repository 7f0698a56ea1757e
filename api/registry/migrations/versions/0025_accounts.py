"""Accounts and signing keys of the built-in issuer, and sessions of the pages."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; the first account is made by whoever starts the service."""
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("facilities", sa.JSON, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(128), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_account_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("name", name="uq_account_name"),
    )
    op.create_index("ix_account_person_id", "account", ["person_id"])
    op.create_table(
        "issuer_key",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("private", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_issuer_key"),
    )
    op.create_index("ix_issuer_key_made_at", "issuer_key", ["made_at"])
    op.create_table(
        "page_session",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_page_session"),
        sa.UniqueConstraint("digest", name="uq_page_session_digest"),
    )
    op.create_index("ix_page_session_until", "page_session", ["until"])
