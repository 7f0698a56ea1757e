"""Injuries that came late on record, marked so."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("injury", sa.Column("late", sa.Boolean, nullable=False, server_default=sa.false()))
