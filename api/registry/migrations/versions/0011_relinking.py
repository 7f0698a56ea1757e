"""What was moved from one person's record to another's, and persons that ceased by it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "relink",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("from_id", sa.Uuid, nullable=False),
        sa.Column("to_id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("undoes_id", sa.Uuid),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_relink"),
        _goes_with("relink", "from_id", "person"),
        _goes_with("relink", "to_id", "person"),
        _goes_with("relink", "undoes_id", "relink"),
        sa.CheckConstraint("from_id <> to_id", name="ck_relink_two_persons"),
        sa.UniqueConstraint("case_id", name="uq_relink_case_id"),
        sa.UniqueConstraint("undoes_id", name="uq_relink_undoes_id"),
    )
    for column in ("from_id", "to_id"):
        op.create_index(f"ix_relink_{column}", "relink", [column])
    op.create_table(
        "relink_row",
        sa.Column("relink_id", sa.Uuid, nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("row_id", sa.Uuid, nullable=False),
        sa.Column("ended", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("relink_id", "place", "row_id", name="pk_relink_row"),
        _goes_with("relink_row", "relink_id", "relink"),
    )
    op.create_index("ix_relink_row_row_id", "relink_row", ["row_id"])
    op.create_table(
        "ceased_person",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("into_id", sa.Uuid, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_ceased_person"),
        _goes_with("ceased_person", "person_id", "person"),
        _goes_with("ceased_person", "into_id", "person"),
        sa.CheckConstraint("person_id <> into_id", name="ck_ceased_person_two_persons"),
    )
    op.create_index("ix_ceased_person_into_id", "ceased_person", ["into_id"])


def _goes_with(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], ondelete="CASCADE", name=f"fk_{table}_{column}"
    )
