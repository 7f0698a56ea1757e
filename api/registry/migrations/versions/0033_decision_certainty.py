"""How sure the matcher was of what a decision weighed is kept with it."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Decisions that were made before say nothing of it."""
    op.add_column("decision", sa.Column("certainty", sa.JSON, nullable=False, server_default=sa.text("'{}'")))
