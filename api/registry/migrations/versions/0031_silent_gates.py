"""Which silences of gates were told."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: of what is silent now, nobody was told."""
    op.add_column("presence", sa.Column("silent_since", sa.DateTime(timezone=True)))
