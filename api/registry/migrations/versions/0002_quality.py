"""Samples keep the quality that was told when they were captured."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; samples enrolled before have no quality."""
    op.add_column("sample", sa.Column("quality", sa.JSON))
