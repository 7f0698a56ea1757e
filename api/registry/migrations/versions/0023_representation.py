"""Who defends whom."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "representation",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("defender", sa.String(128), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.Column("named_by", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_representation"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_representation_person_id_person", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_representation_person_id", "representation", ["person_id"])
