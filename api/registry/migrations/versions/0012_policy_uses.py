"""Which policies the desks went by, word for word and from when to when."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "policy_use",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("facility", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.CheckConstraint("until IS NULL OR until >= since", name="ck_policy_use_ends_after_beginning"),
        sa.PrimaryKeyConstraint("id", name="pk_policy_use"),
    )
    in_use = sa.text("until IS NULL")
    op.create_index(
        "uq_policy_use_now",
        "policy_use",
        ["sha256"],
        unique=True,
        sqlite_where=in_use,
        postgresql_where=in_use,
    )
