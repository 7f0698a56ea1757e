"""What a decision waits for is kept with it: matters to sign, and who settles what by when."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Decisions that were made before say nothing of it."""
    op.add_column("decision", sa.Column("waits", sa.JSON, nullable=False, server_default=sa.text("'{}'")))
