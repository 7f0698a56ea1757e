"""How long a legal basis lasts at most, its extensions, suspensions that are revoked; and cells.

Suspensions bear the reasons that a policy names. No route has written one before: those that a script wrote
are renamed, and one that stood on a court's order without a reason, which stopped no clock, goes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table, rename the reasons."""
    op.add_column("basis_period", sa.Column("term", sa.String(64)))
    op.add_column("basis_period", sa.Column("last_day", sa.Date))
    op.add_column("suspension", sa.Column("revoked", sa.DateTime(timezone=True)))
    op.add_column("suspension", sa.Column("revoked_by", sa.String(128)))
    op.add_column("episode", sa.Column("cell", sa.String(32)))
    _extensions()
    op.execute("UPDATE suspension SET cause = 'escape' WHERE cause = 'at-large'")
    op.execute("UPDATE suspension SET cause = 'defence-delay' WHERE cause = 'defence-request'")
    op.execute("DELETE FROM suspension WHERE cause = 'court-order'")


def _extensions() -> None:
    op.create_table(
        "basis_extension",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("period_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("granted", sa.DateTime(timezone=True), nullable=False),
        sa.Column("order_id", sa.Uuid),
        sa.Column("entered_by", sa.String(128), nullable=False),
        sa.Column("authority", sa.LargeBinary, nullable=False),
        sa.Column("revoked", sa.DateTime(timezone=True)),
        sa.Column("revoked_by", sa.String(128)),
        sa.ForeignKeyConstraint(
            ["period_id"],
            ["basis_period.id"],
            name="fk_basis_extension_period_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_basis_extension_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_basis_extension"),
    )
    for column in ("period_id", "person_id"):
        op.create_index(f"ix_basis_extension_{column}", "basis_extension", [column])
