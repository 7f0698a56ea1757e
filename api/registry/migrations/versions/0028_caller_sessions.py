"""Sessions at the issuer: which began, which are over, and the word of their ends."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "caller_session",
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("account", sa.String(128)),
        sa.Column("began_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("about", name="pk_caller_session"),
    )
    op.create_index("ix_caller_session_until", "caller_session", ["until"])
    op.create_table(
        "logout_token",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_logout_token"),
    )
    op.create_index("ix_logout_token_until", "logout_token", ["until"])
