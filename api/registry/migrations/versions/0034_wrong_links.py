"""What a wrong link did is kept: which decisions relied on it, and which parties each of them addressed."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of earlier decisions and moves nothing is known: events that told of them may be forgotten."""
    none = sa.text("'[]'")
    op.add_column("decision", sa.Column("addressed", sa.JSON, nullable=False, server_default=none))
    op.add_column("relink", sa.Column("relied", sa.JSON, nullable=False, server_default=none))
